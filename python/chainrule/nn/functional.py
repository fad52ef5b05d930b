"""The functions of ``chainrule.nn.functional``: the registered ones, and what is made of them in Python."""

from __future__ import annotations

from .. import _core

_PREFIX = "nn.functional."
globals().update({name.removeprefix(_PREFIX): f for name, f in _core._functions.items() if name.startswith(_PREFIX)})
