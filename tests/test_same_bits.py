"""An element's result does not depend on where it lies: contiguous, strided and tail elements, and
one alone, get the same bits from every elementwise function."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import chainrule as cr

UNARY = [
    "abs",
    "acos",
    "acosh",
    "angle",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "ceil",
    "cos",
    "cosh",
    "deg2rad",
    "digamma",
    "erf",
    "erfc",
    "erfinv",
    "exp",
    "exp2",
    "expm1",
    "floor",
    "frac",
    "lgamma",
    "log",
    "log10",
    "log1p",
    "log2",
    "logit",
    "neg",
    "rad2deg",
    "reciprocal",
    "round",
    "rsqrt",
    "sgn",
    "sigmoid",
    "sign",
    "sin",
    "sinc",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "tanh",
    "trunc",
    "nn.functional.celu",
    "nn.functional.elu",
    "nn.functional.gelu",
    "nn.functional.hardswish",
    "nn.functional.logsigmoid",
    "nn.functional.mish",
    "nn.functional.selu",
    "nn.functional.silu",
    "nn.functional.softplus",
]
BINARY = [
    "add",
    "atan2",
    "copysign",
    "div",
    "floor_divide",
    "fmax",
    "fmin",
    "fmod",
    "heaviside",
    "hypot",
    "ldexp",
    "logaddexp",
    "logaddexp2",
    "maximum",
    "minimum",
    "mul",
    "nextafter",
    "pow",
    "remainder",
    "sub",
    "xlogy",
]
POLYGAMMA = {f"polygamma({n}, x)": (lambda x, n=n: cr.polygamma(n, x)) for n in (1, 2, 5)}
DTYPES = {"float32": np.int32, "float64": np.int64, "float16": np.int16}
LENGTH = 131  # full vectors and a tail, whatever the width


def function(name: str) -> Any:
    found: Any = cr
    for part in name.split("."):
        found = getattr(found, part)
    return found


def values(dtype: str, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    array = rng.normal(0, 3, LENGTH)
    array[::7] = np.exp2(rng.uniform(-20, 15, len(array[::7])))
    array[[3, 40, 127, 130]] = [0.0, np.inf, np.nan, -0.0]
    return array.astype(dtype)


def apart(array: Any) -> Any:
    """The same elements, not beside one another."""
    return cr.tensor(np.repeat(array, 3))[::3]


def bits(result: Any, dtype: str) -> Any:
    found = result.contiguous().numpy()
    return np.where(np.isnan(found), found.dtype.type(0), found).view(DTYPES[dtype])


def compare(call: Any, arrays: list[Any], dtype: str) -> None:
    whole = bits(call(*map(cr.tensor, arrays)), dtype)
    forms = {
        "strided": call(*map(apart, arrays)),
        "transposed": call(*(cr.tensor(np.stack([a, a], 1)).T[0] for a in arrays)),
        "one at a time": cr.cat(
            [call(*(cr.tensor(a[i : i + 1]) for a in arrays)) for i in range(LENGTH)]
        ),
        "without dimensions": cr.stack(
            [call(*(cr.tensor(a[i]) for a in arrays)) for i in range(LENGTH)]
        ),
    }
    for form, result in forms.items():
        np.testing.assert_array_equal(bits(result, dtype), whole, err_msg=form)
    for start in (1, 5, LENGTH - 3):
        tail = call(*(cr.tensor(a)[start:] for a in arrays))
        np.testing.assert_array_equal(bits(tail, dtype), whole[start:], err_msg=f"from {start}")


@pytest.mark.isa
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", [*UNARY, *POLYGAMMA])
def test_unary(name: str, dtype: str) -> None:
    compare(POLYGAMMA.get(name) or function(name), [values(dtype, 1)], dtype)


@pytest.mark.isa
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", BINARY)
def test_binary(name: str, dtype: str) -> None:
    compare(function(name), [values(dtype, 1), values(dtype, 2)], dtype)
