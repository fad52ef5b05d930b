"""Tensors out of nothing, and out of the shape of another."""

from op_table import case, real, row

KINDS = (
    "float64",
    "float32",
    "float16",
    "bfloat16",
    "int64",
    "int32",
    "uint8",
    "bool",
    "complex64",
)


def typed(name):
    """With the dtype named by its string."""

    def call(t, *arguments, dtype=None, **keywords):
        place = t
        for part in name.split("."):
            place = getattr(place, part)
        if dtype is not None:
            keywords["dtype"] = getattr(t, dtype)
        return place(*arguments, **keywords)

    return call


def method(name):
    def call(t, x, *arguments, dtype=None, **keywords):
        if dtype is not None:
            keywords["dtype"] = getattr(t, dtype)
        return getattr(x, name)(*arguments, **keywords)

    return call


def sizes(name):
    """Sizes that are none."""
    return [
        lambda t: getattr(t, name)(-1),
        lambda t: getattr(t, name)(2, "a"),
        lambda t: getattr(t, name)(1.5),
        lambda t: getattr(t, name)(2, dtype="float32"),
        lambda t: getattr(t, name)(2**40, 2**40),
    ]


PLAIN = [
    case(2, 3),
    case((2, 3)),
    case(0),
    case(()),
    case(2, dtype="float64"),
    case([3], dtype="bool"),
]
PLAIN += [case(3, dtype=kind) for kind in KINDS]
LIKE = [case(real(2, 3)), case(real()), case(real(0)), case(real(3), dtype="int32")]
NEW = [case(real(2), 2, 3), case(real(2), (4,)), case(real(2), (2,), dtype="int64")]

ROWS = [
    row("zeros", typed("zeros"), samples=PLAIN, bad=sizes("zeros")),
    row("ones", typed("ones"), samples=PLAIN, bad=sizes("ones")),
    row("empty", typed("empty"), samples=PLAIN, uninitialised=True, bad=sizes("empty")),
    row(
        "full",
        typed("full"),
        samples=[
            case((2, 3), 1.5),
            case((2,), 3),
            case((2,), True),
            case((2,), 1 + 2j),
            case((), float("nan")),
            *(case((2,), 1, dtype=kind) for kind in KINDS),
        ],
        bad=[
            lambda t: t.full((2,), "a"),
            lambda t: t.full((-1,), 1),
            lambda t: t.full((2,), 1j, dtype=t.float32),
            lambda t: t.full((2,), 300, dtype=t.uint8),
        ],
    ),
    row(
        "empty_strided",
        lambda t, *a: (t.empty_strided(*a), t.empty_strided(*a).stride()),
        samples=[((2, 3), (1, 2)), ((2, 3), (5, 1)), ((), ())],
        uninitialised=True,
        bad=[lambda t: t.empty_strided((2,), (1, 1)), lambda t: t.empty_strided((2,), (-1,))],
    ),
    row(
        "empty_permuted",
        lambda t, *a: (t.empty_permuted(*a), t.empty_permuted(*a).stride()),
        samples=[((2, 3, 4), (0, 2, 1)), ((2, 3), (0, 1))],
        uninitialised=True,
        bad=[lambda t: t.empty_permuted((2, 3), (0, 0)), lambda t: t.empty_permuted((2,), (0, 1))],
    ),
    row("zeros_like", typed("zeros_like"), samples=LIKE, derivatives=0),
    row("ones_like", typed("ones_like"), samples=LIKE, derivatives=0),
    row("empty_like", typed("empty_like"), samples=LIKE, uninitialised=True, derivatives=0),
    row(
        "full_like",
        typed("full_like"),
        samples=[case(real(2, 3), 2), case(real(), 1), case(real(3), 1, dtype="int32")],
        derivatives=0,
        bad=[lambda t: t.full_like(t.ones(2), "a"), lambda t: t.full_like([1], 2)],
    ),
    row(
        "new_zeros",
        method("new_zeros"),
        samples=NEW,
        derivatives=0,
        bad=[lambda t: t.ones(2).new_zeros(-1)],
    ),
    row("new_ones", method("new_ones"), samples=NEW, derivatives=0),
    row("new_empty", method("new_empty"), samples=NEW, uninitialised=True, derivatives=0),
    row(
        "new_full",
        method("new_full"),
        samples=[case(real(2), (2, 3), 1), case(real(2), (), 0)],
        derivatives=0,
    ),
    row(
        "new_empty_strided",
        method("new_empty_strided"),
        samples=[case(real(2), (2, 3), (1, 2))],
        uninitialised=True,
        derivatives=0,
    ),
    row(
        "arange",
        typed("arange"),
        samples=[
            case(5),
            case(5.0),
            case(1, 7),
            case(1, 7, 2),
            case(7, 1, -2),
            case(0, 1, 0.1),
            case(0.5, 3),
            case(3, 3),
            case(70),
            *(case(5, dtype=kind) for kind in KINDS if kind not in ("bool", "complex64")),
            case(1, 3, 0.5, dtype="int64"),
        ],
        bad=[
            lambda t: t.arange(0, 5, 0),
            lambda t: t.arange(5, 0),
            lambda t: t.arange(0, float("inf")),
            lambda t: t.arange(float("nan")),
            lambda t: t.arange("a"),
            lambda t: t.arange(3, dtype=t.bool),
        ],
    ),
    row(
        "range",
        typed("range"),
        samples=[case(0, 4), case(1, 2, 0.25), case(4, 0, -1)],
        bad=[lambda t: t.range(0, 4, 0), lambda t: t.range(4, 0)],
    ),
    row(
        "linspace",
        typed("linspace"),
        samples=[
            case(0, 1, 5),
            case(1, -1, 4),
            case(0, 1, 1),
            case(0, 1, 0),
            case(0, 10, 7, dtype="int64"),
            case(0, 1, 33, dtype="float64"),
            case(real(constant=True), 4, 5, dtype="float64"),
            case(0, 1j, 3),
        ],
        bad=[
            lambda t: t.linspace(0, 1),
            lambda t: t.linspace(0, 1, -1),
            lambda t: t.linspace(t.ones(2), 1, 3),
        ],
        dtypes=("float64", "float32"),
    ),
    row(
        "logspace",
        typed("logspace"),
        samples=[
            case(0, 1, 5),
            case(0, 3, 4, 2.0),
            case(0, 1, 1),
            case(0, 1, 0),
            case(0, 3, 4, base=2, dtype="int64"),
            case(-1, 1, 9, dtype="float64"),
        ],
        bad=[lambda t: t.logspace(0, 1, -1)],
    ),
    row(
        "eye",
        typed("eye"),
        samples=[case(3), case(2, 4), case(4, 2), case(0), *(case(3, dtype=k) for k in KINDS)],
        bad=[lambda t: t.eye(-1), lambda t: t.eye(2, -1), lambda t: t.eye(1.5)],
    ),
]
