"""Tables of vectors that are looked up by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import init
from .._backend import F, Tensor, empty, no_grad
from ..parameter import Parameter
from .module import Module

if TYPE_CHECKING:
    from .._backend import device as Device
    from .._backend import dtype as DType

__all__ = ["Embedding", "EmbeddingBag"]


class _Table(Module):
    """``num_embeddings`` vectors of ``embedding_dim`` numbers, drawn from N(0, 1)."""

    num_embeddings: int
    embedding_dim: int
    padding_idx: int | None
    weight: Tensor

    def _make_table(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None,
        weight: Tensor | None,
        freeze: bool,
        device: Device | str | None,
        dtype: DType | None,
    ) -> None:
        if padding_idx is not None:
            if not -num_embeddings <= padding_idx < num_embeddings:
                raise AssertionError(
                    f"padding_idx must be within num_embeddings ({num_embeddings}), got "
                    f"{padding_idx}"
                )
            padding_idx %= num_embeddings
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        if weight is None:
            made = empty((num_embeddings, embedding_dim), device=device, dtype=dtype)
            self.weight = Parameter(made, requires_grad=not freeze)
            self.reset_parameters()
            return
        if tuple(weight.shape) != (num_embeddings, embedding_dim):
            raise AssertionError(
                "Shape of weight does not match num_embeddings and embedding_dim: "
                f"{tuple(weight.shape)} against {(num_embeddings, embedding_dim)}"
            )
        self.weight = Parameter(weight, requires_grad=not freeze)

    def reset_parameters(self) -> None:
        """Draw new vectors; that of ``padding_idx`` is 0."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)

    def extra_repr(self) -> str:
        shown = [f"{self.num_embeddings}", f"{self.embedding_dim}"]
        shown += [f"{name}={value}" for name, value in self._unusual()]
        return ", ".join(shown)

    def _unusual(self) -> list[tuple[str, Any]]:
        """The options to be shown because they are not what they are by default."""
        raise NotImplementedError


def _two_dimensional(embeddings: Tensor) -> tuple[int, int]:
    if embeddings.dim() != 2:
        raise AssertionError(
            f"Embeddings parameter is expected to be 2-dimensional, got {embeddings.dim()}"
        )
    rows, columns = embeddings.shape
    return rows, columns


class Embedding(_Table):
    """A table of vectors, looked up by number.

    The vector of ``padding_idx`` is 0 and stays so: it gets no gradient. ``max_norm`` shortens, in
    place, each vector looked up whose ``norm_type``-norm is greater. ``scale_grad_by_freq`` divides
    the gradient of a vector by how often it occurs in the batch.

    Shape: integers ``(*)`` to ``(*, embedding_dim)``.

    Raises:
        AssertionError: ``padding_idx`` is no number of the table.

    >>> import chainrule as cr
    >>> tuple(cr.nn.Embedding(10, 3)(cr.tensor([[1, 2, 4, 5], [4, 3, 2, 9]])).shape)
    (2, 4, 3)
    """

    max_norm: float | None
    norm_type: float
    scale_grad_by_freq: bool
    sparse: bool

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse
        self._make_table(
            num_embeddings, embedding_dim, padding_idx, _weight, _freeze, device, dtype
        )

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(
            input,
            self.weight,
            self.padding_idx,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.sparse,
        )

    def _unusual(self) -> list[tuple[str, Any]]:
        usual = {
            "padding_idx": None,
            "max_norm": None,
            "norm_type": 2,
            "scale_grad_by_freq": False,
            "sparse": False,
        }
        return [(n, getattr(self, n)) for n, value in usual.items() if getattr(self, n) != value]

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Embedding:
        """An Embedding with the rows of ``embeddings`` for vectors, not trained if ``freeze``.

        >>> import chainrule as cr
        >>> table = cr.nn.Embedding.from_pretrained(cr.tensor([[1.0, 2.3], [4.0, 5.1]]))
        >>> table.weight.requires_grad
        False
        """
        rows, columns = _two_dimensional(embeddings)
        return cls(
            num_embeddings=rows,
            embedding_dim=columns,
            _weight=embeddings,
            _freeze=freeze,
            padding_idx=padding_idx,
            max_norm=max_norm,
            norm_type=norm_type,
            scale_grad_by_freq=scale_grad_by_freq,
            sparse=sparse,
        )


class EmbeddingBag(_Table):
    """Sums, means or maxima of vectors looked up by number, without keeping the vectors.

    A row of a 2-dimensional input is a bag; of a 1-dimensional input, ``offsets`` says where each
    bag begins (with ``include_last_offset`` also where the last one ends). ``per_sample_weights``
    scales the vectors, with ``mode='sum'``. The vector of ``padding_idx`` counts nothing. The
    other options are those of ``Embedding``.

    Shape: ``(B, N)``, or ``(N,)`` with offsets ``(B,)``, to ``(B, embedding_dim)``.

    Raises:
        AssertionError: ``padding_idx`` is no number of the table.

    >>> import chainrule as cr
    >>> bag = cr.nn.EmbeddingBag(10, 3, mode="sum")
    >>> tuple(bag(cr.tensor([1, 2, 4, 5, 4, 3]), cr.tensor([0, 4])).shape)
    (2, 3)
    """

    max_norm: float | None
    norm_type: float
    scale_grad_by_freq: bool
    mode: str
    sparse: bool
    include_last_offset: bool

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.mode = mode
        self.sparse = sparse
        self.include_last_offset = include_last_offset
        self._make_table(num_embeddings, embedding_dim, padding_idx, _weight, False, device, dtype)

    def forward(
        self,
        input: Tensor,
        offsets: Tensor | None = None,
        per_sample_weights: Tensor | None = None,
    ) -> Tensor:
        return F.embedding_bag(
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            self.sparse,
            per_sample_weights,
            self.include_last_offset,
            self.padding_idx,
        )

    def _unusual(self) -> list[tuple[str, Any]]:
        usual = {"max_norm": None, "norm_type": 2, "scale_grad_by_freq": False}
        shown = [(n, getattr(self, n)) for n, value in usual.items() if getattr(self, n) != value]
        shown.append(("mode", repr(self.mode)))
        if self.padding_idx is not None:
            shown.append(("padding_idx", self.padding_idx))
        return shown

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
    ) -> EmbeddingBag:
        """An EmbeddingBag with the rows of ``embeddings`` for vectors, not trained if
        ``freeze``."""
        rows, columns = _two_dimensional(embeddings)
        bag = cls(
            num_embeddings=rows,
            embedding_dim=columns,
            _weight=embeddings,
            max_norm=max_norm,
            norm_type=norm_type,
            scale_grad_by_freq=scale_grad_by_freq,
            mode=mode,
            sparse=sparse,
            include_last_offset=include_last_offset,
            padding_idx=padding_idx,
        )
        bag.weight.requires_grad = not freeze
        return bag
