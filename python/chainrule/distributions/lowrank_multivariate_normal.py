"""Multivariate normal distributions of low rank plus a diagonal."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .distribution import Distribution
from .multivariate_normal import _batch_mahalanobis, _batch_mv
from .utils import lazy_property, standard_normal

__all__ = ["LowRankMultivariateNormal"]


class LowRankMultivariateNormal(Distribution):
    """The normal distribution with covariance ``W W^T + D``, D diagonal.

    Determinant and inverse come from the small matrix ``I + W^T D^-1 W`` by the matrix determinant
    lemma and Woodbury's identity.

    Args:
        loc: the mean, along the last dimension.
        cov_factor: W, of shape (..., n, rank).
        cov_diag: the diagonal of D, positive.

    Raises:
        ValueError: the shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> d = cr.distributions.LowRankMultivariateNormal(
        ...     cr.zeros(2), cr.tensor([[1.0], [0.0]]), cr.ones(2))
        >>> d.variance
        tensor([2., 1.])
    """

    arg_constraints: ClassVar[dict[str, Any]] = {
        "loc": constraints.real_vector,
        "cov_factor": constraints.independent(constraints.real, 2),
        "cov_diag": constraints.independent(constraints.positive, 1),
    }
    support = constraints.real_vector
    has_rsample = True
    _expandable: ClassVar[dict[str, int]] = {
        "loc": 1,
        "cov_diag": 1,
        "cov_factor": 2,
        "covariance_matrix": 2,
        "precision_matrix": 2,
        "scale_tril": 2,
        "variance": 1,
    }

    def __init__(
        self,
        loc: Tensor,
        cov_factor: Tensor,
        cov_diag: Tensor,
        validate_args: bool | None = None,
    ) -> None:
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        event_shape = loc.shape[-1:]
        if cov_factor.dim() < 2:
            raise ValueError(
                "cov_factor must be at least two-dimensional, with optional leading batch "
                "dimensions"
            )
        if tuple(cov_factor.shape[-2:-1]) != tuple(event_shape):
            raise ValueError(
                f"cov_factor must be a batch of matrices with shape {event_shape[0]} x m"
            )
        if tuple(cov_diag.shape[-1:]) != tuple(event_shape):
            raise ValueError(f"cov_diag must be a batch of vectors with shape {event_shape}")
        try:
            batch_shape = cr.broadcast_shapes(
                tuple(loc.shape[:-1]), tuple(cov_factor.shape[:-2]), tuple(cov_diag.shape[:-1])
            )
        except RuntimeError as error:
            raise ValueError(
                f"Incompatible batch shapes: loc {loc.shape}, cov_factor {cov_factor.shape}, "
                f"cov_diag {cov_diag.shape}"
            ) from error
        self.loc = loc.expand((*batch_shape, -1))
        self.cov_diag = cov_diag.expand((*batch_shape, -1))
        self.cov_factor = cov_factor.expand((*batch_shape, -1, -1))
        self._unbroadcasted_cov_factor = cov_factor
        self._unbroadcasted_cov_diag = cov_diag
        scaled = cov_factor.mT / cov_diag.unsqueeze(-2)  # W^T D^-1
        capacitance = cr.matmul(scaled, cov_factor) + cr.eye(cov_factor.size(-1), dtype=loc.dtype)
        self._capacitance_tril = cr.linalg.cholesky(capacitance)
        super().__init__(batch_shape, event_shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def mode(self) -> Tensor:
        return self.loc

    @lazy_property
    def variance(self) -> Tensor:
        shape = tuple(self._batch_shape) + tuple(self._event_shape)
        total = self._unbroadcasted_cov_factor.pow(2).sum(-1) + self._unbroadcasted_cov_diag
        return total.expand(shape)

    @lazy_property
    def scale_tril(self) -> Tensor:
        """The Cholesky factor of the covariance: of D^1/2 (I + D^-1/2 W W^T D^-1/2) D^1/2."""
        root = self._unbroadcasted_cov_diag.sqrt().unsqueeze(-1)
        inner = self._unbroadcasted_cov_factor / root
        k = cr.matmul(inner, inner.mT) + cr.eye(self._event_shape[0], dtype=self.loc.dtype)
        factor = root * cr.linalg.cholesky(k)
        return factor.expand(tuple(self._batch_shape) + tuple(self._event_shape) * 2)

    @lazy_property
    def covariance_matrix(self) -> Tensor:
        """``W W^T + D``."""
        w = self._unbroadcasted_cov_factor
        full = cr.matmul(w, w.mT) + cr.diag_embed(self._unbroadcasted_cov_diag)
        return full.expand(tuple(self._batch_shape) + tuple(self._event_shape) * 2)

    @lazy_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance."""
        scaled = self._unbroadcasted_cov_factor.mT / self._unbroadcasted_cov_diag.unsqueeze(-2)
        a = cr.linalg.solve_triangular(self._capacitance_tril, scaled, upper=False)
        precision = cr.diag_embed(self._unbroadcasted_cov_diag.reciprocal()) - cr.matmul(a.mT, a)
        return precision.expand(tuple(self._batch_shape) + tuple(self._event_shape) * 2)

    def rsample(self, sample_shape: Any = Size(())) -> Tensor:  # noqa: B008
        shape = tuple(self._extended_shape(sample_shape))
        low = standard_normal((*shape[:-1], self.cov_factor.size(-1)), self.loc)
        noise = standard_normal(shape, self.loc)
        return (
            self.loc
            + _batch_mv(self._unbroadcasted_cov_factor, low)
            + self._unbroadcasted_cov_diag.sqrt() * noise
        )

    def _log_det(self) -> Tensor:
        diagonal = self._capacitance_tril.diagonal(dim1=-2, dim2=-1)
        return 2 * diagonal.log().sum(-1) + self._unbroadcasted_cov_diag.log().sum(-1)

    def _mahalanobis(self, x: Tensor) -> Tensor:
        scaled = self._unbroadcasted_cov_factor.mT / self._unbroadcasted_cov_diag.unsqueeze(-2)
        whole = (x.pow(2) / self._unbroadcasted_cov_diag).sum(-1)
        return whole - _batch_mahalanobis(self._capacitance_tril, _batch_mv(scaled, x))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        distance = self._mahalanobis(value - self.loc)
        constant = self._event_shape[0] * math.log(2 * math.pi)
        return -0.5 * (constant + self._log_det() + distance)

    def entropy(self) -> Tensor:
        entropy = 0.5 * (self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + self._log_det())
        return entropy.expand(tuple(self._batch_shape))
