"""Optimizer, the base of all optimizers: parameter groups, state, hooks, saving and loading.

No update rule lives here. What an elementwise rule computes is in ``_formulas.py`` (readable, and
differentiable) and in the C++ kernels (fast); the classes beside this file say which.
"""

from __future__ import annotations

import functools
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any, ClassVar, TypeAlias

from chainrule.utils.hooks import RemovableHandle

from . import _backend as cr
from ._backend import Tensor

__all__ = [
    "Optimizer",
    "register_optimizer_step_post_hook",
    "register_optimizer_step_pre_hook",
]

ParamsT: TypeAlias = Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]
StateDict: TypeAlias = dict[str, Any]
Closure: TypeAlias = Callable[[], Any] | None
Hooks: TypeAlias = "OrderedDict[int, Callable[..., Any]]"


class _RequiredParameter:
    """The type of ``required``: a default that every parameter group must replace."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = _RequiredParameter()

_global_pre_hooks: Hooks = OrderedDict()
_global_post_hooks: Hooks = OrderedDict()

_HOOKS = (
    "_optimizer_step_pre_hooks",
    "_optimizer_step_post_hooks",
    "_optimizer_state_dict_pre_hooks",
    "_optimizer_state_dict_post_hooks",
    "_optimizer_load_state_dict_pre_hooks",
    "_optimizer_load_state_dict_post_hooks",
)


def _add_hook(hooks: Hooks, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def register_optimizer_step_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Registers a hook that runs before the step of every optimizer.

    Args:
        hook: ``hook(optimizer, args, kwargs) -> None`` or new ``(args, kwargs)``; ``args`` begins
            with the optimizer itself.

    Returns:
        A handle whose ``remove()`` takes the hook away.

    >>> import chainrule as cr
    >>> from chainrule.optim.optimizer import register_optimizer_step_pre_hook
    >>> handle = register_optimizer_step_pre_hook(
    ...     lambda optimizer, args, kwargs: print(type(optimizer).__name__)
    ... )
    >>> x = cr.ones(1, requires_grad=True)
    >>> cr.optim.SGD([x], lr=0.1).step()
    SGD
    >>> handle.remove()
    """
    return _add_hook(_global_pre_hooks, hook)


def register_optimizer_step_post_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Registers a hook that runs after the step of every optimizer.

    Args:
        hook: ``hook(optimizer, args, kwargs) -> None``.

    Returns:
        A handle whose ``remove()`` takes the hook away.

    >>> import chainrule as cr
    >>> from chainrule.optim.optimizer import register_optimizer_step_post_hook
    >>> handle = register_optimizer_step_post_hook(
    ...     lambda optimizer, args, kwargs: print(type(optimizer).__name__)
    ... )
    >>> x = cr.ones(1, requires_grad=True)
    >>> cr.optim.SGD([x], lr=0.1).step()
    SGD
    >>> handle.remove()
    """
    return _add_hook(_global_post_hooks, hook)


def _with_hooks(step: Callable[..., Any]) -> Callable[..., Any]:
    """``step`` surrounded by the hooks, which run once, however often super().step() is called."""

    @functools.wraps(step)
    def run(self: Optimizer, *args: Any, **kwargs: Any) -> Any:
        self._opt_called = True
        if "_optimizer_step_pre_hooks" not in self.__dict__:
            return step(self, *args, **kwargs)  # a wrapper that does not call __init__
        if (
            not self._optimizer_step_pre_hooks
            and not self._optimizer_step_post_hooks
            and not _global_pre_hooks
            and not _global_post_hooks
        ) or self._in_step:
            return step(self, *args, **kwargs)
        all_args: tuple[Any, ...] = (self, *args)
        self._in_step = True
        try:
            for hook in (*_global_pre_hooks.values(), *self._optimizer_step_pre_hooks.values()):
                changed = hook(self, all_args, kwargs)
                if changed is None:
                    continue
                if not isinstance(changed, tuple) or len(changed) != 2:
                    raise RuntimeError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), "
                        f"but got {changed}."
                    )
                all_args, kwargs = changed
            result = step(*all_args, **kwargs)
            for hook in (*self._optimizer_step_post_hooks.values(), *_global_post_hooks.values()):
                hook(self, all_args, kwargs)
        finally:
            self._in_step = False
        return result

    return run


def scalar_state(value: float) -> Tensor:
    """A 0-d tensor for a per-parameter number such as ``step``: float32 unless the default dtype
    is float64."""
    wide = cr.get_default_dtype() == cr.float64
    return cr.tensor(float(value), dtype=cr.float64 if wide else cr.float32)


class Optimizer:
    r"""Base class of all optimizers.

    Parameters are given as an iterable of tensors, of ``(name, tensor)`` pairs, or of dicts that
    each describe a parameter group: the key ``params`` with the tensors, and options that replace
    the defaults for this group. The order matters: it is how a saved state finds its parameter.

    Args:
        params: what to optimize; a generator such as ``model.parameters()`` will do.
        defaults: options of groups that do not name them.

    Raises:
        TypeError: ``params`` is a single tensor or a set, or holds something that is no tensor.
        ValueError: no parameters at all, a tensor that is not a leaf, a parameter in two groups,
            or names for only some of the parameters.

    >>> import chainrule as cr
    >>> w, b = cr.zeros(2, requires_grad=True), cr.zeros(1, requires_grad=True)
    >>> opt = cr.optim.SGD([{"params": [w]}, {"params": [b], "lr": 0.5}], lr=0.1)
    >>> [group["lr"] for group in opt.param_groups]
    [0.1, 0.5]
    """

    # Set by the classes whose rule is elementwise.
    _formula: ClassVar[Callable[..., None] | None] = None
    _kernel: ClassVar[Callable[..., None] | None] = None
    # Options that a group from an older checkpoint may lack, and per-parameter numbers that older
    # checkpoints hold as Python numbers.
    _restored: ClassVar[dict[str, Any]] = {}
    _scalar_states: ClassVar[tuple[str, ...]] = ()

    defaults: dict[str, Any]
    state: defaultdict[Any, Any]
    param_groups: list[dict[str, Any]]
    _in_step: bool = False
    _opt_called: bool = False  # since the first schedule was made
    _watched_step: Any = None
    _optimizer_step_pre_hooks: Hooks
    _optimizer_step_post_hooks: Hooks
    _optimizer_state_dict_pre_hooks: Hooks
    _optimizer_state_dict_post_hooks: Hooks
    _optimizer_load_state_dict_pre_hooks: Hooks
    _optimizer_load_state_dict_post_hooks: Hooks

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = _with_hooks(cls.__dict__["step"])  # type: ignore[method-assign]

    def __init__(self, params: ParamsT, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        for name in _HOOKS:
            setattr(self, name, OrderedDict())
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or "
                f"dicts, but got {params.type()}"
            )
        self.state = defaultdict(dict)
        self.param_groups = []
        given: list[Any] = list(params)
        if not given:
            raise ValueError("optimizer got an empty parameter list")
        groups = given if isinstance(given[0], dict) else [{"params": given}]
        for group in groups:
            self.add_param_group(group)

    # ---- printing, pickling ----

    def __repr__(self) -> str:
        text = type(self).__name__ + " ("
        for number, group in enumerate(self.param_groups):
            text += f"\nParameter Group {number}\n"
            for key in sorted(group):
                if key != "params":
                    text += f"    {key}: {group[key]}\n"
        return text + ")"

    def __getstate__(self) -> dict[str, Any]:
        return {
            "defaults": self.defaults,
            "state": self.state,
            "param_groups": self.param_groups,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for name in _HOOKS:
            self.__dict__.setdefault(name, OrderedDict())
        self.defaults.setdefault("differentiable", False)
        for group in self.param_groups:
            for key, value in self._restored.items():
                group.setdefault(key, value)
            for p in group["params"]:
                entry = self.state.get(p, {})
                for key in self._scalar_states:
                    if key in entry and not cr.is_tensor(entry[key]):
                        entry[key] = scalar_state(entry[key])

    # ---- hooks ----

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Registers a hook that runs before each ``step``.

        Args:
            hook: ``hook(optimizer, args, kwargs) -> None`` or new ``(args, kwargs)``; ``args``
                begins with the optimizer itself.

        Returns:
            A handle whose ``remove()`` takes the hook away.
        """
        return _add_hook(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Registers a hook that runs after each ``step``: ``hook(optimizer, args, kwargs)``."""
        return _add_hook(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(
        self, hook: Callable[[Optimizer], None], prepend: bool = False
    ) -> RemovableHandle:
        """Registers ``hook(optimizer)``, which runs before ``state_dict`` gathers anything.

        Args:
            hook: what to call.
            prepend: before the hooks that are there already, not after them.
        """
        return _add_hook(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(
        self, hook: Callable[[Optimizer, StateDict], StateDict | None], prepend: bool = False
    ) -> RemovableHandle:
        """Registers ``hook(optimizer, state_dict)``, which may change the dictionary in place or
        return another one.

        Args:
            hook: what to call.
            prepend: before the hooks that are there already, not after them.
        """
        return _add_hook(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(
        self, hook: Callable[[Optimizer, StateDict], StateDict | None], prepend: bool = False
    ) -> RemovableHandle:
        """Registers ``hook(optimizer, state_dict)``, which runs before loading and may return
        another dictionary. It is given a shallow copy.

        Args:
            hook: what to call.
            prepend: before the hooks that are there already, not after them.
        """
        return _add_hook(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(
        self, hook: Callable[[Optimizer], None], prepend: bool = False
    ) -> RemovableHandle:
        """Registers ``hook(optimizer)``, which runs after a state was loaded.

        Args:
            hook: what to call.
            prepend: before the hooks that are there already, not after them.
        """
        return _add_hook(self._optimizer_load_state_dict_post_hooks, hook, prepend)

    # ---- saving and loading ----

    def state_dict(self) -> StateDict:
        """The state of the optimizer as a dictionary of two entries.

        ``state`` holds what the rule remembers of each parameter, under the parameter's number;
        ``param_groups`` the options of each group, with the numbers of its parameters in
        ``params``. The tensors are the optimizer's own, not copies.

        >>> import chainrule as cr
        >>> opt = cr.optim.SGD([cr.zeros(2, requires_grad=True)], lr=0.1)
        >>> opt.state_dict()["param_groups"][0]["params"]
        [0]
        """
        for pre in self._optimizer_state_dict_pre_hooks.values():
            pre(self)
        number: dict[int, int] = {}
        groups = []
        for group in self.param_groups:
            packed = {key: value for key, value in group.items() if key != "params"}
            packed["params"] = [number.setdefault(id(p), len(number)) for p in group["params"]]
            groups.append(packed)
        saved: StateDict = {
            "state": {
                number[id(key)] if isinstance(key, Tensor) else key: value
                for key, value in self.state.items()
            },
            "param_groups": groups,
        }
        for post in self._optimizer_state_dict_post_hooks.values():
            changed = post(self, saved)
            if changed is not None:
                saved = changed
        return saved

    def load_state_dict(self, state_dict: StateDict) -> None:
        """Takes over a state that ``state_dict`` gave.

        Groups and parameters are matched by order, and so are names, if there are any: they are
        not compared. Floating-point state is converted to the dtype of its parameter, except
        ``step``; a tensor that needs no conversion is shared with the dictionary.

        Raises:
            ValueError: another number of groups, or of parameters in a group.

        >>> import chainrule as cr
        >>> w = cr.zeros(2, requires_grad=True)
        >>> old, new = cr.optim.SGD([w], lr=0.5), cr.optim.SGD([w], lr=0.1)
        >>> new.load_state_dict(old.state_dict())
        >>> new.param_groups[0]["lr"]
        0.5
        """
        state_dict = state_dict.copy()
        for pre in self._optimizer_load_state_dict_pre_hooks.values():
            changed = pre(self, state_dict)
            if changed is not None:
                state_dict = changed
        saved_groups = deepcopy(state_dict["param_groups"])
        if len(saved_groups) != len(self.param_groups):
            raise ValueError(
                "loaded state dict has a different number of parameter groups "
                f"({len(saved_groups)}; the optimizer has {len(self.param_groups)})"
            )
        owner: dict[Any, Tensor] = {}
        for at, (group, saved) in enumerate(zip(self.param_groups, saved_groups, strict=True)):
            if len(group["params"]) != len(saved["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of "
                    f"optimizer's group (group {at}: {len(saved['params'])} parameters saved, "
                    f"{len(group['params'])} here)"
                )
            owner.update(zip(saved["params"], group["params"], strict=True))
            saved["params"] = group["params"]
            if "param_names" in group:
                saved.setdefault("param_names", group["param_names"])
        state: defaultdict[Any, Any] = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in owner:
                state[owner[key]] = _fitted(owner[key], value)
            else:
                state[key] = value
        self.__setstate__({"state": state, "param_groups": saved_groups})
        for post in self._optimizer_load_state_dict_post_hooks.values():
            post(self)

    # ---- use ----

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Resets the gradients of all parameters.

        Args:
            set_to_none: forget the gradients (the next backward then starts afresh, and parameters
                that it does not reach keep ``grad is None`` and are skipped by ``step``) instead of
                filling them with zeros.

        >>> import chainrule as cr
        >>> w = cr.ones(2, requires_grad=True)
        >>> opt = cr.optim.SGD([w], lr=0.1)
        >>> w.sum().backward()
        >>> opt.zero_grad()
        >>> w.grad is None
        True
        """
        if set_to_none:
            cr.kernels.clear_gradients(self.param_groups)
            return
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                if p.grad.grad_fn is not None:
                    p.grad.detach_()
                else:
                    p.grad.requires_grad_(False)
                p.grad.zero_()

    def step(self, closure: Closure = None) -> Any:
        """Updates the parameters once from their gradients.

        Args:
            closure: computes the loss anew and returns it; most optimizers do not need it.

        Returns:
            What the closure returned, or None.
        """
        raise NotImplementedError

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Adds a group of parameters, for instance layers that are unfrozen later.

        Args:
            param_group: the key ``params`` with a tensor or an iterable of tensors (or of
                ``(name, tensor)`` pairs), and options that differ from the defaults. The dict
                itself becomes the group.

        Raises:
            TypeError: not a dict, a set of parameters, or something that is no tensor.
            ValueError: a tensor that is not a leaf, a parameter that another group has already,
                a required option without a value, or names here and none there.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, Tensor):
            params = [params]
        elif isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the "
                "ordering of tensors in sets will change between runs. Please use a list instead."
            )
        else:
            params = list(params)
        names = [item[0] for item in params if isinstance(item, tuple)]
        if names:
            if len(names) != len(params):
                raise ValueError(
                    "all optimizer params should be with/without names. "
                    "Some param names are missing"
                )
            params = [item[1] for item in params]
            param_group["param_names"] = names
        param_group["params"] = params
        self._check_params(params)
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(
                    f"parameter group didn't specify a value of required optimization parameter "
                    f"{name}"
                )
            param_group.setdefault(name, default)
        self._check_new_group(params, bool(names))
        self.param_groups.append(param_group)

    def _check_params(self, params: list[Any]) -> None:
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, but one of the params is "
                    + type(param).__name__
                )
            if not (self.defaults.get("differentiable") or param.is_leaf or param.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")

    def _check_new_group(self, params: list[Tensor], named: bool) -> None:
        if len({id(p) for p in params}) != len(params):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this "
                "will cause an error; see github.com/pytorch/pytorch/issues/40967 for more "
                "information",
                stacklevel=4,
            )
        if self.param_groups and named != ("param_names" in self.param_groups[0]):
            raise ValueError(
                "all optimizer param groups should be with/without names. cannot add param group "
                f"{'with' if named else 'without'} names to the optimizer"
            )
        known = {id(p) for group in self.param_groups for p in group["params"]}
        if any(id(p) in known for p in params):
            raise ValueError("some parameters appear in more than one parameter group")

    # ---- what learning rate schedules ask, to warn of calls in the wrong order ----

    def _watch_step(self) -> None:
        if self._watched_step is None:
            self._watched_step = getattr(self.step, "__func__", self.step)
            self._opt_called = False

    def _step_replaced(self) -> bool:
        return getattr(self.step, "__func__", self.step) is not self._watched_step

    # ---- what the optimizers with an elementwise rule share ----

    def _init_state(self, group: dict[str, Any], p: Tensor, state: dict[str, Any]) -> None:
        """Fills the empty ``state`` of parameter ``p``."""

    def _update(self, closure: Closure) -> Any:
        """Calls the closure, then applies the rule to all parameters."""
        loss = None
        if closure is not None:
            with cr.enable_grad():
                loss = closure()
        for group in self.param_groups:
            if group["differentiable"]:
                self._update_by_formula()
                return loss
        kernel = self._kernel
        assert kernel is not None
        kernel(self.param_groups, self.state, self._init_state)
        return loss

    def _update_by_formula(self) -> None:
        formula = type(self)._formula
        assert formula is not None
        for group in self.param_groups:
            with cr.set_grad_enabled(bool(group["differentiable"])):
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state.get(p, {})
                    if not state:
                        self._init_state(group, p, state)
                    _apply_formula(formula, group, p, state)
                    if state:
                        self.state[p] = state


def _fitted(param: Tensor, value: Any, key: Any = None) -> Any:
    """``value`` of a loaded state in the dtype of its parameter."""
    if isinstance(value, Tensor):
        if key == "step":
            return value
        if param.is_floating_point():
            return value.to(dtype=param.dtype, device=param.device)
        return value.to(device=param.device)
    if isinstance(value, dict):
        return {k: _fitted(param, v, k) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_fitted(param, v) for v in value)
    return value


def _apply_formula(
    formula: Callable[..., None], group: dict[str, Any], p: Tensor, state: dict[str, Any]
) -> None:
    """One parameter's update. A complex one is treated as pairs of real numbers, and so is its
    state."""
    if not cr.is_complex(p):
        formula(group, p, p.grad, state)
        return
    real = {
        key: cr.view_as_real(value) if cr.is_tensor(value) and cr.is_complex(value) else value
        for key, value in state.items()
    }
    p_real = cr.view_as_real(p)
    gradient = None if p.grad is None else cr.view_as_real(p.grad)
    formula(group, p_real, gradient, real)
    for key, value in real.items():
        paired = cr.is_tensor(value) and value.shape == p_real.shape
        state[key] = cr.view_as_complex(value) if paired else value
