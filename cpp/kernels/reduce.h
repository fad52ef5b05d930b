// Reductions over any set of dimensions of a strided array of numbers: the driver's entry points
// and the table of inner loops that it calls. No Tensor, no graph; complex numbers come as pairs of
// reals (see ops/reduce.cpp).
//
// Note [Order of a reduction]
// The elements of one result are taken in runs of kReduceBlock. Inside a run the lanes of a few
// vectors are combined in the element's own type; runs are joined in a wider accumulator (double
// for float; a compensated pair for double), so that the error does not grow with the length. Long
// reductions are cut into pieces by their sizes alone and the pieces are joined in order: the bits
// of a result do not depend on the number of threads.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "core/small_vec.h"
#include "kernels/dispatch.h"

namespace chainrule {

enum class Reduction : uint8_t {
  sum,
  nansum,
  prod,
  min,
  max,
  abs_sum,
  square_sum,
  abs_max,
  moments,
  count,  // of true elements; any and all are max and min of truths
};
inline constexpr int kReductionCount = 10;

/// Elements of one run, and so the size of the buffers that convert or gather.
inline constexpr int64_t kReduceBlock = 2048;
/// Columns that are reduced together, and accumulators kept on the stack.
inline constexpr int64_t kColumnTile = 1024;

/// One reduction for one type of element that kernels compute in: float, double, int64_t, uint8_t
/// (which also stands for truths, 0 or 1). Accumulators are opaque: `accumulator` bytes each, side
/// by side.
struct ReduceKernel {
  int32_t accumulator;
  void (*start)(void* acc, int64_t count);
  /// acc[i] takes in row i: `n` adjacent elements at x + i * stride.
  void (*rows)(const void* x, int64_t stride, int64_t rows, int64_t n, void* acc);
  /// acc[j] takes in column j of `rows` rows of `columns` <= kColumnTile adjacent elements.
  void (*columns)(const void* x, int64_t stride, int64_t rows, int64_t columns, void* acc);
  void (*join)(void* acc, const void* other, int64_t count);
};

struct ReduceKernels {
  ReduceKernel f32[kReductionCount];
  ReduceKernel f64[kReductionCount];
  ReduceKernel i64[kReductionCount];
  ReduceKernel u8[kReductionCount];
};
CHAINRULE_KERNEL_TABLE(ReduceKernels, reduce_kernels)

/// What to reduce, and what to make of the accumulators. The results lie side by side, in row-major
/// order of the dimensions that stay.
struct ReduceTask {
  Reduction op;
  DType compute;  // float32, float64, int64, uint8 or bool
  DType dtype;    // of the elements, real
  const void* x;
  DimSpan sizes;
  DimSpan strides;   // in elements
  uint64_t reduced;  // bit d: dimension d goes
  DType out_dtype;   // real
  void* out;
  void* mean = nullptr;  // moments: the second result
  double divisor =
      1;              // sum, nansum: 1 or the count of a mean. moments: the divisor of the variance
  bool root = false;  // square_sum, moments: the square root of the result
};
void reduce(const ReduceTask& task);

/// Makes results [first, first + count * stride) of the task out of adjacent accumulators
/// (reduce_finish.cpp).
void reduce_finish(const ReduceTask& task, const void* acc, int64_t count, int64_t first,
                   int64_t stride);
/// reduce() over `n` adjacent elements of the type that is computed in: the short way for small
/// tensors.
void reduce_flat(Reduction op, DType dtype, const void* x, int64_t n, double divisor, bool root,
                 void* out);

}  // namespace chainrule
