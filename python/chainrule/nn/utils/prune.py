"""Setting weights to zero for good: by size, by norm, at random, or by a mask.

A pruned module has its parameter as ``<name>_orig``, the mask as a buffer ``<name>_mask``, and
``<name>`` itself as their product, computed before each call.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from .._backend import Tensor, cat, kthvalue, linalg, ones_like, rand, rand_like, topk
from ..modules.module import Module

if TYPE_CHECKING:
    from typing import TypeAlias

    from typing_extensions import Self

    Amount: TypeAlias = int | float

__all__ = [
    "BasePruningMethod",
    "CustomFromMask",
    "Identity",
    "L1Unstructured",
    "LnStructured",
    "PruningContainer",
    "RandomStructured",
    "RandomUnstructured",
    "custom_from_mask",
    "global_unstructured",
    "identity",
    "is_pruned",
    "l1_unstructured",
    "ln_structured",
    "random_structured",
    "random_unstructured",
    "remove",
]

_M = TypeVar("_M", bound=Module)


class BasePruningMethod(ABC):
    """What pruning methods share: a subclass says in ``compute_mask`` what is to go.

    ``PRUNING_TYPE`` is ``'unstructured'`` (single elements), ``'structured'`` (whole channels along
    ``dim``) or ``'global'``; it says which part of a tensor that is pruned already is looked at.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> class EverySecond(prune.BasePruningMethod):
    ...     PRUNING_TYPE = "unstructured"
    ...     def compute_mask(self, t, default_mask):
    ...         mask = default_mask.clone()
    ...         mask.view(-1)[::2] = 0
    ...         return mask
    >>> layer = cr.nn.Linear(4, 1)
    >>> _ = EverySecond.apply(layer, "weight")
    >>> layer.weight_mask
    tensor([[0., 1., 0., 1.]])
    """

    PRUNING_TYPE: ClassVar[str]
    _tensor_name: str

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    @abstractmethod
    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """The mask for ``t`` (or its scores) on top of ``default_mask``: 1 keeps, 0 prunes."""

    def apply_mask(self, module: Module) -> Tensor:
        """The parameter times its mask."""
        name = getattr(self, "_tensor_name", None)
        if name is None:
            raise AttributeError(
                f"'{type(self).__name__}' object has no attribute '_tensor_name': the module has "
                "to be pruned first"
            )
        mask: Tensor = getattr(module, name + "_mask")
        original: Tensor = getattr(module, name + "_orig")
        return mask.to(original.dtype) * original

    @classmethod
    def apply(
        cls,
        module: Module,
        name: str,
        *args: Any,
        importance_scores: Tensor | None = None,
        **kwargs: Any,
    ) -> Any:
        """Prune ``module.<name>`` by this method, on top of what it was pruned by before.

        ``importance_scores``, of the parameter's shape, are looked at instead of its values.
        """
        method: Any = cls(*args, **kwargs)
        method._tensor_name = name
        tensor = getattr(module, name)
        if importance_scores is not None and importance_scores.shape != tensor.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as parameter {name} of {module}, "
                f"got {importance_scores.shape} vs {tensor.shape}"
            )
        before = _hook_of(module, name)
        if before is not None:
            earlier = module._forward_pre_hooks.pop(before)
            if not isinstance(earlier, PruningContainer):
                earlier = PruningContainer(earlier)
            earlier.add_pruning_method(method)
            method = earlier
            mask = getattr(module, name + "_mask")
            original = getattr(module, name + "_orig")
        else:
            original = tensor
            mask = ones_like(original)
        scores = tensor if importance_scores is None else importance_scores
        mask = method.compute_mask(scores.detach(), mask.detach().clone())
        if before is None:
            delattr(module, name)
            module.register_parameter(name + "_orig", original)
        module.register_buffer(name + "_mask", mask)
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(
        self,
        t: Tensor,
        default_mask: Tensor | None = None,
        importance_scores: Tensor | None = None,
    ) -> Tensor:
        """``t`` times the mask that this method makes for it, without a module."""
        scores = t if importance_scores is None else importance_scores
        if scores.shape != t.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as tensor t, got {scores.shape} vs "
                f"{t.shape}"
            )
        mask = ones_like(t) if default_mask is None else default_mask
        return t * self.compute_mask(scores, default_mask=mask)

    def remove(self, module: Module) -> None:
        """Make the pruned tensor an ordinary parameter. The hook is left in place."""
        name = self._tensor_name
        weight = self.apply_mask(module)
        original = getattr(module, name + "_orig")
        original.data = weight.detach()
        for part in (name, name + "_orig", name + "_mask"):
            delattr(module, part)
        setattr(module, name, original)


def _hook_of(module: Module, name: str) -> int | None:
    for i, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            found: int = i
            return found
    return None


class PruningContainer(BasePruningMethod):
    """Several pruning methods of one parameter, one after the other.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> layer = cr.nn.Linear(4, 1)
    >>> _ = prune.l1_unstructured(layer, "weight", amount=1)
    >>> _ = prune.l1_unstructured(layer, "weight", amount=2)
    >>> int(layer.weight_mask.sum())
    1
    """

    def __init__(self, *args: BasePruningMethod) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        if args:
            self._tensor_name = args[0]._tensor_name
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: Any) -> None:
        """Add a method for the same parameter."""
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if self._tensor_name != method._tensor_name:
            raise ValueError(
                "Can only add pruning methods acting on the parameter named "
                f"'{self._tensor_name}' to PruningContainer, found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Any:
        return iter(self._pruning_methods)

    def __getitem__(self, idx: Any) -> Any:
        return self._pruning_methods[idx]

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        method = self._pruning_methods[-1]
        mask = default_mask.clone().to(t.dtype)
        kind = method.PRUNING_TYPE
        part: Any
        if kind == "unstructured":  # what is left
            part = mask == 1
        elif kind == "structured":  # channels that are not all gone
            dim = method.dim % t.dim()  # type: ignore[attr-defined]
            others = [d for d in range(t.dim()) if d != dim]
            part = (*(slice(None) for _ in range(dim)), mask.sum(dim=others) != 0)
        elif kind == "global":
            part = (slice(None),) * t.dim()
        else:
            raise ValueError(f"Unrecognized PRUNING_TYPE {kind}")
        mask[part] = method.compute_mask(t[part], default_mask=mask[part])
        return mask


# How much


def _check_amount(amount: Any) -> None:
    if isinstance(amount, bool) or not isinstance(amount, (int, float)):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    if amount < 0 or (isinstance(amount, float) and amount > 1):
        raise ValueError(
            f"amount={amount} should either be a float in the range [0, 1] or a non-negative "
            "integer"
        )


def _how_many(amount: Amount, size: int) -> int:
    if isinstance(amount, int):
        if amount > size:
            raise ValueError(
                f"amount={amount} should be smaller than the number of parameters to prune={size}"
            )
        return amount
    return round(amount * size)


def _check_structured(t: Tensor, dim: int) -> None:
    if t.dim() <= 1:
        raise ValueError(
            "Structured pruning can only be applied to multidimensional tensors. Found tensor of "
            f"shape {t.shape} with {t.dim()} dims"
        )
    if dim >= t.dim():
        raise IndexError(f"Invalid index {dim} for tensor of size {t.shape}")


# Methods


class Identity(BasePruningMethod):
    """Prunes nothing: a mask of ones.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> prune.Identity().prune(cr.tensor([5.0, 7.0]))
    tensor([5., 7.])
    """

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        return default_mask

    @classmethod
    def apply(cls, module: Module, name: str) -> Self:  # type: ignore[override]
        """Give ``module.<name>`` a mask of ones."""
        made: Self = super().apply(module, name)
        return made


class _Unstructured(BasePruningMethod):
    PRUNING_TYPE = "unstructured"

    def __init__(self, amount: Amount) -> None:
        _check_amount(amount)
        self.amount = amount

    def _order(self, t: Tensor) -> tuple[Tensor, bool]:
        """By what to choose elements, and whether the largest go."""
        raise NotImplementedError

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        n = _how_many(self.amount, t.numel())
        mask = default_mask.clone()
        if n:
            by, largest = self._order(t)
            flat = mask.reshape(-1)
            flat[topk(by.reshape(-1), k=n, largest=largest).indices] = 0
            mask = flat.reshape(mask.shape)
        return mask


class RandomUnstructured(_Unstructured):
    """Prunes elements at random: ``amount`` of them, or as a float that part of them.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> int(prune.RandomUnstructured(amount=2).prune(cr.ones(6)).sum())
    4
    """

    def _order(self, t: Tensor) -> tuple[Tensor, bool]:
        return rand_like(t), True

    @classmethod
    def apply(cls, module: Module, name: str, amount: Amount) -> Self:  # type: ignore[override]
        """Prune ``module.<name>`` by this method."""
        made: Self = super().apply(module, name, amount=amount)
        return made


class L1Unstructured(_Unstructured):
    """Prunes the elements of smallest size: ``amount`` of them, or as a float that part of them.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> prune.L1Unstructured(amount=1).prune(cr.tensor([5.0, -1.0]))
    tensor([5., -0.])
    """

    def _order(self, t: Tensor) -> tuple[Tensor, bool]:
        return t.abs(), False

    @classmethod
    def apply(  # type: ignore[override]
        cls, module: Module, name: str, amount: Amount, importance_scores: Tensor | None = None
    ) -> Self:
        """Prune ``module.<name>`` by this method."""
        made: Self = super().apply(module, name, amount=amount, importance_scores=importance_scores)
        return made


class _Structured(BasePruningMethod):
    PRUNING_TYPE = "structured"

    amount: Amount
    dim: int

    def _kept(self, t: Tensor, n: int) -> Tensor:
        """Which channels to keep when ``n`` go."""
        raise NotImplementedError

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        _check_structured(t, self.dim)
        n = _how_many(self.amount, t.shape[self.dim])
        if n == 0:
            return default_mask
        shape = [1] * t.dim()
        shape[self.dim] = -1
        return default_mask * self._kept(t, n).to(default_mask.dtype).reshape(shape)


class RandomStructured(_Structured):
    """Prunes channels along ``dim`` at random: ``amount`` of them, or as a float that part.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> pruned = prune.RandomStructured(amount=1, dim=0).prune(cr.ones(3, 2))
    >>> int(pruned.sum())
    4
    """

    def __init__(self, amount: Amount, dim: int = -1) -> None:
        _check_amount(amount)
        self.amount = amount
        self.dim = dim

    def _kept(self, t: Tensor, n: int) -> Tensor:
        drawn = rand(t.shape[self.dim])
        return drawn > kthvalue(drawn, k=n).values

    @classmethod
    def apply(  # type: ignore[override]
        cls, module: Module, name: str, amount: Amount, dim: int = -1
    ) -> Self:
        """Prune ``module.<name>`` by this method."""
        made: Self = super().apply(module, name, amount=amount, dim=dim)
        return made


class LnStructured(_Structured):
    """Prunes the ``amount`` channels along ``dim`` of smallest ``n``-norm, or that part.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> prune.LnStructured(amount=1, n=2, dim=0).prune(cr.tensor([[5.0, 1.0], [2.0, 2.0]]))
    tensor([[5., 1.],
            [0., 0.]])
    """

    def __init__(self, amount: Amount, n: float | str, dim: int = -1) -> None:
        _check_amount(amount)
        self.amount = amount
        self.n = n
        self.dim = dim

    def _kept(self, t: Tensor, n: int) -> Tensor:
        others = [d for d in range(t.dim()) if d != self.dim % t.dim()]
        norms = linalg.vector_norm(t, float(self.n), dim=others)
        kept = norms.new_zeros(norms.shape)
        kept[topk(norms, k=norms.numel() - n, largest=True).indices] = 1
        return kept

    @classmethod
    def apply(  # type: ignore[override]
        cls,
        module: Module,
        name: str,
        amount: Amount,
        n: float | str,
        dim: int,
        importance_scores: Tensor | None = None,
    ) -> Self:
        """Prune ``module.<name>`` by this method."""
        made: Self = super().apply(
            module, name, amount=amount, n=n, dim=dim, importance_scores=importance_scores
        )
        return made


class CustomFromMask(BasePruningMethod):
    """Prunes what ``mask`` says.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> prune.CustomFromMask(cr.tensor([1.0, 0.0])).prune(cr.tensor([5.0, 7.0]))
    tensor([5., 0.])
    """

    PRUNING_TYPE = "global"

    def __init__(self, mask: Tensor) -> None:
        self.mask = mask

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        if default_mask.shape != self.mask.shape:
            raise AssertionError(
                f"default_mask shape {default_mask.shape} must match self.mask shape "
                f"{self.mask.shape}"
            )
        return default_mask * self.mask.to(default_mask.dtype)

    @classmethod
    def apply(cls, module: Module, name: str, mask: Tensor) -> Self:  # type: ignore[override]
        """Prune ``module.<name>`` by ``mask``."""
        made: Self = super().apply(module, name, mask=mask)
        return made


# Functions


def identity(module: _M, name: str) -> _M:
    """Give ``module.<name>`` a mask without pruning anything.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> int(prune.identity(cr.nn.Linear(2, 3), "bias").bias_mask.sum())
    3
    """
    Identity.apply(module, name)
    return module


def random_unstructured(module: _M, name: str, amount: Amount) -> _M:
    """Prune ``amount`` elements of ``module.<name>`` at random, or as a float that part of them.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> int((prune.random_unstructured(cr.nn.Linear(2, 3), "weight", 2).weight_mask == 0).sum())
    2
    """
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(
    module: _M, name: str, amount: Amount, importance_scores: Tensor | None = None
) -> _M:
    """Prune the ``amount`` elements of ``module.<name>`` of smallest size, or that part of them.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> layer = prune.l1_unstructured(cr.nn.Linear(2, 3), "weight", amount=2)
    >>> list(layer.state_dict())
    ['bias', 'weight_orig', 'weight_mask']
    """
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module: _M, name: str, amount: Amount, dim: int) -> _M:
    """Prune ``amount`` channels of ``module.<name>`` along ``dim`` at random, or that part.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> layer = cr.nn.Linear(4, 3)
    >>> _ = prune.random_structured(layer, "weight", amount=1, dim=0)
    >>> int(layer.weight_mask.sum())
    8
    """
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(
    module: _M,
    name: str,
    amount: Amount,
    n: float | str,
    dim: int,
    importance_scores: Tensor | None = None,
) -> _M:
    """Prune the ``amount`` channels of ``module.<name>`` along ``dim`` of smallest ``n``-norm.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> layer = prune.ln_structured(cr.nn.Conv2d(5, 3, 2), "weight", 2, n=2, dim=1)
    >>> int(layer.weight_mask.sum(dim=(0, 2, 3)).count_nonzero())
    3
    """
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module: _M, name: str, mask: Tensor) -> _M:
    """Prune ``module.<name>`` where ``mask`` is 0.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> layer = prune.custom_from_mask(cr.nn.Linear(5, 3), "bias", cr.tensor([0, 1, 0]))
    >>> layer.bias_mask.tolist()
    [0.0, 1.0, 0.0]
    """
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(
    parameters: Any,
    pruning_method: type[BasePruningMethod],
    importance_scores: dict[tuple[Module, str], Tensor] | None = None,
    **kwargs: Any,
) -> None:
    """Prune several parameters, pairs of module and name, as if they were one tensor.

    Raises:
        TypeError: ``parameters`` is not iterable, ``importance_scores`` not a dictionary, or the
            method
            not unstructured.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> a, b = cr.nn.Linear(10, 4), cr.nn.Linear(4, 1)
    >>> prune.global_unstructured([(a, "weight"), (b, "weight")], prune.L1Unstructured, amount=10)
    >>> int((a.weight_mask == 0).sum() + (b.weight_mask == 0).sum())
    10
    """
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    parameters = list(parameters)
    scores = {} if importance_scores is None else importance_scores
    if not isinstance(scores, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    method: Any = pruning_method(**kwargs)
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method '
            f"{pruning_method} of type {method.PRUNING_TYPE}"
        )
    values = [scores.get((m, n), getattr(m, n)).detach().reshape(-1) for m, n in parameters]
    masks = [getattr(m, n + "_mask", ones_like(getattr(m, n))) for m, n in parameters]
    container = PruningContainer()
    container._tensor_name = method._tensor_name = "temp"
    container.add_pruning_method(method)
    mask = container.compute_mask(cat(values), cat([m.detach().reshape(-1) for m in masks]))
    at = 0
    for module, name in parameters:
        tensor = getattr(module, name)
        custom_from_mask(module, name, mask[at : at + tensor.numel()].reshape(tensor.shape))
        at += tensor.numel()


def remove(module: _M, name: str) -> _M:
    """Make the pruned tensor an ordinary parameter, with the zeros in it.

    Raises:
        ValueError: it is not pruned.

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> layer = cr.nn.Linear(4, 1)
    >>> _ = prune.l1_unstructured(layer, "weight", amount=1)
    >>> _ = prune.remove(layer, "weight")
    >>> int((layer.weight == 0).sum()), isinstance(layer.weight, cr.nn.Parameter)
    (1, True)
    """
    at = _hook_of(module, name)
    if at is None:
        raise ValueError(
            f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed"
        )
    module._forward_pre_hooks.pop(at).remove(module)
    return module


def is_pruned(module: Module) -> bool:
    """Has any parameter of ``module``, or of a module below it, been pruned?

    >>> import chainrule as cr
    >>> from chainrule.nn.utils import prune
    >>> layer = cr.nn.Linear(4, 1)
    >>> _ = prune.identity(layer, "weight")
    >>> prune.is_pruned(layer)
    True
    """
    return any(
        isinstance(hook, BasePruningMethod)
        for below in module.modules()
        for hook in below._forward_pre_hooks.values()
    )
