// Eigenvalues and eigenvectors: eigh, eigvalsh, eig, eigvals.
//
// Derivatives (Giles 2008, 3.1; Boeddeker et al. 2017 for complex matrices): with E_jk = l_k - l_j,
//   Hermitian: gA = V (diag(gL) + skew(V^H gV) / (2 E)) V^H, skew(X) = X - X^H: a Hermitian one,
//   general, vectors of norm 1:
//   gA = V^-H (diag(gL) + (V^H gV - V^H V diag(Re(V^H gV))) / conj(E)) V^H,
// the quotients off the diagonal only. Phases are free: Im(diag(V^H gV)) must vanish.
#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

void check_phases(const char* op, const Tensor& inner) {
  if (!is_complex(inner.dtype()) || inner.numel() == 0) return;
  const NoGrad off;
  const Tensor off_by = abs(imag(diagonal_of(inner)));
  const Tensor limit = 1e-2 * amax(abs(inner)) + 1e-2;
  check(!any(gt(off_by, limit)).data<bool>()[0], op,
        ": The eigenvectors in the complex case are specified up to multiplication by e^{i phi}. "
        "The specified loss function depends on this quantity, so it is ill-defined.");
}

/// (l_k - l_j) with ones on the diagonal.
Tensor gaps(const Tensor& values) {
  const int64_t n = values.sizes().back();
  return where(identity({}, n, n, DType::bool_), 1, unsqueeze(values, -2) - unsqueeze(values, -1));
}

/// `inner` with the cotangents of the values on the diagonal.
Tensor with_values(const Tensor& inner, const Tensor& gl) {
  const int64_t n = columns(inner);
  const Tensor off = where(identity({}, n, n, DType::bool_), 0, inner);
  return gl.defined() ? off + diag_embed(gl) : off;
}

Tensor eigh_backward(const Tensor& gl, const Tensor& gv, const Tensor& values, const Tensor& v) {
  if (!gv.defined()) return matmul(v * unsqueeze(gl, -2), adj(v));
  const Tensor inner = matmul(adj(v), gv);
  check_phases("linalg_eigh_backward", inner);
  return matmul(v, matmul(with_values(0.5 * (inner - adj(inner)) / gaps(values), gl), adj(v)));
}

Tensor eig_backward(const Tensor& gl, const Tensor& gv, const Tensor& values, const Tensor& v) {
  const Tensor h = adj(v);
  if (!gv.defined()) return solve(h, unsqueeze(gl, -1) * h);
  const Tensor inner = matmul(h, gv);
  check_phases("linalg_eig_backward", inner);
  const Tensor along = matmul(h, v) * unsqueeze(real(diagonal_of(inner)), -2);
  const Tensor core = with_values((inner - along) / conj(gaps(values)), gl);
  return solve(h, matmul(core, h));
}

[[noreturn]] void fail_to_converge(const char* op, const Tensor& info, int64_t i, int code) {
  fail<LinAlgError>(op, ": ", batch_text(info, i),
                    "The algorithm failed to converge because the input matrix is ill-conditioned "
                    "or has too many repeated eigenvalues (error code: ",
                    code, ").");
}

/// No history; vectors are undefined if not asked for.
std::pair<Tensor, Tensor> eigh_raw(const Tensor& a, bool upper, bool vectors) {
  const Dims batch = batch_of(a);
  const int64_t n = rows(a), count = chainrule::count(batch);
  const Tensor v = column_copy(a), values = empty(joined(batch, {n}), real_of(a.dtype()));
  const Tensor info = zeros(batch, DType::int32);
  const auto which = upper ? lapack::Triangle::kUpper : lapack::Triangle::kLower;
  visit_lapack(a.dtype(), [&]<class T>(T) {
    using R = lapack::Real<T>;
    for_matrices(n ? count : 0, (vectors ? 9 : 2) * cube(n, n, n), [&](int64_t begin, int64_t end) {
      lapack::Workspace<T> space;
      for (int64_t i = begin; i < end; ++i)
        info.data<int>()[i] = lapack::eigh(vectors, which, n, v.data<T>() + i * n * n, n,
                                           values.data<R>() + i * n, space);
    });
  });
  if (const auto bad = first_failure(info))
    fail_to_converge("linalg.eigh", info, bad->first, bad->second);
  return {values, vectors ? v : Tensor()};
}

bool is_upper(const std::string& uplo) {
  check(uplo.size() == 1 && std::string("LlUu").find(uplo) != std::string::npos,
        "Expected UPLO argument to be 'L' or 'U', but got ", uplo);
  return uplo == "U" || uplo == "u";
}

void record_eigh(const Tensor& a, const Tensor& values, const Tensor& v) {
  record_partial("LinalgEighBackward0", {values, v}, {a}, {values, v},
                 [](const Backward& b) -> Grads {
                   return {eigh_backward(b.grad(0), b.grad(1), b.saved(0), b.saved(1))};
                 });
}

}  // namespace

std::pair<Tensor, Tensor> eigh(const Tensor& a, bool upper) {
  check_square("linalg.eigh", a, "A", true);
  const auto [values, v] = eigh_raw(a, upper, true);
  record_eigh(a, values, v);
  return {values, v};
}

Tensor eigvalsh(const Tensor& a, bool upper) {
  check_square("linalg.eigh", a, "A", true);
  const bool needed = any_requires_grad(a);
  const auto [values, v] = eigh_raw(a, upper, needed);
  if (needed) record_eigh(a, values, v);
  return values;
}

namespace {

std::tuple<Tensor, Tensor> eigh_op(const Tensor& a, const std::string& uplo) {
  const auto [values, v] = eigh(a, is_upper(uplo));
  return {values, v};
}
Tensor eigvalsh_op(const Tensor& a, const std::string& uplo) { return eigvalsh(a, is_upper(uplo)); }

std::pair<Tensor, Tensor> eig_recorded(const Tensor& a, bool vectors) {
  check_square("linalg.eig", a);
  check(all_finite(a), "torch.linalg.eig: input tensor should not contain infs or NaNs.");
  const Dims batch = batch_of(a);
  const int64_t n = rows(a), count = chainrule::count(batch);
  const DType dtype = complex_of(a.dtype());
  const Tensor copy = column_copy(a), values = empty(joined(batch, {n}), dtype);
  const Tensor v = vectors ? empty_columns(batch, n, n, dtype) : Tensor();
  const Tensor info = zeros(batch, DType::int32);
  visit_lapack(a.dtype(), [&]<class T>(T) {
    using C = std::complex<lapack::Real<T>>;
    for_matrices(
        n ? count : 0, (vectors ? 25 : 10) * cube(n, n, n), [&](int64_t begin, int64_t end) {
          lapack::Workspace<T> space;
          for (int64_t i = begin; i < end; ++i)
            info.data<int>()[i] =
                lapack::eig(vectors, n, copy.data<T>() + i * n * n, n, values.data<C>() + i * n,
                            vectors ? v.data<C>() + i * n * n : nullptr, n, space);
        });
  });
  if (const auto bad = first_failure(info))
    fail_to_converge("linalg.eig", info, bad->first, bad->second);
  if (vectors) {
    record_partial("LinalgEigBackward0", {values, v}, {a}, {values, v},
                   [](const Backward& b) -> Grads {
                     return {eig_backward(b.grad(0), b.grad(1), b.saved(0), b.saved(1))};
                   });
  }
  return {values, v};
}

std::tuple<Tensor, Tensor> eig(const Tensor& a) {
  const auto [values, v] = eig_recorded(a, true);
  return {values, v};
}
Tensor eigvals(const Tensor& a) { return eig_recorded(a, any_requires_grad(a)).first; }

// clang-format off
const Op kEigh = Op("linalg.eigh(Tensor A, str UPLO='L') -> (Tensor eigenvalues, Tensor eigenvectors)", eigh_op)
    .doc(R"(Eigenvalues (real, ascending) and eigenvectors of Hermitian matrices, ``A = V diag(L) V^H``.

Args:
    A (Tensor): (*, n, n), floating point or complex. Only one triangle is read.
    UPLO (str): which: 'L' the lower, 'U' the upper.

Returns:
    eigenvalues (*, n) and eigenvectors (*, n, n), one in each column. Their signs (phases) are not determined; gradients
    through them exist where the eigenvalues are distinct and the loss does not depend on signs.

Raises:
    LinAlgError: no convergence.
    RuntimeError: matrices that are not square, integers, or another ``UPLO``.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.eigh(cr.tensor([[0., 2.], [2., 0.]])).eigenvalues
    tensor([-2.,  2.])
)");
const Op kEigvalsh = Op("linalg.eigvalsh(Tensor A, str UPLO='L')", eigvalsh_op)
    .doc(R"(The eigenvalues of Hermitian matrices, real and ascending. Their cotangent: ``V diag(g) V^H``.

Args:
    A (Tensor): (*, n, n), floating point or complex. Only one triangle is read.
    UPLO (str): which: 'L' the lower, 'U' the upper.

Raises:
    LinAlgError: no convergence.
    RuntimeError: matrices that are not square, integers, or another ``UPLO``.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.eigvalsh(cr.tensor([[0., 2.], [2., 0.]]))
    tensor([-2.,  2.])
)");
const Op kEig = Op("linalg.eig(Tensor A) -> (Tensor eigenvalues, Tensor eigenvectors)", eig)
    .doc(R"(Eigenvalues and eigenvectors of square matrices, complex also for real ones: ``A V = V diag(L)``.

Args:
    A (Tensor): (*, n, n), floating point or complex.

Returns:
    eigenvalues (*, n), in no particular order, and eigenvectors (*, n, n), each of norm 1, their phases not determined.

Raises:
    LinAlgError: no convergence.
    RuntimeError: matrices that are not square, integers, or values that are not finite.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.eig(cr.diag(cr.tensor([1., 2.]))).eigenvalues
    tensor([1.+0.j, 2.+0.j])
)");
const Op kEigvals = Op("linalg.eigvals(Tensor A)", eigvals)
    .doc(R"(The eigenvalues of square matrices, complex also for real ones, in no particular order.

Args:
    A (Tensor): (*, n, n), floating point or complex.

Raises:
    LinAlgError: no convergence.
    RuntimeError: matrices that are not square, integers, or values that are not finite.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.eigvals(cr.diag(cr.tensor([1., 2.])))
    tensor([1.+0.j, 2.+0.j])
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
