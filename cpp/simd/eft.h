// Building blocks of the elementary functions: polynomials, sums and products with their rounding
// errors
// ("error-free transformations", Dekker 1971, Knuth TAOCP 4.2.2, Ogita, Rump and Oishi 2005), exact
// scaling by powers of two. No elementary function lives here.
#pragma once

#include "convert.h"

namespace chainrule::CHAINRULE_ISA_NS {

// The IEEE format of T in numbers.
template <class T>
struct Format;
template <>
struct Format<float> {
  static constexpr int kMantissaBits = 23;
  static constexpr int kBias = 127;
  // Adding this rounds to an integer that then stands in the low bits (two's complement), for
  // values below 2^22.
  static constexpr float kRoundingShift = 0x1.8p23f;
  static constexpr float kMinNormal = 0x1p-126f;
};
template <>
struct Format<double> {
  static constexpr int kMantissaBits = 52;
  static constexpr int kBias = 1023;
  static constexpr double kRoundingShift = 0x1.8p52;
  static constexpr double kMinNormal = 0x1p-1022;
};

template <class T>
inline constexpr bool kIsFloat = std::is_same_v<T, float>;

// c0 + c1 x + c2 x^2 + ..., by Horner's rule.
template <Floating T, class C0, class... C>
CHAINRULE_INLINE Vec<T> polynomial(Vec<T> x, C0 c0, C... c) {
  static_assert(std::is_same_v<T, C0>, "coefficients are rounded for the type they are used in");
  if constexpr (sizeof...(C) == 0) {
    return Vec<T>(c0);
  } else {
    return fma(x, polynomial(x, c...), Vec<T>(c0));
  }
}

// A value in two parts, the second below the rounding error of the first.
template <class X>
struct Pair {
  X hi, lo;
};

// a + b = hi + lo exactly, for |a| >= |b| or a = 0.
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> fast_two_sum(Vec<T> a, Vec<T> b) {
  a = rounded(a);
  b = rounded(b);
  const Vec<T> s = a + b;
  return {s, b - (s - a)};
}

// a + b = hi + lo exactly.
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> two_sum(Vec<T> a, Vec<T> b) {
  a = rounded(a);
  b = rounded(b);
  const Vec<T> s = a + b;
  const Vec<T> t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

// a * b = hi + lo exactly, while nothing over- or underflows.
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> two_product(Vec<T> a, Vec<T> b) {
  const Vec<T> p = rounded(a * b);
  if constexpr (kHasFma) {
    return {p, fma(a, b, -p)};
  } else {
    // Veltkamp's split into halves whose products are exact.
    const T shift = kIsFloat<T> ? T(0x1.001p12) : T(0x1.0000002p27);
    const Vec<T> sa = a * shift;
    const Vec<T> ah = sa - (sa - a);
    const Vec<T> al = a - ah;
    const Vec<T> sb = b * shift;
    const Vec<T> bh = sb - (sb - b);
    const Vec<T> bl = b - bh;
    return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
  }
}

// Arithmetic on pairs, to about twice the precision of T (Dekker 1971). Operands and results have
// |lo| <= ulp(hi) or so.
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> operator+(Pair<Vec<T>> a, Pair<Vec<T>> b) {
  const Pair<Vec<T>> s = two_sum(a.hi, b.hi);
  const Pair<Vec<T>> t = two_sum(a.lo, b.lo);
  const Pair<Vec<T>> u = fast_two_sum(s.hi, s.lo + t.hi);
  return fast_two_sum(u.hi, u.lo + t.lo);
}
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> operator-(Pair<Vec<T>> a) {
  return {-a.hi, -a.lo};
}
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> operator-(Pair<Vec<T>> a, Pair<Vec<T>> b) {
  return a + -b;
}
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> operator*(Pair<Vec<T>> a, Pair<Vec<T>> b) {
  const Pair<Vec<T>> p = two_product(a.hi, b.hi);
  return fast_two_sum(p.hi, p.lo + fma(a.hi, b.lo, a.lo * b.hi));
}
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> operator/(Pair<Vec<T>> a, Pair<Vec<T>> b) {
  const Vec<T> q = a.hi / b.hi;
  const Pair<Vec<T>> p = two_product(q, b.hi);
  const Vec<T> rest = ((a.hi - p.hi) - p.lo) + (a.lo - q * b.lo);
  return fast_two_sum(q, rest / b.hi);
}
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> select(Mask<T> m, Pair<Vec<T>> a, Pair<Vec<T>> b) {
  return {select(m, a.hi, b.hi), select(m, a.lo, b.lo)};
}

// 2^n for an integer n that was rounded by adding kRoundingShift: `shifted` is that sum. For
// exponents of normal numbers.
template <Floating T>
CHAINRULE_INLINE Vec<T> power_of_two(Vec<T> shifted) {
  using I = IntOf<T>;
  return reinterpret<T>((reinterpret<I>(shifted) << Format<T>::kMantissaBits) +
                        reinterpret<I>(Vec<T>(1)));
}

// x * 2^n for integers |n| up to twice the exponent range; subnormal results are rounded once.
template <Floating T>
CHAINRULE_INLINE Vec<T> scale(Vec<T> x, Vec<T> n) {
#if defined(__AVX512F__)
  if constexpr (kIsFloat<T>) {
    return Vec<T>(_mm512_mask_scalef_ps(x.v, 0xffff, x.v, n.v));
  } else {
    return Vec<T>(_mm512_mask_scalef_pd(x.v, 0xff, x.v, n.v));
  }
#else
  // In two steps, as 2^n itself may be out of range; the first product is exact. The halves of n
  // are taken in the low bits of the shifted number.
  using U = UintOf<T>;
  constexpr int kBits = Format<T>::kMantissaBits;
  const Vec<U> one = reinterpret<U>(Vec<T>(1));
  const Vec<U> shifted = reinterpret<U>(n + Format<T>::kRoundingShift);
  const Vec<U> half = shifted >> 1;
  const Vec<T> first = reinterpret<T>((half << kBits) + one);
  const Vec<T> second = reinterpret<T>(((shifted - half) << kBits) + one);
  return x * first * second;
#endif
}

// x = mantissa * 2^exponent with the mantissa in [0.75, 1.5). For positive finite x, subnormals
// too.
template <Floating T>
struct Split {
  Vec<T> mantissa, exponent;
};
template <Floating T>
CHAINRULE_INLINE Split<T> split_exponent(Vec<T> x) {
#if defined(__AVX512F__)
  if constexpr (kIsFloat<T>) {
    const Vec<T> m = _mm512_maskz_getmant_ps(0xffff, x.v, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
    const Vec<T> e = _mm512_maskz_getexp_ps(0xffff, x.v);
    return {m, select(m < 1, e + 1, e)};
  } else {
    const Vec<T> m = _mm512_maskz_getmant_pd(0xff, x.v, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
    const Vec<T> e = _mm512_maskz_getexp_pd(0xff, x.v);
    return {m, select(m < 1, e + 1, e)};
  }
#else
  using F = Format<T>;
  using I = IntOf<T>;
  const T up = static_cast<T>(I(1) << (F::kMantissaBits + 1));
  const Mask<T> subnormal = x < F::kMinNormal;
  const Vec<I> bits = reinterpret<I>(select(subnormal, x * up, x));
  const Vec<I> origin = reinterpret<I>(Vec<T>(0.75));
  // Bits above 0.75: the exponent field then counts from 0.75, and what is left is added to 0.75
  // again.
  const Vec<I> above = bits - origin;
  const I field = ~((I(1) << F::kMantissaBits) - 1);
  const Vec<T> m = reinterpret<T>(bits - (above & field));
  Vec<T> e;
  if constexpr (kIsFloat<T>) {
    e = convert<T>(above >> F::kMantissaBits);
  } else {
    // There is no conversion of 64-bit integers below AVX-512: the exponent, made positive, becomes
    // the low bits of a double.
    const Vec<I> positive = (above + reinterpret<I>(Vec<T>(0x1p1))) & field;
    const Vec<uint64_t> low = reinterpret<uint64_t>(positive) >> F::kMantissaBits;
    e = reinterpret<T>(reinterpret<I>(low) | reinterpret<I>(Vec<T>(0x1p52))) - T(0x1p52 + 1024);
  }
  return {m, e - select(subnormal, Vec<T>(F::kMantissaBits + 1), Vec<T>(0))};
#endif
}

}  // namespace chainrule::CHAINRULE_ISA_NS
