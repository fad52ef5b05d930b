"""DistributedSampler: each of several processes takes its own share of a dataset."""

from __future__ import annotations

from collections.abc import Iterator, Sized

from ._backend import Generator, randperm
from .sampler import Sampler

__all__ = ["DistributedSampler"]


class DistributedSampler(Sampler[int]):
    r"""The share of one process in a dataset: every ``num_replicas``-th index of a common order.

    All shares have the same size: indices are repeated from the beginning of the order to fill the
    last round, or the last round is dropped. Call ``set_epoch`` before each epoch, or the order
    will be the same in all of them.

    Args:
        dataset: the whole.
        num_replicas: how many processes there are.
        rank: which of them this is, from 0.
        shuffle: permute the common order.
        seed: of the permutation; the same in all processes.
        drop_last: drop the last round instead of filling it.

    Raises:
        RuntimeError: ``num_replicas`` or ``rank`` is missing.
        ValueError: ``rank`` out of range.

    >>> import chainrule as cr
    >>> share = cr.utils.data.DistributedSampler("abcde", num_replicas=2, rank=1, shuffle=False)
    >>> list(share)
    [1, 3, 0]
    """

    def __init__(
        self,
        dataset: Sized,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        if num_replicas is None or rank is None:
            raise RuntimeError(
                "DistributedSampler needs num_replicas and rank: there is no process group to "
                "take them from"
            )
        if rank >= num_replicas or rank < 0:
            raise ValueError(
                f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]"
            )
        self.dataset = dataset
        self.num_replicas = num_replicas
        self.rank = rank
        self.epoch = 0
        self.drop_last = drop_last
        self.shuffle = shuffle
        self.seed = seed
        count = len(dataset)
        self.num_samples = count // num_replicas if drop_last else -(-count // num_replicas)
        self.total_size = self.num_samples * num_replicas

    def __iter__(self) -> Iterator[int]:
        count = len(self.dataset)
        order = list(range(count))
        if self.shuffle:
            generator = Generator()
            generator.manual_seed(self.seed + self.epoch)
            order = randperm(count, generator=generator).tolist()
        if len(order) < self.total_size:
            rounds = -(-self.total_size // len(order))
            order = order * rounds
        return iter(order[self.rank : self.total_size : self.num_replicas])

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Makes the next iteration use another permutation."""
        self.epoch = epoch
