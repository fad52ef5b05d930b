"""The language of the table of operations: a row each, in the file of its family beside this one.

    from op_table import boolean, integer, real, row

    ROWS = [
        row("logaddexp", samples=[(real(3, 4), real(4)), (real(), real(0, 1))],
            bad=[lambda t: t.logaddexp(t.ones(2), t.ones(3))]),
        row(("add", "sub"), lambda t, x, y: t.add(x, y) + t.sub(x, y, alpha=2), samples=[...]),
    ]

A row names the registered operations that it covers. Without a callable it calls the function of
that name (the method, where there is no function); ``t`` is torch or chainrule: the same code runs
on both.
A sample has one entry per argument, a maker of a tensor or a plain value, or lists of them;
``case(..., dim=1)`` is a sample with keywords. What is done with a row stands in test_op_table.py.
"""

from __future__ import annotations

import importlib
import pkgutil
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

FLOATS = ("float64", "float32", "float16", "bfloat16")
INTEGERS = ("int64", "int32", "int16", "int8", "uint8", "bool")
COMPLEX = ("complex128", "complex64")
DTYPES = FLOATS + INTEGERS + COMPLEX
LAYOUTS = ("transposed", "strided", "expanded")

_DEFAULT_RANGE = (-2.0, 2.0)
_INTEGER_RANGE = (-9, 9)  # where a range of reals was not chosen


@dataclass(frozen=True)
class Maker:
    """Draws one tensor argument. Without a dtype of its own it follows the one under test."""

    draw: Callable[[np.random.Generator, str], np.ndarray[Any, Any]]
    constant: bool = False  # takes no gradient
    dtype: str | None = None
    distinct: bool = False  # its elements must stay different

    def array(self, rng: np.random.Generator, dtype: str) -> np.ndarray[Any, Any]:
        return self.draw(rng, self.dtype or dtype)

    def kind(self, dtype: str) -> str:
        return self.dtype or dtype


def real(
    *shape: int,
    low: float = _DEFAULT_RANGE[0],
    high: float = _DEFAULT_RANGE[1],
    constant: bool = False,
    dtype: str | None = None,
) -> Maker:
    """Uniform in [low, high]; in an integer type the integers there; complex in both parts."""

    def draw(rng: np.random.Generator, kind: str) -> np.ndarray[Any, Any]:
        if kind == "bool":
            return rng.integers(0, 2, shape).astype(bool)
        if kind in INTEGERS:
            first, last = int(np.ceil(low)), int(np.floor(high))
            if (low, high) == _DEFAULT_RANGE:
                first, last = _INTEGER_RANGE
            if kind == "uint8":
                first = max(first, 0)
            return np.asarray(rng.integers(first, max(first, last) + 1, shape))
        if kind in COMPLEX:
            return np.asarray(rng.uniform(low, high, shape) + 1j * rng.uniform(low, high, shape))
        return np.asarray(rng.uniform(low, high, shape))

    return Maker(draw, constant, dtype)


def complex_(*shape: int, constant: bool = False) -> Maker:
    """Complex, whatever type is under test: of its precision, where that is a real one."""

    def draw(rng: np.random.Generator, kind: str) -> np.ndarray[Any, Any]:
        return np.asarray(rng.uniform(-2, 2, shape) + 1j * rng.uniform(-2, 2, shape))

    return _Complex(draw, constant)


class _Complex(Maker):
    def kind(self, dtype: str) -> str:
        return "complex128" if dtype in ("float64", "complex128") else "complex64"


def integer(*shape: int, low: int = 0, high: int = 10, dtype: str = "int64") -> Maker:
    """Integers in [low, high), of one type whatever is under test: indices, counts, classes."""
    return Maker(lambda rng, kind: np.asarray(rng.integers(low, high, shape)), True, dtype)


def boolean(*shape: int) -> Maker:
    """A mask."""
    return Maker(lambda rng, kind: np.asarray(rng.integers(0, 2, shape) == 1), True, "bool")


def distinct(*shape: int, constant: bool = False, dtype: str | None = None) -> Maker:
    """No two elements equal nor near one another, in random order: maxima and orders are unique."""

    def draw(rng: np.random.Generator, kind: str) -> np.ndarray[Any, Any]:
        count = int(np.prod(shape))
        order = rng.permutation(count).reshape(shape)
        if kind in INTEGERS:
            return order - (0 if kind in ("uint8", "bool") else count // 2)
        return (order - count // 2) / 4.0

    return Maker(draw, constant, dtype, distinct=True)


def given(values: Any, *, constant: bool = False, dtype: str | None = None) -> Maker:
    """These values; without a gradient where they are integers."""
    return Maker(lambda rng, kind: np.array(values), constant or dtype in INTEGERS, dtype)


def built(
    function: Callable[[np.random.Generator], np.ndarray[Any, Any]],
    *,
    constant: bool = False,
    dtype: str | None = None,
) -> Maker:
    """What the function makes with the generator: matrices of a certain form, valid probabilities.
    Complex types get an imaginary part of the same form."""

    def draw(rng: np.random.Generator, kind: str) -> np.ndarray[Any, Any]:
        first = np.asarray(function(rng))
        return first + 1j * np.asarray(function(rng)) if kind in COMPLEX else first

    return Maker(draw, constant, dtype)


@dataclass(frozen=True)
class Sample:
    arguments: tuple[Any, ...]
    keywords: dict[str, Any] = field(default_factory=dict)

    def makers(self) -> list[Maker]:
        return list(_makers((self.arguments, list(self.keywords.values()))))

    @property
    def follows(self) -> bool:
        """Is there an argument whose type is the one under test?"""
        return any(m.dtype is None for m in self.makers())


def _makers(value: Any) -> Iterable[Maker]:
    if isinstance(value, Maker):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _makers(item)


def case(*arguments: Any, **keywords: Any) -> Sample:
    """A sample with keyword arguments."""
    return Sample(arguments, keywords)


@dataclass(frozen=True)
class Row:
    names: tuple[str, ...]
    call: Callable[..., Any]
    samples: tuple[Sample, ...]
    bad: tuple[Callable[[Any], Any], ...] = ()
    dtypes: tuple[str, ...] = DTYPES
    random: bool = False
    uninitialised: bool = False
    finite: bool = False
    derivatives: int = 2
    layouts: tuple[str, ...] = LAYOUTS
    family: str = ""
    label: str = ""

    def seed(self, index: int) -> int:
        return zlib.crc32(f"{self.label} {index}".encode())


def row(
    names: str | Sequence[str],
    call: Callable[..., Any] | None = None,
    *,
    samples: Sequence[Any],
    bad: Sequence[Callable[[Any], Any]] = (),
    dtypes: Sequence[str] = DTYPES,
    random: bool = False,
    uninitialised: bool = False,
    finite: bool = False,
    derivatives: int | bool = True,
    layouts: Sequence[str] | bool = True,
    label: str = "",
) -> Row:
    """A row of the table.

    bad: calls that PyTorch refuses.
    dtypes: the types to try; all, unless the row's subject is another.
    random: PyTorch's numbers cannot be expected, only shape, dtype and distribution.
    uninitialised: only shape and dtype can be compared.
    finite: no samples with NaN and infinities are derived from these (values that depend on an
        order of summation, or where PyTorch itself leaves the result open).
    derivatives: up to which order; 0 where there are none, or where PyTorch's own are wrong (say
        so).
    layouts: those to try; none where the aspect means nothing.
    """
    covered = (names,) if isinstance(names, str) else tuple(names)
    return Row(
        covered,
        call or _by_name(covered[0]),
        tuple(s if isinstance(s, Sample) else Sample(tuple(s)) for s in samples),
        tuple(bad),
        tuple(dtypes),
        random,
        uninitialised,
        finite,
        2 if derivatives is True else int(derivatives),
        LAYOUTS if layouts is True else tuple(layouts or ()),
        label=label or covered[0],
    )


def _by_name(name: str) -> Callable[..., Any]:
    """The function of that dotted name, or the method, whichever there is."""

    def call(t: Any, *arguments: Any, **keywords: Any) -> Any:
        place = t
        for part in name.split("."):
            place = getattr(place, part, None)
        if place is None:
            return getattr(arguments[0], name)(*arguments[1:], **keywords)
        return place(*arguments, **keywords)

    return call


def load() -> list[Row]:
    """The rows of all families, with labels that are unique."""
    rows: list[Row] = []
    taken: dict[str, int] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        for entry in importlib.import_module(f"{__name__}.{module}").ROWS:
            count = taken[entry.label] = taken.get(entry.label, 0) + 1
            label = entry.label if count == 1 else f"{entry.label}/{count}"
            rows.append(Row(**{**entry.__dict__, "label": label, "family": module}))
    return rows
