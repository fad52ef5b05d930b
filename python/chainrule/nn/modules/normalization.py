"""Normalization by what one sample holds: layer, group, root mean square, local response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import init
from .._backend import F, Tensor, empty
from ..parameter import Parameter
from ._options import Options
from .module import Module

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._backend import device as Device
    from .._backend import dtype as DType

__all__ = ["GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm"]


class _Affine(Module):
    """Normalizes, then scales by ``weight`` and shifts by ``bias``, where there are such."""

    weight: Tensor | None
    bias: Tensor | None

    def _make_affine(
        self,
        shape: Sequence[int],
        weight: bool,
        bias: bool,
        device: Device | str | None,
        dtype: DType | None,
    ) -> None:
        for name, wanted in (("weight", weight), ("bias", bias)):
            made = Parameter(empty(shape, device=device, dtype=dtype)) if wanted else None
            self.register_parameter(name, made)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set the scale to 1 and the shift to 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)


def _shape_of(normalized_shape: int | Sequence[int]) -> tuple[int, ...]:
    if isinstance(normalized_shape, int):
        return (normalized_shape,)
    return tuple(normalized_shape)


class LayerNorm(_Affine):
    """``(x - mean) / sqrt(var + eps) * weight + bias``, over the last dimensions.

    Those are the dimensions that ``normalized_shape`` gives the sizes of; weight and bias have that
    shape. There are neither without ``elementwise_affine``. Ba et al., "Layer Normalization"
    (2016).

    Shape: ``(*, *normalized_shape)``; the output has the same.

    >>> import chainrule as cr
    >>> cr.nn.LayerNorm(2, eps=0)(cr.tensor([[1.0, 3.0]])).tolist()
    [[-1.0, 1.0]]
    """

    normalized_shape: tuple[int, ...]
    eps: float
    elementwise_affine: bool

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = _shape_of(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        self._make_affine(
            self.normalized_shape, elementwise_affine, elementwise_affine and bias, device, dtype
        )

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        )


class RMSNorm(Module):
    """``x / sqrt(mean(x ** 2) + eps) * weight``, over the last dimensions.

    Those are the dimensions that ``normalized_shape`` gives the sizes of. Without ``eps`` it is the
    spacing of the dtype at 1. Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019).

    Shape: ``(*, *normalized_shape)``; the output has the same.

    >>> import chainrule as cr
    >>> cr.nn.RMSNorm(2, eps=0.0)(cr.tensor([[2.0, 2.0]])).tolist()
    [[1.0, 1.0]]
    """

    normalized_shape: tuple[int, ...]
    eps: float | None
    elementwise_affine: bool
    weight: Tensor | None

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = _shape_of(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        made = None
        if elementwise_affine:
            made = Parameter(empty(self.normalized_shape, device=device, dtype=dtype))
        self.register_parameter("weight", made)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set the scale to 1."""
        if self.weight is not None:
            init.ones_(self.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        )


class GroupNorm(_Affine):
    """``(x - mean) / sqrt(var + eps) * weight + bias``, over groups of channels of each sample.

    Weight and bias have one value for each channel. Wu and He, "Group Normalization" (2018).

    Shape: ``(N, num_channels, *)``; the output has the same.

    Raises:
        ValueError: ``num_groups`` does not divide ``num_channels``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.GroupNorm(3, 6)(cr.zeros(2, 6, 10, 10)).shape)
    (2, 6, 10, 10)
    """

    num_groups: int
    num_channels: int
    eps: float
    affine: bool

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(
                f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})"
            )
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        self._make_affine((num_channels,), affine, affine and bias, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class LocalResponseNorm(Options):
    """``x / (k + alpha / size * sum(x ** 2)) ** beta``, the sum over ``size`` neighbouring
    channels.

    Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks" (2012).

    Shape: ``(N, C, *)``; the output has the same.

    >>> import chainrule as cr
    >>> tuple(cr.nn.LocalResponseNorm(2)(cr.zeros(2, 5, 7)).shape)
    (2, 5, 7)
    """

    size: int
    alpha: float
    beta: float
    k: float

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__(size=size, alpha=alpha, beta=beta, k=k)

    def forward(self, input: Tensor) -> Tensor:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
