"""Collating: one batch out of a list of samples."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

from .._backend import Tensor, as_tensor, float64, stack, tensor

_MESSAGE = (
    "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"
)

CollateFnMap = dict[Any, Callable[..., Any]]


def default_convert(data: Any) -> Any:
    r"""Numpy arrays and scalars, also inside of containers, as tensors; everything else as it is.

    What the DataLoader does without batching (``batch_size=None``).

    >>> import chainrule as cr
    >>> cr.utils.data.default_convert({"x": 1, "y": "a"})
    {'x': 1, 'y': 'a'}
    """
    kind = type(data)
    if isinstance(data, Tensor):
        return data
    if kind.__module__ == "numpy":
        text = kind.__name__ == "ndarray" and data.dtype.kind in "SaUO"
        return data if text or kind.__name__ in ("str_", "bytes_") else as_tensor(data)
    if isinstance(data, Mapping):
        return _like_mapping(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return kind(*(default_convert(item) for item in data))
    if isinstance(data, tuple):
        return [default_convert(item) for item in data]
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return _like_sequence(data, [default_convert(item) for item in data])
    return data


def _like_mapping(pattern: Any, items: dict[Any, Any]) -> Any:
    """``items`` in a mapping of the type of ``pattern``, or in a dict where that cannot be."""
    try:
        if isinstance(pattern, MutableMapping):
            made = copy.copy(pattern)  # keeps what else the type holds, such as a default factory
            made.update(items)
            return made
        return type(pattern)(items)
    except TypeError:
        return items


def _like_sequence(pattern: Any, items: list[Any]) -> Any:
    """``items`` in a sequence of the type of ``pattern``, or in a list where that cannot be."""
    if type(pattern) is list:
        return items
    try:
        if isinstance(pattern, MutableSequence):
            made = copy.copy(pattern)
            for i, item in enumerate(items):
                made[i] = item
            return made
        if isinstance(pattern, range):  # takes numbers, not items
            return items
        return type(pattern)(items)
    except TypeError:
        return items


def collate(batch: Any, *, collate_fn_map: CollateFnMap | None = None) -> Any:
    r"""Collates by element type, with functions of one's own for some types.

    Containers are collated entry by entry: of a list of dicts comes a dict of batches.

    Args:
        batch: list of samples.
        collate_fn_map: from element type (or tuple of types) to
            ``function(batch, *, collate_fn_map)``; subclasses are found too. Extend
            ``default_collate_fn_map`` to keep what it has.

    Raises:
        TypeError: no function for the type of the elements.
        RuntimeError: sequences of different lengths.
    """
    elem = batch[0]
    kind = type(elem)
    if collate_fn_map is not None:
        function = collate_fn_map.get(kind)
        if function is None:
            for known, candidate in collate_fn_map.items():
                if isinstance(elem, known):
                    function = candidate
                    break
        if function is not None:
            return function(batch, collate_fn_map=collate_fn_map)
        if kind.__module__ == "numpy" and collate_fn_map is default_collate_fn_map:
            return _collate_numpy(batch)
    if isinstance(elem, Mapping):
        columns = {
            key: collate([sample[key] for sample in batch], collate_fn_map=collate_fn_map)
            for key in elem
        }
        return _like_mapping(elem, columns)
    if isinstance(elem, tuple) and hasattr(elem, "_fields"):
        return kind(
            *(
                collate(samples, collate_fn_map=collate_fn_map)
                for samples in zip(*batch, strict=True)
            )
        )
    if isinstance(elem, Sequence):
        if any(len(sample) != len(elem) for sample in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        entries = [
            collate(samples, collate_fn_map=collate_fn_map) for samples in zip(*batch, strict=True)
        ]
        return entries if isinstance(elem, tuple) else _like_sequence(elem, entries)
    raise TypeError(_MESSAGE.format(kind))


def _collate_tensors(batch: Any, *, collate_fn_map: CollateFnMap | None = None) -> Tensor:
    return stack(list(batch), 0)


def _collate_floats(batch: Any, *, collate_fn_map: CollateFnMap | None = None) -> Tensor:
    return tensor(batch, dtype=float64)


def _collate_ints(batch: Any, *, collate_fn_map: CollateFnMap | None = None) -> Tensor:
    return tensor(batch)


def _collate_text(batch: Any, *, collate_fn_map: CollateFnMap | None = None) -> Any:
    return batch


def _collate_numpy(batch: Any) -> Any:
    elem = batch[0]
    if type(elem).__name__ in ("str_", "bytes_"):
        return batch
    if type(elem).__name__ != "ndarray":
        return as_tensor(batch)
    if elem.dtype.kind in "SaUO":
        raise TypeError(_MESSAGE.format(elem.dtype))
    if elem.shape == ():
        return as_tensor([item.item() for item in batch], dtype=as_tensor(elem).dtype)
    return stack([as_tensor(item) for item in batch], 0)


# By type: tensors, then numbers and text. Numpy's types are known by name, without importing it.
default_collate_fn_map: CollateFnMap = {
    Tensor: _collate_tensors,
    float: _collate_floats,
    int: _collate_ints,
    str: _collate_text,
    bytes: _collate_text,
}


def default_collate(batch: Any) -> Any:
    r"""A batch out of a list of samples: tensors are stacked along a new first dimension, numbers
    become tensors (floats float64), strings stay a list, and containers are collated entry by
    entry.

    Raises:
        TypeError: samples of a type that it does not know.
        RuntimeError: tensors or sequences that do not match in size.

    >>> import chainrule as cr
    >>> cr.utils.data.default_collate([(1, "a"), (2, "b")])
    [tensor([1, 2]), ('a', 'b')]
    """
    return collate(batch, collate_fn_map=default_collate_fn_map)
