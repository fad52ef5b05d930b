"""Functions that run around a module's ``forward`` and when gradients cross its edges.

Here are the tables that hold hooks, the hooks of all modules at once, and the slow path of
``Module.__call__`` that runs them. Registering them on one module is in ``module.py``.
"""

from __future__ import annotations

import warnings
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

from ...utils.hooks import RemovableHandle
from .._backend import Function, Tensor, is_grad_enabled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .module import Module

    Hook = Callable[..., Any]


class HookTable:
    """A module attribute that holds hooks by id, made when it is first asked for.

    A module without hooks has none of these tables, and ``_hooked`` is False; that one look is all
    that hooks cost it in a call.
    """

    def __init__(self, *, around_call: bool) -> None:
        self._around_call = around_call

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, module: Any, owner: type | None = None) -> Any:
        if module is None:
            return self
        if self._name not in vars(module):
            self.__set__(module, OrderedDict())
        return vars(module)[self._name]

    def __set__(self, module: Any, table: Any) -> None:
        vars(module)[self._name] = table
        if self._around_call:
            vars(module)["_hooked"] = True


def add_hook(
    table: Any,
    hook: Any,
    *,
    prepend: bool = False,
    marks: Sequence[Any] = (),
) -> RemovableHandle:
    """Put ``hook`` last (or first) in ``table`` and its id in each of the tables ``marks``."""
    handle = RemovableHandle(table, extra_dict=list(marks))
    table[handle.id] = hook
    for mark in marks:
        mark[handle.id] = True
    if prepend:
        table.move_to_end(handle.id, last=False)
    return handle


# Hooks of all modules


class _GlobalHook(NamedTuple):
    kind: str
    function: Hook
    with_kwargs: bool = False
    always_call: bool = False


global_hooks: OrderedDict[int, _GlobalHook] = OrderedDict()
registration_hooks: dict[str, OrderedDict[int, Hook]] = {
    kind: OrderedDict() for kind in ("parameter", "buffer", "module")
}


def _of_kind(kind: str) -> Iterator[tuple[int, _GlobalHook]]:
    return ((i, hook) for i, hook in list(global_hooks.items()) if hook.kind == kind)


def register_module_forward_pre_hook(hook: Hook) -> RemovableHandle:
    """Run ``hook(module, args)`` before every module's ``forward``; see ``Module``'s own method.

    Hooks of all modules run before those of one module. They are meant for debugging and profiling.

    >>> import chainrule as cr
    >>> from chainrule.nn.modules.module import register_module_forward_pre_hook
    >>> with register_module_forward_pre_hook(lambda module, args: print(module)):
    ...     _ = cr.nn.Tanh()(cr.ones(1))
    Tanh()
    """
    return add_hook(global_hooks, _GlobalHook("forward_pre", hook))


def register_module_forward_hook(
    hook: Hook, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Run ``hook(module, args, output)`` after every module's ``forward``.

    >>> import chainrule as cr
    >>> from chainrule.nn.modules.module import register_module_forward_hook
    >>> with register_module_forward_hook(lambda module, args, output: print(module, output)):
    ...     _ = cr.nn.ReLU()(cr.tensor([-1.0]))
    ReLU() tensor([0.])
    """
    return add_hook(global_hooks, _GlobalHook("forward", hook, with_kwargs, always_call))


def register_module_full_backward_pre_hook(hook: Hook) -> RemovableHandle:
    """Run ``hook(module, grad_output)`` when a gradient reaches the output of any module.

    >>> import chainrule as cr
    >>> from chainrule.nn.modules.module import register_module_full_backward_pre_hook
    >>> with register_module_full_backward_pre_hook(lambda module, grads: print(module, grads)):
    ...     cr.nn.ReLU()(cr.ones(1, requires_grad=True)).backward()
    ReLU() (tensor([1.]),)
    """
    return add_hook(global_hooks, _GlobalHook("backward_pre", hook))


def register_module_full_backward_hook(hook: Hook) -> RemovableHandle:
    """Run ``hook(module, grad_input, grad_output)`` when a gradient has crossed any module.

    >>> import chainrule as cr
    >>> from chainrule.nn.modules.module import register_module_full_backward_hook
    >>> with register_module_full_backward_hook(lambda module, given, grads: print(given)):
    ...     cr.nn.ReLU()(cr.tensor([-1.0], requires_grad=True)).backward()
    (tensor([0.]),)
    """
    return add_hook(global_hooks, _GlobalHook("backward", hook))


def register_module_parameter_registration_hook(hook: Hook) -> RemovableHandle:
    """Run ``hook(module, name, parameter)`` for every parameter registered; may return another.

    >>> import chainrule as cr
    >>> from chainrule.nn.modules.module import register_module_parameter_registration_hook
    >>> with register_module_parameter_registration_hook(lambda module, name, _: print(name)):
    ...     _ = cr.nn.Linear(1, 1)
    weight
    bias
    """
    return add_hook(registration_hooks["parameter"], hook)


def register_module_buffer_registration_hook(hook: Hook) -> RemovableHandle:
    """Run ``hook(module, name, buffer)`` for every buffer registered; may return another.

    >>> import chainrule as cr
    >>> from chainrule.nn.modules.module import register_module_buffer_registration_hook
    >>> with register_module_buffer_registration_hook(lambda module, name, _: print(name)):
    ...     cr.nn.Module().register_buffer("mask", cr.ones(1))
    mask
    """
    return add_hook(registration_hooks["buffer"], hook)


def register_module_module_registration_hook(hook: Hook) -> RemovableHandle:
    """Run ``hook(module, name, submodule)`` for every submodule registered; may return another.

    >>> import chainrule as cr
    >>> from chainrule.nn.modules.module import register_module_module_registration_hook
    >>> with register_module_module_registration_hook(lambda module, name, _: print(name)):
    ...     _ = cr.nn.Sequential(cr.nn.ReLU())
    0
    """
    return add_hook(registration_hooks["module"], hook)


def registered(kind: str, module: Module, name: str, value: Any) -> Any:
    """``value``, or what the registration hooks put in its place."""
    for hook in registration_hooks[kind].values():
        out = hook(module, name, value)
        if out is not None:
            value = out
    return value


# A call with hooks


def call_with_hooks(module: Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``module.forward(*args, **kwargs)`` between its hooks."""
    result: Any = None
    seen: set[int] = set()
    try:
        for hook, with_kwargs in _forward_pre_hooks(module):
            args, kwargs = _run_pre_hook(module, hook, with_kwargs, args, kwargs)
        crossing = Crossing.of(module) if is_grad_enabled() else None
        if crossing is not None:
            args = crossing.enter(args)
        result = module.forward(*args, **kwargs)
        for i, hook, with_kwargs, _ in _forward_hooks(module):
            seen.add(i)
            result = _run_forward_hook(module, hook, with_kwargs, args, kwargs, result)
        if crossing is not None:
            result = crossing.leave(result)
        return result
    except Exception:
        for i, hook, with_kwargs, always in _forward_hooks(module):
            if always and i not in seen:
                try:
                    result = _run_forward_hook(module, hook, with_kwargs, args, kwargs, result)
                except Exception as error:
                    warnings.warn(
                        "module forward hook with ``always_call=True`` raised an exception that "
                        f"was silenced as another error was raised in forward: {error}",
                        stacklevel=2,
                    )
        raise


def _forward_pre_hooks(module: Module) -> list[tuple[Hook, bool]]:
    marked = module._forward_pre_hooks_with_kwargs
    return [(g.function, g.with_kwargs) for _, g in _of_kind("forward_pre")] + [
        (hook, i in marked) for i, hook in module._forward_pre_hooks.items()
    ]


def _forward_hooks(module: Module) -> list[tuple[int, Hook, bool, bool]]:
    with_kwargs = module._forward_hooks_with_kwargs
    always = module._forward_hooks_always_called
    return [(i, g.function, g.with_kwargs, g.always_call) for i, g in _of_kind("forward")] + [
        (i, hook, i in with_kwargs, i in always) for i, hook in module._forward_hooks.items()
    ]


def _run_pre_hook(
    module: Module, hook: Hook, with_kwargs: bool, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if not with_kwargs:
        out = hook(module, args)
        if out is None:
            return args, kwargs
        return (out if isinstance(out, tuple) else (out,)), kwargs
    out = hook(module, args, kwargs)
    if out is None:
        return args, kwargs
    if not (isinstance(out, tuple) and len(out) == 2):
        raise RuntimeError(
            "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got "
            f"{out}."
        )
    return out


def _run_forward_hook(
    module: Module,
    hook: Hook,
    with_kwargs: bool,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    result: Any,
) -> Any:
    out = hook(module, args, kwargs, result) if with_kwargs else hook(module, args, result)
    return result if out is None else out


# Gradients that cross a module


class _Edge(Function):
    """The identity on several tensors at once, which shows their gradients to a function."""

    backward_gives_jvp = True

    @staticmethod
    def forward(ctx: Any, on_gradients: Hook, *tensors: Tensor) -> tuple[Tensor, ...]:
        ctx.on_gradients = on_gradients
        ctx.set_materialize_grads(False)
        ctx.mark_non_differentiable(*[t for t in tensors if not t.requires_grad])
        return tensors

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Tensor | None, ...]:
        return None, *ctx.on_gradients(gradients)


class Crossing:
    """The two edges of one call of a module, and the backward hooks that run there.

    The hooks of the input edge need the gradients of the output edge, so those are kept between.
    """

    def __init__(self, module: Module, pre_hooks: list[Hook], hooks: list[Hook]) -> None:
        self._module = module
        self._pre_hooks = pre_hooks
        self._hooks = hooks
        self._has_input_edge = False
        self._grad_output: tuple[Tensor | None, ...] | None = None

    @staticmethod
    def of(module: Module) -> Crossing | None:
        """The crossing of a call about to be made, or None where there are no backward hooks."""
        pre_hooks = [g.function for _, g in _of_kind("backward_pre")]
        pre_hooks += module._backward_pre_hooks.values()
        hooks = [g.function for _, g in _of_kind("backward")]
        hooks += module._backward_hooks.values()
        return Crossing(module, pre_hooks, hooks) if pre_hooks or hooks else None

    def enter(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, behind the input edge if a gradient can reach any of them."""
        self._n_inputs = len(args)
        self._at = [i for i, x in enumerate(args) if isinstance(x, Tensor)]
        self._has_input_edge = any(args[i].requires_grad for i in self._at)
        return self._cut(args, self._at, self._input_gradients) if self._has_input_edge else args

    def leave(self, result: Any) -> Any:
        """The result, behind the output edge."""
        outputs = result if isinstance(result, tuple) else (result,)
        at = [i for i, x in enumerate(outputs) if isinstance(x, Tensor)]
        if not isinstance(result, (tuple, Tensor)):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of "
                f"Tensors but received {type(result)}",
                stacklevel=2,
            )
            return result
        if not any(outputs[i].requires_grad for i in at):
            return result
        self._n_outputs, self._out_at = len(outputs), at
        outputs = self._cut(outputs, at, self._output_gradients)
        return outputs if isinstance(result, tuple) else outputs[0]

    @staticmethod
    def _cut(values: tuple[Any, ...], at: list[int], on_gradients: Hook) -> tuple[Any, ...]:
        out = list(values)
        for i, tensor in zip(at, _Edge.apply(on_gradients, *[values[i] for i in at]), strict=True):
            out[i] = tensor
        # A named tuple keeps its class.
        return type(values)(*out) if hasattr(values, "_fields") else tuple(out)

    def _output_gradients(self, gradients: tuple[Tensor | None, ...]) -> tuple[Tensor | None, ...]:
        full = _spread(gradients, self._out_at, self._n_outputs)
        for hook in self._pre_hooks:
            full = _replaced("pre hook", "grad_output", full, hook(self._module, full))
        self._grad_output = full
        if not self._has_input_edge and self._hooks:
            self._without_input_edge(full)
        return tuple(full[i] for i in self._out_at)

    def _without_input_edge(self, grad_output: tuple[Tensor | None, ...]) -> None:
        warnings.warn(
            "Full backward hook is firing when gradients are computed with respect to module "
            "outputs since no inputs require gradients.",
            stacklevel=2,
        )
        for hook in self._hooks:
            out = hook(self._module, (None,) * self._n_inputs, grad_output)
            if out is not None and not (
                isinstance(out, tuple) and all(gradient is None for gradient in out)
            ):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always "
                    "return None or None for all gradients."
                )

    def _input_gradients(self, gradients: tuple[Tensor | None, ...]) -> tuple[Tensor | None, ...]:
        # Without a gradient of the output (its edge was passed by) there is nothing to report.
        if self._grad_output is None:
            return gradients
        full = _spread(gradients, self._at, self._n_inputs)
        for hook in self._hooks:
            out = hook(self._module, full, self._grad_output)
            full = _replaced("hook", "grad_input", full, out)
        self._grad_output = None
        return tuple(full[i] for i in self._at)


def _spread(values: Sequence[Any], at: list[int], length: int) -> tuple[Any, ...]:
    """``values`` at the positions ``at`` of a tuple that holds None elsewhere."""
    full: list[Any] = [None] * length
    for i, value in zip(at, values, strict=True):
        full[i] = value
    return tuple(full)


def _replaced(hook: str, what: str, old: tuple[Any, ...], new: Any) -> tuple[Any, ...]:
    """The gradients after a hook returned ``new``."""
    if new is None:
        return old
    if isinstance(new, Tensor):
        new = (new,)
    if not isinstance(new, tuple):
        raise TypeError(
            f"Backward {hook} should return None, a Tensor or a tuple of {len(old)} gradients "
            f"({what}), but it returned {type(new).__name__}"
        )
    if len(new) != len(old):
        raise RuntimeError(
            f"Backward {hook} returned an invalid number of {what}, got {len(new)}, "
            f"but expected {len(old)}"
        )
    return new
