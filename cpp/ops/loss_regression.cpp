// Negative log-likelihoods of distributions with parameters: gaussian_nll_loss, poisson_nll_loss.
#include <cmath>
#include <numbers>

#include "ops/loss.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

Tensor gaussian(const Tensor& input, const Tensor& target, Tensor variance, bool full_form,
                double eps, const std::string& reduction) {
  if (variance.sizes() != input.sizes()) {
    const Dims leading(input.sizes().begin(), input.sizes().end() - (input.dim() > 0 ? 1 : 0));
    int64_t unlike = 0;  // sizes of the input where the variance's differ, added up
    if (variance.dim() == input.dim()) {
      for (int64_t d = 0; d < input.dim(); ++d) {
        if (variance.sizes()[d] != input.sizes()[d]) unlike += variance.sizes()[d];
      }
    }
    if (variance.sizes() == leading) {
      variance = unsqueeze(variance, -1);
    } else {
      check<ValueError>(variance.dim() == input.dim() && unlike == 1,
                        "var is of incorrect size: ", variance.sizes(), " for an input of ",
                        input.sizes(),
                        "; it must have the input's shape, or the last dimension 1 or missing");
    }
  }
  check<ValueError>(reduction == "none" || reduction == "mean" || reduction == "sum", reduction,
                    " is not valid");
  // Held above eps, but with a derivative everywhere.
  Tensor lift;
  {
    const NoGrad no_grad;
    lift = clamp(variance, Scalar(eps), std::nullopt) - variance;
  }
  const Tensor held = variance + lift;
  Tensor loss = 0.5 * (log(held) + square(input - target) / held);
  if (full_form) loss = loss + 0.5 * std::log(2 * std::numbers::pi);
  return reduced(loss, loss_reduction(reduction));
}

Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& variance,
                         bool full_form, double eps, const std::string& reduction) {
  bool negative = false;
  if (variance.numel() > 0) {
    const NoGrad no_grad;
    negative = *any(lt(variance, 0)).data<bool>();
  }
  check<ValueError>(!negative, "var has negative entry/entries");
  return gaussian(input, target, variance, full_form, eps, reduction);
}
Tensor gaussian_nll_loss_number(const Tensor& input, const Tensor& target, double variance,
                                bool full_form, double eps, const std::string& reduction) {
  check<ValueError>(!(variance < 0), "var has negative entry/entries");
  return gaussian(input, target, full(input.sizes(), variance, input.dtype()), full_form, eps,
                  reduction);
}

Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, bool log_input, bool full_form,
                        const OptBool& size_average, double eps, const OptBool& reduce,
                        const std::string& reduction) {
  const LossReduction how = loss_reduction(reduction, size_average, reduce);
  Tensor loss = log_input ? exp(input) - target * input : input - target * log(input + eps);
  if (full_form) {
    // Stirling's formula for the logarithm of the factorial, from 2 on.
    const Tensor large = gt(target, 1);
    const Tensor t = where(large, target, 2);
    const Tensor stirling = t * log(t) - t + 0.5 * log(2 * std::numbers::pi * t);
    loss = loss + where(large, stirling, 0);
  }
  return reduced(loss, how);
}

constexpr auto kGaussianDoc = R"(
The negative log-likelihood of targets under normal distributions, ``(log(var) + (input - target) ** 2 / var) / 2``.

Args:
    input (Tensor): expected values.
    target (Tensor): of the same shape.
    var (Tensor or float): variances, of the same shape or with the last dimension 1 or missing; held above ``eps``.
    full (bool): add the constant ``log(2 * pi) / 2``?
    eps (float): the smallest variance.
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    ValueError: negative variances, a shape that does not fit, or an unknown reduction.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.gaussian_nll_loss(cr.tensor([0., 0.]), cr.tensor([1., 3.]), cr.ones(2))
    tensor(2.5000)
)";
const Op kGaussian = Op("nn.functional.gaussian_nll_loss(Tensor input, Tensor target, Tensor var, "
                        "bool full=False, float eps=1e-06, "
                        "str reduction='mean')",
                        gaussian_nll_loss)
                         .no_out()
                         .doc(kGaussianDoc);
const Op kGaussianNumber = Op("nn.functional.gaussian_nll_loss(Tensor input, Tensor target, float "
                              "var, bool full=False, float eps=1e-06, "
                              "str reduction='mean')",
                              gaussian_nll_loss_number)
                               .no_out()
                               .doc(kGaussianDoc);

constexpr auto kPoissonDoc = R"(
The negative log-likelihood of counts under Poisson distributions: ``exp(input) - target * input``, or
``input - target * log(input + eps)`` unless ``log_input``.

Args:
    input (Tensor): rates, or their logarithms.
    target (Tensor): counts, of the same shape.
    log_input (bool): is the input a logarithm?
    full (bool): add Stirling's approximation of ``log(target!)``?
    eps (float): added to the input before its logarithm is taken.
    reduction (str): 'mean', 'sum' or 'none'.

Raises:
    ValueError: an unknown reduction.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.poisson_nll_loss(cr.tensor([0., 0.]), cr.tensor([1., 2.]))
    tensor(1.)
)";
const Op kPoisson =
    Op("nn.functional.poisson_nll_loss(Tensor input, Tensor target, bool log_input=True, bool "
       "full=False, "
       "bool? size_average=None, float eps=1e-08, bool? reduce=None, str reduction='mean')",
       poisson_nll_loss)
        .no_out()
        .doc(kPoissonDoc);
}  // namespace
}  // namespace chainrule
