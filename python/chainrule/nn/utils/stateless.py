"""Calling a module with other parameters and buffers than its own."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .._backend import Tensor
    from ..modules.module import Module

__all__ = ["functional_call"]


def _members(module: Module) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every parameter and buffer: its dotted name, the dictionary that holds it, and its key."""
    for path, submodule in module.named_modules(remove_duplicate=False):
        prefix = f"{path}." if path else ""
        for held in (submodule._parameters, submodule._buffers):
            for name in held:
                yield prefix + name, held, name


def _merged(given: Any) -> dict[str, Tensor]:
    if isinstance(given, dict):
        return given
    if not isinstance(given, (list, tuple)) or not all(isinstance(d, dict) for d in given):
        raise ValueError(
            "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got "
            f"{type(given)}"
        )
    names = [name for part in given for name in part]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(
            f"{repeated} appeared in multiple dictionaries; behavior of functional call is "
            "ambiguous"
        )
    return {name: tensor for part in given for name, tensor in part.items()}


@contextlib.contextmanager
def _exchanged(
    module: Module, tensors: Mapping[str, Tensor], tie_weights: bool, strict: bool
) -> Iterator[None]:
    """The module with ``tensors`` in the place of its own members, until the block ends."""
    places: dict[str, tuple[dict[str, Any], str]] = {}
    aliases: dict[int, list[str]] = {}
    for name, held, key in _members(module):
        places[name] = (held, key)
        if held[key] is not None:
            aliases.setdefault(id(held[key]), []).append(name)
    wanted = dict(tensors)
    for names in aliases.values() if tie_weights else ():
        given = [name for name in names if name in tensors]
        if len({id(tensors[name]) for name in given}) > 1:
            raise ValueError(
                f"functional_call got multiple values for keys {given}, which are tied. Consider "
                "using tie_weights=False"
            )
        if given:
            wanted.update(dict.fromkeys(names, tensors[given[0]]))
    if strict:
        _check_names(module, places, wanted)
    before = [
        (*places[name], places[name][0][places[name][1]]) for name in wanted if name in places
    ]
    try:
        for name, tensor in wanted.items():
            if name in places:
                held, key = places[name]
                held[key] = tensor
        yield
    finally:
        for held, key, old in before:
            held[key] = old


def _check_names(module: Module, places: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    unexpected = sorted(wanted.keys() - places.keys())
    missing = sorted(
        name for name, (held, key) in places.items() if name not in wanted and held[key] is not None
    )
    problems = [
        f"{what} key(s): {', '.join(map(repr, names))}."
        for what, names in (("Unexpected", unexpected), ("Missing", missing))
        if names
    ]
    if problems:
        listed = "\n\t".join(problems)
        raise RuntimeError(f"Error(s) in reparametrizing for {type(module).__name__}:\n\t{listed}")


def functional_call(
    module: Module,
    parameters_and_buffers: Mapping[str, Tensor] | Sequence[Mapping[str, Tensor]],
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """``module(*args, **kwargs)`` with tensors in the place of its parameters and buffers.

    They are named as in ``state_dict``; the others stay the module's own. ``args`` is a tuple, or
    the only argument. A tensor given for one name of a shared parameter counts for all its names,
    unless ``tie_weights`` is False. With ``strict`` every name has to be given, and no other.

    Raises:
        ValueError: the tensors are not in dictionaries, one name is in two of them, or a shared
            parameter gets two values.
        RuntimeError: with ``strict``, a name is missing or unexpected.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils.stateless import functional_call
    >>> layer = cr.nn.Linear(2, 1)
    >>> zeros = {name: cr.zeros_like(p) for name, p in layer.named_parameters()}
    >>> functional_call(layer, zeros, cr.ones(1, 2)).tolist()
    [[0.0]]
    """
    tensors = _merged(parameters_and_buffers)
    if args is None:
        args = ()
    elif not isinstance(args, tuple):
        args = (args,)
    with _exchanged(module, tensors, tie_weights, strict):
        return module(*args, **(kwargs or {}))
