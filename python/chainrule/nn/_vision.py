"""Functions of ``nn.functional`` for images: sampling at points, interpolation, fractional
pooling."""

from __future__ import annotations

import math
import warnings
from typing import Any

from .. import _core
from .._core import Tensor

_F = _core._functions


# ---- sampling at points ----


def _aligned(align_corners: bool | None) -> bool:
    if align_corners is None:
        warnings.warn(
            "Default grid_sample and affine_grid behavior has changed to "
            "align_corners=False since 1.3.0. "
            "Please specify align_corners=True if the old behavior is desired.",
            stacklevel=3,
        )
    return bool(align_corners)


def affine_grid(theta: Tensor, size: Any, align_corners: bool | None = None) -> Tensor:
    """The points that affine maps send the pixels of an image to, for :func:`grid_sample`.

    Args:
        theta: (N, 2, 3) or (N, 3, 4): a matrix and a shift for each image.
        size: (N, C, H, W) or (N, C, D, H, W), of the image to be made.
        align_corners: whether -1 and 1 are the centres of the outermost pixels, rather than their
            edges.

    Returns:
        (N, H, W, 2) or (N, D, H, W, 3).

    Raises:
        ValueError: theta or a size does not fit.
        NotImplementedError: neither four nor five sizes.

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> F.affine_grid(cr.tensor([[[1.0, 0, 0], [0, 1, 0]]]), (1, 1, 1, 2), align_corners=True)
    tensor([[[[-1.,  0.],
              [ 1.,  0.]]]])
    """
    align = _aligned(align_corners)
    shown = list(size)
    if not theta.is_floating_point():
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    if len(shown) not in (4, 5):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, "
            "respectively. "
            f"Got size {shown}."
        )
    n = len(shown) - 2
    if theta.dim() != 3 or theta.shape[-2] != n or theta.shape[-1] != n + 1:
        raise ValueError(
            f"Expected a batch of {n}D affine matrices of shape Nx{n}x{n + 1} for size "
            f"{shown}. Got {theta.shape}."
        )
    if min(shown) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {shown}")
    out: Tensor = _F["affine_grid_generator"](theta, shown, align)
    return out


_GRID_MODES = {"bilinear": 0, "nearest": 1, "bicubic": 2}
_GRID_PADDINGS = {"zeros": 0, "border": 1, "reflection": 2}


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """The values of images at the points of a grid.

    Args:
        input: (N, C, H, W) or (N, C, D, H, W), floating point.
        grid: (N, H', W', 2) or (N, D', H', W', 3): points from -1 to 1, the last spatial
            dimension first.
        mode: bilinear (trilinear in three dimensions), nearest, or bicubic (two dimensions only).
        padding_mode: what lies beyond the borders: zeros, border or reflection.
        align_corners: whether -1 and 1 are the centres of the outermost pixels, rather than their
            edges.

    Returns:
        (N, C, H', W') or (N, C, D', H', W').

    Raises:
        ValueError: another mode.
        RuntimeError: shapes or dtypes do not fit.

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> F.grid_sample(cr.tensor([[[[1.0, 3.0]]]]), cr.zeros(1, 1, 1, 2), align_corners=True)
    tensor([[[[2.]]]])
    """
    if mode not in _GRID_MODES:
        raise ValueError(
            "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or "
            f"'bicubic', but got: '{mode}'"
        )
    if padding_mode not in _GRID_PADDINGS:
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or "
            "'reflection', "
            f"but got: '{padding_mode}'"
        )
    out: Tensor = _F["grid_sampler"](
        input, grid, _GRID_MODES[mode], _GRID_PADDINGS[padding_mode], _aligned(align_corners)
    )
    return out


# ---- fractional pooling ----


def _fractional(n: int) -> tuple[Any, Any]:
    name = f"fractional_max_pool{n}d"
    core = _F[f"nn.functional._{name}"]

    def with_indices(
        input: Tensor,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
        if output_size is None:
            ratios = output_ratio if isinstance(output_ratio, (tuple, list)) else [output_ratio] * n
            output_size = [int(input.size(d - n) * ratios[d]) for d in range(n)]
        if _random_samples is None:
            batch = 1 if input.dim() == n + 1 else input.size(0)
            _random_samples = _F["rand"](batch, input.size(-n - 1), n, dtype=input.dtype)
        values, indices = core(input, kernel_size, output_size, _random_samples)
        return values, indices

    def pool(
        input: Tensor,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> Any:
        values, indices = with_indices(
            input, kernel_size, output_size, output_ratio, False, _random_samples
        )
        return (values, indices) if return_indices else values

    pool.__name__ = pool.__qualname__ = name
    pool.__doc__ = (
        "The largest element of windows of ``kernel_size`` whose places are drawn at "
        f"random, in {n} dimensions.\n\n"
        'The image shrinks to ``output_size``, or by ``output_ratio``. Graham, "Fractional '
        'max-pooling", 2014.\n'
        "With ``return_indices`` also the places in the flattened image.\n\n"
        ">>> import chainrule as cr\n"
        f">>> x = cr.ones(1, 1{', 6' * n})\n"
        f">>> cr.nn.functional.{name}(x, 2, output_size=3).shape\n"
        f"torch.Size([1, 1{', 3' * n}])"
    )
    with_indices.__name__ = with_indices.__qualname__ = f"{name}_with_indices"
    with_indices.__doc__ = (
        f"``{name}`` with ``return_indices=True``.\n\n"
        ">>> import chainrule as cr\n"
        f">>> x = cr.ones(1, 1{', 6' * n})\n"
        f">>> cr.nn.functional.{name}_with_indices(x, 2, output_size=3)[1].shape\n"
        f"torch.Size([1, 1{', 3' * n}])"
    )
    return pool, with_indices


fractional_max_pool2d, fractional_max_pool2d_with_indices = _fractional(2)
fractional_max_pool3d, fractional_max_pool3d_with_indices = _fractional(3)


# ---- interpolation ----

_MODES = "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact"
_DIMS = {"linear": 1, "bilinear": 2, "bicubic": 2, "lanczos": 2, "trilinear": 3}


def _cubic(u: Tensor, a: float) -> Tensor:
    """Keys, "Cubic convolution interpolation for digital image processing", 1981."""
    u = u.abs()
    near = ((a + 2) * u - (a + 3)) * u * u + 1
    far = ((a * u - 5 * a) * u + 8 * a) * u - 4 * a
    out: Tensor = _F["where"](u < 1, near, _F["where"](u < 2, far, _F["zeros_like"](u)))
    return out


def _antialiased(old: int, size: int, scale: float, kind: str) -> tuple[Tensor, Tensor]:
    """Windows as wide as what falls on one output, as image libraries resize photographs."""
    arange, where = _F["arange"], _F["where"]
    half = {"bilinear": 1.0, "bicubic": 2.0, "lanczos": 3.0}[kind]
    support = half * scale if scale >= 1 else half
    shrink = 1 / scale if scale >= 1 else 1.0
    center = scale * (arange(size, dtype=_core.float64) + 0.5)
    first = (center - support + 0.5).long().clamp(min=0)
    last = (center + support + 0.5).long().clamp(max=old)
    taps = max(1, int((last - first).max().item())) if size else 1
    steps = arange(taps)
    place = first.unsqueeze(1) + steps
    u = (place.double() - center.unsqueeze(1) + 0.5) * shrink
    if kind == "bilinear":
        weight = (1 - u.abs()).clamp(min=0)
    elif kind == "bicubic":
        weight = _cubic(u, -0.5)
    else:
        angle = u * math.pi
        safe = where(u == 0, _F["ones_like"](u), angle)
        sinc = safe.sin() / safe * ((safe / 3).sin() / (safe / 3))
        weight = where(u == 0, _F["ones_like"](u), where(u.abs() < 3, sinc, _F["zeros_like"](u)))
    inside = place < last.unsqueeze(1)
    weight = where(inside, weight, _F["zeros_like"](weight))
    weight = weight / weight.sum(1, keepdim=True)
    return where(inside, place, _F["full_like"](place, -1)), weight


def _neighbours(
    old: int, size: int, mode: str, align: bool, factor: float | None, antialias: bool, kind: Any
) -> tuple[Tensor, Tensor]:
    """Which inputs each output adds up, and with which weights, along one dimension."""
    interpolates = mode not in ("nearest", "nearest-exact")
    if interpolates and align:
        scale = (old - 1) / (size - 1) if size > 1 else 0.0
    else:
        scale = 1 / factor if factor else old / size
    if antialias:
        return _antialiased(old, size, scale, mode)
    # Positions are counted in single precision, but for doubles that are interpolated.
    number = _core.float64 if kind is _core.float64 and interpolates else _core.float32
    step = _F["full"]((), scale, dtype=number)
    position = _F["arange"](size, dtype=number)
    if not interpolates:
        at = (position + 0.5) * step if mode == "nearest-exact" else position * step
        place = at.floor().long().clamp(0, old - 1).unsqueeze(1)
        return place, _F["ones"](size, 1, dtype=_core.float64)
    source = position * step if align else (position + 0.5) * step - 0.5
    if mode != "bicubic" and not align:
        source = source.clamp(min=0)
    base = source.floor()
    t = (source - base).double().unsqueeze(1)
    if mode == "bicubic":
        shifts = _F["arange"](-1, 3)
        weight = _cubic(t - shifts.double(), -0.75)
    else:
        shifts = _F["arange"](0, 2)
        weight = _F["cat"]([1 - t, t], 1)
    place = base.long().unsqueeze(1) + shifts
    return place.clamp(0, old - 1), weight


def _check_mode(input: Tensor, mode: str, align_corners: bool | None, antialias: bool) -> int:
    n = input.dim() - 2
    if mode in ("nearest", "area", "nearest-exact"):
        if align_corners is not None:
            raise ValueError(
                "align_corners option can only be set with the interpolating modes: linear "
                "| bilinear | bicubic | trilinear"
            )
    elif mode == "lanczos" and not antialias:
        raise ValueError("Lanczos mode requires antialias=True")
    if antialias and not (mode in ("bilinear", "bicubic", "lanczos") and n == 2):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and "
            "requires a 4-D tensor as input"
        )
    if n < 1 or n > 3 or mode not in (*_DIMS, "nearest", "area", "nearest-exact"):
        raise NotImplementedError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {input.dim()}D) "
            f"for the modes: {_MODES} (got {mode})"
        )
    if mode in _DIMS and _DIMS[mode] != n:
        raise NotImplementedError(
            f"Got {input.dim()}D input, but {mode} mode needs {_DIMS[mode] + 2}D input"
        )
    return n


def _target_size(
    input: Tensor, n: int, size: Any, scale_factor: Any, recompute: bool | None
) -> tuple[list[int], list[float | None]]:
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is not None:
        if recompute:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        target = list(size) if isinstance(size, (tuple, list)) else [size] * n
        if len(target) != n:
            raise ValueError(
                "Input and output must have the same number of spatial dimensions, but got "
                "input with spatial "
                f"dimensions of {list(input.shape[2:])} and output size of {size}."
            )
        if not all(isinstance(s, int) or hasattr(s, "__index__") for s in target):
            raise TypeError(f"expected size to be one of int or Tuple[int], but got {size}")
        return [int(s) for s in target], [None] * n
    if scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    factors = list(scale_factor) if isinstance(scale_factor, (tuple, list)) else [scale_factor] * n
    if len(factors) != n:
        raise ValueError(
            "Input and scale_factor must have the same number of spatial dimensions, but "
            "got input with spatial "
            f"dimensions of {list(input.shape[2:])} and scale_factor of shape {scale_factor}."
        )
    target = [math.floor(float(input.shape[2 + d]) * float(factors[d])) for d in range(n)]
    return target, [None] * n if recompute else [float(f) for f in factors]


def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Resamples the spatial dimensions to ``size`` or by ``scale_factor``.

    Args:
        input: (N, C, ...) with one to three spatial dimensions, floating point or uint8.
        size: the output's spatial size.
        scale_factor: multiplier of the spatial size; one of the two.
        mode: nearest, nearest-exact, linear, bilinear, bicubic, trilinear, lanczos or area.
        align_corners: whether the corners' centres stay where they are (linear and cubic modes).
        recompute_scale_factor: compute the factor anew from the sizes.
        antialias: let every output see all inputs that fall on it (bilinear, bicubic and lanczos).

    Raises:
        ValueError: neither or both of size and scale_factor, or an option that the mode does not
            have.
        NotImplementedError: a mode for other dimensions, or another dtype.
        RuntimeError: a size that is not positive.

    >>> import chainrule as cr
    >>> import chainrule.nn.functional as F
    >>> F.interpolate(cr.tensor([[[1.0, 2.0]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """
    n = _check_mode(input, mode, align_corners, antialias)
    target, factors = _target_size(input, n, size, scale_factor, recompute_scale_factor)
    if mode == "area":
        pooled: Tensor = _F[f"nn.functional.adaptive_avg_pool{n}d"](input, target)
        return pooled
    if min(target) <= 0 or min(input.shape[2:]) <= 0:
        raise RuntimeError(
            "Input and output sizes should be greater than 0, but got input "
            f"{tuple(input.shape[2:])} output {tuple(target)}"
        )
    if input.shape[1] == 0:
        raise RuntimeError(
            f"Non-empty {input.dim()}D data tensor expected but got a tensor with sizes "
            f"{list(input.shape)}"
        )
    whole = input.dtype is _core.uint8
    out = input.float() if whole else input
    node = f"{mode}-antialias" if antialias else mode
    for d in range(n - 1, -1, -1):
        place, weight = _neighbours(
            input.shape[2 + d],
            target[d],
            mode,
            bool(align_corners),
            factors[d],
            antialias,
            out.dtype,
        )
        out = _F["nn.functional._resample"](out, 2 + d, place, weight, node)
    return (out + 0.5).floor().clamp(0, 255).byte() if whole else out


def upsample(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """The old name of :func:`interpolate`.

    >>> import chainrule as cr
    >>> import warnings
    >>> warnings.simplefilter("ignore")
    >>> cr.nn.functional.upsample(cr.tensor([[[1.0, 2.0]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """
    warnings.warn(
        "`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.",
        stacklevel=2,
    )
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """:func:`interpolate` with ``mode='nearest'``.

    >>> import chainrule as cr
    >>> import warnings
    >>> warnings.simplefilter("ignore")
    >>> cr.nn.functional.upsample_nearest(cr.ones(1, 1, 2, 2), scale_factor=2).shape
    torch.Size([1, 1, 4, 4])
    """
    warnings.warn(
        "`nn.functional.upsample_nearest` is deprecated. Use `nn.functional.interpolate` instead.",
        stacklevel=2,
    )
    return interpolate(input, size, scale_factor)


def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """:func:`interpolate` with ``mode='bilinear'`` and aligned corners.

    >>> import chainrule as cr
    >>> import warnings
    >>> warnings.simplefilter("ignore")
    >>> cr.nn.functional.upsample_bilinear(cr.ones(1, 1, 2, 2), scale_factor=2).shape
    torch.Size([1, 1, 4, 4])
    """
    warnings.warn(
        "`nn.functional.upsample_bilinear` is deprecated. Use `nn.functional.interpolate` instead.",
        stacklevel=2,
    )
    return interpolate(input, size, scale_factor, "bilinear", True)
