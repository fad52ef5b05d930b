"""Scenarios that must end the same way with PyTorch and with chainrule: registered by name, run by
each test file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from both import Scenario, same


class Scenarios(dict[str, Scenario]):
    """A table of functions of the library; ``@table`` adds one."""

    def __call__(self, f: Scenario) -> Scenario:
        assert f.__name__ not in self
        self[f.__name__] = f
        return f

    def test(self) -> Callable[..., None]:
        """The test that runs them: values and classes of exceptions and warnings, not the words."""

        @pytest.mark.parametrize("name", self)
        def test_as_pytorch(name: str, every_warning: None) -> None:
            same(self[name], message=False)

        return test_as_pytorch


@pytest.fixture
def every_warning() -> Iterator[None]:
    """PyTorch says some things once in a process; here, every time."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(before)


def leaf(t: Any, *values: float) -> Any:
    data = values if values else (1.0, 2.0, 3.0)
    return t.tensor(data, dtype=t.float64, requires_grad=True)


def number(t: Any, value: float = 2.0) -> Any:
    return t.tensor(value, dtype=t.float64, requires_grad=True)


def function(t: Any, forward: Any, backward: Any, **more: Any) -> Any:
    body = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    body |= {k: staticmethod(v) for k, v in more.items()}
    return type("Custom", (t.autograd.Function,), body)
