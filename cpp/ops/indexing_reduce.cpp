// Combining elements that an index sends to one place: scatter_reduce and index_reduce, with the
// derivatives of sums, products, means and extremes.
#include <limits>

#include "graph/record.h"
#include "ops/along.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/inplace.h"
#include "ops/raw.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

enum class Combine : uint8_t { sum, prod, mean, amax, amin };

Combine combine_of(const std::string& reduce) {
  if (reduce == "sum") return Combine::sum;
  if (reduce == "prod") return Combine::prod;
  if (reduce == "mean") return Combine::mean;
  if (reduce == "amax") return Combine::amax;
  if (reduce == "amin") return Combine::amin;
  fail("reduce argument must be either sum, prod, mean, amax or amin, got ", reduce);
}

ScatterOp scatter_op(Combine combine) {
  switch (combine) {
    case Combine::sum:
    case Combine::mean:
      return ScatterOp::add;
    case Combine::prod:
      return ScatterOp::multiply;
    case Combine::amax:
      return ScatterOp::maximum;
    default:
      return ScatterOp::minimum;
  }
}

/// What combines with anything without changing it.
Scalar identity_of(Combine combine, DType dtype) {
  switch (combine) {
    case Combine::sum:
    case Combine::mean:
      return 0;
    case Combine::prod:
      return 1;
    default:
      break;
  }
  const bool low = combine == Combine::amax;
  return visit(dtype, [&]<class T>(T) -> Scalar {
    if constexpr (std::is_same_v<T, bool>) {
      return !low;
    } else if constexpr (std::is_integral_v<T>) {
      return low ? std::numeric_limits<T>::lowest() : std::numeric_limits<T>::max();
    } else {
      constexpr double inf = std::numeric_limits<double>::infinity();
      return low ? -inf : inf;
    }
  });
}

/// x /= count for integers, towards minus infinity. Both contiguous.
void floor_divide_into(const Tensor& x, const Tensor& count) {
  visit(x.dtype(), [&]<class T>(T) {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      T* values = x.data<T>();
      const T* by = count.data<T>();
      for (int64_t i = 0; i < x.numel(); ++i) {
        const T quotient = static_cast<T>(values[i] / by[i]);
        const bool inexact = values[i] % by[i] != 0;
        values[i] = static_cast<T>(quotient - (inexact && values[i] < 0 ? 1 : 0));
      }
    }
  });
}

/// How many elements went into each place of x (at least one).
Tensor count_at(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                bool include_self) {
  Tensor count = include_self ? ones(x.sizes(), x.dtype()) : zeros(x.sizes(), x.dtype());
  scatter_into(count, dim, index, ones(src.sizes(), x.dtype()), ScatterOp::add);
  return masked_fill(count, eq(count, 0), 1);
}

struct Spread {  // gradients of x and of src
  Tensor x;
  Tensor src;
};

/// A product's derivative is the product of the others. Dividing by the element itself gives that,
/// but where it is zero: with a single zero in the group the others are multiplied without it, with
/// more there is nothing left.
Spread spread_product(const Tensor& g, const Tensor& x, const Tensor& src, const Tensor& out,
                      int64_t dim, const Tensor& index, bool include_self) {
  Spread grads;
  grads.x = g * scatter_reduce(ones_like(x), dim, index, src, "prod", true);
  const Tensor zero = eq(src, 0);
  // A zero of x itself is among the others, which keeps its own second derivative.
  const Tensor zeros_there =
      gather(scatter_add(zeros_like(x), dim, index, to(zero, src.dtype())), dim, index);
  const Tensor alone = logical_and(zero, eq(zeros_there, 1));
  const Tensor others =
      scatter_reduce(x, dim, index, masked_fill(src, alone, 1), "prod", include_self);
  const Tensor by_division = gather(g * out, dim, index) / masked_fill(src, zero, 1);
  grads.src = where(alone, gather(g * others, dim, index), by_division);
  return grads;
}

/// Elements that tie for the extreme share its gradient evenly.
Spread spread_extreme(const Tensor& g, const Tensor& x, const Tensor& src, const Tensor& out,
                      int64_t dim, const Tensor& index, bool include_self) {
  const Tensor from_x = to(eq(x, out), g.dtype());
  const Tensor from_src = to(eq(src, gather(out, dim, index)), g.dtype());
  const Tensor winners = scatter_add(include_self ? from_x : zeros_like(x), dim, index, from_src);
  const Tensor share = g / masked_fill(winners, eq(winners, 0), 1);
  Spread grads;
  grads.x = include_self ? from_x * share : g;
  grads.src = from_src * gather(share, dim, index);
  return grads;
}

Spread spread(Combine combine, const Tensor& g, const Tensor& x, const Tensor& src,
              const Tensor& out, int64_t dim, const Tensor& index, bool include_self) {
  Spread grads;
  switch (combine) {
    case Combine::sum:
      grads = {g, gather(g, dim, index)};
      break;
    case Combine::mean: {
      Tensor count;
      {
        const NoGrad off;
        count = count_at(x, dim, index, src, include_self);
      }
      grads.x = g / count;
      grads.src = gather(grads.x, dim, index);
      break;
    }
    case Combine::prod:
      grads = spread_product(g, x, src, out, dim, index, include_self);
      break;
    default:
      grads = spread_extreme(g, x, src, out, dim, index, include_self);
      break;
  }
  if (!include_self) grads.x = scatter(grads.x, dim, index, 0);
  return grads;
}

}  // namespace

Tensor scatter_reduce(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                      const std::string& reduce, bool include_self, const char* node) {
  const Combine combine = combine_of(reduce);
  const Tensor at = checked_scatter_index(x, dim, index, src);
  const int64_t d = wrap_dim(dim, x.dim());
  if (x.dtype() == DType::bool_ && combine == Combine::mean) {
    not_implemented_for("scatter_gather_tensor_cpu_reduce_mean", x.dtype());
  }
  if (is_complex(x.dtype()) && (combine == Combine::amax || combine == Combine::amin)) {
    not_implemented_for("scatter_gather_tensor_cpu_reduce_amax", x.dtype(),
                        "complex numbers have no order");
  }
  Tensor out = empty(x.sizes(), x.dtype());
  copy_into(out, x);
  if (!include_self) scatter_into(out, d, at, identity_of(combine, x.dtype()), ScatterOp::put);
  scatter_into(out, d, at, src, scatter_op(combine));
  if (combine == Combine::mean) {
    const NoGrad off;
    const Tensor count = count_at(x, d, at, src, include_self);
    if (is_integral(x.dtype())) {
      floor_divide_into(out, count);
    } else {
      out = div(out, count);
    }
  }
  const bool values =
      combine == Combine::prod || combine == Combine::amax || combine == Combine::amin;
  record(node, out, {x, src},
         {at, values ? x : Tensor(), values ? src : Tensor(), values ? out : Tensor()},
         [=, x_sizes = x.sizes(), src_sizes = src.sizes()](const Backward& b) -> Grads {
           const Tensor& g = b.grad();
           const Tensor index = b.saved(0);
           // A source larger than its index: what the index leaves out has no part in it.
           const Tensor x = values ? b.saved(1) : zeros(x_sizes, g.dtype());
           Tensor src = values ? b.saved(2) : zeros(src_sizes, g.dtype());
           const bool larger = src_sizes != index.sizes();
           if (larger) {
             for (int64_t k = 0; k < src.dim(); ++k) src = narrow(src, k, 0, index.sizes()[k]);
           }
           Spread grads =
               spread(combine, g, x, src, values ? b.saved(3) : g, d, index, include_self);
           if (larger) {
             Tensor wide = zeros(src_sizes, g.dtype());
             grads.src = as_strided_scatter(wide, grads.src, index.sizes(), wide.strides());
           }
           return {grads.x, grads.src};
         });
  return out;
}

Tensor scatter_combined(const Tensor& x, int64_t dim, const Tensor& index, const Operand& source,
                        const std::string& reduce) {
  check(reduce == "add" || reduce == "multiply",
        "reduce argument must be either add or multiply, got ", reduce);
  Tensor src;
  if (source.is_tensor()) {
    src = source.tensor();
  } else {
    check_representable(source.scalar(), x.dtype());
    src = full(index.sizes(), source.scalar(), x.dtype());
  }
  return scatter_reduce(x, dim, index, src, reduce == "add" ? "sum" : "prod", true);
}

namespace {

Tensor index_reduce(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                    const std::string& reduce, bool include_self) {
  check(reduce == "prod" || reduce == "mean" || reduce == "amax" || reduce == "amin",
        "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got ", reduce,
        ".");
  const int64_t at = wrap_dim(dim, x.dim());
  const Dims places = checked_source("index_reduce_", x, at, index, source);
  const Tensor wide = expand(reshape(index, places), source.sizes());
  return scatter_reduce(x, at, wide, source, reduce, include_self, "IndexReduceBackward0");
}

Tensor index_reduce_(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                     const std::string& reduce, bool include_self) {
  check_inplace(x, "index_reduce_");
  const uint64_t first_node = current_sequence_nr();
  assign_inplace(x, index_reduce(x, dim, index, source, reduce, include_self), "index_reduce_",
                 first_node);
  return x;
}

Tensor scatter_reduce_op(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                         const std::string& reduce, bool include_self) {
  return scatter_reduce(x, dim, index, src, reduce, include_self);
}
Tensor scatter_reduce_(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                       const std::string& reduce, bool include_self) {
  check_inplace(x, "scatter_reduce_");
  const uint64_t first_node = current_sequence_nr();
  assign_inplace(x, scatter_reduce(x, dim, index, src, reduce, include_self), "scatter_reduce_",
                 first_node);
  return x;
}

const char* const kScatterReduceDoc =
    R"(A copy of ``input`` with elements of ``src`` combined into it along ``dim`` where ``index``
points.

Args:
    input: any dtype.
    dim: the dimension that is indexed.
    index: int64 or int32, no larger than ``src``, nor than the input in the other dimensions.
    src: of the input's dtype.
    reduce: ``"sum"``, ``"prod"``, ``"mean"``, ``"amax"`` or ``"amin"``.
    include_self: whether what is there takes part.

Returns:
    A new tensor; the form with an underscore changes the tensor itself. Where elements tie for an
        extreme,
    they share its gradient evenly.

Raises:
    RuntimeError: an index is out of range, shapes or dtypes do not fit, or ``reduce`` is another
        word.

Example:
    >>> import chainrule as cr
    >>> x, index = cr.tensor([1.0, 2.0, 3.0]), cr.tensor([0, 0, 1])
    >>> cr.scatter_reduce(x, 0, index, cr.tensor([4.0, 5.0, 6.0]), "amax")
    tensor([5., 6., 3.])
)";

const Op kScatterReduce[] = {
    Op("scatter_reduce(Tensor input, int dim, Tensor index, Tensor src, str reduce, *, "
       "bool include_self=True)",
       scatter_reduce_op)
        .doc(kScatterReduceDoc),
    Op("scatter_reduce_(Tensor input, int dim, Tensor index, Tensor src, str reduce, *, "
       "bool include_self=True)",
       scatter_reduce_)
        .method_only()
        .doc(kScatterReduceDoc),
};

const char* const kIndexReduceDoc =
    R"(A copy of ``input`` with slices of ``source`` combined into those that ``index`` names.

Args:
    input: any dtype.
    dim: the dimension that is indexed.
    index: an int64 or int32 vector.
    source: of the input's dtype and shape, but for ``dim``, where it has one slice for each index.
    reduce: ``"prod"``, ``"mean"``, ``"amax"`` or ``"amin"``.
    include_self: whether what is there takes part.

Returns:
    A new tensor; the form with an underscore changes the tensor itself.

Raises:
    RuntimeError: an index is out of range, shapes or dtypes do not fit, or ``reduce`` is another
        word.

Example:
    >>> import chainrule as cr
    >>> cr.index_reduce(cr.ones(2), 0, cr.tensor([0, 0]), cr.tensor([2.0, 3.0]), "prod")
    tensor([6., 1.])
)";

const Op kIndexReduce[] = {
    Op("index_reduce(Tensor input, int dim, Tensor index, Tensor source, str reduce, *, "
       "bool include_self=True)",
       index_reduce)
        .doc(kIndexReduceDoc),
    Op("index_reduce_(Tensor input, int dim, Tensor index, Tensor source, str reduce, *, "
       "bool include_self=True)",
       index_reduce_)
        .method_only()
        .doc(kIndexReduceDoc),
};

}  // namespace

}  // namespace chainrule
