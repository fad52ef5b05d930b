"""Checks of constructor arguments that several optimizers share. Messages are PyTorch's."""

from __future__ import annotations

from typing import Any

from . import _backend as cr


def check_lr(lr: Any, message: str = "Invalid learning rate: {}") -> None:
    """A number or a tensor of one element, not negative."""
    if cr.is_tensor(lr) and lr.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    check_at_least_zero(lr, message)


def check_at_least_zero(value: Any, message: str) -> None:
    if not value >= 0.0:
        raise ValueError(message.format(value))


def check_betas(betas: Any) -> None:
    for index in (0, 1):
        if not 0.0 <= betas[index] < 1.0:
            raise ValueError(f"Invalid beta parameter at index {index}: {betas[index]}")


def check_eps(eps: Any) -> None:
    check_at_least_zero(eps, "Invalid epsilon value: {}")


def check_weight_decay(weight_decay: Any) -> None:
    check_at_least_zero(weight_decay, "Invalid weight_decay value: {}")


def check_flags(foreach: bool | None, fused: bool | None, differentiable: bool) -> None:
    """Combinations that PyTorch refuses are refused, so that a script fails on both or on none."""
    if fused and differentiable:
        raise RuntimeError("`fused` does not support `differentiable`")
    if fused and foreach:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")
