"""Rules of ``vmap`` by kinds of operations: what is true of a whole kind is said once, for the
names in its list. See Note [Rules] in _batched.py."""

from __future__ import annotations

from typing import Any

from .._core import Tensor
from ._batched import (
    RULES,
    Batched,
    NoRule,
    Rule,
    _aligned,
    _dims,
    _is_batched,
    _named,
    _op,
    _reduced_dims,
    _same_kind,
    _shifted,
    apply,
    whole,
)


def _options(args: Any, kwargs: Any) -> None:
    """Refuses batches and tensors where a rule takes plain values alone."""
    values = [*args, *kwargs.values()]
    if _is_batched(*values) or any(isinstance(v, Tensor) for v in values):
        raise NoRule


# ---- element by element ----


def _of_one(name: str) -> Rule:
    operation = _op(name)

    def rule(x: Any, *args: Any, **kwargs: Any) -> Any:
        _options(args, kwargs)
        return Batched(operation(x.value, *args, **kwargs))

    return rule


_ONE = """
    angle bessel_j0 bessel_j1 bessel_y0 bessel_y1 bitwise_not byte char conj conj_physical deg2rad
    digamma entr erfcx erfinv frac full_like gammaln hardshrink i0 i0e i1 i1e imag isneginf isposinf
    isreal lgamma log_ndtr logit logical_not mvlgamma ndtr ndtri polygamma positive psi
    rad2deg real resolve_conj resolve_neg sgn short signbit sinc softshrink threshold to
    type_as
"""
for _name in _ONE.split():
    if _name not in RULES:
        RULES[_name] = _of_one(_name)


def _of_several(name: str) -> Rule:
    operation = _op(name)

    def rule(*args: Any, **kwargs: Any) -> Any:
        if _is_batched(*kwargs.values()) or any(isinstance(v, (list, tuple)) for v in args):
            raise NoRule
        _same_kind(args)
        return Batched(operation(*_aligned(args), **kwargs))

    return rule


_SEVERAL = """
    addcdiv addcmul bitwise_and bitwise_or bitwise_xor clamp clamp_max clamp_min complex copysign
    float_power floor_divide fmod gammainc gammaincc heaviside igamma igammac isclose ldexp lerp
    logaddexp2 logical_xor masked_fill nextafter polar remainder rsub xlog1py xlogy zeta
"""
for _name in _SEVERAL.split():
    RULES[_name] = _of_several(_name)


# ---- along one dimension ----


def _along(name: str) -> Rule:
    """``operation(x, dim, ...)`` or ``(x, ..., dim=...)``, with a default for the last one."""
    operation = _op(name)

    def rule(x: Any, *args: Any, dim: Any = None, **kwargs: Any) -> Any:
        if name in ("topk", "kthvalue"):
            first, *rest = args or [kwargs.pop("k", None)]
            dim = rest.pop(0) if rest else -1 if dim is None else dim
            lead = [first]
        else:
            rest = list(args)
            if dim is None:
                dim = rest.pop(0) if rest else _LAST.get(name)
            lead = []
        if not x.ndim or dim is None:
            raise NoRule
        _options(rest, kwargs)
        found = operation(x.value, *lead, _shifted(dim, x.ndim), *rest, **kwargs)
        if isinstance(found, Tensor):
            return Batched(found)
        return type(found)([Batched(part) for part in found])

    return rule


_LAST = {"sort": -1, "argsort": -1, "mode": -1, "glu": -1}
_ALONG = """
    argsort cummax cummin glu kthvalue logcumsumexp median mode nanmedian narrow prod select sort
    topk
"""
for _name in _ALONG.split():
    RULES[_name] = _along(_name)


def _extreme(name: str, pair: str) -> Rule:
    along, both = _along(name), RULES[pair]

    def rule(x: Any, *args: Any, **kwargs: Any) -> Any:
        if not args and not kwargs:
            return apply("amax" if name == "max" else "amin", x)
        other = args[0] if args else kwargs.get("other")
        if isinstance(other, (Tensor, Batched)):
            return both(x, other)
        return along(x, *args, **kwargs)

    return rule


RULES["max"], RULES["min"] = _extreme("max", "maximum"), _extreme("min", "minimum")


def _through_dims(name: str) -> Rule:
    """Over some or all dimensions, with options by name."""
    operation = _op(name)

    def rule(x: Any, dim: Any = None, *args: Any, **kwargs: Any) -> Any:
        if isinstance(dim, bool) or not x.ndim:
            raise NoRule  # var(x, unbiased)
        _options(args, kwargs)
        found = operation(x.value, _reduced_dims(dim, x.ndim), *args, **kwargs)
        return Batched(found) if isinstance(found, Tensor) else tuple(map(Batched, found))

    return rule


for _name in [
    "all",
    "any",
    "count_nonzero",
    "nanmean",
    "nansum",
    "std",
    "std_mean",
    "var",
    "var_mean",
]:
    RULES[_name] = _through_dims(_name)


@_named("flip")
def _flip(x: Any, *dims: Any) -> Any:
    given = dims[0] if len(dims) == 1 and isinstance(dims[0], (tuple, list)) else dims
    return Batched(x.value.flip(_dims(list(given), x.ndim)))


@_named("roll")
def _roll(x: Any, shifts: Any, dims: Any = None) -> Any:
    if dims is None or dims == ():
        raise NoRule
    return Batched(x.value.roll(shifts, _dims(dims, x.ndim)))


def _picking(name: str) -> Rule:
    """``operation(x, dim, index, ...)`` where every tensor has the dimensions of the first."""
    operation = _op(name)

    def rule(x: Any, dim: int, *args: Any, **kwargs: Any) -> Any:
        tensors = [v for v in args if isinstance(v, (Tensor, Batched))]
        if _is_batched(*kwargs.values()) or any(v.ndim != x.ndim for v in (x, *tensors)):
            raise NoRule
        values = [whole(v) if isinstance(v, (Tensor, Batched)) else v for v in args]
        return Batched(operation(whole(x), _shifted(dim, x.ndim), *values, **kwargs))

    return rule


for _name in ("gather", "scatter", "scatter_add", "scatter_reduce"):
    RULES[_name] = _picking(_name)


@_named("index_select")
def _index_select(x: Any, dim: int, index: Any) -> Any:
    if isinstance(index, Batched) or not x.ndim:
        raise NoRule
    return Batched(x.value.index_select(_shifted(dim, x.ndim), index))


def _into_parts(name: str) -> Rule:
    operation = _op(name)

    def rule(x: Any, sections: Any, dim: int = 0) -> Any:
        if not x.ndim or _is_batched(sections) or isinstance(sections, Tensor):
            raise NoRule
        return tuple(map(Batched, operation(x.value, sections, _shifted(dim, x.ndim))))

    return rule


for _name in ("chunk", "split", "tensor_split", "split_with_sizes"):
    RULES[_name] = _into_parts(_name)


@_named("unbind")
def _unbind(x: Any, dim: int = 0) -> Any:
    return tuple(map(Batched, x.value.unbind(_shifted(dim, x.ndim))))


@_named("movedim", "moveaxis")
def _movedim(x: Any, source: Any, destination: Any) -> Any:
    return Batched(x.value.movedim(_dims(source, x.ndim), _dims(destination, x.ndim)))


@_named("unflatten")
def _unflatten(x: Any, dim: int, sizes: Any) -> Any:
    return Batched(x.value.unflatten(_shifted(dim, x.ndim), sizes))


@_named("repeat")
def _repeat(x: Any, *counts: Any) -> Any:
    given = counts[0] if len(counts) == 1 and isinstance(counts[0], (tuple, list)) else counts
    missing = len(given) - x.ndim
    if missing < 0:
        raise NoRule
    value = x.value.reshape(x.value.shape[0], *[1] * missing, *x.shape)
    return Batched(value.repeat(1, *given))


# ---- matrices: what takes (..., n, m) takes a batch of them ----


def _of_matrices(name: str, count: int) -> Rule:
    operation = _op(name)

    def rule(*args: Any, **kwargs: Any) -> Any:
        tensors = [v for v in args if isinstance(v, (Tensor, Batched))]
        rank = tensors[0].ndim
        if rank < 2 or len(tensors) > count or any(v.ndim != rank for v in tensors):
            raise NoRule
        if any(isinstance(v, (Tensor, Batched)) for v in kwargs.values()) or _is_batched(
            *[v for v in args if isinstance(v, (list, tuple))]
        ):
            raise NoRule
        values = [whole(v) if isinstance(v, (Tensor, Batched)) else v for v in args]
        found = operation(*values, **kwargs)
        if isinstance(found, Tensor):
            return Batched(found)
        return type(found)([Batched(part) for part in found])

    return rule


_MATRICES = """
    cholesky cholesky_inverse det eigh eigvals eigvalsh inv inverse logdet matrix_exp matrix_power
    pinv pinverse qr slogdet svdvals tril triu
"""
for _name in _MATRICES.split():
    RULES[_name] = _of_matrices(_name, 1)
for _name in ("cholesky_solve", "solve", "solve_triangular"):
    RULES[_name] = _of_matrices(_name, 2)


@_named("diagonal")
def _diagonal(x: Any, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Any:
    return Batched(x.value.diagonal(offset, _shifted(dim1, x.ndim), _shifted(dim2, x.ndim)))


@_named("diag_embed")
def _diag_embed(x: Any, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    rank = x.ndim + 1
    return Batched(x.value.diag_embed(offset, _shifted(dim1, rank), _shifted(dim2, rank)))


@_named("trace")
def _trace(x: Any) -> Any:
    if x.ndim != 2:
        raise NoRule
    return Batched(x.value.diagonal(0, 1, 2).sum(-1))


@_named("addmm", "addmv", "baddbmm")
def _addmm(input: Any, a: Any, b: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    product = apply("matmul", a, b)
    if alpha != 1:
        product = product * alpha
    if beta == 0:  # what is multiplied by nothing may be NaN
        raise NoRule
    return apply("add", product, input if beta == 1 else input * beta)


@_named("vdot", "inner")
def _inner(a: Any, b: Any) -> Any:
    if a.ndim != 1 or b.ndim != 1 or a.is_complex():
        raise NoRule
    return apply("matmul", a, b)
