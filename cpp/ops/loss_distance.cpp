// Distances and likeness of vectors, and losses of them: cosine_similarity, pairwise_distance,
// cosine_embedding_loss, triplet_margin_loss. Distances between all rows of matrices are in
// loss_cdist.cpp.
#include "ops/loss.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

/// At least `bound`, with the derivative of x everywhere.
Tensor held_above(const Tensor& x, double bound) {
  Tensor lift;
  {
    const NoGrad no_grad;
    lift = clamp(bound - x, Scalar(0), std::nullopt);  // 0 for an infinite x
  }
  return x + lift;
}

Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, int64_t dim, double eps) {
  const DType dtype = promote(x1.dtype(), x2.dtype());
  check(is_floating(dtype), "expected common dtype to be floating point, yet common dtype is ",
        legacy(dtype), "; convert the inputs first, as in x.float()");
  const Dims sizes = broadcast_shapes(x1.sizes(), x2.sizes());
  const Tensor a = expand(to(x1, dtype), sizes);
  const Tensor b = expand(to(x2, dtype), sizes);
  const DimSpan along(&dim, 1);
  const Tensor unit_a = a / held_above(vector_norm(a, 2, along, true), eps);
  const Tensor unit_b = b / held_above(vector_norm(b, 2, along, true), eps);
  return sum(unit_a * unit_b, along);
}

Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, double p, double eps, bool keepdim) {
  const int64_t last = -1;
  return vector_norm(x1 - x2 + eps, p, DimSpan(&last, 1), keepdim);
}

Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                             double margin, const OptBool& size_average, const OptBool& reduce,
                             const std::string& reduction) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  check(target.dim() <= 1,
        "0D or 1D target tensor expected, multi-target not supported; the target's shape is ",
        target.sizes());
  const int64_t wanted = target.dim() + 1;
  check(input1.dim() == wanted && input2.dim() == wanted, target.dim(), "D target tensor expects ",
        wanted, "D input tensors, but found inputs with sizes ", input1.sizes(), " and ",
        input2.sizes(), ".");
  constexpr double kSmall = 1e-12;
  const int64_t last = -1;
  const DimSpan along(&last, 1);
  const Tensor dot = sum(input1 * input2, along);
  const Tensor size1 = sum(input1 * input1, along) + kSmall;
  const Tensor size2 = sum(input2 * input2, along) + kSmall;
  const Tensor cosine = dot / sqrt(size1 * size2);
  const Tensor alike = where(eq(target, 1), 1 - cosine, 0);
  const Tensor unlike = where(eq(target, -1), clamp(cosine - margin, Scalar(0), std::nullopt), 0);
  return reduced(alike + unlike, how);
}

Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           double margin, double p, double eps, bool swap,
                           const OptBool& size_average, const OptBool& reduce,
                           const std::string& reduction) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  check<ValueError>(margin > 0, "margin must be greater than 0, got ", margin);
  check(anchor.dim() == positive.dim() && anchor.dim() == negative.dim(),
        "The anchor, positive, and negative tensors are expected to have the same number of "
        "dimensions, but got: anchor ",
        anchor.dim(), "D, positive ", positive.dim(), "D, and negative ", negative.dim(),
        "D inputs");
  const Tensor near = pairwise_distance(anchor, positive, p, eps, false);
  Tensor far = pairwise_distance(anchor, negative, p, eps, false);
  if (swap) far = minimum(far, pairwise_distance(positive, negative, p, eps, false));
  return reduced(clamp(near - far + margin, Scalar(0), std::nullopt), how);
}

constexpr auto kCosineDoc = R"(
The cosine of the angle between vectors along a dimension, ``x1 @ x2 / (|x1| |x2|)``.

Args:
    x1, x2 (Tensor): floating point, of shapes that broadcast.
    dim (int): along which.
    eps (float): the smallest length that is divided by.

Raises:
    RuntimeError: the dtype is not floating point.

Example:
    >>> import chainrule as cr
    >>> cr.cosine_similarity(cr.tensor([1., 0.]), cr.tensor([1., 1.]), dim=0)
    tensor(0.7071)
)";
const Op kCosine =
    Op("cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08)", cosine_similarity)
        .function_only()
        .no_out()
        .alias("nn.functional.cosine_similarity")
        .doc(kCosineDoc);

constexpr auto kPairwiseDoc = R"(
The p-norm of ``x1 - x2 + eps`` along the last dimension.

Args:
    x1, x2 (Tensor): floating point, of shapes that broadcast.
    p (float): which norm.
    eps (float): keeps the norm's derivative finite where the vectors are equal.
    keepdim (bool): keep the last dimension, with size 1.

Example:
    >>> import chainrule as cr
    >>> cr.pairwise_distance(cr.tensor([[0., 0.]]), cr.tensor([[3., 4.]]))
    tensor([5.0000])
)";
const Op kPairwise =
    Op("pairwise_distance(Tensor x1, Tensor x2, float p=2.0, float eps=1e-06, bool keepdim=False)",
       pairwise_distance)
        .function_only()
        .no_out()
        .alias("nn.functional.pairwise_distance")
        .doc(kPairwiseDoc);

const Op kCosineEmbedding = Op("nn.functional.cosine_embedding_loss(Tensor input1, Tensor input2, "
                               "Tensor target, float margin=0, "
                               "bool? size_average=None, bool? reduce=None, str reduction='mean')",
                               cosine_embedding_loss)
                                .no_out()
                                .doc(R"(
``1 - cosine`` where the target is 1, and ``max(0, cosine - margin)`` where it is -1.

Args:
    input1, input2 (Tensor): (M) or (N, M), floating point.
    target (Tensor): 1 (alike) or -1 (not), () or (N).
    margin (float): the largest cosine that unlike vectors may have.
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    RuntimeError: the numbers of dimensions do not fit.
    ValueError: an unknown reduction.

Example:
    >>> import chainrule as cr
    >>> a, b = cr.tensor([[1., 0.]]), cr.tensor([[0., 1.]])
    >>> cr.nn.functional.cosine_embedding_loss(a, b, cr.tensor([1.]))
    tensor(1.)
)");
const Op kTriplet = Op("nn.functional.triplet_margin_loss(Tensor anchor, Tensor positive, Tensor "
                       "negative, float margin=1.0, float p=2, "
                       "float eps=1e-06, bool swap=False, bool? size_average=None, bool? "
                       "reduce=None, str reduction='mean')",
                       triplet_margin_loss)
                        .no_out()
                        .doc(R"(
``max(0, d(anchor, positive) - d(anchor, negative) + margin)``, with the distances of :func:`pairwise_distance`.

Args:
    anchor, positive, negative (Tensor): (M) or (N, M), floating point.
    margin (float): how much closer the positive should be; above 0.
    p (float): which norm.
    eps (float): keeps the norm's derivative finite.
    swap (bool): use the distance of positive and negative where that is smaller?
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    ValueError: ``margin`` is not above 0, or an unknown reduction.
    RuntimeError: the numbers of dimensions differ.

Example:
    >>> import chainrule as cr
    >>> a, p, n = cr.tensor([[0.]]), cr.tensor([[1.]]), cr.tensor([[3.]])
    >>> cr.nn.functional.triplet_margin_loss(a, p, n, margin=4.0)
    tensor(2.)
)");

}  // namespace
}  // namespace chainrule
