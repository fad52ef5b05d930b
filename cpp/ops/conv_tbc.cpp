// The convolution of sequences whose dimensions are time, batch and channels: a product of matrices
// for each element of the kernel.
#include "graph/record.h"
#include "ops/functions.h"
#include "ops/matmul.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// With that many steps of zeros at both ends; fewer than none takes steps away.
Tensor padded_in_time(const Tensor& x, int64_t steps) {
  return steps == 0 ? x : pad(x, {0, 0, 0, 0, steps, steps}, "constant", 0.0);
}

/// The inputs that meet element k of the kernel, one row for each step and sequence.
Tensor rows_at(const Tensor& padded, int64_t k, int64_t steps) {
  return reshape(narrow(padded, 0, k, steps), Dims{steps * padded.sizes()[1], padded.sizes()[2]});
}

Tensor conv_tbc(const Tensor& x, const Tensor& weight, const Tensor& bias, int64_t steps) {
  check(x.dim() == 3, "Input must have 3 dims: time, batch, in_channel; it has ", x.dim());
  check(weight.dim() == 3,
        "Weight tensor must have 3 dims: kernel_width, in_channels, out_channels; it has ",
        weight.dim());
  check(bias.dim() == 1, "Bias must be 1-D; it has ", bias.dim(), " dims");
  const int64_t width = weight.sizes()[0], channels = weight.sizes()[2];
  check(x.sizes()[2] == weight.sizes()[1],
        "Input dim 2 (input channels) is not == dim 1 in the "
        "weight tensor: ",
        x.sizes()[2], " and ", weight.sizes()[1]);
  check(bias.sizes()[0] == channels,
        "Bias size must equal dim 2 in the weight tensor (output "
        "channels): ",
        bias.sizes()[0], " and ", channels);
  check(x.dtype() == weight.dtype(), "input and weight must have the same dtype, but got ",
        full_name(x.dtype()), " and ", full_name(weight.dtype()));
  constexpr int64_t kMostSteps = int64_t{1} << 60;
  check(steps > -kMostSteps && steps < kMostSteps, "conv_tbc: pad is out of range: ", steps);
  const int64_t made = x.sizes()[0] + 2 * steps - width + 1;
  check(made >= 0, "Trying to create tensor with negative dimension: a kernel of ", width,
        " steps does not fit into ", x.sizes()[0], " steps and a padding of ", steps);
  Tensor out;
  {
    const NoGrad off;
    const Tensor padded = padded_in_time(x, steps);
    const Dims rows{made * x.sizes()[1], channels};
    out = expand(to(bias, x.dtype()), rows);
    for (int64_t k = 0; k < width; ++k) {
      out = addmm(out, rows_at(padded, k, made), select(weight, 0, k));
    }
    out = reshape(out, Dims{made, x.sizes()[1], channels});
  }
  record("ConvTbcBackward0", out, {x, weight, bias}, {x, weight},
         [steps, made, width](const Backward& b) -> Grads {
           const Tensor g = b.grad(), w = b.saved(1);
           Grads grads(3);
           if (b.needs(0)) {
             // The transpose: the kernel runs backwards, channels change sides.
             const Tensor turned = conj(transpose(flip(w, Dims{0}), 1, 2));
             const Tensor none = zeros(Dims{w.sizes()[1]}, w.dtype());
             grads[0] = padded_in_time(conv_tbc(g, turned, none, width - 1), -steps);
           }
           if (b.needs(1)) {
             const Tensor padded = conj(padded_in_time(b.saved(0), steps));
             const Tensor rows = reshape(g, Dims{g.sizes()[0] * g.sizes()[1], g.sizes()[2]});
             TensorList taps;
             for (int64_t k = 0; k < width; ++k)
               taps.push_back(mm(t(rows_at(padded, k, made)), rows));
             grads[1] = stack(taps, 0);
           }
           if (b.needs(2)) grads[2] = sum(g, Dims{0, 1});
           return grads;
         });
  return out;
}

const Op kConvTbc =
    Op("nn.functional.conv_tbc(Tensor input, Tensor weight, Tensor bias, int pad=0)", conv_tbc)
        .no_out()
        .alias("conv_tbc")
        .doc(R"(The convolution of sequences laid out as time, batch, channels.

``out[t, n, o] = bias[o] + sum over k, c of input[t + k - pad, n, c] * weight[k, c, o]``, where the
input is 0 before its first and after its last step.

Args:
    input: ``(T, N, in_channels)``.
    weight: ``(kernel, in_channels, out_channels)``.
    bias: ``(out_channels,)``.
    pad: steps of zeros at both ends.

Returns:
    ``(T + 2 * pad - kernel + 1, N, out_channels)``.

Raises:
    RuntimeError: shapes or dtypes do not match, or the kernel is longer than the padded input.

Example:
    >>> import chainrule as cr
    >>> x = cr.tensor([1.0, 2.0, 4.0]).reshape(3, 1, 1)
    >>> w = cr.tensor([1.0, -1.0]).reshape(2, 1, 1)
    >>> cr.nn.functional.conv_tbc(x, w, cr.zeros(1)).flatten()
    tensor([-1., -2.])
)");

}  // namespace

}  // namespace chainrule
