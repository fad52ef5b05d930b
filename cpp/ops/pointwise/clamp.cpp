// clamp and its one-sided forms, with numbers and with tensors for bounds.
#include <cmath>
#include <limits>

#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/pointwise/driver.h"

namespace chainrule {

namespace {

void check_bounded(bool bounded, DType dtype) {
  check(bounded, "torch.clamp: At least one of 'min' or 'max' must not be None");
  check<NotImplementedError>(!is_complex(dtype), "clamp is not supported for complex types");
}

/// A number raises the type where its category is higher.
DType with_bound(DType dtype, const std::optional<Scalar>& bound) {
  if (!bound || category(bound->dtype()) <= category(dtype)) return dtype;
  check<NotImplementedError>(!bound->is_complex(), "clamp is not supported for complex types");
  return bound->dtype();
}

Tensor clamp_numbers(const char* name, const char* node, const Tensor& x,
                     const std::optional<Scalar>& low, const std::optional<Scalar>& high) {
  check_bounded(low || high, x.dtype());
  const DType dtype = with_bound(with_bound(x.dtype(), low), high);
  if (is_integral(dtype)) {
    check<NotImplementedError>(dtype != DType::bool_,
                               "\"clamp_scalar_cpu\" not implemented for "
                               "'Bool': convert first, as in x.int()");
    for (const auto& bound : {low, high}) {
      if (bound) check_representable(*bound, dtype);
    }
    Tensor out = to(x, dtype);
    if (low) out = maximum(out, *low);
    if (high) out = minimum(out, *high);
    return out.is_same(x) ? clone(x) : out;
  }
  constexpr double inf = std::numeric_limits<double>::infinity();
  const double lowest = low ? low->to_double() : -inf, highest = high ? high->to_double() : inf;
  if (std::isnan(lowest) || std::isnan(highest)) {  // everything becomes NaN, nothing is inside
    const Tensor out = full_like(to(detach(x), dtype), std::nan(""));
    record(node, out, {x}, {}, [](const Backward& b) -> Grads { return {zeros_like(b.grad())}; });
    return out;
  }
  return unary<Clamp>(name, node, to(x, dtype), {Unary{}, lowest, highest});
}

Tensor clamp_op(const Tensor& x, const std::optional<Scalar>& low,
                const std::optional<Scalar>& high) {
  return clamp(x, low, high);
}

/// The gradient goes to x where it lies inside, ends included, to a bound where x lies beyond it,
/// and to the upper one where the bounds have crossed.
Tensor clamp_tensors_as(const char* node, const Tensor& x, const std::optional<Tensor>& low,
                        const std::optional<Tensor>& high) {
  check_bounded(low || high, x.dtype());
  const Tensor lower = low ? *low : Tensor(), upper = high ? *high : Tensor();
  Tensor out;
  {
    const NoGrad off;
    out = x;
    if (low) out = maximum(out, lower);
    if (high) out = minimum(out, upper);
  }
  check<NotImplementedError>(!is_complex(out.dtype()), "clamp is not supported for complex types");
  check<NotImplementedError>(!low || !high || out.dtype() != DType::bool_,
                             "\"clamp_cpu\" not implemented for "
                             "'Bool': convert first, as in x.int()");
  if (any_requires_grad(x, lower, upper)) {
    record(node, out, {x, lower, upper}, {x, lower, upper}, [](const Backward& b) -> Grads {
      const Tensor &g = b.grad(), x = b.saved(0), lower = b.saved(1), upper = b.saved(2);
      const bool two = lower.defined() && upper.defined();
      Grads out(3);
      if (b.needs(0)) {
        const Tensor inside = two               ? logical_and(ge(x, lower), le(x, upper))
                              : lower.defined() ? ge(x, lower)
                                                : le(x, upper);
        out[0] = where(inside, g, Scalar(0));
      }
      if (lower.defined() && b.needs(1)) {
        const Tensor below = lt(x, lower);
        out[1] = where(two ? logical_and(below, lt(lower, upper)) : below, g, Scalar(0));
      }
      if (upper.defined() && b.needs(2)) {
        const Tensor above = gt(x, upper);
        out[2] = where(two ? logical_or(above, lt(upper, lower)) : above, g, Scalar(0));
      }
      return out;
    });
  }
  return out;
}

Tensor clamp_tensors(const Tensor& x, const std::optional<Tensor>& low,
                     const std::optional<Tensor>& high) {
  return clamp_tensors_as("ClampBackward0", x, low, high);
}
Tensor clamp_min(const Tensor& x, const Scalar& low) {
  return clamp_numbers("clamp_min", "ClampMinBackward0", x, low, std::nullopt);
}
Tensor clamp_max(const Tensor& x, const Scalar& high) {
  return clamp_numbers("clamp_max", "ClampMaxBackward0", x, std::nullopt, high);
}
Tensor clamp_min_tensor(const Tensor& x, const Tensor& low) {
  return clamp_tensors_as("ClampMinBackward1", x, low, std::nullopt);
}
Tensor clamp_max_tensor(const Tensor& x, const Tensor& high) {
  return clamp_tensors_as("ClampMaxBackward1", x, std::nullopt, high);
}

const Op kClampTensors =
    Op("clamp(Tensor input, Tensor? min=None, Tensor? max=None)", clamp_tensors)
        .inplace()
        .alias("clip")
        .doc(R"(Every element, but at least ``min`` and at most ``max``.

Bounds are numbers, or tensors that are broadcast; one of them may be left out. Where ``min`` is
larger than ``max`` the result is ``max``. The gradient is 0 where a bound holds.

Raises:
    RuntimeError: neither bound is given.

Example:
    >>> import chainrule as cr
    >>> cr.clamp(cr.tensor([-2.0, 0.5, 2.0]), min=-1, max=1)
    tensor([-1.0000,  0.5000,  1.0000])
)");
const Op kClamp =
    Op("clamp(Tensor input, Scalar? min=None, Scalar? max=None)", clamp_op)
        .inplace()
        .alias("clip")
        .doc(R"(Every element brought into [min, max]; above max where the bounds have crossed.

Args:
    min, max: two numbers, or two tensors that broadcast with the input; None does not bound.

Raises:
    RuntimeError: neither bound is given.
    NotImplementedError: complex or bool elements.

>>> import chainrule as cr
>>> cr.clamp(cr.tensor([-2.0, 0.5, 3.0]), min=-1, max=1)
tensor([-1.0000,  0.5000,  1.0000]))");
// The tensors first: one without dimensions would pass for a number, and lose its history.
const Op kClampMinTensor = Op("clamp_min(Tensor input, Tensor min)", clamp_min_tensor).inplace();
const Op kClampMin = Op("clamp_min(Tensor input, Scalar min)", clamp_min)
                         .inplace()
                         .doc(R"(Every element, but at least ``min``.

The gradient is 0 where the bound holds.

Example:
    >>> import chainrule as cr
    >>> cr.clamp_min(cr.tensor([-2.0, 0.5, 2.0]), 0)
    tensor([0.0000, 0.5000, 2.0000])
)");
const Op kClampMaxTensor = Op("clamp_max(Tensor input, Tensor max)", clamp_max_tensor).inplace();
const Op kClampMax = Op("clamp_max(Tensor input, Scalar max)", clamp_max)
                         .inplace()
                         .doc(R"(Every element, but at most ``max``.

The gradient is 0 where the bound holds.

Example:
    >>> import chainrule as cr
    >>> cr.clamp_max(cr.tensor([-2.0, 0.5, 2.0]), 1)
    tensor([-2.0000,  0.5000,  1.0000])
)");

}  // namespace

Tensor clamp(const Tensor& x, std::optional<Scalar> low, std::optional<Scalar> high) {
  return clamp_numbers("clamp", "ClampBackward1", x, low, high);
}

}  // namespace chainrule
