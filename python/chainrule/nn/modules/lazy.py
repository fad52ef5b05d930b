"""What makes a module lazy: its shapes come from its first input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..parameter import is_lazy
from .module import Module

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["LazyModuleMixin"]


class LazyModuleMixin(Module):
    """A module that holds uninitialized parameters until its first call.

    A lazy class derives from this and from the class that it stands for, names that one in
    ``cls_to_become``, and defines ``initialize_parameters``, which is called with the arguments of
    the first call and gives every parameter its shape. After that the module is of that class.
    Loading a state gives shapes too.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyLinear(2)
    >>> isinstance(layer, cr.nn.modules.lazy.LazyModuleMixin)
    True
    >>> _ = layer(cr.ones(1, 3))
    >>> type(layer).__name__
    'Linear'
    """

    cls_to_become: type[Module] | None = None

    def initialize_parameters(self, *args: Any, **kwargs: Any) -> None:
        """Give every parameter its shape, from the arguments of a first call."""
        raise NotImplementedError(
            f"initialize_parameters is not implemented for {type(self).__name__}"
        )

    def has_uninitialized_params(self) -> bool:
        """Is there a parameter or buffer of this module whose shape is not known?"""
        members = (*self._parameters.values(), *self._buffers.values())
        return any(is_lazy(member) for member in members)

    def _materialize(self, name: str, shape: Iterable[int]) -> None:
        member = getattr(self, name)
        if is_lazy(member):
            member.materialize(shape)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.initialize_parameters(*args, **kwargs)
        if self.has_uninitialized_params():
            raise RuntimeError(f"module {self._get_name()} has not been fully initialized")
        if self.cls_to_become is not None:
            self.__class__ = self.cls_to_become  # type: ignore[assignment]
            return self(*args, **kwargs)
        return super().__call__(*args, **kwargs)

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, *args: Any, **kwargs: Any
    ) -> None:
        for name, member in self._persistent_members():
            value = state_dict.get(prefix + name)
            if value is not None and is_lazy(member) and not is_lazy(value):
                member.materialize(value.shape)
        super()._load_from_state_dict(state_dict, prefix, *args, **kwargs)
