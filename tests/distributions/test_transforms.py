"""Transforms, and the maps that constraints are registered with, against PyTorch's."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import chainrule as cr
from distribution_cases import close


def vector(t: Any) -> Any:
    return t.tensor([[0.3, -1.2, 0.7], [1.5, 0.1, -0.4]], dtype=t.float64)


def positive(t: Any) -> Any:
    return vector(t).abs() + 0.1


TRANSFORMS: dict[str, tuple[Any, Any]] = {
    "exp": (lambda d, t: d.ExpTransform(), vector),
    "power": (lambda d, t: d.PowerTransform(t.tensor(1.7, dtype=t.float64)), positive),
    "sigmoid": (lambda d, t: d.SigmoidTransform(), vector),
    "softplus": (lambda d, t: d.SoftplusTransform(), vector),
    "tanh": (lambda d, t: d.TanhTransform(), vector),
    "affine": (lambda d, t: d.AffineTransform(0.5, -2.0), vector),
    "affine of vectors": (
        lambda d, t: d.AffineTransform(
            t.tensor(0.5, dtype=t.float64), t.ones(3, dtype=t.float64) * 2, event_dim=1
        ),
        vector,
    ),
    "stick breaking": (lambda d, t: d.StickBreakingTransform(), vector),
    "correlations": (lambda d, t: d.CorrCholeskyTransform(), vector),
    "compose": (
        lambda d, t: d.ComposeTransform(
            [d.AffineTransform(0.0, 0.5), d.TanhTransform(), d.ExpTransform()]
        ),
        vector,
    ),
    "compose with vectors": (
        lambda d, t: d.ComposeTransform([d.AffineTransform(0.0, 0.5), d.StickBreakingTransform()]),
        vector,
    ),
    "independent": (lambda d, t: d.IndependentTransform(d.ExpTransform(), 1), vector),
    "reshape": (lambda d, t: d.ReshapeTransform((2, 3), (3, 2)), vector),
    "cat": (
        lambda d, t: d.CatTransform([d.ExpTransform(), d.TanhTransform()], -1, [1, 2]),
        vector,
    ),
    "stack": (lambda d, t: d.StackTransform([d.ExpTransform(), d.TanhTransform()], 0), vector),
    "distribution": (
        lambda d, t: d.CumulativeDistributionTransform(
            d.Normal(t.zeros(3, dtype=t.float64), t.ones(3, dtype=t.float64))
        ),
        vector,
    ),
    "inverse": (lambda d, t: d.ExpTransform().inv, positive),
}


@pytest.mark.parametrize("name", TRANSFORMS)
@pytest.mark.parametrize("cache", [0, 1])
def test_transforms(name: str, cache: int) -> None:
    make, draw = TRANSFORMS[name]
    ours, theirs = make(cr.distributions, cr), make(torch.distributions, torch)
    if cache:
        ours, theirs = ours.with_cache(1), theirs.with_cache(1)
    x, reference = draw(cr), draw(torch)
    y, image = ours(x), theirs(reference)
    close(y, image)
    close(ours.inv(y), theirs.inv(image), 1e-7)
    close(ours.log_abs_det_jacobian(x, y), theirs.log_abs_det_jacobian(reference, image), 1e-7)
    assert ours.bijective == theirs.bijective
    assert ours.domain.event_dim == theirs.domain.event_dim
    assert ours.codomain.event_dim == theirs.codomain.event_dim
    assert tuple(ours.forward_shape((2, 3))) == tuple(theirs.forward_shape((2, 3)))
    assert tuple(ours.inverse_shape(tuple(y.shape))) == tuple(theirs.inverse_shape(image.shape))
    assert ours.inv.inv is ours
    assert (ours.inv(ours(x)) is x) == (theirs.inv(theirs(reference)) is reference)


CONSTRAINTS: dict[str, Any] = {
    "real": lambda c, t: c.real,
    "real_vector": lambda c, t: c.real_vector,
    "positive": lambda c, t: c.positive,
    "nonnegative": lambda c, t: c.nonnegative,
    "greater_than": lambda c, t: c.greater_than(2.0),
    "greater_than_eq": lambda c, t: c.greater_than_eq(-1.0),
    "less_than": lambda c, t: c.less_than(2.0),
    "interval": lambda c, t: c.interval(-1.0, 2.0),
    "unit_interval": lambda c, t: c.unit_interval,
    "half_open_interval": lambda c, t: c.half_open_interval(-1.0, 2.0),
    "simplex": lambda c, t: c.simplex,
    "corr_cholesky": lambda c, t: c.corr_cholesky,
    "independent": lambda c, t: c.independent(c.positive, 1),
    "cat": lambda c, t: c.cat([c.positive, c.real], -1, [1, 2]),
    "stack": lambda c, t: c.stack([c.positive, c.real], 0),
}


@pytest.mark.parametrize("name", CONSTRAINTS)
@pytest.mark.parametrize("registry", ["biject_to", "transform_to"])
def test_registries(name: str, registry: str) -> None:
    def made(t: Any) -> tuple[Any, Any]:
        constraint = CONSTRAINTS[name](t.distributions.constraints, t)
        return constraint, getattr(t.distributions, registry)(constraint)

    (constraint, ours), (reference, theirs) = made(cr), made(torch)
    y, image = ours(vector(cr)), theirs(vector(torch))
    close(y, image)
    assert bool(constraint.check(y).all())
    close(constraint.check(vector(cr)).double(), reference.check(vector(torch)).double()) if (
        name not in ("corr_cholesky",)
    ) else None
    assert constraint.is_discrete == reference.is_discrete
    assert constraint.event_dim == reference.event_dim


@pytest.mark.parametrize("name", ["lower_cholesky", "positive_definite"])
def test_matrices(name: str) -> None:
    def made(t: Any) -> tuple[Any, Any]:
        matrix = t.tensor([[0.3, 0.5], [-1.2, 0.7]], dtype=t.float64)
        transform = t.distributions.transform_to(getattr(t.distributions.constraints, name))
        y = transform(matrix)
        assert bool(getattr(t.distributions.constraints, name).check(y).all())
        return y, transform.inv(y)

    for a, b in zip(made(cr), made(torch), strict=True):
        close(a, b)


def test_unknown_constraints() -> None:
    with pytest.raises(NotImplementedError):
        cr.distributions.biject_to(cr.distributions.constraints.boolean)
    with pytest.raises(TypeError):
        cr.distributions.biject_to.register(int, lambda c: c)


def test_a_flow_is_differentiable() -> None:
    def gradients(t: Any) -> Any:
        d = t.distributions
        loc = t.tensor([0.1, 0.2], dtype=t.float64, requires_grad=True)
        flow = d.TransformedDistribution(
            d.Independent(d.Normal(loc, t.ones(2, dtype=t.float64)), 1),
            [d.TanhTransform(cache_size=1), d.AffineTransform(1.0, 2.0)],
        )
        value = t.tensor([1.5, 0.3], dtype=t.float64)
        log_prob = flow.log_prob(value)
        return log_prob, t.autograd.grad(log_prob, loc)[0]

    for a, b in zip(gradients(cr), gradients(torch), strict=True):
        close(a, b)
