"""Mixing channels between groups."""

from __future__ import annotations

from .._backend import F, Tensor
from ._options import Options

__all__ = ["ChannelShuffle"]


class ChannelShuffle(Options):
    """Takes one channel of each of ``groups`` groups in turn; the shape stays ``(*, C, H, W)``.

    >>> import chainrule as cr
    >>> x = cr.arange(4.0).reshape(1, 4, 1, 1)
    >>> cr.nn.ChannelShuffle(2)(x).flatten().tolist()
    [0.0, 2.0, 1.0, 3.0]
    """

    _shown = ("groups",)
    groups: int

    def __init__(self, groups: int) -> None:
        super().__init__(groups=groups)

    def forward(self, input: Tensor) -> Tensor:
        return F.channel_shuffle(input, self.groups)
