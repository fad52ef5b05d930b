// Draws from the gamma distribution, differentiable in its shape.
#include "kernels/sampling.h"
#include "ops/functions.h"
#include "ops/long_work.h"
#include "ops/random.h"
#include "ops/raw.h"
#include "ops/special_map.h"

namespace chainrule {

namespace {

/// dx/da at a fixed quantile (Figurnov, Mohamed and Mnih, "Implicit reparameterization gradients",
/// 2018). It has no derivative of its own.
Tensor gamma_slope(const Tensor& a, const Tensor& x) {
  Tensor out = map<special::gamma_quantile_slope>("_standard_gamma_grad", a, x);
  if (any_requires_grad(a, x)) {
    record("StandardGammaGradBackward0", out, {a, x}, {}, [](const Backward&) -> Grads {
      fail<NotImplementedError>(
          "the derivative for '_standard_gamma_grad' is not implemented: "
          "samples can be differentiated once");
    });
  }
  return out;
}

Tensor standard_gamma(const Tensor& x, Generator* generator) {
  if (!is_floating(x.dtype())) {
    fail<NotImplementedError>("\"_standard_gamma\" not implemented for '",
                              kDTypes[static_cast<size_t>(x.dtype())].legacy,
                              "': the shape has to be floating-point");
  }
  check_half("_standard_gamma", SixteenBit::refused, x);
  const Tensor shape = contiguous(to(detach(x), DType::float64));
  Tensor drawn = empty(x.sizes(), DType::float64);
  {
    const auto work = long_work(drawn.numel());
    fill_gamma(generator_or_default(generator), drawn.data<double>(), shape.data<double>(),
               drawn.numel());
  }
  Tensor out = empty_like(x);
  copy_into(out, drawn);
  if (any_requires_grad(x)) {
    record("StandardGammaBackward0", out, {x}, {x, out}, [](const Backward& b) -> Grads {
      return {b.grad() * gamma_slope(b.saved(0), b.saved(1))};
    });
  }
  return out;
}

const Op kStandardGamma =
    Op("_standard_gamma(Tensor input, Generator? generator=None)", standard_gamma)
        .no_out()
        .function_only()
        .doc(R"(Draws from gamma distributions of scale 1, differentiable in their shapes.

Args:
    input: the shapes, float32 or float64, positive.
    generator: where the numbers come from; the default generator if not given.

Returns:
    A tensor of the same shape and dtype, one draw for each element. Marsaglia and Tsang's method (2000);
    the derivative is that of a fixed quantile.

Example:
    >>> import chainrule as cr
    >>> bool((cr._standard_gamma(cr.ones(5)) > 0).all())
    True
)");

}  // namespace

}  // namespace chainrule
