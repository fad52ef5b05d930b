"""Sizes at which kernels change their way: more than one block, register or chunk, and what is left
over. The samples of the table of operations are too small for that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr

pytestmark = [pytest.mark.isa]

RNG = np.random.default_rng(7)


def integers(*shape: int, low: int = -9, high: int = 9) -> np.ndarray[Any, Any]:
    return RNG.integers(low, high, shape)


def reals(*shape: int) -> np.ndarray[Any, Any]:
    return RNG.standard_normal(shape)


def as_array(t: Any) -> np.ndarray[Any, Any]:
    return np.asarray(t.detach().numpy())


def compare(call: Callable[..., Any], *arrays: np.ndarray[Any, Any]) -> None:
    ours = call(cr, *(cr.tensor(a) for a in arrays))
    theirs = call(torch, *(torch.tensor(a) for a in arrays))
    if not isinstance(ours, (tuple, list)):
        ours, theirs = [ours], [theirs]
    for a, b in zip(ours, theirs, strict=True):
        assert str(a.dtype) == str(b.dtype)
        np.testing.assert_allclose(as_array(a), as_array(b), rtol=1e-10, atol=1e-12)


def compare_grad(call: Callable[..., Any], *arrays: np.ndarray[Any, Any]) -> None:
    """The value and the derivatives in all floating arguments, contracted with fixed numbers."""

    def run(t: Any, *tensors: Any) -> Any:
        leaves = [x.requires_grad_() for x in tensors if x.is_floating_point()]
        y = call(t, *tensors)
        weights = t.linspace(-1.0, 1.0, y.numel(), dtype=t.float64).reshape(y.shape)
        return [y, *t.autograd.grad((y * weights).sum(), leaves)]

    compare(run, *arrays)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "int32", "int64"])
@pytest.mark.parametrize(
    ("m", "k", "n"),
    [(5, 300, 37), (4, 256, 64), (1, 7, 130), (33, 520, 3), (70, 600, 1), (3, 0, 4), (9, 1, 17)],
)
def test_integer_products(dtype: str, m: int, k: int, n: int) -> None:
    low = 0 if dtype == "uint8" else -128
    a = integers(m, k, low=low, high=127).astype(dtype)
    b = integers(k, n, low=low, high=127).astype(dtype)
    compare(lambda t, a, b: a @ b, a, b)
    compare(lambda t, a, b: a.t().contiguous().t() @ b.t().contiguous().t(), a, b)
    compare(lambda t, a, b: a.expand(3, m, k) @ b, a, b)
    compare(lambda t, a, b: t.bmm(t.stack([a, a + 1]), t.stack([b, b + 1])), a, b)
    base = integers(m, n, low=0, high=99).astype(dtype)
    compare(lambda t, c, a, b: t.addmm(c, a, b, beta=3, alpha=2), base, a, b)
    if k > 0:
        compare(lambda t, a, b: t.mv(a, b[:, 0]), a, b)


@pytest.mark.parametrize("p", [0.0, 1.0, 1.5, 2.0, float("inf")])
@pytest.mark.parametrize(("rows", "width"), [(2, 3), (3, 1), (38, 70), (90, 5)])
def test_distances(p: float, rows: int, width: int) -> None:
    exact = "donot_use_mm_for_euclid_dist"
    x = reals(rows, width)
    compare_grad(lambda t, x: t.pdist(x, p), x)
    compare_grad(lambda t, x, y: t.cdist(x, y, p, exact), x, reals(rows + 550, width))
    compare_grad(lambda t, x, y: t.cdist(x, y, p, exact), reals(1, width), x)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_distances_of_any_size(dtype: type) -> None:
    """Quotients of the derivative beyond the normal numbers."""
    tiny = np.finfo(dtype).tiny
    x = np.array([[0, tiny**0.5], [1, 2], [0, 0]], dtype=dtype)
    y = np.array([[0, 0], [np.inf, 1], [np.nan, 0], [1, 2]], dtype=dtype)

    def run(t: Any, x: Any, y: Any) -> Any:
        x.requires_grad_()
        (g,) = t.autograd.grad(t.cdist(x, y, p=2.0).sum(), [x])
        return g

    np.testing.assert_allclose(
        run(cr, cr.tensor(x), cr.tensor(y)).numpy(),
        run(torch, torch.tensor(x), torch.tensor(y)),
        rtol=1e-5,
    )


@pytest.mark.parametrize(
    "shape", [(), (1,), (255,), (256,), (257,), (70_001,), (300, 301), (3, 2, 400), (9, 1, 7, 5)]
)
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_true_places(shape: tuple[int, ...], share: float) -> None:
    x = RNG.random(shape) < share
    values = reals(*shape)
    compare(lambda t, x: t.nonzero(x), x)
    compare(lambda t, x: list(t.nonzero(x * 3, as_tuple=True)), x)
    compare(lambda t, x: t.count_nonzero(x), x)
    compare(lambda t, x, v: v[x], x, values)
    if len(shape) == 2:
        compare(lambda t, x, v: v.t()[x.t()], x, values)
        compare(lambda t, x, v: v[:, ::2][x[:, ::2]], x, values)
        compare(lambda t, x: t.nonzero(x.t()), x)


@pytest.mark.parametrize("high", [2, 50, 10**6])
def test_sets(high: int) -> None:
    x = integers(3001, high=high, low=-high)
    for dtype in ("int64", "float32", "float64", "int8"):
        y = np.clip(x, -100, 100).astype(dtype) if dtype == "int8" else x.astype(dtype)
        compare(lambda t, x: t.unique(x, return_inverse=True, return_counts=True), y)
        compare(lambda t, x: t.unique_consecutive(x, return_inverse=True, return_counts=True), y)
        compare(lambda t, x: t.isin(x, x[: x.numel() // 7]), y)
    pairs = integers(500, 3, high=3, low=0)
    compare(lambda t, x: t.unique(x, dim=0, return_inverse=True, return_counts=True), pairs)
    edges = np.array([0.0, -0.0, np.nan, 1.0, np.nan, -0.0, -np.inf, 1.0])
    compare(lambda t, x: t.unique(x, return_inverse=True, return_counts=True), edges)


def test_search() -> None:
    edges = np.sort(integers(999)).astype(np.float64)
    x = np.concatenate([reals(3000) * 9, edges[:50], [np.nan, np.inf, -np.inf]])
    for right in (False, True):
        compare(lambda t, e, x, r=right: t.searchsorted(e, x, right=r), edges, x)
        compare(lambda t, e, x, r=right: t.bucketize(x, e, right=r), edges, x)
    compare(lambda t, x: list(t.histogram(x, 57, range=(-3.0, 3.0))), x[:3000])
    compare(lambda t, x: list(t.histogram(x, t.linspace(-3, 3, 4, dtype=t.float64))), x[:3000])


@pytest.mark.parametrize("width", [1, 5, 16, 64, 200])
@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
def test_bags(width: int, mode: str) -> None:
    table = reals(50, width)
    indices = integers(300, low=0, high=50)
    offsets = np.array([0, 0, 3, 40, 40, 41, 300])
    for options in ({}, {"include_last_offset": True}, {"padding_idx": 7}, {"padding_idx": -1}):

        def call(t: Any, w: Any, i: Any, o: Any, options: Any = options) -> Any:
            return t.nn.functional.embedding_bag(i, w, o, mode=mode, **options)

        compare_grad(call, table, indices, offsets)
        compare_grad(
            lambda t, w, i, o, c=call: c(t, w.t().contiguous().t(), i, o),
            *(table, indices, offsets),
        )
    matrix = indices.reshape(30, 10)
    compare_grad(lambda t, w, i: t.nn.functional.embedding_bag(i, w, mode=mode), table, matrix)
    if mode == "sum":
        compare_grad(
            lambda t, w, i, s: t.nn.functional.embedding_bag(
                i, w, mode="sum", per_sample_weights=s, padding_idx=3
            ),
            *(table, matrix, reals(30, 10)),
        )


@pytest.mark.parametrize("mode", ["bilinear", "nearest", "bicubic"])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
def test_grids(mode: str, padding: str) -> None:
    image = reals(2, 5, 9, 8)
    grid = reals(2, 7, 13, 2) * 0.9
    compare_grad(
        lambda t, x, g: t.nn.functional.grid_sample(
            x, g, mode=mode, padding_mode=padding, align_corners=False
        ),
        *(image, grid),
    )
    if mode != "bicubic":
        compare_grad(
            lambda t, x, g: t.nn.functional.grid_sample(
                x, g, mode=mode, padding_mode=padding, align_corners=True
            ),
            *(reals(2, 3, 4, 5, 6), reals(2, 3, 4, 5, 3)),
        )
    # Images that are not finite do not reach points that do not look at them.
    grid[0, 0, 0] = np.nan
    image[:, :, :2] = np.inf
    if mode != "bicubic":
        compare(
            lambda t, x, g: t.nn.functional.grid_sample(
                x, g, mode=mode, padding_mode=padding, align_corners=False
            ),
            *(image, grid),
        )


@pytest.mark.parametrize(
    ("size", "options"),
    [
        ((2, 3, 40), {"kernel_size": 2}),
        ((2, 3, 41), {"kernel_size": 3, "stride": 1, "padding": 1}),
        ((2, 3, 41), {"kernel_size": 5, "stride": 3, "padding": 2, "dilation": 2}),
        ((2, 3, 41), {"kernel_size": 4, "stride": 3, "padding": 2, "ceil_mode": True}),
        ((2, 3, 5), {"kernel_size": 5}),
    ],
)
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_largest_of_windows(size: tuple[int, ...], options: dict[str, Any], dims: int) -> None:
    x = reals(*size[:2], *([size[2] // 2 + 3] * (dims - 1)), size[2])
    x[0, 0].flat[3] = np.nan
    x[0, 1] = -np.inf
    x[1, 0] = np.round(x[1, 0])

    def call(t: Any, x: Any) -> Any:
        pool = getattr(t.nn.functional, f"max_pool{dims}d")
        return list(pool(x, return_indices=True, **options))

    compare(call, x)
    compare(lambda t, x: call(t, x)[0], x.astype(np.float32))


@pytest.mark.parametrize("n", [0, 1, 2, 63, 64, 65, 1000, 100_000])
def test_permutations(n: int) -> None:
    cr.manual_seed(3)
    first = cr.randperm(n)
    assert (first.sort().values == cr.arange(n)).all()
    again = cr.randperm(n)
    cr.manual_seed(3)
    assert cr.equal(first, cr.randperm(n))
    assert n < 60 or not cr.equal(first, again)


def test_permutations_are_fair() -> None:
    cr.manual_seed(5)
    places = np.zeros((5, 5))
    rounds = 4000
    for _ in range(rounds):
        places[np.arange(5), cr.randperm(5).numpy()] += 1
    assert np.abs(places / rounds - 0.2).max() < 0.035  # more than five deviations


@pytest.mark.parametrize("mode", ["nearest", "nearest-exact", "linear", "area"])
def test_lines_are_resampled(mode: str) -> None:
    for size in (1, 3, 17, 40):
        compare_grad(
            lambda t, x, s=size: t.nn.functional.interpolate(x, size=s, mode=mode), reals(2, 3, 17)
        )
