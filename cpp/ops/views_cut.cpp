// Views of parts of a tensor, each element at most once: select, slice, narrow, diagonal.
// What may not live here: windows that overlap (views_strided.cpp).
#include "ops/cut.h"
#include "ops/functions.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

Tensor select(const Tensor& x, int64_t dim, int64_t index) {
  check<IndexError>(x.dim() > 0, "select() cannot be applied to a 0-dim tensor.");
  const int64_t at = wrap_dim(dim, x.dim());
  const int64_t size = x.sizes()[at];
  check<IndexError>(index >= -size && index < size, "select(): index ", index,
                    " out of range for tensor of size ", x.sizes(), " at dimension ", at);
  return cut("SelectBackward0", x, SelectRule{at, index < 0 ? index + size : index});
}

Tensor slice(const Tensor& x, int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
             int64_t step) {
  check<IndexError>(x.dim() > 0, "slice() cannot be applied to a 0-dim tensor.");
  const int64_t at = wrap_dim(dim, x.dim());
  check<ValueError>(step > 0, "step must be greater than zero, got ", step,
                    "; flip(x, dims) reverses a dimension");
  return cut("SliceBackward0", x, clipped_slice(at, x.sizes()[at], start, end, step));
}

Tensor narrow(const Tensor& x, int64_t dim, int64_t start, int64_t length) {
  check(x.dim() > 0, "narrow() cannot be applied to a 0-dim tensor.");
  check(length >= 0, "narrow(): length must be non-negative. Got ", length);
  const int64_t at = wrap_dim(dim, x.dim());
  const int64_t size = x.sizes()[at];
  check<IndexError>(start >= -size && start <= size,
                    "start out of range (expected to be in range of [", -size, ", ", size,
                    "], but got ", start, ")");
  const int64_t first = start < 0 ? start + size : start;
  check(length <= size - first, "start (", first, ") + length (", length,
        ") exceeds dimension size (", size, ").");
  return cut("SliceBackward0", x, SliceRule{at, first, length});
}

Tensor diagonal(const Tensor& x, int64_t offset, int64_t dim1, int64_t dim2) {
  const int64_t a = wrap_dim(dim1, x.dim());
  const int64_t b = wrap_dim(dim2, x.dim());
  check(a != b, "diagonal dimensions cannot be identical ", dim1, ", ", dim2);
  const int64_t within = std::clamp(offset, -x.sizes()[a], x.sizes()[b]);
  return cut("DiagonalBackward0", x, DiagonalRule{within, a, b});
}

namespace {

Tensor narrow_at(const Tensor& x, int64_t dim, const Tensor& start, int64_t length) {
  check(start.dim() == 0 && is_integral(start.dtype()) && start.dtype() != DType::bool_,
        "start must be an 0-dim integral Tensor. Got a tensor of shape ", start.sizes(),
        " and dtype ", full_name(start.dtype()));
  return narrow(x, dim, to(start, DType::int64).data<int64_t>()[0], length);
}

Tensor narrow_copy(const Tensor& x, int64_t dim, int64_t start, int64_t length) {
  check(dim < x.dim() || x.dim() == 0, "narrow_copy(): dimension ", dim,
        " is out of range for a tensor of ", x.dim(), " dimensions");
  return clone(narrow(x, dim, start, length));
}

const char* const kNarrowDoc =
    R"(The ``length`` elements of dimension ``dim`` that begin at ``start``.

Args:
    input: at least one dimension, any dtype.
    dim: the dimension to narrow.
    start: the first index kept, an integer or an integer tensor without dimensions; negative values
        count from the end.
    length: how many are kept.

Returns:
    A view.

Raises:
    RuntimeError: ``start + length`` exceeds the size of ``dim``.
    IndexError: ``start`` or ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.narrow(cr.tensor([[1, 2, 3], [4, 5, 6]]), 1, 1, 2)
    tensor([[2, 3],
            [5, 6]])
)";

const Op kNarrow[] = {
    Op("narrow(Tensor input, int dim, int start, int length)", narrow).view().doc(kNarrowDoc),
    Op("narrow(Tensor input, int dim, Tensor start, int length)", narrow_at).view().doc(kNarrowDoc),
};

const Op kNarrowCopy = Op("narrow_copy(Tensor input, int dim, int start, int length)", narrow_copy)
                           .doc(R"(:func:`narrow`, as a copy.

Args:
    input: at least one dimension, any dtype.
    dim: the dimension to narrow.
    start: the first index kept.
    length: how many are kept.

Returns:
    A new tensor.

Raises:
    RuntimeError: ``start + length`` exceeds the size of ``dim``.
    IndexError: ``start`` or ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.narrow_copy(cr.tensor([1, 2, 3, 4]), 0, 1, 2)
    tensor([2, 3])
)");

const Op kSelect =
    Op("select(Tensor input, int dim, int index)", select)
        .view()
        .doc(R"(The part of ``input`` at one index of a dimension, without that dimension.

Args:
    input: at least one dimension, any dtype.
    dim: the dimension that goes.
    index: the index in it; negative values count from the end.

Returns:
    A view.

Raises:
    IndexError: ``index`` or ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.select(cr.tensor([[1, 2, 3], [4, 5, 6]]), 1, -1)
    tensor([3, 6])
)");

const Op kDiagonal =
    Op("diagonal(Tensor input, int offset=0, int dim1=0, int dim2=1)", diagonal)
        .view()
        .doc(R"(The diagonal of the matrices in two dimensions, as a new last dimension.

Args:
    input: at least two dimensions, any dtype.
    offset: which diagonal: 0 the main one, positive above it, negative below.
    dim1, dim2: rows and columns of the matrices.

Returns:
    A view without ``dim1`` and ``dim2`` and with the diagonal last.

Raises:
    RuntimeError: ``dim1`` and ``dim2`` are the same.
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.diagonal(cr.tensor([[1, 2, 3], [4, 5, 6]]), 1)
    tensor([2, 6])
)");

const Op kLinalgDiagonal =
    Op("linalg.diagonal(Tensor A, *, int offset=0, int dim1=-2, int dim2=-1)", diagonal)
        .view()
        .doc(R"(The diagonals of a batch of matrices; :func:`diagonal` with the last two dimensions.

Args:
    A: at least two dimensions, any dtype.
    offset: which diagonal: 0 the main one, positive above it, negative below.
    dim1, dim2: rows and columns of the matrices.

Returns:
    A view with the diagonal as last dimension.

Raises:
    RuntimeError: ``dim1`` and ``dim2`` are the same.
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.diagonal(cr.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
)");

}  // namespace

}  // namespace chainrule
