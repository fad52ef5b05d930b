"""Softmax and its logarithm."""

from op_table import case, given, real, row

F = "nn.functional."
ALONG = [
    case(real(3, 5), 1),
    case(real(3, 5), 0),
    case(real(2, 3, 4), -2),
    case(real(), 0),
    case(real(0, 3), 1),
    case(real(3, 0), 1),
    case(real(3, 70), 1),
    case(real(70, 3), 0),
    case(given([[float("-inf"), 0.0], [float("-inf"), float("-inf")]]), 1),
]
# PyTorch refuses integers, but not where there are none of them.
TYPES = ("float64", "float32", "float16", "bfloat16")

ROWS = [
    *(
        row(
            name,
            samples=ALONG,
            dtypes=TYPES,
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(2), 1),
                lambda t, name=name: getattr(t, name)(t.ones(2)),
                lambda t, name=name: getattr(t, name)(t.ones(2), "a"),
                lambda t, name=name: getattr(t, name)(t.tensor([1, 2]), 0),
            ],
        )
        for name in ("softmax", "log_softmax")
    ),
    *(
        row(
            F + name,
            samples=ALONG,
            dtypes=TYPES,
            bad=[lambda t, name=name: getattr(t.nn.functional, name)(t.ones(2), 1)],
        )
        for name in ("softmax", "log_softmax", "softmin")
    ),
    *(
        row(
            F + name,
            lambda t, x, name=name: getattr(t.nn.functional, name)(x, 1, dtype=t.float64),
            samples=[(real(3, 5),)],
            dtypes=(*TYPES[:4], "int64", "bool"),
            label=f"{name} dtype",
        )
        for name in ("softmax", "log_softmax", "softmin")
    ),
]
