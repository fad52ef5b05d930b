"""How ``LinearCrossEntropyLoss`` may cut its work into chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from .._backend import bfloat16, float16, float32, float64

if TYPE_CHECKING:
    from .._backend import dtype as DType

__all__ = ["LinearCrossEntropyOptions"]

_POLICIES = ("accurate", "balanced", "compact", "auto")
_ACC_DTYPES = (None, float16, bfloat16, float32, float64)


class LinearCrossEntropyOptions:
    """Asks ``linear_cross_entropy`` to work through the batch in chunks, without all logits at
    once.

    ``batch_chunk_size`` is the number of samples at a time; without it ``chunking_method`` chooses:
    ``'auto'``, or ``'aspect_ratio'`` with an optional ``:n``. ``acc_policy`` and ``acc_dtype`` say
    how precisely gradients are summed; ``allow_retain_graph`` keeps what a second backward needs.
    Objects of this class cannot be changed.

    Raises:
        ValueError: an option has none of these values.

    >>> import chainrule as cr
    >>> cr.nn.LinearCrossEntropyOptions(batch_chunk_size=128).batch_chunk_size
    128
    """

    __slots__ = (  # noqa: RUF023 - the order of the constructor
        "allow_retain_graph",
        "batch_chunk_size",
        "chunking_method",
        "acc_policy",
        "acc_dtype",
    )

    allow_retain_graph: bool
    batch_chunk_size: int | None
    chunking_method: str | None
    acc_policy: str
    acc_dtype: DType | None

    def __init__(
        self,
        allow_retain_graph: bool = False,
        batch_chunk_size: int | None = None,
        chunking_method: str | None = "auto",
        acc_policy: str = "auto",
        acc_dtype: DType | None = None,
    ) -> None:
        size: Any = batch_chunk_size
        if size is not None and not (isinstance(size, int) and size > 0):
            raise ValueError(
                f"batch_chunk_size must be positive int or None, got {batch_chunk_size}"
            )
        if chunking_method is not None and not _known_method(chunking_method):
            raise ValueError(f"invalid chunking_method: {chunking_method!r}")
        if acc_policy not in _POLICIES:
            raise ValueError(f"invalid acc_policy: {acc_policy!r}")
        if acc_dtype not in _ACC_DTYPES:
            names = ", ".join(str(kind) for kind in _ACC_DTYPES)
            raise ValueError(
                f"acc_dtype must be one of {{{names}}}, got {acc_dtype}. Pass acc_dtype=None to "
                "let the op pick automatically."
            )
        values = (allow_retain_graph, batch_chunk_size, chunking_method, acc_policy, acc_dtype)
        for name, value in zip(self.__slots__, values, strict=True):
            object.__setattr__(self, name, value)

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in LinearCrossEntropyOptions.__slots__)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"cannot assign to field {name!r}: make a new {type(self).__name__}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LinearCrossEntropyOptions):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __reduce__(self) -> Any:
        return type(self), self._values()

    def __repr__(self) -> str:
        pairs = zip(self.__slots__, self._values(), strict=True)
        fields = ", ".join(f"{name}={value!r}" for name, value in pairs)
        return f"{type(self).__name__}({fields})"


def _known_method(method: str) -> bool:
    name, colon, number = method.partition(":")
    if not colon:
        return name in ("auto", "aspect_ratio")
    return name == "aspect_ratio" and number.isdecimal() and int(number) > 0
