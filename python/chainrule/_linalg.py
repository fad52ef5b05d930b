"""Linear algebra that is a recipe of registered operations: tensordot, lu, lowrank factorisations,
lobpcg.

What may not live here: factorisations themselves (``cpp/ops/linalg_*.cpp``).
"""

from __future__ import annotations

import warnings
from typing import Any

from . import _core
from ._core import Tensor

_F = _core._functions


def tensordot(a: Tensor, b: Tensor, dims: Any = 2, out: Tensor | None = None) -> Tensor:
    """Sums the products of two tensors over pairs of dimensions, as one matrix product.

    Args:
        a, b: of the same dtype.
        dims: how many of the last dimensions of ``a`` are paired with the first of ``b``; or two
            lists that say which (also as a tensor of two rows).

    Returns:
        A tensor with the other dimensions of ``a``, then those of ``b``.

    Raises:
        RuntimeError: sizes or dtypes that differ, a dimension given twice, or a number of
            dimensions out of range.

    >>> import chainrule as cr
    >>> cr.tensordot(cr.ones(2, 3), cr.ones(3, 4), dims=1).shape
    torch.Size([2, 4])
    >>> cr.tensordot(cr.ones(2, 3), cr.ones(2, 4), dims=([0], [0]))
    tensor([[2., 2., 2., 2.],
            [2., 2., 2., 2.],
            [2., 2., 2., 2.]])
    """
    if isinstance(dims, Tensor):
        dims = dims.tolist()
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a.dim(), b.dim()):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        first, second = list(range(a.dim() - dims, a.dim())), list(range(dims))
    elif isinstance(dims, (tuple, list)) and len(dims) == 2:
        first, second = dims
        if isinstance(first, int) or isinstance(second, int):
            raise TypeError(
                "tensordot(): dims must be a number or two lists of dimensions, not two numbers"
            )
    else:
        raise RuntimeError(
            f"tensordot expects dims to be an int, a pair of lists, or a tensor of two rows, but "
            f"got dims={dims}"
        )
    if first:
        a, b = _core.autocast_lower(a), _core.autocast_lower(b)
    result: Tensor = _F["_tensordot"](a, b, list(first), list(second))
    if out is None:
        return result
    if out.dtype is not result.dtype:
        raise RuntimeError(
            f"tensordot: expected out to have dtype {result.dtype}, but got {out.dtype}"
        )
    return out.resize_(result.shape).copy_(result)


def lu(A: Tensor, pivot: bool = True, get_infos: bool = False, out: Any = None) -> Any:
    """The packed factors of ``A = P L U`` and the row exchanges; ``linalg.lu_factor`` is its
    successor.

    Args:
        A: (*, m, n), floating point or complex.
        pivot: must stay True on the CPU.
        get_infos: also returns, for each matrix, the place of the first zero on U's diagonal (0 for
            none).

    Raises:
        RuntimeError: integers, or fewer than two dimensions.

    >>> import chainrule as cr
    >>> LU, pivots = cr.lu(cr.tensor([[1.0, 2.0], [2.0, 2.0]]))
    >>> LU
    tensor([[2.0000, 2.0000],
            [0.5000, 1.0000]])
    """
    warnings.warn(
        "torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and "
        "will be removed in a future PyTorch release.\n"
        "LU, pivots = torch.lu(A, compute_pivots)\nshould be replaced with\n"
        "LU, pivots = torch.linalg.lu_factor(A, compute_pivots)\nand\n"
        "LU, pivots, info = torch.lu(A, compute_pivots, get_infos=True)\nshould be replaced with\n"
        "LU, pivots, info = torch.linalg.lu_factor_ex(A, compute_pivots)",
        stacklevel=2,
    )
    if out is not None and len(out) != 2 + get_infos:
        raise TypeError(f"expected tuple of {2 + get_infos} elements but got {len(out)}")
    factors, pivots, info = _F["linalg.lu_factor_ex"](_core.autocast_float32(A), pivot=pivot)
    results = (factors, pivots, info) if get_infos else (factors, pivots)
    if out is None:
        return results
    for target, result in zip(out, results, strict=True):
        target.resize_(result.shape).copy_(result)
    return tuple(out)


def _range_of(A: Tensor, q: int, niter: int) -> Tensor:
    """An orthonormal basis that nearly spans the range of A, (*, m, q).

    Halko, Martinsson & Tropp 2011, algorithm 4.4: random directions, improved by powers of A A^H.
    """
    qr = _F["linalg.qr"]
    basis: Tensor = qr(A @ _F["randn"](A.shape[-1], q, dtype=A.dtype))[0]
    for _ in range(niter):
        basis = qr(A.mH @ basis)[0]
        basis = qr(A @ basis)[0]
    return basis


def svd_lowrank(
    A: Tensor, q: int | None = 6, niter: int | None = 2, M: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """The largest singular values of ``A - M`` and their vectors, by a random projection.

    Args:
        A: (*, m, n).
        q: how many; a little more than the rank that is wanted.
        niter: iterations that improve the projection.
        M: is subtracted from A, and broadcasts.

    Returns:
        U (*, m, q), S (*, q) and V (*, n, q), so that ``U diag(S) V^H`` is near ``A - M``.

    >>> import chainrule as cr
    >>> U, S, V = cr.svd_lowrank(cr.diag(cr.tensor([3.0, 2.0, 0.0, 0.0])), q=2)
    >>> cr.allclose(S, cr.tensor([3.0, 2.0]))
    True
    """
    count = 6 if q is None else q
    m, n = A.shape[-2:]
    rounds = 2 if niter is None else niter
    if M is not None:
        A = A - M
    if count >= min(m, n):  # nothing is left out: no projection is needed
        U, S, Vh = _F["linalg.svd"](A, full_matrices=False)
        return U, S, Vh.mH
    # The projection is made of the longer side.
    tall = A if m >= n else A.mH
    basis = _range_of(tall, count, rounds)
    U, S, Vh = _F["linalg.svd"](basis.mH @ tall, full_matrices=False)
    U, V = basis @ U, Vh.mH
    return (U, S, V) if m >= n else (V, S, U)


def pca_lowrank(
    A: Tensor, q: int | None = None, center: bool = True, niter: int = 2
) -> tuple[Tensor, Tensor, Tensor]:
    """Principal components: ``svd_lowrank`` of the matrix with the mean of its rows taken away.

    Args:
        A: (*, m, n), a row for each sample.
        q: how many components; min(6, m, n) by default.
        center: whether the mean is taken away.
        niter: iterations that improve the projection.

    Returns:
        U, S and V: the columns of V are the principal directions, ``A @ V`` the projections.

    Raises:
        ValueError: ``q`` or ``niter`` out of range.

    >>> import chainrule as cr
    >>> U, S, V = cr.pca_lowrank(cr.tensor([[0.0, 1.0], [2.0, 1.0], [4.0, 1.0]]), q=1)
    >>> cr.allclose(V.abs(), cr.tensor([[1.0], [0.0]]), atol=1e-6)
    True
    """
    m, n = A.shape[-2:]
    if q is None:
        q = min(6, m, n)
    elif not 0 <= q <= min(m, n):
        raise ValueError(
            f"q(={q}) must be non-negative integer and not greater than min(m, n)={min(m, n)}"
        )
    if niter < 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    if center:
        A = A - A.mean(dim=-2, keepdim=True)
    return svd_lowrank(A, q, niter=niter, M=None)


def _precision(x: Tensor, wide: float, narrow: float) -> float:
    return wide if x.dtype is _core.float64 else narrow


def _all_pairs(A: Tensor, B: Tensor | None) -> tuple[Tensor, Tensor]:
    """Every eigenpair of ``A x = e B x``, ascending, by B's Cholesky factor."""
    eigh, solve = _F["linalg.eigh"], _F["linalg.solve_triangular"]
    if B is None:
        values, vectors = eigh(A)
        return values, vectors
    L = _F["linalg.cholesky"](B)
    reduced = solve(L.mT, solve(L, A, upper=False), upper=True, left=False)
    values, vectors = eigh(reduced)
    return values, solve(L.mT, vectors, upper=True)


def _orthonormal(basis: Tensor, B: Tensor | None) -> Tensor:
    """B-orthonormal columns that span the same; directions that vanish are dropped."""
    basis = basis / basis.norm(dim=-2, keepdim=True).clamp_min(1e-30)
    values, vectors = _F["linalg.eigh"](basis.mT @ (basis if B is None else B @ basis))
    keep = values > values[-1] * _precision(basis, 1e-12, 1e-5)
    columns: Tensor = (basis @ vectors[:, keep]) / values[keep].sqrt()
    return columns


def _lobpcg_one(
    A: Tensor,
    B: Tensor | None,
    X: Tensor,
    iK: Tensor | None,
    k: int,
    niter: int,
    tol: float,
    largest: bool,
) -> tuple[Tensor, Tensor]:
    """Knyazev 2001, algorithm 5.1: Rayleigh-Ritz on the span of X, residuals, last directions."""

    def best(basis: Tensor, count: int) -> tuple[Tensor, Tensor]:
        basis = _orthonormal(basis, B)
        values, vectors = _F["linalg.eigh"](basis.mT @ (A @ basis))
        if largest:
            values, vectors = values.flip(-1), vectors.flip(-1)
        return values[:count], basis @ vectors[:, :count]

    size = X.shape[-1]
    a_norm, b_norm = A.norm(), 1.0 if B is None else B.norm()
    values, X = best(X, size)
    P: Tensor | None = None
    steps = 0
    while niter < 0 or steps < niter:
        steps += 1
        residual = A @ X - (X if B is None else B @ X) * values
        bound = X.norm(dim=0) * (a_norm + values.abs() * b_norm) * tol
        if bool((residual.norm(dim=0)[:k] <= bound[:k]).all()):
            break
        W = residual if iK is None else iK @ residual
        values, new = best(_F["cat"]([X, W] if P is None else [X, W, P], -1), size)
        # The last direction: what of the new vectors the old ones do not have.
        P = new - X @ (X.mT @ (new if B is None else B @ new))
        X = new
    return values[:k], X[:, :k]


def lobpcg(
    A: Tensor,
    k: int | None = None,
    B: Tensor | None = None,
    X: Tensor | None = None,
    n: int | None = None,
    iK: Tensor | None = None,
    niter: int | None = None,
    tol: float | None = None,
    largest: bool | None = None,
    method: str | None = None,
    tracker: Any = None,
    ortho_iparams: dict[str, int] | None = None,
    ortho_fparams: dict[str, float] | None = None,
    ortho_bparams: dict[str, bool] | None = None,
) -> tuple[Tensor, Tensor]:
    """The largest (or smallest) eigenvalues of ``A x = e B x`` and their vectors, by iteration.

    Args:
        A: symmetric, (*, m, m).
        k: how many; 1 by default.
        B: symmetric positive definite; the identity by default.
        X: the first guess, (*, m, n) with n >= k; random by default.
        n: how many vectors the guess has, if there is none; k by default.
        iK: a preconditioner, near the inverse of A.
        niter: at most so many iterations; -1 for as many as it takes, 1000 by default.
        tol: of the residuals, relative; a small multiple of the dtype's epsilon by default.
        largest: False for the smallest eigenvalues.
        method, tracker, ortho_iparams, ortho_fparams, ortho_bparams: accepted; there is one method.

    Returns:
        The eigenvalues (*, k) and vectors (*, m, k).

    Raises:
        ValueError: fewer than 3 k rows.

    >>> import chainrule as cr
    >>> values, vectors = cr.lobpcg(cr.diag(cr.arange(1.0, 10.0)), k=2)
    >>> cr.allclose(values, cr.tensor([9.0, 8.0]), atol=1e-3)
    True
    """
    m = A.shape[-1]
    count = (1 if X is None else X.shape[-1]) if k is None else k
    guess = (count if n is None else n) if X is None else X.shape[-1]
    if m < 3 * guess:
        raise ValueError(
            f"LPBPCG algorithm is not applicable when the number of A rows (={m}) is smaller than "
            f"3 x the number of"
            f" requested eigenpairs (={guess})"
        )
    first = largest is not False
    if A.requires_grad or (B is not None and B.requires_grad):
        # The derivative of one vector takes all the others.
        values, vectors = _all_pairs(A, B)
        if first:
            values, vectors = values.flip(-1), vectors.flip(-1)
        return values[..., :count], vectors[..., :count]
    bound = tol if tol is not None else _precision(A, 1e-9, 3e-5)
    rounds = 1000 if niter is None else niter
    start: Tensor = _F["randn"]((*A.shape[:-1], guess), dtype=A.dtype) if X is None else X
    batch = A.shape[:-2]

    def each(t: Tensor | None) -> Any:
        many = 1
        for size in batch:
            many *= size
        if t is None:
            return [None] * many
        return t.expand(*batch, *t.shape[-2:]).reshape(-1, *t.shape[-2:])

    found = [
        _lobpcg_one(*matrices, count, rounds, bound, first)
        for matrices in zip(each(A), each(B), each(start), each(iK), strict=True)
    ]
    values = _F["stack"]([v for v, _ in found]).reshape(*batch, count)
    vectors = _F["stack"]([x for _, x in found]).reshape(*batch, m, count)
    return values, vectors
