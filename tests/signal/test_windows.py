"""Window functions against PyTorch's: values, types, lengths, errors."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import chainrule as cr

WINDOWS: dict[str, dict[str, Any]] = {
    "bartlett": {},
    "blackman": {},
    "cosine": {},
    "exponential": {"tau": 2.5},
    "gaussian": {"std": 1.7},
    "general_cosine": {"a": [0.4, 0.3, 0.2, 0.1]},
    "general_hamming": {"alpha": 0.6},
    "hamming": {},
    "hann": {},
    "kaiser": {"beta": 5.0},
    "nuttall": {},
}
OLD: dict[str, list[tuple[Any, ...]]] = {
    "bartlett_window": [()],
    "blackman_window": [()],
    "hann_window": [()],
    "hamming_window": [(), (True, 0.6), (False, 0.6, 0.3)],
    "kaiser_window": [(), (True, 3.0), (False, -3.0)],
}


def same(ours: Any, theirs: Any, tolerance: float) -> None:
    assert str(ours.dtype).split(".")[-1] == str(theirs.dtype).split(".")[-1]
    assert ours.tolist() == pytest.approx(theirs.tolist(), rel=tolerance, abs=tolerance)
    assert ours.requires_grad == theirs.requires_grad
    assert ours.is_leaf


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("sym", [True, False])
@pytest.mark.parametrize("points", [0, 1, 2, 5, 12])
def test_windows(name: str, sym: bool, points: int) -> None:
    for dtype, tolerance in (("float32", 2e-6), ("float64", 1e-12)):
        kwargs = {**WINDOWS[name], "sym": sym}
        ours = getattr(cr.signal.windows, name)(
            points, dtype=getattr(cr, dtype), requires_grad=True, **kwargs
        )
        theirs = getattr(torch.signal.windows, name)(
            points, dtype=getattr(torch, dtype), requires_grad=True, **kwargs
        )
        same(ours, theirs, tolerance)


@pytest.mark.parametrize("name", OLD)
@pytest.mark.parametrize("points", [0, 1, 2, 5, 12])
def test_windows_of_the_package(name: str, points: int) -> None:
    for arguments in OLD[name]:
        for dtype, tolerance in (("float32", 2e-6), ("float64", 1e-12), ("float16", 2e-3)):
            ours = getattr(cr, name)(points, *arguments, dtype=getattr(cr, dtype))
            theirs = getattr(torch, name)(points, *arguments, dtype=getattr(torch, dtype))
            same(ours, theirs, tolerance)


@pytest.mark.parametrize(
    "call",
    [
        lambda t: t.signal.windows.hann(-1),
        lambda t: t.signal.windows.hann(4, dtype=t.int64),
        lambda t: t.signal.windows.exponential(4, center=1.0),
        lambda t: t.signal.windows.exponential(4, tau=-1.0),
        lambda t: t.signal.windows.gaussian(4, std=0.0),
        lambda t: t.signal.windows.kaiser(4, beta=-1.0),
        lambda t: t.signal.windows.general_cosine(4, a=[]),
        lambda t: t.signal.windows.general_cosine(4, a=3),
        lambda t: t.hann_window(-1),
        lambda t: t.hann_window(4.5),
        lambda t: t.hann_window(4, dtype=t.int64),
        lambda t: t.hann_window(4, dtype=t.complex64),
    ],
)
def test_errors(call: Any) -> None:
    with pytest.raises(Exception) as theirs:
        call(torch)
    with pytest.raises(theirs.type):
        call(cr)
