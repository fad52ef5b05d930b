// Intrusive reference counting: RefCounted is the base, Ref<T> the owning handle.
//
// Note [Threads and reference counts]
// Counts are plain integers. Tensor and Node handles are only ever touched by a thread that holds
// the interpreter's lock (or, without Python, by one thread at a time); kernels work on raw
// pointers and may run on many threads with the lock released. An atomic increment costs about
// 5 ns, ten of them would double the price of `a + b`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/allocator.h"

namespace chainrule {

class RefCounted {
 public:
  RefCounted() = default;
  RefCounted(const RefCounted&) = delete;
  RefCounted& operator=(const RefCounted&) = delete;

  void retain() const noexcept { ++refs_; }
  /// True when this was the last reference: the caller then destroys the object.
  [[nodiscard]] bool release() const noexcept { return --refs_ == 0; }
  uint32_t use_count() const noexcept { return refs_; }

  // Headers of tensors and nodes come from the small-block free lists.
  static void* operator new(size_t bytes) { return allocate(bytes); }
  static void operator delete(void* block, size_t bytes) noexcept { deallocate(block, bytes); }

 protected:
  ~RefCounted() = default;

 private:
  mutable uint32_t refs_ = 0;
};

/// What happens when the last reference goes; overloaded by types that need more than `delete`.
template <class T>
void destroy(T* object) noexcept {
  delete object;
}

template <class T>
class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  explicit Ref(T* object) noexcept : object_(object) {
    if (object_) object_->retain();
  }
  Ref(const Ref& other) noexcept : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
    requires std::is_convertible_v<U*, T*>
  Ref(Ref<U> other) noexcept : object_(other.leak()) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ && object_->release()) destroy(object_);
  }

  T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  bool operator==(const Ref& other) const noexcept { return object_ == other.object_; }
  void reset() noexcept { Ref().swap(*this); }
  void swap(Ref& other) noexcept { std::swap(object_, other.object_); }
  /// Gives the reference up without releasing it.
  [[nodiscard]] T* leak() noexcept { return std::exchange(object_, nullptr); }
  /// Takes over a reference that somebody leaked.
  static Ref adopt(T* object) noexcept {
    Ref ref;
    ref.object_ = object;
    return ref;
  }

 private:
  T* object_ = nullptr;
};

template <class T, class... Args>
Ref<T> make_ref(Args&&... args) {
  return Ref<T>(new T(std::forward<Args>(args)...));
}

}  // namespace chainrule
