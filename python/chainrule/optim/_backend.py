"""The one place where ``chainrule.optim`` takes tensors and functions from the rest of the package.

Modules import from here only, never from ``chainrule`` itself: what an optimizer may use is this
list. ``kernels`` holds one C++ function for each optimizer whose step is elementwise; each updates
all parameters of all groups in one call: ``kernels.adam(param_groups, state, init_state)``.
"""

from __future__ import annotations

from chainrule import (
    Tensor,
    bfloat16,
    cat,
    enable_grad,
    finfo,
    float32,
    float64,
    full_like,
    get_default_dtype,
    int64,
    is_complex,
    is_tensor,
    maximum,
    no_grad,
    set_grad_enabled,
    tensor,
    view_as_complex,
    view_as_real,
    where,
    zeros_like,
)
from chainrule._core import optim as kernels
from chainrule.linalg import vector_norm

__all__ = [
    "Tensor",
    "bfloat16",
    "cat",
    "enable_grad",
    "finfo",
    "float32",
    "float64",
    "full_like",
    "get_default_dtype",
    "int64",
    "is_complex",
    "is_tensor",
    "kernels",
    "maximum",
    "no_grad",
    "set_grad_enabled",
    "tensor",
    "vector_norm",
    "view_as_complex",
    "view_as_real",
    "where",
    "zeros_like",
]
