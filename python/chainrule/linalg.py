"""The registered operations of ``chainrule.linalg``, and the error of matrices without an
answer."""

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


class LinAlgError(RuntimeError):
    """A matrix for which there is no answer: singular, not positive definite, or without
    convergence.

    >>> import chainrule as cr
    >>> try:
    ...     cr.linalg.inv(cr.zeros(2, 2))
    ... except cr.linalg.LinAlgError:
    ...     print("singular")
    singular
    """
