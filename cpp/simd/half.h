// float16 and bfloat16 storage (uint16_t) to and from float: arrays of any length, round to nearest
// even. Arithmetic on these types is done in float; there is no Vec of them.
#pragma once

#include "convert.h"

namespace chainrule::CHAINRULE_ISA_NS {

namespace half_detail {

typedef uint16_t Half __attribute__((vector_size(kBytes / 2)));

// 16-bit lanes in the low halves of 32-bit lanes, and back (the high halves are dropped).
CHAINRULE_INLINE Vec<int32_t> spread(Half h) { return __builtin_convertvector(h, Vec<int32_t>::V); }
CHAINRULE_INLINE Half gather(Vec<int32_t> x) { return __builtin_convertvector(x.v, Half); }

CHAINRULE_INLINE Vec<float> float_from_bfloat16(Half h) {
  return reinterpret<float>(spread(h) << 16);
}

// Adding 0x7fff plus the last kept bit carries into the upper half exactly when the value rounds
// up, ties to even. NaN would lose its mark that way: it keeps its upper bits and becomes quiet.
CHAINRULE_INLINE Half bfloat16_from_float(Vec<float> x) {
  const Vec<int32_t> bits = reinterpret<int32_t>(x);
  const Vec<int32_t> odd = (bits >> 16) & 1;
  const Vec<int32_t> up = bits + odd + 0x7fff;
  return gather(select(isnan(x), bits | 0x400000, up) >> 16);
}

#if defined(__AVX512F__)
CHAINRULE_INLINE Vec<float> float_from_float16(Half h) {
  return Vec<float>(_mm512_maskz_cvtph_ps(0xffff, (__m256i)h));
}
CHAINRULE_INLINE Half float16_from_float(Vec<float> x) {
  return (Half)_mm512_maskz_cvtps_ph(0xffff, x.v, _MM_FROUND_TO_NEAREST_INT);
}
#elif defined(__F16C__)
CHAINRULE_INLINE Vec<float> float_from_float16(Half h) {
  return Vec<float>(_mm256_cvtph_ps((__m128i)h));
}
CHAINRULE_INLINE Half float16_from_float(Vec<float> x) {
  return (Half)_mm256_cvtps_ph(x.v, _MM_FROUND_TO_NEAREST_INT);
}
#else
// The exponent and mantissa move to their place in a float; the product rebiases the exponent by
// 112 and is exact, for subnormal halves too. Infinity and NaN need the float's own top exponent.
CHAINRULE_INLINE Vec<float> float_from_float16(Half h) {
  const Vec<int32_t> bits = spread(h);
  const Vec<int32_t> sign = (bits & 0x8000) << 16;
  const Vec<int32_t> magnitude = (bits & 0x7fff) << 13;
  const Vec<int32_t> finite = reinterpret<int32_t>(reinterpret<float>(magnitude) * 0x1p112f);
  const Vec<int32_t> special =
      magnitude | 0x7f800000 | select((bits & 0x3ff) == 0, 0, Vec<int32_t>(0x400000));
  return reinterpret<float>(sign | select((bits & 0x7c00) == 0x7c00, special, finite));
}
// Normal halves: rebias and round in integers, as for bfloat16. Subnormal halves: adding 0.5 puts
// the last bit of a half (2^-24) at the last bit of the float, so the addition itself rounds to
// nearest even.
CHAINRULE_INLINE Half float16_from_float(Vec<float> x) {
  const Vec<int32_t> bits = reinterpret<int32_t>(x);
  const Vec<int32_t> sign = (bits >> 16) & 0x8000;
  const Vec<int32_t> magnitude = bits & 0x7fffffff;
  const Vec<int32_t> odd = (magnitude >> 13) & 1;
  const Vec<int32_t> normal = (magnitude - (112 << 23) + 0xfff + odd) >> 13;
  const Vec<int32_t> subnormal = reinterpret<int32_t>(abs(x) + 0.5f) - 0x3f000000;
  const Vec<int32_t> nan = ((magnitude >> 13) & 0x3ff) | 0x7e00;
  Vec<int32_t> r = select(magnitude < (113 << 23), subnormal, normal);
  r = select(magnitude >= (143 << 23), Vec<int32_t>(0x7c00), r);
  r = select(magnitude > 0x7f800000, nan, r);
  return gather(r | sign);
}
#endif

template <class To, class From, class Convert>
CHAINRULE_INLINE void convert_array(const From* from, To* to, int64_t n, Convert convert_lanes) {
  constexpr int kLanes = Vec<float>::size;
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) convert_lanes(from + i, to + i);
  if (i < n) {
    // The tail goes through the same instructions, by way of padded buffers.
    From a[kLanes] = {};
    To b[kLanes];
    __builtin_memcpy(a, from + i, static_cast<size_t>(n - i) * sizeof(From));
    convert_lanes(a, b);
    __builtin_memcpy(to + i, b, static_cast<size_t>(n - i) * sizeof(To));
  }
}

template <class Decode>
CHAINRULE_INLINE void decode(const uint16_t* from, float* to, int64_t n, Decode f) {
  convert_array(from, to, n, [=](const uint16_t* p, float* q) __attribute__((always_inline)) {
    Half h;
    __builtin_memcpy(&h, p, sizeof h);
    f(h).store(q);
  });
}
template <class Encode>
CHAINRULE_INLINE void encode(const float* from, uint16_t* to, int64_t n, Encode f) {
  convert_array(from, to, n, [=](const float* p, uint16_t* q) __attribute__((always_inline)) {
    const Half h = f(Vec<float>::load(p));
    __builtin_memcpy(q, &h, sizeof h);
  });
}

}  // namespace half_detail

// n elements; arrays must not overlap. float16 and bfloat16 hold IEEE binary16 and the upper half
// of a binary32. Exact towards float; correctly rounded (half to even, overflow to infinity,
// subnormals kept, NaN stays NaN) towards the short types.
inline void float16_to_float(const uint16_t* from, float* to, int64_t n) {
  half_detail::decode(from, to, n, [](half_detail::Half h) __attribute__((always_inline)) {
    return half_detail::float_from_float16(h);
  });
}
inline void float_to_float16(const float* from, uint16_t* to, int64_t n) {
  half_detail::encode(from, to, n, [](Vec<float> x) __attribute__((always_inline)) {
    return half_detail::float16_from_float(x);
  });
}
inline void bfloat16_to_float(const uint16_t* from, float* to, int64_t n) {
  half_detail::decode(from, to, n, [](half_detail::Half h) __attribute__((always_inline)) {
    return half_detail::float_from_bfloat16(h);
  });
}
inline void float_to_bfloat16(const float* from, uint16_t* to, int64_t n) {
  half_detail::encode(from, to, n, [](Vec<float> x) __attribute__((always_inline)) {
    return half_detail::bfloat16_from_float(x);
  });
}

// One vector of float lanes from or to the first n (all by default) of 16-bit elements.
CHAINRULE_INLINE Vec<float> load_float16(const uint16_t* p, int n = Vec<float>::size) {
  half_detail::Half h{};
  if (n == Vec<float>::size) {
    __builtin_memcpy(&h, p, sizeof h);
  } else {
    copy_bytes<kBytes / 2, 2>(&h, p, 2 * n);
  }
  return half_detail::float_from_float16(h);
}
CHAINRULE_INLINE Vec<float> load_bfloat16(const uint16_t* p, int n = Vec<float>::size) {
  half_detail::Half h{};
  if (n == Vec<float>::size) {
    __builtin_memcpy(&h, p, sizeof h);
  } else {
    copy_bytes<kBytes / 2, 2>(&h, p, 2 * n);
  }
  return half_detail::float_from_bfloat16(h);
}
CHAINRULE_INLINE void store_float16(Vec<float> x, uint16_t* p, int n = Vec<float>::size) {
  const half_detail::Half h = half_detail::float16_from_float(x);
  if (n == Vec<float>::size) {
    __builtin_memcpy(p, &h, sizeof h);
  } else {
    copy_bytes<kBytes / 2, 2>(p, &h, 2 * n);
  }
}
CHAINRULE_INLINE void store_bfloat16(Vec<float> x, uint16_t* p, int n = Vec<float>::size) {
  const half_detail::Half h = half_detail::bfloat16_from_float(x);
  if (n == Vec<float>::size) {
    __builtin_memcpy(p, &h, sizeof h);
  } else {
    copy_bytes<kBytes / 2, 2>(p, &h, 2 * n);
  }
}

}  // namespace chainrule::CHAINRULE_ISA_NS
