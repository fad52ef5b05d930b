// softmax and log_softmax along the middle of three row-major dimensions, and their fused
// derivatives. float32 and float64; the largest element is subtracted first, so that nothing
// overflows.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/dispatch.h"

namespace chainrule {

struct SoftmaxKernel {
  /// y = f(x) for `rows` rows of n adjacent elements.
  void (*rows)(const void* x, int64_t rows, int64_t n, void* y);
  /// The same down `columns` columns of n elements that are `stride` elements apart.
  void (*columns)(const void* x, int64_t n, int64_t stride, int64_t columns, void* y);
  /// gx from g and the result y.
  void (*rows_grad)(const void* g, const void* y, int64_t rows, int64_t n, void* gx);
  void (*columns_grad)(const void* g, const void* y, int64_t n, int64_t stride, int64_t columns,
                       void* gx);
};
struct SoftmaxKernels {
  SoftmaxKernel softmax[2];  // float32, float64
  SoftmaxKernel log_softmax[2];
};
CHAINRULE_KERNEL_TABLE(SoftmaxKernels, softmax_kernels)

struct SoftmaxTask {
  bool log;
  DType dtype;
  int64_t outer, n, inner;
  const void* x;            // the input, or the cotangent of the result
  const void* y = nullptr;  // the result: then the derivative is computed
  void* out;
};
void run_softmax(const SoftmaxTask& task);

}  // namespace chainrule
