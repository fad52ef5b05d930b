"""The older names of chainrule.amp: ``cpu.amp.autocast()`` is ``amp.autocast("cpu")``."""

from __future__ import annotations

from .. import bfloat16
from ..amp._older import OlderAutocast, OlderGradScaler

__all__ = ["GradScaler", "autocast"]


class autocast(OlderAutocast):
    """``amp.autocast("cpu")``. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     with cr.cpu.amp.autocast():
    ...         print((cr.ones(2, 2) @ cr.ones(2, 2)).dtype)
    torch.bfloat16
    """

    kind = "cpu"
    lower = bfloat16


class GradScaler(OlderGradScaler):
    """``amp.GradScaler("cpu")``. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     scaler = cr.cpu.amp.GradScaler()
    >>> scaler.is_enabled()
    True
    """

    kind = "cpu"
