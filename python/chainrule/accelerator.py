"""What programs ask about accelerators, answered as on a machine without one."""

from __future__ import annotations

from typing import NoReturn

from . import device


def is_available() -> bool:
    """Whether there is an accelerator: no.

    >>> import chainrule as cr
    >>> cr.accelerator.is_available()
    False
    """
    return False


def device_count() -> int:
    """The number of accelerators: 0.

    >>> import chainrule as cr
    >>> cr.accelerator.device_count()
    0
    """
    return 0


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
