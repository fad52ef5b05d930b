"""Tensors that a module keeps: parameters, buffers, and their forms before shapes are known.

Only the tensor classes live here; what a module does with them is in ``modules/module.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from ._backend import Size, Tensor, disabled_torch_function, empty, get_default_dtype

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typing_extensions import Self

    from ._backend import device as Device
    from ._backend import dtype as DType

__all__ = [
    "Buffer",
    "Parameter",
    "UninitializedBuffer",
    "UninitializedParameter",
    "UninitializedTensorMixin",
    "is_lazy",
]


def _rebuild(
    cls: type[Tensor], data: Tensor, requires_grad: bool, attributes: dict[str, Any]
) -> Tensor:
    """What unpickling calls: the tensor of class ``cls`` with its own Python attributes."""
    made: Tensor = Tensor._make_subclass(cls, data, requires_grad)
    made.__dict__.update(attributes)
    return made


class _Kept(Tensor):
    """A leaf that copies and pickles with its class and its Python attributes, not its history.
    What is computed from it is a plain tensor."""

    __torch_function__ = disabled_torch_function

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if id(self) not in memo:
            memo[id(self)] = _rebuild(
                type(self), self.detach().clone(), self.requires_grad, dict(self.__dict__)
            )
        return memo[id(self)]

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _rebuild, (type(self), self.data, self.requires_grad, dict(self.__dict__))


class Parameter(_Kept):
    """A tensor that a module counts among its parameters once it is assigned as an attribute.

    ``Parameter(data=None, requires_grad=True)`` shares the memory of ``data`` and starts a graph of
    its own. Without ``data`` it is empty, of shape ``(0,)``.

    Raises:
        RuntimeError: ``requires_grad`` with a dtype that is neither floating point nor complex.

    >>> import chainrule as cr
    >>> cr.nn.Parameter(cr.ones(2))
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    """

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Self:
        if data is None:
            data = empty(0)
        elif not isinstance(data, Tensor):
            raise AttributeError(
                f"{cls.__name__} is made from a Tensor, but data is of type "
                f"{type(data).__name__}: write {cls.__name__}(tensor(data))"
            )
        made: Self = Tensor._make_subclass(cls, data, requires_grad)
        return made


class Buffer(_Kept):
    """A tensor that belongs to a module's state without being trained, such as a running mean.

    Assigning it as an attribute of a module does what ``register_buffer`` does. A buffer that is
    not ``persistent`` is left out of ``state_dict``.

    >>> import chainrule as cr
    >>> m = cr.nn.Module()
    >>> m.count = cr.nn.Buffer(cr.zeros(1))
    >>> list(m.state_dict())
    ['count']
    """

    persistent: bool

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Self:
        if data is None:
            data = empty(0)
        made: Self = Tensor._make_subclass(cls, data, data.requires_grad)
        made.persistent = persistent
        return made

    def __repr__(self) -> str:
        return repr(self.data.requires_grad_(self.requires_grad))


class UninitializedTensorMixin:
    """A tensor whose dtype is known and whose shape is not yet.

    A lazy module holds these until it has seen its first input. Everything that would need values
    raises ValueError; ``materialize`` gives the tensor a shape.

    >>> import chainrule as cr
    >>> weight = cr.nn.LazyLinear(2).weight
    >>> isinstance(weight, cr.nn.parameter.UninitializedTensorMixin)
    True
    >>> weight
    <UninitializedParameter>
    """

    cls_to_become: type[Tensor]
    data: Tensor
    requires_grad: bool

    # What works before there is a shape: asking about dtype and device, and changing them.
    _ready = frozenset(
        [
            "cls_to_become",
            "materialize",
            "data",
            "grad",
            "grad_fn",
            "dtype",
            "device",
            "layout",
            "is_leaf",
            "requires_grad",
            "is_complex",
            "is_floating_point",
            "copy_",
            "to",
            "cpu",
            "half",
            "float",
            "double",
            "bfloat16",
            "short",
            "int",
            "long",
            "char",
            "type",
            "shape",
            "share_memory_",
            "persistent",
        ]
    )

    def materialize(
        self,
        shape: Iterable[int],
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> None:
        """Become an ordinary Parameter or Buffer of this shape, with undefined values."""
        self.data = empty(
            tuple(shape),
            device=self.data.device if device is None else device,
            dtype=self.data.dtype if dtype is None else dtype,
        )
        self.__class__ = self.cls_to_become  # type: ignore[assignment]

    @property
    def shape(self) -> Size:
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This happens when "
            "`load_state_dict` loads an uninitialized parameter into an initialized one. Call "
            "`forward` once, so that the lazy module learns its shapes."
        )

    def share_memory_(self) -> NoReturn:
        raise RuntimeError(
            "Can't share memory on an uninitialized parameter or buffer. Call `forward` to "
            "initialize the parameters before calling `module.share_memory()`."
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __getattribute__(self, name: str) -> Any:
        known = name.startswith("_") or name in UninitializedTensorMixin._ready
        if not known and hasattr(Tensor, name):
            _refuse(name)
        return super().__getattribute__(name)

    def _made_of(self) -> dict[str, Any]:
        return {"device": self.data.device, "dtype": self.data.dtype}

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if id(self) not in memo:
            memo[id(self)] = _rebuild_uninitialized(type(self), self.requires_grad, self._made_of())
        return memo[id(self)]

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _rebuild_uninitialized, (type(self), self.requires_grad, self._made_of())


def _rebuild_uninitialized(cls: Any, requires_grad: bool, options: dict[str, Any]) -> Any:
    return cls(requires_grad, **options)


def _refuse(name: str) -> NoReturn:
    raise ValueError(
        f"Attempted to use an uninitialized parameter in Tensor.{name}. Its shape is not known "
        "until the lazy module that holds it has seen an input: call `forward` with a dummy batch "
        "first."
    )


def _refusing(name: str) -> Callable[..., NoReturn]:
    def operator(*args: Any, **kwargs: Any) -> NoReturn:
        _refuse(name)

    operator.__name__ = name
    return operator


# Operators reach the slots of the type without asking __getattribute__.
for _operator in [
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and",
    "or",
    "xor",
    "lshift",
    "rshift",
]:
    for _form in ("__{}__", "__r{}__", "__i{}__"):
        _name = _form.format(_operator)
        setattr(UninitializedTensorMixin, _name, _refusing(_name))
for _name in [
    "lt",
    "le",
    "gt",
    "ge",
    "neg",
    "pos",
    "abs",
    "invert",
    "len",
    "iter",
    "getitem",
    "setitem",
    "contains",
    "bool",
    "int",
    "float",
    "complex",
    "index",
]:
    setattr(UninitializedTensorMixin, f"__{_name}__", _refusing(f"__{_name}__"))


def is_lazy(param: Any) -> bool:
    """Is this a parameter or buffer whose shape is not known yet?

    >>> import chainrule as cr
    >>> layer = cr.nn.LazyLinear(2)
    >>> cr.nn.parameter.is_lazy(layer.weight)
    True
    >>> _ = layer(cr.ones(1, 3))
    >>> cr.nn.parameter.is_lazy(layer.weight)
    False
    """
    return isinstance(param, UninitializedTensorMixin)


class UninitializedParameter(UninitializedTensorMixin, Parameter):
    """A parameter without a shape, which a lazy module's first ``forward`` gives it.

    >>> import chainrule as cr
    >>> p = cr.nn.UninitializedParameter()
    >>> p.materialize((2, 3))
    >>> type(p).__name__, p.shape
    ('Parameter', torch.Size([2, 3]))
    """

    cls_to_become = Parameter

    def __new__(
        cls,
        requires_grad: bool = True,
        device: Device | str | None = None,
        dtype: DType | None = None,
    ) -> Self:
        data = empty(0, device=device, dtype=dtype or get_default_dtype())
        made: Self = Tensor._make_subclass(cls, data, requires_grad)
        return made


class UninitializedBuffer(UninitializedTensorMixin, Buffer):
    """A buffer without a shape, which a lazy module's first ``forward`` gives it.

    >>> import chainrule as cr
    >>> cr.nn.parameter.is_lazy(cr.nn.UninitializedBuffer())
    True
    """

    cls_to_become = Buffer

    def __new__(
        cls,
        requires_grad: bool = False,
        device: Device | str | None = None,
        dtype: DType | None = None,
        persistent: bool = True,
    ) -> Self:
        data = empty(0, device=device, dtype=dtype or get_default_dtype())
        made: Self = Tensor._make_subclass(cls, data, requires_grad)
        made.persistent = persistent
        return made
