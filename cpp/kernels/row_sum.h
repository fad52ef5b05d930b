// Vectors along a row, with the part that is left at its end, and their sums. Included by *.isa.cpp
// files only.
#pragma once

#include "kernels/lanes.h"

namespace chainrule::CHAINRULE_ISA_NS {

/// `fill` stands in the lanes beyond the row's end.
template <class T>
CHAINRULE_INLINE Vec<T> load_row(const T* p, int64_t left, T fill = T(0)) {
  return left >= Vec<T>::size ? Vec<T>::load(p)
                              : Vec<T>::load_n(p, static_cast<int>(left), Vec<T>(fill));
}

/// Elements whose lanes are added up before they go to a double: later they would lose digits.
constexpr int64_t kSumBlock = 2048;

/// The sum of term(i, left), vectors that are 0 beyond n, in two chains of additions.
template <class T, class F>
CHAINRULE_INLINE double sum_of(int64_t n, F term) {
  using V = Vec<T>;
  double total = 0;
  for (int64_t start = 0; start < n; start += kSumBlock) {
    const int64_t end = n - start < kSumBlock ? n : start + kSumBlock;
    V a(0);
    V b(0);
    int64_t i = start;
    for (; i + 2 * V::size <= end; i += 2 * V::size) {
      a += term(i, int64_t{V::size});
      b += term(i + V::size, int64_t{V::size});
    }
    for (; i < end; i += V::size) a += term(i, end - i);
    total += reduce_sum(a + b);
  }
  return total;
}

}  // namespace chainrule::CHAINRULE_ISA_NS
