"""Discrete Fourier transforms: ``fft``, ``ifft``, ``rfft``, ``irfft``, ``hfft``, ``ihfft``, their
forms in two and more dimensions, and what goes with them. How they are computed and differentiated
stands in ``_fourier.py``.
"""

from __future__ import annotations

from typing import Any

from . import _core
from ._core import Tensor
from ._fourier import Sizes, as_list, c2c, c2r, deliver, length, r2c, wrap
from ._settings import get_default_dtype

_F = _core._functions


def fft(
    input: Tensor,
    n: int | None = None,
    dim: int = -1,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    r"""The discrete Fourier transform along one dimension.

    .. math:: y_k = \sum_j x_j e^{-2 \pi i jk/n}

    Args:
        input: real or complex, any shape with at least one dimension. Integers become the default
            dtype.
        n: the length that the dimension is cut or filled up with zeros to.
        dim: the dimension.
        norm: ``"backward"`` (the default) does not scale, ``"forward"`` divides by n, ``"ortho"``
            by its root. Of inverse transforms ``"backward"`` divides by n and ``"forward"`` does
            not.
        out: a tensor that takes the result.

    Returns:
        complex64 or complex128, of the shape of the input but for ``n``.

    Raises:
        RuntimeError: n is less than 1, the norm is none of the three, or the dtype is a 16-bit
            float.
        IndexError: the dimension is out of range.

    >>> import chainrule as cr
    >>> cr.fft.fft(cr.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j, -2.-2.j])
    """
    return deliver(c2c(input, length(n), (dim,), norm, True, "fft"), out)


def ifft(
    input: Tensor,
    n: int | None = None,
    dim: int = -1,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of :func:`fft`, with the same arguments.

    >>> import chainrule as cr
    >>> cr.fft.ifft(cr.tensor([10 + 0j, -2 + 2j, -2 + 0j, -2 - 2j]))
    tensor([1.+0.j, 2.+0.j, 3.+0.j, 4.+0.j])
    """
    return deliver(c2c(input, length(n), (dim,), norm, False, "ifft"), out)


def rfft(
    input: Tensor,
    n: int | None = None,
    dim: int = -1,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The first ``n // 2 + 1`` results of :func:`fft` for a real input; the others are their
    conjugates.

    Raises:
        RuntimeError: the input is complex, and as :func:`fft`.

    >>> import chainrule as cr
    >>> cr.fft.rfft(cr.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j])
    """
    return deliver(r2c(input, length(n), (dim,), norm, True, "rfft"), out)


def irfft(
    input: Tensor,
    n: int | None = None,
    dim: int = -1,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of :func:`rfft`.

    Args:
        input: the half of a Hermitian spectrum. The imaginary parts of its ends are not looked at.
        n: the length of the result; ``2 * (m - 1)`` for m frequencies by default, so that odd
            lengths have to be said.
        dim, norm, out: as :func:`fft` has them.

    >>> import chainrule as cr
    >>> cr.fft.irfft(cr.tensor([10 + 0j, -2 + 2j, -2 + 0j]))
    tensor([1., 2., 3., 4.])
    """
    return deliver(c2r(input, length(n), (dim,), norm, False, "irfft"), out)


def hfft(
    input: Tensor,
    n: int | None = None,
    dim: int = -1,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The (real) transform of a signal that is Hermitian in time, of which ``input`` is the first
    half.

    >>> import chainrule as cr
    >>> cr.fft.hfft(cr.tensor([1 + 0j, 2 + 1j, 3 + 0j]))
    tensor([ 8.,  0.,  0., -4.])
    """
    return deliver(c2r(input, length(n), (dim,), norm, True, "hfft"), out)


def ihfft(
    input: Tensor,
    n: int | None = None,
    dim: int = -1,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of :func:`hfft`: the first half of the Hermitian signal whose transform is the
    real ``input``.

    >>> import chainrule as cr
    >>> cr.fft.ihfft(cr.tensor([8.0, 0.0, 0.0, -4.0]))
    tensor([1.-0.j, 2.+1.j, 3.-0.j])
    """
    return deliver(r2c(input, length(n), (dim,), norm, False, "ihfft"), out)


def fft2(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = (-2, -1),
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """:func:`fftn` over the last two dimensions.

    >>> import chainrule as cr
    >>> cr.fft.fft2(cr.eye(2))
    tensor([[2.+0.j, 0.+0.j],
            [0.+0.j, 2.+0.j]])
    """
    return deliver(c2c(input, s, dim, norm, True, "fft2"), out)


def ifft2(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = (-2, -1),
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """:func:`ifftn` over the last two dimensions.

    >>> import chainrule as cr
    >>> cr.fft.ifft2(cr.eye(2))
    tensor([[0.5000+0.j, 0.0000+0.j],
            [0.0000+0.j, 0.5000+0.j]])
    """
    return deliver(c2c(input, s, dim, norm, False, "ifft2"), out)


def rfft2(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = (-2, -1),
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """:func:`rfftn` over the last two dimensions.

    >>> import chainrule as cr
    >>> cr.fft.rfft2(cr.eye(2))
    tensor([[2.+0.j, 0.+0.j],
            [0.+0.j, 2.+0.j]])
    """
    return deliver(r2c(input, s, dim, norm, True, "rfft2"), out)


def irfft2(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = (-2, -1),
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """:func:`irfftn` over the last two dimensions.

    >>> import chainrule as cr
    >>> cr.fft.irfft2(cr.fft.rfft2(cr.eye(2)))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return deliver(c2r(input, s, dim, norm, False, "irfft2"), out)


def hfft2(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = (-2, -1),
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """:func:`hfftn` over the last two dimensions.

    >>> import chainrule as cr
    >>> cr.fft.hfft2(cr.eye(2))
    tensor([[2., 0.],
            [0., 2.]])
    """
    return deliver(c2r(input, s, dim, norm, True, "hfft2"), out)


def ihfft2(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = (-2, -1),
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """:func:`ihfftn` over the last two dimensions.

    >>> import chainrule as cr
    >>> cr.fft.ihfft2(2 * cr.eye(2)).real
    tensor([[1., 0.],
            [0., 1.]])
    """
    return deliver(r2c(input, s, dim, norm, False, "ihfft2"), out)


def fftn(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The discrete Fourier transform over several dimensions.

    Args:
        input: real or complex.
        s: what the dimensions are cut or filled up with zeros to; -1 leaves one alone.
        dim: the dimensions; the last ``len(s)``, or all without ``s``.
        norm: as :func:`fft` has it, n being the product of the sizes.
        out: a tensor that takes the result.

    Raises:
        RuntimeError: dimensions repeat, ``s`` and ``dim`` differ in length, a size is less than 1.
        IndexError: a dimension is out of range.

    >>> import chainrule as cr
    >>> cr.fft.fftn(cr.eye(2))
    tensor([[2.+0.j, 0.+0.j],
            [0.+0.j, 2.+0.j]])
    """
    return deliver(c2c(input, s, dim, norm, True, "fftn"), out)


def ifftn(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of :func:`fftn`, with the same arguments.

    >>> import chainrule as cr
    >>> cr.fft.ifftn(cr.fft.fftn(cr.eye(2)))
    tensor([[1.+0.j, 0.+0.j],
            [0.+0.j, 1.+0.j]])
    """
    return deliver(c2c(input, s, dim, norm, False, "ifftn"), out)


def rfftn(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """:func:`fftn` of a real input, of whose last dimension only the first half is returned.

    >>> import chainrule as cr
    >>> cr.fft.rfftn(cr.ones(2, 4))
    tensor([[8.+0.j, 0.+0.j, 0.+0.j],
            [0.+0.j, 0.+0.j, 0.+0.j]])
    """
    return deliver(r2c(input, s, dim, norm, True, "rfftn"), out)


def irfftn(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of :func:`rfftn`. The last size is ``2 * (m - 1)`` for m frequencies where ``s``
    does not say it.

    >>> import chainrule as cr
    >>> cr.fft.irfftn(cr.fft.rfftn(cr.eye(2)))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return deliver(c2r(input, s, dim, norm, False, "irfftn"), out)


def hfftn(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The (real) transform of a signal that is Hermitian in time, of whose last dimension ``input``
    is the first half.

    >>> import chainrule as cr
    >>> cr.fft.hfftn(cr.eye(2))
    tensor([[2., 0.],
            [0., 2.]])
    """
    return deliver(c2r(input, s, dim, norm, True, "hfftn"), out)


def ihfftn(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of :func:`hfftn`.

    >>> import chainrule as cr
    >>> cr.fft.ihfftn(2 * cr.eye(2)).real
    tensor([[1., 0.],
            [0., 1.]])
    """
    return deliver(r2c(input, s, dim, norm, False, "ihfftn"), out)


# ---- frequencies and their order ----


def fftfreq(
    n: int,
    d: float = 1.0,
    *,
    out: Tensor | None = None,
    dtype: _core.dtype | None = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """The frequencies of the results of :func:`fft`: ``[0, 1, ..., (n-1)//2, -(n//2), ..., -1] / (d
    * n)``.

    Args:
        n: the length of the transform.
        d: the distance in time between two samples.
        out: a tensor that takes the result.
        dtype: of the result; the default dtype without it.
        layout, device: accepted for PyTorch's sake.
        requires_grad: as in :func:`chainrule.tensor`.

    >>> import chainrule as cr
    >>> cr.fft.fftfreq(4)
    tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
    """
    positive = _F["arange"]((n + 1) // 2, dtype=dtype or get_default_dtype())
    negative = _F["arange"](-(n // 2), 0, dtype=positive.dtype)
    result = _F["cat"]([positive, negative]) * (1.0 / (max(n, 1) * d))
    return deliver(result, out).requires_grad_(requires_grad)


def rfftfreq(
    n: int,
    d: float = 1.0,
    *,
    out: Tensor | None = None,
    dtype: _core.dtype | None = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """The frequencies of the results of :func:`rfft`: ``[0, 1, ..., n//2] / (d * n)``; arguments as
    in :func:`fftfreq`.

    >>> import chainrule as cr
    >>> cr.fft.rfftfreq(4)
    tensor([0.0000, 0.2500, 0.5000])
    """
    result = _F["arange"](n // 2 + 1, dtype=dtype or get_default_dtype()) * (1.0 / (max(n, 1) * d))
    return deliver(result, out).requires_grad_(requires_grad)


def fftshift(input: Tensor, dim: Sizes = None) -> Tensor:
    """Moves the zero frequency to the middle.

    Args:
        input: the result of a transform, or of :func:`fftfreq`.
        dim: the dimensions; all by default.

    >>> import chainrule as cr
    >>> cr.fft.fftshift(cr.fft.fftfreq(4))
    tensor([-0.5000, -0.2500,  0.0000,  0.2500])
    """
    dims = list(range(input.dim())) if dim is None else [wrap(input, d) for d in as_list(dim) or []]
    rolled: Tensor = input.roll([input.shape[d] // 2 for d in dims], dims)
    return rolled


def ifftshift(input: Tensor, dim: Sizes = None) -> Tensor:
    """Undoes :func:`fftshift`.

    >>> import chainrule as cr
    >>> cr.fft.ifftshift(cr.fft.fftshift(cr.fft.fftfreq(4)))
    tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
    """
    dims = list(range(input.dim())) if dim is None else [wrap(input, d) for d in as_list(dim) or []]
    rolled: Tensor = input.roll([(input.shape[d] + 1) // 2 for d in dims], dims)
    return rolled


__all__ = [
    f"{way}{kind}fft{count}"
    for way in ("", "i")
    for kind in ("", "r", "h")
    for count in ("", "2", "n")
] + ["fftfreq", "rfftfreq", "fftshift", "ifftshift"]
