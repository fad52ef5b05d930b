// The few operations that GCC/Clang vector extensions cannot express, as x86 intrinsics
// (x86-64-v2, -v3 and -v4). Included by vec.h only; native_generic.h and native_arm.h offer the
// same set.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "isa.h"

namespace chainrule::CHAINRULE_ISA_NS::native {

enum Rounding { kNearestEven = 8, kDown = 9, kUp = 10, kTowardsZero = 11 };  // 8: no inexact flag

#if defined(__AVX512F__)

// The masked forms with a full mask are plain instructions; the unmasked ones pass an undefined
// operand, which g++ 12 warns about.
using F32 = __m512;
using F64 = __m512d;
using Int = __m512i;

CHAINRULE_INLINE F32 sqrt(F32 x) { return _mm512_mask_sqrt_ps(x, 0xffff, x); }
CHAINRULE_INLINE F64 sqrt(F64 x) { return _mm512_mask_sqrt_pd(x, 0xff, x); }
CHAINRULE_INLINE F32 fma(F32 a, F32 b, F32 c) { return _mm512_fmadd_ps(a, b, c); }
CHAINRULE_INLINE F64 fma(F64 a, F64 b, F64 c) { return _mm512_fmadd_pd(a, b, c); }

template <Rounding kMode>
CHAINRULE_INLINE F32 round_to(F32 x) {
  return _mm512_mask_roundscale_ps(x, 0xffff, x, kMode);
}
template <Rounding kMode>
CHAINRULE_INLINE F64 round_to(F64 x) {
  return _mm512_mask_roundscale_pd(x, 0xff, x, kMode);
}

// a < b ? a : b and a > b ? a : b, so b where either is NaN.
CHAINRULE_INLINE F32 min(F32 a, F32 b) { return _mm512_maskz_min_ps(0xffff, a, b); }
CHAINRULE_INLINE F32 max(F32 a, F32 b) { return _mm512_maskz_max_ps(0xffff, a, b); }
CHAINRULE_INLINE F64 min(F64 a, F64 b) { return _mm512_maskz_min_pd(0xff, a, b); }
CHAINRULE_INLINE F64 max(F64 a, F64 b) { return _mm512_maskz_max_pd(0xff, a, b); }

CHAINRULE_INLINE bool any_bit(Int m) { return _mm512_test_epi64_mask(m, m) != 0; }

// The first n lanes from memory, the rest from `fill`; memory behind them is not touched.
template <int kLaneBytes>
CHAINRULE_INLINE Int load_part(const void* p, int n, Int fill) {
  const uint64_t m = _bzhi_u64(~uint64_t{0}, static_cast<unsigned>(n));
  if constexpr (kLaneBytes == 1) {
    return _mm512_mask_loadu_epi8(fill, m, p);
  } else if constexpr (kLaneBytes == 2) {
    return _mm512_mask_loadu_epi16(fill, static_cast<__mmask32>(m), p);
  } else if constexpr (kLaneBytes == 4) {
    return _mm512_mask_loadu_epi32(fill, static_cast<__mmask16>(m), p);
  } else {
    return _mm512_mask_loadu_epi64(fill, static_cast<__mmask8>(m), p);
  }
}

template <int kLaneBytes>
CHAINRULE_INLINE void store_part(void* p, int n, Int v) {
  const uint64_t m = _bzhi_u64(~uint64_t{0}, static_cast<unsigned>(n));
  if constexpr (kLaneBytes == 1) {
    _mm512_mask_storeu_epi8(p, m, v);
  } else if constexpr (kLaneBytes == 2) {
    _mm512_mask_storeu_epi16(p, static_cast<__mmask32>(m), v);
  } else if constexpr (kLaneBytes == 4) {
    _mm512_mask_storeu_epi32(p, static_cast<__mmask16>(m), v);
  } else {
    _mm512_mask_storeu_epi64(p, static_cast<__mmask8>(m), v);
  }
}

#elif defined(__AVX2__)

using F32 = __m256;
using F64 = __m256d;
using Int = __m256i;

CHAINRULE_INLINE F32 sqrt(F32 x) { return _mm256_sqrt_ps(x); }
CHAINRULE_INLINE F64 sqrt(F64 x) { return _mm256_sqrt_pd(x); }
CHAINRULE_INLINE F32 fma(F32 a, F32 b, F32 c) { return _mm256_fmadd_ps(a, b, c); }
CHAINRULE_INLINE F64 fma(F64 a, F64 b, F64 c) { return _mm256_fmadd_pd(a, b, c); }

template <Rounding kMode>
CHAINRULE_INLINE F32 round_to(F32 x) {
  return _mm256_round_ps(x, kMode);
}
template <Rounding kMode>
CHAINRULE_INLINE F64 round_to(F64 x) {
  return _mm256_round_pd(x, kMode);
}

CHAINRULE_INLINE F32 min(F32 a, F32 b) { return _mm256_min_ps(a, b); }
CHAINRULE_INLINE F32 max(F32 a, F32 b) { return _mm256_max_ps(a, b); }
CHAINRULE_INLINE F64 min(F64 a, F64 b) { return _mm256_min_pd(a, b); }
CHAINRULE_INLINE F64 max(F64 a, F64 b) { return _mm256_max_pd(a, b); }

CHAINRULE_INLINE bool any_bit(Int m) { return _mm256_testz_si256(m, m) == 0; }

template <int kLaneBytes>
CHAINRULE_INLINE Int load_part(const void* p, int n, Int fill) {
  if constexpr (kLaneBytes == 4) {
    const Int m =
        _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    return _mm256_blendv_epi8(fill, _mm256_maskload_epi32(static_cast<const int*>(p), m), m);
  } else if constexpr (kLaneBytes == 8) {
    const Int m = _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3));
    return _mm256_blendv_epi8(fill, _mm256_maskload_epi64(static_cast<const long long*>(p), m), m);
  } else {
    copy_bytes<kBytes, kLaneBytes>(&fill, p, n * kLaneBytes);
    return fill;
  }
}

template <int kLaneBytes>
CHAINRULE_INLINE void store_part(void* p, int n, Int v) {
  if constexpr (kLaneBytes == 4) {
    const Int m =
        _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    _mm256_maskstore_epi32(static_cast<int*>(p), m, v);
  } else if constexpr (kLaneBytes == 8) {
    const Int m = _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3));
    _mm256_maskstore_epi64(static_cast<long long*>(p), m, v);
  } else {
    copy_bytes<kBytes, kLaneBytes>(p, &v, n * kLaneBytes);
  }
}

#else

using F32 = __m128;
using F64 = __m128d;
using Int = __m128i;

CHAINRULE_INLINE F32 sqrt(F32 x) { return _mm_sqrt_ps(x); }
CHAINRULE_INLINE F64 sqrt(F64 x) { return _mm_sqrt_pd(x); }
CHAINRULE_INLINE F32 fma(F32 a, F32 b, F32 c) { return a * b + c; }
CHAINRULE_INLINE F64 fma(F64 a, F64 b, F64 c) { return a * b + c; }

template <Rounding kMode>
CHAINRULE_INLINE F32 round_to(F32 x) {
  return _mm_round_ps(x, kMode);
}
template <Rounding kMode>
CHAINRULE_INLINE F64 round_to(F64 x) {
  return _mm_round_pd(x, kMode);
}

CHAINRULE_INLINE F32 min(F32 a, F32 b) { return _mm_min_ps(a, b); }
CHAINRULE_INLINE F32 max(F32 a, F32 b) { return _mm_max_ps(a, b); }
CHAINRULE_INLINE F64 min(F64 a, F64 b) { return _mm_min_pd(a, b); }
CHAINRULE_INLINE F64 max(F64 a, F64 b) { return _mm_max_pd(a, b); }

CHAINRULE_INLINE bool any_bit(Int m) { return _mm_testz_si128(m, m) == 0; }

template <int kLaneBytes>
CHAINRULE_INLINE Int load_part(const void* p, int n, Int fill) {
  copy_bytes<kBytes, kLaneBytes>(&fill, p, n * kLaneBytes);
  return fill;
}

template <int kLaneBytes>
CHAINRULE_INLINE void store_part(void* p, int n, Int v) {
  copy_bytes<kBytes, kLaneBytes>(p, &v, n * kLaneBytes);
}

#endif

}  // namespace chainrule::CHAINRULE_ISA_NS::native
