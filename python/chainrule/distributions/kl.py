"""Kullback-Leibler divergences: kl_divergence() and the table of pairs behind it.

Most formulas are minus the entropy of p and the mean of ``-log q`` under p; the helpers below are
such means for a family of q, given what it takes of p.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

import chainrule as cr
from chainrule import Tensor

from .bernoulli import Bernoulli
from .beta import Beta
from .binomial import Binomial
from .categorical import Categorical
from .cauchy import Cauchy
from .continuous_bernoulli import ContinuousBernoulli
from .dirichlet import Dirichlet
from .distribution import Distribution
from .exp_family import ExponentialFamily
from .exponential import Exponential
from .gamma import Gamma
from .geometric import Geometric
from .gumbel import Gumbel
from .half_normal import HalfNormal
from .independent import Independent
from .laplace import Laplace
from .lowrank_multivariate_normal import LowRankMultivariateNormal
from .multivariate_normal import MultivariateNormal, _batch_mahalanobis
from .normal import Normal
from .one_hot_categorical import OneHotCategorical
from .pareto import Pareto
from .poisson import Poisson
from .transformed_distribution import TransformedDistribution
from .uniform import Uniform
from .utils import euler_constant, sum_rightmost

__all__ = ["kl_divergence", "register_kl"]

Formula = TypeVar("Formula", bound=Callable[..., Any])
_REGISTRY: dict[tuple[type, type], Callable[..., Tensor]] = {}
_FOUND: dict[tuple[type, type], Callable[..., Tensor] | None] = {}


def register_kl(type_p: Any, type_q: Any) -> Callable[[Formula], Formula]:
    """Decorator: the function computes ``kl_divergence(p, q)`` for these classes and their
    subclasses.

    Where several pairs fit, the most specific one counts.

    Args:
        type_p, type_q: subclasses of Distribution.

    Raises:
        TypeError: one is no such class.

    >>> import chainrule as cr
    >>> from chainrule.distributions import Normal, kl_divergence, register_kl
    >>> class Mine(Normal):
    ...     pass
    >>> @register_kl(Mine, Mine)
    ... def _(p, q):
    ...     return (p.loc - q.loc).abs()
    >>> kl_divergence(Mine(cr.tensor(1.0), 1.0), Mine(cr.tensor(4.0), 1.0))
    tensor(3.)
    """
    for name, kind in (("type_p", type_p), ("type_q", type_q)):
        if not isinstance(kind, type) or not issubclass(kind, Distribution):
            raise TypeError(f"Expected {name} to be a Distribution subclass but got {kind}")

    def add(formula: Formula) -> Formula:
        _REGISTRY[type_p, type_q] = formula
        _FOUND.clear()
        return formula

    return add


def _lookup(type_p: type, type_q: type) -> Callable[..., Tensor] | None:
    """The formula of the most specific pair that fits, looking at p first."""
    matches = [
        pair for pair in _REGISTRY if issubclass(type_p, pair[0]) and issubclass(type_q, pair[1])
    ]
    if not matches:
        return None

    def distance(pair: tuple[type, type]) -> tuple[int, int]:
        return type_p.__mro__.index(pair[0]), type_q.__mro__.index(pair[1])

    by_p = min(matches, key=distance)
    by_q = min(matches, key=lambda pair: distance(pair)[::-1])
    if _REGISTRY[by_p] is not _REGISTRY[by_q]:
        warnings.warn(
            f"Ambiguous kl_divergence({type_p.__name__}, {type_q.__name__}). Please "
            f"register_kl({by_p[0].__name__}, {by_q[1].__name__})",
            RuntimeWarning,
            stacklevel=3,
        )
    return _REGISTRY[by_p]


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """The Kullback-Leibler divergence ``E[log p(x) - log q(x)]`` of x drawn from p.

    Args:
        p, q: distributions of which a formula is registered.

    Returns:
        A tensor of the shape of the batch.

    Raises:
        NotImplementedError: there is no formula for this pair.

    Example:
        >>> import chainrule as cr
        >>> d = cr.distributions
        >>> d.kl_divergence(d.Normal(0.0, 1.0), d.Normal(1.0, 1.0))
        tensor(0.5000)
    """
    key = type(p), type(q)
    if key not in _FOUND:
        _FOUND[key] = _lookup(*key)
    formula = _FOUND[key]
    if formula is None:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {key[0].__name__} and q type "
            f"{key[1].__name__}"
        )
    return formula(p, q)


def _infinite(p: Any, q: Any) -> Tensor:
    """For supports of p that q's does not contain."""
    shape = cr.broadcast_shapes(p.batch_shape, q.batch_shape)
    return cr.full(tuple(shape), math.inf, dtype=p.mean.dtype)


def _where_contained(contained: Tensor, value: Tensor) -> Tensor:
    return cr.where(contained, value, math.inf)


# ---- q of a family, p of any with these means ----


def _to_normal(p: Any, q: Normal) -> Tensor:
    spread = (p.variance + (p.mean - q.loc).pow(2)) / (2 * q.scale.pow(2))
    result: Tensor = -p.entropy() + 0.5 * math.log(2 * math.pi) + q.scale.log() + spread
    return result


def _to_exponential(p: Any, q: Exponential) -> Tensor:
    result: Tensor = -p.entropy() - q.rate.log() + q.rate * p.mean
    return result


def _to_gamma(p: Any, q: Gamma, mean_log: Tensor) -> Tensor:
    a = q.concentration
    constant = a.lgamma() - a * q.rate.log()
    result: Tensor = -p.entropy() + constant - (a - 1) * mean_log + q.rate * p.mean
    return result


def _to_gumbel(p: Any, q: Gumbel, mean_exp: Tensor) -> Tensor:
    """``mean_exp``: of ``exp(-x / scale)``."""
    offset = (p.mean - q.loc) / q.scale
    result: Tensor = -p.entropy() + q.scale.log() + offset + (q.loc / q.scale).exp() * mean_exp
    return result


def _to_continuous_bernoulli(p: Any, q: ContinuousBernoulli) -> Tensor:
    density = p.mean * q.logits + cr.log1p(-q.probs) + q._cont_bern_log_norm()
    result: Tensor = -p.entropy() - density
    return result


# ---- one family ----


@register_kl(Bernoulli, Bernoulli)
def _bernoulli_bernoulli(p: Bernoulli, q: Bernoulli) -> Tensor:
    softplus = cr.nn.functional.softplus
    one = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    one = cr.where(q.probs == 0, math.inf, one)
    one = cr.where(p.probs == 0, 0.0, one)
    zero = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    zero = cr.where(q.probs == 1, math.inf, zero)
    zero = cr.where(p.probs == 1, 0.0, zero)
    return one + zero


@register_kl(Beta, Beta)
def _beta_beta(p: Beta, q: Beta) -> Tensor:
    return _dirichlet_dirichlet(p._dirichlet, q._dirichlet)


@register_kl(Binomial, Binomial)
def _binomial_binomial(p: Binomial, q: Binomial) -> Tensor:
    if bool((p.total_count < q.total_count).any()):
        raise NotImplementedError(
            "KL between Binomials where q.total_count > p.total_count is not implemented"
        )
    kl = p.total_count * (p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p())
    return _where_contained(p.total_count <= q.total_count, kl)


@register_kl(Categorical, Categorical)
def _categorical_categorical(p: Categorical, q: Categorical) -> Tensor:
    terms = p.probs * (p.logits - q.logits)
    terms = cr.where(q.probs == 0, math.inf, terms)
    return cr.where(p.probs == 0, 0.0, terms).sum(-1)


@register_kl(OneHotCategorical, OneHotCategorical)
def _one_hot_one_hot(p: OneHotCategorical, q: OneHotCategorical) -> Tensor:
    return _categorical_categorical(p._categorical, q._categorical)


@register_kl(Cauchy, Cauchy)
def _cauchy_cauchy(p: Cauchy, q: Cauchy) -> Tensor:
    # Chyzak and Nielsen, "A closed-form formula for the Kullback-Leibler divergence between Cauchy
    # distributions", 2019.
    wide = (p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)
    return wide.log() - (4 * p.scale * q.scale).log()


@register_kl(ContinuousBernoulli, ContinuousBernoulli)
def _cb_cb(p: ContinuousBernoulli, q: ContinuousBernoulli) -> Tensor:
    return _to_continuous_bernoulli(p, q)


@register_kl(Dirichlet, Dirichlet)
def _dirichlet_dirichlet(p: Dirichlet, q: Dirichlet) -> Tensor:
    total_p, total_q = p.concentration.sum(-1), q.concentration.sum(-1)
    constant = (q.concentration.lgamma() - p.concentration.lgamma()).sum(-1)
    means = p.concentration.digamma() - total_p.digamma().unsqueeze(-1)
    moved = ((p.concentration - q.concentration) * means).sum(-1)
    return total_p.lgamma() - total_q.lgamma() + constant + moved


@register_kl(Exponential, Exponential)
def _exponential_exponential(p: Exponential, q: Exponential) -> Tensor:
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


@register_kl(ExponentialFamily, ExponentialFamily)
def _family_family(p: ExponentialFamily, q: ExponentialFamily) -> Tensor:
    """The Bregman divergence of the log-normaliser."""
    if type(p) is not type(q):
        raise NotImplementedError(
            "The cross KL-divergence between different exponential families cannot "
            "be computed using Bregman divergences"
        )
    p_natural = [x.detach().requires_grad_() for x in p._natural_params]
    q_natural = q._natural_params
    with cr.enable_grad():
        normalizer = p._log_normalizer(*p_natural)
        gradients = cr.autograd.grad(normalizer.sum(), p_natural, create_graph=True)
    result = q._log_normalizer(*q_natural) - normalizer
    for own, other, g in zip(p_natural, q_natural, gradients, strict=True):
        moved = (other - own) * g
        # A parameter of a matrix may be a number, as the degrees of freedom of Wishart's are.
        result = result - sum_rightmost(moved, max(0, moved.dim() - result.dim()))
    return result


@register_kl(Gamma, Gamma)
def _gamma_gamma(p: Gamma, q: Gamma) -> Tensor:
    return (
        q.concentration * (p.rate / q.rate).log()
        + q.concentration.lgamma()
        - p.concentration.lgamma()
        + (p.concentration - q.concentration) * p.concentration.digamma()
        + (q.rate - p.rate) * (p.concentration / p.rate)
    )


@register_kl(Gumbel, Gumbel)
def _gumbel_gumbel(p: Gumbel, q: Gumbel) -> Tensor:
    ratio = p.scale / q.scale
    low, high = q.loc / q.scale, p.loc / q.scale
    growth = cr.exp(low + (1 + ratio).lgamma() - high)
    return high - low - ratio.log() + ratio * euler_constant + growth - (1 + euler_constant)


@register_kl(Geometric, Geometric)
def _geometric_geometric(p: Geometric, q: Geometric) -> Tensor:
    return -p.entropy() - cr.log1p(-q.probs) / p.probs - q.logits


@register_kl(HalfNormal, HalfNormal)
def _half_normal_half_normal(p: HalfNormal, q: HalfNormal) -> Tensor:
    return _normal_normal(p.base_dist, q.base_dist)


@register_kl(Laplace, Laplace)
def _laplace_laplace(p: Laplace, q: Laplace) -> Tensor:
    ratio = p.scale / q.scale
    distance = (p.loc - q.loc).abs()
    return -ratio.log() + distance / q.scale + ratio * cr.exp(-distance / p.scale) - 1


def _gaussian(p: Any, q: Any, trace: Tensor, distance: Tensor, log_det: Tensor) -> Tensor:
    result: Tensor = 0.5 * (log_det + trace + distance - p.event_shape[0])
    return result


def _check_events(p: Any, q: Any, what: str) -> None:
    if tuple(p.event_shape) != tuple(q.event_shape):
        raise ValueError(
            f"KL-divergence between two {what} with different event shapes cannot be computed"
        )


def _factor(p: Any) -> Tensor:
    """The Cholesky factor of a normal distribution's covariance."""
    factor: Tensor = p.scale_tril
    return factor


def _log_det(p: Any) -> Tensor:
    if isinstance(p, LowRankMultivariateNormal):
        return p._log_det()
    half: Tensor = p._half_log_det()
    return 2 * half


@register_kl(LowRankMultivariateNormal, LowRankMultivariateNormal)
@register_kl(MultivariateNormal, LowRankMultivariateNormal)
def _any_low_rank(p: Any, q: LowRankMultivariateNormal) -> Tensor:
    _check_events(p, q, "Low Rank Multivariate Normals")
    # The trace of q's inverse covariance times p's, without forming either.
    factor = _factor(p)
    shape = cr.broadcast_shapes(tuple(p.batch_shape), tuple(q.batch_shape))
    n = p.event_shape[0]
    columns = factor.expand((*shape, n, n)).mT
    trace = q.__class__._mahalanobis(_unsqueezed(q), columns).sum(-1)
    return _gaussian(p, q, trace, q._mahalanobis(p.loc - q.loc), _log_det(q) - _log_det(p))


def _unsqueezed(q: LowRankMultivariateNormal) -> LowRankMultivariateNormal:
    """The same with a batch dimension for the vectors that are measured."""
    return LowRankMultivariateNormal(
        q.loc.unsqueeze(-2), q.cov_factor.unsqueeze(-3), q.cov_diag.unsqueeze(-2), False
    )


@register_kl(MultivariateNormal, MultivariateNormal)
@register_kl(LowRankMultivariateNormal, MultivariateNormal)
def _any_multivariate(p: Any, q: MultivariateNormal) -> Tensor:
    _check_events(p, q, "Multivariate Normals")
    shape = tuple(cr.broadcast_shapes(tuple(p.batch_shape), tuple(q.batch_shape)))
    n = p.event_shape[0]
    lower = q._unbroadcasted_scale_tril
    ratio = cr.linalg.solve_triangular(
        lower.expand((*shape, n, n)), _factor(p).expand((*shape, n, n)), upper=False
    )
    trace = ratio.pow(2).sum([-2, -1])
    distance = _batch_mahalanobis(lower, q.loc - p.loc)
    return _gaussian(p, q, trace, distance, _log_det(q) - _log_det(p))


@register_kl(Normal, Normal)
def _normal_normal(p: Normal, q: Normal) -> Tensor:
    ratio = (p.scale / q.scale).pow(2)
    distance = ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + distance - 1 - ratio.log())


@register_kl(Pareto, Pareto)
def _pareto_pareto(p: Pareto, q: Pareto) -> Tensor:
    ratio = q.alpha / p.alpha
    kl = q.alpha * (p.scale / q.scale).log() - ratio.log() + ratio - 1
    return _where_contained(p.scale >= q.scale, kl)


@register_kl(Poisson, Poisson)
def _poisson_poisson(p: Poisson, q: Poisson) -> Tensor:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Uniform, Uniform)
def _uniform_uniform(p: Uniform, q: Uniform) -> Tensor:
    kl = ((q.high - q.low) / (p.high - p.low)).log()
    return _where_contained((q.low <= p.low) & (q.high >= p.high), kl)


@register_kl(TransformedDistribution, TransformedDistribution)
def _transformed_transformed(p: TransformedDistribution, q: TransformedDistribution) -> Tensor:
    # The same maps change neither density against the other.
    if p.transforms != q.transforms or tuple(p.event_shape) != tuple(q.event_shape):
        raise NotImplementedError(
            "the divergence of transformed distributions is known for the same transforms only"
        )
    return kl_divergence(p.base_dist, q.base_dist)


@register_kl(Independent, Independent)
def _independent_independent(p: Independent, q: Independent) -> Tensor:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError(
            "the divergence of Independent distributions needs equal reinterpreted_batch_ndims"
        )
    return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)


# ---- two families ----


@register_kl(Bernoulli, Poisson)
def _bernoulli_poisson(p: Bernoulli, q: Poisson) -> Tensor:
    return -p.entropy() - (p.probs * q.rate.log() - q.rate)


@register_kl(Beta, ContinuousBernoulli)
def _beta_cb(p: Beta, q: ContinuousBernoulli) -> Tensor:
    return _to_continuous_bernoulli(p, q)


@register_kl(Beta, Exponential)
@register_kl(ContinuousBernoulli, Exponential)
@register_kl(Gamma, Exponential)
@register_kl(Pareto, Exponential)
def _positive_exponential(p: Any, q: Exponential) -> Tensor:
    return _to_exponential(p, q)


@register_kl(Uniform, Exponential)
def _uniform_exponential(p: Uniform, q: Exponential) -> Tensor:
    return _where_contained(p.low >= 0, _to_exponential(p, q))


@register_kl(Beta, Normal)
@register_kl(ContinuousBernoulli, Normal)
@register_kl(Exponential, Normal)
@register_kl(Gamma, Normal)
@register_kl(Gumbel, Normal)
@register_kl(Laplace, Normal)
@register_kl(Pareto, Normal)
@register_kl(Uniform, Normal)
def _any_normal(p: Any, q: Normal) -> Tensor:
    return _to_normal(p, q)


@register_kl(Beta, Gamma)
def _beta_gamma(p: Beta, q: Gamma) -> Tensor:
    total = p.concentration1 + p.concentration0
    return _to_gamma(p, q, p.concentration1.digamma() - total.digamma())


@register_kl(Exponential, Gamma)
def _exponential_gamma(p: Exponential, q: Gamma) -> Tensor:
    return _to_gamma(p, q, -euler_constant - p.rate.log())


@register_kl(Pareto, Gamma)
def _pareto_gamma(p: Pareto, q: Gamma) -> Tensor:
    return _to_gamma(p, q, p.scale.log() + p.alpha.reciprocal())


def _mean_log(low: Tensor, high: Tensor) -> Tensor:
    """Of ``log(x)`` for x uniform between positive bounds."""
    return (cr.xlogy(high, high) - cr.xlogy(low, low)) / (high - low) - 1


@register_kl(Uniform, Gamma)
def _uniform_gamma(p: Uniform, q: Gamma) -> Tensor:
    return _where_contained(p.low >= 0, _to_gamma(p, q, _mean_log(p.low, p.high)))


@register_kl(Uniform, Beta)
def _uniform_beta(p: Uniform, q: Beta) -> Tensor:
    a, b = q.concentration1, q.concentration0
    near = (a - 1) * _mean_log(p.low, p.high)
    far = (b - 1) * _mean_log(1 - p.high, 1 - p.low)
    kl = -p.entropy() - near - far + a.lgamma() + b.lgamma() - (a + b).lgamma()
    return _where_contained((p.low >= 0) & (p.high <= 1), kl)


@register_kl(Uniform, ContinuousBernoulli)
def _uniform_cb(p: Uniform, q: ContinuousBernoulli) -> Tensor:
    return _where_contained((p.low >= 0) & (p.high <= 1), _to_continuous_bernoulli(p, q))


@register_kl(Uniform, Pareto)
def _uniform_pareto(p: Uniform, q: Pareto) -> Tensor:
    density = q.alpha.log() + q.alpha * q.scale.log()
    kl = -p.entropy() - density + (q.alpha + 1) * _mean_log(p.low, p.high)
    return _where_contained(p.low >= q.scale, kl)


@register_kl(Beta, Uniform)
@register_kl(ContinuousBernoulli, Uniform)
def _unit_uniform(p: Any, q: Uniform) -> Tensor:
    kl = -p.entropy() + (q.high - q.low).log()
    return _where_contained((q.low <= 0) & (q.high >= 1), kl)


@register_kl(Exponential, Gumbel)
def _exponential_gumbel(p: Exponential, q: Gumbel) -> Tensor:
    return _to_gumbel(p, q, p.rate / (p.rate + q.scale.reciprocal()))


@register_kl(Gamma, Gumbel)
def _gamma_gumbel(p: Gamma, q: Gumbel) -> Tensor:
    return _to_gumbel(p, q, (1 + (p.rate * q.scale).reciprocal()).pow(-p.concentration))


@register_kl(Normal, Gumbel)
def _normal_gumbel(p: Normal, q: Gumbel) -> Tensor:
    return _to_gumbel(p, q, cr.exp(-p.loc / q.scale + 0.5 * (p.scale / q.scale).pow(2)))


@register_kl(Uniform, Gumbel)
def _uniform_gumbel(p: Uniform, q: Gumbel) -> Tensor:
    fallen = cr.exp(-p.low / q.scale) - cr.exp(-p.high / q.scale)
    return _to_gumbel(p, q, q.scale * fallen / (p.high - p.low))


@register_kl(Normal, Laplace)
def _normal_laplace(p: Normal, q: Laplace) -> Tensor:
    d = p.loc - q.loc
    z = d / p.scale
    mean_distance = math.sqrt(2 / math.pi) * p.scale * cr.exp(-0.5 * z.pow(2)) + d * cr.erf(
        math.sqrt(0.5) * z
    )
    return -p.entropy() + (2 * q.scale).log() + mean_distance / q.scale


@register_kl(Beta, Pareto)
@register_kl(ContinuousBernoulli, Pareto)
@register_kl(Exponential, Beta)
@register_kl(Exponential, ContinuousBernoulli)
@register_kl(Exponential, Pareto)
@register_kl(Exponential, Uniform)
@register_kl(Gamma, Beta)
@register_kl(Gamma, ContinuousBernoulli)
@register_kl(Gamma, Pareto)
@register_kl(Gamma, Uniform)
@register_kl(Gumbel, Beta)
@register_kl(Gumbel, ContinuousBernoulli)
@register_kl(Gumbel, Exponential)
@register_kl(Gumbel, Gamma)
@register_kl(Gumbel, Pareto)
@register_kl(Gumbel, Uniform)
@register_kl(Laplace, Beta)
@register_kl(Laplace, ContinuousBernoulli)
@register_kl(Laplace, Exponential)
@register_kl(Laplace, Gamma)
@register_kl(Laplace, Pareto)
@register_kl(Laplace, Uniform)
@register_kl(Normal, Beta)
@register_kl(Normal, ContinuousBernoulli)
@register_kl(Normal, Exponential)
@register_kl(Normal, Gamma)
@register_kl(Normal, Pareto)
@register_kl(Normal, Uniform)
@register_kl(Pareto, Beta)
@register_kl(Pareto, ContinuousBernoulli)
@register_kl(Pareto, Uniform)
@register_kl(Poisson, Bernoulli)
@register_kl(Poisson, Binomial)
def _not_contained(p: Any, q: Any) -> Tensor:
    return _infinite(p, q)
