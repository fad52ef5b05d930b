// Histograms with edges: histogram, and the counting of histogramdd. What may not live here: histc,
// which has no edges (indexing_search.cpp).
#include <algorithm>
#include <cmath>

#include "graph/record.h"
#include "kernels/sequence.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/long_work.h"
#include "ops/raw.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

using Range = std::optional<std::vector<double>>;

/// As (points, dims), row-major, without history.
Tensor points_of(const Tensor& x) {
  const int64_t dims = x.sizes().back();
  const int64_t points = count(DimSpan(x.sizes().data(), x.sizes().size() - 1));
  return contiguous(reshape(detach(x), Dims{points, dims}));
}

void check_points(const Tensor& x, const Tensor& weight) {
  check(x.dim() >= 2, "torch.histogramdd: input tensor should have at least 2 dimensions");
  if (x.dtype() != DType::float32 && x.dtype() != DType::float64) {
    not_implemented_for("histogramdd", x.dtype());
  }
  if (!weight.defined()) return;
  check(weight.dtype() == x.dtype(),
        "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should "
        "have the same dtype, but got input(",
        full_name(x.dtype()), "), and weight(", full_name(weight.dtype()), ")");
  const bool same =
      std::ranges::equal(weight.sizes(), DimSpan(x.sizes().data(), x.sizes().size() - 1));
  check(same,
        "torch.histogramdd: if weight tensor is provided it should have the same shape as the "
        "input tensor excluding its innermost dimension, but got input with shape ",
        x.sizes(), " and weight with shape ", weight.sizes());
}

/// The edges of `bins` bins of one width between the bounds, or around all points.
template <class T>
Tensor even_edges(const Tensor& points, int64_t dim, int64_t bins, const double* range) {
  double low = 0;
  double high = 1;
  const int64_t n = points.sizes()[0];
  const int64_t dims = points.sizes()[1];
  if (range) {
    low = range[0];
    high = range[1];
  } else if (n > 0) {
    const T* x = points.data<T>() + dim;
    low = high = static_cast<double>(x[0]);
    for (int64_t i = 0; i < n; ++i) {
      const auto value = static_cast<double>(x[i * dims]);
      low = std::isnan(value) || value < low ? value : low;
      high = std::isnan(value) || value > high ? value : high;
      if (std::isnan(value)) break;
    }
  }
  check(std::isfinite(low) && std::isfinite(high), "torch.histogramdd: dimension ", dim,
        "'s range [", low, ", ", high, "] is not finite");
  check(low <= high, "torch.histogramdd: min should not exceed max, but got min ", low, " max ",
        high, " for dimension ", dim);
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  const Tensor edges = empty(Dims{bins + 1}, points.dtype());
  even_sequence(edges.dtype(), edges.bytes(), bins + 1, low, high);
  return edges;
}

TensorList edges_between(const Tensor& x, DimSpan bins, const Range& range) {
  const Tensor points = points_of(x);
  const int64_t dims = points.sizes()[1];
  check(static_cast<int64_t>(bins.size()) == dims,
        "histogramdd: The size of bins must be equal to the innermost dimension of the input.");
  check(!range || static_cast<int64_t>(range->size()) == 2 * dims, "torch.histogramdd: for a ",
        dims, "-dimensional histogram range should have ", 2 * dims, " elements, but got ",
        range ? range->size() : 0);
  TensorList edges;
  for (int64_t d = 0; d < dims; ++d) {
    check(bins[static_cast<size_t>(d)] > 0, "torch.histogram(): bins must be > 0, but got ",
          bins[static_cast<size_t>(d)], " for dimension ", d);
    const double* bounds = range ? range->data() + 2 * d : nullptr;
    edges.push_back(x.dtype() == DType::float64
                        ? even_edges<double>(points, d, bins[static_cast<size_t>(d)], bounds)
                        : even_edges<float>(points, d, bins[static_cast<size_t>(d)], bounds));
  }
  return edges;
}

/// The bin of x, -1 for none; the last edge belongs to the last bin.
template <class T>
int64_t bin_of(T x, const T* edges, int64_t count) {
  if (!(x >= edges[0] && x <= edges[count - 1])) return -1;
  // Halves without branches, which could only be guessed.
  const T* at = edges;
  for (int64_t left = count; left > 1;) {
    const int64_t half = left / 2;
    at += half & -static_cast<int64_t>(at[half - 1] <= x);
    left -= half;
  }
  return std::min(at - edges - (*at <= x ? 0 : 1), count - 2);
}

template <class T>
void count_points(const Tensor& points, const TensorList& edges, const Tensor& weight,
                  double* out) {
  const int64_t dims = points.sizes()[1];
  const T* x = points.data<T>();
  const T* w = weight.defined() ? weight.data<T>() : nullptr;
  for (int64_t p = 0; p < points.sizes()[0]; ++p) {
    int64_t at = 0;
    for (int64_t d = 0; d < dims && at >= 0; ++d) {
      const Tensor& e = edges[static_cast<size_t>(d)];
      const int64_t bin = bin_of(x[p * dims + d], e.data<T>(), e.numel());
      at = bin < 0 ? -1 : at * (e.numel() - 1) + bin;
    }
    if (at >= 0) out[at] += w ? static_cast<double>(w[p]) : 1.0;
  }
}

Tensor counted(const Tensor& x, const TensorList& given, const OptTensor& weight, bool density) {
  const NoGrad off;
  check_points(x, weight.value_or(Tensor()));
  const Tensor points = points_of(x);
  const int64_t dims = points.sizes()[1];
  check(static_cast<int64_t>(given.size()) == dims,
        "histogramdd: The size of bins must be equal to the innermost dimension of the input.");
  TensorList edges;
  Dims sizes;
  for (int64_t d = 0; d < dims; ++d) {
    const Tensor& e = given[static_cast<size_t>(d)];
    check(e.dtype() == x.dtype(),
          "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got "
          "input with dtype ",
          full_name(x.dtype()), " and bins for dimension ", d, " with dtype ",
          full_name(e.dtype()));
    check(e.dim() == 1, "torch.histogramdd: bins tensor should have one dimension, but got ",
          e.dim(), " dimensions in the bins tensor for dimension ", d);
    check(e.numel() > 1, "torch.histogram(): bins must be > 0, but got ", e.numel() - 1,
          " for dimension ", d);
    edges.push_back(contiguous(detach(e)));
    sizes.push_back(e.numel() - 1);
  }
  const Tensor sums = zeros(sizes, DType::float64);
  const Tensor weights = weight ? contiguous(reshape(detach(*weight), Dims{-1})) : Tensor();
  {
    const auto work = long_work(points.numel());
    if (x.dtype() == DType::float64) {
      count_points<double>(points, edges, weights, sums.data<double>());
    } else {
      count_points<float>(points, edges, weights, sums.data<double>());
    }
  }
  Tensor out = to(sums, x.dtype());
  if (!density) return out;
  out = out / sum(out);
  for (int64_t d = 0; d < dims; ++d) {
    const Tensor& e = edges[static_cast<size_t>(d)];
    Dims own(sizes.size(), 1);
    own[d] = sizes[d];
    const Tensor widths = narrow(e, 0, 1, e.numel() - 1) - narrow(e, 0, 0, e.numel() - 1);
    out = out / reshape(widths, own);
  }
  return out;
}

using Result = std::tuple<Tensor, Tensor>;

Tensor as_points(const Tensor& x) { return reshape(detach(x), Dims{-1, 1}); }
OptTensor flat_weight(const Tensor& x, const OptTensor& weight) {
  if (!weight) return weight;
  check(weight->sizes() == x.sizes(),
        "torch.histogramdd: if weight tensor is provided it should have the same shape as the "
        "input tensor excluding its innermost dimension, but got input with shape ",
        x.sizes(), " and weight with shape ", weight->sizes());
  return reshape(detach(*weight), Dims{-1});
}
Result histogram_even(const Tensor& x, int64_t bins, const Range& range, const OptTensor& weight,
                      bool density) {
  const Tensor points = as_points(x);
  check_points(points, Tensor());
  const TensorList edges = edges_between(points, Dims{bins}, range);
  return {counted(points, edges, flat_weight(x, weight), density), edges[0]};
}
Result histogram_at(const Tensor& x, const Tensor& bins, const OptTensor& weight, bool density) {
  return {counted(as_points(x), {bins}, flat_weight(x, weight), density), clone(detach(bins))};
}
TensorList histogramdd_edges(const Tensor& x, const Dims& bins, const Range& range) {
  check_points(x, Tensor());
  return edges_between(x, bins, range);
}

constexpr auto kDoc = R"(How many elements lie in each bin.

Args:
    input: float32 or float64, of any shape.
    bins: how many bins of one width, or a vector of increasing edges.
    range: the first and the last edge, by default the smallest and the largest element.
    weight: what each element counts, of the input's shape; 1 by default.
    density: divide by the sum and by the widths of the bins, so that the integral is 1.

Returns:
    A named tuple ``(hist, bin_edges)``. A bin begins at its left edge; the last one also holds its
        right edge.

Raises:
    RuntimeError: no bins, a range that is not finite, or shapes and dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> hist, edges = cr.histogram(cr.tensor([1.0, 2.0, 1.0]), bins=2, range=(0.0, 4.0))
    >>> hist, edges
    (tensor([2., 1.]), tensor([0., 2., 4.]))
)";
const Op kHistogram[] = {
    Op("histogram(Tensor input, Tensor bins, *, Tensor? weight=None, bool density=False) -> "
       "(Tensor hist, Tensor bin_edges)",
       histogram_at)
        .doc(kDoc),
    Op("histogram(Tensor input, int bins=100, *, float[]? range=None, Tensor? weight=None, bool "
       "density=False) -> (Tensor hist, Tensor bin_edges)",
       histogram_even)
        .doc(kDoc),
    Op("_histogramdd_edges(Tensor input, int[] bins, float[]? range=None)", histogramdd_edges)
        .function_only()
        .no_out(),
    Op("_histogramdd_counts(Tensor input, Tensor[] edges, Tensor? weight=None, bool density=False)",
       counted)
        .function_only()
        .no_out(),
};

}  // namespace
}  // namespace chainrule
