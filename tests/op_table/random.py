"""Draws: PyTorch's shapes, types and distributions, with numbers of our own."""

from op_table import case, given, real, row

MANY = 4000


def onto(name):
    """Overwrites a tensor of many elements."""
    return lambda t, x, *a, **k: getattr(x, name)(*a, **k)


def spread(low=0.0, high=1.0):
    return real(MANY, low=low, high=high, constant=True)


def row_of(name, *samples, call=None, bad=(), **options):
    return row(name, call, samples=samples, random=True, derivatives=0, bad=bad, **options)


ROWS = [
    row_of(
        "rand",
        case(MANY),
        case(2, 3),
        case(()),
        case((0, 2)),
        bad=[lambda t: t.rand(-1), lambda t: t.rand(2, dtype=t.int64)],
    ),
    row_of(
        "randn",
        case(MANY),
        case(2, 3),
        case(()),
        case((0, 2)),
        bad=[lambda t: t.randn(-1), lambda t: t.randn(2, dtype=t.int64)],
    ),
    row_of(
        "randint",
        case(10, (MANY,)),
        case(-5, 5, (MANY,)),
        case(3, (2, 2)),
        bad=[
            lambda t: t.randint(0, (2,)),
            lambda t: t.randint(5, 5, (2,)),
            lambda t: t.randint(3, 1, (2,)),
        ],
    ),
    row_of(
        "randperm",
        case(MANY),
        case(0),
        case(1),
        bad=[lambda t: t.randperm(-1), lambda t: t.randperm(1.5)],
    ),
    row_of("rand_like", case(spread()), case(real(2, 3))),
    row_of("randn_like", case(spread()), case(real(2, 3))),
    row_of("randint_like", case(spread(), 7), case(spread(), -3, 4)),
    row_of(
        "bernoulli",
        case(spread()),
        case(spread(), 0.3),
        case(real(low=0, high=1)),
        dtypes=("float64", "float32", "float16", "bfloat16"),
        bad=[lambda t: t.bernoulli(t.ones(2) * 2), lambda t: t.bernoulli(t.ones(2), -0.5)],
    ),
    row_of(
        "bernoulli_",
        case(spread()),
        case(spread(), 0.3),
        call=onto("bernoulli_"),
        bad=[lambda t: t.ones(2).bernoulli_(1.5)],
    ),
    row_of(
        "uniform_",
        case(spread()),
        case(spread(), -1, 3),
        call=onto("uniform_"),
        bad=[lambda t: t.ones(2).uniform_(2, 1), lambda t: t.tensor([1]).uniform_()],
    ),
    row_of(
        "normal_",
        case(spread()),
        case(spread(), 2, 3),
        call=onto("normal_"),
        bad=[lambda t: t.ones(2).normal_(0, -1), lambda t: t.tensor([1]).normal_()],
    ),
    row_of(
        "random_",
        case(spread()),
        case(spread(), 7),
        case(spread(), 2, 9),
        call=onto("random_"),
        bad=[lambda t: t.ones(2).random_(0), lambda t: t.ones(2).random_(3, 1)],
    ),
    row_of(
        "exponential_",
        case(spread()),
        case(spread(), 2.5),
        call=onto("exponential_"),
        bad=[lambda t: t.ones(2).exponential_(-1), lambda t: t.tensor([1]).exponential_()],
    ),
    row_of(
        "geometric_",
        case(spread(), 0.3),
        call=onto("geometric_"),
        bad=[lambda t: t.ones(2).geometric_(0), lambda t: t.ones(2).geometric_(1.5)],
    ),
    row_of(
        "cauchy_",
        case(spread()),
        case(spread(), 1, 2),
        call=onto("cauchy_"),
        bad=[lambda t: t.ones(2).cauchy_(0, -1), lambda t: t.tensor([1]).cauchy_()],
    ),
    row_of(
        "log_normal_",
        case(spread()),
        case(spread(), 0, 0.5),
        call=onto("log_normal_"),
        bad=[lambda t: t.ones(2).log_normal_(0, -1), lambda t: t.tensor([1]).log_normal_()],
    ),
    row_of(
        "normal",
        case(spread(), 2.0),
        case(1.0, spread()),
        case(spread(), spread()),
        case(1.0, 2.0, (MANY,)),
        dtypes=("float64", "float32", "float16", "bfloat16"),
        bad=[lambda t: t.normal(0.0, -1.0, (2,)), lambda t: t.normal(t.ones(2), t.ones(3))],
    ),
    row_of(
        "multinomial",
        case(given([0.1, 0.2, 0.0, 0.7], constant=True), MANY, True),
        case(given([[0.1, 0.2], [3.0, 0.7]], constant=True), MANY, True),
        case(real(3, 5, low=0.1, high=1), 5),
        dtypes=("float64", "float32"),
        bad=[
            lambda t: t.multinomial(t.ones(3), 4),
            lambda t: t.multinomial(t.ones(3), 0),
            lambda t: t.multinomial(-t.ones(3), 1),
            lambda t: t.multinomial(t.zeros(3), 1),
            lambda t: t.multinomial(t.tensor([1, 2]), 1),
            lambda t: t.multinomial(t.ones(2, 2, 2), 1),
        ],
    ),
    row_of(
        "poisson",
        case(real(MANY, low=0, high=9)),
        bad=[lambda t: t.poisson(-t.ones(2)), lambda t: t.poisson(t.tensor([1]))],
    ),
    row_of(
        "binomial",
        case(given([10.0] * MANY, constant=True), spread()),
        dtypes=("float64", "float32"),
        bad=[lambda t: t.binomial(t.ones(2), t.ones(3))],
    ),
]
