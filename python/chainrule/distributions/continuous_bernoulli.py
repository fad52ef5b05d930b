"""The continuous Bernoulli distribution."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .exp_family import ExponentialFamily
from .utils import (
    broadcast_all,
    clamp_probs,
    lazy_property,
    logits_to_probs,
    probs_to_logits,
)

__all__ = ["ContinuousBernoulli"]


class ContinuousBernoulli(ExponentialFamily):
    """Numbers in [0, 1] with density proportional to ``p^x (1 - p)^(1 - x)``.

    Loaiza-Ganem and Cunningham, "The continuous Bernoulli: fixing a pervasive error in variational
    autoencoders", 2019. Around p = 1/2 the formulas are 0 / 0; there Taylor series take over.

    Args:
        probs: the parameter p.
        logits: its log-odds; one of the two is given.
        lims: the interval around 1/2 in which the series are used.

    Raises:
        ValueError: both or neither are given.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.ContinuousBernoulli(cr.tensor([0.5])).log_prob(cr.tensor([0.3]))
        tensor([0.])
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "probs": constraints.unit_interval,
        "logits": constraints.real,
    }
    support = constraints.unit_interval
    _mean_carrier_measure = 0
    has_rsample = True
    _expandable: ClassVar[dict[str, int]] = {"probs": 0, "logits": 0, "_param": 0}

    def __init__(
        self,
        probs: Any = None,
        logits: Any = None,
        lims: tuple[float, float] = (0.499, 0.501),
        validate_args: bool | None = None,
    ) -> None:
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        if probs is not None:
            (self.probs,) = broadcast_all(probs)
            if validate_args is not None and not constraints.unit_interval.check(self.probs).all():
                raise ValueError("The parameter probs has invalid values")
            self.probs = clamp_probs(self.probs)
            self._param = self.probs
        else:
            (self.logits,) = broadcast_all(logits)
            self._param = self.logits
        self._lims = lims
        super().__init__(self._param.shape, validate_args=validate_args)

    def _outside(self) -> Tensor:
        return (self.probs <= self._lims[0]) | (self.probs > self._lims[1])

    def _cut_probs(self) -> Tensor:
        """p, moved out of the interval of the series."""
        return cr.where(self._outside(), self.probs, cr.full_like(self.probs, self._lims[0]))

    def _cont_bern_log_norm(self) -> Tensor:
        p = self._cut_probs()
        below = cr.where(p <= 0.5, p, cr.zeros_like(p))
        above = cr.where(p >= 0.5, p, cr.ones_like(p))
        exact = cr.log(cr.abs(cr.log1p(-p) - cr.log(p))) - cr.where(
            p <= 0.5, cr.log1p(-2.0 * below), cr.log(2.0 * above - 1.0)
        )
        x = cr.pow(self.probs - 0.5, 2)
        series = math.log(2.0) + (4.0 / 3.0 + 104.0 / 45.0 * x) * x
        return cr.where(self._outside(), exact, series)

    @property
    def mean(self) -> Tensor:
        p = self._cut_probs()
        exact = p / (2.0 * p - 1.0) + 1.0 / (cr.log1p(-p) - cr.log(p))
        x = self.probs - 0.5
        series = 0.5 + (1.0 / 3.0 + 16.0 / 45.0 * cr.pow(x, 2)) * x
        return cr.where(self._outside(), exact, series)

    @property
    def stddev(self) -> Tensor:
        return cr.sqrt(self.variance)

    @property
    def variance(self) -> Tensor:
        p = self._cut_probs()
        exact = p * (p - 1.0) / cr.pow(1.0 - 2.0 * p, 2) + 1.0 / cr.pow(cr.log1p(-p) - cr.log(p), 2)
        x = cr.pow(self.probs - 0.5, 2)
        series = 1.0 / 12.0 - (1.0 / 15.0 - 128.0 / 945.0 * x) * x
        return cr.where(self._outside(), exact, series)

    @lazy_property
    def logits(self) -> Tensor:
        """The log-odds of p."""
        return probs_to_logits(self.probs, is_binary=True)

    @lazy_property
    def probs(self) -> Tensor:
        """The parameter p."""
        return clamp_probs(logits_to_probs(self.logits, is_binary=True))

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter that was given."""
        return self._param.shape

    def sample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        with cr.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        return self.icdf(cr.rand(self._extended_shape(sample_shape), dtype=self.probs.dtype))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        cross = cr.nn.functional.binary_cross_entropy_with_logits(logits, value, reduction="none")
        return -cross + self._cont_bern_log_norm()

    def cdf(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        p = self._cut_probs()
        inside = (cr.pow(p, value) * cr.pow(1.0 - p, 1.0 - value) + p - 1.0) / (2.0 * p - 1.0)
        result = cr.where(self._outside(), inside, value)
        return cr.where(
            cr.le(value, 0.0),
            cr.zeros_like(value),
            cr.where(cr.ge(value, 1.0), cr.ones_like(value), result),
        )

    def icdf(self, value: Tensor) -> Tensor:
        p = self._cut_probs()
        exact = (cr.log1p(-p + value * (2.0 * p - 1.0)) - cr.log1p(-p)) / (cr.log(p) - cr.log1p(-p))
        return cr.where(self._outside(), exact, value)

    def entropy(self) -> Tensor:
        return self.mean * -self.logits - cr.log1p(-self.probs) - self._cont_bern_log_norm()

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return (self.logits,)

    def _log_normalizer(self, x: Any) -> Tensor:
        low, high = self._lims[0] - 0.5, self._lims[1] - 0.5
        outside = (x <= low) | (x > high)
        cut = cr.where(outside, x, low * cr.ones_like(x))
        exact = cr.log(cr.abs(cr.expm1(cut))) - cr.log(cr.abs(cut))
        series = 0.5 * x + cr.pow(x, 2) / 24.0 - cr.pow(x, 4) / 2880.0
        return cr.where(outside, exact, series)
