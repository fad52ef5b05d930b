"""Training on several processes is not there: what programs ask before they use it."""

from __future__ import annotations


def is_available() -> bool:
    """Whether processes can work together: no.

    >>> import chainrule as cr
    >>> cr.distributed.is_available()
    False
    """
    return False


def is_initialized() -> bool:
    """Whether processes work together: no.

    >>> import chainrule as cr
    >>> cr.distributed.is_initialized()
    False
    """
    return False
