"""Averages of weights beside PyTorch's."""

from __future__ import annotations

import copy
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from both import same


def swa(t: Any) -> Any:
    return import_module(f"{t.__name__}.optim.swa_utils")


AVERAGES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "equal": lambda t: {},
    "equal with buffers": lambda t: {"use_buffers": True},
    "ema": lambda t: {"multi_avg_fn": swa(t).get_ema_multi_avg_fn(0.5)},
    "ema with buffers": lambda t: {
        "multi_avg_fn": swa(t).get_ema_multi_avg_fn(0.9),
        "use_buffers": True,
    },
    "ema of one": lambda t: {"avg_fn": swa(t).get_ema_avg_fn(0.25)},
    "swa of one": lambda t: {"avg_fn": swa(t).get_swa_avg_fn()},
    "swa of many": lambda t: {"multi_avg_fn": swa(t).get_swa_multi_avg_fn()},
    "own": lambda t: {"avg_fn": lambda a, b, n: a * 0.5 + b * 0.25, "use_buffers": True},
}


def model(t: Any) -> Any:
    made = t.nn.Sequential(t.nn.Linear(2, 3), t.nn.BatchNorm1d(3))
    with t.no_grad():
        for i, p in enumerate(made.parameters()):
            p.copy_(t.arange(p.numel(), dtype=t.float32).reshape(p.shape) * 0.1 + i)
    return made


def batches(t: Any) -> list[Any]:
    return [
        t.tensor([[0.5, -1.0], [2.0, 1.0], [0.0, 3.0]]),
        t.tensor([[1.5, 1.0], [-2.0, 0.25]]),
    ]


@pytest.mark.parametrize("what", AVERAGES)
def test_averaged_model(what: str) -> None:
    def scenario(t: Any) -> Any:
        trained = model(t)
        average = swa(t).AveragedModel(trained, **AVERAGES[what](t))
        seen = [list(average.state_dict())]
        for i in range(4):
            trained(batches(t)[i % 2])
            with t.no_grad():
                for p in trained.parameters():
                    p.mul_(-0.5).add_(i)
            average.update_parameters(trained)
            seen.append(list(average.state_dict().values()))
        average.eval()
        clone = copy.deepcopy(average)
        return seen, average(batches(t)[0]), clone.n_averaged, average.use_buffers

    same(scenario)


def test_state_dict_round_trip() -> None:
    def scenario(t: Any) -> Any:
        trained = model(t)
        average = swa(t).AveragedModel(trained)
        for _ in range(3):
            average.update_parameters(trained)
        other = swa(t).AveragedModel(model(t))
        keys = other.load_state_dict(average.state_dict())
        return other.n_averaged, str(keys), repr(other)

    same(scenario)


def test_errors() -> None:
    same(lambda t: swa(t).get_ema_avg_fn(1.5))
    same(lambda t: swa(t).get_ema_multi_avg_fn(-0.5))
    same(lambda t: swa(t).AveragedModel(model(t), avg_fn=max, multi_avg_fn=max))


def test_functions_on_tensors() -> None:
    def scenario(t: Any) -> Any:
        results = []
        for make in ("get_swa_multi_avg_fn", "get_ema_multi_avg_fn"):
            averages = [t.ones(2), t.full((3,), 2.0, dtype=t.float64)]
            getattr(swa(t), make)()(averages, [t.zeros(2), t.ones(3, dtype=t.float64)], t.tensor(3))
            results += averages
        results.append(swa(t).get_swa_avg_fn()(t.ones(2), t.zeros(2), t.tensor(3)))
        results.append(swa(t).get_ema_avg_fn(0.9)(t.ones(2), t.zeros(2), t.tensor(3)))
        return results

    same(scenario)


@pytest.mark.parametrize("form", ["tensors", "pairs"])
def test_update_bn(form: str) -> None:
    def scenario(t: Any) -> Any:
        made = model(t)
        made[1].momentum = 0.3
        made.eval()
        loader = batches(t) if form == "tensors" else [(b, 1) for b in batches(t)]
        swa(t).update_bn(loader, made)
        return list(made.state_dict().values()), made[1].momentum, made.training

    same(scenario)


def test_update_bn_without_batchnorm() -> None:
    same(lambda t: swa(t).update_bn([3], t.nn.Linear(2, 2)))
