// Exponentials: exp, exp2, expm1 and sigmoid, by reduction to |r| <= ln2/2 and a minimax polynomial
// (Remez exchange on that interval, the coefficients rounded one after another and the rest
// refitted).
#pragma once

#include "eft.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace exp_detail {

// x = n ln2 + r + tail with |r| <= ln2 / 2 and integer n. Cody and Waite (1980): ln2_hi has so many
// trailing zeros that n * ln2_hi is exact.
template <Floating T>
struct Reduced {
  Vec<T> n, r, tail;
};
template <Floating T>
CHAINRULE_INLINE Reduced<T> reduce(Vec<T> x) {
  const T log2e = kIsFloat<T> ? T(0x1.715476p+0) : T(0x1.71547652b82fep+0);
  const T ln2_hi = kIsFloat<T> ? T(0x1.62e4p-1) : T(0x1.62e42fefa3p-1);
  const T ln2_lo = kIsFloat<T> ? T(0x1.7f7d1cp-20) : T(0x1.3de6af278ece6p-42);
  const Vec<T> shift = Format<T>::kRoundingShift;
  const Vec<T> n = fma(x, Vec<T>(log2e), shift) - shift;
  const Vec<T> h = fma(n, Vec<T>(-ln2_hi), x);
  const Vec<T> r = fma(n, Vec<T>(-ln2_lo), h);
  return {n, r, fma(n, Vec<T>(-ln2_lo), h - r)};
}

// (exp(r) - 1 - r) / r^2; exp(r) within 2^-28.2 (float), 2^-57.9 (double) of its value.
CHAINRULE_INLINE Vec<float> tail_series(Vec<float> r) {
  return polynomial(r, 0x1.fffffcp-2f, 0x1.55548cp-3f, 0x1.55585ep-5f, 0x1.123cccp-7f,
                    0x1.6aa224p-10f);
}
CHAINRULE_INLINE Vec<double> tail_series(Vec<double> r) {
  return polynomial(r, 0x1.000000000000ap-1, 0x1.55555555554fdp-3, 0x1.55555555505e4p-5,
                    0x1.11111111267ffp-7, 0x1.6c16c184c1642p-10, 0x1.a01a01336b54ep-13,
                    0x1.a0199863479bdp-16, 0x1.71df0bdf4ef46p-19, 0x1.28af07fdbcacbp-22,
                    0x1.adafce31e4ab2p-26);
}

// exp(x) without the clamps, for x in about [-2, 2] times the exponent range.
template <Floating T>
CHAINRULE_INLINE Vec<T> exp_in_range(Vec<T> x) {
  const Reduced<T> a = reduce(x);
  const Vec<T> p = 1 + (a.r + fma(a.r * a.r, tail_series(a.r), a.tail));
  return scale(p, a.n);
}
// Where the result is a normal number and one more rounding error does not matter.
template <Floating T>
CHAINRULE_INLINE Vec<T> exp_roughly(Vec<T> x) {
  const Reduced<T> a = reduce(x);
  const Vec<T> p = 1 + fma(a.r * a.r, tail_series(a.r), a.r);
  return p * power_of_two(a.n + Format<T>::kRoundingShift);
}

// The clamps of arguments; NaN passes through.
template <Floating T>
CHAINRULE_INLINE Vec<T> clamp_above(Vec<T> x, T limit) {
  return native::min(Vec<T>(limit).v, x.v);
}
template <Floating T>
CHAINRULE_INLINE Vec<T> clamp_below(Vec<T> x, T limit) {
  return native::max(Vec<T>(limit).v, x.v);
}
// Beyond these exp is infinite or 0.
template <class T>
inline constexpr T kOverflow = kIsFloat<T> ? T(89) : T(710);
template <class T>
inline constexpr T kUnderflow = kIsFloat<T> ? T(-104) : T(-746);

}  // namespace exp_detail

// e^x.
template <Floating T>
CHAINRULE_INLINE Vec<T> exp(Vec<T> x) {
  using namespace exp_detail;
  return exp_in_range(clamp_below(clamp_above(x, kOverflow<T>), kUnderflow<T>));
}

// 2^x: x - round(x) is exact, and 2^r has its own polynomial.
template <Floating T>
CHAINRULE_INLINE Vec<T> exp2(Vec<T> x) {
  using namespace exp_detail;
  x = clamp_below(clamp_above(x, T(Format<T>::kBias + 1)), T(kIsFloat<T> ? -151 : -1076));
  const Vec<T> n = round(x);
  const Vec<T> r = x - n;
  Vec<T> q;
  if constexpr (kIsFloat<T>) {
    q = polynomial(r, 0x1.62e43p-1f, 0x1.ebfb94p-3f, 0x1.c6af9ep-5f, 0x1.3b681ap-7f,
                   0x1.5ef4dep-10f, 0x1.1794c8p-13f);
  } else {
    q = polynomial(r, 0x1.62e42fefa39efp-1, 0x1.ebfbdff82c5b3p-3, 0x1.c6b08d704a26fp-5,
                   0x1.3b2ab6fb9dacfp-7, 0x1.5d87fe7845595p-10, 0x1.4309131678611p-13,
                   0x1.ffcbfe67bf410p-17, 0x1.62bfb4b08a466p-20, 0x1.b5207f04125a4p-24,
                   0x1.e63b6f3f50eb7p-28, 0x1.f0eecfd0efd94p-32);
  }
  return scale(fma(r, q, Vec<T>(1)), n);
}

// e^x - 1, as 2^n (e^r - 1) + (2^n - 1).
template <Floating T>
CHAINRULE_INLINE Vec<T> expm1(Vec<T> x) {
  using namespace exp_detail;
  const T tiny = kIsFloat<T> ? T(0x1p-25) : T(0x1p-54);  // below, x itself is the result
  const Vec<T> clamped = clamp_below(clamp_above(x, kOverflow<T>), T(kIsFloat<T> ? -20 : -40));
  const Reduced<T> a = reduce(clamped);
  const Vec<T> p = a.r + fma(a.r * a.r, tail_series(a.r), a.tail);
  // Half of it first: 2^n overflows before the result does.
  const Vec<T> half = power_of_two((a.n - 1) + Format<T>::kRoundingShift);
  const Vec<T> y = fma(half, p, half - T(0.5)) * 2;
  return select(abs(x) < tiny, x, y);
}

// 1 / (1 + e^-x). The exponential is taken of -|x|, so that it never overflows and small results
// keep their precision. The quotient is corrected for what 1 + e loses, d / (1 + e) with 1 / (1 +
// e) taken as 1 - e / 2.
template <Floating T>
CHAINRULE_INLINE Vec<T> sigmoid(Vec<T> x) {
  using namespace exp_detail;
  const Vec<T> e = exp_in_range(clamp_below(-abs(x), kUnderflow<T>));
  const Pair<Vec<T>> d = fast_two_sum(Vec<T>(1), e);
  const Vec<T> q = select(x < 0, e, Vec<T>(1)) / d.hi;
  return fma(q * d.lo, fma(e, Vec<T>(0.5), Vec<T>(-1)), q);
}

}  // namespace chainrule::CHAINRULE_ISA_NS
