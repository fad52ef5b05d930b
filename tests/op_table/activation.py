"""Activation functions of nn.functional, and the plain names that some of them have."""

from op_table import DTYPES, case, real, row

F = "nn.functional."


def activation(name, *samples, low=-4.0, high=4.0, **options):
    """``name`` on a range with every piece of the function, with the arguments of the samples."""
    shapes = [(3, 5), (), (2, 0), (37,)]
    plain = [case(real(*shape, low=low, high=high)) for shape in shapes]
    more = [case(real(3, 5, low=low, high=high), *s.arguments, **s.keywords) for s in samples]
    bad = [
        lambda t: getattr(t.nn.functional, name)(),
    ]
    if name not in ("tanhshrink", "softsign", "tanh", "sigmoid"):  # an AttributeError there
        bad.append(lambda t: getattr(t.nn.functional, name)("x"))
    bad += options.pop("bad", [])
    return row(F + name, samples=plain + more, bad=bad, **options)


# Bounds below zero are none of an unsigned type.
NOT_UNSIGNED = tuple(kind for kind in DTYPES if kind != "uint8")
IN_PLACE = case(inplace=True)

ROWS = [
    activation("relu", IN_PLACE),
    activation("leaky_relu", case(0.2), case(negative_slope=-0.5), IN_PLACE),
    activation("elu", case(1.5), case(alpha=0.3), IN_PLACE),
    activation("selu", IN_PLACE),
    activation("celu", case(1.5), case(alpha=0.3), bad=[lambda t: t.celu(t.ones(2), alpha=0.0)]),
    activation(
        "gelu",
        case(approximate="tanh"),
        case(approximate="none"),
        bad=[lambda t: t.nn.functional.gelu(t.ones(2), approximate="x")],
    ),
    activation("silu", IN_PLACE),
    activation("mish", IN_PLACE),
    activation("softplus", case(2), case(1, 1.5), case(beta=0.5, threshold=1)),
    activation("hardtanh", case(-0.5, 2.0), case(min_val=0.0), IN_PLACE, dtypes=NOT_UNSIGNED),
    activation("relu6", IN_PLACE, low=-3.0, high=8.0),
    activation("hardsigmoid", IN_PLACE),
    activation("hardswish", IN_PLACE),
    activation("hardshrink", case(1.0), case(lambd=0.0)),
    activation(
        "softshrink",
        case(1.0),
        case(lambd=0.0),
        bad=[lambda t: t.nn.functional.softshrink(t.ones(2), -1.0)],
    ),
    activation("tanhshrink"),
    activation("softsign"),
    activation("tanh"),
    activation("sigmoid"),
    activation("logsigmoid"),
    row(
        F + "threshold",
        samples=[
            case(real(3, 5), 0.5, 7.0),
            case(real(), 0.0, 1.0),
            case(real(0, 2), 0.0, 1.0),
        ],
        bad=[lambda t: t.nn.functional.threshold(t.ones(2), 0.5)],
    ),
    row(
        F + "threshold",
        samples=[case(real(3, 5), 0.5, 1.0, inplace=True)],
        layouts=(),
        label="threshold in place",
    ),
    row(
        F + "prelu",
        samples=[
            (real(2, 3, 4), real(3)),
            (real(2, 3), real(1)),
            (real(4), real(1)),
            (real(), real(1)),
            (real(0, 3), real(3)),
        ],
        bad=[
            lambda t: t.nn.functional.prelu(t.ones(2, 3), t.ones(2)),
            lambda t: t.nn.functional.prelu(t.ones(2, 3), t.ones(1, dtype=t.float64)),
            lambda t: t.nn.functional.prelu(t.ones(2, 3), t.ones(1, 3)),
        ],
    ),
    row(
        F + "glu",
        samples=[(real(3, 4),), (real(4, 3), 0), (real(2, 3, 6), -1), (real(0, 2),)],
        bad=[
            lambda t: t.nn.functional.glu(t.ones(3)),
            lambda t: t.nn.functional.glu(t.tensor(1.0)),
            lambda t: t.nn.functional.glu(t.ones(2), 3),
        ],
    ),
]
