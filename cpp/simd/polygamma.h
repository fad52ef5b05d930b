// polygamma: the n-th derivative of digamma, n >= 1. float goes through the double lanes.
#pragma once

#include "digamma.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace polygamma_detail {

using V = Vec<double>;

// n! / y^(n + 1) in two parts, by n products of i / y, so that neither factor leaves the range.
CHAINRULE_INLINE Pair<V> term(int64_t n, Pair<V> y) {
  const Pair<V> r = Pair<V>{V(1), V(0)} / y;
  Pair<V> t = r;
  for (int64_t i = 1; i <= n; ++i) {
    const Pair<V> p = two_product(r.hi, V(static_cast<double>(i)));
    t = t * fast_two_sum(p.hi, fma(r.lo, V(static_cast<double>(i)), p.lo));
  }
  return t;
}

// n! zeta(n + 1, y), Hurwitz's zeta function, for y > 0: ten terms of its series, then the
// Euler-Maclaurin formula (DLMF 25.11.5). With s = n + 1 and w = y + 10 the rest is
// n! / w^s (w / n + 1/2 + sum of B(2j) / (2j)! s (s + 1) ... (s + 2j - 2) / w^(2j - 1)).
CHAINRULE_INLINE Pair<V> scaled_zeta(int64_t n, Pair<V> y) {
  constexpr int kTerms = 10;
  // B(2j) / (2j)!
  constexpr double kBernoulli[] = {
      0x1.5555555555555p-4,  -0x1.6c16c16c16c17p-10, 0x1.1566abc011567p-15, -0x1.bbd779334ef0bp-21,
      0x1.66a8f2bf70ebep-26, -0x1.22805d644267fp-31, 0x1.d6db2c4e09162p-37, -0x1.7da4e1f79955cp-42,
      0x1.355871d652e9ep-47, -0x1.f57d968caacf1p-53};
  const auto shifted = [&](double k) __attribute__((always_inline)) {
    const Pair<V> s = two_sum(V(k), y.hi);
    return fast_two_sum(s.hi, s.lo + y.lo);
  };
  const double s = static_cast<double>(n) + 1;
  const Pair<V> w = shifted(kTerms);
  const V u = 1 / w.hi, u2 = u * u;
  V factor = s * u, rest = 0;
  for (int j = 0; j < 10; ++j) {
    rest = fma(Vec<double>(kBernoulli[j]), factor, rest);
    factor *= (s + (2 * j + 1)) * (s + (2 * j + 2)) * u2;
  }
  const Pair<V> main = w / Pair<V>{V(static_cast<double>(n)), V(0)};
  Pair<V> sum = term(n, w) * (main + Pair<V>{0.5 + rest, V(0)});
  for (int k = kTerms - 1; k >= 0; --k) sum = term(n, shifted(k)) + sum;
  return sum;
}

// From this order on n! is out of range, and the loops over n have to end somewhere.
constexpr int64_t kLargeOrder = 1024;

// n! zeta(n + 1, x) for n >= kLargeOrder. Below 1 it is infinite, as n! is. Elsewhere exp(l) times
// the sum of (1 + k / x)^-s, s = n + 1, with l = log(n! / x^s) by Stirling's series (DLMF 5.11.1):
// the terms of scaled_zeta relative to the first. Good to about n rounding errors, as x itself is.
CHAINRULE_INLINE V scaled_zeta_of_large_order(int64_t n, V x) {
  const V order = static_cast<double>(n), s = order + 1, y = exp_detail::clamp_below(x, 1.0);
  const V l = order * (log(order / y) - 1) + 0.5 * log(order * 0x1.921fb54442d18p+2) - log(y) +
              1 / (12 * order);
  const auto term = [&](double k)
                        __attribute__((always_inline)) { return exp(-s * log1p(V(k) / y)); };
  constexpr int kTerms = 10;
  const V w = y + kTerms;
  // While s / w is large the whole rest is nothing; Bernoulli's terms are of s / w below 2 pi.
  const V ratio = s / w;
  V sum = term(kTerms) *
          select(ratio < 3, w / order + (0.5 + ratio * (V(1. / 12) - ratio * ratio / 720)), V(1));
  for (int k = kTerms - 1; k >= 0; --k) sum += term(k);
  return select(x < 1, V(__builtin_inf()), exp(l) * sum);
}

// polygamma for n >= kLargeOrder. Left of 0 the nearest pole outweighs all others.
__attribute__((noinline)) inline V polygamma_of_large_order(int64_t n, V x) {
  const bool odd = n % 2 != 0;
  const V inf = __builtin_inf();
  const V f = x - floor(x);
  const Mask<double> negative = x < 0, pole = (x == 0) | (negative & (f == 0));
  V y = scaled_zeta_of_large_order(n, x);
  if (!odd) y = select(negative & (f > 0.5), -y, y);
  y = select(pole, inf, select(x == inf, V(0), y));
  y = select(isnan(x) | (x == -inf), V(__builtin_nan("")), y);
  return odd ? y : -y;
}

// The series of zeta over the whole numbers, from x on. For x = -(m + f), m whole and 0 < f < 1,
// it has the terms of zeta(s, 1 - f), and those of zeta(s, f) less zeta(s, 1 - x) with the sign of
// (-1)^s.
__attribute__((noinline)) inline V polygamma(int64_t n, V x) {
  if (n >= kLargeOrder) return polygamma_of_large_order(n, x);
  const V zero = 0, one = 1, inf = __builtin_inf();
  const bool odd = n % 2 != 0;
  const Mask<double> negative = x < 0;
  const V f = select(negative, ceil(x) - x, V(0.5));
  const Mask<double> pole = (x == 0) | (f == 0);
  const Pair<V> g = two_sum(one, -f);
  const Pair<V> start = select(negative, g, Pair<V>{select(pole, one, x), zero});
  Pair<V> sum = scaled_zeta(n, start);
  V nearest = start.hi;
  V sign_of_nearest = 1;
  if (any(negative)) {
    const Pair<V> below = scaled_zeta(n, {select(pole, one, f), zero});
    const Pair<V> beyond = scaled_zeta(n, select(negative, two_sum(one, -x), Pair<V>{one, zero}));
    const Pair<V> difference = below - beyond;
    sum = select(negative, odd ? sum + difference : sum - difference, sum);
    const Mask<double> nearer = negative & (f < g.hi);
    nearest = select(nearer, f, nearest);
    if (!odd) sign_of_nearest = select(nearer, V(-1), one);
  }
  // Overflow leaves NaN in the second parts; the largest term is then the sum.
  V largest = sign_of_nearest / nearest;
  for (int64_t i = 1; i <= n; ++i) largest *= static_cast<double>(i) / nearest;
  V y = sum.hi + sum.lo;
  y = select(isnan(y), largest, y);
  // Far out the integral, (n - 1)! / x^n, is all, and the terms would underflow before it; further,
  // its second part.
  const Mask<double> beyond = x > 0x1p64;
  if (any(beyond)) {
    const Pair<V> main = term(n - 1, {select(beyond, x, one), zero});
    y = select(beyond, main.hi + main.lo, y);
  }
  V far = 1 / x;
  for (int64_t i = 1; i < n; ++i) far *= static_cast<double>(i) / x;
  y = select(x > 0x1p200, far, y);
  y = select(pole, inf, select(x == inf, zero, y));
  y = select(isnan(x) | (x == -inf), V(__builtin_nan("")), y);
  return odd ? y : -y;
}

}  // namespace polygamma_detail

// The poles of trigamma at -1, -2 ... are not infinite in PyTorch, but what reflection gives with
// pi x rounded, (pi / sin(pi x))^2.
template <Floating T>
CHAINRULE_INLINE Vec<T> with_poles(int64_t n, Vec<T> x, Vec<T> y) {
  const Mask<T> pole = (x < 0) & (y == Vec<T>(__builtin_inf())) & (x == floor(x));
  if (n != 1 || !any(pole)) return y;
  const Vec<T> pi = 0x1.921fb54442d18p+1;
  const Vec<T> q = pi / sin(rounded(x * pi));
  return select(pole, q * q, y);
}

CHAINRULE_INLINE Vec<double> polygamma(int64_t n, Vec<double> x) {
  return with_poles(n, x, polygamma_detail::polygamma(n, x));
}
CHAINRULE_INLINE Vec<float> polygamma(int64_t n, Vec<float> x) {
  return with_poles(n, x,
                    narrow<float>(polygamma_detail::polygamma(n, widen_low<double>(x)),
                                  polygamma_detail::polygamma(n, widen_high<double>(x))));
}

}  // namespace chainrule::CHAINRULE_ISA_NS
