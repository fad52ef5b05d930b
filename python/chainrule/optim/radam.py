"""RAdam: Adam with a rectified learning rate."""

from __future__ import annotations

from typing import Any, ClassVar

from . import _backend as cr
from . import _formulas
from ._backend import Tensor
from ._checks import check_betas, check_eps, check_lr, check_weight_decay
from .optimizer import Closure, Optimizer, ParamsT, scalar_state

__all__ = ["RAdam"]


class RAdam(Optimizer):
    r"""RAdam: Adam that leaves the second moment out until its variance is small enough.

    With gradient g, parameter p and step number t (from 1)::

        g = g + weight_decay * p                                     # unless decoupled, as in AdamW
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        n = 2 / (1 - beta2) - 1
        r = n - 2 * t * beta2**t / (1 - beta2**t)
        l = sqrt(1 - beta2**t) / (sqrt(v) + eps)                     # 1 unless r > 5
        R = sqrt((r - 4) * (r - 2) * n / ((n - 4) * (n - 2) * r))    # 1 unless r > 5
        p = p - lr / (1 - beta1**t) * m * R * l

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group.
        lr: learning rate, a number or a tensor of one element.
        betas: factors that the running means of gradient and squared gradient keep.
        eps: keeps the denominator away from zero.
        weight_decay: factor of the L2 penalty.
        decoupled_weight_decay: shrink the parameter by ``lr * weight_decay`` instead of adding the
            penalty to the gradient.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        maximize: go up instead of down.
        capturable: accepted, and without effect.
        differentiable: record the step, so that it can be differentiated itself; slower.

    Raises:
        ValueError: a negative ``lr``, ``eps`` or ``weight_decay``, or a beta outside 0 to 1.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.RAdam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0.8000, 1.6000], requires_grad=True)
    """

    _formula = staticmethod(_formulas.radam)
    _kernel = staticmethod(cr.kernels.radam)
    _restored: ClassVar[dict[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
        "capturable": False,
    }
    _scalar_states = ("step",)

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_lr(lr)
        check_eps(eps)
        check_betas(betas)
        check_weight_decay(weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        state["step"] = scalar_state(0.0)
        state["exp_avg"] = cr.zeros_like(p)
        state["exp_avg_sq"] = cr.zeros_like(p)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        return self._update(closure)
