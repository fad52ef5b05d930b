"""Fetching: from the indices of a batch to the batch itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .._backend import Tensor, as_tensor
from ..dataset import Subset, TensorDataset
from .collate import default_collate

Fetch = Callable[[Any], Any]


def make_fetch(
    dataset: Any, iterable: bool, batched: bool, collate_fn: Callable[[Any], Any], drop_last: bool
) -> Fetch:
    """The function that turns what the sampler gives into a batch.

    At the end of an iterable dataset it raises StopIteration.
    """
    if iterable:
        return _from_stream(iter(dataset), batched, collate_fn, drop_last)
    if not batched:
        return lambda index: collate_fn(dataset[index])
    if collate_fn is default_collate and _tensors_of(dataset) is not None:
        return lambda indices: _gather(dataset, indices)
    get_all = getattr(dataset, "__getitems__", None)
    if callable(get_all):
        return lambda indices: collate_fn(get_all(indices))
    return lambda indices: collate_fn([dataset[index] for index in indices])


def _from_stream(
    samples: Iterator[Any], batched: bool, collate_fn: Callable[[Any], Any], drop_last: bool
) -> Fetch:
    ended = False

    def fetch(indices: Any) -> Any:
        nonlocal ended
        if ended:
            raise StopIteration
        if not batched:
            return collate_fn(next(samples))
        batch = []
        for _ in indices:
            try:
                batch.append(next(samples))
            except StopIteration:
                ended = True
                break
        if not batch or (drop_last and len(batch) < len(indices)):
            raise StopIteration
        return collate_fn(batch)

    return fetch


def _tensors_of(dataset: Any) -> tuple[Tensor, ...] | None:
    """The tensors behind a TensorDataset or a part of one. Subclasses may do as they please."""
    while type(dataset) is Subset:
        dataset = dataset.dataset
    return dataset.tensors if type(dataset) is TensorDataset else None


def _gather(dataset: Any, indices: Any) -> list[Tensor]:
    """What collating the samples would give, with one indexing for each tensor."""
    while type(dataset) is Subset:
        indices = [dataset.indices[i] for i in indices]
        dataset = dataset.dataset
    at = as_tensor(indices)
    return [t[at] for t in dataset.tensors]
