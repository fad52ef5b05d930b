// Normalisation: rows (layer_norm, rms_norm), and runs of one channel (batch_norm, group_norm).
// float32 and float64, all tensors row-major. Sums of cotangents are kept in double.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/dispatch.h"

namespace chainrule {

/// y = (x - mean) * scale * weight + bias along rows of n; rms leaves the mean out. weight and bias
/// may be null.
struct RowNormTask {
  DType dtype;
  bool rms;
  int64_t rows, n;
  const void* x;
  const void* weight;
  const void* bias;
  double eps;
  void* y;
  void* mean;   // of each row (not for rms), of `dtype`
  void* scale;  // 1 / sqrt(variance + eps)
};
/// Cotangents; those that nobody wants are null.
struct RowNormGradTask {
  DType dtype;
  bool rms;
  int64_t rows, n;
  const void* g;
  const void* x;
  const void* weight;
  const void* mean;
  const void* scale;
  void* gx;
  void* gweight;  // of n
  void* gbias;
};

/// Runs of `length` elements that share their factors: run r uses those of r % period. With length
/// 1 these are the columns of a matrix.
struct RunTask {
  DType dtype;
  int64_t runs, length, period;
  const void* g;  // affine: null
  const void* x;
  const void* of_g;  // y = of_g * g + of_x * x + rest, each of `period`
  const void* of_x;
  const void* rest;
  void* y;
};

struct NormKernels {
  void (*rows[2])(const RowNormTask& task, int64_t from, int64_t to);
  /// gweight and gbias are partial sums of these rows, n of `dtype` each.
  void (*rows_grad[2])(const RowNormGradTask& task, int64_t from, int64_t to, void* gweight,
                       void* gbias);
  void (*runs[2])(const RunTask& task, int64_t from, int64_t to);
  /// sums[2 r] = sum(g), sums[2 r + 1] = sum(g (x - centre[r % period])), for runs [from, to).
  void (*run_sums[2])(const void* g, const void* x, const void* centre, int64_t length,
                      int64_t period, int64_t from, int64_t to, double* sums);
  /// The same down the columns of rows [from, to) of a matrix of `columns`; added to sums.
  void (*column_sums[2])(const void* g, const void* x, const void* centre, int64_t columns,
                         int64_t from, int64_t to, double* sums);
};
CHAINRULE_KERNEL_TABLE(NormKernels, norm_kernels)

void norm_rows(const RowNormTask& task);
void norm_rows_grad(const RowNormGradTask& task);
void scale_runs(const RunTask& task);
/// sums: two for each of `period` channels, over `repeats` runs each (channel c: runs c, c +
/// period, ...).
void channel_sums(DType dtype, const void* g, const void* x, const void* centre, int64_t repeats,
                  int64_t period, int64_t length, double* sums);
/// sums: two for each of `runs` runs, whose centre is that of r % period.
void run_sums(DType dtype, const void* g, const void* x, const void* centre, int64_t runs,
              int64_t period, int64_t length, double* sums);

}  // namespace chainrule
