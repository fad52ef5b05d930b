// Products of matrices of integers, which wrap: so that signed and unsigned ones of one width are
// the same numbers, and any order of the sums gives the same bits. What may not live here: floats
// (core/blas.h).
#pragma once

#include <cstdint>

#include "kernels/dispatch.h"

namespace chainrule {

/// out = alpha a b + beta out, for `batch` matrices a (m, k) and b (k, n); distances in elements.
/// The rows of b and out have no gaps between their elements. With beta = 0, out is not read.
struct IntegerProduct {
  int64_t batch, m, n, k;
  const void* a;
  int64_t a_next, a_row, a_step;
  const void* b;
  int64_t b_next, b_row;
  void* out;  // no gaps at all
  uint64_t alpha, beta;
};

struct IntegerProductKernels {
  /// Rows [from, to) of one of the matrices, by the logarithm of the size of an element.
  void (*rows[4])(const IntegerProduct& task, int64_t matrix, int64_t from, int64_t to);
};
CHAINRULE_KERNEL_TABLE(IntegerProductKernels, integer_product_kernels)

/// Elements of 1, 2, 4 or 8 bytes.
void multiply_integers(int64_t item_size, const IntegerProduct& task);

}  // namespace chainrule
