"""Settings of cuDNN, which is not there: they are kept, and change nothing."""

from __future__ import annotations

enabled = True
benchmark = False
benchmark_limit = 10
deterministic = False
allow_tf32 = True


def is_available() -> bool:
    """Whether cuDNN is there: no.

    >>> import chainrule as cr
    >>> cr.backends.cudnn.is_available()
    False
    """
    return False


def version() -> int | None:
    """The version of cuDNN: None.

    >>> import chainrule as cr
    >>> cr.backends.cudnn.version()
    """
    return None
