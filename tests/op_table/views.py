"""Views: other shapes, orders and parts of the same storage."""

from op_table import case, integer, real, row

BAD_DIM = 7


def name_of(name):
    """The method where there is no function."""
    return lambda t, x, *a, **k: getattr(x, name)(*a, **k)


ROWS = [
    row(
        "view",
        samples=[
            (real(2, 6), 3, 4),
            (real(2, 6), (4, 3)),
            (real(2, 6), -1),
            (real(2, 6), 2, -1, 3),
            (real(), 1, 1),
            (real(0, 3), 3, 0),
            (real(1), ()),
        ],
        bad=[
            lambda t: t.ones(4).view(3),
            lambda t: t.ones(4).view(-1, -1),
            lambda t: t.ones(4).view(-2),
            lambda t: t.ones(2, 3).t().view(6),
            lambda t: t.ones(0).view(-1, 0),
            lambda t: t.ones(4).view("a"),
        ],
    ),
    row(
        "view",
        lambda t, x: (x.view(t.int32), x.view(t.float32), x.view(t.uint8)),
        samples=[(real(2, 6, dtype="float32"),), (real(4, dtype="float32"),)],
        label="view dtype",
        bad=[
            lambda t: t.ones(3).view(t.float64),
            lambda t: t.tensor(1.0).view(t.uint8),
        ],
        derivatives=0,
    ),
    row(
        "reshape",
        samples=[
            (real(2, 6), (3, 4)),
            (real(2, 6), (-1,)),
            (real(2, 6), (2, -1, 3)),
            (real(), (1, 1)),
            (real(0, 3), (3, 0)),
            (real(1), ()),
        ],
        bad=[
            lambda t: t.reshape(t.ones(4), (3,)),
            lambda t: t.reshape(t.ones(4), (-1, -1)),
            lambda t: t.ones(4).reshape(2, 3),
            lambda t: t.reshape(t.ones(4), (-2,)),
            lambda t: t.reshape(t.ones(0), (-1, 0)),
        ],
    ),
    row(
        "flatten",
        samples=[
            case(real(2, 3, 4)),
            case(real(2, 3, 4), 1),
            case(real(2, 3, 4), 0, 1),
            case(real(2, 3, 4), start_dim=-2, end_dim=-1),
            case(real()),
            case(real(0, 3)),
        ],
        bad=[
            lambda t: t.flatten(t.ones(2, 3), 1, 0),
            lambda t: t.flatten(t.ones(2, 3), 3),
        ],
    ),
    row(
        "unflatten",
        samples=[
            (real(2, 6), 1, (2, 3)),
            (real(6, 2), 0, (-1, 2)),
            (real(6), -1, (1, 6, 1)),
            (real(0, 2), 1, (2, 1)),
        ],
        bad=[
            lambda t: t.unflatten(t.ones(6), 0, (4, 2)),
            lambda t: t.unflatten(t.ones(6), 0, ()),
            lambda t: t.unflatten(t.ones(6), 1, (2, 3)),
        ],
    ),
    row("ravel", samples=[(real(2, 3),), (real(),), (real(0, 2),)]),
    row(
        "expand",
        samples=[
            (real(3, 1), 3, 4),
            (real(1, 3), (5, -1)),
            (real(3), 2, 3),
            (real(), 2),
            (real(1), 0),
        ],
        bad=[
            lambda t: t.ones(3).expand(2),
            lambda t: t.ones(3).expand(-1, 3),
            lambda t: t.ones(2, 3).expand(3),
        ],
    ),
    row(
        "expand_as",
        samples=[(real(3, 1), real(3, 4)), (real(), real(2))],
        bad=[lambda t: t.ones(3).expand_as(t.ones(2))],
    ),
    row(
        "broadcast_to",
        samples=[(real(3, 1), (3, 4)), (real(3), (2, 3)), (real(), (2,))],
        bad=[lambda t: t.broadcast_to(t.ones(3), (2,))],
    ),
    row(
        "broadcast_tensors",
        samples=[(real(3, 1), real(4)), (real(), real(2), real(1, 1)), (real(2),)],
        bad=[lambda t: t.broadcast_tensors(t.ones(2), t.ones(3))],
    ),
    row(
        "squeeze",
        samples=[
            (real(1, 3, 1),),
            (real(1, 3, 1), 0),
            (real(1, 3, 1), 1),
            (real(1, 3, 1), (0, 2)),
            (real(),),
            (real(), 0),
            (real(1, 0),),
        ],
        bad=[lambda t: t.squeeze(t.ones(1), 1), lambda t: t.squeeze(t.ones(1, 1), (0, 0))],
    ),
    row(
        "unsqueeze",
        samples=[(real(3), 0), (real(3), -1), (real(2, 3), 1), (real(), 0), (real(0), 1)],
        bad=[lambda t: t.unsqueeze(t.ones(1), 2), lambda t: t.unsqueeze(t.ones(1), -3)],
    ),
    row(
        "view_as",
        samples=[(real(2, 6), real(3, 4))],
        bad=[lambda t: t.ones(4).view_as(t.ones(3))],
    ),
    row(
        "reshape_as",
        samples=[(real(2, 6), real(3, 4))],
        bad=[lambda t: t.ones(4).reshape_as(t.ones(3))],
    ),
    row(
        "narrow",
        samples=[
            (real(5, 3), 0, 1, 3),
            (real(5, 3), 1, -2, 1),
            (real(5, 3), -1, 0, 0),
            (real(5), 0, integer(low=2, high=3), 2),
        ],
        bad=[
            lambda t: t.narrow(t.ones(3), 0, 2, 2),
            lambda t: t.narrow(t.ones(3), 1, 0, 1),
            lambda t: t.narrow(t.ones(3), 0, 0, -1),
            lambda t: t.narrow(t.tensor(1.0), 0, 0, 1),
        ],
    ),
    row(
        "narrow_copy",
        samples=[(real(5, 3), 0, 1, 3), (real(5, 3), 1, 0, 2)],
        bad=[lambda t: t.narrow_copy(t.ones(3), 0, 2, 2)],
    ),
    row(
        "select",
        samples=[(real(5, 3), 0, 1), (real(5, 3), -1, -2), (real(5), 0, 4)],
        bad=[
            lambda t: t.select(t.ones(3), 0, 3),
            lambda t: t.select(t.ones(3), 1, 0),
            lambda t: t.select(t.tensor(1.0), 0, 0),
        ],
    ),
    row(
        "diagonal",
        samples=[
            case(real(3, 4)),
            case(real(3, 4), 1),
            case(real(4, 3), -2),
            case(real(2, 3, 4), 0, 1, 2),
            case(real(2, 3, 4), offset=1, dim1=-1, dim2=0),
            case(real(3, 4), 9),
            case(real(0, 4)),
        ],
        bad=[
            lambda t: t.diagonal(t.ones(3)),
            lambda t: t.diagonal(t.ones(3, 3), 0, 1, 1),
            lambda t: t.diagonal(t.ones(3, 3), 0, 0, 2),
        ],
    ),
    row(
        "linalg.diagonal",
        samples=[case(real(2, 3, 4)), case(real(2, 3, 4), offset=1, dim1=0, dim2=1)],
        bad=[lambda t: t.linalg.diagonal(t.ones(3))],
    ),
    row(
        "permute",
        samples=[
            (real(2, 3, 4), (2, 0, 1)),
            (real(2, 3), (-1, 0)),
            (real(), ()),
            (real(0, 3), (1, 0)),
        ],
        bad=[
            lambda t: t.permute(t.ones(2, 3), (0,)),
            lambda t: t.permute(t.ones(2, 3), (0, 0)),
            lambda t: t.permute(t.ones(2, 3), (0, 2)),
        ],
    ),
    *(
        row(
            name,
            samples=[
                (real(2, 3, 4), 0, 2),
                (real(2, 3, 4), -1, 1),
                (real(), 0, -1),
                (real(0, 3), 0, 1),
            ],
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(2, 3), 0, 2),
                lambda t, name=name: getattr(t, name)(t.ones(2, 3), 0),
            ],
        )
        for name in ("transpose", "swapaxes", "swapdims")
    ),
    row(
        "t",
        samples=[(real(2, 3),), (real(3),), (real(),)],
        bad=[lambda t: t.t(t.ones(2, 3, 4))],
    ),
    *(
        row(
            name,
            samples=[
                (real(2, 3, 4), 0, 2),
                (real(2, 3, 4), -1, 0),
                (real(2, 3, 4), (0, 1), (2, 0)),
                (real(), 0, 0),
            ],
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(2, 3), 2, 0),
                lambda t, name=name: getattr(t, name)(t.ones(2, 3), (0, 1), (0,)),
                lambda t, name=name: getattr(t, name)(t.ones(2, 3), (0, 0), (0, 1)),
            ],
        )
        for name in ("movedim", "moveaxis")
    ),
    row(
        "adjoint",
        samples=[(real(2, 3),), (real(2, 3, 4),)],
        bad=[lambda t: t.adjoint(t.ones(3))],
    ),
    row(
        "split",
        samples=[
            case(real(5, 3), 2),
            case(real(5, 3), 2, 1),
            case(real(5, 3), [1, 4]),
            case(real(5, 3), (1, 0, 2), dim=-1),
            case(real(0, 3), 2),
            case(real(5), 9),
        ],
        bad=[
            lambda t: t.split(t.ones(3), 0),
            lambda t: t.split(t.ones(3), -1),
            lambda t: t.split(t.ones(3), [1, 1]),
            lambda t: t.split(t.ones(3), 1, 1),
            lambda t: t.split(t.tensor(1.0), 1),
        ],
    ),
    row(
        "split",
        name_of("split"),
        samples=[case(real(5, 3), 2), case(real(5, 3), [1, 2], 1), case(real(5, 3), 2, dim=1)],
        label="Tensor.split",
        bad=[lambda t: t.ones(3).split([1, 1])],
    ),
    row(
        "split_with_sizes",
        samples=[(real(5, 3), [1, 4]), (real(5, 3), [1, 2], 1)],
        bad=[lambda t: t.split_with_sizes(t.ones(3), [1, 1])],
    ),
    row(
        "chunk",
        samples=[(real(5, 3), 2), (real(5, 3), 3, 1), (real(5), 9), (real(0), 2)],
        bad=[lambda t: t.chunk(t.ones(3), 0), lambda t: t.chunk(t.ones(3), 1, 1)],
    ),
    row(
        "unbind",
        samples=[(real(3, 2),), (real(3, 2), 1), (real(0, 2),)],
        bad=[lambda t: t.unbind(t.tensor(1.0)), lambda t: t.unbind(t.ones(3), 1)],
    ),
    row(
        "tensor_split",
        samples=[
            (real(5, 3), 2),
            (real(5, 3), 4, 1),
            (real(5, 3), (1, 3)),
            (real(5, 3), (-1, 2, 9)),
            (real(5), integer(2, low=1, high=4)),
            (real(5), integer(low=2, high=4)),
        ],
        bad=[
            lambda t: t.tensor_split(t.ones(3), 0),
            lambda t: t.tensor_split(t.tensor(1.0), 1),
            lambda t: t.tensor_split(t.ones(3), 1, 1),
            lambda t: t.tensor_split(t.ones(3), t.ones(2)),
        ],
    ),
    *(
        row(
            name,
            samples=[(real(4, 4, 4), 2), (real(4, 4, 4), (1, 2))],
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(4, 4, 4), 3),
                lambda t, name=name: getattr(t, name)(t.tensor(1.0), 1),
            ],
        )
        for name in ("hsplit", "vsplit", "dsplit")
    ),
    row("hsplit", samples=[(real(4), 2)], label="hsplit 1-D"),
    row(
        "as_strided",
        samples=[
            (real(12), (3, 2), (4, 1)),
            (real(12), (3, 2), (1, 2), 3),
            (real(12), (5, 3), (2, 1)),
            (real(12), (2, 3), (0, 1)),
            (real(3, 4), (2, 2), (4, 2), 1),
        ],
        layouts=(),  # of the storage, whose layout these samples describe
        bad=[
            lambda t: t.as_strided(t.ones(4), (3, 2), (4, 1)),
            lambda t: t.as_strided(t.ones(4), (2,), (-1,)),
            lambda t: t.as_strided(t.ones(4), (2, 2), (1,)),
            lambda t: t.as_strided(t.ones(4), (2,), (1,), -1),
        ],
    ),
    row(
        "as_strided_",
        lambda t, x, *a: (x * 1).as_strided_(*a),
        samples=[(real(12), (3, 2), (4, 1)), (real(12), (2,), (3,), 1)],
        bad=[lambda t: t.ones(4).as_strided_((3, 2), (4, 1))],
    ),
    row(
        "unfold",
        samples=[
            (real(7), 0, 3, 2),
            (real(3, 7), 1, 2, 1),
            (real(7, 3), 0, 7, 1),
            (real(), 0, 1, 1),
        ],
        bad=[
            lambda t: t.ones(3).unfold(0, 4, 1),
            lambda t: t.ones(3).unfold(0, 1, 0),
            lambda t: t.ones(3).unfold(1, 1, 1),
            lambda t: t.ones(3).unfold(0, -1, 1),
        ],
    ),
    row("t_", samples=[(real(2, 3),)], bad=[lambda t: t.ones(2, 3, 4).t_()]),
    *(
        row(
            name,
            samples=[(real(2, 3, 4), 0, 2)],
            bad=[lambda t, name=name: getattr(t.ones(2, 3), name)(0, 2)],
        )
        for name in ("transpose_", "swapaxes_", "swapdims_")
    ),
    row(
        "squeeze_",
        samples=[(real(1, 3, 1),), (real(1, 3, 1), 0), (real(1, 3, 1), (0, 2))],
        bad=[lambda t: t.ones(1).squeeze_(1)],
    ),
    row(
        "unsqueeze_", samples=[(real(3), 0), (real(3), -1)], bad=[lambda t: t.ones(1).unsqueeze_(2)]
    ),
    row(
        "resize_",
        samples=[(real(2, 6), 3, 4), (real(2, 6), (2, 2)), (real(6), 0)],
        derivatives=0,  # PyTorch refuses tensors that require grad
        layouts=(),
        bad=[lambda t: t.ones(3).resize_(-1), lambda t: t.ones(3, requires_grad=True).resize_(2)],
    ),
    row(
        "resize_as_",
        samples=[(real(2, 6), real(3, 4, constant=True))],
        derivatives=0,
        layouts=(),
        bad=[lambda t: t.ones(3, requires_grad=True).resize_as_(t.ones(2))],
    ),
    row(
        ("atleast_1d", "atleast_2d", "atleast_3d"),
        lambda t, *x: (t.atleast_1d(*x), t.atleast_2d(*x), t.atleast_3d(*x)),
        samples=[(real(),), (real(3),), (real(2, 3),), (real(2, 3, 4),), (real(), real(3))],
    ),
    row("contiguous", samples=[(real(2, 3),), (real(),), (real(0),)]),
    row("clone", samples=[(real(2, 3),), (real(),), (real(0),)]),
    row(
        "meshgrid",
        lambda t, *x, **k: t.meshgrid(*x, **k),
        samples=[
            case(real(3), real(2), indexing="ij"),
            case(real(3), real(2), indexing="xy"),
            case(real(3), real(), real(2), indexing="ij"),
            case([real(3), real(2)], indexing="ij"),
        ],
        bad=[
            lambda t: t.meshgrid(t.ones(2, 2), indexing="ij"),
            lambda t: t.meshgrid(t.ones(2), t.ones(2), indexing="x"),
            lambda t: t.meshgrid(t.ones(2), t.ones(2, dtype=t.float64), indexing="ij"),
        ],
    ),
]
