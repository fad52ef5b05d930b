"""Dual tensors beside torch.autograd.forward_ad."""

from __future__ import annotations

from typing import Any

from autograd.scenarios import Scenarios, every_warning
from func.values import vector

__all__ = ["every_warning"]

scenario = Scenarios()


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


# ---- no_grad, changes in place, custom Functions ----


@scenario
def no_grad_leaves_tangents_alone(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with t.no_grad(), fw.dual_level():
        x = fw.make_dual(vector(t), vector(t, 1.0, 2.0, 3.0))
        around = fw.unpack_dual(x * x), t.is_grad_enabled()
    with fw.dual_level():
        x = fw.make_dual(vector(t), vector(t, 1.0, 2.0, 3.0))
        with t.no_grad():
            y = x * x
            inside = t.is_grad_enabled()
        between = fw.unpack_dual(y), inside, t.is_grad_enabled()
    return tuple(around[0]), around[1], tuple(between[0]), between[1:], t.is_grad_enabled()


@scenario
def transforms_and_no_grad(t: Any) -> Any:
    def square(x: Any) -> Any:
        with t.no_grad():
            return x**2

    along = t.func.jvp(square, (vector(t),), (vector(t, 1.0, 2.0, 3.0),))
    gradient = t.func.grad(lambda x: (square(x) * x).sum())(vector(t))
    with t.no_grad():
        outside = t.func.jvp(lambda x: x**2, (vector(t),), (vector(t),))
    return along, t.func.jacfwd(square)(vector(t)), gradient, outside, t.is_grad_enabled()


@scenario
def duals_changed_in_place(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with fw.dual_level():
        memory = vector(t)
        x = fw.make_dual(memory, vector(t, 1.0, 2.0, 3.0))
        x.mul_(3)
        x.view(3, 1)[0].add_(1)
        changed = fw.unpack_dual(x)
        target = t.zeros(3, dtype=memory.dtype)
        target[1:] = x[1:] * 2
        written = fw.unpack_dual(target)
    return tuple(changed), tuple(written), memory


@scenario
def an_input_changed_in_place(t: Any) -> Any:
    return t.func.jvp(lambda x: x.mul_(3) * x, (vector(t),), (vector(t, 1.0, 2.0, 3.0),))


def scaled(t: Any, jvp: Any) -> Any:
    """x -> (2 x, x + y) with a jvp that shows that it was called."""

    class Scaled(t.autograd.Function):  # type: ignore[misc, name-defined]
        generate_vmap_rule = True

        @staticmethod
        def forward(x: Any, y: Any) -> Any:
            return x * 2, x + y

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            ctx.save_for_forward(*inputs)

        @staticmethod
        def backward(ctx: Any, first: Any, second: Any) -> Any:
            return first * 2 + second, second

    if jvp is not None:
        Scaled.jvp = staticmethod(jvp)
    return Scaled.apply


@scenario
def a_jvp_of_ones_own(t: Any) -> Any:
    def jvp(ctx: Any, x_t: Any, y_t: Any) -> Any:
        x, _ = ctx.saved_tensors
        return x_t * 200 * x, x_t + y_t

    fw = t.autograd.forward_ad
    function = scaled(t, jvp)
    x, v = vector(t), vector(t, 1.0, 2.0, 3.0)
    with fw.dual_level():
        dual = fw.make_dual(x, v)
        shown = [fw.unpack_dual(out).tangent for out in function(dual.sin(), x)]
        both = fw.unpack_dual(function(dual, dual)[1]).tangent
    along = t.func.jvp(lambda a: function(a, a)[0].exp(), (x / 100,), (v / 100,))
    return shown, both, along, t.func.jacfwd(lambda a: function(a, a)[0])(x)


@scenario
def jvps_that_are_wrong(t: Any) -> Any:
    fw = t.autograd.forward_ad
    seen = []
    for jvp in (None, lambda ctx, x, y: x, lambda ctx, x, y: (x[:1], x)):
        with fw.dual_level():
            try:
                out = scaled(t, jvp)(fw.make_dual(vector(t), vector(t)), vector(t))
                seen.append([fw.unpack_dual(o).tangent for o in out])
            except Exception as error:
                seen.append(type(error))
        # Without a tangent none of it matters.
        with fw.dual_level():
            seen.append(scaled(t, jvp)(vector(t), vector(t))[0])
    return seen


@scenario
def refusals(t: Any) -> Any:
    fw = t.autograd.forward_ad
    x = vector(t)

    def in_level(call: Any) -> Any:
        def run() -> Any:
            with fw.dual_level():
                return call()

        return run

    seen = []
    for call in (
        lambda: fw.make_dual(x, x),
        lambda: fw.exit_dual_level(),
        in_level(fw.enter_dual_level),
        in_level(lambda: fw.make_dual(fw.make_dual(x, x), x)),
        in_level(lambda: fw.make_dual(x, x[:1])),
        in_level(lambda: fw.make_dual(x.long(), x)),
        in_level(lambda: fw.exit_dual_level(level=3)),
        lambda: t.func.jvp(lambda a: a, x, x),
        lambda: t.func.jvp(lambda a: a, (x.long(),), (x.long(),)),
        lambda: t.func.jvp(lambda a: 1, (x,), (x,)),
        lambda: t.func.jacfwd(lambda a: a * t.rand(3))(x),
        lambda: t.func.jacrev(lambda a: a, chunk_size=0)(x),
    ):
        try:
            call()
            seen.append("fine")
        except Exception as error:
            seen.append(type(error).__name__)
    return seen


@scenario
def gradients_have_tangents(t: Any) -> Any:
    fw = t.autograd.forward_ad
    with fw.dual_level():
        x = fw.make_dual(vector(t), vector(t, 1.0, 2.0, 3.0)).requires_grad_()
        (gradient,) = t.autograd.grad((x**3).sum(), x)
        return fw.unpack_dual(gradient).tangent


@scenario
def fourier_transforms(t: Any) -> Any:
    x, v = vector(t), vector(t, 1.0, 2.0, 3.0)
    return t.func.jvp(t.fft.rfft, (x,), (v,)), t.func.jvp(t.fft.fft, (x,), (v,))


test_as_pytorch = scenario.test()
