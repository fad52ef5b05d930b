"""Rprop: resilient backpropagation, which looks at signs only."""

from __future__ import annotations

from typing import Any, ClassVar

from . import _backend as cr
from . import _formulas
from ._backend import Tensor
from ._checks import check_lr
from .optimizer import Closure, Optimizer, ParamsT, scalar_state

__all__ = ["Rprop"]


class Rprop(Optimizer):
    r"""Rprop: steps that grow while the sign of the gradient stays, and shrink when it turns.

    With gradient g, parameter p and step number t (from 1)::

        h = shrink if g * previous g < 0, grow if > 0, else 1        # (shrink, grow) = etas
        s = clamp(s * h, *step_sizes)                                # starts at lr
        g = 0 where the sign turned
        p = p - s * sign(g)

    Args:
        params: iterable of parameters, of ``(name, parameter)`` pairs, or of dicts that each
            describe a parameter group.
        lr: the first step size, a number or a tensor of one element.
        etas: factors on the step size where the sign turned, and where it stayed.
        step_sizes: smallest and largest step size.
        capturable: accepted, and without effect.
        foreach: accepted, and without effect: there is one path, and it takes all parameters.
        maximize: go up instead of down.
        differentiable: record the step, so that it can be differentiated itself; slower.

    Raises:
        ValueError: a negative ``lr``, or not ``0 < etas[0] < 1 < etas[1]``.

    >>> import chainrule as cr
    >>> w = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> opt = cr.optim.Rprop([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> w
    tensor([0.9000, 1.9000], requires_grad=True)
    """

    _formula = staticmethod(_formulas.rprop)
    _kernel = staticmethod(cr.kernels.rprop)
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
        lr: float | Tensor = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_lr(lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        lr = float(group["lr"])
        state["step"] = scalar_state(0.0)
        state["prev"] = cr.zeros_like(p)
        state["step_size"] = cr.full_like(p, complex(lr, lr) if cr.is_complex(p) else lr)

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once; ``closure`` computes the loss anew and returns it."""
        return self._update(closure)
