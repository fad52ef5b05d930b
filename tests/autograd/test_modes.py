"""no_grad and its kin, anomaly mode, and what may be changed in place, beside PyTorch."""

from __future__ import annotations

from typing import Any

from autograd.scenarios import Scenarios, every_warning, leaf, number

__all__ = ["every_warning"]

scenario = Scenarios()


# ---- modes ----


@scenario
def modes_nest(t: Any) -> Any:
    x = leaf(t)
    states = [t.is_grad_enabled()]
    with t.no_grad():
        states.append((x * 2).requires_grad)
        with t.enable_grad():
            states.append((x * 2).requires_grad)
            with t.set_grad_enabled(False):
                states.append((x * 2).requires_grad)
            states.append(t.is_grad_enabled())
        states.append(t.is_grad_enabled())
    states.append(t.is_grad_enabled())
    return states


@scenario
def modes_survive_exceptions(t: Any) -> Any:
    try:
        with t.no_grad():
            raise KeyError
    except KeyError:
        pass
    return t.is_grad_enabled()


@scenario
def modes_as_decorators(t: Any) -> Any:
    @t.no_grad()
    def off() -> Any:
        return t.is_grad_enabled()

    @t.no_grad
    def bare() -> Any:
        return t.is_grad_enabled()

    @t.enable_grad()
    def on() -> Any:
        return t.is_grad_enabled()

    @t.set_grad_enabled(False)
    def set_off() -> Any:
        return t.is_grad_enabled()

    @t.inference_mode()
    def inference() -> Any:
        return t.is_grad_enabled(), t.is_inference_mode_enabled()

    with t.no_grad():
        inner = on()
    return (
        off(),
        bare(),
        on(),
        inner,
        set_off(),
        inference(),
        off.__name__,
        t.is_grad_enabled(),
    )


@scenario
def modes_on_generators(t: Any) -> Any:
    @t.no_grad()
    def steps() -> Any:
        got = yield t.is_grad_enabled()
        yield got, t.is_grad_enabled()
        try:
            yield 0
        except KeyError:
            yield "caught", t.is_grad_enabled()
        return "end"

    g = steps()
    seen = [next(g), t.is_grad_enabled(), g.send(5), t.is_grad_enabled(), next(g)]
    seen.append(g.throw(KeyError()))
    try:
        next(g)
    except StopIteration as stop:
        seen.append(stop.value)
    return seen, t.is_grad_enabled()


@scenario
def modes_on_classes(t: Any) -> Any:
    @t.no_grad()
    class Made:
        def __init__(self) -> None:
            self.mode = t.is_grad_enabled()

    return Made().mode


@scenario
def set_grad_enabled_at_once(t: Any) -> Any:
    t.set_grad_enabled(False)
    off = t.is_grad_enabled()
    t.set_grad_enabled(True)
    return off, t.is_grad_enabled()


@scenario
def set_grad_enabled_as_function(t: Any) -> Any:
    with t.set_grad_enabled(mode=False):
        return t.is_grad_enabled()


@scenario
def requires_grad_made_inside_no_grad(t: Any) -> Any:
    with t.no_grad():
        x = t.ones(2, requires_grad=True)
        y = x * 2
    return x.requires_grad, y.requires_grad


@scenario
def inference_tensors(t: Any) -> Any:
    x = t.ones(3)
    with t.inference_mode():
        y = x * 2
        z = x.view(3, 1)
        state = y.is_inference(), z.is_inference(), x.is_inference(), t.is_inference(y)
    return state, y.requires_grad, (y * 2).is_inference()


@scenario
def inference_tensor_saved(t: Any) -> Any:
    with t.inference_mode():
        y = t.ones(3, dtype=t.float64)
    (leaf(t) * y).sum().backward()


@scenario
def inference_tensor_not_saved(t: Any) -> Any:
    with t.inference_mode():
        y = t.ones(3, dtype=t.float64)
    x = leaf(t)
    (x + y).sum().backward()
    return x.grad


@scenario
def inference_tensor_in_place_outside(t: Any) -> Any:
    with t.inference_mode():
        y = t.ones(3)
    y.add_(1)


@scenario
def inference_tensor_in_place_inside(t: Any) -> Any:
    with t.inference_mode():
        y = t.ones(3)
        y.add_(1)
        return y


@scenario
def inference_tensor_version(t: Any) -> Any:
    with t.inference_mode():
        y = t.ones(3)
    return y._version


@scenario
def inference_tensor_requires_grad_outside(t: Any) -> Any:
    with t.inference_mode():
        y = t.ones(3)
    y.requires_grad_()


@scenario
def inference_mode_off(t: Any) -> Any:
    x = leaf(t)
    with t.inference_mode(), t.inference_mode(False):
        return (x * 2).requires_grad, t.is_inference_mode_enabled()


@scenario
def inference_with_enable_grad(t: Any) -> Any:
    x = leaf(t)
    with t.inference_mode(), t.enable_grad():
        return (x * 2).requires_grad


@scenario
def inference_normal_in_place_inside(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    with t.inference_mode():
        y.mul_(2)
    return y._version


# ---- anomaly ----


@scenario
def anomaly_nan(t: Any) -> Any:
    x = t.tensor([0.0], requires_grad=True)
    with t.autograd.detect_anomaly():
        (t.sqrt(x) * 0).sum().backward()


@scenario
def anomaly_nan_unchecked(t: Any) -> Any:
    x = t.tensor([0.0], requires_grad=True)
    with t.autograd.detect_anomaly(check_nan=False):
        (t.sqrt(x) * 0).sum().backward()
    return x.grad


@scenario
def anomaly_settings(t: Any) -> Any:
    before = t.is_anomaly_enabled()
    with t.autograd.set_detect_anomaly(True, check_nan=False):
        inside = t.is_anomaly_enabled(), t.is_anomaly_check_nan_enabled()
    t.autograd.set_detect_anomaly(True)
    after = t.is_anomaly_enabled()
    t.autograd.set_detect_anomaly(False)
    return before, inside, after, t.is_anomaly_enabled()


# ---- in-place rules ----


@scenario
def in_place_on_a_leaf(t: Any) -> Any:
    leaf(t).add_(1)


@scenario
def in_place_on_a_leaf_no_grad(t: Any) -> Any:
    x = leaf(t)
    with t.no_grad():
        x.add_(1)
    return x, x._version, x.is_leaf


@scenario
def in_place_on_a_view_of_a_leaf(t: Any) -> Any:
    leaf(t)[:2].add_(1)


@scenario
def item_of_a_leaf(t: Any) -> Any:
    leaf(t)[0] = 5.0


@scenario
def in_place_on_saved_input(t: Any) -> Any:
    x = leaf(t)
    y = x * 1
    z = y * y
    y.add_(1)
    z.sum().backward()


@scenario
def in_place_on_saved_output(t: Any) -> Any:
    x = leaf(t)
    y = x.exp()
    y.add_(1)
    y.sum().backward()


@scenario
def in_place_on_unsaved(t: Any) -> Any:
    x = leaf(t)
    y = x + 1
    y.mul_(2)
    y.sum().backward()
    return x.grad, y._version


@scenario
def in_place_on_the_base_of_a_saved_view(t: Any) -> Any:
    x = leaf(t)
    base = x * 1
    view = base[:2]
    z = view * view
    base[2] = 7.0
    z.sum().backward()


@scenario
def in_place_chain(t: Any) -> Any:
    x = leaf(t)
    y = x.clone()
    y.mul_(2).add_(1).exp_()
    y.sum().backward()
    return x.grad, y


@scenario
def in_place_by_a_number_with_history(t: Any) -> Any:
    x = leaf(t)
    base = t.zeros(3, dtype=t.float64)
    base.add_(x)
    base.mul_(x)
    base.sum().backward()
    return x.grad, base.requires_grad


@scenario
def in_place_into_an_integer(t: Any) -> Any:
    y = t.ones(3, dtype=t.int64)
    y.add_(leaf(t))


@scenario
def in_place_on_a_constant_view(t: Any) -> Any:
    x = leaf(t)
    base = t.zeros(2, 3, dtype=t.float64)
    row = base[0]
    row.add_(x)
    base[1].mul_(x).add_(x)
    (base * t.arange(6, dtype=t.float64).view(2, 3)).sum().backward()
    return x.grad, base.requires_grad, row.requires_grad


@scenario
def view_sees_its_base(t: Any) -> Any:
    x = leaf(t)
    base = x.clone()
    view = base[1:]
    base.mul_(3)
    view.sum().backward()
    return x.grad, view


@scenario
def base_sees_its_view(t: Any) -> Any:
    x = leaf(t)
    base = x.clone()
    base[1:].mul_(3)
    (base * base).sum().backward()
    return x.grad, base


@scenario
def view_sees_another_view(t: Any) -> Any:
    x = leaf(t)
    base = x.clone()
    a, b = base[:2], base[1:]
    a.mul_(3)
    b.mul_(2)
    (a * t.tensor([1.0, 10.0], dtype=t.float64)).sum().backward()
    return x.grad, a, b


@scenario
def view_of_a_view(t: Any) -> Any:
    x = t.arange(6, dtype=t.float64).requires_grad_()
    base = x.clone().view(2, 3)
    base.t()[1].pow_(2)
    base[0, 1:].exp_()
    base.sum().backward()
    return x.grad, base


@scenario
def names_after_in_place(t: Any) -> Any:
    base = leaf(t).clone()
    view = base[:2]
    view.mul_(2)
    return base.grad_fn.name(), view._base is base, base._is_view(), view._is_view()


@scenario
def in_place_on_unbind(t: Any) -> Any:
    a, _b = (leaf(t, 1.0, 2.0) * 2).unbind()
    a.mul_(2)


@scenario
def in_place_on_split(t: Any) -> Any:
    a, _b = (leaf(t, 1.0, 2.0) * 2).split(1)
    a.mul_(2)


@scenario
def in_place_on_chunk_of_a_constant(t: Any) -> Any:
    base = t.zeros(4, dtype=t.float64)
    a, _b = base.chunk(2)
    a.add_(1)
    return base


@scenario
def in_place_on_chunk_of_a_constant_with_history(t: Any) -> Any:
    base = t.zeros(4, dtype=t.float64)
    a, _b = base.chunk(2)
    a.add_(leaf(t, 1.0, 2.0))


@scenario
def in_place_on_no_grad_view(t: Any) -> Any:
    base = leaf(t).clone()
    with t.no_grad():
        view = base[:2]
    view.mul_(2)


@scenario
def in_place_on_no_grad_view_of_a_leaf(t: Any) -> Any:
    base = leaf(t)
    with t.no_grad():
        view = base[:2]
        view.mul_(2)
    return base, base._version


@scenario
def in_place_on_expanded(t: Any) -> Any:
    t.ones(1).expand(3).add_(1)


@scenario
def copy_into_a_slice(t: Any) -> Any:
    x, w = leaf(t), leaf(t, 4.0, 5.0, 6.0)
    y = x.clone()
    y[1:].copy_(w[:2])
    (y * y).sum().backward()
    return x.grad, w.grad


@scenario
def item_assignment(t: Any) -> Any:
    x, w = leaf(t), number(t)
    y = x * 1
    y[0] = w
    y[t.tensor([2])] = w * 2
    (y * y).sum().backward()
    return x.grad, w.grad


@scenario
def fill_and_zero(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y[:1].zero_()
    y[2:].fill_(4.0)
    (y * y).sum().backward()
    return x.grad


@scenario
def out_with_history(t: Any) -> Any:
    t.add(leaf(t), 1, out=t.ones(3, dtype=t.float64))


@scenario
def out_inside_no_grad(t: Any) -> Any:
    x = leaf(t)
    out = t.ones(3, dtype=t.float64)
    with t.no_grad():
        t.add(x, 1, out=out)
    return out


@scenario
def versions(t: Any) -> Any:
    x = t.zeros(4)
    view = x[:2]
    seen = [x._version]
    view.add_(1)
    seen.append((x._version, view._version))
    x.data.add_(1)
    seen.append(x._version)
    x.detach().add_(1)
    seen.append(x._version)
    x[0] = 2
    x += 1
    seen.append(x._version)
    return seen


@scenario
def version_incremented(t: Any) -> Any:
    x = leaf(t)
    y = x * 1
    z = y * y
    t.autograd.graph.increment_version(y)
    z.sum().backward()


@scenario
def mutation_allowed_on_saved(t: Any) -> Any:
    x = leaf(t)
    y = x * 1
    with t.autograd.graph.allow_mutation_on_saved_tensors():
        z = y * y
        y.add_(1)
        z.sum().backward()
    return x.grad


@scenario
def saved_version_prevented(t: Any) -> Any:
    x = leaf(t)
    y = x * 1
    z = y * y
    with t.autograd._unsafe_preserve_version_counter(y):
        y.add_(1)
    z.sum().backward()
    return x.grad


test_as_pytorch = scenario.test()
