"""The device that everything is on."""

from __future__ import annotations

from . import amp

__all__ = ["amp", "current_device", "device_count", "is_available", "synchronize"]


def is_available() -> bool:
    """Whether there is a CPU: yes.

    >>> import chainrule as cr
    >>> cr.cpu.is_available()
    True
    """
    return True


def device_count() -> int:
    """The number of CPU devices: 1, whatever the number of processors.

    >>> import chainrule as cr
    >>> cr.cpu.device_count()
    1
    """
    return 1


def current_device() -> str:
    """The name of the current device.

    >>> import chainrule as cr
    >>> cr.cpu.current_device()
    'cpu'
    """
    return "cpu"


def synchronize(device: object = None) -> None:
    """Nothing: operations on the CPU have finished when they return.

    >>> import chainrule as cr
    >>> cr.cpu.synchronize()
    """
