"""Reductions and normalisations over the elements that a mask lets through, composed of operations.

A mask is a bool tensor, True where an element counts; it broadcasts to the input and may not have
more dimensions. What is masked out is replaced by the identity of the operation (0 for sums, minus
infinity for maxima ...), so that it neither counts nor takes a gradient. Where everything is masked
out, the result is that identity, or NaN for operations that have none (mean, median, variance).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import chainrule as cr
from chainrule import Tensor

__all__ = [
    "amax",
    "amin",
    "argmax",
    "argmin",
    "cumprod",
    "cumsum",
    "log_softmax",
    "logaddexp",
    "logsumexp",
    "mean",
    "median",
    "norm",
    "normalize",
    "prod",
    "softmax",
    "softmin",
    "std",
    "sum",
    "var",
]

_Dims = int | Sequence[int] | None


def _full_mask(input: Tensor, mask: Tensor | None) -> Tensor | None:
    """The mask as bool in the shape of the input."""
    if mask is None:
        return None
    if mask.dim() > input.dim():
        raise IndexError(
            "_input_mask expected broadcastable mask (got mask dimensionality higher than of the "
            "input): "
            f"the mask has shape {tuple(mask.shape)}, the input {tuple(input.shape)}"
        )
    return mask.to(cr.bool).expand(tuple(input.shape))


def _masked(input: Tensor, mask: Tensor | None, fill: Any) -> Tensor:
    full = _full_mask(input, mask)
    return input if full is None else cr.where(full, input, cr.full((), fill, dtype=input.dtype))


def _dims(input: Tensor, dim: _Dims) -> list[int]:
    """Dimensions without repetition, in order; all, if none are given."""
    if dim is None or (not isinstance(dim, int) and len(dim) == 0):
        return list(range(input.dim()))
    wanted = [dim] if isinstance(dim, int) else list(dim)
    count = max(input.dim(), 1)
    for d in wanted:
        if not -count <= d < count:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-count}, {count - 1}], but "
                f"got {d})"
            )
    places = [d % count for d in wanted]
    for d in places:
        if places.count(d) > 1:
            raise RuntimeError(f"dim={d} appears multiple times in the list of dims")
    return sorted(places) if input.dim() else []


def _lowest(dtype: Any, op: str) -> Any:
    if dtype.is_floating_point:
        return -math.inf
    return _bound(dtype, op, "min")


def _highest(dtype: Any, op: str) -> Any:
    if dtype.is_floating_point:
        return math.inf
    return _bound(dtype, op, "max")


def _bound(dtype: Any, op: str, end: str) -> Any:
    if dtype is cr.bool or dtype.is_complex:
        raise NotImplementedError(f"identity of {op} on {dtype} input")
    return getattr(cr.iinfo(dtype), end)


def _accumulating(input: Tensor, dtype: Any) -> Any:
    """Sums and products of narrow integers are int64."""
    if dtype is not None:
        return dtype
    return input.dtype if input.is_floating_point() or input.is_complex() else cr.int64


def sum(
    input: Tensor,
    dim: _Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The sum; 0 where everything is masked out.

    Args:
        input: the tensor.
        dim: a dimension or several; all if not given.
        keepdim: whether reduced dimensions stay, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The sums; of integers in int64.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.sum(x, 1, mask=mask)
        tensor([-4.,  0.])
    """
    dtype = _accumulating(input, dtype)
    filled = _masked(input.to(dtype), mask, 0)
    if not input.dim():
        return filled.clone()
    return cr.sum(filled, _dims(input, dim), bool(keepdim), dtype=dtype)


def prod(
    input: Tensor,
    dim: _Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The product; 1 where everything is masked out.

    Args:
        input: the tensor.
        dim: a dimension or several; all if not given.
        keepdim: whether reduced dimensions stay, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The products; of integers in int64.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.prod(x, 1, mask=mask)
        tensor([3., 1.])
    """
    dtype = _accumulating(input, dtype)
    result = _masked(input.to(dtype), mask, 1)
    if not input.dim():
        return result.clone()
    for d in reversed(_dims(input, dim)):
        result = cr.prod(result, d, bool(keepdim))
    return result


def amax(
    input: Tensor,
    dim: _Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The largest element.

    Args:
        input: the tensor.
        dim: a dimension or several; all if not given.
        keepdim: whether reduced dimensions stay, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The largest elements; -inf, or the integer at that end, where everything is masked out.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.amax(x, 1, mask=mask)
        tensor([-1., -inf])
    """
    dtype = input.dtype if dtype is None else dtype
    fill = 0 if mask is None else _lowest(dtype, "amax")
    filled = _masked(input.to(dtype), mask, fill)
    return cr.amax(filled, _dims(input, dim), bool(keepdim))


def amin(
    input: Tensor,
    dim: _Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The smallest element.

    Args:
        input: the tensor.
        dim: a dimension or several; all if not given.
        keepdim: whether reduced dimensions stay, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The smallest elements; inf, or the integer at that end, where everything is masked out.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.amin(x, 1, mask=mask)
        tensor([-3., inf])
    """
    dtype = input.dtype if dtype is None else dtype
    fill = 0 if mask is None else _highest(dtype, "amin")
    filled = _masked(input.to(dtype), mask, fill)
    return cr.amin(filled, _dims(input, dim), bool(keepdim))


def argmax(
    input: Tensor,
    dim: int | None = None,
    *,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """Where the largest element is, as a number of the input's dtype (or of ``dtype``).

    Args:
        input: the tensor.
        dim: the dimension; without it the tensor is taken as flat.
        keepdim: whether the dimension stays, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The indices; 0 where everything is masked out.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.argmax(x, 1, mask=mask)
        tensor([2., 0.])
    """
    dtype = input.dtype if dtype is None else dtype
    filled = _masked(input.to(dtype), mask, _lowest(dtype, "argmax"))
    return cr.argmax(filled, dim, bool(keepdim)).to(dtype)


def argmin(
    input: Tensor,
    dim: int | None = None,
    *,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """Where the smallest element is, as a number of the input's dtype (or of ``dtype``).

    Args:
        input: the tensor.
        dim: the dimension; without it the tensor is taken as flat.
        keepdim: whether the dimension stays, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The indices; 0 where everything is masked out.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.argmin(x, 1, mask=mask)
        tensor([0., 0.])
    """
    dtype = input.dtype if dtype is None else dtype
    filled = _masked(input.to(dtype), mask, _highest(dtype, "argmin"))
    return cr.argmin(filled, dim, bool(keepdim)).to(dtype)


def cumsum(input: Tensor, dim: int, *, dtype: Any = None, mask: Tensor | None = None) -> Tensor:
    """Running sums; what is masked out does not change them.

    Args:
        input: the tensor.
        dim: the dimension.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        A tensor of the input's shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.cumsum(x, 1, mask=mask)
        tensor([[-3., -3., -4.],
                [ 0.,  0.,  0.]])
    """
    dtype = input.dtype if dtype is None else dtype
    return cr.cumsum(_masked(input.to(dtype), mask, 0), dim, dtype=dtype)


def cumprod(input: Tensor, dim: int, *, dtype: Any = None, mask: Tensor | None = None) -> Tensor:
    """Running products; what is masked out does not change them.

    Args:
        input: the tensor.
        dim: the dimension.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        A tensor of the input's shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.cumprod(x, 1, mask=mask)
        tensor([[-3., -3.,  3.],
                [ 1.,  1.,  1.]])
    """
    dtype = input.dtype if dtype is None else dtype
    return cr.cumprod(_masked(input.to(dtype), mask, 1), dim, dtype=dtype)


def mean(
    input: Tensor,
    dim: _Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The mean of what counts.

    Args:
        input: the tensor.
        dim: a dimension or several; all if not given.
        keepdim: whether reduced dimensions stay, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The means; NaN where everything is masked out.

    Raises:
        ValueError: integers, without a dtype.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.mean(x, 1, mask=mask)
        tensor([-2., nan])
    """
    dtype = input.dtype if dtype is None else dtype
    if not (dtype.is_floating_point or dtype.is_complex):
        raise ValueError(
            "mean(): Could not infer output dtype. Input dtype must be either a floating point or "
            "complex "
            f"dtype. Got: {dtype}"
        )
    dims = _dims(input, dim)
    if mask is None:
        return cr.mean(input, dims, bool(keepdim), dtype=dtype)
    total = sum(input, dims, keepdim=keepdim, dtype=dtype, mask=mask)
    return total / _count(input, dims, bool(keepdim), dtype, mask)


def _count(
    input: Tensor, dims: list[int], keepdim: bool, dtype: Any, mask: Tensor | None
) -> Tensor:
    """How many elements count."""
    ones = cr.ones(tuple(input.shape), dtype=dtype)
    return sum(ones, dims, keepdim=keepdim, dtype=dtype, mask=mask)


def median(
    input: Tensor,
    dim: int = -1,
    *,
    keepdim: bool = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The median of what counts; the lower one of two.

    Args:
        input: the tensor.
        dim: the dimension.
        keepdim: whether the dimension stays, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The medians; NaN where everything is masked out.

    Raises:
        ValueError: everything is masked out of a row of integers.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.median(x, 1, mask=mask)
        tensor([-3., nan])
    """
    dtype = input.dtype if dtype is None else dtype
    (place,) = _dims(input, dim) or [0]
    if mask is None:
        return cr.median(input.to(dtype), place, keepdim)[0]
    if not dtype.is_floating_point:
        full = _full_mask(input, mask)
        if full is not None and not bool(full.any(place).all()):
            raise ValueError(
                "masked median expects no fully masked out rows if dtype is not floating point"
            )
    wide = dtype if dtype.is_floating_point else cr.float64
    filled = _masked(input.to(wide), mask, math.nan)
    return cr.nanmedian(filled, place, keepdim)[0].to(dtype)


def norm(
    input: Tensor,
    ord: float | None = 2.0,
    dim: _Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The vector norm of what counts.

    Args:
        input: the tensor.
        ord: the order of the norm.
        dim: a dimension or several; all if not given.
        keepdim: whether reduced dimensions stay, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The norms; 0 (infinity for the order minus infinity) where everything is masked out.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.norm(x, 1.0, 1, mask=mask)
        tensor([4., 0.])
    """
    order = 2.0 if ord is None else ord
    filled = _masked(
        input if dtype is None else input.to(dtype), mask, math.inf if order == -math.inf else 0
    )
    return cr.linalg.vector_norm(filled, order, _dims(input, dim), bool(keepdim), dtype=dtype)


def _squares(
    input: Tensor,
    dim: _Dims,
    unbiased: bool | None,
    correction: float | None,
    keepdim: bool | None,
    dtype: Any,
    mask: Tensor | None,
) -> Tensor:
    """The variance."""
    if unbiased is not None and correction is not None:
        raise ValueError("Only one of unbiased and correction may be given")
    if correction is None:
        correction = 1.0 if unbiased is None or unbiased else 0.0
    if dtype is None:
        dtype = input.dtype
        if not (dtype.is_floating_point or dtype.is_complex):
            dtype = cr.float32
    dims = _dims(input, dim)
    x = input.to(dtype)
    if mask is None and not dtype.is_complex:  # whose variances stay complex here
        return cr.var(x, dims, correction=correction, keepdim=bool(keepdim))
    count = _count(x, dims, True, dtype, mask)
    centred = x - sum(x, dims, keepdim=True, mask=mask) / count
    square = centred * centred.conj() if dtype.is_complex else centred * centred
    total = sum(square, dims, keepdim=keepdim, mask=mask)
    if not keepdim:
        count = count.reshape(tuple(total.shape))
    real = count.real if dtype.is_complex else count
    return total / cr.clamp(real - correction, min=0)


def var(
    input: Tensor,
    dim: _Dims = None,
    unbiased: bool | None = None,
    *,
    correction: float | None = None,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The variance of what counts.

    Args:
        input: the tensor.
        dim: a dimension or several; all if not given.
        unbiased: whether to divide by one less than the number of elements (the default).
        correction: what to subtract from the number of elements instead.
        keepdim: whether reduced dimensions stay, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The variances; NaN where everything is masked out.

    Raises:
        ValueError: both ``unbiased`` and ``correction`` are given.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.var(x, 1, mask=mask)
        tensor([2., nan])
    """
    return _squares(input, dim, unbiased, correction, keepdim, dtype, mask)


def std(
    input: Tensor,
    dim: _Dims = None,
    unbiased: bool | None = None,
    *,
    correction: float | None = None,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The standard deviation of what counts.

    Args:
        input: the tensor.
        dim: a dimension or several; all if not given.
        unbiased: whether to divide by one less than the number of elements (the default).
        correction: what to subtract from the number of elements instead.
        keepdim: whether reduced dimensions stay, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The standard deviations; NaN where everything is masked out.

    Raises:
        ValueError: both ``unbiased`` and ``correction`` are given.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.std(x, 1, mask=mask)
        tensor([1.4142,    nan])
    """
    return cr.sqrt(_squares(input, dim, unbiased, correction, keepdim, dtype, mask))


def softmax(input: Tensor, dim: int, *, dtype: Any = None, mask: Tensor | None = None) -> Tensor:
    """Exponentials over their sum, over what counts.

    Args:
        input: the tensor.
        dim: the dimension.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        A tensor of the input's shape; NaN where everything is masked out.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.softmax(x, 1, mask=mask)[0]
        tensor([0.1192, 0.0000, 0.8808])
    """
    dtype = input.dtype if dtype is None else dtype
    filled = _masked(input.to(dtype), mask, _lowest(dtype, "softmax"))
    return cr.softmax(filled, dim)


def log_softmax(
    input: Tensor, dim: int, *, dtype: Any = None, mask: Tensor | None = None
) -> Tensor:
    """The logarithm of softmax(), over what counts.

    Args:
        input: the tensor.
        dim: the dimension.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        A tensor of the input's shape; NaN where everything is masked out.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.log_softmax(x, 1, mask=mask)[0]
        tensor([-2.1269,    -inf, -0.1269])
    """
    dtype = input.dtype if dtype is None else dtype
    filled = _masked(input.to(dtype), mask, _lowest(dtype, "log_softmax"))
    return cr.log_softmax(filled, dim)


def softmin(input: Tensor, dim: int, *, dtype: Any = None, mask: Tensor | None = None) -> Tensor:
    """softmax() of the negated input, over what counts.

    Args:
        input: the tensor.
        dim: the dimension.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        A tensor of the input's shape; NaN where everything is masked out.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.softmin(x, 1, mask=mask)[0]
        tensor([0.8808, 0.0000, 0.1192])
    """
    dtype = input.dtype if dtype is None else dtype
    filled = _masked(input.to(dtype), mask, _highest(dtype, "softmin"))
    return cr.softmax(-filled, dim)


def normalize(
    input: Tensor,
    ord: float,
    dim: int,
    *,
    eps: float = 1e-12,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The input over the norm of what counts, 0 where it is masked out.

    Args:
        input: the tensor.
        ord: the order of the norm.
        dim: the dimension.
        eps: norms are taken to be at least this.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        A tensor of the input's shape.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.normalize(x, 1.0, 1, mask=mask)[0]
        tensor([-0.7500,  0.0000, -0.2500])
    """
    x = input if dtype is None else input.to(dtype)
    length = norm(x, ord, dim, keepdim=True, mask=mask)
    return _masked(x, mask, 0) / cr.clamp(length, min=eps)


def logaddexp(
    input: Tensor,
    other: Tensor,
    *,
    dtype: Any = None,
    input_mask: Tensor | None = None,
    other_mask: Tensor | None = None,
) -> Tensor:
    """``log(exp(input) + exp(other))`` of what counts on either side.

    Args:
        input, other: the tensors.
        dtype: they are converted to it first.
        input_mask, other_mask: True where an element counts.

    Returns:
        A tensor of the broadcast shape; minus infinity where neither counts.

    Example:
        >>> import chainrule as cr
        >>> x = cr.zeros(2)
        >>> cr.masked.logaddexp(x, x, input_mask=cr.tensor([True, False]))
        tensor([0.6931, 0.0000])
    """
    dtype = input.dtype if dtype is None else dtype
    a = _masked(input.to(dtype), input_mask, _lowest(dtype, "logaddexp"))
    b = _masked(other.to(dtype), other_mask, _lowest(dtype, "logaddexp"))
    return cr.logaddexp(a, b).to(dtype)


def logsumexp(
    input: Tensor,
    dim: _Dims = None,
    *,
    keepdim: bool | None = False,
    dtype: Any = None,
    mask: Tensor | None = None,
) -> Tensor:
    """``log(sum(exp(input)))`` of what counts.

    Args:
        input: the tensor.
        dim: a dimension or several; all if not given.
        keepdim: whether reduced dimensions stay, with size 1.
        dtype: the input is converted to it first.
        mask: True where an element counts.

    Returns:
        The logarithms; minus infinity where everything is masked out.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
        >>> mask = cr.tensor([[True, False, True], [False, False, False]])
        >>> cr.masked.logsumexp(x, 1, mask=mask)
        tensor([-0.8731,    -inf])
    """
    dtype = input.dtype if dtype is None else dtype
    lowest = -math.inf if dtype.is_complex else _lowest(dtype, "logsumexp")
    filled = _masked(input.to(dtype), mask, lowest)
    return cr.logsumexp(filled, _dims(input, dim), bool(keepdim)).to(dtype)
