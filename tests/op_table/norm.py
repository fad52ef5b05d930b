"""Normalisation over batches, channels, rows."""

from op_table import case, given, real, row

F = "nn.functional."
FLOATING = ("float64", "float32", "float16", "bfloat16")


def scale(n):
    return real(n, low=0.5, high=2)


def running(n):
    """Mean and variance so far, which training overwrites."""
    return real(n, constant=True), real(n, low=0.5, high=2, constant=True)


def norms(samples, **options):
    return {"samples": samples, "dtypes": FLOATING, "finite": True, **options}


BATCH = [
    case(real(4, 3), *running(3)),
    case(real(4, 3, 5), *running(3), scale(3), real(3)),
    case(real(4, 3), *running(3), scale(3), real(3), True),
    case(real(2, 3, 2, 4), *running(3), scale(3), None, True, 0.3),
    case(real(2, 3, 2, 4), None, None, scale(3), real(3), True, 0.1, 1e-2),
    case(real(2, 3, 2, 2, 2), None, None, training=True),
]
LAYER = [
    case(real(2, 5), (5,)),
    case(real(2, 3, 4), (3, 4), real(3, 4), real(3, 4)),
    case(real(2, 5), (5,), scale(5)),
    case(real(2, 5), (5,), scale(5), real(5), 1e-2),
    case(real(0, 5), (5,), scale(5), real(5)),
    case(real(3, 70), (70,), scale(70), real(70)),
    case(given([[3.0, 3.0, 3.0]]), (3,)),
]
RMS = [
    case(real(2, 5), (5,)),
    case(real(2, 3, 4), (3, 4), real(3, 4)),
    case(real(2, 5), (5,), scale(5), 1e-2),
    case(real(3, 70), (70,), scale(70)),
]
GROUP = [
    case(real(2, 6), 3),
    case(real(2, 6, 4), 2, scale(6), real(6)),
    case(real(2, 6, 2, 3), 6, scale(6)),
    case(real(2, 6, 4), 1, scale(6), real(6), 1e-2),
]

ROWS = [
    row(
        F + "batch_norm",
        **norms(
            BATCH,
            bad=[
                lambda t: t.nn.functional.batch_norm(t.ones(1, 3), None, None, training=True),
                *(
                    lambda t, eps=eps: t.nn.functional.batch_norm(
                        t.ones(2, 3), t.ones(3), t.ones(3), training=eps >= -1, eps=eps
                    )
                    for eps in (0.0, -1.0, -2.0)
                ),
                lambda t: t.nn.functional.batch_norm(t.ones(2, 3), t.ones(2), t.ones(2)),
                lambda t: t.nn.functional.batch_norm(t.ones(2, 3), None, None),
                lambda t: t.nn.functional.batch_norm(t.ones(2, 3), t.ones(3), t.ones(3), t.ones(2)),
            ],
        ),
    ),
    row(
        "batch_norm",
        **norms(
            [
                case(real(4, 3), scale(3), real(3), *running(3), True, 0.1, 1e-5, False),
                case(real(4, 3, 2), None, None, *running(3), False, 0.1, 1e-5, False),
            ]
        ),
    ),
    row(
        F + "instance_norm",
        **norms(
            [
                case(real(2, 3, 5)),
                case(real(2, 3, 4, 2), *running(3), scale(3), real(3)),
                case(real(2, 3, 5), *running(3), use_input_stats=False),
                case(real(2, 3, 5), None, None, scale(3), real(3), eps=1e-2),
            ],
            bad=[
                lambda t: t.nn.functional.instance_norm(t.ones(2, 3, 1)),
                lambda t: t.nn.functional.instance_norm(t.ones(2, 3, 4), use_input_stats=False),
            ],
        ),
    ),
    row(
        "instance_norm",
        **norms([case(real(2, 3, 5), scale(3), real(3), None, None, True, 0.1, 1e-5, False)]),
    ),
    row(
        F + "group_norm",
        **norms(
            GROUP,
            bad=[
                lambda t: t.nn.functional.group_norm(t.ones(2, 5), 2),
                lambda t: t.nn.functional.group_norm(t.ones(2, 4), 2, t.ones(3)),
                lambda t: t.nn.functional.group_norm(t.ones(4), 2),
            ],
        ),
    ),
    row("group_norm", **norms(GROUP)),
    row(
        F + "layer_norm",
        **norms(
            LAYER,
            bad=[
                lambda t: t.nn.functional.layer_norm(t.ones(2, 3), (2,)),
                lambda t: t.nn.functional.layer_norm(t.ones(2, 3), ()),
                lambda t: t.nn.functional.layer_norm(t.ones(2, 3), (3,), t.ones(2)),
                lambda t: t.nn.functional.layer_norm(t.ones(2, 3), (3,), None, t.ones(2)),
            ],
        ),
    ),
    row("layer_norm", **norms(LAYER)),
    row(
        F + "rms_norm",
        **norms(
            RMS,
            bad=[
                lambda t: t.nn.functional.rms_norm(t.ones(2, 3), (2,)),
                lambda t: t.nn.functional.rms_norm(t.ones(2, 3), (3,), t.ones(2)),
            ],
        ),
    ),
    row("rms_norm", **norms(RMS)),
    row(
        F + "normalize",
        samples=[
            case(real(3, 4)),
            case(real(3, 4), 1.0, 0),
            case(real(3, 4), p=3.0, dim=-1, eps=0.1),
            case(real(2, 3, 4), dim=(0, 2)),
            case(real(4), dim=0),
        ],
        dtypes=FLOATING,
        bad=[lambda t: t.nn.functional.normalize(t.ones(3))],
    ),
    row(
        F + "local_response_norm",
        samples=[
            case(real(2, 5, 3), 2),
            case(real(2, 5, 3, 2), 3, 0.1, 0.5, 2.0),
            case(real(1, 5, 2, 2, 2), 2),
        ],
        dtypes=FLOATING,
        finite=True,
        bad=[
            lambda t: t.nn.functional.local_response_norm(t.ones(2, 3), 2),
            lambda t: t.nn.functional.local_response_norm(t.ones(2, 3, 4), 0),
        ],
    ),
]
