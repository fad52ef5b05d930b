// erf and erfc.
#pragma once

#include "exp.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace erf_detail {

// erf(x) for 0 <= x <= 1, as x + x P(x^2); P by Remez exchange, within 2^-29.4 (float), 2^-56
// (double).
template <Floating T>
CHAINRULE_INLINE Vec<T> erf_rest(Vec<T> x) {
  const Vec<T> z = x * x;
  if constexpr (kIsFloat<T>) {
    return x * polynomial(z, 0x1.06eba8p-3f, -0x1.81273ep-2f, 0x1.ce2ce6p-4f, -0x1.b7f71ap-6f,
                          0x1.53f224p-8f, -0x1.a3515ep-11f, 0x1.4771fcp-14f);
  } else {
    return x * polynomial(z, 0x1.06eba8214db68p-3, -0x1.812746b03799dp-2, 0x1.ce2f21a03f8bcp-4,
                          -0x1.b82ce311a9976p-6, 0x1.565bcceedf775p-8, -0x1.c02daeb818dedp-11,
                          0x1.f9a296d59187bp-14, -0x1.f4c8316e977e1p-17, 0x1.b96b73a230c0fp-20,
                          -0x1.5b8d336496718p-23, 0x1.d3e3b9b5ac632p-27, -0x1.a25225c39a272p-31);
  }
}

// erfc(x) for x from 1 to its underflow. exp(x^2) erfc(x) = u G(t) with u = 1 / (x + K) and
// t = 1 - (K + c) u, which takes the range to about [-3/4, 3/4] (the substitution of Schonfelder,
// Math. Comp. 32, 1978); c is chosen so that G's leading coefficient is almost a floating-point
// number. G by Remez exchange, within 2^-28.8 (float), 2^-56.5 (double). x^2 and u carry their
// rounding errors along, as the exponential and the slope of erfc would magnify them; so does
// an argument in two parts, x + low.
template <Floating T, class... Low>
CHAINRULE_INLINE Vec<T> erfc_tail(Vec<T> x, Low... low) {
  using namespace exp_detail;
  const T k = kIsFloat<T> ? T(2.5) : T(4);
  const T c = kIsFloat<T> ? T(2.7138671875) : T(4.341796875);
  const Vec<T> d = rounded(x + k);
  const Vec<T> d_lo = ((x - (d - k)) + ... + low);
  const Vec<T> u = 1 / d;
  const Pair<Vec<T>> one = two_product(u, d);
  const Vec<T> u_lo = u * ((1 - one.hi) - one.lo - u * d_lo);
  const Pair<Vec<T>> ku = two_product(u, Vec<T>(k + c));
  const Vec<T> t = (1 - ku.hi) - fma(Vec<T>(k + c), u_lo, ku.lo);
  Vec<T> g;
  if constexpr (kIsFloat<T>) {
    g = polynomial(t, 0x1.05933cp+0f, -0x1.793828p-1f, 0x1.97e348p-2f, -0x1.2ca9b8p-3f,
                   0x1.9f2590p-6f, 0x1.7ead48p-8f, -0x1.f3e78cp-9f, -0x1.511d72p-13f,
                   0x1.efdc0cp-12f);
  } else {
    g = polynomial(t, 0x1.0ea7911b8f631p+0, -0x1.c1b00fc71c6d7p-1, 0x1.4e503287c64d1p-1,
                   -0x1.ba1383cb1abacp-2, 0x1.01516da21a7d9p-2, -0x1.036a126c82eddp-3,
                   0x1.b86cf0e3e9e29p-5, -0x1.2a1f23eb2c515p-6, 0x1.183ed13c2e30ap-8,
                   -0x1.44a7625ee73f4p-12, -0x1.038e69dd8ee7fp-12, 0x1.c91de92484739p-14,
                   -0x1.066fa0ae4d28ap-17, -0x1.368e42984e276p-17, 0x1.9274b264f9ccfp-19,
                   0x1.e5570a2bc8148p-22, -0x1.cff755b838d85p-22, 0x1.e7c4bcfdd8f36p-27,
                   0x1.73fc7e5233009p-25, -0x1.0bbeced4f615ap-27);
  }
  const Pair<Vec<T>> square = two_product(x, x);
  const Reduced<T> a = reduce(-square.hi);
  const Vec<T> tail = ((a.tail - square.lo) - ... - (2 * x * low));
  const Vec<T> growth =
      fma(a.r * a.r, tail_series(a.r), a.r);  // e^r - 1, by which the tail is magnified too
  const Vec<T> ug = fma(g, u, g * u_lo);
  return scale(fma(ug, growth + fma(tail, growth, tail), ug), a.n);
}

}  // namespace erf_detail

// Error function. float: beyond 1, 1 - exp(L(x)) with L a minimax polynomial for log(erfc(x)).
CHAINRULE_INLINE Vec<float> erf(Vec<float> x) {
  using namespace exp_detail;
  const Vec<float> m = abs(x);
  const Vec<float> small = m + erf_detail::erf_rest(m);
  const Vec<float> l = clamp_above(m, 3.95f);
  const Vec<float> large =
      1 -
      exp_in_range(polynomial(l, -0x1.661acap-12f, -0x1.2088ecp+0f, -0x1.46bae4p-1f,
                              -0x1.a6539ap-4f, 0x1.65cc78p-6f, -0x1.825decp-9f, 0x1.86e454p-13f));
  return copysign(select(m < 1, small, large), x);
}
// double: beyond 1, 1 - erfc(x).
CHAINRULE_INLINE Vec<double> erf(Vec<double> x) {
  const Vec<double> m = abs(x);
  const Vec<double> small = m + erf_detail::erf_rest(m);
  const Vec<double> large = 1 - erf_detail::erfc_tail(exp_detail::clamp_above(m, 6.0));
  return copysign(select(m < 1, small, large), x);
}

// Complementary error function, 1 - erf(x), precise while it is small. Zero from 10.1 (float), 27.3
// (double) on.
template <Floating T>
CHAINRULE_INLINE Vec<T> erfc(Vec<T> x) {
  using namespace erf_detail;
  const Vec<T> m = exp_detail::clamp_above(abs(x), T(kIsFloat<T> ? 10.25 : 27.5));
  const Vec<T> tail = erfc_tail(m);
  const Vec<T> beyond = select(x < 0, 2 - tail, tail);
  const Vec<T> near = (1 - x) - flip_sign(erf_rest(m), x);
  return select(m < 1, near, beyond);
}

// The normal distribution's area left of x, erfc(-x / sqrt(2)) / 2. The quotient is in two parts:
// far out the rounding error of one would be magnified by x^2.
template <Floating T>
CHAINRULE_INLINE Vec<T> ndtr(Vec<T> x) {
  using namespace erf_detail;
  const T high = kIsFloat<T> ? T(0x1.6a09e6p-1f) : T(0x1.6a09e667f3bcdp-1),
          low = kIsFloat<T> ? T(0x1.9fcef4p-27f) : T(-0x1.bdd3413b26456p-55);
  const Vec<T> m = exp_detail::clamp_above(abs(x), T(kIsFloat<T> ? 14.5 : 38.8));
  const Pair<Vec<T>> product = two_product(m, Vec<T>(high));
  const Pair<Vec<T>> y = {product.hi, fma(m, Vec<T>(low), product.lo)};
  const Vec<T> tail = erfc_tail(y.hi, y.lo);
  const Vec<T> beyond = select(x < 0, tail, 2 - tail);
  // The slope 2 / sqrt(pi) exp(-y^2), roughly.
  const Vec<T> z = y.hi * y.hi;
  const Vec<T> slope = polynomial(z, T(1.1283792), T(-1.1283792), T(0.5641896), T(-0.1880632));
  const Vec<T> rest = fma(slope, y.lo, erf_rest(y.hi));
  const Vec<T> near = (1 + flip_sign(y.hi, x)) + flip_sign(rest, x);
  return select(y.hi < 1, near, beyond) * T(0.5);
}

}  // namespace chainrule::CHAINRULE_ISA_NS
