"""What a sweep must stand: deep and wide graphs, threads, sweeps inside sweeps, interruption; and
what its errors tell."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

import chainrule as cr


def test_a_chain_of_a_million_nodes() -> None:
    x = cr.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(1_000_000):
        y = y + 1
    y.backward()
    assert x.grad.item() == 1


def test_a_deep_graph_is_freed_unswept() -> None:
    x = cr.ones(2, requires_grad=True)
    y = x
    for _ in range(300_000):
        y = y * 1.0
    del y
    assert x.grad is None


def test_a_deep_graph_with_a_graph_of_its_sweep() -> None:
    x = cr.tensor(1.0, dtype=cr.float64, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y * x
    (g,) = cr.autograd.grad(y, x, create_graph=True)
    (h,) = cr.autograd.grad(g, x)
    assert g.item() == 20_001
    assert h.item() == 20_001 * 20_000


def test_a_wide_graph() -> None:
    x = cr.tensor(1.0, dtype=cr.float64, requires_grad=True)
    cr.stack([x * k for k in range(20_000)]).sum().backward()
    assert x.grad.item() == sum(range(20_000))


def test_threads_with_graphs_of_their_own() -> None:
    found: dict[int, float] = {}

    def work(k: int) -> None:
        for _ in range(50):
            x = cr.full((100,), float(k), dtype=cr.float64, requires_grad=True)
            (x**2).sum().backward()
            found[k] = x.grad.sum().item()

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {k: 200.0 * k for k in range(8)}


def test_threads_that_add_to_one_leaf() -> None:
    x = cr.ones(1000, dtype=cr.float64, requires_grad=True)

    def work() -> None:
        for _ in range(50):
            (x * 2).sum().backward()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert x.grad.eq(600).all().item()


def test_threads_over_one_graph() -> None:
    x = cr.ones(1000, dtype=cr.float64, requires_grad=True)
    y = x.exp().sin().sum()
    wrong: list[Any] = []
    expected = cr.autograd.grad(y, x, retain_graph=True)[0]

    def work() -> None:
        for _ in range(50):
            (g,) = cr.autograd.grad(y, x, retain_graph=True)
            if not g.equal(expected):
                wrong.append(g)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_mode_belongs_to_its_thread() -> None:
    seen: list[bool] = []
    with cr.no_grad():
        thread = threading.Thread(target=lambda: seen.append(cr.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_sweeps_inside_sweeps() -> None:
    class Nested(cr.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, depth: int) -> Any:
            ctx.depth = depth
            return x.clone()

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            if ctx.depth == 0:
                return g * 2, None
            with cr.enable_grad():
                x = cr.ones(1, requires_grad=True)
                Nested.apply(x, ctx.depth - 1).sum().backward()
            return g * x.grad, None

    x = cr.ones(1, requires_grad=True)
    Nested.apply(x, 50).sum().backward()
    assert x.grad.item() == 2


def test_graphs_do_not_outlive_their_tensors() -> None:
    class Tag:
        pass

    x = cr.ones(3, requires_grad=True)
    y = x.exp()
    tag = Tag()
    y.tag = tag
    alive = weakref.ref(tag)
    del tag
    z = (y * 2).sum()
    z.backward()
    del y, z
    gc.collect()
    assert alive() is None


def test_a_hook_that_holds_its_tensor_is_collected_with_it() -> None:
    x = cr.ones(3, requires_grad=True)
    y = x * 2
    seen: list[Any] = []
    y.register_hook(seen.append)
    y.sum().backward()
    assert len(seen) == 1


def test_in_place_with_itself() -> None:
    """PyTorch refuses this one in the sweep; here the values from before are kept."""
    x = cr.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x.clone()
    y.mul_(y)
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 4.0, 6.0]


def changed_after_saving() -> None:
    x = cr.ones(3, requires_grad=True)
    y = x.exp()
    y.add_(1)
    y.sum().backward()


def swept_twice() -> None:
    x = cr.ones(3, requires_grad=True)
    y = (x**2).sum()
    y.backward()
    y.backward()


def changed_by_an_optimizer() -> None:
    model = cr.nn.Sequential(cr.nn.Linear(2, 2), cr.nn.Linear(2, 1))
    optimizer = cr.optim.SGD(model.parameters(), lr=0.1)
    loss = model(cr.ones(1, 2)).sum()
    loss.backward(retain_graph=True)
    optimizer.step()
    loss.backward()


class Squared(cr.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: cr.Tensor) -> cr.Tensor:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx: Any, grad: cr.Tensor) -> cr.Tensor:
        (x,) = ctx.saved_tensors
        return 2 * x * grad


def function_swept_twice() -> None:
    x = cr.ones(3, requires_grad=True)
    y = Squared.apply(x).sum()
    y.backward()
    y.backward()


class Wrong(Squared):
    @staticmethod
    def backward(ctx: Any, grad: cr.Tensor) -> cr.Tensor:
        return cr.ones(7)


def wrong_gradient() -> None:
    x = cr.ones(3, requires_grad=True)
    y = Wrong.apply(x)
    y.sum().backward()


def no_history() -> None:
    cr.ones(()).backward()


def not_a_number() -> None:
    (cr.ones(3, requires_grad=True) * 2).backward()


def leaf_in_place() -> None:
    cr.ones(3, requires_grad=True).add_(1)


def unused() -> None:
    x, w = cr.ones(2, requires_grad=True), cr.ones(4, requires_grad=True)
    cr.autograd.grad(x.sum(), [x, w])


MESSAGES: list[tuple[Callable[[], None], list[str]]] = [
    (
        changed_after_saving,
        [
            "modified by an inplace operation",
            "ExpBackward0",
            "version 1",
            "clone()",
            "test_limits.py",
            "in changed_after_saving: y = x.exp()",  # the line that saved
            "changed by",
            "in changed_after_saving: y.add_(1)",  # the line that wrote
        ],
    ),
    (
        changed_by_an_optimizer,
        [
            "modified by an inplace operation",
            "in changed_by_an_optimizer: loss = model(cr.ones(1, 2)).sum()",
            "changed by",
            "in changed_by_an_optimizer: optimizer.step()",
        ],
    ),
    (
        swept_twice,
        ["second time", "PowBackward0", "retain_graph=True", "in swept_twice: y = (x**2).sum()"],
    ),
    (function_swept_twice, ["second time", "Squared", "in function_swept_twice: y = Squared"]),
    (wrong_gradient, ["returned an invalid gradient", "in wrong_gradient: y = Wrong.apply(x)"]),
    (no_history, ["does not require grad", "requires_grad=True", "detach()"]),
    (not_a_number, ["scalar", "[3]", ".sum()"]),
    (leaf_in_place, ["leaf Variable that requires grad", "add_", "no_grad()"]),
    (unused, ["not have been used", "input 1", "[4]", "allow_unused=True"]),
]


@pytest.mark.parametrize(("wrong", "parts"), MESSAGES, ids=lambda v: getattr(v, "__name__", ""))
def test_errors_say_what_and_what_to_do(wrong: Callable[[], None], parts: list[str]) -> None:
    with pytest.raises(RuntimeError) as caught:
        wrong()
    for part in parts:
        assert part in str(caught.value)


def test_anomaly_mode_shows_the_line() -> None:
    with cr.autograd.set_detect_anomaly(True):
        x = cr.zeros(2, requires_grad=True)
        y = cr.sqrt(x) * 0  # the line to be shown
        with (
            pytest.warns(UserWarning, match="the line to be shown"),
            pytest.raises(RuntimeError, match="SqrtBackward0"),
        ):
            y.sum().backward()


def test_anomaly_mode_shows_the_line_of_what_was_saved() -> None:
    with cr.autograd.set_detect_anomaly(True):
        x = cr.ones(2, requires_grad=True)
        y = x.exp()  # saved here
        y.add_(1)
        with (
            pytest.warns(UserWarning, match="saved here"),
            pytest.raises(RuntimeError, match="saved here"),
        ):
            y.sum().backward()
