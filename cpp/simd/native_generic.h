// The few operations that GCC/Clang vector extensions cannot express, lane by lane, for targets
// without intrinsics of their own here. Included by vec.h only; native_x86.h and native_arm.h offer
// the same set.
#pragma once

#include <cstdint>

#include "isa.h"

namespace chainrule::CHAINRULE_ISA_NS::native {

enum Rounding { kNearestEven, kDown, kUp, kTowardsZero };

typedef float F32 __attribute__((vector_size(kBytes)));
typedef double F64 __attribute__((vector_size(kBytes)));
typedef int64_t Int __attribute__((vector_size(kBytes)));

CHAINRULE_INLINE F32 sqrt(F32 x) {
  for (unsigned i = 0; i < kBytes / sizeof(float); ++i) x[i] = __builtin_sqrtf(x[i]);
  return x;
}
CHAINRULE_INLINE F64 sqrt(F64 x) {
  for (unsigned i = 0; i < kBytes / sizeof(double); ++i) x[i] = __builtin_sqrt(x[i]);
  return x;
}

CHAINRULE_INLINE F32 fma(F32 a, F32 b, F32 c) {
  if constexpr (!kHasFma) return a * b + c;
  for (unsigned i = 0; i < kBytes / sizeof(float); ++i) c[i] = __builtin_fmaf(a[i], b[i], c[i]);
  return c;
}
CHAINRULE_INLINE F64 fma(F64 a, F64 b, F64 c) {
  if constexpr (!kHasFma) return a * b + c;
  for (unsigned i = 0; i < kBytes / sizeof(double); ++i) c[i] = __builtin_fma(a[i], b[i], c[i]);
  return c;
}

template <Rounding kMode>
CHAINRULE_INLINE double round_lane(double x) {
  if constexpr (kMode == kDown) {
    return __builtin_floor(x);
  } else if constexpr (kMode == kUp) {
    return __builtin_ceil(x);
  } else if constexpr (kMode == kTowardsZero) {
    return __builtin_trunc(x);
  } else {
    return __builtin_rint(x);  // the rounding mode is the default, half to even
  }
}

template <Rounding kMode>
CHAINRULE_INLINE F32 round_to(F32 x) {
  for (unsigned i = 0; i < kBytes / sizeof(float); ++i) {
    x[i] = static_cast<float>(round_lane<kMode>(static_cast<double>(x[i])));
  }
  return x;
}
template <Rounding kMode>
CHAINRULE_INLINE F64 round_to(F64 x) {
  for (unsigned i = 0; i < kBytes / sizeof(double); ++i) x[i] = round_lane<kMode>(x[i]);
  return x;
}

// b where either is NaN.
CHAINRULE_INLINE F32 min(F32 a, F32 b) { return a < b ? a : b; }
CHAINRULE_INLINE F32 max(F32 a, F32 b) { return a > b ? a : b; }
CHAINRULE_INLINE F64 min(F64 a, F64 b) { return a < b ? a : b; }
CHAINRULE_INLINE F64 max(F64 a, F64 b) { return a > b ? a : b; }

CHAINRULE_INLINE bool any_bit(Int m) { return (m[0] | m[1]) != 0; }

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
