"""Scans and differences along a dimension."""

from op_table import FLOATS, INTEGERS, case, distinct, given, real, row

NOT_COMPLEX = (*FLOATS, *INTEGERS)
ALONG = [
    case(real(3, 5), 0),
    case(real(3, 5), -1),
    case(real(2, 3, 4), 1),
    case(real(), 0),
    case(real(0), 0),
    case(real(2, 0), 1),
    case(real(70), 0),
]


def dims(name):
    return [
        lambda t: getattr(t, name)(t.ones(2, 3), 2),
        lambda t: getattr(t, name)(t.ones(2, 3), -3),
        lambda t: getattr(t, name)(t.ones(2, 3), "a"),
        lambda t: getattr(t, name)(t.ones(2, 3)),
    ]


UNIQUE = [
    case(distinct(3, 5), 0),
    case(distinct(3, 5), -1),
    case(distinct(2, 3, 4), 1),
    case(distinct(), 0),
    case(real(0), 0),
    case(given([1.0, 2.0, 2.0, 1.0, 3.0]), 0),
]

ROWS = [
    row("cumsum", samples=ALONG, bad=dims("cumsum")),
    row(
        "cumsum",
        lambda t, x: t.cumsum(x, 0, dtype=t.float64),
        dtypes=NOT_COMPLEX,
        samples=[(real(4, 3),)],
    ),
    row("cumprod", samples=ALONG, bad=dims("cumprod")),
    row(
        "cumprod",
        samples=[(given([1.0, 0.0, 3.0, 2.0]), 0), (given([[0.0, 2.0, 0.0], [1.0, 0.0, 2.0]]), 1)],
    ),
    row(
        "cumprod",
        lambda t, x: t.cumprod(x, 0, dtype=t.float64),
        dtypes=NOT_COMPLEX,
        samples=[(real(4, 3),)],
    ),
    row("logcumsumexp", samples=ALONG, bad=dims("logcumsumexp")),
    row("cummax", samples=UNIQUE, dtypes=NOT_COMPLEX, bad=dims("cummax")),
    row("cummin", samples=UNIQUE, dtypes=NOT_COMPLEX, bad=dims("cummin")),
    row(
        "diff",
        samples=[
            case(real(5)),
            case(real(3, 5), 2),
            case(real(3, 5), 1, 0),
            case(real(3, 5), n=2, dim=0),
            case(real(3, 5), prepend=real(3, 1), append=real(3, 2)),
            case(real(3, 5), dim=0, append=real(1, 5)),
            case(real(3), 5),
            case(real(3), 0),
        ],
        bad=[
            lambda t: t.diff(t.tensor(1.0)),
            lambda t: t.diff(t.ones(3), -1),
            lambda t: t.diff(t.ones(3), dim=1),
            lambda t: t.diff(t.ones(3), prepend=t.ones(2, 2)),
        ],
    ),
    row("diff", lambda t, x: x.diff(), samples=[case(real(0))], label="diff of nothing"),
    *(
        row(
            name,
            samples=[
                case(real(5)),
                case(real(3, 5)),
                case(real(3, 5), dim=0),
                case(real(3, 5), dx=0.5),
                case(real(3, 5), real(5)),
                case(real(3, 5), real(3, 5), dim=1),
                case(real(3, 5), real(3), dim=0),
                case(real(3, 1)),
                case(real(0, 5)),
            ],
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(3), t.ones(4)),
                lambda t, name=name: getattr(t, name)(t.ones(3), dim=2),
            ],
        )
        for name in ("trapezoid", "trapz", "cumulative_trapezoid")
    ),
]
