// Differences and integrals of samples: diff, trapezoid, cumulative_trapezoid.
#include "ops/functions.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {
namespace {

Tensor diff(const Tensor& input, int64_t n, int64_t dim, const OptTensor& prepend,
            const OptTensor& append) {
  check(input.dim() >= 1,
        "diff expects input to be at least one-dimensional, got a tensor of shape ", input.sizes());
  check(n >= 0, "order must be non-negative but got ", n);
  const int64_t d = wrap_dim(dim, input.dim());
  TensorList parts;
  const auto add_part = [&](const OptTensor& part, const char* name) {
    if (!part || !part->defined()) return;
    check(part->dim() == input.dim(),
          "diff expects prepend or append to be the same dimension as input; ", name, " has shape ",
          part->sizes(), ", input ", input.sizes());
    for (int64_t i = 0; i < input.dim(); ++i) {
      check(i == d || part->sizes()[i] == input.sizes()[i],
            "diff expects the shape of tensor to prepend or append to match that of input except "
            "along the "
            "differencing dimension; input.size(",
            i, ") = ", input.sizes()[i], ", but got ", name, ".size(", i, ") = ", part->sizes()[i]);
    }
    parts.push_back(*part);
  };
  add_part(prepend, "prepend");
  parts.push_back(input);
  add_part(append, "append");
  if (n == 0) return input;
  Tensor x = parts.size() == 1 ? input : cat(parts, d);
  for (int64_t i = std::min(n, x.sizes()[d]); i > 0; --i) {
    const int64_t left = x.sizes()[d] - 1;
    const Tensor high = narrow(x, d, 1, left);
    const Tensor low = narrow(x, d, 0, left);
    x = x.dtype() == DType::bool_ ? logical_xor(high, low) : high - low;
  }
  return x;
}

/// The zero of integrals: what is left of `y` without dimension d.
Tensor no_samples(const Tensor& y, int64_t d) {
  Dims sizes = y.sizes();
  sizes.erase(sizes.begin() + d);
  return zeros(sizes, y.dtype());
}

void check_not_bool(const char* name, const Tensor& y) {
  check(y.dtype() != DType::bool_, name,
        ": received a bool input for `x` or `y`, but bool is not supported");
}

/// Distances between sample points, shaped to broadcast with neighbouring samples of y.
Tensor steps(const char* name, const Tensor& y, const Tensor& x, int64_t d) {
  check_not_bool(name, x);
  Tensor points = x;
  if (x.dim() == 1) {
    check(x.sizes()[0] == y.sizes()[d], name,
          ": There must be one `x` value for each sample point, got ", x.sizes()[0], " for ",
          y.sizes()[d]);
    Dims sizes(y.sizes().size(), 1);
    sizes[d] = x.sizes()[0];
    points = reshape(x, sizes);
  } else if (x.dim() < y.dim()) {
    Dims sizes(y.sizes().size() - x.sizes().size(), 1);
    for (const int64_t size : x.sizes()) sizes.push_back(size);
    points = reshape(x, sizes);
  }
  const int64_t left = points.size(d) - 1;
  check(left >= 0, name, ": `x` has no points along dimension ", d, "; its shape is ", x.sizes());
  return narrow(points, d, 1, left) - narrow(points, d, 0, left);
}

Tensor neighbours(const Tensor& y, int64_t d) {
  const int64_t left = y.sizes()[d] - 1;
  return narrow(y, d, 0, left) + narrow(y, d, 1, left);
}

Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  const int64_t d = wrap_dim(dim, y.dim());
  check(y.dim() > 0, "trapezoid: `y` has no dimension to integrate along");
  if (y.sizes()[d] == 0) return no_samples(y, d);
  check_not_bool("trapezoid", y);
  const Tensor dx = steps("trapezoid", y, x, d);
  return sum(neighbours(y, d) * dx, DimSpan(&d, 1)) / 2.0;
}

Tensor trapezoid_dx(const Tensor& y, Scalar dx, int64_t dim) {
  const int64_t d = wrap_dim(dim, y.dim());
  check(y.dim() > 0, "trapezoid: `y` has no dimension to integrate along");
  if (y.sizes()[d] == 0) return no_samples(y, d);
  check_not_bool("trapezoid", y);
  const Tensor ends = select(y, d, 0) + select(y, d, -1);
  return (sum(y, DimSpan(&d, 1)) - ends * 0.5) * dx.to_double();
}

Tensor cumulative_trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  const int64_t d = wrap_dim(dim, y.dim());
  check(y.dim() > 0, "cumulative_trapezoid: `y` has no dimension to integrate along");
  check_not_bool("cumulative_trapezoid", y);
  if (y.sizes()[d] == 0) return zeros(y.sizes(), y.dtype());
  const Tensor dx = steps("cumulative_trapezoid", y, x, d);
  return cumsum(neighbours(y, d) * dx, d) / 2.0;
}

Tensor cumulative_trapezoid_dx(const Tensor& y, Scalar dx, int64_t dim) {
  const int64_t d = wrap_dim(dim, y.dim());
  check(y.dim() > 0, "cumulative_trapezoid: `y` has no dimension to integrate along");
  check_not_bool("cumulative_trapezoid", y);
  if (y.sizes()[d] == 0) return zeros(y.sizes(), y.dtype());
  return cumsum(neighbours(y, d) * (dx.to_double() / 2), d);
}

const Op kDiff =
    Op("diff(Tensor input, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None)", diff)
        .doc(R"(
The n-th difference of neighbours along a dimension: ``y[k] = x[k + 1] - x[k]``, n times over.

Args:
    input (Tensor): with at least one dimension, of any dtype (bool: exclusive or).
    n (int): how often.
    dim (int): along which.
    prepend, append (Tensor, optional): joined to the input before and after, along ``dim``.

Raises:
    RuntimeError: the input has no dimensions, ``n`` is negative, or the shapes cannot be joined.

Example:
    >>> import chainrule as cr
    >>> cr.diff(cr.tensor([1, 3, 6]))
    tensor([2, 3])
)");

constexpr auto kTrapezoidDoc = R"(
The integral of samples along a dimension by the trapezoidal rule,
``sum((x[k + 1] - x[k]) * (y[k] + y[k + 1]) / 2)``.

Args:
    y (Tensor): the samples.
    x (Tensor, optional): where they were taken; otherwise they are ``dx`` apart.
    dx (float): the spacing.
    dim (int): along which.

Raises:
    RuntimeError: bool tensors, or ``x`` and ``y`` do not match.

Example:
    >>> import chainrule as cr
    >>> cr.trapezoid(cr.tensor([1., 5., 10.]))
    tensor(10.5000)
)";
const Op kTrapezoid =
    Op("trapezoid(Tensor y, Tensor x, *, int dim=-1)", trapezoid).no_out().doc(kTrapezoidDoc);
const Op kTrapezoidDx =
    Op("trapezoid(Tensor y, *, Scalar dx=1, int dim=-1)", trapezoid_dx).no_out().doc(kTrapezoidDoc);
const Op kTrapz =
    Op("trapz(Tensor y, Tensor x, *, int dim=-1)", trapezoid).no_out().doc(kTrapezoidDoc);
const Op kTrapzDx =
    Op(
        "trapz(Tensor y, *, float dx=1, int dim=-1)",
        +[](const Tensor& y, double dx, int64_t dim) { return trapezoid_dx(y, dx, dim); })
        .no_out()
        .doc(kTrapezoidDoc);

constexpr auto kCumulativeDoc = R"(
The running integral of samples along a dimension by the trapezoidal rule: one value fewer than samples.

Args:
    y (Tensor): the samples.
    x (Tensor, optional): where they were taken; otherwise they are ``dx`` apart.
    dx (float): the spacing.
    dim (int): along which.

Raises:
    RuntimeError: bool tensors, or ``x`` and ``y`` do not match.

Example:
    >>> import chainrule as cr
    >>> cr.cumulative_trapezoid(cr.tensor([1., 5., 10.]))
    tensor([ 3.0000, 10.5000])
)";
const Op kCumulative =
    Op("cumulative_trapezoid(Tensor y, Tensor x, *, int dim=-1)", cumulative_trapezoid)
        .no_out()
        .doc(kCumulativeDoc);
const Op kCumulativeDx =
    Op("cumulative_trapezoid(Tensor y, *, Scalar dx=1, int dim=-1)", cumulative_trapezoid_dx)
        .no_out()
        .doc(kCumulativeDoc);

}  // namespace
}  // namespace chainrule
