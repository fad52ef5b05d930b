"""The package opt_einsum, which chooses the order in which einsum contracts.

``enabled`` and ``strategy`` may be set: the strategy is "auto", "greedy" or "optimal".
"""

from __future__ import annotations

import importlib.util

enabled: bool = True
strategy: str | None = "auto"


def is_available() -> bool:
    """Whether opt_einsum is installed; without it the order is NumPy's.

    >>> import chainrule as cr
    >>> isinstance(cr.backends.opt_einsum.is_available(), bool)
    True
    """
    return importlib.util.find_spec("opt_einsum") is not None
