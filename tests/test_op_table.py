"""Every row of op_table/ against PyTorch, one test for each aspect of it.

values       shapes, dtypes and values in every type that PyTorch takes, its exception class where
it
             takes none; NaN and infinities; the arguments afterwards; the in-place twin and
             ``out=``
derivatives  first and second order, real and complex, with fixed cotangents
layouts      transposed, strided and expanded arguments
errors       the row's bad calls
"""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr
from op_table import FLOATS, Maker, Row, Sample, load
from table_compare import difference, dtype_name, flat, is_tensor, tensor, to_numpy

ROWS = load()
OPERATIONS: dict[str, list[dict[str, Any]]] = {}
for _operation in cr._core.describe_ops():
    OPERATIONS.setdefault(_operation["name"], []).append(_operation)

FAILURES_SHOWN = 5
WIDE = {"complex64": "complex128", **dict.fromkeys(FLOATS, "float64")}
ORDINARY = (AttributeError, NameError, ImportError)  # what a missing thing raises, not a bad call
# What PyTorch cannot do, rather than refuses: chainrule may.
LIMITATION = re.compile(
    "not implemented for|derivative for .* is not implemented|view size is not compatible"
    "|not differentiable with respect to|must have a last dimension with stride 1"
    "|does not support complex inputs"
)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """PyTorch gives most of its warnings once a process: whether here depends on the order of
    tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class Arguments:
    """The arguments of one sample in both libraries, from the same arrays."""

    def __init__(self, row: Row, index: int, dtype: str) -> None:
        rng = np.random.default_rng(row.seed(index))
        self.sample: Sample = row.samples[index]
        self.dtype = dtype
        self.arrays = [
            (m, np.asarray(m.array(rng, dtype)), m.kind(dtype)) for m in self.sample.makers()
        ]

    def sprinkle(self) -> None:
        """NaN and infinities into the arguments that follow the type under test."""
        for maker, array, _ in self.arrays:
            if maker.dtype is None and not maker.constant and array.size:
                values = itertools.cycle([np.nan, 1.0, np.inf, -np.inf, -0.0])
                for place in range(0, array.size, 3):
                    array.reshape(-1)[place] = next(values)

    def rounded(self) -> Arguments:
        """The same numbers, as the type under test has rounded them, in double precision."""
        made = object.__new__(Arguments)
        made.sample, made.dtype = self.sample, WIDE[self.dtype]
        made.arrays = []
        for maker, array, kind in self.arrays:
            if kind in WIDE:
                array, kind = to_numpy(tensor(torch, array, kind)), WIDE[kind]
            made.arrays.append((maker, array, kind))
        return made

    def make(
        self, t: Any, form: Callable[..., Any] | None = None, *, grad: bool = False
    ) -> tuple[list[Any], dict[str, Any]]:
        """Positional and keyword arguments for ``t``; ``form`` lays a tensor out in another way."""
        arrays = iter(self.arrays)

        def build(value: Any) -> Any:
            if isinstance(value, Maker):
                maker, array, kind = next(arrays)
                made = tensor(t, array, kind)
                if form is not None:
                    made = form(t, made, maker)
                if grad and not maker.constant and kind in WIDE:
                    made.requires_grad_()
                return made
            if isinstance(value, (list, tuple)):
                return type(value)(build(item) for item in value)
            return value

        positional = [build(value) for value in self.sample.arguments]
        return positional, {key: build(value) for key, value in self.sample.keywords.items()}

    def __str__(self) -> str:
        shapes = ", ".join(f"{kind}{list(array.shape)}" for _, array, kind in self.arrays)
        return f"{self.dtype} ({shapes})"


def outcome(call: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        return call(), None
    except Exception as error:
        return None, error


def refusal(ours: Exception | None, theirs: Exception | None) -> str | None:
    """Why the exceptions are not the same, or None: of PyTorch's class, or of a subclass."""
    if theirs is None:
        return None if ours is None else f"raises {type(ours).__name__}: {ours}"
    if ours is None:
        if LIMITATION.search(str(theirs)):
            return None
        return f"does not raise {type(theirs).__name__}: {theirs}"
    if isinstance(ours, type(theirs)) and str(ours):
        return None
    return f"raises {type(ours).__name__}: {ours}; PyTorch {type(theirs).__name__}: {theirs}"


def finish(failures: list[str]) -> None:
    if failures:
        shown = "\n".join(failures[:FAILURES_SHOWN])
        pytest.fail(f"{len(failures)} differences\n{shown}", pytrace=False)


def each(row: Row, dtypes: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for index, sample in enumerate(row.samples):
        tried = dtypes if sample.follows else dtypes[:1]
        yield from ((index, dtype) for dtype in tried)


def compare_call(
    row: Row, call: Callable[..., Any], arguments: Arguments, form: Any = None
) -> str | None:
    """Runs ``call`` on both, with results, exceptions, and the arguments afterwards."""
    given, named = arguments.make(torch, form)
    theirs, their_error = outcome(lambda: call(torch, *given, **named))
    if call is not row.call and isinstance(their_error, TypeError):
        return None  # PyTorch has not this form
    mine, mine_named = arguments.make(cr, form)
    ours, our_error = outcome(lambda: call(cr, *mine, **mine_named))
    if found := refusal(our_error, their_error):
        return found
    if our_error is not None:
        untouched, _ = arguments.make(torch, form)
        return difference(mine, untouched, where="argument after an error")
    if their_error is not None:
        return None
    values = not (row.random or row.uninitialised)

    def wide() -> Any:
        positional, keywords = arguments.rounded().make(torch, form)
        return call(torch, *positional, **keywords), positional

    exact: list[Any] = []

    def once(part: int) -> Any:
        if not exact:
            exact.extend(wide())
        return exact[part]

    widened = arguments.dtype in WIDE and arguments.dtype not in ("float64", "complex128")
    return difference(
        ours, theirs, values=values, wide=(lambda: once(0)) if widened else None
    ) or difference(
        mine, given, values=values, wide=(lambda: once(1)) if widened else None, where="argument"
    )


class Twin:
    """``t`` with one function exchanged for its in-place or ``out=`` form: the row's code is
    kept."""

    def __init__(self, t: Any, names: dict[str, Callable[..., Any]]) -> None:
        self._t, self._names = t, names

    def __getattr__(self, name: str) -> Any:
        if name in self._names:
            return self._names[name]
        inner = {
            rest: made
            for full, made in self._names.items()
            for head, _, rest in [full.partition(".")]
            if head == name and rest
        }
        found = getattr(self._t, name)
        return Twin(found, inner) if inner else found


def twins(row: Row) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The row's call by way of the forms that the registry promises."""
    public = [name for name in row.names if not name.startswith("_")]
    described = [operation for name in public for operation in OPERATIONS.get(name, [])]
    inplace = {o["name"] for o in described if o["inplace"] and o["method"]}
    out = {o["name"] for o in described if o["out"]} - {
        o["name"] for o in described if not o["out"]
    }

    def call_inplace(t: Any, *arguments: Any, **keywords: Any) -> Any:
        def replaced(name: str) -> Callable[..., Any]:
            def method(x: Any, *rest: Any, **named: Any) -> Any:
                result = getattr(x, f"{name}_")(*rest, **named)
                assert result is x, "the in-place form returns another tensor"
                return result

            return method

        return row.call(Twin(t, {n: replaced(n) for n in inplace}), *arguments, **keywords)

    def call_out(t: Any, *arguments: Any, **keywords: Any) -> Any:
        def replaced(name: str) -> Callable[..., Any]:
            function = t
            for part in name.split("."):
                function = getattr(function, part)

            def method(*rest: Any, **named: Any) -> Any:
                expected = function(*rest, **named)
                if "out" in named or not is_tensor(expected):
                    return expected
                target = t.empty(expected.shape, dtype=expected.dtype)
                result = function(*rest, **named, out=target)
                assert result is target, "out= returns another tensor"
                return result

            return method

        return row.call(Twin(t, {n: replaced(n) for n in out}), *arguments, **keywords)

    if inplace:
        yield "in place", call_inplace
    if out and not row.uninitialised and not row.random:
        yield "out=", call_out


def values(row: Row) -> None:
    failures = []
    for index, dtype in each(row, row.dtypes):
        arguments = Arguments(row, index, dtype)
        forms = [("", row.call)]
        if dtype in ("float64", "int64", "complex64"):
            forms += twins(row)
        for name, call in forms:
            if found := compare_call(row, call, arguments):
                failures.append(f"sample {index}, {arguments} {name}: {found}")
        if dtype in ("float32", "bfloat16", "float64") and not (row.finite or row.random):
            arguments.sprinkle()
            if found := compare_call(row, row.call, arguments):
                failures.append(f"sample {index}, {arguments} with NaN and infinities: {found}")
    finish(failures)


def statistics(row: Row) -> None:
    """The two-sample statistic of Kolmogorov and Smirnov, where PyTorch draws other numbers."""
    failures = []
    for index in range(len(row.samples)):
        arguments = Arguments(row, index, "float32")
        drawn = []
        for t in (torch, cr):
            t.manual_seed(row.seed(index) % 1000)
            positional, keywords = arguments.make(t)
            results = [r for r in flat(row.call(t, *positional, **keywords)) if r.numel() >= 1000]
            drawn.append([np.sort(to_numpy(r).astype(float).reshape(-1)) for r in results])
        for theirs, ours in zip(*drawn, strict=True):
            points = np.concatenate([theirs, ours])
            shares = [np.searchsorted(x, points, side="right") / x.size for x in (theirs, ours)]
            distance = np.abs(shares[0] - shares[1]).max()
            bound = 1.95 * np.sqrt((ours.size + theirs.size) / (ours.size * theirs.size))  # 0.1 %
            if distance > bound:
                failures.append(
                    f"sample {index}, {arguments}: another distribution, {distance:.4f} apart "
                    f"where "
                    f"{bound:.4f} is chance; mean {ours.mean()} instead of {theirs.mean()}"
                )
    finish(failures)


def cotangent(t: Any, like: Any, *seed: int) -> Any:
    rng = np.random.default_rng(seed)
    array = rng.uniform(-1, 1, tuple(like.shape))
    if "complex" in dtype_name(like):
        array = array + 1j * rng.uniform(-1, 1, tuple(like.shape))
    return tensor(t, array, dtype_name(like)).requires_grad_()


def gradients(
    t: Any, call: Callable[..., Any], arguments: Arguments, seed: int, form: Any = None
) -> Iterator[Any]:
    """The result, its derivatives, and theirs; ends where nothing more depends on anything."""
    positional, keywords = arguments.make(t, grad=True)
    leaves = [x for x in flat([positional, keywords]) if x.requires_grad]

    def used(value: Any) -> Any:
        """A leaf cannot be changed in place: operations get a copy, laid out as asked."""
        if is_tensor(value):
            copy = value * 1 if value.requires_grad else value
            return copy if form is None else form(t, copy)
        if isinstance(value, (list, tuple)):
            return type(value)(used(item) for item in value)
        return value

    result = call(t, *used(positional), **{key: used(value) for key, value in keywords.items()})
    yield [r.requires_grad for r in flat(result)], result
    sources = leaves
    found = list(flat(result))
    for order in (1, 2):
        # Seeded by place: a derivative that is left out on one side only does not shift the others.
        places = [i for i, r in enumerate(found) if r is not None and r.requires_grad]
        if not places:
            return
        weights = [cotangent(t, found[i], seed, order, i) for i in places]
        found = t.autograd.grad(
            [found[i] for i in places],
            sources,
            weights,
            create_graph=order == 1,
            allow_unused=True,
        )
        filled = [t.zeros_like(x) if g is None else g for g, x in zip(found, sources, strict=True)]
        yield filled
        sources = leaves + weights


def compare_gradients(
    row: Row, arguments: Arguments, seed: int, form: Any = None, orders: int = 2
) -> str | None:
    ours = gradients(cr, row.call, arguments, seed, form)
    theirs = gradients(torch, row.call, arguments, seed, form)
    for order in range(min(orders, row.derivatives) + 1):
        expected, their_error = outcome(lambda: next(theirs, None))
        if order == 2 and (their_error is not None or expected is None):
            return None  # PyTorch has no second derivative, or says nothing of it
        found, our_error = outcome(lambda: next(ours, None))
        if problem := refusal(our_error, their_error):
            return f"order {order}: {problem}"
        if their_error is not None or expected is None:
            return None
        if found is None:
            return f"order {order}: no result depends on an argument"
        if problem := difference(list(found), list(expected), where=f"order {order}"):
            return problem
    return None


def derivatives(row: Row) -> None:
    failures = []
    tried = tuple(d for d in ("float64", "complex128") if d in row.dtypes)
    for index, dtype in each(row, tried):
        arguments = Arguments(row, index, dtype)
        if found := compare_gradients(row, arguments, row.seed(index) + 1):
            failures.append(f"sample {index}, {arguments}: {found}")
    finish(failures)


def transposed(t: Any, x: Any, maker: Maker | None = None) -> Any:
    """Dimensions in the reverse order in memory."""
    order = tuple(reversed(range(x.dim())))
    return x.permute(order).contiguous().permute(order)


def strided(t: Any, x: Any, maker: Maker | None = None) -> Any:
    """Every second element of each dimension of a larger tensor, not from its first."""
    if not x.dim():
        return t.stack([x, x, x])[1]
    larger = t.zeros([2 * n + 1 for n in x.shape], dtype=x.dtype)
    places = (slice(1, None, 2),) * x.dim()
    larger[places] = x
    return larger[places]


def expanded(t: Any, x: Any, maker: Maker) -> Any:
    """The first row again and again, with a stride of zero; no constants, no distinct elements."""
    suits = not (maker.constant or maker.distinct) and x.dim() and x.shape[0]
    return x[:1].expand(x.shape) if suits else x


FORMS = {"transposed": transposed, "strided": strided, "expanded": expanded}


def layouts(row: Row) -> None:
    failures = []
    for (index, dtype), name in itertools.product(each(row, row.dtypes[:1]), row.layouts):
        arguments, form = Arguments(row, index, dtype), FORMS[name]
        found = compare_call(row, row.call, arguments, form)
        if found is None and name == "strided" and row.derivatives and not row.random:
            found = compare_gradients(row, arguments, row.seed(index) + 2, form, orders=1)
        if found:
            failures.append(f"sample {index}, {arguments} {name}: {found}")
    finish(failures)


def errors(row: Row) -> None:
    failures = []
    for index, call in enumerate(row.bad):
        result, theirs = outcome(lambda call=call: call(torch))
        if theirs is None or isinstance(theirs, ORDINARY):
            failures.append(f"bad call {index} is none: PyTorch gives {result!r}{theirs!r}")
            continue
        _, ours = outcome(lambda call=call: call(cr))
        if found := refusal(ours, theirs):
            failures.append(f"bad call {index}: {found}")
    finish(failures)


# Whose kernels are compiled once per instruction set.
PER_ISA = {
    "activation",
    "compare",
    "complex",
    "loss",
    "norm",
    "pointwise",
    "pointwise_more",
    "random",
    "recurrent",
    "reduce",
    "softmax",
}


def aspects(row: Row) -> Iterator[Callable[[Row], None]]:
    yield values
    if row.random:
        yield statistics
    elif row.derivatives and any(not m.constant for s in row.samples for m in s.makers()):
        yield derivatives
    if row.layouts and any(s.makers() for s in row.samples):
        yield layouts
    if row.bad:
        yield errors


def items() -> Iterator[Any]:
    for place, row in enumerate(ROWS):
        found = list(aspects(row))
        for aspect in found:
            marks = []
            if row.family in PER_ISA and aspect in (values, statistics):
                marks.append(pytest.mark.isa)
            if place % 2 == 0 and aspect is found[place // 2 % len(found)]:
                marks.append(pytest.mark.sanitize)
            yield pytest.param(row, aspect, id=f"{row.label}-{aspect.__name__}", marks=marks)


@pytest.mark.parametrize(("row", "aspect"), list(items()))
def test_row(row: Row, aspect: Callable[[Row], None]) -> None:
    aspect(row)


def test_every_operation_has_a_row() -> None:
    named = {name for row in ROWS for name in row.names}
    assert set(OPERATIONS) - named == set(), "no row in tests/op_table"


def test_every_row_has_an_operation() -> None:
    """... or a function of Python's, which stands where its name says."""
    for name in {name for row in ROWS for name in row.names} - set(OPERATIONS):
        place: Any = cr
        for part in name.split("."):
            place = getattr(place, part, None)
        assert callable(place) or hasattr(cr.Tensor, name), f"{name}: no such operation"
