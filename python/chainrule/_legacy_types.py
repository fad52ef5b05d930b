"""``FloatTensor`` and its kin: the types that tensors had before dtypes, one for each dtype."""

from __future__ import annotations

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
        from . import Size, empty, tensor

        if kwargs:
            raise TypeError(f"{cls.__name__} takes no keyword: use tensor(data, dtype=...)")
        if all(isinstance(arg, int) and not isinstance(arg, bool) for arg in args):
            return empty(args if args else (0,), dtype=cls.dtype)
        if len(args) != 1:
            raise TypeError(f"{cls.__name__} takes sizes, or one sequence, array or tensor")
        data = args[0]
        if isinstance(data, Size):
            return empty(data, dtype=cls.dtype)
        if isinstance(data, Tensor):
            if data.dtype != cls.dtype:
                raise TypeError(
                    f"{cls.__name__} cannot take a tensor of {data.dtype}: use x.to({cls.dtype})"
                )
            return data.view_as(data)
        return tensor(data).to(cls.dtype)


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
