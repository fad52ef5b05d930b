"""Not there: oneDNN: the kernels are chainrule's own."""

from __future__ import annotations


def is_available() -> bool:
    """Whether it is there: no. oneDNN: the kernels are chainrule's own.

    >>> import chainrule as cr
    >>> isinstance(cr.backends.mkldnn.is_available(), bool)
    True
    """
    return False
