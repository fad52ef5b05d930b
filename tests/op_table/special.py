"""Special functions: Bessel, Airy, gamma and zeta functions, the normal distribution,
polynomials."""

from op_table import integer, real, row

# PyTorch's own j0, j1 and y1 are off by up to 4e-7 beyond 5, so those are compared below it.
NEAR = ("bessel_j0", "bessel_j1")
PLAIN = (
    "spherical_bessel_j0",
    "airy_ai",
    "modified_bessel_i0",
    "modified_bessel_i1",
    "i0e",
    "i1",
    "i1e",
    "ndtr",
    "log_ndtr",
    "erfcx",
)
NEAR_POSITIVE = ("bessel_y1",)
POSITIVE = (
    "bessel_y0",
    "modified_bessel_k0",
    "modified_bessel_k1",
    "scaled_modified_bessel_k0",
    "scaled_modified_bessel_k1",
    "entr",
)
POLYNOMIALS = (
    *(f"chebyshev_polynomial_{kind}" for kind in "tuvw"),
    *(f"shifted_chebyshev_polynomial_{kind}" for kind in "tuvw"),
    "hermite_polynomial_h",
    "hermite_polynomial_he",
    "laguerre_polynomial_l",
    "legendre_polynomial_p",
)

ROWS = [
    row(
        "i0",
        samples=[(real(3, 4),), (real(),), (real(2, 0),), (real(20, low=-12, high=12),)],
        bad=[lambda t: t.i0(1.0), lambda t: t.i0(t.ones(2), out=t.ones(2, dtype=t.int64))],
    ),
    *(
        row(
            f"special.{name}",
            samples=[
                (real(3, 4),),
                (real(),),
                (real(2, 0),),
                (real(20, low=-reach, high=reach),),
            ],
            bad=[
                lambda t, name=name: getattr(t.special, name)(1.0),
                lambda t, name=name: getattr(t.special, name)(t.ones(2), t.ones(2)),
            ],
        )
        for names, reach in ((NEAR, 4), (PLAIN, 12))
        for name in names
    ),
    *(
        row(
            f"special.{name}",
            samples=[
                (real(3, 4, low=0.25, high=3),),
                (real(low=0.25, high=3),),
                (real(2, 0),),
                (real(20, low=0.25, high=reach),),
            ],
            bad=[lambda t, name=name: getattr(t.special, name)(1.0)],
        )
        for names, reach in ((NEAR_POSITIVE, 4), (POSITIVE, 20))
        for name in names
    ),
    row(
        "special.ndtri",
        samples=[
            (real(3, 4, low=0.01, high=0.99),),
            (real(low=0.1, high=0.9),),
            (real(0, low=0.1, high=0.9),),
        ],
        bad=[lambda t: t.special.ndtri(0.5)],
    ),
    row(
        "special.xlog1py",
        samples=[
            (real(3, 4), real(3, 4, low=0, high=2)),
            (real(3, 1), real(4, low=0, high=2)),
            (real(), real(2, low=0, high=2)),
            (real(4), 1.5),
            (0.5, real(4, low=0, high=2)),
            (real(0, 2), real(2, low=0, high=2)),
        ],
        bad=[
            lambda t: t.special.xlog1py(1.0, 2.0),
            lambda t: t.special.xlog1py(t.ones(2), t.ones(3)),
        ],
    ),
    row(
        "special.zeta",
        samples=[
            (real(3, 4, low=2, high=5, constant=True), real(3, 4, low=1, high=5)),
            (real(3, 1, low=2, high=5, constant=True), real(4, low=1, high=5)),
            (real(low=2, high=5, constant=True), real(low=1, high=5)),
            (real(4, low=2, high=5, constant=True), 1.5),
            (2, real(4, low=1, high=5)),
        ],
        bad=[
            lambda t: t.special.zeta(1.0, 2.0),
            lambda t: (
                t.special.zeta(t.full((2,), 2.0, requires_grad=True), t.ones(2)).sum().backward()
            ),
        ],
    ),
    *(
        row(
            name,
            samples=[
                (real(3, 4, low=0.5, high=4, constant=True), real(3, 4, low=0.2, high=5)),
                (real(3, 1, low=0.5, high=40, constant=True), real(4, low=0.2, high=50)),
                (real(low=0.5, high=4, constant=True), real(low=0.2, high=5)),
                (real(0, 2, constant=True), real(2)),
            ],
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(2), 1.0),
                lambda t, name=name: getattr(t, name)(t.ones(2), t.ones(3)),
                lambda t, name=name: (
                    getattr(t, name)(t.ones(2, requires_grad=True), t.ones(2)).sum().backward()
                ),
            ],
        )
        for name in ("igamma", "igammac")
    ),
    *(
        row(
            f"special.{name}",
            samples=[
                (real(3, 4), integer(3, 4, low=-2, high=12)),
                (real(3, 1), real(4, low=0, high=6)),
                (real(), 3),
                (1.5, integer(5, low=0, high=9)),
                (real(0, 2), integer(2)),
            ],
            finite=True,  # PyTorch returns what was in memory for NaN
            bad=[
                lambda t, name=name: getattr(t.special, name)(1.0, 2.0),
                lambda t, name=name: getattr(t.special, name)(t.ones(2), t.ones(3)),
            ],
        )
        for name in POLYNOMIALS
    ),
    row(
        "_standard_gamma",
        samples=[(real(3, 4, low=0.5, high=4),), (real(low=0.5, high=4),), (real(0, 2),)],
        random=True,
        derivatives=False,
        bad=[lambda t: t._standard_gamma(t.ones(2, dtype=t.int64))],
    ),
]
