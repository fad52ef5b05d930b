"""Derivatives of functions of tensors, all of them by backward sweeps (see Note [Levels] in
_levels.py).

A forward product J t is the derivative of the backward product v'J, which is linear in v, by v: two
sweeps, and no operation needs a derivative of its own for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from .._core import Tensor
from ..autograd._forward import state as forward_mode
from ..utils._pytree import TreeSpec, tree_flatten, tree_map, tree_unflatten
from ._batched import Batched
from ._draws import Draws
from ._levels import Level, inner, is_differentiable, is_tensor, products

Argnums = int | tuple[int, ...]

# ---- arguments ----


def _chosen(argnums: Argnums, count: int, name: str) -> tuple[int, ...]:
    """The positions that argnums means, each from 0 on."""
    if isinstance(argnums, bool) or not isinstance(argnums, (int, tuple)):
        raise RuntimeError(
            f"{name}: argnums must be an int or a tuple of ints, got {type(argnums).__name__}"
        )
    numbers = (argnums,) if isinstance(argnums, int) else argnums
    if not numbers:
        raise RuntimeError(f"{name}: argnums must not be empty")
    for n in numbers:
        if not isinstance(n, int):
            raise RuntimeError(f"{name}: argnums must be ints, got {type(n).__name__}")
        if not -count <= n < count:
            raise RuntimeError(
                f"{name}: got argnum={n}, but only {count} positional inputs were given"
            )
    wrapped = tuple(n % count for n in numbers)
    if len(set(wrapped)) != len(wrapped):
        raise RuntimeError(f"{name}: argnums elements must be unique, got {argnums}")
    return wrapped


class _Point:
    """The chosen arguments of a call, inside a level."""

    def __init__(self, level: Level, args: Sequence[Any], argnums: Argnums, name: str) -> None:
        self.single = isinstance(argnums, int)
        positions = _chosen(argnums, len(args), name)
        chosen = args[positions[0]] if self.single else tuple(args[p] for p in positions)
        leaves, self.spec = tree_flatten(chosen)
        for leaf in leaves:
            if not is_tensor(leaf):
                raise ValueError(
                    f"{name}: what is differentiated by must be Tensors, got {type(leaf)}"
                )
            if not is_differentiable(leaf):
                kind = ValueError if level.forward else RuntimeError
                raise kind(
                    f"{name}: only Tensors of floating point and complex dtype can require "
                    f"gradients, but an argument to "
                    f"differentiate by is one of {leaf.dtype}: convert it first, as in x.float()"
                )
        self.inputs = [level.enter(leaf) for leaf in leaves]
        inside = tree_unflatten([level.shown(x) for x in self.inputs], self.spec)
        self.args = list(args)
        for k, p in enumerate(positions):
            self.args[p] = inside if self.single else inside[k]

    def tree(self, values: Sequence[Any]) -> Any:
        return tree_unflatten(values, self.spec)


def _with_aux(result: Any, has_aux: bool, name: str) -> tuple[Any, Any]:
    if not has_aux:
        return result, None
    if not (isinstance(result, tuple) and len(result) == 2):
        raise RuntimeError(
            f"{name}: output of function f should be a tuple: (output, aux) if has_aux is True"
        )
    return result


def _outputs_of(result: Any, name: str) -> tuple[list[Tensor], TreeSpec]:
    leaves, spec = tree_flatten(result)
    for leaf in leaves:
        if not is_tensor(leaf):
            raise RuntimeError(
                f"{name}: Expected f to return only Tensors (in tuples, lists or dicts), got "
                f"type {type(leaf)}"
            )
    if not leaves:
        raise RuntimeError(f"{name}: Expected f to return at least one Tensor, got {result!r}")
    return leaves, spec


# ---- grad ----


def grad_and_value(
    func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """A function that returns the gradient of ``func`` and its value.

    Args:
        func: returns a single number (a tensor of one element without dimensions), or with
            ``has_aux`` a pair of that and anything else.
        argnums: which argument to differentiate by, or a tuple of them; an argument may be a
            container of tensors.
        has_aux: whether ``func`` returns such a pair.

    Returns:
        A function of the same arguments; it returns ``(gradient, value)``, or ``(gradient, (value,
        aux))``.

    Raises:
        RuntimeError: by the function returned, if ``func`` does not return a single number, or
            there is no such argument.

    >>> import chainrule as cr
    >>> cr.func.grad_and_value(lambda x: (x**2).sum())(cr.tensor([1.0, 2.0]))
    (tensor([2., 4.]), tensor(5.))
    """

    @wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        name = "grad_and_value(f)(*args)"
        with Level() as level:
            point = _Point(level, args, argnums, name)
            result = func(*point.args, **kwargs)
            if has_aux and not (isinstance(result, tuple) and len(result) == 2):
                raise RuntimeError(
                    f"{name}: output of function f should be a tuple: (output, aux) if has_aux "
                    f"is True"
                )
            value, aux = result if has_aux else (result, None)
            if not is_tensor(value):
                raise RuntimeError(
                    f"{name}: Expected f(*args) to return a tensor, got type {type(value)}"
                )
            if value.dim() != 0:
                raise RuntimeError(
                    f"{name}: Expected f(*args) to return a scalar tensor, got tensor with "
                    f"{value.dim()} dims. "
                    "Maybe you wanted to use the vjp or jacrev APIs instead?"
                )
            record = level.is_seen_outside([value])
            aux = tree_map(level.leave, aux)
            gradient = point.tree(
                [
                    level.leave(g)
                    for g in products(
                        [value], point.inputs, [_one(value)], record=record, keep=has_aux
                    )
                ]
            )
            value = level.leave(value)
        return gradient, (value, aux) if has_aux else value

    return wrapper


def _one(value: Any) -> Any:
    from .. import ones_like

    if value.requires_grad and not value.dtype.is_floating_point:
        raise RuntimeError(
            f"grad can be implicitly created only for real scalar outputs but got {value.dtype}"
        )
    ones = ones_like(inner(value).detach())
    return Batched(ones) if isinstance(value, Batched) else ones


def grad(
    func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """A function that returns the gradient of ``func``.

    Args:
        func, argnums, has_aux: as for :func:`grad_and_value`.

    Returns:
        A function of the same arguments; it returns the gradient in the form of the argument (a
        tuple if ``argnums`` is one), or ``(gradient, aux)``.

    Raises:
        RuntimeError: as for :func:`grad_and_value`.

    >>> import chainrule as cr
    >>> from chainrule.func import grad
    >>> grad(grad(lambda x: x**3))(cr.tensor(2.0))
    tensor(12.)
    """
    both = grad_and_value(func, argnums, has_aux)

    @wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        gradient, value = both(*args, **kwargs)
        return (gradient, value[1]) if has_aux else gradient

    return wrapper


# ---- products with the Jacobian ----


def vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """The value of ``func``, and a function that multiplies a cotangent with the Jacobian.

    Args:
        func: takes the primals, returns tensors in any container (with ``has_aux`` a pair of that
            and anything else).
        primals: the arguments, all of which are differentiated by.
        has_aux: whether ``func`` returns such a pair.

    Returns:
        ``(output, vjp_fn)`` or ``(output, vjp_fn, aux)``. ``vjp_fn`` takes cotangents in the form
        of the output, and returns a tuple with one product for each primal.

    Raises:
        RuntimeError: ``func`` returns something else, or the cotangents do not have the form of the
            output.

    >>> import chainrule as cr
    >>> y, product = cr.func.vjp(lambda x: x * x, cr.tensor([1.0, 2.0]))
    >>> product(cr.tensor([1.0, 10.0]))
    (tensor([ 2., 40.]),)
    """
    name = "vjp(f, *primals)"
    with Level() as level:
        point = _Point(level, primals, tuple(range(len(primals))), name)
        result, aux = _with_aux(func(*point.args), has_aux, name)
        outputs, spec = _outputs_of(result, name)
        seen = level.is_seen_outside(outputs)
        shown = tree_unflatten([level.leave(o) for o in outputs], spec)
        aux = tree_map(level.leave, aux)

    def vjp_fn(
        *cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None
    ) -> Any:
        given = cotangents[0] if len(cotangents) == 1 else cotangents
        vectors, form = tree_flatten(given)
        if form != spec:
            raise RuntimeError(
                f"Expected pytree structure of cotangents to be the same as pytree structure of "
                f"outputs to the function. "
                f"cotangents: {form}, primal output: {spec}"
            )
        _check_like(vectors, outputs, "cotangent", "output")
        from .. import is_grad_enabled

        record = create_graph
        if record is None:
            record = is_grad_enabled() and (seen or any(v.requires_grad for v in vectors))
        found = products(outputs, point.inputs, vectors, record=record, keep=retain_graph)
        return point.tree(found)

    return (shown, vjp_fn, aux) if has_aux else (shown, vjp_fn)


def _check_like(vectors: Sequence[Any], tensors: Sequence[Tensor], what: str, of: str) -> None:
    for vector, tensor in zip(vectors, tensors, strict=True):
        if not is_tensor(vector):
            raise RuntimeError(f"each {what} must be a Tensor, got {type(vector).__name__}")
        if vector.shape != tensor.shape:
            raise RuntimeError(
                f"Expected each {what} to have the shape of its {of}, but found "
                f"{tuple(vector.shape)} beside "
                f"{tuple(tensor.shape)}"
            )


class _Linear:
    """v -> v'J at a point, recorded, so that J t is its derivative by v."""

    def __init__(
        self, func: Callable[..., Any], primals: Sequence[Any], name: str, has_aux: bool
    ) -> None:
        with Level(forward=True) as self.level:
            self.point = _Point(self.level, primals, tuple(range(len(primals))), name)
            result, aux = _with_aux(func(*self.point.args), has_aux, name)
            self.outputs, self.spec = _outputs_of(result, name)
            self.seen = self.level.is_seen_outside(self.outputs)
            rows = [o for o in self.outputs if o.requires_grad]
            self.vectors = [_dummy(o) for o in rows]
            self.rows = products(rows, self.point.inputs, self.vectors, record=True, first=True)
            self.value = tree_unflatten([self.level.leave(o) for o in self.outputs], self.spec)
            self.aux = tree_map(self.level.leave, aux)

    def forward(self, tangents: Sequence[Tensor], *, keep: bool) -> Any:
        """J t for every output, zeros where it depends on no primal."""
        from .. import is_grad_enabled, zeros_like

        record = is_grad_enabled() and (self.seen or any(t.requires_grad for t in tangents))
        found = iter(products(self.rows, self.vectors, tangents, record=record, keep=keep))
        out = [next(found) if o.requires_grad else zeros_like(o.detach()) for o in self.outputs]
        return tree_unflatten(out if record else [o.detach() for o in out], self.spec)


def _dummy(output: Any) -> Any:
    """A cotangent whose value does not matter."""
    from .. import zeros_like

    zeros: Tensor = zeros_like(inner(output).detach()).requires_grad_()
    return Batched(zeros) if isinstance(output, Batched) else zeros


def _tangents(given: Any, primals: tuple[Any, ...], inputs: list[Tensor], name: str) -> list[Any]:
    if not isinstance(given, tuple):
        raise RuntimeError(
            f"{name}: Expected tangents to be a tuple. E.g. it should be valid to call f(*primals)."
        )
    leaves, spec = tree_flatten(given)
    if spec != tree_flatten(primals)[1]:
        raise RuntimeError(
            f"{name}: Expected primals and tangents to have the same python structure. For "
            f"example, if primals is a tuple of "
            "3 tensors, tangents also must be."
        )
    _check_like(leaves, inputs, "tangent", "primal")
    return leaves


def jvp(
    func: Callable[..., Any],
    primals: Any,
    tangents: Any,
    *,
    strict: bool = False,
    has_aux: bool = False,
) -> tuple[Any, ...]:
    """The value of ``func`` at the primals, and its derivative along the tangents.

    Args:
        func: takes the primals, returns tensors in any container (with ``has_aux`` a pair of that
            and anything else).
        primals: a tuple of arguments.
        tangents: a tuple of the same form.
        strict: raise if an output does not depend on the primals, rather than give zeros.
        has_aux: whether ``func`` returns such a pair.

    Returns:
        ``(output, tangent)`` or ``(output, tangent, aux)``, the tangent in the form of the output.

    Raises:
        RuntimeError: primals and tangents are not tuples of one form.

    >>> import chainrule as cr
    >>> cr.func.jvp(lambda x: x * x, (cr.tensor(3.0),), (cr.tensor(2.0),))
    (tensor(9.), tensor(12.))
    """
    name = "jvp(f, primals, tangents)"
    if not isinstance(primals, tuple) or not primals:
        raise RuntimeError(
            f"{name}: Expected primals to be a tuple. E.g. it should be valid to call "
            f"f(*primals). At least one argument is needed."
        )
    _tangents(tangents, primals, tree_flatten(primals)[0], name)
    linear = _Linear(func, primals, name, has_aux)
    if strict and not all(o.requires_grad for o in linear.outputs):
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the "
            "inputs. This is not allowed with "
            "strict=True."
        )
    along = linear.forward(tree_flatten(tangents)[0], keep=False)
    return (linear.value, along, linear.aux) if has_aux else (linear.value, along)


def linearize(func: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """The value of ``func``, and its derivative there as a function of tangents, to be called any
    number of times.

    Args:
        func: takes the primals, returns tensors in any container.
        primals: the arguments.

    Returns:
        ``(output, jvp_fn)``; ``jvp_fn`` takes one tangent for each primal and returns tangents in
        the form of the output.

    >>> import chainrule as cr
    >>> y, derivative = cr.func.linearize(lambda x: x * x, cr.tensor(3.0))
    >>> derivative(cr.tensor(1.0)), derivative(cr.tensor(2.0))
    (tensor(6.), tensor(12.))
    """
    linear = _Linear(func, primals, "linearize(f, *primals)", False)

    def jvp_fn(*tangents: Any) -> Any:
        leaves = _tangents(tangents, primals, linear.point.inputs, "linearize(f, *primals)")
        return linear.forward(leaves, keep=True)

    return linear.value, jvp_fn


# ---- Jacobians ----


def jacrev(
    func: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable[..., Any]:
    """A function that returns the Jacobian of ``func``, one backward sweep for each element of the
    output.

    Args:
        func: returns tensors in any container (with ``has_aux`` a pair of that and anything else).
        argnums: which argument to differentiate by, or a tuple of them.
        has_aux: whether ``func`` returns such a pair.
        chunk_size: accepted: the rows are computed one at a time, which takes the least memory.

    Returns:
        A function of the same arguments. For an output of shape (*out) and an input of shape (*in)
        it returns a tensor of shape (*out, *in); for containers the output's form with the input's
        in the place of each leaf.

    >>> import chainrule as cr
    >>> cr.func.jacrev(lambda x: x**2)(cr.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    _check_chunks("jacrev", chunk_size)
    return _jacobian(func, argnums, has_aux, "jacrev", forward=False)


def jacfwd(
    func: Callable[..., Any],
    argnums: Argnums = 0,
    has_aux: bool = False,
    *,
    randomness: str = "error",
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """A function that returns the Jacobian of ``func``, computed column by column where those are
    few.

    Args:
        func, argnums, has_aux, chunk_size: as for :func:`jacrev`.
        randomness: ``"same"`` or ``"different"`` if ``func`` may draw random numbers; it is called
            once.

    Returns:
        As for :func:`jacrev`.

    >>> import chainrule as cr
    >>> cr.func.jacfwd(lambda x: x * cr.tensor([1.0, 2.0, 3.0]))(cr.tensor(2.0))
    tensor([1., 2., 3.])
    """
    _check_chunks("jacfwd", chunk_size)
    return _jacobian(func, argnums, has_aux, "jacfwd", forward=True, randomness=randomness)


def hessian(func: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """A function that returns the Hessian of ``func``, the Jacobian of its Jacobian.

    >>> import chainrule as cr
    >>> cr.func.hessian(lambda x: (x**3).sum())(cr.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    return jacfwd(jacrev(func, argnums), argnums)


def _check_chunks(name: str, chunk_size: int | None) -> None:
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"{name}: `chunk_size` should be greater than 0, got {chunk_size}.")


def _jacobian(
    func: Callable[..., Any],
    argnums: Argnums,
    has_aux: bool,
    name: str,
    *,
    forward: bool,
    randomness: str = "same",
) -> Callable[..., Any]:
    @wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with Level(forward=forward) as level:
            point = _Point(level, args, argnums, name)
            custom = forward_mode.calls
            draws = Draws(randomness)
            result, aux = _with_aux(func(*point.args, **kwargs), has_aux, name)
            draws.after_all()
            outputs, spec = _outputs_of(result, name)
            record = level.is_seen_outside(outputs)
            aux = tree_map(level.leave, aux)
            columns = sum(x.numel() for x in point.inputs)
            rows = sum(o.numel() for o in outputs)
            # A column costs a sweep over the graph of a sweep, about three times a row.
            by_column = forward and (forward_mode.calls > custom or rows > 3 * columns)
            by_column = by_column and not _has_complex(point.inputs)
            parts = (_columns if by_column else _rows)(outputs, point.inputs, record)
            jacobian = tree_unflatten(
                [point.tree([level.leave(part) for part in row]) for row in parts], spec
            )
        return (jacobian, aux) if has_aux else jacobian

    return wrapper


def _has_complex(tensors: Sequence[Tensor]) -> bool:
    return any(t.dtype.is_complex for t in tensors)


def _units(like: Tensor) -> Any:
    """The tensors of the shape of ``like`` with a one in one place."""
    from .. import zeros

    for i in range(like.numel()):
        unit = zeros(like.shape, dtype=like.dtype)
        unit.view(-1)[i] = 1
        yield unit


def _rows(outputs: list[Tensor], inputs: list[Tensor], record: bool) -> list[list[Tensor]]:
    from .. import stack, zeros

    parts = []
    for output in outputs:
        if output.requires_grad:
            found = [
                products([output], inputs, [unit], record=record, keep=True)
                for unit in _units(output)
            ]
        else:
            found = []
        row = []
        for k, x in enumerate(inputs):
            shape = (*output.shape, *x.shape)
            if found:
                row.append(stack([f[k] for f in found]).reshape(shape))
            else:
                row.append(zeros(shape, dtype=x.dtype))
        parts.append(row)
    return parts


def _columns(outputs: list[Tensor], inputs: list[Tensor], record: bool) -> list[list[Tensor]]:
    from .. import stack, zeros

    parts = []
    for output in outputs:
        row = []
        vector = _dummy(output)
        pulled = (
            products([output], inputs, [vector], record=True, first=True)
            if output.requires_grad
            else [x.detach() for x in inputs]
        )
        for x, product in zip(inputs, pulled, strict=True):
            if x.numel() == 0 or not product.requires_grad:
                row.append(zeros((*output.shape, *x.shape), dtype=output.dtype))
                continue
            found = [
                products([product], [vector], [unit], record=record, keep=True)[0]
                for unit in _units(x)
            ]
            row.append(stack(found, -1).reshape((*output.shape, *x.shape)))
        parts.append(row)
    return parts
