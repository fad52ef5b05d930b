// sinh, cosh, tanh and their inverses.
#pragma once

#include "log.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace hyperbolic_detail {

// e^|x| / 2, finite as long as cosh is.
template <Floating T>
CHAINRULE_INLINE Vec<T> half_exp(Vec<T> m) {
  using namespace exp_detail;
  const Reduced<T> a = reduce(clamp_above(m, kOverflow<T> + 1));
  const Vec<T> p = 1 + (a.r + fma(a.r * a.r, tail_series(a.r), a.tail));
  return scale(p, a.n - 1);
}

}  // namespace hyperbolic_detail

// Hyperbolic tangent: below 0.625 an odd polynomial (Remez exchange, within 2^-27.7 for float,
// 2^-56.4 for double), above it 1 - 2 / (e^2x + 1), where the quotient is small.
template <Floating T>
CHAINRULE_INLINE Vec<T> tanh(Vec<T> x) {
  using namespace exp_detail;
  const Vec<T> m = abs(x);
  const Vec<T> z = m * m;
  Vec<T> q;
  if constexpr (kIsFloat<T>) {
    q = polynomial(z, -0x1.555532p-2f, 0x1.1106f6p-3f, -0x1.b835a4p-5f, 0x1.51f8cep-6f,
                   -0x1.750ce2p-8f);
  } else {
    q = polynomial(z, -0x1.55555555554ffp-2, 0x1.111111110ac91p-3, -0x1.ba1ba1b503810p-5,
                   0x1.664f477a5d542p-6, -0x1.226e161fac705p-7, 0x1.d6cf2699f635cp-9,
                   -0x1.7d68955422bddp-10, 0x1.3365bfb5634f2p-11, -0x1.df5316b6091bcp-13,
                   0x1.438c3cf597bd3p-14, -0x1.0d9e9638dd322p-16);
  }
  const Vec<T> small = fma(m * z, q, m);
  const Vec<T> e = exp_roughly(clamp_above(2 * m, T(kIsFloat<T> ? 20 : 40)));
  const Vec<T> large = 1 - 2 / (e + 1);
  return copysign(select(m < T(0.625), small, large), x);
}

// Hyperbolic sine: below 1 an odd polynomial (within 2^-31.6 for float, 2^-61.8 for double).
template <Floating T>
CHAINRULE_INLINE Vec<T> sinh(Vec<T> x) {
  const Vec<T> m = abs(x);
  const Vec<T> z = m * m;
  Vec<T> q;
  if constexpr (kIsFloat<T>) {
    q = polynomial(z, 0x1.555556p-3f, 0x1.1110ep-7f, 0x1.a022bcp-13f, 0x1.756c1ep-19f);
  } else {
    q = polynomial(z, 0x1.5555555555556p-3, 0x1.111111111101ep-7, 0x1.a01a01a037269p-13,
                   0x1.71de3a3b06bb5p-19, 0x1.ae646ff5119b4p-26, 0x1.6116f49b5433cp-33,
                   0x1.b5c899b550f69p-41);
  }
  const Vec<T> small = fma(m * z, q, m);
  const Vec<T> e = hyperbolic_detail::half_exp(m);
  return copysign(select(m < 1, small, e - T(0.25) / e), x);
}

// Hyperbolic cosine.
template <Floating T>
CHAINRULE_INLINE Vec<T> cosh(Vec<T> x) {
  const Vec<T> e = hyperbolic_detail::half_exp(abs(x));
  return e + T(0.25) / e;
}

// Inverse hyperbolic sine: log1p(x + x^2 / (1 + sqrt(1 + x^2))), and log(2x) for large x.
template <Floating T>
CHAINRULE_INLINE Vec<T> asinh(Vec<T> x) {
  const Vec<T> m = abs(x);
  const Mask<T> large = m > T(kIsFloat<T> ? 0x1p14 : 0x1p30);
  const Vec<T> square = m * m;
  const Vec<T> middle = m + square / (1 + sqrt(1 + square));
  const Vec<T> y = log1p(select(large, m - 1, middle));
  return copysign(select(large, y + T(0.693147180559945309417), y), x);
}

// Inverse hyperbolic cosine: with t = x - 1, log1p(t + sqrt(2t + t^2)); NaN below 1.
template <Floating T>
CHAINRULE_INLINE Vec<T> acosh(Vec<T> x) {
  const Mask<T> large = x > T(kIsFloat<T> ? 0x1p14 : 0x1p30);
  const Vec<T> t = x - 1;
  const Vec<T> middle = t + sqrt(t * (2 + t));
  const Vec<T> y = log1p(select(large, x - 1, middle));
  return select(x < 1, Vec<T>(__builtin_nan("")), select(large, y + T(0.693147180559945309417), y));
}

// Inverse hyperbolic tangent: log1p(2x / (1 - x)) / 2.
template <Floating T>
CHAINRULE_INLINE Vec<T> atanh(Vec<T> x) {
  const Vec<T> m = abs(x);
  return copysign(T(0.5) * log1p(2 * m / (1 - m)), x);
}

}  // namespace chainrule::CHAINRULE_ISA_NS
