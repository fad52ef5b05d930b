"""Comparisons and logic, element by element."""

from op_table import real, row

PAIRS = [
    (real(3, 4), real(3, 4)),
    (real(3, 4), real(4)),
    (real(3, 1), real(1, 4)),
    (real(), real(2)),
    (real(0, 2), real(2)),
    (real(5), real(5, dtype="float32")),
]
WITH_NUMBERS = [*PAIRS, (real(4), 1), (real(4), 0.5), (real(4), True)]

ROWS = [
    *(
        row(
            name,
            samples=WITH_NUMBERS,
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(2), t.ones(3)),
                lambda t, name=name: getattr(t, name)(t.ones(2), None),
                lambda t, name=name: getattr(t, name)([1], t.ones(2)),
            ],
        )
        for name in ("eq", "ne", "lt", "le", "gt", "ge")
    ),
    *(
        row(
            name,
            samples=PAIRS,
            bad=[
                lambda t, name=name: getattr(t, name)(t.ones(2), t.ones(3)),
                lambda t, name=name: getattr(t, name)(t.ones(2), 1),
            ],
        )
        for name in ("logical_and", "logical_or", "logical_xor")
    ),
    *(
        row(name, samples=[(real(3, 4),), (real(),), (real(2, 0),)])
        for name in ("isnan", "isinf", "isfinite", "logical_not")
    ),
    # The sign of a NaN is open.
    row("signbit", samples=[(real(3, 4),), (real(),), (real(2, 0),)], finite=True),
]
