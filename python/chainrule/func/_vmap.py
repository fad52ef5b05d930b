"""``vmap``: a function of single values as a function of batches.

Note [At once, or one by one]
The function is called once with batches that look like single entries (_batched.py). Where it does
something which those cannot do (a random draw, a custom Function), it is called again, once for
each entry, and what it returns is stacked: that is what vmap means. A decision by value is an
error, as it could not be taken for all entries at once. Both ways are differentiable as
everything else is. A function that does more than compute, such as printing, may do so once more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from .._core import Tensor
from ..utils._pytree import TreeSpec, broadcast_to_and_flatten, tree_flatten, tree_unflatten
from . import _layers as _layers
from . import _rules as _rules
from ._batched import Batched, DataDependent, NoRule, batch_of, whole
from ._draws import Draws


def vmap(
    func: Callable[..., Any],
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """A function that maps ``func`` over a dimension of its arguments.

    Args:
        func: takes and returns tensors in any container.
        in_dims: the dimension of each argument to map over, None for arguments that every call gets
            whole: one for all, or in the form of the arguments (or the beginning of that form).
        out_dims: where the mapped dimension goes in each result; None for a result that is the same
            for all entries.
        randomness: what random draws inside are: ``"different"`` for each entry, the ``"same"`` for
            all, or an ``"error"``.
        chunk_size: if given, entries are computed one at a time, which takes the least memory.

    Returns:
        A function of the same arguments with one dimension more. What is given by name goes whole
        to every call.

    Raises:
        ValueError: by the function returned: dimensions that do not exist or do not fit, or results
            that are no tensors.
        RuntimeError: random numbers were drawn, and ``randomness`` does not say how.

    >>> import chainrule as cr
    >>> cr.vmap(cr.dot)(cr.tensor([[1.0, 2.0], [3.0, 4.0]]), cr.tensor([[1.0, 1.0], [1.0, 10.0]]))
    tensor([ 3., 43.])
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            f"Only allowed values for randomness are 'error', 'different', or 'same'. Got "
            f"{randomness}"
        )
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    @wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        name = getattr(func, "__name__", type(func).__name__)
        batch = _Batch(name, in_dims, args)
        draws = Draws(randomness)
        at_once = None if chunk_size else _at_once(name, func, batch, kwargs, out_dims, draws)
        if at_once is not None:
            return at_once[0]
        rows: list[list[Any]] = []
        spec: TreeSpec | None = None
        for entry in batch.entries():
            draws.before_entry()
            result, form = tree_flatten(func(*entry, **kwargs))
            if spec is not None and form != spec:
                raise ValueError(
                    f"vmap({name}, ...): `{name}` must return one structure for all entries of "
                    f"the batch, got {form} after {spec}"
                )
            spec = form
            rows.append(result)
        draws.after_all()
        assert spec is not None
        return _joined(name, rows, spec, out_dims, batch.size)

    return wrapped


def _at_once(
    name: str,
    func: Callable[..., Any],
    batch: _Batch,
    kwargs: dict[str, Any],
    out_dims: Any,
    draws: Draws,
) -> tuple[Any] | None:
    """The result of one call for the whole batch; None where that cannot be had, for whatever
    reason."""
    if batch.size < 1:
        return None
    try:
        with batch_of(batch.size):
            leaves, spec = tree_flatten(func(*batch.together(), **kwargs))
            if draws.happened():
                raise NoRule
            dims = broadcast_to_and_flatten(out_dims, spec)
            if dims is None or not all(d is None or isinstance(d, int) for d in dims):
                raise NoRule
            pairs = list(zip(leaves, dims, strict=True))
            if any(d is None and isinstance(leaf, Batched) for leaf, d in pairs):
                raise DataDependent
            found = [leaf if d is None else whole(leaf).movedim(0, d) for leaf, d in pairs]
            return (tree_unflatten(found, spec),)
    except DataDependent as error:
        if error.args:
            raise
        raise ValueError(
            f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is None"
        ) from None
    except Exception:
        # Entry by entry it may well work; if not, the error is the one that the user should see.
        draws.undo()
        return None


class _Batch:
    """The arguments of a call, taken apart into leaves and the dimension of each."""

    def __init__(self, name: str, in_dims: Any, args: tuple[Any, ...]) -> None:
        if not isinstance(in_dims, (int, list, tuple)):
            raise ValueError(
                f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): expected `in_dims` to be int "
                f"or a (potentially nested) tuple "
                f"matching the structure of inputs, got: {type(in_dims)}."
            )
        if not args:
            raise ValueError(
                f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you "
                f"are trying to vmap over a "
                "function with no inputs. The latter is unsupported."
            )
        call = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>)"
        leaves, spec = tree_flatten(args)
        dims = broadcast_to_and_flatten(
            tuple(in_dims) if isinstance(in_dims, list) else in_dims, spec
        )
        if dims is None:
            raise ValueError(
                f"{call}: in_dims is not compatible with the structure of `inputs`. in_dims has "
                f"structure "
                f"{tree_flatten(in_dims)[1]} but inputs has structure {spec}."
            )
        self._args = spec
        self._leaves = leaves
        self._dims = [_wrapped(call, d, v) for d, v in zip(dims, leaves, strict=True)]
        sizes = [v.size(d) for v, d in zip(self._leaves, self._dims, strict=True) if d is not None]
        if not sizes:
            raise ValueError(
                f"{call}: got nothing to map over: the in_dims of all inputs are None."
            )
        if len(set(sizes)) > 1:
            raise ValueError(
                f"vmap: Expected all tensors to have the same size in the mapped dimension, got "
                f"sizes {sizes} for the mapped "
                "dimension"
            )
        self.size = sizes[0]

    def together(self) -> Any:
        """The arguments of one call for all entries."""
        if any(isinstance(v, Batched) for v in self._leaves):
            raise NoRule
        now = [
            v if d is None else Batched(v.movedim(d, 0))
            for v, d in zip(self._leaves, self._dims, strict=True)
        ]
        return tree_unflatten(now, self._args)

    def entries(self) -> Any:
        """The arguments of every entry; for an empty batch those of one entry of zeros, for its
        shapes."""
        if self.size == 0:
            columns: list[Any] = [
                None if d is None else (_entry_of_zeros(v, d),)
                for v, d in zip(self._leaves, self._dims, strict=True)
            ]
        else:
            columns = [
                None if d is None else v.unbind(d)
                for v, d in zip(self._leaves, self._dims, strict=True)
            ]
        for i in range(max(self.size, 1)):
            now = [
                v if column is None else column[i]
                for v, column in zip(self._leaves, columns, strict=True)
            ]
            yield tree_unflatten(now, self._args)


def _entry_of_zeros(value: Tensor, dim: int) -> Tensor:
    shape = [size for d, size in enumerate(value.shape) if d != dim]
    zeros: Tensor = value.detach().new_zeros(shape)
    return zeros


def _wrapped(call: str, dim: Any, value: Any) -> int | None:
    if dim is None:
        return None
    if not isinstance(dim, int):
        raise ValueError(
            f"{call}: Got in_dim={dim} for an input but in_dim must be either an integer "
            f"dimension or None."
        )
    if not isinstance(value, (Tensor, Batched)):
        raise ValueError(
            f"{call}: Got in_dim={dim} for an input but the input is of type {type(value)}. We "
            f"cannot vmap over non-Tensor "
            "arguments, please use None as the respective in_dim"
        )
    if not -value.dim() <= dim < value.dim():
        raise ValueError(
            f"{call}: Got in_dim={dim} for some input, but that input is a Tensor of "
            f"dimensionality {value.dim()} so expected "
            f"in_dim to satisfy -{value.dim()} <= in_dim < {value.dim()}."
        )
    return dim % value.dim()


def _joined(name: str, rows: list[list[Any]], spec: TreeSpec, out_dims: Any, size: int) -> Any:
    from .. import stack

    if not isinstance(out_dims, (int, tuple, list)) and out_dims is not None:
        raise ValueError(
            f"vmap({name}, ..., out_dims={out_dims})(<inputs>): out_dims must be an int, None or "
            f"a python collection of ints "
            f"representing where in the outputs the vmapped dimension should appear."
        )
    # A tuple of one dimension stands for that dimension beside a result that is no container.
    if spec.is_leaf() and isinstance(out_dims, (tuple, list)) and len(out_dims) == 1:
        out_dims = out_dims[0]
    dims = broadcast_to_and_flatten(
        tuple(out_dims) if isinstance(out_dims, list) else out_dims, spec
    )
    if dims is None:
        raise ValueError(
            f"vmap({name}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with "
            f"the structure of `outputs`. "
            f"out_dims has structure {tree_flatten(out_dims)[1]} but outputs has structure {spec}."
        )
    joined = []
    for column, dim in zip(zip(*rows, strict=True), dims, strict=True):
        if dim is None:
            joined.append(column[0])
            continue
        for value in column:
            if not isinstance(value, (Tensor, Batched)):
                raise ValueError(
                    f"vmap({name}, ...): `{name}` must only return Tensors, got type "
                    f"{type(value)}. Did you mean to set "
                    "out_dims= to None for output?"
                )
        whole = stack(column, dim)
        joined.append(whole if size else whole.narrow(dim, 0, 0))
    return tree_unflatten(joined, spec)
