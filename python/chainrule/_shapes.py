"""Functions about shapes and samples that are put together of registered ones:
``broadcast_shapes``,
``unravel_index``, ``gradient``, ``histogramdd``."""

from __future__ import annotations

from typing import Any

from . import _core
from ._core import Tensor
from ._types import Size

_F = _core._functions


def broadcast_shapes(*shapes: Any) -> Size:
    """The shape that tensors of these shapes have in common.

    Raises:
        RuntimeError: two lengths differ, neither of them 1.
        ValueError: a length is negative.

    >>> import chainrule as cr
    >>> cr.broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    out: list[int] = []
    for number, each in enumerate(shapes):
        shape = Size((each,) if isinstance(each, int) else each)
        out = [1] * (len(shape) - len(out)) + out
        for place in range(-1, -len(shape) - 1, -1):
            length = shape[place]
            if length < 0:
                raise ValueError("Attempting to broadcast a dimension with negative length!")
            if length == 1 or length == out[place]:
                continue
            if out[place] != 1:
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {length} at {place}! "
                    "Mismatching argument at "
                    f"index {number} had {tuple(shape)}; but expected shape should be "
                    f"broadcastable to {out}"
                )
            out[place] = length
    return Size(out)


def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """The coordinates, in a tensor of the given shape, of elements counted in row-major order.

    Args:
        indices: integers of any shape.
        shape: an int or a sequence of them, none negative.

    Returns:
        One tensor for each dimension, of the shape of ``indices``.

    Raises:
        TypeError: indices or shape are not integers.
        ValueError: a negative length.

    >>> import chainrule as cr
    >>> cr.unravel_index(cr.tensor([3, 5]), (2, 3))
    (tensor([1, 1]), tensor([0, 2]))
    """
    if indices.is_complex() or indices.is_floating_point() or indices.dtype is _core.bool:
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    lengths = (shape,) if isinstance(shape, int) else tuple(shape)
    for length in lengths:
        if not hasattr(length, "__index__"):
            raise TypeError(
                f"expected 'shape' sequence to only contain ints, but got {type(length)}"
            )
    lengths = tuple(int(length) for length in lengths)
    if any(length < 0 for length in lengths):
        raise ValueError(f"'shape' cannot have negative values, but got {lengths}")
    out: list[Tensor] = []
    indices = indices.long()
    step = 1
    for length in reversed(lengths):
        quotient = indices.div(step, rounding_mode="floor")
        out.append(quotient % length if length else quotient)
        step *= length
    return tuple(reversed(out))


def _spacings(input: Tensor, spacing: Any, dims: list[int], given: bool) -> list[Any]:
    if not isinstance(spacing, (list, tuple)):
        return [spacing] * len(dims)
    if len(spacing) != len(dims):
        missing = (
            f"'self.dim() = {input.dim()}', since dim argument was not given"
            if not given
            else f"{len(dims)}, the number of dims"
        )
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar, or a list of "
            "length equal to "
            f"{missing}, but got a list of length {len(spacing)}"
        )
    return list(spacing)


def _even_slope(f: Tensor, dim: int, step: Any, edge_order: int) -> Tensor:
    """The same on an even grid: the differences of neighbours on both sides."""
    n = f.shape[dim]

    def at(start: int, length: int = 1) -> Tensor:
        return f.narrow(dim, start, length)

    middle = (at(2, n - 2) - at(0, n - 2)) / (2 * step)
    if edge_order == 1:
        first, last = (at(1) - at(0)) / step, (at(n - 1) - at(n - 2)) / step
    else:
        first = (4 * at(1) - 3 * at(0) - at(2)) / (2 * step)
        last = (3 * at(n - 1) - 4 * at(n - 2) + at(n - 3)) / (2 * step)
    joined: Tensor = _F["cat"]([first, middle, last], dim)
    return joined


def _slope(f: Tensor, dim: int, step: Any, edge_order: int) -> Tensor:
    """Fornberg, "Generation of finite difference formulas on arbitrarily spaced grids", 1988."""
    n = f.shape[dim]

    def at(start: int, length: int) -> Tensor:
        return f.narrow(dim, start, length)

    if not isinstance(step, Tensor) or step.dim() == 0:
        return _even_slope(f, dim, step, edge_order)
    if step.dim() != 1 or step.numel() != n:
        raise RuntimeError(
            "torch.gradient expected each coordinate tensor to have one dimension of "
            f"length {n}, "
            f"but got shape {list(step.shape)}"
        )
    shape = [1] * f.dim()
    shape[dim] = n - 1
    h = (step[1:] - step[:-1]).reshape(shape)

    def gap(start: int, length: int) -> Tensor:
        out: Tensor = h.narrow(dim, start, length)
        return out

    h1, h2 = gap(0, n - 2), gap(1, n - 2)
    middle = (
        at(0, n - 2) * (-h2 / (h1 * (h1 + h2)))
        + at(1, n - 2) * ((h2 - h1) / (h1 * h2))
        + at(2, n - 2) * (h1 / (h2 * (h1 + h2)))
    )
    if edge_order == 1:
        first = (at(1, 1) - at(0, 1)) / gap(0, 1)
        last = (at(n - 1, 1) - at(n - 2, 1)) / gap(n - 2, 1)
    else:
        a, b = gap(0, 1), gap(1, 1)
        first = (
            at(0, 1) * (-(2 * a + b) / (a * (a + b)))
            + at(1, 1) * ((a + b) / (a * b))
            - at(2, 1) * (a / (b * (a + b)))
        )
        a, b = gap(n - 3, 1), gap(n - 2, 1)
        last = (
            at(n - 3, 1) * (b / (a * (a + b)))
            - at(n - 2, 1) * ((a + b) / (a * b))
            + at(n - 1, 1) * ((2 * b + a) / (b * (a + b)))
        )
    out: Tensor = _F["cat"]([first, middle, last], dim)
    return out


def gradient(
    input: Tensor, *, spacing: Any = 1, dim: Any = None, edge_order: int = 1
) -> tuple[Tensor, ...]:
    """Estimates of the slopes of a function along dimensions, from its samples, by central
    differences.

    Args:
        input: the samples.
        spacing: the distance of neighbours, one for each dimension, or a vector of coordinates
            for each.
        dim: the dimensions, all by default.
        edge_order: 1 or 2: the order of the estimates at both ends.

    Returns:
        One tensor of the input's shape for each dimension.

    Raises:
        RuntimeError: too few samples, or spacings that do not fit.

    >>> import chainrule as cr
    >>> cr.gradient(cr.tensor([1.0, 2.0, 4.0, 7.0]))
    (tensor([1.0000, 1.5000, 2.5000, 3.0000]),)
    """
    spacing = 1 if spacing is None else spacing
    if isinstance(spacing, Tensor) and spacing.dim() > 0:
        raise TypeError("gradient(): argument 'spacing' must be a number or a list, not one Tensor")
    if input.dtype is _core.uint8:
        raise RuntimeError("torch.gradient does not support uint8 input.")
    given = [dim] if isinstance(dim, int) else list(dim if dim is not None else range(input.dim()))
    dims: list[int] = []
    for each in given:
        if not -max(input.dim(), 1) <= each < max(input.dim(), 1):
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-max(input.dim(), 1)}, "
                f"{max(input.dim(), 1) - 1}], but got {each})"
            )
        if each % max(input.dim(), 1) in dims:
            raise RuntimeError(f"dim {each} appears multiple times in the list of dims")
        dims.append(each % max(input.dim(), 1))
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    steps = _spacings(input, spacing, dims, dim is not None)
    for each in dims:
        if input.dim() == 0 or input.shape[each] < edge_order + 1:
            raise RuntimeError(
                "torch.gradient expected each dimension size to be at least edge_order+1"
            )
    return tuple(
        _slope(input, each, step, edge_order) for each, step in zip(dims, steps, strict=True)
    )


def histogramdd(
    input: Tensor,
    bins: Any,
    range: Any = None,
    weight: Tensor | None = None,
    density: bool = False,
) -> Any:
    """How many points lie in each box of a grid.

    Args:
        input: (..., D), float32 or float64: points.
        bins: how many bins in each dimension: a number or D of them, or D vectors of increasing
            edges.
        range: the first and the last edge of each dimension, 2 D numbers in a row.
        weight: what each point counts, of the input's shape without the last dimension.
        density: divide by the sum and by the boxes' volumes, so that the integral is 1.

    Returns:
        A named tuple ``(hist, bin_edges)``, the edges a tuple of D vectors.

    Raises:
        RuntimeError: shapes or dtypes do not fit, or a range is not finite.

    >>> import chainrule as cr
    >>> cr.histogramdd(cr.tensor([[0.0, 1.0], [2.0, 1.0]]), 2).hist
    tensor([[0., 1.],
            [0., 1.]])
    """
    from .return_types import named_result

    if input.dim() == 0:
        raise IndexError("Dimension specified as -1 but tensor has no dimensions")
    if isinstance(bins, (list, tuple)) and bins and isinstance(bins[0], Tensor):
        edges = tuple(each.detach().clone() for each in bins)
    elif isinstance(bins, (int, list, tuple)):
        counts = [bins] * input.shape[-1] if isinstance(bins, int) else list(bins)
        edges = tuple(_F["_histogramdd_edges"](input, counts, range))
    else:
        raise TypeError(
            "histogramdd(): argument 'bins' must be int, list of ints or list of Tensors, "
            f"not {type(bins).__name__}"
        )
    hist = _F["_histogramdd_counts"](input, list(edges), weight, density)
    return named_result("histogramdd", ("hist", "bin_edges"))((hist, edges))
