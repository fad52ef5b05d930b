"""Adafactor: a second moment kept as one row and one column."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from . import _backend as cr
from ._backend import Tensor
from ._checks import check_at_least_zero, check_lr
from .optimizer import Closure, Optimizer, ParamsT, scalar_state

__all__ = ["Adafactor"]


class Adafactor(Optimizer):
    r"""Adafactor: an adaptive rule whose second moment of a matrix is one row and one column.

    With gradient g, parameter p and step number t (from 1)::

        r = min(lr, 1 / sqrt(t))
        a = max(eps2, rms(p)) * r
        p = p - lr * weight_decay * p
        b = 1 - t**beta2_decay
        R = b * R + (1 - b) * mean(g**2, dim=-1)      # matrices: rows and columns
        C = b * C + (1 - b) * mean(g**2, dim=-2)
        V = R C / max(mean(R), eps1)                  # vectors: V = b * V + (1 - b) * g**2
        u = g / max(sqrt(V), eps1)
        p = p - a * u / max(1, rms(u) / d)

    Of a tensor with more than two dimensions the last two are the matrix.
    See Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost" (2018);
    ``lr`` takes the place of the paper's 0.01 and also scales the weight decay, and eps1 guards the
    divisions instead of being added to the squares.

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group. Real tensors only.
        lr: largest relative step size.
        beta2_decay: power by which the running means lengthen; not positive.
        eps: eps1, by default the machine epsilon of the parameter's dtype, and eps2, the smallest
            scale of a parameter.
        d: largest root mean square of an update before it is scaled down; at least 1.
        weight_decay: how much of the parameter goes in each step, times ``lr``.
        foreach: accepted, and without effect.
        maximize: go up instead of down.

    Raises:
        ValueError: an argument out of its range.
        RuntimeError: in ``step``, a complex parameter.

    >>> import chainrule as cr
    >>> w = cr.ones(2, 3, requires_grad=True)
    >>> opt = cr.optim.Adafactor([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([[0.9000, 0.9000, 0.9000],
            [0.9000, 0.9000, 0.9000]], requires_grad=True)
    """

    _restored: ClassVar[dict[str, Any]] = {"foreach": None}
    _scalar_states = ("step",)

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        check_lr(lr, "Learning rate should be >= 0 but is: {}")
        if not beta2_decay <= 0.0:
            raise ValueError(f"beta2_decay should be <= 0 but is: {beta2_decay}")
        if eps[0] is not None:
            check_at_least_zero(eps[0], "epsilon1 should be >= 0 but is: {}")
        check_at_least_zero(eps[1], "epsilon2 should be >= 0 but is: {}")
        if not d >= 1.0:
            raise ValueError(f"Clipping threshold d should be >= 1 but is: {d}")
        check_at_least_zero(weight_decay, "weight_decay should be >= 0 but is: {}")
        defaults = {
            "lr": lr,
            "beta2_decay": beta2_decay,
            "eps": eps,
            "d": d,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        state["step"] = scalar_state(0.0)
        if p.dim() > 1:
            state["row_var"] = p.new_zeros(p.shape[:-1] + (1,))
            state["col_var"] = p.new_zeros(p.shape[:-2] + (1, p.shape[-1]))
        else:
            state["variance"] = cr.zeros_like(p)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        loss = None
        if closure is not None:
            with cr.enable_grad():
                loss = closure()
        with cr.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None and p.numel() > 0:
                        self._update_one(group, p, p.grad)
        return loss

    def _update_one(self, group: dict[str, Any], p: Tensor, gradient: Tensor) -> None:
        if cr.is_complex(p):
            raise RuntimeError("Adafactor does not support complex parameters")
        state = self.state[p]
        if not state:
            self._init_state(group, p, state)
        g = -gradient if group["maximize"] else gradient
        eps1, eps2 = group["eps"]
        if eps1 is None:
            eps1 = cr.finfo(p.dtype).eps
        lr = float(group["lr"])
        state["step"] += 1
        t = float(state["step"])

        alpha = max(eps2, _rms(p)) * min(lr, t**-0.5)
        if group["weight_decay"] != 0:
            p.mul_(1 - lr * group["weight_decay"])
        fresh = t ** group["beta2_decay"]
        square = g * g
        if g.dim() > 1:
            row, col = state["row_var"], state["col_var"]
            row.lerp_(square.mean(dim=-1, keepdim=True), fresh)
            col.lerp_(square.mean(dim=-2, keepdim=True), fresh)
            variance = row * col / row.mean(dim=-2, keepdim=True).clamp(min=eps1)
        else:
            variance = state["variance"].lerp_(square, fresh)
        update = g * variance.clamp(min=eps1 * eps1).rsqrt()
        p.sub_(update, alpha=alpha / max(1.0, _rms(update) / group["d"]))


def _rms(x: Tensor) -> float:
    """The root of the mean square of all elements."""
    return float(cr.vector_norm(x)) / math.sqrt(x.numel())
