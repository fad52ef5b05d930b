"""Parametrized tensors: registering, assigning, caching, removing; the three that there are."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr
from both import same
from nn.beside import close, copy_state, ours


def parametrization(m: Any, forward: Any, right_inverse: Any = None) -> Any:
    members = {"forward": lambda self, *xs: forward(*xs)}
    if right_inverse is not None:
        members["right_inverse"] = lambda self, x: right_inverse(x)
    return type("Made", (m.nn.Module,), members)()


def double(m: Any) -> Any:
    return parametrization(m, lambda x: x * 2, lambda x: x / 2)


def two(m: Any) -> Any:
    return parametrization(m, lambda a, b: a + b, lambda x: (x / 4, x * 3 / 4))


def symmetric(m: Any) -> Any:
    return parametrization(m, lambda x: x.triu() + x.triu(1).T)


def linear(m: Any, rows: int = 3) -> Any:
    made = m.nn.Linear(2, rows)
    with m.no_grad():
        made.weight.copy_(m.arange(2.0 * rows).view(rows, 2) - 1)
        made.bias.fill_(0.5)
    return made


def register(m: Any, layer: Any, made: Any, name: str = "weight", **options: Any) -> Any:
    return m.nn.utils.parametrize.register_parametrization(layer, name, made, **options)


def doubled(m: Any) -> Any:
    return register(m, linear(m), double(m))


def state(layer: Any) -> Any:
    return repr(layer), dict(layer.state_dict()), [n for n, _ in layer.named_parameters()]


def remove(m: Any, layer: Any, name: str = "weight", **options: Any) -> Any:
    return m.nn.utils.parametrize.remove_parametrizations(layer, name, **options)


def assigned(m: Any) -> Any:
    layer = doubled(m)
    layer.weight = m.ones(3, 2)
    return layer.weight, layer.parametrizations.weight.original


def cached(m: Any) -> Any:
    calls: list[int] = []

    def forward(x: Any) -> Any:
        calls.append(1)
        return x * 2

    layer = register(m, linear(m), parametrization(m, forward))
    calls.clear()
    with m.nn.utils.parametrize.cached():
        same_object = layer.weight is layer.weight
        with m.nn.utils.parametrize.cached():
            _ = layer.weight
        inside = len(calls)
    _ = layer.weight
    return same_object, inside, len(calls)


def identity_of_the_parameter(m: Any) -> Any:
    layer = linear(m)
    weight = layer.weight
    register(m, layer, double(m))
    kept = layer.parametrizations.weight.original is weight
    remove(m, layer)
    return kept, layer.weight is weight, layer.weight


def buffer(m: Any) -> Any:
    norm = m.nn.BatchNorm1d(2)
    register(m, norm, double(m), "running_var")
    names = [n for n, _ in norm.named_buffers()]
    value = norm.running_var
    remove(m, norm, "running_var")
    return names, value, [n for n, _ in norm.named_buffers()]


def gradient(m: Any) -> Any:
    layer = doubled(m)
    layer(m.ones(1, 2)).sum().backward()
    return layer.parametrizations.weight.original.grad


def both_removed(m: Any) -> Any:
    layer = doubled(m)
    register(m, layer, double(m), "bias")
    is_parametrized = m.nn.utils.parametrize.is_parametrized
    said = [is_parametrized(layer), is_parametrized(layer, "bias"), is_parametrized(linear(m))]
    remove(m, layer)
    said += [is_parametrized(layer, "weight"), is_parametrized(layer)]
    remove(m, layer, "bias")
    return said, type(layer).__name__, is_parametrized(layer), list(layer.state_dict())


def copies(m: Any) -> Any:
    layer = doubled(m)
    other = copy.deepcopy(layer)
    other.weight = m.zeros(3, 2)
    return layer.weight, other.weight, type(other).__name__, isinstance(other, m.nn.Linear)


SAME: dict[str, Callable[[Any], Any]] = {
    "register": lambda m: state(doubled(m)),
    "value": lambda m: (doubled(m).weight, type(doubled(m).weight).__name__),
    "symmetric": lambda m: register(m, linear(m, 2), symmetric(m)).weight,
    "two originals": lambda m: state(register(m, linear(m), two(m))),
    "stacked": lambda m: (lambda q: (state(q), q.weight))(register(m, doubled(m), double(m))),
    "assigned": assigned,
    "cached": cached,
    "class": lambda m: (type(doubled(m)).__name__, isinstance(doubled(m), m.nn.Linear)),
    "class before": lambda m: (
        m.nn.utils.parametrize.type_before_parametrizations(doubled(m)).__name__
    ),
    "buffer": buffer,
    "gradient": gradient,
    "double": lambda m: str(doubled(m).double().weight.dtype),
    "dir": lambda m: "weight" in dir(doubled(m)),
    "deepcopy": copies,
    "remove": lambda m: state(remove(m, doubled(m))),
    "remove to original": lambda m: state(remove(m, doubled(m), leave_parametrized=False)),
    "remove two": lambda m: state(remove(m, register(m, linear(m), two(m)))),
    "remove both": both_removed,
    "identity": identity_of_the_parameter,
    "unsafe shape": lambda m: (
        register(m, linear(m), parametrization(m, lambda x: x.sum()), unsafe=True).weight
    ),
    "load": lambda m: repr(doubled(m).load_state_dict(doubled(m).state_dict())),
    "list": lambda m: repr(
        m.nn.utils.parametrize.ParametrizationList([double(m)], m.nn.Parameter(m.ones(2)))
    ),
    "weight_norm older state": lambda m: older_weight_norm(m),
}

RAISES: dict[str, Callable[[Any], Any]] = {
    "set without inverse": lambda m: setattr(
        register(m, linear(m, 2), symmetric(m)), "weight", m.ones(2, 2)
    ),
    "shape": lambda m: register(m, linear(m), parametrization(m, lambda x: x.sum())),
    "shape of inverse": lambda m: register(
        m, linear(m), parametrization(m, lambda x: x, lambda x: x.sum())
    ),
    "dtype": lambda m: register(m, linear(m), parametrization(m, lambda x: x.double())),
    "no tensor": lambda m: register(m, linear(m), parametrization(m, lambda x: 3)),
    "no such name": lambda m: register(m, linear(m), double(m), "nothing"),
    "no parameter": lambda m: register(m, linear(m), double(m), "in_features"),
    "no module": lambda m: register(m, linear(m), lambda x: x),
    "remove none": lambda m: remove(m, linear(m)),
    "remove two to original": lambda m: remove(
        m, register(m, linear(m), two(m)), leave_parametrized=False
    ),
    "pickle": lambda m: pickle.dumps(doubled(m)),
    "state without": lambda m: doubled(m).load_state_dict(linear(m).state_dict()),
    "set parameter": lambda m: setattr(doubled(m), "weight", m.nn.Parameter(m.ones(3, 2))),
    "del": lambda m: delattr(doubled(m), "weight"),
    "get_parameter": lambda m: doubled(m).get_parameter("weight"),
    "weight_norm nothing": lambda m: m.nn.utils.parametrizations.weight_norm(linear(m), "x"),
    "spectral_norm nothing": lambda m: m.nn.utils.parametrizations.spectral_norm(linear(m), "x"),
    "spectral_norm none": lambda m: m.nn.utils.parametrizations.spectral_norm(m.nn.ReLU()),
    "spectral_norm steps": lambda m: m.nn.utils.parametrizations.spectral_norm(
        linear(m), n_power_iterations=0
    ),
    "spectral_norm dim": lambda m: m.nn.utils.parametrizations.spectral_norm(linear(m), dim=5),
    "orthogonal map": lambda m: m.nn.utils.parametrizations.orthogonal(
        linear(m), orthogonal_map="x"
    ),
    "orthogonal nothing": lambda m: m.nn.utils.parametrizations.orthogonal(linear(m), "x"),
    "orthogonal vector": lambda m: m.nn.utils.parametrizations.orthogonal(linear(m), "bias"),
    "orthogonal set": lambda m: setattr(
        m.nn.utils.parametrizations.orthogonal(linear(m, 2), use_trivialization=False),
        "weight",
        m.eye(2),
    ),
}


def older_weight_norm(m: Any) -> Any:
    layer = m.nn.utils.parametrizations.weight_norm(linear(m))
    said = layer.load_state_dict(
        {"weight_g": m.ones(3, 1), "weight_v": m.ones(3, 2), "bias": m.ones(3)}
    )
    return repr(said), layer.weight


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    outcome = same(SAME[name])
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    assert same(RAISES[name], message=False).kind != "value"


def test_removing_from_one_copy_leaves_the_other() -> None:
    layer = doubled(cr)
    other = copy.deepcopy(layer)
    remove(cr, other)
    assert layer.weight.tolist() == other.weight.tolist()
    assert type(other) is cr.nn.Linear


@pytest.mark.parametrize("dim", [0, 1, -1, None])
def test_weight_norm(dim: int | None) -> None:
    theirs = torch.nn.utils.parametrizations.weight_norm(torch.nn.Conv1d(2, 3, 4), dim=dim)
    mine = cr.nn.utils.parametrizations.weight_norm(cr.nn.Conv1d(2, 3, 4), dim=dim)
    copy_state(mine, theirs)
    x = torch.rand(2, 2, 6)
    close(mine(ours(x)), theirs(x), rtol=1e-5, atol=1e-6)
    mine(ours(x)).sum().backward()
    theirs(x).sum().backward()
    pairs = zip(mine.parameters(), theirs.parameters(), strict=True)
    for a, b in pairs:
        close(a.grad, b.grad, rtol=1e-4, atol=1e-5)


LAYERS: dict[str, Callable[[Any], Any]] = {
    "Linear": lambda m: m.nn.Linear(3, 4),
    "Conv2d": lambda m: m.nn.Conv2d(2, 3, 2),
    "ConvTranspose1d": lambda m: m.nn.ConvTranspose1d(2, 3, 2),
}


@pytest.mark.parametrize("train", [True, False])
@pytest.mark.parametrize("name", LAYERS)
def test_spectral_norm(name: str, train: bool) -> None:
    theirs = torch.nn.utils.parametrizations.spectral_norm(LAYERS[name](torch))
    mine = cr.nn.utils.parametrizations.spectral_norm(LAYERS[name](cr))
    copy_state(mine, theirs)
    mine.train(train)
    theirs.train(train)
    close(mine.weight.detach(), theirs.weight.detach(), rtol=1e-4, atol=1e-5)
    mine.weight.pow(2).sum().backward()
    theirs.weight.pow(2).sum().backward()
    original, expected = (q.parametrizations.weight.original for q in (mine, theirs))
    close(original.grad, expected.grad, rtol=1e-3, atol=1e-3)
    u, expected = (q.parametrizations.weight[0]._u for q in (mine, theirs))
    close(u, expected, rtol=1e-4, atol=1e-5)


def test_spectral_norm_of_a_vector() -> None:
    layer = cr.nn.utils.parametrizations.spectral_norm(cr.nn.Linear(2, 3), "bias")
    assert layer.bias.norm().item() == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize("trivial", [True, False])
@pytest.mark.parametrize("sizes", [(3, 3), (2, 4), (4, 2)])
@pytest.mark.parametrize("orthogonal_map", ["matrix_exp", "cayley", "householder"])
def test_orthogonal(orthogonal_map: str, sizes: tuple[int, int], trivial: bool) -> None:
    layer = cr.nn.Linear(*sizes, dtype=cr.float64)
    before = layer.weight.detach().clone()
    cr.nn.utils.parametrizations.orthogonal(
        layer, orthogonal_map=orthogonal_map, use_trivialization=trivial
    )
    q = layer.weight.detach().numpy()
    product = q.T @ q if q.shape[0] >= q.shape[1] else q @ q.T
    np.testing.assert_allclose(product, np.eye(min(q.shape)), atol=1e-10)
    if trivial or orthogonal_map == "householder":
        # The orthogonal matrix is the one that Gram and Schmidt make of the value before.
        value = before.numpy() if q.shape[0] >= q.shape[1] else before.numpy().T
        expected, r = np.linalg.qr(value)
        expected = expected * np.sign(np.diag(r))
        np.testing.assert_allclose(q if q.shape[0] >= q.shape[1] else q.T, expected, atol=1e-8)
        target = cr.nn.init.orthogonal_(cr.empty(layer.weight.shape, dtype=cr.float64))
        layer.weight = target
        np.testing.assert_allclose(layer.weight.detach().numpy(), target.numpy(), atol=1e-8)
    weights = cr.arange(float(layer.weight.numel())).view(layer.weight.shape)
    (layer.weight**2 * weights).sum().backward()
    assert bool(layer.parametrizations.weight.original.grad.isfinite().all())


def test_orthogonal_beside_pytorch() -> None:
    theirs = torch.nn.utils.parametrizations.orthogonal(torch.nn.Linear(3, 5).double())
    mine = cr.nn.utils.parametrizations.orthogonal(cr.nn.Linear(3, 5).double())
    assert repr(mine) == repr(theirs)
    mine.load_state_dict(ours(dict(theirs.state_dict())))
    close(mine.weight.detach(), theirs.weight.detach(), rtol=1e-8, atol=1e-8)
