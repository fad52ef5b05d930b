// Along one dimension, by an index of the shape of the result: gather, scatter and its kin,
// take_along_dim. What may not live here: indices that are one vector for a whole dimension
// (indexing_select.cpp).
#include "graph/record.h"
#include "kernels/places.h"
#include "kernels/scatter.h"
#include "ops/along.h"
#include "ops/creation.h"
#include "ops/cut.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/inplace.h"
#include "ops/long_work.h"
#include "ops/masks.h"
#include "ops/raw.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// A checked index: int64, row-major but for dimensions that it is expanded along.
struct AlongIndex {
  int64_t dim;
  Tensor index;
};

/// The tensor that `x` is expanded from.
Tensor unexpanded(const Tensor& x) {
  Window window = Window::of(x);
  for (size_t d = 0; d < window.sizes.size(); ++d) {
    if (window.strides[d] == 0 && window.sizes[d] > 1) window.sizes[d] = 1;
  }
  return window.on(x);
}

/// `bounded`: a tensor that has to reach as far as the index, in all dimensions (a scatter's
/// source).
AlongIndex checked_index(const char* name, const Tensor& x, int64_t dim, const Tensor& index) {
  // An index of nothing may be of any type.
  check(index.numel() == 0 || index.dtype() == DType::int64 || index.dtype() == DType::int32, name,
        "(): Expected dtype int32/int64 for index, but got ", full_name(index.dtype()));
  const int64_t at = wrap_dim(dim, x.dim());
  if (index.numel() > 0) {
    check(std::max<int64_t>(index.dim(), 1) == std::max<int64_t>(x.dim(), 1),
          "Index tensor must have the same number of dimensions as input tensor: index ",
          index.sizes(), ", input ", x.sizes());
  }
  if (index.dtype() == DType::int64 && index.is_contiguous()) return {at, detach(index)};
  const Tensor core = unexpanded(index);
  Tensor wide = empty(core.sizes(), DType::int64);
  copy_into(wide, core);
  return {at, expand(wide, index.sizes())};
}

void check_bounds(const AlongIndex& a, const Tensor& x) {
  const int64_t size = x.dim() == 0 ? 1 : x.sizes()[a.dim];
  const auto* values = a.index.data<int64_t>();
  const int64_t count = a.index.numel() == 0 ? 0 : unexpanded(a.index).numel();
  const int64_t bad = first_outside(values, count, 0, size);
  if (bad >= 0) {
    fail("index ", values[bad], " is out of bounds for dimension ", a.dim, " with size ", size);
  }
}

/// Fits `sizes` into `room` in all dimensions but `except` (-1: in all).
bool fits(DimSpan sizes, DimSpan room, int64_t except) {
  for (size_t d = 0; d < sizes.size() && d < room.size(); ++d) {
    if (static_cast<int64_t>(d) != except && sizes[d] > room[d]) return false;
  }
  return true;
}

/// A scalar seen as a vector of one element, so that every tensor has a dimension to index.
Dims at_least_vector(DimSpan dims, int64_t value) {
  return dims.empty() ? Dims{value} : Dims(dims);
}

struct AlongGeometry {
  Dims sizes;
  Dims index_strides;
  Dims x_strides;
  Dims y_strides;
  AlongTask task(const AlongIndex& a) const {
    return {sizes, a.dim, a.index.data<int64_t>(), index_strides, x_strides, y_strides};
  }
};
AlongGeometry geometry(const AlongIndex& a, const Tensor& x, DimSpan y_strides) {
  return {at_least_vector(a.index.sizes(), 1), at_least_vector(a.index.strides(), 1),
          at_least_vector(x.strides(), 1), at_least_vector(y_strides, 1)};
}

void scatter_raw(const AlongIndex& a, ScatterOp op, const Tensor& x, const Tensor& y, bool splat) {
  const Dims none(y.dim() == 0 ? a.index.sizes().size() : y.sizes().size(), 0);
  const AlongGeometry g = geometry(a, x, splat ? DimSpan(none) : DimSpan(y.strides()));
  const auto work = long_work(a.index.numel());
  scatter_along(g.task(a), op, x.dtype(), x.bytes(), y.bytes());
}

/// scatter_raw that lets 16-bit floats add up and multiply in float, and seldom types in the type
/// that they compute in.
void combine_raw(const AlongIndex& a, ScatterOp op, const Tensor& x, const Tensor& y, bool splat) {
  const DType wide = compute_dtype(x.dtype());
  if (wide == x.dtype() || op == ScatterOp::put) return scatter_raw(a, op, x, y, splat);
  Tensor x_wide = empty(x.sizes(), wide);
  Tensor y_wide = empty(y.sizes(), wide);
  copy_into(x_wide, x);
  copy_into(y_wide, y);
  scatter_raw(a, op, x_wide, y_wide, splat);
  copy_into(x, x_wide);
}

/// The first `sizes` of every dimension.
struct CornerRule {
  Dims sizes;
  Window operator()(Window w) const {
    w.sizes = sizes;
    return w;
  }
};

}  // namespace

Tensor gather(const Tensor& x, int64_t dim, const Tensor& index) {
  const AlongIndex a = checked_index("gather", x, dim, index);
  if (index.numel() > 0) {
    check(fits(index.sizes(), x.sizes(), a.dim), "Size does not match at dimension ", a.dim,
          " expected index ", index.sizes(), " to be no larger than self ", x.sizes(),
          " apart from dimension ", a.dim);
    check_bounds(a, x);
  }
  Tensor out = empty(index.sizes(), x.dtype());
  if (out.numel() > 0) {
    const AlongGeometry g = geometry(a, x, out.strides());
    const auto work = long_work(out.numel());
    gather_along(g.task(a), x.item_size(), x.bytes(), out.bytes());
  }
  record("GatherBackward0", out, {x}, {a.index},
         [at = a.dim, from = x.sizes()](const Backward& b) -> Grads {
           return {scatter_add(zeros(from, b.grad().dtype()), at, b.saved(0), b.grad())};
         });
  return out;
}

namespace {

/// The cotangent of a source from that of the places it went to; what the index did not use gets
/// zero.
Tensor gather_for(const Tensor& g, int64_t dim, const Tensor& index, const Dims& sizes) {
  const Tensor used = gather(g, dim, index);
  return index.sizes() == sizes ? used : embed(used, sizes, CornerRule{index.sizes()});
}

/// What all forms of scatter check before they write.
AlongIndex checked_scatter(const Tensor& x, int64_t dim, const Tensor& index,
                           const Operand& source) {
  const AlongIndex a = checked_index("scatter", x, dim, index);
  if (!source.is_tensor()) {
    check_representable(source.scalar(), x.dtype());
    check(fits(index.sizes(), x.sizes(), a.dim) || index.numel() == 0, "Expected index ",
          index.sizes(), " to be no larger than self ", x.sizes(), " apart from dimension ", a.dim);
  } else {
    const Tensor& src = source.tensor();
    check(src.dtype() == x.dtype(),
          "scatter(): Expected self.dtype to be equal to src.dtype, but got ", full_name(x.dtype()),
          " and ", full_name(src.dtype()));
    if (index.numel() > 0) {
      check(std::max<int64_t>(index.dim(), 1) == std::max<int64_t>(src.dim(), 1),
            "Index tensor must have the same number of dimensions as src tensor: index ",
            index.sizes(), ", src ", src.sizes());
      check(fits(index.sizes(), x.sizes(), a.dim) &&
                fits(index.sizes(), src.dim() == 0 ? Dims{1} : src.sizes(), -1),
            "Expected index ", index.sizes(), " to be no larger than self ", x.sizes(),
            " apart from dimension ", a.dim, " and to be no larger size than src ", src.sizes());
    }
  }
  check_bounds(a, x);
  return a;
}

void write_source(const AlongIndex& a, ScatterOp op, const Tensor& x, const Operand& source) {
  if (a.index.numel() == 0) return;
  if (source.is_tensor()) {
    combine_raw(a, op, x, source.tensor(), false);
  } else {
    Tensor one = empty(Dims{}, x.dtype());
    fill_into(one, stored_scalar(source.scalar(), x.dtype()));
    combine_raw(a, op, x, one, true);
  }
}

void record_scatter(const Tensor& out, const Tensor& x, const AlongIndex& a, const Operand& source,
                    bool add) {
  const Tensor src = source.is_tensor() ? source.tensor() : Tensor();
  const char* name = add             ? "ScatterAddBackward0"
                     : src.defined() ? "ScatterBackward0"
                                     : "ScatterBackward1";
  record(
      name, out, {x, src}, {a.index},
      [at = a.dim, add, sizes = src.defined() ? src.sizes() : Dims()](const Backward& b) -> Grads {
        const Tensor index = b.saved(0);
        return {!b.needs(0) ? Tensor()
                : add       ? b.grad()
                            : scatter(b.grad(), at, index, 0),
                b.needs(1) ? gather_for(b.grad(), at, index, sizes) : Tensor()};
      });
}

/// out = x with the source put or added.
Tensor scattered(const Tensor& x, int64_t dim, const Tensor& index, const Operand& source,
                 bool add) {
  const AlongIndex a = checked_scatter(x, dim, index, source);
  Tensor out = empty(x.sizes(), x.dtype());
  copy_into(out, x);
  write_source(a, add ? ScatterOp::add : ScatterOp::put, out, source);
  record_scatter(out, x, a, source, add);
  return out;
}

Tensor scattered_inplace(const char* method, const Tensor& x, int64_t dim, const Tensor& index,
                         const Operand& source, bool add) {
  AlongIndex a = checked_scatter(x, dim, index, source);
  check_inplace(x, method);
  if (a.index.storage() == x.storage()) a.index = clone(a.index);
  Operand from = source;
  if (source.is_tensor() && source.tensor().storage() == x.storage()) from = clone(source.tensor());
  const bool recorded = any_requires_grad(x, from.is_tensor() ? from.tensor() : Tensor());
  write_source(a, add ? ScatterOp::add : ScatterOp::put, x, from);
  if (!recorded) {
    x.bump_version();
    return x;
  }
  Tensor result = shallow(x);  // stands for "what x holds now"
  record_scatter(result, x, a, from, add);
  rebase_history(x, result);
  return x;
}

}  // namespace

Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Operand& source) {
  return scattered(x, dim, index, source, false);
}

Tensor scatter_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
  return scattered(x, dim, index, source, true);
}

Tensor checked_scatter_index(const Tensor& x, int64_t dim, const Tensor& index,
                             const Operand& source) {
  return checked_scatter(x, dim, index, source).index;
}

void scatter_into(const Tensor& x, int64_t dim, const Tensor& index, const Operand& source,
                  ScatterOp op) {
  write_source({dim, index}, op, x, source);
}

Tensor take_along_dim(const Tensor& x, const Tensor& indices, std::optional<int64_t> dim) {
  if (!dim) return gather(reshape(x, Dims{-1}), 0, reshape(indices, Dims{-1}));
  check(indices.dtype() == DType::int64,
        "torch.take_along_dim(): dtype of indices should be Long but got ",
        info(indices.dtype()).legacy);
  check(x.dim() == indices.dim(),
        "torch.take_along_dim(): input and indices should have the same number of dimensions, but "
        "got ",
        x.dim(), " dimensions for input, and ", indices.dim(), " dimensions for indices");
  const int64_t at = wrap_dim(*dim, x.dim());
  Dims own = x.sizes();
  Dims picked = indices.sizes();
  if (x.dim() > 0) {
    own[at] = 1;
    picked[at] = 1;
  }
  Dims wide = broadcast_shapes(own, picked);
  Dims wide_index = wide;
  if (x.dim() > 0) {
    wide[at] = x.sizes()[at];
    wide_index[at] = indices.sizes()[at];
  }
  // Along a dimension, and only there, indices count round and round.
  const Tensor wrapped = x.dim() > 0 && x.sizes()[at] > 0
                             ? remainder(indices, static_cast<int64_t>(x.sizes()[at]))
                             : indices;
  return gather(expand(x, wide), at, expand(wrapped, wide_index));
}

namespace {

Tensor gather_op(const Tensor& x, int64_t dim, const Tensor& index, bool) {
  return gather(x, dim, index);
}

Tensor scatter_(const Tensor& x, int64_t dim, const Tensor& index, const Operand& source) {
  return scattered_inplace("scatter_", x, dim, index, source, false);
}
Tensor scatter_combined_(const Tensor& x, int64_t dim, const Tensor& index, const Operand& source,
                         const std::string& reduce) {
  check_inplace(x, "scatter_");
  const uint64_t first_node = current_sequence_nr();
  assign_inplace(x, scatter_combined(x, dim, index, source, reduce), "scatter_", first_node);
  return x;
}
Tensor scatter_add_(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
  return scattered_inplace("scatter_add_", x, dim, index, source, true);
}

const char* const kGatherDoc = R"(Picks elements along ``dim``, one for each element of ``index``.

.. math:: out[i][j][k] = input[index[i][j][k]][j][k] \quad \text{for } dim = 0

Args:
    input: any dtype.
    dim: the dimension that is indexed.
    index: int64 or int32, as many dimensions as the input, and in the others no larger than it.
    sparse_grad: accepted for compatibility.

Returns:
    A new tensor of the shape of ``index``; gradients of elements picked several times add up.

Raises:
    RuntimeError: an index is out of range, or the shapes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.gather(cr.tensor([[1, 2], [3, 4]]), 1, cr.tensor([[0, 0], [1, 0]]))
    tensor([[1, 1],
            [4, 3]])
)";

const Op kGather =
    Op("gather(Tensor input, int dim, Tensor index, *, bool sparse_grad=False)", gather_op)
        .doc(kGatherDoc);

const Op kTakeAlongDim =
    Op("take_along_dim(Tensor input, Tensor indices, int? dim=None)", take_along_dim)
        .doc(
            R"(:func:`gather` with broadcasting in the other dimensions; fits the indices of argsort
and argmax.

Args:
    input: any shape and dtype.
    indices: int64.
    dim: the dimension that is indexed; by default both are flattened first.

Returns:
    A new tensor of the shape of ``indices``, broadcast.

Raises:
    RuntimeError: an index is out of range, or the shapes do not fit.

Example:
    >>> import chainrule as cr
    >>> x = cr.tensor([[10, 30, 20], [60, 40, 50]])
    >>> cr.take_along_dim(x, cr.tensor([[1], [0]]), dim=1)
    tensor([[30],
            [60]])
)");

const char* const kScatterAddDoc =
    R"(A copy of ``input`` with ``src`` added along ``dim`` where ``index`` points.

.. math:: out[index[i][j][k]][j][k] \mathrel{+}= src[i][j][k] \quad \text{for } dim = 0

Args:
    input: any dtype.
    dim: the dimension that is indexed.
    index: int64 or int32, no larger than ``src``, nor than the input in the other dimensions.
    src: of the input's dtype.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    RuntimeError: an index is out of range, or shapes or dtypes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.scatter_add(cr.zeros(3), 0, cr.tensor([0, 0, 2]), cr.tensor([1.0, 2.0, 3.0]))
    tensor([3., 0., 3.])
)";

const Op kScatterAdd[] = {
    Op("scatter_add(Tensor input, int dim, Tensor index, Tensor src)", scatter_add)
        .doc(kScatterAddDoc),
    Op("scatter_add_(Tensor input, int dim, Tensor index, Tensor src)", scatter_add_)
        .method_only()
        .doc(kScatterAddDoc),
};

const char* const kScatterDoc =
    R"(A copy of ``input`` with values put along ``dim`` where ``index`` points.

.. math:: out[index[i][j][k]][j][k] = src[i][j][k] \quad \text{for } dim = 0

Args:
    input: any dtype.
    dim: the dimension that is indexed.
    index: int64 or int32, no larger than ``src``, nor than the input in the other dimensions.
    src: of the input's dtype; or ``value``, a number. Where indices repeat, the last one stays.
    reduce: ``"add"`` or ``"multiply"`` combines with what is there instead.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    RuntimeError: an index is out of range, or shapes or dtypes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.scatter(cr.zeros(3), 0, cr.tensor([2, 0]), cr.tensor([1.0, 2.0]))
    tensor([2., 0., 1.])
    >>> cr.scatter(cr.zeros(3), 0, cr.tensor([1]), 5.0)
    tensor([0., 5., 0.])
)";

const Op kScatter[] = {
    Op(
        "scatter(Tensor input, int dim, Tensor index, Tensor src)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src) {
          return scatter(x, dim, index, src);
        })
        .doc(kScatterDoc),
    Op(
        "scatter(Tensor input, int dim, Tensor index, Scalar value)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value) {
          return scatter(x, dim, index, value);
        })
        .doc(kScatterDoc),
    Op(
        "scatter(Tensor input, int dim, Tensor index, Tensor src, *, str reduce)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
            const std::string& reduce) { return scatter_combined(x, dim, index, src, reduce); })
        .doc(kScatterDoc),
    Op(
        "scatter(Tensor input, int dim, Tensor index, Scalar value, *, str reduce)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value,
            const std::string& reduce) { return scatter_combined(x, dim, index, value, reduce); })
        .doc(kScatterDoc),
    Op(
        "scatter_(Tensor input, int dim, Tensor index, Tensor src)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src) {
          return scatter_(x, dim, index, src);
        })
        .method_only()
        .doc(kScatterDoc),
    Op(
        "scatter_(Tensor input, int dim, Tensor index, Scalar value)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value) {
          return scatter_(x, dim, index, value);
        })
        .method_only()
        .doc(kScatterDoc),
    Op(
        "scatter_(Tensor input, int dim, Tensor index, Tensor src, *, str reduce)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
            const std::string& reduce) { return scatter_combined_(x, dim, index, src, reduce); })
        .method_only()
        .doc(kScatterDoc),
    Op(
        "scatter_(Tensor input, int dim, Tensor index, Scalar value, *, str reduce)",
        +[](const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value,
            const std::string& reduce) { return scatter_combined_(x, dim, index, value, reduce); })
        .method_only()
        .doc(kScatterDoc),
};

}  // namespace

}  // namespace chainrule
