"""Fourier transforms over any number of dimensions, for ``chainrule.fft``, and their derivatives.

The transforms themselves are pocketfft's: SciPy's build of it where there is one, else NumPy's,
imported on first use. What is here is three linear functions over several dimensions (complex to
complex, real to the half of a Hermitian spectrum, and back), each with an adjoint made of the same
three, so that derivatives of every order come by themselves. A function's scale is 1, 1/sqrt(n) or
1/n: ``_PLAIN``, ``_ORTHO``, ``_MEAN``, by pocketfft's own numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import index
from typing import Any

from . import _core
from ._core import Tensor
from ._settings import get_default_dtype
from ._tensor import from_numpy
from .autograd.function import Function

_F = _core._functions
_PLAIN, _ORTHO, _MEAN = range(3)

Dims = Sequence[int]
Sizes = int | Sequence[int] | None


class _NumPy:
    """NumPy's transforms, called as pocketfft's are."""

    @staticmethod
    def c2c(x: Any, dims: Dims, forward: bool, kind: int) -> Any:
        from numpy import fft

        return (fft.fftn if forward else fft.ifftn)(x, axes=dims, norm=_scale(kind, forward))

    @staticmethod
    def r2c(x: Any, dims: Dims, forward: bool, kind: int) -> Any:
        from numpy import fft

        return fft.rfftn(x, axes=dims, norm=_scale(kind, forward))

    @staticmethod
    def c2r(x: Any, dims: Dims, size: int, forward: bool, kind: int) -> Any:
        from numpy import fft

        sizes = [x.shape[d] for d in dims[:-1]] + [size]
        return fft.irfftn(x, s=sizes, axes=dims, norm=_scale(kind, forward))


def _scale(kind: int, forward: bool) -> Any:
    """What NumPy calls a scale: its default divides inverse transforms only."""
    if kind == _ORTHO:
        return "ortho"
    return "backward" if (kind == _PLAIN) == forward else "forward"


@cache
def _library() -> Any:
    """SciPy's pocketfft itself: the layers around it cost ten times what 64 elements take."""
    try:
        from scipy.fft._pocketfft import pypocketfft
    except ImportError:
        return _NumPy
    return pypocketfft


def _array(x: Tensor) -> Any:
    return x.numpy(force=True)


def _tensor(values: Any, dtype: _core.dtype) -> Tensor:
    """In the precision that was given (an old NumPy answers in double)."""
    out: Tensor = from_numpy(values)
    return out if out.dtype is dtype else out.to(dtype)


def _complex_of(dtype: _core.dtype) -> _core.dtype:
    made: _core.dtype = dtype.to_complex()
    return made


def _apply(transform: Any, x: Tensor, *rest: Any) -> Tensor:
    """The transform, recorded where a gradient is asked for."""
    if type(x) is Tensor and not x.requires_grad:
        plain: Tensor = transform.compute(x, *rest)
        return plain
    out: Tensor = transform.apply(x, *rest)
    return out


class FftC2C(Function):
    """Complex to complex. The adjoint is the transform in the other direction, by the same
    scale."""

    node_name = "FftC2CBackward0"

    backward_gives_jvp = True

    @staticmethod
    def forward(ctx: Any, x: Tensor, dims: Dims, kind: int, forward: bool) -> Tensor:
        ctx.rest = dims, kind, not forward
        return FftC2C.compute(x, dims, kind, forward)

    @staticmethod
    def compute(x: Tensor, dims: Dims, kind: int, forward: bool) -> Tensor:
        if x.numel() == 0 or not dims:
            return x.clone()
        return _tensor(_library().c2c(_array(x), dims, forward, kind), x.dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        return FftC2C.apply(grad, *ctx.rest), None, None, None


class FftR2C(Function):
    """Real to the half spectrum (in the last of ``dims``), forwards."""

    node_name = "FftR2CBackward0"

    backward_gives_jvp = True

    @staticmethod
    def forward(ctx: Any, x: Tensor, dims: Dims, kind: int) -> Tensor:
        ctx.rest = dims, kind, x.shape[dims[-1]]
        return FftR2C.compute(x, dims, kind)

    @staticmethod
    def compute(x: Tensor, dims: Dims, kind: int) -> Tensor:
        dtype = _complex_of(x.dtype)
        if x.numel() == 0:
            shape = list(x.shape)
            shape[dims[-1]] = shape[dims[-1]] // 2 + 1
            return x.new_zeros(shape, dtype=dtype)
        return _tensor(_library().r2c(_array(x), dims, True, kind), dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        dims, kind, size = ctx.rest
        # The way back counts a frequency for its mirror image too.
        return (
            FftC2R.apply(grad * _weights(grad, dims[-1], size, 0.5), dims, kind, size),
            None,
            None,
        )


class FftC2R(Function):
    """The half spectrum (in the last of ``dims``) to ``size`` real numbers, backwards."""

    node_name = "FftC2RBackward0"

    backward_gives_jvp = True

    @staticmethod
    def forward(ctx: Any, x: Tensor, dims: Dims, kind: int, size: int) -> Tensor:
        ctx.rest = dims, kind, size
        return FftC2R.compute(x, dims, kind, size)

    @staticmethod
    def compute(x: Tensor, dims: Dims, kind: int, size: int) -> Tensor:
        dtype = x.dtype.to_real()
        if x.numel() == 0:
            shape = list(x.shape)
            shape[dims[-1]] = size
            return x.new_zeros(shape, dtype=dtype)
        return _tensor(_library().c2r(_array(x), dims, size, False, kind), dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        dims, kind, size = ctx.rest
        spectrum = FftR2C.apply(grad, dims, kind)
        return spectrum * _weights(spectrum, dims[-1], size, 2.0), None, None, None


def _weights(spectrum: Tensor, dim: int, size: int, inner: float) -> Tensor:
    """``inner`` for frequencies that have a mirror image, 1 for those that are their own, along
    ``dim``."""
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
    given: Tensor = _core.autocast_float32(x)
    if given.dtype in (_core.float16, _core.bfloat16, _core.complex32):
        raise RuntimeError(f"Unsupported dtype {given.dtype}: convert it first, as in x.float()")
    if not (given.dtype.is_floating_point or given.dtype.is_complex):
        return given.to(get_default_dtype())
    return given


def _as_complex(x: Tensor) -> Tensor:
    return x if x.dtype.is_complex else x.to(_complex_of(x.dtype))


def _as_real(x: Tensor, name: str) -> Tensor:
    if x.dtype.is_complex:
        raise RuntimeError(f"{name} expects a real input tensor, but got {x.dtype}")
    return x


def wrap(x: Tensor, dim: int) -> int:
    if not isinstance(dim, int):
        raise TypeError(f"dim must be int, not {type(dim).__name__}")
    if x.dim() == 0:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    if not -x.dim() <= dim < x.dim():
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-x.dim()}, {x.dim() - 1}], but "
            f"got {dim})"
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


def length(n: int | None) -> int | None:
    """The length of a transform along one dimension, where one is given."""
    return None if n is None else _check_size(n)


def as_list(value: Any) -> list[int] | None:
    return (
        None if value is None else [value] if isinstance(value, int) else [index(v) for v in value]
    )


def _dims_and_sizes(x: Tensor, s: Sizes, dim: Sizes) -> tuple[list[int], list[int]]:
    """Which dimensions are transformed and to which sizes; a size of -1 has become the dimension's
    own."""
    sizes, dims = as_list(s), as_list(dim)
    if dims is not None:
        dims = [wrap(x, d) for d in dims]
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
                f"Got shape with {len(sizes)} values but input tensor only has {x.dim()} "
                f"dimensions."
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


def deliver(result: Tensor, out: Tensor | None) -> Tensor:
    if out is None:
        return result
    if result.dtype.is_complex and not out.dtype.is_complex:
        raise RuntimeError(
            f"out must be complex, as the result of type {result.dtype} is, but it is {out.dtype}"
        )
    if out.shape != result.shape:
        out.resize_(result.shape)
    return out.copy_(result)


# ---- the transforms over any number of dimensions ----


def c2c(x: Tensor, s: Sizes, dim: Sizes, norm: str | None, forward: bool, name: str) -> Tensor:
    x = _as_complex(_floating(x, name))
    dims, sizes = _dims_and_sizes(x, s, dim)
    result: Tensor = _apply(FftC2C, _fit(x, dims, sizes), dims, _kind(norm, forward), forward)
    return result


def r2c(x: Tensor, s: Sizes, dim: Sizes, norm: str | None, forward: bool, name: str) -> Tensor:
    x = _as_real(_floating(x, name), name)
    dims, sizes = _dims_and_sizes(x, s, dim)
    if not dims:
        raise RuntimeError(f"{name} must transform at least one axis")
    result: Tensor = _apply(FftR2C, _fit(x, dims, sizes), dims, _kind(norm, forward))
    return result if forward else result.conj()


def c2r(x: Tensor, s: Sizes, dim: Sizes, norm: str | None, forward: bool, name: str) -> Tensor:
    x = _as_complex(_floating(x, name))
    sizes, dims = as_list(s), as_list(dim)
    last = sizes[-1] if sizes else -1
    if sizes and last != -1:
        sizes[-1] = _check_size(last) // 2 + 1
    dims, sizes = _dims_and_sizes(x, sizes, dims)
    if not dims:
        raise RuntimeError(f"{name} must transform at least one axis")
    size = 2 * (x.shape[dims[-1]] - 1) if last == -1 else last
    x = _fit(x, dims, sizes)
    result: Tensor = _apply(
        FftC2R, x.conj() if forward else x, dims, _kind(norm, forward), _check_size(size)
    )
    return result
