// Singular values and what is made of them: svd, svdvals, pinv, matrix_rank.
//
// Derivative (Townsend 2016; Wan & Zhang 2019 for complex matrices): with skew(X) = X - X^H and
// E_jk = s_k^2 - s_j^2 off the diagonal,
//   gA = U [(skew(U^H gU) / E) S + S (skew(V^H gV) / E) + diag(gS)] V^H
//        + (I - U U^H) gU S^-1 V^H + U S^-1 gV^H (I - V V^H),
// and on the diagonal, for complex matrices, i Im(diag(U^H gU)) / S. The phases of the vectors are
// free, so a loss may depend on them only if Im(diag(U^H gU + V^H gV)) = 0: PyTorch's condition.
#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

Tensor skew(const Tensor& x) { return x - adj(x); }

/// Refuses a loss that depends on the vectors' phases.
void check_phases(const char* op, const Tensor& sum, const Tensor& scale) {
  const NoGrad off;
  const Tensor off_by = abs(imag(diagonal_of(sum)));
  if (off_by.numel() == 0) return;
  const Tensor limit = 1e-2 * amax(abs(scale)) + 1e-2;
  check(!any(gt(off_by, limit)).data<bool>()[0], op,
        ": The singular vectors in the complex case are specified up to multiplication by e^{i "
        "phi}. The specified loss function depends on this phase term, making it ill-defined.");
}

Tensor svd_backward(const Tensor& gu, const Tensor& gs, const Tensor& gvh, const Tensor& u,
                    const Tensor& s, const Tensor& vh) {
  const int64_t m = rows(u), n = columns(vh), k = s.sizes().back();
  const bool complex_input = is_complex(u.dtype());
  if (!gu.defined() && !gvh.defined()) {
    // With the smaller product first.
    return m >= n ? matmul(u, unsqueeze(gs, -1) * vh) : matmul(u * unsqueeze(gs, -2), vh);
  }
  const Tensor across = unsqueeze(s, -2), down = unsqueeze(s, -1);
  const Tensor diagonal_mask = identity({}, k, k, DType::bool_);
  // (s_k - s_j)(s_k + s_j) keeps more digits than the difference of squares.
  const Tensor e = where(diagonal_mask, 1, (across - down) * (across + down));
  const Tensor inner_u = gu.defined() ? matmul(adj(u), gu) : Tensor();
  const Tensor inner_v = gvh.defined() ? matmul(gvh, adj(vh)) : Tensor();  // (V^H gV)^H
  Tensor inner;
  if (inner_u.defined()) inner = (skew(inner_u) / e) * across;
  if (inner_v.defined()) inner = plus(inner, down * (-skew(inner_v) / e));
  if (complex_input) {
    const Tensor sum = !inner_v.defined() ? inner_u : plus(inner_u, -inner_v);
    check_phases("svd_backward", sum, sum);
    // On the diagonal stand 2i Im(u) s and 2i Im(v) s; i (Im u - Im v) / (2 s) is due.
    Tensor phases;
    if (inner_u.defined()) phases = diagonal_of(skew(inner_u));
    if (inner_v.defined()) phases = plus(phases, diagonal_of(skew(inner_v)));
    const double share = inner_u.defined() && inner_v.defined() ? 4 : 2;
    inner = where(diagonal_mask, 0, inner) + diag_embed(phases / (share * s));
  }
  if (gs.defined()) inner = inner + diag_embed(gs);
  Tensor ga;
  if (m > k && gu.defined()) {
    const Tensor outside = (gu - matmul(u, inner_u)) / across;
    ga = matmul(matmul(u, inner) + outside, vh);
  } else {
    ga = m >= n ? matmul(u, matmul(inner, vh)) : matmul(matmul(u, inner), vh);
  }
  if (n > k && gvh.defined()) {
    const Tensor outside = (gvh - matmul(inner_v, vh)) / down;
    ga = ga + matmul(u, outside);
  }
  return ga;
}

struct RawSvd {
  Tensor u, s, vh;
};

/// No history. Vectors are undefined if none are asked for.
RawSvd svd_raw(const Tensor& a, lapack::Vectors vectors) {
  const Dims batch = batch_of(a);
  const int64_t m = rows(a), n = columns(a), k = std::min(m, n), count = chainrule::count(batch);
  const bool all = vectors == lapack::Vectors::kAll, none = vectors == lapack::Vectors::kNone;
  const int64_t left = all ? m : k, right = all ? n : k;
  RawSvd out;
  out.s = empty(joined(batch, {k}), real_of(a.dtype()));
  if (!none) {
    out.u = empty_columns(batch, m, left, a.dtype());
    out.vh = empty_columns(batch, right, n, a.dtype());
  }
  if (k == 0) {
    if (!none) {
      copy_into(out.u, identity(batch, m, left, a.dtype()));
      copy_into(out.vh, identity(batch, right, n, a.dtype()));
    }
    return out;
  }
  const Tensor copy = column_copy(a), info = empty(batch, DType::int32);
  visit_lapack(a.dtype(), [&]<class T>(T) {
    using R = lapack::Real<T>;
    for_matrices(count, 10 * cube(m, n, k), [&](int64_t begin, int64_t end) {
      lapack::Workspace<T> space;
      for (int64_t b = begin; b < end; ++b) {
        info.data<int>()[b] =
            lapack::svd<T>(vectors, m, n, copy.data<T>() + b * m * n, m, out.s.data<R>() + b * k,
                           none ? nullptr : out.u.data<T>() + b * m * left, m,
                           none ? nullptr : out.vh.data<T>() + b * right * n, right, space);
      }
    });
  });
  if (const auto bad = first_failure(info)) {
    const NoGrad off;
    if (!all_finite(a)) {
      fail<LinAlgError>("linalg.svd: ", batch_text(info, bad->first),
                        "The algorithm failed to converge because the input matrix contained "
                        "non-finite values.");
    }
    fail<LinAlgError>(
        "linalg.svd: ", batch_text(info, bad->first),
        "The algorithm failed to converge because the input matrix is ill-conditioned "
        "or has too many repeated singular values (error code: ",
        bad->second, ").");
  }
  return out;
}

void check_svd(const Tensor& a, const char* op) {
  check(a.dim() >= 2, op, ": input should have at least 2 dimensions, but has ", a.dim(),
        " dimensions instead");
  check_dtype(op, a);
}

void record_svd(const Tensor& a, const RawSvd& f) {
  const int64_t k = f.s.sizes().back();
  record_partial("LinalgSvdBackward0", {f.u, f.s, f.vh}, {a}, {f.u, f.s, f.vh},
                 [k](const Backward& b) -> Grads {
                   // Beyond the first k vectors nothing is determined: no gradient flows there.
                   const auto first = [k](const Tensor& t, int64_t dim) {
                     return t.defined() && t.size(dim) != k ? narrow(t, dim, 0, k) : t;
                   };
                   const Tensor u = first(b.saved(0), -1), vh = first(b.saved(2), -2);
                   return {svd_backward(first(b.grad(0), -1), b.grad(1), first(b.grad(2), -2), u,
                                        b.saved(1), vh)};
                 });
}

}  // namespace

Svd svd(const Tensor& a, bool full_matrices) {
  check_svd(a, "linalg.svd");
  const RawSvd f = svd_raw(a, full_matrices ? lapack::Vectors::kAll : lapack::Vectors::kThin);
  record_svd(a, f);
  return {f.u, f.s, f.vh};
}

Tensor svdvals(const Tensor& a) {
  check_svd(a, "linalg.svd");
  // The derivative needs the vectors.
  const bool needed = any_requires_grad(a);
  const RawSvd f = svd_raw(a, needed ? lapack::Vectors::kThin : lapack::Vectors::kNone);
  if (needed) record_svd(a, f);
  return f.s;
}

namespace {

void check_driver(const std::optional<std::string>& driver) {
  check(!driver.has_value(),
        "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with "
        "cuSOLVER backend: leave it out");
}

std::tuple<Tensor, Tensor, Tensor> svd_op(const Tensor& a, bool full_matrices,
                                          const std::optional<std::string>& driver) {
  check_driver(driver);
  const Svd f = svd(a, full_matrices);
  return {f.u, f.s, f.vh};
}
Tensor svdvals_op(const Tensor& a, const std::optional<std::string>& driver) {
  check_driver(driver);
  return svdvals(a);
}

/// torch.svd: V in place of V^H; without vectors they are zeros.
std::tuple<Tensor, Tensor, Tensor> old_svd(const Tensor& a, bool some, bool compute_uv) {
  check_svd(a, "linalg.svd");
  if (!compute_uv) {
    const Dims batch = batch_of(a);
    return {zeros(joined(batch, {rows(a), rows(a)}), a.dtype()), svdvals(a),
            zeros(joined(batch, {columns(a), columns(a)}), a.dtype())};
  }
  const Svd f = svd(a, !some);
  return {f.u, f.s, adj(f.vh)};
}

// clang-format off
const Op kSvd = Op("linalg.svd(Tensor A, bool full_matrices=True, *, str? driver=None)"
                   " -> (Tensor U, Tensor S, Tensor Vh)", svd_op)
    .doc(R"(The singular value decomposition ``A = U diag(S) Vh``: U and Vh unitary, S falling.

Args:
    A (Tensor): (*, m, n), floating point or complex.
    full_matrices (bool): U (*, m, m) and Vh (*, n, n); False gives the first k = min(m, n) vectors only.
    driver (str, optional): for other devices; None here.

Returns:
    U, S (*, k) and Vh. Signs (phases) of the vectors are not determined; gradients exist where a loss does not depend
    on them, and where singular values are distinct if it depends on vectors.

Raises:
    LinAlgError: values that are not finite, or no convergence.
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.svd(cr.tensor([[0., 2.], [3., 0.]])).S
    tensor([3., 2.])
)");
const Op kSvdvals = Op("linalg.svdvals(Tensor A, *, str? driver=None)", svdvals_op)
    .doc(R"(The singular values of matrices, falling. Their cotangent: ``U diag(g) V^H``.

Args:
    A (Tensor): (*, m, n), floating point or complex.
    driver (str, optional): for other devices; None here.

Returns:
    A real tensor (*, min(m, n)).

Raises:
    LinAlgError: values that are not finite, or no convergence.
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.svdvals(cr.tensor([[0., 2.], [3., 0.]]))
    tensor([3., 2.])
)");
const Op kOldSvd = Op("svd(Tensor input, bool some=True, bool compute_uv=True)"
                      " -> (Tensor U, Tensor S, Tensor V)", old_svd)
    .doc(R"(The singular value decomposition ``input = U diag(S) V^H``; :func:`linalg.svd` is its successor.

Args:
    input (Tensor): (*, m, n), floating point or complex.
    some (bool): the first min(m, n) vectors only.
    compute_uv (bool): False leaves zeros in place of the vectors.

Raises:
    LinAlgError: values that are not finite, or no convergence.
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> cr.svd(cr.tensor([[0., 2.], [3., 0.]])).S
    tensor([3., 2.])
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
