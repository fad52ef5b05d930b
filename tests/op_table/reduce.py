"""Reductions: sums, extrema, moments, norms; over all elements or over dimensions."""

from op_table import FLOATS, INTEGERS, boolean, case, distinct, given, real, row

NOT_COMPLEX = (*FLOATS, *INTEGERS)
SHAPES = [(3, 5), (), (0,), (2, 0, 3)]
DIMS = [
    case(real(3, 5), 0),
    case(real(3, 5), -1),
    case(real(2, 3, 4), 1, True),
    case(real(2, 3, 4), dim=(0, 2)),
    case(real(2, 3, 4), dim=(0, -1), keepdim=True),
    case(real(2, 3, 4), dim=()),
    case(real(), 0),
    case(real(2, 0, 3), 0),
    case(real(2, 0, 3), 1),
    case(real(400), 0),
    case(real(3, 70), 1),
    case(real(70, 3), 0),
]
ONE_DIM = [s for s in DIMS if "dim" not in s.keywords]
EVERY = [(real(*shape),) for shape in SHAPES]


def dims(name):
    """Calls that name a dimension wrongly."""
    return [
        lambda t: getattr(t, name)(t.ones(2, 3), 2),
        lambda t: getattr(t, name)(t.ones(2, 3), -3),
        lambda t: getattr(t, name)(t.ones(2, 3), "a"),
        lambda t: getattr(t, name)(t.ones(2, 3), 0.5),
    ]


def twice(name):
    return [lambda t: getattr(t, name)(t.ones(2, 3), dim=(0, 0))]


def no_element(name):
    """There is no extremum of nothing."""
    return [
        lambda t: getattr(t, name)(t.ones(0)),
        lambda t: getattr(t, name)(t.ones(2, 0), 1),
    ]


# Distinct elements: which of equal ones is meant is open.
UNIQUE = [case(distinct(3, 5)), case(distinct()), case(distinct(40))]
UNIQUE_DIMS = [
    case(distinct(3, 5), 0),
    case(distinct(3, 5), -1),
    case(distinct(2, 3, 4), 1, True),
    case(distinct(), 0),
    case(distinct(0, 3), 1),
    case(distinct(3, 70, dtype="float64"), 1),
]
MOMENTS = [
    case(real(3, 5)),
    case(real(3, 5), False),
    case(real(3, 5), 1),
    case(real(3, 5), -1, False),
    case(real(3, 5), 0, True, True),
    case(real(3, 5), correction=0),
    case(real(3, 5), dim=1, correction=2, keepdim=True),
    case(real(2, 3, 4), dim=(0, 2)),
    case(real(2, 3, 4), dim=(0, 2), unbiased=False),
    case(real(2, 3, 4), dim=None),
    case(real(70)),
]


def dtype_of(name, kind):
    return lambda t, x, *rest: getattr(t, name)(x, *rest, dtype=getattr(t, kind))


ROWS = [
    row("sum", samples=EVERY + DIMS, bad=dims("sum") + twice("sum")),
    row("sum", dtype_of("sum", "float64"), samples=[(real(3, 5),), (real(3, 5), 1)]),
    row(
        "sum",
        dtype_of("sum", "int32"),
        finite=True,
        samples=[(real(3, 5, constant=True),), (real(3, 5, constant=True), 1)],
    ),
    row("mean", samples=EVERY + DIMS, bad=[*dims("mean"), lambda t: t.mean(t.tensor([1, 2]))]),
    row(
        "mean",
        dtype_of("mean", "float64"),
        dtypes=NOT_COMPLEX,
        samples=[(real(3, 5),), (real(3, 5), 1)],
    ),
    row("nansum", samples=EVERY + DIMS, bad=dims("nansum")),
    row("nanmean", samples=EVERY + DIMS, bad=dims("nanmean")),
    row("prod", samples=EVERY + ONE_DIM, bad=dims("prod")),
    row(
        "prod",
        samples=[
            (given([1.0, 0.0, 3.0]),),
            (given([0.0, 0.0, 3.0]),),
            (given([[1.0, 0.0], [2.0, 3.0], [0.0, 0.0]]), 1),
        ],
    ),
    row("prod", dtype_of("prod", "float64"), samples=[(real(3, 5),), (real(3, 5), 1)]),
    row(
        "sum_to_size",
        samples=[(real(3, 4), 1, 4), (real(3, 4), (4,)), (real(2, 3, 4), (3, 1)), (real(3), 3)],
        bad=[lambda t: t.ones(3).sum_to_size(2), lambda t: t.ones(3).sum_to_size(2, 3, 4)],
    ),
    row("any", samples=[*EVERY, *DIMS, (boolean(3, 4),), (boolean(3, 4), 1)], bad=dims("any")),
    row("all", samples=[*EVERY, *DIMS, (boolean(3, 4),), (boolean(3, 4), 1)], bad=dims("all")),
    row(
        "count_nonzero",
        samples=[*EVERY, case(real(3, 5), 0), case(real(3, 5), (0, 1)), case(boolean(3, 4))],
        bad=dims("count_nonzero"),
    ),
    row(
        "amax", samples=[*UNIQUE, *DIMS[:6]], bad=dims("amax") + twice("amax") + no_element("amax")
    ),
    row(
        "amin", samples=[*UNIQUE, *DIMS[:6]], bad=dims("amin") + twice("amin") + no_element("amin")
    ),
    row(
        "aminmax",
        samples=[*UNIQUE, case(distinct(3, 5), dim=1), case(distinct(3, 5), dim=0, keepdim=True)],
        bad=[lambda t: t.aminmax(t.ones(0)), lambda t: t.aminmax(t.ones(2), dim=3)],
    ),
    row(
        "max",
        samples=[*UNIQUE, *UNIQUE_DIMS, case(real(3, 4), real(4))],
        bad=dims("max") + no_element("max"),
    ),
    row(
        "min",
        samples=[*UNIQUE, *UNIQUE_DIMS, case(real(3, 4), real(4))],
        bad=dims("min") + no_element("min"),
    ),
    row("max", lambda t, x: t.max(x, 1).values, samples=[(real(3, 5),)], label="max with ties"),
    row("argmax", samples=[*UNIQUE, *UNIQUE_DIMS], bad=dims("argmax") + no_element("argmax")),
    row("argmin", samples=[*UNIQUE, *UNIQUE_DIMS], bad=dims("argmin") + no_element("argmin")),
    row("var", samples=MOMENTS, bad=[*dims("var"), lambda t: t.var(t.tensor([1, 2]))]),
    row("std", samples=MOMENTS, bad=[*dims("std"), lambda t: t.std(t.tensor([1, 2]))]),
    row("var_mean", samples=MOMENTS, bad=dims("var_mean")),
    row("std_mean", samples=MOMENTS, bad=dims("std_mean")),
    row(
        "linalg.vector_norm",
        samples=[
            case(real(3, 5)),
            *(case(real(3, 5), p, 1) for p in (0, 1, 2, 3, 0.5, -1, float("inf"), float("-inf"))),
            case(real(2, 3, 4), 2, (0, 2), True),
            case(real(2, 3, 4), 1),
            case(real()),
            case(real(0)),
            case(real(70), 2),
        ],
        bad=[
            lambda t: t.linalg.vector_norm(t.tensor([1, 2])),
            lambda t: t.linalg.vector_norm(t.ones(2, 3), 2, 2),
            lambda t: t.linalg.vector_norm(t.ones(0), float("inf")),
            lambda t: t.linalg.vector_norm(t.ones(2), dtype=t.int64),
        ],
    ),
    row(
        "linalg.matrix_norm",
        samples=[
            case(real(3, 5)),
            *(case(real(3, 5), p) for p in ("fro", 1, -1, float("inf"), float("-inf"))),
            case(real(2, 3, 4), 1, (0, 2), True),
            case(real(2, 3, 4), "fro", (-1, 0)),
        ],
        bad=[
            lambda t: t.linalg.matrix_norm(t.ones(3)),
            lambda t: t.linalg.matrix_norm(t.ones(3, 3), 7),
            lambda t: t.linalg.matrix_norm(t.ones(3, 3), "x"),
            lambda t: t.linalg.matrix_norm(t.ones(3, 3), dim=(0, 0)),
            lambda t: t.linalg.matrix_norm(t.ones(3, 3, dtype=t.int64)),
        ],
    ),
    row(
        "linalg.norm",
        samples=[
            case(real(3, 5)),
            case(real(3, 5), 1),
            case(real(3, 5), "fro"),
            case(real(3, 5), float("inf"), 1),
            case(real(5), 3),
            case(real(2, 3, 4), dim=(0, 1)),
            case(real(2, 3, 4), 1, (1, 2), True),
        ],
        bad=[
            lambda t: t.linalg.norm(t.tensor([1, 2])),
            lambda t: t.linalg.norm(t.ones(2, 2), "x"),
            lambda t: t.linalg.norm(t.ones(2, 2, 2), 2, (0, 1, 2)),
        ],
    ),
    row(
        "norm",
        samples=[
            case(real(3, 5)),
            case(real(3, 5), 1),
            case(real(3, 5), "fro"),
            case(real(3, 5), 3, 1, True),
            case(real(2, 3, 4), 2, (0, 1)),
            case(real(3, 5), float("inf"), dim=0),
        ],
        bad=[lambda t: t.norm(t.tensor([1, 2])), lambda t: t.norm(t.ones(2, 2), 2, 5)],
    ),
    row(
        "dist",
        samples=[
            case(real(3, 4), real(3, 4)),
            case(real(3, 4), real(4), 1),
            case(real(3, 4), real(3, 4), float("inf")),
            case(real(3, constant=True), real(3, constant=True), 0),
            case(real(3), real(3), 3.5),
        ],
        bad=[lambda t: t.dist(t.ones(2), t.ones(3))],
    ),
    row(
        "renorm",
        samples=[
            (real(3, 5), 2, 0, 1.0),
            (real(3, 5), 1, 1, 2.0),
            (real(2, 3, 4), 3, -1, 1.5),
            (real(3, 5), 2, 0, 100.0),
        ],
        bad=[
            lambda t: t.renorm(t.ones(3), 2, 0, 1.0),
            lambda t: t.renorm(t.ones(3, 3), -1, 0, 1.0),
            lambda t: t.renorm(t.ones(3, 3), 2, 0, -1.0),
            lambda t: t.renorm(t.ones(3, 3), 2, 5, 1.0),
        ],
    ),
    row(
        "logsumexp",
        samples=[
            case(real(3, 5), 1),
            case(real(3, 5), 0, True),
            case(real(2, 3, 4), (0, 2)),
            case(real(), 0),
            case(real(0, 3), 0),
            case(real(3, 70), -1),
            case(given([[float("-inf"), float("-inf")], [0.0, float("inf")]]), 1),
        ],
        bad=[lambda t: t.logsumexp(t.ones(2), 1), lambda t: t.logsumexp(t.ones(2))],
        dtypes=("float64", "float32", "float16", "bfloat16", "int64", "bool", "complex128"),
    ),
    row(
        "equal",
        samples=[(real(3), real(3)), (given([1.0, 2.0]), given([1.0, 2.0])), (real(2), real(3))],
        bad=[lambda t: t.equal(t.ones(2), 1)],
    ),
]
