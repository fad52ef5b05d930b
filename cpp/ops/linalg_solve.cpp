// Linear systems: solve, inv, triangular ones, and those of tensors read as matrices.
//
// Derivatives (Giles 2008, 2.2 and 2.3): for X = A^-1 B the cotangent of B is A^-H gX, that of A is
// -gB X^H. The first order reuses the factors; when the sweep is recorded the system is solved anew
// in terms of A.
#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

struct Solved {
  Tensor x;
  Factors factors;
};

/// X of A X = B or X A = B for matrices B, with history.
Solved solve_recorded(const Tensor& a, const Tensor& b, bool left) {
  Solved out;
  {
    const NoGrad off;
    out.factors = factor(a);
    out.x = solve_factored(out.factors.lu, out.factors.pivots, b, left, false);
  }
  record("LinalgSolveExBackward0", out.x, {a, b},
         {a, out.factors.lu, out.factors.pivots, a.requires_grad() ? out.x : Tensor()},
         [left](const Backward& g) -> Grads {
           const Tensor gb = grad_enabled()
                                 ? solve(adj(g.saved(0)), g.grad(), left)
                                 : solve_factored(g.saved(1), g.saved(2), g.grad(), left, true);
           if (!g.needs(0)) return {Tensor(), gb};
           const Tensor x = g.saved(3);
           return {left ? -matmul(gb, adj(x)) : -matmul(adj(x), gb), gb};
         });
  return out;
}

void check_regular(const char* op, const Tensor& info) {
  if (const auto bad = first_failure(info)) {
    fail<LinAlgError>(op, ": ", batch_text(info, bad->first),
                      "The solver failed because the input matrix is singular: U[", bad->second,
                      ",", bad->second,
                      "] of its LU factors is zero. linalg.lstsq or linalg.pinv answer for "
                      "singular matrices too");
  }
}

/// Is B a vector, or a batch of vectors one for each matrix?
bool means_vectors(const Tensor& a, const Tensor& b) {
  return b.dim() == 1 || (a.dim() - 1 == b.dim() && b.sizes() == batch_of(a, 1));
}

void check_system(const char* op, const Tensor& a, const Tensor& b, bool left) {
  check((left ? rows(a) == rows(b) : columns(a) == columns(b)), op,
        ": Incompatible shapes of A and B for the equation ", left ? "AX = B" : "XA = B", " (",
        rows(a), "x", columns(a), " and ", rows(b), "x", columns(b), ")");
}

std::tuple<Tensor, Tensor> solve_system(const Tensor& a, const Tensor& b, bool left) {
  check_square("linalg.solve", a);
  check_same_dtype("linalg.solve", a, b);
  check(b.dim() > 0, "linalg.solve: B must have at least one dimension");
  const bool vectors = means_vectors(a, b);
  check(left || !vectors,
        "linalg.solve: Vector broadcasting of the left hand side is not supported for left=False. "
        "In this case linalg.solve is equivalent to B / A.squeeze(-1)");
  const Tensor sides = vectors ? unsqueeze(b, -1) : b;
  check_system("linalg.solve", a, sides, left);
  const Solved out = solve_recorded(a, sides, left);
  return {vectors ? squeeze(out.x, -1) : out.x, out.factors.info};
}

std::tuple<Tensor, Tensor> solve_ex(const Tensor& a, const Tensor& b, bool left,
                                    bool check_errors) {
  auto out = solve_system(a, b, left);
  if (check_errors) check_regular("torch.linalg.solve_ex", std::get<1>(out));
  return out;
}
Tensor solve_op(const Tensor& a, const Tensor& b, bool left) {
  const auto [x, info] = solve_system(a, b, left);
  check_regular("torch.linalg.solve", info);
  return x;
}

}  // namespace

Tensor solve(const Tensor& a, const Tensor& b, bool left) {
  const Solved out = solve_recorded(a, b, left);
  check_regular("torch.linalg.solve", out.factors.info);
  return out.x;
}

namespace {

std::tuple<Tensor, Tensor> inverse_recorded(const char* op, const Tensor& a) {
  check_square(op, a);
  Tensor out;
  Factors f;
  {
    const NoGrad off;
    f = factor(a);
    out = solve_factored(f.lu, f.pivots, identity(batch_of(a), rows(a), rows(a), a.dtype()), true,
                         false);
  }
  record("LinalgInvExBackward0", out, {a}, {out}, [](const Backward& g) -> Grads {
    const Tensor h = adj(g.saved(0));
    return {-matmul(h, matmul(g.grad(), h))};
  });
  return {out, f.info};
}

void check_invertible(const char* op, const Tensor& info) {
  if (const auto bad = first_failure(info)) {
    fail<LinAlgError>(op, ": ", batch_text(info, bad->first), "The diagonal element ", bad->second,
                      " is zero, the inversion could not be completed because the input matrix is "
                      "singular. linalg.pinv answers for singular matrices too");
  }
}

std::tuple<Tensor, Tensor> inv_ex(const Tensor& a, bool check_errors) {
  auto out = inverse_recorded("linalg.inv_ex", a);
  if (check_errors) check_invertible("linalg.inv_ex", std::get<1>(out));
  return out;
}

}  // namespace

Tensor inv(const Tensor& a) {
  const auto [out, info] = inverse_recorded("linalg.inv", a);
  check_invertible("linalg.inv", info);
  return out;
}

// ---- triangular systems ----

namespace {

/// No history. Reads A where it lies if it can.
Tensor solve_triangular_raw(const Tensor& a, const Tensor& b, bool upper, bool left, bool unit) {
  const NoGrad off;
  const Dims batch = broadcast_shapes(batch_of(a), batch_of(b));
  const int64_t n = rows(a), m = rows(b), sides = columns(b), count = chainrule::count(batch);
  const bool shared = chainrule::count(batch_of(a)) == 1 && count > 1;
  const Tensor grown = !shared && batch_of(a) != batch ? expand_batch(a, batch) : a;
  // A row-major triangle is the other one of the transposed matrix.
  const bool turned = grown.is_contiguous();
  const Tensor triangle = turned ? grown : as_columns(grown);
  const Tensor out = column_copy(batch_of(b) == batch ? b : expand_batch(b, batch));
  if (out.numel() == 0) return out;
  const auto which = upper != turned ? lapack::Triangle::kUpper : lapack::Triangle::kLower;
  const auto form = turned ? lapack::Form::kTransposed : lapack::Form::kPlain;
  const auto side = left ? lapack::Side::kLeft : lapack::Side::kRight;
  visit_lapack(out.dtype(), [&]<class T>(T) {
    const T* from = triangle.data<T>();
    T* x = out.data<T>();
    for_matrices(count, cube(m, sides, n), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        lapack::trsm<T>(side, which, form, unit, m, sides, T(1), from + (shared ? 0 : i) * n * n, n,
                        x + i * m * sides, m);
    });
  });
  return out;
}

Tensor triangle_of(const Tensor& g, bool upper, bool unit) {
  return upper ? triu(g, unit ? 1 : 0) : tril(g, unit ? -1 : 0);
}

}  // namespace

Tensor solve_triangular(const Tensor& a, const Tensor& b, bool upper, bool left, bool unit) {
  const Tensor out = solve_triangular_raw(a, b, upper, left, unit);
  record("LinalgSolveTriangularBackward0", out, {a, b}, {a, a.requires_grad() ? out : Tensor()},
         [upper, left, unit](const Backward& g) -> Grads {
           const Tensor gb = solve_triangular(adj(g.saved(0)), g.grad(), !upper, left, unit);
           if (!g.needs(0)) return {Tensor(), gb};
           const Tensor x = g.saved(1);
           const Tensor ga = left ? -matmul(gb, adj(x)) : -matmul(adj(x), gb);
           return {triangle_of(ga, upper, unit), gb};
         });
  return out;
}

namespace {

Tensor solve_triangular_op(const Tensor& a, const Tensor& b, bool upper, bool left,
                           bool unitriangular) {
  check_square("linalg.solve_triangular", a, "A", true);
  check_matrices("linalg.solve_triangular", b, "B");
  check_same_dtype("linalg.solve_triangular", a, b);
  check_system("linalg.solve_triangular", a, b, left);
  return solve_triangular(a, b, upper, left, unitriangular);
}

/// The old function: A second, plain transposes, and a copy of A as the second result.
std::tuple<Tensor, Tensor> triangular_solve(const Tensor& b, const Tensor& a, bool upper,
                                            bool transposed, bool unit) {
  warn(
      "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangular and will be "
      "removed in a future PyTorch release.\ntorch.linalg.solve_triangular has its arguments "
      "reversed and does not return a copy of one of the inputs.\n"
      "X = torch.triangular_solve(B, A).solution\nshould be replaced with\n"
      "X = torch.linalg.solve_triangular(A, B).");
  check(b.dim() >= 2,
        "torch.triangular_solve: Expected b to have at least 2 dimensions, but it has ", b.dim(),
        " dimensions instead");
  check(a.dim() >= 2,
        "torch.triangular_solve: Expected A to have at least 2 dimensions, but it has ", a.dim(),
        " dimensions instead");
  check_square("triangular_solve", a, "A", true);
  check_same_dtype("triangular_solve", b, a, "b", "A");
  check(rows(a) == rows(b), "Incompatible matrix sizes for triangular_solve: each A matrix is ",
        rows(a), " by ", columns(a), " but each b matrix is ", rows(b), " by ", columns(b));
  const auto factor_of = [transposed](const Tensor& t) { return transposed ? turned(t) : t; };
  Tensor x, copy;
  {
    const NoGrad off;
    x = solve_triangular_raw(factor_of(a), b, upper != transposed, true, unit);
    copy = column_copy(expand_batch(a, broadcast_shapes(batch_of(a), batch_of(b))));
  }
  record_partial(
      "TriangularSolveBackward0", {x, copy}, {b, a}, {a, x}, [=](const Backward& g) -> Grads {
        Tensor gb, ga;
        if (g.grad(0).defined()) {
          gb = solve_triangular(adj(factor_of(g.saved(0))), g.grad(0), upper == transposed, true,
                                unit);
          ga = factor_of(triangle_of(-matmul(gb, adj(g.saved(1))), upper != transposed, unit));
        }
        return {gb, plus(ga, g.grad(1))};
      });
  return {x, copy};
}

// ---- tensors as matrices ----

Tensor tensorinv(const Tensor& a, int64_t ind) {
  check(ind > 0, "Expected a strictly positive integer for 'ind', but got ", ind);
  const auto at = std::min<int64_t>(ind, a.dim());
  const Dims front(a.sizes().begin(), a.sizes().begin() + at);
  const Dims back(a.sizes().begin() + at, a.sizes().end());
  const int64_t down = count(front), across = count(back);
  check(
      down == across,
      "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), "
      "but got ",
      across, " != ", down);
  Dims shape(back);
  for (const int64_t size : front) shape.push_back(size);
  return reshape(inv(reshape(a, Dims{down, across})), shape);
}

Tensor tensorsolve(const Tensor& a, const Tensor& b, const std::optional<Dims>& dims) {
  Tensor moved = a;
  if (dims) {
    Dims last;
    for (size_t i = 0; i < dims->size(); ++i)
      last.push_back(static_cast<int64_t>(i) - static_cast<int64_t>(dims->size()));
    moved = movedim(a, *dims, last);
  }
  const int64_t at = std::min(b.dim(), moved.dim());
  const Dims back(moved.sizes().begin() + at, moved.sizes().end());
  const int64_t down = count(DimSpan(moved.sizes().data(), static_cast<size_t>(at)));
  const int64_t across = count(back);
  check(across == down,
        "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == "
        "prod(self.shape[:other.ndim]), but got ",
        across, " != ", down);
  check(b.numel() == down, "Expected other to have as many elements as the first ", b.dim(),
        " dimensions of self, ", down, ", but got ", b.numel());
  check_same_dtype("linalg.tensorsolve", a, b);
  return reshape(solve_op(reshape(moved, Dims{down, across}), reshape(b, Dims{-1}), true), back);
}

// clang-format off
const Op kSolve = Op("linalg.solve(Tensor A, Tensor B, *, bool left=True)", solve_op)
    .doc(R"(X of ``A X = B``, by LU factorisation. Its cotangents: ``gB = A^-H gX`` and ``gA = -gB X^H``.

Args:
    A (Tensor): (*, n, n), floating point or complex.
    B (Tensor): (*, n, k), or vectors (n) or (*, n); batches broadcast.
    left (bool): False solves ``X A = B``.

Raises:
    LinAlgError: A is singular.
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.solve(cr.tensor([[2., 0.], [0., 4.]]), cr.tensor([1., 1.]))
    tensor([0.5000, 0.2500])
)");
const Op kSolveEx = Op("linalg.solve_ex(Tensor A, Tensor B, *, bool left=True, bool check_errors=False)"
                       " -> (Tensor result, Tensor info)", solve_ex)
    .doc(R"(As :func:`linalg.solve`, with the place of the first zero on the diagonal of A's factor U as ``info`` (0 for none) instead of
an error.

Args:
    A, B (Tensor), left (bool): as there.
    check_errors (bool): raise nonetheless.

Raises:
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.solve_ex(cr.zeros(2, 2), cr.ones(2)).info
    tensor(1, dtype=torch.int32)
)");
const Op kInv = Op("linalg.inv(Tensor A)", inv)
    .doc(R"(The inverse of square matrices. Its cotangent: ``gA = -A^-H g A^-H``. ``linalg.solve(A, B)`` is faster and
more exact than ``linalg.inv(A) @ B``.

Args:
    A (Tensor): (*, n, n), floating point or complex.

Raises:
    LinAlgError: a matrix is singular.
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.inv(cr.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
)");
const Op kInverse = Op("inverse(Tensor input)", inv)
    .doc(R"(The inverse of square matrices: :func:`linalg.inv`.

Args:
    input (Tensor): (*, n, n), floating point or complex.

Raises:
    LinAlgError: a matrix is singular.
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.inverse(cr.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
)");
const Op kInvEx = Op("linalg.inv_ex(Tensor A, *, bool check_errors=False) -> (Tensor inverse, Tensor info)",
                     inv_ex)
    .doc(R"(As :func:`linalg.inv`, with the place of the first zero on the diagonal of A's factor U as ``info`` (0 for none) instead of an
error.

Args:
    A (Tensor): (*, n, n), floating point or complex.
    check_errors (bool): raise nonetheless.

Raises:
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.inv_ex(cr.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
)");
const Op kSolveTriangular = Op("linalg.solve_triangular(Tensor A, Tensor B, *, bool upper, bool left=True, "
                               "bool unitriangular=False)", solve_triangular_op)
    .doc(R"(X of ``A X = B`` for triangular A; the other triangle is not read. A zero on the diagonal gives infinities, no error.

Args:
    A (Tensor): (*, n, n), floating point or complex.
    B (Tensor): (*, n, k); batches broadcast.
    upper (bool): which triangle.
    left (bool): False solves ``X A = B``.
    unitriangular (bool): takes the diagonal for ones, without reading it.

Raises:
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.solve_triangular(cr.tensor([[2., 1.], [0., 4.]]), cr.tensor([[2.], [4.]]), upper=True)
    tensor([[0.5000],
            [1.0000]])
)");
const Op kTriangularSolve = Op("triangular_solve(Tensor input, Tensor A, bool upper=True, bool transpose=False, "
                               "bool unitriangular=False) -> (Tensor solution, Tensor cloned_coefficient)",
                               triangular_solve)
    .doc(R"(X of ``A X = input`` for triangular A, and a copy of A; :func:`linalg.solve_triangular` is its successor.

Args:
    input (Tensor): (*, n, k).
    A (Tensor): (*, n, n), of the same dtype.
    upper (bool): which triangle is read.
    transpose (bool): solves with A transposed.
    unitriangular (bool): takes the diagonal for ones.

Raises:
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.triangular_solve(cr.tensor([[2.], [4.]]), cr.tensor([[2., 1.], [0., 4.]])).solution
    tensor([[0.5000],
            [1.0000]])
)");
const Op kTensorinv = Op("linalg.tensorinv(Tensor A, int ind=2)", tensorinv)
    .doc(R"(The inverse for :func:`tensordot`: ``tensordot(tensorinv(A, ind), A, ind)`` is the identity.

Args:
    A (Tensor): read as a matrix whose rows are the first ``ind`` dimensions, and that must be square.
    ind (int): positive.

Returns:
    A tensor of shape ``A.shape[ind:] + A.shape[:ind]``.

Raises:
    LinAlgError: the matrix is singular.
    RuntimeError: it is not square.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.tensorinv(cr.eye(4).reshape(2, 2, 4)).shape
    torch.Size([4, 2, 2])
)");
const Op kTensorsolve = Op("linalg.tensorsolve(Tensor A, Tensor B, int[]? dims=None)", tensorsolve)
    .doc(R"(X of ``tensordot(A, X, X.ndim) = B``.

Args:
    A (Tensor): read as a square matrix whose rows are the first ``B.ndim`` dimensions.
    B (Tensor): the right-hand side.
    dims (tuple of ints, optional): dimensions of A to be moved to the end first.

Returns:
    A tensor of shape ``A.shape[B.ndim:]``.

Raises:
    LinAlgError: the matrix is singular.
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.tensorsolve(2 * cr.eye(4).reshape(2, 2, 4), cr.ones(2, 2))
    tensor([0.5000, 0.5000, 0.5000, 0.5000])
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
