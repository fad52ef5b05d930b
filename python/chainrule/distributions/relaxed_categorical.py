"""The relaxed categorical distribution."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .categorical import Categorical
from .distribution import Distribution
from .transformed_distribution import TransformedDistribution
from .transforms import ExpTransform
from .utils import broadcast_all, clamp_probs

__all__ = ["ExpRelaxedCategorical", "RelaxedOneHotCategorical"]


class ExpRelaxedCategorical(Distribution):
    """The logarithms of a RelaxedOneHotCategorical variate (Maddison et al., 2017).

    Args:
        temperature: the temperature of the relaxation.
        probs: probabilities along the last dimension.
        logits: unnormalised log-probabilities; one of the two is given.

    >>> import chainrule as cr
    >>> from chainrule.distributions.relaxed_categorical import ExpRelaxedCategorical
    >>> d = ExpRelaxedCategorical(cr.tensor(0.5), probs=cr.tensor([0.2, 0.8]))
    >>> bool((d.sample().exp().sum() - 1).abs() < 1e-5)
    True
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "probs": constraints.simplex,
        "logits": constraints.real_vector,
    }
    support = constraints.real_vector
    has_rsample = True
    _expandable: ClassVar[dict[str, int]] = {}

    def __init__(
        self,
        temperature: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        self._categorical = Categorical(probs, logits)
        self.temperature = temperature
        shape = self._categorical.param_shape
        super().__init__(self._categorical.batch_shape, shape[-1:], validate_args=validate_args)

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter that was given."""
        return self._categorical.param_shape

    @property
    def logits(self) -> Tensor:
        """Normalised log-probabilities."""
        return self._categorical.logits

    @property
    def probs(self) -> Tensor:
        """Normalised probabilities."""
        return self._categorical.probs

    def rsample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        shape = self._extended_shape(sample_shape)
        uniforms = clamp_probs(cr.rand(shape, dtype=self.logits.dtype))
        gumbels = -((-(uniforms.log())).log())
        scores = (self.logits + gumbels) / self.temperature
        result: Tensor = scores - scores.logsumexp(dim=-1, keepdim=True)
        return result

    def log_prob(self, value: Tensor) -> Tensor:
        k = self._categorical._num_events
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        temperature = cr.as_tensor(self.temperature, dtype=logits.dtype)
        log_scale = cr.lgamma(cr.full_like(temperature, float(k))) + temperature.log() * (k - 1)
        score = logits - value * temperature
        score = (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1)
        return score + log_scale


class RelaxedOneHotCategorical(TransformedDistribution):
    """Points of the simplex that tend to one-hot vectors as the temperature falls, with gradients.

    Args:
        temperature: the temperature of the relaxation.
        probs: probabilities along the last dimension.
        logits: unnormalised log-probabilities; one of the two is given.

    Example:
        >>> import chainrule as cr
        >>> d = cr.distributions.RelaxedOneHotCategorical(cr.tensor(1.0), cr.tensor([0.5, 0.5]))
        >>> d.log_prob(cr.tensor([0.5, 0.5]))
        tensor(0.)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "probs": constraints.simplex,
        "logits": constraints.real_vector,
    }
    support = constraints.simplex
    has_rsample = True
    base_dist: ExpRelaxedCategorical

    def __init__(
        self,
        temperature: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        base = ExpRelaxedCategorical(temperature, probs, logits, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = self._get_checked_instance(RelaxedOneHotCategorical, _instance)
        return super().expand(batch_shape, new)

    @property
    def temperature(self) -> Any:
        """The temperature."""
        return self.base_dist.temperature

    @property
    def logits(self) -> Tensor:
        """Normalised log-probabilities."""
        return self.base_dist.logits

    @property
    def probs(self) -> Tensor:
        """Normalised probabilities."""
        return self.base_dist.probs
