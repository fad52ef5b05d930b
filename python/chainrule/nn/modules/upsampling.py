"""Making sequences, images and volumes larger by interpolation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._backend import F, Tensor
from ._options import Options

if TYPE_CHECKING:
    from typing import TypeAlias

    Sizes: TypeAlias = int | tuple[int, ...]
    Factors: TypeAlias = float | tuple[float, ...]

__all__ = ["Upsample", "UpsamplingBilinear2d", "UpsamplingNearest2d"]


class Upsample(Options):
    """Interpolates to ``size``, or by ``scale_factor``; exactly one is given.

    ``mode`` is ``'nearest'``, ``'linear'`` for sequences, ``'bilinear'`` or ``'bicubic'`` for
    images, ``'trilinear'`` for volumes. With ``align_corners`` the corners of input and output lie
    on each other. With ``recompute_scale_factor`` the factor is that of the sizes after rounding.

    Shape: ``(N, C, *sizes)`` with the sizes becoming ``size`` or ``floor(sizes * scale_factor)``.

    >>> import chainrule as cr
    >>> cr.nn.Upsample(scale_factor=2)(cr.tensor([[[1.0, 2.0]]])).tolist()
    [[[1.0, 1.0, 2.0, 2.0]]]
    """

    size: Sizes | None
    scale_factor: Factors | None
    mode: str
    align_corners: bool | None
    recompute_scale_factor: bool | None

    def __init__(
        self,
        size: Sizes | None = None,
        scale_factor: Factors | None = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ) -> None:
        if isinstance(scale_factor, tuple):
            scale_factor = tuple(float(factor) for factor in scale_factor)
        elif scale_factor:
            scale_factor = float(scale_factor)
        else:
            scale_factor = None
        super().__init__(
            name=type(self).__name__,
            size=size,
            scale_factor=scale_factor,
            mode=mode,
            align_corners=align_corners,
            recompute_scale_factor=recompute_scale_factor,
        )

    def forward(self, input: Tensor) -> Tensor:
        return F.interpolate(
            input,
            self.size,
            self.scale_factor,
            self.mode,
            self.align_corners,
            recompute_scale_factor=self.recompute_scale_factor,
        )

    def extra_repr(self) -> str:
        what = "size" if self.scale_factor is None else "scale_factor"
        return f"{what}={getattr(self, what)!r}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """``Upsample`` of images to the nearest neighbour.

    >>> import chainrule as cr
    >>> tuple(cr.nn.UpsamplingNearest2d(scale_factor=2)(cr.zeros(1, 1, 2, 2)).shape)
    (1, 1, 4, 4)
    """

    def __init__(self, size: Sizes | None = None, scale_factor: Factors | None = None) -> None:
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """``Upsample`` of images between four neighbours, with aligned corners.

    >>> import chainrule as cr
    >>> tuple(cr.nn.UpsamplingBilinear2d(size=4)(cr.zeros(1, 1, 2, 2)).shape)
    (1, 1, 4, 4)
    """

    def __init__(self, size: Sizes | None = None, scale_factor: Factors | None = None) -> None:
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)
