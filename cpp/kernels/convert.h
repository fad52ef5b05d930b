// Conversion between element types, contiguous or strided: chunks of mixed types, `.to()`, copies.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/dispatch.h"

namespace chainrule {

/// Writes n elements to `to` (contiguous) from `from` with a stride in bytes.
using LoadFn = void (*)(int64_t n, void* to, const void* from, int64_t stride_bytes);
/// Writes n elements to `to` with a stride in bytes from `from` (contiguous).
using StoreFn = void (*)(int64_t n, void* to, int64_t stride_bytes, const void* from);

struct ConvertKernels {
  LoadFn load[kUsualDTypeCount][kUsualDTypeCount];    // [to][from]
  StoreFn store[kUsualDTypeCount][kUsualDTypeCount];  // [to][from]
};
CHAINRULE_KERNEL_TABLE(ConvertKernels, convert_kernels)

/// Where one of the types is a seldom one.
LoadFn seldom_load_function(DType to, DType from);
StoreFn seldom_store_function(DType to, DType from);

inline LoadFn load_function(DType to, DType from) {
  if (!is_usual(to) || !is_usual(from)) return seldom_load_function(to, from);
  return convert_kernels().load[static_cast<size_t>(to)][static_cast<size_t>(from)];
}
inline StoreFn store_function(DType to, DType from) {
  if (!is_usual(to) || !is_usual(from)) return seldom_store_function(to, from);
  return convert_kernels().store[static_cast<size_t>(to)][static_cast<size_t>(from)];
}

}  // namespace chainrule
