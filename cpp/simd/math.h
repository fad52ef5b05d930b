// Elementary functions on lanes: everything in one include. Some still go through the C library
// lane by lane, until their vector versions replace them.
#pragma once

#include <math.h>

#include "erf.h"
#include "erfinv.h"
#include "hyperbolic.h"
#include "inverse_trig.h"
#include "pow.h"
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
CHAINRULE_INLINE Vec<T> lgamma(Vec<T> x) {
  return map_lanes(x, [](double a) { return ::lgamma(a); });
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
CHAINRULE_INLINE Vec<T> digamma(Vec<T> x) {
  return map_lanes(x, [](double a) { return digamma_lane(a); });
}

}  // namespace chainrule::CHAINRULE_ISA_NS
