// What the files about pooling share.
#pragma once

#include "core/tensor.h"

namespace chainrule {

/// Zeros of `sizes` to which `values` were added at `places`, indices of an image whose dimensions
/// are the last `n`: the adjoint of a maximum over windows.
Tensor add_at_places(const Tensor& values, const Tensor& places, const Dims& sizes, size_t n);

}  // namespace chainrule
