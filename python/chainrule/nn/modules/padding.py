"""Padding the last one, two or three dimensions, in four ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .._backend import F, Tensor
from ._options import Options
from .utils import _ntuple

if TYPE_CHECKING:
    from typing import TypeAlias

    Padding: TypeAlias = int | tuple[int, ...]

__all__ = [
    "CircularPad1d",
    "CircularPad2d",
    "CircularPad3d",
    "ConstantPad1d",
    "ConstantPad2d",
    "ConstantPad3d",
    "ReflectionPad1d",
    "ReflectionPad2d",
    "ReflectionPad3d",
    "ReplicationPad1d",
    "ReplicationPad2d",
    "ReplicationPad3d",
    "ZeroPad1d",
    "ZeroPad2d",
    "ZeroPad3d",
]


class _PadNd(Options):
    """``padding`` is one number for every end, or (left, right, top, bottom, front, back)."""

    _nd: ClassVar[int]
    _mode: ClassVar[str]

    padding: tuple[int, ...]

    def __init__(self, padding: Padding) -> None:
        super().__init__(padding=_ntuple(2 * self._nd)(padding))

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self._mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPadNd(_PadNd):
    value: float

    def __init__(self, padding: Padding, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPadNd):
    """Pads the last dimension with ``value``: by a number at both ends, or by (left, right).

    Shape: ``(*, W)`` to ``(*, left + W + right)``. Negative numbers cut off.

    >>> import chainrule as cr
    >>> cr.nn.ConstantPad1d((1, 2), 7.0)(cr.zeros(1)).tolist()
    [7.0, 0.0, 7.0, 7.0]
    """

    _nd = 1


class ConstantPad2d(_ConstantPadNd):
    """Pads the last two dimensions with ``value``: by a number, or by (left, right, top,
    bottom).

    >>> import chainrule as cr
    >>> cr.nn.ConstantPad2d((1, 0, 0, 1), 9.0)(cr.tensor([[[1.0, 2.0]]]))
    tensor([[[9., 1., 2.],
             [9., 9., 9.]]])
    """

    _nd = 2


class ConstantPad3d(_ConstantPadNd):
    """Pads the last three dimensions with ``value``: by a number, or by (left, right, top, bottom,
    front, back).

    >>> import chainrule as cr
    >>> cr.nn.ConstantPad3d(1, 9.0)(cr.ones(1, 2, 3, 4)).shape
    torch.Size([1, 4, 5, 6])
    """

    _nd = 3


class _ZeroPadNd(_ConstantPadNd):
    def __init__(self, padding: Padding) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad1d(_ZeroPadNd, ConstantPad1d):
    """Pads the last dimension with zeros; see ``ConstantPad1d``.

    >>> import chainrule as cr
    >>> cr.nn.ZeroPad1d(1)(cr.ones(1)).tolist()
    [0.0, 1.0, 0.0]
    """


class ZeroPad2d(_ZeroPadNd, ConstantPad2d):
    """Pads the last two dimensions with zeros; see ``ConstantPad2d``.

    >>> import chainrule as cr
    >>> cr.nn.ZeroPad2d((1, 0, 0, 1))(cr.tensor([[[1.0, 2.0], [3.0, 4.0]]]))
    tensor([[[0., 1., 2.],
             [0., 3., 4.],
             [0., 0., 0.]]])
    """


class ZeroPad3d(_ZeroPadNd, ConstantPad3d):
    """Pads the last three dimensions with zeros; see ``ConstantPad3d``.

    >>> import chainrule as cr
    >>> cr.nn.ZeroPad3d(1)(cr.ones(1, 2, 3, 4)).shape
    torch.Size([1, 4, 5, 6])
    """


class _ReflectionPadNd(_PadNd):
    _mode = "reflect"


class ReflectionPad1d(_ReflectionPadNd):
    """Pads the last dimension with its mirror image, which does not repeat the edge.

    >>> import chainrule as cr
    >>> cr.nn.ReflectionPad1d(2)(cr.tensor([[1.0, 2.0, 3.0]])).tolist()
    [[3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0]]
    """

    _nd = 1


class ReflectionPad2d(_ReflectionPadNd):
    """Pads the last two dimensions with their mirror image; see ``ReflectionPad1d``.

    >>> import chainrule as cr
    >>> cr.nn.ReflectionPad2d((1, 0, 0, 1))(cr.tensor([[[1.0, 2.0], [3.0, 4.0]]]))
    tensor([[[2., 1., 2.],
             [4., 3., 4.],
             [2., 1., 2.]]])
    """

    _nd = 2


class ReflectionPad3d(_ReflectionPadNd):
    """Pads the last three dimensions with their mirror image; see ``ReflectionPad1d``.

    >>> import chainrule as cr
    >>> cr.nn.ReflectionPad3d(1)(cr.ones(1, 2, 3, 4)).shape
    torch.Size([1, 4, 5, 6])
    """

    _nd = 3


class _ReplicationPadNd(_PadNd):
    _mode = "replicate"


class ReplicationPad1d(_ReplicationPadNd):
    """Pads the last dimension by repeating the edge.

    >>> import chainrule as cr
    >>> cr.nn.ReplicationPad1d(2)(cr.tensor([[1.0, 2.0]])).tolist()
    [[1.0, 1.0, 1.0, 2.0, 2.0, 2.0]]
    """

    _nd = 1


class ReplicationPad2d(_ReplicationPadNd):
    """Pads the last two dimensions by repeating the edge.

    >>> import chainrule as cr
    >>> cr.nn.ReplicationPad2d((1, 0, 0, 1))(cr.tensor([[[1.0, 2.0], [3.0, 4.0]]]))
    tensor([[[1., 1., 2.],
             [3., 3., 4.],
             [3., 3., 4.]]])
    """

    _nd = 2


class ReplicationPad3d(_ReplicationPadNd):
    """Pads the last three dimensions by repeating the edge.

    >>> import chainrule as cr
    >>> cr.nn.ReplicationPad3d(1)(cr.ones(1, 2, 3, 4)).shape
    torch.Size([1, 4, 5, 6])
    """

    _nd = 3


class _CircularPadNd(_PadNd):
    _mode = "circular"

    def forward(self, input: Tensor) -> Tensor:
        if input.dim() not in (self._nd + 1, self._nd + 2):
            raise ValueError(
                f"expected {self._nd + 1}D or {self._nd + 2}D input (got {input.dim()}D input)"
            )
        return super().forward(input)


class CircularPad1d(_CircularPadNd):
    """Pads the last dimension with what is at its other end.

    Shape: ``(N, C, W)`` or ``(C, W)``.

    Raises:
        ValueError: the input has another number of dimensions.

    >>> import chainrule as cr
    >>> cr.nn.CircularPad1d(1)(cr.tensor([[1.0, 2.0, 3.0]])).tolist()
    [[3.0, 1.0, 2.0, 3.0, 1.0]]
    """

    _nd = 1


class CircularPad2d(_CircularPadNd):
    """Pads the last two dimensions with what is at their other end; see ``CircularPad1d``.

    >>> import chainrule as cr
    >>> cr.nn.CircularPad2d((1, 0, 0, 1))(cr.tensor([[[1.0, 2.0], [3.0, 4.0]]]))
    tensor([[[2., 1., 2.],
             [4., 3., 4.],
             [2., 1., 2.]]])
    """

    _nd = 2


class CircularPad3d(_CircularPadNd):
    """Pads the last three dimensions with what is at their other end; see ``CircularPad1d``.

    >>> import chainrule as cr
    >>> cr.nn.CircularPad3d(1)(cr.ones(1, 2, 3, 4)).shape
    torch.Size([1, 4, 5, 6])
    """

    _nd = 3
