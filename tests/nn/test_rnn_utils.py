"""Padding and packing of sequences, and recurrent layers on packed ones."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr
from both import same
from nn.beside import close, copy_state, ours


def grid(m: Any) -> Any:
    return m.arange(12.0).view(4, 3)


def packed(m: Any) -> Any:
    return m.nn.utils.rnn.pack_padded_sequence(grid(m), [4, 2, 1])


def unsorted(m: Any) -> Any:
    return m.nn.utils.rnn.pack_padded_sequence(grid(m), [1, 4, 2], enforce_sorted=False)


def pad(m: Any, *args: Any, **kwargs: Any) -> Any:
    return m.nn.utils.rnn.pad_sequence(*args, **kwargs)


def ones(m: Any, *lengths: int) -> Any:
    return [m.full((n,), float(n)) for n in lengths]


SAME: dict[str, Callable[[Any], Any]] = {
    "pack": packed,
    "pack unsorted": unsorted,
    "pack batch_first": lambda m: m.nn.utils.rnn.pack_padded_sequence(
        grid(m).T, [4, 2, 1], batch_first=True
    ),
    "pack with features": lambda m: m.nn.utils.rnn.pack_padded_sequence(
        m.arange(24.0).view(3, 2, 4), m.tensor([3, 1])
    ),
    "pack shorter": lambda m: m.nn.utils.rnn.pack_padded_sequence(grid(m), [3, 2, 1]),
    "pack floats": lambda m: m.nn.utils.rnn.pack_padded_sequence(grid(m), m.tensor([3.0, 2, 1])),
    "pad": lambda m: m.nn.utils.rnn.pad_packed_sequence(packed(m)),
    "pad batch_first": lambda m: m.nn.utils.rnn.pad_packed_sequence(packed(m), True, -1.0),
    "pad total": lambda m: m.nn.utils.rnn.pad_packed_sequence(packed(m), total_length=6),
    "pad unsorted": lambda m: m.nn.utils.rnn.pad_packed_sequence(unsorted(m)),
    "pad unsorted batch_first": lambda m: m.nn.utils.rnn.pad_packed_sequence(unsorted(m), True),
    "pad_sequence": lambda m: pad(m, ones(m, 2, 3, 1)),
    "pad_sequence batch_first": lambda m: pad(m, ones(m, 2, 3, 1), True, 5.0),
    "pad_sequence left": lambda m: pad(m, ones(m, 2, 3, 1), True, padding_side="left"),
    "pad_sequence features": lambda m: pad(m, [m.ones(2, 2), m.ones(3, 2)]),
    "pad_sequence tensor": lambda m: pad(m, grid(m), True),
    "pad_sequence generator": lambda m: pad(m, iter(ones(m, 1, 2))),
    "pad_sequence dtypes": lambda m: pad(m, [m.ones(1), m.ones(2, dtype=m.int64)]),
    "pack_sequence": lambda m: m.nn.utils.rnn.pack_sequence(ones(m, 3, 1)),
    "pack_sequence unsorted": lambda m: m.nn.utils.rnn.pack_sequence(ones(m, 1, 3), False),
    "unpack_sequence": lambda m: m.nn.utils.rnn.unpack_sequence(unsorted(m)),
    "unpad_sequence": lambda m: m.nn.utils.rnn.unpad_sequence(grid(m), m.tensor([4, 2, 1])),
    "unpad_sequence batch_first": lambda m: m.nn.utils.rnn.unpad_sequence(
        grid(m), m.tensor([3, 2, 1, 1]), batch_first=True
    ),
    "fields": lambda m: (packed(m)._fields, len(packed(m)), isinstance(packed(m), tuple)),
    "indices": lambda m: (unsorted(m).sorted_indices, unsorted(m).unsorted_indices),
    "to": lambda m: (packed(m).to(m.float64), (lambda p: p.to("cpu") is p)(packed(m))),
    "casts": lambda m: [
        str(getattr(packed(m), name)().data.dtype)
        for name in ("double", "float", "half", "long", "int", "short", "char", "byte", "cpu")
    ],
    "devices": lambda m: (packed(m).is_cuda, packed(m).is_pinned()),
    "made": lambda m: m.nn.utils.rnn.PackedSequence(m.ones(3), m.tensor([2, 1]), m.tensor([1, 0])),
    "copy": lambda m: copy.deepcopy(unsorted(m)),
    "pickle": lambda m: pickle.loads(pickle.dumps(unsorted(m))),
    "repr": lambda m: repr(packed(m)),
    "invert_permutation": lambda m: m.nn.utils.rnn.invert_permutation(m.tensor([2, 0, 1])),
    "gradient of pack": lambda m: gradient(m, lambda x: packed_of(m, x).data ** 2),
    "gradient of pad": lambda m: gradient(
        m, lambda x: m.nn.utils.rnn.pad_packed_sequence(packed_of(m, x))[0] ** 2
    ),
    "gradient of pad_sequence": lambda m: gradient(m, lambda x: pad(m, [x[:2, 0], x[:, 1]]) ** 2),
}

RAISES: dict[str, Callable[[Any], Any]] = {
    "not sorted": lambda m: m.nn.utils.rnn.pack_padded_sequence(grid(m), [1, 4, 2]),
    "no length": lambda m: m.nn.utils.rnn.pack_padded_sequence(grid(m), [2, 1, 0]),
    "too few lengths": lambda m: m.nn.utils.rnn.pack_padded_sequence(grid(m), [2, 1]),
    "one dimension": lambda m: m.nn.utils.rnn.pack_padded_sequence(m.ones(3), [3]),
    "empty": lambda m: m.nn.utils.rnn.pack_padded_sequence(m.ones(4, 0), []),
    "total_length": lambda m: m.nn.utils.rnn.pad_packed_sequence(packed(m), total_length=3),
    "padding_side": lambda m: pad(m, ones(m, 2), padding_side="x"),
    "no sequences": lambda m: pad(m, []),
    "no iterable": lambda m: pad(m, 3),
    "features differ": lambda m: pad(m, [m.ones(2, 2), m.ones(3, 3)]),
    "numbers": lambda m: pad(m, [m.tensor(1.0)]),
    "pack_sequence not sorted": lambda m: m.nn.utils.rnn.pack_sequence(ones(m, 1, 3)),
    "unpad_sequence lengths": lambda m: m.nn.utils.rnn.unpad_sequence(
        grid(m), m.tensor([4, 2, 1]), True
    ),
    "batch_sizes": lambda m: m.nn.utils.rnn.PackedSequence(m.ones(3), [2, 1]),
}


def packed_of(m: Any, x: Any) -> Any:
    return m.nn.utils.rnn.pack_padded_sequence(x, [1, 4, 2], enforce_sorted=False)


def gradient(m: Any, function: Callable[[Any], Any]) -> Any:
    x = grid(m).requires_grad_()
    function(x).sum().backward()
    return x.grad


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    outcome = same(SAME[name])
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    assert same(RAISES[name], message=False).kind != "value"


@pytest.mark.parametrize("sort", [True, False])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("both_ways", [False, True])
@pytest.mark.parametrize("name", ["RNN", "GRU", "LSTM"])
def test_layers_on_packed_sequences(name: str, both_ways: bool, layers: int, sort: bool) -> None:
    theirs = getattr(torch.nn, name)(3, 4, layers, bidirectional=both_ways)
    mine = getattr(cr.nn, name)(3, 4, layers, bidirectional=both_ways)
    copy_state(mine, theirs)
    lengths = [5, 3, 3, 1] if sort else [3, 1, 5, 3]
    generator = torch.Generator().manual_seed(4)
    x = torch.randn(5, 4, 3, generator=generator, requires_grad=True)
    h = torch.randn(layers * (1 + both_ways), 4, 4, generator=generator)
    state = (h, h + 1) if name == "LSTM" else h
    given = ours(x)

    def run(m: Any, model: Any, x: Any, state: Any) -> Any:
        packed = m.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=sort)
        output, last = model(packed, state)
        loss = (output.data**2).sum()
        for s in last if isinstance(last, tuple) else [last]:
            loss = loss + (s**3).sum()
        loss.backward()
        padded = m.nn.utils.rnn.pad_packed_sequence(output)[0]
        return padded, last, [p.grad for p in model.parameters()], x.grad

    found, expected = run(cr, mine, given, ours(state)), run(torch, theirs, x, state)
    close(found, expected, rtol=2e-5, atol=2e-5)
