"""Joining and splitting dimensions."""

from __future__ import annotations

from .._backend import Tensor
from ._options import Options

__all__ = ["Flatten", "Unflatten"]


class Flatten(Options):
    """Makes one dimension of those from ``start_dim`` to ``end_dim``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.Flatten()(cr.zeros(32, 3, 5, 5)).shape)
    (32, 75)
    """

    _shown = ("start_dim", "end_dim")
    start_dim: int
    end_dim: int

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__(start_dim=start_dim, end_dim=end_dim)

    def forward(self, input: Tensor) -> Tensor:
        return input.flatten(self.start_dim, self.end_dim)


class Unflatten(Options):
    """Splits the dimension ``dim`` into several of ``unflattened_size``, one of which may be -1.

    Raises:
        TypeError: ``unflattened_size`` is not a tuple or list of integers.

    >>> import chainrule as cr
    >>> tuple(cr.nn.Unflatten(1, (2, 5, 5))(cr.zeros(2, 50)).shape)
    (2, 2, 5, 5)
    """

    dim: int
    unflattened_size: tuple[int, ...] | list[int]

    def __init__(self, dim: int, unflattened_size: tuple[int, ...] | list[int]) -> None:
        if not isinstance(unflattened_size, (tuple, list)):
            raise TypeError(
                "unflattened_size must be a tuple of ints, but found type "
                f"{type(unflattened_size).__name__}"
            )
        for i, size in enumerate(unflattened_size):
            if not isinstance(size, int):
                raise TypeError(
                    "unflattened_size must be tuple of ints, but found element of type "
                    f"{type(size).__name__} at pos {i}"
                )
        super().__init__(dim=dim, unflattened_size=unflattened_size)

    def forward(self, input: Tensor) -> Tensor:
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
