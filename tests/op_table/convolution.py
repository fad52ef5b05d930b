"""Convolutions, and their transposes."""

from functools import partial

from op_table import case, row
from op_table import real as any_real

# Nothing cancels: in half precision PyTorch's own sums would be off by as much as is left of them.
real = partial(any_real, low=0.5, high=2)

F = "nn.functional."
# For each number of dimensions: a small image, and a kernel.
IMAGE = {1: (9,), 2: (6, 5), 3: (4, 5, 4)}
KERNEL = {1: (3,), 2: (3, 2), 3: (2, 3, 2)}
FLOATING = ("float64", "float32", "float16", "bfloat16", "int64", "complex64", "complex128")


def plain(n):
    name = f"conv{n}d"
    image, kernel = IMAGE[n], KERNEL[n]
    call = lambda t: getattr(t.nn.functional, name)  # noqa: E731
    return row(
        F + name,
        samples=[
            case(real(2, 3, *image), real(4, 3, *kernel)),
            case(real(2, 3, *image), real(4, 3, *kernel), real(4), 2, 1),
            case(
                real(3, *image),
                real(4, 3, *kernel),
                real(4),
                padding=1,
                dilation=(2,) + (1,) * (n - 1),
            ),
            case(real(2, 4, *image), real(6, 2, *kernel), groups=2),
            case(real(2, 4, *image), real(4, 1, *kernel), real(4), groups=4, padding="same"),
            case(real(2, 3, *image), real(4, 3, *kernel), padding="valid"),
            case(real(0, 3, *image), real(4, 3, *kernel)),
            case(real(2, 3, *image), real(4, 3, *(1,) * n)),
        ],
        finite=True,
        dtypes=FLOATING,
        bad=[
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(4, 2, *kernel)),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(4, 3, *(99,) * n)),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(4, 3, *kernel), t.ones(3)),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(4, 3, *kernel), stride=0),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(4, 3, *kernel), padding=-1),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(4, 3, *kernel), groups=2),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(4, 3, *kernel), padding="x"),
            lambda t: call(t)(
                t.ones(2, 3, *image), t.ones(4, 3, *kernel), padding="same", stride=2
            ),
            lambda t: call(t)(t.ones(3), t.ones(4, 3, *kernel)),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(4, 3, *kernel, dtype=t.float64)),
        ],
    )


def transposed(n):
    name = f"conv_transpose{n}d"
    image, kernel = IMAGE[n], KERNEL[n]
    call = lambda t: getattr(t.nn.functional, name)  # noqa: E731
    return row(
        F + name,
        samples=[
            case(real(2, 3, *image), real(3, 4, *kernel)),
            case(real(2, 3, *image), real(3, 4, *kernel), real(4), 2, 1, 1),
            case(real(3, *image), real(3, 4, *kernel), dilation=2),
            case(real(2, 4, *image), real(4, 3, *kernel), groups=2),
            case(real(0, 3, *image), real(3, 4, *kernel)),
        ],
        finite=True,
        dtypes=FLOATING,
        bad=[
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(2, 4, *kernel)),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(3, 4, *kernel), t.ones(3)),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(3, 4, *kernel), output_padding=2),
            lambda t: call(t)(t.ones(2, 3, *image), t.ones(3, 4, *kernel), stride=0),
        ],
    )


ROWS = [
    row(
        F + "conv_tbc",
        samples=[
            case(real(5, 2, 3), real(3, 3, 4), real(4)),
            case(real(5, 2, 3), real(3, 3, 4), real(4), 2),
            case(real(2, 2, 3), real(3, 3, 4), real(4), pad=5),
            case(real(7, 2, 3), real(3, 3, 4), real(4), pad=-1),
            case(real(2, 2, 3), real(3, 3, 4), real(4)),
            case(real(5, 0, 3), real(3, 3, 4), real(4)),
            case(real(0, 2, 3), real(3, 3, 4), real(4), pad=1),
        ],
        finite=True,
        dtypes=FLOATING,
        bad=[
            lambda t: t.conv_tbc(t.ones(5, 3), t.ones(3, 3, 4), t.ones(4)),
            lambda t: t.conv_tbc(t.ones(5, 2, 3), t.ones(3, 4), t.ones(4)),
            lambda t: t.conv_tbc(t.ones(5, 2, 3), t.ones(3, 2, 4), t.ones(4)),
            lambda t: t.conv_tbc(t.ones(5, 2, 3), t.ones(3, 3, 4), t.ones(3)),
            lambda t: t.conv_tbc(t.ones(1, 2, 3), t.ones(3, 3, 4), t.ones(4)),
            lambda t: t.conv_tbc(t.ones(5, 2, 3), t.ones(3, 3, 4), t.ones(4), 2**62),
            lambda t: t.conv_tbc(t.ones(5, 2, 3), t.ones(3, 3, 4, dtype=t.float64), t.ones(4)),
            lambda t: t.conv_tbc(t.ones(5, 2, 3), t.ones(3, 3, 4)),
        ],
    ),
    *(plain(n) for n in (1, 2, 3)),
    *(transposed(n) for n in (1, 2, 3)),
]
