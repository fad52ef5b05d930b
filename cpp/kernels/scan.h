// Running sums, products and extremes along one dimension, and the linear recurrence that their
// derivatives are made of. Every dtype and layout; results are row-major.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "core/small_vec.h"

namespace chainrule {

enum class Scan : uint8_t { sum, prod, logsumexp, max, min };

struct ScanTask {
  Scan op;
  DType dtype;  // of input and results
  const void* x;
  DimSpan sizes;
  DimSpan strides;  // of the input, in elements
  int64_t dim;
  bool reverse = false;  // from the end to the start
  void* out;
  int64_t* indices = nullptr;  // max, min: where the extreme was met last
};
void scan(const ScanTask& task);

/// y[k] = b[k] + a[k] y[k-1], or transposed: y[k] = b[k] + a[k+1] y[k+1]. All row-major, `inner`
/// elements apart.
struct RecurrenceTask {
  DType dtype;  // float32, float64 or complex
  const void* a;
  const void* b;
  void* y;
  int64_t outer, n, inner;
  bool transposed;
};
void recurrence(const RecurrenceTask& task);

}  // namespace chainrule
