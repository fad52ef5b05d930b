// pow and hypot, reciprocal and rsqrt.
#pragma once

#include "eft.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace pow_detail {

// x^y for positive normal or subnormal finite x and any y but NaN, in double, for float operands:
// log2 and exp2 by polynomials (Remez exchange, within 2^-42.4 and 2^-34.3), so that the rounding
// to float is all that is seen.
CHAINRULE_INLINE Vec<double> power_for_float(Vec<double> x, Vec<double> y) {
  const Split<double> a = split_exponent(x);
  const Vec<double> f = a.mantissa - 1;
  const Vec<double> s = f / (2 + f);
  const Vec<double> log2 =
      fma(s,
          polynomial(s * s, 0x1.71547652b7e8ap+1, 0x1.ec709dcb68041p-1, 0x1.2776bc424e157p-1,
                     0x1.a61ea6370919cp-2, 0x1.46f1a606a0f1fp-2, 0x1.29dae7195d6e7p-2),
          a.exponent);
  Vec<double> p = y * log2;
  p = select(p > 300, Vec<double>(300), select(p < -300, Vec<double>(-300), p));
  const Vec<double> n = round(p);
  const Vec<double> r = p - n;
  const Vec<double> q = polynomial(
      r, 0x1.62e42ff0e17a1p-1, 0x1.ebfbe07788fa5p-3, 0x1.c6b08ac08a6d4p-5, 0x1.3b29f39c0ae9ap-7,
      0x1.5d8a85e589370p-10, 0x1.445c84d6f9502p-13, 0x1.fde6180146ac0p-17);
  return fma(r, q, Vec<double>(1)) * power_of_two(n + Format<double>::kRoundingShift);
}
CHAINRULE_INLINE Vec<float> power(Vec<float> x, Vec<float> y) {
  return narrow<float>(power_for_float(widen_low<double>(x), widen_low<double>(y)),
                       power_for_float(widen_high<double>(x), widen_high<double>(y)));
}

// log2(x) for positive finite x in two parts, to a relative 2^-65 or so. With m = 1 + f and s = f /
// (2 + f) in two parts, log(m) = 2s + 2/3 s^3 + s^5 R(s^2); the first two terms in double-double, R
// by Remez exchange (the sum within 2^-75).
CHAINRULE_INLINE Pair<Vec<double>> log2_pair(Vec<double> x) {
  using V = Vec<double>;
  const Split<double> a = split_exponent(x);
  const V f = a.mantissa - 1;
  const Pair<V> d = fast_two_sum(V(2), f);
  const V inverse = 1 / d.hi;
  const V s = f * inverse;
  const Pair<V> back = two_product(s, d.hi);
  const V s_lo = ((f - back.hi) - back.lo - s * d.lo) * inverse;

  const Pair<V> z = two_product(s, s);
  const V z_lo = fma(2 * s, s_lo, z.lo);
  const V r = polynomial(z.hi, 0x1.999999999999ap-2, 0x1.2492492492357p-2, 0x1.c71c71c7482a7p-3,
                         0x1.745d172d2edb7p-3, 0x1.3b13b949fd340p-3, 0x1.110f71ea54c90p-3,
                         0x1.e24a15607b82ep-4, 0x1.a73cf7970d647p-4, 0x1.da83470d2ce16p-4);
  // z (2/3 + z r)
  const Pair<V> inner = fast_two_sum(V(0x1.5555555555555p-1), z.hi * r);
  const V inner_lo = inner.lo + 0x1.5555555555555p-55;
  const Pair<V> t = two_product(z.hi, inner.hi);
  const V t_lo = t.lo + fma(z.hi, inner_lo, z_lo * inner.hi);
  // s (2 + t)
  const Pair<V> u = fast_two_sum(V(2), t.hi);
  const V u_lo = u.lo + t_lo;
  const Pair<V> ln = two_product(s, u.hi);
  const V ln_lo = ln.lo + fma(s, u_lo, s_lo * u.hi);
  // log2(e)
  constexpr double kHi = 0x1.71547652b82fep+0, kLo = 0x1.777d0ffda0d24p-56;
  const Pair<V> p = two_product(ln.hi, V(kHi));
  const V p_lo = p.lo + fma(ln.hi, V(kLo), ln_lo * kHi);
  const Pair<V> sum = fast_two_sum(a.exponent, p.hi);
  return fast_two_sum(sum.hi, sum.lo + p_lo);
}

CHAINRULE_INLINE Vec<double> power(Vec<double> x, Vec<double> y) {
  using V = Vec<double>;
  // Beyond 2^65 every power but that of 1 over- or underflows; the bound keeps the products finite.
  y = select(y > 0x1p65, V(0x1p65), select(y < -0x1p65, V(-0x1p65), y));
  const Pair<V> l = log2_pair(x);
  const Pair<V> p = two_product(y, l.hi);
  const V clamped = select(p.hi > 1100, V(1100), select(p.hi < -1100, V(-1100), p.hi));
  const V p_lo = select(clamped == p.hi, fma(y, l.lo, p.lo), V(0));
  const V n = round(clamped);
  const V r = (clamped - n) + p_lo;
  const V r_lo = ((clamped - n) - r) + p_lo;
  // 2^r by Remez exchange, within 2^-57.1; its slope at the low part is log(2) 2^r.
  const V q = polynomial(r, 0x1.62e42fefa39efp-1, 0x1.ebfbdff82c5b3p-3, 0x1.c6b08d704a26fp-5,
                         0x1.3b2ab6fb9dacfp-7, 0x1.5d87fe7845595p-10, 0x1.4309131678611p-13,
                         0x1.ffcbfe67bf410p-17, 0x1.62bfb4b08a466p-20, 0x1.b5207f04125a4p-24,
                         0x1.e63b6f3f50eb7p-28, 0x1.f0eecfd0efd94p-32);
  return scale(1 + fma(r, q, r_lo * 0x1.62e42fefa39efp-1), n);
}

}  // namespace pow_detail

// x to the power y, with C99's (and PyTorch's) special cases: 1 for y = 0 and for x = 1, NaN for
// negative x with fractional y, the sign of x for odd y.
template <Floating T>
CHAINRULE_INLINE Vec<T> pow(Vec<T> x, std::type_identity_t<Vec<T>> y) {
  const Vec<T> inf = __builtin_inf();
  const Vec<T> m = abs(x);
  const Mask<T> zero = m == 0;
  const Mask<T> edge = zero | (m == inf);
  Vec<T> r = pow_detail::power(select(edge, Vec<T>(1), m), y);
  // 0 and infinity, to a positive or negative power.
  r = select(edge, select(zero ^ (y < 0), Vec<T>(0), inf), r);
  const Mask<T> whole = trunc(y) == y;
  const Vec<T> half = y * T(0.5);
  const Mask<T> odd = whole & (trunc(half) != half);
  r = select(odd, flip_sign(r, x), r);
  r = select((x < 0) & !whole & !edge, Vec<T>(__builtin_nan("")), r);
  r = select((y == 0) | (x == 1) | ((x == -1) & (abs(y) == inf)), Vec<T>(1),
             select(isnan(x) | isnan(y), x + y, r));
  return r;
}

// sqrt(x^2 + y^2) without overflow on the way; infinite when either is, even beside NaN.
template <Floating T>
CHAINRULE_INLINE Vec<T> hypot(Vec<T> x, std::type_identity_t<Vec<T>> y) {
  const Vec<T> ax = abs(x), ay = abs(y);
  Vec<T> r;
  if constexpr (kIsFloat<T>) {
    const auto root = [](Vec<double> a, Vec<double> b)
                          __attribute__((always_inline)) { return sqrt(fma(a, a, b * b)); };
    r = narrow<float>(root(widen_low<double>(x), widen_low<double>(y)),
                      root(widen_high<double>(x), widen_high<double>(y)));
  } else {
    // Both brought near 1 by a power of two when a square could over- or underflow.
    const Vec<T> large = select(ax > ay, ax, ay);
    const Vec<T> down = select(large > 0x1p500, Vec<T>(0x1p-600), Vec<T>(1));
    const Vec<T> factor = select(large < 0x1p-400, Vec<T>(0x1p600), down);
    const Vec<T> back = select(large > 0x1p500, Vec<T>(0x1p600), Vec<T>(1));
    const Vec<T> a = ax * factor, b = ay * factor;
    r = sqrt(fma(a, a, b * b)) * select(large < 0x1p-400, Vec<T>(0x1p-600), back);
  }
  const Vec<T> inf = __builtin_inf();
  return select((ax == inf) | (ay == inf), inf, r);
}

// 1 / x, correctly rounded.
template <Floating T>
CHAINRULE_INLINE Vec<T> reciprocal(Vec<T> x) {
  return 1 / x;
}

// 1 / sqrt(x).
template <Floating T>
CHAINRULE_INLINE Vec<T> rsqrt(Vec<T> x) {
  return 1 / sqrt(x);
}

}  // namespace chainrule::CHAINRULE_ISA_NS
