"""Exponential families: entropy from the derivative of the log-normaliser."""

from __future__ import annotations

from typing import Any

import chainrule as cr
from chainrule import Tensor

from .distribution import Distribution

__all__ = ["ExponentialFamily"]


class ExponentialFamily(Distribution):
    """Densities ``exp(<t(x), theta> - F(theta) + k(x))`` of natural parameters theta.

    Subclasses give the natural parameters, F and the mean of k; the entropy then follows from
    Bregman divergences (Nielsen and Nock, "Entropies and cross-entropies of exponential families",
    2010), and so does the divergence between two members.

    >>> import chainrule as cr
    >>> issubclass(cr.distributions.Gamma, cr.distributions.ExponentialFamily)
    True
    """

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        raise NotImplementedError

    def _log_normalizer(self, *natural_params: Any) -> Tensor:
        raise NotImplementedError

    @property
    def _mean_carrier_measure(self) -> float:
        raise NotImplementedError

    def entropy(self) -> Tensor:
        """``F(theta) - <theta, grad F(theta)> - E[k(x)]``."""
        parameters = [p.detach().requires_grad_() for p in self._natural_params]
        with cr.enable_grad():
            normalizer = self._log_normalizer(*parameters)
            gradients = cr.autograd.grad(normalizer.sum(), parameters, create_graph=True)
        result = -self._mean_carrier_measure + normalizer
        for p, g in zip(parameters, gradients, strict=True):
            result = result - (p * g).reshape((*self._batch_shape, -1)).sum(-1)
        return result
