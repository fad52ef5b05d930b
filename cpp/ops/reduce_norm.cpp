// Norms and sums of powers: linalg.vector_norm, linalg.matrix_norm, linalg.norm, norm, dist,
// renorm, logsumexp.
#include <cmath>
#include <limits>

#include "graph/record.h"
#include "ops/functions.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {
namespace {

using OptScalar = std::optional<Scalar>;

/// The norm of real elements.
Tensor raw_norm(const Tensor& x, double ord, uint64_t bits, bool keepdim) {
  const DType compute = compute_dtype(x.dtype());
  const auto run = [&](Reduction op, bool root) {
    return run_reduction({op, compute, x.dtype(), 1, root}, x, bits, keepdim);
  };
  if (ord == 2) return run(Reduction::square_sum, true);
  if (ord == 1) return run(Reduction::abs_sum, false);
  if (ord == kInf) return run(Reduction::abs_max, false);
  if (ord == 0) return run_reduction({Reduction::count, DType::bool_, x.dtype()}, x, bits, keepdim);
  const Tensor size = abs(to(detach(x), compute));
  if (ord == -kInf) return run_reduction({Reduction::min, compute, x.dtype()}, size, bits, keepdim);
  const Tensor powers =
      run_reduction({Reduction::sum, compute, compute}, pow(size, ord), bits, keepdim);
  return to(pow(powers, 1 / ord), x.dtype());
}

void check_identity(const Tensor& x, double ord, DimSpan dims) {
  if (x.numel() != 0 || (ord >= 0 && ord != kInf)) return;
  check(!dims.empty(), "linalg.vector_norm cannot compute the ", ord,
        " norm on an empty tensor because the operation does not have an identity; the input's "
        "shape is ",
        x.sizes());
  for (const int64_t d : wrap_dims(dims, x.dim())) {
    check(x.dim() == 0 || x.sizes()[d] != 0, "linalg.vector_norm cannot compute the ", ord,
          " norm on the dimension ", d,
          " because this dimension is empty and the operation does not have an identity; the "
          "input's shape is ",
          x.sizes());
  }
}

}  // namespace

Tensor norm_slope(const Tensor& grad, const Tensor& x, const Tensor& norm, double p, uint64_t bits,
                  bool keepdim) {
  const Tensor g = restore_dims(grad, x.sizes(), bits, keepdim);
  const Tensor y = restore_dims(norm, x.sizes(), bits, keepdim);
  if (p == 0) return Tensor();
  if (p == 1) return g * sign(x);
  // At a norm of 0 the gradient is the subgradient 0, and has itself none: NaN.
  if (p == 2) return g * where(eq(y, 0), 0, x / y);
  if (std::isinf(p)) {
    const Tensor hit = logical_or(eq(abs(x), y), logical_and(isnan(x), isnan(y)));
    const Tensor count =
        run_reduction({Reduction::sum, DType::int64, DType::int64}, hit, bits, true);
    return where(hit, sign(x) * (g / count), 0);
  }
  // sign(x) |x|^(p-1) g y^(1-p)
  const Tensor zero = eq(x, 0);
  if (p < 1) return sign(x) * where(zero, 0, pow(abs(x), p - 1)) * (g * pow(y, 1 - p));
  const Tensor size = where(zero, 1, abs(x));
  const Tensor power = where(zero, 0, sign(x) * pow(size, p - 1));
  return power * where(eq(y, 0), 0, g / pow(y, p - 1));
}

void check_norm_dtype(const char* name, const Tensor& x, OptDType dtype) {
  check(!is_integral(x.dtype()), name,
        ": Expected a floating point or complex tensor as input. Got ", legacy(x.dtype()),
        "; convert it first, as in x.float()");
  if (!dtype) return;
  check(!is_integral(*dtype), name, ": dtype should be floating point or complex, but got ",
        legacy(*dtype));
  check(is_complex(*dtype) == is_complex(x.dtype()), name, ": dtype should be ",
        is_complex(x.dtype()) ? "complex for complex" : "real for real", " inputs, but got ",
        legacy(*dtype));
  check(promote(x.dtype(), *dtype) == *dtype, name, ": the dtype of the input (", legacy(x.dtype()),
        ") should be convertible without narrowing to the specified dtype (", legacy(*dtype), ")");
}

Tensor vector_norm(const Tensor& input, double ord, DimSpan dims, bool keepdim, OptDType dtype) {
  check_norm_dtype("linalg.vector_norm", input, dtype);
  const uint64_t bits = dim_bits(dims, input.dim());
  check_identity(input, ord, dims);
  Tensor x = dtype ? to(input, *dtype) : input;
  if (is_complex(x.dtype())) x = abs(x);
  Tensor out = raw_norm(x, ord, bits, keepdim);
  record("LinalgVectorNormBackward0", out, {x}, {x, out},
         [ord, bits, keepdim](const Backward& b) -> Grads {
           return {norm_slope(b.grad(), b.saved(0), b.saved(1), ord, bits, keepdim)};
         });
  return out;
}

Tensor logsumexp(const Tensor& input, DimSpan dims, bool keepdim) {
  const Tensor x = is_integral(input.dtype()) ? to(input, default_dtype()) : input;
  const uint64_t bits = dim_bits(dims, x.dim());
  Tensor out;
  {
    const NoGrad no_grad;
    if (x.numel() == 0) {
      out = log(sum(exp(x), dims, keepdim));
    } else {
      const Tensor top = amax(is_complex(x.dtype()) ? real(x) : x, dims, true);
      const Tensor shift = where(isinf(top), 0, top);
      const Tensor rest = log(sum(exp(x - shift), dims, keepdim));
      out = rest + (keepdim ? shift : reshape(shift, reduced_sizes(x.sizes(), bits, false)));
    }
  }
  record("LogsumexpBackward0", out, {x}, {x, out}, [bits, keepdim](const Backward& b) -> Grads {
    const Tensor in = b.saved(0);
    const Tensor y = restore_dims(b.saved(1), in.sizes(), bits, keepdim);
    return {restore_dims(b.grad(), in.sizes(), bits, keepdim) * conj(exp(in - y))};
  });
  return out;
}

namespace {

Tensor vector_norm_op(const Tensor& x, Scalar ord, const OptDims& dims, bool keepdim,
                      OptDType dtype) {
  return vector_norm(x, ord.to_double(), span(dims), keepdim, dtype);
}

Tensor dist(const Tensor& x, const Tensor& other, Scalar p) {
  return vector_norm(x - other, p.to_double());
}

Tensor renorm(const Tensor& x, Scalar p, int64_t dim, Scalar maxnorm) {
  check(!p.is_complex(), "renorm: p must be real-valued");
  check(p.to_double() > 0, "renorm: non-positive-norm not supported, and p is ", p.to_double());
  check(!maxnorm.is_complex(), "renorm: maxnorm must be real-valued");
  check(maxnorm.to_double() >= 0, "renorm: expected maxnorm to be >= 0 but got ",
        maxnorm.to_double());
  check(x.dim() > 1, "renorm: input needs at least 2 dimensions, got ", x.dim(), " dimensions");
  const int64_t d = wrap_dim(dim, x.dim());
  Dims dims;
  for (int64_t i = 0; i < x.dim(); ++i) {
    if (i != d) dims.push_back(i);
  }
  const Tensor norm = vector_norm(x, p.to_double(), dims, true);
  const Tensor scale = where(gt(norm, maxnorm), maxnorm.to_double() / (norm + 1e-7), 1);
  return x * scale;
}

Tensor logsumexp_op(const Tensor& x, const Dims& dims, bool keepdim) {
  return logsumexp(x, dims, keepdim);
}

const Op kVectorNorm = Op("linalg.vector_norm(Tensor x, Scalar ord=2, int[1]? dim=None, bool "
                          "keepdim=False, *, dtype? dtype=None)",
                          vector_norm_op)
                           .doc(R"(
The norm of vectors, ``sum(|x| ** ord) ** (1 / ord)``; of everything or along the dimensions ``dim``.

Args:
    x (Tensor): of any shape, floating point or complex.
    ord (number): inf and -inf give the largest and the smallest size, 0 the number of elements that are not zero.
    dim (int or tuple of ints, optional): what to reduce; everything by default.
    keepdim (bool): keep the reduced dimensions, with size 1.
    dtype (dtype, optional): to compute in.

Raises:
    RuntimeError: the dtype is an integer's or bool, or there is nothing to choose from.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.vector_norm(cr.tensor([3., 4.]))
    tensor(5.)
)");

const Op kDist = Op("dist(Tensor input, Tensor other, Scalar p=2)", dist).no_out().doc(R"(
The p-norm of ``input - other``.

Args:
    input, other (Tensor): floating point or complex, of shapes that broadcast.
    p (number): which norm.

Example:
    >>> import chainrule as cr
    >>> cr.dist(cr.tensor([1., 2.]), cr.tensor([4., 6.]))
    tensor(5.)
)");

const Op kRenorm =
    Op("renorm(Tensor input, Scalar p, int dim, Scalar maxnorm)", renorm).inplace().doc(R"(
Scales down each slice along ``dim`` whose p-norm exceeds ``maxnorm``, so that it no longer does.

Args:
    input (Tensor): with at least two dimensions, floating point or complex.
    p (number): which norm, above 0.
    dim (int): along which the slices lie.
    maxnorm (number): the bound.

Raises:
    RuntimeError: fewer than two dimensions, or ``p`` or ``maxnorm`` out of range.

Example:
    >>> import chainrule as cr
    >>> cr.renorm(cr.tensor([[3., 4.], [0.3, 0.4]]), p=2, dim=0, maxnorm=1)
    tensor([[0.6000, 0.8000],
            [0.3000, 0.4000]])
)");

const Op kLogsumexp = Op("logsumexp(Tensor input, int[1] dim, bool keepdim=False)", logsumexp_op)
                          .alias("special.logsumexp")
                          .doc(R"(
The logarithm of the sum of exponentials along the dimensions ``dim``, without overflow.

Args:
    input (Tensor): of any shape and dtype.
    dim (int or tuple of ints): what to reduce.
    keepdim (bool): keep the reduced dimensions, with size 1.

Example:
    >>> import chainrule as cr
    >>> cr.logsumexp(cr.tensor([[0., 0.], [1000., 0.]]), dim=1)
    tensor([6.9315e-01, 1.0000e+03])
)");

}  // namespace
}  // namespace chainrule
