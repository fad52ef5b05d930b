"""utils.benchmark: counts and names are PyTorch's; the clock is the tests'."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import torch

import chainrule as cr

SPECS: list[dict[str, Any]] = [
    {"stmt": "x + y"},
    {"stmt": "x + y", "label": "sum"},
    {"stmt": "x + y", "label": "sum", "sub_label": "plain", "description": "ours"},
    {"stmt": "x + y", "setup": "y = 1", "num_threads": 2, "env": "here"},
]


def benchmark(t: Any) -> Any:
    return importlib.import_module(f"{t.__name__}.utils.benchmark")


class Clock:
    """Advances by a tick whenever it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.25
        return self.now


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_one_block(spec: dict[str, Any]) -> None:
    def outcome(t: Any) -> Any:
        names = {"x": t.ones(2), "y": 2}
        m = benchmark(t).Timer(timer=Clock(), globals=names, **spec).timeit(8)
        return m.title, m.as_row_name, m.env, m.number_per_run, m.raw_times, m.times, m.mean, m.iqr

    assert outcome(cr) == outcome(torch)


def test_what_runs() -> None:
    seen: list[int] = []
    names = {"seen": seen, "threads": cr.get_num_threads}
    before = cr.get_num_threads()
    timer = benchmark(cr).Timer(
        "seen.append(threads())", "seen.clear()", globals=names, num_threads=2
    )
    assert timer.timeit(5).number_per_run == len(seen) == 5
    assert set(seen) == {2}
    assert cr.get_num_threads() == before


def test_blocks_until_the_time_is_over() -> None:
    told: list[tuple[int, float]] = []
    timer = benchmark(cr).Timer("pass", timer=Clock())
    m = timer.blocked_autorange(lambda number, seconds: told.append((number, seconds)), 1.0)
    assert (m.number_per_run, m.raw_times) == (1, [0.25] * 4)
    assert told == [(1, 0.25)] * 4
    agreed = timer.adaptive_autorange(min_run_time=0.5)
    assert agreed.raw_times == [0.25] * 3
    assert not agreed.has_warnings


def test_quartiles_and_joined_measurements() -> None:
    def outcome(t: Any) -> Any:
        b = benchmark(t)
        task = b.TaskSpec("pass", setup="pass", label="l", sub_label="s")
        one, two = b.Measurement(2, [1.0, 2.0, 4.0], task), b.Measurement(2, [9.0], task)
        (joined,) = b.Measurement.merge([one, two])
        return [(m.median, m.iqr, m.has_warnings, m.times) for m in (one, two, joined)]

    assert outcome(cr) == outcome(torch)


@pytest.mark.parametrize("wrong", [{"stmt": 3}, {"language": "c++"}])
def test_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"stmt|Python"):
        benchmark(cr).Timer(**wrong)
