"""Choices among implementations of attention, causal masks, masked attention, DataParallel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.attention.bias

import chainrule as cr
import chainrule.nn.attention.bias
from both import same
from nn.beside import close, copy_state, ours


def chosen(m: Any, backends: Any) -> Any:
    with m.nn.attention.sdpa_kernel(backends):
        return [str(b) for b in m.nn.attention._cur_sdpa_kernel_backends()]


SAME: dict[str, Callable[[Any], Any]] = {
    "one": lambda m: chosen(m, m.nn.attention.SDPBackend.MATH),
    "list": lambda m: chosen(m, [m.nn.attention.SDPBackend.MATH]),
    "members": lambda m: [
        (name, int(value), str(value), repr(value))
        for name, value in m.nn.attention.SDPBackend.__members__.items()
    ],
    "parallel": lambda m: (
        repr(m.nn.DataParallel(m.nn.Linear(2, 3))),
        list(m.nn.DataParallel(m.nn.Linear(2, 3)).state_dict()),
        list(m.nn.DataParallel(m.nn.Linear(2, 3))(m.ones(4, 2)).shape),
        m.nn.DataParallel(m.nn.Linear(2, 3)).device_ids,
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    outcome = same(SAME[name])
    assert outcome.kind == "value", outcome.value


def test_data_parallel_is_a_call() -> None:
    layer, x = cr.nn.Linear(2, 3), cr.ones(4, 2)
    expected = layer(x).tolist()
    assert cr.nn.parallel.data_parallel(layer, x).tolist() == expected
    assert cr.nn.parallel.data_parallel(layer, (), module_kwargs={"input": x}).tolist() == expected


@pytest.mark.parametrize("backends", ["x", 3])
def test_no_backend(backends: Any) -> None:
    assert same(lambda m: chosen(m, backends)).kind == "AssertionError"


@pytest.mark.parametrize("size", [(2, 3), (3, 3)])
@pytest.mark.parametrize("name", ["causal_upper_left", "causal_lower_right"])
def test_causal_masks(name: str, size: tuple[int, int]) -> None:
    mine = getattr(chainrule.nn.attention.bias, name)(*size)
    theirs = getattr(torch.nn.attention.bias, name)(*size)._materialize()
    assert mine.tolist() == theirs.tolist()


def causal(length: int) -> torch.Tensor:
    return torch.nn.Transformer.generate_square_subsequent_mask(length)


PADDING = torch.tensor([[False] * 4 + [True], [False] * 5])
MASKS: dict[str, dict[str, Any]] = {
    "causal": {"attn_mask": causal(5)},
    "causal, said": {"attn_mask": causal(5), "is_causal": True, "need_weights": False},
    "causal bools": {"attn_mask": causal(5) != 0},
    "of each head": {"attn_mask": torch.rand(4, 5, 5)},
    "padding": {"key_padding_mask": PADDING},
    "both": {"attn_mask": causal(5) != 0, "key_padding_mask": PADDING},
    "no weights": {"need_weights": False, "key_padding_mask": PADDING},
    "weights of heads": {"average_attn_weights": False},
}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("name", MASKS)
def test_masked_attention(name: str, first: bool) -> None:
    theirs = torch.nn.MultiheadAttention(8, 2, batch_first=first)
    mine = cr.nn.MultiheadAttention(8, 2, batch_first=first)
    copy_state(mine, theirs)
    x = torch.rand((2, 5, 8) if first else (5, 2, 8), requires_grad=True)
    given = ours(x)
    found = mine(given, given, given, **ours(MASKS[name]))
    expected = theirs(x, x, x, **MASKS[name])
    close(found, expected, rtol=1e-4, atol=1e-5)
    found[0].sum().backward()
    expected[0].sum().backward()
    close(given.grad, x.grad, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["causal", "bias", "padding", "none"])
def test_masked_encoder_and_decoder(name: str) -> None:
    layers: list[Any] = []
    for m in (cr, torch):
        encoder = m.nn.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True, norm_first=True)
        decoder = m.nn.TransformerDecoderLayer(8, 2, 16, 0.0, batch_first=True)
        encoder = m.nn.TransformerEncoder(encoder, 2, enable_nested_tensor=False)
        layers.append((encoder, m.nn.TransformerDecoder(decoder, 2, m.nn.LayerNorm(8))))
    (encoder, decoder), (their_encoder, their_decoder) = layers
    copy_state(encoder, their_encoder)
    copy_state(decoder, their_decoder)
    x = torch.rand(2, 5, 8)
    mask = {"causal": causal(5), "bias": torch.rand(5, 5)}.get(name)
    padding = PADDING if name == "padding" else None
    memory = encoder(ours(x), mask=ours(mask), src_key_padding_mask=ours(padding))
    expected = their_encoder(x, mask=mask, src_key_padding_mask=padding)
    close(memory, expected, rtol=1e-4, atol=1e-5)
    found = decoder(ours(x), memory, tgt_mask=ours(mask), memory_key_padding_mask=ours(padding))
    expected = their_decoder(x, expected, tgt_mask=mask, memory_key_padding_mask=padding)
    close(found, expected, rtol=1e-4, atol=1e-5)


def test_merged_masks() -> None:
    mine, theirs = cr.nn.MultiheadAttention(8, 2), torch.nn.MultiheadAttention(8, 2)
    x = torch.rand(2, 5, 8)
    padding = torch.zeros(2, 5).masked_fill(PADDING, -9.0)
    for mask in (None, causal(5).clamp(min=-9), torch.rand(4, 5, 5)):
        for pad in (None, padding):
            found = mine.merge_masks(ours(mask), ours(pad), ours(x))
            close(list(found), list(theirs.merge_masks(mask, pad, x)))


REFUSED: dict[str, Any] = {
    "a vector": lambda t, m, x: m(x[0, 0], x, x),
    "keys without batch": lambda t, m, x: m(x, x[0], x),
    "batch of keys alone": lambda t, m, x: m(x[0], x, x),
    "four dimensions": lambda t, m, x: m(x[None], x[None], x[None]),
    "padding of one": lambda t, m, x: m(x, x, x, key_padding_mask=t.zeros(1, 1).bool()),
    "padding the other way": lambda t, m, x: m(x, x, x, key_padding_mask=t.zeros(3, 5).bool()),
    "padding of integers": lambda t, m, x: m(x, x, x, key_padding_mask=t.zeros(5, 3).long()),
    "mask of integers": lambda t, m, x: m(x, x, x, attn_mask=t.zeros(3, 3).long()),
    "mask of one dimension": lambda t, m, x: m(x, x, x, attn_mask=t.zeros(3)),
    "mask of other lengths": lambda t, m, x: m(x, x, x, attn_mask=t.zeros(2, 2)),
    "mask that would broadcast": lambda t, m, x: m(x, x, x, attn_mask=t.zeros(1, 1, 1)),
    "mask of one head": lambda t, m, x: m(x[0], x[0], x[0], attn_mask=t.zeros(1, 5, 5)),
    "fewer values": lambda t, m, x: m(x, x, x[:2]),
    "other batch of keys": lambda t, m, x: m(x, x[:, :2], x),
    "narrow queries": lambda t, m, x: m(x[..., :3], x, x),
    "narrow keys": lambda t, m, x: m(x, x[..., :3], x),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_arguments(what: str) -> None:
    def kind(t: Any) -> str:
        with pytest.raises(Exception) as caught:
            REFUSED[what](t, t.nn.MultiheadAttention(4, 2), t.ones(3, 5, 4))
        return type(caught.value).__name__

    assert kind(cr) == kind(torch)
