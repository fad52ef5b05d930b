// Normalisation of rows: layer_norm, rms_norm.
#include <limits>

#include "graph/record.h"
#include "kernels/norm.h"
#include "ops/functions.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {
namespace {

struct RowNorm {
  bool rms;
  double eps;
  int64_t rows;
  int64_t n;
  int64_t trailing;  // dimensions that make a row
};

/// How the input is cut into rows of `shape`.
RowNorm rows_of(const char* name, bool rms, const Tensor& x, const Dims& shape,
                const OptTensor& weight, const OptTensor& bias, double eps) {
  check(!shape.empty(),
        "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
        "element, "
        "but got normalized_shape = []");
  const auto check_shape = [&](const OptTensor& t, const char* what) {
    check(!t || t->sizes() == shape, "Expected ", what,
          " to be of same shape as normalized_shape, but got ", what, " of shape ",
          t ? t->sizes() : Dims(), " and normalized_shape = ", shape);
  };
  check_shape(weight, "weight");
  check_shape(bias, "bias");
  const auto trailing = static_cast<int64_t>(shape.size());
  const bool fits =
      x.dim() >= trailing && std::equal(shape.begin(), shape.end(), x.sizes().end() - trailing);
  if (!fits) {
    std::string wanted = "[*";
    for (const int64_t size : shape) wanted += concat(", ", size);
    fail("Given normalized_shape=", text(shape), ", expected input with shape ", wanted,
         "], but got input of size", text(x.sizes()));
  }
  check<NotImplementedError>(is_floating(x.dtype()), name, " not implemented for '",
                             legacy(x.dtype()), "'; convert the input first, as in x.float()");
  RowNorm how{rms, eps, 1, 1, trailing};
  for (int64_t d = 0; d < x.dim(); ++d) (d < x.dim() - trailing ? how.rows : how.n) *= x.sizes()[d];
  return how;
}

Dims trailing_dims(int64_t count) {
  Dims dims;
  for (int64_t d = -count; d < 0; ++d) dims.push_back(d);
  return dims;
}

/// The derivative in operations.
Grads slope(const Backward& b, const RowNorm& how) {
  const Tensor x = b.saved(0);
  const Tensor weight = b.saved(1);
  const Tensor g = b.grad();
  const Dims dims = trailing_dims(how.trailing);
  const Tensor centred = how.rms ? x : x - mean(x, dims, true);
  const Tensor scale = rsqrt(mean(centred * centred, dims, true) + how.eps);
  const Tensor normal = centred * scale;
  const Tensor weighted = weight.defined() ? g * weight : g;
  Grads grads(3);
  if (b.needs(0)) {
    Tensor inner = weighted - normal * mean(weighted * normal, dims, true);
    if (!how.rms) inner = inner - mean(weighted, dims, true);
    grads[0] = inner * scale;
  }
  if (b.needs(1)) grads[1] = g * normal;
  if (b.needs(2)) grads[2] = g;
  return grads;
}

Tensor row_norm(const char* node, const Tensor& input, const OptTensor& weight,
                const OptTensor& bias, const RowNorm& how) {
  const DType compute = compute_dtype(input.dtype());
  const auto plain = [compute](const Tensor& t) {
    const NoGrad no_grad;
    return t.defined() ? contiguous(to(t, compute)) : t;
  };
  const auto at = [](const Tensor& t) -> char* { return t.defined() ? t.bytes() : nullptr; };
  const Tensor x = plain(input);
  const Tensor w = plain(weight.value_or(Tensor()));
  const Tensor c = plain(bias.value_or(Tensor()));
  const Dims row_count{how.rows};
  const Tensor middle = how.rms ? Tensor() : empty(row_count, compute);
  const Tensor scale = empty(row_count, compute);
  Tensor out = empty(x.sizes(), compute);
  norm_rows({compute, how.rms, how.rows, how.n, at(x), at(w), at(c), how.eps, at(out), at(middle),
             at(scale)});
  if (out.dtype() != input.dtype()) out = to(out, input.dtype());
  record(node, out, {input, weight.value_or(Tensor()), bias.value_or(Tensor())},
         {input, weight.value_or(Tensor()), middle, scale},
         [how, compute, plain, at](const Backward& b) -> Grads {
           if (grad_enabled()) return slope(b, how);
           const Tensor x = plain(b.saved(0));
           const Tensor g = plain(b.grad());
           const Tensor w = plain(b.saved(1));
           const Tensor middle = b.saved(2);
           const Tensor scale = b.saved(3);
           Dims shape(x.sizes().end() - how.trailing, x.sizes().end());
           Grads grads(3);
           if (b.needs(0)) grads[0] = empty(x.sizes(), compute);
           if (b.needs(1)) grads[1] = empty(shape, compute);
           if (b.needs(2)) grads[2] = empty(shape, compute);
           norm_rows_grad({compute, how.rms, how.rows, how.n, at(g), at(x), at(w), at(middle),
                           at(scale), at(grads[0]), at(grads[1]), at(grads[2])});
           return grads;
         });
  return out;
}

void check_mixed(const Tensor& x, const OptTensor& t) {
  check(
      !t || t->dtype() == x.dtype() ||
          (is_reduced_float(x.dtype()) && t->dtype() == DType::float32),
      "mixed dtype (CPU): expect parameter to have scalar type of Float or of the input, which is ",
      full_name(x.dtype()), "; got ", t ? full_name(t->dtype()) : "");
}

Tensor layer_norm(const Tensor& input, const Dims& shape, const OptTensor& weight,
                  const OptTensor& bias, double eps) {
  const RowNorm how = rows_of("\"LayerNormKernelImpl\"", false, input, shape, weight, bias, eps);
  check_mixed(input, weight);
  check_mixed(input, bias);
  return row_norm("NativeLayerNormBackward0", input, weight, bias, how);
}
Tensor layer_norm_op(const Tensor& input, const Dims& shape, const OptTensor& weight,
                     const OptTensor& bias, double eps, bool) {
  return layer_norm(input, shape, weight, bias, eps);
}

double machine_epsilon(DType dtype) {
  switch (real_of(dtype)) {
    case DType::float16:
      return 0x1p-10;
    case DType::bfloat16:
      return 0x1p-7;
    case DType::float64:
      return std::numeric_limits<double>::epsilon();
    default:
      return std::numeric_limits<float>::epsilon();
  }
}

Tensor rms_norm(const Tensor& input, const Dims& shape, const OptTensor& weight,
                std::optional<double> eps) {
  if (is_complex(input.dtype())) {
    const Dims dims = trailing_dims(static_cast<int64_t>(shape.size()));
    const Tensor power = mean(input * input, dims, true);
    const Tensor out = input / sqrt(power + eps.value_or(machine_epsilon(input.dtype())));
    return weight ? out * *weight : out;
  }
  const RowNorm how = rows_of("\"rms_norm\"", true, input, shape, weight, std::nullopt,
                              eps.value_or(machine_epsilon(compute_dtype(input.dtype()))));
  return row_norm("FusedRmsNormBackward0", input, weight, std::nullopt, how);
}

constexpr auto kLayerNormDoc = R"(
``(x - mean) / sqrt(var + eps) * weight + bias``, with mean and (biased) variance over the last dimensions. Forward and
backward are fused.

Args:
    input (Tensor): floating point, its last dimensions being ``normalized_shape``.
    normalized_shape (ints): the shape that is normalised.
    weight, bias (Tensor, optional): of that shape.
    eps (float): added to the variance.

Raises:
    RuntimeError: shapes or dtypes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.layer_norm(cr.tensor([[1., 3.], [2., 2.]]), (2,))
    tensor([[-1.0000,  1.0000],
            [ 0.0000,  0.0000]])
)";
const Op kLayerNorm = Op("nn.functional.layer_norm(Tensor input, int[] normalized_shape, Tensor? "
                         "weight=None, Tensor? bias=None, "
                         "float eps=1e-05)",
                         layer_norm)
                          .no_out()
                          .doc(kLayerNormDoc);
const Op kTorchLayerNorm = Op("layer_norm(Tensor input, int[] normalized_shape, Tensor? "
                              "weight=None, Tensor? bias=None, float eps=1e-05, "
                              "bool cudnn_enable=True)",
                              layer_norm_op)
                               .function_only()
                               .no_out()
                               .doc(kLayerNormDoc);

constexpr auto kRmsNormDoc = R"(
``x / sqrt(mean(x ** 2) + eps) * weight``, with the mean over the last dimensions. Forward and backward are fused.

Args:
    input (Tensor): floating point, its last dimensions being ``normalized_shape``.
    normalized_shape (ints): the shape that is normalised.
    weight (Tensor, optional): of that shape.
    eps (float, optional): added to the mean; the machine epsilon of the dtype by default.

Raises:
    RuntimeError: shapes do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.rms_norm(cr.tensor([3., 4.]), (2,))
    tensor([0.8485, 1.1314])
)";
const Op kRmsNorm = Op("nn.functional.rms_norm(Tensor input, int[] normalized_shape, Tensor? "
                       "weight=None, float? eps=None)",
                       rms_norm)
                        .no_out()
                        .doc(kRmsNormDoc);
const Op kTorchRmsNorm =
    Op("rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None)",
       rms_norm)
        .function_only()
        .no_out()
        .doc(kRmsNormDoc);

}  // namespace
}  // namespace chainrule
