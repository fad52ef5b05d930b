// grid_sample: images at the points of a grid. The first derivative is a kernel; where it is itself
// recorded, it is written in operations on the points' neighbours.
#include "core/thread_pool.h"
#include "graph/record.h"
#include "kernels/grid.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/matmul.h"
#include "ops/raw.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {
namespace {

struct Grid {
  GridMode mode;
  GridPadding padding;
  bool align_corners;
};

GridTask task_of(const Tensor& x, const Tensor& grid, const Grid& how) {
  const int64_t n = x.dim() - 2;
  GridTask task{n,         x.sizes()[0], x.sizes()[1], 1,
                {1, 1, 1}, how.mode,     how.padding,  how.align_corners};
  for (int64_t d = 0; d < n; ++d) {
    task.sizes[static_cast<size_t>(d)] = x.sizes()[x.dim() - 1 - d];
    task.points *= grid.sizes()[1 + d];
  }
  return task;
}

/// Runs f on row-major tensors in float or double.
template <class F>
void in_floats(DType dtype, F f) {
  if (dtype == DType::float64) {
    f(double{});
  } else {
    f(float{});
  }
}
Tensor plain(const Tensor& t, DType dtype) { return contiguous(to(detach(t), dtype)); }

/// One dimension's neighbours of every point: (batch, points) each.
struct Neighbours {
  TensorList index;   // where there is none: 0
  TensorList inside;  // 1 or 0
  TensorList weight;
  TensorList slope;
};

Neighbours neighbours(const GridTask& task, const Tensor& points, int64_t dim) {
  const Dims sizes{task.batch, task.points};
  const int64_t count = task.batch * task.points;
  Neighbours out;
  Tensor factor = empty(sizes, points.dtype());
  Tensor shift = empty(sizes, points.dtype());
  const Tensor index = empty(Dims{task.taps(), task.batch, task.points}, DType::int64);
  {
    const NoGrad off;
    in_floats(points.dtype(), [&]<class T>(T) {
      const Tensor raw = contiguous(detach(points));
      grid_taps<T>(task, dim, raw.data<T>(), factor.data<T>(), shift.data<T>(),
                   index.data<int64_t>());
    });
    for (int k = 0; k < task.taps(); ++k) {
      const Tensor at = alias(index, sizes, contiguous_strides(sizes), k * count);
      out.inside.push_back(to(ge(at, 0), points.dtype()));
      out.index.push_back(maximum(at, zeros(Dims{}, DType::int64)));
    }
  }
  const Tensor t = select(points, 2, dim) * factor + shift;
  switch (task.mode) {
    case GridMode::nearest:
      out.weight = {ones_like(shift)};
      out.slope = {zeros_like(shift)};
      break;
    case GridMode::bilinear:
      out.weight = {1 - t, t};
      out.slope = {neg(factor), factor};
      break;
    default: {
      constexpr double a = -0.75;
      const auto inner = [](const Tensor& u) { return ((a + 2) * u - (a + 3)) * u * u + 1; };
      const auto outer = [](const Tensor& u) { return ((a * u - 5 * a) * u + 8 * a) * u - 4 * a; };
      const auto inner_slope = [](const Tensor& u) { return (3 * (a + 2) * u - 2 * (a + 3)) * u; };
      const auto outer_slope = [](const Tensor& u) { return (3 * a * u - 10 * a) * u + 8 * a; };
      out.weight = {outer(t + 1), inner(t), inner(1 - t), outer(2 - t)};
      out.slope = {outer_slope(t + 1) * factor, inner_slope(t) * factor,
                   neg(inner_slope(1 - t)) * factor, neg(outer_slope(2 - t)) * factor};
    }
  }
  return out;
}

/// The derivative in operations.
Grads slope_in_operations(const Backward& b, const Grid& how) {
  const Tensor x = b.saved(0);
  const Tensor grid = b.saved(1);
  const GridTask task = task_of(x, grid, how);
  const Dims flat{task.batch, task.channels, task.plane()};
  const Dims wide{task.batch, task.channels, task.points};
  const Tensor image = reshape(x, flat);
  const Tensor points = reshape(grid, Dims{task.batch, task.points, task.dims});
  const Tensor g = reshape(b.grad(), wide);
  std::vector<Neighbours> of;
  for (int64_t d = 0; d < task.dims; ++d) of.push_back(neighbours(task, points, d));
  const Dims sizes{task.batch, task.points};
  if (task.dims == 2) {  // a third dimension of one
    of.push_back({{zeros(sizes, DType::int64)},
                  {ones(sizes, x.dtype())},
                  {ones(sizes, x.dtype())},
                  {zeros(sizes, x.dtype())}});
  }
  Tensor of_image = b.needs(0) ? zeros(flat, x.dtype()) : Tensor();
  TensorList of_grid(b.needs(1) ? static_cast<size_t>(task.dims) : 0);
  for (Tensor& t : of_grid) t = zeros(sizes, x.dtype());
  for (size_t k = 0; k < of[2].index.size(); ++k) {
    for (size_t j = 0; j < of[1].index.size(); ++j) {
      for (size_t i = 0; i < of[0].index.size(); ++i) {
        Tensor at;
        Tensor inside;
        {
          const NoGrad off;
          at = (of[2].index[k] * task.sizes[1] + of[1].index[j]) * task.sizes[0] + of[0].index[i];
          at = expand(unsqueeze(at, 1), wide);
          inside = of[0].inside[i] * of[1].inside[j] * of[2].inside[k];
        }
        const std::array<size_t, 3> tap{i, j, k};
        const auto product = [&](int64_t sloping) {
          Tensor out = inside;
          for (size_t d = 0; d < 3; ++d) {
            out = out *
                  (static_cast<int64_t>(d) == sloping ? of[d].slope[tap[d]] : of[d].weight[tap[d]]);
          }
          return out;
        };
        if (b.needs(0)) of_image = scatter_add(of_image, 2, at, g * unsqueeze(product(-1), 1));
        if (!b.needs(1)) continue;
        const int64_t channel = 1;
        const Tensor along = sum(g * gather(image, 2, at), DimSpan(&channel, 1));
        for (int64_t d = 0; d < task.dims; ++d) {
          of_grid[static_cast<size_t>(d)] = of_grid[static_cast<size_t>(d)] + along * product(d);
        }
      }
    }
  }
  Grads grads(2);
  if (b.needs(0)) grads[0] = reshape(of_image, x.sizes());
  if (b.needs(1)) {
    Tensor joined;
    for (Tensor& t : of_grid) t = unsqueeze(t, 2);
    joined = of_grid[0];
    for (size_t d = 1; d < of_grid.size(); ++d) joined = cat({joined, of_grid[d]}, 2);
    grads[1] = reshape(joined, grid.sizes());
  }
  return grads;
}

Grads raw_slope(const Backward& b, const Grid& how) {
  const DType dtype = b.saved(0).dtype();
  const DType compute = compute_dtype(dtype);
  const Tensor x = plain(b.saved(0), compute);
  const Tensor grid = plain(b.saved(1), compute);
  const Tensor g = plain(b.grad(), compute);
  const GridTask task = task_of(x, grid, how);
  Grads grads(2);
  if (b.needs(0)) grads[0] = zeros(x.sizes(), compute);
  if (b.needs(1)) grads[1] = empty(grid.sizes(), compute);
  in_floats(compute, [&]<class T>(T) {
    grid_sample_backward<T>(task, g.data<T>(), x.data<T>(), grid.data<T>(),
                            grads[0].defined() ? grads[0].data<T>() : nullptr,
                            grads[1].defined() ? grads[1].data<T>() : nullptr);
  });
  for (Tensor& grad : grads) {
    if (grad.defined()) grad = to(grad, dtype);
  }
  return grads;
}

Tensor grid_sampled(const Tensor& x, const Tensor& grid, int64_t mode, int64_t padding,
                    bool align_corners) {
  check(x.dtype() == grid.dtype(),
        "grid_sampler(): expected input and grid to have same dtype, but input has ",
        full_name(x.dtype()), " and grid has ", full_name(grid.dtype()));
  check(x.dim() == grid.dim() && (x.dim() == 4 || x.dim() == 5),
        "grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got "
        "input with sizes ",
        x.sizes(), " and grid with sizes ", grid.sizes());
  check(
      x.sizes()[0] == grid.sizes()[0],
      "grid_sampler(): expected grid and input to have same batch size, but got input with sizes ",
      x.sizes(), " and grid with sizes ", grid.sizes());
  check(grid.sizes().back() == x.dim() - 2, "grid_sampler(): expected grid to have size ",
        x.dim() - 2, " in last dimension, but got grid with sizes ", grid.sizes());
  for (int64_t d = 2; d < x.dim(); ++d) {
    check(x.sizes()[d] > 0,
          "grid_sampler(): expected input to have non-empty spatial dimensions, but input has "
          "sizes ",
          x.sizes(), " with dimension ", d, " being empty");
  }
  check(mode != 2 || x.dim() == 4, "grid_sampler(): bicubic interpolation only supports 4D input");
  check<NotImplementedError>(is_floating(x.dtype()), "\"grid_sampler_", x.dim() - 2,
                             "d_cpu\" not implemented for '", info(x.dtype()).legacy,
                             "': convert to floats first, as in x.float()");
  const Grid how{static_cast<GridMode>(mode), static_cast<GridPadding>(padding), align_corners};
  Dims sizes{x.sizes()[0], x.sizes()[1]};
  for (int64_t d = 1; d + 1 < grid.dim(); ++d) sizes.push_back(grid.sizes()[d]);
  const DType compute = compute_dtype(x.dtype());
  Tensor out = empty(sizes, compute);
  if (out.numel() > 0) {
    const NoGrad off;
    const Tensor image = plain(x, compute);
    const Tensor points = plain(grid, compute);
    in_floats(compute, [&]<class T>(T) {
      grid_sample<T>(task_of(image, points, how), image.data<T>(), points.data<T>(), out.data<T>());
    });
  }
  if (compute != x.dtype()) {
    const NoGrad off;
    out = to(out, x.dtype());
  }
  record(x.dim() == 4 ? "GridSampler2DBackward0" : "GridSampler3DBackward0", out, {x, grid},
         {x, grid}, [how](const Backward& b) -> Grads {
           return grad_enabled() ? slope_in_operations(b, how) : raw_slope(b, how);
         });
  return out;
}

const Op kGridSampler =
    Op("grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int "
       "padding_mode, bool align_corners)",
       grid_sampled)
        .function_only()
        .no_out()
        .doc(R"(Images at the points of a grid: what ``nn.functional.grid_sample``
calls, with numbers for its words.

Args:
    input: (N, C, H, W) or (N, C, D, H, W), floating point.
    grid: (N, H', W', 2) or (N, D', H', W', 3): points, -1 to 1 from border to border, the last
        spatial dimension first.
    interpolation_mode: 0 bilinear, 1 nearest, 2 bicubic.
    padding_mode: beyond the borders: 0 zeros, 1 the border, 2 reflections.
    align_corners: whether -1 and 1 are the centres of the outermost pixels, rather than their edges.

Returns:
    (N, C, H', W') or (N, C, D', H', W').

Raises:
    RuntimeError: shapes or dtypes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.grid_sampler(cr.tensor([[[[1.0, 3.0]]]]), cr.zeros(1, 1, 1, 2), 0, 0, True)
    tensor([[[[2.]]]])
)");

/// Homogeneous coordinates of the pixels of an image, -1 to 1: (pixels, dims + 1).
Tensor pixel_points(DimSpan size, DType dtype, bool align_corners) {
  const auto n = static_cast<int64_t>(size.size());
  const Dims sizes = [&] {
    Dims all(size);
    all.push_back(n + 1);
    return all;
  }();
  const Tensor points = ones(sizes, DType::float64);
  for (int64_t d = 0; d < n; ++d) {  // the last spatial dimension is the first coordinate
    const int64_t length = size[static_cast<size_t>(n - 1 - d)];
    const Tensor line = empty(Dims{length}, DType::float64);
    auto* at = line.data<double>();
    for (int64_t i = 0; i < length; ++i) {
      const auto place = static_cast<double>(i);
      const auto whole = static_cast<double>(length);
      at[i] = align_corners ? (length > 1 ? 2 * place / (whole - 1) - 1 : 0.0)
                            : (2 * place + 1) / whole - 1;
    }
    Dims shape(static_cast<size_t>(n), 1);
    shape[n - 1 - d] = length;
    copy_into(select(points, n, d), reshape(line, shape));
  }
  return to(reshape(points, Dims{-1, n + 1}), dtype);
}

Tensor affine_grid(const Tensor& theta, const Dims& size, bool align_corners) {
  const int64_t n = static_cast<int64_t>(size.size()) - 2;
  check(n == 2 || n == 3,
        "AffineGridGenerator needs 4d (spatial) or 5d (volumetric) inputs, got size ", size);
  Tensor points;
  {
    const NoGrad off;
    points = pixel_points(DimSpan(size.data() + 2, size.size() - 2), theta.dtype(), align_corners);
    points = expand(unsqueeze(points, 0), Dims{size[0], points.sizes()[0], n + 1});
  }
  Dims sizes{size[0]};
  for (int64_t d = 0; d < n; ++d) sizes.push_back(size[2 + d]);
  sizes.push_back(n);
  Tensor out;
  {
    const NoGrad off;
    out = reshape(bmm(contiguous(points), transpose(theta, 1, 2)), sizes);
  }
  record("AffineGridGeneratorBackward0", out, {theta}, {points}, [n](const Backward& b) -> Grads {
    const Tensor& g = b.grad();
    const Tensor rows = reshape(g, Dims{g.sizes()[0], -1, n});
    return {transpose(bmm(transpose(contiguous(b.saved(0)), 1, 2), rows), 1, 2)};
  });
  return out;
}

const Op kAffineGrid =
    Op("affine_grid_generator(Tensor theta, int[] size, bool align_corners)", affine_grid)
        .no_out()
        .doc(R"(The points that affine maps send the pixels of an image to.

Args:
    theta: (N, 2, 3) or (N, 3, 4).
    size: (N, C, H, W) or (N, C, D, H, W).
    align_corners: whether -1 and 1 are the centres of the outermost pixels, rather than their edges.

Returns:
    (N, H, W, 2) or (N, D, H, W, 3).

Raises:
    RuntimeError: shapes do not fit.

Example:
    >>> import chainrule as cr
    >>> theta = cr.tensor([[[1.0, 0, 0], [0, 1, 0]]])
    >>> cr.affine_grid_generator(theta, (1, 1, 1, 2), True)
    tensor([[[[-1.,  0.],
              [ 1.,  0.]]]])
)");

}  // namespace
}  // namespace chainrule
