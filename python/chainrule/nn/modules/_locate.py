"""Says in which module of a model an exception was raised.

Every module that an exception passes through adds its own name, so that the traceback ends with
``in encoder.fc2: Linear(in_features=128, out_features=10, bias=True), part of Net``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .module import Module

_TRAIL = "_module_trail"


def locate(error: Exception, module: Module) -> None:
    """Note on ``error`` that it has passed through ``module``."""
    try:
        trail = getattr(error, _TRAIL, None)
        if trail is None:
            trail = _Trail(module)
            setattr(error, _TRAIL, trail)
        else:
            trail.extend(module)
        # Python 3.10 shows no notes.
        notes: list[str] = getattr(error, "__notes__", [])
        if trail.note in notes:
            notes.remove(trail.note)
        trail.note = trail.text()
        if hasattr(error, "add_note"):
            error.add_note(trail.note)
    except Exception:
        # A repr that fails, an exception that takes no attributes: the error itself matters more.
        return


class _Trail:
    def __init__(self, module: Module) -> None:
        self.note = ""
        self._what = " ".join(repr(module).split())
        if len(self._what) > 200:
            self._what = type(module).__name__
        self._path = ""
        self._outermost: Any = module

    def extend(self, module: Module) -> None:
        for name, child in module.named_modules():
            if child is self._outermost and child is not module:
                self._path = f"{name}.{self._path}" if self._path else name
                self._outermost = module
                return

    def text(self) -> str:
        if not self._path:
            return f"in {self._what}"
        return f"in {self._path}: {self._what}, part of {type(self._outermost).__name__}"
