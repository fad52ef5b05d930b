"""Moving values between channels and space."""

from __future__ import annotations

from .._backend import F, Tensor
from ._options import Options

__all__ = ["PixelShuffle", "PixelUnshuffle"]


class PixelShuffle(Options):
    """Makes an image larger by laying ``r * r`` channels side by side, ``r = upscale_factor``.

    Shape: ``(*, C * r * r, H, W)`` to ``(*, C, H * r, W * r)``. Shi et al., "Real-Time Single Image
    and Video Super-Resolution" (2016).

    >>> import chainrule as cr
    >>> tuple(cr.nn.PixelShuffle(3)(cr.zeros(1, 9, 4, 4)).shape)
    (1, 1, 12, 12)
    """

    _shown = ("upscale_factor",)
    upscale_factor: int

    def __init__(self, upscale_factor: int) -> None:
        super().__init__(upscale_factor=upscale_factor)

    def forward(self, input: Tensor) -> Tensor:
        return F.pixel_shuffle(input, self.upscale_factor)


class PixelUnshuffle(Options):
    """Undoes ``PixelShuffle``: ``(*, C, H * r, W * r)`` to ``(*, C * r * r, H, W)``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.PixelUnshuffle(3)(cr.zeros(1, 1, 12, 12)).shape)
    (1, 9, 4, 4)
    """

    _shown = ("downscale_factor",)
    downscale_factor: int

    def __init__(self, downscale_factor: int) -> None:
        super().__init__(downscale_factor=downscale_factor)

    def forward(self, input: Tensor) -> Tensor:
        return F.pixel_unshuffle(input, self.downscale_factor)
