// Logarithms: log, log2, log10, log1p and log1pexp. x = m 2^k with m in [0.75, 1.5), so that f = m
// - 1 is exact and k log(2) and log(m) never cancel.
#pragma once

#include "exp.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace log_detail {

// log(1 + f) - f for f in [-0.25, 0.5].
// float: -f^2/2 + f^3 Q(f), Q by Remez exchange; the sum is within 2^-30 of log(1 + f).
// double: with s = f / (2 + f), log(1 + f) = 2 artanh(s) = 2s + s z R(z), z = s^2, and 2s = f - s
// f, hence f - (f^2/2 - s (f^2/2 + z R)) (the arrangement of fdlibm's e_log.c); R by Remez
// exchange, within 2^-55.9.
CHAINRULE_INLINE Vec<float> log1p_rest(Vec<float> f) {
  const Vec<float> q =
      polynomial(f, 0x1.55555ap-2f, -0x1.00007p-2f, 0x1.999752p-3f, -0x1.55190ap-3f, 0x1.24657ep-3f,
                 -0x1.04bc86p-3f, 0x1.df1026p-4f, -0x1.743138p-4f, 0x1.324bb4p-5f);
  const Vec<float> f2 = f * f;
  return fma(f2, Vec<float>(-0.5f), f2 * f * q);
}
CHAINRULE_INLINE Vec<double> log1p_rest(Vec<double> f) {
  const Vec<double> s = f / (2 + f);
  const Vec<double> z = s * s;
  const Vec<double> r = polynomial(z, 0x1.5555555555776p-1, 0x1.99999998f0be5p-2,
                                   0x1.249249b220910p-2, 0x1.c71c01675c294p-3, 0x1.7474e210b64dcp-3,
                                   0x1.3852e6b559170p-3, 0x1.3abda14d35a35p-3);
  const Vec<double> half_square = 0.5 * f * f;
  return s * fma(z, r, half_square) - half_square;
}

// 0 -> -inf, negative -> NaN, infinity and NaN as they are; y elsewhere.
template <Floating T>
CHAINRULE_INLINE Vec<T> special_cases(Vec<T> x, Vec<T> y) {
  const Vec<T> inf = __builtin_inf();
  const Vec<T> bad = select(x == 0, -inf, Vec<T>(__builtin_nan("")));
  return select(x > 0, select(x == inf, inf, y), bad);
}

// k c_hi + (f + rest), where k c_hi is exact and |k c_hi| > |f| or k = 0. `rest` also holds k c_lo.
template <Floating T>
CHAINRULE_INLINE Vec<T> combine(Vec<T> k_c, Vec<T> f, Vec<T> rest) {
  const Pair<Vec<T>> s = fast_two_sum(k_c, f);
  return s.hi + (s.lo + rest);
}

template <class T>
inline constexpr T kLn2Hi = kIsFloat<T> ? T(0x1.62e4p-1) : T(0x1.62e42fefa3p-1);
template <class T>
inline constexpr T kLn2Lo = kIsFloat<T> ? T(0x1.7f7d1cp-20) : T(0x1.3de6af278ece6p-42);

// log(x) in two parts for positive finite x, within about 2^-56.
CHAINRULE_INLINE Pair<Vec<double>> log_pair(Vec<double> x) {
  const Split<double> a = split_exponent(x);
  const Vec<double> f = a.mantissa - 1;
  const Vec<double> rest = fma(a.exponent, Vec<double>(kLn2Lo<double>), log1p_rest(f));
  const Pair<Vec<double>> s = fast_two_sum(a.exponent * kLn2Hi<double>, f);
  return fast_two_sum(s.hi, s.lo + rest);
}

// log to another base: k log_b(2) + log(m) log_b(e), with log(m) in two parts.
template <Floating T>
CHAINRULE_INLINE Vec<T> log_to_base(Vec<T> x, T two_hi, T two_lo, T e_hi, T e_lo) {
  const Split<T> a = split_exponent(x);
  const Vec<T> f = a.mantissa - 1;
  const Pair<Vec<T>> ln = fast_two_sum(f, log1p_rest(f));
  const Pair<Vec<T>> p = two_product(ln.hi, Vec<T>(e_hi));
  const Vec<T> rest = fma(ln.lo, Vec<T>(e_hi), fma(ln.hi, Vec<T>(e_lo), p.lo));
  return special_cases(x,
                       combine(a.exponent * two_hi, p.hi, fma(a.exponent, Vec<T>(two_lo), rest)));
}

}  // namespace log_detail

// Natural logarithm.
template <Floating T>
CHAINRULE_INLINE Vec<T> log(Vec<T> x) {
  using namespace log_detail;
  const Split<T> a = split_exponent(x);
  const Vec<T> f = a.mantissa - 1;
  const Vec<T> rest = fma(a.exponent, Vec<T>(kLn2Lo<T>), log1p_rest(f));
  return special_cases(x, combine(a.exponent * kLn2Hi<T>, f, rest));
}

// Logarithm to base 2; exact for powers of two.
template <Floating T>
CHAINRULE_INLINE Vec<T> log2(Vec<T> x) {
  if constexpr (kIsFloat<T>) {
    return log_detail::log_to_base(x, 1.0f, 0.0f, 0x1.715476p+0f, 0x1.4ae0cp-26f);
  } else {
    return log_detail::log_to_base(x, 1.0, 0.0, 0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56);
  }
}

// Logarithm to base 10.
template <Floating T>
CHAINRULE_INLINE Vec<T> log10(Vec<T> x) {
  if constexpr (kIsFloat<T>) {
    return log_detail::log_to_base(x, 0x1.344p-2f, 0x1.3509f8p-18f, 0x1.bcb7b2p-2f,
                                   -0x1.5b235ep-27f);
  } else {
    return log_detail::log_to_base(x, 0x1.34413509f7p-2, 0x1.3fde623e2566bp-43,
                                   0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57);
  }
}

// log(1 + x). u = 1 + x is rounded; the lost part, scaled to u's mantissa, shifts f = m - 1, and
// log(m) by df / m. While u's exponent is 0, f = x and nothing is lost.
template <Floating T>
CHAINRULE_INLINE Vec<T> log1p(Vec<T> x) {
  using namespace log_detail;
  const Vec<T> u = rounded(1 + x);
  const Split<T> a = split_exponent(u);
  const Vec<T> lost = select(x < 1, x - (u - 1), 1 - (u - x));
  const Mask<T> near = a.exponent == 0;
  const Vec<T> f = select(near, x, a.mantissa - 1);
  const Vec<T> df = select(near, Vec<T>(0), scale(lost, -a.exponent));
  const Vec<T> shift = fma(-df * f, 1 - f, df);  // df / (1 + f) to the second order
  const Vec<T> rest = fma(a.exponent, Vec<T>(kLn2Lo<T>), log1p_rest(f) + shift);
  const Vec<T> y = combine(a.exponent * kLn2Hi<T>, f, rest);
  return select(x == 0, x, special_cases(u, y));
}

// log(1 + e^x) without overflow (softplus).
template <Floating T>
CHAINRULE_INLINE Vec<T> log1pexp(Vec<T> x) {
  return maximum(x, 0) + log1p(exp(-abs(x)));
}

}  // namespace chainrule::CHAINRULE_ISA_NS
