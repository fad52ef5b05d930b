"""Averages of weights over a training run (SWA, EMA), the schedule that goes with them, and the
BatchNorm statistics of an averaged model."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any, Literal

from chainrule.nn import Module
from chainrule.nn.modules.batchnorm import _BatchNorm

from . import _backend as cr
from ._backend import Tensor
from .lr_scheduler import LRScheduler
from .lr_scheduler._base import LR, per_group
from .optimizer import Optimizer

__all__ = [
    "SWALR",
    "AveragedModel",
    "get_ema_avg_fn",
    "get_ema_multi_avg_fn",
    "get_swa_avg_fn",
    "get_swa_multi_avg_fn",
    "update_bn",
]

AvgFn = Callable[[Tensor, Tensor, Any], Tensor]
MultiAvgFn = Callable[[list[Tensor], list[Tensor], Any], None]


def _check_decay(decay: float) -> None:
    if decay < 0.0 or decay > 1.0:
        raise ValueError(
            f"Invalid decay value {decay} provided. Please provide a value in [0,1] range."
        )


def get_ema_avg_fn(decay: float = 0.999) -> AvgFn:
    """The exponential moving average of one parameter: decay * average + (1 - decay) * current.

    Args:
        decay: how much of the average stays, from 0 to 1.

    Raises:
        ValueError: ``decay`` outside 0 to 1.

    >>> import chainrule as cr
    >>> cr.optim.swa_utils.get_ema_avg_fn(0.5)(cr.tensor(1.0), cr.tensor(3.0), 1)
    tensor(2.)
    """
    _check_decay(decay)

    def ema_update(average: Tensor, current: Tensor, num_averaged: Any) -> Tensor:
        with cr.no_grad():
            return average * decay + current * (1 - decay)

    return ema_update


def get_swa_avg_fn() -> AvgFn:
    """The equally weighted average of one parameter.

    >>> import chainrule as cr
    >>> cr.optim.swa_utils.get_swa_avg_fn()(cr.tensor(1.0), cr.tensor(4.0), 2)
    tensor(2.)
    """

    def swa_update(average: Tensor, current: Tensor, num_averaged: Any) -> Tensor:
        with cr.no_grad():
            return average + (current - average) / (int(num_averaged) + 1)

    return swa_update


def get_ema_multi_avg_fn(decay: float = 0.999) -> MultiAvgFn:
    """The exponential moving average of a list of parameters, in place:
    decay * average + (1 - decay) * current.

    Args:
        decay: how much of the average stays, from 0 to 1.

    Raises:
        ValueError: ``decay`` outside 0 to 1.

    >>> import chainrule as cr
    >>> averages = [cr.tensor(1.0), cr.tensor(0.0)]
    >>> new = [cr.tensor(3.0), cr.tensor(1.0)]
    >>> cr.optim.swa_utils.get_ema_multi_avg_fn(0.5)(averages, new, cr.tensor(1))
    >>> averages
    [tensor(2.), tensor(0.5000)]
    """
    return _in_place(get_ema_avg_fn(decay), lambda num_averaged: 1 - decay, "ema_update")


def get_swa_multi_avg_fn() -> MultiAvgFn:
    """The equally weighted average of a list of parameters, in place.

    >>> import chainrule as cr
    >>> averages = [cr.tensor(1.0), cr.tensor(0.0)]
    >>> new = [cr.tensor(4.0), cr.tensor(3.0)]
    >>> cr.optim.swa_utils.get_swa_multi_avg_fn()(averages, new, cr.tensor(2))
    >>> averages
    [tensor(2.), tensor(1.)]
    """
    return _in_place(
        get_swa_avg_fn(), lambda num_averaged: 1 / (int(num_averaged) + 1), "swa_update"
    )


def _in_place(one: AvgFn, weight: Callable[[Any], float], name: str) -> MultiAvgFn:
    def update(averages: Any, currents: Any, num_averaged: Any) -> None:
        with cr.no_grad():
            for average, current in zip(averages, currents, strict=True):
                if average.is_floating_point() or cr.is_complex(average):
                    average.lerp_(current, weight(num_averaged))
                else:
                    average.copy_(one(average, current, num_averaged))

    update.__name__ = name
    return update


class AveragedModel(Module):
    r"""A copy of a model whose parameters are averages over the training run.

    The first ``update_parameters`` copies, each further one averages: equally weighted by default
    (Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", 2018), or
    by the function given, such as the exponential moving average.

    Args:
        model: the model in training; it is copied.
        device: where the copy lives.
        avg_fn: ``avg_fn(average, current, num_averaged)`` gives the new average of one tensor.
        multi_avg_fn: ``multi_avg_fn(averages, currents, num_averaged)`` updates a list in place.
        use_buffers: average the buffers too. Otherwise they are copied in each update, and the
            statistics of BatchNorm layers are best made anew with ``update_bn``.

    Raises:
        AssertionError: both functions are given.

    >>> import chainrule as cr
    >>> from chainrule.optim.swa_utils import AveragedModel
    >>> model = cr.nn.Linear(1, 1)
    >>> average = AveragedModel(model)
    >>> for value in (1.0, 2.0, 6.0):
    ...     _ = cr.nn.init.constant_(model.weight, value)
    ...     average.update_parameters(model)
    >>> average.module.weight.item()
    3.0
    """

    n_averaged: Tensor

    def __init__(
        self,
        model: Module,
        device: Any = None,
        avg_fn: AvgFn | None = None,
        multi_avg_fn: MultiAvgFn | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", cr.tensor(0, dtype=cr.int64))
        self.avg_fn = avg_fn
        self.multi_avg_fn = multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Calls the averaged model."""
        return self.module(*args, **kwargs)

    def _tensors(self, model: Module) -> list[Tensor]:
        buffers = list(model.buffers()) if self.use_buffers else []
        return [*model.parameters(), *buffers]

    def update_parameters(self, model: Module) -> None:
        """Takes the current parameters of ``model`` into the average."""
        averages = [t.detach() for t in self._tensors(self.module)]
        currents = [t.detach() for t in self._tensors(model)]
        if int(self.n_averaged) == 0:
            for average, current in zip(averages, currents, strict=True):
                average.copy_(current)
        elif self.avg_fn is not None:
            for average, current in zip(averages, currents, strict=True):
                average.copy_(self.avg_fn(average, current, self.n_averaged))
        else:
            update = self.multi_avg_fn or get_swa_multi_avg_fn()
            update(averages, currents, self.n_averaged)
        if not self.use_buffers:
            for mine, theirs in zip(self.module.buffers(), model.buffers(), strict=True):
                mine.detach().copy_(theirs.detach())
        self.n_averaged += 1


def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    r"""Computes the statistics of a model's BatchNorm layers anew, in one pass over the data.

    Without BatchNorm layers this does nothing. The model is in training mode for the pass.

    Args:
        loader: batches: tensors, or lists or tuples that begin with the input.
        model: the model.
        device: where the batches go first.

    >>> import chainrule as cr
    >>> model = cr.nn.BatchNorm1d(1)
    >>> cr.optim.swa_utils.update_bn([cr.zeros(2, 1), cr.ones(2, 1)], model)
    >>> model.running_mean
    tensor([0.5000])
    """
    layers = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    if not layers:
        return
    was_training = model.training
    momenta = [layer.momentum for layer in layers]
    try:
        model.train()
        for layer in layers:
            layer.reset_running_stats()
            layer.momentum = None  # all batches count alike
        with cr.no_grad():
            for batch in loader:
                given = batch[0] if isinstance(batch, (list, tuple)) else batch
                model(given.to(device) if device is not None else given)
    finally:
        for layer, momentum in zip(layers, momenta, strict=True):
            layer.momentum = momentum
        model.train(was_training)


def _check_epochs(epochs: Any) -> None:
    if not isinstance(epochs, int) or epochs < 0:
        raise ValueError(f"anneal_epochs must be equal or greater than 0, got {epochs}")


class SWALR(LRScheduler):
    r"""Anneals the learning rate to a constant value, at which weights are then averaged.

    It can take over from another schedule: annealing begins wherever the rate is.

    Args:
        optimizer: whose learning rates are adjusted.
        swa_lr: the constant learning rate, or one for each group.
        anneal_epochs: how many epochs the annealing takes.
        anneal_strategy: "cos" or "linear".
        last_epoch: index of the last epoch, -1 at the beginning.

    Raises:
        ValueError: an unknown strategy, a negative number of epochs, or a list of another length
            than the groups.

    >>> import chainrule as cr
    >>> opt = cr.optim.SGD([cr.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = cr.optim.swa_utils.SWALR(opt, 0.5, anneal_epochs=2, anneal_strategy="linear")
    >>> for _ in range(3):
    ...     opt.step()
    ...     scheduler.step()
    ...     print(scheduler.get_last_lr())
    [0.75]
    [0.5]
    [0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: float | list[float],
        anneal_epochs: int = 10,
        anneal_strategy: Literal["cos", "linear"] = "cos",
        last_epoch: int = -1,
    ) -> None:
        lrs = per_group("swa_lr", optimizer, swa_lr)
        for group, lr in zip(optimizer.param_groups, lrs, strict=True):
            group["swa_lr"] = lr
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        self._anneal_strategy = anneal_strategy
        _check_epochs(anneal_epochs)
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step: int) -> float:
        """How much of the way is done after ``step`` steps."""
        done = max(0.0, min(1.0, step / max(1, self.anneal_epochs)))
        return done if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * done)) / 2

    def get_lr(self) -> list[LR]:
        self._warn_unless_stepping()
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(step - 1), self._share(step)
        lrs = []
        for group in self.optimizer.param_groups:
            lr, goal = group["lr"], group["swa_lr"]
            # The rate from which the current one would have come.
            start = goal if before == 1 else (lr - before * goal) / (1 - before)
            lrs.append(goal * now + start * (1 - now))
        return lrs
