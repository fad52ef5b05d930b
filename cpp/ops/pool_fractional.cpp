// Fractional maximum pooling: windows of one size whose starts are pseudo-random. Graham,
// "Fractional max-pooling", 2014; one random number for each plane and dimension shifts the starts.
#include "graph/record.h"
#include "kernels/pool.h"
#include "ops/functions.h"
#include "ops/pool.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

using Result = std::tuple<Tensor, Tensor>;

/// The windows along one dimension, in the input's own precision: it decides where they start.
template <class T>
PoolAxis axis_of(T sample, int64_t input, int64_t outputs, int64_t kernel) {
  PoolAxis axis;
  axis.input = input;
  const T step = outputs > 1 ? static_cast<T>(input - kernel) / static_cast<T>(outputs - 1) : T(0);
  for (int64_t i = 0; i < outputs; ++i) {
    const int64_t start = i + 1 == outputs
                              ? input - kernel
                              : static_cast<int64_t>((static_cast<T>(i) + sample) * step) -
                                    static_cast<int64_t>(sample * step);
    axis.start.push_back(start);
    axis.end.push_back(start + kernel);
  }
  return axis;
}

Result fractional(size_t n, const Tensor& x, const Dims& kernel, const Dims& size,
                  const Tensor& samples) {
  const std::string op = "fractional_max_pool" + std::to_string(n) + "d()";
  const auto dims = static_cast<size_t>(x.dim());
  check(kernel.size() == n, op, ": kernel_size must either be a single int or tuple of ints");
  check(size.size() == n, op, ": output_size must either be a single int or tuple of ints");
  check(dims == n + 1 || dims == n + 2, op, ": Expected ", n + 1, "D or ", n + 2,
        "D tensor, but got: ", x.sizes());
  for (size_t d = dims - n - 1; d < dims; ++d) {
    check(x.sizes()[d] > 0, op,
          ": Expected input to have non-zero size for non-batch dimensions, but got ", x.sizes(),
          " with dimension ", d, " being empty");
  }
  for (size_t d = 0; d < n; ++d) {
    const int64_t input = x.sizes()[dims - n + d];
    check(size[d] >= 0 && size[d] + kernel[d] - 1 <= input && kernel[d] > 0, op, ": pool size ",
          kernel[d], " with output size ", size[d], " does not fit the input size ", input,
          " of dimension ", d - n);
  }
  check<NotImplementedError>(is_floating(x.dtype()), "\"fractional_max_pool", n,
                             "d_out_frame\" not implemented for '", info(x.dtype()).legacy,
                             "': convert to floats first, as in x.float()");
  const int64_t batch = dims == n + 2 ? x.sizes()[0] : 1;
  const int64_t channels = x.sizes()[dims - n - 1];
  check(samples.dtype() == x.dtype(),
        "Expect _random_samples to have the same dtype as input, got ", full_name(samples.dtype()),
        " and ", full_name(x.dtype()));
  check(samples.dim() == 3, "Expect _random_samples to have 3 dimensions, got ", samples.dim());
  check(samples.sizes()[0] >= batch && samples.sizes()[1] == channels &&
            samples.sizes()[2] == static_cast<int64_t>(n),
        "Expect _random_samples of shape [", batch, ", ", channels, ", ", n, "], got ",
        samples.sizes());

  Dims shape(x.sizes().begin(), x.sizes().end() - static_cast<long>(n));
  for (const int64_t s : size) shape.push_back(s);
  const Tensor places = empty(shape, DType::int64);
  Tensor out;
  const auto run = [&]<class T>(T) {
    const NoGrad off;
    const Tensor in = contiguous(to(detach(x), dtype_of<T>));
    const Tensor shifts = contiguous(to(detach(samples), dtype_of<T>));
    const Tensor values = empty(shape, dtype_of<T>);
    int64_t image = 1;
    int64_t outputs = 1;
    for (size_t d = 0; d < n; ++d) {
      image *= x.sizes()[dims - n + d];
      outputs *= size[d];
    }
    for (int64_t p = 0; p < batch * channels; ++p) {
      PoolAxes axes;
      for (size_t d = 0; d < 3; ++d) {
        if (d + n < 3) {
          axes[d].start = {0};
          axes[d].end = {1};
          continue;
        }
        const size_t i = d + n - 3;
        // Of two dimensions the first number shifts the last; of three, each its own.
        const size_t number = n == 2 ? n - 1 - i : i;
        axes[d] =
            axis_of<T>(shifts.data<T>()[p * static_cast<int64_t>(n) + static_cast<int64_t>(number)],
                       x.sizes()[dims - n + i], size[i], kernel[i]);
      }
      max_pool<T>(axes, 1, in.data<T>() + p * image, values.data<T>() + p * outputs,
                  places.data<int64_t>() + p * outputs);
    }
    out = to(values, x.dtype());
  };
  if (x.dtype() == DType::float64) {
    run(double{});
  } else {
    run(float{});
  }
  record(n == 2 ? "FractionalMaxPool2DBackward0" : "FractionalMaxPool3DBackward0", out, {x},
         {places}, [from = x.sizes(), n](const Backward& b) -> Grads {
           return {add_at_places(b.grad(), b.saved(0), from, n)};
         });
  return {out, places};
}

Result fractional2(const Tensor& x, const Dims& kernel, const Dims& size, const Tensor& samples) {
  return fractional(2, x, kernel, size, samples);
}
Result fractional3(const Tensor& x, const Dims& kernel, const Dims& size, const Tensor& samples) {
  return fractional(3, x, kernel, size, samples);
}

const Op kFractional[] = {
    Op("nn.functional._fractional_max_pool2d(Tensor input, int[2] kernel_size, int[2] output_size, "
       "Tensor _random_samples) -> (Tensor values, Tensor indices)",
       fractional2)
        .no_out(),
    Op("nn.functional._fractional_max_pool3d(Tensor input, int[3] kernel_size, int[3] output_size, "
       "Tensor _random_samples) -> (Tensor values, Tensor indices)",
       fractional3)
        .no_out(),
};

}  // namespace
}  // namespace chainrule
