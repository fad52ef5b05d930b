"""Weight normalization by a hook, as it was before ``parametrizations.weight_norm``."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, TypeVar

from ..modules.module import Module
from ..parameter import Parameter
from ._norms import norm_except_dim

if TYPE_CHECKING:
    from .._backend import Tensor

__all__ = ["WeightNorm", "remove_weight_norm", "weight_norm"]

_M = TypeVar("_M", bound=Module)


class WeightNorm:
    """The hook that computes ``g * v / |v|`` before each call of the module.

    >>> import chainrule as cr
    >>> import warnings
    >>> warnings.simplefilter("ignore")
    >>> layer = cr.nn.utils.weight_norm(cr.nn.Linear(2, 3))
    >>> [type(hook).__name__ for hook in layer._forward_pre_hooks.values()]
    ['WeightNorm']
    """

    def __init__(self, name: str, dim: int | None) -> None:
        self.name = name
        self.dim = -1 if dim is None else dim

    def compute_weight(self, module: Module) -> Tensor:
        """The weight, from its length and its direction."""
        g, v = getattr(module, self.name + "_g"), getattr(module, self.name + "_v")
        weight: Tensor = v * (g / norm_except_dim(v, self.dim))
        return weight

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module))


def _hook_of(module: Module, name: str) -> int | None:
    for i, hook in module._forward_pre_hooks.items():
        if isinstance(hook, WeightNorm) and hook.name == name:
            found: int = i
            return found
    return None


def weight_norm(module: _M, name: str = "weight", dim: int = 0) -> _M:
    """Write a weight as ``g * v / |v|``, with parameters ``<name>_g`` and ``<name>_v``.

    ``nn.utils.parametrizations.weight_norm`` does the same without a hook, and is to be preferred.

    Raises:
        RuntimeError: the weight has such a hook already.

    >>> import warnings, chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     layer = cr.nn.utils.weight_norm(cr.nn.Linear(20, 40))
    >>> list(layer.state_dict())
    ['bias', 'weight_g', 'weight_v']
    """
    warnings.warn(
        "`nn.utils.weight_norm` is deprecated in favor of `nn.utils.parametrizations.weight_norm`.",
        FutureWarning,
        stacklevel=2,
    )
    if _hook_of(module, name) is not None:
        raise RuntimeError(f"Cannot register two weight_norm hooks on the same parameter {name}")
    hook = WeightNorm(name, dim)
    weight = getattr(module, name)
    delattr(module, name)
    length = norm_except_dim(weight, hook.dim).detach()
    module.register_parameter(name + "_g", Parameter(length))
    module.register_parameter(name + "_v", Parameter(weight.detach()))
    hook(module, ())
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module: _M, name: str = "weight") -> _M:
    """Make the weight an ordinary parameter again, of the value it has.

    Raises:
        ValueError: the weight has no such hook.

    >>> import chainrule as cr
    >>> import warnings
    >>> warnings.simplefilter("ignore")
    >>> layer = cr.nn.utils.weight_norm(cr.nn.Linear(2, 3))
    >>> layer = cr.nn.utils.remove_weight_norm(layer)
    >>> isinstance(layer.weight, cr.nn.Parameter)
    True
    """
    at = _hook_of(module, name)
    if at is None:
        raise ValueError(f"weight_norm of '{name}' not found in {module}")
    hook = module._forward_pre_hooks.pop(at)
    weight = hook.compute_weight(module)
    for part in (name, name + "_g", name + "_v"):
        delattr(module, part)
    setattr(module, name, Parameter(weight.detach()))
    return module
