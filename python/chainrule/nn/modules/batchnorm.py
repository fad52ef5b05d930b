"""Batch normalization, and what it shares with instance normalization: running statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .. import init
from .._backend import F, Tensor, empty, int64, ones, tensor, zeros
from ..parameter import Parameter, UninitializedBuffer, UninitializedParameter
from .lazy import LazyModuleMixin
from .module import Module

if TYPE_CHECKING:
    from .._backend import device as Device
    from .._backend import dtype as DType

__all__ = [
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "LazyBatchNorm1d",
    "LazyBatchNorm2d",
    "LazyBatchNorm3d",
    "SyncBatchNorm",
]


class _NormBase(Module):
    """A scale and a shift for each channel, and a running mean and variance of each."""

    # Since version 2 the number of batches seen is part of the state.
    _version = 2

    # The numbers of dimensions that an input may have.
    _input_dims: ClassVar[tuple[int, ...]]

    num_features: int
    eps: float
    momentum: float | None
    affine: bool
    track_running_stats: bool
    weight: Tensor | None
    bias: Tensor | None
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        self._make_members(affine, affine and bias, device, dtype)
        self.reset_parameters()

    def _make_members(
        self, weight: bool, bias: bool, device: Device | str | None, dtype: DType | None
    ) -> None:
        size = self.num_features
        for name, wanted in (("weight", weight), ("bias", bias)):
            made = Parameter(empty(size, device=device, dtype=dtype)) if wanted else None
            self.register_parameter(name, made)
        self._make_statistics(
            zeros(size, device=device, dtype=dtype) if self.track_running_stats else None,
            ones(size, device=device, dtype=dtype) if self.track_running_stats else None,
            device,
        )

    def _make_statistics(
        self, mean: Tensor | None, var: Tensor | None, device: Device | str | None
    ) -> None:
        self.register_buffer("running_mean", mean)
        self.register_buffer("running_var", var)
        count = tensor(0, dtype=int64, device=device) if mean is not None else None
        self.register_buffer("num_batches_tracked", count)

    def reset_running_stats(self) -> None:
        """Forget the batches seen: mean 0, variance 1."""
        if self.track_running_stats:
            self.running_mean.zero_()  # type: ignore[union-attr]
            self.running_var.fill_(1)  # type: ignore[union-attr]
            self.num_batches_tracked.zero_()  # type: ignore[union-attr]

    def reset_parameters(self) -> None:
        """Forget the batches seen, and set the scale to 1 and the shift to 0."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def _channel_dim(self, input: Tensor) -> int:
        return 1

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() not in self._input_dims:
            expected = " or ".join(f"{n}D" for n in self._input_dims)
            raise ValueError(f"expected {expected} input (got {input.dim()}D input)")

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )

    def _load_from_state_dict(
        self,
        state_dict: Any,
        prefix: str,
        local_metadata: dict[str, Any],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        version = local_metadata.get("version")
        if self.track_running_stats and (version is None or version < 2):
            count = self.num_batches_tracked
            if count is None:
                count = tensor(0, dtype=int64)
            state_dict.setdefault(prefix + "num_batches_tracked", count)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *args, **kwargs)


class _BatchNorm(_NormBase):
    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        factor = self.momentum
        if factor is None:
            factor = 0.0
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:  # the mean of all batches so far
                factor = 1.0 / float(self.num_batches_tracked)
        by_batch = self.training or (self.running_mean is None and self.running_var is None)
        keeps = not self.training or self.track_running_stats
        return F.batch_norm(
            input,
            self.running_mean if keeps else None,
            self.running_var if keeps else None,
            self.weight,
            self.bias,
            by_batch,
            factor,
            self.eps,
        )


class BatchNorm1d(_BatchNorm):
    """``(x - mean) / sqrt(var + eps) * weight + bias``, mean and variance taken over the batch.

    They are taken for each of ``num_features`` channels, while training over the batch, and in
    evaluation mode from ``running_mean`` and ``running_var``. Those move towards the statistics of
    each batch by ``momentum`` (with None they are plain averages); with
    ``track_running_stats=False`` there are none, and the batch is used always. Ioffe and Szegedy,
    "Batch Normalization" (2015).

    Shape: ``(N, C)`` or ``(N, C, L)``; the output has the same.

    Raises:
        ValueError: another number of dimensions, or one value for each channel while training.

    >>> import chainrule as cr
    >>> cr.nn.BatchNorm1d(1, eps=1e-12)(cr.tensor([[1.0], [3.0]])).tolist()
    [[-1.0], [1.0]]
    """

    _input_dims = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Batch normalization of images ``(N, C, H, W)``; see ``BatchNorm1d``.

    >>> import chainrule as cr
    >>> tuple(cr.nn.BatchNorm2d(3)(cr.zeros(2, 3, 4, 4)).shape)
    (2, 3, 4, 4)
    """

    _input_dims = (4,)


class BatchNorm3d(_BatchNorm):
    """Batch normalization of volumes ``(N, C, D, H, W)``; see ``BatchNorm1d``.

    >>> import chainrule as cr
    >>> y = cr.nn.BatchNorm3d(4)(cr.randn(2, 4, 3, 3, 3))
    >>> y.shape, bool(y.mean().abs() < 1e-5)
    (torch.Size([2, 4, 3, 3, 3]), True)
    """

    _input_dims = (5,)


class SyncBatchNorm(_BatchNorm):
    """Batch normalization over the batches of all processes: of which there is one.

    So it is ``BatchNorm1d`` and its kin, of any number of dimensions from two on.

    Args:
        num_features, eps, momentum, affine, track_running_stats, bias: as for ``BatchNorm1d``.
        process_group: accepted: there is one process.

    >>> import chainrule as cr
    >>> cr.nn.SyncBatchNorm(2)(cr.tensor([[1.0, 2.0], [3.0, 6.0]])).round().tolist()
    [[-1.0, -1.0], [1.0, 1.0]]
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        process_group: Any = None,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(
            num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )
        self.process_group = process_group

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() < 2:
            raise ValueError(f"expected at least 2D input (got {input.dim()}D input)")

    @classmethod
    def convert_sync_batchnorm(cls, module: Module, process_group: Any = None) -> Module:
        """The module with every batch normalization in it, itself included, made one of these."""
        converted: Module = module
        if isinstance(module, _BatchNorm):
            made = cls(
                module.num_features,
                module.eps,
                module.momentum,
                module.affine,
                module.track_running_stats,
                process_group,
            )
            for name in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked"):
                setattr(made, name, getattr(module, name))
            made.training = module.training
            converted = made
        for name, child in module.named_children():
            converted.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return converted


class _LazyNormBase(LazyModuleMixin, _NormBase):
    """A normalization whose ``num_features`` is the number of channels of its first input."""

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(0, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def _make_members(
        self, weight: bool, bias: bool, device: Device | str | None, dtype: DType | None
    ) -> None:
        options: dict[str, Any] = {"device": device, "dtype": dtype}
        for name, wanted in (("weight", weight), ("bias", bias)):
            self.register_parameter(name, UninitializedParameter(**options) if wanted else None)
        tracks = self.track_running_stats
        self._make_statistics(
            UninitializedBuffer(**options) if tracks else None,
            UninitializedBuffer(**options) if tracks else None,
            device,
        )

    def reset_parameters(self) -> None:
        """Set the first values, once the shapes are known."""
        if not self.has_uninitialized_params() and self.num_features != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor) -> None:
        """Take ``num_features`` from ``input`` and set the first values."""
        self._check_input_dim(input)
        self.num_features = input.shape[self._channel_dim(input)]
        if self.has_uninitialized_params():
            for name in ("weight", "bias", "running_mean", "running_var"):
                self._materialize(name, (self.num_features,))
            self.reset_parameters()


class LazyBatchNorm1d(_LazyNormBase, BatchNorm1d):
    """A ``BatchNorm1d`` whose ``num_features`` is that of its first input.

    >>> import chainrule as cr
    >>> norm = cr.nn.LazyBatchNorm1d()
    >>> tuple(norm(cr.zeros(2, 5)).shape), norm.num_features
    ((2, 5), 5)
    """

    cls_to_become = BatchNorm1d


class LazyBatchNorm2d(_LazyNormBase, BatchNorm2d):
    """A ``BatchNorm2d`` whose ``num_features`` is that of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyBatchNorm2d()
    >>> _ = layer(cr.ones(2, 5, 3, 3))
    >>> layer
    BatchNorm2d(5, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    """

    cls_to_become = BatchNorm2d


class LazyBatchNorm3d(_LazyNormBase, BatchNorm3d):
    """A ``BatchNorm3d`` whose ``num_features`` is that of its first input.

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyBatchNorm3d()
    >>> _ = layer(cr.ones(2, 5, 3, 3, 3))
    >>> layer
    BatchNorm3d(5, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    """

    cls_to_become = BatchNorm3d
