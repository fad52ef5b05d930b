"""The same scenario with PyTorch and with chainrule, and whether it ends the same way."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch

import chainrule as cr

Scenario = Callable[[Any], Any]


class Outcome(NamedTuple):
    """What a scenario gave, in plain Python values, and the classes of the warnings on the way."""

    kind: str
    value: Any
    warned: list[str]


def plain(value: Any) -> Any:
    """Tensors as (dtype, shape, requires_grad, values); tuples, lists and dicts item by item."""
    if isinstance(value, (torch.Tensor, cr.Tensor)):
        shape = list(value.shape)
        return str(value.dtype), shape, value.requires_grad, value.detach().tolist()
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def run(scenario: Scenario, lib: Any) -> Outcome:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            kind, value = "value", plain(scenario(lib))
        except Exception as error:
            kind, value = type(error).__name__, str(error)
    seen = [w.category.__name__ for w in caught if "torch.jit" not in str(w.message)]
    return Outcome(kind, value, seen)


def same(scenario: Scenario, *, message: bool = True) -> Outcome:
    """Runs both; results must be equal, exceptions of the same class and words."""
    theirs, ours = run(scenario, torch), run(scenario, cr)
    assert ours.kind == theirs.kind, (ours.value, theirs.value)
    assert ours.warned == theirs.warned
    if ours.kind == "value":
        close(ours.value, theirs.value)
    elif message:
        assert ours.value == theirs.value
    return ours


def close(ours: Any, theirs: Any) -> None:
    if isinstance(theirs, (list, tuple)):
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs, strict=True):
            close(a, b)
    elif isinstance(theirs, dict):
        assert list(ours) == list(theirs)
        close(list(ours.values()), list(theirs.values()))
    elif isinstance(theirs, (float, complex)):
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-12, nan_ok=True)
    else:
        assert ours == theirs
