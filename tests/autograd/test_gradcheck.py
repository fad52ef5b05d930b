"""gradcheck and gradgradcheck: what is right passes, each kind of wrong fails, as in PyTorch."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr
from both import same
from chainrule.autograd.gradcheck import GradcheckError


def lying(m: Any, forward: Callable[[Any], Any], backward: Callable[[Any, Any], Any]) -> Any:
    """A function of one tensor whose backward is what it is told to be."""

    class Lying(m.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return forward(x)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return backward(ctx.saved_tensors[0], g)

        @staticmethod
        def jvp(ctx: Any, tangent: Any) -> Any:
            return backward(ctx.saved_tensors[0], tangent)

    return Lying.apply


def jitter(m: Any) -> Any:
    noise = 1e-7
    return lying(m, lambda x: x * 2, lambda x, g: g * (2 + noise * m.rand(2, dtype=m.float64)))


def real(m: Any, *shape: int) -> Any:
    """Numbers between 0.5 and 1.5, away from kinks, ties and poles."""
    count = 1
    for size in shape:
        count *= size
    values = [0.5 + (0.37 * i) % 1 for i in range(count)]
    return m.tensor(values, dtype=m.float64).reshape(shape).requires_grad_()


def complex_numbers(m: Any) -> Any:
    return m.tensor([1 + 2j, 0.5 - 1j], dtype=m.complex128, requires_grad=True)


# Name: (inputs, function); every one of these is differentiable and must pass.
RIGHT: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    "elementwise": (lambda m: real(m, 3), lambda m, a: a.exp() * a.sin()),
    "matrix": (lambda m: (real(m, 2, 3), real(m, 3, 2)), lambda m, a, b: a @ b),
    "broadcast": (lambda m: (real(m, 2, 3), real(m, 3)), lambda m, a, b: a / b),
    "used twice": (lambda m: real(m, 3), lambda m, a: a * a + a),
    "number": (lambda m: real(m), lambda m, a: a**3),
    "empty": (lambda m: real(m, 0, 3), lambda m, a: a * 2),
    "several outputs": (lambda m: real(m, 3), lambda m, a: (a * 2, a.sum(), a.exp())),
    "a constant output": (lambda m: real(m, 3), lambda m, a: (a * 2, a.detach().argmax())),
    "a detached output": (lambda m: real(m, 3), lambda m, a: (a * 2, a.detach() * 2)),
    "its own input": (lambda m: real(m, 3), lambda m, a: a),
    "a view": (lambda m: real(m, 2, 3), lambda m, a: a.t()[1:]),
    "non-contiguous": (lambda m: real(m, 2, 3).t(), lambda m, a: a.exp()),
    "inner tensor": (lambda m: real(m, 3) * 2, lambda m, a: a * a),
    "one unused": (lambda m: (real(m, 3), real(m, 2)), lambda m, a, b: a * a),
    "number argument": (lambda m: (real(m, 3), 3.0), lambda m, a, k: a**k),
    "constant tensor": (lambda m: (real(m, 3), m.ones(3)), lambda m, a, b: a * b),
    "no gradient at all": (lambda m: real(m, 3), lambda m, a: m.ones(2, dtype=m.float64)),
    "integer output": (lambda m: real(m, 3), lambda m, a: a.argmax()),
    "complex": (complex_numbers, lambda m, a: a * a.exp()),
    "complex to real": (complex_numbers, lambda m, a: a.abs()),
    "not holomorphic": (complex_numbers, lambda m, a: a.conj() * a * a),
    "real to complex": (lambda m: real(m, 2), lambda m, a: m.complex(a, a * a)),
    "in a list": (lambda m: [real(m, 3)], lambda m, a: a * 2),
}


@pytest.mark.parametrize("fast_mode", [False, True])
@pytest.mark.parametrize("name", RIGHT)
def test_right(name: str, fast_mode: bool) -> None:
    inputs, func = RIGHT[name]
    outcome = same(
        lambda m: m.autograd.gradcheck(lambda *a: func(m, *a), inputs(m), fast_mode=fast_mode)
    )
    assert outcome.value is True


@pytest.mark.parametrize("fast_mode", [False, True])
@pytest.mark.parametrize("name", [n for n in RIGHT if "constant output" not in n])
def test_right_twice(name: str, fast_mode: bool) -> None:
    if name in ("no gradient at all", "integer output"):
        return
    inputs, func = RIGHT[name]
    for strided in (False, True):
        outcome = same(
            lambda m, strided=strided: m.autograd.gradgradcheck(
                lambda *a: func(m, *a),
                inputs(m),
                fast_mode=fast_mode,
                gen_non_contig_grad_outputs=strided,
            )
        )
        assert outcome.value is True


# Name: (inputs, function, the start of the message); every one of these must fail.
WRONG: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any], str]] = {
    "factor": (
        lambda m: real(m, 2),
        lambda m: lying(m, lambda x: x**2, lambda x, g: g * 3),
        "Jacobian mismatch for output 0 with respect to input 0,\nnumerical:tensor",
    ),
    "second of two": (
        lambda m: (real(m, 2), real(m, 2, 2)),
        lambda m: lambda a, b: (a * 2, lying(m, lambda x: x**2, lambda x, g: g * 3)(b)),
        "Jacobian mismatch for output 1 with respect to input 1,",
    ),
    "one element": (
        lambda m: real(m, 3),
        lambda m: lying(
            m, lambda x: x**2, lambda x, g: g * 2 * x * m.tensor([1, 1, 1.5], dtype=m.float64)
        ),
        "Jacobian mismatch",
    ),
    "no gradient": (
        lambda m: real(m, 2),
        lambda m: lying(m, lambda x: x * 2, lambda x, g: None),
        "Jacobian mismatch",
    ),
    "not a number": (
        lambda m: real(m, 2),
        lambda m: lying(m, lambda x: x * 2, lambda x, g: g * float("nan")),
        "",
    ),
    "not linear": (
        lambda m: real(m, 2),
        lambda m: lying(m, lambda x: x * 2, lambda x, g: m.ones_like(g) * 2),
        "Jacobian mismatch",
    ),
    "a constant beside": (
        lambda m: real(m),
        lambda m: lying(m, lambda x: x * 2, lambda x, g: g * 2 + 1e-9),
        "backward not multiplied by grad_output",
    ),
    "cut": (
        lambda m: real(m, 2),
        lambda m: lambda a: a.detach() * 2,
        "Numerical gradient for function expected to be zero",
    ),
    "conjugate": (
        complex_numbers,
        lambda m: lying(m, lambda x: x**2, lambda x, g: g * 2 * x),
        "While considering the ",
    ),
    "conjugate, to real": (
        complex_numbers,
        lambda m: lambda a: lying(m, lambda x: x**2, lambda x, g: g * 2 * x)(a).abs(),
        "Jacobian mismatch for output 0 with respect to input 0,",
    ),
    "random": (
        lambda m: real(m, 2),
        lambda m: lying(
            m, lambda x: x * 2, lambda x, g: g * (2 + 1e-7 * m.rand(2, dtype=m.float64))
        ),
        "Backward is not reentrant",
    ),
}


@pytest.mark.parametrize("fast_mode", [False, True])
@pytest.mark.parametrize("name", WRONG)
def test_wrong(name: str, fast_mode: bool) -> None:
    inputs, func, start = WRONG[name]
    outcome = same(
        lambda m: m.autograd.gradcheck(func(m), inputs(m), fast_mode=fast_mode), message=False
    )
    assert outcome.kind == "GradcheckError"
    assert outcome.value.startswith(start)
    returned = same(
        lambda m: m.autograd.gradcheck(
            func(m), inputs(m), fast_mode=fast_mode, raise_exception=False
        )
    )
    assert returned.value is False


def test_the_message_shows_both_jacobians() -> None:
    x = cr.tensor([1.0, 2.0], dtype=cr.float64, requires_grad=True)
    square = lying(cr, lambda x: x**2, lambda x, g: g * 3)
    with pytest.raises(GradcheckError) as caught:
        cr.autograd.gradcheck(square, x)
    assert str(caught.value) == (
        "Jacobian mismatch for output 0 with respect to input 0,\n"
        "numerical:tensor([[2.0000, 0.0000],\n        [0.0000, 4.0000]], dtype=torch.float64)\n"
        "analytical:tensor([[3., 0.],\n        [0., 3.]], dtype=torch.float64)\n\n"
        "The largest difference is 1, of element 1 of the input and element 1 of the output."
    )
    with pytest.raises(GradcheckError, match="In fast mode a random projection"):
        cr.autograd.gradcheck(square, x, fast_mode=True)


def test_rows_are_inputs_and_columns_are_outputs() -> None:
    def scenario(m: Any) -> Any:
        return m.autograd.gradcheck(
            lying(m, lambda x: x.sum() * m.ones(3, dtype=m.float64), lambda x, g: g[:2] * 0),
            m.tensor([1.0, 2.0], dtype=m.float64, requires_grad=True),
        )

    outcome = same(scenario, message=False)
    assert "numerical:tensor([[1.0000, 1.0000, 1.0000],\n        [1.0000" in outcome.value


def test_single_precision_is_advised_against() -> None:
    outcome = same(
        lambda m: m.autograd.gradcheck(lambda a: a.sin(), m.tensor([1.0, 2.0], requires_grad=True)),
        message=False,
    )
    assert outcome.kind == "GradcheckError"
    assert outcome.warned == ["UserWarning"]
    assert "double precision" in outcome.value


COMPLAINTS: dict[str, Callable[[Any], Any]] = {
    "nothing requires a gradient": lambda m: m.autograd.gradcheck(lambda a: a * 2, m.ones(2)),
    "overlapping memory": lambda m: m.autograd.gradcheck(lambda a: a * 2, real(m, 1).expand(3)),
    "an error in the function": lambda m: m.autograd.gradcheck(lambda a: 1 / 0, real(m, 2)),
    "in-place on the input": lambda m: m.autograd.gradcheck(lambda a: a.mul_(2), real(m, 2)),
    "no direction": lambda m: m.autograd.gradcheck(
        lambda a: a * 2, real(m, 2), check_backward_ad=False
    ),
    "wrong grad_outputs": lambda m: m.autograd.gradgradcheck(
        lambda a: a**3, real(m, 2), m.ones(3, dtype=m.float64)
    ),
}


@pytest.mark.parametrize("name", COMPLAINTS)
def test_complaints(name: str) -> None:
    assert same(COMPLAINTS[name], message=False).kind != "value"


def test_inputs_are_as_before_afterwards() -> None:
    x = real(cr, 2, 3)
    before = x.tolist()
    for fast_mode in (False, True):
        cr.autograd.gradcheck(lambda a: a.exp(), x, fast_mode=fast_mode)

        def fails_later(a: Any, calls: list[int] = [0]) -> Any:  # noqa: B006
            calls[0] += 1
            if calls[0] == 3:
                raise KeyError("later")
            return a * 2

        with pytest.raises(KeyError):
            cr.autograd.gradcheck(fails_later, x, fast_mode=fast_mode)
    assert x.tolist() == before
    assert x.grad is None


def test_the_global_generator_is_left_alone() -> None:
    cr.manual_seed(0)
    expected = cr.rand(3).tolist()
    cr.manual_seed(0)
    cr.autograd.gradcheck(lambda a: a.exp(), real(cr, 2), fast_mode=True)
    cr.autograd.gradgradcheck(lambda a: a.exp(), real(cr, 2))
    assert cr.rand(3).tolist() == expected


def undefined(m: Any) -> Any:
    class Careless(m.autograd.Function):  # type: ignore[misc, name-defined]
        """Does not look for None, which it asked for."""

        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.set_materialize_grads(False)
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 2

    return Careless.apply


def test_undefined_gradients() -> None:
    assert same(
        lambda m: m.autograd.gradcheck(undefined(m), real(m, 2), check_undefined_grad=False)
    ).value
    with pytest.raises(GradcheckError, match=r"undefined output grads.*TypeError"):
        cr.autograd.gradcheck(undefined(cr), real(cr, 2))
    assert not cr.autograd.gradcheck(undefined(cr), real(cr, 2), raise_exception=False)


def test_nondeterminism_tolerance() -> None:
    def scenario(m: Any, **options: Any) -> Any:
        return m.autograd.gradcheck(jitter(m), real(m, 2), **options)

    assert same(scenario, message=False).kind == "GradcheckError"
    assert same(lambda m: scenario(m, nondet_tol=1e-5)).value is True


def test_tolerances() -> None:
    def scenario(m: Any, **options: Any) -> Any:
        slightly_off = lying(m, lambda x: x * 2, lambda x, g: g * 2.01)
        return m.autograd.gradcheck(slightly_off, real(m, 2), raise_exception=False, **options)

    for options, passes in (({}, False), ({"rtol": 0.1}, True), ({"atol": 0.1}, True)):
        assert same(lambda m, o=options: scenario(m, **o)).value is passes


FORWARD = [
    {"check_forward_ad": True},
    {"check_forward_ad": True, "check_backward_ad": False, "check_undefined_grad": False},
    {"check_forward_ad": True, "check_batched_forward_grad": True},
    {"check_forward_ad": True, "fast_mode": True},
    {"check_batched_grad": True},
    {"check_backward_ad": False},
    {"check_backward_ad": False, "check_undefined_grad": False},
    {"check_batched_forward_grad": True},
]


@pytest.mark.parametrize("options", FORWARD, ids=lambda o: "-".join(o))
@pytest.mark.parametrize("name", ["elementwise", "matrix", "several outputs", "empty"])
def test_forward_and_batched(name: str, options: dict[str, bool]) -> None:
    made, function = RIGHT[name]

    def scenario(m: Any) -> Any:
        return m.autograd.gradcheck(lambda *a: function(m, *a), made(m), **options)

    same(scenario)


@pytest.mark.parametrize(
    "options",
    [
        {"check_fwd_over_rev": True},
        {"check_fwd_over_rev": True, "check_rev_over_rev": False, "check_undefined_grad": False},
        {"check_rev_over_rev": False},
        {"check_batched_grad": True},
    ],
    ids=lambda o: "-".join(o),
)
def test_second_order_forward(options: dict[str, bool]) -> None:
    same(lambda m: m.autograd.gradgradcheck(lambda a: a.exp() * a.sin(), real(m, 3), **options))


def test_a_wrong_forward_derivative_is_found() -> None:
    wrong = lying(cr, lambda x: x * 2, lambda x, g: g * 3)
    options = {"check_forward_ad": True, "check_backward_ad": False, "check_undefined_grad": False}
    for fast in (False, True):
        with pytest.raises(GradcheckError, match="forward mode"):
            cr.autograd.gradcheck(wrong, real(cr, 2), fast_mode=fast, **options)


def test_what_is_no_tensor_is_refused() -> None:
    x = real(cr, 2)
    with pytest.raises(TypeError, match=r"a tuple of \(Tensor, float\)"):
        cr.autograd.gradcheck(lambda a: (a * 2, 3.0), x)
    with pytest.raises(TypeError, match="not float"):
        cr.autograd.gradcheck(lambda a: 3.0, x)


def test_second_order() -> None:
    def scenario(m: Any, grad_outputs: Any = None) -> Any:
        class Cube(m.autograd.Function):  # type: ignore[misc, name-defined]
            """Right once; its backward hides from the graph what it multiplies by."""

            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                ctx.save_for_backward(x)
                return x**3

            @staticmethod
            def backward(ctx: Any, g: Any) -> Any:
                return g * 3 * ctx.saved_tensors[0].detach() ** 2

        x = real(m, 2)
        assert m.autograd.gradcheck(Cube.apply, x)
        assert m.autograd.gradgradcheck(lambda a: a**3, x, grad_outputs)
        return m.autograd.gradgradcheck(Cube.apply, x, grad_outputs, raise_exception=False)

    assert same(scenario).value is False
    assert same(lambda m: scenario(m, m.ones(2, dtype=m.float64))).value is False


def test_a_warning_names_the_caller() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        cr.autograd.gradcheck(
            lambda a: a * 2, cr.ones(2, requires_grad=True), raise_exception=False
        )
    assert [w.filename for w in caught] == [__file__]


def test_both_libraries_are_compared() -> None:
    assert torch.autograd.gradcheck is not cr.autograd.gradcheck
