"""Activation checkpointing: what backward needs is computed again instead of being kept.

``use_reentrant=False`` packs every tensor that the region saves into an empty slot; the first slot
to be opened runs the region again and fills them all. ``use_reentrant=True`` makes the region one
autograd.Function, whose backward runs the region again and a backward inside the backward.
"""

from __future__ import annotations

import sys
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any, TypeAlias

import chainrule as cr

__all__ = [
    "CheckpointError",
    "CheckpointFunction",
    "checkpoint",
    "checkpoint_sequential",
    "noop_context_fn",
    "set_checkpoint_debug_enabled",
    "set_checkpoint_early_stop",
]

Contexts: TypeAlias = "tuple[AbstractContextManager[Any], AbstractContextManager[Any]]"

_early_stop: bool | None = None
_debug: bool | None = None


class CheckpointError(RuntimeError):
    """Raised where the second run of a region did not do what the first one did.

    >>> import chainrule as cr
    >>> from chainrule.utils.checkpoint import CheckpointError
    >>> issubclass(CheckpointError, RuntimeError)
    True
    """


def noop_context_fn() -> Contexts:
    """Two context managers that do nothing: the default of ``context_fn``.

    >>> import chainrule as cr
    >>> from chainrule.utils.checkpoint import noop_context_fn
    >>> forward, again = noop_context_fn()
    >>> with forward, again:
    ...     pass
    """
    return nullcontext(), nullcontext()


@contextmanager
def set_checkpoint_early_stop(enable: bool) -> Iterator[None]:
    """Within it, regions run again to their end (False), or only as far as needed (True).

    Counts at the forward run, and goes before ``checkpoint(early_stop=)``.

    >>> import chainrule as cr
    >>> from chainrule.utils.checkpoint import checkpoint, set_checkpoint_early_stop
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> with set_checkpoint_early_stop(False):
    ...     checkpoint(cr.square, x, use_reentrant=False).backward()
    >>> x.grad
    tensor(4.)
    """
    global _early_stop
    before, _early_stop = _early_stop, enable
    try:
        yield
    finally:
        _early_stop = before


@contextmanager
def set_checkpoint_debug_enabled(enabled: bool | None) -> Iterator[None]:
    """Within it, ``checkpoint(debug=)`` is taken to be ``enabled``, unless that is None.

    >>> import chainrule as cr
    >>> from chainrule.utils.checkpoint import checkpoint, set_checkpoint_debug_enabled
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> with set_checkpoint_debug_enabled(False):
    ...     checkpoint(cr.square, x, use_reentrant=False).backward()
    >>> x.grad
    tensor(4.)
    """
    global _debug
    before, _debug = _debug, enabled
    try:
        yield
    finally:
        _debug = before


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], Contexts] = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> Any:
    """Runs ``function(*args, **kwargs)`` without keeping what its backward will need.

    Only the arguments are kept; backward runs the function again. Memory falls by the size of the
    region's intermediate results, time grows by one forward run of it.

    Args:
        function: the region. Its second run must do what the first did.
        args: its arguments.
        use_reentrant: False is recommended: it supports every kind of backward, keyword arguments
            and tensors inside other objects. True needs an argument that requires a gradient, and
            a plain ``backward()``. Left out, it warns and is True.
        context_fn: returns two context managers, for the first and the second run.
        determinism_check: "default" compares shape, dtype and device of what the two runs save,
            "none" does not.
        debug: messages about runs that differ name the lines that saved the tensors.
        early_stop: end the second run as soon as all that is needed has been computed.
        kwargs: keyword arguments of the function; ``preserve_rng_state=True`` makes the second run
            draw the random numbers of the first.

    Returns:
        What the function returns.

    Raises:
        ValueError: options that do not go with ``use_reentrant=True``, or an unknown
            ``determinism_check``.
        CheckpointError: in backward, if the second run saved other tensors than the first.

    >>> import chainrule as cr
    >>> from chainrule.utils.checkpoint import checkpoint
    >>> x = cr.tensor([0.0, 1.0], requires_grad=True)
    >>> checkpoint(lambda x: x.exp().exp(), x, use_reentrant=False).sum().backward()
    >>> x.grad
    tensor([ 2.7183, 41.1936])
    """
    if use_reentrant is None:
        warnings.warn(
            "checkpoint(): pass use_reentrant explicitly. use_reentrant=False is recommended; left "
            "out, it is True.",
            stacklevel=2,
        )
        use_reentrant = True
    preserve = bool(kwargs.pop("preserve_rng_state", True))
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if context_fn is not noop_context_fn or debug:
            raise ValueError(
                "Passing `context_fn` or `debug` is only supported when use_reentrant=False."
            )
        return CheckpointFunction.apply(function, preserve, *args)
    if determinism_check not in ("default", "none"):
        raise ValueError(
            f"determinism_check should be one of ['default', 'none'], but got {determinism_check}"
        )
    first, second = context_fn()
    if not cr.is_grad_enabled():
        with first:
            return function(*args, **kwargs)
    region = _Region(
        function,
        args,
        kwargs,
        second,
        preserve,
        compare=determinism_check == "default",
        early_stop=early_stop if _early_stop is None else _early_stop,
        debug=debug if _debug is None else _debug,
    )
    with cr.autograd.graph.saved_tensors_hooks(region.pack, _open), first:
        return function(*args, **kwargs)


def checkpoint_sequential(
    functions: Iterable[Callable[[Any], Any]],
    segments: int,
    input: Any,
    use_reentrant: bool | None = None,
    **kwargs: Any,
) -> Any:
    """Runs functions one after the other in segments, of which all but the last are checkpointed.

    Args:
        functions: a Sequential or any iterable of functions of one argument.
        segments: how many parts of equal length; what is left over joins the last.
        input: the argument of the first function.
        use_reentrant: as in :func:`checkpoint`.
        kwargs: ``preserve_rng_state``.

    Returns:
        What the last function returns.

    Raises:
        ValueError: other keyword arguments, or ``segments`` is not between 1 and the number of
            functions.

    >>> import chainrule as cr
    >>> from chainrule.utils.checkpoint import checkpoint_sequential
    >>> x = cr.tensor([0.25], requires_grad=True)
    >>> checkpoint_sequential([cr.sqrt, cr.exp, cr.log], 2, x, use_reentrant=False).backward()
    >>> x.grad
    tensor([1.])
    """
    if use_reentrant is None:
        warnings.warn(
            "checkpoint_sequential(): pass use_reentrant explicitly. use_reentrant=False is "
            "recommended; left out, it is True.",
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    steps = list(functions.children() if hasattr(functions, "children") else functions)
    if not 1 <= segments <= len(steps):
        raise ValueError(
            f"checkpoint_sequential(): {segments} segments of {len(steps)} functions; segments "
            "must be at least 1 and at most the number of functions"
        )
    length = len(steps) // segments
    last = length * (segments - 1)
    for start in range(0, last, length):
        input = checkpoint(
            _chain(steps[start : start + length]),
            input,
            use_reentrant=use_reentrant,
            preserve_rng_state=preserve,
        )
    return _chain(steps[last:])(input)


def _chain(steps: Sequence[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def run(value: Any) -> Any:
        for step in steps:
            value = step(value)
        return value

    return run


@contextmanager
def _random_state(state: cr.Tensor | None) -> Iterator[None]:
    """Draws from ``state`` within, and goes on afterwards as if nothing had been drawn."""
    if state is None:
        yield
        return
    before = cr.get_rng_state()
    cr.set_rng_state(state)
    try:
        yield
    finally:
        cr.set_rng_state(before)


class _Slot:
    """Stands in the graph for a saved tensor. Its node owns it; the region looks at it weakly."""

    __slots__ = ("__weakref__", "line", "meta", "region", "value")

    def __init__(self, region: _Region, tensor: cr.Tensor) -> None:
        self.region = region
        self.meta = _meta(tensor)
        self.line = _user_line() if region.debug else ""
        self.value: cr.Tensor | None = None


class _AllFilled(Exception):
    """Ends a second run of the region it carries."""


class _Region:
    """One call of checkpoint: how to run it again, and the slots of what it saved."""

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        context: AbstractContextManager[Any],
        preserve: bool,
        *,
        compare: bool,
        early_stop: bool,
        debug: bool,
    ) -> None:
        self.function = function
        self.arguments = _Arguments(args, kwargs)
        self.context = context
        self.random = cr.get_rng_state() if preserve else None
        self.compare = compare
        self.early_stop = early_stop
        self.debug = debug
        self.slots: list[weakref.ref[_Slot]] = []

    def pack(self, tensor: cr.Tensor) -> _Slot:
        slot = _Slot(self, tensor)
        self.slots.append(weakref.ref(slot))
        return slot

    def run_again(self) -> None:
        """Fills every slot that somebody still holds."""
        count, done = len(self.slots), 0
        differing: list[str] = []
        lines: list[str] = []

        def fill(tensor: cr.Tensor) -> cr.Tensor:
            nonlocal done
            kept = tensor.detach()
            lines.append(_user_line() if self.debug else "")
            slot = self.slots[done]() if done < count else None
            if slot is not None:
                if self.compare and slot.meta != _meta(kept):
                    differing.append(_difference(done, slot, kept, lines[-1]))
                slot.value = kept
            done += 1
            if done > count:
                raise CheckpointError(
                    "checkpoint: trying to save more tensors during recomputation than during the "
                    f"original forward pass, which saved {count}.{self._hint(lines)}"
                )
            if done == count and self.early_stop:
                raise _AllFilled(self)
            return kept

        args, kwargs = self.arguments.get()
        with ExitStack() as stack:
            stack.enter_context(_random_state(self.random))
            stack.enter_context(cr.enable_grad())
            stack.enter_context(cr.autograd.graph.saved_tensors_hooks(fill, _identity))
            stack.enter_context(self.context)
            try:
                self.function(*args, **kwargs)
            except _AllFilled as end:
                if end.args[0] is not self:
                    raise
        if done < count:
            raise CheckpointError(
                "checkpoint: A different number of tensors was saved during the original forward "
                f"and recomputation.\nNumber of tensors saved during forward: {count}\n"
                f"Number of tensors saved during recomputation: {done}.{self._hint(lines)}"
            )
        if differing:
            raise CheckpointError(
                "checkpoint: Recomputed values for the following tensors have different metadata "
                "than during the forward pass.\n" + "\n".join(differing) + self._hint(lines)
            )

    def _hint(self, again: list[str]) -> str:
        hint = "\nThe function must do the same in both runs: look for state that it changes."
        if not self.debug:
            return hint + " Pass debug=True to see the lines that saved the tensors."
        first = [slot.line if slot else " (gone)" for slot in (ref() for ref in self.slots)]
        for run, lines in (("forward", first), ("recomputation", again)):
            hint += f"\nSaved during {run}:" + "".join(f"\n   {line}" for line in lines)
        return hint


def _difference(place: int, slot: _Slot, tensor: cr.Tensor, line: str) -> str:
    return (
        f"tensor at position {place}:\n"
        f"saved metadata: {_describe(slot.meta)}{slot.line}\n"
        f"recomputed metadata: {_describe(_meta(tensor))}{line}"
    )


def _identity(tensor: cr.Tensor) -> cr.Tensor:
    return tensor


def _open(slot: _Slot) -> cr.Tensor:
    """The value of a slot, which is then empty again: a later sweep runs the region anew."""
    if slot.value is None:
        slot.region.run_again()
    value, slot.value = slot.value, None
    assert value is not None, "a slot that is being opened is held, and so was filled"
    return value


def _meta(tensor: cr.Tensor) -> tuple[Any, ...]:
    return tensor.shape, tensor.dtype, tensor.device


def _describe(meta: tuple[Any, ...]) -> str:
    return str(dict(zip(("shape", "dtype", "device"), meta, strict=True)))


def _user_line() -> str:
    """Where, outside the library, the tensor that is being saved comes from."""
    frame = sys._getframe(1)
    inside = __name__.partition(".")[0]
    while frame.f_globals.get("__name__", "").partition(".")[0] == inside and frame.f_back:
        frame = frame.f_back
    return f" at {frame.f_code.co_filename}:{frame.f_lineno}"


class _Arguments:
    """The arguments of a region, their tensors saved in the graph.

    Saved there, they are packed in turn by a checkpoint around this one: of nested regions, only
    the outermost keeps its arguments.
    """

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        tensors = [a for a in (*args, *kwargs.values()) if isinstance(a, cr.Tensor)]
        self.args = tuple(_HOLE if isinstance(a, cr.Tensor) else a for a in args)
        self.kwargs = {k: _HOLE if isinstance(a, cr.Tensor) else a for k, a in kwargs.items()}
        self.node: Any = None
        if tensors:
            anchor = cr.empty(0).requires_grad_()
            self.node = _SaveArguments.apply(anchor, *tensors).grad_fn

    def get(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        tensors = iter(() if self.node is None else self.node.saved_tensors)
        args = tuple(next(tensors) if a is _HOLE else a for a in self.args)
        return args, {k: next(tensors) if a is _HOLE else a for k, a in self.kwargs.items()}


_HOLE = object()


class _SaveArguments(cr.autograd.Function):
    """Saves tensors, and computes nothing."""

    @staticmethod
    def forward(ctx: Any, anchor: cr.Tensor, *tensors: cr.Tensor) -> cr.Tensor:
        ctx.save_for_backward(*tensors)
        return cr.empty(0)

    @staticmethod
    def backward(ctx: Any, gradient: cr.Tensor) -> Any:
        raise AssertionError("nothing is computed from what this returns")


class CheckpointFunction(cr.autograd.Function):
    """``checkpoint(use_reentrant=True)`` as one node of the graph.

    >>> import chainrule as cr
    >>> from chainrule.utils.checkpoint import checkpoint
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> checkpoint(cr.exp, x, use_reentrant=True).grad_fn.name()
    'CheckpointFunctionBackward'
    """

    @staticmethod
    def forward(ctx: Any, function: Callable[..., Any], preserve: bool, *args: Any) -> Any:
        tensors = [a for a in args if isinstance(a, cr.Tensor)]
        if not any(t.requires_grad for t in tensors):
            warnings.warn(
                "None of the inputs have requires_grad=True. Gradients will be None", stacklevel=3
            )
        ctx.function = function
        ctx.random = cr.get_rng_state() if preserve else None
        ctx.args = tuple(_HOLE if isinstance(a, cr.Tensor) else a for a in args)
        ctx.save_for_backward(*tensors)
        with cr.no_grad():
            return function(*args)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Any, ...]:
        if not cr._core.sweep_reaches_every_leaf():
            raise RuntimeError(
                "checkpoint() with use_reentrant=True is incompatible with .grad() or passing an "
                "`inputs` parameter to .backward(): its own backward adds to every leaf. Set "
                "use_reentrant=False, or call .backward() without the `inputs` argument."
            )
        saved = iter(ctx.saved_tensors)
        args = [next(saved) if a is _HOLE else a for a in ctx.args]
        detached = [
            a.detach().requires_grad_(a.requires_grad) if isinstance(a, cr.Tensor) else a
            for a in args
        ]
        with _random_state(ctx.random), cr.enable_grad():
            outputs = ctx.function(*detached)
        outputs = (outputs,) if isinstance(outputs, cr.Tensor) else outputs
        pairs = [
            (o, g)
            for o, g in zip(outputs, gradients, strict=True)
            if isinstance(o, cr.Tensor) and o.requires_grad
        ]
        if not pairs:
            raise RuntimeError(
                "none of output has requires_grad=True, this checkpoint() is not necessary"
            )
        cr.autograd.backward([o for o, _ in pairs], [g for _, g in pairs])
        return None, None, *(a.grad if isinstance(a, cr.Tensor) else None for a in detached)
