"""Named tuples that operations with several results return: ``x.max(0).values``."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._registry.results import *


def named_result(name: str, fields: tuple[str, ...]) -> type[tuple[Any, ...]]:
    """The class for the results of ``name``, made once for each operation.

    >>> import chainrule as cr
    >>> cr.tensor([1.0, 3.0]).max(0).indices
    tensor(1)
    """
    short = name.replace(".", "_")
    known = globals().get(short)
    if known is not None and known._fields == fields:
        return known  # type: ignore[no-any-return]

    class Result(tuple[Any, ...]):
        __slots__ = ()
        _fields = fields
        __match_args__ = fields
        n_fields = n_sequence_fields = len(fields)
        n_unnamed_fields = 0

        def __repr__(self) -> str:
            inner = ",\n".join(f"{f}={v!r}" for f, v in zip(fields, self, strict=True))
            return f"torch.return_types.{short}(\n{inner})"

        def __reduce__(self) -> Any:
            return _rebuild, (name, fields, tuple(self))

    for position, field in enumerate(fields):
        setattr(Result, field, property(itemgetter(position)))
    Result.__name__ = Result.__qualname__ = short
    Result.__module__ = __name__
    globals()[short] = Result
    return Result


def _rebuild(name: str, fields: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    return named_result(name, fields)(values)
