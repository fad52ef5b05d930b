"""Every layer and loss beside PyTorch's: repr, state, outputs, gradients, in both modes."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import chainrule as cr
from nn.beside import agree, close, copy_state, ours

WEIGHTS = torch.tensor([0.3, 0.9, 0.5, 0.7])


class Row:
    """A module with its arguments and inputs: a shape stands for random numbers of that shape."""

    def __init__(self, name: str, *args: Any, inputs: Any, modes: str = "both", **kwargs: Any):
        self.name, self.args, self.kwargs = name, args, kwargs
        self.inputs, self.modes = inputs, modes

    def has_state(self) -> bool:
        return bool(getattr(torch.nn, self.name)(*self.args, **self.kwargs).state_dict())

    def __str__(self) -> str:
        named = [("", value) for value in self.args]
        named += [(f"{name}=", value) for name, value in self.kwargs.items()]
        given = [n + ("tensor" if isinstance(v, torch.Tensor) else str(v)) for n, v in named]
        return f"{self.name}({', '.join(given)})"


def numbers(*shape: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(sum(shape) + len(shape))
    return torch.randn(shape, generator=generator).requires_grad_()


def positive(*shape: int) -> torch.Tensor:
    return (numbers(*shape).detach().abs() + 0.1).requires_grad_()


def unit(*shape: int) -> torch.Tensor:
    return numbers(*shape).detach().sigmoid().requires_grad_()


def classes(n: int, *shape: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(5)
    return torch.randint(n, shape, generator=generator)


def signs(*shape: int) -> torch.Tensor:
    return numbers(*shape).detach().sign()


ACTIVATIONS = [
    Row(name, *args, inputs=[(3, 4)])
    for name, *args in [
        ("CELU", 0.7), ("ELU",), ("ELU", 2.0), ("GELU",), ("GELU", "tanh"), ("GLU",), ("GLU", 1),
        ("Hardshrink",), ("Hardshrink", 0.1), ("Hardsigmoid",), ("Hardswish",), ("Hardtanh",),
        ("Hardtanh", -0.3, 0.2), ("Identity",), ("LeakyReLU",), ("LeakyReLU", 0.3), ("LogSigmoid",),
        ("LogSoftmax", 1), ("Mish",), ("PReLU",), ("PReLU", 4), ("ReLU",), ("ReLU6",), ("SELU",),
        ("SiLU",), ("Sigmoid",), ("Softmax", 0), ("Softmin", 1), ("Softplus",), ("Softplus", 2, 1),
        ("Softshrink",), ("Softshrink", 0.1), ("Softsign",), ("Tanh",), ("Tanhshrink",),
        ("Threshold", 0.1, 2.0),
    ]
]  # fmt: skip

LINEAR = [
    Row("Linear", 3, 4, inputs=[(5, 3)]),
    Row("Linear", 3, 4, bias=False, inputs=[(2, 5, 3)]),
    Row("Linear", 3, 4, inputs=[(3,)]),
    Row("Bilinear", 2, 3, 4, inputs=[(5, 2), (5, 3)]),
    Row("Bilinear", 2, 3, 4, bias=False, inputs=[(5, 2), (5, 3)]),
    Row("Flatten", inputs=[(2, 3, 4)]),
    Row("Flatten", 0, 1, inputs=[(2, 3, 4)]),
    Row("Unflatten", 1, (2, -1), inputs=[(2, 6)]),
    Row("Softmax2d", inputs=[(2, 3, 4, 4)]),
    Row("Softmax2d", inputs=[(3, 4, 4)]),
]

CONVOLUTIONS = [
    Row("Conv1d", 4, 6, 3, inputs=[(2, 4, 9)]),
    Row("Conv1d", 4, 6, 3, stride=2, padding=1, dilation=2, groups=2, inputs=[(2, 4, 9)]),
    Row("Conv1d", 4, 6, 3, padding="same", bias=False, inputs=[(4, 9)]),
    Row("Conv1d", 4, 6, 4, padding="valid", inputs=[(2, 4, 9)]),
    Row("Conv2d", 3, 4, 3, inputs=[(2, 3, 6, 7)]),
    Row("Conv2d", 4, 4, (3, 2), stride=(2, 1), padding=(1, 0), groups=4, inputs=[(2, 4, 6, 7)]),
    Row("Conv2d", 3, 4, 3, padding=1, padding_mode="reflect", inputs=[(2, 3, 6, 7)]),
    Row("Conv2d", 3, 4, 3, padding="same", padding_mode="circular", inputs=[(2, 3, 6, 7)]),
    Row("Conv2d", 3, 4, (3, 2), padding=(2, 1), padding_mode="replicate", inputs=[(3, 6, 7)]),
    Row("Conv3d", 2, 3, 2, padding=(0, 1, 0), inputs=[(2, 2, 3, 4, 3)]),
    Row("ConvTranspose1d", 4, 6, 3, stride=2, output_padding=1, inputs=[(2, 4, 5)]),
    Row("ConvTranspose2d", 4, 6, 3, padding=1, groups=2, dilation=2, inputs=[(2, 4, 5, 4)]),
    Row("ConvTranspose2d", 4, 6, 3, stride=2, inputs=[(4, 5, 4), (12, 9)]),
    Row("ConvTranspose3d", 2, 3, 2, bias=False, inputs=[(1, 2, 3, 2, 3)]),
]

NORMS = [
    Row("BatchNorm1d", 4, inputs=[(5, 4)]),
    Row("BatchNorm1d", 4, momentum=None, inputs=[(5, 4, 3)]),
    Row("BatchNorm1d", 4, affine=False, inputs=[(5, 4)]),
    Row("BatchNorm1d", 4, bias=False, inputs=[(5, 4)]),
    Row("BatchNorm2d", 4, eps=0.01, momentum=0.5, inputs=[(3, 4, 2, 3)]),
    Row("BatchNorm2d", 4, track_running_stats=False, inputs=[(3, 4, 2, 3)]),
    Row("BatchNorm3d", 2, inputs=[(3, 2, 2, 2, 2)]),
    Row("InstanceNorm1d", 4, inputs=[(5, 4, 6)]),
    Row("InstanceNorm1d", 4, affine=True, track_running_stats=True, inputs=[(4, 6)]),
    Row("InstanceNorm2d", 4, affine=True, bias=False, inputs=[(2, 4, 3, 3)]),
    Row("InstanceNorm3d", 4, track_running_stats=True, inputs=[(2, 4, 2, 3, 3)]),
    Row("LayerNorm", 4, inputs=[(3, 4)]),
    Row("LayerNorm", (3, 4), bias=False, inputs=[(2, 3, 4)]),
    Row("LayerNorm", 4, elementwise_affine=False, eps=0.1, inputs=[(3, 4)]),
    Row("RMSNorm", 4, inputs=[(3, 4)]),
    Row("RMSNorm", (3, 4), eps=0.1, elementwise_affine=False, inputs=[(2, 3, 4)]),
    Row("GroupNorm", 2, 4, inputs=[(3, 4, 5)]),
    Row("GroupNorm", 2, 4, bias=False, inputs=[(3, 4)]),
    Row("GroupNorm", 4, 4, affine=False, inputs=[(3, 4, 5, 2)]),
    Row("LocalResponseNorm", 3, inputs=[(2, 5, 4)]),
]

POOLING = [
    Row("MaxPool1d", 2, inputs=[(2, 3, 7)]),
    Row("MaxPool1d", 3, 2, 1, return_indices=True, inputs=[(3, 7)]),
    Row("MaxPool2d", (2, 3), stride=(2, 1), padding=(1, 0), inputs=[(2, 3, 6, 7)]),
    Row("MaxPool2d", 3, dilation=2, ceil_mode=True, return_indices=True, inputs=[(2, 3, 8, 7)]),
    Row("MaxPool3d", 2, inputs=[(1, 2, 4, 4, 5)]),
    Row("AvgPool1d", 2, inputs=[(2, 3, 7)]),
    Row("AvgPool1d", 3, 2, 1, True, False, inputs=[(2, 3, 7)]),
    Row("AvgPool2d", (2, 3), inputs=[(2, 3, 6, 7)]),
    Row("AvgPool2d", 3, 2, 1, count_include_pad=False, inputs=[(2, 3, 6, 7)]),
    Row("AvgPool2d", 2, divisor_override=3, inputs=[(2, 3, 6, 7)]),
    Row("AvgPool3d", 2, ceil_mode=True, inputs=[(1, 2, 4, 3, 5)]),
    Row("LPPool1d", 2, 3, inputs=[positive(2, 3, 7)]),
    Row("LPPool2d", 3, (2, 3), stride=1, ceil_mode=True, inputs=[positive(2, 3, 6, 7)]),
    Row("LPPool3d", 2, 2, inputs=[positive(1, 2, 4, 4, 4)]),
    Row("AdaptiveAvgPool1d", 3, inputs=[(2, 3, 7)]),
    Row("AdaptiveAvgPool2d", (3, None), inputs=[(2, 3, 6, 7)]),
    Row("AdaptiveAvgPool2d", 1, inputs=[(3, 6, 7)]),
    Row("AdaptiveAvgPool3d", (2, 1, 3), inputs=[(1, 2, 4, 4, 5)]),
    Row("AdaptiveMaxPool1d", 3, return_indices=True, inputs=[(2, 3, 7)]),
    Row("AdaptiveMaxPool2d", (3, None), inputs=[(2, 3, 6, 7)]),
    Row("AdaptiveMaxPool3d", 2, inputs=[(1, 2, 4, 4, 5)]),
    Row("MaxUnpool1d", 2, inputs=[(1, 2, 2), torch.tensor([[[0, 3], [1, 2]]])]),
    Row("MaxUnpool2d", 2, inputs=[(1, 1, 1, 2), torch.tensor([[[[5, 2]]]])]),
    Row("MaxUnpool3d", 1, inputs=[(1, 1, 1, 1, 2), torch.tensor([[[[[1, 0]]]]])]),
    Row(
        "FractionalMaxPool2d", 2, 3, return_indices=True,
        _random_samples=torch.tensor([[[0.2, 0.7]]]), inputs=[(1, 1, 6, 7)],
    ),
    Row(
        "FractionalMaxPool3d", 2, output_ratio=0.5,
        _random_samples=torch.tensor([[[0.2, 0.7, 0.4]]]), inputs=[(1, 1, 6, 7, 5)],
    ),
]  # fmt: skip

SHAPES = [
    *(
        Row(f"{kind}Pad{n}d", padding, inputs=[(2, 3, 5, 6, 4)[: n + 2]])
        for kind in ("Reflection", "Replication", "Circular", "Zero")
        for n in (1, 2, 3)
        for padding in (1, (2, 1, 1, 2, 3, 1)[: 2 * n])
    ),
    Row("ConstantPad1d", (3, -1), 2.5, inputs=[(2, 3, 5)]),
    Row("ConstantPad2d", 1, 2.5, inputs=[(2, 3, 5)]),
    Row("ConstantPad3d", (0, 1, 2, 0, 1, 1), -1.0, inputs=[(2, 3, 5)]),
    Row("PixelShuffle", 2, inputs=[(2, 8, 3, 3)]),
    Row("PixelUnshuffle", 2, inputs=[(2, 2, 4, 6)]),
    Row("ChannelShuffle", 2, inputs=[(2, 4, 3, 3)]),
    Row("Fold", (4, 5), (2, 3), inputs=[(2, 12, 9)]),
    Row("Unfold", (2, 3), padding=1, stride=2, inputs=[(2, 2, 5, 6)]),
    Row("Upsample", scale_factor=2, inputs=[(2, 3, 4)]),
    Row("Upsample", (5, 7), inputs=[(2, 3, 4, 4)]),
    Row("Upsample", scale_factor=1.5, mode="linear", inputs=[(2, 3, 4)]),
    Row("Upsample", scale_factor=(2, 3), mode="bilinear", inputs=[(2, 3, 4, 4)]),
    Row("Upsample", 7, mode="bicubic", align_corners=True, inputs=[(2, 3, 4, 4)]),
    Row("Upsample", 5, mode="trilinear", inputs=[(1, 2, 3, 3, 3)]),
    Row("UpsamplingNearest2d", 7, inputs=[(2, 3, 4, 4)]),
    Row("UpsamplingBilinear2d", scale_factor=2, inputs=[(2, 3, 4, 4)]),
    Row("CosineSimilarity", inputs=[(3, 4), (3, 4)]),
    Row("CosineSimilarity", 0, 0.1, inputs=[(3, 4), (3, 4)]),
    Row("PairwiseDistance", inputs=[(3, 4), (3, 4)]),
    Row("PairwiseDistance", 1, keepdim=True, inputs=[(3, 4), (3, 4)]),
]

DROPPING = [
    Row(name, 0.3, inputs=[shape], modes="eval")
    for name, shape in [
        ("Dropout", (3, 4)),
        ("Dropout1d", (2, 3, 4)),
        ("Dropout2d", (2, 3, 4, 4)),
        ("Dropout3d", (2, 3, 2, 2, 2)),
        ("AlphaDropout", (3, 4)),
        ("FeatureAlphaDropout", (2, 3, 4)),
        ("RReLU", (3, 4)),
    ]
] + [Row("Dropout", p, inputs=[(3, 4)]) for p in (0.0, 1.0)]

TABLES = [
    Row("Embedding", 7, 3, inputs=[classes(7, 2, 5)]),
    Row("Embedding", 7, 3, padding_idx=2, scale_grad_by_freq=True, inputs=[classes(7, 2, 5)]),
    Row("Embedding", 7, 3, max_norm=0.5, norm_type=1.0, inputs=[classes(7, 6)]),
    *(
        Row("EmbeddingBag", 7, 3, mode=mode, inputs=[classes(7, 4, 5)])
        for mode in ("sum", "mean", "max")
    ),
    Row("EmbeddingBag", 7, 3, mode="sum", inputs=[classes(7, 6), torch.tensor([0, 2, 2])]),
    Row(
        "EmbeddingBag", 7, 3, padding_idx=2, include_last_offset=True,
        inputs=[classes(7, 6), torch.tensor([0, 2, 6])],
    ),
    Row("EmbeddingBag", 7, 3, mode="sum", inputs=[classes(7, 2, 3), None, (2, 3)]),
]  # fmt: skip

REDUCED = [
    Row(name, *args, reduction=reduction, inputs=inputs, **options)
    for reduction in ("mean", "sum", "none")
    for name, args, options, inputs in [
        ("L1Loss", (), {}, [(3, 4), (3, 4)]),
        ("MSELoss", (), {}, [(3, 4), (3, 4)]),
        ("SmoothL1Loss", (), {"beta": 0.5}, [(3, 4), (3, 4)]),
        ("HuberLoss", (), {"delta": 0.5}, [(3, 4), (3, 4)]),
        ("PoissonNLLLoss", (), {"full": True}, [(3, 4), positive(3, 4).detach()]),
        ("PoissonNLLLoss", (False,), {}, [positive(3, 4), positive(3, 4).detach()]),
        ("GaussianNLLLoss", (), {"full": True}, [(3, 4), (3, 4), positive(3, 4)]),
        ("KLDivLoss", (), {}, [(3, 4), unit(3, 4)]),
        ("KLDivLoss", (), {"log_target": True}, [(3, 4), (3, 4)]),
        ("BCELoss", (), {}, [unit(3, 4), unit(4, 3).detach().reshape(3, 4)]),
        ("BCELoss", (WEIGHTS,), {}, [unit(3, 4), unit(4, 3).detach().reshape(3, 4)]),
        ("BCEWithLogitsLoss", (), {"pos_weight": WEIGHTS}, [(3, 4), unit(3, 4)]),
        ("NLLLoss", (), {}, [(5, 4), classes(4, 5)]),
        ("NLLLoss", (WEIGHTS,), {"ignore_index": 1}, [(5, 4, 2), classes(4, 5, 2)]),
        ("CrossEntropyLoss", (), {}, [(5, 4), classes(4, 5)]),
        ("CrossEntropyLoss", (), {"label_smoothing": 0.2}, [(5, 4, 2), classes(4, 5, 2)]),
        ("CrossEntropyLoss", (WEIGHTS,), {}, [(5, 4), unit(5, 4)]),
        ("CrossEntropyLoss", (), {}, [(4,), classes(4)]),
        ("LinearCrossEntropyLoss", (3, 4), {"bias": True}, [(5, 3), classes(4, 5)]),
        ("LinearCrossEntropyLoss", (3, 4), {"out_features": (2,)}, [(5, 3), classes(4, 5, 2)]),
        ("HingeEmbeddingLoss", (0.5,), {}, [(3, 4), signs(3, 4)]),
        ("SoftMarginLoss", (), {}, [(3, 4), signs(3, 4)]),
        ("MarginRankingLoss", (0.5,), {}, [(5,), (5,), signs(5)]),
        ("CosineEmbeddingLoss", (0.1,), {}, [(5, 3), (5, 3), signs(5)]),
        ("MultiLabelMarginLoss", (), {}, [(2, 4), torch.tensor([[3, 0, -1, 1], [1, 2, -1, 0]])]),
        ("MultiLabelSoftMarginLoss", (WEIGHTS,), {}, [(3, 4), unit(3, 4)]),
        ("MultiMarginLoss", (2, 0.5, WEIGHTS), {}, [(3, 4), classes(4, 3)]),
        ("TripletMarginLoss", (0.5,), {"swap": True}, [(3, 4), (4, 3, 4), (1, 3, 4)][:1] * 3),
        ("TripletMarginWithDistanceLoss", (), {}, [(3, 4), (3, 4), (3, 4)]),
        (
            "CTCLoss",
            (),
            {"zero_infinity": True},
            [
                numbers(6, 2, 4).detach().log_softmax(2).requires_grad_(),
                torch.tensor([[1, 2, 3], [2, 2, 0]]),
                torch.tensor([6, 5]),
                torch.tensor([3, 2]),
            ],
        ),
    ]
]

ATTENTION = [
    Row("MultiheadAttention", 8, 2, inputs=[(5, 2, 8), (6, 2, 8), (6, 2, 8)]),
    Row("MultiheadAttention", 8, 2, batch_first=True, inputs=[(2, 5, 8), (2, 6, 8), (2, 6, 8)]),
    Row("MultiheadAttention", 8, 2, bias=False, kdim=3, vdim=4, inputs=[(5, 8), (6, 3), (6, 4)]),
    Row(
        "MultiheadAttention", 8, 2, add_bias_kv=True, add_zero_attn=True,
        inputs=[(5, 2, 8), (6, 2, 8), (6, 2, 8)],
    ),
    *(
        Row(
            "TransformerEncoderLayer", 8, 2, 16, 0.0, activation, batch_first=first,
            norm_first=norm_first, bias=first, inputs=[(2, 5, 8)],
        )
        for activation in ("relu", "gelu")
        for first in (True, False)
        for norm_first in (True, False)
    ),
    *(
        Row(
            "TransformerDecoderLayer", 8, 2, 16, 0.0, batch_first=first, norm_first=not first,
            inputs=[(2, 5, 8), (2, 5, 8)],
        )
        for first in (True, False)
    ),
    Row("Transformer", 8, 2, 1, 2, 16, 0.0, batch_first=True, inputs=[(2, 6, 8), (2, 5, 8)]),
]  # fmt: skip

RECURRENT = [
    Row(name, 3, 4, layers, bidirectional=both, batch_first=first, bias=bias, inputs=[shape])
    for name in ("RNN", "LSTM", "GRU")
    for layers in (1, 2)
    for both in (False, True)
    for first, bias, shape in (
        (False, True, (5, 2, 3)),
        (True, False, (5, 2, 3)),
        (False, True, (5, 3)),
    )
] + [
    Row("RNN", 3, 4, nonlinearity="relu", inputs=[(5, 2, 3), (1, 2, 4)]),
    Row("GRU", 3, 4, inputs=[(5, 2, 3), (1, 2, 4)]),
    Row("LSTM", 3, 4, proj_size=2, num_layers=2, bidirectional=True, inputs=[(5, 2, 3)]),
    Row("RNNCell", 3, 4, inputs=[(2, 3)]),
    Row("RNNCell", 3, 4, nonlinearity="relu", bias=False, inputs=[(3,), (4,)]),
    Row("GRUCell", 3, 4, inputs=[(2, 3), (2, 4)]),
    Row("LSTMCell", 3, 4, inputs=[(2, 3)]),
]  # fmt: skip

ROWS = [
    *ACTIVATIONS, *LINEAR, *CONVOLUTIONS, *NORMS, *POOLING, *SHAPES, *DROPPING, *TABLES, *REDUCED,
    *ATTENTION, *RECURRENT,
]  # fmt: skip


def made(value: Any) -> Any:
    """Random numbers for a shape; a copy of a tensor, so that no test sees another's gradient."""
    if isinstance(value, tuple):
        return numbers(*value)
    if isinstance(value, torch.Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)
    return value


CASES = [
    pytest.param(row, train, id=f"{row}-{'train' if train else 'eval'}")
    for row in ROWS
    for train in (True, False)
    if not (train and row.modes == "eval")
]


@pytest.mark.filterwarnings("ignore")  # PyTorch's, of nested tensors and of coming changes
@pytest.mark.parametrize(("row", "train"), CASES)
def test_as_pytorch(row: Row, train: bool) -> None:
    torch.manual_seed(1)
    theirs = getattr(torch.nn, row.name)(*row.args, **row.kwargs)
    mine = getattr(cr.nn, row.name)(*ours(row.args), **ours(row.kwargs))
    inputs = [made(value) for value in row.inputs]
    if row.name.startswith("ConvTranspose") and len(inputs) == 2:
        inputs[1] = list(row.inputs[1])
    agree(mine, theirs, inputs, train=train, rtol=2e-5, atol=2e-5)


WITH_STATE = [row for row in LINEAR + NORMS + CONVOLUTIONS if row.has_state()]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("row", WITH_STATE, ids=str)
def test_constructed_in_a_dtype(row: Row, dtype: str) -> None:
    theirs = getattr(torch.nn, row.name)(*row.args, **row.kwargs, dtype=getattr(torch, dtype))
    mine = getattr(cr.nn, row.name)(*row.args, **row.kwargs, dtype=getattr(cr, dtype), device="cpu")
    found = {k: (tuple(v.shape), str(v.dtype)) for k, v in mine.state_dict().items()}
    assert found == {k: (tuple(v.shape), str(v.dtype)) for k, v in theirs.state_dict().items()}


def test_lstm_with_states() -> None:
    mine, theirs = cr.nn.LSTM(3, 4, 2), torch.nn.LSTM(3, 4, 2)
    copy_state(mine, theirs)
    x, state = numbers(5, 2, 3), (numbers(2, 2, 4), numbers(2, 2, 4))
    close(mine(ours(x), ours(state)), theirs(x, state), rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("name", ["Dropout", "AlphaDropout", "Dropout2d", "FeatureAlphaDropout"])
def test_dropout_drops(name: str) -> None:
    cr.manual_seed(3)
    layer = getattr(cr.nn, name)(0.25)
    x = cr.ones(64, 64, 4, 4)
    out = layer(x)
    kept = (out == out.max()).float()
    assert abs(kept.mean().item() - 0.75) < 0.03
    by_channel = kept.flatten(2).mean(2)
    whole = bool(((by_channel == 0) | (by_channel == 1)).all())
    assert whole == (name in ("Dropout2d", "FeatureAlphaDropout"))
    if name.startswith("Dropout"):
        assert out.max().item() == pytest.approx(1 / 0.75)
