"""LRScheduler, the base of all learning rate schedules, and what the schedules share."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from .._backend import Tensor, is_tensor
from ..optimizer import Optimizer

LR: TypeAlias = float | Tensor

EPOCH_WARNING = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where "
    "possible. Please use `scheduler.step()` to step the scheduler. During the deprecation, if "
    "epoch is different from None, the closed form is used instead of the new chainable form, "
    "where available. Please open an issue if you are unable to replicate your use case: "
    "https://github.com/pytorch/pytorch/issues/new/choose."
)
_SEE = "See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
_ORDER_WARNING = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, "
    "you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  "
    "Failure to do this will result in PyTorch skipping the first value of the learning rate "
    f"schedule. {_SEE}"
)
_OVERRIDDEN_WARNING = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler "
    "initialization. Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`. "
    f"{_SEE}"
)


def values(optimizer: Optimizer, key: str) -> list[Any]:
    """The option ``key`` of each group; of a tensor a copy, as schedules change it in place."""
    found = [group[key] for group in optimizer.param_groups]
    return [value.clone() if is_tensor(value) else value for value in found]


def assign(group: dict[str, Any], key: str, value: Any) -> None:
    """Sets an option. A tensor stays the same tensor and takes the value."""
    if is_tensor(group[key]):
        group[key].fill_(value.item() if is_tensor(value) else value)
    else:
        group[key] = value


def per_group(name: str, optimizer: Optimizer, given: Any) -> list[Any]:
    """``given`` as a list with one entry for each group: a single value is repeated."""
    count = len(optimizer.param_groups)
    if not isinstance(given, (list, tuple)):
        return [given.clone() if is_tensor(given) else given for _ in range(count)]
    if len(given) != count:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. "
            f"{name} has {len(given)} values, param_groups has {count}."
        )
    return list(given)


def check_optimizer(optimizer: Any) -> None:
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")


def callable_state(function: Any) -> dict[str, Any] | None:
    """What of a callable goes into a state dict: the attributes of an object, nothing of a function
    (functions and lambdas cannot be saved)."""
    return (
        dict(vars(function))
        if hasattr(function, "__dict__") and not hasattr(function, "__code__")
        else None
    )


class LRScheduler:
    r"""Base class of learning rate schedules.

    A subclass defines ``get_lr()``, which returns the next learning rate of each group, usually
    from the current one and ``self.last_epoch``. Making a schedule sets the optimizer's learning
    rates, so make it before loading an optimizer's state.

    Args:
        optimizer: whose learning rates are adjusted.
        last_epoch: index of the last epoch, -1 at the beginning. When resuming, each group must
            have ``initial_lr``, which an optimizer's saved state brings along.

    Raises:
        TypeError: ``optimizer`` is none.
        KeyError: resuming, and a group has no ``initial_lr``.

    >>> import chainrule as cr
    >>> class Halve(cr.optim.lr_scheduler.LRScheduler):
    ...     def get_lr(self):
    ...         return [base * 0.5**self.last_epoch for base in self.base_lrs]
    >>> opt = cr.optim.SGD([cr.zeros(1, requires_grad=True)], lr=0.4)
    >>> scheduler = Halve(opt)
    >>> opt.step()
    >>> scheduler.step()
    >>> scheduler.get_last_lr()
    [0.2]
    """

    optimizer: Optimizer
    base_lrs: list[LR]
    last_epoch: int
    _step_count: int
    _last_lr: list[LR]
    _get_lr_called_within_step: bool = False
    _is_initial: bool = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                lr = group["lr"]
                group.setdefault("initial_lr", lr.clone() if is_tensor(lr) else lr)
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{i}] when resuming "
                    "scheduler with last_epoch >= 0.\nThis typically happens when:\n1. You're "
                    "trying to resume training from a checkpoint but haven't properly loaded the "
                    "optimizer state\n2. You're using last_epoch >= 0 for a fresh training run "
                    "(not recommended)"
                )
        self.base_lrs = values(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        optimizer._watch_step()
        self._initial_step()

    def _initial_step(self) -> None:
        """Brings the optimizer to the first learning rate."""
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def state_dict(self) -> dict[str, Any]:
        """The state of the schedule: all its attributes but the optimizer."""
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes over what ``state_dict`` gave. The optimizer's own state is loaded apart."""
        self.__dict__.update(state_dict)

    def get_last_lr(self) -> list[LR]:
        """The current learning rate of each group."""
        return self._last_lr

    def get_lr(self) -> list[LR]:
        """The next learning rate of each group; only ``step`` should call this."""
        raise NotImplementedError

    def _warn_unless_stepping(self) -> None:
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use "
                "`get_last_lr()`.",
                UserWarning,
                stacklevel=3,
            )

    def step(self, epoch: int | None = None) -> None:
        """Moves to the next epoch and sets the learning rates. Call it after ``optimizer.step()``.

        Args:
            epoch: go there instead (deprecated).
        """
        if self._step_count == 1:
            self._check_order(stacklevel=3)
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH_WARNING, UserWarning, stacklevel=2)
        self._update_lr(epoch)

    def _check_order(self, stacklevel: int) -> None:
        if self.optimizer._step_replaced():
            warnings.warn(_OVERRIDDEN_WARNING, UserWarning, stacklevel=stacklevel)
        elif not self.optimizer._opt_called:
            warnings.warn(_ORDER_WARNING, UserWarning, stacklevel=stacklevel)

    def _update_lr(self, epoch: int | None = None) -> None:
        with self._stepping():
            if epoch is None:
                self.last_epoch += 1
                lrs = self.get_lr()
            else:
                self.last_epoch = epoch
                closed_form = getattr(self, "_get_closed_form_lr", self.get_lr)
                lrs = closed_form()
        for group, lr in zip(self.optimizer.param_groups, lrs, strict=False):
            assign(group, "lr", lr)
        self._last_lr = values(self.optimizer, "lr")

    @contextmanager
    def _stepping(self) -> Iterator[None]:
        """Within this, ``get_lr`` is called as it should be."""
        self._get_lr_called_within_step = True
        try:
            yield
        finally:
            self._get_lr_called_within_step = False
