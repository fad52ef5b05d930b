"""Student's t distribution."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .chi2 import Chi2
from .distribution import Distribution
from .utils import broadcast_all, standard_normal

__all__ = ["StudentT"]


class StudentT(Distribution):
    """Student's t distribution.

    Args:
        df: degrees of freedom.
        loc: where it is centred.
        scale: its scale.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.StudentT(2.0).log_prob(cr.tensor(0.0))
        tensor(-1.0397)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "df": constraints.positive,
        "loc": constraints.real,
        "scale": constraints.positive,
    }
    support = constraints.real
    has_rsample = True
    _expandable: ClassVar[dict[str, int]] = {"df": 0, "loc": 0, "scale": 0}

    def __init__(
        self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: bool | None = None
    ) -> None:
        self.df, self.loc, self.scale = broadcast_all(df, loc, scale)
        self._chi2 = Chi2(self.df)
        super().__init__(self.df.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return cr.where(self.df <= 1, math.nan, self.loc)

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        finite = self.scale.pow(2) * self.df / (self.df - 2)
        limited = cr.where(self.df > 2, finite, math.inf)
        return cr.where(self.df <= 1, math.nan, limited)

    def rsample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        # A normal variate over the root of a chi-squared one.
        noise = standard_normal(self._extended_shape(sample_shape), self.df)
        return self.loc + self.scale * noise * cr.rsqrt(self._chi2.rsample(sample_shape) / self.df)

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        y = (value - self.loc) / self.scale
        normalizer = (
            self.scale.log()
            + 0.5 * self.df.log()
            + 0.5 * math.log(math.pi)
            + cr.lgamma(0.5 * self.df)
            - cr.lgamma(0.5 * (self.df + 1.0))
        )
        return -0.5 * (self.df + 1.0) * cr.log1p(y**2.0 / self.df) - normalizer

    def entropy(self) -> Tensor:
        half = 0.5 * self.df
        log_beta = cr.lgamma(half) + math.lgamma(0.5) - cr.lgamma(0.5 * (self.df + 1))
        return (
            self.scale.log()
            + 0.5 * (self.df + 1) * (cr.digamma(0.5 * (self.df + 1)) - cr.digamma(half))
            + 0.5 * self.df.log()
            + log_beta
        )
