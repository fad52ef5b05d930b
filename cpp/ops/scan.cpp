// Running reductions: cumsum, cumprod, cummax, cummin, logcumsumexp.
//
// Note [Derivatives of running products]
// With y_k = x_0 ... x_k and cotangents g, the cotangent of x_k is (x_0 ... x_{k-1}) times the sum
// over i >= k of g_i x_{k+1} ... x_i. The sum obeys S_k = g_k + x_{k+1} S_{k+1}: a linear
// recurrence run backwards, so nothing is divided, zeros need no special case, and time is linear.
// The adjoint of the recurrence is its transpose, which gives derivatives of every order.
// logcumsumexp has the same form with factors exp(y_k - y_{k+1}) <= 1.
#include "ops/scan.h"

#include "graph/record.h"
#include "kernels/scan.h"
#include "ops/indexing.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"
#include "ops/shape.h"

namespace chainrule {
namespace {

Tensor raw_scan(Scan op, const Tensor& x, int64_t dim, bool reverse, Tensor* indices = nullptr) {
  Tensor out = empty(x.sizes(), x.dtype());
  Dims sizes = x.sizes();
  Dims strides = x.strides();
  if (sizes.empty()) {
    sizes.push_back(1);
    strides.push_back(1);
  }
  if (indices) *indices = empty(x.sizes(), DType::int64);
  scan({op, x.dtype(), x.bytes(), sizes, strides, dim, reverse, out.bytes(),
        indices ? indices->data<int64_t>() : nullptr});
  return out;
}

/// The input in the type that a running sum or product is made in.
Tensor scan_input(const Tensor& x, OptDType dtype) {
  return to(x, dtype ? *dtype : is_integral(x.dtype()) ? DType::int64 : x.dtype());
}

Tensor running_sum(const char* node, const Tensor& x, int64_t dim, bool reverse) {
  Tensor out = raw_scan(Scan::sum, x, dim, reverse);
  record(node, out, {x}, {}, [dim, reverse](const Backward& b) -> Grads {
    return {running_sum("CumsumBackward0", b.grad(), dim, !reverse)};
  });
  return out;
}

}  // namespace

Tensor recurrence(const Tensor& a, const Tensor& b, int64_t dim, bool transposed) {
  const Tensor factors = contiguous(detach(a));
  const Tensor terms = contiguous(detach(b));
  Tensor out = empty(terms.sizes(), terms.dtype());
  const auto& sizes = terms.sizes();
  int64_t outer = 1;
  int64_t inner = 1;
  for (int64_t d = 0; d < terms.dim(); ++d) {
    if (d < dim) outer *= sizes[d];
    if (d > dim) inner *= sizes[d];
  }
  const int64_t n = terms.dim() == 0 ? 1 : sizes[dim];
  recurrence(
      {terms.dtype(), factors.bytes(), terms.bytes(), out.bytes(), outer, n, inner, transposed});
  record("RecurrenceBackward0", out, {a, b}, {a, out},
         [dim, transposed](const Backward& back) -> Grads {
           const Tensor factor = back.saved(0);
           const Tensor y = conj(back.saved(1));
           const Tensor v = recurrence(conj(factor), back.grad(), dim, !transposed);
           if (!back.needs(0)) return {Tensor(), v};
           return {transposed ? delayed(v, dim, 0) * y : v * delayed(y, dim, 0), v};
         });
  return out;
}

Tensor delayed(const Tensor& x, int64_t dim, double first) {
  if (x.dim() == 0) return full(DimSpan(), first, x.dtype());
  if (x.sizes()[dim] == 0) return x;
  Dims sizes = x.sizes();
  sizes[dim] = 1;
  return cat({full(sizes, first, x.dtype()), narrow(x, dim, 0, x.sizes()[dim] - 1)}, dim);
}

Tensor prod_of_others(const Tensor& x, int64_t dim) {
  if (x.dim() == 0) return ones(DimSpan(), x.dtype());
  Dims sizes = x.sizes();
  const int64_t n = sizes[dim];
  if (n == 0) return x;
  sizes[dim] = n - 1;
  Dims last = x.sizes();
  last[dim] = 1;
  const Tensor end = cat({zeros(sizes, x.dtype()), ones(last, x.dtype())}, dim);
  return delayed(cumprod(x, dim), dim, 1) * recurrence(x, end, dim, true);
}

Tensor cumsum(const Tensor& x, int64_t dim, OptDType dtype) {
  return running_sum("CumsumBackward0", scan_input(x, dtype), wrap_dim(dim, x.dim()), false);
}

Tensor cumprod(const Tensor& input, int64_t dim, OptDType dtype) {
  const int64_t d = wrap_dim(dim, input.dim());
  const Tensor x = scan_input(input, dtype);
  Tensor out = raw_scan(Scan::prod, x, d, false);
  record("CumprodBackward0", out, {x}, {x, out}, [d](const Backward& b) -> Grads {
    const bool narrow_type = is_reduced_float(b.grad().dtype());
    const auto wide = [&](const Tensor& t) { return narrow_type ? to(t, DType::float32) : t; };
    const Tensor factor = conj(wide(b.saved(0)));
    const Tensor before = delayed(conj(wide(b.saved(1))), d, 1);
    return {before * recurrence(factor, wide(b.grad()), d, true)};
  });
  return out;
}

namespace {

Tensor logcumsumexp(const Tensor& x, int64_t dim) {
  const int64_t d = wrap_dim(dim, x.dim());
  check<NotImplementedError>(!is_integral(x.dtype()),
                             "\"logcumsumexp_out_cpu\" not implemented for '", legacy(x.dtype()),
                             "'; convert the input first, as in x.float()");
  Tensor out = raw_scan(Scan::logsumexp, x, d, false);
  record("LogcumsumexpBackward0", out, {x}, {x, out}, [d](const Backward& b) -> Grads {
    const bool narrow_type = is_reduced_float(b.grad().dtype());
    const auto wide = [&](const Tensor& t) { return narrow_type ? to(t, DType::float32) : t; };
    const Tensor input = wide(b.saved(0));
    const Tensor y = wide(b.saved(1));
    if (input.dim() == 0 || input.numel() == 0) return {b.grad()};
    // A sum of nothing but zeros (-inf) passes nothing on.
    const Tensor nothing =
        is_complex(y.dtype()) ? Tensor() : eq(y, -std::numeric_limits<double>::infinity());
    const auto ratio = [&](const Tensor& exponent) {
      return conj(nothing.defined() ? where(nothing, 0, exp(exponent)) : exp(exponent));
    };
    const Tensor sums = recurrence(ratio(delayed(y, d, 0) - y), wide(b.grad()), d, true);
    return {sums * ratio(input - y)};
  });
  return out;
}

TensorPair running_extreme(const char* name, const char* node, Scan op, const Tensor& x,
                           int64_t dim) {
  const int64_t d = wrap_dim(dim, x.dim());
  check<NotImplementedError>(!is_complex(x.dtype()), name,
                             "(): complex numbers have no order, and the input is ",
                             full_name(x.dtype()));
  Tensor indices;
  Tensor values = raw_scan(op, x, d, false, &indices);
  record(node, values, {x}, {indices}, [d, sizes = x.sizes()](const Backward& b) -> Grads {
    return {place_along(b.grad(), sizes, d, b.saved(0), true)};
  });
  return {values, indices};
}
TensorPair cummax(const Tensor& x, int64_t dim) {
  return running_extreme("cummax", "CummaxBackward0", Scan::max, x, dim);
}
TensorPair cummin(const Tensor& x, int64_t dim) {
  return running_extreme("cummin", "CumminBackward0", Scan::min, x, dim);
}

const Op kCumsum =
    Op("cumsum(Tensor input, int dim, *, dtype? dtype=None)", cumsum).inplace().doc(R"(
The running sum along a dimension: ``y[k] = x[0] + ... + x[k]``.

Args:
    input (Tensor): of any shape and dtype.
    dim (int): along which.
    dtype (dtype, optional): of the result, and of the additions; integers and bool sum to int64 without it.

Raises:
    IndexError: the dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.cumsum(cr.tensor([1., 2., 3.]), dim=0)
    tensor([1., 3., 6.])
)");
const Op kCumprod =
    Op("cumprod(Tensor input, int dim, *, dtype? dtype=None)", cumprod).inplace().doc(R"(
The running product along a dimension: ``y[k] = x[0] * ... * x[k]``. Its gradient takes linear time and is right where
there are zeros.

Args:
    input (Tensor): of any shape and dtype.
    dim (int): along which.
    dtype (dtype, optional): of the result, and of the products; integers and bool give int64 without it.

Raises:
    IndexError: the dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.cumprod(cr.tensor([1., 2., 3.]), dim=0)
    tensor([1., 2., 6.])
)");
const Op kLogcumsumexp = Op("logcumsumexp(Tensor input, int dim)", logcumsumexp).doc(R"(
The logarithm of the running sum of exponentials: ``y[k] = log(exp(x[0]) + ... + exp(x[k]))``, without overflow.

Args:
    input (Tensor): of any shape, floating point or complex.
    dim (int): along which.

Raises:
    IndexError: the dimension is out of range.
    NotImplementedError: the dtype is an integer's or bool.

Example:
    >>> import chainrule as cr
    >>> cr.logcumsumexp(cr.tensor([0., 0., 1000.]), dim=0)
    tensor([0.0000e+00, 6.9315e-01, 1.0000e+03])
)");
const Op kCummax =
    Op("cummax(Tensor input, int dim) -> (Tensor values, Tensor indices)", cummax).doc(R"(
The running maximum along a dimension, and where it was met (the last of equal elements).

Args:
    input (Tensor): of any shape and real dtype.
    dim (int): along which.

Returns:
    (Tensor, Tensor): a named tuple ``(values, indices)``.

Raises:
    IndexError: the dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> values, indices = cr.cummax(cr.tensor([1., 3., 2.]), dim=0)
    >>> values, indices
    (tensor([1., 3., 3.]), tensor([0, 1, 1]))
)");
const Op kCummin =
    Op("cummin(Tensor input, int dim) -> (Tensor values, Tensor indices)", cummin).doc(R"(
The running minimum along a dimension, and where it was met (the last of equal elements).

Args:
    input (Tensor): of any shape and real dtype.
    dim (int): along which.

Returns:
    (Tensor, Tensor): a named tuple ``(values, indices)``.

Raises:
    IndexError: the dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> values, indices = cr.cummin(cr.tensor([3., 1., 2.]), dim=0)
    >>> values, indices
    (tensor([3., 1., 1.]), tensor([0, 1, 1]))
)");

}  // namespace
}  // namespace chainrule
