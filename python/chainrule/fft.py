"""Discrete Fourier transforms: ``fft``, ``ifft``, ``rfft``, ``irfft``, ``hfft``, ``ihfft``, their forms in two and more dimensions,
and what goes with them.

The transforms themselves are pocketfft's: SciPy's where it is installed, else NumPy's, imported on first use. What is here is
three linear functions over several dimensions (complex to complex, real to the half of a Hermitian spectrum, and back), each
with an adjoint made of the same three, so that derivatives of every order come by themselves. A function's scale is
1, 1/sqrt(n) or 1/n: ``_PLAIN``, ``_ORTHO``, ``_MEAN``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from . import _core
from ._core import Tensor
from ._tensor import from_numpy
from .autograd.function import Function

_F = _core._functions
_PLAIN, _ORTHO, _MEAN = range(3)

Dims = Sequence[int]
Sizes = int | Sequence[int] | None


@lru_cache(maxsize=1)
def _library() -> Any:
    try:
        import scipy.fft as library
    except ImportError:
        import numpy.fft as library
    return library


def _run(name: str, x: Tensor, dtype: _core.dtype, **options: Any) -> Tensor:
    """A function of the library, in the precision of ``x`` (an old NumPy answers in double)."""
    values = getattr(_library(), name)(x.detach().numpy(), **options)
    out: Tensor = from_numpy(values)
    return out.to(dtype)


def _scale(kind: int, forward: bool) -> str:
    """What the library calls a scale: its default divides inverse transforms only."""
    if kind == _ORTHO:
        return "ortho"
    return "backward" if (kind == _PLAIN) == forward else "forward"


def _complex_of(dtype: _core.dtype) -> _core.dtype:
    made: _core.dtype = dtype.to_complex()
    return made


class FftC2C(Function):
    """Complex to complex. The adjoint is the transform in the other direction, by the same scale."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, dims: Dims, kind: int, forward: bool) -> Tensor:
        ctx.rest = dims, kind, not forward
        if x.numel() == 0 or not dims:
            return x.clone()
        name = "fftn" if forward else "ifftn"
        return _run(name, x, x.dtype, axes=tuple(dims), norm=_scale(kind, forward))

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:  # type: ignore[override]
        return FftC2C.apply(grad, *ctx.rest), None, None, None


class FftR2C(Function):
    """Real to the half spectrum (in the last of ``dims``), forwards."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, dims: Dims, kind: int) -> Tensor:
        ctx.rest = dims, kind, x.shape[dims[-1]]
        dtype = _complex_of(x.dtype)
        if x.numel() == 0:
            shape = list(x.shape)
            shape[dims[-1]] = shape[dims[-1]] // 2 + 1
            return _F["zeros"](shape, dtype=dtype)
        return _run("rfftn", x, dtype, axes=tuple(dims), norm=_scale(kind, True))

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:  # type: ignore[override]
        dims, kind, size = ctx.rest
        # The way back counts a frequency for its mirror image too.
        return (
            FftC2R.apply(grad * _weights(grad, dims[-1], size, 0.5), dims, kind, size),
            None,
            None,
        )


class FftC2R(Function):
    """The half spectrum (in the last of ``dims``) to ``size`` real numbers, backwards."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, dims: Dims, kind: int, size: int) -> Tensor:
        ctx.rest = dims, kind, size
        dtype = x.dtype.to_real()
        sizes = [x.shape[d] for d in dims[:-1]] + [size]
        if x.numel() == 0:
            shape = list(x.shape)
            shape[dims[-1]] = size
            return _F["zeros"](shape, dtype=dtype)
        return _run("irfftn", x, dtype, s=sizes, axes=tuple(dims), norm=_scale(kind, False))

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:  # type: ignore[override]
        dims, kind, size = ctx.rest
        spectrum = FftR2C.apply(grad, dims, kind)
        return spectrum * _weights(spectrum, dims[-1], size, 2.0), None, None, None


def _weights(spectrum: Tensor, dim: int, size: int, inner: float) -> Tensor:
    """``inner`` for frequencies that have a mirror image, 1 for those that are their own, along ``dim``."""
    weights = _F["full"]([spectrum.shape[dim]], inner, dtype=spectrum.dtype.to_real())
    weights[0] = 1
    if size % 2 == 0:
        weights[-1] = 1
    out: Tensor = weights.view([-1] + [1] * (spectrum.dim() - 1 - dim))
    return out


# ---- arguments ----


def _kind(norm: str | None, forward: bool) -> int:
    if norm is None or norm == "backward":
        return _PLAIN if forward else _MEAN
    if norm == "forward":
        return _MEAN if forward else _PLAIN
    if norm == "ortho":
        return _ORTHO
    raise RuntimeError(
        f'Invalid normalization mode: "{norm}": it is "forward", "backward" or "ortho"'
    )


def _floating(x: Any, name: str) -> Tensor:
    if not isinstance(x, Tensor):
        raise TypeError(
            f"{name}(): argument 'input' (position 1) must be Tensor, not {type(x).__name__}"
        )
    if x.dtype in (_core.float16, _core.bfloat16):
        raise RuntimeError(f"Unsupported dtype {x.dtype}: convert it first, as in x.float()")
    if not (x.dtype.is_floating_point or x.dtype.is_complex):
        return x.to(_core.get_default_dtype())
    return x


def _as_complex(x: Tensor) -> Tensor:
    return x if x.dtype.is_complex else x.to(_complex_of(x.dtype))


def _as_real(x: Tensor, name: str) -> Tensor:
    if x.dtype.is_complex:
        raise RuntimeError(f"{name} expects a real input tensor, but got {x.dtype}")
    return x


def _wrap(x: Tensor, dim: int) -> int:
    if x.dim() == 0:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    if not -x.dim() <= dim < x.dim():
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-x.dim()}, {x.dim() - 1}], but got {dim})"
        )
    return dim % x.dim()


def _fit(x: Tensor, dims: Dims, sizes: Dims) -> Tensor:
    """Cut or filled up with zeros to ``sizes``; -1 leaves a dimension alone."""
    for d, n in zip(dims, sizes, strict=True):
        if n == -1 or n == x.shape[d]:
            continue
        if n < x.shape[d]:
            x = x.narrow(d, 0, n)
        else:
            x = _F["nn.functional.pad"](x, [0, 0] * (x.dim() - 1 - d) + [0, n - x.shape[d]])
    return x


def _check_size(n: int) -> int:
    if n < 1:
        raise RuntimeError(f"Invalid number of data points ({n}) specified")
    return n


def _list(value: Any) -> list[int] | None:
    return None if value is None else [value] if isinstance(value, int) else [int(v) for v in value]


def _dims_and_sizes(x: Tensor, s: Sizes, dim: Sizes) -> tuple[list[int], list[int]]:
    """Which dimensions are transformed and to which sizes; a size of -1 has become the dimension's own."""
    sizes, dims = _list(s), _list(dim)
    if dims is not None:
        dims = [_wrap(x, d) for d in dims]
        if len(set(dims)) != len(dims):
            raise RuntimeError("FFT dims must be unique")
    if sizes is not None:
        if dims is not None and len(dims) != len(sizes):
            raise RuntimeError(
                "When given, dim and shape arguments must have the same length: "
                f"{len(dims)} dimensions and {len(sizes)} sizes"
            )
        if len(sizes) > x.dim():
            raise RuntimeError(
                f"Got shape with {len(sizes)} values but input tensor only has {x.dim()} dimensions."
            )
        if dims is None:
            dims = list(range(x.dim() - len(sizes), x.dim()))
        sizes = [x.shape[d] if n == -1 else n for n, d in zip(sizes, dims, strict=True)]
    else:
        if dims is None:
            dims = list(range(x.dim()))
        sizes = [x.shape[d] for d in dims]
    for n in sizes:
        _check_size(n)
    return dims, sizes


def _deliver(result: Tensor, out: Tensor | None) -> Tensor:
    if out is None:
        return result
    if out.shape != result.shape:
        out.resize_(result.shape)
    return out.copy_(result)


# ---- the transforms over any number of dimensions ----


def _c2c(x: Tensor, s: Sizes, dim: Sizes, norm: str | None, forward: bool, name: str) -> Tensor:
    x = _as_complex(_floating(x, name))
    dims, sizes = _dims_and_sizes(x, s, dim)
    result: Tensor = FftC2C.apply(_fit(x, dims, sizes), dims, _kind(norm, forward), forward)
    return result


def _r2c(x: Tensor, s: Sizes, dim: Sizes, norm: str | None, forward: bool, name: str) -> Tensor:
    x = _as_real(_floating(x, name), name)
    dims, sizes = _dims_and_sizes(x, s, dim)
    if not dims:
        raise RuntimeError(f"{name} must transform at least one axis")
    result: Tensor = FftR2C.apply(_fit(x, dims, sizes), dims, _kind(norm, forward))
    return result if forward else result.conj()


def _c2r(x: Tensor, s: Sizes, dim: Sizes, norm: str | None, forward: bool, name: str) -> Tensor:
    x = _as_complex(_floating(x, name))
    sizes, dims = _list(s), _list(dim)
    last = sizes[-1] if sizes else -1
    if sizes and last != -1:
        sizes[-1] = _check_size(last) // 2 + 1
    dims, sizes = _dims_and_sizes(x, sizes, dims)
    if not dims:
        raise RuntimeError(f"{name} must transform at least one axis")
    size = 2 * (x.shape[dims[-1]] - 1) if last == -1 else last
    x = _fit(x, dims, sizes)
    result: Tensor = FftC2R.apply(
        x.conj() if forward else x, dims, _kind(norm, forward), _check_size(size)
    )
    return result


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
        input: real or complex, any shape with at least one dimension. Integers become the default dtype.
        n: the length that the dimension is cut or filled up with zeros to.
        dim: the dimension.
        norm: ``"backward"`` (the default) does not scale, ``"forward"`` divides by n, ``"ortho"`` by its root. Of inverse
            transforms ``"backward"`` divides by n and ``"forward"`` does not.
        out: a tensor that takes the result.

    Returns:
        complex64 or complex128, of the shape of the input but for ``n``.

    Raises:
        RuntimeError: n is less than 1, the norm is none of the three, or the dtype is a 16-bit float.
        IndexError: the dimension is out of range.

    >>> import chainrule as cr
    >>> cr.fft.fft(cr.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j, -2.-2.j])
    """
    return _deliver(_c2c(input, n, _one(dim), norm, True, "fft"), out)


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
    return _deliver(_c2c(input, n, _one(dim), norm, False, "ifft"), out)


def rfft(
    input: Tensor,
    n: int | None = None,
    dim: int = -1,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The first ``n // 2 + 1`` results of :func:`fft` for a real input; the others are their conjugates.

    Raises:
        RuntimeError: the input is complex, and as :func:`fft`.

    >>> import chainrule as cr
    >>> cr.fft.rfft(cr.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j])
    """
    return _deliver(_r2c(input, n, _one(dim), norm, True, "rfft"), out)


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
        n: the length of the result; ``2 * (m - 1)`` for m frequencies by default, so that odd lengths have to be said.
        dim, norm, out: as :func:`fft` has them.

    >>> import chainrule as cr
    >>> cr.fft.irfft(cr.tensor([10 + 0j, -2 + 2j, -2 + 0j]))
    tensor([1., 2., 3., 4.])
    """
    return _deliver(_c2r(input, n, _one(dim), norm, False, "irfft"), out)


def hfft(
    input: Tensor,
    n: int | None = None,
    dim: int = -1,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The (real) transform of a signal that is Hermitian in time, of which ``input`` is the first half.

    >>> import chainrule as cr
    >>> cr.fft.hfft(cr.tensor([1 + 0j, 2 + 1j, 3 + 0j]))
    tensor([8., 0., 0., -4.])
    """
    return _deliver(_c2r(input, n, _one(dim), norm, True, "hfft"), out)


def ihfft(
    input: Tensor,
    n: int | None = None,
    dim: int = -1,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of :func:`hfft`: the first half of the Hermitian signal whose transform is the real ``input``.

    >>> import chainrule as cr
    >>> cr.fft.ihfft(cr.tensor([8.0, 0.0, 0.0, -4.0]))
    tensor([1.+0.j, 2.+1.j, 3.+0.j])
    """
    return _deliver(_r2c(input, n, _one(dim), norm, False, "ihfft"), out)


def _one(dim: Any) -> list[int]:
    return [dim]


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
    return _deliver(_c2c(input, s, dim, norm, True, "fft2"), out)


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
    return _deliver(_c2c(input, s, dim, norm, False, "ifft2"), out)


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
    return _deliver(_r2c(input, s, dim, norm, True, "rfft2"), out)


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
    return _deliver(_c2r(input, s, dim, norm, False, "irfft2"), out)


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
    return _deliver(_c2r(input, s, dim, norm, True, "hfft2"), out)


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
    return _deliver(_r2c(input, s, dim, norm, False, "ihfft2"), out)


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
    return _deliver(_c2c(input, s, dim, norm, True, "fftn"), out)


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
    return _deliver(_c2c(input, s, dim, norm, False, "ifftn"), out)


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
    return _deliver(_r2c(input, s, dim, norm, True, "rfftn"), out)


def irfftn(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of :func:`rfftn`. The last size is ``2 * (m - 1)`` for m frequencies where ``s`` does not say it.

    >>> import chainrule as cr
    >>> cr.fft.irfftn(cr.fft.rfftn(cr.eye(2)))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return _deliver(_c2r(input, s, dim, norm, False, "irfftn"), out)


def hfftn(
    input: Tensor,
    s: Sizes = None,
    dim: Sizes = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The (real) transform of a signal that is Hermitian in time, of whose last dimension ``input`` is the first half.

    >>> import chainrule as cr
    >>> cr.fft.hfftn(cr.eye(2))
    tensor([[2., 0.],
            [0., 2.]])
    """
    return _deliver(_c2r(input, s, dim, norm, True, "hfftn"), out)


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
    return _deliver(_r2c(input, s, dim, norm, False, "ihfftn"), out)


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
    """The frequencies of the results of :func:`fft`: ``[0, 1, ..., (n-1)//2, -(n//2), ..., -1] / (d * n)``.

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
    positive = _F["arange"]((n + 1) // 2, dtype=dtype or _core.get_default_dtype())
    negative = _F["arange"](-(n // 2), 0, dtype=positive.dtype)
    result = _F["cat"]([positive, negative]) * (1.0 / (n * d))
    return _deliver(result, out).requires_grad_(requires_grad)


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
    """The frequencies of the results of :func:`rfft`: ``[0, 1, ..., n//2] / (d * n)``; arguments as in :func:`fftfreq`.

    >>> import chainrule as cr
    >>> cr.fft.rfftfreq(4)
    tensor([0.0000, 0.2500, 0.5000])
    """
    result = _F["arange"](n // 2 + 1, dtype=dtype or _core.get_default_dtype()) * (1.0 / (n * d))
    return _deliver(result, out).requires_grad_(requires_grad)


def fftshift(input: Tensor, dim: Sizes = None) -> Tensor:
    """Moves the zero frequency to the middle.

    Args:
        input: the result of a transform, or of :func:`fftfreq`.
        dim: the dimensions; all by default.

    >>> import chainrule as cr
    >>> cr.fft.fftshift(cr.fft.fftfreq(4))
    tensor([-0.5000, -0.2500,  0.0000,  0.2500])
    """
    dims = list(range(input.dim())) if dim is None else [_wrap(input, d) for d in _list(dim) or []]
    rolled: Tensor = input.roll([input.shape[d] // 2 for d in dims], dims)
    return rolled


def ifftshift(input: Tensor, dim: Sizes = None) -> Tensor:
    """Undoes :func:`fftshift`.

    >>> import chainrule as cr
    >>> cr.fft.ifftshift(cr.fft.fftshift(cr.fft.fftfreq(4)))
    tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
    """
    dims = list(range(input.dim())) if dim is None else [_wrap(input, d) for d in _list(dim) or []]
    rolled: Tensor = input.roll([(input.shape[d] + 1) // 2 for d in dims], dims)
    return rolled


__all__ = [
    f"{way}{kind}fft{count}"
    for way in ("", "i")
    for kind in ("", "r", "h")
    for count in ("", "2", "n")
] + ["fftfreq", "rfftfreq", "fftshift", "ifftshift"]
