// Order along one dimension: sorting, the k first, the k-th, medians, modes. Real types. NaN is
// larger than every number; equal elements keep their order.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "core/small_vec.h"

namespace chainrule {

struct SortTask {
  DType dtype;
  const void* x;
  DimSpan sizes;
  DimSpan strides;  // of the input, in elements
  int64_t dim;
  bool descending;
  int64_t k;     // how many to write: the length of `dim`, or fewer
  bool sorted;   // must these be in order?
  void* values;  // row-major, with k for the length of `dim`; may be null
  int64_t* indices;
};
void sort_lines(const SortTask& task);

enum class Pick : uint8_t { kth, median, nanmedian, mode };

/// One element of each line, which has at least one. The results are row-major without `dim`.
struct PickTask {
  Pick what;
  DType dtype;
  const void* x;
  DimSpan sizes;
  DimSpan strides;
  int64_t dim;
  int64_t k;  // kth: counted from 1
  void* values;
  int64_t* indices;
};
void pick_lines(const PickTask& task);

}  // namespace chainrule
