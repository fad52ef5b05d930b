"""What a worker process knows of itself. Apart from the rest, so that asking costs no imports."""

from __future__ import annotations

from typing import Any


class WorkerInfo:
    """What ``get_worker_info`` tells: which of how many workers this is, the seed it began with,
    and its copy of the dataset."""

    def __init__(self, id: int, num_workers: int, seed: int, dataset: Any) -> None:
        self.id = id
        self.num_workers = num_workers
        self.seed = seed
        self.dataset = dataset
        self.rng = None
        self.worker_method = "multiprocessing"

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"WorkerInfo({fields})"


current: WorkerInfo | None = None


def get_worker_info() -> WorkerInfo | None:
    r"""In a worker process of a DataLoader: what it should know of itself. None elsewhere.

    Fields: ``id`` (from 0), ``num_workers``, ``seed`` (another one in each worker and each epoch)
    and ``dataset`` (this worker's copy). An iterable dataset uses it to yield its own share only.

    >>> import chainrule as cr
    >>> cr.utils.data.get_worker_info() is None
    True
    """
    return current
