"""The registered operations of ``chainrule``. Made by tests/stubs/make.py."""

from builtins import bool as _bool
from builtins import float as _float
from builtins import int as _int
from collections.abc import Sequence
from typing import Any, overload

from .._core import Generator, Number, Tensor, _Device, _DType
from .._tensor import layout as _layout
from .._tensor import memory_format as _memory_format
from . import results as _results

def _histogramdd_counts(
    input: Tensor, edges: Sequence[Tensor], weight: Tensor | None = None, density: _bool = False
) -> Tensor: ...
def _histogramdd_edges(
    input: Tensor, bins: Sequence[_int], range: Sequence[_float] | None = None
) -> tuple[Tensor, ...]: ...
def _recurrent(
    gates: Tensor,
    state: Tensor,
    cells: Tensor | None,
    weight: Tensor,
    bias: Tensor | None,
    sizes: Sequence[_int],
    mode: str,
    reverse: _bool = False,
) -> tuple[Tensor, ...]:
    """One direction of one recurrent layer over a whole sequence, as ``nn.RNN``, ``nn.LSTM`` and ``nn.GRU`` use it.

    Args:
        gates (Tensor): what the input and its bias add to the gates, ``(rows, width)``, step by step; ``width`` is
            ``4 * hidden`` for an LSTM (i, f, g, o), ``3 * hidden`` for a GRU (r, z, n), else ``hidden``.
        state (Tensor): the first hidden state, ``(batch, hidden)``.
        cells (Tensor, optional): the first cells of an LSTM, of the same shape.
        weight (Tensor): of the state, ``(width, hidden)``.
        bias (Tensor, optional): of the state's product, for a GRU, where it is multiplied by r.
        sizes (list of int): how many sequences are left at each step, the longest first; their sum is ``rows``.
        mode (str): ``'LSTM'``, ``'GRU'``, ``'RNN_TANH'`` or ``'RNN_RELU'``.
        reverse (bool): from the last step to the first.

    Returns the output of every row, the last state, and the last cells of an LSTM.

    Raises:
        RuntimeError: shapes or dtypes do not fit.
        ValueError: an unknown mode.

    Example:
        >>> import chainrule as cr
        >>> output, state = cr._recurrent(cr.zeros(3, 2), cr.ones(1, 2), None, cr.eye(2), None, [1, 1, 1], 'RNN_RELU')
        >>> output
        tensor([[1., 1.],
                [1., 1.],
                [1., 1.]])
    """

def _standard_gamma(input: Tensor, generator: Generator | None = None) -> Tensor:
    """Draws from gamma distributions of scale 1, differentiable in their shapes.

    Args:
        input: the shapes, float32 or float64, positive.
        generator: where the numbers come from; the default generator if not given.

    Returns:
        A tensor of the same shape and dtype, one draw for each element. Marsaglia and Tsang's method (2000);
        the derivative is that of a fixed quantile.

    Example:
        >>> import chainrule as cr
        >>> bool((cr._standard_gamma(cr.ones(5)) > 0).all())
        True
    """

def _tensordot(
    a: Tensor, b: Tensor, dims_self: Sequence[_int], dims_other: Sequence[_int]
) -> Tensor:
    """What :func:`tensordot` is made of: the dimensions of each tensor that are paired and summed, as lists."""

def abs(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The absolute value of every element; ``sqrt(re**2 + im**2)`` of a complex one.

    The derivative is the sign of the element, 0 at 0.

    Example:
        >>> import chainrule as cr
        >>> cr.abs(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([1., 0., 2.])
    """

def abs_(input: Tensor) -> Tensor:
    """The absolute value of every element; ``sqrt(re**2 + im**2)`` of a complex one.

    This form writes the result to the tensor itself.
    """

def absolute(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The absolute value of every element; ``sqrt(re**2 + im**2)`` of a complex one.

    The derivative is the sign of the element, 0 at 0.

    Example:
        >>> import chainrule as cr
        >>> cr.abs(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([1., 0., 2.])
    """

def absolute_(input: Tensor) -> Tensor:
    """The absolute value of every element; ``sqrt(re**2 + im**2)`` of a complex one.

    This form writes the result to the tensor itself.
    """

def acos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse cosine, in radians; NaN outside [-1, 1].

    Integers give the default float type. The derivative is ``-1 / sqrt(1 - input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.acos(cr.tensor([-0.5, 0.0, 1.0]))
        tensor([2.0944, 1.5708, 0.0000])
    """

def acos_(input: Tensor) -> Tensor:
    """The inverse cosine, in radians; NaN outside [-1, 1].

    This form writes the result to the tensor itself.
    """

def acosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse hyperbolic cosine, ``log(input + sqrt(input**2 - 1))``; NaN below 1.

    Integers give the default float type. The derivative is ``1 / sqrt(input**2 - 1)``.

    Example:
        >>> import chainrule as cr
        >>> cr.acosh(cr.tensor([1.0, 2.0, 0.5]))
        tensor([0.0000, 1.3170,    nan])
    """

def acosh_(input: Tensor) -> Tensor:
    """The inverse hyperbolic cosine, ``log(input + sqrt(input**2 - 1))``; NaN below 1.

    This form writes the result to the tensor itself.
    """

@overload
def add(
    input: Tensor, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None
) -> Tensor:
    """``input + alpha * other``, element by element.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast; ``alpha`` is a fraction and the operands are
            integers.

    Example:
        >>> import chainrule as cr
        >>> cr.add(cr.tensor([1.0, 2.0]), cr.tensor([[10.0], [20.0]]))
        tensor([[11., 12.],
                [21., 22.]])
        >>> cr.add(cr.tensor([1.0, 2.0]), 1, alpha=10)
        tensor([11., 12.])
    """

@overload
def add(
    input: Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None
) -> Tensor: ...
def add_(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """``input + alpha * other``, element by element.

    This form writes the result to the tensor itself.
    """

def addbmm(
    input: Tensor,
    batch1: Tensor,
    batch2: Tensor,
    *,
    beta: Number = 1,
    alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * sum_b (batch1[b] @ batch2[b])``: products of a batch, added up.

    Args:
        input: broadcast to ``(n, m)``. With ``beta=0`` it is not read: its NaN do not spread.
        batch1, batch2: ``(b, n, k)`` and ``(b, k, m)``, of the same dtype.
        beta, alpha: factors; whole numbers for integer tensors.

    Raises:
        RuntimeError: the shapes or the dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> x = cr.arange(4.0).view(2, 1, 2)
        >>> cr.addbmm(cr.tensor([[100.0]]), x, x.mT)
        tensor([[114.]])
    """

def addbmm_(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """``beta * input + alpha * sum_b (batch1[b] @ batch2[b])``: products of a batch, added up.

    This form writes the result to the tensor itself.
    """

def addcdiv(
    input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1, out: Tensor | None = None
) -> Tensor:
    """``input + value * tensor1 / tensor2``, element by element.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or all operands are integers.

    Example:
        >>> import chainrule as cr
        >>> cr.addcdiv(cr.ones(2), cr.tensor([1.0, 2.0]), cr.tensor([4.0, 4.0]))
        tensor([1.2500, 1.5000])
    """

def addcdiv_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """``input + value * tensor1 / tensor2``, element by element.

    This form writes the result to the tensor itself.
    """

def addcmul(
    input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1, out: Tensor | None = None
) -> Tensor:
    """``input + value * tensor1 * tensor2``, element by element.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.addcmul(cr.ones(2), cr.tensor([1.0, 2.0]), cr.tensor([1.0, 2.0]), value=10)
        tensor([11., 41.])
    """

def addcmul_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """``input + value * tensor1 * tensor2``, element by element.

    This form writes the result to the tensor itself.
    """

def addmm(
    input: Tensor,
    mat1: Tensor,
    mat2: Tensor,
    *,
    beta: Number = 1,
    alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * (mat1 @ mat2)``, for matrices of shapes ``(n, k)`` and ``(k, m)``.

    Args:
        input: broadcast to ``(n, m)``. With ``beta=0`` it is not read: its NaN do not spread.
        mat1, mat2: matrices of the same dtype.
        beta, alpha: factors; whole numbers for integer tensors.

    Raises:
        RuntimeError: the shapes or the dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> cr.addmm(cr.ones(2), x, x, alpha=10)
        tensor([[ 71., 101.],
                [151., 221.]])
    """

def addmm_(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """``beta * input + alpha * (mat1 @ mat2)``, for matrices of shapes ``(n, k)`` and ``(k, m)``.

    This form writes the result to the tensor itself.
    """

def addmv(
    input: Tensor,
    mat: Tensor,
    vec: Tensor,
    *,
    beta: Number = 1,
    alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * (mat @ vec)``, for a matrix ``(n, k)`` and a vector ``(k,)``.

    Args:
        input: broadcast to ``(n,)``. With ``beta=0`` it is not read: its NaN do not spread.
        mat, vec: of the same dtype.
        beta, alpha: factors; whole numbers for integer tensors.

    Raises:
        RuntimeError: the shapes or the dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> cr.addmv(cr.ones(2), x, cr.ones(2), beta=0.5)
        tensor([3.5000, 7.5000])
    """

def addmv_(
    input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """``beta * input + alpha * (mat @ vec)``, for a matrix ``(n, k)`` and a vector ``(k,)``.

    This form writes the result to the tensor itself.
    """

def addr(
    input: Tensor,
    vec1: Tensor,
    vec2: Tensor,
    *,
    beta: Number = 1,
    alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * outer(vec1, vec2)``, for vectors of ``n`` and ``m`` elements.

    Args:
        input: broadcast to ``(n, m)``. With ``beta=0`` it is not read: its NaN do not spread.
        vec1, vec2: vectors.
        beta, alpha: factors; whole numbers for integer tensors.

    Raises:
        RuntimeError: the shapes do not match.

    Example:
        >>> import chainrule as cr
        >>> cr.addr(cr.zeros(2, 2), cr.tensor([1.0, 2.0]), cr.tensor([1.0, 10.0]), alpha=3)
        tensor([[ 3., 30.],
                [ 6., 60.]])
    """

def addr_(
    input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """``beta * input + alpha * outer(vec1, vec2)``, for vectors of ``n`` and ``m`` elements.

    This form writes the result to the tensor itself.
    """

def adjoint(input: Tensor) -> Tensor:
    """The last two dimensions exchanged, and complex values conjugated.

    Args:
        input: a matrix or a batch of matrices, any dtype.

    Returns:
        A view where the dtype is real, a new tensor where it is complex.

    Raises:
        RuntimeError: the input has exactly one dimension.

    Example:
        >>> import chainrule as cr
        >>> cr.adjoint(cr.tensor([[1.0, 2.0], [3.0, 4.0]]))
        tensor([[1., 3.],
                [2., 4.]])
    """

def affine_grid_generator(theta: Tensor, size: Sequence[_int], align_corners: _bool) -> Tensor:
    """The points that affine maps send the pixels of an image to.

    Args:
        theta: (N, 2, 3) or (N, 3, 4).
        size: (N, C, H, W) or (N, C, D, H, W).
        align_corners: whether -1 and 1 are the centres of the outermost pixels, rather than their edges.

    Returns:
        (N, H, W, 2) or (N, D, H, W, 3).

    Raises:
        RuntimeError: shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> theta = cr.tensor([[[1.0, 0, 0], [0, 1, 0]]])
        >>> cr.affine_grid_generator(theta, (1, 1, 1, 2), True)
        tensor([[[[-1.,  0.],
                  [ 1.,  0.]]]])
    """

@overload
def all(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Are all elements true (not zero; NaN is true)? Over everything, or along the dimensions ``dim``.

    Args:
        input (Tensor): of any shape and dtype.
        dim (int or tuple of ints, optional): what to reduce.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Returns:
        Tensor: bool (uint8 for uint8).

    Example:
        >>> import chainrule as cr
        >>> cr.all(cr.tensor([[True, True], [False, True]]), dim=0)
        tensor([False,  True])
    """

@overload
def all(
    input: Tensor,
    dim: _int | Sequence[_int] | None,
    keepdim: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor: ...
def amax(
    input: Tensor,
    dim: _int | Sequence[_int] | None = [],
    keepdim: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The largest element along the dimensions ``dim``. Ties share the gradient evenly; NaN is larger than everything.

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int or tuple of ints, optional): what to reduce; () means everything.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Raises:
        IndexError: a dimension is out of range, or empty.
        RuntimeError: the input is empty and no dimension is given.

    Example:
        >>> import chainrule as cr
        >>> cr.amax(cr.tensor([[1., 5.], [3., 2.]]), dim=1)
        tensor([5., 3.])
    """

def amin(
    input: Tensor,
    dim: _int | Sequence[_int] | None = [],
    keepdim: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The smallest element along the dimensions ``dim``. Ties share the gradient evenly; NaN is smaller than everything.

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int or tuple of ints, optional): what to reduce; () means everything.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Raises:
        IndexError: a dimension is out of range, or empty.
        RuntimeError: the input is empty and no dimension is given.

    Example:
        >>> import chainrule as cr
        >>> cr.amin(cr.tensor([[1., 5.], [3., 2.]]), dim=1)
        tensor([1., 2.])
    """

def aminmax(
    input: Tensor,
    *,
    dim: _int | None = None,
    keepdim: _bool = False,
    out: Sequence[Tensor] | None = None,
) -> _results.aminmax:
    """The smallest and the largest element, of everything or along one dimension.

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int, optional): what to reduce.
        keepdim (bool): keep the reduced dimension, with size 1.

    Returns:
        (Tensor, Tensor): a named tuple ``(min, max)``.

    Raises:
        RuntimeError: there is nothing to choose from.

    Example:
        >>> import chainrule as cr
        >>> low, high = cr.aminmax(cr.tensor([3., 1., 2.]))
        >>> low, high
        (tensor(1.), tensor(3.))
    """

def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle of every element with the positive real axis, in radians: between -pi and pi, NaN for NaN.

    Args:
        input (Tensor): of any shape and dtype.

    Returns:
        Tensor: of the corresponding real dtype; of the default one for integers.

    Example:
        >>> import chainrule as cr
        >>> cr.angle(cr.tensor([1 + 1j, -1 + 0j]))
        tensor([0.7854, 3.1416])
    """

@overload
def any(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Is any element true (not zero; NaN is true)? Over everything, or along the dimensions ``dim``.

    Args:
        input (Tensor): of any shape and dtype.
        dim (int or tuple of ints, optional): what to reduce.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Returns:
        Tensor: bool (uint8 for uint8).

    Example:
        >>> import chainrule as cr
        >>> cr.any(cr.tensor([[False, True], [False, False]]), dim=1)
        tensor([ True, False])
    """

@overload
def any(
    input: Tensor,
    dim: _int | Sequence[_int] | None,
    keepdim: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def arange(
    end: Number,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The numbers from ``start`` up to but not including ``end``, ``step`` apart.

    Args:
        start: the first value, 0 by default.
        end: the bound.
        step: the distance, not zero; negative counts down.
        dtype: by default int64 if all three are integers, else the default dtype.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A vector of ``ceil((end - start) / step)`` elements.

    Raises:
        RuntimeError: the step is zero or leads away from ``end``, or a bound is not finite.

    Example:
        >>> import chainrule as cr
        >>> cr.arange(4)
        tensor([0, 1, 2, 3])
        >>> cr.arange(1, 2.5, 0.5)
        tensor([1.0000, 1.5000, 2.0000])
    """

@overload
def arange(
    start: Number,
    end: Number,
    step: Number = 1,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor: ...
def arccos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse cosine, in radians; NaN outside [-1, 1].

    Integers give the default float type. The derivative is ``-1 / sqrt(1 - input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.acos(cr.tensor([-0.5, 0.0, 1.0]))
        tensor([2.0944, 1.5708, 0.0000])
    """

def arccos_(input: Tensor) -> Tensor:
    """The inverse cosine, in radians; NaN outside [-1, 1].

    This form writes the result to the tensor itself.
    """

def arccosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse hyperbolic cosine, ``log(input + sqrt(input**2 - 1))``; NaN below 1.

    Integers give the default float type. The derivative is ``1 / sqrt(input**2 - 1)``.

    Example:
        >>> import chainrule as cr
        >>> cr.acosh(cr.tensor([1.0, 2.0, 0.5]))
        tensor([0.0000, 1.3170,    nan])
    """

def arccosh_(input: Tensor) -> Tensor:
    """The inverse hyperbolic cosine, ``log(input + sqrt(input**2 - 1))``; NaN below 1.

    This form writes the result to the tensor itself.
    """

def arcsin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse sine, in radians; NaN outside [-1, 1].

    Integers give the default float type. The derivative is ``1 / sqrt(1 - input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.asin(cr.tensor([-0.5, 0.0, 1.0]))
        tensor([-0.5236,  0.0000,  1.5708])
    """

def arcsin_(input: Tensor) -> Tensor:
    """The inverse sine, in radians; NaN outside [-1, 1].

    This form writes the result to the tensor itself.
    """

def arcsinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse hyperbolic sine, ``log(input + sqrt(input**2 + 1))``.

    Integers give the default float type. The derivative is ``1 / sqrt(input**2 + 1)``.

    Example:
        >>> import chainrule as cr
        >>> cr.asinh(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([-0.8814,  0.0000,  1.4436])
    """

def arcsinh_(input: Tensor) -> Tensor:
    """The inverse hyperbolic sine, ``log(input + sqrt(input**2 + 1))``.

    This form writes the result to the tensor itself.
    """

def arctan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse tangent, in radians.

    Integers give the default float type. The derivative is ``1 / (1 + input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.atan(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([-0.7854,  0.0000,  1.1071])
    """

def arctan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle of the point (other, input), in radians from -pi to pi.

    >>> import chainrule as cr
    >>> cr.atan2(cr.tensor([1.0, -1.0]), cr.tensor([1.0, -1.0]))
    tensor([ 0.7854, -2.3562])
    """

def arctan2_(input: Tensor, other: Tensor) -> Tensor:
    """The angle of the point (other, input), in radians from -pi to pi.

    This form writes the result to the tensor itself.
    """

def arctan_(input: Tensor) -> Tensor:
    """The inverse tangent, in radians.

    This form writes the result to the tensor itself.
    """

def arctanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse hyperbolic tangent, ``log((1 + input) / (1 - input)) / 2``.

    Infinities at -1 and 1, NaN outside. Integers give the default float type.
    The derivative is ``1 / (1 - input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.atanh(cr.tensor([-0.5, 0.0, 1.0]))
        tensor([-0.5493,  0.0000,     inf])
    """

def arctanh_(input: Tensor) -> Tensor:
    """The inverse hyperbolic tangent, ``log((1 + input) / (1 - input)) / 2``.

    This form writes the result to the tensor itself.
    """

def argmax(
    input: Tensor, dim: _int | None = None, keepdim: _bool = False, *, out: Tensor | None = None
) -> Tensor:
    """The index of the largest element, in the flattened input or along one dimension. The first of equal elements is chosen;
    NaN is larger than everything.

    Args:
        input (Tensor): of any shape and real dtype, but not bool.
        dim (int, optional): what to reduce; the flattened input by default.
        keepdim (bool): keep the reduced dimension, with size 1.

    Returns:
        Tensor: int64.

    Raises:
        IndexError: the dimension is out of range, or there is nothing to choose from.

    Example:
        >>> import chainrule as cr
        >>> cr.argmax(cr.tensor([[1., 5.], [3., 2.]]), dim=1)
        tensor([1, 0])
    """

def argmin(
    input: Tensor, dim: _int | None = None, keepdim: _bool = False, *, out: Tensor | None = None
) -> Tensor:
    """The index of the smallest element, in the flattened input or along one dimension. The first of equal elements is chosen;
    NaN is smaller than everything.

    Args:
        input (Tensor): of any shape and real dtype, but not bool.
        dim (int, optional): what to reduce; the flattened input by default.
        keepdim (bool): keep the reduced dimension, with size 1.

    Returns:
        Tensor: int64.

    Raises:
        IndexError: the dimension is out of range, or there is nothing to choose from.

    Example:
        >>> import chainrule as cr
        >>> cr.argmin(cr.tensor([[1., 5.], [3., 2.]]), dim=1)
        tensor([0, 1])
    """

def argsort(
    input: Tensor, dim: _int = -1, descending: _bool = False, stable: _bool = False
) -> Tensor:
    """The indices that put the elements in order along a dimension; see :func:`sort`.

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int): along which.
        descending (bool): the largest first?
        stable (bool): must equal elements keep their order? They always do.

    Raises:
        IndexError: the dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.argsort(cr.tensor([3., 1., 2.]))
        tensor([1, 2, 0])
    """

def argwhere(input: Tensor) -> Tensor:
    """The indices of the elements that are not zero; :func:`nonzero` under NumPy's name.

    Args:
        input: any shape and dtype.

    Returns:
        An int64 matrix with a row for each element.

    Example:
        >>> import chainrule as cr
        >>> cr.argwhere(cr.tensor([[1, 0], [0, 2]]))
        tensor([[0, 0],
                [1, 1]])
    """

def as_strided(
    input: Tensor, size: Sequence[_int], stride: Sequence[_int], storage_offset: _int | None = None
) -> Tensor:
    """A view of the storage under ``input`` with any sizes, strides and offset.

    Elements of the result may coincide; their gradients add up.

    Args:
        input: any shape and dtype.
        size: the shape of the view.
        stride: one non-negative stride for each size, in elements.
        storage_offset: where the view begins in the storage; by default where the input begins.

    Returns:
        A view.

    Raises:
        RuntimeError: the view would reach beyond the storage, or the lists differ in length.

    Example:
        >>> import chainrule as cr
        >>> cr.as_strided(cr.arange(5), (3, 3), (1, 1))
        tensor([[0, 1, 2],
                [1, 2, 3],
                [2, 3, 4]])
    """

def as_strided_scatter(
    input: Tensor,
    src: Tensor,
    size: Sequence[_int],
    stride: Sequence[_int],
    storage_offset: _int | None = None,
) -> Tensor:
    """A copy of ``input`` with ``src`` where ``input.as_strided(size, stride,
    storage_offset)`` looks.

    Args:
        input: any shape and dtype.
        src: of the shape ``size``.
        size, stride, storage_offset: the window, in elements.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: ``src`` has another shape, or the window reaches beyond the input.

    Example:
        >>> import chainrule as cr
        >>> cr.as_strided_scatter(cr.zeros(4), cr.ones(2), (2,), (2,))
        tensor([1., 0., 1., 0.])
    """

def asin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse sine, in radians; NaN outside [-1, 1].

    Integers give the default float type. The derivative is ``1 / sqrt(1 - input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.asin(cr.tensor([-0.5, 0.0, 1.0]))
        tensor([-0.5236,  0.0000,  1.5708])
    """

def asin_(input: Tensor) -> Tensor:
    """The inverse sine, in radians; NaN outside [-1, 1].

    This form writes the result to the tensor itself.
    """

def asinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse hyperbolic sine, ``log(input + sqrt(input**2 + 1))``.

    Integers give the default float type. The derivative is ``1 / sqrt(input**2 + 1)``.

    Example:
        >>> import chainrule as cr
        >>> cr.asinh(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([-0.8814,  0.0000,  1.4436])
    """

def asinh_(input: Tensor) -> Tensor:
    """The inverse hyperbolic sine, ``log(input + sqrt(input**2 + 1))``.

    This form writes the result to the tensor itself.
    """

def atan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse tangent, in radians.

    Integers give the default float type. The derivative is ``1 / (1 + input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.atan(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([-0.7854,  0.0000,  1.1071])
    """

def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle of the point (other, input), in radians from -pi to pi.

    >>> import chainrule as cr
    >>> cr.atan2(cr.tensor([1.0, -1.0]), cr.tensor([1.0, -1.0]))
    tensor([ 0.7854, -2.3562])
    """

def atan2_(input: Tensor, other: Tensor) -> Tensor:
    """The angle of the point (other, input), in radians from -pi to pi.

    This form writes the result to the tensor itself.
    """

def atan_(input: Tensor) -> Tensor:
    """The inverse tangent, in radians.

    This form writes the result to the tensor itself.
    """

def atanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse hyperbolic tangent, ``log((1 + input) / (1 - input)) / 2``.

    Infinities at -1 and 1, NaN outside. Integers give the default float type.
    The derivative is ``1 / (1 - input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.atanh(cr.tensor([-0.5, 0.0, 1.0]))
        tensor([-0.5493,  0.0000,     inf])
    """

def atanh_(input: Tensor) -> Tensor:
    """The inverse hyperbolic tangent, ``log((1 + input) / (1 - input)) / 2``.

    This form writes the result to the tensor itself.
    """

@overload
def atleast_1d(input: Tensor) -> Tensor:
    """Views with at least one, two or three dimensions (by the name); more stay.

    Args:
        input: a tensor, or several as separate arguments or one list.

    Returns:
        A view, or a tuple of them where several are given.

    Example:
        >>> import chainrule as cr
        >>> cr.atleast_2d(cr.tensor([1, 2]))
        tensor([[1, 2]])
    """

@overload
def atleast_1d(tensors: Sequence[Tensor]) -> tuple[Tensor, ...]: ...
@overload
def atleast_1d(*tensors: Tensor) -> tuple[Tensor, ...]: ...
@overload
def atleast_2d(input: Tensor) -> Tensor:
    """Views with at least one, two or three dimensions (by the name); more stay.

    Args:
        input: a tensor, or several as separate arguments or one list.

    Returns:
        A view, or a tuple of them where several are given.

    Example:
        >>> import chainrule as cr
        >>> cr.atleast_2d(cr.tensor([1, 2]))
        tensor([[1, 2]])
    """

@overload
def atleast_2d(tensors: Sequence[Tensor]) -> tuple[Tensor, ...]: ...
@overload
def atleast_2d(*tensors: Tensor) -> tuple[Tensor, ...]: ...
@overload
def atleast_3d(input: Tensor) -> Tensor:
    """Views with at least one, two or three dimensions (by the name); more stay.

    Args:
        input: a tensor, or several as separate arguments or one list.

    Returns:
        A view, or a tuple of them where several are given.

    Example:
        >>> import chainrule as cr
        >>> cr.atleast_2d(cr.tensor([1, 2]))
        tensor([[1, 2]])
    """

@overload
def atleast_3d(tensors: Sequence[Tensor]) -> tuple[Tensor, ...]: ...
@overload
def atleast_3d(*tensors: Tensor) -> tuple[Tensor, ...]: ...
def avg_pool1d(
    input: Tensor,
    kernel_size: _int | Sequence[_int],
    stride: _int | Sequence[_int] | None = None,
    padding: _int | Sequence[_int] = 0,
    ceil_mode: _bool = False,
    count_include_pad: _bool = True,
) -> Tensor:
    """Means over windows of the last dimension.

    Every output size is ``floor((size + 2 * padding - kernel_size) / stride) + 1``.

    Args:
        input: ``(N, C, L)`` or ``(C, L)``.
        kernel_size: the size of a window.
        stride: the step from window to window; ``kernel_size`` if left out.
        padding: zeros at both ends, at most half the window.
        ceil_mode: round the output size up, so that a last, shorter window counts.
        count_include_pad: whether padding counts in the divisor.

    Raises:
        RuntimeError: sizes that do not fit, or padding beyond half the window.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.avg_pool1d(cr.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
        tensor([[1.5000, 3.5000]])
    """

def baddbmm(
    input: Tensor,
    batch1: Tensor,
    batch2: Tensor,
    *,
    beta: Number = 1,
    alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * (batch1 @ batch2)``, for batches ``(b, n, k)`` and ``(b, k, m)``.

    Args:
        input: broadcast to ``(b, n, m)``. With ``beta=0`` it is not read: its NaN do not spread.
        batch1, batch2: of the same dtype and the same number of matrices.
        beta, alpha: factors; whole numbers for integer tensors.

    Raises:
        RuntimeError: the shapes or the dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> x = cr.arange(4.0).view(2, 1, 2)
        >>> cr.baddbmm(cr.tensor(100.0), x, x.mT)
        tensor([[[101.]],
        <BLANKLINE>
                [[113.]]])
    """

def baddbmm_(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """``beta * input + alpha * (batch1 @ batch2)``, for batches ``(b, n, k)`` and ``(b, k, m)``.

    This form writes the result to the tensor itself.
    """

def batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: _bool,
    momentum: _float,
    eps: _float,
    cudnn_enabled: _bool,
) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` for each channel, with mean and (biased) variance of the batch while
    training, and running ones otherwise. While training the running statistics, if given, move by ``momentum`` towards the
    batch's (the variance's unbiased).

    Args:
        input (Tensor): (N, C, *), floating point.
        running_mean, running_var (Tensor, optional): of shape (C); needed unless training.
        weight, bias (Tensor, optional): of shape (C).
        training (bool): use the batch's own statistics?
        momentum (float): how far the running statistics move.
        eps (float): added to the variance; more than 0 while training.

    Raises:
        ValueError: one value per channel while training, or ``eps`` is too small.
        RuntimeError: shapes do not fit, or statistics are missing.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.batch_norm(cr.tensor([[1., 0.], [3., 4.]]), None, None, training=True)
        tensor([[-1.0000, -1.0000],
                [ 1.0000,  1.0000]])
    """

@overload
def bernoulli(
    input: Tensor, *, generator: Generator | None = None, out: Tensor | None = None
) -> Tensor:
    """Ones, with the probabilities that the input gives, and zeros.

    Args:
        input: probabilities; with ``p`` given, only its shape and dtype count.
        p: one probability for all.
        generator: where the numbers come from; the default generator if not given.

    Returns:
        A new tensor of the shape and dtype of the input. Its gradient is zero.

    Raises:
        RuntimeError: a probability is not in [0, 1].

    Example:
        >>> import chainrule as cr
        >>> cr.bernoulli(cr.tensor([0.0, 1.0]))
        tensor([0., 1.])
    """

@overload
def bernoulli(
    input: Tensor, p: _float, *, generator: Generator | None = None, out: Tensor | None = None
) -> Tensor: ...
def bincount(input: Tensor, weights: Tensor | None = None, minlength: _int = 0) -> Tensor:
    """How often each integer occurs.

    Args:
        input: a vector of integers that are not negative.
        weights: added up instead of ones; as many as the input has elements.
        minlength: the least length of the result.

    Returns:
        A vector of ``max(input) + 1`` counts: int64; with weights float64, or float32 where they are.

    Raises:
        RuntimeError: an element is negative, or the weights do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.bincount(cr.tensor([0, 1, 1, 3]))
        tensor([1, 2, 0, 1])
    """

def binomial(
    count: Tensor, prob: Tensor, generator: Generator | None = None, *, out: Tensor | None = None
) -> Tensor:
    """Numbers of successes among so many trials.

    Args:
        count: numbers of trials, floating point.
        prob: probabilities of success; broadcast with the counts.
        generator: where the numbers come from; the default generator if not given.

    Returns:
        A new tensor. Its gradient is zero.

    Raises:
        RuntimeError: a dtype is not floating point.

    Example:
        >>> import chainrule as cr
        >>> cr.binomial(cr.tensor([3.0, 5.0]), cr.tensor([0.0, 1.0]))
        tensor([0., 5.])
    """

@overload
def bitwise_and(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The bits that both elements have: ``input & other``.

    For integers and bool. Operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: an operand is a float; the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.bitwise_and(cr.tensor([12, 10]), 6)
        tensor([4, 2])
    """

@overload
def bitwise_and(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def bitwise_and_(input: Tensor, other: Tensor | Number) -> Tensor:
    """The bits that both elements have: ``input & other``.

    This form writes the result to the tensor itself.
    """

@overload
def bitwise_left_shift(
    input: Tensor, other: Tensor | Number, *, out: Tensor | None = None
) -> Tensor:
    """``input << other``: times 2 to the power of ``other``.

    For integers.

    Raises:
        RuntimeError: an operand is a float; the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.bitwise_left_shift(cr.tensor([1, 3]), 2)
        tensor([ 4, 12])
    """

@overload
def bitwise_left_shift(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def bitwise_left_shift_(input: Tensor, other: Tensor | Number) -> Tensor:
    """``input << other``: times 2 to the power of ``other``.

    This form writes the result to the tensor itself.
    """

def bitwise_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """All bits inverted, ``~input``; of bool the logical not.

    For integers and bool.

    Raises:
        RuntimeError: the elements are floats.

    Example:
        >>> import chainrule as cr
        >>> cr.bitwise_not(cr.tensor([0, 5]))
        tensor([-1, -6])
    """

def bitwise_not_(input: Tensor) -> Tensor:
    """All bits inverted, ``~input``; of bool the logical not.

    This form writes the result to the tensor itself.
    """

@overload
def bitwise_or(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The bits that at least one of two elements has: ``input | other``.

    For integers and bool. Operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: an operand is a float; the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.bitwise_or(cr.tensor([12, 10]), 6)
        tensor([14, 14])
    """

@overload
def bitwise_or(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def bitwise_or_(input: Tensor, other: Tensor | Number) -> Tensor:
    """The bits that at least one of two elements has: ``input | other``.

    This form writes the result to the tensor itself.
    """

@overload
def bitwise_right_shift(
    input: Tensor, other: Tensor | Number, *, out: Tensor | None = None
) -> Tensor:
    """``input >> other``: divided by 2 to the power of ``other``, rounded down.

    For integers.

    Raises:
        RuntimeError: an operand is a float; the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.bitwise_right_shift(cr.tensor([12, -3]), 1)
        tensor([ 6, -2])
    """

@overload
def bitwise_right_shift(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def bitwise_right_shift_(input: Tensor, other: Tensor | Number) -> Tensor:
    """``input >> other``: divided by 2 to the power of ``other``, rounded down.

    This form writes the result to the tensor itself.
    """

@overload
def bitwise_xor(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The bits that exactly one of two elements has: ``input ^ other``.

    For integers and bool. Operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: an operand is a float; the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.bitwise_xor(cr.tensor([12, 10]), 6)
        tensor([10, 12])
    """

@overload
def bitwise_xor(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def bitwise_xor_(input: Tensor, other: Tensor | Number) -> Tensor:
    """The bits that exactly one of two elements has: ``input ^ other``.

    This form writes the result to the tensor itself.
    """

@overload
def block_diag(tensors: Sequence[Tensor]) -> Tensor:
    """Matrices along the diagonal of a larger one, zeros elsewhere.

    Args:
        tensors: matrices; vectors count as rows, scalars as one element.

    Returns:
        A new matrix of the dtype that all are promoted to.

    Raises:
        RuntimeError: a tensor has more than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.block_diag(cr.tensor([[1, 2]]), cr.tensor([[3], [4]]))
        tensor([[1, 2, 0],
                [0, 0, 3],
                [0, 0, 4]])
    """

@overload
def block_diag(*tensors: Tensor) -> Tensor: ...
def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The products of two batches of matrices, ``(b, n, k)`` times ``(b, k, m)``.

    Nothing is broadcast; matmul() does that.

    Raises:
        RuntimeError: an argument has not three dimensions, or the batches, the inner sizes or the
            dtypes differ.

    Example:
        >>> import chainrule as cr
        >>> x = cr.arange(4.0).view(2, 1, 2)
        >>> cr.bmm(x, x.mT)
        tensor([[[ 1.]],
        <BLANKLINE>
                [[13.]]])
    """

@overload
def broadcast_tensors(tensors: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """Broadcasts tensors to their common shape.

    Args:
        tensors: any number of tensors.

    Returns:
        A tuple of views.

    Raises:
        RuntimeError: the shapes do not broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.broadcast_tensors(cr.tensor([1, 2]), cr.tensor([[3], [4]]))
        (tensor([[1, 2],
                [1, 2]]), tensor([[3, 3],
                [4, 4]]))
    """

@overload
def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]: ...
@overload
def broadcast_to(input: Tensor, size: Sequence[_int]) -> Tensor:
    """Broadcasts ``input`` to a shape; the same as ``input.expand(size)``.

    Args:
        input: any shape and dtype.
        size: the new shape; -1 keeps a size.

    Returns:
        A view.

    Raises:
        RuntimeError: a size differs from one that is not 1.

    Example:
        >>> import chainrule as cr
        >>> cr.broadcast_to(cr.tensor([1, 2, 3]), (2, 3))
        tensor([[1, 2, 3],
                [1, 2, 3]])
    """

@overload
def broadcast_to(input: Tensor, *size: _int) -> Tensor: ...
def bucketize(
    input: Tensor | Number,
    boundaries: Tensor,
    *,
    out_int32: _bool = False,
    right: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The number of the interval between boundaries in which each value lies.

    Args:
        input: a number or a tensor.
        boundaries: a sorted vector.
        out_int32: gives int32 instead of int64.
        right: intervals are closed on the left instead of on the right.

    Returns:
        Indices, in the shape of ``input``.

    Raises:
        RuntimeError: the boundaries are not a vector.

    Example:
        >>> import chainrule as cr
        >>> cr.bucketize(cr.tensor([1, 4, 9]), cr.tensor([1, 3, 5]))
        tensor([0, 2, 3])
    """

@overload
def cartesian_prod(tensors: Sequence[Tensor]) -> Tensor:
    """All combinations of one element of each vector, as rows.

    Args:
        tensors: vectors of one dtype; one alone comes back as it is.

    Returns:
        A matrix with a column for each vector.

    Raises:
        RuntimeError: a tensor is not a vector, or the dtypes differ.

    Example:
        >>> import chainrule as cr
        >>> cr.cartesian_prod(cr.tensor([1, 2]), cr.tensor([3, 4]))
        tensor([[1, 3],
                [1, 4],
                [2, 3],
                [2, 4]])
    """

@overload
def cartesian_prod(*tensors: Tensor) -> Tensor: ...
def cat(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Joins tensors along a dimension that they have.

    Args:
        tensors: tensors of one shape except in ``dim``; empty vectors are passed over. The result has
            the dtype that all are promoted to.
        dim: the dimension.

    Returns:
        A new tensor.

    Raises:
        ValueError: the list is empty.
        RuntimeError: the shapes differ in another dimension.
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.cat((cr.zeros(1, 2), cr.ones(2, 2)))
        tensor([[0., 0.],
                [1., 1.],
                [1., 1.]])
    """

def cdist(
    x1: Tensor,
    x2: Tensor,
    p: _float = 2.0,
    compute_mode: str | None = "use_mm_for_euclid_dist_if_necessary",
) -> Tensor:
    """The p-norm distances between each row of ``x1`` and each row of ``x2``.

    Args:
        x1 (Tensor): (*, P, M), float32 or float64.
        x2 (Tensor): (*, R, M), of the same dtype; batches broadcast.
        p (float): which norm, not negative.
        compute_mode (str): accepted for compatibility; distances are always computed from differences.

    Returns:
        Tensor: (*, P, R).

    Raises:
        RuntimeError: shapes or dtypes do not fit, or ``p`` is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.cdist(cr.tensor([[0., 0.]]), cr.tensor([[3., 4.], [0., 1.]]))
        tensor([[5., 1.]])
    """

def ceil(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smallest integer not below every element.

    Integers stay as they are. The derivative is 0.

    Example:
        >>> import chainrule as cr
        >>> cr.ceil(cr.tensor([-1.5, 0.0, 2.3]))
        tensor([-1.,  0.,  3.])
    """

def ceil_(input: Tensor) -> Tensor:
    """The smallest integer not below every element.

    This form writes the result to the tensor itself.
    """

def celu(
    input: Tensor, alpha: _float = 1.0, inplace: _bool = False, *, out: Tensor | None = None
) -> Tensor:
    """``input`` where it is positive, else ``alpha * (exp(input / alpha) - 1)``.

    Continuously differentiable for every ``alpha``. Barron 2017, arXiv:1704.07483.
    With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.celu(cr.tensor([-2.0, 0.5, 3.0]), 2.0)
        tensor([-1.2642,  0.5000,  3.0000])
    """

def celu_(input: Tensor, alpha: _float = 1.0, inplace: _bool = False) -> Tensor:
    """``input`` where it is positive, else ``alpha * (exp(input / alpha) - 1)``.

    This form writes the result to the tensor itself.
    """

@overload
def chain_matmul(matrices: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The product of matrices given one by one; :func:`linalg.multi_dot` is its successor.

    Args:
        matrices (Tensors): one or more, all two-dimensional.

    Raises:
        RuntimeError: none at all, or shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.chain_matmul(cr.ones(2, 3), cr.ones(3, 1))
        tensor([[3.],
                [3.]])
    """

@overload
def chain_matmul(*matrices: Tensor, out: Tensor | None = None) -> Tensor: ...
def channel_shuffle(input: Tensor, groups: _int, *, out: Tensor | None = None) -> Tensor:
    """Deals the channels of groups out in turn: (N, g k, ...) as g by k, transposed.

    Args:
        input: (N, C, ...), at least three dimensions.
        groups: g, a divisor of C.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the channels are not divisible by the groups.

    Example:
        >>> import chainrule as cr
        >>> cr.channel_shuffle(cr.arange(4).view(1, 4, 1), 2).flatten()
        tensor([0, 2, 1, 3])
    """

def cholesky(input: Tensor, upper: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """The Cholesky factor: :func:`linalg.cholesky` is its successor.

    Args:
        input (Tensor): (*, n, n), floating point or complex.
        upper (bool): the upper factor instead of the lower.

    Raises:
        LinAlgError: a matrix is not positive definite.
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.cholesky(cr.tensor([[4., 2.], [2., 5.]]))
        tensor([[2., 0.],
                [1., 2.]])
    """

def cholesky_inverse(input: Tensor, upper: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """The inverse of ``L L^H`` (or ``U^H U``), from the factor.

    Args:
        input (Tensor): the factor, (*, n, n).
        upper (bool): whether it is the upper one.

    Raises:
        LinAlgError: a zero on the factor's diagonal.
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.cholesky_inverse(cr.tensor([[2., 0.], [1., 1.]]))
        tensor([[ 0.5000, -0.5000],
                [-0.5000,  1.0000]])
    """

def cholesky_solve(
    input: Tensor, input2: Tensor, upper: _bool = False, *, out: Tensor | None = None
) -> Tensor:
    """X of ``L L^H X = input``, from the factor.

    Args:
        input (Tensor): the right-hand sides, (*, n, k).
        input2 (Tensor): the factor, (*, n, n); batches broadcast.
        upper (bool): whether it is the upper one, of ``U^H U``.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.cholesky_solve(cr.ones(2, 1), cr.tensor([[2., 0.], [0., 1.]]))
        tensor([[0.2500],
                [1.0000]])
    """

def chunk(input: Tensor, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """Cuts ``input`` along ``dim`` into at most ``chunks`` parts of one size.

    Args:
        input: at least one dimension, any dtype.
        chunks: how many; the last part may be smaller, and there may be fewer.
        dim: the dimension to cut.

    Returns:
        A tuple of views.

    Raises:
        RuntimeError: ``chunks`` is not positive.
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.chunk(cr.arange(5), 2)
        (tensor([0, 1, 2]), tensor([3, 4]))
    """

@overload
def clamp(
    input: Tensor,
    min: Tensor | None = None,
    max: Tensor | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Every element, but at least ``min`` and at most ``max``.

    Bounds are numbers, or tensors that are broadcast; one of them may be left out. Where ``min`` is
    larger than ``max`` the result is ``max``. The gradient is 0 where a bound holds.

    Raises:
        RuntimeError: neither bound is given.

    Example:
        >>> import chainrule as cr
        >>> cr.clamp(cr.tensor([-2.0, 0.5, 2.0]), min=-1, max=1)
        tensor([-1.0000,  0.5000,  1.0000])
    """

@overload
def clamp(
    input: Tensor,
    min: Number | None = None,
    max: Number | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def clamp_(input: Tensor, min: Tensor | None = None, max: Tensor | None = None) -> Tensor:
    """Every element, but at least ``min`` and at most ``max``.

    This form writes the result to the tensor itself.
    """

@overload
def clamp_(input: Tensor, min: Number | None = None, max: Number | None = None) -> Tensor: ...
@overload
def clamp_max(input: Tensor, max: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Every element, but at most ``max``.

    The gradient is 0 where the bound holds.

    Example:
        >>> import chainrule as cr
        >>> cr.clamp_max(cr.tensor([-2.0, 0.5, 2.0]), 1)
        tensor([-2.0000,  0.5000,  1.0000])
    """

@overload
def clamp_max(input: Tensor, max: Number, *, out: Tensor | None = None) -> Tensor: ...
@overload
def clamp_max_(input: Tensor, max: Tensor) -> Tensor:
    """Every element, but at most ``max``.

    This form writes the result to the tensor itself.
    """

@overload
def clamp_max_(input: Tensor, max: Number) -> Tensor: ...
@overload
def clamp_min(input: Tensor, min: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Every element, but at least ``min``.

    The gradient is 0 where the bound holds.

    Example:
        >>> import chainrule as cr
        >>> cr.clamp_min(cr.tensor([-2.0, 0.5, 2.0]), 0)
        tensor([0.0000, 0.5000, 2.0000])
    """

@overload
def clamp_min(input: Tensor, min: Number, *, out: Tensor | None = None) -> Tensor: ...
@overload
def clamp_min_(input: Tensor, min: Tensor) -> Tensor:
    """Every element, but at least ``min``.

    This form writes the result to the tensor itself.
    """

@overload
def clamp_min_(input: Tensor, min: Number) -> Tensor: ...
@overload
def clip(
    input: Tensor,
    min: Tensor | None = None,
    max: Tensor | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Every element, but at least ``min`` and at most ``max``.

    Bounds are numbers, or tensors that are broadcast; one of them may be left out. Where ``min`` is
    larger than ``max`` the result is ``max``. The gradient is 0 where a bound holds.

    Raises:
        RuntimeError: neither bound is given.

    Example:
        >>> import chainrule as cr
        >>> cr.clamp(cr.tensor([-2.0, 0.5, 2.0]), min=-1, max=1)
        tensor([-1.0000,  0.5000,  1.0000])
    """

@overload
def clip(
    input: Tensor,
    min: Number | None = None,
    max: Number | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def clip_(input: Tensor, min: Tensor | None = None, max: Tensor | None = None) -> Tensor:
    """Every element, but at least ``min`` and at most ``max``.

    This form writes the result to the tensor itself.
    """

@overload
def clip_(input: Tensor, min: Number | None = None, max: Number | None = None) -> Tensor: ...
def clone(input: Tensor, *, memory_format: _memory_format | None = None) -> Tensor:
    """A copy with memory of its own; gradients flow through it.

    Strides are kept where the elements are dense, else the copy is contiguous. ``x.detach().clone()``
    is a copy without history.

    Example:
        >>> import chainrule as cr
        >>> x = cr.ones(2)
        >>> y = x.clone()
        >>> y[0] = 5
        >>> x
        tensor([1., 1.])
    """

def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Joins tensors side by side, vectors as columns.

    Args:
        tensors: vectors, scalars or tensors that agree in all but dimension 1.

    Returns:
        A new tensor of at least two dimensions.

    Raises:
        RuntimeError: the list is empty, or the shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.column_stack((cr.tensor([1, 2]), cr.tensor([3, 4])))
        tensor([[1, 3],
                [2, 4]])
    """

def combinations(input: Tensor, r: _int = 2, with_replacement: _bool = False) -> Tensor:
    """All combinations of ``r`` elements of a vector, as rows in order of their indices.

    Args:
        input: a vector, any dtype.
        r: elements of a combination.
        with_replacement: whether an element may stand in one more than once.

    Returns:
        A matrix of ``r`` columns.

    Raises:
        RuntimeError: the input is not a vector, or ``r`` is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.combinations(cr.tensor([1, 2, 3]))
        tensor([[1, 2],
                [1, 3],
                [2, 3]])
    """

def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex numbers from their real and imaginary parts.

    Args:
        real: float16, float32 or float64.
        imag: of the same dtype; broadcasts with ``real``.

    Returns:
        A new complex32, complex64 or complex128 tensor.

    Raises:
        RuntimeError: the dtypes differ, or are none of these.

    Example:
        >>> import chainrule as cr
        >>> cr.complex(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 4.0]))
        tensor([1.+3.j, 2.+4.j])
    """

def concat(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Joins tensors along a dimension that they have.

    Args:
        tensors: tensors of one shape except in ``dim``; empty vectors are passed over. The result has
            the dtype that all are promoted to.
        dim: the dimension.

    Returns:
        A new tensor.

    Raises:
        ValueError: the list is empty.
        RuntimeError: the shapes differ in another dimension.
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.cat((cr.zeros(1, 2), cr.ones(2, 2)))
        tensor([[0., 0.],
                [1., 1.],
                [1., 1.]])
    """

def concatenate(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Joins tensors along a dimension that they have.

    Args:
        tensors: tensors of one shape except in ``dim``; empty vectors are passed over. The result has
            the dtype that all are promoted to.
        dim: the dimension.

    Returns:
        A new tensor.

    Raises:
        ValueError: the list is empty.
        RuntimeError: the shapes differ in another dimension.
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.cat((cr.zeros(1, 2), cr.ones(2, 2)))
        tensor([[0., 0.],
                [1., 1.],
                [1., 1.]])
    """

def conj(input: Tensor) -> Tensor:
    """The complex conjugate of every element; a real tensor itself.

    The result is a tensor of its own, not a view: :meth:`Tensor.is_conj` is False for every tensor.

    Args:
        input (Tensor): of any shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.conj(cr.tensor([1 + 2j, 3 - 4j]))
        tensor([1.-2.j, 3.+4.j])
    """

def conj_physical(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex conjugate of every element, in memory of its own; a real tensor itself.

    Args:
        input (Tensor): of any shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.conj_physical(cr.tensor([1 + 2j, 3 - 4j]))
        tensor([1.-2.j, 3.+4.j])
    """

def conj_physical_(input: Tensor) -> Tensor:
    """The complex conjugate of every element, in memory of its own; a real tensor itself.

    This form writes the result to the tensor itself.
    """

@overload
def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor:
    """A 1-dimensional convolution (a cross-correlation: the kernel is not flipped).

    Every output size is ``floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1``.

    Args:
        input: ``(N, in_channels, L)``; without ``N`` the result has none either.
        weight: ``(out_channels, in_channels / groups, kL)``.
        bias: ``(out_channels,)``, added to every position.
        stride: an int: the step of the kernel.
        padding: zeros at both ends; ``"valid"`` for none, ``"same"`` for as many as keep the
            size (which needs stride 1).
        dilation: the distance between the elements of the kernel.
        groups: parts of the channels that are convolved each by its own kernels.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match, or the kernel is larger than the padded
            input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.conv1d(cr.tensor([[[1.0, 2.0, 3.0, 4.0]]]), cr.tensor([[[1.0, -1.0]]]))
        tensor([[[-1., -1., -1.]]])
    """

@overload
def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: str = "valid",
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor: ...
@overload
def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor:
    """A 2-dimensional convolution (a cross-correlation: the kernel is not flipped).

    Every output size is ``floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1``.

    Args:
        input: ``(N, in_channels, H, W)``; without ``N`` the result has none either.
        weight: ``(out_channels, in_channels / groups, kH, kW)``.
        bias: ``(out_channels,)``, added to every position.
        stride: an int, or two: the step of the kernel.
        padding: zeros at both ends; ``"valid"`` for none, ``"same"`` for as many as keep the
            size (which needs stride 1).
        dilation: the distance between the elements of the kernel.
        groups: parts of the channels that are convolved each by its own kernels.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match, or the kernel is larger than the padded
            input.

    Example:
        >>> import chainrule as cr
        >>> x = cr.arange(9.0).view(1, 1, 3, 3)
        >>> cr.nn.functional.conv2d(x, cr.ones(1, 1, 2, 2), bias=cr.ones(1))
        tensor([[[[ 9., 13.],
                  [21., 25.]]]])
    """

@overload
def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: str = "valid",
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor: ...
@overload
def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor:
    """A 3-dimensional convolution (a cross-correlation: the kernel is not flipped).

    Every output size is ``floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1``.

    Args:
        input: ``(N, in_channels, D, H, W)``; without ``N`` the result has none either.
        weight: ``(out_channels, in_channels / groups, kD, kH, kW)``.
        bias: ``(out_channels,)``, added to every position.
        stride: an int, or three: the step of the kernel.
        padding: zeros at both ends; ``"valid"`` for none, ``"same"`` for as many as keep the
            size (which needs stride 1).
        dilation: the distance between the elements of the kernel.
        groups: parts of the channels that are convolved each by its own kernels.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match, or the kernel is larger than the padded
            input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.conv3d(cr.ones(1, 2, 4, 4, 4), cr.ones(3, 2, 3, 3, 3), padding=1).shape
        torch.Size([1, 3, 4, 4, 4])
    """

@overload
def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: str = "valid",
    dilation: _int | Sequence[_int] = 1,
    groups: _int = 1,
) -> Tensor: ...
def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: _int = 0) -> Tensor:
    """The convolution of sequences laid out as time, batch, channels.

    ``out[t, n, o] = bias[o] + sum over k, c of input[t + k - pad, n, c] * weight[k, c, o]``, where the
    input is 0 before its first and after its last step.

    Args:
        input: ``(T, N, in_channels)``.
        weight: ``(kernel, in_channels, out_channels)``.
        bias: ``(out_channels,)``.
        pad: steps of zeros at both ends.

    Returns:
        ``(T + 2 * pad - kernel + 1, N, out_channels)``.

    Raises:
        RuntimeError: shapes or dtypes do not match, or the kernel is longer than the padded input.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([1.0, 2.0, 4.0]).reshape(3, 1, 1)
        >>> w = cr.tensor([1.0, -1.0]).reshape(2, 1, 1)
        >>> cr.nn.functional.conv_tbc(x, w, cr.zeros(1)).flatten()
        tensor([-1., -2.])
    """

def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    output_padding: _int | Sequence[_int] = 0,
    groups: _int = 1,
    dilation: _int | Sequence[_int] = 1,
) -> Tensor:
    """The transpose of conv1d(): what turns the gradient of its output into that of its input.

    Every output size is
    ``(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

    Args:
        input: ``(N, in_channels, L)``; without ``N`` the result has none either.
        weight: ``(in_channels, out_channels / groups, kL)``.
        bias: ``(out_channels,)``, added to every position.
        stride: the distance that neighbours of the input have in the output.
        padding: as of the convolution: so much is taken off both ends.
        output_padding: so much is added at the end; smaller than the stride or the dilation.
        groups: parts of the channels, each with its own kernels.
        dilation: the distance between the elements of the kernel.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> weight = cr.tensor([[[1.0, 10.0]]])
        >>> cr.nn.functional.conv_transpose1d(cr.tensor([[[1.0, 2.0]]]), weight, stride=2)
        tensor([[[ 1., 10.,  2., 20.]]])
    """

def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    output_padding: _int | Sequence[_int] = 0,
    groups: _int = 1,
    dilation: _int | Sequence[_int] = 1,
) -> Tensor:
    """The transpose of conv2d(): what turns the gradient of its output into that of its input.

    Every output size is
    ``(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

    Args:
        input: ``(N, in_channels, H, W)``; without ``N`` the result has none either.
        weight: ``(in_channels, out_channels / groups, kH, kW)``.
        bias: ``(out_channels,)``, added to every position.
        stride: the distance that neighbours of the input have in the output.
        padding: as of the convolution: so much is taken off both ends.
        output_padding: so much is added at the end; smaller than the stride or the dilation.
        groups: parts of the channels, each with its own kernels.
        dilation: the distance between the elements of the kernel.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.conv_transpose2d(cr.ones(1, 1, 2, 2), cr.ones(1, 1, 2, 2))
        tensor([[[[1., 2., 1.],
                  [2., 4., 2.],
                  [1., 2., 1.]]]])
    """

def conv_transpose3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: _int | Sequence[_int] = 1,
    padding: _int | Sequence[_int] = 0,
    output_padding: _int | Sequence[_int] = 0,
    groups: _int = 1,
    dilation: _int | Sequence[_int] = 1,
) -> Tensor:
    """The transpose of conv3d(): what turns the gradient of its output into that of its input.

    Every output size is
    ``(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

    Args:
        input: ``(N, in_channels, D, H, W)``; without ``N`` the result has none either.
        weight: ``(in_channels, out_channels / groups, kD, kH, kW)``.
        bias: ``(out_channels,)``, added to every position.
        stride: the distance that neighbours of the input have in the output.
        padding: as of the convolution: so much is taken off both ends.
        output_padding: so much is added at the end; smaller than the stride or the dilation.
        groups: parts of the channels, each with its own kernels.
        dilation: the distance between the elements of the kernel.

    Raises:
        RuntimeError: shapes, groups or dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> weight = cr.ones(2, 3, 2, 2, 2)
        >>> cr.nn.functional.conv_transpose3d(cr.ones(1, 2, 4, 4, 4), weight, stride=2).shape
        torch.Size([1, 3, 8, 8, 8])
    """

def copysign(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The magnitude of input with the sign of other, of -0.0 too.

    >>> import chainrule as cr
    >>> cr.copysign(cr.tensor([1.0, -2.0]), -0.0)
    tensor([-1., -2.])
    """

def copysign_(input: Tensor, other: Tensor | Number) -> Tensor:
    """The magnitude of input with the sign of other, of -0.0 too.

    This form writes the result to the tensor itself.
    """

def corrcoef(input: Tensor) -> Tensor:
    """The matrix of Pearson's correlation coefficients of variables (rows) over observations (columns).

    Args:
        input (Tensor): a matrix, or the observations of one variable.

    Raises:
        RuntimeError: more than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.corrcoef(cr.tensor([[0., 1., 2.], [2., 1., 0.]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
    """

def cos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The cosine of every element, in radians.

    Integers give the default float type. The derivative is ``-sin(input)``.

    Example:
        >>> import chainrule as cr
        >>> cr.cos(cr.tensor([0.0, 0.5, 1.0]))
        tensor([1.0000, 0.8776, 0.5403])
    """

def cos_(input: Tensor) -> Tensor:
    """The cosine of every element, in radians.

    This form writes the result to the tensor itself.
    """

def cosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic cosine, ``(exp(input) + exp(-input)) / 2``.

    Integers give the default float type. The derivative is ``sinh(input)``.

    Example:
        >>> import chainrule as cr
        >>> cr.cosh(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([1.5431, 1.0000, 3.7622])
    """

def cosh_(input: Tensor) -> Tensor:
    """The hyperbolic cosine, ``(exp(input) + exp(-input)) / 2``.

    This form writes the result to the tensor itself.
    """

def cosine_similarity(x1: Tensor, x2: Tensor, dim: _int = 1, eps: _float = 1e-08) -> Tensor:
    """The cosine of the angle between vectors along a dimension, ``x1 @ x2 / (|x1| |x2|)``.

    Args:
        x1, x2 (Tensor): floating point, of shapes that broadcast.
        dim (int): along which.
        eps (float): the smallest length that is divided by.

    Raises:
        RuntimeError: the dtype is not floating point.

    Example:
        >>> import chainrule as cr
        >>> cr.cosine_similarity(cr.tensor([1., 0.]), cr.tensor([1., 1.]), dim=0)
        tensor(0.7071)
    """

def count_nonzero(input: Tensor, dim: _int | Sequence[_int] | None = None) -> Tensor:
    """How many elements are not zero, as int64.

    Args:
        input (Tensor): of any shape and dtype.
        dim (int or tuple of ints, optional): what to count along; everything by default.

    Example:
        >>> import chainrule as cr
        >>> cr.count_nonzero(cr.tensor([[0, 1], [2, 3]]), dim=0)
        tensor([1, 2])
    """

def cov(
    input: Tensor,
    *,
    correction: _int = 1,
    fweights: Tensor | None = None,
    aweights: Tensor | None = None,
) -> Tensor:
    """The covariance matrix of variables (rows) over observations (columns).

    Args:
        input (Tensor): a matrix, or the observations of one variable.
        correction (int): subtracted from the number of observations that products are divided by.
        fweights (Tensor, optional): how often each observation counts; integers.
        aweights (Tensor, optional): how much each observation weighs; floating point.

    Returns:
        Tensor: (rows, rows), or a number for one variable.

    Raises:
        RuntimeError: shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.cov(cr.tensor([[0., 1., 2.], [2., 1., 0.]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
    """

def cross(
    input: Tensor, other: Tensor, dim: _int | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The cross product of vectors of three elements.

    Args:
        input, other (Tensor): with the same number of dimensions, of shapes that broadcast.
        dim (int, optional): where the vectors lie; the first dimension of size 3 by default, which is deprecated.

    Raises:
        RuntimeError: a size other than 3, or dtypes that differ.

    Example:
        >>> import chainrule as cr
        >>> cr.cross(cr.tensor([1, 0, 0]), cr.tensor([0, 1, 0]), dim=0)
        tensor([0, 0, 1])
    """

def cummax(input: Tensor, dim: _int, *, out: Sequence[Tensor] | None = None) -> _results.cummax:
    """The running maximum along a dimension, and where it was met (the last of equal elements).

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int): along which.

    Returns:
        (Tensor, Tensor): a named tuple ``(values, indices)``.

    Raises:
        IndexError: the dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> values, indices = cr.cummax(cr.tensor([1., 3., 2.]), dim=0)
        >>> values, indices
        (tensor([1., 3., 3.]), tensor([0, 1, 1]))
    """

def cummin(input: Tensor, dim: _int, *, out: Sequence[Tensor] | None = None) -> _results.cummin:
    """The running minimum along a dimension, and where it was met (the last of equal elements).

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int): along which.

    Returns:
        (Tensor, Tensor): a named tuple ``(values, indices)``.

    Raises:
        IndexError: the dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> values, indices = cr.cummin(cr.tensor([3., 1., 2.]), dim=0)
        >>> values, indices
        (tensor([3., 1., 1.]), tensor([0, 1, 1]))
    """

def cumprod(
    input: Tensor, dim: _int, *, dtype: _DType | None = None, out: Tensor | None = None
) -> Tensor:
    """The running product along a dimension: ``y[k] = x[0] * ... * x[k]``. Its gradient takes linear time and is right where
    there are zeros.

    Args:
        input (Tensor): of any shape and dtype.
        dim (int): along which.
        dtype (dtype, optional): of the result, and of the products; integers and bool give int64 without it.

    Raises:
        IndexError: the dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.cumprod(cr.tensor([1., 2., 3.]), dim=0)
        tensor([1., 2., 6.])
    """

def cumprod_(input: Tensor, dim: _int, *, dtype: _DType | None = None) -> Tensor:
    """The running product along a dimension: ``y[k] = x[0] * ... * x[k]``. Its gradient takes linear time and is right where
    there are zeros.

    This form writes the result to the tensor itself.
    """

def cumsum(
    input: Tensor, dim: _int, *, dtype: _DType | None = None, out: Tensor | None = None
) -> Tensor:
    """The running sum along a dimension: ``y[k] = x[0] + ... + x[k]``.

    Args:
        input (Tensor): of any shape and dtype.
        dim (int): along which.
        dtype (dtype, optional): of the result, and of the additions; integers and bool sum to int64 without it.

    Raises:
        IndexError: the dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.cumsum(cr.tensor([1., 2., 3.]), dim=0)
        tensor([1., 3., 6.])
    """

def cumsum_(input: Tensor, dim: _int, *, dtype: _DType | None = None) -> Tensor:
    """The running sum along a dimension: ``y[k] = x[0] + ... + x[k]``.

    This form writes the result to the tensor itself.
    """

@overload
def cumulative_trapezoid(y: Tensor, x: Tensor, *, dim: _int = -1) -> Tensor:
    """The running integral of samples along a dimension by the trapezoidal rule: one value fewer than samples.

    Args:
        y (Tensor): the samples.
        x (Tensor, optional): where they were taken; otherwise they are ``dx`` apart.
        dx (float): the spacing.
        dim (int): along which.

    Raises:
        RuntimeError: bool tensors, or ``x`` and ``y`` do not match.

    Example:
        >>> import chainrule as cr
        >>> cr.cumulative_trapezoid(cr.tensor([1., 5., 10.]))
        tensor([ 3.0000, 10.5000])
    """

@overload
def cumulative_trapezoid(y: Tensor, *, dx: Number = 1, dim: _int = -1) -> Tensor: ...
def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Degrees as radians, ``input * pi / 180``.

    >>> import chainrule as cr
    >>> cr.deg2rad(cr.tensor([0.0, 90.0, 180.0]))
    tensor([0.0000, 1.5708, 3.1416])
    """

def deg2rad_(input: Tensor) -> Tensor:
    """Degrees as radians, ``input * pi / 180``.

    This form writes the result to the tensor itself.
    """

def det(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The determinant of square matrices. Its cotangent: ``conj(g det(A)) A^-H``, and the cofactors where A is singular.

    Args:
        A (Tensor): (*, n, n), floating point or complex.

    Returns:
        A tensor of shape (*).

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.det(cr.tensor([[2., 0.], [1., 3.]]))
        tensor(6.)
    """

def diag(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """A matrix with the given diagonal, or the diagonal of a given matrix, as a copy.

    Args:
        input: a vector or a matrix.
        diagonal: which diagonal: 0 the main one, positive above it, negative below.

    Returns:
        A new matrix for a vector, a new vector for a matrix.

    Raises:
        RuntimeError: the input has neither one nor two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.diag(cr.tensor([1, 2]))
        tensor([[1, 0],
                [0, 2]])
        >>> cr.diag(cr.tensor([[1, 2], [3, 4]]))
        tensor([1, 4])
    """

def diag_embed(input: Tensor, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
    """Matrices whose diagonals are the vectors of the last dimension; zeros elsewhere.

    Args:
        input: at least one dimension.
        offset: which diagonal: 0 the main one, positive above it, negative below.
        dim1, dim2: rows and columns of the matrices in the result.

    Returns:
        A new tensor with one dimension more.

    Raises:
        RuntimeError: ``dim1`` and ``dim2`` are the same.
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.diag_embed(cr.tensor([1, 2]))
        tensor([[1, 0],
                [0, 2]])
    """

def diagflat(input: Tensor, offset: _int = 0) -> Tensor:
    """A matrix whose diagonal is the flattened input.

    Args:
        input: any shape and dtype.
        offset: which diagonal: 0 the main one, positive above it, negative below.

    Returns:
        A new matrix.

    Example:
        >>> import chainrule as cr
        >>> cr.diagflat(cr.tensor([[1], [2]]))
        tensor([[1, 0],
                [0, 2]])
    """

def diagonal(input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """The diagonal of the matrices in two dimensions, as a new last dimension.

    Args:
        input: at least two dimensions, any dtype.
        offset: which diagonal: 0 the main one, positive above it, negative below.
        dim1, dim2: rows and columns of the matrices.

    Returns:
        A view without ``dim1`` and ``dim2`` and with the diagonal last.

    Raises:
        RuntimeError: ``dim1`` and ``dim2`` are the same.
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.diagonal(cr.tensor([[1, 2, 3], [4, 5, 6]]), 1)
        tensor([2, 6])
    """

def diagonal_scatter(
    input: Tensor, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1
) -> Tensor:
    """A copy of ``input`` with ``src`` on a diagonal.

    Args:
        input: at least two dimensions.
        src: of the shape of ``input.diagonal(offset, dim1, dim2)``.
        offset: which diagonal: 0 the main one, positive above it, negative below.
        dim1, dim2: rows and columns of the matrices.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: ``src`` has another shape, or ``dim1`` and ``dim2`` are the same.

    Example:
        >>> import chainrule as cr
        >>> cr.diagonal_scatter(cr.zeros(2, 2), cr.ones(2))
        tensor([[1., 0.],
                [0., 1.]])
    """

def diff(
    input: Tensor,
    n: _int = 1,
    dim: _int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The n-th difference of neighbours along a dimension: ``y[k] = x[k + 1] - x[k]``, n times over.

    Args:
        input (Tensor): with at least one dimension, of any dtype (bool: exclusive or).
        n (int): how often.
        dim (int): along which.
        prepend, append (Tensor, optional): joined to the input before and after, along ``dim``.

    Raises:
        RuntimeError: the input has no dimensions, ``n`` is negative, or the shapes cannot be joined.

    Example:
        >>> import chainrule as cr
        >>> cr.diff(cr.tensor([1, 3, 6]))
        tensor([2, 3])
    """

def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The derivative of lgamma; NaN at -1, -2 ..., minus infinity at 0 (plus at -0).

    >>> import chainrule as cr
    >>> cr.digamma(cr.tensor([1.0, 0.5]))
    tensor([-0.5772, -1.9635])
    """

def digamma_(input: Tensor) -> Tensor:
    """The derivative of lgamma; NaN at -1, -2 ..., minus infinity at 0 (plus at -0).

    This form writes the result to the tensor itself.
    """

def dist(input: Tensor, other: Tensor, p: Number = 2) -> Tensor:
    """The p-norm of ``input - other``.

    Args:
        input, other (Tensor): floating point or complex, of shapes that broadcast.
        p (number): which norm.

    Example:
        >>> import chainrule as cr
        >>> cr.dist(cr.tensor([1., 2.]), cr.tensor([4., 6.]))
        tensor(5.)
    """

@overload
def div(
    input: Tensor,
    other: Tensor | Number,
    *,
    rounding_mode: str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """``input / other``, element by element.

    Args:
        input: the dividends; integers are divided as floats.
        other: the divisors, a number or a tensor that is broadcast.
        rounding_mode: None; ``"trunc"`` rounds towards 0, ``"floor"`` down, and both keep integers.

    Raises:
        RuntimeError: the shapes cannot be broadcast; an unknown mode; an integer divided by 0 with
            rounding.

    Example:
        >>> import chainrule as cr
        >>> cr.div(cr.tensor([7, -7]), 2)
        tensor([ 3.5000, -3.5000])
        >>> cr.div(cr.tensor([7, -7]), 2, rounding_mode="floor")
        tensor([ 3, -4])
    """

@overload
def div(
    input: Number,
    other: Tensor | Number,
    *,
    rounding_mode: str | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
def div_(input: Tensor, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """``input / other``, element by element.

    This form writes the result to the tensor itself.
    """

@overload
def divide(
    input: Tensor,
    other: Tensor | Number,
    *,
    rounding_mode: str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """``input / other``, element by element.

    Args:
        input: the dividends; integers are divided as floats.
        other: the divisors, a number or a tensor that is broadcast.
        rounding_mode: None; ``"trunc"`` rounds towards 0, ``"floor"`` down, and both keep integers.

    Raises:
        RuntimeError: the shapes cannot be broadcast; an unknown mode; an integer divided by 0 with
            rounding.

    Example:
        >>> import chainrule as cr
        >>> cr.div(cr.tensor([7, -7]), 2)
        tensor([ 3.5000, -3.5000])
        >>> cr.div(cr.tensor([7, -7]), 2, rounding_mode="floor")
        tensor([ 3, -4])
    """

@overload
def divide(
    input: Number,
    other: Tensor | Number,
    *,
    rounding_mode: str | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
def divide_(input: Tensor, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """``input / other``, element by element.

    This form writes the result to the tensor itself.
    """

def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The dot product of two vectors, ``sum_i input[i] * tensor[i]``.

    Nothing is conjugated; vdot() does that.

    Raises:
        RuntimeError: an argument is no vector, or the sizes or the dtypes differ.

    Example:
        >>> import chainrule as cr
        >>> cr.dot(cr.tensor([1.0, 2.0, 3.0]), cr.tensor([4.0, 5.0, 6.0]))
        tensor(32.)
    """

def dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """As nn.functional.dropout(), with ``train`` by position.

    Args:
        input: any shape.
        p: the probability of a zero.
        train: with False the input is returned as it is.

    Raises:
        ValueError: ``p`` is not in [0, 1].

    Example:
        >>> import chainrule as cr
        >>> cr.dropout(cr.ones(3), 0.5, False)
        tensor([1., 1., 1.])
    """

def dropout_(input: Tensor, p: _float, train: _bool) -> Tensor:
    """As nn.functional.dropout(), with ``train`` by position.

    This form writes the result to the tensor itself.
    """

@overload
def dsplit(input: Tensor, sections: _int) -> tuple[Tensor, ...]:
    """Cuts along depth: :func:`tensor_split` along dimension 2.

    Args:
        input: at least three dimensions, any dtype.
        sections: the number of equal parts, or ``indices`` at which to cut.

    Returns:
        A tuple of views.

    Raises:
        RuntimeError: the size is not divisible by the number of parts.

    Example:
        >>> import chainrule as cr
        >>> cr.dsplit(cr.arange(4).reshape(1, 2, 2), [1])
        (tensor([[[0],
                 [2]]]), tensor([[[1],
                 [3]]]))
    """

@overload
def dsplit(input: Tensor, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Joins tensors in depth: along dimension 2.

    Args:
        tensors: tensors that agree in all other dimensions; fewer than three count as (1, n, 1) or (m,
            n, 1).

    Returns:
        A new tensor of at least three dimensions.

    Raises:
        RuntimeError: the list is empty, or the shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.dstack((cr.tensor([1, 2]), cr.tensor([3, 4])))
        tensor([[[1, 3],
                 [2, 4]]])
    """

@overload
def empty(
    size: Sequence[_int],
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """An uninitialised tensor.

    Args:
        size: the shape, as separate integers or one tuple.
        dtype: by default the default dtype.
        layout, device, pin_memory, memory_format: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new tensor whose values are whatever was in memory.

    Raises:
        RuntimeError: a size is negative, or the whole is too large.

    Example:
        >>> import chainrule as cr
        >>> cr.empty(2, 3).shape
        torch.Size([2, 3])
    """

@overload
def empty(
    *size: _int,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
def empty_like(
    input: Tensor,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """An uninitialised tensor of the shape of another.

    Args:
        input: gives shape, dtype and order of dimensions in memory.
        dtype: by default that of the input.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.
        memory_format: ``contiguous_format`` makes the result row-major.

    Returns:
        A new tensor.

    Example:
        >>> import chainrule as cr
        >>> cr.empty_like(cr.zeros(2, 3)).shape
        torch.Size([2, 3])
    """

def empty_permuted(
    size: Sequence[_int],
    physical_layout: Sequence[_int],
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """An uninitialised dense tensor whose dimensions lie in memory in a given order.

    Args:
        size: the shape.
        physical_layout: the dimensions from the slowest to the fastest in memory.
        dtype: by default the default dtype.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: ``physical_layout`` is not a permutation of the dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.empty_permuted((2, 3, 5), (0, 2, 1)).stride()
        (15, 1, 3)
    """

def empty_strided(
    size: Sequence[_int],
    stride: Sequence[_int],
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """An uninitialised tensor with given strides.

    Args:
        size: the shape.
        stride: one stride for each size, in elements.
        dtype: by default the default dtype.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the lists differ in length, or a size or a stride is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.empty_strided((2, 3), (1, 2)).stride()
        (1, 2)
    """

def eq(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where two elements are equal: ``input == other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. False where either is NaN.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.eq(cr.tensor([1, 2, 3]), 2)
        tensor([False,  True, False])
    """

def eq_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where two elements are equal: ``input == other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to input``.

    Integers give the default float type. The derivative is ``2 / sqrt(pi) * exp(-input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.erf(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([-0.8427,  0.0000,  0.9953])
    """

def erf_(input: Tensor) -> Tensor:
    """The error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to input``.

    This form writes the result to the tensor itself.
    """

def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``1 - erf(input)``, without cancellation for large elements.

    Integers give the default float type. The derivative is ``-2 / sqrt(pi) * exp(-input**2)``.

    Example:
        >>> import chainrule as cr
        >>> cr.erfc(cr.tensor([0.0, 1.0, 5.0]))
        tensor([1.0000e+00, 1.5730e-01, 1.5375e-12])
    """

def erfc_(input: Tensor) -> Tensor:
    """``1 - erf(input)``, without cancellation for large elements.

    This form writes the result to the tensor itself.
    """

def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of the error function: infinite at -1 and 1, NaN beyond.

    >>> import chainrule as cr
    >>> cr.erfinv(cr.tensor([0.0, 0.5, -1.0]))
    tensor([0.0000, 0.4769,   -inf])
    """

def erfinv_(input: Tensor) -> Tensor:
    """The inverse of the error function: infinite at -1 and 1, NaN beyond.

    This form writes the result to the tensor itself.
    """

def exp(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """e to the power of every element.

    Integers give the default float type. The derivative is the result.

    Example:
        >>> import chainrule as cr
        >>> cr.exp(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([0.3679, 1.0000, 7.3891])
    """

def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """2 to the power of every element.

    Integers give the default float type. The derivative is ``log(2)`` times the result.

    Example:
        >>> import chainrule as cr
        >>> cr.exp2(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([0.5000, 1.0000, 4.0000])
    """

def exp2_(input: Tensor) -> Tensor:
    """2 to the power of every element.

    This form writes the result to the tensor itself.
    """

def exp_(input: Tensor) -> Tensor:
    """e to the power of every element.

    This form writes the result to the tensor itself.
    """

def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``exp(input) - 1``, exact for small elements too.

    Integers give the default float type. The derivative is the result plus 1.

    Example:
        >>> import chainrule as cr
        >>> cr.expm1(cr.tensor([1e-10, 1.0]))
        tensor([1.0000e-10, 1.7183e+00])
    """

def expm1_(input: Tensor) -> Tensor:
    """``exp(input) - 1``, exact for small elements too.

    This form writes the result to the tensor itself.
    """

def eye(
    n: _int,
    m: _int | None = None,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Ones on the diagonal of a matrix, zeros elsewhere.

    Args:
        n: rows.
        m: columns, by default as many.
        dtype: by default the default dtype.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        An ``n`` by ``m`` matrix.

    Raises:
        RuntimeError: a size is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.eye(2, 3)
        tensor([[1., 0., 0.],
                [0., 1., 0.]])
    """

def fix(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Every element without its fraction: rounded towards 0.

    Integers stay as they are. The derivative is 0.

    Example:
        >>> import chainrule as cr
        >>> cr.trunc(cr.tensor([-1.5, 0.5, 2.7]))
        tensor([-1.,  0.,  2.])
    """

def fix_(input: Tensor) -> Tensor:
    """Every element without its fraction: rounded towards 0.

    This form writes the result to the tensor itself.
    """

def flatten(input: Tensor, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
    """Joins the dimensions from ``start_dim`` to ``end_dim`` into one.

    Args:
        input: any shape and dtype; a scalar becomes a vector of one element.
        start_dim: the first dimension to join.
        end_dim: the last dimension to join.

    Returns:
        The input itself where there is nothing to join, a view where possible, else a copy.

    Raises:
        RuntimeError: ``start_dim`` comes after ``end_dim``.
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.flatten(cr.zeros(2, 3, 4), 1).shape
        torch.Size([2, 12])
    """

@overload
def flip(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """The elements of ``input`` in reverse order along the given dimensions, as a copy.

    Args:
        input: any shape and dtype.
        dims: the dimensions to reverse.

    Returns:
        A new tensor.

    Raises:
        IndexError: a dimension is out of range.
        RuntimeError: a dimension is repeated.

    Example:
        >>> import chainrule as cr
        >>> cr.flip(cr.tensor([[1, 2], [3, 4]]), (0,))
        tensor([[3, 4],
                [1, 2]])
    """

@overload
def flip(input: Tensor, *dims: _int) -> Tensor: ...
def fliplr(input: Tensor) -> Tensor:
    """Columns in reverse order: :func:`flip` along dimension 1.

    Args:
        input: at least two dimensions.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the input has fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.fliplr(cr.tensor([[1, 2], [3, 4]]))
        tensor([[2, 1],
                [4, 3]])
    """

def flipud(input: Tensor) -> Tensor:
    """Rows in reverse order: :func:`flip` along dimension 0.

    Args:
        input: at least one dimension.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the input is a scalar.

    Example:
        >>> import chainrule as cr
        >>> cr.flipud(cr.tensor([[1, 2], [3, 4]]))
        tensor([[3, 4],
                [1, 2]])
    """

@overload
def float_power(input: Tensor, exponent: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input ** exponent, computed in float64 (complex128 for complex operands).

    >>> import chainrule as cr
    >>> cr.float_power(cr.tensor([2, 3]), -1)
    tensor([0.5000, 0.3333], dtype=torch.float64)
    """

@overload
def float_power(self: Number, exponent: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def floor(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The largest integer not above every element.

    Integers stay as they are. The derivative is 0.

    Example:
        >>> import chainrule as cr
        >>> cr.floor(cr.tensor([-1.5, 0.0, 2.7]))
        tensor([-2.,  0.,  2.])
    """

def floor_(input: Tensor) -> Tensor:
    """The largest integer not above every element.

    This form writes the result to the tensor itself.
    """

@overload
def floor_divide(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """``floor(input / other)``; what ``//`` does. Integers stay integers.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast; an integer divided by 0.

    Example:
        >>> import chainrule as cr
        >>> cr.floor_divide(cr.tensor([7, -7]), 2)
        tensor([ 3, -4])
    """

@overload
def floor_divide(input: Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor: ...
def floor_divide_(input: Tensor, other: Tensor | Number) -> Tensor:
    """``floor(input / other)``; what ``//`` does. Integers stay integers.

    This form writes the result to the tensor itself.
    """

def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The larger one of two elements; NaN only where both are. A tie's gradient goes to input.

    >>> import chainrule as cr
    >>> cr.fmax(cr.tensor([1.0, float('nan')]), cr.tensor([2.0, 3.0]))
    tensor([2., 3.])
    """

def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smaller one of two elements; NaN only where both are. A tie's gradient goes to input.

    >>> import chainrule as cr
    >>> cr.fmin(cr.tensor([1.0, float('nan')]), cr.tensor([2.0, 3.0]))
    tensor([1., 3.])
    """

def fmod(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """C's ``fmod``: ``input - trunc(input / other) * other``, of the sign of ``input``.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast; an integer divided by 0.

    Example:
        >>> import chainrule as cr
        >>> cr.fmod(cr.tensor([7, -7]), 3)
        tensor([ 1, -1])
    """

def fmod_(input: Tensor, other: Tensor | Number) -> Tensor:
    """C's ``fmod``: ``input - trunc(input / other) * other``, of the sign of ``input``.

    This form writes the result to the tensor itself.
    """

def frac(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The fraction of every element, with its sign: ``input - trunc(input)``.

    The derivative is 1.

    Raises:
        RuntimeError: the elements are integers.

    Example:
        >>> import chainrule as cr
        >>> cr.frac(cr.tensor([-1.5, 2.25]))
        tensor([-0.5000,  0.2500])
    """

def frac_(input: Tensor) -> Tensor:
    """The fraction of every element, with its sign: ``input - trunc(input)``.

    This form writes the result to the tensor itself.
    """

def frexp(input: Tensor, *, out: Sequence[Tensor] | None = None) -> _results.frexp:
    """The parts of ``input = mantissa * 2 ** exponent``, with the mantissa in [0.5, 1) but
    for its sign, and the exponent as int32. 0, infinities and NaN are their own mantissa.

    Raises:
        RuntimeError: the elements are not floats.

    >>> import chainrule as cr
    >>> mantissa, exponent = cr.frexp(cr.tensor([1.0, -6.0]))
    >>> mantissa, exponent
    (tensor([ 0.5000, -0.7500]), tensor([1, 3], dtype=torch.int32))
    """

def full(
    size: Sequence[_int],
    fill_value: Number,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """A tensor filled with one value.

    Args:
        size: the shape.
        fill_value: the value.
        dtype: by default that of the value: bool, int64, the default dtype or its complex twin.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: a size is negative, or the dtype has no room for the value.

    Example:
        >>> import chainrule as cr
        >>> cr.full((2, 2), 3.5)
        tensor([[3.5000, 3.5000],
                [3.5000, 3.5000]])
    """

def full_like(
    input: Tensor,
    fill_value: Number,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """One value in the shape of another tensor.

    Args:
        input: gives shape, dtype and order of dimensions in memory.
        fill_value: the value.
        dtype: by default that of the input.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.
        memory_format: ``contiguous_format`` makes the result row-major.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the dtype has no room for the value.

    Example:
        >>> import chainrule as cr
        >>> cr.full_like(cr.zeros(3), 2)
        tensor([2., 2., 2.])
    """

def gather(
    input: Tensor,
    dim: _int,
    index: Tensor,
    *,
    sparse_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    r"""Picks elements along ``dim``, one for each element of ``index``.

    .. math:: out[i][j][k] = input[index[i][j][k]][j][k] \quad \text{for } dim = 0

    Args:
        input: any dtype.
        dim: the dimension that is indexed.
        index: int64 or int32, as many dimensions as the input, and in the others no larger than it.
        sparse_grad: accepted for compatibility.

    Returns:
        A new tensor of the shape of ``index``; gradients of elements picked several times add up.

    Raises:
        RuntimeError: an index is out of range, or the shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.gather(cr.tensor([[1, 2], [3, 4]]), 1, cr.tensor([[0, 0], [1, 0]]))
        tensor([[1, 1],
                [4, 3]])
    """

def gcd(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The greatest common divisor of integers; gcd(0, 0) is 0.

    >>> import chainrule as cr
    >>> cr.gcd(cr.tensor([12, -8]), cr.tensor([18, 20]))
    tensor([6, 4])
    """

def gcd_(input: Tensor, other: Tensor) -> Tensor:
    """The greatest common divisor of integers; gcd(0, 0) is 0.

    This form writes the result to the tensor itself.
    """

def ge(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where elements of the first are larger or equal: ``input >= other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. False where either is NaN.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or an operand is complex.

    Example:
        >>> import chainrule as cr
        >>> cr.ge(cr.tensor([1, 2, 3]), 2)
        tensor([False,  True,  True])
    """

def ge_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where elements of the first are larger or equal: ``input >= other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def geqrf(input: Tensor, *, out: Sequence[Tensor] | None = None) -> _results.geqrf:
    """What LAPACK's geqrf leaves of ``A = Q R``: R on and above the diagonal of ``a``, below it the vectors of the
    reflectors ``I - tau v v^H`` whose product is Q. It has no derivative: :func:`linalg.qr` has.

    Args:
        input (Tensor): (*, m, n), floating point or complex.

    Raises:
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> a, tau = cr.geqrf(cr.tensor([[3., 1.], [4., 2.]]))
        >>> tau.shape
        torch.Size([2])
    """

def ger(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """All products of the elements of two vectors: ``out[i, j] = input[i] * vec2[j]``.

    Returns:
        A matrix of shape ``(len(input), len(vec2))``, in the promoted dtype.

    Raises:
        RuntimeError: an argument is no vector.

    Example:
        >>> import chainrule as cr
        >>> cr.outer(cr.tensor([1.0, 2.0]), cr.tensor([1.0, 10.0, 100.0]))
        tensor([[  1.,  10., 100.],
                [  2.,  20., 200.]])
    """

def greater(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where elements of the first are larger: ``input > other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. False where either is NaN.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or an operand is complex.

    Example:
        >>> import chainrule as cr
        >>> cr.gt(cr.tensor([1, 2, 3]), 2)
        tensor([False, False,  True])
    """

def greater_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where elements of the first are larger: ``input > other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def greater_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where elements of the first are larger or equal: ``input >= other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. False where either is NaN.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or an operand is complex.

    Example:
        >>> import chainrule as cr
        >>> cr.ge(cr.tensor([1, 2, 3]), 2)
        tensor([False,  True,  True])
    """

def greater_equal_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where elements of the first are larger or equal: ``input >= other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def grid_sampler(
    input: Tensor, grid: Tensor, interpolation_mode: _int, padding_mode: _int, align_corners: _bool
) -> Tensor:
    """Images at the points of a grid: what ``nn.functional.grid_sample``
    calls, with numbers for its words.

    Args:
        input: (N, C, H, W) or (N, C, D, H, W), floating point.
        grid: (N, H', W', 2) or (N, D', H', W', 3): points, -1 to 1 from border to border, the last
            spatial dimension first.
        interpolation_mode: 0 bilinear, 1 nearest, 2 bicubic.
        padding_mode: beyond the borders: 0 zeros, 1 the border, 2 reflections.
        align_corners: whether -1 and 1 are the centres of the outermost pixels, rather than their edges.

    Returns:
        (N, C, H', W') or (N, C, D', H', W').

    Raises:
        RuntimeError: shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.grid_sampler(cr.tensor([[[[1.0, 3.0]]]]), cr.zeros(1, 1, 1, 2), 0, 0, True)
        tensor([[[[2.]]]])
    """

def group_norm(
    input: Tensor,
    num_groups: _int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: _float = 1e-05,
    cudnn_enabled: _bool = True,
) -> Tensor:
    """Normalises each group of channels of each sample by its mean and variance, then scales and shifts each channel.

    Args:
        input (Tensor): (N, C, *), floating point.
        num_groups (int): a divisor of C.
        weight, bias (Tensor, optional): of shape (C).
        eps (float): added to the variance.

    Raises:
        RuntimeError: shapes do not fit.
        ValueError: one value per group.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.group_norm(cr.tensor([[[1.], [3.], [0.], [4.]]]), 2)
        tensor([[[-1.0000],
                 [ 1.0000],
                 [-1.0000],
                 [ 1.0000]]])
    """

def gt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where elements of the first are larger: ``input > other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. False where either is NaN.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or an operand is complex.

    Example:
        >>> import chainrule as cr
        >>> cr.gt(cr.tensor([1, 2, 3]), 2)
        tensor([False, False,  True])
    """

def gt_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where elements of the first are larger: ``input > other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def hardshrink(input: Tensor, lambd: _float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """``input`` where it is beyond ``lambd`` on either side, else 0.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.hardshrink(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-2.,  0.,  3.])
    """

def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """0 where input is negative, 1 where it is positive, values where it is 0. Has no
    derivative.

    Raises:
        RuntimeError: the two tensors differ in dtype, or are complex.

    >>> import chainrule as cr
    >>> cr.heaviside(cr.tensor([-1.0, 0.0, 2.0]), cr.tensor([0.5]))
    tensor([0.0000, 0.5000, 1.0000])
    """

def heaviside_(input: Tensor, values: Tensor) -> Tensor:
    """0 where input is negative, 1 where it is positive, values where it is 0. Has no
    derivative.

    This form writes the result to the tensor itself.
    """

def histc(
    input: Tensor, bins: _int = 100, min: Number = 0, max: Number = 0, *, out: Tensor | None = None
) -> Tensor:
    """A histogram: how many elements lie in each of equally wide bins.

    Args:
        input: floating point.
        bins: how many.
        min, max: the range; if they are equal, that of the data. What lies outside, and NaN, is not
            counted.

    Returns:
        A vector of ``bins`` counts, of the input's dtype.

    Raises:
        RuntimeError: ``max`` is less than ``min``, or the range is not finite.

    Example:
        >>> import chainrule as cr
        >>> cr.histc(cr.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3)
        tensor([0., 2., 1., 0.])
    """

@overload
def histogram(
    input: Tensor,
    bins: Tensor,
    *,
    weight: Tensor | None = None,
    density: _bool = False,
    out: Sequence[Tensor] | None = None,
) -> _results.histogram:
    """How many elements lie in each bin.

    Args:
        input: float32 or float64, of any shape.
        bins: how many bins of one width, or a vector of increasing edges.
        range: the first and the last edge, by default the smallest and the largest element.
        weight: what each element counts, of the input's shape; 1 by default.
        density: divide by the sum and by the widths of the bins, so that the integral is 1.

    Returns:
        A named tuple ``(hist, bin_edges)``. A bin begins at its left edge; the last one also holds its
            right edge.

    Raises:
        RuntimeError: no bins, a range that is not finite, or shapes and dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> hist, edges = cr.histogram(cr.tensor([1.0, 2.0, 1.0]), bins=2, range=(0.0, 4.0))
        >>> hist, edges
        (tensor([2., 1.]), tensor([0., 2., 4.]))
    """

@overload
def histogram(
    input: Tensor,
    bins: _int = 100,
    *,
    range: Sequence[_float] | None = None,
    weight: Tensor | None = None,
    density: _bool = False,
    out: Sequence[Tensor] | None = None,
) -> _results.histogram: ...
@overload
def hsplit(input: Tensor, sections: _int) -> tuple[Tensor, ...]:
    """Cuts into columns: :func:`tensor_split` along dimension 1 (0 of a vector).

    Args:
        input: at least one dimension, any dtype.
        sections: the number of equal parts, or ``indices`` at which to cut.

    Returns:
        A tuple of views.

    Raises:
        RuntimeError: the size is not divisible by the number of parts.

    Example:
        >>> import chainrule as cr
        >>> cr.hsplit(cr.arange(4).reshape(2, 2), 2)
        (tensor([[0],
                [2]]), tensor([[1],
                [3]]))
    """

@overload
def hsplit(input: Tensor, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Joins tensors side by side: along dimension 1, vectors along 0.

    Args:
        tensors: tensors that agree in all other dimensions; scalars count as vectors.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the list is empty, or the shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.hstack((cr.tensor([1, 2]), cr.tensor([3])))
        tensor([1, 2, 3])
    """

def hypot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sqrt(input**2 + other**2), without overflow on the way.

    >>> import chainrule as cr
    >>> cr.hypot(cr.tensor([3.0]), cr.tensor([4.0]))
    tensor([5.])
    """

def hypot_(input: Tensor, other: Tensor) -> Tensor:
    """sqrt(input**2 + other**2), without overflow on the way.

    This form writes the result to the tensor itself.
    """

def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 0.

        I0(x) = sum (x / 2)^(2k) / k!^2 (DLMF 10.25.2)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.i0(cr.tensor([0.0, 1.0, -2.5]))
        tensor([1.0000, 1.2661, 3.2898])
    """

def i0_(input: Tensor) -> Tensor:
    """The modified Bessel function of the first kind of order 0.

    This form writes the result to the tensor itself.
    """

def igamma(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The lower regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
    alone.

        P(a, x) = 1 / gamma(a) integral from 0 to x of t^(a-1) exp(-t) (DLMF 8.2.4), a = input, x = other

    Args:
        input, other: floating-point tensors, broadcast against each other.

    Returns:
        A tensor of the broadcast shape.

    Raises:
        NotImplementedError: for integers; for the derivative in `input`, when it is asked for.

    Example:
        >>> import chainrule as cr
        >>> cr.igamma(cr.tensor([1.0, 4.0]), cr.tensor([1.0, 3.0]))
        tensor([0.6321, 0.3528])
    """

def igamma_(input: Tensor, other: Tensor) -> Tensor:
    """The lower regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
    alone.

    This form writes the result to the tensor itself.
    """

def igammac(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The upper regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
    alone.

        Q(a, x) = 1 / gamma(a) integral from x on of t^(a-1) exp(-t) (DLMF 8.2.4), a = input, x = other

    Args:
        input, other: floating-point tensors, broadcast against each other.

    Returns:
        A tensor of the broadcast shape.

    Raises:
        NotImplementedError: for integers; for the derivative in `input`, when it is asked for.

    Example:
        >>> import chainrule as cr
        >>> cr.igammac(cr.tensor([1.0, 4.0]), cr.tensor([1.0, 3.0]))
        tensor([0.3679, 0.6472])
    """

def igammac_(input: Tensor, other: Tensor) -> Tensor:
    """The upper regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
    alone.

    This form writes the result to the tensor itself.
    """

def imag(input: Tensor) -> Tensor:
    """The imaginary part.

    Args:
        input: complex, any shape.

    Returns:
        A view of the corresponding real dtype.

    Raises:
        RuntimeError: the input is not complex.

    Example:
        >>> import chainrule as cr
        >>> cr.imag(cr.tensor([1 + 2j, 3 + 4j]))
        tensor([2., 4.])
    """

def index_add(
    input: Tensor,
    dim: _int,
    index: Tensor,
    source: Tensor,
    *,
    alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """A copy of ``input`` with ``alpha`` times slices of ``source`` added to those that ``index``
    names.

    Args:
        input: any dtype.
        dim: the dimension that is indexed.
        index: an int64 or int32 vector; repeated indices add up.
        source: of the input's dtype and shape, but for ``dim``, where it has one slice for each index.
        alpha: a factor.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        RuntimeError: an index is out of range, or shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.index_add(cr.zeros(3), 0, cr.tensor([0, 0, 2]), cr.tensor([1.0, 2.0, 3.0]))
        tensor([3., 0., 3.])
    """

def index_copy(
    input: Tensor, dim: _int, index: Tensor, source: Tensor, *, out: Tensor | None = None
) -> Tensor:
    """A copy of ``input`` whose slices that ``index`` names are those of ``source``.

    Args:
        input: any dtype.
        dim: the dimension that is indexed.
        index: an int64 vector; where indices repeat, the last one stays.
        source: of the input's dtype and shape, but for ``dim``, where it has one slice for each index.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        IndexError: an index is out of range, or there are not as many as slices.
        RuntimeError: shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.index_copy(cr.zeros(3), 0, cr.tensor([2, 0]), cr.tensor([1.0, 2.0]))
        tensor([2., 0., 1.])
    """

def index_fill(input: Tensor, dim: _int, index: Tensor, value: Tensor | Number) -> Tensor:
    """A copy of ``input`` with one value in the slices that ``index`` names.

    Args:
        input: any dtype.
        dim: the dimension that is indexed.
        index: an int64 vector; negative indices count from the end.
        value: a number or a tensor without dimensions; converted to the input's dtype.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        IndexError: an index is out of range.
        RuntimeError: the dtype has no room for the value.

    Example:
        >>> import chainrule as cr
        >>> cr.index_fill(cr.zeros(2, 2), 1, cr.tensor([0]), -1.0)
        tensor([[-1.,  0.],
                [-1.,  0.]])
    """

def index_put(
    input: Tensor, indices: Sequence[Tensor], values: Tensor, accumulate: _bool = False
) -> Tensor:
    """Puts ``values`` where ``indices`` point: a copy of what ``x[indices] = values`` makes of x.

    Args:
        input: any shape and dtype.
        indices: a tuple of int64, int32 or bool tensors, as between the brackets of ``x[...]``; they
            broadcast with one another.
        values: of the input's dtype; broadcasts to the shape of ``input[indices]``.
        accumulate: adds instead, so that repeated indices add up. Otherwise the last value for a place
            stays.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        IndexError: an index is out of range, or the indices do not broadcast.
        RuntimeError: the values do not broadcast, or their dtype is another.

    Example:
        >>> import chainrule as cr
        >>> cr.index_put(cr.zeros(3), (cr.tensor([0, 2]),), cr.tensor([1.0, 2.0]))
        tensor([1., 0., 2.])
    """

def index_put_(
    input: Tensor, indices: Sequence[Tensor], values: Tensor, accumulate: _bool = False
) -> Tensor:
    """Puts ``values`` where ``indices`` point: a copy of what ``x[indices] = values`` makes of x.

    Args:
        input: any shape and dtype.
        indices: a tuple of int64, int32 or bool tensors, as between the brackets of ``x[...]``; they
            broadcast with one another.
        values: of the input's dtype; broadcasts to the shape of ``input[indices]``.
        accumulate: adds instead, so that repeated indices add up. Otherwise the last value for a place
            stays.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        IndexError: an index is out of range, or the indices do not broadcast.
        RuntimeError: the values do not broadcast, or their dtype is another.

    Example:
        >>> import chainrule as cr
        >>> cr.index_put(cr.zeros(3), (cr.tensor([0, 2]),), cr.tensor([1.0, 2.0]))
        tensor([1., 0., 2.])
    """

def index_reduce(
    input: Tensor,
    dim: _int,
    index: Tensor,
    source: Tensor,
    reduce: str,
    *,
    include_self: _bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """A copy of ``input`` with slices of ``source`` combined into those that ``index`` names.

    Args:
        input: any dtype.
        dim: the dimension that is indexed.
        index: an int64 or int32 vector.
        source: of the input's dtype and shape, but for ``dim``, where it has one slice for each index.
        reduce: ``"prod"``, ``"mean"``, ``"amax"`` or ``"amin"``.
        include_self: whether what is there takes part.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        RuntimeError: an index is out of range, shapes or dtypes do not fit, or ``reduce`` is another
            word.

    Example:
        >>> import chainrule as cr
        >>> cr.index_reduce(cr.ones(2), 0, cr.tensor([0, 0]), cr.tensor([2.0, 3.0]), "prod")
        tensor([6., 1.])
    """

def index_select(input: Tensor, dim: _int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The slices of ``input`` along ``dim`` that ``index`` names, as a copy.

    Args:
        input: any dtype.
        dim: the dimension that is indexed.
        index: an int64 or int32 vector; negative indices are not taken.

    Returns:
        A new tensor; gradients of slices selected several times add up.

    Raises:
        IndexError: an index is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.index_select(cr.tensor([[1, 2], [3, 4], [5, 6]]), 0, cr.tensor([2, 0]))
        tensor([[5, 6],
                [1, 2]])
    """

def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Dot products along the last dimensions, ``sum_k input[..., k] * other[..., k]``.

    The result has all other dimensions of ``input``, then those of ``other``. With a number for one
    argument it is the product by that number.

    Raises:
        RuntimeError: the last dimensions or the dtypes differ.

    Example:
        >>> import chainrule as cr
        >>> cr.inner(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 4.0]))
        tensor(11.)
        >>> cr.inner(cr.ones(2, 3), cr.ones(4, 3)).shape
        torch.Size([2, 4])
    """

def instance_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    use_input_stats: _bool,
    momentum: _float,
    eps: _float,
    cudnn_enabled: _bool,
) -> Tensor:
    """Normalises each channel of each sample by its own mean and variance (or by running ones), then scales and shifts it.

    Args:
        input (Tensor): (N, C, *), floating point.
        running_mean, running_var (Tensor, optional): of shape (C); needed unless ``use_input_stats``.
        weight, bias (Tensor, optional): of shape (C).
        use_input_stats (bool): use the samples' own statistics?
        momentum (float): how far the running statistics move.
        eps (float): added to the variance.

    Raises:
        ValueError: one element per channel.
        RuntimeError: shapes do not fit, or statistics are missing.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.instance_norm(cr.tensor([[[1., 3.], [0., 4.]]]))
        tensor([[[-1.0000,  1.0000],
                 [-1.0000,  1.0000]]])
    """

def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of square matrices: :func:`linalg.inv`.

    Args:
        input (Tensor): (*, n, n), floating point or complex.

    Raises:
        LinAlgError: a matrix is singular.
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.inverse(cr.tensor([[2., 0.], [0., 4.]]))
        tensor([[0.5000, 0.0000],
                [0.0000, 0.2500]])
    """

def is_conj(input: Tensor) -> Any:
    """Does the tensor still have to be conjugated? False: :func:`conj` computes at once.

    Args:
        input (Tensor): of any shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.is_conj(cr.tensor([1 + 2j]))
        False
    """

def is_neg(input: Tensor) -> Any:
    """Does the tensor still have to be negated? False: negatives are computed at once.

    Args:
        input (Tensor): of any shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.is_neg(cr.tensor([1 + 2j]))
        False
    """

def isfinite(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """True where an element is neither infinite nor NaN.

    Example:
        >>> import chainrule as cr
        >>> cr.isfinite(cr.tensor([1.0, float("inf"), float("nan")]))
        tensor([ True, False, False])
    """

def isin(
    elements: Tensor | Number,
    test_elements: Tensor | Number,
    *,
    assume_unique: _bool = False,
    invert: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Whether each element is among the test elements.

    Args:
        elements: a tensor or a number.
        test_elements: a tensor or a number; one of the two must be a tensor.
        assume_unique: accepted for compatibility.
        invert: whether it is not.

    Returns:
        A bool tensor in the shape of ``elements``. NaN is never found.

    Raises:
        RuntimeError: a dtype is bool or complex.

    Example:
        >>> import chainrule as cr
        >>> cr.isin(cr.tensor([1, 2, 3]), cr.tensor([2, 3]))
        tensor([False,  True,  True])
    """

def isinf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """True where an element is plus or minus infinity.

    Example:
        >>> import chainrule as cr
        >>> cr.isinf(cr.tensor([1.0, float("inf"), float("nan")]))
        tensor([False,  True, False])
    """

def isnan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """True where an element is NaN, or a part of a complex one.

    Example:
        >>> import chainrule as cr
        >>> cr.isnan(cr.tensor([1.0, float("inf"), float("nan")]))
        tensor([False, False,  True])
    """

def isneginf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """True where an element is minus infinity.

    >>> import chainrule as cr
    >>> cr.isneginf(cr.tensor([1.0, float('inf'), float('-inf')]))
    tensor([False, False,  True])
    """

def isposinf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """True where an element is plus infinity.

    >>> import chainrule as cr
    >>> cr.isposinf(cr.tensor([1.0, float('inf'), float('-inf')]))
    tensor([False,  True, False])
    """

def isreal(input: Tensor) -> Tensor:
    """True where an element is real: its imaginary part is zero, or its dtype has none.

    Args:
        input (Tensor): of any shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.isreal(cr.tensor([1 + 0j, 1j]))
        tensor([ True, False])
    """

def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Kronecker product: every element of ``input`` times the whole of ``other``, as blocks.

    Args:
        input, other (Tensor): any shapes; the one with fewer dimensions gets ones in front.

    Example:
        >>> import chainrule as cr
        >>> cr.kron(cr.eye(2), cr.tensor([[1., 2.]]))
        tensor([[1., 2., 0., 0.],
                [0., 0., 1., 2.]])
    """

def kthvalue(
    input: Tensor,
    k: _int,
    dim: _int = -1,
    keepdim: _bool = False,
    *,
    out: Sequence[Tensor] | None = None,
) -> _results.kthvalue:
    """The k-th smallest element along a dimension (k counts from 1), and its index.

    Args:
        input (Tensor): of any shape and real dtype, but not bool.
        k (int): from 1 to the length of the dimension.
        dim (int): what to reduce.
        keepdim (bool): keep the reduced dimension, with size 1.

    Returns:
        (Tensor, Tensor): a named tuple ``(values, indices)``.

    Raises:
        IndexError: the dimension is out of range, or empty.
        RuntimeError: there are fewer than k elements.

    Example:
        >>> import chainrule as cr
        >>> values, indices = cr.kthvalue(cr.tensor([30., 10., 20.]), k=2)
        >>> values, indices
        (tensor(20.), tensor(2))
    """

def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[_int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: _float = 1e-05,
    cudnn_enable: _bool = True,
) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias``, with mean and (biased) variance over the last dimensions. Forward and
    backward are fused.

    Args:
        input (Tensor): floating point, its last dimensions being ``normalized_shape``.
        normalized_shape (ints): the shape that is normalised.
        weight, bias (Tensor, optional): of that shape.
        eps (float): added to the variance.

    Raises:
        RuntimeError: shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.layer_norm(cr.tensor([[1., 3.], [2., 2.]]), (2,))
        tensor([[-1.0000,  1.0000],
                [ 0.0000,  0.0000]])
    """

def lcm(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The least common multiple of integers, 0 where one of them is 0.

    >>> import chainrule as cr
    >>> cr.lcm(cr.tensor([4, 0]), cr.tensor([6, 5]))
    tensor([12,  0])
    """

def lcm_(input: Tensor, other: Tensor) -> Tensor:
    """The least common multiple of integers, 0 where one of them is 0.

    This form writes the result to the tensor itself.
    """

def ldexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input * 2**other.

    >>> import chainrule as cr
    >>> cr.ldexp(cr.tensor([1.0, 3.0]), cr.tensor([3, -1]))
    tensor([8.0000, 1.5000])
    """

def ldexp_(input: Tensor, other: Tensor) -> Tensor:
    """input * 2**other.

    This form writes the result to the tensor itself.
    """

def le(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where elements of the first are smaller or equal: ``input <= other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. False where either is NaN.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or an operand is complex.

    Example:
        >>> import chainrule as cr
        >>> cr.le(cr.tensor([1, 2, 3]), 2)
        tensor([ True,  True, False])
    """

def le_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where elements of the first are smaller or equal: ``input <= other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def lerp(
    input: Tensor, end: Tensor, weight: Tensor | Number, *, out: Tensor | None = None
) -> Tensor:
    """A point between two: ``input + weight * (end - input)``.

    Args:
        input: the point for weight 0.
        end: the point for weight 1, of the same dtype.
        weight: a number or a tensor; values outside [0, 1] go beyond the ends.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or the dtypes differ.

    Example:
        >>> import chainrule as cr
        >>> cr.lerp(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 6.0]), 0.5)
        tensor([2., 4.])
    """

def lerp_(input: Tensor, end: Tensor, weight: Tensor | Number) -> Tensor:
    """A point between two: ``input + weight * (end - input)``.

    This form writes the result to the tensor itself.
    """

def less(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where elements of the first are smaller: ``input < other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. False where either is NaN.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or an operand is complex.

    Example:
        >>> import chainrule as cr
        >>> cr.lt(cr.tensor([1, 2, 3]), 2)
        tensor([ True, False, False])
    """

def less_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where elements of the first are smaller: ``input < other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def less_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where elements of the first are smaller or equal: ``input <= other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. False where either is NaN.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or an operand is complex.

    Example:
        >>> import chainrule as cr
        >>> cr.le(cr.tensor([1, 2, 3]), 2)
        tensor([ True,  True, False])
    """

def less_equal_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where elements of the first are smaller or equal: ``input <= other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def lgamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the absolute value of the gamma function; inf at 0, -1, -2 ...

    >>> import chainrule as cr
    >>> cr.lgamma(cr.tensor([1.0, 4.0, 0.5]))
    tensor([0.0000, 1.7918, 0.5724])
    """

def lgamma_(input: Tensor) -> Tensor:
    """The logarithm of the absolute value of the gamma function; inf at 0, -1, -2 ...

    This form writes the result to the tensor itself.
    """

def linspace(
    start: Tensor | Number,
    end: Tensor | Number,
    steps: _int,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """``steps`` evenly spaced numbers from ``start`` to ``end``, both included.

    Args:
        start, end: numbers, or tensors without dimensions.
        steps: how many.
        dtype: by default the default dtype, or its complex twin if a bound is complex.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A vector of ``steps`` elements.

    Raises:
        RuntimeError: ``steps`` is negative, or a bound is complex and the dtype is not.

    Example:
        >>> import chainrule as cr
        >>> cr.linspace(0, 1, 5)
        tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
    """

def log(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The natural logarithm of every element; -inf at 0, NaN below.

    Integers give the default float type. The derivative is ``1 / input``.

    Example:
        >>> import chainrule as cr
        >>> cr.log(cr.tensor([1.0, 10.0, 0.0]))
        tensor([0.0000, 2.3026,   -inf])
    """

def log10(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm to base 10; -inf at 0, NaN below.

    Integers give the default float type. The derivative is ``1 / (input * log(10))``.

    Example:
        >>> import chainrule as cr
        >>> cr.log10(cr.tensor([1.0, 1000.0, 2.0]))
        tensor([0.0000, 3.0000, 0.3010])
    """

def log10_(input: Tensor) -> Tensor:
    """The logarithm to base 10; -inf at 0, NaN below.

    This form writes the result to the tensor itself.
    """

def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``log(1 + input)``, exact for small elements too; -inf at -1, NaN below.

    Integers give the default float type. The derivative is ``1 / (1 + input)``.

    Example:
        >>> import chainrule as cr
        >>> cr.log1p(cr.tensor([1e-10, 1.0]))
        tensor([1.0000e-10, 6.9315e-01])
    """

def log1p_(input: Tensor) -> Tensor:
    """``log(1 + input)``, exact for small elements too; -inf at -1, NaN below.

    This form writes the result to the tensor itself.
    """

def log2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm to base 2; -inf at 0, NaN below.

    Integers give the default float type. The derivative is ``1 / (input * log(2))``.

    Example:
        >>> import chainrule as cr
        >>> cr.log2(cr.tensor([1.0, 8.0, 10.0]))
        tensor([0.0000, 3.0000, 3.3219])
    """

def log2_(input: Tensor) -> Tensor:
    """The logarithm to base 2; -inf at 0, NaN below.

    This form writes the result to the tensor itself.
    """

def log_(input: Tensor) -> Tensor:
    """The natural logarithm of every element; -inf at 0, NaN below.

    This form writes the result to the tensor itself.
    """

def log_softmax(
    input: Tensor, dim: _int, dtype: _DType | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``x - log(sum(exp(x)))`` along a dimension: the logarithm of :func:`softmax`, but exact where that is tiny.

    Args:
        input (Tensor): of any shape, floating point.
        dim (int): along which.
        dtype (dtype, optional): the input is converted to it first.

    Raises:
        IndexError: the dimension is out of range.
        NotImplementedError: the dtype is not floating point.

    Example:
        >>> import chainrule as cr
        >>> cr.log_softmax(cr.tensor([0., 1000.]), dim=0)
        tensor([-1000.,     0.])
    """

def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(exp(input) + exp(other)), without overflow.

    >>> import chainrule as cr
    >>> cr.logaddexp(cr.tensor([1000.0]), cr.tensor([999.0]))
    tensor([1000.3132])
    """

def logaddexp2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log2(2**input + 2**other), without overflow.

    >>> import chainrule as cr
    >>> cr.logaddexp2(cr.tensor([3.0]), cr.tensor([3.0]))
    tensor([4.])
    """

def logcumsumexp(input: Tensor, dim: _int, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the running sum of exponentials: ``y[k] = log(exp(x[0]) + ... + exp(x[k]))``, without overflow.

    Args:
        input (Tensor): of any shape, floating point or complex.
        dim (int): along which.

    Raises:
        IndexError: the dimension is out of range.
        NotImplementedError: the dtype is an integer's or bool.

    Example:
        >>> import chainrule as cr
        >>> cr.logcumsumexp(cr.tensor([0., 0., 1000.]), dim=0)
        tensor([0.0000e+00, 6.9315e-01, 1.0000e+03])
    """

def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant: NaN where that is negative, -inf where it is 0.

    Args:
        input (Tensor): (*, n, n), floating point or complex.

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.logdet(cr.eye(3))
        tensor(0.)
    """

def logical_and(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Where both elements differ from zero, a bool tensor.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.logical_and(cr.tensor([True, True, False]), cr.tensor([True, False, False]))
        tensor([ True, False, False])
    """

def logical_and_(input: Tensor, other: Tensor) -> Tensor:
    """Where both elements differ from zero, a bool tensor.

    This form writes the result to the tensor itself.
    """

def logical_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """True where an element is zero.

    The result is bool, whatever the input.

    Example:
        >>> import chainrule as cr
        >>> cr.logical_not(cr.tensor([0.0, 0.5, float("nan")]))
        tensor([ True, False, False])
    """

def logical_not_(input: Tensor) -> Tensor:
    """True where an element is zero.

    This form writes the result to the tensor itself.
    """

def logical_or(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Where at least one of two elements differs from zero, a bool tensor.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.logical_or(cr.tensor([True, True, False]), cr.tensor([True, False, False]))
        tensor([ True,  True, False])
    """

def logical_or_(input: Tensor, other: Tensor) -> Tensor:
    """Where at least one of two elements differs from zero, a bool tensor.

    This form writes the result to the tensor itself.
    """

def logical_xor(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Where exactly one of two elements differs from zero, a bool tensor.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.logical_xor(cr.tensor([True, True, False]), cr.tensor([True, False, False]))
        tensor([False,  True, False])
    """

def logical_xor_(input: Tensor, other: Tensor) -> Tensor:
    """Where exactly one of two elements differs from zero, a bool tensor.

    This form writes the result to the tensor itself.
    """

def logit(input: Tensor, eps: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(input / (1 - input)), the inverse of sigmoid.

    Args:
        eps: if given, the input is brought into [eps, 1 - eps] first; else elements outside [0, 1]
            give NaN.

    >>> import chainrule as cr
    >>> cr.logit(cr.tensor([0.5, 0.9, 1.0]), eps=1e-6)
    tensor([ 0.0000,  2.1972, 13.8023])
    """

def logit_(input: Tensor, eps: _float | None = None) -> Tensor:
    """log(input / (1 - input)), the inverse of sigmoid.

    This form writes the result to the tensor itself.
    """

def logspace(
    start: Tensor | Number,
    end: Tensor | Number,
    steps: _int,
    base: _float = 10.0,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """``base`` raised to ``steps`` evenly spaced powers from ``start`` to ``end``.

    Args:
        start, end: the first and the last exponent: numbers, or tensors without dimensions.
        steps: how many.
        base: the base.
        dtype: by default the default dtype, or its complex twin if a bound is complex.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A vector of ``steps`` elements.

    Raises:
        RuntimeError: ``steps`` is negative, or a bound is complex and the dtype is not.

    Example:
        >>> import chainrule as cr
        >>> cr.logspace(0, 3, 4, base=2)
        tensor([1., 2., 4., 8.])
    """

def logsumexp(
    input: Tensor, dim: _int | Sequence[_int], keepdim: _bool = False, *, out: Tensor | None = None
) -> Tensor:
    """The logarithm of the sum of exponentials along the dimensions ``dim``, without overflow.

    Args:
        input (Tensor): of any shape and dtype.
        dim (int or tuple of ints): what to reduce.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Example:
        >>> import chainrule as cr
        >>> cr.logsumexp(cr.tensor([[0., 0.], [1000., 0.]]), dim=1)
        tensor([6.9315e-01, 1.0000e+03])
    """

def lt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where elements of the first are smaller: ``input < other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. False where either is NaN.

    Raises:
        RuntimeError: the shapes cannot be broadcast, or an operand is complex.

    Example:
        >>> import chainrule as cr
        >>> cr.lt(cr.tensor([1, 2, 3]), 2)
        tensor([ True, False, False])
    """

def lt_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where elements of the first are smaller: ``input < other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def lu_solve(
    input: Tensor, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None
) -> Tensor:
    """X of ``A X = input``, from the factors of A; :func:`linalg.lu_solve` with the arguments in another order.

    Args:
        input (Tensor): the right-hand sides, (*, n, k).
        LU_data, LU_pivots (Tensor): what :func:`linalg.lu_factor` returned for A.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.lu_solve(cr.ones(2, 1), *cr.linalg.lu_factor(cr.tensor([[2., 0.], [0., 4.]])))
        tensor([[0.5000],
                [0.2500]])
    """

def lu_unpack(
    LU_data: Tensor,
    LU_pivots: Tensor,
    unpack_data: _bool = True,
    unpack_pivots: _bool = True,
    *,
    out: Sequence[Tensor] | None = None,
) -> _results.lu_unpack:
    """P, L and U out of what :func:`linalg.lu_factor` returns.

    Args:
        LU_data, LU_pivots (Tensor): the packed factors and the row exchanges.
        unpack_data (bool): whether L and U are wanted; empty otherwise.
        unpack_pivots (bool): whether P is wanted; empty otherwise.

    Raises:
        RuntimeError: pivots that are not int32 or that name no row.

    Example:
        >>> import chainrule as cr
        >>> P, L, U = cr.lu_unpack(*cr.linalg.lu_factor(cr.tensor([[1., 2.], [2., 2.]])))
        >>> U
        tensor([[2., 2.],
                [0., 1.]])
    """

def masked_fill(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """A copy of ``input`` with ``value`` wherever ``mask`` is true.

    Args:
        input: any shape and dtype.
        mask: bool, broadcasts with the input.
        value: a number or a tensor without dimensions; converted to the input's dtype.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        RuntimeError: the mask is not bool, or the dtype has no room for the value.

    Example:
        >>> import chainrule as cr
        >>> cr.masked_fill(cr.tensor([1, 2, 3]), cr.tensor([True, False, True]), 0)
        tensor([0, 2, 0])
    """

def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """A copy of ``input`` whose elements where ``mask`` is true are those of ``source``, in order.

    Args:
        input: any shape and dtype.
        mask: bool, broadcasts with the input.
        source: of the input's dtype, with at least as many elements as the mask has true ones.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        RuntimeError: the source has too few elements or another dtype, or the mask is not bool.

    Example:
        >>> import chainrule as cr
        >>> cr.masked_scatter(cr.zeros(4), cr.tensor([True, False, True, False]), cr.tensor([1.0, 2.0]))
        tensor([1., 0., 2., 0.])
    """

def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements of ``input`` where ``mask`` is true, in one dimension.

    Args:
        input: any shape and dtype.
        mask: bool, broadcasts with the input.

    Returns:
        A new vector.

    Raises:
        RuntimeError: the mask is not bool, or the shapes do not broadcast.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[1, 2], [3, 4]])
        >>> cr.masked_select(x, x > 1)
        tensor([2, 3, 4])
    """

def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The matrix product of two tensors; what ``@`` does.

    Two vectors give their dot product, a matrix and a vector their product. With more dimensions the
    last two are matrices and those before them a batch, which is broadcast:
    ``(..., n, k) @ (..., k, m) -> (..., n, m)``. A vector on the left takes part
    as a matrix of one row, on the right of one column, and that dimension is dropped from the result.

    Args:
        input: at least one dimension.
        other: at least one dimension, of the same dtype.

    Raises:
        RuntimeError: the inner sizes or the dtypes differ, or a tensor has no dimension.

    Example:
        >>> import chainrule as cr
        >>> cr.matmul(cr.tensor([[1.0, 2.0], [3.0, 4.0]]), cr.tensor([1.0, -1.0]))
        tensor([-1., -1.])
        >>> (cr.ones(5, 1, 2, 3) @ cr.ones(4, 3, 6)).shape
        torch.Size([5, 4, 2, 6])
    """

def matrix_exp(input: Tensor) -> Tensor:
    """The exponential of square matrices, ``I + A + A^2 / 2 + ...``, by scaling and squaring.

    Args:
        A (Tensor): (*, n, n), floating point or complex.

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.matrix_exp(cr.tensor([[0., 1.], [0., 0.]]))
        tensor([[1., 1.],
                [0., 1.]])
    """

def matrix_power(input: Tensor, n: _int, *, out: Tensor | None = None) -> Tensor:
    """The n-th power of square matrices, by repeated squaring; negative powers are those of the inverse.

    Args:
        A (Tensor): (*, m, m).
        n (int): the exponent.

    Raises:
        LinAlgError: ``n`` is negative and a matrix singular.
        RuntimeError: matrices that are not square.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.matrix_power(cr.tensor([[1, 1], [1, 0]]), 10)
        tensor([[89, 55],
                [55, 34]])
    """

@overload
def max(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``max(input)`` is the largest element; ``max(input, dim)`` the largest along a dimension together with its index;
    ``max(input, other)`` the larger of two tensors, element by element.

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int): what to reduce.
        keepdim (bool): keep the reduced dimension, with size 1.
        other (Tensor): broadcasts with ``input``.

    Returns:
        Tensor, or a named tuple ``(values, indices)``. The first of equal elements is chosen and gets the gradient; without
        ``dim`` they share it. NaN is larger than everything.

    Raises:
        IndexError: the dimension is out of range, or empty.
        RuntimeError: the input is empty and no dimension is given.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[1., 5.], [3., 2.]])
        >>> cr.max(x)
        tensor(5.)
        >>> values, indices = cr.max(x, dim=1)
        >>> indices
        tensor([1, 0])
    """

@overload
def max(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def max(
    input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None
) -> _results.max: ...
def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The larger of two elements; NaN where either is NaN.

    The operands are broadcast, and computed in the type that both fit. Where both are
    equal, each gets half of the gradient.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.maximum(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 0.0]))
        tensor([3., 2.])
    """

@overload
def mean(input: Tensor, *, dtype: _DType | None = None, out: Tensor | None = None) -> Tensor:
    """The mean of all elements, or of those along the dimensions ``dim``.

    Args:
        input (Tensor): of any shape, floating point or complex.
        dim (int or tuple of ints, optional): what to average over; None or () means everything.
        keepdim (bool): keep the reduced dimensions, with size 1.
        dtype (dtype, optional): of the result; lets integers be averaged.

    Raises:
        RuntimeError: the dtype is an integer's or bool.

    Example:
        >>> import chainrule as cr
        >>> cr.mean(cr.tensor([[1., 2.], [3., 4.]]), dim=1, keepdim=True)
        tensor([[1.5000],
                [3.5000]])
    """

@overload
def mean(
    input: Tensor,
    dim: _int | Sequence[_int] | None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def median(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The median: of an even number of elements the lower of the two in the middle. ``median(input, dim)`` also gives its index.
    NaN if there is one.

    Args:
        input (Tensor): of any shape and real dtype, but not bool.
        dim (int): what to reduce.
        keepdim (bool): keep the reduced dimension, with size 1.

    Returns:
        Tensor, or a named tuple ``(values, indices)``.

    Raises:
        IndexError: the dimension is out of range, or empty.

    Example:
        >>> import chainrule as cr
        >>> cr.median(cr.tensor([3., 1., 2., 4.]))
        tensor(2.)
    """

@overload
def median(
    input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None
) -> _results.median: ...
@overload
def meshgrid(tensors: Sequence[Tensor], *, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Grids of coordinates: each vector expanded along the dimensions of the others.

    Args:
        tensors: vectors or scalars of one dtype, as separate arguments or one list.
        indexing: ``"ij"``: the i-th vector runs along dimension i. ``"xy"``: the first two are
            exchanged.

    Returns:
        A tuple of views, one for each vector.

    Raises:
        RuntimeError: a tensor has more than one dimension, or the dtypes differ.

    Example:
        >>> import chainrule as cr
        >>> cr.meshgrid(cr.tensor([1, 2]), cr.tensor([3, 4]), indexing="ij")
        (tensor([[1, 1],
                [2, 2]]), tensor([[3, 4],
                [3, 4]]))
    """

@overload
def meshgrid(*tensors: Tensor, indexing: str | None = None) -> tuple[Tensor, ...]: ...
@overload
def min(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``min(input)`` is the smallest element; ``min(input, dim)`` the smallest along a dimension together with its index;
    ``min(input, other)`` the smaller of two tensors, element by element.

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int): what to reduce.
        keepdim (bool): keep the reduced dimension, with size 1.
        other (Tensor): broadcasts with ``input``.

    Returns:
        Tensor, or a named tuple ``(values, indices)``. The first of equal elements is chosen and gets the gradient; without
        ``dim`` they share it. NaN is smaller than everything.

    Raises:
        IndexError: the dimension is out of range, or empty.
        RuntimeError: the input is empty and no dimension is given.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[1., 5.], [3., 2.]])
        >>> cr.min(x)
        tensor(1.)
        >>> values, indices = cr.min(x, dim=1)
        >>> indices
        tensor([0, 1])
    """

@overload
def min(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def min(
    input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None
) -> _results.min: ...
def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smaller of two elements; NaN where either is NaN.

    The operands are broadcast, and computed in the type that both fit. Where both are
    equal, each gets half of the gradient.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.minimum(cr.tensor([1.0, 2.0]), cr.tensor([3.0, 0.0]))
        tensor([1., 0.])
    """

def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of two matrices, ``(n, k)`` times ``(k, m)``, without broadcasting.

    ``out[i, j] = sum_k input[i, k] * mat2[k, j]``. matmul() takes vectors and batches as well.

    Raises:
        RuntimeError: an argument is no matrix, or the inner sizes or the dtypes differ.

    Example:
        >>> import chainrule as cr
        >>> cr.mm(cr.tensor([[1.0, 2.0], [3.0, 4.0]]), cr.tensor([[1.0], [10.0]]))
        tensor([[21.],
                [43.]])
    """

def mode(
    input: Tensor, dim: _int = -1, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None
) -> _results.mode:
    """The most frequent element along a dimension (the smallest of several), and an index of it.

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int): what to reduce.
        keepdim (bool): keep the reduced dimension, with size 1.

    Returns:
        (Tensor, Tensor): a named tuple ``(values, indices)``.

    Raises:
        IndexError: the dimension is out of range, or empty.

    Example:
        >>> import chainrule as cr
        >>> values, indices = cr.mode(cr.tensor([2, 1, 1, 2, 3]))
        >>> values, indices
        (tensor(1), tensor(2))
    """

@overload
def moveaxis(input: Tensor, source: _int, destination: _int) -> Tensor:
    """Moves dimensions of ``input`` to new places; the others keep their order.

    Args:
        input: any shape and dtype.
        source: one dimension or several.
        destination: where each of them goes, as many as ``source``.

    Returns:
        A view; no element is copied.

    Raises:
        RuntimeError: a dimension is repeated, or the two lists differ in length.
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.movedim(cr.zeros(2, 3, 5), 0, -1).shape
        torch.Size([3, 5, 2])
        >>> cr.movedim(cr.zeros(2, 3, 5), (0, 1), (1, 2)).shape
        torch.Size([5, 2, 3])
    """

@overload
def moveaxis(input: Tensor, source: Sequence[_int], destination: Sequence[_int]) -> Tensor: ...
@overload
def movedim(input: Tensor, source: _int, destination: _int) -> Tensor:
    """Moves dimensions of ``input`` to new places; the others keep their order.

    Args:
        input: any shape and dtype.
        source: one dimension or several.
        destination: where each of them goes, as many as ``source``.

    Returns:
        A view; no element is copied.

    Raises:
        RuntimeError: a dimension is repeated, or the two lists differ in length.
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.movedim(cr.zeros(2, 3, 5), 0, -1).shape
        torch.Size([3, 5, 2])
        >>> cr.movedim(cr.zeros(2, 3, 5), (0, 1), (1, 2)).shape
        torch.Size([5, 2, 3])
    """

@overload
def movedim(input: Tensor, source: Sequence[_int], destination: Sequence[_int]) -> Tensor: ...
def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements in order along the first dimension.

    Args:
        input (Tensor): of any shape and real dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.msort(cr.tensor([[3, 1], [2, 4]]))
        tensor([[2, 1],
                [3, 4]])
    """

@overload
def mul(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """``input * other``, element by element.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.mul(cr.tensor([1.0, 2.0]), cr.tensor([[10.0], [20.0]]))
        tensor([[10., 20.],
                [20., 40.]])
    """

@overload
def mul(input: Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor: ...
def mul_(input: Tensor, other: Tensor | Number) -> Tensor:
    """``input * other``, element by element.

    This form writes the result to the tensor itself.
    """

def multinomial(
    input: Tensor,
    num_samples: _int,
    replacement: _bool = False,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Indices drawn by weight from each row.

    Args:
        input: weights, floating point, one or two dimensions; rows need not sum to one.
        num_samples: how many of each row.
        replacement: whether an index may be drawn more than once.
        generator: where the numbers come from; the default generator if not given.

    Returns:
        An int64 tensor of ``num_samples`` indices for each row.

    Raises:
        RuntimeError: a weight is negative or not finite, a row sums to zero, or more are to be drawn
            without replacement than there are.

    Example:
        >>> import chainrule as cr
        >>> cr.multinomial(cr.tensor([0.0, 1.0]), 3, replacement=True)
        tensor([1, 1, 1])
    """

@overload
def multiply(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """``input * other``, element by element.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.mul(cr.tensor([1.0, 2.0]), cr.tensor([[10.0], [20.0]]))
        tensor([[10., 20.],
                [20., 40.]])
    """

@overload
def multiply(input: Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor: ...
def multiply_(input: Tensor, other: Tensor | Number) -> Tensor:
    """``input * other``, element by element.

    This form writes the result to the tensor itself.
    """

def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of a matrix and a vector, ``(n, k)`` times ``(k,)``.

    Raises:
        RuntimeError: the dimensions are not two and one, or the sizes or the dtypes do not match.

    Example:
        >>> import chainrule as cr
        >>> cr.mv(cr.tensor([[1.0, 2.0], [3.0, 4.0]]), cr.tensor([1.0, 1.0]))
        tensor([3., 7.])
    """

def mvlgamma(input: Tensor, p: _int, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the p-variate gamma function,
    ``p (p - 1) / 4 log(pi) + sum of lgamma(input - j / 2) for j = 0 ... p - 1``.

    Raises:
        RuntimeError: p is below 1.

    >>> import chainrule as cr
    >>> cr.mvlgamma(cr.tensor([4.0, 5.0]), 2)
    tensor([3.5651, 6.2042])
    """

def mvlgamma_(input: Tensor, p: _int) -> Tensor:
    """The logarithm of the p-variate gamma function,
    ``p (p - 1) / 4 log(pi) + sum of lgamma(input - j / 2) for j = 0 ... p - 1``.

    This form writes the result to the tensor itself.
    """

def nan_to_num(
    input: Tensor,
    nan: _float | None = 0.0,
    posinf: _float | None = None,
    neginf: _float | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """NaN and infinities replaced by numbers.

    Args:
        nan: instead of NaN.
        posinf, neginf: instead of the infinities; by default the largest and the lowest number of the
            element type.

    >>> import chainrule as cr
    >>> cr.nan_to_num(cr.tensor([float('nan'), float('inf'), 1.0]), posinf=9.0)
    tensor([0., 9., 1.])
    """

def nan_to_num_(
    input: Tensor,
    nan: _float | None = 0.0,
    posinf: _float | None = None,
    neginf: _float | None = None,
) -> Tensor:
    """NaN and infinities replaced by numbers.

    This form writes the result to the tensor itself.
    """

def nanmean(
    input: Tensor,
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The mean of the elements that are not NaN; NaN where there are none.

    Args:
        input (Tensor): of any shape, floating point or complex.
        dim (int or tuple of ints, optional): what to average over; everything by default.
        keepdim (bool): keep the reduced dimensions, with size 1.
        dtype (dtype, optional): of the result.

    Example:
        >>> import chainrule as cr
        >>> cr.nanmean(cr.tensor([[1., float('nan')], [2., 4.]]), dim=1)
        tensor([1., 3.])
    """

@overload
def nanmedian(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The median of the elements that are not NaN; see :func:`median`.

    Args:
        input (Tensor): of any shape and real dtype, but not bool.
        dim (int): what to reduce.
        keepdim (bool): keep the reduced dimension, with size 1.

    Returns:
        Tensor, or a named tuple ``(values, indices)``.

    Raises:
        IndexError: the dimension is out of range, or empty.

    Example:
        >>> import chainrule as cr
        >>> cr.nanmedian(cr.tensor([3., float('nan'), 2.]))
        tensor(2.)
    """

@overload
def nanmedian(
    input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None
) -> _results.nanmedian: ...
@overload
def nanquantile(
    input: Tensor,
    q: Tensor,
    dim: _int | None = None,
    keepdim: _bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor:
    """The q-th quantiles of the elements that are not NaN; see :func:`quantile`.

    Args:
        input (Tensor): of any shape, float32 or float64.
        q (float or Tensor): from 0 to 1; a 1-D tensor gives a first dimension of the result.
        dim (int, optional): what to reduce; the flattened input by default.
        keepdim (bool): keep the reduced dimension, with size 1.
        interpolation (str): 'linear', 'lower', 'higher', 'midpoint' or 'nearest'.

    Raises:
        IndexError: the dimension is out of range.
        RuntimeError: an empty input, q out of range, or another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.nanquantile(cr.tensor([0., 1., float('nan')]), 0.5)
        tensor(0.5000)
    """

@overload
def nanquantile(
    input: Tensor,
    q: _float,
    dim: _int | None = None,
    keepdim: _bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor: ...
def nansum(
    input: Tensor,
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The sum with NaN taken as zero.

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int or tuple of ints, optional): what to sum over; everything by default.
        keepdim (bool): keep the summed dimensions, with size 1.
        dtype (dtype, optional): of the result.

    Example:
        >>> import chainrule as cr
        >>> cr.nansum(cr.tensor([1., float('nan'), 2.]))
        tensor(3.)
    """

@overload
def narrow(input: Tensor, dim: _int, start: _int, length: _int) -> Tensor:
    """The ``length`` elements of dimension ``dim`` that begin at ``start``.

    Args:
        input: at least one dimension, any dtype.
        dim: the dimension to narrow.
        start: the first index kept, an integer or an integer tensor without dimensions; negative values
            count from the end.
        length: how many are kept.

    Returns:
        A view.

    Raises:
        RuntimeError: ``start + length`` exceeds the size of ``dim``.
        IndexError: ``start`` or ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.narrow(cr.tensor([[1, 2, 3], [4, 5, 6]]), 1, 1, 2)
        tensor([[2, 3],
                [5, 6]])
    """

@overload
def narrow(input: Tensor, dim: _int, start: Tensor, length: _int) -> Tensor: ...
def narrow_copy(
    input: Tensor, dim: _int, start: _int, length: _int, *, out: Tensor | None = None
) -> Tensor:
    """:func:`narrow`, as a copy.

    Args:
        input: at least one dimension, any dtype.
        dim: the dimension to narrow.
        start: the first index kept.
        length: how many are kept.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: ``start + length`` exceeds the size of ``dim``.
        IndexError: ``start`` or ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.narrow_copy(cr.tensor([1, 2, 3, 4]), 0, 1, 2)
        tensor([2, 3])
    """

def ne(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where two elements differ: ``input != other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. NaN differs from everything.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.ne(cr.tensor([1, 2, 3]), 2)
        tensor([ True, False,  True])
    """

def ne_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where two elements differ: ``input != other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The negative of every element, ``-input``.

    Raises:
        RuntimeError: the input is bool; ``~input`` inverts a mask.

    Example:
        >>> import chainrule as cr
        >>> cr.neg(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([ 1., -0., -2.])
    """

def neg_(input: Tensor) -> Tensor:
    """The negative of every element, ``-input``.

    This form writes the result to the tensor itself.
    """

def negative(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The negative of every element, ``-input``.

    Raises:
        RuntimeError: the input is bool; ``~input`` inverts a mask.

    Example:
        >>> import chainrule as cr
        >>> cr.neg(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([ 1., -0., -2.])
    """

def negative_(input: Tensor) -> Tensor:
    """The negative of every element, ``-input``.

    This form writes the result to the tensor itself.
    """

def nextafter(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The next number after input that its type has, on the way to other.

    >>> import chainrule as cr
    >>> cr.nextafter(cr.tensor([1.0]), cr.tensor([2.0])) - 1
    tensor([1.1921e-07])
    """

def nextafter_(input: Tensor, other: Tensor) -> Tensor:
    """The next number after input that its type has, on the way to other.

    This form writes the result to the tensor itself.
    """

def nonzero(input: Tensor, *, as_tuple: _bool = False) -> Any:
    """The indices of the elements that are not zero, in row-major order.

    Args:
        input: any shape and dtype.
        as_tuple: gives one vector for each dimension, fit for ``input[...]``, instead of a matrix.

    Returns:
        An int64 matrix with a row for each element, or a tuple of int64 vectors.

    Example:
        >>> import chainrule as cr
        >>> cr.nonzero(cr.tensor([[1, 0], [0, 2]]))
        tensor([[0, 0],
                [1, 1]])
        >>> cr.nonzero(cr.tensor([0, 1, 2]), as_tuple=True)
        (tensor([1, 2]),)
    """

@overload
def norm(
    input: Tensor,
    p: str = "fro",
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    dtype: _DType | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of all elements or along the dimensions ``dim``: a number ``p`` as in :func:`linalg.vector_norm`, 'fro' the same
    as 2, 'nuc' the sum of singular values of matrices.

    Args:
        input (Tensor): floating point or complex.
        p (number or str): which norm.
        dim (int or tuple of ints, optional): what to reduce; everything by default.
        keepdim (bool): keep the reduced dimensions, with size 1.
        dtype (dtype, optional): to compute in.

    Raises:
        RuntimeError: the dtype is an integer's or bool, or an unknown ``p``.

    Example:
        >>> import chainrule as cr
        >>> cr.norm(cr.tensor([[3., 0.], [0., 4.]]))
        tensor(5.)
    """

@overload
def norm(
    input: Tensor,
    p: Number | None,
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    dtype: _DType | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def normal(
    mean: Tensor, std: _float = 1, *, generator: Generator | None = None, out: Tensor | None = None
) -> Tensor:
    """Normal numbers whose means and standard deviations are given.

    Args:
        mean: a number, or a tensor of means.
        std: a number, or a tensor of standard deviations, which broadcasts with the means.
        size: the shape, where both are numbers.
        generator: where the numbers come from; the default generator if not given.
        dtype, layout, device, pin_memory, requires_grad: as for :func:`randn`, where both are numbers.

    Returns:
        A new tensor. Its gradient is zero.

    Raises:
        RuntimeError: a standard deviation is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.normal(cr.tensor([1.0, 2.0]), 0.0)
        tensor([1., 2.])
    """

@overload
def normal(
    mean: _float, std: Tensor, *, generator: Generator | None = None, out: Tensor | None = None
) -> Tensor: ...
@overload
def normal(
    mean: Tensor, std: Tensor, *, generator: Generator | None = None, out: Tensor | None = None
) -> Tensor: ...
@overload
def normal(
    mean: _float,
    std: _float,
    size: Sequence[_int],
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor: ...
def not_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Where two elements differ: ``input != other``, a bool tensor.

    The operands are broadcast, and computed in the type that both fit. NaN differs from everything.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.ne(cr.tensor([1, 2, 3]), 2)
        tensor([ True, False,  True])
    """

def not_equal_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Where two elements differ: ``input != other``, a bool tensor.

    This form writes the result to the tensor itself.
    """

@overload
def ones(
    size: Sequence[_int],
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """A tensor of ones.

    Args:
        size: the shape, as separate integers or one tuple.
        dtype: by default the default dtype.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: a size is negative, or the whole is too large.

    Example:
        >>> import chainrule as cr
        >>> cr.ones(3, dtype=cr.int64)
        tensor([1, 1, 1])
    """

@overload
def ones(
    *size: _int,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor: ...
def ones_like(
    input: Tensor,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Ones in the shape of another tensor.

    Args:
        input: gives shape, dtype and order of dimensions in memory.
        dtype: by default that of the input.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.
        memory_format: ``contiguous_format`` makes the result row-major.

    Returns:
        A new tensor.

    Example:
        >>> import chainrule as cr
        >>> cr.ones_like(cr.tensor([1, 2, 3]))
        tensor([1, 1, 1])
    """

def orgqr(input: Tensor, input2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The first n columns of a product of Householder reflectors ``I - tau[i] v v^H``, v with i zeros, a one, and what stands
    below the diagonal in column i: Q out of what :func:`geqrf` returns.

    Args:
        A (Tensor): (*, m, n) with m >= n, floating point or complex.
        tau (Tensor): (*, k) with k <= n.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> A = cr.tensor([[3., 1.], [4., 2.]])
        >>> Q = cr.linalg.householder_product(*cr.geqrf(A))
        >>> cr.allclose(Q, cr.linalg.qr(A).Q)
        True
    """

def ormqr(
    input: Tensor,
    input2: Tensor,
    input3: Tensor,
    left: _bool = True,
    transpose: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """``op(Q) input3``, or ``input3 op(Q)``, with Q the product of the reflectors that :func:`geqrf` returned.

    Args:
        input (Tensor): (*, m, k), the reflectors below the diagonal.
        input2 (Tensor): (*, k), their scales.
        input3 (Tensor): the matrices to multiply, with the same batch.
        left (bool): Q on the left.
        transpose (bool): Q's conjugate transpose in place of Q.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> A = cr.tensor([[3., 1.], [4., 2.]])
        >>> a, tau = cr.geqrf(A)
        >>> cr.allclose(cr.ormqr(a, tau, A, transpose=True), cr.linalg.qr(A).R, atol=1e-6)
        True
    """

def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """All products of the elements of two vectors: ``out[i, j] = input[i] * vec2[j]``.

    Returns:
        A matrix of shape ``(len(input), len(vec2))``, in the promoted dtype.

    Raises:
        RuntimeError: an argument is no vector.

    Example:
        >>> import chainrule as cr
        >>> cr.outer(cr.tensor([1.0, 2.0]), cr.tensor([1.0, 10.0, 100.0]))
        tensor([[  1.,  10., 100.],
                [  2.,  20., 200.]])
    """

def pairwise_distance(
    x1: Tensor, x2: Tensor, p: _float = 2.0, eps: _float = 1e-06, keepdim: _bool = False
) -> Tensor:
    """The p-norm of ``x1 - x2 + eps`` along the last dimension.

    Args:
        x1, x2 (Tensor): floating point, of shapes that broadcast.
        p (float): which norm.
        eps (float): keeps the norm's derivative finite where the vectors are equal.
        keepdim (bool): keep the last dimension, with size 1.

    Example:
        >>> import chainrule as cr
        >>> cr.pairwise_distance(cr.tensor([[0., 0.]]), cr.tensor([[3., 4.]]))
        tensor([5.0000])
    """

def pdist(input: Tensor, p: _float = 2) -> Tensor:
    """The p-norm distances between all pairs of rows i < j, in that order.

    Args:
        input (Tensor): (N, M), float32 or float64.
        p (float): which norm, not negative.

    Returns:
        Tensor: of N (N - 1) / 2 distances.

    Raises:
        RuntimeError: the input is not a matrix, or ``p`` is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.pdist(cr.tensor([[0., 0.], [3., 4.], [0., 8.]]))
        tensor([5., 8., 5.])
    """

@overload
def permute(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """A view of ``input`` with its dimensions in the order ``dims``.

    Args:
        input: any shape and dtype.
        dims: the permutation; ``dims[i]`` is the dimension of the input that becomes dimension ``i``.

    Returns:
        A view; no element is copied.

    Raises:
        RuntimeError: ``dims`` does not name every dimension exactly once.
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.permute(cr.zeros(2, 3, 5), (2, 0, 1)).shape
        torch.Size([5, 2, 3])
    """

@overload
def permute(input: Tensor, *dims: _int) -> Tensor: ...
def pinverse(input: Tensor, rcond: _float = 1e-15) -> Tensor:
    """The pseudoinverse of matrices: :func:`linalg.pinv` is its successor.

    Args:
        input (Tensor): (*, m, n), floating point or complex.
        rcond (float): singular values up to ``rcond`` times the largest count as zero.

    Raises:
        LinAlgError: values that are not finite, or no convergence.
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.pinverse(cr.diag(cr.tensor([2., 0.])))
        tensor([[0.5000, 0.0000],
                [0.0000, 0.0000]])
    """

def pixel_shuffle(input: Tensor, upscale_factor: _int, *, out: Tensor | None = None) -> Tensor:
    """Moves channels into space: (*, C r^2, H, W) becomes (*, C, H r, W r).

    Args:
        input: at least three dimensions.
        upscale_factor: r.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the channels are not divisible by r squared.

    Example:
        >>> import chainrule as cr
        >>> cr.pixel_shuffle(cr.arange(4).view(4, 1, 1), 2)
        tensor([[[0, 1],
                 [2, 3]]])
    """

def pixel_unshuffle(input: Tensor, downscale_factor: _int, *, out: Tensor | None = None) -> Tensor:
    """Moves space into channels: (*, C, H r, W r) becomes (*, C r^2, H, W).

    Args:
        input: at least three dimensions.
        downscale_factor: r.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: height or width is not divisible by r.

    Example:
        >>> import chainrule as cr
        >>> cr.pixel_unshuffle(cr.arange(4).view(1, 2, 2), 2).flatten()
        tensor([0, 1, 2, 3])
    """

def poisson(
    input: Tensor, generator: Generator | None = None, *, out: Tensor | None = None
) -> Tensor:
    """Poisson numbers whose rates the input gives.

    Args:
        input: rates, floating point, not negative.
        generator: where the numbers come from; the default generator if not given.

    Returns:
        A new tensor of the shape and dtype of the input. Its gradient is zero.

    Raises:
        RuntimeError: a rate is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.poisson(cr.zeros(3))
        tensor([0., 0., 0.])
    """

def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    r"""Complex numbers from their absolute values and angles.

    .. math:: out = abs \cdot (\cos(angle) + i \sin(angle))

    Args:
        abs: float16, float32 or float64.
        angle: in radians, of the same dtype; broadcasts with ``abs``.

    Returns:
        A new complex32, complex64 or complex128 tensor.

    Raises:
        RuntimeError: the dtypes differ, or are none of these.

    Example:
        >>> import chainrule as cr
        >>> cr.polar(cr.tensor([1.0, 2.0]), cr.tensor([0.0, 0.0]))
        tensor([1.+0.j, 2.+0.j])
    """

def polygamma(n: _int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The n-th derivative of digamma; digamma itself for n = 0.

    Raises:
        RuntimeError: n is negative.

    >>> import chainrule as cr
    >>> cr.polygamma(1, cr.tensor([1.0, 0.5]))
    tensor([1.6449, 4.9348])
    """

def positive(input: Tensor) -> Tensor:
    """The tensor itself, as ``+input``.

    Raises:
        RuntimeError: the input is a bool tensor.

    >>> import chainrule as cr
    >>> cr.positive(cr.tensor([-1.0, 2.0]))
    tensor([-1.,  2.])
    """

@overload
def pow(input: Tensor, exponent: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """``input ** exponent``, element by element; either may be a number.

    The operands are broadcast, and computed in the type that both fit. The derivative by the input is
    ``exponent * input**(exponent - 1)``, that by the exponent ``input**exponent * log(input)``.

    Raises:
        RuntimeError: the shapes cannot be broadcast; a negative whole exponent of integers.

    Example:
        >>> import chainrule as cr
        >>> cr.pow(cr.tensor([1.0, 2.0, 3.0]), 2)
        tensor([1., 4., 9.])
        >>> cr.pow(2, cr.tensor([1.0, 0.5]))
        tensor([2.0000, 1.4142])
    """

@overload
def pow(self: Number, exponent: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def pow_(input: Tensor, exponent: Tensor | Number) -> Tensor:
    """``input ** exponent``, element by element; either may be a number.

    This form writes the result to the tensor itself.
    """

def prelu(input: Tensor, weight: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``input`` where it is positive, else ``weight * input``, with slopes that are learned.

    Args:
        input: ``(N, C, ...)``, or any shape with a single weight.
        weight: one slope, or one for each of the C channels.

    Raises:
        RuntimeError: the number of weights is not that of the channels.

    He et al. 2015, arXiv:1502.01852.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.prelu(cr.tensor([-2.0, 0.5, 3.0]), cr.tensor([0.25]))
        tensor([-0.5000,  0.5000,  3.0000])
    """

@overload
def prod(input: Tensor, *, dtype: _DType | None = None, out: Tensor | None = None) -> Tensor:
    """The product of all elements, or of those along the dimension ``dim``. Its gradient takes linear time and is right where
    there are zeros.

    Args:
        input (Tensor): of any shape and dtype.
        dim (int): what to multiply along.
        keepdim (bool): keep the reduced dimension, with size 1.
        dtype (dtype, optional): of the result, and of the products; integers and bool give int64 without it.

    Raises:
        IndexError: the dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.prod(cr.tensor([[1., 2.], [3., 4.]]), dim=1)
        tensor([ 2., 12.])
    """

@overload
def prod(
    input: Tensor,
    dim: _int,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
    """A copy of ``input`` with elements of ``source`` at the places of the flattened input that
    ``index`` names.

    Args:
        input: any shape and dtype.
        index: int64; negative indices count from the end.
        source: of the input's dtype, with as many elements as ``index``.
        accumulate: adds instead; otherwise the last value for a place stays.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        IndexError: an index is out of range, or the numbers of elements differ.
        RuntimeError: the dtypes differ.

    Example:
        >>> import chainrule as cr
        >>> cr.tensor([[1, 2], [3, 4]]).put(cr.tensor([1, 2]), cr.tensor([8, 9]))
        tensor([[1, 8],
                [9, 4]])
    """

def qr(input: Tensor, some: _bool = True, *, out: Sequence[Tensor] | None = None) -> _results.qr:
    """``input = Q R``; :func:`linalg.qr` is its successor.

    Args:
        input (Tensor): (*, m, n), floating point or complex.
        some (bool): mode 'reduced'; False is 'complete'.

    Raises:
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> Q, R = cr.qr(cr.eye(2))
        >>> Q.abs()
        tensor([[1., 0.],
                [0., 1.]])
    """

@overload
def quantile(
    input: Tensor,
    q: Tensor,
    dim: _int | None = None,
    keepdim: _bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor:
    """The q-th quantiles: where a share q of the sorted elements lies below. Between two elements ``interpolation`` decides.

    Args:
        input (Tensor): of any shape, float32 or float64.
        q (float or Tensor): from 0 to 1; a 1-D tensor gives a first dimension of the result.
        dim (int, optional): what to reduce; the flattened input by default.
        keepdim (bool): keep the reduced dimension, with size 1.
        interpolation (str): 'linear', 'lower', 'higher', 'midpoint' or 'nearest'.

    Raises:
        IndexError: the dimension is out of range.
        RuntimeError: an empty input, q out of range, or another dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.quantile(cr.tensor([0., 1., 2., 3.]), 0.5)
        tensor(1.5000)
    """

@overload
def quantile(
    input: Tensor,
    q: _float,
    dim: _int | None = None,
    keepdim: _bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor: ...
def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Radians as degrees, ``input * 180 / pi``.

    >>> import chainrule as cr
    >>> cr.rad2deg(cr.tensor([0.0, 1.5, 3.0]))
    tensor([  0.0000,  85.9437, 171.8873])
    """

def rad2deg_(input: Tensor) -> Tensor:
    """Radians as degrees, ``input * 180 / pi``.

    This form writes the result to the tensor itself.
    """

@overload
def rand(
    size: Sequence[_int],
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Numbers uniform in [0, 1).

    Args:
        size: the shape, as separate integers or one tuple.
        generator: where the numbers come from; the default generator if not given.
        dtype: floating point or complex; by default the default dtype.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the dtype is an integer type, or a size is negative.

    Example:
        >>> import chainrule as cr
        >>> x = cr.rand(100)
        >>> bool((x >= 0).all() and (x < 1).all())
        True
    """

@overload
def rand(
    *size: _int,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor: ...
def rand_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Numbers uniform in [0, 1) in the shape of another tensor.

    Args:
        input: gives shape, dtype and order of dimensions in memory.
        generator: where the numbers come from; the default generator if not given.
        dtype: by default that of the input.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.
        memory_format: ``contiguous_format`` makes the result row-major.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the dtype is an integer type.

    Example:
        >>> import chainrule as cr
        >>> cr.rand_like(cr.zeros(2, 3)).shape
        torch.Size([2, 3])
    """

@overload
def randint(
    high: _int,
    size: Sequence[_int],
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Integers uniform in [low, high).

    Args:
        low: the least; 0 if not given.
        high: one more than the largest.
        size: the shape.
        generator: where the numbers come from; the default generator if not given.
        dtype: int64 by default.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: ``low`` is not less than ``high``, or the dtype has no room for them.

    Example:
        >>> import chainrule as cr
        >>> x = cr.randint(3, 5, (100,))
        >>> int(x.min()), int(x.max())
        (3, 4)
    """

@overload
def randint(
    low: _int,
    high: _int,
    size: Sequence[_int],
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def randint_like(
    input: Tensor,
    high: _int,
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Integers uniform in [low, high) in the shape of another tensor.

    Args:
        input: gives shape, dtype and order of dimensions in memory.
        low: the least; 0 if not given.
        high: one more than the largest.
        generator: where the numbers come from; the default generator if not given.
        dtype: by default that of the input.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.
        memory_format: ``contiguous_format`` makes the result row-major.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: ``low`` is not less than ``high``, or the dtype has no room for them.

    Example:
        >>> import chainrule as cr
        >>> cr.randint_like(cr.zeros(2), 1)
        tensor([0., 0.])
    """

@overload
def randint_like(
    input: Tensor,
    low: _int,
    high: _int,
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def randn(
    size: Sequence[_int],
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Numbers normal with mean 0 and variance 1.

    Args:
        size: the shape, as separate integers or one tuple.
        generator: where the numbers come from; the default generator if not given.
        dtype: floating point or complex; by default the default dtype.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the dtype is an integer type, or a size is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.randn(2, 3).shape
        torch.Size([2, 3])
    """

@overload
def randn(
    *size: _int,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor: ...
def randn_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Numbers normal with mean 0 and variance 1 in the shape of another tensor.

    Args:
        input: gives shape, dtype and order of dimensions in memory.
        generator: where the numbers come from; the default generator if not given.
        dtype: by default that of the input.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.
        memory_format: ``contiguous_format`` makes the result row-major.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the dtype is an integer type.

    Example:
        >>> import chainrule as cr
        >>> cr.randn_like(cr.zeros(2, 3)).shape
        torch.Size([2, 3])
    """

def randperm(
    n: _int,
    *,
    generator: Generator | None = None,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The integers from 0 to n - 1 in random order.

    Args:
        n: how many.
        generator: where the numbers come from; the default generator if not given.
        dtype: int64 by default.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new vector.

    Raises:
        RuntimeError: ``n`` is negative, or the dtype has no room for it.

    Example:
        >>> import chainrule as cr
        >>> cr.randperm(4).sort().values
        tensor([0, 1, 2, 3])
    """

def range(
    start: Number,
    end: Number,
    step: Number = 1,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The numbers from ``start`` to ``end``, both included; deprecated in favour of
    :func:`arange`.

    Args:
        start: the first value.
        end: the bound, included.
        step: the distance, not zero.
        dtype: by default the default dtype.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A vector of ``floor((end - start) / step) + 1`` elements.

    Raises:
        RuntimeError: the step is zero or leads away from ``end``, or a bound is not finite.

    Example:
        >>> import chainrule as cr
        >>> cr.range(1, 3)
        tensor([1., 2., 3.])
    """

def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension, copied only where the input is not contiguous.

    Args:
        input: any shape and dtype.

    Returns:
        A one-dimensional tensor.

    Example:
        >>> import chainrule as cr
        >>> cr.ravel(cr.tensor([[1, 2], [3, 4]]))
        tensor([1, 2, 3, 4])
    """

def real(input: Tensor) -> Tensor:
    """The real part.

    Args:
        input: any shape and dtype.

    Returns:
        A view of a complex tensor; a real tensor itself.

    Example:
        >>> import chainrule as cr
        >>> cr.real(cr.tensor([1 + 2j, 3 + 4j]))
        tensor([1., 3.])
    """

def reciprocal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``1 / input``, element by element; an infinity at 0.

    Integers give the default float type. The derivative is ``-1 / input**2``.

    Example:
        >>> import chainrule as cr
        >>> cr.reciprocal(cr.tensor([4.0, -0.5]))
        tensor([ 0.2500, -2.0000])
    """

def reciprocal_(input: Tensor) -> Tensor:
    """``1 / input``, element by element; an infinity at 0.

    This form writes the result to the tensor itself.
    """

def relu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``max(input, 0)``, element by element.

    The derivative is 1 above 0, else 0.

    Example:
        >>> import chainrule as cr
        >>> cr.relu(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([0., 0., 2.])
    """

def relu_(input: Tensor) -> Tensor:
    """``max(input, 0)``, element by element.

    This form writes the result to the tensor itself.
    """

@overload
def remainder(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Python's ``%``: ``input - floor(input / other) * other``, of the sign of ``other``.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast; an integer divided by 0.

    Example:
        >>> import chainrule as cr
        >>> cr.remainder(cr.tensor([7, -7]), 3)
        tensor([1, 2])
    """

@overload
def remainder(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def remainder_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Python's ``%``: ``input - floor(input / other) * other``, of the sign of ``other``.

    This form writes the result to the tensor itself.
    """

def renorm(
    input: Tensor, p: Number, dim: _int, maxnorm: Number, *, out: Tensor | None = None
) -> Tensor:
    """Scales down each slice along ``dim`` whose p-norm exceeds ``maxnorm``, so that it no longer does.

    Args:
        input (Tensor): with at least two dimensions, floating point or complex.
        p (number): which norm, above 0.
        dim (int): along which the slices lie.
        maxnorm (number): the bound.

    Raises:
        RuntimeError: fewer than two dimensions, or ``p`` or ``maxnorm`` out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.renorm(cr.tensor([[3., 4.], [0.3, 0.4]]), p=2, dim=0, maxnorm=1)
        tensor([[0.6000, 0.8000],
                [0.3000, 0.4000]])
    """

def renorm_(input: Tensor, p: Number, dim: _int, maxnorm: Number) -> Tensor:
    """Scales down each slice along ``dim`` whose p-norm exceeds ``maxnorm``, so that it no longer does.

    This form writes the result to the tensor itself.
    """

@overload
def repeat_interleave(repeats: Tensor, *, output_size: _int | None = None) -> Tensor:
    """Each element several times in a row.

    Args:
        input: any shape and dtype. A lone int32 or int64 vector is taken as ``repeats``, and the result
            has each of its indices that often.
        repeats: how often: one number for all, or a tensor with one for each index along ``dim``.
        dim: the dimension; by default the input is flattened first.
        output_size: the size of the result along ``dim``, if known; it is checked.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: a number is negative, or there are not as many as ``dim`` has indices.
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.repeat_interleave(cr.tensor([1, 2, 3]), 2)
        tensor([1, 1, 2, 2, 3, 3])
        >>> cr.repeat_interleave(cr.tensor([[1, 2], [3, 4]]), cr.tensor([1, 2]), dim=0)
        tensor([[1, 2],
                [3, 4],
                [3, 4]])
    """

@overload
def repeat_interleave(
    input: Tensor, repeats: Tensor, dim: _int | None = None, *, output_size: _int | None = None
) -> Tensor: ...
@overload
def repeat_interleave(
    input: Tensor, repeats: _int, dim: _int | None = None, *, output_size: _int | None = None
) -> Tensor: ...
@overload
def reshape(input: Tensor, shape: Sequence[_int]) -> Tensor:
    """The same elements in another shape: a view where possible, else a copy.

    Args:
        input: any shape and dtype.
        shape: the new shape. One size may be -1 and is then inferred.

    Returns:
        A view of ``input``, or a contiguous copy where its strides allow no view.

    Raises:
        RuntimeError: the sizes do not multiply up to the number of elements.

    Example:
        >>> import chainrule as cr
        >>> cr.reshape(cr.arange(6), (3, -1))
        tensor([[0, 1],
                [2, 3],
                [4, 5]])
    """

@overload
def reshape(input: Tensor, *shape: _int) -> Tensor: ...
def resolve_conj(input: Tensor) -> Tensor:
    """The tensor itself: conjugates are computed at once (:func:`conj`).

    Args:
        input (Tensor): of any shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.resolve_conj(cr.tensor([1 + 2j]).conj())
        tensor([1.-2.j])
    """

def resolve_neg(input: Tensor) -> Tensor:
    """The tensor itself: negatives are computed at once.

    Args:
        input (Tensor): of any shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.resolve_neg(cr.tensor([1., 2.]))
        tensor([1., 2.])
    """

def rms_norm(
    input: Tensor,
    normalized_shape: Sequence[_int],
    weight: Tensor | None = None,
    eps: _float | None = None,
) -> Tensor:
    """``x / sqrt(mean(x ** 2) + eps) * weight``, with the mean over the last dimensions. Forward and backward are fused.

    Args:
        input (Tensor): floating point, its last dimensions being ``normalized_shape``.
        normalized_shape (ints): the shape that is normalised.
        weight (Tensor, optional): of that shape.
        eps (float, optional): added to the mean; the machine epsilon of the dtype by default.

    Raises:
        RuntimeError: shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.rms_norm(cr.tensor([3., 4.]), (2,))
        tensor([0.8485, 1.1314])
    """

def roll(input: Tensor, shifts: _int | Sequence[_int], dims: _int | Sequence[_int] = []) -> Tensor:
    """Shifts elements along dimensions; what leaves at one end comes back at the other.

    Args:
        input: any shape and dtype.
        shifts: by how many places, for each of ``dims``.
        dims: the dimensions; without any, the flattened tensor is shifted.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: there are not as many shifts as dimensions.
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.roll(cr.tensor([[1, 2, 3], [4, 5, 6]]), 1, 1)
        tensor([[3, 1, 2],
                [6, 4, 5]])
    """

def rot90(input: Tensor, k: _int = 1, dims: Sequence[_int] = [0, 1]) -> Tensor:
    """Rotates by 90 degrees in the plane of two dimensions.

    Args:
        input: at least two dimensions.
        k: how many times, from the first dimension towards the second; negative turns back.
        dims: the two dimensions.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: ``dims`` are not two different dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.rot90(cr.tensor([[1, 2], [3, 4]]))
        tensor([[2, 4],
                [1, 3]])
    """

@overload
def round(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The nearest integer, halves to the even one; its derivative is 0.

    Args:
        decimals: round to this many places after the point, or before it if negative (floats only).

    >>> import chainrule as cr
    >>> cr.round(cr.tensor([0.5, 1.5, 2.567]))
    tensor([0., 2., 3.])
    >>> cr.round(cr.tensor([2.567]), decimals=1)
    tensor([2.6000])
    """

@overload
def round(input: Tensor, *, decimals: _int, out: Tensor | None = None) -> Tensor: ...
@overload
def round_(input: Tensor) -> Tensor:
    """The nearest integer, halves to the even one; its derivative is 0.

    This form writes the result to the tensor itself.
    """

@overload
def round_(input: Tensor, *, decimals: _int) -> Tensor: ...
def row_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Joins tensors one below the other: along dimension 0, vectors as rows.

    Args:
        tensors: tensors that agree in all other dimensions.

    Returns:
        A new tensor of at least two dimensions.

    Raises:
        RuntimeError: the list is empty, or the shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.vstack((cr.tensor([1, 2]), cr.tensor([3, 4])))
        tensor([[1, 2],
                [3, 4]])
    """

def rsqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``1 / sqrt(input)``, element by element; an infinity at 0, NaN below.

    Integers give the default float type. The derivative is ``-rsqrt(input)**3 / 2``.

    Example:
        >>> import chainrule as cr
        >>> cr.rsqrt(cr.tensor([4.0, 0.25]))
        tensor([0.5000, 2.0000])
    """

def rsqrt_(input: Tensor) -> Tensor:
    """``1 / sqrt(input)``, element by element; an infinity at 0, NaN below.

    This form writes the result to the tensor itself.
    """

def rsub(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """other - alpha * input.

    >>> import chainrule as cr
    >>> cr.rsub(cr.tensor([1.0, 2.0]), 5)
    tensor([4., 3.])
    """

@overload
def scatter(
    input: Tensor, dim: _int, index: Tensor, src: Tensor, *, out: Tensor | None = None
) -> Tensor:
    r"""A copy of ``input`` with values put along ``dim`` where ``index`` points.

    .. math:: out[index[i][j][k]][j][k] = src[i][j][k] \quad \text{for } dim = 0

    Args:
        input: any dtype.
        dim: the dimension that is indexed.
        index: int64 or int32, no larger than ``src``, nor than the input in the other dimensions.
        src: of the input's dtype; or ``value``, a number. Where indices repeat, the last one stays.
        reduce: ``"add"`` or ``"multiply"`` combines with what is there instead.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        RuntimeError: an index is out of range, or shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.scatter(cr.zeros(3), 0, cr.tensor([2, 0]), cr.tensor([1.0, 2.0]))
        tensor([2., 0., 1.])
        >>> cr.scatter(cr.zeros(3), 0, cr.tensor([1]), 5.0)
        tensor([0., 5., 0.])
    """

@overload
def scatter(
    input: Tensor, dim: _int, index: Tensor, value: Number, *, out: Tensor | None = None
) -> Tensor: ...
@overload
def scatter(
    input: Tensor, dim: _int, index: Tensor, src: Tensor, *, reduce: str, out: Tensor | None = None
) -> Tensor: ...
@overload
def scatter(
    input: Tensor,
    dim: _int,
    index: Tensor,
    value: Number,
    *,
    reduce: str,
    out: Tensor | None = None,
) -> Tensor: ...
def scatter_add(
    input: Tensor, dim: _int, index: Tensor, src: Tensor, *, out: Tensor | None = None
) -> Tensor:
    r"""A copy of ``input`` with ``src`` added along ``dim`` where ``index`` points.

    .. math:: out[index[i][j][k]][j][k] \mathrel{+}= src[i][j][k] \quad \text{for } dim = 0

    Args:
        input: any dtype.
        dim: the dimension that is indexed.
        index: int64 or int32, no larger than ``src``, nor than the input in the other dimensions.
        src: of the input's dtype.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself.

    Raises:
        RuntimeError: an index is out of range, or shapes or dtypes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.scatter_add(cr.zeros(3), 0, cr.tensor([0, 0, 2]), cr.tensor([1.0, 2.0, 3.0]))
        tensor([3., 0., 3.])
    """

def scatter_reduce(
    input: Tensor,
    dim: _int,
    index: Tensor,
    src: Tensor,
    reduce: str,
    *,
    include_self: _bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """A copy of ``input`` with elements of ``src`` combined into it along ``dim`` where ``index``
    points.

    Args:
        input: any dtype.
        dim: the dimension that is indexed.
        index: int64 or int32, no larger than ``src``, nor than the input in the other dimensions.
        src: of the input's dtype.
        reduce: ``"sum"``, ``"prod"``, ``"mean"``, ``"amax"`` or ``"amin"``.
        include_self: whether what is there takes part.

    Returns:
        A new tensor; the form with an underscore changes the tensor itself. Where elements tie for an
            extreme,
        they share its gradient evenly.

    Raises:
        RuntimeError: an index is out of range, shapes or dtypes do not fit, or ``reduce`` is another
            word.

    Example:
        >>> import chainrule as cr
        >>> x, index = cr.tensor([1.0, 2.0, 3.0]), cr.tensor([0, 0, 1])
        >>> cr.scatter_reduce(x, 0, index, cr.tensor([4.0, 5.0, 6.0]), "amax")
        tensor([5., 6., 3.])
    """

def searchsorted(
    sorted_sequence: Tensor,
    input: Tensor | Number,
    *,
    out_int32: _bool = False,
    right: _bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Where values would have to be inserted to keep a sequence sorted.

    Args:
        sorted_sequence: sorted along the last dimension.
        input: the values: a number, or a tensor that agrees with the sequence in all but the last
            dimension.
        out_int32: gives int32 instead of int64.
        right: behind equal elements instead of before them.
        side: ``"left"`` or ``"right"``; the same as ``right``, in words.
        sorter: int64 indices that sort the sequence, if it is not sorted itself.

    Returns:
        Indices, in the shape of ``input``.

    Raises:
        RuntimeError: the shapes do not fit, or ``side`` contradicts ``right``.

    Example:
        >>> import chainrule as cr
        >>> cr.searchsorted(cr.tensor([1, 3, 5]), cr.tensor([3, 4]))
        tensor([1, 2])
    """

def select(input: Tensor, dim: _int, index: _int) -> Tensor:
    """The part of ``input`` at one index of a dimension, without that dimension.

    Args:
        input: at least one dimension, any dtype.
        dim: the dimension that goes.
        index: the index in it; negative values count from the end.

    Returns:
        A view.

    Raises:
        IndexError: ``index`` or ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.select(cr.tensor([[1, 2, 3], [4, 5, 6]]), 1, -1)
        tensor([3, 6])
    """

def select_scatter(input: Tensor, src: Tensor, dim: _int, index: _int) -> Tensor:
    """A copy of ``input`` with ``src`` at one index of a dimension.

    Args:
        input: at least one dimension.
        src: of the shape of ``input.select(dim, index)``.
        dim: the dimension.
        index: the index in it; negative values count from the end.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: ``src`` has another shape.
        IndexError: ``index`` or ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.select_scatter(cr.zeros(2, 2), cr.ones(2), 0, 0)
        tensor([[1., 1.],
                [0., 0.]])
    """

def selu(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``1.0507 * elu(input, 1.6733)``: keeps mean 0 and variance 1 from layer to layer.

    Klambauer et al. 2017, arXiv:1706.02515. With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.selu(cr.tensor([-2.0, 0.5, 3.0]))
        tensor([-1.5202,  0.5254,  3.1521])
    """

def selu_(input: Tensor, inplace: _bool = False) -> Tensor:
    """``1.0507 * elu(input, 1.6733)``: keeps mean 0 and variance 1 from layer to layer.

    This form writes the result to the tensor itself.
    """

def sgn(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The direction of every element: ``z / |z|``, 0 for 0; :func:`sign` of a real tensor.

    Args:
        input (Tensor): of any shape and dtype.

    Example:
        >>> import chainrule as cr
        >>> cr.sgn(cr.tensor([3 + 4j, 0j, -2 + 0j]))
        tensor([ 0.6000+0.8000j,  0.0000+0.0000j, -1.0000+0.0000j])
    """

def sgn_(input: Tensor) -> Tensor:
    """The direction of every element: ``z / |z|``, 0 for 0; :func:`sign` of a real tensor.

    This form writes the result to the tensor itself.
    """

def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logistic function, ``1 / (1 + exp(-input))``.

    Integers give the default float type. The derivative is ``y * (1 - y)`` for a result ``y``.

    Example:
        >>> import chainrule as cr
        >>> cr.sigmoid(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([0.2689, 0.5000, 0.8808])
    """

def sigmoid_(input: Tensor) -> Tensor:
    """The logistic function, ``1 / (1 + exp(-input))``.

    This form writes the result to the tensor itself.
    """

def sign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """-1, 0 or 1 by the sign of every element.

    The derivative is 0. For complex elements see sgn().

    Example:
        >>> import chainrule as cr
        >>> cr.sign(cr.tensor([-3.0, 0.0, 0.5]))
        tensor([-1.,  0.,  1.])
    """

def sign_(input: Tensor) -> Tensor:
    """-1, 0 or 1 by the sign of every element.

    This form writes the result to the tensor itself.
    """

def signbit(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """True where the sign bit is set, that of -0.0 too.

    Example:
        >>> import chainrule as cr
        >>> cr.signbit(cr.tensor([-1.0, -0.0, 0.0, 2.0]))
        tensor([ True,  True, False, False])
    """

def sin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The sine of every element, in radians.

    Integers give the default float type. The derivative is ``cos(input)``.

    Example:
        >>> import chainrule as cr
        >>> cr.sin(cr.tensor([0.0, 0.5, 1.0]))
        tensor([0.0000, 0.4794, 0.8415])
    """

def sin_(input: Tensor) -> Tensor:
    """The sine of every element, in radians.

    This form writes the result to the tensor itself.
    """

def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(pi x) / (pi x), 1 at 0.

    >>> import chainrule as cr
    >>> cr.sinc(cr.tensor([0.0, 0.5, 1.5]))
    tensor([ 1.0000,  0.6366, -0.2122])
    """

def sinc_(input: Tensor) -> Tensor:
    """sin(pi x) / (pi x), 1 at 0.

    This form writes the result to the tensor itself.
    """

def sinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic sine, ``(exp(input) - exp(-input)) / 2``.

    Integers give the default float type. The derivative is ``cosh(input)``.

    Example:
        >>> import chainrule as cr
        >>> cr.sinh(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([-1.1752,  0.0000,  3.6269])
    """

def sinh_(input: Tensor) -> Tensor:
    """The hyperbolic sine, ``(exp(input) - exp(-input)) / 2``.

    This form writes the result to the tensor itself.
    """

def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: _int = 0,
    start: _int | None = None,
    end: _int | None = None,
    step: _int = 1,
) -> Tensor:
    """A copy of ``input`` with ``src`` in a slice of one dimension.

    Args:
        input: at least one dimension.
        src: of the shape of the slice.
        dim: the dimension.
        start, end, step: the slice, as in ``input[start:end:step]``.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: ``src`` has another shape.
        ValueError: the step is not positive.

    Example:
        >>> import chainrule as cr
        >>> cr.slice_scatter(cr.zeros(4), cr.ones(2), start=1, end=3)
        tensor([0., 1., 1., 0.])
    """

def slogdet(input: Tensor, *, out: Sequence[Tensor] | None = None) -> _results.slogdet:
    """The determinant as a sign (a number of size 1 where complex) and the logarithm of its size: for determinants that
    overflow.

    Args:
        A (Tensor): (*, n, n), floating point or complex.

    Returns:
        sign and logabsdet, of shape (*): ``det(A) = sign * exp(logabsdet)``; 0 and -inf for singular matrices.

    Raises:
        RuntimeError: matrices that are not square, or integers.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.slogdet(cr.diag(cr.tensor([-1., 1.]))).sign
        tensor(-1.)
    """

def softmax(
    input: Tensor, dim: _int, dtype: _DType | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``exp(x) / sum(exp(x))`` along a dimension: positive numbers that add up to one. The largest element is subtracted first,
    so nothing overflows.

    Args:
        input (Tensor): of any shape, floating point.
        dim (int): along which.
        dtype (dtype, optional): the input is converted to it first.

    Raises:
        IndexError: the dimension is out of range.
        NotImplementedError: the dtype is not floating point.

    Example:
        >>> import chainrule as cr
        >>> cr.softmax(cr.tensor([0., 0., 0., 0.]), dim=0)
        tensor([0.2500, 0.2500, 0.2500, 0.2500])
    """

def sort(
    input: Tensor,
    dim: _int = -1,
    descending: _bool = False,
    *,
    stable: _bool | None = None,
    out: Sequence[Tensor] | None = None,
) -> _results.sort:
    """The elements in order along a dimension, and where they were. Equal elements keep their order; NaN is larger than every
    number.

    Args:
        input (Tensor): of any shape and real dtype.
        dim (int): along which.
        descending (bool): the largest first?
        stable (bool): must equal elements keep their order? They always do.

    Returns:
        (Tensor, Tensor): a named tuple ``(values, indices)``.

    Raises:
        IndexError: the dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> values, indices = cr.sort(cr.tensor([3., 1., 2.]))
        >>> values, indices
        (tensor([1., 2., 3.]), tensor([1, 2, 0]))
    """

@overload
def split(tensor: Tensor, split_size_or_sections: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """Cuts ``tensor`` along ``dim`` into parts of a given size, or of given sizes.

    Args:
        tensor: at least one dimension, any dtype.
        split_size_or_sections: the size of each part (the last may be smaller), or a list of sizes.
        dim: the dimension to cut.

    Returns:
        A tuple of views; they may not be changed in place while gradients are recorded.

    Raises:
        RuntimeError: a size is negative, or a list of sizes does not add up.
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.split(cr.arange(5), 2)
        (tensor([0, 1]), tensor([2, 3]), tensor([4]))
        >>> cr.split(cr.arange(5), [1, 4])
        (tensor([0]), tensor([1, 2, 3, 4]))
    """

@overload
def split(
    tensor: Tensor, split_size_or_sections: Sequence[_int], dim: _int = 0
) -> tuple[Tensor, ...]: ...
def split_with_sizes(
    input: Tensor, split_sizes: Sequence[_int], dim: _int = 0
) -> tuple[Tensor, ...]:
    """Cuts ``input`` along ``dim`` into parts of the given sizes.

    Args:
        input: at least one dimension, any dtype.
        split_sizes: sizes that add up to the size of ``dim``.
        dim: the dimension to cut.

    Returns:
        A tuple of views.

    Raises:
        RuntimeError: the sizes do not add up.

    Example:
        >>> import chainrule as cr
        >>> cr.split_with_sizes(cr.arange(3), [1, 2])
        (tensor([0]), tensor([1, 2]))
    """

def sqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The square root of every element; NaN for negative ones.

    Integers give the default float type. The derivative is ``1 / (2 * sqrt(input))``.

    Example:
        >>> import chainrule as cr
        >>> cr.sqrt(cr.tensor([0.0, 4.0, 2.0]))
        tensor([0.0000, 2.0000, 1.4142])
    """

def sqrt_(input: Tensor) -> Tensor:
    """The square root of every element; NaN for negative ones.

    This form writes the result to the tensor itself.
    """

def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The square of every element.

    The derivative is ``2 * input``.

    Example:
        >>> import chainrule as cr
        >>> cr.square(cr.tensor([-3.0, 0.5]))
        tensor([9.0000, 0.2500])
    """

def square_(input: Tensor) -> Tensor:
    """The square of every element.

    This form writes the result to the tensor itself.
    """

@overload
def squeeze(input: Tensor) -> Tensor:
    """Drops dimensions of size one: all of them, or those that are named.

    Args:
        input: any shape and dtype.
        dim: one dimension or several; a named dimension of another size stays.

    Returns:
        A view.

    Raises:
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.squeeze(cr.zeros(1, 3, 1)).shape
        torch.Size([3])
        >>> cr.squeeze(cr.zeros(1, 3, 1), 0).shape
        torch.Size([3, 1])
    """

@overload
def squeeze(input: Tensor, dim: _int) -> Tensor: ...
@overload
def squeeze(input: Tensor, dim: Sequence[_int]) -> Tensor: ...
def stack(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Joins tensors along a new dimension.

    Args:
        tensors: tensors of one shape; the result has the dtype that all are promoted to.
        dim: where the new dimension goes.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the list is empty, or the shapes differ.
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.stack((cr.tensor([1, 2]), cr.tensor([3, 4])), 1)
        tensor([[1, 3],
                [2, 4]])
    """

@overload
def std(input: Tensor, unbiased: _bool = True) -> Tensor:
    """The standard deviation of all elements, or along the dimensions ``dim``: the square root of :func:`var`.

    Args:
        input (Tensor): of any shape, floating point or complex.
        dim (int or tuple of ints, optional): what to reduce; None or () means everything.
        correction (number): subtracted from the number of elements; 1 by default (Bessel).
        unbiased (bool): the older form: True is ``correction=1``, False ``correction=0``.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Raises:
        RuntimeError: the dtype is an integer's or bool.

    Example:
        >>> import chainrule as cr
        >>> cr.std(cr.tensor([1., 2., 3., 4.]))
        tensor(1.2910)
    """

@overload
def std(
    input: Tensor,
    dim: _int | Sequence[_int] | None,
    unbiased: _bool = True,
    keepdim: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def std(
    input: Tensor,
    dim: _int | Sequence[_int] | None = None,
    *,
    correction: Number | None = None,
    keepdim: _bool = False,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def std_mean(input: Tensor, unbiased: _bool = True) -> tuple[Tensor, Tensor]:
    """Standard deviation and mean at once; see :func:`std`.

    Args:
        input (Tensor): of any shape, floating point or complex.
        dim (int or tuple of ints, optional): what to reduce; None or () means everything.
        correction (number): subtracted from the number of elements; 1 by default (Bessel).
        unbiased (bool): the older form: True is ``correction=1``, False ``correction=0``.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Returns:
        (Tensor, Tensor): standard deviation and mean.

    Example:
        >>> import chainrule as cr
        >>> cr.std_mean(cr.tensor([1., 2., 3.]))
        (tensor(1.), tensor(2.))
    """

@overload
def std_mean(
    input: Tensor, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False
) -> tuple[Tensor, Tensor]: ...
@overload
def std_mean(
    input: Tensor,
    dim: _int | Sequence[_int] | None = None,
    *,
    correction: Number | None = None,
    keepdim: _bool = False,
) -> tuple[Tensor, Tensor]: ...
@overload
def sub(
    input: Tensor, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None
) -> Tensor:
    """``input - alpha * other``, element by element.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast; an operand is bool; ``alpha`` is a fraction and
            the operands are integers.

    Example:
        >>> import chainrule as cr
        >>> cr.sub(cr.tensor([1.0, 2.0]), cr.tensor([[10.0], [20.0]]))
        tensor([[ -9.,  -8.],
                [-19., -18.]])
    """

@overload
def sub(
    input: Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None
) -> Tensor: ...
def sub_(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """``input - alpha * other``, element by element.

    This form writes the result to the tensor itself.
    """

@overload
def subtract(
    input: Tensor, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None
) -> Tensor:
    """``input - alpha * other``, element by element.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast; an operand is bool; ``alpha`` is a fraction and
            the operands are integers.

    Example:
        >>> import chainrule as cr
        >>> cr.sub(cr.tensor([1.0, 2.0]), cr.tensor([[10.0], [20.0]]))
        tensor([[ -9.,  -8.],
                [-19., -18.]])
    """

@overload
def subtract(
    input: Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None
) -> Tensor: ...
def subtract_(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """``input - alpha * other``, element by element.

    This form writes the result to the tensor itself.
    """

@overload
def sum(input: Tensor, *, dtype: _DType | None = None, out: Tensor | None = None) -> Tensor:
    """The sum of all elements, or of those along the dimensions ``dim``.

    Args:
        input (Tensor): of any shape and dtype.
        dim (int or tuple of ints, optional): what to sum over; None or () means everything.
        keepdim (bool): keep the summed dimensions, with size 1.
        dtype (dtype, optional): of the result, and of the additions. Integers and bool sum to int64 without it.

    Sums are blocked and accumulated in a wider type, so that ten million float32 numbers add up to within 1e-6.

    Raises:
        IndexError: a dimension is out of range.
        RuntimeError: a dimension is given twice.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[1., 2.], [3., 4.]])
        >>> cr.sum(x)
        tensor(10.)
        >>> x.sum(dim=0)
        tensor([4., 6.])
    """

@overload
def sum(
    input: Tensor,
    dim: _int | Sequence[_int] | None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
def svd(
    input: Tensor,
    some: _bool = True,
    compute_uv: _bool = True,
    *,
    out: Sequence[Tensor] | None = None,
) -> _results.svd:
    """The singular value decomposition ``input = U diag(S) V^H``; :func:`linalg.svd` is its successor.

    Args:
        input (Tensor): (*, m, n), floating point or complex.
        some (bool): the first min(m, n) vectors only.
        compute_uv (bool): False leaves zeros in place of the vectors.

    Raises:
        LinAlgError: values that are not finite, or no convergence.
        RuntimeError: integers, or fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.svd(cr.tensor([[0., 2.], [3., 0.]])).S
        tensor([3., 2.])
    """

def swapaxes(input: Tensor, axis0: _int, axis1: _int) -> Tensor:
    """:func:`transpose` under NumPy's name.

    Args:
        input: any shape and dtype.
        axis0, axis1: the two dimensions to exchange.

    Returns:
        A view; no element is copied.

    Raises:
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.swapaxes(cr.zeros(2, 3, 5), 0, 2).shape
        torch.Size([5, 3, 2])
    """

def swapdims(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """:func:`transpose` under another name.

    Args:
        input: any shape and dtype.
        dim0, dim1: the two dimensions to exchange.

    Returns:
        A view; no element is copied.

    Raises:
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.swapdims(cr.zeros(2, 3, 5), 0, 1).shape
        torch.Size([3, 2, 5])
    """

def t(input: Tensor) -> Tensor:
    """The transpose of a matrix; vectors and scalars come back as they are.

    Args:
        input: at most two dimensions, any dtype.

    Returns:
        A view; no element is copied.

    Raises:
        RuntimeError: the input has more than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.t(cr.tensor([[1, 2, 3], [4, 5, 6]]))
        tensor([[1, 4],
                [2, 5],
                [3, 6]])
    """

def take(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements of the flattened input that ``index`` names.

    Args:
        input: any shape and dtype.
        index: int64 of any shape; negative indices count from the end.

    Returns:
        A new tensor of the shape of ``index``.

    Raises:
        IndexError: an index is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.take(cr.tensor([[1, 2], [3, 4]]), cr.tensor([0, -1]))
        tensor([1, 4])
    """

def take_along_dim(
    input: Tensor, indices: Tensor, dim: _int | None = None, *, out: Tensor | None = None
) -> Tensor:
    """:func:`gather` with broadcasting in the other dimensions; fits the indices of argsort
    and argmax.

    Args:
        input: any shape and dtype.
        indices: int64.
        dim: the dimension that is indexed; by default both are flattened first.

    Returns:
        A new tensor of the shape of ``indices``, broadcast.

    Raises:
        RuntimeError: an index is out of range, or the shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([[10, 30, 20], [60, 40, 50]])
        >>> cr.take_along_dim(x, cr.tensor([[1], [0]]), dim=1)
        tensor([[30],
                [60]])
    """

def tan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The tangent of every element, in radians.

    Integers give the default float type. The derivative is ``1 + tan(input)**2``.

    Example:
        >>> import chainrule as cr
        >>> cr.tan(cr.tensor([0.0, 0.5, 1.0]))
        tensor([0.0000, 0.5463, 1.5574])
    """

def tan_(input: Tensor) -> Tensor:
    """The tangent of every element, in radians.

    This form writes the result to the tensor itself.
    """

def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic tangent, ``sinh(input) / cosh(input)``; between -1 and 1.

    Integers give the default float type. The derivative is ``1 - tanh(input)**2``.

    Example:
        >>> import chainrule as cr
        >>> cr.tanh(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([-0.7616,  0.0000,  0.9640])
    """

def tanh_(input: Tensor) -> Tensor:
    """The hyperbolic tangent, ``sinh(input) / cosh(input)``; between -1 and 1.

    This form writes the result to the tensor itself.
    """

@overload
def tensor_split(input: Tensor, sections: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """Cuts ``input`` into parts as even as possible, or at given indices.

    Args:
        input: at least one dimension, any dtype.
        indices_or_sections: the number of parts, or the indices at which to cut; an integer, a list, or
            an int64 tensor of at most one dimension.
        dim: the dimension to cut.

    Returns:
        A tuple of views.

    Raises:
        RuntimeError: the number of parts is not positive.
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.tensor_split(cr.arange(5), 3)
        (tensor([0, 1]), tensor([2, 3]), tensor([4]))
        >>> cr.tensor_split(cr.arange(5), (1, 3))
        (tensor([0]), tensor([1, 2]), tensor([3, 4]))
    """

@overload
def tensor_split(input: Tensor, indices: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]: ...
@overload
def tensor_split(
    input: Tensor, tensor_indices_or_sections: Tensor, dim: _int = 0
) -> tuple[Tensor, ...]: ...
def threshold(
    input: Tensor,
    threshold: _float,
    value: _float,
    inplace: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """``input`` where it is above ``threshold``, else ``value``.

    With ``inplace`` the result is written to the input.

    Example:
        >>> import chainrule as cr
        >>> cr.nn.functional.threshold(cr.tensor([-2.0, 0.5, 3.0]), 1.0, -5.0)
        tensor([-5., -5.,  3.])
    """

def threshold_(input: Tensor, threshold: _float, value: _float, inplace: _bool = False) -> Tensor:
    """``input`` where it is above ``threshold``, else ``value``.

    This form writes the result to the tensor itself.
    """

@overload
def tile(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """The tensor several times along each dimension, as a copy.

    Args:
        input: any shape and dtype.
        dims: how often, counted from the last dimension; what is missing in front is 1.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: a number is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.tile(cr.tensor([1, 2]), (2,))
        tensor([1, 2, 1, 2])
    """

@overload
def tile(input: Tensor, *dims: _int) -> Tensor: ...
def topk(
    input: Tensor,
    k: _int,
    dim: _int = -1,
    largest: _bool = True,
    sorted: _bool = True,
    *,
    out: Sequence[Tensor] | None = None,
) -> _results.topk:
    """The k largest (or smallest) elements along a dimension, and where they are. NaN is larger than every number.

    Args:
        input (Tensor): of any shape and real dtype.
        k (int): how many.
        dim (int): along which.
        largest (bool): the largest, or the smallest?
        sorted (bool): in order?

    Returns:
        (Tensor, Tensor): a named tuple ``(values, indices)``.

    Raises:
        IndexError: the dimension is out of range.
        RuntimeError: there are fewer than k elements.

    Example:
        >>> import chainrule as cr
        >>> values, indices = cr.topk(cr.tensor([3., 1., 4., 2.]), k=2)
        >>> values, indices
        (tensor([4., 3.]), tensor([2, 0]))
    """

def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal.

    Args:
        input (Tensor): two-dimensional.

    Raises:
        RuntimeError: another number of dimensions.
        NotImplementedError: bool.

    Example:
        >>> import chainrule as cr
        >>> cr.trace(cr.tensor([[1., 2.], [3., 4.]]))
        tensor(5.)
    """

def transpose(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """A view of ``input`` with dimensions ``dim0`` and ``dim1`` exchanged.

    Args:
        input: any shape and dtype.
        dim0, dim1: the two dimensions; negative values count from the end.

    Returns:
        A view; no element is copied.

    Raises:
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.transpose(cr.tensor([[1, 2, 3], [4, 5, 6]]), 0, 1)
        tensor([[1, 4],
                [2, 5],
                [3, 6]])
    """

@overload
def trapezoid(y: Tensor, x: Tensor, *, dim: _int = -1) -> Tensor:
    """The integral of samples along a dimension by the trapezoidal rule,
    ``sum((x[k + 1] - x[k]) * (y[k] + y[k + 1]) / 2)``.

    Args:
        y (Tensor): the samples.
        x (Tensor, optional): where they were taken; otherwise they are ``dx`` apart.
        dx (float): the spacing.
        dim (int): along which.

    Raises:
        RuntimeError: bool tensors, or ``x`` and ``y`` do not match.

    Example:
        >>> import chainrule as cr
        >>> cr.trapezoid(cr.tensor([1., 5., 10.]))
        tensor(10.5000)
    """

@overload
def trapezoid(y: Tensor, *, dx: Number = 1, dim: _int = -1) -> Tensor: ...
@overload
def trapz(y: Tensor, x: Tensor, *, dim: _int = -1) -> Tensor:
    """The integral of samples along a dimension by the trapezoidal rule,
    ``sum((x[k + 1] - x[k]) * (y[k] + y[k + 1]) / 2)``.

    Args:
        y (Tensor): the samples.
        x (Tensor, optional): where they were taken; otherwise they are ``dx`` apart.
        dx (float): the spacing.
        dim (int): along which.

    Raises:
        RuntimeError: bool tensors, or ``x`` and ``y`` do not match.

    Example:
        >>> import chainrule as cr
        >>> cr.trapezoid(cr.tensor([1., 5., 10.]))
        tensor(10.5000)
    """

@overload
def trapz(y: Tensor, *, dx: _float = 1, dim: _int = -1) -> Tensor: ...
def triangular_solve(
    input: Tensor,
    A: Tensor,
    upper: _bool = True,
    transpose: _bool = False,
    unitriangular: _bool = False,
    *,
    out: Sequence[Tensor] | None = None,
) -> _results.triangular_solve:
    """X of ``A X = input`` for triangular A, and a copy of A; :func:`linalg.solve_triangular` is its successor.

    Args:
        input (Tensor): (*, n, k).
        A (Tensor): (*, n, n), of the same dtype.
        upper (bool): which triangle is read.
        transpose (bool): solves with A transposed.
        unitriangular (bool): takes the diagonal for ones.

    Raises:
        RuntimeError: shapes or dtypes that do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.triangular_solve(cr.tensor([[2.], [4.]]), cr.tensor([[2., 1.], [0., 4.]])).solution
        tensor([[0.5000],
                [1.0000]])
    """

def tril(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """The lower triangle of matrices; the rest is zero.

    Args:
        input: at least two dimensions.
        diagonal: the last diagonal that is kept: 0 the main one, positive above it, negative below.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the input has fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.tril(cr.ones(3, 3))
        tensor([[1., 0., 0.],
                [1., 1., 0.],
                [1., 1., 1.]])
    """

def tril_(input: Tensor, diagonal: _int = 0) -> Tensor:
    """The lower triangle of matrices; the rest is zero.

    This form writes the result to the tensor itself.
    """

def tril_indices(
    row: _int,
    col: _int,
    offset: _int = 0,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
) -> Tensor:
    """The indices of the lower triangle of a matrix, row by row.

    Args:
        row, col: the size of the matrix.
        offset: the diagonal up to which elements belong to it; positive is above the main one.
        dtype: an integer type, int64 by default.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: accepted for compatibility.

    Returns:
        A matrix of two rows: the row indices and the column indices.

    Raises:
        RuntimeError: a size is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.tril_indices(2, 3)
        tensor([[0, 1, 1],
                [0, 0, 1]])
    """

def triu(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """The upper triangle of matrices; the rest is zero.

    Args:
        input: at least two dimensions.
        diagonal: the first diagonal that is kept: 0 the main one, positive above it, negative below.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: the input has fewer than two dimensions.

    Example:
        >>> import chainrule as cr
        >>> cr.triu(cr.ones(3, 3), 1)
        tensor([[0., 1., 1.],
                [0., 0., 1.],
                [0., 0., 0.]])
    """

def triu_(input: Tensor, diagonal: _int = 0) -> Tensor:
    """The upper triangle of matrices; the rest is zero.

    This form writes the result to the tensor itself.
    """

def triu_indices(
    row: _int,
    col: _int,
    offset: _int = 0,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
) -> Tensor:
    """The indices of the upper triangle of a matrix, row by row.

    Args:
        row, col: the size of the matrix.
        offset: the diagonal from which elements belong to it; positive is above the main one.
        dtype: an integer type, int64 by default.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: accepted for compatibility.

    Returns:
        A matrix of two rows: the row indices and the column indices.

    Raises:
        RuntimeError: a size is negative.

    Example:
        >>> import chainrule as cr
        >>> cr.triu_indices(2, 3)
        tensor([[0, 0, 0, 1, 1],
                [0, 1, 2, 1, 2]])
    """

@overload
def true_divide(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """``input / other``; integers are divided as floats. As div() without rounding.

    The operands are broadcast, and computed in the type that both fit.

    Raises:
        RuntimeError: the shapes cannot be broadcast.

    Example:
        >>> import chainrule as cr
        >>> cr.true_divide(cr.tensor([7, -7]), 2)
        tensor([ 3.5000, -3.5000])
    """

@overload
def true_divide(input: Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor: ...
def true_divide_(input: Tensor, other: Tensor | Number) -> Tensor:
    """``input / other``; integers are divided as floats. As div() without rounding.

    This form writes the result to the tensor itself.
    """

def trunc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Every element without its fraction: rounded towards 0.

    Integers stay as they are. The derivative is 0.

    Example:
        >>> import chainrule as cr
        >>> cr.trunc(cr.tensor([-1.5, 0.5, 2.7]))
        tensor([-1.,  0.,  2.])
    """

def trunc_(input: Tensor) -> Tensor:
    """Every element without its fraction: rounded towards 0.

    This form writes the result to the tensor itself.
    """

def unbind(input: Tensor, dim: _int = 0) -> tuple[Tensor, ...]:
    """The slices of ``input`` along ``dim``, without that dimension.

    Args:
        input: at least one dimension, any dtype.
        dim: the dimension that goes.

    Returns:
        A tuple of views, one for each index; they may not be changed in place while gradients are
            recorded.

    Raises:
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.unbind(cr.tensor([[1, 2], [3, 4]]))
        (tensor([1, 2]), tensor([3, 4]))
    """

def unflatten(input: Tensor, dim: _int, sizes: Sequence[_int]) -> Tensor:
    """Splits dimension ``dim`` into several.

    Args:
        input: at least one dimension, any dtype.
        dim: the dimension to split.
        sizes: what it becomes; one size may be -1 and is then inferred.

    Returns:
        A view.

    Raises:
        RuntimeError: the sizes do not multiply up to the size of ``dim``.
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.unflatten(cr.zeros(3, 8), 1, (2, -1)).shape
        torch.Size([3, 2, 4])
    """

def unique(
    input: Tensor,
    sorted: _bool = True,
    return_inverse: _bool = False,
    return_counts: _bool = False,
    dim: _int | None = None,
) -> Any:
    """The different elements, or slices, of a tensor in ascending order.

    Args:
        input: any real dtype. NaN is different from itself.
        sorted: accepted for compatibility: the result is always sorted.
        return_inverse: also gives, for each element, its index in the result.
        return_counts: also gives, for each element of the result, how often it occurs.
        dim: compares slices along this dimension instead of elements.

    Returns:
        A tensor; with inverse or counts a tuple.

    Raises:
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.unique(cr.tensor([3, 1, 2, 1]))
        tensor([1, 2, 3])
        >>> cr.unique(cr.tensor([3, 1, 3]), return_counts=True)
        (tensor([1, 3]), tensor([1, 2]))
    """

def unique_consecutive(
    input: Tensor,
    return_inverse: _bool = False,
    return_counts: _bool = False,
    dim: _int | None = None,
) -> Any:
    """One element of each run of equal neighbours.

    Args:
        input: any real dtype.
        return_inverse: also gives, for each element, the number of its run.
        return_counts: also gives the length of each run.
        dim: compares slices along this dimension instead of elements.

    Returns:
        A tensor; with inverse or counts a tuple.

    Raises:
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.unique_consecutive(cr.tensor([1, 1, 2, 1]))
        tensor([1, 2, 1])
    """

def unsqueeze(input: Tensor, dim: _int) -> Tensor:
    """A new dimension of size one before dimension ``dim``.

    Args:
        input: any shape and dtype.
        dim: where it goes, from ``-input.dim() - 1`` to ``input.dim()``.

    Returns:
        A view.

    Raises:
        IndexError: ``dim`` is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.unsqueeze(cr.tensor([1, 2]), 1)
        tensor([[1],
                [2]])
    """

def vander(x: Tensor, N: _int | None = None, increasing: _bool = False) -> Tensor:
    """The Vandermonde matrix of a vector: its powers, falling.

    Args:
        x (Tensor): one-dimensional.
        N (int, optional): the number of columns; as many as x has elements by default.
        increasing (bool): powers rise from left to right.

    Raises:
        RuntimeError: another number of dimensions, or a negative ``N``.

    Example:
        >>> import chainrule as cr
        >>> cr.vander(cr.tensor([2, 3]), N=3)
        tensor([[4, 2, 1],
                [9, 3, 1]])
    """

@overload
def var(input: Tensor, unbiased: _bool = True) -> Tensor:
    """The variance of all elements, or along the dimensions ``dim``: ``sum((x - mean) ** 2) / max(0, N - correction)``.

    Args:
        input (Tensor): of any shape, floating point or complex.
        dim (int or tuple of ints, optional): what to reduce; None or () means everything.
        correction (number): subtracted from the number of elements; 1 by default (Bessel).
        unbiased (bool): the older form: True is ``correction=1``, False ``correction=0``.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Raises:
        RuntimeError: the dtype is an integer's or bool.

    Example:
        >>> import chainrule as cr
        >>> cr.var(cr.tensor([[1., 2.], [3., 5.]]), dim=1, correction=0)
        tensor([0.2500, 1.0000])
    """

@overload
def var(
    input: Tensor,
    dim: _int | Sequence[_int] | None,
    unbiased: _bool = True,
    keepdim: _bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def var(
    input: Tensor,
    dim: _int | Sequence[_int] | None = None,
    *,
    correction: Number | None = None,
    keepdim: _bool = False,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def var_mean(input: Tensor, unbiased: _bool = True) -> tuple[Tensor, Tensor]:
    """Variance and mean at once; see :func:`var`.

    Args:
        input (Tensor): of any shape, floating point or complex.
        dim (int or tuple of ints, optional): what to reduce; None or () means everything.
        correction (number): subtracted from the number of elements; 1 by default (Bessel).
        unbiased (bool): the older form: True is ``correction=1``, False ``correction=0``.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Returns:
        (Tensor, Tensor): variance and mean.

    Example:
        >>> import chainrule as cr
        >>> cr.var_mean(cr.tensor([1., 2., 3.]))
        (tensor(1.), tensor(2.))
    """

@overload
def var_mean(
    input: Tensor, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False
) -> tuple[Tensor, Tensor]: ...
@overload
def var_mean(
    input: Tensor,
    dim: _int | Sequence[_int] | None = None,
    *,
    correction: Number | None = None,
    keepdim: _bool = False,
) -> tuple[Tensor, Tensor]: ...
def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The dot product of two vectors, the first conjugated.

    ``sum_i conj(input[i]) * other[i]``

    Raises:
        RuntimeError: an argument is no vector, or the sizes or the dtypes differ.

    Example:
        >>> import chainrule as cr
        >>> x = cr.tensor([1 + 2j, 3 - 1j])
        >>> cr.vdot(x, x)
        tensor(15.+0.j)
    """

def view_as_complex(input: Tensor) -> Tensor:
    """Real pairs in the last dimension seen as complex numbers.

    Args:
        input: float32 or float64, with a last dimension of size 2 and stride 1.

    Returns:
        A view of the corresponding complex dtype.

    Raises:
        RuntimeError: the last dimension is not of size two, or strides do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.view_as_complex(cr.tensor([[1.0, 2.0], [3.0, 4.0]]))
        tensor([1.+2.j, 3.+4.j])
    """

def view_as_real(input: Tensor) -> Tensor:
    """A complex tensor seen as real pairs: a new last dimension of size two.

    Args:
        input: complex, any shape.

    Returns:
        A view of the corresponding real dtype.

    Raises:
        RuntimeError: the input is not complex.

    Example:
        >>> import chainrule as cr
        >>> cr.view_as_real(cr.tensor([1 + 2j, 3 + 4j]))
        tensor([[1., 2.],
                [3., 4.]])
    """

@overload
def vsplit(input: Tensor, sections: _int) -> tuple[Tensor, ...]:
    """Cuts into rows: :func:`tensor_split` along dimension 0.

    Args:
        input: at least two dimensions, any dtype.
        sections: the number of equal parts, or ``indices`` at which to cut.

    Returns:
        A tuple of views.

    Raises:
        RuntimeError: the size is not divisible by the number of parts.

    Example:
        >>> import chainrule as cr
        >>> cr.vsplit(cr.arange(4).reshape(2, 2), 2)
        (tensor([[0, 1]]), tensor([[2, 3]]))
    """

@overload
def vsplit(input: Tensor, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Joins tensors one below the other: along dimension 0, vectors as rows.

    Args:
        tensors: tensors that agree in all other dimensions.

    Returns:
        A new tensor of at least two dimensions.

    Raises:
        RuntimeError: the list is empty, or the shapes do not fit.

    Example:
        >>> import chainrule as cr
        >>> cr.vstack((cr.tensor([1, 2]), cr.tensor([3, 4])))
        tensor([[1, 2],
                [3, 4]])
    """

@overload
def where(condition: Tensor) -> tuple[Tensor, ...]:
    """With one argument: ``nonzero(condition, as_tuple=True)``.

    Args:
        condition: any shape and dtype.

    Returns:
        A tuple of int64 vectors, one for each dimension.

    Example:
        >>> import chainrule as cr
        >>> cr.where(cr.tensor([0, 1, 2]) > 0)
        (tensor([1, 2]),)
    """

@overload
def where(
    condition: Tensor, input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None
) -> Tensor: ...
@overload
def xlogy(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input * log(other), and 0 where input is 0 (unless other is NaN).

    >>> import chainrule as cr
    >>> cr.xlogy(cr.tensor([0.0, 2.0]), cr.tensor([0.0, 3.0]))
    tensor([0.0000, 2.1972])
    """

@overload
def xlogy(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def xlogy_(input: Tensor, other: Tensor | Number) -> Tensor:
    """input * log(other), and 0 where input is 0 (unless other is NaN).

    This form writes the result to the tensor itself.
    """

@overload
def zeros(
    size: Sequence[_int],
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """A tensor of zeros.

    Args:
        size: the shape, as separate integers or one tuple.
        dtype: by default the default dtype.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.

    Returns:
        A new tensor.

    Raises:
        RuntimeError: a size is negative, or the whole is too large.

    Example:
        >>> import chainrule as cr
        >>> cr.zeros(2, 2)
        tensor([[0., 0.],
                [0., 0.]])
    """

@overload
def zeros(
    *size: _int,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor: ...
def zeros_like(
    input: Tensor,
    *,
    dtype: _DType | None = None,
    layout: _layout | None = None,
    device: _Device | None = None,
    pin_memory: _bool | None = False,
    requires_grad: _bool = False,
    memory_format: _memory_format | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Zeros in the shape of another tensor.

    Args:
        input: gives shape, dtype and order of dimensions in memory.
        dtype: by default that of the input.
        layout, device, pin_memory: accepted for compatibility.
        requires_grad: whether gradients are recorded.
        memory_format: ``contiguous_format`` makes the result row-major.

    Returns:
        A new tensor.

    Example:
        >>> import chainrule as cr
        >>> cr.zeros_like(cr.tensor([1, 2, 3]))
        tensor([0, 0, 0])
    """
