"""Functions of ``nn.functional`` that choose between registered ones, or put several together."""

from __future__ import annotations

import math
from typing import Any

from .. import _core
from .._core import Tensor

_F = _core._functions


def _example(name: str, n: int, arguments: str, result: int) -> str:
    """The example in a text of pooling: one window over the numbers from 0."""
    return (
        ">>> import chainrule as cr\n"
        f">>> x = cr.arange({2**n}.0).view(1{', 2' * n})\n"
        f">>> cr.nn.functional.{name}(x, {arguments})\n"
        f"tensor({'[' * (n + 1)}{result}.{']' * (n + 1)})"
    )


def _max_pool(n: int, adaptive: bool) -> tuple[Any, Any]:
    name = f"{'adaptive_' if adaptive else ''}max_pool{n}d"
    core = _F[f"nn.functional._{name}"]

    if adaptive:

        def with_indices(
            input: Tensor, output_size: Any, return_indices: bool = False
        ) -> tuple[Tensor, Tensor]:
            values, indices = core(input, output_size)
            return values, indices

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
            values, indices = core(input, kernel_size, stride, padding, dilation, ceil_mode)
            return values, indices

        def pool(  # type: ignore[misc]
            input: Tensor,
            kernel_size: Any,
            stride: Any = None,
            padding: Any = 0,
            dilation: Any = 1,
            ceil_mode: bool = False,
            return_indices: bool = False,
        ) -> Any:
            if n == 3 and not return_indices:
                input = _core.autocast_float32(input)
            values, indices = core(input, kernel_size, stride, padding, dilation, ceil_mode)
            return (values, indices) if return_indices else values

    what = (
        "windows that cut the image into `output_size` parts"
        if adaptive
        else "windows of `kernel_size`"
    )
    pool.__doc__ = (
        f"The largest element of every window, over {what}, in {n} "
        f"dimension{'s' if n > 1 else ''}.\n\n"
        "With ``return_indices`` also its place in the flattened image.\n\n"
        + _example(name, n, "1" if adaptive else "2", 2**n - 1)
    )
    with_indices.__doc__ = (
        f"``{name}`` with ``return_indices=True``.\n\n"
        ">>> import chainrule as cr\n"
        f">>> x = cr.arange({2**n}.0).view(1{', 2' * n})\n"
        f">>> cr.nn.functional.{name}_with_indices(x, {1 if adaptive else 2})[1].item()\n{2**n - 1}"
    )
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
    """softmax(query key^T * scale + mask) value (Vaswani et al., "Attention is all you need", 2017,
    eq. 1).

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
    if _core.autocast_enabled():
        q, k, v, mask = map(_core.autocast_lower, (query, key, value, attn_mask))
        _core.set_autocast_enabled(False)
        try:
            return scaled_dot_product_attention(
                q, k, v, mask, dropout_p, is_causal, scale, enable_gqa
            )
        finally:
            _core.set_autocast_enabled(True)
    if attn_mask is not None and is_causal:
        raise RuntimeError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when "
            "is_causal=True"
        )
    if query.dtype != key.dtype or query.dtype != value.dtype:
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got "
            f"query.dtype: {query.dtype} key.dtype: {key.dtype} and value.dtype: {value.dtype} "
            f"instead."
        )
    for t in (query, key, value):
        if t.dim() < 2:
            raise RuntimeError(
                "Expected query, key, and value to all be at least 2 dimensional, but got "
                f"query.dim: {query.dim()}, key.dim: {key.dim()} and value.dim: {value.dim()} "
                f"instead."
            )
    if enable_gqa:
        key = key.repeat_interleave(query.size(-3) // key.size(-3), -3)
        value = value.repeat_interleave(query.size(-3) // value.size(-3), -3)
    kind = query.dtype
    if kind in (_core.float16, _core.bfloat16):  # one rounding, at the end
        query, key, value = query.float(), key.float(), value.float()
        if attn_mask is not None and attn_mask.dtype is not _core.bool:
            attn_mask = attn_mask.float()
    if scale is None:
        scale = 1 / math.sqrt(query.size(-1)) if query.size(-1) else 1.0
    # The root of the scale on either side keeps products of 16-bit floats in range.
    root = math.sqrt(abs(scale))
    scores = (query * root) @ (key * math.copysign(root, scale)).transpose(-2, -1)
    if is_causal:
        mask = _F["ones"](query.size(-2), key.size(-2), dtype=_core.bool).tril()
        scores = scores.masked_fill(~mask, -math.inf)
    elif attn_mask is not None:
        scores = (
            scores.masked_fill(~attn_mask, -math.inf)
            if attn_mask.dtype is _core.bool
            else scores + attn_mask
        )
    weights = scores.softmax(-1)
    if is_causal or (attn_mask is not None and attn_mask.dtype is _core.bool):
        # A row that sees nothing gives zeros.
        weights = weights.masked_fill((scores == -math.inf).all(-1, keepdim=True), 0.0)
    if dropout_p > 0:
        weights = _F["nn.functional.dropout"](weights, dropout_p)
    return (weights @ value).to(kind)


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
            f"bilinear(): input batch dimensions do not match: got {list(input1.shape)} and "
            f"{list(input2.shape)}"
        )
    if input1.shape[-1] != weight.shape[1] or input2.shape[-1] != weight.shape[2]:
        raise RuntimeError(
            f"bilinear(): input sizes {input1.shape[-1]} and {input2.shape[-1]} do not match the "
            f"weight {list(weight.shape)}"
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


def _per_dim(value: Any, n: int) -> list[int]:
    return [value] * n if isinstance(value, int) else list(value)


def _unpool(n: int) -> Any:
    def unpool(
        input: Tensor,
        indices: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        output_size: Any = None,
    ) -> Tensor:
        input = _core.autocast_float32(input)
        if input.shape != indices.shape:
            raise RuntimeError(
                f"Expected shape of indices to be the same as that of the input tensor "
                f"({list(input.shape)}) "
                f"but got indices tensor with shape: {list(indices.shape)}"
            )
        if indices.dtype is not _core.int64:
            raise RuntimeError(f"elements in indices should be type int64 but got: {indices.dtype}")
        kernel, pad = _per_dim(kernel_size, n), _per_dim(padding, n)
        step = kernel if stride in (None, [], ()) else _per_dim(stride, n)
        smallest = [(input.shape[-n + d] - 1) * step[d] - 2 * pad[d] + kernel[d] for d in range(n)]
        if output_size is None:
            size = smallest
        else:
            size = list(output_size)[-n:]
            for d in range(n):
                low, high = smallest[d] - step[d], smallest[d] + step[d]
                if not low < size[d] < high:
                    raise ValueError(
                        f"invalid output_size {tuple(size)} (dim {d} must be between {low} and "
                        f"{high})"
                    )
        lead = input.shape[:-n]
        cells = math.prod(size)
        if indices.numel() and (int(indices.min()) < 0 or int(indices.max()) >= cells):
            raise RuntimeError(
                f"Found an invalid max index: {int(indices.max())} (output volumes are of size "
                f"{size})"
            )
        flat = _F["zeros"](*lead, cells, dtype=input.dtype)
        out: Tensor = flat.scatter(-1, indices.flatten(-n), input.flatten(-n)).reshape(*lead, *size)
        return out

    unpool.__name__ = unpool.__qualname__ = f"max_unpool{n}d"
    unpool.__doc__ = (
        f"Puts every element back where max_pool{n}d found it (``indices``), zeros elsewhere.\n\n"
        "Raises:\n    ValueError: ``output_size`` is not one that such a pooling could have "
        "had.\n\n"
        ">>> import chainrule as cr\n"
        f">>> x = cr.arange({4**n}.0).view(1{', 4' * n})\n"
        f">>> pooled = cr.nn.functional.max_pool{n}d(x, 2, return_indices=True)\n"
        f">>> cr.nn.functional.max_unpool{n}d(*pooled, 2).count_nonzero()\ntensor({2**n})"
    )
    return unpool


max_unpool1d, max_unpool2d, max_unpool3d = (_unpool(n) for n in (1, 2, 3))


def _lp_pool(n: int) -> Any:
    average = _F[f"nn.functional.avg_pool{n}d"]

    def lp_pool(
        input: Tensor,
        norm_type: float,
        kernel_size: Any,
        stride: Any = None,
        ceil_mode: bool = False,
    ) -> Tensor:
        count = math.prod(_per_dim(kernel_size, n))
        sums = average(input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
        out: Tensor = (sums.sign() * sums.abs().relu() * count).pow(1.0 / norm_type)
        return out

    lp_pool.__name__ = lp_pool.__qualname__ = f"lp_pool{n}d"
    lp_pool.__doc__ = "The ``norm_type``-norm of every window: (sum of x^p)^(1/p).\n\n" + _example(
        f"lp_pool{n}d", n, "1, 2", sum(range(2**n))
    )
    return lp_pool


lp_pool1d, lp_pool2d, lp_pool3d = (_lp_pool(n) for n in (1, 2, 3))


def rrelu(
    input: Tensor,
    lower: float = 1.0 / 8,
    upper: float = 1.0 / 3,
    training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """Leaky ReLU with a slope drawn for every element from [lower, upper] in training, their mean
    otherwise.

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> F.rrelu(cr.tensor([-1.0, 2.0]), 0.5, 0.5)
    tensor([-0.5000,  2.0000])
    """
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    if training:
        slope = _F["empty_like"](input.detach()).uniform_(lower, upper)
        out: Tensor = _F["where"](input <= 0, input * slope, input)
    else:
        out = _F["nn.functional.leaky_relu"](input, (lower + upper) / 2)
    return input.copy_(out) if inplace else out


def rrelu_(
    input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False
) -> Tensor:
    """``rrelu``, written to ``input``.

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> F.rrelu_(cr.tensor([-1.0, 2.0]), 0.5, 0.5)
    tensor([-0.5000,  2.0000])
    """
    return rrelu(input, lower, upper, training, inplace=True)


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Any = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """max(d(anchor, positive) - d(anchor, negative) + margin, 0) with any distance (default:
    pairwise_distance).

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> F.triplet_margin_with_distance_loss(cr.zeros(1, 2), cr.zeros(1, 2), cr.ones(1, 2)).shape
    torch.Size([])
    """
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    distance = (
        _F["nn.functional.pairwise_distance"] if distance_function is None else distance_function
    )
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = _F["minimum"](far, distance(positive, negative))
    loss = (near - far + margin).clamp(min=0)
    out: Tensor = loss.mean() if reduction == "mean" else loss.sum() if reduction == "sum" else loss
    return out


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: Any = None,
) -> Tensor:
    """``cross_entropy(linear(input, linear_weight), target)``.

    Args:
        input: (N, in) or (in).
        linear_weight: (C, in), or (C, d1, ..., in) for a loss of several dimensions.
        target: class indices (N, d1, ...) or probabilities (N, C, d1, ...).
        linear_bias: of the weight's shape without its last dimension.
        weight: (C): what each class counts.
        reduction: mean, sum or none.
        ignore_index: a class that does not count; -100 by default.
        label_smoothing: the share that is spread over all classes.
        options: ``nn.LinearCrossEntropyOptions``: works through the batch in chunks, where targets
            are classes and nothing is smoothed; gradients are made beside the loss, once.

    Raises:
        RuntimeError: shapes do not fit.

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> F.linear_cross_entropy(cr.ones(2, 3), cr.zeros(4, 3), cr.tensor([0, 3]))
    tensor(1.3863)
    """
    if input.dim() not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.dim()}")
    if linear_weight.dim() < 2:
        raise RuntimeError(
            f"expected linear_weight with dimensionality at least 2, got {linear_weight.dim()}"
        )
    if input.shape[-1] != linear_weight.shape[-1]:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), "
            f"got {input.shape[-1]} and {linear_weight.shape[-1]}, respectively"
        )
    classes = linear_weight.shape[:-1]
    if input.dim() == 1 and len(classes) != 1:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} "
            "requires batched "
            f"input, (N, {input.shape[-1]}), got unbatched input with shape {tuple(input.shape)}"
        )
    if linear_bias is not None and linear_bias.shape != classes:
        raise RuntimeError(
            f"expected linear_bias shape {tuple(classes)}, got {tuple(linear_bias.shape)}"
        )
    if ignore_index is not None and target.is_floating_point():
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    bias = None if linear_bias is None else linear_bias.reshape(-1)
    ignored = -100 if ignore_index is None else ignore_index
    indices = not target.is_floating_point()
    if options is not None and len(classes) == 1 and indices and label_smoothing == 0:
        from ._chunked_loss import chunked_linear_cross_entropy

        return chunked_linear_cross_entropy(
            input, linear_weight, bias, target, weight, reduction, ignored, options
        )
    logits = _F["nn.functional.linear"](
        input, linear_weight.reshape(-1, linear_weight.shape[-1]), bias
    )
    if len(classes) != 1:
        logits = logits.reshape(*input.shape[:-1], *classes)
    out: Tensor = _F["nn.functional.cross_entropy"](
        logits,
        target,
        weight=weight,
        reduction=reduction,
        ignore_index=ignored,
        label_smoothing=label_smoothing,
    )
    return out


def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """A sample of a categorical distribution that can be differentiated.

    Jang et al., "Categorical reparameterization with Gumbel-softmax", 2017: softmax((logits +
    noise) / tau).

    Args:
        logits: logarithms of probabilities, up to a constant.
        tau: the temperature.
        hard: give a one-hot vector, with the gradient of the soft sample.
        eps: accepted.
        dim: the dimension of the classes.

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> F.gumbel_softmax(cr.zeros(2, 3), hard=True).sum(-1)
    tensor([1., 1.])
    """
    noise = -_F["empty_like"](logits.detach()).exponential_().log()
    soft: Tensor = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    index = soft.detach().max(dim, keepdim=True)[1]
    one_hot: Tensor = _F["zeros_like"](soft.detach()).scatter_(dim, index, 1.0)
    return one_hot - soft.detach() + soft


def _check_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    key_padding_mask: Tensor | None,
    attn_mask: Tensor | None,
    num_heads: int,
) -> None:
    """The dimensions of the arguments belong together: all batched, or none."""
    dims = query.dim()
    if dims not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {dims}-D query tensor"
        )
    kind = "batched" if dims == 3 else "unbatched"
    if key.dim() != dims or value.dim() != dims:
        raise AssertionError(
            f"For {kind} ({dims}-D) `query`, expected `key` and `value` to be {dims}-D but found "
            f"{key.dim()}-D and {value.dim()}-D tensors respectively"
        )
    if key_padding_mask is not None:
        expected = (key.shape[1], key.shape[0]) if dims == 3 else (key.shape[0],)
        if tuple(key_padding_mask.shape) != expected:
            raise AssertionError(
                f"For {kind} ({dims}-D) `query`, expected `key_padding_mask` of shape {expected} "
                f"but found {tuple(key_padding_mask.shape)}"
            )
    if attn_mask is not None:
        if attn_mask.dim() not in (2, 3):
            raise AssertionError(
                f"expected `attn_mask` to be None, 2-D or 3-D but found {attn_mask.dim()}-D tensor"
            )
        pairs = (num_heads, query.shape[0], key.shape[0])
        if dims == 2 and attn_mask.dim() == 3 and tuple(attn_mask.shape) != pairs:
            raise AssertionError(
                f"Expected `attn_mask` shape to be {pairs} but got {tuple(attn_mask.shape)}"
            )
        heads = num_heads * (query.shape[1] if dims == 3 else 1)
        if attn_mask.dim() == 3 and tuple(attn_mask.shape) != (heads, *pairs[1:]):
            raise RuntimeError(
                f"The shape of the 3D attn_mask is {tuple(attn_mask.shape)}, but should be "
                f"{(heads, *pairs[1:])}."
            )
    for name, mask in (("key_padding_mask", key_padding_mask), ("attn_mask", attn_mask)):
        if mask is not None and mask.dtype is not _core.bool and not mask.is_floating_point():
            raise AssertionError(f"only bool and floating types of {name} are supported")


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Attention of several heads (Vaswani et al., 2017, section 3.2.2), with the projections given
    as tensors.

    Args:
        query, key, value: (L, N, E) and (S, N, E), or without N.
        key_padding_mask: (N, S); True (or -inf) keeps a key out.
        attn_mask: (L, S) or (N * heads, L, S); True (or -inf) keeps a pair apart.

    Returns:
        the output (L, N, E) and, if asked for, the weights (N, L, S) (or (N, heads, L, S)).

    >>> import chainrule as cr
    >>> layer = cr.nn.MultiheadAttention(4, 2)
    >>> x = cr.randn(3, 1, 4)
    >>> out, weights = cr.nn.functional.multi_head_attention_forward(
    ...     x, x, x, 4, 2, layer.in_proj_weight, layer.in_proj_bias, None, None, False, 0.0,
    ...     layer.out_proj.weight, layer.out_proj.bias,
    ... )
    >>> out.shape, weights.shape
    (torch.Size([3, 1, 4]), torch.Size([1, 3, 3]))
    """
    linear, cat, zeros = _F["nn.functional.linear"], _F["cat"], _F["zeros"]
    batched = query.dim() == 3
    _check_attention(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        query, key, value = query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)
        if key_padding_mask is not None:
            key_padding_mask = key_padding_mask.unsqueeze(0)
    length, batch, width = query.shape
    if width != embed_dim_to_check:
        raise AssertionError(
            f"was expecting embedding dimension of {embed_dim_to_check}, but got {width}"
        )
    head = width // num_heads
    if head * num_heads != width:
        raise AssertionError(f"embed_dim {width} not divisible by num_heads {num_heads}")
    if key.shape[:2] != value.shape[:2]:
        raise AssertionError(
            f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
        )
    if not use_separate_proj_weight and key.shape != value.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
    if is_causal and attn_mask is None:
        raise RuntimeError("Need attn_mask if specifying the is_causal hint.")

    def additive(mask: Tensor | None) -> Tensor | None:
        if mask is None or mask.dtype is not _core.bool:
            return mask
        out: Tensor = zeros(mask.shape, dtype=query.dtype).masked_fill(mask, -math.inf)
        return out

    attn_mask, key_padding_mask = additive(attn_mask), additive(key_padding_mask)
    biases = in_proj_bias.chunk(3) if in_proj_bias is not None else (None, None, None)
    if use_separate_proj_weight:
        weights: Any = (q_proj_weight, k_proj_weight, v_proj_weight)
    else:
        assert in_proj_weight is not None
        weights = in_proj_weight.chunk(3)
    q, k, v = (
        linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True)
    )
    extra = 0
    if bias_k is not None and bias_v is not None:
        k = cat([k, bias_k.repeat(1, batch, 1)])
        v = cat([v, bias_v.repeat(1, batch, 1)])
        extra += 1

    def split(x: Tensor) -> Tensor:
        out: Tensor = x.reshape(x.shape[0], batch * num_heads, head).transpose(0, 1)
        return out

    q = split(q)
    k = split(k) if static_k is None else static_k
    v = split(v) if static_v is None else static_v
    if add_zero_attn:
        k = cat([k, zeros(batch * num_heads, 1, head, dtype=k.dtype)], 1)
        v = cat([v, zeros(batch * num_heads, 1, head, dtype=v.dtype)], 1)
        extra += 1
    pad = _F["nn.functional.pad"]
    if attn_mask is not None:
        if attn_mask.dim() == 2:
            attn_mask = attn_mask.unsqueeze(0)
        if extra:
            attn_mask = pad(attn_mask, (0, extra))
    if key_padding_mask is not None:
        if extra:
            key_padding_mask = pad(key_padding_mask, (0, extra))
        spread = (
            key_padding_mask.reshape(batch, 1, 1, -1)
            .expand(-1, num_heads, -1, -1)
            .reshape(batch * num_heads, 1, -1)
        )
        attn_mask = spread if attn_mask is None else attn_mask + spread
    scores = (q / math.sqrt(head)) @ k.transpose(-2, -1)
    if attn_mask is not None:
        scores = scores + attn_mask
    attention = scores.softmax(-1)
    if dropout_p > 0 and training:
        attention = _F["nn.functional.dropout"](attention, dropout_p)
    joined = (attention @ v).transpose(0, 1).reshape(length, batch, width)
    output: Tensor = linear(joined, out_proj_weight, out_proj_bias)
    shown = None
    if need_weights:
        shown = attention.reshape(batch, num_heads, length, -1)
        if average_attn_weights:
            shown = shown.mean(1)
    if not batched:
        output = output.squeeze(1)
        shown = None if shown is None else shown.squeeze(0)
    return output, shown
