// asin, acos, atan, atan2.
#pragma once

#include "eft.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace inverse_trig_detail {

template <class T>
inline constexpr T kHalfPiHi = kIsFloat<T> ? T(0x1.921fb6p+0) : T(0x1.921fb54442d18p+0);
template <class T>
inline constexpr T kHalfPiLo = kIsFloat<T> ? T(-0x1.777a5cp-25) : T(0x1.1a62633145c07p-54);

// atan(t) - t for |t| <= tan(pi/8); Remez exchange in z = t^2, within 2^-30.4 (float), 2^-63.8
// (double) of atan.
template <Floating T>
CHAINRULE_INLINE Vec<T> atan_rest(Vec<T> t) {
  const Vec<T> z = t * t;
  Vec<T> q;
  if constexpr (kIsFloat<T>) {
    q = polynomial(z, -0x1.55554ap-2f, 0x1.9991e2p-3f, -0x1.23b9a2p-3f, 0x1.b22456p-4f,
                   -0x1.f2e5a6p-5f);
  } else {
    q = polynomial(z, -0x1.5555555555554p-2, 0x1.9999999999584p-3, -0x1.249249246f58ap-3,
                   0x1.c71c71b4589fbp-4, -0x1.745d14503dcdap-4, 0x1.3b1364ef0db38p-4,
                   -0x1.110beb647b013p-4, 0x1.e167b9eb90533p-5, -0x1.ab3bea30cf5c6p-5,
                   0x1.6fe4ca2821d97p-5, -0x1.0fd5005dfa919p-5, 0x1.e84b843279bfbp-7);
  }
  return t * z * q;
}

// asin(t) - t for |t| <= 0.5, z = t^2; within 2^-31.7 (float), 2^-59.9 (double) of asin.
template <Floating T>
CHAINRULE_INLINE Vec<T> asin_rest(Vec<T> t, Vec<T> z) {
  Vec<T> q;
  if constexpr (kIsFloat<T>) {
    q = polynomial(z, 0x1.55554cp-3f, 0x1.3338acp-4f, 0x1.6ca756p-5f, 0x1.04d2aep-5f,
                   0x1.d52abcp-7f, 0x1.34bffap-5f);
  } else {
    q = polynomial(z, 0x1.5555555555577p-3, 0x1.333333332e131p-4, 0x1.6db6db721263ep-5,
                   0x1.f1c71a94f5c89p-6, 0x1.6e8bdedfd81e6p-6, 0x1.1c49f064d4391p-6,
                   0x1.ca1f8cb19e3cep-7, 0x1.75858f645f4ffp-7, 0x1.613c6f548787cp-7,
                   0x1.e5f70b5598148p-9, 0x1.639c0d16dd8a1p-6, -0x1.57fd045c8871ap-6,
                   0x1.0b469f1e2796ap-5);
  }
  return t * z * q;
}

}  // namespace inverse_trig_detail

// Arc tangent. |x| beyond tan(3 pi/8) and tan(pi/8) is turned by pi/2 and pi/4 first.
template <Floating T>
CHAINRULE_INLINE Vec<T> atan(Vec<T> x) {
  using namespace inverse_trig_detail;
  const Vec<T> m = abs(x);
  const Mask<T> large = m > T(2.414213562373095);
  const Mask<T> middle = (m > T(0.41421356237309503)) & !large;
  const Vec<T> numerator = select(large, Vec<T>(-1), select(middle, m - 1, m));
  const Vec<T> denominator = select(large, m, select(middle, m + 1, Vec<T>(1)));
  const Vec<T> t = numerator / denominator;
  const Vec<T> turn = select(large, Vec<T>(1), select(middle, Vec<T>(0.5), Vec<T>(0)));
  const Vec<T> y = turn * kHalfPiHi<T> + (t + fma(turn, Vec<T>(kHalfPiLo<T>), atan_rest(t)));
  return copysign(y, x);
}

// Angle of the point (x, y), in [-pi, pi]; C99's results for zeros and infinities.
template <Floating T>
CHAINRULE_INLINE Vec<T> atan2(Vec<T> y, std::type_identity_t<Vec<T>> x) {
  using namespace inverse_trig_detail;
  const Vec<T> ax = abs(x), ay = abs(y);
  const Mask<T> steep = ay > ax;
  const Vec<T> small = select(steep, ax, ay), large = select(steep, ay, ax);
  // Equal values are 0/0 or inf/inf at worst: 0 or 1 then.
  const Vec<T> ratio = select(small == large, select(large == 0, small, Vec<T>(1)), small / large);
  // Turned by pi/4 beyond tan(pi/8).
  const Mask<T> middle = ratio > T(0.41421356237309503);
  const Vec<T> t = select(middle, (ratio - 1) / (ratio + 1), ratio);
  // The angle is turn * pi/2 + or - (t + rest).
  const Mask<T> left = signbit(x);
  const Mask<T> minus = steep ^ left;
  const Vec<T> sign = select(minus, Vec<T>(-0.0), Vec<T>(0));
  const Vec<T> whole = select(steep, Vec<T>(1), select(left, Vec<T>(2), Vec<T>(0)));
  const Vec<T> turn = whole + flip_sign(select(middle, Vec<T>(0.5), Vec<T>(0)), sign);
  const Vec<T> rest = fma(turn, Vec<T>(kHalfPiLo<T>), flip_sign(atan_rest(t), sign));
  const Vec<T> angle = turn * kHalfPiHi<T> + (flip_sign(t, sign) + rest);
  const Vec<T> result = copysign(angle, y);
  return select(isnan(x) | isnan(y), x + y, result);
}

// Arc sine. Beyond 0.5, pi/2 - 2 asin(sqrt((1 - |x|) / 2)).
template <Floating T>
CHAINRULE_INLINE Vec<T> asin(Vec<T> x) {
  using namespace inverse_trig_detail;
  const Vec<T> m = abs(x);
  const Mask<T> large = m > T(0.5);
  const Vec<T> z = select(large, (1 - m) * T(0.5), m * m);
  const Vec<T> t = select(large, sqrt(z), m);
  const Vec<T> rest = asin_rest(t, z);
  const Vec<T> y = select(large, kHalfPiHi<T> - (2 * (t + rest) - kHalfPiLo<T>), t + rest);
  return copysign(y, x);
}

// Arc cosine. 2 asin(sqrt((1 - x) / 2)) above 0.5, its complement to pi below -0.5, pi/2 - asin(x)
// between.
template <Floating T>
CHAINRULE_INLINE Vec<T> acos(Vec<T> x) {
  using namespace inverse_trig_detail;
  const Vec<T> m = abs(x);
  const Mask<T> large = m > T(0.5);
  const Vec<T> z = select(large, (1 - m) * T(0.5), m * m);
  const Vec<T> t = flip_sign(select(large, sqrt(z), m), x);
  const Vec<T> rest = asin_rest(t, z);
  const Vec<T> beyond = 2 * (t + rest);
  const Vec<T> y =
      select(large, select(x < 0, 2 * kHalfPiHi<T> + (beyond + 2 * kHalfPiLo<T>), beyond),
             kHalfPiHi<T> - (t - (kHalfPiLo<T> - rest)));
  return y;
}

}  // namespace chainrule::CHAINRULE_ISA_NS
