"""Images: sampling at points, interpolation, fractional pooling."""

from __future__ import annotations

from op_table import case, real, row


def _sampled(t, x, grid, **options):
    return t.nn.functional.grid_sample(x, grid, **options)


def _resized(t, x, size, **options):
    return t.nn.functional.interpolate(x, size=size, **options)


ROWS = [
    row(
        "grid_sampler",
        _sampled,
        samples=[
            case(
                real(2, 2, 3, 4),
                real(2, 3, 2, 2, low=-1.7, high=1.7),
                mode=mode,
                padding_mode=padding,
                align_corners=align,
            )
            for mode in ("bilinear", "nearest", "bicubic")
            for padding in ("zeros", "border", "reflection")
            for align in (False, True)
        ]
        + [
            case(real(1, 2, 2, 3, 3), real(1, 2, 1, 2, 3), mode=mode, align_corners=False)
            for mode in ("bilinear", "nearest")
        ],
        bad=[
            lambda t: t.nn.functional.grid_sample(t.ones(1, 1, 2, 2), t.ones(1, 1, 1, 3)),
            lambda t: t.nn.functional.grid_sample(t.ones(1, 1, 2, 2), t.ones(2, 1, 1, 2)),
            lambda t: t.nn.functional.grid_sample(t.ones(1, 1, 2, 2), t.ones(1, 1, 1, 2), "cubic"),
        ],
    ),
    row(
        "affine_grid_generator",
        lambda t, theta, size, align: t.nn.functional.affine_grid(theta, size, align),
        samples=[
            (real(2, 2, 3), [2, 1, 2, 3], False),
            (real(2, 2, 3), [2, 1, 1, 4], True),
            (real(1, 3, 4), [1, 1, 2, 1, 2], False),
        ],
        dtypes=("float64", "float32", "int64"),
        bad=[lambda t: t.nn.functional.affine_grid(t.ones(2, 3), [1, 1, 2, 2], False)],
    ),
    row(
        "nn.functional._resample",
        _resized,
        samples=[
            case(real(2, 1, 3, 4), [5, 2], mode=mode, antialias=smooth)
            for mode in ("bilinear", "bicubic")
            for smooth in (False, True)
        ]
        + [
            case(real(1, 2, 5), [3]),
            case(real(1, 2, 5), [7], mode="linear", align_corners=True),
            case(real(1, 1, 2, 3, 2), [3, 2, 4], mode="trilinear"),
            case(real(1, 1, 2, 3), [4, 4], mode="nearest-exact"),
        ],
        dtypes=("float64", "float32", "int64", "bool"),  # others do not smooth in PyTorch
        bad=[
            lambda t: t.nn.functional.interpolate(t.ones(1, 1, 2, 2), 4, mode="linear"),
            lambda t: t.nn.functional.interpolate(t.ones(1, 1, 2, 2)),
        ],
    ),
    row(
        "nn.functional._fractional_max_pool2d",
        lambda t, x, u: t.nn.functional.fractional_max_pool2d(
            x, 2, (3, 2), return_indices=True, _random_samples=u.to(x.dtype)
        ),
        samples=[(real(2, 2, 7, 6), real(2, 2, 2, low=0, high=1, constant=True, dtype="float64"))],
        bad=[lambda t: t.nn.functional.fractional_max_pool2d(t.ones(1, 3, 3), 2, 3)],
    ),
    row(
        "nn.functional._fractional_max_pool3d",
        lambda t, x, u: t.nn.functional.fractional_max_pool3d(
            x, 2, (3, 2, 1), return_indices=True, _random_samples=u.to(x.dtype)
        ),
        samples=[
            (real(1, 2, 7, 6, 4), real(1, 2, 3, low=0, high=1, constant=True, dtype="float64"))
        ],
    ),
]
