"""Datasets, samplers and collating beside PyTorch's."""

from __future__ import annotations

import collections
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import chainrule as cr
from both import same

Scenario = Callable[[Any], Any]
Pair = collections.namedtuple("Pair", "a b")  # noqa: PYI024


def data(t: Any) -> Any:
    from importlib import import_module

    return import_module(f"{t.__name__}.utils.data")


def tensors(t: Any) -> Any:
    return data(t).TensorDataset(t.arange(10.0), t.arange(20).reshape(10, 2))


def stream(t: Any, n: int) -> Any:
    class Stream(data(t).IterableDataset):  # type: ignore[misc]
        def __iter__(self) -> Any:
            return iter(range(n))

    return Stream()


DATASETS: dict[str, Scenario] = {
    "tensors": lambda t: (len(tensors(t)), tensors(t)[3], tensors(t)[2:4], tensors(t)[-1]),
    "tensors out of range": lambda t: tensors(t)[10] and None,
    "tensors of other sizes": lambda t: data(t).TensorDataset(t.ones(2), t.ones(3)),
    "dataset": lambda t: data(t).Dataset()[0],
    "dataset length": lambda t: len(data(t).Dataset()),
    "sum": lambda t: (len(tensors(t) + tensors(t)), (tensors(t) + tensors(t))[12]),
    "stack": lambda t: (len(s := data(t).StackDataset([1, 2], "ab")), s[1], s.__getitems__([1, 0])),
    "stack by name": lambda t: (s := data(t).StackDataset(a=[1, 2], b="ab")) and s[1],
    "stack of subsets": lambda t: (
        data(t).StackDataset(x=data(t).Subset([5, 6, 7], [2, 0]), y=[1, 2]).__getitems__([1, 0])
    ),
    "stack of nothing": lambda t: data(t).StackDataset(),
    "stack of both": lambda t: data(t).StackDataset([1], a=[1]),
    "stack of other sizes": lambda t: data(t).StackDataset([1], [1, 2]),
    "concat": lambda t: (
        [(c := data(t).ConcatDataset([[1, 2], [3], []]))[i] for i in (0, 2, -1, -3)]
        + [len(c), c.cumulative_sizes]
    ),
    "concat beyond": lambda t: data(t).ConcatDataset([[1]])[1],
    "concat before": lambda t: data(t).ConcatDataset([[1]])[-2],
    "concat of nothing": lambda t: data(t).ConcatDataset([]),
    "concat of streams": lambda t: data(t).ConcatDataset([stream(t, 2)]),
    "old spelling": lambda t: data(t).ConcatDataset([[1]]).cummulative_sizes,
    "chain": lambda t: list(data(t).ChainDataset([stream(t, 2), stream(t, 3)])),
    "chain by sum": lambda t: list(stream(t, 2) + stream(t, 1)),
    "chain length": lambda t: len(data(t).ChainDataset([stream(t, 2)])),
    "chain of tensors": lambda t: list(data(t).ChainDataset([tensors(t)])),
    "stream without iter": lambda t: data(t).IterableDataset(),
    "subset": lambda t: (s := data(t).Subset(tensors(t), [3, 1])) and (s[0], s[[0, 1]], len(s)),
    "subset all": lambda t: data(t).Subset(list(range(5)), [3, 1, 4]).__getitems__([2, 0]),
}
ADDS = {"tensors of other sizes", "concat beyond", "concat of streams", "tensors out of range"}
ADDS |= {"stream without iter", "chain length"}


@pytest.mark.parametrize("what", DATASETS)
def test_datasets(what: str) -> None:
    same(DATASETS[what], message=what not in ADDS)


SPLITS: list[list[Any]] = [
    [3, 7],
    [0.3, 0.7],
    [0.33, 0.33, 0.34],
    [0.5, 0.25],
    [3, 6],
    [0.5, 0.6],
    [0.5, -0.1, 0.6],
    [0.01, 0.99],
    [10, 0],
]


@pytest.mark.parametrize("lengths", SPLITS, ids=str)
def test_random_split(lengths: list[Any]) -> None:
    same(lambda t: [len(part) for part in data(t).random_split(range(10), lengths)])


def test_random_split_is_a_permutation() -> None:
    generator = cr.Generator().manual_seed(3)
    parts = data(cr).random_split(range(10), [4, 6], generator=generator)
    assert sorted(i for part in parts for i in part.indices) == list(range(10))
    generator.manual_seed(3)
    again = data(cr).random_split(range(10), [4, 6], generator=generator)
    assert [p.indices for p in parts] == [p.indices for p in again]


SAMPLERS: dict[str, Scenario] = {
    "sequential": lambda t: (list(s := data(t).SequentialSampler("abc")), len(s)),
    "random": lambda t: (sorted(s := data(t).RandomSampler("abcd")), len(s)),
    "random length": lambda t: len(data(t).RandomSampler("abcd", num_samples=9)),
    "random some": lambda t: len(set(data(t).RandomSampler("abcd", num_samples=3))),
    "random more": lambda t: sorted(data(t).RandomSampler("abcd", num_samples=12)),
    "random drawn": lambda t: len(list(data(t).RandomSampler("abcd", True, 70))),
    "random replacement": lambda t: data(t).RandomSampler("abcd", 1),
    "random none": lambda t: data(t).RandomSampler("abcd", num_samples=0),
    "random float": lambda t: data(t).RandomSampler("abcd", num_samples=1.5),
    "random of nothing": lambda t: data(t).RandomSampler([]),
    "some of some": lambda t: sorted(data(t).SubsetRandomSampler([7, 5, 9])),
    "weighted": lambda t: list(data(t).WeightedRandomSampler([0, 0, 1.0], 4)),
    "weighted once": lambda t: sorted(data(t).WeightedRandomSampler([0.2, 3.0, 1], 3, False)),
    "weighted type": lambda t: str(data(t).WeightedRandomSampler([1, 2], 3).weights.dtype),
    "weighted length": lambda t: len(data(t).WeightedRandomSampler([1, 2], 3)),
    "weighted too many": lambda t: list(data(t).WeightedRandomSampler([1.0], 3, False)),
    "weighted none": lambda t: data(t).WeightedRandomSampler([0.1], 0),
    "weighted bool": lambda t: data(t).WeightedRandomSampler([0.1], True),
    "weighted replacement": lambda t: data(t).WeightedRandomSampler([0.1], 1, 2),
    "weighted matrix": lambda t: data(t).WeightedRandomSampler([[0.1]], 1),
    "batches": lambda t: list(data(t).BatchSampler(range(5), 2, False)),
    "batches dropped": lambda t: (list(b := data(t).BatchSampler(range(5), 2, True)), len(b)),
    "batches exact": lambda t: (list(b := data(t).BatchSampler(range(4), 2, False)), len(b)),
    "batches of nothing": lambda t: list(data(t).BatchSampler([], 2, False)),
    "batch size": lambda t: data(t).BatchSampler(range(5), 0, False),
    "batch size bool": lambda t: data(t).BatchSampler(range(5), True, False),
    "batch drop": lambda t: data(t).BatchSampler(range(5), 2, 1),
    "base": lambda t: list(data(t).Sampler()),
    "base length": lambda t: len(data(t).Sampler()),
    "distributed": lambda t: [
        list(data(t).DistributedSampler(range(7), 3, rank, shuffle=False)) for rank in range(3)
    ],
    "distributed dropped": lambda t: [
        list(data(t).DistributedSampler(range(7), 3, rank, shuffle=False, drop_last=True))
        for rank in range(3)
    ],
    "distributed small": lambda t: list(data(t).DistributedSampler("ab", 5, 4, shuffle=False)),
    "distributed rank": lambda t: data(t).DistributedSampler("ab", 2, 2),
}


@pytest.mark.parametrize("what", SAMPLERS)
def test_samplers(what: str) -> None:
    same(SAMPLERS[what], message=what != "weighted too many")


def test_generators_decide() -> None:
    for make in (
        lambda g: data(cr).RandomSampler(range(50), generator=g),
        lambda g: data(cr).RandomSampler(range(50), True, 70, generator=g),
        lambda g: data(cr).SubsetRandomSampler(range(50), generator=g),
        lambda g: data(cr).WeightedRandomSampler([1.0] * 50, 30, generator=g),
    ):
        g = cr.Generator().manual_seed(5)
        first, second = list(make(g)), list(make(g))
        assert first != second
        assert list(make(cr.Generator().manual_seed(5))) == first


def test_shares_of_an_epoch() -> None:
    shares = [data(cr).DistributedSampler(range(20), 4, rank, seed=3) for rank in range(4)]
    assert sorted(i for share in shares for i in share) == list(range(20))
    before = list(shares[0])
    shares[0].set_epoch(1)
    assert list(shares[0]) != before


COLLATED: dict[str, Scenario] = {
    "ints": lambda t: [1, 2],
    "floats": lambda t: [1.0, 2.0],
    "ints and floats": lambda t: [1, 2.5],
    "bools": lambda t: [True, False],
    "text": lambda t: ["a", "b"],
    "bytes": lambda t: [b"a", b"b"],
    "tuples": lambda t: [(1, 2.0, "x"), (3, 4.0, "y")],
    "lists": lambda t: [[1, 2.0], [3, 4.0]],
    "ranges": lambda t: [range(3), range(3)],
    "dicts": lambda t: [{"a": 1, "b": [1]}, {"a": 2, "b": [3]}],
    "ordered": lambda t: [collections.OrderedDict(a=1), collections.OrderedDict(a=2)],
    "default dicts": lambda t: [collections.defaultdict(int, a=1)] * 2,
    "named tuples": lambda t: [Pair(1, 2.0), Pair(3, 4.0)],
    "tensors": lambda t: [t.ones(2), t.zeros(2)],
    "0-d": lambda t: [t.tensor(1), t.tensor(2)],
    "bool tensors": lambda t: [t.tensor([True]), t.tensor([False])],
    "arrays": lambda t: [np.ones(2), np.zeros(2)],
    "0-d arrays": lambda t: [np.array(3), np.array(4)],
    "0-d float arrays": lambda t: [np.array(3.5, dtype="f4"), np.array(4, dtype="f4")],
    "numpy numbers": lambda t: [np.float32(1), np.float32(2)],
    "numpy ints": lambda t: [np.int64(1), np.int64(2)],
    "numpy doubles": lambda t: [np.float64(1), np.float64(2)],
    "numpy text": lambda t: [np.str_("a"), np.str_("b")],
    "text arrays": lambda t: [np.array("a"), np.array("b")],
    "object arrays": lambda t: [np.array(["a"], dtype=object)],
    "objects": lambda t: [object()],
    "None": lambda t: [None],
    "sets": lambda t: [{1, 2}],
    "complex": lambda t: [1 + 2j],
    "other sizes": lambda t: [t.ones(2), t.ones(3)],
    "other lengths": lambda t: [[1], [1, 2]],
    "other keys": lambda t: [{"a": 1}, {"b": 2}],
    "nothing": lambda t: [],
}


def described(value: Any) -> Any:
    if isinstance(value, dict):
        return type(value).__name__, {k: described(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [described(v) for v in value]
    return value


@pytest.mark.parametrize("what", COLLATED)
def test_default_collate(what: str) -> None:
    same(
        lambda t: described(data(t).default_collate(COLLATED[what](t))),
        message=what != "other sizes",
    )


def test_default_convert() -> None:
    def scenario(t: Any) -> Any:
        given = [1, np.ones(2), "a", {"x": np.float64(3)}, (np.ones(1), 2), Pair(1, np.ones(1))]
        given += [None, t.ones(1)]
        return described(data(t).default_convert(given))

    same(scenario)


def test_own_types_collate() -> None:
    """collate with functions of one's own, for types that the default does not know."""

    class Point:
        def __init__(self, x: int) -> None:
            self.x = x

    def scenario(t: Any) -> Any:
        from importlib import import_module

        module = import_module(f"{t.__name__}.utils.data._utils.collate")

        def points(batch: Any, *, collate_fn_map: Any = None) -> Any:
            return t.tensor([p.x for p in batch])

        both = {**module.default_collate_fn_map, Point: points}
        batch = [{"p": Point(1), "y": 2}, {"p": Point(3), "y": 4}]
        return module.collate(batch, collate_fn_map=both)

    same(scenario)


def test_gathering_is_collating() -> None:
    """A TensorDataset's batch comes of one indexing; it is what its samples collate to."""
    dataset = cr.utils.data.TensorDataset(cr.randn(9, 2, 3), cr.arange(9), cr.ones(9) > 0)
    part = cr.utils.data.Subset(dataset, [8, 0, 3, 3, 5])
    for source in (dataset, part):
        for batch in cr.utils.data.DataLoader(source, batch_size=2):
            assert type(batch) is list
        loader = cr.utils.data.DataLoader(source, batch_size=2)
        slow = cr.utils.data.DataLoader(source, batch_size=2, collate_fn=lambda b: _collate(b))
        for fast, plain in zip(loader, slow, strict=True):
            for a, b in zip(fast, plain, strict=True):
                assert a.dtype == b.dtype
                assert a.tolist() == b.tolist()


def _collate(batch: Any) -> Any:
    return cr.utils.data.default_collate(batch)
