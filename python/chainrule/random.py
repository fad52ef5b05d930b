"""The default generator, under the names of ``torch.random``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from ._settings import (
    default_generator,
    get_rng_state,
    initial_seed,
    manual_seed,
    seed,
    set_rng_state,
)

__all__ = [
    "default_generator",
    "fork_rng",
    "get_rng_state",
    "initial_seed",
    "manual_seed",
    "seed",
    "set_rng_state",
]


@contextlib.contextmanager
def fork_rng(
    devices: Iterable[int] | None = None, enabled: bool = True, device_type: str = "cuda"
) -> Iterator[None]:
    """Puts the state of the default generator back at the end.

    Args:
        devices: GPUs whose generators to keep as well: there is none.
        enabled: False makes it do nothing.
        device_type: what ``devices`` are.

    >>> import chainrule as cr
    >>> _ = cr.manual_seed(0)
    >>> with cr.random.fork_rng():
    ...     first = cr.rand(3)
    >>> cr.equal(first, cr.rand(3))
    True
    """
    if not enabled:
        yield
        return
    state = get_rng_state()
    try:
        yield
    finally:
        set_rng_state(state)
