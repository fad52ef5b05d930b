// nn.functional's activations: parameters checked, definitions of unary_activation.h called.
#include <limits>

#include "graph/record.h"
#include "ops/functions.h"
#include "ops/pointwise/driver.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

Tensor relu_op(const Tensor& x, bool) {
  if (x.dtype() == DType::bool_) fail<RuntimeError>("Boolean inputs not supported for relu");
  return relu(x);
}
Tensor leaky_relu(const Tensor& x, double negative_slope, bool) {
  return unary<LeakyRelu>("leaky_relu", "LeakyReluBackward0", x, {Unary{}, negative_slope});
}
Tensor elu(const Tensor& x, double alpha, bool) {
  return unary<Elu>("elu", "EluBackward0", x, {Unary{}, alpha, 1, 1});
}
// Klambauer et al., "Self-normalizing neural networks", 2017, section 2.
Tensor selu(const Tensor& x, bool) {
  return unary<Elu>(
      "elu", "EluBackward0", x,
      {Unary{}, 1.6732632423543772848170429916717, 1.0507009873554804934193349852946, 1});
}
Tensor celu(const Tensor& x, double alpha, bool) {
  check(alpha != 0, "ZeroDivisionError: alpha cannot be 0 for CELU");
  return unary<Elu>("elu", "CeluBackward0", x, {Unary{}, alpha, 1, 1 / alpha});
}
Tensor gelu(const Tensor& x, const std::string& approximate) {
  if (approximate == "tanh") return unary<GeluTanh>("gelu", "GeluBackward0", x);
  check(approximate == "none", "approximate argument must be either none or tanh.");
  return unary<GeluErf>("gelu", "GeluBackward0", x);
}
Tensor silu(const Tensor& x, bool) { return unary<Silu>("silu", "SiluBackward0", x); }
Tensor mish(const Tensor& x, bool) { return unary<Mish>("mish", "MishBackward0", x); }
Tensor softplus(const Tensor& x, double beta, double threshold) {
  return unary<Softplus>("softplus", "SoftplusBackward0", x, {Unary{}, beta, threshold});
}
Tensor hardtanh(const Tensor& x, double low, double high, bool) {
  check<ValueError>(low <= high, "min_val cannot be greater than max_val");
  check(x.dtype() != DType::bool_, "Bool inputs not supported for hardtanh");
  return unary<Hardtanh>("hardtanh", "HardtanhBackward0", x, {Unary{}, low, high});
}
Tensor relu6(const Tensor& x, bool) { return hardtanh(x, 0, 6, false); }
Tensor hardsigmoid(const Tensor& x, bool) {
  return unary<Hardsigmoid>("hardsigmoid", "HardsigmoidBackward0", x);
}
Tensor hardswish(const Tensor& x, bool) {
  return unary<Hardswish>("hardswish", "HardswishBackward0", x);
}
Tensor hardshrink(const Tensor& x, double lambda) {
  return unary<Hardshrink>("hardshrink", "HardshrinkBackward0", x, {Unary{}, lambda});
}
Tensor softshrink(const Tensor& x, double lambda) {
  check(lambda >= 0, "lambda must be greater or equal to 0, but found to be ", lambda, ".");
  return unary<Softshrink>("softshrink", "SoftshrinkBackward0", x, {Unary{}, lambda});
}
Tensor threshold(const Tensor& x, double limit, double value, bool) {
  return unary<Threshold>("threshold", "ThresholdBackward0", x, {Unary{}, limit, value});
}
Tensor tanhshrink(const Tensor& x) { return x - tanh(x); }
Tensor softsign(const Tensor& x) { return x / (abs(x) + 1); }
Tensor tanh_op(const Tensor& x) { return tanh(x); }
Tensor sigmoid_op(const Tensor& x) { return sigmoid(x); }
Tensor prelu(const Tensor& x, const Tensor& weight) {
  check(x.dtype() == weight.dtype(), "prelu: Type promoting not supported. Got ",
        full_name(x.dtype()), " and ", full_name(weight.dtype()));
  check(weight.dim() <= 1,
        "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = ", weight.dim());
  Tensor w = weight;
  if (weight.numel() != 1) {
    check(x.dim() > 0, "Not allow zero-dim input tensor.");
    const int64_t channels = x.dim() > 1 ? x.sizes()[1] : 1;
    check(channels == weight.numel(),
          "Mismatch of parameter numbers and input channel size. Found parameter numbers = ",
          weight.numel(), " and channel size = ", channels, ".");
    Dims shape(x.sizes().size(), 1);
    shape[1] = channels;
    w = reshape(weight, shape);
  } else if (weight.dim() == 1 && x.dim() != 1) {
    w = reshape(weight, Dims(x.sizes().size(), 1));
  }
  Tensor out;
  {
    const NoGrad off;
    out = where(gt(x, 0), x, x * w);
  }
  record("PreluKernelBackward0", out, {x, w}, {x, w}, [](const Backward& b) -> Grads {
    const Tensor &g = b.grad(), above = gt(b.saved(0), 0);
    return {b.needs(0) ? where(above, g, g * b.saved(1)) : Tensor(),
            b.needs(1) ? where(above, Scalar(0), g * b.saved(0)) : Tensor()};
  });
  return out;
}
Tensor glu(const Tensor& x, int64_t dim) {
  check(x.dim() > 0, "glu does not support 0-dimensional tensors");
  const int64_t d = wrap_dim(dim, x.dim());
  const int64_t n = x.size(d);
  check(n % 2 == 0, "Halving dimension must be even, but dimension ", d, " is size ", n);
  const int64_t half = n / 2;
  Tensor out;
  {
    const NoGrad off;
    out = narrow(x, d, 0, half) * sigmoid(narrow(x, d, half, half));
  }
  record("GluBackward0", out, {x}, {x}, [d, half](const Backward& b) -> Grads {
    const Tensor a = narrow(b.saved(0), d, 0, half),
                 gate = sigmoid(narrow(b.saved(0), d, half, half));
    const Tensor through = b.grad() * gate;
    return {cat({through, through * a * (1 - gate)}, d)};
  });
  return out;
}
#define CHAINRULE_F "nn.functional."
const Op kRelu = Op(CHAINRULE_F "relu(Tensor input, bool inplace=False)", relu_op)
                     .inplace()
                     .doc(R"(``max(input, 0)``, element by element.

With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.relu(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([0.0000, 0.5000, 3.0000])
)");
const Op kLeaky =
    Op(CHAINRULE_F "leaky_relu(Tensor input, float negative_slope=0.01, bool inplace=False)",
       leaky_relu)
        .inplace()
        .doc(R"(``input`` where it is positive, else ``negative_slope * input``.

With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.leaky_relu(cr.tensor([-2.0, 0.5, 3.0]), 0.1)
    tensor([-0.2000,  0.5000,  3.0000])
)");
const Op kElu = Op(CHAINRULE_F "elu(Tensor input, float alpha=1.0, bool inplace=False)", elu)
                    .inplace()
                    .doc(R"(``input`` where it is positive, else ``alpha * (exp(input) - 1)``.

Clevert et al. 2015, arXiv:1511.07289. With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.elu(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-0.8647,  0.5000,  3.0000])
)");
const Op kSelu =
    Op(CHAINRULE_F "selu(Tensor input, bool inplace=False)", selu)
        .inplace()
        .alias("selu")
        .doc(R"(``1.0507 * elu(input, 1.6733)``: keeps mean 0 and variance 1 from layer to layer.

Klambauer et al. 2017, arXiv:1706.02515. With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.selu(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-1.5202,  0.5254,  3.1521])
)");
const Op kCelu =
    Op(CHAINRULE_F "celu(Tensor input, float alpha=1.0, bool inplace=False)", celu)
        .inplace()
        .alias("celu")
        .doc(R"(``input`` where it is positive, else ``alpha * (exp(input / alpha) - 1)``.

Continuously differentiable for every ``alpha``. Barron 2017, arXiv:1704.07483.
With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.celu(cr.tensor([-2.0, 0.5, 3.0]), 2.0)
    tensor([-1.2642,  0.5000,  3.0000])
)");
const Op kGelu =
    Op(CHAINRULE_F "gelu(Tensor input, *, str approximate='none')", gelu)
        .doc(R"(``input * Phi(input)``, with the distribution function of the normal distribution.

Hendrycks and Gimpel 2016, arXiv:1606.08415. ``approximate="tanh"`` computes
``input / 2 * (1 + tanh(sqrt(2 / pi) * (input + 0.044715 * input**3)))``.

Raises:
    RuntimeError: ``approximate`` is neither ``"none"`` nor ``"tanh"``.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.gelu(cr.tensor([-2.0, 0.5, 1.0]))
    tensor([-0.0455,  0.3457,  0.8413])
)");
const Op kGeluPositional = Op(CHAINRULE_F "gelu(Tensor input, str approximate)", gelu);
const Op kSilu = Op(CHAINRULE_F "silu(Tensor input, bool inplace=False)", silu)
                     .doc(R"(``input * sigmoid(input)``, also called swish.

Elfwing et al. 2017, arXiv:1702.03118. With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.silu(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-0.2384,  0.3112,  2.8577])
)");
const Op kMish = Op(CHAINRULE_F "mish(Tensor input, bool inplace=False)", mish)
                     .doc(R"(``input * tanh(softplus(input))``.

Misra 2019, arXiv:1908.08681. With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.mish(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-0.2525,  0.3752,  2.9865])
)");
const Op kSoftplus =
    Op(CHAINRULE_F "softplus(Tensor input, float beta=1, float threshold=20)", softplus)
        .doc(R"(``log(1 + exp(beta * input)) / beta``, a smooth form of relu().

Where ``beta * input`` is above ``threshold`` the result is the input itself.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.softplus(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([0.1269, 0.9741, 3.0486])
)");
const Op kHardtanh =
    Op(CHAINRULE_F
       "hardtanh(Tensor input, float min_val=-1.0, float max_val=1.0, bool inplace=False)",
       hardtanh)
        .inplace()
        .doc(R"(``input``, but at least ``min_val`` and at most ``max_val``.

With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.hardtanh(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-1.0000,  0.5000,  1.0000])
)");
const Op kRelu6 = Op(CHAINRULE_F "relu6(Tensor input, bool inplace=False)", relu6)
                      .doc(R"(``min(max(input, 0), 6)``, element by element.

With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.relu6(cr.tensor([-2.0, 0.5, 8.0]))
    tensor([0.0000, 0.5000, 6.0000])
)");
const Op kHardsigmoid =
    Op(CHAINRULE_F "hardsigmoid(Tensor input, bool inplace=False)", hardsigmoid)
        .doc(R"(``min(max(input / 6 + 1 / 2, 0), 1)``: sigmoid() in straight pieces.

With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.hardsigmoid(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([0.1667, 0.5833, 1.0000])
)");
const Op kHardswish = Op(CHAINRULE_F "hardswish(Tensor input, bool inplace=False)", hardswish)
                          .doc(R"(``input * hardsigmoid(input)``: silu() in simple pieces.

Howard et al. 2019, arXiv:1905.02244. With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.hardswish(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-0.3333,  0.2917,  3.0000])
)");
const Op kHardshrink = Op(CHAINRULE_F "hardshrink(Tensor input, float lambd=0.5)", hardshrink)
                           .alias("hardshrink")
                           .doc(R"(``input`` where it is beyond ``lambd`` on either side, else 0.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.hardshrink(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-2.,  0.,  3.])
)");
const Op kSoftshrink =
    Op(CHAINRULE_F "softshrink(Tensor input, float lambd=0.5)", softshrink)
        .doc(R"(``input`` moved towards 0 by ``lambd``, and 0 where that would cross it.

Raises:
    RuntimeError: ``lambd`` is negative.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.softshrink(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-1.5000,  0.0000,  2.5000])
)");
const Op kThreshold =
    Op(CHAINRULE_F "threshold(Tensor input, float threshold, float value, bool inplace=False)",
       threshold)
        .inplace()
        .alias("threshold")
        .doc(R"(``input`` where it is above ``threshold``, else ``value``.

With ``inplace`` the result is written to the input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.threshold(cr.tensor([-2.0, 0.5, 3.0]), 1.0, -5.0)
    tensor([-5., -5.,  3.])
)");
const Op kTanhshrink = Op(CHAINRULE_F "tanhshrink(Tensor input)", tanhshrink)
                           .doc(R"(``input - tanh(input)``, element by element.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.tanhshrink(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-1.0360,  0.0379,  2.0049])
)");
const Op kSoftsign = Op(CHAINRULE_F "softsign(Tensor input)", softsign)
                         .doc(R"(``input / (1 + abs(input))``; between -1 and 1.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.softsign(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-0.6667,  0.3333,  0.7500])
)");
const Op kTanh = Op(CHAINRULE_F "tanh(Tensor input)", tanh_op)
                     .doc(R"(The hyperbolic tangent of every element; as chainrule.tanh().

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.tanh(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([-0.9640,  0.4621,  0.9951])
)");
const Op kSigmoid = Op(CHAINRULE_F "sigmoid(Tensor input)", sigmoid_op)
                        .doc(R"(``1 / (1 + exp(-input))``; as chainrule.sigmoid().

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.sigmoid(cr.tensor([-2.0, 0.5, 3.0]))
    tensor([0.1192, 0.6225, 0.9526])
)");
const Op kPrelu =
    Op(CHAINRULE_F "prelu(Tensor input, Tensor weight)", prelu)
        .alias("prelu")
        .doc(
            R"(``input`` where it is positive, else ``weight * input``, with slopes that are learned.

Args:
    input: ``(N, C, ...)``, or any shape with a single weight.
    weight: one slope, or one for each of the C channels.

Raises:
    RuntimeError: the number of weights is not that of the channels.

He et al. 2015, arXiv:1502.01852.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.prelu(cr.tensor([-2.0, 0.5, 3.0]), cr.tensor([0.25]))
    tensor([-0.5000,  0.5000,  3.0000])
)");
const Op kGlu = Op(CHAINRULE_F "glu(Tensor input, int dim=-1)", glu)
                    .doc(R"(One half of ``dim`` times the sigmoid of the other: ``a * sigmoid(b)``.

Dauphin et al. 2016, arXiv:1612.08083.

Raises:
    RuntimeError: the size of ``dim`` is odd, or the input has no dimension.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.glu(cr.tensor([1.0, 2.0, 0.0, 100.0]))
    tensor([0.5000, 2.0000])
)");
#undef CHAINRULE_F
const Op kHardshrinkMethod =
    Op("hardshrink(Tensor input, float lambd=0.5)", hardshrink)
        .method_only()
        .doc(R"(Every element that is beyond ``lambd`` on either side, else 0.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([-2.0, 0.5, 3.0]).hardshrink(1.0)
    tensor([-2.,  0.,  3.])
)");

}  // namespace

}  // namespace chainrule
