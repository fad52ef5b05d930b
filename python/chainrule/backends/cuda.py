"""Settings of CUDA's libraries, which are not there: they are kept, and change nothing."""

from __future__ import annotations


class _Matmul:
    allow_tf32 = False
    allow_fp16_reduced_precision_reduction = True
    allow_bf16_reduced_precision_reduction = True
    allow_fp16_accumulation = False
    fp32_precision = "none"


matmul = _Matmul()


def is_built() -> bool:
    """Whether this was built for CUDA: no.

    >>> import chainrule as cr
    >>> cr.backends.cuda.is_built()
    False
    """
    return False
