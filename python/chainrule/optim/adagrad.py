"""Adagrad: gradients divided by the root of the sum of their squares."""

from __future__ import annotations

from typing import Any, ClassVar

from . import _backend as cr
from . import _formulas
from ._backend import Tensor
from ._checks import check_at_least_zero, check_eps, check_flags, check_lr, check_weight_decay
from .optimizer import Closure, Optimizer, ParamsT, scalar_state

__all__ = ["Adagrad"]


class Adagrad(Optimizer):
    r"""Adagrad: each gradient is divided by the root of the sum of all its squares so far.

    With gradient g, parameter p and step number t (from 1)::

        g = g + weight_decay * p
        s = s + g**2                                  # starts at initial_accumulator_value
        p = p - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(s) + eps)

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group.
        lr: learning rate, a number or a tensor of one element.
        lr_decay: how fast the learning rate falls with the number of steps.
        weight_decay: factor of the L2 penalty.
        initial_accumulator_value: what the sum of squares starts at.
        eps: keeps the denominator away from zero.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        maximize: go up instead of down.
        differentiable: record the step, so that it can be differentiated itself; slower.
        fused: accepted, and without effect.

    Raises:
        ValueError: a negative ``lr``, ``lr_decay``, ``weight_decay``, ``eps`` or
            ``initial_accumulator_value``.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.Adagrad([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0.9000, 1.9000], requires_grad=True)
    """

    _formula = staticmethod(_formulas.adagrad)
    _kernel = staticmethod(cr.kernels.adagrad)
    _restored: ClassVar[dict[str, Any]] = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "fused": None,
    }
    _scalar_states = ("step",)

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_lr(lr)
        check_at_least_zero(lr_decay, "Invalid lr_decay value: {}")
        check_weight_decay(weight_decay)
        check_at_least_zero(
            initial_accumulator_value, "Invalid initial_accumulator_value value: {}"
        )
        check_eps(eps)
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        check_flags(foreach, fused, differentiable)
        # The state exists from the start, so that it can be shared before the first step.
        for group in self.param_groups:
            for p in group["params"]:
                self._init_state(group, p, self.state[p])

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        start = group["initial_accumulator_value"]
        state["step"] = scalar_state(0.0)
        state["sum"] = cr.full_like(p, complex(start, start) if cr.is_complex(p) else start)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        return self._update(closure)
