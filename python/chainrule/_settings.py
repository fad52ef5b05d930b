"""Questions about tensors and types, settings of the process, and the default random generator."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from . import _core
from ._core import Generator, Tensor, dtype
from ._types import device, usable_device

_CPU = device("cpu")

# ---- questions ----


def is_tensor(obj: Any) -> bool:
    """True for tensors.

    >>> import chainrule as cr
    >>> cr.is_tensor(cr.ones(2)), cr.is_tensor([1.0, 1.0])
    (True, False)
    """
    return isinstance(obj, Tensor)


def is_storage(obj: Any) -> bool:
    """True for storages.

    >>> import chainrule as cr
    >>> cr.is_storage(cr.ones(2).untyped_storage()), cr.is_storage(cr.ones(2))
    (True, False)
    """
    from ._storage import UntypedStorage

    return isinstance(obj, UntypedStorage)


def is_floating_point(input: Tensor) -> bool:
    """True when the elements are real floating point numbers.

    >>> import chainrule as cr
    >>> cr.is_floating_point(cr.ones(2)), cr.is_floating_point(cr.tensor([1, 2]))
    (True, False)
    """
    return input.is_floating_point()


def is_complex(input: Tensor) -> bool:
    """True when the elements are complex.

    >>> import chainrule as cr
    >>> cr.is_complex(cr.tensor([1j])), cr.is_complex(cr.ones(2))
    (True, False)
    """
    return input.is_complex()


def is_inference(input: Tensor) -> bool:
    """True for a tensor made in inference mode.

    >>> import chainrule as cr
    >>> with cr.inference_mode():
    ...     x = cr.ones(2)
    >>> cr.is_inference(x), cr.is_inference(cr.ones(2))
    (True, False)
    """
    return input.is_inference()


def is_nonzero(input: Tensor) -> bool:
    """Whether the only element differs from zero.

    Raises:
        RuntimeError: there is not exactly one element.

    >>> import chainrule as cr
    >>> cr.is_nonzero(cr.tensor([0.5])), cr.is_nonzero(cr.tensor(False))
    (True, False)
    """
    return bool(input)


def numel(input: Tensor) -> int:
    """The number of elements.

    >>> import chainrule as cr
    >>> cr.numel(cr.ones(2, 3))
    6
    """
    return input.numel()


def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest type that both fit, by PyTorch's promotion rules.

    >>> import chainrule as cr
    >>> cr.promote_types(cr.int32, cr.float16)
    torch.float16
    """
    out: dtype = _core.promote_types(type1, type2)
    return out


def can_cast(from_: dtype, to: dtype) -> bool:
    """Whether promotion would allow a result of type ``from_`` to be written to ``to``.

    >>> import chainrule as cr
    >>> cr.can_cast(cr.double, cr.int)
    False
    """
    if from_.is_complex and not to.is_complex:
        return False
    if from_.is_floating_point and not (to.is_floating_point or to.is_complex):
        return False
    return from_ is _core.bool or to is not _core.bool


def result_type(tensor1: Any, tensor2: Any) -> dtype:
    """The type in which an operation on the two operands computes.

    >>> import chainrule as cr
    >>> cr.result_type(cr.tensor([1, 2]), 1.0)
    torch.float32
    """
    out: dtype = _core.result_type(tensor1, tensor2)
    return out


def get_default_dtype() -> dtype:
    """The type of floating point tensors made from Python floats.

    >>> import chainrule as cr
    >>> cr.get_default_dtype()
    torch.float32
    >>> cr.tensor(1.0).dtype
    torch.float32
    """
    out: dtype = _core.default_dtype()
    return out


def set_default_dtype(d: dtype) -> None:
    """Sets the type of floating point tensors made from Python floats.

    Raises:
        TypeError: ``d`` is not a floating point type.

    >>> import chainrule as cr
    >>> cr.set_default_dtype(cr.float64)
    >>> cr.tensor(1.0).dtype
    torch.float64
    >>> cr.set_default_dtype(cr.float32)
    """
    _core.set_default_dtype(d)


def get_default_device() -> device:
    """The CPU.

    >>> import chainrule as cr
    >>> cr.get_default_device()
    device(type='cpu')
    """
    return _CPU


def get_num_threads() -> int:
    """How many threads share the work of large operations.

    >>> import chainrule as cr
    >>> cr.get_num_threads() >= 1
    True
    """
    out: int = _core.num_threads()
    return out


def set_num_threads(num_threads: int) -> None:
    """Sets how many threads share the work of large operations, matrix products included.

    Raises:
        RuntimeError: not positive.

    >>> import chainrule as cr
    >>> before = cr.get_num_threads()
    >>> cr.set_num_threads(1)
    >>> cr.get_num_threads()
    1
    >>> cr.set_num_threads(before)
    """
    if isinstance(num_threads, bool) or not isinstance(num_threads, int):
        raise TypeError(f"set_num_threads expects an int, but got {type(num_threads).__name__}")
    _core.set_num_threads(num_threads)


def get_num_interop_threads() -> int:
    """How many threads set_num_interop_threads was asked for: operations run one after the
    other.

    >>> import chainrule as cr
    >>> cr.get_num_interop_threads() >= 1
    True
    """
    return _state.interop_threads


def set_num_interop_threads(num_threads: int) -> None:
    """Remembered, and of no effect: operations run one after the other.

    Raises:
        RuntimeError: not positive.

    >>> import chainrule as cr
    >>> try:
    ...     cr.set_num_interop_threads(0)
    ... except RuntimeError:
    ...     print("must be positive")
    must be positive
    """
    if isinstance(num_threads, bool) or not isinstance(num_threads, int):
        raise TypeError(
            f"set_num_interop_threads expects an int, but got {type(num_threads).__name__}"
        )
    if num_threads <= 0:
        raise RuntimeError("set_num_interop_threads expects a positive integer")
    _state.interop_threads = num_threads


def set_default_device(device: Any) -> None:
    """Accepts the CPU, or None.

    Raises:
        AssertionError: a GPU.
        RuntimeError: another device.

    >>> import chainrule as cr
    >>> cr.set_default_device("cpu")
    >>> cr.get_default_device()
    device(type='cpu')
    >>> cr.set_default_device(None)
    """
    if device is not None:
        usable_device(device)


def set_flush_denormal(mode: bool) -> bool:
    """False: the smallest numbers are never rounded to zero.

    >>> import chainrule as cr
    >>> cr.set_flush_denormal(False) in (True, False)
    True
    """
    if not isinstance(mode, bool):
        raise TypeError(f"set_flush_denormal expects a bool, but got {type(mode).__name__}")
    return False


class _State:
    """Settings that programs ask back, and that change no result."""

    interop_threads = 1
    deterministic = False
    warn_only = False
    precision = "highest"


_state = _State()
_MODES = {"default": 0, "warn": 1, "error": 2}


def set_default_tensor_type(t: Any) -> None:
    """Sets the default dtype by an old name, as in ``"torch.DoubleTensor"``. Deprecated.

    Raises:
        TypeError: not the type of a floating dtype.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     cr.set_default_tensor_type(cr.DoubleTensor)
    >>> cr.get_default_dtype()
    torch.float64
    >>> cr.set_default_dtype(cr.float32)
    """
    from . import _legacy_types

    warnings.warn("set_default_tensor_type() is deprecated: use set_default_dtype()", stacklevel=2)
    if isinstance(t, str):
        name = t.rpartition(".")[2]
        if name not in _legacy_types.NAMES:
            raise TypeError(f"invalid type object: {t!r} names no type of tensors")
        t = getattr(_legacy_types, name)
    kind = getattr(t, "dtype", None)
    if not isinstance(kind, dtype) or not kind.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    set_default_dtype(kind)


def typename(obj: Any, /) -> str:
    """The name of a tensor's type, or of an object's class with its module.

    >>> import chainrule as cr
    >>> cr.typename(cr.ones(2))
    'torch.FloatTensor'
    """
    if isinstance(obj, Tensor):
        return str(obj.type())
    kind = obj if isinstance(obj, type) or hasattr(obj, "__qualname__") else type(obj)
    module = getattr(kind, "__module__", "builtins")
    return kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Remembered: results never depend on timing here.

    >>> import chainrule as cr
    >>> cr.use_deterministic_algorithms(True)
    >>> cr.are_deterministic_algorithms_enabled()
    True
    >>> cr.use_deterministic_algorithms(False)
    """
    _state.deterministic = bool(mode)
    _state.warn_only = bool(warn_only)


def are_deterministic_algorithms_enabled() -> bool:
    """What use_deterministic_algorithms was given.

    >>> import chainrule as cr
    >>> cr.are_deterministic_algorithms_enabled()
    False
    """
    return _state.deterministic


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """The ``warn_only`` that use_deterministic_algorithms was given.

    >>> import chainrule as cr
    >>> cr.is_deterministic_algorithms_warn_only_enabled()
    False
    """
    return _state.warn_only


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """use_deterministic_algorithms by number or word: 0 "default", 1 "warn", 2 "error".

    Raises:
        TypeError: neither int nor str.
        RuntimeError: another number or word.

    >>> import chainrule as cr
    >>> cr.set_deterministic_debug_mode("warn")
    >>> cr.get_deterministic_debug_mode()
    1
    >>> cr.set_deterministic_debug_mode("default")
    """
    if not isinstance(debug_mode, (int, str)):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    number = _MODES.get(debug_mode, -1) if isinstance(debug_mode, str) else debug_mode
    if number not in (0, 1, 2):
        raise RuntimeError(
            "invalid value of debug_mode, expected 0, 1, 2, `default`, `warn` or `error`, "
            f"but got {debug_mode}"
        )
    use_deterministic_algorithms(number > 0, warn_only=number == 1)


def get_deterministic_debug_mode() -> int:
    """0, 1 or 2; see set_deterministic_debug_mode.

    >>> import chainrule as cr
    >>> cr.get_deterministic_debug_mode()
    0
    """
    return 0 if not _state.deterministic else 1 if _state.warn_only else 2


def set_float32_matmul_precision(precision: str) -> None:
    """Remembers "highest", "high" or "medium": products of float32 are always computed in float32.

    Raises:
        RuntimeError: another word.

    >>> import chainrule as cr
    >>> cr.set_float32_matmul_precision("high")
    >>> cr.get_float32_matmul_precision()
    'high'
    >>> cr.set_float32_matmul_precision("highest")
    """
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(
            f"expected precision to be one of 'highest', 'high' or 'medium', got {precision}"
        )
    _state.precision = precision


def get_float32_matmul_precision() -> str:
    """What set_float32_matmul_precision was given, "highest" at first.

    >>> import chainrule as cr
    >>> cr.get_float32_matmul_precision()
    'highest'
    """
    return _state.precision


def compile(model: Callable[..., Any] | None = None, **options: Any) -> Callable[..., Any]:
    """Returns ``model`` itself: there is nothing to compile, operations are fast as they are.

    >>> import chainrule as cr
    >>> double = cr.compile(lambda x: x + x)
    >>> double(cr.ones(2))
    tensor([2., 2.])
    """
    if model is None:
        return lambda f: f
    return model


# ---- randomness ----

default_generator: Generator = _core.default_generator


def manual_seed(seed: int) -> Generator:
    """Starts the default generator anew, so that random results repeat.

    >>> import chainrule as cr
    >>> _ = cr.manual_seed(0); a = cr.rand(2)
    >>> _ = cr.manual_seed(0); bool((cr.rand(2) == a).all())
    True
    """
    return default_generator.manual_seed(int(seed))


def seed() -> int:
    """Starts the default generator from a number that the system provides, and returns it.

    >>> import chainrule as cr
    >>> before = cr.initial_seed()
    >>> cr.seed() == cr.initial_seed()
    True
    >>> _ = cr.manual_seed(before)
    """
    return default_generator.seed()


def initial_seed() -> int:
    """The seed that the default generator was started from.

    >>> import chainrule as cr
    >>> _ = cr.manual_seed(7)
    >>> cr.initial_seed()
    7
    """
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """The state of the default generator, a uint8 tensor.

    >>> import chainrule as cr
    >>> state = cr.get_rng_state()
    >>> state.dtype
    torch.uint8
    """
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Restores a state that get_rng_state returned.

    >>> import chainrule as cr
    >>> state = cr.get_rng_state()
    >>> x = cr.rand(3)
    >>> cr.set_rng_state(state)
    >>> bool((cr.rand(3) == x).all())
    True
    """
    default_generator.set_state(new_state)
