"""The recorded graph: nodes, gradient edges, hooks on what is saved."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from .. import _core
from .._core import Node, Tensor
from ..utils.hooks import CoreHandle

__all__ = [
    "GradientEdge",
    "Node",
    "allow_mutation_on_saved_tensors",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "increment_version",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]


class GradientEdge(NamedTuple):
    """Where a gradient arrives: a node and the number of its output.

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> edge = cr.autograd.graph.get_gradient_edge(x * x)
    >>> edge.node.name(), edge.output_nr
    ('MulBackward0', 0)
    """

    node: Node
    output_nr: int


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The edge of a tensor, to be kept in place of the tensor.

    Raises:
        RuntimeError: the tensor does not require grad.

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> cr.autograd.graph.get_gradient_edge(x.exp()).node.name()
    'ExpBackward0'
    """
    if not tensor.requires_grad:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require "
            "gradients"
        )
    return GradientEdge(*_core.gradient_edge(tensor))


class saved_tensors_hooks:
    """Inside, every tensor that is saved goes through ``pack_hook``, and on use through
    ``unpack_hook``.

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> with cr.autograd.graph.saved_tensors_hooks(lambda t: t.item(), lambda v: cr.tensor(v)):
    ...     y = x * x
    >>> y.backward(); x.grad
    tensor(4.)
    """

    def __init__(
        self, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Tensor]
    ) -> None:
        self.pack_hook = pack_hook
        self.unpack_hook = unpack_hook

    def __enter__(self) -> None:
        _core.push_saved_tensor_hooks(self.pack_hook, self.unpack_hook)

    def __exit__(self, *exc: object) -> None:
        _core.pop_saved_tensor_hooks()


class save_on_cpu(saved_tensors_hooks):
    """Saves copies; accepted for programs that move saved tensors to the CPU, where these already
    are.

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> with cr.autograd.graph.save_on_cpu():
    ...     y = x * x
    >>> y.backward()
    >>> x.grad
    tensor(4.)
    """

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda t: t.detach().clone(), lambda t: t)


@contextlib.contextmanager
def allow_mutation_on_saved_tensors() -> Iterator[None]:
    """Inside, what is saved for backward may be changed in place afterwards: the sweep works on
    copies.

    >>> import chainrule as cr
    >>> x = cr.tensor(3.0, requires_grad=True)
    >>> with cr.autograd.graph.allow_mutation_on_saved_tensors():
    ...     y = x * 1
    ...     z = y * y
    ...     _ = y.zero_()
    ...     z.backward()
    >>> x.grad
    tensor(6.)
    """
    with saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
        yield


@contextlib.contextmanager
def disable_saved_tensors_hooks(error_message: str) -> Iterator[None]:
    """Inside, saved_tensors_hooks raises RuntimeError with this message.

    >>> import chainrule as cr
    >>> hooks = cr.autograd.graph.saved_tensors_hooks
    >>> with cr.autograd.graph.disable_saved_tensors_hooks("not here"):
    ...     try:
    ...         with hooks(lambda t: t, lambda t: t):
    ...             pass
    ...     except RuntimeError as error:
    ...         print(error)
    not here
    """
    before = _core.set_saved_tensor_hooks_disabled(error_message)
    try:
        yield
    finally:
        _core.set_saved_tensor_hooks_disabled(before)


def increment_version(tensor: Tensor | Sequence[Tensor]) -> None:
    """Says that tensors were changed by means that are not seen.

    >>> import chainrule as cr
    >>> x = cr.ones(2)
    >>> cr.autograd.graph.increment_version(x)
    >>> x._version
    1
    """
    for t in [tensor] if isinstance(tensor, Tensor) else tensor:
        _core.bump_version(t)


def register_multi_grad_hook(
    tensors: Sequence[Tensor], fn: Callable[..., None], *, mode: str = "all"
) -> CoreHandle:
    """Calls ``fn`` when the gradients of all (or of the first, ``mode="any"``) of the tensors have
    been computed.

    Returns:
        a handle with ``remove()``.

    >>> import chainrule as cr
    >>> a, b = cr.ones(2, requires_grad=True).unbind()
    >>> handle = cr.autograd.graph.register_multi_grad_hook((a, b), print)
    >>> (2 * a + 3 * b).backward()
    [tensor(2.), tensor(3.)]
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    wanted = [t for t in tensors if t.requires_grad]
    arrived: dict[int, Tensor] = {}
    scheduled = False

    def finish() -> None:
        nonlocal scheduled
        scheduled = False
        if mode == "all":
            grads = [arrived.get(i) for i in range(len(tensors))]
            arrived.clear()
            fn(grads)
        else:
            arrived.clear()

    def hook_for(position: int) -> Callable[[Tensor], None]:
        def hook(grad: Tensor) -> None:
            nonlocal scheduled
            if mode == "any" and not arrived:
                fn(grad)
            arrived[position] = grad
            if not scheduled:
                scheduled = True
                _core.queue_callback(finish)

        return hook

    handles = [
        t.register_hook(hook_for(i)) for i, t in enumerate(tensors) if any(t is w for w in wanted)
    ]

    def remove() -> None:
        for handle in handles:
            handle.remove()

    return CoreHandle(remove)


def _register_hook(self: Node, fn: Callable[..., Any]) -> CoreHandle:
    """Calls ``fn(grad_inputs, grad_outputs)`` after the node has run; what it returns replaces the
    first."""
    return CoreHandle(_core.add_node_hook(self, fn, False))


def _register_prehook(self: Node, fn: Callable[..., Any]) -> CoreHandle:
    """Calls ``fn(grad_outputs)`` before the node runs; what it returns replaces them."""
    return CoreHandle(_core.add_node_hook(self, fn, True))


for _name, _method in (("register_hook", _register_hook), ("register_prehook", _register_prehook)):
    setattr(Node, _name, _method)
