"""Large, tiny, infinite and NaN elements: what is finite is found although squares and exponentials
of the elements are not, and what is not a number stays so."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr

INF, NAN = math.inf, math.nan
ROW = [1.0, -2.5, 0.75, 3.0, 0.125, -1.0, 2.0, 0.5, 1.5, -0.25, 2.75]


def scaled(dtype: str, power: int) -> cr.Tensor:
    """The row times a power of two, which changes no digit."""
    return cr.tensor([math.ldexp(v, power) for v in ROW], dtype=getattr(cr, dtype))


@pytest.mark.parametrize(("dtype", "power"), [("float32", 125), ("float32", 70), ("float64", 1021)])
@pytest.mark.parametrize("name", ["layer_norm", "rms_norm"])
def test_normalisation_of_rows_whose_squares_overflow(dtype: str, power: int, name: str) -> None:
    function = getattr(cr.nn.functional, name)
    tolerance = 1e-6 if dtype == "float32" else 1e-14
    g = cr.tensor([0.5, 1.0, -1.0, 2.0, 0.0, 1.0, 3.0, -2.0, 1.0, 1.0, 0.25], dtype=cr.float64)

    def outcome(x: cr.Tensor) -> tuple[Any, Any]:
        leaf = x.detach().requires_grad_()
        y = function(leaf, (len(ROW),), eps=0.0)
        (slope,) = cr.autograd.grad(y, leaf, g.to(y.dtype))
        return y.detach().double().numpy(), slope.double().numpy()

    y, slope = outcome(scaled(dtype, power))
    wanted, wanted_slope = outcome(scaled("float64", 0))
    np.testing.assert_allclose(y, wanted, rtol=tolerance, atol=tolerance)
    # The slope is as small as the elements are large: its subnormal digits are fewer.
    rounding = np.finfo(dtype).smallest_subnormal * 2.0**power * 8
    np.testing.assert_allclose(
        slope * 2.0**power, wanted_slope, rtol=tolerance, atol=tolerance + rounding
    )


@pytest.mark.parametrize("power", [125, 100, 65, -60, -100])
@pytest.mark.parametrize("rows", [1, 3])
def test_deviations_of_float32_of_any_size(power: int, rows: int) -> None:
    x = scaled("float32", power)
    wanted = math.ldexp(float(np.std(np.float32(ROW).astype(np.float64), ddof=1)), power)
    for along, of in ((1, x.expand(rows, -1)), (0, x.expand(rows, -1).t().contiguous())):
        for found in (of.std(along), of.var(along).double().sqrt() if abs(power) < 60 else None):
            if found is not None:
                assert found.tolist() == pytest.approx([wanted] * rows, rel=1e-6, abs=0)


def test_variance_beyond_the_range_is_infinite() -> None:
    x = cr.tensor([1e300, -1e300, 1e308, 1.7e308], dtype=cr.float64)
    assert x.var().item() == INF
    assert cr.var_mean(x)[1].item() == pytest.approx(6.75e307)
    assert x.reshape(4, 1).expand(4, 3).var(0).tolist() == [INF] * 3
    assert math.isnan(cr.tensor([INF, 1.0]).var().item())
    assert cr.full((5,), 3.4e38).var().item() == 0
    assert cr.full((5, 2), 1e-30).var(0).tolist() == [0, 0]


@pytest.mark.parametrize("name", ["huber_loss", "smooth_l1_loss"])
def test_the_slope_of_a_loss_at_nan_is_nan(name: str) -> None:
    for t in (torch, cr):
        x = t.tensor([NAN, 3.0, -INF], requires_grad=True)
        getattr(t.nn.functional, name)(x, t.zeros(3), reduction="sum").backward()
        assert math.isnan(x.grad[0].item())
        assert x.grad[1:].tolist() == [1, -1]


def test_certain_logits_cost_infinitely() -> None:
    x = cr.tensor([INF, -INF, 100.0, -100.0], requires_grad=True)
    loss = cr.nn.functional.binary_cross_entropy_with_logits(
        x, cr.full((4,), 0.25), reduction="none"
    )
    assert loss.tolist() == [INF, INF, 75.0, 25.0]
    loss.sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [0.75, -0.25, 0.75, -0.25]


def test_likeness_of_infinitely_long_vectors() -> None:
    x = [3e38, 3e38, 3e38]
    for t in (torch, cr):
        found = t.nn.functional.cosine_similarity(t.tensor(x), t.tensor([1.0, 2.0, 3.0]), 0)
        assert found.item() == 0


EXTREME: list[list[float]] = [
    [1e38, -1e38, 3e38],
    [INF, 1.0, 2.0],
    [-INF, 1.0, 2.0],
    [-INF, -INF, -INF],
    [NAN, 1.0, 2.0],
    [1e-40, 0.0, -1e-45],
    [1000.0, 999.0, -1000.0],
]
SMOOTH: dict[str, Callable[[Any, Any], Any]] = {
    "softmax": lambda t, x: t.softmax(x, 0),
    "log_softmax": lambda t, x: t.log_softmax(x, 0),
    "logsumexp": lambda t, x: t.logsumexp(x, 0),
    "logcumsumexp": lambda t, x: t.logcumsumexp(x, 0),
    "cross_entropy": lambda t, x: t.nn.functional.cross_entropy(x[None], t.tensor([1])),
}


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "bfloat16"])
@pytest.mark.parametrize("name", SMOOTH)
def test_exponentials_of_extreme_elements(name: str, dtype: str) -> None:
    for row in EXTREME:
        ours, theirs = (
            SMOOTH[name](t, t.tensor(row, dtype=getattr(t, dtype))).double().tolist()
            for t in (cr, torch)
        )
        np.testing.assert_allclose(ours, theirs, rtol=1e-2 if "16" in dtype else 1e-6)


@pytest.mark.parametrize("shape", [(10_000_000,), (1000, 10_000), (10_000, 1000)])
def test_sums_of_many_floats(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).random(10_000_000, dtype=np.float32)
    x = cr.from_numpy(values).reshape(shape)
    total = math.fsum(values.tolist())
    apart = cr.stack([x, x], -1)[..., 0]  # not beside one another
    for of in (x, apart):
        assert of.sum().item() == pytest.approx(total, rel=1e-6)
        for d in range(len(shape)):
            wanted = values.reshape(shape).sum(d, dtype=np.float64)
            np.testing.assert_allclose(of.sum(d).double().numpy(), wanted, rtol=1e-6)


@pytest.mark.parametrize("name", ["elu", "selu", "celu", "special.log_ndtr", "sinc", "acosh"])
def test_second_derivatives_far_out(name: str) -> None:
    """What is masked may be infinite there, and is not to be multiplied by 0."""
    points = [1.0, 20.0, 100.0, 800.0, 1e30, 1e300]
    found = []
    for t in (cr, torch):
        function: Any = t if name in ("sinc", "acosh") else t.nn.functional
        if name.startswith("special."):
            function = t.special
        x = t.tensor(points, dtype=t.float64, requires_grad=True)
        y = getattr(function, name.removeprefix("special."))(x)
        (slope,) = t.autograd.grad(y.sum(), x, create_graph=True)
        (second,) = t.autograd.grad(slope.sum(), x)
        found.append((slope.tolist(), second.tolist()))
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-30)
