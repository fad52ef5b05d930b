"""Dropout: what is zero is drawn, what is left is scaled."""

from op_table import case, real, row

MANY = 4000
FLOATING = ("float64", "float32", "float16", "bfloat16")
F = "nn.functional."


def bad(name):
    return [
        lambda t: getattr(t.nn.functional, name)(t.ones(2, 3, 4), 1.5),
        lambda t: getattr(t.nn.functional, name)(t.ones(2, 3, 4), -0.1),
    ]


def certain(name, *shape):
    """Nothing drawn: not training, or a probability of 0 or 1."""
    return row(
        F + name,
        samples=[
            case(real(*shape), 0.5, False),
            case(real(*shape), 0.0, True),
            case(real(*shape), 1.0, True),
        ],
        finite=True,
        dtypes=FLOATING,
        label=f"{name} certain",
    )


SHAPES = {
    "dropout": (3, 4),
    "alpha_dropout": (3, 4),
    "dropout1d": (2, 3, 4),
    "dropout2d": (2, 3, 4, 2),
    "dropout3d": (2, 3, 2, 2, 2),
    "feature_alpha_dropout": (2, 3, 4),
}

ROWS = [
    row(
        F + "dropout",
        samples=[case(real(MANY), 0.3, True), case(real(MANY)), case(real(2, 3), 0.5, True, True)],
        random=True,
        dtypes=FLOATING,
        bad=bad("dropout"),
    ),
    row(
        "dropout",
        samples=[case(real(MANY), 0.3, True), case(real(3), 0.5, False)],
        random=True,
        dtypes=FLOATING,
        bad=[lambda t: t.dropout(t.ones(2), 1.5, True), lambda t: t.dropout(t.ones(2), 0.5)],
    ),
    row(
        F + "alpha_dropout",
        samples=[case(real(MANY), 0.3, True)],
        random=True,
        dtypes=FLOATING,
        bad=bad("alpha_dropout"),
    ),
    row(
        F + "dropout1d",
        samples=[case(real(40, 50, 2), 0.3, True)],
        random=True,
        dtypes=FLOATING,
        bad=[*bad("dropout1d"), lambda t: t.nn.functional.dropout1d(t.ones(2))],
    ),
    row(
        F + "dropout2d",
        samples=[case(real(40, 50, 1, 2), 0.3, True)],
        random=True,
        dtypes=FLOATING,
        bad=bad("dropout2d"),
    ),
    row(
        F + "dropout3d",
        samples=[case(real(40, 50, 1, 2, 1), 0.3, True)],
        random=True,
        dtypes=FLOATING,
        bad=bad("dropout3d"),
    ),
    row(
        F + "feature_alpha_dropout",
        samples=[case(real(40, 50, 2), 0.3, True)],
        random=True,
        dtypes=FLOATING,
        bad=bad("feature_alpha_dropout"),
    ),
    *(certain(name, *shape) for name, shape in SHAPES.items()),
    *(
        row(
            F + name,
            samples=[
                case(real(*shape), p, train, True) for p, train in [(0.5, False), (1.0, True)]
            ],
            dtypes=FLOATING,
            layouts=(),
            label=f"{name} in place",
        )
        for name, shape in SHAPES.items()
    ),
]
