"""masked.* against PyTorch's: values, dtypes, gradients, where everything is masked out, errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr

REDUCTIONS = ("sum", "prod", "amax", "amin", "mean", "var", "std", "logsumexp")
ALONG = ("cumsum", "cumprod", "softmax", "log_softmax", "softmin")


def operands(t: Any, dtype: str, grad: bool = False) -> tuple[Any, Any]:
    values = [[0.5, -1.5, 2.0, 1.0], [3.0, 0.25, -2.0, 4.0], [1.0, 2.0, 3.0, -4.0]]
    kept = [[True, False, True, True], [False, False, False, False], [True, True, True, False]]
    x = t.tensor(values, dtype=t.float64).to(getattr(t, dtype))
    return x.requires_grad_(grad), t.tensor(kept)


def same(ours: Any, theirs: Any) -> None:
    assert tuple(ours.shape) == tuple(theirs.shape)
    assert str(ours.dtype) == str(theirs.dtype)
    np.testing.assert_allclose(
        np.asarray(ours.tolist()), np.asarray(theirs.tolist()), rtol=1e-6, atol=1e-7
    )


def compare(call: Any, dtype: str) -> None:
    try:
        theirs = call(torch.masked, torch, *operands(torch, dtype))
    except Exception as error:
        with pytest.raises(type(error)):
            call(cr.masked, cr, *operands(cr, dtype))
        return
    same(call(cr.masked, cr, *operands(cr, dtype)).detach(), theirs)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "int32", "uint8", "bool"])
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions(name: str, dtype: str) -> None:
    if name in ("var", "std") and dtype == "bool":
        return  # PyTorch subtracts bools and fails
    for dim in (None, 0, -1, (0, 1)):
        for keepdim in (False, True):
            for with_mask in (True, False):

                def call(
                    m: Any,
                    t: Any,
                    x: Any,
                    mask: Any,
                    d: Any = dim,
                    k: Any = keepdim,
                    w: Any = with_mask,
                ) -> Any:
                    return getattr(m, name)(x, d, keepdim=k, mask=mask if w else None)

                if name == "logsumexp" and dtype not in ("float64", "float32"):
                    continue  # PyTorch's is rounded from a float of its own choice
                compare(call, dtype)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
def test_others(dtype: str) -> None:
    for name in ALONG:
        compare(lambda m, t, x, mask, n=name: getattr(m, n)(x, 1, mask=mask), dtype)
        compare(lambda m, t, x, mask, n=name: getattr(m, n)(x, 0), dtype)
    for name in ("argmax", "argmin"):
        for dim in (None, 1):
            compare(lambda m, t, x, mask, n=name, d=dim: getattr(m, n)(x, d, mask=mask), dtype)
    compare(lambda m, t, x, mask: m.median(x[::2], 1, mask=mask[::2]), dtype)
    compare(lambda m, t, x, mask: m.median(x, 1, mask=mask), dtype)
    for order in (0.0, 1.0, 2.0, 3.0, float("inf")):
        compare(lambda m, t, x, mask, o=order: m.norm(x, o, 1, mask=mask), dtype)
    compare(lambda m, t, x, mask: m.normalize(x, 2.0, 1, mask=mask), dtype)
    compare(lambda m, t, x, mask: m.logaddexp(x, x, input_mask=mask, other_mask=~mask), dtype)


@pytest.mark.parametrize("name", [*REDUCTIONS, *ALONG])
def test_gradients(name: str) -> None:
    def gradient(m: Any, t: Any) -> Any:
        x, mask = operands(t, "float64", grad=True)
        rows = t.tensor([0, 2])
        y = getattr(m, name)(x.index_select(0, rows), 1, mask=mask.index_select(0, rows))
        y = t.where(t.isfinite(y), y, t.zeros_like(y))
        return t.autograd.grad((y * y).sum(), x)[0]

    same(gradient(cr.masked, cr), gradient(torch.masked, torch))


@pytest.mark.parametrize(
    "call",
    [
        lambda m, t, x, mask: m.sum(x, 1, mask=mask.unsqueeze(0)),
        lambda m, t, x, mask: m.sum(x, 5, mask=mask),
        lambda m, t, x, mask: m.sum(x, (0, 0), mask=mask),
        lambda m, t, x, mask: m.mean(x.to(t.int64), 1, mask=mask),
        lambda m, t, x, mask: m.amax(x.to(t.bool), 1, mask=mask),
        lambda m, t, x, mask: m.argmax(x, (0, 1), mask=mask),
    ],
)
def test_errors(call: Any) -> None:
    compare(call, "float32")
