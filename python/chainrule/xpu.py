"""What programs ask about Intel's GPUs: they are not there."""

from __future__ import annotations

from ._absent import device_count, empty_cache, is_available, manual_seed

__all__ = ["device_count", "empty_cache", "is_available", "manual_seed"]
