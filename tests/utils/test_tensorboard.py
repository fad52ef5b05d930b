"""What SummaryWriter leaves on disk, beside PyTorch's: every record but for its time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.utils.tensorboard
from matplotlib.figure import Figure
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

import chainrule as cr
import chainrule.utils.tensorboard

Writer = Any
BOTH = (cr, torch)


def data(t: Any, *shape: int) -> Any:
    """The same numbers between 0 and 1 on both sides."""
    return t.tensor(np.random.default_rng(0).random(shape, dtype=np.float32))


def events(folder: Path) -> dict[str, Any]:
    """The records of each folder of events, and the contents of the other files."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        place = path.relative_to(folder)
        if "tfevents" not in path.name:
            found[str(place)] = path.read_bytes()
            continue
        records = found.setdefault(str(place.parent), [])
        for raw in RawEventFileLoader(str(path)).Load():
            event = Event.FromString(raw)
            event.ClearField("wall_time")
            for value in event.summary.value:
                plugin = value.metadata.plugin_data
                if plugin.plugin_name == "hparams":  # maps have no order as bytes
                    records.append(HParamsPluginData.FromString(plugin.content))
                    plugin.ClearField("content")
            records.append(event)
    return found


def written(t: Any, work: Callable[[Any, Writer], object], folder: Path, **options: Any) -> Any:
    with t.utils.tensorboard.SummaryWriter(folder, **options) as writer:
        work(t, writer)
    return events(folder)


def figure() -> Figure:
    drawn = Figure(figsize=(1, 1))
    drawn.add_subplot().plot([1, 2])
    return drawn


WORK: dict[str, Callable[[Any, Writer], object]] = {
    "scalar": lambda t, w: [
        w.add_scalar("a/b c", t.tensor(2.5, requires_grad=True), 3),
        w.add_scalar("a", 2.5),
        w.add_scalar("a", np.float64(0.1), global_step=t.tensor(7)),
        w.add_scalar("new", 2.1, 4, new_style=True),
        w.add_scalar("double", 2.1, 4, double_precision=True),
        w.add_scalar("both", 2.1, 4, new_style=True, double_precision=True),
        w.add_scalar("bfloat16", t.tensor(1.5, dtype=t.bfloat16), 1),
    ],
    "scalars": lambda t, w: w.add_scalars("run/x", {"a": 1.0, "b": t.tensor(2.0)}, 5),
    "histogram": lambda t, w: [
        w.add_histogram("h", t.arange(10.0), 1),
        w.add_histogram("neg", data(t, 3, 4) - 0.5, 1),
        w.add_histogram("auto", np.array([1, 2, 3]), 1, bins="auto"),
        w.add_histogram("few", t.arange(100.0) / 7, 1, max_bins=5),
        w.add_histogram("seven", t.arange(100.0) / 7, 1, bins=20, max_bins=7),
        w.add_histogram_raw("raw", 0, 1, 3, 2.0, 1.5, [0.5, 1], [1, 2], 1),
    ],
    "text": lambda t, w: w.add_text("t", "hello **w** ä", 2),
    "image": lambda t, w: [
        w.add_image("rgb", data(t, 3, 4, 5) * 2 - 0.5, 1),
        w.add_image("grey", data(t, 1, 4, 5), 1),
        w.add_image("hw", t.arange(6, dtype=t.uint8).reshape(2, 3), 1, dataformats="HW"),
        w.add_image("hwc", data(t, 4, 5, 3), 1, dataformats="HWC"),
        w.add_images("batch", data(t, 11, 1, 2, 3), 1),
        w.add_images("few", data(t, 3, 2, 3, 3), 1, dataformats="NHWC"),
    ],
    "boxes": lambda t, w: w.add_image_with_boxes(
        "b", data(t, 3, 20, 20), t.tensor([[2.0, 3.0, 9.0, 12.0]]), 1
    ),
    "figure": lambda t, w: [
        w.add_figure("one", figure(), 1),
        w.add_figure("two", [figure(), figure()], 1),
    ],
    "hparams": lambda t, w: [
        w.add_hparams(
            {"lr": 0.1, "b": True, "s": "x", "i": 3, "t": t.tensor([2.0]), "none": None},
            {"m": 1.0, "n": t.tensor(2.0)},
            {"lr": [0.1, 0.2], "s": ["x", "y"], "b": [True, False]},
            run_name="r",
            global_step=4,
        ),
        w.add_hparams({}, {}, run_name="none"),
    ],
    "pr_curve": lambda t, w: [
        w.add_pr_curve("p", t.tensor([0, 1, 1, 0]), t.tensor([0.1, 0.8, 0.4, 0.6]), 1),
        w.add_pr_curve("q", (data(t, 50) > 0.4), data(t, 50), 1, 11, weights=data(cr, 50).numpy()),
        w.add_pr_curve_raw("raw", *data(t, 6, 5).unbind(), 1, num_thresholds=5),
    ],
    # Not float16: PyTorch writes the bits of float32 for it.
    "tensor": lambda t, w: [
        w.add_tensor(d, t.arange(-3, 3).reshape(2, 3).T.to(getattr(t, d)), 1)
        for d in [
            "float32",
            "float64",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "bool",
            "complex64",
            "complex128",
        ]
    ],
    "custom": lambda t, w: [
        w.add_custom_scalars({"T": {"n": ["Multiline", ["a"]], "m": ["Margin", ["a", "b", "c"]]}}),
    ],
    "audio": lambda t, w: w.add_audio("a", t.tensor([[0.0, 0.5, -1.0, 3.0]]), 1, 8000),
    "mesh": lambda t, w: [
        w.add_mesh(
            "m", data(t, 1, 4, 3), t.arange(12).reshape(1, 4, 3), t.tensor([[[0, 1, 2]]]), {"a": 1}
        ),
        w.add_mesh("points", data(t, 1, 4, 3)),
    ],
    "embedding": lambda t, w: [
        w.add_embedding(data(t, 3, 2), metadata=["a", "b", "c"], global_step=7, tag="e/m"),
        w.add_embedding(
            data(t, 3, 2),
            [["a", 1], ["b", 2], ["c", 3]],
            data(t, 3, 3, 4, 4),
            metadata_header=["n", "k"],
        ),
    ],
}


@pytest.mark.parametrize("name", WORK)
def test_records_are_those_of_pytorch(name: str, tmp_path: Path) -> None:
    ours, theirs = (written(t, WORK[name], tmp_path / t.__name__) for t in BOTH)
    assert ours.keys() == theirs.keys()
    assert len(ours) > 0
    for place, wanted in theirs.items():
        assert ours[place] == wanted, place


def test_a_purged_step_and_a_closed_writer_go_on_in_new_files(tmp_path: Path) -> None:
    found = []
    for t in BOTH:
        folder = tmp_path / t.__name__
        writer = t.utils.tensorboard.SummaryWriter(folder, purge_step=3, filename_suffix=".x")
        writer.add_scalar("a", 1, 3)
        writer.flush()
        writer.close()
        writer.add_scalar("a", 2, 4)
        writer.close()
        assert writer.get_logdir() == folder
        assert all(path.name.endswith(".x") for path in folder.iterdir())
        found.append(events(folder))
    assert found[0] == found[1]


REFUSED: list[Callable[[Any, Writer], object]] = [
    lambda t, w: w.add_scalar("a", t.ones(2)),
    lambda t, w: w.add_scalar("a", "x"),
    lambda t, w: w.add_scalar("a", [1.0]),
    lambda t, w: w.add_scalar("a", None),
    lambda t, w: w.add_histogram("a", t.empty(0)),
    lambda t, w: w.add_histogram("a", t.tensor([1e30])),
    lambda t, w: w.add_histogram_raw("a", 0, 1, 1, 1, 1, [1], [1, 2]),
    lambda t, w: w.add_image("a", t.ones(2, 2)),
    lambda t, w: w.add_image("a", t.ones(3, 2, 2), dataformats="CCH"),
    lambda t, w: w.add_embedding(t.ones(3)),
    lambda t, w: w.add_embedding(t.ones(3, 2), metadata=["a"]),
    lambda t, w: w.add_embedding(t.ones(3, 2), label_img=t.ones(2, 1, 2, 2)),
    lambda t, w: w.add_hparams([1], {}),
    lambda t, w: w.add_hparams({"a": [1]}, {}),
    lambda t, w: w.add_hparams({"a": 1}, {}, {"a": ["x"]}),
    lambda t, w: w.add_hparams({"a": 1}, {}, {"c": [1]}),
    lambda t, w: w.add_audio("a", t.ones(2, 3)),
    lambda t, w: w.add_text("a", 3),
]


@pytest.mark.parametrize("row", range(len(REFUSED)))
def test_what_is_refused(row: int, tmp_path: Path) -> None:
    for t in BOTH:
        with t.utils.tensorboard.SummaryWriter(tmp_path / t.__name__) as writer:
            try:
                REFUSED[row](t, writer)
            except Exception as error:
                kind = type(error)
            else:
                pytest.fail(f"{t.__name__} takes it")
        if t is cr:
            ours = kind
    assert ours is kind


def test_the_graph_of_a_module_names_its_calls(tmp_path: Path) -> None:
    class Net(cr.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = cr.nn.Linear(2, 3)
            self.rest = cr.nn.Sequential(cr.nn.ReLU(), cr.nn.Linear(3, 1))

        def forward(self, x: cr.Tensor) -> cr.Tensor:
            return self.rest(self.first(x)).sum() + x.mean()

    found = written(cr, lambda t, w: w.add_graph(Net(), t.ones(4, 2)), tmp_path)
    (graph,) = (GraphDef.FromString(e.graph_def) for e in found["."] if e.graph_def)
    inputs = {node.name: list(node.input) for node in graph.node}
    assert len(inputs) == len(graph.node)
    assert all(source in inputs for sources in inputs.values() for source in sources)
    (linear,) = (name for name in inputs if name.startswith("Net/Linear[first]/Addmm"))
    assert inputs[linear][0] == "Net/Linear[first]/bias"
    assert inputs[linear][1] == "input/input.1"
    (relu,) = (name for name in inputs if name.startswith("Net/Sequential[rest]/ReLU[0]/Relu"))
    assert inputs[relu] == [linear]
    assert any(name.startswith("Net/Mean") for name in inputs)
    shape = next(node for node in graph.node if node.name == "input/input.1")
    assert [d.size for d in shape.attr["_output_shapes"].list.shape[0].dim] == [4, 2]


def test_a_video_is_an_animation(tmp_path: Path) -> None:
    found = written(cr, lambda t, w: w.add_video("v", data(t, 2, 3, 3, 4, 4), 1), tmp_path)
    (image,) = (v.image for e in found["."] for v in e.summary.value)
    assert (image.height, image.width, image.colorspace) == (4, 8, 3)
    assert image.encoded_image_string.startswith(b"GIF89a")
