"""``_foreach_*`` beside PyTorch: lists of tensors, with lists and numbers beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr
from both import same

# All that PyTorch has: one that is missing here fails.
NAMES = {n.removeprefix("_foreach_") for n in dir(torch) if n.startswith("_foreach_")}
BINARY = ["add", "sub", "mul", "div", "pow", "maximum", "minimum", "clamp_min", "clamp_max"]
# These have cases of their own below.
OTHERS_THAN_UNARY = {
    *BINARY,
    *("addcdiv", "addcmul", "clone", "lerp", "max", "mm", "norm", "powsum"),
}
UNARY = sorted(n for n in NAMES - OTHERS_THAN_UNARY if not n.endswith("_"))


def made(t: Any) -> list[Any]:
    return [t.tensor([0.3, -2.0], dtype=t.float64), t.tensor([[0.5, 4.0]], dtype=t.float64)]


def both_forms(t: Any, name: str, *others: Any, **options: Any) -> Any:
    """The form that makes new tensors, and what that in place returns and leaves."""
    changed = made(t)
    return (
        getattr(t, f"_foreach_{name}")(made(t), *others, **options),
        getattr(t, f"_foreach_{name}_")(changed, *others, **options),
        changed,
    )


@pytest.mark.parametrize("name", sorted(NAMES))
def test_there_is_one(name: str) -> None:
    assert callable(getattr(cr, f"_foreach_{name}"))


@pytest.mark.parametrize("name", UNARY)
def test_unary(name: str) -> None:
    same(lambda t: both_forms(t, name))


OTHERS: dict[str, Callable[[Any], Any]] = {
    "number": lambda t: 2.0,
    "list": made,
    "numbers": lambda t: [3.0, 4.0],
    "tensor": lambda t: t.tensor(2.0, dtype=t.float64),
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", BINARY)
def test_binary(name: str, other: str) -> None:
    same(lambda t: both_forms(t, name, OTHERS[other](t)), message=False)


CASES: dict[str, Callable[[Any], Any]] = {
    "alpha": lambda t: both_forms(t, "add", made(t), alpha=2),
    "sub alpha": lambda t: both_forms(t, "sub", made(t), alpha=2),
    "lerp number": lambda t: both_forms(t, "lerp", made(t), 0.5),
    "lerp keyword": lambda t: both_forms(t, "lerp", made(t), weight=0.5),
    "lerp list": lambda t: both_forms(t, "lerp", made(t), made(t)),
    "addcmul": lambda t: both_forms(t, "addcmul", made(t), made(t), 2.0),
    "addcdiv keyword": lambda t: both_forms(t, "addcdiv", made(t), made(t), value=2.0),
    "addcdiv numbers": lambda t: both_forms(t, "addcdiv", made(t), made(t), [1.0, 2.0]),
    "addcmul tensor": lambda t: both_forms(t, "addcmul", made(t), made(t), t.tensor([1.0, 2.0])),
    "norm": lambda t: t._foreach_norm(made(t)),
    "norm of order 1": lambda t: t._foreach_norm(made(t), 1),
    "clone": lambda t: t._foreach_clone([t.ones(2, 3).T])[0].stride(),
    "clone in order": lambda t: t._foreach_clone(
        [t.ones(2, 3).T], memory_format=t.contiguous_format
    )[0].stride(),
    "products": lambda t: t._foreach_mm([t.ones(2, 3), t.eye(2)], [t.ones(3, 1), t.ones(2, 2)]),
    "products with one": lambda t: t._foreach_mm([t.ones(2, 3)], t.ones(3, 1)),
    "products of other length": lambda t: t._foreach_mm([t.ones(2, 3)], []),
    "power sums": lambda t: t._foreach_powsum(made(t)),
    "power sums of order 1.5": lambda t: t._foreach_powsum(made(t), 1.5),
    "power sums of halves": lambda t: t._foreach_powsum([t.ones(3).half()], 3, dtype=t.float32),
    "max": lambda t: t._foreach_max(made(t)),
    "zero": lambda t: t._foreach_zero_(made(t)),
    "copy": lambda t: t._foreach_copy_([t.zeros(2), t.ones(1, 2)], made(t)),
    "copy of a number": lambda t: t._foreach_copy_(made(t), 2.0),
    "power of a number": lambda t: t._foreach_pow(2.0, made(t)),
    "nothing": lambda t: t._foreach_add([], 1),
    "other length": lambda t: t._foreach_add(made(t), made(t)[:1]),
    "one tensor": lambda t: t._foreach_add(t.ones(2), 1),
    "unknown": lambda t: t._foreach_nothing(made(t)),
    "leaf in place": lambda t: t._foreach_mul_([t.ones(2, requires_grad=True)], 2),
    "with a graph": lambda t: t._foreach_mul([t.ones(2, requires_grad=True)], 2),
}


@pytest.mark.parametrize("case", CASES)
def test_as_pytorch(case: str) -> None:
    same(CASES[case], message=False)


def test_moving_average_of_weights() -> None:
    def scenario(t: Any) -> Any:
        weights, mean = [t.nn.Parameter(t.ones(2))], [t.nn.Parameter(t.zeros(2))]
        with t.no_grad():
            t._foreach_mul_(mean, 0.9)
            t._foreach_add_(mean, weights, alpha=0.1)
            t._foreach_lerp_(mean, weights, 0.5)
        return mean

    same(scenario)
