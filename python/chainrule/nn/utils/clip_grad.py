"""Keeping gradients within bounds: by their norm, all together, or element by element."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from .._backend import Tensor, clamp, linalg, no_grad, stack, tensor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    Tensors: TypeAlias = Tensor | Iterable[Tensor]

__all__ = [
    "clip_grad_norm",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_grads_with_norm_",
    "get_total_norm",
]


def _listed(tensors: Any) -> list[Tensor]:
    return [tensors] if isinstance(tensors, Tensor) else list(tensors)


def _gradients(parameters: Tensors) -> list[Tensor]:
    given = _listed(parameters)
    if not given and not isinstance(parameters, (list, tuple)):
        warnings.warn(
            "`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=3
        )
    return [p.grad for p in given if p.grad is not None]


def _scale(gradients: list[Tensor], max_norm: float, total_norm: Tensor) -> None:
    with no_grad():
        # At most 1, and no branch: what is scaled by 1 does not change.
        factor = clamp(float(max_norm) / (total_norm + 1e-6), max=1.0)
        for gradient in gradients:
            gradient.mul_(factor)


def get_total_norm(
    tensors: Tensors,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all ``tensors`` together, as if they were one vector: the norm of their norms.

    ``foreach`` is accepted; there is one way here.

    Raises:
        RuntimeError: with ``error_if_nonfinite``, the norm is infinite or not a number.

    >>> import chainrule as cr
    >>> cr.nn.utils.get_total_norm([cr.tensor([3.0]), cr.tensor([4.0])]).item()
    5.0
    """
    with no_grad():
        listed = _listed(tensors)
        norm_type = float(norm_type)
        if not listed:
            return tensor(0.0)
        norms = [linalg.vector_norm(t.detach(), norm_type) for t in listed]
        kinds = {norm.dtype for norm in norms}
        if len(kinds) > 1:
            widest = sum(norms[1:], norms[0]).dtype
            norms = [norm.to(widest) for norm in norms]
        total = linalg.vector_norm(stack(norms), norm_type)
        if error_if_nonfinite and not bool(total.isfinite()):
            raise RuntimeError(
                f"The total norm of order {norm_type} for gradients from `parameters` is "
                f"non-finite ({total.item()}), so it cannot be clipped. To disable this error and "
                "scale the gradients by the non-finite norm anyway, set "
                "`error_if_nonfinite=False`"
            )
        return total


def clip_grads_with_norm_(
    parameters: Tensors, max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Scale all gradients by ``min(1, max_norm / (total_norm + 1e-6))``, in place.

    >>> import chainrule as cr
    >>> x = cr.tensor([3.0, 4.0], requires_grad=True)
    >>> x.grad = cr.tensor([3.0, 4.0])
    >>> cr.nn.utils.clip_grads_with_norm_([x], 1.0, cr.tensor(5.0))
    >>> x.grad
    tensor([0.6000, 0.8000])
    """
    _scale(_gradients(parameters), max_norm, total_norm)


def clip_grad_norm_(
    parameters: Tensors,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale all gradients, in place, so that their norm together is at most ``max_norm``.

    The norm is that of all gradients as one vector; it is returned as it was before.

    Raises:
        RuntimeError: with ``error_if_nonfinite``, the norm is infinite or not a number.

    >>> import chainrule as cr
    >>> p = cr.nn.Parameter(cr.zeros(2))
    >>> p.grad = cr.tensor([3.0, 4.0])
    >>> cr.nn.utils.clip_grad_norm_([p], max_norm=1.0).item()
    5.0
    """
    gradients = _gradients(parameters)
    total = get_total_norm(gradients, norm_type, error_if_nonfinite)
    _scale(gradients, max_norm, total)
    return total


def clip_grad_norm(
    parameters: Tensors,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The old name of :func:`clip_grad_norm_`, which still works and says so.

    >>> import chainrule as cr
    >>> cr.nn.utils.clip_grad_norm([], 1.0)
    tensor(0.)
    """
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of "
        "`torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def clip_grad_value_(parameters: Tensors, clip_value: float, foreach: bool | None = None) -> None:
    """Clamp every element of every gradient to ``[-clip_value, clip_value]``, in place.

    >>> import chainrule as cr
    >>> p = cr.nn.Parameter(cr.zeros(2))
    >>> p.grad = cr.tensor([3.0, -4.0])
    >>> cr.nn.utils.clip_grad_value_([p], 1.0)
    >>> p.grad.tolist()
    [1.0, -1.0]
    """
    bound = float(clip_value)
    with no_grad():
        for gradient in _gradients(parameters):
            gradient.clamp_(min=-bound, max=bound)
