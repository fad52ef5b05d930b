// softmax for other operations.
#pragma once

#include "core/tensor.h"

namespace chainrule {

/// Along one dimension; floating point only.
Tensor softmax(const Tensor& x, int64_t dim);
Tensor log_softmax(const Tensor& x, int64_t dim);

}  // namespace chainrule
