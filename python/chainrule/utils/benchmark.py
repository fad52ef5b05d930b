"""Times of statements, measured so that they can be compared: ``Timer``, and tables of what it
measured.

A statement runs on as many threads as it is told, one unless told otherwise, after a few runs that
do not count. What may not live here: workloads (``bench/`` has the project's own).
"""

from __future__ import annotations

import statistics
import time
import timeit
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import get_num_threads, set_num_threads

__all__ = ["Compare", "Measurement", "TaskSpec", "Timer", "timer"]

timer = time.perf_counter

_UNITS = (("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9))
_NAMES = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}


def _unit(seconds: float) -> tuple[str, float]:
    """The largest unit of which this is at least one."""
    for name, size in _UNITS:
        if seconds >= size:
            return name, size
    return _UNITS[-1]


@dataclass(frozen=True)
class TaskSpec:
    """What was timed: the statement, and the names that tables show it under.

    >>> import chainrule.utils.benchmark as benchmark
    >>> benchmark.TaskSpec("x + y", setup="pass", label="sum", sub_label="plain").title
    'sum: plain'
    """

    stmt: str
    setup: str = "pass"
    global_setup: str = ""
    label: str | None = None
    sub_label: str | None = None
    description: str | None = None
    env: str | None = None
    num_threads: int = 1

    @property
    def title(self) -> str:
        """The label and the one below it, or the statement."""
        if self.label is None:
            return self.stmt
        return self.label + (f": {self.sub_label}" if self.sub_label else "")

    def as_lines(self) -> list[str]:
        """The title, what describes it, and how it was set up."""
        lines = [self.title]
        if self.description and self.label:
            lines.append(self.description)
        if self.setup != "pass":
            setup = self.setup.strip().splitlines()
            if len(setup) == 1:
                lines.append(f"setup: {setup[0]}")
            else:
                lines += ["setup:", *(f"  {line}" for line in setup)]
        return lines


@dataclass
class Measurement:
    """Seconds that a statement took: ``raw_times`` of blocks of ``number_per_run`` runs.

    >>> import chainrule.utils.benchmark as benchmark
    >>> m = benchmark.Measurement(10, [1.0, 2.0, 3.0], benchmark.TaskSpec("pass", setup="pass"))
    >>> m.median, m.times
    (0.2, [0.1, 0.2, 0.3])
    """

    number_per_run: int
    raw_times: list[float]
    task_spec: TaskSpec
    metadata: dict[Any, Any] | None = field(default=None)

    @property
    def times(self) -> list[float]:
        """Seconds of one run, for each block."""
        return [t / self.number_per_run for t in self.raw_times]

    @property
    def median(self) -> float:
        """The middle one of the times."""
        return statistics.median(self.times)

    @property
    def mean(self) -> float:
        """The average of the times."""
        return statistics.fmean(self.times)

    @property
    def iqr(self) -> float:
        """The distance of the quartiles: how much the times scatter."""
        if len(self.raw_times) < 2:
            return 0.0
        low, _, high = statistics.quantiles(self.times, n=4, method="inclusive")
        return high - low

    @property
    def has_warnings(self) -> bool:
        """Whether the quartiles differ by more than a tenth of the median."""
        return self.iqr > 0.1 * self.median

    def meets_confidence(self, threshold: float = 0.1) -> bool:
        """Whether there are enough times, and their quartiles are close to each other."""
        return len(self.raw_times) > 2 and self.iqr < threshold * self.median

    @property
    def title(self) -> str:
        """That of the task."""
        return self.task_spec.title

    @property
    def as_row_name(self) -> str:
        """What a table calls it."""
        return self.task_spec.sub_label or self.task_spec.stmt

    @property
    def env(self) -> str | None:
        """Where it was measured, as given to the timer."""
        return self.task_spec.env

    @property
    def num_threads(self) -> int:
        """The threads that it ran on."""
        return self.task_spec.num_threads

    @staticmethod
    def merge(measurements: Iterable[Measurement]) -> list[Measurement]:
        """Those of the same task as one."""
        joined: dict[tuple[TaskSpec, int], list[float]] = {}
        for m in measurements:
            joined.setdefault((m.task_spec, m.number_per_run), []).extend(m.raw_times)
        return [Measurement(number, times, task) for (task, number), times in joined.items()]

    def __repr__(self) -> str:
        unit, size = _unit(self.median)
        blocks, threads = len(self.raw_times), self.num_threads
        lines = [f"<{type(self).__module__}.{type(self).__name__} object at {id(self):#x}>"]
        lines += self.task_spec.as_lines()
        lines.append(f"  {'Median: ' if blocks > 1 else ''}{self.median / size:.2f} {unit}")
        if blocks > 2:
            low, _, high = statistics.quantiles(self.times, n=4, method="inclusive")
            spread = f"{self.iqr / size:.2f} {unit} ({low / size:.2f} to {high / size:.2f})"
            lines.append(f"  IQR:    {spread}")
        each = "runs per measurement" if blocks > 1 else "runs"
        lines.append(
            f"  {blocks} measurement{'s' * (blocks > 1)}, {self.number_per_run} {each}, "
            f"{threads} thread{'s' * (threads > 1)}"
        )
        if self.has_warnings:
            share = 100 * self.iqr / self.median
            lines.append(
                f"  WARNING: the quartiles are {share:.1f}% of the median apart: something else "
                "was running"
            )
        return "\n".join(lines)


class Timer:
    """Measures how long a statement takes.

    Args:
        stmt: the statement, as text.
        setup: what is run before, once for each block of runs.
        global_setup: accepted for programs that time C++; not used.
        timer: the clock.
        globals: the names that the statement sees.
        label, sub_label, description: names for tables: of the table, the row and the column.
        env: where this is measured, for tables of several places.
        num_threads: the threads that operations may use.
        language: Python.

    Raises:
        ValueError: ``stmt`` is no text, or ``language`` is not Python.

    >>> import chainrule as cr
    >>> import chainrule.utils.benchmark as benchmark
    >>> timer = benchmark.Timer("x + 1", globals={"x": cr.ones(3)})
    >>> measured = timer.timeit(10)
    >>> measured.number_per_run, measured.mean > 0
    (10, True)
    """

    def __init__(
        self,
        stmt: str = "pass",
        setup: str = "pass",
        global_setup: str = "",
        timer: Callable[[], float] = timer,
        globals: dict[str, Any] | None = None,
        label: str | None = None,
        sub_label: str | None = None,
        description: str | None = None,
        env: str | None = None,
        num_threads: int = 1,
        language: Any = "python",
    ) -> None:
        if not isinstance(stmt, str):
            raise ValueError("Currently only a `str` stmt is supported.")
        if str(language).lower() not in ("python", "py", "language.python"):
            raise ValueError(f"only statements in Python can be timed, not in {language}")
        self._task_spec = TaskSpec(
            stmt, setup, global_setup, label, sub_label, description, env, num_threads
        )
        self._timer = timeit.Timer(
            stmt=stmt, setup=setup, timer=timer, globals={} if globals is None else globals
        )

    def _run(self, number: int) -> float:
        before = get_num_threads()
        set_num_threads(self._task_spec.num_threads)
        try:
            return max(self._timer.timeit(number), 1e-9)
        finally:
            set_num_threads(before)

    def timeit(self, number: int = 1_000_000) -> Measurement:
        """One block of so many runs, after a hundredth of them that do not count."""
        self._run(max(number // 100, 2))
        return Measurement(number, [self._run(number)], self._task_spec)

    def _block(self, least: float) -> int:
        """So many runs that a block takes at least as long, for the clock not to matter."""
        number = 1
        while self._run(number) < least:
            number *= 10
        return number

    def blocked_autorange(
        self, callback: Callable[[int, float], Any] | None = None, min_run_time: float = 0.2
    ) -> Measurement:
        """Blocks of runs until they have taken ``min_run_time`` seconds together.

        Each block is long enough for the clock not to matter. ``callback(number, seconds)`` is told
        of each.
        """
        return self._blocks(lambda m: sum(m.raw_times) >= min_run_time, min_run_time, callback)

    def adaptive_autorange(
        self,
        threshold: float = 0.1,
        *,
        min_run_time: float = 0.01,
        max_run_time: float = 10.0,
        callback: Callable[[int, float], Any] | None = None,
    ) -> Measurement:
        """Blocks of runs until their times agree: the quartiles are no more than ``threshold`` of
        the median apart; or until ``max_run_time`` seconds have gone by."""

        def enough(m: Measurement) -> bool:
            total = sum(m.raw_times)
            agree = total >= min_run_time and m.meets_confidence(threshold)
            return agree or total >= max_run_time

        return self._blocks(enough, min_run_time, callback)

    def _blocks(
        self,
        enough: Callable[[Measurement], bool],
        min_run_time: float,
        callback: Callable[[int, float], Any] | None,
    ) -> Measurement:
        number = self._block(max(min_run_time / 1000, 1e-5))
        measured = Measurement(number, [], self._task_spec)
        while not measured.raw_times or not enough(measured):
            taken = self._run(number)
            measured.raw_times.append(taken)
            if callback is not None:
                callback(number, taken)
        return measured


class Compare:
    """Tables of measurements: one for each label, a row for each sub_label, a column for each
    description.

    >>> import chainrule.utils.benchmark as benchmark
    >>> task = benchmark.TaskSpec("x + 1", setup="pass", label="sum", description="ours")
    >>> benchmark.Compare([benchmark.Measurement(1, [2e-6], task)]).print()
    [------- sum -------]
                |  ours
    1 threads: --------
          x + 1 |   2.0
    <BLANKLINE>
    Times are in microseconds (us).
    """

    def __init__(self, results: Sequence[Measurement]) -> None:
        self._results: list[Measurement] = []
        self.extend_results(results)

    def extend_results(self, results: Sequence[Measurement]) -> None:
        """Adds more."""
        for result in results:
            if not isinstance(result, Measurement):
                raise ValueError(
                    f"Expected an instance of `Measurement`, got {type(result)} instead."
                )
        self._results.extend(results)

    def trim_significant_figures(self) -> None:
        """Accepted: tables show one digit behind the point."""

    def colorize(self, rowwise: bool = False) -> None:
        """Accepted: tables are plain text."""

    def print(self) -> None:
        """Writes the tables."""
        print(str(self))

    def __str__(self) -> str:
        labels: dict[str, list[Measurement]] = {}
        for m in Measurement.merge(self._results):
            labels.setdefault(m.task_spec.label or "", []).append(m)
        return "\n\n".join(_table(label, group) for label, group in labels.items())


def _table(label: str, group: list[Measurement]) -> str:
    unit, size = _unit(min(m.median for m in group))
    columns = list(dict.fromkeys(m.task_spec.description or "" for m in group))
    rows = list(dict.fromkeys((m.num_threads, m.as_row_name) for m in group))
    cells = {
        (m.num_threads, m.as_row_name, m.task_spec.description or ""): f"{m.median / size:.1f}"
        for m in group
    }
    first = max(max(len(name) for _, name in rows) + 6, 11)
    widths = [max(len(c), *(len(cells.get((*row, c), "")) for row in rows)) + 2 for c in columns]
    total = first + sum(w + 2 for w in widths)
    lines = [f"[{f' {label} ' if label else '-':-^{total}}]"]

    def line(start: str, parts: list[str]) -> str:
        right = " |".join(f"{part:>{w}}" for part, w in zip(parts, widths, strict=True))
        return f"{start:<{first}} |{right}"

    lines.append(line("", columns))
    threads: int | None = None
    for row in sorted(rows, key=lambda r: r[0]):
        if row[0] != threads:
            threads = row[0]
            lines.append(f"{threads} threads: ".ljust(total, "-"))
        lines.append(line(f"      {row[1]}", [cells.get((*row, c), "") for c in columns]))
    return "\n".join([*lines, "", f"Times are in {_NAMES[unit]} ({unit})."])
