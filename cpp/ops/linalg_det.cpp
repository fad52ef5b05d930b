// Determinants: det, slogdet, logdet.
//
// d det(A) = det(A) tr(A^-1 dA) (Jacobi), so the cotangent of A is conj(g det) A^-H. Where A is
// singular the cofactors are finite still: with A = U S V^H they are
// conj(det(U) det(V^H)) U diag(p) V^H, p_i the product of the other singular values (Giles
// 2008, 2.2 has the regular case).
#include <cmath>

#include "ops/indexing.h"
#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

/// `scale` on the diagonals of n x n matrices.
Tensor scaled_identity(const Tensor& scale, int64_t n) {
  const Tensor s = unsqueeze(unsqueeze(scale, -1), -1);
  return s * identity({}, n, n, scale.dtype());
}

Tensor cofactors(const Tensor& g, const Tensor& a) {
  const int64_t n = rows(a);
  const Svd f = svd(a, true);
  const Tensor off = identity({}, n, n, DType::bool_);
  const Tensor others = prod(where(off, 1, unsqueeze(f.s, -2)), -1);
  const Tensor unit = g * conj(det(f.u) * det(f.vh));
  return matmul(f.u * unsqueeze(others * unsqueeze(unit, -1), -2), f.vh);
}

/// g of the determinants' shape; lu and pivots only if the sweep is not recorded.
Tensor det_backward(const Tensor& g, const Tensor& a, const Tensor& d, const Tensor& lu,
                    const Tensor& pivots) {
  const int64_t n = rows(a);
  const auto regular = [&](const Tensor& scale, const Tensor& matrix, const Tensor& value,
                           const Tensor& factors, const Tensor& order) {
    const Tensor right = scaled_identity(scale * conj(value), n);
    return factors.defined() ? solve_factored(factors, order, right, true, true)
                             : solve(adj(matrix), right);
  };
  Tensor singular;
  {
    const NoGrad off;
    singular = reshape(eq(d, 0), Dims{-1});
  }
  const bool* flags = singular.data<bool>();
  const int64_t count = singular.numel(), bad = std::count(flags, flags + count, true);
  if (bad == 0) return regular(g, a, d, lu, pivots);
  if (bad == count) return cofactors(g, a);
  // Each kind by itself, then back in order.
  const Tensor these = reshape(nonzero(singular), Dims{-1});
  const Tensor those = reshape(nonzero(logical_not(singular)), Dims{-1});
  const Tensor flat_g = reshape(g, Dims{-1}), flat_d = reshape(d, Dims{-1});
  const Tensor flat_a = reshape(a, Dims{count, n, n});
  const Tensor both =
      cat({cofactors(index_select(flat_g, 0, these), index_select(flat_a, 0, these)),
           regular(index_select(flat_g, 0, those), index_select(flat_a, 0, those),
                   index_select(flat_d, 0, those), Tensor(), Tensor())},
          0);
  const Tensor places = cat({these, those}, 0);
  const Tensor order = scatter(zeros_like(places), 0, places, arange(0, count));
  return reshape(index_select(both, 0, order), a.sizes());
}

}  // namespace

Tensor det(const Tensor& a) {
  check_square("linalg.det", a);
  const Dims batch = batch_of(a);
  const int64_t n = rows(a), count = chainrule::count(batch);
  const Factors f = factor(a);
  const Tensor out = empty(batch, a.dtype());
  visit_lapack(a.dtype(), [&]<class T>(T) {
    for (int64_t b = 0; b < count; ++b) {
      const T* lu = f.lu.data<T>() + b * n * n;
      const int* pivots = f.pivots.data<int>() + b * n;
      T product = 1;
      for (int64_t i = 0; i < n; ++i) {
        product *= lu[i * n + i];
        if (pivots[i] != i + 1) product = -product;
      }
      out.data<T>()[b] = product;
    }
  });
  record("LinalgDetBackward0", out, {a}, {a, out, f.lu, f.pivots}, [](const Backward& b) -> Grads {
    const Tensor in = b.saved(0);
    if (in.numel() == 0) return {zeros_like(in)};
    const bool again = grad_enabled();
    return {det_backward(b.grad(), in, b.saved(1), again ? Tensor() : b.saved(2),
                         again ? Tensor() : b.saved(3))};
  });
  return out;
}

namespace {

std::tuple<Tensor, Tensor> slogdet(const Tensor& a) {
  check_square("linalg.slogdet", a);
  const Dims batch = batch_of(a);
  const int64_t n = rows(a), count = chainrule::count(batch);
  const Factors f = factor(a);
  const Tensor sign = empty(batch, a.dtype()), size = empty(batch, real_of(a.dtype()));
  visit_lapack(a.dtype(), [&]<class T>(T) {
    using R = lapack::Real<T>;
    for (int64_t b = 0; b < count; ++b) {
      const T* lu = f.lu.data<T>() + b * n * n;
      const int* pivots = f.pivots.data<int>() + b * n;
      T unit = 1;
      R sum = 0;
      for (int64_t i = 0; i < n; ++i) {
        const T u = lu[i * n + i];
        const R length = std::abs(u);
        unit *= length == R(0) ? T(0) : u / length;
        sum += std::log(length);
        if (pivots[i] != i + 1) unit = -unit;
      }
      sign.data<T>()[b] = unit;
      size.data<R>()[b] = sum;
    }
  });
  record_partial("LinalgSlogdetBackward0", {sign, size}, {a}, {a, sign, f.lu, f.pivots},
                 [](const Backward& b) -> Grads {
                   // d logabsdet = Re t and d sign = i sign Im t, with t = tr(A^-1 dA).
                   const Tensor in = b.saved(0);
                   const int64_t side = rows(in);
                   const bool complex_input = is_complex(in.dtype());
                   Tensor scale = b.grad(1);
                   if (complex_input && b.grad(0).defined()) {
                     const Tensor turn = imag(conj(b.grad(0)) * b.saved(1));
                     scale = complex(scale.defined() ? scale : zeros_like(turn), -turn);
                   } else if (!scale.defined()) {
                     return {zeros_like(in)};
                   }
                   const Tensor right = scaled_identity(to(scale, in.dtype()), side);
                   return {grad_enabled()
                               ? solve(adj(in), right)
                               : solve_factored(b.saved(2), b.saved(3), right, true, true)};
                 });
  return {sign, size};
}

Tensor logdet(const Tensor& a) {
  check_square("logdet", a);
  const auto [sign, size] = slogdet(a);
  if (is_complex(a.dtype())) return log(sign) + size;
  return where(eq(sign, -1), NAN, size);
}

constexpr auto kDetDoc =
    R"(The determinant of square matrices. Its cotangent: ``conj(g det(A)) A^-H``, and the cofactors where A is singular.

Args:
    A (Tensor): (*, n, n), floating point or complex.

Returns:
    A tensor of shape (*).

Raises:
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.det(cr.tensor([[2., 0.], [1., 3.]]))
    tensor(6.)
)";
constexpr auto kSlogdetDoc =
    R"(The determinant as a sign (a number of size 1 where complex) and the logarithm of its size: for determinants that
overflow.

Args:
    A (Tensor): (*, n, n), floating point or complex.

Returns:
    sign and logabsdet, of shape (*): ``det(A) = sign * exp(logabsdet)``; 0 and -inf for singular matrices.

Raises:
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.slogdet(cr.diag(cr.tensor([-1., 1.]))).sign
    tensor(-1.)
)";
// clang-format off
const Op kLinalgDet = Op("linalg.det(Tensor A)", det).doc(kDetDoc);
const Op kDet = Op("det(Tensor input)", det).doc(kDetDoc);
const Op kLinalgSlogdet = Op("linalg.slogdet(Tensor A) -> (Tensor sign, Tensor logabsdet)", slogdet)
    .doc(kSlogdetDoc);
const Op kSlogdet = Op("slogdet(Tensor input) -> (Tensor sign, Tensor logabsdet)", slogdet).doc(kSlogdetDoc);
const Op kLogdet = Op("logdet(Tensor input)", logdet).no_out()
    .doc(R"(The logarithm of the determinant: NaN where that is negative, -inf where it is 0.

Args:
    input (Tensor): (*, n, n), floating point or complex.

Raises:
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.logdet(cr.eye(3))
    tensor(0.)
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
