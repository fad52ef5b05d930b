"""The registered operations of ``chainrule.special``. Made by tests/stubs/make.py."""

from builtins import bool as _bool
from builtins import int as _int
from collections.abc import Sequence

from .._core import Tensor, _DType

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
