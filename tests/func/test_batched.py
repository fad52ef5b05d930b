"""What vmap computes for the whole batch at once, beside the same entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr
from chainrule.func import _batched

F = cr.nn.functional
Case = tuple[Callable[..., Any], list[tuple[int, ...]], Any]


def numbers(*shape: int, positive: bool = False) -> Any:
    generator = cr.Generator().manual_seed(sum(shape) + len(shape))
    low = 0.5 if positive else -1.0
    return cr.rand(shape, generator=generator, dtype=cr.float64) * 1.5 + low


B = 4
# Function, shapes of the arguments (with the batch in front where it is mapped), in_dims.
CASES: dict[str, Case] = {
    "add": (lambda a, b: a + b, [(B, 3), (B, 3)], 0),
    "add another rank": (lambda a, b: a + b, [(B,), (B, 2, 3)], 0),
    "add a shared one": (lambda a, b: a + b, [(B, 3), (2, 3)], (0, None)),
    "shared on the left": (lambda a, b: a - b, [(2, 3), (B, 3)], (None, 0)),
    "numbers": (lambda a: 2 - a * 3 + 1 / (a + 5) - a**2, [(B, 3)], 0),
    "compare": (lambda a, b: cr.where(a < b, a, b * 2), [(B, 3), (B, 3)], 0),
    "unary": (lambda a: a.sin().exp().tanh().relu().sigmoid() + F.gelu(a), [(B, 3)], 0),
    "clamp": (lambda a: a.clamp(-0.5, 0.5).abs() - F.leaky_relu(a, 0.3), [(B, 3)], 0),
    "matrix times vector": (lambda a, b: a @ b, [(B, 2, 3), (B, 3)], 0),
    "vector times matrix": (lambda a, b: a @ b, [(B, 3), (B, 3, 2)], 0),
    "vectors": (lambda a, b: a @ b, [(B, 3), (B, 3)], 0),
    "matrices": (lambda a, b: a @ b, [(B, 2, 3), (B, 3, 2)], 0),
    "shared matrix left": (lambda a, b: a @ b, [(2, 3), (B, 3)], (None, 0)),
    "shared matrix right": (lambda a, b: a @ b, [(B, 3), (3, 2)], (0, None)),
    "shared vector": (lambda a, b: a @ b, [(B, 2, 3), (3,)], (0, None)),
    "batches of matrices": (lambda a, b: a @ b, [(B, 5, 2, 3), (B, 3, 2)], 0),
    "dot": (cr.dot, [(B, 3), (B, 3)], 0),
    "outer": (lambda a, b: a.outer(b), [(B, 3), (2,)], (0, None)),
    "linear": (F.linear, [(B, 3), (2, 3), (2,)], (0, None, None)),
    "linear of its own": (F.linear, [(B, 3), (B, 2, 3), (B, 2)], 0),
    "linear of rows": (F.linear, [(B, 5, 3), (B, 2, 3), (2,)], (0, 0, None)),
    "linear of a shared input": (F.linear, [(5, 3), (B, 2, 3)], (None, 0)),
    "sums": (lambda a: a.sum() + a.mean(0) + a.sum(-1, keepdim=True), [(B, 3, 3)], 0),
    "sum of a number": (lambda a: a.sum() + a.mean(), [(B,)], 0),
    "extremes": (lambda a: a.amax(0) - a.amin(1) + a.logsumexp(-1), [(B, 3, 3)], 0),
    "softmax": (lambda a: a.softmax(-1) + F.log_softmax(a, 0), [(B, 3, 2)], 0),
    "scans": (lambda a: a.cumsum(0) + a.cumprod(-1), [(B, 3, 2)], 0),
    "form": (lambda a: a.reshape(6).view(3, 2).t().flatten(), [(B, 2, 3)], 0),
    "dimensions": (lambda a: a.unsqueeze(0).transpose(0, -1).squeeze(), [(B, 2, 3)], 0),
    "permute": (lambda a: a.permute(2, 0, 1).mT, [(B, 2, 3, 4)], 0),
    "expand": (lambda a: a.expand(5, 3) * a, [(B, 3)], 0),
    "index": (lambda a: a[0, 1:] * a[..., -1, None, :-1].sum() + a[None, 1, :2], [(B, 2, 3)], 0),
    "cat": (lambda a, b: cr.cat([a, b], -1), [(B, 2, 3), (2, 1)], (0, None)),
    "stack": (lambda a, b: cr.stack([a, b], 1), [(B, 2), (B, 2)], 0),
    "layer norm": (
        lambda a, w, b: F.layer_norm(a, (3,), w, b),
        [(B, 2, 3), (B, 3), (3,)],
        (0, 0, None),
    ),
    "conv": (lambda a, w: F.conv2d(a, w, padding=1), [(B, 2, 3, 5, 5), (4, 3, 3, 3)], (0, None)),
    "conv of its own": (
        lambda a, w, b: F.conv2d(a, w, b, stride=2),
        [(B, 2, 3, 5, 5), (B, 4, 3, 3, 3), (B, 4)],
        0,
    ),
    "conv in groups": (
        lambda a, w: F.conv1d(a, w, groups=2),
        [(2, 4, 7), (B, 6, 2, 3)],
        (None, 0),
    ),
    "pools": (lambda a: F.max_pool2d(a, 2) + F.avg_pool2d(a, 2), [(B, 2, 3, 4, 4)], 0),
    "losses": (
        lambda a, b: F.mse_loss(a, b) + F.l1_loss(a, b, reduction="sum") + F.huber_loss(a, b),
        [(B, 2, 3), (B, 2, 3)],
        0,
    ),
    "loss of numbers": (F.mse_loss, [(B,), (B,)], 0),
    "another dimension": (lambda a, b: a * b, [(3, B), (B, 3)], (1, 0)),
    "special functions": (lambda a: a.lgamma() + a.sinc() + cr.special.ndtr(a), [(B, 3)], 0),
    "of several": (
        lambda a, b: a.lerp(b, 0.3) + a.fmod(b) + a.clamp(b, None),
        [(B, 3), (3,)],
        (0, None),
    ),
    "sorted": (lambda a: a.sort(-1, descending=True).values + a.topk(3, 1).values, [(B, 2, 3)], 0),
    "largest": (lambda a: a.max(0).values + a.min() + a.max(a + 1), [(B, 3)], 0),
    "spread": (lambda a: a.var(0) + a.std(0, unbiased=False) + a.prod(0), [(B, 4, 3)], 0),
    "order": (lambda a: a.flip(0).roll(1, 1) + a.cumsum(1) + a.logcumsumexp(0), [(B, 2, 3)], 0),
    "picked": (
        lambda a: a.gather(1, cr.tensor([[0, 2], [1, 1]])) + a.index_select(1, cr.tensor([2, 0])),
        [(B, 2, 3)],
        0,
    ),
    "scattered": (
        lambda a, b: a.scatter_add(0, cr.tensor([0, 1, 0]), b),
        [(B, 3), (B, 3)],
        0,
    ),
    "parts": (lambda a: cr.cat([p * k for k, p in enumerate(a.split(2, 1))], 1), [(B, 2, 5)], 0),
    "rows": (lambda a: sum(r * k for k, r in enumerate(a)), [(B, 3, 2)], 0),
    "repeated": (lambda a: a.repeat(2, 1).unflatten(0, (2, -1)).movedim(0, -1), [(B, 2, 3)], 0),
    "inverses": (
        lambda a: cr.linalg.inv(a @ a.mT + cr.eye(3).double()) + a.tril() + a.det(),
        [(B, 3, 3)],
        0,
    ),
    "solved": (
        lambda a, b: cr.linalg.solve(a + 3 * cr.eye(3).double(), b),
        [(B, 3, 3), (B, 3, 2)],
        0,
    ),
    "diagonal": (lambda a: a.diagonal() + a.trace() + a.diagonal().diag_embed(), [(B, 3, 3)], 0),
    "addmm": (lambda a, b: cr.addmm(a, a, b, beta=2, alpha=3), [(B, 3, 3), (3, 3)], (0, None)),
    "padded": (
        lambda a: F.pad(a, (1, 2)).sum() + F.pad(a, (1, 1), mode="reflect"),
        [(B, 2, 3, 4)],
        0,
    ),
    "norms": (
        lambda a, w: F.group_norm(a, 2, w) + F.instance_norm(a) + F.rms_norm(a, (5,)),
        [(B, 2, 4, 5), (4,)],
        (0, None),
    ),
    "batch norm": (
        lambda a, w: F.batch_norm(a, None, None, w, training=True),
        [(B, 5, 4, 3), (B, 4)],
        0,
    ),
    "batch norm in use": (
        lambda a: F.batch_norm(a, cr.ones(4).double(), cr.ones(4).double()),
        [(B, 5, 4)],
        0,
    ),
    "attention": (lambda q, k: F.scaled_dot_product_attention(q, k, k), [(B, 3, 4), (B, 5, 4)], 0),
    "in place": (lambda a, b: a.clone().mul_(b).add_(1), [(B, 3), (3,)], (0, None)),
    "Jacobian": (lambda a: cr.func.jacrev(lambda b: b.sin() * b.sum())(a), [(B, 3)], 0),
    "Jacobian forward": (lambda a: cr.func.jacfwd(lambda b: b.sin() * b.sum())(a), [(B, 3)], 0),
    "Hessian": (lambda a: cr.func.hessian(lambda b: (b**3).sum() * b[0])(a), [(B, 3)], 0),
    "tangent": (lambda a: cr.func.jvp(lambda b: b**3, (a,), (a * 2,))[1], [(B, 3)], 0),
    "product": (lambda a: cr.func.vjp(lambda b: b**3, a)[1](a)[0], [(B, 3)], 0),
    "nested": (lambda a, b: cr.vmap(lambda r: r @ b)(a), [(B, 2, 3), (B, 3)], 0),
}


def arguments(shapes: list[tuple[int, ...]]) -> list[Any]:
    return [numbers(*shape) + 0.01 * k for k, shape in enumerate(shapes)]


def close(a: Any, b: Any) -> None:
    torch.testing.assert_close(a.detach().numpy(), b.detach().numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_at_once_as_one_by_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    function, shapes, dims = CASES[name]
    given = [a.requires_grad_() for a in arguments(shapes)]
    expected = cr.vmap(function, dims, chunk_size=1)(*given)
    calls = []

    def counted(*args: Any) -> Any:
        calls.append(1)
        return function(*args)

    found = cr.vmap(counted, dims)(*given)
    assert len(calls) == 1, "there is a rule missing"
    assert found.dtype == expected.dtype
    close(found, expected)
    weights = numbers(*found.shape)
    a = cr.autograd.grad((found * weights).sum(), given)
    b = cr.autograd.grad((expected * weights).sum(), given)
    for x, y in zip(a, b, strict=True):
        close(x, y)


def test_gradients_of_every_sample_at_once() -> None:
    net = cr.nn.Sequential(
        cr.nn.Conv2d(1, 4, 3),
        cr.nn.ReLU(),
        cr.nn.MaxPool2d(2),
        cr.nn.Flatten(),
        cr.nn.Linear(36, 3),
    ).double()
    params = {k: v.detach() for k, v in net.named_parameters()}
    x, y = numbers(B, 1, 8, 8), cr.tensor([0, 2, 1, 1])
    calls = []

    def loss(params: Any, x: Any, y: Any) -> Any:
        calls.append(1)
        out = cr.func.functional_call(net, params, (x.unsqueeze(0),))
        return F.cross_entropy(out, y.unsqueeze(0))

    found = cr.vmap(cr.func.grad(loss), (None, 0, 0))(params, x, y)
    assert len(calls) == 1
    expected = cr.vmap(cr.func.grad(loss), (None, 0, 0), chunk_size=1)(params, x, y)
    for key, value in expected.items():
        close(found[key], value)


def test_what_has_no_rule_is_computed_entry_by_entry() -> None:
    x = numbers(B, 3)

    def in_place(x: Any) -> Any:
        y = x.clone()
        y[0] = 0
        y *= x
        return y.add_(1)

    def custom(x: Any) -> Any:
        class Twice(cr.autograd.Function):
            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                return x * 2

            @staticmethod
            def backward(ctx: Any, g: Any) -> Any:
                return g * 2

        return cr.func.grad(lambda x: Twice.apply(x).sum())(x)

    for function in (in_place, custom, lambda x: x.sort().values, lambda x: x.histc(3, 0, 1)):
        close(cr.vmap(function)(x), cr.vmap(function, chunk_size=1)(x))


def test_the_error_is_that_of_an_entry() -> None:
    with pytest.raises(RuntimeError, match=r"vmap|shape|size"):
        cr.vmap(lambda a, b: a @ b)(cr.ones(2, 3), cr.ones(2, 4))


def test_no_batch_is_left_behind() -> None:
    cr.vmap(lambda x: x.sort().values)(numbers(B, 3))
    cr.vmap(lambda x: x + 1)(numbers(B, 3))
    assert _batched.active_size() is None
