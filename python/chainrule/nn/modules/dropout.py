"""Dropout: setting values, or whole channels, to zero at random while training."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .._backend import F, Tensor
from ._options import Options

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "AlphaDropout",
    "Dropout",
    "Dropout1d",
    "Dropout2d",
    "Dropout3d",
    "FeatureAlphaDropout",
]


class _DropoutNd(Options):
    """Drops with probability ``p`` in training mode, and does nothing in evaluation mode.

    A class below it names the function that says what is dropped.
    """

    _function: ClassVar[Callable[..., Tensor]]

    p: float
    inplace: bool

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        super().__init__(p=p, inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return self._function(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """Sets each element to 0 with probability ``p`` and divides the others by ``1 - p``.

    Hinton et al., "Improving neural networks by preventing co-adaptation of feature detectors"
    (2012). In evaluation mode the input is returned as it is.

    Raises:
        ValueError: ``p`` is not between 0 and 1.

    >>> import chainrule as cr
    >>> cr.nn.Dropout(0.5).eval()(cr.ones(3)).tolist()
    [1.0, 1.0, 1.0]
    """

    _function = staticmethod(F.dropout)


class Dropout1d(_DropoutNd):
    """Drops whole channels of a sequence ``(N, C, L)`` or ``(C, L)``; see ``Dropout``.

    >>> import chainrule as cr
    >>> y = cr.nn.Dropout1d(0.5)(cr.ones(2, 8, 5))
    >>> bool((y.amin(-1) == y.amax(-1)).all())
    True
    """

    _function = staticmethod(F.dropout1d)


class Dropout2d(_DropoutNd):
    """Drops whole channels of an image ``(N, C, H, W)`` or ``(C, H, W)``; see ``Dropout``.

    >>> import chainrule as cr
    >>> y = cr.nn.Dropout2d(0.5)(cr.ones(2, 8, 3, 3))
    >>> bool((y.amin((-2, -1)) == y.amax((-2, -1))).all())
    True
    """

    _function = staticmethod(F.dropout2d)


class Dropout3d(_DropoutNd):
    """Drops whole channels of a volume ``(N, C, D, H, W)`` or ``(C, D, H, W)``; see ``Dropout``.

    >>> import chainrule as cr
    >>> y = cr.nn.Dropout3d(0.5)(cr.ones(2, 8, 2, 2, 2))
    >>> bool((y.amin((-3, -2, -1)) == y.amax((-3, -2, -1))).all())
    True
    """

    _function = staticmethod(F.dropout3d)


class AlphaDropout(_DropoutNd):
    """Dropout that keeps mean and variance, for networks with ``SELU``.

    Dropped elements take the value that ``SELU`` tends to, and all are scaled and shifted.
    Klambauer et al., "Self-Normalizing Neural Networks" (2017).

    >>> import chainrule as cr
    >>> cr.nn.AlphaDropout(0.5).eval()(cr.ones(2)).tolist()
    [1.0, 1.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_DropoutNd):
    """``AlphaDropout`` of whole channels.

    >>> import chainrule as cr
    >>> y = cr.nn.FeatureAlphaDropout(0.5)(cr.ones(2, 8, 5))
    >>> bool((y.amin(-1) == y.amax(-1)).all())
    True
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.feature_alpha_dropout(input, self.p, self.training)
