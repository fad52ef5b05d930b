"""What ``Tensor`` and the top of the package have to say in Python: construction, conversion,
interoperation.

Nothing here computes element by element. Methods written here are put on the C++ class at the end
of the file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from . import _core, _interop, _removed, _storage, _tensor_new
from ._comparison import allclose, equal, isclose
from ._core import Tensor, dtype
from ._linalg import lu
from ._types import device, usable_device
from .overrides import compute_as_class

if TYPE_CHECKING:
    import numpy

CPU = device("cpu")
_F = _core._functions

e, pi, inf, nan = math.e, math.pi, math.inf, math.nan
newaxis = None


class layout:
    """How elements are stored; ``strided`` is the only layout there is.

    >>> import chainrule as cr
    >>> cr.ones(2).layout
    torch.strided
    >>> isinstance(cr.strided, cr.layout)
    True
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name

    def __reduce__(self) -> str:
        return self._name.removeprefix("torch.")


class memory_format(layout):
    """The order of the elements in memory that an operation is asked for.

    >>> import chainrule as cr
    >>> cr.contiguous_format
    torch.contiguous_format
    >>> cr.ones(2).is_contiguous(memory_format=cr.contiguous_format)
    True
    """


strided = layout("torch.strided")
contiguous_format = memory_format("torch.contiguous_format")
preserve_format = memory_format("torch.preserve_format")
channels_last = memory_format("torch.channels_last")
channels_last_3d = memory_format("torch.channels_last_3d")

# ---- construction ----


def tensor(
    data: Any,
    *,
    dtype: dtype | None = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A new tensor that holds a copy of ``data``: a number, nested sequences, an array or a tensor.

    Args:
        data: what to copy. Nested sequences must be rectangular.
        dtype: the type of the elements; inferred from ``data`` when absent.
        device: the CPU.
        requires_grad: whether gradients are asked for.
        pin_memory: accepted; there is no device to pin for.

    Raises:
        ValueError: the sequences are ragged.
        TypeError: an element is not a number.

    >>> import chainrule as cr
    >>> cr.tensor([[1.0, 2.0], [3.0, 4.0]])
    tensor([[1., 2.],
            [3., 4.]])
    """
    _check_device(device)
    if isinstance(data, Tensor):
        import warnings

        warnings.warn(
            "To copy construct from a tensor, it is recommended to use "
            "sourceTensor.detach().clone() "
            "or sourceTensor.detach().clone().requires_grad_(True), rather than "
            "torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
    out: Tensor = _core.tensor_from(data, dtype)
    if requires_grad:
        out.requires_grad_(True)
    return out


def _check_device(where: Any) -> None:
    if where is not None and where is not CPU:
        usable_device(where)


def as_tensor(data: Any, dtype: dtype | None = None, device: Any = None) -> Tensor:
    """``data`` as a tensor, sharing memory where that is possible (tensors, NumPy arrays).

    >>> import chainrule as cr
    >>> x = cr.ones(2)
    >>> cr.as_tensor(x) is x
    True
    """
    _check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if _core.is_array(data):
        shared: Tensor = _core.from_array(data)
        return shared if dtype is None else shared.to(dtype)
    return tensor(data, dtype=dtype)


def asarray(
    obj: Any,
    *,
    dtype: dtype | None = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool | None = None,
) -> Tensor:
    """``obj`` as a tensor. ``copy=True`` always copies, ``copy=False`` never does (ValueError where
    it would have to). The bytes of a buffer are elements of ``dtype``. What requires a gradient
    goes on to, unless ``requires_grad=False``.

    >>> import chainrule as cr
    >>> cr.asarray([1, 2])
    tensor([1, 2])
    """
    _check_device(device)
    if isinstance(obj, Tensor):
        out: Tensor = obj
    elif _core.is_array(obj):
        out = _core.from_array(obj)
    elif hasattr(obj, "__dlpack__"):
        out = from_dlpack(obj)
    elif _is_buffer(obj):
        out = frombuffer(obj, dtype=dtype or _core.default_dtype())
    elif copy is False:
        raise ValueError(
            f"can't alias arbitrary sequence into a tensor: {type(obj).__name__} has no "
            f"memory to share; use copy=None or copy=True"
        )
    else:
        out = _core.tensor_from(obj, dtype)
        copy = None
    if dtype is not None and out.dtype is not dtype:
        if copy is False:
            raise ValueError(f"can't alias tensor with dtype '{out.dtype}' into dtype '{dtype}'.")
        out = out.to(dtype)
    elif copy:
        out = out.clone()
    if requires_grad is False and not out.is_leaf:
        out = out.detach()
    elif requires_grad is not None and requires_grad != out.requires_grad:
        out.requires_grad_(requires_grad)
    return out


def _is_buffer(obj: Any) -> bool:
    try:
        memoryview(obj)
    except TypeError:
        return False
    return True


_ndarray: Any = None  # NumPy's class, once it is needed


def _numpy_array() -> Any:
    global _ndarray
    if _ndarray is None:
        from numpy import ndarray as _ndarray
    return _ndarray


def from_numpy(ndarray: numpy.ndarray[Any, Any]) -> Tensor:
    """A tensor on the memory of a NumPy array: changes of one are seen by the other.

    Raises:
        TypeError: not an array, or of a type that tensors do not have.
        ValueError: negative strides or a foreign byte order; copy the array first.

    >>> import chainrule as cr, numpy as np
    >>> a = np.zeros(2)
    >>> t = cr.from_numpy(a)
    >>> a[0] = 5
    >>> t
    tensor([5., 0.], dtype=torch.float64)
    """
    kind: type = type(ndarray)
    if kind is not _ndarray and not issubclass(kind, _numpy_array()):
        name = f"numpy.{kind.__name__}" if kind.__module__ == "numpy" else kind.__name__
        raise TypeError(f"expected np.ndarray (got {name})")
    out: Tensor = _core.from_array(ndarray)
    return out


def frombuffer(
    buffer: Any, *, dtype: dtype, count: int = -1, offset: int = 0, requires_grad: bool = False
) -> Tensor:
    """A one-dimensional tensor on the memory of an object with the buffer protocol.

    Raises:
        ValueError: the buffer is empty, or ``count`` and ``offset`` do not fit it.

    >>> import chainrule as cr
    >>> cr.frombuffer(bytearray([1, 2, 3]), dtype=cr.uint8)
    tensor([1, 2, 3], dtype=torch.uint8)
    """
    if not _is_buffer(buffer):
        raise ValueError(
            f"object does not implement Python buffer protocol: {type(buffer).__name__}"
        )
    view = memoryview(buffer).cast("B")
    size = dtype.itemsize
    if view.nbytes == 0:
        raise ValueError("both buffer length (0) and count (-1) must not be 0")
    if offset < 0 or offset >= view.nbytes:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length "
            f"({view.nbytes} bytes) minus 1"
        )
    if count < 0:
        if (view.nbytes - offset) % size:
            raise ValueError(
                f"buffer length ({view.nbytes - offset} bytes) after offset ({offset} bytes) must "
                f"be a multiple of element size ({size})"
            )
        count = (view.nbytes - offset) // size
    if count == 0 or offset + count * size > view.nbytes:
        raise ValueError(
            f"requested buffer length ({count} * {size} bytes) after offset ({offset} bytes) must "
            f"not be greater than "
            f"actual buffer length ({view.nbytes} bytes)"
        )
    out: Tensor = _core.from_buffer(buffer, offset, count, dtype)
    return out.requires_grad_(True) if requires_grad else out


def from_dlpack(ext_tensor: Any, *, device: Any = None, copy: bool | None = None) -> Tensor:
    """A tensor on the memory of any object with ``__dlpack__`` (or of a DLPack capsule).

    Raises:
        BufferError: the other side refuses.
        ValueError: the data is not in the CPU's memory, or of an unknown type.

    >>> import chainrule as cr, numpy as np
    >>> cr.from_dlpack(np.arange(3))
    tensor([0, 1, 2])
    """
    _check_device(device)
    if hasattr(ext_tensor, "__dlpack__"):
        kind = ext_tensor.__dlpack_device__()[0]
        if kind != 1:
            raise ValueError(
                f"from_dlpack: the data is on device type {int(kind)}, not in the CPU's memory"
            )
        options: dict[str, Any] = {"max_version": (1, 0)}
        if copy is not None:
            options["copy"] = copy
        try:
            capsule = ext_tensor.__dlpack__(**options)
        except TypeError:  # an exporter from before version 1
            capsule = ext_tensor.__dlpack__()
    else:
        capsule = ext_tensor
    out: Tensor = _core.from_dlpack_capsule(capsule)
    return out


def construct(cls: type[Tensor], *args: Any, **kwargs: Any) -> Tensor:
    """``Tensor(...)``: sizes give uninitialised float32 elements, a sequence or a tensor gives its
    values."""
    _check_device(kwargs.pop("device", None))
    if kwargs:
        raise TypeError(f"new() got an unexpected keyword argument '{next(iter(kwargs))}'")
    from ._legacy_types import legacy_tensor

    if len(args) == 1 and isinstance(args[0], Tensor):
        out = args[0].detach()  # of any dtype
    else:
        out = legacy_tensor("Tensor", _core.default_dtype(), args)
    return out if cls is Tensor else _core.make_subclass(cls, out, False)


def index_tensor(key: Any) -> Tensor:
    """A sequence between the brackets of ``x[...]`` as a tensor of indices (or a mask)."""
    out: Tensor = _core.tensor_from(key, None)
    if out.numel() == 0 and not _core.is_array(key):
        return out.long()
    if out.is_floating_point() or out.is_complex():
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return out


# ---- einsum: the planner is Python's, the products are the core's ----


def einsum(equation: str, *operands: Any) -> Tensor:
    """Sums of products over named indices (Einstein's convention).

    Args:
        equation: the indices of every operand, and after ``->`` those of the result, as in
            ``"ij,jk->ik"``.
        operands: the tensors; a single list of them will do.

    Raises:
        RuntimeError: the equation does not fit the operands.

    >>> import chainrule as cr
    >>> cr.einsum("i,j->ij", cr.tensor([1.0, 2.0]), cr.tensor([3.0, 4.0]))
    tensor([[3., 4.],
            [6., 8.]])
    """
    from ._einsum import einsum as contract

    return contract(equation, *operands)


# ---- methods of Tensor ----


def _to(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """``to(dtype)``, ``to(device)``, ``to(other)``: the tensor in another type; itself if nothing
    changes.

    >>> import chainrule as cr
    >>> cr.tensor([1.7]).to(cr.int64)
    tensor([1])
    """
    if len(args) == 1 and not kwargs:  # the usual cases, before the arguments are sorted
        if isinstance(args[0], dtype):
            plain: Tensor = self._to_dtype(args[0], False)
            return plain
        if args[0] is CPU or (isinstance(args[0], str) and args[0] == "cpu"):
            return self
    copy = kwargs.pop("copy", False)
    kwargs.pop("non_blocking", None)
    order = kwargs.pop("memory_format", None)
    target = kwargs.pop("dtype", None)
    where = kwargs.pop("device", None)
    other = kwargs.pop("other", None)
    if kwargs:
        raise TypeError(f"to() got an unexpected keyword argument '{next(iter(kwargs))}'")
    for i, arg in enumerate(args):
        if isinstance(arg, dtype) or arg in (float, int, bool, complex):
            target = arg
        elif isinstance(arg, Tensor):
            other = arg
        elif isinstance(arg, bool):
            copy = arg if i == len(args) - 1 and i >= 2 else copy
        elif isinstance(arg, (str, device, int)):
            where = arg
        elif arg is not None:
            raise TypeError(
                f"to() received an invalid combination of arguments - got {type(arg).__name__}"
            )
    _check_device(where)
    if other is not None:
        target = other.dtype
    out: Tensor = self._to_dtype(self.dtype if target is None else target, bool(copy))
    if order is None or order is preserve_format:
        return out
    return out.contiguous(memory_format=order)


def _type(self: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """The name of the tensor's type, or the tensor in the type given (a dtype or such a name).

    >>> import chainrule as cr
    >>> cr.ones(2).type()
    'torch.FloatTensor'
    >>> cr.ones(2).type(cr.int64)
    tensor([1, 1])
    >>> cr.ones(2).type("torch.DoubleTensor")
    tensor([1., 1.], dtype=torch.float64)
    """
    if dtype is None:
        return f"torch.{_LEGACY[str(self.dtype)]}Tensor"
    if isinstance(dtype, str):
        names = {f"torch.{v}Tensor": k for k, v in _LEGACY.items()}
        if dtype not in names:
            raise ValueError(f"invalid type: '{dtype}'")
        dtype = getattr(_core, names[dtype].removeprefix("torch."))
    return self.to(getattr(dtype, "dtype", dtype))  # FloatTensor and its kin have one


_LEGACY = {
    "torch.float32": "Float",
    "torch.float64": "Double",
    "torch.float16": "Half",
    "torch.bfloat16": "BFloat16",
    "torch.uint8": "Byte",
    "torch.int8": "Char",
    "torch.int16": "Short",
    "torch.int32": "Int",
    "torch.int64": "Long",
    "torch.bool": "Bool",
    "torch.complex64": "ComplexFloat",
    "torch.complex128": "ComplexDouble",
    "torch.complex32": "ComplexHalf",
    "torch.uint16": "UInt16",
    "torch.uint32": "UInt32",
    "torch.uint64": "UInt64",
}


def _tolist(self: Tensor) -> Any:
    """The elements as Python numbers, in nested lists; a number for a 0-dimensional tensor.

    >>> import chainrule as cr
    >>> cr.tensor([[1, 2], [3, 4]]).tolist()
    [[1, 2], [3, 4]]
    """
    return _core.to_list(self)


def _deepcopy(self: Tensor, memo: dict[int, Any]) -> Tensor:
    if id(self) in memo:
        known: Tensor = memo[id(self)]
        return known
    if not self.is_leaf:
        raise RuntimeError(
            "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
            "protocol at the moment: "
            "use x.detach().clone() for a copy without history"
        )
    import copy

    out: Tensor = self.detach().clone()
    if type(self) is not Tensor:
        out = _core.make_subclass(type(self), out, self.requires_grad)
    elif self.requires_grad:
        out.requires_grad_(True)
    memo[id(self)] = out
    if self.grad is not None:
        out.grad = copy.deepcopy(self.grad, memo)
    for key, value in self.__dict__.items():
        setattr(out, key, copy.deepcopy(value, memo))
    return out


def _rebuild(
    cls: type[Tensor],
    data: bytes,
    kind: dtype,
    shape: tuple[int, ...],
    requires_grad: bool,
    state: Any,
) -> Tensor:
    """Reverses ``Tensor.__reduce_ex__``."""
    if data:
        out: Tensor = (
            _core.from_buffer(bytearray(data), 0, math.prod(shape), kind).view(shape).clone()
        )
    else:
        out = _F["empty"](shape, dtype=kind)
    if cls is not Tensor:
        out = _core.make_subclass(cls, out, requires_grad)
    elif requires_grad:
        out.requires_grad_(True)
    for key, value in (state or {}).items():
        setattr(out, key, value)
    return out


def _copy(self: Tensor) -> Tensor:
    """``copy.copy``: a leaf on the same memory, with the same attributes."""
    out: Tensor = self.detach()
    if type(self) is not Tensor:
        out = _core.make_subclass(type(self), out, self.requires_grad)
    elif self.requires_grad:
        out.requires_grad_(True)
    for key, value in self.__dict__.items():
        setattr(out, key, value)
    return out


def _is_view(self: Tensor) -> bool:
    """Whether the tensor is a view of another one, as autograd sees it."""
    return self._base is not None


def _reduce_ex(self: Tensor, protocol: Any) -> Any:
    data = _core.to_bytes(self)
    return _rebuild, (
        type(self),
        data,
        self.dtype,
        tuple(self.shape),
        self.requires_grad,
        dict(self.__dict__),
    )


def _format(self: Tensor, spec: str) -> str:
    if self.dim() == 0:
        return format(self.item(), spec)
    if spec:
        raise TypeError("unsupported format string passed to Tensor.__format__")
    return str(self)


def _contains(self: Tensor, element: Any) -> bool:
    if isinstance(element, (Tensor, int, float, complex)):
        return bool((self == element).any())
    raise RuntimeError(
        f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}."
    )


def _register_hook(self: Tensor, hook: Callable[[Tensor], Tensor | None]) -> Any:
    """Calls ``hook(grad)`` whenever the gradient of this tensor has been computed; what it returns
    replaces the gradient.

    Returns:
        a handle with ``remove()``.

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> handle = x.register_hook(lambda grad: grad * 10)
    >>> (x * 3).backward(); x.grad
    tensor(30.)
    """
    from .utils.hooks import CoreHandle

    return CoreHandle(_core.add_tensor_hook(self, hook))


def _register_post_accumulate_grad_hook(self: Tensor, hook: Callable[[Tensor], None]) -> Any:
    """Calls ``hook(tensor)`` after a gradient has been added to ``tensor.grad``; leaves only.

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> handle = x.register_post_accumulate_grad_hook(lambda t: print(t.grad))
    >>> (x * x).backward()
    tensor(4.)
    """
    from .utils.hooks import CoreHandle

    return CoreHandle(_core.add_post_accumulate_hook(self, hook))


def _retain_grad(self: Tensor) -> None:
    """Keeps the gradient of an inner tensor in its ``grad``.

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> y = x * x
    >>> y.retain_grad()
    >>> (3 * y).backward()
    >>> y.grad
    tensor(3.)
    """
    _core.retain_grad(self)


def _cpu(self: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself: it is on the CPU already.

    >>> import chainrule as cr
    >>> x = cr.ones(2)
    >>> x.cpu() is x
    True
    """
    return self


def _cuda(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """Raises AssertionError: there is only the CPU, as ``cuda.is_available()`` says.

    >>> import chainrule as cr
    >>> try:
    ...     cr.ones(2).cuda()
    ... except AssertionError:
    ...     print("there is only the CPU")
    there is only the CPU
    """
    return self.to(usable_device("cuda"))


def _self(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """The tensor itself: accepted for programs that move or share tensors.

    >>> import chainrule as cr
    >>> x = cr.ones(2)
    >>> x.resolve_conj() is x
    True
    """
    return self


def _type_as(self: Tensor, other: Tensor) -> Tensor:
    """The tensor in the type of ``other``.

    >>> import chainrule as cr
    >>> cr.tensor([1.7]).type_as(cr.tensor([1]))
    tensor([1])
    """
    return self.to(other.dtype)


def _get_device(self: Tensor) -> int:
    """-1: the CPU has no number.

    >>> import chainrule as cr
    >>> cr.ones(2).get_device()
    -1
    """
    return -1


def _is_shared(self: Tensor) -> bool:
    """False: the memory belongs to this process alone.

    >>> import chainrule as cr
    >>> cr.ones(2).is_shared()
    False
    """
    return False


def _is_pinned(self: Tensor, device: Any = None) -> bool:
    """False.

    >>> import chainrule as cr
    >>> cr.ones(2).is_pinned()
    False
    """
    return False


def _is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Whether both are the same window on the same storage.

    >>> import chainrule as cr
    >>> x = cr.ones(2)
    >>> x.is_set_to(x.view(2)), x.is_set_to(x.clone())
    (True, False)
    """
    return (
        _core.storage_ptr(self) == _core.storage_ptr(tensor)
        and self.storage_offset() == tensor.storage_offset()
        and self.shape == tensor.shape
        and self.stride() == tensor.stride()
    )


def _apply_(self: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Replaces every element by ``callable(element)``. Slow: one Python call an element.

    >>> import chainrule as cr
    >>> cr.tensor([1.0, 2.0]).apply_(lambda v: v * 10)
    tensor([10., 20.])
    """
    if self.requires_grad:
        raise RuntimeError(
            "Can't call apply_() on Variable that requires grad. Use var.detach().apply_() instead."
        )

    def walk(values: Any) -> Any:
        return [walk(v) for v in values] if isinstance(values, list) else callable(values)

    return self.copy_(_core.tensor_from(walk(self.tolist()), self.dtype))


def _reversed(self: Tensor) -> Tensor:
    out: Tensor = self if self.dim() == 0 else self.flip(0)
    return out


def _complex(self: Tensor) -> complex:
    """``complex(x)`` of a tensor of one element."""
    return complex(self.item())


def _stft(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """The short-time Fourier transform; see :func:`chainrule.stft`.

    >>> import chainrule as cr
    >>> cr.ones(8).stft(4, window=cr.ones(4), return_complex=True).shape
    torch.Size([3, 9])
    """
    from ._stft import stft

    return stft(self, *args, **kwargs)


def _istft(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """The inverse of stft(); see :func:`chainrule.istft`.

    >>> import chainrule as cr
    >>> frames = cr.ones(8).stft(4, window=cr.ones(4), return_complex=True)
    >>> bool(cr.dist(frames.istft(4, window=cr.ones(4)), cr.ones(8)) < 1e-5)
    True
    """
    from ._stft import istft

    return istft(self, *args, **kwargs)


def _setstate(self: Tensor, state: Any) -> None:
    self.__dict__.update(state)


_METHODS: dict[str, Any] = {
    **_interop.METHODS,
    **_storage.METHODS,
    **_removed.METHODS,
    **_tensor_new.METHODS,
    "allclose": allclose,
    "equal": equal,
    "isclose": isclose,
    "lu": lu,
    "to": _to,
    "type": _type,
    "type_as": _type_as,
    "tolist": _tolist,
    "__copy__": _copy,
    "__deepcopy__": _deepcopy,
    "_is_view": _is_view,
    "__reduce_ex__": _reduce_ex,
    "__setstate__": _setstate,
    "__format__": _format,
    "__contains__": _contains,
    "__reversed__": _reversed,
    "__complex__": _complex,
    "stft": _stft,
    "istft": _istft,
    "register_hook": _register_hook,
    "register_post_accumulate_grad_hook": _register_post_accumulate_grad_hook,
    "retain_grad": _retain_grad,
    "cpu": _cpu,
    "cuda": _cuda,
    "share_memory_": _self,
    "pin_memory": _self,
    "is_shared": _is_shared,
    "is_pinned": _is_pinned,
    "is_set_to": _is_set_to,
    "get_device": _get_device,
    "apply_": _apply_,
}
for _name, _method in _METHODS.items():
    if callable(_method) and _method.__name__.startswith("_"):
        _method.__name__ = _name
        _method.__qualname__ = f"Tensor.{_name}"
    setattr(Tensor, _name, _method)
setattr(Tensor, "_make_subclass", staticmethod(_core.make_subclass))  # noqa: B010
setattr(Tensor, "__torch_function__", classmethod(compute_as_class))  # noqa: B010


def find(path: str) -> Any:
    """The registered function or method of that name (unpickling)."""
    target: Any = __import__("chainrule")
    for part in path.split("."):
        target = getattr(target, part)
    return target


__all__: Sequence[str] = ()
