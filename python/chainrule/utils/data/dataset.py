"""Datasets: where samples come from, and datasets made of datasets."""

from __future__ import annotations

import itertools
import math
import warnings
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from ._backend import Generator, Tensor, randperm

__all__ = [
    "ChainDataset",
    "ConcatDataset",
    "Dataset",
    "IterableDataset",
    "StackDataset",
    "Subset",
    "TensorDataset",
    "random_split",
]

T_co = TypeVar("T_co", covariant=True)


class Dataset(Generic[T_co]):
    r"""A collection of samples, by index.

    A subclass defines ``__getitem__`` and, for most samplers, ``__len__``. If it also defines
    ``__getitems__(indices)``, which returns a list of samples, the DataLoader fetches a batch in
    one call. Two datasets added make a ``ConcatDataset``.

    >>> import chainrule as cr
    >>> class Squares(cr.utils.data.Dataset):
    ...     def __len__(self):
    ...         return 4
    ...     def __getitem__(self, index):
    ...         return index * index
    >>> (Squares() + Squares())[5]
    1
    """

    def __getitem__(self, index: Any) -> T_co:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other: Dataset[T_co]) -> ConcatDataset[T_co]:
        return ConcatDataset([self, other])


class IterableDataset(Dataset[T_co], ABC):
    r"""A collection of samples, one after the other, for data that comes as a stream.

    A subclass defines ``__iter__``. With several workers each has its own copy, and all would yield
    the same samples: ``get_worker_info()`` tells a copy which one it is. Two such datasets added
    make a ``ChainDataset``.

    >>> import chainrule as cr
    >>> class Count(cr.utils.data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter(range(3))
    >>> list(Count() + Count())
    [0, 1, 2, 0, 1, 2]
    """

    @abstractmethod
    def __iter__(self) -> Iterator[T_co]: ...

    def __add__(self, other: Dataset[T_co]) -> ChainDataset:  # type: ignore[override]
        return ChainDataset([self, other])


class TensorDataset(Dataset[tuple[Tensor, ...]]):
    r"""Tensors of the same length; a sample is the tuple of their entries.

    Args:
        tensors: with equal sizes of the first dimension.

    Raises:
        AssertionError: sizes differ.

    >>> import chainrule as cr
    >>> data = cr.utils.data.TensorDataset(cr.tensor([[1.0], [2.0]]), cr.tensor([0, 1]))
    >>> data[1]
    (tensor([2.]), tensor(1))
    """

    tensors: tuple[Tensor, ...]

    def __init__(self, *tensors: Tensor) -> None:
        if any(t.size(0) != tensors[0].size(0) for t in tensors):
            raise AssertionError(
                "Size mismatch between tensors: the sizes of their first dimensions are "
                f"{[t.size(0) for t in tensors]}"
            )
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(t[index] for t in self.tensors)

    def __len__(self) -> int:
        return int(self.tensors[0].size(0))


class StackDataset(Dataset[Any]):
    r"""Datasets of the same length side by side; a sample is the tuple, or dict, of theirs.

    Args:
        args: datasets, for samples that are tuples.
        kwargs: datasets, for samples that are dicts with these keys.

    Raises:
        ValueError: no datasets, both kinds, or different lengths.

    >>> import chainrule as cr
    >>> cr.utils.data.StackDataset(x=[1, 2], y=["a", "b"])[1]
    {'x': 2, 'y': 'b'}
    """

    datasets: tuple[Any, ...] | dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and kwargs:
            raise ValueError(
                "Supported either ``tuple``- (via ``args``) or``dict``- (via ``kwargs``) like "
                "input/output, but both types are given."
            )
        if not args and not kwargs:
            raise ValueError("At least one dataset should be passed")
        self.datasets = args or kwargs
        lengths = [len(dataset) for dataset in self._parts()]
        if any(length != lengths[0] for length in lengths):
            raise ValueError("Size mismatch between datasets")
        self._length = lengths[0]

    def _parts(self) -> list[Any]:
        datasets = self.datasets
        return list(datasets.values() if isinstance(datasets, dict) else datasets)

    def _joined(self, samples: Iterable[Any]) -> Any:
        if isinstance(self.datasets, dict):
            return dict(zip(self.datasets, samples, strict=True))
        return tuple(samples)

    def __getitem__(self, index: Any) -> Any:
        return self._joined(dataset[index] for dataset in self._parts())

    def __getitems__(self, indices: list[Any]) -> list[Any]:
        columns = []
        for dataset in self._parts():
            column = _get_all(dataset, indices)
            if len(column) != len(indices):
                raise ValueError(
                    "Nested dataset's output size mismatch. "
                    f"Expected {len(indices)}, got {len(column)}"
                )
            columns.append(column)
        return [self._joined(samples) for samples in zip(*columns, strict=True)]

    def __len__(self) -> int:
        return self._length


def _get_all(dataset: Any, indices: Sequence[Any]) -> list[Any]:
    """The samples at ``indices``, in one call where the dataset can."""
    get_all = getattr(dataset, "__getitems__", None)
    if callable(get_all):
        return list(get_all(indices))
    return [dataset[index] for index in indices]


class ConcatDataset(Dataset[T_co]):
    r"""Datasets one after the other, by index.

    Args:
        datasets: map-style datasets.

    Raises:
        AssertionError: none, or one that is an ``IterableDataset``.

    >>> import chainrule as cr
    >>> data = cr.utils.data.ConcatDataset([[1, 2], [3]])
    >>> len(data), data[2], data[-1]
    (3, 3, 3)
    """

    datasets: list[Any]
    cumulative_sizes: list[int]

    @staticmethod
    def cumsum(sequence: Iterable[Any]) -> list[int]:
        """The running sums of the lengths."""
        return list(itertools.accumulate(len(part) for part in sequence))

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise AssertionError(
                "ConcatDataset does not support IterableDataset; use ChainDataset for streams"
            )
        self.cumulative_sizes = self.cumsum(self.datasets)

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: Any) -> T_co:
        if index < 0:
            if -index > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            index += len(self)
        part = bisect_right(self.cumulative_sizes, index)
        if part == len(self.datasets):
            raise IndexError(f"index {index} is out of range for a dataset of {len(self)} samples")
        before = self.cumulative_sizes[part - 1] if part > 0 else 0
        sample: T_co = self.datasets[part][index - before]
        return sample

    @property
    def cummulative_sizes(self) -> list[int]:
        """The old spelling of ``cumulative_sizes``."""
        warnings.warn(
            "`cummulative_sizes` attribute is renamed to `cumulative_sizes`",
            FutureWarning,
            stacklevel=2,
        )
        return self.cumulative_sizes


class ChainDataset(IterableDataset[Any]):
    r"""Streams one after the other.

    Args:
        datasets: of type ``IterableDataset``.

    Raises:
        AssertionError: while iterating, a dataset of another type.

    >>> import chainrule as cr
    >>> from chainrule.utils.data import ChainDataset, IterableDataset
    >>> class Count(IterableDataset):
    ...     def __iter__(self):
    ...         return iter(range(2))
    >>> list(ChainDataset([Count(), Count()]))
    [0, 1, 0, 1]
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        super().__init__()
        self.datasets = datasets

    def _checked(self) -> Iterator[Any]:
        for dataset in self.datasets:
            if not isinstance(dataset, IterableDataset):
                raise AssertionError("ChainDataset only supports IterableDataset")
            yield dataset

    def __iter__(self) -> Iterator[Any]:
        return itertools.chain.from_iterable(self._checked())

    def __len__(self) -> int:
        return sum(len(dataset) for dataset in self._checked())


class Subset(Dataset[T_co]):
    r"""A part of a dataset.

    Args:
        dataset: the whole.
        indices: which samples of it, and in which order.

    >>> import chainrule as cr
    >>> cr.utils.data.Subset("abcd", [3, 1])[0]
    'd'
    """

    dataset: Any
    indices: Sequence[int]

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index: Any) -> T_co:
        if isinstance(index, list):
            chosen: T_co = self.dataset[[self.indices[i] for i in index]]
            return chosen
        sample: T_co = self.dataset[self.indices[index]]
        return sample

    def __getitems__(self, indices: list[int]) -> list[T_co]:
        return _get_all(self.dataset, [self.indices[i] for i in indices])

    def __len__(self) -> int:
        return len(self.indices)


def random_split(
    dataset: Dataset[T_co], lengths: Sequence[int | float], generator: Generator | None = None
) -> list[Subset[T_co]]:
    r"""Splits a dataset at random into parts that do not overlap.

    Args:
        dataset: the whole.
        lengths: sizes of the parts; or fractions that sum to 1, where samples left over by rounding
            down go to the parts in turn, from the first on.
        generator: source of the permutation; by default the global one.

    Returns:
        A list of ``Subset``.

    Raises:
        ValueError: a fraction outside 0 to 1, or sizes that do not sum to the dataset's.

    >>> import chainrule as cr
    >>> parts = cr.utils.data.random_split(range(10), [0.7, 0.3])
    >>> [len(part) for part in parts]
    [7, 3]
    """
    total = len(dataset)  # type: ignore[arg-type]
    sizes = list(lengths)
    if math.isclose(sum(sizes), 1) and sum(sizes) <= 1:
        for i, fraction in enumerate(sizes):
            if fraction < 0 or fraction > 1:
                raise ValueError(f"Fraction at index {i} is not between 0 and 1")
        sizes = [math.floor(total * fraction) for fraction in sizes]
        for i in range(int(total - sum(sizes))):
            sizes[i % len(sizes)] += 1
        for i, size in enumerate(sizes):
            if size == 0:
                warnings.warn(
                    f"Length of split at index {i} is 0. This might result in an empty dataset.",
                    stacklevel=2,
                )
    if sum(sizes) != total:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = randperm(total, generator=generator).tolist()
    ends = list(itertools.accumulate(int(size) for size in sizes))
    return [
        Subset(dataset, order[end - int(size) : end]) for end, size in zip(ends, sizes, strict=True)
    ]
