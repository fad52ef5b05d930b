"""Mixtures of distributions of one family."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .categorical import Categorical
from .constraints import MixtureSameFamilyConstraint
from .distribution import Distribution

__all__ = ["MixtureSameFamily"]


class MixtureSameFamily(Distribution):
    """A mixture: a category is drawn, then a sample of that component.

    Args:
        mixture_distribution: a Categorical over the components.
        component_distribution: its rightmost batch dimension is that of the components.

    Raises:
        ValueError: the two do not fit.

    Example:
        >>> import chainrule as cr
        >>> d = cr.distributions
        >>> mix = d.Categorical(cr.ones(2))
        >>> comp = d.Normal(cr.tensor([-1.0, 1.0]), cr.ones(2))
        >>> d.MixtureSameFamily(mix, comp).mean
        tensor(0.)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {}
    has_rsample = False

    def __init__(
        self,
        mixture_distribution: Categorical,
        component_distribution: Distribution,
        validate_args: bool | None = None,
    ) -> None:
        self._mixture_distribution = mixture_distribution
        self._component_distribution = component_distribution
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError(
                " The Mixture distribution needs to be an  instance of "
                "torch.distributions.Categorical"
            )
        if not isinstance(component_distribution, Distribution):
            raise ValueError(
                "The Component distribution need to be an instance of "
                "torch.distributions.Distribution"
            )
        mixture_batch = tuple(mixture_distribution.batch_shape)
        component_batch = tuple(component_distribution.batch_shape)[:-1]
        for a, b in zip(reversed(mixture_batch), reversed(component_batch), strict=False):
            if a not in (1, b) and b != 1:
                raise ValueError(
                    f"`mixture_distribution.batch_shape` ({mixture_batch}) is not compatible with "
                    f"`component_distribution.batch_shape`({component_batch})"
                )
        k = mixture_distribution.logits.shape[-1]
        components = component_distribution.batch_shape[-1]
        if k != components:
            raise ValueError(
                f"`mixture_distribution component` ({k}) does not equal "
                f"`component_distribution.batch_shape[-1]` ({components})"
            )
        self._num_component = components
        event_shape = component_distribution.event_shape
        self._event_ndims = len(event_shape)
        super().__init__(component_batch, event_shape, validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = self._get_checked_instance(MixtureSameFamily, _instance)
        batch_shape = Size(batch_shape)
        new.__dict__.update(self.__dict__)
        new._component_distribution = self._component_distribution.expand(
            Size((*batch_shape, self._num_component))
        )
        new._mixture_distribution = self._mixture_distribution.expand(batch_shape)
        new._batch_shape = batch_shape
        return new

    @constraints.dependent_property
    def support(self) -> Any:
        return MixtureSameFamilyConstraint(self._component_distribution.support)

    @property
    def mixture_distribution(self) -> Categorical:
        """The distribution of the component's number."""
        return self._mixture_distribution

    @property
    def component_distribution(self) -> Distribution:
        """The components."""
        return self._component_distribution

    def _weights(self) -> Tensor:
        probs = self.mixture_distribution.probs
        return probs.reshape(tuple(probs.shape) + (1,) * self._event_ndims)

    @property
    def mean(self) -> Tensor:
        return (self._weights() * self.component_distribution.mean).sum(-1 - self._event_ndims)

    @property
    def variance(self) -> Tensor:
        # Of the components' variances the mean, of their means the variance.
        dim = -1 - self._event_ndims
        inner = (self._weights() * self.component_distribution.variance).sum(dim)
        centred = self.component_distribution.mean - self.mean.unsqueeze(dim)
        return inner + (self._weights() * centred.pow(2.0)).sum(dim)

    def cdf(self, x: Tensor) -> Tensor:
        x = self._pad(x)
        return (self.component_distribution.cdf(x) * self.mixture_distribution.probs).sum(-1)

    def log_prob(self, x: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(x)
        x = self._pad(x)
        log_prob = self.component_distribution.log_prob(x)
        return cr.logsumexp(
            log_prob + cr.log_softmax(self.mixture_distribution.logits, dim=-1), dim=-1
        )

    def sample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        with cr.no_grad():
            event = tuple(self.event_shape)
            picked = self.mixture_distribution.sample(sample_shape)
            drawn = self.component_distribution.sample(sample_shape)
            dim = drawn.dim() - len(event) - 1
            index = picked.reshape(tuple(picked.shape) + (1,) * (len(event) + 1))
            index = index.expand((*drawn.shape[:dim], 1, *event))
            return cr.gather(drawn, dim, index).squeeze(dim)

    def _pad(self, x: Tensor) -> Tensor:
        return x.unsqueeze(-1 - self._event_ndims)

    def __repr__(self) -> str:
        return (
            f"MixtureSameFamily(\n  {self.mixture_distribution},\n  {self.component_distribution})"
        )
