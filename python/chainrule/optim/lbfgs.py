"""LBFGS: a quasi-Newton method that remembers the last few steps, and its line search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import _backend as cr
from ._backend import Tensor
from ._checks import check_lr
from .optimizer import Optimizer, ParamsT

__all__ = ["LBFGS"]

# What a step remembers for the next: gradient changes, steps, 1 / curvature, the scale of the
# first approximation, and where the last iteration stood.
_MEMORY = ("old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss")


class LBFGS(Optimizer):
    r"""L-BFGS: steps along an approximate Newton direction, built from the last few gradients.

    The direction is the two-loop recursion of Nocedal and Wright, "Numerical Optimization" (2006),
    algorithm 7.4; the line search is their algorithms 3.5 and 3.6 with the safeguards of Schmidt's
    minFunc. All parameters form one vector, so there can be only one parameter group, and a step
    needs a closure, which it calls several times::

        def closure():
            optimizer.zero_grad()
            loss = loss_fn(model(input), target)
            loss.backward()
            return loss

        optimizer.step(closure)

    Memory: ``history_size + 1`` copies of the parameters, twice over.

    Args:
        params: iterable of parameters, or of ``(name, parameter)`` pairs.
        lr: step length tried first (always taken, without a line search).
        max_iter: iterations in one step.
        max_eval: calls of the closure in one step; by default 1.25 times ``max_iter``.
        tolerance_grad: stop when no entry of the gradient is larger.
        tolerance_change: stop when loss or parameters change by less.
        history_size: how many pairs of steps and gradient changes are kept.
        line_search_fn: ``"strong_wolfe"`` or None.

    Raises:
        ValueError: a negative ``lr``, or more than one parameter group.
        RuntimeError: in ``step``, an unknown line search.

    >>> import chainrule as cr
    >>> w = cr.tensor([3.0, -4.0], requires_grad=True)
    >>> opt = cr.optim.LBFGS([w], line_search_fn="strong_wolfe")
    >>> def closure():
    ...     opt.zero_grad()
    ...     loss = ((w - 1) ** 2).sum()
    ...     loss.backward()
    ...     return loss
    >>> opt.step(closure).item()
    29.0
    >>> bool((w - 1).abs().max() < 1e-4)
    True
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_lr(lr)
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")

    # ---- the parameters as one vector ----

    @property
    def _params(self) -> list[Tensor]:
        params: list[Tensor] = self.param_groups[0]["params"]
        return params

    def _flat_grad(self) -> Tensor:
        parts = []
        for p in self._params:
            part = cr.zeros_like(p) if p.grad is None else p.grad
            part = cr.view_as_real(part) if cr.is_complex(part) else part
            parts.append(part.reshape(-1))
        return cr.cat(parts, 0)

    def _move(self, start: list[Tensor] | None, t: float, direction: Tensor) -> None:
        """Parameters = start + t * direction; from where they are, if ``start`` is None."""
        at = 0
        for i, p in enumerate(self._params):
            if start is not None:
                p.copy_(start[i])
            target = cr.view_as_real(p) if cr.is_complex(p) else p
            count = target.numel()
            target.add_(direction[at : at + count].view_as(target), alpha=t)
            at += count

    # ---- one step ----

    def step(self, closure: Callable[[], Any]) -> Any:  # type: ignore[override]
        """Performs up to ``max_iter`` iterations.

        Args:
            closure: clears the gradients, computes the loss, calls ``backward`` and returns the
                loss. It is called several times.

        Returns:
            The loss before the step.
        """
        with cr.no_grad():
            return self._step(closure)

    def _step(self, closure: Callable[[], Any]) -> Any:
        group = self.param_groups[0]
        lr = float(group["lr"])
        max_iter, max_eval = group["max_iter"], group["max_eval"]
        tolerance_grad, tolerance_change = group["tolerance_grad"], group["tolerance_change"]
        line_search = group["line_search_fn"]
        # One state for all, kept under the first parameter, where load_state_dict finds it.
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)

        def evaluate() -> tuple[Any, Tensor]:
            with cr.enable_grad():
                loss = closure()
            state["func_evals"] += 1
            return loss, self._flat_grad()

        first_loss, grad = evaluate()
        loss = _value(first_loss)
        evals_before = state["func_evals"] - 1
        if _largest(grad) <= tolerance_grad:
            return first_loss

        d, t = state.get("d"), state.get("t")
        memory = {key: state.get(key) for key in _MEMORY}
        iterations = 0
        while iterations < max_iter:
            iterations += 1
            state["n_iter"] += 1
            if state["n_iter"] == 1:
                d = -grad
                memory.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
            else:
                if "al" not in state:
                    state["al"] = [None] * group["history_size"]
                d = self._direction(memory, state["al"], grad, d * float(t))
            memory.update(prev_flat_grad=grad.clone(), prev_loss=loss)

            # The first direction is a bare gradient, whose length says little: start small.
            total = float(grad.abs().sum())
            t = lr / total if state["n_iter"] == 1 and total > 1 else lr
            slope = float(grad.dot(d))
            if slope > -tolerance_change:
                break
            if line_search is None:
                self._move(None, t, d)
                if iterations != max_iter:
                    loss_now, grad = evaluate()
                    loss = _value(loss_now)
            elif line_search == "strong_wolfe":
                start = [p.clone() for p in self._params]

                def probe(t: float, d: Tensor = d, start: list[Tensor] = start) -> _Point:
                    self._move(start, t, d)
                    value, slope_grad = evaluate()
                    return _Point(t, _value(value), slope_grad, float(slope_grad.dot(d)))

                found = _strong_wolfe(
                    probe, t, _Point(0.0, loss, grad, slope), _largest(d), tolerance_change
                )
                t, loss, grad = found.t, found.value, found.grad
                self._move(start, t, d)
            else:
                raise RuntimeError("only 'strong_wolfe' is supported")

            if (
                state["func_evals"] - evals_before >= max_eval
                or _largest(grad) <= tolerance_grad
                or _largest(d) * abs(t) <= tolerance_change
                or abs(loss - memory["prev_loss"]) < tolerance_change
            ):
                break
        state.update(d=d, t=t, **memory)
        return first_loss

    def _direction(
        self, memory: dict[str, Any], al: list[Any], grad: Tensor, step: Tensor
    ) -> Tensor:
        """The two-loop recursion, after the pair of the last step has joined the memory."""
        changes, steps, ro = memory["old_dirs"], memory["old_stps"], memory["ro"]
        change = grad - memory["prev_flat_grad"]
        curvature = change.dot(step)
        if curvature > 1e-10:  # keeps the approximation positive definite
            if len(changes) == self.param_groups[0]["history_size"]:
                for remembered in (changes, steps, ro):
                    remembered.pop(0)
            changes.append(change)
            steps.append(step)
            ro.append(1.0 / curvature)
            memory["H_diag"] = curvature / change.dot(change)
        q = -grad
        for i in reversed(range(len(changes))):
            al[i] = steps[i].dot(q) * ro[i]
            q.sub_(changes[i], alpha=float(al[i]))
        d: Tensor = q * memory["H_diag"]
        for i in range(len(changes)):
            d.add_(steps[i], alpha=float(al[i] - changes[i].dot(d) * ro[i]))
        return d


def _value(loss: Any) -> float:
    """What the closure gave, a tensor or a number, as a number."""
    return float(loss.detach()) if isinstance(loss, Tensor) else float(loss)


def _largest(x: Tensor) -> float:
    return float(x.abs().max())


class _Point(NamedTuple):
    """A trial of the line search: step length, loss, gradient, slope along the direction."""

    t: float
    value: float
    grad: Tensor
    slope: float


def _strong_wolfe(
    probe: Callable[[float], _Point],
    t: float,
    start: _Point,
    length: float,
    tolerance: float,
    decrease: float = 1e-4,
    curvature: float = 0.9,
    max_trials: int = 25,
) -> _Point:
    """A step length that satisfies the strong Wolfe conditions, or the best one found.

    First the trial steps grow until two of them enclose an acceptable one (Nocedal and Wright,
    algorithm 3.5), then the bracket shrinks (algorithm 3.6). ``length`` is the largest entry of the
    direction: a bracket narrower than ``tolerance`` along it ends the search.
    """

    def too_high(point: _Point) -> bool:
        return point.value > start.value + decrease * point.t * start.slope

    def flat_enough(point: _Point) -> bool:
        return abs(point.slope) <= -curvature * start.slope

    last, now = start, probe(t)
    trials = 0
    while True:
        if trials == max_trials:
            low, high = start, now
            break
        if too_high(now) or (trials > 1 and now.value >= last.value):
            low, high = last, now
            break
        if flat_enough(now):
            return now
        if now.slope >= 0:
            low, high = last, now
            break
        t = _minimizer(last, now, now.t + 0.01 * (now.t - last.t), now.t * 10)
        last, now = now, probe(t)
        trials += 1

    # `low` is the end with the smaller loss.
    if low.value > high.value:
        low, high = high, low
    stalled = False
    while trials < max_trials:
        left, right = min(low.t, high.t), max(low.t, high.t)
        if (right - left) * length < tolerance:
            break
        a, b = (low, high) if low.t <= high.t else (high, low)
        t = _minimizer(a, b, left, right)
        # A trial close to an end is allowed once; the next one moves a tenth of the way inside.
        margin = 0.1 * (right - left)
        if min(right - t, t - left) < margin:
            if stalled or t >= right or t <= left:
                t = right - margin if abs(t - right) < abs(t - left) else left + margin
                stalled = False
            else:
                stalled = True
        else:
            stalled = False
        now = probe(t)
        trials += 1
        if too_high(now) or now.value >= low.value:
            high = now
            if low.value > high.value:
                low, high = high, low
            continue
        if flat_enough(now):
            return now
        if now.slope * (high.t - low.t) >= 0:
            high = low
        low = now
    return low


def _minimizer(a: _Point, b: _Point, low: float, high: float) -> float:
    """The minimizer, within bounds, of the cubic with the losses and slopes of two points
    (Nocedal and Wright, equation 3.59); the middle of the bounds where it has none."""
    if a.t > b.t:
        a, b = b, a
    if a.t == b.t:
        return (low + high) / 2
    d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t)
    square = d1 * d1 - a.slope * b.slope
    if not square >= 0:
        return (low + high) / 2
    d2 = square**0.5
    span = b.slope - a.slope + 2 * d2
    if span == 0:
        return (low + high) / 2
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / span)
    return float(min(max(t, low), high))
