// True values for the accuracy tests where the C library has no function, in the wider type given.
#pragma once

#include <cmath>
#include <limits>

namespace reference {

template <class W>
W sigmoid(W x) {
  const W e = std::exp(-std::fabs(x));
  return (x < 0 ? e : W(1)) / (1 + e);
}

template <class W>
W log1pexp(W x) {
  return (x > 0 ? x : W(x != x ? x : 0)) + std::log1p(std::exp(-std::fabs(x)));
}

// Newton's method on erf, or on erfc where erf is near 1, from a crude start.
template <class W>
W erfinv(W x) {
  const W m = std::fabs(x);
  if (!(m < 1)) return m == 1 ? std::copysign(std::numeric_limits<W>::infinity(), x) : W(NAN);
  const W half_sqrt_pi = std::sqrt(std::acos(W(-1))) / 2;
  if (m < W(1e-10)) return x * half_sqrt_pi;
  W y = m < W(0.8) ? m * half_sqrt_pi : std::sqrt(W(-0.8) * std::log1p(-m));
  for (int i = 0; i < 60; ++i) {
    const W error = m < W(0.5) ? std::erf(y) - m : (1 - m) - std::erfc(y);
    const W step = error * half_sqrt_pi * std::exp(y * y);
    y -= step / (1 + y * step);
    if (std::fabs(step) < std::numeric_limits<W>::epsilon() * y) break;
  }
  return std::copysign(y, x);
}

}  // namespace reference
