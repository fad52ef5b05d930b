"""The registered operations of ``chainrule.special``, and those known by another name too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _core

if TYPE_CHECKING:
    from ._registry.special import *

_PREFIX = "special."
globals().update(
    {
        name.removeprefix(_PREFIX): f
        for name, f in _core._functions.items()
        if name.startswith(_PREFIX)
    }
)

# The functions of the package itself that are special functions, too.
erf = _core._functions["erf"]
erfc = _core._functions["erfc"]
exp2 = _core._functions["exp2"]
expit = _core._functions["sigmoid"]
expm1 = _core._functions["expm1"]
log1p = _core._functions["log1p"]
