"""Tools around tensors and modules: data loading, checkpointing of activations, hooks."""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import Any as _Any

# Imported on first use.
_MODULES = frozenset(
    {"_pytree", "benchmark", "checkpoint", "data", "hooks", "model_zoo", "tensorboard"}
)


def __getattr__(name: str) -> _Any:
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
