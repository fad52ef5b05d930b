"""Kullback-Leibler divergences of every pair that PyTorch knows."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import chainrule as cr
from distribution_cases import build, close

PARAMETERS: dict[str, list[dict[str, Any]]] = {
    "Bernoulli": [{"probs": [0.2, 0.9]}, {"probs": [0.5, 0.3]}],
    "Beta": [
        {"concentration1": [0.5, 2.0], "concentration0": [1.5, 3.0]},
        {"concentration1": [1.5, 0.7], "concentration0": [1.1, 2.0]},
    ],
    "Binomial": [{"total_count": 5, "probs": [0.2, 0.7]}, {"total_count": 5, "probs": [0.4, 0.5]}],
    "Categorical": [{"probs": [0.2, 0.3, 0.5]}, {"probs": [[0.6, 0.3, 0.1], [0.0, 0.5, 0.5]]}],
    "Cauchy": [{"loc": [0.5, 1.0], "scale": [1.5, 0.3]}, {"loc": [0.1, 0.0], "scale": [0.5, 1.3]}],
    "ContinuousBernoulli": [{"probs": [0.2, 0.5]}, {"probs": [0.7, 0.4]}],
    "Dirichlet": [{"concentration": [0.5, 1.5, 2.0]}, {"concentration": [[1.5, 1.0, 0.3]]}],
    "Exponential": [{"rate": [0.5, 2.0]}, {"rate": [1.5, 0.7]}],
    "Gamma": [
        {"concentration": [0.5, 3.0], "rate": [1.5, 0.7]},
        {"concentration": [1.5, 0.8], "rate": [0.5, 1.7]},
    ],
    "Geometric": [{"probs": [0.2, 0.7]}, {"probs": [0.4, 0.5]}],
    "Gumbel": [
        {"loc": [0.5, -1.0], "scale": [1.5, 0.8]},
        {"loc": [0.1, 0.4], "scale": [0.9, 1.3]},
    ],
    "HalfNormal": [{"scale": [1.5, 0.3]}, {"scale": [0.5, 1.3]}],
    "Laplace": [
        {"loc": [0.5, -1.0], "scale": [1.5, 0.3]},
        {"loc": [0.1, 0.4], "scale": [0.9, 1.3]},
    ],
    "LowRankMultivariateNormal": [
        {"loc": [0.5, -1.0], "cov_factor": [[1.0], [0.3]], "cov_diag": [0.5, 1.5]},
        {"loc": [0.1, 0.2], "cov_factor": [[0.2], [-0.7]], "cov_diag": [0.9, 0.7]},
    ],
    "MultivariateNormal": [
        {"loc": [[0.5, -1.0], [1.0, 2.0]], "covariance_matrix": [[2.0, 0.3], [0.3, 0.5]]},
        {"loc": [0.2, 0.3], "scale_tril": [[1.0, 0.0], [0.3, 0.5]]},
    ],
    "Normal": [
        {"loc": [0.5, -1.0], "scale": [1.5, 0.3]},
        {"loc": [0.1, 0.4], "scale": [0.9, 1.3]},
    ],
    "OneHotCategorical": [{"probs": [0.2, 0.3, 0.5]}, {"probs": [0.6, 0.3, 0.1]}],
    "Pareto": [
        {"scale": [0.5, 1.0], "alpha": [2.5, 3.0]},
        {"scale": [0.4, 1.5], "alpha": [1.5, 2.2]},
    ],
    "Poisson": [{"rate": [0.5, 3.0]}, {"rate": [1.5, 0.7]}],
    "Uniform": [{"low": [0.5, 0.1], "high": [0.9, 0.3]}, {"low": [0.2, -1.0], "high": [1.5, 0.2]}],
}
PAIRS = sorted(
    (p.__name__, q.__name__)
    for p, q in torch.distributions.kl._KL_REGISTRY
    if p.__name__ in PARAMETERS and q.__name__ in PARAMETERS
)


@pytest.mark.parametrize(("p", "q"), PAIRS)
def test_pair(p: str, q: str) -> None:
    ours, leaves = build(cr, p, PARAMETERS[p][0], grad=True)
    other, more = build(cr, q, PARAMETERS[q][1], grad=True)
    theirs, their_leaves = build(torch, p, PARAMETERS[p][0], grad=True)
    their_other, their_more = build(torch, q, PARAMETERS[q][1], grad=True)
    mine = cr.distributions.kl_divergence(ours, other)
    reference = torch.distributions.kl_divergence(theirs, their_other)
    close(mine, reference, 1e-7)
    if not reference.isfinite().all():
        return
    got = cr.autograd.grad(mine.sum(), leaves + more, allow_unused=True)
    wanted = torch.autograd.grad(reference.sum(), their_leaves + their_more, allow_unused=True)
    for a, b in zip(got, wanted, strict=True):
        if b is not None:
            close(a, b, 1e-6)


def test_bernoulli_edges() -> None:
    p, q = [0.0, 1.0, 0.5, 0.5, 0.0], [0.4, 0.3, 0.0, 1.0, 0.0]
    ours = cr.distributions.kl_divergence(*build_pair(cr, p, q))
    close(ours, torch.distributions.kl_divergence(*build_pair(torch, p, q)), 1e-7)


def build_pair(t: Any, p: list[float], q: list[float]) -> list[Any]:
    return [build(t, "Bernoulli", {"probs": x})[0] for x in (p, q)]


def test_compound() -> None:
    def divergences(t: Any) -> list[Any]:
        d = t.distributions
        normal = [d.Normal(t.zeros(3) + i, t.ones(3) + i) for i in range(2)]
        return [
            d.kl_divergence(*[d.Independent(n, 1) for n in normal]),
            d.kl_divergence(*[d.LogNormal(n.loc, n.scale) for n in normal]),
            d.kl_divergence(*[d.TransformedDistribution(n, d.ExpTransform()) for n in normal]),
            d.kl_divergence(d.Chi2(t.tensor(3.0)), d.Gamma(t.tensor(2.0), t.tensor(1.0))),
        ]

    for a, b in zip(divergences(cr), divergences(torch), strict=True):
        close(a, b)


def test_wishart_of_several_degrees_of_freedom() -> None:
    """PyTorch adds up over the batch here: each pair is compared by itself."""

    def wishart(t: Any, df: Any, scale: Any) -> Any:
        made = t.tensor(scale, dtype=t.float64)
        return t.distributions.Wishart(t.tensor(df, dtype=t.float64), covariance_matrix=made)

    one = (3.5, [[2.0, 0.5], [0.5, 1.0]])
    others = [(2.5, [[1.0, 0.2], [0.2, 1.0]]), (4.0, [[3.0, 0.0], [0.0, 1.0]])]
    batch = wishart(cr, *(list(column) for column in zip(*others, strict=True)))
    kl = cr.distributions.kl_divergence
    for ours, order in ((kl(wishart(cr, *one), batch), 1), (kl(batch, wishart(cr, *one)), -1)):
        for i, other in enumerate(others):
            pair = [wishart(torch, *one), wishart(torch, *other)][::order]
            close(ours[i], torch.distributions.kl_divergence(*pair))


def test_registration() -> None:
    class Special(cr.distributions.Normal):
        pass

    @cr.distributions.register_kl(Special, cr.distributions.Normal)
    def _special(p: Any, q: Any) -> cr.Tensor:
        return cr.tensor(42.0)

    p, q = Special(0.0, 1.0), cr.distributions.Normal(0.0, 1.0)
    assert cr.distributions.kl_divergence(p, q).item() == 42
    assert cr.distributions.kl_divergence(q, p).item() == 0
    with pytest.raises(TypeError):
        cr.distributions.register_kl(int, Special)
