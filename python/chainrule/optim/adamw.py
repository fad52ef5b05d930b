"""AdamW: Adam with decoupled weight decay."""

from __future__ import annotations

from typing import Any

from ._backend import Tensor
from .adam import Adam
from .optimizer import ParamsT

__all__ = ["AdamW"]


class AdamW(Adam):
    r"""Adam with decoupled weight decay: the parameter shrinks, the moments do not see the decay.

    With gradient g, parameter p and step number t (from 1)::

        p = p - lr * weight_decay * p
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
        weight_decay: how much of the parameter goes in each step, times ``lr``.
        amsgrad: divide by the largest squared-gradient mean so far, not by the current one.
        maximize: go up instead of down.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        capturable: accepted, and without effect.
        differentiable: record the step, so that it can be differentiated itself; slower.
        fused: accepted, and without effect.

    Raises:
        ValueError: as for Adam.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.AdamW([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0.8990, 1.8980], requires_grad=True)
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float | Tensor, float | Tensor] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        # A checkpoint of an older AdamW does not say so, or says what plain Adam does.
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
