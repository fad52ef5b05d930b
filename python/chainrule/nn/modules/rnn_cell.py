"""Single steps of recurrent layers.

This file holds their parameters and checks what they are given; the arithmetic is in
``_recurrence.py``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from .. import init
from .._backend import Tensor, empty, zeros
from .._recurrence import STEPS, Weights, from_input
from ..parameter import Parameter
from .module import Module

if TYPE_CHECKING:
    from .._backend import device as Device
    from .._backend import dtype as DType

__all__ = ["GRUCell", "LSTMCell", "RNNCell", "RNNCellBase"]


def uniform_by_size(module: Module, hidden_size: int) -> None:
    """Draw all parameters from U(-k, k) with ``k = 1 / sqrt(hidden_size)``."""
    bound = 1.0 / math.sqrt(hidden_size) if hidden_size > 0 else 0
    for parameter in module.parameters():
        init.uniform_(parameter, -bound, bound)


class RNNCellBase(Module):
    """What the single steps share: weights for the input and for the hidden state, and biases.

    >>> import chainrule as cr
    >>> isinstance(cr.nn.GRUCell(2, 3), cr.nn.RNNCellBase)
    True
    """

    _states: ClassVar[int] = 1

    input_size: int
    hidden_size: int
    bias: bool
    weight_ih: Tensor
    weight_hh: Tensor
    bias_ih: Tensor | None
    bias_hh: Tensor | None

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool,
        num_chunks: int,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = num_chunks * hidden_size
        for name, shape in (
            ("weight_ih", (rows, input_size)),
            ("weight_hh", (rows, hidden_size)),
            ("bias_ih", (rows,)),
            ("bias_hh", (rows,)),
        ):
            absent = name.startswith("bias") and not bias
            made = None if absent else Parameter(empty(shape, device=device, dtype=dtype))
            self.register_parameter(name, made)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new values for weights and biases."""
        uniform_by_size(self, self.hidden_size)

    def extra_repr(self) -> str:
        shown = f"{self.input_size}, {self.hidden_size}"
        if not self.bias:
            shown += f", bias={self.bias}"
        nonlinearity = getattr(self, "nonlinearity", "tanh")
        if nonlinearity != "tanh":
            shown += f", nonlinearity={nonlinearity}"
        return shown

    def _step(self, mode: str, input: Tensor, hx: Any) -> tuple[Tensor, ...]:
        name = type(self).__name__
        if input.dim() not in (1, 2):
            raise ValueError(f"{name}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        states: tuple[Tensor, ...] = ()
        if hx is not None:
            states = tuple(hx) if self._states > 1 else (hx,)
        for i, state in enumerate(states):
            if state.dim() not in (1, 2):
                which = f"hx[{i}]" if self._states > 1 else "hidden"
                raise ValueError(
                    f"{name}: Expected {which} to be 1D or 2D, got {state.dim()}D instead"
                )
            if state.dim() != input.dim():
                raise RuntimeError(
                    f"hidden{i} should have as many dimensions as the input, got an input of "
                    f"shape {tuple(input.shape)} and a hidden state of shape {tuple(state.shape)}"
                )
        batched = input.dim() == 2
        if not batched:
            input = input.unsqueeze(0)
            states = tuple(s.unsqueeze(0) for s in states)
        if input.size(1) != self.input_size:
            raise RuntimeError(
                f"input has inconsistent input_size: got {input.size(1)} expected {self.input_size}"
            )
        for i, state in enumerate(states):
            if input.size(0) != state.size(0):
                raise RuntimeError(
                    f"Input batch size {input.size(0)} doesn't match hidden{i} batch size "
                    f"{state.size(0)}"
                )
            if state.size(1) != self.hidden_size:
                raise RuntimeError(
                    f"hidden{i} has inconsistent hidden_size: got {state.size(1)}, expected "
                    f"{self.hidden_size}"
                )
        if not states:
            zero = zeros((input.size(0), self.hidden_size), dtype=input.dtype, device=input.device)
            states = (zero,) * self._states
        weights = Weights(self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        states = STEPS[mode](from_input(mode, input, weights), states, weights)
        return states if batched else tuple(s.squeeze(0) for s in states)


class RNNCell(RNNCellBase):
    """One step of ``RNN``: ``tanh(W_ih x + b_ih + W_hh h + b_hh)``, or relu.

    Shape: ``(B, input_size)`` and ``(B, hidden_size)`` (zeros) to ``(B, hidden_size)``, or without
    ``B``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.RNNCell(10, 20)(cr.zeros(3, 10)).shape)
    (3, 20)
    """

    nonlinearity: str

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._step(f"RNN_{self.nonlinearity.upper()}", input, hx)[0]


class GRUCell(RNNCellBase):
    """One step of ``GRU``. Shapes are those of ``RNNCell``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.GRUCell(10, 20)(cr.zeros(3, 10)).shape)
    (3, 20)
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self._step("GRU", input, hx)[0]


class LSTMCell(RNNCellBase):
    """One step of ``LSTM``: it takes and returns a pair ``(h, c)``. Shapes are those of
    ``RNNCell``.

    >>> import chainrule as cr
    >>> h, c = cr.nn.LSTMCell(10, 20)(cr.zeros(3, 10))
    >>> tuple(h.shape), tuple(c.shape)
    ((3, 20), (3, 20))
    """

    _states = 2

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, ...]:
        return self._step("LSTM", input, hx)
