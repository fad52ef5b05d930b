// sin, cos, sincos and tan: reduction to |r| <= pi/4 in two parts, then minimax polynomials.
// Arguments beyond the fast reduction are reduced lane by lane with as many bits of 2/pi as they
// need.
#pragma once

#include "eft.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace trig_detail {

// x = quadrant * pi/2 + hi + lo with |hi| <= pi/4 (a little more at the edges).
template <Floating T>
struct Reduced {
  Vec<IntOf<T>> quadrant;  // modulo 4
  Vec<T> hi, lo;
};

// Scalar reduction of any finite |x| >= 2^-2 after Payne and Hanek (SIGNUM 1983), in integers: of
// the product with 2/pi only the bits from weight 2 downwards are formed, 192 of them.
struct LaneReduced {
  double hi, lo;
  int quadrant;
};
inline LaneReduced reduce_lane(double x) {
  using Wide = unsigned __int128;
  // One zero word, then the fraction bits of 2/pi.
  static constexpr uint64_t kTwoOverPi[] = {
      0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041,
      0xfe5163abdebbc561, 0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e,
      0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
      0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
      0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
      0xf0cfbc209af4361d, 0xa9e391615ee61b08};
  uint64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  const int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1075;  // |x| = m 2^exponent
  const uint64_t m = (bits & 0xfffffffffffff) | 0x10000000000000;

  // Bits of 2/pi from `first` on: m times them, modulo 2^192, is |x| 2/pi modulo 4 in units of
  // 2^-190.
  const int first = exponent - 2 + 64;
  const int word = first / 64;
  const int shift = first % 64;
  const auto part = [&](int i) {
    const uint64_t a = kTwoOverPi[word + i];
    return shift == 0 ? a : a << shift | kTwoOverPi[word + i + 1] >> (64 - shift);
  };
  const Wide low = Wide(m) * part(2);
  const Wide middle = Wide(m) * part(1) + static_cast<uint64_t>(low >> 64);
  uint64_t a0 = m * part(0) + static_cast<uint64_t>(middle >> 64);
  uint64_t a1 = static_cast<uint64_t>(middle);
  uint64_t a2 = static_cast<uint64_t>(low);

  int quadrant = static_cast<int>(a0 >> 62);
  a0 &= ~uint64_t{0} >> 2;
  bool negative = bits >> 63;
  if (a0 >> 61) {  // above one half: the next quadrant, less what is missing
    ++quadrant;
    negative = !negative;
    a2 = ~a2 + 1;
    a1 = ~a1 + (a2 == 0);
    a0 = (~a0 + (a2 == 0 && a1 == 0)) & (~uint64_t{0} >> 2);
  }
  if (bits >> 63) quadrant = -quadrant;

  // The fraction, normalized to 128 bits below the point, times pi/2 (in units of 2^-127).
  int zeros = 2;
  a0 = a0 << 2 | a1 >> 62;
  a1 = a1 << 2 | a2 >> 62;
  a2 <<= 2;
  while (a0 >> 63 == 0 && zeros < 130) {
    const int n = a0 == 0 ? 63 : __builtin_clzll(a0);
    a0 = a0 << n | a1 >> (64 - n);
    a1 = a1 << n | a2 >> (64 - n);
    a2 <<= n;
    zeros += n;
  }
  constexpr uint64_t kPiHalf0 = 0xc90fdaa22168c234, kPiHalf1 = 0xc4c6628b80dc1cd1;
  const Wide product =
      Wide(a0) * kPiHalf0 + (Wide(a0) * kPiHalf1 >> 64) + (Wide(a1) * kPiHalf0 >> 64);
  // product 2^-127 2^-(zeros - 2) is the angle; its first 53 bits and the rest.
  const Wide head = product >> 75 << 75;
  const int e = zeros - 2 + 127;
  LaneReduced r;
  uint64_t scale_bits = static_cast<uint64_t>(1023 - e) << 52;
  double scale;
  __builtin_memcpy(&scale, &scale_bits, sizeof scale);
  r.hi = static_cast<double>(static_cast<uint64_t>(head >> 64)) * 0x1p64 * scale;
  if (const uint64_t below = static_cast<uint64_t>(head)) {
    r.hi += static_cast<double>(below) * scale;
  }
  r.lo = static_cast<double>(static_cast<uint64_t>((product - head) >> 12)) * 0x1p12 * scale;
  if (negative) {
    r.hi = -r.hi;
    r.lo = -r.lo;
  }
  r.quadrant = quadrant & 3;
  return r;
}

// The lanes in which |x| is beyond `limit`; 0 in the others. Never inlined: it is rare and long.
template <Floating T>
__attribute__((noinline)) Reduced<T> reduce_large(Vec<T> x, T limit) {
  Reduced<T> a = {Vec<IntOf<T>>(0), Vec<T>(0), Vec<T>(0)};
  for (int i = 0; i < Vec<T>::size; ++i) {
    const T v = x.v[i];
    if (!(v > limit || v < -limit)) continue;
    if (v - v != 0) {  // infinite: no angle
      a.hi.v[i] = a.lo.v[i] = v - v;
      continue;
    }
    const LaneReduced r = reduce_lane(static_cast<double>(v));
    const T hi = static_cast<T>(r.hi);
    a.hi.v[i] = hi;
    a.lo.v[i] = static_cast<T>((r.hi - static_cast<double>(hi)) + r.lo);
    a.quadrant.v[i] = r.quadrant;
  }
  return a;
}

// Cody and Waite (1980): x - n pi/2 with pi/2 as a sum of constants, the first so short (or the
// product fused) that x - n c1 is exact, the following with their rounding errors kept.
template <Floating T>
CHAINRULE_INLINE Reduced<T> reduce(Vec<T> x) {
  const T two_over_pi = kIsFloat<T> ? T(0x1.45f306p-1) : T(0x1.45f306dc9c883p-1);
  const Vec<T> shift = Format<T>::kRoundingShift;
  const Vec<T> shifted = fma(x, Vec<T>(two_over_pi), shift);
  const Vec<T> n = shifted - shift;
  Reduced<T> a;
  a.quadrant = reinterpret<IntOf<T>>(shifted) & 3;
  T limit;
  if constexpr (kHasFma) {
    const T c1 = kIsFloat<T> ? T(0x1.921fb6p+0) : T(0x1.921fb54442d18p+0);
    const T c2 = kIsFloat<T> ? T(-0x1.777a5cp-25) : T(0x1.1a62633145c07p-54);
    const T c3 = kIsFloat<T> ? T(-0x1.ee59dap-50) : T(-0x1.f1976b7ed8fbcp-110);
    limit = kIsFloat<T> ? T(1e5) : T(1e9);
    const Vec<T> t = fma(n, Vec<T>(-c1), x);
    const Pair<Vec<T>> p = two_product(n, Vec<T>(-c2));
    const Pair<Vec<T>> s = two_sum(t, p.hi);
    a.hi = s.hi;
    a.lo = s.lo + fma(n, Vec<T>(-c3), p.lo);
  } else {
    const T c1 = kIsFloat<T> ? T(0x1.921p+0) : T(0x1.921fb54p+0);
    const T c2 = kIsFloat<T> ? T(0x1.f6ap-13) : T(0x1.10b46118p-30);
    const T c3 = kIsFloat<T> ? T(0x1.11p-26) : T(0x1.313198ap-61);
    const T c4 = kIsFloat<T> ? T(0x1.68c234p-39) : T(0x1.701b839a25205p-92);
    limit = kIsFloat<T> ? T(3e3) : T(1e7);
    const Vec<T> t = x - n * c1;
    const Pair<Vec<T>> s = two_sum(t, n * -c2);
    const Pair<Vec<T>> u = two_sum(s.hi, n * -c3);
    const Vec<T> rest = s.lo + (u.lo - n * c4);
    const Pair<Vec<T>> v = fast_two_sum(u.hi, rest);
    a.hi = v.hi;
    a.lo = v.lo;
  }
  const Mask<T> large = abs(x) > limit;
  if (any(large)) [[unlikely]] {
    const Reduced<T> b = reduce_large(x, limit);
    a.quadrant = select(large, b.quadrant, a.quadrant);
    a.hi = select(large, b.hi, a.hi);
    a.lo = select(large, b.lo, a.lo);
  }
  return a;
}

// sin and cos of hi + lo in two parts, the first hi itself and nearly 1. z is hi^2. The polynomials
// (Remez exchange on [0, 0.795] and [0, 0.7855], relative) are within 2^-27.8 and 2^-32.7 (float),
// 2^-57.9 and 2^-63.9 (double).
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> sin_parts(Vec<T> hi, Vec<T> lo, Vec<T> z) {
  Vec<T> s;
  if constexpr (kIsFloat<T>) {
    s = polynomial(z, -0x1.555544p-3f, 0x1.1106c2p-7f, -0x1.9919e2p-13f);
  } else {
    s = polynomial(z, -0x1.5555555555548p-3, 0x1.111111110f730p-7, -0x1.a01a019be9214p-13,
                   0x1.71de35552b9b7p-19, -0x1.ae5e4b84b964bp-26, 0x1.5d8b560656d40p-33);
  }
  return {hi, fma(z * hi, s, fma(z * T(-0.5), lo, lo))};
}
template <Floating T>
CHAINRULE_INLINE Pair<Vec<T>> cos_parts(Vec<T> hi, Vec<T> lo, Vec<T> z) {
  Vec<T> c;
  if constexpr (kIsFloat<T>) {
    c = polynomial(z, 0x1.55554ap-5f, -0x1.6c0c0ep-10f, 0x1.99db8ep-16f);
  } else {
    c = polynomial(z, 0x1.555555555554bp-5, -0x1.6c16c16c15013p-10, 0x1.a01a019c8ed06p-16,
                   -0x1.27e4f7f140eb8p-22, 0x1.1ee9db8e054fdp-29, -0x1.8fa65e71c47cap-37);
  }
  const Vec<T> half = rounded(z * T(0.5));
  const Vec<T> w = 1 - half;
  return {w, ((1 - w) - half) + fma(z * z, c, -(hi * lo))};
}

template <Floating T>
struct SinCos {
  Vec<T> sin, cos;
};
template <Floating T>
CHAINRULE_INLINE SinCos<T> reduced_sincos(const Reduced<T>& a) {
  const Vec<T> z = a.hi * a.hi;
  const Pair<Vec<T>> s = sin_parts(a.hi, a.lo, z), c = cos_parts(a.hi, a.lo, z);
  return {s.hi + s.lo, c.hi + c.lo};
}
// The bit of `quadrant` (0 or 1) moved to the sign bit.
template <Floating T>
CHAINRULE_INLINE Vec<T> sign_from(Vec<IntOf<T>> bit) {
  return reinterpret<T>(bit << static_cast<int>(8 * sizeof(T) - 1));
}
template <Floating T>
CHAINRULE_INLINE Vec<T> pick_sin(const SinCos<T>& p, Vec<IntOf<T>> quadrant) {
  const Mask<T> odd = (quadrant & 1) != 0;
  return flip_sign(select(odd, p.cos, p.sin), sign_from<T>(quadrant >> 1));
}

// |sin(pi f)| and |cos(pi f)| for |f| <= 1/2, in two parts. cos(pi f) is 0 at 1/2.
struct SinCosPi {
  Pair<Vec<double>> sin, cos;
};
CHAINRULE_INLINE SinCosPi sincos_pi(Vec<double> f) {
  using V = Vec<double>;
  const V m = abs(f);
  const Mask<double> swap = m > 0.25;
  const V g = select(swap, 0.5 - m, m);
  Pair<V> a = two_product(g, V(0x1.921fb54442d18p+1));
  a = fast_two_sum(a.hi, fma(g, V(0x1.1a62633145c07p-53), a.lo));
  // In cos_parts z stands for hi^2 exactly: what rounding takes from it is as large as the second
  // part.
  const Pair<V> z = two_product(a.hi, a.hi);
  Pair<V> s = sin_parts(a.hi, a.lo, z.hi);
  Pair<V> c = cos_parts(a.hi, a.lo, z.hi);
  s = fast_two_sum(s.hi, s.lo);
  c = fast_two_sum(c.hi, c.lo - 0.5 * z.lo);
  return {select(swap, c, s), select(swap, s, c)};
}

}  // namespace trig_detail

// Sine.
template <Floating T>
CHAINRULE_INLINE Vec<T> sin(Vec<T> x) {
  using namespace trig_detail;
  const Reduced<T> a = reduce(x);
  return select(x == 0, x, pick_sin(reduced_sincos(a), a.quadrant));
}

// Cosine.
template <Floating T>
CHAINRULE_INLINE Vec<T> cos(Vec<T> x) {
  using namespace trig_detail;
  const Reduced<T> a = reduce(x);
  return pick_sin(reduced_sincos(a), a.quadrant + 1);
}

// Sine and cosine of one argument, at little more than the price of one.
template <Floating T>
CHAINRULE_INLINE void sincos(Vec<T> x, Vec<T>& sine, Vec<T>& cosine) {
  using namespace trig_detail;
  const Reduced<T> a = reduce(x);
  const SinCos<T> p = reduced_sincos(a);
  sine = select(x == 0, x, pick_sin(p, a.quadrant));
  cosine = pick_sin(p, a.quadrant + 1);
}

// Tangent, as the quotient of sine and cosine.
template <Floating T>
CHAINRULE_INLINE Vec<T> tan(Vec<T> x) {
  using namespace trig_detail;
  const Reduced<T> a = reduce(x);
  const SinCos<T> p = reduced_sincos(a);
  const Mask<T> odd = (a.quadrant & 1) != 0;
  const Vec<T> y = select(odd, -p.cos, p.sin) / select(odd, p.sin, p.cos);
  return select(x == 0, x, y);
}

}  // namespace chainrule::CHAINRULE_ISA_NS
