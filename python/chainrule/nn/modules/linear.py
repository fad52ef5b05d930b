"""Layers that are a product with a matrix, and the layer that is nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .. import init
from .._backend import F, Tensor, empty
from ..parameter import Parameter, UninitializedParameter
from .lazy import LazyModuleMixin
from .module import Module

if TYPE_CHECKING:
    from .._backend import device as Device
    from .._backend import dtype as DType

__all__ = ["Bilinear", "Identity", "LazyLinear", "Linear"]


class Identity(Module):
    """Returns what it is given. Its constructor takes any arguments and ignores them.

    >>> import chainrule as cr
    >>> cr.nn.Identity(54, unused=True)(cr.ones(2)).tolist()
    [1.0, 1.0]
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        return input


class Linear(Module):
    """``x @ weight.T + bias``.

    ``weight`` has shape ``(out_features, in_features)``, ``bias`` ``(out_features,)`` or is None.
    Both start from U(-k, k) with ``k = 1 / sqrt(in_features)``.

    Shape: ``(*, in_features)`` to ``(*, out_features)``, with any number of dimensions before.

    >>> import chainrule as cr
    >>> tuple(cr.nn.Linear(20, 30)(cr.zeros(128, 20)).shape)
    (128, 30)
    """

    in_features: int
    out_features: int
    weight: Tensor
    bias: Tensor | None

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(empty((out_features, in_features), device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(empty(out_features, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new values for weight and bias."""
        # With a = sqrt(5) this is U(-1 / sqrt(fan_in), 1 / sqrt(fan_in)).
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.in_features) if self.in_features > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )


class NonDynamicallyQuantizableLinear(Linear):
    """The linear layer at the end of ``MultiheadAttention``, under the name it is printed with."""


class LazyLinear(LazyModuleMixin, Linear):
    """A ``Linear`` whose ``in_features`` is the last size of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyLinear(3)
    >>> tuple(layer(cr.zeros(2, 5)).shape), layer
    ((2, 3), Linear(in_features=5, out_features=3, bias=True))
    """

    cls_to_become = Linear

    def __init__(
        self,
        out_features: int,
        bias: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        Module.__init__(self)
        self.in_features = 0
        self.out_features = out_features
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)
        else:
            self.register_parameter("bias", None)

    def reset_parameters(self) -> None:
        """Draw new values for weight and bias, once their shapes are known."""
        if not self.has_uninitialized_params() and self.in_features != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor) -> None:
        """Take ``in_features`` from ``input`` and draw the first values."""
        if self.has_uninitialized_params():
            self.in_features = input.shape[-1]
            self._materialize("weight", (self.out_features, self.in_features))
            self._materialize("bias", (self.out_features,))
            self.reset_parameters()
        self.in_features = self.weight.shape[-1]


class Bilinear(Module):
    """``x1 @ A @ x2 + bias`` with a matrix ``A`` for each output.

    ``weight`` has shape ``(out_features, in1_features, in2_features)``. Weight and bias start from
    U(-k, k) with ``k = 1 / sqrt(in1_features)``.

    Shape: ``(*, in1_features)`` and ``(*, in2_features)`` to ``(*, out_features)``.

    Raises:
        ValueError: ``in1_features`` is 0.

    >>> import chainrule as cr
    >>> tuple(cr.nn.Bilinear(20, 30, 40)(cr.zeros(8, 20), cr.zeros(8, 30)).shape)
    (8, 40)
    """

    in1_features: int
    in2_features: int
    out_features: int
    weight: Tensor
    bias: Tensor | None

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        if in1_features == 0:
            raise ValueError(f"in1_features must be > 0, but got (in1_features={in1_features})")
        self.in1_features = in1_features
        self.in2_features = in2_features
        self.out_features = out_features
        self.weight = Parameter(
            empty((out_features, in1_features, in2_features), device=device, dtype=dtype)
        )
        if bias:
            self.bias = Parameter(empty(out_features, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new values for weight and bias."""
        bound = 1 / math.sqrt(self.weight.size(1))
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )
