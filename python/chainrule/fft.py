"""The registered operations of ``chainrule.fft``."""

from __future__ import annotations

from . import _core

_PREFIX = "fft."
globals().update(
    {
        name.removeprefix(_PREFIX): f
        for name, f in _core._functions.items()
        if name.startswith(_PREFIX)
    }
)
