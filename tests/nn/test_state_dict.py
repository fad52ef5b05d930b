"""State dictionaries: what is in them, and what loading says and does."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest

from both import same


def net(m: Any) -> Any:
    made = m.nn.Sequential(m.nn.Linear(2, 3), m.nn.BatchNorm1d(3), m.nn.Module())
    made[2].register_buffer("scratch", m.zeros(1), persistent=False)
    made[2].register_buffer("kept", m.zeros(1))
    made[2].register_parameter("absent", None)
    for parameter in made.parameters():
        m.nn.init.constant_(parameter, 0.5)
    return made


def with_extra(m: Any) -> Any:
    class Extra(m.nn.Linear):
        def get_extra_state(self) -> Any:
            return {"a": 1}

        def set_extra_state(self, state: Any) -> None:
            self.got = state

    made = Extra(1, 1)
    m.nn.init.ones_(made.weight)
    m.nn.init.ones_(made.bias)
    return made


def load(change: Callable[[Any, Any], Any], **options: Any) -> Callable[[Any], Any]:
    """Load a state of the net after ``change``: what is said, and what the net holds then."""

    def scenario(m: Any) -> Any:
        made = net(m)
        state = made.state_dict()
        changed = change(m, state)
        said = made.load_state_dict(state if changed is None else changed, **options)
        return repr(said), list(said), dict(made.state_dict())

    return scenario


SAME: dict[str, Callable[[Any], Any]] = {
    "keys": lambda m: (type(net(m).state_dict()).__name__, dict(net(m).state_dict())),
    "metadata": lambda m: dict(net(m).state_dict()._metadata),
    "prefix": lambda m: list(net(m).state_dict(prefix="x.")),
    "destination": lambda m: list(net(m).state_dict(destination=OrderedDict(first=1))),
    "positional": lambda m: list(net(m).state_dict({}, "x.", True)),
    "detached": lambda m: [t.requires_grad for t in net(m).state_dict().values()],
    "keep_vars": lambda m: [t.requires_grad for t in net(m).state_dict(keep_vars=True).values()],
    "shares memory": lambda m: shares(m),
    "extra": lambda m: dict(with_extra(m).state_dict()),
    "extra loads": lambda m: (lambda e: (repr(e.load_state_dict(e.state_dict())), e.got))(
        with_extra(m)
    ),
    "load": load(lambda m, state: None),
    "load other values": load(lambda m, state: {k: v * 0 for k, v in state.items()}),
    "load from float64": load(lambda m, state: {k: v.double() for k, v in state.items()}),
    "load not strict": load(lambda m, state: {"x": m.ones(1)}, strict=False),
    "load an older norm": load(lambda m, state: older(state)),
    "load keeps the caller's": lambda m: keeps(m),
    "assign": load(lambda m, s: {k: v.double() for k, v in s.items()}, assign=True),
    "assign keeps requires_grad": lambda m: assigned(m),
    "scalar from one number": lambda m: scalar(m),
    "overridden": lambda m: overridden(m),
    "renamed for children": lambda m: renamed(m),
}

RAISES: dict[str, Callable[[Any], Any]] = {
    "not a mapping": load(lambda m, state: [1]),
    "missing": load(lambda m, state: {}),
    "unexpected": load(lambda m, s: {**s, "x": m.ones(1), "0.x": m.ones(1), "3.x": m.ones(1)}),
    "both": load(lambda m, state: {"0.weight": m.ones(3, 2), "x": m.ones(1)}),
    "shape": load(lambda m, state: {**state, "0.weight": m.ones(3, 4)}),
    "shape not strict": load(lambda m, s: {**s, "0.weight": m.ones(3, 4)}, strict=False),
    "shape that broadcasts": load(lambda m, state: {**state, "0.weight": m.ones(1, 2)}),
    "shape assigned": load(lambda m, s: {**s, "0.weight": m.ones(3, 4)}, assign=True),
    "a list": load(lambda m, state: {**state, "0.weight": [1]}),
    "a scratch buffer": load(lambda m, state: {**state, "2.scratch": m.zeros(1)}),
    "extra is missing": lambda m: with_extra(m).load_state_dict(m.nn.Linear(1, 1).state_dict()),
    "extra is not expected": lambda m: m.nn.Linear(1, 1).load_state_dict(
        with_extra(m).state_dict()
    ),
}


def shares(m: Any) -> Any:
    made = net(m)
    state = made.state_dict()
    with m.no_grad():
        made[0].weight.zero_()
    return state["0.weight"]


def older(state: Any) -> None:
    del state["1.num_batches_tracked"]
    state._metadata["1"]["version"] = 1


def keeps(m: Any) -> Any:
    made = net(m)
    made.register_load_state_dict_pre_hook(lambda module, state, *rest: state.pop("x"))
    given = {**made.state_dict(), "x": m.ones(1)}
    return repr(made.load_state_dict(given)), "x" in given


def assigned(m: Any) -> Any:
    made = net(m)
    made[0].weight.requires_grad_(False)
    before = made[0].bias
    state = made.state_dict()
    made.load_state_dict({k: v.clone() for k, v in state.items()}, assign=True)
    return made[0].weight.requires_grad, made[0].bias.requires_grad, made[0].bias is before


def scalar(m: Any) -> Any:
    made = m.nn.Module()
    made.s = m.nn.Parameter(m.tensor(0.0))
    made.load_state_dict({"s": m.tensor([3.0])})
    return made.s


def overridden(m: Any) -> Any:
    """A class that reads an older form of its own state."""

    class Renamed(m.nn.Linear):
        _version = 2

        def _load_from_state_dict(
            self, state_dict: Any, prefix: str, local_metadata: Any, *rest: Any
        ) -> None:
            if local_metadata.get("version", 1) < 2:
                state_dict[prefix + "weight"] = state_dict.pop(prefix + "w")
            super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)

    made = m.nn.Sequential(Renamed(1, 1))
    old = {"0.w": m.ones(1, 1), "0.bias": m.zeros(1)}
    return repr(made.load_state_dict(old)), made[0].weight, dict(made.state_dict()._metadata)


def renamed(m: Any) -> Any:
    """A parent that renames what belongs to its child."""

    class Parent(m.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.new = m.nn.Linear(1, 1)

        def _load_from_state_dict(self, state_dict: Any, prefix: str, *rest: Any) -> None:
            for key in list(state_dict):
                if key.startswith(prefix + "old."):
                    state_dict[key.replace("old.", "new.")] = state_dict.pop(key)
            super()._load_from_state_dict(state_dict, prefix, *rest)

    made = Parent()
    return repr(made.load_state_dict({"old.weight": m.ones(1, 1), "old.bias": m.ones(1)}))


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    outcome = same(SAME[name])
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize("name", RAISES)
def test_report(name: str) -> None:
    """The report is PyTorch's, to the word."""
    assert same(RAISES[name]).kind in ("RuntimeError", "TypeError")
