"""The named tuples that operations return. Made by tests/stubs/make.py."""

from typing import NamedTuple

from .._core import Tensor

class aminmax(NamedTuple):
    min: Tensor
    max: Tensor

class cummax(NamedTuple):
    values: Tensor
    indices: Tensor

class cummin(NamedTuple):
    values: Tensor
    indices: Tensor

class kthvalue(NamedTuple):
    values: Tensor
    indices: Tensor

class max(NamedTuple):
    values: Tensor
    indices: Tensor

class median(NamedTuple):
    values: Tensor
    indices: Tensor

class min(NamedTuple):
    values: Tensor
    indices: Tensor

class mode(NamedTuple):
    values: Tensor
    indices: Tensor

class nanmedian(NamedTuple):
    values: Tensor
    indices: Tensor

class nn_functional__adaptive_max_pool1d(NamedTuple):
    values: Tensor
    indices: Tensor

class nn_functional__adaptive_max_pool2d(NamedTuple):
    values: Tensor
    indices: Tensor

class nn_functional__adaptive_max_pool3d(NamedTuple):
    values: Tensor
    indices: Tensor

class nn_functional__max_pool1d(NamedTuple):
    values: Tensor
    indices: Tensor

class nn_functional__max_pool2d(NamedTuple):
    values: Tensor
    indices: Tensor

class nn_functional__max_pool3d(NamedTuple):
    values: Tensor
    indices: Tensor

class sort(NamedTuple):
    values: Tensor
    indices: Tensor

class topk(NamedTuple):
    values: Tensor
    indices: Tensor
