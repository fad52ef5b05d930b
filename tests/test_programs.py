"""Programs as users write them, run with PyTorch and with chainrule: each found a fault once."""

from __future__ import annotations

import collections
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


test_as_pytorch = program.test()
