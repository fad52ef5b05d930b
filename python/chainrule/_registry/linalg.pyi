"""The registered operations of ``chainrule.linalg``. Made by tests/stubs/make.py."""

from builtins import bool as _bool
from builtins import int as _int
from collections.abc import Sequence
from typing import overload

from .._core import Number, Tensor, _DType

def diagonal(A: Tensor, *, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
    """The diagonals of a batch of matrices; :func:`diagonal` with the last two dimensions.

    Args:
        A: at least two dimensions, any dtype.
        offset: which diagonal: 0 the main one, positive above it, negative below.
        dim1, dim2: rows and columns of the matrices.

    Returns:
        A view with the diagonal as last dimension.

    Raises:
        RuntimeError: ``dim1`` and ``dim2`` are the same.
        IndexError: a dimension is out of range.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.diagonal(cr.tensor([[1, 2], [3, 4]]))
        tensor([1, 4])
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

@overload
def matrix_norm(
    A: Tensor,
    ord: str = "fro",
    dim: _int | Sequence[_int] = [-2, -1],
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of matrices: 'fro' (root of the sum of squares), 'nuc' (sum of singular values), 2 and -2 (largest and smallest
    singular value), 1 and -1 (largest and smallest sum of a column's sizes), inf and -inf (of a row's).

    Args:
        A (Tensor): with at least two dimensions, floating point or complex.
        ord (number or str): as above.
        dim (tuple of two ints): which dimensions hold the matrices.
        keepdim (bool): keep the reduced dimensions, with size 1.
        dtype (dtype, optional): to compute in.

    Raises:
        RuntimeError: an unknown ``ord``, or dimensions that do not make matrices.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.matrix_norm(cr.tensor([[3., 0.], [0., 4.]]))
        tensor(5.)
    """

@overload
def matrix_norm(
    A: Tensor,
    ord: Number,
    dim: _int | Sequence[_int] = [-2, -1],
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
@overload
def norm(
    A: Tensor,
    ord: Number | None = None,
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of vectors or matrices. Without ``ord`` the 2-norm of all elements (or along ``dim``); with it, that of
    :func:`linalg.vector_norm` for one dimension and of :func:`linalg.matrix_norm` for two.

    Args:
        A (Tensor): floating point or complex.
        ord (number or str, optional): which norm.
        dim (int or tuple of ints, optional): one dimension for vectors, two for matrices.
        keepdim (bool): keep the reduced dimensions, with size 1.
        dtype (dtype, optional): to compute in.

    Raises:
        RuntimeError: an unknown ``ord``, or a number of dimensions that fits neither.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.norm(cr.tensor([[3., 0.], [0., 4.]]), ord=1)
        tensor(4.)
    """

@overload
def norm(
    A: Tensor,
    ord: str,
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor: ...
def vector_norm(
    x: Tensor,
    ord: Number = 2,
    dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False,
    *,
    dtype: _DType | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of vectors, ``sum(|x| ** ord) ** (1 / ord)``; of everything or along the dimensions ``dim``.

    Args:
        x (Tensor): of any shape, floating point or complex.
        ord (number): inf and -inf give the largest and the smallest size, 0 the number of elements that are not zero.
        dim (int or tuple of ints, optional): what to reduce; everything by default.
        keepdim (bool): keep the reduced dimensions, with size 1.
        dtype (dtype, optional): to compute in.

    Raises:
        RuntimeError: the dtype is an integer's or bool, or there is nothing to choose from.

    Example:
        >>> import chainrule as cr
        >>> cr.linalg.vector_norm(cr.tensor([3., 4.]))
        tensor(5.)
    """
