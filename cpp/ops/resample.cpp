// Interpolation along one dimension: what nn.functional.interpolate is made of. Linear, with an
// adjoint that is an operation too, so derivatives of every order come by themselves.
#include "kernels/resample.h"
#include "graph/record.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {
namespace {

struct Resample {
  int64_t dim;
  int64_t inputs;
  Tensor place;   // (outputs, taps), int64
  Tensor weight;  // likewise, float64
};

/// `sizes` are those of the tensor on the side of the inputs.
ResampleTask task_of(const Resample& how, const Dims& sizes) {
  ResampleTask task{1,
                    1,
                    how.inputs,
                    how.place.sizes()[0],
                    how.place.sizes()[1],
                    how.place.data<int64_t>(),
                    how.weight.data<double>()};
  for (int64_t d = 0; d < static_cast<int64_t>(sizes.size()); ++d) {
    if (d < how.dim) task.outer *= sizes[d];
    if (d > how.dim) task.inner *= sizes[d];
  }
  return task;
}

/// Row-major float or double in, the type of `x` out.
template <class F>
Tensor in_floats(const Tensor& x, const Dims& sizes, bool zeroed, F f) {
  const NoGrad off;
  const DType compute = compute_dtype(x.dtype());
  const Tensor in = contiguous(to(detach(x), compute));
  const Tensor out = zeroed ? zeros(sizes, compute) : empty(sizes, compute);
  if (out.numel() > 0 && in.numel() > 0) {
    if (compute == DType::float64) {
      f(in.data<double>(), out.data<double>());
    } else {
      f(in.data<float>(), out.data<float>());
    }
  }
  return to(out, x.dtype());
}

Tensor resampled(const char* node, const Tensor& x, const Resample& how);

Tensor unsampled(const Tensor& y, const Resample& how) {
  Dims sizes = y.sizes();
  sizes[how.dim] = how.inputs;
  const Tensor out = in_floats(y, sizes, true, [&]<class T>(const T* from, T* to) {
    resample_adjoint<T>(task_of(how, sizes), from, to);
  });
  record("UpsampleBackwardBackward0", out, {y}, {}, [how](const Backward& b) -> Grads {
    return {resampled("UpsampleBackward0", b.grad(), how)};
  });
  return out;
}

Tensor resampled(const char* node, const Tensor& x, const Resample& how) {
  Dims sizes = x.sizes();
  sizes[how.dim] = how.place.sizes()[0];
  const Tensor out = in_floats(x, sizes, false, [&]<class T>(const T* from, T* to) {
    resample<T>(task_of(how, x.sizes()), from, to);
  });
  record(node, out, {x}, {},
         [how](const Backward& b) -> Grads { return {unsampled(b.grad(), how)}; });
  return out;
}

/// PyTorch's names of the nodes: one for each kind and number of dimensions.
const char* node_of(const std::string& kind, int64_t n) {
  static constexpr std::array kLinear{"UpsampleLinear1DBackward0", "UpsampleBilinear2DBackward0",
                                      "UpsampleTrilinear3DBackward0"};
  static constexpr std::array kNearest{"UpsampleNearest1DBackward0", "UpsampleNearest2DBackward0",
                                       "UpsampleNearest3DBackward0"};
  static constexpr std::array kExact{"UpsampleNearestExact1DBackward0",
                                     "UpsampleNearestExact2DBackward0",
                                     "UpsampleNearestExact3DBackward0"};
  const auto i = static_cast<size_t>(n - 1);
  if (kind == "nearest") return kNearest[i];
  if (kind == "nearest-exact") return kExact[i];
  if (kind == "bilinear-antialias") return "UpsampleBilinear2DAaBackward0";
  if (kind == "bicubic-antialias") return "UpsampleBicubic2DAaBackward0";
  if (kind == "lanczos-antialias") return "UpsampleLanczos2DAaBackward0";
  if (kind == "bicubic") return "UpsampleBicubic2DBackward0";
  return kLinear[i];
}

Tensor resample_op(const Tensor& x, int64_t dim, const Tensor& place, const Tensor& weight,
                   const std::string& kind) {
  check<NotImplementedError>(is_floating(x.dtype()), "\"upsample\" not implemented for '",
                             info(x.dtype()).legacy, "': convert to floats first, as in x.float()");
  return resampled(node_of(kind, x.dim() - 2), x,
                   {dim, x.sizes()[dim], contiguous(detach(place)), contiguous(detach(weight))});
}

const Op kResample = Op("nn.functional._resample(Tensor input, int dim, Tensor place, Tensor "
                        "weight, str kind)",
                        resample_op)
                         .no_out();

}  // namespace
}  // namespace chainrule
