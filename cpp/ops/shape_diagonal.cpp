// Triangles and diagonals: tril, triu, diag, diag_embed, diagflat, fill_diagonal_. What may not
// live here: the view of a diagonal (views_cut.cpp).
#include "graph/record.h"
#include "kernels/triangle.h"
#include "ops/creation.h"
#include "ops/cut.h"
#include "ops/functions.h"
#include "ops/inplace.h"
#include "ops/long_work.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

Tensor triangle(const Tensor& x, int64_t diagonal, bool upper) {
  check(x.dim() >= 2, upper ? "triu" : "tril",
        ": input tensor must have at least 2 dimensions, but has shape ", x.sizes());
  const int64_t rows = x.sizes()[x.dim() - 2];
  const int64_t columns = x.sizes()[x.dim() - 1];
  const int64_t within = std::clamp(diagonal, -rows - 1, columns + 1);
  Tensor dense = x;
  if (!x.is_contiguous()) {
    dense = empty(x.sizes(), x.dtype());
    copy_into(dense, x);
  }
  Tensor out = empty(x.sizes(), x.dtype());
  {
    const auto work = long_work(out.numel());
    const int64_t matrices = rows * columns == 0 ? 0 : x.numel() / (rows * columns);
    copy_triangle(x.item_size(), matrices, rows, columns, within, upper, out.bytes(),
                  dense.bytes());
  }
  record(
      upper ? "TriuBackward0" : "TrilBackward0", out, {x}, {},
      [within, upper](const Backward& b) -> Grads { return {triangle(b.grad(), within, upper)}; });
  return out;
}

}  // namespace

Tensor tril(const Tensor& x, int64_t diagonal) { return triangle(x, diagonal, false); }
Tensor triu(const Tensor& x, int64_t diagonal) { return triangle(x, diagonal, true); }

Tensor diag_embed(const Tensor& x, int64_t offset, int64_t dim1, int64_t dim2) {
  const int64_t ndim = x.dim() + 1;
  const int64_t a = wrap_dim(dim1, ndim);
  const int64_t b = wrap_dim(dim2, ndim);
  check(a != b, "diagonal dimensions cannot be identical ", dim1, ", ", dim2);
  int64_t side = x.sizes().back();
  check(!(offset < 0 ? __builtin_sub_overflow(side, offset, &side)
                     : __builtin_add_overflow(side, offset, &side)),
        "diag_embed: offset ", offset, " is too large");
  Dims sizes = x.sizes();
  sizes.pop_back();
  sizes.insert(sizes.begin() + std::min(a, b), side);
  sizes.insert(sizes.begin() + std::max(a, b), side);
  Tensor out = zeros(sizes, x.dtype());
  copy_into(DiagonalRule{offset, a, b}(Window::of(out)).on(out), x);
  record("DiagEmbedBackward0", out, {x}, {}, [offset, a, b](const Backward& back) -> Grads {
    return {diagonal(back.grad(), offset, a, b)};
  });
  return out;
}

namespace {

Tensor diag(const Tensor& x, int64_t diagonal_offset) {
  check(x.dim() == 1 || x.dim() == 2, "diag(): Supports 1D or 2D tensors. Got ", x.dim(), "D");
  if (x.dim() == 1) return diag_embed(x, diagonal_offset);
  return clone(diagonal(x, diagonal_offset));
}

Tensor diagflat(const Tensor& x, int64_t offset) {
  return diag_embed(reshape(x, Dims{-1}), offset);
}

Tensor fill_diagonal_(const Tensor& x, const Scalar& value, bool wrap) {
  check(x.dim() >= 2, "dimensions must larger than 1, but the shape is ", x.sizes());
  bool cube = true;
  for (const int64_t size : x.sizes()) cube &= size == x.sizes()[0];
  check(x.dim() == 2 || cube, "all dimensions of input must be of equal length, but the shape is ",
        x.sizes());
  check_representable(value, x.dtype());
  int64_t step = 0;
  for (const int64_t stride : x.strides()) step += stride;
  const int64_t rows = x.sizes()[0];
  const int64_t columns = x.sizes()[1];
  int64_t length = rows;
  if (x.dim() == 2) length = std::min(rows, columns);
  fill_inplace(as_strided(x, Dims{length}, Dims{step}, x.offset()), value);
  if (wrap && x.dim() == 2 && rows > columns + 1) {
    // The diagonal starts anew below the square, after an empty row.
    const int64_t stride = x.strides()[0];
    for (int64_t top = columns + 1; top < rows; top += columns + 1) {
      const int64_t part = std::min(columns, rows - top);
      fill_inplace(as_strided(x, Dims{part}, Dims{step}, x.offset() + top * stride), value);
    }
  }
  return x;
}

const Op kTril = Op("tril(Tensor input, int diagonal=0)", tril)
                     .inplace()
                     .doc(R"(The lower triangle of matrices; the rest is zero.

Args:
    input: at least two dimensions.
    diagonal: the last diagonal that is kept: 0 the main one, positive above it, negative below.

Returns:
    A new tensor.

Raises:
    RuntimeError: the input has fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.tril(cr.ones(3, 3))
    tensor([[1., 0., 0.],
            [1., 1., 0.],
            [1., 1., 1.]])
)");

const Op kTriu = Op("triu(Tensor input, int diagonal=0)", triu)
                     .inplace()
                     .doc(R"(The upper triangle of matrices; the rest is zero.

Args:
    input: at least two dimensions.
    diagonal: the first diagonal that is kept: 0 the main one, positive above it, negative below.

Returns:
    A new tensor.

Raises:
    RuntimeError: the input has fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.triu(cr.ones(3, 3), 1)
    tensor([[0., 1., 1.],
            [0., 0., 1.],
            [0., 0., 0.]])
)");

const Op kDiagEmbed =
    Op("diag_embed(Tensor input, int offset=0, int dim1=-2, int dim2=-1)", diag_embed)
        .no_out()
        .doc(R"(Matrices whose diagonals are the vectors of the last dimension; zeros elsewhere.

Args:
    input: at least one dimension.
    offset: which diagonal: 0 the main one, positive above it, negative below.
    dim1, dim2: rows and columns of the matrices in the result.

Returns:
    A new tensor with one dimension more.

Raises:
    RuntimeError: ``dim1`` and ``dim2`` are the same.
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.diag_embed(cr.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
)");

const Op kDiag =
    Op("diag(Tensor input, int diagonal=0)", diag)
        .doc(R"(A matrix with the given diagonal, or the diagonal of a given matrix, as a copy.

Args:
    input: a vector or a matrix.
    diagonal: which diagonal: 0 the main one, positive above it, negative below.

Returns:
    A new matrix for a vector, a new vector for a matrix.

Raises:
    RuntimeError: the input has neither one nor two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.diag(cr.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    >>> cr.diag(cr.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
)");

const Op kDiagflat = Op("diagflat(Tensor input, int offset=0)", diagflat)
                         .no_out()
                         .doc(R"(A matrix whose diagonal is the flattened input.

Args:
    input: any shape and dtype.
    offset: which diagonal: 0 the main one, positive above it, negative below.

Returns:
    A new matrix.

Example:
    >>> import chainrule as cr
    >>> cr.diagflat(cr.tensor([[1], [2]]))
    tensor([[1, 0],
            [0, 2]])
)");

const Op kFillDiagonal =
    Op("fill_diagonal_(Tensor input, Scalar fill_value, bool wrap=False)", fill_diagonal_)
        .method_only()
        .doc(R"(Sets the main diagonal to one value.

Args:
    fill_value: the value.
    wrap: starts the diagonal anew below the square part of a tall matrix.

Returns:
    The tensor itself.

Raises:
    RuntimeError: fewer than two dimensions, or more than two of different sizes.

Example:
    >>> import chainrule as cr
    >>> cr.zeros(2, 2).fill_diagonal_(1)
    tensor([[1., 0.],
            [0., 1.]])
)");

}  // namespace

}  // namespace chainrule
