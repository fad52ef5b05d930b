"""What ``out=`` refuses: other dtypes, memory that overlaps an argument or itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr

Run = Callable[[Any, Any, Any], Any]  # (library, x of shape (4, 4), out)


def places(t: Any, x: Any) -> Any:
    return t.zeros(tuple(x.shape), dtype=t.int64)


CALLS: dict[str, Run] = {
    "add": lambda t, x, o: t.add(x, x, out=o),
    "exp": lambda t, x, o: t.exp(x, out=o),
    "abs": lambda t, x, o: t.abs(x, out=o),
    "where": lambda t, x, o: t.where(x > 0, x, x, out=o),
    "mm": lambda t, x, o: t.mm(x, x, out=o),
    "cumsum": lambda t, x, o: t.cumsum(x, 0, out=o),
    "logcumsumexp": lambda t, x, o: t.logcumsumexp(x, 0, out=o),
    "tril": lambda t, x, o: t.tril(x, out=o),
    "gather": lambda t, x, o: t.gather(x, 0, places(t, x), out=o),
    "index_select": lambda t, x, o: t.index_select(x, 0, t.arange(4), out=o),
    "take": lambda t, x, o: t.take(x, places(t, x), out=o),
    "masked_select": lambda t, x, o: t.masked_select(x, x == x, out=o),
    "scatter": lambda t, x, o: t.scatter(x, 0, places(t, x), x, out=o),
    "take_along_dim": lambda t, x, o: t.take_along_dim(x, places(t, x), 0, out=o),
    "cat": lambda t, x, o: t.cat([x, x[:0]], out=o),
    "stack": lambda t, x, o: t.stack([x[0], x[1], x[2], x[3]], out=o),
    "argmax": lambda t, x, o: t.argmax(x, 1, out=o),
    "amax": lambda t, x, o: t.amax(x, 1, out=o),
    "sum": lambda t, x, o: t.sum(x, 1, out=o),
    "mean": lambda t, x, o: t.mean(x, 1, out=o),
    "all": lambda t, x, o: t.all(x, out=o),
    "multinomial": lambda t, x, o: t.multinomial(x, 2, out=o),
    "complex": lambda t, x, o: t.complex(x, x, out=o),
    "softmax": lambda t, x, o: t.softmax(x, 0, out=o),
    "inverse": lambda t, x, o: t.linalg.inv(x + 20 * t.eye(4), out=o),
    "kthvalue": lambda t, x, o: t.kthvalue(x, 1, out=(o, t.empty(0, dtype=t.int64))),
    "sort": lambda t, x, o: t.sort(x, out=(o, t.empty(0, dtype=t.int64))),
}
KINDS = ("float32", "float64", "int64", "bool", "complex64", "complex128")


def outcome(t: Any, run: Run, x: Any, out: Any) -> str:
    try:
        run(t, x, out)
    except (RuntimeError, TypeError) as error:
        return "overlap" if "single memory location" in str(error) else "refused"
    return "taken"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CALLS)
def test_dtype(name: str, kind: str) -> None:
    results = []
    for t in (torch, cr):
        x = t.arange(1.0, 17.0).reshape(4, 4)
        results.append(outcome(t, CALLS[name], x, t.empty(0, dtype=getattr(t, kind))))
    assert results[0] == results[1]


@pytest.mark.filterwarnings("ignore:An output with one or more elements was resized")
@pytest.mark.parametrize("where", ["same", "partly", "beside", "other order"])
@pytest.mark.parametrize("name", [n for n in CALLS if n not in ("argmax", "all", "multinomial")])
def test_memory(name: str, where: str) -> None:
    results = []
    for t in (torch, cr):
        memory = t.arange(1.0, 40.0)
        x = memory[1:17].reshape(4, 4)
        out = {
            "same": memory[1:17].reshape(4, 4),
            "partly": memory[:16].reshape(4, 4),
            "beside": memory[17:33].reshape(4, 4),
            "other order": memory[1:17].reshape(4, 4).T,
        }[where]
        if name in ("sum", "mean", "amax"):
            out = out[0]
        if name == "masked_select":
            out = out.T.reshape(16) if where == "other order" else out.reshape(16)
        results.append(outcome(t, CALLS[name], x, out))
    assert results[0] == results[1]
