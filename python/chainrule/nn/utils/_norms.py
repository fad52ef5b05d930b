"""Norms of weights along one dimension, and the largest singular value by power iteration."""

from __future__ import annotations

from .._backend import F, Tensor, linalg, mv, no_grad, vdot


def norm_except_dim(weight: Tensor, dim: int | None) -> Tensor:
    """The Euclidean norm over all dimensions but ``dim``, which are kept with size 1.

    Without ``dim``, or with -1, the norm of the whole tensor, a number.
    """
    if dim is None or dim == -1:
        return linalg.vector_norm(weight)
    others = [d for d in range(weight.dim()) if d != dim]
    if not others:
        return weight.abs()
    return linalg.vector_norm(weight, dim=others, keepdim=True)


def as_matrix(weight: Tensor, dim: int) -> Tensor:
    """``weight`` with ``dim`` for rows and all other dimensions for columns."""
    if dim != 0:
        weight = weight.permute(dim, *(d for d in range(weight.dim()) if d != dim))
    return weight.flatten(1)


def power_iterations(matrix: Tensor, u: Tensor, v: Tensor, n: int, eps: float) -> None:
    """Turn ``u`` and ``v``, in place, towards the vectors of the largest singular value."""
    with no_grad():
        for _ in range(n):
            u.copy_(F.normalize(mv(matrix, v), dim=0, eps=eps))
            v.copy_(F.normalize(mv(matrix.H, u), dim=0, eps=eps))


def largest_singular_value(matrix: Tensor, u: Tensor, v: Tensor) -> Tensor:
    """``u . W v``, the largest singular value once ``u`` and ``v`` are its vectors."""
    return vdot(u, mv(matrix, v))


def default_dim(module: object) -> int:
    """The dimension of a layer's outputs: 1 for transposed convolutions, 0 for the others."""
    return 1 if getattr(module, "transposed", False) else 0
