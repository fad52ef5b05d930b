"""Convolutions of float32 have kernels by shape (windows turned into matrices, direct, depthwise);
the table of operations differentiates in float64. Here: results and gradients of all of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr

# batch, channels in and out, groups, input, kernel, stride, padding, dilation
CASES: list[tuple[int, int, int, int, tuple[int, ...], tuple[int, ...], Any, Any, Any]] = [
    (2, 6, 16, 1, (9, 9), (3, 3), 1, 1, 1),
    (3, 8, 33, 1, (5, 31), (3, 3), 1, 0, 1),
    (2, 16, 40, 1, (4, 4), (3, 3), 1, 1, 1),
    (1, 8, 20, 1, (13, 15), (3, 5), 2, 2, 1),
    (2, 8, 20, 1, (11, 29), (3, 3), (1, 2), (0, 3), (2, 1)),
    (2, 8, 20, 1, (11, 29), (3, 3), (2, 1), (4, 0), (1, 2)),
    (2, 32, 64, 2, (7, 8), (3, 3), 1, 1, 1),
    (2, 4, 12, 1, (5, 6, 7), (3, 2, 3), 1, 1, 1),
    (1, 4, 12, 1, (5, 6, 17), (3, 2, 3), (2, 1, 2), (1, 0, 1), 1),
    (2, 16, 24, 1, (40,), (5,), 1, 2, 1),
    (2, 5, 7, 1, (6, 6), (1, 1), 1, 0, 1),
    (2, 5, 7, 1, (6, 6), (1, 1), 2, 1, 1),
    (2, 24, 24, 1, (3, 3), (3, 3), 1, 3, 1),
    (1, 70, 9, 1, (2, 30), (2, 2), 1, 0, 1),
    (2, 7, 7, 7, (9, 21), (3, 3), 1, 1, 1),
    (2, 7, 14, 7, (10, 20), (5, 3), 2, 2, 1),
    (1, 5, 5, 5, (20, 33), (3, 3), (1, 3), (2, 0), (2, 2)),
    (3, 4, 4, 4, (30,), (7,), 1, 3, 1),
    (1, 3, 3, 3, (2, 2), (3, 3), 1, 1, 1),
    (0, 8, 16, 1, (9, 9), (3, 3), 1, 1, 1),
    # One output channel of several inputs: the adjoint is depthwise with a multiplier.
    (2, 4, 1, 1, (5, 5), (2, 3), 1, (0, 3), 3),
    (2, 6, 2, 2, (9, 8), (3, 3), 1, 1, 1),
    (1, 3, 1, 1, (12,), (3,), 1, 1, 1),
]


def gradients(t: Any, arrays: list[Any], case: tuple[Any, ...]) -> list[Any]:
    *_, groups, size, _, stride, padding, dilation = case
    x, w, b = (t.from_numpy(a.copy()).requires_grad_() for a in arrays)
    conv = getattr(t.nn.functional, f"conv{len(size)}d")
    y = conv(x, w, b, stride, padding, dilation, groups)
    g = t.cos(t.arange(y.numel(), dtype=t.float32)).reshape(y.shape)
    return [v.detach().numpy() for v in (y, *t.autograd.grad(y, (x, w, b), g))]


@pytest.mark.isa
@pytest.mark.sanitize
@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_and_gradients(case: tuple[Any, ...]) -> None:
    batch, channels, out, groups, size, kernel, *_ = case
    draw = np.random.default_rng(0)
    shapes = [(batch, channels, *size), (out, channels // groups, *kernel), (out,)]
    arrays = [draw.standard_normal(shape).astype(np.float32) for shape in shapes]
    for ours, theirs in zip(
        gradients(cr, arrays, case), gradients(torch, arrays, case), strict=True
    ):
        assert ours.shape == theirs.shape
        # Each library rounds sums of up to 600 products in an order of its own.
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=5e-5)


@pytest.mark.isa
def test_infinities_stay_in_their_windows() -> None:
    for channels, groups in ((8, 1), (8, 8)):
        x = np.ones((1, channels, 5, 18), np.float32)
        x[0, 3, 1, 0] = np.inf
        w = np.ones((16 if groups == 1 else 8, channels // groups, 3, 3), np.float32)
        ours, theirs = (
            t.nn.functional.conv2d(t.from_numpy(x), t.from_numpy(w), groups=groups).numpy()
            for t in (cr, torch)
        )
        np.testing.assert_array_equal(ours, theirs)


def test_the_number_of_threads_changes_nothing() -> None:
    x, w = cr.randn(3, 16, 20, 20), cr.randn(40, 16, 3, 3)
    threads = cr.get_num_threads()
    try:
        results = []
        for n in (1, 2):
            cr.set_num_threads(n)
            results.append(cr.nn.functional.conv2d(x, w, padding=1))
        assert cr.equal(*results)
    finally:
        cr.set_num_threads(threads)
