"""Constructors: what is printed, what is kept, what is refused."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import pytest
import torch

import chainrule as cr
from both import run, same

# Everything that a repr or an attribute could get wrong; evaluated with m, nn and torch's names.
MADE = """
nn.Dropout(0.3, True)
nn.Dropout2d()
nn.AlphaDropout(0.2, True)
nn.FeatureAlphaDropout()
nn.Linear(2, 3, dtype=m.float64)
nn.Linear(2, 3, False)
nn.Bilinear(1, 2, 3, bias=False)
nn.Identity(1, 2, a=3)
nn.Flatten(0, 2)
nn.Unflatten(1, (2, 3))
nn.Unflatten(1, [2, 3])
nn.Fold((4, 5), (2, 2))
nn.Fold(4, 2, 1, 0, 1)
nn.Unfold((2, 3), dilation=2, padding=1, stride=2)
nn.PixelShuffle(2)
nn.PixelUnshuffle(2)
nn.ChannelShuffle(2)
nn.CosineSimilarity()
nn.PairwiseDistance(1, 1e-3, True)
nn.Upsample(2)
nn.Upsample((2, 3))
nn.Upsample(scale_factor=2)
nn.Upsample(scale_factor=(2, 3.5), mode="bilinear", align_corners=True)
nn.Upsample(scale_factor=2, recompute_scale_factor=True)
nn.Upsample()
nn.Upsample(3, 2)
nn.UpsamplingNearest2d(2)
nn.UpsamplingBilinear2d(scale_factor=2)
nn.ReflectionPad1d(2)
nn.ReflectionPad2d([1, 2, 3, 4])
nn.ConstantPad1d(1, 2.5)
nn.ConstantPad3d((1, 2, 3, 4, 5, 6), 0)
nn.ZeroPad2d(1)
nn.CircularPad2d(1)
nn.ReplicationPad3d(1)
nn.MaxPool1d(2)
nn.MaxPool2d(2, return_indices=True)
nn.MaxPool3d((1, 2, 3), stride=(2, 1, 1), padding=1, dilation=2, ceil_mode=True)
nn.MaxPool2d((2, 3), stride=None)
nn.MaxUnpool1d(2)
nn.MaxUnpool2d(2, stride=(2, 1))
nn.MaxUnpool3d((3, 2, 1), 1, 1)
nn.AvgPool1d((2,), 3, 1)
nn.AvgPool2d(2, divisor_override=3)
nn.AvgPool3d(2, 3, 1)
nn.LPPool1d(2, 3)
nn.LPPool2d(2, (3, 2), stride=2, ceil_mode=True)
nn.AdaptiveAvgPool2d(None)
nn.AdaptiveMaxPool2d((2, None), True)
nn.Conv2d(4, 5, (3, 2), (1, 2), (1, 0), 2, 1, False, "reflect")
nn.Conv2d(4, 4, 3, groups=2, padding="valid")
nn.Conv1d(4, 5, 3, padding="same")
nn.ConvTranspose2d(4, 5, 3, output_padding=1, stride=2, padding=1)
nn.LazyLinear(2, False)
nn.LazyConv2d(3, 2, bias=False)
nn.LazyConvTranspose1d(3, 2)
nn.LazyBatchNorm1d()
nn.LazyBatchNorm2d(track_running_stats=False)
nn.LazyInstanceNorm2d(affine=False)
nn.BatchNorm1d(3, affine=False)
nn.BatchNorm2d(3, track_running_stats=False)
nn.BatchNorm2d(3, bias=False)
nn.InstanceNorm1d(3)
nn.InstanceNorm2d(3, affine=True, bias=False)
nn.GroupNorm(2, 4, affine=False)
nn.GroupNorm(2, 4, bias=False)
nn.LayerNorm(3, bias=False)
nn.LayerNorm([3, 2])
nn.LayerNorm(3, elementwise_affine=False)
nn.RMSNorm(3)
nn.RMSNorm((2, 3), 1e-3, False)
nn.LocalResponseNorm(2, k=2)
nn.Embedding(3, 2, -1)
nn.Embedding(3, 2, 1, max_norm=1, norm_type=1, scale_grad_by_freq=True, sparse=True)
nn.Embedding.from_pretrained(m.ones(2, 3), False, 1)
nn.EmbeddingBag(3, 2)
nn.EmbeddingBag(3, 2, 1.0, mode="sum", padding_idx=0)
nn.EmbeddingBag(3, 2, scale_grad_by_freq=True, sparse=True, include_last_offset=True)
nn.EmbeddingBag.from_pretrained(m.ones(2, 3), mode="max")
nn.RNN(2, 3, 2, "relu", dropout=0.5)
nn.RNN(2, 3, 1, "tanh", False, True)
nn.RNN(2, 3, dropout=0.5)
nn.GRU(2, 3, 1, False, True, 0.0, True)
nn.GRU(input_size=2, hidden_size=3, num_layers=2)
nn.LSTM(2, 3, 2, bidirectional=True, batch_first=True, dropout=0.1)
nn.LSTM(2, 3, 1, True, False, 0.0, False, 2)
nn.RNNBase("LSTM", 2, 3)
nn.RNNCell(2, 3, nonlinearity="relu")
nn.RNNCell(2, 3, False)
nn.GRUCell(2, 3)
nn.LSTMCell(2, 3)
nn.MultiheadAttention(4, 2, kdim=3, vdim=2, bias=False, add_bias_kv=True, add_zero_attn=True)
nn.MultiheadAttention(4, 2, kdim=3)
nn.TransformerEncoderLayer(4, 2, 8, activation="gelu")
nn.TransformerDecoderLayer(4, 2, 8, norm_first=True)
nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 2, nn.LayerNorm(4))
nn.Transformer(4, 2, 1, 2, 8, bias=False)
nn.MSELoss(reduction="x")
nn.CrossEntropyLoss(m.ones(2), label_smoothing=0.1)
nn.BCEWithLogitsLoss(pos_weight=m.ones(2))
nn.BCELoss(m.ones(2))
nn.TripletMarginWithDistanceLoss()
nn.CTCLoss(1, "sum", True)
nn.AdaptiveLogSoftmaxWithLoss(64, 20, [2, 5], 2.0, True)
nn.LinearCrossEntropyLoss(5, 4)
nn.LinearCrossEntropyLoss(5, 4, out_features=(2, 3), bias=True, weight=m.ones(4))
nn.LinearCrossEntropyLoss(5, 4, options=nn.LinearCrossEntropyOptions())
nn.LinearCrossEntropyOptions(batch_chunk_size=3, chunking_method="aspect_ratio:2")
nn.Threshold(1, 2, True)
nn.RReLU(inplace=True)
nn.Hardtanh(inplace=True)
nn.ReLU6(True)
nn.Hardswish(True)
nn.Softmax()
nn.Softshrink(1)
""".strip().splitlines()

REFUSED = """
nn.Dropout(-1)
nn.Dropout(2)
nn.Dropout("a")
nn.Linear(-1, 2)
nn.Linear(2.5, 3)
nn.Linear("a", 3)
nn.Bilinear(0, 1, 1)
nn.Unflatten(1, 3)
nn.Unflatten(1, (2, "a"))
nn.Unflatten("a", (("b", 2),))
nn.Conv1d(4, 5, 3, padding_mode="zer")
nn.Conv1d(4, 5, 3, groups=3)
nn.Conv1d(3, 5, 3, groups=3)
nn.Conv1d(4, 5, 3, groups=0)
nn.Conv1d(4, 4, 3, groups=-1)
nn.Conv1d(4, 5, 3, padding="sam")
nn.Conv1d(4, 5, 3, padding="same", stride=2)
nn.ConvTranspose1d(4, 5, 3, padding_mode="reflect")
nn.ConvTranspose2d(1, 1, 3, 2)(m.ones(1, 1, 4, 4), output_size=(20, 20))
nn.ConvTranspose2d(1, 1, 3, 2)(m.ones(1, 1, 4, 4), output_size=(10,))
nn.BatchNorm1d(2)(m.ones(2))
nn.BatchNorm2d(2)(m.ones(2, 2, 2))
nn.BatchNorm3d(2)(m.ones(2, 2, 2, 2))
nn.BatchNorm1d(2)(m.ones(1, 2))
nn.BatchNorm1d(3)(m.ones(2, 2))
nn.InstanceNorm1d(2)(m.ones(2, 2, 2, 2))
nn.InstanceNorm2d(3, affine=True)(m.ones(2, 2, 2, 2))
nn.InstanceNorm1d(2)(m.ones(2, 2, 1))
nn.GroupNorm(2, 3)
nn.LayerNorm(3)(m.ones(2))
nn.Embedding(3, 2, 3)
nn.Embedding(3, 2, -4)
nn.Embedding(2, 2, _weight=m.ones(3, 2))
nn.Embedding.from_pretrained(m.ones(3))
nn.Embedding(3, 2)(m.tensor([3]))
nn.EmbeddingBag(3, 2, padding_idx=5)
nn.EmbeddingBag(3, 2, _weight=m.ones(2, 2))
nn.RNN(2, 3, nonlinearity="x")
nn.RNN(2, 3, proj_size=1)
nn.GRU(2, 3, proj_size=1)
nn.RNN(mode="a", input_size=2, hidden_size=3)
nn.RNNBase("X", 2, 3)
nn.RNNBase("LSTM", 2, 3)(m.ones(1, 1, 2))
nn.LSTM()
nn.LSTM(2, 3, proj_size=3)
nn.LSTM(2, 3, proj_size=-1)
nn.LSTM(2, 0)
nn.LSTM(0, 3)
nn.LSTM(2, 3, 0)
nn.LSTM(2.0, 3)
nn.LSTM(2, 3.0)
nn.LSTM(2, 3, bias=1)
nn.LSTM(2, 3, batch_first=1)
nn.LSTM(2, 3, dropout=2)
nn.LSTM(2, 3, dropout=True)
nn.LSTM(2, 3)(m.ones(2))
nn.LSTM(2, 3)(m.ones(1, 1, 1, 2))
nn.LSTM(2, 3)(m.ones(4, 2, 5))
nn.LSTM(2, 3)(m.ones(4, 2, 2), (m.ones(1, 3), m.ones(1, 3)))
nn.LSTM(2, 3)(m.ones(4, 2, 2), (m.ones(1, 2, 4), m.ones(1, 2, 4)))
nn.GRU(2, 3)(m.ones(4, 2, 2), m.ones(1, 3, 3))
nn.GRU(2, 3)(m.ones(4, 2), m.ones(1, 1, 3))
nn.RNN(2, 3)(m.ones(4, 2, 2).double())
nn.RNN(2, 3)(m.ones(0, 2, 2))
nn.LSTMCell(2, 3)(m.ones(1, 4, 2))
nn.LSTMCell(2, 3)(m.ones(4, 3))
nn.LSTMCell(2, 3)(m.ones(4, 2), (m.ones(4, 4), m.ones(4, 4)))
nn.GRUCell(2, 3)(m.ones(4, 2), m.ones(3, 3))
nn.GRUCell(2, 3)(m.ones(4, 2), m.ones(3))
nn.RNNCell(2, 3)(m.ones(4, 2), m.ones(1, 4, 3))
nn.RNNCell(2, 3, nonlinearity="x")(m.ones(4, 2))
nn.MultiheadAttention(4, 3)
nn.MultiheadAttention(0, 1)
nn.MultiheadAttention(4, 0)
nn.TransformerEncoderLayer(4, 2, 8, activation="x")
nn.Transformer(4, 2, 1, 1, 8)(m.ones(3, 2, 4), m.ones(3, 1, 4))
nn.Transformer(4, 2, 1, 1, 8)(m.ones(3, 2, 5), m.ones(3, 2, 5))
nn.MultiMarginLoss(p=3)
nn.MultiMarginLoss(weight=m.ones(2, 2))
nn.TripletMarginLoss(margin=-1)
nn.TripletMarginWithDistanceLoss(margin=-1)
nn.HuberLoss(delta="a")
nn.AdaptiveLogSoftmaxWithLoss(8, 10, [])
nn.AdaptiveLogSoftmaxWithLoss(8, 10, [5, 2])
nn.AdaptiveLogSoftmaxWithLoss(8, 10, [2, 2])
nn.AdaptiveLogSoftmaxWithLoss(8, 10, [2.5])
nn.AdaptiveLogSoftmaxWithLoss(8, 10, [10])
nn.AdaptiveLogSoftmaxWithLoss(64, 10, [2])(m.ones(3, 64), m.tensor([0, 10, 1]))
nn.AdaptiveLogSoftmaxWithLoss(64, 10, [2])(m.ones(3, 64), m.tensor([0, 1]))
nn.AdaptiveLogSoftmaxWithLoss(64, 10, [2])(m.ones(64), m.tensor([0]))
nn.LinearCrossEntropyLoss(5, 4, label_smoothing=2)
nn.LinearCrossEntropyLoss(5, 4, weight=m.ones(3))
nn.LinearCrossEntropyOptions(batch_chunk_size=0)
nn.LinearCrossEntropyOptions(chunking_method="x")
nn.LinearCrossEntropyOptions(chunking_method="aspect_ratio:0")
nn.LinearCrossEntropyOptions(acc_policy="x")
nn.LinearCrossEntropyOptions(acc_dtype=m.int32)
nn.LinearCrossEntropyOptions().__setattr__("acc_policy", "auto")
nn.Softmax2d()(m.ones(2))
nn.CircularPad1d(1)(m.ones(2))
nn.Hardtanh(1, 0)
""".strip().splitlines()

# Attributes that code looks at, beside what repr shows.
ATTRIBUTES = """
list(nn.Conv2d(1, 1, 3, padding=1)._reversed_padding_repeated_twice)
list(nn.Conv2d(1, 1, (3, 4), padding="same")._reversed_padding_repeated_twice)
nn.Conv2d(1, 1, 3).transposed, nn.ConvTranspose2d(1, 1, 3).transposed
nn.Conv2d(1, 1, 3).output_padding, nn.Conv2d(1, 1, 3, padding="same").padding
nn.BatchNorm2d(3, bias=False).bias, nn.LayerNorm(3, bias=False).bias
nn.LayerNorm(3).normalized_shape, nn.GroupNorm(2, 4, affine=False).weight
nn.Embedding(3, 2, -1).padding_idx, nn.Embedding(3, 2, 0).weight[0].tolist()
nn.Embedding.from_pretrained(m.ones(2, 3)).weight.requires_grad
nn.EmbeddingBag.from_pretrained(m.ones(2, 3), freeze=False).weight.requires_grad
nn.LSTM(2, 3)._flat_weights_names, nn.LSTM(2, 3).mode, nn.RNN(2, 3).mode, nn.RNN(2, 3).nonlinearity
[[tuple(w.shape) for w in ws] for ws in nn.LSTM(2, 3, 2, proj_size=1).all_weights]
nn.LSTM(2, 3).get_expected_hidden_size(m.ones(4, 5, 2), None), nn.LSTM(2, 3).flatten_parameters()
nn.MultiheadAttention(4, 2).head_dim, nn.MultiheadAttention(4, 2, kdim=3)._qkv_same_embed_dim
nn.TransformerEncoderLayer(4, 2, 8).activation is nn.functional.relu
nn.Transformer.generate_square_subsequent_mask(3)
nn.Hardtanh(-2, 3).min_val, nn.ReLU6().max_val, nn.Upsample(2).name
nn.MSELoss(size_average=False).reduction, nn.MSELoss(reduce=False).reduction
nn.L1Loss(size_average=True, reduce=True).reduction
nn.Hardtanh(min_value=0).min_val
nn.AdaptiveLogSoftmaxWithLoss(64, 20, [2, 5]).cutoffs
nn.BatchNorm1d(2)._version, nn.Linear(1, 1)._version
nn.PReLU(2, 0.5).weight.tolist()
nn.LinearCrossEntropyOptions() == nn.LinearCrossEntropyOptions()
""".strip().splitlines()


def evaluate(text: str, m: Any) -> Any:
    return eval(text, {"m": m, "nn": m.nn, "torch": torch})


@pytest.mark.parametrize("text", MADE)
def test_printed(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = evaluate(text, torch)
        mine = evaluate(text, cr)
    assert repr(mine) == repr(theirs)
    if isinstance(theirs, torch.nn.Module):
        assert list(mine.state_dict()) == list(theirs.state_dict())
        assert [n for n, _ in mine.named_buffers()] == [n for n, _ in theirs.named_buffers()]
        assert [n for n, _ in mine.named_modules()] == [n for n, _ in theirs.named_modules()]
        assert repr(copy.deepcopy(mine)) == repr(mine)


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    theirs = run(lambda m: evaluate(text, m), torch)
    mine = run(lambda m: evaluate(text, m), cr)
    assert theirs.kind != "value"
    assert mine.kind == theirs.kind or is_kind_of(mine.kind, theirs.kind), mine.value
    assert len(mine.value) > 10


def is_kind_of(mine: str, theirs: str) -> bool:
    # PyTorch's is a dataclass that cannot be changed, which says so with a class of its own.
    return (mine, theirs) == ("AttributeError", "FrozenInstanceError")


@pytest.mark.parametrize("text", ATTRIBUTES)
def test_attributes(text: str) -> None:
    outcome = same(lambda m: evaluate(text, m))
    assert outcome.kind == "value", outcome.value


@pytest.mark.parametrize(
    "name", sorted({t.split("(")[0].removeprefix("nn.").split(".")[0] for t in MADE})
)
def test_where_it_lives(name: str) -> None:
    """Paths below nn.modules are PyTorch's, so that imports of them work."""
    theirs = getattr(torch.nn, name).__module__.removeprefix("torch.nn.modules.")
    space: Any = __import__(f"chainrule.nn.modules.{theirs}", fromlist=["_"])
    assert getattr(space, name) is getattr(cr.nn, name)
