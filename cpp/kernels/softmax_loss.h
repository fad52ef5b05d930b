// Cross entropy of rows of scores with class indices, in one pass each way: no probabilities are
// stored.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/dispatch.h"

namespace chainrule {

/// With p = softmax(x) and q the target's distribution ((1 - s) w[t] on its class, s / classes * w
/// on all), the loss of a row is -sum(q log p), and 0 where the target is `ignore`.
struct CrossEntropyTask {
  DType dtype;  // float32 or float64
  int64_t rows, classes;
  const void* x;
  const int64_t* target;  // in range, or `ignore`
  const void* weight;     // of `dtype`, or null
  double smoothing;
  int64_t ignore;
  double* loss;      // forward: one a row
  void* normalizer;  // two of `dtype` a row, m and log(sum(exp(x - m))): forward writes, backward
                     // reads
  const double* scale;   // backward: the cotangent of each row's loss,
  int64_t scale_stride;  // ... or 0: of all of them
  void* out;             // backward: the cotangent of x
};

struct CrossEntropyKernels {
  void (*forward[2])(const CrossEntropyTask& task, int64_t from, int64_t to);  // float32, float64
  void (*backward[2])(const CrossEntropyTask& task, int64_t from, int64_t to);
};
CHAINRULE_KERNEL_TABLE(CrossEntropyKernels, cross_entropy_kernels)

void cross_entropy_forward(const CrossEntropyTask& task);
void cross_entropy_backward(const CrossEntropyTask& task);

}  // namespace chainrule
