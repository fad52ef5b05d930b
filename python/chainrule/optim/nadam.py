"""NAdam: Adam with Nesterov momentum."""

from __future__ import annotations

from typing import Any, ClassVar

from . import _backend as cr
from . import _formulas
from ._backend import Tensor
from ._checks import check_at_least_zero, check_betas, check_eps, check_lr, check_weight_decay
from .optimizer import Closure, Optimizer, ParamsT, scalar_state

__all__ = ["NAdam"]


class NAdam(Optimizer):
    r"""NAdam: Adam with Nesterov momentum.

    With gradient g, parameter p and step number t (from 1)::

        g = g + weight_decay * p                                     # unless decoupled, as in AdamW
        mu = beta1 * (1 - 0.96**(t * momentum_decay) / 2)            # nu: the same for t + 1
        M = M * mu                                                   # product of all mu so far
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        r = sqrt(v / (1 - beta2**t)) + eps
        p = p - lr * ((1 - mu) / (1 - M) * g + nu / (1 - M * nu) * m) / r

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group.
        lr: learning rate, a number or a tensor of one element.
        betas: factors that the running means of gradient and squared gradient keep.
        eps: keeps the denominator away from zero.
        weight_decay: factor of the L2 penalty.
        momentum_decay: how fast the momentum approaches ``beta1``.
        decoupled_weight_decay: shrink the parameter by ``lr * weight_decay`` instead of adding the
            penalty to the gradient.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        maximize: go up instead of down.
        capturable: accepted, and without effect.
        differentiable: record the step, so that it can be differentiated itself; slower.

    Raises:
        ValueError: a negative ``lr``, ``eps``, ``weight_decay`` or ``momentum_decay``, or a beta
            outside 0 to 1.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.NAdam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0.8944, 1.8944], requires_grad=True)
    """

    _formula = staticmethod(_formulas.nadam)
    _kernel = staticmethod(cr.kernels.nadam)
    _restored: ClassVar[dict[str, Any]] = {
        "maximize": False,
        "foreach": None,
        "capturable": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
    }
    _scalar_states = ("step", "mu_product")

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
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
        check_at_least_zero(momentum_decay, "Invalid momentum_decay value: {}")
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        state["step"] = scalar_state(0.0)
        state["mu_product"] = scalar_state(1.0)
        state["exp_avg"] = cr.zeros_like(p)
        state["exp_avg_sq"] = cr.zeros_like(p)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        return self._update(closure)
