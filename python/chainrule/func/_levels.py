"""Entering and leaving a transform: the inputs that it differentiates by, and what it hands to the
outside.

Note [Levels]
A transform differentiates by inputs of its own: a new leaf on the same memory where nobody outside
    looks at the input's
history, and otherwise a view of the input inside the caller's graph. Such a leaf carries its
level's number. What the function captures keeps its own history, so nothing that a transform does
can be mistaken for a derivative by something outside it. On leaving, values that depend on nothing
but the transform's own leaves are constants for everybody else and lose their history; the others
keep theirs.
Whether a sweep has to be recorded is the same question, asked before it: transforms nest because an
    outer one's inputs are
leaves that are not the inner one's own.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .. import _core
from .._core import Tensor
from ..autograd._forward import pull_back
from ..autograd._forward import state as forward_mode
from ._batched import Batched, active_size, whole

if TYPE_CHECKING:
    from typing_extensions import Self


def is_tensor(value: Any) -> bool:
    """Whether a value is a tensor, or a batch of them that looks like one."""
    return isinstance(value, (Tensor, Batched))


def is_differentiable(value: Any) -> bool:
    """Whether a value is a tensor of real or complex numbers."""
    return is_tensor(value) and (value.dtype.is_floating_point or value.dtype.is_complex)


def inner(value: Any) -> Any:
    """The tensor of a batch; anything else as it is."""
    return value.value if isinstance(value, Batched) else value


class _Active(threading.local):
    """The levels that this thread is inside of."""

    def __init__(self) -> None:
        self.numbers: list[int] = []


_active = _Active()
_numbers = itertools.count()


class Level:
    """One run of a transform; a context manager inside which operations are recorded.

    A ``forward`` level is about tangents: ``no_grad`` inside does not stop them.
    """

    def __init__(self, *, forward: bool = False) -> None:
        self.number = next(_numbers)
        self._enclosing = list(_active.numbers)
        self.forward = forward
        self._sources: list[Tensor] | None = [] if forward else None

    def __enter__(self) -> Self:
        self._before = _core.enter_level(self._sources is not None)
        self.outside = self._before[2]
        _active.numbers.append(self.number)
        if self._sources is not None:
            forward_mode.sources.append(self._sources)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._sources is not None:
            forward_mode.sources.pop()
        _active.numbers.pop()
        _core.leave_level(self._before)

    def enter(self, value: Any) -> Any:
        """The tensor that stands for ``value`` inside; in a batch, one of its own for each
        entry."""
        if active_size() is not None:
            return Batched(self._enter(whole(value)))
        return self._enter(value)

    def _enter(self, value: Tensor) -> Tensor:
        seen = value.requires_grad and self.outside
        if self._sources is None:
            return value.view_as(value) if seen else own_leaf(value, self.number)
        source = _core.as_computed(value) if seen else own_leaf(value, self.number)
        self._sources.append(source)
        return source

    def shown(self, value: Any) -> Any:
        """What the function sees of an entered value: in a forward level it may be changed in
        place."""
        if self._sources is None:
            return value
        own = _core.as_computed(inner(value))
        return Batched(own) if isinstance(value, Batched) else own

    def is_seen_outside(self, values: Iterable[Any]) -> bool:
        """Whether somebody outside records, and could differentiate by what the values depend
        on."""
        return self.outside and depends_beyond(values, self._enclosing)

    def leave(self, value: Any) -> Any:
        """A result for the outside."""
        if isinstance(value, Batched):
            return Batched(self.leave(value.value))
        if not isinstance(value, Tensor) or not value.requires_grad:
            return value
        return value if self.is_seen_outside([value]) else value.detach()


def own_leaf(value: Tensor, number: int) -> Tensor:
    """A leaf on the memory of ``value`` that counts for the level of that number alone."""
    own: Tensor = value.detach().requires_grad_()
    own._level = number  # type: ignore[attr-defined]
    return own


def new_number() -> int:
    """The number of a level that is nobody's surroundings."""
    return next(_numbers)


def depends_beyond(values: Iterable[Any], enclosing: Sequence[int] | None = None) -> bool:
    """Whether values depend on leaves of a user's or of the enclosing levels (by default, all that
    are active)."""
    found: bool = _core.depends_beyond(
        [v for v in map(inner, values) if isinstance(v, Tensor) and v.requires_grad],
        list(_active.numbers if enclosing is None else enclosing),
    )
    return found


def products(
    outputs: Sequence[Any],
    inputs: Sequence[Any],
    cotangents: Sequence[Any],
    *,
    record: bool,
    keep: bool = False,
    first: bool = False,
) -> list[Any]:
    """The vector-Jacobian products, zeros where an output does not depend on an input. With
    ``first`` it is the first sweep of Note [Tangents from the graph] (autograd/_forward.py)."""
    rows = [
        (inner(o), whole(c) if isinstance(o, Batched) else inner(c))
        for o, c in zip(outputs, cotangents, strict=True)
        if o.requires_grad
    ]
    tensors = [inner(x) for x in inputs]
    found: list[Tensor | None] = [None] * len(tensors)
    if rows and tensors:
        roots, vectors = [o for o, _ in rows], [c for _, c in rows]
        if first:
            found = pull_back(roots, vectors, tensors)
        else:
            found = _core.run_gradients(roots, vectors, tensors, keep or record, record)
    filled = [_zeros(x) if g is None else g for x, g in zip(tensors, found, strict=True)]
    return [
        Batched(g) if isinstance(x, Batched) else g for x, g in zip(inputs, filled, strict=True)
    ]


def _zeros(like: Tensor) -> Tensor:
    from .. import zeros_like

    return zeros_like(like.detach())
