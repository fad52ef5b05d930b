"""Arithmetic, elementary functions and clamps, element by element."""

from op_table import INTEGERS, boolean, case, complex_, given, integer, real, row

INT_AND_FLOAT = ("float64", "float32", "float16", "bfloat16", *INTEGERS)


def unary(name, low=-2.0, high=2.0, **options):
    """A function of one argument, on [low, high]."""
    samples = [(real(3, 5, low=low, high=high),), (real(low=low, high=high),), (real(2, 0),)]
    # More than one vector register, and a tail.
    samples.append((real(67, low=low, high=high),))
    bad = [lambda t: getattr(t, name)(), lambda t: getattr(t, name)([1.0])]
    return row(name, samples=samples, bad=bad, **options)


PAIRS = [
    (real(3, 4), real(3, 4)),
    (real(3, 4), real(4)),
    (real(3, 1), real(1, 4)),
    (real(), real(2)),
    (real(2), real()),
    (real(0, 2), real(2)),
    (real(35), real(35)),
    (real(5), real(5, dtype="float32")),
    (real(5), integer(5)),
]
WITH_NUMBERS = [*PAIRS, (real(4), 2), (real(4), 0.5), (real(4), -3), (real(), True)]
POSITIVE = [
    (real(3, 4, low=0.5, high=3), real(3, 4, low=0.5, high=3)),
    (real(3, 1, low=0.5, high=3), real(4, low=0.5, high=3)),
]
# No divisor near zero, and none that divides exactly.
DIVISIONS = [
    (real(3, 4, low=-20, high=20), real(3, 4, low=1, high=3)),
    (real(3, 4, low=-20, high=20), real(4, low=-3, high=-1)),
    (real(low=-20, high=20), real(3, low=1, high=3)),
    (real(0, 4), real(4, low=1, high=3)),
    (real(5, low=-20, high=20), 3),
    (real(5, low=-20, high=20), -3),
    (real(5, low=-20, high=20), 2.5),
    (real(5, low=-20, high=20), real(5, low=1, high=3, dtype="float32")),
]
BITS = [
    (integer(3, 4, low=-20, high=20), integer(3, 4, low=-20, high=20)),
    (integer(3, 1, low=-20, high=20, dtype="int32"), integer(4, low=-20, high=20)),
    (integer(3, low=0, high=200, dtype="uint8"), integer(3, low=-20, high=20, dtype="int8")),
    (boolean(3, 4), boolean(4)),
    (boolean(3), integer(3)),
    (integer(4), 6),
    (boolean(4), True),
    (integer(0, 2), integer(2)),
    (integer(), integer(2)),
]
SHIFTS = [
    (integer(3, 4, low=-20, high=20), integer(3, 4, low=0, high=6)),
    (integer(3, 1, low=0, high=20, dtype="int32"), integer(4, low=0, high=6, dtype="int32")),
    (integer(3, low=0, high=200, dtype="uint8"), integer(3, low=0, high=7, dtype="uint8")),
    (integer(4), 2),
    (integer(0, 2), integer(2)),
]


def mismatch(name):
    return [
        lambda t: getattr(t, name)(t.ones(2), t.ones(3)),
        lambda t: getattr(t, name)(t.ones(2), "1"),
        lambda t: getattr(t, name)(t.ones(2), None),
        lambda t: getattr(t, name)(t.ones(2)),
    ]


ROWS = [
    unary("neg"),
    unary("abs"),
    unary("sign"),
    unary("square"),
    unary("reciprocal", 0.5, 3),
    unary("sqrt", 0.1, 4),
    unary("rsqrt", 0.1, 4),
    unary("floor"),
    unary("ceil"),
    unary("trunc"),
    unary("frac"),
    unary("exp"),
    unary("exp2"),
    unary("expm1"),
    unary("log", 0.1, 4),
    unary("log2", 0.1, 4),
    unary("log10", 0.1, 4),
    unary("log1p", -0.9, 3),
    unary("sin", -9, 9),
    unary("cos", -9, 9),
    unary("tan", -1.4, 1.4),
    unary("asin", -0.9, 0.9),
    unary("acos", -0.9, 0.9),
    unary("atan"),
    unary("sinh"),
    unary("cosh"),
    unary("tanh"),
    unary("asinh"),
    unary("acosh", 1.1, 4),
    unary("atanh", -0.9, 0.9),
    unary("erf"),
    unary("erfc"),
    unary("sigmoid"),
    unary("relu"),
    row(
        "bitwise_not",
        samples=[(integer(3, 4, low=-20, high=20),), (boolean(4),), (integer(3, dtype="uint8"),)],
        bad=[lambda t: t.bitwise_not(t.ones(2))],
    ),
    *(
        row(
            name,
            samples=[*BITS, (6, integer(4))],
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(2), t.ones(2)),
                lambda t, name=name: getattr(t, name)(t.ones(2, dtype=t.int64), 1.5),
                lambda t, name=name: getattr(t, name)(t.tensor([1, 2]), t.tensor([1, 2, 3])),
            ],
        )
        for name in ("bitwise_and", "bitwise_or", "bitwise_xor")
    ),
    *(
        row(
            name,
            samples=[*SHIFTS, (100, integer(4, low=0, high=5))],
            bad=[lambda t, name=name: getattr(t, name)(t.ones(2), t.ones(2))],
        )
        for name in ("bitwise_left_shift", "bitwise_right_shift")
    ),
    row(
        "add",
        samples=[*WITH_NUMBERS, case(real(3), real(3), alpha=2), case(real(3), 2, alpha=3)],
        bad=[*mismatch("add"), lambda t: t.add(t.ones(2, dtype=t.int64), 1, alpha=0.5)],
    ),
    row(
        "sub",
        samples=[*WITH_NUMBERS, case(real(3), real(3), alpha=2), case(real(3), 2, alpha=3)],
        bad=mismatch("sub"),
    ),
    row("mul", samples=WITH_NUMBERS, bad=mismatch("mul")),
    row(
        "div",
        samples=[
            *DIVISIONS,
            *(case(*sample, rounding_mode="floor") for sample in DIVISIONS),
            *(case(*sample, rounding_mode="trunc") for sample in DIVISIONS),
        ],
        bad=[*mismatch("div"), lambda t: t.div(t.ones(2), 2, rounding_mode="up")],
    ),
    row("true_divide", samples=DIVISIONS, bad=mismatch("true_divide")),
    row("floor_divide", samples=DIVISIONS, bad=mismatch("floor_divide")),
    row(
        "remainder",
        samples=[*DIVISIONS, (7, real(4, low=1, high=3))],
        bad=mismatch("remainder"),
    ),
    row("fmod", samples=DIVISIONS, bad=mismatch("fmod")),
    row(
        "pow",
        samples=[
            (real(3, 4, low=0.5, high=3), real(3, 4, low=0, high=3)),
            (real(3, 1, low=0.5, high=3), real(4, low=0, high=3)),
            *((real(5, low=0.5, high=3), n) for n in (0, 1, 2, 3, 4, 0.5, 2.5)),
            *((real(5, low=0.5, high=3), n) for n in (-1, -2, -0.5)),
            (real(0, 3), 2),
            (2, real(4, low=0, high=3)),
            (0.5, real(4, low=0, high=3)),
            (1, real(4, low=0, high=3)),
        ],
        bad=[*mismatch("pow"), lambda t: t.pow(t.tensor([2]), -1)],
    ),
    *(
        row(
            name,
            samples=PAIRS,
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(2), t.ones(3)),
                lambda t, name=name: getattr(t, name)(t.ones(2), 1),
            ],
        )
        for name in ("maximum", "minimum")
    ),
    *(
        row(
            name,
            samples=[
                (real(3, 4), real(3, 4), real(3, 4, low=1, high=3)),
                (real(3, 1), real(4), real(3, 4, low=1, high=3)),
                (real(), real(2), real(2, low=1, high=3)),
                (real(0, 2), real(2), real(2, low=1, high=3)),
                case(real(3), real(3), real(3, low=1, high=3), value=2),
                case(real(3), real(3), real(3, low=1, high=3), value=1.5),
            ],
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(2), t.ones(3), t.ones(2)),
                lambda t, name=name: getattr(t, name)(t.ones(2), t.ones(2)),
            ],
        )
        for name in ("addcmul", "addcdiv")
    ),
    row(
        "lerp",
        samples=[
            (real(3, 4), real(3, 4), 0.3),
            (real(3, 4), real(4), 0.7),
            (real(3, 4), real(3, 4), real(3, 4, low=0, high=1)),
            (real(3, 1), real(4), real(4, low=0, high=1)),
            (real(), real(2), real(low=0, high=1)),
            (real(0), real(0), 0.5),
        ],
        bad=[
            lambda t: t.lerp(t.ones(2), t.ones(3), 0.5),
            lambda t: t.lerp(t.ones(2), t.ones(2, dtype=t.float64), 0.5),
            lambda t: t.lerp(t.ones(2), t.ones(2)),
        ],
    ),
    row(
        "clamp",
        samples=[
            case(real(3, 4), -1, 1),
            case(real(3, 4), min=-0.5),
            case(real(3, 4), max=0.5),
            case(real(3, 4), 1, -1),
            case(real(0, 2), 0, 1),
            case(real(), -1, 1),
            case(real(3, 4), real(4, low=-2, high=-1), real(3, 1, low=1, high=2)),
            case(real(3, 4), min=real(3, 4)),
            case(real(3, 4), max=real(4)),
            case(real(3, 4), min=real(4, dtype="float32")),
        ],
        bad=[
            lambda t: t.clamp(t.ones(2)),
            lambda t: t.clamp(t.ones(2), t.ones(3)),
            lambda t: t.clamp(t.ones(2), "a"),
        ],
    ),
    row(
        "clamp_min",
        samples=[
            (real(3, 4), -1),
            (real(3, 4), 0.5),
            (real(), 0),
            (real(0, 3), 0),
            (real(3, 4), real()),
        ],
        bad=[lambda t: t.clamp_min(t.ones(2)), lambda t: t.clamp_min(t.ones(2), "a")],
    ),
    row(
        "clamp_max",
        samples=[
            (real(3, 4), -1),
            (real(3, 4), 0.5),
            (real(), 0),
            (real(0, 3), 0),
            (real(3, 4), real()),
        ],
        bad=[lambda t: t.clamp_max(t.ones(2)), lambda t: t.clamp_max(t.ones(2), "a")],
    ),
    row(
        "isclose",
        samples=[
            (given([1.0, 2.0, 3.0]), given([1.0, 2.00001, 4.0])),
            case(given([1.0, 2.0, 3.0]), given([1.0, 2.1, 4.0]), rtol=0.1),
            case(given([1.0, 2.0, 3.0]), given([1.0, 2.1, 4.0]), atol=0.2, equal_nan=True),
            (real(0), real(0)),
        ],
        bad=[
            lambda t: t.isclose(t.ones(2), t.ones(2, dtype=t.float64)),
            lambda t: t.isclose(t.ones(2), t.ones(2), rtol=-1),
            lambda t: t.isclose(t.ones(2), t.ones(3)),
        ],
    ),
    row(
        ("complex", "polar", "real", "imag", "view_as_real", "view_as_complex"),
        lambda t, a, b: (
            t.complex(a, b),
            t.view_as_real(t.complex(a, b)),
            t.real(t.complex(a, b)),
            t.imag(t.complex(a, b)),
            t.polar(a.abs(), b),
            t.real(a),
        ),
        samples=[
            (real(3, 4), real(3, 4)),
            (real(3, 1), real(4)),
            (real(), real()),
            (real(0), real(0)),
        ],
        dtypes=("float64", "float32"),
        finite=True,
        bad=[
            lambda t: t.complex(t.ones(2), t.ones(2, dtype=t.float64)),
            lambda t: t.complex(t.ones(2, dtype=t.int64), t.ones(2, dtype=t.int64)),
            lambda t: t.polar(t.ones(2), t.ones(3)),
            lambda t: t.imag(t.ones(2)),
            lambda t: t.view_as_real(t.ones(2)),
        ],
    ),
    row(
        "view_as_complex",
        samples=[(real(3, 2),), (real(2),), (real(0, 2),)],
        dtypes=("float64", "float32"),
        bad=[
            lambda t: t.view_as_complex(t.ones(3)),
            lambda t: t.view_as_complex(t.tensor(1.0)),
            lambda t: t.view_as_complex(t.ones(2, dtype=t.int64)),
            lambda t: t.view_as_complex(t.ones(2, 2).t()),
        ],
    ),
    row("real", samples=[(complex_(3, 4),), (complex_(),), (complex_(0),)]),
    row("imag", samples=[(complex_(3, 4),), (complex_(),), (complex_(0),)]),
    row("view_as_real", samples=[(complex_(3, 4),), (complex_(),), (complex_(0),)]),
]
