// Losses of an input and a target that are fused with their reduction: mse_loss, smooth_l1_loss,
// huber_loss, soft_margin_loss, binary_cross_entropy, binary_cross_entropy_with_logits; and l1_loss
// beside them.
#include "ops/loss_pairs.h"

#include "core/thread_pool.h"
#include "graph/record.h"
#include "ops/loss.h"
#include "ops/pointwise/expr.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

LossReduction loss_reduction(const std::string& reduction, const OptBool& size_average,
                             const OptBool& reduce) {
  std::string name = reduction;
  if (size_average || reduce) {
    name = !reduce.value_or(true) ? "none" : size_average.value_or(true) ? "mean" : "sum";
    warn(concat("size_average and reduce args will be deprecated, please use reduction='", name,
                "' instead."));
  }
  if (name == "mean") return LossReduction::mean;
  if (name == "sum") return LossReduction::sum;
  if (name == "elementwise_mean") {
    warn("reduction='elementwise_mean' is deprecated. Please use reduction='mean' instead.");
    return LossReduction::mean;
  }
  check<ValueError>(name == "none", name,
                    " is not a valid value for reduction; it must be 'none', 'mean' or 'sum'");
  return LossReduction::none;
}

Tensor reduced(const Tensor& loss, LossReduction reduction) {
  switch (reduction) {
    case LossReduction::none:
      return loss;
    case LossReduction::mean:
      return mean(loss);
    default:
      return sum(loss);
  }
}

namespace {

// An element costs a few operations at least.
constexpr int64_t kGrain = 16384;

const PairLossKernel& kernel_of(size_t i, DType dtype) {
  return dtype == DType::float64 ? pair_losses().f64[i] : pair_losses().f32[i];
}

double run_sum(const PairLossKernel& kernel, const Tensor& x, const Tensor& t, const void* loss) {
  const int64_t n = x.numel();
  if (n <= 2 * kGrain) return kernel.sum(x.bytes(), t.bytes(), n, loss);
  // The pieces' sums are joined in order, whoever made them.
  const Chunks chunks = chunks_of(n, kGrain);
  std::vector<double> parts(static_cast<size_t>(chunks.count));
  {
    const LongWork long_work;
    parallel_tasks(chunks.count, [&](int64_t i) {
      const int64_t from = i * chunks.size;
      const int64_t skip = from * x.item_size();
      parts[static_cast<size_t>(i)] =
          kernel.sum(x.bytes() + skip, t.bytes() + skip, std::min(chunks.size, n - from), loss);
    });
  }
  double total = 0;
  for (const double part : parts) total += part;
  return total;
}

/// body(from, to) for pieces of n elements.
template <class F>
void in_pieces(int64_t n, F body) {
  if (n <= 2 * kGrain) {
    body(int64_t{0}, n);
    return;
  }
  const LongWork long_work;
  parallel_for(0, n, kGrain, body);
}

/// The loss as the kernels know it: its place in the table and its parameters.
struct AnyLoss {
  size_t index;
  const void* params;
};

Tensor raw_forward(const AnyLoss& loss, const Tensor& x, const Tensor& t, LossReduction reduction) {
  const PairLossKernel& kernel = kernel_of(loss.index, x.dtype());
  if (reduction == LossReduction::none) {
    Tensor out = empty(x.sizes(), x.dtype());
    in_pieces(x.numel(), [&](int64_t from, int64_t to) {
      const int64_t skip = from * x.item_size();
      kernel.map(x.bytes() + skip, t.bytes() + skip, to - from, loss.params, out.bytes() + skip);
    });
    return out;
  }
  double total = run_sum(kernel, x, t, loss.params);
  if (reduction == LossReduction::mean) total /= static_cast<double>(x.numel());
  Tensor out = empty(DimSpan(), x.dtype());
  if (x.dtype() == DType::float64) {
    *out.data<double>() = total;
  } else {
    *out.data<float>() = static_cast<float>(total);
  }
  return out;
}

Tensor raw_backward(const AnyLoss& loss, const Tensor& g, double scale, const Tensor& x,
                    const Tensor& t) {
  const PairLossKernel& kernel = kernel_of(loss.index, x.dtype());
  const bool splat = g.dim() == 0 && x.dim() != 0;
  Tensor out = empty(x.sizes(), x.dtype());
  in_pieces(x.numel(), [&](int64_t from, int64_t to) {
    const int64_t skip = from * x.item_size();
    kernel.grad(g.bytes() + (splat ? 0 : skip), splat, scale, x.bytes() + skip, t.bytes() + skip,
                to - from, loss.params, out.bytes() + skip);
  });
  return out;
}

/// The fused loss of two floating tensors of one shape and dtype.
template <class Loss>
Tensor fused(const Loss& loss, const Tensor& x, const Tensor& t, LossReduction reduction) {
  const bool narrow = is_reduced_float(x.dtype());
  const auto plain = [narrow](const Tensor& v) {
    const NoGrad no_grad;
    return contiguous(narrow ? to(v, DType::float32) : v);
  };
  Tensor out = raw_forward({PairLosses::index_of<Loss>(), &loss}, plain(x), plain(t), reduction);
  if (narrow) out = to(out, x.dtype());
  const double scale =
      reduction == LossReduction::mean
          ? 1.0 / static_cast<double>(std::max<int64_t>(x.numel(), 1))  // of nothing: no NaN either
          : 1.0;
  record(Loss::node, out, {x, t}, {x, t}, [loss, scale, plain](const Backward& b) -> Grads {
    const Tensor input = b.saved(0);
    const Tensor target = b.saved(1);
    Grads grads;
    if (b.needs(0) && !grad_enabled()) {
      grads.push_back(raw_backward({PairLosses::index_of<Loss>(), &loss},
                                   plain(to(b.grad(), input.dtype())), scale, plain(input),
                                   plain(target)));
    } else {
      grads.push_back(
          b.needs(0) ? (Expr(b.grad() * scale) * loss.slope(Expr(input), Expr(target))).tensor()
                     : Tensor());
    }
    if (b.needs(1)) {
      grads.push_back(
          (Expr(b.grad() * scale) * loss.target_slope(Expr(input), Expr(target))).tensor());
    }
    return grads;
  });
  return out;
}

struct Pair {
  Tensor x;
  Tensor t;
};

/// Both in their common shape and dtype; a shape that only broadcasting repairs is most likely a
/// mistake.
Pair common(const char* name, const Tensor& input, const Tensor& target) {
  if (input.sizes() != target.sizes()) {
    warn(concat("Using a target size (torch.Size(", text(target.sizes()),
                ")) that is different to the input size (torch.Size(", text(input.sizes()),
                ")). This will likely lead to incorrect results due to broadcasting. "
                "Please ensure they have the same size."));
  }
  const Dims sizes = broadcast_shapes(input.sizes(), target.sizes());
  const DType dtype = promote(input.dtype(), target.dtype());
  check<NotImplementedError>(is_floating(dtype), "\"", name, "\" not implemented for '",
                             info(dtype).legacy,
                             "'; convert the input to a floating dtype first, as in x.float()");
  return {to(expand(input, sizes), dtype), to(expand(target, sizes), dtype)};
}

/// The mean of a weighted loss is its sum over the sum of the weights.
Tensor weighted(const Tensor& loss, const Tensor& weight, LossReduction reduction) {
  const Tensor weighted_loss = loss * weight;
  switch (reduction) {
    case LossReduction::none:
      return weighted_loss;
    case LossReduction::sum:
      return sum(weighted_loss);
    default:
      return sum(weighted_loss) / sum(weight);
  }
}

void check_weight(const Tensor& input, const Tensor& weight) {
  check<ValueError>(weight.sizes() == input.sizes(),
                    "Weights and input must have the same size. Got ", weight.sizes(), " and ",
                    input.sizes());
}

Tensor mse_loss(const Tensor& input, const Tensor& target, const OptBool& size_average,
                const OptBool& reduce, const std::string& reduction, const OptTensor& weight) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  const Pair pair = common("mse_cpu", input, target);
  if (!weight) return fused(MseLoss{}, pair.x, pair.t, how);
  check_weight(input, *weight);
  return weighted(square(pair.x - pair.t), *weight, how);
}

Tensor l1_loss(const Tensor& input, const Tensor& target, const OptBool& size_average,
               const OptBool& reduce, const std::string& reduction, const OptTensor& weight) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  if (input.sizes() != target.sizes()) {
    warn(concat("Using a target size (torch.Size(", text(target.sizes()),
                ")) that is different to the input size (torch.Size(", text(input.sizes()),
                ")). This will likely lead to incorrect results due to broadcasting. "
                "Please ensure they have the same size."));
  }
  const Tensor distance = abs(input - target);
  if (!weight) return reduced(distance, how);
  check_weight(input, *weight);
  return weighted(distance, *weight, how);
}

Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const OptBool& size_average,
                      const OptBool& reduce, const std::string& reduction, double beta) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  check(beta >= 0, "smooth_l1_loss does not support negative values for beta, and it is ", beta);
  if (beta == 0) return reduced(abs(input - target), how);
  const Pair pair = common("smooth_l1_cpu", input, target);
  return fused(SmoothL1Loss{beta}, pair.x, pair.t, how);
}

Tensor huber_loss(const Tensor& input, const Tensor& target, const std::string& reduction,
                  double delta, const OptTensor& weight) {
  const LossReduction how = loss_reduction(reduction);
  check(delta > 0, "huber_loss does not support non-positive values for delta, and it is ", delta);
  const Pair pair = common("huber_cpu", input, target);
  if (!weight) return fused(HuberLoss{delta}, pair.x, pair.t, how);
  check_weight(input, *weight);
  const Tensor loss = fused(HuberLoss{delta}, pair.x, pair.t, LossReduction::none) * *weight;
  // Here the weights do not count in the mean, as they do in mse_loss and l1_loss.
  return reduced(loss, how);
}

Tensor soft_margin_loss(const Tensor& input, const Tensor& target, const OptBool& size_average,
                        const OptBool& reduce, const std::string& reduction) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  const Dims sizes = broadcast_shapes(input.sizes(), target.sizes());
  const DType dtype = promote(input.dtype(), target.dtype());
  check<NotImplementedError>(is_floating(dtype), "\"soft_margin_loss\" not implemented for '",
                             info(dtype).legacy, "'");
  return fused(SoftMarginLoss{}, to(expand(input, sizes), dtype), to(expand(target, sizes), dtype),
               how);
}

Tensor binary_cross_entropy(const Tensor& input, const Tensor& target, const OptTensor& weight,
                            const OptBool& size_average, const OptBool& reduce,
                            const std::string& reduction) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  check<ValueError>(input.sizes() == target.sizes(), "Using a target size (torch.Size(",
                    target.sizes(), ")) that is different to the input size (torch.Size(",
                    input.sizes(), ")) is deprecated. Please ensure they have the same size.");
  check(is_floating(input.dtype()) && target.dtype() == input.dtype(),
        "binary_cross_entropy: input and target must have "
        "one floating dtype, got ",
        full_name(input.dtype()), " and ", full_name(target.dtype()));
  {
    const NoGrad no_grad;
    const Tensor outside = logical_not(logical_and(ge(input, 0), le(input, 1)));
    check(input.numel() == 0 || !*any(outside).data<bool>(),
          "all elements of input should be between 0 and 1; apply torch.sigmoid() to the input "
          "first, or use "
          "binary_cross_entropy_with_logits(), which takes numbers of any size");
  }
  if (!weight) return fused(BinaryCrossEntropy{}, input, target, how);
  const Tensor w = expand(*weight, broadcast_shapes(target.sizes(), weight->sizes()));
  return reduced(fused(BinaryCrossEntropy{}, input, target, LossReduction::none) * w, how);
}

Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const OptTensor& weight, const OptBool& size_average,
                                        const OptBool& reduce, const std::string& reduction,
                                        const OptTensor& pos_weight) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  check<ValueError>(input.sizes() == target.sizes(), "Target size (torch.Size(", target.sizes(),
                    ")) must be the same as input size (torch.Size(", input.sizes(), "))");
  const DType dtype = promote(input.dtype(), target.dtype());
  check<NotImplementedError>(
      is_floating(dtype),
      "binary_cross_entropy_with_logits: the input must be floating point, got ",
      full_name(input.dtype()));
  const Tensor x = to(input, dtype);
  const Tensor t = to(target, dtype);
  if (!weight && !pos_weight) return fused(BinaryCrossEntropyWithLogits{}, x, t, how);
  Tensor loss;
  if (pos_weight) {
    // (1 - t) x + (1 + (p - 1) t) log(1 + exp(-x))
    const Tensor slope = 1 + (*pos_weight - 1) * t;
    loss = (1 - t) * x - slope * logsigmoid(x);
  } else {
    loss = fused(BinaryCrossEntropyWithLogits{}, x, t, LossReduction::none);
  }
  return reduced(weight ? loss * *weight : loss, how);
}

const Op kMse = Op("nn.functional.mse_loss(Tensor input, Tensor target, bool? size_average=None, "
                   "bool? reduce=None, "
                   "str reduction='mean', Tensor? weight=None)",
                   mse_loss)
                    .no_out()
                    .doc(R"(
The squared error, ``(input - target) ** 2``; forward and backward are one pass each.

Args:
    input (Tensor): the prediction, floating point.
    target (Tensor): of the same shape.
    reduction (str): 'mean', 'sum' or 'none'.
    weight (Tensor, optional): of the same shape; the mean is then divided by the sum of the weights.

Raises:
    ValueError: an unknown reduction, or a weight of another shape.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.mse_loss(cr.tensor([1., 2.]), cr.tensor([1., 4.]))
    tensor(2.)
)");
const Op kL1 = Op("nn.functional.l1_loss(Tensor input, Tensor target, bool? size_average=None, "
                  "bool? reduce=None, "
                  "str reduction='mean', Tensor? weight=None)",
                  l1_loss)
                   .no_out()
                   .doc(R"(
The absolute error, ``abs(input - target)``.

Args:
    input (Tensor): the prediction, floating point or complex.
    target (Tensor): of the same shape.
    reduction (str): 'mean', 'sum' or 'none'.
    weight (Tensor, optional): of the same shape; the mean is then divided by the sum of the weights.

Raises:
    ValueError: an unknown reduction, or a weight of another shape.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.l1_loss(cr.tensor([1., 2.]), cr.tensor([1., 4.]))
    tensor(1.)
)");
const Op kSmoothL1 = Op("nn.functional.smooth_l1_loss(Tensor input, Tensor target, bool? "
                        "size_average=None, bool? reduce=None, "
                        "str reduction='mean', float beta=1.0)",
                        smooth_l1_loss)
                         .no_out()
                         .doc(R"(
With d the absolute error, ``d ** 2 / (2 * beta)`` below beta and ``d - beta / 2`` above.

Args:
    input (Tensor): the prediction, floating point.
    target (Tensor): of the same shape.
    reduction (str): 'mean', 'sum' or 'none'.
    beta (float): where the parabola ends; not negative.

Raises:
    RuntimeError: ``beta`` is negative.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.smooth_l1_loss(cr.tensor([0., 0.]), cr.tensor([0.5, 2.]), reduction='none')
    tensor([0.1250, 1.5000])
)");
const Op kHuber = Op("nn.functional.huber_loss(Tensor input, Tensor target, str reduction='mean', "
                     "float delta=1.0, "
                     "Tensor? weight=None)",
                     huber_loss)
                      .no_out()
                      .doc(R"(
With d the absolute error, ``d ** 2 / 2`` up to delta and ``delta * (d - delta / 2)`` above.

Args:
    input (Tensor): the prediction, floating point.
    target (Tensor): of the same shape.
    reduction (str): 'mean', 'sum' or 'none'.
    delta (float): where the parabola ends; above zero.
    weight (Tensor, optional): of the same shape; the mean is then divided by the sum of the weights.

Raises:
    RuntimeError: ``delta`` is not above zero.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.huber_loss(cr.tensor([0., 0.]), cr.tensor([0.5, 3.]), reduction='none', delta=2.0)
    tensor([0.1250, 4.0000])
)");
const Op kSoftMargin = Op("nn.functional.soft_margin_loss(Tensor input, Tensor target, bool? "
                          "size_average=None, bool? reduce=None, "
                          "str reduction='mean')",
                          soft_margin_loss)
                           .no_out()
                           .doc(R"(
``log(1 + exp(-target * input))`` for targets 1 and -1.

Args:
    input (Tensor): of any shape, floating point.
    target (Tensor): of the same shape.
    reduction (str): 'mean', 'sum' or 'none'.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.soft_margin_loss(cr.tensor([0., 0.]), cr.tensor([1., -1.]))
    tensor(0.6931)
)");
const Op kBce = Op("nn.functional.binary_cross_entropy(Tensor input, Tensor target, Tensor? "
                   "weight=None, bool? size_average=None, "
                   "bool? reduce=None, str reduction='mean')",
                   binary_cross_entropy)
                    .no_out()
                    .doc(R"(
``-(t * log(x) + (1 - t) * log(1 - x))`` for probabilities x; logarithms are held above -100.

Args:
    input (Tensor): probabilities, floating point.
    target (Tensor): numbers from 0 to 1, of the same shape and dtype.
    weight (Tensor, optional): broadcasts with the target.
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    ValueError: shapes differ.
    RuntimeError: the input is not between 0 and 1.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.binary_cross_entropy(cr.tensor([0.5, 0.5]), cr.tensor([1., 0.]))
    tensor(0.6931)
)");
const Op kBceLogits =
    Op("nn.functional.binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? "
       "weight=None, "
       "bool? size_average=None, bool? reduce=None, str reduction='mean', Tensor? pos_weight=None)",
       binary_cross_entropy_with_logits)
        .no_out()
        .doc(R"(
:func:`binary_cross_entropy` of ``sigmoid(input)``, exact where that is close to 0 or 1.

Args:
    input (Tensor): of any shape, floating point.
    target (Tensor): numbers from 0 to 1, of the same shape.
    weight (Tensor, optional): broadcasts with the target.
    reduction (str): 'mean', 'sum' or 'none'.
    pos_weight (Tensor, optional): what a positive target weighs; broadcasts with the target.

Raises:
    ValueError: shapes differ.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.binary_cross_entropy_with_logits(cr.tensor([0., 0.]), cr.tensor([1., 0.]))
    tensor(0.6931)
)");

}  // namespace
}  // namespace chainrule
