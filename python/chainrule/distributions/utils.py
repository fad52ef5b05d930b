"""What distributions share: broadcasting of parameters, probabilities and logits, lazy
attributes."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from numbers import Number
from typing import Any, Generic, TypeVar, overload

import chainrule as cr
from chainrule import Tensor

euler_constant = 0.57721566490153286060

T = TypeVar("T")
R = TypeVar("R")

__all__ = [
    "broadcast_all",
    "clamp_probs",
    "euler_constant",
    "lazy_property",
    "logits_to_probs",
    "probs_to_logits",
    "tril_matrix_to_vec",
    "vec_to_tril_matrix",
]


def broadcast_all(*values: Any) -> tuple[Tensor, ...]:
    """Numbers and tensors as tensors of one shape; numbers take the dtype of the first tensor.

    Raises:
        ValueError: something is neither a number nor a tensor.

    Example:
        >>> import chainrule as cr
        >>> cr.distributions.utils.broadcast_all(cr.zeros(2), 1.0)
        (tensor([0., 0.]), tensor([1., 1.]))
    """
    if not all(isinstance(v, (Number, Tensor)) for v in values):
        raise ValueError(
            "Input arguments must all be instances of Number, torch.Tensor or objects implementing "
            f"__torch_function__; got {', '.join(type(v).__name__ for v in values)}."
        )
    first = next((v for v in values if isinstance(v, Tensor)), None)
    dtype = cr.get_default_dtype() if first is None else first.dtype
    tensors = [v if isinstance(v, Tensor) else cr.tensor(v, dtype=dtype) for v in values]
    return tuple(cr.broadcast_tensors(*tensors))


def shape_of(value: Any) -> cr.Size:
    """The shape of a tensor; of a number, none."""
    return value.shape if isinstance(value, Tensor) else cr.Size(())


def standard_normal(shape: Any, like: Tensor) -> Tensor:
    """Normal draws of a tensor's dtype."""
    return cr.randn(tuple(shape), dtype=like.dtype)


def open_uniform(shape: Any, like: Tensor) -> Tensor:
    """Uniform draws from (0, 1): a dtype's smallest normal number stands for 0."""
    return cr.clamp(cr.rand(tuple(shape), dtype=like.dtype), min=float(cr.finfo(like.dtype).tiny))


def sum_rightmost(value: Tensor, dims: int) -> Tensor:
    """The sum over the last ``dims`` dimensions."""
    return value if dims == 0 else value.sum(list(range(-dims, 0)))


def logits_to_probs(logits: Tensor, is_binary: bool = False) -> Tensor:
    """Log-odds (binary) or unnormalised log-probabilities along the last dimension, as
    probabilities.

    >>> import chainrule as cr
    >>> from chainrule.distributions.utils import logits_to_probs
    >>> logits_to_probs(cr.tensor([0.0, 2.0]), is_binary=True)
    tensor([0.5000, 0.8808])
    """
    return cr.sigmoid(logits) if is_binary else cr.softmax(logits, dim=-1)


def clamp_probs(probs: Tensor) -> Tensor:
    """Probabilities kept a rounding error away from 0 and 1.

    >>> import chainrule as cr
    >>> from chainrule.distributions.utils import clamp_probs
    >>> bool(clamp_probs(cr.tensor([0.0, 1.0])).log().isfinite().all())
    True
    """
    eps = float(cr.finfo(probs.dtype).eps)
    return probs.clamp(min=eps, max=1 - eps)


def probs_to_logits(probs: Tensor, is_binary: bool = False) -> Tensor:
    """The inverse of :func:`logits_to_probs`, finite everywhere.

    >>> import chainrule as cr
    >>> from chainrule.distributions.utils import probs_to_logits
    >>> probs_to_logits(cr.tensor([0.5, 0.75]), is_binary=True)
    tensor([0.0000, 1.0986])
    """
    inner = clamp_probs(probs)
    return cr.log(inner) - cr.log1p(-inner) if is_binary else cr.log(inner)


class lazy_property(Generic[T, R]):
    """An attribute that is computed when first asked for, with gradients enabled, and then kept.

    >>> import chainrule as cr
    >>> from chainrule.distributions.utils import lazy_property
    >>> class Square:
    ...     side = 3
    ...     @lazy_property
    ...     def area(self):
    ...         return self.side**2
    >>> Square().area
    9
    """

    def __init__(self, wrapped: Callable[[T], R]) -> None:
        self.wrapped = wrapped
        update_wrapper(self, wrapped)  # type: ignore[arg-type]

    @overload
    def __get__(self, instance: None, owner: Any = None) -> lazy_property[T, R]: ...
    @overload
    def __get__(self, instance: T, owner: Any = None) -> R: ...
    def __get__(self, instance: T | None, owner: Any = None) -> Any:
        if instance is None:
            return self
        with cr.enable_grad():
            value = self.wrapped(instance)
        setattr(instance, self.wrapped.__name__, value)
        return value


def tril_matrix_to_vec(mat: Tensor, diag: int = 0) -> Tensor:
    """The lower triangles of matrices ``(..., n, n)`` as vectors, row by row.

    Raises:
        ValueError: the diagonal lies outside of the matrix.

    >>> import chainrule as cr
    >>> from chainrule.distributions.utils import tril_matrix_to_vec
    >>> tril_matrix_to_vec(cr.tensor([[1.0, 0.0], [2.0, 3.0]]))
    tensor([1., 2., 3.])
    """
    n = mat.shape[-1]
    if diag < -n or diag >= n:
        raise ValueError(f"diag ({diag}) provided is outside [{-n}, {n - 1}].")
    rows, columns = _triangle(n, diag)
    return mat[..., rows, columns]


def vec_to_tril_matrix(vec: Tensor, diag: int = 0) -> Tensor:
    """Vectors as the lower triangles of matrices that are zero elsewhere.

    Raises:
        ValueError: no triangle has so many elements.

    >>> import chainrule as cr
    >>> from chainrule.distributions.utils import vec_to_tril_matrix
    >>> vec_to_tril_matrix(cr.tensor([1.0, 2.0, 3.0]))
    tensor([[1., 0.],
            [2., 3.]])
    """
    length = vec.shape[-1]
    n = (
        -(1 + 2 * diag) + ((1 + 2 * diag) ** 2 + 8 * length + 4 * abs(diag) * (diag + 1)) ** 0.5
    ) / 2
    if not round(n, 6).is_integer():
        raise ValueError(
            f"The size of last dimension is {length} which cannot be expressed as "
            "the lower triangular part of a square D x D matrix."
        )
    size = round(n)
    rows, columns = _triangle(size, diag)
    out = vec.new_zeros((*vec.shape[:-1], size * size))
    index = (rows * size + columns).expand(vec.shape)
    return out.scatter(-1, index, vec).reshape(*vec.shape[:-1], size, size)


def _triangle(n: int, diag: int) -> tuple[Tensor, Tensor]:
    """Row and column numbers of a lower triangle, row by row."""
    places = [(i, j) for i in range(n) for j in range(min(n, i + diag + 1))]
    rows = cr.tensor([i for i, _ in places], dtype=cr.int64)
    return rows, cr.tensor([j for _, j in places], dtype=cr.int64)
