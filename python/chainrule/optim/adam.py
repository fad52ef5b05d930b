"""Adam: adaptive moment estimation."""

from __future__ import annotations

from typing import Any, ClassVar

from . import _backend as cr
from . import _formulas
from ._backend import Tensor
from ._checks import check_betas, check_eps, check_flags, check_lr, check_weight_decay
from .optimizer import Closure, Optimizer, ParamsT, scalar_state

__all__ = ["Adam"]


def _check_tensors(lr: Any, betas: tuple[Any, Any], foreach: bool | None, capturable: bool) -> None:
    """Where PyTorch takes tensors for lr and betas, and where it does not."""
    of_tensor = [cr.is_tensor(beta) for beta in betas]
    if any(of_tensor) and not all(of_tensor):
        raise ValueError("betas must be either both floats or both Tensors")
    if foreach and not capturable:
        for name, value in (("lr", lr), ("betas[0]", betas[0]), ("betas[1]", betas[1])):
            if cr.is_tensor(value):
                raise ValueError(
                    f"{name} as a Tensor is not supported for capturable=False and foreach=True"
                )


class Adam(Optimizer):
    r"""Adam: running means of gradient and squared gradient, corrected for their start at zero.

    With gradient g, parameter p and step number t (from 1)::

        g = g + weight_decay * p                      # p = (1 - lr * weight_decay) * p if decoupled
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        w = max(w, v) if amsgrad else v
        p = p - lr * (m / (1 - beta1**t)) / (sqrt(w / (1 - beta2**t)) + eps)

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group.
        lr: learning rate, a number or a tensor of one element.
        betas: factors that the running means of gradient and squared gradient keep.
        eps: keeps the denominator away from zero.
        weight_decay: factor of the L2 penalty.
        amsgrad: divide by the largest squared-gradient mean so far, not by the current one.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        maximize: go up instead of down.
        capturable: accepted, and without effect.
        differentiable: record the step, so that it can be differentiated itself; slower.
        fused: accepted, and without effect.
        decoupled_weight_decay: shrink the parameter by ``lr * weight_decay`` instead of adding the
            penalty to the gradient.

    Raises:
        ValueError: a negative ``lr``, ``eps`` or ``weight_decay``, a beta outside 0 to 1, or a
            tensor ``lr`` or beta together with ``foreach=True`` and ``capturable=False``.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.Adam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0.9000, 1.9000], requires_grad=True)
    """

    _formula = staticmethod(_formulas.adam)
    _kernel = staticmethod(cr.kernels.adam)
    _restored: ClassVar[dict[str, Any]] = {
        "amsgrad": False,
        "maximize": False,
        "foreach": None,
        "capturable": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
        "fused": None,
    }
    _scalar_states = ("step",)

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float | Tensor, float | Tensor] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_lr(lr)
        _check_tensors(lr, betas, foreach, capturable)
        check_eps(eps)
        check_betas(betas)
        check_weight_decay(weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)
        check_flags(foreach, fused, differentiable)

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        state["step"] = scalar_state(0.0)
        state["exp_avg"] = cr.zeros_like(p)
        state["exp_avg_sq"] = cr.zeros_like(p)
        if group["amsgrad"]:
            state["max_exp_avg_sq"] = cr.zeros_like(p)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        return self._update(closure)
