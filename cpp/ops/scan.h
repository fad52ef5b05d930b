// Scans for other operations. The kernels are in kernels/scan.h.
#pragma once

#include "core/tensor.h"

namespace chainrule {

/// y[k] = b[k] + a[k] y[k-1] along `dim`, or transposed: y[k] = b[k] + a[k+1] y[k+1]. The first
/// factor is not used. Differentiable; a and b have one shape and one floating or complex dtype.
Tensor recurrence(const Tensor& a, const Tensor& b, int64_t dim, bool transposed);

/// x moved one place towards the end along `dim`, with `first` in front.
Tensor delayed(const Tensor& x, int64_t dim, double first);

/// The product of all other elements along `dim`, zeros or not, in linear time.
Tensor prod_of_others(const Tensor& x, int64_t dim);

}  // namespace chainrule
