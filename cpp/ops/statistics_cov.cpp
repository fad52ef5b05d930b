// Covariance and correlation: cov, corrcoef.
#include <cmath>

#include "ops/functions.h"
#include "ops/matmul.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

/// Weights of observations: one each, none negative.
void check_weights(const char* name, const Tensor& weights, int64_t observations, bool integral) {
  check(weights.dim() <= 1, "cov(): expected ", name, " to have one or fewer dimensions but got ",
        name, " with ", weights.dim(), " dimensions");
  check(is_integral(weights.dtype()) == integral && weights.dtype() != DType::bool_,
        "cov(): expected ", name, " to have ", integral ? "integral" : "floating point",
        " dtype but got ", name, " with ", legacy(weights.dtype()), " dtype");
  check(weights.numel() == observations, "cov(): expected ", name,
        " to have the same numel as there are observations in "
        "the input but got ",
        weights.numel(), " != ", observations);
  const NoGrad no_grad;
  check(observations == 0 || *all(ge(weights, 0)).data<bool>(), "cov(): ", name,
        " cannot be negative");
}

/// What `dtype` is computed in.
DType wider(DType dtype, bool weighted) {
  if (dtype == DType::float16 || dtype == DType::bfloat16) return DType::float32;
  if (!weighted) return dtype;
  return is_complex(dtype) ? DType::complex128 : DType::float64;
}

Tensor cov(const Tensor& input, int64_t correction, const OptTensor& fweights,
           const OptTensor& aweights) {
  check(input.dim() <= 2,
        "cov(): expected input to have two or fewer dimensions but got an input with ", input.dim(),
        " dimensions");
  check(input.dtype() != DType::bool_, "cov(): bool dtype is not supported for input");
  Tensor x = input.dim() < 2 ? reshape(input, Dims{1, -1}) : input;
  const int64_t along = 1;
  const DimSpan observations(&along, 1);
  const int64_t n = x.sizes()[1];
  Tensor weights;
  if (fweights) {
    check_weights("fweights", *fweights, n, true);
    weights = *fweights;
  }
  if (aweights) {
    check_weights("aweights", *aweights, n, false);
    weights = weights.defined() ? weights * *aweights : *aweights;
  }
  if (is_integral(x.dtype())) x = to(x, default_dtype());
  if (weights.defined() && weights.dim() == 0) weights = reshape(weights, Dims{1});
  // In wider numbers than those given: the parts that weights add to a gradient may cancel.
  const DType narrow = weights.defined() ? promote(x.dtype(), weights.dtype()) : x.dtype();
  const DType wide = wider(narrow, weights.defined());
  x = to(x, wide);
  if (weights.defined() && is_floating(weights.dtype())) weights = to(weights, real_of(wide));
  const Tensor total = weights.defined() ? sum(weights) : Tensor();
  check(!weights.defined() || n == 0 || *ne(detach(total), 0).data<bool>(),
        "cov(): weights sum to zero, can't be normalized");
  const Tensor average = weights.defined() ? sum(x * weights, observations, true) / total
                                           : sum(x, observations, true) / n;
  // What the products are divided by, not below zero. Orders of operations are PyTorch's: where
  // the terms of a gradient cancel, what is left is their rounding.
  Tensor freedom;
  if (!weights.defined()) {
    freedom = full(DimSpan(), static_cast<double>(n - correction), real_of(x.dtype()));
  } else if (correction == 0) {
    freedom = total;
  } else if (!aweights) {
    freedom = total - correction;
  } else {
    freedom = total - correction * sum(weights * to(*aweights, weights.dtype())) / total;
  }
  if (*le(detach(freedom), 0).data<bool>()) {
    warn(
        "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number "
        "of observations.");
    freedom = zeros_like(freedom);
  }
  const Tensor centred = x - average;
  const Tensor scaled = weights.defined() ? centred * weights : centred;
  return squeeze(to(matmul(centred, conj(transpose(scaled, 0, 1))) / freedom, narrow));
}

Tensor corrcoef(const Tensor& input) {
  check(input.dim() <= 2,
        "corrcoef(): expected input to have two or fewer dimensions but got an input with ",
        input.dim(), " dimensions");
  if (const DType wide = wider(input.dtype(), false); wide != input.dtype()) {
    return to(corrcoef(to(input, wide)), input.dtype());
  }
  const Tensor c = cov(input, 1, std::nullopt, std::nullopt);
  if (c.dim() == 0) return c / c;
  const Tensor spread = sqrt(diagonal(c));
  const Tensor ratio = c / reshape(spread, Dims{-1, 1}) / reshape(spread, Dims{1, -1});
  if (!is_complex(ratio.dtype())) return clamp(ratio, Scalar(-1), Scalar(1));
  const Tensor parts = view_as_real(ratio);
  return view_as_complex(clamp(parts, Scalar(-1), Scalar(1)));
}

const Op kCov =
    Op("cov(Tensor input, *, int correction=1, Tensor? fweights=None, Tensor? aweights=None)", cov)
        .no_out()
        .doc(R"(
The covariance matrix of variables (rows) over observations (columns).

Args:
    input (Tensor): a matrix, or the observations of one variable.
    correction (int): subtracted from the number of observations that products are divided by.
    fweights (Tensor, optional): how often each observation counts; integers.
    aweights (Tensor, optional): how much each observation weighs; floating point.

Returns:
    Tensor: (rows, rows), or a number for one variable.

Raises:
    RuntimeError: shapes or dtypes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.cov(cr.tensor([[0., 1., 2.], [2., 1., 0.]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
)");
const Op kCorrcoef = Op("corrcoef(Tensor input)", corrcoef).no_out().doc(R"(
The matrix of Pearson's correlation coefficients of variables (rows) over observations (columns).

Args:
    input (Tensor): a matrix, or the observations of one variable.

Raises:
    RuntimeError: more than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.corrcoef(cr.tensor([[0., 1., 2.], [2., 1., 0.]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
)");

}  // namespace
}  // namespace chainrule
