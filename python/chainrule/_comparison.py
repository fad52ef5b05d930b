"""Comparison of whole tensors, composed of registered operations: ``isclose``, ``allclose``,
``equal``."""

from __future__ import annotations

from ._core import Tensor


def isclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """True where ``|input - other| <= atol + rtol * |other|``; infinities are close to themselves
    alone.

    Raises:
        RuntimeError: the dtypes differ, or a tolerance is negative.

    >>> import chainrule as cr
    >>> cr.isclose(cr.tensor([1.0, 2.0]), cr.tensor([1.0, 2.1]))
    tensor([ True, False])
    """
    if not isinstance(other, Tensor):
        raise TypeError(
            f"isclose(): argument 'other' (position 2) must be Tensor, not {type(other).__name__}"
        )
    if input.dtype is not other.dtype:
        raise RuntimeError(f"{input.dtype} did not match {other.dtype}")
    if rtol < 0 or atol < 0:
        raise RuntimeError(f"rtol and atol must not be negative, but found {rtol} and {atol}")
    a, b = input.detach(), other.detach()
    close: Tensor = a == b
    if equal_nan:
        close = close | ((a != a) & (b != b))
    if rtol == 0 and atol == 0:
        return close
    if not (a.is_floating_point() or a.is_complex()):
        a, b = a.double(), b.double()
    difference = (a - b).abs()
    near: Tensor = close | (difference.isfinite() & (difference <= atol + rtol * b.abs()))
    return near


def allclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Whether isclose() holds everywhere.

    >>> import chainrule as cr
    >>> cr.allclose(cr.ones(2), cr.ones(2) + 1e-9)
    True
    """
    return bool(isclose(input, other, rtol, atol, equal_nan).all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape and the same elements; NaN equals nothing.

    >>> import chainrule as cr
    >>> cr.equal(cr.tensor([1, 2]), cr.tensor([1, 2]))
    True
    """
    for name, value in (("input", input), ("other", other)):
        if not isinstance(value, Tensor):
            raise TypeError(
                f"equal(): argument '{name}' must be Tensor, not {type(value).__name__}"
            )
    return input.shape == other.shape and bool((input == other).all())
