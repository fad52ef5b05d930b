// True values for the accuracy tests where the C library has no function, in the wider type given.
#pragma once

#include <cmath>

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

}  // namespace reference
