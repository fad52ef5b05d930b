// Scaling rows that are too long: the max_norm of an embedding.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace chainrule {

/// Each row whose norm exceeds `max_norm` is scaled down to it. `rows` names each row at most once.
void renorm_rows(DType dtype, void* x, int64_t row_stride, int64_t step, int64_t width,
                 const int64_t* rows, int64_t count, double max_norm, double norm_type);

}  // namespace chainrule
