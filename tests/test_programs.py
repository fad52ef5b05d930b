"""Programs as users write them, run with PyTorch and with chainrule: each found a fault once."""

from __future__ import annotations

import collections
import importlib
import sys
from typing import Any

import numpy as np

from autograd.scenarios import Scenarios, every_warning

__all__ = ["every_warning"]

program = Scenarios()


def filled(t: Any, module: Any) -> Any:
    """The module with weights that do not come from a stream of random numbers."""
    draw = np.random.RandomState(0)
    with t.no_grad():
        for _, p in sorted(module.named_parameters()):
            p.copy_(t.from_numpy(draw.randn(*p.shape) * 0.3))
    return module.double()


def given(t: Any, *shape: int, seed: int = 1) -> Any:
    return t.from_numpy(np.random.RandomState(seed).randn(*shape))


@program
def padded_batch_of_a_language_model(t: Any) -> Any:
    """A micro-batch of padding alone must not spoil the gradients that are there already."""
    model = filled(t, t.nn.Sequential(t.nn.Embedding(5, 4), t.nn.Linear(4, 5)))
    losses = []
    for target in (t.tensor([[1, 2, -1]]), t.full((1, 3), -1)):
        scores = model(t.tensor([[0, 1, 2]])).log_softmax(-1)
        loss = t.nn.functional.nll_loss(scores.transpose(1, 2), target, ignore_index=-1)
        loss.backward()
        losses.append(loss)
    return losses, [p.grad for p in model.parameters()]


@program
def inner_loop_of_maml(t: Any) -> Any:
    model = filled(t, t.nn.Sequential(t.nn.Linear(2, 3), t.nn.Tanh(), t.nn.Linear(3, 1)))
    x, y = given(t, 4, 2), given(t, 4, 1, seed=2)
    fast = collections.OrderedDict(model.named_parameters())
    for _ in range(2):
        loss = t.nn.functional.mse_loss(t.func.functional_call(model, fast, (x,)), y)
        grads = t.autograd.grad(loss, fast.values(), create_graph=True)
        fast = {n: p - 0.1 * g for (n, p), g in zip(fast.items(), grads, strict=True)}
    t.nn.functional.mse_loss(t.func.functional_call(model, fast, x), y).backward()
    return [p.grad for p in model.parameters()]


@program
def hidden_state_of_old_programs(t: Any) -> Any:
    layer = filled(t, t.nn.LSTM(2, 3, 2, batch_first=True))
    weight = next(layer.parameters()).data
    state = (weight.new(2, 1, 3).zero_(), weight.new_zeros(2, 1, 3))
    return layer(given(t, 1, 4, 2), tuple(each.data for each in state))


@program
def evidence_of_even_odds(t: Any) -> Any:
    """The posterior's slope where the odds are even."""
    p = t.full((3,), 0.5, dtype=t.float64, requires_grad=True)
    lik = t.distributions.Binomial(10, p).log_prob(t.tensor([7.0, 5.0, 0.0], dtype=t.float64))
    lik.sum().backward()
    many = t.distributions.Multinomial(4, t.stack([p[0], p[1] / 2, p[2] / 2]))
    return p.grad, t.autograd.grad(many.entropy(), p)


@program
def objects_that_answer_for_operations(t: Any) -> Any:
    class Lazy:
        @classmethod
        def __torch_function__(
            cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            return func.__name__, [k.__name__ for k in types], len(args), sorted(kwargs or {})

    return t.mean(Lazy()), t.add(t.ones(1), Lazy(), alpha=2), t.matmul(Lazy(), Lazy())


@program
def objects_that_decline_operations(t: Any) -> Any:
    class Declines:
        @classmethod
        def __torch_function__(cls, *args: Any, **kwargs: Any) -> Any:
            return NotImplemented

    return t.mean(Declines())


@program
def tensors_with_a_name(t: Any) -> Any:
    class Named(t.Tensor):  # type: ignore[misc, name-defined]
        @staticmethod
        def __new__(cls: Any, x: Any, name: str = "") -> Any:
            return t.Tensor._make_subclass(cls, x)

        def __init__(self, x: Any, name: str = "") -> None:
            self.label = name

    x = Named(t.ones(2), "weights")
    wants = t.Tensor._make_subclass(Named, t.ones(1), require_grad=True)
    return type(x).__name__, x.label, x.requires_grad, wants.requires_grad


def derived(t: Any) -> tuple[Any, Any]:
    class Plain(t.Tensor):  # type: ignore[misc, name-defined]
        pass

    class Finer(Plain):
        pass

    return Plain, Finer


def names(value: Any) -> Any:
    return [names(v) for v in value] if isinstance(value, (tuple, list)) else type(value).__name__


@program
def results_are_of_the_derived_class(t: Any) -> Any:
    plain, finer = derived(t)
    p, q = t.arange(4.0).as_subclass(plain), t.ones(4).as_subclass(finer)
    square = p.view(2, 2)
    results = [p + q, 1 + p, t.ones(4) + p, 1 - p, 1 / p, p // 2, p % 2, 2**p, p @ q, -p, abs(p)]
    results += [p == q, p < 1, ~(p > 1), (p > 1) & (p > 2), square.max(0), p.split(2), p[p > 1]]
    results += [square.T, p.data, p.detach(), p.double(), p.to(t.int32), p.clone(), t.exp(p), p[0]]
    results += [t.zeros_like(p), p.new_zeros(2), t.cat([t.ones(1), p]), list(p)]
    results += [t.where(p > 1, p, t.zeros(4)), t.nn.functional.softmax(p, dim=0), t.stack([p, q])]
    results += [t.nn.Linear(4, 2)(p), t.nn.MSELoss()(p, q), t.einsum("i,i->", p, q), p.tolist()]
    results += [p.sum().item(), p.numpy(), t.equal(p, p), p.clone().add_(1)]
    return names(results), repr(p), repr(square), str(q)


@program
def derived_classes_have_gradients(t: Any) -> Any:
    plain, _ = derived(t)
    x = t.tensor([1.0, 2.0]).as_subclass(plain).requires_grad_()
    (x * x).sum().backward()

    class Weight(t.nn.Parameter):  # type: ignore[misc, name-defined]
        pass

    weight = Weight(t.ones(2))
    return repr(x.grad), names([weight, weight + 1, weight.sum(), weight.data])


@program
def derived_classes_answer_for_operations(t: Any) -> Any:
    heard = []

    class Heard(t.Tensor):  # type: ignore[misc, name-defined]
        @classmethod
        def __torch_function__(
            cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            heard.append((func.__name__, [k.__name__ for k in types], len(args)))
            if func is t.mul:
                return NotImplemented
            return super().__torch_function__(func, types, args, kwargs)

    x = t.ones(2).as_subclass(Heard)
    result = t.nn.functional.relu(x - 1) + t.stack([x, t.zeros(2)]).sum(0) / 2
    heard.append(
        importlib.import_module(t.__name__ + ".overrides").has_torch_function((t.ones(1), x))
    )
    with t.no_grad():
        heard.append(repr(result[0]))
    return heard, t.mul(x, 2)


@program
def derived_classes_carry_what_they_know(t: Any) -> Any:
    class Known(t.Tensor):  # type: ignore[misc, name-defined]
        @staticmethod
        def __new__(cls: Any, data: Any, unit: str) -> Any:
            return t.Tensor.__new__(cls, data)

        def __init__(self, data: Any, unit: str) -> None:
            self.unit = unit

        @classmethod
        def __torch_function__(
            cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            result = super().__torch_function__(func, types, args, kwargs)
            if isinstance(result, cls):
                result.unit = [getattr(a, "unit", None) for a in args]
            return result

    metres = Known([1.0, 2.0], "m")
    return (metres * 2).unit, (2 * metres).unit, (metres + metres).unit, repr(metres)


@program
def functions_that_let_arguments_answer(t: Any) -> Any:
    class Lazy:
        @classmethod
        def __torch_function__(
            cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            return func.__name__, len(args)

    overrides = importlib.import_module(t.__name__ + ".overrides")

    def double(x: Any) -> Any:
        if overrides.has_torch_function((x,)):
            return overrides.handle_torch_function(double, (x,), x)
        return x + x

    return double(Lazy()), double(t.ones(2)), double(t.nn.Parameter(t.ones(2)))


@program
def optimizers_that_wrap_another(t: Any) -> Any:
    """Lookahead and its kin derive from Optimizer without calling its __init__."""

    class Wrapper(t.optim.Optimizer):  # type: ignore[misc, name-defined]
        def __init__(self, inner: Any) -> None:
            self.inner = inner
            self.param_groups = inner.param_groups
            self.state: Any = {}

        def step(self, closure: Any = None) -> Any:
            return self.inner.step(closure)

    w = t.ones(2, requires_grad=True)
    optimizer = Wrapper(t.optim.SGD([w], lr=0.5))
    w.sum().backward()
    optimizer.step()
    return w


@program
def batch_normalization_of_many_processes_in_one(t: Any) -> Any:
    net = t.nn.Sequential(t.nn.Conv1d(1, 2, 1), t.nn.Sequential(t.nn.BatchNorm1d(2)))
    net[1].eval()
    net = filled(t, t.nn.SyncBatchNorm.convert_sync_batchnorm(net))
    return repr(net), net[1].training, net(given(t, 2, 1, 3)), list(net.state_dict())


@program
def parallel_training_that_nobody_joined(t: Any) -> Any:
    from_parallel = importlib.import_module(t.__name__ + ".nn.parallel")
    return from_parallel.DistributedDataParallel(t.nn.Linear(2, 1))


@program
def channels_of_what_is_no_image(t: Any) -> Any:
    rows = t.nn.functional.dropout2d(t.ones(64, 3), 0.5)
    series = t.nn.Dropout2d(0.5)(t.ones(9, 8, 4))
    matrix = t.nn.functional.dropout3d(t.ones(64, 3), 0.5)
    same_in_row = (matrix.amin(1) == matrix.amax(1)).all()
    return rows.shape, (series.amin(2) == series.amax(2)).all(), same_in_row


@program
def pinned_memory_without_an_accelerator(t: Any) -> Any:
    return list(t.utils.data.DataLoader([1, 2], pin_memory=True))


@program
def memory_that_a_summary_counts(t: Any) -> Any:
    x = t.ones(1000)
    storages = [x.untyped_storage()]
    return [4000 < sys.getsizeof(s) < 4200 for s in storages], sys.getsizeof(x) < 200


test_as_pytorch = program.test()
