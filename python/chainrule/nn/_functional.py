"""Functions of ``nn.functional`` that choose between registered ones, or put several together."""

from __future__ import annotations

import math
from typing import Any

from .. import _core
from .._core import Tensor

_F = _core._functions


def _max_pool(n: int, adaptive: bool) -> tuple[Any, Any]:
    name = f"{'adaptive_' if adaptive else ''}max_pool{n}d"
    core = _F[f"nn.functional._{name}"]

    if adaptive:

        def with_indices(input: Tensor, output_size: Any, return_indices: bool = False) -> tuple[Tensor, Tensor]:
            return tuple(core(input, output_size))  # type: ignore[return-value]

        def pool(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
            values, indices = core(input, output_size)
            return (values, indices) if return_indices else values

    else:

        def with_indices(  # type: ignore[misc]
            input: Tensor,
            kernel_size: Any,
            stride: Any = None,
            padding: Any = 0,
            dilation: Any = 1,
            ceil_mode: bool = False,
            return_indices: bool = False,
        ) -> tuple[Tensor, Tensor]:
            return tuple(core(input, kernel_size, stride or None, padding, dilation, ceil_mode))  # type: ignore[return-value]

        def pool(  # type: ignore[misc]
            input: Tensor,
            kernel_size: Any,
            stride: Any = None,
            padding: Any = 0,
            dilation: Any = 1,
            ceil_mode: bool = False,
            return_indices: bool = False,
        ) -> Any:
            values, indices = core(input, kernel_size, stride or None, padding, dilation, ceil_mode)
            return (values, indices) if return_indices else values

    what = "windows that cut the image into `output_size` parts" if adaptive else "windows of `kernel_size`"
    pool.__doc__ = (
        f"The largest element of every window, over {what}, in {n} dimension{'s' if n > 1 else ''}.\n\n"
        "With ``return_indices`` also its place in the flattened image."
    )
    with_indices.__doc__ = f"``{name}`` with ``return_indices=True``."
    pool.__name__ = pool.__qualname__ = name
    with_indices.__name__ = with_indices.__qualname__ = f"{name}_with_indices"
    return pool, with_indices


max_pool1d, max_pool1d_with_indices = _max_pool(1, False)
max_pool2d, max_pool2d_with_indices = _max_pool(2, False)
max_pool3d, max_pool3d_with_indices = _max_pool(3, False)
adaptive_max_pool1d, adaptive_max_pool1d_with_indices = _max_pool(1, True)
adaptive_max_pool2d, adaptive_max_pool2d_with_indices = _max_pool(2, True)
adaptive_max_pool3d, adaptive_max_pool3d_with_indices = _max_pool(3, True)


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(query key^T * scale + mask) value (Vaswani et al., "Attention is all you need", 2017, eq. 1).

    Args:
        query: (..., L, E).
        key: (..., S, E).
        value: (..., S, Ev).
        attn_mask: bool (True takes part) or float (added to the scores), broadcast to (..., L, S).
        dropout_p: probability with which attention weights are dropped.
        is_causal: position i sees positions up to i; not together with ``attn_mask``.
        scale: defaults to 1 / sqrt(E).
        enable_gqa: the query may have a multiple of the heads (dimension -3) of key and value.

    Returns:
        (..., L, Ev).

    Raises:
        RuntimeError: shapes or dtypes do not fit, or both masks are given.

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> q = cr.ones(1, 2, 4)
    >>> F.scaled_dot_product_attention(q, q, q).shape
    torch.Size([1, 2, 4])
    """
    if attn_mask is not None and is_causal:
        raise RuntimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")
    if query.dtype != key.dtype or query.dtype != value.dtype:
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got "
            f"query.dtype: {query.dtype} key.dtype: {key.dtype} and value.dtype: {value.dtype} instead."
        )
    for t in (query, key, value):
        if t.dim() < 2:
            raise RuntimeError(
                "Expected query, key, and value to all be at least 2 dimensional, but got "
                f"query.dim: {query.dim()}, key.dim: {key.dim()} and value.dim: {value.dim()} instead."
            )
    if enable_gqa:
        key = key.repeat_interleave(query.size(-3) // key.size(-3), -3)
        value = value.repeat_interleave(query.size(-3) // value.size(-3), -3)
    if scale is None:
        scale = 1 / math.sqrt(query.size(-1)) if query.size(-1) else 1.0
    # The root of the scale on either side keeps products of 16-bit floats in range.
    root = math.sqrt(abs(scale))
    scores = (query * root) @ (key * math.copysign(root, scale)).transpose(-2, -1)
    if is_causal:
        mask = _F["ones"](query.size(-2), key.size(-2), dtype=_core.bool).tril()
        scores = scores.masked_fill(~mask, -math.inf)
    elif attn_mask is not None:
        scores = scores.masked_fill(~attn_mask, -math.inf) if attn_mask.dtype is _core.bool else scores + attn_mask
    weights = scores.softmax(-1)
    if is_causal or (attn_mask is not None and attn_mask.dtype is _core.bool):
        # A row that sees nothing gives zeros.
        weights = weights.masked_fill((scores == -math.inf).all(-1, keepdim=True), 0.0)
    if dropout_p > 0:
        weights = _F["nn.functional.dropout"](weights, dropout_p)
    out: Tensor = weights @ value
    return out


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input1^T weight input2 + bias for every output feature.

    Args:
        input1: (..., in1).
        input2: (..., in2).
        weight: (out, in1, in2).
        bias: (out) or None.

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> F.bilinear(cr.ones(1, 2), cr.ones(1, 3), cr.ones(4, 2, 3))
    tensor([[6., 6., 6., 6.]])
    """
    if input1.shape[:-1] != input2.shape[:-1]:
        raise RuntimeError(
            f"bilinear(): input batch dimensions do not match: got {list(input1.shape)} and {list(input2.shape)}"
        )
    if input1.shape[-1] != weight.shape[1] or input2.shape[-1] != weight.shape[2]:
        raise RuntimeError(
            f"bilinear(): input sizes {input1.shape[-1]} and {input2.shape[-1]} do not match the weight {list(weight.shape)}"
        )
    lead = input1.shape[:-1]
    left = input1.reshape(-1, input1.shape[-1])
    right = input2.reshape(-1, input2.shape[-1])
    # (out, n, in1) @ (out, in1, in2) -> (out, n, in2), then the inner product with input2.
    mapped = left.unsqueeze(0) @ weight
    out: Tensor = (mapped * right).sum(-1).t()
    if bias is not None:
        out = out + bias
    return out.reshape(*lead, weight.shape[0])
