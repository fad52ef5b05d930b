// Extremes: amax, amin, aminmax, max, min, argmax, argmin.
#include "graph/record.h"
#include "kernels/reduce_index.h"
#include "ops/indexing.h"
#include "ops/order.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {
namespace {

using OptInt = std::optional<int64_t>;

/// The type that an extreme is computed in.
DType compare_dtype(DType dtype) {
  if (is_floating(dtype)) return compute_dtype(dtype);
  return dtype == DType::uint8 || dtype == DType::bool_ ? dtype : DType::int64;
}

void check_ordered(const char* name, const Tensor& x) {
  check<NotImplementedError>(
      !is_complex(x.dtype()), name, "(): complex numbers have no order, and the input is ",
      full_name(x.dtype()), "; reduce x.abs() or torch.view_as_real(x) instead");
}

/// An extreme of nothing does not exist.
void check_not_empty(const char* name, const Tensor& x, DimSpan dims) {
  if (x.numel() != 0) return;
  check(!dims.empty(), name,
        "(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
        "dim with the 'dim' "
        "argument. The input's shape is ",
        x.sizes());
  for (const int64_t dim : dims) {
    const int64_t d = wrap_dim(dim, x.dim());
    check<IndexError>(x.dim() == 0 || x.sizes()[d] != 0, name, "(): Expected reduction dim ", dim,
                      " to have non-zero size. The input's shape is ", x.sizes());
  }
}

Tensor raw_extreme(bool largest, const Tensor& x, uint64_t bits, bool keepdim) {
  if (is_wide_unsigned(x.dtype()))
    return from_ordered(raw_extreme(largest, as_ordered(x), bits, keepdim), x.dtype());
  return run_reduction(
      {largest ? Reduction::max : Reduction::min, compare_dtype(x.dtype()), x.dtype()}, x, bits,
      keepdim);
}

/// Ties share a cotangent evenly.
Tensor share_evenly(const Tensor& g, const Tensor& x, const Tensor& out, uint64_t bits,
                    bool keepdim) {
  const Tensor hit = eq(x, expand_back(out, x.sizes(), bits, keepdim));
  const Tensor count = run_reduction({Reduction::sum, DType::int64, DType::int64}, hit, bits, true);
  return where(hit, restore_dims(g, x.sizes(), bits, keepdim) / count, 0);
}

Tensor extreme(const char* node, bool largest, const char* name, const Tensor& x, DimSpan dims,
               bool keepdim) {
  check_ordered(name, x);
  const uint64_t bits = dim_bits(dims, x.dim());
  check_not_empty(name, x, dims);
  Tensor out = raw_extreme(largest, x, bits, keepdim);
  record(node, out, {x}, {x, out}, [bits, keepdim](const Backward& b) -> Grads {
    return {share_evenly(b.grad(), b.saved(0), b.saved(1), bits, keepdim)};
  });
  return out;
}

/// max() and min() of everything: where the result is NaN, the NaNs share the cotangent.
Tensor extreme_of_all(const char* node, bool largest, const char* name, const Tensor& x) {
  check_ordered(name, x);
  check_not_empty(name, x, {});
  const uint64_t bits = dim_bits({}, x.dim());
  Tensor out = raw_extreme(largest, x, bits, false);
  record(node, out, {x}, {x, out}, [](const Backward& b) -> Grads {
    const Tensor input = b.saved(0);
    const Tensor value = b.saved(1);
    const Tensor hit = where(isnan(value), isnan(input), eq(input, value));
    return {where(hit, b.grad() / sum(hit), 0)};
  });
  return out;
}

struct Found {
  Tensor values;
  Tensor indices;
};

Found find(bool largest, const Tensor& x, int64_t dim, bool keepdim, bool with_values) {
  if (is_wide_unsigned(x.dtype())) {
    Found found = find(largest, as_ordered(x), dim, keepdim, with_values);
    if (with_values) found.values = from_ordered(found.values, x.dtype());
    return found;
  }
  const uint64_t bits = x.dim() == 0 ? 0 : uint64_t{1} << dim;
  const Dims sizes = reduced_sizes(x.sizes(), bits, keepdim);
  Found found;
  found.indices = empty(sizes, DType::int64);
  if (with_values) found.values = empty(sizes, x.dtype());
  Dims in_sizes = x.sizes();
  Dims in_strides = x.strides();
  if (x.dim() == 0) {
    in_sizes.push_back(1);
    in_strides.push_back(1);
  }
  reduce_index({largest, x.dtype(), x.bytes(), in_sizes, in_strides, dim,
                with_values ? found.values.bytes() : nullptr, found.indices.data<int64_t>()});
  return found;
}

/// The cotangent goes to the elements that were chosen.
TensorPair extreme_along(const char* node, bool largest, const char* name, const Tensor& x,
                         int64_t dim, bool keepdim) {
  check(
      !is_complex(x.dtype()), name,
      "(): does not support complex input: complex numbers have no order; reduce x.abs() instead");
  const int64_t d = wrap_dim(dim, x.dim());
  check_not_empty(name, x, DimSpan(&dim, 1));
  Found found = find(largest, x, d, keepdim, true);
  record(node, found.values, {x}, {found.indices},
         [d, keepdim, sizes = x.sizes()](const Backward& b) -> Grads {
           return {place_along(b.grad(), sizes, d, b.saved(0), keepdim)};
         });
  return {found.values, found.indices};
}

Tensor position(bool largest, const char* name, const Tensor& x, OptInt dim, bool keepdim) {
  check(!is_complex(x.dtype()) && x.dtype() != DType::bool_, name, "(): does not support ",
        is_complex(x.dtype()) ? "complex" : "bool", " input; convert it first, as in x.",
        is_complex(x.dtype()) ? "abs()" : "to(torch.uint8)");
  if (dim) {
    const int64_t d = wrap_dim(*dim, x.dim());
    check_not_empty(name, x, DimSpan(&*dim, 1));
    return find(largest, x, d, keepdim, false).indices;
  }
  check<IndexError>(
      x.numel() != 0, name,
      "(): Expected reduction dim to be specified for input.numel() == 0. The input's shape is ",
      x.sizes());
  const Tensor flat = reshape(detach(x), Dims{-1});
  const Tensor index = find(largest, flat, 0, false, false).indices;
  return keepdim ? reshape(index, Dims(x.sizes().size(), 1)) : index;
}

}  // namespace

Tensor place_along(const Tensor& g, DimSpan sizes, int64_t dim, const Tensor& index, bool keepdim) {
  if (sizes.empty()) return g;
  const Tensor zero = zeros(sizes, g.dtype());
  if (keepdim) return scatter_add(zero, dim, index, g);
  return scatter_add(zero, dim, unsqueeze(index, dim), unsqueeze(g, dim));
}

Tensor amax(const Tensor& x, DimSpan dims, bool keepdim) {
  return extreme("AmaxBackward0", true, "amax", x, dims, keepdim);
}
Tensor amin(const Tensor& x, DimSpan dims, bool keepdim) {
  return extreme("AminBackward0", false, "amin", x, dims, keepdim);
}
TensorPair max(const Tensor& x, int64_t dim, bool keepdim) {
  return extreme_along("MaxBackward0", true, "max", x, dim, keepdim);
}
TensorPair min(const Tensor& x, int64_t dim, bool keepdim) {
  return extreme_along("MinBackward0", false, "min", x, dim, keepdim);
}
Tensor argmax(const Tensor& x, OptInt dim, bool keepdim) {
  return position(true, "argmax", x, dim, keepdim);
}
Tensor argmin(const Tensor& x, OptInt dim, bool keepdim) {
  return position(false, "argmin", x, dim, keepdim);
}

namespace {

Tensor amax_op(const Tensor& x, const OptDims& dims, bool keepdim) {
  return amax(x, span(dims), keepdim);
}
Tensor amin_op(const Tensor& x, const OptDims& dims, bool keepdim) {
  return amin(x, span(dims), keepdim);
}
Tensor max_all(const Tensor& x) { return extreme_of_all("MaxBackward1", true, "max", x); }
Tensor min_all(const Tensor& x) { return extreme_of_all("MinBackward1", false, "min", x); }
TensorPair max_dim(const Tensor& x, int64_t dim, bool keepdim) { return max(x, dim, keepdim); }
TensorPair min_dim(const Tensor& x, int64_t dim, bool keepdim) { return min(x, dim, keepdim); }
Tensor max_other(const Tensor& x, const Tensor& other) { return maximum(x, other); }
Tensor min_other(const Tensor& x, const Tensor& other) { return minimum(x, other); }

TensorPair aminmax(const Tensor& x, OptInt dim, bool keepdim) {
  check_ordered("aminmax", x);
  const Dims dims = dim ? Dims{*dim} : Dims();
  const uint64_t bits = dim_bits(dims, x.dim());
  check<IndexError>(!dim || x.dim() == 0 || x.size(*dim) != 0, "aminmax(): Expected reduction dim ",
                    dim.value_or(0), " to have non-zero size, and the input's shape is ",
                    x.sizes());
  check(reduced_count(x.sizes(), bits) != 0,
        "aminmax(): cannot compute aminmax over an empty dimension as the operation has no "
        "identity. The input's shape "
        "is ",
        x.sizes());
  Tensor low = raw_extreme(false, x, bits, keepdim);
  Tensor high = raw_extreme(true, x, bits, keepdim);
  record("AminmaxBackward0", {low, high}, {x}, {x, low, high},
         [bits, keepdim](const Backward& b) -> Grads {
           const Tensor input = b.saved(0);
           return {share_evenly(b.grad(0), input, b.saved(1), bits, keepdim) +
                   share_evenly(b.grad(1), input, b.saved(2), bits, keepdim)};
         });
  return {low, high};
}

const Op kAmax = Op("amax(Tensor input, int[1]? dim=[], bool keepdim=False)", amax_op).doc(R"(
The largest element along the dimensions ``dim``. Ties share the gradient evenly; NaN is larger than everything.

Args:
    input (Tensor): of any shape and real dtype.
    dim (int or tuple of ints, optional): what to reduce; () means everything.
    keepdim (bool): keep the reduced dimensions, with size 1.

Raises:
    IndexError: a dimension is out of range, or empty.
    RuntimeError: the input is empty and no dimension is given.

Example:
    >>> import chainrule as cr
    >>> cr.amax(cr.tensor([[1., 5.], [3., 2.]]), dim=1)
    tensor([5., 3.])
)");
const Op kAmin = Op("amin(Tensor input, int[1]? dim=[], bool keepdim=False)", amin_op).doc(R"(
The smallest element along the dimensions ``dim``. Ties share the gradient evenly; NaN is smaller than everything.

Args:
    input (Tensor): of any shape and real dtype.
    dim (int or tuple of ints, optional): what to reduce; () means everything.
    keepdim (bool): keep the reduced dimensions, with size 1.

Raises:
    IndexError: a dimension is out of range, or empty.
    RuntimeError: the input is empty and no dimension is given.

Example:
    >>> import chainrule as cr
    >>> cr.amin(cr.tensor([[1., 5.], [3., 2.]]), dim=1)
    tensor([1., 2.])
)");
const Op kAminmax =
    Op("aminmax(Tensor input, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)",
       aminmax)
        .doc(R"(
The smallest and the largest element, of everything or along one dimension.

Args:
    input (Tensor): of any shape and real dtype.
    dim (int, optional): what to reduce.
    keepdim (bool): keep the reduced dimension, with size 1.

Returns:
    (Tensor, Tensor): a named tuple ``(min, max)``.

Raises:
    RuntimeError: there is nothing to choose from.

Example:
    >>> import chainrule as cr
    >>> low, high = cr.aminmax(cr.tensor([3., 1., 2.]))
    >>> low, high
    (tensor(1.), tensor(3.))
)");

const Op kMax = Op("max(Tensor input)", max_all).doc(R"(
``max(input)`` is the largest element; ``max(input, dim)`` the largest along a dimension together with its index;
``max(input, other)`` the larger of two tensors, element by element.

Args:
    input (Tensor): of any shape and real dtype.
    dim (int): what to reduce.
    keepdim (bool): keep the reduced dimension, with size 1.
    other (Tensor): broadcasts with ``input``.

Returns:
    Tensor, or a named tuple ``(values, indices)``. The first of equal elements is chosen and gets the gradient; without
    ``dim`` they share it. NaN is larger than everything.

Raises:
    IndexError: the dimension is out of range, or empty.
    RuntimeError: the input is empty and no dimension is given.

Example:
    >>> import chainrule as cr
    >>> x = cr.tensor([[1., 5.], [3., 2.]])
    >>> cr.max(x)
    tensor(5.)
    >>> values, indices = cr.max(x, dim=1)
    >>> indices
    tensor([1, 0])
)");
// Before the dimension: a tensor of one integer is an operand.
const Op kMaxOther = Op("max(Tensor input, Tensor other)", max_other);
const Op kMaxDim = Op(
    "max(Tensor input, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)", max_dim);

const Op kMin = Op("min(Tensor input)", min_all).doc(R"(
``min(input)`` is the smallest element; ``min(input, dim)`` the smallest along a dimension together with its index;
``min(input, other)`` the smaller of two tensors, element by element.

Args:
    input (Tensor): of any shape and real dtype.
    dim (int): what to reduce.
    keepdim (bool): keep the reduced dimension, with size 1.
    other (Tensor): broadcasts with ``input``.

Returns:
    Tensor, or a named tuple ``(values, indices)``. The first of equal elements is chosen and gets the gradient; without
    ``dim`` they share it. NaN is smaller than everything.

Raises:
    IndexError: the dimension is out of range, or empty.
    RuntimeError: the input is empty and no dimension is given.

Example:
    >>> import chainrule as cr
    >>> x = cr.tensor([[1., 5.], [3., 2.]])
    >>> cr.min(x)
    tensor(1.)
    >>> values, indices = cr.min(x, dim=1)
    >>> indices
    tensor([0, 1])
)");
// Before the dimension: a tensor of one integer is an operand.
const Op kMinOther = Op("min(Tensor input, Tensor other)", min_other);
const Op kMinDim = Op(
    "min(Tensor input, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)", min_dim);

const Op kArgmax = Op("argmax(Tensor input, int? dim=None, bool keepdim=False)", argmax).doc(R"(
The index of the largest element, in the flattened input or along one dimension. The first of equal elements is chosen;
NaN is larger than everything.

Args:
    input (Tensor): of any shape and real dtype, but not bool.
    dim (int, optional): what to reduce; the flattened input by default.
    keepdim (bool): keep the reduced dimension, with size 1.

Returns:
    Tensor: int64.

Raises:
    IndexError: the dimension is out of range, or there is nothing to choose from.

Example:
    >>> import chainrule as cr
    >>> cr.argmax(cr.tensor([[1., 5.], [3., 2.]]), dim=1)
    tensor([1, 0])
)");
const Op kArgmin = Op("argmin(Tensor input, int? dim=None, bool keepdim=False)", argmin).doc(R"(
The index of the smallest element, in the flattened input or along one dimension. The first of equal elements is chosen;
NaN is smaller than everything.

Args:
    input (Tensor): of any shape and real dtype, but not bool.
    dim (int, optional): what to reduce; the flattened input by default.
    keepdim (bool): keep the reduced dimension, with size 1.

Returns:
    Tensor: int64.

Raises:
    IndexError: the dimension is out of range, or there is nothing to choose from.

Example:
    >>> import chainrule as cr
    >>> cr.argmin(cr.tensor([[1., 5.], [3., 2.]]), dim=1)
    tensor([0, 1])
)");

}  // namespace
}  // namespace chainrule
