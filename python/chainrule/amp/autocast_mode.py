"""autocast: a context that warns, and leaves every dtype as it is."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from .. import bfloat16, dtype, float16

F = TypeVar("F", bound=Callable[..., Any])


def is_autocast_available(device_type: str) -> bool:
    """Whether operations on the device can be run in lower precision by :class:`autocast`.

    >>> import chainrule as cr
    >>> cr.amp.is_autocast_available("meta")
    False

    Raises:
        TypeError: no string.
    """
    if not isinstance(device_type, str):
        raise TypeError(
            "is_autocast_available(): argument 'device_type' must be str, "
            f"not {type(device_type).__name__}"
        )
    return False


class autocast:
    """Asks for lower precision where that is safe; here everything is computed as it is given.

    Args:
        device_type: "cuda", which is not there (a warning), or "cpu".
        dtype: the lower precision, bfloat16 or float16.
        enabled: False asks for nothing, and nothing is said.
        cache_enabled: accepted, without meaning here.

    Raises:
        RuntimeError: a device that no library knows.

    >>> import chainrule as cr
    >>> with cr.autocast("cpu", enabled=False):
    ...     print((cr.ones(2, 2) @ cr.ones(2, 2)).dtype == cr.float32)
    True
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
        if device_type not in ("cpu", "cuda", "mps", "xpu", "hpu", "xla", "meta"):
            raise RuntimeError(
                f"User specified an unsupported autocast device_type '{device_type}'"
            )
        self.device = device_type
        self.fast_dtype = dtype or (bfloat16 if device_type == "cpu" else float16)
        self._enabled = False
        if not enabled:
            return
        if device_type == "cpu":
            warnings.warn(
                "autocast('cpu') changes nothing here: half precision is not faster on a CPU, "
                "so chainrule computes in the dtypes that it is given",
                stacklevel=2,
            )
        else:
            warnings.warn(
                f"{device_type.upper()} is not available. Disabling autocast.", stacklevel=2
            )

    def __enter__(self) -> autocast:  # noqa: PYI034  (Self needs Python 3.11)
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def __call__(self, function: F) -> F:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return wrapped  # type: ignore[return-value]


def custom_fwd(
    fwd: F | None = None, *, device_type: str, cast_inputs: dtype | None = None
) -> F | Callable[[F], F]:
    """Marks the forward of an ``autograd.Function`` for autocast; here it stays as it is.

    >>> import chainrule as cr
    >>> callable(cr.amp.custom_fwd(lambda ctx, x: x, device_type="cpu"))
    True
    """
    return (lambda function: function) if fwd is None else fwd


def custom_bwd(bwd: F | None = None, *, device_type: str) -> F | Callable[[F], F]:
    """Marks the backward of an ``autograd.Function`` for autocast; here it stays as it is.

    >>> import chainrule as cr
    >>> callable(cr.amp.custom_bwd(lambda ctx, x: x, device_type="cpu"))
    True
    """
    return (lambda function: function) if bwd is None else bwd
