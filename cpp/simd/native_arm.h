// The few operations that GCC/Clang vector extensions cannot express, as AArch64 NEON intrinsics.
// Included by vec.h only; native_x86.h and native_generic.h offer the same set.
#pragma once

#include <arm_neon.h>

#include <cstdint>

#include "isa.h"

namespace chainrule::CHAINRULE_ISA_NS::native {

enum Rounding { kNearestEven, kDown, kUp, kTowardsZero };

typedef float F32 __attribute__((vector_size(kBytes)));
typedef double F64 __attribute__((vector_size(kBytes)));
typedef int64_t Int __attribute__((vector_size(kBytes)));

CHAINRULE_INLINE F32 sqrt(F32 x) { return (F32)vsqrtq_f32((float32x4_t)x); }
CHAINRULE_INLINE F64 sqrt(F64 x) { return (F64)vsqrtq_f64((float64x2_t)x); }
CHAINRULE_INLINE F32 fma(F32 a, F32 b, F32 c) {
  return (F32)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}
CHAINRULE_INLINE F64 fma(F64 a, F64 b, F64 c) {
  return (F64)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
}

template <Rounding kMode>
CHAINRULE_INLINE F32 round_to(F32 v) {
  const float32x4_t x = (float32x4_t)v;
  if constexpr (kMode == kDown) {
    return (F32)vrndmq_f32(x);
  } else if constexpr (kMode == kUp) {
    return (F32)vrndpq_f32(x);
  } else if constexpr (kMode == kTowardsZero) {
    return (F32)vrndq_f32(x);
  } else {
    return (F32)vrndnq_f32(x);
  }
}
template <Rounding kMode>
CHAINRULE_INLINE F64 round_to(F64 v) {
  const float64x2_t x = (float64x2_t)v;
  if constexpr (kMode == kDown) {
    return (F64)vrndmq_f64(x);
  } else if constexpr (kMode == kUp) {
    return (F64)vrndpq_f64(x);
  } else if constexpr (kMode == kTowardsZero) {
    return (F64)vrndq_f64(x);
  } else {
    return (F64)vrndnq_f64(x);
  }
}

// b where either is NaN.
CHAINRULE_INLINE F32 min(F32 a, F32 b) { return a < b ? a : b; }
CHAINRULE_INLINE F32 max(F32 a, F32 b) { return a > b ? a : b; }
CHAINRULE_INLINE F64 min(F64 a, F64 b) { return a < b ? a : b; }
CHAINRULE_INLINE F64 max(F64 a, F64 b) { return a > b ? a : b; }

CHAINRULE_INLINE bool any_bit(Int m) { return vmaxvq_u32((uint32x4_t)m) != 0; }

template <int kLaneBytes>
CHAINRULE_INLINE Int load_part(const void* p, int n, Int fill) {
  copy_bytes<kBytes, kLaneBytes>(&fill, p, n * kLaneBytes);
  return fill;
}

template <int kLaneBytes>
CHAINRULE_INLINE void store_part(void* p, int n, Int v) {
  copy_bytes<kBytes, kLaneBytes>(p, &v, n * kLaneBytes);
}

}  // namespace chainrule::CHAINRULE_ISA_NS::native
