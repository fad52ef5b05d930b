// Functions of a matrix and chains of products: matrix_power, matrix_exp, multi_dot, chain_matmul.
//
// matrix_exp: scaling and squaring with diagonal Pade approximants (Higham 2005, algorithm 2.3).
// Its derivative in direction G is the upper right block of exp([[A, G], [0, A]]) (Mathias 1996,
// theorem 2.1), and the cotangent the derivative of exp at A^H in direction g.
#include <cmath>
#include <vector>

#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

// ---- powers ----

Tensor matrix_power(const Tensor& a, int64_t n) {
  check_matrices("linalg.matrix_power", a);
  check(rows(a) == columns(a),
        "linalg.matrix_power: A must be batches of square matrices, but they "
        "are ",
        rows(a), " by ", columns(a), " matrices");
  if (n == 0) {
    // A copy that belongs to A's history, as in PyTorch; nothing flows through it.
    Tensor out = identity(batch_of(a), rows(a), rows(a), a.dtype());
    record("CopyBackwards", out, {a}, {},
           [](const Backward& b) -> Grads { return {zeros_like(b.grad())}; });
    return out;
  }
  if (n == 1) return clone(a);
  Tensor base = n < 0 ? inv(a) : a;
  uint64_t rest = n < 0 ? -static_cast<uint64_t>(n) : static_cast<uint64_t>(n);
  if (rest == 3) return matmul(matmul(base, base), base);
  Tensor out;
  for (; rest > 0; rest >>= 1) {
    if (rest & 1) out = out.defined() ? matmul(out, base) : base;
    if (rest > 1) base = matmul(base, base);
  }
  return out;
}

// ---- exponential ----

struct Pade {
  double bound;                      // of the 1-norm, up to which the approximant is exact enough
  std::vector<double> coefficients;  // b_0 ... b_m
};

/// Higham 2005, table 2.3 and (2.3); the bounds for float as in Higham & Al-Mohy 2010, section 5.
const std::vector<Pade>& approximants(bool wide) {
  static const std::vector<Pade> narrow_list = {
      {4.258730016922831e-1, {120, 60, 12, 1}},
      {1.880152677804762, {30240, 15120, 3360, 420, 30, 1}},
      {3.925724783138660, {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1}}};
  static const std::vector<Pade> wide_list = {
      {1.495585217958292e-2, {120, 60, 12, 1}},
      {2.539398330063230e-1, {30240, 15120, 3360, 420, 30, 1}},
      {9.504178996162932e-1, {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1}},
      {2.097847961257068,
       {17643225600., 8821612800., 2075673600., 302702400., 30270240., 2162160., 110880., 3960.,
        90., 1.}},
      {5.371920351148152,
       {64764752532480000., 32382376266240000., 7771770303897600., 1187353796428800.,
        129060195264000., 10559470521600., 670442572800., 33522128640., 1323241920., 40840800.,
        960960., 16380., 182., 1.}}};
  return wide ? wide_list : narrow_list;
}

/// exp of matrices whose norms are within the approximant's bound.
Tensor pade(const Tensor& a, const std::vector<double>& b) {
  const Tensor one = identity({}, rows(a), rows(a), a.dtype());
  const Tensor square = matmul(a, a);
  // p(A) = V + U, q(A) = V - U: V has the even powers, U the odd ones.
  Tensor odd = one * b[1], even = one * b[0], power = square;
  for (size_t i = 2; i < b.size(); i += 2) {
    even = even + power * b[i];
    if (i + 1 < b.size()) odd = odd + power * b[i + 1];
    if (i + 2 < b.size()) power = matmul(power, square);
  }
  const Tensor u = matmul(a, odd);
  const Factors f = factor(even - u);
  return solve_factored(f.lu, f.pivots, even + u, true, false);
}

/// No history.
Tensor exp_raw(const Tensor& a) {
  const NoGrad off;
  if (a.numel() == 0) return empty_like(a);
  if (rows(a) == 1) return exp(a);
  const bool wide = real_of(a.dtype()) == DType::float64;
  const Tensor norms = contiguous(to(amax(sum(abs(a), Dims{-2}), Dims{-1}), DType::float64));
  const double* norm = norms.data<double>();
  const int64_t count = norms.numel();
  double largest = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (std::isfinite(norm[i])) largest = std::max(largest, norm[i]);
  }
  const auto& list = approximants(wide);
  for (const Pade& p : list) {
    if (largest <= p.bound) return pade(a, p.coefficients);
  }
  // Each matrix is halved as often as it needs, and its exponential squared as often.
  const Tensor times = empty(norms.sizes(), DType::int64);
  const Tensor scale = empty(norms.sizes(), DType::float64);
  int64_t most = 0;
  bool alike = true;
  for (int64_t i = 0; i < count; ++i) {
    int exponent = 0;
    if (std::isfinite(norm[i])) {
      const double rest = std::frexp(norm[i] / list.back().bound, &exponent);
      if (rest == 0.5) --exponent;
    }
    const int64_t halvings = std::max(exponent, 0);
    times.data<int64_t>()[i] = halvings;
    scale.data<double>()[i] = std::ldexp(1.0, static_cast<int>(-halvings));
    most = std::max(most, halvings);
    alike &= halvings == times.data<int64_t>()[0];
  }
  const Tensor factor_of = unsqueeze(unsqueeze(to(scale, real_of(a.dtype())), -1), -1);
  Tensor out = pade(a * factor_of, list.back().coefficients);
  for (int64_t step = 1; step <= most; ++step) {
    const Tensor squared = matmul(out, out);
    out = alike ? squared : where(unsqueeze(unsqueeze(ge(times, step), -1), -1), squared, out);
  }
  return contiguous(out);
}

Tensor matrix_exp(const Tensor& a) {
  check_matrices("linalg.matrix_exp", a);
  check(!is_integral(a.dtype()),
        "linalg.matrix_exp: Expected a floating point or complex tensor as input. Got ",
        full_name(a.dtype()), "; convert it first, as in x.float()");
  check(rows(a) == columns(a),
        "linalg.matrix_exp: A must be batches of square matrices, but they "
        "are ",
        rows(a), " by ", columns(a), " matrices");
  if (is_reduced_float(a.dtype())) return to(matrix_exp(to(a, DType::float32)), a.dtype());
  const Tensor out = exp_raw(a);
  record("LinalgMatrixExpBackward0", out, {a}, {a}, [](const Backward& b) -> Grads {
    const Tensor h = adj(b.saved(0));
    const int64_t n = rows(h);
    const Tensor above = cat({h, b.grad()}, -1), below = cat({zeros_like(h), h}, -1);
    return {narrow(narrow(matrix_exp(cat({above, below}, -2)), -2, 0, n), -1, n, n)};
  });
  return out;
}

// ---- chains ----

/// The order that costs the fewest multiplications (Cormen et al., 15.2).
class Chain {
 public:
  explicit Chain(const TensorList& matrices) : matrices_(matrices) {
    const size_t n = matrices.size();
    std::vector<double> sizes;
    for (const Tensor& m : matrices) sizes.push_back(static_cast<double>(rows(m)));
    sizes.push_back(static_cast<double>(columns(matrices.back())));
    std::vector<std::vector<double>> cost(n, std::vector<double>(n, 0));
    cut_.assign(n, std::vector<size_t>(n, 0));
    for (size_t length = 1; length < n; ++length) {
      for (size_t i = 0; i + length < n; ++i) {
        const size_t j = i + length;
        cost[i][j] = HUGE_VAL;
        for (size_t k = i; k < j; ++k) {
          const double c = cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1];
          if (c < cost[i][j]) {
            cost[i][j] = c;
            cut_[i][j] = k;
          }
        }
      }
    }
  }
  Tensor product(size_t i, size_t j) const {
    if (i == j) return matrices_[i];
    return mm(product(i, cut_[i][j]), product(cut_[i][j] + 1, j));
  }

 private:
  const TensorList& matrices_;
  std::vector<std::vector<size_t>> cut_;
};

Tensor multi_dot(const TensorList& tensors) {
  const size_t n = tensors.size();
  check(n >= 2, "multi_dot(): expected at least 2 tensors but got ", n);
  TensorList matrices(tensors);
  const bool row = tensors[0].dim() == 1, column = tensors[n - 1].dim() == 1;
  check(row || tensors[0].dim() == 2, "multi_dot(): the first tensor must be 1D or 2D but got ",
        tensors[0].dim(), "D");
  check(column || tensors[n - 1].dim() == 2,
        "multi_dot(): the last tensor must be 1D or 2D but got ", tensors[n - 1].dim(), "D");
  if (row) matrices[0] = unsqueeze(tensors[0], 0);
  if (column) matrices[n - 1] = unsqueeze(tensors[n - 1], 1);
  for (size_t i = 0; i < n; ++i) {
    check(matrices[i].dim() == 2, "multi_dot(): tensor ", i, " must be 2D but got ",
          matrices[i].dim(), "D");
    check(matrices[i].dtype() == matrices[0].dtype(),
          "multi_dot(): all tensors must have be the "
          "same dtype but tensor 0 is ",
          full_name(matrices[0].dtype()), " and tensor ", i, " ", full_name(matrices[i].dtype()));
    if (i > 0)
      check(columns(matrices[i - 1]) == rows(matrices[i]), "multi_dot(): tensors ", i - 1, " and ",
            i, " with shapes ", tensors[i - 1].sizes(), " and ", tensors[i].sizes(),
            " cannot be multiplied");
  }
  const Tensor out = Chain(matrices).product(0, n - 1);
  Dims sizes;
  if (!row) sizes.push_back(rows(out));
  if (!column) sizes.push_back(columns(out));
  return row || column ? view(out, sizes) : out;
}

Tensor chain_matmul(const TensorList& matrices) {
  warn(
      "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use "
      "torch.linalg.multi_dot instead, which accepts a list of two or more tensors rather than "
      "multiple parameters.");
  check(!matrices.empty(), "chain_matmul(): Expected one or more matrices");
  for (const Tensor& m : matrices)
    check(m.dim() == 2, "Tensor dimension is ", m.dim(), ", expected 2 instead.");
  if (matrices.size() == 1) return matrices[0];
  return multi_dot(matrices);
}

// clang-format off
constexpr auto kPowerDoc = R"(The n-th power of square matrices, by repeated squaring; negative powers are those of the inverse.

Args:
    A (Tensor): (*, m, m).
    n (int): the exponent.

Raises:
    LinAlgError: ``n`` is negative and a matrix singular.
    RuntimeError: matrices that are not square.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.matrix_power(cr.tensor([[1, 1], [1, 0]]), 10)
    tensor([[89, 55],
            [55, 34]])
)";
constexpr auto kExpDoc = R"(The exponential of square matrices, ``I + A + A^2 / 2 + ...``, by scaling and squaring.

Args:
    A (Tensor): (*, n, n), floating point or complex.

Raises:
    RuntimeError: matrices that are not square, or integers.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.matrix_exp(cr.tensor([[0., 1.], [0., 0.]]))
    tensor([[1., 1.],
            [0., 1.]])
)";
const Op kMatrixPower = Op("linalg.matrix_power(Tensor A, int n)", matrix_power).doc(kPowerDoc);
const Op kOldMatrixPower = Op("matrix_power(Tensor input, int n)", matrix_power).doc(kPowerDoc);
const Op kMatrixExp = Op("linalg.matrix_exp(Tensor A)", matrix_exp).no_out().doc(kExpDoc);
const Op kOldMatrixExp = Op("matrix_exp(Tensor input)", matrix_exp).no_out().doc(kExpDoc);
const Op kMultiDot = Op("linalg.multi_dot(Tensor[] tensors)", multi_dot)
    .doc(R"(The product of two matrices or more, in the order that takes the fewest multiplications.

Args:
    tensors (sequence of Tensors): matrices; the first and the last may be vectors, a row and a column.

Raises:
    RuntimeError: fewer than two, or shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.multi_dot([cr.ones(2, 3), cr.ones(3, 4), cr.ones(4)])
    tensor([12., 12.])
)");
const Op kChainMatmul = Op("chain_matmul(Tensor[*] matrices)", chain_matmul)
    .doc(R"(The product of matrices given one by one; :func:`linalg.multi_dot` is its successor.

Args:
    matrices (Tensors): one or more, all two-dimensional.

Raises:
    RuntimeError: none at all, or shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.chain_matmul(cr.ones(2, 3), cr.ones(3, 1))
    tensor([[3.],
            [3.]])
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
