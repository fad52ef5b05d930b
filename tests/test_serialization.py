"""Saving and loading: round trips, files of and for others, what is refused."""

from __future__ import annotations

import argparse
import collections
import io
import math
import os
import pickle
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch

import chainrule as cr

DTYPES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]


def assert_equal(a: Any, b: Any) -> None:
    """Types, structure and values, bit for bit."""
    assert type(a) is type(b), (a, b)
    if isinstance(a, cr.Tensor):
        assert (a.dtype, tuple(a.shape), a.requires_grad) == (
            b.dtype,
            tuple(b.shape),
            b.requires_grad,
        )
        assert str(a.detach().tolist()) == str(b.detach().tolist())
    elif isinstance(a, dict):
        assert list(a) == list(b)
        for key in a:
            assert_equal(a[key], b[key])
    elif isinstance(a, (list, tuple, collections.deque)):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            assert_equal(x, y)
    elif isinstance(a, float):
        assert math.isnan(a) == math.isnan(b)
        assert math.isnan(a) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    else:
        assert a == b


def model() -> Any:
    made = cr.nn.Sequential(cr.nn.Linear(3, 4), cr.nn.BatchNorm1d(4), cr.nn.Linear(4, 2))
    optimizer = cr.optim.Adam(made.parameters(), lr=0.1)
    made(cr.randn(5, 3)).sum().backward()
    optimizer.step()
    return made, optimizer


def through_file(obj: Any, path: Path) -> Any:
    cr.save(obj, path)
    return cr.load(path)


def through_map(obj: Any, path: Path) -> Any:
    cr.save(obj, str(path))
    return cr.load(str(path), mmap=True)


def through_memory(obj: Any, path: Path) -> Any:
    file = io.BytesIO()
    cr.save(obj, file)
    file.seek(0)
    return cr.load(file)


ways = pytest.mark.parametrize("way", [through_file, through_map, through_memory])

OBJECTS: dict[str, Callable[[], Any]] = {
    "tensor": lambda: cr.arange(6.0).reshape(2, 3),
    "number": lambda: 3,
    "None": lambda: None,
    "text": lambda: "ü\n",
    "nothing": dict,
    "empty tensors": lambda: [cr.ones(0), cr.ones(2, 0, 3), cr.tensor(5)],
    "numbers": lambda: [1.5, -0.0, 1e300, 5e-324, math.inf, -math.inf, math.nan, 10**30, True, 1j],
    "containers": lambda: [
        (1, (2,)),
        {1, 2},
        frozenset("a"),
        collections.deque([1, [2]]),
        b"\0\xff",
    ],
    "keys": lambda: {3: 1, (1, 2): 2, None: 3, True: 4, "a": 5, 2.5: 6},
    "dicts": lambda: [
        collections.OrderedDict(b=1, a=2),
        collections.Counter("aab"),
        collections.defaultdict(list, a=[1]),
        collections.defaultdict(None, a=1),
    ],
    "types": lambda: [cr.Size([2, 3]), cr.bfloat16, cr.device("cpu")],
    "gradients": lambda: [
        cr.ones(2, requires_grad=True),
        cr.nn.Parameter(cr.ones(2)),
        cr.nn.Parameter(cr.ones(2), requires_grad=False),
    ],
    "clashing names": lambda: {"a": {"b": cr.ones(1)}, "a.b": cr.zeros(1), "a.b~2": cr.ones(3)},
    "state dict": lambda: model()[0].state_dict(),
    "checkpoint": lambda: {
        "model": (m := model())[0].state_dict(),
        "optimizer": m[1].state_dict(),
        "epoch": 3,
        "history": [0.5, math.nan],
    },
    "schedule": lambda: cr.optim.lr_scheduler.MultiStepLR(model()[1], [2, 2, 5]).state_dict(),
}


@ways
@pytest.mark.parametrize("what", OBJECTS)
def test_round_trip(what: str, way: Any, tmp_path: Path) -> None:
    obj = OBJECTS[what]()
    assert_equal(way(obj, tmp_path / "file"), obj)


@ways
@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(dtype: str, way: Any, tmp_path: Path) -> None:
    values = cr.tensor([0, 1, 2, 3, 4, 5]).to(getattr(cr, dtype))
    assert_equal(way({"x": values, "one": values[1]}, tmp_path / "file")["x"], values)


@ways
def test_layouts_are_written_row_major(way: Any, tmp_path: Path) -> None:
    x = cr.arange(24.0).reshape(2, 3, 4)
    obj = [x.transpose(0, 2), x[:, ::2], x[:, :, 1:3], x[0, 0].expand(3, 4), x.flip(0)]
    obj.append(cr.tensor([1 + 2j, 3j]).conj())
    loaded = way(obj, tmp_path / "file")
    assert_equal(loaded, [t.clone() for t in obj])
    assert all(t.is_contiguous() for t in loaded)


@ways
def test_sharing(way: Any, tmp_path: Path) -> None:
    w = cr.ones(3)
    loaded = way([w, w, w.view(3), w[:2]], tmp_path / "file")
    assert loaded[0] is loaded[1]
    assert loaded[2] is not loaded[0]
    loaded[0][0] = 5.0
    assert loaded[2].tolist() == [5.0, 1.0, 1.0]
    assert loaded[3].tolist() == [1.0, 1.0]


@ways
def test_versions_of_layers(way: Any, tmp_path: Path) -> None:
    state = model()[0].state_dict()
    loaded = way(state, tmp_path / "file")
    assert loaded._metadata == state._metadata
    made, _ = model()
    assert str(made.load_state_dict(loaded)) == "<All keys matched successfully>"


def test_training_goes_on(tmp_path: Path) -> None:
    """Saved in the middle, loaded into new objects: the same numbers as without the break."""

    def train(made: Any, optimizer: Any, schedule: Any, steps: int) -> None:
        for i in range(steps):
            optimizer.zero_grad()
            (made(cr.full((2, 3), 0.1 * i)) ** 2).sum().backward()
            optimizer.step()
            schedule.step()

    def fresh() -> Any:
        cr.manual_seed(1)
        made = cr.nn.Linear(3, 2)
        optimizer = cr.optim.AdamW(made.parameters(), lr=0.1)
        return made, optimizer, cr.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)

    whole = fresh()
    train(*whole, 3)
    cr.save([part.state_dict() for part in whole], tmp_path / "file")
    resumed = fresh()
    for part, state in zip(resumed, cr.load(tmp_path / "file"), strict=True):
        part.load_state_dict(state)
    train(*whole, 3)
    train(*resumed, 3)
    assert_equal(resumed[0].state_dict(), whole[0].state_dict())


# ---- others' files ----


def named_tensors() -> dict[str, torch.Tensor]:
    kinds = [k for k in DTYPES if k != "complex128"]
    made = {k: torch.tensor([0, 1, 2]).to(getattr(torch, k)) for k in kinds}
    return {
        **made,
        "a.weight": torch.randn(3, 4),
        "scalar": torch.tensor(3.5),
        "none": torch.ones(0),
    }


def as_lists(tensors: Any) -> dict[str, Any]:
    return {k: (str(v.dtype), list(v.shape), v.tolist()) for k, v in tensors.items()}


@pytest.mark.parametrize("mmap", [False, True])
def test_safetensors_of_pytorch(mmap: bool, tmp_path: Path) -> None:
    given = named_tensors()
    safetensors.torch.save_file(given, tmp_path / "file", metadata={"format": "pt", "other": "x"})
    assert as_lists(cr.load(tmp_path / "file", mmap=mmap)) == as_lists(given)
    with open(tmp_path / "file", "rb") as file:
        assert as_lists(cr.load(file)) == as_lists(given)


def test_safetensors_for_pytorch(tmp_path: Path) -> None:
    given = {
        k: cr.tensor(v.float().numpy()).to(getattr(cr, str(v.dtype)[6:]))
        for k, v in named_tensors().items()
        if not v.is_complex()
    }
    cr.save(given, tmp_path / "file")
    assert as_lists(safetensors.torch.load_file(tmp_path / "file")) == as_lists(given)
    made = torch.nn.Linear(3, 4)
    cr.save(cr.nn.Linear(3, 4).state_dict(), tmp_path / "file")
    made.load_state_dict(safetensors.torch.load_file(tmp_path / "file"))
    with safetensors.safe_open(tmp_path / "file", "pt") as file:
        assert file.metadata()["format"] == "pt"


def test_tied_weights_are_whole_for_others(tmp_path: Path) -> None:
    w = cr.ones(2)
    cr.save({"a": w, "b": w.view(2)}, tmp_path / "file")
    assert set(safetensors.torch.load_file(tmp_path / "file")) == {"a", "b"}


PICKLED: dict[str, Callable[[], Any]] = {
    "tensors": named_tensors,
    "complex128": lambda: torch.ones(2, dtype=torch.complex128),
    "views": lambda: [torch.arange(12.0).reshape(3, 4).t(), torch.arange(12)[2:9:3]],
    "parameters": lambda: [torch.nn.Parameter(torch.ones(2)), torch.ones(1, requires_grad=True)],
    "model": lambda: torch.nn.Sequential(
        torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3)
    ).state_dict(),
    "containers": lambda: {"a": [1, (2.5, None)], 3: {4}, "b": b"\xff", "c": 1j, "d": "ü"},
    "types": lambda: [torch.Size([1, 2]), torch.float16, torch.device("cpu")],
    "dicts": lambda: [collections.OrderedDict(a=1), collections.Counter("aa")],
}


def comparable(x: Any) -> Any:
    if isinstance(x, (torch.Tensor, cr.Tensor)):
        kind = type(x).__name__
        return kind, str(x.dtype), x.requires_grad, list(x.shape), x.stride(), x.detach().tolist()
    if isinstance(x, dict):
        return type(x).__name__, [(k, comparable(v)) for k, v in x.items()]
    if isinstance(x, (list, tuple)):
        return type(x).__name__, [comparable(v) for v in x]
    return x if isinstance(x, (int, float, complex, str, bytes, set, type(None))) else str(x)


@pytest.mark.parametrize("what", PICKLED)
def test_pickled_by_pytorch(what: str, tmp_path: Path) -> None:
    given = PICKLED[what]()
    torch.save(given, tmp_path / "file.pt")
    assert comparable(cr.load(tmp_path / "file.pt")) == comparable(given)
    with open(tmp_path / "file.pt", "rb") as file:
        assert comparable(cr.load(file, weights_only=False)) == comparable(given)


def test_optimizer_of_pytorch(tmp_path: Path) -> None:
    p = torch.ones(3, requires_grad=True)
    theirs = torch.optim.AdamW([p], lr=0.1)
    p.grad = torch.ones(3)
    theirs.step()
    torch.save({"p": p.detach(), "o": theirs.state_dict()}, tmp_path / "file.pt")
    loaded = cr.load(tmp_path / "file.pt")
    q = loaded["p"].requires_grad_()
    ours = cr.optim.AdamW([q], lr=0.5)
    ours.load_state_dict(loaded["o"])
    for x, optimizer in ((p, theirs), (q, ours)):
        x.grad = x.detach() * 0.5
        optimizer.step()
    assert q.tolist() == pytest.approx(p.tolist(), rel=1e-6)


def test_pickled_tensors_share(tmp_path: Path) -> None:
    w = torch.arange(6.0)
    torch.save([w, w, w[2:4]], tmp_path / "file.pt")
    loaded = cr.load(tmp_path / "file.pt")
    assert loaded[0] is loaded[1]
    loaded[0][2] = 9.0
    assert loaded[2].tolist() == [9.0, 3.0]


class Dangerous:
    def __reduce__(self) -> Any:
        return os.system, ("echo this must not run",)


REFUSED: dict[str, tuple[Callable[[Path], Any], type[Exception], str]] = {
    "a model": (
        lambda p: torch.save(torch.nn.Linear(1, 1), p),
        pickle.UnpicklingError,
        "torch.nn.modules.linear.Linear",
    ),
    "code": (lambda p: torch.save(Dangerous(), p), pickle.UnpicklingError, "system"),
    "numpy": (lambda p: torch.save(np.float64(1), p), pickle.UnpicklingError, "numpy"),
    "old format": (
        lambda p: torch.save([1], p, _use_new_zipfile_serialization=False),
        RuntimeError,
        "before 1.6",
    ),
    "junk": (lambda p: p.write_bytes(b"junkjunkjunkjunk"), RuntimeError, "neither"),
    "empty": (lambda p: p.write_bytes(b""), EOFError, "empty"),
    "another zip": (
        lambda p: p.write_bytes(b"PK\x05\x06" + bytes(18)),
        RuntimeError,
        "neither",
    ),
    "half a file": (
        lambda p: (cr.save(cr.ones(100), p), os.truncate(p, 300)),
        RuntimeError,
        "not a whole",
    ),
    "half a zip": (
        lambda p: (torch.save(torch.ones(1000), p), os.truncate(p, 3000)),
        RuntimeError,
        "not a whole",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_files(what: str, tmp_path: Path, capfd: Any) -> None:
    write, kind, words = REFUSED[what]
    write(tmp_path / "file")
    with pytest.raises(kind, match=words):
        cr.load(tmp_path / "file")
    with pytest.raises(kind), open(tmp_path / "file", "rb") as file:
        cr.load(file)
    assert "must not run" not in capfd.readouterr().out


def test_manipulated_tensor_is_refused(tmp_path: Path) -> None:
    """A shape that reaches beyond its storage."""
    import zipfile

    torch.save(torch.ones(2), tmp_path / "file.pt")
    with zipfile.ZipFile(tmp_path / "file.pt") as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    key = next(name for name in entries if name.endswith("data.pkl"))
    assert entries[key].count(b"K\x02\x85") == 1
    entries[key] = entries[key].replace(b"K\x02\x85", b"K\x7f\x85")
    with zipfile.ZipFile(tmp_path / "file.pt", "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    with pytest.raises(pickle.UnpicklingError, match="beyond its storage"):
        cr.load(tmp_path / "file.pt")


# ---- objects of other classes ----

Point = collections.namedtuple("Point", "x y")  # noqa: PYI024


class Config:
    """A class of the program's own."""

    def __init__(self, rate: float, start: Any) -> None:
        self.rate, self.start = rate, start


# What is no container of tensors and numbers: pickled, and made again for those who trust the file.
OTHERS: dict[str, Callable[[Any], Any]] = {
    "module": lambda t: {"a": [t.nn.Linear(1, 1)], "epoch": 3},
    "named tuple": lambda t: Point(1, t.ones(2)),
    "own class": lambda t: [Config(0.1, t.ones(2))],
    "namespace": lambda t: {"args": argparse.Namespace(lr=0.1), "w": t.ones(1)},
    "function": lambda t: {"f": print},
    "text array": lambda t: np.array(["a"]),
    "factory": lambda t: collections.defaultdict(Config, {"a": 1}),
    "lambda": lambda t: {"f": lambda: 1},
    "lambda in a dict": lambda t: collections.defaultdict(lambda: 1),
}


@pytest.mark.parametrize("what", OTHERS)
def test_objects(what: str, tmp_path: Path) -> None:
    def scenario(t: Any) -> Any:
        path = tmp_path / t.__name__
        path.write_text("before")
        try:
            t.save(OTHERS[what](t), path)
        except (AttributeError, pickle.PicklingError):
            return "cannot be pickled"
        with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
            t.load(path)
        with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
            t.load(path, weights_only=True)
        made = t.load(path, weights_only=False)
        return type(made).__name__, str(made) if what not in ("own class", "module") else ""

    assert scenario(cr) == scenario(torch)
    if "lambda" in what:
        assert (tmp_path / "chainrule").read_text() == "before"


@pytest.mark.parametrize("mmap", [False, True])
def test_a_whole_model(mmap: bool, tmp_path: Path) -> None:
    made = cr.nn.Sequential(cr.nn.Linear(3, 4), cr.nn.BatchNorm1d(4), cr.nn.Linear(4, 2))
    made.add_module("again", made[0])
    made[2].register_buffer("view", made[2].weight.detach())
    optimizer = cr.optim.Adam(made.parameters())
    cr.save({"model": made, "optimizer": optimizer, "config": Config(0.5, 1)}, tmp_path / "file")
    loaded = cr.load(tmp_path / "file", weights_only=False, mmap=mmap)
    again = loaded["model"]
    assert repr(again) == repr(made)
    assert_equal(again.state_dict(), made.state_dict())
    assert again.again is again[0]
    assert again[2].view.data_ptr() == again[2].weight.data_ptr()
    assert loaded["optimizer"].param_groups[0]["params"][0] is again[0].weight
    assert loaded["config"].rate == 0.5
    with pytest.raises(pickle.UnpicklingError, match=r"Sequential.*weights_only=False"):
        cr.load(tmp_path / "file", mmap=mmap)


def test_safe_classes(tmp_path: Path) -> None:
    def scenario(t: Any) -> Any:
        path = tmp_path / t.__name__
        t.save({"a": Config(0.1, t.ones(2)), "n": argparse.Namespace(x=[1])}, path)
        with t.serialization.safe_globals([Config]), pytest.raises(pickle.UnpicklingError):
            t.load(path)
        with t.serialization.safe_globals([Config, argparse.Namespace]):
            loaded = t.load(path)
        with pytest.raises(pickle.UnpicklingError):
            t.load(path)
        return loaded["a"].start.tolist(), loaded["n"]

    assert scenario(cr) == scenario(torch)


def test_tensor_as_a_key(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="key"):
        cr.save({cr.ones(1): 2}, tmp_path / "file")
    assert os.listdir(tmp_path) == []


def test_cycles(tmp_path: Path) -> None:
    cycle: list[Any] = [1]
    cycle.append(cycle)
    with pytest.raises(ValueError, match="contains itself"):
        cr.save(cycle, tmp_path / "file")
    twice = [1]
    assert_equal(through_file([twice, twice], tmp_path / "file"), [[1], [1]])


def test_numpy_arrays(tmp_path: Path) -> None:
    given = {"a": np.arange(6).reshape(2, 3)[:, ::2], "b": np.float32(3.5), "c": np.array(2.0)}
    loaded = through_file(given, tmp_path / "file")
    assert {k: (type(v), v.dtype, v.tolist()) for k, v in loaded.items()} == {
        k: (type(v), v.dtype, v.tolist()) for k, v in given.items()
    }


def test_targets(tmp_path: Path) -> None:
    with pytest.raises(AttributeError, match="write"):
        cr.save(1, 3)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="Parent directory"):
        cr.save(1, tmp_path / "none" / "file")
    with pytest.raises(IsADirectoryError):
        cr.save(1, tmp_path)
    cr.save({"x": cr.ones(3)}, os.devnull)
    (tmp_path / "link").symlink_to(tmp_path / "file")
    cr.save(1, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert cr.load(tmp_path / "file") == 1
    mode = os.stat(tmp_path / "file").st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    assert mode == 0o666 & ~mask


def test_a_failing_write_leaves_the_old_file(tmp_path: Path, monkeypatch: Any) -> None:
    cr.save({"x": cr.ones(3)}, tmp_path / "file")

    def fails(*args: Any) -> None:
        Path(args[1]).write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(safetensors, "serialize_file", fails)
    with pytest.raises(OSError, match="disk full"):
        cr.save({"x": cr.zeros(3)}, tmp_path / "file")
    assert os.listdir(tmp_path) == ["file"]
    assert cr.load(tmp_path / "file")["x"].tolist() == [1.0] * 3


def test_sources(tmp_path: Path) -> None:
    with pytest.raises(AttributeError, match="seek"):
        cr.load(3)  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        cr.load(tmp_path / "none")
    with pytest.raises(ValueError, match="mmap"):
        cr.load(io.BytesIO(b"x"), mmap=True)
    cr.save(1, tmp_path / "file")
    for location in (None, "cpu", cr.device("cpu"), {"cuda:0": "cpu"}, lambda s, where: s):
        assert cr.load(tmp_path / "file", location) == 1
    with pytest.raises(RuntimeError, match="only the CPU"):
        cr.load(tmp_path / "file", map_location="cuda:0")


def test_a_mapped_file_does_not_change(tmp_path: Path) -> None:
    cr.save({"x": cr.ones(3)}, tmp_path / "file")
    x = cr.load(tmp_path / "file", mmap=True)["x"]
    x.zero_()
    assert x.tolist() == [0.0] * 3
    assert cr.load(tmp_path / "file")["x"].tolist() == [1.0] * 3


def test_several_in_one_file() -> None:
    file = io.BytesIO()
    file.write(b"header")
    cr.save({"x": cr.ones(2)}, file)
    file.seek(6)
    assert cr.load(file)["x"].tolist() == [1.0, 1.0]


def test_no_warnings(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        through_map(OBJECTS["checkpoint"](), tmp_path / "file")
