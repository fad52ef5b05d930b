"""Gradients, products with Jacobians, Jacobians and Hessians beside torch.func."""

from __future__ import annotations

import warnings
from collections import OrderedDict, namedtuple
from typing import Any

from autograd.scenarios import Scenarios, every_warning
from func.values import many, matrix, vector

__all__ = ["every_warning"]

scenario = Scenarios()

Pair = namedtuple("Pair", ["first", "second"])  # noqa: PYI024  (the untyped form has to work)


# ---- grad ----


@scenario
def grad_of_a_number(t: Any) -> Any:
    return t.func.grad(t.sin)(t.tensor(0.5, dtype=t.float64))


@scenario
def grad_of_a_vector(t: Any) -> Any:
    return t.func.grad(lambda x: (x.exp() * x).sum())(vector(t))


@scenario
def grad_four_times(t: Any) -> Any:
    f = t.sin
    found = []
    for _ in range(4):
        f = t.func.grad(f)
        found.append(f(t.tensor(0.5, dtype=t.float64)))
    return found


@scenario
def grad_inside_another(t: Any) -> Any:
    """No confusion of the two: d/dx (x * d/dy (x + y)) is 1."""
    grad = t.func.grad
    x = t.tensor(3.0, dtype=t.float64)
    return grad(lambda x: x * grad(lambda y: x + y)(x * 2))(x)


@scenario
def grad_inside_another_captured(t: Any) -> Any:
    grad = t.func.grad
    x = t.tensor(3.0, dtype=t.float64)
    return grad(lambda x: grad(lambda y: x**2 * y**3)(x))(x)


@scenario
def grad_argnums(t: Any) -> Any:
    def f(x: Any, y: Any, z: Any) -> Any:
        return (x * y**2 + z).sum()

    x, y, z = vector(t), vector(t, 1.0, 2.0, 3.0), vector(t)
    grad = t.func.grad
    return (
        grad(f, 1)(x, y, z),
        grad(f, (0, 2))(x, y, z),
        grad(f, -2)(x, y, z),
        grad(f, (1,))(x, y, z),
    )


@scenario
def grad_of_containers(t: Any) -> Any:
    def f(p: Any, q: Any) -> Any:
        return (p["a"] * p["b"][0] + q.first * q.second[0]).sum()

    x = vector(t)
    p = {"a": x, "b": [x + 1]}
    q = Pair(x * 2, (x * 3,))
    found, other = t.func.grad(f, argnums=(0, 1))(p, q)
    return type(found).__name__, found, type(other).__name__, other.first, other.second


@scenario
def grad_of_an_ordered_dict(t: Any) -> Any:
    p = OrderedDict(b=vector(t), a=vector(t, 1.0, 2.0, 3.0))
    found = t.func.grad(lambda p: (p["a"] ** 2 * p["b"]).sum())(p)
    return type(found).__name__, list(found), found["a"], found["b"]


@scenario
def grad_of_the_unused(t: Any) -> Any:
    return t.func.grad(lambda x, y: x.sum(), argnums=(0, 1))(vector(t), vector(t))


@scenario
def grad_of_a_constant(t: Any) -> Any:
    return t.func.grad(lambda x: t.ones((), dtype=t.float64))(vector(t))


@scenario
def grad_and_value(t: Any) -> Any:
    return t.func.grad_and_value(lambda x: (x**3).sum())(vector(t))


@scenario
def grad_and_value_with_aux(t: Any) -> Any:
    g, (value, aux) = t.func.grad_and_value(lambda x: ((x**3).sum(), {"x": x * 2}), has_aux=True)(
        vector(t)
    )
    return g, value, aux


@scenario
def grad_with_aux(t: Any) -> Any:
    return t.func.grad(lambda x: ((x**3).sum(), x.exp()), has_aux=True)(vector(t))


@scenario
def grad_with_aux_twice(t: Any) -> Any:
    """aux is a value of the outer level, and differentiable there."""

    def inner(x: Any) -> Any:
        _, aux = t.func.grad(lambda y: ((y**3).sum(), (y**2).sum()), has_aux=True)(x)
        return aux

    return t.func.grad(inner)(vector(t))


@scenario
def grad_with_keywords(t: Any) -> Any:
    return t.func.grad(lambda x, *, k: (x * k).sum())(vector(t), k=3)


@scenario
def results_require_no_grad(t: Any) -> Any:
    x = vector(t)
    g, value = t.func.grad_and_value(lambda x: (x**2).sum())(x)
    return g.requires_grad, value.requires_grad, x.requires_grad, x.grad


@scenario
def results_follow_an_input_that_requires_grad(t: Any) -> Any:
    x = vector(t).requires_grad_()
    g = t.func.grad(lambda x: (x**3).sum())(x)
    g.sum().backward()
    return g, x.grad


@scenario
def results_follow_a_captured_tensor(t: Any) -> Any:
    w = vector(t).requires_grad_()
    g = t.func.grad(lambda x: (x**2 * w).sum())(vector(t, 1.0, 2.0, 3.0))
    g.sum().backward()
    return g, w.grad


@scenario
def no_grad_outside(t: Any) -> Any:
    x = vector(t).requires_grad_()
    with t.no_grad():
        return t.func.grad(lambda x: (x**3).sum())(x)


@scenario
def no_grad_inside(t: Any) -> Any:
    def f(x: Any) -> Any:
        with t.no_grad():
            shift = x**2
        return (x**2 - shift).sum()

    return t.func.grad(f)(vector(t))


@scenario
def no_grad_around_the_inner(t: Any) -> Any:
    def f(x: Any) -> Any:
        with t.no_grad():
            g = t.func.grad(lambda y: (y**3).sum())(x)
        return (g * x).sum()

    return t.func.grad(f)(vector(t))


@scenario
def detach_inside(t: Any) -> Any:
    return t.func.grad(lambda x: (x * x.detach()).sum())(vector(t))


@scenario
def in_place_on_the_inside(t: Any) -> Any:
    def f(x: Any) -> Any:
        y = x.clone()
        y[0] = 5.0
        y.mul_(2)
        return (y * y).sum()

    return t.func.grad(f)(vector(t))


@scenario
def backward_after(t: Any) -> Any:
    w = vector(t).requires_grad_()
    x = vector(t)
    loss = t.func.grad(lambda x: (x.tanh() * w).sum())(x).square().sum()
    loss.backward()
    return w.grad


@scenario
def grad_not_a_number(t: Any) -> Any:
    t.func.grad(lambda x: x)(vector(t))


@scenario
def grad_not_a_tensor(t: Any) -> Any:
    t.func.grad(lambda x: 3)(vector(t))


@scenario
def grad_of_one_element(t: Any) -> Any:
    t.func.grad(lambda x: x.sum(0, keepdim=True))(vector(t))


@scenario
def grad_no_such_argument(t: Any) -> Any:
    t.func.grad(lambda x: x.sum(), argnums=2)(vector(t))


@scenario
def grad_repeated_argument(t: Any) -> Any:
    t.func.grad(lambda x: x.sum(), argnums=(0, 0))(vector(t))


@scenario
def grad_argument_no_int(t: Any) -> Any:
    t.func.grad(lambda x: x.sum(), argnums="x")(vector(t))


@scenario
def grad_of_a_python_number(t: Any) -> Any:
    t.func.grad(lambda x: x**2)(3.0)


@scenario
def grad_of_integers(t: Any) -> Any:
    t.func.grad(lambda x: x.sum())(t.ones(2, dtype=t.int64))


@scenario
def grad_aux_missing(t: Any) -> Any:
    t.func.grad(lambda x: x.sum(), has_aux=True)(vector(t))


# ---- vjp, jvp, linearize ----


@scenario
def vjp_of_one(t: Any) -> Any:
    y, product = t.func.vjp(lambda x: x**2, vector(t))
    return y, product(vector(t, 1.0, 10.0, 100.0)), product(vector(t)), y.requires_grad


@scenario
def vjp_of_several(t: Any) -> Any:
    y, product = t.func.vjp(
        lambda a, b: (a * b, {"s": a.sum()}), vector(t), vector(t, 1.0, 2.0, 3.0)
    )
    return y, product((vector(t), {"s": t.tensor(2.0, dtype=t.float64)}))


@scenario
def vjp_with_aux(t: Any) -> Any:
    y, product, aux = t.func.vjp(lambda x: (x**2, x.sum()), vector(t), has_aux=True)
    return y, product(vector(t)), aux


@scenario
def vjp_differentiated(t: Any) -> Any:
    v = vector(t, 1.0, 2.0, 3.0)

    def f(x: Any) -> Any:
        _, product = t.func.vjp(lambda x: x**3, x)
        return product(v)[0].sum()

    def by_cotangent(v: Any) -> Any:
        _, product = t.func.vjp(lambda x: x**3, vector(t))
        return product(v)[0].sum()

    return t.func.grad(f)(vector(t)), t.func.grad(by_cotangent)(v)


@scenario
def vjp_wrong_structure(t: Any) -> Any:
    t.func.vjp(lambda x: x, vector(t))[1]((vector(t), vector(t)))


@scenario
def vjp_wrong_shape(t: Any) -> Any:
    t.func.vjp(lambda x: x, vector(t))[1](t.ones(2, dtype=t.float64))


@scenario
def vjp_no_tensor(t: Any) -> Any:
    t.func.vjp(lambda x: 3, vector(t))


@scenario
def jvp_of_one(t: Any) -> Any:
    return t.func.jvp(lambda x: x.exp() * x, (vector(t),), (vector(t, 1.0, 2.0, 3.0),))


@scenario
def jvp_of_several(t: Any) -> Any:
    return t.func.jvp(
        lambda a, b: {"p": a * b, "s": a.sum(), "c": t.ones(2, dtype=t.float64)},
        (vector(t), vector(t, 1.0, 2.0, 3.0)),
        (vector(t, 1.0, 0.0, 0.0), vector(t, 0.0, 1.0, 2.0)),
    )


@scenario
def jvp_with_aux(t: Any) -> Any:
    return t.func.jvp(lambda x: (x**2, x.sum()), (vector(t),), (vector(t),), has_aux=True)


@scenario
def jvp_twice(t: Any) -> Any:
    x, v = vector(t), vector(t, 1.0, 2.0, 3.0)

    def along(x: Any) -> Any:
        return t.func.jvp(lambda x: x**4, (x,), (v,))[1]

    return t.func.jvp(along, (x,), (v,))


@scenario
def jvp_of_a_grad(t: Any) -> Any:
    """Forward over reverse: a product with the Hessian."""
    x, v = vector(t), vector(t, 1.0, 2.0, 3.0)
    return t.func.jvp(t.func.grad(lambda x: (x**4).sum() * x.sum()), (x,), (v,))


@scenario
def grad_of_a_jvp(t: Any) -> Any:
    v = vector(t, 1.0, 2.0, 3.0)
    return t.func.grad(lambda x: t.func.jvp(lambda x: x**3, (x,), (v,))[1].sum())(vector(t))


@scenario
def grad_by_a_tangent(t: Any) -> Any:
    x = vector(t)
    return t.func.grad(lambda v: t.func.jvp(lambda x: x**3, (x,), (v,))[1].sum())(vector(t))


@scenario
def jvp_of_views_and_writes(t: Any) -> Any:
    def f(x: Any) -> Any:
        y = x.clone()
        y[1:] = x[:2] * 3
        return y.flip(0)

    return t.func.jvp(f, (vector(t),), (vector(t, 1.0, 2.0, 3.0),))


@scenario
def jvp_strict(t: Any) -> Any:
    return t.func.jvp(lambda x: t.ones(2), (vector(t),), (vector(t),), strict=True)


@scenario
def jvp_not_tuples(t: Any) -> Any:
    t.func.jvp(lambda x: x, [vector(t)], [vector(t)])


@scenario
def jvp_wrong_count(t: Any) -> Any:
    t.func.jvp(lambda x: x, (vector(t),), (vector(t), vector(t)))


@scenario
def jvp_wrong_shape(t: Any) -> Any:
    t.func.jvp(lambda x: x, (vector(t),), (t.ones(2, dtype=t.float64),))


@scenario
def linearized(t: Any) -> Any:
    with warnings.catch_warnings():  # PyTorch warns of its own tracer
        warnings.simplefilter("ignore")
        y, along = t.func.linearize(lambda x: x**3, vector(t))
    return y, along(vector(t)), along(vector(t, 1.0, 2.0, 3.0))


@scenario
def linearized_several(t: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        y, along = t.func.linearize(
            lambda a, b: (a * b, b.sum()), vector(t), vector(t, 1.0, 2.0, 3.0)
        )
    return y, along(vector(t, 1.0, 0.0, 0.0), vector(t, 0.0, 1.0, 0.0))


# ---- Jacobians ----


@scenario
def jacobians_agree(t: Any) -> Any:
    f = many(t)
    return t.func.jacrev(f)(vector(t)), t.func.jacfwd(f)(vector(t))


@scenario
def jacobian_of_a_matrix(t: Any) -> Any:
    return t.func.jacrev(lambda m: (m @ m.t()).exp())(matrix(t))


@scenario
def jacobian_by_columns(t: Any) -> Any:
    w = matrix(t, 6, 2)
    return t.func.jacfwd(lambda x: (w @ x).tanh() * t.ones(5, 6, dtype=t.float64))(
        vector(t, 1.0, 2.0)
    )


@scenario
def jacobian_of_a_number(t: Any) -> Any:
    x = t.tensor(2.0, dtype=t.float64)
    return t.func.jacrev(lambda x: x**3)(x), t.func.jacfwd(lambda x: x**3)(x)


@scenario
def jacobian_argnums(t: Any) -> Any:
    def f(a: Any, b: Any) -> Any:
        return a.outer(b)

    a, b = vector(t), vector(t, 1.0, 2.0)
    return [j(f, n)(a, b) for j in (t.func.jacrev, t.func.jacfwd) for n in (0, 1, (0, 1))]


@scenario
def jacobian_of_containers(t: Any) -> Any:
    def f(p: Any) -> Any:
        return {"s": p["a"] * 2, "t": (p["b"].sum(), p["a"] * p["b"])}

    p = {"a": vector(t), "b": vector(t, 1.0, 2.0, 3.0)}
    return t.func.jacrev(f)(p), t.func.jacfwd(f)(p)


@scenario
def jacobian_with_aux(t: Any) -> Any:
    def f(x: Any) -> Any:
        return x**2, x.sum()

    return t.func.jacrev(f, has_aux=True)(vector(t)), t.func.jacfwd(f, has_aux=True)(vector(t))


@scenario
def jacobian_in_chunks(t: Any) -> Any:
    return t.func.jacrev(many(t), chunk_size=2)(vector(t))


@scenario
def jacobian_no_chunks(t: Any) -> Any:
    t.func.jacrev(many(t), chunk_size=0)(vector(t))


@scenario
def jacobian_of_a_constant(t: Any) -> Any:
    def f(x: Any) -> Any:
        return t.ones(2, dtype=t.float64)

    return t.func.jacrev(f)(vector(t)), t.func.jacfwd(f)(vector(t))


@scenario
def hessians(t: Any) -> Any:
    def f(x: Any) -> Any:
        return (x**3).sum() * x.prod()

    x = vector(t)
    reverse, forward = t.func.jacrev, t.func.jacfwd
    return [
        t.func.hessian(f)(x),
        reverse(reverse(f))(x),
        forward(forward(f))(x),
        reverse(forward(f))(x),
        forward(reverse(f))(x),
    ]


@scenario
def hessian_of_several(t: Any) -> Any:
    a, b = vector(t), vector(t, 1.0, 2.0)
    return t.func.hessian(lambda a, b: (a.outer(b) ** 3).sum(), (0, 1))(a, b)


@scenario
def third_derivatives(t: Any) -> Any:
    return t.func.jacrev(t.func.hessian(lambda x: (x**4).sum() + x.prod()))(vector(t))


test_as_pytorch = scenario.test()
