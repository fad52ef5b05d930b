"""The older names of chainrule.amp: ``cuda.amp.autocast()`` is ``amp.autocast("cuda")``."""

from __future__ import annotations

from .. import float16
from ..amp._older import OlderAutocast, OlderGradScaler

__all__ = ["GradScaler", "autocast"]


class autocast(OlderAutocast):
    """``amp.autocast("cuda")``: without a GPU it warns and changes nothing. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     with cr.cuda.amp.autocast():
    ...         print((cr.ones(2, 2) @ cr.ones(2, 2)).dtype == cr.float32)
    True
    """

    kind = "cuda"
    lower = float16


class GradScaler(OlderGradScaler):
    """``amp.GradScaler("cuda")``: without a GPU it warns and scales by nothing. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     scaler = cr.cuda.amp.GradScaler()
    >>> scaler.is_enabled()
    False
    """

    kind = "cuda"
