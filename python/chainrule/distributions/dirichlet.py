"""The Dirichlet distribution."""

from __future__ import annotations

from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .exp_family import ExponentialFamily

__all__ = ["Dirichlet"]


class Dirichlet(ExponentialFamily):
    """The Dirichlet distribution: positive numbers that add up to 1.

    Args:
        concentration: the concentrations along the last dimension.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.Dirichlet(cr.tensor([1.0, 1.0])).log_prob(cr.tensor([0.3, 0.7]))
        tensor(0.)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "concentration": constraints.independent(constraints.positive, 1)
    }
    support = constraints.simplex
    has_rsample = True
    _expandable: ClassVar[dict[str, int]] = {"concentration": 1}

    def __init__(self, concentration: Tensor, validate_args: bool | None = None) -> None:
        if concentration.dim() < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args)

    def rsample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        # Gamma variates over their sum; its derivatives are those of the parts.
        parts = cr._standard_gamma(self.concentration.expand(self._extended_shape(sample_shape)))
        parts = parts.clamp(min=float(cr.finfo(parts.dtype).tiny))
        return parts / parts.sum(-1, keepdim=True)

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        return (
            cr.xlogy(self.concentration - 1.0, value).sum(-1)
            + cr.lgamma(self.concentration.sum(-1))
            - cr.lgamma(self.concentration).sum(-1)
        )

    @property
    def mean(self) -> Tensor:
        return self.concentration / self.concentration.sum(-1, True)

    @property
    def mode(self) -> Tensor:
        above = (self.concentration - 1).clamp(min=0.0)
        mode = above / above.sum(-1, True)
        corner = (self.concentration < 1).all(dim=-1)
        highest = mode.argmax(dim=-1)
        hot = cr.nn.functional.one_hot(highest, self.concentration.shape[-1]).to(mode.dtype)
        return cr.where(corner.unsqueeze(-1), hot, mode)

    @property
    def variance(self) -> Tensor:
        total = self.concentration.sum(-1, True)
        return self.concentration * (total - self.concentration) / (total.pow(2) * (total + 1))

    def entropy(self) -> Tensor:
        k = self.concentration.size(-1)
        total = self.concentration.sum(-1)
        return (
            cr.lgamma(self.concentration).sum(-1)
            - cr.lgamma(total)
            - (k - total) * cr.digamma(total)
            - ((self.concentration - 1.0) * cr.digamma(self.concentration)).sum(-1)
        )

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return (self.concentration,)

    def _log_normalizer(self, x: Any) -> Tensor:
        result: Tensor = x.lgamma().sum(-1) - cr.lgamma(x.sum(-1))
        return result
