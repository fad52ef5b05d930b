"""Parameters of every distribution, for the tests beside this file: name, keyword arguments, batch
or not."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

CASES: list[tuple[str, dict[str, Any]]] = [
    ("Bernoulli", {"probs": [0.2, 0.5, 0.9]}),
    ("Bernoulli", {"logits": [[-1.0, 0.3], [2.0, 0.0]]}),
    ("Beta", {"concentration1": [0.5, 2.0], "concentration0": [1.5, 3.0]}),
    ("Binomial", {"total_count": 5, "probs": [0.2, 0.7]}),
    ("Binomial", {"total_count": 3, "logits": [0.3, -0.7]}),
    ("Binomial", {"total_count": 5, "probs": [0.5, 0.5]}),
    ("Categorical", {"probs": [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]}),
    ("Categorical", {"logits": [0.2, -1.3, 0.5]}),
    ("Cauchy", {"loc": [0.5, -1.0], "scale": [1.5, 0.3]}),
    ("Chi2", {"df": [0.7, 3.0]}),
    ("ContinuousBernoulli", {"probs": [0.2, 0.5, 0.7]}),
    ("ContinuousBernoulli", {"logits": [0.4, -2.0, 0.001]}),
    ("Dirichlet", {"concentration": [[0.5, 1.5, 2.0], [3.0, 1.2, 4.0]]}),
    ("Exponential", {"rate": [0.5, 2.0]}),
    ("FisherSnedecor", {"df1": [3.0, 5.0], "df2": [6.0, 3.0]}),
    ("Gamma", {"concentration": [0.5, 3.0], "rate": [1.5, 0.7]}),
    ("GeneralizedPareto", {"loc": [0.0, 1.0], "scale": [1.0, 2.0], "concentration": [0.3, -0.5]}),
    ("Geometric", {"probs": [0.2, 0.7]}),
    ("Geometric", {"logits": [0.2, -0.7]}),
    ("Gumbel", {"loc": [0.5, -1.0], "scale": [1.5, 0.3]}),
    ("HalfCauchy", {"scale": [1.5, 0.3]}),
    ("HalfNormal", {"scale": [1.5, 0.3]}),
    ("InverseGamma", {"concentration": [2.5, 3.0], "rate": [1.5, 0.7]}),
    ("Kumaraswamy", {"concentration1": [1.5, 3.0], "concentration0": [1.2, 2.0]}),
    ("LKJCholesky", {"dim": 3, "concentration": [0.5, 2.0]}),
    ("Laplace", {"loc": [0.5, -1.0], "scale": [1.5, 0.3]}),
    ("LogNormal", {"loc": [0.5, -1.0], "scale": [0.5, 0.3]}),
    ("LogisticNormal", {"loc": [[0.5, -1.0], [0.1, 0.2]], "scale": [[0.5, 0.3], [1.0, 2.0]]}),
    (
        "LowRankMultivariateNormal",
        {
            "loc": [0.5, -1.0, 2.0],
            "cov_factor": [[1.0, 0.2], [-0.3, 0.5], [0.1, 0.7]],
            "cov_diag": [0.5, 1.5, 0.9],
        },
    ),
    ("Multinomial", {"total_count": 4, "probs": [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]}),
    (
        "MultivariateNormal",
        {"loc": [[0.5, -1.0], [1.0, 2.0]], "covariance_matrix": [[2.0, 0.3], [0.3, 0.5]]},
    ),
    ("MultivariateNormal", {"loc": [0.5, -1.0], "scale_tril": [[1.0, 0.0], [0.3, 0.5]]}),
    ("MultivariateNormal", {"loc": [0.5, -1.0], "precision_matrix": [[2.0, 0.3], [0.3, 0.5]]}),
    ("NegativeBinomial", {"total_count": [2.0, 3.5], "probs": [0.3, 0.6]}),
    ("NegativeBinomial", {"total_count": [2.0, 3.5], "logits": [0.3, -0.6]}),
    ("Normal", {"loc": [0.5, -1.0], "scale": [1.5, 0.3]}),
    ("OneHotCategorical", {"probs": [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]}),
    ("OneHotCategoricalStraightThrough", {"logits": [0.2, 0.3, 0.5]}),
    ("Pareto", {"scale": [0.5, 1.0], "alpha": [1.5, 3.0]}),
    ("Poisson", {"rate": [0.5, 3.0]}),
    ("RelaxedBernoulli", {"temperature": 0.7, "probs": [0.2, 0.6]}),
    ("RelaxedOneHotCategorical", {"temperature": 0.7, "probs": [0.2, 0.3, 0.5]}),
    ("StudentT", {"df": [1.5, 3.0], "loc": [0.5, -1.0], "scale": [1.5, 0.3]}),
    ("Uniform", {"low": [0.5, -1.0], "high": [1.5, 0.3]}),
    ("VonMises", {"loc": [0.5, -1.0], "concentration": [1.5, 0.3]}),
    ("Weibull", {"scale": [1.5, 0.3], "concentration": [1.2, 2.5]}),
    ("Wishart", {"df": [4.0, 5.0], "covariance_matrix": [[2.0, 0.3], [0.3, 0.5]]}),
]
IDS = [f"{name}-{'-'.join(k for k in kwargs)}" for name, kwargs in CASES]


def build(t: Any, name: str, kwargs: dict[str, Any], grad: bool = False, **more: Any) -> Any:
    """The distribution in library ``t`` and its parameters; they are float64 where PyTorch can."""
    dtype = t.float32 if name == "GeneralizedPareto" else t.float64
    given = {
        key: t.tensor(value, dtype=dtype, requires_grad=grad)
        if isinstance(value, list) or key == "temperature"
        else value
        for key, value in kwargs.items()
    }
    leaves = [v for v in given.values() if hasattr(v, "requires_grad")]
    return getattr(t.distributions, name)(**given, **more), leaves


def close(ours: Any, theirs: Any, tolerance: float = 1e-8) -> None:
    assert tuple(ours.shape) == tuple(theirs.shape)
    assert str(ours.dtype) == str(theirs.dtype)
    if theirs.dtype == torch.float32:
        tolerance = 1e-5
    a, b = np.asarray(ours.detach().tolist()), np.asarray(theirs.detach().tolist())
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)
