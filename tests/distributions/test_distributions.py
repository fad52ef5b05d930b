"""Every distribution against PyTorch's: densities, moments, entropies, gradients, expansion,
draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr
from distribution_cases import CASES, IDS, build, close

pytestmark = pytest.mark.filterwarnings("ignore:Singular sample detected")


def outcome(call: Any) -> Any:
    try:
        return call()
    except (NotImplementedError, AttributeError) as error:
        return NotImplementedError if isinstance(error, NotImplementedError) else AttributeError


def carried(theirs: torch.Tensor) -> cr.Tensor:
    """PyTorch's tensor as one of ours."""
    return cr.tensor(theirs.tolist(), dtype=getattr(cr, str(theirs.dtype).split(".")[-1]))


def compared(ours: Any, theirs: Any, tolerance: float = 1e-8) -> None:
    if isinstance(theirs, type):
        assert ours is theirs
    else:
        assert not isinstance(ours, type), f"{ours} where PyTorch returns a value"
        close(ours, theirs, tolerance)


@pytest.mark.parametrize(("name", "kwargs"), CASES, ids=IDS)
def test_properties(name: str, kwargs: dict[str, Any]) -> None:
    ours, _ = build(cr, name, kwargs)
    theirs, _ = build(torch, name, kwargs)
    assert tuple(ours.batch_shape) == tuple(theirs.batch_shape)
    assert tuple(ours.event_shape) == tuple(theirs.event_shape)
    assert ours.has_rsample == theirs.has_rsample
    assert ours.has_enumerate_support == theirs.has_enumerate_support
    assert repr(ours.support) == repr(theirs.support)
    # PyTorch's mode of Kumaraswamy is NaN wherever there is one.
    modes = () if name == "Kumaraswamy" else ("mode",)
    for attribute in ("mean", "variance", "stddev", *modes):
        compared(
            outcome(lambda a=attribute: getattr(ours, a)),
            outcome(lambda a=attribute: getattr(theirs, a)),
        )
    compared(outcome(ours.entropy), outcome(theirs.entropy), 1e-7)
    compared(outcome(ours.perplexity), outcome(theirs.perplexity), 1e-6)
    if theirs.has_enumerate_support:
        for expand in (True, False):
            close(ours.enumerate_support(expand), theirs.enumerate_support(expand))


@pytest.mark.parametrize(("name", "kwargs"), CASES, ids=IDS)
def test_density(name: str, kwargs: dict[str, Any]) -> None:
    torch.manual_seed(7)
    ours, leaves = build(cr, name, kwargs, grad=True)
    theirs, their_leaves = build(torch, name, kwargs, grad=True)
    value = theirs.sample((4,))
    mine = ours.log_prob(carried(value))
    reference = theirs.log_prob(value)
    close(mine, reference, 1e-7)
    got = cr.autograd.grad(mine.sum(), leaves, allow_unused=True)
    wanted = torch.autograd.grad(reference.sum(), their_leaves, allow_unused=True)
    for a, b in zip(got, wanted, strict=True):
        if b is None:
            assert a is None or not a.abs().sum()
        else:
            close(cr.zeros_like(leaves[0]) if a is None else a, b, 1e-6)
    cdf, reference = outcome(lambda: ours.cdf(carried(value))), outcome(lambda: theirs.cdf(value))
    compared(cdf, reference, 1e-7)
    if not isinstance(reference, type):
        inner = reference.detach().clamp(0.05, 0.95)
        compared(
            outcome(lambda: ours.icdf(carried(inner))), outcome(lambda: theirs.icdf(inner)), 1e-6
        )


@pytest.mark.parametrize(("name", "kwargs"), CASES, ids=IDS)
def test_expand(name: str, kwargs: dict[str, Any]) -> None:
    torch.manual_seed(7)
    ours, _ = build(cr, name, kwargs)
    theirs, _ = build(torch, name, kwargs)
    shape = (3, *theirs.batch_shape)
    ours, theirs = ours.expand(shape), theirs.expand(shape)
    assert type(ours).__name__ == name
    assert tuple(ours.batch_shape) == tuple(theirs.batch_shape)
    value = theirs.sample()
    close(ours.log_prob(carried(value)), theirs.log_prob(value), 1e-7)
    assert tuple(ours.sample((2,)).shape) == tuple(theirs.sample((2,)).shape)
    compared(outcome(lambda: ours.mean), outcome(lambda: theirs.mean))


@pytest.mark.parametrize(("name", "kwargs"), CASES, ids=IDS)
def test_draws(name: str, kwargs: dict[str, Any]) -> None:
    """Shapes, support, and that means and spreads are those of the distribution."""
    cr.manual_seed(3)
    ours, leaves = build(cr, name, kwargs, grad=True)
    value = ours.sample((4000,))
    assert tuple(value.shape) == (4000, *ours.batch_shape, *ours.event_shape)
    assert not value.requires_grad
    assert bool(ours.support.check(value).all())
    if ours.has_rsample:
        drawn = ours.rsample((2,))
        assert drawn.requires_grad
        gradients = cr.autograd.grad(drawn.sum(), leaves, allow_unused=True)
        assert any(g is not None for g in gradients)
    mean, variance = outcome(lambda: ours.mean), outcome(lambda: ours.variance)
    if name in ("VonMises", "Categorical") or isinstance(mean, type) or isinstance(variance, type):
        return
    mean, variance = np.asarray(mean.tolist()), np.asarray(variance.tolist())
    known = np.isfinite(mean) & np.isfinite(variance)
    sample_mean = np.asarray(value.mean(0).tolist())
    error = np.abs(sample_mean - mean) / np.sqrt(np.where(known, variance, 1.0) / 4000)
    assert np.all(error[known] < 6)


@pytest.mark.parametrize(
    "call",
    [
        lambda t: t.distributions.Normal(0.0, -1.0),
        lambda t: t.distributions.Normal(0.0, float("nan")),
        lambda t: t.distributions.Normal("a", 1.0),
        lambda t: t.distributions.Bernoulli(1.5),
        lambda t: t.distributions.Bernoulli(),
        lambda t: t.distributions.Bernoulli(0.5, logits=0.0),
        lambda t: t.distributions.Categorical(t.tensor(0.5)),
        lambda t: t.distributions.Categorical(t.tensor([0.5, -0.1])),
        lambda t: t.distributions.Categorical(t.ones(3)).log_prob(t.tensor(3)),
        lambda t: t.distributions.Uniform(1.0, 0.0),
        lambda t: t.distributions.Uniform(0.0, 1.0).log_prob(t.tensor(2.0)),
        lambda t: t.distributions.Normal(t.zeros(2), 1.0).log_prob(t.zeros(3)),
        lambda t: t.distributions.Normal(0.0, 1.0).log_prob(1.0),
        lambda t: t.distributions.Dirichlet(t.tensor(1.0)),
        lambda t: t.distributions.Geometric(0.0),
        lambda t: t.distributions.Independent(t.distributions.Normal(0.0, 1.0), 1),
        lambda t: t.distributions.Multinomial(t.tensor([1, 2]), t.ones(2, 2)),
        lambda t: t.distributions.MultivariateNormal(t.zeros(2)),
        lambda t: t.distributions.MultivariateNormal(t.zeros(2), t.zeros(2, 2)),
        lambda t: t.distributions.LKJCholesky(1),
        lambda t: t.distributions.Poisson(-1.0),
        lambda t: t.distributions.Distribution.set_default_validate_args(3),
        lambda t: t.distributions.kl_divergence(
            t.distributions.Normal(0.0, 1.0), t.distributions.Cauchy(0.0, 1.0)
        ),
        lambda t: t.distributions.TransformedDistribution(t.distributions.Normal(0.0, 1.0), 3),
    ],
)
def test_errors(call: Any) -> None:
    with pytest.raises(Exception) as theirs:
        call(torch)
    with pytest.raises(theirs.type):
        call(cr)


def test_without_validation() -> None:
    for t in (torch, cr):
        wild = t.distributions.Normal(0.0, -1.0, validate_args=False)
        assert wild.log_prob(t.tensor(0.0)).isnan()
    uniform = cr.distributions.Uniform(0.0, 1.0, validate_args=False)
    assert uniform.log_prob(cr.tensor(2.0)).item() == -float("inf")


def test_printed() -> None:
    for call in (
        lambda t: t.distributions.Normal(0.0, 1.0),
        lambda t: t.distributions.Normal(t.zeros(3), 1.0),
        lambda t: t.distributions.Bernoulli(logits=t.zeros(2)),
        lambda t: t.distributions.Independent(t.distributions.Normal(t.zeros(3), 1.0), 1),
        lambda t: t.distributions.LogNormal(0.0, 1.0),
    ):
        assert repr(call(cr)) == repr(call(torch))


def test_public_names() -> None:
    for name in torch.distributions.__all__:
        assert hasattr(cr.distributions, name), name
    for name in torch.distributions.constraints.__all__:
        assert hasattr(cr.distributions.constraints, name), name


def test_draws_of_extreme_parameters_end() -> None:
    inf, nan = float("inf"), float("nan")
    drawn = cr._standard_gamma(cr.tensor([inf, nan, 1e300], dtype=cr.float64)).tolist()
    assert drawn[0] == inf
    assert np.isnan(drawn[1])
    assert drawn[2] == pytest.approx(1e300)
    concentration = cr.tensor([1e12, 1e30, inf, nan])
    angles = (
        cr.distributions.VonMises(cr.tensor(0.5), concentration, validate_args=False)
        .sample()
        .tolist()
    )
    assert angles[:3] == pytest.approx([0.5] * 3, abs=1e-5)
    assert np.isnan(angles[3])
