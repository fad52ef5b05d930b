"""New shapes by copying: join, repeat, flip, pad, diagonals, parts exchanged."""

from op_table import case, given, integer, real, row

F = "nn.functional."
JOINED = [
    case([real(2, 3), real(2, 3)]),
    case([real(2, 3), real(2, 3), real(2, 3)], 1),
    case([real(2, 3), real(2, 3, dtype="float32")], -1),
    case([real(2, 3), integer(2, 3)], 0),
    case([real(2, 3)], 0),
]
UNEVEN = [
    case([real(2, 3), real(1, 3)]),
    case([real(2, 0), real(2, 2)], 1),
    case([real(0), real(2, 3)]),
]


def list_of(name, *samples, bad=()):
    return row(
        name,
        samples=samples,
        bad=[
            lambda t: getattr(t, name)([]),
            lambda t: getattr(t, name)(t.ones(2), 0.5),
            lambda t: getattr(t, name)([1, 2]),
            *bad,
        ],
    )


ROWS = [
    *(
        list_of(
            name,
            *JOINED,
            *UNEVEN,
            bad=[
                lambda t, name=name: getattr(t, name)([t.ones(2), t.ones(2, 2)]),
                lambda t, name=name: getattr(t, name)([t.ones(2), t.tensor(1.0)]),
                lambda t, name=name: getattr(t, name)([t.ones(2), t.ones(2)], 1),
                lambda t, name=name: getattr(t, name)([t.ones(2, 2), t.ones(2, 3)]),
            ],
        )
        for name in ("cat", "concat", "concatenate")
    ),
    list_of(
        "stack",
        *JOINED,
        case([real(), real()]),
        case([real(0), real(0)], 1),
        bad=[
            lambda t: t.stack([t.ones(2), t.ones(3)]),
            lambda t: t.stack([t.ones(2), t.ones(2)], 2),
        ],
    ),
    *(
        list_of(
            name,
            case([real(2, 3), real(2, 3)]),
            case([real(3), real(3)]),
            case([real(), real()]),
            case([real(2, 3, 4), real(2, 3, 4)]),
            bad=[lambda t, name=name: getattr(t, name)([t.ones(2, 2), t.ones(3, 3)])],
        )
        for name in ("hstack", "vstack", "dstack", "column_stack")
    ),
    row("row_stack", samples=[case([real(2, 3), real(2, 3)]), case([real(3), real(3)])]),
    row(
        "block_diag",
        samples=[(real(2, 3), real(1, 2)), (real(), real(3), real(2, 2)), (real(0, 2), real(1, 1))],
        bad=[lambda t: t.block_diag(t.ones(2, 2, 2))],
    ),
    row(
        F + "pad",
        samples=[
            case(real(3, 4), (1, 2)),
            case(real(3, 4), (1, 2, 0, 1), value=0.5),
            case(real(3, 4), (-1, 2)),
            case(real(2, 3, 4), (1, 1, 1, 1), "constant", 1.0),
            *(case(real(2, 3, 6), (2, 1), mode) for mode in ("reflect", "replicate", "circular")),
            *(
                case(real(1, 2, 4, 5), (1, 2, 2, 1), m)
                for m in ("reflect", "replicate", "circular")
            ),
            *(
                case(real(1, 1, 3, 3, 4), (1, 2, 2, 1, 1, 0), m)
                for m in ("reflect", "replicate", "circular")
            ),
            case(real(2, 3, 6), (-1, 2), "replicate"),
        ],
        bad=[
            lambda t: t.nn.functional.pad(t.ones(3), (1,)),
            lambda t: t.nn.functional.pad(t.ones(3), (1, 1, 1, 1)),
            lambda t: t.nn.functional.pad(t.ones(1, 3), (3, 3), "reflect"),
            lambda t: t.nn.functional.pad(t.ones(3), (1, 1), "x"),
            lambda t: t.nn.functional.pad(t.ones(3), (-2, -2)),
            lambda t: t.nn.functional.pad(t.ones(3), (1, 1), "reflect"),
        ],
    ),
    row(
        "repeat",
        samples=[
            (real(2, 3), 2, 1),
            (real(3), 2, 2),
            (real(), 3),
            (real(3), (0,)),
            (real(2, 0), 2, 2),
        ],
        bad=[lambda t: t.ones(2, 3).repeat(2), lambda t: t.ones(2).repeat(-1)],
    ),
    row(
        "tile",
        samples=[(real(2, 3), (2, 1)), (real(2, 3), (2,)), (real(3), (2, 2)), (real(), (3,))],
        bad=[lambda t: t.tile(t.ones(2), (-1,))],
    ),
    row(
        "repeat_interleave",
        samples=[
            case(real(2, 3), 2),
            case(real(2, 3), 2, 1),
            case(real(3), given([1, 0, 3], dtype="int64")),
            case(real(2, 3), given([1, 0, 3], dtype="int64"), 1),
            case(real(2, 3), given([1, 0, 3], dtype="int64"), dim=1, output_size=4),
            case(given([1, 0, 3], dtype="int64")),
            case(real(), 3),
            case(real(0), 3),
        ],
        bad=[
            lambda t: t.repeat_interleave(t.ones(3), -1),
            lambda t: t.repeat_interleave(t.ones(3), t.tensor([1, 2])),
            lambda t: t.repeat_interleave(t.ones(3), t.tensor([1, -2, 1])),
            lambda t: t.repeat_interleave(t.ones(3), t.ones(3)),
            lambda t: t.repeat_interleave(t.ones(3), 2, 1),
        ],
    ),
    row(
        "flip",
        samples=[
            (real(2, 3), (0,)),
            (real(2, 3), (0, 1)),
            (real(2, 3, 4), (-1, 0)),
            (real(0, 3), (1,)),
            (real(70), (0,)),
            (real(2, 3), ()),
        ],
        bad=[lambda t: t.flip(t.ones(2), (1,)), lambda t: t.flip(t.ones(2, 2), (0, 0))],
    ),
    row("fliplr", samples=[(real(2, 3),)], bad=[lambda t: t.fliplr(t.ones(2))]),
    row("flipud", samples=[(real(2, 3),), (real(3),)], bad=[lambda t: t.flipud(t.tensor(1.0))]),
    row(
        "roll",
        samples=[
            (real(2, 3), 1),
            (real(2, 3), -2, 1),
            (real(2, 3), (1, 1), (0, 1)),
            (real(2, 3), 7, 0),
            (real(0, 3), 1, 0),
            (real(), 1),
        ],
        bad=[
            lambda t: t.roll(t.ones(3), (1, 1), 0),
            lambda t: t.roll(t.ones(3), 1, 1),
            lambda t: t.roll(t.ones(3), ()),
        ],
    ),
    row(
        "rot90",
        samples=[
            case(real(2, 3)),
            case(real(2, 3), 2),
            case(real(2, 3), -1),
            case(real(2, 3, 4), 3, (1, 2)),
            case(real(2, 3), 4),
        ],
        bad=[
            lambda t: t.rot90(t.ones(3)),
            lambda t: t.rot90(t.ones(3, 3), 1, (0, 0)),
            lambda t: t.rot90(t.ones(3, 3), 1, (0,)),
            lambda t: t.rot90(t.ones(3, 3), 1, (0, 5)),
        ],
    ),
    *(
        row(
            name,
            samples=[
                case(real(4, 5)),
                case(real(4, 5), 1),
                case(real(2, 3, 4), -1),
                case(real(4, 5), 9),
                case(real(0, 3)),
            ],
            bad=[lambda t, name=name: getattr(t, name)(t.ones(3))],
        )
        for name in ("tril", "triu")
    ),
    row(
        "diag_embed",
        samples=[
            case(real(3)),
            case(real(2, 3), 1),
            case(real(2, 3), -2, 0, 1),
            case(real(2, 3), offset=1, dim1=0, dim2=2),
        ],
        bad=[
            lambda t: t.diag_embed(t.ones(3), 0, 1, 1),
            lambda t: t.diag_embed(t.ones(3), 0, 0, 5),
        ],
    ),
    row(
        "diag",
        samples=[(real(3),), (real(3), 1), (real(3, 4),), (real(3, 4), -1), (real(0),)],
        bad=[lambda t: t.diag(t.ones(2, 2, 2)), lambda t: t.diag(t.tensor(1.0))],
    ),
    row("diagflat", samples=[(real(3),), (real(2, 2), 1), (real(), -1)]),
    row(
        "fill_diagonal_",
        samples=[(real(3, 4), 2.0), (real(5, 2), 1.0, True), (real(3, 3, 3), 1.0)],
        bad=[
            lambda t: t.ones(3).fill_diagonal_(1.0),
            lambda t: t.ones(2, 3, 2).fill_diagonal_(1.0),
        ],
    ),
    *(
        row(
            name,
            samples=samples,
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(1, 5, 2, 2), 2),
                lambda t, name=name: getattr(t, name)(t.ones(5), 2),
                lambda t, name=name: getattr(t, name)(t.ones(1, 4, 2, 2), 0),
            ],
        )
        for name, samples in {
            "pixel_shuffle": [(real(1, 8, 2, 3), 2), (real(9, 1, 2), 3)],
            "channel_shuffle": [(real(1, 6, 2, 3), 2), (real(2, 6, 3), 3)],
        }.items()
    ),
    row(
        "pixel_unshuffle",
        samples=[(real(1, 2, 4, 6), 2), (real(1, 3, 6), 3)],
        bad=[
            lambda t: t.pixel_unshuffle(t.ones(1, 1, 3, 4), 2),
            lambda t: t.pixel_unshuffle(t.ones(4, 4, 4), 0),
        ],
    ),
    row(
        F + "unfold",
        samples=[
            case(real(2, 3, 5, 6), 2),
            case(real(2, 3, 5, 6), (2, 3), padding=1, stride=2),
            case(real(3, 5, 6), 2, dilation=2),
        ],
        bad=[
            lambda t: t.nn.functional.unfold(t.ones(2, 2, 2, 2, 2), 2),
            lambda t: t.nn.functional.unfold(t.ones(1, 1, 2, 2), 5),
            lambda t: t.nn.functional.unfold(t.ones(1, 1, 4, 4), 2, stride=0),
        ],
    ),
    row(
        F + "fold",
        samples=[
            case(real(2, 12, 20), (5, 6), 2),
            case(real(12, 4), (4, 4), 2, stride=2),
            case(real(2, 8, 9), (5, 5), 2, dilation=2),
        ],
        bad=[
            lambda t: t.nn.functional.fold(t.ones(2, 12, 19), (5, 6), 2),
            lambda t: t.nn.functional.fold(t.ones(2, 11, 20), (5, 6), 2),
        ],
    ),
    row(
        F + "one_hot",
        samples=[case(integer(3, 4, high=5)), case(integer(4, high=3), 5), case(integer(0), 3)],
        bad=[
            lambda t: t.nn.functional.one_hot(t.tensor([-1])),
            lambda t: t.nn.functional.one_hot(t.tensor([3]), 2),
            lambda t: t.nn.functional.one_hot(t.ones(2)),
            lambda t: t.nn.functional.one_hot(t.zeros(0, dtype=t.int64)),
        ],
    ),
    row(
        "cartesian_prod",
        samples=[(real(3), real(2)), (real(3),), (real(2), real(2), real(2))],
        bad=[lambda t: t.cartesian_prod(t.ones(2, 2))],
    ),
    row(
        "combinations",
        samples=[
            case(real(4)),
            case(real(4), 3),
            case(real(3), 2, True),
            case(real(3), 1),
            case(real(2), 3),
            case(real(3), 0),
        ],
        bad=[lambda t: t.combinations(t.ones(2, 2)), lambda t: t.combinations(t.ones(3), -1)],
    ),
    row(
        "select_scatter",
        samples=[(real(3, 4), real(4), 0, 1), (real(3, 4), real(3), -1, -1)],
        bad=[
            lambda t: t.select_scatter(t.ones(3, 4), t.ones(3), 0, 0),
            lambda t: t.select_scatter(t.ones(3, 4), t.ones(4), 0, 3),
        ],
    ),
    row(
        "slice_scatter",
        samples=[
            case(real(5, 3), real(2, 3), 0, 1, 3),
            case(real(5, 3), real(5, 2), 1, step=2),
            case(real(5, 3), real(2, 3), dim=0, start=-2),
        ],
        bad=[lambda t: t.slice_scatter(t.ones(5), t.ones(3), 0, 1, 3)],
    ),
    row(
        "diagonal_scatter",
        samples=[case(real(3, 4), real(3)), case(real(3, 4), real(2), -1)],
        bad=[lambda t: t.diagonal_scatter(t.ones(3, 3), t.ones(2))],
    ),
    row(
        "as_strided_scatter",
        samples=[(real(12), real(3, 2), (3, 2), (4, 1)), (real(3, 4), real(2), (2,), (5,), 1)],
        layouts=(),
        bad=[lambda t: t.as_strided_scatter(t.ones(4), t.ones(2), (3,), (1,))],
    ),
    row(
        "tril_indices",
        samples=[(3, 4), (3, 4, 1), (4, 3, -1), (0, 3)],
        bad=[lambda t: t.tril_indices(-1, 2)],
    ),
    row(
        "triu_indices",
        samples=[(3, 4), (3, 4, 1), (4, 3, -1), (0, 3)],
        bad=[lambda t: t.triu_indices(-1, 2)],
    ),
]
