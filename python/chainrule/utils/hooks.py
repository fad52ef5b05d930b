"""Handles that take hooks away again. The hooks themselves belong to whoever calls them."""

from __future__ import annotations

import itertools
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["RemovableHandle"]


class RemovableHandle:
    """What registering a hook returns: ``remove()`` takes the hook away again.

    The handle holds the dictionary of hooks weakly, so it does not keep a module or an optimizer
    alive. Used in a ``with`` statement, it removes the hook at the end of the block. Removing
    twice does nothing.

    Args:
        hooks_dict: the dictionary that holds the hook, indexed by the handle's ``id``.
        extra_dict: further dictionaries (one, or a list) with an entry under the same ``id``.

    >>> from collections import OrderedDict
    >>> from chainrule.utils.hooks import RemovableHandle
    >>> hooks = OrderedDict()
    >>> handle = RemovableHandle(hooks)
    >>> hooks[handle.id] = print
    >>> handle.remove()
    >>> len(hooks)
    0
    """

    id: int
    _ids = itertools.count()

    def __init__(self, hooks_dict: Any, *, extra_dict: Any = None) -> None:
        self.hooks_dict_ref = weakref.ref(hooks_dict)
        self.id = next(RemovableHandle._ids)
        extra: Iterable[Any] = ()
        if extra_dict is not None:
            extra = extra_dict if isinstance(extra_dict, list) else [extra_dict]
        self.extra_dict_ref: tuple[Any, ...] = tuple(weakref.ref(d) for d in extra)

    def remove(self) -> None:
        """Takes the hook away; a second call does nothing."""
        for ref in (self.hooks_dict_ref, *self.extra_dict_ref):
            hooks = ref()
            if hooks is not None:
                hooks.pop(self.id, None)

    def __getstate__(self) -> tuple[Any, ...]:
        return (self.hooks_dict_ref(), self.id, *(ref() for ref in self.extra_dict_ref))

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        # A dictionary that was gone when the handle was saved gets an empty one in its place.
        alive = [OrderedDict() if d is None else d for d in (state[0], *state[2:])]
        self.hooks_dict_ref = weakref.ref(alive[0])
        self.id = state[1]
        self.extra_dict_ref = tuple(weakref.ref(d) for d in alive[1:])
        # Handles made from here on must not take the number of a restored one.
        RemovableHandle._ids = itertools.count(max(next(RemovableHandle._ids), self.id + 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.remove()


class CoreHandle:
    """The handle of a hook that the core holds; also a context manager that removes it at the end.

    >>> import chainrule as cr
    >>> x = cr.ones(1, requires_grad=True)
    >>> with x.register_hook(print):
    ...     pass
    """

    def __init__(self, remove: Callable[[], None]) -> None:
        self._remove: Callable[[], None] | None = remove

    def remove(self) -> None:
        """Takes the hook away; a second call does nothing."""
        if self._remove is not None:
            self._remove()
            self._remove = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.remove()
