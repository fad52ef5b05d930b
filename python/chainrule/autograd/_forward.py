"""Forward mode and custom Functions: the inputs of the forward levels that are open, and how a
``jvp`` written by a user takes part in them.

Note [Tangents from the graph]
A tangent J t is the derivative of the backward product v'J, which is linear in v, by v: a sweep
that is recorded, and a sweep over that. What the first one computes is never looked at, only what
it is made of. So where a custom Function has a ``jvp``, the first sweep takes, in the place of its
``backward``, an operation whose own backward is that ``jvp``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from .. import _core
from .._core import Tensor


class _State(threading.local):
    def __init__(self) -> None:
        # For each open forward level, what it takes derivatives by.
        self.sources: list[list[Tensor]] = []
        # Whether the sweep under way is the first of two.
        self.first_sweep = False
        # How many calls of custom Functions have been given their jvp.
        self.calls = 0
        # Inside vmap, what looks at the inputs of a custom Function and may refuse them.
        self.refuse_call: Callable[[Sequence[Any]], None] | None = None


state = _State()


def carries_tangent(tensors: Sequence[Tensor]) -> bool:
    """Whether any of the tensors depends on an input of an open forward level."""
    found: bool = _core.reaches(list(tensors), [s for level in state.sources for s in level])
    return found


def pull_back(
    outputs: Sequence[Tensor], cotangents: Sequence[Tensor], inputs: Sequence[Any]
) -> list[Tensor | None]:
    """The first sweep: recorded, with every ``jvp`` in its place."""
    before, state.first_sweep = state.first_sweep, True
    try:
        found: list[Tensor | None] = _core.run_gradients(
            list(outputs), list(cotangents), list(inputs), True, True
        )
    finally:
        state.first_sweep = before
    return found


def with_jvp(
    function: Any, derivative: Callable[..., Any], inputs: Sequence[Any], missing: bool
) -> Callable[..., Any]:
    """The ``backward`` to record for a call of a custom Function inside a forward level.

    Raises:
        NotImplementedError: an input carries a tangent, and the Function has no ``jvp``.
    """
    if not carries_tangent([x for x in inputs if isinstance(x, Tensor)]):
        return derivative
    if missing:
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with "
            f"forward mode AD. {function.__name__} has none."
        )
    state.calls += 1
    kinds = [(x.shape, x.dtype) if isinstance(x, Tensor) else None for x in inputs]

    def either(context: Any, *grads: Any) -> Any:
        if not state.first_sweep:
            return derivative(context, *grads)
        from .function import Function

        class Transposed(Function):
            """Takes cotangents to cotangents that nobody looks at; its backward is the jvp."""

            backward_gives_jvp = True

            @staticmethod
            def forward(ctx: Any, *cotangents: Any) -> Any:
                from .. import zeros

                ctx.set_materialize_grads(False)
                ctx.shapes = [None if c is None else c.shape for c in cotangents]
                return tuple(None if k is None else zeros(k[0], dtype=k[1]) for k in kinds)

            @staticmethod
            def backward(ctx: Any, *tangents: Any) -> Any:
                return _call_jvp(function, context, kinds, tangents, ctx.shapes)

        return Transposed.apply(*grads)

    return either


def _call_jvp(
    function: Any,
    context: Any,
    kinds: Sequence[Any],
    tangents: Sequence[Tensor | None],
    shapes: Sequence[Any],
) -> tuple[Any, ...]:
    from .. import zeros

    given = list(tangents)
    if context.materialize_grads:
        for i, kind in enumerate(kinds):
            if kind is not None and given[i] is None:
                given[i] = zeros(kind[0], dtype=kind[1])
    context._in_jvp = True
    try:
        found = function.jvp(context, *given)
    finally:
        context._in_jvp = False
    along = found if isinstance(found, tuple) else (found,)
    if len(along) != len(shapes):
        raise RuntimeError(
            "Function's jvp returned an invalid number of forward gradients (expected "
            f"{len(shapes)} but got {len(along)})"
        )
    for tangent, shape in zip(along, shapes, strict=True):
        if tangent is not None and shape is not None and tangent.shape != shape:
            raise RuntimeError(
                "Trying to set a forward gradient that has a different size than that of the "
                f"original Tensor, this is not supported. Tensor is of size {list(shape)} while "
                f"the given forward gradient is of size {list(tangent.shape)}."
            )
    return along
