"""Not there: MKL, in whose place there is OpenBLAS."""

from __future__ import annotations


def is_available() -> bool:
    """Whether it is there: no. MKL, in whose place there is OpenBLAS.

    >>> import chainrule as cr
    >>> isinstance(cr.backends.mkl.is_available(), bool)
    True
    """
    return False
