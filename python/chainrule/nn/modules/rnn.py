"""Recurrent layers over whole sequences.

This file holds their parameters and checks what they are given; the arithmetic is in
``_recurrence.py``.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from .._backend import Tensor, autocast_enabled, empty, zeros
from .._recurrence import Weights, run
from ..parameter import Parameter
from ..utils.rnn import PackedSequence
from .module import Module
from .rnn_cell import GRUCell, LSTMCell, RNNCell, RNNCellBase, uniform_by_size

if TYPE_CHECKING:
    from .._backend import device as Device
    from .._backend import dtype as DType

__all__ = ["GRU", "LSTM", "RNN", "GRUCell", "LSTMCell", "RNNBase", "RNNCell", "RNNCellBase"]

# How many blocks of hidden_size rows the weights of a mode have.
_GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}


class RNNBase(Module):
    """What ``RNN``, ``LSTM`` and ``GRU`` share; ``mode`` is the name of one of them.

    Layer ``k`` has ``weight_ih_l{k}`` (``(gates * hidden_size, input_size)``, for later layers
    ``(gates * hidden_size, directions * output size)``), ``weight_hh_l{k}``
    (``(gates * hidden_size, output size)``), ``bias_ih_l{k}`` and ``bias_hh_l{k}``, with a
    projection ``weight_hr_l{k}`` (``(proj_size, hidden_size)``), and for the other direction the
    same with ``_reverse``. All start from U(-k, k) with ``k = 1 / sqrt(hidden_size)``.

    >>> import chainrule as cr
    >>> isinstance(cr.nn.LSTM(2, 3), cr.nn.RNNBase)
    True
    >>> [name for name, _ in cr.nn.RNNBase("GRU", 2, 3).named_parameters()]
    ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0']
    """

    mode: str
    input_size: int
    hidden_size: int
    num_layers: int
    bias: bool
    batch_first: bool
    dropout: float
    bidirectional: bool
    proj_size: int

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = dropout
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._check_options()
        self.dropout = float(dropout)
        gates = _GATES[mode] * hidden_size
        output = proj_size or hidden_size
        directions = 2 if bidirectional else 1
        self._all_weights: list[list[str]] = []
        for layer in range(num_layers):
            for suffix in ("", "_reverse")[:directions]:
                width = input_size if layer == 0 else output * directions
                shapes: dict[str, tuple[int, ...]] = {
                    "weight_ih": (gates, width),
                    "weight_hh": (gates, output),
                }
                if bias:
                    shapes.update(bias_ih=(gates,), bias_hh=(gates,))
                if proj_size > 0:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                names = []
                for name, shape in shapes.items():
                    names.append(f"{name}_l{layer}{suffix}")
                    made = Parameter(empty(shape, device=device, dtype=dtype))
                    self.register_parameter(names[-1], made)
                self._all_weights.append(names)
        self.reset_parameters()

    def _check_options(self) -> None:
        dropout: Any = self.dropout
        if (
            not isinstance(dropout, (int, float))
            or isinstance(dropout, bool)
            or not 0 <= dropout <= 1
        ):
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an "
                f"element being zeroed, got {dropout}"
            )
        if dropout > 0 and self.num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero "
                f"dropout expects num_layers greater than 1, but got dropout={dropout} and "
                f"num_layers={self.num_layers}",
                stacklevel=4,
            )
        for name, kind in (
            ("input_size", int),
            ("hidden_size", int),
            ("bias", bool),
            ("batch_first", bool),
        ):
            value = getattr(self, name)
            if not isinstance(value, kind):
                raise TypeError(
                    f"{name} should be of type {kind.__name__}, got: {type(value).__name__}"
                )
        for name in ("input_size", "hidden_size", "num_layers"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be greater than zero, got {getattr(self, name)}")
        if self.proj_size < 0:
            raise ValueError(
                "proj_size should be a positive integer or zero to disable projections, got "
                f"{self.proj_size}"
            )
        if self.proj_size >= self.hidden_size:
            raise ValueError(
                f"proj_size has to be smaller than hidden_size, got {self.proj_size} and "
                f"{self.hidden_size}"
            )
        if self.mode not in _GATES:
            raise ValueError(f"Unrecognized RNN mode: {self.mode}")

    def reset_parameters(self) -> None:
        """Draw new values for all weights and biases."""
        uniform_by_size(self, self.hidden_size)

    def flatten_parameters(self) -> None:
        """Do nothing: weights need no particular layout here."""

    @property
    def _flat_weights_names(self) -> list[str]:
        return [name for names in self._all_weights for name in names]

    @property
    def _flat_weights(self) -> list[Any]:
        return [getattr(self, name) for name in self._flat_weights_names]

    @property
    def all_weights(self) -> list[list[Any]]:
        """The parameters of each direction of each layer."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def _weights(self) -> list[Weights]:
        kinds = ("w_ih", "w_hh", *(("b_ih", "b_hh") if self.bias else ()))
        if self.proj_size > 0:
            kinds += ("w_hr",)
        return [Weights(**dict(zip(kinds, w, strict=True))) for w in self.all_weights]

    # Checks

    def check_input(self, input: Tensor, batch_sizes: Tensor | None) -> None:
        """Raise where ``input`` does not fit the weights."""
        weight = self._flat_weights[0]
        if input.dtype != weight.dtype and not autocast_enabled():
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({weight.dtype}). "
                f"Convert input: input.to({weight.dtype}), or convert model: "
                f"model.to({input.dtype})"
            )
        expected = 3 if batch_sizes is None else 2
        if input.dim() != expected:
            raise RuntimeError(f"input must have {expected} dimensions, got {input.dim()}")
        if input.size(-1) != self.input_size:
            raise RuntimeError(
                "input.size(-1) must be equal to input_size. Expected "
                f"{self.input_size}, got {input.size(-1)}"
            )

    def _hidden_size(self, input: Tensor, batch_sizes: Tensor | None, size: int) -> Any:
        if batch_sizes is not None:
            batch = int(batch_sizes[0])
        else:
            batch = input.size(0 if self.batch_first else 1)
        return self.num_layers * (2 if self.bidirectional else 1), batch, size

    def get_expected_hidden_size(
        self, input: Tensor, batch_sizes: Tensor | None
    ) -> tuple[int, int, int]:
        """The shape of the hidden state: (layers * directions, batch, output size)."""
        size: tuple[int, int, int] = self._hidden_size(
            input, batch_sizes, self.proj_size or self.hidden_size
        )
        return size

    def check_hidden_size(
        self,
        hx: Tensor,
        expected_hidden_size: tuple[int, int, int],
        msg: str = "Expected hidden size {}, got {}",
    ) -> None:
        """Raise RuntimeError where ``hx`` does not have this shape."""
        if tuple(hx.shape) != expected_hidden_size:
            raise RuntimeError(msg.format(expected_hidden_size, list(hx.shape)))

    def check_forward_args(self, input: Tensor, hidden: Any, batch_sizes: Tensor | None) -> None:
        """Raise where input or hidden state do not fit."""
        self.check_input(input, batch_sizes)
        self.check_hidden_size(hidden, self.get_expected_hidden_size(input, batch_sizes))

    def permute_hidden(self, hx: Any, permutation: Tensor | None) -> Any:
        """The hidden state with the sequences of the batch in another order."""
        return hx if permutation is None else hx.index_select(1, permutation)

    # Forward, on hidden states as tuples of tensors

    def _run(self, input: Any, hx: tuple[Tensor, ...] | None, sizes: tuple[int, ...]) -> Any:
        """Output and last states, from input and first states of the given sizes."""
        if isinstance(input, PackedSequence):
            return self._run_packed(input, hx, sizes)
        name = "RNN" if self.mode.startswith("RNN") else self.mode
        if input.dim() not in (2, 3):
            raise ValueError(f"{name}: Expected input to be 2D or 3D, got {input.dim()}D instead")
        batched = input.dim() == 3
        if hx is not None and any(h.dim() != input.dim() for h in hx):
            which = "hx and cx" if len(hx) > 1 else "hx"
            got = ", ".join(f"{h.dim()}-D" for h in hx)
            raise RuntimeError(
                f"For {'batched 3-D' if batched else 'unbatched 2-D'} input, {which} should also "
                f"be {input.dim()}-D but got {got if len(hx) == 1 else f'({got})'} "
                f"tensor{'s' if len(hx) > 1 else ''}"
            )
        if not batched:
            input = input.unsqueeze(0 if self.batch_first else 1)
            hx = None if hx is None else tuple(h.unsqueeze(1) for h in hx)
        hx = self._checked(input, hx, sizes, None)
        if self.batch_first:
            input = input.transpose(0, 1)
        if input.size(0) == 0:
            raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
        steps, batch = input.shape[:2]
        rows, states = self._layers(input.flatten(0, 1), hx, [batch] * steps)
        output = rows.unflatten(0, (steps, batch))
        if self.batch_first:
            output = output.transpose(0, 1)
        if not batched:
            output = output.squeeze(0 if self.batch_first else 1)
            states = [s.squeeze(1) for s in states]
        return output, states

    def _run_packed(
        self, packed: PackedSequence, hx: tuple[Tensor, ...] | None, sizes: tuple[int, ...]
    ) -> Any:
        data, batch_sizes, order, back = packed
        if hx is not None and order is not None:
            hx = tuple(h.index_select(1, order) for h in hx)
        hx = self._checked(data, hx, sizes, batch_sizes)
        output, states = self._layers(data, hx, batch_sizes.tolist())
        if back is not None:
            states = [s.index_select(1, back) for s in states]
        return PackedSequence(output, batch_sizes, order, back), states

    def _checked(
        self,
        input: Tensor,
        hx: tuple[Tensor, ...] | None,
        sizes: tuple[int, ...],
        batch_sizes: Tensor | None,
    ) -> tuple[Tensor, ...]:
        """The first states, of zeros if there are none, after checking them and the input."""
        self.check_input(input, batch_sizes)
        shapes = [self._hidden_size(input, batch_sizes, size) for size in sizes]
        if hx is None:
            return tuple(zeros(s, dtype=input.dtype, device=input.device) for s in shapes)
        for i, (h, shape) in enumerate(zip(hx, shapes, strict=True)):
            which = f"hidden[{i}]" if len(sizes) > 1 else "hidden"
            self.check_hidden_size(h, shape, f"Expected {which} size {{}}, got {{}}")
        return hx

    def _layers(self, rows: Tensor, hx: Any, sizes: list[int]) -> Any:
        return run(
            self.mode,
            rows,
            sizes,
            hx,
            self._weights(),
            bidirectional=self.bidirectional,
            dropout=self.dropout if self.training else 0.0,
        )

    def extra_repr(self) -> str:
        shown = [f"{self.input_size}, {self.hidden_size}"]
        for name, usual in (
            ("proj_size", 0),
            ("num_layers", 1),
            ("bias", True),
            ("batch_first", False),
            ("dropout", 0),
            ("bidirectional", False),
        ):
            value = getattr(self, name)
            if value != usual:
                shown.append(f"{name}={value}")
        return ", ".join(shown)


class _OneState(RNNBase):
    def forward(self, input: Any, hx: Tensor | None = None) -> Any:
        size = self.hidden_size
        output, states = self._run(input, None if hx is None else (hx,), (size,))
        return output, states[0]


class RNN(_OneState):
    """``h' = tanh(W_ih x + b_ih + W_hh h + b_hh)``, or relu, over sequences and in several layers.

    Each layer takes the outputs of the one before, after ``dropout`` while training; with
    ``bidirectional`` a second direction runs from the end, and the outputs of both are joined.

    Called with ``(T, B, input_size)``, ``(B, T, input_size)`` with ``batch_first``, ``(T,
    input_size)`` or a ``PackedSequence``, and a first hidden state ``(layers * directions, B,
    hidden_size)`` (zeros), it returns the outputs of the last layer and the last hidden states.

    Raises:
        ValueError: an option is out of its range, the input has another number of dimensions or
            dtype.
        RuntimeError: a size does not fit.

    >>> import chainrule as cr
    >>> output, h = cr.nn.RNN(10, 20, 2)(cr.zeros(5, 3, 10))
    >>> tuple(output.shape), tuple(h.shape)
    ((5, 3, 20), (2, 3, 20))
    """

    nonlinearity: str

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Device | str | None = None,
        dtype: DType | None = None,
        *,
        proj_size: int = 0,
    ) -> None:
        if proj_size:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(
                f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'."
            )
        super().__init__(
            f"RNN_{nonlinearity.upper()}", input_size, hidden_size, num_layers, bias, batch_first,
            dropout, bidirectional, device=device, dtype=dtype,
        )  # fmt: skip
        self.nonlinearity = nonlinearity


class GRU(_OneState):
    """Gated recurrent units, over sequences and in several layers.

    ``r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)``, ``z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)``,
    ``n = tanh(W_in x + b_in + r * (W_hn h + b_hn))``, ``h' = (1 - z) * n + z * h``; the rows of the
    weights are in the order r, z, n. Arguments, calls and errors are those of ``RNN``.

    >>> import chainrule as cr
    >>> output, h = cr.nn.GRU(10, 20, bidirectional=True)(cr.zeros(5, 3, 10))
    >>> tuple(output.shape), tuple(h.shape)
    ((5, 3, 40), (2, 3, 20))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Device | str | None = None,
        dtype: DType | None = None,
        *,
        proj_size: int = 0,
    ) -> None:
        if proj_size:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__(
            "GRU", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional,
            device=device, dtype=dtype,
        )  # fmt: skip


class LSTM(RNNBase):
    """Long short-term memory, over sequences and in several layers.

    ``i, f, o = sigmoid(W_i x + b_i + W_h h + b_h)`` and ``g = tanh(...)`` likewise, then
    ``c' = f * c + i * g`` and ``h' = o * tanh(c')``, with ``proj_size`` times ``W_hr``; the rows
    of the weights are in the order i, f, g, o. Arguments, calls and errors are those of ``RNN``,
    with a pair ``(h, c)`` for the hidden state.

    >>> import chainrule as cr
    >>> output, (h, c) = cr.nn.LSTM(10, 20, 2)(cr.zeros(5, 3, 10))
    >>> tuple(output.shape), tuple(h.shape), tuple(c.shape)
    ((5, 3, 20), (2, 3, 20), (2, 3, 20))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__(
            "LSTM", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional,
            proj_size, device, dtype,
        )  # fmt: skip

    def get_expected_cell_size(
        self, input: Tensor, batch_sizes: Tensor | None
    ) -> tuple[int, int, int]:
        """The shape of the cells: (layers * directions, batch, hidden size)."""
        size: tuple[int, int, int] = self._hidden_size(input, batch_sizes, self.hidden_size)
        return size

    def check_forward_args(self, input: Tensor, hidden: Any, batch_sizes: Tensor | None) -> None:
        """Raise where input, hidden state or cells do not fit."""
        self.check_input(input, batch_sizes)
        for i, expected in enumerate(
            (
                self.get_expected_hidden_size(input, batch_sizes),
                self.get_expected_cell_size(input, batch_sizes),
            )
        ):
            self.check_hidden_size(hidden[i], expected, f"Expected hidden[{i}] size {{}}, got {{}}")

    def permute_hidden(self, hx: Any, permutation: Tensor | None) -> Any:
        """The hidden state and cells with the sequences of the batch in another order."""
        return hx if permutation is None else tuple(h.index_select(1, permutation) for h in hx)

    def forward(self, input: Any, hx: tuple[Tensor, Tensor] | None = None) -> Any:
        if hx is not None:
            h, c = hx
            hx = (h, c)
        sizes = (self.proj_size or self.hidden_size, self.hidden_size)
        output, states = self._run(input, hx, sizes)
        return output, tuple(states)
