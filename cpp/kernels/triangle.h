// Copying one triangle of matrices and zeroing the other.
#pragma once

#include <cstdint>

namespace chainrule {

/// `matrices` row-major matrices, one behind the other. Kept are the columns from row + diagonal on
/// (upper), or up to it.
void copy_triangle(int64_t item_size, int64_t matrices, int64_t rows, int64_t columns,
                   int64_t diagonal, bool upper, void* dst, const void* src);

}  // namespace chainrule
