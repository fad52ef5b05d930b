"""Instance normalization: each channel of each sample by its own mean and variance."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from .._backend import F, Tensor
from .batchnorm import _LazyNormBase, _NormBase

if TYPE_CHECKING:
    from .._backend import device as Device
    from .._backend import dtype as DType

__all__ = [
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
    "LazyInstanceNorm1d",
    "LazyInstanceNorm2d",
    "LazyInstanceNorm3d",
]


class _InstanceNorm(_NormBase):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Device | str | None = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(
            num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )

    def _channel_dim(self, input: Tensor) -> int:
        """Where the channels of an input are: the smaller number of dimensions has no batch."""
        return 0 if input.dim() < self._input_dims[-1] else 1

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        channel = self._channel_dim(input)
        if input.size(channel) != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={channel} to match num_features "
                    f"({self.num_features}), but got: {input.size(channel)}."
                )
            warnings.warn(
                f"input's size at dim={channel} does not match num_features. You can silence this "
                "warning by not passing in num_features, which is not used because affine=False",
                stacklevel=2,
            )
        if channel == 0:
            return self._normalize(input.unsqueeze(0)).squeeze(0)
        return self._normalize(input)

    def _normalize(self, input: Tensor) -> Tensor:
        return F.instance_norm(
            input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )


class InstanceNorm1d(_InstanceNorm):
    """``(x - mean) / sqrt(var + eps) * weight + bias``, over each channel of each sample.

    There is no weight and bias unless ``affine``. With ``track_running_stats`` the running averages
    of mean and variance are used in evaluation mode. Ulyanov et al., "Instance Normalization"
    (2016).

    Shape: ``(N, C, L)`` or ``(C, L)``; the output has the same.

    Raises:
        ValueError: another number of dimensions, or of channels where ``affine``.

    >>> import chainrule as cr
    >>> cr.nn.InstanceNorm1d(1, eps=0)(cr.tensor([[1.0, 3.0]])).tolist()
    [[-1.0, 1.0]]
    """

    _input_dims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Instance normalization of images ``(N, C, H, W)`` or ``(C, H, W)``; see
    ``InstanceNorm1d``.

    >>> import chainrule as cr
    >>> y = cr.nn.InstanceNorm2d(4)(cr.randn(2, 4, 5, 5))
    >>> bool((y.mean((-2, -1)).abs() < 1e-5).all())
    True
    """

    _input_dims = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """Instance normalization of volumes ``(N, C, D, H, W)`` or ``(C, D, H, W)``; see
    ``InstanceNorm1d``.

    >>> import chainrule as cr
    >>> y = cr.nn.InstanceNorm3d(4)(cr.randn(2, 4, 3, 3, 3))
    >>> bool((y.mean((-3, -2, -1)).abs() < 1e-5).all())
    True
    """

    _input_dims = (4, 5)


class LazyInstanceNorm1d(_LazyNormBase, InstanceNorm1d):
    """An ``InstanceNorm1d`` whose ``num_features`` is that of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyInstanceNorm1d()
    >>> _ = layer(cr.ones(2, 5, 3))
    >>> layer
    InstanceNorm1d(5, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    """

    cls_to_become = InstanceNorm1d


class LazyInstanceNorm2d(_LazyNormBase, InstanceNorm2d):
    """An ``InstanceNorm2d`` whose ``num_features`` is that of its first input.

    >>> import chainrule as cr
    >>> norm = cr.nn.LazyInstanceNorm2d()
    >>> tuple(norm(cr.zeros(2, 3, 4, 4)).shape), norm.num_features
    ((2, 3, 4, 4), 3)
    """

    cls_to_become = InstanceNorm2d


class LazyInstanceNorm3d(_LazyNormBase, InstanceNorm3d):
    """An ``InstanceNorm3d`` whose ``num_features`` is that of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyInstanceNorm3d()
    >>> _ = layer(cr.ones(2, 5, 3, 3, 3))
    >>> layer
    InstanceNorm3d(5, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    """

    cls_to_become = InstanceNorm3d
