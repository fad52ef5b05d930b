"""Activation checkpointing: gradients of the plain function, in both variants, as in PyTorch."""

from __future__ import annotations

import gc
import importlib
import weakref
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest

import chainrule as cr
from both import same
from chainrule.utils.checkpoint import CheckpointError


def module_of(m: Any) -> Any:
    return importlib.import_module(m.__name__ + ".utils.checkpoint")


def region(m: Any, a: Any, b: Any) -> Any:
    h = (a * b).exp()
    for _ in range(3):
        h = m.tanh(h @ b) * a
    return h


def leaves(m: Any) -> tuple[Any, Any]:
    a = m.tensor([[0.1, 0.2], [0.3, 0.4]], dtype=m.float64, requires_grad=True)
    b = m.tensor([[0.5, -0.6], [0.7, 0.8]], dtype=m.float64, requires_grad=True)
    return a, b


@pytest.mark.parametrize("use_reentrant", [False, True])
def test_gradients_are_those_of_the_plain_function(use_reentrant: bool) -> None:
    def scenario(m: Any) -> Any:
        a, b = leaves(m)
        out = module_of(m).checkpoint(
            lambda *args: region(m, *args), a * 1, b, use_reentrant=use_reentrant
        )
        out.sum().backward()
        checkpointed = a.grad, b.grad
        c, d = leaves(m)
        region(m, c * 1, d).sum().backward()
        assert checkpointed[0].tolist() == c.grad.tolist()
        assert checkpointed[1].tolist() == d.grad.tolist()
        return out, checkpointed

    assert same(scenario).kind == "value"


@pytest.mark.parametrize("use_reentrant", [False, True])
def test_the_region_runs_once_more_for_each_backward(use_reentrant: bool) -> None:
    def scenario(m: Any) -> Any:
        calls = []
        x = m.ones(2, requires_grad=True)

        def function(a: Any) -> Any:
            calls.append(1)
            return a.exp().sin().exp()

        y = module_of(m).checkpoint(function, x, use_reentrant=use_reentrant).sum()
        counts = [len(calls)]
        for _ in range(2):
            y.backward(retain_graph=True)
            counts.append(len(calls))
        y.backward()
        return [*counts, len(calls)], x.grad

    assert same(scenario).value[0] == [1, 2, 3, 4]


def test_freed_as_any_graph_is() -> None:
    def scenario(m: Any) -> Any:
        x = m.ones(2, requires_grad=True)
        y = module_of(m).checkpoint(lambda a: a.exp().sin(), x, use_reentrant=False).sum()
        y.backward()
        y.backward()

    outcome = same(scenario, message=False)
    assert outcome.kind == "RuntimeError"
    assert "second time" in outcome.value


# Name: (function of the module and one leaf of two ones, options); non-reentrant.
FORMS: dict[str, Callable[[Any, Any], Any]] = {
    "keyword": lambda m, x: module_of(m).checkpoint(
        lambda a, scale: (a * scale).exp(), x, scale=x * 2, use_reentrant=False
    ),
    "list": lambda m, x: module_of(m).checkpoint(
        lambda pair: pair[0].exp() * pair[1], [x, x * 2], use_reentrant=False
    ),
    "None": lambda m, x: module_of(m).checkpoint(
        lambda a, b: a.exp(), x, None, use_reentrant=False
    ),
    "closure": lambda m, x: module_of(m).checkpoint(lambda: x.exp().sin(), use_reentrant=False),
    "nothing saved": lambda m, x: module_of(m).checkpoint(lambda a: a + 1, x, use_reentrant=False),
    "its input": lambda m, x: module_of(m).checkpoint(lambda a: a, x * 1, use_reentrant=False),
    "in place inside": lambda m, x: module_of(m).checkpoint(
        lambda a: a.exp().mul_(2).sin(), x, use_reentrant=False
    ),
    "nested": lambda m, x: module_of(m).checkpoint(
        lambda a: (
            module_of(m)
            .checkpoint(
                lambda b: module_of(m).checkpoint(m.exp, b.sin(), use_reentrant=False).cos(),
                a.exp(),
                use_reentrant=False,
            )
            .exp()
        ),
        x,
        use_reentrant=False,
    ),
    "one after the other": lambda m, x: module_of(m).checkpoint(
        m.exp, module_of(m).checkpoint(m.sin, x, use_reentrant=False), use_reentrant=False
    ),
    "a gradient inside": lambda m, x: module_of(m).checkpoint(
        lambda a: m.autograd.grad((a**3).sum(), a, create_graph=True)[0] ** 2,
        x,
        use_reentrant=False,
    ),
    "no early stop": lambda m, x: module_of(m).checkpoint(
        lambda a: a.exp().sin() + 1, x, use_reentrant=False, early_stop=False
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_forms(name: str) -> None:
    def through_backward(m: Any) -> Any:
        x = m.ones(2, dtype=m.float64, requires_grad=True)
        y = FORMS[name](m, x)
        y.sum().backward()
        return y, x.grad

    def through_grad(m: Any) -> Any:
        x = m.ones(2, dtype=m.float64, requires_grad=True)
        y = FORMS[name](m, x)
        return m.autograd.grad(y.sum(), x)

    def twice(m: Any) -> Any:
        x = m.full((2,), 0.5, dtype=m.float64, requires_grad=True)
        (g,) = m.autograd.grad(FORMS[name](m, x).sum(), x, create_graph=True)
        return m.autograd.grad((g * x).sum(), x)

    assert same(through_backward).kind == "value"
    assert same(through_grad).kind == "value"
    assert same(twice).kind == "value"


@pytest.mark.parametrize("use_reentrant", [False, True])
def test_several_outputs(use_reentrant: bool) -> None:
    def scenario(m: Any) -> Any:
        x = m.ones(2, requires_grad=True)
        outputs = module_of(m).checkpoint(
            lambda a: (a.exp(), a.sin() * 2, 3), x, use_reentrant=use_reentrant
        )
        outputs[1].sum().backward()
        return list(outputs), x.grad

    assert same(scenario).kind == "value"


@pytest.mark.parametrize("preserve", [False, True])
@pytest.mark.parametrize("use_reentrant", [False, True])
def test_random_numbers(use_reentrant: bool, preserve: bool) -> None:
    """With preserve_rng_state the second run drops out what the first did, and draws go on."""

    def scenario(m: Any) -> Any:
        m.manual_seed(3)
        x = m.ones(1000, requires_grad=True)
        y = module_of(m).checkpoint(
            lambda a: m.nn.functional.dropout(a.exp(), 0.5).sin(),
            x,
            use_reentrant=use_reentrant,
            preserve_rng_state=preserve,
        )
        before = m.rand(3).tolist()
        m.manual_seed(3)
        plain = m.nn.functional.dropout(x.exp(), 0.5).sin()
        assert plain.tolist() == y.tolist()
        assert m.rand(3).tolist() == before
        expected = m.autograd.grad(plain.sum(), x)[0].tolist()
        state = m.get_rng_state().tolist()
        y.sum().backward()
        return x.grad.tolist() == expected, m.get_rng_state().tolist() == state

    outcome = same(scenario)
    assert outcome.value == [preserve, preserve]


def test_early_stop() -> None:
    def scenario(m: Any) -> Any:
        log: list[str] = []

        def function(a: Any) -> Any:
            b = a.exp()
            log.append("middle")
            c = b + 1
            log.append("end")
            return c

        x = m.ones(2, requires_grad=True)
        seen = []
        module = module_of(m)
        for context, early_stop in (
            (nullcontext(), True),
            (nullcontext(), False),
            (module.set_checkpoint_early_stop(False), True),
        ):
            with context:
                y = module.checkpoint(function, x, use_reentrant=False, early_stop=early_stop)
            log.clear()
            y.sum().backward()
            seen.append(list(log))
        return seen

    assert same(scenario).value == [[], ["middle", "end"], ["middle", "end"]]


def test_contexts() -> None:
    def scenario(m: Any) -> Any:
        log: list[str] = []

        @contextmanager
        def noting(name: str) -> Any:
            log.append("enter " + name)
            yield
            log.append("leave " + name)

        x = m.ones(2, requires_grad=True)
        y = module_of(m).checkpoint(
            lambda a: a.exp().sin().exp() + 1,
            x,
            use_reentrant=False,
            context_fn=lambda: (noting("first"), noting("second")),
            early_stop=False,
        )
        y.sum().backward()
        return log

    assert same(scenario).value == ["enter first", "leave first", "enter second", "leave second"]


def changing(then: Callable[[Any], Any], now: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that does one thing in its first run and another afterwards."""
    runs = [0]

    def function(a: Any) -> Any:
        runs[0] += 1
        return (then if runs[0] == 1 else now)(a).sum()

    return function


UNLIKE: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any], dict[str, Any]]] = {
    "fewer": (lambda m, a: a.exp().sin(), lambda m, a: a.exp(), {}),
    "fewer, unchecked": (
        lambda m, a: a.exp().sin(),
        lambda m, a: a.exp(),
        {"determinism_check": "none"},
    ),
    "more": (lambda m, a: a.exp(), lambda m, a: a.exp().sin(), {}),
    "more, to the end": (
        lambda m, a: a.exp(),
        lambda m, a: a.exp().sin(),
        {"early_stop": False},
    ),
    "shape": (
        lambda m, a: (a * m.ones(3, 1)).exp(),
        lambda m, a: (a * m.ones(4, 1)).exp(),
        {},
    ),
    "dtype": (lambda m, a: a.exp(), lambda m, a: a.double().exp(), {}),
}


@pytest.mark.parametrize("name", UNLIKE)
def test_runs_that_differ(name: str) -> None:
    then, now, options = UNLIKE[name]

    def scenario(m: Any) -> Any:
        x = m.ones(2, requires_grad=True)
        function = changing(lambda a: then(m, a), lambda a: now(m, a))
        module_of(m).checkpoint(function, x, use_reentrant=False, **options).backward()
        return x.grad

    outcome = same(scenario, message=False)
    assert outcome.kind == ("value" if name == "more" else "CheckpointError")


def test_debug_names_the_lines() -> None:
    x = cr.ones(2, requires_grad=True)
    function = changing(
        lambda a: a.exp().sin(),
        lambda a: a.exp(),
    )
    module = module_of(cr)
    y = module.checkpoint(function, x, use_reentrant=False)
    with pytest.raises(CheckpointError, match="Pass debug=True"):
        y.backward()
    with module.set_checkpoint_debug_enabled(True):
        function = changing(lambda a: a.exp().sin(), lambda a: a.exp())
        y = module.checkpoint(function, x, use_reentrant=False)
    with pytest.raises(CheckpointError) as caught:
        y.backward()
    first, _, second = str(caught.value).partition("Saved during recomputation")
    assert first.count("test_checkpoint.py:") == 2
    assert second.count("test_checkpoint.py:") == 1


def test_memory() -> None:
    """Between forward and backward no intermediate result lives, nested or not; nor afterwards."""
    alive: list[weakref.ref[Any]] = []

    def inner(a: Any) -> Any:
        b = a.exp()
        alive.append(weakref.ref(b))
        return b.sin()

    def outer(a: Any) -> Any:
        c = a * 2
        alive.append(weakref.ref(c))
        return module_of(cr).checkpoint(inner, c, use_reentrant=False).exp()

    x = cr.ones(2, requires_grad=True)
    y = module_of(cr).checkpoint(outer, x, use_reentrant=False).sum()
    gc.collect()
    assert [ref() for ref in alive] == [None, None]
    (g,) = cr.autograd.grad(y, x, retain_graph=True)
    gc.collect()
    assert all(ref() is None for ref in alive)
    assert g.tolist() == pytest.approx(cr.autograd.grad(y, x)[0].tolist())


COMPLAINTS: dict[str, Callable[[Any, Any], Any]] = {
    "keywords, reentrant": lambda m, x: module_of(m).checkpoint(
        lambda a, b: a * b, x, b=2, use_reentrant=True
    ),
    "contexts, reentrant": lambda m, x: module_of(m).checkpoint(
        m.exp, x, use_reentrant=True, context_fn=lambda: (nullcontext(), nullcontext())
    ),
    "debug, reentrant": lambda m, x: module_of(m).checkpoint(
        m.exp, x, use_reentrant=True, debug=True
    ),
    "determinism_check": lambda m, x: module_of(m).checkpoint(
        m.exp, x, use_reentrant=False, determinism_check="often"
    ),
    "nothing requires a gradient": lambda m, x: module_of(m).checkpoint(
        m.exp, x.detach(), use_reentrant=True
    ),
    "nothing requires one, non-reentrant": lambda m, x: module_of(m).checkpoint(
        m.exp, x.detach(), use_reentrant=False
    ),
    "detached inside": lambda m, x: (
        module_of(m).checkpoint(lambda a: a.detach() * 2, x, use_reentrant=True).sum().backward()
    ),
    "sequential, keywords": lambda m, x: module_of(m).checkpoint_sequential(
        [m.exp, m.sin], 2, x, use_reentrant=False, depth=1
    ),
}


ONLY_BACKWARD: dict[str, Callable[[Any, Any], Any]] = {
    "grad": lambda m, x: m.autograd.grad(
        module_of(m).checkpoint(m.exp, x, use_reentrant=True).sum(), x
    ),
    "inputs": lambda m, x: (
        module_of(m).checkpoint(m.exp, x, use_reentrant=True).sum().backward(inputs=[x])
    ),
}


@pytest.mark.parametrize("name", ONLY_BACKWARD)
def test_reentrant_goes_with_a_plain_backward_only(name: str) -> None:
    outcome = same(lambda m: ONLY_BACKWARD[name](m, m.ones(2, requires_grad=True)), message=False)
    assert outcome.kind == "RuntimeError"
    assert "use_reentrant=False" in outcome.value


@pytest.mark.parametrize("name", COMPLAINTS)
def test_complaints(name: str) -> None:
    same(lambda m: COMPLAINTS[name](m, m.ones(2, requires_grad=True)))


def test_left_out_use_reentrant_warns() -> None:
    def scenario(m: Any) -> Any:
        x = m.ones(2, requires_grad=True)
        y = module_of(m).checkpoint(m.exp, x)
        z = module_of(m).checkpoint_sequential([m.exp, m.sin], 2, x)
        return y, z

    assert same(scenario).warned == ["UserWarning", "UserWarning"]


def test_without_grad_the_function_runs_as_it_is() -> None:
    def scenario(m: Any) -> Any:
        x = m.ones(2, requires_grad=True)
        with m.no_grad():
            return [module_of(m).checkpoint(m.exp, x, use_reentrant=way) for way in (False, True)]

    assert same(scenario).kind == "value"


@pytest.mark.parametrize("use_reentrant", [False, True])
@pytest.mark.parametrize(
    ("count", "segments"), [(5, 2), (6, 2), (7, 3), (5, 5), (1, 1), (4, 3), (9, 4)]
)
def test_sequential(count: int, segments: int, use_reentrant: bool) -> None:
    """The same segments run again, in the same order."""

    def scenario(m: Any) -> Any:
        log: list[int] = []

        def step(i: int) -> Callable[[Any], Any]:
            def run(a: Any) -> Any:
                log.append(i)
                return (a * (1 + i / 10)).sin()

            return run

        x = m.ones(2, dtype=m.float64, requires_grad=True)
        steps = [step(i) for i in range(count)]
        y = module_of(m).checkpoint_sequential(steps, segments, x, use_reentrant=use_reentrant)
        forward = list(log)
        log.clear()
        y.sum().backward()
        return forward, log, y, x.grad

    assert same(scenario).kind == "value"


def test_sequential_takes_a_module() -> None:
    nn = cr.nn
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1))
    x = cr.rand(5, 3, requires_grad=True)
    expected = cr.autograd.grad(model(x).sum(), [x, *model.parameters()])
    y = module_of(cr).checkpoint_sequential(model, 3, x, use_reentrant=False)
    found = cr.autograd.grad(y.sum(), [x, *model.parameters()])
    for a, b in zip(found, expected, strict=True):
        assert a.tolist() == b.tolist()


@pytest.mark.parametrize("segments", [0, -1, 4])
def test_impossible_segments(segments: int) -> None:
    with pytest.raises(ValueError, match="segments must be at least 1"):
        module_of(cr).checkpoint_sequential([cr.exp] * 3, segments, cr.ones(2), use_reentrant=False)
