// A = P L U and what is made of it: lu_factor, lu, lu_unpack, lu_solve. Also the raw solver that
// linalg_solve.cpp and linalg_det.cpp use.
//
// Derivative of the factors: with M = L^-1 P^T dA U^-1, dL = L tril(M, -1) and dU = triu(M) U
// (PyTorch's documentation of linalg.lu; de Hoog, Anderssen & Lukas 2011); wide and tall matrices
// by splitting off the square part.
#include <numeric>

#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

Factors factor(const Tensor& a) {
  const Dims batch = batch_of(a);
  const int64_t m = rows(a), n = columns(a), k = std::min(m, n), count = chainrule::count(batch);
  Factors out{column_copy(a), empty(joined(batch, {k}), DType::int32), empty(batch, DType::int32)};
  visit_lapack(a.dtype(), [&]<class T>(T) {
    T* lu = out.lu.data<T>();
    int* pivots = out.pivots.data<int>();
    int* info = out.info.data<int>();
    for_matrices(count, cube(m, n, k), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        info[i] = k ? lapack::getrf(m, n, lu + i * m * n, m, pivots + i * k) : 0;
    });
  });
  return out;
}

Tensor solve_factored(const Tensor& lu, const Tensor& pivots, const Tensor& b, bool left,
                      bool adjoint) {
  const NoGrad off;
  if (!left) {
    // X op(A) = B is op(A)^H X^H = B^H.
    return flipped(conj(solve_factored(lu, pivots, flipped(conj(b)), true, !adjoint)));
  }
  const Dims batch = broadcast_shapes(batch_of(lu), batch_of(b));
  const int64_t n = rows(lu), sides = columns(b), count = chainrule::count(batch);
  const bool shared = chainrule::count(batch_of(lu)) == 1 && count > 1;  // one for all
  const bool grown = !shared && batch_of(lu) != batch;
  const Tensor factors = as_columns(grown ? expand_batch(lu, batch) : lu);
  const Tensor order = contiguous(grown ? expand(pivots, joined(batch, {n})) : pivots);
  const Tensor out = column_copy(batch_of(b) == batch ? b : expand_batch(b, batch));
  if (out.numel() == 0) return out;
  const auto form = adjoint ? lapack::Form::kAdjoint : lapack::Form::kPlain;
  visit_lapack(out.dtype(), [&]<class T>(T) {
    const T* a = factors.data<T>();
    const int* p = order.data<int>();
    T* x = out.data<T>();
    for_matrices(count, 2 * cube(n, n, sides), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t which = shared ? 0 : i;
        lapack::getrs(form, n, sides, a + which * n * n, n, p + which * n, x + i * n * sides, n);
      }
    });
  });
  return out;
}

Tensor permutation_of(const Tensor& pivots, int64_t n, DType dtype) {
  const Dims batch(pivots.sizes().begin(), pivots.sizes().end() - 1);
  const int64_t k = pivots.sizes().back(), count = chainrule::count(batch);
  const Tensor dense = contiguous(pivots);
  const Tensor out = zeros(joined(batch, {n, n}), dtype);
  std::vector<int64_t> order(static_cast<size_t>(n));
  visit_size(out.item_size(), [&]<class W>(W) {
    const Tensor unit = ones({}, dtype);
    const W one = *reinterpret_cast<const W*>(unit.bytes());
    W* p = reinterpret_cast<W*>(out.bytes());
    for (int64_t b = 0; b < count; ++b) {
      std::iota(order.begin(), order.end(), 0);
      const int* exchanged = dense.data<int>() + b * k;
      for (int64_t i = 0; i < k; ++i) {
        const int64_t with = exchanged[i] - 1;
        check(with >= 0 && with < n,
              "pivots passed to lu_unpack must be between 1 and LU.size(-2) inclusive. Did you "
              "properly pass the result of lu_factor?");
        std::swap(order[static_cast<size_t>(i)], order[static_cast<size_t>(with)]);
      }
      for (int64_t i = 0; i < n; ++i) p[(b * n + order[static_cast<size_t>(i)]) * n + i] = one;
    }
  });
  return out;
}

namespace {

/// The two factors out of the packed matrix, (m, k) and (k, n), row-major; no history.
std::pair<Tensor, Tensor> unpack(const Tensor& lu) {
  const NoGrad off;
  const int64_t k = std::min(rows(lu), columns(lu));
  const Tensor left = tril(narrow(lu, -1, 0, k), -1);
  if (left.numel()) fill_into(diagonal_of(left), 1);
  return {left, triu(narrow(lu, -2, 0, k))};
}

/// The cotangent of A; gl and gu may be undefined. P may be undefined, for none.
Tensor lu_backward(const Tensor& gl, const Tensor& gu, const Tensor& p, const Tensor& l,
                   const Tensor& u) {
  const int64_t m = rows(l), n = columns(u), k = columns(l);
  const auto turn_back = [&](const Tensor& g) { return p.defined() ? matmul(p, g) : g; };
  if (m == n) {
    Tensor inner;
    if (gl.defined()) inner = tril(matmul(adj(l), gl), -1);
    if (gu.defined()) inner = plus(inner, triu(matmul(gu, adj(u))));
    inner = solve_triangular(adj(l), inner, true, true, true);
    return turn_back(solve_triangular(adj(u), inner, false, false));
  }
  if (m < n) {
    // A = P L [U1 U2]: U2 = L^-1 P^T A2.
    const Tensor u1 = narrow(u, -1, 0, k), u2 = narrow(u, -1, k, n - k);
    Tensor inner = gl.defined() ? matmul(adj(l), gl) : Tensor();
    Tensor right;
    if (gu.defined()) {
      const Tensor gu2 = narrow(gu, -1, k, n - k);
      inner = plus(inner, -matmul(gu2, adj(u2)));
      inner = tril(inner, -1) + triu(matmul(narrow(gu, -1, 0, k), adj(u1)));
      right = gu2;
    } else {
      inner = tril(inner, -1);
      right = zeros(joined(batch_of(l), {k, n - k}), l.dtype());
    }
    inner = solve_triangular(adj(u1), inner, false, false);
    return turn_back(solve_triangular(adj(l), cat({inner, right}, -1), true, true, true));
  }
  // A = P [L1; L2] U: L2 = A2 U^-1.
  const Tensor l1 = narrow(l, -2, 0, k), l2 = narrow(l, -2, k, m - k);
  Tensor inner = gu.defined() ? matmul(gu, adj(u)) : Tensor();
  Tensor below;
  if (gl.defined()) {
    below = narrow(gl, -2, k, m - k);
    inner = plus(inner, -matmul(adj(l2), below));
    inner = triu(inner) + tril(matmul(adj(l1), narrow(gl, -2, 0, k)), -1);
  } else {
    inner = triu(inner);
    below = zeros(joined(batch_of(l), {m - k, k}), l.dtype());
  }
  inner = solve_triangular(adj(l1), inner, true, true, true);
  return turn_back(solve_triangular(adj(u), cat({inner, below}, -2), false, false));
}

/// L and U of the packed matrix, with its history.
std::pair<Tensor, Tensor> factors_of(const Tensor& lu) {
  const int64_t m = rows(lu), n = columns(lu), k = std::min(m, n);
  return {tril(narrow(lu, -1, 0, k), -1) + identity({}, m, k, lu.dtype()),
          triu(narrow(lu, -2, 0, k))};
}

void check_pivoting(const char* op, bool pivot) {
  check(pivot, op, ": LU without pivoting is not implemented on the CPU: leave pivot=True");
}

std::tuple<Tensor, Tensor, Tensor> factor_recorded(const Tensor& a, const char* op, bool pivot) {
  check_matrices(op, a);
  check_dtype(op, a, true);
  check_pivoting("linalg.lu_factor", pivot);
  const Factors f = factor(a);
  record("LinalgLuFactorExBackward0", f.lu, {a}, {f.lu, f.pivots}, [](const Backward& b) -> Grads {
    const Tensor lu = b.saved(0);
    const auto [l, u] = factors_of(lu);
    const int64_t k = columns(l);
    return {lu_backward(tril(narrow(b.grad(), -1, 0, k), -1), triu(narrow(b.grad(), -2, 0, k)),
                        permutation_of(b.saved(1), rows(lu), lu.dtype()), l, u)};
  });
  return {f.lu, f.pivots, f.info};
}

void check_factored(const char* op, const Tensor& info) {
  if (const auto bad = first_failure(info)) {
    fail(op, ": ", batch_text(info, bad->first), "U[", bad->second, ",", bad->second,
         "] is zero and using it on lu_solve would result in a division by zero. If you still want "
         "to perform the factorization, consider calling linalg.lu(A, pivot) or "
         "linalg.lu_factor_ex(A, pivot)");
  }
}

std::tuple<Tensor, Tensor, Tensor> lu_factor_ex(const Tensor& a, bool pivot, bool check_errors) {
  auto out = factor_recorded(a, "linalg.lu_factor_ex", pivot);
  if (check_errors) check_factored("torch.linalg.lu_factor_ex", std::get<2>(out));
  return out;
}
std::tuple<Tensor, Tensor> lu_factor(const Tensor& a, bool pivot) {
  const auto [lu, pivots, info] = factor_recorded(a, "linalg.lu_factor", pivot);
  check_factored("torch.linalg.lu_factor", info);
  return {lu, pivots};
}

std::tuple<Tensor, Tensor, Tensor> lu(const Tensor& a, bool pivot) {
  check_matrices("linalg.lu", a);
  check_dtype("linalg.lu", a, true);
  check_pivoting("linalg.lu_factor", pivot);
  const Factors f = factor(a);
  const Tensor p = permutation_of(f.pivots, rows(a), a.dtype());
  const auto [l, u] = unpack(f.lu);
  record_partial("LinalgLuBackward0", {l, u}, {a}, {p, l, u}, [](const Backward& b) -> Grads {
    return {lu_backward(b.grad(0), b.grad(1), b.saved(0), b.saved(1), b.saved(2))};
  });
  return {p, l, u};
}

void check_pivots(const char* op, const Tensor& lu, const Tensor& pivots) {
  check(
      pivots.dtype() == DType::int32, op,
      ": LU_pivots is expected to be a contiguous tensor of "
      "torch.int32 dtype.\nNote: this function is intended to be used with the output produced by "
      "torch.linalg.lu_factor");
  check(pivots.dim() == lu.dim() - 1, op, ": LU_pivots of shape ", pivots.sizes(),
        " does not belong to LU_data of shape ", lu.sizes());
}

std::tuple<Tensor, Tensor, Tensor> lu_unpack(const Tensor& lu, const Tensor& pivots,
                                             bool unpack_data, bool unpack_pivots) {
  check(lu.dim() >= 2,
        "torch.lu_unpack: The input tensor LU_data must have at least 2 dimensions, "
        "but its shape is ",
        lu.sizes());
  if (unpack_pivots) check_pivots("torch.lu_unpack", lu, pivots);
  const Tensor none = empty(Dims{0}, lu.dtype());
  const Tensor p = unpack_pivots ? permutation_of(pivots, rows(lu), lu.dtype()) : none;
  if (!unpack_data) return {p, empty(Dims{0}, lu.dtype()), empty(Dims{0}, lu.dtype())};
  const auto [l, u] = unpack(lu);
  const int64_t m = rows(lu), n = columns(lu);
  record_partial("LuUnpackBackward0", {l, u}, {lu}, {}, [m, n](const Backward& b) -> Grads {
    const auto widened = [&](const Tensor& g, bool lower) {
      const Tensor part = lower ? tril(g, -1) : triu(g);
      const int64_t side = lower ? -1 : -2, missing = lower ? n - columns(g) : m - rows(g);
      if (missing == 0) return part;
      Dims sizes = part.sizes();
      sizes[sizes.size() - (lower ? 1 : 2)] = missing;
      return cat({part, zeros(sizes, part.dtype())}, side);
    };
    Tensor g;
    if (b.grad(0).defined()) g = widened(b.grad(0), true);
    if (b.grad(1).defined()) g = plus(g, widened(b.grad(1), false));
    return {g};
  });
  return {p, l, u};
}

Tensor lu_solve(const Tensor& lu, const Tensor& pivots, const Tensor& b, bool left, bool adjoint) {
  check_dtype("linalg.lu_solve", lu, true);
  check(pivots.dtype() == DType::int32,
        "linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32, but got ",
        full_name(pivots.dtype()));
  check_square("torch.linalg.lu_solve", lu, "LU");
  check_matrices("torch.linalg.lu_solve", b, "B");
  check_same_dtype("linalg.lu_solve", lu, b, "LU", "B");
  const int64_t n = rows(lu);
  check((left ? rows(b) : columns(b)) == n,
        "linalg.lu_solve: Incompatible shapes of A and B for "
        "the equation ",
        left ? "AX = B" : "XA = B", " (", n, "x", n, " and ", rows(b), "x", columns(b), ")");
  check(pivots.dim() == lu.dim() - 1 && pivots.sizes().back() == n &&
            batch_of(pivots, 1) == batch_of(lu),
        "linalg.lu_solve: pivots of shape ", pivots.sizes(), " do not belong to LU of shape ",
        lu.sizes());
  const Tensor dense = contiguous(pivots);
  const int* values = dense.data<int>();
  for (int64_t i = 0; i < dense.numel(); ++i)
    check(values[i] >= 1 && values[i] <= n, "linalg.lu_solve: pivots must be between 1 and ", n,
          ", got ", values[i], ": pass the result of lu_factor");
  const Tensor out = solve_factored(lu, pivots, b, left, adjoint);
  record("LinalgLuSolveBackward0", out, {lu, b}, {lu, pivots, out},
         [left, adjoint](const Backward& g) -> Grads {
           const Tensor factors = g.saved(0), order = g.saved(1), x = g.saved(2);
           const Tensor gb = lu_solve(factors, order, g.grad(), left, !adjoint);
           if (!g.needs(0)) return {Tensor(), gb};
           // The cotangent of A as in linalg_solve.cpp, then of its factors.
           const Tensor ga = left ? (adjoint ? -matmul(x, adj(gb)) : -matmul(gb, adj(x)))
                                  : (adjoint ? -matmul(adj(gb), x) : -matmul(adj(x), gb));
           const auto [l, u] = factors_of(factors);
           const Tensor p = permutation_of(order, rows(factors), factors.dtype());
           const Tensor inner = matmul(turned(p), ga);
           return {tril(matmul(inner, adj(u)), -1) + triu(matmul(adj(l), inner)), gb};
         });
  return out;
}

Tensor old_lu_solve(const Tensor& b, const Tensor& lu, const Tensor& pivots) {
  warn(
      "torch.lu_solve is deprecated in favor of torch.linalg.lu_solve and will be removed in a "
      "future PyTorch release.\nNote that torch.linalg.lu_solve has its arguments reversed.\n"
      "X = torch.lu_solve(B, LU, pivots)\nshould be replaced with\n"
      "X = torch.linalg.lu_solve(LU, pivots, B)");
  return lu_solve(lu, pivots, b, true, false);
}

// clang-format off
const Op kLuFactor = Op("linalg.lu_factor(Tensor A, *, bool pivot=True) -> (Tensor LU, Tensor pivots)",
                        lu_factor)
    .doc(R"(The packed factors of ``A = P L U`` and the row exchanges behind P.

Args:
    A (Tensor): (*, m, n), floating point or complex.
    pivot (bool): must stay True on the CPU.

Returns:
    LU (*, m, n), with L below the diagonal (its ones not stored) and U from it upwards, and pivots (*, min(m, n)), int32:
    row i was exchanged with row ``pivots[i]``, counted from 1.

Raises:
    RuntimeError: a zero on U's diagonal, integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> LU, pivots = cr.linalg.lu_factor(cr.tensor([[1., 2.], [2., 2.]]))
    >>> LU
    tensor([[2.0000, 2.0000],
            [0.5000, 1.0000]])
)");
const Op kLuFactorEx = Op("linalg.lu_factor_ex(Tensor A, *, bool pivot=True, bool check_errors=False)"
                          " -> (Tensor LU, Tensor pivots, Tensor info)", lu_factor_ex)
    .doc(R"(As :func:`linalg.lu_factor`, with the place of the first zero on U's diagonal as ``info`` (0 for none) instead of an error.

Args:
    A (Tensor): (*, m, n), floating point or complex.
    pivot (bool): must stay True on the CPU.
    check_errors (bool): raise nonetheless.

Raises:
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.lu_factor_ex(cr.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
)");
const Op kLu = Op("linalg.lu(Tensor A, *, bool pivot=True) -> (Tensor P, Tensor L, Tensor U)", lu)
    .doc(R"(The factors of ``A = P L U``: a permutation, a lower triangle with ones on the diagonal, an upper triangle.

Args:
    A (Tensor): (*, m, n), floating point or complex.
    pivot (bool): must stay True on the CPU.

Returns:
    P (*, m, m), L (*, m, k), U (*, k, n) with k = min(m, n).

Raises:
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> P, L, U = cr.linalg.lu(cr.tensor([[1., 2.], [2., 2.]]))
    >>> P @ L @ U
    tensor([[1., 2.],
            [2., 2.]])
)");
const Op kLuUnpack = Op("lu_unpack(Tensor LU_data, Tensor LU_pivots, bool unpack_data=True, "
                        "bool unpack_pivots=True) -> (Tensor P, Tensor L, Tensor U)", lu_unpack)
    .doc(R"(P, L and U out of what :func:`linalg.lu_factor` returns.

Args:
    LU_data, LU_pivots (Tensor): the packed factors and the row exchanges.
    unpack_data (bool): whether L and U are wanted; empty otherwise.
    unpack_pivots (bool): whether P is wanted; empty otherwise.

Raises:
    RuntimeError: pivots that are not int32 or that name no row.

Example:
    >>> import chainrule as cr
    >>> P, L, U = cr.lu_unpack(*cr.linalg.lu_factor(cr.tensor([[1., 2.], [2., 2.]])))
    >>> U
    tensor([[2., 2.],
            [0., 1.]])
)");
const Op kLuSolve = Op("linalg.lu_solve(Tensor LU, Tensor pivots, Tensor B, *, bool left=True, "
                       "bool adjoint=False)", lu_solve)
    .doc(R"(X of ``A X = B``, from the factors of A.

Args:
    LU, pivots (Tensor): what :func:`linalg.lu_factor` returned for A, (*, n, n) and (*, n).
    B (Tensor): (*, n, k); batches broadcast.
    left (bool): False solves ``X A = B``.
    adjoint (bool): A's conjugate transpose in place of A.

Raises:
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> LU, pivots = cr.linalg.lu_factor(cr.tensor([[2., 0.], [0., 4.]]))
    >>> cr.linalg.lu_solve(LU, pivots, cr.ones(2, 1))
    tensor([[0.5000],
            [0.2500]])
)");
const Op kOldLuSolve = Op("lu_solve(Tensor input, Tensor LU_data, Tensor LU_pivots)", old_lu_solve)
    .doc(R"(X of ``A X = input``, from the factors of A; :func:`linalg.lu_solve` with the arguments in another order.

Args:
    input (Tensor): the right-hand sides, (*, n, k).
    LU_data, LU_pivots (Tensor): what :func:`linalg.lu_factor` returned for A.

Raises:
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.lu_solve(cr.ones(2, 1), *cr.linalg.lu_factor(cr.tensor([[2., 0.], [0., 4.]])))
    tensor([[0.5000],
            [0.2500]])
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
