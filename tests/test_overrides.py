"""__torch_function__: subclasses of Tensor with and without one, objects beside it, and modes."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
import torch

import chainrule as cr
from autograd.scenarios import Scenarios, every_warning

__all__ = ["every_warning"]

scenario = Scenarios()


def subclass(t: Any, *bases: Any, **members: Any) -> Any:
    return type("Mine", bases or (t.Tensor,), members)


def kind(x: Any) -> Any:
    """The class of a result, or of its parts; what it holds, if it is no tensor."""
    if isinstance(x, (tuple, list)):
        return [type(x).__name__, *map(kind, x)]
    shape = getattr(x, "shape", None)
    return x if shape is None else (type(x).__name__, list(shape), x.requires_grad)


OPERATIONS: dict[str, Any] = {
    "x + 1": lambda t, x, p: x + 1,
    "1 + x": lambda t, x, p: 1 + x,
    "1 - x": lambda t, x, p: 1 - x,
    "2 / x": lambda t, x, p: 2 / x,
    "2 ** x": lambda t, x, p: 2**x,
    "x ** 2": lambda t, x, p: x**2,
    "x // 2": lambda t, x, p: x // 2,
    "7 % x": lambda t, x, p: 7 % x,
    "p * x": lambda t, x, p: p * x,
    "p @ x": lambda t, x, p: p @ x,
    "x @ p": lambda t, x, p: x @ p,
    "-x": lambda t, x, p: -x,
    "abs(x)": lambda t, x, p: abs(x),
    "x > p": lambda t, x, p: x > p,
    "p == x": lambda t, x, p: p == x,
    "~(x > 0)": lambda t, x, p: ~(x > 0),
    "x & x": lambda t, x, p: (x > 0) & (p > 0),
    "item": lambda t, x, p: x[0],
    "key": lambda t, x, p: p[x.long()],
    "iter": lambda t, x, p: list(x),
    "len": lambda t, x, p: len(x),
    "bool": lambda t, x, p: bool((x == 1).all()),
    "float": lambda t, x, p: float(x[0, 0]),
    "tolist": lambda t, x, p: x.tolist(),
    "method": lambda t, x, p: x.exp(),
    "method of two": lambda t, x, p: p.add(x, alpha=2),
    "function": lambda t, x, p: t.exp(x),
    "function of two": lambda t, x, p: t.add(p, x),
    "keyword": lambda t, x, p: t.add(p, other=x),
    "list": lambda t, x, p: t.stack([p, x]),
    "named tuple": lambda t, x, p: x.max(0),
    "tuple": lambda t, x, p: x.split(1),
    "nobody": lambda t, x, p: p + p,
    "T": lambda t, x, p: x.T,
    "mT": lambda t, x, p: x.mT,
    "data": lambda t, x, p: x.data,
    "shape": lambda t, x, p: list(x.shape),
    "dtype": lambda t, x, p: str(x.dtype),
    "grad": lambda t, x, p: x.grad,
    "detach": lambda t, x, p: x.detach(),
    "clone": lambda t, x, p: x.clone(),
    "double": lambda t, x, p: x.double(),
    "to": lambda t, x, p: x.to(t.float64),
    "to itself": lambda t, x, p: x.to("cpu") is x,
    "size": lambda t, x, p: x.size(0),
    "zeros_like": lambda t, x, p: t.zeros_like(x),
    "new_zeros": lambda t, x, p: x.new_zeros(2),
    "einsum": lambda t, x, p: t.einsum("ij->i", x),
    "relu": lambda t, x, p: t.nn.functional.relu(x),
    "cross_entropy": lambda t, x, p: t.nn.functional.cross_entropy(x, t.tensor([0, 1])),
    "softmax": lambda t, x, p: x.softmax(-1),
    "layer": lambda t, x, p: t.nn.Linear(2, 3)(x),
    "in place": lambda t, x, p: x.add_(1),
    "in place operator": lambda t, x, p: x.__iadd__(p),
    "in place of the same": lambda t, x, p: x.mul_(2) is x,
    "written to": lambda t, x, p: p.copy_(x),
    "out": lambda t, x, p: t.add(x, x, out=t.empty(0)),
    "item assigned": lambda t, x, p: (x.__setitem__(0, 5), x)[1],
    "parameter": lambda t, x, p: t.nn.Parameter(p) + 1,
    "parameter and x": lambda t, x, p: t.nn.Parameter(p) + x,
    "requires_grad_": lambda t, x, p: x.requires_grad_() * 2,
    "numpy": lambda t, x, p: type(x.numpy()).__name__,
    "isinstance": lambda t, x, p: isinstance(x, t.Tensor),
    "hash": lambda t, x, p: hash(x) == id(x),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_results_are_of_the_subclass(name: str) -> None:
    def outcome(t: Any) -> Any:
        p = t.ones(2, 2)
        return kind(OPERATIONS[name](t, t.ones(2, 2).as_subclass(subclass(t)), p))

    assert outcome(cr) == outcome(torch)


def logging(t: Any, seen: list[Any]) -> Any:
    def answer(cls: Any, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        seen.append((func.__name__, [c.__name__ for c in types], len(args), sorted(kwargs or {})))
        return super(made, cls).__torch_function__(func, types, args, kwargs or {})

    made = subclass(t, __torch_function__=classmethod(answer))
    return made


@scenario
def what_a_subclass_is_asked(t: Any) -> Any:
    seen: list[Any] = []
    x = t.ones(2, 2).as_subclass(logging(t, seen))
    results = [x + 1, 1 + x, t.ones(2, 2) + x, x.sum(), t.add(x, x, alpha=2), t.stack([x, x]), -x]
    results += [x @ x, x[0], x.T, x.add_(1), x.dim(), x.detach(), x > 0, x == 0, x.exp()]
    x[0] = 1
    return seen, [kind(r) for r in results]


@scenario
def what_a_subclass_answers(t: Any) -> Any:
    handled = {t.sum: lambda x: "sum", t.add: lambda x, y: "add", t.Tensor.mul: lambda x, y: "mul"}

    def answer(cls: Any, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in handled:
            return handled[func](*args)
        return super(mine, cls).__torch_function__(func, types, args, kwargs)

    mine = subclass(t, __torch_function__=classmethod(answer))
    x = t.ones(2).as_subclass(mine)
    return t.sum(x), t.add(1, x), x * 2, 2 * x, x.mul(3), kind(t.exp(x))


@scenario
def gradients_go_through(t: Any) -> Any:
    mine = subclass(t)
    x = t.ones(2, requires_grad=True)
    y = (x.as_subclass(mine) * 3).sum()
    y.backward()
    leaf = mine([1.0, 2.0]).requires_grad_()
    (leaf**2).sum().backward()
    return kind(y), y.grad_fn.name(), x.grad, kind(leaf.grad), leaf.grad, leaf.is_leaf


@scenario
def subclasses_of_subclasses(t: Any) -> Any:
    first, other = subclass(t), type("Other", (t.Tensor,), {})
    second = type("Second", (first,), {})
    x, y, z = (t.ones(2).as_subclass(c) for c in (first, second, other))
    seen = [kind(x + y), kind(y + x), kind(t.add(x, y))]
    for wrong in (lambda: x + z, lambda: t.add(x, z), lambda: x < z):
        with pytest.raises(TypeError):
            wrong()
    return seen


@scenario
def without_an_answer_of_its_own(t: Any) -> Any:
    plain = subclass(t, __torch_function__=t._C._disabled_torch_function_impl)
    x = t.ones(2, 2).as_subclass(plain)
    parameter = type("Special", (t.nn.Parameter,), {})(t.ones(2))
    asks = t.overrides.has_torch_function
    return [kind(r) for r in (x + 1, x.T, x.clone(), parameter * 2)], asks((x, parameter))


@scenario
def turned_off(t: Any) -> Any:
    x = t.ones(2).as_subclass(subclass(t))
    seen = [kind(x + 1)]
    with t._C.DisableTorchFunctionSubclass():
        seen.append(kind(x + 1))
        with t._C.DisableTorchFunction():
            seen.append(kind(x.exp()))
        seen.append(t.overrides.has_torch_function((x,)))
    return [*seen, kind(x + 1), t.overrides.has_torch_function((x,))]


@scenario
def made_and_copied(t: Any) -> Any:
    class Named(t.Tensor):  # type: ignore[misc, name-defined]
        @staticmethod
        def __new__(cls: Any, data: Any, label: str) -> Any:
            return super().__new__(cls, data)

        def __init__(self, data: Any, label: str) -> None:
            self.label = label

    x = Named([1.0, 2.0], "a")
    return kind(x), x.label, kind(x * 2), hasattr(x * 2, "label"), kind(copy.copy(x)), repr(x)


@scenario
def no_classes_of_tensors(t: Any) -> Any:
    seen = []
    for wrong in (
        lambda: t.ones(1).as_subclass(int),
        lambda: t.ones(1).as_subclass(3),
        lambda: t.Tensor._make_subclass(int, t.ones(1)),
    ):
        try:
            wrong()
        except Exception as error:
            seen.append((type(error), str(error)))
    return seen


# ---- objects beside tensors ----


@scenario
def objects_in_operators(t: Any) -> Any:
    class Five:
        @classmethod
        def __torch_function__(
            cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            return func.__name__, [c.__name__ for c in types], len(args)

    x, d = t.ones(2, 2), Five()
    return [
        x + d,
        d + x,
        x @ d,
        x < d,
        t.mean(d),
        t.cat((d, x), 0),
        t.stack([x, d]),
        t.overrides.is_tensor_like(d),
        t.overrides.has_torch_function((x, d)),
    ]


@scenario
def functions_of_ones_own(t: Any) -> Any:
    class Five:
        @classmethod
        def __torch_function__(
            cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            return func.__name__, len(args)

    overrides = t.overrides

    def double(x: Any, y: Any = 0) -> Any:
        if overrides.has_torch_function((x, y)):
            return overrides.handle_torch_function(double, (x, y), x, y)
        return x + x

    wrapped = overrides.wrap_torch_function(lambda x: (x,))(lambda x: x + x)
    return double(t.ones(1)), double(Five()), wrapped(t.ones(1)), wrapped(Five())[1]


# ---- modes ----


def counting(t: Any, seen: list[Any], name: str) -> Any:
    class Count(t.overrides.TorchFunctionMode):  # type: ignore[misc, name-defined]
        def __torch_function__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            seen.append((name, func.__name__, len(types), len(args)))
            return func(*args, **(kwargs or {}))

    return Count()


@scenario
def modes_see_everything(t: Any) -> Any:
    seen: list[Any] = []
    x = t.ones(2, 2)
    with counting(t, seen, "outer") as mode:
        x + 1
        t.zeros(3)
        x.sum()
        x[0]
        with counting(t, seen, "inner"):
            t.exp(x)
            with t._C.DisableTorchFunctionSubclass():
                t.sin(x)
            with t._C.DisableTorchFunction():
                t.cos(x)
        t.overrides.has_torch_function((x,))
    x + 1
    return seen, type(mode).__name__, t.overrides.has_torch_function((x,))


@scenario
def modes_that_raise(t: Any) -> Any:
    class Refuse(t.overrides.TorchFunctionMode):  # type: ignore[misc, name-defined]
        def __torch_function__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            raise KeyError(func.__name__)

    seen = []
    for call in (lambda: t.ones(2), lambda: t.eye(2) + 1):
        try:
            with Refuse():
                call()
        except KeyError as error:
            seen.append(error.args)
    return seen, t.ones(1) + 1


test_as_pytorch = scenario.test()


def test_copies_keep_the_subclass() -> None:
    x = cr.ones(2).as_subclass(Pickled)
    for made in (copy.deepcopy(x), pickle.loads(pickle.dumps(x)), copy.copy(x)):
        assert type(made) is Pickled
        assert made.tolist() == [1, 1]


class Pickled(cr.Tensor):
    pass


@pytest.mark.parametrize("where", ["meta", "cuda", "mps"])
def test_a_region_of_a_device_that_is_not_there_is_refused(where: str) -> None:
    with pytest.raises((RuntimeError, AssertionError), match="CPU"), cr.device(where):
        pass
    with pytest.raises((RuntimeError, AssertionError), match="CPU"):
        cr.set_default_device(where)
