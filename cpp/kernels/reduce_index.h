// Largest and smallest elements along one dimension, with their positions: max, min, argmax,
// argmin. The first of equal elements wins; NaN counts as larger than everything for max and
// smaller for min, and the first NaN wins.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "core/small_vec.h"
#include "kernels/dispatch.h"

namespace chainrule {

/// Inner loops for one type (float, double, int64_t, uint8_t). `best` and `where` are updated; at
/// `base` 0 they are set.
struct IndexKernel {
  /// n adjacent elements at positions base, base + 1, ...
  void (*row)(const void* x, int64_t n, int64_t base, void* best, int64_t* where);
  /// best[j], where[j] of column j: `rows` rows of `columns` adjacent elements.
  void (*columns)(const void* x, int64_t stride, int64_t rows, int64_t columns, int64_t base,
                  void* best, int64_t* where);
  /// The same for partial results that come later: best[j] and other[j].
  void (*join)(void* best, int64_t* where, const void* other, const int64_t* other_where,
               int64_t n);
};
struct IndexKernels {
  IndexKernel max[4];
  IndexKernel min[4];
};
CHAINRULE_KERNEL_TABLE(IndexKernels, index_kernels)

struct IndexTask {
  bool largest;
  DType dtype;  // real
  const void* x;
  DimSpan sizes;
  DimSpan strides;  // in elements
  int64_t dim;      // at least one element long
  void* values;     // row-major, of `dtype`; may be null
  int64_t* indices;
};
void reduce_index(const IndexTask& task);

}  // namespace chainrule
