"""The arithmetic of recurrent layers: what one step does, and how steps and layers follow each
other.

What a step adds up from its input is computed for all steps of a layer in one product; the loop
over time holds only what depends on the step before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ._backend import (
    F,
    Tensor,
    _recurrent,
    addmm,
    autocast_enabled,
    autocast_lower,
    cat,
    get_autocast_dtype,
    relu,
    set_autocast_enabled,
    sigmoid,
    stack,
    tanh,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    # The hidden state of one direction of one layer; an LSTM's has a second tensor, the cells.
    State = tuple[Tensor, ...]


class Weights(NamedTuple):
    """The parameters of one direction of one layer, by what they multiply."""

    w_ih: Tensor
    w_hh: Tensor
    b_ih: Tensor | None = None
    b_hh: Tensor | None = None
    w_hr: Tensor | None = None


# Each step takes what the input and the biases add to its gates, the state before, and the weights.


def lstm_step(gates: Tensor, state: State, w: Weights) -> State:
    """Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997), with projection (Sak 2014)."""
    h, c = state
    i, f, g, o = addmm(gates, h, w.w_hh.t()).chunk(4, -1)
    c = sigmoid(f) * c + sigmoid(i) * tanh(g)
    h = sigmoid(o) * tanh(c)
    return (h if w.w_hr is None else F.linear(h, w.w_hr)), c


def gru_step(gates: Tensor, state: State, w: Weights) -> State:
    """Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014)."""
    (h,) = state
    input_r, input_z, input_n = gates.chunk(3, -1)
    hidden_r, hidden_z, hidden_n = F.linear(h, w.w_hh, w.b_hh).chunk(3, -1)
    r = sigmoid(input_r + hidden_r)
    z = sigmoid(input_z + hidden_z)
    n = tanh(input_n + r * hidden_n)
    return (n + z * (h - n),)


def tanh_step(gates: Tensor, state: State, w: Weights) -> State:
    """Elman, "Finding Structure in Time" (1990)."""
    return (tanh(addmm(gates, state[0], w.w_hh.t())),)


def relu_step(gates: Tensor, state: State, w: Weights) -> State:
    """As ``tanh_step``, with another nonlinearity."""
    return (relu(addmm(gates, state[0], w.w_hh.t())),)


STEPS: dict[str, Callable[[Tensor, State, Weights], State]] = {
    "LSTM": lstm_step,
    "GRU": gru_step,
    "RNN_TANH": tanh_step,
    "RNN_RELU": relu_step,
}


def from_input(mode: str, input: Tensor, w: Weights) -> Tensor:
    """What the input and the biases add to the gates; a GRU takes the bias of its state itself."""
    bias = w.b_ih
    if mode != "GRU" and bias is not None and w.b_hh is not None:
        bias = bias + w.b_hh
    return F.linear(input, w.w_ih, bias)


def _run_layer(
    mode: str, gates: Tensor, state: State, w: Weights, sizes: list[int], reverse: bool
) -> tuple[Tensor, State]:
    """One direction of one layer: the outputs of all rows, and the last state."""
    if w.w_hr is None and not gates.is_complex():
        bias = w.b_hh if mode == "GRU" else None
        cells = state[1] if mode == "LSTM" else None
        output, *last = _recurrent(gates, state[0], cells, w.w_hh, bias, sizes, mode, reverse)
        return output, tuple(last)
    outputs = []
    step = STEPS[mode]
    steps = gates.split(sizes)
    for x in reversed(steps) if reverse else steps:
        n = x.size(0)
        now = step(x, tuple(s[:n] for s in state), w)
        # The sequences that have ended, or not begun, keep the state they have.
        state = tuple(cat((a, s[n:])) for a, s in zip(now, state, strict=True))
        outputs.append(now[0])
    return cat(outputs[::-1] if reverse else outputs), state


def run(
    mode: str,
    input: Tensor,
    sizes: list[int],
    states: Sequence[Tensor],
    weights: Sequence[Weights],
    *,
    bidirectional: bool,
    dropout: float,
) -> tuple[Tensor, list[Tensor]]:
    """All layers of a recurrent network.

    ``input`` has a row for each element of each sequence, step by step, ``sizes[t]`` of them at
    step ``t``, the longest sequences first. ``states`` are the first states ``(layers *
    directions, batch, size)``, and ``weights`` those of each layer and direction in the same
    order. ``dropout`` is applied after every layer but the last.
    """
    if autocast_enabled():
        # The products of a GRU round their factors; its state, which adds them up, keeps its type.
        kind = states[0].dtype if mode == "GRU" else get_autocast_dtype("cpu")
        rounded = [[None if t is None else autocast_lower(t).to(kind) for t in w] for w in weights]
        set_autocast_enabled("cpu", False)
        try:
            return run(
                mode,
                autocast_lower(input).to(kind),
                sizes,
                [s.to(kind) for s in states],
                [Weights(*w) for w in rounded],  # type: ignore[arg-type]
                bidirectional=bidirectional,
                dropout=dropout,
            )
        finally:
            set_autocast_enabled("cpu", True)
    directions = 2 if bidirectional else 1
    last: list[State] = []
    layers = len(weights) // directions
    for layer in range(layers):
        outputs = []
        for direction in range(directions):
            at = layer * directions + direction
            gates = from_input(mode, input, weights[at])
            state = tuple(s[at] for s in states)
            output, state = _run_layer(mode, gates, state, weights[at], sizes, direction == 1)
            outputs.append(output)
            last.append(state)
        input = outputs[0] if directions == 1 else cat(outputs, -1)
        if dropout and layer < layers - 1:
            input = F.dropout(input, dropout, training=True)
    return input, [stack(part) for part in zip(*last, strict=True)]
