"""Functions of functions: ``grad``, ``vjp``, ``jvp``, Jacobians, Hessians, ``vmap``, and calls of
modules as functions.

They nest in any order, and take and give nested containers of tensors. Derivatives are sweeps over
the graph that the function records; ``vmap`` calls the function once for the whole batch where it
can, and else once for each entry.
"""

from __future__ import annotations

from ._derivatives import grad, grad_and_value, hessian, jacfwd, jacrev, jvp, linearize, vjp
from ._modules import (
    debug_unwrap,
    functional_call,
    functionalize,
    replace_all_batch_norm_modules_,
    stack_module_state,
)
from ._rearrange import rearrange
from ._vmap import vmap

__all__ = [
    "debug_unwrap",
    "functional_call",
    "functionalize",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "rearrange",
    "replace_all_batch_norm_modules_",
    "stack_module_state",
    "vjp",
    "vmap",
]
