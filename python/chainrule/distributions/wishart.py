"""The Wishart distribution."""

from __future__ import annotations

import math
import warnings
from typing import Any, ClassVar

import chainrule as cr
from chainrule import Size, Tensor

from . import constraints
from .chi2 import Chi2
from .exp_family import ExponentialFamily
from .multivariate_normal import _precision_to_scale_tril
from .utils import lazy_property

__all__ = ["Wishart"]


def _mvdigamma(x: Tensor, p: int) -> Tensor:
    """The derivative of mvlgamma."""
    half = cr.arange(p, dtype=x.dtype) / 2
    return cr.digamma(x.unsqueeze(-1) - half).sum(-1)


class Wishart(ExponentialFamily):
    """The Wishart distribution of positive definite matrices.

    Args:
        df: degrees of freedom, more than the size less one.
        covariance_matrix: the scale matrix.
        precision_matrix: its inverse.
        scale_tril: its Cholesky factor; one of the three is given.

    Raises:
        ValueError: none or several are given, or they have too few dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.Wishart(cr.tensor(2.0), cr.eye(2)).mean
        tensor([[2., 0.],
                [0., 2.]])
    """

    support = constraints.positive_definite
    has_rsample = True
    _mean_carrier_measure = 0
    _expandable: ClassVar[dict[str, int]] = {
        "df": 0,
        "covariance_matrix": 2,
        "precision_matrix": 2,
        "scale_tril": 2,
        "_unbroadcasted_scale_tril": 2,
    }

    @property
    def arg_constraints(self) -> dict[str, Any]:
        return {
            "covariance_matrix": constraints.positive_definite,
            "precision_matrix": constraints.positive_definite,
            "scale_tril": constraints.lower_cholesky,
            "df": constraints.greater_than(self.event_shape[-1] - 1),
        }

    def __init__(
        self,
        df: Any,
        covariance_matrix: Tensor | None = None,
        precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        given = {
            "covariance_matrix": covariance_matrix,
            "precision_matrix": precision_matrix,
            "scale_tril": scale_tril,
        }
        present = [(name, value) for name, value in given.items() if value is not None]
        if len(present) != 1:
            raise ValueError(
                "Exactly one of covariance_matrix or precision_matrix or scale_tril may be "
                "specified."
            )
        name, matrix = present[0]
        if matrix.dim() < 2:
            raise ValueError(
                f"{name} must be at least two-dimensional, with optional leading batch dimensions"
            )
        df = cr.as_tensor(df, dtype=matrix.dtype)
        event_shape = matrix.shape[-2:]
        batch_shape = cr.broadcast_shapes(tuple(matrix.shape[:-2]), tuple(df.shape))
        self.df = df.expand(batch_shape)
        setattr(self, name, matrix.expand((*batch_shape, -1, -1)))
        # The constraint of df needs the event's shape.
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        if bool((self.df <= event_shape[-1] - 1).any()):
            raise ValueError(
                f"Value of df={df} expected to be greater than ndim - 1 = {event_shape[-1] - 1}."
            )
        if bool((self.df < event_shape[-1]).any()):
            warnings.warn(
                "Low df values detected. Singular samples are highly likely to occur for "
                "ndim - 1 < df < ndim.",
                stacklevel=2,
            )
        super().__init__(batch_shape, event_shape, validate_args=validate_args)
        if name == "scale_tril":
            self._unbroadcasted_scale_tril = matrix
        elif name == "covariance_matrix":
            self._unbroadcasted_scale_tril = cr.linalg.cholesky(matrix)
        else:
            self._unbroadcasted_scale_tril = _precision_to_scale_tril(matrix)

    @lazy_property
    def scale_tril(self) -> Tensor:
        """The Cholesky factor of the scale matrix."""
        shape = tuple(self._batch_shape) + tuple(self._event_shape)
        return self._unbroadcasted_scale_tril.expand(shape)

    @lazy_property
    def covariance_matrix(self) -> Tensor:
        """The scale matrix."""
        factor = self._unbroadcasted_scale_tril
        shape = tuple(self._batch_shape) + tuple(self._event_shape)
        return (factor @ factor.mT).expand(shape)

    @lazy_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the scale matrix."""
        shape = tuple(self._batch_shape) + tuple(self._event_shape)
        return cr.cholesky_inverse(self._unbroadcasted_scale_tril).expand(shape)

    def _df(self) -> Tensor:
        result: Tensor = self.df.view((*self._batch_shape, 1, 1))
        return result

    @property
    def mean(self) -> Tensor:
        return self._df() * self.covariance_matrix

    @property
    def mode(self) -> Tensor:
        factor = self._df() - self.covariance_matrix.shape[-1] - 1
        factor = cr.where(factor <= 0, float("nan"), factor)
        return factor * self.covariance_matrix

    @property
    def variance(self) -> Tensor:
        v = self.covariance_matrix
        diagonal = v.diagonal(dim1=-2, dim2=-1)
        outer = diagonal.unsqueeze(-1) * diagonal.unsqueeze(-2)
        return self._df() * (v.pow(2) + outer)

    def rsample(
        self,
        sample_shape: Any = Size(()),  # noqa: B008
        max_try_correction: int | None = None,
    ) -> Tensor:
        """Bartlett's decomposition: chi variates on the diagonal, normal ones below.

        Args:
            sample_shape: the shape of the draws.
            max_try_correction: taken for compatibility; the diagonal is kept above 0, so no draw is
                singular.
        """
        n = self._event_shape[-1]
        degrees = self.df.unsqueeze(-1) - cr.arange(n, dtype=self.df.dtype)
        chi = Chi2(df=degrees, validate_args=False).rsample(sample_shape).sqrt()
        tiny = float(cr.finfo(chi.dtype).tiny)
        noise = cr.diag_embed(chi.clamp(min=tiny))
        noise = noise + cr.randn(noise.shape, dtype=noise.dtype).tril(-1)
        chol = self._unbroadcasted_scale_tril @ noise
        return chol @ chol.mT

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        nu, p = self.df, self._event_shape[-1]
        half_log_det = self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        trace = cr.cholesky_solve(value, self._unbroadcasted_scale_tril)
        result: Tensor = (
            -nu * (p * math.log(2) / 2 + half_log_det)
            - cr.mvlgamma(nu / 2, p=p)
            + (nu - p - 1) / 2 * cr.linalg.slogdet(value).logabsdet
            - trace.diagonal(dim1=-2, dim2=-1).sum(-1) / 2
        )
        return result

    def entropy(self) -> Tensor:
        nu, p = self.df, self._event_shape[-1]
        half_log_det = self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        result: Tensor = (
            (p + 1) * (p * math.log(2) / 2 + half_log_det)
            + cr.mvlgamma(nu / 2, p=p)
            - (nu - p - 1) / 2 * _mvdigamma(nu / 2, p=p)
            + nu * p / 2
        )
        return result

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return -self.precision_matrix / 2, (self.df - self._event_shape[-1] - 1) / 2

    def _log_normalizer(self, x: Any, y: Any) -> Tensor:
        p = self._event_shape[-1]
        shape = y + (p + 1) / 2
        result: Tensor = shape * (
            -cr.linalg.slogdet(-2 * x).logabsdet + math.log(2) * p
        ) + cr.mvlgamma(shape, p=p)
        return result
