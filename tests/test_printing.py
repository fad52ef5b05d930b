"""The printed form of tensors: equal to PyTorch's to the character, over thousands of tensors.

Rows name what once went wrong or is easily missed; the rest is drawn at random, seed by seed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import pytest
import torch

import chainrule as cr
from chainrule import _printing

FLOATS = [torch.float64, torch.float32, torch.float16, torch.bfloat16]
COMPLEX = [torch.complex64, torch.complex128]
INTEGERS = [torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8]
DTYPES = [*FLOATS, *COMPLEX, *INTEGERS, torch.bool]
INF, NAN = math.inf, math.nan


@pytest.fixture(autouse=True)
def _defaults() -> Iterator[None]:
    """Each test starts from the default options and the default dtype, and leaves them so."""
    yield
    torch.set_default_dtype(torch.float32)
    cr.set_default_dtype(cr.float32)
    torch.set_printoptions(profile="default")
    _printing.set_printoptions(profile="default")


def ours(t: torch.Tensor) -> cr.Tensor | None:
    """The same tensor made with chainrule; None where its history is not one of a few."""
    dtype = getattr(cr, str(t.dtype).removeprefix("torch."))
    values = cr.tensor(t.tolist(), dtype=dtype).reshape(tuple(t.shape))
    if t.grad_fn is None:
        return values.requires_grad_(t.requires_grad)
    histories = {
        "MulBackward0": lambda leaf: leaf * 1,
        "CatBackward0": lambda leaf: cr.cat([leaf]),
    }
    make = histories.get(t.grad_fn.name())
    if make is None:
        return None
    made = make(values.requires_grad_())
    with cr.no_grad():
        made.copy_(values)  # a complex infinity times 1 is another number
    return made


def check(t: torch.Tensor, default: torch.dtype = torch.float32, **options: object) -> None:
    for setter in (torch.set_printoptions, _printing.set_printoptions):
        setter(profile="default")
        setter(**options)
    torch.set_default_dtype(default)
    expected = repr(t)
    torch.set_default_dtype(torch.float32)
    assert _printing.tensor_repr(t, default_dtype=str(default)) == expected
    mine = ours(t) if type(t) is torch.Tensor else None
    if mine is not None:
        cr.set_default_dtype(getattr(cr, str(default).removeprefix("torch.")))
        text, again = repr(mine), str(mine)
        cr.set_default_dtype(cr.float32)
        assert text == expected
        assert again == expected


ROWS = {
    "integral": [1.0, 2.0],
    "fractions": [1.0, 2.5],
    "negative": [1.0, -2.5],
    "zeros": [0.0, 0.0],
    "negative zero": [-0.0, 1.0],
    "negative zero alone": [-0.0],
    "not finite": [INF, -INF, NAN],
    "zero and not finite": [0.0, INF, -INF, NAN],
    "infinity is not padded for": [1.0, -INF],
    "infinity among fractions": [INF, -1.5],
    "nan among large": [NAN, 1e10],
    "ratio of 1000": [1.0, 1000.0],
    "ratio over 1000": [1.0, 1001.0],
    "ratio of 1000, fractions": [0.5, 500.0],
    "ratio over 1000, fractions": [0.5, 500.5],
    "1e8": [1e8],
    "over 1e8": [1.1e8],
    "1e-4": [1e-4],
    "under 1e-4": [9e-5],
    "a tiny integral ratio": [1e-30, 0.0],
    "ratio overflows": [1e300, 5e-324],
    "wraps": [float(i) for i in range(40)],
    "first lesson": [0.2515, -0.1228, 1.6257],
}


@pytest.mark.parametrize("dtype", [*FLOATS, *COMPLEX], ids=str)
@pytest.mark.parametrize("values", ROWS.values(), ids=ROWS)
def test_rows(values: list[float], dtype: torch.dtype) -> None:
    t = torch.tensor(values, dtype=torch.float64).to(dtype)
    for sci_mode in (None, True, False):
        for precision in (None, 0, 2, 8):
            check(t, sci_mode=sci_mode, precision=precision)
        check(t[0], sci_mode=sci_mode)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0), (1, 0, 4), (0, 0), (2000, 0)], ids=str)
def test_empty(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    t = torch.empty(shape, dtype=dtype)
    for default in (torch.float32, torch.float64, torch.float16):
        check(t, default)
    if dtype.is_floating_point or dtype.is_complex:
        check(t.requires_grad_())
        check(t * 2)
        check(t * 2, linewidth=30)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize(
    "shape",
    [(1001,), (1000,), (1001, 1), (1, 1001), (7, 143), (6, 200), (20, 20, 20), (2, 2, 2, 2, 90)],
    ids=str,
)
def test_summary(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    draw = torch.Generator().manual_seed(0)
    t = (torch.rand(shape, generator=draw, dtype=torch.float64) * 100).to(dtype)
    check(t)
    for edgeitems in (0, 1, 2, 5):
        check(t, edgeitems=edgeitems, threshold=20)
    check(t, profile="short")
    check(t.transpose(0, -1))


def test_the_format_comes_from_the_shown_elements() -> None:
    t = torch.ones(2000)
    t[1000] = 1e-10
    check(t)
    check(t, threshold=INF)


def test_no_edges_print_the_size() -> None:
    for shape in [(), (1,), (3,), (2, 2), (3, 1, 2)]:
        for threshold in (0, 5, 1000):
            check(torch.ones(shape), edgeitems=0, threshold=threshold)


def test_summary_reads_only_what_it_shows() -> None:
    reads = 0

    class Counting:
        """A tensor of (100, 100, 100) whose elements are counted as they are read."""

        dtype = torch.float32
        requires_grad = False
        grad_fn = None

        def __init__(self, shape: tuple[int, ...]) -> None:
            self.shape = shape

        def detach(self) -> Counting:
            return self

        def dim(self) -> int:
            return len(self.shape)

        def numel(self) -> int:
            return math.prod(self.shape)

        def __getitem__(self, key: int | slice) -> Counting:
            if isinstance(key, slice):
                return Counting((len(range(*key.indices(self.shape[0]))), *self.shape[1:]))
            return Counting(self.shape[1:])

        def tolist(self) -> list[float]:
            nonlocal reads
            reads += self.numel()
            return [1.0] * self.shape[0]

    text = _printing.tensor_repr(Counting((100, 100, 100)), default_dtype="torch.float32")
    assert reads == 6**3
    assert text == "Counting" + repr(torch.ones(100, 100, 100))[len("tensor") :].replace(
        "\n ", "\n   "
    )


@pytest.mark.parametrize("linewidth", [0, 10, 20, 40, 60, 79, 80, 81, 200])
def test_line_width_and_suffixes(linewidth: float) -> None:
    for n in (1, 2, 5, 9, 10, 11, 30):
        for dtype in (torch.float32, torch.float64, torch.complex128, torch.bfloat16):
            t = torch.arange(n, dtype=torch.float64).to(dtype)
            leaf = (t / 7).requires_grad_()
            for each in (t, t / 7, leaf, leaf * 2, leaf.reshape(1, 1, n)):
                check(each, linewidth=linewidth)


def test_unlimited_line_width() -> None:
    _printing.set_printoptions(linewidth=INF)
    row = torch.arange(100, 1000)
    assert _printing.tensor_repr(row, default_dtype="torch.float32") == f"tensor({row.tolist()})"


def test_names() -> None:
    class Scale(torch.Tensor):
        pass

    class Weight(torch.nn.Parameter):
        pass

    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx: object, x: torch.Tensor) -> torch.Tensor:
            return x * 2

        @staticmethod
        def backward(ctx: object, g: torch.Tensor) -> torch.Tensor:
            return g * 2

    x = torch.ones(3, requires_grad=True)
    wide = torch.arange(60.0).reshape(2, 30)
    for t in (
        Twice.apply(x),
        x[1:],
        x.exp(),
        torch.cat([x, x]),
        x @ x,
        x.detach(),
        torch.nn.Parameter(wide),
        torch.nn.Parameter(torch.ones(2), requires_grad=False),
        torch.nn.Buffer(wide),
        wide.as_subclass(Scale),
        (wide * 1.5).as_subclass(Scale),
        Weight(wide),
        Weight(torch.ones(2)),
    ):
        check(t)


def random_values(draw: random.Random, count: int, dtype: torch.dtype) -> torch.Tensor:
    kinds = [
        lambda: draw.uniform(-1, 1),
        lambda: float(draw.randint(-20, 20)),
        lambda: draw.choice([1, -1]) * 10 ** draw.uniform(-7, 12),
        lambda: draw.choice([INF, -INF, NAN, 0.0, -0.0, 1.0, 1.5, -3.0]),
        lambda: float(draw.randint(0, 3) * 500),
        lambda: draw.choice([1e8, 1e-4, 1000.0, 1.0, 1001.0, 99999999.0, 1e-5, 0.5]),
        lambda: draw.choice([0.0, -0.0, NAN]),
        lambda: draw.uniform(0, 9999.99999),
        lambda: draw.gauss(0, 1),
    ]
    usual = draw.choice(kinds)

    def number() -> float:
        return usual() if draw.random() < 0.9 else draw.choice(kinds)()

    if dtype.is_complex:
        pairs = [complex(number(), number()) for _ in range(count)]
        return torch.tensor(pairs, dtype=torch.complex128).to(dtype)
    if dtype.is_floating_point:
        return torch.tensor([number() for _ in range(count)], dtype=torch.float64).to(dtype)
    limit = draw.choice([1, 5, 127, 2**40])
    whole = [draw.randint(-limit, limit) for _ in range(count)]
    return torch.tensor(whole, dtype=torch.int64).to(dtype)


def random_case(draw: random.Random) -> torch.Tensor:
    shape = [draw.choice([1, 1, 2, 3, 4, 5, 7, 8, 13, 40]) for _ in range(draw.randrange(6))]
    if shape and draw.random() < 0.1:
        shape[draw.randrange(len(shape))] = draw.choice([0, 2000])
    while math.prod(shape) > 2500:
        shape[draw.randrange(len(shape))] = 1
    dtype = draw.choice(DTYPES)
    t = random_values(draw, math.prod(shape), dtype).reshape(shape)
    if len(shape) > 1 and draw.random() < 0.3:
        t = t.transpose(0, -1)
    if dtype.is_floating_point or dtype.is_complex:
        history = draw.randrange(5)
        if history > 1:
            t = t.detach().requires_grad_()
        if history > 2:
            t = t * 1 if history == 3 else torch.cat([t.reshape(-1)])
    return t


def random_options(draw: random.Random) -> dict[str, object]:
    if draw.random() < 0.4:
        return {}
    return {
        "precision": draw.choice([None, None, 0, 1, 2, 8]),
        "threshold": draw.choice([None, 0, 5, 50, 1000, INF]),
        "edgeitems": draw.choice([None, 0, 1, 2, 3, 5]),
        "linewidth": draw.choice([None, 20, 40, 79, 80, 81, 120, 200]),
        "profile": draw.choice([None, None, "default", "short", "full"]),
        "sci_mode": draw.choice([None, None, True, False]),
    }


@pytest.mark.parametrize("block", range(40))
def test_random(block: int) -> None:
    for seed in range(100 * block, 100 * block + 100):
        draw = random.Random(seed)
        default = draw.choice([torch.float32, torch.float32, torch.float64, torch.float16])
        check(random_case(draw), default, **random_options(draw))


def test_options_keep_their_values() -> None:
    set_options, options = _printing.set_printoptions, _printing.get_printoptions
    set_options(precision=2, sci_mode=True)
    assert options() == (2, 1000, 3, 80, True)
    set_options(edgeitems=1)
    assert options() == (2, 1000, 1, 80, None)
    set_options(profile="short", linewidth=60)
    assert options() == (2, 1000, 2, 60, None)
    set_options(profile="full")
    assert options() == (4, INF, 3, 80, None)
    set_options(profile="default")
    assert options() == _printing.PrintOptions()


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"precision": -1}, ValueError),
        ({"precision": 1.5}, TypeError),
        ({"edgeitems": -1}, ValueError),
        ({"edgeitems": "3"}, TypeError),
        ({"threshold": "many"}, TypeError),
        ({"linewidth": [80]}, TypeError),
        ({"profile": "verbose"}, ValueError),
    ],
)
def test_bad_options_change_nothing(options: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error, match=next(iter(options))):
        _printing.set_printoptions(**options)
    assert _printing.get_printoptions() == _printing.PrintOptions()
