"""Adadelta: step sizes from running means of squared gradients and squared updates."""

from __future__ import annotations

from typing import Any, ClassVar

from . import _backend as cr
from . import _formulas
from ._backend import Tensor
from ._checks import check_eps, check_lr, check_weight_decay
from .optimizer import Closure, Optimizer, ParamsT, scalar_state

__all__ = ["Adadelta"]


class Adadelta(Optimizer):
    r"""Adadelta: step sizes from running means of squared gradients and squared updates.

    With gradient g, parameter p and step number t (from 1)::

        g = g + weight_decay * p
        v = rho * v + (1 - rho) * g**2
        d = sqrt(u + eps) / sqrt(v + eps) * g
        u = rho * u + (1 - rho) * d**2
        p = p - lr * d

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group.
        lr: factor on the update, a number or a tensor of one element.
        rho: how much the running means keep.
        eps: keeps the denominator away from zero.
        weight_decay: factor of the L2 penalty.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        capturable: accepted, and without effect.
        maximize: go up instead of down.
        differentiable: record the step, so that it can be differentiated itself; slower.

    Raises:
        ValueError: a negative ``lr``, ``eps`` or ``weight_decay``, or ``rho`` outside 0 to 1.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.Adadelta([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0.9997, 1.9997], requires_grad=True)
    """

    _formula = staticmethod(_formulas.adadelta)
    _kernel = staticmethod(cr.kernels.adadelta)
    _restored: ClassVar[dict[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }
    _scalar_states = ("step",)

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_lr(lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        check_eps(eps)
        check_weight_decay(weight_decay)
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        state["step"] = scalar_state(0.0)
        state["square_avg"] = cr.zeros_like(p)
        state["acc_delta"] = cr.zeros_like(p)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        return self._update(closure)
