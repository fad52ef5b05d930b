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

# What takes the tensors alone, and what takes something beside each.
_UNARY = frozenset(
    [
        "abs",
        "acos",
        "asin",
        "atan",
        "ceil",
        "cos",
        "cosh",
        "erf",
        "erfc",
        "exp",
        "expm1",
        "floor",
        "frac",
        "lgamma",
        "log",
        "log10",
        "log1p",
        "log2",
        "neg",
        "reciprocal",
        "round",
        "rsqrt",
        "sigmoid",
        "sign",
        "sin",
        "sinh",
        "sqrt",
        "tan",
        "tanh",
        "trunc",
    ]
)
_OTHERS = frozenset(
    [
        "add",
        "sub",
        "mul",
        "div",
        "pow",
        "lerp",
        "addcmul",
        "addcdiv",
        "maximum",
        "minimum",
        "clamp_min",
        "clamp_max",
    ]
)
_CLAMPS = {"clamp_min": "maximum", "clamp_max": "minimum"}


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


def _clamped(name: str, x: Tensor, bound: Any, suffix: str) -> Tensor:
    """x against a bound that is a number or a tensor."""
    if isinstance(bound, Tensor):
        made: Tensor = _F[_CLAMPS[name]](x, bound)
        return x.copy_(made) if suffix else made
    result: Tensor = getattr(x, f"clamp{suffix}")(**{name.removeprefix("clamp_"): bound})
    return result


def _each(name: str, suffix: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Tensor:
    x = args[0]
    if name in ("maximum", "minimum"):
        name = "clamp_min" if name == "maximum" else "clamp_max"
    if name in _CLAMPS:
        return _clamped(name, x, args[1], suffix)
    if name in ("addcmul", "addcdiv") and len(args) == 4:
        args, kwargs = args[:3], {**kwargs, "value": args[3]}
    result: Tensor = getattr(x, name + suffix)(*args[1:], **kwargs)
    return result


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
    if not isinstance(sources, (list, tuple)):
        raise TypeError(f"expected a list or tuple of tensors, not {type(sources).__name__}")
    for x, source in zip(*_lists(tensors, sources), strict=True):
        x.copy_(source)
    return tensors


def find(name: str) -> Callable[..., Any] | None:
    """The function ``_foreach_<name>``, or None where there is none."""
    special: dict[str, Callable[..., Any]] = {
        "norm": _norm,
        "max": _max,
        "zero_": _zero_,
        "copy_": _copy_,
    }
    if name in special:
        return special[name]
    base = name.removesuffix("_")
    suffix = "_" if name.endswith("_") else ""
    if base not in _UNARY and base not in _OTHERS:
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
