// Order statistics: median, nanmedian, mode, kthvalue, quantile, nanquantile.
#include <cmath>
#include <limits>

#include "graph/record.h"
#include "kernels/sort.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/order.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

using OptInt = std::optional<int64_t>;

void check_dtype(const char* name, const Tensor& x, bool boolean) {
  check<NotImplementedError>(!is_complex(x.dtype()) && (boolean || x.dtype() != DType::bool_), "\"",
                             name, "_cpu\" not implemented for '", legacy(x.dtype()), "'");
}

TensorPair raw_pick(Pick what, const Tensor& x, int64_t dim, bool keepdim, int64_t k) {
  if (is_wide_unsigned(x.dtype())) {
    auto [values, indices] = raw_pick(what, as_ordered(x), dim, keepdim, k);
    return {from_ordered(values, x.dtype()), indices};
  }
  const uint64_t bits = x.dim() == 0 ? 0 : uint64_t{1} << dim;
  const Dims out_sizes = reduced_sizes(x.sizes(), bits, keepdim);
  Tensor values = empty(out_sizes, x.dtype());
  Tensor indices = empty(out_sizes, DType::int64);
  Dims sizes = x.sizes();
  Dims strides = x.strides();
  if (x.dim() == 0) {
    sizes.push_back(1);
    strides.push_back(1);
  }
  pick_lines({what, x.dtype(), x.bytes(), sizes, strides, dim, k, values.bytes(),
              indices.data<int64_t>()});
  return {values, indices};
}

TensorPair pick_along(const char* node, const char* name, Pick what, const Tensor& x, int64_t dim,
                      bool keepdim, int64_t k) {
  const int64_t d = wrap_dim(dim, x.dim());
  check<IndexError>(x.dim() == 0 || x.sizes()[d] > 0, name, "(): Expected reduction dim ", dim,
                    " to have non-zero size. The input's shape is ", x.sizes());
  const int64_t n = x.dim() == 0 ? 1 : x.sizes()[d];
  check(k >= 1 && k <= n, name, "(): selected number k out of range for dimension ", d, ": k is ",
        k, ", and there are ", n, " elements");
  auto [values, indices] = raw_pick(what, x, d, keepdim, k);
  record(node, values, {x}, {indices}, [d, keepdim, sizes = x.sizes()](const Backward& b) -> Grads {
    return {place_along(b.grad(), sizes, d, b.saved(0), keepdim)};
  });
  return {values, indices};
}

/// The median of everything; elements equal to it share the cotangent.
Tensor median_of_all(const char* node, Pick what, const Tensor& x) {
  check_dtype("median", x, false);
  Tensor out;
  if (x.numel() == 0) {
    out = is_floating(x.dtype()) ? full(DimSpan(), std::nan(""), x.dtype())
                                 : full(DimSpan(), std::numeric_limits<int64_t>::min(), x.dtype());
  } else {
    out = std::get<0>(raw_pick(what, reshape(detach(x), Dims{-1}), 0, false, 1));
  }
  record(node, out, {x}, {x, out}, [](const Backward& b) -> Grads {
    const Tensor input = b.saved(0);
    const Tensor value = b.saved(1);
    const Tensor hit = where(isnan(value), isnan(input), eq(input, value));
    return {where(hit, b.grad() / sum(hit), 0)};
  });
  return out;
}

Tensor median_all(const Tensor& x) { return median_of_all("MedianBackward0", Pick::median, x); }
Tensor nanmedian_all(const Tensor& x) {
  return median_of_all("NanmedianBackward0", Pick::nanmedian, x);
}
TensorPair median(const Tensor& x, int64_t dim, bool keepdim) {
  check_dtype("median", x, false);
  return pick_along("MedianBackward1", "median", Pick::median, x, dim, keepdim, 1);
}
TensorPair nanmedian(const Tensor& x, int64_t dim, bool keepdim) {
  check_dtype("median", x, false);
  return pick_along("NanmedianBackward1", "nanmedian", Pick::nanmedian, x, dim, keepdim, 1);
}
TensorPair mode(const Tensor& x, int64_t dim, bool keepdim) {
  check_dtype("mode", x, true);
  return pick_along("ModeBackward0", "mode", Pick::mode, x, dim, keepdim, 1);
}
TensorPair kthvalue(const Tensor& x, int64_t k, int64_t dim, bool keepdim) {
  check_dtype("kthvalue", x, false);
  return pick_along("KthvalueBackward0", "kthvalue", Pick::kth, x, dim, keepdim, k);
}

// ---- quantiles ----

/// Values of the sorted line at a fractional rank.
Tensor quantile_of(const Tensor& input, const Tensor& q, const OptInt& dim, bool keepdim,
                   const std::string& how, bool ignore_nan) {
  check(input.numel() > 0, "quantile() input tensor must be non-empty; its shape is ",
        input.sizes());
  check(input.dtype() == DType::float32 || input.dtype() == DType::float64,
        "quantile() input tensor must be either float or double dtype, got ",
        full_name(input.dtype()));
  check(q.dim() <= 1, "quantile() q must be a scalar or 1D tensor, got shape ", q.sizes());
  check(q.dtype() == input.dtype(),
        "quantile() q tensor must be same dtype as the input tensor; got ", full_name(q.dtype()),
        " and ", full_name(input.dtype()));
  const bool known =
      how == "linear" || how == "lower" || how == "higher" || how == "midpoint" || how == "nearest";
  check(known,
        "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but "
        "got ",
        how);
  const int64_t d = dim ? wrap_dim(*dim, input.dim()) : 0;

  // The line last, in order.
  Tensor lines;
  Dims kept;
  if (!dim) {
    lines = reshape(input, Dims{-1});
    if (keepdim) kept = Dims(input.sizes().size(), 1);
  } else {
    lines = input.dim() == 0 ? reshape(input, Dims{1}) : transpose(unsqueeze(input, -1), d, -1);
    if (input.dim() > 0) lines = squeeze(lines, d);
    kept = reduced_sizes(input.sizes(), input.dim() == 0 ? 0 : uint64_t{1} << d, keepdim);
  }
  const int64_t last = lines.dim() - 1;
  const int64_t n = lines.sizes()[last];
  Tensor order;
  Tensor rank;
  Tensor below;
  Tensor above;
  Tensor weight;
  Tensor numbers;
  {
    const NoGrad no_grad;
    const Tensor raw = detach(lines);
    order = empty(raw.sizes(), DType::int64);
    sort_lines({raw.dtype(), raw.bytes(), raw.sizes(), raw.strides(), last, false, n, true, nullptr,
                order.data<int64_t>()});
    numbers = sum(logical_not(isnan(raw)), DimSpan(&last, 1), true);
  }
  // (*, Q): ranks count from 0 over the numbers of a line, and follow q.
  const Tensor levels = reshape(q, Dims{-1});
  if (ignore_nan) {
    rank = levels * clamp(to(numbers - 1, input.dtype()), Scalar(0), std::nullopt);
  } else {
    rank = levels * static_cast<double>(n - 1);
    // A line with NaN gives NaN, which is its last element in order.
    rank = where(lt(numbers, n), static_cast<double>(n - 1), rank);
  }
  if (how == "lower") rank = floor(rank);
  if (how == "higher") rank = ceil(rank);
  if (how == "nearest") rank = round(rank);
  weight = how == "midpoint" ? full_like(detach(rank), 0.5) : rank - detach(floor(rank));
  {
    const NoGrad no_grad;
    below = gather(order, last, to(floor(detach(rank)), DType::int64));
    above = gather(order, last, to(ceil(detach(rank)), DType::int64));
  }
  const Tensor low = gather(lines, last, below);
  Tensor out = low;
  if (how == "linear" || how == "midpoint") out = lerp(low, gather(lines, last, above), weight);
  // Levels come first in the result.
  if (q.dim() == 0) return reshape(out, kept);
  Dims order_of_dims{last};
  for (int64_t i = 0; i < last; ++i) order_of_dims.push_back(i);
  Dims sizes{q.numel()};
  for (const int64_t size : kept) sizes.push_back(size);
  return contiguous(reshape(permute(out, order_of_dims), sizes));
}

Tensor quantile_tensor(const Tensor& input, const Tensor& q, const OptInt& dim, bool keepdim,
                       const std::string& how) {
  if (q.dim() <= 1 && q.numel() > 0 && is_floating(q.dtype())) {
    const NoGrad no_grad;
    check(*all(logical_and(ge(q, 0), le(q, 1))).data<bool>(),
          "quantile() q values must be in the range [0, 1]");
  }
  return quantile_of(input, q, dim, keepdim, how, false);
}
Tensor nanquantile_tensor(const Tensor& input, const Tensor& q, const OptInt& dim, bool keepdim,
                          const std::string& how) {
  if (q.dim() <= 1 && q.numel() > 0 && is_floating(q.dtype())) {
    const NoGrad no_grad;
    check(*all(logical_and(ge(q, 0), le(q, 1))).data<bool>(),
          "quantile() q values must be in the range [0, 1]");
  }
  return quantile_of(input, q, dim, keepdim, how, true);
}
Tensor level(const Tensor& input, double q) {
  check(q >= 0 && q <= 1, "quantile() q must be in the range [0, 1] but got ", q);
  return full(DimSpan(), q, input.dtype());
}
Tensor quantile_number(const Tensor& input, double q, const OptInt& dim, bool keepdim,
                       const std::string& how) {
  return quantile_of(input, level(input, q), dim, keepdim, how, false);
}
Tensor nanquantile_number(const Tensor& input, double q, const OptInt& dim, bool keepdim,
                          const std::string& how) {
  return quantile_of(input, level(input, q), dim, keepdim, how, true);
}

const Op kMedian = Op("median(Tensor input)", median_all).doc(R"(
The median: of an even number of elements the lower of the two in the middle. ``median(input, dim)`` also gives its index.
NaN if there is one.

Args:
    input (Tensor): of any shape and real dtype, but not bool.
    dim (int): what to reduce.
    keepdim (bool): keep the reduced dimension, with size 1.

Returns:
    Tensor, or a named tuple ``(values, indices)``.

Raises:
    IndexError: the dimension is out of range, or empty.

Example:
    >>> import chainrule as cr
    >>> cr.median(cr.tensor([3., 1., 2., 4.]))
    tensor(2.)
)");
const Op kMedianDim = Op(
    "median(Tensor input, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)", median);

const Op kNanmedian = Op("nanmedian(Tensor input)", nanmedian_all).doc(R"(
The median of the elements that are not NaN; see :func:`median`.

Args:
    input (Tensor): of any shape and real dtype, but not bool.
    dim (int): what to reduce.
    keepdim (bool): keep the reduced dimension, with size 1.

Returns:
    Tensor, or a named tuple ``(values, indices)``.

Raises:
    IndexError: the dimension is out of range, or empty.

Example:
    >>> import chainrule as cr
    >>> cr.nanmedian(cr.tensor([3., float('nan'), 2.]))
    tensor(2.)
)");
const Op kNanmedianDim =
    Op("nanmedian(Tensor input, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)",
       nanmedian);

const Op kMode =
    Op("mode(Tensor input, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)",
       mode)
        .doc(R"(
The most frequent element along a dimension (the smallest of several), and an index of it.

Args:
    input (Tensor): of any shape and real dtype.
    dim (int): what to reduce.
    keepdim (bool): keep the reduced dimension, with size 1.

Returns:
    (Tensor, Tensor): a named tuple ``(values, indices)``.

Raises:
    IndexError: the dimension is out of range, or empty.

Example:
    >>> import chainrule as cr
    >>> values, indices = cr.mode(cr.tensor([2, 1, 1, 2, 3]))
    >>> values, indices
    (tensor(1), tensor(2))
)");
const Op kKthvalue = Op("kthvalue(Tensor input, int k, int dim=-1, bool keepdim=False) -> (Tensor "
                        "values, Tensor indices)",
                        kthvalue)
                         .doc(R"(
The k-th smallest element along a dimension (k counts from 1), and its index.

Args:
    input (Tensor): of any shape and real dtype, but not bool.
    k (int): from 1 to the length of the dimension.
    dim (int): what to reduce.
    keepdim (bool): keep the reduced dimension, with size 1.

Returns:
    (Tensor, Tensor): a named tuple ``(values, indices)``.

Raises:
    IndexError: the dimension is out of range, or empty.
    RuntimeError: there are fewer than k elements.

Example:
    >>> import chainrule as cr
    >>> values, indices = cr.kthvalue(cr.tensor([30., 10., 20.]), k=2)
    >>> values, indices
    (tensor(20.), tensor(2))
)");

constexpr auto kQuantileDoc = R"(
The q-th quantiles: where a share q of the sorted elements lies below. Between two elements ``interpolation`` decides.

Args:
    input (Tensor): of any shape, float32 or float64.
    q (float or Tensor): from 0 to 1; a 1-D tensor gives a first dimension of the result.
    dim (int, optional): what to reduce; the flattened input by default.
    keepdim (bool): keep the reduced dimension, with size 1.
    interpolation (str): 'linear', 'lower', 'higher', 'midpoint' or 'nearest'.

Raises:
    IndexError: the dimension is out of range.
    RuntimeError: an empty input, q out of range, or another dtype.

Example:
    >>> import chainrule as cr
    >>> cr.quantile(cr.tensor([0., 1., 2., 3.]), 0.5)
    tensor(1.5000)
)";
const Op kQuantile = Op("quantile(Tensor input, Tensor q, int? dim=None, bool keepdim=False, *, "
                        "str interpolation='linear')",
                        quantile_tensor)
                         .doc(kQuantileDoc);
const Op kQuantileNumber = Op("quantile(Tensor input, float q, int? dim=None, bool keepdim=False, "
                              "*, str interpolation='linear')",
                              quantile_number)
                               .doc(kQuantileDoc);

constexpr auto kNanquantileDoc = R"(
The q-th quantiles of the elements that are not NaN; see :func:`quantile`.

Args:
    input (Tensor): of any shape, float32 or float64.
    q (float or Tensor): from 0 to 1; a 1-D tensor gives a first dimension of the result.
    dim (int, optional): what to reduce; the flattened input by default.
    keepdim (bool): keep the reduced dimension, with size 1.
    interpolation (str): 'linear', 'lower', 'higher', 'midpoint' or 'nearest'.

Raises:
    IndexError: the dimension is out of range.
    RuntimeError: an empty input, q out of range, or another dtype.

Example:
    >>> import chainrule as cr
    >>> cr.nanquantile(cr.tensor([0., 1., float('nan')]), 0.5)
    tensor(0.5000)
)";
const Op kNanquantile = Op("nanquantile(Tensor input, Tensor q, int? dim=None, bool keepdim=False, "
                           "*, str interpolation='linear')",
                           nanquantile_tensor)
                            .doc(kNanquantileDoc);
const Op kNanquantileNumber = Op("nanquantile(Tensor input, float q, int? dim=None, bool "
                                 "keepdim=False, *, str interpolation='linear')",
                                 nanquantile_number)
                                  .doc(kNanquantileDoc);

}  // namespace
}  // namespace chainrule
