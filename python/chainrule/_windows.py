"""The window functions of the package itself (``hann_window`` ...), on those of ``signal.windows``.

They differ in their arguments: ``periodic`` by position, any floating-point type, RuntimeError.
"""

from __future__ import annotations

from typing import Any

import chainrule as cr

from .signal import windows


def _make(
    name: str,
    window_length: Any,
    periodic: bool,
    dtype: Any,
    requires_grad: bool,
    window: Any,
    **parameters: Any,
) -> cr.Tensor:
    if isinstance(window_length, bool) or not hasattr(window_length, "__index__"):
        raise TypeError(
            f"{name}(): argument 'window_length' (position 1) must be int, not "
            f"{type(window_length).__name__}"
        )
    length = int(window_length.__index__())
    dtype = cr.get_default_dtype() if dtype is None else dtype
    if dtype.is_complex:
        raise NotImplementedError(f"{name} is not implemented for {dtype}: windows are real")
    if not dtype.is_floating_point:
        raise RuntimeError(f"{name} expects floating point dtypes, got: {dtype}")
    if length < 0:
        raise RuntimeError(
            f"{name} requires non-negative window_length, got window_length={length}"
        )
    wide = dtype if dtype in (cr.float32, cr.float64) else cr.float32
    made: cr.Tensor = window(length, sym=not periodic, dtype=wide, **parameters)
    return made.to(dtype).requires_grad_(requires_grad)


def bartlett_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool | None = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """A triangle: ``1 - |2 n / N - 1|``, N = window_length for periodic windows, else one less.

    Args:
        window_length: the number of points; 0 gives an empty tensor, 1 the value 1.
        periodic: for spectra; False makes it symmetric, for filters.
        dtype: a floating-point type.

    Raises:
        RuntimeError: a negative length, a dtype that is not floating-point.

    Example:
        >>> import chainrule as cr
        >>> cr.bartlett_window(4)
        tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    return _make("bartlett_window", window_length, periodic, dtype, requires_grad, windows.bartlett)


def blackman_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool | None = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``0.42 - 0.5 cos(2 pi n / N) + 0.08 cos(4 pi n / N)``.

    Args:
        window_length: the number of points; 0 gives an empty tensor, 1 the value 1.
        periodic: for spectra; False makes it symmetric, for filters.
        dtype: a floating-point type.

    Raises:
        RuntimeError: a negative length, a dtype that is not floating-point.

    Example:
        >>> import chainrule as cr
        >>> cr.blackman_window(4)[1:]
        tensor([0.3400, 1.0000, 0.3400])
    """
    return _make("blackman_window", window_length, periodic, dtype, requires_grad, windows.blackman)


def hann_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool | None = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``0.5 - 0.5 cos(2 pi n / N)``.

    Args:
        window_length: the number of points; 0 gives an empty tensor, 1 the value 1.
        periodic: for spectra; False makes it symmetric, for filters.
        dtype: a floating-point type.

    Raises:
        RuntimeError: a negative length, a dtype that is not floating-point.

    Example:
        >>> import chainrule as cr
        >>> cr.hann_window(4)
        tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    return _make("hann_window", window_length, periodic, dtype, requires_grad, windows.hann)


def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool | None = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``alpha - beta cos(2 pi n / N)``.

    Args:
        window_length: the number of points; 0 gives an empty tensor, 1 the value 1.
        periodic: for spectra; False makes it symmetric, for filters.
        alpha, beta: the coefficients.
        dtype: a floating-point type.

    Raises:
        RuntimeError: a negative length, a dtype that is not floating-point.

    Example:
        >>> import chainrule as cr
        >>> cr.hamming_window(4)
        tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """
    return _make(
        "hamming_window",
        window_length,
        periodic,
        dtype,
        requires_grad,
        windows.general_cosine,
        a=[alpha, beta],
    )


def kaiser_window(
    window_length: int,
    periodic: bool = True,
    beta: float = 12.0,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool | None = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``i0(beta sqrt(1 - (2 n / N - 1)^2)) / i0(beta)``.

    Args:
        window_length: the number of points; 0 gives an empty tensor, 1 the value 1.
        periodic: for spectra; False makes it symmetric, for filters.
        beta: the shape.
        dtype: a floating-point type.

    Raises:
        RuntimeError: a negative length, a dtype that is not floating-point.

    Example:
        >>> import chainrule as cr
        >>> cr.kaiser_window(4, True, 5.0)
        tensor([0.0367, 0.5529, 1.0000, 0.5529])
    """
    return _make(
        "kaiser_window",
        window_length,
        periodic,
        dtype,
        requires_grad,
        windows.kaiser,
        beta=abs(beta),  # an even function
    )
