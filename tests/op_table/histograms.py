"""Histograms with edges."""

from __future__ import annotations

from op_table import case, real, row

ROWS = [
    row(
        "histogram",
        lambda t, x, *a, **k: tuple(v.detach() for v in t.histogram(x, *a, **k)),
        samples=[
            case(real(20), 4),
            case(real(4, 5), 3, range=(-1.0, 1.5), density=True),
            case(real(0), 3),
        ],
        dtypes=("float64", "float32", "int64"),
        bad=[
            lambda t: t.histogram(t.ones(3), 0),
            lambda t: t.histogram(t.ones(3), 2, range=(2.0, 1.0)),
        ],
    ),
    row(
        ("_histogramdd_edges", "_histogramdd_counts"),
        lambda t, x, *a, **k: (lambda r: (r[0].detach(), *r[1]))(
            t.histogramdd(x.detach(), *a, **k)
        ),
        samples=[case(real(9, 2), 3), case(real(3, 3, 2), [2, 4], range=[-1.0, 1.0, 0.0, 2.0])],
        dtypes=("float64", "float32", "int64"),
        bad=[lambda t: t.histogramdd(t.ones(3), 2)],
    ),
]
