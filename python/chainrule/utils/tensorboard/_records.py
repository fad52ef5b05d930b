"""TensorBoard's records (``Summary`` messages), one function a kind. No files are touched here."""

from __future__ import annotations

import io
import json
import math
import wave
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.hparams import api_pb2, plugin_data_pb2
from tensorboard.plugins.mesh import metadata as mesh_metadata
from tensorboard.plugins.mesh.plugin_data_pb2 import MeshPluginData
from tensorboard.plugins.pr_curve.plugin_data_pb2 import PrCurvePluginData

from ... import Tensor, bfloat16

# Of the columns of a precision-recall curve: no division by zero.
_LEAST_COUNT = 1e-7


def array(x: Any) -> Any:
    """Numbers, arrays and tensors as a NumPy array."""
    if isinstance(x, np.ndarray):
        return x
    if np.isscalar(x):
        return np.array([x])
    if isinstance(x, Tensor):
        x = x.detach().cpu()
        return (x.float() if x.dtype == bfloat16 else x).numpy()
    raise NotImplementedError(
        f"Got {type(x)}, but a number, a numpy array or a tensor are expected."
    )


def _plugin(name: str, content: bytes = b"") -> SummaryMetadata:
    data = SummaryMetadata.PluginData(plugin_name=name, content=content)
    return SummaryMetadata(plugin_data=data)


def _shape(sizes: Sequence[int]) -> TensorShapeProto:
    return TensorShapeProto(dim=[TensorShapeProto.Dim(size=size) for size in sizes])


def _one(tag: str, **content: Any) -> Summary:
    return Summary(value=[Summary.Value(tag=tag, **content)])


def scalar(tag: str, value: Any, new_style: bool, double_precision: bool) -> Summary:
    values = array(value)
    if values.squeeze().ndim:
        raise AssertionError(
            "Tensor should contain one element (0 dimensions). "
            f"Was given size: {values.size} and {values.ndim} dimensions."
        )
    number = float(values.item())
    if not new_style:
        return _one(tag, simple_value=number)
    kind: Any = "DT_DOUBLE" if double_precision else "DT_FLOAT"
    held: Any = {"double_val" if double_precision else "float_val": [number]}
    return _one(tag, tensor=TensorProto(dtype=kind, **held), metadata=_plugin("scalars"))


# NumPy's names of dtypes: TensorBoard's, the field, and the numbers that the field holds.
_FIELDS: dict[str, tuple[str, str, Any]] = {
    "float16": ("DT_HALF", "half_val", np.uint16),  # its bits
    "float32": ("DT_FLOAT", "float_val", None),
    "float64": ("DT_DOUBLE", "double_val", None),
    "int8": ("DT_INT8", "int_val", None),
    "int16": ("DT_INT16", "int_val", None),
    "int32": ("DT_INT32", "int_val", None),
    "int64": ("DT_INT64", "int64_val", None),
    "uint8": ("DT_UINT8", "uint32_val", None),
    "bool": ("DT_BOOL", "bool_val", None),
    "complex64": ("DT_COMPLEX64", "scomplex_val", np.float32),
    "complex128": ("DT_COMPLEX128", "dcomplex_val", np.float64),
}


def _held(x: Any) -> TensorProto:
    kind, field, as_type = _FIELDS[x.dtype.name]
    flat = np.ascontiguousarray(x).reshape(-1)
    numbers = flat if as_type is None else flat.view(as_type)
    made: Any = {"dtype": kind, field: numbers.tolist(), "tensor_shape": _shape(x.shape)}
    return TensorProto(**made)


def tensor(tag: str, values: Any) -> Summary:
    return _one(tag, tensor=_held(array(values)), metadata=_plugin("tensor"))


def text(tag: str, content: str) -> Summary:
    held = TensorProto(dtype="DT_STRING", string_val=[content.encode()], tensor_shape=_shape([1]))
    return _one(tag + "/text_summary", tensor=held, metadata=_plugin("text"))


# Histograms.


def default_bins() -> list[float]:
    """TensorFlow's: growing by a tenth from 1e-12 to 1e20, on both sides of 0."""
    right = []
    limit = 1e-12
    while limit < 1e20:
        right.append(limit)
        limit *= 1.1
    return [-limit for limit in reversed(right)] + [0.0] + right


def histogram(tag: str, values: Any, bins: Any, max_bins: int | None) -> Summary:
    x = array(values).reshape(-1).astype(np.float64)
    if x.size == 0:
        raise ValueError("The input has no element.")
    counts, limits = np.histogram(x, bins=bins)
    if max_bins is not None and len(counts) > max_bins:
        together = len(counts) // max_bins
        counts = np.pad(counts, (0, -len(counts) % together))
        counts = counts.reshape(-1, together).sum(1)
        last = limits[-1]
        limits = limits[:-1][::together]
        limits = np.append(limits, last)
    filled = np.flatnonzero(counts)
    if filled.size == 0:
        raise ValueError(
            "The histogram is empty: every value is NaN or outside of the bins. "
            "Give other bins, or look for where the NaN comes from."
        )
    first, last = filled[0], filled[-1]
    made = HistogramProto(
        min=x.min(),
        max=x.max(),
        num=x.size,
        sum=x.sum(),
        sum_squares=x.dot(x),
        # A bucket is named by its right edge: an empty one gives the left edge of the first.
        bucket_limit=limits[first : last + 2].tolist(),
        bucket=[0, *counts[first : last + 1].tolist()],
    )
    return _one(tag, histo=made)


def raw_histogram(tag: str, **fields: Any) -> Summary:
    return _one(tag, histo=HistogramProto(**fields))


# Images and sound.


def _grid(images: Any, columns: int = 8) -> Any:
    """(N, C, H, W) as one picture (C, rows * H, columns * W)."""
    count, channels, height, width = images.shape
    columns = min(count, columns)
    rows = math.ceil(count / columns)
    tiles = np.zeros((rows * columns, channels, height, width), images.dtype)
    tiles[:count] = images
    tiles = tiles.reshape(rows, columns, channels, height, width).transpose(2, 0, 3, 1, 4)
    return tiles.reshape(channels, rows * height, columns * width)


def _picture(x: Any, form: str) -> Any:
    """An image, or a batch of them, of dimensions named as in "NCHW", as (H, W, 3)."""
    if len(set(form)) != len(form):
        raise AssertionError(
            f"You can not use the same dimension shorthand twice. input_format: {form}"
        )
    if len(form) != x.ndim:
        raise AssertionError(
            "size of input tensor and input format are different. "
            f"tensor shape: {x.shape}, input_format: {form}"
        )
    names = form.upper()
    if len(names) == 2:
        x = x.transpose([names.index(n) for n in "HW"])[..., None]
    elif len(names) == 3:
        x = x.transpose([names.index(n) for n in "HWC"])
    else:
        x = _grid(x.transpose([names.index(n) for n in "NCHW"])).transpose(1, 2, 0)
    return np.repeat(x, 3, axis=2) if x.shape[2] == 1 else x


def _bytes(x: Any) -> Any:
    """Numbers from 0 to 1 as bytes; bytes as they are."""
    scale = 1 if x.dtype == np.uint8 else 255
    return (x.astype(np.float32) * scale).clip(0, 255).astype(np.uint8)


def _encoded(picture: Any, boxes: Any = None, labels: Any = None, rescale: float = 1) -> Any:
    from PIL import Image, ImageDraw

    height, width, channels = picture.shape
    image = Image.fromarray(picture)
    if boxes is not None:
        image = image.convert("RGB")
        draw = ImageDraw.Draw(image)
        for i, box in enumerate(boxes.tolist()):
            left, top, right, bottom = box
            corners = [(left, top), (left, bottom), (right, bottom), (right, top), (left, top)]
            draw.line(corners, width=2, fill="red")
            if labels is not None:
                draw.text((left, top), str(labels[i]), fill="red")
    if rescale != 1:
        height, width = int(height * rescale), int(width * rescale)
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, format="PNG")
    return Summary.Image(
        height=height, width=width, colorspace=channels, encoded_image_string=out.getvalue()
    )


def image(tag: str, x: Any, form: str) -> Summary:
    return _one(tag, image=_encoded(_picture(_bytes(array(x)), form)))


def image_with_boxes(
    tag: str, x: Any, boxes: Any, form: str, rescale: float, labels: Sequence[str] | None
) -> Summary:
    picture = _picture(_bytes(array(x)), form)
    return _one(tag, image=_encoded(picture, array(boxes), labels, rescale))


def sprite(images: Any) -> Any:
    """One PNG of square rows, for the points of an embedding."""
    x = array(images)
    columns = math.ceil(math.sqrt(x.shape[0]))
    picture = _bytes(_grid(x, columns).transpose(1, 2, 0))
    return _encoded(np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture)


def video(tag: str, x: Any, rate: float) -> Summary:
    """(N, T, C, H, W) as an animation, the N side by side."""
    from PIL import Image

    values = _bytes(array(x))
    frames = [_picture(values[:, t], "NCHW") for t in range(values.shape[1])]
    pictures = [Image.fromarray(frame) for frame in frames]
    out = io.BytesIO()
    pictures[0].save(
        out,
        format="GIF",
        save_all=True,
        append_images=pictures[1:],
        duration=1000 / rate,
        loop=0,
    )
    height, width, channels = frames[0].shape
    made = Summary.Image(
        height=height, width=width, colorspace=channels, encoded_image_string=out.getvalue()
    )
    return _one(tag, image=made)


def audio(tag: str, x: Any, rate: int) -> Summary:
    values = array(x).squeeze()
    if values.ndim != 1:
        raise AssertionError("input tensor should be 1 dimensional.")
    samples = (values.clip(-1, 1) * np.iinfo(np.int16).max).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    made = Summary.Audio(
        sample_rate=rate,
        num_channels=1,
        length_frames=samples.size,
        encoded_audio_string=out.getvalue(),
        content_type="audio/wav",
    )
    return _one(tag, audio=made)


# Curves of precision over recall.


def pr_curve(tag: str, labels: Any, predictions: Any, thresholds: int, weights: Any) -> Summary:
    """Counts at thresholds evenly spaced from 0 to 1."""
    labels, predictions = array(labels), array(predictions)
    weight = 1.0 if weights is None else array(weights)
    place = np.floor(predictions * (thresholds - 1)).astype(np.int32)
    columns = []
    for kind in (labels.astype(float), 1.0 - labels.astype(float)):
        counts, _ = np.histogram(
            place, bins=thresholds, range=(0, thresholds - 1), weights=kind * weight
        )
        columns.append(counts[::-1].cumsum()[::-1])
    true_positive, false_positive = columns
    true_negative = false_positive[0] - false_positive
    false_negative = true_positive[0] - true_positive
    rows = [
        true_positive,
        false_positive,
        true_negative,
        false_negative,
        true_positive / np.maximum(_LEAST_COUNT, true_positive + false_positive),
        true_positive / np.maximum(_LEAST_COUNT, true_positive + false_negative),
    ]
    return raw_pr_curve(tag, rows, thresholds)


def raw_pr_curve(tag: str, rows: Sequence[Any], thresholds: int) -> Summary:
    x = np.stack([array(row) for row in rows])
    content = PrCurvePluginData(version=0, num_thresholds=thresholds).SerializeToString()
    held = TensorProto(
        dtype="DT_FLOAT", float_val=x.reshape(-1).tolist(), tensor_shape=_shape(x.shape)
    )
    return _one(tag, tensor=held, metadata=_plugin("pr_curves", content))


# Meshes.


def mesh(
    tag: str, vertices: Any, colors: Any, faces: Any, config: Mapping[str, Any] | None
) -> Summary:
    given = [
        (vertices, "VERTEX"),
        (faces, "FACE"),
        (colors, "COLOR"),
    ]
    parts = [(array(x), kind) for x, kind in given if x is not None]
    components = mesh_metadata.get_components_bitmask(
        [getattr(MeshPluginData, kind) for _, kind in parts]
    )
    made = Summary()
    for x, kind in parts:
        number = getattr(MeshPluginData, kind)
        metadata = mesh_metadata.create_summary_metadata(
            tag,
            "",
            number,
            components,
            x.shape,
            json_config=json.dumps(config or {}, sort_keys=True),
        )
        held = TensorProto(
            dtype="DT_FLOAT", float_val=x.reshape(-1).tolist(), tensor_shape=_shape(x.shape)
        )
        name = mesh_metadata.get_instance_name(tag, number)
        made.value.append(Summary.Value(tag=name, tensor=held, metadata=metadata))
    return made


# Dashboards and hyperparameters.


def custom_scalars(layout: Mapping[str, Mapping[str, Sequence[Any]]]) -> Summary:
    """``{category: {title: ["Multiline" or "Margin", tags]}}``."""
    made = layout_pb2.Layout()
    for category, charts in layout.items():
        shown = made.category.add(title=category)
        for title, (kind, tags) in charts.items():
            chart = shown.chart.add(title=title)
            if kind == "Margin":
                if len(tags) != 3:
                    raise AssertionError(
                        f"A margin chart has three tags, value, lower and upper, not {len(tags)}."
                    )
                value, lower, upper = tags
                chart.margin.series.add(value=value, lower=lower, upper=upper)
            else:
                chart.multiline.tag.extend(tags)
    held = TensorProto(
        dtype="DT_STRING", string_val=[made.SerializeToString()], tensor_shape=_shape([])
    )
    return _one("custom_scalars__config__", tensor=held, metadata=_plugin("custom_scalars"))


def _set_value(place: Any, value: Any) -> Any:
    """Sets the field for the type of ``value``, and returns the type's number."""
    if isinstance(value, (int, float)):
        place.number_value = value
        return api_pb2.DATA_TYPE_FLOAT64
    if isinstance(value, str):
        place.string_value = value
        return api_pb2.DATA_TYPE_STRING
    if isinstance(value, Tensor):
        place.number_value = array(value).item()
        return api_pb2.DATA_TYPE_FLOAT64
    raise ValueError("value should be one of int, float, str, bool, or torch.Tensor")


def hparams(
    values: Mapping[str, Any],
    metrics: Mapping[str, Any],
    domains: Mapping[str, Sequence[Any]] | None,
) -> tuple[Summary, Summary, Summary]:
    """The experiment, the start and the end of a session."""
    if not isinstance(values, dict) or not isinstance(metrics, dict):
        raise TypeError("hparam_dict and metric_dict should be dictionary.")
    for name, domain in (domains or {}).items():
        if (
            name not in values
            or not isinstance(domain, list)
            or not all(isinstance(choice, type(values[name])) for choice in domain)
        ):
            raise TypeError(
                f"parameter: hparam_domain_discrete[{name}] should be a list of same type as "
                f"hparam_dict[{name}]."
            )
    experiment = api_pb2.Experiment()
    start = plugin_data_pb2.SessionStartInfo()
    for name, value in values.items():
        if value is None:
            continue
        info = experiment.hparam_infos.add(name=name)
        info.type = _set_value(start.hparams[name], value)
        for choice in (domains or {}).get(name, ()):
            _set_value(info.domain_discrete.values.add(), choice)
    for name in metrics:
        experiment.metric_infos.add(name=api_pb2.MetricName(tag=name))
    end = plugin_data_pb2.SessionEndInfo(status=api_pb2.STATUS_SUCCESS)

    def record(tag: str, **content: Any) -> Summary:
        data = plugin_data_pb2.HParamsPluginData(version=0, **content)
        return _one(f"_hparams_/{tag}", metadata=_plugin("hparams", data.SerializeToString()))

    return (
        record("experiment", experiment=experiment),
        record("session_start_info", session_start_info=start),
        record("session_end_info", session_end_info=end),
    )
