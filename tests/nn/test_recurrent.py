"""The operation behind recurrent layers: derivatives of both orders, sizes, dtypes, errors."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import chainrule as cr
from chainrule.autograd import gradcheck, gradgradcheck
from nn.beside import close, copy_state, ours

WIDTHS = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}
SIZES = {"all": [3, 3, 3], "ending": [3, 2, 2, 1], "one": [1, 1, 1], "short": [2]}


def arguments(mode: str, sizes: list[int], dtype: Any = None, hidden: int = 2) -> list[Any]:
    generator = torch.Generator().manual_seed(6)

    def numbers(*shape: int) -> Any:
        made = ours(torch.randn(shape, generator=generator, dtype=torch.float64))
        return made.to(dtype or cr.float64).detach().requires_grad_()

    width = WIDTHS[mode] * hidden
    return [
        numbers(sum(sizes), width),
        numbers(max(sizes), hidden),
        numbers(max(sizes), hidden) if mode == "LSTM" else None,
        numbers(width, hidden),
        numbers(width) if mode == "GRU" else None,
    ]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("mode", WIDTHS)
def test_derivatives(mode: str, sizes: str, reverse: bool) -> None:
    given = arguments(mode, SIZES[sizes])
    tensors = [t for t in given if t is not None]

    def function(*values: Any) -> Any:
        left = iter(values)
        full = [None if t is None else next(left) for t in given]
        return tuple(cr._recurrent(*full, SIZES[sizes], mode, reverse))

    assert gradcheck(function, tensors)
    assert gradgradcheck(function, tensors)


@pytest.mark.parametrize("mode", WIDTHS)
def test_first_derivatives_are_the_same_with_a_graph(mode: str) -> None:
    given = arguments(mode, [3, 2, 1])
    wanted = [t for t in given if t is not None]
    loss = sum((out**2).sum() for out in cr._recurrent(*given, [3, 2, 1], mode))
    plain = cr.autograd.grad(loss, wanted, retain_graph=True)
    recorded = cr.autograd.grad(loss, wanted, create_graph=True)
    for a, b in zip(plain, recorded, strict=True):
        torch.testing.assert_close(a.numpy(), b.detach().numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("mode", WIDTHS)
def test_without_a_graph_the_values_are_the_same(mode: str) -> None:
    given = arguments(mode, [3, 2, 1])
    expected = cr._recurrent(*given, [3, 2, 1], mode, True)
    with cr.no_grad():
        found = cr._recurrent(*given, [3, 2, 1], mode, True)
    for a, b in zip(found, expected, strict=True):
        assert a.tolist() == b.tolist()
        assert not a.requires_grad


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("mode", WIDTHS)
def test_dtypes(mode: str, dtype: str) -> None:
    kind = getattr(cr, dtype)
    given = arguments(mode, [3, 3, 2], kind)
    wide = [None if t is None else t.detach().double().requires_grad_() for t in given]
    found = cr._recurrent(*given, [3, 3, 2], mode)
    expected = cr._recurrent(*wide, [3, 3, 2], mode)
    tolerance = {"float16": 2e-2, "bfloat16": 1e-1, "float32": 1e-5}[dtype]
    for a, b in zip(found, expected, strict=True):
        assert a.dtype == kind
        torch.testing.assert_close(
            a.detach().double().numpy(), b.detach().numpy(), rtol=tolerance, atol=tolerance
        )
    found[0].sum().backward()
    assert given[0].grad is not None
    assert given[0].grad.dtype == kind


@pytest.mark.parametrize("hidden", [1, 7, 8, 17, 64])
@pytest.mark.parametrize("batch", [1, 5, 33])
@pytest.mark.parametrize("name", ["LSTM", "GRU", "RNN"])
def test_sizes_of_layers(name: str, batch: int, hidden: int) -> None:
    """Rows shorter and longer than a vector, batches of one and of many."""
    theirs, mine = getattr(torch.nn, name)(3, hidden), getattr(cr.nn, name)(3, hidden)
    copy_state(mine, theirs)
    x = torch.randn(4, batch, 3, requires_grad=True)
    given = ours(x)
    found, expected = mine(given)[0], theirs(x)[0]
    close(found, expected, rtol=1e-4, atol=1e-5)
    found.sum().backward()
    expected.sum().backward()
    close(given.grad, x.grad, rtol=1e-3, atol=1e-4)
    for a, b in zip(mine.parameters(), theirs.parameters(), strict=True):
        close(a.grad, b.grad, rtol=1e-3, atol=2e-4)


def test_an_empty_batch() -> None:
    layer = cr.nn.LSTM(3, 4)
    output, (h, c) = layer(cr.ones(5, 0, 3))
    assert (tuple(output.shape), tuple(h.shape), tuple(c.shape)) == (
        (5, 0, 4),
        (1, 0, 4),
        (1, 0, 4),
    )
    output.sum().backward()
    assert layer.weight_hh_l0.grad.abs().sum().item() == 0


def test_outputs_may_be_changed_in_place() -> None:
    layer = cr.nn.LSTM(3, 4)
    output, _ = layer(cr.ones(5, 2, 3))
    output.mul_(2)
    output.sum().backward()
    assert layer.weight_hh_l0.grad is not None


def test_not_a_number_stays_where_it_is() -> None:
    layer = cr.nn.GRU(2, 3)
    x = cr.ones(4, 3, 2)
    x[1, 2] = float("nan")
    output, _ = layer(x)
    nan = output.isnan().any(-1)
    assert nan.tolist() == [[False] * 3] + [[False, False, True]] * 3


BAD: dict[str, dict[int, Any]] = {
    "gates": {0: cr.ones(6, 7)},
    "state": {1: cr.ones(3)},
    "cells": {2: None},
    "weight": {3: cr.ones(8, 3)},
    "bias": {4: cr.ones(8)},
    "dtype": {1: cr.ones(3, 2)},
    "sizes": {5: [2, 3, 1]},
    "no steps": {5: []},
}


@pytest.mark.parametrize("name", BAD)
def test_arguments_that_do_not_fit(name: str) -> None:
    given: list[Any] = [*arguments("LSTM", [3, 2, 1]), [3, 2, 1], "LSTM"]
    for at, value in BAD[name].items():
        given[at] = value
    with pytest.raises(RuntimeError, match="_recurrent"):
        cr._recurrent(*given)


def test_unknown_mode() -> None:
    with pytest.raises(ValueError, match="CELL"):
        cr._recurrent(*arguments("LSTM", [1]), [1], "CELL")
