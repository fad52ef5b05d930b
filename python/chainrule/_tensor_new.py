"""Methods of ``Tensor`` that old programs call: ``new`` and small questions. Nothing here computes
element by element but ``map_``, which says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import _core
from ._core import Tensor, dtype


def _new(self: Tensor, *args: Any, device: Any = None) -> Tensor:
    """A tensor of the same type: ``x.new(2, 3)`` is uninitialised, ``x.new([1, 2])`` has values.
    ``new_empty``, ``new_zeros`` and ``new_tensor`` say which is meant.

    >>> import chainrule as cr
    >>> cr.ones(3, dtype=cr.float64).new([1, 2])
    tensor([1., 2.], dtype=torch.float64)
    """
    from ._legacy_types import legacy_tensor
    from ._types import usable_device

    if device is not None:
        usable_device(device)
    return legacy_tensor("new", self.dtype, args)


def _is_nonzero(self: Tensor) -> bool:
    """Whether the one element is not zero.

    Raises:
        RuntimeError: there is none, or more than one.

    >>> import chainrule as cr
    >>> cr.tensor([2.0]).is_nonzero()
    True
    """
    return bool(self)


def _is_same_size(self: Tensor, other: Tensor) -> bool:
    """Whether both have one shape.

    >>> import chainrule as cr
    >>> cr.ones(2).is_same_size(cr.ones(1, 2))
    False
    """
    return self.shape == other.shape


def _is_distributed(self: Tensor) -> bool:
    """False: a tensor lies in one process.

    >>> import chainrule as cr
    >>> cr.ones(2).is_distributed()
    False
    """
    return False


def _map_(self: Tensor, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Replaces every element by ``callable(element, that of tensor)``. Slow: one Python call an
    element.

    >>> import chainrule as cr
    >>> cr.tensor([1.0, 2.0]).map_(cr.tensor([3.0, 5.0]), lambda a, b: a * b)
    tensor([ 3., 10.])
    """
    if self.requires_grad or tensor.requires_grad:
        raise RuntimeError(
            "Can't call map_() on Variable that requires grad. Use var.detach().map_() instead."
        )

    def walk(a: Any, b: Any) -> Any:
        if isinstance(a, list):
            return [walk(x, y) for x, y in zip(a, b, strict=True)]
        return callable(a, b)

    values = walk(self.tolist(), tensor.expand_as(self).tolist())
    return self.copy_(_core.tensor_from(values, self.dtype))


def scalar_tensor(
    s: complex, *, dtype: dtype | None = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A tensor without dimensions that holds ``s``, of the default dtype unless one is given.

    Raises:
        RuntimeError: the number does not fit the dtype.

    >>> import chainrule as cr
    >>> cr.scalar_tensor(3)
    tensor(3.)
    """
    from ._types import usable_device

    if device is not None:
        usable_device(device)
    kind = dtype or _core.default_dtype()
    out: Tensor = _core._functions["full"]((), s, dtype=kind, requires_grad=requires_grad)
    return out


METHODS: dict[str, Any] = {
    "new": _new,
    "is_nonzero": _is_nonzero,
    "is_same_size": _is_same_size,
    "is_distributed": _is_distributed,
    "map_": _map_,
    # What a tensor is not.
    "is_xpu": False,
    "is_ipu": False,
    "is_xla": False,
    "is_mtia": False,
    "is_maia": False,
    "is_vulkan": False,
    "is_sparse_csr": False,
    "name": None,
}
