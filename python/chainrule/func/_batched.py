"""Batches that look like single values: what ``vmap`` passes to a function, where one call for all
entries will do.

Note [Rules]
A rule computes an operation for all entries at once, as the same operation (or a few others) on
tensors whose first dimension is the batch. Derivatives need no rules: entries do not meet, so a
sweep over the batch is a sweep over each. What has no rule raises NoRule, upon which ``vmap`` calls
the function for each entry by itself; so a rule may refuse whatever it is not sure of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .. import _core
from .._core import Tensor

Rule = Callable[..., Any]


class NoRule(Exception):
    """Something cannot be done for all entries at once."""


class _Active(threading.local):
    size: int | None = None


_active = _Active()


def active_size() -> int | None:
    """The number of entries of the batch that this thread computes at once, if any."""
    return _active.size


@contextmanager
def batch_of(size: int) -> Iterator[None]:
    """Inside, a batch of that many entries is computed at once."""
    if _active.size is not None:
        raise NoRule
    _active.size = size
    try:
        yield
    finally:
        _active.size = None


class Batched:
    """All entries of a batch in one tensor, along its first dimension; shown as one of them."""

    __slots__ = ("value",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Tensor) -> None:
        self.value = value

    # What is known of every entry.
    @property
    def shape(self) -> Any:
        return self.value.shape[1:]

    @property
    def ndim(self) -> int:
        return self.value.ndim - 1

    @property
    def dtype(self) -> Any:
        return self.value.dtype

    @property
    def device(self) -> Any:
        return self.value.device

    @property
    def requires_grad(self) -> bool:
        return self.value.requires_grad

    @property
    def T(self) -> Any:
        return apply("t", self) if self.ndim == 2 else _no_rule()

    @property
    def mT(self) -> Any:
        return apply("transpose", self, -2, -1)

    def dim(self) -> int:
        return self.ndim

    def numel(self) -> int:
        return self.value.numel() // self.value.shape[0]

    def size(self, dim: int | None = None) -> Any:
        return self.shape if dim is None else self.shape[dim]

    def is_floating_point(self) -> bool:
        return self.value.is_floating_point()

    def is_complex(self) -> bool:
        return self.value.is_complex()

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("len() of a 0-d tensor")
        return int(self.shape[0])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in RULES:
            raise NoRule(name)
        return lambda *args, **kwargs: apply(name, self, *args, **kwargs)

    def __getitem__(self, key: Any) -> Any:
        keys = key if isinstance(key, tuple) else (key,)
        if not all(k is None or k is Ellipsis or isinstance(k, (int, slice)) for k in keys):
            raise NoRule
        where = (slice(None), *keys)
        return Batched(self.value[where])

    def _refuse(self, *args: Any) -> Any:
        raise NoRule

    __bool__ = __int__ = __float__ = __index__ = __iter__ = __setitem__ = __contains__ = _refuse
    __iadd__ = __isub__ = __imul__ = __itruediv__ = __ipow__ = _refuse


def _no_rule() -> Any:
    raise NoRule


def _operator(name: str, *, swapped: bool = False) -> Any:
    def method(self: Batched, *other: Any) -> Any:
        return apply(name, *other, self) if swapped else apply(name, self, *other)

    return method


for _symbol, _name in {
    "add": "add",
    "sub": "sub",
    "mul": "mul",
    "truediv": "div",
    "pow": "pow",
    "matmul": "matmul",
}.items():
    setattr(Batched, f"__{_symbol}__", _operator(_name))
    setattr(Batched, f"__r{_symbol}__", _operator(_name, swapped=True))
for _symbol in ("lt", "le", "gt", "ge", "eq", "ne", "neg", "abs"):
    setattr(Batched, f"__{_symbol}__", _operator(_symbol))


def apply(name: str, *args: Any, **kwargs: Any) -> Any:
    """The operation of that name on batches."""
    rule = RULES.get(name)
    if rule is None:
        raise NoRule(name)
    return rule(*args, **kwargs)


def call(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What the core calls when a batch is among the arguments of a registered operation."""
    if kwargs.get("out") is not None:
        raise NoRule
    return apply(operation.__name__, *args, **kwargs)


RULES: dict[str, Rule] = {}


def _named(*names: str) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        for name in names:
            RULES[name] = rule
        return rule

    return register


def _op(name: str) -> Any:
    functions = _core._functions
    return functions.get(name) or functions[f"nn.functional.{name}"]


def _is_batched(*values: Any) -> bool:
    return any(isinstance(v, Batched) for v in values)


def whole(value: Any) -> Any:
    """A tensor with a batch in front, repeated for what is the same for all entries."""
    if isinstance(value, Batched):
        return value.value
    return value.expand(active_size(), *value.shape)


# ---- element by element ----

_UNARY = [
    "abs",
    "neg",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sqrt",
    "rsqrt",
    "square",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "sigmoid",
    "relu",
    "relu6",
    "gelu",
    "silu",
    "selu",
    "elu",
    "celu",
    "mish",
    "softplus",
    "softsign",
    "leaky_relu",
    "hardtanh",
    "hardsigmoid",
    "hardswish",
    "logsigmoid",
    "tanhshrink",
    "reciprocal",
    "erf",
    "erfc",
    "sign",
    "floor",
    "ceil",
    "round",
    "trunc",
    "clamp",
    "clamp_min",
    "clamp_max",
    "isnan",
    "isinf",
    "isfinite",
    "logical_not",
    "detach",
    "clone",
    "contiguous",
    "float",
    "double",
    "half",
    "bfloat16",
    "long",
    "int",
    "zeros_like",
    "ones_like",
    "nan_to_num",
]


_LIKE = ("zeros_like", "ones_like")


def _unary_rule(name: str) -> Rule:
    def rule(x: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_batched(*args, *kwargs.values()) or kwargs.pop("inplace", False):
            raise NoRule(name)
        layer = _core._functions.get(f"nn.functional.{name}")
        if layer is not None:
            return Batched(layer(x.value, *args, **kwargs))
        if name in _LIKE:
            return Batched(_op(name)(x.value, *args, **kwargs))
        return Batched(getattr(x.value, name)(*args, **kwargs))

    return rule


for _name in _UNARY:
    RULES[_name] = _unary_rule(_name)


def _aligned(values: tuple[Any, ...]) -> list[Any]:
    """Batches with their first dimension in front of as many others as the widest entry has."""
    ranks = [v.ndim for v in values if isinstance(v, (Tensor, Batched))]
    rank = max(ranks)
    out = []
    for v in values:
        if isinstance(v, Batched):
            shape = v.shape
            if len(shape) < rank:
                v = v.value.reshape(v.value.shape[0], *[1] * (rank - len(shape)), *shape)
            else:
                v = v.value
        out.append(v)
    return out


def _broadcast_rule(name: str) -> Rule:
    def rule(*args: Any, **kwargs: Any) -> Any:
        if _is_batched(*kwargs.values()) or "out" in kwargs or "rounding_mode" in kwargs:
            raise NoRule(name)
        _same_kind(args)
        return Batched(_op(name)(*_aligned(args), **kwargs))

    return rule


def _same_kind(args: tuple[Any, ...]) -> None:
    """A number among batches, or batches with and without dimensions, may change what types come
    out: then no rule."""
    kinds = {(v.dtype, v.ndim == 0) for v in args if isinstance(v, (Tensor, Batched))}
    if len({kind for kind, _ in kinds}) > 1 and len({zero for _, zero in kinds}) > 1:
        raise NoRule


for _name in [
    "add",
    "sub",
    "mul",
    "div",
    "true_divide",
    "pow",
    "maximum",
    "minimum",
    "where",
    "atan2",
    "lt",
    "le",
    "gt",
    "ge",
    "eq",
    "ne",
    "logical_and",
    "logical_or",
    "logaddexp",
    "hypot",
    "fmax",
    "fmin",
]:
    RULES[_name] = _broadcast_rule(_name)


# ---- products ----


@_named("matmul", "mm", "mv", "bmm", "dot")
def _matmul(a: Any, b: Any) -> Any:
    if not (isinstance(a, (Tensor, Batched)) and isinstance(b, (Tensor, Batched))):
        raise NoRule
    if isinstance(a, Batched) and not isinstance(b, Batched) and a.ndim and 1 <= b.ndim <= 2:
        return Batched(a.value @ b)
    x, y = whole(a), whole(b)
    if a.ndim == 0 or b.ndim == 0:
        raise NoRule
    row, column = a.ndim == 1, b.ndim == 1
    x = x.unsqueeze(-2) if row else x
    y = y.unsqueeze(-1) if column else y
    rank = max(x.ndim, y.ndim)
    x = x.reshape(x.shape[0], *[1] * (rank - x.ndim), *x.shape[1:])
    y = y.reshape(y.shape[0], *[1] * (rank - y.ndim), *y.shape[1:])
    out = x @ y
    out = out.squeeze(-1) if column else out
    out = out.squeeze(-1 if column else -2) if row else out
    return Batched(out)


@_named("linear")
def _linear(input: Any, weight: Any, bias: Any = None) -> Any:
    if not _is_batched(weight, bias):
        return Batched(_op("linear")(input.value, weight, bias))
    if weight.ndim != 2 or input.ndim == 0:
        raise NoRule
    out = _matmul(input, Batched(whole(weight).mT))
    return out if bias is None else apply("add", out, bias)


@_named("outer", "ger")
def _outer(a: Any, b: Any) -> Any:
    if a.ndim != 1 or b.ndim != 1:
        raise NoRule
    return Batched(whole(a).unsqueeze(-1) * whole(b).unsqueeze(-2))


# ---- along dimensions ----


def _shifted(dim: Any, rank: int) -> int:
    """A dimension of an entry as one of the batch."""
    if isinstance(dim, bool) or not isinstance(dim, int) or not -rank <= dim < rank:
        raise NoRule
    return dim % rank + 1


def _dims(dim: Any, rank: int) -> list[int]:
    if dim is None:
        return list(range(1, rank + 1))
    return [_shifted(d, rank) for d in (dim if isinstance(dim, (tuple, list)) else (dim,))]


def _reduction_rule(name: str) -> Rule:
    def rule(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
        if isinstance(dim, (tuple, list)) and not dim:
            dim = None
        more = {} if dtype is None else {"dtype": dtype}
        dims = _dims(dim, x.ndim)
        if not dims:  # an entry is a number
            if name not in ("sum", "mean", "amax", "amin"):
                raise NoRule
            return Batched(getattr(x.value.unsqueeze(-1), name)(-1, **more))
        return Batched(getattr(x.value, name)(dims, keepdim, **more))

    return rule


for _name in ("sum", "mean", "amax", "amin", "logsumexp"):
    RULES[_name] = _reduction_rule(_name)


def _one_dim_rule(name: str) -> Rule:
    def rule(x: Any, dim: Any = None, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("_stacklevel", None)
        if dim is None or not x.ndim or _is_batched(*args, *kwargs.values()):
            raise NoRule
        return Batched(_op(name)(x.value, _shifted(dim, x.ndim), *args, **kwargs))

    return rule


for _name in ("softmax", "log_softmax", "cumsum", "cumprod", "argmax", "argmin"):
    RULES[_name] = _one_dim_rule(_name)


# ---- form ----


def _sizes(args: tuple[Any, ...]) -> list[int]:
    sizes = list(args[0]) if len(args) == 1 and isinstance(args[0], (tuple, list)) else list(args)
    if not all(isinstance(s, int) for s in sizes):
        raise NoRule
    return sizes


@_named("view", "reshape")
def _reshape(x: Any, *sizes: Any) -> Any:
    return Batched(x.value.reshape(x.value.shape[0], *_sizes(sizes)))


@_named("flatten")
def _flatten(x: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    if not x.ndim:
        return Batched(x.value.unsqueeze(-1))
    return Batched(x.value.flatten(_shifted(start_dim, x.ndim), _shifted(end_dim, x.ndim)))


@_named("unsqueeze")
def _unsqueeze(x: Any, dim: int) -> Any:
    return Batched(x.value.unsqueeze(_shifted(dim, x.ndim + 1)))


@_named("squeeze")
def _squeeze(x: Any, dim: Any = None) -> Any:
    if dim is None:
        return Batched(x.value.reshape(x.value.shape[0], *[s for s in x.shape if s != 1]))
    return Batched(x.value.squeeze(_dims(dim, x.ndim)))


@_named("transpose")
def _transpose(x: Any, dim0: int, dim1: int) -> Any:
    return Batched(x.value.transpose(_shifted(dim0, x.ndim), _shifted(dim1, x.ndim)))


@_named("t")
def _t(x: Any) -> Any:
    if x.ndim > 2:
        raise NoRule
    return Batched(x.value.mT) if x.ndim == 2 else x


@_named("permute")
def _permute(x: Any, *dims: Any) -> Any:
    return Batched(x.value.permute(0, *[_shifted(d, x.ndim) for d in _sizes(dims)]))


@_named("expand")
def _expand(x: Any, *sizes: Any) -> Any:
    wanted = _sizes(sizes)
    (value,) = _aligned_to(x, len(wanted))
    return Batched(value.expand(x.value.shape[0], *wanted))


def _aligned_to(x: Batched, rank: int) -> list[Tensor]:
    missing = rank - x.ndim
    if missing < 0:
        raise NoRule
    return [x.value.reshape(x.value.shape[0], *[1] * missing, *x.shape)]


@_named("cat", "concat")
def _cat(tensors: Any, dim: int = 0) -> Any:
    rank = tensors[0].ndim
    if any(t.ndim != rank for t in tensors):
        raise NoRule
    return Batched(_op("cat")([whole(t) for t in tensors], _shifted(dim, rank)))


@_named("stack")
def _stack(tensors: Any, dim: int = 0) -> Any:
    return Batched(_op("stack")([whole(t) for t in tensors], _shifted(dim, tensors[0].ndim + 1)))


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

_core.set_batching(Batched, call)
