"""Complex numbers: parts, conjugates, moduli and phases; arithmetic that mixes real ones in."""

from op_table import COMPLEX, case, complex_, given, integer, real, row

FLOATING = ("float64", "float32", "float16")
MIXED = ("float64", "float32", "bfloat16", "int64", "bool", "complex128", "complex64")
WHOLE = [(real(3, 4),), (real(),), (real(2, 0),)]

ROWS = [
    row("conj", lambda t, x: t.conj(x).resolve_conj(), samples=WHOLE),
    row("conj_physical", samples=WHOLE),
    row("resolve_conj", samples=WHOLE),
    row("resolve_neg", samples=WHOLE),
    row("is_conj", samples=WHOLE, derivatives=False),
    row("is_neg", samples=WHOLE, derivatives=False),
    row("isreal", samples=[*WHOLE, (given([1 + 0j, 1j, 2 + 3j], dtype="complex64"),)]),
    row("sgn", samples=WHOLE, derivatives=False, layouts=False),
    row("sgn", samples=[(complex_(3, 4),), (complex_(),)], finite=True),
    row("sgn", samples=[(given([0j, 3 + 4j, -2 + 0j], dtype="complex128"),)]),
    row("angle", samples=[*WHOLE, (given([3 + 4j, -2 + 0j, -1j], dtype="complex128"),)]),
    row(
        "complex",
        samples=[(real(3, 4), real(4)), (real(), real(2)), (real(0, 2), real(2))],
        bad=[
            lambda t: t.complex(t.ones(2), t.ones(2, dtype=t.float64)),
            lambda t: t.complex(t.ones(2, dtype=t.int64), t.ones(2, dtype=t.int64)),
            lambda t: t.complex(t.ones(2), t.ones(3)),
        ],
        dtypes=FLOATING,
    ),
    row(
        "polar",  # below zero PyTorch's derivative by abs has the wrong sign
        samples=[
            (real(3, 4, low=0.1, high=2), real(4)),
            (real(low=0.1, high=2), real()),
            (real(0), real(0)),
        ],
        bad=[
            lambda t: t.polar(t.ones(2), t.ones(2, dtype=t.float64)),
            lambda t: t.polar(t.ones(2), t.ones(3)),
        ],
        dtypes=FLOATING,
        finite=True,
    ),
    row("real", samples=WHOLE, bad=[lambda t: t.real(1.0)]),
    row("imag", samples=WHOLE, bad=[lambda t: t.imag(t.ones(2))], dtypes=COMPLEX),
    row(
        "view_as_real",
        samples=WHOLE,
        bad=[lambda t: t.view_as_real(t.ones(2))],
        dtypes=COMPLEX,
    ),
    row(
        "view_as_complex",
        samples=[(real(3, 2),), (real(2),)],
        bad=[
            lambda t: t.view_as_complex(t.ones(3)),
            lambda t: t.view_as_complex(t.ones(2, dtype=t.int64)),
            lambda t: t.view_as_complex(t.tensor(1.0)),
            lambda t: t.view_as_complex(t.ones(2, 2).t()),
        ],
        dtypes=FLOATING,
        layouts=False,
    ),
    # ---- one operand complex, the other not ----
    *(
        row(
            name,
            samples=[(real(3, 4), complex_(4)), (complex_(3, 1), real(4)), (real(), complex_(2))],
            dtypes=MIXED,
            finite=True,
        )
        for name in ("add", "sub", "mul", "div", "eq", "ne", "logical_and", "logical_xor")
    ),
    *(
        row(
            name,
            samples=[(real(3, 4), number), (complex_(3), number)],
            dtypes=MIXED,
            finite=True,
            label=f"{name} by {number}",
        )
        for name in ("add", "sub", "mul", "div")
        for number in (2, 0.5, 1 + 2j)
    ),
    row(
        "pow",
        samples=[
            (real(3, 4), complex_(4)),
            (complex_(3), real(3)),
            (complex_(3), 1.5),
            (complex_(3), 3),
            (complex_(3), 1 - 0.5j),
            (real(3, low=0.5, high=2), 1j),
        ],
        dtypes=MIXED,
        finite=True,
        label="pow of complex",
    ),
    row(
        "pow",
        lambda t, x: t.pow(2 + 1j, x),
        samples=[(real(3, 4),)],
        dtypes=MIXED,
        finite=True,
        label="pow of a complex number",
    ),
    row(
        "add",
        samples=[case(complex_(3), real(3), alpha=2), case(complex_(3), real(3), alpha=1 - 1j)],
        finite=True,
    ),
    row(
        "sub",
        samples=[case(complex_(3), real(3), alpha=2), case(complex_(3), real(3), alpha=1 - 1j)],
        finite=True,
    ),
    row(
        ("addcmul", "addcdiv"),
        lambda t, x, y, z: t.addcmul(x, y, z, value=1j) + t.addcdiv(x, y, z, value=2 - 1j),
        samples=[(complex_(3, 4), complex_(4), complex_(3, 1))],
        dtypes=COMPLEX,
        finite=True,
    ),
    row("lerp", samples=[(complex_(3), complex_(3), complex_(3)), (complex_(3), complex_(3), 0.3)]),
    row(
        ("addmm", "baddbmm", "addmv", "addr"),
        lambda t, x, y, v: (
            t.addmm(x * 1, x, y, beta=1j, alpha=2 - 1j)
            + t.baddbmm(x[None] * 1, x[None], y[None], beta=2j)[0]
            + t.addmv(v * 1, x, v, alpha=1j)
            + t.addr(x * 1, v, v, beta=-1j)
        ),
        samples=[(complex_(3, 3), complex_(3, 3), complex_(3))],
        dtypes=COMPLEX,
        finite=True,
    ),
    row(
        ("matmul", "vdot", "dot", "outer"),
        lambda t, x, v: x @ v * t.vdot(v, v) + t.dot(v, v) * t.outer(v, v).mH.sum(0),
        samples=[(complex_(3, 3), complex_(3))],
        dtypes=COMPLEX,
        finite=True,
    ),
    row(
        ("sum", "mean", "prod", "var", "std", "cumsum", "cumprod"),
        lambda t, x: (x.sum(0), x.mean(1), x.prod(1), x.var(0), x.std(), x.cumsum(1), x.cumprod(0)),
        samples=[(complex_(3, 4),)],
        dtypes=COMPLEX,
        finite=True,
    ),
    row(
        ("index_add", "scatter_add"),
        lambda t, x, i: (
            t.zeros(5, dtype=x.dtype).index_add(0, i, x)
            + t.zeros(5, dtype=x.dtype).scatter_add(0, i, x)
        ),
        samples=[(complex_(4), integer(4, high=5))],
        dtypes=COMPLEX,
        finite=True,
        layouts=False,
    ),
    row(
        "nn.functional.conv1d",
        lambda t, x, w, b: t.nn.functional.conv1d(x, w, b, stride=2, padding=1),
        samples=[(complex_(2, 2, 7), complex_(3, 2, 3), complex_(3))],
        dtypes=COMPLEX,
        finite=True,
        label="conv1d of complex",
    ),
]
