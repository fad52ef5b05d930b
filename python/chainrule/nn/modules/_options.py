"""The base of modules that are a function with its options, and nothing else."""

from __future__ import annotations

from typing import Any, ClassVar

from .module import Module


class Options(Module):
    """A module whose attributes are the options it was made with.

    ``_shown`` names those that ``repr`` shows; ``inplace`` is shown only where it is set.
    """

    _shown: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **options: Any) -> None:
        super().__init__()
        vars(self).update(options)

    def extra_repr(self) -> str:
        shown = [f"{name}={getattr(self, name)!r}" for name in self._shown]
        if getattr(self, "inplace", False):
            shown.append("inplace=True")
        return ", ".join(shown)
