// True values for the accuracy tests where the C library has no function, in the wider type given.
#pragma once

#include <cmath>
#include <limits>
#include <utility>

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

// The rest is digamma from plain arithmetic on any type, by the textbook series.

// log(x) = k log(2) + 2 artanh((m - 1) / (m + 1)).
template <class W>
W log_series(W x) {
  const auto artanh = [](W s) {
    W sum = 0, power = s;
    for (int n = 1; n < 120; n += 2) {
      sum += power / n;
      power *= s * s;
    }
    return sum;
  };
  int k = 0;
  for (; x > W(1.5); x /= 2) ++k;
  return 2 * (k * artanh(W(1) / 3) + artanh((x - 1) / (x + 1)));
}

// pi cot(pi f) for |f| <= 1/2, from sin and cos of pi f / 2.
template <class W>
W pi_cot_series(W f) {
  const W pi = W(0x1.921fb54442d18p+1) + W(0x1.1a62633145c07p-53) + W(-0x1.f1976b7ed8fbcp-109);
  const W a = pi * f / 2;
  W s = 0, c = 0, term = 1;
  for (int n = 0; n < 40; ++n) {
    (n % 2 == 0 ? c : s) += n % 4 < 2 ? term : -term;
    term *= a / (n + 1);
  }
  return pi * (c - s) * (c + s) / (2 * s * c);
}

template <class W>
W digamma_series(W x) {
  if (x < 0) {
    // The nearest whole number, exact at any size that is not whole itself.
    const W f = x - static_cast<W>(std::round(static_cast<double>(x)));
    return digamma_series<W>(1 - x) - pi_cot_series<W>(f);
  }
  W sum = 0;
  for (; x < 40; x += 1) sum -= 1 / x;
  const W z = 1 / (x * x);
  W series = 0;
  // B(2j) / 2j
  for (const auto& [n, d] : {std::pair<double, double>{8553103, 156},
                             {-236364091, 65520},
                             {854513, 3036},
                             {-174611, 6600},
                             {43867, 14364},
                             {-3617, 8160},
                             {1, 12},
                             {-691, 32760},
                             {1, 132},
                             {-1, 240},
                             {1, 252},
                             {-1, 120},
                             {1, 12}}) {
    series = W(n) / W(d) + z * series;
  }
  return sum + log_series<W>(x) - 1 / (2 * x) - z * series;
}

// For arguments that are float or double numbers. Where psi is small its terms cancel: those
// arguments get the widest type there is.
template <class W>
W digamma(W x) {
  if (x != x || x == std::numeric_limits<W>::infinity()) return x;
  if (x == 0) return std::copysign(std::numeric_limits<W>::infinity(), -x);
  if (x < 0 && x == std::floor(x)) return std::numeric_limits<W>::quiet_NaN();
  if (x > W(1e10)) return std::log(x) - 1 / (2 * x);
  if (std::fabs(x) < W(1e-30)) return -1 / x;
  const long double y = digamma_series<long double>(x);
#ifdef __SIZEOF_FLOAT128__
  __extension__ using Widest = __float128;
  if (std::fabs(y) < 2) return static_cast<W>(digamma_series<Widest>(x));
#endif
  return static_cast<W>(y);
}

}  // namespace reference
