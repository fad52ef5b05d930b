// Copies of a tensor with one part replaced: select_scatter, slice_scatter, diagonal_scatter,
// as_strided_scatter. What may not live here: parts named by index tensors (indexing*.cpp).
#include "graph/record.h"
#include "ops/cut.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// A copy of x whose window (by `rule`, see cut.h) holds `src`.
template <class Rule>
Tensor scattered(const char* name, const Tensor& x, const Tensor& src, const Rule& rule) {
  Tensor out = empty(x.sizes(), x.dtype());
  const Window window = rule(Window::of(out));
  check(src.sizes() == window.sizes,
        "expected src to have a size equal to the slice of self. src size = ", src.sizes(),
        ", slice size = ", window.sizes);
  copy_into(out, x);
  copy_into(window.on(out), src);
  record(name, out, {x, src}, {}, [rule, sizes = window.sizes](const Backward& b) -> Grads {
    const Tensor& g = b.grad();
    return {
        b.needs(0) ? scattered("ScatterPartBackward0", g, zeros(sizes, g.dtype()), rule) : Tensor(),
        b.needs(1) ? cut("ScatterPartBackward1", contiguous(g), rule) : Tensor()};
  });
  return out;
}

Tensor select_scatter(const Tensor& x, const Tensor& src, int64_t dim, int64_t index) {
  check<IndexError>(x.dim() > 0, "select() cannot be applied to a 0-dim tensor.");
  const int64_t at = wrap_dim(dim, x.dim());
  const int64_t size = x.sizes()[at];
  check<IndexError>(index >= -size && index < size, "select(): index ", index,
                    " out of range for tensor of size ", x.sizes(), " at dimension ", at);
  return scattered("SelectScatterBackward0", x, src,
                   SelectRule{at, index < 0 ? index + size : index});
}

Tensor slice_scatter(const Tensor& x, const Tensor& src, int64_t dim, std::optional<int64_t> start,
                     std::optional<int64_t> end, int64_t step) {
  check<IndexError>(x.dim() > 0, "slice() cannot be applied to a 0-dim tensor.");
  const int64_t at = wrap_dim(dim, x.dim());
  check<ValueError>(step > 0, "step must be greater than zero, got ", step);
  return scattered("SliceScatterBackward0", x, src,
                   clipped_slice(at, x.sizes()[at], start, end, step));
}

Tensor diagonal_scatter(const Tensor& x, const Tensor& src, int64_t offset, int64_t dim1,
                        int64_t dim2) {
  const int64_t a = wrap_dim(dim1, x.dim());
  const int64_t b = wrap_dim(dim2, x.dim());
  check(a != b, "diagonal dimensions cannot be identical ", dim1, ", ", dim2);
  const int64_t within = std::clamp(offset, -x.sizes()[a], x.sizes()[b]);
  return scattered("DiagonalScatterBackward0", x, src, DiagonalRule{within, a, b});
}

}  // namespace

Tensor with_strides(const Tensor& x, DimSpan strides) {
  Tensor out = empty_strided(x.sizes(), strides, x.dtype());
  copy_into(out, x);
  record("CloneBackward0", out, {x}, {}, [](const Backward& b) -> Grads { return {b.grad()}; });
  return out;
}

Tensor as_strided_scatter(const Tensor& x, const Tensor& src, DimSpan sizes, DimSpan strides,
                          std::optional<int64_t> offset) {
  check(std::ranges::equal(src.sizes(), sizes),
        "expected src to have a size equal to the slice of self. src size = ", src.sizes(),
        ", slice size = ", sizes);
  // A copy with x's strides, so that the window means the same places in it.
  Tensor out = empty_strided(x.sizes(), x.strides(), x.dtype());
  copy_into(out, x);
  const int64_t first = offset.value_or(x.offset()) - x.offset();
  {
    const NoGrad off;
    copy_into(as_strided(out, sizes, strides, first), src);
  }
  const Window window{Dims(sizes), Dims(strides), first};
  record("AsStridedScatterBackward0", out, {x, src}, {},
         [window, order = x.strides()](const Backward& b) -> Grads {
           const Tensor g = with_strides(b.grad(), order);
           Grads grads(2);
           // PyTorch hands the input what arrived inside the window, and so do we.
           if (b.needs(0)) {
             const Tensor part = as_strided(g, window.sizes, window.strides, window.offset);
             grads[0] = as_strided_scatter(zeros_like(g), part, window.sizes, window.strides,
                                           window.offset);
           }
           if (b.needs(1)) {
             grads[1] = contiguous(as_strided(g, window.sizes, window.strides, window.offset));
           }
           return grads;
         });
  return out;
}

namespace {

const Op kSelectScatter =
    Op("select_scatter(Tensor input, Tensor src, int dim, int index)", select_scatter)
        .no_out()
        .doc(R"(A copy of ``input`` with ``src`` at one index of a dimension.

Args:
    input: at least one dimension.
    src: of the shape of ``input.select(dim, index)``.
    dim: the dimension.
    index: the index in it; negative values count from the end.

Returns:
    A new tensor.

Raises:
    RuntimeError: ``src`` has another shape.
    IndexError: ``index`` or ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.select_scatter(cr.zeros(2, 2), cr.ones(2), 0, 0)
    tensor([[1., 1.],
            [0., 0.]])
)");

const Op kSliceScatter = Op("slice_scatter(Tensor input, Tensor src, int dim=0, int? start=None, "
                            "int? end=None, int step=1)",
                            slice_scatter)
                             .no_out()
                             .doc(R"(A copy of ``input`` with ``src`` in a slice of one dimension.

Args:
    input: at least one dimension.
    src: of the shape of the slice.
    dim: the dimension.
    start, end, step: the slice, as in ``input[start:end:step]``.

Returns:
    A new tensor.

Raises:
    RuntimeError: ``src`` has another shape.
    ValueError: the step is not positive.

Example:
    >>> import chainrule as cr
    >>> cr.slice_scatter(cr.zeros(4), cr.ones(2), start=1, end=3)
    tensor([0., 1., 1., 0.])
)");

const Op kDiagonalScatter =
    Op("diagonal_scatter(Tensor input, Tensor src, int offset=0, int dim1=0, int dim2=1)",
       diagonal_scatter)
        .no_out()
        .doc(R"(A copy of ``input`` with ``src`` on a diagonal.

Args:
    input: at least two dimensions.
    src: of the shape of ``input.diagonal(offset, dim1, dim2)``.
    offset: which diagonal: 0 the main one, positive above it, negative below.
    dim1, dim2: rows and columns of the matrices.

Returns:
    A new tensor.

Raises:
    RuntimeError: ``src`` has another shape, or ``dim1`` and ``dim2`` are the same.

Example:
    >>> import chainrule as cr
    >>> cr.diagonal_scatter(cr.zeros(2, 2), cr.ones(2))
    tensor([[1., 0.],
            [0., 1.]])
)");

const Op kAsStridedScatter =
    Op(
        "as_strided_scatter(Tensor input, Tensor src, int[] size, int[] stride, int? "
        "storage_offset=None)",
        +[](const Tensor& x, const Tensor& src, const Dims& size, const Dims& stride,
            std::optional<int64_t> offset) {
          return as_strided_scatter(x, src, size, stride, offset);
        })
        .no_out()
        .doc(
            R"(A copy of ``input`` with ``src`` where ``input.as_strided(size, stride,
storage_offset)`` looks.

Args:
    input: any shape and dtype.
    src: of the shape ``size``.
    size, stride, storage_offset: the window, in elements.

Returns:
    A new tensor.

Raises:
    RuntimeError: ``src`` has another shape, or the window reaches beyond the input.

Example:
    >>> import chainrule as cr
    >>> cr.as_strided_scatter(cr.zeros(4), cr.ones(2), (2,), (2,))
    tensor([1., 0., 1., 0.])
)");

}  // namespace

}  // namespace chainrule
