"""Schedules beside PyTorch's: rates over many steps, states, warnings, errors."""

from __future__ import annotations

import copy
import pickle
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

import chainrule as cr
from both import same

Maker = Callable[[Any, Any], Any]


def sgd(t: Any, groups: int = 2, **kwargs: Any) -> Any:
    params = [
        {"params": [t.ones(1, requires_grad=True)], "lr": 0.1 / (i + 1)} for i in range(groups)
    ]
    return t.optim.SGD(params, **{"momentum": 0.9, **kwargs})


def space(t: Any) -> Any:
    return t.optim.lr_scheduler


def swa(t: Any) -> Any:
    return import_module(f"{t.__name__}.optim.swa_utils")


class Half:
    """A callable object, whose attributes are part of a saved state."""

    def __init__(self) -> None:
        self.factor = 0.5

    def __call__(self, epoch: float) -> float:
        return self.factor**epoch


MAKERS: dict[str, Maker] = {
    "LambdaLR": lambda t, o: space(t).LambdaLR(o, lambda e: 0.9**e),
    "LambdaLR each": lambda t, o: space(t).LambdaLR(o, [lambda e: 1 / (e + 1), Half()]),
    "MultiplicativeLR": lambda t, o: space(t).MultiplicativeLR(o, lambda e: 0.9 + 0.01 * e),
    "StepLR": lambda t, o: space(t).StepLR(o, 3, 0.5),
    "MultiStepLR": lambda t, o: space(t).MultiStepLR(o, [7, 2, 2, 5], 0.3),
    "ConstantLR": lambda t, o: space(t).ConstantLR(o),
    "ConstantLR at once": lambda t, o: space(t).ConstantLR(o, 0.2, 0),
    "LinearLR": lambda t, o: space(t).LinearLR(o),
    "LinearLR down": lambda t, o: space(t).LinearLR(o, 1.0, 0.1, 7),
    "ExponentialLR": lambda t, o: space(t).ExponentialLR(o, 0.9),
    "PolynomialLR": lambda t, o: space(t).PolynomialLR(o, 6, 2.0),
    "CosineAnnealingLR": lambda t, o: space(t).CosineAnnealingLR(o, 4, 0.01),
    "CosineAnnealingLR 1": lambda t, o: space(t).CosineAnnealingLR(o, 1),
    "CosineAnnealingWarmRestarts": lambda t, o: space(t).CosineAnnealingWarmRestarts(o, 3, 2, 0.01),
    "CyclicLR": lambda t, o: space(t).CyclicLR(o, 0.01, 0.1, 2, 3),
    "CyclicLR 2": lambda t, o: space(t).CyclicLR(
        o, [0.01, 0.02], [0.1, 0.3], 3, mode="triangular2"
    ),
    "CyclicLR exp": lambda t, o: space(t).CyclicLR(o, 0.01, 0.1, 3, mode="exp_range", gamma=0.9),
    "CyclicLR own": lambda t, o: space(t).CyclicLR(o, 0.01, 0.1, 3, scale_fn=Half()),
    "CyclicLR own steps": lambda t, o: space(t).CyclicLR(
        o, 0.01, 0.1, 3, scale_fn=lambda x: 0.9**x, scale_mode="iterations", cycle_momentum=False
    ),
    "OneCycleLR": lambda t, o: space(t).OneCycleLR(o, 0.3, total_steps=20),
    "OneCycleLR linear": lambda t, o: space(t).OneCycleLR(
        o, [0.3, 0.2], epochs=4, steps_per_epoch=5, pct_start=0.4, anneal_strategy="linear"
    ),
    "OneCycleLR three": lambda t, o: space(t).OneCycleLR(
        o, 0.3, 20, three_phase=True, div_factor=10, final_div_factor=5, cycle_momentum=False
    ),
    "SWALR": lambda t, o: swa(t).SWALR(o, 0.05, 4),
    "SWALR linear": lambda t, o: swa(t).SWALR(o, [0.05, 0.02], 3, "linear"),
    "SWALR at once": lambda t, o: swa(t).SWALR(o, 0.05, 0),
    "ChainedScheduler": lambda t, o: space(t).ChainedScheduler(
        [space(t).ConstantLR(o, 0.1, 4), space(t).ExponentialLR(o, 0.9)]
    ),
    "SequentialLR": lambda t, o: space(t).SequentialLR(
        o,
        [
            space(t).LinearLR(o, 0.1, 1.0, 3),
            space(t).CosineAnnealingLR(o, 5),
            space(t).ExponentialLR(o, 0.8),
        ],
        [3, 8],
    ),
    "SequentialLR of one": lambda t, o: space(t).SequentialLR(o, [space(t).StepLR(o, 2)], []),
    "SequentialLR nested": lambda t, o: space(t).SequentialLR(
        o,
        [
            space(t).SequentialLR(
                o, [space(t).ConstantLR(o, 0.5, 9), space(t).StepLR(o, 1, 0.9)], [2]
            ),
            space(t).ExponentialLR(o, 0.7),
        ],
        [5],
    ),
    "SequentialLR then StepLR": lambda t, o: space(t).SequentialLR(
        o, [space(t).ExponentialLR(o, 0.5), space(t).StepLR(o, 2, 0.1)], [4]
    ),
}
STEPS = 16


def rates(optimizer: Any) -> list[Any]:
    keys = ("lr", "momentum", "betas", "initial_lr", "max_lr", "min_lr", "swa_lr")
    return [[float(g[k]) for k in keys if k in g and k != "betas"] for g in optimizer.param_groups]


@pytest.mark.parametrize("what", MAKERS)
def test_rates(what: str) -> None:
    def scenario(t: Any) -> Any:
        optimizer = sgd(t)
        scheduler = MAKERS[what](t, optimizer)
        seen = [rates(optimizer)]
        for _ in range(STEPS):
            optimizer.step()
            scheduler.step()
            seen.append([rates(optimizer), scheduler.get_last_lr(), scheduler._last_lr])
        return seen

    same(scenario)


@pytest.mark.parametrize("what", MAKERS)
def test_state_and_resuming(what: str) -> None:
    """The state by name, order and value; a fresh schedule that takes it over goes on the same."""

    def scenario(t: Any) -> Any:
        optimizer = sgd(t)
        scheduler = MAKERS[what](t, optimizer)
        before = scheduler.state_dict()
        for _ in range(5):
            optimizer.step()
            scheduler.step()
        saved = pickle.loads(pickle.dumps(scheduler.state_dict()))
        state = copy.deepcopy(optimizer.state_dict())
        optimizer = sgd(t)
        scheduler = MAKERS[what](t, optimizer)
        optimizer.load_state_dict(state)
        scheduler.load_state_dict(copy.deepcopy(saved))
        seen = []
        for _ in range(STEPS - 5):
            optimizer.step()
            scheduler.step()
            seen.append(rates(optimizer))
        return list(before), before, list(saved), saved, seen

    same(scenario)


BY_EPOCH = [
    "LambdaLR",
    "MultiplicativeLR",
    "StepLR",
    "MultiStepLR",
    "ConstantLR",
    "LinearLR",
    "ExponentialLR",
    "PolynomialLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "OneCycleLR",
    "SWALR",
]


@pytest.mark.parametrize("what", BY_EPOCH)
def test_jumps(what: str) -> None:
    """step(epoch): the closed forms, with a warning each time."""

    def scenario(t: Any) -> Any:
        optimizer = sgd(t)
        scheduler = MAKERS[what](t, optimizer)
        optimizer.step()
        seen = []
        for epoch in (1, 3, 2, 4.5, 7, 15, 5, 0):
            scheduler.step(epoch)
            seen.append([rates(optimizer), scheduler.last_epoch, scheduler._step_count])
        return seen

    same(scenario)


@pytest.mark.parametrize("what", [k for k in MAKERS if k in BY_EPOCH])
def test_beginning_later(what: str) -> None:
    """last_epoch: needs initial_lr, which a saved optimizer brings along."""
    arguments: dict[str, Callable[[Any], tuple[Any, ...]]] = {
        "LambdaLR": lambda t: (space(t).LambdaLR, lambda e: 0.9**e),
        "MultiplicativeLR": lambda t: (space(t).MultiplicativeLR, lambda e: 0.9),
        "StepLR": lambda t: (space(t).StepLR, 2, 0.5),
        "MultiStepLR": lambda t: (space(t).MultiStepLR, [4, 5], 0.5),
        "ConstantLR": lambda t: (space(t).ConstantLR, 0.5, 4),
        "LinearLR": lambda t: (space(t).LinearLR, 0.5, 1.0, 5),
        "ExponentialLR": lambda t: (space(t).ExponentialLR, 0.5),
        "PolynomialLR": lambda t: (space(t).PolynomialLR, 6, 2.0),
        "CosineAnnealingLR": lambda t: (space(t).CosineAnnealingLR, 6, 0.01),
        "CosineAnnealingWarmRestarts": lambda t: (space(t).CosineAnnealingWarmRestarts, 4, 2),
        "CyclicLR": lambda t: (space(t).CyclicLR, 0.1, 0.2, 3),
        "OneCycleLR": lambda t: (space(t).OneCycleLR, 0.1, 20),
        "SWALR": lambda t: (swa(t).SWALR, 0.05, 3),
    }

    def scenario(t: Any, prepared: bool) -> Any:
        optimizer = sgd(t, 1, lr=0.03)
        group = optimizer.param_groups[0]
        if prepared:
            group.update(initial_lr=0.1, max_lr=0.3, min_lr=0.01)
            group.update(max_momentum=0.9, base_momentum=0.8)
        cls, *args = arguments[what](t)
        scheduler = cls(optimizer, *args, last_epoch=3)
        seen = [rates(optimizer)]
        for _ in range(4):
            optimizer.step()
            scheduler.step()
            seen.append(rates(optimizer))
        return seen, scheduler.last_epoch, scheduler._step_count, scheduler.base_lrs

    same(lambda t: scenario(t, True))
    same(lambda t: scenario(t, False))


PLATEAUS: dict[str, dict[str, Any]] = {
    "default": {},
    "patience": {"patience": 1},
    "max": {"mode": "max", "patience": 0},
    "abs": {"patience": 0, "threshold": 0.05, "threshold_mode": "abs"},
    "max abs": {"mode": "max", "patience": 0, "threshold": 0.05, "threshold_mode": "abs"},
    "cooldown": {"patience": 0, "cooldown": 2, "factor": 0.5},
    "smallest": {"patience": 0, "factor": 0.1, "min_lr": [0.05, 0.001], "eps": 0.01},
}


@pytest.mark.parametrize("what", PLATEAUS)
def test_plateau(what: str) -> None:
    def scenario(t: Any) -> Any:
        optimizer = sgd(t)
        scheduler = space(t).ReduceLROnPlateau(optimizer, **PLATEAUS[what])
        seen = [list(scheduler.state_dict())]
        for loss in (3.0, 2.0, 2.0, 1.99, 2.5, t.tensor(1.0), float("nan"), 1.0, 1.0, 0.5, 0.5):
            scheduler.step(loss)
            state = scheduler.state_dict()
            seen.append([rates(optimizer), scheduler.get_last_lr(), scheduler.in_cooldown, state])
        other = space(t).ReduceLROnPlateau(sgd(t))
        other.load_state_dict(scheduler.state_dict())
        other.step(9.0)
        return seen, other.state_dict()

    same(scenario)


def test_plateau_sees_new_groups() -> None:
    def scenario(t: Any, **kwargs: Any) -> Any:
        optimizer = sgd(t, 1)
        scheduler = space(t).ReduceLROnPlateau(optimizer, patience=0, **kwargs)
        optimizer.add_param_group({"params": t.ones(1, requires_grad=True)})
        scheduler.step(1)
        scheduler.step(1)
        return scheduler.get_last_lr(), scheduler.min_lrs

    same(scenario)
    same(lambda t: scenario(t, min_lr=[0.1]))


ERRORS: dict[str, Maker] = {
    "LambdaLR few": lambda t, o: space(t).LambdaLR(o, [lambda e: 1]),
    "MultiplicativeLR few": lambda t, o: space(t).MultiplicativeLR(o, [lambda e: 1]),
    "ConstantLR above": lambda t, o: space(t).ConstantLR(o, 2.0),
    "ConstantLR below": lambda t, o: space(t).ConstantLR(o, -2.0),
    "LinearLR start": lambda t, o: space(t).LinearLR(o, 0),
    "LinearLR start above": lambda t, o: space(t).LinearLR(o, 2.0),
    "LinearLR end": lambda t, o: space(t).LinearLR(o, 0.5, 2),
    "LinearLR end below": lambda t, o: space(t).LinearLR(o, 0.5, -1),
    "restarts T_0": lambda t, o: space(t).CosineAnnealingWarmRestarts(o, 0),
    "restarts T_0 float": lambda t, o: space(t).CosineAnnealingWarmRestarts(o, 1.5),
    "restarts T_mult": lambda t, o: space(t).CosineAnnealingWarmRestarts(o, 3, 0),
    "restarts eta_min": lambda t, o: space(t).CosineAnnealingWarmRestarts(o, 3, 1, "a"),
    "restarts step": lambda t, o: space(t).CosineAnnealingWarmRestarts(o, 3).step(-1),
    "cyclic mode": lambda t, o: space(t).CyclicLR(o, 0.1, 1, mode="x"),
    "cyclic base": lambda t, o: space(t).CyclicLR(o, [0.1], 1),
    "cyclic max": lambda t, o: space(t).CyclicLR(o, 0.1, [1]),
    "cyclic momentum": lambda t, o: space(t).CyclicLR(o, 0.1, 1, base_momentum=[0.1]),
    "cyclic without momentum": lambda t, o: space(t).CyclicLR(
        t.optim.Adagrad([t.ones(1, requires_grad=True)]), 0.1, 1
    ),
    "one cycle steps": lambda t, o: space(t).OneCycleLR(o, 0.1),
    "one cycle steps below": lambda t, o: space(t).OneCycleLR(o, 0.1, total_steps=-1),
    "one cycle steps float": lambda t, o: space(t).OneCycleLR(o, 0.1, total_steps=1.5),
    "one cycle epochs": lambda t, o: space(t).OneCycleLR(o, 0.1, epochs=-1, steps_per_epoch=1),
    "one cycle per epoch": lambda t, o: space(t).OneCycleLR(o, 0.1, epochs=1, steps_per_epoch=0),
    "one cycle half": lambda t, o: space(t).OneCycleLR(o, 0.1, epochs=1),
    "one cycle pct": lambda t, o: space(t).OneCycleLR(o, 0.1, 10, pct_start=2),
    "one cycle pct int": lambda t, o: space(t).OneCycleLR(o, 0.1, 10, pct_start=1),
    "one cycle anneal": lambda t, o: space(t).OneCycleLR(o, 0.1, 10, anneal_strategy="x"),
    "one cycle max": lambda t, o: space(t).OneCycleLR(o, [0.1], 10),
    "one cycle momentum": lambda t, o: space(t).OneCycleLR(o, 0.1, 10, base_momentum=[1]),
    "plateau factor": lambda t, o: space(t).ReduceLROnPlateau(o, factor=1),
    "plateau mode": lambda t, o: space(t).ReduceLROnPlateau(o, mode="x"),
    "plateau threshold": lambda t, o: space(t).ReduceLROnPlateau(o, threshold_mode="x"),
    "plateau min_lr": lambda t, o: space(t).ReduceLROnPlateau(o, min_lr=[1]),
    "plateau text": lambda t, o: space(t).ReduceLROnPlateau(o).step("a"),
    "plateau None": lambda t, o: space(t).ReduceLROnPlateau(o).step(None),
    "plateau nothing": lambda t, o: space(t).ReduceLROnPlateau(o).step(),
    "chain of nothing": lambda t, o: space(t).ChainedScheduler([]),
    "chain of two optimizers": lambda t, o: space(t).ChainedScheduler(
        [space(t).StepLR(o, 1), space(t).StepLR(sgd(t), 1)]
    ),
    "chain of another": lambda t, o: space(t).ChainedScheduler([space(t).StepLR(o, 1)], sgd(t)),
    "chain of plateau": lambda t, o: space(t).ChainedScheduler([space(t).ReduceLROnPlateau(o)]),
    "sequence of nothing": lambda t, o: space(t).SequentialLR(o, [], []),
    "sequence milestones": lambda t, o: space(t).SequentialLR(o, [space(t).StepLR(o, 1)], [1]),
    "sequence of two optimizers": lambda t, o: space(t).SequentialLR(
        o, [space(t).StepLR(o, 1), space(t).StepLR(sgd(t), 1)], [1]
    ),
    "sequence of plateau": lambda t, o: space(t).SequentialLR(
        o, [space(t).StepLR(o, 1), space(t).ReduceLROnPlateau(o)], [1]
    ),
    "sequence of numbers": lambda t, o: space(t).SequentialLR(o, [3, 4], [1]),
    "SWALR strategy": lambda t, o: swa(t).SWALR(o, 0.1, anneal_strategy="x"),
    "SWALR epochs": lambda t, o: swa(t).SWALR(o, 0.1, anneal_epochs=-1),
    "SWALR rates": lambda t, o: swa(t).SWALR(o, [0.1]),
    "no optimizer": lambda t, o: space(t).StepLR(3, 1),
    "no optimizer, cyclic": lambda t, o: space(t).CyclicLR(3, 1, 2),
    "no optimizer, plateau": lambda t, o: space(t).ReduceLROnPlateau(3),
    "base class": lambda t, o: space(t).LRScheduler(o),
    "verbose": lambda t, o: space(t).StepLR(o, 1, verbose=True),
}


@pytest.mark.parametrize("what", ERRORS)
def test_errors(what: str) -> None:
    same(lambda t: ERRORS[what](t, sgd(t)))


def test_one_cycle_ends() -> None:
    def scenario(t: Any) -> Any:
        optimizer = sgd(t)
        scheduler = space(t).OneCycleLR(optimizer, 0.1, 3)
        for _ in range(4):
            optimizer.step()
            scheduler.step()

    same(scenario)


@pytest.mark.parametrize("what", ["CyclicLR", "OneCycleLR", "OneCycleLR three"])
def test_first_beta_takes_the_place_of_momentum(what: str) -> None:
    def scenario(t: Any) -> Any:
        params = [{"params": [t.ones(1, requires_grad=True)]} for _ in range(2)]
        optimizer = t.optim.Adam(params, lr=0.1, betas=(0.7, 0.99))
        scheduler = MAKERS[what](t, optimizer)
        seen = []
        for _ in range(6):
            seen.append([g["betas"] for g in optimizer.param_groups])
            optimizer.step()
            scheduler.step()
        return seen

    same(scenario)


@pytest.mark.parametrize("what", MAKERS)
def test_learning_rate_as_tensor(what: str) -> None:
    """A tensor stays the same tensor, and takes the values."""

    def scenario(t: Any) -> Any:
        params = [{"params": [t.ones(1, requires_grad=True)]} for _ in range(2)]
        lr = t.tensor(0.1, dtype=t.float64)
        optimizer = t.optim.SGD(params, lr=lr, momentum=0.9)
        optimizer.param_groups[1]["lr"] = t.tensor(0.05, dtype=t.float64)
        scheduler = MAKERS[what](t, optimizer)
        seen = []
        for _ in range(4):
            optimizer.step()
            scheduler.step()
            seen.append([float(g["lr"]) for g in optimizer.param_groups])
        return seen, optimizer.param_groups[0]["lr"] is lr

    if what == "SequentialLR nested":
        pytest.skip("PyTorch's inner sequence shares one tensor between its schedules")
    same(scenario)


# ---- the order of calls ----


def messages(scenario: Callable[[Any], Any], t: Any) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        scenario(t)
    return [str(w.message) for w in caught]


def wrong_order(t: Any) -> None:
    scheduler = space(t).StepLR(sgd(t), 1)
    for _ in range(3):
        scheduler.step()


def right_order(t: Any) -> None:
    optimizer = sgd(t)
    scheduler = space(t).StepLR(optimizer, 1)
    for _ in range(3):
        optimizer.step()
        scheduler.step()


def step_before_the_schedule_was_made(t: Any) -> None:
    optimizer = sgd(t)
    optimizer.step()
    space(t).StepLR(optimizer, 1).step()


def overridden(t: Any) -> None:
    optimizer = sgd(t)
    scheduler = space(t).StepLR(optimizer, 1)
    optimizer.step = lambda: None
    scheduler.step()


def jump(t: Any) -> None:
    optimizer = sgd(t)
    scheduler = space(t).StepLR(optimizer, 1)
    optimizer.step()
    scheduler.step(4)


def asking(t: Any) -> None:
    optimizer = sgd(t)
    scheduler = space(t).StepLR(optimizer, 1)
    optimizer.step()
    scheduler.get_lr()


def chained(t: Any) -> None:
    optimizer = sgd(t)
    parts = [space(t).StepLR(optimizer, 1), space(t).StepLR(optimizer, 2)]
    space(t).ChainedScheduler(parts).step()


@pytest.mark.parametrize(
    "scenario",
    [
        wrong_order,
        right_order,
        step_before_the_schedule_was_made,
        overridden,
        jump,
        asking,
        chained,
    ],
)
def test_warnings(scenario: Callable[[Any], Any]) -> None:
    import torch

    assert messages(scenario, cr) == messages(scenario, torch)


def test_warnings_point_at_the_caller() -> None:
    with pytest.warns(UserWarning, match="before") as caught:
        wrong_order(cr)
    assert caught[0].filename == __file__


# ---- own schedules, callables, copies ----


def test_own_schedule() -> None:
    def scenario(t: Any) -> Any:
        class Mine(space(t).LRScheduler):  # type: ignore[misc]
            def __init__(self, optimizer: Any, power: float, last_epoch: int = -1) -> None:
                self.power = power
                super().__init__(optimizer, last_epoch)

            def get_lr(self) -> Any:
                return [base * self.power**self.last_epoch for base in self.base_lrs]

        optimizer = sgd(t)
        scheduler = Mine(optimizer, 0.5)
        optimizer.step()
        scheduler.step()
        return scheduler.state_dict(), scheduler.get_last_lr()

    same(scenario)


def test_old_name_of_the_base_class() -> None:
    def scenario(t: Any) -> Any:
        class Mine(space(t)._LRScheduler):  # type: ignore[misc]
            def get_lr(self) -> Any:
                return [0.5 for _ in self.base_lrs]

        return Mine(sgd(t)).get_last_lr(), issubclass(Mine, space(t).LRScheduler)

    same(scenario)


def test_callable_objects_are_saved() -> None:
    def scenario(t: Any) -> Any:
        optimizer = sgd(t, 1)
        scheduler = space(t).LambdaLR(optimizer, Half())
        state = scheduler.state_dict()
        state["lr_lambdas"][0]["factor"] = 0.25
        scheduler.load_state_dict(state)
        optimizer.step()
        scheduler.step()
        return scheduler.get_last_lr(), scheduler.state_dict(), vars(scheduler.lr_lambdas[0])

    same(scenario)


def test_schedules_can_be_pickled() -> None:
    """All but those that hold a lambda."""

    def scenario(t: Any) -> Any:
        optimizer = sgd(t)
        made = [
            space(t).StepLR(optimizer, 2),
            space(t).CyclicLR(optimizer, 0.1, 0.2),
            space(t).OneCycleLR(optimizer, 0.1, 10),
            space(t).ReduceLROnPlateau(optimizer),
        ]
        return [pickle.loads(pickle.dumps(s)).state_dict() == s.state_dict() for s in made]

    same(scenario)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        pickle.dumps(cr.optim.lr_scheduler.LambdaLR(sgd(cr), lambda e: 1.0))
