// A = L L^H: cholesky, and solving and inverting with the factor.
//
// Derivative (Murray 2016, eq. 8 and 10): gA = L^-H Phi(L^H gL) L^-1 / 2, where Phi copies the
// lower triangle, conjugated, to the upper one.
#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

Tensor cholesky_backward(const Tensor& g, const Tensor& factor, bool upper) {
  const Tensor l = upper ? adj(factor) : factor;
  const Tensor gl = upper ? adj(g) : g;
  const Tensor inner = matmul(adj(l), gl);
  const Tensor phi = 0.5 * (tril(inner) + adj(tril(inner, -1)));
  return solve_triangular(l, solve_triangular(adj(l), phi, true), false, false);
}

/// The factors, with history under `node`, and LAPACK's info.
std::tuple<Tensor, Tensor> cholesky_recorded(const char* op, const char* node, const Tensor& a,
                                             bool upper) {
  check_square(op, a, "A", std::string_view(op) == "cholesky");
  const Dims batch = batch_of(a);
  const int64_t n = rows(a), count = chainrule::count(batch);
  const Tensor out = column_copy(a), info = zeros(batch, DType::int32);
  const auto which = upper ? lapack::Triangle::kUpper : lapack::Triangle::kLower;
  visit_lapack(a.dtype(), [&]<class T>(T) {
    for_matrices(n ? count : 0, cube(n, n, n) / 3, [&](int64_t begin, int64_t end) {
      for (int64_t b = begin; b < end; ++b) {
        T* matrix = out.data<T>() + b * n * n;
        info.data<int>()[b] = lapack::potrf(which, n, matrix, n);
        for (int64_t j = 0; j < n; ++j) {
          T* column = matrix + j * n;
          if (upper) {
            std::fill(column + j + 1, column + n, T(0));
          } else {
            std::fill(column, column + j, T(0));
          }
        }
      }
    });
  });
  record(node, out, {a}, {out}, [upper](const Backward& b) -> Grads {
    return {cholesky_backward(b.grad(), b.saved(0), upper)};
  });
  return {out, info};
}

void check_definite(const char* op, const Tensor& info) {
  if (const auto bad = first_failure(info)) {
    fail<LinAlgError>(op, ": ", batch_text(info, bad->first),
                      "The factorization could not be completed because the input is not "
                      "positive-definite (the leading minor of order ",
                      bad->second, " is not positive-definite).");
  }
}

std::tuple<Tensor, Tensor> cholesky_ex(const Tensor& a, bool upper, bool check_errors) {
  auto out = cholesky_recorded("linalg.cholesky_ex", "LinalgCholeskyExBackward0", a, upper);
  if (check_errors) check_definite("linalg.cholesky_ex", std::get<1>(out));
  return out;
}
Tensor cholesky(const Tensor& a, bool upper) {
  const auto [out, info] =
      cholesky_recorded("linalg.cholesky", "LinalgCholeskyExBackward0", a, upper);
  check_definite("linalg.cholesky", info);
  return out;
}
Tensor old_cholesky(const Tensor& a, bool upper) {
  warn(
      "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a "
      "future PyTorch release.\nL = torch.cholesky(A)\nshould be replaced with\n"
      "L = torch.linalg.cholesky(A)\nand\nU = torch.cholesky(A, upper=True)\n"
      "should be replaced with\nU = torch.linalg.cholesky(A).mH\nThis transform will produce "
      "equivalent results for all valid (symmetric positive definite) inputs.");
  const auto [out, info] = cholesky_recorded("cholesky", "CholeskyBackward0", a, upper);
  check_definite("cholesky", info);
  return out;
}

Tensor cholesky_inverse(const Tensor& factor, bool upper) {
  check_square("cholesky_inverse", factor, "A", true);
  const Dims batch = batch_of(factor);
  const int64_t n = rows(factor), count = chainrule::count(batch);
  const Tensor out = column_copy(factor), info = zeros(batch, DType::int32);
  const auto which = upper ? lapack::Triangle::kUpper : lapack::Triangle::kLower;
  visit_lapack(factor.dtype(), [&]<class T>(T) {
    for_matrices(n ? count : 0, cube(n, n, n), [&](int64_t begin, int64_t end) {
      for (int64_t b = begin; b < end; ++b) {
        T* matrix = out.data<T>() + b * n * n;
        info.data<int>()[b] = lapack::potri(which, n, matrix, n);
        // The other triangle.
        for (int64_t j = 0; j < n; ++j) {
          for (int64_t i = j + 1; i < n; ++i) {
            T& low = matrix[j * n + i];
            T& high = matrix[i * n + j];
            if constexpr (std::is_same_v<T, lapack::Real<T>>) {
              (upper ? low : high) = upper ? high : low;
            } else {
              (upper ? low : high) = std::conj(upper ? high : low);
            }
          }
        }
      }
    });
  });
  if (const auto bad = first_failure(info)) {
    fail<LinAlgError>("cholesky_inverse: ", batch_text(info, bad->first), "The diagonal element ",
                      bad->second,
                      " is zero, the inversion could not be completed because the input matrix is "
                      "singular.");
  }
  record("CholeskyInverseBackward0", out, {factor}, {factor, out},
         [upper](const Backward& b) -> Grads {
           const Tensor f = b.saved(0), inverse = b.saved(1);
           const Tensor both = matmul(inverse, matmul(b.grad() + adj(b.grad()), inverse));
           return {upper ? -matmul(f, both) : -matmul(both, f)};
         });
  return out;
}

Tensor cholesky_solve(const Tensor& b, const Tensor& factor, bool upper) {
  check(b.dim() >= 2, "b should have at least 2 dimensions, but has ", b.dim(),
        " dimensions instead");
  check(factor.dim() >= 2, "u should have at least 2 dimensions, but has ", factor.dim(),
        " dimensions instead");
  check_square("cholesky_solve", factor, "A", true);
  check_same_dtype("cholesky_solve", b, factor, "b", "A");
  check(rows(b) == rows(factor), "Incompatible matrix sizes for cholesky_solve: each A matrix is ",
        rows(factor), " by ", columns(factor), " but each b matrix is ", rows(b), " by ",
        columns(b));
  Tensor out;
  {
    const NoGrad off;
    const Tensor other = adj(factor);
    out = solve_triangular(upper ? factor : other,
                           solve_triangular(upper ? other : factor, b, false), true);
  }
  record("CholeskySolveBackward0", out, {b, factor}, {factor, out},
         [upper](const Backward& g) -> Grads {
           const Tensor f = g.saved(0), x = g.saved(1);
           const Tensor gb = cholesky_solve(g.grad(), f, upper);
           if (!g.needs(1)) return {gb};
           const Tensor product = matmul(gb, adj(x));
           const Tensor both = product + adj(product);
           return {gb, upper ? -matmul(f, both) : -matmul(both, f)};
         });
  return out;
}

// clang-format off
const Op kCholesky = Op("linalg.cholesky(Tensor A, *, bool upper=False)", cholesky)
    .doc(R"(The lower triangle L of ``A = L L^H`` for Hermitian positive-definite matrices. Its cotangent:
``L^-H Phi(L^H gL) L^-1 / 2``, where Phi copies the lower triangle, conjugated, to the upper one.

Args:
    A (Tensor): (*, n, n), floating point or complex. Only one triangle is read.
    upper (bool): gives U of ``A = U^H U`` instead, from the upper triangle.

Raises:
    LinAlgError: a matrix is not positive definite.
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.cholesky(cr.tensor([[4., 2.], [2., 5.]]))
    tensor([[2., 0.],
            [1., 2.]])
)");
const Op kCholeskyEx = Op("linalg.cholesky_ex(Tensor A, *, bool upper=False, bool check_errors=False)"
                          " -> (Tensor L, Tensor info)", cholesky_ex)
    .doc(R"(As :func:`linalg.cholesky`, with the order of the first minor that is not positive as ``info`` (0 for none) instead of an error.

Args:
    A (Tensor), upper (bool): as there.
    check_errors (bool): raise nonetheless.

Raises:
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.cholesky_ex(-cr.eye(2)).info
    tensor(1, dtype=torch.int32)
)");
const Op kOldCholesky = Op("cholesky(Tensor input, bool upper=False)", old_cholesky)
    .doc(R"(The Cholesky factor: :func:`linalg.cholesky` is its successor.

Args:
    input (Tensor): (*, n, n), floating point or complex.
    upper (bool): the upper factor instead of the lower.

Raises:
    LinAlgError: a matrix is not positive definite.
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.cholesky(cr.tensor([[4., 2.], [2., 5.]]))
    tensor([[2., 0.],
            [1., 2.]])
)");
const Op kCholeskyInverse = Op("cholesky_inverse(Tensor input, bool upper=False)", cholesky_inverse)
    .doc(R"(The inverse of ``L L^H`` (or ``U^H U``), from the factor.

Args:
    input (Tensor): the factor, (*, n, n).
    upper (bool): whether it is the upper one.

Raises:
    LinAlgError: a zero on the factor's diagonal.
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.cholesky_inverse(cr.tensor([[2., 0.], [1., 1.]]))
    tensor([[ 0.5000, -0.5000],
            [-0.5000,  1.0000]])
)");
const Op kCholeskySolve = Op("cholesky_solve(Tensor input, Tensor input2, bool upper=False)", cholesky_solve)
    .doc(R"(X of ``L L^H X = input``, from the factor.

Args:
    input (Tensor): the right-hand sides, (*, n, k).
    input2 (Tensor): the factor, (*, n, n); batches broadcast.
    upper (bool): whether it is the upper one, of ``U^H U``.

Raises:
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.cholesky_solve(cr.ones(2, 1), cr.tensor([[2., 0.], [0., 1.]]))
    tensor([[0.2500],
            [1.0000]])
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
