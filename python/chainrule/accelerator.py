"""What programs ask about accelerators, answered as on a machine without one."""

from __future__ import annotations

from typing import NoReturn

from . import device
from ._absent import device_count, is_available

__all__ = ["current_accelerator", "device_count", "is_available", "synchronize"]


def current_accelerator(check_available: bool = False) -> device | None:
    """The accelerator's device: None.

    >>> import chainrule as cr
    >>> cr.accelerator.current_accelerator() is None
    True
    """
    return None


def synchronize(device: object = None, /) -> NoReturn:
    """Waits for the accelerator.

    Raises:
        RuntimeError: always: there is none.

    >>> import chainrule as cr
    >>> try:
    ...     cr.accelerator.synchronize()
    ... except RuntimeError:
    ...     print("none")
    none
    """
    raise RuntimeError(
        "Cannot access accelerator device when none is available: ask accelerator.is_available()"
    )
