"""vjp, jvp, jacobian, hessian, hvp and vhp: values, forms and complaints beside PyTorch's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import chainrule as cr
from both import same

FIRST = {
    "square": lambda m, a: a * a,
    "wider": lambda m, a: m.stack([a.sin(), a.exp()]) * a.sum(),
    "scalar": lambda m, a: (a**3).sum(),
    "element": lambda m, a: a[:1] * 2,
    "linear": lambda m, a: a * 2,
    "two outputs": lambda m, a: (a * a, a.sum()),
    "tuple of one": lambda m, a: (a * a,),
    "an output apart": lambda m, a: (a * a, m.ones(2)),
    "independent": lambda m, a: m.ones(2, requires_grad=True) * 2,
    "constant": lambda m, a: m.ones(2),
    "list": lambda m, a: [a * 2],
    "number": lambda m, a: 3.0,
    "number beside": lambda m, a: (a, 3.0),
    "other dtype": lambda m, a: a.double() * 2,
}
SECOND = {
    "cubes": lambda m, a: (a**3).sum(),
    "mixed": lambda m, a: (a[0] * a[1]).exp() * a.sum(),
    "one element": lambda m, a: (a**3).sum().reshape(1),
    "linear": lambda m, a: (a * 2).sum(),
    "independent": lambda m, a: m.ones(2, requires_grad=True).sum(),
    "constant": lambda m, a: m.ones(()),
    "vector": lambda m, a: a * a,
    "pair": lambda m, a: (a.sum(), a.sum()),
    "tuple of one": lambda m, a: ((a**3).sum(),),
}
MODES = [
    {},
    {"strict": True},
    {"create_graph": True},
    {"create_graph": True, "strict": True},
]


@pytest.mark.parametrize("options", MODES, ids=str)
@pytest.mark.parametrize("requires_grad", [False, True])
@pytest.mark.parametrize("func", FIRST.values(), ids=FIRST)
def test_first_order(
    func: Callable[..., Any], requires_grad: bool, options: dict[str, bool]
) -> None:
    def point(m: Any) -> Any:
        return m.tensor([1.0, 2.0], requires_grad=requires_grad)

    def vjp(m: Any) -> Any:
        x = point(m)
        shapes = func(m, x)
        ones = (
            tuple(m.ones_like(o) * 2 for o in shapes)
            if isinstance(shapes, tuple) and all(hasattr(o, "shape") for o in shapes)
            else m.ones_like(shapes) * 2
            if hasattr(shapes, "shape")
            else m.ones(2)
        )
        return m.autograd.functional.vjp(lambda a: func(m, a), x, ones, **options)

    same(vjp)
    same(lambda m: m.autograd.functional.vjp(lambda a: func(m, a), point(m), **options))
    v = [0.5, -3.0]
    same(
        lambda m: m.autograd.functional.jvp(lambda a: func(m, a), point(m), m.tensor(v), **options)
    )
    same(
        lambda m: m.autograd.functional.jacobian(lambda a: func(m, a), point(m), **options),
        # Where the second output is the constant one, PyTorch's sentence numbers it as an input.
        message=func is not FIRST["two outputs"],
    )


@pytest.mark.parametrize("options", MODES, ids=str)
@pytest.mark.parametrize("requires_grad", [False, True])
@pytest.mark.parametrize("func", SECOND.values(), ids=SECOND)
def test_second_order(
    func: Callable[..., Any], requires_grad: bool, options: dict[str, bool]
) -> None:
    def point(m: Any) -> Any:
        return m.tensor([1.0, 2.0], requires_grad=requires_grad)

    for name in ("hvp", "vhp"):
        same(
            lambda m, name=name: getattr(m.autograd.functional, name)(
                lambda a: func(m, a), point(m), m.tensor([0.5, -3.0]), **options
            )
        )
    same(lambda m: m.autograd.functional.hessian(lambda a: func(m, a), point(m), **options))


SHAPES = {
    "number in": lambda m: m.autograd.functional.jacobian(lambda a: a * a, m.tensor(2.0)),
    "matrix in": lambda m: m.autograd.functional.jacobian(lambda a: a.exp().sum(1), m.ones(2, 3)),
    "non-contiguous": lambda m: m.autograd.functional.jacobian(
        lambda a: a.exp() @ a, m.arange(4.0).reshape(2, 2).t()
    ),
    "tuple of one": lambda m: m.autograd.functional.jacobian(lambda a: a * a, (m.ones(2),)),
    "two in, two out": lambda m: m.autograd.functional.jacobian(
        lambda a, b: (a * b, a.sum()), (m.ones(2), m.full((2,), 3.0))
    ),
    "one unused": lambda m: m.autograd.functional.jacobian(
        lambda a, b: a * 2, (m.ones(2), m.ones(3))
    ),
    "vectorized": lambda m: m.autograd.functional.jacobian(
        lambda a, b: (a * b, a.sum()), (m.ones(2), m.full((2,), 3.0)), vectorize=True
    ),
    "forward": lambda m: m.autograd.functional.jacobian(
        lambda a: a.double() * 3, m.ones(2), vectorize=True, strategy="forward-mode"
    ),
    "hessian of a tuple": lambda m: m.autograd.functional.hessian(
        lambda a, b: (a * b * a).sum() + b.exp().sum(), (m.ones(2), m.full((2,), 3.0))
    ),
    "hessian of a tuple of one": lambda m: m.autograd.functional.hessian(
        lambda a: (a**3).sum(), (m.ones(2),)
    ),
    "hessian of a number": lambda m: m.autograd.functional.hessian(lambda a: a**3, m.tensor(2.0)),
    "hessian, vectorized": lambda m: m.autograd.functional.hessian(
        lambda a: (a**3).sum(), m.ones(2, 2), vectorize=True
    ),
    "no vector for a number": lambda m: m.autograd.functional.hvp(lambda a: a**3, m.tensor(2.0)),
    "jvp of two": lambda m: m.autograd.functional.jvp(
        lambda a, b: (a * b, a.sum()), (m.ones(2), m.ones(2)), (m.ones(2), m.zeros(2))
    ),
    "jvp, one unused": lambda m: m.autograd.functional.jvp(
        lambda a, b: a * 2, (m.ones(2), m.ones(3)), (m.ones(2), m.ones(3))
    ),
    "jvp, one unused, strict": lambda m: m.autograd.functional.jvp(
        lambda a, b: a * 2, (m.ones(2), m.ones(3)), (m.ones(2), m.ones(3)), strict=True
    ),
    "vhp, one unused": lambda m: m.autograd.functional.vhp(
        lambda a, b: (a**3).sum(), (m.ones(2), m.ones(3)), (m.ones(2), m.ones(3))
    ),
    "vhp, one unused, strict": lambda m: m.autograd.functional.vhp(
        lambda a, b: (a**3).sum(), (m.ones(2), m.ones(3)), (m.ones(2), m.ones(3)), strict=True
    ),
    "wrong shape": lambda m: m.autograd.functional.vjp(lambda a: a * 2, m.ones(2), m.ones(3)),
    "wrong shape, second": lambda m: m.autograd.functional.jvp(
        lambda a, b: a * b, (m.ones(2), m.ones(2)), (m.ones(2), m.ones(3))
    ),
    "two for one": lambda m: m.autograd.functional.hvp(
        lambda a: a.sum(), m.ones(2), (m.ones(2), m.ones(2))
    ),
    "one for two": lambda m: m.autograd.functional.jvp(
        lambda a, b: a * b, (m.ones(2), m.ones(2)), (m.ones(2),)
    ),
    "no vector": lambda m: m.autograd.functional.vhp(lambda a: a.sum(), m.ones(2)),
    "inputs in a list": lambda m: m.autograd.functional.hessian(lambda a: a.sum(), [m.ones(2)]),
    "a number in": lambda m: m.autograd.functional.vjp(lambda a: a * 2, (m.ones(2), 3.0)),
    "a number for v": lambda m: m.autograd.functional.vjp(lambda a: a * 2, m.ones(2), 3.0),
    "strict and vectorized": lambda m: m.autograd.functional.jacobian(
        lambda a: a * a, m.ones(2), strict=True, vectorize=True
    ),
    "forward alone": lambda m: m.autograd.functional.jacobian(
        lambda a: a * a, m.ones(2), strategy="forward-mode"
    ),
    "forward with a graph": lambda m: m.autograd.functional.jacobian(
        lambda a: a * a, m.ones(2), strategy="forward-mode", vectorize=True, create_graph=True
    ),
    "unknown strategy": lambda m: m.autograd.functional.jacobian(
        lambda a: a * a, m.ones(2), strategy="sideways"
    ),
    "unknown outer strategy": lambda m: m.autograd.functional.hessian(
        lambda a: a.sum(), m.ones(2), outer_jacobian_strategy="sideways"
    ),
    "complex outputs": lambda m: m.autograd.functional.jacobian(
        lambda a: a * a, m.tensor([1 + 2j])
    ),
}
OUR_WORDS = {
    "strict and vectorized",
    "forward alone",
    "forward with a graph",
    "unknown strategy",
    "unknown outer strategy",
    "complex outputs",
}


@pytest.mark.parametrize("name", SHAPES)
def test_forms_and_complaints(name: str) -> None:
    same(SHAPES[name], message=name not in OUR_WORDS)


def test_empty_inputs_and_outputs_give_empty_jacobians() -> None:
    jacobian = cr.autograd.functional.jacobian
    assert jacobian(lambda a: a[:0], cr.ones(3)).shape == (0, 3)
    assert jacobian(lambda a: a * 2, cr.ones(0)).shape == (0, 0)
    assert jacobian(lambda a: a.sum(), cr.ones(2, 0)).shape == (2, 0)


@pytest.mark.parametrize("name", ["jacobian", "hessian"])
def test_differentiable_results(name: str) -> None:
    def scenario(m: Any) -> Any:
        x = m.tensor([0.5, 2.0], dtype=m.float64, requires_grad=True)
        table = getattr(m.autograd.functional, name)(
            lambda a: (a**4).sum() * a[0], x, create_graph=True
        )
        return m.autograd.grad((table * table).sum(), x)

    assert same(scenario).kind == "value"


@pytest.mark.parametrize("name", ["vjp", "jvp", "hvp", "vhp"])
def test_differentiable_products(name: str) -> None:
    def scenario(m: Any) -> Any:
        x = m.tensor([0.5, 2.0], dtype=m.float64, requires_grad=True)
        v = m.tensor([1.0, -2.0], dtype=m.float64, requires_grad=True)
        weight = v if name != "vjp" else v.sum()
        product = getattr(m.autograd.functional, name)(
            lambda a: (a**4).sum() * a[0], x, weight, create_graph=True
        )[1]
        return m.autograd.grad((product * product).sum(), (x, v))

    assert same(scenario).kind == "value"


def test_works_without_grad_and_leaves_no_trace() -> None:
    x = cr.ones(2, requires_grad=True)
    with cr.no_grad():
        table = cr.autograd.functional.jacobian(lambda a: a * a, x)
    assert table.tolist() == [[2.0, 0.0], [0.0, 2.0]]
    assert x.grad is None
    assert not table.requires_grad


def test_a_gradient_that_is_not_the_function_s() -> None:
    """hvp is Hv and vhp is v'H: they differ where a function lies about its gradient."""

    def scenario(m: Any, name: str) -> Any:
        class Lying(m.autograd.Function):  # type: ignore[misc, name-defined]
            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                ctx.save_for_backward(x)
                return x.sum()

            @staticmethod
            def backward(ctx: Any, g: Any) -> Any:
                (x,) = ctx.saved_tensors
                return g * m.stack([x[1] ** 2, x[0] * 0 + x[1]])

        return getattr(m.autograd.functional, name)(
            Lying.apply, m.tensor([1.0, 2.0]), m.tensor([1.0, 10.0])
        )

    products = [same(lambda m, n=name: scenario(m, n)).value[1][3] for name in ("hvp", "vhp")]
    assert products == [[40.0, 10.0], [0.0, 14.0]]
