"""The version, and the versions of what PyTorch can be built with: None, they are not there."""

from __future__ import annotations

from ._core import __version__

cuda: str | None = None
hip: str | None = None
debug = False

__all__ = ["__version__", "cuda", "debug", "hip"]
