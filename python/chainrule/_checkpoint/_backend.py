"""The one place where checkpoints take tensors and functions from the rest of the package."""

from __future__ import annotations

from typing import Any

from chainrule import (
    Size,
    Tensor,
    bfloat16,
    bool,
    complex32,
    complex64,
    complex128,
    device,
    dtype,
    empty,
    float16,
    float32,
    float64,
    from_numpy,
    frombuffer,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
    view_as_complex,
    view_as_real,
)
from chainrule.nn import Parameter

__all__ = [
    "CODES",
    "DTYPES",
    "Parameter",
    "Size",
    "Tensor",
    "complex32",
    "complex128",
    "device",
    "dtype",
    "empty",
    "from_bytes",
    "from_numpy",
    "frombuffer",
    "memory_of",
    "uint8",
    "view_as_complex",
    "view_as_real",
]

# By name as in "float32", and by the code of the safetensors format.
DTYPES: dict[str, Any] = {
    "bool": bool,
    "uint8": uint8,
    "int8": int8,
    "int16": int16,
    "int32": int32,
    "int64": int64,
    "uint16": uint16,
    "uint32": uint32,
    "uint64": uint64,
    "float16": float16,
    "bfloat16": bfloat16,
    "float32": float32,
    "float64": float64,
    "complex32": complex32,
    "complex64": complex64,
    "complex128": complex128,
}
CODES: dict[str, Any] = {
    "BOOL": bool,
    "U8": uint8,
    "I8": int8,
    "I16": int16,
    "I32": int32,
    "I64": int64,
    "U16": uint16,
    "U32": uint32,
    "U64": uint64,
    "F16": float16,
    "BF16": bfloat16,
    "F32": float32,
    "F64": float64,
    "C64": complex64,
}


def memory_of(t: Tensor) -> memoryview:
    """The bytes of a contiguous tensor, which must have some."""
    return t.detach().reshape(-1).view(uint8).numpy().data


def from_bytes(buffer: Any, kind: Any, shape: Any, offset: int = 0) -> Tensor:
    """A tensor that looks into a writable buffer."""
    count = 1
    for size in shape:
        count *= size
    if count == 0:
        return empty(shape, dtype=kind)
    return frombuffer(buffer, dtype=kind, count=count, offset=offset).view(shape)
