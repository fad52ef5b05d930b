// From indices to offsets: the arithmetic of indexing by integer arrays.
#pragma once

#include <cstdint>

#include "core/small_vec.h"

namespace chainrule {

/// The first i with index[i] outside of [low, high), or -1.
int64_t first_outside(const int64_t* index, int64_t n, int64_t low, int64_t high);

/// out[i] += index[i] * stride, out[i] = ... if `first`; negative indices count from `size`. `out`
/// is row-major of `shape`, and `index_strides` broadcast the index to it.
void add_offsets(DimSpan shape, int64_t* out, const int64_t* index, DimSpan index_strides,
                 int64_t size, int64_t stride, bool first);

}  // namespace chainrule
