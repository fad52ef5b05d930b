// Distances between all rows of two matrices (p-norms), and their derivative. float32 and float64.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/dispatch.h"

namespace chainrule {

struct DistanceTask {
  DType dtype;
  double p;
  int64_t rows, others, width;
  const void* x;       // rows x width
  const void* turned;  // the other matrix transposed: width x others
  int64_t turned_row;  // elements from one of its rows to the next
  const void* g;       // derivative: rows x others, and the distances themselves
  const void* d;
  void* out;  // rows x others; derivative: the cotangent of x
};
struct DistanceKernels {
  void (*forward[2])(const DistanceTask& task, int64_t from, int64_t to);  // rows [from, to)
  void (*backward[2])(const DistanceTask& task, int64_t from, int64_t to);
};
CHAINRULE_KERNEL_TABLE(DistanceKernels, distance_kernels)

void distances(const DistanceTask& task);

/// Between all pairs of rows of one matrix, i < j, in their order: rows and others are the same.
void pair_distances(const DistanceTask& task);

}  // namespace chainrule
