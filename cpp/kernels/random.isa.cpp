// Philox on lanes, and the transformations of its bits. No step rounds differently on different
// machines: there is no fused multiply-add here, and every elementary function is spelt out.
#include "kernels/random.h"
#include "simd/convert.h"
#include "simd/vec.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

using V32 = Vec<uint32_t>;
using V64 = Vec<uint64_t>;
constexpr int kBlocks = 16;  // of Philox, computed together
constexpr uint64_t kLowHalf = 0xffffffff;

// The 64-bit products of the lower halves of the lanes with m.
CHAINRULE_INLINE V64 multiply_low(V64 a, uint32_t m) {
#if defined(__AVX512F__)
  return (V64::V)_mm512_maskz_mul_epu32(0xff, (__m512i)a.v, (__m512i)V64(m).v);
#elif defined(__AVX2__)
  return (V64::V)_mm256_mul_epu32((__m256i)a.v, (__m256i)V64(m).v);
#elif defined(__SSE2__)
  return (V64::V)_mm_mul_epu32((__m128i)a.v, (__m128i)V64(m).v);
#else
  return (a & V64(kLowHalf)) * V64(m);
#endif
}

// Four words of one Philox block in each lane, in the lower halves.
struct Blocks {
  V64 w[4];
};

// Philox4x32-10 as in core/random.h. Upper halves hold garbage on the way: products ignore them.
CHAINRULE_INLINE Blocks philox(uint64_t seed, V64 counter) {
  V64 c0 = counter;
  V64 c1 = counter >> 32;
  V64 c2 = 0;
  V64 c3 = 0;
  auto key0 = static_cast<uint32_t>(seed);
  auto key1 = static_cast<uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const V64 p0 = multiply_low(c0, 0xD2511F53);
    const V64 p1 = multiply_low(c2, 0xCD9E8D57);
    c0 = (p1 >> 32) ^ c1 ^ V64(key0);
    c1 = p1;
    c2 = (p0 >> 32) ^ c3 ^ V64(key1);
    c3 = p0;
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  return {{c0, c1, c2, c3}};
}

CHAINRULE_INLINE V32 interleave(V64 even, V64 odd) {
  return reinterpret<uint32_t>((even & V64(kLowHalf)) | (odd << 32));
}

CHAINRULE_INLINE V64 join(V64 low, V64 high) { return (low & V64(kLowHalf)) | (high << 32); }

// Runs body(group, kPer * group) over whole groups and, through a buffer, the rest of the last.
template <int kPer, class T, class Group>
CHAINRULE_INLINE void for_groups(uint64_t counter, T* out, int64_t n, Group group) {
  for (; n >= kPer; n -= kPer, out += kPer, counter += kBlocks) {
    group(counter, out);
  }
  if (n > 0) {
    T rest[kPer];
    group(counter, rest);
    __builtin_memcpy(out, rest, static_cast<uint64_t>(n) * sizeof(T));
  }
}

template <class T>
CHAINRULE_INLINE void put(Vec<T> lanes, T* to) {
  lanes.store(to);
}
CHAINRULE_INLINE void put(Mask<uint32_t> lanes, uint8_t* to) { lanes.store_bool(to); }

template <class T>
struct LanesFor {
  using Type = Vec<T>;
};
template <>
struct LanesFor<uint8_t> {
  using Type = Mask<uint32_t>;
};

// f turns two vectors of words into two vectors of numbers (of truth values, stored as bytes).
template <class T, class F>
CHAINRULE_INLINE void fill_from_words(uint64_t seed, uint64_t counter, T* out, int64_t n, F f) {
  for_groups<4 * kBlocks>(
      counter, out, n, [=](uint64_t first, T* to) __attribute__((always_inline)) {
        for (int b = 0; b < kBlocks; b += V32::size) {
          const V64 even = V64(first + static_cast<uint64_t>(b)) + V64::iota() * V64(2);
          const Blocks x = philox(seed, even);
          const Blocks y = philox(seed, even + V64(1));
          typename LanesFor<T>::Type numbers[4];
          f(interleave(x.w[0], y.w[0]), interleave(x.w[1], y.w[1]), numbers);
          f(interleave(x.w[2], y.w[2]), interleave(x.w[3], y.w[3]), numbers + 2);
          for (int w = 0; w < 4; ++w) {
            put(numbers[w], to + w * kBlocks + b);
          }
        }
      });
}

// f turns two vectors of 64 bits into two of numbers.
template <class T, class F>
CHAINRULE_INLINE void fill_from_pairs(uint64_t seed, uint64_t counter, T* out, int64_t n, F f) {
  constexpr int kHalf = kBlocks / 2;
  for_groups<2 * kBlocks>(counter, out, n,
                          [=](uint64_t first, T* to) __attribute__((always_inline)) {
                            for (int odd = 0; odd < 2; ++odd) {
                              for (int b = 0; b < kHalf; b += V64::size) {
                                const uint64_t start = first + static_cast<uint64_t>(2 * b + odd);
                                const Blocks x = philox(seed, V64(start) + V64::iota() * V64(2));
                                Vec<T> values[2];
                                f(join(x.w[0], x.w[1]), join(x.w[2], x.w[3]), values);
                                values[0].store(to + odd * kHalf + b);
                                values[1].store(to + kBlocks + odd * kHalf + b);
                              }
                            }
                          });
}

void bits32(uint64_t seed, uint64_t counter, uint32_t* out, int64_t n) {
  fill_from_words(seed, counter, out, n, [](V32 a, V32 b, V32* to) __attribute__((always_inline)) {
    to[0] = a;
    to[1] = b;
  });
}

void bits64(uint64_t seed, uint64_t counter, uint64_t* out, int64_t n) {
  fill_from_pairs(seed, counter, out, n, [](V64 a, V64 b, V64* to) __attribute__((always_inline)) {
    to[0] = a;
    to[1] = b;
  });
}

void less32(uint64_t seed, uint64_t counter, uint8_t* out, int64_t n, uint32_t limit) {
  fill_from_words(seed, counter, out, n,
                  [=](V32 a, V32 b, Mask<uint32_t>* to) __attribute__((always_inline)) {
                    to[0] = a < V32(limit);
                    to[1] = b < V32(limit);
                  });
}

// ---- exact conversions of unsigned lanes ----

// Of 31 bits or less.
CHAINRULE_INLINE Vec<float> to_float(V32 x) { return convert<float>(reinterpret<int32_t>(x)); }

// Of 52 bits or less: the bits of 2^52 + x, less 2^52.
CHAINRULE_INLINE Vec<double> to_double(V64 x) {
  return reinterpret<double>(x | V64(0x4330000000000000)) - Vec<double>(0x1p52);
}

// The 64 bits as a multiple of 2^-64 plus half of one; rounded once. Never 0.
CHAINRULE_INLINE Vec<double> to_unit_double(V64 x) {
  return to_double(x >> 32) * 0x1p-32 + (to_double(x & V64(kLowHalf)) + 0.5) * 0x1p-64;
}
CHAINRULE_INLINE Vec<float> to_unit_float(V32 x) {
  return to_float(x >> 16) * 0x1p-16 + (to_float(x & V32(0xffff)) + 0.5) * 0x1p-32;
}

// ---- logarithm, sine and cosine on what random bits can be ----

// The coefficients of atanh(s) / s in s^2: 1, 1/3, 1/5 ... For s^2 < 0.0295, which is what a
// number between sqrt(1/2) and sqrt(2) gives, the next term is below half a unit roundoff.
template <class T>
CHAINRULE_INLINE Vec<T> twice_atanh(Vec<T> s) {
  constexpr int kTerms = sizeof(T) == 4 ? 5 : 11;
  const Vec<T> z = s * s;
  Vec<T> sum = T(1) / T(2 * kTerms - 1);
  for (int i = kTerms - 1; i > 0; --i) {
    sum = sum * z + T(1) / T(2 * i - 1);
  }
  return (s + s) * sum;
}

// -log(u) for normal u in (0, 1], given v = 1 - u with a relative error of its own: near 1, u has
// lost what v still knows. With u = 2^e m, log(m) = 2 atanh((m - 1) / (m + 1)).
template <class T>
CHAINRULE_INLINE Vec<T> minus_log(Vec<T> u, Vec<T> v) {
  using I = IntOf<T>;
  constexpr int kDigits = sizeof(T) == 4 ? 23 : 52;
  constexpr T kRootHalf = static_cast<T>(0.70710678118654752440);
  const Vec<I> root_half = reinterpret<I>(Vec<T>(kRootHalf));
  const Vec<I> distance = reinterpret<I>(u) - root_half;  // negative unless e = 0
  const Vec<I> mantissa = distance & Vec<I>((I(1) << kDigits) - 1);
  const Vec<T> m = reinterpret<T>(mantissa + root_half);
  const auto exponent = reinterpret<UintOf<T>>(mantissa - distance) >> kDigits;
  Vec<T> minus_e;
  if constexpr (sizeof(T) == 4) {
    minus_e = to_float(exponent);
  } else {
    minus_e = to_double(exponent);
  }
  const Vec<T> above = select(minus_e == Vec<T>(0), -v, m - 1);
  return minus_e * static_cast<T>(0.69314718055994530942) - twice_atanh(above / (m + 1));
}

// Sine and cosine of x in [-pi/4, pi/4] by their Taylor series; the next term is below half a unit
// roundoff.
template <class T>
CHAINRULE_INLINE void sin_cos(Vec<T> x, Vec<T>& sine, Vec<T>& cosine) {
  constexpr int kTerms = sizeof(T) == 4 ? 5 : 9;
  const Vec<T> z = x * x;
  Vec<T> s = 1;
  Vec<T> c = 1;
  for (int i = kTerms - 1; i > 0; --i) {  // nested: 1 - z/(2 3) (1 - z/(4 5) (1 - ...
    s = 1 - s * z * (T(1) / T(2 * i * (2 * i + 1)));
    c = 1 - c * z * (T(1) / T((2 * i - 1) * (2 * i)));
  }
  sine = x * s;
  cosine = c;
}

// cos and sin of quarter turns plus an angle of which these are sine and cosine.
template <class T>
CHAINRULE_INLINE void turn(Vec<UintOf<T>> quarter, Vec<T> sine, Vec<T> cosine, Vec<T>& x,
                           Vec<T>& y) {
  using U = UintOf<T>;
  constexpr int kToSign = 8 * static_cast<int>(sizeof(T)) - 2;
  const Mask<T> swap = (quarter & Vec<U>(1)) != Vec<U>(0);
  const Vec<U> minus_x = ((quarter + Vec<U>(1)) & Vec<U>(2)) << kToSign;
  const Vec<U> minus_y = (quarter & Vec<U>(2)) << kToSign;
  x = reinterpret<T>(reinterpret<U>(select(swap, sine, cosine)) ^ minus_x);
  y = reinterpret<T>(reinterpret<U>(select(swap, cosine, sine)) ^ minus_y);
}

// ---- distributions ----

// Steps of the unit interval moved to [low, high); rounding may not reach high.
template <class T>
CHAINRULE_INLINE Vec<T> between(Vec<T> unit, T low, T span, T most) {
  const Vec<T> x = unit * span + low;
  return select(x > Vec<T>(most), Vec<T>(most), x);
}

// The largest number below high, or low if there is none between.
template <class T>
CHAINRULE_INLINE T most_below(T high, T low) {
  if constexpr (sizeof(T) == 4) {
    return __builtin_nextafterf(high, low);
  } else {
    return __builtin_nextafter(high, low);
  }
}

void uniform32(uint64_t seed, uint64_t counter, float* out, int64_t n, float low, float high,
               int digits) {
  const int shift = 32 - digits;
  const float step = __builtin_ldexpf(1, -digits);
  const float span = high - low;
  const float most = most_below(high, low);
  fill_from_words(seed, counter, out, n,
                  [=](V32 a, V32 b, Vec<float>* to) __attribute__((always_inline)) {
                    to[0] = between(to_float(a >> shift) * step, low, span, most);
                    to[1] = between(to_float(b >> shift) * step, low, span, most);
                  });
}

void uniform64(uint64_t seed, uint64_t counter, double* out, int64_t n, double low, double high,
               int digits) {
  const int shift = 64 - digits;
  const double step = __builtin_ldexp(1, -digits);
  const double span = high - low;
  const double most = most_below(high, low);
  const auto unit = [=](V64 x) __attribute__((always_inline)) {
    const V64 steps = x >> shift;  // up to 53 bits
    return (to_double(steps >> 32) * 0x1p32 + to_double(steps & V64(kLowHalf))) * step;
  };
  fill_from_pairs(seed, counter, out, n,
                  [=](V64 a, V64 b, Vec<double>* to) __attribute__((always_inline)) {
                    to[0] = between(unit(a), low, span, most);
                    to[1] = between(unit(b), low, span, most);
                  });
}

// Two normal numbers from a radius and an angle: Box and Muller, "A Note on the Generation of
// Random Normal Deviates" (1958). The angle is taken as the nearest quarter turn and the rest.
void normal32(uint64_t seed, uint64_t counter, float* out, int64_t n, float mean, float deviation) {
  fill_from_words(
      seed, counter, out, n, [=](V32 a, V32 b, Vec<float>* to) __attribute__((always_inline)) {
        const Vec<float> radius = sqrt(2 * minus_log(to_unit_float(a), to_unit_float(~a)));
        const V32 quarter = (b + V32(uint32_t{1} << 29)) >> 30;
        const Vec<float> angle = convert<float>(reinterpret<int32_t>(b - (quarter << 30))) *
                                 static_cast<float>(1.46291807926715968105e-9);
        Vec<float> sine, cosine, x, y;
        sin_cos(angle, sine, cosine);
        turn(quarter, sine, cosine, x, y);
        to[0] = radius * x * deviation + mean;
        to[1] = radius * y * deviation + mean;
      });
}

void normal64(uint64_t seed, uint64_t counter, double* out, int64_t n, double mean,
              double deviation) {
  fill_from_pairs(
      seed, counter, out, n, [=](V64 a, V64 b, Vec<double>* to) __attribute__((always_inline)) {
        const Vec<double> radius = sqrt(2 * minus_log(to_unit_double(a), to_unit_double(~a)));
        const V64 turned = b + V64(uint64_t{1} << 61);
        const V64 steps = (turned & V64((uint64_t{1} << 62) - 1)) >> 9;  // 2^52: no angle
        const Vec<double> angle =
            (to_double(steps >> 32) * 0x1p32 + to_double(steps & V64(kLowHalf)) - 0x1p52) *
            (0.78539816339744830962 * 0x1p-52);
        Vec<double> sine, cosine, x, y;
        sin_cos(angle, sine, cosine);
        turn(turned >> 62, sine, cosine, x, y);
        to[0] = radius * x * deviation + mean;
        to[1] = radius * y * deviation + mean;
      });
}

void exponential32(uint64_t seed, uint64_t counter, float* out, int64_t n, float rate) {
  fill_from_words(seed, counter, out, n,
                  [=](V32 a, V32 b, Vec<float>* to) __attribute__((always_inline)) {
                    to[0] = minus_log(to_unit_float(a), to_unit_float(~a)) / rate;
                    to[1] = minus_log(to_unit_float(b), to_unit_float(~b)) / rate;
                  });
}

void exponential64(uint64_t seed, uint64_t counter, double* out, int64_t n, double rate) {
  fill_from_pairs(seed, counter, out, n,
                  [=](V64 a, V64 b, Vec<double>* to) __attribute__((always_inline)) {
                    to[0] = minus_log(to_unit_double(a), to_unit_double(~a)) / rate;
                    to[1] = minus_log(to_unit_double(b), to_unit_double(~b)) / rate;
                  });
}

}  // namespace

extern constinit const RandomKernels random_kernels_table = {
    bits32,
    bits64,
    less32,
    {uniform32, normal32, exponential32},
    {uniform64, normal64, exponential64},
};

}  // namespace chainrule::CHAINRULE_ISA_NS
