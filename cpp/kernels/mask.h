// Loops over masks: counting, listing where they are true, filling there. Truths are single bytes.
#pragma once

#include <cstdint>

#include "core/small_vec.h"

namespace chainrule {

/// How many of n bytes are not zero.
int64_t count_true(const uint8_t* mask, int64_t n);

/// For each true element of a row-major mask of `sizes`, in order: the sum of index times stride.
void true_offsets(const uint8_t* mask, DimSpan sizes, DimSpan strides, int64_t* out);

/// ... its indices: out[k * row_stride + d * dim_stride] is index d of the k-th.
void true_indices(const uint8_t* mask, DimSpan sizes, int64_t* out, int64_t row_stride,
                  int64_t dim_stride);

/// x[i] = value wherever mask[i]; the strides count elements.
void fill_masked(int64_t item_size, DimSpan sizes, void* x, DimSpan x_strides, const uint8_t* mask,
                 DimSpan mask_strides, const void* value);

}  // namespace chainrule
