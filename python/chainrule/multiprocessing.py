"""The standard library's multiprocessing, and :func:`spawn`. Tensors are sent as copies."""

from __future__ import annotations

import multiprocessing as _multiprocessing
from collections.abc import Callable
from multiprocessing import *  # noqa: F403
from typing import Any

__all__ = [
    *_multiprocessing.__all__,
    "get_all_sharing_strategies",
    "get_sharing_strategy",
    "set_sharing_strategy",
    "spawn",
]

_STRATEGIES = {"file_descriptor", "file_system"}
_strategy = "file_descriptor"


def get_all_sharing_strategies() -> set[str]:
    """The names that :func:`set_sharing_strategy` takes.

    >>> import chainrule as cr
    >>> sorted(cr.multiprocessing.get_all_sharing_strategies())
    ['file_descriptor', 'file_system']
    """
    return set(_STRATEGIES)


def get_sharing_strategy() -> str:
    """What :func:`set_sharing_strategy` was told last.

    >>> import chainrule as cr
    >>> cr.multiprocessing.get_sharing_strategy()
    'file_descriptor'
    """
    return _strategy


def set_sharing_strategy(new_strategy: str) -> None:
    """How tensors would be shared: they are sent as copies, and nothing changes.

    Raises:
        AssertionError: another name than "file_descriptor" and "file_system".

    >>> import chainrule as cr
    >>> cr.multiprocessing.set_sharing_strategy("file_descriptor")
    """
    global _strategy
    if new_strategy not in _STRATEGIES:
        raise AssertionError(
            f"invalid sharing strategy {new_strategy!r}, expected one of {_STRATEGIES}"
        )
    _strategy = new_strategy


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
