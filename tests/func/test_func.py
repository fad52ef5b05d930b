"""chainrule.func beside torch.func: every scenario must end the same way with both."""

from __future__ import annotations

import warnings
from collections import OrderedDict, namedtuple
from typing import Any

import pytest

from autograd.scenarios import Scenarios, every_warning

__all__ = ["every_warning"]

scenario = Scenarios()

Pair = namedtuple("Pair", ["first", "second"])  # noqa: PYI024  (the untyped form has to work as well)


def vector(t: Any, *values: float) -> Any:
    return t.tensor(values or (0.5, -1.0, 2.0), dtype=t.float64)


def matrix(t: Any, rows: int = 3, columns: int = 2, shift: float = 0.0) -> Any:
    values = t.arange(rows * columns, dtype=t.float64).reshape(rows, columns)
    return (values * 0.7 + shift).sin()


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


def many(t: Any) -> Any:
    return lambda x: t.cat([x.sin(), (x * x.flip(0)), x.sum(0, keepdim=True)])


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


# ---- vmap ----


@scenario
def vmap_plain(t: Any) -> Any:
    return t.vmap(t.dot)(matrix(t), matrix(t, shift=1.0)), t.func.vmap(lambda x: x * 2)(vector(t))


@scenario
def vmap_in_dims(t: Any) -> Any:
    a, b = matrix(t), matrix(t, 2, 3)
    return (
        t.vmap(lambda a, b: a * b, in_dims=(0, 1))(a, b),
        t.vmap(lambda a, b: a + b, in_dims=(None, 0))(vector(t), a.t().contiguous().t().t()),
        t.vmap(lambda x: x.sum(), in_dims=-1)(a),
        t.vmap(lambda x, k: x * k, in_dims=(0, None))(a, 3),
    )


@scenario
def vmap_out_dims(t: Any) -> Any:
    a = matrix(t)
    return (
        t.vmap(lambda x: x.outer(x), out_dims=1)(a),
        t.vmap(lambda x: x.outer(x), out_dims=-1)(a),
        t.vmap(lambda x: (x, x * 2), out_dims=(0, 1))(a),
        t.vmap(lambda x: {"a": x, "b": [x.sum()]}, out_dims=0)(a),
    )


@scenario
def vmap_containers(t: Any) -> Any:
    p = {"a": matrix(t), "b": vector(t)}
    return (
        t.vmap(lambda p: p["a"].sum() + p["b"])(p),
        t.vmap(lambda p: p["a"] + p["b"], in_dims=({"a": 0, "b": None},))(
            {"a": matrix(t, 2, 3), "b": vector(t)}
        ),
        t.vmap(lambda pair, k: pair[0] * pair[1] + k, in_dims=((0, None), None))(
            (matrix(t), vector(t, 1.0, 2.0)), 5
        ),
    )


@scenario
def vmap_nested(t: Any) -> Any:
    return t.vmap(t.vmap(lambda x, y: x * y, in_dims=(0, None)), in_dims=(0, 0))(
        matrix(t), vector(t)
    )


@scenario
def vmap_all_pairs(t: Any) -> Any:
    pairs = t.vmap(t.vmap(t.dot, in_dims=(None, 0)), in_dims=(0, None))
    return pairs(matrix(t), matrix(t, 4, 2))


@scenario
def vmap_of_a_constant(t: Any) -> Any:
    return t.vmap(lambda x: t.ones(2))(vector(t)), t.vmap(lambda x, y: y, in_dims=(0, None))(
        vector(t), vector(t)
    )


@scenario
def vmap_chunks(t: Any) -> Any:
    return t.vmap(lambda x: x.sum(), chunk_size=2)(matrix(t, 5, 2))


@scenario
def vmap_of_an_empty_batch(t: Any) -> Any:
    return t.vmap(lambda x: x * 2)(t.ones(0, 2)), t.vmap(lambda x: x.sum())(t.ones(0, 2))


@scenario
def vmap_of_keywords(t: Any) -> Any:
    return t.vmap(lambda x, y: x * y)(vector(t), y=vector(t))


@scenario
def vmap_differentiable(t: Any) -> Any:
    x, w = matrix(t).requires_grad_(), vector(t, 1.0, 2.0).requires_grad_()
    t.vmap(lambda x, w: (x * w).sum().exp(), in_dims=(0, None))(x, w).sum().backward()
    return x.grad, w.grad


@scenario
def vmap_of_a_grad(t: Any) -> Any:
    def loss(w: Any, x: Any, y: Any) -> Any:
        return ((x @ w).tanh() - y) ** 2

    return t.vmap(t.func.grad(loss), in_dims=(None, 0, 0))(
        vector(t, 1.0, 2.0), matrix(t), vector(t)
    )


@scenario
def grad_of_a_vmap(t: Any) -> Any:
    def f(w: Any) -> Any:
        return t.vmap(lambda x: (x * w).sum().sin())(matrix(t)).sum()

    return t.func.grad(f)(vector(t, 1.0, 2.0))


@scenario
def vmap_of_a_jacobian(t: Any) -> Any:
    return t.vmap(t.func.jacrev(lambda x: x.sin() * x.sum()))(matrix(t)), t.vmap(
        t.func.hessian(lambda x: (x**3).prod())
    )(matrix(t))


@scenario
def jacobian_from_a_vmap(t: Any) -> Any:
    _, product = t.func.vjp(many(t), vector(t))
    return t.vmap(product)(t.eye(7, dtype=t.float64))


@scenario
def jacobian_from_a_vmap_of_jvp(t: Any) -> Any:
    def push(v: Any) -> Any:
        return t.func.jvp(many(t), (vector(t),), (v,))[1]

    return t.vmap(push)(t.eye(3, dtype=t.float64))


@scenario
def vmap_random_refused(t: Any) -> Any:
    t.vmap(lambda x: x + t.rand(1))(vector(t))


@scenario
def vmap_random_different(t: Any) -> Any:
    found = t.vmap(lambda x: x + t.rand(2), randomness="different")(t.zeros(3))
    return found.shape, len(set(found.flatten().tolist()))


@scenario
def vmap_random_same(t: Any) -> Any:
    found = t.vmap(lambda x: x + t.rand(2), randomness="same")(t.zeros(3))
    return found.shape, len(set(found[:, 0].tolist()))


@scenario
def vmap_over_dropout(t: Any) -> Any:
    t.vmap(lambda x: t.nn.functional.dropout(x))(matrix(t))


BAD_VMAPS: dict[str, Any] = {
    "no_tensor_out": lambda t: t.vmap(lambda x: 3)(vector(t)),
    "none_out": lambda t: t.vmap(lambda x: None)(vector(t)),
    "no_tensor_in": lambda t: t.vmap(lambda x: x)(3),
    "sizes": lambda t: t.vmap(lambda x, y: x)(t.ones(3), t.ones(2)),
    "no_such_in_dim": lambda t: t.vmap(lambda x: x, in_dims=1)(vector(t)),
    "no_dims": lambda t: t.vmap(lambda x: x)(t.tensor(1.0)),
    "in_dims_structure": lambda t: t.vmap(lambda x: x, in_dims=(0, 0))(vector(t)),
    "in_dims_none": lambda t: t.vmap(lambda x: x, in_dims=None)(vector(t)),
    "in_dims_all_none": lambda t: t.vmap(lambda x: x, in_dims=(None,))(vector(t)),
    "in_dims_text": lambda t: t.vmap(lambda x: x, in_dims="a")(vector(t)),
    "in_dims_float": lambda t: t.vmap(lambda x: x, in_dims=(1.0,))(vector(t)),
    "out_dims_structure": lambda t: t.vmap(lambda x: (x, x), out_dims=(0,))(vector(t)),
    "out_dims_text": lambda t: t.vmap(lambda x: x, out_dims="a")(vector(t)),
    "no_such_out_dim": lambda t: t.vmap(lambda x: x, out_dims=3)(vector(t)),
    "no_inputs": lambda t: t.vmap(lambda: t.ones(2))(),
    "randomness": lambda t: t.vmap(lambda x: x, randomness="some")(vector(t)),
    "chunk_size": lambda t: t.vmap(lambda x: x, chunk_size=0)(vector(t)),
}
for _name, _bad in BAD_VMAPS.items():
    scenario[f"vmap_{_name}"] = _bad


# ---- modules ----


def net(t: Any) -> Any:
    made = t.nn.Sequential(t.nn.Linear(2, 3), t.nn.Tanh(), t.nn.Linear(3, 1)).double()
    with t.no_grad():
        for k, p in enumerate(made.parameters()):
            p.copy_((t.arange(p.numel(), dtype=t.float64) + k).sin().view(p.shape))
    return made


@scenario
def functional_call(t: Any) -> Any:
    made = net(t)
    params = {k: v.detach() * 2 for k, v in made.named_parameters()}
    x = matrix(t)
    return t.func.functional_call(made, params, (x,)), made(x)


@scenario
def functional_call_of_several(t: Any) -> Any:
    layer = t.nn.BatchNorm1d(2).double()
    params = dict(layer.named_parameters())
    buffers = {k: v.clone() for k, v in layer.named_buffers()}
    out = t.func.functional_call(layer, (params, buffers), (matrix(t),))
    return out, buffers, dict(layer.named_buffers())


@scenario
def functional_call_strict(t: Any) -> Any:
    t.func.functional_call(net(t), {}, (matrix(t),), strict=True)


@scenario
def grad_of_a_module(t: Any) -> Any:
    made = net(t)
    params = {k: v.detach() for k, v in made.named_parameters()}

    def loss(params: Any, x: Any, y: Any) -> Any:
        return t.nn.functional.mse_loss(t.func.functional_call(made, params, (x,)), y)

    return t.func.grad(loss)(params, matrix(t), vector(t).view(3, 1))


@scenario
def gradients_of_every_sample(t: Any) -> Any:
    made = net(t)
    params = {k: v.detach() for k, v in made.named_parameters()}

    def loss(params: Any, x: Any, y: Any) -> Any:
        out = t.func.functional_call(made, params, (x.unsqueeze(0),))
        return t.nn.functional.mse_loss(out, y.view(1, 1))

    return t.vmap(t.func.grad(loss), in_dims=(None, 0, 0))(params, matrix(t), vector(t))


@scenario
def ensembles(t: Any) -> Any:
    models = [net(t), net(t), net(t)]
    with t.no_grad():
        for k, model in enumerate(models):
            for p in model.parameters():
                p.mul_(k + 1)
    params, buffers = t.func.stack_module_state(models)

    def call(params: Any, buffers: Any, x: Any) -> Any:
        return t.func.functional_call(models[0], (params, buffers), (x,))

    out = t.vmap(call, in_dims=(0, 0, None))(params, buffers, matrix(t))
    out.sum().backward()
    return out, {k: (v.shape, v.grad, v.is_leaf) for k, v in params.items()}


@scenario
def stack_nothing(t: Any) -> Any:
    t.func.stack_module_state([])


@scenario
def stack_different_modes(t: Any) -> Any:
    t.func.stack_module_state([t.nn.Linear(1, 1), t.nn.Linear(1, 1).eval()])


@scenario
def stack_different_classes(t: Any) -> Any:
    t.func.stack_module_state([t.nn.Linear(1, 1), t.nn.Identity()])


@scenario
def batch_norms_replaced(t: Any) -> Any:
    made = t.nn.Sequential(t.nn.BatchNorm1d(2), t.nn.Sequential(t.nn.BatchNorm2d(3)))
    back = t.func.replace_all_batch_norm_modules_(made)
    return back is made, made[0].running_mean, made[1][0].track_running_stats


@scenario
def functionalized(t: Any) -> Any:
    def f(x: Any) -> Any:
        y = x.clone()
        y[0] = 3.0
        return y

    return t.func.functionalize(f)(vector(t))


@scenario
def functionalized_wrong(t: Any) -> Any:
    t.func.functionalize(lambda x: x, remove="everything")(vector(t))


# ---- forward mode ----


@scenario
def dual_numbers(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with fw.dual_level():
        x = fw.make_dual(vector(t), vector(t, 1.0, 2.0, 3.0))
        y = x.sin() * x
        primal, tangent = fw.unpack_dual(y)
        again = fw.unpack_dual(x)
        none = fw.unpack_dual(vector(t)).tangent
    return primal, tangent, again.primal, again.tangent, none


@scenario
def dual_numbers_of_several(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with fw.dual_level():
        x = fw.make_dual(vector(t), vector(t, 1.0, 0.0, 0.0))
        w = fw.make_dual(vector(t), vector(t, 0.0, 1.0, 2.0))
        return fw.unpack_dual((x * w).sum()).tangent, fw.unpack_dual(x + 1).tangent


@scenario
def dual_numbers_and_backward(t: Any) -> Any:
    fw = t.autograd.forward_ad
    p = vector(t).requires_grad_()
    with fw.dual_level():
        x = fw.make_dual(p, vector(t, 1.0, 2.0, 3.0))
        tangent = fw.unpack_dual((x**3).sum()).tangent
        return tangent.detach(), t.autograd.grad(tangent, p)


@scenario
def dual_level_by_hand(t: Any) -> Any:
    fw = t.autograd.forward_ad
    level = fw.enter_dual_level()
    x = fw.make_dual(vector(t), vector(t), level=level)
    found = fw.unpack_dual(x * 2, level=level).tangent
    fw.exit_dual_level(level=level)
    return found, fw.unpack_dual(x).tangent


@scenario
def dual_outside_a_level(t: Any) -> Any:
    t.autograd.forward_ad.make_dual(vector(t), vector(t))


@scenario
def dual_of_integers(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with fw.dual_level():
        fw.make_dual(t.ones(2, dtype=t.int64), t.ones(2))


@scenario
def dual_of_an_integer_tangent(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with fw.dual_level():
        fw.make_dual(t.ones(2), t.ones(2, dtype=t.int64))


@scenario
def dual_of_wrong_shape(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with fw.dual_level():
        fw.make_dual(vector(t), t.ones(2, dtype=t.float64))


@scenario
def dual_levels_do_not_nest(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with fw.dual_level(), fw.dual_level():
        pass


@scenario
def dual_level_left_too_often(t: Any) -> Any:
    t.autograd.forward_ad.exit_dual_level()


@scenario
def dual_result_without_dependence(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with fw.dual_level():
        x = fw.make_dual(vector(t), vector(t))
        return fw.unpack_dual(t.ones(2)).tangent, fw.unpack_dual(x > 0).tangent


test_as_pytorch = scenario.test()


@pytest.mark.parametrize(
    ("pattern", "shape", "sizes"),
    [
        ("a b -> b a", (2, 3), {}),
        ("a b c -> (a b) c", (2, 3, 4), {}),
        ("(a b) c -> a b c", (6, 4), {"a": 2}),
        ("b ... -> ... b", (2, 3, 4), {}),
        ("b (h p) (w q) -> b (h w) (p q)", (1, 4, 6), {"p": 2, "q": 3}),
        ("a b -> a 1 b", (2, 3), {}),
        ("a 1 b -> (a b)", (2, 1, 3), {}),
        ("... -> (...)", (2, 3), {}),
        ("a b -> a", (2, 3), {}),
        ("a b -> b a c", (2, 3), {}),
        ("(a b) -> a b", (6,), {}),
        ("(a b) -> a b", (6,), {"a": 4}),
        ("a b", (2, 3), {}),
    ],
)
def test_rearrange(pattern: str, shape: tuple[int, ...], sizes: dict[str, int]) -> None:
    from both import same

    def run(t: Any) -> Any:
        x = t.arange(int(t.ones(shape).numel())).reshape(shape)
        return t.func.rearrange(x, pattern, **sizes)

    same(run, message=False)
