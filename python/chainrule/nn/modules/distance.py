"""How far apart two batches of vectors are."""

from __future__ import annotations

from .._backend import F, Tensor
from ._options import Options

__all__ = ["CosineSimilarity", "PairwiseDistance"]


class PairwiseDistance(Options):
    """The p-norm of ``x1 - x2 + eps`` along the last dimension.

    Shape: ``(N, D)`` or ``(D,)`` each to ``(N,)`` or a number, with ``keepdim`` to ``(N, 1)``.

    >>> import chainrule as cr
    >>> round(cr.nn.PairwiseDistance()(cr.tensor([[3.0, 4.0]]), cr.zeros(1, 2)).item(), 3)
    5.0
    """

    norm: float
    eps: float
    keepdim: bool

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__(norm=p, eps=eps, keepdim=keepdim)

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


class CosineSimilarity(Options):
    """``x1 . x2 / max(|x1| * |x2|, eps)`` along ``dim``.

    Shape: two that broadcast together; ``dim`` disappears.

    >>> import chainrule as cr
    >>> cr.nn.CosineSimilarity()(cr.ones(1, 4), 2 * cr.ones(1, 4)).tolist()
    [1.0]
    """

    dim: int
    eps: float

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__(dim=dim, eps=eps)

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.cosine_similarity(x1, x2, self.dim, self.eps)
