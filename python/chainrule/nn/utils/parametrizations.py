"""Parametrizations of weights: by length and direction, of spectral norm 1, orthogonal."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

from .._backend import (
    F,
    Tensor,
    cat,
    empty_like,
    eye,
    finfo,
    geqrf,
    linalg,
    no_grad,
    randn,
    where,
    zeros,
    zeros_like,
)
from ..modules.module import Module
from ._norms import (
    as_matrix,
    default_dim,
    largest_singular_value,
    norm_except_dim,
    power_iterations,
)
from .parametrize import register_parametrization

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]


def _weight_of(module: Module, name: str) -> Tensor:
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return weight


# Weight norm


class _WeightNorm(Module):
    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Tensor:
        return weight_v * (weight_g / norm_except_dim(weight_v, self.dim))

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        return norm_except_dim(weight, self.dim), weight


def weight_norm(module: Module, name: str = "weight", dim: int = 0) -> Module:
    """Write a weight as ``g * v / |v|``: ``original0`` is its length ``g``, ``original1`` is ``v``.

    The lengths are those over all dimensions but ``dim``, or with None that of the whole. Salimans
    and Kingma, "Weight Normalization" (2016). States of ``nn.utils.weight_norm`` can be loaded.

    Raises:
        ValueError: ``module`` has no parameter or buffer of this name.

    >>> import chainrule as cr
    >>> layer = cr.nn.utils.parametrizations.weight_norm(cr.nn.Linear(20, 40))
    >>> tuple(layer.parametrizations.weight.original0.shape)
    (40, 1)
    """
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def read_older(state_dict: Any, prefix: str, *rest: Any) -> None:
        for i, suffix in enumerate(("_g", "_v")):
            old = f"{prefix}{name}{suffix}"
            if old in state_dict:
                new = f"{prefix}parametrizations.{name}.original{i}"
                state_dict[new] = state_dict.pop(old)

    module._register_load_state_dict_pre_hook(read_older)
    return module


# Spectral norm


class _SpectralNorm(Module):
    def __init__(
        self, weight: Tensor, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12
    ) -> None:
        super().__init__()
        if not -weight.dim() <= dim < weight.dim():
            raise IndexError(
                "Dimension out of range (expected to be in range of "
                f"[-{weight.dim()}, {weight.dim() - 1}] but got {dim})"
            )
        if n_power_iterations <= 0:
            raise ValueError(
                "Expected n_power_iterations to be positive, but got "
                f"n_power_iterations={n_power_iterations}"
            )
        self.dim = dim % weight.dim()
        self.eps = eps
        if weight.dim() > 1:
            self.n_power_iterations = n_power_iterations
            with no_grad():
                matrix = as_matrix(weight, self.dim)
                u = empty_like(matrix[:, 0]).normal_(0, 1)
                v = empty_like(matrix[0]).normal_(0, 1)
                self.register_buffer("_u", F.normalize(u, dim=0, eps=eps))
                self.register_buffer("_v", F.normalize(v, dim=0, eps=eps))
                # Enough to begin with a good estimate.
                power_iterations(matrix, self._u, self._v, 15, eps)

    def forward(self, weight: Tensor) -> Tensor:
        if weight.dim() == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        if self.training:
            power_iterations(matrix.detach(), self._u, self._v, self.n_power_iterations, self.eps)
        # Copies: the next call turns the vectors before this graph has been swept.
        return weight / largest_singular_value(matrix, self._u.clone(), self._v.clone())

    def right_inverse(self, value: Tensor) -> Tensor:
        return value


def spectral_norm(
    module: Module,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> Module:
    """Divide a weight by its largest singular value, of the matrix with ``dim`` for rows.

    The value is estimated by ``n_power_iterations`` steps of power iteration at each use in
    training mode. ``dim`` is 0, or 1 for transposed convolutions. Miyato et al., "Spectral
    Normalization for Generative Adversarial Networks" (2018).

    Raises:
        ValueError: ``module`` has no parameter or buffer of this name, or ``n_power_iterations`` is
            not positive.

    >>> import chainrule as cr
    >>> layer = cr.nn.utils.parametrizations.spectral_norm(cr.nn.Linear(20, 40))
    >>> bool(cr.linalg.matrix_norm(layer.weight, 2) < 1.5)
    True
    """
    weight = _weight_of(module, name)
    if dim is None:
        dim = default_dim(module)
    parametrization = _SpectralNorm(weight, n_power_iterations, dim, eps)
    return register_parametrization(module, name, parametrization)


# Orthogonal


class _OrthMaps(Enum):
    matrix_exp = auto()
    cayley = auto()
    householder = auto()


def _orthogonalized(matrix: Tensor) -> Tensor:
    """The orthogonal factor of ``matrix``, whose columns point as those of ``matrix`` do."""
    x, tau = geqrf(matrix)
    signs = x.diagonal(dim1=-2, dim2=-1).sgn()
    return linalg.householder_product(x, tau) * signs.unsqueeze(-2)


def _is_orthogonal(q: Tensor) -> bool:
    n, k = q.size(-2), q.size(-1)
    identity = eye(k, dtype=q.dtype, device=q.device)
    tolerance = 10.0 * n * finfo(q.dtype).eps
    return bool(((q.mH @ q - identity).abs() <= tolerance).all())


class _Orthogonal(Module):
    base: Tensor | None

    def __init__(
        self, weight: Tensor, orthogonal_map: _OrthMaps, *, use_trivialization: bool = True
    ) -> None:
        super().__init__()
        if weight.is_complex() and orthogonal_map is _OrthMaps.householder:
            raise ValueError("The householder parametrization does not support complex tensors.")
        self.shape = weight.shape
        self.orthogonal_map = orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, x: Tensor) -> Tensor:
        wide = x.size(-2) < x.size(-1)
        if wide:
            x = x.mT
        n, k = x.size(-2), x.size(-1)
        if self.orthogonal_map is _OrthMaps.householder:
            below = x.tril(diagonal=-1)
            tau = 2.0 / (1.0 + (below * below).sum(dim=-2))
            q = linalg.householder_product(below, tau)
            # The signs of the diagonal choose among the orthogonal matrices that reflections reach.
            q = q * x.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)
        else:
            x = x.tril()
            if n != k:
                padding = zeros((*x.shape[:-1], n - k), dtype=x.dtype, device=x.device)
                x = cat([x, padding], dim=-1)
            skew = x - x.mH
            if self.orthogonal_map is _OrthMaps.matrix_exp:
                q = linalg.matrix_exp(skew)
            else:
                identity = eye(n, dtype=x.dtype, device=x.device)
                q = linalg.solve(identity - skew / 2, identity + skew / 2)
            q = q[..., :k] if n != k else q
        base: Tensor | None = getattr(self, "base", None)
        if base is not None:
            q = base @ q
        return q.mT if wide else q

    def right_inverse(self, q: Tensor) -> Tensor:
        if q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of "
                f"shape {q.shape}."
            )
        wide = q.size(-2) < q.size(-1)
        if wide:
            q = q.mT
        n, k = q.size(-2), q.size(-1)
        if not hasattr(self, "base"):
            if self.orthogonal_map is not _OrthMaps.householder:
                raise NotImplementedError(
                    "It is not possible to assign to the matrix exponential or the Cayley "
                    "parametrizations when use_trivialization=False."
                )
            x, tau = geqrf(q)
            signs = x.diagonal(dim1=-2, dim2=-1).sgn()
            # LAPACK leaves a reflection out, with tau 0, where ours takes one.
            x.diagonal(dim1=-2, dim2=-1).copy_(where(tau == 0, -signs, signs))
            return x.mT if wide else x
        if n == k:
            self.base = q.clone() if _is_orthogonal(q) else _orthogonalized(q)
        else:
            # Columns that complete the matrix to a square one.
            others = randn((*q.shape[:-1], n - k), dtype=q.dtype, device=q.device)
            self.base = _orthogonalized(cat([q, others], dim=-1))
        # All three maps send minus the identity to the identity.
        start = zeros_like(q)
        start.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
        return start.mT if wide else start


def orthogonal(
    module: Module,
    name: str = "weight",
    orthogonal_map: str | None = None,
    *,
    use_trivialization: bool = True,
) -> Module:
    """Keep a matrix orthogonal (or unitary), with orthonormal columns or rows, whichever are fewer.

    ``orthogonal_map`` makes it from free numbers: ``'matrix_exp'`` (by default for square and
    complex matrices) and ``'cayley'`` from the antisymmetric part, ``'householder'`` (by default
    else) as a product of reflections. With ``use_trivialization`` it starts from the value before,
    made orthogonal, and any orthogonal matrix can be assigned. Lezcano-Casado, "Trivializations
    for Gradient-Based Optimization on Manifolds" (2019).

    Raises:
        ValueError: there is no such parameter or buffer, it is no matrix, or the map has another
            name.

    >>> import chainrule as cr
    >>> layer = cr.nn.utils.parametrizations.orthogonal(cr.nn.Linear(4, 8))
    >>> q = layer.weight
    >>> bool(cr.dist(q.T @ q, cr.eye(4)) < 1e-4)
    True
    """
    weight = _weight_of(module, name)
    if weight.dim() < 2:
        raise ValueError(
            f"Expected a matrix or batch of matrices. Got a tensor of {weight.dim()} dimensions."
        )
    if orthogonal_map is None:
        square = weight.size(-2) == weight.size(-1)
        orthogonal_map = "matrix_exp" if square or weight.is_complex() else "householder"
    if orthogonal_map not in _OrthMaps.__members__:
        names = ", ".join(f'"{known}"' for known in _OrthMaps.__members__)
        raise ValueError(f"orthogonal_map has to be one of {names}. Got: {orthogonal_map}")
    parametrization = _Orthogonal(
        weight, _OrthMaps[orthogonal_map], use_trivialization=use_trivialization
    )
    return register_parametrization(module, name, parametrization, unsafe=True)
