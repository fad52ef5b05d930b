"""Losses that ask for a margin: between classes, between distances, between ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._backend import F, Tensor
from ._loss_base import _Loss, _WeightedLoss
from .distance import PairwiseDistance

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "CosineEmbeddingLoss",
    "HingeEmbeddingLoss",
    "MarginRankingLoss",
    "MultiLabelMarginLoss",
    "MultiLabelSoftMarginLoss",
    "MultiMarginLoss",
    "SoftMarginLoss",
    "TripletMarginLoss",
    "TripletMarginWithDistanceLoss",
]


class HingeEmbeddingLoss(_Loss):
    """``x`` where ``y`` is 1, ``max(0, margin - x)`` where ``y`` is -1.

    >>> import chainrule as cr
    >>> cr.nn.HingeEmbeddingLoss()(cr.tensor([0.5]), cr.tensor([-1.0])).item()
    0.5
    """

    margin: float

    def __init__(
        self,
        margin: float = 1.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.hinge_embedding_loss(input, target, margin=self.margin, reduction=self.reduction)


class SoftMarginLoss(_Loss):
    """``log(1 + exp(-y * x))`` with ``y`` 1 or -1.

    >>> import chainrule as cr
    >>> round(cr.nn.SoftMarginLoss()(cr.zeros(1), cr.ones(1)).item(), 4)
    0.6931
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.soft_margin_loss(input, target, reduction=self.reduction)


class MarginRankingLoss(_Loss):
    """``max(0, -y * (x1 - x2) + margin)``: with ``y`` 1 the first should rank higher, with -1
    lower.

    >>> import chainrule as cr
    >>> cr.nn.MarginRankingLoss()(cr.zeros(1), cr.ones(1), cr.ones(1)).item()
    1.0
    """

    margin: float

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return F.margin_ranking_loss(
            input1, input2, target, margin=self.margin, reduction=self.reduction
        )


class CosineEmbeddingLoss(_Loss):
    """``1 - cos(x1, x2)`` where ``y`` is 1, ``max(0, cos(x1, x2) - margin)`` where it is -1.

    Shape: ``(N, D)`` twice and ``(N,)``, or ``(D,)`` twice and ``()``.

    >>> import chainrule as cr
    >>> cr.nn.CosineEmbeddingLoss()(cr.ones(1, 4), -cr.ones(1, 4), cr.ones(1)).item()
    2.0
    """

    margin: float

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return F.cosine_embedding_loss(
            input1, input2, target, margin=self.margin, reduction=self.reduction
        )


class MultiLabelMarginLoss(_Loss):
    """``sum(max(0, 1 - (x[y] - x[i]))) / C`` over the classes ``y`` of a sample and all others
    ``i``.

    A row of targets lists classes, up to the first -1. Shape: ``(N, C)`` or ``(C,)``, both.

    >>> import chainrule as cr
    >>> cr.nn.MultiLabelMarginLoss()(cr.zeros(1, 2), cr.tensor([[0, -1]])).item()
    0.5
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_margin_loss(input, target, reduction=self.reduction)


class MultiLabelSoftMarginLoss(_WeightedLoss):
    """The mean over the classes of ``BCEWithLogitsLoss``. Shape: ``(N, C)``, both.

    >>> import chainrule as cr
    >>> round(cr.nn.MultiLabelSoftMarginLoss()(cr.zeros(1, 2), cr.ones(1, 2)).item(), 4)
    0.6931
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_soft_margin_loss(
            input, target, weight=self.weight, reduction=self.reduction
        )


class MultiMarginLoss(_WeightedLoss):
    """``sum(max(0, margin - x[y] + x[i]) ** p) / C`` over the classes ``i`` other than ``y``.

    Shape: ``(N, C)`` and ``(N,)``, or ``(C,)`` and ``()``.

    Raises:
        ValueError: ``p`` is neither 1 nor 2, or ``weight`` does not have one dimension.

    >>> import chainrule as cr
    >>> cr.nn.MultiMarginLoss()(cr.zeros(1, 2), cr.tensor([0])).item()
    0.5
    """

    p: int
    margin: float

    def __init__(
        self,
        p: int = 1,
        margin: float = 1.0,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        if p not in (1, 2):
            raise ValueError(f"only p == 1 and p == 2 supported, got {p}")
        if weight is not None and weight.dim() != 1:
            raise ValueError(
                f"MultiMarginLoss: expected weight to be None or 1D tensor, got {weight.dim()}D "
                "instead"
            )
        super().__init__(weight, size_average, reduce, reduction)
        self.p = p
        self.margin = margin

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multi_margin_loss(
            input,
            target,
            p=self.p,
            margin=self.margin,
            weight=self.weight,
            reduction=self.reduction,
        )


def _check_margin(name: str, margin: float) -> None:
    if margin <= 0:
        raise ValueError(f"{name}: expected margin to be greater than 0, got {margin} instead")


class TripletMarginLoss(_Loss):
    """``max(0, d(a, p) - d(a, n) + margin)`` of anchor, positive and negative, ``d`` the
    ``p``-norm.

    ``swap`` takes ``d(p, n)`` instead of ``d(a, n)`` where it is smaller. Shape: ``(N, D)`` or
    ``(D,)``, all three.

    Raises:
        ValueError: ``margin`` is not positive.

    >>> import chainrule as cr
    >>> x = cr.zeros(1, 4)
    >>> cr.nn.TripletMarginLoss()(x, x, x).item()
    1.0
    """

    margin: float
    p: float
    eps: float
    swap: bool

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        _check_margin("TripletMarginLoss", margin)
        super().__init__(size_average, reduce, reduction)
        self.margin = margin
        self.p = p
        self.eps = eps
        self.swap = swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return F.triplet_margin_loss(
            anchor,
            positive,
            negative,
            margin=self.margin,
            p=self.p,
            eps=self.eps,
            swap=self.swap,
            reduction=self.reduction,
        )


class TripletMarginWithDistanceLoss(_Loss):
    """``TripletMarginLoss`` with any ``distance_function``; ``PairwiseDistance()`` without one.

    Raises:
        ValueError: ``margin`` is not positive.

    >>> import chainrule as cr
    >>> x = cr.zeros(1, 4)
    >>> distance = lambda a, b: (a - b).abs().sum(1)
    >>> cr.nn.TripletMarginWithDistanceLoss(distance_function=distance)(x, x, x).item()
    1.0
    """

    margin: float
    swap: bool
    distance_function: Callable[[Tensor, Tensor], Tensor]

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        _check_margin("TripletMarginWithDistanceLoss", margin)
        super().__init__(reduction=reduction)
        self.margin = margin
        self.swap = swap
        self.distance_function = distance_function or PairwiseDistance()

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return F.triplet_margin_with_distance_loss(
            anchor,
            positive,
            negative,
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )
