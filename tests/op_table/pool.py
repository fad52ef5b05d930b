"""Pooling over windows, fixed and adaptive."""

from op_table import case, distinct, real, row

F = "nn.functional."
IMAGE = {1: (9,), 2: (6, 7), 3: (4, 5, 6)}
FLOATING = ("float64", "float32", "float16", "bfloat16")


def average(n):
    name = f"avg_pool{n}d"
    image = IMAGE[n]
    call = lambda t: getattr(t.nn.functional, name)  # noqa: E731
    more = [] if n == 1 else [case(real(2, 3, *image), 2, divisor_override=3)]
    return row(
        F + name,
        samples=[
            case(real(2, 3, *image), 2),
            case(real(3, *image), 3, 2, 1),
            case(real(2, 3, *image), 3, 2, 1, True),
            case(real(2, 3, *image), 3, 2, 1, True, False),
            case(real(0, 3, *image), 2),
            *more,
        ],
        bad=[
            lambda t: call(t)(t.ones(2, 3, *image), 2, 0),
            lambda t: call(t)(t.ones(2, 3, *image), 2, 1, 2),
            lambda t: call(t)(t.ones(2, 3, *image), 99),
            lambda t: call(t)(t.ones(*(1,) * 9), 1),
            lambda t: call(t)(t.ones(2, 3, *image), 0),
        ],
    )


def maximum(n):
    """Values and indices, through the functions that users call."""
    image = IMAGE[n]
    name = f"max_pool{n}d"
    call = lambda t: getattr(t.nn.functional, name)  # noqa: E731
    return row(
        f"nn.functional._max_pool{n}d",
        lambda t, *a, **k: call(t)(*a, **k),
        label=F + name,
        samples=[
            case(distinct(2, 2, *image), 2),
            case(distinct(3, *image), 3, 2, 1),
            case(distinct(2, 2, *image), 2, 1, 0, 2),
            case(distinct(2, 2, *image), 3, 2, 1, ceil_mode=True, return_indices=True),
            case(real(0, 3, *image), 2),
        ],
        dtypes=(*FLOATING, "int64", "int32"),
        bad=[
            lambda t: call(t)(t.ones(2, 3, *image), 2, 0),
            lambda t: call(t)(t.ones(2, 3, *image), 2, 1, 2),
            lambda t: call(t)(t.ones(2, 3, *image), 99),
            lambda t: call(t)(t.ones(*(1,) * 9), 1),
            lambda t: call(t)(t.ones(2, 3, *image), 0),
        ],
    )


def adaptive_average(n):
    name = f"adaptive_avg_pool{n}d"
    image = IMAGE[n]
    call = lambda t: getattr(t.nn.functional, name)  # noqa: E731
    more = [] if n == 1 else [case(real(2, 3, *image), (None,) * (n - 1) + (2,))]
    return row(
        F + name,
        samples=[
            case(real(2, 3, *image), 2),
            case(real(3, *image), (3,) * n),
            case(real(2, 3, *image), 1),
            case(real(2, 3, *image), 5),
            *more,
        ],
        dtypes=FLOATING,
        bad=[
            lambda t: call(t)(t.ones(2, 3, *image), -1),
            lambda t: call(t)(t.ones(2, 3, *image), (1,) * (n + 1)),
        ],
    )


def adaptive_maximum(n):
    name = f"adaptive_max_pool{n}d"
    image = IMAGE[n]
    call = lambda t: getattr(t.nn.functional, name)  # noqa: E731
    return row(
        f"nn.functional._adaptive_max_pool{n}d",
        lambda t, *a, **k: call(t)(*a, **k),
        label=F + name,
        samples=[
            case(distinct(2, 2, *image), 2),
            case(distinct(2, *image), (3,) * n),
            case(distinct(2, 2, *image), 1, return_indices=True),
        ],
        dtypes=FLOATING,
        bad=[
            lambda t: call(t)(t.ones(*(1,) * 9), 1),
            lambda t: call(t)(t.ones(2, 3, *image), -1),
        ],
    )


ROWS = [
    make(n) for make in (average, maximum, adaptive_average, adaptive_maximum) for n in (1, 2, 3)
]
