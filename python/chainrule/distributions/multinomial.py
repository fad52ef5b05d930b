"""The multinomial distribution."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .binomial import Binomial
from .categorical import Categorical
from .distribution import Distribution
from .utils import broadcast_all

__all__ = ["Multinomial"]


class Multinomial(Distribution):
    """How often each of K categories comes up in ``total_count`` draws.

    Args:
        total_count: the number of draws, one for all of the batch.
        probs: probabilities along the last dimension; they are divided by their sum.
        logits: unnormalised log-probabilities; one of the two is given.

    Raises:
        NotImplementedError: the number of draws is no int.

    Example:
        >>> import chainrule as cr
        >>> d = cr.distributions.Multinomial(2, cr.tensor([0.5, 0.5]))
        >>> d.log_prob(cr.tensor([1.0, 1.0]))
        tensor(-0.6931)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "probs": constraints.simplex,
        "logits": constraints.real_vector,
    }
    total_count: int
    _expandable: ClassVar[dict[str, int]] = {}

    def __init__(
        self,
        total_count: int = 1,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        self._categorical = Categorical(probs=probs, logits=logits)
        self._binomial = Binomial(total_count=total_count, probs=self.probs)
        super().__init__(
            self._categorical.batch_shape,
            self._categorical.param_shape[-1:],
            validate_args=validate_args,
        )

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        # The binomials have the categories as a dimension of their batch.
        new = self._get_checked_instance(Multinomial, _instance)
        batch_shape = Size(batch_shape)
        new.__dict__.update(self.__dict__)
        new._categorical = self._categorical.expand(batch_shape)
        new._binomial = self._binomial.expand(Size(tuple(batch_shape) + tuple(self.event_shape)))
        new._batch_shape = batch_shape
        return new

    @property
    def mean(self) -> Tensor:
        return self.probs * self.total_count

    @property
    def variance(self) -> Tensor:
        return self.total_count * self.probs * (1 - self.probs)

    @constraints.dependent_property(is_discrete=True, event_dim=1)
    def support(self) -> Any:
        return constraints.multinomial(self.total_count)

    @property
    def logits(self) -> Tensor:
        """Normalised log-probabilities."""
        return self._categorical.logits

    @property
    def probs(self) -> Tensor:
        """Normalised probabilities."""
        return self._categorical.probs

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter that was given."""
        return self._categorical.param_shape

    def sample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        shape = tuple(sample_shape)
        drawn = self._categorical.sample(Size((self.total_count, *shape)))
        counts = drawn.new_zeros(self._extended_shape(shape), dtype=self.probs.dtype)
        index = drawn.permute([*range(1, drawn.dim()), 0])
        return counts.scatter_add(-1, index, cr.ones_like(index, dtype=counts.dtype))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        log_factorial = cr.lgamma(value.sum(-1) + 1) - cr.lgamma(value + 1).sum(-1)
        logits = cr.where((value == 0) & (logits == -float("inf")), 0, logits)
        return log_factorial + (logits * value).sum(-1)

    def entropy(self) -> Tensor:
        n = self.total_count
        support = self._binomial.enumerate_support(expand=False)[1:]
        binomial_probs = cr.exp(self._binomial.log_prob(support))
        weights = cr.lgamma(support + 1)
        term = n * self._categorical.entropy() - cr.lgamma(
            cr.tensor(n + 1.0, dtype=self.probs.dtype)
        )
        return term + (binomial_probs * weights).sum([0, -1])
