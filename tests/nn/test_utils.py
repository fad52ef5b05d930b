"""Clipping, vectors of parameters, fusion, weight norms by hook, and calls with other tensors."""

from __future__ import annotations

import contextlib
import copy
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr
from both import same
from nn.beside import close, copy_state, ours


def parameters(m: Any, value: float = 1.0) -> Any:
    made = [m.nn.Parameter(m.full((2,), 3.0)), m.nn.Parameter(m.full((3,), 4.0))]
    for p in made:
        p.grad = m.full_like(p, value)
    return made


def clipped(m: Any, *args: Any, value: float = 1.0, **kwargs: Any) -> Any:
    made = parameters(m, value)
    norm = m.nn.utils.clip_grad_norm_(made, *args, **kwargs)
    return norm, [p.grad for p in made]


def by_value(m: Any, value: float) -> Any:
    made = parameters(m, value)
    return m.nn.utils.clip_grad_value_(made, 0.3), [p.grad for p in made]


def to_parameters(m: Any, n: int) -> Any:
    made = parameters(m)
    m.nn.utils.vector_to_parameters(m.arange(float(n)), made)
    return made, [p.is_leaf for p in made]


CLIPPING: dict[str, Callable[[Any], Any]] = {
    "norm": lambda m: clipped(m, 1.0),
    "norm inf": lambda m: clipped(m, 0.5, "inf"),
    "norm 1": lambda m: clipped(m, 0.5, 1),
    "norm 0": lambda m: clipped(m, 1.0, 0),
    "small": lambda m: clipped(m, 100.0),
    "nan": lambda m: clipped(m, 1.0, value=float("nan")),
    "foreach": lambda m: clipped(m, 1.0, foreach=True),
    "one tensor": lambda m: m.nn.utils.clip_grad_norm_(parameters(m)[0], 1.0),
    "generator": lambda m: m.nn.utils.clip_grad_norm_((p for p in parameters(m)), 1.0),
    "used up generator": lambda m: m.nn.utils.clip_grad_norm_((p for p in ()), 1.0),
    "none": lambda m: m.nn.utils.clip_grad_norm_([], 1.0),
    "no gradients": lambda m: m.nn.utils.clip_grad_norm_([m.nn.Parameter(m.ones(1))], 1.0),
    "value": lambda m: by_value(m, 1.0),
    "value negative": lambda m: by_value(m, -2.0),
    "total norm": lambda m: m.nn.utils.get_total_norm([m.ones(2), m.ones(2)]),
    "total norm of one": lambda m: m.nn.utils.get_total_norm(m.ones(4)),
    "total norm of none": lambda m: m.nn.utils.get_total_norm([]),
    "total norm of dtypes": lambda m: m.nn.utils.get_total_norm([m.ones(2), m.ones(2).double()]),
    "with norm": lambda m: (
        lambda p: (m.nn.utils.clip_grads_with_norm_(p, 1.0, m.tensor(2.0)), [q.grad for q in p])
    )(parameters(m)),
    "to vector": lambda m: m.nn.utils.parameters_to_vector(parameters(m)),
    "from vector": lambda m: to_parameters(m, 5),
    "from longer vector": lambda m: to_parameters(m, 9),
}

RAISES: dict[str, Callable[[Any], Any]] = {
    "nan refused": lambda m: clipped(m, 1.0, value=float("nan"), error_if_nonfinite=True),
    "inf refused": lambda m: clipped(m, 1.0, value=float("inf"), error_if_nonfinite=True),
    "vector of none": lambda m: m.nn.utils.parameters_to_vector([]),
    "from a list": lambda m: m.nn.utils.vector_to_parameters([1], parameters(m)),
    "from shorter vector": lambda m: to_parameters(m, 3),
    "fuse in training": lambda m: m.nn.utils.fuse_conv_bn_eval(
        m.nn.Conv2d(1, 1, 1), m.nn.BatchNorm2d(1)
    ),
    "fuse without statistics": lambda m: m.nn.utils.fuse_conv_bn_eval(
        m.nn.Conv2d(1, 1, 1).eval(), m.nn.BatchNorm2d(1, track_running_stats=False).eval()
    ),
    "fuse other sizes": lambda m: m.nn.utils.fuse_linear_bn_eval(
        m.nn.Linear(1, 3).eval(), m.nn.BatchNorm1d(4).eval()
    ),
    "spectral twice": lambda m: spectral(m, spectral(m, m.nn.Linear(2, 3))),
    "spectral none": lambda m: m.nn.utils.remove_spectral_norm(m.nn.Linear(2, 3)),
    "spectral steps": lambda m: m.nn.utils.spectral_norm(m.nn.Linear(2, 3), n_power_iterations=0),
    "weight norm twice": lambda m: weight_norm(m, weight_norm(m, m.nn.Linear(2, 3))),
    "weight norm none": lambda m: m.nn.utils.remove_weight_norm(m.nn.Linear(2, 3)),
    "weight norm nothing": lambda m: weight_norm(m, m.nn.Linear(2, 3), "nothing"),
}


def spectral(m: Any, layer: Any) -> Any:
    return m.nn.utils.spectral_norm(layer)


@pytest.mark.parametrize("name", CLIPPING)
def test_same(name: str) -> None:
    outcome = same(CLIPPING[name])
    assert outcome.kind == "value", outcome.value


def weight_norm(m: Any, *args: Any, **kwargs: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return m.nn.utils.weight_norm(*args, **kwargs)


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    assert same(RAISES[name], message=False).kind != "value"


# Fusion


FUSED: dict[str, tuple[Callable[[], Any], Callable[[], Any], tuple[int, ...]]] = {
    "conv": (lambda: cr.nn.Conv2d(2, 3, 2), lambda: cr.nn.BatchNorm2d(3), (1, 2, 4, 4)),
    "no bias": (
        lambda: cr.nn.Conv1d(2, 3, 2, bias=False),
        lambda: cr.nn.BatchNorm1d(3),
        (1, 2, 4),
    ),
    "no affine": (
        lambda: cr.nn.Conv2d(2, 3, 2),
        lambda: cr.nn.BatchNorm2d(3, affine=False),
        (1, 2, 4, 4),
    ),
    "transposed": (
        lambda: cr.nn.ConvTranspose2d(2, 3, 2),
        lambda: cr.nn.BatchNorm2d(3),
        (1, 2, 4, 4),
    ),
    "linear": (lambda: cr.nn.Linear(2, 3), lambda: cr.nn.BatchNorm1d(3), (5, 2)),
}


@pytest.mark.parametrize("name", FUSED)
def test_fusion(name: str) -> None:
    make_layer, make_norm, shape = FUSED[name]
    layer, norm = make_layer(), make_norm()
    x = cr.ones(shape) * cr.arange(float(shape[-1]))
    norm(layer(x * 2))  # running statistics of its own
    layer.eval()
    norm.eval()
    if name == "linear":
        fused = cr.nn.utils.fuse_linear_bn_eval(layer, norm)
    else:
        fused = cr.nn.utils.fuse_conv_bn_eval(layer, norm, transpose=name == "transposed")
    assert fused is not layer
    assert type(fused.weight) is cr.nn.Parameter
    torch.testing.assert_close(
        torch.from_numpy(fused(x).detach().numpy()),
        torch.from_numpy(norm(layer(x)).detach().numpy()),
        atol=1e-5,
        rtol=1e-5,
    )


def test_fused_weights_without_bias() -> None:
    given = [torch.rand(3, 2), None, *torch.rand(2, 3), 1e-5, *torch.rand(2, 3)]
    close(
        [w.detach() for w in cr.nn.utils.fuse_linear_bn_weights(*[ours(g) for g in given])],
        [w.detach() for w in torch.nn.utils.fuse_linear_bn_weights(*given)],
    )


@pytest.mark.parametrize("nd", [2, 3])
def test_memory_format(nd: int) -> None:
    def strides(m: Any) -> Any:
        convert = getattr(m.nn.utils, f"convert_conv{nd}d_weight_memory_format")
        kind = m.channels_last if nd == 2 else m.channels_last_3d
        model = m.nn.Sequential(getattr(m.nn, f"Conv{nd}d")(2, 3, 2), m.nn.Linear(2, 2))
        values = model[0].weight.detach().clone()
        convert(model, kind)
        return model[0].weight.stride(), bool((model[0].weight == values).all())

    assert same(strides).kind == "value"


# Weight norm and spectral norm by hooks


@pytest.mark.parametrize("dim", [0, 1, None])
def test_weight_norm(dim: int | None) -> None:
    theirs = weight_norm(torch, torch.nn.Linear(3, 4), dim=dim)
    mine = weight_norm(cr, cr.nn.Linear(3, 4), dim=dim)
    copy_state(mine, theirs)
    x = torch.rand(2, 3)
    for module, value in ((mine, ours(x)), (theirs, x)):
        module(value).sum().backward()
    close(mine(ours(x)), theirs(x), rtol=1e-5, atol=1e-6)
    close([p.grad for p in mine.parameters()], [p.grad for p in theirs.parameters()])
    weight = mine.weight.detach().clone()
    assert cr.nn.utils.remove_weight_norm(mine) is mine
    assert list(mine.state_dict()) == ["bias", "weight"]
    torch.testing.assert_close(mine.weight.detach().numpy(), weight.numpy())
    assert type(mine.weight) is cr.nn.Parameter


@pytest.mark.parametrize("train", [True, False])
@pytest.mark.parametrize(
    "make",
    [
        lambda m: m.nn.Linear(3, 4),
        lambda m: m.nn.Conv2d(2, 3, 2),
        lambda m: m.nn.ConvTranspose1d(2, 3, 2),
    ],
    ids=["Linear", "Conv2d", "ConvTranspose1d"],
)
def test_spectral_norm(make: Callable[[Any], Any], train: bool) -> None:
    theirs, mine = spectral(torch, make(torch)), spectral(cr, make(cr))
    copy_state(mine, theirs)
    mine.train(train)
    theirs.train(train)
    x = torch.rand(2, *{2: (3,), 3: (2, 5), 4: (2, 5, 5)}[theirs.weight.dim()])
    close(mine(ours(x)), theirs(x), rtol=1e-4, atol=1e-5)
    mine(ours(x)).sum().backward()
    theirs(x).sum().backward()
    close(mine.weight_orig.grad, theirs.weight_orig.grad, rtol=1e-3, atol=1e-4)
    close(mine.weight_u, theirs.weight_u, rtol=1e-4, atol=1e-5)
    cr.nn.utils.remove_spectral_norm(mine)
    torch.nn.utils.remove_spectral_norm(theirs)
    assert list(mine.state_dict()) == list(theirs.state_dict())
    close(mine.weight.detach(), theirs.weight.detach(), rtol=1e-4, atol=1e-5)


# Calls with other tensors


def call(m: Any, *args: Any, **kwargs: Any) -> Any:
    if m is torch:
        return torch.func.functional_call(*args, **kwargs)
    return cr.nn.utils.stateless.functional_call(*args, **kwargs)


def linear(m: Any) -> Any:
    made = m.nn.Linear(2, 3)
    m.nn.init.constant_(made.weight, 0.5)
    m.nn.init.zeros_(made.bias)
    return made


def tied(m: Any) -> Any:
    class Tied(m.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a = linear(m)
            self.c = m.nn.Linear(2, 3, bias=False)
            self.c.weight = self.a.weight

        def forward(self, x: Any) -> Any:
            return self.a(x), self.c(x)

    return Tied()


def afterwards(m: Any) -> Any:
    made = linear(m)
    weight, bias = made.weight, made.bias
    out = call(m, made, {"weight": m.ones(3, 2)}, m.ones(1, 2))
    with contextlib.suppress(RuntimeError):
        call(m, made, {"bias": m.ones(9)}, m.ones(1, 2))
    return out, made.weight is weight, made.bias is bias, type(made.weight).__name__


def updated_buffer(m: Any) -> Any:
    norm = m.nn.BatchNorm1d(2)
    given = {"running_mean": m.ones(2)}
    call(m, norm, given, m.arange(6.0).view(3, 2))
    return given["running_mean"], norm.running_mean


def gradient_of_call(m: Any) -> Any:
    weight = m.ones(3, 2, requires_grad=True)
    call(m, linear(m), {"weight": weight * 2}, m.ones(1, 2)).sum().backward()
    return weight.grad


def x(m: Any) -> Any:
    return m.ones(1, 2)


CALLS: dict[str, Callable[[Any], Any]] = {
    "some": lambda m: call(m, linear(m), {"bias": m.ones(3)}, x(m)),
    "unexpected": lambda m: call(m, linear(m), {"nothing": m.ones(3)}, x(m)),
    "several": lambda m: call(m, linear(m), ({"bias": m.ones(3)}, {"weight": m.ones(3, 2)}), x(m)),
    "tuple": lambda m: call(m, linear(m), {}, (x(m),)),
    "keywords": lambda m: call(m, linear(m), {}, kwargs={"input": x(m)}),
    "strict": lambda m: call(
        m, linear(m), {"bias": m.ones(3), "weight": m.ones(3, 2)}, x(m), strict=True
    ),
    "tied": lambda m: call(m, tied(m), {"a.weight": m.zeros(3, 2)}, x(m)),
    "not tied": lambda m: call(m, tied(m), {"a.weight": m.zeros(3, 2)}, x(m), tie_weights=False)[0],
    "afterwards": afterwards,
    "updated buffer": updated_buffer,
    "gradient": gradient_of_call,
}

CALLS_RAISE: dict[str, Callable[[Any], Any]] = {
    "strict, unexpected": lambda m: call(m, linear(m), {"x": m.ones(3)}, x(m), strict=True),
    "strict, missing": lambda m: call(m, linear(m), {"bias": m.ones(3)}, x(m), strict=True),
    "twice": lambda m: call(m, linear(m), ({"bias": m.ones(3)}, {"bias": m.ones(3)}), x(m)),
    "tied twice": lambda m: call(
        m, tied(m), {"a.weight": m.zeros(3, 2), "c.weight": m.ones(3, 2)}, x(m)
    ),
    "no dictionary": lambda m: call(m, linear(m), 3, x(m)),
}


@pytest.mark.parametrize("name", CALLS)
def test_functional_call(name: str) -> None:
    outcome = same(CALLS[name])
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize("name", CALLS_RAISE)
def test_functional_call_raises(name: str) -> None:
    assert same(CALLS_RAISE[name]).kind != "value"


def test_copies_of_functional_calls_are_independent() -> None:
    made = linear(cr)
    other = copy.deepcopy(made)
    call(cr, other, {"weight": cr.zeros(3, 2)}, x(cr))
    assert made.weight.sum().item() == other.weight.sum().item() == 3
