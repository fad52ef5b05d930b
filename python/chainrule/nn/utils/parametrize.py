"""Parameters that are computed from others: ``module.weight`` as a function of what is trained.

A parametrized module gets a class of its own, with a property in the place of each such parameter,
and a ``ModuleDict`` named ``parametrizations`` that holds the functions and the original tensors.
"""

from __future__ import annotations

import contextlib
import copy
from typing import TYPE_CHECKING, Any

from .._backend import Tensor, no_grad
from ..modules.container import ModuleDict, ModuleList
from ..modules.module import Module
from ..parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "ParametrizationList",
    "cached",
    "is_parametrized",
    "register_parametrization",
    "remove_parametrizations",
    "type_before_parametrizations",
]

_cache: dict[tuple[int, str], Tensor] = {}
_cache_depth = 0


@contextlib.contextmanager
def cached() -> Iterator[None]:
    """Compute every parametrized tensor at most once until the block ends.

    It pays where a tensor is used several times, such as the weights of a recurrent cell.

    >>> import chainrule as cr
    >>> layer = cr.nn.utils.parametrizations.weight_norm(cr.nn.Linear(2, 2))
    >>> with cr.nn.utils.parametrize.cached():
    ...     layer.weight is layer.weight
    True
    """
    global _cache_depth
    _cache_depth += 1
    try:
        yield
    finally:
        _cache_depth -= 1
        if not _cache_depth:
            _cache.clear()


def _hold(module: Module, name: str, tensor: Tensor) -> None:
    """Register ``tensor`` as what it is, a parameter or a buffer."""
    if isinstance(tensor, Parameter):
        module.register_parameter(name, tensor)
    else:
        module.register_buffer(name, tensor)


def _check(before: Tensor, after: Any) -> None:
    if not isinstance(after, Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(after).__name__}.")
    for name in ("dtype", "shape"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            raise ValueError(
                f"Registering a parametrization may not change the {name} of the tensor, unless "
                f"`unsafe` flag is enabled.\nunparametrized {name}: {old}\n"
                f"parametrized {name}: {new}"
            )


class ParametrizationList(ModuleList):
    """The parametrizations of one tensor, applied in order, and its original.

    The original is ``original``, or ``original0``, ``original1``, ... where the first
    parametrization takes several tensors. Made by ``register_parametrization``.

    >>> import chainrule as cr
    >>> class Double(cr.nn.Module):
    ...     def forward(self, x):
    ...         return 2 * x
    >>> layer = cr.nn.Linear(1, 1)
    >>> _ = cr.nn.utils.parametrize.register_parametrization(layer, "weight", Double())
    >>> layer.parametrizations.weight
    ParametrizationList(
      (0): Double()
    )
    >>> bool(layer.weight == 2 * layer.parametrizations.weight.original)
    True
    """

    is_tensor: bool
    ntensors: int
    unsafe: bool

    def __init__(self, modules: Sequence[Module], original: Tensor, unsafe: bool = False) -> None:
        if not modules:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        before = original.detach()
        new: Any = original
        with no_grad():
            for module in reversed(list(self)):
                inverse = getattr(module, "right_inverse", None)
                if inverse is not None:
                    # A parametrization without an inverse leaves the tensor as it is.
                    with contextlib.suppress(NotImplementedError):
                        new = inverse(new)
        self.is_tensor = isinstance(new, Tensor)
        if self.is_tensor:
            self.ntensors = 1
            if new.dtype != original.dtype:
                raise ValueError(
                    "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                    f"original.dtype: {original.dtype}\nright_inverse(original).dtype: {new.dtype}"
                )
            if new is not original:
                original.data = new.detach()
            _hold(self, "original", original)
        else:
            if not isinstance(new, (list, tuple)) or not all(isinstance(t, Tensor) for t in new):
                raise ValueError(
                    "'right_inverse' must return a Tensor or a Sequence of tensors (list, "
                    f"tuple...). Got {type(new).__name__}"
                )
            self.ntensors = len(new)
            for i, tensor in enumerate(new):
                part = tensor.detach().clone()
                if isinstance(original, Parameter):
                    part = Parameter(part, requires_grad=original.requires_grad)
                _hold(self, f"original{i}", part)
        if not unsafe:
            _check(before, self())

    def _originals(self) -> list[Tensor]:
        if self.is_tensor:
            return [self.original]
        return [getattr(self, f"original{i}") for i in range(self.ntensors)]

    def right_inverse(self, value: Any) -> None:
        """Change the originals so that the parametrized tensor becomes ``value``.

        Raises:
            RuntimeError: a parametrization has no ``right_inverse``.
        """
        with no_grad():
            for module in reversed(list(self)):
                inverse = getattr(module, "right_inverse", None)
                if inverse is None:
                    raise RuntimeError(
                        f"parametrization {type(module).__name__} does not implement right_inverse."
                    )
                value = inverse(value)
            values = [value] if self.is_tensor else value
            originals = self._originals()
            if not isinstance(values, (list, tuple)) or len(values) != len(originals):
                raise ValueError(
                    f"'right_inverse' should return {len(originals)} tensor(s), as it did when the "
                    "parametrization was registered"
                )
            for original, new in zip(originals, values, strict=True):
                if not isinstance(new, Tensor):
                    raise ValueError(
                        f"`right_inverse` should return tensors. Got {type(new).__name__}"
                    )
                if new.dtype != original.dtype:
                    raise ValueError(
                        f"The tensor returned by `right_inverse` has dtype {new.dtype} while "
                        f"`original` has dtype {original.dtype}"
                    )
                original.data = new.detach()

    def forward(self) -> Tensor:
        first, *others = self
        value: Tensor = first(*self._originals())
        for module in others:
            value = module(value)
        return value


# The class of a parametrized module


def _property(name: str) -> property:
    def get(self: Any) -> Tensor:
        parametrization = self.parametrizations[name]
        if not _cache_depth:
            value: Tensor = parametrization()
            return value
        key = (id(self), name)
        if key not in _cache:
            _cache[key] = parametrization()
        return _cache[key]

    def set_(self: Any, value: Tensor) -> None:
        self.parametrizations[name].right_inverse(value)

    return property(get, set_)


def _refuse_pickle(self: Any) -> Any:
    raise RuntimeError(
        "Serialization of parametrized modules is only supported through state_dict()."
    )


def _copied(self: Any, memo: dict[int, Any]) -> Any:
    # A class of its own: removing a parametrization of one copy leaves the other as it is.
    made = object.__new__(_parametrized_class(type_before_parametrizations(self)))
    memo[id(self)] = made
    made.__setstate__(copy.deepcopy(vars(self), memo))
    for name in made.parametrizations:
        setattr(type(made), name, _property(name))
    return made


def _parametrized_class(base: type[Module]) -> type[Any]:
    members = {
        "__module__": __name__,
        "__doc__": base.__doc__,
        "__getstate__": _refuse_pickle,
        "__reduce_ex__": lambda self, protocol: _refuse_pickle(self),
        "__deepcopy__": _copied,
        "_before_parametrizations": base,
    }
    return type(f"Parametrized{base.__name__}", (base,), members)


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Does ``module`` have a parametrized tensor, under this name if one is given?

    >>> import chainrule as cr
    >>> class Double(cr.nn.Module):
    ...     def forward(self, x):
    ...         return 2 * x
    >>> layer = cr.nn.Linear(1, 1)
    >>> _ = cr.nn.utils.parametrize.register_parametrization(layer, "weight", Double())
    >>> is_parametrized = cr.nn.utils.parametrize.is_parametrized
    >>> is_parametrized(layer), is_parametrized(layer, "bias")
    (True, False)
    """
    parametrizations = module._modules.get("parametrizations")
    if not isinstance(parametrizations, ModuleDict):
        return False
    return len(parametrizations) > 0 if tensor_name is None else tensor_name in parametrizations


def type_before_parametrizations(module: Module) -> type[Module]:
    """The class that ``module`` had before anything of it was parametrized.

    >>> import chainrule as cr
    >>> class Double(cr.nn.Module):
    ...     def forward(self, x):
    ...         return 2 * x
    >>> layer = cr.nn.Linear(1, 1)
    >>> _ = cr.nn.utils.parametrize.register_parametrization(layer, "weight", Double())
    >>> type(layer).__name__
    'ParametrizedLinear'
    >>> cr.nn.utils.parametrize.type_before_parametrizations(layer).__name__
    'Linear'
    """
    return getattr(type(module), "_before_parametrizations", type(module))


def register_parametrization(
    module: Module, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Module:
    """Make ``module.<tensor_name>`` be ``parametrization(original)``, and train the original.

    Several parametrizations of one tensor are applied in the order of registration. If the
    parametrization defines ``right_inverse``, the original is the inverse of the value before, and
    the tensor can be assigned to; the inverse may be a tuple, which is then passed as several
    arguments. ``unsafe`` allows it to change shape and dtype.

    Raises:
        ValueError: there is no such parameter or buffer, or shape or dtype change.

    >>> import chainrule as cr
    >>> class Symmetric(cr.nn.Module):
    ...     def forward(self, x):
    ...         return x.triu() + x.triu(1).T
    >>> layer = cr.nn.Linear(3, 3)
    >>> _ = cr.nn.utils.parametrize.register_parametrization(layer, "weight", Symmetric())
    >>> bool((layer.weight == layer.weight.T).all())
    True
    """
    if not isinstance(parametrization, Module):
        raise AttributeError(
            f"a parametrization is a Module, got {type(parametrization).__name__}: put the "
            "function into the forward of one"
        )
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        held: Any = module.parametrizations[tensor_name]
        if not unsafe:
            value = getattr(module, tensor_name)
            _check(value, parametrization(value))
            inverse = getattr(parametrization, "right_inverse", None)
            if inverse is not None:
                with contextlib.suppress(NotImplementedError):
                    _check(value, inverse(value))
        held.append(parametrization)
        held.unsafe |= unsafe
        return module
    if tensor_name not in module._parameters and tensor_name not in module._buffers:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element "
            f"with name '{tensor_name}'"
        )
    original = getattr(module, tensor_name)
    made = ParametrizationList([parametrization], original, unsafe=unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        module.__class__ = _parametrized_class(type(module))
        module.parametrizations = ModuleDict()
    setattr(type(module), tensor_name, _property(tensor_name))
    module.parametrizations[tensor_name] = made
    return module


def remove_parametrizations(
    module: Module, tensor_name: str, leave_parametrized: bool = True
) -> Module:
    """Make ``module.<tensor_name>`` an ordinary parameter or buffer again.

    It keeps its value, or with ``leave_parametrized=False`` takes that of the original.

    Raises:
        ValueError: the tensor is not parametrized; or ``leave_parametrized`` is False and there are
            several originals.

    >>> import chainrule as cr
    >>> class Double(cr.nn.Module):
    ...     def forward(self, x):
    ...         return 2 * x
    >>> layer = cr.nn.Linear(1, 1)
    >>> _ = cr.nn.utils.parametrize.register_parametrization(layer, "weight", Double())
    >>> _ = cr.nn.utils.parametrize.remove_parametrizations(layer, "weight")
    >>> isinstance(layer.weight, cr.nn.Parameter)
    True
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    held: Any = module.parametrizations[tensor_name]
    original = held._originals()[0]
    if leave_parametrized:
        with no_grad():
            value = getattr(module, tensor_name)
        if held.is_tensor:
            original.data = value  # the same object, which an optimizer may hold
        else:
            value = value.detach()
            trained = any(t.requires_grad for t in held._originals())
            original = Parameter(value, trained) if isinstance(original, Parameter) else value
    elif not held.is_tensor:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is "
            "parametrized in terms of a sequence of tensors."
        )
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    if not is_parametrized(module):
        delattr(module, "parametrizations")
        module.__class__ = type_before_parametrizations(module)
    _hold(module, tensor_name, original)
    return module
