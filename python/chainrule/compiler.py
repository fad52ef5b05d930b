"""What programs ask of a compiler, answered as by one that leaves everything as it is: operations
are fast without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ._settings import compile

F = TypeVar("F", bound=Callable[..., Any])

__all__ = [
    "allow_in_graph",
    "assume_constant_result",
    "compile",
    "cudagraph_mark_step_begin",
    "disable",
    "is_compiling",
    "is_dynamo_compiling",
    "is_exporting",
    "list_backends",
    "reset",
    "set_stance",
]


def is_compiling() -> bool:
    """Whether the code is being compiled: never.

    >>> import chainrule as cr
    >>> cr.compiler.is_compiling()
    False
    """
    return False


def is_dynamo_compiling() -> bool:
    """Whether the code is being traced for compilation: never.

    >>> import chainrule as cr
    >>> cr.compiler.is_dynamo_compiling()
    False
    """
    return False


def is_exporting() -> bool:
    """Whether the code is being exported: never.

    >>> import chainrule as cr
    >>> cr.compiler.is_exporting()
    False
    """
    return False


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """The function itself: there is no compiler to keep away from it. Also a decorator.

    >>> import chainrule as cr
    >>> @cr.compiler.disable
    ... def double(x):
    ...     return x + x
    >>> double(cr.ones(2))
    tensor([2., 2.])
    """
    return (lambda function: function) if fn is None else fn


def allow_in_graph(fn: F) -> F:
    """The function itself.

    >>> import chainrule as cr
    >>> cr.compiler.allow_in_graph(lambda: 1)()
    1
    """
    return fn


def assume_constant_result(fn: F) -> F:
    """The function itself.

    >>> import chainrule as cr
    >>> cr.compiler.assume_constant_result(lambda: 1)()
    1
    """
    return fn


def reset() -> None:
    """Forgets what was compiled: nothing was.

    >>> import chainrule as cr
    >>> cr.compiler.reset()
    """


def cudagraph_mark_step_begin() -> None:
    """Says that a step begins; nobody listens.

    >>> import chainrule as cr
    >>> cr.compiler.cudagraph_mark_step_begin()
    """


def list_backends(exclude_tags: Any = ("debug", "experimental")) -> list[str]:
    """The compilers there are: PyTorch's have no meaning here.

    >>> import chainrule as cr
    >>> isinstance(cr.compiler.list_backends(), list)
    True
    """
    return []


class set_stance:
    """How eagerly to compile, from here on or in a ``with`` block or a decorated function: without
    meaning here.

    >>> import chainrule as cr
    >>> with cr.compiler.set_stance("force_eager"):
    ...     cr.compiler.is_compiling()
    False
    """

    def __init__(self, stance: str = "default", **options: Any) -> None:
        self.stance = stance

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: object) -> None:
        return None

    def __call__(self, fn: F) -> F:
        return fn
