"""Initialisation: the distributions, what is exact, what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats

import chainrule as cr
from both import same

# Each with the distribution that it promises for a (64, 32, 3, 3) weight.
FAN_IN, FAN_OUT = 32 * 9, 64 * 9


def uniform(bound: float) -> Any:
    return stats.uniform(-bound, 2 * bound)


DISTRIBUTIONS: dict[str, tuple[Callable[[Any, Any], Any], Any]] = {
    "uniform_": (lambda i, t: i.uniform_(t, -1, 3), stats.uniform(-1, 4)),
    "normal_": (lambda i, t: i.normal_(t, 1, 2), stats.norm(1, 2)),
    "xavier_uniform_": (
        lambda i, t: i.xavier_uniform_(t, gain=2),
        uniform(2 * math.sqrt(6 / (FAN_IN + FAN_OUT))),
    ),
    "xavier_normal_": (
        lambda i, t: i.xavier_normal_(t),
        stats.norm(0, math.sqrt(2 / (FAN_IN + FAN_OUT))),
    ),
    "kaiming_uniform_": (lambda i, t: i.kaiming_uniform_(t), uniform(math.sqrt(6 / FAN_IN))),
    "kaiming_uniform_ fan_out": (
        lambda i, t: i.kaiming_uniform_(t, a=1, mode="fan_out"),
        uniform(math.sqrt(3 / FAN_OUT)),
    ),
    "kaiming_normal_": (
        lambda i, t: i.kaiming_normal_(t, nonlinearity="tanh"),
        stats.norm(0, 5 / 3 / math.sqrt(FAN_IN)),
    ),
    **{
        f"trunc_normal_{args}": (
            lambda i, t, args=args: i.trunc_normal_(t, *args),
            stats.truncnorm(
                (args[2] - args[0]) / args[1], (args[3] - args[0]) / args[1], args[0], args[1]
            ),
        )
        for args in [
            (0, 1, -2, 2), (0, 0.02, -2, 2), (1, 2, -1, 2), (0, 1, 0, 1), (0, 1, 1, 2),
            (0, 1, 2, 9), (2.5, 1, -1, 1), (0, 1, -0.01, 0.01), (9, 1, -1, 1), (0, 1, -9, -8),
            (0, 1, 5, math.inf), (0, 2, -math.inf, -1),
        ]
    },
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:mean is more than 2 std")
@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_distribution(name: str) -> None:
    fill, expected = DISTRIBUTIONS[name]
    cr.manual_seed(11)
    weight = cr.empty(64, 32, 3, 3)
    assert fill(cr.nn.init, weight) is weight
    found = weight.numpy().ravel().astype(np.float64)
    assert stats.kstest(found, expected.cdf).pvalue > 1e-3
    low, high = expected.support()
    assert low - 1e-6 <= found.min() <= found.max() <= high + 1e-6


# How far the values of a fresh layer reach: U(-k, k) has standard deviation k / sqrt(3).
LAYERS: dict[str, tuple[Callable[[], Any], dict[str, float]]] = {
    "Linear": (lambda: cr.nn.Linear(400, 300), {"weight": 1 / 20, "bias": 1 / 20}),
    "Bilinear": (lambda: cr.nn.Bilinear(25, 40, 50), {"weight": 1 / 5, "bias": 1 / 5}),
    "Conv2d": (lambda: cr.nn.Conv2d(16, 400, 5), {"weight": 1 / 20, "bias": 1 / 20}),
    "ConvTranspose1d": (
        lambda: cr.nn.ConvTranspose1d(200, 20, 5),
        {"weight": 1 / 10, "bias": 1 / 10},
    ),
    "LSTM": (
        lambda: cr.nn.LSTM(30, 100),
        {"weight_ih_l0": 1 / 10, "weight_hh_l0": 1 / 10, "bias_ih_l0": 1 / 10},
    ),
    "GRUCell": (lambda: cr.nn.GRUCell(30, 100), {"weight_ih": 1 / 10, "bias_hh": 1 / 10}),
    "MultiheadAttention": (
        lambda: cr.nn.MultiheadAttention(100, 2),
        {"in_proj_weight": math.sqrt(6 / 400)},
    ),
}


@pytest.mark.parametrize("name", LAYERS)
def test_fresh_layers(name: str) -> None:
    make, bounds = LAYERS[name]
    cr.manual_seed(12)
    layer = make()
    for parameter, bound in bounds.items():
        values = getattr(layer, parameter).detach().numpy().ravel().astype(np.float64)
        assert stats.kstest(values, uniform(bound).cdf).pvalue > 1e-3, parameter


def test_embeddings_are_normal() -> None:
    cr.manual_seed(13)
    table = cr.nn.Embedding(500, 20, padding_idx=3)
    assert table.weight[3].abs().sum().item() == 0
    values = table.weight[4:].detach().numpy().ravel().astype(np.float64)
    assert stats.kstest(values, stats.norm().cdf).pvalue > 1e-3


def test_transformer_matrices_are_xavier() -> None:
    cr.manual_seed(14)
    model = cr.nn.Transformer(64, 2, 1, 1, 128)
    weight = model.encoder.layers[0].linear1.weight.detach().numpy().ravel().astype(np.float64)
    assert stats.kstest(weight, uniform(math.sqrt(6 / 192)).cdf).pvalue > 1e-3


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4), (4, 2, 3), (2, 2, 3, 2)])
def test_orthogonal(shape: tuple[int, ...]) -> None:
    w = cr.nn.init.orthogonal_(cr.empty(shape, dtype=cr.float64), gain=2.0).flatten(1)
    rows, columns = w.shape
    product = w @ w.T if rows <= columns else w.T @ w
    np.testing.assert_allclose(product.numpy(), 4 * np.eye(min(rows, columns)), atol=1e-12)


def test_orthogonal_is_spread_evenly() -> None:
    cr.manual_seed(15)
    angles = []
    for _ in range(300):
        w = cr.nn.init.orthogonal_(cr.empty(2, 2))
        angles.append(math.atan2(w[0, 0].item(), w[0, 1].item()))
    assert stats.kstest(angles, stats.uniform(-math.pi, 2 * math.pi).cdf).pvalue > 1e-3


def test_sparse() -> None:
    w = cr.nn.init.sparse_(cr.empty(10, 4), 0.35)
    assert (w == 0).sum(0).tolist() == [4] * 4


def z(m: Any, *shape: int) -> Any:
    return m.zeros(*shape)


SAME: dict[str, Callable[[Any], Any]] = {
    **{
        f"gain of {name}": lambda m, name=name: m.nn.init.calculate_gain(name)
        for name in [
            "linear",
            "conv1d",
            "conv2d",
            "conv3d",
            "conv_transpose1d",
            "conv_transpose2d",
            "conv_transpose3d",
            "sigmoid",
            "tanh",
            "relu",
            "leaky_relu",
            "selu",
        ]
    },
    "gain of a slope": lambda m: m.nn.init.calculate_gain("leaky_relu", 0.2),
    "gain of an integer": lambda m: m.nn.init.calculate_gain("leaky_relu", 2),
    "fans": lambda m: m.nn.init._calculate_fan_in_and_fan_out(z(m, 2, 3, 4, 5)),
    "constant_": lambda m: m.nn.init.constant_(z(m, 2), 3.0),
    "ones_": lambda m: m.nn.init.ones_(z(m, 2)),
    "zeros_": lambda m: m.nn.init.zeros_(m.ones(2)),
    "eye_": lambda m: m.nn.init.eye_(m.ones(2, 3)),
    "dirac_ 1d": lambda m: m.nn.init.dirac_(m.ones(4, 2, 3), 2),
    "dirac_ 2d": lambda m: m.nn.init.dirac_(m.ones(2, 2, 3, 2)),
    "dirac_ 3d": lambda m: m.nn.init.dirac_(m.ones(3, 2, 1, 3, 2)),
    "mode in capitals": lambda m: list(
        m.nn.init.kaiming_uniform_(z(m, 2, 2), mode="FAN_OUT").shape
    ),
    "requires_grad stays": lambda m: (
        m.nn.init.xavier_normal_(z(m, 2, 2).requires_grad_()).requires_grad
    ),
    "is no part of a graph": lambda m: (
        m.nn.init.normal_(z(m, 2, 2).requires_grad_()).grad_fn is None
    ),
    "empty": lambda m: [
        list(getattr(m.nn.init, name)(z(m, 0, 3)).shape)
        for name in ("xavier_uniform_", "xavier_normal_", "orthogonal_", "uniform_")
    ],
    "empty warns": lambda m: list(m.nn.init.kaiming_uniform_(z(m, 0, 3)).shape),
    "far mean warns": lambda m: list(m.nn.init.trunc_normal_(z(m, 3), 9, 1, -1, 1).shape),
}

RAISES: dict[str, Callable[[Any], Any]] = {
    "gain of nothing": lambda m: m.nn.init.calculate_gain("foo"),
    "gain of a bool": lambda m: m.nn.init.calculate_gain("leaky_relu", True),
    "gain of text": lambda m: m.nn.init.calculate_gain("leaky_relu", "a"),
    "eye_ 3d": lambda m: m.nn.init.eye_(z(m, 2, 2, 2)),
    "dirac_ 2": lambda m: m.nn.init.dirac_(z(m, 2, 2)),
    "dirac_ groups": lambda m: m.nn.init.dirac_(z(m, 3, 2, 3), 2),
    **{
        f"{name} 1d": lambda m, name=name: getattr(m.nn.init, name)(z(m, 3))
        for name in [
            "xavier_uniform_",
            "xavier_normal_",
            "kaiming_uniform_",
            "kaiming_normal_",
            "orthogonal_",
        ]
    },
    "sparse_ 3d": lambda m: m.nn.init.sparse_(z(m, 2, 2, 2), 0.5),
    "mode": lambda m: m.nn.init.kaiming_uniform_(z(m, 2, 2), mode="x"),
    "nonlinearity": lambda m: m.nn.init.kaiming_uniform_(z(m, 2, 2), nonlinearity="x"),
    "negative std": lambda m: m.nn.init.normal_(z(m, 2), 0, -1),
    "std of 0": lambda m: m.nn.init.trunc_normal_(z(m, 2), 0, 0),
    "bounds swapped": lambda m: m.nn.init.uniform_(z(m, 2), 1, 0),
}


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    outcome = same(SAME[name])
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    assert same(RAISES[name], message=False).kind != "value"


def test_generator() -> None:
    fills = [
        cr.nn.init.xavier_normal_(cr.empty(3, 3), generator=cr.Generator().manual_seed(seed))
        for seed in (1, 1, 2)
    ]
    assert fills[0].tolist() == fills[1].tolist() != fills[2].tolist()


def test_skip_init() -> None:
    cr.manual_seed(0)
    first = cr.rand(1).item()
    cr.manual_seed(0)
    made = cr.nn.utils.skip_init(cr.nn.Linear, 5, 1, dtype=cr.float64)
    assert repr(made) == "Linear(in_features=5, out_features=1, bias=True)"
    assert made.weight.dtype == cr.float64
    assert cr.rand(1).item() == first  # nothing was drawn
    assert cr.nn.Linear(1, 1).weight.item() != cr.nn.Linear(1, 1).weight.item()


SKIP_INIT_RAISES: dict[str, Callable[[Any], Any]] = {
    "no device": lambda m: m.nn.utils.skip_init(m.nn.ReLU),
    "no module": lambda m: m.nn.utils.skip_init(int),
}


@pytest.mark.parametrize("name", SKIP_INIT_RAISES)
def test_skip_init_raises(name: str) -> None:
    assert same(SKIP_INIT_RAISES[name], message=False).kind == "RuntimeError"


def test_layers_draw_in_the_order_of_pytorch() -> None:
    """Weights first, biases after, nothing drawn for constants: states of generators line up."""

    def uses(lib: Any) -> list[str]:
        drawn: list[str] = []
        real = {name: getattr(lib.nn.init, name) for name in ("uniform_", "normal_")}
        for name, function in real.items():

            def wrapped(t: Any, *args: Any, _n: str = name, _f: Any = function, **kw: Any) -> Any:
                drawn.append(f"{_n}{tuple(t.shape)}")
                return _f(t, *args, **kw)

            setattr(lib.nn.init, name, wrapped)
        try:
            lib.nn.LSTM(2, 3)
            lib.nn.Bilinear(2, 3, 4)
            lib.nn.Embedding(3, 2)
        finally:
            for name, function in real.items():
                setattr(lib.nn.init, name, function)
        return drawn

    assert uses(cr) == uses(torch)
