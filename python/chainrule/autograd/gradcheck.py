"""Derivatives against finite differences: ``gradcheck`` and ``gradgradcheck``.

The derivatives under test come from ``autograd.grad``; nothing here knows how they are computed.
Complex numbers are pairs of reals: the gradient g of a real L at z = x + iy is dL/dx + i dL/dy, and
a complex output counts as two real ones, its real part (grad_output 1) and its imaginary part (i).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import chainrule as cr


class GradcheckError(RuntimeError):
    """Raised by :func:`gradcheck` and :func:`gradgradcheck` where derivatives disagree.

    >>> import chainrule as cr
    >>> from chainrule.autograd.gradcheck import GradcheckError
    >>> issubclass(GradcheckError, RuntimeError)
    True
    """


class _Settings(NamedTuple):
    eps: float
    atol: float
    rtol: float
    nondet_tol: float
    check_undefined_grad: bool
    check_grad_dtypes: bool
    fast_mode: bool
    check_batched_grad: bool
    check_batched_forward_grad: bool
    check_forward_ad: bool
    check_backward_ad: bool


def gradcheck(
    func: Callable[..., Any],
    inputs: cr.Tensor | Sequence[Any],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Compares the gradients of ``func`` with central differences.

    For every floating point or complex input x that requires a gradient and every output y, the
    Jacobian dy/dx from backward must be close to (f(x + eps) - f(x - eps)) / (2 eps), element by
    element: ``|analytical - numerical| <= atol + rtol * |numerical|``.

    Args:
        func: takes the inputs and returns a tensor or a tuple of tensors, of any shape.
        inputs: a tensor or a sequence; what is no tensor or requires no gradient is passed on.
        eps: the step of the difference.
        atol: absolute tolerance.
        rtol: relative tolerance.
        raise_exception: raise on failure, rather than return False.
        nondet_tol: how far two backward runs over the same values may differ.
        check_undefined_grad: whether output gradients that are undefined count as zeros.
        check_grad_dtypes: whether each gradient has the dtype of its input.
        check_batched_grad: whether a batch of output gradients (``is_grads_batched``) gives what
            they give one by one.
        check_batched_forward_grad: whether a ``vmap`` over tangents gives what they give one by
            one.
        check_forward_ad: compare the Jacobian of forward mode (``func.jvp``) as well.
        check_backward_ad: compare the Jacobian of backward.
        fast_mode: compare one random projection of each Jacobian, and look at all of it only if
            that disagrees: two evaluations of ``func`` per input instead of two per element.
        masked: accepted for sparse layouts, which do not exist here.

    Returns:
        True if the derivatives agree; False if they do not and ``raise_exception`` is False.

    Raises:
        GradcheckError: they do not agree; the message shows both Jacobians, whose rows belong to
            the elements of the input and whose columns to those of the output.
        ValueError: no input requires a gradient.
        RuntimeError: an input overlaps itself in memory.
        AssertionError: the checks that were asked for exclude each other.

    >>> import chainrule as cr
    >>> x = cr.tensor([0.5, 2.0], dtype=cr.float64, requires_grad=True)
    >>> cr.autograd.gradcheck(lambda x: x.exp() * x, x)
    True
    """
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError(
            "Expected at least one of check_forward_ad or check_backward_ad to be True"
        )
    for name, asked in (
        ("check_undefined_grad", check_undefined_grad),
        ("check_batched_grad", check_batched_grad),
    ):
        if asked and not check_backward_ad:
            raise AssertionError(f"Setting {name}=True requires check_backward_ad to be True")
    if check_batched_forward_grad and not check_forward_ad:
        raise AssertionError(
            "Setting check_batched_forward_grad=True requires check_forward_ad to be True"
        )
    settings = _Settings(
        eps,
        atol,
        rtol,
        nondet_tol,
        check_undefined_grad,
        check_grad_dtypes,
        fast_mode,
        check_batched_grad,
        check_batched_forward_grad,
        check_forward_ad,
        check_backward_ad,
    )
    try:
        _check(func, _as_tuple(inputs), settings)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: cr.Tensor | Sequence[Any],
    grad_outputs: cr.Tensor | Sequence[cr.Tensor | None] | None = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Compares the gradients of the gradients of ``func`` with central differences.

    Runs :func:`gradcheck` on the function (inputs, grad_outputs) -> gradients of the inputs.

    Args:
        func: as in :func:`gradcheck`.
        inputs: as in :func:`gradcheck`.
        grad_outputs: one per output that requires a gradient; drawn at random if left out.
        gen_non_contig_grad_outputs: draw them non-contiguous.
        check_fwd_over_rev: compare the forward derivatives of the gradients as well.
        check_rev_over_rev: compare their backward derivatives.
        eps, atol, rtol, raise_exception, nondet_tol, check_undefined_grad, check_grad_dtypes,
            check_batched_grad, fast_mode, masked: as in :func:`gradcheck`.

    Returns:
        True if the second derivatives agree; False if not and ``raise_exception`` is False.

    Raises:
        GradcheckError: they do not agree.

    >>> import chainrule as cr
    >>> x = cr.tensor([0.5, 2.0], dtype=cr.float64, requires_grad=True)
    >>> cr.autograd.gradgradcheck(lambda x: x**3, x)
    True
    """
    if not (check_fwd_over_rev or check_rev_over_rev):
        raise AssertionError(
            "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True"
        )
    for name, asked in (
        ("check_undefined_grad", check_undefined_grad),
        ("check_batched_grad", check_batched_grad),
    ):
        if asked and not check_rev_over_rev:
            raise AssertionError(f"Setting {name}=True requires check_rev_over_rev to be True")
    inputs = _as_tuple(inputs)
    if grad_outputs is None:
        outputs = _differentiable(_outputs_of(func, inputs))
        draw = _generator()
        cotangents = tuple(_random_cotangent(o, draw, gen_non_contig_grad_outputs) for o in outputs)
    else:
        cotangents = _as_tuple(grad_outputs)

    def gradients(*arguments: Any) -> tuple[cr.Tensor, ...]:
        primals, given = arguments[: len(inputs)], arguments[len(inputs) :]
        outputs = _differentiable(_outputs_of(func, primals))
        wanted = [p for p in primals if _is_checked(p)]
        found = cr.autograd.grad(outputs, wanted, given, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None)

    return gradcheck(
        gradients,
        (*inputs, *cotangents),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
        masked=masked,
    )


def _as_tuple(values: Any) -> tuple[Any, ...]:
    return (values,) if isinstance(values, cr.Tensor) else tuple(values)


def _is_differentiable(value: Any) -> bool:
    return isinstance(value, cr.Tensor) and (
        value.dtype.is_floating_point or value.dtype.is_complex
    )


def _is_checked(value: Any) -> bool:
    return _is_differentiable(value) and value.requires_grad


def _outputs_of(func: Callable[..., Any], inputs: Sequence[Any]) -> tuple[cr.Tensor, ...]:
    outputs = func(*inputs)
    outputs = (outputs,) if isinstance(outputs, cr.Tensor) else outputs
    if not isinstance(outputs, (tuple, list)) or not all(isinstance(o, cr.Tensor) for o in outputs):
        raise TypeError(
            "gradcheck(): the function must return a tensor or a tuple of tensors, "
            f"not {_describe(outputs)}"
        )
    return tuple(outputs)


def _describe(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of ({', '.join(type(v).__name__ for v in value)})"
    return type(value).__name__


def _differentiable(outputs: Sequence[cr.Tensor]) -> tuple[cr.Tensor, ...]:
    return tuple(o for o in outputs if _is_checked(o))


def _generator() -> cr.Generator:
    """The same directions in every run, and the global generator left as it is."""
    return cr.Generator().manual_seed(0)


def _random(shape: Sequence[int], dtype: cr.dtype, draw: cr.Generator) -> cr.Tensor:
    """Numbers between 0.5 and 1.5: no direction of such a projection is all but left out."""
    if dtype.is_complex:
        parts = [cr.rand(shape, generator=draw, dtype=cr.float64) + 0.5 for _ in range(2)]
        return cr.complex(*parts).to(dtype)
    return (cr.rand(shape, generator=draw, dtype=cr.float64) + 0.5).to(dtype)


def _random_cotangent(output: cr.Tensor, draw: cr.Generator, strided: bool) -> cr.Tensor:
    if not strided:
        return _random(output.shape, output.dtype, draw).requires_grad_()
    return _random((*output.shape, 2), output.dtype, draw)[..., 0].requires_grad_()


def _check(func: Callable[..., Any], inputs: tuple[Any, ...], settings: _Settings) -> None:
    _check_inputs(inputs)
    outputs = _outputs_of(func, inputs)
    checked = [(i, x) for i, x in enumerate(inputs) if _is_checked(x)]
    if not _differentiable(outputs):
        _check_constant(func, inputs, checked, settings)
        return
    for number, output in enumerate(outputs):
        if not _is_checked(output):
            continue
        if settings.check_backward_ad:
            compare = _compare_projections if settings.fast_mode else _compare_jacobians
            compare(func, inputs, checked, number, output, settings)
        if settings.check_forward_ad:
            _compare_forward(func, inputs, checked, number, output, settings)
    if not settings.check_backward_ad:
        return
    if settings.check_batched_grad:
        _check_batched(func, inputs, checked)
    _check_zero(func, inputs, checked)
    if settings.check_undefined_grad:
        _check_undefined(func, inputs, checked)


def _check_inputs(inputs: tuple[Any, ...]) -> None:
    checked = False
    for i, x in enumerate(inputs):
        if not _is_checked(x):
            continue
        checked = True
        if x.dtype not in (cr.float64, cr.complex128):
            warnings.warn(
                f"Input #{i} requires gradient and is not a double precision floating point or "
                "complex. This check will likely fail if all the inputs are not of double "
                "precision floating point or complex.",
                stacklevel=4,
            )
        if any(step == 0 and size > 1 for step, size in zip(x.stride(), x.shape, strict=True)):
            raise RuntimeError(
                f"The {i}th input has a dimension with stride 0. gradcheck only supports inputs "
                "that are non-overlapping to be able to compute the numerical gradients correctly. "
                "You should call .contiguous on the input before passing it to gradcheck."
            )
    if not checked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them "
            "have requires_grad=True."
        )


class _Part(NamedTuple):
    """A real function of an output: all of it, or of a complex one the real or imaginary part."""

    name: str
    seed: complex

    def of(self, value: cr.Tensor) -> cr.Tensor:
        if not self.name:
            return value
        return cr.real(value) if self.name == "real" else cr.imag(value)


def _parts(output: cr.Tensor) -> list[_Part]:
    if output.dtype.is_complex:
        return [_Part("real", 1), _Part("imaginary", 1j)]
    return [_Part("", 1)]


def _compare_jacobians(
    func: Callable[..., Any],
    inputs: tuple[Any, ...],
    checked: list[tuple[int, cr.Tensor]],
    number: int,
    output: cr.Tensor,
    settings: _Settings,
) -> None:
    for part in _parts(output):
        analytical = _analytical(output, part, [x for _, x in checked], settings)
        for (i, x), found in zip(checked, analytical, strict=True):
            expected = _numerical(func, inputs, i, x, number, part, settings.eps)
            if not cr.allclose(found, expected, rtol=settings.rtol, atol=settings.atol):
                raise GradcheckError(_mismatch(found, expected, i, x, number, part))


def _analytical(
    output: cr.Tensor, part: _Part, wanted: list[cr.Tensor], settings: _Settings
) -> list[cr.Tensor]:
    """For each input the matrix (elements of the input, elements of the output), from backward."""
    first, second = (_backward_rows(output, part, wanted, settings) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        _check_repeatable(a, b, settings)
    return first


def _backward_rows(
    output: cr.Tensor, part: _Part, wanted: list[cr.Tensor], settings: _Settings
) -> list[cr.Tensor]:
    rows: list[list[cr.Tensor]] = [[] for _ in wanted]
    for place in _places(output):
        seed = cr.zeros_like(output)
        seed[place] = part.seed
        gradients = cr.autograd.grad(output, wanted, seed, retain_graph=True, allow_unused=True)
        for row, x, gradient in zip(rows, wanted, gradients, strict=True):
            row.append(_gradient_of(x, gradient, settings).reshape(-1))
    return [
        cr.stack(row, 1) if row else x.detach().new_zeros((x.numel(), 0))
        for row, x in zip(rows, wanted, strict=True)
    ]


def _gradient_of(x: cr.Tensor, gradient: cr.Tensor | None, settings: _Settings) -> cr.Tensor:
    """The gradient, detached, after a look at its form; zeros where there is none."""
    if gradient is None:
        return cr.zeros_like(x.detach())
    if gradient.shape != x.shape:
        raise GradcheckError(
            f"Analytical gradient has incorrect size: {tuple(gradient.shape)} for an input of "
            f"size {tuple(x.shape)}"
        )
    if settings.check_grad_dtypes and gradient.dtype != x.dtype:
        raise GradcheckError(
            f"Gradient has dtype mismatch: {gradient.dtype} for an input of dtype {x.dtype}"
        )
    return gradient.detach().to(x.dtype)


def _check_repeatable(first: cr.Tensor, second: cr.Tensor, settings: _Settings) -> None:
    if first.numel() and (first - second).abs().max().item() > settings.nondet_tol:
        raise GradcheckError(
            "Backward is not reentrant, i.e., running backward with same input and grad_output "
            "multiple times gives different values. "
            f"The tolerance for nondeterminism was {settings.nondet_tol}; if the operation draws "
            "random numbers in its backward, raise it with nondet_tol="
        )


def _places(t: cr.Tensor) -> Iterator[tuple[int, ...]]:
    return product(*(range(size) for size in t.shape))


def _numerical(
    func: Callable[..., Any],
    inputs: tuple[Any, ...],
    i: int,
    x: cr.Tensor,
    number: int,
    part: _Part,
    eps: float,
) -> cr.Tensor:
    """The matrix (elements of input i, elements of an output), from central differences."""
    data = x.data
    rows = []
    for place in _places(x):
        before = data[place].item()

        def at(value: complex, place: tuple[int, ...] = place) -> cr.Tensor:
            data[place] = value
            return _evaluate(func, inputs, number)

        try:
            slope = part.of(at(before + eps) - at(before - eps)) / (2 * eps)
            if x.dtype.is_complex:
                across = part.of(at(before + 1j * eps) - at(before - 1j * eps)) / (2 * eps)
                slope = cr.complex(slope, across)
        finally:
            data[place] = before
        rows.append(slope.reshape(-1).to(x.dtype))
    if not rows:
        return x.detach().new_zeros((0, _evaluate(func, inputs, number).numel()))
    return cr.stack(rows)


def _evaluate(func: Callable[..., Any], inputs: tuple[Any, ...], number: int) -> cr.Tensor:
    """A copy of one output: the function may return its input, which is about to change."""
    return _outputs_of(func, inputs)[number].detach().clone()


def _mismatch(
    found: cr.Tensor, expected: cr.Tensor, i: int, x: cr.Tensor, number: int, part: _Part
) -> str:
    where = f"While considering the {part.name} part of complex outputs only, " * bool(part.name)
    difference = (found - expected).abs()
    difference = difference.masked_fill(difference.isnan(), float("inf"))
    row, column = divmod(int(difference.argmax().item()), difference.shape[1])
    text = (
        f"{where}Jacobian mismatch for output {number} with respect to input {i},\n"
        f"numerical:{expected}\nanalytical:{found}\n\n"
        f"The largest difference is {difference[row, column].item():.6g}, of element {row} of the "
        f"input and element {column} of the output."
    )
    if x.dtype not in (cr.float64, cr.complex128):
        text += (
            f"\nInput {i} is {x.dtype}, too coarse for these differences: check with "
            "double precision, as in inputs.double().requires_grad_()."
        )
    return text


def _compare_projections(
    func: Callable[..., Any],
    inputs: tuple[Any, ...],
    checked: list[tuple[int, cr.Tensor]],
    number: int,
    output: cr.Tensor,
    settings: _Settings,
) -> None:
    """v' J u for random v and u, by backward (J' v first) and by a difference along u."""
    draw = _generator()
    v = _random(output.shape, output.dtype, draw)
    wanted = [x for _, x in checked]
    runs = [
        cr.autograd.grad(output, wanted, v, retain_graph=True, allow_unused=True) for _ in range(2)
    ]
    for (i, x), *gradients in zip(checked, *runs, strict=True):
        gradient, again = (_gradient_of(x, g, settings) for g in gradients)
        _check_repeatable(gradient, again, settings)
        u = _random(x.shape, x.dtype, draw)
        found = _inner(gradient, u)
        before, data = x.detach().clone(), x.data
        try:
            data.copy_(before + settings.eps * u)
            ahead = _evaluate(func, inputs, number)
            data.copy_(before - settings.eps * u)
            behind = _evaluate(func, inputs, number)
        finally:
            data.copy_(before)
        expected = _inner(v, (ahead - behind) / (2 * settings.eps))
        # Each element of J may be off by atol, and enters with |u| |v|.
        atol = settings.atol * u.abs().sum().item() * v.abs().sum().item()
        if abs(found - expected) <= atol + settings.rtol * abs(expected):
            continue
        fast = (
            f"In fast mode a random projection of the Jacobian of output {number} with respect to "
            f"input {i} is {expected:.6g} by differences, {found:.6g} by backward.\n"
        )
        try:
            _compare_jacobians(func, inputs, [(i, x)], number, output, settings)
        except GradcheckError as error:
            raise GradcheckError(f"{error}\n{fast}") from None
        raise GradcheckError(
            f"Jacobian mismatch for output {number} with respect to input {i}: {fast}"
            "Element by element, in slow mode, they agree within the tolerances."
        )


def _compare_forward(
    func: Callable[..., Any],
    inputs: tuple[Any, ...],
    checked: list[tuple[int, cr.Tensor]],
    number: int,
    output: cr.Tensor,
    settings: _Settings,
) -> None:
    """The Jacobian of forward mode, column by column; in fast mode one random column."""
    from ..func import jvp

    draw = _generator()
    for i, x in checked:

        def along(t: cr.Tensor, i: int = i, x: cr.Tensor = x) -> cr.Tensor:
            def of_one(value: cr.Tensor) -> cr.Tensor:
                return _outputs_of(func, (*inputs[:i], value, *inputs[i + 1 :]))[number]

            tangent: cr.Tensor = jvp(of_one, (x.detach(),), (t,))[1]
            return tangent.detach()

        if settings.check_batched_forward_grad:
            _check_batched_forward(along, x, i, number, draw)
        if settings.fast_mode:
            _compare_direction(along, func, inputs, i, x, number, output, settings)
            continue
        for part in _parts(output):
            found = _forward_rows(along, x, part, output)
            expected = _numerical(func, inputs, i, x, number, part, settings.eps)
            if not cr.allclose(found, expected, rtol=settings.rtol, atol=settings.atol):
                raise GradcheckError(
                    _mismatch(found, expected, i, x, number, part)
                    + "\nThis is the Jacobian of forward mode."
                )


def _forward_rows(
    along: Callable[[cr.Tensor], cr.Tensor], x: cr.Tensor, part: _Part, output: cr.Tensor
) -> cr.Tensor:
    """The matrix (elements of the input, elements of the output), as ``_numerical`` has it."""
    rows = []
    for place in _places(x):
        unit = cr.zeros_like(x.detach())
        unit[place] = 1
        slope = part.of(along(unit))
        if x.dtype.is_complex:
            slope = cr.complex(slope, part.of(along(unit * 1j)))
        rows.append(slope.reshape(-1).to(x.dtype))
    if not rows:
        return x.detach().new_zeros((0, output.numel()))
    return cr.stack(rows)


def _compare_direction(
    along: Callable[[cr.Tensor], cr.Tensor],
    func: Callable[..., Any],
    inputs: tuple[Any, ...],
    i: int,
    x: cr.Tensor,
    number: int,
    output: cr.Tensor,
    settings: _Settings,
) -> None:
    draw = _generator()
    v, u = _random(output.shape, output.dtype, draw), _random(x.shape, x.dtype, draw)
    before, data = x.detach().clone(), x.data
    try:
        data.copy_(before + settings.eps * u)
        ahead = _evaluate(func, inputs, number)
        data.copy_(before - settings.eps * u)
        behind = _evaluate(func, inputs, number)
    finally:
        data.copy_(before)
    found = _inner(v, along(u))
    expected = _inner(v, (ahead - behind) / (2 * settings.eps))
    atol = settings.atol * u.abs().sum().item() * v.abs().sum().item()
    if abs(found - expected) > atol + settings.rtol * abs(expected):
        raise GradcheckError(
            f"Jacobian mismatch for output {number} with respect to input {i} in forward mode: a "
            f"random projection is "
            f"{expected:.6g} by differences, {found:.6g} by func.jvp"
        )


def _check_batched_forward(
    along: Callable[[cr.Tensor], cr.Tensor],
    x: cr.Tensor,
    i: int,
    number: int,
    draw: cr.Generator,
) -> None:
    from ..func import vmap

    tangents = [_random(x.shape, x.dtype, draw) for _ in range(2)]
    one_by_one = cr.stack([along(t) for t in tangents])
    if not cr.allclose(vmap(along)(cr.stack(tangents)), one_by_one):
        raise GradcheckError(
            f"While computing batched forward gradients of output {number} with respect to input "
            f"{i}: vmap over tangents "
            "gives other values than the tangents one by one"
        )


def _check_batched(
    func: Callable[..., Any], inputs: tuple[Any, ...], checked: list[tuple[int, cr.Tensor]]
) -> None:
    """A batch of output gradients gives what they give one by one."""
    draw = _generator()
    wanted = [x for _, x in checked]
    for number, output in enumerate(_outputs_of(func, inputs)):
        if not _is_checked(output):
            continue
        seeds = [_random(output.shape, output.dtype, draw) for _ in range(2)]
        rows = [
            cr.autograd.grad(output, wanted, s, retain_graph=True, allow_unused=True) for s in seeds
        ]
        batch = cr.autograd.grad(
            output,
            wanted,
            cr.stack(seeds),
            retain_graph=True,
            allow_unused=True,
            is_grads_batched=True,
        )
        for (i, _), together, *single in zip(checked, batch, *rows, strict=True):
            if together is None:
                continue
            if not cr.allclose(together, cr.stack([g for g in single if g is not None])):
                raise GradcheckError(
                    f"While computing batched gradients of output {number} with respect to input "
                    f"{i}: they are not those of "
                    "the output gradients one by one"
                )


def _inner(a: cr.Tensor, b: cr.Tensor) -> float:
    """Re(sum of conj(a) b): the inner product of pairs of reals."""
    if a.dtype.is_complex:
        a, b = cr.view_as_real(a), cr.view_as_real(b)
    return float((a * b).sum().item())


def _check_constant(
    func: Callable[..., Any],
    inputs: tuple[Any, ...],
    checked: list[tuple[int, cr.Tensor]],
    settings: _Settings,
) -> None:
    """A function none of whose outputs requires a gradient must not move with its inputs."""
    for number, output in enumerate(_outputs_of(func, inputs)):
        if not _is_differentiable(output):
            continue
        for part in _parts(output):
            for i, x in checked:
                slopes = _numerical(func, inputs, i, x, number, part, settings.eps)
                if slopes.numel() and slopes.abs().max().item() > settings.atol:
                    raise GradcheckError(
                        "Numerical gradient for function expected to be zero: output "
                        f"{number} has no grad_fn, and yet moves with input {i}:\n{slopes}"
                    )


def _check_zero(
    func: Callable[..., Any], inputs: tuple[Any, ...], checked: list[tuple[int, cr.Tensor]]
) -> None:
    outputs = _differentiable(_outputs_of(func, inputs))
    seeds = [cr.zeros_like(o) for o in outputs]
    gradients = cr.autograd.grad(outputs, [x for _, x in checked], seeds, allow_unused=True)
    for (i, _), gradient in zip(checked, gradients, strict=True):
        if gradient is not None and not bool((gradient == 0).all()):
            raise GradcheckError(
                "backward not multiplied by grad_output: with all output gradients zero, the "
                f"gradient of input {i} is\n{gradient.detach()}"
            )


@cache
def _undefine() -> Callable[[cr.Tensor], cr.Tensor]:
    """The identity, which hands no gradient back."""

    class Undefine(cr.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: cr.Tensor) -> cr.Tensor:
            return x.clone()

        @staticmethod
        def backward(ctx: Any, gradient: cr.Tensor) -> None:
            return None

    apply: Callable[[cr.Tensor], cr.Tensor] = Undefine.apply
    return apply


def _check_undefined(
    func: Callable[..., Any], inputs: tuple[Any, ...], checked: list[tuple[int, cr.Tensor]]
) -> None:
    """Output gradients that are undefined, all of them and each beside zeros, count as zeros."""
    wanted = [x for _, x in checked]
    count = len(_differentiable(_outputs_of(func, inputs)))
    cases: list[set[int]] = [set(range(count))]
    if count > 1:
        cases += [{number} for number in range(count)]
    for undefined in cases:
        outputs = [
            _undefine()(o) if number in undefined else o
            for number, o in enumerate(_differentiable(_outputs_of(func, inputs)))
        ]
        which = "all" if len(undefined) == count else f"output {next(iter(undefined))}"
        seeds = [cr.zeros_like(o) for o in outputs]
        try:
            gradients = cr.autograd.grad(outputs, wanted, seeds, allow_unused=True)
        except Exception as error:
            raise GradcheckError(
                "Expected backward function to handle undefined output grads, but with those of "
                f"{which} undefined it raised {type(error).__name__}: {error}. In an "
                "autograd.Function, leave ctx.set_materialize_grads(False) out or look for None"
            ) from error
        for (i, _), gradient in zip(checked, gradients, strict=True):
            if gradient is not None and not bool((gradient == 0).all()):
                raise GradcheckError(
                    "Expected all input grads to be undefined or zero when all output grads are "
                    f"undefined or zero, but with those of {which} undefined the gradient of "
                    f"input {i} is\n{gradient.detach()}"
                )
