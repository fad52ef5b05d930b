// sinc. float goes through the double lanes.
#pragma once

#include "trig.h"

namespace chainrule::CHAINRULE_ISA_NS {

// sin(pi x) / (pi x), 1 at 0. The sine is taken of x's distance f from the nearest whole number n:
// sin(pi x) = (-1)^n sin(pi f).
CHAINRULE_INLINE Vec<double> sinc(Vec<double> x) {
  using V = Vec<double>;
  const V n = round(x);
  const V f = x - n;
  const V half = n * 0.5;
  const V s = flip_sign(trig_detail::sincos_pi(f).sin.hi, f);
  const V odd = select(trunc(half) != half, V(-1), V(1));
  return select(x == 0, V(1), s * odd / (x * 0x1.921fb54442d18p+1));
}
CHAINRULE_INLINE Vec<float> sinc(Vec<float> x) {
  return narrow<float>(sinc(widen_low<double>(x)), sinc(widen_high<double>(x)));
}

}  // namespace chainrule::CHAINRULE_ISA_NS
