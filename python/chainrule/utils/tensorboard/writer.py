"""SummaryWriter: what a training loop reports, and the files that TensorBoard reads."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.projector.projector_config_pb2 import EmbeddingInfo
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from . import _graph, _records

__all__ = ["FileWriter", "SummaryWriter"]

_Writer = TypeVar("_Writer", bound="SummaryWriter")


def _file_name(tag: str) -> str:
    for character in "%/\\":
        tag = tag.replace(character, f"%{ord(character):02x}")
    return tag


class FileWriter:
    """Appends records to one file of events in ``log_dir``.

    >>> import tempfile
    >>> from chainrule.utils.tensorboard import FileWriter
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     writer = FileWriter(folder)
    ...     writer.get_logdir() == folder
    ...     writer.close()
    True
    """

    def __init__(
        self, log_dir: str, max_queue: int = 10, flush_secs: int = 120, filename_suffix: str = ""
    ) -> None:
        self.event_writer = EventFileWriter(str(log_dir), max_queue, flush_secs, filename_suffix)

    def get_logdir(self) -> str:
        """The folder of the file."""
        return str(self.event_writer.get_logdir())

    def add_event(
        self, event: Event, step: int | None = None, walltime: float | None = None
    ) -> None:
        """Appends ``event``, stamped with the step and the time (now, in seconds, if None)."""
        event.wall_time = time.time() if walltime is None else walltime
        if step is not None:
            event.step = int(step)
        self.event_writer.add_event(event)

    def add_summary(
        self, summary: Summary, global_step: int | None = None, walltime: float | None = None
    ) -> None:
        """Appends a summary."""
        self.add_event(Event(summary=summary), global_step, walltime)

    def add_graph(self, graph: GraphDef, walltime: float | None = None) -> None:
        """Appends a graph."""
        self.add_event(Event(graph_def=graph.SerializeToString()), None, walltime)

    def flush(self) -> None:
        """Writes out what waits in the queue."""
        self.event_writer.flush()

    def close(self) -> None:
        """Writes out what waits, and closes the file."""
        self.event_writer.close()

    def reopen(self) -> None:
        """Goes on in a new file."""
        self.event_writer.reopen()


class SummaryWriter:
    """Writes curves, histograms, pictures and texts for TensorBoard to read.

    Args:
        log_dir: the folder; by default ``runs/<date>_<host><comment>``.
        comment: ends the name of the default folder.
        purge_step: after a crash, what was written from this step on is not shown.
        max_queue: how many records wait before they are written.
        flush_secs: how often they are written, in seconds.
        filename_suffix: ends the names of the files.

    Raises:
        ImportError: on import of this module, if the package tensorboard is not installed.

    >>> import tempfile
    >>> from chainrule.utils.tensorboard import SummaryWriter
    >>> with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:
    ...     for step in range(3):
    ...         writer.add_scalar("loss", 1 / (step + 1), step)
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: int = 120,
        filename_suffix: str = "",
    ) -> None:
        if not log_dir:
            stamp = datetime.now().strftime("%b%d_%H-%M-%S")
            log_dir = os.path.join("runs", f"{stamp}_{socket.gethostname()}{comment}")
        self.log_dir = log_dir
        self.purge_step = purge_step
        self.max_queue = max_queue
        self.flush_secs = flush_secs
        self.filename_suffix = filename_suffix
        self.file_writer: FileWriter | None = None
        self.all_writers: dict[str, FileWriter] | None = None
        self.default_bins = _records.default_bins()
        self._get_file_writer()

    def _opened(self, folder: str) -> FileWriter:
        """The writer of a folder below ``log_dir``: add_scalars has one for each curve."""
        writers = self.all_writers = self.all_writers if self.all_writers is not None else {}
        if folder not in writers:
            writers[folder] = FileWriter(
                folder, self.max_queue, self.flush_secs, self.filename_suffix
            )
        return writers[folder]

    def _get_file_writer(self) -> FileWriter:
        if self.file_writer is None:
            self.file_writer = self._opened(str(self.log_dir))
            if self.purge_step is not None:
                version = Event(step=self.purge_step, file_version="brain.Event:2")
                self.file_writer.add_event(version, self.purge_step)
                start = SessionLog(status=SessionLog.START)
                self.file_writer.add_event(Event(session_log=start), self.purge_step)
                self.purge_step = None
        return self.file_writer

    def _add(self, summary: Summary, step: int | None, walltime: float | None) -> None:
        self._get_file_writer().add_summary(summary, step, walltime)

    def get_logdir(self) -> str | os.PathLike[str]:
        """The folder of the files."""
        return self.log_dir

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
    ) -> None:
        """A point of a curve: a number, or an array or tensor of one element."""
        summary = _records.scalar(tag, scalar_value, new_style, double_precision)
        self._add(summary, global_step, walltime)

    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, Any],
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """A point of each of several curves in one picture; each curve is a run of its own."""
        walltime = time.time() if walltime is None else walltime
        folder = f"{self._get_file_writer().get_logdir()}/{main_tag.replace('/', '_')}_"
        for tag, value in tag_scalar_dict.items():
            summary = _records.scalar(main_tag, value, False, False)
            self._opened(folder + tag).add_summary(summary, global_step, walltime)

    def add_tensor(
        self, tag: str, tensor: Any, global_step: int | None = None, walltime: float | None = None
    ) -> None:
        """The elements of a tensor, as float32."""
        self._add(_records.tensor(tag, tensor), global_step, walltime)

    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: int | None = None,
        bins: Any = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """How the elements of a tensor are distributed.

        Args:
            tag: its name.
            values: a tensor or an array, of any shape.
            global_step: the step.
            bins: "tensorflow", whose limits grow by a tenth from 1e-12 to 1e20 on both sides of 0,
                or what ``numpy.histogram`` takes.
            walltime: when, in seconds.
            max_bins: buckets are put together until there are about as few.

        Raises:
            ValueError: there are no values, or none that lies in a bin.
        """
        chosen = self.default_bins if isinstance(bins, str) and bins == "tensorflow" else bins
        self._add(_records.histogram(tag, values, chosen, max_bins), global_step, walltime)

    def add_histogram_raw(
        self,
        tag: str,
        min: float,
        max: float,
        num: int,
        sum: float,
        sum_squares: float,
        bucket_limits: Sequence[float],
        bucket_counts: Sequence[float],
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """A histogram that was counted elsewhere: right edges of buckets, and counts."""
        if len(bucket_limits) != len(bucket_counts):
            raise ValueError("len(bucket_limits) != len(bucket_counts), see the document.")
        summary = _records.raw_histogram(
            tag,
            min=min,
            max=max,
            num=num,
            sum=sum,
            sum_squares=sum_squares,
            bucket_limit=bucket_limits,
            bucket=bucket_counts,
        )
        self._add(summary, global_step, walltime)

    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
    ) -> None:
        """A picture: numbers from 0 to 1, or bytes; 1, 3 or 4 channels (needs Pillow)."""
        self._add(_records.image(tag, img_tensor, dataformats), global_step, walltime)

    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        dataformats: str = "NCHW",
    ) -> None:
        """A batch of pictures, eight in a row (needs Pillow)."""
        self._add(_records.image(tag, img_tensor, dataformats), global_step, walltime)

    def add_image_with_boxes(
        self,
        tag: str,
        img_tensor: Any,
        box_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        rescale: float = 1,
        dataformats: str = "CHW",
        labels: str | Sequence[str] | None = None,
    ) -> None:
        """A picture with boxes (xmin, ymin, xmax, ymax) drawn in it (needs Pillow)."""
        names = [labels] if isinstance(labels, str) else labels
        if names is not None and len(names) != len(box_tensor):
            names = None
        summary = _records.image_with_boxes(
            tag, img_tensor, box_tensor, dataformats, rescale, names
        )
        self._add(summary, global_step, walltime)

    def add_figure(
        self,
        tag: str,
        figure: Any,
        global_step: int | None = None,
        close: bool = True,
        walltime: float | None = None,
    ) -> None:
        """Figures of Matplotlib as pictures; they are closed afterwards, if ``close``."""
        import numpy as np
        from matplotlib import pyplot as plt
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figures = figure if isinstance(figure, list) else [figure]
        drawn = []
        for each in figures:
            canvas: Any = FigureCanvasAgg(each)
            canvas.draw()
            drawn.append(np.array(canvas.buffer_rgba())[..., :3])
            if close:
                plt.close(each)
        if isinstance(figure, list):
            self.add_images(tag, np.stack(drawn), global_step, walltime, "NHWC")
        else:
            self.add_image(tag, drawn[0], global_step, walltime, "HWC")

    def add_video(
        self,
        tag: str,
        vid_tensor: Any,
        global_step: int | None = None,
        fps: float = 4,
        walltime: float | None = None,
    ) -> None:
        """(N, T, C, H, W) as an animation, ``fps`` pictures a second (needs Pillow)."""
        self._add(_records.video(tag, vid_tensor, fps), global_step, walltime)

    def add_audio(
        self,
        tag: str,
        snd_tensor: Any,
        global_step: int | None = None,
        sample_rate: int = 44100,
        walltime: float | None = None,
    ) -> None:
        """Sound of one channel: numbers from -1 to 1, ``sample_rate`` of them a second."""
        self._add(_records.audio(tag, snd_tensor, sample_rate), global_step, walltime)

    def add_text(
        self,
        tag: str,
        text_string: str,
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """A text, in Markdown."""
        self._add(_records.text(tag, text_string), global_step, walltime)

    def add_graph(
        self,
        model: Any,
        input_to_model: Any = None,
        verbose: bool = False,
        use_strict_trace: bool = True,
    ) -> None:
        """The graph that ``model(*input_to_model)`` records, by modules.

        Args:
            model: the module.
            input_to_model: its argument, or a tuple of them.
            verbose: print the graph.
            use_strict_trace: accepted; nothing is traced.
        """
        graph = _graph.graph_of(model, input_to_model)
        if verbose:
            print(graph)
        self._get_file_writer().add_graph(graph)

    def add_embedding(
        self,
        mat: Any,
        metadata: Sequence[Any] | None = None,
        label_img: Any = None,
        global_step: int | None = None,
        tag: str = "default",
        metadata_header: Sequence[str] | None = None,
    ) -> None:
        """Points of a space of many dimensions, for the projector.

        Args:
            mat: (N, D), a point a row.
            metadata: a label for each, or with ``metadata_header`` a row of labels.
            label_img: (N, C, H, W), a picture for each, H = W.
            global_step: the step.
            tag: the name.
            metadata_header: the names of the columns of ``metadata``.

        Raises:
            AssertionError: not as many labels or pictures as points.
        """
        points = _records.array(mat)
        if points.ndim != 2:
            raise AssertionError("mat should be 2D, where mat.size(0) is the number of data points")
        step = f"{0 if global_step is None else int(global_step):05d}"
        below = f"{step}/{_file_name(tag)}"
        folder = Path(self._get_file_writer().get_logdir(), below)
        if folder.exists():
            print("warning: Embedding dir exists, did you set global_step for add_embedding()?")
        if metadata is not None and len(metadata) != len(points):
            raise AssertionError("#labels should equal with #data points")
        if label_img is not None and len(label_img) != len(points):
            raise AssertionError("#images should equal with #data points")
        folder.mkdir(parents=True, exist_ok=True)
        info = EmbeddingInfo(tensor_name=f"{tag}:{step}", tensor_path=f"{below}/tensors.tsv")
        if metadata is not None:
            rows = [metadata_header, *metadata] if metadata_header else metadata
            lines = ["\t".join(map(str, row)) if metadata_header else str(row) for row in rows]
            folder.joinpath("metadata.tsv").write_text("".join(f"{line}\n" for line in lines))
            info.metadata_path = f"{below}/metadata.tsv"
        if label_img is not None:
            picture = _records.sprite(label_img)
            folder.joinpath("sprite.png").write_bytes(picture.encoded_image_string)
            info.sprite.image_path = f"{below}/sprite.png"
            height, width = label_img.shape[2:]
            info.sprite.single_image_dim.extend([width, height])
        lines = ["\t".join(map(str, row)) for row in points.tolist()]
        folder.joinpath("tensors.tsv").write_text("".join(f"{line}\n" for line in lines))
        self._append_embedding(info)

    def _append_embedding(self, info: EmbeddingInfo) -> None:
        """Adds to the projector's settings, in the text form of protocol buffers."""
        from google.protobuf import text_format

        inner = text_format.MessageToString(info)
        entry = "embeddings {\n" + "".join(f"  {line}\n" for line in inner.splitlines()) + "}\n"
        with Path(self.log_dir, "projector_config.pbtxt").open("a") as file:
            file.write(entry)

    def add_pr_curve(
        self,
        tag: str,
        labels: Any,
        predictions: Any,
        global_step: int | None = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Precision over recall: labels 0 and 1, and the probabilities that were predicted."""
        summary = _records.pr_curve(tag, labels, predictions, min(num_thresholds, 127), weights)
        self._add(summary, global_step, walltime)

    def add_pr_curve_raw(
        self,
        tag: str,
        true_positive_counts: Any,
        false_positive_counts: Any,
        true_negative_counts: Any,
        false_negative_counts: Any,
        precision: Any,
        recall: Any,
        global_step: int | None = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """A curve of precision over recall that was counted elsewhere."""
        rows = [
            true_positive_counts,
            false_positive_counts,
            true_negative_counts,
            false_negative_counts,
            precision,
            recall,
        ]
        summary = _records.raw_pr_curve(tag, rows, min(num_thresholds, 127))
        self._add(summary, global_step, walltime)

    def add_custom_scalars(self, layout: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
        """Which curves stand together: ``{category: {title: ["Multiline" or "Margin", tags]}}``."""
        self._add(_records.custom_scalars(layout), None, None)

    def add_custom_scalars_multilinechart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """Curves that stand together in one picture."""
        self.add_custom_scalars({category: {title: ["Multiline", tags]}})

    def add_custom_scalars_marginchart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """A curve between two others: value, lower and upper."""
        self.add_custom_scalars({category: {title: ["Margin", tags]}})

    def add_mesh(
        self,
        tag: str,
        vertices: Any,
        colors: Any = None,
        faces: Any = None,
        config_dict: Mapping[str, Any] | None = None,
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """Points (B, N, 3) in space, with colours (B, N, 3) and triangles (B, M, 3) of them."""
        summary = _records.mesh(tag, vertices, colors, faces, config_dict)
        self._add(summary, global_step, walltime)

    def add_hparams(
        self,
        hparam_dict: dict[str, Any],
        metric_dict: dict[str, Any],
        hparam_domain_discrete: dict[str, list[Any]] | None = None,
        run_name: str | None = None,
        global_step: int | None = None,
    ) -> None:
        """Hyperparameters and what they led to, as a run of its own.

        Args:
            hparam_dict: numbers, texts, truth values or tensors of one element, by name.
            metric_dict: numbers by the tags of their curves.
            hparam_domain_discrete: what could have been chosen, by name.
            run_name: the folder below ``log_dir``; the time by default.
            global_step: the step.

        Raises:
            TypeError: not dicts, or choices of another type than the value.
            ValueError: a value of another type.
        """
        records = _records.hparams(hparam_dict, metric_dict, hparam_domain_discrete)
        folder = Path(self._get_file_writer().get_logdir(), run_name or str(time.time()))
        with SummaryWriter(log_dir=folder) as writer:
            for record in records:
                writer._add(record, global_step, None)
            for name, value in metric_dict.items():
                writer.add_scalar(name, value, global_step)

    def flush(self) -> None:
        """Writes out what waits in the queues."""
        for writer in (self.all_writers or {}).values():
            writer.flush()

    def close(self) -> None:
        """Writes out what waits, and closes the files. What is added later begins new ones."""
        for writer in (self.all_writers or {}).values():
            writer.flush()
            writer.close()
        self.file_writer = self.all_writers = None

    def __enter__(self: _Writer) -> _Writer:  # noqa: PYI019 (typing has no Self before 3.11)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
