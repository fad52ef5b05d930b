// Tensors that get another geometry in place: t_, transpose_, squeeze_, unsqueeze_, as_strided_,
// resize_. No element moves; the history is that of the view.
#include "graph/record.h"
#include "ops/inplace.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// x becomes what `make` makes of it.
template <class Make>
Tensor become(const char* method, const Tensor& x, Make make) {
  check_history(x, method);  // no element is written: x may overlap itself
  const Tensor seen = make(x);
  if (seen.requires_grad()) {
    const NodeRef node = grad_fn(seen);
    set_geometry(x, seen.sizes(), seen.strides(), seen.offset());
    set_history(x, node, 0);
  } else {
    set_geometry(x, seen.sizes(), seen.strides(), seen.offset());
  }
  x.bump_version();
  if (is_differentiable_view(x)) meta_of(x).view->seen_version = x.version();
  return x;
}

Tensor t_(const Tensor& x) {
  return become("t_", x, [](const Tensor& self) { return t(self); });
}
Tensor transpose_(const Tensor& x, int64_t dim0, int64_t dim1) {
  return become("transpose_", x, [=](const Tensor& self) { return transpose(self, dim0, dim1); });
}
Tensor squeeze_(const Tensor& x) {
  return become("squeeze_", x, [](const Tensor& self) { return squeeze(self); });
}
Tensor squeeze_dim_(const Tensor& x, int64_t dim) {
  return become("squeeze_", x, [=](const Tensor& self) { return squeeze(self, dim); });
}
Tensor squeeze_dims_(const Tensor& x, const Dims& dims) {
  return become("squeeze_", x, [&](const Tensor& self) { return squeeze(self, DimSpan(dims)); });
}
Tensor unsqueeze_(const Tensor& x, int64_t dim) {
  return become("unsqueeze_", x, [=](const Tensor& self) { return unsqueeze(self, dim); });
}
Tensor as_strided_(const Tensor& x, const Dims& size, const Dims& stride,
                   std::optional<int64_t> offset) {
  return become("as_strided_", x,
                [&](const Tensor& self) { return as_strided(self, size, stride, offset); });
}

Tensor resize_(const Tensor& x, const Dims& size, const std::optional<std::string>&) {
  check(!x.requires_grad(),
        "cannot resize variables that require grad. Use x.detach().clone() or make a new tensor");
  resize_into(x, size);
  x.bump_version();
  return x;
}
Tensor resize_as_(const Tensor& x, const Tensor& other, const std::optional<std::string>& format) {
  return resize_(x, other.sizes(), format);
}

const Op kInplaceViews[] = {
    Op("t_(Tensor input)", t_).method_only().no_out().doc(R"(In-place version of ``t``.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2], [3, 4]]).t_()
    tensor([[1, 3],
            [2, 4]])
)"),
    Op("transpose_(Tensor input, int dim0, int dim1)", transpose_)
        .method_only()
        .doc(R"(In-place version of ``transpose``.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2], [3, 4]]).transpose_(0, 1)
    tensor([[1, 3],
            [2, 4]])
)"),
    Op("swapaxes_(Tensor input, int axis0, int axis1)", transpose_)
        .method_only()
        .doc(R"(In-place version of ``swapaxes``.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2], [3, 4]]).swapaxes_(0, 1)
    tensor([[1, 3],
            [2, 4]])
)"),
    Op("swapdims_(Tensor input, int dim0, int dim1)", transpose_)
        .method_only()
        .doc(R"(In-place version of ``swapdims``.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2], [3, 4]]).swapdims_(0, 1)
    tensor([[1, 3],
            [2, 4]])
)"),
    Op("squeeze_(Tensor input)", squeeze_).method_only().doc(R"(In-place version of ``squeeze``.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2]]).squeeze_()
    tensor([1, 2])
)"),
    Op("squeeze_(Tensor input, int dim)", squeeze_dim_)
        .method_only()
        .doc(R"(In-place version of ``squeeze``.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2]]).squeeze_(0)
    tensor([1, 2])
)"),
    Op("squeeze_(Tensor input, int[] dim)", squeeze_dims_)
        .method_only()
        .doc(R"(In-place version of ``squeeze``.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2]]).squeeze_((0,))
    tensor([1, 2])
)"),
    Op("unsqueeze_(Tensor input, int dim)", unsqueeze_)
        .method_only()
        .doc(R"(In-place version of ``unsqueeze``.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([1, 2]).unsqueeze_(0)
    tensor([[1, 2]])
)"),
    Op("as_strided_(Tensor input, int[] size, int[] stride, int? storage_offset=None)", as_strided_)
        .method_only()
        .doc(R"(In-place version of ``as_strided``.

Example:
    >>> import chainrule as cr
    >>> cr.arange(4).as_strided_((2, 2), (1, 1))
    tensor([[0, 1],
            [1, 2]])
)"),
    Op("resize_(Tensor input, int[*] sizes, *, memory_format? memory_format=None)", resize_)
        .method_only()
        .doc(
            R"(Gives the tensor another shape, growing its memory where needed; new elements are
uninitialised.

Args:
    sizes: the new shape; the strides become contiguous.
    memory_format: accepted for compatibility.

Returns:
    The tensor itself.

Raises:
    RuntimeError: the tensor requires grad, or its memory is borrowed.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2], [3, 4]]).resize_(3)
    tensor([1, 2, 3])
)"),
    Op("resize_as_(Tensor input, Tensor the_template, *, memory_format? memory_format=None)",
       resize_as_)
        .no_out()
        .doc(R"(``resize_`` to the shape of another tensor.

Args:
    the_template: gives the shape.
    memory_format: accepted for compatibility.

Returns:
    The tensor itself.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2], [3, 4]]).resize_as_(cr.zeros(3))
    tensor([1, 2, 3])
)"),
};

}  // namespace

}  // namespace chainrule
