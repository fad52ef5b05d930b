"""Containers: everything that can be done to them, and what they look like after."""

from __future__ import annotations

import copy
import pickle
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest

from both import same


def relu(m: Any) -> Any:
    return m.nn.ReLU()


def tanh(m: Any) -> Any:
    return m.nn.Tanh()


def seq(m: Any) -> Any:
    return m.nn.Sequential(relu(m), tanh(m), relu(m))


def named(m: Any) -> Any:
    return m.nn.Sequential(OrderedDict(a=relu(m), b=tanh(m)))


def modules(m: Any) -> Any:
    return m.nn.ModuleList([relu(m), tanh(m), relu(m)])


def module_dict(m: Any) -> Any:
    return m.nn.ModuleDict({"a": relu(m), "b": tanh(m)})


def parameters(m: Any) -> Any:
    return m.nn.ParameterList([m.nn.Parameter(m.ones(2)), m.nn.Parameter(m.ones(2, 3))])


def parameter_dict(m: Any) -> Any:
    return m.nn.ParameterDict({"b": m.nn.Parameter(m.ones(2)), "a": m.nn.Parameter(m.ones(2, 3))})


def after(make: Callable[[Any], Any], change: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """What ``change`` returns, and the container after it."""

    def scenario(m: Any) -> Any:
        made = make(m)
        returned = change(m, made)
        if isinstance(returned, m.nn.Module):
            returned = repr(returned)
        return returned, repr(made), list(made.state_dict())

    return scenario


def item(index: Any, value: Any = None) -> Callable[[Any, Any], Any]:
    return lambda m, c: c.__setitem__(index, value(m))


def drop(index: Any) -> Callable[[Any, Any], Any]:
    return lambda m, c: c.__delitem__(index)


def one(m: Any) -> Any:
    return m.nn.Parameter(m.ones(1))


SAME: dict[str, Callable[[Any], Any]] = {
    **{
        f"{kind} {what}": after(make, change)
        for kind, make in (("Sequential", seq), ("ModuleList", modules), ("named", named))
        for what, change in {
            "0": lambda m, c: c[0],
            "-1": lambda m, c: c[-1],
            "[:1]": lambda m, c: c[:1],
            "[1:]": lambda m, c: c[1:],
            "[::-1]": lambda m, c: c[::-1],
            "set": item(0, tanh),
            "set -1": item(-1, tanh),
            "set None": item(0, lambda m: None),
            "del": drop(0),
            "del -1": drop(-1),
            "del [:1]": drop(slice(0, 1)),
            "append": lambda m, c: c.append(tanh(m)),
            "append None": lambda m, c: c.append(None),
            "extend": lambda m, c: c.extend([tanh(m), relu(m)]),
            "pop": lambda m, c: c.pop(0),
            "pop -1": lambda m, c: c.pop(-1),
            "len": lambda m, c: len(c),
            "iter": lambda m, c: [repr(x) for x in c],
            "in": lambda m, c: c[0] in c,
            "reversed": lambda m, c: [repr(x) for x in reversed(c)],
            "names": lambda m, c: list(c._modules),
            "eval": lambda m, c: [x.training for x in c.eval()],
        }.items()
    },
    "Sequential insert": after(seq, lambda m, c: c.insert(1, tanh(m))),
    "ModuleList insert": after(modules, lambda m, c: c.insert(1, tanh(m))),
    "Sequential insert -1": after(seq, lambda m, c: c.insert(-1, tanh(m))),
    "Sequential insert at end": after(seq, lambda m, c: c.insert(3, tanh(m))),
    "Sequential +": after(seq, lambda m, c: c + named(m)),
    "Sequential +=": after(seq, lambda m, c: c.__iadd__(named(m))),
    "Sequential *": after(seq, lambda m, c: c * 2),
    "Sequential * by name": after(seq, lambda m, c: 2 * c),
    "Sequential *=": after(seq, lambda m, c: c.__imul__(2)),
    "Sequential * shares": lambda m: (lambda s: s[0] is s[1])(m.nn.Sequential(relu(m)) * 2),
    "Sequential forward": lambda m: seq(m)(m.tensor([-1.0, 0.5])),
    "Sequential of none": lambda m: (repr(m.nn.Sequential()), m.nn.Sequential()(3)),
    "Sequential by name": lambda m: repr(named(m).b),
    "ModuleList of none": lambda m: repr(m.nn.ModuleList()),
    "ModuleList generator": lambda m: repr(m.nn.ModuleList(relu(m) for _ in range(3))),
    "ModuleList +": after(modules, lambda m, c: c + [tanh(m)]),
    "ModuleList + itself": after(modules, lambda m, c: c + c),
    "ModuleList +=": after(modules, lambda m, c: c.__iadd__([tanh(m)])),
    "ModuleList insert 9": after(modules, lambda m, c: c.insert(9, tanh(m))),
    "ModuleList repr": lambda m: repr(
        m.nn.ModuleList([relu(m), relu(m), tanh(m), m.nn.ModuleList([relu(m), relu(m)])])
    ),
    **{
        f"ModuleDict {what}": after(module_dict, change)
        for what, change in {
            "a": lambda m, c: c["a"],
            "set": item("c", tanh),
            "set again": item("a", tanh),
            "del": drop("a"),
            "pop": lambda m, c: c.pop("a"),
            "clear": lambda m, c: c.clear(),
            "len": lambda m, c: (len(c), list(c), "a" in c, "z" in c),
            "keys": lambda m, c: (list(c.keys()), [repr(v) for v in c.values()], len(c.items())),
            "update": lambda m, c: c.update({"x": tanh(m)}),
            "update pairs": lambda m, c: c.update([("x", tanh(m)), ("a", tanh(m))]),
            "update itself": lambda m, c: c.update(c),
            "attribute": lambda m, c: c.b,
        }.items()
    },
    "ModuleDict pairs": lambda m: repr(m.nn.ModuleDict([("a", relu(m))])),
    **{
        f"ParameterList {what}": after(parameters, change)
        for what, change in {
            "0": lambda m, c: c[0],
            "-1": lambda m, c: c[-1],
            "[:1]": lambda m, c: c[:1],
            "set": item(0, one),
            "set tensor": item(-1, lambda m: m.ones(3)),
            "len": lambda m, c: (len(c), len(list(c))),
            "append": lambda m, c: c.append(m.ones(1)),
            "append anything": lambda m, c: c.append("text").append(None),
            "extend": lambda m, c: c.extend([one(m), 4]),
            "extend with another": lambda m, c: c.extend(c[:1]),
            "+=": lambda m, c: c.__iadd__([one(m)]),
            "parameters": lambda m, c: [n for n, _ in c.named_parameters()],
            "double": lambda m, c: c.double(),
            "nested": lambda m, c: c.append(m.nn.ReLU()),
            "copy": lambda m, c: copy.deepcopy(c),
            "pickle": lambda m, c: pickle.loads(pickle.dumps(c)),
        }.items()
    },
    "ParameterList of none": lambda m: repr(m.nn.ParameterList()),
    "ParameterList of one": lambda m: repr(m.nn.ParameterList([m.ones(2)])),
    **{
        f"ParameterDict {what}": after(parameter_dict, change)
        for what, change in {
            "a": lambda m, c: c["a"],
            "set": item("c", one),
            "set tensor": item("a", lambda m: m.ones(3)),
            "set anything": item("n", lambda m: 3),
            "del": drop("a"),
            "pop": lambda m, c: c.pop("a"),
            "popitem": lambda m, c: list(c.popitem()),
            "clear": lambda m, c: c.clear(),
            "len": lambda m, c: (len(c), list(c), "a" in c, 1 in c),
            "keys": lambda m, c: (list(c.keys()), len(list(c.values())), [k for k, _ in c.items()]),
            "get": lambda m, c: (c.get("a"), c.get("z"), c.get("z", 4)),
            "setdefault": lambda m, c: (c.setdefault("a"), c.setdefault("z", m.ones(1))),
            "fromkeys": lambda m, c: repr(c.fromkeys(["x", "y"], m.ones(1))),
            "copy": lambda m, c: (repr(c.copy()), c.copy()["a"] is c["a"]),
            "deepcopy": lambda m, c: copy.deepcopy(c),
            "|": lambda m, c: c | m.nn.ParameterDict({"z": one(m)}),
            "|=": lambda m, c: c.__ior__({"z": one(m)}),
            "reversed": lambda m, c: list(reversed(c)),
            "update": lambda m, c: c.update({"z": m.ones(1), "y": m.ones(1)}),
            "update pairs": lambda m, c: c.update([("z", m.ones(1)), ("y", m.ones(1))]),
            "update ordered": lambda m, c: c.update(OrderedDict(z=m.ones(1), y=m.ones(1))),
            "attribute": lambda m, c: c.a,
            "parameters": lambda m, c: [n for n, _ in c.named_parameters()],
            "double": lambda m, c: c.double(),
        }.items()
    },
    "ParameterDict of none": lambda m: repr(m.nn.ParameterDict()),
}

RAISES: dict[str, Callable[[Any], Any]] = {
    **{
        f"{kind} {what}": after(make, change)
        for kind, make in (("Sequential", seq), ("ModuleList", modules))
        for what, change in {
            "5": lambda m, c: c[5],
            "-5": lambda m, c: c[-5],
            "text": lambda m, c: c["0"],
            "1.0": lambda m, c: c[1.0],
            "set 5": item(5, tanh),
            "set int": item(0, lambda m: 3),
            "set slice": item(slice(0, 1), tanh),
            "del 5": drop(5),
            "pop 9": lambda m, c: c.pop(9),
            "pop nothing": lambda m, c: c.pop(),
            "append int": lambda m, c: c.append(3),
            "extend by int": lambda m, c: c.extend(3),
        }.items()
    },
    "Sequential of a list": lambda m: m.nn.Sequential([relu(m)]),
    "Sequential of a dict": lambda m: m.nn.Sequential({"a": relu(m)}),
    "Sequential insert far": after(seq, lambda m, c: c.insert(9, relu(m))),
    "Sequential insert int": after(seq, lambda m, c: c.insert(0, 3)),
    "Sequential + list": after(seq, lambda m, c: c + [relu(m)]),
    "Sequential += list": after(seq, lambda m, c: c.__iadd__([relu(m)])),
    "Sequential * 0": after(seq, lambda m, c: c * 0),
    "Sequential * 1.5": after(seq, lambda m, c: c * 1.5),
    "Sequential *= text": after(seq, lambda m, c: c.__imul__("a")),
    "ModuleList of int": lambda m: m.nn.ModuleList(3),
    "ModuleList of ints": lambda m: m.nn.ModuleList([3]),
    "ModuleList + int": after(modules, lambda m, c: c + 3),
    "ModuleList + ints": after(modules, lambda m, c: c + [3]),
    "ModuleList called": lambda m: modules(m)(1),
    "ModuleDict missing": after(module_dict, lambda m, c: c["z"]),
    "ModuleDict del missing": after(module_dict, drop("z")),
    "ModuleDict pop missing": after(module_dict, lambda m, c: c.pop("z")),
    "ModuleDict of int": lambda m: m.nn.ModuleDict(3),
    "ModuleDict set int": after(module_dict, item("u", lambda m: 3)),
    "ModuleDict key int": after(module_dict, item(3, relu)),
    "ModuleDict key keys": after(module_dict, item("keys", relu)),
    "ModuleDict key dot": after(module_dict, item("a.b", relu)),
    "ModuleDict update int": after(module_dict, lambda m, c: c.update([3])),
    "ModuleDict update three": after(module_dict, lambda m, c: c.update([(1, 2, 3)])),
    "ModuleDict called": lambda m: module_dict(m)(1),
    "ModuleDict |": lambda m: module_dict(m) | module_dict(m),
    "ParameterList 5": after(parameters, lambda m, c: c[5]),
    "ParameterList set 5": after(parameters, item(5, one)),
    "ParameterList set int": after(parameters, item(0, lambda m: 3)),
    "ParameterList of int": lambda m: m.nn.ParameterList(3),
    "ParameterList extend int": after(parameters, lambda m, c: c.extend(3)),
    "ParameterList called": lambda m: parameters(m)(1),
    "ParameterList pop": lambda m: parameters(m).pop(0),
    "ParameterDict missing": after(parameter_dict, lambda m, c: c["z"]),
    "ParameterDict del missing": after(parameter_dict, drop("z")),
    "ParameterDict pop missing": after(parameter_dict, lambda m, c: c.pop("z")),
    "ParameterDict popitem of none": lambda m: m.nn.ParameterDict().popitem(),
    "ParameterDict key int": after(parameter_dict, item(1, one)),
    "ParameterDict key keys": after(parameter_dict, item("keys", one)),
    "ParameterDict key dot": after(parameter_dict, item("a.b", one)),
    "ParameterDict of int": lambda m: m.nn.ParameterDict(3),
    "ParameterDict update int": after(parameter_dict, lambda m, c: c.update([3])),
    "ParameterDict update three": after(parameter_dict, lambda m, c: c.update([(1, 2, 3)])),
    "ParameterDict called": lambda m: parameter_dict(m)(1),
}


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    outcome = same(SAME[name])
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    assert same(RAISES[name], message=False).kind != "value"
