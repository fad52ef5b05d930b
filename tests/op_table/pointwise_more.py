"""Element by element: gamma functions, parts of numbers, extrema, divisors, bounds, degrees."""

from op_table import case, integer, real, row

# Broadcasting, no dimensions, nothing.
PAIRS = [
    (real(3, 4), real(3, 4)),
    (real(3, 4), real(4)),
    (real(3, 1), real(1, 4)),
    (real(), real(2)),
    (real(0, 2), real(2)),
]
ONE = [(real(3, 4),), (real(),), (real(2, 0),)]
POSITIVE = [(real(3, 4, low=0.5, high=9),), (real(low=0.5, high=9),), (real(2, 0),)]
UNIT = [(real(3, 4, low=0.05, high=0.95),), (real(low=0.05, high=0.95),), (real(2, 0),)]


def mismatch(name):
    return [
        lambda t: getattr(t, name)(t.ones(2), t.ones(3)),
        lambda t: getattr(t, name)(t.ones(2), None),
        lambda t: getattr(t, name)([1.0], t.ones(2)),
    ]


ROWS = [
    *(
        row(name, samples=PAIRS, bad=mismatch(name))
        for name in ("atan2", "fmax", "fmin", "heaviside", "logaddexp", "logaddexp2", "hypot")
    ),
    *(row(name, samples=PAIRS, bad=mismatch(name)) for name in ("gcd", "lcm", "ldexp")),
    row("nextafter", samples=PAIRS, bad=mismatch("nextafter")),
    # Not with NaN: what sign one has in 16 bits is open.
    row(
        "copysign",
        samples=[*PAIRS, (real(4), -1.5), (real(4), 2)],
        bad=mismatch("copysign"),
        finite=True,
    ),
    row(
        "xlogy",
        samples=[
            (real(3, 4), real(3, 4, low=0.1, high=3)),
            (real(3, 1), real(4, low=0.1, high=3)),
            (real(4), 2.5),
            (2.5, real(4, low=0.1, high=3)),
            (real(0), real(0)),
        ],
        bad=mismatch("xlogy"),
    ),
    row(
        "float_power",
        samples=[
            (real(3, 4, low=0.5, high=3), real(4)),
            (real(4, low=0.5, high=3), 2.5),
            (2, real(4)),
            (real(0), 2),
        ],
        bad=mismatch("float_power"),
    ),
    row(
        "float_power_",
        lambda t, x: x.clone().float_power_(2),
        samples=[(real(4, low=0.5, high=3),)],
    ),
    row(
        "rsub",
        samples=[
            (real(3, 4), real(4)),
            (real(3), 2.5),
            case(real(3), real(3), alpha=2),
            case(real(3), 1, alpha=2),
        ],
        bad=[lambda t: t.rsub(t.ones(2), t.ones(3)), lambda t: t.rsub(t.tensor([True]), 1)],
    ),
    *(
        row(name, samples=ONE)
        for name in ("deg2rad", "rad2deg", "isposinf", "isneginf", "positive", "sinc")
    ),
    *(row(name, samples=POSITIVE) for name in ("lgamma", "digamma")),
    row("erfinv", samples=UNIT),
    row(
        "logit",
        samples=[*UNIT, (real(3, low=0, high=1), 0.1), case(real(3, low=0, high=1), eps=1e-3)],
        bad=[lambda t: t.logit(t.ones(2), "x")],
    ),
    row(
        "polygamma",
        samples=[(n, real(5, low=0.3, high=6)) for n in range(5)]
        + [(1, real(3, low=-0.9, high=-0.1))],
        bad=[lambda t: t.polygamma(-1, t.ones(2)), lambda t: t.polygamma(1.5, t.ones(2))],
    ),
    row(
        "mvlgamma",
        samples=[(real(4, low=3, high=9), p) for p in (1, 2, 5)],
        bad=[lambda t: t.mvlgamma(t.ones(2), 0)],
    ),
    row(
        "round",
        samples=[
            *ONE,
            case(real(6, low=-50, high=50), decimals=1),
            case(real(6, low=-500, high=500), decimals=-2),
            case(real(6), decimals=0),
        ],
        bad=[lambda t: t.round(t.ones(2), 2), lambda t: t.round(t.ones(2), decimals=1.5)],
    ),
    row(
        "nan_to_num",
        samples=[*ONE, (real(5), 1.5), case(real(5), nan=2.0, posinf=3.0, neginf=-4.0)],
        bad=[lambda t: t.nan_to_num(t.ones(2), "x")],
    ),
    row(
        "frexp",
        samples=[*ONE, (real(9, low=-1e3, high=1e3),)],
        bad=[lambda t: t.frexp(t.tensor([1, 2]))],
    ),
    row(
        "clamp",
        samples=[
            (real(3, 4), -0.5, 0.75),
            case(real(3, 4), min=-0.5),
            case(real(3, 4), max=1),
            (real(3, 4), 1, -1),
            (real(3, 4), real(3, 4), real(3, 4)),
            (real(3, 4), real(4), real(3, 1)),
            case(real(3, 4), min=real(4)),
            case(real(3, 4), max=real()),
            (real(0, 4), real(4), real()),
        ],
        bad=[
            lambda t: t.clamp(t.ones(2)),
            lambda t: t.clamp(t.ones(2), 1, t.ones(2)),
            lambda t: t.clamp(t.ones(2), t.ones(3)),
        ],
    ),
    *(
        row(name, samples=[(real(3, 4), 0.5), (real(3, 4), 1), *PAIRS], bad=mismatch(name))
        for name in ("clamp_min", "clamp_max")
    ),
    row("zero_", lambda t, x: t.zero_(x.clone()), samples=ONE),
    row(
        "add",
        lambda t, x, y: [t.add(x > 0, y > 0, alpha=alpha) for alpha in (True, False, 2, 0)],
        samples=[(real(9), real(9)), (real(9), real())],
        bad=[
            lambda t: t.add(t.ones(2), t.ones(2), alpha=True),
            lambda t: t.add(t.tensor([True]), t.tensor([True]), alpha=1.5),
        ],
        derivatives=False,
    ),
    row("neg", samples=ONE, bad=[lambda t: t.neg(t.tensor([True]))]),
    row(
        ("add", "sub", "mul", "div", "true_divide", "floor_divide"),
        lambda t, x: [
            t.add(2.5, x, alpha=2),
            t.subtract(3, x),
            t.multiply(2, x),
            t.divide(1.5, x),
            t.true_divide(3, x),
            t.add(2, 3.5),
            t.sub(1, 2),
            t.mul(2, True),
            t.floor_divide(7, 2),
        ],
        samples=[(real(4, low=1, high=3),), (real(low=1, high=3),)],
        bad=[lambda t: t.add("x", t.ones(2)), lambda t: t.mul(None, t.ones(2))],
    ),
    row(
        "hardshrink",
        lambda t, x: [x.hardshrink(), x.hardshrink(1.0)],
        samples=ONE,
    ),
    row("resize_as_", lambda t, x: t.resize_as_(x.clone(), x[:0]), samples=[(real(3),)]),
    row(
        "gcd",
        lambda t, x, y: [t.gcd(x, y), t.lcm(x, y), x.clone().gcd_(y)],
        samples=[
            (integer(50, low=-128, high=128, dtype=d), integer(50, low=-128, high=128, dtype=d))
            for d in ("int8", "int16", "int32", "int64")
        ],
    ),
]
