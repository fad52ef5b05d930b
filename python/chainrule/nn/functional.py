"""The functions of ``chainrule.nn.functional``: the registered ones, and what is made of them in
Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _core
from . import _functional, _vision

if TYPE_CHECKING:
    from .._registry.functional import *
    from ._functional import *
    from ._vision import *

_PREFIX = "nn.functional."
globals().update(
    {
        name.removeprefix(_PREFIX): f
        for name, f in _core._functions.items()
        if name.startswith(_PREFIX) and not name.startswith(f"{_PREFIX}_")
    }
)
for _each in (_functional, _vision):
    globals().update(
        {name: f for name, f in vars(_each).items() if callable(f) and not name.startswith("_")}
    )
