"""Linear algebra beyond the table: errors of matrices without an answer, derivatives of singular
ones, names of results and nodes, recipes in Python, large batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr

SINGULAR = {
    "inv": lambda t: t.linalg.inv(t.zeros(2, 2)),
    "inv of a batch": lambda t: t.linalg.inv(t.stack([t.eye(2), t.zeros(2, 2)])),
    "solve": lambda t: t.linalg.solve(t.zeros(2, 2), t.ones(2)),
    "solve_ex": lambda t: t.linalg.solve_ex(t.zeros(2, 2), t.ones(2), check_errors=True),
    "cholesky": lambda t: t.linalg.cholesky(-t.eye(2)),
    "cholesky of NaN": lambda t: t.linalg.cholesky(t.full((2, 2), float("nan"))),
    "svd of NaN": lambda t: t.linalg.svd(t.full((2, 2), float("nan"))),
    "pinv of NaN": lambda t: t.linalg.pinv(t.full((2, 2), float("nan"))),
    "matrix_power": lambda t: t.linalg.matrix_power(t.zeros(2, 2), -1),
}


@pytest.mark.parametrize("name", SINGULAR)
def test_no_answer(name: str) -> None:
    with pytest.raises(torch.linalg.LinAlgError) as theirs:
        SINGULAR[name](torch)
    with pytest.raises(cr.linalg.LinAlgError) as ours:
        SINGULAR[name](cr)
    assert issubclass(cr.linalg.LinAlgError, RuntimeError)
    # PyTorch's sentence, up to what may follow it.
    assert str(ours.value).startswith(str(theirs.value).removesuffix("."))


def random(*shape: int, seed: int = 0, complex_: bool = False) -> Any:
    rng = np.random.default_rng(seed)
    real = rng.standard_normal(shape)
    return real + 1j * rng.standard_normal(shape) if complex_ else real


@pytest.mark.parametrize("rank", [0, 1, 2])
def test_gradient_of_a_singular_determinant(rank: int) -> None:
    """It is the matrix of cofactors, whether or not there is an inverse."""
    a = random(3, 2, seed=rank)[:, :rank] @ random(2, 3, seed=9)[:rank]
    a = np.stack([a, np.eye(3) + random(3, 3)])
    a[0] = np.round(a[0] * 4) / 4 if rank != 1 else np.outer([1, 2, 4], [1, 2, 0.5])
    if rank == 2:
        a[0] = [[1, 2, 3], [2, 4, 6], [0, 1, 1]]
    x = cr.tensor(a, requires_grad=True)
    cr.linalg.det(x).sum().backward()
    assert x.grad is not None
    for matrix, grad in zip(a, x.grad.numpy(), strict=True):
        cofactors = [
            [
                (-1) ** (i + j) * np.linalg.det(np.delete(np.delete(matrix, i, 0), j, 1))
                for j in range(3)
            ]
            for i in range(3)
        ]
        np.testing.assert_allclose(grad, cofactors, atol=1e-10)


def results(t: Any) -> dict[str, Any]:
    a = t.eye(3).requires_grad_()
    b = t.ones(3, 2)
    definite = a @ a.mT + t.eye(3)
    return {
        "inv": t.linalg.inv(a),
        "inv_ex": t.linalg.inv_ex(a),
        "solve": t.linalg.solve(a, b),
        "solve_ex": t.linalg.solve_ex(a, b),
        "solve_triangular": t.linalg.solve_triangular(a, b, upper=True),
        "triangular_solve": t.triangular_solve(b, a),
        "det": t.det(a),
        "slogdet": t.linalg.slogdet(a),
        "logdet": t.logdet(a),
        "cholesky": t.linalg.cholesky(definite),
        "old cholesky": t.cholesky(definite),
        "cholesky_ex": t.linalg.cholesky_ex(definite),
        "cholesky_solve": t.cholesky_solve(b, definite),
        "cholesky_inverse": t.cholesky_inverse(definite),
        "qr": t.linalg.qr(a),
        "svd": t.linalg.svd(a),
        "svdvals": t.linalg.svdvals(a),
        "eigh": t.linalg.eigh(definite),
        "eigvals": t.linalg.eigvals(a),
        "eig": t.linalg.eig(a),
        "lu": t.linalg.lu(a),
        "lu_factor": t.linalg.lu_factor(a),
        "lu_factor_ex": t.linalg.lu_factor_ex(a),
        "lu_unpack": t.lu_unpack(*t.linalg.lu_factor(a)),
        "lu_solve": t.lu_solve(b, *t.linalg.lu_factor(a)),
        "lstsq": t.linalg.lstsq(a, b),
        "pinv": t.linalg.pinv(a),
        "matrix_exp": t.linalg.matrix_exp(a),
        "matrix_power": t.linalg.matrix_power(a, 3),
        "householder_product": t.linalg.householder_product(a, t.ones(3)),
        "ormqr": t.ormqr(a, t.ones(3), b),
        "geqrf": t.geqrf(a),
        "cross": t.linalg.cross(a, a),
        "trace": t.trace(a),
    }


@pytest.mark.filterwarnings("ignore")  # PyTorch's, of old names
def test_names() -> None:
    """Of the results' types and of the nodes."""

    def described(value: Any) -> Any:
        if isinstance(value, tuple):
            return type(value).__name__, [described(part) for part in value]
        node = value.grad_fn
        return None if node is None else type(node).__name__, str(value.dtype)

    ours, theirs = results(cr), results(torch)
    for name, expected in theirs.items():
        assert described(ours[name]) == described(expected), name


@pytest.mark.parametrize("complex_", [False, True])
@pytest.mark.parametrize("shape", [(300, 4, 4), (3, 120, 90), (1, 200, 200)])
def test_large(shape: tuple[int, ...], complex_: bool) -> None:
    """Batches that are shared among threads, and sizes at which blocked code runs."""
    a = cr.tensor(random(*shape, complex_=complex_))
    m, n = shape[-2:]
    eye = cr.eye(n, dtype=a.dtype)

    def close(x: Any, y: Any) -> bool:
        return bool((x - y).abs().max() < 1e-9 * max(m, n))

    U, S, Vh = cr.linalg.svd(a, full_matrices=False)
    assert close(U @ (S.unsqueeze(-1) * Vh), a)
    Q, R = cr.linalg.qr(a)
    assert close(Q @ R, a)
    assert close(Q.mH @ Q, eye)
    P, L, W = cr.linalg.lu(a)
    assert close(P @ L @ W, a)
    assert close(a @ cr.linalg.pinv(a) @ a, a)
    gram = a.mH @ a + eye
    values, vectors = cr.linalg.eigh(gram)
    assert close(vectors @ (values.unsqueeze(-1) * vectors.mH), gram)
    factor = cr.linalg.cholesky(gram)
    assert close(factor @ factor.mH, gram)
    assert close(cr.linalg.solve(gram, gram @ a.mH), a.mH)
    assert close(cr.linalg.inv(gram) @ gram, eye)
    values, vectors = cr.linalg.eig(gram)
    assert close((gram + 0j) @ vectors, vectors * values.unsqueeze(-2))


def test_low_rank() -> None:
    rng = np.random.default_rng(1)
    a = cr.tensor(rng.standard_normal((2, 20, 3)) @ rng.standard_normal((2, 3, 12)))
    for matrix in (a, a.mT):
        U, S, V = cr.svd_lowrank(matrix, q=4)
        assert cr.allclose(U @ (S.unsqueeze(-1) * V.mT), matrix, atol=1e-10)
    U, S, V = cr.pca_lowrank(a, q=3)
    centred = a - a.mean(-2, keepdim=True)
    assert cr.allclose(U @ (S.unsqueeze(-1) * V.mT), centred, atol=1e-8)
    with pytest.raises(ValueError, match="q"):
        cr.pca_lowrank(a, q=13)


@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize("general", [True, False])
def test_lobpcg(largest: bool, general: bool) -> None:
    a = random(2, 20, 20)
    a = cr.tensor(a @ a.swapaxes(-1, -2))
    b = cr.tensor(np.diag(np.linspace(1, 2, 20))) if general else None
    values, vectors = cr.lobpcg(a, k=2, B=b, largest=largest)
    right = vectors if b is None else b @ vectors
    assert values.shape == (2, 2)
    assert vectors.shape == (2, 20, 2)
    assert cr.allclose(a @ vectors, right * values.unsqueeze(-2), atol=1e-5)
    exact, _ = cr.lobpcg(a.requires_grad_(), k=2, B=b, largest=largest)
    assert cr.allclose(values, exact.detach(), atol=1e-6)
    (g,) = cr.autograd.grad(exact.sum(), a)
    assert g.shape == a.shape
    with pytest.raises(ValueError, match="smaller than 3"):
        cr.lobpcg(cr.eye(5), k=2)


@pytest.mark.filterwarnings("ignore:torch.lu is deprecated")
def test_lu_of_old() -> None:
    x = cr.tensor(random(2, 3, 3))
    factors, pivots = cr.lu(x)
    again, same, info = x.lu(get_infos=True)
    assert cr.equal(factors, again)
    assert cr.equal(pivots, same)
    assert info.tolist() == [0, 0]
    out = (cr.empty(0), cr.empty(0, dtype=cr.int32))
    with pytest.raises(TypeError):
        cr.lu(x, get_infos=True, out=out)
