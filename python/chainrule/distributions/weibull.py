"""The Weibull distribution."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Tensor

from . import constraints
from .exponential import Exponential
from .transformed_distribution import TransformedDistribution
from .transforms import AffineTransform, PowerTransform
from .utils import broadcast_all, euler_constant

__all__ = ["Weibull"]


class Weibull(TransformedDistribution):
    """The Weibull distribution.

    Args:
        scale: the scale, lambda.
        concentration: the shape, k.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.Weibull(1.0, 1.0).log_prob(cr.tensor(1.0))
        tensor(-1.)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "scale": constraints.positive,
        "concentration": constraints.positive,
    }
    support = constraints.positive

    def __init__(self, scale: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.scale, self.concentration = broadcast_all(scale, concentration)
        self.concentration_reciprocal = self.concentration.reciprocal()
        base = Exponential(cr.ones_like(self.scale), validate_args=validate_args)
        transforms = [
            PowerTransform(exponent=self.concentration_reciprocal),
            AffineTransform(loc=0, scale=self.scale),
        ]
        super().__init__(base, transforms, validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = self._get_checked_instance(Weibull, _instance)
        for name in ("scale", "concentration", "concentration_reciprocal"):
            setattr(new, name, getattr(self, name).expand(tuple(batch_shape)))
        return super().expand(batch_shape, new)

    @property
    def mean(self) -> Tensor:
        return self.scale * cr.exp(cr.lgamma(1 + self.concentration_reciprocal))

    @property
    def mode(self) -> Tensor:
        inner = (self.concentration - 1) / self.concentration
        return self.scale * inner.clamp(min=0) ** self.concentration_reciprocal

    @property
    def variance(self) -> Tensor:
        second = cr.exp(cr.lgamma(1 + 2 * self.concentration_reciprocal))
        return self.scale.pow(2) * (
            second - cr.exp(2 * cr.lgamma(1 + self.concentration_reciprocal))
        )

    def entropy(self) -> Tensor:
        return (
            euler_constant * (1 - self.concentration_reciprocal)
            + cr.log(self.scale * self.concentration_reciprocal)
            + 1
        )
