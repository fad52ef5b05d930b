// Norms of matrices, and the functions that choose between norms of vectors and of matrices:
// linalg.matrix_norm, linalg.norm, norm.
#include <cmath>
#include <limits>

#include "ops/functions.h"
#include "ops/linalg.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {
namespace {

using OptScalar = std::optional<Scalar>;

// ---- matrices ----

std::pair<int64_t, int64_t> matrix_dims(const Tensor& x, const Dims& dims) {
  check(x.dim() >= 2,
        "linalg.matrix_norm: The input tensor A must have at least 2 dimensions. Got one of shape ",
        x.sizes());
  if (dims.size() == 1) {
    fail("linalg.matrix_norm: dim must be a 2-tuple. Got ", dims[0]);
  }
  check(dims.size() == 2, "linalg.matrix_norm: dim must be a 2-tuple. Got ", dims);
  const int64_t a = wrap_dim(dims[0], x.dim());
  const int64_t b = wrap_dim(dims[1], x.dim());
  check(a != b, "linalg.matrix_norm: dims must be different. Got (", dims[0], ", ", dims[1], ")");
  return {a, b};
}

/// Singular values along a new last dimension, of the matrices in dimensions a and b.
Tensor singular_values(const Tensor& x, int64_t a, int64_t b) {
  return linalg::svdvals(movedim(x, Dims{a, b}, Dims{-2, -1}));
}

Tensor with_dims(const Tensor& out, const Tensor& x, int64_t a, int64_t b, bool keepdim) {
  if (!keepdim) return out;
  return reshape(out, reduced_sizes(x.sizes(), (uint64_t{1} << a) | (uint64_t{1} << b), true));
}

Tensor matrix_norm_number(const Tensor& input, Scalar ord, const Dims& dims, bool keepdim,
                          OptDType dtype) {
  const auto [a, b] = matrix_dims(input, dims);
  const double p = ord.to_double();
  const double size = std::fabs(p);
  check(size == 1 || size == 2 || size == kInf, "linalg.matrix_norm: Order ", p,
        " not supported. Use 1, -1, 2, -2, inf, -inf, 'fro' or 'nuc'.");
  check_norm_dtype("linalg.matrix_norm", input, dtype);
  const Tensor x = dtype ? to(input, *dtype) : input;
  if (size == 2) {
    const Tensor values = singular_values(x, a, b);
    const int64_t last = -1;
    if (values.sizes().back() == 0 && p > 0)
      return with_dims(sum(values, DimSpan(&last, 1)), x, a, b, keepdim);
    return with_dims(p > 0 ? amax(values, DimSpan(&last, 1)) : amin(values, DimSpan(&last, 1)), x,
                     a, b, keepdim);
  }
  // Sums along one of the two dimensions, the extreme of them along the other.
  const int64_t summed = size == 1 ? a : b;
  const int64_t other = size == 1 ? b : a;
  const Tensor sums = vector_norm(x, 1, DimSpan(&summed, 1), true);
  const Tensor out =
      p > 0 ? amax(sums, DimSpan(&other, 1), true) : amin(sums, DimSpan(&other, 1), true);
  return keepdim ? out
                 : reshape(out, reduced_sizes(x.sizes(), (uint64_t{1} << a) | (uint64_t{1} << b),
                                              false));
}

Tensor matrix_norm_named(const Tensor& input, const std::string& ord, const Dims& dims,
                         bool keepdim, OptDType dtype) {
  check(ord == "fro" || ord == "nuc", "linalg.matrix_norm: Order ", ord,
        " not supported. Use 1, -1, 2, -2, inf, -inf, 'fro' or 'nuc'.");
  const auto [a, b] = matrix_dims(input, dims);
  check_norm_dtype("linalg.matrix_norm", input, dtype);
  if (ord == "fro") return vector_norm(input, 2, Dims{a, b}, keepdim, dtype);
  const Tensor x = dtype ? to(input, *dtype) : input;
  const int64_t last = -1;
  return with_dims(sum(singular_values(x, a, b), DimSpan(&last, 1)), x, a, b, keepdim);
}

// ---- linalg.norm and norm choose between the two ----

Dims last_two(const Tensor& x, const OptDims& dims) {
  if (dims) return *dims;
  check(x.dim() <= 2,
        "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ",
        x.dim(), "D.");
  return Dims{0, 1};
}

Tensor norm_number(const Tensor& x, const OptScalar& ord, const OptDims& dims, bool keepdim,
                   OptDType dtype) {
  check(!dims || dims->size() == 1 || dims->size() == 2,
        "linalg.norm: If dim is specified, it must be of length 1 or 2. Got ",
        dims ? *dims : Dims());
  if (!ord) return vector_norm(x, 2, span(dims), keepdim, dtype);
  check(dims || x.dim() == 1 || x.dim() == 2,
        "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ",
        x.dim(), "D.");
  const bool matrix = dims ? dims->size() == 2 : x.dim() == 2;
  return matrix ? matrix_norm_number(x, *ord, last_two(x, dims), keepdim, dtype)
                : vector_norm(x, ord->to_double(), span(dims), keepdim, dtype);
}

Tensor norm_named(const Tensor& x, const std::string& ord, const OptDims& dims, bool keepdim,
                  OptDType dtype) {
  check(!dims || dims->size() == 1 || dims->size() == 2,
        "linalg.norm: If dim is specified, it must be of length 1 or 2. Got ",
        dims ? *dims : Dims());
  check(dims || x.dim() == 1 || x.dim() == 2,
        "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ",
        x.dim(), "D.");
  return matrix_norm_named(x, ord, last_two(x, dims), keepdim, dtype);
}

/// torch.norm: numbers are vector norms over any dimensions, names as in linalg.
Tensor old_norm(const Tensor& x, const OptScalar& p, const OptDims& dims, bool keepdim,
                OptDType dtype) {
  return vector_norm(x, p ? p->to_double() : 2, span(dims), keepdim, dtype);
}
Tensor old_norm_named(const Tensor& x, const std::string& p, const OptDims& dims, bool keepdim,
                      OptDType dtype) {
  if (p == "fro") return vector_norm(x, 2, span(dims), keepdim, dtype);
  Dims every;
  for (int64_t d = 0; d < x.dim(); ++d) every.push_back(d);
  return matrix_norm_named(x, p, dims ? *dims : every, keepdim, dtype);
}

constexpr auto kMatrixNormDoc = R"(
The norm of matrices: 'fro' (root of the sum of squares), 'nuc' (sum of singular values), 2 and -2 (largest and smallest
singular value), 1 and -1 (largest and smallest sum of a column's sizes), inf and -inf (of a row's).

Args:
    A (Tensor): with at least two dimensions, floating point or complex.
    ord (number or str): as above.
    dim (tuple of two ints): which dimensions hold the matrices.
    keepdim (bool): keep the reduced dimensions, with size 1.
    dtype (dtype, optional): to compute in.

Raises:
    RuntimeError: an unknown ``ord``, or dimensions that do not make matrices.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.matrix_norm(cr.tensor([[3., 0.], [0., 4.]]))
    tensor(5.)
)";
const Op kMatrixNorm = Op("linalg.matrix_norm(Tensor A, str ord='fro', int[2] dim=[-2, -1], bool "
                          "keepdim=False, *, dtype? dtype=None)",
                          matrix_norm_named)
                           .doc(kMatrixNormDoc);
const Op kMatrixNormNumber = Op("linalg.matrix_norm(Tensor A, Scalar ord, int[2] dim=[-2, -1], "
                                "bool keepdim=False, *, dtype? dtype=None)",
                                matrix_norm_number)
                                 .doc(kMatrixNormDoc);

constexpr auto kLinalgNormDoc = R"(
The norm of vectors or matrices. Without ``ord`` the 2-norm of all elements (or along ``dim``); with it, that of
:func:`linalg.vector_norm` for one dimension and of :func:`linalg.matrix_norm` for two.

Args:
    A (Tensor): floating point or complex.
    ord (number or str, optional): which norm.
    dim (int or tuple of ints, optional): one dimension for vectors, two for matrices.
    keepdim (bool): keep the reduced dimensions, with size 1.
    dtype (dtype, optional): to compute in.

Raises:
    RuntimeError: an unknown ``ord``, or a number of dimensions that fits neither.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.norm(cr.tensor([[3., 0.], [0., 4.]]), ord=1)
    tensor(4.)
)";
const Op kLinalgNorm = Op("linalg.norm(Tensor A, Scalar? ord=None, int[1]? dim=None, bool "
                          "keepdim=False, *, dtype? dtype=None)",
                          norm_number)
                           .doc(kLinalgNormDoc);
const Op kLinalgNormNamed =
    Op("linalg.norm(Tensor A, str ord, int[1]? dim=None, bool keepdim=False, *, dtype? dtype=None)",
       norm_named)
        .doc(kLinalgNormDoc);

const Op kNorm =
    Op("norm(Tensor input, str p='fro', int[1]? dim=None, bool keepdim=False, dtype? dtype=None)",
       old_norm_named)
        .doc(R"(
The norm of all elements or along the dimensions ``dim``: a number ``p`` as in :func:`linalg.vector_norm`, 'fro' the same
as 2, 'nuc' the sum of singular values of matrices.

Args:
    input (Tensor): floating point or complex.
    p (number or str): which norm.
    dim (int or tuple of ints, optional): what to reduce; everything by default.
    keepdim (bool): keep the reduced dimensions, with size 1.
    dtype (dtype, optional): to compute in.

Raises:
    RuntimeError: the dtype is an integer's or bool, or an unknown ``p``.

Example:
    >>> import chainrule as cr
    >>> cr.norm(cr.tensor([[3., 0.], [0., 4.]]))
    tensor(5.)
)");
const Op kNormNumber =
    Op("norm(Tensor input, Scalar? p, int[1]? dim=None, bool keepdim=False, dtype? dtype=None)",
       old_norm);

}  // namespace

namespace linalg {

Tensor matrix_norm(const Tensor& a, double ord) {
  return matrix_norm_number(a, ord, Dims{-2, -1}, false, std::nullopt);
}
Tensor matrix_norm(const Tensor& a, const std::string& ord) {
  return matrix_norm_named(a, ord, Dims{-2, -1}, false, std::nullopt);
}

}  // namespace linalg
}  // namespace chainrule
