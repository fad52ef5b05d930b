"""RMSprop: gradients divided by a running root mean square."""

from __future__ import annotations

from typing import Any, ClassVar

from . import _backend as cr
from . import _formulas
from ._backend import Tensor
from ._checks import check_at_least_zero, check_eps, check_lr, check_weight_decay
from .optimizer import Closure, Optimizer, ParamsT, scalar_state

__all__ = ["RMSprop"]


class RMSprop(Optimizer):
    r"""RMSprop: each gradient is divided by a running root mean square of its past.

    With gradient g, parameter p and step number t (from 1)::

        g = g + weight_decay * p
        v = alpha * v + (1 - alpha) * g**2
        c = alpha * c + (1 - alpha) * g               # only if centered
        d = g / (sqrt(v - c**2) + eps)                # c = 0 unless centered
        b = momentum * b + d                          # b = d without momentum
        p = p - lr * b

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group.
        lr: learning rate, a number or a tensor of one element.
        alpha: how much the running means keep.
        eps: keeps the denominator away from zero.
        weight_decay: factor of the L2 penalty.
        momentum: momentum factor.
        centered: divide by the standard deviation instead: subtract the squared mean.
        capturable: accepted, and without effect.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        maximize: go up instead of down.
        differentiable: record the step, so that it can be differentiated itself; slower.

    Raises:
        ValueError: a negative ``lr``, ``alpha``, ``eps``, ``weight_decay`` or ``momentum``.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.RMSprop([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> [round(value, 3) for value in w.tolist()]
    [0.0, 1.0]
    """

    _formula = staticmethod(_formulas.rmsprop)
    _kernel = staticmethod(cr.kernels.rmsprop)
    _restored: ClassVar[dict[str, Any]] = {
        "momentum": 0,
        "centered": False,
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }
    _scalar_states = ("step",)

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_lr(lr)
        check_eps(eps)
        check_at_least_zero(momentum, "Invalid momentum value: {}")
        check_weight_decay(weight_decay)
        check_at_least_zero(alpha, "Invalid alpha value: {}")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        state["step"] = scalar_state(0.0)
        state["square_avg"] = cr.zeros_like(p)
        if group["momentum"] > 0:
            state["momentum_buffer"] = cr.zeros_like(p)
        if group["centered"]:
            state["grad_avg"] = cr.zeros_like(p)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        return self._update(closure)
