// Conversions between lane types: same width (float/int32, double/int64) and half to double width.
#pragma once

#include "vec.h"

namespace chainrule::CHAINRULE_ISA_NS {

// Lane by lane, for types of one width. Floating to integer rounds towards zero; values out of
// range are unspecified, as in C++.
template <class To, class From>
  requires(sizeof(To) == sizeof(From))
CHAINRULE_INLINE Vec<To> convert(Vec<From> x) {
  return __builtin_convertvector(x.v, typename Vec<To>::V);
}

// Lanes 0 .. size/2-1 (low) or size/2 .. size-1 (high) in a type of twice the width.
template <class To, class From>
  requires(sizeof(To) == 2 * sizeof(From))
CHAINRULE_INLINE Vec<To> widen_low(Vec<From> x) {
  return [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
    return Vec<To>(
        __builtin_convertvector(__builtin_shufflevector(x.v, x.v, i...), typename Vec<To>::V));
  }(std::make_integer_sequence<int, Vec<To>::size>{});
}
template <class To, class From>
  requires(sizeof(To) == 2 * sizeof(From))
CHAINRULE_INLINE Vec<To> widen_high(Vec<From> x) {
  return [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
    return Vec<To>(__builtin_convertvector(__builtin_shufflevector(x.v, x.v, i + Vec<To>::size...),
                                           typename Vec<To>::V));
  }(std::make_integer_sequence<int, Vec<To>::size>{});
}

// The inverse of widen_low and widen_high: lanes of `low`, then of `high`, in a type of half the
// width.
template <class To, class From>
  requires(sizeof(From) == 2 * sizeof(To))
CHAINRULE_INLINE Vec<To> narrow(Vec<From> low, Vec<From> high) {
  typedef To Half __attribute__((vector_size(kBytes / 2)));
  const Half a = __builtin_convertvector(low.v, Half);
  const Half b = __builtin_convertvector(high.v, Half);
  return [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
    return Vec<To>(__builtin_shufflevector(a, b, i...));
  }(std::make_integer_sequence<int, Vec<To>::size>{});
}

}  // namespace chainrule::CHAINRULE_ISA_NS
