"""Categorical distributions of one-hot vectors."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .categorical import Categorical
from .distribution import Distribution

__all__ = ["OneHotCategorical", "OneHotCategoricalStraightThrough"]


class OneHotCategorical(Distribution):
    """One-hot vectors, each place with its probability.

    Args:
        probs: probabilities along the last dimension; they are divided by their sum.
        logits: unnormalised log-probabilities; one of the two is given.

    Example:
        >>> import chainrule as cr
        >>> d = cr.distributions.OneHotCategorical(cr.tensor([0.25, 0.25, 0.5]))
        >>> d.log_prob(cr.tensor([0.0, 0.0, 1.0]))
        tensor(-0.6931)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "probs": constraints.simplex,
        "logits": constraints.real_vector,
    }
    support = constraints.one_hot
    has_enumerate_support = True
    _expandable: ClassVar[dict[str, int]] = {}

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        self._categorical = Categorical(probs, logits, validate_args)
        shape = self._categorical.param_shape
        super().__init__(self._categorical.batch_shape, shape[-1:], validate_args=validate_args)

    @property
    def _param(self) -> Tensor:
        return self._categorical._param

    @property
    def probs(self) -> Tensor:
        """Normalised probabilities."""
        return self._categorical.probs

    @property
    def logits(self) -> Tensor:
        """Normalised log-probabilities."""
        return self._categorical.logits

    @property
    def mean(self) -> Tensor:
        return self._categorical.probs

    @property
    def mode(self) -> Tensor:
        return self._hot(self._categorical.mode)

    @property
    def variance(self) -> Tensor:
        return self._categorical.probs * (1 - self._categorical.probs)

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter that was given."""
        return self._categorical.param_shape

    def _hot(self, index: Tensor) -> Tensor:
        return cr.nn.functional.one_hot(index, self._categorical._num_events).to(self.probs.dtype)

    def sample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        with cr.no_grad():
            return self._hot(self._categorical.sample(sample_shape))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def entropy(self) -> Tensor:
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Tensor:
        n = self.event_shape[0]
        values = cr.eye(n, dtype=self._param.dtype)
        values = values.view((n,) + (1,) * len(self.batch_shape) + (n,))
        return values.expand((n, *self.batch_shape, n)) if expand else values


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """A OneHotCategorical whose draws hand their gradients straight to the probabilities (Bengio et
    al., 2013).

    >>> import chainrule as cr
    >>> probs = cr.tensor([0.3, 0.7], requires_grad=True)
    >>> d = cr.distributions.OneHotCategoricalStraightThrough(probs)
    >>> d.rsample().requires_grad
    True
    """

    has_rsample = True

    def rsample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        probs = self._categorical.probs
        return self.sample(sample_shape) + (probs - probs.detach())
