"""SGD: stochastic gradient descent with momentum."""

from __future__ import annotations

from typing import Any, ClassVar

from . import _backend as cr
from . import _formulas
from ._backend import Tensor
from ._checks import check_at_least_zero, check_flags, check_lr, check_weight_decay
from .optimizer import Closure, Optimizer, ParamsT

__all__ = ["SGD"]


class SGD(Optimizer):
    r"""Stochastic gradient descent, optionally with momentum.

    With gradient g, parameter p and momentum buffer b::

        g = g + weight_decay * p
        b = momentum * b + (1 - dampening) * g        # b = g in the first step
        g = g + momentum * b  if nesterov  else  b    # only with momentum
        p = p - lr * g

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group.
        lr: learning rate, a number or a tensor of one element.
        momentum: momentum factor.
        dampening: how much less than 1 the gradient counts in the buffer.
        weight_decay: factor of the L2 penalty.
        nesterov: look ahead along the buffer (needs momentum and no dampening).
        maximize: go up instead of down.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        differentiable: record the step, so that it can be differentiated itself; slower.
        fused: accepted, and without effect.

    Raises:
        ValueError: a negative ``lr``, ``momentum`` or ``weight_decay``, or ``nesterov`` without
            momentum or with dampening.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.SGD([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0.8000, 1.6000], requires_grad=True)
    """

    _formula = staticmethod(_formulas.sgd)
    _kernel = staticmethod(cr.kernels.sgd)
    _restored: ClassVar[dict[str, Any]] = {
        "nesterov": False,
        "maximize": False,
        "foreach": None,
        "differentiable": False,
        "fused": False,
    }

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float | Tensor = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_lr(lr)
        check_at_least_zero(momentum, "Invalid momentum value: {}")
        check_weight_decay(weight_decay)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, defaults)
        check_flags(foreach, fused, differentiable)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        return self._update(closure)
