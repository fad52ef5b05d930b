"""The standard library's multiprocessing, and :func:`spawn`. Tensors are sent as copies."""

from __future__ import annotations

import multiprocessing as _multiprocessing
from collections.abc import Callable
from multiprocessing import *  # noqa: F403
from typing import Any

__all__ = [*_multiprocessing.__all__, "spawn"]


def spawn(
    fn: Callable[..., object],
    args: tuple[Any, ...] = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> list[Any] | None:
    """Runs ``fn(i, *args)`` in ``nprocs`` new processes.

    Args:
        fn: a function at the top level of a module.
        args: what it is given after its number.
        nprocs: how many processes.
        join: wait for all of them, and fail if one does.
        daemon: they end with this process.
        start_method: "spawn", "fork" or "forkserver".

    Returns:
        The processes, if ``join`` is False.

    Raises:
        RuntimeError: a process ended with an error.

    >>> import chainrule as cr
    >>> import chainrule.multiprocessing
    >>> cr.multiprocessing.spawn(print, nprocs=0)
    """
    context: Any = _multiprocessing.get_context(start_method)
    processes = [context.Process(target=fn, args=(i, *args), daemon=daemon) for i in range(nprocs)]
    for process in processes:
        process.start()
    if not join:
        return processes
    for process in processes:
        process.join()
    for i, process in enumerate(processes):
        if process.exitcode:
            raise RuntimeError(f"process {i} terminated with exit code {process.exitcode}")
    return None
