"""The registered operations of ``chainrule.linalg``."""

from __future__ import annotations

from . import _core

_PREFIX = "linalg."
globals().update(
    {
        name.removeprefix(_PREFIX): f
        for name, f in _core._functions.items()
        if name.startswith(_PREFIX)
    }
)
