"""Folding a batch normalization in evaluation mode into the layer before it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, TypeVar

from .._backend import Tensor, ones_like, rsqrt, zeros_like
from ..parameter import Parameter

if TYPE_CHECKING:
    from ..modules.batchnorm import _BatchNorm
    from ..modules.conv import _ConvNd
    from ..modules.linear import Linear

    _Conv = TypeVar("_Conv", bound=_ConvNd)
    _Linear = TypeVar("_Linear", bound=Linear)

__all__ = [
    "fuse_conv_bn_eval",
    "fuse_conv_bn_weights",
    "fuse_linear_bn_eval",
    "fuse_linear_bn_weights",
]


def _statistics(bn: _BatchNorm) -> tuple[Tensor, Tensor]:
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError(
            "bn.running_mean and bn.running_var must not be None: fusing needs the running "
            "statistics, so the norm has to have track_running_stats=True"
        )
    return bn.running_mean, bn.running_var


def _check_eval(*modules: object) -> None:
    if any(module.training for module in modules):  # type: ignore[attr-defined]
        raise AssertionError("Fusion only for eval! Call .eval() on both modules first.")


def fuse_conv_bn_eval(conv: _Conv, bn: _BatchNorm, transpose: bool = False) -> _Conv:
    """A copy of ``conv`` that does what ``conv`` and ``bn`` do together, in evaluation mode.

    ``transpose`` says that it is a transposed convolution.

    Raises:
        AssertionError: one of them is in training mode, or ``bn`` has no running statistics.

    >>> import chainrule as cr
    >>> conv, bn = cr.nn.Conv2d(3, 4, 2).eval(), cr.nn.BatchNorm2d(4).eval()
    >>> fused = cr.nn.utils.fuse_conv_bn_eval(conv, bn)
    >>> x = cr.ones(1, 3, 5, 5)
    >>> bool(cr.allclose(fused(x), bn(conv(x)), atol=1e-5))
    True
    """
    _check_eval(conv, bn)
    fused = copy.deepcopy(conv)
    mean, var = _statistics(bn)
    fused.weight, fused.bias = fuse_conv_bn_weights(
        fused.weight, fused.bias, mean, var, bn.eps, bn.weight, bn.bias, transpose
    )
    return fused


def fuse_conv_bn_weights(
    conv_w: Tensor,
    conv_b: Tensor | None,
    bn_rm: Tensor,
    bn_rv: Tensor,
    bn_eps: float,
    bn_w: Tensor | None,
    bn_b: Tensor | None,
    transpose: bool = False,
) -> tuple[Parameter, Parameter]:
    """Weight and bias of a convolution and a normalization together.

    With ``s = bn_w / sqrt(bn_rv + eps)`` they are ``conv_w * s`` and ``(conv_b - bn_rm) * s +
    bn_b``.

    >>> import chainrule as cr
    >>> conv, bn = cr.nn.Conv1d(1, 2, 1), cr.nn.BatchNorm1d(2).eval()
    >>> weight, bias = cr.nn.utils.fuse_conv_bn_weights(
    ...     conv.weight, conv.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    ... )
    >>> x = cr.randn(3, 1, 4)
    >>> cr.allclose(cr.nn.functional.conv1d(x, weight, bias), bn(conv(x)), atol=1e-6)
    True
    """
    return _fuse(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, 1 if transpose else 0)


def fuse_linear_bn_eval(linear: _Linear, bn: _BatchNorm) -> _Linear:
    """A copy of ``linear`` that does what ``linear`` and ``bn`` do together, in evaluation mode.

    Raises:
        AssertionError: one of them is in training mode, ``bn`` has no running statistics, or its
            features are neither those of ``linear`` nor 1.

    >>> import chainrule as cr
    >>> linear, bn = cr.nn.Linear(2, 3).eval(), cr.nn.BatchNorm1d(3).eval()
    >>> x = cr.randn(4, 2)
    >>> cr.allclose(cr.nn.utils.fuse_linear_bn_eval(linear, bn)(x), bn(linear(x)), atol=1e-6)
    True
    """
    _check_eval(linear, bn)
    if linear.out_features != bn.num_features and bn.num_features != 1:
        raise AssertionError(
            "To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got "
            f"linear.out_features={linear.out_features} and bn.num_features={bn.num_features}"
        )
    fused = copy.deepcopy(linear)
    mean, var = _statistics(bn)
    fused.weight, fused.bias = _fuse(
        fused.weight, fused.bias, mean, var, bn.eps, bn.weight, bn.bias, 0
    )
    return fused


def fuse_linear_bn_weights(
    linear_w: Tensor,
    linear_b: Tensor | None,
    bn_rm: Tensor,
    bn_rv: Tensor,
    bn_eps: float,
    bn_w: Tensor,
    bn_b: Tensor,
) -> tuple[Parameter, Parameter]:
    """Weight and bias of a linear layer and a normalization; see ``fuse_conv_bn_weights``.

    >>> import chainrule as cr
    >>> linear, bn = cr.nn.Linear(2, 3), cr.nn.BatchNorm1d(3).eval()
    >>> weight, bias = cr.nn.utils.fuse_linear_bn_weights(
    ...     linear.weight, linear.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    ... )
    >>> x = cr.randn(4, 2)
    >>> cr.allclose(cr.nn.functional.linear(x, weight, bias), bn(linear(x)), atol=1e-6)
    True
    """
    return _fuse(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, 0)


def _fuse(
    weight: Tensor,
    bias: Tensor | None,
    mean: Tensor,
    var: Tensor,
    eps: float,
    scale: Tensor | None,
    shift: Tensor | None,
    channel_dim: int,
) -> tuple[Parameter, Parameter]:
    bias = zeros_like(mean) if bias is None else bias
    scale = ones_like(mean) if scale is None else scale
    shift = zeros_like(mean) if shift is None else shift
    factor = scale * rsqrt(var + eps)
    shape = [1] * weight.dim()
    shape[channel_dim] = -1
    fused_weight = (weight * factor.reshape(shape)).to(weight.dtype)
    fused_bias = ((bias - mean) * factor + shift).to(bias.dtype)
    return (
        Parameter(fused_weight, weight.requires_grad),
        Parameter(fused_bias, bias.requires_grad),
    )
