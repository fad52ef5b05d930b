// SmallVec: a vector that keeps its first N elements inside itself, in the bytes where a longer one
// has its pointer: a graph node holds three of them. Dims: sizes, strides, indices.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "core/allocator.h"

namespace chainrule {

template <class T, uint32_t N>
class SmallVec {
 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  SmallVec() noexcept {}
  explicit SmallVec(size_t count, const T& value = T()) : SmallVec() { resize(count, value); }
  SmallVec(std::initializer_list<T> values) : SmallVec(values.begin(), values.end()) {}
  SmallVec(std::span<const T> values) : SmallVec(values.begin(), values.end()) {}
  template <std::forward_iterator It>
  SmallVec(It first, It last) : SmallVec() {
    reserve(static_cast<size_t>(std::distance(first, last)));
    for (T* to = data(); first != last; ++first, ++size_) new (to + size_) T(*first);
  }
  SmallVec(const SmallVec& other) : SmallVec(other.begin(), other.end()) {}
  SmallVec(SmallVec&& other) noexcept : SmallVec() { take(std::move(other)); }
  SmallVec& operator=(const SmallVec& other) {
    if (this != &other) {
      clear();
      reserve(other.size_);
      T* to = data();
      for (const T& value : other) {
        new (to + size_) T(value);
        ++size_;
      }
    }
    return *this;
  }
  SmallVec& operator=(SmallVec&& other) noexcept {
    if (this != &other) {
      clear();
      free_heap();
      take(std::move(other));
    }
    return *this;
  }
  ~SmallVec() {
    clear();
    free_heap();
  }

  T* data() noexcept { return on_heap() ? heap_ : inline_data(); }
  const T* data() const noexcept { return const_cast<SmallVec*>(this)->data(); }
  size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  T* begin() noexcept { return data(); }
  T* end() noexcept { return data() + size_; }
  const T* begin() const noexcept { return data(); }
  const T* end() const noexcept { return data() + size_; }
  auto rbegin() noexcept { return std::make_reverse_iterator(end()); }
  auto rend() noexcept { return std::make_reverse_iterator(begin()); }
  auto rbegin() const noexcept { return std::make_reverse_iterator(end()); }
  auto rend() const noexcept { return std::make_reverse_iterator(begin()); }
  T& operator[](size_t i) noexcept { return data()[i]; }
  const T& operator[](size_t i) const noexcept { return data()[i]; }
  T& front() noexcept { return data()[0]; }
  const T& front() const noexcept { return data()[0]; }
  T& back() noexcept { return data()[size_ - 1]; }
  const T& back() const noexcept { return data()[size_ - 1]; }
  operator std::span<const T>() const noexcept { return {data(), size_}; }

  void push_back(T value) { emplace_back(std::move(value)); }
  template <class... Args>
  T& emplace_back(Args&&... args) {
    if (size_ == capacity_) reserve(2 * static_cast<size_t>(capacity_));
    T* made = new (data() + size_) T(std::forward<Args>(args)...);
    ++size_;  // now that there is one to destroy
    return *made;
  }
  void pop_back() noexcept { data()[--size_].~T(); }
  void clear() noexcept {
    std::destroy_n(data(), size_);
    size_ = 0;
  }
  void resize(size_t count, const T& value = T()) {
    while (size_ > count) pop_back();
    reserve(count);
    for (T* to = data(); size_ < count; ++size_) new (to + size_) T(value);
  }
  T* insert(const T* where, T value) {
    const auto at = where - data();
    emplace_back(std::move(value));
    std::rotate(begin() + at, end() - 1, end());
    return begin() + at;
  }
  T* erase(const T* where) {
    const auto at = where - data();
    std::move(begin() + at + 1, end(), begin() + at);
    pop_back();
    return begin() + at;
  }
  void reserve(size_t count) {
    if (count <= capacity_) return;
    T* grown = static_cast<T*>(allocate(count * sizeof(T)));
    std::uninitialized_move_n(data(), size_, grown);
    std::destroy_n(data(), size_);
    free_heap();
    heap_ = grown;
    capacity_ = static_cast<uint32_t>(count);
  }

  template <uint32_t M>
  bool operator==(const SmallVec<T, M>& other) const {
    return std::equal(begin(), end(), other.begin(), other.end());
  }

 private:
  T* inline_data() noexcept { return reinterpret_cast<T*>(inline_); }
  bool on_heap() const noexcept { return capacity_ > N; }
  void free_heap() noexcept {
    if (!on_heap()) return;
    deallocate(heap_, capacity_ * sizeof(T));
    capacity_ = N;
  }
  void take(SmallVec&& other) noexcept {
    if (other.on_heap()) {
      heap_ = other.heap_;
      size_ = std::exchange(other.size_, 0);
      capacity_ = std::exchange(other.capacity_, N);
    } else {
      std::uninitialized_move_n(other.data(), other.size_, data());
      size_ = other.size_;
      other.clear();
    }
  }

  uint32_t size_ = 0;
  uint32_t capacity_ = N;  // more than N: the elements are on the heap
  union {
    T* heap_;
    alignas(T) std::byte inline_[N * sizeof(T)];
  };
};

/// Sizes, strides, dimension lists.
using Dims = SmallVec<int64_t, 5>;
using DimSpan = std::span<const int64_t>;

}  // namespace chainrule
