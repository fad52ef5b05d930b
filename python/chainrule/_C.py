"""What programs take from PyTorch's extension module by name."""

from __future__ import annotations

from ._core import disabled_torch_function as _disabled_torch_function_impl
from .overrides import (
    DisableTorchFunction,
    DisableTorchFunctionSubclass,
    has_torch_function,
)

__all__ = [
    "DisableTorchFunction",
    "DisableTorchFunctionSubclass",
    "_disabled_torch_function_impl",
    "has_torch_function",
]
