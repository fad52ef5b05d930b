"""The Transformer: encoder and decoder layers, stacks of them, and the whole.

Vaswani et al., "Attention Is All You Need" (2017).
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from .. import init
from .._backend import F, Tensor, full, get_default_dtype, triu, zeros_like
from .container import ModuleList
from .dropout import Dropout
from .linear import Linear
from .module import Module
from .multihead import MultiheadAttention
from .normalization import LayerNorm

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from .._backend import device as Device
    from .._backend import dtype as DType

    Activation: TypeAlias = str | Callable[[Tensor], Tensor]

__all__ = [
    "Transformer",
    "TransformerDecoder",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
]


def _get_activation_fn(activation: str) -> Callable[[Tensor], Tensor]:
    named: dict[str, Callable[[Tensor], Tensor]] = {"relu": F.relu, "gelu": F.gelu}
    if activation not in named:
        raise RuntimeError(f"activation should be relu/gelu, not {activation}")
    return named[activation]


def _get_clones(module: Module, n: int) -> ModuleList:
    return ModuleList([copy.deepcopy(module) for _ in range(n)])


def _generate_square_subsequent_mask(
    sz: int, device: Device | str | None = None, dtype: DType | None = None
) -> Tensor:
    """Zero where a step may be looked at, minus infinity at later ones."""
    dtype = dtype or get_default_dtype()
    return triu(full((sz, sz), float("-inf"), dtype=dtype, device=device), diagonal=1)


def _as_numbers(mask: Tensor | None, dtype: DType) -> Tensor | None:
    """A mask that is added: a boolean one with minus infinity where it is True."""
    if mask is None or mask.is_floating_point():
        return mask
    return zeros_like(mask, dtype=dtype).masked_fill_(mask, float("-inf"))


def _is_causal(mask: Tensor | None, is_causal: bool | None, length: int) -> bool:
    """Is ``mask`` the one that hides later steps? Looked up where the caller does not say."""
    if is_causal is not None or mask is None:
        return bool(is_causal)
    if tuple(mask.shape) != (length, length):
        return False
    numbers: Any = _as_numbers(mask, get_default_dtype())
    causal = _generate_square_subsequent_mask(length, numbers.device, numbers.dtype)
    return bool((numbers == causal).all())


def _length(x: Tensor, batch_first: bool) -> int:
    """The number of steps of a sequence, ``(L, E)`` or in a batch."""
    length: int = x.size(1 if batch_first and x.dim() == 3 else 0)
    return length


class _Layer(Module):
    """What encoder and decoder layers share: self-attention, two linear layers, and norms."""

    self_attn: MultiheadAttention
    linear1: Linear
    linear2: Linear
    dropout: Dropout
    norm_first: bool
    activation: Callable[[Tensor], Tensor]

    def _make(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int,
        dropout: float,
        activation: Activation,
        layer_norm_eps: float,
        batch_first: bool,
        norm_first: bool,
        bias: bool,
        device: Device | str | None,
        dtype: DType | None,
        attentions: tuple[str, ...],
    ) -> None:
        options: dict[str, Any] = {"bias": bias, "device": device, "dtype": dtype}
        for name in attentions:
            attention = MultiheadAttention(
                d_model, nhead, dropout=dropout, batch_first=batch_first, **options
            )
            self.add_module(name, attention)
        self.linear1 = Linear(d_model, dim_feedforward, **options)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, **options)
        self.norm_first = norm_first
        parts = range(1, len(attentions) + 2)
        for i in parts:
            self.add_module(f"norm{i}", LayerNorm(d_model, eps=layer_norm_eps, **options))
        for i in parts:
            self.add_module(f"dropout{i}", Dropout(dropout))
        if isinstance(activation, str):
            activation = _get_activation_fn(activation)
        self.activation = activation

    def _feed_forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.linear2(self.dropout(self.activation(self.linear1(x))))
        return output


class TransformerEncoderLayer(_Layer):
    """Self-attention and two linear layers, each with dropout, a residual and a layer norm.

    With ``norm_first`` the norms come before, not after. ``activation`` is ``'relu'``, ``'gelu'``
    or a function.

    Shape: ``(L, N, d_model)``, ``(N, L, d_model)`` with ``batch_first``, or ``(L, d_model)``; the
    output has the same.

    >>> import chainrule as cr
    >>> layer = cr.nn.TransformerEncoderLayer(16, 4, dim_feedforward=32, batch_first=True)
    >>> tuple(layer(cr.zeros(2, 5, 16)).shape)
    (2, 5, 16)
    """

    norm1: LayerNorm
    norm2: LayerNorm
    dropout1: Dropout
    dropout2: Dropout

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self._make(
            d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first,
            norm_first, bias, device, dtype, ("self_attn",),
        )  # fmt: skip

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        """Pass ``src`` through the layer; the masks are those of ``MultiheadAttention``."""
        mask = _as_numbers(src_mask, src.dtype)
        padding = _as_numbers(src_key_padding_mask, src.dtype)
        x: Tensor = src
        if self.norm_first:
            x = x + self._sa_block(self.norm1(x), mask, padding, is_causal=is_causal)
            return x + self._ff_block(self.norm2(x))
        x = self.norm1(x + self._sa_block(x, mask, padding, is_causal=is_causal))
        out: Tensor = self.norm2(x + self._ff_block(x))
        return out

    def _sa_block(
        self,
        x: Tensor,
        attn_mask: Tensor | None,
        key_padding_mask: Tensor | None,
        is_causal: bool = False,
    ) -> Tensor:
        x, _ = self.self_attn(
            x,
            x,
            x,
            attn_mask=attn_mask,
            key_padding_mask=key_padding_mask,
            need_weights=False,
            is_causal=is_causal,
        )
        output: Tensor = self.dropout1(x)
        return output

    def _ff_block(self, x: Tensor) -> Tensor:
        output: Tensor = self.dropout2(self._feed_forward(x))
        return output


class TransformerDecoderLayer(_Layer):
    """Self-attention, attention to a memory and two linear layers, each with dropout, a residual
    and a layer norm.

    With ``norm_first`` the norms come before, not after. ``activation`` is ``'relu'``, ``'gelu'``
    or a function. Shapes are those of ``TransformerEncoderLayer``.

    >>> import chainrule as cr
    >>> layer = cr.nn.TransformerDecoderLayer(16, 4, dim_feedforward=32, batch_first=True)
    >>> tuple(layer(cr.zeros(2, 5, 16), cr.zeros(2, 7, 16)).shape)
    (2, 5, 16)
    """

    multihead_attn: MultiheadAttention
    norm1: LayerNorm
    norm2: LayerNorm
    norm3: LayerNorm
    dropout1: Dropout
    dropout2: Dropout
    dropout3: Dropout

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self._make(
            d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first,
            norm_first, bias, device, dtype, ("self_attn", "multihead_attn"),
        )  # fmt: skip

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Pass ``tgt`` through the layer; the masks are those of ``MultiheadAttention``."""
        own = (tgt_mask, tgt_key_padding_mask, tgt_is_causal)
        other = (memory_mask, memory_key_padding_mask, memory_is_causal)
        x = tgt
        if self.norm_first:
            x = x + self._sa_block(self.norm1(x), *own)
            x = x + self._mha_block(self.norm2(x), memory, *other)
            return x + self._ff_block(self.norm3(x))
        x = self.norm1(x + self._sa_block(x, *own))
        x = self.norm2(x + self._mha_block(x, memory, *other))
        out: Tensor = self.norm3(x + self._ff_block(x))
        return out

    def _sa_block(
        self,
        x: Tensor,
        attn_mask: Tensor | None,
        key_padding_mask: Tensor | None,
        is_causal: bool = False,
    ) -> Tensor:
        x, _ = self.self_attn(
            x,
            x,
            x,
            attn_mask=attn_mask,
            key_padding_mask=key_padding_mask,
            is_causal=is_causal,
            need_weights=False,
        )
        output: Tensor = self.dropout1(x)
        return output

    def _mha_block(
        self,
        x: Tensor,
        mem: Tensor,
        attn_mask: Tensor | None,
        key_padding_mask: Tensor | None,
        is_causal: bool = False,
    ) -> Tensor:
        x, _ = self.multihead_attn(
            x,
            mem,
            mem,
            attn_mask=attn_mask,
            key_padding_mask=key_padding_mask,
            is_causal=is_causal,
            need_weights=False,
        )
        output: Tensor = self.dropout2(x)
        return output

    def _ff_block(self, x: Tensor) -> Tensor:
        output: Tensor = self.dropout3(self._feed_forward(x))
        return output


class TransformerEncoder(Module):
    """``num_layers`` copies of ``encoder_layer`` one after the other, and ``norm`` at the end.

    ``enable_nested_tensor`` and ``mask_check`` are accepted; padding is computed, never left out.

    >>> import chainrule as cr
    >>> layer = cr.nn.TransformerEncoderLayer(16, 4, dim_feedforward=32)
    >>> tuple(cr.nn.TransformerEncoder(layer, num_layers=2)(cr.zeros(5, 2, 16)).shape)
    (5, 2, 16)
    """

    def __init__(
        self,
        encoder_layer: TransformerEncoderLayer,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        super().__init__()
        self.layers = _get_clones(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor = enable_nested_tensor
        self.mask_check = mask_check

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        """Pass ``src`` through all layers; the masks are those of ``MultiheadAttention``."""
        mask = _as_numbers(mask, src.dtype)
        padding = _as_numbers(src_key_padding_mask, src.dtype)
        attention = getattr(self.layers[0], "self_attn", None) if len(self.layers) else None
        length = _length(src, getattr(attention, "batch_first", False))
        causal = _is_causal(mask, is_causal, length)
        output = src
        for layer in self.layers:
            output = layer(output, src_mask=mask, src_key_padding_mask=padding, is_causal=causal)
        return output if self.norm is None else self.norm(output)


class TransformerDecoder(Module):
    """``num_layers`` copies of ``decoder_layer`` one after the other, and ``norm`` at the end.

    >>> import chainrule as cr
    >>> layer = cr.nn.TransformerDecoderLayer(16, 4, dim_feedforward=32)
    >>> decoder = cr.nn.TransformerDecoder(layer, num_layers=2)
    >>> tuple(decoder(cr.zeros(5, 2, 16), cr.zeros(7, 2, 16)).shape)
    (5, 2, 16)
    """

    def __init__(
        self,
        decoder_layer: TransformerDecoderLayer,
        num_layers: int,
        norm: Module | None = None,
    ) -> None:
        super().__init__()
        self.layers = _get_clones(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Pass ``tgt`` through all layers; the masks are those of ``MultiheadAttention``."""
        attention = getattr(self.layers[0], "self_attn", None) if len(self.layers) else None
        length = _length(tgt, getattr(attention, "batch_first", False))
        causal = _is_causal(tgt_mask, tgt_is_causal, length)
        output = tgt
        for layer in self.layers:
            output = layer(
                output,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=causal,
                memory_is_causal=memory_is_causal,
            )
        return output if self.norm is None else self.norm(output)


class Transformer(Module):
    """An encoder and a decoder. ``custom_encoder`` and ``custom_decoder`` take the place of either.

    Matrices start from Xavier's uniform distribution.

    Shape: ``src`` ``(S, N, d_model)`` and ``tgt`` ``(T, N, d_model)``, with ``batch_first`` ``N``
    first, or both without ``N``; the output has the shape of ``tgt``.

    Raises:
        RuntimeError: the batches of ``src`` and ``tgt`` differ, or their last size is not
            ``d_model``.

    >>> import chainrule as cr
    >>> model = cr.nn.Transformer(16, 4, 1, 1, dim_feedforward=32)
    >>> tuple(model(cr.zeros(7, 2, 16), cr.zeros(5, 2, 16)).shape)
    (5, 2, 16)
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        custom_encoder: Any | None = None,
        custom_decoder: Any | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        made: dict[str, Any] = {"bias": bias, "device": device, "dtype": dtype}
        layer = (
            d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first,
            norm_first,
        )  # fmt: skip
        self.encoder = custom_encoder
        if custom_encoder is None:
            self.encoder = TransformerEncoder(
                TransformerEncoderLayer(*layer, **made),
                num_encoder_layers,
                LayerNorm(d_model, eps=layer_norm_eps, **made),
            )
        self.decoder = custom_decoder
        if custom_decoder is None:
            self.decoder = TransformerDecoder(
                TransformerDecoderLayer(*layer, **made),
                num_decoder_layers,
                LayerNorm(d_model, eps=layer_norm_eps, **made),
            )
        self._reset_parameters()
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def _reset_parameters(self) -> None:
        for parameter in self.parameters():
            if parameter.dim() > 1:
                init.xavier_uniform_(parameter)

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Encode ``src``, and decode ``tgt`` with the result for memory."""
        batch = 0 if self.batch_first else 1
        if src.dim() == 3 and src.size(batch) != tgt.size(batch):
            raise RuntimeError(
                "the batch number of src and tgt must be equal, got "
                f"{src.size(batch)} and {tgt.size(batch)}"
            )
        if src.size(-1) != self.d_model or tgt.size(-1) != self.d_model:
            raise RuntimeError(
                "the feature number of src and tgt must be equal to d_model, got "
                f"{src.size(-1)}, {tgt.size(-1)} and {self.d_model}"
            )
        memory = self.encoder(  # type: ignore[misc]
            src,
            mask=src_mask,
            src_key_padding_mask=src_key_padding_mask,
            is_causal=src_is_causal,
        )
        output: Tensor = self.decoder(  # type: ignore[misc]
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )
        return output

    @staticmethod
    def generate_square_subsequent_mask(
        sz: int, device: Device | str | None = None, dtype: DType | None = None
    ) -> Tensor:
        """The causal mask ``(sz, sz)``: 0 up to the diagonal, minus infinity after it.

        >>> import chainrule as cr
        >>> cr.nn.Transformer.generate_square_subsequent_mask(2).tolist()
        [[0.0, -inf], [0.0, 0.0]]
        """
        return _generate_square_subsequent_mask(sz, device, dtype)
