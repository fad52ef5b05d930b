"""Discrete Fourier transforms."""

from op_table import FLOATS, INTEGERS, case, real, row

TAKEN = tuple(d for d in (*FLOATS, *INTEGERS, "complex128", "complex64"))
ONE = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
NORMS = ("forward", "backward", "ortho")


def one(name: str) -> list[object]:
    return [
        (real(3, 6),),
        (real(5),),
        *(case(real(3, 7), norm=norm) for norm in NORMS),
        case(real(4, 3), n=6, dim=0),
        case(real(4, 3), n=3, dim=0, norm="ortho"),
    ]


def many(two: bool) -> list[object]:
    rest = [] if two else [case(real(4, 3), s=(5,)), case(real(4, 3, 2), dim=(2, 0), norm="ortho")]
    return [
        (real(3, 4),),
        (real(2, 3, 5),),
        *(case(real(4, 5), norm=norm) for norm in NORMS),
        case(real(4, 3), s=(3, 6)),
        case(real(4, 3, 2), s=(5, -1), dim=(0, 1)),
        *rest,
    ]


ROWS = [
    *(
        row(
            f"fft.{name}",
            samples=one(name),
            bad=[
                lambda t, name=name: getattr(t.fft, name)(t.ones(3), 0),
                lambda t, name=name: getattr(t.fft, name)(t.ones(3), dim=1),
                lambda t, name=name: getattr(t.fft, name)(t.tensor(1.0)),
                lambda t, name=name: getattr(t.fft, name)(t.ones(3), norm="half"),
                lambda t, name=name: getattr(t.fft, name)(t.ones(3, dtype=t.bfloat16)),
            ],
            dtypes=TAKEN,
            finite=True,
        )
        for name in ONE
    ),
    *(
        row(
            f"fft.{name}{count}",
            samples=many(count == "2"),
            bad=[
                lambda t, f=f"{name}{count}": getattr(t.fft, f)(t.ones(3, 3), dim=(0, 0)),
                lambda t, f=f"{name}{count}": getattr(t.fft, f)(t.ones(3, 3), s=(1, 2, 3)),
                lambda t, f=f"{name}{count}": getattr(t.fft, f)(t.ones(3, 3), s=(0, 2)),
                lambda t, f=f"{name}{count}": getattr(t.fft, f)(t.ones(3, 3), dim=(0, 5)),
            ],
            dtypes=TAKEN,
            finite=True,
        )
        for name in ONE
        for count in "2n"
    ),
    row(
        ("fft.rfft", "fft.ihfft"),
        lambda t, x: t.fft.rfft(x),
        samples=[(real(4),)],
        bad=[lambda t: t.fft.rfft(t.ones(3) * 1j), lambda t: t.fft.ihfft(t.ones(3) * 1j)],
        dtypes=FLOATS,
    ),
    *(
        row(
            f"fft.{name}",
            lambda t, x, n, d, name=name: getattr(t.fft, name)(n, d, dtype=x.dtype),
            samples=[(real(1), n, d) for n in (1, 2, 7, 8) for d in (1.0, 0.25)],
            dtypes=("float64", "float32"),
            derivatives=False,
            layouts=False,
            finite=True,
        )
        for name in ("fftfreq", "rfftfreq")
    ),
    *(
        row(
            f"fft.{name}",
            samples=[
                (real(4, 5),),
                (real(5),),
                case(real(4, 5), dim=1),
                case(real(4, 5), dim=(0, -1)),
            ],
            bad=[lambda t, name=name: getattr(t.fft, name)(t.ones(3), dim=2)],
        )
        for name in ("fftshift", "ifftshift")
    ),
    row(
        "stft",
        lambda t, x, w: t.stft(x, 8, 3, 6, w, return_complex=True),
        samples=[(real(2, 20), real(6, low=0.5, high=1.0)), (real(20), real(6, low=0.5, high=1.0))],
        bad=[
            lambda t: t.stft(t.ones(20), 8),
            lambda t: t.stft(t.ones(20), 0, return_complex=True),
            lambda t: t.stft(t.ones(20), 8, window=t.ones(7), return_complex=True),
            lambda t: t.stft(t.ones(20), 8, 0, return_complex=True),
        ],
        dtypes=("float64", "float32", "complex128"),
        finite=True,
    ),
    row(
        "istft",
        lambda t, x, w: t.istft(t.stft(x, 8, 3, 6, w, return_complex=True), 8, 3, 6, w),
        samples=[(real(2, 20), real(6, low=0.5, high=1.0)), (real(20), real(6, low=0.5, high=1.0))],
        bad=[
            lambda t: t.istft(t.ones(5, 4), 8),
            lambda t: t.istft(t.ones(5, 4) * 1j, 12, window=t.ones(12)),
            lambda t: t.istft(t.ones(5, 4) * 1j, 8, 0, window=t.ones(8)),
            lambda t: t.istft(t.ones(5, 4) * 1j, 8, window=t.zeros(8)),
        ],
        dtypes=("float64", "float32"),
        finite=True,
    ),
]
