"""Training on several processes is not there: what programs ask before they use it.

The names are those that programs import at their top. There is never a group of processes, so what
needs one raises what PyTorch raises before ``init_process_group``.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, NoReturn

__all__ = [
    "ReduceOp",
    "all_gather",
    "all_reduce",
    "barrier",
    "broadcast",
    "destroy_process_group",
    "get_backend",
    "get_rank",
    "get_world_size",
    "init_process_group",
    "is_available",
    "is_gloo_available",
    "is_initialized",
    "is_mpi_available",
    "is_nccl_available",
    "is_torchelastic_launched",
]


class ReduceOp(Enum):
    """How the tensors of several processes are put together.

    >>> import chainrule as cr
    >>> cr.distributed.ReduceOp.SUM != cr.distributed.ReduceOp.MAX
    True
    """

    SUM = 0
    AVG = 1
    PRODUCT = 2
    MIN = 3
    MAX = 4
    BAND = 5
    BOR = 6
    BXOR = 7


def _absent(what: str) -> Any:
    def asked() -> bool:
        return False

    asked.__name__ = asked.__qualname__ = what
    asked.__doc__ = f"""Whether processes can be joined in this way: no.

    >>> import chainrule as cr
    >>> cr.distributed.{what}()
    False
    """
    return asked


is_available = _absent("is_available")
is_initialized = _absent("is_initialized")
is_gloo_available = _absent("is_gloo_available")
is_mpi_available = _absent("is_mpi_available")
is_nccl_available = _absent("is_nccl_available")
is_torchelastic_launched = _absent("is_torchelastic_launched")


def init_process_group(backend: str | None = None, *args: Any, **kwargs: Any) -> NoReturn:
    """Joins the processes of a program.

    Raises:
        RuntimeError: always: ask ``is_available()`` first.

    >>> import chainrule as cr
    >>> try:
    ...     cr.distributed.init_process_group("gloo")
    ... except (RuntimeError, ValueError):
    ...     print("alone")
    alone
    """
    raise RuntimeError(
        "chainrule trains in one process: there is no group to join. Run the program without its "
        "launcher, and ask distributed.is_available() before init_process_group()"
    )


def fail_without_group(what: str) -> NoReturn:
    raise ValueError(
        f"Default process group has not been initialized: {what} needs one, and chainrule trains "
        "in one process; ask distributed.is_initialized() first"
    )


def _of_group(what: str, text: str) -> Any:
    def call(*args: Any, **kwargs: Any) -> NoReturn:
        fail_without_group(what)

    call.__name__ = call.__qualname__ = what
    call.__doc__ = f"""{text}.

    Raises:
        ValueError: always: there is no group of processes.

    >>> import chainrule as cr
    >>> if cr.distributed.is_available() and cr.distributed.is_initialized():
    ...     cr.distributed.{what}()
    """
    return call


get_rank = _of_group("get_rank", "The number of this process")
get_world_size = _of_group("get_world_size", "The number of processes")
get_backend = _of_group("get_backend", "How the processes speak with each other")
barrier = _of_group("barrier", "Waits for the other processes")
all_reduce = _of_group("all_reduce", "Puts together the tensors of all processes, in place")
all_gather = _of_group("all_gather", "Collects the tensors of all processes")
broadcast = _of_group("broadcast", "Sends a tensor to all processes")
destroy_process_group = _of_group("destroy_process_group", "Leaves the group of processes")
