// Pooling: maximum (with places), average, and the adaptive forms of both, in one to three
// dimensions.
//
// An average over windows is linear; its adjoint spreads each cotangent over its window. Both are
// operations whose derivative is the other one. The derivative of a maximum puts the cotangent at
// the place of the maximum.
#include <algorithm>
#include <cmath>
#include <functional>

#include "graph/record.h"
#include "kernels/pool.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/pool.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

Tensor add_at_places(const Tensor& values, const Tensor& places, const Dims& sizes, size_t n) {
  Dims flat(sizes.begin(), sizes.end() - static_cast<long>(n));
  Dims image(flat);
  int64_t inputs = 1;
  int64_t outputs = 1;
  for (size_t d = sizes.size() - n; d < sizes.size(); ++d) {
    inputs *= sizes[d];
    outputs *= values.sizes()[d];
  }
  flat.push_back(outputs);
  image.push_back(inputs);
  const Tensor sum =
      scatter_add(zeros(image, values.dtype()), -1, reshape(places, flat), reshape(values, flat));
  return reshape(sum, sizes);
}

namespace {

using Result = std::tuple<Tensor, Tensor>;

Dims per_dim(const char* op, const char* what, const Dims& given, size_t n) {
  if (given.size() == 1) return Dims(n, given[0]);
  check(given.size() == n, op, ": ", what, " must either be a single int, or a tuple of ", n,
        " ints, but got ", given);
  return given;
}

/// The last n dimensions are an image; everything before them is planes.
struct Planes {
  int64_t count;
  Dims lead;
};
/// Where no channels at all are refused: never, in batches, always.
enum class Channels : uint8_t { may_lack, needed_in_batches, needed };
Planes planes_of(const char* op, const Tensor& x, size_t n, Channels channels) {
  const auto dims = static_cast<size_t>(x.dim());
  check(dims == n + 1 || dims == n + 2, op, "() Expected ", n + 1, "D or ", n + 2,
        "D input tensor, but got input of shape ", x.sizes());
  const bool lack =
      channels == Channels::may_lack || (channels == Channels::needed_in_batches && dims == n + 1);
  for (size_t d = dims - n - (lack ? 0 : 1); d < dims; ++d) {
    check(x.sizes()[d] > 0, op, ": Expected ", n + 1, "D or ", n + 2,
          "D (batch mode) tensor with optional 0 dim batch size for input, but got: ", x.sizes());
  }
  Dims lead(x.sizes().begin(), x.sizes().end() - static_cast<long>(n));
  return {count(lead), lead};
}

Dims with_image(const Dims& lead, const PoolAxes& axes, size_t n) {
  Dims shape(lead);
  for (size_t d = 3 - n; d < 3; ++d) shape.push_back(axes[d].outputs());
  return shape;
}

/// The parameters of a fixed window, checked, as windows of each axis. `weights` (may be null) gets
/// each axis's divisor.
struct Window {
  Dims kernel, stride, padding, dilation;
  bool ceil_mode = false;
};
Window window(const char* op, size_t n, const Dims& kernel, const Dims& stride, const Dims& padding,
              const Dims& dilation, bool ceil_mode) {
  Window w{
      per_dim(op, "kernel_size", kernel, n),
      stride.empty() ? per_dim(op, "kernel_size", kernel, n) : per_dim(op, "stride", stride, n),
      per_dim(op, "padding", padding, n), per_dim(op, "dilation", dilation, n), ceil_mode};
  for (size_t d = 0; d < n; ++d) {
    check(w.kernel[d] > 0, op, ": kernel size should be greater than zero, but got ", w.kernel);
    check(w.stride[d] > 0, op, ": stride should not be zero or negative, but got ", w.stride);
    check(w.dilation[d] > 0, op, ": dilation should be greater than zero, but got ", w.dilation);
    check(w.padding[d] >= 0, op, ": pad must be non-negative, but got pad: ", w.padding[d]);
    check(w.padding[d] <= w.kernel[d] / 2, op,
          ": pad should be smaller than or equal to half of kernel size, but got pad=",
          w.padding[d], ", kernel_size=", w.kernel[d], " and dilation=", w.dilation[d]);
  }
  return w;
}

int64_t outputs_of(const char* op, int64_t input, const Window& w, size_t d) {
  const int64_t span = w.dilation[d] * (w.kernel[d] - 1) + 1;
  const int64_t room = input + 2 * w.padding[d] - span + (w.ceil_mode ? w.stride[d] - 1 : 0);
  int64_t n = room >= 0 ? room / w.stride[d] + 1 : 0;
  // The last window must begin inside the input or its left padding.
  if (w.ceil_mode && (n - 1) * w.stride[d] >= input + w.padding[d]) --n;
  check(n > 0, op, ": Given input size ", input, " in dimension ", d, ", kernel ", w.kernel[d],
        ", padding ", w.padding[d], ": the calculated output size is too small (", n, ")");
  return n;
}

PoolAxes axes_of(const char* op, const Tensor& x, size_t n, const Window& w) {
  PoolAxes axes;
  for (size_t d = 0; d < 3; ++d) {
    PoolAxis& axis = axes[d];
    if (d + n < 3) {
      axis.start = {0};
      axis.end = {1};
      continue;
    }
    const size_t i = d + n - 3;
    axis.input = x.sizes()[x.sizes().size() - n + i];
    axis.step = w.dilation[i];
    const int64_t outputs = outputs_of(op, axis.input, w, i);
    for (int64_t o = 0; o < outputs; ++o) {
      int64_t start = o * w.stride[i] - w.padding[i];
      const int64_t end = std::min(start + w.dilation[i] * (w.kernel[i] - 1) + 1, axis.input);
      while (start < 0) start += w.dilation[i];
      axis.start.push_back(start);
      axis.end.push_back(end);
    }
  }
  return axes;
}

PoolAxes adaptive_axes(const Tensor& x, size_t n, const Dims& size) {
  PoolAxes axes;
  for (size_t d = 0; d < 3; ++d) {
    PoolAxis& axis = axes[d];
    const int64_t in = d + n < 3 ? 1 : x.sizes()[x.sizes().size() - 3 + d];
    const int64_t out = d + n < 3 ? 1 : size[d + n - 3];
    axis.input = in;
    for (int64_t o = 0; o < out; ++o) {
      axis.start.push_back(o * in / out);
      axis.end.push_back(((o + 1) * in + out - 1) / out);
    }
  }
  return axes;
}

/// 1 / (number of elements) for each output.
template <class F>
std::vector<double> weights_of(const PoolAxes& a, F divisor) {
  std::vector<double> weights;
  for (int64_t d = 0; d < a[0].outputs(); ++d) {
    for (int64_t h = 0; h < a[1].outputs(); ++h) {
      for (int64_t w = 0; w < a[2].outputs(); ++w) weights.push_back(1 / divisor(d, h, w));
    }
  }
  return weights;
}

int64_t extent(const PoolAxis& axis, int64_t i) {
  return axis.end[static_cast<size_t>(i)] - axis.start[static_cast<size_t>(i)];
}

struct Average {
  PoolAxes axes;
  std::vector<double> weights;
  bool integers = true;  // takes int64
};

template <class F>
void in_float_or_double(const char* op, const Tensor& x, F f) {
  if (!is_floating(x.dtype())) {
    fail<NotImplementedError>("\"", op, "\" not implemented for '",
                              kDTypes[static_cast<size_t>(x.dtype())].legacy,
                              "': convert to floats first, as in x.float()");
  }
  if (x.dtype() == DType::float64) {
    f(double{});
  } else {
    f(float{});
  }
}

Tensor spread_over(const char* node, const Tensor& y, const Average& average, const Dims& shape,
                   int64_t planes);

Tensor average_over(const char* node, const Tensor& x, const Average& average, const Dims& shape,
                    int64_t planes) {
  Tensor out;
  if (x.dtype() == DType::int64 && average.integers) {  // the quotients round towards zero
    const Tensor in = contiguous(x);
    const std::vector<int64_t> once(average.weights.size(), 1);
    out = empty(shape, DType::int64);
    auto* sums = out.data<int64_t>();
    sum_pool<int64_t>(average.axes, planes, in.data<int64_t>(), once.data(), sums);
    for (int64_t i = 0; i < out.numel(); ++i) {
      sums[i] /= std::llround(1 / average.weights[static_cast<size_t>(i) % once.size()]);
    }
    return out;
  }
  in_float_or_double("avg_pool2d", x, [&]<class T>(T) {
    const NoGrad off;
    const Tensor in = contiguous(to(x, dtype_of<T>));
    const std::vector<T> weights(average.weights.begin(), average.weights.end());
    Tensor result = empty(shape, dtype_of<T>);
    sum_pool<T>(average.axes, planes, in.data<T>(), weights.data(), result.data<T>());
    out = to(result, x.dtype());
  });
  record(node, out, {x}, {}, [node, average, planes, from = x.sizes()](const Backward& b) -> Grads {
    return {spread_over(node, b.grad(), average, from, planes)};
  });
  return out;
}

Tensor spread_over(const char* node, const Tensor& y, const Average& average, const Dims& shape,
                   int64_t planes) {
  Tensor out;
  in_float_or_double("avg_pool_backward", y, [&]<class T>(T) {
    const NoGrad off;
    const Tensor in = contiguous(to(y, dtype_of<T>));
    const std::vector<T> weights(average.weights.begin(), average.weights.end());
    Tensor result = full(shape, 0, dtype_of<T>);
    spread_pool<T>(average.axes, planes, in.data<T>(), weights.data(), result.data<T>());
    out = to(result, y.dtype());
  });
  record("AvgPoolBackwardBackward0", out, {y}, {},
         [node, average, planes, from = y.sizes()](const Backward& b) -> Grads {
           return {average_over(node, b.grad(), average, from, planes)};
         });
  return out;
}

Tensor avg_pool(const char* op, size_t n, const Tensor& x, const Dims& kernel, const Dims& stride,
                const Dims& padding, bool ceil_mode, bool include_pad,
                const std::optional<int64_t>& divisor) {
  const Window w = window(op, n, kernel, stride, padding, Dims(n, 1), ceil_mode);
  check(!divisor || *divisor != 0, "divisor must be not zero");
  const Planes planes = planes_of(op, x, n, Channels::needed);
  Average average{axes_of(op, x, n, w), {}, true};
  const auto size = [&](size_t d, int64_t o) -> double {
    if (d + n < 3) return 1;
    const size_t i = d + n - 3;
    if (!include_pad) return static_cast<double>(extent(average.axes[d], o));
    const int64_t start = o * w.stride[i] - w.padding[i];
    return static_cast<double>(std::min(start + w.kernel[i], average.axes[d].input + w.padding[i]) -
                               start);
  };
  average.weights = weights_of(average.axes, [&](int64_t d, int64_t h, int64_t v) {
    return divisor ? static_cast<double>(*divisor) : size(0, d) * size(1, h) * size(2, v);
  });
  return average_over(n == 3 ? "AvgPool3DBackward0" : "AvgPool2DBackward0", x, average,
                      with_image(planes.lead, average.axes, n), planes.count);
}

/// A list of sizes wants as many dimensions of the input and one of channels.
void check_holds(const Tensor& x, const std::vector<std::optional<int64_t>>& given) {
  check<ValueError>(given.size() < 2 || x.dim() > static_cast<int64_t>(given.size()),
                    "Input dimension should be at least ", given.size() + 1,
                    " for an output_size of ", given.size(), " values, but the input has shape ",
                    x.sizes());
}

Dims adaptive_size(const char* op, const Tensor& x, const Planes& planes,
                   const std::vector<std::optional<int64_t>>& given, size_t n) {
  check(given.size() == n || given.size() == 1, op, ": output_size must be ", n, " value",
        n == 1 ? "" : "s");
  Dims size;
  for (size_t d = 0; d < n; ++d) {
    const auto& value = given.size() == 1 ? given[0] : given[d];
    size.push_back(value ? *value : x.sizes()[x.sizes().size() - n + d]);
    check(size.back() >= 0, op,
          ": elements of output_size must be greater than or equal to 0 but received ", size);
  }
  // A result that cannot be had is refused here, before tables as long as its sides are written.
  Dims whole = planes.lead;
  for (const int64_t side : size) whole.push_back(side);
  empty(whole, x.dtype());
  return size;
}

Tensor adaptive_avg_pool(const char* op, size_t n, const Tensor& x,
                         const std::vector<std::optional<int64_t>>& given) {
  check_holds(x, given);
  const Planes planes =
      planes_of(op, x, n, n == 3 ? Channels::needed_in_batches : Channels::may_lack);
  const Dims size = adaptive_size(op, x, planes, given, n);
  if (is_floating(x.dtype()) && x.numel() > 0 && n > 1 &&
      std::all_of(size.begin(), size.end(), [](int64_t s) { return s == 1; })) {
    Dims image(n);
    for (size_t d = 0; d < n; ++d) image[d] = -1 - static_cast<int64_t>(d);
    return mean(x, image, true);
  }
  Average average{adaptive_axes(x, n, size), {}, false};
  average.weights = weights_of(average.axes, [&](int64_t d, int64_t h, int64_t w) {
    return static_cast<double>(extent(average.axes[0], d) * extent(average.axes[1], h) *
                               extent(average.axes[2], w));
  });
  return average_over(n == 3 ? "AdaptiveAvgPool3DBackward0" : "AdaptiveAvgPool2DBackward0", x,
                      average, with_image(planes.lead, average.axes, n), planes.count);
}

Result max_over(const char* op, const char* node, const Tensor& x, const PoolAxes& axes,
                const Planes& planes, size_t n) {
  const Dims shape = with_image(planes.lead, axes, n);
  Tensor places = empty(shape, DType::int64);
  Tensor out;
  const auto run = [&]<class T>(T) {
    const NoGrad off;
    const Tensor in = contiguous(to(x, dtype_of<T>));
    Tensor result = empty(shape, dtype_of<T>);
    max_pool<T>(axes, planes.count, in.data<T>(), result.data<T>(), places.data<int64_t>());
    out = to(result, x.dtype());
  };
  check(x.dtype() != DType::bool_ && !is_complex(x.dtype()), op, ": not implemented for ",
        full_name(x.dtype()));
  if (is_integral(x.dtype())) {
    run(int64_t{});
  } else {
    in_float_or_double(op, x, run);
  }
  record(node, out, {x}, {places}, [from = x.sizes(), n](const Backward& b) -> Grads {
    return {add_at_places(b.grad(), b.saved(0), from, n)};
  });
  return {out, places};
}

Result max_pool_places(const char* op, size_t n, const Tensor& x, const Dims& kernel,
                       const Dims& stride, const Dims& padding, const Dims& dilation,
                       bool ceil_mode) {
  const Window w = window(op, n, kernel, stride, padding, dilation, ceil_mode);
  const Planes planes = planes_of(op, x, n, Channels::needed);
  static const char* const kNames[] = {"", "MaxPool1DBackward0", "MaxPool2DWithIndicesBackward0",
                                       "MaxPool3DWithIndicesBackward0"};
  return max_over(op, kNames[n], x, axes_of(op, x, n, w), planes, n);
}

Result adaptive_max_pool(const char* op, size_t n, const Tensor& x,
                         const std::vector<std::optional<int64_t>>& given) {
  check_holds(x, given);
  const Planes planes = planes_of(op, x, n, Channels::needed_in_batches);
  const PoolAxes axes = adaptive_axes(x, n, adaptive_size(op, x, planes, given, n));
  static const char* const kNames[] = {"", "AdaptiveMaxPool1DBackward0",
                                       "AdaptiveMaxPool2DBackward0", "AdaptiveMaxPool3DBackward0"};
  return max_over(op, kNames[n], x, axes, planes, n);
}

using Sizes = std::vector<std::optional<int64_t>>;
using OptDims = std::optional<Dims>;
using OptInt = std::optional<int64_t>;

constexpr const char* kAdaptiveAvgText1 =
    R"(Means over windows that are chosen so that the output has the given size.

Window ``i`` of ``m`` covers the elements from ``floor(i * size / m)`` to
``ceil((i + 1) * size / m)``; neighbours overlap where the sizes do not divide.

Args:
    input: ``(N, C, L)`` or ``(C, L)``.
    output_size: the sizes of the result.

Raises:
    RuntimeError: wrong number of dimensions, or an empty one.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.adaptive_avg_pool1d(cr.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
    tensor([[1.5000, 3.5000]])
)";
constexpr const char* kAdaptiveAvgText2 =
    R"(Means over windows that are chosen so that the output has the given size.

Window ``i`` of ``m`` covers the elements from ``floor(i * size / m)`` to
``ceil((i + 1) * size / m)``; neighbours overlap where the sizes do not divide.

Args:
    input: ``(N, C, H, W)`` or ``(C, H, W)``.
    output_size: the sizes of the result; None keeps a size, one int stands for all two.

Raises:
    RuntimeError: wrong number of dimensions, or an empty one.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.adaptive_avg_pool2d(cr.arange(16.0).view(1, 4, 4), (2, 1))
    tensor([[[ 3.5000],
             [11.5000]]])
)";
constexpr const char* kAdaptiveAvgText3 =
    R"(Means over windows that are chosen so that the output has the given size.

Window ``i`` of ``m`` covers the elements from ``floor(i * size / m)`` to
``ceil((i + 1) * size / m)``; neighbours overlap where the sizes do not divide.

Args:
    input: ``(N, C, D, H, W)`` or ``(C, D, H, W)``.
    output_size: the sizes of the result; None keeps a size, one int stands for all three.

Raises:
    RuntimeError: wrong number of dimensions, or an empty one.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.adaptive_avg_pool3d(cr.ones(1, 4, 6, 8), (2, None, 4)).shape
    torch.Size([1, 2, 6, 4])
)";

// Only a macro makes names and signatures for 1, 2 and 3 dimensions out of one text.
#define CHAINRULE_POOL(N)                                                                         \
  const Op kMax##N =                                                                              \
      Op(                                                                                         \
          "nn.functional._max_pool" #N "d(Tensor input, int[" #N "] kernel_size, int[" #N         \
          "]? stride=None, int[" #N "] padding=0, int[" #N                                        \
          "] dilation=1, bool ceil_mode=False) -> (Tensor values, Tensor indices)",               \
          +[](const Tensor& x, const Dims& k, const OptDims& s, const Dims& p, const Dims& d,     \
              bool c) {                                                                           \
            return max_pool_places("max_pool" #N "d", N, x, k, s.value_or(Dims()), p, d, c);      \
          })                                                                                      \
          .no_out();                                                                              \
  const Op kAdaptiveAvg##N =                                                                      \
      Op(                                                                                         \
          "nn.functional.adaptive_avg_pool" #N "d(Tensor input, int?[" #N "] output_size)",       \
          +[](const Tensor& x, const Sizes& s) {                                                  \
            return adaptive_avg_pool("adaptive_avg_pool" #N "d", N, x, s);                        \
          })                                                                                      \
          .no_out()                                                                               \
          .doc(kAdaptiveAvgText##N);                                                              \
  const Op kAdaptiveMax##N = Op(                                                                  \
                                 "nn.functional._adaptive_max_pool" #N "d(Tensor input, int?[" #N \
                                 "] output_size) -> (Tensor values, Tensor indices)",             \
                                 +[](const Tensor& x, const Sizes& s) {                           \
                                   return adaptive_max_pool("adaptive_max_pool" #N "d", N, x, s); \
                                 })                                                               \
                                 .no_out();
CHAINRULE_POOL(1)
CHAINRULE_POOL(2)
CHAINRULE_POOL(3)
#undef CHAINRULE_POOL

const Op kAvg1 =
    Op(
        "nn.functional.avg_pool1d(Tensor input, int[1] kernel_size, int[1]? stride=None, int[1] "
        "padding=0, bool ceil_mode=False, bool "
        "count_include_pad=True)",
        +[](const Tensor& x, const Dims& k, const OptDims& s, const Dims& p, bool c, bool i) {
          return avg_pool("avg_pool1d", 1, x, k, s.value_or(Dims()), p, c, i, std::nullopt);
        })
        .no_out()
        .alias("avg_pool1d")
        .doc(R"(Means over windows of the last dimension.

Every output size is ``floor((size + 2 * padding - kernel_size) / stride) + 1``.

Args:
    input: ``(N, C, L)`` or ``(C, L)``.
    kernel_size: the size of a window.
    stride: the step from window to window; ``kernel_size`` if left out.
    padding: zeros at both ends, at most half the window.
    ceil_mode: round the output size up, so that a last, shorter window counts.
    count_include_pad: whether padding counts in the divisor.

Raises:
    RuntimeError: sizes that do not fit, or padding beyond half the window.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.avg_pool1d(cr.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
    tensor([[1.5000, 3.5000]])
)");
const Op kAvg2 = Op(
                     "nn.functional.avg_pool2d(Tensor input, int[2] kernel_size, int[2]? "
                     "stride=None, int[2] padding=0, bool ceil_mode=False, bool "
                     "count_include_pad=True, int? divisor_override=None)",
                     +[](const Tensor& x, const Dims& k, const OptDims& s, const Dims& p, bool c,
                         bool i, const OptInt& d) {
                       return avg_pool("avg_pool2d", 2, x, k, s.value_or(Dims()), p, c, i, d);
                     })
                     .no_out()
                     .doc(R"(Means over windows of the last two dimensions.

Every output size is ``floor((size + 2 * padding - kernel_size) / stride) + 1``.

Args:
    input: ``(N, C, H, W)`` or ``(C, H, W)``.
    kernel_size: the size of a window.
    stride: the step from window to window; ``kernel_size`` if left out.
    padding: zeros at both ends, at most half the window.
    ceil_mode: round the output size up, so that a last, shorter window counts.
    count_include_pad: whether padding counts in the divisor.
    divisor_override: what the sum of a window is divided by, in place of the number of elements.

Raises:
    RuntimeError: sizes that do not fit, or padding beyond half the window.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.avg_pool2d(cr.arange(16.0).view(1, 4, 4), 2)
    tensor([[[ 2.5000,  4.5000],
             [10.5000, 12.5000]]])
)");
const Op kAvg3 = Op(
                     "nn.functional.avg_pool3d(Tensor input, int[3] kernel_size, int[3]? "
                     "stride=None, int[3] padding=0, bool ceil_mode=False, bool "
                     "count_include_pad=True, int? divisor_override=None)",
                     +[](const Tensor& x, const Dims& k, const OptDims& s, const Dims& p, bool c,
                         bool i, const OptInt& d) {
                       return avg_pool("avg_pool3d", 3, x, k, s.value_or(Dims()), p, c, i, d);
                     })
                     .no_out()
                     .doc(R"(Means over windows of the last three dimensions.

Every output size is ``floor((size + 2 * padding - kernel_size) / stride) + 1``.

Args:
    input: ``(N, C, D, H, W)`` or ``(C, D, H, W)``.
    kernel_size: the size of a window.
    stride: the step from window to window; ``kernel_size`` if left out.
    padding: zeros at both ends, at most half the window.
    ceil_mode: round the output size up, so that a last, shorter window counts.
    count_include_pad: whether padding counts in the divisor.
    divisor_override: what the sum of a window is divided by, in place of the number of elements.

Raises:
    RuntimeError: sizes that do not fit, or padding beyond half the window.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.avg_pool3d(cr.ones(1, 4, 6, 8), 2, stride=1).shape
    torch.Size([1, 3, 5, 7])
)");

}  // namespace

}  // namespace chainrule
