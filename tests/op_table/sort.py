"""Orders and what is read off them: sort, topk, medians, modes, quantiles."""

from op_table import case, distinct, given, integer, real, row

ALONG = [
    case(distinct(3, 5)),
    case(distinct(3, 5), 0),
    case(distinct(2, 3, 4), 1, True),
    case(distinct()),
    case(real(0)),
    case(real(0, 3), 0),
    case(distinct(70)),
]
NO_BOOL = (
    "float64",
    "float32",
    "float16",
    "bfloat16",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
)
PICK = [
    case(distinct(3, 5)),
    case(distinct(3, 5), 0),
    case(distinct(2, 3, 4), 1, True),
    case(distinct()),
    case(distinct(33)),
]


def dims(name):
    return [
        lambda t: getattr(t, name)(t.ones(2, 3), 2),
        lambda t: getattr(t, name)(t.ones(2, 3), -3),
        lambda t: getattr(t, name)(t.ones(2, 3), "a"),
    ]


QUANTILES = [
    case(distinct(3, 5), 0.3),
    case(distinct(3, 5), 0.5, 0),
    case(distinct(3, 5), given([0.0, 0.25, 1.0]), 1),
    case(distinct(3, 5), given([0.1, 0.9]), 1, True),
    *(
        case(distinct(3, 6), 0.4, 1, interpolation=how)
        for how in ("linear", "lower", "higher", "nearest", "midpoint")
    ),
    case(distinct(5), 0.5),
    case(distinct(), 0.5),
]

ROWS = [
    row("sort", samples=ALONG, dtypes=NO_BOOL, finite=True, bad=dims("sort")),
    row(
        "sort",
        lambda t, x, **options: t.sort(x, stable=True, **options),
        samples=[
            case(real(3, 5)),
            case(real(3, 5), dim=0, descending=True),
            case(integer(40, high=4)),
        ],
        label="sort stable",
    ),
    row("argsort", samples=ALONG, dtypes=NO_BOOL, finite=True, bad=dims("argsort")),
    row(
        "argsort",
        lambda t, x, **options: t.argsort(x, stable=True, **options),
        samples=[case(integer(40, high=4)), case(integer(5, 6, high=3), dim=0, descending=True)],
        label="argsort stable",
    ),
    row("msort", samples=[(real(3, 5),), (real(7),), (real(0, 2),)]),
    row(
        "topk",
        samples=[
            case(distinct(3, 5), 2),
            case(distinct(3, 5), 2, 0),
            case(distinct(3, 5), 5, 1, False),
            case(distinct(4, 6), 0),
            case(distinct(), 1),
            case(distinct(70), 9),
        ],
        dtypes=NO_BOOL,
        finite=True,
        bad=[
            lambda t: t.topk(t.ones(3), 4),
            lambda t: t.topk(t.ones(3), -1),
            lambda t: t.topk(t.ones(3), 1, 1),
            lambda t: t.topk(t.ones(3)),
        ],
    ),
    row(
        ("median", "nanmedian"),
        lambda t, *a, **k: (t.median(*a, **k), t.nanmedian(*a, **k)),
        samples=PICK,
        dtypes=NO_BOOL,
        bad=dims("median") + dims("nanmedian"),
    ),
    row(
        "nanmedian",
        samples=[
            (given([1.0, float("nan"), 3.0]),),
            (given([[1.0, float("nan")], [float("nan")] * 2]), 1),
        ],
        dtypes=("float64", "float32"),
    ),
    row(
        "median",
        lambda t, x: t.median(x),
        samples=[(real(0),)],
        derivatives=0,
        dtypes=("float64", "float32", "int64"),
    ),
    row(
        "mode",
        lambda t, x, *rest: t.mode(x, *rest).values,
        samples=[
            case(integer(4, 9, high=3)),
            case(given([[3.0, 1.0, 3.0], [2.0, 2.0, 5.0]])),
            case(given([[3.0, 1.0], [3.0, 2.0]]), 0, True),
            case(distinct()),
            case(distinct(3, 5)),
        ],
        finite=True,
        dtypes=NO_BOOL,
        bad=[*dims("mode"), lambda t: t.mode(t.ones(0))],
    ),
    row(
        "kthvalue",
        samples=[
            case(distinct(3, 5), 2),
            case(distinct(3, 5), 3, 0),
            case(distinct(3, 5), 1, -1, True),
            case(distinct(), 1),
        ],
        dtypes=NO_BOOL,
        bad=[
            lambda t: t.kthvalue(t.ones(3), 4),
            lambda t: t.kthvalue(t.ones(3), 0),
            lambda t: t.kthvalue(t.ones(3), 1, 2),
        ],
    ),
    row(
        "quantile",
        samples=QUANTILES,
        bad=[
            lambda t: t.quantile(t.ones(3), 1.5),
            lambda t: t.quantile(t.ones(3), 0.5, 1),
            lambda t: t.quantile(t.ones(0), 0.5),
            lambda t: t.quantile(t.tensor([1, 2]), 0.5),
            lambda t: t.quantile(t.ones(3), 0.5, interpolation="x"),
            lambda t: t.quantile(t.ones(3), t.ones(1, dtype=t.float64)),
        ],
    ),
    row(
        "nanquantile",
        samples=[
            *QUANTILES,
            case(given([[1.0, float("nan"), 4.0], [float("nan")] * 3]), 0.4, 1),
        ],
        bad=[lambda t: t.nanquantile(t.ones(3), 1.5), lambda t: t.nanquantile(t.ones(0), 0.5)],
    ),
    row(
        "cov",
        dtypes=("float64", "float32", "int64", "complex64", "complex128"),  # it cancels
        samples=[
            case(real(3, 6)),
            case(real(6)),
            case(real(3, 6), correction=0),
            case(real(3, 4), fweights=given([1, 2, 3, 1], dtype="int64", constant=True)),
            case(real(3, 4), aweights=given([0.5, 1.0, 2.0, 1.5], constant=True)),
            case(real()),
        ],
        bad=[
            lambda t: t.cov(t.ones(2, 2, 2)),
            lambda t: t.cov(t.ones(2, 2), fweights=t.ones(2)),
            lambda t: t.cov(t.ones(2, 2), fweights=t.ones(3, dtype=t.int64)),
        ],
    ),
    row(
        "corrcoef",
        samples=[(real(3, 6),), (real(6),), (real(2, 2),)],
        bad=[lambda t: t.corrcoef(t.ones(2, 2, 2))],
    ),
    row(
        "searchsorted",
        samples=[
            case(
                given([1.0, 3.0, 5.0, 7.0], constant=True), real(3, 4, low=0, high=8, constant=True)
            ),
            case(given([1.0, 3.0, 5.0], constant=True), 3),
            case(
                given([1.0, 3.0, 3.0, 5.0], constant=True), given([3.0], constant=True), right=True
            ),
            case(
                given([1.0, 3.0, 3.0, 5.0], constant=True),
                given([3.0], constant=True),
                side="left",
                out_int32=True,
            ),
            case(
                given([[1.0, 3.0], [2.0, 4.0]], constant=True), given([[2.0], [4.0]], constant=True)
            ),
            case(
                given([5.0, 1.0, 3.0], constant=True),
                given([2.0, 4.0], constant=True),
                sorter=given([1, 2, 0], dtype="int64"),
            ),
        ],
        bad=[
            lambda t: t.searchsorted(t.ones(2, 3), t.ones(3, 2)),
            lambda t: t.searchsorted(t.ones(3), t.ones(2), side="x"),
            lambda t: t.searchsorted(t.ones(3), t.ones(2), side="left", right=True),
            lambda t: t.searchsorted(t.ones(3), t.ones(3), sorter=t.ones(3)),
        ],
    ),
    row(
        "bucketize",
        samples=[
            case(real(3, 4, low=0, high=8, constant=True), given([1.0, 3.0, 5.0], constant=True)),
            case(3, given([1.0, 3.0, 5.0], constant=True)),
            case(
                given([3.0], constant=True),
                given([1.0, 3.0, 5.0], constant=True),
                right=True,
                out_int32=True,
            ),
        ],
        bad=[lambda t: t.bucketize(t.ones(2), t.ones(2, 2)), lambda t: t.bucketize(t.ones(2))],
    ),
    row(
        "bincount",
        samples=[
            case(integer(20, high=6)),
            case(integer(20, high=6), minlength=10),
            case(integer(20, high=6), real(20, constant=True)),
            case(integer(0)),
            case(integer(5, high=3, dtype="uint8")),
        ],
        bad=[
            lambda t: t.bincount(t.tensor([-1])),
            lambda t: t.bincount(t.ones(3)),
            lambda t: t.bincount(t.tensor([[1]])),
            lambda t: t.bincount(t.tensor([1]), t.ones(2)),
            lambda t: t.bincount(t.tensor([1]), minlength=-1),
        ],
    ),
    row(
        "histc",
        samples=[
            case(real(40, constant=True), 5),
            case(real(40, constant=True), 4, -1, 1),
            case(real(3, 7, constant=True), bins=10, min=0, max=2),
            case(given([1.0, 1.0, 1.0], constant=True)),
            case(real(0, constant=True), 3),
        ],
        finite=True,
        bad=[
            lambda t: t.histc(t.ones(3), 0),
            lambda t: t.histc(t.ones(3), 3, 2, 1),
            lambda t: t.histc(t.tensor([float("nan")])),
        ],
    ),
    row(
        "unique",
        samples=[
            case(integer(20, high=6)),
            case(integer(20, high=6), return_inverse=True, return_counts=True),
            case(given([[1.0, 2.0], [1.0, 2.0], [0.0, 3.0]], constant=True), dim=0),
            case(
                given([[1.0, 1.0], [2.0, 2.0]], constant=True),
                dim=1,
                return_inverse=True,
                return_counts=True,
            ),
            case(real(0, constant=True)),
            case(given([3.0, 1.0, 3.0], constant=True), return_counts=True),
        ],
        finite=True,
        bad=[lambda t: t.unique(t.ones(3), dim=2)],
    ),
    row(
        "unique_consecutive",
        samples=[
            case(given([1.0, 1.0, 2.0, 2.0, 1.0], constant=True)),
            case(
                given([1.0, 1.0, 2.0, 2.0, 1.0], constant=True),
                return_inverse=True,
                return_counts=True,
            ),
            case(given([[1.0, 1.0], [1.0, 1.0], [2.0, 2.0]], constant=True), dim=0),
            case(real(0, constant=True)),
        ],
        finite=True,
        bad=[lambda t: t.unique_consecutive(t.ones(3), dim=2)],
    ),
    row(
        "isin",
        samples=[
            case(integer(3, 4, high=6), integer(5, high=6)),
            case(integer(3, 4, high=6), 2),
            case(3, integer(5, high=6)),
            case(integer(30, high=50), integer(40, high=50), invert=True),
            case(
                given([1.0, 2.0], constant=True),
                given([2.0, 3.0], constant=True),
                assume_unique=True,
            ),
            case(integer(3), integer(0)),
        ],
    ),
]
