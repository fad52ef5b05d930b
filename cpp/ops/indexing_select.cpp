// One vector of indices for a whole dimension, or for the flattened tensor: index_select,
// index_add, index_copy, index_fill, take, put. What may not live here: reductions
// (indexing_reduce.cpp).
#include <algorithm>
#include <vector>

#include "graph/record.h"
#include "kernels/places.h"
#include "ops/along.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/inplace.h"
#include "ops/masks.h"
#include "ops/places.h"
#include "ops/raw.h"
#include "ops/views.h"

namespace chainrule {

Tensor wide_index(const Tensor& index) {
  if (index.dtype() == DType::int64 && index.is_contiguous()) return detach(index);
  Tensor wide = empty(index.sizes(), DType::int64);
  copy_into(wide, index);
  return wide;
}

namespace {

bool is_index_dtype(DType dtype) { return dtype == DType::int64 || dtype == DType::int32; }

/// The size of a dimension, where a scalar counts as a vector of one.
int64_t size_at(const Tensor& x, int64_t dim) { return x.dim() == 0 ? 1 : x.sizes()[dim]; }

/// Where an index of one dimension points. `error`'s message says which index is out of [low,
/// size).
template <class E>
void check_in(const Tensor& index, int64_t low, int64_t dim, int64_t size, const char* who) {
  const auto* values = index.data<int64_t>();
  const int64_t bad = first_outside(values, index.numel(), low, size);
  if (bad >= 0) {
    fail<E>(who, "index ", values[bad], " is out of bounds for dimension ", dim, " with size ",
            size);
  }
}

Places places_along(const Tensor& x, int64_t dim, const Tensor& index) {
  const PlacedIndex placed{dim, index};
  return Places(x.sizes(), {&placed, 1});
}

/// Calls write(x, index, source) with a dimension to index, also for scalars.
struct Lifted {
  Tensor x;
  Tensor index;
  Tensor source;
};
Lifted lifted(const Tensor& x, const Tensor& index, const Tensor& source) {
  const auto vector = [](const Tensor& t) { return t.dim() == 0 ? reshape(t, Dims{1}) : t; };
  return {vector(x), vector(index), source.defined() ? vector(source) : source};
}

}  // namespace

Tensor index_select(const Tensor& x, int64_t dim, const Tensor& index) {
  check<IndexError>(index.dim() <= 1,
                    "index_select(): Index is supposed to be a vector, but has shape ",
                    index.sizes());
  check(is_index_dtype(index.dtype()),
        "index_select(): Expected dtype int32 or int64 for index, but got ",
        full_name(index.dtype()));
  const int64_t at = wrap_dim(dim, x.dim());
  const Tensor wide = wide_index(index);
  check(x.dim() > 0 || wide.numel() == 1,
        "index_select(): Index to scalar can have only 1 value, got ", wide.numel(), " value(s)");
  const auto* values = wide.data<int64_t>();
  const int64_t bad = first_outside(values, wide.numel(), 0, size_at(x, at));
  if (bad >= 0) {
    fail<IndexError>("index out of range in self: index_select got ", values[bad],
                     " for dimension ", at, " with size ", size_at(x, at));
  }
  if (x.dim() == 0) return clone(x);
  return take_at(x, places_along(x, at, reshape(wide, Dims{-1})), "IndexSelectBackward0");
}

Dims checked_source(const char* method, const Tensor& x, int64_t dim, const Tensor& index,
                    const Tensor& source) {
  check<IndexError>(index.dim() <= 1, method,
                    "(): Index is supposed to be a vector, but got dim: ", index.dim(),
                    " with type: ", info(index.dtype()).legacy, " and size: ", index.sizes());
  check(is_index_dtype(index.dtype()), method,
        "(): Expected dtype int32/int64 for index but got: ", info(index.dtype()).legacy);
  check(x.dtype() == source.dtype(), method, "(): self (", info(x.dtype()).legacy, ") and source (",
        info(source.dtype()).legacy, ") must have the same scalar type");
  check(index.numel() ==
            size_at(source, std::min<int64_t>(dim, std::max<int64_t>(source.dim() - 1, 0))),
        method, "(): Number of indices (", index.numel(),
        ") should be equal to source.size(dim): (",
        size_at(source, std::min<int64_t>(dim, std::max<int64_t>(source.dim() - 1, 0))),
        "), for dim: ", dim);
  bool same = x.dim() == source.dim();
  for (int64_t d = 0; same && d < x.dim(); ++d)
    same = d == dim || x.sizes()[d] == source.sizes()[d];
  check(same,
        "source tensor shape must match self tensor shape, excluding the specified dimension. Got "
        "self.shape = ",
        x.sizes(), " source.shape = ", source.sizes());
  const Tensor wide = wide_index(index);
  if (std::string_view(method) == "index_reduce_") {
    check_in<IndexError>(wide, 0, dim, size_at(x, dim), "");
  } else {
    check_in<RuntimeError>(wide, 0, dim, size_at(x, dim), "");
  }
  Dims shape(source.sizes().size(), 1);
  if (!shape.empty()) shape[dim] = index.numel();
  return shape;
}

namespace {

Tensor scaled(const Tensor& source, const Scalar& alpha) {
  if (alpha == Scalar(1)) return source;
  return mul(source, stored_scalar(alpha, source.dtype()));
}

/// Puts `values` into slices of x, in a copy or in x itself (`method` given).
Tensor write_slices(const char* method, const Tensor& x, int64_t dim, const Tensor& index,
                    const Tensor& values, bool accumulate, const char* node) {
  const Lifted all = lifted(x, index, values);
  const Places places = places_along(all.x, dim, wide_index(all.index));
  if (!method) {
    const Tensor out = put_at(all.x, places, all.source, accumulate, node);
    return x.dim() == 0 ? reshape(out, Dims{}) : out;
  }
  // A scalar's view as a vector is the scalar's own memory.
  put_at_inplace(method, all.x, places, all.source, accumulate, node);
  return x;
}

Tensor index_add_to(const char* method, const Tensor& x, int64_t dim, const Tensor& index,
                    const Tensor& source, const Scalar& alpha) {
  const int64_t at = wrap_dim(dim, x.dim());
  checked_source("index_add_", x, at, index, source);
  return write_slices(method, x, at, index, scaled(source, alpha), true, "IndexAddBackward0");
}

Tensor index_copy_to(const char* method, const Tensor& x, int64_t dim, const Tensor& index,
                     const Tensor& source) {
  const int64_t at = wrap_dim(dim, x.dim());
  check<IndexError>(index.dim() < 2, "index_copy_(): Index should have dimension 1 or 0 (got ",
                    index.dim(), ")");
  check<IndexError>(
      source.dim() == 0 || x.dim() == 0 || source.dim() == x.dim(),
      "index_copy_(): When source and destination are not scalars, their dimensionality "
      "must match. Source dimensionality (",
      source.dim(), "), destination dimensionality (", x.dim(), ")");
  check(index.dtype() == DType::int64, "index_copy_(): Expected a long tensor for index, but got ",
        info(index.dtype()).legacy);
  check(x.dtype() == source.dtype(),
        "index_copy_(): self and source expected to have the same dtype, but got (self) ",
        info(x.dtype()).legacy, " and (source) ", info(source.dtype()).legacy);
  check<IndexError>(source.dim() > 0 || index.numel() == 1,
                    "index_copy_(): When source is scalar, index should have one element (got ",
                    index.numel(), ")");
  bool same = true;
  for (int64_t d = 0; x.dim() > 0 && d < source.dim(); ++d) {
    same &= d == at || source.sizes()[d] == x.sizes()[d];
  }
  check(same && (x.dim() > 1 || source.dim() <= 1),
        "index_copy_(): Source/destination tensor must have same slice shapes. Destination shape: ",
        x.sizes(), " and source shape: ", source.sizes(), " at dimension ", at);
  check<IndexError>(source.dim() == 0 || index.numel() == size_at(source, at),
                    "index_copy_(): Number of indices (", index.numel(),
                    ") should be equal to source.size(dim) (", size_at(source, at), ")");
  check_in<IndexError>(wide_index(index), 0, at, size_at(x, at), "index_copy_(): ");
  return write_slices(method, x, at, index, source, false, "IndexCopyBackward0");
}

/// The indices of a dimension without repetitions; those out of range are left for a complaint.
Tensor distinct(const Tensor& index, int64_t size) {
  const Tensor wide = wide_index(index);
  std::vector<int64_t> values(wide.data<int64_t>(), wide.data<int64_t>() + wide.numel());
  for (int64_t& v : values) v += v < 0 && v >= -size ? size : 0;
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  Tensor out = empty(Dims{static_cast<int64_t>(values.size())}, DType::int64);
  std::ranges::copy(values, out.data<int64_t>());
  return out;
}

Tensor index_fill_to(const char* method, const Tensor& x, int64_t dim, const Tensor& index,
                     const Operand& value) {
  const int64_t at = wrap_dim(dim, x.dim());
  check<IndexError>(index.dtype() == DType::int64,
                    "index_fill_(): Expected dtype int64 for index.");
  check(index.dim() <= 1, "Index has to be a vector/scalar, but has shape ", index.sizes());
  Tensor one;
  if (value.is_tensor()) {
    check(value.tensor().dim() == 0,
          "index_fill_ only supports a 0-dimensional value tensor, but got tensor with ",
          value.tensor().dim(), " dimension(s).");
    check(!is_complex(value.tensor().dtype()) || is_complex(x.dtype()),
          "index_fill_(): Converting complex Scalar to non-complex type is not supported");
    one = to(value.tensor(), x.dtype());
  } else {
    check(!value.scalar().is_complex() || is_complex(x.dtype()),
          "index_fill_(): Converting complex Scalar to non-complex type is not supported");
    one = full(Dims{}, stored_scalar(value.scalar(), x.dtype()), x.dtype());
  }
  // Of the value's gradient each filled place has one share, however often its index comes.
  const Tensor places = one.requires_grad() ? distinct(index, size_at(x, at)) : index;
  return write_slices(method, x, at, places, one, false,
                      value.is_tensor() ? "IndexFillBackward1" : "IndexFillBackward0");
}

// ---- take and put: indices of the flattened tensor ----

void check_flat(const char* name, const Tensor& x, const Tensor& index) {
  check(index.dtype() == DType::int64, name, "(): Expected a long tensor for index, but got ",
        info(index.dtype()).legacy);
  check<IndexError>(x.numel() > 0 || index.numel() == 0, name, "(): tried to ", name,
                    " from an empty tensor");
  const Tensor wide = wide_index(index);
  const auto* values = wide.data<int64_t>();
  const int64_t bad = first_outside(values, wide.numel(), -x.numel(), x.numel());
  if (bad >= 0) {
    fail<IndexError>("out of range: tried to access index ", values[bad], " on a tensor of ",
                     x.numel(), " elements.");
  }
}

Tensor take(const Tensor& x, const Tensor& index) {
  check_flat("take", x, index);
  const Tensor flat = reshape(x, Dims{-1});
  return take_at(flat, places_along(flat, 0, index), "TakeBackward0");
}

Tensor put(const Tensor& x, const Tensor& index, const Tensor& source, bool accumulate) {
  check(x.dtype() == source.dtype(),
        "put_(): self and source expected to have the same dtype, but got self.dtype = ",
        info(x.dtype()).legacy, " and source.dtype = ", info(source.dtype()).legacy);
  check<IndexError>(
      source.numel() == index.numel(),
      "put_(): Expected source and index to have the same number of elements, but got "
      "source.numel() = ",
      source.numel(), ", index.numel() = ", index.numel());
  check_flat("put_", x, index);
  const Tensor flat = reshape(x, Dims{-1});
  const Tensor out = put_at(flat, places_along(flat, 0, index), reshape(source, index.sizes()),
                            accumulate, "PutBackward0");
  return reshape(out, x.sizes());
}

Tensor put_(const Tensor& x, const Tensor& index, const Tensor& source, bool accumulate) {
  check_inplace(x, "put_");
  const uint64_t first_node = current_sequence_nr();
  assign_inplace(x, put(x, index, source, accumulate), "put_", first_node);
  return x;
}

}  // namespace

Tensor index_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                 const Scalar& alpha) {
  return index_add_to(nullptr, x, dim, index, source, alpha);
}

namespace {

const Op kIndexSelect =
    Op("index_select(Tensor input, int dim, Tensor index)", index_select)
        .doc(R"(The slices of ``input`` along ``dim`` that ``index`` names, as a copy.

Args:
    input: any dtype.
    dim: the dimension that is indexed.
    index: an int64 or int32 vector; negative indices are not taken.

Returns:
    A new tensor; gradients of slices selected several times add up.

Raises:
    IndexError: an index is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.index_select(cr.tensor([[1, 2], [3, 4], [5, 6]]), 0, cr.tensor([2, 0]))
    tensor([[5, 6],
            [1, 2]])
)");

const char* const kIndexAddDoc =
    R"(A copy of ``input`` with ``alpha`` times slices of ``source`` added to those that ``index``
names.

Args:
    input: any dtype.
    dim: the dimension that is indexed.
    index: an int64 or int32 vector; repeated indices add up.
    source: of the input's dtype and shape, but for ``dim``, where it has one slice for each index.
    alpha: a factor.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    RuntimeError: an index is out of range, or shapes or dtypes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.index_add(cr.zeros(3), 0, cr.tensor([0, 0, 2]), cr.tensor([1.0, 2.0, 3.0]))
    tensor([3., 0., 3.])
)";

const Op kIndexAdd[] = {
    Op("index_add(Tensor input, int dim, Tensor index, Tensor source, *, Scalar alpha=1)",
       index_add)
        .doc(kIndexAddDoc),
    Op(
        "index_add_(Tensor input, int dim, Tensor index, Tensor source, *, Scalar alpha=1)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
            const Scalar& alpha) {
          return index_add_to("index_add_", x, dim, index, source, alpha);
        })
        .method_only()
        .doc(kIndexAddDoc),
};

const char* const kIndexCopyDoc =
    R"(A copy of ``input`` whose slices that ``index`` names are those of ``source``.

Args:
    input: any dtype.
    dim: the dimension that is indexed.
    index: an int64 vector; where indices repeat, the last one stays.
    source: of the input's dtype and shape, but for ``dim``, where it has one slice for each index.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    IndexError: an index is out of range, or there are not as many as slices.
    RuntimeError: shapes or dtypes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.index_copy(cr.zeros(3), 0, cr.tensor([2, 0]), cr.tensor([1.0, 2.0]))
    tensor([2., 0., 1.])
)";

const Op kIndexCopy[] = {
    Op(
        "index_copy(Tensor input, int dim, Tensor index, Tensor source)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
          return index_copy_to(nullptr, x, dim, index, source);
        })
        .doc(kIndexCopyDoc),
    Op(
        "index_copy_(Tensor input, int dim, Tensor index, Tensor source)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
          return index_copy_to("index_copy_", x, dim, index, source);
        })
        .method_only()
        .doc(kIndexCopyDoc),
};

const char* const kIndexFillDoc =
    R"(A copy of ``input`` with one value in the slices that ``index`` names.

Args:
    input: any dtype.
    dim: the dimension that is indexed.
    index: an int64 vector; negative indices count from the end.
    value: a number or a tensor without dimensions; converted to the input's dtype.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    IndexError: an index is out of range.
    RuntimeError: the dtype has no room for the value.

Example:
    >>> import chainrule as cr
    >>> cr.index_fill(cr.zeros(2, 2), 1, cr.tensor([0]), -1.0)
    tensor([[-1.,  0.],
            [-1.,  0.]])
)";

const Op kIndexFill[] = {
    Op(
        "index_fill(Tensor input, int dim, Tensor index, ScalarOrTensor value)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Operand& value) {
          return index_fill_to(nullptr, x, dim, index, value);
        })
        .no_out()
        .doc(kIndexFillDoc),
    Op(
        "index_fill_(Tensor input, int dim, Tensor index, ScalarOrTensor value)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Operand& value) {
          return index_fill_to("index_fill_", x, dim, index, value);
        })
        .method_only()
        .doc(kIndexFillDoc),
};

const Op kTake = Op("take(Tensor input, Tensor index)", take)
                     .doc(R"(The elements of the flattened input that ``index`` names.

Args:
    input: any shape and dtype.
    index: int64 of any shape; negative indices count from the end.

Returns:
    A new tensor of the shape of ``index``.

Raises:
    IndexError: an index is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.take(cr.tensor([[1, 2], [3, 4]]), cr.tensor([0, -1]))
    tensor([1, 4])
)");

const char* const kPutDoc =
    R"(A copy of ``input`` with elements of ``source`` at the places of the flattened input that
``index`` names.

Args:
    input: any shape and dtype.
    index: int64; negative indices count from the end.
    source: of the input's dtype, with as many elements as ``index``.
    accumulate: adds instead; otherwise the last value for a place stays.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    IndexError: an index is out of range, or the numbers of elements differ.
    RuntimeError: the dtypes differ.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([[1, 2], [3, 4]]).put(cr.tensor([1, 2]), cr.tensor([8, 9]))
    tensor([[1, 8],
            [9, 4]])
)";

const Op kPut[] = {
    Op("put(Tensor input, Tensor index, Tensor source, bool accumulate=False)", put)
        .no_out()
        .doc(kPutDoc),
    Op("put_(Tensor input, Tensor index, Tensor source, bool accumulate=False)", put_)
        .method_only()
        .doc(kPutDoc),
};

}  // namespace

}  // namespace chainrule
