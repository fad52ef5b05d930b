// Normalisation written in operations: normalize, local_response_norm.
#include "ops/functions.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {
namespace {

Tensor normalize(const Tensor& input, double p, const Dims& dims, double eps) {
  return input / clamp(vector_norm(input, p, dims, true), Scalar(eps), std::nullopt);
}

Tensor local_response_norm(const Tensor& input, int64_t size, double alpha, double beta, double k) {
  check<ValueError>(input.dim() >= 3, "Expected 3D or higher dimensionality input (got ",
                    input.dim(), " dimensions)");
  check(size > 0, "local_response_norm: size must be positive, got ", size);
  if (input.numel() == 0) return input;
  Dims before = input.sizes();
  Dims after = input.sizes();
  before[1] = size / 2;
  after[1] = (size - 1) / 2;
  const Tensor squares = input * input;
  const Tensor padded =
      cat({zeros(before, input.dtype()), squares, zeros(after, input.dtype())}, 1);
  const int64_t last = -1;
  const Tensor windows = unfold(padded, 1, size, 1);
  // PyTorch averages integers by a pooling, which rounds towards zero.
  const Tensor power = is_integral(input.dtype())
                           ? floor_divide(sum(windows, DimSpan(&last, 1)), size)
                           : mean(windows, DimSpan(&last, 1));
  return input / pow(power * alpha + k, beta);
}

const Op kNormalize =
    Op("nn.functional.normalize(Tensor input, float p=2.0, int[1] dim=1, float eps=1e-12)",
       normalize)
        .doc(R"(
``input`` divided by its p-norm along a dimension (by ``eps`` where that is larger).

Args:
    input (Tensor): of any shape, floating point or complex.
    p (float): which norm.
    dim (int or tuple of ints): along which.
    eps (float): the smallest divisor.

Raises:
    IndexError: the dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.normalize(cr.tensor([[3., 4.]]))
    tensor([[0.6000, 0.8000]])
)");
const Op kLocalResponseNorm = Op("nn.functional.local_response_norm(Tensor input, int size, float "
                                 "alpha=0.0001, float beta=0.75, float k=1.0)",
                                 local_response_norm)
                                  .no_out()
                                  .doc(R"(
``x / (k + alpha * mean(x ** 2)) ** beta``, with the mean over ``size`` neighbouring channels (zeros beyond the ends).

Args:
    input (Tensor): (N, C, *) with at least three dimensions.
    size (int): how many channels.
    alpha, beta, k (float): as above.

Raises:
    ValueError: fewer than three dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.local_response_norm(cr.ones(1, 2, 1), size=2, alpha=1.0)
    tensor([[[0.7378],
             [0.5946]]])
)");

}  // namespace
}  // namespace chainrule
