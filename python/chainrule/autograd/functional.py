"""Derivatives of functions: ``vjp``, ``jvp``, ``jacobian``, ``hessian``, ``hvp`` and ``vhp``.

All of them are a few calls of ``autograd.grad`` on copies of the inputs that stand outside the
caller's graph, or, under ``create_graph=True``, on views of the inputs inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any, TypeAlias

import chainrule as cr

Tensors: TypeAlias = "cr.Tensor | tuple[cr.Tensor, ...]"
Function: TypeAlias = Callable[..., Tensors]
Gradients: TypeAlias = "Sequence[cr.Tensor | None]"


def vjp(
    func: Function,
    inputs: Tensors,
    v: Tensors | None = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Tensors, Tensors]:
    """The vector-Jacobian product v'J of ``func`` at ``inputs``: what backward computes.

    Args:
        func: takes tensors and returns a tensor or a tuple of tensors.
        inputs: a tensor or a tuple of tensors.
        v: as the outputs of ``func``; may be left out where that is one element, and is then 1.
        create_graph: whether the results can be differentiated.
        strict: raise if an output does not depend on an input, rather than give zeros.

    Returns:
        ``(func(*inputs), v'J)``, the second in the form of ``inputs``.

    Raises:
        TypeError: inputs, outputs or v are neither a tensor nor a tuple of tensors.
        RuntimeError: v does not have the form of the outputs, or strict mode found independence.

    >>> import chainrule as cr
    >>> x = cr.tensor([1.0, 2.0])
    >>> cr.autograd.functional.vjp(lambda x: x * x, x, cr.tensor([1.0, 10.0]))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    with cr.enable_grad():
        single, points = _points(inputs, "vjp", create_graph)
        one_output, outputs = _call(func, points, "vjp", strict)
        if v is None:
            _need_one_element(outputs, "returns")
            vectors: tuple[cr.Tensor, ...] = (cr.ones_like(outputs[0]),)
        else:
            vectors = _vectors(v, outputs, one_output, "vjp", create_graph)
        found = _gradients(outputs, points, vectors, create_graph)
    products = _filled(found, points, strict, create_graph, _INDEPENDENT, _JACOBIAN)
    return _result(outputs, one_output, create_graph), _result(products, single, create_graph)


def jvp(
    func: Function,
    inputs: Tensors,
    v: Tensors | None = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Tensors, Tensors]:
    """The Jacobian-vector product Jv of ``func`` at ``inputs``: how far the outputs move along v.

    u'J is linear in u, with derivative J', so that differentiating it backward once more gives Jv.

    Args:
        func, inputs, create_graph, strict: as in :func:`vjp`.
        v: as the inputs; may be left out where that is one element, and is then 1.

    Returns:
        ``(func(*inputs), Jv)``, both in the form of the outputs.

    Raises:
        TypeError, RuntimeError: as :func:`vjp`, with v in the form of the inputs.

    >>> import chainrule as cr
    >>> x = cr.tensor([1.0, 2.0])
    >>> cr.autograd.functional.jvp(lambda x: x.sum() * x, x, cr.tensor([1.0, 0.0]))
    (tensor([3., 6.]), tensor([4., 2.]))
    """
    with cr.enable_grad():
        single, points = _points(inputs, "jvp", create_graph)
        vectors = _vectors_like_inputs(v, points, single, "jvp", create_graph)
        one_output, outputs = _call(func, points, "jvp", strict)
        found, on_inputs = _forward_product(outputs, points, vectors, create_graph)
        if strict:
            _filled(on_inputs, points, True, create_graph, _INDEPENDENT, _JACOBIAN)
    products = _filled(found, outputs, strict, create_graph, _INDEPENDENT, _JACOBIAN)
    return _result(outputs, one_output, create_graph), _result(products, one_output, create_graph)


def jacobian(
    func: Function,
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The Jacobian of ``func`` at ``inputs``, one backward sweep for each element of the outputs.

    Args:
        func, inputs, create_graph, strict: as in :func:`vjp`.
        vectorize: accepted, and gives the same numbers.
        strategy: "reverse-mode", or with ``vectorize=True`` "forward-mode", which gives the same
            numbers in the dtype of the output instead of the input's.

    Returns:
        For a tensor in and a tensor out one of shape (*output.shape, *input.shape); for tuples the
        tuple of these over outputs, inputs, or outputs and then inputs.

    Raises:
        TypeError, RuntimeError: as :func:`vjp`; RuntimeError also for complex outputs.
        NotImplementedError: forward mode without ``vectorize`` or with ``create_graph``.

    >>> import chainrule as cr
    >>> x = cr.tensor([1.0, 2.0])
    >>> cr.autograd.functional.jacobian(lambda x: x * x, x)
    tensor([[2., 0.],
            [0., 4.]])
    """
    forward = _is_forward(strategy, vectorize, create_graph, strict)
    with cr.enable_grad():
        single, points = _points(inputs, "jacobian", create_graph)
        one_output, outputs = _call(func, points, "jacobian", strict)
        table = []
        for number, output in enumerate(outputs):
            if output.is_complex():
                raise RuntimeError(
                    "jacobian(): the Jacobian is of real outputs, but output "
                    f"{number} is {output.dtype}; take cr.view_as_real of it"
                )
            rows: list[list[cr.Tensor]] = [[] for _ in points]
            message = _OUTPUT_INDEPENDENT.replace("OUTPUT", str(number))
            for seed in _one_hots(output):
                found = _gradients((output,), points, (seed,), create_graph)
                filled = _filled(found, points, strict, create_graph, message, _JACOBIAN)
                for row, gradient in zip(rows, filled, strict=True):
                    row.append(gradient)
            blocks = [
                cr.stack(row).reshape((*output.shape, *x.shape))
                if row
                else x.detach().new_zeros((*output.shape, *x.shape))
                for row, x in zip(rows, points, strict=True)
            ]
            if forward:
                blocks = [block.to(output.dtype) for block in blocks]
            table.append(_result(tuple(blocks), single, create_graph))
    return table[0] if one_output else tuple(table)


def hessian(
    func: Function,
    inputs: Tensors,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The second derivatives of ``func``, which returns one element, at ``inputs``.

    Args:
        func, inputs, create_graph, strict, vectorize: as in :func:`jacobian`.
        outer_jacobian_strategy: the ``strategy`` of the Jacobian of the gradient.

    Returns:
        For one tensor a tensor of shape (*input.shape, *input.shape); for a tuple the tuple of
        tuples of those of each pair of inputs.

    Raises:
        TypeError, RuntimeError, NotImplementedError: as :func:`jacobian`; RuntimeError also if
            ``func`` returns anything but a tensor of one element.

    >>> import chainrule as cr
    >>> x = cr.tensor([1.0, 2.0])
    >>> cr.autograd.functional.hessian(lambda x: (x**3).sum(), x)
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    single, _ = _tuple_of(inputs, "inputs", "hessian")

    def gradient(*points: cr.Tensor) -> Tensors:
        output = _scalar(func, points, "hessian", strict)
        found = _gradients((output,), points, None, create_graph=True)
        filled = _filled(found, points, False, True, "", "")
        _check_second(filled, strict)
        return filled[0] if single else filled

    return jacobian(
        gradient,
        inputs,
        create_graph=create_graph,
        strict=strict,
        vectorize=vectorize,
        strategy=outer_jacobian_strategy,
    )


def hvp(
    func: Function,
    inputs: Tensors,
    v: Tensors | None = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Tensors, Tensors]:
    """The Hessian-vector product Hv of ``func``, which returns one element: the gradient's jvp.

    Where ``func`` is twice continuously differentiable H is symmetric, and :func:`vhp` gives the
    same with one sweep less.

    Args:
        func, inputs, create_graph, strict: as in :func:`vjp`.
        v: as the inputs; may be left out where that is one element, and is then 1.

    Returns:
        ``(func(*inputs), Hv)``, the second in the form of ``inputs``.

    Raises:
        TypeError, RuntimeError: as :func:`hessian` and :func:`vjp`.

    >>> import chainrule as cr
    >>> x = cr.tensor([1.0, 2.0])
    >>> cr.autograd.functional.hvp(lambda x: (x**3).sum(), x, cr.tensor([1.0, 1.0]))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return _second_order("hvp", func, inputs, v, create_graph, strict)


def vhp(
    func: Function,
    inputs: Tensors,
    v: Tensors | None = None,
    create_graph: bool = False,
    strict: bool = False,
) -> tuple[Tensors, Tensors]:
    """The vector-Hessian product v'H of ``func``, which returns one element: the gradient's vjp.

    Args:
        func, inputs, create_graph, strict: as in :func:`vjp`.
        v: as the inputs; may be left out where that is one element, and is then 1.

    Returns:
        ``(func(*inputs), v'H)``, the second in the form of ``inputs``.

    Raises:
        TypeError, RuntimeError: as :func:`hessian` and :func:`vjp`.

    >>> import chainrule as cr
    >>> x = cr.tensor([1.0, 2.0])
    >>> cr.autograd.functional.vhp(lambda x: (x**3).sum(), x, cr.tensor([1.0, 1.0]))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return _second_order("vhp", func, inputs, v, create_graph, strict)


def _second_order(
    name: str,
    func: Function,
    inputs: Tensors,
    v: Tensors | None,
    create_graph: bool,
    strict: bool,
) -> tuple[Tensors, Tensors]:
    with cr.enable_grad():
        single, points = _points(inputs, name, create_graph)
        vectors = _vectors_like_inputs(v, points, single, name, create_graph)
        output = _scalar(func, points, name, strict)
        found = _gradients((output,), points, None, create_graph=True)
        gradient = _filled(found, points, strict, False, _INDEPENDENT, "")
        _check_second(gradient, strict)
        if name == "hvp":
            second, _ = _forward_product(gradient, points, vectors, create_graph)
        else:
            second = _gradients(gradient, points, vectors, create_graph)
    products = _filled(second, points, strict, create_graph, _INDEPENDENT, _HESSIAN)
    return _result((output,), True, create_graph), _result(products, single, create_graph)


def _gradients(
    outputs: Sequence[cr.Tensor],
    inputs: Sequence[cr.Tensor],
    vectors: Sequence[cr.Tensor] | None,
    create_graph: bool,
) -> Gradients:
    """autograd.grad, with None for every input that no output depends on."""
    chosen = [i for i, output in enumerate(outputs) if output.requires_grad]
    if not chosen:
        return (None,) * len(inputs)
    found: Gradients = cr.autograd.grad(
        [outputs[i] for i in chosen],
        inputs,
        None if vectors is None else [vectors[i] for i in chosen],
        retain_graph=True,
        create_graph=create_graph,
        allow_unused=True,
    )
    return found


def _forward_product(
    outputs: Sequence[cr.Tensor],
    inputs: Sequence[cr.Tensor],
    vectors: Sequence[cr.Tensor],
    create_graph: bool,
) -> tuple[Gradients, Gradients]:
    """Jv, from the derivative of u'J with respect to u; and u'J itself."""
    dummies = tuple(cr.zeros_like(output).requires_grad_() for output in outputs)
    linear = _gradients(outputs, inputs, dummies, create_graph=True)
    pairs = [(g, v) for g, v in zip(linear, vectors, strict=True) if g is not None]
    found = _gradients([g for g, _ in pairs], dummies, [v for _, v in pairs], create_graph)
    return found, linear


_INDEPENDENT = (
    "The output of the user-provided function is independent of input INPUT. This is not allowed "
    "in strict mode."
)
_OUTPUT_INDEPENDENT = (
    "Output OUTPUT of the user-provided function is independent of input INPUT. This is not "
    "allowed in strict mode."
)
_JACOBIAN = (
    "The jacobian of the user-provided function is independent of input INPUT. This is not allowed "
    "in strict mode when create_graph=True."
)
_HESSIAN = _JACOBIAN.replace("jacobian", "hessian")
_SECOND = (
    "While computing the hessian, found that the jacobian of the user-provided function with "
    "respect to input INPUT is independent of the input. This is not allowed in strict mode. You "
    "should ensure that your function is twice differentiable and that the jacobian depends on the "
    "inputs (this would be violated by a linear function for example)."
)


def _filled(
    found: Gradients,
    like: Sequence[cr.Tensor],
    strict: bool,
    create_graph: bool,
    if_none: str,
    if_constant: str,
) -> tuple[cr.Tensor, ...]:
    """Zeros for None; in strict mode a complaint, also of a constant under create_graph."""
    filled = []
    for i, (gradient, tensor) in enumerate(zip(found, like, strict=True)):
        if strict and gradient is None:
            raise RuntimeError(if_none.replace("INPUT", str(i)))
        if strict and create_graph and gradient is not None and not gradient.requires_grad:
            raise RuntimeError(if_constant.replace("INPUT", str(i)))
        filled.append(cr.zeros_like(tensor) if gradient is None else gradient)
    return tuple(filled)


def _check_second(gradient: Sequence[cr.Tensor], strict: bool) -> None:
    if strict:
        for i, g in enumerate(gradient):
            if not g.requires_grad:
                raise RuntimeError(_SECOND.replace("INPUT", str(i)))


def _one_hots(output: cr.Tensor) -> Iterator[cr.Tensor]:
    for place in product(*(range(size) for size in output.shape)):
        seed = cr.zeros_like(output, requires_grad=False)
        seed[place] = 1
        yield seed


def _tuple_of(values: object, what: str, name: str) -> tuple[bool, tuple[cr.Tensor, ...]]:
    """Whether it is a single tensor, and the tensors."""
    if isinstance(values, cr.Tensor):
        return True, (values,)
    expected = f"The {what} given to {name} must be either a Tensor or a tuple of Tensors"
    if not isinstance(values, tuple):
        raise TypeError(f"{expected} but the given {what} has type {type(values)}.")
    for i, value in enumerate(values):
        if not isinstance(value, cr.Tensor):
            raise TypeError(f"{expected} but the value at index {i} has type {type(value)}.")
    return False, values


def _points(inputs: Tensors, name: str, create_graph: bool) -> tuple[bool, tuple[cr.Tensor, ...]]:
    """Where the derivative is taken: new tensors, so that only this call's graph hangs on them."""
    single, given = _tuple_of(inputs, "inputs", name)
    return single, tuple(
        x.view_as(x) if create_graph and x.requires_grad else x.detach().requires_grad_()
        for x in given
    )


def _call(
    func: Function, points: tuple[cr.Tensor, ...], name: str, strict: bool
) -> tuple[bool, tuple[cr.Tensor, ...]]:
    what = "outputs of the user-provided function"
    one_output, outputs = _tuple_of(func(*points), what, name)
    for i, output in enumerate(outputs):
        if strict and not output.requires_grad:
            raise RuntimeError(
                f"Output {i} of the user-provided function does not require gradients. The outputs "
                "must be computed in a differentiable manner from the input when running in strict "
                "mode."
            )
    return one_output, outputs


def _scalar(func: Function, points: tuple[cr.Tensor, ...], name: str, strict: bool) -> cr.Tensor:
    one_output, outputs = _call(func, points, name, strict)
    if not one_output:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {name} should contain a single element"
        )
    return outputs[0]


def _need_one_element(tensors: tuple[cr.Tensor, ...], which: str) -> None:
    if len(tensors) != 1 or tensors[0].numel() != 1:
        what = {
            "returns": "the user-provided function returns",
            "input": "the input to the user-provided function is",
        }[which]
        raise RuntimeError(
            f"The vector v can only be None if {what} a single Tensor with a single element."
        )


def _vectors_like_inputs(
    v: Tensors | None, points: tuple[cr.Tensor, ...], single: bool, name: str, create_graph: bool
) -> tuple[cr.Tensor, ...]:
    if v is None:
        _need_one_element(points, "input")
        return (cr.ones_like(points[0]),)
    return _vectors(v, points, single, name, create_graph)


def _vectors(
    v: Tensors, like: tuple[cr.Tensor, ...], single: bool, name: str, create_graph: bool
) -> tuple[cr.Tensor, ...]:
    _, vectors = _tuple_of(v, "v", name)
    if single and len(vectors) != 1:
        raise RuntimeError("The given v should contain a single Tensor.")
    if len(vectors) != len(like):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(like)} but got {len(vectors)}."
        )
    for i, (vector, tensor) in enumerate(zip(vectors, like, strict=True)):
        if vector.shape != tensor.shape:
            entry = f"Entry {i} in " if len(like) > 1 else ""
            raise RuntimeError(
                f"{entry}v has invalid size: should be {tensor.shape} but got {vector.shape}."
            )
    return vectors if create_graph else tuple(vector.detach() for vector in vectors)


def _result(tensors: tuple[cr.Tensor, ...], single: bool, create_graph: bool) -> Tensors:
    kept = tensors if create_graph else tuple(t.detach() for t in tensors)
    return kept[0] if single else kept


def _is_forward(strategy: str, vectorize: bool, create_graph: bool, strict: bool) -> bool:
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            f'Expected strategy to be either "forward-mode" or "reverse-mode", not {strategy!r}'
        )
    if strict and (vectorize or strategy == "forward-mode"):
        raise RuntimeError(
            "`strict=True` is not supported together with `vectorized=True` or "
            '`strategy="forward-mode"`. Please set `strict=False`, or use the others\' defaults.'
        )
    if strategy == "reverse-mode":
        return False
    if create_graph:
        raise NotImplementedError(
            "jacobian(): `create_graph=True` and "
            '`strategy="forward-mode"` are not supported together (yet). Please either set '
            '`create_graph=False` or `strategy="reverse-mode"`.'
        )
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian is only "
            "implemented for `vectorize=True`."
        )
    return True
