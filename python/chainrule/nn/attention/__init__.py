"""Which implementations attention may use: names that programs for other devices choose among.

There is one implementation here, for the CPU, so a choice changes nothing but what is recorded.
"""

from __future__ import annotations

import contextlib
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SDPBackend", "sdpa_kernel"]


class SDPBackend(IntEnum):
    """The names of implementations of ``scaled_dot_product_attention``.

    >>> import chainrule as cr
    >>> from chainrule.nn.attention import SDPBackend
    >>> str(SDPBackend.MATH)
    'SDPBackend.MATH'
    """

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4

    def __repr__(self) -> str:
        return f"<SDPBackend.{self.name}: {self.value}>"

    def __str__(self) -> str:
        return f"SDPBackend.{self.name}"


_chosen: list[SDPBackend] = [SDPBackend.FLASH_ATTENTION, SDPBackend.MATH]


def _cur_sdpa_kernel_backends() -> list[SDPBackend]:
    return list(_chosen)


@contextlib.contextmanager
def sdpa_kernel(
    backends: list[SDPBackend] | SDPBackend, set_priority: bool = False
) -> Iterator[dict[Any, Any]]:
    """Choose among implementations of attention until the block ends; also a decorator.

    Raises:
        AssertionError: ``backends`` is neither an ``SDPBackend`` nor a list.

    >>> from chainrule.nn.attention import SDPBackend, sdpa_kernel
    >>> with sdpa_kernel(SDPBackend.MATH):
    ...     pass
    """
    if not isinstance(backends, (list, SDPBackend)):
        raise AssertionError(
            "Backend must be an instance of SDPBackend or a list of SDPBackend instances, got "
            f"{type(backends).__name__}"
        )
    given: list[Any] = [backends] if isinstance(backends, SDPBackend) else backends
    before = list(_chosen)
    _chosen[:] = [backend for backend in given if isinstance(backend, SDPBackend)]
    try:
        yield {}
    finally:
        _chosen[:] = before
