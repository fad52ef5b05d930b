"""What calls in place refuse: arguments in the memory that they write, but not just there."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import chainrule as cr

# x is arange(9) in rows of three, i the numbers of its first two rows.
CALLS = [
    # beside, exactly there, partly there
    "x[:1].add_(x[1:2])",
    "x.add_(x)",
    "x[:2].add_(x[:2])",
    "x[:2].add_(x[1:])",
    "x[:2].add_(x[1:], alpha=2)",
    "x[:2].sub_(x[1:])",
    "x[:2].mul_(x[1:])",
    "x[:2].div_(x[1:])",
    "x.add_(x.T)",
    "x.add_(x[0])",
    "x.mul_(x[1, 1])",
    "x.add_(x[:0].sum())",
    "x[:2].__iadd__(x[1:])",
    "x[:2].__imul__(x[1:])",
    "x[:2].pow_(x[1:])",
    "x[:2].atan2_(x[1:])",
    "x[:2].eq_(x[1:])",
    "x[:2].clamp_(x[1:], None)",
    "x[:2].clamp_(None, x[1:])",
    "x[:2].lerp_(x[1:], 0.5)",
    "x[:2].addcmul_(x[:2], x[1:])",
    "x.addcmul_(x, x)",
    "x[:2].addcdiv_(x[:2], x[1:] + 1)",
    "x[:2].ldexp_(x[1:] * 0)",
    "x[:2].copy_(x[1:])",
    "x.copy_(x.T)",
    "x.copy_(x)",
    "x.copy_(x[0])",
    "x[0].copy_(x[:, 0] + 0)",
    "x[:2].fill_(x[1, 1])",
    "x[:2].masked_fill_(x[:2] > 1, x[1, 1])",
    "x[:2].resize_as_(x[1:])",
    # products are whole before they are written
    "x[0].addmv_(x, x[1])",
    "x.addr_(x[0], x[1])",
    "x[:2].addmm_(x[1:] * 0, x)",
    # indices
    "x.scatter_(0, i, x)",
    "x[:2].scatter_(0, i, x[1:])",
    "x[:2].scatter_(0, i, 1.0)",
    "x[:2].scatter_add_(0, i, x[1:])",
    "x[:2].scatter_reduce_(0, i, x[1:], 'sum')",
    "x[:2].index_add_(0, i[:, 0], x[1:])",
    "x[:2].index_add_(0, i[:, 0], x[:2])",
    "x[:2].index_copy_(0, i[:, 0], x[1:])",
    "x[:2].index_reduce_(0, i[:, 0], x[1:], 'amax')",
    "x[:2].index_put_((i[:, 0],), x[1:])",
    "x[:2].index_put_((i[:, 0],), x[1:], accumulate=True)",
    "x[:2].index_fill_(0, i[:, 0], x[1, 1])",
    "x[:2].put_(i[:, 0], x[2][:2])",
    "x[:2].put_(i[:, 0], x[1][:2])",
    # indices that are what is written
    "i.scatter_(0, i, i + 0)",
    "i.scatter_(0, i, 0)",
    "i.scatter_add_(0, i, i + 0)",
    "i.scatter_reduce_(0, i, i + 0, 'amax')",
    "i[0].index_add_(0, i[0], i[0] + 0)",
    "i[0].index_copy_(0, i[0], i[0] + 0)",
    "i[0].index_fill_(0, i[0], 7)",
    "i.put_(i, i + 0)",
    "i[0].__setitem__(i[0], 7)",
    # assignments
    "x.__setitem__(slice(0, 2), x[1:])",
    "x.__setitem__(slice(0, 2), x[:2])",
    "x.__setitem__(0, x[0, 0])",
    "x.__setitem__((0, 0), x[0, 1])",
    "x.__setitem__(..., x)",
    "x.__setitem__(i[:, 0], x[1:])",
    "x.__setitem__(x > 1, x[1, 1])",
    "x.__setitem__(x > 100, x[1, :0])",
]


@pytest.mark.parametrize("call", CALLS)
def test_same_outcome(call: str) -> None:
    results = []
    for t in (torch, cr):
        names = {"x": t.arange(9.0).reshape(3, 3), "i": t.tensor([[0, 0, 0], [1, 1, 1]])}
        try:
            eval(call, names)
            results.append([names["x"].tolist(), names["i"].tolist()])
        except RuntimeError as error:
            results.append("refused" if "single memory location" in str(error) else str(error))
    assert results[0] == results[1]


def test_refused_calls_write_nothing() -> None:
    x = cr.arange(4.0)
    with pytest.raises(RuntimeError, match="Please clone"):
        x[1:] += x[:-1]
    assert x.tolist() == [0.0, 1.0, 2.0, 3.0]
    x[1:] += x[:-1].clone()
    assert x.tolist() == [0.0, 1.0, 3.0, 5.0]


@pytest.mark.sanitize
@pytest.mark.parametrize("name", ["scatter_", "scatter_add_"])
def test_an_index_with_gaps_between_what_is_written(name: str) -> None:
    """Which PyTorch does not notice: what is written may not become an index."""
    memory = cr.tensor([0, 1, 0, 0, 0, 0, 0, 0])
    x: Any = memory[::2]
    getattr(x, name)(0, memory[:4], cr.full((4,), 1 << 40))
    assert memory[1::2].tolist() == [1, 0, 0, 0]
    assert memory[2::2].tolist() == [1 << 40, 0, 0]
