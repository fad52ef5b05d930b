"""Modules that take their shapes from their first input."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr
from both import close, run
from nn.beside import agree

ROWS: dict[str, tuple[tuple[Any, ...], tuple[int, ...]]] = {
    "LazyLinear": ((3,), (2, 5)),
    "LazyConv1d": ((4, 3), (2, 3, 6)),
    "LazyConv2d": ((4, 3), (2, 3, 6, 6)),
    "LazyConv3d": ((4, 2), (2, 3, 3, 3, 3)),
    "LazyConvTranspose1d": ((4, 3), (2, 3, 6)),
    "LazyConvTranspose2d": ((4, 3), (2, 3, 6, 6)),
    "LazyConvTranspose3d": ((4, 2), (2, 3, 3, 3, 3)),
    "LazyBatchNorm1d": ((), (4, 3)),
    "LazyBatchNorm2d": ((), (2, 3, 4, 4)),
    "LazyBatchNorm3d": ((), (2, 3, 2, 2, 2)),
    "LazyInstanceNorm1d": ((), (2, 3, 5)),
    "LazyInstanceNorm2d": ((), (2, 3, 4, 4)),
    "LazyInstanceNorm3d": ((), (2, 3, 2, 2, 2)),
}
pytestmark = pytest.mark.filterwarnings("ignore:Lazy modules are a new feature")


@pytest.mark.parametrize("name", ROWS)
def test_as_pytorch_after_the_first_call(name: str) -> None:
    args, shape = ROWS[name]
    mine, theirs = getattr(cr.nn, name)(*args), getattr(torch.nn, name)(*args)
    assert repr(mine) == repr(theirs)
    assert list(mine.state_dict()) == list(theirs.state_dict())
    assert repr(mine.state_dict()) == repr(theirs.state_dict())
    mine(cr.ones(shape))
    theirs(torch.ones(shape))
    assert type(mine).__name__ == type(theirs).__name__ == name.removeprefix("Lazy")
    assert not any(cr.nn.parameter.is_lazy(t) for t in mine.state_dict().values())
    x = torch.randn(shape).requires_grad_()
    agree(mine, theirs, [x], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", ROWS)
def test_loading_a_state_gives_shapes(name: str) -> None:
    args, shape = ROWS[name]
    ready = getattr(cr.nn, name)(*args)
    x = cr.ones(shape)
    ready(x)
    made = getattr(cr.nn, name)(*args)
    made.load_state_dict(ready.state_dict())
    assert not made.has_uninitialized_params()
    before = {k: v.clone() for k, v in made.state_dict().items()}
    made.eval()(x)
    assert repr(made) == repr(ready)
    for key, value in made.state_dict().items():
        assert value.tolist() == before[key].tolist()


def lazy(m: Any) -> Any:
    return m.nn.LazyLinear(3)


def custom(m: Any) -> Any:
    class Custom(m.nn.modules.lazy.LazyModuleMixin, m.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = m.nn.UninitializedParameter()

        def initialize_parameters(self, x: Any) -> None:
            if self.has_uninitialized_params():
                self.w.materialize(x.shape)
                m.nn.init.ones_(self.w)

        def forward(self, x: Any) -> Any:
            return x * self.w

    made = Custom()
    return made(m.ones(2)), made(m.ones(2)), made.w


SAME: dict[str, Callable[[Any], Any]] = {
    "double first": lambda m: str(lazy(m).double()(m.ones(1, 2).double()).dtype),
    "parameters": lambda m: [type(p).__name__ for p in lazy(m).parameters()],
    "named_parameters": lambda m: [n for n, _ in lazy(m).named_parameters()],
    "inside": lambda m: (lambda s: (s(m.ones(1, 2)).shape, repr(s)))(m.nn.Sequential(lazy(m))),
    "keyword": lambda m: list(lazy(m)(input=m.ones(1, 2)).shape),
    "custom": custom,
    "repr": lambda m: (repr(m.nn.UninitializedParameter()), repr(m.nn.UninitializedBuffer())),
    "materialize": lambda m: materialized(m),
    "is_lazy": lambda m: (
        m.nn.parameter.is_lazy(m.nn.UninitializedBuffer()),
        m.nn.parameter.is_lazy(m.nn.Parameter(m.ones(1))),
    ),
    "copy": lambda m: repr(copy.deepcopy(lazy(m)).weight),
    "pickle": lambda m: repr(pickle.loads(pickle.dumps(lazy(m))).weight),
    "isinstance": lambda m: isinstance(m.nn.UninitializedParameter(), m.nn.Parameter),
}

RAISES: dict[str, Callable[[Any], Any]] = {
    "add": lambda m: m.nn.UninitializedParameter() + 1,
    "radd": lambda m: 1 + m.nn.UninitializedParameter(),
    "matmul": lambda m: m.nn.UninitializedParameter() @ m.ones(1),
    "numel": lambda m: m.nn.UninitializedParameter().numel(),
    "shape": lambda m: m.nn.UninitializedParameter().shape,
    "requires_grad_": lambda m: lazy(m).requires_grad_(False),
    "share_memory": lambda m: lazy(m).share_memory(),
    "load into a ready one": lambda m: m.nn.Linear(2, 3).load_state_dict(lazy(m).state_dict()),
    "not initialized": lambda m: type(
        "L",
        (m.nn.modules.lazy.LazyModuleMixin, m.nn.Linear),
        {"initialize_parameters": lambda self, x: setattr(self, "weight", unmade(m))},
    )(1, 1)(m.ones(1)),
    "no initialize_parameters": lambda m: type(
        "L", (m.nn.modules.lazy.LazyModuleMixin, m.nn.Module), {}
    )()(1),
    "dimensions": lambda m: m.nn.LazyConv2d(1, 3)(m.ones(3, 4)),
    "groups": lambda m: m.nn.LazyConv2d(4, 3, groups=2)(m.ones(3, 4, 4)),
}


def unmade(m: Any) -> Any:
    return m.nn.UninitializedParameter()


def materialized(m: Any) -> Any:
    p = m.nn.UninitializedParameter(dtype=m.float64)
    p.materialize((2, 3))
    b = m.nn.UninitializedBuffer(persistent=False)
    b.materialize([2])
    return type(p).__name__, list(p.shape), str(p.dtype), p.requires_grad, list(b.shape)


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    theirs, mine = run(SAME[name], torch), run(SAME[name], cr)  # theirs warns of being new
    assert mine.kind == theirs.kind == "value", (mine.value, theirs.value)
    close(mine.value, theirs.value)


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    theirs, mine = run(RAISES[name], torch), run(RAISES[name], cr)
    assert mine.kind == theirs.kind != "value", mine.value


def test_nothing_is_drawn_before_the_first_input() -> None:
    cr.manual_seed(0)
    first = cr.rand(1).item()
    cr.manual_seed(0)
    cr.nn.LazyLinear(3)
    assert cr.rand(1).item() == first
