// Views of all parts of a tensor at once: split, chunk, tensor_split and its kin, unbind.
// What may not live here: one part alone (views_cut.cpp).
#include "graph/record.h"
#include "ops/cut.h"
#include "ops/functions.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// Several views of x with one node for all of them; none may be changed in place.
template <class F>
TensorList record_views(const char* name, const Tensor& x, std::span<const Window> windows,
                        F backward) {
  TensorList views;
  views.reserve(windows.size());
  for (const Window& window : windows) views.push_back(window.on(x));
  if (should_record({&x, 1})) {
    auto node = make_ref<FnNode<F>>(name, std::move(backward));
    attach(*node, views, {&x, 1}, {});
  }
  for (const Tensor& view : views) attach_view(view, x, ViewKind::multi_output, name);
  return views;
}

/// The parts of x whose sizes along `dim` (wrapped) add up to its size.
TensorList parts(const char* name, const Tensor& x, DimSpan sizes, int64_t dim) {
  std::vector<Window> windows;
  windows.reserve(sizes.size());
  int64_t start = 0;
  for (const int64_t size : sizes) {
    windows.push_back(SliceRule{dim, start, size}(Window::of(x)));
    start += size;
  }
  return record_views(name, x, windows, [dim, n = sizes.size()](const Backward& b) -> Grads {
    TensorList grads;
    grads.reserve(n);
    for (size_t i = 0; i < n; ++i) grads.push_back(b.grad(i));
    return {cat(grads, dim)};
  });
}

void check_splittable(const Tensor& x, const char* name) {
  check(x.dim() > 0, name, " expects at least a 1-dimensional tensor");
}

}  // namespace

TensorList split(const Tensor& x, int64_t size, int64_t dim) {
  check_splittable(x, "split");
  check(size >= 0, "split expects split_size be non-negative, but got split_size=", size);
  const int64_t at = wrap_dim(dim, x.dim());
  const int64_t whole = x.sizes()[at];
  check(size > 0 || whole == 0,
        "split_size can only be 0 if dimension size is 0, but got dimension size of ", whole);
  Dims sizes;
  if (size == 0 || whole == 0) {
    sizes.push_back(0);
  } else {
    for (int64_t start = 0; start < whole; start += std::min(size, whole - start)) {
      sizes.push_back(std::min(size, whole - start));
    }
  }
  return parts("SplitBackward0", x, sizes, at);
}

TensorList split_with_sizes(const Tensor& x, DimSpan sizes, int64_t dim) {
  check_splittable(x, "split_with_sizes");
  const int64_t at = wrap_dim(dim, x.dim());
  int64_t sum = 0;
  bool overflow = false;
  for (const int64_t size : sizes) {
    check(
        size >= 0,
        "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=",
        sizes);
    overflow |= __builtin_add_overflow(sum, size, &sum);
  }
  check(!overflow && sum == x.sizes()[at],
        "split_with_sizes expects split_sizes to sum exactly to ", x.sizes()[at],
        " (input tensor's size at dimension ", at, "), but got split_sizes=", sizes);
  return parts("SplitWithSizesBackward0", x, sizes, at);
}

TensorList chunk(const Tensor& x, int64_t chunks, int64_t dim) {
  check_splittable(x, "chunk");
  check(chunks > 0, "chunk expects `chunks` to be greater than 0, got: ", chunks);
  const int64_t at = wrap_dim(dim, x.dim());
  const int64_t whole = x.sizes()[at];
  const int64_t size = whole / chunks + (whole % chunks != 0);
  if (size == 0) return parts("SplitWithSizesBackward0", x, Dims(chunks, 0), at);
  return split(x, size, at);
}

TensorList unbind(const Tensor& x, int64_t dim) {
  check<IndexError>(x.dim() > 0, "Dimension specified as ", dim, " but tensor has no dimensions");
  const int64_t at = wrap_dim(dim, x.dim());
  const int64_t n = x.sizes()[at];
  std::vector<Window> windows;
  windows.reserve(n);
  for (int64_t i = 0; i < n; ++i) windows.push_back(SelectRule{at, i}(Window::of(x)));
  return record_views("UnbindBackward0", x, windows, [at, n](const Backward& b) -> Grads {
    TensorList grads;
    grads.reserve(n);
    for (int64_t i = 0; i < n; ++i) grads.push_back(b.grad(i));
    return {stack(grads, at)};
  });
}

TensorList tensor_split(const Tensor& x, int64_t sections, int64_t dim) {
  check(x.dim() > 0,
        "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  check(sections > 0, "number of sections must be larger than 0, got ", sections);
  const int64_t at = wrap_dim(dim, x.dim());
  const int64_t whole = x.sizes()[at];
  TensorList out;
  int64_t start = 0;
  for (int64_t i = 0; i < sections; ++i) {
    const int64_t size = whole / sections + (i < whole % sections);
    out.push_back(cut("SliceBackward0", x, SliceRule{at, start, size}));
    start += size;
  }
  return out;
}

TensorList tensor_split(const Tensor& x, DimSpan boundaries, int64_t dim) {
  check(x.dim() > 0,
        "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  const int64_t at = wrap_dim(dim, x.dim());
  TensorList out;
  std::optional<int64_t> start = 0;
  for (const int64_t end : boundaries) {
    out.push_back(slice(x, at, start, end));
    start = end;
  }
  out.push_back(slice(x, at, start, std::nullopt));
  return out;
}

namespace {

TensorList tensor_split_by(const Tensor& x, const Tensor& where, int64_t dim) {
  check(where.dtype() == DType::int64,
        "tensor_split expected tensor_indices_or_sections to have dtype of long, but got ",
        info(where.dtype()).legacy);
  check(where.dim() <= 1,
        "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or "
        "one-dimensional tensor, but got a tensor with ",
        where.dim(), " dims");
  const Tensor flat = contiguous(detach(where));
  const int64_t* values = flat.data<int64_t>();
  if (where.dim() == 0) return tensor_split(x, *values, dim);
  return tensor_split(x, DimSpan(values, static_cast<size_t>(where.numel())), dim);
}

/// hsplit, vsplit and dsplit: which dimension, and how many the tensor has to have.
int64_t checked_axis(const Tensor& x, const char* name, int64_t axis, int64_t least) {
  check(x.dim() >= least, "torch.", name, " requires a tensor with at least ", least,
        " dimension, but got a tensor with ", x.dim(), " dimensions!");
  return axis;
}
TensorList equal_parts(const Tensor& x, const char* name, int64_t axis, int64_t least,
                       int64_t sections) {
  checked_axis(x, name, axis, least);
  check(sections > 0 && x.sizes()[axis] % sections == 0, "torch.", name,
        " attempted to split along dimension ", axis, ", but the size of the dimension ",
        x.sizes()[axis], " is not divisible by the split_size ", sections, "!");
  return tensor_split(x, sections, axis);
}

TensorList hsplit(const Tensor& x, int64_t sections) {
  return equal_parts(x, "hsplit", x.dim() == 1 ? 0 : 1, 1, sections);
}
TensorList hsplit_at(const Tensor& x, const Dims& indices) {
  return tensor_split(x, DimSpan(indices), checked_axis(x, "hsplit", x.dim() == 1 ? 0 : 1, 1));
}
TensorList vsplit(const Tensor& x, int64_t sections) {
  return equal_parts(x, "vsplit", 0, 2, sections);
}
TensorList vsplit_at(const Tensor& x, const Dims& indices) {
  return tensor_split(x, DimSpan(indices), checked_axis(x, "vsplit", 0, 2));
}
TensorList dsplit(const Tensor& x, int64_t sections) {
  return equal_parts(x, "dsplit", 2, 3, sections);
}
TensorList dsplit_at(const Tensor& x, const Dims& indices) {
  return tensor_split(x, DimSpan(indices), checked_axis(x, "dsplit", 2, 3));
}
TensorList split_list(const Tensor& x, const Dims& sizes, int64_t dim) {
  return split_with_sizes(x, sizes, dim);
}

const char* const kSplitDoc =
    R"(Cuts ``tensor`` along ``dim`` into parts of a given size, or of given sizes.

Args:
    tensor: at least one dimension, any dtype.
    split_size_or_sections: the size of each part (the last may be smaller), or a list of sizes.
    dim: the dimension to cut.

Returns:
    A tuple of views; they may not be changed in place while gradients are recorded.

Raises:
    RuntimeError: a size is negative, or a list of sizes does not add up.
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.split(cr.arange(5), 2)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    >>> cr.split(cr.arange(5), [1, 4])
    (tensor([0]), tensor([1, 2, 3, 4]))
)";

const Op kSplit[] = {
    Op("split(Tensor tensor, int split_size_or_sections, int dim=0)", split)
        .function_only()
        .view()
        .doc(kSplitDoc),
    Op("split(Tensor tensor, int[] split_size_or_sections, int dim=0)", split_list)
        .function_only()
        .view()
        .doc(kSplitDoc),
    Op("split(Tensor input, int split_size, int dim=0)", split).method_only().view().doc(kSplitDoc),
    Op("split(Tensor input, int[] split_size, int dim=0)", split_list)
        .method_only()
        .view()
        .doc(kSplitDoc),
    Op("split_with_sizes(Tensor input, int[] split_sizes, int dim=0)", split_list)
        .view()
        .doc(R"(Cuts ``input`` along ``dim`` into parts of the given sizes.

Args:
    input: at least one dimension, any dtype.
    split_sizes: sizes that add up to the size of ``dim``.
    dim: the dimension to cut.

Returns:
    A tuple of views.

Raises:
    RuntimeError: the sizes do not add up.

Example:
    >>> import chainrule as cr
    >>> cr.split_with_sizes(cr.arange(3), [1, 2])
    (tensor([0]), tensor([1, 2]))
)"),
};

const Op kChunk =
    Op("chunk(Tensor input, int chunks, int dim=0)", chunk)
        .view()
        .doc(R"(Cuts ``input`` along ``dim`` into at most ``chunks`` parts of one size.

Args:
    input: at least one dimension, any dtype.
    chunks: how many; the last part may be smaller, and there may be fewer.
    dim: the dimension to cut.

Returns:
    A tuple of views.

Raises:
    RuntimeError: ``chunks`` is not positive.
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.chunk(cr.arange(5), 2)
    (tensor([0, 1, 2]), tensor([3, 4]))
)");

const Op kUnbind = Op("unbind(Tensor input, int dim=0)", unbind)
                       .view()
                       .doc(R"(The slices of ``input`` along ``dim``, without that dimension.

Args:
    input: at least one dimension, any dtype.
    dim: the dimension that goes.

Returns:
    A tuple of views, one for each index; they may not be changed in place while gradients are
        recorded.

Raises:
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.unbind(cr.tensor([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
)");

const char* const kTensorSplitDoc =
    R"(Cuts ``input`` into parts as even as possible, or at given indices.

Args:
    input: at least one dimension, any dtype.
    indices_or_sections: the number of parts, or the indices at which to cut; an integer, a list, or
        an int64 tensor of at most one dimension.
    dim: the dimension to cut.

Returns:
    A tuple of views.

Raises:
    RuntimeError: the number of parts is not positive.
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.tensor_split(cr.arange(5), 3)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    >>> cr.tensor_split(cr.arange(5), (1, 3))
    (tensor([0]), tensor([1, 2]), tensor([3, 4]))
)";

const Op kTensorSplit[] = {
    Op(
        "tensor_split(Tensor input, int sections, int dim=0)",
        +[](const Tensor& x, int64_t sections, int64_t dim) {
          return tensor_split(x, sections, dim);
        })
        .view()
        .doc(kTensorSplitDoc),
    Op(
        "tensor_split(Tensor input, int[] indices, int dim=0)",
        +[](const Tensor& x, const Dims& indices, int64_t dim) {
          return tensor_split(x, DimSpan(indices), dim);
        })
        .view()
        .doc(kTensorSplitDoc),
    Op("tensor_split(Tensor input, Tensor tensor_indices_or_sections, int dim=0)", tensor_split_by)
        .view()
        .doc(kTensorSplitDoc),
};

const char* const kHsplitDoc =
    R"(Cuts into columns: :func:`tensor_split` along dimension 1 (0 of a vector).

Args:
    input: at least one dimension, any dtype.
    sections: the number of equal parts, or ``indices`` at which to cut.

Returns:
    A tuple of views.

Raises:
    RuntimeError: the size is not divisible by the number of parts.

Example:
    >>> import chainrule as cr
    >>> cr.hsplit(cr.arange(4).reshape(2, 2), 2)
    (tensor([[0],
            [2]]), tensor([[1],
            [3]]))
)";
const char* const kVsplitDoc = R"(Cuts into rows: :func:`tensor_split` along dimension 0.

Args:
    input: at least two dimensions, any dtype.
    sections: the number of equal parts, or ``indices`` at which to cut.

Returns:
    A tuple of views.

Raises:
    RuntimeError: the size is not divisible by the number of parts.

Example:
    >>> import chainrule as cr
    >>> cr.vsplit(cr.arange(4).reshape(2, 2), 2)
    (tensor([[0, 1]]), tensor([[2, 3]]))
)";
const char* const kDsplitDoc = R"(Cuts along depth: :func:`tensor_split` along dimension 2.

Args:
    input: at least three dimensions, any dtype.
    sections: the number of equal parts, or ``indices`` at which to cut.

Returns:
    A tuple of views.

Raises:
    RuntimeError: the size is not divisible by the number of parts.

Example:
    >>> import chainrule as cr
    >>> cr.dsplit(cr.arange(4).reshape(1, 2, 2), [1])
    (tensor([[[0],
             [2]]]), tensor([[[1],
             [3]]]))
)";

const Op kHsplit[] = {
    Op("hsplit(Tensor input, int sections)", hsplit).view().doc(kHsplitDoc),
    Op("hsplit(Tensor input, int[] indices)", hsplit_at).view().doc(kHsplitDoc),
    Op("vsplit(Tensor input, int sections)", vsplit).view().doc(kVsplitDoc),
    Op("vsplit(Tensor input, int[] indices)", vsplit_at).view().doc(kVsplitDoc),
    Op("dsplit(Tensor input, int sections)", dsplit).view().doc(kDsplitDoc),
    Op("dsplit(Tensor input, int[] indices)", dsplit_at).view().doc(kDsplitDoc),
};

}  // namespace

}  // namespace chainrule
