"""Convolutions in one, two and three dimensions, their transposes, and the lazy forms of both."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from .. import init
from .._backend import F, Tensor, empty
from ..parameter import Parameter, UninitializedParameter
from .lazy import LazyModuleMixin
from .module import Module
from .utils import _ntuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from .._backend import device as Device
    from .._backend import dtype as DType

    Sizes: TypeAlias = int | tuple[int, ...]

__all__ = [
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
    "LazyConv1d",
    "LazyConv2d",
    "LazyConv3d",
    "LazyConvTranspose1d",
    "LazyConvTranspose2d",
    "LazyConvTranspose3d",
]

_PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _ConvNd(Module):
    """What all convolutions share: their options, checked, and a weight and bias to match.

    A class below it sets the number of dimensions and whether the convolution is transposed.
    """

    _nd: ClassVar[int]
    transposed: ClassVar[bool] = False

    in_channels: int
    out_channels: int
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: str | tuple[int, ...]
    dilation: tuple[int, ...]
    output_padding: tuple[int, ...]
    groups: int
    padding_mode: str
    weight: Tensor
    bias: Tensor | None

    def _configure(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sizes,
        stride: Sizes,
        padding: str | Sizes,
        dilation: Sizes,
        output_padding: Sizes,
        groups: int,
        padding_mode: str,
    ) -> None:
        """Check the options and keep them."""
        if groups <= 0:
            raise ValueError(f"groups must be a positive integer, but got {groups}")
        for name, channels in (("in", in_channels), ("out", out_channels)):
            if channels % groups:
                raise ValueError(
                    f"{name}_channels must be divisible by groups, but got "
                    f"{name}_channels={channels} and groups={groups}"
                )
        if padding_mode not in _PADDING_MODES:
            raise ValueError(
                f"padding_mode must be one of {set(_PADDING_MODES)}, but got "
                f"padding_mode='{padding_mode}'"
            )
        if self.transposed and padding_mode != "zeros":
            raise ValueError(
                f'Only "zeros" padding mode is supported for {type(self).__name__}, but got '
                f"padding_mode='{padding_mode}'"
            )
        sizes = _ntuple(self._nd)
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = sizes(kernel_size)
        self.stride = sizes(stride)
        self.padding = padding if isinstance(padding, str) else sizes(padding)
        self.dilation = sizes(dilation)
        self.output_padding = sizes(output_padding)
        self.groups = groups
        self.padding_mode = padding_mode
        if isinstance(self.padding, str):
            if self.padding not in ("same", "valid"):
                raise ValueError(
                    f"Invalid padding string {padding!r}, should be one of {{'same', 'valid'}}"
                )
            if self.padding == "same" and any(s != 1 for s in self.stride):
                raise ValueError("padding='same' is not supported for strided convolutions")
        self._reversed_padding_repeated_twice = self._around()

    def _around(self) -> list[int]:
        """The padding before and after each dimension, the last first, as ``F.pad`` takes it."""
        pairs = []
        for i in reversed(range(len(self.kernel_size))):
            if self.padding == "same":
                total = self.dilation[i] * (self.kernel_size[i] - 1)
                pairs.append((total // 2, total - total // 2))
            elif self.padding == "valid":
                pairs.append((0, 0))
            elif i < len(self.padding):
                pairs.append((int(self.padding[i]),) * 2)
        return [n for pair in pairs for n in pair]

    def _weight_shape(self) -> tuple[int, ...]:
        channels = (self.out_channels, self.in_channels // self.groups)
        if self.transposed:
            channels = (self.in_channels, self.out_channels // self.groups)
        return (*channels, *self.kernel_size)

    def _make_parameters(
        self, bias: bool, device: Device | str | None, dtype: DType | None
    ) -> None:
        self.weight = Parameter(empty(self._weight_shape(), device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(empty(self.out_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias from U(-k, k) with ``k = 1 / sqrt(fan_in)``."""
        # With a = sqrt(5) this is U(-1 / sqrt(fan_in), 1 / sqrt(fan_in)).
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            if fan_in != 0:
                bound = 1 / math.sqrt(fan_in)
                init.uniform_(self.bias, -bound, bound)

    def extra_repr(self) -> str:
        shown = [
            f"{self.in_channels}, {self.out_channels}",
            f"kernel_size={self.kernel_size}",
            f"stride={self.stride}",
        ]
        nothing = (0,) * len(self.output_padding)
        for name, default in (
            ("padding", (0,) * len(self.padding)),
            ("dilation", (1,) * len(self.dilation)),
            ("output_padding", nothing),
            ("groups", 1),
        ):
            value = getattr(self, name)
            if value != default:
                shown.append(f"{name}={value}")
        if self.bias is None:
            shown.append("bias=False")
        if self.padding_mode != "zeros":
            shown.append(f"padding_mode={self.padding_mode}")
        return ", ".join(shown)


class _Conv(_ConvNd):
    """A convolution proper; a class below it names the function."""

    _function: ClassVar[Callable[..., Tensor]]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sizes,
        stride: Sizes = 1,
        padding: str | Sizes = 0,
        dilation: Sizes = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self._configure(
            in_channels, out_channels, kernel_size, stride, padding, dilation, 0, groups,
            padding_mode,
        )  # fmt: skip
        self._make_parameters(bias, device, dtype)

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        padding: Any = self.padding
        if self.padding_mode != "zeros":
            input = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode)
            padding = 0
        return self._function(input, weight, bias, self.stride, padding, self.dilation, self.groups)

    def forward(self, input: Tensor) -> Tensor:
        return self._conv_forward(input, self.weight, self.bias)


class Conv1d(_Conv):
    """A convolution over sequences; strictly, the cross-correlation.

    ``weight`` has shape ``(out_channels, in_channels // groups, kernel_size)``. ``padding`` is a
    number, ``'valid'`` (none) or ``'same'`` (as much as keeps the length). Weight and bias start
    from U(-k, k) with ``k = 1 / sqrt(in_channels // groups * kernel_size)``.

    Shape: ``(N, C_in, L)`` or ``(C_in, L)`` to ``(N, C_out, L_out)`` or ``(C_out, L_out)``,
    ``L_out = (L + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1``.

    Raises:
        ValueError: ``groups`` does not divide the channels; an unknown padding or padding mode;
            ``'same'`` with a stride.

    >>> import chainrule as cr
    >>> tuple(cr.nn.Conv1d(16, 33, 3, stride=2)(cr.zeros(20, 16, 50)).shape)
    (20, 33, 24)
    """

    _nd = 1
    _function = staticmethod(F.conv1d)


class Conv2d(_Conv):
    """A convolution over images; strictly, the cross-correlation.

    ``weight`` has shape ``(out_channels, in_channels // groups, *kernel_size)``; sizes are numbers
    or pairs. ``padding`` may be ``'valid'`` (none) or ``'same'`` (as much as keeps the size).
    Weight and bias start from U(-k, k) with ``k = 1 / sqrt(in_channels // groups *
    prod(kernel_size))``.

    Shape: ``(N, C_in, H, W)`` or ``(C_in, H, W)`` to ``(N, C_out, H_out, W_out)`` or without ``N``,
    ``H_out = (H + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1``, and so
    ``W_out``.

    Raises:
        ValueError: ``groups`` does not divide the channels; an unknown padding or padding mode;
            ``'same'`` with a stride.

    >>> import chainrule as cr
    >>> conv = cr.nn.Conv2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2))
    >>> tuple(conv(cr.zeros(2, 16, 10, 20)).shape)
    (2, 33, 8, 20)
    """

    _nd = 2
    _function = staticmethod(F.conv2d)


class Conv3d(_Conv):
    """A convolution over volumes; strictly, the cross-correlation.

    As ``Conv2d``, with one dimension more.

    Shape: ``(N, C_in, D, H, W)`` or ``(C_in, D, H, W)`` to the same with ``C_out`` and the sizes
    ``(D + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1`` and so on.

    >>> import chainrule as cr
    >>> tuple(cr.nn.Conv3d(1, 2, 3)(cr.zeros(1, 1, 5, 5, 5)).shape)
    (1, 2, 3, 3, 3)
    """

    _nd = 3
    _function = staticmethod(F.conv3d)


class _ConvTransposeNd(_ConvNd):
    """The gradient of a convolution with respect to its input, as a layer; a class below it names
    the function."""

    transposed = True
    _function: ClassVar[Callable[..., Tensor]]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sizes,
        stride: Sizes = 1,
        padding: Sizes = 0,
        output_padding: Sizes = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Sizes = 1,
        padding_mode: str = "zeros",
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self._configure(
            in_channels, out_channels, kernel_size, stride, padding, dilation, output_padding,
            groups, padding_mode,
        )  # fmt: skip
        self._make_parameters(bias, device, dtype)

    def _output_padding(self, input: Tensor, output_size: Sequence[int] | None) -> Sequence[int]:
        """The padding at the end that makes an output of ``output_size``."""
        if output_size is None:
            return self.output_padding
        nd = self._nd
        if len(output_size) == input.dim():
            output_size = output_size[-nd:]
        if len(output_size) != nd:
            raise ValueError(
                f"{type(self).__name__}: for {input.dim()}D input, output_size must have {nd} or "
                f"{input.dim()} elements (got {len(output_size)})"
            )
        smallest = [
            (input.size(i - nd) - 1) * self.stride[i]
            - 2 * int(self.padding[i])
            + self.dilation[i] * (self.kernel_size[i] - 1)
            + 1
            for i in range(nd)
        ]
        largest = [smallest[i] + self.stride[i] - 1 for i in range(nd)]
        if any(not a <= n <= b for a, n, b in zip(smallest, output_size, largest, strict=True)):
            raise ValueError(
                f"requested an output size of {tuple(output_size)}, but valid sizes range from "
                f"{smallest} to {largest} (for an input of {tuple(input.shape[-nd:])})"
            )
        return [n - a for n, a in zip(output_size, smallest, strict=True)]

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return self._function(
            input,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            self._output_padding(input, output_size),
            self.groups,
            self.dilation,
        )


class ConvTranspose1d(_ConvTransposeNd):
    """A transposed convolution over sequences: it maps shapes as ``Conv1d`` does, backwards.

    ``weight`` has shape ``(in_channels, out_channels // groups, kernel_size)``. Several lengths may
    lead to the same one under ``Conv1d``: ``output_padding``, or ``output_size`` in the call,
    chooses.

    Shape: ``(N, C_in, L)`` or ``(C_in, L)`` to ``(N, C_out, L_out)`` or ``(C_out, L_out)``,
    ``L_out = (L - 1) * stride - 2 * padding + dilation * (kernel_size - 1) + output_padding + 1``.

    Raises:
        ValueError: ``groups`` does not divide the channels, or ``output_size`` cannot be reached.

    >>> import chainrule as cr
    >>> tuple(cr.nn.ConvTranspose1d(2, 3, 3, stride=2)(cr.zeros(1, 2, 5)).shape)
    (1, 3, 11)
    """

    _nd = 1
    _function = staticmethod(F.conv_transpose1d)


class ConvTranspose2d(_ConvTransposeNd):
    """A transposed convolution over images: it maps shapes as ``Conv2d`` does, backwards.

    As ``ConvTranspose1d``, with one dimension more.

    >>> import chainrule as cr
    >>> up = cr.nn.ConvTranspose2d(16, 16, 3, stride=2, padding=1)
    >>> tuple(up(cr.zeros(1, 16, 6, 6), output_size=(12, 12)).shape)
    (1, 16, 12, 12)
    """

    _nd = 2
    _function = staticmethod(F.conv_transpose2d)


class ConvTranspose3d(_ConvTransposeNd):
    """A transposed convolution over volumes: it maps shapes as ``Conv3d`` does, backwards.

    As ``ConvTranspose1d``, with two dimensions more.

    >>> import chainrule as cr
    >>> tuple(cr.nn.ConvTranspose3d(1, 2, 2)(cr.zeros(1, 1, 2, 2, 2)).shape)
    (1, 2, 3, 3, 3)
    """

    _nd = 3
    _function = staticmethod(F.conv_transpose3d)


class _LazyConv(LazyModuleMixin, _ConvNd):
    """A convolution whose ``in_channels`` is the number of channels of its first input."""

    def _make_parameters(
        self, bias: bool, device: Device | str | None, dtype: DType | None
    ) -> None:
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)
        else:
            self.register_parameter("bias", None)

    def reset_parameters(self) -> None:
        """Draw new values for weight and bias, once their shapes are known."""
        if not self.has_uninitialized_params() and self.in_channels != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor, *args: Any, **kwargs: Any) -> None:
        """Take ``in_channels`` from ``input`` and draw the first values."""
        batched = self._nd + 2
        if input.dim() not in (batched, batched - 1):
            raise RuntimeError(
                f"Expected {batched - 1}D (unbatched) or {batched}D (batched) input to "
                f"{type(self).__name__}, but got input of size: {tuple(input.shape)}"
            )
        self.in_channels = input.shape[-self._nd - 1]
        if self.has_uninitialized_params():
            if self.in_channels % self.groups:
                raise ValueError(
                    f"in_channels must be divisible by groups, but got in_channels="
                    f"{self.in_channels} and groups={self.groups}"
                )
            self._materialize("weight", self._weight_shape())
            self._materialize("bias", (self.out_channels,))
            self.reset_parameters()


class _LazyConvolution(_LazyConv, _Conv):
    def __init__(
        self,
        out_channels: int,
        kernel_size: Sizes,
        stride: Sizes = 1,
        padding: str | Sizes = 0,
        dilation: Sizes = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__(
            0, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode,
            device, dtype,
        )  # fmt: skip


class _LazyConvTranspose(_LazyConv, _ConvTransposeNd):
    def __init__(
        self,
        out_channels: int,
        kernel_size: Sizes,
        stride: Sizes = 1,
        padding: Sizes = 0,
        output_padding: Sizes = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Sizes = 1,
        padding_mode: str = "zeros",
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__(
            0, out_channels, kernel_size, stride, padding, output_padding, groups, bias, dilation,
            padding_mode, device, dtype,
        )  # fmt: skip


class LazyConv1d(_LazyConvolution, Conv1d):
    """A ``Conv1d`` whose ``in_channels`` is that of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyConv1d(8, 3)
    >>> _ = layer(cr.ones(1, 5, 4))
    >>> layer
    Conv1d(5, 8, kernel_size=(3,), stride=(1,))
    """

    cls_to_become = Conv1d


class LazyConv2d(_LazyConvolution, Conv2d):
    """A ``Conv2d`` whose ``in_channels`` is that of its first input.

    >>> import chainrule as cr
    >>> conv = cr.nn.LazyConv2d(8, 3)
    >>> tuple(conv(cr.zeros(1, 3, 5, 5)).shape), conv
    ((1, 8, 3, 3), Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1)))
    """

    cls_to_become = Conv2d


class LazyConv3d(_LazyConvolution, Conv3d):
    """A ``Conv3d`` whose ``in_channels`` is that of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyConv3d(8, 3)
    >>> _ = layer(cr.ones(1, 5, 4, 4, 4))
    >>> layer
    Conv3d(5, 8, kernel_size=(3, 3, 3), stride=(1, 1, 1))
    """

    cls_to_become = Conv3d


class LazyConvTranspose1d(_LazyConvTranspose, ConvTranspose1d):
    """A ``ConvTranspose1d`` whose ``in_channels`` is that of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyConvTranspose1d(8, 3)
    >>> _ = layer(cr.ones(1, 5, 4))
    >>> layer
    ConvTranspose1d(5, 8, kernel_size=(3,), stride=(1,))
    """

    cls_to_become = ConvTranspose1d


class LazyConvTranspose2d(_LazyConvTranspose, ConvTranspose2d):
    """A ``ConvTranspose2d`` whose ``in_channels`` is that of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyConvTranspose2d(8, 3)
    >>> _ = layer(cr.ones(1, 5, 4, 4))
    >>> layer
    ConvTranspose2d(5, 8, kernel_size=(3, 3), stride=(1, 1))
    """

    cls_to_become = ConvTranspose2d


class LazyConvTranspose3d(_LazyConvTranspose, ConvTranspose3d):
    """A ``ConvTranspose3d`` whose ``in_channels`` is that of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyConvTranspose3d(8, 3)
    >>> _ = layer(cr.ones(1, 5, 4, 4, 4))
    >>> layer
    ConvTranspose3d(5, 8, kernel_size=(3, 3, 3), stride=(1, 1, 1))
    """

    cls_to_become = ConvTranspose3d
