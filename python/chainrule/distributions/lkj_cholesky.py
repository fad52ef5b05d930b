"""Cholesky factors of random correlation matrices."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .beta import Beta
from .distribution import Distribution
from .utils import broadcast_all, standard_normal

__all__ = ["LKJCholesky"]


class LKJCholesky(Distribution):
    """Cholesky factors of correlation matrices with density proportional to ``det ** (concentration
    - 1)``.

    Lewandowski, Kurowicka and Joe, "Generating random correlation matrices based on vines and
    extended onion method", 2009; draws are made by the onion method.

    Args:
        dim: the size of the matrices, at least 2.
        concentration: 1 for the uniform distribution of correlation matrices; more prefers small
            correlations.

    Raises:
        ValueError: ``dim`` is less than 2.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.LKJCholesky(2, 1.0).log_prob(cr.eye(2))
        tensor(-0.6931)
    """

    arg_constraints: ClassVar[dict[str, Any]] = {"concentration": constraints.positive}
    support = constraints.corr_cholesky
    _expandable: ClassVar[dict[str, int]] = {"concentration": 0}

    def __init__(
        self, dim: int, concentration: Any = 1.0, validate_args: bool | None = None
    ) -> None:
        if dim < 2:
            raise ValueError(
                f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}."
            )
        self.dim = dim
        (self.concentration,) = broadcast_all(concentration)
        batch_shape = self.concentration.size()
        # The squared length of row i's part below the diagonal is a beta variate.
        marginal = self.concentration + 0.5 * (dim - 2)
        offset = cr.arange(dim - 1, dtype=self.concentration.dtype)
        offset = cr.cat([offset.new_zeros((1,)), offset])
        self._beta = Beta(offset + 0.5, marginal.unsqueeze(-1) - 0.5 * offset)
        super().__init__(batch_shape, Size((dim, dim)), validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = self._get_checked_instance(LKJCholesky, _instance)
        batch_shape = Size(batch_shape)
        new.__dict__.update(self.__dict__)
        new.concentration = self.concentration.expand(tuple(batch_shape))
        new._beta = self._beta.expand(Size((*batch_shape, self.dim)))
        new._batch_shape = batch_shape
        return new

    def sample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        with cr.no_grad():
            y = self._beta.sample(sample_shape).unsqueeze(-1)
            normal = standard_normal(self._extended_shape(sample_shape), self.concentration).tril(
                -1
            )
            direction = normal / normal.norm(dim=-1, keepdim=True)
            direction[..., 0, :] = 0.0  # the first row has no direction
            w = cr.sqrt(y) * direction
            tiny = float(cr.finfo(w.dtype).tiny)
            return w + cr.diag_embed((1 - (w**2).sum(-1)).clamp(min=tiny).sqrt())

    def log_prob(self, value: Tensor) -> Tensor:
        # The determinants of the map from factors to matrices are powers of the diagonal.
        if self._validate_args:
            self._validate_sample(value)
        diagonal = value.diagonal(dim1=-1, dim2=-2)[..., 1:]
        order = cr.arange(2, self.dim + 1, dtype=self.concentration.dtype)
        order = 2 * (self.concentration - 1).unsqueeze(-1) + self.dim - order
        unnormalized = (order * diagonal.log()).sum(-1)
        # The normaliser: page 1999 of the paper.
        below = self.dim - 1
        alpha = self.concentration + 0.5 * below
        denominator = cr.lgamma(alpha) * below
        numerator = cr.mvlgamma(alpha - 0.5, below)
        constant = 0.5 * below * math.log(math.pi)
        return unnormalized - (constant + numerator - denominator)
