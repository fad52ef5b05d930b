"""The registered operations of ``chainrule.linalg``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _core

if TYPE_CHECKING:
    from ._registry.linalg import *

_PREFIX = "linalg."
globals().update(
    {
        name.removeprefix(_PREFIX): f
        for name, f in _core._functions.items()
        if name.startswith(_PREFIX)
    }
)
