"""Batches that look like single values: what ``vmap`` passes to a function, where one call for all
entries will do.

Note [Rules]
A rule computes an operation for all entries at once, as the same operation (or a few others) on
tensors whose first dimension is the batch. Derivatives need no rules: entries do not meet, so a
sweep over the batch is a sweep over each. A rule may refuse whatever it is not sure of by NoRule:
an operation without a rule is computed for each entry, and its results are stacked. Where that is
impossible as well, ``vmap`` calls the whole function for each entry by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from .. import _core
from .._core import Tensor
from ..autograd._forward import state as forward_mode

Rule = Callable[..., Any]


class NoRule(Exception):
    """Something cannot be done for all entries at once."""


class DataDependent(RuntimeError):
    """The function decides by the values of a batch, which one call for all entries cannot do."""


_ITEM = (
    "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling "
    ".item() on any Tensor: rewrite it with operations on tensors."
)
_DECISION = (
    "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. "
    "We don't support that yet: use where() instead of if."
)


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
    forward_mode.refuse_call = _refuse_batches
    try:
        yield
    finally:
        _active.size = None
        forward_mode.refuse_call = None


def _refuse_batches(inputs: Iterable[Any]) -> None:
    """A custom Function is called for each entry by itself: its forward takes tensors."""
    if _is_batched(*inputs):
        raise NoRule


class Batched:
    """All entries of a batch in one tensor, along its first dimension; shown as one of them."""

    __slots__ = ("value",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Tensor) -> None:
        self.value = value

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """To isinstance() it is what it stands for."""
        return Tensor

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

    def stride(self, dim: int | None = None) -> Any:
        strides = self.value.stride()[1:]
        return strides if dim is None else strides[dim]

    def __getattr__(self, name: str) -> Any:
        method = None if name.startswith("__") else getattr(Tensor, name, None)
        if method is None or not callable(method):
            raise NoRule(name)
        return lambda *args, **kwargs: call(method, (self, *args), kwargs)

    def __getitem__(self, key: Any) -> Any:
        keys = key if isinstance(key, tuple) else (key,)
        if _is_plain(keys):
            where = (slice(None), *keys)
            return Batched(self.value[where])
        return each(lambda x, where: x[where], (self, key), {})

    def __setitem__(self, key: Any, value: Any) -> None:
        keys = key if isinstance(key, tuple) else (key,)
        if not _is_plain(keys):
            for i, entry in enumerate(self.value.unbind(0)):
                entry[entry_of(key, i)] = entry_of(value, i)
            return
        where = (slice(None), *keys)
        if isinstance(value, Batched):
            missing = max(self.value[where].ndim - value.value.ndim, 0)
            value = value.value.reshape(value.value.shape[0], *[1] * missing, *value.shape)
        self.value[where] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(call(Tensor.unbind, (self,), {}))

    def item(self) -> Any:
        raise DataDependent(_ITEM)

    tolist = __int__ = __float__ = __complex__ = __index__ = item

    def __bool__(self) -> bool:
        raise DataDependent(_DECISION)

    def _refuse(self, *args: Any) -> Any:
        raise NoRule

    numpy = data_ptr = untyped_storage = backward = __contains__ = _refuse


def _is_plain(keys: Iterable[Any]) -> bool:
    """Whether an index is the same for all entries and keeps dimensions in their order."""
    return all(k is None or k is Ellipsis or type(k) is int or isinstance(k, slice) for k in keys)


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
    "mod": "remainder",
    "floordiv": "floor_divide",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
}.items():
    setattr(Batched, f"__{_symbol}__", _operator(_name))
    setattr(Batched, f"__r{_symbol}__", _operator(_name, swapped=True))
    if _symbol != "matmul":
        setattr(Batched, f"__i{_symbol}__", _operator(f"{_name}_"))
for _symbol in ("lt", "le", "gt", "ge", "eq", "ne", "neg", "abs"):
    setattr(Batched, f"__{_symbol}__", _operator(_symbol))
setattr(Batched, "__invert__", _operator("bitwise_not"))  # noqa: B010


def apply(name: str, *args: Any, **kwargs: Any) -> Any:
    """The operation of that name on batches."""
    return call(_core._functions.get(name) or getattr(Tensor, name), args, kwargs)


# What they return has a shape that depends on values.
_DYNAMIC = frozenset(
    ["nonzero", "argwhere", "masked_select", "unique", "unique_consecutive", "_unique"]
)


# Operations whose arguments are not those of the one that the rule of their name is for.
_OTHERS = frozenset(
    [
        "chainrule.batch_norm",
        "chainrule.instance_norm",
        "chainrule.linalg.diagonal",
        "chainrule.linalg.qr",
    ]
)
# What changes the memory of a tensor, not its values.
_MEMORY = frozenset(["resize_", "resize_as_", "set_", "requires_grad_", "detach_"])


def call(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What the core calls when a batch is among the arguments of a registered operation."""
    if kwargs.get("out") is not None:
        raise NoRule
    name = operation.__name__
    if name in _DYNAMIC:
        raise DataDependent(
            f"vmap: It looks like you're calling {name}, which returns a tensor of dynamic shape. "
            "We don't support vmap over operators with dynamic shape: use where() or a mask."
        )
    if name in _MEMORY:
        raise NoRule
    if name.endswith("_") and not name.endswith("__"):
        return _in_place(operation, name, args, kwargs)
    if kwargs.get("inplace"):
        kwargs = {**kwargs, "inplace": False}
        return _written(args[0], call(operation, args, kwargs), name)
    rule = RULES.get(name)
    if rule is not None and f"{operation.__module__}.{name}" not in _OTHERS:
        try:
            return rule(*args, **kwargs)
        except NoRule:
            pass
    return each(operation, args, kwargs)


def _in_place(operation: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    plain = getattr(Tensor, name[:-1], None) or _core._functions.get(name[:-1])
    if plain is None:
        if not isinstance(args[0], Batched):
            raise NoRule(name)
        for i, entry in enumerate(args[0].value.unbind(0)):
            more = [entry_of(a, i) for a in args[1:]]
            operation(entry, *more, **{k: entry_of(v, i) for k, v in kwargs.items()})
        return args[0]
    target = args[0]
    if isinstance(target, Batched) and target.requires_grad:
        # What the operation keeps for its derivative must not be what is written over.
        args = (Batched(target.value.clone()), *args[1:])
    return _written(target, call(plain, args, kwargs), name)


def _written(target: Any, result: Any, name: str) -> Any:
    """``target``, which holds the result from here on."""
    if not isinstance(target, Batched):
        raise DataDependent(
            f"vmap: inplace arithmetic(self, *extra_args) is not possible because there exists a "
            f"Tensor `other` in extra_args that has more elements than `self`. This happened due "
            f"to `other` being vmapped over but `self` not being vmapped over: call the version of "
            f"{name} without the underscore."
        )
    if target.shape != result.shape:
        raise RuntimeError(
            f"{name}: output with shape {list(target.shape)} doesn't match the broadcast shape "
            f"{list(result.shape)}"
        )
    target.value.copy_(result.value)
    return target


def entry_of(value: Any, i: int) -> Any:
    """The argument of entry i, where batches may stand in containers."""
    if isinstance(value, Batched):
        return value.value[i]
    if isinstance(value, (list, tuple)):
        parts = [entry_of(v, i) for v in value]
        return parts if isinstance(value, list) else tuple(parts)
    if isinstance(value, slice):
        return slice(*(entry_of(v, i) for v in (value.start, value.stop, value.step)))
    return value


def each(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """An operation without a rule: entry by entry, and its results stacked."""
    rows = []
    for i in range(_active.size or 0):
        entry = [entry_of(a, i) for a in args]
        rows.append(operation(*entry, **{k: entry_of(v, i) for k, v in kwargs.items()}))
    return _stacked(rows)


def _stacked(rows: list[Any]) -> Any:
    first = rows[0]
    if isinstance(first, Tensor):
        if any(r.shape != first.shape or r.dtype != first.dtype for r in rows):
            raise NoRule
        return Batched(_core._functions["stack"](rows))
    if isinstance(first, (tuple, list)):
        parts = [_stacked(list(column)) for column in zip(*rows, strict=True)]
        return type(first)(parts)
    if any(r != first for r in rows):
        raise NoRule
    return first


RULES: dict[str, Rule] = {}


def _named(*names: str) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        for name in names:
            RULES[name] = rule
        return rule

    return register


def _op(name: str) -> Any:
    """The operation of that name, wherever it lives: the registry's, or a method."""
    functions = _core._functions
    for space in ("", "nn.functional.", "linalg.", "special."):
        if space + name in functions:
            return functions[space + name]
    return getattr(Tensor, name)


def _is_batched(*values: Any) -> bool:
    return any(
        isinstance(v, Batched) or (isinstance(v, (tuple, list)) and _is_batched(*v)) for v in values
    )


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


def _reduced_dims(dim: Any, rank: int) -> list[int]:
    """Of a reduction: where none is named, all are meant."""
    return _dims(None if dim in ((), []) else dim, rank)


def _reduction_rule(name: str) -> Rule:
    def rule(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
        more = {} if dtype is None else {"dtype": dtype}
        dims = _reduced_dims(dim, x.ndim)
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


_core.set_batching(Batched, call)
