// erfinv.
#pragma once

#include "erf.h"
#include "log.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace erfinv_detail {

// erfinv(x) / x as a polynomial in w = -log(1 - x^2) below 5 and in sqrt(w) above (the shape of
// Giles, GPU Computing Gems 2, 2011); Remez exchange. float: within 2^-24.7 and 2^-25.7.
CHAINRULE_INLINE Vec<float> quotient(Vec<float> w) {
  const Vec<float> central = polynomial(
      w, 0x1.c5bf88p-1f, 0x1.db2a9ap-3f, 0x1.7a3a4p-7f, -0x1.3031aep-9f, -0x1.2a67e2p-13f,
      0x1.c1bcd4p-15f, 0x1.9904a4p-21f, -0x1.604016p-20f, 0x1.3cdf4ap-23f, -0x1.746244p-28f);
  const Vec<float> s = sqrt(w) - 3;
  const Vec<float> tail = polynomial(
      s, 0x1.6a9efcp+1f, 0x1.006dc2p+0f, 0x1.357894p-7f, -0x1.f45196p-8f, 0x1.753a06p-8f,
      -0x1.d94da2p-9f, 0x1.80173ep-10f, -0x1.0d2c3p-15f, -0x1.34c8e4p-12f, 0x1.a1e87ap-14f);
  return select(w < 5, central, tail);
}
// double: within 2^-23.3 and 2^-21.2, a first approximation.
CHAINRULE_INLINE Vec<double> quotient(Vec<double> w) {
  const Vec<double> t = w - 2.5;
  const Vec<double> central =
      polynomial(t, 0x1.805c5e2b3371cp+0, 0x1.f91ec5e5ca833p-3, -0x1.11ca4d1f58dd8p-8,
                 -0x1.48a6e389335eap-10, 0x1.ca7115d68191dp-13, -0x1.270ff5f0be1a8p-18,
                 -0x1.d9a1b535373cfp-19, 0x1.7112a779f3f70p-22, 0x1.ea30a6b870732p-26);
  const Vec<double> s = sqrt(w) - 4;
  const Vec<double> tail = polynomial(
      s, 0x1.eb7e0db4556e8p+1, 0x1.026eb86120af4p+0, 0x1.485bd84f0662cp-10, -0x1.e088523fa138cp-11,
      0x1.6538bd3272766p-12, -0x1.88e746c2a48cdp-15, 0x1.025a16e688f4bp-15, -0x1.34f6e042d5b6ep-14,
      0x1.231d32a6daa9ep-15, -0x1.0524ba5ab1193p-21, -0x1.b8662e40278c0p-20);
  return select(w < 5, central, tail);
}

}  // namespace erfinv_detail

// Inverse error function: infinite at -1 and 1, NaN beyond. double: the approximation y is
// corrected by the inverse function's series to the third order, with e = (x - erf(y)) / erf'(y)
// taken from erfc where x is near 1.
template <Floating T>
CHAINRULE_INLINE Vec<T> erfinv(Vec<T> x) {
  const Vec<T> m = abs(x);
  const Vec<T> w = -log((1 - m) * (1 + m));
  Vec<T> y = m * erfinv_detail::quotient(w);
  if constexpr (!kIsFloat<T>) {
    const Vec<T> near = (m - y) - erf_detail::erf_rest(y);
    const Vec<T> tail = erf_detail::erfc_tail(y) - (1 - m);
    const Vec<T> half_sqrt_pi = 0.886226925452758;
    const Vec<T> e = select(y < 1, near, tail) * half_sqrt_pi * exp(y * y);
    const Vec<T> y2 = y * y;
    y = fma(e, fma(e, fma(e, fma(y2, Vec<T>(4. / 3), Vec<T>(1. / 3)), y), Vec<T>(1)), y);
  }
  y = select(m == 1, Vec<T>(__builtin_inf()), y);
  return copysign(y, x);
}

}  // namespace chainrule::CHAINRULE_ISA_NS
