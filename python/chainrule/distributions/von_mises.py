"""The von Mises distribution."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .distribution import Distribution
from .utils import broadcast_all, lazy_property

__all__ = ["VonMises"]


class VonMises(Distribution):
    """The von Mises distribution of angles, in radians.

    Args:
        loc: the mean direction.
        concentration: how concentrated it is, positive.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.VonMises(cr.tensor([0.0]), cr.tensor([1.0])).log_prob(cr.tensor([0.0]))
        tensor([-1.0738])
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "loc": constraints.real,
        "concentration": constraints.positive,
    }
    support = constraints.real
    has_rsample = False
    _expandable: ClassVar[dict[str, int]] = {"loc": 0, "concentration": 0}

    def __init__(self, loc: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.loc, self.concentration = broadcast_all(loc, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        # With the scaled i0, so that large concentrations do not overflow.
        angle = value - self.loc
        bend = self.concentration * (cr.cos(angle) - 1)
        return bend - math.log(2 * math.pi) - cr.log(cr.special.i0e(self.concentration))

    @lazy_property
    def _proposal(self) -> Tensor:
        """The parameter r of the wrapped Cauchy proposal, in double precision."""
        k = self.concentration.double()
        tau = 1 + (1 + 4 * k**2).sqrt()
        rho = (tau - (2 * tau).sqrt()) / (2 * k)
        usual = (1 + rho**2) / (2 * rho)
        return cr.where(k < 1e-5, 1 / k + k, usual)  # the first terms of its series at 0

    def sample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        """Best and Fisher, "Efficient simulation of the von Mises distribution" (1979), all
        elements at once."""
        shape = tuple(self._extended_shape(sample_shape))
        with cr.no_grad():
            k = self.concentration.double().expand(shape)
            r = self._proposal.expand(shape)
            x = cr.zeros(shape, dtype=cr.float64)
            # So narrow that the proposal's r is 1 in double precision, and the distribution normal.
            done = ~(k <= 1e8)
            if bool(done.any()):
                x = cr.where(done, cr.randn(shape, dtype=cr.float64) / k.sqrt(), x)
            while not bool(done.all()):
                u1, u2, u3 = cr.rand((3, *shape), dtype=cr.float64).unbind()
                z = cr.cos(math.pi * u1)
                f = (1 + r * z) / (r + z)
                c = k * (r - f)
                accepted = ((c * (2 - c) - u2) > 0) | ((c / u2).log() + 1 - c >= 0)
                drawn = (u3 - 0.5).sign() * f.clamp(min=-1, max=1).acos()
                x = cr.where(accepted & ~done, drawn, x)
                done = done | accepted
            turned = (x + math.pi + self.loc.double()) % (2 * math.pi) - math.pi
            return turned.to(self.loc.dtype)

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def mode(self) -> Tensor:
        return self.loc

    @lazy_property
    def variance(self) -> Tensor:
        """The circular variance, ``1 - i1(k) / i0(k)``."""
        return 1 - cr.special.i1e(self.concentration) / cr.special.i0e(self.concentration)
