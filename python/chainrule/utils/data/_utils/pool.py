"""The main process's side of the worker processes: hands out tasks, collects batches."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from .._backend import draw_seed
from .transport import receive
from .worker import Ended, ExceptionWrapper, Resume, Task, WorkerJob, worker_main

if TYPE_CHECKING:
    from ..dataloader import DataLoader

# How long a worker may take to finish what it is doing when it is no longer needed, in seconds.
_PATIENCE = 5.0


class _Worker:
    """A worker process, and the pipes to and from it."""

    def __init__(self, context: Any, job: WorkerJob, earlier: list[_Worker]) -> None:
        tasks, self.tasks = context.Pipe(duplex=False)
        # A socket pair, because descriptors can travel through it.
        self.results, results = context.Pipe(duplex=True)
        job.tasks, job.results = tasks, results
        if context.get_start_method() == "fork":
            # A copy of our ends would keep the pipes open after we are gone.
            job.others = [self.tasks, self.results]
            job.others += [end for worker in earlier for end in (worker.tasks, worker.results)]
        self.process = context.Process(target=worker_main, args=(job,), daemon=True)
        self.process.start()
        tasks.close()
        results.close()
        self.busy = True  # whether it takes part in this epoch still

    def send(self, message: Any) -> None:
        # If it is dead, whoever waits for its results will find out.
        with contextlib.suppress(OSError):
            self.tasks.send(message)


class WorkerIterator:
    """Iterates over a dataset with worker processes.

    Tasks are numbered in the sampler's order and dealt to the workers in turn; at most
    ``prefetch_factor`` times as many as there are workers are under way.
    """

    def __init__(self, loader: DataLoader[Any]) -> None:
        self._loader = loader
        self._closed = False
        self._pid = os.getpid()
        self._workers: list[_Worker] = []
        self._base_seed = draw_seed(loader.generator)
        context = loader.multiprocessing_context or multiprocessing.get_context()
        for i in range(loader.num_workers):
            job = WorkerJob(
                i,
                loader.num_workers,
                self._base_seed,
                loader.dataset,
                loader._is_stream,
                loader.batch_sampler is not None,
                loader.collate_fn,
                loader.drop_last,
                loader.worker_init_fn,
                None,
                None,
            )
            self._workers.append(_Worker(context, job, self._workers))
        self._sent = 0  # number of the next task
        self._start()

    def begin_epoch(self) -> None:
        """Starts over with the same workers; batches still under way are dropped."""
        if self._closed:
            raise RuntimeError("the workers of this DataLoader have been shut down")
        for worker in self._workers:
            worker.send(Resume(self._sent))
            worker.busy = True
        self._start()

    def _start(self) -> None:
        self._first = self._sent  # smallest number of this epoch
        self._next = self._sent  # number that is given out next
        self._turn = 0
        self._given = 0
        self._expected = self._loader._reported_length
        self._owner: dict[int, _Worker] = {}  # of tasks under way
        self._arrived: dict[int, Any] = {}
        self._indices = iter(self._loader._index_sampler)
        for _ in range((self._loader.prefetch_factor or 0) * len(self._workers)):
            self._send_task()

    def _send_task(self) -> None:
        """Gives the next task to the next worker that still has samples."""
        for _ in self._workers:
            worker = self._workers[self._turn]
            self._turn = (self._turn + 1) % len(self._workers)
            if worker.busy:
                break
        else:
            return
        try:
            indices = next(self._indices)
        except StopIteration:
            return
        self._owner[self._sent] = worker
        worker.send(Task(self._sent, indices))
        self._sent += 1

    def __iter__(self) -> Iterator[Any]:
        return self

    def __len__(self) -> int:
        return len(self._loader)

    def __getstate__(self) -> Any:
        raise NotImplementedError(f"{type(self).__name__} cannot be pickled")

    def __next__(self) -> Any:
        while True:
            number = self._available()
            if number is None:
                if not self._owner:
                    self._finish()
                    raise StopIteration
                self._collect()
                continue
            answer = self._arrived.pop(number)
            worker = self._owner.pop(number)
            if isinstance(answer, Ended):
                # Its other tasks will end in the same way.
                worker.busy = False
                self._send_task()
                continue
            self._send_task()
            if isinstance(answer, ExceptionWrapper):
                answer.reraise()
            self._given += 1
            if self._expected is not None and self._given > self._expected:
                self._loader._warn_of_more(self._expected, self._given)
            return answer

    def _available(self) -> int | None:
        """The number of the batch to give out now, if it is here."""
        if not self._loader.in_order:
            return next(iter(self._arrived), None)
        if not self._owner:
            return None
        first = next(iter(self._owner))  # in the order of sending
        return first if first in self._arrived else None

    def _collect(self) -> None:
        """Waits for a batch of this epoch, from whichever worker."""
        timeout = self._loader.timeout or None
        deadline = None if timeout is None else time.monotonic() + timeout
        owners = set(self._owner.values())
        while True:
            pipes = {worker.results: worker for worker in owners}
            sentinels = [worker.process.sentinel for worker in owners]
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            ready = wait([*pipes, *sentinels], left)
            if not ready:
                self.close()
                raise RuntimeError(f"DataLoader timed out after {self._loader.timeout} seconds")
            arrived = False
            for pipe in ready:
                if pipe in pipes:
                    try:
                        arrived |= self._take(pipe)
                    except (EOFError, OSError):
                        self._fail()
            if arrived:
                return
            if not any(pipe in pipes for pipe in ready):
                self._fail()

    def _take(self, pipe: Any) -> bool:
        number, answer = receive(pipe)
        if number < self._first:
            return False
        self._arrived[number] = answer
        return True

    def _fail(self) -> None:
        dead = [w.process for w in self._workers if w.process.exitcode is not None]
        for process in dead or [w.process for w in self._workers]:
            process.join(_PATIENCE)
        ended = [w.process for w in self._workers if w.process.exitcode is not None]
        pids = ", ".join(str(process.pid) for process in ended)
        self.close()
        raise RuntimeError(f"DataLoader worker (pid(s) {pids}) exited unexpectedly")

    def _finish(self) -> None:
        if not self._loader.persistent_workers:
            self.close()

    def close(self) -> None:
        """Stops the workers: each finishes what it is doing, unless that takes too long."""
        # A copy that a forked process has inherited must leave the workers alone.
        if self._closed or self._pid != os.getpid():
            return
        self._closed = True
        if self._loader._iterator is self:
            self._loader._iterator = None
        for worker in self._workers:
            worker.send(None)
            worker.tasks.close()
        deadline = time.monotonic() + _PATIENCE
        alive = {worker.results: worker for worker in self._workers}
        while alive and (left := deadline - time.monotonic()) > 0:
            for pipe in wait(list(alive), left):
                # Take what it is about to send, lest it waits for us while we wait for it.
                try:
                    receive(pipe)
                except (EOFError, OSError):
                    del alive[pipe]
        for worker in self._workers:
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.exitcode is None:
                worker.process.terminate()
                worker.process.join()
            worker.results.close()
            worker.process.close()

    def __del__(self) -> None:
        if not sys.is_finalizing():
            self.close()
