// softmax, log_softmax, softmin.
#include "ops/softmax.h"

#include "graph/record.h"
#include "kernels/softmax.h"
#include "ops/functions.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {
namespace {

/// The kernel on x (or on a cotangent, with the result y); no graph. 16-bit floats go through
/// float32.
Tensor raw_softmax(bool log, const Tensor& x, const Tensor& y, int64_t dim) {
  const NoGrad no_grad;
  if (is_reduced_float(x.dtype())) {
    const Tensor wide_y = y.defined() ? to(y, DType::float32) : y;
    return to(raw_softmax(log, to(x, DType::float32), wide_y, dim), x.dtype());
  }
  const Tensor in = contiguous(x);
  const Tensor result = y.defined() ? contiguous(y) : y;
  Tensor out = empty(in.sizes(), in.dtype());
  SoftmaxTask task{
      log,        in.dtype(), 1, 1, 1, in.bytes(), result.defined() ? result.bytes() : nullptr,
      out.bytes()};
  for (int64_t d = 0; d < in.dim(); ++d) {
    (d < dim ? task.outer : d == dim ? task.n : task.inner) *= in.sizes()[d];
  }
  run_softmax(task);
  return out;
}

/// The derivative: by the fused kernel, or in operations where it is to be differentiated itself.
Tensor slope(bool log, const Tensor& g, const Tensor& y, int64_t dim) {
  if (!grad_enabled()) return raw_softmax(log, to(g, y.dtype()), y, dim);
  const DimSpan along(&dim, 1);
  if (log) return g - exp(y) * sum(g, along, true);
  return y * (g - sum(g * y, along, true));
}

Tensor soft(const char* node, bool log, const Tensor& x, int64_t dim) {
  const int64_t d = wrap_dim(dim, x.dim());
  check<NotImplementedError>(is_floating(x.dtype()), log ? "\"log_softmax" : "\"softmax",
                             d + 1 >= x.dim() ? "_lastdim_kernel_impl" : "_kernel_impl",
                             "\" not implemented for '", legacy(x.dtype()),
                             "'; convert the input first, as in x.float(), or pass dtype=");
  Tensor out = raw_softmax(log, x, Tensor(), d);
  record(node, out, {x}, {out},
         [log, d](const Backward& b) -> Grads { return {slope(log, b.grad(), b.saved(0), d)}; });
  return out;
}

}  // namespace

Tensor softmax(const Tensor& x, int64_t dim) { return soft("SoftmaxBackward0", false, x, dim); }
Tensor log_softmax(const Tensor& x, int64_t dim) {
  return soft("LogSoftmaxBackward0", true, x, dim);
}

namespace {

Tensor softmax_op(const Tensor& x, int64_t dim, OptDType dtype) {
  return softmax(dtype ? to(x, *dtype) : x, dim);
}
Tensor log_softmax_op(const Tensor& x, int64_t dim, OptDType dtype) {
  return log_softmax(dtype ? to(x, *dtype) : x, dim);
}

/// nn.functional lets the dimension be left out, with a warning.
int64_t chosen_dim(const char* name, const Tensor& x, std::optional<int64_t> dim) {
  if (dim) return *dim;
  warn(concat("Implicit dimension choice for ", name,
              " has been deprecated. Change the call to include dim=X as an argument."));
  return x.dim() == 0 || x.dim() == 1 || x.dim() == 3 ? 0 : 1;
}
Tensor functional_softmax(const Tensor& x, std::optional<int64_t> dim, int64_t, OptDType dtype) {
  return softmax_op(x, chosen_dim("softmax", x, dim), dtype);
}
Tensor functional_log_softmax(const Tensor& x, std::optional<int64_t> dim, int64_t,
                              OptDType dtype) {
  return log_softmax_op(x, chosen_dim("log_softmax", x, dim), dtype);
}
Tensor functional_softmin(const Tensor& x, std::optional<int64_t> dim, int64_t, OptDType dtype) {
  return softmax_op(-x, chosen_dim("softmin", x, dim), dtype);
}

constexpr auto kSoftmaxDoc = R"(
``exp(x) / sum(exp(x))`` along a dimension: positive numbers that add up to one. The largest element is subtracted first,
so nothing overflows.

Args:
    input (Tensor): of any shape, floating point.
    dim (int): along which.
    dtype (dtype, optional): the input is converted to it first.

Raises:
    IndexError: the dimension is out of range.
    NotImplementedError: the dtype is not floating point.

Example:
    >>> import chainrule as cr
    >>> cr.softmax(cr.tensor([0., 0., 0., 0.]), dim=0)
    tensor([0.2500, 0.2500, 0.2500, 0.2500])
)";
constexpr auto kLogSoftmaxDoc = R"(
``x - log(sum(exp(x)))`` along a dimension: the logarithm of :func:`softmax`, but exact where that is tiny.

Args:
    input (Tensor): of any shape, floating point.
    dim (int): along which.
    dtype (dtype, optional): the input is converted to it first.

Raises:
    IndexError: the dimension is out of range.
    NotImplementedError: the dtype is not floating point.

Example:
    >>> import chainrule as cr
    >>> cr.log_softmax(cr.tensor([0., 1000.]), dim=0)
    tensor([-1000.,     0.])
)";
constexpr auto kSoftminDoc = R"(
:func:`softmax` of ``-input``: the smallest element gets the most.

Args:
    input (Tensor): of any shape, floating point.
    dim (int): along which.
    dtype (dtype, optional): of the result.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.softmin(cr.tensor([0., 0.]), dim=0)
    tensor([0.5000, 0.5000])
)";

const Op kSoftmax = Op("softmax(Tensor input, int dim, dtype? dtype=None)", softmax_op)
                        .alias("special.softmax")
                        .doc(kSoftmaxDoc);
const Op kLogSoftmax = Op("log_softmax(Tensor input, int dim, dtype? dtype=None)", log_softmax_op)
                           .alias("special.log_softmax")
                           .doc(kLogSoftmaxDoc);
const Op kFunctionalSoftmax =
    Op("nn.functional.softmax(Tensor input, int? dim=None, int _stacklevel=3, dtype? dtype=None)",
       functional_softmax)
        .no_out()
        .doc(kSoftmaxDoc);
const Op kFunctionalLogSoftmax = Op("nn.functional.log_softmax(Tensor input, int? dim=None, int "
                                    "_stacklevel=3, dtype? dtype=None)",
                                    functional_log_softmax)
                                     .no_out()
                                     .doc(kLogSoftmaxDoc);
const Op kSoftmin =
    Op("nn.functional.softmin(Tensor input, int? dim=None, int _stacklevel=3, dtype? dtype=None)",
       functional_softmin)
        .no_out()
        .doc(kSoftminDoc);

}  // namespace
}  // namespace chainrule
