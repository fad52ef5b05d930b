// Distances between all rows of two matrices, or of one: cdist, pdist.
#include "graph/record.h"
#include "kernels/reduce_distance.h"
#include "ops/indexing.h"
#include "ops/loss.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

/// For batches of matrices x (B, P, M) and other (B, R, M): distances (B, P, R), or the cotangent
/// of x (B, P, M).
Tensor raw_distances(const Tensor& x, const Tensor& other, double p, const Tensor& g,
                     const Tensor& d) {
  const NoGrad no_grad;
  const Tensor rows = contiguous(x);
  const Tensor turned = contiguous(transpose(other, -2, -1));
  const int64_t batch = rows.sizes()[0];
  const int64_t count = rows.sizes()[1];
  const int64_t width = rows.sizes()[2];
  const int64_t others = turned.sizes()[2];
  const bool slope = g.defined();
  const Tensor out = empty(Dims{batch, count, slope ? width : others}, x.dtype());
  const Tensor gs = slope ? contiguous(g) : g;
  const Tensor ds = slope ? contiguous(d) : d;
  const int64_t item = x.item_size();
  for (int64_t i = 0; i < batch; ++i) {
    distances({x.dtype(), p, count, others, width, rows.bytes() + i * count * width * item,
               turned.bytes() + i * width * others * item, others,
               slope ? gs.bytes() + i * count * others * item : nullptr,
               slope ? ds.bytes() + i * count * others * item : nullptr,
               out.bytes() + i * count * (slope ? width : others) * item});
  }
  return out;
}

Tensor cdist(const Tensor& x1, const Tensor& x2, double p,
             const std::optional<std::string>& compute_mode) {
  const std::string mode = compute_mode.value_or("use_mm_for_euclid_dist_if_necessary");
  check<ValueError>(mode == "use_mm_for_euclid_dist_if_necessary" ||
                        mode == "use_mm_for_euclid_dist" || mode == "donot_use_mm_for_euclid_dist",
                    mode, " is not a valid value for compute_mode");
  check(is_floating(x1.dtype()),
        "cdist only supports floating-point dtypes, X1 got: ", legacy(x1.dtype()));
  check(is_floating(x2.dtype()),
        "cdist only supports floating-point dtypes, X2 got: ", legacy(x2.dtype()));
  check(x1.dim() >= 2, "cdist only supports at least 2D tensors, X1 got: ", x1.dim(), "D");
  check(x2.dim() >= 2, "cdist only supports at least 2D tensors, X2 got: ", x2.dim(), "D");
  check(x1.size(-1) == x2.size(-1),
        "X1 and X2 must have the same number of columns. X1: ", x1.size(-1), " X2: ", x2.size(-1));
  check(x1.dtype() == x2.dtype(), "expected scalar type ", legacy(x1.dtype()), " but found ",
        legacy(x2.dtype()));
  check(p >= 0, "cdist only supports non-negative p values, and p is ", p);
  check<NotImplementedError>(!is_reduced_float(x1.dtype()), "\"cdist\" not implemented for '",
                             legacy(x1.dtype()), "'");
  const Dims batch = broadcast_shapes(Dims(x1.sizes().begin(), x1.sizes().end() - 2),
                                      Dims(x2.sizes().begin(), x2.sizes().end() - 2));
  const auto batched = [&](const Tensor& x) {
    Dims sizes = batch;
    sizes.push_back(x.size(-2));
    sizes.push_back(x.size(-1));
    return reshape(expand(x, sizes), Dims{count(batch), x.size(-2), x.size(-1)});
  };
  const Tensor a = batched(x1);
  const Tensor b = batched(x2);
  Tensor out = raw_distances(a, b, p, Tensor(), Tensor());
  record("CdistBackward0", out, {a, b}, {a, b, out}, [p](const Backward& back) -> Grads {
    const Tensor x = back.saved(0);
    const Tensor y = back.saved(1);
    const Tensor d = back.saved(2);
    const Tensor g = back.grad();
    if (p == 0) return {zeros_like(x), zeros_like(y)};
    Grads grads(2);
    if (grad_enabled()) {
      const Tensor apart = unsqueeze(x, 2) - unsqueeze(y, 1);
      const Tensor slope = norm_slope(g, apart, d, p, uint64_t{1} << 3, false);
      const int64_t others = 2;
      const int64_t rows = 1;
      grads[0] = sum(slope, DimSpan(&others, 1));
      grads[1] = neg(sum(slope, DimSpan(&rows, 1)));
      return grads;
    }
    if (back.needs(0)) grads[0] = raw_distances(x, y, p, g, d);
    if (back.needs(1)) grads[1] = raw_distances(y, x, p, transpose(g, 1, 2), transpose(d, 1, 2));
    return grads;
  });
  Dims sizes = batch;
  sizes.push_back(x1.size(-2));
  sizes.push_back(x2.size(-2));
  return batch.size() == 1 ? out : reshape(out, sizes);
}

/// Row and column of each pair, i < j, in order.
std::pair<Tensor, Tensor> pairs_of(int64_t n) {
  const int64_t pairs = n * (n - 1) / 2;
  const Tensor first = empty(Dims{pairs}, DType::int64);
  const Tensor second = empty(Dims{pairs}, DType::int64);
  int64_t at = 0;
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = i + 1; j < n; ++j, ++at) {
      first.data<int64_t>()[at] = i;
      second.data<int64_t>()[at] = j;
    }
  }
  return {first, second};
}

/// The symmetric matrix with these numbers for its pairs, and zeros on the diagonal.
template <class T>
Tensor square_of(const Tensor& pairs, int64_t n) {
  const Tensor dense = contiguous(pairs);
  Tensor out = zeros(Dims{1, n, n}, pairs.dtype());
  const T* from = dense.data<T>();
  T* to = out.data<T>();
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = i + 1; j < n; ++j) to[i * n + j] = to[j * n + i] = *from++;
  }
  return out;
}
Tensor square_of(const Tensor& pairs, int64_t n) {
  const NoGrad no_grad;
  return pairs.dtype() == DType::float64 ? square_of<double>(pairs, n) : square_of<float>(pairs, n);
}

Tensor pdist(const Tensor& x, double p) {
  check(x.dim() == 2, "pdist only supports 2D tensors, got: ", x.dim(), "D");
  check(p >= 0, "pdist only supports non-negative p values, and p is ", p);
  check<NotImplementedError>(x.dtype() == DType::float32 || x.dtype() == DType::float64,
                             "\"pdist\" not implemented for '", legacy(x.dtype()), "'");
  const int64_t n = x.sizes()[0];
  const int64_t width = x.sizes()[1];
  Tensor out = empty(Dims{n * (n - 1) / 2}, x.dtype());
  if (out.numel() > 0) {
    const NoGrad no_grad;
    const Tensor rows = contiguous(x);
    const Tensor turned = contiguous(t(x));
    pair_distances({x.dtype(), p, n, n, width, rows.bytes(), turned.bytes(), n, nullptr, nullptr,
                    out.bytes()});
  }
  record("PdistBackward0", out, {x}, {x, out}, [p](const Backward& back) -> Grads {
    const Tensor x = back.saved(0);
    const Tensor d = back.saved(1);
    const Tensor g = back.grad();
    const int64_t n = x.sizes()[0];
    if (p == 0 || n < 2) return {zeros_like(x)};
    if (!grad_enabled()) {
      const Tensor batch = unsqueeze(x, 0);
      return {squeeze(raw_distances(batch, batch, p, square_of(g, n), square_of(d, n)), 0)};
    }
    const auto [first, second] = pairs_of(n);
    const Tensor apart = index_select(x, 0, first) - index_select(x, 0, second);
    const Tensor slope = norm_slope(g, apart, d, p, uint64_t{1} << 1, false);
    return {index_add(index_add(zeros_like(x), 0, first, slope), 0, second, neg(slope))};
  });
  return out;
}

const Op kCdist = Op("cdist(Tensor x1, Tensor x2, float p=2.0, str? "
                     "compute_mode='use_mm_for_euclid_dist_if_necessary')",
                     cdist)
                      .function_only()
                      .no_out()
                      .doc(R"(
The p-norm distances between each row of ``x1`` and each row of ``x2``.

Args:
    x1 (Tensor): (*, P, M), float32 or float64.
    x2 (Tensor): (*, R, M), of the same dtype; batches broadcast.
    p (float): which norm, not negative.
    compute_mode (str): accepted for compatibility; distances are always computed from differences.

Returns:
    Tensor: (*, P, R).

Raises:
    RuntimeError: shapes or dtypes do not fit, or ``p`` is negative.

Example:
    >>> import chainrule as cr
    >>> cr.cdist(cr.tensor([[0., 0.]]), cr.tensor([[3., 4.], [0., 1.]]))
    tensor([[5., 1.]])
)");

const Op kPdist = Op("pdist(Tensor input, float p=2)", pdist)
                      .function_only()
                      .no_out()
                      .alias("nn.functional.pdist")
                      .doc(R"(
The p-norm distances between all pairs of rows i < j, in that order.

Args:
    input (Tensor): (N, M), float32 or float64.
    p (float): which norm, not negative.

Returns:
    Tensor: of N (N - 1) / 2 distances.

Raises:
    RuntimeError: the input is not a matrix, or ``p`` is negative.

Example:
    >>> import chainrule as cr
    >>> cr.pdist(cr.tensor([[0., 0.], [3., 4.], [0., 8.]]))
    tensor([5., 8., 5.])
)");

}  // namespace
}  // namespace chainrule
