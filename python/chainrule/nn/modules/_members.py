"""Where a module's parameters, buffers and submodules are kept, and how they become attributes.

A module's ``_parameters``, ``_buffers`` and ``_modules`` are the truth: names in order, None for
what is absent. They are dictionaries that write every change into the ``__dict__`` of their module
too, so that ``self.weight`` is an ordinary instance attribute, found as fast as any other.
"""

from __future__ import annotations

import weakref
from typing import Any

_ABSENT = object()


def _nobody() -> None:
    """Stands where the reference to a module is, for members that belong to none."""


class Members(dict[str, Any]):
    """Members of one kind by name. It knows its module weakly, so that modules need no
    collector."""

    __slots__ = ("_module",)

    def __init__(self, module: Any, members: Any = ()) -> None:
        super().__init__(members)
        self.attach(module)

    def attach(self, module: Any) -> None:
        """Belong to ``module`` from now on: its attributes are these."""
        self._module: Any = weakref.ref(module)
        vars(module).update(self)

    def detach(self) -> None:
        """Stop being its module's attributes, and keep the members."""
        for name, value in self.items():
            self._forget(name, value)
        self._module = _nobody

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        module = self._module()
        if module is not None:
            vars(module)[name] = value

    def _forget(self, name: str, value: Any) -> None:
        module = self._module()
        # Another kind may have taken the name over in the meantime.
        if module is not None and vars(module).get(name, _ABSENT) is value:
            del vars(module)[name]

    def __delitem__(self, name: str) -> None:
        value = self[name]
        super().__delitem__(name)
        self._forget(name, value)

    def pop(self, name: str, *default: Any) -> Any:
        if name not in self:
            return super().pop(name, *default)
        value = super().pop(name)
        self._forget(name, value)
        return value

    def popitem(self) -> tuple[str, Any]:
        name, value = super().popitem()
        self._forget(name, value)
        return name, value

    def clear(self) -> None:
        while self:
            self.popitem()

    def setdefault(self, name: str, default: Any = None) -> Any:
        if name not in self:
            self[name] = default
        return self[name]

    def update(self, *args: Any, **kwargs: Any) -> None:
        for name, value in dict(*args, **kwargs).items():
            self[name] = value

    def __ior__(self, other: Any) -> Any:  # type: ignore[misc]
        self.update(other)
        return self

    def __reduce__(self) -> Any:
        # A copy or a pickle holds a plain dictionary; Module.__setstate__ ties it to its module.
        return dict, (), None, None, iter(self.items())
