"""What the processor can do."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout

from .. import show_config

_NAMES = {"v2": "DEFAULT", "v3": "AVX2", "v4": "AVX512"}


def get_cpu_capability() -> str:
    """The instruction set that kernels use: "DEFAULT", "AVX2" or "AVX512".

    >>> import chainrule as cr
    >>> cr.backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2", "AVX512")
    True
    """
    with redirect_stdout(io.StringIO()) as printed:
        text = show_config()
    found = re.search(r"Kernels: (\w+)", text or printed.getvalue())
    return _NAMES.get(found.group(1), "DEFAULT") if found else "DEFAULT"
