"""``Size``, ``device``, ``finfo`` and ``iinfo`` beside PyTorch's: same values, text, errors."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from chainrule import _types

THEIRS = SimpleNamespace(Size=torch.Size, device=torch.device, finfo=torch.finfo, iinfo=torch.iinfo)


def outcome(ask: Callable[[Any], object], module: Any) -> tuple[object, ...]:
    try:
        result = ask(module)
    except Exception as error:
        return type(error), str(error)
    return type(result).__name__, repr(result)


def same(ask: Callable[[Any], object]) -> tuple[object, ...]:
    expected = outcome(ask, THEIRS)
    assert outcome(ask, _types) == expected
    return expected


SIZES: dict[str, Callable[[Any], object]] = {
    "empty": lambda m: m.Size(),
    "list": lambda m: m.Size([2, 3]),
    "one": lambda m: m.Size((2,)),
    "iterator": lambda m: m.Size(iter(range(3))),
    "bool": lambda m: m.Size([True]),
    "tensor": lambda m: m.Size([torch.tensor(3)]),
    "numpy": lambda m: m.Size([np.int64(3)]),
    "negative": lambda m: m.Size([-1]),
    "int": lambda m: m.Size(2),
    "str": lambda m: m.Size("ab"),
    "float": lambda m: m.Size([1.5]),
    "second is str": lambda m: m.Size([1, "a"]),
    "float tensor": lambda m: m.Size([torch.tensor(3.0)]),
    "add": lambda m: m.Size([2, 3]) + m.Size([1]),
    "add tuple": lambda m: m.Size([2, 3]) + (1,),
    "radd tuple": lambda m: (1,) + m.Size([2]),
    "add list": lambda m: m.Size([2]) + [1],
    "add None": lambda m: m.Size([2]) + None,
    "add floats": lambda m: m.Size([2, 3]) + (1.5,),
    "radd str": lambda m: ("a",) + m.Size([1]),
    "times": lambda m: m.Size([2, 3]) * 2,
    "rtimes": lambda m: 2 * m.Size([2, 3]),
    "times float": lambda m: m.Size([2]) * 1.5,
    "slice": lambda m: m.Size([2, 3, 4])[1:],
    "backwards": lambda m: m.Size([2, 3, 4])[::-1],
    "item": lambda m: m.Size([2, 3, 4])[-1],
    "past the end": lambda m: m.Size([3])[5],
    "key": lambda m: m.Size([2])["a"],
    "equal": lambda m: m.Size([2, 3]) == (2, 3),
    "less": lambda m: m.Size([2, 3]) < m.Size([2, 4]),
    "hash": lambda m: hash(m.Size([2, 3])) == hash((2, 3)),
    "numel": lambda m: m.Size([2, 3]).numel(),
    "numel of none": lambda m: m.Size([]).numel(),
    "numel with zero": lambda m: m.Size([0, 4]).numel(),
    "index": lambda m: m.Size([2, 3]).index(3),
    "count": lambda m: m.Size([2, 3, 2]).count(2),
    "tuple": lambda m: tuple(m.Size([2])),
    "str()": lambda m: str(m.Size([2, 3])),
    "format": lambda m: f"{m.Size([2, 3])}",
    "pickle": lambda m: pickle.loads(pickle.dumps(m.Size([2, 3]))),
    "copy": lambda m: copy.copy(m.Size([2])),
    "deepcopy": lambda m: copy.deepcopy(m.Size([2])),
    "unpack": lambda m: [*m.Size([2, 3])],
}


@pytest.mark.parametrize("ask", SIZES.values(), ids=SIZES)
def test_size(ask: Callable[[Any], object]) -> None:
    same(ask)


STRINGS = [
    *("cpu", "cpu:0", "cpu:3", "cpu:127"),
    *("", "foo", "foo:1", "npu", "CPU", " cpu", "cpu ", "cpu:", "cpu:x", "cpu:-1"),
    *("cpu:01", "cpu:1:2", "cpu:0:", "cpu:99999999999999", ":", ":1", "cpu\n", "1"),
]
DEVICES: dict[str, Callable[[Any], object]] = {
    **{f"device({text!r})": partial(lambda text, m: m.device(text), text) for text in STRINGS},
    "index": lambda m: m.device("cpu", 1),
    "keywords": lambda m: m.device(type="cpu", index=2),
    "index None": lambda m: m.device("cpu", None),
    "two indices": lambda m: m.device("cpu:0", 1),
    "negative": lambda m: m.device("cpu", -1),
    "bool index": lambda m: m.device("cpu", True),
    "float index": lambda m: m.device("cpu", 1.5),
    "negative number": lambda m: m.device(-1),
    "of a device": lambda m: m.device(m.device("cpu:1")),
    "type": lambda m: m.device("cpu:1").type,
    "no index": lambda m: m.device("cpu").index,
    ".index": lambda m: m.device("cpu:3").index,
    "str": lambda m: (str(m.device("cpu")), str(m.device("cpu:1"))),
    "index counts": lambda m: m.device("cpu") == m.device("cpu:0"),
    "equal": lambda m: m.device("cpu") == m.device("cpu"),
    "not a string": lambda m: m.device("cpu") == "cpu",
    "unlike a string": lambda m: m.device("cpu") != "cpu",
    "hash": lambda m: len({m.device("cpu"), m.device("cpu"), m.device("cpu:0")}),
    "pickle": lambda m: pickle.loads(pickle.dumps(m.device("cpu:1"))),
    "pickle plain": lambda m: pickle.loads(pickle.dumps(m.device("cpu"))),
    "deepcopy": lambda m: copy.deepcopy(m.device("cpu")),
    "read only": lambda m: setattr(m.device("cpu"), "type", "meta"),
}


@pytest.mark.parametrize("ask", DEVICES.values(), ids=DEVICES)
def test_device(ask: Callable[[Any], object]) -> None:
    same(ask)


@pytest.mark.parametrize("argument", [None, True, 1.5, ["cpu"]])
def test_device_of_something_else(argument: object) -> None:
    for module in (THEIRS, _types):
        with pytest.raises(TypeError):
            module.device(argument)


@pytest.mark.parametrize("name", ["cuda", "cuda:1", "meta", "mps", "xla:2", 0])
def test_there_is_only_the_cpu(name: str | int) -> None:
    kind = AssertionError if str(name).startswith("cuda") else RuntimeError
    with pytest.raises(kind, match="chainrule computes on the CPU only"):
        _types.usable_device(name)
    with _types.device("cpu") as entered:
        assert entered == _types.device("cpu")


FLOATS = ["float64", "float32", "float16", "bfloat16", "complex64", "complex128"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8"]


@pytest.mark.parametrize("name", FLOATS)
def test_finfo(name: str) -> None:
    dtype = getattr(torch, name)
    names = ["bits", "eps", "max", "min", "tiny", "smallest_normal", "resolution", "dtype"]
    same(lambda m: m.finfo(dtype))
    same(lambda m: [(n, getattr(m.finfo(dtype), n)) for n in names])
    same(lambda m: str(m.finfo(dtype)))


@pytest.mark.parametrize("name", INTEGERS)
def test_iinfo(name: str) -> None:
    dtype = getattr(torch, name)
    same(lambda m: m.iinfo(dtype))
    same(lambda m: [(n, getattr(m.iinfo(dtype), n)) for n in ["bits", "max", "min", "dtype"]])
    same(lambda m: str(m.iinfo(dtype)))


LIMITS: dict[str, Callable[[Any], object]] = {
    "equal": lambda m: m.finfo(torch.float32) == m.finfo(torch.float32),
    "complex equals its parts": lambda m: m.finfo(torch.complex64) == m.finfo(torch.float32),
    "other dtype": lambda m: m.iinfo(torch.uint8) == m.iinfo(torch.int8),
    "finfo is no number": lambda m: m.finfo(torch.float32) == 1,
    "iinfo of bool": lambda m: m.iinfo(torch.bool),
    "iinfo of float": lambda m: m.iinfo(torch.float64),
    "iinfo of complex": lambda m: m.iinfo(torch.complex64),
    "iinfo of int": lambda m: m.iinfo(3),
    "finfo of str": lambda m: m.finfo("float32"),
    "iinfo of str": lambda m: m.iinfo("int8"),
}


@pytest.mark.parametrize("ask", LIMITS.values(), ids=LIMITS)
def test_limits(ask: Callable[[Any], object]) -> None:
    expected = outcome(ask, THEIRS)
    got = outcome(ask, _types)
    assert got[0] == expected[0]
    assert str(got[1]).startswith(str(expected[1]).split(". Use")[0])


def test_limits_are_read_only_and_not_hashed() -> None:
    for limits in (_types.finfo(torch.float32), _types.iinfo(torch.int8)):
        with pytest.raises(AttributeError):
            limits.max = 1  # type: ignore[misc, assignment]
        with pytest.raises(TypeError):
            hash(limits)
    for dtype in (torch.bool, torch.int8, torch.uint8):
        with pytest.raises(TypeError, match="requires a floating point input type"):
            _types.finfo(dtype)
