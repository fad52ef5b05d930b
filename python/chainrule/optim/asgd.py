"""ASGD: averaged stochastic gradient descent."""

from __future__ import annotations

from typing import Any, ClassVar

from . import _backend as cr
from . import _formulas
from ._backend import Tensor
from ._checks import check_lr, check_weight_decay
from .optimizer import Closure, Optimizer, ParamsT, scalar_state

__all__ = ["ASGD"]


class ASGD(Optimizer):
    r"""ASGD: gradient descent that also keeps an average of the parameters it went through.

    With gradient g, parameter p and step number t (from 1)::

        g = g + weight_decay * p
        p = p * (1 - lambd * eta) - eta * g
        a = a + mu * (p - a)                                         # state "ax"
        eta = lr / (1 + lambd * lr * t)**alpha
        mu = 1 / max(1, t - t0)

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group.
        lr: learning rate, a number or a tensor of one element.
        lambd: decay term.
        alpha: power of the learning-rate schedule.
        t0: the step at which averaging begins.
        weight_decay: factor of the L2 penalty.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        maximize: go up instead of down.
        differentiable: record the step, so that it can be differentiated itself; slower.
        capturable: accepted, and without effect.

    Raises:
        ValueError: a negative ``lr`` or ``weight_decay``.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.ASGD([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0.8000, 1.6000], requires_grad=True)
    """

    _formula = staticmethod(_formulas.asgd)
    _kernel = staticmethod(cr.kernels.asgd)
    _restored: ClassVar[dict[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }
    _scalar_states = ("step", "eta", "mu")

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_lr(lr)
        check_weight_decay(weight_decay)
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        state["step"] = scalar_state(0.0)
        state["eta"] = scalar_state(float(group["lr"]))
        state["mu"] = scalar_state(1.0)
        state["ax"] = cr.zeros_like(p)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        return self._update(closure)
