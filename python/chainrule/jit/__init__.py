"""Decorators of programs that can be compiled: everything here runs as the Python that it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from .. import serialization
from ..nn import Module

F = TypeVar("F", bound=Callable[..., Any])

__all__ = [
    "Final",
    "ScriptModule",
    "annotate",
    "export",
    "ignore",
    "is_scripting",
    "is_tracing",
    "load",
    "save",
    "script",
    "script_if_tracing",
    "script_method",
    "trace",
    "unused",
]


def annotate(the_type: Any, the_value: Any) -> Any:
    """The value itself; compiled programs take the type from it.

    >>> import chainrule as cr
    >>> cr.jit.annotate(int, 3)
    3
    """
    return the_value


class ScriptModule(Module):
    """A module that could be compiled: a module.

    >>> import chainrule as cr
    >>> isinstance(cr.jit.ScriptModule(), cr.nn.Module)
    True
    """


def save(m: Any, f: serialization.FileLike, _extra_files: Any = None) -> None:
    """Writes a module that ``script`` or ``trace`` gave: the object itself, as ``save`` does.

    The class of the module is needed to read it.

    >>> import chainrule as cr
    >>> import io
    >>> file = io.BytesIO()
    >>> cr.jit.save(cr.jit.script(cr.nn.Linear(2, 3)), file)
    >>> _ = file.seek(0)
    >>> cr.jit.load(file)(cr.ones(2)).shape
    torch.Size([3])
    """
    serialization.save(m, f)


def load(
    f: serialization.FileLike,
    map_location: Any = None,
    _extra_files: Any = None,
    _restore_shapes: bool = False,
) -> Any:
    """Reads what ``jit.save`` wrote. The file can run code: read those of people you trust.

    Raises:
        RuntimeError: a program that PyTorch compiled: load its ``state_dict()`` into the class.

    >>> import chainrule as cr
    >>> import io
    >>> file = io.BytesIO()
    >>> cr.jit.save(cr.jit.script(cr.nn.ReLU()), file)
    >>> _ = file.seek(0)
    >>> cr.jit.load(file)(cr.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    return serialization.load(f, map_location, weights_only=False)


def is_scripting() -> bool:
    """Whether the code is being compiled: never.

    >>> import chainrule as cr
    >>> cr.jit.is_scripting()
    False
    """
    return False


def is_tracing() -> bool:
    """Whether the code is being traced: never.

    >>> import chainrule as cr
    >>> cr.jit.is_tracing()
    False
    """
    return False


def script(obj: F, *args: Any, **kwargs: Any) -> F:
    """The function, class or module itself: it goes on to run as Python.

    >>> import chainrule as cr
    >>> cr.jit.script(cr.nn.Linear(2, 3))(cr.ones(2)).shape
    torch.Size([3])
    """
    return obj


def trace(func: F, *args: Any, **kwargs: Any) -> F:
    """The function or module itself: it goes on to run as Python.

    >>> import chainrule as cr
    >>> cr.jit.trace(cr.nn.Linear(2, 3), cr.ones(2))(cr.ones(2)).shape
    torch.Size([3])
    """
    return func


def ignore(drop: Any = False, **kwargs: Any) -> Any:
    """Marks a method that is not to be compiled, with or without arguments.

    >>> import chainrule as cr
    >>> @cr.jit.ignore
    ... def double(x):
    ...     return x + x
    >>> double(cr.ones(2))
    tensor([2., 2.])
    """
    return drop if callable(drop) else lambda function: function


def _mark(name: str, what: str) -> Any:
    def decorator(fn: F) -> F:
        return fn

    decorator.__name__ = decorator.__qualname__ = name
    decorator.__doc__ = f"""{what}; the function itself.

    >>> import chainrule as cr
    >>> callable(cr.jit.{name})
    True
    """
    return decorator


unused = _mark("unused", "Marks a method that a compiled program must not call")
export = _mark("export", "Marks a method that is to be compiled as well")
script_method = _mark("script_method", "Marks a method of a compiled module")
script_if_tracing = _mark("script_if_tracing", "Marks a function to be compiled while tracing")
