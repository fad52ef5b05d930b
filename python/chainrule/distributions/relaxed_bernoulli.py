"""The relaxed Bernoulli distribution."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .distribution import Distribution
from .transformed_distribution import TransformedDistribution
from .transforms import SigmoidTransform
from .utils import (
    broadcast_all,
    clamp_probs,
    lazy_property,
    logits_to_probs,
    probs_to_logits,
)

__all__ = ["LogitRelaxedBernoulli", "RelaxedBernoulli"]


class LogitRelaxedBernoulli(Distribution):
    """The logits of a RelaxedBernoulli variate (Maddison et al., "The Concrete distribution",
    2017).

    Args:
        temperature: the temperature of the relaxation.
        probs: the probability of 1.
        logits: its log-odds; one of the two is given.

    >>> import chainrule as cr
    >>> from chainrule.distributions.relaxed_bernoulli import LogitRelaxedBernoulli
    >>> LogitRelaxedBernoulli(cr.tensor(0.5), probs=cr.tensor([0.2, 0.7])).sample().shape
    torch.Size([2])
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "probs": constraints.unit_interval,
        "logits": constraints.real,
    }
    support = constraints.real
    _expandable: ClassVar[dict[str, int]] = {"probs": 0, "logits": 0, "_param": 0}

    def __init__(
        self,
        temperature: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        self.temperature = temperature
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        if probs is not None:
            (self.probs,) = broadcast_all(probs)
            self._param = self.probs
        else:
            (self.logits,) = broadcast_all(logits)
            self._param = self.logits
        super().__init__(self._param.shape, validate_args=validate_args)

    @lazy_property
    def logits(self) -> Tensor:
        """The log-odds of 1."""
        return probs_to_logits(self.probs, is_binary=True)

    @lazy_property
    def probs(self) -> Tensor:
        """The probability of 1."""
        return logits_to_probs(self.logits, is_binary=True)

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter that was given."""
        return self._param.shape

    def rsample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        shape = self._extended_shape(sample_shape)
        probs = clamp_probs(self.probs.expand(shape))
        u = clamp_probs(cr.rand(shape, dtype=probs.dtype))
        logistic = u.log() - (-u).log1p() + probs.log() - (-probs).log1p()
        result: Tensor = logistic / self.temperature
        return result

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        d = logits - value * self.temperature
        scale = cr.as_tensor(self.temperature, dtype=d.dtype).log()
        result: Tensor = scale + d - 2 * d.exp().log1p()
        return result


class RelaxedBernoulli(TransformedDistribution):
    """Numbers between 0 and 1 that tend to a Bernoulli variate as the temperature falls, with
    gradients.

    Args:
        temperature: the temperature of the relaxation.
        probs: the probability of 1.
        logits: its log-odds; one of the two is given.

    Example:
        >>> import chainrule as cr
        >>> d = cr.distributions.RelaxedBernoulli(cr.tensor(1.0), cr.tensor([0.5]))
        >>> d.log_prob(cr.tensor([0.5]))
        tensor([0.])
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "probs": constraints.unit_interval,
        "logits": constraints.real,
    }
    support = constraints.unit_interval
    has_rsample = True
    base_dist: LogitRelaxedBernoulli

    def __init__(
        self,
        temperature: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        base = LogitRelaxedBernoulli(temperature, probs, logits)
        super().__init__(base, SigmoidTransform(), validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        return super().expand(batch_shape, self._get_checked_instance(RelaxedBernoulli, _instance))

    @property
    def temperature(self) -> Any:
        """The temperature."""
        return self.base_dist.temperature

    @property
    def logits(self) -> Tensor:
        """The log-odds of 1."""
        return self.base_dist.logits

    @property
    def probs(self) -> Tensor:
        """The probability of 1."""
        return self.base_dist.probs
