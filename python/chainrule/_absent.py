"""What programs ask of a kind of device that is not there: the same answers for all of them."""

from __future__ import annotations


def is_available() -> bool:
    """Whether there is one: no.

    >>> import chainrule as cr
    >>> cr.xpu.is_available()
    False
    """
    return False


def device_count() -> int:
    """How many there are: none.

    >>> import chainrule as cr
    >>> cr.xpu.device_count()
    0
    """
    return 0


def manual_seed(seed: int) -> None:
    """Seeds its generator; without one, nothing.

    >>> import chainrule as cr
    >>> cr.xpu.manual_seed(0)
    """


def empty_cache() -> None:
    """Gives its cached memory back; without one, nothing.

    >>> import chainrule as cr
    >>> cr.xpu.empty_cache()
    """
