"""Apple's GPUs: not there."""

from __future__ import annotations


def is_available() -> bool:
    """Whether Metal can be used: no.

    >>> import chainrule as cr
    >>> cr.backends.mps.is_available()
    False
    """
    return False


def is_built() -> bool:
    """Whether this was built for Metal: no.

    >>> import chainrule as cr
    >>> cr.backends.mps.is_built()
    False
    """
    return False
