"""Losses and distances."""

import numpy as np

from op_table import built, case, given, integer, real, row

F = "nn.functional."
FLOATING = ("float64", "float32", "float16", "bfloat16")
REDUCTIONS = ("mean", "sum", "none")
probability = {"low": 0.05, "high": 0.95}


def signs(*shape):
    """Targets of 1 and -1."""
    return built(lambda rng: rng.integers(0, 2, shape) * 2.0 - 1, constant=True)


def bad(name, *arguments):
    """A reduction that is none, and too few arguments; ``arguments`` makes valid ones from t."""
    call = lambda t: getattr(t.nn.functional, name)  # noqa: E731
    return [
        lambda t: call(t)(*(a(t) for a in arguments), reduction="x"),
        lambda t: call(t)(arguments[0](t)),
    ]


def ones(*shape):
    return lambda t: t.ones(*shape)


def regression(name, *more, target=None, low=-2.0, high=2.0, **options):
    """A loss of two tensors of one shape."""

    def aim(*shape):
        return target(*shape) if target else real(*shape, low=low, high=high)

    samples = [case(real(3, 4, low=low, high=high), aim(3, 4), reduction=r) for r in REDUCTIONS]
    samples += [
        case(real(low=low, high=high), aim()),
        case(real(0, 3, low=low, high=high), aim(0, 3)),
        case(real(40, low=low, high=high), aim(40)),
    ]
    samples += [case(real(3, 4, low=low, high=high), aim(3, 4), **k) for k in more]
    options.setdefault("dtypes", FLOATING)
    return row(F + name, samples=samples, bad=bad(name, ones(2), ones(2)), **options)


def weighted(name):
    return [
        case(real(3, 4), real(3, 4), weight=real(3, 4, low=0.1, high=1, constant=True), reduction=r)
        for r in REDUCTIONS
    ]


CLASSES = [
    *(case(real(4, 5), integer(4, high=5), reduction=r) for r in REDUCTIONS),
    case(real(5), integer(high=5)),
    case(real(2, 5, 3), integer(2, 3, high=5)),
    case(real(2, 5, 3, 2), integer(2, 3, 2, high=5), reduction="none"),
    case(real(4, 5), given([1, -100, 2, 0], dtype="int64")),
    case(real(4, 5), given([1, 3, 2, 0], dtype="int64"), ignore_index=3, reduction="sum"),
    *(
        case(real(4, 5), integer(4, high=5), real(5, low=0.1, high=1, constant=True), reduction=r)
        for r in REDUCTIONS
    ),
    case(real(0, 5), integer(0), reduction="sum"),
    case(real(2, 5, 3), integer(2, 3, high=1), ignore_index=0, reduction="sum"),
]


def class_errors(name):
    call = lambda t: getattr(t.nn.functional, name)  # noqa: E731
    return [
        *bad(name, ones(2, 3), lambda t: t.tensor([0, 1])),
        lambda t: call(t)(t.ones(2, 3), t.tensor([0, 3])),
        lambda t: call(t)(t.ones(2, 3), t.tensor([0, -1])),
        lambda t: call(t)(t.ones(2, 3), t.tensor([0])),
        lambda t: call(t)(t.ones(2, 3), t.tensor([0, 1]), t.ones(2)),
        lambda t: call(t)(t.ones(2, 3), t.tensor([0, 1], dtype=t.int32)),
        lambda t: call(t)(t.ones(2, 3), t.tensor([[0], [1]])),
        lambda t: call(t)(t.ones(3), t.tensor([0, 1])),
    ]


def _log_probabilities(rng):
    x = rng.uniform(-1, 1, (7, 2, 5))
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


log_probabilities = built(_log_probabilities)

ROWS = [
    regression("mse_loss"),
    regression("l1_loss"),
    regression("smooth_l1_loss", {"beta": 0.5}, {"beta": 0.0}, {"beta": 2.0}),
    regression("huber_loss", {"delta": 0.5}, {"delta": 3.0}),
    regression("soft_margin_loss", target=signs),
    regression("hinge_embedding_loss", {"margin": 0.3}, target=signs),
    row(
        F + "mse_loss",
        samples=[*weighted("mse_loss"), case(real(3, 4), real(4))],
        dtypes=FLOATING,
        label="mse_loss weight",
    ),
    row(
        F + "l1_loss",
        samples=[*weighted("l1_loss"), case(real(3, 4), real(4))],
        dtypes=FLOATING,
        label="l1_loss weight",
    ),
    row(
        F + "huber_loss",
        samples=[*weighted("huber_loss"), case(real(3, 4), real(4))],
        dtypes=FLOATING,
        label="huber_loss weight",
        bad=[lambda t: t.nn.functional.huber_loss(t.ones(2), t.ones(2), delta=0.0)],
    ),
    regression(
        "binary_cross_entropy",
        {"weight": real(4, low=0.1, high=1, constant=True)},
        low=0.05,
        high=0.95,
        finite=True,
    ),
    row(
        F + "binary_cross_entropy",
        samples=[(given([0.0, 1.0, 0.5]), given([1.0, 0.0, 0.5], constant=True))],
        dtypes=("float64", "float32"),
        label="binary_cross_entropy at the ends",
        derivatives=0,
        bad=[
            lambda t: t.nn.functional.binary_cross_entropy(t.ones(2) * 2, t.ones(2)),
            lambda t: t.nn.functional.binary_cross_entropy(t.ones(2), t.ones(3)),
        ],
    ),
    row(
        F + "binary_cross_entropy_with_logits",
        samples=[
            *(case(real(3, 4), real(3, 4, low=0, high=1), reduction=r) for r in REDUCTIONS),
            case(real(3, 4), real(3, 4, low=0, high=1), weight=real(4, constant=True)),
            case(
                real(3, 4),
                real(3, 4, low=0, high=1),
                pos_weight=real(4, low=0.5, high=2, constant=True),
            ),
            case(real(), real(low=0, high=1)),
            case(real(0), real(0)),
        ],
        dtypes=FLOATING,
        finite=True,
        bad=[
            lambda t: t.nn.functional.binary_cross_entropy_with_logits(t.ones(2), t.ones(3)),
            *bad("binary_cross_entropy_with_logits", ones(2), ones(2)),
        ],
    ),
    row(
        F + "kl_div",
        samples=[
            *(
                case(real(3, 4), real(3, 4, **probability), reduction=r)
                for r in (*REDUCTIONS, "batchmean")
            ),
            case(real(3, 4), real(3, 4), log_target=True, reduction="sum"),
            case(real(3), given([0.0, 1.0, 0.5], constant=True), reduction="sum"),
        ],
        dtypes=FLOATING,
        bad=bad("kl_div", ones(2), ones(2)),
    ),
    row(
        F + "gaussian_nll_loss",
        samples=[
            *(
                case(real(3, 4), real(3, 4), real(3, 4, low=0.1, high=2), reduction=r)
                for r in REDUCTIONS
            ),
            case(real(3, 4), real(3, 4), real(3, 1, low=0.1, high=2), full=True),
            case(real(3, 4), real(3, 4), real(3, low=0.1, high=2)),
            case(real(3, 4), real(3, 4), 0.5),
        ],
        dtypes=FLOATING,
        finite=True,
        bad=[
            lambda t: t.nn.functional.gaussian_nll_loss(t.ones(2), t.ones(2), -t.ones(2)),
            lambda t: t.nn.functional.gaussian_nll_loss(t.ones(2), t.ones(2), t.ones(3)),
            lambda t: t.nn.functional.gaussian_nll_loss(
                t.ones(2), t.ones(2), t.ones(2), reduction="x"
            ),
        ],
    ),
    row(
        F + "poisson_nll_loss",
        samples=[
            *(case(real(3, 4), real(3, 4, low=0, high=5), reduction=r) for r in REDUCTIONS),
            case(real(3, 4), real(3, 4, low=0, high=5), full=True),
            case(real(3, 4, low=0.1, high=3), real(3, 4, low=0, high=5), log_input=False),
        ],
        dtypes=FLOATING,
        bad=bad("poisson_nll_loss", ones(2), ones(2)),
    ),
    row(
        F + "cross_entropy",
        samples=[
            *CLASSES,
            case(real(4, 5), integer(4, high=5), label_smoothing=0.1),
            case(
                real(4, 5),
                integer(4, high=5),
                real(5, low=0.1, high=1, constant=True),
                label_smoothing=0.3,
            ),
            *(case(real(4, 5), real(4, 5, low=0, high=1), reduction=r) for r in REDUCTIONS),
            case(real(4, 5), real(4, 5, low=0, high=1), label_smoothing=0.2),
            case(real(5), real(5, low=0, high=1)),
            case(
                real(2, 5, 3), real(2, 5, 3, low=0, high=1), real(5, low=0.1, high=1, constant=True)
            ),
        ],
        dtypes=FLOATING,
        finite=True,
        bad=[
            *class_errors("cross_entropy"),
            lambda t: t.nn.functional.cross_entropy(
                t.ones(2, 3), t.tensor([0, 1]), label_smoothing=2.0
            ),
            lambda t: t.nn.functional.cross_entropy(t.ones(2, 3), t.ones(2, 2)),
        ],
    ),
    row(
        F + "nll_loss", samples=CLASSES, dtypes=FLOATING, finite=True, bad=class_errors("nll_loss")
    ),
    row(
        F + "multi_margin_loss",
        samples=[
            *(case(real(4, 5), integer(4, high=5), reduction=r) for r in REDUCTIONS),
            case(real(4, 5), integer(4, high=5), p=2, margin=0.5),
            case(real(4, 5), integer(4, high=5), weight=real(5, constant=True)),
            case(real(5), integer(high=5)),
        ],
        dtypes=("float64", "float32"),
        finite=True,
        bad=[
            *bad("multi_margin_loss", ones(2, 3), lambda t: t.tensor([0, 1])),
            lambda t: t.nn.functional.multi_margin_loss(t.ones(2, 3), t.tensor([0, 3])),
            lambda t: t.nn.functional.multi_margin_loss(t.ones(2, 3), t.tensor([0, 1]), p=3),
        ],
    ),
    row(
        F + "multilabel_margin_loss",
        samples=[
            *(
                case(real(2, 4), given([[3, 0, -1, 1], [1, -1, 2, 0]], dtype="int64"), reduction=r)
                for r in REDUCTIONS
            ),
            case(real(4), given([2, 1, -1, 0], dtype="int64")),
        ],
        dtypes=("float64", "float32"),
        finite=True,
        bad=[
            *bad("multilabel_margin_loss", ones(2), lambda t: t.tensor([0, 1])),
            lambda t: t.nn.functional.multilabel_margin_loss(t.ones(2), t.tensor([0])),
        ],
    ),
    row(
        F + "multilabel_soft_margin_loss",
        samples=[
            *(case(real(3, 4), real(3, 4, low=0, high=1), reduction=r) for r in REDUCTIONS),
            case(real(3, 4), real(3, 4, low=0, high=1), weight=real(4, constant=True)),
            case(real(4), real(4, low=0, high=1)),
        ],
        dtypes=FLOATING,
        bad=bad("multilabel_soft_margin_loss", ones(2, 2), ones(2, 2)),
    ),
    row(
        F + "margin_ranking_loss",
        samples=[
            *(case(real(4), real(4), signs(4), reduction=r) for r in REDUCTIONS),
            case(real(3, 4), real(3, 4), signs(3, 4), margin=0.5),
        ],
        dtypes=FLOATING,
        bad=[
            lambda t: t.nn.functional.margin_ranking_loss(
                t.ones(2), t.ones(2), t.ones(2), reduction="x"
            ),
            lambda t: t.nn.functional.margin_ranking_loss(t.ones(2), t.ones(2), t.ones(2, 2)),
        ],
    ),
    row(
        F + "cosine_embedding_loss",
        samples=[
            *(case(real(3, 4), real(3, 4), signs(3), reduction=r) for r in REDUCTIONS),
            case(real(3, 4), real(3, 4), signs(3), margin=0.3),
            case(real(4), real(4), given(1.0, constant=True)),
        ],
        dtypes=FLOATING,
        bad=[
            lambda t: t.nn.functional.cosine_embedding_loss(
                t.ones(2, 2), t.ones(2, 2), t.ones(2, 2)
            ),
            lambda t: t.nn.functional.cosine_embedding_loss(t.ones(2, 3), t.ones(2, 2), t.ones(2)),
        ],
    ),
    row(
        F + "triplet_margin_loss",
        samples=[
            *(case(real(3, 4), real(3, 4), real(3, 4), reduction=r) for r in REDUCTIONS),
            case(real(3, 4), real(3, 4), real(3, 4), margin=0.3, p=1, swap=True),
            case(real(4), real(4), real(4)),
        ],
        dtypes=FLOATING,
        bad=[
            lambda t: t.nn.functional.triplet_margin_loss(t.ones(2), t.ones(2), t.ones(2, 2)),
            lambda t: t.nn.functional.triplet_margin_loss(
                t.ones(2), t.ones(2), t.ones(2), margin=-1.0
            ),
        ],
    ),
    row(
        F + "ctc_loss",
        samples=[
            *(
                case(
                    log_probabilities,
                    integer(2, 3, low=1, high=5),
                    given([7, 6], dtype="int64"),
                    given([3, 2], dtype="int64"),
                    reduction=r,
                )
                for r in REDUCTIONS
            ),
            case(log_probabilities, integer(5, low=1, high=5), (7, 7), (3, 2)),
            case(
                log_probabilities,
                integer(2, 3, low=0, high=4),
                (7, 2),
                (3, 3),
                blank=4,
                zero_infinity=True,
            ),
        ],
        dtypes=("float64", "float32"),
        finite=True,
        layouts=("transposed", "expanded"),  # PyTorch misreads targets with a stride
        bad=[
            lambda t: t.nn.functional.ctc_loss(t.ones(4, 1, 3), t.tensor([[1]]), (5,), (1,)),
            lambda t: t.nn.functional.ctc_loss(
                t.ones(4, 1, 3), t.tensor([[1]]), (4,), (1,), blank=3
            ),
            lambda t: t.nn.functional.ctc_loss(t.ones(4, 1, 3), t.tensor([[1]]), (4, 4), (1,)),
        ],
    ),
    row(
        "cosine_similarity",
        samples=[
            case(real(3, 4), real(3, 4)),
            case(real(3, 4), real(3, 4), 0),
            case(real(2, 3, 4), real(3, 1), -1),
            case(real(4), real(4), dim=0, eps=0.1),
        ],
        dtypes=FLOATING,
        bad=[
            lambda t: t.cosine_similarity(t.ones(2), t.ones(2)),
            lambda t: t.cosine_similarity(t.ones(2, 3), t.ones(2, 2)),
        ],
    ),
    row(
        "pairwise_distance",
        samples=[
            case(real(3, 4), real(3, 4)),
            case(real(3, 4), real(3, 4), 1.0, keepdim=True),
            case(real(4), real(3, 4), 3.0),
            case(real(4), real(4), float("inf")),
        ],
        dtypes=FLOATING,
        bad=[lambda t: t.pairwise_distance(t.ones(2), t.ones(3))],
    ),
    row(
        "cosine_similarity",
        samples=[case(given([[0.0, 0.0]]), real(1, 2))],
        dtypes=FLOATING,
        derivatives=1,
        label="cosine_similarity of zeros",
    ),
    row(
        "pdist",
        finite=True,
        samples=[
            (real(5, 3),),
            (real(5, 3), 1.0),
            (real(4, 3), 3.0),
            (real(4, 3), float("inf")),
            (real(1, 3),),
            (real(4, 3), 0.0),
        ],
        dtypes=("float64", "float32"),
        bad=[lambda t: t.pdist(t.ones(3)), lambda t: t.pdist(t.ones(3, 2), -1.0)],
    ),
    row(
        "cdist",
        finite=True,
        samples=[
            (real(4, 3), real(5, 3)),
            (real(2, 4, 3), real(5, 3), 1.0),
            (real(4, 3), real(5, 3), 3.0),
            (real(4, 3), real(5, 3), float("inf")),
            (real(4, 3), real(5, 3), 0.0),
            (real(0, 3), real(5, 3)),
            (real(4, 3), real(5, 3), 2.0, "donot_use_mm_for_euclid_dist"),
            (real(30, 3), real(27, 3)),
        ],
        dtypes=("float64", "float32"),
        bad=[
            lambda t: t.cdist(t.ones(3), t.ones(3)),
            lambda t: t.cdist(t.ones(2, 3), t.ones(2, 2)),
            lambda t: t.cdist(t.ones(2, 3), t.ones(2, 3), -1.0),
            lambda t: t.cdist(t.ones(2, 3), t.ones(2, 3), 2.0, "x"),
        ],
    ),
]
