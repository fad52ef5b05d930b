"""The DataLoader beside PyTorch's, in this process and with workers."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import chainrule as cr
from both import same
from chainrule.utils.data import DataLoader, Dataset, IterableDataset, get_worker_info

Scenario = Callable[[Any], Any]
needs_files = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="no anonymous files")


def data(t: Any) -> Any:
    from importlib import import_module

    return import_module(f"{t.__name__}.utils.data")


def stream(t: Any, n: int, length: int | None = None) -> Any:
    class Stream(data(t).IterableDataset):  # type: ignore[misc]
        def __iter__(self) -> Any:
            return iter(range(n))

    if length is not None:
        Stream.__len__ = lambda self: length
    return Stream()


NUMBERS = list(range(7))
ARGUMENTS: dict[str, Scenario] = {
    "workers": lambda t: data(t).DataLoader(NUMBERS, num_workers=-1),
    "timeout": lambda t: data(t).DataLoader(NUMBERS, timeout=-1),
    "prefetch": lambda t: data(t).DataLoader(NUMBERS, prefetch_factor=2),
    "prefetch below": lambda t: data(t).DataLoader(NUMBERS, num_workers=1, prefetch_factor=-2),
    "persistent": lambda t: data(t).DataLoader(NUMBERS, persistent_workers=True),
    "stream shuffled": lambda t: data(t).DataLoader(stream(t, 3), shuffle=True),
    "stream sampled": lambda t: data(t).DataLoader(stream(t, 3), sampler=[1]),
    "stream batched": lambda t: data(t).DataLoader(stream(t, 3), batch_sampler=[[1]]),
    "sampler and shuffle": lambda t: data(t).DataLoader(NUMBERS, sampler=[1], shuffle=True),
    "two batch sizes": lambda t: data(t).DataLoader(NUMBERS, batch_sampler=[[1]], batch_size=2),
    "batches shuffled": lambda t: data(t).DataLoader(NUMBERS, batch_sampler=[[1]], shuffle=True),
    "batches sampled": lambda t: data(t).DataLoader(NUMBERS, batch_sampler=[[1]], sampler=[1]),
    "batches dropped": lambda t: data(t).DataLoader(NUMBERS, batch_sampler=[[1]], drop_last=True),
    "no batches dropped": lambda t: data(t).DataLoader(NUMBERS, batch_size=None, drop_last=True),
    "batch size 0": lambda t: data(t).DataLoader(NUMBERS, batch_size=0),
    "batch size text": lambda t: data(t).DataLoader(NUMBERS, batch_size="a"),
    "batch size float": lambda t: data(t).DataLoader(NUMBERS, batch_size=2.0),
    "context": lambda t: data(t).DataLoader(NUMBERS, multiprocessing_context="fork"),
    "context name": lambda t: data(t).DataLoader(
        NUMBERS, num_workers=1, multiprocessing_context="x"
    ),
    "context type": lambda t: data(t).DataLoader(NUMBERS, num_workers=1, multiprocessing_context=3),
    "many": lambda t: len(data(t).DataLoader(NUMBERS, num_workers=500)),
    "not a dataset": lambda t: list(data(t).DataLoader(3, 2)),
    "generator": lambda t: list(data(t).DataLoader((i for i in NUMBERS), 2)),
    "shuffled nothing": lambda t: list(data(t).DataLoader([], 2, shuffle=True)),
    "set batch_size": lambda t: setattr(data(t).DataLoader(NUMBERS), "batch_size", 2),
    "set sampler": lambda t: setattr(data(t).DataLoader(NUMBERS), "sampler", 2),
    "set dataset": lambda t: setattr(data(t).DataLoader(NUMBERS), "dataset", 2),
    "set timeout": lambda t: setattr(data(t).DataLoader(NUMBERS), "timeout", 2),
}


@pytest.mark.parametrize("what", ARGUMENTS)
def test_arguments(what: str) -> None:
    same(ARGUMENTS[what])


LOADED: dict[str, Scenario] = {
    "list": lambda t: data(t).DataLoader(NUMBERS, 3),
    "dropped": lambda t: data(t).DataLoader(NUMBERS, 3, drop_last=True),
    "one by one": lambda t: data(t).DataLoader(NUMBERS, None),
    "default": lambda t: data(t).DataLoader(NUMBERS),
    "sampled": lambda t: data(t).DataLoader(NUMBERS, 2, sampler=[5, 3, 1]),
    "batch sampled": lambda t: data(t).DataLoader(NUMBERS, batch_sampler=[[1, 2], [5]]),
    "text": lambda t: data(t).DataLoader("abc", 2),
    "empty": lambda t: data(t).DataLoader([], 2),
    "dict": lambda t: data(t).DataLoader({0: 1, 1: 2}, 2),
    "tensor": lambda t: data(t).DataLoader(t.arange(4), 2),
    "array": lambda t: data(t).DataLoader(np.arange(4), 2),
    "collated": lambda t: data(t).DataLoader(NUMBERS, 3, collate_fn=list),
    "stream": lambda t: data(t).DataLoader(stream(t, 7), 3),
    "stream dropped": lambda t: data(t).DataLoader(stream(t, 7), 3, drop_last=True),
    "stream one by one": lambda t: data(t).DataLoader(stream(t, 3), None),
    "stream with length": lambda t: data(t).DataLoader(stream(t, 6, 6), 2),
    "pinned": lambda t: data(t).DataLoader(NUMBERS, 3),
}


@pytest.mark.parametrize("what", LOADED)
def test_loaded(what: str) -> None:
    def scenario(t: Any) -> Any:
        loader = LOADED[what](t)
        iterator = iter(loader)
        batches = list(iterator)
        with pytest.raises(StopIteration):
            next(iterator)
        return batches, list(loader)

    same(scenario)


@pytest.mark.parametrize("what", LOADED)
def test_lengths(what: str) -> None:
    same(lambda t: len(LOADED[what](t)))


def test_reported_length_is_checked() -> None:
    def scenario(t: Any) -> Any:
        loader = data(t).DataLoader(stream(t, 9, 4), 1)
        return len(loader), list(loader)

    same(scenario)


def test_shuffling() -> None:
    cr.manual_seed(3)
    loader = DataLoader(NUMBERS, 3, shuffle=True)
    first, second = ([i for b in loader for i in b.tolist()] for _ in range(2))
    assert sorted(first) == sorted(second) == NUMBERS
    assert first != second
    cr.manual_seed(3)
    assert [i for b in loader for i in b.tolist()] == first
    assert not loader.dataset[0]
    own = [
        [b.tolist() for b in DataLoader(NUMBERS, 3, True, generator=cr.Generator().manual_seed(1))]
        for _ in range(2)
    ]
    assert own[0] == own[1]


def test_the_number_of_workers_changes_no_order() -> None:
    orders = []
    for workers in (0, 2):
        cr.manual_seed(5)
        loader = DataLoader(list(range(20)), 3, shuffle=True, num_workers=workers)
        orders.append([b.tolist() for b in loader])
        orders.append([b.tolist() for b in loader])
    assert orders[:2] == orders[2:]


# ---- workers ----


class Squares(Dataset[Any]):
    def __init__(self, n: int = 8) -> None:
        self.n = n

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, index: int) -> Any:
        return index, cr.tensor([index, index * index]), float(index), str(index)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_start_methods(method: str) -> None:
    loader = DataLoader(Squares(), 3, num_workers=2, multiprocessing_context=method)
    here = list(DataLoader(Squares(), 3))
    for ours, theirs in zip(loader, here, strict=True):
        assert ours[1].tolist() == theirs[1].tolist()
        assert ours[0].tolist() == theirs[0].tolist()
        assert ours[3] == theirs[3]


class Types(Dataset[Any]):
    def __len__(self) -> int:
        return 2

    def __getitem__(self, index: int) -> Any:
        kinds = (cr.bool, cr.uint8, cr.float16, cr.bfloat16, cr.float64, cr.complex64)
        tensors = [cr.ones(3, 2, dtype=kind) for kind in kinds]
        tensors += [cr.ones(0, 3), cr.tensor(5), cr.ones(4, 3).t()[::2], cr.zeros(100_000)]
        tensors.append(cr.ones(2, requires_grad=True))
        return {"tensors": tensors, "array": np.arange(5), "big": np.ones((300, 300)), "n": None}


def test_everything_travels() -> None:
    here = list(DataLoader(Types(), None))
    there = list(DataLoader(Types(), None, num_workers=1))
    for a, b in zip(here, there, strict=True):
        assert a["n"] is b["n"] is None
        for x, y in zip(a["tensors"] + [a["big"]], b["tensors"] + [b["big"]], strict=True):
            assert (x.dtype, x.shape, x.requires_grad) == (y.dtype, y.shape, y.requires_grad)
            assert x.detach().tolist() == y.detach().tolist()
            y.detach().zero_()  # it is ours to write to


class Big(Dataset[Any]):
    def __len__(self) -> int:
        return 600

    def __getitem__(self, index: int) -> Any:
        return cr.full((20_000,), float(index))


@needs_files
def test_many_batches_kept() -> None:
    """More than there may be open files: beyond some, batches are copied out of theirs."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (400, hard))
    try:
        kept = list(DataLoader(Big(), None, num_workers=2))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert [int(x[0]) for x in kept] == list(range(600))
    before = len(os.listdir("/proc/self/fd"))
    del kept
    assert len(os.listdir("/proc/self/fd")) < before - 100


def test_large_index_lists() -> None:
    """Tasks larger than a pipe, results larger than a pipe: nobody waits for the other."""
    dataset = cr.utils.data.TensorDataset(cr.arange(400_000))
    loader = DataLoader(dataset, 100_000, shuffle=True, num_workers=2)
    assert int(sum(x.sum() for (x,) in loader)) == 400_000 * 399_999 // 2


class About(Dataset[Any]):
    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> Any:
        info = get_worker_info()
        assert info is not None
        assert isinstance(info.dataset, About)
        draws = (random.random(), np.random.rand(), float(cr.rand(1)))  # noqa: NPY002
        return index, info.id, info.num_workers, info.seed, cr.get_num_threads(), draws


def test_worker_info_and_seeds() -> None:
    def run(seed: int) -> list[Any]:
        cr.manual_seed(seed)
        loader = DataLoader(About(), None, num_workers=2)
        return list(loader) + list(loader)

    first = run(1)
    assert [x[1] for x in first] == [0, 1, 0, 1] * 2
    assert all(x[2] == 2 and x[4] == 1 for x in first)
    assert first[1][3] == first[0][3] + 1  # the worker's number on top of the base seed
    assert len({tuple(x[5]) for x in first}) == 8  # another in each worker and each epoch
    assert run(1) == first
    assert run(2) != first
    assert get_worker_info() is None


class Share(IterableDataset[Any]):
    def __iter__(self) -> Any:
        info = get_worker_info()
        assert info is not None
        return iter([(info.id, i) for i in range(3 + 2 * info.id)])


@pytest.mark.filterwarnings("ignore:This DataLoader will create")
@pytest.mark.parametrize("workers", [2, 3])
def test_streams(workers: int) -> None:
    batches = [[x.tolist() for x in b] for b in DataLoader(Share(), 2, num_workers=workers)]
    # In turn; who has nothing left drops out.
    expected = {
        2: [[[0, 0], [0, 1]], [[1, 1], [0, 1]], [[0], [2]], [[1, 1], [2, 3]], [[1], [4]]],
        3: [
            [[0, 0], [0, 1]],
            [[1, 1], [0, 1]],
            [[2, 2], [0, 1]],
            [[0], [2]],
            [[1, 1], [2, 3]],
            [[2, 2], [2, 3]],
            [[1], [4]],
            [[2, 2], [4, 5]],
            [[2], [6]],
        ],
    }
    assert batches == expected[workers]
    loose = DataLoader(Share(), 2, num_workers=workers, in_order=False)
    key = str
    assert sorted([[x.tolist() for x in b] for b in loose], key=key) == sorted(batches, key=key)


def test_persistent_workers() -> None:
    loader = DataLoader(About(), None, num_workers=2, persistent_workers=True)
    pids = []
    for _ in range(3):
        assert [x[0] for x in loader] == [0, 1, 2, 3]
        iterator = loader._iterator
        assert iterator is not None
        pids.append([w.process.pid for w in iterator._workers])
    assert pids[0] == pids[1] == pids[2]
    iterator = iter(loader)
    assert next(iterator)[0] == 0
    assert [x[0] for x in loader] == [0, 1, 2, 3]  # what was under way is dropped
    stream = DataLoader(Share(), None, num_workers=2, persistent_workers=True)
    assert len(list(stream)) == len(list(stream)) == 8


def initialised(worker: int) -> None:
    info = get_worker_info()
    assert info is not None
    info.dataset.n = 2 + worker


def test_worker_init_fn() -> None:
    class Named(Squares):
        def __getitem__(self, index: int) -> Any:
            return self.n

    loader = DataLoader(Named(4), None, num_workers=2, worker_init_fn=initialised)
    assert list(loader) == [2, 3, 2, 3]


class Fails(Dataset[Any]):
    def __init__(self, how: str) -> None:
        self.how = how

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> Any:
        if index < 2:
            return index
        if self.how == "KeyError":
            raise KeyError("oops")
        if self.how == "odd":
            raise OddError(1, 2)
        if self.how == "local":

            class LocalError(Exception):
                pass

            raise LocalError("x")
        if self.how == "unpicklable":
            return lambda: 1
        if self.how == "graph":
            return cr.ones(1, requires_grad=True) * 2
        if self.how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.how == "exit":
            os._exit(3)
        time.sleep(30)
        return None


class OddError(Exception):
    def __init__(self, a: int, b: int) -> None:
        super().__init__(a, b)


@pytest.mark.parametrize(
    ("how", "kind", "words"),
    [
        ("KeyError", KeyError, "Caught KeyError in DataLoader worker process 0.\nOriginal Trace"),
        ("odd", RuntimeError, "Caught OddError"),
        ("local", RuntimeError, "LocalError: x"),
        ("unpicklable", Exception, "pickle"),
        ("graph", RuntimeError, "detach"),
        ("killed", RuntimeError, "exited unexpectedly"),
        ("exit", RuntimeError, "exited unexpectedly"),
        ("sleeps", RuntimeError, "timed out after 0.5 seconds"),
    ],
)
def test_failures(how: str, kind: type[Exception], words: str) -> None:
    loader = DataLoader(Fails(how), None, num_workers=1, timeout=0.5 if how == "sleeps" else 0)
    begun = time.monotonic()
    with pytest.raises(kind) as caught:
        list(loader)
    assert words in str(caught.value)
    assert time.monotonic() - begun < 15
    here = Fails(how)
    if how == "KeyError":
        with pytest.raises(KeyError, match="oops"):
            list(DataLoader(here, None))


def test_failure_of_worker_init_fn() -> None:
    def fails(worker: int) -> None:
        raise ValueError(f"not {worker}")

    with pytest.raises(ValueError, match="Caught ValueError in DataLoader worker process 0"):
        list(DataLoader(Squares(), 2, num_workers=1, worker_init_fn=fails))


def children() -> set[str]:
    own = str(os.getpid())
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[1] == own and fields[0] != "Z":
            found.add(stat.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_stopping_early_leaves_nothing() -> None:
    before = children()
    for i, _ in enumerate(DataLoader(Big(), 2, num_workers=2)):
        if i == 3:
            break
    iterator = iter(DataLoader(Big(), 2, num_workers=2))
    assert children() > before
    del iterator, _
    assert children() == before
    files = len(os.listdir("/proc/self/fd"))
    list(DataLoader(Squares(), 2, num_workers=2))
    assert len(os.listdir("/proc/self/fd")) == files


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """Killed, so that it can tell nobody."""
    import subprocess

    script = tmp_path / "parent.py"
    script.write_text(
        "import os, signal\n"
        "from chainrule.utils.data import DataLoader\n"
        "loader = DataLoader(list(range(100)), None, num_workers=2)\n"
        "it = iter(loader)\n"
        "next(it)\n"
        "print(*[w.process.pid for w in it._workers], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    pids = done.stdout.split()
    assert len(pids) == 2
    deadline = time.monotonic() + 15
    while any(Path("/proc", pid).exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(Path("/proc", pid).exists() for pid in pids)


def test_a_fork_leaves_the_workers_alone() -> None:
    loader = DataLoader(About(), None, num_workers=1, persistent_workers=True)
    iterator = iter(loader)
    next(iterator)
    pid = os.fork()
    if pid == 0:
        del iterator, loader
        os._exit(0)
    os.waitpid(pid, 0)
    assert len(list(iterator)) == 3


def test_importing_is_cheap() -> None:
    import subprocess

    code = (
        "import sys, chainrule.utils.data as d; list(d.DataLoader([1, 2], None)); "
        "print([m for m in ('numpy', 'multiprocessing', 'socket', 'dataclasses', 'inspect') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
