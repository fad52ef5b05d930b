"""Products of matrices and vectors."""

from functools import partial

from op_table import case, row
from op_table import real as any_real

# Nothing cancels: in half precision PyTorch's own sums would be off by as much as is left of them.
real = partial(any_real, low=0.5, high=2)

MATMULS = [
    (real(3), real(3)),
    (real(2, 3), real(3)),
    (real(3), real(3, 4)),
    (real(2, 3), real(3, 4)),
    (real(5, 2, 3), real(3, 4)),
    (real(5, 2, 3), real(5, 3, 4)),
    (real(2, 1, 2, 3), real(5, 3, 4)),
    (real(5, 2, 3), real(3)),
    (real(3), real(5, 3, 4)),
    (real(0, 3), real(3, 4)),
    (real(2, 0), real(0, 4)),
    (real(0, 2, 3), real(0, 3, 2)),
    (real(17, 33), real(33, 19)),
]


def shapes(name, *pairs):
    return [lambda t, a=a, b=b: getattr(t, name)(t.ones(*a), t.ones(*b)) for a, b in pairs] + [
        lambda t: getattr(t, name)(t.ones(2, 2), 1.0),
        lambda t: getattr(t, name)(t.ones(*pairs[0][0]), t.ones(*pairs[0][0], dtype=t.float64)),
    ]


def added(name, input_, first, second, result, promotes=False):
    """beta * input + alpha * first @ second."""
    return row(
        name,
        samples=[
            case(real(*result), real(*first), real(*second)),
            case(real(*input_), real(*first), real(*second), beta=2, alpha=3),
            case(real(), real(*first), real(*second), beta=0),
            case(real(*result), real(*first), real(*second), alpha=0),
        ],
        finite=True,
        bad=(
            []
            if promotes
            else [
                lambda t: getattr(t, name)(
                    t.ones(*result), t.ones(*first), t.ones(*second, dtype=t.float64)
                )
            ]
        )
        + [
            lambda t: getattr(t, name)(t.ones(9, 9, 9), t.ones(*first), t.ones(*second)),
            lambda t: getattr(t, name)(t.ones(*result), t.ones(5, 5, 5, 5), t.ones(*second)),
            lambda t: getattr(t, name)(t.ones(*result), t.ones(*first)),
        ],
    )


ROWS = [
    row(
        "matmul",
        samples=MATMULS,
        finite=True,
        bad=shapes("matmul", ((2, 3), (2, 3)), ((3,), (2,)), ((), (2,)), ((2, 2, 3), (3, 3, 2))),
    ),
    row(
        "mm",
        samples=[
            (real(2, 3), real(3, 4)),
            (real(0, 3), real(3, 4)),
            (real(2, 0), real(0, 4)),
            (real(17, 33), real(33, 19)),
        ],
        finite=True,
        bad=shapes("mm", ((2, 3), (2, 3)), ((3,), (3,))),
    ),
    row(
        "bmm",
        samples=[
            (real(5, 2, 3), real(5, 3, 4)),
            (real(0, 2, 3), real(0, 3, 4)),
            (real(2, 2, 0, dtype="float32"), real(2, 0, 4, dtype="float32")),
        ],
        finite=True,
        bad=shapes("bmm", ((2, 2, 3), (3, 3, 2)), ((2, 3), (3, 2))),
    ),
    row(
        "mv",
        samples=[(real(2, 3), real(3)), (real(0, 3), real(3)), (real(33, 17), real(17))],
        finite=True,
        bad=shapes("mv", ((2, 3), (2,)), ((3,), (3,))),
    ),
    row(
        "dot",
        samples=[(real(3), real(3)), (real(0), real(0)), (real(70), real(70))],
        finite=True,
        bad=shapes("dot", ((3,), (2,)), ((2, 2), (2, 2))),
    ),
    row(
        "vdot",
        samples=[(real(3), real(3)), (real(0), real(0)), (real(70), real(70))],
        finite=True,
        bad=shapes("vdot", ((3,), (2,)), ((2, 2), (2, 2))),
    ),
    row(
        "outer",
        samples=[(real(3), real(4)), (real(0), real(4))],
        finite=True,
        bad=shapes("outer", ((2, 2), (2,))),
    ),
    row(
        "inner",
        samples=[
            (real(3), real(3)),
            (real(2, 3), real(4, 3)),
            (real(), real(3)),
            (real(2, 3), real(3)),
        ],
        finite=True,
        bad=shapes("inner", ((2, 3), (2,))),
    ),
    added("addmm", (4,), (2, 3), (3, 4), (2, 4)),
    added("addmv", (1,), (2, 3), (3,), (2,)),
    added("addr", (1, 4), (3,), (4,), (3, 4), promotes=True),
    added("baddbmm", (2, 4), (5, 2, 3), (5, 3, 4), (5, 2, 4)),
    added("addbmm", (4,), (5, 2, 3), (5, 3, 4), (2, 4)),
    row(
        "nn.functional.linear",
        samples=[
            case(real(2, 3), real(4, 3)),
            case(real(2, 3), real(4, 3), real(4)),
            case(real(3), real(4, 3), real(4)),
            case(real(5, 2, 3), real(4, 3), real(4)),
            case(real(2, 3), real(3)),
            case(real(0, 3), real(4, 3), real(4)),
            case(real(5, 17), real(33, 17), bias=real(33)),
        ],
        finite=True,
        bad=[
            lambda t: t.nn.functional.linear(t.ones(2, 3), t.ones(4, 2)),
            lambda t: t.nn.functional.linear(t.ones(2, 3), t.ones(4, 3), t.ones(3)),
            lambda t: t.nn.functional.linear(t.ones(2, 3), t.ones(4, 3, dtype=t.float64)),
        ],
    ),
]
