// digamma: the derivative of lgamma. float goes through the double lanes.
#pragma once

#include "log.h"
#include "trig.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace digamma_detail {

using V = Vec<double>;

// log(y) - 1/(2y) - psi(y) for y >= 2, by Remez exchange in u^2, u = 1/y, within 2^-56 of psi.
CHAINRULE_INLINE V asymptotic_rest(V u) {
  const V z = u * u;
  return z * polynomial(z, 0x1.5555555554772p-4, -0x1.11111106a72fap-7, 0x1.041035836bf2fp-8,
                        -0x1.110db9136259ap-8, 0x1.efe26041b8cb3p-8, -0x1.54e464a992a44p-6,
                        0x1.3aa88060ecae2p-4, -0x1.50d772f99d986p-2, 0x1.67856d2d158acp+0,
                        -0x1.53387e12053c0p+2, 0x1.037e0df22c4b3p+4, -0x1.2be9c7be13089p+5,
                        0x1.e44626f6da664p+5, -0x1.e2f6e767d009cp+5, 0x1.bdc852b1d2229p+4);
}

// psi(x) for x > 0. On [1, 2], where psi vanishes at x0, (x - x0) R(x) / (x (x + 1)) with x0 in two
// parts and R by Remez exchange, within 2^-57.8; below 1 through psi(x) = psi(x + 1) - 1 / x.
CHAINRULE_INLINE V positive(V x) {
  const Mask<double> below = x < 1, beside_zero = x < 2;
  const V y = select(below, x + 1, x);
  const V t = y - 1.5;
  const V q = polynomial(t, 0x1.1b99755046e3fp+1, 0x1.44c5db5438537p-3, -0x1.268494ccb8d04p-6,
                         0x1.9a52712d0c34dp-9, -0x1.58fe9f47a2f75p-11, 0x1.41885052302fcp-13,
                         -0x1.3f10ec36427cap-15, 0x1.49c808b3f291ep-17, -0x1.5e69f41b4699ep-19,
                         0x1.7b6be1af9faf2p-21, -0x1.9f09c7eb054a6p-23, 0x1.d25e3543de403p-25,
                         -0x1.1dee8d75fffa4p-26, 0x1.091d03fcc835cp-28);
  const Pair<V> r = fast_two_sum(V(0x1.c881befcec2b5p+1), t * q);
  const V d = y - 0x1.762d86356be3fp+0;
  const V dr = fma(d, r.hi, fma(d, r.lo, r.hi * -0x1.b86a722197829p-54));
  // One division serves both branches.
  const V u = select(beside_zero, dr, V(1)) / select(beside_zero, fma(y, y, y), y);
  const Pair<V> log = log_detail::log_pair(y);
  const V far = log.hi + (log.lo - fma(V(0.5), u, asymptotic_rest(u)));
  return select(below, u - 1 / x, select(beside_zero, u, far));
}

// psi(1 + a) + pi cot(pi a) = psi(-a), for a > 0, with both terms in two parts: within about 2^-55
// of the larger. psi(1 + a) is psi(2 + a) - 1 / (1 + a), clear of psi's zero.
struct Reflected {
  V sum, cotangent;
};
CHAINRULE_INLINE Reflected reflect(V a, V f) {
  const Pair<V> y = two_sum(V(2), a);
  const V u = 1 / y.hi;
  const Pair<V> log = log_detail::log_pair(y.hi);
  const V rest = log.lo + fma(y.lo, u, -fma(V(0.5), u, asymptotic_rest(u)));
  const Pair<V> one = {V(1), V(0)};
  const Pair<V> psi = fast_two_sum(log.hi, rest) - one / two_sum(V(1), a);
  const trig_detail::SinCosPi t = trig_detail::sincos_pi(f);
  const Pair<V> pi = {V(0x1.921fb54442d18p+1), V(0x1.1a62633145c07p-53)};
  Pair<V> cotangent = pi * (t.cos / t.sin);
  cotangent = {flip_sign(cotangent.hi, f), flip_sign(cotangent.lo, f)};
  const Pair<V> sum = psi + cotangent;
  return {sum.hi + sum.lo, cotangent.hi};
}

// What follows computes the same sum in pairs throughout, to about 2^-104, for the neighbourhoods
// of the zeros of psi at negative arguments (one between each two poles), where its terms cancel.

// 1 / n to twice the precision.
CHAINRULE_INLINE Pair<V> reciprocal_pair(double n) {
  const V q = 1 / n;
  const Pair<V> p = two_product(q, V(n));
  return {q, ((1 - p.hi) - p.lo) * q};
}

// log(y) = k log(2) + 2 artanh((m - 1) / (m + 1)); the series' first 12 terms in pairs.
CHAINRULE_INLINE Pair<V> log_precise(Pair<V> y) {
  const Split<double> a = split_exponent(y.hi);
  const Pair<V> one = {V(1), V(0)};
  const Pair<V> m = {a.mantissa, scale(y.lo, -a.exponent)};
  const Pair<V> s = (m - one) / (m + one);
  const Pair<V> z = s * s;
  V tail = 1. / 47;
  for (int n = 22; n >= 12; --n) tail = fma(tail, z.hi, V(1. / (2 * n + 1)));
  Pair<V> series = {tail, V(0)};
  for (int n = 11; n >= 0; --n) series = reciprocal_pair(2 * n + 1) + series * z;
  const Pair<V> twice = {2 * s.hi, 2 * s.lo};
  const Pair<V> low = {V(0x1.3de6af278ece6p-42), V(0x1.f97b57a079a19p-103)};
  const Pair<V> k = {a.exponent, V(0)};
  return Pair<V>{a.exponent * log_detail::kLn2Hi<double>, V(0)} + (k * low + twice * series);
}

// psi(y) for y >= 30: log y - 1/(2y) - sum of B(2j) / (2j y^2j).
CHAINRULE_INLINE Pair<V> psi_precise(Pair<V> y) {
  const Pair<V> u = Pair<V>{V(1), V(0)} / y;
  const Pair<V> z = u * u;
  const V tail = polynomial(z.hi, 1. / 132, -691. / 32760, 1. / 12, -3617. / 8160, 43867. / 14364,
                            -174611. / 6600, 77683. / 276, -236364091. / 65520);
  Pair<V> series = {tail, V(0)};
  for (const double n : {-240., 252., -120., 12.}) series = reciprocal_pair(n) + series * z;
  return log_precise(y) - Pair<V>{0.5 * u.hi, 0.5 * u.lo} - series * z;
}

// pi cot(pi f) for |f| <= 1/2 by the Taylor series of sine and cosine at up to pi/4, the terms
// above 2^-60 in pairs.
CHAINRULE_INLINE Pair<V> pi_cot_precise(V f) {
  const V m = abs(f);
  const Mask<double> swap = m > 0.25;
  const Pair<V> pi = {V(0x1.921fb54442d18p+1), V(0x1.1a62633145c07p-53)};
  const Pair<V> a = pi * Pair<V>{select(swap, 0.5 - m, m), V(0)};
  const Pair<V> z = a * a;
  const Pair<V> one = {V(1), V(0)};
  V sin_tail = 1, cos_tail = 1;
  for (int k = 15; k >= 10; --k) {
    sin_tail = 1 - sin_tail * z.hi * (1. / (2 * k * (2 * k + 1)));
    cos_tail = 1 - cos_tail * z.hi * (1. / (2 * k * (2 * k - 1)));
  }
  Pair<V> s = {sin_tail, V(0)}, c = {cos_tail, V(0)};
  for (int k = 9; k >= 1; --k) {
    s = one - s * z * reciprocal_pair(2 * k * (2 * k + 1));
    c = one - c * z * reciprocal_pair(2 * k * (2 * k - 1));
  }
  s = s * a;
  const Pair<V> cotangent = pi * (select(swap, s, c) / select(swap, c, s));
  return {flip_sign(cotangent.hi, f), flip_sign(cotangent.lo, f)};
}

inline __attribute__((noinline)) V reflect_precise(V a, V f) {
  const Pair<V> one = {V(1), V(0)};
  const Pair<V> y = two_sum(V(1), a);
  Pair<V> psi = psi_precise(y + Pair<V>{V(30), V(0)});
  for (int i = 0; i < 30; ++i) psi = psi - one / (y + Pair<V>{V(i), V(0)});
  const Pair<V> sum = psi + pi_cot_precise(f);
  return sum.hi + sum.lo;
}

// For x < 0; NaN at the poles. Rare, so not inlined.
template <bool kPreciseAtZeros>
__attribute__((noinline)) V negative(V x) {
  const V a = -x;
  const V f = a - round(a);
  const Reflected r = reflect(a, f);
  V y = r.sum;
  if constexpr (kPreciseAtZeros) {
    const Mask<double> close = abs(y) < 0.25 * fmax(abs(r.cotangent), 1);
    if (any(close))
      y = select(close, reflect_precise(select(close, a, V(0.5)), select(close, f, V(0.5))), y);
  }
  y = select(a < 0x1p-60, 1 / a, y);  // psi(x) = -1 / x - gamma ...
  return select(f == 0, V(__builtin_nan("")), y);
}

template <bool kPreciseAtZeros>
CHAINRULE_INLINE V digamma(V x) {
  V y = positive(abs(x));
  y = select(x == V(__builtin_inf()), x, y);
  if (any(x < 0)) [[unlikely]] {
    y = select(x < 0, negative<kPreciseAtZeros>(x), y);
  }
  return select(x == 0, -copysign(V(__builtin_inf()), x), y);
}

}  // namespace digamma_detail

// Logarithmic derivative of the gamma function. -inf at 0, +inf at -0 and NaN at the negative
// integers, as in PyTorch.
CHAINRULE_INLINE Vec<double> digamma(Vec<double> x) { return digamma_detail::digamma<true>(x); }
CHAINRULE_INLINE Vec<float> digamma(Vec<float> x) {
  return narrow<float>(digamma_detail::digamma<false>(widen_low<double>(x)),
                       digamma_detail::digamma<false>(widen_high<double>(x)));
}

}  // namespace chainrule::CHAINRULE_ISA_NS
