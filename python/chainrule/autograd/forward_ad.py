"""Forward mode: numbers that carry a tangent.

A dual tensor is an input that the graph remembers; the tangent of what was computed from it is
asked of the graph when it is unpacked, see Note [Tangents from the graph] in _forward.py. So
operations inside a level are recorded, also where ``no_grad`` says that no gradients are wanted.
"""

from __future__ import annotations

import threading
from typing import NamedTuple

from .. import _core
from .._core import Tensor
from ..func._levels import depends_beyond, new_number, own_leaf
from ._forward import carries_tangent, pull_back, state
from .grad_mode import _Mode

__all__ = [
    "UnpackedDualTensor",
    "dual_level",
    "enter_dual_level",
    "exit_dual_level",
    "make_dual",
    "unpack_dual",
]


class UnpackedDualTensor(NamedTuple):
    """What :func:`unpack_dual` returns; the tangent is None where there is none.

    >>> import chainrule as cr
    >>> import chainrule.autograd.forward_ad as fwAD
    >>> with fwAD.dual_level():
    ...     fwAD.unpack_dual(fwAD.make_dual(cr.ones(1), cr.tensor([2.0]))).tangent
    tensor([2.])
    """

    primal: Tensor
    tangent: Tensor | None


class _Dual(NamedTuple):
    source: Tensor  # what derivatives are taken by
    tangent: Tensor
    shown: Tensor  # what make_dual() returned
    version: int


class _Level(NamedTuple):
    duals: list[_Dual]
    sources: list[Tensor]
    outside: tuple[bool, bool, bool]


class _Open(threading.local):
    level: _Level | None = None


_open = _Open()


def enter_dual_level() -> int:
    """Opens the level, in which dual tensors live; there is one at a time.

    Raises:
        RuntimeError: it is open already.

    >>> import chainrule as cr
    >>> import chainrule.autograd.forward_ad as fwAD
    >>> level = fwAD.enter_dual_level()
    >>> fwAD.unpack_dual(fwAD.make_dual(cr.ones(1), cr.tensor([2.0]))).tangent
    tensor([2.])
    >>> fwAD.exit_dual_level()
    """
    if _open.level is not None:
        raise RuntimeError(
            "Nested forward mode AD is not supported at the moment: func.jvp can be nested"
        )
    _open.level = _Level([], [], _core.enter_level(True))
    state.sources.append(_open.level.sources)
    return 0


def exit_dual_level(*, level: int | None = None) -> None:
    """Closes the level: its dual tensors are ordinary ones from here on.

    Raises:
        RuntimeError: it is not open.

    >>> import chainrule as cr
    >>> import chainrule.autograd.forward_ad as fwAD
    >>> level = fwAD.enter_dual_level()
    >>> fwAD.exit_dual_level()
    """
    if _open.level is None:
        raise RuntimeError("Dual level must be a positive number: no level is open")
    if level not in (None, 0):
        raise RuntimeError(
            "Trying to exit a forward AD level that was not the last one that was created. This "
            "is not supported."
        )
    state.sources = [s for s in state.sources if s is not _open.level.sources]
    _core.leave_level(_open.level.outside)
    _open.level = None


class dual_level(_Mode):
    """A level as a context manager.

    >>> import chainrule as cr
    >>> import chainrule.autograd.forward_ad as fwAD
    >>> with fwAD.dual_level():
    ...     x = fwAD.make_dual(cr.tensor(3.0), cr.tensor(1.0))
    ...     fwAD.unpack_dual(x * x).tangent
    tensor(6.)
    """

    def __enter__(self) -> int:  # type: ignore[override]
        return enter_dual_level()

    def __exit__(self, *exc: object) -> None:
        exit_dual_level()


def make_dual(tensor: Tensor, tangent: Tensor, *, level: int | None = None) -> Tensor:
    """A tensor on the memory of ``tensor`` that carries ``tangent``.

    Raises:
        RuntimeError: outside of a level, or the tangent is not shaped as the tensor.
        ValueError: one of them holds neither real nor complex numbers.

    >>> import chainrule as cr
    >>> with cr.autograd.forward_ad.dual_level():
    ...     x = cr.autograd.forward_ad.make_dual(cr.ones(2), cr.tensor([1.0, 2.0]))
    ...     cr.autograd.forward_ad.unpack_dual(x).tangent
    tensor([1., 2.])
    """
    if _open.level is None or level not in (None, 0):
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to "
            "enter_dual_level() first."
        )
    for what, value in (("primal", tensor), ("tangent", tangent)):
        if not (value.dtype.is_floating_point or value.dtype.is_complex):
            raise ValueError(
                f"Expected {what} to be floating point or complex, but got: {value.dtype}"
            )
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the "
            "original Tensor, this is not "
            f"supported. Tensor is of size {list(tensor.shape)} while the given forward gradient "
            f"is of size {list(tangent.shape)}."
        )
    if tensor.requires_grad and carries_tangent([tensor]):
        raise RuntimeError(
            "Making a dual Tensor based on a Tensor that already has a forward gradient at the "
            "same level 0 is not supported."
        )
    leaf = not tensor.requires_grad
    source = own_leaf(tensor, new_number()) if leaf else _core.as_computed(tensor)
    dual: Tensor = _core.as_computed(source)
    _open.level.duals.append(_Dual(source, tangent, dual, dual._version))
    _open.level.sources.append(source)
    return dual


def unpack_dual(tensor: Tensor, *, level: int | None = None) -> UnpackedDualTensor:
    """The primal and the tangent of a tensor; no tangent where it depends on no dual tensor, or
    outside of a level.

    >>> import chainrule as cr
    >>> with cr.autograd.forward_ad.dual_level():
    ...     cr.autograd.forward_ad.unpack_dual(cr.ones(1))
    UnpackedDualTensor(primal=tensor([1.]), tangent=None)
    """
    if _open.level is None or not tensor.requires_grad:
        return UnpackedDualTensor(tensor, None)
    duals = _open.level.duals
    for dual in duals:
        if dual.shown is tensor and dual.version == tensor._version:
            return UnpackedDualTensor(_shown(tensor), dual.tangent)
    return UnpackedDualTensor(_shown(tensor), _tangent(tensor, duals))


def _shown(tensor: Tensor) -> Tensor:
    """Without the history that is the level's alone."""
    return tensor if depends_beyond([tensor]) else tensor.detach()


def _tangent(tensor: Tensor, duals: list[_Dual]) -> Tensor | None:
    from .. import zeros_like

    vector = zeros_like(tensor.detach()).requires_grad_()
    pulled = pull_back([tensor], [vector], [dual.source for dual in duals])
    reached = [(g, dual.tangent) for g, dual in zip(pulled, duals, strict=True) if g is not None]
    if not reached:
        return None
    rows = [(g, t) for g, t in reached if g.requires_grad]
    if not rows:
        return zeros_like(tensor.detach())
    record = _core.is_grad_enabled()
    (found,) = _core.run_gradients(
        [g for g, _ in rows], [t for _, t in rows], [vector], record, record
    )
    return zeros_like(tensor.detach()) if found is None else _shown(found)
