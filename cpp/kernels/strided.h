// Moving elements between two strided arrays of one shape: copies (tiled where they transpose) and
// accumulation. Raw pointers, sizes and strides; elements are moved, never converted.
#pragma once

#include "core/dtype.h"
#include "core/small_vec.h"

namespace chainrule {

/// The loop over two operands after dimensions were ordered by the first operand's strides, the
/// largest first, and those that lie behind one another were joined. No size is one.
struct LoopOverTwo {
  Dims sizes;
  Dims a;
  Dims b;

  LoopOverTwo(DimSpan sizes, DimSpan a_strides, DimSpan b_strides);
};

/// dst[i] = src[i]. The arrays may not overlap each other; dst may not overlap itself.
void copy_strided(int64_t item_size, DimSpan sizes, void* dst, DimSpan dst_strides, const void* src,
                  DimSpan src_strides);

/// dst[i] += src[i], one after the other in row-major order, so that dst may overlap itself.
void add_strided(DType dtype, DimSpan sizes, void* dst, DimSpan dst_strides, const void* src,
                 DimSpan src_strides);

}  // namespace chainrule
