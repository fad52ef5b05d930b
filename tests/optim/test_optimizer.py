"""What all optimizers share, beside PyTorch's: groups, state, saving, hooks, text, errors."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr
from both import run, same

NAMES = [
    "SGD",
    "Adam",
    "AdamW",
    "RMSprop",
    "Adagrad",
    "Adadelta",
    "Adamax",
    "NAdam",
    "RAdam",
    "Rprop",
    "ASGD",
    "LBFGS",
    "Adafactor",
    "Muon",
]


def leaf(t: Any, *shape: int) -> Any:
    return t.ones(*(shape or (2,)), requires_grad=True)


def options(optimizer: Any) -> list[dict[str, Any]]:
    return [{k: v for k, v in g.items() if k != "params"} for g in optimizer.param_groups]


@pytest.mark.parametrize("name", NAMES)
def test_defaults_and_text(name: str) -> None:
    def scenario(t: Any) -> Any:
        optimizer = getattr(t.optim, name)([leaf(t, 2, 2)])
        saved = optimizer.state_dict()["param_groups"]
        return repr(optimizer), list(optimizer.defaults.items()), [list(g.items()) for g in saved]

    same(scenario)


@pytest.mark.parametrize("name", NAMES)
def test_signature(name: str) -> None:
    import inspect

    def parameters(cls: Any) -> list[Any]:
        found = inspect.signature(cls.__init__).parameters.values()
        return [(p.name, p.kind, p.default) for p in found]

    assert parameters(getattr(cr.optim, name)) == parameters(getattr(torch.optim, name))


BAD_ARGUMENTS: list[dict[str, Any]] = [
    {"lr": -1},
    {"lr": "a"},
    {"betas": (1.0, 0.9)},
    {"betas": (0.9, 1.0)},
    {"betas": (-0.1, 1.0)},
    {"eps": -1},
    {"eps": (-1, 1)},
    {"eps": (1, -1)},
    {"weight_decay": -1},
    {"momentum": -1},
    {"nesterov": True},
    {"momentum": 0.9, "nesterov": True, "dampening": 0.1},
    {"alpha": -1},
    {"rho": -1},
    {"rho": 2},
    {"lr_decay": -1},
    {"initial_accumulator_value": -1},
    {"etas": (1, 0.5)},
    {"momentum_decay": -1},
    {"foreach": True, "fused": True},
    {"differentiable": True, "fused": True},
    {"beta2_decay": 1},
    {"d": 0.5},
    {"adjust_lr_fn": "x"},
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kwargs", BAD_ARGUMENTS, ids=str)
def test_bad_arguments(name: str, kwargs: dict[str, Any]) -> None:
    if name in ("Muon", "LBFGS") and "eps" in kwargs:
        pytest.skip("looked at in the step only")

    def scenario(t: Any) -> Any:
        return options(getattr(t.optim, name)([leaf(t, 2, 2)], **kwargs))

    # A TypeError is Python's own sentence about a comparison or a keyword.
    wrong_type = run(scenario, torch).kind == "TypeError"
    same(scenario, message=not wrong_type)


BAD_TENSORS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "lr of two": lambda t: {"lr": t.tensor([1.0, 2.0])},
    "lr and foreach": lambda t: {"lr": t.tensor(0.1), "foreach": True},
    "beta and foreach": lambda t: {
        "betas": (t.tensor(0.9), t.tensor(0.9)),
        "foreach": True,
    },
    "one beta": lambda t: {"betas": (t.tensor(0.9), 0.9)},
}


@pytest.mark.parametrize("what", BAD_TENSORS)
@pytest.mark.parametrize("name", ["Adam", "AdamW"])
def test_bad_tensors(name: str, what: str) -> None:
    same(lambda t: options(getattr(t.optim, name)([leaf(t)], **BAD_TENSORS[what](t))))


PARAMS: dict[str, Callable[[Any], Any]] = {
    "one tensor": lambda t: t.ones(2),
    "none": lambda t: [],
    "number": lambda t: [1],
    "None": lambda t: None,
    "text": lambda t: "ab",
    "dict": lambda t: {"a": leaf(t)},
    "group without params": lambda t: [{"lr": 0.1}],
    "set": lambda t: [{"params": {leaf(t)}}],
    "not a leaf": lambda t: [leaf(t) * 2],
    "needs no gradient": lambda t: [t.ones(2)],
    "dict among tensors": lambda t: [leaf(t), {"params": [leaf(t)]}],
    "tensor among dicts": lambda t: [{"params": [leaf(t)]}, 3],
    "list of lists": lambda t: [[leaf(t)]],
    "single in a group": lambda t: [{"params": leaf(t)}],
    "generator": lambda t: (leaf(t) for _ in range(2)),
    "named": lambda t: [("w", leaf(t)), ("b", leaf(t))],
    "items": lambda t: {"w": leaf(t)}.items(),
    "named and not": lambda t: [("w", leaf(t)), leaf(t)],
    "not and named": lambda t: [leaf(t), ("w", leaf(t))],
    "name twice": lambda t: [("w", leaf(t)), ("w", leaf(t))],
    "name of nothing": lambda t: [("w", 1)],
    "named groups": lambda t: [{"params": [("w", leaf(t))]}, {"params": [("b", leaf(t))]}],
    "second group unnamed": lambda t: [{"params": [("w", leaf(t))]}, {"params": [leaf(t)]}],
    "second group named": lambda t: [{"params": [leaf(t)]}, {"params": [("w", leaf(t))]}],
    "own options": lambda t: [{"params": [leaf(t)], "lr": 3, "other": "x"}],
}


@pytest.mark.parametrize("what", PARAMS)
def test_parameters(what: str) -> None:
    def scenario(t: Any) -> Any:
        optimizer = t.optim.SGD(PARAMS[what](t), lr=0.1)
        return optimizer.state_dict(), repr(optimizer)

    same(scenario, message=what != "tensor among dicts")


def test_parameter_in_two_groups() -> None:
    def scenario(t: Any) -> Any:
        p = leaf(t)
        return t.optim.SGD([{"params": [p]}, {"params": [p]}], lr=0.1)

    same(scenario)


ADDED: dict[str, Callable[[Any, Any], Any]] = {
    "list": lambda t, p: [leaf(t)],
    "None": lambda t, p: None,
    "one": lambda t, p: {"params": leaf(t), "lr": 3},
    "again": lambda t, p: {"params": p},
    "not a leaf": lambda t, p: {"params": p * 2},
    "number": lambda t, p: {"params": [3]},
    "set": lambda t, p: {"params": {leaf(t)}},
    "empty dict": lambda t, p: {},
    "other option": lambda t, p: {"params": leaf(t), "other": 3},
    "named": lambda t, p: {"params": [("w", leaf(t))]},
}


@pytest.mark.parametrize("what", ADDED)
def test_add_param_group(what: str) -> None:
    def scenario(t: Any) -> Any:
        p = leaf(t)
        optimizer = t.optim.SGD([p], lr=0.1)
        given = optimizer.add_param_group(ADDED[what](t, p))
        return given, options(optimizer), [len(g["params"]) for g in optimizer.param_groups]

    same(scenario)


def test_the_given_dict_becomes_the_group() -> None:
    group = {"params": cr.ones(1, requires_grad=True)}
    optimizer = cr.optim.SGD([group], lr=0.1)
    assert optimizer.param_groups[0] is group


def test_required_option() -> None:
    def scenario(t: Any) -> Any:
        from importlib import import_module

        required = import_module(f"{t.__name__}.optim.optimizer").required

        class Mine(t.optim.Optimizer):  # type: ignore[misc, name-defined]
            def __init__(self, params: Any, lr: Any = required) -> None:
                super().__init__(params, {"lr": lr})

        assert Mine([{"params": leaf(t), "lr": 1}]).param_groups[0]["lr"] == 1
        assert repr(required) == "<required parameter>"
        return Mine([leaf(t)])

    same(scenario)


def test_base_class() -> None:
    same(lambda t: repr(t.optim.Optimizer([leaf(t)], {"b": 1, "a": 2})))
    same(lambda t: t.optim.Optimizer([leaf(t)], {}).step())
    same(lambda t: t.optim.Optimizer([leaf(t)], 3))


# ---- state ----


def stepped(t: Any, name: str, dtype: str = "float32", **kwargs: Any) -> tuple[Any, Any]:
    p = t.ones(2, 2, dtype=getattr(t, dtype), requires_grad=True)
    optimizer = getattr(t.optim, name)([p], lr=0.1, **kwargs)

    def closure() -> Any:
        p.grad = t.full((2, 2), 0.5, dtype=getattr(t, dtype))
        return t.tensor(1.0)

    closure()
    optimizer.step(*([closure] if name == "LBFGS" else []))
    return p, optimizer


@pytest.mark.parametrize("name", NAMES)
def test_state_dict(name: str) -> None:
    if name in ("LBFGS", "Muon"):
        pytest.skip("compared with their own tests")
    same(lambda t: stepped(t, name)[1].state_dict())


@pytest.mark.parametrize("name", NAMES)
def test_old_checkpoints(name: str) -> None:
    """Missing options get their defaults, numbers become tensors."""
    if name in ("LBFGS", "Muon"):
        pytest.skip("have neither")

    def scenario(t: Any) -> Any:
        p, optimizer = stepped(t, name)
        saved = copy.deepcopy(optimizer.state_dict())
        saved["param_groups"] = [{"params": [0], "lr": 0.1}]
        for key, value in saved["state"].get(0, {}).items():
            if value.dim() == 0:
                saved["state"][0][key] = 7 if key == "step" else 0.5
        optimizer.load_state_dict(saved)
        return options(optimizer), dict(optimizer.state.get(p, {}))

    same(scenario)


@pytest.mark.parametrize("name", NAMES)
def test_state_moves_between_libraries(name: str) -> None:
    """A state of PyTorch's optimizer continues here as it would there."""
    if name in ("LBFGS", "Muon"):
        pytest.skip("states of tensors without names in common")
    _, theirs = stepped(torch, name, "float64")
    p, mine = stepped(cr, name, "float64")
    other = torch.ones(2, 2, dtype=torch.float64, requires_grad=True)
    resumed = getattr(torch.optim, name)([other], lr=0.1)
    resumed.load_state_dict(theirs.state_dict())
    saved = theirs.state_dict()
    saved["state"] = {
        i: {k: cr.tensor(v.numpy()) for k, v in entry.items()}
        for i, entry in saved["state"].items()
    }
    mine.load_state_dict(saved)
    with cr.no_grad():
        p.fill_(1.0)
    for t, q, optimizer in ((cr, p, mine), (torch, other, resumed)):
        q.grad = t.full((2, 2), -0.25, dtype=t.float64)
        optimizer.step()
    assert p.tolist() == [pytest.approx(row, rel=1e-12) for row in other.tolist()]


def test_load_converts_and_shares() -> None:
    def scenario(t: Any) -> Any:
        _, wide = stepped(t, "Adam", "float64")
        p, narrow = stepped(t, "Adam", "float32")
        saved = wide.state_dict()
        saved["state"][0]["extra"] = {"x": t.ones(1, dtype=t.float64), "y": [(t.ones(1), 3)]}
        saved["state"]["global"] = t.ones(1, dtype=t.float64)
        narrow.load_state_dict(saved)
        same_one = wide.state_dict()
        _, again = stepped(t, "Adam", "float64")
        again.load_state_dict(same_one)
        entry = next(iter(again.state.values()))
        return (
            dict(narrow.state[p]),
            narrow.state["global"],
            entry["exp_avg"] is same_one["state"][0]["exp_avg"],
            entry is same_one["state"][0],
            again.param_groups[0] is same_one["param_groups"][0],
        )

    same(scenario)


LOADS: dict[str, Callable[[Any, Any], Any]] = {
    "no groups": lambda t, o: {"state": {}, "param_groups": []},
    "other size": lambda t, o: t.optim.SGD([leaf(t), leaf(t)]).state_dict(),
    "no key": lambda t, o: {"state": {}},
    "None": lambda t, o: None,
    "itself": lambda t, o: o.state_dict(),
    "fewer options": lambda t, o: {"state": {}, "param_groups": [{"params": [0], "lr": 0.5}]},
    "more options": lambda t, o: {"state": {}, "param_groups": [{"params": [0], "zzz": 0.5}]},
    "names": lambda t, o: t.optim.SGD([("v", leaf(t))], lr=0.7).state_dict(),
}


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("what", LOADS)
def test_load_state_dict(what: str, named: bool) -> None:
    def scenario(t: Any) -> Any:
        optimizer = t.optim.SGD([("w", leaf(t))] if named else [leaf(t)], lr=0.1, momentum=0.3)
        optimizer.load_state_dict(LOADS[what](t, optimizer))
        return [list(group) for group in options(optimizer)], options(optimizer)

    same(scenario, message=what not in ("no groups", "other size"))


def test_pickle_and_deepcopy() -> None:
    def scenario(t: Any) -> Any:
        _, optimizer = stepped(t, "Adam")
        optimizer.register_step_pre_hook(print)
        results = []
        for clone in (pickle.loads(pickle.dumps(optimizer)), copy.deepcopy(optimizer)):
            clone.param_groups[0]["params"][0].grad = t.full((2, 2), 0.25)
            clone.step()
            results += [repr(clone), list(clone.state.values()), list(clone.__getstate__())]
        return results

    same(scenario)


def test_changes_between_steps_are_seen() -> None:
    """Groups and state are plain dictionaries: whatever is put there counts in the next step."""

    def scenario(t: Any) -> Any:
        p, optimizer = stepped(t, "Adam")
        q = t.ones(1, requires_grad=True)
        q.grad = t.ones(1)
        optimizer.param_groups[0]["params"].append(q)
        optimizer.param_groups[0]["lr"] = 0.5
        optimizer.step()
        optimizer.state[p]["exp_avg"] = t.zeros(2, 2)
        optimizer.param_groups[0]["betas"] = (0.5, 0.6)
        optimizer.step()
        optimizer.state.clear()
        p.grad = t.full((2, 2), -1.0)
        optimizer.step()
        p.data = t.full((2, 2), 5.0)
        optimizer.step()
        return p, q, list(optimizer.state.values())

    same(scenario)


BROKEN: dict[str, Callable[[Any, Any, Any], Any]] = {
    "shape of the state": lambda t, p, o: o.state[p].update(exp_avg=t.zeros(3)),
    "dtype of the state": lambda t, p, o: o.state[p].update(exp_avg=t.zeros(2, 2, dtype=t.float64)),
    "missing state": lambda t, p, o: o.param_groups[0].update(amsgrad=True),
    "number for step": lambda t, p, o: o.state[p].update(step=3),
    "text for lr": lambda t, p, o: o.param_groups[0].update(lr="x"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_state_changes_nothing(what: str) -> None:
    """An error, of PyTorch's class where the types allow it, and untouched tensors."""
    p, optimizer = stepped(cr, "Adam")
    BROKEN[what](cr, p, optimizer)
    before = p.tolist(), str(optimizer.state[p])
    kinds = {"missing state": KeyError, "number for step": TypeError, "text for lr": TypeError}
    with pytest.raises(kinds.get(what, RuntimeError)):
        optimizer.step()
    assert (p.tolist(), str(optimizer.state[p])) == before


def test_zero_grad() -> None:
    def scenario(t: Any) -> Any:
        p, q = leaf(t), leaf(t)
        optimizer = t.optim.SGD([p, q], lr=0.1)
        results = []
        for to_none in (False, True):
            g = p.grad = t.full((2,), 3.0)
            optimizer.zero_grad(set_to_none=to_none)
            results += [p.grad, q.grad, p.grad is g, g]
        p.grad = t.full((2,), 3.0) * p
        optimizer.zero_grad(False)
        return results, p.grad, optimizer.zero_grad()

    same(scenario)


def test_closure_and_modes() -> None:
    def scenario(t: Any) -> Any:
        p, optimizer = stepped(t, "SGD")
        modes = []

        def closure() -> Any:
            modes.append(t.is_grad_enabled())
            p.grad = t.full((2, 2), 1.0)
            return 7

        with t.no_grad():
            returned = [optimizer.step(), optimizer.step(closure), optimizer.step(closure=closure)]
            modes.append(t.is_grad_enabled())
        return returned, modes, p, p.requires_grad, p.is_leaf

    same(scenario)


# ---- hooks ----


def test_step_hooks() -> None:
    def scenario(t: Any) -> Any:
        seen: list[Any] = []
        _, optimizer = stepped(t, "SGD")

        def pre(o: Any, args: Any, kwargs: Any) -> None:
            seen.append(("pre", o is optimizer, args[0] is optimizer, len(args), list(kwargs)))

        def post(o: Any, args: Any, kwargs: Any) -> None:
            seen.append(("post", len(args), list(kwargs)))

        first = optimizer.register_step_pre_hook(pre)
        optimizer.register_step_post_hook(post)
        optimizer.step()
        optimizer.step(lambda: 1)
        optimizer.step(closure=lambda: 2)
        first.remove()
        optimizer.step()
        with optimizer.register_step_pre_hook(lambda o, a, k: ((o, lambda: 5), {})):
            seen.append(optimizer.step())
        optimizer.register_step_pre_hook(lambda o, a, k: 3)
        try:
            optimizer.step()
        except RuntimeError as error:
            seen.append(str(error).split(">")[1])
        return seen

    same(scenario)


def test_global_hooks_and_order() -> None:
    def scenario(t: Any) -> Any:
        from importlib import import_module

        base = import_module(f"{t.__name__}.optim.optimizer")
        seen: list[str] = []

        def note(text: str) -> Callable[..., None]:
            return lambda *args: seen.append(text)

        _, optimizer = stepped(t, "SGD")
        handles = [
            base.register_optimizer_step_pre_hook(note("global pre")),
            base.register_optimizer_step_post_hook(note("global post")),
        ]
        optimizer.register_step_pre_hook(note("pre"))
        optimizer.register_step_post_hook(note("post"))
        optimizer.step()
        for handle in handles:
            handle.remove()
        optimizer.step()
        return seen

    same(scenario)


def test_hooks_of_a_subclass_run_once() -> None:
    class Mine(cr.optim.SGD):
        def step(self, closure: Any = None) -> Any:
            return super().step(closure)

    optimizer = Mine([cr.ones(1, requires_grad=True)], lr=0.1)
    seen = []
    optimizer.register_step_pre_hook(lambda *args: seen.append(1))
    optimizer.step()
    assert seen == [1]


def test_state_dict_hooks() -> None:
    def scenario(t: Any) -> Any:
        seen: list[Any] = []
        _, optimizer = stepped(t, "SGD")
        optimizer.register_state_dict_pre_hook(lambda o: seen.append("pre"))
        optimizer.register_state_dict_post_hook(lambda o, s: {"x": 1})
        optimizer.register_state_dict_post_hook(lambda o, s: seen.append(sorted(s)), prepend=True)
        seen.append(optimizer.state_dict())
        _, other = stepped(t, "SGD", momentum=0.5)
        saved = other.state_dict()
        optimizer.register_load_state_dict_pre_hook(lambda o, s: seen.append(s is saved))
        optimizer.register_load_state_dict_pre_hook(
            lambda o, s: {"state": {}, "param_groups": s["param_groups"]}
        )
        optimizer.register_load_state_dict_post_hook(lambda o: seen.append("post"))
        optimizer.load_state_dict(saved)
        return seen, dict(optimizer.state), options(optimizer)

    same(scenario)


def test_own_optimizer() -> None:
    """A class as users write them: state by parameter, a loop over groups."""

    def scenario(t: Any) -> Any:
        class Sign(t.optim.Optimizer):  # type: ignore[misc, name-defined]
            def __init__(self, params: Any, lr: float = 0.1) -> None:
                super().__init__(params, {"lr": lr})

            def step(self, closure: Any = None) -> Any:
                with t.no_grad():
                    for group in self.param_groups:
                        for p in group["params"]:
                            if p.grad is not None:
                                self.state[p]["steps"] = self.state[p].get("steps", 0) + 1
                                p.add_(p.grad.sign(), alpha=-group["lr"])

        p = leaf(t)
        optimizer = Sign([p])
        seen: list[int] = []
        optimizer.register_step_post_hook(lambda *args: seen.append(1))
        p.grad = t.tensor([2.0, -3.0])
        optimizer.step()
        clone = copy.deepcopy(optimizer)
        return p, optimizer.state_dict(), repr(clone), seen

    same(scenario)


def test_lbfgs_has_one_group() -> None:
    same(lambda t: t.optim.LBFGS([{"params": leaf(t)}, {"params": leaf(t)}]))
    same(lambda t: t.optim.LBFGS([leaf(t)]).step(), message=False)


def test_muon_wants_matrices() -> None:
    same(lambda t: t.optim.Muon([leaf(t)]))


def test_importing_is_cheap() -> None:
    """chainrule.optim itself needs no numpy, no multiprocessing, no inspect."""
    import subprocess
    import sys

    code = (
        "import sys; before = set(sys.modules); import chainrule.optim; "
        "new = set(sys.modules) - before; "
        "print([m for m in ('numpy', 'multiprocessing', 'safetensors', 'inspect', 'tqdm') "
        "if m in new])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
