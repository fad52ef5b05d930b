"""Numbers, nested sequences and arrays as tensors: every maker with every kind of data."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr
from both import close, run


class TwoItems:
    """A sequence by its length and items alone."""

    def __len__(self) -> int:
        return 2

    def __getitem__(self, i: int) -> int:
        if i > 1:
            raise IndexError
        return i


class HasFloat:
    def __float__(self) -> float:
        return 2.5


class HasIndex:
    def __index__(self) -> int:
        return 3


F64, F32, I64 = np.ones(2), np.zeros(2, dtype=np.float32), np.arange(2)

# By name: the data, made from the library.
DATA: dict[str, Callable[[Any], Any]] = {
    "arrays": lambda t: [F64, F64 + 1],
    "arrays in a tuple": lambda t: (F64, F32),
    "arrays of float32": lambda t: [F32, F32],
    "arrays of int": lambda t: [I64, I64],
    "arrays of arrays": lambda t: [[I64, F64], [I64, F64]],
    "arrays of two dimensions": lambda t: [np.ones((2, 3)), np.zeros((2, 3))],
    "array and list": lambda t: [F64, [1, 2]],
    "array, strided": lambda t: [np.arange(8)[::2], np.arange(4)],
    "array, reversed": lambda t: [np.arange(3)[::-1]],
    "array, Fortran's order": lambda t: [np.asfortranarray(np.arange(6.0).reshape(2, 3))],
    "array of bool": lambda t: [np.array([True, False])],
    "array of complex": lambda t: [np.array([1j])],
    "arrays of different length": lambda t: [np.ones(2), np.ones(3)],
    "empty array": lambda t: [np.ones((0, 2))],
    "empty inner array": lambda t: [np.ones((2, 0))],
    "array of texts": lambda t: np.array(["a"]),
    "array of objects": lambda t: [np.array([None])],
    "array without dimensions": lambda t: np.array(3.0),
    "arrays without dimensions": lambda t: [np.array(3.0), np.array(4.0)],
    "number and array without dimensions": lambda t: [1, np.array(3.0)],
    "number and array": lambda t: [1, np.ones(1)],
    "array and number": lambda t: [np.ones(1), 1],
    "array that does not fit": lambda t: [np.array([300, -300])],
    "array of NaN": lambda t: [np.array([np.nan])],
    "NumPy's scalars": lambda t: [np.float32(1), np.float64(2)],
    "float64 scalar": lambda t: [np.float64(2)],
    "float16 scalar and number": lambda t: [np.float16(2), 1.0],
    "int32 scalar": lambda t: [np.int32(2)],
    "int32 scalar and number": lambda t: [np.int32(2), 1],
    "uint8 scalar and bool": lambda t: [np.uint8(2), True],
    "bool scalar": lambda t: [np.bool_(True), False],
    "complex scalar": lambda t: np.complex64(1j),
    "tensors": lambda t: [t.tensor(1), t.tensor(2.0)],
    "tensors of one element": lambda t: [t.tensor([1.0]), t.tensor([2.0])],
    "tensors of two elements": lambda t: [t.ones(2), t.ones(2)],
    "tensor and scalar": lambda t: [t.tensor(3, dtype=t.int8), np.int16(2)],
    "deque": lambda t: deque([1.0, 2.0]),
    "range": lambda t: range(3),
    "ranges": lambda t: [range(2), range(2)],
    "a class of sequences": lambda t: TwoItems(),
    "classes of sequences": lambda t: [TwoItems(), (5, 6)],
    "bytearray": lambda t: bytearray(b"ab"),
    "bytes": lambda t: b"ab",
    "text": lambda t: "a",
    "texts": lambda t: ["a"],
    "number and text": lambda t: [1, "a"],
    "dictionary": lambda t: {1: 2},
    "dictionaries": lambda t: [{1: 2}],
    "set": lambda t: {1, 2},
    "None": lambda t: None,
    "list of None": lambda t: [None],
    "datetime": lambda t: np.datetime64("2020"),
    "ragged": lambda t: [[1, 2], [3]],
    "number and list": lambda t: [1, [2]],
    "list and number": lambda t: [[2], 1],
    "nothing": lambda t: [],
    "empty lists": lambda t: [[], []],
    "numbers": lambda t: [0.1, 2],
    "bools and numbers": lambda t: [True, 1],
    "complex numbers": lambda t: [1j, 2],
    "NaN": lambda t: float("nan"),
    "large integer": lambda t: [2**63],
    "larger integer": lambda t: 2**70,
    "__float__": lambda t: [HasFloat()],
    "__index__": lambda t: [HasIndex()],
}
MAKERS: dict[str, Callable[[Any, Any], Any]] = {
    "tensor": lambda t, data: t.tensor(data),
    "tensor of float64": lambda t, data: t.tensor(data, dtype=t.float64),
    "tensor of int32": lambda t, data: t.tensor(data, dtype=t.int32),
    "tensor of uint8": lambda t, data: t.tensor(data, dtype=t.uint8),
    "tensor of bool": lambda t, data: t.tensor(data, dtype=t.bool),
    "as_tensor": lambda t, data: t.as_tensor(data),
    "new_tensor": lambda t, data: t.ones(1).new_tensor(data),
    "FloatTensor": lambda t, data: t.FloatTensor(data),
    "DoubleTensor": lambda t, data: t.DoubleTensor(data),
    "Tensor": lambda t, data: t.Tensor(data),
    "new": lambda t, data: t.ones(1).new(data),
}
# There PyTorch takes NumPy's float64, which is a Python float, and refuses its float32: more is
# taken here, what both take is the same.
GENEROUS = {"tensor of int32", "tensor of uint8", "tensor of bool"}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("maker", MAKERS)
def test_as_pytorch(maker: str, data: str) -> None:
    def scenario(t: Any) -> Any:
        return MAKERS[maker](t, DATA[data](t))

    theirs, ours = run(scenario, torch), run(scenario, cr)
    if maker in GENEROUS and theirs.kind == "TypeError":
        return
    assert ours.kind == theirs.kind, (ours.value, theirs.value)
    if theirs.kind == "value":
        close(ours.value, theirs.value)


@pytest.mark.parametrize("size", [(np.int64(3),), (2, np.int32(3)), (True,), (2.5,), (2, 1.5)])
@pytest.mark.parametrize("maker", ["Tensor", "FloatTensor", "LongTensor"])
def test_sizes(maker: str, size: tuple[Any, ...]) -> None:
    def scenario(t: Any) -> Any:
        return list(getattr(t, maker)(*size).shape)

    theirs, ours = run(scenario, torch), run(scenario, cr)
    assert (ours.kind, theirs.kind == "value" and ours.value) == (
        theirs.kind,
        theirs.kind == "value" and theirs.value,
    )


def test_new_shares_a_tensor_and_makes_its_own_type() -> None:
    def scenario(t: Any) -> Any:
        x = t.ones(2, 3, dtype=t.int64)
        same = x.new(x)
        return (
            same.data_ptr() == x.data_ptr(),
            x.new(2, 2).shape == (2, 2),
            x.new().shape == (0,),
            x.new(t.Size([4, 1])).shape == (4, 1),
            x.new([1, 2]),
            t.ones(1, requires_grad=True).new([1.0]).requires_grad,
        )

    assert run(scenario, cr) == run(scenario, torch)


class Meddler:
    """A number, or a sequence of two, that does something when it is read."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self.act = act

    def __float__(self) -> float:
        self.act()
        return 1.0


class MeddlingSequence(Meddler):
    def __len__(self) -> int:
        return 2

    def __getitem__(self, i: int) -> float:
        if i > 1:
            raise IndexError
        self.act()
        return 1.0


@pytest.mark.sanitize
@pytest.mark.parametrize("kind", [Meddler, MeddlingSequence])
@pytest.mark.parametrize("act", ["clear", "shorten", "array", "list", "longer"])
def test_data_that_changes_while_it_is_read(kind: type[Meddler], act: str) -> None:
    data: list[Any] = [[1.0, 2.0] for _ in range(200)]

    def meddle() -> None:
        if act == "clear":
            data.clear()
        elif act == "shorten":
            del data[50:]
        elif act == "array":
            data[100:] = [np.ones(2) for _ in range(100)]
        elif act == "list":
            data[100:] = [TwoItems() for _ in range(100)]
        else:
            data[100] = [1.0, 2.0, 3.0]

    data[20] = [kind(meddle), 2.0] if kind is Meddler else kind(meddle)
    try:
        made = cr.tensor(data, dtype=cr.float32)
    except ValueError:
        return
    assert made.shape == (200, 2)
