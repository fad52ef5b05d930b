"""The Laplace distribution."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .distribution import Distribution
from .utils import broadcast_all

__all__ = ["Laplace"]


class Laplace(Distribution):
    """The Laplace (double exponential) distribution.

    Args:
        loc: the mean.
        scale: the mean distance from it.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.Laplace(0.0, 1.0).log_prob(cr.tensor(1.0))
        tensor(-1.6931)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "loc": constraints.real,
        "scale": constraints.positive,
    }
    support = constraints.real
    has_rsample = True
    _expandable: ClassVar[dict[str, int]] = {"loc": 0, "scale": 0}

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        return 2 * self.scale.pow(2)

    @property
    def stddev(self) -> Tensor:
        return 2**0.5 * self.scale

    def rsample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        # By inversion, from numbers in (-1, 1).
        eps = float(cr.finfo(self.loc.dtype).eps)
        u = cr.rand(self._extended_shape(sample_shape), dtype=self.loc.dtype) * (2 - eps) + (
            eps - 1
        )
        return self.loc - self.scale * u.sign() * cr.log1p(-u.abs().clamp(max=1 - eps / 2))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        return -cr.log(2 * self.scale) - cr.abs(value - self.loc) / self.scale

    def cdf(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        d = value - self.loc
        return 0.5 - 0.5 * d.sign() * cr.expm1(-d.abs() / self.scale)

    def icdf(self, value: Tensor) -> Tensor:
        term = value - 0.5
        return self.loc - self.scale * term.sign() * cr.log1p(-2 * term.abs())

    def entropy(self) -> Tensor:
        return 1 + cr.log(2 * self.scale)
