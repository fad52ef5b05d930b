"""Causal masks for queries and keys of different lengths."""

from __future__ import annotations

from .._backend import Tensor, bool_, ones

__all__ = ["causal_lower_right", "causal_upper_left"]


def _causal(size: tuple[int, ...], diagonal: int) -> Tensor:
    return ones(size, dtype=bool_).tril(diagonal=diagonal)


def causal_upper_left(*size: int) -> Tensor:
    """Query ``i`` sees the keys up to ``i``: the first query and the first key are aligned.

    >>> from chainrule.nn.attention.bias import causal_upper_left
    >>> causal_upper_left(2, 3).tolist()
    [[True, False, False], [True, True, False]]
    """
    _check(size)
    return _causal(size, 0)


def causal_lower_right(*size: int) -> Tensor:
    """The last query sees all keys: the ends are aligned, as they are when a text grows.

    >>> from chainrule.nn.attention.bias import causal_lower_right
    >>> causal_lower_right(2, 3).tolist()
    [[True, True, False], [True, True, True]]
    """
    _check(size)
    return _causal(size, size[1] - size[0])


def _check(size: tuple[int, ...]) -> None:
    if len(size) != 2:
        raise AssertionError(f"a causal mask has the two sizes (queries, keys), got {size}")
