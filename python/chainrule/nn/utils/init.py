"""Making a module without giving its parameters values."""

from __future__ import annotations

from typing import Any

from ..init import skipped
from ..modules.module import Module

__all__ = ["skip_init"]


def skip_init(module_cls: Any, *args: Any, **kwargs: Any) -> Any:
    """``module_cls(*args, **kwargs)`` without filling its parameters: their values are undefined.

    Raises:
        RuntimeError: ``module_cls`` is no module, or takes no ``device``.

    >>> import chainrule as cr
    >>> cr.nn.utils.skip_init(cr.nn.Linear, 5, 1)
    Linear(in_features=5, out_features=1, bias=True)
    """
    import inspect  # slow to import, and rarely needed

    if not (isinstance(module_cls, type) and issubclass(module_cls, Module)):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    if "device" not in inspect.signature(module_cls).parameters:
        raise RuntimeError("Module must support a 'device' arg to skip initialization")
    with skipped():
        return module_cls(*args, **kwargs)
