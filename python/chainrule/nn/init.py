"""Filling parameters with their first values, in place and outside of any graph.

Random fills draw from ``generator``, or from the default one that ``manual_seed`` seeds, in the
order in which PyTorch draws.
"""

from __future__ import annotations

import contextlib
import functools
import math
import warnings
from typing import TYPE_CHECKING

from ._backend import (
    Tensor,
    diag,
    empty_like,
    eye,
    linalg,
    no_grad,
    randperm,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typing_extensions import ParamSpec

    from ._backend import Generator

    _P = ParamSpec("_P")

__all__ = [
    "calculate_gain",
    "constant_",
    "dirac_",
    "eye_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "ones_",
    "orthogonal_",
    "sparse_",
    "trunc_normal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]

_skipping = False


@contextlib.contextmanager
def skipped() -> Iterator[None]:
    """Fill nothing until the block ends: modules made in it have parameters of undefined values."""
    global _skipping
    before, _skipping = _skipping, True
    try:
        yield
    finally:
        _skipping = before


def _fill(function: Callable[_P, Tensor]) -> Callable[_P, Tensor]:
    """A function that fills its first argument: outside of any graph, and not while skipped."""

    @functools.wraps(function)
    def fill(*args: _P.args, **kwargs: _P.kwargs) -> Tensor:
        if _skipping:
            filled = args[0] if args else kwargs["tensor"]
            assert isinstance(filled, Tensor)
            return filled
        with no_grad():
            return function(*args, **kwargs)

    return fill


_GAINS = {
    **dict.fromkeys(
        [
            "linear",
            "conv1d",
            "conv2d",
            "conv3d",
            "conv_transpose1d",
            "conv_transpose2d",
            "conv_transpose3d",
            "sigmoid",
        ],
        1,
    ),
    "tanh": 5 / 3,
    "relu": math.sqrt(2.0),
    "selu": 3 / 4,
}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor that keeps the scale of values across a nonlinearity.

    1 for linear layers, convolutions and ``sigmoid``, 5/3 for ``tanh``, sqrt(2) for ``relu``, 3/4
    for ``selu``, and ``sqrt(2 / (1 + param ** 2))`` for ``leaky_relu`` with slope ``param``
    (0.01).

    Raises:
        ValueError: the name is not one of these, or the slope is no number.

    >>> import chainrule as cr
    >>> cr.nn.init.calculate_gain("tanh")
    1.6666666666666667
    """
    if nonlinearity in _GAINS:
        return _GAINS[nonlinearity]
    if nonlinearity != "leaky_relu":
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    if param is None:
        param = 0.01
    elif isinstance(param, bool) or not isinstance(param, (int, float)):
        raise ValueError(f"negative_slope {param} not a valid number")
    return math.sqrt(2.0 / (1 + param**2))


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """How many inputs an output of the layer sees, and how many outputs see an input."""
    if tensor.dim() < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = math.prod(tensor.shape[2:])
    return tensor.size(1) * field, tensor.size(0) * field


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    modes = ["fan_in", "fan_out"]
    mode = mode.lower()
    if mode not in modes:
        raise ValueError(f"Mode {mode} not supported, please use one of {modes}")
    return _calculate_fan_in_and_fan_out(tensor)[modes.index(mode)]


@_fill
def uniform_(
    tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Fill with draws from U(a, b).

    >>> import chainrule as cr
    >>> w = cr.nn.init.uniform_(cr.empty(100), -1, 1)
    >>> bool((w.abs() <= 1).all())
    True
    """
    return tensor.uniform_(a, b, generator=generator)


@_fill
def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Fill with draws from N(mean, std ** 2).

    >>> import chainrule as cr
    >>> tuple(cr.nn.init.normal_(cr.empty(3, 5)).shape)
    (3, 5)
    """
    return tensor.normal_(mean, std, generator=generator)


@_fill
def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Fill with draws from N(mean, std ** 2), redrawn until they lie between ``a`` and ``b``.

    Where few draws would lie there, others are made: evenly between the ends, or beyond the nearer
    end with exponential distances, and kept with the probability that gives the same distribution
    (Robert, "Simulation of truncated normal variables", 1995).

    Raises:
        ValueError: ``mean`` or ``std`` is not finite.
        ZeroDivisionError: ``std`` is 0.

    >>> import chainrule as cr
    >>> w = cr.nn.init.trunc_normal_(cr.empty(100), std=0.02)
    >>> bool((w.abs() <= 2).all())
    True
    """
    if not (math.isfinite(mean) and math.isfinite(std)):
        raise ValueError(f"trunc_normal_ needs a finite mean and std, got {mean} and {std}")
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of "
            "values may be incorrect.",
            stacklevel=2,
        )
    low, high = (a - mean) / std, (b - mean) / std
    likely = (math.erf(high / math.sqrt(2.0)) - math.erf(low / math.sqrt(2.0))) / 2.0

    def normal(out: Tensor) -> Tensor:
        out.normal_(mean, std, generator=generator)
        return (out >= a) & (out <= b)

    if likely > 0.3:
        return _fill_with_accepted(tensor, normal)
    # From here on in units of std, with the nearer end of the interval first.
    flipped = abs(high) < abs(low)
    near, far = (-high, -low) if flipped else (low, high)
    inside = near < 0 < far
    rate = (near + math.sqrt(near * near + 4)) / 2

    def even(out: Tensor) -> Tensor:
        out.uniform_(near, far, generator=generator)
        chance = out.square().sub_(0.0 if inside else near * near).mul_(-0.5).exp_()
        return empty_like(out).uniform_(generator=generator) <= chance

    def beyond(out: Tensor) -> Tensor:
        out.exponential_(rate, generator=generator).add_(near)
        chance = (out - rate).square_().mul_(-0.5).exp_()
        return (empty_like(out).uniform_(generator=generator) <= chance) & (out <= far)

    _fill_with_accepted(tensor, even if inside or rate * (far - near) < 8 else beyond)
    return tensor.mul_(-std if flipped else std).add_(mean).clamp_(min=a, max=b)


def _fill_with_accepted(tensor: Tensor, propose: Callable[[Tensor], Tensor]) -> Tensor:
    """Fill by ``propose``, which fills a tensor and says which elements to accept, until all
    are."""
    accepted = propose(tensor)
    again = empty_like(tensor)
    while not bool(accepted.all()):
        more = propose(again)
        tensor.copy_(where(accepted, tensor, again))
        accepted |= more
    return tensor


@_fill
def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill with ``val``.

    >>> import chainrule as cr
    >>> cr.nn.init.constant_(cr.empty(2), 0.5).tolist()
    [0.5, 0.5]
    """
    return tensor.fill_(val)


@_fill
def ones_(tensor: Tensor) -> Tensor:
    """Fill with 1.

    >>> import chainrule as cr
    >>> cr.nn.init.ones_(cr.empty(2))
    tensor([1., 1.])
    """
    return constant_(tensor, 1.0)


@_fill
def zeros_(tensor: Tensor) -> Tensor:
    """Fill with 0.

    >>> import chainrule as cr
    >>> cr.nn.init.zeros_(cr.empty(2))
    tensor([0., 0.])
    """
    return tensor.zero_()


@_fill
def eye_(tensor: Tensor) -> Tensor:
    """Fill a matrix with the identity, so that a linear layer passes on as much as it can.

    Raises:
        ValueError: ``tensor`` does not have 2 dimensions.

    >>> import chainrule as cr
    >>> cr.nn.init.eye_(cr.empty(2, 3)).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return tensor.copy_(eye(*tensor.shape))


@_fill
def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Fill the weight of a convolution so that it passes on as many channels as it can.

    In each of the ``groups``, output channel ``i`` is input channel ``i``.

    Raises:
        ValueError: ``tensor`` does not have 3, 4 or 5 dimensions, or ``groups`` does not divide the
            first.

    >>> import chainrule as cr
    >>> cr.nn.init.dirac_(cr.empty(1, 1, 3)).tolist()
    [[[0.0, 1.0, 0.0]]]
    """
    if tensor.ndim not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.size(0) % groups:
        raise ValueError("dim 0 must be divisible by groups")
    outputs = tensor.size(0) // groups
    middle = tuple(n // 2 for n in tensor.shape[2:])
    tensor.zero_()
    for group in range(groups):
        for channel in range(min(outputs, tensor.size(1))):
            place = (group * outputs + channel, channel, *middle)
            tensor[place] = 1
    return tensor


@_fill
def xavier_uniform_(
    tensor: Tensor, gain: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Fill with draws from U(-a, a), ``a = gain * sqrt(6 / (fan_in + fan_out))``.

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks"
    (2010).

    Raises:
        ValueError: ``tensor`` has fewer than 2 dimensions.

    >>> import chainrule as cr
    >>> bool((cr.nn.init.xavier_uniform_(cr.empty(3, 3)).abs() <= 1).all())
    True
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    if tensor.numel() == 0:
        return tensor
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


@_fill
def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill with draws from N(0, std ** 2), ``std = gain * sqrt(2 / (fan_in + fan_out))``.

    Raises:
        ValueError: ``tensor`` has fewer than 2 dimensions.

    >>> import chainrule as cr
    >>> w = cr.nn.init.xavier_normal_(cr.empty(100, 300))
    >>> bool(abs(w.std() - (2 / 400) ** 0.5) < 0.01)
    True
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    if tensor.numel() == 0:
        return tensor
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    fan = _calculate_correct_fan(tensor, mode)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def _nothing_to_fill(tensor: Tensor) -> bool:
    if 0 not in tensor.shape:
        return False
    warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return True


@_fill
def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fill with draws from U(-b, b), ``b = gain * sqrt(3 / fan)``.

    ``fan`` is that of ``mode``; ``gain`` is ``calculate_gain(nonlinearity, a)``. He et al.,
    "Delving Deep into Rectifiers" (2015).

    Raises:
        ValueError: ``tensor`` has fewer than 2 dimensions; an unknown mode or nonlinearity.

    >>> import chainrule as cr
    >>> w = cr.nn.init.kaiming_uniform_(cr.empty(8, 6), nonlinearity="relu")
    >>> bool((w.abs() <= 1).all())
    True
    """
    if _nothing_to_fill(tensor):
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


@_fill
def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fill with draws from N(0, std ** 2), ``std = gain / sqrt(fan)``; see ``kaiming_uniform_``.

    >>> import chainrule as cr
    >>> w = cr.nn.init.kaiming_normal_(cr.empty(100, 200), nonlinearity="relu")
    >>> bool(abs(w.std() - (2 / 200) ** 0.5) < 0.01)
    True
    """
    if _nothing_to_fill(tensor):
        return tensor
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


@_fill
def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Fill with ``gain`` times a (semi-)orthogonal matrix, the dimensions after the first as one.

    Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear neural
    networks" (2013).

    Raises:
        ValueError: ``tensor`` has fewer than 2 dimensions.

    >>> import chainrule as cr
    >>> w = cr.nn.init.orthogonal_(cr.empty(3, 5))
    >>> bool(cr.allclose(w @ w.T, cr.eye(3), atol=1e-5))
    True
    """
    if tensor.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.size(0)
    columns = tensor.numel() // rows
    flat = empty_like(tensor).reshape(rows, columns).normal_(0, 1, generator=generator)
    if rows < columns:
        flat = flat.T
    q, r = linalg.qr(flat)
    # With the diagonal of r positive the result is spread evenly (Mezzadri 2006).
    q = q * diag(r).sign()
    if rows < columns:
        q = q.T
    return tensor.copy_(q.reshape(tensor.shape)).mul_(gain)


@_fill
def sparse_(
    tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None
) -> Tensor:
    """Fill a matrix with draws from N(0, std ** 2) and a part ``sparsity`` of each column with 0.

    Martens, "Deep learning via Hessian-free optimization" (2010).

    Raises:
        ValueError: ``tensor`` does not have 2 dimensions.

    >>> import chainrule as cr
    >>> w = cr.nn.init.sparse_(cr.empty(10, 3), sparsity=0.3)
    >>> (w == 0).sum(0)
    tensor([3, 3, 3])
    """
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    tensor.normal_(0, std, generator=generator)
    for column in range(columns):
        tensor[randperm(rows)[:zeros], column] = 0
    return tensor


def _renamed(new: Callable[_P, Tensor]) -> Callable[_P, Tensor]:
    """The function under its name before the underscore, which still works and says so."""
    name = new.__name__
    old = name.removesuffix("_")

    def function(*args: _P.args, **kwargs: _P.kwargs) -> Tensor:
        warnings.warn(
            f"`nn.init.{old}` is now deprecated in favor of `nn.init.{name}`.",
            FutureWarning,
            stacklevel=2,
        )
        return new(*args, **kwargs)

    function.__name__ = function.__qualname__ = old
    function.__doc__ = f"The old name of :func:`{name}`."
    return function


uniform = _renamed(uniform_)
normal = _renamed(normal_)
constant = _renamed(constant_)
dirac = _renamed(dirac_)
xavier_uniform = _renamed(xavier_uniform_)
xavier_normal = _renamed(xavier_normal_)
kaiming_uniform = _renamed(kaiming_uniform_)
kaiming_normal = _renamed(kaiming_normal_)
orthogonal = _renamed(orthogonal_)
sparse = _renamed(sparse_)
