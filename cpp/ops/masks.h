// Operations with masks that other operations use, beside those of ops/indexing.h.
#pragma once

#include "core/tensor.h"
#include "ops/registry.h"

namespace chainrule {

/// x[mask] = value for a mask that broadcasts to x. `method` names the caller in messages.
void masked_fill_inplace(const char* method, const Tensor& x, const Tensor& mask,
                         const Operand& value);
/// A number as the dtype stores it: 2.7 is 2 among integers. Fails where there is no room for it.
Scalar stored_scalar(const Scalar& value, DType dtype);

}  // namespace chainrule
