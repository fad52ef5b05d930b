"""A module's state as a flat dictionary, out and in again: the half of Module behind its
checkpoints."""

from __future__ import annotations

import warnings
from collections import OrderedDict, namedtuple
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...utils.hooks import RemovableHandle
from .._backend import Tensor, no_grad
from ..parameter import Parameter, is_lazy
from ._hooks import HookTable, add_hook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_EXTRA_STATE_KEY_SUFFIX = "_extra_state"


class _IncompatibleKeys(
    namedtuple("_IncompatibleKeys", ["missing_keys", "unexpected_keys"])  # noqa: PYI024
):
    """What ``load_state_dict`` found missing, and what it had no place for."""

    __slots__ = ()

    def __repr__(self) -> str:
        return super().__repr__() if any(self) else "<All keys matched successfully>"

    __str__ = __repr__


class StateDict:
    """``state_dict`` and ``load_state_dict`` with their hooks."""

    # Written into state dictionaries, so that a class whose state changes can read its older forms.
    _version: int = 1

    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]

    _state_dict_hooks = HookTable(around_call=False)
    _state_dict_pre_hooks = HookTable(around_call=False)
    _load_state_dict_pre_hooks = HookTable(around_call=False)
    _load_state_dict_post_hooks = HookTable(around_call=False)

    # Out

    def state_dict(
        self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> Any:
        """Every parameter and persistent buffer by its dotted name, in order of registration.

        The tensors are the module's own, without history (with it if ``keep_vars``): they change
        as training goes on, so copy them to keep them. ``destination`` is filled and returned if it
        is given; ``prefix`` is put before every name.

        >>> import chainrule as cr
        >>> list(cr.nn.Linear(3, 2).state_dict())
        ['weight', 'bias']
        """
        if args:
            warnings.warn(
                "Positional args are being deprecated, use kwargs instead: "
                "state_dict(destination=..., prefix=..., keep_vars=...)",
                FutureWarning,
                stacklevel=2,
            )
            names = ("destination", "prefix", "keep_vars")
            given = dict(zip(names, args, strict=False))
            destination = given.get("destination", destination)
            prefix = given.get("prefix", prefix)
            keep_vars = given.get("keep_vars", keep_vars)
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        local_metadata: dict[str, Any] = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = local_metadata
        for hook in self._hooks_of("_state_dict_pre_hooks"):
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(
                    destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars
                )
        for hook in self._hooks_of("_state_dict_hooks"):
            out = hook(self, destination, prefix, local_metadata)
            if out is not None:
                destination = out
        return destination

    def _hooks_of(self, table: str) -> list[Any]:
        return list(getattr(self, table).values()) if table in vars(self) else []

    def _persistent_members(self) -> Iterator[tuple[str, Any]]:
        yield from self._parameters.items()
        for name, buffer in self._buffers.items():
            if name not in self._non_persistent_buffers_set:
                yield name, buffer

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        """Put this module's own state, not that of its submodules, into ``destination``."""
        for name, tensor in self._persistent_members():
            if tensor is not None:
                keep = keep_vars or is_lazy(tensor)
                destination[prefix + name] = tensor if keep else tensor.detach()
        if _overrides(self, "get_extra_state"):
            destination[prefix + _EXTRA_STATE_KEY_SUFFIX] = self.get_extra_state()

    def get_extra_state(self) -> Any:
        """State beyond tensors, to be kept in ``state_dict`` under ``_extra_state``.

        Override it together with ``set_extra_state``. It should be picklable.
        """
        raise RuntimeError(
            f"{type(self).__name__}.get_extra_state was called but is not overridden: a module "
            "with state beyond its tensors defines get_extra_state and set_extra_state"
        )

    def set_extra_state(self, state: Any) -> None:
        """Take back what ``get_extra_state`` gave; called by ``load_state_dict``."""
        raise RuntimeError(
            f"{type(self).__name__}.set_extra_state was called but is not overridden: a module "
            "with state beyond its tensors defines get_extra_state and set_extra_state"
        )

    # In

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> _IncompatibleKeys:
        """Copy parameters and buffers from ``state_dict`` into this module and its submodules.

        With ``strict`` the names must be those of ``self.state_dict()``. With ``assign`` the
        tensors of ``state_dict`` take the place of the module's own, keeping their dtype, instead
        of being copied into them; ``requires_grad`` stays as the module had it.

        Returns the names that were missing and those that were not expected.

        Raises:
            TypeError: ``state_dict`` is not a mapping.
            RuntimeError: a shape differs, or with ``strict`` a name is missing or unexpected.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        metadata = getattr(state_dict, "_metadata", None)
        # Hooks may edit the state they are given: not the caller's.
        state: Any = OrderedDict(state_dict)
        if metadata is not None:
            state._metadata = metadata
        missing: list[str] = []
        unexpected: list[str] = []
        errors: list[str] = []
        _load(self, state, "", metadata, assign, missing, unexpected, errors)
        if strict:
            for what, names in (("Missing", missing), ("Unexpected", unexpected)):
                if names:
                    quoted = ", ".join(f'"{name}"' for name in names)
                    at = 0 if what == "Missing" else bool(missing)
                    errors.insert(at, f"{what} key(s) in state_dict: {quoted}. ")
        if errors:
            listed = "\n\t".join(errors)
            raise RuntimeError(
                f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{listed}"
            )
        return _IncompatibleKeys(missing, unexpected)

    def _load_from_state_dict(
        self,
        state_dict: Any,
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Load this module's own state, not that of its submodules; override to read older forms.

        What is wrong is added to the three lists. ``local_metadata`` holds the ``version`` under
        which the state was saved. ``strict`` is True whatever the caller of ``load_state_dict``
        asked.
        """
        for hook in self._hooks_of("_load_state_dict_pre_hooks"):
            hook(
                state_dict,
                prefix,
                local_metadata,
                strict,
                missing_keys,
                unexpected_keys,
                error_msgs,
            )
        assign = local_metadata.get("assign_to_params_buffers", False)
        own = {name: tensor for name, tensor in self._persistent_members() if tensor is not None}
        for name, tensor in own.items():
            key = prefix + name
            if key in state_dict:
                problem = self._load_tensor(name, tensor, key, state_dict[key], assign)
                if problem:
                    error_msgs.append(problem)
            elif strict:
                missing_keys.append(key)
        extra = prefix + _EXTRA_STATE_KEY_SUFFIX
        if _overrides(self, "set_extra_state"):
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            elif strict:
                missing_keys.append(extra)
        elif strict and extra in state_dict:
            unexpected_keys.append(extra)
        if strict:
            for key in state_dict:
                if key.startswith(prefix) and key != extra:
                    first, dot, _ = key[len(prefix) :].partition(".")
                    if first not in (self._modules if dot else own):
                        unexpected_keys.append(key)

    def _load_tensor(
        self, name: str, tensor: Any, key: str, value: Any, assign: bool
    ) -> str | None:
        """Load one parameter or buffer; what is wrong with ``value``, if anything."""
        if not isinstance(value, Tensor):
            return (
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like '
                f"object from checkpoint but received {type(value)}"
            )
        if not is_lazy(tensor):
            if tensor.dim() == 0 and value.dim() == 1 and value.shape[0] == 1:
                value = value[0]  # scalars were once saved with one dimension
            if tensor.shape != value.shape:
                return (
                    f"size mismatch for {key}: copying a param with shape {value.shape} from "
                    f"checkpoint, the shape in current model is {tensor.shape}."
                )
        if assign:
            if isinstance(tensor, Parameter):
                if not isinstance(value, Parameter):
                    value = Parameter(value, requires_grad=tensor.requires_grad)
                value.requires_grad_(tensor.requires_grad)
            setattr(self, name, value)
            return None
        try:
            with no_grad():
                tensor.copy_(value)
        except Exception as error:
            return (
                f'While copying the parameter named "{key}", whose dimensions in the model are '
                f"{tensor.size()} and whose dimensions in the checkpoint are {value.size()}, "
                f"an exception occurred : {error.args}."
            )
        return None

    # Hooks

    def register_state_dict_pre_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Run ``hook(module, prefix, keep_vars)`` before ``state_dict`` is made."""
        return add_hook(self._state_dict_pre_hooks, hook)

    def register_state_dict_post_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Run ``hook(module, state_dict, prefix, local_metadata)`` after ``state_dict`` is made.

        The hook may change ``state_dict`` in place.
        """
        return add_hook(self._state_dict_hooks, _InPlace(hook))

    def _register_state_dict_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """As ``register_state_dict_post_hook``, but what the hook returns becomes the result."""
        return add_hook(self._state_dict_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Run a hook before the state of this module is loaded.

        ``hook(module, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys,
        error_msgs)`` may change ``state_dict`` and the lists in place.
        """
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def _register_load_state_dict_pre_hook(
        self, hook: Callable[..., None], with_module: bool = False
    ) -> RemovableHandle:
        """As ``register_load_state_dict_pre_hook``; the hook gets no module unless
        ``with_module``."""
        if with_module:
            hook = _WithModule(hook, self)
        return add_hook(self._load_state_dict_pre_hooks, hook)

    def register_load_state_dict_post_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Run ``hook(module, incompatible_keys)`` after the state of this module is loaded.

        The hook may change the two lists of ``incompatible_keys`` in place: with ``strict``, names
        that it removes raise no error.
        """
        return add_hook(self._load_state_dict_post_hooks, hook)


class _WithModule:
    """A hook together with its module, which copies and pickles along with the module."""

    def __init__(self, hook: Callable[..., Any], module: Any) -> None:
        self.hook = hook
        self.module = module

    def __call__(self, *args: Any) -> Any:
        return self.hook(self.module, *args)


class _InPlace:
    """A hook on a state dictionary that may change it but not put another in its place."""

    def __init__(self, hook: Callable[..., Any]) -> None:
        self.hook = hook

    def __call__(self, *args: Any) -> None:
        if self.hook(*args) is not None:
            raise RuntimeError("state_dict post-hook must return None")


def _overrides(module: StateDict, name: str) -> bool:
    return getattr(type(module), name) is not getattr(StateDict, name)


def _load(
    module: Any,
    state: Any,
    prefix: str,
    metadata: Any,
    assign: bool,
    missing: list[str],
    unexpected: list[str],
    errors: list[str],
) -> None:
    """Load ``state``, which holds the names under ``prefix`` only, into a module and below."""
    local_metadata = {} if metadata is None else metadata.get(prefix[:-1], {})
    if assign:
        local_metadata = {**local_metadata, "assign_to_params_buffers": True}
    module._load_from_state_dict(state, prefix, local_metadata, True, missing, unexpected, errors)
    below: dict[str, Any] = {}
    for key, value in state.items():
        first, dot, _ = key[len(prefix) :].partition(".")
        if dot and key.startswith(prefix):
            below.setdefault(first, OrderedDict())[key] = value
    for name, child in module._modules.items():
        if child is not None:
            part = below.get(name, OrderedDict())
            _load(child, part, f"{prefix}{name}.", metadata, assign, missing, unexpected, errors)
    incompatible = _IncompatibleKeys(missing, unexpected)
    for hook in module._hooks_of("_load_state_dict_post_hooks"):
        if hook(module, incompatible) is not None:
            raise AssertionError(
                "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to "
                "return new values, if incompatible_keys need to be modified, it should be done "
                "inplace."
            )
