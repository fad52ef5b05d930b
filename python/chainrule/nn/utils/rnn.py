"""Sequences of different lengths: padded to one length, or packed without padding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from .._backend import (
    Tensor,
    arange,
    cat,
    empty_like,
    float16,
    float32,
    float64,
    full,
    int8,
    int16,
    int32,
    int64,
    tensor,
    uint8,
)

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]


class _Packed(NamedTuple):
    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None
    unsorted_indices: Tensor | None


class PackedSequence(_Packed):
    """A batch of sequences without padding, step by step.

    ``data`` holds the first element of every sequence, then the second of all that have one, and so
    on; ``batch_sizes`` says how many there are at each step. The sequences are sorted, the longest
    first; ``sorted_indices`` and ``unsorted_indices`` lead to that order and back, or are None.

    It is made by ``pack_padded_sequence`` and ``pack_sequence`` and goes through ``RNN``, ``LSTM``
    and ``GRU``.

    >>> import chainrule as cr
    >>> packed = cr.nn.utils.rnn.pack_sequence([cr.tensor([1, 2, 3]), cr.tensor([4, 5])])
    >>> packed.data, packed.batch_sizes
    (tensor([1, 4, 2, 5, 3]), tensor([2, 2, 1]))
    """

    def __new__(
        cls,
        data: Tensor,
        batch_sizes: Tensor | None = None,
        sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> Self:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if not isinstance(batch_sizes, Tensor):
            raise AttributeError(
                f"PackedSequence: batch_sizes should be a Tensor of int64, got "
                f"{type(batch_sizes).__name__}"
            )
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """This with ``data`` moved or cast as ``Tensor.to`` does; itself where nothing changes."""
        data = self.data.to(*args, **kwargs)
        if data is self.data:
            return self
        return type(self)(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices)

    def double(self) -> Self:
        """This with ``data`` in float64."""
        return self.to(float64)

    def float(self) -> Self:
        """This with ``data`` in float32."""
        return self.to(float32)

    def half(self) -> Self:
        """This with ``data`` in float16."""
        return self.to(float16)

    def long(self) -> Self:
        """This with ``data`` in int64."""
        return self.to(int64)

    def int(self) -> Self:
        """This with ``data`` in int32."""
        return self.to(int32)

    def short(self) -> Self:
        """This with ``data`` in int16."""
        return self.to(int16)

    def char(self) -> Self:
        """This with ``data`` in int8."""
        return self.to(int8)

    def byte(self) -> Self:
        """This with ``data`` in uint8."""
        return self.to(uint8)

    def cpu(self) -> Self:
        """This, on the CPU."""
        return self.to("cpu")

    @property
    def is_cuda(self) -> bool:
        """False: there is no CUDA here."""
        return False

    def is_pinned(self) -> bool:
        """False: memory is never pinned here."""
        return False


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The permutation that undoes ``permutation``.

    >>> import chainrule as cr
    >>> cr.nn.utils.rnn.invert_permutation(cr.tensor([2, 0, 1]))
    tensor([1, 2, 0])
    """
    if permutation is None:
        return None
    inverse = empty_like(permutation)
    inverse[permutation] = arange(permutation.numel())
    return inverse


def _real(lengths: Tensor, steps: int) -> Tensor:
    """Which of ``(steps, batch)`` places hold an element and no padding."""
    return arange(steps).unsqueeze(1) < lengths.unsqueeze(0)


def pack_padded_sequence(
    input: Tensor,
    lengths: Tensor | list[int],
    batch_first: bool = False,
    enforce_sorted: bool = True,
) -> PackedSequence:
    """Pack a batch of sequences that were padded to one length.

    ``input`` is ``(T, B, *)``, or ``(B, T, *)`` with ``batch_first``. The sequences have to be
    sorted, the longest first, unless ``enforce_sorted`` is False.

    Raises:
        RuntimeError: a length is not positive, there are not ``B`` of them, or they are not sorted.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils.rnn import pack_padded_sequence
    >>> packed = pack_padded_sequence(cr.tensor([[1, 2, 0], [3, 4, 5]]), [2, 3], True, False)
    >>> packed.data.tolist(), packed.batch_sizes.tolist()
    ([3, 1, 4, 2, 5], [2, 2, 1])
    """
    if not isinstance(lengths, Tensor):
        lengths = tensor(lengths, dtype=int64)
    lengths = lengths.to(int64)
    order = None
    if not enforce_sorted:
        lengths, order = lengths.sort(descending=True)
        input = input.index_select(0 if batch_first else 1, order)
    if batch_first:
        input = input.transpose(0, 1)
    if input.numel() == 0:
        raise RuntimeError("Cannot pack empty tensors.")
    if input.dim() < 2:
        raise IndexError(
            f"pack_padded_sequence: expected an input of at least 2 dimensions, got {input.dim()}"
        )
    if lengths.numel() != input.size(1):
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {lengths.numel()} "
            f"(batch_size={input.size(1)})"
        )
    if bool((lengths <= 0).any()):
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' "
            "that is <= 0"
        )
    if bool((lengths[1:] > lengths[:-1]).any()):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. "
            "You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence."
        )
    steps = int(lengths[0])
    if steps > input.size(0):
        raise RuntimeError(
            f"Length of a sequence is {steps}, but the padded input has {input.size(0)} steps only"
        )
    real = _real(lengths, steps)
    return PackedSequence(input[:steps][real], real.sum(1), order)


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """Undo ``pack_padded_sequence``: the padded batch, in its first order, and the lengths.

    With ``total_length`` it is padded to that many steps.

    Raises:
        ValueError: ``total_length`` is less than the longest sequence.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils.rnn import pack_sequence, pad_packed_sequence
    >>> packed = pack_sequence([cr.tensor([1, 2]), cr.tensor([3])])
    >>> padded, lengths = pad_packed_sequence(packed, batch_first=True)
    >>> padded.tolist(), lengths.tolist()
    ([[1, 2], [3, 0]], [2, 1])
    """
    data, batch_sizes, _, unsorted_indices = sequence
    steps = longest = batch_sizes.numel()
    if total_length is not None:
        if total_length < longest:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in input, "
                f"but got total_length={total_length} and max sequence length being {longest}"
            )
        steps = total_length
    batch = int(batch_sizes[0])
    lengths = (arange(batch).unsqueeze(1) < batch_sizes.unsqueeze(0)).sum(1)
    padded = full(
        (steps, batch, *data.shape[1:]), padding_value, dtype=data.dtype, device=data.device
    )
    padded = padded.index_put((_real(lengths, steps),), data)
    if unsorted_indices is not None:
        padded = padded.index_select(1, unsorted_indices)
        lengths = lengths[unsorted_indices]
    return (padded.transpose(0, 1) if batch_first else padded), lengths


def pad_sequence(
    sequences: Tensor | Iterable[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Stack sequences ``(T_i, *)`` of different lengths into ``(T, B, *)``, padded at one side.

    With ``batch_first`` the result is ``(B, T, *)``.

    Raises:
        RuntimeError: there are no sequences, or ``padding_side`` is neither ``'left'`` nor
            ``'right'``.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils.rnn import pad_sequence
    >>> pad_sequence([cr.tensor([1, 2, 3]), cr.tensor([4])], batch_first=True).tolist()
    [[1, 2, 3], [4, 0, 0]]
    """
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            "pad_sequence: Expected iterable for input sequences, but got arg of type: "
            f"{type(sequences)}"
        )
    if padding_side not in ("left", "right"):
        raise RuntimeError(
            f"Expected padding_side to be one of left or right, but got {padding_side}."
        )
    sequences = list(sequences.unbind(0) if isinstance(sequences, Tensor) else sequences)
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    if any(sequence.dim() == 0 for sequence in sequences):
        raise RuntimeError("pad_sequence: a sequence needs at least one dimension, got 0")
    lengths = [sequence.shape[0] for sequence in sequences]
    steps = max(lengths)
    first = sequences[0]
    padded = full(
        (len(sequences), steps, *first.shape[1:]),
        padding_value,
        dtype=first.dtype,
        device=first.device,
    )
    # One write for all of them, so that there is one node in the graph.
    places = arange(steps).unsqueeze(0) < tensor(lengths).unsqueeze(1)
    if padding_side == "left":
        places = places.flip(1)
    padded = padded.index_put((places,), cat([s.to(first.dtype) for s in sequences]))
    return padded if batch_first else padded.transpose(0, 1)


def unpad_sequence(
    padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False
) -> list[Tensor]:
    """Undo ``pad_sequence``: the sequences, each with its length.

    >>> import chainrule as cr
    >>> padded = cr.tensor([[1, 4], [2, 5], [3, 0]])
    >>> cr.nn.utils.rnn.unpad_sequence(padded, cr.tensor([3, 2]))
    [tensor([1, 2, 3]), tensor([4, 5])]
    """
    if not batch_first:
        padded_sequences = padded_sequences.transpose(0, 1)
    if len(lengths) != len(padded_sequences):
        raise ValueError(
            f"unpad_sequence: got {len(padded_sequences)} sequences and {len(lengths)} lengths"
        )
    return [s[: int(n)] for s, n in zip(padded_sequences, lengths, strict=True)]


def pack_sequence(sequences: list[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Pack sequences ``(T_i, *)`` of different lengths; see ``pack_padded_sequence``.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils.rnn import pack_sequence
    >>> pack_sequence([cr.tensor([1, 2, 3]), cr.tensor([4])]).data.tolist()
    [1, 4, 2, 3]
    """
    lengths = tensor([sequence.shape[0] for sequence in sequences])
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """Undo ``pack_sequence``: the sequences, each with its length, in their first order.

    >>> import chainrule as cr
    >>> packed = cr.nn.utils.rnn.pack_sequence([cr.tensor([1, 2, 3]), cr.tensor([4, 5])])
    >>> cr.nn.utils.rnn.unpack_sequence(packed)
    [tensor([1, 2, 3]), tensor([4, 5])]
    """
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
