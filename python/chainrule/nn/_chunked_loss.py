"""Cross entropy of a linear layer, a chunk of the batch at a time, so that the logits of all
samples never exist at once.

What may not live here: the choice whether to do so (``_functional.linear_cross_entropy``).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from .. import _core
from .._core import Tensor
from ..autograd.function import Function
from ..autograd.grad_mode import enable_grad

_F = _core._functions


def chunk_rows(options: Any, samples: int, features: int, classes: int) -> int:
    """How many samples a chunk has: what ``options`` say, or so many that its logits take no more
    memory than ``share`` times the whole input."""
    if options.batch_chunk_size is not None:
        return int(options.batch_chunk_size)
    method = options.chunking_method
    if method is None:
        return max(samples, 1)
    share = int(method.partition(":")[2] or 2)
    return max(1, min(samples, share * samples * features // max(classes, 1)))


class _ChunkedLoss(Function):
    """The gradients of a sum or mean are made beside it, chunk by chunk, and only scaled by the
    sweep: constants to it, so a second derivative by the inputs is zero. Losses of single samples
    are computed again when their cotangents are known."""

    node_name = "LinearCrossEntropyBatchChunkedBackward"

    @staticmethod
    def forward(
        ctx: Any,
        input: Tensor,
        weight: Tensor,
        bias: Tensor | None,
        target: Tensor,
        class_weight: Tensor | None,
        reduction: str,
        ignore_index: int,
        rows: int,
        again: bool,
    ) -> Tensor:
        wanted = [*ctx.needs_input_grad[:3]]
        ctx.run = partial(_run, input, weight, bias, target, class_weight, ignore_index, rows)
        ctx.wanted, ctx.reduction, ctx.again = wanted, reduction, again
        if reduction == "none":
            losses: Tensor = ctx.run([False] * 3, None)[0]
            return losses.to(input.dtype)
        scale: Any = 1.0
        if reduction == "mean":
            counted = target != ignore_index
            if class_weight is None:
                share = counted.sum()
            else:
                places = _F["where"](counted, target, 0).to(_core.int64)
                share = (class_weight[places] * counted).sum()
            scale = 1 / share.to(_wide(input.dtype))
        losses, ctx.gradients = ctx.run(wanted, scale)
        ctx.run = None
        loss: Tensor = (losses.sum() * scale).to(input.dtype)
        return loss

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        rest = (None,) * 6
        if ctx.reduction == "none":
            return *ctx.run(ctx.wanted, grad.detach())[1], *rest
        if ctx.gradients is None:
            raise RuntimeError(
                "linear_cross_entropy chunked backward called twice; retain_graph=True / double "
                "backward are not supported. Ask for them with "
                "LinearCrossEntropyOptions(allow_retain_graph=True)"
            )
        gradients = ctx.gradients
        if not ctx.again:
            ctx.gradients = None
        return *(None if g is None else g * grad for g in gradients), *rest


def _wide(kind: Any) -> Any:
    """The dtype in which losses are summed."""
    return _core.float32 if kind in (_core.float16, _core.bfloat16) else kind


def _run(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    class_weight: Tensor | None,
    ignore_index: int,
    rows: int,
    wanted: list[bool],
    cotangent: Any,
) -> tuple[Tensor, list[Tensor | None]]:
    """The losses of all samples, and the gradients that are wanted of input, weight and bias."""
    kind = input.dtype
    # Logits and sums of chunks are in single precision where the tensors have less.
    wide = _wide(kind)
    x = input.detach()
    w, b = (
        None if t is None else t.detach().to(wide).detach().requires_grad_(want)
        for t, want in zip((weight, bias), wanted[1:], strict=True)
    )
    if class_weight is not None:
        class_weight = class_weight.to(wide)
    losses: list[Tensor] = []
    pieces: list[Tensor] = []
    sums: list[Tensor | None] = [None, None]
    for start in range(0, max(input.shape[0], 1), rows):
        part = slice(start, start + rows)
        with enable_grad():
            chunk = x[part].to(wide).detach().requires_grad_(wanted[0])
            loss = _F["nn.functional.cross_entropy"](
                _F["nn.functional.linear"](chunk, w, b),
                target[part],
                weight=class_weight,
                reduction="none",
                ignore_index=ignore_index,
            )
        losses.append(loss.detach())
        chosen = [t for t in (chunk, w, b) if t is not None and t.requires_grad]
        if not chosen:
            continue
        whole = isinstance(cotangent, float) or cotangent.dim() == 0
        g = _F["ones_like"](loss.detach()) * cotangent if whole else cotangent[part].to(wide)
        found: Any = iter(_core.run_gradients([loss], [g], chosen, False, False))
        if wanted[0]:
            pieces.append(next(found))
        for i in (0, 1):
            if wanted[i + 1]:
                one, sofar = next(found), sums[i]
                sums[i] = one if sofar is None else sofar + one
    found_all = [_F["cat"](pieces) if pieces else None, *sums]
    return _F["cat"](losses), [None if g is None else g.to(kind) for g in found_all]


def chunked_linear_cross_entropy(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    class_weight: Tensor | None,
    reduction: str,
    ignore_index: int,
    options: Any,
) -> Tensor:
    """The loss of ``input`` (N, in) or (in) with class indices as targets, in chunks."""
    single = input.dim() == 1
    if single:
        input, target = input.unsqueeze(0), target.unsqueeze(0)
    rows = chunk_rows(options, input.shape[0], input.shape[1], weight.shape[0])
    loss: Tensor = _ChunkedLoss.apply(
        input,
        weight,
        bias,
        target,
        class_weight,
        reduction,
        ignore_index,
        rows,
        options.allow_retain_graph,
    )
    return loss.squeeze(0) if single and reduction == "none" else loss
