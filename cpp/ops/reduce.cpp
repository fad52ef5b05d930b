// Sums and what is counted: sum, mean, nansum, nanmean, sum_to_size, any, all, count_nonzero.
#include "ops/reduce.h"

#include "graph/record.h"
#include "ops/functions.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {
namespace {

/// The sum of `x` in `out`, divided by `divisor`. Inputs of another kind than the result are
/// converted first.
Tensor raw_sum(Reduction op, const Tensor& x, uint64_t bits, bool keepdim, DType out,
               double divisor) {
  if (out == DType::bool_) {
    return run_reduction({Reduction::max, DType::bool_, DType::bool_}, detach(to(x, out)), bits,
                         keepdim);
  }
  if (is_complex(out) != is_complex(x.dtype())) {
    const NoGrad no_grad;
    return raw_sum(op, to(x, out), bits, keepdim, out, divisor);
  }
  return run_reduction({op, accumulate_dtype(out), is_complex(out) ? real_of(out) : out, divisor},
                       x, bits, keepdim);
}

DType sum_dtype(const Tensor& x, OptDType dtype) {
  if (dtype) return *dtype;
  return is_integral(x.dtype()) ? DType::int64 : x.dtype();
}

Tensor sum_named(const char* name, const Tensor& x, uint64_t bits, bool keepdim, OptDType dtype) {
  Tensor out = raw_sum(Reduction::sum, x, bits, keepdim, sum_dtype(x, dtype), 1);
  record(name, out, {x}, {}, [sizes = x.sizes(), bits, keepdim](const Backward& b) -> Grads {
    return {expand_back(b.grad(), sizes, bits, keepdim)};
  });
  return out;
}

Tensor mean_named(const char* name, const Tensor& x, uint64_t bits, bool keepdim, OptDType dtype) {
  const DType out_dtype = dtype.value_or(x.dtype());
  check(!is_integral(out_dtype), "mean(): could not infer output dtype. ",
        dtype ? "Optional" : "Input",
        " dtype must be either a floating point or complex dtype. Got: ", legacy(out_dtype),
        dtype ? "" : ". Convert it first, as in x.float().mean(), or pass dtype=torch.float32");
  const int64_t count = reduced_count(x.sizes(), bits);
  Tensor out = raw_sum(Reduction::sum, x, bits, keepdim, out_dtype, static_cast<double>(count));
  // Of no elements there is no share, and so no share of NaN for a second derivative either.
  const auto n = static_cast<double>(std::max<int64_t>(count, 1));
  record(name, out, {x}, {}, [sizes = x.sizes(), bits, keepdim, n](const Backward& b) -> Grads {
    return {expand_back(b.grad() / n, sizes, bits, keepdim)};
  });
  return out;
}

}  // namespace

Tensor sum(const Tensor& x, DimSpan dims, bool keepdim, OptDType dtype) {
  return sum_named(dims.empty() && !keepdim ? "SumBackward0" : "SumBackward1", x,
                   dim_bits(dims, x.dim()), keepdim, dtype);
}

Tensor mean(const Tensor& x, DimSpan dims, bool keepdim, OptDType dtype) {
  return mean_named(dims.empty() && !keepdim ? "MeanBackward0" : "MeanBackward1", x,
                    dim_bits(dims, x.dim()), keepdim, dtype);
}

Tensor nansum(const Tensor& x, DimSpan dims, bool keepdim, OptDType dtype) {
  check(!is_complex(x.dtype()), "nansum() on CPU does not support complex inputs; this one is ",
        full_name(x.dtype()));
  if (is_integral(x.dtype())) return sum(x, dims, keepdim, dtype);
  const uint64_t bits = dim_bits(dims, x.dim());
  const DType out_dtype = sum_dtype(x, dtype);
  const bool floating = is_floating(out_dtype);
  Tensor out = floating ? raw_sum(Reduction::nansum, x, bits, keepdim, out_dtype, 1)
                        : raw_sum(Reduction::sum, where(isnan(x), 0, detach(x)), bits, keepdim,
                                  out_dtype, 1);
  record("NansumBackward0", out, {x}, {x}, [bits, keepdim](const Backward& b) -> Grads {
    const Tensor input = b.saved(0);
    return {where(isnan(input), 0, expand_back(b.grad(), input.sizes(), bits, keepdim))};
  });
  return out;
}

Tensor sum_to(const Tensor& x, DimSpan sizes) {
  const int64_t lead = x.dim() - static_cast<int64_t>(sizes.size());
  uint64_t bits = 0;
  for (int64_t d = 0; d < x.dim(); ++d) {
    if (d < lead || (sizes[d - lead] == 1 && x.sizes()[d] != 1)) bits |= uint64_t{1} << d;
  }
  if (bits == 0) return x;
  const Tensor out = sum_named("SumBackward1", x, bits, true, x.dtype());
  return lead > 0 ? reshape(out, sizes) : out;
}

Tensor any(const Tensor& x, DimSpan dims, bool keepdim) {
  const DType out = x.dtype() == DType::uint8 ? DType::uint8 : DType::bool_;
  const Tensor truth = is_complex(x.dtype()) ? ne(x, 0) : x;
  return run_reduction({Reduction::max, DType::bool_, out}, truth, dim_bits(dims, x.dim()),
                       keepdim);
}

Tensor all(const Tensor& x, DimSpan dims, bool keepdim) {
  const Tensor truth = is_complex(x.dtype()) ? ne(x, 0) : x;
  const Tensor out = run_reduction({Reduction::min, DType::bool_, DType::bool_}, truth,
                                   dim_bits(dims, x.dim()), keepdim);
  return x.dtype() == DType::uint8 ? to(out, DType::uint8) : out;
}

Tensor count_nonzero(const Tensor& x, DimSpan dims) {
  const Tensor truth = is_complex(x.dtype()) ? ne(x, 0) : x;
  return run_reduction({Reduction::count, DType::bool_, DType::int64}, truth,
                       dim_bits(dims, x.dim()), false);
}

namespace {

// ---- what users call ----

Tensor sum_all(const Tensor& x, OptDType dtype) { return sum(x, {}, false, dtype); }
Tensor sum_dims(const Tensor& x, const OptDims& dims, bool keepdim, OptDType dtype) {
  return sum_named("SumBackward1", x, dim_bits(span(dims), x.dim()), keepdim, dtype);
}
Tensor mean_all(const Tensor& x, OptDType dtype) { return mean(x, {}, false, dtype); }
Tensor mean_dims(const Tensor& x, const OptDims& dims, bool keepdim, OptDType dtype) {
  return mean_named("MeanBackward1", x, dim_bits(span(dims), x.dim()), keepdim, dtype);
}
Tensor nansum_op(const Tensor& x, const OptDims& dims, bool keepdim, OptDType dtype) {
  return nansum(x, span(dims), keepdim, dtype);
}
Tensor nanmean_op(const Tensor& x, const OptDims& dims, bool keepdim, OptDType dtype) {
  check(!is_integral(x.dtype()),
        "nanmean(): expected input to have floating point or complex dtype but got ",
        legacy(x.dtype()));
  const Tensor numbers = logical_not(isnan(x));
  const Tensor total = is_complex(x.dtype()) ? sum(where(numbers, x, 0), span(dims), keepdim, dtype)
                                             : nansum(x, span(dims), keepdim, dtype);
  return total / sum(numbers, span(dims), keepdim);
}
Tensor sum_to_size(const Tensor& x, const Dims& sizes) {
  check(can_expand(sizes, x.sizes()), "sum_to_size(): size ", sizes, " is not expandable to size ",
        x.sizes(), ", so no broadcasting of it can be undone");
  // Where something is added up, small integers widen as in sum().
  if (is_integral(x.dtype()) && (sizes.empty() || sizes != x.sizes()))
    return sum_to(to(x, DType::int64), sizes);
  return sum_to(x, sizes);
}

// A list without dimensions leaves every element alone here, unlike in other reductions.
Tensor truth_of(const Tensor& x) {
  const Tensor truth = ne(x, 0);
  return x.dtype() == DType::uint8 ? to(truth, DType::uint8) : truth;
}
Tensor any_all(const Tensor& x) { return any(x); }
Tensor any_dims(const Tensor& x, const OptDims& dims, bool keepdim) {
  return dims && dims->empty() ? truth_of(x) : any(x, span(dims), keepdim);
}
Tensor all_all(const Tensor& x) { return all(x); }
Tensor all_dims(const Tensor& x, const OptDims& dims, bool keepdim) {
  return dims && dims->empty() ? truth_of(x) : all(x, span(dims), keepdim);
}
Tensor count_nonzero_op(const Tensor& x, const OptDims& dims) {
  return count_nonzero(x, span(dims));
}

const Op kSum = Op("sum(Tensor input, *, dtype? dtype=None)", sum_all).doc(R"(
The sum of all elements, or of those along the dimensions ``dim``.

Args:
    input (Tensor): of any shape and dtype.
    dim (int or tuple of ints, optional): what to sum over; None or () means everything.
    keepdim (bool): keep the summed dimensions, with size 1.
    dtype (dtype, optional): of the result, and of the additions. Integers and bool sum to int64 without it.

Sums are blocked and accumulated in a wider type, so that ten million float32 numbers add up to within 1e-6.

Raises:
    IndexError: a dimension is out of range.
    RuntimeError: a dimension is given twice.

Example:
    >>> import chainrule as cr
    >>> x = cr.tensor([[1., 2.], [3., 4.]])
    >>> cr.sum(x)
    tensor(10.)
    >>> x.sum(dim=0)
    tensor([4., 6.])
)");
const Op kSumDims =
    Op("sum(Tensor input, int[1]? dim, bool keepdim=False, *, dtype? dtype=None)", sum_dims);

const Op kMean = Op("mean(Tensor input, *, dtype? dtype=None)", mean_all).doc(R"(
The mean of all elements, or of those along the dimensions ``dim``.

Args:
    input (Tensor): of any shape, floating point or complex.
    dim (int or tuple of ints, optional): what to average over; None or () means everything.
    keepdim (bool): keep the reduced dimensions, with size 1.
    dtype (dtype, optional): of the result; lets integers be averaged.

Raises:
    RuntimeError: the dtype is an integer's or bool.

Example:
    >>> import chainrule as cr
    >>> cr.mean(cr.tensor([[1., 2.], [3., 4.]]), dim=1, keepdim=True)
    tensor([[1.5000],
            [3.5000]])
)");
const Op kMeanDims =
    Op("mean(Tensor input, int[1]? dim, bool keepdim=False, *, dtype? dtype=None)", mean_dims);

const Op kNansum =
    Op("nansum(Tensor input, int[1]? dim=None, bool keepdim=False, *, dtype? dtype=None)",
       nansum_op)
        .doc(R"(
The sum with NaN taken as zero.

Args:
    input (Tensor): of any shape and real dtype.
    dim (int or tuple of ints, optional): what to sum over; everything by default.
    keepdim (bool): keep the summed dimensions, with size 1.
    dtype (dtype, optional): of the result.

Example:
    >>> import chainrule as cr
    >>> cr.nansum(cr.tensor([1., float('nan'), 2.]))
    tensor(3.)
)");

const Op kNanmean =
    Op("nanmean(Tensor input, int[1]? dim=None, bool keepdim=False, *, dtype? dtype=None)",
       nanmean_op)
        .doc(R"(
The mean of the elements that are not NaN; NaN where there are none.

Args:
    input (Tensor): of any shape, floating point or complex.
    dim (int or tuple of ints, optional): what to average over; everything by default.
    keepdim (bool): keep the reduced dimensions, with size 1.
    dtype (dtype, optional): of the result.

Example:
    >>> import chainrule as cr
    >>> cr.nanmean(cr.tensor([[1., float('nan')], [2., 4.]]), dim=1)
    tensor([1., 3.])
)");

const Op kSumToSize =
    Op("sum_to_size(Tensor input, int[*] size)", sum_to_size).method_only().doc(R"(
Sums over whatever broadcasting from ``size`` to the shape of the tensor has repeated: the inverse of
:meth:`expand` for gradients.

Args:
    size (ints): a shape that broadcasts to the tensor's.

Raises:
    RuntimeError: it does not.

Example:
    >>> import chainrule as cr
    >>> cr.ones(2, 3).sum_to_size(1, 3)
    tensor([[2., 2., 2.]])
)");

const Op kAny = Op("any(Tensor input)", any_all).doc(R"(
Is any element true (not zero; NaN is true)? Over everything, or along the dimensions ``dim``.

Args:
    input (Tensor): of any shape and dtype.
    dim (int or tuple of ints, optional): what to reduce.
    keepdim (bool): keep the reduced dimensions, with size 1.

Returns:
    Tensor: bool (uint8 for uint8).

Example:
    >>> import chainrule as cr
    >>> cr.any(cr.tensor([[False, True], [False, False]]), dim=1)
    tensor([ True, False])
)");
const Op kAnyDims = Op("any(Tensor input, int[1]? dim, bool keepdim=False)", any_dims);

const Op kAll = Op("all(Tensor input)", all_all).doc(R"(
Are all elements true (not zero; NaN is true)? Over everything, or along the dimensions ``dim``.

Args:
    input (Tensor): of any shape and dtype.
    dim (int or tuple of ints, optional): what to reduce.
    keepdim (bool): keep the reduced dimensions, with size 1.

Returns:
    Tensor: bool (uint8 for uint8).

Example:
    >>> import chainrule as cr
    >>> cr.all(cr.tensor([[True, True], [False, True]]), dim=0)
    tensor([False,  True])
)");
const Op kAllDims = Op("all(Tensor input, int[1]? dim, bool keepdim=False)", all_dims);

const Op kCountNonzero =
    Op("count_nonzero(Tensor input, int[1]? dim=None)", count_nonzero_op).no_out().doc(R"(
How many elements are not zero, as int64.

Args:
    input (Tensor): of any shape and dtype.
    dim (int or tuple of ints, optional): what to count along; everything by default.

Example:
    >>> import chainrule as cr
    >>> cr.count_nonzero(cr.tensor([[0, 1], [2, 3]]), dim=0)
    tensor([1, 2])
)");

}  // namespace
}  // namespace chainrule
