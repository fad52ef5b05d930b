// Matrix products and their derivatives. The products themselves are core/blas.h's for floats;
// integers have a loop of their own, 16-bit floats go through float.
#include "ops/matmul.h"

#include "core/blas.h"
#include "core/thread_pool.h"
#include "graph/record.h"
#include "kernels/product_integer.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

void check_same_dtype(const char* op, const Tensor& a, const Tensor& b) {
  check(a.dtype() == b.dtype(), op, ": expected both operands to have the same dtype, but got ",
        full_name(a.dtype()), " of shape ", a.sizes(), " and ", full_name(b.dtype()), " of shape ",
        b.sizes(), ": convert one of them, as in x.float()");
}

/// How BLAS sees a matrix: as stored, or as the transpose of what is stored. False when neither
/// fits.
struct Stored {
  Transpose transpose;
  int64_t lead;
};
std::optional<Stored> stored(const Tensor& m) {
  const size_t d = m.sizes().size() - 2;
  const int64_t rows = m.sizes()[d], cols = m.sizes()[d + 1], sr = m.strides()[d],
                sc = m.strides()[d + 1];
  if ((sc == 1 || cols == 1) && (sr >= std::max<int64_t>(cols, 1) || rows == 1))
    return Stored{Transpose::kNo, rows == 1 ? std::max<int64_t>(cols, 1) : sr};
  if ((sr == 1 || rows == 1) && (sc >= std::max<int64_t>(rows, 1) || cols == 1))
    return Stored{Transpose::kYes, cols == 1 ? std::max<int64_t>(rows, 1) : sc};
  return std::nullopt;
}

/// The tensor itself where BLAS can read it, else a row-major copy.
Tensor readable(const Tensor& t) {
  if (stored(t)) return t;
  Tensor copy = empty(t.sizes(), t.dtype());
  copy_into(copy, t);
  return copy;
}

template <class T>
void multiply_float(const Tensor& out, const Tensor& a_in, const Tensor& b_in, const Scalar& alpha,
                    const Scalar& beta) {
  const Tensor a = readable(a_in), b = readable(b_in);
  const size_t d = out.sizes().size() - 2;
  const int64_t m = out.sizes()[d], n = out.sizes()[d + 1], k = a.sizes()[d + 1];
  const Stored sa = *stored(a), sb = *stored(b);
  const LongWork unlocked(m * n * k > 1'000'000);
  if (d == 0) {
    gemm<T>(sa.transpose, sb.transpose, m, n, k, alpha.to<T>(), a.data<T>(), sa.lead, b.data<T>(),
            sb.lead, beta.to<T>(), out.data<T>(), std::max<int64_t>(n, 1));
  } else {
    gemm_batched<T>(sa.transpose, sb.transpose, out.sizes()[0], m, n, k, alpha.to<T>(), a.data<T>(),
                    sa.lead, a.strides()[0], b.data<T>(), sb.lead, b.strides()[0], beta.to<T>(),
                    out.data<T>(), std::max<int64_t>(n, 1), m * n);
  }
}

void multiply_integer(const Tensor& out, const Tensor& a, const Tensor& b_in, const Scalar& alpha,
                      const Scalar& beta) {
  const size_t d = out.sizes().size() - 2;
  const int64_t batch = d ? out.sizes()[0] : 1, m = out.sizes()[d], n = out.sizes()[d + 1],
                k = a.sizes()[d + 1];
  Tensor b = b_in;
  if (n > 1 && b.strides()[d + 1] != 1) {
    b = empty(b_in.sizes(), b_in.dtype());
    copy_into(b, b_in);
  }
  const LongWork unlocked(m * n * k > 1'000'000);
  multiply_integers(
      out.item_size(),
      {batch, m, n, k, a.bytes(), d ? a.strides()[0] : 0, a.strides()[d], a.strides()[d + 1],
       b.bytes(), d ? b.strides()[0] : 0, b.strides()[d], out.bytes(),
       static_cast<uint64_t>(alpha.to<int64_t>()), static_cast<uint64_t>(beta.to<int64_t>())});
}

void check_matrix(const char* op, const char* what, const Tensor& t, int64_t ndim) {
  check(t.dim() == ndim, op, ": ", what, " must be a ",
        ndim == 2   ? "matrix"
        : ndim == 1 ? "vector"
                    : "3D tensor",
        ", got ", t.dim(), "-D tensor of shape ", t.sizes());
}

[[noreturn]] void cannot_multiply(const char* op, const Tensor& a, const Tensor& b) {
  fail(op, ": mat1 and mat2 shapes cannot be multiplied (", a.sizes()[0], "x", a.sizes()[1],
       " and ", b.sizes()[0], "x", b.sizes()[1],
       "): the columns of the first must be as many as the rows of the second");
}

/// g @ b^H and a^H @ g, each only when wanted; used by every product's derivative.
Tensor adjoint_of(const Tensor& m) { return matrix_adjoint(m); }

}  // namespace

void multiply_into(const Tensor& out, const Tensor& a, const Tensor& b, const Scalar& alpha,
                   const Scalar& beta) {
  if (out.numel() == 0) return;
  switch (out.dtype()) {
    case DType::float32:
      return multiply_float<float>(out, a, b, alpha, beta);
    case DType::float64:
      return multiply_float<double>(out, a, b, alpha, beta);
    case DType::complex64:
      return multiply_float<complex64>(out, a, b, alpha, beta);
    case DType::complex128:
      return multiply_float<complex128>(out, a, b, alpha, beta);
    case DType::float16:
    case DType::bfloat16:
    case DType::complex32: {
      const NoGrad off;
      const DType wide = compute_dtype(out.dtype());
      const Tensor product = to(out, wide);
      multiply_into(product, to(a, wide), to(b, wide), alpha, beta);
      return copy_into(out, product);
    }
    case DType::bool_:
      if (out.numel() == 0 || a.sizes()[1] == 0) return fill_into(out, false);
      fail<NotImplementedError>(
          "\"addmm_impl_cpu_\" not implemented for 'Bool': convert to an integer type first, as in "
          "x.int()");
    default:
      return multiply_integer(out, a, b, alpha, beta);
  }
}

Tensor mm(const Tensor& a, const Tensor& b) {
  check_matrix("mm", "self", a, 2);
  check_matrix("mm", "mat2", b, 2);
  check_same_dtype("mm", a, b);
  if (a.sizes()[1] != b.sizes()[0]) cannot_multiply("mm", a, b);
  Tensor out = empty(std::initializer_list<int64_t>{a.sizes()[0], b.sizes()[1]}, a.dtype());
  multiply_into(out, a, b);
  if (any_requires_grad(a, b)) {
    record("MmBackward0", out, {a, b},
           {b.requires_grad() ? a : Tensor(), a.requires_grad() ? b : Tensor()},
           [](const Backward& g) -> Grads {
             return {g.needs(0) ? mm(g.grad(), adjoint_of(g.saved(1))) : Tensor(),
                     g.needs(1) ? mm(adjoint_of(g.saved(0)), g.grad()) : Tensor()};
           });
  }
  return out;
}

Tensor bmm(const Tensor& a, const Tensor& b) {
  check_matrix("bmm", "batch1", a, 3);
  check_matrix("bmm", "batch2", b, 3);
  check_same_dtype("bmm", a, b);
  check(a.sizes()[0] == b.sizes()[0] && a.sizes()[2] == b.sizes()[1],
        "Expected size for first two dimensions of batch2 tensor to be: [", a.sizes()[0], ", ",
        a.sizes()[2], "] but got: [", b.sizes()[0], ", ", b.sizes()[1], "].");
  Tensor out =
      empty(std::initializer_list<int64_t>{a.sizes()[0], a.sizes()[1], b.sizes()[2]}, a.dtype());
  multiply_into(out, a, b);
  if (any_requires_grad(a, b)) {
    record("BmmBackward0", out, {a, b},
           {b.requires_grad() ? a : Tensor(), a.requires_grad() ? b : Tensor()},
           [](const Backward& g) -> Grads {
             return {g.needs(0) ? bmm(g.grad(), adjoint_of(g.saved(1))) : Tensor(),
                     g.needs(1) ? bmm(adjoint_of(g.saved(0)), g.grad()) : Tensor()};
           });
  }
  return out;
}

Tensor mv(const Tensor& a, const Tensor& x) {
  check_matrix("mv", "self", a, 2);
  check_matrix("mv", "vec", x, 1);
  check_same_dtype("mv", a, x);
  check(a.sizes()[1] == x.sizes()[0], "size mismatch, got input (", a.sizes()[0], "), mat (",
        a.sizes()[0], "x", a.sizes()[1], "), vec (", x.sizes()[0], ")");
  Tensor out = empty(std::initializer_list<int64_t>{a.sizes()[0]}, a.dtype());
  {
    const NoGrad off;
    multiply_into(alias(out, Dims{a.sizes()[0], 1}, Dims{1, 1}, 0), a,
                  alias(x, Dims{x.sizes()[0], 1}, Dims{x.strides()[0], 1}, x.offset()));
  }
  if (any_requires_grad(a, x)) {
    record("MvBackward0", out, {a, x},
           {x.requires_grad() ? a : Tensor(), a.requires_grad() ? x : Tensor()},
           [](const Backward& g) -> Grads {
             return {g.needs(0) ? outer(g.grad(), conj(g.saved(1))) : Tensor(),
                     g.needs(1) ? mv(adjoint_of(g.saved(0)), g.grad()) : Tensor()};
           });
  }
  return out;
}

Tensor dot(const Tensor& x, const Tensor& y) {
  check(x.dim() == 1 && y.dim() == 1, "1D tensors expected, but got ", x.dim(), "D and ", y.dim(),
        "D tensors");
  check(x.dtype() == y.dtype(), "dot : expected both vectors to have same dtype, but found ",
        kDTypes[static_cast<size_t>(x.dtype())].legacy, " and ",
        kDTypes[static_cast<size_t>(y.dtype())].legacy);
  check(x.numel() == y.numel(), "inconsistent tensor size, expected tensor [", x.numel(),
        "] and src [", y.numel(), "] to have the same number of elements, but got ", x.numel(),
        " and ", y.numel(), " elements respectively");
  Tensor out = empty({}, x.dtype());
  const int64_t n = x.numel();
  const auto blas_dot = [&]<class T>(T) {
    const NoGrad off;
    // BLAS takes no element twice: an expanded vector is written out.
    const Tensor a = x.strides()[0] == 0 ? contiguous(x) : x;
    const Tensor b = y.strides()[0] == 0 ? contiguous(y) : y;
    *out.data<T>() = n ? dot<T>(n, a.data<T>(), a.strides()[0], b.data<T>(), b.strides()[0]) : T(0);
  };
  switch (x.dtype()) {
    case DType::float32:
      blas_dot(float{});
      break;
    case DType::float64:
      blas_dot(double{});
      break;
    case DType::complex64:
      blas_dot(complex64{});
      break;
    case DType::complex128:
      blas_dot(complex128{});
      break;
    default:
      multiply_into(alias(out, Dims{1, 1}, Dims{1, 1}, 0),
                    alias(x, Dims{1, n}, Dims{1, x.strides()[0]}, x.offset()),
                    alias(y, Dims{n, 1}, Dims{y.strides()[0], 1}, y.offset()));
      if (n == 0) fill_into(out, 0);
  }
  if (any_requires_grad(x, y)) {
    record("DotBackward0", out, {x, y},
           {y.requires_grad() ? x : Tensor(), x.requires_grad() ? y : Tensor()},
           [](const Backward& g) -> Grads {
             return {g.needs(0) ? g.grad() * conj(g.saved(1)) : Tensor(),
                     g.needs(1) ? g.grad() * conj(g.saved(0)) : Tensor()};
           });
  }
  return out;
}

Tensor outer(const Tensor& x, const Tensor& y) {
  check(x.dim() == 1, "outer: Expected 1-D argument self, but got ", x.dim(), "-D");
  check(y.dim() == 1, "outer: Expected 1-D argument vec2, but got ", y.dim(), "-D");
  return unsqueeze(x, 1) * y;
}

namespace {

/// The shared half of addmm, addmv, baddbmm, addbmm: out = beta * input + alpha * product.
Tensor scaled_sum(const Tensor& input, const Tensor& product, const Scalar& beta,
                  const Scalar& alpha) {
  const Tensor scaled = alpha == Scalar(1) ? product : product * alpha;
  // beta = 0 means that input is not looked at: its NaN does not count.
  if (beta == Scalar(0)) return scaled;
  return (beta == Scalar(1) ? input : input * beta) + scaled;
}

/// A factor as the product's type takes it: integers drop what is behind the point.
Scalar factor_for(const Tensor& input, const Scalar& factor) {
  return is_integral(input.dtype()) && !factor.is_complex() ? Scalar(factor.to_int()) : factor;
}

/// The cotangent of t from that of t * factor.
Tensor scale(const Tensor& g, const Scalar& factor) {
  if (factor == Scalar(1)) return g;
  return g * (factor.is_complex() ? Scalar(std::conj(factor.to_complex())) : factor);
}

}  // namespace

Tensor addmm(const Tensor& input, const Tensor& a, const Tensor& b, Scalar beta, Scalar alpha) {
  check_matrix("addmm", "mat1", a, 2);
  check_matrix("addmm", "mat2", b, 2);
  check_same_dtype("addmm", a, b);
  check_same_dtype("addmm", input, a);
  beta = factor_for(input, beta);
  alpha = factor_for(input, alpha);
  if (a.sizes()[1] != b.sizes()[0]) cannot_multiply("addmm", a, b);
  const Dims shape{a.sizes()[0], b.sizes()[1]};
  check(can_expand(input.sizes(), shape), "The expanded size of the tensor ", shape,
        " must match the existing size of the input ", input.sizes());
  Tensor out = empty(shape, a.dtype());
  if (beta != Scalar(0)) copy_into(out, input);
  multiply_into(out, a, b, alpha, beta);
  if (any_requires_grad(input, a, b)) {
    const bool save_a = b.requires_grad(), save_b = a.requires_grad();
    record("AddmmBackward0", out, {input, a, b}, {save_a ? a : Tensor(), save_b ? b : Tensor()},
           [beta, alpha](const Backward& g) -> Grads {
             return {g.needs(0) ? scale(g.grad(), beta) : Tensor(),
                     g.needs(1) ? scale(mm(g.grad(), adjoint_of(g.saved(1))), alpha) : Tensor(),
                     g.needs(2) ? scale(mm(adjoint_of(g.saved(0)), g.grad()), alpha) : Tensor()};
           });
  }
  return out;
}

Tensor baddbmm(const Tensor& input, const Tensor& a, const Tensor& b, Scalar beta, Scalar alpha) {
  check_matrix("baddbmm", "batch1", a, 3);
  check_matrix("baddbmm", "batch2", b, 3);
  check_same_dtype("baddbmm", a, b);
  check_same_dtype("baddbmm", input, a);
  beta = factor_for(input, beta);
  alpha = factor_for(input, alpha);
  check(a.sizes()[0] == b.sizes()[0] && a.sizes()[2] == b.sizes()[1],
        "Expected size for first two dimensions of batch2 tensor to be: [", a.sizes()[0], ", ",
        a.sizes()[2], "] but got: [", b.sizes()[0], ", ", b.sizes()[1], "].");
  const Dims shape{a.sizes()[0], a.sizes()[1], b.sizes()[2]};
  check(can_expand(input.sizes(), shape), "The expanded size of the tensor ", shape,
        " must match the existing size of the input ", input.sizes());
  Tensor out = empty(shape, a.dtype());
  if (beta != Scalar(0)) copy_into(out, input);
  multiply_into(out, a, b, alpha, beta);
  if (any_requires_grad(input, a, b)) {
    const bool save_a = b.requires_grad(), save_b = a.requires_grad();
    record("BaddbmmBackward0", out, {input, a, b}, {save_a ? a : Tensor(), save_b ? b : Tensor()},
           [beta, alpha](const Backward& g) -> Grads {
             return {g.needs(0) ? scale(g.grad(), beta) : Tensor(),
                     g.needs(1) ? scale(bmm(g.grad(), adjoint_of(g.saved(1))), alpha) : Tensor(),
                     g.needs(2) ? scale(bmm(adjoint_of(g.saved(0)), g.grad()), alpha) : Tensor()};
           });
  }
  return out;
}

Tensor matmul(const Tensor& a, const Tensor& b) {
  check(a.dim() > 0 && b.dim() > 0,
        "both arguments to matmul need to be at least 1D, but they are ", a.dim(), "D and ",
        b.dim(), "D");
  if (a.dim() == 1 && b.dim() == 1) return dot(a, b);
  if (a.dim() == 2 && b.dim() == 2) return mm(a, b);
  if (a.dim() == 2 && b.dim() == 1) return mv(a, b);
  if (a.dim() == 1 && b.dim() == 2) return squeeze(mm(unsqueeze(a, 0), b), 0);
  // A stack of matrices times one matrix is one tall product.
  if (b.dim() <= 2 && a.dim() >= 3) {
    const int64_t k = a.sizes().back();
    Dims shape(a.sizes().begin(), a.sizes().end() - 1);
    const Tensor flat = reshape(a, Dims{count(shape), k});
    if (b.dim() == 1) return view(mv(flat, b), shape);
    shape.push_back(b.sizes()[1]);
    return view(mm(flat, b), shape);
  }
  const Tensor left = a.dim() == 1 ? unsqueeze(a, 0) : a;
  const Tensor right = b.dim() == 1 ? unsqueeze(b, 1) : b;
  const auto lead = [](const Tensor& t) { return Dims(t.sizes().begin(), t.sizes().end() - 2); };
  const auto matrix = [](const Tensor& t, const Dims& batch) {
    Dims full(batch);
    full.push_back(t.sizes()[t.sizes().size() - 2]);
    full.push_back(t.sizes().back());
    return reshape(expand(t, full), Dims{count(batch), full[full.size() - 2], full.back()});
  };
  const Dims batch = broadcast_shapes(lead(left), lead(right));
  const int64_t m = left.sizes()[left.sizes().size() - 2], n = right.sizes().back();
  const Tensor product = bmm(matrix(left, batch), matrix(right, batch));
  Dims shape(batch);
  if (a.dim() > 1) shape.push_back(m);
  if (b.dim() > 1) shape.push_back(n);
  return view(product, shape);
}

Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  check(weight.dim() == 2 || weight.dim() == 1,
        "linear: weight must be a matrix (out_features, in_features), got shape ", weight.sizes());
  check(x.dim() > 0 && x.sizes().back() == weight.sizes().back(),
        "linear: mat1 and mat2 shapes cannot be multiplied: the last dimension of the input ",
        x.sizes(), " must have the ", weight.sizes().back(), " in_features of the weight ",
        weight.sizes());
  check_same_dtype("linear", x, weight);
  const Tensor columns = weight.dim() == 2 ? t(weight) : weight;
  if (bias.defined() && x.dim() == 2 && weight.dim() == 2) return addmm(bias, x, columns);
  const Tensor product = matmul(x, columns);
  return bias.defined() ? product + bias : product;
}

namespace {

Tensor addmv(const Tensor& input, const Tensor& a, const Tensor& x, const Scalar& beta,
             const Scalar& alpha) {
  check_same_dtype("addmv", input, a);
  const Scalar of_input = factor_for(input, beta), of_product = factor_for(input, alpha);
  Tensor out;
  {
    const NoGrad off;
    const Tensor product = mv(a, x);
    check(can_expand(input.sizes(), product.sizes()), "size mismatch, got input (", input.sizes(),
          "), mat (", a.sizes(), "), vec (", x.sizes(), ")");
    out = scaled_sum(input, product, of_input, of_product);
  }
  record("AddmvBackward0", out, {input, a, x}, {a, x},
         [of_input, of_product](const Backward& b) -> Grads {
           const Tensor g = scale(b.grad(), of_product);
           return {b.needs(0) ? scale(b.grad(), of_input) : Tensor(),
                   b.needs(1) ? outer(g, conj(b.saved(1))) : Tensor(),
                   b.needs(2) ? mv(adjoint_of(b.saved(0)), g) : Tensor()};
         });
  return out;
}
Tensor addbmm(const Tensor& input, const Tensor& a, const Tensor& b, const Scalar& beta,
              const Scalar& alpha) {
  check_same_dtype("addbmm", input, a);
  const Scalar of_input = factor_for(input, beta), of_product = factor_for(input, alpha);
  Tensor out;
  {
    const NoGrad off;
    const Tensor product = sum(bmm(a, b), Dims{0}, false, a.dtype());
    check(can_expand(input.sizes(), product.sizes()), "addbmm: the input of shape ", input.sizes(),
          " does not broadcast to ", product.sizes());
    out = scaled_sum(input, product, of_input, of_product);
  }
  record("AddbmmBackward0", out, {input, a, b}, {a, b},
         [of_input, of_product](const Backward& w) -> Grads {
           const Tensor g = scale(w.grad(), of_product);
           const Tensor each = expand(g, Dims{w.saved(0).size(0), g.size(0), g.size(1)});
           return {w.needs(0) ? scale(w.grad(), of_input) : Tensor(),
                   w.needs(1) ? bmm(each, adjoint_of(w.saved(1))) : Tensor(),
                   w.needs(2) ? bmm(adjoint_of(w.saved(0)), each) : Tensor()};
         });
  return out;
}
Tensor addr(const Tensor& input, const Tensor& x, const Tensor& y, const Scalar& beta,
            const Scalar& alpha) {
  check(x.dim() == 1, "addr: Expected 1-D argument vec1, but got ", x.dim(), "-D");
  check(y.dim() == 1, "addr: Expected 1-D argument vec2, but got ", y.dim(), "-D");
  Tensor product;
  {
    const NoGrad off;
    product = outer(x, y);
  }
  const DType common = promote(input.dtype(), product.dtype());
  const auto check_factor = [common](const char* name, const Scalar& factor) {
    check(!is_integral(common) || factor.is_integral(), "For integral input tensors, argument ",
          name, " must not be a floating point number.");
    check(common == DType::bool_ || factor.category() != Category::boolean, "Boolean ", name,
          " only supported for Boolean results.");
  };
  check_factor("beta", beta);
  check_factor("alpha", alpha);
  check(can_expand(input.sizes(), product.sizes()), "addr: the input of shape ", input.sizes(),
        " does not broadcast to ", product.sizes());
  if (common == DType::bool_) {
    const Tensor scaled = logical_and(product, alpha.to_bool());
    return beta.to_bool() ? logical_or(input, scaled) : logical_or(scaled, zeros_like(input));
  }
  Tensor out;
  {
    const NoGrad off;
    out = scaled_sum(input, product, beta, alpha);
  }
  record("AddrBackward0", out, {input, x, y}, {x, y}, [beta, alpha](const Backward& b) -> Grads {
    const Tensor g = scale(b.grad(), alpha);
    const auto times = [&](const Tensor& m, const Tensor& v) {
      const DType wide = promote(m.dtype(), v.dtype());
      return mv(to(m, wide), to(conj(v), wide));
    };
    return {b.needs(0) ? scale(b.grad(), beta) : Tensor(),
            b.needs(1) ? times(g, b.saved(1)) : Tensor(),
            b.needs(2) ? times(t(g), b.saved(0)) : Tensor()};
  });
  return out;
}
Tensor inner(const Tensor& a, const Tensor& b) {
  if (a.dim() == 0 || b.dim() == 0) return a * b;
  check(a.sizes().back() == b.sizes().back(),
        "inner() the last dimension must match on both input tensors but got shapes ", a.sizes(),
        " and ", b.sizes());
  const int64_t k = a.sizes().back();
  Dims shape(a.sizes().begin(), a.sizes().end() - 1);
  shape = [&] {
    Dims s(shape);
    for (size_t d = 0; d + 1 < b.sizes().size(); ++d) s.push_back(b.sizes()[d]);
    return s;
  }();
  const auto rows = [&](const Tensor& t) {
    return reshape(
        t, Dims{k ? t.numel() / k : count(DimSpan(t.sizes().data(), t.sizes().size() - 1)), k});
  };
  return reshape(mm(rows(a), transpose(rows(b), 0, 1)), shape);
}
Tensor linear_op(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias) {
  return linear(x, weight, bias.value_or(Tensor()));
}

const Op kMatmul = Op("matmul(Tensor input, Tensor other)", matmul)
                       .alias("linalg.matmul")
                       .doc(R"(The matrix product of two tensors; what ``@`` does.

Two vectors give their dot product, a matrix and a vector their product. With more dimensions the
last two are matrices and those before them a batch, which is broadcast:
``(..., n, k) @ (..., k, m) -> (..., n, m)``. A vector on the left takes part
as a matrix of one row, on the right of one column, and that dimension is dropped from the result.

Args:
    input: at least one dimension.
    other: at least one dimension, of the same dtype.

Raises:
    RuntimeError: the inner sizes or the dtypes differ, or a tensor has no dimension.

Example:
    >>> import chainrule as cr
    >>> cr.matmul(cr.tensor([[1.0, 2.0], [3.0, 4.0]]), cr.tensor([1.0, -1.0]))
    tensor([-1., -1.])
    >>> (cr.ones(5, 1, 2, 3) @ cr.ones(4, 3, 6)).shape
    torch.Size([5, 4, 2, 6])
)");
const Op kMm =
    Op("mm(Tensor input, Tensor mat2)", mm)
        .doc(R"(The product of two matrices, ``(n, k)`` times ``(k, m)``, without broadcasting.

``out[i, j] = sum_k input[i, k] * mat2[k, j]``. matmul() takes vectors and batches as well.

Raises:
    RuntimeError: an argument is no matrix, or the inner sizes or the dtypes differ.

Example:
    >>> import chainrule as cr
    >>> cr.mm(cr.tensor([[1.0, 2.0], [3.0, 4.0]]), cr.tensor([[1.0], [10.0]]))
    tensor([[21.],
            [43.]])
)");
const Op kBmm =
    Op("bmm(Tensor input, Tensor mat2)", bmm)
        .doc(R"(The products of two batches of matrices, ``(b, n, k)`` times ``(b, k, m)``.

Nothing is broadcast; matmul() does that.

Raises:
    RuntimeError: an argument has not three dimensions, or the batches, the inner sizes or the
        dtypes differ.

Example:
    >>> import chainrule as cr
    >>> x = cr.arange(4.0).view(2, 1, 2)
    >>> cr.bmm(x, x.mT)
    tensor([[[ 1.]],
    <BLANKLINE>
            [[13.]]])
)");
const Op kMv = Op("mv(Tensor input, Tensor vec)", mv)
                   .doc(R"(The product of a matrix and a vector, ``(n, k)`` times ``(k,)``.

Raises:
    RuntimeError: the dimensions are not two and one, or the sizes or the dtypes do not match.

Example:
    >>> import chainrule as cr
    >>> cr.mv(cr.tensor([[1.0, 2.0], [3.0, 4.0]]), cr.tensor([1.0, 1.0]))
    tensor([3., 7.])
)");
const Op kVdot = Op(
                     "vdot(Tensor input, Tensor other)",
                     +[](const Tensor& x, const Tensor& y) { return dot(conj(x), y); })
                     .doc(R"(The dot product of two vectors, the first conjugated.

``sum_i conj(input[i]) * other[i]``

Raises:
    RuntimeError: an argument is no vector, or the sizes or the dtypes differ.

Example:
    >>> import chainrule as cr
    >>> x = cr.tensor([1 + 2j, 3 - 1j])
    >>> cr.vdot(x, x)
    tensor(15.+0.j)
)");
const Op kDot = Op("dot(Tensor input, Tensor tensor)",
                   static_cast<Tensor (*)(const Tensor&, const Tensor&)>(dot))
                    .doc(R"(The dot product of two vectors, ``sum_i input[i] * tensor[i]``.

Nothing is conjugated; vdot() does that.

Raises:
    RuntimeError: an argument is no vector, or the sizes or the dtypes differ.

Example:
    >>> import chainrule as cr
    >>> cr.dot(cr.tensor([1.0, 2.0, 3.0]), cr.tensor([4.0, 5.0, 6.0]))
    tensor(32.)
)");
const Op kOuter =
    Op("outer(Tensor input, Tensor vec2)", outer)
        .alias("ger")
        .doc(R"(All products of the elements of two vectors: ``out[i, j] = input[i] * vec2[j]``.

Returns:
    A matrix of shape ``(len(input), len(vec2))``, in the promoted dtype.

Raises:
    RuntimeError: an argument is no vector.

Example:
    >>> import chainrule as cr
    >>> cr.outer(cr.tensor([1.0, 2.0]), cr.tensor([1.0, 10.0, 100.0]))
    tensor([[  1.,  10., 100.],
            [  2.,  20., 200.]])
)");
const Op kInner =
    Op("inner(Tensor input, Tensor other)", inner)
        .doc(R"(Dot products along the last dimensions, ``sum_k input[..., k] * other[..., k]``.

The result has all other dimensions of ``input``, then those of ``other``. With a number for one
argument it is the product by that number.

Raises:
    RuntimeError: the last dimensions or the dtypes differ.

Example:
    >>> import chainrule as cr
    >>> cr.inner(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 4.0]))
    tensor(11.)
    >>> cr.inner(cr.ones(2, 3), cr.ones(4, 3)).shape
    torch.Size([2, 4])
)");
const Op kAddmm =
    Op("addmm(Tensor input, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1)", addmm)
        .inplace()
        .doc(
            R"(``beta * input + alpha * (mat1 @ mat2)``, for matrices of shapes ``(n, k)`` and ``(k, m)``.

Args:
    input: broadcast to ``(n, m)``. With ``beta=0`` it is not read: its NaN do not spread.
    mat1, mat2: matrices of the same dtype.
    beta, alpha: factors; whole numbers for integer tensors.

Raises:
    RuntimeError: the shapes or the dtypes do not match.

Example:
    >>> import chainrule as cr
    >>> x = cr.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> cr.addmm(cr.ones(2), x, x, alpha=10)
    tensor([[ 71., 101.],
            [151., 221.]])
)");
const Op kAddmv =
    Op("addmv(Tensor input, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1)", addmv)
        .inplace()
        .doc(
            R"(``beta * input + alpha * (mat @ vec)``, for a matrix ``(n, k)`` and a vector ``(k,)``.

Args:
    input: broadcast to ``(n,)``. With ``beta=0`` it is not read: its NaN do not spread.
    mat, vec: of the same dtype.
    beta, alpha: factors; whole numbers for integer tensors.

Raises:
    RuntimeError: the shapes or the dtypes do not match.

Example:
    >>> import chainrule as cr
    >>> x = cr.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> cr.addmv(cr.ones(2), x, cr.ones(2), beta=0.5)
    tensor([3.5000, 7.5000])
)");
const Op kAddr =
    Op("addr(Tensor input, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1)", addr)
        .inplace()
        .doc(
            R"(``beta * input + alpha * outer(vec1, vec2)``, for vectors of ``n`` and ``m`` elements.

Args:
    input: broadcast to ``(n, m)``. With ``beta=0`` it is not read: its NaN do not spread.
    vec1, vec2: vectors.
    beta, alpha: factors; whole numbers for integer tensors.

Raises:
    RuntimeError: the shapes do not match.

Example:
    >>> import chainrule as cr
    >>> cr.addr(cr.zeros(2, 2), cr.tensor([1.0, 2.0]), cr.tensor([1.0, 10.0]), alpha=3)
    tensor([[ 3., 30.],
            [ 6., 60.]])
)");
const Op kBaddbmm =
    Op("baddbmm(Tensor input, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1)",
       baddbmm)
        .inplace()
        .doc(
            R"(``beta * input + alpha * (batch1 @ batch2)``, for batches ``(b, n, k)`` and ``(b, k, m)``.

Args:
    input: broadcast to ``(b, n, m)``. With ``beta=0`` it is not read: its NaN do not spread.
    batch1, batch2: of the same dtype and the same number of matrices.
    beta, alpha: factors; whole numbers for integer tensors.

Raises:
    RuntimeError: the shapes or the dtypes do not match.

Example:
    >>> import chainrule as cr
    >>> x = cr.arange(4.0).view(2, 1, 2)
    >>> cr.baddbmm(cr.tensor(100.0), x, x.mT)
    tensor([[[101.]],
    <BLANKLINE>
            [[113.]]])
)");
const Op kAddbmm =
    Op("addbmm(Tensor input, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1)",
       addbmm)
        .inplace()
        .doc(
            R"(``beta * input + alpha * sum_b (batch1[b] @ batch2[b])``: products of a batch, added up.

Args:
    input: broadcast to ``(n, m)``. With ``beta=0`` it is not read: its NaN do not spread.
    batch1, batch2: ``(b, n, k)`` and ``(b, k, m)``, of the same dtype.
    beta, alpha: factors; whole numbers for integer tensors.

Raises:
    RuntimeError: the shapes or the dtypes do not match.

Example:
    >>> import chainrule as cr
    >>> x = cr.arange(4.0).view(2, 1, 2)
    >>> cr.addbmm(cr.tensor([[100.0]]), x, x.mT)
    tensor([[114.]])
)");
const Op kLinear =
    Op("nn.functional.linear(Tensor input, Tensor weight, Tensor? bias=None)", linear_op)
        .no_out()
        .doc(R"(An affine map of the last dimension: ``input @ weight.T + bias``.

Args:
    input: ``(..., in_features)``.
    weight: ``(out_features, in_features)``, or a vector ``(in_features,)`` for a single output.
    bias: ``(out_features,)``, or a number for a single output.

Returns:
    ``(..., out_features)``; without the last dimension where the weight is a vector.

Raises:
    RuntimeError: the shapes or the dtypes do not match.

Example:
    >>> import chainrule as cr
    >>> weight = cr.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
    >>> cr.nn.functional.linear(cr.tensor([3.0, 4.0]), weight, bias=cr.ones(3))
    tensor([4., 9., 8.])
)");

}  // namespace

}  // namespace chainrule
