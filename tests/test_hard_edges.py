"""Results at the edges of a function's domain, and of dtypes, where PyTorch's choice is not the
only one: compared with PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr


def same(ours: Any, theirs: Any, **tolerance: float) -> None:
    assert str(ours.dtype) == str(theirs.dtype)
    np.testing.assert_allclose(
        ours.detach().to(cr.complex128 if ours.is_complex() else cr.float64).numpy(),
        theirs.detach().to(torch.complex128 if theirs.is_complex() else torch.float64).numpy(),
        **({"rtol": 1e-6} | tolerance),
    )


@pytest.mark.parametrize("p", [2.0, 0.5, -0.5, 3.5])
def test_norm_at_zero_has_no_second_derivative(p: float) -> None:
    found = []
    for t in (cr, torch):
        x = t.zeros(3, dtype=t.float64, requires_grad=True)
        (g,) = t.autograd.grad(t.linalg.norm(x, p), x, create_graph=True)
        found.append((g, t.autograd.grad(g.sum(), x)[0]))
    same(found[0][0], found[1][0])
    same(found[0][1], found[1][1])


@pytest.mark.parametrize("function", ["acosh", "sqrt"])
def test_derivative_outside_of_the_domain(function: str) -> None:
    found = []
    for t in (cr, torch):
        x = t.tensor([-3.0, -1.5, 0.5, 2.0], requires_grad=True)
        found.append(t.autograd.grad(getattr(t, function)(x).sum(), x)[0])
    same(*found)


def test_polar_of_zero_and_negative() -> None:
    found = []
    for t in (cr, torch):
        size = t.tensor([0.0, 2.0, -2.0], requires_grad=True)
        angle = t.tensor([0.3, 0.4, 0.5], requires_grad=True)
        z = t.view_as_real(t.polar(size, angle)) * t.tensor([1.0, 3.0])
        found.append(t.autograd.grad(z.sum(), (size, angle)))
    for ours, theirs in zip(*found, strict=True):
        same(ours, theirs)


def test_remainder_of_halves_takes_the_exact_quotient() -> None:
    found = []
    for t in (cr, torch):
        x = t.tensor([-8.4765625], dtype=t.float16)
        y = t.tensor([-0.061004638671875], dtype=t.float16, requires_grad=True)
        for record in (False, True):
            found.append(t.autograd.grad(t.remainder(x, y).sum(), y, create_graph=record)[0])
    same(found[0], found[2])
    same(found[1], found[3])


@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64", "complex128", "int64"])
def test_gradient(dtype: str, edge_order: int) -> None:
    found = []
    for t in (cr, torch):
        x = t.tensor([1.0, 2.0, 4.0, 7.0, 12.0]).to(getattr(t, dtype))
        found.append(t.gradient(x, spacing=2.5, edge_order=edge_order)[0])
    same(*found, rtol=1e-12)


@pytest.mark.parametrize("name", ["var", "std", "logsumexp"])
def test_masked_complex(name: str) -> None:
    found = []
    for t in (cr, torch):
        x = t.tensor([[1 + 2j, 3 - 1j, 2j], [1j, 2.0, 3.0]], dtype=t.complex128)
        mask = t.tensor([[True, False, True], [True, True, True]])
        run = getattr(t.masked, name)
        found.append((run(x, 1), run(x, 1, mask=mask)))
    for ours, theirs in zip(*found, strict=True):
        same(ours, theirs, atol=1e-12)


def test_kaiser_window_beyond_the_range_of_bessels_function() -> None:
    theirs = torch.signal.windows.kaiser(65, beta=100.0, dtype=torch.float64)
    ours = cr.signal.windows.kaiser(65, beta=100.0, dtype=cr.float64)
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-12)
    single = cr.signal.windows.kaiser(65, beta=100.0)
    # The exponent, up to 100, has been rounded by then.
    np.testing.assert_allclose(single.numpy(), theirs.numpy(), atol=100 * 2.0**-24)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("rows", [1, 2, 7])
@pytest.mark.parametrize("weighted", [False, True])
def test_chunks_of_linear_cross_entropy(reduction: str, rows: int, weighted: bool) -> None:
    rng = np.random.default_rng(0)
    x, w, b = rng.standard_normal((5, 3)), rng.standard_normal((4, 3)), rng.standard_normal(4)
    found = []
    for t in (cr, torch):
        leaves = [t.tensor(a, requires_grad=True) for a in (x, w, b)]
        options = t.nn.LinearCrossEntropyOptions(batch_chunk_size=rows)
        loss = t.nn.functional.linear_cross_entropy(
            leaves[0],
            leaves[1],
            t.tensor([0, 1, 2, 3, 1]),
            linear_bias=leaves[2],
            weight=t.tensor([1.0, 2.0, 0.5, 1.0], dtype=t.float64) if weighted else None,
            ignore_index=2,
            reduction=reduction,
            options=options,
        )
        found.append((loss, *t.autograd.grad(loss.sum(), leaves)))
    for ours, theirs in zip(*found, strict=True):
        same(ours, theirs, rtol=1e-9, atol=1e-12)


def test_chunked_gradients_are_given_once() -> None:
    x, w = cr.ones(4, 3, requires_grad=True), cr.ones(2, 3)
    options = cr.nn.LinearCrossEntropyOptions(batch_chunk_size=2)
    loss = cr.nn.functional.linear_cross_entropy(x, w, cr.tensor([0, 1, 0, 1]), options=options)
    loss.backward(retain_graph=True)
    with pytest.raises(RuntimeError, match="called twice"):
        loss.backward()


@pytest.mark.parametrize("n", [3, 16, 40])
def test_scaled_sum_rounds_once(n: int) -> None:
    rng = np.random.default_rng(n)
    a, b = rng.standard_normal((2, n))
    for name in ("add", "sub"):
        ours = getattr(cr.tensor(a), name)(cr.tensor(b), alpha=0.3)
        theirs = getattr(torch.tensor(a), name)(torch.tensor(b), alpha=0.3)
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-15)


@pytest.mark.parametrize("shape", [(0, 4), (2, 0, 4), (0, 3, 4)])
@pytest.mark.parametrize("name", ["max_pool1d", "avg_pool1d", "adaptive_max_pool1d"])
def test_pooling_without_channels(name: str, shape: tuple[int, ...]) -> None:
    found = []
    for t in (cr, torch):
        try:
            found.append(str(getattr(t.nn.functional, name)(t.zeros(shape), 2).shape))
        except RuntimeError:
            found.append("refused")
    assert found[0] == found[1]


def test_weights_of_two_observations_cancel_in_their_covariance() -> None:
    x = [[-8.4784, -1.7658], [-4.3228, -2.4005], [-7.9506, 3.6116]]
    for t in (cr, torch):
        weights = t.tensor([0.2598, 0.3666], requires_grad=True)
        result = t.cov(t.tensor(x), aweights=weights)
        (g,) = t.autograd.grad(result, weights, t.linspace(-1, 1, 9).reshape(3, 3))
        np.testing.assert_allclose(g.numpy(), 0, atol=2e-4 if t is torch else 1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_tiny_products_round_each_product(dtype: str) -> None:
    rng = np.random.default_rng(1)
    for m, n, k in ((2, 3, 2), (3, 3, 5), (8, 8, 8), (1, 7, 40)):
        a = rng.standard_normal((m, k)).astype(dtype)
        b = rng.standard_normal((k, n)).astype(dtype)
        want = np.zeros((m, n), dtype)
        for p in range(k):
            want += np.outer(a[:, p], b[p])
        forms = [(cr.tensor(a), cr.tensor(b)), (cr.tensor(a.T.copy()).T, cr.tensor(b.T.copy()).T)]
        for left, right in forms:
            np.testing.assert_array_equal((left @ right).numpy(), want)
            np.testing.assert_array_equal((left[None] @ right[None])[0].numpy(), want)


@pytest.mark.parametrize("name", ["adaptive_avg_pool", "adaptive_max_pool"])
@pytest.mark.parametrize("n", [2, 3])
def test_adaptive_pools_count_dimensions_by_a_list_of_sizes(name: str, n: int) -> None:
    for dims in range(n + 3):
        for size in (2, (2,) * n, (None,) * n):
            found = []
            for t in (cr, torch):
                try:
                    pool = getattr(t.nn.functional, f"{name}{n}d")
                    found.append(str(pool(t.ones((2,) * dims), size).shape))
                except (RuntimeError, ValueError) as error:
                    found.append(type(error).__name__)
            assert found[0] == found[1], (dims, size)


@pytest.mark.parametrize(("shape", "dim"), [((2, 0), 1), ((2, 0), 0), ((2, 0), None), ((0,), None)])
def test_aminmax_of_nothing(shape: tuple[int, ...], dim: int | None) -> None:
    found = []
    for t in (cr, torch):
        try:
            found.append(str(t.aminmax(t.ones(shape), dim=dim)[0].shape))
        except (IndexError, RuntimeError) as error:
            found.append(type(error).__name__)
    assert found[0] == found[1]


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (2, 4, 3)])
def test_lowrank_of_full_rank_is_the_decomposition(shape: tuple[int, ...]) -> None:
    a = cr.tensor(np.random.default_rng(2).standard_normal(shape))
    theirs = torch.svd_lowrank(torch.tensor(a.numpy()), q=6)
    ours = cr.svd_lowrank(a, q=6)
    for x, y in zip(ours, theirs, strict=True):
        assert tuple(x.shape) == tuple(y.shape)
    same(ours[1], theirs[1], rtol=1e-9)
    same((ours[0] * ours[1].unsqueeze(-2)) @ ours[2].mT, torch.tensor(a.numpy()), rtol=1e-9)


def test_makers_make_what_out_holds() -> None:
    makers = [
        lambda t, out: t.zeros(2, out=out),
        lambda t, out: t.ones(2, out=out),
        lambda t, out: t.full((2,), 3.0, out=out),
        lambda t, out: t.linspace(0, 4, 5, out=out),
        lambda t, out: t.eye(2, out=out),
        lambda t, out: t.arange(3.0, out=out),
        lambda t, out: t.arange(0, 4, 1.5, out=out),
        lambda t, out: t.arange(0, 4, 0.5, out=out),
        lambda t, out: t.zeros(2, dtype=t.float32, out=out),
        lambda t, out: t.arange(3.0, dtype=t.float32, out=out),
    ]
    for make in makers:
        found = []
        for t in (cr, torch):
            try:
                found.append(str(make(t, t.empty(0, dtype=t.int64))))
            except (RuntimeError, ValueError) as error:
                found.append(type(error).__name__)
        assert found[0] == found[1]


def test_exponents_must_fit_the_integer_type() -> None:
    for dtype in ("int8", "uint8", "int16"):
        for exponent in (3, 300, 70000):
            found = []
            for t in (cr, torch):
                try:
                    found.append((t.tensor([3, 2], dtype=getattr(t, dtype)) ** exponent).tolist())
                except RuntimeError:
                    found.append("refused")
            assert found[0] == found[1]


@pytest.mark.parametrize("name", ["dropout", "dropout2d", "alpha_dropout", "feature_alpha_dropout"])
def test_dropout_of_nothing_is_the_input(name: str) -> None:
    for t in (cr, torch):
        x = t.ones(2, 3, 4, 4, requires_grad=True)
        assert getattr(t.nn.functional, name)(x, 0.0, True) is x


def test_join_refuses_to_grow_what_it_reads() -> None:
    for t in (cr, torch):
        x = t.zeros(0)
        with pytest.raises(RuntimeError, match="single memory location"):
            t.cat([x, t.ones(2, 3)], out=x)


def test_complex_numbers_divided_by_infinite_ones() -> None:
    inf, nan = float("inf"), float("nan")
    above = [1 + 1j, complex(inf, 1), complex(nan, 1), complex(inf, inf), -2 + 0j]
    below = [complex(inf, 1), complex(-inf, 2), complex(3, inf), complex(-1, -inf)]
    below += [complex(inf, inf), complex(nan, inf), complex(inf, nan), 0j, complex(nan, 0)]
    pairs = [(z, w) for z in above for w in below]
    for dtype in ("complex64", "complex128"):
        quotients = []
        for t in (cr, torch):
            z, w = (t.tensor(side, dtype=getattr(t, dtype)) for side in zip(*pairs, strict=True))
            quotients.append(t.view_as_real(z / w))
        same(*quotients, rtol=0)
        ours, theirs = (q.numpy()[~np.isnan(q.numpy())] for q in quotients)  # NaN has no sign
        assert np.signbit(ours).tolist() == np.signbit(theirs).tolist()
