// What singular values answer: pinv, matrix_rank, cond, lstsq.
//
// Derivative of the pseudoinverse P (Golub & Pereyra 1973, eq. 4.12):
//   gA = -P^H g P^H + (I - A P) g^H P P^H + P^H P g^H (I - P A).
#include <cmath>
#include <limits>

#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

using OptOperand = std::optional<Operand>;

Tensor pinv_backward(const Tensor& g, const Tensor& p, const Tensor& a) {
  const Tensor gh = adj(g), ph = adj(p);
  if (rows(a) <= columns(a)) {
    const Tensor k = matmul(gh, p), kp = matmul(k, ph);
    return -adj(matmul(p, k)) + kp - matmul(matmul(a, p), kp) +
           matmul(ph, matmul(p, gh - matmul(k, a)));
  }
  const Tensor k = matmul(p, gh), pk = matmul(ph, k);
  return -adj(matmul(k, p)) + matmul(gh - matmul(a, k), matmul(p, ph)) + pk -
         matmul(matmul(pk, p), a);
}

/// max(atol, rtol * largest), the bound below which a singular value counts as zero; `largest` has
/// a last dimension of size 1.
Tensor bound(const Tensor& a, const Tensor& largest, const OptOperand& atol,
             const OptOperand& rtol) {
  const auto as_column = [&](const Operand& value) {
    if (value.is_tensor()) {
      const Tensor t = value.tensor();
      return Operand(unsqueeze(to(t, real_of(a.dtype())), -1));
    }
    return value;
  };
  const double standard = epsilon(a.dtype()) * static_cast<double>(std::max(rows(a), columns(a)));
  Operand relative(standard);
  if (rtol) {
    relative = as_column(*rtol);
  } else if (atol) {
    if (atol->is_tensor()) {
      const Tensor given = as_column(*atol).tensor();
      relative = Operand(where(gt(given, 0), zeros_like(given), standard));
    } else if (atol->scalar().to_double() > 0) {
      relative = Operand(0.0);
    }
  }
  const Tensor scaled = largest * relative;
  return atol ? maximum(scaled, atol->is_tensor()
                                    ? as_column(*atol)
                                    : Operand(full({}, atol->scalar(), largest.dtype())))
              : scaled;
}

void check_tolerance(const char* op, const char* name, const OptOperand& value) {
  if (value && value->is_tensor())
    check(!is_complex(value->tensor().dtype()), op, ": ", name,
          " tensor of complex type is not supported.");
}

Tensor pinv_general(const Tensor& a, const OptOperand& atol, const OptOperand& rtol,
                    bool hermitian) {
  check(a.dim() >= 2 && !is_integral(a.dtype()) && !is_reduced_float(real_of(a.dtype())),
        "linalg.pinv(", legacy(a.dtype()), "{", a.sizes(),
        "}): expected a tensor with 2 or more dimensions of "
        "float, double, cfloat or cdouble types");
  check_tolerance("torch.linalg.pinv", "atol", atol);
  check_tolerance("torch.linalg.pinv", "rtol", rtol);
  if (hermitian) check_square("linalg.eigh", a);
  Tensor out;
  {
    const NoGrad off;
    if (a.numel() == 0) {
      out = empty(joined(batch_of(a), {columns(a), rows(a)}), a.dtype());
    } else if (hermitian) {
      const auto [values, v] = eigh(a);
      const Tensor size = abs(values);
      const Tensor least = bound(a, amax(size, Dims{-1}, true), atol, rtol);
      const Tensor inverted = where(gt(size, least), reciprocal(values), 0);
      out = matmul(v * unsqueeze(inverted, -2), adj(v));
    } else {
      const Svd f = svd(a);
      const Tensor least = bound(a, narrow(f.s, -1, 0, 1), atol, rtol);
      const Tensor inverted = where(gt(f.s, least), reciprocal(f.s), 0);
      out = matmul(adj(f.vh) * unsqueeze(inverted, -2), adj(f.u));
    }
  }
  record("LinalgPinvBackward0", out, {a}, {a, out}, [](const Backward& b) -> Grads {
    return {pinv_backward(b.grad(), b.saved(1), b.saved(0))};
  });
  return out;
}

Tensor pinv_rcond(const Tensor& a, const Operand& rcond, bool hermitian) {
  return pinv_general(a, Operand(0.0), rcond, hermitian);
}
Tensor pinverse(const Tensor& a, double rcond) { return pinv_rcond(a, Operand(rcond), false); }

}  // namespace

Tensor pinv(const Tensor& a) { return pinv_general(a, std::nullopt, std::nullopt, false); }

namespace {

Tensor matrix_rank(const Tensor& a, const OptOperand& atol, const OptOperand& rtol,
                   bool hermitian) {
  check_matrices("linalg.matrix_rank", a);
  check_dtype("linalg.matrix_rank", a, hermitian);
  check_tolerance("torch.linalg.matrix_rank", "atol", atol);
  check_tolerance("torch.linalg.matrix_rank", "rtol", rtol);
  if (hermitian) check_square("linalg.matrix_rank", a, "A", true);
  const NoGrad off;
  if (a.numel() == 0) return zeros(batch_of(a), DType::int64);
  const Tensor s = hermitian ? abs(eigvalsh(a)) : svdvals(a);
  return sum(gt(s, bound(a, amax(s, Dims{-1}, true), atol, rtol)), Dims{-1});
}
Tensor matrix_rank_tol(const Tensor& a, const Operand& tol, bool hermitian) {
  return matrix_rank(a, tol, Operand(0.0), hermitian);
}

// ---- condition numbers ----

Tensor no_condition(const Tensor& a) { return zeros(batch_of(a), real_of(a.dtype())); }

template <class Norm>
Tensor cond_by_inverse(const Tensor& a, const Norm& norm) {
  check_square("linalg.cond", a);
  Factors f;
  {
    const NoGrad off;
    f = factor(a);
  }
  const Tensor good = eq(f.info, 0);
  Tensor safe = a;
  // A singular matrix has an infinite condition; its place is taken while the others are inverted.
  const bool singular = first_failure(f.info).has_value();
  if (singular)
    safe = where(unsqueeze(unsqueeze(good, -1), -1), a, identity({}, rows(a), rows(a), a.dtype()));
  const Tensor out = norm(a) * norm(inv(safe));
  return singular ? where(good, out, std::numeric_limits<double>::infinity()) : out;
}

Tensor cond_number(const Tensor& a, const std::optional<Scalar>& p) {
  check_matrices("linalg.cond", a);
  check_dtype("linalg.cond", a);
  const double order = p ? p->to_double() : 2;
  const double size = std::fabs(order);
  check(size == 1 || size == 2 || std::isinf(size),
        "linalg.cond got an invalid norm type: ", order);
  if (a.numel() == 0) return no_condition(a);
  if (size == 2) {
    const Tensor s = svdvals(a);
    const Tensor first = select(s, -1, 0), last = select(s, -1, -1);
    return order > 0 ? first / last : last / first;
  }
  return cond_by_inverse(a, [order](const Tensor& x) { return matrix_norm(x, order); });
}
Tensor cond_named(const Tensor& a, const std::string& p) {
  check_matrices("linalg.cond", a);
  check_dtype("linalg.cond", a);
  check(p == "fro" || p == "nuc", "linalg.cond got an invalid norm type: ", p);
  if (a.numel() == 0) return no_condition(a);
  return cond_by_inverse(a, [&p](const Tensor& x) { return matrix_norm(x, p); });
}

// ---- least squares ----

using LeastSquaresResult = std::tuple<Tensor, Tensor, Tensor, Tensor>;

lapack::LeastSquares driver_named(const std::optional<std::string>& name) {
  const std::string driver = name.value_or("gelsy");
  if (driver == "gels") return lapack::LeastSquares::kGels;
  if (driver == "gelsy") return lapack::LeastSquares::kGelsy;
  if (driver == "gelsd") return lapack::LeastSquares::kGelsd;
  check(driver == "gelss",
        "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss), got ",
        driver);
  return lapack::LeastSquares::kGelss;
}

LeastSquaresResult lstsq(const Tensor& a, const Tensor& b, const std::optional<double>& rcond,
                         const std::optional<std::string>& driver_name) {
  check(a.dim() >= 2, "torch.linalg.lstsq: input must have at least 2 dimensions.");
  check(b.dim() >= 1, "torch.linalg.lstsq: other must have at least 1 dimension.");
  check(
      a.dtype() == b.dtype(),
      "torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's dtype "
      "",
      full_name(a.dtype()), " and other's dtype ", full_name(b.dtype()));
  const int64_t surplus = a.dim() - b.dim();
  check(
      surplus >= 0 && surplus <= 1,
      "torch.linalg.lstsq: input.dim() must be greater or equal to other.dim() and (input.dim() - "
      "other.dim()) <= 1");
  check_dtype("torch.linalg.lstsq", a);
  const bool vectors = surplus == 1;
  const Tensor sides = vectors ? unsqueeze(b, -1) : b;
  check(rows(a) == rows(sides),
        vectors ? "torch.linalg.lstsq: input.size(-2) should match "
                  "other.size(-1)"
                : "torch.linalg.lstsq: input.size(-2) should match "
                  "other.size(-2)",
        ", but the shapes are ", a.sizes(), " and ", b.sizes());
  const auto driver = driver_named(driver_name);
  const Dims batch = broadcast_shapes(batch_of(a), batch_of(sides));
  const int64_t m = rows(a), n = columns(a), k = columns(sides), high = std::max(m, n),
                low = std::min(m, n), count = chainrule::count(batch);
  const bool has_rank = driver != lapack::LeastSquares::kGels;
  const bool has_values =
      driver == lapack::LeastSquares::kGelsd || driver == lapack::LeastSquares::kGelss;
  const DType real_dtype = real_of(a.dtype());
  const double least = rcond.value_or(epsilon(a.dtype()) * static_cast<double>(high));
  Tensor solution, residuals = empty(Dims{0}, real_dtype);
  Tensor rank = has_rank ? zeros(batch, DType::int64) : empty(Dims{0}, DType::int64);
  const Tensor values =
      has_values ? zeros(joined(batch, {low}), real_dtype) : empty(Dims{0}, real_dtype);
  {
    const NoGrad off;
    const Tensor matrices = column_copy(expand_batch(a, batch));
    const Tensor work = empty_columns(batch, high, k, a.dtype());
    if (high > m || low == 0) fill_into(work, 0);
    if (m > 0) copy_into(narrow(work, -2, 0, m), expand_batch(sides, batch));
    bool full_rank = true;
    if (low > 0) {
      const Tensor info = empty(batch, DType::int32);
      visit_lapack(a.dtype(), [&]<class T>(T) {
        using R = lapack::Real<T>;
        for_matrices(count, 4 * cube(high, low, low + k), [&](int64_t begin, int64_t end) {
          lapack::Workspace<T> space;
          for (int64_t i = begin; i < end; ++i) {
            int found = 0;
            info.data<int>()[i] = lapack::least_squares<T>(
                driver, m, n, k, matrices.data<T>() + i * m * n, m, work.data<T>() + i * high * k,
                high, static_cast<R>(least), has_values ? values.data<R>() + i * low : nullptr,
                &found, space);
            if (has_rank) rank.data<int64_t>()[i] = found;
          }
        });
      });
      if (const auto bad = first_failure(info)) {
        fail<LinAlgError>("torch.linalg.lstsq: ", batch_text(info, bad->first),
                          driver == lapack::LeastSquares::kGels
                              ? "The least squares solution could not be computed because the "
                                "input matrix does not have full rank (error code: "
                              : "The algorithm failed to converge (error code: ",
                          bad->second, "). The drivers gelsy and gelsd take any matrix.");
      }
    }
    for (int64_t i = 0; has_rank && i < count; ++i) full_rank &= rank.data<int64_t>()[i] == n;
    // As LAPACK wants it, the solution stands above what the residuals are the squares of.
    Dims sizes = joined(batch, {n, k});
    solution = high == n ? work : alias(work, sizes, work.strides(), work.offset());
    if (m > n && driver != lapack::LeastSquares::kGelsy && full_rank) {
      const Tensor rest = abs(narrow(work, -2, n, m - n));
      residuals = sum(rest * rest, Dims{-2});
    }
  }
  if (vectors)
    solution = alias(solution, joined(batch, {n}),
                     DimSpan(solution.strides().data(), batch.size() + 1), solution.offset());
  record_partial(
      "LinalgLstsqBackward0", {solution, residuals}, {a, b}, {a, b, solution},
      [vectors, has_residuals = residuals.numel() > 0 || m > n](const Backward& back) -> Grads {
        const auto column = [vectors](const Tensor& t) {
          return vectors && t.defined() ? unsqueeze(t, -1) : t;
        };
        const Tensor in = back.saved(0), right = column(back.saved(1)), x = column(back.saved(2));
        Tensor ga, gb;
        if (back.grad(0).defined()) {
          const Tensor gx = column(back.grad(0)), p = pinv(in);
          gb = matmul(adj(p), gx);
          if (back.needs(0)) ga = pinv_backward(matmul(gx, adj(right)), p, in);
        }
        if (back.grad(1).defined() && has_residuals && back.grad(1).numel() > 0) {
          // |A X - B|^2: X itself is where that does not change.
          const Tensor g = 2 * (matmul(in, x) - right) * unsqueeze(back.grad(1), -2);
          ga = plus(ga, matmul(g, adj(x)));
          gb = plus(gb, -g);
        }
        return {ga, vectors && gb.defined() ? squeeze(gb, -1) : gb};
      });
  return {solution, residuals, rank, values};
}

// clang-format off
constexpr auto kPinvDoc = R"(The pseudoinverse (Moore and Penrose) of matrices: singular values up to ``max(atol, rtol * largest)`` count as zero, the
others are inverted.

Args:
    A (Tensor): (*, m, n), floating point or complex.
    atol (float or Tensor, optional): 0 by default.
    rtol (float or Tensor, optional): ``max(m, n)`` times the dtype's epsilon by default, 0 if ``atol`` is positive.
    hermitian (bool): takes A for Hermitian, and eigenvalues in place of singular ones.

Returns:
    A tensor (*, n, m).

Raises:
    LinAlgError: values that are not finite, or no convergence.
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.pinv(cr.diag(cr.tensor([2., 0.])))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.0000]])
)";
const Op kPinv = Op("linalg.pinv(Tensor A, *, ScalarOrTensor? atol=None, ScalarOrTensor? rtol=None, "
                    "bool hermitian=False)", pinv_general).doc(kPinvDoc);
const Op kPinvRcond = Op("linalg.pinv(Tensor A, ScalarOrTensor rcond, bool hermitian=False)", pinv_rcond);
const Op kPinverse = Op("pinverse(Tensor input, float rcond=1e-15)", pinverse).no_out()
    .doc(R"(The pseudoinverse of matrices: :func:`linalg.pinv` is its successor.

Args:
    input (Tensor): (*, m, n), floating point or complex.
    rcond (float): singular values up to ``rcond`` times the largest count as zero.

Raises:
    LinAlgError: values that are not finite, or no convergence.
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.pinverse(cr.diag(cr.tensor([2., 0.])))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.0000]])
)");
const Op kMatrixRank = Op("linalg.matrix_rank(Tensor A, *, ScalarOrTensor? atol=None, ScalarOrTensor? rtol=None, "
                          "bool hermitian=False)", matrix_rank)
    .doc(R"(How many singular values exceed ``max(atol, rtol * largest)``.

Args:
    A (Tensor): (*, m, n), floating point or complex.
    atol (float or Tensor, optional): 0 by default.
    rtol (float or Tensor, optional): ``max(m, n)`` times the dtype's epsilon by default, 0 if ``atol`` is positive.
    hermitian (bool): takes A for Hermitian, and eigenvalues in place of singular ones.

Returns:
    int64, of shape (*).

Raises:
    LinAlgError: values that are not finite, or no convergence.
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.matrix_rank(cr.diag(cr.tensor([2., 0.])))
    tensor(1)
)");
const Op kMatrixRankTol = Op("linalg.matrix_rank(Tensor A, ScalarOrTensor tol, bool hermitian=False)",
                             matrix_rank_tol);
constexpr auto kCondDoc = R"(The condition number of matrices: ``norm(A, p) * norm(inv(A), p)``, infinite for singular ones; for 2 (and -2) the ratio of
the largest (smallest) singular value to the smallest (largest).

Args:
    A (Tensor): (*, m, n), and square unless ``p`` is None, 2 or -2.
    p (number or str, optional): 1, -1, 2, -2, inf, -inf, 'fro' or 'nuc'; None is 2.

Returns:
    A real tensor of shape (*).

Raises:
    RuntimeError: another ``p``, integers, or shapes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.cond(cr.diag(cr.tensor([4., 2.])))
    tensor(2.)
)";
const Op kCond = Op("linalg.cond(Tensor A, Scalar? p=None)", cond_number).doc(kCondDoc);
const Op kCondNamed = Op("linalg.cond(Tensor A, str p)", cond_named);
const Op kLstsq = Op("linalg.lstsq(Tensor A, Tensor B, float? rcond=None, *, str? driver=None)"
                     " -> (Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values)", lstsq)
    .doc(R"(X that makes ``|A X - B|`` least, and of all such X the shortest. Its cotangents are those of ``pinv(A) @ B``.

Args:
    A (Tensor): (*, m, n), floating point or complex.
    B (Tensor): (*, m, k), or (*, m) for vectors.
    rcond (float, optional): what is smaller than ``rcond`` times the largest counts as zero; ``max(m, n)`` times the dtype's
        epsilon by default.
    driver (str, optional): 'gelsy' (QR with pivots, the default), 'gelsd' (singular values, divide and conquer), 'gelss'
        (singular values), or 'gels' (QR, for matrices of full rank).

Returns:
    solution (*, n, k); residuals, the squares of the columns' errors, where m > n, every rank is n and the driver is not
    gelsy (else empty); rank (not with gels); singular_values (with gelsd and gelss).

Raises:
    LinAlgError: no convergence, or with gels a matrix without full rank.
    RuntimeError: an unknown driver, or shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.lstsq(cr.tensor([[1.], [1.]]), cr.tensor([[1.], [3.]])).solution
    tensor([[2.0000]])
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
