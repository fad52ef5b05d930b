// lgamma: log |Gamma(x)|. float goes through the double lanes.
#pragma once

#include "log.h"
#include "trig.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace lgamma_detail {

// For x > 0, in two parts. Below 2.5, lgamma(x) = lgamma(2 + t) - log(A) with A = 1, x or x (x +
// 1), and lgamma(2 + t) = t (1 - gamma + t Q(t)) for |t| <= 0.5; from there on Stirling's series,
// (x - 1/2)(log x - 1) + (log(2 pi) - 1) / 2 + S(1 / x^2) / x. Q and S by Remez exchange, within
// 2^-58 of lgamma.
CHAINRULE_INLINE Pair<Vec<double>> positive(Vec<double> x) {
  using V = Vec<double>;
  const Mask<double> near = x < 2.5, below = x < 1.5, lowest = x < 0.5;

  // A = x + x^2 keeps its rounding error; its logarithm moves by A.lo / A.hi.
  const Pair<V> square = two_product(x, x);
  Pair<V> product = fast_two_sum(x, square.hi);
  product.lo += square.lo;
  const V a = select(lowest, product.hi, select(near & !below, V(1), x));
  Pair<V> log = log_detail::log_pair(a);
  log.lo += select(lowest, product.lo / product.hi, V(0));

  const V t = select(lowest, x, x - select(below, V(1), V(2)));
  const V q = polynomial(t, 0x1.4a34cc4a60fa7p-2, -0x1.13e001a557604p-4, 0x1.51322ac7d7b13p-6,
                         -0x1.e404fc2191ccdp-8, 0x1.7add6eaedfa8bp-9, -0x1.38ac5c29bc64dp-10,
                         0x1.0b36aeff9bf8cp-11, -0x1.d3fd4e2ba6914p-13, 0x1.a127f36cc7e4fp-14,
                         -0x1.78de08739e4a9p-15, 0x1.58042847e3ee7p-16, -0x1.3cc4e3f79a3ddp-17,
                         0x1.266fbe3db06d6p-18, -0x1.115188be08138p-19, 0x1.ea8786cf7505bp-21,
                         -0x1.e2ec013b17f9fp-22, 0x1.31d4c5a148d62p-22, -0x1.f20c97958d062p-24);
  const Pair<V> tq = two_product(t, V(0x1.b0ee6072093cep-2));
  const V tq_lo = fma(t * t, q, fma(t, V(0x1.6cb90701fbfabp-58), tq.lo));
  const Pair<V> difference = two_sum(tq.hi, -log.hi);
  const Pair<V> small = fast_two_sum(difference.hi, difference.lo + (tq_lo - log.lo));

  const V u = 1 / x;
  const V s =
      u * polynomial(u * u, 0x1.5555555555347p-4, -0x1.6c16c1666409ap-9, 0x1.a019f5d57e466p-11,
                     -0x1.381049e70d460p-11, 0x1.b8c8270619d56p-11, -0x1.eef497f24a921p-10,
                     0x1.7cc1268702a6fp-8, -0x1.4d4ce3b96868ep-6, 0x1.104021a0684bbp-4,
                     -0x1.5be47e931c84ap-3, 0x1.223d430d1e1e6p-2, -0x1.cbaf4a180a69bp-3);
  const V m = x - 0.5;
  const Pair<V> p = two_product(m, log.hi - 1);
  const Pair<V> constant = fast_two_sum(V(0x1.acfe390c97d69p-2), s);
  const Pair<V> sum = two_sum(p.hi, constant.hi);
  const V sum_lo = sum.lo + (fma(m, log.lo, p.lo) + constant.lo);
  // Near the largest values the exact product overflows before its leading part does.
  const Mask<double> huge = x > 0x1p900;
  const Pair<V> large = {select(huge, x * (log.hi - 1), sum.hi), select(huge, V(0), sum_lo)};
  return select(near, small, large);
}

// The zeros of lgamma between -3 and -2, -4 and -3, ... -18 and -17, two in each, in two parts
// (computed in multiple precision by bisection).
inline constexpr double kZeros[][2] = {
    {-0x1.5fb410a1bd901p+1, 0x1.a19a96d2e6f85p-54},
    {-0x1.3a7fc9600f86cp+1, -0x1.55f64f98af8d0p-55},
    {-0x1.fa471547c2fe5p+1, -0x1.70d4561291237p-56},
    {-0x1.9260dbc9e59afp+1, -0x1.f717cd335a7b3p-53},
    {-0x1.3f7577a6eeafdp+2, 0x1.5de5eab7f12cfp-53},
    {-0x1.0284e78599581p+2, 0x1.e78c1e9e43cfep-53},
    {-0x1.7fe92f591f40dp+2, -0x1.7dd4ed62cbd32p-52},
    {-0x1.4086a57f0b6d9p+2, -0x1.95262b72ca9cap-55},
    {-0x1.bffcbf76b86f0p+2, 0x1.853b29347b806p-57},
    {-0x1.8016b25897c8dp+2, 0x1.27e0f49a4ba72p-54},
    {-0x1.ffff97f8159cfp+2, -0x1.e54f415a91586p-55},
    {-0x1.c0033fdedfe1fp+2, 0x1.20bb7d2324678p-52},
    {-0x1.1ffffa3884bd0p+3, -0x1.ff90c9d2ae925p-53},
    {-0x1.000034028b3f9p+3, -0x1.f60cb3cec1cedp-52},
    {-0x1.3fffff6c0d7c0p+3, 0x1.197cea8c42d7dp-51},
    {-0x1.200005c7768fbp+3, -0x1.b5b610ffb70d4p-54},
    {-0x1.5ffffff28cdd4p+3, 0x1.c9924a65aa486p-53},
    {-0x1.40000093f2777p+3, -0x1.927b45d95e154p-52},
    {-0x1.7ffffffee1127p+3, -0x1.ce1f7906b30f5p-54},
    {-0x1.6000000d7322ap+3, -0x1.8aecb2d37ff52p-51},
    {-0x1.9fffffffe9edcp+3, 0x1.84f40342d001cp-51},
    {-0x1.800000011eed9p+3, 0x1.19d5307e1fb5ep-53},
    {-0x1.bffffffffe6c7p+3, 0x1.d2a30f3dae0fbp-51},
    {-0x1.a000000016124p+3, -0x1.84e03341ee8ddp-51},
    {-0x1.dfffffffffe52p+3, 0x1.fcf9ccfd8867ep-51},
    {-0x1.c000000001939p+3, -0x1.d2a2f4a73af63p-51},
    {-0x1.fffffffffffe5p+3, -0x1.80c18cc43ea26p-53},
    {-0x1.e0000000001aep+3, -0x1.fcf9ccde87210p-51},
    {-0x1.0ffffffffffffp+4, -0x1.ab4e23f3d49f1p-51},
    {-0x1.000000000000dp+4, -0x1.cfe7ce6768509p-50},
    {-0x1.2000000000000p+4, 0x1.6827863b97d9ap-53},
    {-0x1.1000000000001p+4, 0x1.ab4e23f3d4bbcp-51},
};

// lgamma(x) for -18 < x < -2 by its distance d from the nearer zero z, so that it is precise next
// to it: |Gamma(x) / Gamma(z)| is the product of (z + i) / (x + i) = 1 / (1 + d / (z + i)) over i <
// n, times Gamma(x + n) / Gamma(z + n), of which Stirling's series gives the logarithm in powers of
// d. Where lgamma is small, so are d / (z + i) and the product less 1.
CHAINRULE_INLINE Vec<double> by_distance_from_zero(Vec<double> x) {
  using V = Vec<double>;
  V zero_hi, zero_lo;
  for (int i = 0; i < V::size; ++i) {
    const double v = x.v[i];
    const int interval = -3 - static_cast<int>(__builtin_floor(v));
    const double* low = kZeros[2 * interval];
    const double* high = kZeros[2 * interval + 1];
    const double* zero = v - low[0] < high[0] - v ? low : high;
    zero_hi.v[i] = zero[0];
    zero_lo.v[i] = zero[1];
  }
  const Pair<V> d = two_sum(x - zero_hi, -zero_lo);
  const V n = ceil(16 - zero_hi);

  const auto shifted = [&](V i) __attribute__((always_inline)) {
    const Pair<V> s = two_sum(zero_hi, i);
    return fast_two_sum(s.hi, s.lo + zero_lo);
  };
  Pair<V> q = {V(0), V(0)};  // the product, less 1
  for (V i = 0; any(i < n); i += 1) {
    const Pair<V> e = d / shifted(i);
    q = select(i < n, q + (e + q * e), q);
  }

  // (x + n - 1/2) log((x + n) / y) + d (log y - 1) + series(x + n) - series(y) with y = z + n;
  // there a^k - b^k = (a - b) (a^(k-1) + a^(k-2) b + ... + b^(k-1)) for a = 1 / (x + n), b = 1 / y.
  const Pair<V> y = shifted(n);
  const V a = 1 / (y.hi + d.hi), b = 1 / y.hi;
  V series = 0, powers = 1, b_power = 1;
  for (const double c : {1. / 12, 0., -1. / 360, 0., 1. / 1260, 0., -1. / 1680, 0., 1. / 1188}) {
    series = series + c * powers;
    b_power = b_power * b;
    powers = fma(a, powers, b_power);
  }
  const auto log1p = [](Pair<V> e) __attribute__((always_inline)) {
    const Pair<V> near = fast_two_sum(e.hi, e.lo + log_detail::log1p_rest(e.hi));
    const Pair<V> u = fast_two_sum(V(1), e.hi);
    const Pair<V> log = log_detail::log_pair(u.hi);
    return select(abs(e.hi) < 0.25, near, {log.hi, log.lo + (u.lo + e.lo) / u.hi});
  };
  const Pair<V> log_y = log_detail::log_pair(y.hi);
  const Pair<V> slope = fast_two_sum(log_y.hi - 1, log_y.lo + y.lo * b - a * b * series);
  const Pair<V> r = (y + d - Pair<V>{V(0.5), V(0)}) * log1p(d / y) + d * slope - log1p(q);
  return r.hi + r.lo;
}

// For x < 0: log(pi) - log(|x| |sin(pi x)|) - lgamma(|x|) (reflection), with `g` the last term.
// Infinite at the poles. Rare, so not inlined.
template <bool kPreciseAtZeros>
__attribute__((noinline)) Vec<double> negative(Vec<double> x, Pair<Vec<double>> g) {
  using V = Vec<double>;
  const V m = abs(x);
  const V f = m - round(m);
  const Pair<V> s = trig_detail::sincos_pi(f).sin;
  Pair<V> product = two_product(m, s.hi);
  product.lo = fma(m, s.lo, product.lo);
  Pair<V> log = log_detail::log_pair(product.hi);
  log.lo += product.lo / product.hi;
  const Pair<V> log_pi = {V(0x1.250d048e7a1bdp+0), V(0x1.7abf2ad8d5088p-57)};
  const Pair<V> sum = log_pi - log - g;
  V y = sum.hi + sum.lo;
  y = select(m < 0x1p-60, g.hi + g.lo, y);  // lgamma(-e) = lgamma(e) but for 2 gamma e
  y = select(f == 0, V(__builtin_inf()), y);
  if constexpr (kPreciseAtZeros) {
    const Mask<double> close = (abs(y) < 1) & (x > -18) & (x < -2);
    if (any(close)) y = select(close, by_distance_from_zero(select(close, x, V(-2.5))), y);
  }
  return y;
}

template <bool kPreciseAtZeros>
CHAINRULE_INLINE Vec<double> lgamma(Vec<double> x) {
  using V = Vec<double>;
  const V m = abs(x);
  const Pair<V> g = positive(m);
  V y = g.hi + g.lo;
  if (any(x < 0)) [[unlikely]] {
    y = select(x < 0, negative<kPreciseAtZeros>(x, g), y);
  }
  const V inf = __builtin_inf();
  return select((m == 0) | (m == inf), inf, y);
}

}  // namespace lgamma_detail

// Logarithm of the absolute value of the gamma function; infinite at 0 and the negative integers.
CHAINRULE_INLINE Vec<double> lgamma(Vec<double> x) { return lgamma_detail::lgamma<true>(x); }
CHAINRULE_INLINE Vec<float> lgamma(Vec<float> x) {
  return narrow<float>(lgamma_detail::lgamma<false>(widen_low<double>(x)),
                       lgamma_detail::lgamma<false>(widen_high<double>(x)));
}

}  // namespace chainrule::CHAINRULE_ISA_NS
