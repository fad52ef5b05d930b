// Losses that ask for a distance between right and wrong: hinge_embedding_loss,
// margin_ranking_loss, multi_margin_loss, multilabel_margin_loss, multilabel_soft_margin_loss.
#include "graph/record.h"
#include "ops/indexing.h"
#include "ops/loss.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

/// max(x, 0)
Tensor positive(const Tensor& x) { return clamp(x, Scalar(0), std::nullopt); }

Tensor hinge_embedding_loss(const Tensor& input, const Tensor& target, double margin,
                            const OptBool& size_average, const OptBool& reduce,
                            const std::string& reduction) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  const Tensor apart = where(ne(target, 1), positive(margin - input), 0);
  const Tensor together = where(ne(target, -1), input, 0);
  return reduced(apart + together, how);
}

Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                           double margin, const OptBool& size_average, const OptBool& reduce,
                           const std::string& reduction) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  check(input1.dim() == input2.dim() && input1.dim() == target.dim(),
        "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
        "torch.Size(",
        input1.sizes(), "), input2: torch.Size(", input2.sizes(), "), target: torch.Size(",
        target.sizes(), ")");
  return reduced(positive(-target * (input1 - input2) + margin), how);
}

// ---- one right class ----

struct MultiMargin {
  int64_t p;
  double margin;
  LossReduction reduction;
};

/// Rows (N, C) of an input that is one row or several.
Tensor as_rows(const Tensor& x) { return x.dim() < 2 ? reshape(x, Dims{1, -1}) : x; }

/// d loss / d input by row, in operations: (N, C).
Tensor multi_margin_slope(const Tensor& x, const Tensor& place, const Tensor& weight,
                          const MultiMargin& how) {
  const Tensor lack = how.margin - gather(x, 1, place) + x;
  const Tensor active = where(gt(lack, 0), how.p == 1 ? ones_like(lack) : lack * 2, 0);
  Tensor slope = scatter(active, 1, place, 0) / static_cast<double>(x.sizes()[1]);
  if (weight.defined())
    slope = slope * reshape(index_select(weight, 0, reshape(place, Dims{-1})), Dims{-1, 1});
  const int64_t last = 1;
  return scatter_add(slope, 1, place, neg(sum(slope, DimSpan(&last, 1), true)));
}

Tensor multi_margin_loss(const Tensor& input, const Tensor& target, int64_t p, double margin,
                         const OptTensor& weight, const OptBool& size_average,
                         const OptBool& reduce, const std::string& reduction) {
  const MultiMargin how{p, margin, loss_reduction(reduction, size_average, reduce)};
  check<ValueError>(p == 1 || p == 2, "only p == 1 and p == 2 supported, and p is ", p);
  check<ValueError>(!weight || weight->dim() == 1, "weight must be one-dimensional");
  check((input.dim() == 2 && input.sizes()[1] != 0) || (input.dim() == 1 && input.numel() != 0) ||
            input.dim() == 0,
        "Expected non-empty vector or matrix with optional 0-dim batch size, but got: ",
        input.sizes());
  const Tensor x = as_rows(input);
  const int64_t rows = x.sizes()[0];
  const int64_t classes = x.sizes()[1];
  check(target.dim() <= 1 && target.numel() == rows,
        "multi_margin_loss: target tensor should be 1-D with size equal to "
        "the number of input samples (batch size). Expected target size [",
        rows, "], but got ", target.sizes(), ". Input has shape ", input.sizes(), ".");
  check(!weight || weight->numel() == classes, "inconsistent weight size, expected ", classes,
        " but got ", weight ? weight->sizes() : Dims());
  check<NotImplementedError>(is_floating(x.dtype()), "\"multi_margin_loss\" not implemented for '",
                             legacy(x.dtype()), "'");
  const Tensor place = reshape(contiguous(to(target, DType::int64)), Dims{rows, 1});
  for (int64_t i = 0; i < rows; ++i) {
    const int64_t t = place.data<int64_t>()[i];
    check(t >= 0 && t < classes, "target out of range: ", t, ", with ", classes, " classes");
  }
  Tensor out;
  {
    const NoGrad no_grad;
    Tensor lack = positive(margin - gather(x, 1, place) + x);
    if (p == 2) lack = square(lack);
    const int64_t last = 1;
    out = sum(scatter(lack, 1, place, 0), DimSpan(&last, 1)) / static_cast<double>(classes);
    if (weight) out = out * index_select(*weight, 0, reshape(place, Dims{-1}));
    out = how.reduction == LossReduction::none ? reshape(out, target.sizes())
                                               : reduced(out, how.reduction);
  }
  record("MultiMarginLossBackward0", out, {input}, {input, place, weight.value_or(Tensor())},
         [how, rows](const Backward& b) -> Grads {
           const Tensor x = b.saved(0);
           const Tensor slope = multi_margin_slope(as_rows(x), b.saved(1), b.saved(2), how);
           Tensor g =
               how.reduction == LossReduction::none ? reshape(b.grad(), Dims{rows, 1}) : b.grad();
           if (how.reduction == LossReduction::mean) g = g / static_cast<double>(rows);
           return {reshape(g * slope, x.sizes())};
         });
  return out;
}

// ---- several right classes ----

/// Losses of rows, and their slopes by the input: for each right class y and wrong class i, max(0,
/// 1 - x[y] + x[i]) / C.
template <class T>
void multilabel_rows(const T* x, const int64_t* target, int64_t rows, int64_t classes, T* loss,
                     T* slope) {
  std::vector<char> right(static_cast<size_t>(classes));
  const T share = T(1) / static_cast<T>(classes);
  for (int64_t r = 0; r < rows; ++r, x += classes, target += classes, slope += classes) {
    std::fill(right.begin(), right.end(), 0);
    int64_t count = 0;
    for (; count < classes && target[count] >= 0; ++count)
      right[static_cast<size_t>(target[count])] = 1;
    std::fill_n(slope, classes, T(0));
    double total = 0;
    for (int64_t k = 0; k < count; ++k) {
      const int64_t y = target[k];
      for (int64_t i = 0; i < classes; ++i) {
        if (right[static_cast<size_t>(i)]) continue;
        const T lack = T(1) - x[y] + x[i];
        if (lack > 0) {
          total += static_cast<double>(lack);
          slope[i] += share;
          slope[y] -= share;
        }
      }
    }
    loss[r] = static_cast<T>(total / static_cast<double>(classes));
  }
}

Tensor multilabel_margin_loss(const Tensor& input, const Tensor& target,
                              const OptBool& size_average, const OptBool& reduce,
                              const std::string& reduction) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  check((input.dim() == 2 && input.sizes()[1] != 0) || (input.dim() == 1 && input.numel() != 0) ||
            input.dim() == 0,
        "Expected non-empty vector or matrix with optional 0-dim batch size, but got: ",
        input.sizes());
  check(target.sizes() == input.sizes() || (input.dim() == 0 && target.numel() == 1),
        "inconsistent target size: ", target.sizes(), " for input of size: ", input.sizes());
  check(target.dtype() == DType::int64, "expected scalar type Long but found ",
        legacy(target.dtype()), " for target");
  check<NotImplementedError>(is_floating(input.dtype()),
                             "\"multilabel_margin_loss\" not implemented for '",
                             legacy(input.dtype()), "'");
  const Tensor rows = as_rows(input);
  const int64_t classes = rows.sizes()[1];
  const Tensor labels = contiguous(target);
  for (int64_t i = 0; i < labels.numel(); ++i) {
    const int64_t t = labels.data<int64_t>()[i];
    check(t >= -1 && t < classes, "argument #2 'target' is out of range: ", t, ", with ", classes,
          " classes (and -1 for the end)");
  }
  Tensor losses;
  Tensor slopes;
  {
    const NoGrad no_grad;
    const DType compute = compute_dtype(input.dtype());
    const Tensor x = contiguous(to(rows, compute));
    losses = empty(Dims{x.sizes()[0]}, compute);
    slopes = empty(x.sizes(), compute);
    if (compute == DType::float64) {
      multilabel_rows(x.data<double>(), labels.data<int64_t>(), x.sizes()[0], classes,
                      losses.data<double>(), slopes.data<double>());
    } else {
      multilabel_rows(x.data<float>(), labels.data<int64_t>(), x.sizes()[0], classes,
                      losses.data<float>(), slopes.data<float>());
    }
  }
  const auto n = static_cast<double>(losses.numel());
  Tensor out = to(reduced(losses, how), input.dtype());
  if (how == LossReduction::none && input.dim() < 2) out = reshape(out, DimSpan());
  record("MultilabelMarginLossBackward0", out, {input}, {slopes},
         [how, n, sizes = input.sizes()](const Backward& b) -> Grads {
           Tensor g = how == LossReduction::none ? reshape(b.grad(), Dims{-1, 1}) : b.grad();
           if (how == LossReduction::mean) g = g / n;
           return {reshape(g * b.saved(0), sizes)};
         });
  return out;
}

Tensor multilabel_soft_margin_loss(const Tensor& input, const Tensor& target,
                                   const OptTensor& weight, const OptBool& size_average,
                                   const OptBool& reduce, const std::string& reduction) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  Tensor loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input));
  if (weight) loss = loss * *weight;
  const int64_t last = -1;
  const auto classes = static_cast<double>(input.size(-1));
  return reduced(sum(loss, DimSpan(&last, 1)) / classes, how);
}

const Op kHinge = Op("nn.functional.hinge_embedding_loss(Tensor input, Tensor target, float "
                     "margin=1.0, bool? size_average=None, "
                     "bool? reduce=None, str reduction='mean')",
                     hinge_embedding_loss)
                      .no_out()
                      .doc(R"(
A distance where the target is 1, and ``max(0, margin - distance)`` where it is -1.

Args:
    input (Tensor): distances.
    target (Tensor): 1 (alike) or -1 (not), of the same shape.
    margin (float): how far apart unlike things should be.
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    ValueError: an unknown reduction.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.hinge_embedding_loss(cr.tensor([0.5, 0.5]), cr.tensor([1., -1.]), reduction='none')
    tensor([0.5000, 0.5000])
)");
const Op kRanking = Op("nn.functional.margin_ranking_loss(Tensor input1, Tensor input2, Tensor "
                       "target, float margin=0, "
                       "bool? size_average=None, bool? reduce=None, str reduction='mean')",
                       margin_ranking_loss)
                        .no_out()
                        .doc(R"(
``max(0, margin - target * (input1 - input2))``: the target says which of two should be larger.

Args:
    input1, input2 (Tensor): of one shape.
    target (Tensor): 1 (the first) or -1 (the second).
    margin (float): by how much.
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    RuntimeError: the numbers of dimensions differ.
    ValueError: an unknown reduction.

Example:
    >>> import chainrule as cr
    >>> F = cr.nn.functional
    >>> F.margin_ranking_loss(cr.tensor([1.]), cr.tensor([3.]), cr.tensor([1.]))
    tensor(2.)
)");
const Op kMultiMargin = Op("nn.functional.multi_margin_loss(Tensor input, Tensor target, int p=1, "
                           "float margin=1.0, Tensor? weight=None, "
                           "bool? size_average=None, bool? reduce=None, str reduction='mean')",
                           multi_margin_loss)
                            .no_out()
                            .doc(R"(
The sum over wrong classes of ``max(0, margin - x[y] + x[i]) ** p``, divided by the number of classes.

Args:
    input (Tensor): scores, (C) or (N, C), floating point.
    target (Tensor): class indices, () or (N).
    p (int): 1 or 2.
    margin (float): by how much the right class should lead.
    weight (Tensor, optional): what each class counts, of shape (C).
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    ValueError: p is neither 1 nor 2, or an unknown reduction.
    RuntimeError: shapes do not fit, or a class is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.multi_margin_loss(cr.tensor([[0., 0.5]]), cr.tensor([0]))
    tensor(0.7500)
)");
const Op kMultilabelMargin = Op("nn.functional.multilabel_margin_loss(Tensor input, Tensor target, "
                                "bool? size_average=None, bool? reduce=None, "
                                "str reduction='mean')",
                                multilabel_margin_loss)
                                 .no_out()
                                 .doc(R"(
The sum over right classes y and wrong classes i of ``max(0, 1 - x[y] + x[i])``, divided by the number of classes.

Args:
    input (Tensor): scores, (C) or (N, C), floating point.
    target (Tensor): the right classes of each row from the left, then -1; int64, of the input's shape.
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    RuntimeError: shapes do not fit, or a class is out of range.
    ValueError: an unknown reduction.

Example:
    >>> import chainrule as cr
    >>> F = cr.nn.functional
    >>> F.multilabel_margin_loss(cr.tensor([[0.1, 0.2, 0.4, 0.8]]), cr.tensor([[3, 0, -1, 1]]))
    tensor(0.8500)
)");
const Op kMultilabelSoftMargin =
    Op("nn.functional.multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? "
       "weight=None, "
       "bool? size_average=None, bool? reduce=None, str reduction='mean')",
       multilabel_soft_margin_loss)
        .no_out()
        .doc(R"(
The binary cross entropy of ``sigmoid(input)`` with the target, averaged over classes.

Args:
    input (Tensor): scores, (N, C).
    target (Tensor): 0 or 1, of the same shape.
    weight (Tensor, optional): what each class counts, of shape (C).
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    ValueError: an unknown reduction.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.multilabel_soft_margin_loss(cr.zeros(1, 2), cr.tensor([[1., 0.]]))
    tensor(0.6931)
)");

}  // namespace
}  // namespace chainrule
