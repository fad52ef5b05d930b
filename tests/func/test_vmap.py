"""vmap and modules as functions beside torch.func."""

from __future__ import annotations

from typing import Any

import pytest

from autograd.scenarios import Scenarios, every_warning
from func.values import many, matrix, vector

__all__ = ["every_warning"]

scenario = Scenarios()


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


@scenario
def vmap_decisions_by_value(t: Any) -> Any:
    x = matrix(t)
    seen = []
    for function in (
        lambda a: a * a.sum().item(),
        lambda a: a if a.sum() > 0 else -a,
        lambda a: a * float(a.sum()),
        lambda a: a.nonzero(),
        lambda a: a[: int(a.sum())],
    ):
        with pytest.raises(RuntimeError) as error:
            t.vmap(function)(x)
        seen.append(str(error.value).startswith("vmap"))
    return seen, t.vmap(lambda a: a if a.dim() == 1 and isinstance(a, t.Tensor) else -a)(x)


@scenario
def vmap_changes_in_place(t: Any) -> Any:
    def written(a: Any) -> Any:
        out = a.clone()
        out[0] = a[1]
        out[1:] = a[:1] * 2
        out += a
        return out.mul_(3)

    x = matrix(t)
    doubled = matrix(t)
    return t.vmap(written)(x), t.vmap(lambda a: a.mul_(2))(doubled), doubled


@scenario
def vmap_of_transforms(t: Any) -> Any:
    x = matrix(t)

    def f(a: Any) -> Any:
        return a.sin() * a.sum()

    func = t.func
    return (
        t.vmap(func.jacrev(f))(x),
        t.vmap(func.jacfwd(f))(x),
        t.vmap(func.hessian(lambda a: f(a).sum()))(x),
        t.vmap(lambda a: func.jvp(f, (a,), (t.ones_like(a),)))(x),
        t.vmap(lambda a: func.vjp(f, a)[1](a))(x),
        t.vmap(func.vjp(f, x[0])[1])(t.eye(x.shape[1], dtype=x.dtype)),
        t.vmap(lambda a: t.vmap(lambda b: t.dot(a, b))(x))(x),
        t.vmap(t.vmap(t.mul, (None, 0)), (0, None))(x[0], x[1]),
        func.grad(lambda a: t.vmap(lambda r: (r**2).sum())(a).sum())(x),
    )


@scenario
def vmap_results(t: Any) -> Any:
    x = matrix(t)
    seen = [
        t.vmap(lambda a: a.max(0))(x),
        t.vmap(lambda a: a.sort(descending=True))(x),
        t.vmap(lambda d: d["a"] + d["b"], in_dims=({"a": 0, "b": None},))({"a": x, "b": x[0]}),
        t.vmap(lambda a: {"p": a, "q": a}, out_dims={"p": 0, "q": 1})(x),
        t.vmap(lambda a: (a, t.ones(2)), out_dims=(0, None))(x),
    ]
    with pytest.raises(ValueError, match="can not return a BatchedTensor"):
        t.vmap(lambda a: a, out_dims=None)(x)
    return [tuple(s) if isinstance(s, tuple) else s for s in seen]


@scenario
def vmap_over_an_ensemble(t: Any) -> Any:
    models = [
        t.nn.Sequential(t.nn.Linear(3, 4), t.nn.Tanh(), t.nn.Linear(4, 2)).double()
        for _ in range(3)
    ]
    with t.no_grad():
        for k, model in enumerate(models):
            for p in model.parameters():
                p.copy_(t.arange(float(p.numel())).reshape(p.shape) / (50 + k))
    params, buffers = t.func.stack_module_state(models)
    x = t.arange(6.0, dtype=t.float64).reshape(2, 3)

    def run(params: Any, buffers: Any, x: Any) -> Any:
        return t.func.functional_call(models[0], (params, buffers), (x,))

    def loss(params: Any, x: Any, y: Any) -> Any:
        return t.nn.functional.cross_entropy(run(params, {}, x[None]), y[None])

    own = {name: p.detach() for name, p in models[0].named_parameters()}
    gradients = t.vmap(t.func.grad(loss), (None, 0, 0))(own, x, t.tensor([0, 1]))
    return t.vmap(run, (0, 0, None))(params, buffers, x).detach(), gradients


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
