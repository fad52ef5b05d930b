"""``FloatTensor`` and its kin: the types that tensors had before dtypes, one for each dtype."""

from __future__ import annotations

import operator
from typing import Any

from . import _core
from ._core import Tensor

# By what PyTorch calls them.
NAMES = {
    "FloatTensor": "float32",
    "DoubleTensor": "float64",
    "HalfTensor": "float16",
    "BFloat16Tensor": "bfloat16",
    "LongTensor": "int64",
    "IntTensor": "int32",
    "ShortTensor": "int16",
    "CharTensor": "int8",
    "ByteTensor": "uint8",
    "BoolTensor": "bool",
}


class _LegacyType(type):
    """``isinstance(x, FloatTensor)`` asks for the dtype; calling makes a tensor."""

    dtype: Any

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and instance.dtype == cls.dtype

    def __call__(cls, *args: Any, **kwargs: Any) -> Tensor:
        if kwargs:
            raise TypeError(f"{cls.__name__} takes no keyword: use tensor(data, dtype=...)")
        return legacy_tensor(cls.__name__, cls.dtype, args)


def legacy_tensor(name: str, dtype: Any, args: tuple[Any, ...]) -> Tensor:
    """What ``name(*args)`` meant before dtypes: sizes give uninitialised elements, a sequence or
    an array its values, a tensor of that very type itself."""
    from . import Size, empty

    sizes = [size for arg in args if (size := as_size(arg)) is not None]
    if len(sizes) == len(args):
        return empty(sizes or (0,), dtype=dtype)
    if len(args) != 1:
        raise TypeError(f"{name} takes sizes, or one sequence, array or tensor")
    data = args[0]
    if isinstance(data, Size):
        return empty(data, dtype=dtype)
    if isinstance(data, Tensor):
        if data.dtype != dtype:
            raise TypeError(
                f"{name} cannot take a tensor of {data.dtype}: use x.to({dtype}), or "
                f"new_tensor(x), which converts"
            )
        return data.detach()
    if not hasattr(data, "__len__") or isinstance(data, (str, bytes, dict, set)):
        raise TypeError(f"{name}: data must be a sequence (got {type(data).__name__})")
    out: Tensor = _core.tensor_from(data, dtype)
    return out


def as_size(value: Any) -> int | None:
    """The value where it is an integer: Python's, NumPy's; a bool is none."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or isinstance(value, Tensor):
        return None
    try:
        return operator.index(value)
    except TypeError:  # an array of several elements
        return None


def __getattr__(name: str) -> Any:
    if name not in NAMES:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    kind = getattr(_core, NAMES[name])
    text = (
        f"Tensors of {kind}: ``{name}(2, 3)`` is uninitialised, ``{name}([1, 2])`` has values.\n\n"
        f">>> import chainrule as cr\n>>> cr.{name}([1, 2]).dtype\n{kind}"
    )
    members = {"dtype": kind, "__doc__": text, "__module__": "chainrule"}
    made = _LegacyType(name, (), members)
    globals()[name] = made
    return made
