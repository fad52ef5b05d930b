"""The state of autocast, as functions: what ``amp.autocast`` turns, and programs ask for."""

from __future__ import annotations

from typing import Any

from . import _core
from ._core import dtype
from ._types import DEVICE_TYPES

# What is remembered of devices that are not there: nothing computes on them.
_elsewhere_enabled: dict[str, bool] = {}
_elsewhere_dtype: dict[str, dtype] = {}


def _check_device_type(device_type: str) -> None:
    """Raises RuntimeError where no library knows such a device."""
    if device_type not in DEVICE_TYPES.split(", "):
        raise RuntimeError(f"Expected one of {DEVICE_TYPES} device type, got: {device_type}")


def _kind(name: str, device_type: Any) -> str:
    if not isinstance(device_type, str):
        raise TypeError(
            f"{name}(): argument 'device_type' (position 1) must be str, not "
            f"{type(device_type).__name__}"
        )
    _check_device_type(device_type)
    return device_type


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """Whether operations on the device choose their precision themselves, on this thread.

    Raises:
        RuntimeError: no kind of device.

    >>> import chainrule as cr
    >>> with cr.autocast("cpu"):
    ...     print(cr.is_autocast_enabled("cpu"))
    True
    """
    kind = _kind("is_autocast_enabled", device_type)
    return bool(_core.autocast_enabled() if kind == "cpu" else _elsewhere_enabled.get(kind, False))


def set_autocast_enabled(device_type: str | bool, enabled: bool | None = None) -> None:
    """Turns autocast on or off for a device, on this thread; :class:`autocast` does it with care.

    Raises:
        TypeError: ``enabled`` is no bool.
        RuntimeError: no kind of device.

    >>> import chainrule as cr
    >>> cr.set_autocast_enabled("cpu", True)
    >>> (cr.ones(1, 1) @ cr.ones(1, 1)).dtype
    torch.bfloat16
    >>> cr.set_autocast_enabled("cpu", False)
    """
    if enabled is None:
        device_type, enabled = "cuda", device_type  # type: ignore[assignment]
    if not isinstance(enabled, bool):
        raise TypeError(
            f"set_autocast_enabled(): argument 'enabled' must be bool, not {type(enabled).__name__}"
        )
    kind = _kind("set_autocast_enabled", device_type)
    if kind == "cpu":
        _core.set_autocast_enabled(enabled)
    else:
        _elsewhere_enabled[kind] = enabled


def get_autocast_dtype(device_type: str) -> dtype:
    """The lower precision that :class:`autocast` computes in on the device.

    Raises:
        RuntimeError: no kind of device.

    >>> import chainrule as cr
    >>> cr.get_autocast_dtype("cpu")
    torch.bfloat16
    """
    kind = _kind("get_autocast_dtype", device_type)
    if kind == "cpu":
        found: dtype = _core.autocast_dtype()
        return found
    if kind in ("meta", "vulkan", "fpga", "ve", "opencl", "opengl", "ideep", "lazy"):
        raise RuntimeError(f"unsupported scalarType: there is no autocast on {kind}")
    default = _core.bfloat16 if kind == "xla" else _core.float16
    return _elsewhere_dtype.get(kind, default)


def set_autocast_dtype(device_type: str, dtype: dtype) -> None:
    """Sets the lower precision that :class:`autocast` computes in on the device.

    Raises:
        TypeError: not a string and a dtype.
        RuntimeError: no kind of device.

    >>> import chainrule as cr
    >>> cr.set_autocast_dtype("cpu", cr.bfloat16)
    """
    kind = _kind("set_autocast_dtype", device_type)
    if not isinstance(dtype, _core.dtype):
        raise TypeError(
            "set_autocast_dtype(): argument 'dtype' (position 2) must be torch.dtype, not "
            f"{type(dtype).__name__}"
        )
    if kind == "cpu":
        _core.set_autocast_dtype(dtype)
    else:
        _elsewhere_dtype[kind] = dtype


def is_autocast_cache_enabled() -> bool:
    """Whether autocast converts a leaf that requires grad only once in a region.

    >>> import chainrule as cr
    >>> cr.is_autocast_cache_enabled()
    True
    """
    return bool(_core.autocast_cache_enabled())


def set_autocast_cache_enabled(enabled: bool) -> None:
    """Sets whether autocast converts a leaf that requires grad only once in a region.

    >>> import chainrule as cr
    >>> cr.set_autocast_cache_enabled(True)
    """
    _core.set_autocast_cache_enabled(enabled)


def clear_autocast_cache() -> None:
    """Forgets the leaves that autocast has converted.

    >>> import chainrule as cr
    >>> cr.clear_autocast_cache()
    """
    _core.clear_autocast_cache()


def autocast_increment_nesting() -> int:
    """Notes one more region around; for programs that turn autocast by hand.

    >>> import chainrule as cr
    >>> cr.autocast_increment_nesting(), cr.autocast_decrement_nesting()
    (1, 0)
    """
    return int(_core.autocast_nesting(1))


def autocast_decrement_nesting() -> int:
    """Notes one region less around, and returns how many are left.

    >>> import chainrule as cr
    >>> cr.autocast_increment_nesting(), cr.autocast_decrement_nesting()
    (1, 0)
    """
    return int(_core.autocast_nesting(-1))


def _deprecated(old: str, new: str) -> None:
    import warnings

    warnings.warn(
        f"torch.{old} is deprecated. Please use torch.{new} instead.",
        DeprecationWarning,
        stacklevel=3,
    )


def is_autocast_cpu_enabled() -> bool:
    """``is_autocast_enabled("cpu")``. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     cr.is_autocast_cpu_enabled()
    False
    """
    _deprecated("is_autocast_cpu_enabled()", "is_autocast_enabled('cpu')")
    return is_autocast_enabled("cpu")


def set_autocast_cpu_enabled(enabled: bool) -> None:
    """``set_autocast_enabled("cpu", enabled)``. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     cr.set_autocast_cpu_enabled(False)
    """
    _deprecated("set_autocast_cpu_enabled(enabled)", "set_autocast_enabled('cpu', enabled)")
    set_autocast_enabled("cpu", enabled)


def get_autocast_cpu_dtype() -> dtype:
    """``get_autocast_dtype("cpu")``. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     cr.get_autocast_cpu_dtype()
    torch.bfloat16
    """
    _deprecated("get_autocast_cpu_dtype()", "get_autocast_dtype('cpu')")
    return get_autocast_dtype("cpu")


def set_autocast_cpu_dtype(dtype: dtype) -> None:
    """``set_autocast_dtype("cpu", dtype)``. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     cr.set_autocast_cpu_dtype(cr.bfloat16)
    """
    _deprecated("set_autocast_cpu_dtype(dtype)", "set_autocast_dtype('cpu', dtype)")
    set_autocast_dtype("cpu", dtype)


def get_autocast_gpu_dtype() -> dtype:
    """``get_autocast_dtype("cuda")``. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     cr.get_autocast_gpu_dtype()
    torch.float16
    """
    _deprecated("get_autocast_gpu_dtype()", "get_autocast_dtype('cuda')")
    return get_autocast_dtype("cuda")
