// A = L D L^H for Hermitian (or symmetric) matrices, positive definite or not: ldl_factor,
// ldl_solve. As in PyTorch they have no derivative.
#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

std::tuple<Tensor, Tensor, Tensor> factor_ldl(const char* op, const Tensor& a, bool hermitian) {
  check_square(op, a);
  const Dims batch = batch_of(a);
  const int64_t n = rows(a), count = chainrule::count(batch);
  const Tensor out = column_copy(a), pivots = empty(joined(batch, {n}), DType::int32);
  const Tensor info = zeros(batch, DType::int32);
  visit_lapack(a.dtype(), [&]<class T>(T) {
    for_matrices(n ? count : 0, cube(n, n, n) / 3, [&](int64_t begin, int64_t end) {
      lapack::Workspace<T> space;
      for (int64_t b = begin; b < end; ++b) {
        T* matrix = out.data<T>() + b * n * n;
        info.data<int>()[b] = lapack::ldl_factor(hermitian, lapack::Triangle::kLower, n, matrix, n,
                                                 pivots.data<int>() + b * n, space);
        for (int64_t j = 1; j < n; ++j) std::fill(matrix + j * n, matrix + j * n + j, T(0));
      }
    });
  });
  record_underivable("LinalgLdlFactorExBackward0", {out}, a);
  return {out, pivots, info};
}

std::tuple<Tensor, Tensor, Tensor> ldl_factor_ex(const Tensor& a, bool hermitian,
                                                 bool check_errors) {
  auto out = factor_ldl("torch.linalg.ldl_factor_ex", a, hermitian);
  if (const auto bad = check_errors ? first_failure(std::get<2>(out)) : std::nullopt) {
    fail<LinAlgError>("torch.linalg.ldl_factor_ex: ", batch_text(std::get<2>(out), bad->first),
                      "D[", bad->second, ",", bad->second,
                      "] is zero, and ldl_solve would divide by it: the matrix is singular");
  }
  return out;
}
std::tuple<Tensor, Tensor> ldl_factor(const Tensor& a, bool hermitian) {
  const auto [ld, pivots, info] = factor_ldl("torch.linalg.ldl_factor", a, hermitian);
  if (const auto bad = first_failure(info)) {
    fail<LinAlgError>("torch.linalg.ldl_factor: ", batch_text(info, bad->first), "D[", bad->second,
                      ",", bad->second,
                      "] is zero, and ldl_solve would divide by it: the matrix is singular. "
                      "linalg.ldl_factor_ex gives the factors nonetheless");
  }
  return {ld, pivots};
}

Tensor ldl_solve(const Tensor& ld, const Tensor& pivots, const Tensor& b, bool hermitian) {
  check(b.dim() >= 2,
        "torch.linalg.ldl_solve: Expected B to have at least 2 dimensions, but it has ", b.dim(),
        " dimensions instead");
  check_square("torch.linalg.ldl_solve", ld, "LD");
  check(rows(ld) == rows(b), "torch.linalg.ldl_solve: Incompatible matrix sizes: each A matrix is ",
        rows(ld), " by ", columns(ld), " but each B matrix is ", rows(b), " by ", columns(b));
  check(pivots.dim() == ld.dim() - 1 && pivots.sizes().back() == rows(ld) &&
            batch_of(pivots, 1) == batch_of(ld),
        "torch.linalg.ldl_solve: Expected LD.shape[:-1] and pivots.shape to be the same, but got "
        "pivots with shape ",
        pivots.sizes(), " and LD with shape ", ld.sizes());
  check(is_integral(pivots.dtype()) && pivots.dtype() != DType::bool_,
        "torch.linalg.ldl_solve: Expected pivots to be integers. Got ", full_name(pivots.dtype()));
  check(pivots.dtype() == DType::int32,
        "torch.linalg.ldl_solve: pivots should be a Tensor of scalar type torch.int32, but got ",
        full_name(pivots.dtype()));
  check_same_dtype("torch.linalg.ldl_solve", ld, b, "LD", "B");
  const NoGrad off;
  const Dims batch = broadcast_shapes(batch_of(ld), batch_of(b));
  const int64_t n = rows(ld), sides = columns(b), count = chainrule::count(batch);
  const Tensor factors = as_columns(expand_batch(ld, batch));
  const Tensor order = contiguous(expand(pivots, joined(batch, {n})));
  const int* exchanged = order.data<int>();
  for (int64_t i = 0; i < order.numel(); ++i)
    check(exchanged[i] != 0 && std::abs(exchanged[i]) <= n,
          "torch.linalg.ldl_solve: pivots must name rows from 1 to ", n,
          " (negative ones a block "
          "of two), got ",
          exchanged[i], ": pass the result of ldl_factor");
  const Tensor out = column_copy(expand_batch(b, batch));
  visit_lapack(out.dtype(), [&]<class T>(T) {
    for_matrices(out.numel() ? count : 0, 2 * cube(n, n, sides), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        lapack::ldl_solve(hermitian, lapack::Triangle::kLower, n, sides,
                          factors.data<T>() + i * n * n, n, exchanged + i * n,
                          out.data<T>() + i * n * sides, n);
    });
  });
  return out;
}

Tensor ldl_solve_op(const Tensor& ld, const Tensor& pivots, const Tensor& b, bool hermitian) {
  const Tensor out = ldl_solve(ld, pivots, b, hermitian);
  if (any_requires_grad(ld, b))
    record_underivable("LinalgLdlSolveBackward0", {out}, ld.requires_grad() ? ld : b);
  return out;
}

// clang-format off
const Op kLdlFactor = Op("linalg.ldl_factor(Tensor A, *, bool hermitian=False) -> (Tensor LD, Tensor pivots)",
                         ldl_factor)
    .doc(R"(The factors of ``A = L D L^T`` (``L D L^H`` if ``hermitian``) for symmetric (Hermitian) matrices that need not be
positive definite; D has blocks of size 1 and 2. It has no derivative.

Args:
    A (Tensor): (*, n, n), floating point or complex. Only the lower triangle is read.
    hermitian (bool): for complex matrices, that they are Hermitian rather than symmetric.

Returns:
    LD, with D on the diagonal and L below it, and pivots (*, n), int32, as LAPACK's sytrf gives them.

Raises:
    LinAlgError: D has a zero.
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.ldl_factor(cr.tensor([[2., 1.], [1., 1.]])).LD
    tensor([[2.0000, 0.0000],
            [0.5000, 0.5000]])
)");
const Op kLdlFactorEx = Op("linalg.ldl_factor_ex(Tensor A, *, bool hermitian=False, bool check_errors=False)"
                           " -> (Tensor LD, Tensor pivots, Tensor info)", ldl_factor_ex)
    .doc(R"(As :func:`linalg.ldl_factor`, with the place of the first zero of D as ``info`` (0 for none) instead of an error.

Args:
    A (Tensor), hermitian (bool): as there.
    check_errors (bool): raise nonetheless.

Raises:
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.ldl_factor_ex(cr.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
)");
const Op kLdlSolve = Op("linalg.ldl_solve(Tensor LD, Tensor pivots, Tensor B, *, bool hermitian=False)", ldl_solve_op)
    .doc(R"(X of ``A X = B`` from the factors of a symmetric (Hermitian) A. It has no derivative.

Args:
    LD, pivots (Tensor): what :func:`linalg.ldl_factor` returned for A.
    B (Tensor): (*, n, k); batches broadcast.
    hermitian (bool): as it was given there.

Raises:
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> LD, pivots = cr.linalg.ldl_factor(cr.tensor([[2., 0.], [0., -4.]]))
    >>> cr.linalg.ldl_solve(LD, pivots, cr.ones(2, 1))
    tensor([[ 0.5000],
            [-0.2500]])
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
