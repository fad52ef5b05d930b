"""What Module does with attributes, members, modes and dtypes: the same scenario here and there."""

from __future__ import annotations

import copy
import gc
import inspect
import pickle
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr
from both import same


def net(m: Any) -> Any:
    """A module with members of every kind."""

    class Net(m.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = m.nn.Linear(2, 3)
            self.norm = m.nn.BatchNorm1d(3)
            self.scale = m.nn.Parameter(m.ones(2))
            self.register_buffer("mean", m.zeros(1))
            self.register_buffer("scratch", m.zeros(1), persistent=False)

        def forward(self, x: Any) -> Any:
            return self.norm(self.fc(x * self.scale))

    return Net()


def keys(module: Any) -> list[list[str]]:
    return [list(module._parameters), list(module._buffers), list(module._modules)]


def after(change: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """The members of a net after ``change``, and its repr."""

    def scenario(m: Any) -> Any:
        made = net(m)
        change(m, made)
        return (
            keys(made),
            sorted(made._non_persistent_buffers_set),
            repr(made),
            list(made.state_dict()),
        )

    return scenario


def without_init(assign: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """Assigning before Module.__init__ has run."""

    def scenario(m: Any) -> Any:
        class Hasty(m.nn.Module):
            def __init__(self) -> None:
                assign(m, self)

        return Hasty()

    return scenario


SAME: dict[str, Callable[[Any], Any]] = {
    # assigning
    "set parameter": after(lambda m, n: setattr(n, "w", m.nn.Parameter(m.ones(1)))),
    "set module": after(lambda m, n: setattr(n, "act", m.nn.ReLU())),
    "set buffer": after(lambda m, n: setattr(n, "b", m.nn.Buffer(m.ones(1)))),
    "set scratch": after(lambda m, n: setattr(n, "b", m.nn.Buffer(m.ones(1), persistent=False))),
    "set tensor": after(lambda m, n: setattr(n, "t", m.ones(1))),
    "set again": after(lambda m, n: setattr(n, "fc", m.nn.Linear(2, 2))),
    "parameter to None": after(lambda m, n: setattr(n, "scale", None)),
    "buffer to None": after(lambda m, n: setattr(n, "mean", None)),
    "module to None": after(lambda m, n: setattr(n, "fc", None)),
    "buffer to tensor": after(lambda m, n: setattr(n, "mean", m.ones(3))),
    "buffer to parameter": after(lambda m, n: setattr(n, "scratch", m.nn.Parameter(m.ones(1)))),
    "buffer to module": after(lambda m, n: setattr(n, "scratch", m.nn.ReLU())),
    "module to parameter": after(lambda m, n: setattr(n, "fc", m.nn.Parameter(m.ones(1)))),
    "plain to parameter": after(lambda m, n: (setattr(n, "p", 1), setattr(n, "p", n.scale))),
    "del parameter": after(lambda m, n: delattr(n, "scale")),
    "del buffer": after(lambda m, n: delattr(n, "scratch")),
    "del module": after(lambda m, n: delattr(n, "fc")),
    "add None": after(lambda m, n: n.add_module("later", None)),
    "register None": after(lambda m, n: n.register_parameter("later", None)),
    "buffer None": after(lambda m, n: n.register_buffer("later", None)),
    "buffer persists": after(lambda m, n: n.register_buffer("scratch", m.ones(2))),
    "register_module": after(lambda m, n: n.register_module("act", m.nn.Tanh())),
    "through _parameters": after(lambda m, n: n._parameters.pop("scale")),
    # finding
    "get_submodule": lambda m: repr(net(m).get_submodule("fc")),
    "get_submodule itself": lambda m: repr(net(m).get_submodule("")),
    "get_parameter": lambda m: net(m).get_parameter("scale"),
    "get_buffer": lambda m: net(m).get_buffer("norm.running_mean"),
    "set_submodule": after(lambda m, n: n.set_submodule("fc", m.nn.ReLU())),
    "set_submodule new": after(lambda m, n: n.set_submodule("fc.act", m.nn.ReLU())),
    "set_submodule strict": after(lambda m, n: n.set_submodule("fc", m.nn.ReLU(), strict=True)),
    # walking
    "named_modules": lambda m: [n for n, _ in net(m).named_modules()],
    "named_modules prefix": lambda m: [n for n, _ in net(m).named_modules(prefix="x")],
    "named_children": lambda m: [n for n, _ in net(m).named_children()],
    "named_parameters": lambda m: [n for n, _ in net(m).named_parameters()],
    "parameters here": lambda m: [n for n, _ in net(m).named_parameters("p", recurse=False)],
    "named_buffers": lambda m: [n for n, _ in net(m).named_buffers()],
    "buffers here": lambda m: len(list(net(m).buffers(recurse=False))),
    "modules": lambda m: [type(x).__name__ for x in net(m).modules()],
    "children": lambda m: [type(x).__name__ for x in net(m).children()],
    # modes and conversions
    "train": lambda m: [x.training for x in net(m).train(False).modules()],
    "eval": lambda m: [x.training for x in net(m).eval().modules()],
    "requires_grad_": lambda m: [
        p.requires_grad for p in net(m).requires_grad_(False).parameters()
    ],
    "double": lambda m: [str(t.dtype) for t in net(m).double().state_dict().values()],
    "half": lambda m: [str(t.dtype) for t in net(m).half().state_dict().values()],
    "bfloat16": lambda m: [str(t.dtype) for t in net(m).bfloat16().state_dict().values()],
    "float": lambda m: [str(t.dtype) for t in net(m).double().float().state_dict().values()],
    "to dtype": lambda m: [str(t.dtype) for t in net(m).to(m.float64).state_dict().values()],
    "to device, dtype": lambda m: [str(t.dtype) for t in net(m).to("cpu", m.float16).parameters()],
    "to keyword": lambda m: [str(t.dtype) for t in net(m).to(dtype=m.float64).parameters()],
    "to tensor": lambda m: [str(t.dtype) for t in net(m).to(m.ones(1).double()).parameters()],
    "to nothing": lambda m: repr(net(m).to()),
    "type": lambda m: [str(t.dtype) for t in net(m).type(m.float64).state_dict().values()],
    "cpu": lambda m: repr(net(m).cpu()),
    "to_empty": lambda m: [list(p.shape) for p in net(m).to_empty(device="cpu").parameters()],
    "to complex": lambda m: str(net(m).to(m.complex64).scale.dtype),
    "apply": lambda m: applied(m),
    "zero_grad": lambda m: zeroed(m, set_to_none=True),
    "zero_grad to zero": lambda m: zeroed(m, set_to_none=False),
    "gradients convert": lambda m: converted_gradient(m),
    # printing
    "repr": lambda m: repr(net(m)),
    "repr of nothing": lambda m: repr(m.nn.Module()),
    "repr nested": lambda m: repr(m.nn.Sequential(m.nn.Sequential(m.nn.ReLU()), m.nn.Linear(1, 1))),
    "repr of two lines": lambda m: repr(extra(m, "a\nb")),
    "repr of one line": lambda m: repr(extra(m, "a")),
    "repr with children": lambda m: repr(with_child(m)),
    "dir": lambda m: [n for n in dir(net(m)) if n in ("fc", "scale", "mean", "0", "forward")],
    "dir of numbers": lambda m: [n for n in dir(m.nn.Sequential(m.nn.ReLU())) if n.isdigit()],
    # parameters
    "Parameter": lambda m: (repr(m.nn.Parameter(m.ones(2, 2))), m.nn.Parameter(m.ones(1))),
    "Parameter frozen": lambda m: repr(m.nn.Parameter(m.ones(2), requires_grad=False)),
    "Parameter empty": lambda m: repr(m.nn.Parameter()),
    "Parameter is one": lambda m: isinstance(m.nn.Parameter(m.ones(1)), m.nn.Parameter),
    "Parameter shares": lambda m: shares(m),
    "Parameter plus": lambda m: type(m.nn.Parameter(m.ones(1)) + 1).__name__,
    "Buffer": lambda m: (repr(m.nn.Buffer(m.ones(2))), m.nn.Buffer(m.ones(1)).persistent),
    "Parameter copies": lambda m: repr(copy.deepcopy(m.nn.Parameter(m.ones(2)))),
    "tied parameters": lambda m: tied(m),
    "call_super_init": lambda m: cooperative(m),
}

RAISES: dict[str, Callable[[Any], Any]] = {
    "no forward": lambda m: net(m).fc.__class__.__base__()(1),
    "no attribute": lambda m: net(m).nothing,
    "del nothing": lambda m: delattr(net(m), "nothing"),
    "argument": lambda m: m.nn.Module(1),
    "keyword": lambda m: m.nn.Module(a=1),
    "parameter without init": without_init(lambda m, n: setattr(n, "w", m.nn.Parameter(m.ones(1)))),
    "module without init": without_init(lambda m, n: setattr(n, "w", m.nn.ReLU())),
    "buffer without init": without_init(lambda m, n: setattr(n, "w", m.nn.Buffer(m.ones(1)))),
    "register without init": without_init(lambda m, n: n.register_buffer("w", None)),
    **{
        f"{method} {name!r}": lambda m, method=method, name=name: getattr(net(m), method)(
            name, None
        )
        for method in ("register_parameter", "register_buffer", "add_module")
        for name in ("a.b", "", 1, "training", "forward")
    },
    "parameter over module": lambda m: net(m).register_parameter("fc", None),
    "buffer over parameter": lambda m: net(m).register_buffer("scale", None),
    "module over parameter": lambda m: net(m).add_module("scale", None),
    "register a tensor": lambda m: net(m).register_parameter("w", m.ones(1)),
    "register a result": lambda m: net(m).register_parameter("w", m.nn.Parameter(m.ones(1)) * 2),
    "register a list": lambda m: net(m).register_buffer("w", [1]),
    "add a list": lambda m: net(m).add_module("w", [1]),
    "parameter to tensor": lambda m: setattr(net(m), "scale", m.ones(2)),
    "parameter to module": lambda m: setattr(net(m), "scale", m.nn.ReLU()),
    "buffer to int": lambda m: setattr(net(m), "mean", 3),
    "module to tensor": lambda m: setattr(net(m), "fc", m.ones(2)),
    "module to buffer": lambda m: setattr(net(m), "fc", m.nn.Buffer(m.ones(1))),
    "parameter to buffer": lambda m: setattr(net(m), "scale", m.nn.Buffer(m.ones(1))),
    **{
        f"{method} {name}": lambda m, method=method, name=name: getattr(net(m), method)(name)
        for method, names in (
            ("get_submodule", ("fc.weight", "nothing", "fc.nothing", "scale.x")),
            ("get_parameter", ("fc", "nothing", "norm.running_mean", "fc.weight.x", "")),
            ("get_buffer", ("fc", "nothing", "scale", "")),
        )
        for name in names
    },
    "set_submodule nowhere": lambda m: net(m).set_submodule("", m.nn.ReLU()),
    "set_submodule nothing": lambda m: net(m).set_submodule("fc", 3),
    "set_submodule strict": lambda m: net(m).set_submodule("x", m.nn.ReLU(), strict=True),
    "set_submodule parameter": lambda m: net(m).set_submodule("scale", m.nn.ReLU()),
    "train maybe": lambda m: net(m).train("yes"),
    "to int": lambda m: net(m).to(m.int32),
    "to five": lambda m: net(m).to(1, 2, 3, 4, 5),
    "to elsewhere": lambda m: net(m).to("nowhere"),
    "to_empty without device": lambda m: net(m).to_empty("cpu"),
    "Parameter of ints": lambda m: m.nn.Parameter(m.tensor([1])),
    "Parameter of a list": lambda m: m.nn.Parameter([1.0]),
    "get_extra_state": lambda m: net(m).get_extra_state(),
    "set_extra_state": lambda m: net(m).set_extra_state(1),
    "cuda": lambda m: net(m).cuda(),
}


def applied(m: Any) -> list[str]:
    seen: list[str] = []
    net(m).apply(lambda module: seen.append(type(module).__name__))
    return seen


def zeroed(m: Any, *, set_to_none: bool) -> list[Any]:
    made = net(m)
    made(m.ones(4, 2)).sum().backward()
    made.zero_grad(set_to_none=set_to_none)
    return [p.grad for p in made.parameters()]


def converted_gradient(m: Any) -> Any:
    made = m.nn.Linear(2, 1)
    made(m.ones(1, 2)).sum().backward()
    weight, gradient = made.weight, made.weight.grad
    made.double()
    return made.weight is weight, str(weight.grad.dtype), weight.grad is gradient, weight.grad


def extra(m: Any, text: str) -> Any:
    class Extra(m.nn.Module):
        def extra_repr(self) -> str:
            return text

    return Extra()


def with_child(m: Any) -> Any:
    made = extra(m, "a")
    made.child = m.nn.ReLU()
    return made


def shares(m: Any) -> Any:
    x = m.ones(2)
    p = m.nn.Parameter(x)
    with m.no_grad():
        p.mul_(3)
    return x, p.is_leaf


def tied(m: Any) -> Any:
    a = m.nn.Linear(2, 2)
    b = m.nn.Linear(2, 2)
    b.weight = a.weight
    both = m.nn.Sequential(a, b, a)
    return (
        [n for n, _ in both.named_parameters()],
        [n for n, _ in both.named_parameters(remove_duplicate=False)],
        [n for n, _ in both.named_modules(remove_duplicate=False)],
        list(both.state_dict()),
        copy.deepcopy(both)[0].weight is copy.deepcopy(both)[1].weight,
        (lambda c: c[0].weight is c[1].weight and c[0] is c[2])(copy.deepcopy(both)),
    )


def cooperative(m: Any) -> Any:
    class Other:
        def __init__(self, value: int) -> None:
            self.value = value

    class Joined(m.nn.Module, Other):
        call_super_init = True

        def __init__(self, value: int) -> None:
            super().__init__(value)

    return Joined(3).value


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    outcome = same(SAME[name])
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    outcome = same(RAISES[name], message=False)
    assert outcome.kind != "value"
    assert len(outcome.value) > 10


# Ours alone: members are plain attributes


def test_members_are_instance_attributes() -> None:
    layer = cr.nn.Linear(2, 2)
    assert vars(layer)["weight"] is layer._parameters["weight"]
    assert not hasattr(cr.nn.Module, "__getattr__")


@pytest.mark.parametrize("kind", ["_parameters", "_buffers", "_modules"])
def test_dictionaries_of_members_write_through(kind: str) -> None:
    module = cr.nn.Module()
    held = getattr(module, kind)
    held["a"] = 1
    held.update(b=2)
    held.setdefault("c", 3)
    held |= {"d": 4}
    assert [module.a, module.b, module.c, module.d] == [1, 2, 3, 4]
    del held["a"]
    assert held.pop("b") == 2
    assert held.pop("b", None) is None
    assert held.popitem() == ("d", 4)
    assert [hasattr(module, name) for name in "abcd"] == [False, False, True, False]
    held.clear()
    assert not hasattr(module, "c")
    assert type(held.copy()) is dict


def test_another_dictionary_of_members() -> None:
    layer = cr.nn.Linear(2, 2)
    before = layer._parameters
    layer._parameters = {"other": cr.nn.Parameter(cr.ones(1))}
    assert not hasattr(layer, "weight")
    assert layer.other.item() == 1
    layer._parameters = before
    assert layer.weight is before["weight"]
    assert not hasattr(layer, "other")
    before["bias"] = None
    assert layer.bias is None


def test_a_member_that_changes_its_kind() -> None:
    module = cr.nn.Module()
    module.w = cr.nn.Parameter(cr.ones(1))
    held = module._parameters
    module._buffers["w"] = cr.zeros(1)
    del held["w"]
    assert module.w is module._buffers["w"]


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_have_members_of_their_own(duplicate: Callable[[Any], Any]) -> None:
    model = cr.nn.Sequential(cr.nn.Linear(2, 2), cr.nn.BatchNorm1d(2))
    made = duplicate(model)
    assert made[0].weight is made[0]._parameters["weight"]
    assert made[0].weight is not model[0].weight
    made[0]._parameters["weight"] = None
    assert made[0].weight is None
    assert model[0].weight is not None
    made[1].running_mean.add_(1)
    assert model[1].running_mean.sum().item() == 0
    assert type(made[0].bias) is cr.nn.Parameter


def test_shallow_copies_do_not_share_what_is_set_later() -> None:
    layer = cr.nn.Linear(2, 2)
    other = copy.copy(layer)
    assert other.weight is layer.weight
    other.weight = None
    assert layer.weight is not None


def test_modules_need_no_garbage_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        model = cr.nn.Sequential(cr.nn.Linear(2, 2), cr.nn.LSTM(2, 2))
        alive = weakref.ref(model[1])
        del model
        assert alive() is None
    finally:
        gc.enable()


def test_a_state_of_its_own_in_pickles() -> None:
    class Custom(cr.nn.Linear):
        def __getstate__(self) -> dict[str, Any]:
            return self.__dict__.copy()

        def __setstate__(self, state: dict[str, Any]) -> None:
            self.__dict__.update(state)

    made = copy.deepcopy(Custom(2, 2))
    made.weight = cr.nn.Parameter(cr.ones(1))
    assert made.weight is made._parameters["weight"]


# Errors say where


def test_an_exception_names_the_module() -> None:
    model = cr.nn.Sequential(cr.nn.Linear(2, 3), cr.nn.Sequential(cr.nn.Linear(4, 5)))
    with pytest.raises(RuntimeError) as raised:
        model(cr.ones(1, 2))
    notes = getattr(raised.value, "__notes__", None)
    if notes is not None:  # from Python 3.11
        assert notes == [
            "in 1.0: Linear(in_features=4, out_features=5, bias=True), part of Sequential"
        ]


def test_exceptions_pass_unchanged() -> None:
    class Stops(cr.nn.Module):
        def forward(self) -> None:
            raise KeyError("x")

        def extra_repr(self) -> str:
            raise ValueError("no repr")

    with pytest.raises(KeyError, match="x"):
        Stops()()


# Signatures


def parameters(cls: type) -> list[tuple[str, Any, Any]]:
    return [
        (p.name, p.kind, p.default)
        for p in inspect.signature(cls).parameters.values()
        if p.name != "activation"  # a function
    ]


# Ours say what they take, where PyTorch's take anything.
OWN_SIGNATURE = {"GRU", "LSTM", "RNN", "ParameterDict", "Module"}


@pytest.mark.parametrize("name", sorted(set(torch.nn.modules.__all__) & set(cr.nn.modules.__all__)))
def test_signature(name: str) -> None:
    mine, theirs = getattr(cr.nn, name), getattr(torch.nn, name)
    if name in OWN_SIGNATURE:
        assert inspect.signature(mine)
        return
    found, expected = parameters(mine), parameters(theirs)
    takes_nothing = [("args", inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.empty)]
    if expected[:1] == takes_nothing and name not in ("Identity", "Sequential"):
        assert mine()  # PyTorch's takes what it then refuses
        return
    assert found == expected


def test_every_class_has_a_text() -> None:
    for name in cr.nn.modules.__all__:
        assert (getattr(cr.nn, name).__doc__ or "").strip(), name
