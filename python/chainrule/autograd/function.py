"""Custom operations: ``Function`` with ``forward`` and ``backward`` written in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import _core
from .._core import Tensor
from ._forward import state as _forward
from ._forward import with_jvp as _with_jvp


class FunctionCtx:
    """What ``forward`` leaves for ``backward``.

    >>> import chainrule as cr
    >>> class Scale(cr.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x, factor):
    ...         ctx.factor = factor
    ...         return x * factor
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         return grad * ctx.factor, None
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> Scale.apply(x, 5.0).backward()
    >>> x.grad
    tensor(5.)
    """

    needs_input_grad: tuple[bool, ...] = ()
    materialize_grads = True
    saved_for_forward: tuple[Tensor | None, ...] | None = None
    _in_jvp = False

    def __init__(self) -> None:
        self._to_save: list[Tensor | None] = []
        self._dirty: list[Tensor] = []
        self._non_differentiable: list[Tensor] = []
        self._node: Any = None

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keeps inputs or outputs for ``backward``, guarded against changes in place."""
        for t in tensors:
            if t is not None and not isinstance(t, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument is of type "
                    f"{type(t).__name__}"
                )
        self._to_save = list(tensors)

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Keeps tensors for ``jvp``, where they are ``saved_tensors``."""
        self.saved_for_forward = tensors

    def mark_dirty(self, *args: Tensor) -> None:
        """Says that ``forward`` changed these inputs in place (and returns them)."""
        self._dirty = list(args)

    def mark_non_differentiable(self, *args: Tensor) -> None:
        """Says that these outputs have no gradient."""
        self._non_differentiable = list(args)

    def set_materialize_grads(self, value: bool) -> None:
        """False: missing cotangents arrive as None, not as zeros."""
        self.materialize_grads = value

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """What was saved; an error when the sweep has freed it or it was changed in place since."""
        if self._in_jvp and self.saved_for_forward is not None:
            return self.saved_for_forward
        if self._node is None:
            return tuple(self._to_save)
        return tuple(_core.unpack_function(self._node))


class Function:
    """A differentiable operation of one's own.

    ``forward(ctx, *args)`` computes; ``backward(ctx, *grad_outputs)`` returns one gradient (or
    None) for each argument of ``forward``. Alternatively ``forward(*args)`` and
    ``setup_context(ctx, inputs, output)``.

    >>> import chainrule as cr
    >>> class Cube(cr.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x**3
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         (x,) = ctx.saved_tensors
    ...         return grad * 3 * x**2
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> Cube.apply(x).backward(); x.grad
    tensor(12.)
    """

    generate_vmap_rule = False
    # Whether ``backward`` is linear in the gradients and made of operations, so that forward mode
    # can take its derivative in the place of ``jvp``.
    backward_gives_jvp = False
    node_name = ""  # of grad_fn; the class's name and "Backward" where it is empty

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function: a staticmethod "
            "forward(ctx, ...)"
        )

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom "
            "autograd.Function to use it with backward mode AD."
        )

    @staticmethod
    def vjp(ctx: Any, *grad_outputs: Any) -> Any:
        """Another name for ``backward``."""
        raise NotImplementedError

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """The tangents of the outputs, from those of the inputs: called in forward mode."""
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with "
            "forward mode AD."
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        import warnings

        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all "
            f"static, so you should invoke them "
            f"on the class itself, as in {type(self).__name__}.apply(...): an instance can do "
            f"nothing.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use "
            "new-style autograd function with "
            f"static forward method: call {type(self).__name__}.apply(...)."
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Calls ``forward`` without recording it, and records the whole as one node."""
        ctx: Any = FunctionCtx()
        recorded = cls.setup_context is not Function.setup_context
        if recorded and kwargs:
            args, kwargs = _in_order(cls.forward, args, kwargs), {}
        inputs = (*args, *kwargs.values())
        if _forward.refuse_call is not None:
            _forward.refuse_call(inputs)
        ctx.needs_input_grad = tuple(isinstance(a, Tensor) and a.requires_grad for a in inputs)
        before = _core.set_grad_mode(False)
        try:
            if recorded:
                output = cls.forward(*args, **kwargs)
                cls.setup_context(ctx, args, output)
            else:
                output = cls.forward(ctx, *args, **kwargs)
        finally:
            _core.set_grad_mode(before)
        single = not isinstance(output, tuple)
        outputs = (output,) if single else output
        derivative = cls.backward if cls.backward is not Function.backward else cls.vjp
        if derivative is Function.vjp:
            derivative = Function.backward
        if _forward.sources and not cls.backward_gives_jvp:
            derivative = _with_jvp(cls, derivative, inputs, cls.jvp is Function.jvp)
        wrapped = _core.attach_function(
            ctx,
            cls.node_name or f"{cls.__name__}Backward",
            derivative,
            inputs,
            outputs,
            ctx._dirty,
            ctx._non_differentiable,
            ctx._to_save,
            ctx.materialize_grads,
        )
        if ctx._node is not None:
            ctx._to_save = []  # the node keeps them now, and guards them
            ctx._dirty = []
            ctx._non_differentiable = []
        return wrapped[0] if single else wrapped


def _in_order(
    forward: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, ...]:
    """The arguments of a ``forward`` without ctx by position, defaults filled in."""
    import inspect

    bound = inspect.signature(forward).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.args


class InplaceFunction(Function):
    """A Function with an ``inplace`` flag, kept for old programs.

    >>> import chainrule as cr
    >>> from chainrule.autograd.function import InplaceFunction
    >>> issubclass(InplaceFunction, cr.autograd.Function)
    True
    """


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a ``backward`` whose own derivative is unknown: a second one is refused instead of
    being wrong.

    >>> import chainrule as cr
    >>> from chainrule.autograd.function import once_differentiable
    """
    import functools

    @functools.wraps(fn)
    def wrapper(ctx: Any, *args: Any) -> Any:
        recorded = _core.is_grad_enabled()
        before = _core.set_grad_mode(False)
        try:
            outputs = fn(ctx, *args)
        finally:
            _core.set_grad_mode(before)
        if not recorded or not any(isinstance(a, Tensor) and a.requires_grad for a in args):
            return outputs
        single = not isinstance(outputs, tuple)
        marked = [
            _Once.apply(o.detach().requires_grad_(True)) if isinstance(o, Tensor) else o
            for o in ((outputs,) if single else outputs)
        ]
        return marked[0] if single else tuple(marked)

    return wrapper


class _Once(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.clone()

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        raise RuntimeError(
            "trying to differentiate twice a function that was marked with @once_differentiable"
        )
