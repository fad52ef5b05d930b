"""Custom functions beside PyTorch."""

from __future__ import annotations

from typing import Any

from autograd.scenarios import Scenarios, every_warning, function, leaf

__all__ = ["every_warning"]

scenario = Scenarios()


# ---- custom functions ----


def cube(t: Any) -> Any:
    class Cube(t.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * 3 * x**2

    return Cube.apply


@scenario
def function_of_orders(t: Any) -> Any:
    x = leaf(t)
    y = cube(t)(x)
    (g,) = t.autograd.grad(y.sum(), x, create_graph=True)
    return y, g, t.autograd.grad(g.sum(), x), y.grad_fn.name(), type(y.grad_fn).__name__


@scenario
def function_with_other_arguments(t: Any) -> Any:
    def backward(ctx: Any, g: Any) -> Any:
        return g * ctx.k, None, None

    def forward(ctx: Any, x: Any, k: Any, text: Any) -> Any:
        ctx.k = k
        return x * k

    x = leaf(t)
    function(t, forward, backward).apply(x, 3, "text").sum().backward()
    return x.grad


@scenario
def function_needs_input_grad(t: Any) -> Any:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any, y: Any, k: Any) -> Any:
        seen.append(ctx.needs_input_grad)
        ctx.save_for_backward(x, y)
        return x * y

    def backward(ctx: Any, g: Any) -> Any:
        _x, y = ctx.saved_tensors
        seen.append(ctx.needs_input_grad)
        return g * y if ctx.needs_input_grad[0] else None, None, None

    x = leaf(t)
    function(t, forward, backward).apply(x, t.ones(3, dtype=t.float64), 3).sum().backward()
    return x.grad, seen


@scenario
def function_needs_input_grad_of_chosen_inputs(t: Any) -> Any:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any, y: Any) -> Any:
        return x + y

    def backward(ctx: Any, g: Any) -> Any:
        seen.append(ctx.needs_input_grad)
        return g, g

    x, y = leaf(t), leaf(t)
    out = function(t, forward, backward).apply(x, y)
    t.autograd.grad(out.sum(), x)
    return seen


@scenario
def function_several_outputs(t: Any) -> Any:
    def backward(ctx: Any, g: Any, h: Any) -> Any:
        return g * 2 + h * 3

    x = leaf(t)
    a, b = function(t, lambda ctx, x: (x * 2, x * 3), backward).apply(x)
    a.sum().backward()
    return x.grad, a.requires_grad, b.requires_grad


@scenario
def function_not_materialized(t: Any) -> Any:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any) -> Any:
        ctx.set_materialize_grads(False)
        return x * 2, x * 3

    def backward(ctx: Any, g: Any, h: Any) -> Any:
        seen.append(h is None)
        return g * 2

    x = leaf(t)
    a, _b = function(t, forward, backward).apply(x)
    a.sum().backward()
    return x.grad, seen


@scenario
def function_non_differentiable(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        values, where = x.sort()
        ctx.mark_non_differentiable(where)
        ctx.save_for_backward(where)
        return values, where

    def backward(ctx: Any, g: Any, unused: Any) -> Any:
        (where,) = ctx.saved_tensors
        return t.zeros_like(g).scatter(0, where, g)

    x = leaf(t, 3.0, 1.0, 2.0)
    values, where = function(t, forward, backward).apply(x)
    (values * values).sum().backward()
    return x.grad, where, values.requires_grad


@scenario
def function_non_differentiable_float(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        out = x * 2
        ctx.mark_non_differentiable(out)
        return out

    return function(t, forward, lambda ctx, g: g).apply(leaf(t))


@scenario
def function_integers_out(t: Any) -> Any:
    x = leaf(t)
    a, b = function(t, lambda ctx, x: (x * 2, x.long()), lambda ctx, g, h: g * 2).apply(x)
    a.sum().backward()
    return a, b, x.grad


@scenario
def function_dirty(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        x.mul_(3)
        ctx.mark_dirty(x)
        return x

    x = leaf(t)
    y = x * 1
    z = function(t, forward, lambda ctx, g: g * 3).apply(y)
    same = z is y
    z.sum().backward()
    return x.grad, same, y, y._version


@scenario
def function_dirty_leaf(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        x.mul_(3)
        ctx.mark_dirty(x)
        return x

    function(t, forward, lambda ctx, g: g * 3).apply(leaf(t))


@scenario
def function_dirty_not_returned(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        x.mul_(3)
        ctx.mark_dirty(x)
        return x * 2

    function(t, forward, lambda ctx, g: g * 3).apply(leaf(t) * 1)


@scenario
def function_dirty_view(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        x.mul_(3)
        ctx.mark_dirty(x)
        return x

    x = leaf(t)
    base = x * 1
    function(t, forward, lambda ctx, g: g * 3).apply(base[:2])
    base.sum().backward()
    return x.grad, base


@scenario
def function_hands_its_input_through(t: Any) -> Any:
    x = leaf(t)
    y = function(t, lambda ctx, x: x, lambda ctx, g: g * 5).apply(x)
    y.sum().backward()
    return y is x, x.grad, y.grad_fn.name()


@scenario
def function_hands_its_input_through_then_in_place(t: Any) -> Any:
    x = leaf(t) * 1
    y = function(t, lambda ctx, x: x, lambda ctx, g: g * 5).apply(x)
    y.mul_(2)


@scenario
def function_returns_a_view(t: Any) -> Any:
    x = leaf(t)

    def backward(ctx: Any, g: Any) -> Any:
        return t.cat([g * 5, t.zeros(1, dtype=t.float64)])

    y = function(t, lambda ctx, x: x[:2], backward).apply(x)
    y.sum().backward()
    return x.grad, y.grad_fn.name()


@scenario
def function_returns_a_view_then_in_place(t: Any) -> Any:
    def backward(ctx: Any, g: Any) -> Any:
        return t.cat([g * 5, t.zeros(1, dtype=t.float64)])

    y = function(t, lambda ctx, x: x[:2], backward).apply(leaf(t) * 1)
    y.mul_(2)


@scenario
def function_once_differentiable(t: Any) -> Any:
    from importlib import import_module

    once = import_module(t.__name__ + ".autograd.function").once_differentiable
    x = leaf(t)
    f = function(t, lambda ctx, x: x * 2, once(lambda ctx, g: g * 2))
    (g,) = t.autograd.grad(f.apply(x).sum(), x, create_graph=True)
    first = g.detach().tolist()
    try:
        t.autograd.grad((f.apply(x) ** 2).sum(), x)
        (g,) = t.autograd.grad((f.apply(x) ** 2).sum(), x, create_graph=True)
        g.sum().backward()
    except RuntimeError as error:
        return first, "once_differentiable" in str(error)


@scenario
def function_setup_context(t: Any) -> Any:
    class Twice(t.autograd.Function):
        @staticmethod
        def forward(x: Any, k: Any) -> Any:
            return x * k

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            x, k = inputs
            ctx.k = k
            ctx.save_for_backward(x, output)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            _x, output = ctx.saved_tensors
            return g * ctx.k + 0 * output, None

    x = leaf(t)
    y = Twice.apply(x, 4)
    (g,) = t.autograd.grad(y.sum(), x, create_graph=True)
    return g, t.autograd.grad(g.sum(), x)


@scenario
def function_saves_its_output(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        out = x.exp()
        ctx.save_for_backward(out)
        return out

    def backward(ctx: Any, g: Any) -> Any:
        (out,) = ctx.saved_tensors
        return g * out

    x = leaf(t)
    y = function(t, forward, backward).apply(x)
    (g,) = t.autograd.grad(y.sum(), x, create_graph=True)
    return g, t.autograd.grad(g.sum(), x)


@scenario
def function_output_changed(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        out = x.exp()
        ctx.save_for_backward(out)
        return out

    x = leaf(t)
    y = function(t, forward, lambda ctx, g: g * ctx.saved_tensors[0]).apply(x)
    y.mul_(2)
    y.sum().backward()


@scenario
def function_saves_an_inner_tensor(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        inner = x * 2
        ctx.save_for_backward(inner, None)
        return inner**2

    def backward(ctx: Any, g: Any) -> Any:
        inner, nothing = ctx.saved_tensors
        assert nothing is None
        return g * 4 * inner

    x = leaf(t)
    function(t, forward, backward).apply(x).sum().backward()
    return x.grad


@scenario
def function_saves_nonsense(t: Any) -> Any:
    function(t, lambda ctx, x: ctx.save_for_backward(3) or x * 2, None).apply(leaf(t))


@scenario
def function_too_few_gradients(t: Any) -> Any:
    x = leaf(t)
    function(t, lambda ctx, a, b: a * b, lambda ctx, g: g).apply(x, x).sum().backward()


@scenario
def function_too_many_gradients(t: Any) -> Any:
    x = leaf(t)
    function(t, lambda ctx, a: a * 2, lambda ctx, g: (g, g)).apply(x).sum().backward()


@scenario
def function_too_many_nones(t: Any) -> Any:
    x = leaf(t)
    function(t, lambda ctx, a: a * 2, lambda ctx, g: (g, None)).apply(x).sum().backward()
    return x.grad


@scenario
def function_gradient_of_wrong_shape(t: Any) -> Any:
    x = leaf(t)
    function(t, lambda ctx, a: a * 2, lambda ctx, g: g[:2]).apply(x).sum().backward()


@scenario
def function_gradient_too_wide(t: Any) -> Any:
    x = leaf(t)
    function(t, lambda ctx, a: a * 2, lambda ctx, g: g.expand(2, 3)).apply(x).sum().backward()
    return x.grad


@scenario
def function_gradient_of_another_dtype(t: Any) -> Any:
    x = leaf(t)
    function(t, lambda ctx, a: a * 2, lambda ctx, g: g.float()).apply(x).sum().backward()
    return x.grad


@scenario
def function_gradient_for_a_number(t: Any) -> Any:
    x = leaf(t)
    function(t, lambda ctx, a, k: a * k, lambda ctx, g: (g, g)).apply(x, 2).sum().backward()


@scenario
def function_gradient_is_no_tensor(t: Any) -> Any:
    x = leaf(t)
    function(t, lambda ctx, a: a * 2, lambda ctx, g: 3.0).apply(x).sum().backward()


@scenario
def function_without_backward(t: Any) -> Any:
    class Half(t.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

    Half.apply(leaf(t)).sum().backward()


@scenario
def function_made(t: Any) -> Any:
    function(t, lambda ctx, x: x, lambda ctx, g: g)()


@scenario
def function_returns_no_tensor(t: Any) -> Any:
    return function(t, lambda ctx, x: 3, lambda ctx, g: g).apply(leaf(t))


@scenario
def function_returns_a_list(t: Any) -> Any:
    return function(t, lambda ctx, x: [x * 2], lambda ctx, g: g).apply(leaf(t))


@scenario
def function_returns_none_beside(t: Any) -> Any:
    x = leaf(t)
    a, b, c = function(t, lambda ctx, x: (x * 2, None, 5), lambda ctx, g, h, k: g * 2).apply(x)
    a.sum().backward()
    return b, c, x.grad


@scenario
def function_raises_in_backward(t: Any) -> Any:
    def backward(ctx: Any, g: Any) -> Any:
        raise KeyError("mine")

    function(t, lambda ctx, x: x * 2, backward).apply(leaf(t)).sum().backward()


@scenario
def function_grad_mode_inside(t: Any) -> Any:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any) -> Any:
        seen.append(t.is_grad_enabled())
        return x * 2

    def backward(ctx: Any, g: Any) -> Any:
        seen.append(t.is_grad_enabled())
        return g * 2

    x = leaf(t)
    f = function(t, forward, backward).apply
    f(x).sum().backward()
    f(x).sum().backward(create_graph=True)
    return seen


@scenario
def function_swept_twice(t: Any) -> Any:
    x = leaf(t)
    y = cube(t)(x).sum()
    y.backward()
    y.backward()


@scenario
def function_without_grad(t: Any) -> Any:
    return cube(t)(t.ones(3)).grad_fn is None


@scenario
def function_keyword_arguments(t: Any) -> Any:
    return cube(t)(x=leaf(t))


@scenario
def function_vjp_name(t: Any) -> Any:
    class Double(t.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def vjp(ctx: Any, g: Any) -> Any:
            return g * 2

    x = leaf(t)
    Double.apply(x).sum().backward()
    return x.grad


@scenario
def function_ctx_attributes_on_the_node(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.k = 3
        ctx.save_for_backward(x)
        return x * 2

    x = leaf(t)
    node = function(t, forward, lambda ctx, g: g * 2).apply(x).grad_fn
    return node.k, node.saved_tensors[0] is x, node.needs_input_grad


@scenario
def function_cotangents_of_outputs_without_gradients(t: Any) -> Any:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any, materialize: Any) -> Any:
        ctx.set_materialize_grads(materialize)
        sign, whole, cut = x > 0, x.long(), x.detach() * 1
        ctx.mark_non_differentiable(sign, whole, cut)
        return x * 2, sign, whole, x.argmax(), cut, "text", x * 3

    def backward(ctx: Any, *grads: Any) -> Any:
        seen.append([None if g is None else (str(g.dtype), list(g.shape)) for g in grads])
        return grads[0] * 2, None

    x = leaf(t)
    for materialize in (True, False):
        function(t, forward, backward).apply(x, materialize)[0].sum().backward()
    return seen, x.grad


test_as_pytorch = scenario.test()
