"""What programs ask about GPUs, answered as on a machine without one.

Programs that choose their device by ``cuda.is_available()`` run unchanged. What would need a GPU
raises AssertionError, as in a PyTorch that was built without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from .. import Tensor
from . import amp

__all__ = [
    "BFloat16Tensor",
    "BoolTensor",
    "ByteTensor",
    "CharTensor",
    "DoubleTensor",
    "Event",
    "FloatTensor",
    "HalfTensor",
    "IntTensor",
    "LongTensor",
    "OutOfMemoryError",
    "ShortTensor",
    "Stream",
    "amp",
    "current_device",
    "current_stream",
    "default_stream",
    "device",
    "device_count",
    "empty_cache",
    "get_arch_list",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "get_rng_state",
    "get_rng_state_all",
    "init",
    "initial_seed",
    "ipc_collect",
    "is_available",
    "is_bf16_supported",
    "is_initialized",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_reserved",
    "mem_get_info",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "reset_peak_memory_stats",
    "seed",
    "seed_all",
    "set_device",
    "set_rng_state_all",
    "stream",
    "synchronize",
]


def _no_gpu(what: str) -> NoReturn:
    raise AssertionError(
        f"cuda.{what}() needs a GPU, and chainrule computes on the CPU: "
        "ask cuda.is_available() first"
    )


def is_available() -> bool:
    """Whether there is a GPU to compute on: no.

    >>> import chainrule as cr
    >>> "cuda" if cr.cuda.is_available() else "cpu"
    'cpu'
    """
    return False


def is_initialized() -> bool:
    """Whether the GPU has been set up: no.

    >>> import chainrule as cr
    >>> cr.cuda.is_initialized()
    False
    """
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Whether the GPU computes in bfloat16: there is none.

    >>> import chainrule as cr
    >>> cr.cuda.is_bf16_supported()
    False
    """
    return False


def device_count() -> int:
    """The number of GPUs: 0.

    >>> import chainrule as cr
    >>> cr.cuda.device_count()
    0
    """
    return 0


def get_arch_list() -> list[str]:
    """GPU architectures that there are kernels for: none.

    >>> import chainrule as cr
    >>> cr.cuda.get_arch_list()
    []
    """
    return []


def manual_seed(seed: int) -> None:
    """Seeds the GPU's generator; without one, nothing.

    >>> import chainrule as cr
    >>> cr.cuda.manual_seed(0)
    """


def manual_seed_all(seed: int) -> None:
    """Seeds the generators of all GPUs; without one, nothing.

    >>> import chainrule as cr
    >>> cr.cuda.manual_seed_all(0)
    """


def seed() -> None:
    """Seeds the GPU's generator with a random number; without one, nothing.

    >>> import chainrule as cr
    >>> cr.cuda.seed()
    """


def seed_all() -> None:
    """Seeds the generators of all GPUs with a random number; without one, nothing.

    >>> import chainrule as cr
    >>> cr.cuda.seed_all()
    """


def get_rng_state_all() -> list[Tensor]:
    """The states of the generators of all GPUs: none.

    >>> import chainrule as cr
    >>> cr.cuda.get_rng_state_all()
    []
    """
    return []


def set_rng_state_all(new_states: Iterable[Tensor]) -> None:
    """Sets the states of the generators of all GPUs, of which there is none.

    >>> import chainrule as cr
    >>> cr.cuda.set_rng_state_all([])

    Raises:
        AssertionError: a state is given.
    """
    if list(new_states):
        _no_gpu("set_rng_state_all")


def empty_cache() -> None:
    """Gives cached memory of the GPU back; without one, nothing.

    >>> import chainrule as cr
    >>> cr.cuda.empty_cache()
    """


def memory_allocated(device: Any = None) -> int:
    """Bytes of tensors on the GPU: 0.

    >>> import chainrule as cr
    >>> cr.cuda.memory_allocated()
    0
    """
    return 0


def max_memory_allocated(device: Any = None) -> int:
    """The most bytes that tensors have taken on the GPU: 0.

    >>> import chainrule as cr
    >>> cr.cuda.max_memory_allocated()
    0
    """
    return 0


def memory_reserved(device: Any = None) -> int:
    """Bytes that the allocator of the GPU holds: 0.

    >>> import chainrule as cr
    >>> cr.cuda.memory_reserved()
    0
    """
    return 0


def max_memory_reserved(device: Any = None) -> int:
    """The most bytes that the allocator of the GPU has held: 0.

    >>> import chainrule as cr
    >>> cr.cuda.max_memory_reserved()
    0
    """
    return 0


def memory_stats(device: Any = None) -> dict[str, Any]:
    """Figures of the GPU's allocator: none.

    >>> import chainrule as cr
    >>> len(cr.cuda.memory_stats())
    0
    """
    return {}


def reset_peak_memory_stats(device: Any = None) -> None:
    """Starts the figures of the GPU's allocator anew; without one, nothing.

    >>> import chainrule as cr
    >>> cr.cuda.reset_peak_memory_stats()
    """


def set_device(device: Any) -> None:
    """Makes a GPU the current one; a negative number changes nothing.

    >>> import chainrule as cr
    >>> cr.cuda.set_device(-1)

    Raises:
        AssertionError: any other number: there is no GPU.
    """
    if not (isinstance(device, int) and device < 0):
        _no_gpu("set_device")


def _refused(name: str, what: str) -> Any:
    def function(*args: Any, **kwargs: Any) -> NoReturn:
        _no_gpu(name)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{what}

    Raises:
        AssertionError: always: there is no GPU.

    >>> import chainrule as cr
    >>> try:
    ...     cr.cuda.{name}()
    ... except AssertionError:
    ...     print("no GPU")
    no GPU
    """
    return function


class OutOfMemoryError(RuntimeError):
    """A GPU's memory is full: what programs catch to try with less.

    >>> import chainrule as cr
    >>> issubclass(cr.cuda.OutOfMemoryError, RuntimeError)
    True
    """


class _TypeOfGpu(type):
    def __call__(cls, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(
            f"type torch.cuda.{cls.__name__} not available: chainrule computes on the CPU; "
            "ask cuda.is_available() first"
        )

    def __instancecheck__(cls, instance: object) -> bool:
        return False


def _tensor_type(name: str) -> _TypeOfGpu:
    text = f"""Tensors on a GPU: no tensor is.

    Raises:
        TypeError: it is called.

    >>> import chainrule as cr
    >>> isinstance(cr.ones(2), cr.cuda.{name})
    False
    """
    return _TypeOfGpu(name, (), {"__doc__": text, "__module__": __name__})


FloatTensor = _tensor_type("FloatTensor")
DoubleTensor = _tensor_type("DoubleTensor")
HalfTensor = _tensor_type("HalfTensor")
BFloat16Tensor = _tensor_type("BFloat16Tensor")
LongTensor = _tensor_type("LongTensor")
IntTensor = _tensor_type("IntTensor")
ShortTensor = _tensor_type("ShortTensor")
CharTensor = _tensor_type("CharTensor")
ByteTensor = _tensor_type("ByteTensor")
BoolTensor = _tensor_type("BoolTensor")


class Stream:
    """A queue of a GPU's work.

    Raises:
        RuntimeError: always: there is no GPU.

    >>> import chainrule as cr
    >>> try:
    ...     cr.cuda.Stream()
    ... except RuntimeError:
    ...     print("no GPU")
    no GPU
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError(
            f"cuda.{type(self).__name__}() needs a GPU, and chainrule computes on the CPU: ask "
            "cuda.is_available() first"
        )


class Event(Stream):
    """A mark in a GPU's work, to measure time by; on the CPU ``time.perf_counter`` does.

    Raises:
        RuntimeError: always: there is no GPU.

    >>> import chainrule as cr
    >>> try:
    ...     cr.cuda.Event(enable_timing=True)
    ... except RuntimeError:
    ...     print("no GPU")
    no GPU
    """


class device:
    """The GPU that a ``with`` block computes on; a negative number, or None, is none.

    >>> import chainrule as cr
    >>> with cr.cuda.device(-1):
    ...     cr.ones(1).device
    device(type='cpu')
    """

    def __init__(self, device: Any) -> None:
        self.idx = device

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: object) -> None:
        return None


class stream(device):
    """The queue that a ``with`` block works on; None is none.

    >>> import chainrule as cr
    >>> with cr.cuda.stream(None):
    ...     cr.ones(1).device
    device(type='cpu')
    """


init = _refused("init", "Sets the GPU up.")
initial_seed = _refused("initial_seed", "The seed of the current GPU's generator.")
get_rng_state = _refused("get_rng_state", "The state of the current GPU's generator.")
synchronize = _refused("synchronize", "Waits for the GPU.")
current_device = _refused("current_device", "The number of the current GPU.")
current_stream = _refused("current_stream", "The stream that work is queued on.")
get_device_name = _refused("get_device_name", "The name of a GPU.")
get_device_capability = _refused("get_device_capability", "What a GPU can do.")
default_stream = _refused("default_stream", "The stream that work is queued on at first.")
mem_get_info = _refused("mem_get_info", "How much of a GPU's memory is free.")
ipc_collect = _refused("ipc_collect", "Frees memory that other processes have let go.")


def get_device_properties(device: Any = None) -> NoReturn:
    """Name, memory and size of a GPU.

    Raises:
        AssertionError: always: there is no GPU.

    >>> import chainrule as cr
    >>> try:
    ...     cr.cuda.get_device_properties(0)
    ... except AssertionError:
    ...     print("no GPU")
    no GPU
    """
    _no_gpu("get_device_properties")
