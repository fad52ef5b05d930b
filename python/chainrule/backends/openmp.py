"""Not there: OpenMP: threads are chainrule's own."""

from __future__ import annotations


def is_available() -> bool:
    """Whether it is there: no. OpenMP: threads are chainrule's own.

    >>> import chainrule as cr
    >>> isinstance(cr.backends.openmp.is_available(), bool)
    True
    """
    return False
