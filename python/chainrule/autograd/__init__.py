"""Gradients: ``backward``, ``grad``, modes, custom functions, hooks on what is saved, checks of
derivatives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any, Literal, overload

from .. import _core
from .._core import Tensor
from ._forward import carries_tangent as _carries_tangent
from ._forward import state as _forward
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
    "_unsafe_preserve_version_counter": "grad_mode",
    "set_multithreading_enabled": "grad_mode",
    "Function": "function",
    "detect_anomaly": "anomaly",
    "set_detect_anomaly": "anomaly",
    "Variable": "variable",
}
_MODULES = {"function", "anomaly", "anomaly_mode", "functional", "graph", "forward_ad", "variable"}


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
    if isinstance(value, Tensor):
        return [value]
    # Any iterable serves, such as the values() of a dictionary of parameters.
    return list(value) if isinstance(value, Iterable) else [value]


def _edges(value: Any) -> list[Any]:
    """As ``_as_list``; a GradientEdge is a tuple, but one thing."""
    if isinstance(value, Tensor):
        return [value]
    from .graph import GradientEdge

    return [value] if isinstance(value, GradientEdge) else _as_list(value)


def _cotangents(roots: list[Any], grads: list[Any]) -> list[Any]:
    """The cotangents, one for each root; what goes beyond the roots is left out, as in PyTorch."""
    for g in grads[: len(roots)]:
        if g is not None and not isinstance(g, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
    if grads and len(grads) < len(roots):
        raise RuntimeError(f"got {len(roots)} tensors and {len(grads)} gradients")
    return grads[: len(roots)]


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
    chosen = _edges(inputs)
    if inputs is not None and not chosen:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    roots = _edges(tensors)
    grads = _cotangents(roots, _as_list(grad_tensors))
    if create_graph:
        import warnings

        warnings.warn(
            "Using backward() with create_graph=True will create a reference cycle between the "
            "parameter and its "
            "gradient which can cause a memory leak: use autograd.grad, or set the .grad fields "
            "to None afterwards.",
            stacklevel=3,
        )
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
    inputs: Mapping[str, Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> dict[str, Tensor | None]: ...
@overload
def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
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
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]: ...
def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor] | Mapping[str, Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...] | dict[str, Tensor | None]:
    """The gradients of ``outputs`` with respect to ``inputs``; no ``grad`` attribute is touched.

    Args:
        outputs: what to differentiate: tensors, or gradient edges of the graph.
        inputs: with respect to what: tensors, or gradient edges. Of a dictionary (such as
            ``dict(model.named_parameters())``) the values; the answer has the same keys.
        grad_outputs: the cotangents to start from; numbers (one-element tensors) may go without.
        retain_graph: keep what the graph has saved. Defaults to ``create_graph``.
        create_graph: record the sweep itself, for higher derivatives.
        only_inputs: accepted for old programs; it is always so.
        allow_unused: None for inputs that had no part, instead of an error.
        is_grads_batched: ``grad_outputs`` carry a leading dimension, one sweep for each entry.
        materialize_grads: zeros for inputs that had no part.

    Raises:
        RuntimeError: an input had no part in the outputs (and that was not allowed).

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> cr.autograd.grad(x**3, x)
    (tensor(12.),)
    >>> cr.autograd.grad(x**3, {"x": x})
    {'x': tensor(12.)}
    """
    if not isinstance(inputs, Tensor) and isinstance(inputs, Mapping):
        of_values = grad(
            outputs,
            list(inputs.values()),
            grad_outputs,
            retain_graph,
            create_graph,
            only_inputs,
            allow_unused,
            is_grads_batched,
            materialize_grads,
        )
        return dict(zip(inputs, of_values, strict=True))
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
            "allow_unused=False."
        )
    if not only_inputs:
        import warnings

        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True)",
            FutureWarning,
            stacklevel=2,
        )
    if inputs is None:
        raise TypeError("inputs must be tensors, not None")
    unused_ok = materialize_grads if allow_unused is None else allow_unused
    roots, targets, grads = _edges(outputs), _edges(inputs), _as_list(grad_outputs)
    if not targets:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    retain = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        return _batched(roots, targets, grads, retain, create_graph, unused_ok, materialize_grads)
    grads = _cotangents(roots, grads)
    record = create_graph
    if _forward.sources and not record:
        # The gradient by a tensor with a tangent has one as well, and that comes from the graph.
        record = _carries_tangent([t for t in targets if isinstance(t, Tensor)])
    found = _core.run_gradients(roots, grads, targets, retain, record)
    if not unused_ok:
        for i, g in enumerate(found):
            if g is None:
                raise RuntimeError(
                    "One of the differentiated Tensors appears to not have been used in the graph "
                    f"({_which(i, targets[i])}). Set allow_unused=True if this is the desired "
                    f"behavior."
                )
    if materialize_grads:
        from .. import zeros_like

        found = [zeros_like(t) if g is None else g for g, t in zip(found, targets, strict=True)]
    return tuple(found)


def _which(i: int, target: Any) -> str:
    shape = f", of shape {list(target.shape)}" if isinstance(target, Tensor) else ""
    return f"input {i}{shape}"


def _batched(
    roots: list[Any],
    targets: list[Any],
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
    for i, (root, g) in enumerate(zip(roots, grads, strict=False)):
        if isinstance(root, Tensor) and g.shape[1:] != root.shape:
            raise RuntimeError(
                f"If `is_grads_batched=True`, we interpret the first dimension of each "
                f"grad_output as the batch dimension. "
                f"The sizes of the remaining dimensions are expected to match the shape of "
                f"corresponding output, but a mismatch "
                f"was detected: grad_output[{i}] has a shape of {list(g.shape)} and output[{i}] "
                f"has a shape of {list(root.shape)}."
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
                allow_unused=unused_ok,
                materialize_grads=materialize,
            )
        )
    return tuple(
        None if any(g is None for g in column) else stack([g for g in column if g is not None])
        for column in zip(*rows, strict=True)
    )
