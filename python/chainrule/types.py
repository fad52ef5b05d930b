"""Names for annotations: what functions of the package take."""

from __future__ import annotations

from typing import TypeAlias

from . import Size, Tensor, UntypedStorage, device
from .serialization import FileLike

__all__ = ["Device", "FileLike", "Number", "Size", "Storage", "Tensor"]

Number: TypeAlias = int | float | bool
Device: TypeAlias = device | str | int | None
Storage: TypeAlias = UntypedStorage
