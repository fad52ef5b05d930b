"""Settings of PyTorch's compiler that programs write to, read by nobody here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from .compiler import allow_in_graph, disable, reset

__all__ = ["allow_in_graph", "config", "disable", "graph_break", "mark_dynamic", "reset"]

config = SimpleNamespace(
    suppress_errors=False, cache_size_limit=8, verbose=False, capture_scalar_outputs=False
)


def graph_break(msg: str = "") -> None:
    """Nothing is being traced that could be interrupted."""


def mark_dynamic(t: Any, index: Any, **options: Any) -> None:
    """Every size may change without a hint."""
