"""Pruning: which elements go, what a pruned module is made of, and how it is undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.utils.prune

import chainrule as cr
import chainrule.nn.utils.prune
from both import same


def layer(m: Any) -> Any:
    made = m.nn.Linear(4, 3)
    with m.no_grad():
        made.weight.copy_(m.tensor([[1.0, -7, 3, 9], [-2, 6, 11, 5], [12, 4, -8, 10]]))
        made.bias.copy_(m.tensor([1.0, 2, 3]))
    return made


def p(m: Any) -> Any:
    return m.nn.utils.prune


def mask(m: Any, method: str, *args: Any, name: str = "weight", **kwargs: Any) -> Any:
    return getattr(getattr(p(m), method)(layer(m), name, *args, **kwargs), f"{name}_mask")


def members(m: Any) -> Any:
    made = p(m).l1_unstructured(layer(m), "weight", 5)
    return (
        repr(made),
        dict(made.state_dict()),
        [n for n, _ in made.named_parameters()],
        [n for n, _ in made.named_buffers()],
        made.weight,
        type(made.weight).__name__,
        len(made._forward_pre_hooks),
    )


def twice(m: Any) -> Any:
    made = p(m).l1_unstructured(layer(m), "weight", 4)
    p(m).ln_structured(made, "weight", 1, 2, 0)
    (hook,) = made._forward_pre_hooks.values()
    return (
        made.weight_mask,
        [type(method).__name__ for method in hook],
        len(hook),
        hook._tensor_name,
        hook[0].amount,
    )


def three_times(m: Any) -> Any:
    made = p(m).ln_structured(layer(m), "weight", 1, 2, 0)
    p(m).l1_unstructured(made, "weight", 0.5)
    p(m).custom_from_mask(made, "weight", m.tensor([[0, 1, 1, 1]] * 3))
    return made.weight_mask, made.weight


def removed(m: Any) -> Any:
    made = p(m).l1_unstructured(layer(m), "weight", 5)
    p(m).remove(made, "weight")
    return dict(made.state_dict()), type(made.weight).__name__, len(made._forward_pre_hooks)


def everywhere(m: Any, **options: Any) -> Any:
    a, b = layer(m), m.nn.Linear(2, 2)
    m.nn.init.constant_(b.weight, 4.5)
    pairs = [(a, "weight"), (b, "weight")]
    p(m).global_unstructured(pairs, p(m).L1Unstructured, amount=7, **options)
    return a.weight_mask, b.weight_mask


def trained(m: Any) -> Any:
    made = p(m).l1_unstructured(layer(m), "weight", 5)
    made(m.ones(1, 4)).sum().backward()
    gradient = made.weight_orig.grad
    with m.no_grad():
        made.weight_orig.add_(1)
    return gradient, made(m.ones(1, 4)), made.weight


def pruned(m: Any) -> Any:
    made = p(m).identity(layer(m), "bias")
    return [p(m).is_pruned(x) for x in (layer(m), made, m.nn.Sequential(made))]


SCORES = [[3.0, 2, 1, 0]] * 3

SAME: dict[str, Callable[[Any], Any]] = {
    "members": members,
    "l1": lambda m: mask(m, "l1_unstructured", 5),
    "l1 part": lambda m: mask(m, "l1_unstructured", 0.5),
    "l1 all": lambda m: mask(m, "l1_unstructured", 12),
    "l1 none": lambda m: mask(m, "l1_unstructured", 0),
    "l1 scores": lambda m: mask(
        m, "l1_unstructured", 3, importance_scores=m.arange(12.0).view(3, 4)
    ),
    "random": lambda m: mask(m, "random_unstructured", 4).sum(),
    "random channels": lambda m: mask(m, "random_structured", 2, -1).sum(0).sort()[0],
    "ln": lambda m: mask(m, "ln_structured", 2, 2, 1),
    "ln inf": lambda m: mask(m, "ln_structured", 0.5, float("-inf"), 0),
    "ln scores": lambda m: mask(m, "ln_structured", 1, 1, 1, importance_scores=m.tensor(SCORES)),
    "identity": lambda m: mask(m, "identity"),
    "custom": lambda m: mask(m, "custom_from_mask", m.tensor([1, 0, 1]), name="bias"),
    "twice": twice,
    "three times": three_times,
    "removed": removed,
    "is_pruned": pruned,
    "global": everywhere,
    "global scores": lambda m: everywhere(m, importance_scores={}),
    "trained": trained,
    "prune": lambda m: p(m).L1Unstructured(2).prune(m.tensor([1.0, -2, 3])),
    "prune default": lambda m: (
        p(m).L1Unstructured(1).prune(m.tensor([1.0, -2, 3]), default_mask=m.tensor([1.0, 0, 1]))
    ),
    "prune scores": lambda m: (
        p(m)
        .L1Unstructured(1)
        .prune(m.tensor([1.0, -2, 3]), importance_scores=m.tensor([3.0, 2, 1]))
    ),
    "types": lambda m: [
        getattr(p(m), name).PRUNING_TYPE
        for name in [
            "Identity",
            "RandomUnstructured",
            "L1Unstructured",
            "RandomStructured",
            "LnStructured",
            "CustomFromMask",
        ]
    ],
}

RAISES: dict[str, Callable[[Any], Any]] = {
    "too many": lambda m: mask(m, "l1_unstructured", 13),
    "negative": lambda m: mask(m, "l1_unstructured", -1),
    "part of 1.5": lambda m: mask(m, "l1_unstructured", 1.5),
    "amount of text": lambda m: mask(m, "l1_unstructured", "a"),
    "scores": lambda m: mask(m, "l1_unstructured", 3, importance_scores=m.ones(2)),
    "dim": lambda m: mask(m, "random_structured", 2, 5),
    "vector": lambda m: mask(m, "random_structured", 1, 0, name="bias"),
    "mask": lambda m: mask(m, "custom_from_mask", m.tensor([1, 0]), name="bias"),
    "nothing": lambda m: p(m).identity(layer(m), "nothing"),
    "remove none": lambda m: p(m).remove(layer(m), "weight"),
    "global structured": lambda m: p(m).global_unstructured(
        [(layer(m), "weight")], p(m).LnStructured, amount=1, n=1
    ),
    "global of int": lambda m: p(m).global_unstructured(3, p(m).L1Unstructured, amount=1),
    "global scores": lambda m: everywhere(m, importance_scores=3),
    "container": lambda m: p(m).PruningContainer().add_pruning_method(3),
    "container of int": lambda m: p(m).PruningContainer(3),
    "abstract": lambda m: p(m).BasePruningMethod(),
    "not applied": lambda m: p(m).L1Unstructured(1).apply_mask(layer(m)),
}


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    outcome = same(SAME[name])
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    assert same(RAISES[name], message=False).kind != "value"


def test_random_pruning_is_random() -> None:
    cr.manual_seed(1)
    masks = {str(mask(cr, "random_unstructured", 6).tolist()) for _ in range(20)}
    assert len(masks) > 10
    assert torch.nn.utils.prune is not chainrule.nn.utils.prune
