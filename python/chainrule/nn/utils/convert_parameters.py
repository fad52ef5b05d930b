"""All parameters as one vector, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._backend import Tensor, cat

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The parameters, flattened, one after the other. The result is part of their graph.

    >>> import chainrule as cr
    >>> cr.nn.utils.parameters_to_vector([cr.ones(2, 2), cr.zeros(1)]).tolist()
    [1.0, 1.0, 1.0, 1.0, 0.0]
    """
    flat = [parameter.reshape(-1) for parameter in parameters]
    if not flat:
        raise ValueError("parameters_to_vector: expected a non-empty list of Tensors")
    return cat(flat)


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Give the parameters the values in ``vec``, in the order of ``parameters_to_vector``.

    Their data become views of ``vec``.

    Raises:
        TypeError: ``vec`` is not a Tensor.
        RuntimeError: ``vec`` is too short.

    >>> import chainrule as cr
    >>> w = cr.zeros(2, 2)
    >>> cr.nn.utils.vector_to_parameters(cr.arange(4.0), [w])
    >>> w.tolist()
    [[0.0, 1.0], [2.0, 3.0]]
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    at = 0
    for parameter in parameters:
        size = parameter.numel()
        parameter.data = vec[at : at + size].view_as(parameter).data
        at += size
