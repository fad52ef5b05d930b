"""What ``cpu.amp`` and ``cuda.amp`` share: the older classes, which name their device by their
module instead of an argument, and say so."""

from __future__ import annotations

import warnings
from typing import ClassVar

from .. import dtype as _dtype
from .autocast_mode import autocast
from .grad_scaler import GradScaler


def _warn(device: str, name: str) -> None:
    warnings.warn(
        f"`torch.{device}.amp.{name}(args...)` is deprecated. "
        f"Please use `torch.amp.{name}('{device}', args...)` instead.",
        FutureWarning,
        stacklevel=3,
    )


class OlderAutocast(autocast):
    """``amp.autocast`` of the class's device; in ``lower`` unless another type is given."""

    kind: ClassVar[str]
    lower: ClassVar[_dtype]

    def __init__(
        self, enabled: bool = True, dtype: _dtype | None = None, cache_enabled: bool = True
    ) -> None:
        _warn(self.kind, "autocast")
        super().__init__(self.kind, dtype or self.lower, enabled, cache_enabled)


class OlderGradScaler(GradScaler):
    """``amp.GradScaler`` of the class's device."""

    kind: ClassVar[str]

    def __init__(
        self,
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        _warn(self.kind, "GradScaler")
        super().__init__(
            self.kind, init_scale, growth_factor, backoff_factor, growth_interval, enabled
        )
