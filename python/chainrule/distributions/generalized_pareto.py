"""The generalized Pareto distribution."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .distribution import Distribution
from .utils import broadcast_all, open_uniform

__all__ = ["GeneralizedPareto"]


class GeneralizedPareto(Distribution):
    """The generalized Pareto distribution of excesses over a threshold; exponential where the shape
    is 0.

    Args:
        loc: the smallest value.
        scale: the scale, positive.
        concentration: the shape; below 0 the support ends at ``loc - scale / concentration``.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.GeneralizedPareto(0.0, 1.0, 0.5).log_prob(cr.tensor(2.0))
        tensor(-2.0794)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "loc": constraints.real,
        "scale": constraints.positive,
        "concentration": constraints.real,
    }
    has_rsample = True
    _expandable: ClassVar[dict[str, int]] = {"loc": 0, "scale": 0, "concentration": 0}

    def __init__(
        self, loc: Any, scale: Any, concentration: Any, validate_args: bool | None = None
    ) -> None:
        self.loc, self.scale, self.concentration = broadcast_all(loc, scale, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    def _shape_or_one(self) -> tuple[Tensor, Tensor]:
        """Where the shape is 0, and the shape with 1 in those places."""
        zero = cr.isclose(self.concentration, cr.zeros_like(self.concentration))
        return zero, cr.where(zero, cr.ones_like(self.concentration), self.concentration)

    def rsample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        return self.icdf(open_uniform(self._extended_shape(sample_shape), self.loc))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        z = (value - self.loc) / self.scale
        zero, k = self._shape_or_one()
        general = -(1 + 1 / k) * cr.log1p(k * z)
        return cr.where(zero, -z, general) - cr.log(self.scale)

    def log_survival_function(self, value: Tensor) -> Tensor:
        """``log(1 - cdf(value))``."""
        if self._validate_args:
            self._validate_sample(value)
        z = (value - self.loc) / self.scale
        zero, k = self._shape_or_one()
        return cr.where(zero, -z, -cr.log1p(k * z) / k)

    def log_cdf(self, value: Tensor) -> Tensor:
        """``log(cdf(value))``."""
        return cr.log1p(-cr.exp(self.log_survival_function(value)))

    def cdf(self, value: Tensor) -> Tensor:
        return -cr.expm1(self.log_survival_function(value))

    def icdf(self, value: Tensor) -> Tensor:
        zero, k = self._shape_or_one()
        log_left = cr.log1p(-value)
        general = self.loc + self.scale * cr.expm1(-k * log_left) / k
        return cr.where(zero, self.loc - self.scale * log_left, general)

    @property
    def mean(self) -> Tensor:
        k = self.concentration
        return cr.where(k < 1, self.loc + self.scale / (1 - k), float("inf"))

    @property
    def variance(self) -> Tensor:
        k = self.concentration
        finite = self.scale**2 / ((1 - k) ** 2 * (1 - 2 * k))
        return cr.where(k < 0.5, finite, float("inf"))

    @property
    def mode(self) -> Tensor:
        return self.loc

    def entropy(self) -> Tensor:
        return (cr.log(self.scale) + self.concentration + 1).expand(tuple(self._batch_shape))

    @constraints.dependent_property(is_discrete=False, event_dim=0)
    def support(self) -> Any:
        _, k = self._shape_or_one()
        upper = cr.where(self.concentration < 0, self.loc - self.scale / k, float("inf"))
        return constraints.interval(self.loc, upper)
