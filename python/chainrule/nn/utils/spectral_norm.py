"""Spectral normalization by a hook, as it was before ``parametrizations.spectral_norm``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .._backend import F, empty_like, no_grad
from ..modules.module import Module
from ..parameter import Parameter
from ._norms import as_matrix, default_dim, largest_singular_value, power_iterations

if TYPE_CHECKING:
    from .._backend import Tensor

__all__ = ["SpectralNorm", "remove_spectral_norm", "spectral_norm"]

_M = TypeVar("_M", bound=Module)


class SpectralNorm:
    """The hook that divides a weight by its largest singular value before each call.

    >>> import chainrule as cr
    >>> layer = cr.nn.utils.spectral_norm(cr.nn.Linear(2, 3))
    >>> [type(hook).__name__ for hook in layer._forward_pre_hooks.values()]
    ['SpectralNorm']
    """

    def __init__(self, name: str, n_power_iterations: int, dim: int, eps: float) -> None:
        if n_power_iterations <= 0:
            raise ValueError(
                "Expected n_power_iterations to be positive, but got "
                f"n_power_iterations={n_power_iterations}"
            )
        self.name = name
        self.n_power_iterations = n_power_iterations
        self.dim = dim
        self.eps = eps

    def compute_weight(self, module: Module, do_power_iteration: bool) -> Tensor:
        """The weight over its largest singular value, estimated anew if asked."""
        weight: Tensor = getattr(module, self.name + "_orig")
        u, v = getattr(module, self.name + "_u"), getattr(module, self.name + "_v")
        matrix = as_matrix(weight, self.dim)
        if do_power_iteration:
            matrix_h = matrix.detach().H
            power_iterations(matrix_h, v, u, self.n_power_iterations, self.eps)
        # Copies: the next call turns the vectors before this graph has been swept.
        return weight / largest_singular_value(matrix, u.clone(), v.clone())

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module, module.training))


def _hook_of(module: Module, name: str) -> int | None:
    for i, hook in module._forward_pre_hooks.items():
        if isinstance(hook, SpectralNorm) and hook.name == name:
            found: int = i
            return found
    return None


def spectral_norm(
    module: _M,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> _M:
    """Divide a weight by its largest singular value; the parameter is ``<name>_orig``.

    ``nn.utils.parametrizations.spectral_norm`` does the same without a hook, and is to be
    preferred.

    Raises:
        RuntimeError: the weight has such a hook already.
        ValueError: ``n_power_iterations`` is not positive.

    >>> import chainrule as cr
    >>> list(cr.nn.utils.spectral_norm(cr.nn.Linear(20, 40)).state_dict())
    ['bias', 'weight_orig', 'weight_u', 'weight_v']
    """
    if _hook_of(module, name) is not None:
        raise RuntimeError(f"Cannot register two spectral_norm hooks on the same parameter {name}")
    hook = SpectralNorm(name, n_power_iterations, default_dim(module) if dim is None else dim, eps)
    weight = getattr(module, name)
    if weight is None:
        raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
    with no_grad():
        matrix = as_matrix(weight, hook.dim)
        u = F.normalize(empty_like(matrix[:, 0]).normal_(0, 1), dim=0, eps=eps)
        v = F.normalize(empty_like(matrix[0]).normal_(0, 1), dim=0, eps=eps)
    delattr(module, name)
    module.register_parameter(name + "_orig", weight)
    setattr(module, name, weight.detach())
    module.register_buffer(name + "_u", u)
    module.register_buffer(name + "_v", v)
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module: _M, name: str = "weight") -> _M:
    """Make the weight an ordinary parameter again, of the value it has.

    Raises:
        ValueError: the weight has no such hook.

    >>> import chainrule as cr
    >>> layer = cr.nn.utils.spectral_norm(cr.nn.Linear(2, 3))
    >>> layer = cr.nn.utils.remove_spectral_norm(layer)
    >>> isinstance(layer.weight, cr.nn.Parameter)
    True
    """
    at = _hook_of(module, name)
    if at is None:
        raise ValueError(f"spectral_norm of '{name}' not found in {module}")
    hook = module._forward_pre_hooks.pop(at)
    with no_grad():
        weight = hook.compute_weight(module, do_power_iteration=False)
    for part in (name, name + "_u", name + "_v", name + "_orig"):
        delattr(module, part)
    module.register_parameter(name, Parameter(weight.detach()))
    return module
