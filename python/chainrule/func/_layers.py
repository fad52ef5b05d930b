"""Rules of ``vmap`` for layers and losses. See Note [Rules] in _batched.py."""

from __future__ import annotations

from typing import Any

from .._core import Tensor
from ._batched import RULES, Batched, NoRule, Rule, _is_batched, _named, _op, _shifted, apply, whole
from ._rules import _options

# ---- layers ----


@_named("dropout")
def _dropout(x: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    if (training and p) or inplace:
        raise NoRule
    return x


@_named("embedding")
def _embedding(input: Any, weight: Any, *args: Any, **kwargs: Any) -> Any:
    if isinstance(weight, Batched) or _is_batched(*args, *kwargs.values()):
        raise NoRule
    return Batched(_op("embedding")(input.value, weight, *args, **kwargs))


@_named("layer_norm")
def _layer_norm(
    x: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    if not isinstance(x, Batched):
        x = Batched(whole(x))
    out: Any = Batched(_op("layer_norm")(x.value, normalized_shape, None, None, eps))
    out = out if weight is None else apply("mul", out, weight)
    return out if bias is None else apply("add", out, bias)


@_named("conv2d", "conv1d")
def _conv(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Any:
    spatial = weight.ndim - 2
    if input.ndim != weight.ndim or spatial not in (1, 2) or _is_batched(stride, padding):
        raise NoRule
    operation = _op("conv1d" if spatial == 1 else "conv2d")
    x = whole(input)
    entries, images = x.shape[:2]
    if not _is_batched(weight):
        out = operation(x.flatten(0, 1), weight, None, stride, padding, dilation, groups)
        out = out.unflatten(0, (entries, images))
    else:
        # An entry is a group of channels of its own.
        side_by_side = x.transpose(0, 1).flatten(1, 2)
        kernels = weight.value.flatten(0, 1)
        out = operation(side_by_side, kernels, None, stride, padding, dilation, groups * entries)
        out = out.unflatten(1, (entries, -1)).transpose(0, 1)
    if bias is None:
        return Batched(out)
    shape = [-1, *[1] * spatial]
    return apply("add", Batched(out), bias.reshape(*shape))


def _pool_rule(name: str, spatial: int) -> Rule:
    def rule(x: Any, *args: Any, **kwargs: Any) -> Any:
        if x.ndim not in (spatial + 1, spatial + 2):
            raise NoRule
        images = x.value if x.ndim == spatial + 1 else x.value.flatten(0, 1)
        out = _op(name)(images, *args, **kwargs)

        def split(part: Tensor) -> Batched:
            return Batched(part.unflatten(0, x.value.shape[:2]) if x.ndim > spatial + 1 else part)

        return tuple(map(split, out)) if isinstance(out, tuple) else split(out)

    return rule


for _name in ("_max_pool", "avg_pool", "adaptive_avg_pool"):
    for _spatial in (1, 2):
        RULES[f"{_name}{_spatial}d"] = _pool_rule(f"{_name}{_spatial}d", _spatial)


# ---- losses: element by element, then over each entry ----


def _reduced(losses: Tensor, rank: int, reduction: str) -> Any:
    if reduction == "none":
        return Batched(losses)
    if reduction not in ("mean", "sum"):
        raise NoRule
    return apply(reduction, Batched(losses)) if rank else Batched(losses)


def _loss_rule(name: str) -> Rule:
    def rule(input: Any, target: Any, *args: Any, reduction: str = "mean", **kwargs: Any) -> Any:
        if (
            args
            or input.shape != target.shape
            or _is_batched(*kwargs.values())
            or any(isinstance(v, Tensor) for v in kwargs.values())
        ):
            raise NoRule
        losses = _op(name)(whole(input), whole(target), reduction="none", **kwargs)
        return _reduced(losses, input.ndim, reduction)

    return rule


for _name in [
    "mse_loss",
    "l1_loss",
    "smooth_l1_loss",
    "huber_loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
]:
    RULES[_name] = _loss_rule(_name)


def _class_loss_rule(name: str) -> Rule:
    def rule(input: Any, target: Any, *args: Any, reduction: str = "mean", **kwargs: Any) -> Any:
        smoothing = kwargs.pop("label_smoothing", 0.0)
        ignored = kwargs.pop("ignore_index", -100)
        if args or any(v is not None for v in kwargs.values()) or smoothing or ignored >= 0:
            raise NoRule
        # Rows of classes and their numbers; one that is to be ignored would change the mean.
        if input.ndim not in (1, 2) or target.ndim != input.ndim - 1:
            raise NoRule
        if target.dtype.is_floating_point or bool((whole(target) < 0).any()):
            raise NoRule
        x, y = whole(input), whole(target)
        rows = x if input.ndim == 1 else x.flatten(0, 1)
        losses = _op(name)(rows, y.flatten(), reduction="none").reshape(y.shape)
        return _reduced(losses, target.ndim, reduction)

    return rule


for _name in ("cross_entropy", "nll_loss"):
    RULES[_name] = _class_loss_rule(_name)


# ---- layers of images: entries are more images ----


def _of_images(name: str, spatial: int | None) -> Rule:
    operation = _op(name)

    def rule(x: Any, *args: Any, **kwargs: Any) -> Any:
        _options(args, kwargs)
        rank = x.ndim if spatial is None else spatial + 2
        if x.ndim != rank or rank < 3:
            raise NoRule
        found = operation(x.value.flatten(0, 1), *args, **kwargs)
        return Batched(found.unflatten(0, x.value.shape[:2]))

    return rule


for _name in ("channel_shuffle", "pixel_shuffle", "pixel_unshuffle"):
    RULES[_name] = _of_images(_name, None)
RULES["local_response_norm"] = _of_images("local_response_norm", None)
for _name in ("adaptive_avg_pool3d", "avg_pool3d"):
    RULES[_name] = _of_images(_name, 3)


@_named("pad")
def _pad(x: Any, pad: Any, mode: str = "constant", value: Any = None) -> Any:
    if isinstance(value, Batched) or len(pad) > 2 * x.ndim:
        raise NoRule
    if mode == "constant":
        return Batched(_op("pad")(x.value, pad, mode, value))
    if x.ndim != len(pad) // 2 + 2:
        raise NoRule
    found = _op("pad")(x.value.flatten(0, 1), pad, mode, value)
    return Batched(found.unflatten(0, x.value.shape[:2]))


def _per_channel(x: Any, weight: Any, bias: Any) -> Any:
    shape = [-1, *[1] * (x.ndim - 2)]
    x = x if weight is None else x * weight.reshape(shape)
    return x if bias is None else x + bias.reshape(shape)


@_named("group_norm")
def _group_norm(
    x: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    if not isinstance(x, Batched) or x.ndim < 2:
        raise NoRule
    found = _op("nn.functional.group_norm")(x.value.flatten(0, 1), num_groups, None, None, eps)
    return _per_channel(Batched(found.unflatten(0, x.value.shape[:2])), weight, bias)


@_named("instance_norm")
def _instance_norm(
    x: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    if running_mean is not None or not use_input_stats or x.ndim < 3 or not _is_batched(x):
        raise NoRule
    found = _op("nn.functional.instance_norm")(x.value.flatten(0, 1), eps=eps)
    return _per_channel(Batched(found.unflatten(0, x.value.shape[:2])), weight, bias)


@_named("batch_norm")
def _batch_norm(
    x: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """An entry has statistics of its own: its channels stand beside those of the others."""
    if not isinstance(x, Batched) or x.ndim < 2:
        raise NoRule
    if training:
        if running_mean is not None or running_var is not None:
            if not _is_batched(running_mean, running_var):
                raise RuntimeError(
                    "Batch norm got a batched tensor as input while the running_mean or "
                    "running_var, which will be updated in place, were not batched. "
                    "func.replace_all_batch_norm_modules_ makes modules use the batch alone."
                )
            raise NoRule
        side_by_side = x.value.transpose(0, 1).flatten(1, 2)
        found = _op("nn.functional.batch_norm")(
            side_by_side, None, None, None, None, True, momentum, eps
        )
        found = found.unflatten(1, (x.value.shape[0], -1)).transpose(0, 1)
        return _per_channel(Batched(found), weight, bias)
    shape = [-1, *[1] * (x.ndim - 2)]
    centred = x - running_mean.reshape(shape)
    scale = (running_var + eps).rsqrt().reshape(shape)
    return _per_channel(centred * scale, weight, bias)


@_named("rms_norm")
def _rms_norm(x: Any, normalized_shape: Any, weight: Any = None, eps: Any = None) -> Any:
    if not isinstance(x, Batched):
        raise NoRule
    found = Batched(_op("nn.functional.rms_norm")(x.value, normalized_shape, None, eps))
    return found if weight is None else apply("mul", found, weight)


@_named("prelu")
def _prelu(x: Any, weight: Any) -> Any:
    if weight.numel() != 1 or not isinstance(x, Batched):
        raise NoRule
    slope = weight.reshape(()) if not isinstance(weight, Batched) else weight.reshape([])
    return apply("where", apply("ge", x, 0), x, apply("mul", x, slope))


@_named("cosine_similarity")
def _cosine_similarity(x: Any, y: Any, dim: int = 1, eps: float = 1e-8) -> Any:
    if x.ndim != y.ndim or not x.ndim:
        raise NoRule
    return Batched(_op("cosine_similarity")(whole(x), whole(y), _shifted(dim, x.ndim), eps))
