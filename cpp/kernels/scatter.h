// Along one dimension, by an index array: gathering, and putting or combining the other way. Raw
// pointers, sizes and strides; elements are never converted.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "core/small_vec.h"

namespace chainrule {

/// x[..., index[i], ...] for all i of the index array: its shape, the dimension of x that it
/// indexes, and strides for everything. The index is within bounds.
struct AlongTask {
  DimSpan sizes;  // of the index
  int64_t dim;
  const int64_t* index;
  DimSpan index_strides;
  DimSpan x_strides;
  DimSpan y_strides;  // the other side: what gathers write to, and scatters read from
};

enum class ScatterOp : uint8_t { put, add, multiply, minimum, maximum };

/// y[i] = x[..., index[i], ...]
void gather_along(const AlongTask& task, int64_t item_size, const void* x, void* y);
/// x[..., index[i], ...] op= y[i], in row-major order of the index where places coincide. NaN wins
/// in minimum and maximum, which complex numbers do not have.
void scatter_along(const AlongTask& task, ScatterOp op, DType dtype, void* x, const void* y);

}  // namespace chainrule
