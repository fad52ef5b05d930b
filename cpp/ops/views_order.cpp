// Views that change the order of dimensions: permute, transpose, t, movedim, adjoint.
#include "graph/record.h"
#include "ops/functions.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// The permutation that undoes `order`.
Dims inverse_of(DimSpan order) {
  Dims inverse(order.size());
  for (size_t d = 0; d < order.size(); ++d) inverse[order[d]] = static_cast<int64_t>(d);
  return inverse;
}

Tensor permuted(const Tensor& x, const Dims& order) {
  Dims sizes;
  Dims strides;
  for (const int64_t d : order) {
    sizes.push_back(x.sizes()[d]);
    strides.push_back(x.strides()[d]);
  }
  return record_view(
      "PermuteBackward0", x, sizes, strides, x.offset(),
      [order](const Backward& b) -> Grads { return {permute(b.grad(), inverse_of(order))}; });
}

Tensor transposed(const char* name, const Tensor& x, int64_t a, int64_t b) {
  Dims sizes = x.sizes();
  Dims strides = x.strides();
  if (a != b) {
    std::swap(sizes[a], sizes[b]);
    std::swap(strides[a], strides[b]);
  }
  return record_view(name, x, sizes, strides, x.offset(), [a, b](const Backward& back) -> Grads {
    return {transpose(back.grad(), a, b)};
  });
}

/// The last two dimensions exchanged; `what` names the caller in messages.
Tensor matrix_transposed(const Tensor& x, const char* what) {
  check(x.dim() != 1, what,
        " is only supported on matrices or batches of matrices. Got 1-D tensor.");
  return x.dim() == 0 ? transposed("TransposeBackward0", x, 0, 0)
                      : transposed("TransposeBackward0", x, x.dim() - 2, x.dim() - 1);
}

}  // namespace

Tensor permute(const Tensor& x, DimSpan dims) {
  check(static_cast<int64_t>(dims.size()) == x.dim(),
        "permute(): number of dimensions in the tensor input does not match the length of the "
        "desired ordering of dimensions i.e. input.dim() = ",
        x.dim(), " is not equal to len(dims) = ", dims.size());
  Dims order;
  for (const int64_t dim : dims) {
    const int64_t d = wrap_dim(dim, x.dim());
    check(std::find(order.begin(), order.end(), d) == order.end(),
          "permute(): duplicate dims are not allowed. Dimension ", d, " stands twice in ", dims);
    order.push_back(d);
  }
  return permuted(x, order);
}

Tensor transpose(const Tensor& x, int64_t dim0, int64_t dim1) {
  const int64_t a = wrap_dim(dim0, x.dim());
  const int64_t b = wrap_dim(dim1, x.dim());
  return transposed("TransposeBackward0", x, a, b);
}

Tensor t(const Tensor& x) {
  check(x.dim() <= 2, "t() expects a tensor with <= 2 dimensions, but self is ", x.dim(),
        "D. Name the dimensions with transpose(dim0, dim1), or use .mT for the last two");
  return transposed("TBackward0", x, 0, x.dim() == 2 ? 1 : 0);
}

Tensor movedim(const Tensor& x, DimSpan source, DimSpan destination) {
  check(source.size() == destination.size(),
        "movedim: Invalid source or destination dims: source (", source,
        " dims) should contain the same number of dims as destination (", destination, " dims)");
  const auto wrapped = [&x](DimSpan dims, const char* which) {
    Dims out;
    for (const int64_t dim : dims) {
      const int64_t d = wrap_dim(dim, x.dim());
      check(std::find(out.begin(), out.end(), d) == out.end(), "movedim: repeated dim in `", which,
            "` (", dims, ")");
      out.push_back(d);
    }
    return out;
  };
  const Dims from = wrapped(source, "source");
  const Dims to = wrapped(destination, "destination");
  Dims order(x.dim(), -1);
  if (x.dim() > 0) {
    for (size_t i = 0; i < from.size(); ++i) order[to[i]] = from[i];
  }
  int64_t next = 0;  // the others keep their order
  for (int64_t& d : order) {
    if (d != -1) continue;
    while (std::find(from.begin(), from.end(), next) != from.end()) ++next;
    d = next++;
  }
  return permuted(x, order);
}

Tensor adjoint(const Tensor& x) {
  const Tensor turned = matrix_transposed(x, "tensor.adjoint()");
  return is_complex(x.dtype()) ? conj(turned) : turned;
}

Tensor matrix_transpose(const Tensor& x) { return matrix_transposed(x, "tensor.mT"); }

Tensor matrix_adjoint(const Tensor& x) {
  const Tensor turned = matrix_transposed(x, "tensor.mH");
  return is_complex(x.dtype()) ? conj(turned) : turned;
}

Tensor reversed_dims(const Tensor& x) {
  if (x.dim() == 0) {
    warn("Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.");
  } else if (x.dim() != 2) {
    warn(
        "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is "
        "deprecated and it will throw an error in a future release. Consider `x.mT` to transpose "
        "batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the "
        "dimensions of a tensor.");
  }
  Dims order;
  for (int64_t d = x.dim() - 1; d >= 0; --d) order.push_back(d);
  return permuted(x, order);
}

Tensor hermitian(const Tensor& x) {
  check(x.dim() == 0 || x.dim() == 2, "tensor.H is only supported on matrices (2-D tensors). Got ",
        x.dim(), "-D tensor. For batches of matrices, consider using tensor.mH");
  return x.dim() == 0 ? adjoint(x) : matrix_adjoint(x);
}

namespace {

const Op kPermute = Op(
                        "permute(Tensor input, int[*] dims)",
                        +[](const Tensor& x, const Dims& dims) { return permute(x, dims); })
                        .view()
                        .doc(R"(A view of ``input`` with its dimensions in the order ``dims``.

Args:
    input: any shape and dtype.
    dims: the permutation; ``dims[i]`` is the dimension of the input that becomes dimension ``i``.

Returns:
    A view; no element is copied.

Raises:
    RuntimeError: ``dims`` does not name every dimension exactly once.
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.permute(cr.zeros(2, 3, 5), (2, 0, 1)).shape
    torch.Size([5, 2, 3])
)");

const Op kTranspose =
    Op("transpose(Tensor input, int dim0, int dim1)", transpose)
        .view()
        .doc(R"(A view of ``input`` with dimensions ``dim0`` and ``dim1`` exchanged.

Args:
    input: any shape and dtype.
    dim0, dim1: the two dimensions; negative values count from the end.

Returns:
    A view; no element is copied.

Raises:
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.transpose(cr.tensor([[1, 2, 3], [4, 5, 6]]), 0, 1)
    tensor([[1, 4],
            [2, 5],
            [3, 6]])
)");

const Op kSwapaxes = Op("swapaxes(Tensor input, int axis0, int axis1)", transpose)
                         .view()
                         .doc(R"(:func:`transpose` under NumPy's name.

Args:
    input: any shape and dtype.
    axis0, axis1: the two dimensions to exchange.

Returns:
    A view; no element is copied.

Raises:
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.swapaxes(cr.zeros(2, 3, 5), 0, 2).shape
    torch.Size([5, 3, 2])
)");

const Op kSwapdims = Op("swapdims(Tensor input, int dim0, int dim1)", transpose)
                         .view()
                         .doc(R"(:func:`transpose` under another name.

Args:
    input: any shape and dtype.
    dim0, dim1: the two dimensions to exchange.

Returns:
    A view; no element is copied.

Raises:
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.swapdims(cr.zeros(2, 3, 5), 0, 1).shape
    torch.Size([3, 2, 5])
)");

const Op kT = Op("t(Tensor input)", t)
                  .view()
                  .doc(R"(The transpose of a matrix; vectors and scalars come back as they are.

Args:
    input: at most two dimensions, any dtype.

Returns:
    A view; no element is copied.

Raises:
    RuntimeError: the input has more than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.t(cr.tensor([[1, 2, 3], [4, 5, 6]]))
    tensor([[1, 4],
            [2, 5],
            [3, 6]])
)");

const char* const kMovedimDoc =
    R"(Moves dimensions of ``input`` to new places; the others keep their order.

Args:
    input: any shape and dtype.
    source: one dimension or several.
    destination: where each of them goes, as many as ``source``.

Returns:
    A view; no element is copied.

Raises:
    RuntimeError: a dimension is repeated, or the two lists differ in length.
    IndexError: a dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.movedim(cr.zeros(2, 3, 5), 0, -1).shape
    torch.Size([3, 5, 2])
    >>> cr.movedim(cr.zeros(2, 3, 5), (0, 1), (1, 2)).shape
    torch.Size([5, 2, 3])
)";

Tensor movedim_lists(const Tensor& x, const Dims& source, const Dims& destination) {
  return movedim(x, source, destination);
}
Tensor movedim_one(const Tensor& x, int64_t source, int64_t destination) {
  return movedim(x, Dims{source}, Dims{destination});
}

const Op kMovedim[] = {
    Op("movedim(Tensor input, int source, int destination)", movedim_one).view().doc(kMovedimDoc),
    Op("movedim(Tensor input, int[] source, int[] destination)", movedim_lists)
        .view()
        .doc(kMovedimDoc),
    Op("moveaxis(Tensor input, int source, int destination)", movedim_one).view().doc(kMovedimDoc),
    Op("moveaxis(Tensor input, int[] source, int[] destination)", movedim_lists)
        .view()
        .doc(kMovedimDoc),
};

const Op kAdjoint = Op("adjoint(Tensor input)", adjoint)
                        .view()
                        .doc(R"(The last two dimensions exchanged, and complex values conjugated.

Args:
    input: a matrix or a batch of matrices, any dtype.

Returns:
    A view where the dtype is real, a new tensor where it is complex.

Raises:
    RuntimeError: the input has exactly one dimension.

Example:
    >>> import chainrule as cr
    >>> cr.adjoint(cr.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[1., 3.],
            [2., 4.]])
)");

}  // namespace

}  // namespace chainrule
