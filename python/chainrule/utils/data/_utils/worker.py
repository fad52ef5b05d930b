"""What runs in a worker process of the DataLoader, and what both sides know of each other."""

from __future__ import annotations

import os
import queue
import random
import threading
import traceback
from dataclasses import dataclass, field
from typing import Any

from .. import _backend as cr
from . import info
from .fetch import Fetch, make_fetch
from .transport import send

# How often a worker looks whether its parent is still alive, in seconds.
_PARENT_CHECK = 5.0


class _MultiLine(str):
    """A message that is printed as it is also where repr() would quote it (KeyError)."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class ExceptionWrapper:
    """An exception of a worker on its way to the main process: its type and printed traceback."""

    def __init__(self, error: BaseException, where: str) -> None:
        self.kind: type[BaseException] = type(error)
        self.text = "".join(traceback.format_exception(error))
        self.where = where

    def reraise(self) -> None:
        """Raises an exception of the same type, which names the process and its traceback."""
        message = f"Caught {self.kind.__name__} {self.where}.\nOriginal {self.text}"
        if self.kind is KeyError:
            raise KeyError(_MultiLine(message))
        try:
            error = self.kind(message)
        except Exception:
            # The constructor takes something else than a message.
            error = RuntimeError(message)
        raise error


@dataclass
class Task:
    """A batch to fetch. Numbers rise over all epochs; older ones than wanted are skipped."""

    number: int
    indices: Any


@dataclass
class Resume:
    """A new epoch begins: start the dataset afresh, and drop tasks below this number."""

    first: int


@dataclass
class Ended:
    """A worker's answer to a task for which its iterable dataset had nothing left."""


@dataclass
class WorkerJob:
    """All that a worker is told when it begins."""

    id: int
    num_workers: int
    base_seed: int
    dataset: Any
    iterable: bool
    batched: bool
    collate_fn: Any
    drop_last: bool
    init_fn: Any
    tasks: Any
    results: Any
    others: list[Any] = field(default_factory=list)  # ends of pipes that only a fork inherits


def _seed_everything(seed: int, job: WorkerJob) -> None:
    random.seed(seed)
    cr.manual_seed(seed)
    import numpy

    # Numpy's seeds are 32 bits: mix worker and base seed so that neighbours do not overlap.
    mixed = [job.id, job.base_seed & 0xFFFFFFFF, job.base_seed >> 32, 0]
    numpy.random.seed(numpy.random.SeedSequence(mixed).generate_state(4))  # noqa: NPY002


class _Inbox(threading.Thread):
    """Takes tasks off the pipe as they come, so that the main process never waits to send one."""

    def __init__(self, pipe: Any) -> None:
        super().__init__(daemon=True)
        self.pipe = pipe
        self.first = 0  # smallest task number of this epoch
        self.queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._parent = os.getppid()

    def run(self) -> None:
        try:
            while True:
                while not self.pipe.poll(_PARENT_CHECK):
                    if os.getppid() != self._parent:
                        os._exit(1)  # nobody is left who could want a result
                message = self.pipe.recv()
                if isinstance(message, Resume):
                    self.first = message.first
                self.queue.put(message)
                if message is None:
                    return
        except (EOFError, OSError):
            self.queue.put(None)


def worker_main(job: WorkerJob) -> None:
    """The life of a worker: fetch batches until told to stop."""
    for pipe in job.others:
        pipe.close()
    inbox = _Inbox(job.tasks)
    inbox.start()
    try:
        cr.set_num_threads(1)
        seed = job.base_seed + job.id
        _seed_everything(seed, job)
        info.current = info.WorkerInfo(job.id, job.num_workers, seed, job.dataset)
        failure: ExceptionWrapper | None = None
        where = f"in DataLoader worker process {job.id}"
        try:
            if job.init_fn is not None:
                job.init_fn(job.id)
        except Exception as error:
            failure = ExceptionWrapper(error, where)
        _serve(job, inbox, failure, where)
    except (KeyboardInterrupt, BrokenPipeError):
        pass  # the main process has been told too, or is gone


def _serve(job: WorkerJob, inbox: _Inbox, failure: ExceptionWrapper | None, where: str) -> None:
    fetch: Fetch | None = None
    while True:
        message = inbox.queue.get()
        if message is None:
            return
        if isinstance(message, Resume):
            fetch = None
            continue
        if message.number < inbox.first:
            continue
        answer: Any
        try:
            if failure is not None:
                answer, failure = failure, None
            else:
                if fetch is None:
                    fetch = make_fetch(
                        job.dataset, job.iterable, job.batched, job.collate_fn, job.drop_last
                    )
                answer = fetch(message.indices)
        except StopIteration as error:
            answer = Ended() if job.iterable else ExceptionWrapper(error, where)
        except Exception as error:
            answer = ExceptionWrapper(error, where)
        _answer(job.results, message.number, answer, where)


def _answer(pipe: Any, number: int, answer: Any, where: str) -> None:
    try:
        send(pipe, (number, answer))
        return
    except BrokenPipeError:
        raise
    except Exception as error:
        failure = ExceptionWrapper(error, where)
    if isinstance(answer, ExceptionWrapper):
        failure = answer
    try:
        send(pipe, (number, failure))
    except BrokenPipeError:
        raise
    except Exception:
        # The exception's type itself cannot be pickled (a local class, for instance).
        failure.kind = RuntimeError
        send(pipe, (number, failure))
