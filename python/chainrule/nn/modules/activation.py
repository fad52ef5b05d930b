"""Activations: each is the function of the same name in ``nn.functional``, with its options
kept."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, ClassVar

from .._backend import F, Tensor, empty
from ..init import constant_
from ..parameter import Parameter
from ._options import Options
from .module import Module
from .multihead import MultiheadAttention

if TYPE_CHECKING:
    from .._backend import device as Device
    from .._backend import dtype as DType

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "SELU",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "MultiheadAttention",
    "PReLU",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
    "Threshold",
]


# Without options


class Sigmoid(Module):
    r"""``1 / (1 + exp(-x))``, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Sigmoid()(cr.zeros(1)).item()
    0.5
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.sigmoid(input)


class LogSigmoid(Module):
    """``log(1 / (1 + exp(-x)))``, element by element; any shape.

    >>> import chainrule as cr
    >>> round(cr.nn.LogSigmoid()(cr.zeros(1)).item(), 4)
    -0.6931
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.logsigmoid(input)


class Tanh(Module):
    """The hyperbolic tangent, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Tanh()(cr.zeros(1)).item()
    0.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.tanh(input)


class Tanhshrink(Module):
    """``x - tanh(x)``, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Tanhshrink()(cr.zeros(1)).item()
    0.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.tanhshrink(input)


class Softsign(Module):
    """``x / (1 + |x|)``, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Softsign()(cr.ones(1)).item()
    0.5
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softsign(input)


# With inplace only


class _Inplace(Options):
    """An activation that can overwrite its input, which saves the memory of a result."""

    inplace: bool

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(inplace=inplace)


class ReLU(_Inplace):
    """``max(0, x)``, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.ReLU()(cr.tensor([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.relu(input, self.inplace)


class SELU(_Inplace):
    """``scale * (max(0, x) + min(0, alpha * (exp(x) - 1)))`` with the constants of Klambauer et
    al., "Self-Normalizing Neural Networks" (2017); any shape.

    >>> import chainrule as cr
    >>> round(cr.nn.SELU()(cr.ones(1)).item(), 4)
    1.0507
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.selu(input, self.inplace)


class SiLU(_Inplace):
    """``x * sigmoid(x)``, also known as swish, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.SiLU()(cr.zeros(1)).item()
    0.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.silu(input, self.inplace)


class Mish(_Inplace):
    """``x * tanh(softplus(x))``, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Mish()(cr.zeros(1)).item()
    0.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.mish(input, self.inplace)


class Hardswish(_Inplace):
    """``x * min(max(x + 3, 0), 6) / 6``, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Hardswish()(cr.tensor([-3.0, 3.0])).tolist()
    [-0.0, 3.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.hardswish(input, self.inplace)

    def extra_repr(self) -> str:
        return ""


class Hardsigmoid(_Inplace):
    """``min(max(x / 6 + 1 / 2, 0), 1)``, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Hardsigmoid()(cr.tensor([-3.0, 0.0, 3.0])).tolist()
    [0.0, 0.5, 1.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.hardsigmoid(input, self.inplace)

    def extra_repr(self) -> str:
        return ""


# With numbers


class ELU(Options):
    """``x`` where it is positive, ``alpha * (exp(x) - 1)`` elsewhere; any shape.

    >>> import chainrule as cr
    >>> cr.nn.ELU()(cr.tensor([0.0, 2.0])).tolist()
    [0.0, 2.0]
    """

    _shown = ("alpha",)
    alpha: float
    inplace: bool

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(alpha=alpha, inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.elu(input, self.alpha, self.inplace)


class CELU(Options):
    """``max(0, x) + min(0, alpha * (exp(x / alpha) - 1))``, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.CELU()(cr.tensor([0.0, 2.0])).tolist()
    [0.0, 2.0]
    """

    _shown = ("alpha",)
    alpha: float
    inplace: bool

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(alpha=alpha, inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.celu(input, self.alpha, self.inplace)


class LeakyReLU(Options):
    """``x`` where it is positive, ``negative_slope * x`` elsewhere; any shape.

    >>> import chainrule as cr
    >>> cr.nn.LeakyReLU(0.5)(cr.tensor([-1.0, 2.0])).tolist()
    [-0.5, 2.0]
    """

    _shown = ("negative_slope",)
    negative_slope: float
    inplace: bool

    def __init__(self, negative_slope: float = 1e-2, inplace: bool = False) -> None:
        super().__init__(negative_slope=negative_slope, inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.leaky_relu(input, self.negative_slope, self.inplace)


class RReLU(Options):
    """Leaky ReLU whose slope is drawn from U(lower, upper) for each element in training mode, and
    is ``(lower + upper) / 2`` in evaluation mode; any shape.

    >>> import chainrule as cr
    >>> cr.nn.RReLU(0.25, 0.75).eval()(cr.tensor([-1.0, 2.0])).tolist()
    [-0.5, 2.0]
    """

    _shown = ("lower", "upper")
    lower: float
    upper: float
    inplace: bool

    def __init__(
        self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False
    ) -> None:
        super().__init__(lower=lower, upper=upper, inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)


class Threshold(Options):
    """``x`` where it is greater than ``threshold``, ``value`` elsewhere; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Threshold(1.0, 0.0)(cr.tensor([1.0, 2.0])).tolist()
    [0.0, 2.0]
    """

    _shown = ("threshold", "value")
    threshold: float
    value: float
    inplace: bool

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__(threshold=threshold, value=value, inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return F.threshold(input, self.threshold, self.value, self.inplace)


class Hardtanh(Options):
    """``min(max(x, min_val), max_val)``, element by element; any shape.

    Raises:
        AssertionError: ``max_val`` is not greater than ``min_val``.

    >>> import chainrule as cr
    >>> cr.nn.Hardtanh()(cr.tensor([-2.0, 0.5])).tolist()
    [-1.0, 0.5]
    """

    _shown: ClassVar[tuple[str, ...]] = ("min_val", "max_val")
    min_val: float
    max_val: float
    inplace: bool

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        min_value: float | None = None,
        max_value: float | None = None,
    ) -> None:
        for old, new in (("min_value", "min_val"), ("max_value", "max_val")):
            if (min_value if old == "min_value" else max_value) is not None:
                warnings.warn(
                    f"keyword argument `{old}` is deprecated and renamed to `{new}`",
                    FutureWarning,
                    stacklevel=2,
                )
        min_val = min_val if min_value is None else min_value
        max_val = max_val if max_value is None else max_value
        super().__init__(min_val=min_val, max_val=max_val, inplace=inplace)
        if not max_val > min_val:
            raise AssertionError(f"max_val {max_val} must be greater than min_val {min_val}")

    def forward(self, input: Tensor) -> Tensor:
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)


class ReLU6(Hardtanh):
    """``min(max(0, x), 6)``, element by element; any shape.

    >>> import chainrule as cr
    >>> cr.nn.ReLU6()(cr.tensor([-1.0, 7.0])).tolist()
    [0.0, 6.0]
    """

    _shown: ClassVar[tuple[str, ...]] = ()

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)


class _Shrink(Options):
    """An activation that is zero between ``-lambd`` and ``lambd``."""

    lambd: float

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__(lambd=lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Hardshrink(_Shrink):
    """``x`` where ``|x| > lambd``, 0 elsewhere; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Hardshrink()(cr.tensor([0.25, -2.0])).tolist()
    [0.0, -2.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.hardshrink(input, self.lambd)


class Softshrink(_Shrink):
    """``x`` moved towards 0 by ``lambd``, and 0 where ``|x| <= lambd``; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Softshrink()(cr.tensor([0.25, -2.0])).tolist()
    [0.0, -1.5]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softshrink(input, self.lambd)


class Softplus(Options):
    """``log(1 + exp(beta * x)) / beta``, and ``x`` where ``beta * x > threshold``; any shape.

    >>> import chainrule as cr
    >>> round(cr.nn.Softplus()(cr.zeros(1)).item(), 4)
    0.6931
    """

    _shown = ("beta", "threshold")
    beta: float
    threshold: float

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__(beta=beta, threshold=threshold)

    def forward(self, input: Tensor) -> Tensor:
        return F.softplus(input, self.beta, self.threshold)


class GELU(Options):
    """``x * Phi(x)`` with the Gaussian's distribution function Phi, or, with
    ``approximate='tanh'``, ``x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)))``; any
    shape.

    >>> import chainrule as cr
    >>> cr.nn.GELU()(cr.zeros(1)).item()
    0.0
    """

    _shown = ("approximate",)
    approximate: str

    def __init__(self, approximate: str = "none") -> None:
        super().__init__(approximate=approximate)

    def forward(self, input: Tensor) -> Tensor:
        return F.gelu(input, approximate=self.approximate)


# Along a dimension


class GLU(Options):
    """``a * sigmoid(b)`` with the two halves ``a``, ``b`` of the input along ``dim``.

    Shape: the size of ``dim`` is halved.

    >>> import chainrule as cr
    >>> cr.nn.GLU()(cr.tensor([4.0, 0.0])).tolist()
    [2.0]
    """

    _shown = ("dim",)
    dim: int

    def __init__(self, dim: int = -1) -> None:
        super().__init__(dim=dim)

    def forward(self, input: Tensor) -> Tensor:
        return F.glu(input, self.dim)


class _AlongDim(Options):
    """A normalised exponential along ``dim``. Without ``dim`` one is guessed, with a warning."""

    _shown = ("dim",)
    dim: int | None

    def __init__(self, dim: int | None = None) -> None:
        super().__init__(dim=dim)


class Softmax(_AlongDim):
    """``exp(x) / sum(exp(x))`` along ``dim``; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Softmax(dim=0)(cr.zeros(4)).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softmax(input, self.dim)


class Softmin(_AlongDim):
    """``softmax(-x)`` along ``dim``; any shape.

    >>> import chainrule as cr
    >>> cr.nn.Softmin(dim=0)(cr.zeros(4)).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softmin(input, self.dim)


class LogSoftmax(_AlongDim):
    """``x - log(sum(exp(x)))`` along ``dim``; any shape.

    >>> import chainrule as cr
    >>> cr.nn.LogSoftmax(dim=0)(cr.zeros(1)).item()
    0.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.log_softmax(input, self.dim)


class Softmax2d(Module):
    """Softmax over the channels at each place of an image: ``(N, C, H, W)`` or ``(C, H, W)``.

    Raises:
        ValueError: the input has neither 3 nor 4 dimensions.

    >>> import chainrule as cr
    >>> cr.nn.Softmax2d()(cr.zeros(2, 1, 1)).flatten().tolist()
    [0.5, 0.5]
    """

    def forward(self, input: Tensor) -> Tensor:
        if input.dim() not in (3, 4):
            raise ValueError(
                f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead"
            )
        return F.softmax(input, -3)


# With a parameter


class PReLU(Module):
    """``x`` where it is positive, ``weight * x`` elsewhere, with a slope that is learned.

    There are ``num_parameters`` slopes: one for all channels, or one for each channel, which is
    dimension 1 of the input.

    >>> import chainrule as cr
    >>> cr.nn.PReLU()(cr.tensor([-1.0, 2.0])).tolist()
    [-0.25, 2.0]
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set every slope to ``init``."""
        constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"
