// Functions of two numbers that are built on the elementary ones: logaddexp, ldexp, next_after.
#pragma once

#include "exp.h"
#include "log.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace binary_detail {

// max(a, b) + log1p(exp(-|a - b|)); equal infinities are their own sum.
template <class Rest>
CHAINRULE_INLINE Vec<double> add_exponentials(Vec<double> a, Vec<double> b, Rest rest) {
  const Vec<double> sum = maximum(a, b) + rest(-abs(a - b));
  return select((a == b) & isinf(a), a, sum);
}
// float goes through the double lanes: the two terms may cancel.
template <Floating T, class Rest>
CHAINRULE_INLINE Vec<T> in_double(Vec<T> a, Vec<T> b, Rest rest) {
  if constexpr (kIsFloat<T>) {
    return narrow<float>(add_exponentials(widen_low<double>(a), widen_low<double>(b), rest),
                         add_exponentials(widen_high<double>(a), widen_high<double>(b), rest));
  } else {
    return add_exponentials(a, b, rest);
  }
}

}  // namespace binary_detail

// log(exp(a) + exp(b)) without overflow.
template <Floating T>
CHAINRULE_INLINE Vec<T> logaddexp(Vec<T> a, Vec<T> b) {
  return binary_detail::in_double(
      a, b, [](Vec<double> d) __attribute__((always_inline)) { return log1p(exp(d)); });
}
// log2(2^a + 2^b) without overflow.
template <Floating T>
CHAINRULE_INLINE Vec<T> logaddexp2(Vec<T> a, Vec<T> b) {
  return binary_detail::in_double(a, b, [](Vec<double> d) __attribute__((always_inline)) {
    return log1p(exp2(d)) * 0x1.71547652b82fep+0;
  });
}

// a 2^b. The whole part of b moves the exponent of a, in two steps where 2^b alone would leave the
// range; the first is exact wherever the result is neither 0 nor infinite. The rest is a factor
// that makes a smaller before it goes down, or larger after it went up.
template <Floating T>
CHAINRULE_INLINE Vec<T> ldexp(Vec<T> a, Vec<T> b) {
  constexpr T kDirect = kIsFloat<T> ? 250 : 2000, kStep = kDirect / 2;
  const Vec<T> limit = kDirect + kStep, zero = 0;
  const Vec<T> bounded = select(b > limit, limit, select(b < -limit, -limit, b));
  const Vec<T> whole = trunc(bounded);
  const Vec<T> factor = exp2(bounded - whole);
  const Mask<T> down = b < 0;
  const Vec<T> first =
      select(whole > kDirect, Vec<T>(kStep), select(whole < -kDirect, Vec<T>(-kStep), zero));
  const Vec<T> moved = scale(scale(select(down, a * factor, a), first), whole - first);
  const Vec<T> y = select(down, moved, moved * factor);
  return select(isinf(b), a * select(down, zero, Vec<T>(__builtin_inf())), y);
}

// The number after a on the way to b; b where they are equal.
template <Floating T>
CHAINRULE_INLINE Vec<T> next_after(Vec<T> a, Vec<T> b) {
  using I = IntOf<T>;
  const Mask<T> away = (a < b) ^ (a < 0);  // from zero
  const Vec<T> moved =
      reinterpret<T>(reinterpret<I>(a) + select(Mask<I>(away), Vec<I>(1), Vec<I>(-1)));
  const Vec<T> smallest = copysign(reinterpret<T>(Vec<I>(1)), b);
  const Vec<T> next = select(a == b, b, select(a == 0, smallest, moved));
  return select(isnan(a) | isnan(b), a + b, next);
}

}  // namespace chainrule::CHAINRULE_ISA_NS
