"""autocast: regions in which operations choose their precision themselves.

Which operations, and how arguments are converted, is decided where Python's calls arrive
(cpp/bindings/autocast.cpp); here is what turns it on and off.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from .. import Tensor, _core, bfloat16, dtype, float16, float64
from .._autocast import _check_device_type, get_autocast_dtype, is_autocast_enabled
from ..utils._pytree import tree_map as _tree_map

F = TypeVar("F", bound=Callable[..., Any])


def is_autocast_available(device_type: str) -> bool:
    """Whether operations on the device can be run in lower precision by :class:`autocast`.

    >>> import chainrule as cr
    >>> cr.amp.is_autocast_available("cpu"), cr.amp.is_autocast_available("meta")
    (True, False)

    Raises:
        TypeError: no string.
        RuntimeError: no kind of device.
    """
    if not isinstance(device_type, str):
        raise TypeError(
            "is_autocast_available(): argument 'device_type' must be str, "
            f"not {type(device_type).__name__}"
        )
    _check_device_type(device_type)
    return device_type not in ("meta", "vulkan", "fpga", "ve", "opencl", "opengl", "ideep")


class autocast:
    """A region, as a context manager or a decorator, in which matrix products, convolutions and
    attention compute in a lower precision, and operations that need range or digits (losses,
    Fourier transforms, decompositions) in float32.

    Weights stay what they are: an operation converts its arguments, the conversion is part of the
    graph, and gradients arrive in the type of the parameters. Call ``backward()`` outside of the
    region. float64 and complex tensors are left alone, as are operations with ``out=`` or in place.
    A leaf that requires grad is converted once in the region, until it changes.

    Args:
        device_type: "cpu"; the name of any other device changes nothing here.
        dtype: the lower precision, bfloat16 (by default) or float16. Another one turns the region
            off, with a warning.
        enabled: False: inside, operations compute in what they are given.
        cache_enabled: whether leaves that require grad are converted once only.

    Raises:
        ValueError: ``device_type`` is no string.
        RuntimeError: a device that no library knows.

    >>> import chainrule as cr
    >>> x = cr.ones(2, 2)
    >>> with cr.autocast("cpu", dtype=cr.bfloat16):
    ...     y = x @ x
    ...     print(y.dtype, (y + x).dtype, cr.nn.functional.mse_loss(y, y).dtype)
    torch.bfloat16 torch.float32 torch.float32
    """

    def __init__(
        self,
        device_type: str,
        dtype: dtype | None = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        if not is_autocast_available(device_type):
            raise RuntimeError(
                f"User specified an unsupported autocast device_type '{device_type}'"
            )
        self.device = device_type
        self.fast_dtype = get_autocast_dtype(device_type) if dtype is None else dtype
        self._enabled = bool(enabled)
        self._cache_enabled = (
            _core.autocast_cache_enabled() if cache_enabled is None else cache_enabled
        )
        if device_type == "cpu" and enabled and self.fast_dtype not in (bfloat16, float16):
            warnings.warn(
                "In CPU autocast, but the target dtype is not supported. Disabling autocast.\n"
                "CPU Autocast only supports dtypes of torch.bfloat16, torch.float16 currently.",
                stacklevel=2,
            )
            self._enabled = False
        elif device_type == "cuda" and enabled:
            warnings.warn(
                "CUDA is not available or torch_xla is imported. Disabling autocast.", stacklevel=2
            )
            self._enabled = False
        self._before: list[tuple[bool, Any, bool]] = []

    def __enter__(self) -> autocast:  # noqa: PYI034  (Self needs Python 3.11)
        self._before.append(
            (_core.autocast_enabled(), _core.autocast_dtype(), _core.autocast_cache_enabled())
        )
        if self.device == "cpu":
            _core.set_autocast_enabled(self._enabled)
            if self._enabled:
                _core.set_autocast_dtype(self.fast_dtype)
        _core.set_autocast_cache_enabled(self._cache_enabled)
        _core.autocast_nesting(1)
        return self

    def __exit__(self, *exception: object) -> None:
        enabled, lower, caching = self._before.pop()
        if _core.autocast_nesting(-1) == 0:
            _core.clear_autocast_cache()
        _core.set_autocast_enabled(enabled)
        _core.set_autocast_dtype(lower)
        _core.set_autocast_cache_enabled(caching)

    def __call__(self, function: F) -> F:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return wrapped  # type: ignore[return-value]


def custom_fwd(
    fwd: F | None = None, *, device_type: str, cast_inputs: dtype | None = None
) -> F | Callable[[F], F]:
    """Marks the ``forward`` of an ``autograd.Function`` for use under :class:`autocast`.

    Args:
        fwd: the function; without it a decorator is returned.
        device_type: the device whose autocast is meant.
        cast_inputs: inside of autocast, floating point tensors among the arguments are converted
            to this type, and ``forward`` runs with autocast off. Without it ``forward`` sees
            autocast as it is at the call.

    Raises:
        ValueError: ``device_type`` is no string.

    >>> import chainrule as cr
    >>> @cr.amp.custom_fwd(device_type="cpu", cast_inputs=cr.float32)
    ... def forward(ctx, x):
    ...     return x.dtype
    >>> class Context: pass
    >>> with cr.autocast("cpu"):
    ...     print(forward(Context(), cr.ones(1, dtype=cr.bfloat16)))
    torch.float32
    """
    _check_string(device_type)
    if fwd is None:
        return functools.partial(  # type: ignore[return-value]
            custom_fwd, device_type=device_type, cast_inputs=cast_inputs
        )

    @functools.wraps(fwd)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        context = args[0]
        context._dtype = get_autocast_dtype(device_type)
        if cast_inputs is None:
            context._fwd_used_autocast = is_autocast_enabled(device_type)
            return fwd(*args, **kwargs)
        context._fwd_used_autocast = False
        if not is_autocast_enabled(device_type):
            return fwd(*args, **kwargs)
        with autocast(device_type=device_type, enabled=False):
            return fwd(
                *_converted(args, device_type, cast_inputs),
                **_converted(kwargs, device_type, cast_inputs),
            )

    return decorated


def _converted(tree: Any, device_type: str, wanted: dtype) -> Any:
    def one(leaf: Any) -> Any:
        eligible = (
            isinstance(leaf, Tensor)
            and leaf.device.type == device_type
            and leaf.is_floating_point()
            and leaf.dtype != float64
        )
        return leaf.to(wanted) if eligible else leaf

    return _tree_map(one, tree)


def custom_bwd(bwd: F | None = None, *, device_type: str) -> F | Callable[[F], F]:
    """Marks the ``backward`` of an ``autograd.Function`` whose ``forward`` has :func:`custom_fwd`:
    it runs under autocast where ``forward`` did.

    Args:
        bwd: the function; without it a decorator is returned.
        device_type: the device whose autocast is meant.

    Raises:
        ValueError: ``device_type`` is no string.

    >>> import chainrule as cr
    >>> class Product(cr.autograd.Function):
    ...     @staticmethod
    ...     @cr.amp.custom_fwd(device_type="cpu")
    ...     def forward(ctx, x):
    ...         return x @ x
    ...     @staticmethod
    ...     @cr.amp.custom_bwd(device_type="cpu")
    ...     def backward(ctx, grad):
    ...         print((cr.ones(1, 1) @ cr.ones(1, 1)).dtype)
    ...         return grad
    >>> x = cr.ones(1, 1, requires_grad=True)
    >>> with cr.autocast("cpu"):
    ...     y = Product.apply(x)
    >>> y.sum().backward()
    torch.bfloat16
    """
    _check_string(device_type)
    if bwd is None:
        return functools.partial(custom_bwd, device_type=device_type)  # type: ignore[return-value]

    @functools.wraps(bwd)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        context = args[0]
        with autocast(
            device_type=device_type, enabled=context._fwd_used_autocast, dtype=context._dtype
        ):
            return bwd(*args, **kwargs)

    return decorated


def _check_string(device_type: Any) -> None:
    if not isinstance(device_type, str):
        raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
