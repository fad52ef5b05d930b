"""Muon: momentum, made orthogonal by Newton-Schulz iterations."""

from __future__ import annotations

from typing import Any

from . import _backend as cr
from ._backend import Tensor
from ._checks import check_at_least_zero, check_lr
from .optimizer import Closure, Optimizer, ParamsT

__all__ = ["Muon"]


class Muon(Optimizer):
    r"""Muon: the momentum of each weight matrix, with its singular values brought near 1.

    For the matrices of hidden layers; biases, embeddings and the like want another optimizer, such
    as AdamW. With gradient g, parameter p (A x B) and momentum buffer m::

        m = momentum * m + (1 - momentum) * g
        u = momentum * m + (1 - momentum) * g  if nesterov  else  m
        u = NewtonSchulz(u)
        p = p - lr * weight_decay * p
        p = p - lr * scale * u

    where scale is ``sqrt(max(1, A / B))`` ("original"), or ``0.2 * sqrt(max(A, B))``, with which
    learning rate and weight decay tuned for AdamW carry over ("match_rms_adamw"). An iteration of
    Newton and Schulz, in bfloat16 and with (a, b, c) = ``ns_coefficients``, is
    ``X = a X + (b X X^T + c (X X^T)^2) X``, begun with ``u / norm(u)``.
    See Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024), and Liu
    et al., "Muon is Scalable for LLM Training" (2025).

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group. Real matrices only.
        lr: learning rate.
        weight_decay: how much of the parameter goes in each step, times ``lr``.
        momentum: momentum factor.
        nesterov: look ahead along the buffer.
        ns_coefficients: coefficients of the iteration.
        eps: the norm that is divided by is at least this.
        ns_steps: number of iterations, below 100.
        adjust_lr_fn: "original" (which None means too) or "match_rms_adamw".

    Raises:
        ValueError: an argument out of its range, or a parameter that is not a matrix.
        RuntimeError: in ``step``, a complex parameter.

    >>> import chainrule as cr
    >>> w = cr.ones(2, 2, requires_grad=True)
    >>> opt = cr.optim.Muon([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> bool((w < 1).all())
    True
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        check_lr(lr, "Learning rate should be >= 0 but is: {}")
        check_at_least_zero(momentum, "momentum should be >= 0 but is: {}")
        check_at_least_zero(weight_decay, "weight decay should be >= 0 but is: {}")
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        defaults = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "nesterov": nesterov,
            "ns_coefficients": ns_coefficients,
            "eps": eps,
            "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }
        super().__init__(params, defaults)
        for group in self.param_groups:
            for p in group["params"]:
                if p.dim() != 2:
                    raise ValueError(
                        "Muon only supports 2D parameters whereas we found a parameter with "
                        f"size: {p.size()}"
                    )

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        loss = None
        if closure is not None:
            with cr.enable_grad():
                loss = closure()
        with cr.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self._update_one(group, p, p.grad)
        return loss

    def _update_one(self, group: dict[str, Any], p: Tensor, g: Tensor) -> None:
        if cr.is_complex(p):
            raise RuntimeError("Muon does not support complex parameters")
        lr, momentum = float(group["lr"]), group["momentum"]
        if g.dim() != 2:
            raise ValueError("Param gradient must be a 2D matrix")
        state = self.state[p]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = cr.zeros_like(g)
        buffer = state["momentum_buffer"].lerp_(g, 1 - momentum)
        update = g.lerp(buffer, momentum) if group["nesterov"] else buffer
        update = orthogonalized(update, group["ns_coefficients"], group["ns_steps"], group["eps"])
        rows, columns = p.shape
        if group["adjust_lr_fn"] == "match_rms_adamw":
            scale = 0.2 * max(rows, columns) ** 0.5
        else:
            scale = max(1.0, rows / max(columns, 1)) ** 0.5
        p.mul_(1 - lr * group["weight_decay"])
        p.sub_(update.to(p.dtype), alpha=lr * scale)


def orthogonalized(
    x: Tensor, coefficients: tuple[float, float, float], steps: int, eps: float
) -> Tensor:
    """``x`` with its singular values brought near 1, in bfloat16.

    The iteration acts on each singular value s as the polynomial a s + b s^3 + c s^5; it starts
    from a matrix of norm 1, whose singular values are at most 1. Works on the wide form of the
    matrix, where the products are smaller.
    """
    if steps >= 100:
        raise ValueError("Number of steps must be less than 100 for computational efficiency")
    if len(coefficients) != 3:
        raise ValueError("Coefficients must be a tuple of exactly 3 values")
    a, b, c = coefficients
    tall = x.shape[0] > x.shape[1]
    x = x.to(cr.bfloat16)
    if tall:
        x = x.T
    x = x / cr.vector_norm(x).clamp(min=eps)
    for _ in range(steps):
        gram = x @ x.T
        x = x * a + (gram * b + (gram @ gram) * c) @ x
    return x.T if tall else x
