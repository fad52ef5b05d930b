"""Tensors of both libraries from one NumPy array, and whether two results are the same.

Values travel through NumPy alone. The tolerances are those of ``torch.testing.assert_close``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

import chainrule as cr

Array = np.ndarray[Any, Any]

# (rtol, atol) as torch.testing.assert_close documents them; exact for every other type.
TOLERANCE = {
    "float16": (1e-3, 1e-5),
    "bfloat16": (1.6e-2, 1e-5),
    "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
    "complex32": (1e-3, 1e-5),
    "complex64": (1.3e-6, 1e-5),
    "complex128": (1e-7, 1e-7),
}


def tensor(t: Any, array: Array, dtype: str) -> Any:
    """In ``t``, torch or chainrule, contiguous. NumPy has no bfloat16: it is rounded there."""
    if dtype == "bfloat16":
        return t.from_numpy(np.array(array, np.float32)).to(t.bfloat16)
    with np.errstate(invalid="ignore", over="ignore"):
        return t.from_numpy(np.array(array, dtype))


def is_tensor(value: Any) -> bool:
    return isinstance(value, (torch.Tensor, cr.Tensor))


def dtype_name(value: Any) -> str:
    return str(value.dtype).rpartition(".")[2]


def to_numpy(value: Any) -> Array:
    value = value.detach()
    if dtype_name(value) == "bfloat16":
        value = value.float()
    elif dtype_name(value) == "complex32":
        value = value.cfloat()
    if isinstance(value, torch.Tensor):
        # force: a lazy zero, as derivatives of linear functions are, is a tensor too.
        return np.asarray(value.resolve_conj().resolve_neg().numpy(force=True))
    return np.asarray(value.numpy())


def flat(value: Any) -> Iterator[Any]:
    """All tensors, in order."""
    if is_tensor(value):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from flat(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from flat(item)


def close(ours: Array, theirs: Array, dtype: str) -> Array:
    """Element by element, NaN equal to NaN."""
    rtol, atol = TOLERANCE.get(dtype, (0.0, 0.0))
    if not rtol:
        return np.asarray(ours == theirs)
    with np.errstate(all="ignore"):
        near = np.abs(ours - theirs) <= atol + rtol * np.abs(theirs)
        if theirs.dtype.kind == "c":
            # An infinite or absent part says nothing about the other.
            def part(a: Array, b: Array) -> Array:
                return (
                    (a == b)
                    | (np.isnan(a) & np.isnan(b))
                    | (np.abs(a - b) <= atol + rtol * np.abs(b))
                )

            return near | (part(ours.real, theirs.real) & part(ours.imag, theirs.imag))
        return np.asarray(near | (ours == theirs) | (np.isnan(ours) & np.isnan(theirs)))


def difference(
    ours: Any,
    theirs: Any,
    *,
    values: bool = True,
    wide: Callable[[], Any] | None = None,
    where: str = "result",
) -> str | None:
    """Why the two are not the same, or None. ``wide`` gives PyTorch's result in double precision
    from
    the same arguments: an element is right as well where it is as near to that."""
    if is_tensor(theirs):
        if not isinstance(ours, cr.Tensor):
            return f"{where}: {type(ours).__name__} instead of a tensor"
        if dtype_name(ours) != dtype_name(theirs):
            return f"{where}: dtype {dtype_name(ours)} instead of {dtype_name(theirs)}"
        if tuple(ours.shape) != tuple(theirs.shape):
            return f"{where}: shape {tuple(ours.shape)} instead of {tuple(theirs.shape)}"
        return _values(ours, theirs, wide, where) if values else None
    if isinstance(theirs, (list, tuple)):
        if isinstance(theirs, tuple) != isinstance(ours, tuple) or len(ours) != len(theirs):
            return (
                f"{where}: {type(ours).__name__} instead of {type(theirs).__name__} of "
                f"{len(theirs)}"
            )
        names = [n for n in dir(theirs) if not n.startswith("_") and is_tensor(getattr(theirs, n))]
        if lacking := [n for n in names if not hasattr(ours, n)]:
            return f"{where}: no field {lacking}"
        for i, pair in enumerate(zip(ours, theirs, strict=True)):
            item = (lambda i=i: wide()[i]) if wide else None
            if found := difference(*pair, values=values, wide=item, where=f"{where}[{i}]"):
                return found
        return None
    if isinstance(theirs, float) and isinstance(ours, float):
        same = close(np.asarray(ours), np.asarray(theirs), "float64").all()
    elif isinstance(theirs, torch.dtype):
        same = str(ours).rpartition(".")[2] == str(theirs).rpartition(".")[2]
    else:
        same = type(ours).__name__ == type(theirs).__name__ and ours == theirs
    return None if same else f"{where}: {ours!r} instead of {theirs!r}"


def _values(ours: Any, theirs: Any, wide: Callable[[], Any] | None, where: str) -> str | None:
    dtype = dtype_name(theirs)
    a, b = to_numpy(ours), to_numpy(theirs)
    same = close(a, b, dtype)
    if same.all():
        return None
    if wide is not None:
        exact = to_numpy(wide())
        if exact.shape == b.shape:
            if dtype == "bfloat16":
                rounded = to_numpy(torch.from_numpy(np.array(exact)).bfloat16())
            else:
                with np.errstate(all="ignore"):
                    rounded = exact.astype(b.dtype)
            same |= close(a, rounded, dtype)
            if same.all():
                return None
    wrong = np.argwhere(~np.atleast_1d(same))
    at = tuple(int(i) for i in wrong[0])
    mine, other = np.atleast_1d(a)[at], np.atleast_1d(b)[at]
    return (
        f"{where}: {len(wrong)} of {same.size} elements, first at {at}: {mine!r} instead of "
        f"{other!r}"
    )
