// The order of wide unsigned integers, for kernels that know signed ones.
#pragma once

#include "core/tensor.h"

namespace chainrule {

/// Elements of a usual type in the same order: uint16 and uint32 as int64, uint64 with its sign bit
/// turned, as int64. Other tensors as they are.
Tensor as_ordered(const Tensor& x);

/// The inverse: what as_ordered made of elements of `dtype`, as that dtype.
Tensor from_ordered(const Tensor& ordered, DType dtype);

}  // namespace chainrule
