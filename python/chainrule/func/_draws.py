"""What becomes of random numbers that a function draws inside a transform."""

from __future__ import annotations


class Draws:
    """What becomes of random numbers drawn inside."""

    def __init__(self, randomness: str) -> None:
        from .. import get_rng_state, set_rng_state

        self.kind = randomness
        self._set = set_rng_state
        self._state = get_rng_state()
        self._get = get_rng_state

    def happened(self) -> bool:
        return not self._get().equal(self._state)

    def undo(self) -> None:
        self._set(self._state)

    def before_entry(self) -> None:
        if self.kind == "same":
            self._set(self._state)

    def after_all(self) -> None:
        if self.kind == "error" and self.happened():
            raise RuntimeError(
                "vmap: called random operation while in randomness error mode. Please either use "
                "the 'same' or 'different' "
                "randomness flags on vmap or perform the randomness operation out of vmap"
            )
