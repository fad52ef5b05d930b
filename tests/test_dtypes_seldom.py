"""complex32, uint16, uint32 and uint64 beside PyTorch's: they are kept, moved and converted as any
dtype is, promote by rules of their own, and compute where PyTorch lets them compute."""

from __future__ import annotations

import copy
import io
import itertools
import pickle
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch

import chainrule as cr
from both import same

UNSIGNED = ("uint16", "uint32", "uint64")
SELDOM = ("complex32", *UNSIGNED)
USUAL = (
    *("bool", "uint8", "int8", "int16", "int32", "int64"),
    *("float16", "bfloat16", "float32", "float64", "complex64", "complex128"),
)
ALL = (*USUAL, *SELDOM)

with warnings.catch_warnings():  # what PyTorch says once, of complex numbers, is said here
    warnings.simplefilter("ignore")
    for lib in (torch, cr):
        lib.zeros(1, dtype=lib.complex32).to(lib.float32)


def check(scenario: Callable[..., Any], *names: str) -> None:
    """The scenario is handed the library, then the dtypes."""
    same(lambda t: scenario(t, *(getattr(t, name) for name in names)), message=False)


each = pytest.mark.parametrize("name", SELDOM)
each_unsigned = pytest.mark.parametrize("name", UNSIGNED)


# ---- promotion ----


@pytest.mark.parametrize("a", ALL)
def test_promotion_of_all_pairs(a: str) -> None:
    shapes = ((2,), ())
    for b in ALL:
        check(lambda t, x, y: str(t.promote_types(x, y)), a, b)
        check(lambda t, x, y: t.can_cast(x, y), a, b)
        for one, other in itertools.product(shapes, shapes):
            check(
                lambda t, x, y, one=one, other=other: str(
                    t.result_type(t.ones(one, dtype=x), t.ones(other, dtype=y))
                ),
                a,
                b,
            )
    for number in (True, 1, -1, 2.5, 1j, 2**63):
        check(lambda t, x, n=number: str(t.result_type(t.ones(2, dtype=x), n)), a)
        check(lambda t, x, n=number: str(t.result_type(n, t.ones((), dtype=x))), a)


def test_a_complex_number_makes_halves_complex32() -> None:
    for name in ("float16", "bfloat16", "float32"):
        check(lambda t, d: t.ones(2, dtype=d) * (1 + 2j), name)


# ---- conversion ----

VALUES = {
    "bool": [True, False],
    "uint8": [0, 1, 200, 255],
    "int8": [0, 1, -1, 127, -128],
    "int16": [0, 1, -1, 32767, -32768],
    "int32": [0, 1, -1, 70000, 2**31 - 1, -(2**31)],
    "int64": [0, 1, -1, 70000, 2**32 + 5, 2**53 + 1, 2**63 - 1, -(2**63)],
    "uint16": [0, 1, 255, 256, 32768, 65535],
    "uint32": [0, 1, 65536, 2**31, 2**32 - 1, 16777217],
    "uint64": [0, 1, 2**32 + 7, 2**53 + 1, 2**63 - 1, 2**63, 2**63 + 1025, 2**64 - 1],
}
REALS = [0.0, -0.0, 0.5, 1.5, 3.99, -1.0, -2.7, 255.0, 300.0, 40000.0, 65504.0]
WIDE_REALS = [70000.0, -70000.0, 2.0**31, 2.0**32, 3e9, 1e10, -1e10, 1.5e19, 1e30, -1e30]
ODD_REALS = [float("inf"), float("-inf"), float("nan")]


def values_of(name: str) -> list[Any]:
    if name in VALUES:
        return VALUES[name]
    reals = REALS if name in ("float16", "complex32") else REALS + WIDE_REALS
    reals = reals + ODD_REALS
    if name.startswith("complex"):
        return [complex(x, y) for x, y in zip(reals, reversed(reals), strict=True)]
    return reals


def fits_uint32(value: Any) -> bool:
    """What does not fit, PyTorch converts differently from layout to layout."""
    return -(2.0**31) <= complex(value).real < 2.0**32


LAYOUTS: dict[str, Callable[[Any], Any]] = {
    "whole": lambda x: x,
    "strided": lambda x: x[::2],
    "long": lambda x: x.repeat(40),
    "long and strided": lambda x: x.repeat(40)[::3],
    "empty": lambda x: x[:0],
    "0-d": lambda x: x[1],
}


@pytest.mark.parametrize("source", ALL)
def test_conversion_of_all_pairs(source: str) -> None:
    everything = values_of(source)

    def into_a_window(t: Any, a: Any, b: Any, values: list[Any]) -> Any:
        return t.zeros(2 * len(values), dtype=b)[::2].copy_(t.tensor(values, dtype=a))

    for target in ALL:
        if source not in SELDOM and target not in SELDOM:
            continue
        floating = target == "uint32" and source not in VALUES
        values = [v for v in everything if fits_uint32(v)] if floating else everything
        for cut in LAYOUTS.values():
            check(
                lambda t, a, b, cut=cut, values=values: cut(t.tensor(values, dtype=a)).to(b),
                source,
                target,
            )
        check(partial(into_a_window, values=values), source, target)


def test_what_does_not_fit_is_the_same_in_every_layout() -> None:
    values = REALS + WIDE_REALS + ODD_REALS
    expected = torch.tensor(values).to(torch.uint32).tolist()
    for source in ("float32", "float64", "complex64", "complex128"):
        x = cr.tensor(values, dtype=getattr(cr, source))
        assert x.to(cr.uint32).tolist() == expected
        assert x.repeat_interleave(2)[::2].to(cr.uint32).tolist() == expected
        assert [x[i].to(cr.uint32).item() for i in range(len(values))] == expected


def test_large_conversions_take_the_same_way() -> None:
    numbers = np.random.default_rng(0).integers(0, 2**16, 70_001, dtype=np.uint16)
    for target in ("float32", "float64", "int32", "complex32", "uint32", "uint64", "float16"):
        check(lambda t, d: t.from_numpy(numbers).to(d), target)
        check(lambda t, d: t.from_numpy(numbers).to(d).to(t.uint16), target)


# ---- creation and the way back ----

CREATE: dict[str, Callable[..., Any]] = {
    "zeros": lambda t, d: t.zeros(2, 3, dtype=d),
    "ones": lambda t, d: t.ones(3, dtype=d),
    "empty": lambda t, d: t.empty(0, 2, dtype=d),
    "full": lambda t, d: t.full((2,), 7, dtype=d),
    "full of negative": lambda t, d: t.full((2,), -7, dtype=d),
    "full of a float": lambda t, d: t.full((2,), 2.9, dtype=d),
    "full of a negative float": lambda t, d: t.full((2,), -0.5, dtype=d),
    "full of bool": lambda t, d: t.full((2,), True, dtype=d),
    "full of the largest": lambda t, d: t.full((2,), 65535, dtype=d),
    "full of too much": lambda t, d: t.full((2,), 65536, dtype=d),
    "full of a large float": lambda t, d: t.full((2,), 65535.5, dtype=d),
    "full of 2**32": lambda t, d: t.full((2,), 2**32, dtype=d),
    "full of 2**63": lambda t, d: t.full((2,), 2**63, dtype=d),
    "full of 2**64 - 1": lambda t, d: t.full((2,), 2**64 - 1, dtype=d),
    "full of 2**64": lambda t, d: t.full((2,), 2**64, dtype=d),
    "full of 1e19": lambda t, d: t.full((2,), 1e19, dtype=d),
    "full of NaN": lambda t, d: t.full((2,), float("nan"), dtype=d),
    "full of complex": lambda t, d: t.full((2,), 1 + 2j, dtype=d),
    "full_like": lambda t, d: t.full_like(t.zeros(2, dtype=d), 3),
    "zeros_like": lambda t, d: t.zeros_like(t.zeros(2), dtype=d),
    "scalar_tensor": lambda t, d: t.scalar_tensor(3, dtype=d),
    "new_tensor": lambda t, d: t.zeros(2, dtype=d).new_tensor([3]),
    "new_full": lambda t, d: t.zeros(2, dtype=d).new_full((2,), 3),
    "tensor": lambda t, d: t.tensor([[1, 2], [3, 65535]], dtype=d),
    "tensor of nothing": lambda t, d: t.tensor([], dtype=d),
    "tensor of one": lambda t, d: t.tensor(5, dtype=d),
    "tensor of bools": lambda t, d: t.tensor([True, False], dtype=d),
    "tensor of too much": lambda t, d: t.tensor([2**64], dtype=d),
    "tensor of 2**64 - 1": lambda t, d: t.tensor([2**64 - 1], dtype=d),
    "tensor of 65536": lambda t, d: t.tensor([65536], dtype=d),
    "tensor of -1": lambda t, d: t.tensor([-1], dtype=d),
    "tensor of -70000": lambda t, d: t.tensor([-70000], dtype=d),
    "tensor of floats": lambda t, d: t.tensor([2.7], dtype=d),
    "tensor of complex": lambda t, d: t.tensor([1 + 2j, 3], dtype=d),
    "tensor of text": lambda t, d: t.tensor(["a"], dtype=d),
    "tensor of tensors": lambda t, d: None if d == t.uint64 else t.tensor([t.tensor(3, dtype=d)]),
    "tensor of tensors and numbers": lambda t, d: t.tensor([t.tensor(3, dtype=d), 1]),
    "fill_": lambda t, d: t.zeros(2, dtype=d).fill_(9),
    "fill_ with too much": lambda t, d: t.zeros(2, dtype=d).fill_(70000),
    "fill_ with 2**64 - 1": lambda t, d: t.zeros(2, dtype=d).fill_(2**64 - 1),
    "item": lambda t, d: t.tensor(5, dtype=d).item(),
    "tolist": lambda t, d: t.tensor([[1, 2]], dtype=d).tolist(),
    "bool": lambda t, d: bool(t.tensor(5, dtype=d)),
    "int": lambda t, d: int(t.tensor(5, dtype=d)),
    "index of a list": lambda t, d: [1, 2, 3][t.tensor(1, dtype=d)],
    "arange": lambda t, d: t.arange(5, dtype=d),
    "linspace": lambda t, d: t.linspace(0, 5, 3, dtype=d),
    "rand": lambda t, d: str(t.rand(3, dtype=d).dtype),
    "randn": lambda t, d: str(t.randn(3, dtype=d).dtype),
    "randint": lambda t, d: str(t.randint(0, 5, (2,), dtype=d).dtype),
    "randint over everything": lambda t, d: str(t.randint(0, 2**16, (2,), dtype=d).dtype),
    "randint of too much": lambda t, d: str(t.randint(0, 2**33, (2,), dtype=d).dtype),
    "randint of negatives": lambda t, d: str(t.randint(-1, 5, (2,), dtype=d).dtype),
    "random_": lambda t, d: str(t.zeros(3, dtype=d).random_(10).dtype),
    "normal_": lambda t, d: str(t.zeros(3, dtype=d).normal_().dtype),
    "requires_grad": lambda t, d: t.zeros(2, dtype=d, requires_grad=True),
    "frombuffer": lambda t, d: t.frombuffer(bytearray(range(16)), dtype=d),
    "type": lambda t, d: t.zeros(2, dtype=d).type(),
    "of a type": lambda t, d: t.ones(2).type(t.zeros(0, dtype=d).type()),
    "is_signed": lambda t, d: t.zeros(2, dtype=d).is_signed(),
    "itemsize": lambda t, d: (d.itemsize, t.zeros(2, dtype=d).element_size()),
    "what it is": lambda t, d: (d.is_signed, d.is_complex, d.is_floating_point),
    "to_real": lambda t, d: str(d.to_real()),
    "to_complex": lambda t, d: str(d.to_complex()),
    "iinfo": lambda t, d: (repr(t.iinfo(d)), t.iinfo(d).max, t.iinfo(d).min, t.iinfo(d).bits),
    "finfo": lambda t, d: repr(t.finfo(d)),
    "default": lambda t, d: t.set_default_dtype(d),
}


@each
@pytest.mark.parametrize("what", CREATE)
def test_creation(name: str, what: str) -> None:
    check(CREATE[what], name)


def test_names() -> None:
    assert cr.chalf is cr.complex32
    for name in SELDOM:
        kind = getattr(cr, name)
        assert str(kind) == f"torch.{name}"
        assert pickle.loads(pickle.dumps(kind)) is kind
        assert copy.deepcopy(kind) is kind


# ---- printing ----

PRINT = {
    "complex32": [
        [1 + 2j, 3],
        [1.5 + 2.25j, float("nan") + 1j, complex("inf")],
        [[1e-5 + 2000j, 3]],
        [],
        1 + 2j,
    ],
    "uint16": [[1, 65535, 30], [[1, 2], [3, 4]], 7, []],
    "uint32": [[1, 2**32 - 1], 0],
    "uint64": [[1, 2**64 - 1], list(range(1200)), 2**63],
}


@each
def test_printing(name: str) -> None:
    for data in PRINT[name]:
        theirs = torch.tensor(data, dtype=getattr(torch, name))
        ours = cr.tensor(data, dtype=getattr(cr, name))
        assert repr(ours) == repr(theirs)
        assert f"{ours}" == f"{theirs}"


# ---- in and out ----


@each_unsigned
def test_numpy_shares_the_memory(name: str) -> None:
    array = np.array([[1, 2], [3, np.iinfo(name).max]], dtype=name)
    for make in ("from_numpy", "as_tensor", "tensor", "asarray", "from_dlpack"):
        check(lambda t, d, make=make: getattr(t, make)(array), name)
        check(lambda t, d, make=make: getattr(t, make)(array.T), name)
    ours = cr.from_numpy(array)
    ours[0, 0] = 9
    assert array[0, 0] == 9
    back = ours.numpy()
    assert back.dtype == array.dtype
    assert np.array_equal(back, array)
    assert np.array_equal(np.asarray(ours.T), array.T)
    assert cr.tensor([array.dtype.type(3)]).dtype == ours.dtype
    check(lambda t, d: t.tensor([array.dtype.type(3), 1]), name)


def test_numpy_has_no_complex32() -> None:
    check(lambda t, d: t.ones(2, dtype=d).numpy(), "complex32")


@each
def test_dlpack_both_ways(name: str) -> None:
    ours = cr.tensor([[1, 2], [3, 4]], dtype=getattr(cr, name))
    theirs = torch.from_dlpack(ours)
    assert theirs.dtype == getattr(torch, name)
    assert theirs.tolist() == ours.tolist()
    back = cr.from_dlpack(theirs.T)
    assert back.dtype == ours.dtype
    assert back.tolist() == ours.T.tolist()


@each
def test_files(name: str, tmp_path: Path) -> None:
    kind, theirs = getattr(cr, name), getattr(torch, name)
    x = cr.tensor([[1, 2, 3], [4, 5, 65535 if name != "complex32" else 6 - 1j]], dtype=kind)
    for original in (x, x.T, x[:, 1], x[:0], x[1, 1]):
        file = tmp_path / "ours"
        cr.save({"x": original, "kind": kind}, file)
        loaded = cr.load(file)
        assert loaded["kind"] is kind
        assert loaded["x"].dtype is kind
        assert loaded["x"].shape == original.shape
        assert loaded["x"].tolist() == original.tolist()
        again = pickle.loads(pickle.dumps(original))
        assert again.dtype is kind
        assert again.tolist() == original.tolist()
        written = torch.tensor(original.tolist(), dtype=theirs).reshape(original.shape)
        stream = io.BytesIO()
        torch.save({"x": written, "t": written.t() if written.dim() == 2 else written}, stream)
        stream.seek(0)
        read = cr.load(stream)
        assert read["x"].dtype is kind
        assert read["x"].tolist() == original.tolist()
        assert read["t"].tolist() == (original.T if original.dim() == 2 else original).tolist()


@each_unsigned
def test_safetensors(name: str, tmp_path: Path) -> None:
    file = tmp_path / "theirs.safetensors"
    safetensors.torch.save_file({"x": torch.tensor([1, 7], dtype=getattr(torch, name))}, file)
    read = cr.load(file)["x"]
    assert read.dtype is getattr(cr, name)
    assert read.tolist() == [1, 7]
    cr.save({"x": read}, file)
    assert safetensors.torch.load_file(file)["x"].dtype == getattr(torch, name)


# ---- moving ----

MOVE: dict[str, Callable[..., Any]] = {
    "index": lambda t, x: x[1],
    "slice": lambda t, x: x[:, ::2],
    "list": lambda t, x: x[[1, 0]],
    "mask": lambda t, x: x[t.tensor([True, False])],
    "set": lambda t, x: x.clone().__setitem__(0, 5),
    "transpose": lambda t, x: x.t().contiguous(),
    "clone": lambda t, x: x.clone(),
    "cat": lambda t, x: t.cat([x, x[:1]]),
    "cat with floats": lambda t, x: t.cat([x, t.ones(1, 3)]),
    "cat with integers": lambda t, x: t.cat([x, t.ones(1, 3, dtype=t.int64)]),
    "stack": lambda t, x: t.stack([x, x]),
    "repeat": lambda t, x: x.repeat(2, 1),
    "roll": lambda t, x: x.roll(1),
    "where": lambda t, x: t.where(t.tensor([True, False, True]), x, 0),
    "where of two": lambda t, x: t.where(t.tensor([True, False, True]), x, x[:1]),
    "pad": lambda t, x: t.nn.functional.pad(x, (1, 1)),
    "unbind": lambda t, x: list(x.unbind()),
    "expand": lambda t, x: x[:1].expand(4, 3).contiguous(),
    "diag": lambda t, x: t.diag(x[0]),
    "repeat_interleave": lambda t, x: x.repeat_interleave(2),
    "view as bytes": lambda t, x: x.view(t.uint8),
    "view as int16": lambda t, x: x.view(t.int16),
    "view as float16": lambda t, x: x.view(t.float16),
    "view as uint32": lambda t, x: x[:, :2].contiguous().view(t.uint32),
    "view as wider": lambda t, x: t.cat([x, x], 1).view(t.complex64),
    "equal": lambda t, x: (
        t.equal(x.flatten()[:4], x.flatten()[:4].clone()) if not x.is_complex() else None
    ),
}


@each
@pytest.mark.parametrize("what", MOVE)
def test_moving(name: str, what: str) -> None:
    check(lambda t, d: MOVE[what](t, t.tensor([[1, 2, 3], [40, 500, 6000]], dtype=d)), name)


# ---- computing, where PyTorch does ----

COMPUTE: dict[str, Callable[..., Any]] = {
    "mul": lambda t, x, y: x * y,
    "mul by a number": lambda t, x, y: x * 70000,
    "mul by a negative": lambda t, x, y: x * -1,
    "mul by a huge number": lambda t, x, y: x * 2**63,
    "mul by a float": lambda t, x, y: x * 2.5,
    "mul by complex": lambda t, x, y: x * (1 + 1j),
    "mul by a 0-d tensor": lambda t, x, y: x * t.tensor(3),
    "mul by another kind": lambda t, x, y: x * t.tensor([3]),
    "mul_": lambda t, x, y: x.mul_(y),
    "mul_ by a float": lambda t, x, y: x.mul_(2.5),
    "mul into floats": lambda t, x, y: t.ones(4).mul_(x),
    "and": lambda t, x, y: x & y,
    "or": lambda t, x, y: x | 6,
    "xor": lambda t, x, y: x ^ y,
    "and with bool": lambda t, x, y: x & True,
    "eq": lambda t, x, y: x == y,
    "ne": lambda t, x, y: x != y,
    "eq of a number": lambda t, x, y: x == 3,
    "eq of the same bits": lambda t, x, y: x == 3 - 2**16,
    "div": lambda t, x, y: x / y,
    "add floats": lambda t, x, y: x + t.tensor([0.5]),
    "sqrt": lambda t, x, y: x.sqrt(),
    "exp": lambda t, x, y: (x / 1000).exp(),
    "atan2": lambda t, x, y: t.atan2(x, y),
    "round": lambda t, x, y: x.round(),
    "isnan": lambda t, x, y: x.isnan(),
    "isfinite": lambda t, x, y: x.isfinite(),
    "sum": lambda t, x, y: x.sum(),
    "sum of rows": lambda t, x, y: x.reshape(2, 2).sum(1),
    "sum in floats": lambda t, x, y: x.sum(dtype=t.float64),
    "prod": lambda t, x, y: x.prod(),
    "mean": lambda t, x, y: x.mean(),
    "mean in floats": lambda t, x, y: x.mean(dtype=t.float32) if x.dtype != t.uint64 else None,
    "cumsum in integers": lambda t, x, y: x.cumsum(0, dtype=t.int64),
    "any": lambda t, x, y: x.any(),
    "all": lambda t, x, y: x.all(),
    "sort": lambda t, x, y: tuple(x.sort()),
    "sort from the largest": lambda t, x, y: tuple(x.sort(descending=True, stable=True)),
    "argsort": lambda t, x, y: x.argsort(),
    "msort": lambda t, x, y: x.msort(),
    "unique": lambda t, x, y: list(t.unique(x, return_inverse=True, return_counts=True)),
    "0-d index": lambda t, x, y: t.arange(10)[t.tensor(1, dtype=x.dtype)],
    "index": lambda t, x, y: t.arange(10).index_select(0, x),
    "allclose": lambda t, x, y: t.testing.assert_close(x, x.clone()),
}
LARGE = {"uint16": 65535, "uint32": 2**32 - 1, "uint64": 2**64 - 1}


@each_unsigned
@pytest.mark.parametrize("what", COMPUTE)
def test_computing_with_unsigned(name: str, what: str) -> None:
    def scenario(t: Any, kind: Any) -> Any:
        x = t.tensor([3, LARGE[name], 0, 5], dtype=kind)
        y = t.tensor([3, 7, 2, LARGE[name] // 2 + 1], dtype=kind)
        return COMPUTE[what](t, x, y)

    check(scenario, name)


@each_unsigned
def test_order_is_that_of_unsigned_numbers(name: str) -> None:
    """PyTorch has no extremes of these; here they are those of the numbers."""
    numbers = [3, LARGE[name], 0, LARGE[name] // 2 + 1, 7]
    x = cr.tensor(numbers, dtype=getattr(cr, name))
    assert x.max().item() == max(numbers)
    assert x.min().item() == 0
    assert x.max(0).values.item() == max(numbers)
    assert x.argmax().item() == 1
    assert x.median().item() == 7
    assert x.kthvalue(4).values.item() == numbers[3]
    assert x.topk(2).values.tolist() == sorted(numbers)[:-3:-1]
    assert cr.searchsorted(x.sort().values, x).tolist() == [1, 4, 0, 3, 2]
    assert cr.isin(x, x[1:3]).tolist() == [False, True, True, False, False]
    assert (x + 1).tolist() == [(n + 1) % (LARGE[name] + 1) for n in numbers]
    assert (~x).tolist() == [LARGE[name] - n for n in numbers]
    assert x.amax(0).dtype == x.dtype


def test_products_of_matrices() -> None:
    """PyTorch has none of these; integers wrap, complex32 is rounded once."""
    for name in UNSIGNED:
        x = cr.tensor([[LARGE[name], 2], [3, 4]], dtype=getattr(cr, name))
        square = [[(1 + 6) % (LARGE[name] + 1), LARGE[name] - 1 + 8], [LARGE[name] - 2 + 12, 22]]
        assert (x @ x).tolist() == [[n % (LARGE[name] + 1) for n in row] for row in square]
        assert (x[0] @ x[1]).item() == (8 - 3) % (LARGE[name] + 1)
    z = cr.tensor([[1 + 2j, 3], [0.5j, -1]])
    assert (z.chalf() @ z.chalf()).cfloat().equal(z @ z)


def test_what_has_no_kernel_says_so() -> None:
    x = cr.ones(3, dtype=cr.uint64)
    for ask in (
        lambda: x > 1,
        lambda: x // 2,
        lambda: x.cumsum(0, dtype=cr.uint64),
        lambda: cr.arange(3, dtype=cr.uint16),
    ):
        with pytest.raises(NotImplementedError, match=r"not implemented for '(UInt|ComplexHalf)"):
            ask()


# ---- complex32 ----

COMPLEX: dict[str, Callable[..., Any]] = {
    "add": lambda t, x: x + x[[2, 1, 0]],
    "sub": lambda t, x: x - 1,
    "mul": lambda t, x: x * x,
    "mul by a number": lambda t, x: x * (1 + 2j),
    "mul by floats": lambda t, x: x * t.tensor([1.0, 2.0, 3.0]),
    "mul by halves": lambda t, x: x * t.tensor([1.0, 2.0, 3.0], dtype=t.float16),
    "mul by integers": lambda t, x: x * t.tensor([1, 2, 3]),
    "neg": lambda t, x: -x,
    "abs": lambda t, x: x.abs(),
    "sgn": lambda t, x: x.sgn(),
    "conj": lambda t, x: x.conj().resolve_conj(),
    "real": lambda t, x: x.real,
    "imag": lambda t, x: x.imag,
    "view_as_real": lambda t, x: t.view_as_real(x),
    "eq": lambda t, x: x == 1 + 2j,
    "lt": lambda t, x: x < 1,
    "isnan": lambda t, x: x.isnan(),
    "isfinite": lambda t, x: x.isfinite(),
    "any": lambda t, x: x.any(),
    "nonzero": lambda t, x: x.nonzero(),
    "count_nonzero": lambda t, x: x.count_nonzero(),
    "norm": lambda t, x: t.linalg.vector_norm(x),
    "addcmul": lambda t, x: t.addcmul(x, x, x, value=2),
    "diff": lambda t, x: x.diff(),
    "tril": lambda t, x: t.outer(x, x).tril(),
    "masked_fill": lambda t, x: x.masked_fill(t.tensor([True, False, True]), 7),
    "index_add": lambda t, x: x.index_add(0, t.tensor([0, 0]), x[:2]),
    "index_put": lambda t, x: x.index_put((t.tensor([0]),), x[1]),
    "item": lambda t, x: complex(x[0]),
    "allclose": lambda t, x: t.allclose(x, x.clone()),
    "assert_close": lambda t, x: t.testing.assert_close(x, x * 1),
    "chalf of itself": lambda t, x: x.chalf() is x,
    "half": lambda t, x: x.half(),
    "cfloat": lambda t, x: x.cfloat(),
}


@pytest.mark.parametrize("what", COMPLEX)
def test_computing_with_complex32(what: str) -> None:
    check(lambda t, d: COMPLEX[what](t, t.tensor([1 + 2j, 0, -3.5 + 0.25j], dtype=d)), "complex32")


def gradient(t: Any, make: Callable[[Any, Any], Any], data: list[Any], kind: str) -> Any:
    x = t.tensor(data, dtype=getattr(t, kind), requires_grad=True)
    y = make(t, x)
    y.backward(t.ones_like(y))
    return x.grad


GRADIENTS: dict[str, Callable[..., Any]] = {
    "chalf of floats": lambda t, x: x.chalf(),
    "chalf of a product": lambda t, x: x.chalf() * (1 + 2j),
    "square": lambda t, x: x.chalf() * x.chalf(),
    "abs": lambda t, x: x.chalf().abs(),
    "real": lambda t, x: x.chalf().real,
    "imag": lambda t, x: (x.chalf() * 1j).imag,
    "back again": lambda t, x: x.chalf().cfloat() * 2,
    "neg": lambda t, x: -x.chalf(),
    "conj": lambda t, x: x.chalf().conj() * 1,
    "view_as_real": lambda t, x: t.view_as_real(x.chalf()),
    "slice": lambda t, x: x.chalf()[1:],
    "twice": lambda t, x: x.chalf() + x.chalf(),
}


@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "complex64", "complex32"])
@pytest.mark.parametrize("what", GRADIENTS)
def test_gradients_through_complex32(what: str, kind: str) -> None:
    data = [1.5, -2.0, 0.25] if "float" in kind else [1.5 + 1j, -2.0, 0.25j]
    same(lambda t: gradient(t, GRADIENTS[what], data, kind), message=False)


def test_halves_make_complex32() -> None:
    for name in ("float16", "bfloat16", "float32"):
        check(lambda t, d: t.complex(t.ones(2, dtype=d), t.zeros(2, dtype=d)), name)
        check(lambda t, d: t.view_as_complex(t.ones(3, 2, dtype=d)), name)
    same(
        lambda t: gradient(t, lambda t, x: t.complex(x, 2 * x).abs(), [0.5, 1.0, -2.0], "float16"),
        message=False,
    )
    same(
        lambda t: gradient(
            t, lambda t, x: t.view_as_complex(x) * 2, [[0.5, 1.0], [3.0, -2.0]], "float16"
        ),
        message=False,
    )
