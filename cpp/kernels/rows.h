// Whole rows by index: taken from a table, or combined into one. The inner loops of embedding,
// index_select, index_add, and of gather and scatter with an expanded index. What may not live
// here: other layouts than rows without gaps (take.h, scatter.h).
#pragma once

#include <type_traits>

#include "kernels/dispatch.h"

namespace chainrule {

/// Row r of `dense` and row index[r * index_step] of `table`; distances between rows in bytes.
struct RowTask {
  int64_t rows;
  int64_t n;  // elements in a row
  void* dense;
  int64_t dense_row;
  void* table;
  int64_t table_row;
  const int64_t* index;
  int64_t index_step;
};

/// Bag b is the indices [starts[b], starts[b + 1]): row b of `dense`, which has no gaps, becomes
/// the sum of the rows of `table` that they name, each times its factor where there are factors.
struct BagTask {
  int64_t n;  // elements in a row
  const int64_t* starts;
  void* dense;
  const void* table;
  int64_t table_row;  // bytes
  const int64_t* index;
  const void* factors;  // may be null
};

enum class RowOp : uint8_t { add, minimum, maximum };
inline constexpr int kRowOps = 3;

struct RowKernels {
  /// dense[r] = table[index[r]]; n counts bytes.
  void (*take)(const RowTask& task);
  /// table[index[r]] = dense[r], one row after the other; n counts bytes.
  void (*put)(const RowTask& task);
  /// table[index[r]] op= dense[r], one row after the other; NaN wins in minimum and maximum.
  void (*combine_float[kRowOps])(const RowTask& task);
  void (*combine_double[kRowOps])(const RowTask& task);
  /// Bags [from, to); float and double.
  void (*sum_bags[2])(const BagTask& task, int64_t from, int64_t to);
};
CHAINRULE_KERNEL_TABLE(RowKernels, row_kernels)

/// The kernel that combines rows of T, where there is one.
template <class T>
auto combine_rows_kernel(RowOp op) -> void (*)(const RowTask&) {
  if constexpr (std::is_same_v<T, float>) {
    return row_kernels().combine_float[static_cast<size_t>(op)];
  } else if constexpr (std::is_same_v<T, double>) {
    return row_kernels().combine_double[static_cast<size_t>(op)];
  } else {
    return nullptr;
  }
}

}  // namespace chainrule
