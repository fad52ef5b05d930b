"""The backward sweep beside PyTorch: accumulation, chosen inputs, leaves, the form of the graph,
copies."""

from __future__ import annotations

import copy
import pickle
from typing import Any

from autograd.scenarios import Scenarios, every_warning, function, leaf, number

__all__ = ["every_warning"]

scenario = Scenarios()


# ---- accumulation, retain_graph, create_graph, inputs ----


@scenario
def accumulates(t: Any) -> Any:
    x = leaf(t)
    (x**2).sum().backward()
    first = x.grad
    (x**3).sum().backward()
    return x.grad, first is x.grad, x.grad.requires_grad


@scenario
def accumulates_with_a_graph(t: Any) -> Any:
    x = leaf(t)
    (x**2).sum().backward(create_graph=True)
    first = x.grad
    (x**3).sum().backward(create_graph=True)
    return x.grad, first, first is x.grad


@scenario
def adds_in_place_to_an_assigned_gradient(t: Any) -> Any:
    x = leaf(t)
    x.grad = t.ones(3, dtype=t.float64)
    kept = x.grad
    (x * 2).sum().backward()
    return kept, kept is x.grad


@scenario
def of_the_values_of_dictionaries(t: Any) -> Any:
    x = leaf(t)
    named = {"x": x}
    (x**2).sum().backward(inputs=named.values())
    t.autograd.backward({"loss": (x**3).sum()}.values())
    return (
        x.grad,
        t.autograd.grad((x**2).sum(), named),
        t.autograd.grad((x**2).sum(), named.values(), create_graph=True),
        t.autograd.grad((x**2).sum(), (v for v in [x])),
        t.autograd.grad(x**2, x, {"g": t.ones_like(x)}.values()),
    )


@scenario
def of_nothing(t: Any) -> Any:
    return t.autograd.grad((leaf(t) ** 2).sum(), None)


@scenario
def swept_twice(t: Any) -> Any:
    x = leaf(t)
    y = (x**2).sum()
    y.backward()
    y.backward()


@scenario
def swept_twice_nothing_saved(t: Any) -> Any:
    x = leaf(t)
    y = (x + 1).sum()
    y.backward()
    y.backward()
    return x.grad


@scenario
def swept_twice_retained(t: Any) -> Any:
    x = leaf(t)
    y = (x**2).sum()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


@scenario
def shared_part_freed(t: Any) -> Any:
    x = leaf(t)
    y = x.exp()
    (y * 2).sum().backward()
    (y * 3).sum().backward()


@scenario
def third_derivative(t: Any) -> Any:
    x = number(t)
    y = x**4
    found = []
    for _ in range(4):
        (y,) = t.autograd.grad(y, x, create_graph=True)
        found.append(y)
    return found


@scenario
def backward_of_a_gradient(t: Any) -> Any:
    x = leaf(t)
    (g,) = t.autograd.grad((x**3).sum(), x, create_graph=True)
    (g**2).sum().backward()
    return x.grad


@scenario
def inputs_chosen(t: Any) -> Any:
    x, w = leaf(t), leaf(t, 4.0, 5.0, 6.0)
    (x * w).sum().backward(inputs=[w])
    return x.grad, w.grad


@scenario
def inputs_as_one_tensor(t: Any) -> Any:
    x, w = leaf(t), leaf(t, 4.0, 5.0, 6.0)
    (x * w).sum().backward(inputs=x)
    return x.grad, w.grad


@scenario
def inputs_inner(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.retain_grad()
    (y * y).sum().backward(inputs=[y])
    return x.grad, y.grad


@scenario
def inputs_inner_not_retained(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    (y * y).sum().backward(inputs=[y])
    return x.grad, y.grad


@scenario
def inputs_both_ends(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    (y * y).sum().backward(inputs=[x, y])
    return x.grad, y.grad


@scenario
def inputs_empty(t: Any) -> Any:
    (leaf(t) * 2).sum().backward(inputs=[])


@scenario
def inputs_unreached(t: Any) -> Any:
    x, w = leaf(t), leaf(t)
    (x * 2).sum().backward(inputs=[w])
    return x.grad, w.grad


@scenario
def inputs_without_grad(t: Any) -> Any:
    x = leaf(t)
    (x * 2).sum().backward(inputs=[t.ones(3)])


@scenario
def several_roots(t: Any) -> Any:
    x = leaf(t)
    t.autograd.backward([(x**2).sum(), (x**3).sum()])
    return x.grad


@scenario
def several_roots_with_cotangents(t: Any) -> Any:
    x = leaf(t)
    ones = t.ones(3, dtype=t.float64)
    t.autograd.backward([x**2, x**3], [ones, ones * 2])
    return x.grad


@scenario
def the_same_root_twice(t: Any) -> Any:
    x = leaf(t)
    y = (x**2).sum()
    t.autograd.backward([y, y])
    return x.grad


@scenario
def a_leaf_as_root(t: Any) -> Any:
    x = number(t)
    x.backward()
    return x.grad


@scenario
def a_leaf_as_root_with_cotangent(t: Any) -> Any:
    x = leaf(t)
    x.backward(t.tensor([1.0, 2.0, 3.0], dtype=t.float64))
    return x.grad


@scenario
def a_root_and_its_child(t: Any) -> Any:
    x = number(t)
    y = x * 2
    z = y * 3
    t.autograd.backward([y, z])
    return x.grad


@scenario
def one_element_root(t: Any) -> Any:
    x = leaf(t, 2.0)
    (x * 3).backward()
    return x.grad


@scenario
def cotangent_of_another_dtype(t: Any) -> Any:
    x = leaf(t)
    (x * 3).backward(t.ones(3))
    return x.grad


@scenario
def cotangent_expanded(t: Any) -> Any:
    x = leaf(t)
    (x * 3).backward(t.ones(1, dtype=t.float64).expand(3))
    return x.grad, x.grad.stride()


@scenario
def cotangent_wrong_shape(t: Any) -> Any:
    (leaf(t) * 3).backward(t.ones(2, dtype=t.float64))


@scenario
def cotangent_broadcastable(t: Any) -> Any:
    (leaf(t) * 3).backward(t.ones((), dtype=t.float64))


@scenario
def cotangent_not_a_tensor(t: Any) -> Any:
    (leaf(t) * 3).backward([1.0, 2.0, 3.0])


@scenario
def cotangents_too_many(t: Any) -> Any:
    x = number(t)
    t.autograd.backward([x * 2], [t.ones(()), t.ones(())])


@scenario
def cotangents_too_few(t: Any) -> Any:
    x = number(t)
    t.autograd.backward([x * 2, x * 3], [t.ones((), dtype=t.float64)])


@scenario
def cotangent_none(t: Any) -> Any:
    x = number(t)
    t.autograd.backward([x * 2, x * 3], [None, None])
    return x.grad


@scenario
def not_a_number(t: Any) -> Any:
    (leaf(t) * 2).backward()


@scenario
def no_history(t: Any) -> Any:
    t.ones(()).backward()


@scenario
def integers_as_root(t: Any) -> Any:
    leaf(t).argmax().backward()


@scenario
def backward_inside_no_grad(t: Any) -> Any:
    x = leaf(t)
    y = (x**2).sum()
    with t.no_grad():
        y.backward()
    return x.grad


@scenario
def create_graph_inside_no_grad(t: Any) -> Any:
    x = leaf(t)
    y = (x**2).sum()
    with t.no_grad():
        (g,) = t.autograd.grad(y, x, create_graph=True)
    return g, g.requires_grad


# ---- autograd.grad ----


@scenario
def grad_leaves_attributes_alone(t: Any) -> Any:
    x, w = leaf(t), leaf(t)
    found = t.autograd.grad((x * w).sum(), x)
    return found, x.grad, w.grad


@scenario
def grad_unused(t: Any) -> Any:
    x, w = leaf(t), leaf(t)
    return t.autograd.grad((x * 2).sum(), [x, w])


@scenario
def grad_unused_allowed(t: Any) -> Any:
    x, w = leaf(t), leaf(t)
    return t.autograd.grad((x * 2).sum(), [x, w], allow_unused=True)


@scenario
def grad_materialized(t: Any) -> Any:
    x, w = leaf(t), leaf(t)
    return t.autograd.grad((x * 2).sum(), [x, w], materialize_grads=True)


@scenario
def grad_materialized_disallowed(t: Any) -> Any:
    x = leaf(t)
    return t.autograd.grad((x * 2).sum(), [x], materialize_grads=True, allow_unused=False)


@scenario
def grad_batched(t: Any) -> Any:
    x = leaf(t)
    return t.autograd.grad(x**2, x, t.eye(3, dtype=t.float64), is_grads_batched=True)


@scenario
def grad_batched_twice(t: Any) -> Any:
    x = leaf(t)
    (rows,) = t.autograd.grad(
        x**3, x, t.eye(3, dtype=t.float64), is_grads_batched=True, create_graph=True
    )
    return t.autograd.grad(rows.sum(), x)


@scenario
def grad_batched_wrong_shape(t: Any) -> Any:
    x = leaf(t)
    return t.autograd.grad(x**2, x, t.ones(3, 2, dtype=t.float64), is_grads_batched=True)


@scenario
def grad_inner(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    return t.autograd.grad((y**2).sum(), [x, y])


@scenario
def grad_of_itself(t: Any) -> Any:
    x = number(t)
    y = x * 2
    return t.autograd.grad(y, y), t.autograd.grad(y, x)


@scenario
def grad_repeated_input(t: Any) -> Any:
    x = leaf(t)
    return t.autograd.grad((x**2).sum(), [x, x])


@scenario
def grad_no_inputs(t: Any) -> Any:
    return t.autograd.grad((leaf(t) ** 2).sum(), [])


@scenario
def grad_input_without_grad(t: Any) -> Any:
    return t.autograd.grad((leaf(t) ** 2).sum(), t.ones(3))


@scenario
def grad_frees(t: Any) -> Any:
    x = leaf(t)
    y = (x**2).sum()
    t.autograd.grad(y, x)
    t.autograd.grad(y, x)


@scenario
def grad_only_true(t: Any) -> Any:
    x = leaf(t)
    return t.autograd.grad((x**2).sum(), x, only_inputs=True)


@scenario
def grad_of_an_edge(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    edge = t.autograd.graph.get_gradient_edge(y)
    return t.autograd.grad((y**2).sum(), edge)


@scenario
def grad_from_an_edge(t: Any) -> Any:
    x = leaf(t)
    edge = t.autograd.graph.get_gradient_edge((x**2).sum())
    return t.autograd.grad(edge, x, t.ones((), dtype=t.float64))


@scenario
def edge_of_a_constant(t: Any) -> Any:
    t.autograd.graph.get_gradient_edge(t.ones(3))


# ---- leaves, detach, data, grad assignment ----


@scenario
def what_is_a_leaf(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    z = y.detach()
    return [a.is_leaf for a in (x, y, z, x.data, t.ones(2))], z.requires_grad, y.data.requires_grad


@scenario
def detach_shares(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    d = y.detach()
    d[0] = 100.0
    return y, d._version, y._version, d._base is None


@scenario
def detach_then_saved(t: Any) -> Any:
    x = leaf(t)
    y = x.exp()
    y.detach().zero_()
    y.sum().backward()


@scenario
def data_is_not_tracked(t: Any) -> Any:
    x = leaf(t)
    y = x.exp()
    y.data.zero_()
    y.sum().backward()
    return x.grad, y._version


@scenario
def detach_in_place(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.detach_()
    return y.requires_grad, y.is_leaf, y.grad_fn is None


@scenario
def detach_in_place_of_a_view(t: Any) -> Any:
    x = leaf(t)
    y = (x * 2)[:2]
    y.detach_()


@scenario
def data_assigned(t: Any) -> Any:
    x = leaf(t)
    x.data = t.zeros(2, dtype=t.float64)
    (x + 1).sum().backward()
    return x, x.grad


@scenario
def data_assigned_wrong_dtype(t: Any) -> Any:
    x = leaf(t)
    x.data = t.zeros(3, dtype=t.int64)


@scenario
def requires_grad_of_integers(t: Any) -> Any:
    t.ones(3, dtype=t.int64).requires_grad_()


@scenario
def requires_grad_off_inside(t: Any) -> Any:
    y = leaf(t) * 2
    y.requires_grad = False


@scenario
def requires_grad_on_inside(t: Any) -> Any:
    y = leaf(t) * 2
    y.requires_grad = True
    return y.requires_grad, y.is_leaf


@scenario
def requires_grad_not_a_bool(t: Any) -> Any:
    t.ones(3).requires_grad = 1


@scenario
def requires_grad_deleted(t: Any) -> Any:
    del leaf(t).requires_grad


@scenario
def gradient_of_wrong_shape(t: Any) -> Any:
    leaf(t).grad = t.ones(2, dtype=t.float64)


@scenario
def gradient_of_wrong_dtype(t: Any) -> Any:
    leaf(t).grad = t.ones(3)


@scenario
def gradient_not_a_tensor(t: Any) -> Any:
    leaf(t).grad = 3.0


@scenario
def gradient_is_itself(t: Any) -> Any:
    x = leaf(t)
    x.grad = x


@scenario
def gradient_deleted(t: Any) -> Any:
    x = leaf(t)
    (x * 2).sum().backward()
    del x.grad
    return x.grad


@scenario
def gradient_of_a_constant(t: Any) -> Any:
    x = t.ones(3)
    x.grad = t.ones(3)
    return x.grad


@scenario
def gradient_of_inner(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.sum().backward()
    return y.grad


@scenario
def gradient_retained(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.retain_grad()
    before = y.retains_grad
    (y * y).sum().backward()
    return y.grad, before, x.retains_grad


@scenario
def gradient_retained_twice(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.retain_grad()
    y.retain_grad()
    z = (y * y).sum()
    z.backward(retain_graph=True)
    z.backward()
    return y.grad


@scenario
def retain_grad_of_a_constant(t: Any) -> Any:
    t.ones(2).retain_grad()


@scenario
def retain_grad_of_a_leaf(t: Any) -> Any:
    x = leaf(t)
    x.retain_grad()
    x.sum().backward()
    return x.grad, x.retains_grad


@scenario
def retain_grad_then_in_place(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.retain_grad()
    y.mul_(3)
    y.sum().backward()
    return y.grad, x.grad


@scenario
def retain_grad_after_in_place(t: Any) -> Any:
    x = leaf(t)
    y = x * 2
    y.mul_(3)
    y.retain_grad()
    y.sum().backward()
    return y.grad, x.grad


@scenario
def layout_follows_the_leaf(t: Any) -> Any:
    x = t.ones(2, 3, dtype=t.float64).t().requires_grad_()
    (x * t.arange(6, dtype=t.float64).view(3, 2)).sum().backward()
    return x.grad, x.grad.stride()


@scenario
def layout_of_an_expanded_gradient(t: Any) -> Any:
    x = t.ones(2, 3, dtype=t.float64, requires_grad=True)
    x.sum().backward()
    return x.grad.stride(), x.grad.is_contiguous()


@scenario
def narrow_dtype(t: Any) -> Any:
    x = t.ones(3, dtype=t.float32, requires_grad=True)
    (x.double() * 2).sum().backward()
    return x.grad


@scenario
def promoted(t: Any) -> Any:
    x = t.ones(3, dtype=t.float16, requires_grad=True)
    (x * t.ones(3, dtype=t.float64)).sum().backward()
    return x.grad


# ---- shape of the graph ----


@scenario
def names_of_nodes(t: Any) -> Any:
    x = leaf(t)
    y = ((x * 2 + 1).exp() / 3 - x).sum()
    names: list[str] = []
    node = y.grad_fn
    while node is not None:
        names.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    return names


@scenario
def nodes_are_the_same_object(t: Any) -> Any:
    y = leaf(t) * 2
    return y.grad_fn is y.grad_fn, (y + 1).grad_fn.next_functions[0][0] is y.grad_fn


@scenario
def diamond(t: Any) -> Any:
    x = number(t)
    y = x
    for _ in range(40):
        y = y * 0.5 + y * 0.5
    y.backward()
    return x.grad


@scenario
def unused_outputs(t: Any) -> Any:
    x = leaf(t)
    _a, b, _c = (x * 2).unbind()
    b.backward()
    return x.grad


@scenario
def reentrant(t: Any) -> Any:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x**2

    def backward(ctx: Any, g: Any) -> Any:
        (x,) = ctx.saved_tensors
        with t.enable_grad():
            inner = x.detach().requires_grad_()
            (inner**2).sum().backward()
        return g * inner.grad

    x = leaf(t)
    f = function(t, forward, backward).apply
    f(f(x)).sum().backward()
    return x.grad


@scenario
def reentrant_in_a_hook(t: Any) -> Any:
    x, w = leaf(t), leaf(t)
    y = x * 2

    def hook(g: Any) -> None:
        (w * 3).sum().backward()

    y.register_hook(hook)
    (y * y).sum().backward()
    return x.grad, w.grad


@scenario
def reentrant_over_the_same_graph(t: Any) -> Any:
    x = leaf(t)
    y = (x**2).sum()
    seen: list[Any] = []
    z = y * 3
    z.register_hook(lambda g: seen.append(t.autograd.grad(y, x, retain_graph=True)[0]))
    z.backward()
    return x.grad, seen


# ---- copies ----


@scenario
def deepcopy_of_a_leaf(t: Any) -> Any:
    x = leaf(t)
    x.sum().backward()
    y = copy.deepcopy(x)
    return y, y.grad, y.grad is x.grad


@scenario
def deepcopy_of_inner(t: Any) -> Any:
    copy.deepcopy(leaf(t) * 2)


@scenario
def copy_of_inner(t: Any) -> Any:
    y = copy.copy(leaf(t) * 2)
    return y.requires_grad, y.is_leaf


@scenario
def pickled(t: Any) -> Any:
    y = pickle.loads(pickle.dumps(leaf(t)))
    return y, y.is_leaf, y.grad


@scenario
def inner_to_numpy(t: Any) -> Any:
    (leaf(t) * 2).numpy()


@scenario
def leaf_to_numpy(t: Any) -> Any:
    leaf(t).numpy()


@scenario
def item_of_inner(t: Any) -> Any:
    return (number(t) * 2).item(), float(number(t)), leaf(t).tolist()


@scenario
def tensor_of_inner(t: Any) -> Any:
    return t.tensor(number(t) * 2)


@scenario
def new_from_inner(t: Any) -> Any:
    y = leaf(t) * 2
    return t.zeros_like(y).requires_grad, y.new_ones(2).requires_grad, y.clone().requires_grad


test_as_pytorch = scenario.test()
