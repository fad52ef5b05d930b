"""__torch_function__: objects that answer for operations, subclasses of Tensor and others.

Who is asked, and when, is decided where Python's calls arrive (cpp/bindings/overrides.cpp); here
are what a subclass does that says nothing else, the modes, and what libraries ask that override.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from . import _core
from ._core import Tensor

__all__ = [
    "BaseTorchFunctionMode",
    "TorchFunctionMode",
    "get_default_nowrap_functions",
    "handle_torch_function",
    "has_torch_function",
    "has_torch_function_unary",
    "has_torch_function_variadic",
    "is_tensor_like",
    "is_tensor_method_or_property",
    "resolve_name",
    "wrap_torch_function",
]

F = TypeVar("F", bound=Callable[..., Any])

# Who is asked, as _core.ask_overriding() has it.
MODES_ALONE, NOBODY = 1, 2


def get_default_nowrap_functions() -> set[Any]:
    """What a subclass that says nothing leaves as it is: gradients and bases are plain tensors.

    >>> import chainrule as cr
    >>> cr.Tensor.grad.__get__ in cr.overrides.get_default_nowrap_functions()
    True
    """
    return _NOWRAP


_NOWRAP = {getattr(Tensor, name).__get__ for name in ("_base", "grad", "_grad")}


def compute_as_class(
    cls: type[Tensor], func: Any, types: Iterable[type], args: Any = (), kwargs: Any = None
) -> Any:
    """``Tensor.__torch_function__``: computes as for plain tensors, and makes the results objects
    of the class."""
    if not all(issubclass(cls, kind) for kind in types):
        return NotImplemented
    before = _core.ask_overriding(MODES_ALONE)
    try:
        result = func(*args, **(kwargs or {}))
    finally:
        _core.ask_overriding(before)
    return result if func in _NOWRAP else _of_class(result, cls)


def _of_class(result: Any, cls: type[Tensor]) -> Any:
    if cls is Tensor:
        return result
    if isinstance(result, Tensor):
        return result if isinstance(result, cls) else _core.as_subclass(result, cls)
    if isinstance(result, (tuple, list)):
        return type(result)([_of_class(part, cls) for part in result])
    return result


def has_torch_function(relevant_args: Iterable[Any]) -> bool:
    """Whether any of the arguments, or a mode, answers for operations.

    >>> import chainrule as cr
    >>> cr.overrides.has_torch_function((cr.ones(2), 3))
    False
    """
    asked = _core.asks_overriding()
    if asked != NOBODY and _core.count_modes():
        return True
    return bool(_core.overriding(tuple(relevant_args)))


def has_torch_function_unary(obj: Any) -> bool:
    """``has_torch_function((obj,))``.

    >>> import chainrule as cr
    >>> cr.overrides.has_torch_function_unary(cr.ones(2))
    False
    """
    return has_torch_function((obj,))


def has_torch_function_variadic(*args: Any) -> bool:
    """``has_torch_function(args)``.

    >>> import chainrule as cr
    >>> cr.overrides.has_torch_function_variadic(cr.ones(2), 3)
    False
    """
    return has_torch_function(args)


def handle_torch_function(
    public_api: Callable[..., Any], relevant_args: Iterable[Any], *args: Any, **kwargs: Any
) -> Any:
    """What answers for a function of a library's own: a mode, or one of the arguments.

    Raises:
        TypeError: all who were asked returned NotImplemented.

    >>> import chainrule as cr
    >>> class Zero:
    ...     @classmethod
    ...     def __torch_function__(cls, func, types, args=(), kwargs=None):
    ...         return 0
    >>> def double(x):
    ...     if cr.overrides.has_torch_function((x,)):
    ...         return cr.overrides.handle_torch_function(double, (x,), x)
    ...     return x + x
    >>> double(Zero()), double(2)
    (0, 4)
    """
    found = _core.overriding(tuple(relevant_args))
    types = tuple(map(type, found))
    if _core.asks_overriding() != NOBODY and _core.count_modes():
        mode = _core.top_mode()
        _core.pop_mode()
        try:
            answer = mode.__torch_function__(public_api, types, args, kwargs)
        finally:
            _core.push_mode(mode)
        if answer is not NotImplemented:
            return answer
    for x in found:
        answer = x.__torch_function__(public_api, types, args, kwargs)
        if answer is not NotImplemented:
            return answer
    name = f"{public_api.__module__}.{public_api.__name__}"
    raise TypeError(
        f"no implementation found for '{name}' on types that implement __torch_function__: "
        f"{[kind.__name__ for kind in types]}"
    )


def wrap_torch_function(dispatcher: Callable[..., Iterable[Any]]) -> Callable[[F], F]:
    """Lets arguments answer for a function; ``dispatcher`` takes the same ones, and returns those
    to ask.

    >>> import chainrule as cr
    >>> @cr.overrides.wrap_torch_function(lambda x: (x,))
    ... def double(x):
    ...     return x + x
    >>> double(cr.ones(2))
    tensor([2., 2.])
    """

    def decorate(func: F) -> F:
        @wraps(func)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            relevant = tuple(dispatcher(*args, **kwargs))
            if has_torch_function(relevant):
                return handle_torch_function(wrapped, relevant, *args, **kwargs)
            return func(*args, **kwargs)

        return wrapped  # type: ignore[return-value]

    return decorate


def is_tensor_like(inp: Any) -> bool:
    """Whether it is a tensor, or answers for operations as one.

    >>> import chainrule as cr
    >>> cr.overrides.is_tensor_like(cr.ones(2)), cr.overrides.is_tensor_like([1.0])
    (True, False)
    """
    return type(inp) is Tensor or hasattr(inp, "__torch_function__")


def is_tensor_method_or_property(func: Any) -> bool:
    """Whether ``func`` is of ``Tensor``, and no function beside it.

    >>> import chainrule as cr
    >>> own = cr.overrides.is_tensor_method_or_property
    >>> own(cr.Tensor.add), own(cr.Tensor.shape.__get__), own(cr.add)
    (True, True, False)
    """
    name = getattr(func, "__name__", "")
    return name in ("__get__", "__set__") or getattr(Tensor, name, None) is func


def resolve_name(f: Any) -> str | None:
    """The name that a function is called by: ``"torch.Tensor.add"``; None for strangers.

    >>> import chainrule as cr
    >>> cr.overrides.resolve_name(cr.Tensor.add), cr.overrides.resolve_name(cr.add)
    ('torch.Tensor.add', 'torch.add')
    """
    name = getattr(f, "__name__", "")
    if name in ("__get__", "__set__"):
        attribute = getattr(f, "__self__", None)
        return f"torch.Tensor.{attribute.__name__}.{name}" if attribute is not None else None
    if is_tensor_method_or_property(f):
        return f"torch.Tensor.{name}"
    module = str(getattr(f, "__module__", ""))
    if module.split(".")[0] != "chainrule":
        return None
    return f"torch{module.removeprefix('chainrule')}.{name}"


class TorchFunctionMode:
    """A ``with`` block in which every operation is handed to ``__torch_function__`` of the mode.

    Inside of it the mode is off, so that it may call what it was asked for. Modes nest: the inner
    one answers first, and what it calls goes to the next.

    >>> import chainrule as cr
    >>> class Count(cr.overrides.TorchFunctionMode):
    ...     calls = 0
    ...     def __torch_function__(self, func, types, args=(), kwargs=None):
    ...         self.calls += 1
    ...         return func(*args, **(kwargs or {}))
    >>> with Count() as count:
    ...     x = cr.zeros(2) + 1
    >>> count.calls
    2
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no __torch_function__")

    def __enter__(self) -> TorchFunctionMode:  # noqa: PYI034  (Self needs Python 3.11)
        _core.push_mode(self)
        return self

    def __exit__(self, *exception: object) -> None:
        _core.pop_mode()


class BaseTorchFunctionMode(TorchFunctionMode):
    """A mode that computes what it is asked for.

    >>> import chainrule as cr
    >>> with cr.overrides.BaseTorchFunctionMode():
    ...     cr.zeros(2)
    tensor([0., 0.])
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return func(*args, **(kwargs or {}))


class _Asking:
    """A ``with`` block in which others are asked."""

    who: int

    def __enter__(self) -> None:
        self._before = _core.ask_overriding(max(self.who, _core.asks_overriding()))

    def __exit__(self, *exception: object) -> None:
        _core.ask_overriding(self._before)


class DisableTorchFunctionSubclass(_Asking):
    """A ``with`` block in which objects of subclasses are plain tensors to operations."""

    who = MODES_ALONE


class DisableTorchFunction(_Asking):
    """A ``with`` block in which nobody answers for operations, neither objects nor modes."""

    who = NOBODY
