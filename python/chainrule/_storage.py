"""Storages as Python sees them, and the methods of ``Tensor`` that concern them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import _core
from ._core import Tensor, dtype
from ._types import device


class UntypedStorage:
    """The bytes that tensors share.

    >>> import chainrule as cr
    >>> cr.zeros(3).untyped_storage().nbytes()
    12
    """

    def __init__(self, *args: Any) -> None:
        data: Any = 0 if not args else args[0]
        if isinstance(data, int):
            self._bytes: Tensor = _core._functions["zeros"](data, dtype=_core.uint8)
        else:
            self._bytes = _core.tensor_from(list(data), _core.uint8)

    @classmethod
    def _of(cls, tensor: Tensor) -> UntypedStorage:
        out = cls.__new__(cls)
        out._bytes = _core.storage_tensor(tensor)
        return out

    @property
    def device(self) -> device:
        """The CPU."""
        return device("cpu")

    @property
    def is_cuda(self) -> bool:
        """False."""
        return False

    def data_ptr(self) -> int:
        """The address of the first byte."""
        out: int = _core.storage_ptr(self._bytes)
        return out

    def nbytes(self) -> int:
        """How many bytes there are."""
        return self._bytes.numel()

    size = nbytes

    def element_size(self) -> int:
        """1."""
        return 1

    def tolist(self) -> list[int]:
        """The bytes as numbers."""
        out: list[int] = self._bytes.tolist()
        return out

    def clone(self) -> UntypedStorage:
        """A copy."""
        return UntypedStorage._of(self._bytes.clone())

    def copy_(self, source: UntypedStorage, non_blocking: bool = False) -> UntypedStorage:
        """Takes the bytes of another storage."""
        self._bytes.copy_(source._bytes)
        return self

    def fill_(self, value: int) -> UntypedStorage:
        """Sets every byte."""
        self._bytes.fill_(value)
        return self

    def is_shared(self) -> bool:
        """False: the memory belongs to this process alone."""
        return False

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + self.nbytes()

    def __len__(self) -> int:
        return self.nbytes()

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return UntypedStorage(self._bytes[key].tolist())
        return int(self._bytes[key].item())

    def __setitem__(self, key: Any, value: int) -> None:
        self._bytes[key] = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UntypedStorage) and self.data_ptr() == other.data_ptr()

    def __hash__(self) -> int:
        return hash(self.data_ptr())

    def __repr__(self) -> str:
        lines = "\n ".join(str(v) for v in self.tolist())
        return f" {lines}\n[torch.storage.UntypedStorage(device=cpu) of size {len(self)}]"


class TypedStorage:
    """The elements that tensors share; an older face of :class:`UntypedStorage`.

    >>> import chainrule as cr
    >>> x = cr.arange(4.0)
    >>> x[1:].storage().size()
    4
    >>> x.storage().data_ptr() == x[1:].storage().data_ptr()
    True
    """

    def __init__(self, wrap_storage: UntypedStorage, kind: dtype) -> None:
        self._untyped, self.dtype = wrap_storage, kind
        self._elements = wrap_storage._bytes.view(kind)

    @property
    def device(self) -> device:
        """The CPU."""
        return self._untyped.device

    def untyped(self) -> UntypedStorage:
        """The bytes."""
        return self._untyped

    def data_ptr(self) -> int:
        """The address of the first element."""
        return self._untyped.data_ptr()

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + self.nbytes()

    def nbytes(self) -> int:
        """How many bytes there are."""
        return self._untyped.nbytes()

    def element_size(self) -> int:
        """The bytes of one element."""
        return self.dtype.itemsize

    def size(self) -> int:
        """How many elements there are."""
        return self._elements.numel()

    def tolist(self) -> list[Any]:
        """The elements as numbers."""
        out: list[Any] = self._elements.tolist()
        return out

    def is_shared(self) -> bool:
        """False: the memory belongs to this process alone."""
        return False

    __len__ = size

    def __getitem__(self, key: int) -> Any:
        return self._elements[key].item()

    def __setitem__(self, key: Any, value: Any) -> None:
        self._elements[key] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def __repr__(self) -> str:
        lines = "\n ".join(str(v) for v in self.tolist())
        kind = f"dtype={self.dtype}, device=cpu"
        return f" {lines}\n[torch.storage.TypedStorage({kind}) of size {len(self)}]"


UntypedStorage.__module__ = TypedStorage.__module__ = "torch.storage"


def untyped_storage(self: Tensor) -> UntypedStorage:
    """The storage under the tensor.

    >>> import chainrule as cr
    >>> cr.ones(4).untyped_storage().nbytes()
    16
    """
    return UntypedStorage._of(self)


def storage(self: Tensor) -> TypedStorage:
    """The storage under the tensor, as elements of its dtype; :meth:`untyped_storage` as bytes.

    >>> import chainrule as cr
    >>> cr.ones(2, 2).t().storage().tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    return TypedStorage(untyped_storage(self), self.dtype)


def set_(
    self: Tensor, source: Any = None, storage_offset: int = 0, size: Any = None, stride: Any = None
) -> Tensor:
    """Looks at other memory: a tensor's, or a storage's with sizes and strides of its own.

    Raises:
        RuntimeError: the tensor's dtype differs, or the window reaches beyond the storage.

    >>> import chainrule as cr
    >>> x, y = cr.zeros(2), cr.ones(3)
    >>> x.set_(y)
    tensor([1., 1., 1.])
    """
    if source is None:
        source = UntypedStorage(0)
        size = (0,)
    if isinstance(source, UntypedStorage):
        memory = source._bytes
        if size is None:
            size = (source.nbytes() // self.element_size(),)
    else:
        if source.dtype is not self.dtype:
            raise RuntimeError(
                f"Could not set tensor of type {source.dtype} to a tensor of type {self.dtype}"
            )
        memory = source
        if size is None:
            size, stride = source.shape, source.stride()
            storage_offset = source.storage_offset()
    if stride is None:
        stride, step = [], 1
        for length in reversed(size):
            stride.insert(0, step)
            step *= max(length, 1)
    _core.set_storage(self, memory, storage_offset, list(size), list(stride))
    return self


def new_tensor(
    self: Tensor,
    data: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    layout: Any = None,
    pin_memory: bool = False,
) -> Tensor:
    """A new tensor that holds a copy of ``data``, in this tensor's dtype by default.

    >>> import chainrule as cr
    >>> cr.zeros(1).new_tensor([1, 2])
    tensor([1., 2.])
    """
    from ._tensor import tensor

    kind = self.dtype if dtype is None else dtype
    return tensor(data, dtype=kind, device=device, requires_grad=requires_grad)


def as_subclass(self: Tensor, cls: Any) -> Tensor:
    """The same memory and history as an object of a class derived from ``Tensor``.

    >>> import chainrule as cr
    >>> class Mine(cr.Tensor):
    ...     pass
    >>> type(cr.ones(2).as_subclass(Mine)).__name__
    'Mine'
    """
    out: Tensor = _core.as_subclass(self, cls)
    return out


def dim_order(self: Tensor, ambiguity_check: Any = False) -> tuple[int, ...]:
    """The dimensions from the slowest in memory to the fastest.

    Raises:
        RuntimeError: the order is not unique and ``ambiguity_check`` is set.

    >>> import chainrule as cr
    >>> cr.zeros(2, 3).t().dim_order()
    (1, 0)
    """
    strides = self.stride()
    if ambiguity_check is not False and 1 in self.shape and len(self.shape) > 1:
        raise RuntimeError(
            "The tensor does not have unique dim order, or cannot map to exact one of the "
            "given memory formats."
        )
    return tuple(sorted(range(self.dim()), key=lambda d: -strides[d]))


def to_dense(self: Tensor, dtype: Any = None, *, masked_grad: bool | None = None) -> Tensor:
    """The tensor itself (in another dtype, if given): it is dense already.

    >>> import chainrule as cr
    >>> x = cr.ones(2)
    >>> x.to_dense() is x
    True
    """
    return self if dtype is None else self.to(dtype)


def zero_(input: Tensor) -> Tensor:
    """Sets every element to zero.

    >>> import chainrule as cr
    >>> cr.zero_(cr.ones(2))
    tensor([0., 0.])
    """
    return input.zero_()


def resize_as_(input: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """Gives ``input`` the shape of another tensor, in place.

    >>> import chainrule as cr
    >>> cr.resize_as_(cr.zeros(2), cr.ones(2, 3)).shape
    torch.Size([2, 3])
    """
    out: Tensor = input.resize_as_(the_template, memory_format=memory_format)
    return out


METHODS: dict[str, Any] = {
    "untyped_storage": untyped_storage,
    "storage": storage,
    "set_": set_,
    "new_tensor": new_tensor,
    "as_subclass": as_subclass,
    "dim_order": dim_order,
    "to_dense": to_dense,
}
