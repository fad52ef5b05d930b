// Convolutions in one to three dimensions and their transposes.
//
// Three functions, each linear in two arguments, are the derivatives of one another:
//   convolve(x, w) = y,  spread(y, w) = x (its adjoint in x: the transposed convolution),
//   correlate(x, y) = w (its adjoint in w).
// Each records the other two, so gradients of every order come by themselves.
#include "kernels/conv.h"
#include "core/blas.h"
#include "core/thread_pool.h"
#include "graph/record.h"
#include "kernels/conv_depthwise.h"
#include "kernels/conv_direct.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// The parameters, one entry a spatial dimension.
struct Conv {
  Dims stride, padding, dilation;
  int64_t groups;
};

/// One image of one group, and how many there are.
struct Layout {
  ConvGeometry geometry;
  int64_t batch, groups, in_channels, out_channels;  // per image
  int64_t in_group() const { return in_channels / groups; }
  int64_t out_group() const { return out_channels / groups; }
  int64_t rows() const { return in_group() * geometry.window(); }
};

Layout layout(const Conv& c, DimSpan x, DimSpan w, DimSpan y) {
  const size_t n = x.size() - 2;
  Layout l{};
  l.batch = x[0];
  l.groups = c.groups;
  l.in_channels = x[1];
  l.out_channels = w[0];
  l.geometry.channels = x[1] / c.groups;
  for (size_t d = 0; d < 3; ++d) {
    const bool real = d + n >= 3;
    const size_t i = real ? d + n - 3 : 0;
    l.geometry.input[d] = real ? x[2 + i] : 1;
    l.geometry.kernel[d] = real ? w[2 + i] : 1;
    l.geometry.output[d] = real ? y[2 + i] : 1;
    l.geometry.stride[d] = real ? c.stride[i] : 1;
    l.geometry.padding[d] = real ? c.padding[i] : 0;
    l.geometry.dilation[d] = real ? c.dilation[i] : 1;
  }
  return l;
}

/// The images themselves are the columns of a window of one element.
bool is_product(const ConvGeometry& g) {
  return g.window() == 1 && g.stride[0] * g.stride[1] * g.stride[2] == 1 && !g.padding[0] &&
         !g.padding[1] && !g.padding[2];
}

/// Scratch for the columns of one image of one group.
template <class T>
struct Columns {
  explicit Columns(const Layout& l)
      : tensor(empty(
            std::initializer_list<int64_t>{is_product(l.geometry) ? 0
                                                                  : l.rows() * l.geometry.pixels()},
            dtype_of<T>)) {}
  T* data() const { return tensor.template data<T>(); }
  Tensor tensor;
};

template <class T>
const T* columns_of(const Layout& l, const T* image, T* scratch) {
  if (is_product(l.geometry)) return image;
  im2col(l.geometry, image, scratch);
  return scratch;
}

/// gemm() for floats; for integers a plain loop, whose products wrap.
template <class T>
void product(Transpose ta, Transpose tb, int64_t m, int64_t n, int64_t k, T alpha, const T* a,
             int64_t lda, const T* b, int64_t ldb, T beta, T* c, int64_t ldc) {
  if constexpr (std::is_floating_point_v<T>) {
    gemm<T>(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  } else {
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t j = 0; j < n; ++j) {
        uint64_t sum = 0;
        for (int64_t l = 0; l < k; ++l) {
          const T left = a[ta == Transpose::kNo ? i * lda + l : l * lda + i];
          const T right = b[tb == Transpose::kNo ? l * ldb + j : j * ldb + l];
          sum += static_cast<uint64_t>(left) * static_cast<uint64_t>(right);
        }
        const uint64_t before = static_cast<uint64_t>(beta) * static_cast<uint64_t>(c[i * ldc + j]);
        c[i * ldc + j] = static_cast<T>(static_cast<uint64_t>(alpha) * sum + before);
      }
    }
  }
}

void run_direct(const DirectConv& conv, const float* x, const float* w, float* y) {
  const Tensor packed = empty(
      std::initializer_list<int64_t>{conv.packed_size() + conv.padded_size()}, DType::float32);
  auto* scratch = packed.data<float>();
  const LongWork unlocked;
  conv.run(x, w, y, scratch, scratch + conv.packed_size());
}

template <class T>
void convolve_kernel(const Layout& l, const T* x, const T* w, T* y) {
  if constexpr (std::is_same_v<T, float>) {
    if (is_depthwise(l.geometry, l.out_group())) {
      const LongWork unlocked;
      return convolve_depthwise(l.geometry, l.batch, l.groups, l.out_group(), x, w, y, false);
    }
    if (DirectConv::fits(l.geometry, l.out_group())) {
      return run_direct({l.geometry, l.batch, l.groups, l.out_group(), false}, x, w, y);
    }
  }
  const Columns<T> memory(l);
  T* scratch = memory.data();
  const LongWork unlocked;
  const int64_t pixels = l.geometry.pixels(), image = l.geometry.image();
  for (int64_t i = 0; i < l.batch * l.groups; ++i) {
    const T* columns = columns_of(l, x + i * l.in_group() * image, scratch);
    product<T>(Transpose::kNo, Transpose::kNo, l.out_group(), pixels, l.rows(), T(1),
               w + (i % l.groups) * l.out_group() * l.rows(), std::max<int64_t>(l.rows(), 1),
               columns, std::max<int64_t>(pixels, 1), T(0), y + i * l.out_group() * pixels,
               std::max<int64_t>(pixels, 1));
  }
}
template <class T>
void spread_kernel(const Layout& l, const T* y, const T* w, T* x) {
  if constexpr (std::is_same_v<T, float>) {
    ConvGeometry adjoint;
    const bool exists = DirectConv::adjoint_geometry(l.geometry, l.out_group(), adjoint);
    if (exists && is_depthwise(adjoint, l.in_group())) {
      const LongWork unlocked;
      return convolve_depthwise(adjoint, l.batch, l.groups, l.in_group(), y, w, x, true);
    }
    if (exists && DirectConv::fits(adjoint, l.in_group())) {
      return run_direct({adjoint, l.batch, l.groups, l.in_group(), true}, y, w, x);
    }
  }
  const Columns<T> memory(l);
  T* scratch = memory.data();
  const LongWork unlocked;
  const int64_t pixels = l.geometry.pixels(), image = l.geometry.image();
  for (int64_t i = 0; i < l.batch * l.groups; ++i) {
    T* to = x + i * l.in_group() * image;
    T* columns = is_product(l.geometry) ? to : scratch;
    product<T>(Transpose::kYes, Transpose::kNo, l.rows(), pixels, l.out_group(), T(1),
               w + (i % l.groups) * l.out_group() * l.rows(), std::max<int64_t>(l.rows(), 1),
               y + i * l.out_group() * pixels, std::max<int64_t>(pixels, 1), T(0), columns,
               std::max<int64_t>(pixels, 1));
    if (columns == scratch) col2im(l.geometry, scratch, to);
  }
}
template <class T>
void correlate_kernel(const Layout& l, const T* x, const T* y, T* w) {
  if constexpr (std::is_same_v<T, float>) {
    if (is_depthwise(l.geometry, l.out_group())) {
      const LongWork unlocked;
      return correlate_depthwise(l.geometry, l.batch, l.groups, l.out_group(), x, y, w);
    }
  }
  const Columns<T> memory(l);
  T* scratch = memory.data();
  const LongWork unlocked;
  const int64_t pixels = l.geometry.pixels(), image = l.geometry.image();
  for (int64_t i = 0; i < l.batch * l.groups; ++i) {
    const T* columns = columns_of(l, x + i * l.in_group() * image, scratch);
    product<T>(Transpose::kNo, Transpose::kYes, l.out_group(), l.rows(), pixels, T(1),
               y + i * l.out_group() * pixels, std::max<int64_t>(pixels, 1), columns,
               std::max<int64_t>(pixels, 1), T(1), w + (i % l.groups) * l.out_group() * l.rows(),
               std::max<int64_t>(l.rows(), 1));
  }
}

/// Runs a kernel on row-major operands in float, double or int64; 16-bit floats through float.
template <class F>
Tensor in_floats(const char* name, const Tensor& a, const Tensor& b, DimSpan shape, F f) {
  const DType dtype = a.dtype();
  if (is_complex(dtype) || dtype == DType::bool_) {
    fail<NotImplementedError>("\"", name, "\" not implemented for '",
                              kDTypes[static_cast<size_t>(dtype)].legacy,
                              "': convolutions take real numbers");
  }
  const NoGrad off;
  const DType compute = is_integral(dtype) ? DType::int64 : compute_dtype(dtype);
  const Tensor x = contiguous(to(a, compute)), y = contiguous(to(b, compute));
  Tensor out = full(shape, 0, compute);
  if (compute == DType::float32) {
    f(x.data<float>(), y.data<float>(), out.data<float>());
  } else if (compute == DType::int64) {
    f(x.data<int64_t>(), y.data<int64_t>(), out.data<int64_t>());
  } else {
    f(x.data<double>(), y.data<double>(), out.data<double>());
  }
  return to(out, dtype);
}

Tensor spread(const Tensor& y, const Tensor& w, const Conv& c, const Dims& shape,
              const Tensor& bias = {});
Tensor correlate(const Tensor& x, const Tensor& y, const Conv& c, const Dims& shape);

/// A product of complex tensors from four of their parts.
template <class F>
Tensor by_parts(const Tensor& a, const Tensor& b, F product) {
  const Tensor ar = real(a), ai = imag(a), br = real(b), bi = imag(b);
  return complex(product(ar, br) - product(ai, bi), product(ar, bi) + product(ai, br));
}

/// A bias as it is added to an output of that many dimensions.
Tensor per_channel(const Tensor& bias, int64_t ndim) {
  Dims shape(static_cast<size_t>(ndim), 1);
  shape[1] = bias.numel();
  return reshape(bias, shape);
}

/// Adds the bias where no graph knows the output yet.
void add_bias(const Tensor& out, const Tensor& bias) {
  if (!bias.defined() || out.numel() == 0) return;
  const NoGrad off;
  add_into(out, per_channel(bias, out.dim()));
}

/// The cotangent of a bias: that of the output, summed over everything but the channels.
Tensor bias_grad(const Tensor& g) {
  Dims dims{0};
  for (int64_t d = 2; d < g.dim(); ++d) dims.push_back(d);
  return sum(g, dims, false, std::nullopt);
}

Tensor convolve(const Tensor& x, const Tensor& w, const Conv& c, const Dims& shape,
                const Tensor& bias = {}) {
  if (is_complex(x.dtype())) {
    const Tensor out =
        by_parts(x, w, [&](const Tensor& a, const Tensor& b) { return convolve(a, b, c, shape); });
    return bias.defined() ? out + per_channel(bias, out.dim()) : out;
  }
  const Layout l = layout(c, x.sizes(), w.sizes(), shape);
  Tensor out = in_floats("conv", x, w, shape, [&]<class T>(const T* a, const T* b, T* o) {
    convolve_kernel(l, a, b, o);
  });
  add_bias(out, bias);
  record("ConvolutionBackward0", out, {x, w, bias},
         {w.requires_grad() ? x : Tensor(), x.requires_grad() ? w : Tensor()},
         [c, xs = x.sizes(), ws = w.sizes()](const Backward& g) -> Grads {
           return {g.needs(0) ? spread(g.grad(), g.saved(1), c, xs) : Tensor(),
                   g.needs(1) ? correlate(g.saved(0), g.grad(), c, ws) : Tensor(),
                   g.needs(2) ? bias_grad(g.grad()) : Tensor()};
         });
  return out;
}
Tensor spread(const Tensor& y, const Tensor& w, const Conv& c, const Dims& shape,
              const Tensor& bias) {
  if (is_complex(y.dtype())) {
    const Tensor out =
        by_parts(y, w, [&](const Tensor& a, const Tensor& b) { return spread(a, b, c, shape); });
    return bias.defined() ? out + per_channel(bias, out.dim()) : out;
  }
  const Layout l = layout(c, shape, w.sizes(), y.sizes());
  Tensor out = in_floats("conv_transpose", y, w, shape,
                         [&]<class T>(const T* a, const T* b, T* o) { spread_kernel(l, a, b, o); });
  add_bias(out, bias);
  record("ConvolutionBackward0", out, {y, w, bias},
         {w.requires_grad() ? y : Tensor(), y.requires_grad() ? w : Tensor()},
         [c, ys = y.sizes(), ws = w.sizes()](const Backward& g) -> Grads {
           return {g.needs(0) ? convolve(g.grad(), g.saved(1), c, ys) : Tensor(),
                   g.needs(1) ? correlate(g.grad(), g.saved(0), c, ws) : Tensor(),
                   g.needs(2) ? bias_grad(g.grad()) : Tensor()};
         });
  return out;
}
Tensor correlate(const Tensor& x, const Tensor& y, const Conv& c, const Dims& shape) {
  const Layout l = layout(c, x.sizes(), shape, y.sizes());
  Tensor out = in_floats("conv_weight", x, y, shape, [&]<class T>(const T* a, const T* b, T* o) {
    correlate_kernel(l, a, b, o);
  });
  record("ConvolutionBackwardBackward0", out, {x, y},
         {y.requires_grad() ? x : Tensor(), x.requires_grad() ? y : Tensor()},
         [c, xs = x.sizes(), ys = y.sizes()](const Backward& g) -> Grads {
           return {g.needs(0) ? spread(g.saved(1), g.grad(), c, xs) : Tensor(),
                   g.needs(1) ? convolve(g.saved(0), g.grad(), c, ys) : Tensor()};
         });
  return out;
}

Dims per_dim(const char* what, const Dims& given, size_t n) {
  if (given.size() == 1) return Dims(n, given[0]);
  check(given.size() == n, "expected ", what, " to be a single integer value or a list of ", n,
        " values to match the convolution dimensions, but got ", what, "=", given);
  return given;
}

void check_operands(const Tensor& x, const Tensor& w, const Tensor& bias, const Conv& c,
                    bool transposed) {
  check(x.dtype() == w.dtype(), "Input type (", full_name(x.dtype()), ") and weight type (",
        full_name(w.dtype()), ") should be the same");
  check(!bias.defined() || bias.dtype() == x.dtype(), "Input type (", full_name(x.dtype()),
        ") and bias type (", bias.defined() ? full_name(bias.dtype()) : "", ") should be the same");
  for (int64_t s : c.stride) check(s > 0, "non-positive stride is not supported");
  for (int64_t p : c.padding) check(p >= 0, "negative padding is not supported");
  for (int64_t d : c.dilation) check(d > 0, "dilation should be greater than zero, but got ", d);
  check(c.groups > 0, "expected groups to be greater than 0, but got groups=", c.groups);
  check(w.sizes()[0] >= c.groups, "Given groups=", c.groups, ", expected weight to be at least ",
        c.groups, " at dimension 0, but got weight of size ", w.sizes(), " instead");
  check(w.sizes()[0] % c.groups == 0, "Given groups=", c.groups,
        ", expected weight to be divisible by ", c.groups,
        " at dimension 0, but got weight of size ", w.sizes(), " instead");
  if (transposed) {
    check(x.sizes()[1] == w.sizes()[0], "Given transposed=1, weight of size ", w.sizes(),
          ", expected input", x.sizes(), " to have ", w.sizes()[0], " channels, but got ",
          x.sizes()[1], " channels instead");
    check(!bias.defined() || (bias.dim() == 1 && bias.sizes()[0] == w.sizes()[1] * c.groups),
          "Given transposed=1, weight of size ", w.sizes(),
          ", expected bias to be 1-dimensional with ", w.sizes()[1] * c.groups,
          " elements, but got bias of size ", bias.defined() ? bias.sizes() : Dims(), " instead");
  } else {
    check(x.sizes()[1] == w.sizes()[1] * c.groups, "Given groups=", c.groups, ", weight of size ",
          w.sizes(), ", expected input", x.sizes(), " to have ", w.sizes()[1] * c.groups,
          " channels, but got ", x.sizes()[1], " channels instead");
    check(!bias.defined() || (bias.dim() == 1 && bias.sizes()[0] == w.sizes()[0]),
          "Given weight of size ", w.sizes(), ", expected bias to be 1-dimensional with ",
          w.sizes()[0], " elements, but got bias of size ", bias.defined() ? bias.sizes() : Dims(),
          " instead");
  }
}

/// (C, ...) becomes (1, C, ...), and back at the end.
struct Batched {
  Tensor x;
  bool added;
};
Batched with_batch(const char* name, const Tensor& x, const Tensor& w, size_t n) {
  check(w.dim() == static_cast<int64_t>(n) + 2, name, ": weight should have ", n + 2,
        " dimensions, but got ", w.dim(), " in a weight of shape ", w.sizes());
  const bool added = x.dim() == static_cast<int64_t>(n) + 1;
  check(added || x.dim() == static_cast<int64_t>(n) + 2, "Expected ", n + 1, "D (unbatched) or ",
        n + 2, "D (batched) input to ", name, ", but got input of size: ", x.sizes());
  return {added ? unsqueeze(x, 0) : x, added};
}

Tensor conv(const char* name, size_t n, const Tensor& input, const Tensor& w,
            const std::optional<Tensor>& bias_in, const Dims& stride, const Dims& padding,
            const Dims& dilation, int64_t groups) {
  const auto [x, added] = with_batch(name, input, w, n);
  const Tensor bias = bias_in.value_or(Tensor());
  const Conv c{per_dim("stride", stride, n), per_dim("padding", padding, n),
               per_dim("dilation", dilation, n), groups};
  check_operands(x, w, bias, c, false);
  Dims shape{x.sizes()[0], w.sizes()[0]};
  for (size_t d = 0; d < n; ++d) {
    const int64_t span = c.dilation[d] * (w.sizes()[2 + d] - 1) + 1,
                  padded = x.sizes()[2 + d] + 2 * c.padding[d];
    check(w.sizes()[2 + d] > 0 && span <= padded,
          "Calculated padded input size per channel: ", padded, " (dimension ", d,
          "). Kernel size: ", span, ". Kernel size can't be greater than actual input size");
    shape.push_back((padded - span) / c.stride[d] + 1);
  }
  const Tensor out = convolve(x, w, c, shape, bias);
  return added ? squeeze(out, 0) : out;
}

/// padding='same' or 'valid'.
Tensor conv_named(const char* name, size_t n, const Tensor& input, const Tensor& w,
                  const std::optional<Tensor>& bias, const Dims& stride, const std::string& padding,
                  const Dims& dilation, int64_t groups) {
  if (padding == "valid")
    return conv(name, n, input, w, bias, stride, Dims(n, 0), dilation, groups);
  check(padding == "same", "Invalid padding string: '", padding, "': it must be 'valid' or 'same'");
  for (int64_t s : stride)
    check(s == 1, "padding='same' is not supported for strided convolutions");
  const Dims step = per_dim("dilation", dilation, n);
  Dims even(n, 0), extra;
  bool uneven = false;
  for (size_t d = 0; d < n; ++d) even[d] = step[d] * (w.sizes()[2 + d] - 1) / 2;
  for (size_t d = n; d-- > 0;) {
    const bool odd = step[d] * (w.sizes()[2 + d] - 1) % 2;
    extra.push_back(0);
    extra.push_back(odd);
    uneven |= odd;
  }
  const Tensor x = uneven ? pad(input, extra, "constant", 0.0) : input;
  return conv(name, n, x, w, bias, stride, even, dilation, groups);
}

Tensor conv_transpose(const char* name, size_t n, const Tensor& input, const Tensor& w,
                      const std::optional<Tensor>& bias_in, const Dims& stride, const Dims& padding,
                      const Dims& output_padding, int64_t groups, const Dims& dilation) {
  const auto [x, added] = with_batch(name, input, w, n);
  const Tensor bias = bias_in.value_or(Tensor());
  const Conv c{per_dim("stride", stride, n), per_dim("padding", padding, n),
               per_dim("dilation", dilation, n), groups};
  const Dims extra = per_dim("output_padding", output_padding, n);
  check_operands(x, w, bias, c, true);
  Dims shape{x.sizes()[0], w.sizes()[1] * groups};
  for (size_t d = 0; d < n; ++d) {
    check(extra[d] >= 0, "negative output_padding is not supported");
    check(extra[d] < std::max(c.stride[d], c.dilation[d]),
          "output padding must be smaller than either stride or dilation, but got output_padding: ",
          extra[d], " stride: ", c.stride[d], " dilation: ", c.dilation[d]);
    shape.push_back((x.sizes()[2 + d] - 1) * c.stride[d] - 2 * c.padding[d] +
                    c.dilation[d] * (w.sizes()[2 + d] - 1) + extra[d] + 1);
    check(shape.back() > 0, name, ": the output would have size ", shape.back(), " in dimension ",
          d, ": the padding is too large for the input");
  }
  const Tensor out = spread(x, w, c, shape, bias);
  return added ? squeeze(out, 0) : out;
}

using Bias = std::optional<Tensor>;
constexpr const char* kConvText1 =
    R"(A 1-dimensional convolution (a cross-correlation: the kernel is not flipped).

Every output size is ``floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1``.

Args:
    input: ``(N, in_channels, L)``; without ``N`` the result has none either.
    weight: ``(out_channels, in_channels / groups, kL)``.
    bias: ``(out_channels,)``, added to every position.
    stride: an int: the step of the kernel.
    padding: zeros at both ends; ``"valid"`` for none, ``"same"`` for as many as keep the
        size (which needs stride 1).
    dilation: the distance between the elements of the kernel.
    groups: parts of the channels that are convolved each by its own kernels.

Raises:
    RuntimeError: shapes, groups or dtypes do not match, or the kernel is larger than the padded
        input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.conv1d(cr.tensor([[[1.0, 2.0, 3.0, 4.0]]]), cr.tensor([[[1.0, -1.0]]]))
    tensor([[[-1., -1., -1.]]])
)";
constexpr const char* kTransposeText1 =
    R"(The transpose of conv1d(): what turns the gradient of its output into that of its input.

Every output size is
``(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

Args:
    input: ``(N, in_channels, L)``; without ``N`` the result has none either.
    weight: ``(in_channels, out_channels / groups, kL)``.
    bias: ``(out_channels,)``, added to every position.
    stride: the distance that neighbours of the input have in the output.
    padding: as of the convolution: so much is taken off both ends.
    output_padding: so much is added at the end; smaller than the stride or the dilation.
    groups: parts of the channels, each with its own kernels.
    dilation: the distance between the elements of the kernel.

Raises:
    RuntimeError: shapes, groups or dtypes do not match.

Example:
    >>> import chainrule as cr
    >>> weight = cr.tensor([[[1.0, 10.0]]])
    >>> cr.nn.functional.conv_transpose1d(cr.tensor([[[1.0, 2.0]]]), weight, stride=2)
    tensor([[[ 1., 10.,  2., 20.]]])
)";
constexpr const char* kConvText2 =
    R"(A 2-dimensional convolution (a cross-correlation: the kernel is not flipped).

Every output size is ``floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1``.

Args:
    input: ``(N, in_channels, H, W)``; without ``N`` the result has none either.
    weight: ``(out_channels, in_channels / groups, kH, kW)``.
    bias: ``(out_channels,)``, added to every position.
    stride: an int, or two: the step of the kernel.
    padding: zeros at both ends; ``"valid"`` for none, ``"same"`` for as many as keep the
        size (which needs stride 1).
    dilation: the distance between the elements of the kernel.
    groups: parts of the channels that are convolved each by its own kernels.

Raises:
    RuntimeError: shapes, groups or dtypes do not match, or the kernel is larger than the padded
        input.

Example:
    >>> import chainrule as cr
    >>> x = cr.arange(9.0).view(1, 1, 3, 3)
    >>> cr.nn.functional.conv2d(x, cr.ones(1, 1, 2, 2), bias=cr.ones(1))
    tensor([[[[ 9., 13.],
              [21., 25.]]]])
)";
constexpr const char* kTransposeText2 =
    R"(The transpose of conv2d(): what turns the gradient of its output into that of its input.

Every output size is
``(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

Args:
    input: ``(N, in_channels, H, W)``; without ``N`` the result has none either.
    weight: ``(in_channels, out_channels / groups, kH, kW)``.
    bias: ``(out_channels,)``, added to every position.
    stride: the distance that neighbours of the input have in the output.
    padding: as of the convolution: so much is taken off both ends.
    output_padding: so much is added at the end; smaller than the stride or the dilation.
    groups: parts of the channels, each with its own kernels.
    dilation: the distance between the elements of the kernel.

Raises:
    RuntimeError: shapes, groups or dtypes do not match.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.conv_transpose2d(cr.ones(1, 1, 2, 2), cr.ones(1, 1, 2, 2))
    tensor([[[[1., 2., 1.],
              [2., 4., 2.],
              [1., 2., 1.]]]])
)";
constexpr const char* kConvText3 =
    R"(A 3-dimensional convolution (a cross-correlation: the kernel is not flipped).

Every output size is ``floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1``.

Args:
    input: ``(N, in_channels, D, H, W)``; without ``N`` the result has none either.
    weight: ``(out_channels, in_channels / groups, kD, kH, kW)``.
    bias: ``(out_channels,)``, added to every position.
    stride: an int, or three: the step of the kernel.
    padding: zeros at both ends; ``"valid"`` for none, ``"same"`` for as many as keep the
        size (which needs stride 1).
    dilation: the distance between the elements of the kernel.
    groups: parts of the channels that are convolved each by its own kernels.

Raises:
    RuntimeError: shapes, groups or dtypes do not match, or the kernel is larger than the padded
        input.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.conv3d(cr.ones(1, 2, 4, 4, 4), cr.ones(3, 2, 3, 3, 3), padding=1).shape
    torch.Size([1, 3, 4, 4, 4])
)";
constexpr const char* kTransposeText3 =
    R"(The transpose of conv3d(): what turns the gradient of its output into that of its input.

Every output size is
``(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

Args:
    input: ``(N, in_channels, D, H, W)``; without ``N`` the result has none either.
    weight: ``(in_channels, out_channels / groups, kD, kH, kW)``.
    bias: ``(out_channels,)``, added to every position.
    stride: the distance that neighbours of the input have in the output.
    padding: as of the convolution: so much is taken off both ends.
    output_padding: so much is added at the end; smaller than the stride or the dilation.
    groups: parts of the channels, each with its own kernels.
    dilation: the distance between the elements of the kernel.

Raises:
    RuntimeError: shapes, groups or dtypes do not match.

Example:
    >>> import chainrule as cr
    >>> weight = cr.ones(2, 3, 2, 2, 2)
    >>> cr.nn.functional.conv_transpose3d(cr.ones(1, 2, 4, 4, 4), weight, stride=2).shape
    torch.Size([1, 3, 8, 8, 8])
)";
#define CHAINRULE_CONV(N)                                                                        \
  const Op kConv##N =                                                                            \
      Op(                                                                                        \
          "nn.functional.conv" #N "d(Tensor input, Tensor weight, Tensor? bias=None, int[" #N    \
          "] stride=1, int[" #N "] padding=0, int[" #N "] dilation=1, int groups=1)",            \
          +[](const Tensor& x, const Tensor& w, const Bias& b, const Dims& s, const Dims& p,     \
              const Dims& d, int64_t g) { return conv("conv" #N "d", N, x, w, b, s, p, d, g); }) \
          .no_out()                                                                              \
          .alias("conv" #N "d")                                                                  \
          .doc(kConvText##N);                                                                    \
  const Op kConvNamed##N =                                                                       \
      Op(                                                                                        \
          "nn.functional.conv" #N "d(Tensor input, Tensor weight, Tensor? bias=None, int[" #N    \
          "] stride=1, str padding='valid', int[" #N "] dilation=1, int groups=1)",              \
          +[](const Tensor& x, const Tensor& w, const Bias& b, const Dims& s,                    \
              const std::string& p, const Dims& d,                                               \
              int64_t g) { return conv_named("conv" #N "d", N, x, w, b, s, p, d, g); })          \
          .no_out()                                                                              \
          .alias("conv" #N "d");                                                                 \
  const Op kTranspose##N =                                                                       \
      Op(                                                                                        \
          "nn.functional.conv_transpose" #N                                                      \
          "d(Tensor input, Tensor weight, Tensor? bias=None, int[" #N "] stride=1, int[" #N      \
          "] padding=0, int[" #N "] output_padding=0, int groups=1, int[" #N "] dilation=1)",    \
          +[](const Tensor& x, const Tensor& w, const Bias& b, const Dims& s, const Dims& p,     \
              const Dims& o, int64_t g, const Dims& d) {                                         \
            return conv_transpose("conv_transpose" #N "d", N, x, w, b, s, p, o, g, d);           \
          })                                                                                     \
          .no_out()                                                                              \
          .alias("conv_transpose" #N "d")                                                        \
          .doc(kTransposeText##N);
CHAINRULE_CONV(1)
CHAINRULE_CONV(2)
CHAINRULE_CONV(3)
#undef CHAINRULE_CONV

}  // namespace

}  // namespace chainrule
