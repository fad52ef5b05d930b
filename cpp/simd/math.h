// Elementary functions on lanes: everything in one include. Some still go through the C library
// lane by lane, until their vector versions replace them.
#pragma once

#include <math.h>

#include "hyperbolic.h"
#include "inverse_trig.h"
#include "trig.h"

namespace chainrule::CHAINRULE_ISA_NS {

template <Floating T, class F>
CHAINRULE_INLINE Vec<T> map_lanes(Vec<T> x, F f) {
  for (int i = 0; i < Vec<T>::size; ++i) x.v[i] = static_cast<T>(f(static_cast<double>(x.v[i])));
  return x;
}
template <Floating T, class F>
CHAINRULE_INLINE Vec<T> map_lanes(Vec<T> x, Vec<T> y, F f) {
  for (int i = 0; i < Vec<T>::size; ++i) {
    x.v[i] = static_cast<T>(f(static_cast<double>(x.v[i]), static_cast<double>(y.v[i])));
  }
  return x;
}

template <Floating T>
CHAINRULE_INLINE Vec<T> erf(Vec<T> x) {
  return map_lanes(x, [](double a) { return ::erf(a); });
}
template <Floating T>
CHAINRULE_INLINE Vec<T> erfc(Vec<T> x) {
  return map_lanes(x, [](double a) { return ::erfc(a); });
}
template <Floating T>
CHAINRULE_INLINE Vec<T> lgamma(Vec<T> x) {
  return map_lanes(x, [](double a) { return ::lgamma(a); });
}
template <Floating T>
CHAINRULE_INLINE Vec<T> pow(Vec<T> x, std::type_identity_t<Vec<T>> y) {
  return map_lanes(x, y, [](double a, double b) { return ::pow(a, b); });
}
template <Floating T>
CHAINRULE_INLINE Vec<T> hypot(Vec<T> x, std::type_identity_t<Vec<T>> y) {
  return map_lanes(x, y, [](double a, double b) { return ::hypot(a, b); });
}
template <Floating T>
CHAINRULE_INLINE Vec<T> reciprocal(Vec<T> x) {
  return 1 / x;
}
template <Floating T>
CHAINRULE_INLINE Vec<T> rsqrt(Vec<T> x) {
  return 1 / sqrt(x);
}

inline double erfinv_lane(double x) {
  if (!(::fabs(x) < 1)) return ::fabs(x) == 1 ? x * __builtin_inf() : __builtin_nan("");
  const double w = -::log((1 - x) * (1 + x));
  double y = w < 0.4 ? x * 0.88622692545275801 : ::copysign(::sqrt(w * 0.8), x);
  for (int i = 0; i < 60; ++i) {
    const double error = x < -0.5  ? ::erfc(-y) - (1 + x)
                         : x > 0.5 ? (1 - x) - ::erfc(y)
                                   : ::erf(y) - x;
    const double step = error / (1.1283791670955126 * ::exp(-y * y));
    y -= step / (1 + y * step);
    if (!(::fabs(step) > 1e-16 * ::fabs(y))) break;
  }
  return y;
}
inline double digamma_lane(double x) {
  if (x == 0) return ::copysign(__builtin_inf(), -x);
  double r = 0;
  if (x < 0) {
    if (x == ::floor(x)) return __builtin_nan("");
    r = -3.1415926535897931 / ::tan(3.1415926535897931 * (x - ::floor(x)));
    x = 1 - x;
  }
  for (; x < 12; ++x) r -= 1 / x;
  const double z = 1 / (x * x);
  return r + ::log(x) - 0.5 / x -
         z * (1. / 12 - z * (1. / 120 - z * (1. / 252 - z * (1. / 240 - z * (1. / 132)))));
}
template <Floating T>
CHAINRULE_INLINE Vec<T> erfinv(Vec<T> x) {
  return map_lanes(x, [](double a) { return erfinv_lane(a); });
}
template <Floating T>
CHAINRULE_INLINE Vec<T> digamma(Vec<T> x) {
  return map_lanes(x, [](double a) { return digamma_lane(a); });
}

}  // namespace chainrule::CHAINRULE_ISA_NS
