"""Handles that take hooks away again."""

from __future__ import annotations

from collections.abc import Callable


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

    def __enter__(self) -> CoreHandle:
        return self

    def __exit__(self, *exc: object) -> None:
        self.remove()
