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


test_as_pytorch = scenario.test()
