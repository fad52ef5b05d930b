"""Window functions of ``M`` points, composed of operations.

Every one takes ``sym``: True for a symmetric window (for filters), False for a periodic one (for
spectra: the symmetric window of ``M + 1`` points without its last). ``dtype`` is float32 or
float64, the default dtype if not given. A window of no points is empty, one of a single point is 1.

Formulas: Harris, "On the use of windows for harmonic analysis with the discrete Fourier transform",
1978.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import chainrule as cr

__all__ = [
    "bartlett",
    "blackman",
    "cosine",
    "exponential",
    "gaussian",
    "general_cosine",
    "general_hamming",
    "hamming",
    "hann",
    "kaiser",
    "nuttall",
]


def _window(
    name: str,
    M: int,
    dtype: Any,
    layout: Any,
    requires_grad: bool,
    make: Callable[[Callable[[float, float], cr.Tensor]], cr.Tensor],
) -> cr.Tensor:
    """Checks what is common to all; ``make`` gets a function for M points from a start by a
    step."""
    dtype = cr.get_default_dtype() if dtype is None else dtype
    if M < 0:
        raise ValueError(f"{name} requires non-negative window length, got M={M}")
    if layout is not cr.strided:
        raise ValueError(f"{name} is implemented for strided tensors only, got: {layout}")
    if dtype not in (cr.float32, cr.float64):
        raise ValueError(f"{name} expects float32 or float64 dtypes, got: {dtype}")
    if M == 0:
        return cr.empty((0,), dtype=dtype, requires_grad=requires_grad)
    if M == 1:
        return cr.ones((1,), dtype=dtype, requires_grad=requires_grad)

    def points(start: float, step: float) -> cr.Tensor:
        return cr.linspace(start, start + (M - 1) * step, M, dtype=dtype)

    with cr.no_grad():
        window = make(points)
    return window.requires_grad_(requires_grad)


def _steps(M: int, sym: bool) -> int:
    """Distances between points that the whole window spans."""
    return M - 1 if sym else M


def exponential(
    M: int,
    *,
    center: float | None = None,
    tau: float = 1.0,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``exp(-|n - center| / tau)``.

    Args:
        M: the number of points.
        center: where the window is 1; the middle if not given. Only for periodic windows.
        tau: the decay, positive.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a center with a symmetric window, a tau that is not positive, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.exponential(4, tau=1.0)
        tensor([0.2231, 0.6065, 0.6065, 0.2231])
    """
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")
    middle = _steps(M, sym) / 2 if center is None else center
    return _window(
        "exponential",
        M,
        dtype,
        layout,
        requires_grad,
        lambda points: cr.exp(-cr.abs(points(-middle / tau, 1 / tau))),
    )


def cosine(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``sin(pi (n + 1/2) / M)``, half a period.

    Args:
        M: the number of points.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a negative M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.cosine(4)
        tensor([0.3827, 0.9239, 0.9239, 0.3827])
    """
    step = math.pi / (_steps(M, sym) + 1) if M > 0 else 0.0
    return _window(
        "cosine", M, dtype, layout, requires_grad, lambda points: cr.sin(points(0.5 * step, step))
    )


def gaussian(
    M: int,
    *,
    std: float = 1.0,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``exp(-(n - middle)^2 / (2 std^2))``.

    Args:
        M: the number of points.
        std: the standard deviation in points, positive.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a std that is not positive, a negative M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.gaussian(4, std=1.0)
        tensor([0.3247, 0.8825, 0.8825, 0.3247])
    """
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    step = 1 / (std * math.sqrt(2))
    start = -_steps(M, sym) / 2 * step
    return _window(
        "gaussian",
        M,
        dtype,
        layout,
        requires_grad,
        lambda points: cr.exp(-(points(start, step) ** 2)),
    )


def kaiser(
    M: int,
    *,
    beta: float = 12.0,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``i0(beta sqrt(1 - t^2)) / i0(beta)`` for t from -1 to 1.

    Args:
        M: the number of points.
        beta: the shape, not negative.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a negative beta or M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.kaiser(4, beta=5.0)
        tensor([0.0367, 0.7753, 0.7753, 0.0367])
    """
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    step = 2 / max(_steps(M, sym), 1)

    def make(points: Callable[[float, float], cr.Tensor]) -> cr.Tensor:
        t = cr.clamp(points(-1.0, step), -1.0, 1.0)
        # I0 itself overflows from beta = 92 on; its scaled form does not.
        u = beta * cr.sqrt(1 - t * t)
        return cr.exp(u - beta) * cr.special.i0e(u) / cr.special.i0e(cr.tensor(beta, dtype=t.dtype))

    return _window("kaiser", M, dtype, layout, requires_grad, make)


def general_cosine(
    M: int,
    *,
    a: Iterable[float],
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``sum over i of (-1)^i a_i cos(2 pi i n / N)``.

    Args:
        M: the number of points.
        a: the coefficients, a list or tuple.
        sym: symmetric, or periodic.

    Raises:
        TypeError: coefficients that are no sequence.
        ValueError: no coefficients, a negative M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.general_cosine(4, a=[0.5, 0.3])
        tensor([0.2000, 0.6500, 0.6500, 0.2000])
    """
    if not isinstance(a, Iterable):
        raise TypeError("Coefficients must be a list/tuple")
    weights = list(a)
    if not weights:
        raise ValueError("Coefficients cannot be empty")
    step = 2 * math.pi / max(_steps(M, sym), 1)

    def make(points: Callable[[float, float], cr.Tensor]) -> cr.Tensor:
        angle = points(0.0, step)
        order = cr.arange(len(weights), dtype=angle.dtype)
        signed = cr.tensor([(-1) ** i * w for i, w in enumerate(weights)], dtype=angle.dtype)
        return (signed.unsqueeze(-1) * cr.cos(order.unsqueeze(-1) * angle)).sum(0)

    return _window("general_cosine", M, dtype, layout, requires_grad, make)


def general_hamming(
    M: int,
    *,
    alpha: float = 0.54,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``alpha - (1 - alpha) cos(2 pi n / N)``.

    Args:
        M: the number of points.
        alpha: the constant term.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a negative M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.general_hamming(4, alpha=0.6)
        tensor([0.2000, 0.8000, 0.8000, 0.2000])
    """
    return general_cosine(
        M,
        a=[alpha, 1 - alpha],
        sym=sym,
        dtype=dtype,
        layout=layout,
        device=device,
        requires_grad=requires_grad,
    )


def hamming(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``0.54 - 0.46 cos(2 pi n / N)``.

    Args:
        M: the number of points.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a negative M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.hamming(4)
        tensor([0.0800, 0.7700, 0.7700, 0.0800])
    """
    return general_hamming(
        M, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad
    )


def hann(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``0.5 - 0.5 cos(2 pi n / N)``.

    Args:
        M: the number of points.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a negative M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.hann(4)
        tensor([0.0000, 0.7500, 0.7500, 0.0000])
    """
    return general_hamming(
        M,
        alpha=0.5,
        sym=sym,
        dtype=dtype,
        layout=layout,
        device=device,
        requires_grad=requires_grad,
    )


def blackman(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """``0.42 - 0.5 cos(2 pi n / N) + 0.08 cos(4 pi n / N)``.

    Args:
        M: the number of points.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a negative M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.blackman(5)[1:4]
        tensor([0.3400, 1.0000, 0.3400])
    """
    return general_cosine(
        M,
        a=[0.42, 0.5, 0.08],
        sym=sym,
        dtype=dtype,
        layout=layout,
        device=device,
        requires_grad=requires_grad,
    )


def bartlett(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """A triangle: ``1 - |2 n / N - 1|``.

    Args:
        M: the number of points.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a negative M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.bartlett(4)
        tensor([0.0000, 0.6667, 0.6667, 0.0000])
    """
    step = 2 / max(_steps(M, sym), 1)
    return _window(
        "bartlett", M, dtype, layout, requires_grad, lambda points: 1 - cr.abs(points(-1.0, step))
    )


def nuttall(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = cr.strided,
    device: Any = None,
    requires_grad: bool = False,
) -> cr.Tensor:
    """Nuttall's minimum four-term Blackman-Harris window.

    Args:
        M: the number of points.
        sym: symmetric, or periodic.

    Raises:
        ValueError: a negative M, another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.signal.windows.nuttall(4)
        tensor([3.6280e-04, 5.2923e-01, 5.2923e-01, 3.6280e-04])
    """
    return general_cosine(
        M,
        a=[0.3635819, 0.4891775, 0.1365995, 0.0106411],
        sym=sym,
        dtype=dtype,
        layout=layout,
        device=device,
        requires_grad=requires_grad,
    )
