"""Changing the dtype or device of everything a module holds: the half of Module behind ``to``."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NoReturn

from .._backend import (
    Tensor,
    bfloat16,
    device,
    dtype,
    empty_like,
    float16,
    float32,
    float64,
    no_grad,
)
from ..parameter import is_lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self


class Converts:
    """Methods that put another tensor in the place of each parameter and buffer."""

    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Replace every parameter's data, its gradient's, and every buffer, by ``fn`` of it.

        Parameters stay the same objects, so an optimizer that holds them goes on working.
        """
        if recurse:
            for module in self._modules.values():
                if module is not None:
                    module._apply(fn)
        for parameter in self._parameters.values():
            if parameter is None:
                continue
            gradient = parameter.grad
            with no_grad():
                made = fn(parameter)
                if made is not parameter:
                    parameter.data = made
                if gradient is not None:
                    made = fn(gradient)
                    if made is not gradient:
                        gradient.data = made
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Move and cast parameters and buffers, in place.

        ``to(device=None, dtype=None, non_blocking=False)``, ``to(dtype, non_blocking=False)`` or
        ``to(tensor, non_blocking=False)``, each also with ``memory_format=``. Only floating point
        and complex tensors change their dtype.

        Raises:
            TypeError: the dtype is neither floating point nor complex.

        >>> import chainrule as cr
        >>> cr.nn.Linear(2, 2).to(cr.float64).weight.dtype == cr.float64
        True
        """
        target, kind, non_blocking, memory_format = _parse_to(*args, **kwargs)
        if kind is not None:
            if not (kind.is_floating_point or kind.is_complex):
                raise TypeError(
                    "nn.Module.to only accepts floating point or complex dtypes, but got desired "
                    f"dtype={kind}"
                )
            if kind.is_complex:
                warnings.warn(
                    "Complex modules are new: some modules might not work as expected with complex "
                    "parameters or buffers.",
                    stacklevel=2,
                )

        def convert(t: Any) -> Any:
            casts = t.is_floating_point() or t.is_complex()
            options = {}
            if memory_format is not None and t.dim() in (4, 5):
                options["memory_format"] = memory_format
            return t.to(target, kind if casts else None, non_blocking, **options)

        return self._apply(convert)

    def type(self, dst_type: dtype | str) -> Self:
        """Cast all parameters and buffers to ``dst_type``, in place; integers too."""
        return self._apply(lambda t: t.type(dst_type))

    def _cast(self, kind: dtype) -> Self:
        return self._apply(lambda t: t.to(kind) if t.is_floating_point() else t)

    def float(self) -> Self:
        """Cast all floating point parameters and buffers to float32, in place."""
        return self._cast(float32)

    def double(self) -> Self:
        """Cast all floating point parameters and buffers to float64, in place."""
        return self._cast(float64)

    def half(self) -> Self:
        """Cast all floating point parameters and buffers to float16, in place."""
        return self._cast(float16)

    def bfloat16(self) -> Self:
        """Cast all floating point parameters and buffers to bfloat16, in place."""
        return self._cast(bfloat16)

    def cpu(self) -> Self:
        """Move all parameters and buffers to the CPU, where they are: there is no other device."""
        return self._apply(lambda t: t.cpu())

    def cuda(self, device: Any = None) -> NoReturn:
        """Raise AssertionError: there is no CUDA here, as ``cuda.is_available()`` says."""
        raise AssertionError(
            "chainrule runs on the CPU only: leave out .cuda(), or write .to(device) with "
            "device = 'cuda' if cuda.is_available() else 'cpu'"
        )

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """Move parameters and buffers to ``device`` without copying their values."""
        return self._apply(
            lambda t: t if is_lazy(t) else empty_like(t, device=device), recurse=recurse
        )

    def share_memory(self) -> Self:
        """Put all parameters and buffers into memory shared between processes."""
        return self._apply(lambda t: t.share_memory_())


def _parse_to(*args: Any, **kwargs: Any) -> tuple[Any, Any, bool, Any]:
    """Device, dtype, non_blocking and memory_format from the arguments of ``to``."""
    memory_format = kwargs.pop("memory_format", None)
    if (args and isinstance(args[0], Tensor)) or "tensor" in kwargs:
        names: tuple[str, ...] = ("tensor", "non_blocking", "copy")
    elif args and isinstance(args[0], dtype):
        names = ("dtype", "non_blocking", "copy")
    else:
        names = ("device", "dtype", "non_blocking", "copy")
    if len(args) > len(names):
        raise TypeError(f"to() takes at most {len(names)} positional arguments, got {len(args)}")
    given = dict(zip(names, args, strict=False))
    for name, value in kwargs.items():
        if name not in names and name not in ("device", "dtype", "non_blocking"):
            raise TypeError(f"to() got an unexpected keyword argument '{name}'")
        if name in given:
            raise TypeError(f"to() got multiple values for argument '{name}'")
        given[name] = value
    if "tensor" in given:
        other = given["tensor"]
        return other.device, other.dtype, bool(given.get("non_blocking", False)), memory_format
    where, kind = given.get("device"), given.get("dtype")
    if where is not None and not isinstance(where, device):
        where = device(where)
    if kind is not None and not isinstance(kind, dtype):
        raise TypeError(f"to() expects a dtype for argument 'dtype', got {type(kind).__name__}")
    return where, kind, bool(given.get("non_blocking", False)), memory_format
