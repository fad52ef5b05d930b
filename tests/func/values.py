"""Small tensors of fixed values."""

from __future__ import annotations

from typing import Any


def vector(t: Any, *values: float) -> Any:
    return t.tensor(values or (0.5, -1.0, 2.0), dtype=t.float64)


def matrix(t: Any, rows: int = 3, columns: int = 2, shift: float = 0.0) -> Any:
    values = t.arange(rows * columns, dtype=t.float64).reshape(rows, columns)
    return (values * 0.7 + shift).sin()


def many(t: Any) -> Any:
    return lambda x: t.cat([x.sin(), (x * x.flip(0)), x.sum(0, keepdim=True)])
