// Matrix products: what other operations call.
#pragma once

#include <optional>

#include "core/tensor.h"

namespace chainrule {

/// torch.matmul: vectors, matrices and broadcast batches of them.
Tensor matmul(const Tensor& a, const Tensor& b);
Tensor mm(const Tensor& a, const Tensor& b);
Tensor bmm(const Tensor& a, const Tensor& b);
Tensor mv(const Tensor& a, const Tensor& x);
Tensor dot(const Tensor& x, const Tensor& y);
Tensor outer(const Tensor& x, const Tensor& y);
/// beta * input + alpha * (a @ b)
Tensor addmm(const Tensor& input, const Tensor& a, const Tensor& b, Scalar beta = 1,
             Scalar alpha = 1);
Tensor baddbmm(const Tensor& input, const Tensor& a, const Tensor& b, Scalar beta = 1,
               Scalar alpha = 1);
/// x @ weight.T + bias over the last dimension.
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias);

/// out = beta * out + alpha * a @ b for matrices (m, k), (k, n), (m, n), or batches of them with
/// one leading dimension; no history. `out` is row-major and of the operands' dtype.
void multiply_into(const Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha = 1,
                   const Scalar& beta = 0);

}  // namespace chainrule
