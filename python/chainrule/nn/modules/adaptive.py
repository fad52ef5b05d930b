"""The softmax for many classes of very different frequency."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .._backend import F, Tensor, cat
from .container import ModuleList, Sequential
from .linear import Linear
from .module import Module

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._backend import device as Device
    from .._backend import dtype as DType

__all__ = ["AdaptiveLogSoftmaxWithLoss"]


class _ASMoutput(NamedTuple):
    """The log-probability of each target, and the mean of their negatives."""

    output: Tensor
    loss: Tensor


class AdaptiveLogSoftmaxWithLoss(Module):
    """The logarithm of a softmax whose rare classes are in clusters of their own, and its loss.

    Classes are numbered from the most to the least frequent. The first ``cutoffs[0]`` are in the
    head; classes from ``cutoffs[i]`` to the next cutoff are cluster ``i``, which has one output in
    the head and its own two layers behind, ``in_features / div_value ** (i + 1)`` wide. Grave et
    al., "Efficient softmax approximation for GPUs" (2016).

    Called with ``(N, in_features)`` and classes ``(N,)``, or without ``N``, it returns a named
    tuple: ``output``, the log-probability of each target, and ``loss``, the mean of their
    negatives.

    Raises:
        ValueError: the cutoffs are not increasing integers between 1 and ``n_classes - 1``.

    >>> import chainrule as cr
    >>> softmax = cr.nn.AdaptiveLogSoftmaxWithLoss(16, 20, [4, 10])
    >>> tuple(softmax(cr.zeros(3, 16), cr.tensor([0, 5, 19])).output.shape)
    (3,)
    """

    in_features: int
    n_classes: int
    cutoffs: list[int]
    div_value: float
    head_bias: bool

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        cutoffs = list(cutoffs)
        if not cutoffs:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        if (
            cutoffs != sorted(set(cutoffs))
            or any(int(c) != c for c in cutoffs)
            or cutoffs[0] <= 0
            or cutoffs[-1] > n_classes - 1
        ):
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing "
                f"order, where each value is between 1 and n_classes-1, got {cutoffs}"
            )
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = [*cutoffs, n_classes]
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = self.cutoffs[0]
        self.n_clusters = len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, bias=head_bias, device=device, dtype=dtype)
        self.tail = ModuleList()
        for i, (first, end) in enumerate(zip(self.cutoffs, self.cutoffs[1:], strict=False)):
            width = int(in_features // div_value ** (i + 1))
            self.tail.append(
                Sequential(
                    Linear(in_features, width, bias=False, device=device, dtype=dtype),
                    Linear(width, end - first, bias=False, device=device, dtype=dtype),
                )
            )

    def reset_parameters(self) -> None:
        """Draw new values for all layers."""
        self.head.reset_parameters()
        for layers in self.tail:
            for layer in layers:  # type: ignore[attr-defined]
                layer.reset_parameters()

    def forward(self, input_: Tensor, target_: Tensor) -> _ASMoutput:
        if not (
            (target_.dim() == 1 and input_.dim() == 2) or (target_.dim() == 0 and input_.dim() == 1)
        ):
            raise RuntimeError(
                "0D or 1D target tensor expected, with input of one dimension more, got "
                f"{target_.dim()}D target and {input_.dim()}D input"
            )
        if target_.dim() == 1 and input_.shape[0] != target_.shape[0]:
            raise RuntimeError(
                "Input and target should have the same size in the batch dimension, got "
                f"{input_.shape[0]} and {target_.shape[0]}"
            )
        single = target_.dim() == 0
        input = input_.unsqueeze(0) if single else input_
        target = target_.unsqueeze(0) if single else target_
        self._check_range(target)

        # In the head a class of a cluster is that cluster's output.
        in_head = target
        rows = []
        places = []
        for i in range(self.n_clusters):
            first, end = self.cutoffs[i], self.cutoffs[i + 1]
            row = ((target >= first) & (target < end)).nonzero().squeeze(1)
            if row.numel():
                in_head = in_head.index_fill(0, row, self.shortlist_size + i)
                logprob = F.log_softmax(self.tail[i](input.index_select(0, row)), dim=1)
                place = (target.index_select(0, row) - first).unsqueeze(1)
                rows.append(row)
                places.append(logprob.gather(1, place).squeeze(1))
        head = F.log_softmax(self.head(input), dim=1)
        output = head.gather(1, in_head.unsqueeze(1)).squeeze(1)
        for row, place in zip(rows, places, strict=True):
            output = output.index_add(0, row, place)
        loss = (-output).mean()
        return _ASMoutput(output.squeeze(0) if single else output, loss)

    def _check_range(self, target: Tensor) -> None:
        if target.numel() and not bool(((target >= 0) & (target < self.n_classes)).all()):
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range "
                f"[{target.min().item()}, {target.max().item()}] were found. "
            )

    def _full_log_prob(self, input: Tensor, head_output: Tensor) -> Tensor:
        head = F.log_softmax(head_output, dim=1)
        parts = [head[:, : self.shortlist_size]]
        for i in range(self.n_clusters):
            inside = F.log_softmax(self.tail[i](input), dim=1)
            parts.append(inside + head[:, self.shortlist_size + i].unsqueeze(1))
        return cat(parts, dim=1)

    def log_prob(self, input: Tensor) -> Tensor:
        """The log-probabilities of all classes: ``(N, in_features)`` to ``(N, n_classes)``."""
        return self._full_log_prob(input, self.head(input))

    def predict(self, input: Tensor) -> Tensor:
        """The most probable class of each sample; clusters are looked into only where needed."""
        head: Tensor = self.head(input)
        best = head.argmax(dim=1)
        unsure = best >= self.shortlist_size
        if not bool(unsure.any()):
            return best
        rows = unsure.nonzero().squeeze(1)
        picked = self._full_log_prob(input.index_select(0, rows), head.index_select(0, rows))
        return best.index_copy(0, rows, picked.argmax(dim=1))
