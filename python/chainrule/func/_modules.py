"""Modules as functions of their parameters, and what programs written for other transforms ask
for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .._core import Tensor
from ..nn.modules.module import Module
from ..nn.utils import stateless


def functional_call(
    module: Module,
    parameter_and_buffer_dicts: Mapping[str, Tensor] | Sequence[Mapping[str, Tensor]],
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """``module(*args, **kwargs)`` with tensors in the place of its parameters and buffers.

    Args:
        module: what to call.
        parameter_and_buffer_dicts: tensors by the names of ``state_dict``; several dictionaries
            count as one. The others stay the module's own.
        args: a tuple of arguments, or the only one.
        kwargs: arguments by name.
        tie_weights: whether a tensor given for one name of a shared parameter counts for all its
            names.
        strict: whether every name has to be given, and no other.

    Raises:
        ValueError: a name is in two dictionaries, or a shared parameter gets two values.
        RuntimeError: with ``strict``, a name is missing or unexpected.

    >>> import chainrule as cr
    >>> layer = cr.nn.Linear(2, 1)
    >>> zeros = {name: cr.zeros_like(p) for name, p in layer.named_parameters()}
    >>> cr.func.functional_call(layer, zeros, cr.ones(1, 2))
    tensor([[0.]])
    """
    return stateless.functional_call(
        module, parameter_and_buffer_dicts, args, kwargs, tie_weights=tie_weights, strict=strict
    )


def stack_module_state(
    models: Sequence[Module],
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The parameters and buffers of models of one class, stacked, for a ``vmap`` over models.

    Args:
        models: a list of at least one; all of one class and one mode (train or eval).

    Returns:
        ``(parameters, buffers)``: by name, tensors with the models as their first dimension. The
        parameters are leaves that require grad where the models' do.

    Raises:
        RuntimeError: no models, or models that differ.

    >>> import chainrule as cr
    >>> params, buffers = cr.func.stack_module_state([cr.nn.Linear(2, 3) for _ in range(4)])
    >>> params["weight"].shape
    torch.Size([4, 3, 2])
    """
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if not (all(m.training for m in models) or not any(m.training for m in models)):
        raise RuntimeError(
            "stack_module_state: Expected all models to have the same training/eval mode."
        )
    if len({type(m) for m in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    parameters = {
        name: _stacked([dict(m.named_parameters())[name] for m in models])
        for name, _ in models[0].named_parameters()
    }
    buffers = {
        name: _stacked([dict(m.named_buffers())[name] for m in models])
        for name, _ in models[0].named_buffers()
    }
    return parameters, buffers


def _stacked(tensors: list[Tensor]) -> Tensor:
    from .. import stack

    wanted = {t.requires_grad for t in tensors}
    if len(wanted) > 1:
        raise RuntimeError(
            "Expected parameters from different models to have the same .requires_grad"
        )
    out: Tensor = stack([t.detach() for t in tensors])
    return out.requires_grad_(wanted.pop())


def functionalize(func: Callable[..., Any], *, remove: str = "mutations") -> Callable[..., Any]:
    """``func`` itself: it is a tool for tracers, and nothing is traced here.

    Raises:
        RuntimeError: ``remove`` is neither ``"mutations"`` nor ``"mutations_and_views"``.

    >>> import chainrule as cr
    >>> cr.func.functionalize(lambda x: x + 1)(cr.ones(1))
    tensor([2.])
    """
    if remove not in ("mutations", "mutations_and_views"):
        raise RuntimeError(
            f"functionalize(f, remove={remove!r}): the valid options for `remove` are "
            f"`mutations` and `mutations_and_views`"
        )
    return func


def debug_unwrap(tensor: Tensor, *, recurse: bool = True) -> Tensor:
    """``tensor`` itself: transforms wrap nothing here.

    >>> import chainrule as cr
    >>> cr.func.debug_unwrap(cr.ones(1))
    tensor([1.])
    """
    return tensor


def replace_all_batch_norm_modules_(root: Module) -> Module:
    """Makes batch norms below ``root`` (and itself) use the batch alone: no running statistics,
    which a transform would leak.

    Returns:
        ``root``.

    >>> import chainrule as cr
    >>> net = cr.func.replace_all_batch_norm_modules_(cr.nn.Sequential(cr.nn.BatchNorm1d(2)))
    >>> net[0].running_mean is None
    True
    """
    from ..nn.modules.batchnorm import _BatchNorm

    for module in root.modules():
        if isinstance(module, _BatchNorm):
            module.running_mean = None
            module.running_var = None
            module.num_batches_tracked = None
            module.track_running_stats = False
    return root
