"""Hooks of one module and of all: the same calls, in the same order, with the same values."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

import pytest

import chainrule as cr
from both import same

Pair = namedtuple("Pair", ["a", "b"])  # noqa: PYI024


class Log(list[Any]):
    """Hooks that write down their name and what they are given."""

    def note(self, name: str, result: Any = None) -> Callable[..., Any]:
        def hook(module: Any, *given: Any) -> Any:
            self.append((name, type(module).__name__, given))
            return result(*given) if callable(result) else result

        return hook


def x(m: Any) -> Any:
    return m.ones(2, requires_grad=True)


def module_of(m: Any, forward: Callable[..., Any]) -> Any:
    class Made(m.nn.Module):
        def forward(self, *args: Any, **kwargs: Any) -> Any:
            return forward(*args, **kwargs)

    return Made()


def forward_hooks(m: Any) -> Any:
    log = Log()
    act = m.nn.Tanh()
    act.register_forward_pre_hook(log.note("pre"))
    act.register_forward_pre_hook(log.note("pre first"), prepend=True)
    act.register_forward_pre_hook(log.note("pre kwargs"), with_kwargs=True)
    act.register_forward_hook(log.note("after"))
    act.register_forward_hook(log.note("after first"), prepend=True)
    handle = act.register_forward_hook(log.note("after kwargs"), with_kwargs=True)
    out = act(m.ones(2))
    handle.remove()
    handle.remove()
    act(input=m.zeros(1))
    return out, log


def changed_values(m: Any) -> Any:
    act = m.nn.Tanh()
    act.register_forward_pre_hook(lambda module, args: args[0] * 0)
    act.register_forward_pre_hook(lambda module, args: (args[0] + 2,))
    act.register_forward_pre_hook(
        lambda module, args, kwargs: (args, {"input": args[0]} if False else kwargs),
        with_kwargs=True,
    )
    act.register_forward_hook(lambda module, args, out: out * 10)
    act.register_forward_hook(
        lambda module, args, kwargs, out: (out, args, kwargs), with_kwargs=True
    )
    return act(m.ones(2))


def handle_as_context(m: Any) -> Any:
    log = Log()
    act = m.nn.Tanh()
    with act.register_forward_hook(log.note("inside")):
        act(m.ones(1))
    act(m.ones(1))
    return len(log), len(act._forward_hooks)


def of_all_modules(m: Any) -> Any:
    log = Log()
    space = m.nn.modules.module
    handles = [
        space.register_module_forward_pre_hook(log.note("pre of all")),
        space.register_module_forward_hook(log.note("after of all")),
        space.register_module_forward_hook(log.note("kwargs of all"), with_kwargs=True),
        space.register_module_full_backward_pre_hook(log.note("backward pre of all")),
        space.register_module_full_backward_hook(log.note("backward of all")),
    ]
    try:
        act = m.nn.Tanh()
        act.register_forward_pre_hook(log.note("pre"))
        act.register_forward_hook(log.note("after"))
        act.register_full_backward_hook(log.note("backward"))
        act(x(m)).sum().backward()
    finally:
        for handle in handles:
            handle.remove()
    act(m.ones(1))
    return log


def registration_of_all_modules(m: Any) -> Any:
    log: list[Any] = []
    space = m.nn.modules.module
    handles = [
        space.register_module_module_registration_hook(
            lambda module, name, child: log.append(("module", name, type(child).__name__))
        ),
        space.register_module_parameter_registration_hook(
            lambda module, name, p: log.append(("parameter", name, list(p.shape)))
        ),
        space.register_module_buffer_registration_hook(
            lambda module, name, b: log.append(("buffer", name, b is None))
        ),
    ]
    try:
        seq = m.nn.Sequential(m.nn.BatchNorm1d(2, track_running_stats=False))
        seq[0].weight = m.nn.Parameter(m.ones(3))
        seq[0].weight = None
        seq.act = m.nn.ReLU()
        seq.act = None
    finally:
        for handle in handles:
            handle.remove()
    return log


def always(m: Any, where: str) -> Any:
    log = Log()

    def forward(value: Any) -> Any:
        if where == "forward":
            raise ValueError("in forward")
        return value

    def fails(*given: Any) -> Any:
        log.append("fails")
        raise KeyError("in a hook")

    made = module_of(m, forward)
    if where == "pre":
        made.register_forward_pre_hook(fails)
    made.register_forward_hook(log.note("first"), always_call=True)
    if where == "hook":
        made.register_forward_hook(fails)
    made.register_forward_hook(log.note("sometimes"))
    made.register_forward_hook(log.note("second"), always_call=True, with_kwargs=True)
    if where == "always":
        made.register_forward_hook(fails, always_call=True)
    try:
        made(1)
    except Exception as error:
        log.append(repr(error))
    return log


def backward(
    m: Any,
    made: Any,
    *args: Any,
    hook: Any = None,
    pre: Any = None,
    used: Callable[[Any], Any] = lambda out: out,
) -> Any:
    """What backward hooks see, and the gradients after them."""
    log = Log()
    made.register_full_backward_hook(log.note("hook", hook))
    made.register_full_backward_pre_hook(log.note("pre", pre))
    out = made(*args)
    used(out).sum().backward()
    return log, [a.grad if hasattr(a, "grad") else a for a in args]


def two(a: Any, b: Any = None, c: int = 3) -> Any:
    return a * 2, a * 3


SAME: dict[str, Callable[[Any], Any]] = {
    "forward": forward_hooks,
    "changed values": changed_values,
    "handle as context": handle_as_context,
    "of all modules": of_all_modules,
    "registration": registration_of_all_modules,
    "always, nothing raised": lambda m: always(m, ""),
    "always, forward raised": lambda m: always(m, "forward"),
    "always, pre hook raised": lambda m: always(m, "pre"),
    "always, hook raised": lambda m: always(m, "hook"),
    "always, that hook raised": lambda m: always(m, "always"),
    "backward": lambda m: backward(m, m.nn.Tanh(), x(m)),
    "backward of a layer": lambda m: backward(m, linear(m), x(m)),
    "backward of two": lambda m: backward(
        m, module_of(m, two), x(m), 5, used=lambda out: out[0] + out[1]
    ),
    "backward of one of two": lambda m: backward(
        m, module_of(m, two), x(m), 5, used=lambda out: out[0]
    ),
    "backward not reached": lambda m: backward(m, module_of(m, two), x(m), used=lambda out: x(m)),
    "backward of a named tuple": lambda m: backward(
        m, module_of(m, lambda a: Pair(a * 2, a * 3)), x(m), used=lambda out: out.a * out.b
    ),
    "backward of a dict": lambda m: backward(
        m, module_of(m, lambda a: {"x": a * 2}), x(m), used=lambda out: out["x"]
    ),
    "backward of a list": lambda m: backward(
        m, module_of(m, lambda a: [a * 2]), x(m), used=lambda out: out[0]
    ),
    "grad_input replaced": lambda m: backward(
        m, m.nn.Tanh(), x(m), hook=lambda grad_input, grad_output: (grad_input[0] * 0,)
    ),
    "grad_output replaced": lambda m: backward(
        m, m.nn.Tanh(), x(m), pre=lambda grad_output: (grad_output[0] * 5,)
    ),
    "no gradient of inputs": lambda m: backward(m, linear(m), m.ones(2)),
    "arguments by name": lambda m: by_name(m),
    "without gradients": lambda m: without_gradients(m),
    "twice": lambda m: twice(m),
    "second order": lambda m: second_order(m),
    "state_dict": lambda m: of_state(m),
    "tables": lambda m: tables(m),
}

RAISES: dict[str, Callable[[Any], Any]] = {
    "pre hook with kwargs": lambda m: hooked(m, lambda module, args, kwargs: 3)(m.ones(1)),
    "too many gradients": lambda m: backward(
        m, m.nn.Tanh(), x(m), hook=lambda grad_input, grad_output: grad_input * 2
    ),
    "too many of outputs": lambda m: backward(
        m, m.nn.Tanh(), x(m), pre=lambda grad_output: grad_output * 2
    ),
    "no gradient at all": lambda m: backward(
        m, m.nn.Tanh(), x(m), hook=lambda grad_input, grad_output: 7
    ),
    "gradient of no input": lambda m: backward(
        m, linear(m), m.ones(2), hook=lambda grad_input, grad_output: (m.ones(2),)
    ),
    "post hook returns": lambda m: post_hook_returns(m),
    "load post hook returns": lambda m: load_post_hook_returns(m),
}


def linear(m: Any) -> Any:
    made = m.nn.Linear(2, 2)
    m.nn.init.constant_(made.weight, 0.5)
    m.nn.init.zeros_(made.bias)
    return made


def hooked(m: Any, hook: Any) -> Any:
    made = m.nn.Tanh()
    made.register_forward_pre_hook(hook, with_kwargs=True)
    return made


def by_name(m: Any) -> Any:
    log = Log()
    made = module_of(m, lambda a: a * 2)
    made.register_full_backward_hook(log.note("hook"))
    made(a=x(m)).sum().backward()
    return log


def without_gradients(m: Any) -> Any:
    log = Log()
    made = linear(m)
    made.register_full_backward_hook(log.note("hook"))
    with m.no_grad():
        out = made(x(m))
    return out, log


def twice(m: Any) -> Any:
    log = Log()
    made = m.nn.Tanh()
    made.register_full_backward_hook(log.note("hook"))
    given = x(m)
    out = made(given).sum()
    out.backward(retain_graph=True)
    out.backward()
    return log, given.grad


def second_order(m: Any) -> Any:
    made = m.nn.Tanh()
    made.register_full_backward_hook(lambda module, gi, go: (gi[0] * 2,))
    given = x(m)
    (first,) = m.autograd.grad(made(given).sum(), given, create_graph=True)
    (second,) = m.autograd.grad(first.sum(), given)
    return first, second


def of_state(m: Any) -> Any:
    log: list[Any] = []
    seq = m.nn.Sequential(m.nn.Linear(1, 1))
    seq.register_state_dict_pre_hook(
        lambda module, prefix, keep: log.append(("before", type(module).__name__, prefix, keep))
    )
    seq.register_state_dict_post_hook(
        lambda module, state, prefix, meta: log.append(("after", list(state), prefix, meta))
    )
    seq[0].register_state_dict_post_hook(
        lambda module, state, prefix, meta: log.append(("inside", list(state), prefix, meta))
    )
    seq[0]._register_state_dict_hook(
        lambda module, state, prefix, meta: log.append(("older", list(state), prefix, meta))
    )
    seq._register_load_state_dict_pre_hook(
        lambda state, *rest: log.append(("loads", list(state), *rest))
    )
    seq.register_load_state_dict_pre_hook(
        lambda module, state, *rest: log.append(("loads too", type(module).__name__))
    )
    seq[0].register_load_state_dict_post_hook(
        lambda module, keys: log.append(("loaded inside", repr(keys)))
    )
    seq.register_load_state_dict_post_hook(lambda module, keys: keys.missing_keys.clear())
    state = seq.state_dict()
    del state["0.bias"]
    return repr(seq.load_state_dict(state)), log


def tables(m: Any) -> Any:
    """Code that looks into the tables, copies them from another module, and empties them."""
    log = Log()
    one, other = m.nn.Tanh(), m.nn.Tanh()
    none = len(one._forward_hooks)
    one.register_forward_hook(log.note("moved"))
    other._forward_hooks = one._forward_hooks
    other(m.ones(1))
    other._forward_hooks.clear()
    other(m.ones(1))
    one(m.ones(1))
    return none, log


def post_hook_returns(m: Any) -> Any:
    made = m.nn.Linear(1, 1)
    made.register_state_dict_post_hook(lambda *given: {})
    return made.state_dict()


def load_post_hook_returns(m: Any) -> Any:
    made = m.nn.Linear(1, 1)
    made.register_load_state_dict_post_hook(lambda *given: 3)
    return made.load_state_dict(made.state_dict())


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    outcome = same(SAME[name])
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    assert same(RAISES[name], message=False).kind != "value"


def test_a_single_gradient_needs_no_tuple() -> None:
    act = cr.nn.Tanh()
    act.register_full_backward_hook(lambda module, grad_input, grad_output: grad_input[0] * 0)
    given = cr.ones(2, requires_grad=True)
    act(given).sum().backward()
    assert given.grad is not None
    assert given.grad.tolist() == [0.0, 0.0]


def test_outputs_behind_backward_hooks_are_not_changed_in_place() -> None:
    act = cr.nn.Tanh()
    act.register_full_backward_hook(lambda *given: None)
    out = act(cr.ones(2, requires_grad=True))
    with pytest.raises(RuntimeError):
        out.mul_(2)


def test_a_module_without_hooks_takes_the_fast_path() -> None:
    act = cr.nn.Tanh()
    assert not act._hooked
    handle = act.register_forward_hook(lambda *given: None)
    assert act._hooked
    handle.remove()
    assert act(cr.zeros(1)).item() == 0
