// Order: sort, argsort, msort, topk.
#include "kernels/sort.h"
#include "graph/record.h"
#include "ops/functions.h"
#include "ops/order.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {
namespace {

void check_sortable(const char* name, const Tensor& x) {
  check(!is_complex(x.dtype()), name, ": complex numbers have no order, and the input is ",
        full_name(x.dtype()));
}

TensorPair raw_sort(const Tensor& x, int64_t dim, bool descending, int64_t k, bool sorted,
                    bool with_values) {
  if (is_wide_unsigned(x.dtype())) {
    auto [values, indices] = raw_sort(as_ordered(x), dim, descending, k, sorted, with_values);
    return {with_values ? from_ordered(values, x.dtype()) : Tensor(), indices};
  }
  Dims sizes = x.sizes();
  Dims strides = x.strides();
  if (x.dim() == 0) {
    sizes.push_back(1);
    strides.push_back(1);
  }
  Dims out_sizes = x.sizes();
  if (x.dim() > 0) out_sizes[dim] = k;
  Tensor values = with_values ? empty(out_sizes, x.dtype()) : Tensor();
  Tensor indices = empty(out_sizes, DType::int64);
  sort_lines({x.dtype(), x.bytes(), sizes, strides, dim, descending, k, sorted,
              with_values ? values.bytes() : nullptr, indices.data<int64_t>()});
  return {values, indices};
}

int64_t length(const Tensor& x, int64_t dim) { return x.dim() == 0 ? 1 : x.sizes()[dim]; }

TensorPair sort_named(const char* node, const Tensor& x, int64_t dim, bool descending) {
  check_sortable("sort", x);
  const int64_t d = wrap_dim(dim, x.dim());
  auto [values, indices] = raw_sort(x, d, descending, length(x, d), true, true);
  record(node, values, {x}, {indices}, [d, sizes = x.sizes()](const Backward& b) -> Grads {
    return {place_along(b.grad(), sizes, d, b.saved(0), true)};
  });
  return {values, indices};
}

TensorPair sort_op(const Tensor& x, int64_t dim, bool descending, std::optional<bool> stable) {
  return sort_named(stable ? "SortBackward1" : "SortBackward0", x, dim, descending);
}

Tensor argsort(const Tensor& x, int64_t dim, bool descending, bool) {
  check_sortable("argsort", x);
  const int64_t d = wrap_dim(dim, x.dim());
  return std::get<1>(raw_sort(x, d, descending, length(x, d), true, false));
}

Tensor msort(const Tensor& x) { return std::get<0>(sort_named("SortBackward0", x, 0, false)); }

TensorPair topk(const Tensor& x, int64_t k, int64_t dim, bool largest, bool sorted) {
  check_sortable("topk", x);
  const int64_t d = wrap_dim(dim, x.dim());
  check(k >= 0 && k <= length(x, d), "selected index k out of range: k is ", k, ", and dimension ",
        d, " has ", length(x, d), " elements");
  auto [values, indices] = raw_sort(x, d, largest, x.dim() == 0 ? 1 : k, sorted, true);
  record("TopkBackward0", values, {x}, {indices},
         [d, sizes = x.sizes()](const Backward& b) -> Grads {
           return {place_along(b.grad(), sizes, d, b.saved(0), true)};
         });
  return {values, indices};
}

const Op kSort = Op("sort(Tensor input, int dim=-1, bool descending=False, *, bool? stable=None) "
                    "-> (Tensor values, Tensor indices)",
                    sort_op)
                     .doc(R"(
The elements in order along a dimension, and where they were. Equal elements keep their order; NaN is larger than every
number.

Args:
    input (Tensor): of any shape and real dtype.
    dim (int): along which.
    descending (bool): the largest first?
    stable (bool): must equal elements keep their order? They always do.

Returns:
    (Tensor, Tensor): a named tuple ``(values, indices)``.

Raises:
    IndexError: the dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> values, indices = cr.sort(cr.tensor([3., 1., 2.]))
    >>> values, indices
    (tensor([1., 2., 3.]), tensor([1, 2, 0]))
)");
const Op kArgsort =
    Op("argsort(Tensor input, int dim=-1, bool descending=False, bool stable=False)", argsort)
        .no_out()
        .doc(R"(
The indices that put the elements in order along a dimension; see :func:`sort`.

Args:
    input (Tensor): of any shape and real dtype.
    dim (int): along which.
    descending (bool): the largest first?
    stable (bool): must equal elements keep their order? They always do.

Raises:
    IndexError: the dimension is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.argsort(cr.tensor([3., 1., 2.]))
    tensor([1, 2, 0])
)");
const Op kMsort = Op("msort(Tensor input)", msort).doc(R"(
The elements in order along the first dimension.

Args:
    input (Tensor): of any shape and real dtype.

Example:
    >>> import chainrule as cr
    >>> cr.msort(cr.tensor([[3, 1], [2, 4]]))
    tensor([[2, 1],
            [3, 4]])
)");
const Op kTopk = Op("topk(Tensor input, int k, int dim=-1, bool largest=True, bool sorted=True) -> "
                    "(Tensor values, Tensor indices)",
                    topk)
                     .doc(R"(
The k largest (or smallest) elements along a dimension, and where they are. NaN is larger than every number.

Args:
    input (Tensor): of any shape and real dtype.
    k (int): how many.
    dim (int): along which.
    largest (bool): the largest, or the smallest?
    sorted (bool): in order?

Returns:
    (Tensor, Tensor): a named tuple ``(values, indices)``.

Raises:
    IndexError: the dimension is out of range.
    RuntimeError: there are fewer than k elements.

Example:
    >>> import chainrule as cr
    >>> values, indices = cr.topk(cr.tensor([3., 1., 4., 2.]), k=2)
    >>> values, indices
    (tensor([4., 3.]), tensor([2, 0]))
)");

}  // namespace
}  // namespace chainrule
