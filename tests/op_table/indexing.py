"""Reading and writing at places that tensors name: gather, scatter, index_*, masks, embeddings."""

import numpy as np

from op_table import LAYOUTS, boolean, built, case, distinct, given, integer, real, row

F = "nn.functional."


def permuted(count, taken):
    """Different places, so that the order of writing does not show."""
    return built(lambda rng: rng.permutation(count)[:taken], constant=True, dtype="int64")


def along(count, *shape, dim):
    """Different places along ``dim`` in each line."""

    def draw(rng):
        places = np.argsort(rng.random((*shape[:dim], count, *shape[dim + 1 :])), axis=dim)
        return np.take(places, range(shape[dim]), axis=dim)

    return built(draw, constant=True, dtype="int64")


def where_written(name):
    """PyTorch lets some of these write to an expanded tensor, and has deprecated it."""
    return ("transposed", "strided") if name.endswith("_") else LAYOUTS


def on(name):
    """The method, on a copy: a leaf cannot be written to."""
    return lambda t, x, *a, **k: getattr(x, name)(*a, **k)


def scatters(name):
    call = getattr

    def at(t, *a, **k):
        return call(a[0], name)(*a[1:], **k)

    return [
        lambda t: at(t, t.ones(3), 1, t.tensor([0]), t.ones(1)),
        lambda t: at(t, t.ones(3), 0, t.tensor([3]), t.ones(1)),
        lambda t: at(t, t.ones(3), 0, t.tensor([-1]), t.ones(1)),
        lambda t: at(t, t.ones(3), 0, t.tensor([0.0]), t.ones(1)),
        lambda t: at(t, t.ones(3), 0, t.tensor([0, 1]), t.ones(1)),
        lambda t: at(t, t.ones(3), 0, t.tensor([0]), t.ones(1, dtype=t.float64)),
        lambda t: at(t, t.ones(3), 0, t.tensor([[0]]), t.ones(1, 1)),
    ]


SCATTER = [
    (real(4, 3), 0, along(4, 2, 3, dim=0), real(2, 3)),
    (real(4, 3), 1, along(3, 4, 2, dim=1), real(4, 2)),
    (real(4, 3), -1, along(3, 2, 3, dim=1), real(4, 3, constant=True)),
    (real(4), 0, integer(0), real(0)),
    (real(), 0, given(0, dtype="int64", constant=True), real()),
]
REDUCE = [
    (real(4, 3), 0, integer(5, 3, high=4), real(5, 3)),
    (real(4, 3), 1, integer(4, 6, high=3), real(4, 6)),
    (real(4), 0, integer(0), real(0)),
]
INDEXED = [
    (real(4, 3), 0, permuted(4, 2), real(2, 3)),
    (real(4, 3), -1, permuted(3, 2), real(4, 2)),
    (real(4), 0, integer(0), real(0)),
    (
        real(4, 3),
        0,
        built(lambda rng: rng.permutation(4)[:2], constant=True, dtype="int32"),
        real(2, 3),
    ),
]


def indexed(name):
    return [
        lambda t: getattr(t.ones(3, 2), name)(0, t.tensor([3]), t.ones(1, 2)),
        lambda t: getattr(t.ones(3, 2), name)(2, t.tensor([0]), t.ones(1, 2)),
        lambda t: getattr(t.ones(3, 2), name)(0, t.tensor([[0]]), t.ones(1, 2)),
        lambda t: getattr(t.ones(3, 2), name)(0, t.tensor([0.0]), t.ones(1, 2)),
        lambda t: getattr(t.ones(3, 2), name)(0, t.tensor([0, 1]), t.ones(1, 2)),
    ]


def filled(name):
    return [
        lambda t: getattr(t.ones(3), name)(t.ones(3), 1.0),
        lambda t: getattr(t.ones(3), name)(t.ones(2) > 0, 1.0),
        lambda t: getattr(t.ones(3), name)(t.ones(3) > 0, t.ones(2)),
        lambda t: getattr(t.ones(3), name)(t.ones(3) > 0, "a"),
    ]


ROWS = [
    row(
        "gather",
        samples=[
            (real(4, 3), 0, integer(2, 3, high=4)),
            (real(4, 3), 1, integer(4, 5, high=3)),
            (real(4, 3), -1, integer(2, 2, high=3)),
            (real(), 0, given(0, dtype="int64")),
            (real(4, 3), 0, integer(0, 3)),
            (real(4, 3), 0, integer(2, 3, high=4, dtype="int32")),
        ],
        bad=[
            lambda t: t.gather(t.ones(3), 0, t.tensor([3])),
            lambda t: t.gather(t.ones(3), 0, t.tensor([-1])),
            lambda t: t.gather(t.ones(3), 1, t.tensor([0])),
            lambda t: t.gather(t.ones(3), 0, t.tensor([[0]])),
            lambda t: t.gather(t.ones(3), 0, t.tensor([0.0])),
        ],
    ),
    row(
        "take_along_dim",
        samples=[
            case(real(4, 3), integer(2, 3, high=4), 0),
            case(real(4, 3), integer(4, 1, high=3), dim=1),
            case(real(4, 3), integer(5, high=12)),
        ],
        bad=[
            lambda t: t.take_along_dim(t.ones(3), t.tensor([0.0]), 0),
        ],
    ),
    row(
        "scatter",
        samples=[*SCATTER, (real(4, 3), 0, integer(2, 3, high=4), 1.5)],
        bad=scatters("scatter"),
    ),
    row(
        "scatter_",
        on("scatter_"),
        layouts=where_written("scatter_"),
        samples=[*SCATTER, (real(4, 3), 0, integer(2, 3, high=4), 1.5)],
        bad=scatters("scatter_"),
    ),
    *(
        row(
            name,
            on(name),
            layouts=where_written(name),
            samples=[
                case(real(4, 3), 0, integer(5, 3, high=4), 1.5, reduce=how)
                for how in ("add", "multiply")
            ],
            bad=[lambda t, name=name: getattr(t.ones(3), name)(0, t.tensor([0]), 1.0, reduce="x")],
            label=f"{name} reduce",
            derivatives=0,  # refused by PyTorch, with a warning first
        )
        for name in ("scatter", "scatter_")
    ),
    row("scatter_add", samples=REDUCE, bad=scatters("scatter_add")),
    row(
        "scatter_add_",
        on("scatter_add_"),
        layouts=where_written("scatter_add_"),
        samples=REDUCE,
        bad=scatters("scatter_add_"),
    ),
    *(
        row(
            name,
            on(name),
            layouts=where_written(name),
            samples=[
                case(*sample, how, include_self=include)
                for how in ("sum", "mean", "prod", "amax", "amin")
                for include in (True, False)
                for sample in [
                    (distinct(4, 3), 0, integer(5, 3, high=4), real(5, 3)),
                    (real(4), 0, integer(0), real(0)),
                ]
            ],
            # Which of equal extrema is meant is open; a bool has only equal ones.
            dtypes=("float64", "float32", "float16", "bfloat16", "int64", "int32", "uint8"),
            finite=True,
            bad=[
                lambda t, name=name: getattr(t.ones(3), name)(0, t.tensor([0]), t.ones(1), "x"),
                lambda t, name=name: getattr(t.ones(3), name)(0, t.tensor([3]), t.ones(1), "sum"),
                lambda t, name=name: getattr(t.ones(3), name)(1, t.tensor([0]), t.ones(1), "sum"),
            ],
        )
        for name in ("scatter_reduce", "scatter_reduce_")
    ),
    *(
        row(
            name,
            on(name),
            layouts=where_written(name),
            samples=[
                case(distinct(4, 3), 0, integer(5, high=4), real(5, 3), how, include_self=include)
                for how in ("mean", "prod", "amax", "amin")
                for include in (True, False)
            ],
            dtypes=("float64", "float32", "int64"),
            finite=True,
            bad=[
                lambda t, name=name: getattr(t.ones(3), name)(0, t.tensor([0]), t.ones(1), "x"),
                lambda t, name=name: getattr(t.ones(3), name)(0, t.tensor([3]), t.ones(1), "prod"),
            ],
        )
        for name in ("index_reduce", "index_reduce_")
    ),
    row(
        "index_select",
        samples=[
            (real(4, 3), 0, integer(5, high=4)),
            (real(4, 3), -1, integer(2, high=3, dtype="int32")),
            (real(4, 3), 1, integer(0)),
            (real(), 0, given([0], dtype="int64")),
        ],
        bad=[
            lambda t: t.index_select(t.ones(3), 0, t.tensor([3])),
            lambda t: t.index_select(t.ones(3), 0, t.tensor([-1])),
            lambda t: t.index_select(t.ones(3), 1, t.tensor([0])),
            lambda t: t.index_select(t.ones(3), 0, t.tensor([[0]])),
            lambda t: t.index_select(t.ones(3), 0, t.tensor([0.0])),
        ],
    ),
    *(
        row(
            name,
            on(name),
            layouts=where_written(name),
            samples=[*INDEXED, case(real(4), 0, integer(6, high=4), real(6), alpha=2)],
            bad=indexed(name),
        )
        for name in ("index_add", "index_add_")
    ),
    *(
        row(name, on(name), layouts=where_written(name), samples=INDEXED, bad=indexed(name))
        for name in ("index_copy", "index_copy_")
    ),
    *(
        row(
            name,
            on(name),
            layouts=where_written(name),
            samples=[
                (real(4, 3), 0, integer(2, high=4), 1.5),
                (real(4, 3), -1, integer(2, high=3), 2),
                (real(4, 3), 1, integer(2, high=3), real()),
                (real(4), 0, integer(0), 1),
            ],
            bad=[
                lambda t, name=name: getattr(t.ones(3), name)(0, t.tensor([3]), 1),
                lambda t, name=name: getattr(t.ones(3), name)(1, t.tensor([0]), 1),
                lambda t, name=name: getattr(t.ones(3), name)(0, t.tensor([0.0]), 1),
                lambda t, name=name: getattr(t.ones(3), name)(0, t.tensor([0]), t.ones(2)),
            ],
        )
        for name in ("index_fill", "index_fill_")
    ),
    *(
        row(
            name,
            on(name),
            layouts=where_written(name),
            samples=[
                case(real(4, 3), [permuted(4, 2)], real(2, 3)),
                case(real(4, 3), [permuted(4, 2), given([0, 2], dtype="int64")], real(2)),
                case(real(4, 3), [integer(5, high=4)], real(5, 3), accumulate=True),
                case(real(4, 3), [boolean(4, 3)], real()),
                case(real(4, 3), [permuted(4, 2)], real()),
            ],
            bad=[
                lambda t, name=name: getattr(t.ones(3), name)([t.tensor([3])], t.tensor(1.0)),
                lambda t, name=name: getattr(t.ones(3), name)([t.tensor([0])], t.ones(2)),
                lambda t, name=name: getattr(t.ones(3), name)([t.tensor([0])] * 2, t.tensor(1.0)),
                lambda t, name=name: getattr(t.ones(3), name)([t.tensor([0.0])], t.tensor(1.0)),
                lambda t, name=name: getattr(t.ones(3), name)(
                    [t.tensor([0])], t.ones(1, dtype=t.float64)
                ),
            ],
        )
        for name in ("index_put", "index_put_")
    ),
    row(
        "take",
        samples=[
            (real(4, 3), integer(5, high=12)),
            (real(4, 3), integer(2, 2, low=-12, high=12)),
            (real(4), integer(0)),
            (real(), given([0], dtype="int64")),
        ],
        bad=[
            lambda t: t.take(t.ones(3), t.tensor([3])),
            lambda t: t.take(t.ones(3), t.tensor([0.0])),
            lambda t: t.take(t.ones(0), t.tensor([0])),
        ],
    ),
    *(
        row(
            name,
            on(name),
            layouts=where_written(name),
            samples=[
                case(real(4, 3), permuted(12, 5), real(5)),
                case(real(4, 3), integer(20, high=12), real(20), accumulate=True),
                case(real(4), integer(0), real(0)),
            ],
            bad=[
                lambda t, name=name: getattr(t.ones(3), name)(t.tensor([3]), t.ones(1)),
                lambda t, name=name: getattr(t.ones(3), name)(t.tensor([0]), t.ones(2)),
                lambda t, name=name: getattr(t.ones(3), name)(t.tensor([0.0]), t.ones(1)),
            ],
        )
        for name in ("put", "put_")
    ),
    *(
        row(
            name,
            on(name),
            layouts=where_written(name),
            samples=[
                (real(3, 4), boolean(3, 4), 1.5),
                (real(3, 4), boolean(4), 2),
                (real(3, 4), boolean(3, 1), real()),
                (real(), boolean(), 1),
                (real(0, 3), boolean(0, 3), 1),
            ],
            bad=filled(name),
        )
        for name in ("masked_fill", "masked_fill_")
    ),
    row(
        "masked_select",
        samples=[
            (real(3, 4), boolean(3, 4)),
            (real(3, 4), boolean(4)),
            (real(3, 1), boolean(4)),
            (real(), boolean(2)),
            (real(0), boolean(0)),
        ],
        bad=[
            lambda t: t.masked_select(t.ones(3), t.ones(3)),
            lambda t: t.masked_select(t.ones(3), t.ones(2) > 0),
        ],
    ),
    *(
        row(
            name,
            on(name),
            layouts=where_written(name),
            samples=[
                (real(3, 4), boolean(3, 4), real(12)),
                (real(3, 4), boolean(4), real(3, 4)),
                (real(0), boolean(0), real(0)),
            ],
            bad=[
                lambda t, name=name: getattr(t.ones(3), name)(t.ones(3), t.ones(3)),
                lambda t, name=name: getattr(t.ones(3), name)(t.ones(3) > 0, t.ones(2)),
                lambda t, name=name: getattr(t.ones(3), name)(
                    t.ones(3) > 0, t.ones(3, dtype=t.float64)
                ),
            ],
        )
        for name in ("masked_scatter", "masked_scatter_")
    ),
    row(
        "nonzero",
        samples=[
            case(boolean(3, 4)),
            case(integer(3, 4, high=2), as_tuple=True),
            case(real(5, constant=True)),
            case(boolean()),
            case(boolean(0, 3)),
            case(boolean(), as_tuple=True),
        ],
    ),
    row(
        "argwhere",
        samples=[(boolean(3, 4),), (real(3, constant=True),), (boolean(),), (boolean(0),)],
    ),
    row(
        "where",
        samples=[
            (boolean(3, 4), real(3, 4), real(3, 4)),
            (boolean(3, 1), real(4), real()),
            (boolean(4), real(4), 1.5),
            (boolean(4), 2, real(4)),
            (boolean(4), real(4), real(4, dtype="float32", constant=True)),
            (boolean(3, 4),),
            (boolean(0), real(0), real(0)),
        ],
        bad=[
            lambda t: t.where(t.ones(2), t.ones(2), t.ones(2)),
            lambda t: t.where(t.ones(2) > 0, t.ones(3), t.ones(3)),
            lambda t: t.where(t.ones(2) > 0, t.ones(2)),
        ],
    ),
    row(
        "where",
        lambda t, x, m, y: x.where(m, y),
        samples=[(real(3, 4), boolean(3, 4), real(4)), (real(4), boolean(4), 2)],
        label="Tensor.where",
    ),
    row(
        F + "embedding",
        samples=[
            case(integer(2, 3, high=5), real(5, 4)),
            case(integer(6, high=5), real(5, 4), padding_idx=2),
            case(integer(6, high=5, dtype="int32"), real(5, 4), padding_idx=-1),
            case(integer(0), real(5, 4)),
            case(integer(), real(5, 4)),
        ],
        dtypes=("float64", "float32", "float16", "bfloat16", "complex64"),
        bad=[
            lambda t: t.nn.functional.embedding(t.tensor([5]), t.ones(5, 4)),
            lambda t: t.nn.functional.embedding(t.tensor([-1]), t.ones(5, 4)),
            lambda t: t.nn.functional.embedding(t.ones(2), t.ones(5, 4)),
        ],
    ),
    row(
        F + "embedding",
        lambda t, i, w: (t.nn.functional.embedding(i, w, max_norm=1.0), w),
        samples=[(integer(6, high=5), real(5, 4, constant=True))],
        dtypes=("float64", "float32"),
        label="embedding max_norm",
        finite=True,
    ),
    row(
        F + "embedding",
        samples=[case(integer(6, high=5), real(5, 4), scale_grad_by_freq=True)],
        dtypes=("float64", "float32"),
        derivatives=1,  # PyTorch's second one leaves the scale out
        label="embedding scale_grad_by_freq",
    ),
    row(
        F + "embedding_bag",
        samples=[
            case(integer(2, 3, high=5), real(5, 4)),
            *(
                case(integer(6, high=5), real(5, 4), given([0, 2, 2], dtype="int64"), mode=mode)
                for mode in ("sum", "mean")
            ),
            case(integer(2, 3, high=5), real(5, 4), mode="max"),
            case(integer(2, 3, high=5), real(5, 4), mode="sum", per_sample_weights=real(2, 3)),
            case(integer(2, 3, high=5), real(5, 4), padding_idx=1, mode="sum"),
            case(
                integer(6, high=5),
                real(5, 4),
                given([0, 2, 6], dtype="int64"),
                include_last_offset=True,
            ),
        ],
        dtypes=("float64", "float32"),
        finite=True,
        bad=[
            lambda t: t.nn.functional.embedding_bag(t.tensor([0]), t.ones(5, 4)),
            lambda t: t.nn.functional.embedding_bag(t.tensor([[0]]), t.ones(5, 4), mode="x"),
        ],
    ),
]
