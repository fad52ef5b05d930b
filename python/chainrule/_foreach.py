"""``_foreach_add_(tensors, ...)`` and its kin: one operation on each tensor of a list.

Programs that keep averages of weights, and optimizers, are written with them. Nothing is fused:
each tensor is an operation of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from . import _core
from ._core import Tensor

_F = _core._functions

# Each of these is the method of that name, in place with an underscore.
_METHODS = frozenset(
    [
        "abs",
        "acos",
        "add",
        "addcdiv",
        "addcmul",
        "asin",
        "atan",
        "ceil",
        "clamp_max",
        "clamp_min",
        "cos",
        "cosh",
        "div",
        "erf",
        "erfc",
        "exp",
        "expm1",
        "floor",
        "frac",
        "lerp",
        "lgamma",
        "log",
        "log10",
        "log1p",
        "log2",
        "maximum",
        "minimum",
        "mul",
        "neg",
        "pow",
        "reciprocal",
        "round",
        "rsqrt",
        "sigmoid",
        "sign",
        "sin",
        "sinh",
        "sqrt",
        "sub",
        "tan",
        "tanh",
        "trunc",
    ]
)
# maximum and minimum have no form in place, and take no numbers.
_WIDER = {"maximum": "clamp_min", "minimum": "clamp_max"}


def _lists(tensors: Any, *others: Any) -> list[Any]:
    """Each argument as a list as long as the first, which it is or is repeated to."""
    if not isinstance(tensors, (list, tuple)):
        raise TypeError(f"expected a list or tuple of tensors, not {type(tensors).__name__}")
    if not tensors:
        raise RuntimeError("Tensor list must have at least one tensor.")
    out: list[Any] = [list(tensors)]
    for other in others:
        if not isinstance(other, (list, tuple)):
            out.append([other] * len(tensors))
            continue
        if len(other) != len(tensors):
            raise RuntimeError(
                f"Tensor lists must have the same number of tensors, got {len(tensors)} and "
                f"{len(other)}"
            )
        out.append(list(other))
    return out


def _pairs(tensors: Any, others: Any) -> Any:
    """The tensors of two lists of one length, side by side."""
    if not isinstance(others, (list, tuple)):
        raise TypeError(f"expected a list or tuple of tensors, not {type(others).__name__}")
    return zip(*_lists(tensors, others), strict=True)


def _each(name: str, suffix: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Tensor:
    x = args[0]
    if name in ("addcmul", "addcdiv") and len(args) == 4:
        args, kwargs = args[:3], {**kwargs, "value": args[3]}
    result: Tensor = getattr(x, _WIDER.get(name, name) + suffix)(*args[1:], **kwargs)
    return result


def _clone(tensors: Any, *, memory_format: Any = None) -> tuple[Tensor, ...]:
    (xs,) = _lists(tensors)
    return tuple(x.clone(memory_format=memory_format) for x in xs)


def _mm(tensors: Any, mat2: Any) -> tuple[Tensor, ...]:
    return tuple(x.mm(y) for x, y in _pairs(tensors, mat2))


def _powsum(tensors: Any, ord: Any = 2, dtype: Any = None) -> tuple[Tensor, ...]:
    """The sums of |x|^ord, whose roots are the norms."""
    (xs,) = _lists(tensors)
    given = [x if dtype is None else x.to(dtype) for x in xs]
    for x in given:
        if not (x.is_floating_point() or x.is_complex()):
            raise NotImplementedError(f"_foreach_powsum(): not for {x.dtype}: use x.float()")
    return tuple(x.abs().pow(ord).sum() for x in given)


def _norm(tensors: Any, ord: Any = 2, dtype: Any = None) -> tuple[Tensor, ...]:
    (xs,) = _lists(tensors)
    return tuple(_F["linalg.vector_norm"](x, ord, dtype=dtype) for x in xs)


def _max(tensors: Any) -> tuple[Tensor, ...]:
    (xs,) = _lists(tensors)
    return tuple(x.max() for x in xs)


def _zero_(tensors: Any) -> Any:
    (xs,) = _lists(tensors)
    for x in xs:
        x.zero_()
    return tensors


def _copy_(tensors: Any, sources: Any, non_blocking: bool = False) -> Any:
    for x, source in _pairs(tensors, sources):
        x.copy_(source)
    return tensors


_SPECIAL: dict[str, Callable[..., Any]] = {
    "clone": _clone,
    "copy_": _copy_,
    "max": _max,
    "mm": _mm,
    "norm": _norm,
    "powsum": _powsum,
    "zero_": _zero_,
}


def find(name: str) -> Callable[..., Any] | None:
    """The function ``_foreach_<name>``, or None where there is none."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    base = name.removesuffix("_")
    suffix = "_" if name.endswith("_") else ""
    if base not in _METHODS:
        return None

    def run(self: Any, *others: Any, **kwargs: Any) -> Any:
        if isinstance(self, (int, float)) and base == "pow":
            exponents = _lists(*others)[0]
            return tuple(_F["pow"](self, x) for x in exponents)
        options: dict[str, Any] = {k: kwargs.pop(k) for k in ("alpha", "value") if k in kwargs}
        if len(others) == 3 and isinstance(others[2], Tensor):  # a value for each tensor
            others = (*others[:2], others[2].tolist())
        columns = _lists(self, *others, *kwargs.values())
        made = [_each(base, suffix, row, options) for row in zip(*columns, strict=True)]
        return list(self) if suffix else tuple(made)

    run.__name__ = run.__qualname__ = f"_foreach_{name}"
    return run
