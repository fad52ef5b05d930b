"""Pooling: modules that summarise windows of a sequence, an image or a volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._backend import F, Tensor
from ._options import Options
from .utils import _ntuple, _single

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    Sizes: TypeAlias = int | tuple[int, ...]
    OutputSize: TypeAlias = int | tuple[int | None, ...] | None

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AdaptiveMaxPool3d",
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "FractionalMaxPool2d",
    "FractionalMaxPool3d",
    "LPPool1d",
    "LPPool2d",
    "LPPool3d",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
    "MaxUnpool1d",
    "MaxUnpool2d",
    "MaxUnpool3d",
]


class _Pool(Options):
    """A pooling module; a class below it names the function."""

    _function: ClassVar[Callable[..., Any]]


# Largest values


class _MaxPoolNd(_Pool):
    _shown = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")

    kernel_size: Sizes
    stride: Sizes
    padding: Sizes
    dilation: Sizes
    return_indices: bool
    ceil_mode: bool

    def __init__(
        self,
        kernel_size: Sizes,
        stride: Sizes | None = None,
        padding: Sizes = 0,
        dilation: Sizes = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__(
            kernel_size=kernel_size,
            stride=kernel_size if stride is None else stride,
            padding=padding,
            dilation=dilation,
            return_indices=return_indices,
            ceil_mode=ceil_mode,
        )

    def forward(self, input: Tensor) -> Any:
        return self._function(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            ceil_mode=self.ceil_mode,
            return_indices=self.return_indices,
        )


class MaxPool1d(_MaxPoolNd):
    """The largest value in each window of a sequence.

    Windows of ``kernel_size`` elements, ``dilation`` apart, move by ``stride`` (``kernel_size``);
    ``padding`` adds minus infinity at both ends. ``ceil_mode`` keeps a last window that is not
    full. ``return_indices`` gives the places of the largest values too, for ``MaxUnpool1d``.

    Shape: ``(N, C, L)`` or ``(C, L)``, with ``L`` becoming
    ``(L + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1``.

    >>> import chainrule as cr
    >>> cr.nn.MaxPool1d(2)(cr.tensor([[1.0, 3.0, 2.0, 0.0]])).tolist()
    [[3.0, 2.0]]
    """

    _function = staticmethod(F.max_pool1d)


class MaxPool2d(_MaxPoolNd):
    """The largest value in each window of an image; see ``MaxPool1d``. Sizes are numbers or pairs.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.MaxPool2d(3, stride=2)(cr.zeros(2, 4, 9, 11)).shape)
    (2, 4, 4, 5)
    """

    _function = staticmethod(F.max_pool2d)


class MaxPool3d(_MaxPoolNd):
    """The largest value in each window of a volume; see ``MaxPool1d``. Sizes are numbers or
    triples.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.MaxPool3d(2)(cr.zeros(1, 1, 4, 4, 4)).shape)
    (1, 1, 2, 2, 2)
    """

    _function = staticmethod(F.max_pool3d)


class _MaxUnpoolNd(_Pool):
    _shown = ("kernel_size", "stride", "padding")
    _nd: ClassVar[int]

    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]

    def __init__(self, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0) -> None:
        sizes = _ntuple(self._nd)
        super().__init__(
            kernel_size=sizes(kernel_size),
            stride=sizes(kernel_size if stride is None else stride),
            padding=sizes(padding),
        )

    def forward(
        self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None
    ) -> Tensor:
        pooled: Tensor = self._function(
            input, indices, self.kernel_size, self.stride, self.padding, output_size
        )
        return pooled


class MaxUnpool1d(_MaxUnpoolNd):
    """Puts the values that ``MaxPool1d`` chose back to their places, with 0 elsewhere.

    It is called with the values and their indices, and with ``output_size`` where several sizes
    lead to the same one.

    Shape: ``(N, C, L)`` or ``(C, L)``, with ``L`` becoming
    ``(L - 1) * stride - 2 * padding + kernel_size``, or what ``output_size`` says.

    >>> import chainrule as cr
    >>> pool = cr.nn.MaxPool1d(2, return_indices=True)
    >>> cr.nn.MaxUnpool1d(2)(*pool(cr.tensor([[1.0, 3.0, 2.0, 0.0]]))).tolist()
    [[0.0, 3.0, 2.0, 0.0]]
    """

    _nd = 1
    _function = staticmethod(F.max_unpool1d)


class MaxUnpool2d(_MaxUnpoolNd):
    """Puts the values that ``MaxPool2d`` chose back to their places; see ``MaxUnpool1d``.

    >>> import chainrule as cr
    >>> x = cr.tensor([[[1.0, 2.0], [4.0, 3.0]]])
    >>> values, places = cr.nn.MaxPool2d(2, return_indices=True)(x)
    >>> cr.nn.MaxUnpool2d(2)(values, places)
    tensor([[[0., 0.],
             [4., 0.]]])
    """

    _nd = 2
    _function = staticmethod(F.max_unpool2d)


class MaxUnpool3d(_MaxUnpoolNd):
    """Puts the values that ``MaxPool3d`` chose back to their places; see ``MaxUnpool1d``.

    >>> import chainrule as cr
    >>> x = cr.arange(8.0).view(1, 2, 2, 2)
    >>> values, places = cr.nn.MaxPool3d(2, return_indices=True)(x)
    >>> cr.nn.MaxUnpool3d(2)(values, places)
    tensor([[[[0., 0.],
              [0., 0.]],
    <BLANKLINE>
             [[0., 0.],
              [0., 7.]]]])
    """

    _nd = 3
    _function = staticmethod(F.max_unpool3d)


class _FractionalMaxPoolNd(_Pool):
    _nd: ClassVar[int]

    kernel_size: tuple[int, ...]
    return_indices: bool
    output_size: tuple[int, ...] | None
    output_ratio: tuple[float, ...] | None

    def __init__(
        self,
        kernel_size: Sizes,
        output_size: Sizes | None = None,
        output_ratio: float | tuple[float, ...] | None = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
        sizes = _ntuple(self._nd)
        super().__init__(
            kernel_size=sizes(kernel_size),
            return_indices=return_indices,
            output_size=None if output_size is None else sizes(output_size),
            output_ratio=None if output_ratio is None else sizes(output_ratio),
        )
        self.register_buffer("_random_samples", _random_samples)
        if output_size is None and output_ratio is None:
            raise ValueError(
                f"{type(self).__name__} requires specifying either an output size, or a pooling "
                "ratio"
            )
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all(0 < r < 1 for r in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input: Tensor) -> Any:
        return self._function(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            self.return_indices,
            _random_samples=self._random_samples,
        )


class FractionalMaxPool2d(_FractionalMaxPoolNd):
    """The largest value in windows whose places are drawn at random, so that sizes shrink by any
    ratio. Graham, "Fractional Max-Pooling" (2014).

    Exactly one of ``output_size`` and ``output_ratio`` (between 0 and 1) is given.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``.

    Raises:
        ValueError: neither or both are given, or the ratio is not between 0 and 1.

    >>> import chainrule as cr
    >>> pool = cr.nn.FractionalMaxPool2d(2, output_ratio=0.5)
    >>> tuple(pool(cr.zeros(1, 1, 8, 6)).shape)
    (1, 1, 4, 3)
    """

    _nd = 2
    _function = staticmethod(F.fractional_max_pool2d)


class FractionalMaxPool3d(_FractionalMaxPoolNd):
    """``FractionalMaxPool2d`` with one dimension more.

    >>> import chainrule as cr
    >>> cr.nn.FractionalMaxPool3d(2, output_size=2)(cr.ones(1, 4, 4, 4)).shape
    torch.Size([1, 2, 2, 2])
    """

    _nd = 3
    _function = staticmethod(F.fractional_max_pool3d)


# Means


class _AvgPoolNd(_Pool):
    _shown = ("kernel_size", "stride", "padding")

    kernel_size: Sizes
    stride: Sizes
    padding: Sizes
    ceil_mode: bool
    count_include_pad: bool


class AvgPool1d(_AvgPoolNd):
    """The mean of each window of a sequence.

    Windows of ``kernel_size`` move by ``stride`` (``kernel_size``); ``padding`` adds zeros at both
    ends, which count unless ``count_include_pad`` is False. ``ceil_mode`` keeps a last window that
    is not full.

    Shape: ``(N, C, L)`` or ``(C, L)``, with ``L`` becoming
    ``(L + 2 * padding - kernel_size) // stride + 1``.

    >>> import chainrule as cr
    >>> cr.nn.AvgPool1d(2)(cr.tensor([[1.0, 3.0, 2.0, 0.0]])).tolist()
    [[2.0, 1.0]]
    """

    def __init__(
        self,
        kernel_size: Sizes,
        stride: Sizes | None = None,
        padding: Sizes = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__(
            kernel_size=_single(kernel_size),
            stride=_single(kernel_size if stride is None else stride),
            padding=_single(padding),
            ceil_mode=ceil_mode,
            count_include_pad=count_include_pad,
        )

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool1d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
        )


class _AvgPoolWithDivisor(_AvgPoolNd):
    divisor_override: int | None

    def __init__(
        self,
        kernel_size: Sizes,
        stride: Sizes | None = None,
        padding: Sizes = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__(
            kernel_size=kernel_size,
            stride=kernel_size if stride is None else stride,
            padding=padding,
            ceil_mode=ceil_mode,
            count_include_pad=count_include_pad,
            divisor_override=divisor_override,
        )

    def forward(self, input: Tensor) -> Tensor:
        pooled: Tensor = self._function(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )
        return pooled


class AvgPool2d(_AvgPoolWithDivisor):
    """The mean of each window of an image, or its sum over ``divisor_override``; see ``AvgPool1d``.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.AvgPool2d((3, 2), stride=(2, 1))(cr.zeros(1, 2, 9, 9)).shape)
    (1, 2, 4, 8)
    """

    _function = staticmethod(F.avg_pool2d)


class AvgPool3d(_AvgPoolWithDivisor):
    """The mean of each window of a volume, or its sum over ``divisor_override``; see ``AvgPool1d``.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    >>> import chainrule as cr
    >>> cr.nn.AvgPool3d(2)(cr.arange(8.0).view(1, 2, 2, 2))
    tensor([[[[3.5000]]]])
    """

    _function = staticmethod(F.avg_pool3d)


# Powers


class _LPPoolNd(_Pool):
    _shown = ("norm_type", "kernel_size", "stride", "ceil_mode")

    norm_type: float
    kernel_size: Sizes
    stride: Sizes | None
    ceil_mode: bool

    def __init__(
        self,
        norm_type: float,
        kernel_size: Sizes,
        stride: Sizes | None = None,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__(
            norm_type=norm_type, kernel_size=kernel_size, stride=stride, ceil_mode=ceil_mode
        )

    def forward(self, input: Tensor) -> Tensor:
        pooled: Tensor = self._function(
            input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode
        )
        return pooled


class LPPool1d(_LPPoolNd):
    """``sum(x ** p) ** (1 / p)`` of each window of a sequence, ``p`` being ``norm_type``.

    Shape: ``(N, C, L)`` or ``(C, L)``, with ``L`` becoming ``(L - kernel_size) // stride + 1``.

    >>> import chainrule as cr
    >>> cr.nn.LPPool1d(2, 2)(cr.tensor([[3.0, 4.0]])).tolist()
    [[5.0]]
    """

    _function = staticmethod(F.lp_pool1d)


class LPPool2d(_LPPoolNd):
    """``sum(x ** p) ** (1 / p)`` of each window of an image; see ``LPPool1d``.

    >>> import chainrule as cr
    >>> cr.nn.LPPool2d(2, 2)(cr.tensor([[[3.0, 0.0], [0.0, 4.0]]]))
    tensor([[[5.]]])
    """

    _function = staticmethod(F.lp_pool2d)


class LPPool3d(_LPPoolNd):
    """``sum(x ** p) ** (1 / p)`` of each window of a volume; see ``LPPool1d``.

    >>> import chainrule as cr
    >>> cr.nn.LPPool3d(1, 2)(cr.ones(1, 2, 2, 2))
    tensor([[[[8.]]]])
    """

    _function = staticmethod(F.lp_pool3d)


# To a given size


class _AdaptiveAvgPoolNd(_Pool):
    _shown = ("output_size",)
    output_size: OutputSize

    def __init__(self, output_size: OutputSize) -> None:
        super().__init__(output_size=output_size)

    def forward(self, input: Tensor) -> Tensor:
        pooled: Tensor = self._function(input, self.output_size)
        return pooled


class AdaptiveAvgPool1d(_AdaptiveAvgPoolNd):
    """Means over as many windows as ``output_size`` asks for.

    Window ``i`` goes from ``floor(i * L / output_size)`` to ``ceil((i + 1) * L / output_size)``.

    Shape: ``(N, C, L)`` or ``(C, L)`` to the same with ``output_size`` for ``L``.

    >>> import chainrule as cr
    >>> cr.nn.AdaptiveAvgPool1d(1)(cr.tensor([[1.0, 3.0]])).tolist()
    [[2.0]]
    """

    _function = staticmethod(F.adaptive_avg_pool1d)


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd):
    """Means over a grid of ``output_size`` windows; None keeps a size. See ``AdaptiveAvgPool1d``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.AdaptiveAvgPool2d((5, None))(cr.zeros(1, 2, 8, 9)).shape)
    (1, 2, 5, 9)
    """

    _function = staticmethod(F.adaptive_avg_pool2d)


class AdaptiveAvgPool3d(_AdaptiveAvgPoolNd):
    """Means over a grid of ``output_size`` windows; None keeps a size. See
    ``AdaptiveAvgPool1d``.

    >>> import chainrule as cr
    >>> cr.nn.AdaptiveAvgPool3d((2, None, 1))(cr.ones(1, 4, 4, 6, 8)).shape
    torch.Size([1, 4, 2, 6, 1])
    """

    _function = staticmethod(F.adaptive_avg_pool3d)


class _AdaptiveMaxPoolNd(_Pool):
    _shown = ("output_size",)
    output_size: OutputSize
    return_indices: bool

    def __init__(self, output_size: OutputSize, return_indices: bool = False) -> None:
        super().__init__(output_size=output_size, return_indices=return_indices)

    def forward(self, input: Tensor) -> Any:
        return self._function(input, self.output_size, self.return_indices)


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd):
    """The largest value in as many windows as ``output_size`` asks for, as ``AdaptiveAvgPool1d``
    lays them, and with ``return_indices`` their places.

    >>> import chainrule as cr
    >>> cr.nn.AdaptiveMaxPool1d(1)(cr.tensor([[1.0, 3.0]])).tolist()
    [[3.0]]
    """

    _function = staticmethod(F.adaptive_max_pool1d)


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd):
    """The largest value in a grid of ``output_size`` windows; None keeps a size.

    >>> import chainrule as cr
    >>> cr.nn.AdaptiveMaxPool2d((1, 2))(cr.arange(16.0).view(1, 4, 4))
    tensor([[[13., 15.]]])
    """

    _function = staticmethod(F.adaptive_max_pool2d)


class AdaptiveMaxPool3d(_AdaptiveMaxPoolNd):
    """The largest value in a grid of ``output_size`` windows; None keeps a size.

    >>> import chainrule as cr
    >>> cr.nn.AdaptiveMaxPool3d(2)(cr.ones(1, 4, 4, 6, 8)).shape
    torch.Size([1, 4, 2, 2, 2])
    """

    _function = staticmethod(F.adaptive_max_pool3d)
