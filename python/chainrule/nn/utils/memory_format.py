"""Laying out the weights of convolutions with the channels last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..modules.conv import Conv2d, Conv3d, ConvTranspose2d, ConvTranspose3d
from ..modules.module import Module

if TYPE_CHECKING:
    from .._backend import memory_format as MemoryFormat

    _M = TypeVar("_M", bound=Module)

__all__ = ["convert_conv2d_weight_memory_format", "convert_conv3d_weight_memory_format"]


def _convert(module: Module, kinds: tuple[type, ...], memory_format: MemoryFormat) -> None:
    for layer in module.modules():
        if isinstance(layer, kinds):
            weight: Any = layer.weight
            weight.data = weight.detach().clone().contiguous(memory_format=memory_format)


def convert_conv2d_weight_memory_format(module: _M, memory_format: MemoryFormat) -> _M:
    """Lay out the weights of all 2-dimensional convolutions in ``memory_format``, in place.

    >>> import chainrule as cr
    >>> model = cr.nn.Conv2d(2, 3, 1)
    >>> model = cr.nn.utils.convert_conv2d_weight_memory_format(model, cr.contiguous_format)
    >>> model.weight.is_contiguous()
    True
    """
    _convert(module, (Conv2d, ConvTranspose2d), memory_format)
    return module


def convert_conv3d_weight_memory_format(module: _M, memory_format: MemoryFormat) -> _M:
    """Lay out the weights of all 3-dimensional convolutions in ``memory_format``, in place.

    >>> import chainrule as cr
    >>> model = cr.nn.Conv3d(2, 3, 1)
    >>> model = cr.nn.utils.convert_conv3d_weight_memory_format(model, cr.contiguous_format)
    >>> model.weight.is_contiguous()
    True
    """
    _convert(module, (Conv3d, ConvTranspose3d), memory_format)
    return module
