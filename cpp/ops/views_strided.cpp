// Views whose elements may coincide: as_strided and unfold, with adjoints that add where windows
// overlap. What may not live here: views that name each element once (views_cut.cpp).
#include "graph/record.h"
#include "kernels/strided.h"
#include "ops/creation.h"
#include "ops/cut.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// `length` zeros to which `values` were added through the window: the adjoint of as_strided on a
/// one-dimensional tensor. 16-bit floats add up in float.
Tensor add_through(const Tensor& values, int64_t length, const Window& window) {
  const DType dtype = values.dtype();
  const DType wide = compute_dtype(dtype);
  Tensor sum = zeros(Dims{length}, wide);
  Tensor terms = values;
  if (wide != dtype) {
    terms = empty(values.sizes(), wide);
    copy_into(terms, values);
  }
  add_strided(wide, window.sizes, sum.bytes() + window.offset * sum.item_size(), window.strides,
              terms.bytes(), terms.strides());
  Tensor out = sum;
  if (wide != dtype) {
    out = empty(Dims{length}, dtype);
    copy_into(out, sum);
  }
  record("AddThroughBackward0", out, {values}, {}, [window](const Backward& b) -> Grads {
    return {as_strided(contiguous(b.grad()), window.sizes, window.strides, window.offset)};
  });
  return out;
}

void check_window(const Tensor& x, DimSpan sizes, DimSpan strides, int64_t offset) {
  check(sizes.size() == strides.size(),
        "mismatch in length of strides and shape: as_strided got size ", sizes, " and stride ",
        strides);
  for (size_t d = 0; d < sizes.size(); ++d) {
    check(sizes[d] >= 0, "as_strided: Storage size calculation overflowed with sizes=", sizes,
          " and strides=", strides, ": sizes may not be negative");
    check(strides[d] >= 0,
          "as_strided: Negative strides are not supported at the moment, got strides: ", strides);
  }
  check(offset >= 0, "Tensor: invalid storage offset ", offset);
  const int64_t reach = span_of(sizes, strides);
  const auto room = static_cast<int64_t>(x.storage()->bytes()) / x.item_size();
  check(reach == 0 || reach <= room - offset, "setStorage: sizes ", sizes, ", strides ", strides,
        ", storage offset ", offset, ", and itemsize ", x.item_size(),
        " are out of bounds for storage of size ", x.storage()->bytes());
}

/// Adds windows of `size`, every `step`, back to where they were cut from dimension `dim` of zeros.
Tensor unfold_backward(const Tensor& grad, const Dims& sizes, int64_t dim, int64_t size,
                       int64_t step) {
  const DType dtype = grad.dtype();
  const DType wide = compute_dtype(dtype);
  Tensor sum = zeros(sizes, wide);
  Tensor terms = grad;
  if (wide != dtype) {
    terms = empty(grad.sizes(), wide);
    copy_into(terms, grad);
  }
  const int64_t windows = grad.sizes()[dim];
  for (int64_t k = 0; k < size && windows > 0; ++k) {
    const Window to = SliceRule{dim, k, windows, step}(Window::of(sum));
    const Window from = SelectRule{terms.dim() - 1, k}(Window::of(terms));
    add_strided(wide, to.sizes, to.on(sum).bytes(), to.strides, from.on(terms).bytes(),
                from.strides);
  }
  Tensor out = sum;
  if (wide != dtype) {
    out = empty(sizes, dtype);
    copy_into(out, sum);
  }
  record("UnfoldBackwardBackward0", out, {grad}, {}, [dim, size, step](const Backward& b) -> Grads {
    return {unfold(b.grad(), dim, size, step)};
  });
  return out;
}

}  // namespace

// Input and output are two windows on one stretch of memory: the
// cotangent is added into the stretch through the output's window and read back through the
// input's. Where the input itself names an element several times, they share what arrived there.
Tensor as_strided_backward(const Tensor& grad, const Window& input, const Window& output) {
  const int64_t first = std::min(input.offset, output.offset);
  const Window in{input.sizes, input.strides, input.offset - first};
  const Window out{output.sizes, output.strides, output.offset - first};
  const int64_t length = std::max(in.offset + span_of(in.sizes, in.strides),
                                  out.offset + span_of(out.sizes, out.strides));
  Tensor stretch = add_through(grad, length, out);
  if (may_overlap(in.sizes, in.strides)) {
    Tensor times = add_through(ones(in.sizes, grad.dtype()), length, in);
    stretch = div(stretch, where(eq(times, 0), ones_like(times), times));
  }
  return as_strided(stretch, in.sizes, in.strides, in.offset);
}

Tensor as_strided(const Tensor& x, DimSpan sizes, DimSpan strides, std::optional<int64_t> offset) {
  const Window output{Dims(sizes), Dims(strides), offset.value_or(x.offset())};
  check_window(x, sizes, strides, output.offset);
  return record_view("AsStridedBackward0", x, sizes, strides, output.offset,
                     [input = Window::of(x), output](const Backward& b) -> Grads {
                       return {as_strided_backward(b.grad(), input, output)};
                     });
}

Tensor unfold(const Tensor& x, int64_t dim, int64_t size, int64_t step) {
  const int64_t at = wrap_dim(dim, x.dim());
  const int64_t whole = x.dim() == 0 ? 1 : x.sizes()[at];
  check(size >= 0, "size is ", size, " but must be >= 0");
  check(size <= whole, "maximum size for tensor at dimension ", at, " is ", whole, " but size is ",
        size);
  check(step > 0, "step is ", step, " but must be > 0");
  if (x.dim() == 0) return unsqueeze(x, 0);
  const int64_t windows = (whole - size) / step + 1;
  Dims sizes = x.sizes();
  Dims strides = x.strides();
  sizes.push_back(size);
  strides.push_back(strides[at]);
  sizes[at] = windows;
  int64_t stride = 0;
  if (!__builtin_mul_overflow(strides[at], step, &stride)) strides[at] = stride;
  return record_view("UnfoldBackward0", x, sizes, strides, x.offset(),
                     [from = x.sizes(), at, size, step](const Backward& b) -> Grads {
                       return {unfold_backward(b.grad(), from, at, size, step)};
                     });
}

namespace {

const Op kAsStrided =
    Op(
        "as_strided(Tensor input, int[] size, int[] stride, int? storage_offset=None)",
        +[](const Tensor& x, const Dims& size, const Dims& stride, std::optional<int64_t> offset) {
          return as_strided(x, size, stride, offset);
        })
        .view()
        .doc(R"(A view of the storage under ``input`` with any sizes, strides and offset.

Elements of the result may coincide; their gradients add up.

Args:
    input: any shape and dtype.
    size: the shape of the view.
    stride: one non-negative stride for each size, in elements.
    storage_offset: where the view begins in the storage; by default where the input begins.

Returns:
    A view.

Raises:
    RuntimeError: the view would reach beyond the storage, or the lists differ in length.

Example:
    >>> import chainrule as cr
    >>> cr.as_strided(cr.arange(5), (3, 3), (1, 1))
    tensor([[0, 1, 2],
            [1, 2, 3],
            [2, 3, 4]])
)");

const Op kUnfold = Op("unfold(Tensor input, int dimension, int size, int step)", unfold)
                       .method_only()
                       .view()
                       .doc(R"(Sliding windows along a dimension, as a new last dimension.

Args:
    dimension: the dimension along which the windows slide.
    size: elements of each window.
    step: from one window to the next.

Returns:
    A view with ``(size_of_dimension - size) // step + 1`` windows; gradients of overlapping windows
        add up.

Raises:
    RuntimeError: ``size`` is larger than the dimension, or ``step`` is not positive.
    IndexError: ``dimension`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.arange(5).unfold(0, 3, 1)
    tensor([[0, 1, 2],
            [1, 2, 3],
            [2, 3, 4]])
)");

}  // namespace

}  // namespace chainrule
