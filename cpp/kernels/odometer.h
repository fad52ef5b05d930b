// Counting through the indices of a strided loop, two offsets kept up to date.
#pragma once

#include <cstdint>

#include "core/small_vec.h"

namespace chainrule {

class Odometer {
 public:
  /// Begins at the index whose row-major number is `start`.
  Odometer(DimSpan sizes, DimSpan a, DimSpan b, int64_t start = 0)
      : sizes_(sizes), a_(a), b_(b), at_(sizes.size(), 0) {
    for (auto d = static_cast<int64_t>(sizes.size()) - 1; d >= 0; --d) {
      at_[d] = start % sizes[d];
      start /= sizes[d];
      offset_a += at_[d] * a[d];
      offset_b += at_[d] * b[d];
    }
  }
  void next() {
    for (auto d = static_cast<int64_t>(sizes_.size()) - 1; d >= 0; --d) {
      offset_a += a_[d];
      offset_b += b_[d];
      if (++at_[d] < sizes_[d]) return;
      offset_a -= sizes_[d] * a_[d];
      offset_b -= sizes_[d] * b_[d];
      at_[d] = 0;
    }
  }
  const Dims& index() const { return at_; }

  int64_t offset_a = 0;
  int64_t offset_b = 0;

 private:
  DimSpan sizes_;
  DimSpan a_;
  DimSpan b_;
  Dims at_;
};

/// A stable sort of few items, without memory of its own.
template <class Iterator, class Before>
void sort_few(Iterator begin, Iterator end, Before before) {
  for (Iterator i = begin; i != end; ++i) {
    const auto item = *i;
    Iterator at = i;
    for (; at != begin && before(item, *(at - 1)); --at) *at = *(at - 1);
    *at = item;
  }
}

inline int64_t product(DimSpan sizes) {
  int64_t n = 1;
  for (const int64_t size : sizes) n *= size;
  return n;
}

/// Strides of a row-major array without gaps.
inline Dims contiguous_order(DimSpan sizes) {
  Dims strides(sizes.size(), 1);
  for (size_t d = sizes.size(); d-- > 1;) strides[d - 1] = strides[d] * sizes[d];
  return strides;
}

}  // namespace chainrule
