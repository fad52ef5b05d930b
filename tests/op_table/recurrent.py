"""One direction of a recurrent layer, through the modules that run it.

The weights are copied into a module, and so take no gradient here: tests/nn/test_recurrent.py has
that.
"""

from op_table import case, real, row

WIDTH, HIDDEN = 3, 4
GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}


def layer(kind, **options):
    def call(t, x, state, cells, *weights):
        module = getattr(t.nn, kind)(WIDTH, HIDDEN, **options).to(x.dtype)
        with t.no_grad():
            for parameter, weight in zip(module.parameters(), weights, strict=True):
                parameter.copy_(weight)
        return module(x, (state, cells) if kind == "LSTM" else state)

    return call


def weights(kind, directions=1):
    height = GATES[kind] * HIDDEN
    shapes = [(height, WIDTH), (height, HIDDEN), (height,), (height,)] * directions
    return [real(*shape, constant=True) for shape in shapes]


def states(*shape):
    return [real(*shape), real(*shape)]


ROWS = [
    row(
        "_recurrent",
        layer(kind, **options),
        samples=[
            case(real(5, 2, WIDTH), *states(directions, 2, HIDDEN), *weights(kind, directions)),
            case(real(5, WIDTH), *states(directions, HIDDEN), *weights(kind, directions)),
        ],
        dtypes=("float64", "float32"),
        label=f"recurrent {kind} {options}" if options else f"recurrent {kind}",
        finite=True,
    )
    for kind, options in [
        ("RNN", {}),
        ("RNN", {"nonlinearity": "relu"}),
        ("GRU", {}),
        ("LSTM", {}),
        ("LSTM", {"bidirectional": True}),
    ]
    for directions in [2 if options.get("bidirectional") else 1]
]
