"""``Variable``, as old programs write it: tensors do what it did."""

from __future__ import annotations

from typing import Any

from .._core import Tensor


class _VariableMeta(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_VariableMeta):
    """``Variable(tensor)`` is the tensor.

    >>> import chainrule as cr
    >>> cr.autograd.Variable(cr.ones(1), requires_grad=True).requires_grad
    True
    """

    def __new__(cls, data: Tensor, requires_grad: bool = False) -> Tensor:  # type: ignore[misc]
        return data.detach().requires_grad_(requires_grad)
