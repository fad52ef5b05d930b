"""Taking images apart into windows, and putting windows together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._backend import F, Tensor
from ._options import Options

if TYPE_CHECKING:
    from typing import TypeAlias

    Sizes: TypeAlias = int | tuple[int, ...]

__all__ = ["Fold", "Unfold"]


class Fold(Options):
    """Adds up windows into an image of ``output_size``: the gradient of ``Unfold``.

    Shape: ``(N, C * prod(kernel_size), L)`` or without ``N`` to ``(N, C, *output_size)``, ``L``
    being the number of windows that ``Unfold`` takes out of such an image.

    >>> import chainrule as cr
    >>> tuple(cr.nn.Fold((4, 5), (2, 2))(cr.zeros(1, 12, 12)).shape)
    (1, 3, 4, 5)
    """

    _shown = ("output_size", "kernel_size", "dilation", "padding", "stride")
    output_size: Sizes
    kernel_size: Sizes
    dilation: Sizes
    padding: Sizes
    stride: Sizes

    def __init__(
        self,
        output_size: Sizes,
        kernel_size: Sizes,
        dilation: Sizes = 1,
        padding: Sizes = 0,
        stride: Sizes = 1,
    ) -> None:
        super().__init__(
            output_size=output_size,
            kernel_size=kernel_size,
            dilation=dilation,
            padding=padding,
            stride=stride,
        )

    def forward(self, input: Tensor) -> Tensor:
        return F.fold(
            input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride
        )


class Unfold(Options):
    """Takes windows out of an image, each as a column.

    Shape: ``(N, C, *size)`` or without ``N`` to ``(N, C * prod(kernel_size), L)``, ``L`` the
    product of ``(size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.Unfold((2, 3))(cr.zeros(2, 5, 3, 4)).shape)
    (2, 30, 4)
    """

    _shown = ("kernel_size", "dilation", "padding", "stride")
    kernel_size: Sizes
    dilation: Sizes
    padding: Sizes
    stride: Sizes

    def __init__(
        self, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1
    ) -> None:
        super().__init__(kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)

    def forward(self, input: Tensor) -> Tensor:
        return F.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)
