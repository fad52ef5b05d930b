"""The negative binomial distribution."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .distribution import Distribution
from .gamma import Gamma
from .utils import broadcast_all, lazy_property, logits_to_probs, probs_to_logits

__all__ = ["NegativeBinomial"]


class NegativeBinomial(Distribution):
    """The number of successes before ``total_count`` failures; the count may be any positive
    number.

    Args:
        total_count: the number of failures at which the experiment stops.
        probs: the probability of success, in [0, 1).
        logits: its log-odds; one of the two is given.

    Raises:
        ValueError: both or neither are given.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.NegativeBinomial(2.0, 0.5).log_prob(cr.tensor(0.0))
        tensor(-1.3863)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "total_count": constraints.greater_than_eq(0),
        "probs": constraints.half_open_interval(0.0, 1.0),
        "logits": constraints.real,
    }
    support = constraints.nonnegative_integer
    _expandable: ClassVar[dict[str, int]] = {"total_count": 0, "probs": 0, "logits": 0, "_param": 0}

    def __init__(
        self,
        total_count: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        if probs is not None:
            self.total_count, self.probs = broadcast_all(total_count, probs)
            self.total_count = self.total_count.type_as(self.probs)
            self._param = self.probs
        else:
            self.total_count, self.logits = broadcast_all(total_count, logits)
            self.total_count = self.total_count.type_as(self.logits)
            self._param = self.logits
        super().__init__(self._param.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.total_count * cr.exp(self.logits)

    @property
    def mode(self) -> Tensor:
        return ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0)

    @property
    def variance(self) -> Tensor:
        return self.mean / cr.sigmoid(-self.logits)

    @lazy_property
    def logits(self) -> Tensor:
        """The log-odds of success."""
        return probs_to_logits(self.probs, is_binary=True)

    @lazy_property
    def probs(self) -> Tensor:
        """The probabilities of success."""
        return logits_to_probs(self.logits, is_binary=True)

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter that was given."""
        return self._param.shape

    def sample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        with cr.no_grad():
            # A Poisson variate whose rate is a gamma variate.
            rates = Gamma(self.total_count, cr.exp(-self.logits), validate_args=False)
            return cr.poisson(rates.sample(sample_shape))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        log_unnormalized = self.total_count * cr.nn.functional.logsigmoid(
            -self.logits
        ) + value * cr.nn.functional.logsigmoid(self.logits)
        log_normalization = (
            -cr.lgamma(self.total_count + value)
            + cr.lgamma(1.0 + value)
            + cr.lgamma(self.total_count)
        )
        log_normalization = cr.where(self.total_count + value == 0.0, 0.0, log_normalization)
        return log_unnormalized - log_normalization
