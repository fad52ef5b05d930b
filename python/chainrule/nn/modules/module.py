"""Module: the base class of everything that has parameters.

How members become attributes is in ``_members.py``, what runs around a call in ``_hooks.py``,
saving and loading in ``_state_dict.py``, changes of dtype in ``_convert.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...utils.hooks import RemovableHandle
from .._backend import Tensor
from ..parameter import Buffer, Parameter
from ._convert import Converts
from ._hooks import (
    HookTable,
    add_hook,
    call_with_hooks,
    global_hooks,
    register_module_buffer_registration_hook,
    register_module_forward_hook,
    register_module_forward_pre_hook,
    register_module_full_backward_hook,
    register_module_full_backward_pre_hook,
    register_module_module_registration_hook,
    register_module_parameter_registration_hook,
    registered,
)
from ._locate import locate
from ._members import Members
from ._state_dict import StateDict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from typing_extensions import Self

__all__ = [
    "Module",
    "register_module_buffer_registration_hook",
    "register_module_forward_hook",
    "register_module_forward_pre_hook",
    "register_module_full_backward_hook",
    "register_module_full_backward_pre_hook",
    "register_module_module_registration_hook",
    "register_module_parameter_registration_hook",
]

_MEMBERS = ("_parameters", "_buffers", "_modules")


class Module(Converts, StateDict):
    """Base class for everything that has parameters: layers, losses, whole models.

    A subclass calls ``super().__init__()`` first, assigns parameters, buffers and other modules as
    attributes, and defines ``forward``. Calling the module runs ``forward`` and its hooks.

    >>> import chainrule as cr
    >>> class Double(cr.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.scale = cr.nn.Parameter(cr.full((1,), 2.0))
    ...     def forward(self, x):
    ...         return self.scale * x
    >>> Double()(cr.ones(2)).tolist()
    [2.0, 2.0]
    """

    training: bool
    call_super_init: bool = False

    if TYPE_CHECKING:
        # Members are assigned one by one. There is no such method, so that they are found at once.
        def __getattr__(self, name: str) -> Any: ...

    # True once the module has been asked for a table of hooks that run in a call.
    _hooked: bool = False

    _forward_pre_hooks = HookTable(around_call=True)
    _forward_pre_hooks_with_kwargs = HookTable(around_call=True)
    _forward_hooks = HookTable(around_call=True)
    _forward_hooks_with_kwargs = HookTable(around_call=True)
    _forward_hooks_always_called = HookTable(around_call=True)
    _backward_pre_hooks = HookTable(around_call=True)
    _backward_hooks = HookTable(around_call=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not self.call_super_init and (args or kwargs):
            what = (
                f"got an unexpected keyword argument '{next(iter(kwargs))}'"
                if kwargs
                else f"takes 1 positional argument but {len(args) + 1} were given"
            )
            raise TypeError(f"{type(self).__name__}.__init__() {what}")
        own = vars(self)
        own["training"] = True
        own["_non_persistent_buffers_set"] = set()
        for kind in _MEMBERS:
            own[kind] = Members(self)
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    # Calling

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            if self._hooked or global_hooks:
                return call_with_hooks(self, args, kwargs)
            return self.forward(*args, **kwargs)
        except Exception as error:
            locate(error, self)
            raise

    def forward(self, *input: Any) -> Any:
        """Compute the module's result: every subclass defines it.

        Call the module itself rather than ``forward``, which runs no hooks.
        """
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    # Attributes

    def __setattr__(self, name: str, value: Any) -> None:
        own = vars(self)
        if isinstance(value, Parameter):
            self._give_up(name, "_buffers", "_modules", needed="parameters")
            self.register_parameter(name, value)
        elif name in own.get("_parameters", ()):
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_kind(value)}' as parameter '{name}' "
                    "(torch.nn.Parameter or None expected): wrap a tensor in nn.Parameter, or "
                    "change its values under no_grad()"
                )
            self.register_parameter(name, None)
        elif isinstance(value, Module):
            self._give_up(name, "_buffers", needed="module")
            own["_modules"][name] = own[name] = registered("module", self, name, value)
        elif name in own.get("_modules", ()):
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_kind(value)}' as child module '{name}' "
                    "(torch.nn.Module or None expected)"
                )
            own["_modules"][name] = own[name] = registered("module", self, name, None)
        elif isinstance(value, Buffer):
            self._give_up(name, needed="buffer")
            self.register_buffer(name, value, value.persistent)
        elif name in own.get("_buffers", ()):
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"cannot assign '{_kind(value)}' as buffer '{name}' "
                    "(torch.nn.Buffer, torch.Tensor or None expected)"
                )
            own["_buffers"][name] = own[name] = registered("buffer", self, name, value)
        elif name in _MEMBERS:
            if name in own:
                own[name].detach()
            own[name] = value if isinstance(value, Members) else Members(self, value)
            own[name].attach(self)
        else:
            super().__setattr__(name, value)

    def _give_up(self, name: str, *kinds: str, needed: str) -> None:
        """Forget ``name`` as a plain attribute and as a member of other kinds."""
        own = vars(self)
        if "_modules" not in own:
            raise AttributeError(
                f"cannot assign {needed} before Module.__init__() call: the first line of "
                f"{type(self).__name__}.__init__ should be super().__init__()"
            )
        for kind in kinds:
            own[kind].pop(name, None)
        own["_non_persistent_buffers_set"].discard(name)
        if not any(name in own[kind] for kind in _MEMBERS):
            own.pop(name, None)

    def __delattr__(self, name: str) -> None:
        own = vars(self)
        for kind in _MEMBERS:
            if name in own.get(kind, ()):
                del own[kind][name]
                own.pop(name, None)
                own["_non_persistent_buffers_set"].discard(name)
                return
        super().__delattr__(name)

    def __setstate__(self, state: dict[str, Any]) -> None:
        own = vars(self)
        own.update(state)
        for kind in _MEMBERS:
            if kind in own:
                own[kind] = Members(self, own[kind])

    def __dir__(self) -> list[str]:
        names = {*super().__dir__(), *(n for kind in _MEMBERS for n in vars(self).get(kind, ()))}
        # Submodules named by number are no attributes that one could write.
        return sorted(name for name in names if not name[:1].isdigit())

    # Registering

    def _check_name(self, kind: str, name: Any) -> None:
        own = vars(self)
        if "_modules" not in own:
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {_kind(name)}")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain ".", got: {name}')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if name not in own[f"_{kind}s"] and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter under ``name``; None stands for one that the module does without.

        Raises:
            KeyError: the name is empty, has a dot in it or is taken.
            TypeError: ``param`` is neither a Parameter nor None.
        """
        self._check_name("parameter", name)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{_kind(param)}' object to parameter '{name}' "
                "(torch.nn.Parameter or None required)"
            )
        if param is not None:
            if param.grad_fn is not None:
                raise ValueError(
                    f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must "
                    "be created explicitly. To express a parameter as a function of another "
                    "Tensor, compute the value in the forward() method."
                )
            param = registered("parameter", self, name, param)
        self._parameters[name] = vars(self)[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that belongs to the state but is not trained, such as a running mean.

        A buffer that is not ``persistent`` is left out of ``state_dict``.

        Raises:
            KeyError: the name is empty, has a dot in it or is taken.
            TypeError: ``tensor`` is neither a Tensor nor None.

        >>> import chainrule as cr
        >>> m = cr.nn.Module()
        >>> m.register_buffer("mean", cr.zeros(3))
        >>> m.mean.tolist()
        [0.0, 0.0, 0.0]
        """
        self._check_name("buffer", name)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{_kind(tensor)}' object to buffer '{name}' "
                "(torch Tensor or None required)"
            )
        self._buffers[name] = vars(self)[name] = registered("buffer", self, name, tensor)
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a submodule under ``name``, as assigning it as an attribute does.

        Raises:
            KeyError: the name is empty, has a dot in it or is taken.
            TypeError: ``module`` is neither a Module nor None.
        """
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{_kind(module)} is not a Module subclass")
        self._check_name("module", name)
        self._modules[name] = vars(self)[name] = registered("module", self, name, module)

    def register_module(self, name: str, module: Module | None) -> None:
        """Another name of ``add_module``."""
        self.add_module(name, module)

    # Finding

    def get_submodule(self, target: str) -> Module:
        """The submodule with the dotted name ``target``; the module itself for an empty one.

        Raises:
            AttributeError: there is none, or it is not a module.
        """
        module = self
        for name in target.split(".") if target else ():
            found = _found(module, name)
            if not isinstance(found, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
            module = found
        return module

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put ``module`` in the place of the submodule with the dotted name ``target``.

        With ``strict`` there must have been one.

        Raises:
            ValueError: ``target`` is empty, or ``module`` is not a module.
            AttributeError: the place does not exist.
        """
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict or hasattr(parent, name):
            old = _found(parent, name)
            if not isinstance(old, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def get_parameter(self, target: str) -> Parameter:
        """The parameter with the dotted name ``target``.

        Raises:
            AttributeError: there is none, or it is not a parameter.
        """
        path, _, name = target.rpartition(".")
        found = _found(self.get_submodule(path), name)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return found

    def get_buffer(self, target: str) -> Tensor:
        """The buffer with the dotted name ``target``.

        Raises:
            AttributeError: there is none, or it is not a buffer.
        """
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        found: Tensor = _found(module, name)
        if name not in module._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return found

    # Walking

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all below it with their dotted names, parents first.

        A module that occurs twice is given once, under its first name, unless ``remove_duplicate``
        is False. Modules in ``memo`` are passed over.
        """
        seen = set() if memo is None else memo
        todo: list[tuple[str, Module]] = [(prefix, self)]
        while todo:
            name, module = todo.pop()
            if remove_duplicate:
                if module in seen:
                    continue
                seen.add(module)
            yield name, module
            below = [
                (f"{name}.{key}" if name else key, child)
                for key, child in module._modules.items()
                if child is not None
            ]
            todo += reversed(below)

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """This module and all below it, parents first."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly below this one with their names, each once."""
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules directly below this one, each once."""
        for _, module in self.named_children():
            yield module

    def _named_members(
        self,
        get_members_fn: Callable[[Module], Iterable[tuple[str, Any]]],
        prefix: str = "",
        recurse: bool = True,
        remove_duplicate: bool = True,
    ) -> Iterator[tuple[str, Any]]:
        seen = set()
        modules: Iterable[tuple[str, Module]] = [(prefix, self)]
        if recurse:
            modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        for path, module in modules:
            for name, member in get_members_fn(module):
                if member is None or (remove_duplicate and id(member) in seen):
                    continue
                seen.add(id(member))
                yield f"{path}.{name}" if path else name, member

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """The parameters of this module, and with ``recurse`` of all below it, with dotted
        names."""
        return self._named_members(
            lambda module: module._parameters.items(), prefix, recurse, remove_duplicate
        )

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """The parameters of this module, and with ``recurse`` of all below it, each once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """The buffers of this module, and with ``recurse`` of all below it, with dotted names."""
        return self._named_members(
            lambda module: module._buffers.items(), prefix, recurse, remove_duplicate
        )

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """The buffers of this module, and with ``recurse`` of all below it, each once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def apply(self, fn: Callable[[Module], None]) -> Self:
        """Call ``fn`` on every module below this one, then on this one; to initialise, for
        instance."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    # Modes

    def train(self, mode: bool = True) -> Self:
        """Set training mode here and below: dropout drops, batch norm uses the batch."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """Set evaluation mode here and below: ``train(False)``."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set ``requires_grad`` of all parameters, to freeze a part of a model for instance."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or with ``set_to_none=False`` fill them with
        0."""
        for parameter in self.parameters():
            if parameter.grad is None:
                continue
            if set_to_none:
                parameter.grad = None
            else:
                if parameter.grad.grad_fn is not None:
                    parameter.grad.detach_()
                else:
                    parameter.grad.requires_grad_(False)
                parameter.grad.zero_()

    # Hooks

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Run ``hook(module, args)`` before ``forward``.

        The hook may return other arguments, a tuple or a single value. With ``with_kwargs`` it is
        called as ``hook(module, args, kwargs)`` and may return ``(args, kwargs)``. With ``prepend``
        it runs before the hooks that are there.
        """
        marks = [self._forward_pre_hooks_with_kwargs] if with_kwargs else []
        return add_hook(self._forward_pre_hooks, hook, prepend=prepend, marks=marks)

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Run ``hook(module, args, output)`` after ``forward``.

        The hook may return another output. With ``with_kwargs`` it is called as
        ``hook(module, args, kwargs, output)``. With ``prepend`` it runs before the hooks that are
        there; with ``always_call`` also when ``forward`` has raised.

        >>> import chainrule as cr
        >>> m = cr.nn.ReLU()
        >>> handle = m.register_forward_hook(lambda module, args, output: output + 1)
        >>> m(cr.zeros(2)).tolist()
        [1.0, 1.0]
        >>> handle.remove()
        """
        marks = []
        if with_kwargs:
            marks.append(self._forward_hooks_with_kwargs)
        if always_call:
            marks.append(self._forward_hooks_always_called)
        return add_hook(self._forward_hooks, hook, prepend=prepend, marks=marks)

    def register_full_backward_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Run ``hook(module, grad_output)`` when the gradient reaches the module's output.

        The hook may return another ``grad_output``: a tuple with a gradient, or None, for each
        output. Inputs and outputs must not be changed in place.
        """
        return add_hook(self._backward_pre_hooks, hook, prepend=prepend)

    def register_full_backward_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Run ``hook(module, grad_input, grad_output)`` when the gradient has crossed the module.

        Both are tuples with a gradient, or None, for each positional argument and each output. The
        hook may return another ``grad_input``. If no argument requires a gradient, it runs when the
        gradient has reached the outputs. Inputs and outputs must not be changed in place.
        """
        return add_hook(self._backward_hooks, hook, prepend=prepend)

    def register_backward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """The old name of ``register_full_backward_hook``, and the same."""
        return self.register_full_backward_hook(hook)

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: operations are fast as they are. See :func:`chainrule.compile`."""

    # Printing

    def _get_name(self) -> str:
        return type(self).__name__

    def extra_repr(self) -> str:
        """What ``repr`` shows of the module beyond its submodules; override it to show more."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        extra_lines = extra.split("\n") if extra else []
        child_lines = [
            f"({name}): " + repr(module).replace("\n", "\n  ")
            for name, module in self._modules.items()
        ]
        lines = extra_lines + child_lines
        if not lines:
            inside = ""
        elif len(extra_lines) == 1 and not child_lines:
            inside = extra
        else:
            inside = "\n  " + "\n  ".join(lines) + "\n"
        return f"{self._get_name()}({inside})"


def _kind(value: Any) -> str:
    """The class of a value as messages name it."""
    return value.type() if isinstance(value, Tensor) else type(value).__name__


def _found(module: Module, name: str) -> Any:
    if not hasattr(module, name):
        raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
    return getattr(module, name)
