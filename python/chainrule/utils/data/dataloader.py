"""DataLoader: batches of a dataset, fetched here or by worker processes."""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._backend import Generator, draw_seed
from ._utils.collate import default_collate, default_convert
from ._utils.fetch import make_fetch
from ._utils.info import get_worker_info
from .dataset import Dataset, IterableDataset
from .sampler import BatchSampler, RandomSampler, Sampler, SequentialSampler

if TYPE_CHECKING:
    from ._utils.pool import WorkerIterator

__all__ = ["DataLoader", "default_collate", "default_convert", "get_worker_info"]

T_co = TypeVar("T_co", covariant=True)


class _DatasetKind:
    """By index, or as a stream."""

    Map = 0
    Iterable = 1


class _InfiniteConstantSampler(Sampler[None]):
    """The sampler of a stream, which has no indices: None without end."""

    def __iter__(self) -> Iterator[None]:
        return itertools.repeat(None)


class DataLoader(Generic[T_co]):
    r"""Iterates over a dataset in batches.

    Each iteration goes through the sampler once: samples are fetched by index (or taken from an
    iterable dataset), ``batch_size`` at a time, and collated into a batch. With
    ``num_workers > 0`` that happens in processes of their own, ``prefetch_factor`` batches ahead
    each; a worker computes on one thread, so that workers do not fight over the cores.

    Args:
        dataset: with ``__getitem__`` and ``__len__``, or an ``IterableDataset``.
        batch_size: samples in a batch; None gives single samples, converted but not batched.
        shuffle: in random order, another one in each iteration.
        sampler: in this order: any iterable of indices with a length.
        batch_sampler: in these batches: any iterable of lists of indices.
        num_workers: processes; 0 fetches in this one.
        collate_fn: from a list of samples to a batch; by default ``default_collate``.
        pin_memory: without effect, and a warning says so: there is no accelerator.
        drop_last: leave out the last batch if it is smaller.
        timeout: seconds to wait for a batch from a worker; 0 for as long as it takes.
        worker_init_fn: called in each worker with its id, after seeding.
        multiprocessing_context: a context of ``multiprocessing``, or the name of a start method.
        generator: source of the order and of the workers' seeds; by default the global one.
        prefetch_factor: batches that each worker is ahead; by default 2.
        persistent_workers: keep the workers for the next iteration.
        pin_memory_device: accepted, and without effect.
        in_order: give batches in the order of the sampler, not as they come.

    Raises:
        ValueError: arguments that exclude each other or are out of range.
        TypeError: a ``multiprocessing_context`` of another type.

    >>> import chainrule as cr
    >>> loader = cr.utils.data.DataLoader([(1.0, 0), (2.0, 1), (3.0, 0)], batch_size=2)
    >>> for x, y in loader:
    ...     print(x, y)
    tensor([1., 2.], dtype=torch.float64) tensor([0, 1])
    tensor([3.], dtype=torch.float64) tensor([0])
    """

    dataset: Any
    batch_size: int | None
    num_workers: int
    drop_last: bool
    timeout: float
    sampler: Any
    batch_sampler: Any
    generator: Generator | None
    prefetch_factor: int | None
    _iterator: WorkerIterator | None = None
    __initialized = False

    def __init__(
        self,
        dataset: Dataset[T_co],
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Sampler[Any] | Iterable[Any] | None = None,
        batch_sampler: Sampler[list[Any]] | Iterable[list[Any]] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        self.dataset = dataset
        self.num_workers = num_workers
        self.prefetch_factor = 2 if num_workers > 0 and prefetch_factor is None else prefetch_factor
        self.pin_memory = pin_memory
        self.pin_memory_device = pin_memory_device
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.multiprocessing_context = multiprocessing_context
        self.in_order = in_order
        is_stream = isinstance(dataset, IterableDataset)
        self._dataset_kind = _DatasetKind.Iterable if is_stream else _DatasetKind.Map
        if is_stream:
            _check_stream(shuffle, sampler, batch_sampler)
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, "
                    "and drop_last"
                )
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError(
                "batch_size=None option disables auto-batching and is mutually exclusive with "
                "drop_last"
            )
        if sampler is None:
            if is_stream:
                sampler = _InfiniteConstantSampler()
            elif shuffle:
                sampler = RandomSampler(dataset, generator=generator)  # type: ignore[arg-type]
            else:
                sampler = SequentialSampler(dataset)  # type: ignore[arg-type]
        if batch_size is not None and batch_sampler is None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)  # type: ignore[arg-type]
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.generator = generator
        if collate_fn is None:
            collate_fn = default_convert if batch_sampler is None else default_collate
        self.collate_fn = collate_fn
        self.persistent_workers = persistent_workers
        self.__initialized = True
        self._reported_length: int | None = None
        _warn_of_many(num_workers)

    @property
    def multiprocessing_context(self) -> Any:
        """The context that starts the workers, or None for the default one."""
        return self.__multiprocessing_context

    @multiprocessing_context.setter
    def multiprocessing_context(self, context: Any) -> None:
        if context is not None:
            if self.num_workers == 0:
                raise ValueError(
                    "multiprocessing_context can only be used with multi-process loading "
                    f"(num_workers > 0), but got num_workers={self.num_workers}"
                )
            context = _context(context)
        self.__multiprocessing_context = context

    def __setattr__(self, name: str, value: Any) -> None:
        if self.__initialized and name in (
            "batch_size",
            "batch_sampler",
            "sampler",
            "drop_last",
            "dataset",
            "persistent_workers",
        ):
            raise ValueError(
                f"{name} attribute should not be set after {type(self).__name__} is initialized"
            )
        super().__setattr__(name, value)

    @property
    def _is_stream(self) -> bool:
        return self._dataset_kind == _DatasetKind.Iterable

    @property
    def _index_sampler(self) -> Any:
        return self.sampler if self.batch_sampler is None else self.batch_sampler

    def __iter__(self) -> Iterator[Any]:
        if self.pin_memory:
            warnings.warn(
                "'pin_memory' argument is set as true but no accelerator is found, then device "
                "pinned memory won't be used.",
                stacklevel=2,
            )
        if self.num_workers == 0:
            return _LocalIterator(self)
        from ._utils.pool import WorkerIterator

        if not self.persistent_workers:
            return WorkerIterator(self)
        if self._iterator is None:
            self._iterator = WorkerIterator(self)
        else:
            self._iterator.begin_epoch()
        return self._iterator

    def __len__(self) -> int:
        if not self._is_stream:
            return len(self._index_sampler)
        length = len(self.dataset)
        if self.batch_size is not None:
            full, rest = divmod(length, self.batch_size)
            length = full if self.drop_last or rest == 0 else full + 1
        self._reported_length = length
        return length

    def _warn_of_more(self, reported: int, batches: int) -> None:
        """A stream has given more than the length that was asked for before."""
        text = (
            f"Length of IterableDataset {self.dataset} was reported to be {reported}"
            f"(when accessing len(dataloader)), but {batches} samples have been fetched. "
        )
        if self.num_workers > 0:
            text += (
                "For multiprocessing data-loading, this could be caused by not properly "
                "configuring the IterableDataset replica at each worker. Please see "
                "https://pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset "
                "for examples."
            )
        warnings.warn(text, stacklevel=3)


class _LocalIterator:
    """One iteration over the dataset in this process."""

    def __init__(self, loader: DataLoader[Any]) -> None:
        self._loader = loader
        # Drawn also without workers, so that the order does not depend on their number.
        self._base_seed = draw_seed(loader.generator)
        self._indices = iter(loader._index_sampler)
        self._given = 0
        self._expected = loader._reported_length
        self._fetch = make_fetch(
            loader.dataset,
            loader._is_stream,
            loader.batch_sampler is not None,
            loader.collate_fn,
            loader.drop_last,
        )

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        batch = self._fetch(next(self._indices))
        self._given += 1
        if self._expected is not None and self._given > self._expected:
            self._loader._warn_of_more(self._expected, self._given)
        return batch

    def __len__(self) -> int:
        return len(self._loader)

    def __getstate__(self) -> Any:
        raise NotImplementedError(f"{type(self).__name__} cannot be pickled")


def _check_workers(
    num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool
) -> None:
    if num_workers < 0:
        raise ValueError(
            "num_workers option should be non-negative; use num_workers=0 to disable "
            "multiprocessing."
        )
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if num_workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing."
            "let num_workers > 0 to enable multiprocessing, otherwise set prefetch_factor to None."
        )
    if prefetch_factor is not None and prefetch_factor < 0:
        raise ValueError("prefetch_factor option should be non-negative")
    if persistent_workers and num_workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0")


def _check_stream(shuffle: Any, sampler: Any, batch_sampler: Any) -> None:
    for name, value in (
        ("shuffle", shuffle),
        ("sampler", sampler),
        ("batch_sampler", batch_sampler),
    ):
        given = value not in (None, False) if name == "shuffle" else value is not None
        if given:
            raise ValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got "
                f"{name}={value}"
            )


def _context(context: Any) -> Any:
    import multiprocessing
    from multiprocessing.context import BaseContext

    if isinstance(context, str):
        methods = multiprocessing.get_all_start_methods()
        if context not in methods:
            raise ValueError(
                "multiprocessing_context option should specify a valid start method in "
                f"{methods!r}, but got multiprocessing_context={context!r}"
            )
        return multiprocessing.get_context(context)
    if not isinstance(context, BaseContext):
        raise TypeError(
            "multiprocessing_context option should be a valid context object or a string "
            f"specifying the start method, but got multiprocessing_context={context}"
        )
    return context


def _warn_of_many(num_workers: int) -> None:
    if num_workers == 0:
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if cores is not None and num_workers > cores:
        warnings.warn(
            f"This DataLoader will create {num_workers} worker processes in total. Our suggested "
            f"max number of worker in current system is {cores}, which is smaller than what this "
            "DataLoader is going to create. Please be aware that excessive worker creation might "
            "get DataLoader running slow or even freeze, lower the worker number to avoid "
            "potential slowness/freeze if necessary.",
            stacklevel=3,
        )
