"""Hooks on gradients, on nodes and on what is saved, beside PyTorch."""

from __future__ import annotations

import contextlib
from typing import Any

from autograd.scenarios import Scenarios, every_warning, leaf

__all__ = ["every_warning"]

scenario = Scenarios()


# ---- hooks ----


@scenario
def tensor_hook_replaces(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.register_hook(lambda g: g * 10)
    y.sum().backward()
    return x.grad


@scenario
def tensor_hooks_in_order(t: Any) -> Any:
    x = leaf(t)
    x.register_hook(lambda g: g + 1)
    x.register_hook(lambda g: g * 10)
    x.sum().backward()
    return x.grad


@scenario
def tensor_hook_removed(t: Any) -> Any:
    x = leaf(t)
    handle = x.register_hook(lambda g: g + 1)
    handle.remove()
    handle.remove()
    x.sum().backward()
    return x.grad


@scenario
def tensor_hook_removes_itself(t: Any) -> Any:
    x = leaf(t)
    calls = []
    handles: list[Any] = []

    def once(g: Any) -> None:
        calls.append(g)
        handles[0].remove()

    handles.append(x.register_hook(once))
    x.register_hook(lambda g: calls.append(g * 2))
    x.sum().backward()
    x.sum().backward()
    return calls


@scenario
def tensor_hook_as_manager(t: Any) -> Any:
    x = leaf(t)
    with x.register_hook(lambda g: g * 5):
        x.sum().backward()
    x.sum().backward()
    return x.grad


@scenario
def tensor_hook_raises(t: Any) -> Any:
    x = leaf(t)
    y = x * 2

    def fail(g: Any) -> None:
        raise KeyError("mine")

    y.register_hook(fail)
    y.sum().backward()


@scenario
def after_a_raising_hook(t: Any) -> Any:
    x = leaf(t)
    y = x * 2

    def fail(g: Any) -> None:
        raise KeyError("mine")

    handle = y.register_hook(fail)
    with contextlib.suppress(KeyError):
        y.sum().backward(retain_graph=True)
    handle.remove()
    y.sum().backward()
    return x.grad


@scenario
def tensor_hook_returns_a_number(t: Any) -> Any:
    x = leaf(t)
    x.register_hook(lambda g: 3)
    x.sum().backward()


@scenario
def tensor_hook_changes_the_size(t: Any) -> Any:
    x = leaf(t)
    x.register_hook(lambda g: g[:2])
    x.sum().backward()


@scenario
def tensor_hook_changes_the_type(t: Any) -> Any:
    x = leaf(t)
    x.register_hook(lambda g: g.float())
    x.sum().backward()
    return x.grad


@scenario
def tensor_hook_of_a_constant(t: Any) -> Any:
    t.ones(2).register_hook(lambda g: g)


@scenario
def tensor_hook_and_grad(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: g + 1)
    return t.autograd.grad(y.sum(), [x, y])


@scenario
def tensor_hook_with_a_graph(t: Any) -> Any:
    x = leaf(t)
    y = x**2
    y.register_hook(lambda g: g * y)
    (g,) = t.autograd.grad((y * y).sum(), x, create_graph=True)
    return g, t.autograd.grad(g.sum(), x)


@scenario
def tensor_hook_then_in_place(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.register_hook(lambda g: g * 10)
    y.mul_(3)
    y.register_hook(lambda g: g + 1)
    y.sum().backward()
    return x.grad


@scenario
def hook_runs_once_for_several_uses(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    seen: list[Any] = []
    y.register_hook(lambda g: seen.append(g))
    (y * y + y).sum().backward()
    return seen


@scenario
def post_accumulate(t: Any) -> Any:
    x = leaf(t)
    seen: list[Any] = []

    def step(p: Any) -> None:
        seen.append((p is x, p.grad.clone()))
        p.grad = None

    x.register_post_accumulate_grad_hook(step)
    (x * 2).sum().backward()
    return seen, x.grad


@scenario
def post_accumulate_removed(t: Any) -> Any:
    x = leaf(t)
    seen: list[Any] = []
    handle = x.register_post_accumulate_grad_hook(lambda p: seen.append(1))
    x.register_post_accumulate_grad_hook(lambda p: seen.append(2))
    handle.remove()
    x.sum().backward()
    return seen


@scenario
def post_accumulate_of_inner(t: Any) -> Any:
    (leaf(t) * 2).register_post_accumulate_grad_hook(lambda p: None)


@scenario
def post_accumulate_of_a_constant(t: Any) -> Any:
    t.ones(2).register_post_accumulate_grad_hook(lambda p: None)


@scenario
def post_accumulate_and_grad(t: Any) -> Any:
    x = leaf(t)
    seen: list[Any] = []
    x.register_post_accumulate_grad_hook(lambda p: seen.append(1))
    t.autograd.grad(x.sum(), x)
    return seen


@scenario
def post_accumulate_returns_a_value(t: Any) -> Any:
    x = leaf(t)
    x.register_post_accumulate_grad_hook(lambda p: p)
    x.sum().backward()
    return x.grad


@scenario
def post_accumulate_raises(t: Any) -> Any:
    x = leaf(t)

    def fail(p: Any) -> None:
        raise KeyError("mine")

    x.register_post_accumulate_grad_hook(fail)
    x.sum().backward()


@scenario
def order_of_hooks(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.retain_grad()
    seen: list[str] = []
    y.register_hook(lambda g: seen.append("tensor 1"))
    y.grad_fn.register_prehook(lambda g: seen.append("pre"))
    y.grad_fn.register_hook(lambda a, b: seen.append("post"))
    y.register_hook(lambda g: seen.append("tensor 2"))
    x.register_hook(lambda g: seen.append("leaf"))
    x.register_post_accumulate_grad_hook(lambda p: seen.append("accumulated"))
    y.sum().backward()
    return seen, y.grad


@scenario
def retained_sees_hooks(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda g: g * 10)
    y.sum().backward()
    return y.grad, x.grad


@scenario
def node_prehook_replaces(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.grad_fn.register_prehook(lambda grads: (grads[0] * 7,))
    y.sum().backward()
    return x.grad


@scenario
def node_prehook_wrong_count(t: Any) -> Any:
    y = leaf(t) * 2
    y.grad_fn.register_prehook(lambda grads: (grads[0], grads[0]))
    y.sum().backward()


@scenario
def node_hook_replaces(t: Any) -> Any:
    x = leaf(t)
    y = x * leaf(t)
    y.grad_fn.register_hook(lambda inputs, outputs: (inputs[0] * 7, inputs[1]))
    y.sum().backward()
    return x.grad


@scenario
def node_hook_wrong_count(t: Any) -> Any:
    y = leaf(t) * leaf(t)
    y.grad_fn.register_hook(lambda inputs, outputs: (inputs[0],))
    y.sum().backward()


@scenario
def node_hook_sees(t: Any) -> Any:
    x, w = leaf(t), leaf(t, 4.0, 5.0, 6.0)
    seen: list[Any] = []
    y = x * w
    y.grad_fn.register_hook(lambda inputs, outputs: seen.append((inputs, outputs)))
    y.sum().backward()
    return seen


@scenario
def node_hook_removed(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    seen: list[Any] = []
    handle = y.grad_fn.register_hook(lambda a, b: seen.append(1))
    handle.remove()
    y.sum().backward()
    return seen


@scenario
def accumulator_hooks(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    node = y.grad_fn.next_functions[0][0]
    seen: list[Any] = []
    node.register_prehook(lambda grads: (grads[0] * 3,))
    node.register_hook(lambda inputs, outputs: seen.append((inputs, outputs)))
    y.sum().backward()
    return x.grad, seen, node.variable is x, node.name()


@scenario
def multi_grad_hook_all(t: Any) -> Any:
    x, w = leaf(t), leaf(t)
    seen: list[Any] = []
    t.autograd.graph.register_multi_grad_hook([x, w], seen.append)
    (x * 2 + w).sum().backward()
    x.sum().backward()
    return seen


@scenario
def multi_grad_hook_any(t: Any) -> Any:
    x, w = leaf(t), leaf(t)
    seen: list[Any] = []
    handle = t.autograd.graph.register_multi_grad_hook([x, w], seen.append, mode="any")
    (x * 2 + w * 2).sum().backward()
    handle.remove()
    x.sum().backward()
    return seen


@scenario
def multi_grad_hook_mode(t: Any) -> Any:
    t.autograd.graph.register_multi_grad_hook([leaf(t)], print, mode="some")


# ---- saved-tensor hooks ----


@scenario
def saved_hooks_pack_and_unpack(t: Any) -> Any:
    x = leaf(t)
    seen: list[str] = []

    def pack(a: Any) -> Any:
        seen.append("pack")
        return a * 2

    def unpack(a: Any) -> Any:
        seen.append("unpack")
        return a / 2

    with t.autograd.graph.saved_tensors_hooks(pack, unpack):
        y = x * x.exp()
    y.sum().backward()
    return x.grad, seen.count("pack") == seen.count("unpack")


@scenario
def saved_hooks_innermost(t: Any) -> Any:
    x = leaf(t)
    seen: list[str] = []

    def named(name: str) -> Any:
        return t.autograd.graph.saved_tensors_hooks(lambda a: seen.append(name) or a, lambda a: a)

    with named("outer"):
        x.exp()
        with named("inner"):
            x.exp()
        x.exp()
    x.exp()
    return seen


@scenario
def saved_hooks_to_other_things(t: Any) -> Any:
    x = leaf(t)
    store: list[Any] = []

    def pack(a: Any) -> int:
        store.append(a)
        return len(store) - 1

    with t.autograd.graph.saved_tensors_hooks(pack, lambda i: store[i]):
        y = (x**2).sum()
    y.backward()
    return x.grad


@scenario
def saved_hooks_second_order(t: Any) -> Any:
    x = leaf(t)
    with t.autograd.graph.saved_tensors_hooks(lambda a: a, lambda a: a):
        y = (x**3).sum()
        (g,) = t.autograd.grad(y, x, create_graph=True)
    return t.autograd.grad(g.sum(), x)


@scenario
def saved_hooks_pack_changes_in_place(t: Any) -> Any:
    x = leaf(t)

    def pack(a: Any) -> Any:
        a.mul_(2)
        return a

    with t.no_grad(), t.autograd.graph.saved_tensors_hooks(pack, lambda a: a), t.enable_grad():
        (x * 1).exp()


@scenario
def saved_hooks_unpack_to_a_number(t: Any) -> Any:
    x = leaf(t)
    with t.autograd.graph.saved_tensors_hooks(lambda a: a, lambda a: 0):
        y = x.exp()
    y.sum().backward()


@scenario
def saved_hooks_unpack_raises(t: Any) -> Any:
    def fail(a: Any) -> Any:
        raise KeyError("mine")

    x = leaf(t)
    with t.autograd.graph.saved_tensors_hooks(lambda a: a, fail):
        y = x.exp()
    y.sum().backward()


@scenario
def saved_hooks_pack_raises(t: Any) -> Any:
    def fail(a: Any) -> Any:
        raise KeyError("mine")

    x = leaf(t)
    with t.autograd.graph.saved_tensors_hooks(fail, lambda a: a):
        x.exp()


@scenario
def saved_on_cpu(t: Any) -> Any:
    x = leaf(t)
    with t.autograd.graph.save_on_cpu():
        y = (x**2).exp().sum()
    y.backward()
    return x.grad


@scenario
def saved_hooks_disabled(t: Any) -> Any:
    x = leaf(t)
    with t.autograd.graph.disable_saved_tensors_hooks("not here"):
        x.exp()
        with t.autograd.graph.saved_tensors_hooks(lambda a: a, lambda a: a):
            x.exp()


@scenario
def saved_hooks_disabled_inside(t: Any) -> Any:
    graph = t.autograd.graph
    with (
        graph.saved_tensors_hooks(lambda a: a, lambda a: a),
        graph.disable_saved_tensors_hooks("not here"),
    ):
        pass


@scenario
def saved_hooks_disabled_and_back(t: Any) -> Any:
    x = leaf(t)
    with t.autograd.graph.disable_saved_tensors_hooks("not here"):
        pass
    with t.autograd.graph.saved_tensors_hooks(lambda a: a, lambda a: a):
        x.exp().sum().backward()
    return x.grad


@scenario
def saved_result_detached_version(t: Any) -> Any:
    x = leaf(t)
    y = x.exp()
    saved = y.grad_fn._saved_result
    return saved, saved is y, saved.requires_grad


@scenario
def saved_self(t: Any) -> Any:
    x = leaf(t)
    y = x**2
    return y.grad_fn._saved_self is x, (x * y).grad_fn._saved_other is y


test_as_pytorch = scenario.test()
