"""Gradients: ``backward``, ``grad``, modes, custom functions, hooks on what is saved, checks of
derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any, Literal, overload

from .. import _core
from .._core import Tensor
from .grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled

# At once: the function and the module it lives in share a name, and importing the module later
# would hide the function.
from .gradcheck import gradcheck, gradgradcheck

if TYPE_CHECKING:
    from .anomaly import detect_anomaly, set_detect_anomaly
    from .function import Function
    from .variable import Variable as Variable

__all__ = [
    "Function",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]

_LAZY = {
    "Function": "function",
    "detect_anomaly": "anomaly",
    "set_detect_anomaly": "anomaly",
    "Variable": "variable",
}
_MODULES = {"function", "anomaly", "functional", "graph", "forward_ad", "variable"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        value = getattr(_import_module(f"{__name__}.{_LAZY[name]}"), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (tuple, list)) else [value]


def _check_cotangents(roots: list[Any], grads: list[Any]) -> None:
    if len(grads) > len(roots):
        raise RuntimeError(f"got {len(roots)} tensors and {len(grads)} gradients")
    for g in grads:
        if g is not None and not isinstance(g, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Adds the gradients of ``tensors`` to the ``grad`` of the leaves they were made from.

    For every leaf ``x`` the sum over all tensors ``y`` of the products ``cotangent(y)^T dy/dx``.

    Args:
        tensors: what to differentiate.
        grad_tensors: the cotangents to start from; numbers (one-element tensors) may go without.
        retain_graph: keep what the graph has saved, for another sweep. Defaults to
            ``create_graph``.
        create_graph: record the sweep itself, for higher derivatives.
        inputs: add to the gradients of these alone.

    Raises:
        RuntimeError: a tensor has no history, or no cotangent can be assumed for it.

    >>> import chainrule as cr
    >>> x = cr.tensor(3.0, requires_grad=True)
    >>> cr.autograd.backward(x * x)
    >>> x.grad
    tensor(6.)
    """
    if grad_variables is not None:
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) were passed both: use "
                "`grad_tensors`"
            )
        grad_tensors = grad_variables
    chosen = _as_list(inputs)
    if inputs is not None and not chosen:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    roots, grads = _as_list(tensors), _as_list(grad_tensors)
    _check_cotangents(roots, grads)
    _core.run_backward(
        roots, grads, create_graph if retain_graph is None else retain_graph, create_graph, chosen
    )


def backward_of_tensor(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Sequence[Tensor] | None = None,
) -> None:
    """``Tensor.backward`` with arguments."""
    backward(self, gradient, retain_graph, create_graph, inputs=inputs)


@overload
def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: Literal[False] | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor, ...]: ...
@overload
def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]: ...
def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of ``outputs`` with respect to ``inputs``; no ``grad`` attribute is touched.

    Args:
        outputs: what to differentiate.
        inputs: with respect to what.
        grad_outputs: the cotangents to start from; numbers (one-element tensors) may go without.
        retain_graph: keep what the graph has saved. Defaults to ``create_graph``.
        create_graph: record the sweep itself, for higher derivatives.
        allow_unused: None for inputs that had no part, instead of an error.
        is_grads_batched: ``grad_outputs`` carry a leading dimension, one sweep for each entry.
        materialize_grads: zeros for inputs that had no part.

    Raises:
        RuntimeError: an input had no part in the outputs (and that was not allowed).

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> cr.autograd.grad(x**3, x)
    (tensor(12.),)
    """
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
            "allow_unused=False."
        )
    unused_ok = materialize_grads if allow_unused is None else allow_unused
    roots, targets, grads = _as_list(outputs), _as_list(inputs), _as_list(grad_outputs)
    if not targets:
        raise ValueError("grad requires non-empty inputs.")
    retain = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        return _batched(roots, targets, grads, retain, create_graph, unused_ok, materialize_grads)
    _check_cotangents(roots, grads)
    found = _core.run_gradients(roots, grads, targets, retain, create_graph)
    if not unused_ok:
        for i, g in enumerate(found):
            if g is None:
                raise RuntimeError(
                    "One of the differentiated Tensors appears to not have been used in the graph "
                    f"(input {i}, of shape {list(targets[i].shape)}). Set allow_unused=True if "
                    f"this is the desired behavior."
                )
    if materialize_grads:
        from .. import zeros_like

        found = [zeros_like(t) if g is None else g for g, t in zip(found, targets, strict=True)]
    return tuple(found)


def _batched(
    roots: list[Tensor],
    targets: list[Tensor],
    grads: list[Any],
    retain: bool,
    create_graph: bool,
    unused_ok: bool,
    materialize: bool,
) -> tuple[Tensor | None, ...]:
    from .. import stack

    if not grads or any(g is None for g in grads):
        raise RuntimeError(
            "is_grads_batched=True needs grad_outputs, each with a leading batch dimension"
        )
    count = grads[0].shape[0]
    rows = []
    for i in range(count):
        keep = True if i + 1 < count else retain
        rows.append(
            grad(
                roots,
                targets,
                [g[i] for g in grads],
                keep,
                create_graph,
                unused_ok,
                False,
                materialize,
            )
        )
    return tuple(
        None if any(g is None for g in column) else stack([g for g in column if g is not None])
        for column in zip(*rows, strict=True)
    )
