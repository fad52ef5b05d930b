"""Linear algebra. Matrices are made regular, definite or Hermitian in the call, so that each type
and layout gives one; what is determined up to signs or phases is compared by what does not depend
on them."""

from dataclasses import replace

import numpy as np

from op_table import COMPLEX, case, real, row

SQUARE = [(real(3, 3),), (real(2, 3, 3),), (real(1, 1),), (real(0, 0),), (real(0, 2, 2),)]
ANY = [(real(3, 3),), (real(4, 2),), (real(2, 2, 4),), (real(0, 3),), (real(2, 0, 0),)]
SYSTEMS = [
    (real(3, 3), real(3, 2)),
    (real(2, 3, 3), real(3, 2)),
    (real(3, 3), real(2, 3, 1)),
    (real(0, 0), real(0, 2)),
]


WIDE = ("float64", "float32", *COMPLEX)


def separated(made):
    """Where there is nothing to do PyTorch refuses few types: empty samples in those it takes."""
    rng = np.random.default_rng(0)
    empty = [any(m.array(rng, "float64").size == 0 for m in s.makers()) for s in made.samples]
    if not any(empty) or made.dtypes == WIDE or made.label in TAKE_ALL:
        return [made]
    pick = lambda wanted: tuple(s for s, e in zip(made.samples, empty, strict=True) if e == wanted)  # noqa: E731
    return [
        replace(made, samples=pick(False)),
        replace(
            made, samples=pick(True), bad=(), dtypes=tuple(d for d in WIDE if d in made.dtypes)
        ),
    ]


# These are arithmetic: every type is as good.
TAKE_ALL = {
    "linalg.cross",
    "kron",
    "trace",
    "linalg.vecdot",
    "vander",
    "_tensordot",
    "linalg.multi_dot",
}


def eye(t, x):
    return t.eye(x.shape[-1], dtype=x.dtype)


def regular(t, x):
    return x + 7 * eye(t, x)


def definite(t, x):
    return x @ x.mH + 2 * eye(t, x)


def hermitian(t, x):
    return x + x.mH + t.diag(t.arange(x.shape[-1])).to(x.dtype)


def tall(t, x):
    """Full rank whatever the layout."""
    return x + 7 * t.eye(x.shape[-2], x.shape[-1], dtype=x.dtype)


def not_square(name):
    return [
        lambda t: find(t, name)(t.ones(2, 3)),
        lambda t: find(t, name)(t.ones(3)),
        lambda t: find(t, name)(t.ones(2, 2, dtype=t.int64)),
        lambda t: find(t, name)("matrix"),
    ]


def find(t, name):
    for part in name.split("."):
        t = getattr(t, part)
    return t


def on(name, make, samples=SQUARE, results=None, keywords=None, bad=()):
    """A row of a function of one matrix."""

    def call(t, x):
        out = find(t, name)(make(t, x), **(keywords or {}))
        return results(t, out) if results else out

    return row(name, call, samples=samples, bad=bad, finite=True)


def pair(name, make, samples=SYSTEMS, results=None, **keywords):
    """A row of a function of a matrix and right-hand sides."""

    def call(t, a, b):
        out = find(t, name)(make(t, a), b, **keywords)
        return results(t, out) if results else out

    bad = [
        lambda t: find(t, name)(t.eye(2), t.ones(3, 1), **keywords),
        lambda t: find(t, name)(t.ones(2, 3), t.ones(2, 1), **keywords),
    ]
    return row(name, call, samples=samples, bad=bad, finite=True)


def factors(t, out):
    return out[0] @ out[1]


def signless(t, out):
    return [x.abs() for x in out]


def svd_call(name, **keywords):
    def call(t, x):
        U, S, _ = find(t, name)(x + tall(t, x) * 0.5, **keywords)
        return U[..., : S.shape[-1]].abs(), S

    return call


def reflectors(t, x):
    """What geqrf leaves, with scales that make reflections of it in every type."""
    v = t.tril(x, -1) + t.eye(x.shape[-2], x.shape[-1], dtype=x.dtype)
    return x, 2 / (v * v.conj()).sum(-2).real.to(x.dtype)


def product_call(name):
    return lambda t, x: find(t, name)(*reflectors(t, x))


def least_squares(t, a, b, driver):
    out = t.linalg.lstsq(tall(t, a), b, driver=driver)
    return out.solution, out.residuals, out.rank


def power_call(name):
    return lambda t, x, n: find(t, name)(regular(t, x) / 4, n)


TABLE = [
    # Systems and inverses.
    pair("linalg.solve", regular),
    pair("linalg.solve_ex", regular),
    row(
        "linalg.solve",
        lambda t, a, b: t.linalg.solve(regular(t, a), b, left=False),
        samples=[(real(3, 3), real(2, 3)), (real(2, 1, 3, 3), real(4, 2, 3))],
        finite=True,
    ),
    row(
        "linalg.solve",
        lambda t, a, b: t.linalg.solve(regular(t, a), b),
        samples=[(real(3, 3), real(3)), (real(2, 3, 3), real(2, 3))],
        finite=True,
    ),
    on("linalg.inv", regular, bad=not_square("linalg.inv")),
    on("inverse", regular, bad=not_square("inverse")),
    on("linalg.inv_ex", regular, bad=not_square("linalg.inv_ex")),
    pair("linalg.solve_triangular", regular, upper=True),
    pair("linalg.solve_triangular", regular, upper=False, unitriangular=True),
    row(
        "linalg.solve_triangular",
        lambda t, a, b: t.linalg.solve_triangular(regular(t, a), b, upper=True, left=False),
        samples=[(real(3, 3), real(2, 3)), (real(3, 3), real(4, 2, 3))],
        finite=True,
    ),
    *(
        row(
            "triangular_solve",
            lambda t, b, a, u=upper, s=swapped: t.triangular_solve(b, regular(t, a), u, s),
            samples=[(real(3, 2), real(3, 3)), (real(2, 3, 1), real(3, 3))],
            bad=[lambda t: t.triangular_solve(t.ones(2, 1), t.eye(3))],
            finite=True,
        )
        for upper in (True, False)
        for swapped in (True, False)
    ),
    row(
        "linalg.tensorinv",
        lambda t, x: t.linalg.tensorinv(regular(t, x).reshape(2, 2, 4), ind=2),
        samples=[(real(4, 4),)],
        bad=[
            lambda t: t.linalg.tensorinv(t.eye(4), ind=0),
            lambda t: t.linalg.tensorinv(t.ones(2, 3), ind=1),
        ],
        finite=True,
    ),
    row(
        "linalg.tensorsolve",
        lambda t, a, b: t.linalg.tensorsolve(regular(t, a).reshape(2, 2, 4), b),
        samples=[(real(4, 4), real(2, 2))],
        bad=[lambda t: t.linalg.tensorsolve(t.eye(4), t.ones(2, 3))],
        finite=True,
    ),
    # Determinants.
    on("linalg.det", regular, bad=not_square("linalg.det")),
    on("det", regular, bad=not_square("det")),
    on("linalg.slogdet", regular, bad=not_square("linalg.slogdet")),
    on("slogdet", regular, bad=not_square("slogdet")),
    on("logdet", definite, bad=not_square("logdet")),
    # LU.
    on("linalg.lu_factor", regular, [*SQUARE, (real(2, 3, 3),)]),
    on("linalg.lu_factor_ex", tall, ANY),
    on("linalg.lu", tall, ANY, bad=[lambda t: t.linalg.lu(t.ones(3))]),
    row(
        "lu_unpack",
        lambda t, x: t.lu_unpack(*t.linalg.lu_factor(tall(t, x))),
        samples=[(real(3, 3),), (real(4, 2),), (real(2, 2, 4),)],
        bad=[
            lambda t: t.lu_unpack(t.eye(2), t.ones(2)),
            lambda t: t.lu_unpack(t.eye(2), t.tensor([3, 0], dtype=t.int32)),
        ],
        finite=True,
    ),
    *(
        row(
            "linalg.lu_solve",
            lambda t, a, b, on_left=left, h=adjoint: t.linalg.lu_solve(
                *t.linalg.lu_factor(regular(t, a)), b if on_left else b.mT, left=on_left, adjoint=h
            ),
            samples=SYSTEMS,
            bad=[
                lambda t: t.linalg.lu_solve(t.eye(2), t.ones(2), t.ones(2, 1)),
                lambda t: t.linalg.lu_solve(t.eye(2), t.ones(2, dtype=t.int32), t.ones(3, 1)),
            ],
            finite=True,
        )
        for left in (True, False)
        for adjoint in (True, False)
    ),
    row(
        "lu_solve",
        lambda t, a, b: t.lu_solve(b, *t.linalg.lu_factor(regular(t, a))),
        samples=SYSTEMS,
        finite=True,
    ),
    # Cholesky and LDL.
    on("linalg.cholesky", definite, bad=not_square("linalg.cholesky")),
    on("linalg.cholesky", definite, keywords={"upper": True}),
    on("linalg.cholesky_ex", definite, bad=not_square("linalg.cholesky_ex")),
    on("cholesky", definite, bad=not_square("cholesky")),
    on("cholesky_inverse", regular, bad=not_square("cholesky_inverse")),
    on("cholesky_inverse", regular, keywords={"upper": True}),
    *(
        row(
            "cholesky_solve",
            lambda t, b, a, u=upper: t.cholesky_solve(b, regular(t, a), upper=u),
            samples=[(real(3, 2), real(3, 3)), (real(2, 3, 1), real(3, 3))],
            bad=[lambda t: t.cholesky_solve(t.ones(2), t.eye(2))],
            finite=True,
        )
        for upper in (True, False)
    ),
    on(
        "linalg.ldl_factor",
        hermitian,
        [(real(3, 3),), (real(2, 2, 2),)],
        lambda t, o: o[0].detach(),
    ),
    on("linalg.ldl_factor_ex", hermitian, [(real(3, 3),)], lambda t, o: (o[0].detach(), o[1:])),
    row(
        "linalg.ldl_solve",
        lambda t, a, b: t.linalg.ldl_solve(
            *t.linalg.ldl_factor(definite(t, a.detach())), b.detach()
        ),
        samples=SYSTEMS[:3],
        bad=[lambda t: t.linalg.ldl_solve(t.eye(2), t.ones(2), t.ones(2, 1))],
        finite=True,
    ),
    # QR: its signs are LAPACK's, the same in both.
    on("linalg.qr", tall, ANY, bad=[lambda t: t.linalg.qr(t.eye(2), mode="x")]),
    on("linalg.qr", tall, [(real(2, 3),), (real(3, 3),)], keywords={"mode": "complete"}),
    on("qr", tall, ANY, bad=[lambda t: t.qr(t.ones(2))]),
    on(
        "geqrf", tall, ANY, lambda t, o: [x.detach() for x in o], bad=[lambda t: t.geqrf(t.ones(2))]
    ),
    *(
        row(
            name,
            product_call(name),
            samples=[(real(3, 3),), (real(4, 2),), (real(2, 3, 2),)],
            bad=[
                lambda t, n=name: find(t, n)(t.ones(2, 3), t.ones(2)),
                lambda t, n=name: find(t, n)(t.ones(3, 2), t.ones(3)),
            ],
            finite=True,
        )
        for name in ("linalg.householder_product", "orgqr")
    ),
    *(
        row(
            "ormqr",
            lambda t, x, c, on_left=left, h=transpose: t.ormqr(
                *reflectors(t, x), c if on_left else c.mT, left=on_left, transpose=h
            ),
            samples=[(real(3, 3), real(3, 2)), (real(2, 4, 2), real(2, 4, 3))],
            bad=[
                lambda t: t.ormqr(t.ones(3, 3), t.ones(3), t.ones(2, 2)),
                lambda t: t.ormqr(t.ones(3, 3), t.ones(3), t.ones(3)),
            ],
            finite=True,
        )
        for left in (True, False)
        for transpose in (True, False)
    ),
    # Singular values and eigenvalues.
    row("linalg.svd", svd_call("linalg.svd"), samples=ANY[:4], finite=True),
    row("linalg.svd", svd_call("linalg.svd", full_matrices=False), samples=ANY, finite=True),
    row("svd", svd_call("svd"), samples=ANY, bad=[lambda t: t.svd(t.ones(2))], finite=True),
    on("linalg.svdvals", tall, ANY, bad=[lambda t: t.linalg.svdvals(t.ones(2))]),
    on("linalg.eigh", hermitian, results=signless, bad=not_square("linalg.eigh")),
    on("linalg.eigvalsh", hermitian, bad=not_square("linalg.eigvalsh")),
    on(
        "linalg.eig",
        hermitian,
        results=lambda t, o: (o[0].real.sort().values, o[1].abs().sum((-2, -1))),
        bad=not_square("linalg.eig"),
    ),
    on(
        "linalg.eigvals",
        hermitian,
        results=lambda t, o: o.real.sort().values,
        bad=not_square("linalg.eigvals")[:2],
    ),
    on("linalg.pinv", tall, ANY, bad=[lambda t: t.linalg.pinv(t.ones(2))]),
    on("linalg.pinv", definite, keywords={"hermitian": True}),
    on("linalg.pinv", tall, ANY[:3], keywords={"rtol": 0.1, "atol": 0.2}),
    row(
        "linalg.pinv",
        lambda t, x, r: t.linalg.pinv(tall(t, x), rtol=r),
        samples=[(real(2, 3, 3), real(2, low=0.01, high=0.05, constant=True))],
        finite=True,
    ),
    on("pinverse", tall, ANY),
    on("linalg.matrix_rank", tall, ANY, bad=[lambda t: t.linalg.matrix_rank(t.ones(2))]),
    on("linalg.matrix_rank", definite, keywords={"hermitian": True, "tol": 1.0}),
    *(
        replace(
            on("linalg.cond", regular, SQUARE[:3], keywords={"p": p}),
            # PyTorch changes in place what its derivative needs.
            derivatives=p in (None, 2, -2),
        )
        for p in (None, 1, -1, 2, -2, float("inf"), float("-inf"), "fro", "nuc")
    ),
    *(
        row(
            "linalg.lstsq",
            lambda t, a, b, d=driver: least_squares(t, a, b, d),
            samples=[
                (real(4, 2), real(4, 3)),
                (real(2, 3, 3), real(2, 3)),
                (real(2, 4), real(2, 1)),
            ],
            bad=[
                lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(2, 1)),
                lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(3, 1), driver="x"),
                lambda t: t.linalg.lstsq(t.ones(3, 2), t.ones(3, 1).double()),
            ],
            finite=True,
        )
        for driver in ("gels", "gelsy", "gelsd", "gelss")
    ),
    # Norms.
    *(
        row(
            "linalg.matrix_norm",
            lambda t, x, p=ord: t.linalg.matrix_norm(tall(t, x), p),
            samples=[(real(3, 2),), (real(2, 2, 3),)],
            bad=[
                lambda t: t.linalg.matrix_norm(t.eye(2), 3),
                lambda t: t.linalg.matrix_norm(t.ones(2)),
            ],
            finite=True,
        )
        for ord in ("fro", "nuc", 1, -1, 2, -2, float("inf"))
    ),
    row(
        "linalg.norm",
        lambda t, x, p, d: t.linalg.norm(tall(t, x), p, d),
        samples=[(real(3, 2), "nuc", (0, 1)), (real(3, 2), 2, (1, 0)), (real(3, 2), 3, 0)],
        bad=[lambda t: t.linalg.norm(t.ones(2, 2, 2), 2)],
        finite=True,
    ),
    row("norm", lambda t, x: t.norm(tall(t, x), p="nuc"), samples=ANY[:3], finite=True),
    # Powers, exponentials, chains.
    *(
        row(
            name,
            power_call(name),
            samples=[(real(3, 3), n) for n in (0, 1, 2, 3, 5, -1, -2)] + [(real(2, 2, 2), 4)],
            bad=[
                lambda t, n=name: find(t, n)(t.ones(2, 3), 2),
                lambda t, n=name: find(t, n)(t.ones(2, 2), 1.5),
            ],
            finite=True,
            dtypes=("float64", "float32", "complex128", "complex64"),
        )
        for name in ("linalg.matrix_power", "matrix_power")
    ),
    *(
        row(
            name,
            lambda t, x, n=name: find(t, n)(x),
            samples=[*SQUARE, (real(3, 3, low=-9, high=9),), (real(2, 2, low=-0.01, high=0.01),)],
            bad=not_square(name),
            finite=True,
            dtypes=("float64", "float32", "complex128", "complex64"),
        )
        for name in ("linalg.matrix_exp", "matrix_exp")
    ),
    row(
        "linalg.multi_dot",
        samples=[
            ([real(3, 4), real(4, 2)],),
            ([real(3, 4), real(4, 2), real(2, 5), real(5, 1)],),
            ([real(4), real(4, 2), real(2)],),
            ([real(3, 0), real(0, 2)],),
        ],
        bad=[
            lambda t: t.linalg.multi_dot([t.eye(2)]),
            lambda t: t.linalg.multi_dot([t.ones(2, 3), t.ones(2, 3)]),
            lambda t: t.linalg.multi_dot([t.ones(2, 2, 2), t.ones(2, 2)]),
        ],
        finite=True,
        dtypes=("float64", "float32", "complex128", "complex64", "int64"),
    ),
    row(
        "chain_matmul",
        samples=[(real(3, 4), real(4, 2)), (real(3, 4), real(4, 2), real(2, 5))],
        bad=[lambda t: t.chain_matmul(t.ones(2), t.ones(2, 2))],
        finite=True,
        dtypes=("float64", "float32", "complex128", "complex64", "int64"),
    ),
    # Products.
    row(
        "linalg.cross",
        samples=[
            (real(2, 3), real(2, 3)),
            (real(2, 3), real(1, 3)),
            case(real(3, 4), real(3, 1), dim=0),
            (real(0, 3), real(0, 3)),
        ],
        bad=[
            lambda t: t.linalg.cross(t.ones(2), t.ones(2)),
            lambda t: t.linalg.cross(t.ones(3), t.ones(2, 3)),
            lambda t: t.linalg.cross(t.ones(3), t.ones(3).double()),
        ],
    ),
    row(
        "cross",
        samples=[(real(2, 3), real(2, 3)), (real(3, 4), real(3, 4)), (real(2, 3), real(2, 3), -1)],
        bad=[lambda t: t.cross(t.ones(2), t.ones(2))],
    ),
    row(
        "linalg.vecdot",
        samples=[
            (real(2, 3), real(2, 3)),
            (real(2, 3), real(3)),
            case(real(2, 3), real(2, 1), dim=0),
            (real(0), real(0)),
            (real(), real()),
        ],
        bad=[
            lambda t: t.linalg.vecdot(t.ones(2), t.ones(3)),
            lambda t: t.linalg.vecdot(t.ones(2), t.ones(2).double()),
        ],
        finite=True,
    ),
    row(
        "kron",
        samples=[
            (real(2, 3), real(3, 2)),
            (real(2), real(3, 2)),
            (real(2, 2, 2), real(3)),
            (real(), real(2)),
            (real(0, 2), real(2)),
        ],
        layouts=False,  # PyTorch refuses to view what is not contiguous
    ),
    row(
        "trace",
        samples=[(real(3, 3),), (real(2, 4),), (real(0, 2),)],
        bad=[lambda t: t.trace(t.ones(2)), lambda t: t.trace(t.ones(2, 2, 2))],
        finite=True,
    ),
    row(
        "linalg.vander",
        samples=[(real(3),), case(real(3), N=4), case(real(2, 2), N=3), case(real(1), N=2)],
        bad=[
            lambda t: t.linalg.vander(t.ones(2), N=1),
            lambda t: t.linalg.vander(t.ones(1)),
        ],
        finite=True,
    ),
    row(
        "vander",
        samples=[(real(3),), (real(3), 2), (real(3), 5, True), (real(3), 0), (real(0),)],
        bad=[lambda t: t.vander(t.ones(2, 2)), lambda t: t.vander(t.ones(2), -1)],
        finite=True,
        derivatives=False,  # PyTorch changes in place what its derivative needs
    ),
    row(
        "_tensordot",
        lambda t, a, b, dims: t.tensordot(a, b, dims),
        samples=[
            (real(2, 3), real(3, 4), 1),
            (real(2, 3, 4), real(3, 4, 5), 2),
            (real(2, 3), real(4), 0),
            (real(2, 3, 4), real(4, 5, 3), ([1, 2], [2, 0])),
            (real(2, 3), real(4, 3), ([-1], [-1])),
            (real(2, 1), real(3, 4), ([1], [0])),
            (real(0, 2), real(2, 3), 1),
        ],
        bad=[
            lambda t: t.tensordot(t.ones(2, 3), t.ones(2, 3), 1),
            lambda t: t.tensordot(t.ones(2, 3), t.ones(2, 3), -1),
            lambda t: t.tensordot(t.ones(2, 3), t.ones(2, 3), 3),
            lambda t: t.tensordot(t.ones(2, 2), t.ones(2, 2), ([0, 0], [0, 1])),
            lambda t: t.tensordot(t.ones(2, 2), t.ones(2, 2), ([0], [0, 1])),
            lambda t: t.tensordot(t.ones(2, 2), t.ones(2, 2).double(), 1),
        ],
        finite=True,
        dtypes=("float64", "float32", "complex128", "complex64", "int64"),
    ),
]

ROWS = [part for made in TABLE for part in separated(made)]
