"""The workloads: each is written once, and runs on whichever library it is given.

A workload is a function of the library that prepares everything and returns ``run(n)``, which does
the work n times. Nothing here measures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from typing import Any

Run = Callable[[int], None]


@dataclass(frozen=True)
class Workload:
    """``goal``: how many times faster than PyTorch it has to be, None where there is no demand.
    ``parts``: what the time of one run is divided by (the nodes of a chain)."""

    name: str
    prepare: Callable[[Any], Run]
    goal: float | None = None
    parts: int = 1
    rounds: int = 21


def add(t: Any) -> Run:
    a, b = t.ones(4), t.ones(4)

    def run(n: int) -> None:
        for _ in repeat(None, n):
            a + b

    return run


def add_with_graph(t: Any) -> Run:
    a, b = t.ones(4, requires_grad=True), t.ones(4)

    def run(n: int) -> None:
        for _ in repeat(None, n):
            a + b

    return run


def lesson(t: Any) -> Run:
    x, y = t.tensor([2.0, 3.0, 1.0]), t.tensor(3.0)
    w = t.tensor([1.0, 1.0, 2.0], requires_grad=True)

    def run(n: int) -> None:
        for _ in repeat(None, n):
            y_hat = w @ x
            loss = (y_hat - y) ** 2
            loss.backward()
            w.data = w.data - 0.01 * w.grad.data
            w.grad = None

    return run


def training_step(make_optimizer: Callable[[Any, Any], Any]) -> Callable[[Any], Run]:
    def prepare(t: Any) -> Run:
        t.manual_seed(0)
        nn = t.nn
        model = nn.Sequential(
            nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1)
        )
        optimizer = make_optimizer(t, model.parameters())
        loss_of = nn.MSELoss()
        x, y = t.randn(100, 2), t.randn(100, 1)

        def run(n: int) -> None:
            for _ in repeat(None, n):
                optimizer.zero_grad()
                loss_of(model(x), y).backward()
                optimizer.step()

        return run

    return prepare


def sgd(t: Any, parameters: Any) -> Any:
    return t.optim.SGD(parameters, lr=1e-3, fused=True)


def adam(t: Any, parameters: Any) -> Any:
    return t.optim.Adam(parameters, lr=1e-3, fused=True)


def chain(nodes: int) -> Callable[[Any], Run]:
    """Build, sweep and free."""

    def prepare(t: Any) -> Run:
        x = t.ones(4, requires_grad=True)

        def run(n: int) -> None:
            for _ in repeat(None, n):
                y = x
                for _ in repeat(None, nodes):
                    y = y * 1.000001
                y.sum().backward()

        return run

    return prepare


def adamw_step(t: Any) -> Run:
    parameters = [t.randn(64, requires_grad=True) for _ in range(1000)]
    for parameter in parameters:
        parameter.grad = t.randn(64)
    optimizer = t.optim.AdamW(parameters, lr=1e-4, fused=True)

    def run(n: int) -> None:
        for _ in repeat(None, n):
            optimizer.step()

    return run


def matmul(size: int) -> Callable[[Any], Run]:
    def prepare(t: Any) -> Run:
        a = t.randn(size, size, requires_grad=True)
        b = t.randn(size, size, requires_grad=True)
        cotangent = t.randn(size, size)

        def run(n: int) -> None:
            for _ in repeat(None, n):
                (a @ b).backward(cotangent)
                a.grad = b.grad = None

        return run

    return prepare


WORKLOADS = {
    work.name: work
    for work in (
        Workload("a + b, 4 elements", add, 8),
        Workload("a + b, 4 elements, with graph", add_with_graph, 8),
        Workload("lesson: forward, backward, update", lesson, 10),
        Workload("MLP 2-16-16-1, batch 100, SGD step", training_step(sgd), 8),
        Workload("MLP 2-16-16-1, batch 100, Adam step", training_step(adam), 8),
        Workload("chain of 10,000, per node", chain(10_000), 8, parts=10_000, rounds=9),
        Workload("chain of 1,000,000, per node", chain(1_000_000), 8, parts=1_000_000, rounds=3),
        Workload("AdamW step, 1,000 tensors of 64", adamw_step, 5),
        Workload("matmul 512, forward and backward", matmul(512), 1.8),
        Workload("matmul 1024, forward and backward", matmul(1024), 1.8, rounds=11),
    )
}
