"""DataParallel where there is one device: the module itself, under the names that states use."""

from __future__ import annotations

from typing import Any

from ...distributed import fail_without_group
from ..modules.module import Module

__all__ = ["DataParallel", "DistributedDataParallel", "data_parallel"]


class DataParallel(Module):
    """Calls ``module``, which is kept under that name: there is one device, the CPU.

    The states of models that were trained in parallel fit, with ``module.`` before their names.

    >>> import chainrule as cr
    >>> list(cr.nn.DataParallel(cr.nn.Linear(2, 1)).state_dict())
    ['module.weight', 'module.bias']
    """

    module: Module
    device_ids: list[Any]

    def __init__(
        self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0
    ) -> None:
        super().__init__()
        self.module = module
        self.device_ids = []

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)


def data_parallel(
    module: Module,
    inputs: Any,
    device_ids: Any = None,
    output_device: Any = None,
    dim: int = 0,
    module_kwargs: dict[str, Any] | None = None,
) -> Any:
    """``module`` of ``inputs``, a tuple or the only argument: there is one device, the CPU.

    >>> import chainrule as cr
    >>> from chainrule.nn.parallel import data_parallel
    >>> data_parallel(cr.nn.ReLU(), cr.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """
    args = inputs if isinstance(inputs, tuple) else (inputs,)
    return module(*args, **(module_kwargs or {}))


class DistributedDataParallel(Module):
    """A module trained by several processes, which chainrule has not.

    Raises:
        ValueError: always: there is no group of processes (``distributed.is_initialized()``).

    >>> import chainrule as cr
    >>> try:
    ...     cr.nn.parallel.DistributedDataParallel(cr.nn.Linear(2, 1))
    ... except ValueError:
    ...     print("one process")
    one process
    """

    module: Module

    def __init__(self, module: Module, *args: Any, **kwargs: Any) -> None:
        fail_without_group("DistributedDataParallel")
