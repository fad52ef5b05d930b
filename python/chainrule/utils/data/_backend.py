"""The one place where ``chainrule.utils.data`` takes tensors and functions from the rest of the
package. What else is needed (numpy, multiprocessing) is imported where it is needed."""

from __future__ import annotations

from chainrule import (
    Generator,
    Tensor,
    as_tensor,
    empty,
    float64,
    frombuffer,
    int64,
    manual_seed,
    multinomial,
    randint,
    randperm,
    set_num_threads,
    stack,
    tensor,
    uint8,
)

__all__ = [
    "Generator",
    "Tensor",
    "as_tensor",
    "draw_seed",
    "empty",
    "float64",
    "frombuffer",
    "int64",
    "manual_seed",
    "multinomial",
    "randint",
    "randperm",
    "set_num_threads",
    "stack",
    "tensor",
    "uint8",
]


def draw_seed(generator: Generator | None = None) -> int:
    """A seed drawn from ``generator``, or from the default one."""
    return int(empty((), dtype=int64).random_(generator=generator).item())
