// A = Q R, and products of Householder reflectors: qr, geqrf, householder_product, ormqr.
//
// Derivative of qr (Walter & Lehmann 2018, prop. 3, as PyTorch has it): for m >= n
//   gA = [gQ + Q sym(triu(gR R^H - Q^H gQ))] R^-H,  sym(X) = X + X^H - diag(Re X);
// for wide matrices A = [X Y] that of X = Q U with Y = Q V taken along.
// Reflectors: each is H = I - t v v^H; the derivative walks through them one by one.
#include "ops/linalg.h"
#include "ops/raw.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

struct Reflectors {
  Tensor a;  // column-major: R on and above the diagonal, the reflectors below
  Tensor tau;
};

/// No history.
Reflectors geqrf_raw(const Tensor& a) {
  const Dims batch = batch_of(a);
  const int64_t m = rows(a), n = columns(a), k = std::min(m, n), count = chainrule::count(batch);
  Reflectors out{column_copy(a), empty(joined(batch, {k}), a.dtype())};
  visit_lapack(a.dtype(), [&]<class T>(T) {
    for_matrices(k ? count : 0, 2 * cube(m, n, k), [&](int64_t begin, int64_t end) {
      lapack::Workspace<T> space;
      for (int64_t i = begin; i < end; ++i)
        lapack::geqrf(m, n, out.a.data<T>() + i * m * n, m, out.tau.data<T>() + i * k, space);
    });
  });
  return out;
}

/// The first `across` columns of the product of the reflectors in `a` (m x at least k).
Tensor product_raw(const Tensor& a, const Tensor& tau, int64_t across) {
  const NoGrad off;
  const Dims batch = batch_of(a);
  const int64_t m = rows(a), k = tau.sizes().back(), count = chainrule::count(batch);
  const Tensor out = empty_columns(batch, m, across, a.dtype());
  const int64_t kept = std::min(across, columns(a));
  if (out.numel() == 0) return out;
  if (kept < across) fill_into(out, 0);
  copy_into(narrow(out, -1, 0, kept), narrow(a, -1, 0, kept));
  const Tensor scales = contiguous(tau);
  visit_lapack(a.dtype(), [&]<class T>(T) {
    for_matrices(count, 2 * cube(m, across, std::max<int64_t>(k, 1)),
                 [&](int64_t begin, int64_t end) {
                   lapack::Workspace<T> space;
                   for (int64_t i = begin; i < end; ++i)
                     lapack::orgqr(m, across, k, out.data<T>() + i * m * across, m,
                                   scales.data<T>() + i * k, space);
                 });
  });
  return out;
}

Tensor qr_backward_tall(const Tensor& gq, const Tensor& gr, const Tensor& q, const Tensor& r) {
  Tensor inner = gr.defined() ? matmul(gr, adj(r)) : Tensor();
  if (gq.defined()) inner = plus(inner, -matmul(adj(q), gq));
  inner = triu(inner);
  const Tensor on_diagonal = diagonal_of(inner);
  const Tensor halved =
      is_complex(inner.dtype()) ? to(real(on_diagonal), inner.dtype()) : on_diagonal;
  const Tensor turned_back = matmul(q, inner + adj(inner) - diag_embed(halved));
  return solve_triangular(adj(r), plus(gq, turned_back), false, false);
}

Tensor qr_backward(const Tensor& gq, const Tensor& gr, const Tensor& q, const Tensor& r) {
  const int64_t m = rows(q), n = columns(r);
  if (columns(q) == n) return qr_backward_tall(gq, gr, q, r);
  const Tensor u = narrow(r, -1, 0, m), v = narrow(r, -1, m, n - m);
  Tensor gu, gv, gq_all = gq;
  if (gr.defined()) {
    gu = narrow(gr, -1, 0, m);
    gv = narrow(gr, -1, m, n - m);
    gq_all = plus(gq_all, matmul(q, matmul(v, adj(gv))));
  }
  const Tensor gx = qr_backward_tall(gq_all, gu, q, u);
  const Tensor gy =
      gv.defined() ? matmul(q, gv) : zeros(joined(batch_of(q), {m, n - m}), q.dtype());
  return cat({gx, gy}, -1);
}

std::tuple<Tensor, Tensor> qr(const Tensor& a, const std::string& mode) {
  check_matrices("linalg.qr", a);
  check_dtype("linalg.qr", a);
  check(mode == "reduced" || mode == "complete" || mode == "r", "qr received unrecognized mode '",
        mode, "' but expected one of 'reduced' (default), 'r', or 'complete'");
  const int64_t m = rows(a), n = columns(a), k = std::min(m, n);
  const bool complete = mode == "complete", only_r = mode == "r";
  Tensor q, r;
  {
    const NoGrad off;
    const Reflectors f = geqrf_raw(a);
    const int64_t down = complete ? m : k;
    q = only_r ? empty(Dims{0}, a.dtype()) : product_raw(f.a, f.tau, down);
    r = column_copy(triu(narrow(f.a, -2, 0, down)));
  }
  record_partial("LinalgQrBackward0", {q, r}, {a}, {q, r}, [=](const Backward& b) -> Grads {
    check(!only_r,
          "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please "
          "use linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr.");
    check(!complete || m <= n,
          "The QR decomposition is not differentiable when mode='complete' and nrows > ncols: the "
          "last columns of Q are not determined; use mode='reduced'");
    return {qr_backward(b.grad(0), b.grad(1), b.saved(0), b.saved(1))};
  });
  return {q, r};
}

std::tuple<Tensor, Tensor> old_qr(const Tensor& a, bool some) {
  warn(
      "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future PyTorch "
      "release.\nThe boolean parameter 'some' has been replaced with a string parameter 'mode'.\n"
      "Q, R = torch.qr(A, some)\nshould be replaced with\n"
      "Q, R = torch.linalg.qr(A, 'reduced' if some else 'complete')");
  check(a.dim() >= 2, "qr input should have at least 2 dimensions, but has ", a.dim(),
        " dimensions instead");
  return qr(a, some ? "reduced" : "complete");
}

std::tuple<Tensor, Tensor> geqrf(const Tensor& a) {
  check(a.dim() >= 2, "torch.geqrf: input must have at least 2 dimensions.");
  check_dtype("geqrf", a, true);
  const Reflectors f = geqrf_raw(a);
  record_underivable("GeqrfBackward0", {f.a, f.tau}, a);
  return {f.a, f.tau};
}

/// Cotangents of the reflectors' vectors below the diagonal, of their scales, and of C, from that
/// of Q C (or Q^H C).
struct ReflectorGrads {
  Tensor a, tau, c;
};
ReflectorGrads reflect_backward(const Tensor& a, const Tensor& tau, const Tensor& c,
                                const Tensor& grad, bool adjoint) {
  const int64_t k = tau.sizes().back(), m = rows(a);
  const Tensor first = narrow(a, -1, 0, k);
  const Tensor vectors = tril(first, -1) + identity({}, m, k, a.dtype());
  const auto vector = [&](int64_t i) { return narrow(vectors, -1, i, 1); };
  const auto scale = [&](int64_t i) {
    const Tensor t = unsqueeze(narrow(tau, -1, i, 1), -1);
    return adjoint ? conj(t) : t;
  };
  // Q C applies the last reflector first, Q^H C the first one.
  std::vector<Tensor> before;
  Tensor x = c;
  for (int64_t step = 0; step < k; ++step) {
    const int64_t i = adjoint ? step : k - 1 - step;
    before.push_back(x);
    const Tensor v = vector(i);
    x = x - scale(i) * matmul(v, matmul(adj(v), x));
  }
  Tensor g = grad;
  std::vector<Tensor> of_vectors(static_cast<size_t>(k)), of_scales(static_cast<size_t>(k));
  for (int64_t step = k - 1; step >= 0; --step) {
    const int64_t i = adjoint ? step : k - 1 - step;
    const Tensor v = vector(i), t = scale(i), state = before[static_cast<size_t>(step)];
    const Tensor w = matmul(adj(v), state), u = matmul(adj(v), g);
    const Tensor of_t = -squeeze(matmul(u, adj(w)), -1);
    of_scales[static_cast<size_t>(i)] = adjoint ? conj(of_t) : of_t;
    of_vectors[static_cast<size_t>(i)] = -(conj(t) * matmul(g, adj(w))) - t * matmul(state, adj(u));
    g = g - conj(t) * matmul(v, u);
  }
  ReflectorGrads out;
  out.c = g;
  if (k == 0) {
    out.a = zeros_like(a);
    out.tau = zeros_like(tau);
    return out;
  }
  const Tensor below = tril(cat(of_vectors, -1), -1);
  const int64_t rest = columns(a) - k;
  out.a = rest == 0 ? below : cat({below, zeros(joined(batch_of(a), {m, rest}), a.dtype())}, -1);
  out.tau = cat(of_scales, -1);
  return out;
}

Tensor householder_product(const Tensor& a, const Tensor& tau) {
  check(a.dim() >= 2, "torch.linalg.householder_product: input must have at least 2 dimensions.");
  const int64_t m = rows(a), n = columns(a);
  check(m >= n,
        "torch.linalg.householder_product: input.shape[-2] must be greater than or equal to "
        "input.shape[-1], but the input's shape is ",
        a.sizes());
  check(tau.dim() > 0 && n >= tau.sizes().back(),
        "torch.linalg.householder_product: input.shape[-1] must be greater than or equal to "
        "tau.shape[-1], but the shapes are ",
        a.sizes(), " and ", tau.sizes());
  check(a.dim() - tau.dim() == 1,
        "torch.linalg.householder_product: Expected tau to have one dimension less than input, but "
        "got tau.ndim equal to ",
        tau.dim(), " and input.ndim is equal to ", a.dim());
  check(batch_of(a) == batch_of(tau, 1),
        "torch.linalg.householder_product: Expected batch dimensions of tau to be equal to "
        "input.shape[:-2], but got ",
        batch_of(tau, 1));
  check(a.dtype() == tau.dtype(), "torch.linalg.householder_product: tau dtype ",
        full_name(tau.dtype()), " does not match input dtype ", full_name(a.dtype()));
  check_dtype("torch.linalg.householder_product", a, true);
  const Tensor out = product_raw(a, tau, n);
  record(
      "LinalgHouseholderProductBackward0", out, {a, tau}, {a, tau}, [](const Backward& b) -> Grads {
        const Tensor in = b.saved(0);
        const auto g = reflect_backward(in, b.saved(1),
                                        identity(batch_of(in), rows(in), columns(in), in.dtype()),
                                        b.grad(), false);
        return {g.a, g.tau};
      });
  return out;
}

Tensor ormqr(const Tensor& a, const Tensor& tau, const Tensor& other, bool left, bool transposed) {
  check(a.dim() >= 2, "torch.ormqr: input must have at least 2 dimensions.");
  check(other.dim() >= 2, "torch.ormqr: other must have at least 2 dimensions.");
  const int64_t side = left ? rows(other) : columns(other);
  const char* name = left ? "other.shape[-2]" : "other.shape[-1]";
  check(tau.dim() > 0 && side >= tau.sizes().back(), "torch.ormqr: ", name,
        " must be greater than or equal to tau.shape[-1]");
  check(side == rows(a), "torch.ormqr: ", name, " must be equal to input.shape[-2]");
  check(tau.sizes().back() <= columns(a),
        "torch.ormqr: tau.shape[-1] must be less than or equal to input.shape[-1]");
  check(a.dim() - tau.dim() == 1,
        "torch.ormqr: Expected tau to have one dimension less than input, but got tau.ndim equal "
        "to ",
        tau.dim(), " and input.ndim is equal to ", a.dim());
  check(a.dim() == other.dim(),
        "torch.ormqr: Expected other to have the same number of dimensions as input, but got "
        "other.ndim equal to ",
        other.dim(), " and input.ndim is equal to ", a.dim());
  check(batch_of(tau, 1) == batch_of(a) && batch_of(other) == batch_of(a),
        "torch.ormqr: Expected batch dimensions of tau and other to be equal to input.shape[:-2], ",
        batch_of(a), ", but got ", batch_of(tau, 1), " and ", batch_of(other));
  check(tau.dtype() == a.dtype() && other.dtype() == a.dtype(),
        "torch.ormqr: Expected input, tau and other to have the same dtype, but got ",
        full_name(a.dtype()), ", ", full_name(tau.dtype()), " and ", full_name(other.dtype()));
  check_dtype("torch.ormqr", a, true);
  const Dims batch = batch_of(a);
  const int64_t m = rows(other), n = columns(other), k = tau.sizes().back();
  const int64_t lead = rows(a) * columns(a), count = chainrule::count(batch);
  const Tensor reflectors = as_columns(a), scales = contiguous(tau);
  const Tensor out = column_copy(other);
  const auto where_from = left ? lapack::Side::kLeft : lapack::Side::kRight;
  const auto form = transposed ? lapack::Form::kAdjoint : lapack::Form::kPlain;
  visit_lapack(a.dtype(), [&]<class T>(T) {
    for_matrices(out.numel() && k ? count : 0, 4 * cube(m, n, k), [&](int64_t begin, int64_t end) {
      lapack::Workspace<T> space;
      for (int64_t i = begin; i < end; ++i)
        lapack::ormqr(where_from, form, m, n, k, reflectors.data<T>() + i * lead, side,
                      scales.data<T>() + i * k, out.data<T>() + i * m * n, m, space);
    });
  });
  record("OrmqrBackward0", out, {a, tau, other}, {a, tau, other},
         [left, transposed](const Backward& b) -> Grads {
           const Tensor in = b.saved(0), scale = b.saved(1);
           if (!b.needs(0) && !b.needs(1))
             return {Tensor(), Tensor(), ormqr(in, scale, b.grad(), left, !transposed)};
           // C op(Q) is (op(Q)^H C^H)^H.
           const auto g =
               left ? reflect_backward(in, scale, b.saved(2), b.grad(), transposed)
                    : reflect_backward(in, scale, adj(b.saved(2)), adj(b.grad()), !transposed);
           return {g.a, g.tau, left ? g.c : adj(g.c)};
         });
  return out;
}

// clang-format off
const Op kQr = Op("linalg.qr(Tensor A, str mode='reduced') -> (Tensor Q, Tensor R)", qr)
    .doc(R"(``A = Q R`` with orthonormal columns in Q and an upper triangle R.

Args:
    A (Tensor): (*, m, n), floating point or complex.
    mode (str): 'reduced' gives Q (*, m, k) and R (*, k, n) with k = min(m, n); 'complete' Q (*, m, m) and R (*, m, n);
        'r' R alone, and Q empty.

Raises:
    RuntimeError: an unknown mode, integers, or fewer than two dimensions; in backward, mode 'r', or 'complete' with m > n.

Example:
    >>> import chainrule as cr
    >>> Q, R = cr.linalg.qr(cr.tensor([[3., 1.], [4., 2.]]))
    >>> cr.allclose(Q @ R, cr.tensor([[3., 1.], [4., 2.]]))
    True
)");
const Op kOldQr = Op("qr(Tensor input, bool some=True) -> (Tensor Q, Tensor R)", old_qr)
    .doc(R"(``input = Q R``; :func:`linalg.qr` is its successor.

Args:
    input (Tensor): (*, m, n), floating point or complex.
    some (bool): mode 'reduced'; False is 'complete'.

Raises:
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> Q, R = cr.qr(cr.eye(2))
    >>> Q.abs()
    tensor([[1., 0.],
            [0., 1.]])
)");
const Op kGeqrf = Op("geqrf(Tensor input) -> (Tensor a, Tensor tau)", geqrf)
    .doc(R"(What LAPACK's geqrf leaves of ``A = Q R``: R on and above the diagonal of ``a``, below it the vectors of the
reflectors ``I - tau v v^H`` whose product is Q. It has no derivative: :func:`linalg.qr` has.

Args:
    input (Tensor): (*, m, n), floating point or complex.

Raises:
    RuntimeError: integers, or fewer than two dimensions.

Example:
    >>> import chainrule as cr
    >>> a, tau = cr.geqrf(cr.tensor([[3., 1.], [4., 2.]]))
    >>> tau.shape
    torch.Size([2])
)");
constexpr auto kProductDoc = R"(The first n columns of a product of Householder reflectors ``I - tau[i] v v^H``, v with i zeros, a one, and what stands
below the diagonal in column i: Q out of what :func:`geqrf` returns.

Args:
    A (Tensor): (*, m, n) with m >= n, floating point or complex.
    tau (Tensor): (*, k) with k <= n.

Raises:
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> A = cr.tensor([[3., 1.], [4., 2.]])
    >>> Q = cr.linalg.householder_product(*cr.geqrf(A))
    >>> cr.allclose(Q, cr.linalg.qr(A).Q)
    True
)";
const Op kHouseholderProduct = Op("linalg.householder_product(Tensor A, Tensor tau)", householder_product)
    .doc(kProductDoc);
const Op kOrgqr = Op("orgqr(Tensor input, Tensor input2)", householder_product).doc(kProductDoc);
const Op kOrmqr = Op("ormqr(Tensor input, Tensor input2, Tensor input3, bool left=True, bool transpose=False)", ormqr)
    .doc(R"(``op(Q) input3``, or ``input3 op(Q)``, with Q the product of the reflectors that :func:`geqrf` returned.

Args:
    input (Tensor): (*, m, k), the reflectors below the diagonal.
    input2 (Tensor): (*, k), their scales.
    input3 (Tensor): the matrices to multiply, with the same batch.
    left (bool): Q on the left.
    transpose (bool): Q's conjugate transpose in place of Q.

Raises:
    RuntimeError: shapes or dtypes that do not fit.

Example:
    >>> import chainrule as cr
    >>> A = cr.tensor([[3., 1.], [4., 2.]])
    >>> a, tau = cr.geqrf(A)
    >>> cr.allclose(cr.ormqr(a, tau, A, transpose=True), cr.linalg.qr(A).R, atol=1e-6)
    True
)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
