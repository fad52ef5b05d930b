// nn.functional's activations: parameters checked, definitions of unary_activation.h called.
#include <limits>

#include "ops/functions.h"
#include "ops/pointwise/driver.h"
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
  return unary<Elu>("elu", "EluBackward0", x, {Unary{}, alpha, 1, 1 / alpha});
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
  return where(gt(x, 0), x, x * w);
}
Tensor glu(const Tensor& x, int64_t dim) {
  check(x.dim() > 0, "glu does not support 0-dimensional tensors");
  const int64_t d = wrap_dim(dim, x.dim());
  const int64_t n = x.size(d);
  check(n % 2 == 0, "Halving dimension must be even, but dimension ", d, " is size ", n);
  return narrow(x, d, 0, n / 2) * sigmoid(narrow(x, d, n / 2, n / 2));
}
#define CHAINRULE_F "nn.functional."
const Op kRelu = Op(CHAINRULE_F "relu(Tensor input, bool inplace=False)", relu_op).inplace();
const Op kLeaky =
    Op(CHAINRULE_F "leaky_relu(Tensor input, float negative_slope=0.01, bool inplace=False)",
       leaky_relu)
        .inplace();
const Op kElu =
    Op(CHAINRULE_F "elu(Tensor input, float alpha=1.0, bool inplace=False)", elu).inplace();
const Op kSelu =
    Op(CHAINRULE_F "selu(Tensor input, bool inplace=False)", selu).inplace().alias("selu");
const Op kCelu = Op(CHAINRULE_F "celu(Tensor input, float alpha=1.0, bool inplace=False)", celu)
                     .inplace()
                     .alias("celu");
const Op kGelu = Op(CHAINRULE_F "gelu(Tensor input, *, str approximate='none')", gelu);
const Op kGeluPositional = Op(CHAINRULE_F "gelu(Tensor input, str approximate)", gelu);
const Op kSilu = Op(CHAINRULE_F "silu(Tensor input, bool inplace=False)", silu);
const Op kMish = Op(CHAINRULE_F "mish(Tensor input, bool inplace=False)", mish);
const Op kSoftplus =
    Op(CHAINRULE_F "softplus(Tensor input, float beta=1, float threshold=20)", softplus);
const Op kHardtanh =
    Op(CHAINRULE_F
       "hardtanh(Tensor input, float min_val=-1.0, float max_val=1.0, bool inplace=False)",
       hardtanh)
        .inplace();
const Op kRelu6 = Op(CHAINRULE_F "relu6(Tensor input, bool inplace=False)", relu6);
const Op kHardsigmoid =
    Op(CHAINRULE_F "hardsigmoid(Tensor input, bool inplace=False)", hardsigmoid);
const Op kHardswish = Op(CHAINRULE_F "hardswish(Tensor input, bool inplace=False)", hardswish);
const Op kHardshrink =
    Op(CHAINRULE_F "hardshrink(Tensor input, float lambd=0.5)", hardshrink).alias("hardshrink");
const Op kSoftshrink = Op(CHAINRULE_F "softshrink(Tensor input, float lambd=0.5)", softshrink);
const Op kThreshold =
    Op(CHAINRULE_F "threshold(Tensor input, float threshold, float value, bool inplace=False)",
       threshold)
        .inplace()
        .alias("threshold");
const Op kTanhshrink = Op(CHAINRULE_F "tanhshrink(Tensor input)", tanhshrink);
const Op kSoftsign = Op(CHAINRULE_F "softsign(Tensor input)", softsign);
const Op kTanh = Op(CHAINRULE_F "tanh(Tensor input)", tanh_op);
const Op kSigmoid = Op(CHAINRULE_F "sigmoid(Tensor input)", sigmoid_op);
const Op kPrelu = Op(CHAINRULE_F "prelu(Tensor input, Tensor weight)", prelu).alias("prelu");
const Op kGlu = Op(CHAINRULE_F "glu(Tensor input, int dim=-1)", glu);
#undef CHAINRULE_F
const Op kHardshrinkMethod =
    Op("hardshrink(Tensor input, float lambd=0.5)", hardshrink).method_only();

}  // namespace

}  // namespace chainrule
