"""Any layout gives what PyTorch gives: copies, conversions, fills and elementwise operations,
forward and backward, on random views (permuted, strided, expanded, of odd sizes) of random shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr

REAL = ("float32", "float64", "bfloat16", "float16", "int64", "int32", "int16", "uint8", "bool")
DTYPES = (*REAL, "complex64", "complex128")
SIZES = (1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 33, 64, 130, 200, 600)


class View:
    """How to make a view of some sizes, and the sizes (`base`) of what it is a view of."""

    def __init__(self, draw: np.random.Generator, sizes: list[int], expand: bool) -> None:
        self.sizes = sizes
        self.order = [int(p) for p in draw.permutation(len(sizes))]
        self.steps = [int(draw.choice([1, 1, 1, 2, 3])) for _ in sizes]
        self.starts = [int(draw.choice([0, 0, 1])) for _ in sizes]
        self.expanded = [expand and bool(draw.random() < 0.2) for _ in sizes]
        self.base = [
            1 if self.expanded[p] else sizes[p] * self.steps[p] + self.starts[p] for p in self.order
        ]

    def __call__(self, x: Any) -> Any:
        if not self.sizes:
            return x
        x = x.permute(*[self.order.index(d) for d in range(len(self.order))])
        for d, size in enumerate(self.sizes):
            if not self.expanded[d]:
                x = x.narrow(d, self.starts[d], size * self.steps[d])[
                    (slice(None),) * d + (slice(None, None, self.steps[d]),)
                ]
        return x.expand(*self.sizes)


def shape(draw: np.random.Generator) -> list[int]:
    sizes = [int(draw.choice(SIZES)) for _ in range(int(draw.integers(0, 5)))]
    while np.prod(sizes) > 100_000:
        sizes[int(draw.integers(0, len(sizes)))] = int(draw.choice([1, 2, 5]))
    return sizes


def both(draw: np.random.Generator, sizes: list[int], dtype: str) -> tuple[Any, ...]:
    values = np.asarray(draw.integers(0, 200, sizes))
    return torch.from_numpy(values).to(getattr(torch, dtype)), cr.from_numpy(values).to(
        getattr(cr, dtype)
    )


def same(theirs: Any, ours: Any) -> None:
    assert tuple(theirs.shape) == tuple(ours.shape)
    assert str(theirs.dtype).split(".")[1] == str(ours.dtype).split(".")[1]
    if theirs.dtype == torch.bfloat16:
        theirs, ours = theirs.float(), ours.float()
    np.testing.assert_array_equal(ours.detach().numpy(), theirs.detach().numpy())


def check(
    f: Callable[[Any, Any, Any], Any], theirs: tuple[Any, ...], ours: tuple[Any, ...]
) -> None:
    same(f(torch, *theirs), f(cr, *ours))


PUTS: list[Callable[..., Any]] = [
    lambda v, x, y: v.copy_(x),
    lambda v, x, y: v.copy_(y),
    lambda v, x, y: v.fill_(1),
]


@pytest.mark.isa
@pytest.mark.sanitize
@pytest.mark.parametrize("seed", range(24))
@pytest.mark.filterwarnings("ignore:Casting complex values to real")
def test_views(seed: int) -> None:
    draw = np.random.default_rng(seed)
    for _ in range(12):
        sizes = shape(draw)
        first, second = (str(draw.choice(DTYPES)) for _ in range(2))
        views = [View(draw, sizes, expand) for expand in (True, True, False)]
        a, b, target = (
            both(draw, v.base, d) for v, d in zip(views, (first, second, first), strict=True)
        )
        x, y = ([views[0](t) for t in a], [views[1](t) for t in b])
        pair = ((x[0], y[0]), (x[1], y[1]))
        check(lambda t, x, y: x.contiguous(), *pair)
        check(lambda t, x, y: x.clone(), *pair)
        check(lambda t, x, y: x + y, *pair)
        check(lambda t, x, y: x == y, *pair)
        if second in REAL:
            check(lambda t, x, y: t.where(y > 100, x, x * 0), *pair)
        narrowing = second not in REAL and first in REAL
        for put in PUTS if first != "bool" and not narrowing else []:
            for i in range(2):
                put(views[2](target[i]), x[i], y[i])
            same(*target)
        if first in ("float32", "float64", "bfloat16"):
            grads = []
            for t, v in ((torch, x[0]), (cr, x[1])):
                leaf = v.detach().requires_grad_()
                one = t.ones((), dtype=v.dtype).expand(v.shape)
                grads.append(
                    (
                        t.autograd.grad(leaf * leaf, leaf, one)[0],
                        t.autograd.grad(leaf.relu(), leaf, one)[0],
                    )
                )
            for theirs, ours in zip(*grads, strict=True):
                same(theirs, ours)
