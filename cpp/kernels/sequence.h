// Writing sequences: arithmetic ones, powers, the indices of triangles. Contiguous output.
#pragma once

#include <complex>
#include <cstdint>

#include "core/dtype.h"

namespace chainrule {

/// out[i] = start + i * step, computed in int64 or in double and then converted.
void arithmetic_sequence(DType dtype, void* out, int64_t n, int64_t start, int64_t step);
void arithmetic_sequence(DType dtype, void* out, int64_t n, double start, double step);

/// n values from start to end, both included; the second half is counted back from the end, so that
/// it is hit exactly. With `base`, base to the power of these.
void even_sequence(DType dtype, void* out, int64_t n, complex128 start, complex128 end);
void even_powers(DType dtype, void* out, int64_t n, complex128 start, complex128 end, double base);

/// The row and column indices of a triangle of a rows x columns matrix, in row-major order. `count`
/// says how many there are.
int64_t triangle_count(int64_t rows, int64_t columns, int64_t offset, bool upper);
void triangle_indices(DType dtype, void* row_out, void* column_out, int64_t rows, int64_t columns,
                      int64_t offset, bool upper);

}  // namespace chainrule
