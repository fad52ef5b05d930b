"""Losses: each is the function of the same name in ``nn.functional``, with its options kept.

They share ``reduction``: ``'mean'``, ``'sum'``, or ``'none'`` for the loss of each element. The
older ``size_average`` and ``reduce`` are understood, with a warning.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .._backend import F, Tensor
from ._loss_base import _Loss, _WeightedLoss
from .linear import Linear
from .margin_loss import (
    CosineEmbeddingLoss,
    HingeEmbeddingLoss,
    MarginRankingLoss,
    MultiLabelMarginLoss,
    MultiLabelSoftMarginLoss,
    MultiMarginLoss,
    SoftMarginLoss,
    TripletMarginLoss,
    TripletMarginWithDistanceLoss,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._backend import device as Device
    from .._backend import dtype as DType
    from .linear_cross_entropy_options import LinearCrossEntropyOptions

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CTCLoss",
    "CosineEmbeddingLoss",
    "CrossEntropyLoss",
    "GaussianNLLLoss",
    "HingeEmbeddingLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "LinearCrossEntropyLoss",
    "MSELoss",
    "MarginRankingLoss",
    "MultiLabelMarginLoss",
    "MultiLabelSoftMarginLoss",
    "MultiMarginLoss",
    "NLLLoss",
    "PoissonNLLLoss",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "TripletMarginLoss",
    "TripletMarginWithDistanceLoss",
]


# Numbers against numbers


class L1Loss(_Loss):
    """``|x - y|``. Shape: two that broadcast together.

    >>> import chainrule as cr
    >>> cr.nn.L1Loss()(cr.zeros(2), cr.tensor([1.0, 3.0])).item()
    2.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.l1_loss(input, target, reduction=self.reduction)


class MSELoss(_Loss):
    """``(x - y) ** 2``. Shape: two that broadcast together.

    >>> import chainrule as cr
    >>> cr.nn.MSELoss()(cr.zeros(2), cr.tensor([1.0, 3.0])).item()
    5.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.mse_loss(input, target, reduction=self.reduction)


class SmoothL1Loss(_Loss):
    """``(x - y) ** 2 / (2 * beta)`` where ``|x - y| < beta``, ``|x - y| - beta / 2`` elsewhere.

    >>> import chainrule as cr
    >>> cr.nn.SmoothL1Loss()(cr.zeros(2), cr.tensor([1.0, 3.0])).item()
    1.5
    """

    beta: float

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        beta: float = 1.0,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class HuberLoss(_Loss):
    """``(x - y) ** 2 / 2`` where ``|x - y| < delta``, ``delta * (|x - y| - delta / 2)`` elsewhere.

    Raises:
        TypeError: ``delta`` is no number.

    >>> import chainrule as cr
    >>> cr.nn.HuberLoss()(cr.zeros(2), cr.tensor([1.0, 3.0])).item()
    1.5
    """

    delta: float

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        if not isinstance(delta, (int, float)):
            raise TypeError(f"delta must be a float or int, got: {type(delta)}")
        super().__init__(reduction=reduction)
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.huber_loss(input, target, reduction=self.reduction, delta=self.delta)


class PoissonNLLLoss(_Loss):
    """``exp(x) - y * x``, or with ``log_input=False`` ``x - y * log(x + eps)``: minus the
    logarithm of the Poisson density of a count ``y``. ``full`` adds Stirling's term ``y * log(y) -
    y + log(2 * pi * y) / 2`` where ``y > 1``.

    >>> import chainrule as cr
    >>> cr.nn.PoissonNLLLoss()(cr.zeros(1), cr.ones(1)).item()
    1.0
    """

    log_input: bool
    full: bool
    eps: float

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: bool | None = None,
        eps: float = 1e-8,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.log_input = log_input
        self.full = full
        self.eps = eps

    def forward(self, log_input: Tensor, target: Tensor) -> Tensor:
        return F.poisson_nll_loss(
            log_input,
            target,
            log_input=self.log_input,
            full=self.full,
            eps=self.eps,
            reduction=self.reduction,
        )


class GaussianNLLLoss(_Loss):
    """``(log(max(var, eps)) + (x - y) ** 2 / max(var, eps)) / 2``: minus the logarithm of the
    Gaussian density, with ``full`` together with its constant.

    It is called with mean ``x``, target ``y`` and ``var``, which has their shape, or the last size
    1 or none.

    >>> import chainrule as cr
    >>> cr.nn.GaussianNLLLoss()(cr.zeros(1), cr.ones(1), cr.ones(1)).item()
    0.5
    """

    full: bool
    eps: float

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.full = full
        self.eps = eps

    def forward(self, input: Tensor, target: Tensor, var: Tensor | float) -> Tensor:
        return F.gaussian_nll_loss(
            input, target, var, full=self.full, eps=self.eps, reduction=self.reduction
        )


# Distributions and classes


class KLDivLoss(_Loss):
    """``y * (log(y) - x)`` with logarithms ``x``; with ``log_target`` ``y`` is given as logarithms
    too.

    ``reduction='batchmean'`` gives the divergence: the sum over the size of the batch.

    >>> import chainrule as cr
    >>> cr.nn.KLDivLoss(reduction="sum")(cr.zeros(1), cr.ones(1)).item()
    0.0
    """

    log_target: bool

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


class BCELoss(_WeightedLoss):
    """``-w * (y * log(x) + (1 - y) * log(1 - x))``, the logarithms not below -100.

    ``x`` and ``y`` are probabilities of one shape; ``weight`` scales the loss of each element.

    >>> import chainrule as cr
    >>> round(cr.nn.BCELoss()(cr.full((1,), 0.5), cr.ones(1)).item(), 4)
    0.6931
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.binary_cross_entropy(input, target, weight=self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(_Loss):
    """``BCELoss`` of ``sigmoid(x)``, computed so that it does not overflow.

    ``pos_weight`` scales the part of the positive class, ``weight`` the loss of each element.

    >>> import chainrule as cr
    >>> round(cr.nn.BCEWithLogitsLoss()(cr.zeros(1), cr.ones(1)).item(), 4)
    0.6931
    """

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(
            input, target, self.weight, pos_weight=self.pos_weight, reduction=self.reduction
        )


class NLLLoss(_WeightedLoss):
    """``-w[y] * x[y]`` with logarithms of probabilities ``x`` and classes ``y``.

    Targets of ``ignore_index`` count nothing; the mean is taken with the weights.

    Shape: ``(N, C, *)`` and ``(N, *)``, or ``(C,)`` and ``()``.

    >>> import chainrule as cr
    >>> cr.nn.NLLLoss()(cr.tensor([[-1.0, -2.0]]), cr.tensor([1])).item()
    2.0
    """

    ignore_index: int

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.nll_loss(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
        )


class CrossEntropyLoss(_WeightedLoss):
    """``-w[y] * log(softmax(x)[y])`` with logits ``x`` and classes ``y``, or probabilities of
    classes.

    Targets of ``ignore_index`` count nothing. ``label_smoothing`` mixes the target with the even
    distribution.

    Shape: ``(N, C, *)`` or ``(C,)``, and ``(N, *)`` or ``()`` for classes, that of the input for
    probabilities.

    >>> import chainrule as cr
    >>> round(cr.nn.CrossEntropyLoss()(cr.zeros(1, 4), cr.tensor([2])).item(), 4)
    1.3863
    """

    ignore_index: int
    label_smoothing: float

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.cross_entropy(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class LinearCrossEntropyLoss(_WeightedLoss):
    """``CrossEntropyLoss`` of a linear layer, the last of a model, in one.

    The layer is ``linear``, with ``num_classes * prod(out_features)`` outputs. ``options`` asks for
    the work to be done in chunks; see ``LinearCrossEntropyOptions``.

    Shape: ``(N, in_features)`` or ``(in_features,)``, and ``(N, *out_features)`` or ``()`` for
    classes, ``(N, num_classes, *out_features)`` or ``(num_classes,)`` for probabilities.

    Raises:
        RuntimeError: ``label_smoothing`` is not between 0 and 1, or ``weight`` has another shape
            than
            ``(num_classes,)``.

    >>> import chainrule as cr
    >>> loss = cr.nn.LinearCrossEntropyLoss(5, 4)
    >>> round(loss(cr.zeros(3, 5), cr.tensor([0, 1, 2])).item(), 4)
    1.3863
    """

    num_classes: int
    out_features: tuple[int, ...]
    ignore_index: int | None
    label_smoothing: float
    options: LinearCrossEntropyOptions | None

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        out_features: Sequence[int] = (),
        bias: bool = False,
        device: Device | str | None = None,
        dtype: DType | None = None,
        reduction: str = "mean",
        weight: Tensor | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        options: LinearCrossEntropyOptions | None = None,
    ) -> None:
        if not 0 <= label_smoothing <= 1:
            raise RuntimeError(
                f"expected label_smoothing to be in range [0, 1], got {label_smoothing}"
            )
        if weight is not None and tuple(weight.shape) != (num_classes,):
            raise RuntimeError(
                f"expected weight shape to be {(num_classes,)}, got {tuple(weight.shape)}"
            )
        super().__init__(weight, reduction=reduction)
        self.num_classes = num_classes
        self.out_features = tuple(out_features)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing
        self.options = options
        outputs = num_classes * math.prod(out_features)
        self.linear = Linear(in_features, outputs, bias=bias, device=device, dtype=dtype)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        classes = (self.num_classes, *self.out_features)
        bias = self.linear.bias
        return F.linear_cross_entropy(
            input,
            self.linear.weight.reshape(*classes, self.linear.in_features),
            target,
            linear_bias=None if bias is None else bias.reshape(classes),
            weight=self.weight,
            reduction=self.reduction,
            ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
            options=self.options,
        )

    def extra_repr(self) -> str:
        return (
            f"in_features={self.linear.in_features}, num_classes={self.num_classes}, "
            f"out_features={self.out_features}, bias={self.linear.bias is not None}, "
            f"reduction={self.reduction}, ignore_index={self.ignore_index}, "
            f"label_smoothing={self.label_smoothing}, options={self.options}"
        )


class CTCLoss(_Loss):
    """Minus the logarithm of the probability of a label sequence, over all ways of aligning it.

    Graves et al., "Connectionist Temporal Classification" (2006). It is called with ``log_probs``
    ``(T, N, C)`` or ``(T, C)``, ``targets`` ``(N, S)`` or all in a row, and the lengths of both.
    ``blank`` is the class of the blank. ``zero_infinity`` makes 0 of infinite losses and of their
    gradients. With ``'mean'`` each loss is divided by the length of its target first.

    >>> import chainrule as cr
    >>> log_probs = cr.zeros(2, 1, 2).log_softmax(2)
    >>> loss = cr.nn.CTCLoss()(log_probs, cr.tensor([[1]]), cr.tensor([2]), cr.tensor([1]))
    >>> round(loss.item(), 4)
    0.2877
    """

    blank: int
    zero_infinity: bool

    def __init__(
        self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False
    ) -> None:
        super().__init__(reduction=reduction)
        self.blank = blank
        self.zero_infinity = zero_infinity

    def forward(
        self, log_probs: Tensor, targets: Tensor, input_lengths: Tensor, target_lengths: Tensor
    ) -> Tensor:
        return F.ctc_loss(
            log_probs,
            targets,
            input_lengths,
            target_lengths,
            self.blank,
            self.reduction,
            self.zero_infinity,
        )
