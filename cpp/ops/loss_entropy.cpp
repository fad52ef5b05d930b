// Losses of distributions over classes: cross_entropy, nll_loss, kl_div.
#include "graph/record.h"
#include "kernels/softmax_loss.h"
#include "ops/indexing.h"
#include "ops/loss.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"
#include "ops/softmax.h"
#include "ops/views.h"

namespace chainrule {
namespace {

void check_classes(const Tensor& target) {
  check(target.dtype() == DType::int64 || target.dtype() == DType::uint8,
        "expected target dtype to be Long or Byte, but got ", legacy(target.dtype()),
        "; class indices are converted by target.long()");
}

/// Class indices as adjacent int64, each in range or `ignore`.
Tensor checked_classes(const Tensor& target, int64_t classes, int64_t ignore) {
  const Tensor indices = contiguous(to(target, DType::int64));
  const int64_t* t = indices.data<int64_t>();
  for (int64_t i = 0; i < indices.numel(); ++i) {
    check<IndexError>((t[i] >= 0 && t[i] < classes) || t[i] == ignore, "Target ", t[i],
                      " is out of bounds: there are ", classes, " classes, and ignore_index is ",
                      ignore);
  }
  return indices;
}

/// Checks shapes, and says which dimension the classes are in.
int64_t class_dim(const Tensor& input, const Tensor& target, const OptTensor& weight) {
  check<ValueError>(input.dim() >= 1, "Expected 1 or more dimensions (got 0)");
  check<ValueError>(input.dim() == 1 || (target.dim() > 0 && input.sizes()[0] == target.sizes()[0]),
                    "Expected input batch_size (", input.sizes()[0],
                    ") to match target batch_size (", target.dim() > 0 ? target.sizes()[0] : 0,
                    ").");
  const int64_t dim = input.dim() == 1 ? 0 : 1;
  const int64_t classes = input.sizes()[dim];
  if (input.dim() <= 2) {
    check(target.dim() <= 1,
          "0D or 1D target tensor expected, multi-target not supported; the target's shape is ",
          target.sizes(), ", the input's ", input.sizes());
    check<ValueError>(
        input.dim() == 2 || target.numel() == 1,
        "For 1D input, 1D target must have size 1, but got target size: ", target.numel());
  } else {
    Dims expected = input.sizes();
    expected.erase(expected.begin() + 1);
    check(target.sizes() == expected, "Expected target size ", expected, ", got ", target.sizes());
  }
  if (weight) {
    check(weight->dim() == 1 && weight->numel() == classes,
          "weight tensor should be defined either for all ", classes,
          " classes or no classes but got weight tensor of shape: ", weight->sizes());
    check(weight->dtype() == input.dtype(), "expected scalar type ", legacy(input.dtype()),
          " but found ", legacy(weight->dtype()), " for weight");
  }
  return dim;
}

// ---- negative log-likelihood ----

Tensor nll(const Tensor& input, const Tensor& target, const OptTensor& weight, int64_t ignore,
           LossReduction reduction) {
  const int64_t dim = class_dim(input, target, weight);
  check_classes(target);
  check<NotImplementedError>(is_floating(input.dtype()),
                             "\"nll_loss_out_frame\" not implemented for '", legacy(input.dtype()),
                             "'");
  Tensor out;
  Tensor place;  // where the target's logarithm is, and what it counts
  Tensor factor;
  Tensor total;
  {
    const NoGrad no_grad;
    const Tensor classes =
        reshape(checked_classes(target, input.sizes()[dim], ignore), target.sizes());
    const Tensor ignored = eq(classes, ignore);
    place = where(ignored, 0, classes);
    if (input.dim() == 1) place = reshape(place, Dims{1});
    Tensor counts = ones(place.sizes(), input.dtype());
    if (weight) counts = reshape(index_select(*weight, 0, reshape(place, Dims{-1})), place.sizes());
    counts = where(input.dim() == 1 ? reshape(ignored, Dims{1}) : ignored, 0, counts);
    factor = neg(counts);
    if (input.dim() > 1) {
      place = unsqueeze(place, dim);
      factor = unsqueeze(factor, dim);
    }
    // A logarithm of -inf may be ignored: 0 * inf must not make a NaN of it.
    const Tensor picked = where(eq(factor, 0), 0, gather(input, dim, place) * factor);
    if (reduction == LossReduction::none) {
      out = reshape(picked, target.sizes());
    } else {
      out = sum(picked);
      if (reduction == LossReduction::mean) {
        total = sum(counts);
        out = out / total;
      }
    }
  }
  record(
      input.dim() > 2 ? "NllLoss2DBackward0" : "NllLossBackward0", out, {input},
      {place, factor, total}, [dim, reduction, sizes = input.sizes()](const Backward& b) -> Grads {
        const Tensor index = b.saved(0);
        Tensor g = reduction == LossReduction::none ? reshape(b.grad(), index.sizes()) : b.grad();
        if (reduction == LossReduction::mean) g = g / b.saved(2);
        // Where all targets are ignored the mean is 0 / 0; what is ignored has no part in it.
        const Tensor spread = expand(where(eq(b.saved(1), 0), 0, g * b.saved(1)), index.sizes());
        return {scatter_add(zeros(sizes, g.dtype()), dim, index, spread)};
      });
  return out;
}

// ---- cross entropy with class indices ----

struct Entropy {
  DType compute;
  int64_t ignore;
  double smoothing;
  LossReduction reduction;
};

/// The derivative in operations: g (mass softmax(x) - q), with q the target's distribution.
Tensor entropy_slope(const Tensor& g, const Tensor& x, const Tensor& target, const Tensor& weight,
                     const Entropy& how) {
  Tensor q;
  {
    const NoGrad no_grad;
    const Tensor ignored = eq(target, how.ignore);
    const Tensor place = unsqueeze(where(ignored, 0, target), 1);
    const Tensor weights = weight.defined() ? weight : ones(DimSpan(&x.sizes()[1], 1), x.dtype());
    const Tensor own =
        where(ignored, 0, index_select(weights, 0, reshape(place, Dims{-1}))) * (1 - how.smoothing);
    const Tensor spread = weights * (how.smoothing / static_cast<double>(x.sizes()[1]));
    q = contiguous(expand(spread, x.sizes())) * unsqueeze(to(logical_not(ignored), x.dtype()), 1);
    q = scatter_add(q, 1, place, unsqueeze(own, 1));
  }
  const int64_t last = 1;
  return g * (sum(q, DimSpan(&last, 1), true) * softmax(x, 1) - q);
}

Tensor fused_entropy(const char* node, const Tensor& x, const Tensor& target,
                     const OptTensor& weight, const Entropy& how) {
  const int64_t rows = x.sizes()[0];
  const int64_t classes = x.sizes()[1];
  const auto plain = [compute = how.compute](const Tensor& t) {
    const NoGrad no_grad;
    return contiguous(to(t, compute));
  };
  const Tensor in = plain(x);
  const Tensor w = weight ? plain(*weight) : Tensor();
  const Tensor normalizer = empty(Dims{rows, 2}, how.compute);
  const Tensor losses = empty(Dims{rows}, DType::float64);
  CrossEntropyTask task{how.compute,
                        rows,
                        classes,
                        in.bytes(),
                        target.data<int64_t>(),
                        w.defined() ? w.bytes() : nullptr,
                        how.smoothing,
                        how.ignore,
                        losses.data<double>(),
                        normalizer.bytes(),
                        nullptr,
                        0,
                        nullptr};
  cross_entropy_forward(task);
  Tensor out;
  double scale = 1;
  {
    const NoGrad no_grad;
    if (how.reduction == LossReduction::none) {
      out = to(losses, x.dtype());
    } else {
      double total = 0;
      double counted = 0;
      for (int64_t r = 0; r < rows; ++r) {
        total += task.loss[r];
        const int64_t t = task.target[r];
        if (t == how.ignore) continue;
        counted += !w.defined()                    ? 1
                   : how.compute == DType::float64 ? w.data<double>()[t]
                                                   : static_cast<double>(w.data<float>()[t]);
      }
      if (how.reduction == LossReduction::mean) {
        scale = 1 / counted;
        total /= counted;
      }
      out = full(DimSpan(), total, x.dtype());
    }
  }
  record(node, out, {x}, {x, target, weight.value_or(Tensor()), normalizer},
         [how, scale, plain](const Backward& b) -> Grads {
           const Tensor input = b.saved(0);
           const bool each = how.reduction == LossReduction::none;
           if (grad_enabled()) {
             const Tensor g = b.grad() * scale;
             return {entropy_slope(each ? unsqueeze(g, 1) : g, input, b.saved(1), b.saved(2), how)};
           }
           const Tensor in = plain(input);
           const Tensor weights = b.saved(2).defined() ? plain(b.saved(2)) : Tensor();
           const Tensor factors = contiguous(to(b.grad(), DType::float64) * scale);
           const Tensor target = b.saved(1);
           Tensor out = empty(in.sizes(), in.dtype());
           cross_entropy_backward(
               {how.compute, in.sizes()[0], in.sizes()[1], in.bytes(), target.data<int64_t>(),
                weights.defined() ? weights.bytes() : nullptr, how.smoothing, how.ignore, nullptr,
                b.saved(3).bytes(), factors.data<double>(), each ? 1 : 0, out.bytes()});
           return {to(out, input.dtype())};
         });
  return out;
}

/// Targets that are distributions over the classes.
Tensor soft_entropy(const Tensor& input, const Tensor& target, const OptTensor& weight,
                    LossReduction reduction, int64_t ignore, double smoothing) {
  check(is_floating(target.dtype()),
        "Expected floating point type for target with class probabilities, got ",
        legacy(target.dtype()),
        "; a target of the input's shape holds probabilities, class indices have one dimension "
        "less");
  check(ignore < 0, "ignore_index is not supported for floating point target, and it is ", ignore);
  check<ValueError>(input.dim() >= 1, "Expected 1 or more dimensions (got 0)");
  const int64_t dim = input.dim() == 1 ? 0 : 1;
  const int64_t classes = input.sizes()[dim];
  check(!weight || (weight->dim() == 1 && weight->numel() == classes),
        "cross_entropy: weight tensor should be defined "
        "either for all ",
        classes, " classes or no classes but got weight tensor of shape: ",
        weight ? weight->sizes() : Dims());
  const Tensor q =
      smoothing > 0 ? target * (1 - smoothing) + smoothing / static_cast<double>(classes) : target;
  Tensor product = log_softmax(input, dim) * q;
  if (weight) {
    Dims sizes(input.sizes().size(), 1);
    sizes[dim] = classes;
    product = product * reshape(*weight, sizes);
  }
  switch (reduction) {
    case LossReduction::none:
      return neg(sum(product, DimSpan(&dim, 1)));
    case LossReduction::sum:
      return neg(sum(product));
    default:
      return neg(sum(product)) /
             (static_cast<double>(input.numel()) / static_cast<double>(classes));
  }
}

}  // namespace

Tensor cross_entropy(const Tensor& input, const Tensor& target, const OptTensor& weight,
                     LossReduction reduction, int64_t ignore_index, double label_smoothing) {
  check(label_smoothing >= 0 && label_smoothing <= 1,
        "label_smoothing must be between 0.0 and 1.0. Got: ", label_smoothing);
  if (input.sizes() == target.sizes()) {
    return soft_entropy(input, target, weight, reduction, ignore_index, label_smoothing);
  }
  check<NotImplementedError>(is_floating(input.dtype()),
                             "\"log_softmax_lastdim_kernel_impl\" not implemented for '",
                             legacy(input.dtype()), "'; convert the input first, as in x.float()");
  const int64_t dim = class_dim(input, target, weight);
  check_classes(target);
  const int64_t classes = input.sizes()[dim];
  const Tensor indices = checked_classes(target, classes, ignore_index);
  const Entropy how{compute_dtype(input.dtype()), ignore_index, label_smoothing, reduction};
  if (input.dim() == 2) {
    return fused_entropy("NllLossBackward0", input, indices, weight, how);
  }
  Tensor rows = input;
  if (input.dim() > 2) {
    Dims order{0};
    for (int64_t d = 2; d < input.dim(); ++d) order.push_back(d);
    order.push_back(1);
    rows = permute(input, order);
  }
  const Tensor flat = reshape(rows, Dims{target.numel(), classes});
  const Tensor out = fused_entropy(input.dim() > 2 ? "NllLoss2DBackward0" : "NllLossBackward0",
                                   flat, reshape(indices, Dims{-1}), weight, how);
  return reduction == LossReduction::none ? reshape(out, target.sizes()) : out;
}

namespace {

Tensor cross_entropy_op(const Tensor& input, const Tensor& target, const OptTensor& weight,
                        const OptBool& size_average, int64_t ignore_index, const OptBool& reduce,
                        const std::string& reduction, double label_smoothing) {
  return cross_entropy(input, target, weight, loss_reduction(reduction, size_average, reduce),
                       ignore_index, label_smoothing);
}

Tensor nll_loss(const Tensor& input, const Tensor& target, const OptTensor& weight,
                const OptBool& size_average, int64_t ignore_index, const OptBool& reduce,
                const std::string& reduction) {
  return nll(input, target, weight, ignore_index, loss_reduction(reduction, size_average, reduce));
}

Tensor kl_div(const Tensor& input, const Tensor& target, const OptBool& size_average,
              const OptBool& reduce, const std::string& reduction, bool log_target) {
  const bool by_batch = reduction == "batchmean" && !size_average && !reduce;
  const LossReduction how =
      by_batch ? LossReduction::sum : loss_reduction(reduction, size_average, reduce);
  if (how == LossReduction::mean) {
    warn(
        "reduction: 'mean' divides the total loss by both the batch size and the support size. "
        "'batchmean' divides "
        "only by the batch size, and aligns with the KL div math definition. 'mean' will be "
        "changed to behave the "
        "same as 'batchmean' in the next major release.");
  }
  Tensor loss;
  if (log_target) {
    loss = exp(target) * (target - input);
  } else {
    // t log t is 0 at 0, and so is its slope here.
    const Tensor zero = eq(target, 0);
    const Tensor entropy = where(zero, 0, target * log(where(zero, 1, target)));
    loss = entropy - target * input;
  }
  const Tensor total = reduced(loss, how);
  return by_batch && input.dim() != 0 ? total / static_cast<double>(input.sizes()[0]) : total;
}

const Op kCrossEntropy =
    Op("nn.functional.cross_entropy(Tensor input, Tensor target, Tensor? weight=None, bool? "
       "size_average=None, "
       "int ignore_index=-100, bool? reduce=None, str reduction='mean', float label_smoothing=0.0)",
       cross_entropy_op)
        .no_out()
        .doc(R"(
The negative logarithm of the probability that ``softmax(input)`` gives the target; forward and backward are one pass
each, and no probabilities are stored.

Args:
    input (Tensor): scores of C classes, (C), (N, C) or (N, C, d1, d2, ...), floating point.
    target (Tensor): class indices (int64 or uint8) of shape (), (N) or (N, d1, d2, ...), or probabilities of the
        input's shape.
    weight (Tensor, optional): what each class counts, of shape (C).
    ignore_index (int): a class index that counts nothing.
    reduction (str): 'mean' (over what the targets count), 'sum' or 'none'.
    label_smoothing (float): how much of each target is spread evenly over all classes, from 0 to 1.

Raises:
    IndexError: a class index is out of range.
    ValueError: batch sizes differ, or an unknown reduction.
    RuntimeError: shapes or dtypes do not fit.

Example:
    >>> import chainrule as cr
    >>> scores = cr.tensor([[2., 0., 0.], [0., 1., 0.]])
    >>> cr.nn.functional.cross_entropy(scores, cr.tensor([0, 1]))
    tensor(0.3955)
)");
const Op kNll = Op("nn.functional.nll_loss(Tensor input, Tensor target, Tensor? weight=None, bool? "
                   "size_average=None, "
                   "int ignore_index=-100, bool? reduce=None, str reduction='mean')",
                   nll_loss)
                    .no_out()
                    .doc(R"(
The negative of the target's logarithm of probability, as :func:`log_softmax` gives it.

Args:
    input (Tensor): log-probabilities of C classes, (C), (N, C) or (N, C, d1, d2, ...), floating point.
    target (Tensor): class indices (int64 or uint8), of shape (), (N) or (N, d1, d2, ...).
    weight (Tensor, optional): what each class counts, of shape (C).
    ignore_index (int): a class index that counts nothing.
    reduction (str): 'mean' (over what the targets count), 'sum' or 'none'.

Raises:
    IndexError: a class index is out of range.
    ValueError: batch sizes differ, or an unknown reduction.
    RuntimeError: shapes or dtypes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.nll_loss(cr.tensor([[-0.5, -1.5]]), cr.tensor([1]))
    tensor(1.5000)
)");
const Op kKlDiv = Op("nn.functional.kl_div(Tensor input, Tensor target, bool? size_average=None, "
                     "bool? reduce=None, "
                     "str reduction='mean', bool log_target=False)",
                     kl_div)
                      .no_out()
                      .doc(R"(
The Kullback-Leibler divergence of a distribution given by its logarithm (``input``) from ``target``, element by element:
``target * (log(target) - input)``.

Args:
    input (Tensor): log-probabilities.
    target (Tensor): probabilities, or their logarithms if ``log_target``.
    reduction (str): 'batchmean' (the definition), 'mean', 'sum' or 'none'.
    log_target (bool): is the target given by its logarithm?

Raises:
    ValueError: an unknown reduction.

Example:
    >>> import chainrule as cr
    >>> log_p = cr.log(cr.tensor([[0.5, 0.5]]))
    >>> cr.nn.functional.kl_div(log_p, cr.tensor([[1., 0.]]), reduction='batchmean')
    tensor(0.6931)
)");

}  // namespace
}  // namespace chainrule
