"""The extension module: tensors, dtypes, generators, graph nodes, and what the package asks of C++.

tests/stubs/make.py makes this file from tests/stubs/core_types.pyi and from the registry of
operations. The operations as functions stand in ``_registry/``, by the module that shows them.
"""

from builtins import bool as _bool
from builtins import bytes as _bytes
from builtins import complex as _complex
from builtins import float as _float
from builtins import int as _int
from builtins import type as _class
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import EllipsisType
from typing import Any, TypeAlias, final, overload

import numpy
from typing_extensions import CapsuleType, Self

from ._registry import results as _results
from ._storage import TypedStorage, UntypedStorage
from ._tensor import layout as _layout
from ._tensor import memory_format as _memory_format
from ._types import Size
from ._types import device as _device
from .utils.hooks import CoreHandle as _Handle

Number: TypeAlias = _bool | _int | _float | _complex
_Index: TypeAlias = (
    _int | _bool | slice | EllipsisType | Tensor | numpy.ndarray[Any, Any] | Sequence[Any] | None
)

@final
class dtype:
    """The type of a tensor's elements."""

    @property
    def is_floating_point(self) -> _bool:
        """True for the real floating point types."""

    @property
    def is_complex(self) -> _bool:
        """True for complex types."""

    @property
    def is_signed(self) -> _bool:
        """True for types with negative values."""

    @property
    def itemsize(self) -> _int:
        """Bytes of one element."""

    def to_real(self) -> dtype:
        """The type of the real part."""

    def to_complex(self) -> dtype:
        """The complex type of this precision."""

# Python's own number types stand for bool, int64, the default dtype and its complex form.
_DType: TypeAlias = dtype | _class[_complex]
_Device: TypeAlias = _device | str | _int

@final
class Generator:
    """A source of random numbers: each depends on the seed, on how many were drawn before, and on
    its index."""

    def __init__(self, device: _Device | None = None) -> None: ...
    @property
    def device(self) -> _device:
        """The CPU."""

    def manual_seed(self, seed: _int) -> Self:
        """Starts over from a seed; returns the generator."""

    def seed(self) -> _int:
        """Starts over from a number that the system provides, and returns it."""

    def initial_seed(self) -> _int:
        """The seed in force."""

    def get_state(self) -> Tensor:
        """The state, a uint8 tensor."""

    def set_state(self, new_state: Tensor) -> None:
        """Restores a state."""

    def clone_state(self) -> Generator:
        """A generator that goes on from the same state."""

    def get_offset(self) -> _int:
        """Counters used since the seed was set."""

    def set_offset(self, offset: _int) -> None:
        """Goes to a place in the sequence of the seed."""

    def _pybind11_conduit_v1_(self, *args: Any, **kwargs: Any) -> Any: ...

class Node:
    """A recorded operation: what ``grad_fn`` shows."""

    def __call__(self, *cotangents: Tensor | None) -> Tensor | tuple[Tensor | None, ...] | None:
        """The gradients of the inputs for these cotangents of the outputs."""

    def __getattr__(self, name: str) -> Any:
        """What is saved, as ``_saved_self``; the ctx of a custom Function."""

    def name(self) -> str:
        """The operation's name, as printed."""

    @property
    def next_functions(self) -> tuple[tuple[Node | None, _int], ...]:
        """(node, output number) for every input."""

    @property
    def variable(self) -> Tensor:
        """The leaf of an AccumulateGrad."""

    def register_hook(self, fn: Callable[..., Any]) -> _Handle:
        """Calls ``fn(grad_inputs, grad_outputs)`` after the node has run."""

    def register_prehook(self, fn: Callable[..., Any]) -> _Handle:
        """Calls ``fn(grad_outputs)`` before the node runs."""

    def _sequence_nr(self) -> _int:
        """The number that orders nodes of a thread by age."""

    @property
    def _saved(self) -> tuple[tuple[str, Tensor | None], ...]:
        """(label, tensor) for what is kept for the backward sweep."""

    @property
    def _input_shapes(self) -> tuple[Size, ...]:
        """The shape of every cotangent that the node takes."""

    @property
    def _trace(self) -> str | None:
        """Where the operation was called, under anomaly mode."""

class Tensor:
    """A multi-dimensional array that remembers how it was made."""

    __array_priority__: _int

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    # ---- what it is ----

    @property
    def shape(self) -> Size:
        """The sizes of the dimensions."""

    @property
    def dtype(self) -> dtype:
        """The type of the elements."""

    @property
    def device(self) -> _device:
        """Where the tensor is: the CPU."""

    @property
    def layout(self) -> _layout:
        """How the elements are stored: strided."""

    @property
    def ndim(self) -> _int:
        """The number of dimensions."""

    @property
    def itemsize(self) -> _int:
        """Bytes of one element."""

    @property
    def nbytes(self) -> _int:
        """Bytes of all elements."""

    @property
    def is_cpu(self) -> _bool: ...
    @property
    def is_cuda(self) -> _bool: ...
    @property
    def is_mps(self) -> _bool: ...
    @property
    def is_meta(self) -> _bool: ...
    @property
    def is_sparse(self) -> _bool: ...
    @property
    def is_quantized(self) -> _bool: ...
    @property
    def is_mkldnn(self) -> _bool: ...
    @property
    def is_nested(self) -> _bool: ...
    @overload
    def size(self, dim: None = None) -> Size:
        """The sizes of all dimensions, or of one."""

    @overload
    def size(self, dim: _int) -> _int: ...
    @overload
    def stride(self, dim: None = None) -> tuple[_int, ...]:
        """Elements between neighbours along each dimension, or along one."""

    @overload
    def stride(self, dim: _int) -> _int: ...
    def dim(self) -> _int:
        """The number of dimensions."""

    def ndimension(self) -> _int:
        """The number of dimensions."""

    def numel(self) -> _int:
        """The number of elements."""

    def nelement(self) -> _int:
        """The number of elements."""

    def element_size(self) -> _int:
        """Bytes of one element."""

    def storage_offset(self) -> _int:
        """Elements of the storage before the first of this tensor."""

    def data_ptr(self) -> _int:
        """The address of the first element."""

    def is_contiguous(self, memory_format: _memory_format | None = None) -> _bool:
        """True when the elements lie in row-major order without gaps."""

    def is_floating_point(self) -> _bool:
        """True for real floating point elements."""

    def is_complex(self) -> _bool:
        """True for complex elements."""

    def is_signed(self) -> _bool:
        """True when elements can be negative."""

    def is_inference(self) -> _bool:
        """True for tensors made in inference mode."""

    # ---- views ----

    @property
    def T(self) -> Tensor:
        """The dimensions reversed, a view."""

    @property
    def mT(self) -> Tensor:
        """The last two dimensions swapped, a view."""

    @property
    def H(self) -> Tensor:
        """The conjugate transpose of a matrix."""

    @property
    def mH(self) -> Tensor:
        """The conjugate transpose of the last two dimensions."""

    @property
    def real(self) -> Tensor:
        """The real part."""

    @property
    def imag(self) -> Tensor:
        """The imaginary part, a view of a complex tensor."""

    # ---- the graph ----

    requires_grad: _bool
    """Whether gradients are asked for."""
    grad: Tensor | None
    """The gradient that backward() has added up, or None."""
    _grad: Tensor | None
    data: Tensor
    """The same values without history; changes through it are not tracked."""

    @property
    def grad_fn(self) -> Node | None:
        """The operation that made this tensor, as recorded; None for a leaf."""

    @property
    def is_leaf(self) -> _bool:
        """True for what no recorded operation has made."""

    @property
    def retains_grad(self) -> _bool:
        """True for an inner tensor whose gradient is kept (retain_grad())."""

    @property
    def output_nr(self) -> _int:
        """Which output of grad_fn this is."""

    @property
    def _version(self) -> _int:
        """How often the storage has been changed in place."""

    @property
    def _base(self) -> Tensor | None:
        """The tensor that this one is a view of, or None."""

    def backward(
        self,
        gradient: Tensor | None = None,
        retain_graph: _bool | None = None,
        create_graph: _bool = False,
        inputs: Tensor | Sequence[Tensor] | None = None,
    ) -> None:
        """Adds the gradient of this tensor to the ``grad`` of the leaves that it was made from."""

    def requires_grad_(self, requires_grad: _bool = True) -> Self:
        """Asks for gradients, or no longer does."""

    def detach(self) -> Tensor:
        """The same storage without history."""

    def detach_(self) -> Self:
        """Forgets the history of this tensor."""

    @staticmethod
    def _make_subclass(cls: _class[Any], data: Tensor, requires_grad: _bool = False) -> Any: ...

    # ---- conversion ----

    def item(self) -> Any:
        """The only element, as a Python number."""

    def tolist(self) -> Any:
        """The elements as Python numbers, in nested lists; a number for a 0-dimensional tensor."""

    @overload
    def to(
        self,
        dtype: _DType,
        non_blocking: _bool = False,
        copy: _bool = False,
        *,
        memory_format: _memory_format | None = None,
    ) -> Tensor:
        """``to(dtype)``, ``to(device)``, ``to(other)``: the tensor in another type; itself if
        nothing changes."""

    @overload
    def to(
        self,
        device: _Device | None = None,
        dtype: _DType | None = None,
        non_blocking: _bool = False,
        copy: _bool = False,
        *,
        memory_format: _memory_format | None = None,
    ) -> Tensor: ...
    @overload
    def to(
        self,
        other: Tensor,
        non_blocking: _bool = False,
        copy: _bool = False,
        *,
        memory_format: _memory_format | None = None,
    ) -> Tensor: ...
    def _to_dtype(self, dtype: _DType, copy: _bool, /) -> Tensor: ...
    @overload
    def type(self, dtype: None = None, non_blocking: _bool = False) -> str:
        """The name of the tensor's type, or the tensor in the type given (a dtype or such a
        name)."""

    @overload
    def type(self, dtype: _DType | str, non_blocking: _bool = False) -> Tensor: ...
    def double(self, memory_format: _memory_format | None = None) -> Tensor:
        """As float64."""

    def float(self, memory_format: _memory_format | None = None) -> Tensor:
        """As float32."""

    def half(self, memory_format: _memory_format | None = None) -> Tensor:
        """As float16."""

    def bfloat16(self, memory_format: _memory_format | None = None) -> Tensor:
        """As bfloat16."""

    def long(self, memory_format: _memory_format | None = None) -> Tensor:
        """As int64."""

    def int(self, memory_format: _memory_format | None = None) -> Tensor:
        """As int32."""

    def short(self, memory_format: _memory_format | None = None) -> Tensor:
        """As int16."""

    def char(self, memory_format: _memory_format | None = None) -> Tensor:
        """As int8."""

    def byte(self, memory_format: _memory_format | None = None) -> Tensor:
        """As uint8."""

    def bool(self, memory_format: _memory_format | None = None) -> Tensor:
        """As bool."""

    def chalf(self, *, memory_format: _memory_format | None = None) -> Tensor:
        """As complex32."""

    def cfloat(self, memory_format: _memory_format | None = None) -> Tensor:
        """As complex64."""

    def cdouble(self, memory_format: _memory_format | None = None) -> Tensor:
        """As complex128."""

    # ---- in place ----

    def copy_(self, other: Tensor, non_blocking: _bool = False) -> Self:
        """Takes the values of `other`, broadcast and converted."""

    def fill_(self, value: Tensor | Number) -> Self:
        """Sets every element."""

    def zero_(self) -> Self:
        """Sets every element to zero."""

    def add_(self, other: Tensor | Number, *, alpha: Number = 1) -> Self:
        """In-place form of add()."""

    def sub_(self, other: Tensor | Number, *, alpha: Number = 1) -> Self:
        """In-place form of sub()."""

    def mul_(self, other: Tensor | Number) -> Self:
        """In-place form of mul()."""

    # ---- operators ----

    def __bool__(self) -> _bool: ...
    def __int__(self) -> _int: ...
    def __float__(self) -> _float: ...
    def __complex__(self) -> _complex: ...
    def __index__(self) -> _int: ...
    def __len__(self) -> _int: ...
    def __iter__(self) -> Iterator[Tensor]: ...
    def __hash__(self) -> _int: ...
    def __getitem__(self, key: _Index | tuple[_Index, ...], /) -> Tensor: ...
    def __setitem__(
        self, key: _Index | tuple[_Index, ...], value: Tensor | Number | Sequence[Any], /
    ) -> None: ...
    def __abs__(self) -> Tensor: ...
    def __neg__(self) -> Tensor: ...
    def __pos__(self) -> Tensor: ...
    def __invert__(self) -> Tensor: ...
    def __add__(self, other: Tensor | Number, /) -> Tensor: ...
    def __radd__(self, other: Tensor | Number, /) -> Tensor: ...
    def __iadd__(self, other: Tensor | Number, /) -> Self: ...
    def __sub__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rsub__(self, other: Tensor | Number, /) -> Tensor: ...
    def __isub__(self, other: Tensor | Number, /) -> Self: ...
    def __mul__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rmul__(self, other: Tensor | Number, /) -> Tensor: ...
    def __imul__(self, other: Tensor | Number, /) -> Self: ...
    def __truediv__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rtruediv__(self, other: Tensor | Number, /) -> Tensor: ...
    def __itruediv__(self, other: Tensor | Number, /) -> Self: ...
    def __floordiv__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rfloordiv__(self, other: Tensor | Number, /) -> Tensor: ...
    def __ifloordiv__(self, other: Tensor | Number, /) -> Self: ...
    def __mod__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rmod__(self, other: Tensor | Number, /) -> Tensor: ...
    def __imod__(self, other: Tensor | Number, /) -> Self: ...
    def __pow__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rpow__(self, other: Tensor | Number, /) -> Tensor: ...
    def __ipow__(self, other: Tensor | Number, /) -> Self: ...
    def __matmul__(self, other: Tensor, /) -> Tensor: ...
    def __rmatmul__(self, other: Tensor, /) -> Tensor: ...
    def __and__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rand__(self, other: Tensor | Number, /) -> Tensor: ...
    def __iand__(self, other: Tensor | Number, /) -> Self: ...
    def __or__(self, other: Tensor | Number, /) -> Tensor: ...
    def __ror__(self, other: Tensor | Number, /) -> Tensor: ...
    def __ior__(self, other: Tensor | Number, /) -> Self: ...
    def __xor__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rxor__(self, other: Tensor | Number, /) -> Tensor: ...
    def __ixor__(self, other: Tensor | Number, /) -> Self: ...
    def __lshift__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rlshift__(self, other: Tensor | Number, /) -> Tensor: ...
    def __ilshift__(self, other: Tensor | Number, /) -> Self: ...
    def __rshift__(self, other: Tensor | Number, /) -> Tensor: ...
    def __rrshift__(self, other: Tensor | Number, /) -> Tensor: ...
    def __irshift__(self, other: Tensor | Number, /) -> Self: ...
    def __eq__(self, other: Tensor | Number, /) -> Tensor: ...  # type: ignore[override]
    def __ne__(self, other: Tensor | Number, /) -> Tensor: ...  # type: ignore[override]
    def __lt__(self, other: Tensor | Number, /) -> Tensor: ...
    def __le__(self, other: Tensor | Number, /) -> Tensor: ...
    def __gt__(self, other: Tensor | Number, /) -> Tensor: ...
    def __ge__(self, other: Tensor | Number, /) -> Tensor: ...

    # ---- written in Python, or registered ----

    def __array__(
        self, dtype: Any = None, copy: _bool | None = None
    ) -> numpy.ndarray[Any, Any]: ...
    def __array_wrap__(self, array: Any, *args: Any) -> Tensor: ...
    def __contains__(self, element: Any) -> _bool: ...
    def __copy__(self) -> Tensor:
        """``copy.copy``: a leaf on the same memory, with the same attributes."""
    def __deepcopy__(self, memo: dict[_int, Any]) -> Tensor: ...
    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[_int, _int] | None = None,
        dl_device: tuple[_int, _int] | None = None,
        copy: _bool | None = None,
    ) -> Any: ...
    def __dlpack_device__(self) -> tuple[_int, _int]: ...
    def __format__(self, spec: str) -> str: ...
    def __reduce_ex__(self, protocol: Any) -> Any: ...
    def __reversed__(self) -> Tensor: ...
    def __setstate__(self, state: Any) -> None: ...
    def _is_view(self) -> _bool:
        """Whether the tensor is a view of another one, as autograd sees it."""
    def abs(self) -> Tensor:
        """The absolute value of every element; ``sqrt(re**2 + im**2)`` of a complex one.

        See chainrule.abs().
        """
    def abs_(self) -> Self:
        """The absolute value of every element; ``sqrt(re**2 + im**2)`` of a complex one.

        See chainrule.abs_().
        """
    def absolute(self) -> Tensor:
        """The absolute value of every element; ``sqrt(re**2 + im**2)`` of a complex one.

        See chainrule.absolute().
        """
    def absolute_(self) -> Self:
        """The absolute value of every element; ``sqrt(re**2 + im**2)`` of a complex one.

        See chainrule.absolute_().
        """
    def acos(self) -> Tensor:
        """The inverse cosine, in radians; NaN outside [-1, 1].

        See chainrule.acos().
        """
    def acos_(self) -> Self:
        """The inverse cosine, in radians; NaN outside [-1, 1].

        See chainrule.acos_().
        """
    def acosh(self) -> Tensor:
        """The inverse hyperbolic cosine, ``log(input + sqrt(input**2 - 1))``; NaN below 1.

        See chainrule.acosh().
        """
    def acosh_(self) -> Self:
        """The inverse hyperbolic cosine, ``log(input + sqrt(input**2 - 1))``; NaN below 1.

        See chainrule.acosh_().
        """
    def add(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """``input + alpha * other``, element by element.

        See chainrule.add().
        """
    def addbmm(
        self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1
    ) -> Tensor:
        """``beta * input + alpha * sum_b (batch1[b] @ batch2[b])``: products of a batch, added up.

        See chainrule.addbmm().
        """
    def addbmm_(
        self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1
    ) -> Self:
        """``beta * input + alpha * sum_b (batch1[b] @ batch2[b])``: products of a batch, added up.

        See chainrule.addbmm_().
        """
    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """``input + value * tensor1 / tensor2``, element by element.

        See chainrule.addcdiv().
        """
    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Self:
        """``input + value * tensor1 / tensor2``, element by element.

        See chainrule.addcdiv_().
        """
    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """``input + value * tensor1 * tensor2``, element by element.

        See chainrule.addcmul().
        """
    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Self:
        """``input + value * tensor1 * tensor2``, element by element.

        See chainrule.addcmul_().
        """
    def addmm(self, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """``beta * input + alpha * (mat1 @ mat2)``, for matrices of shapes ``(n, k)`` and ``(k, m)``.

        See chainrule.addmm().
        """
    def addmm_(self, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Self:
        """``beta * input + alpha * (mat1 @ mat2)``, for matrices of shapes ``(n, k)`` and ``(k, m)``.

        See chainrule.addmm_().
        """
    def addmv(self, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """``beta * input + alpha * (mat @ vec)``, for a matrix ``(n, k)`` and a vector ``(k,)``.

        See chainrule.addmv().
        """
    def addmv_(self, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Self:
        """``beta * input + alpha * (mat @ vec)``, for a matrix ``(n, k)`` and a vector ``(k,)``.

        See chainrule.addmv_().
        """
    def addr(self, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """``beta * input + alpha * outer(vec1, vec2)``, for vectors of ``n`` and ``m`` elements.

        See chainrule.addr().
        """
    def addr_(self, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Self:
        """``beta * input + alpha * outer(vec1, vec2)``, for vectors of ``n`` and ``m`` elements.

        See chainrule.addr_().
        """
    def adjoint(self) -> Tensor:
        """The last two dimensions exchanged, and complex values conjugated.

        See chainrule.adjoint().
        """
    @overload
    def all(self) -> Tensor:
        """Are all elements true (not zero; NaN is true)? Over everything, or along the dimensions ``dim``.

        See chainrule.all().
        """
    @overload
    def all(self, dim: _int | Sequence[_int] | None, keepdim: _bool = False) -> Tensor: ...
    def allclose(
        self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False
    ) -> _bool:
        """Whether isclose() holds everywhere.

        >>> import chainrule as cr
        >>> cr.allclose(cr.ones(2), cr.ones(2) + 1e-9)
        True
        """
    def amax(self, dim: _int | Sequence[_int] | None = [], keepdim: _bool = False) -> Tensor:
        """The largest element along the dimensions ``dim``. Ties share the gradient evenly; NaN is larger than everything.

        See chainrule.amax().
        """
    def amin(self, dim: _int | Sequence[_int] | None = [], keepdim: _bool = False) -> Tensor:
        """The smallest element along the dimensions ``dim``. Ties share the gradient evenly; NaN is smaller than everything.

        See chainrule.amin().
        """
    def aminmax(self, *, dim: _int | None = None, keepdim: _bool = False) -> _results.aminmax:
        """The smallest and the largest element, of everything or along one dimension.

        See chainrule.aminmax().
        """
    def angle(self) -> Tensor:
        """The angle of every element with the positive real axis, in radians: between -pi and pi, NaN for NaN.

        See chainrule.angle().
        """
    @overload
    def any(self) -> Tensor:
        """Is any element true (not zero; NaN is true)? Over everything, or along the dimensions ``dim``.

        See chainrule.any().
        """
    @overload
    def any(self, dim: _int | Sequence[_int] | None, keepdim: _bool = False) -> Tensor: ...
    def apply_(self, callable: Callable[[Any], Any]) -> Tensor:
        """Replaces every element by ``callable(element)``. Slow: one Python call an element.

        >>> import chainrule as cr
        >>> cr.tensor([1.0, 2.0]).apply_(lambda v: v * 10)
        tensor([10., 20.])
        """
    def arccos(self) -> Tensor:
        """The inverse cosine, in radians; NaN outside [-1, 1].

        See chainrule.arccos().
        """
    def arccos_(self) -> Self:
        """The inverse cosine, in radians; NaN outside [-1, 1].

        See chainrule.arccos_().
        """
    def arccosh(self) -> Tensor:
        """The inverse hyperbolic cosine, ``log(input + sqrt(input**2 - 1))``; NaN below 1.

        See chainrule.arccosh().
        """
    def arccosh_(self) -> Self:
        """The inverse hyperbolic cosine, ``log(input + sqrt(input**2 - 1))``; NaN below 1.

        See chainrule.arccosh_().
        """
    def arcsin(self) -> Tensor:
        """The inverse sine, in radians; NaN outside [-1, 1].

        See chainrule.arcsin().
        """
    def arcsin_(self) -> Self:
        """The inverse sine, in radians; NaN outside [-1, 1].

        See chainrule.arcsin_().
        """
    def arcsinh(self) -> Tensor:
        """The inverse hyperbolic sine, ``log(input + sqrt(input**2 + 1))``.

        See chainrule.arcsinh().
        """
    def arcsinh_(self) -> Self:
        """The inverse hyperbolic sine, ``log(input + sqrt(input**2 + 1))``.

        See chainrule.arcsinh_().
        """
    def arctan(self) -> Tensor:
        """The inverse tangent, in radians.

        See chainrule.arctan().
        """
    def arctan2(self, other: Tensor) -> Tensor:
        """The angle of the point (other, input), in radians from -pi to pi.

        See chainrule.arctan2().
        """
    def arctan2_(self, other: Tensor) -> Self:
        """The angle of the point (other, input), in radians from -pi to pi.

        See chainrule.arctan2_().
        """
    def arctan_(self) -> Self:
        """The inverse tangent, in radians.

        See chainrule.arctan_().
        """
    def arctanh(self) -> Tensor:
        """The inverse hyperbolic tangent, ``log((1 + input) / (1 - input)) / 2``.

        See chainrule.arctanh().
        """
    def arctanh_(self) -> Self:
        """The inverse hyperbolic tangent, ``log((1 + input) / (1 - input)) / 2``.

        See chainrule.arctanh_().
        """
    def argmax(self, dim: _int | None = None, keepdim: _bool = False) -> Tensor:
        """The index of the largest element, in the flattened input or along one dimension. The first of equal elements is chosen;
        NaN is larger than everything.

        See chainrule.argmax().
        """
    def argmin(self, dim: _int | None = None, keepdim: _bool = False) -> Tensor:
        """The index of the smallest element, in the flattened input or along one dimension. The first of equal elements is chosen;
        NaN is smaller than everything.

        See chainrule.argmin().
        """
    def argsort(self, dim: _int = -1, descending: _bool = False, stable: _bool = False) -> Tensor:
        """The indices that put the elements in order along a dimension; see :func:`sort`.

        See chainrule.argsort().
        """
    def argwhere(self) -> Tensor:
        """The indices of the elements that are not zero; :func:`nonzero` under NumPy's name.

        See chainrule.argwhere().
        """
    def as_strided(
        self, size: Sequence[_int], stride: Sequence[_int], storage_offset: _int | None = None
    ) -> Tensor:
        """A view of the storage under ``input`` with any sizes, strides and offset.

        See chainrule.as_strided().
        """
    def as_strided_(
        self, size: Sequence[_int], stride: Sequence[_int], storage_offset: _int | None = None
    ) -> Self:
        """In-place version of ``as_strided``.

        In place: see chainrule.as_strided().
        """
    def as_strided_scatter(
        self,
        src: Tensor,
        size: Sequence[_int],
        stride: Sequence[_int],
        storage_offset: _int | None = None,
    ) -> Tensor:
        """A copy of ``input`` with ``src`` where ``input.as_strided(size, stride,
        storage_offset)`` looks.

        See chainrule.as_strided_scatter().
        """
    def as_subclass(self, cls: Any) -> Tensor:
        """The same memory and history as an object of a class derived from ``Tensor``.

        >>> import chainrule as cr
        >>> class Mine(cr.Tensor):
        ...     pass
        >>> type(cr.ones(2).as_subclass(Mine)).__name__
        'Mine'
        """
    def asin(self) -> Tensor:
        """The inverse sine, in radians; NaN outside [-1, 1].

        See chainrule.asin().
        """
    def asin_(self) -> Self:
        """The inverse sine, in radians; NaN outside [-1, 1].

        See chainrule.asin_().
        """
    def asinh(self) -> Tensor:
        """The inverse hyperbolic sine, ``log(input + sqrt(input**2 + 1))``.

        See chainrule.asinh().
        """
    def asinh_(self) -> Self:
        """The inverse hyperbolic sine, ``log(input + sqrt(input**2 + 1))``.

        See chainrule.asinh_().
        """
    def atan(self) -> Tensor:
        """The inverse tangent, in radians.

        See chainrule.atan().
        """
    def atan2(self, other: Tensor) -> Tensor:
        """The angle of the point (other, input), in radians from -pi to pi.

        See chainrule.atan2().
        """
    def atan2_(self, other: Tensor) -> Self:
        """The angle of the point (other, input), in radians from -pi to pi.

        See chainrule.atan2_().
        """
    def atan_(self) -> Self:
        """The inverse tangent, in radians.

        See chainrule.atan_().
        """
    def atanh(self) -> Tensor:
        """The inverse hyperbolic tangent, ``log((1 + input) / (1 - input)) / 2``.

        See chainrule.atanh().
        """
    def atanh_(self) -> Self:
        """The inverse hyperbolic tangent, ``log((1 + input) / (1 - input)) / 2``.

        See chainrule.atanh_().
        """
    def baddbmm(
        self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1
    ) -> Tensor:
        """``beta * input + alpha * (batch1 @ batch2)``, for batches ``(b, n, k)`` and ``(b, k, m)``.

        See chainrule.baddbmm().
        """
    def baddbmm_(
        self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1
    ) -> Self:
        """``beta * input + alpha * (batch1 @ batch2)``, for batches ``(b, n, k)`` and ``(b, k, m)``.

        See chainrule.baddbmm_().
        """
    @overload
    def bernoulli(self, *, generator: Generator | None = None) -> Tensor:
        """Ones, with the probabilities that the input gives, and zeros.

        See chainrule.bernoulli().
        """
    @overload
    def bernoulli(self, p: _float, *, generator: Generator | None = None) -> Tensor: ...
    @overload
    def bernoulli_(self, p: Tensor, *, generator: Generator | None = None) -> Self:
        """Fills the tensor with ones, with probability ``p``, and zeros.

        In place: see chainrule.bernoulli().
        """
    @overload
    def bernoulli_(self, p: _float = 0.5, *, generator: Generator | None = None) -> Self: ...
    def bincount(self, weights: Tensor | None = None, minlength: _int = 0) -> Tensor:
        """How often each integer occurs.

        See chainrule.bincount().
        """
    def bitwise_and(self, other: Tensor | Number) -> Tensor:
        """The bits that both elements have: ``input & other``.

        See chainrule.bitwise_and().
        """
    def bitwise_and_(self, other: Tensor | Number) -> Self:
        """The bits that both elements have: ``input & other``.

        See chainrule.bitwise_and_().
        """
    def bitwise_left_shift(self, other: Tensor | Number) -> Tensor:
        """``input << other``: times 2 to the power of ``other``.

        See chainrule.bitwise_left_shift().
        """
    def bitwise_left_shift_(self, other: Tensor | Number) -> Self:
        """``input << other``: times 2 to the power of ``other``.

        See chainrule.bitwise_left_shift_().
        """
    def bitwise_not(self) -> Tensor:
        """All bits inverted, ``~input``; of bool the logical not.

        See chainrule.bitwise_not().
        """
    def bitwise_not_(self) -> Self:
        """All bits inverted, ``~input``; of bool the logical not.

        See chainrule.bitwise_not_().
        """
    def bitwise_or(self, other: Tensor | Number) -> Tensor:
        """The bits that at least one of two elements has: ``input | other``.

        See chainrule.bitwise_or().
        """
    def bitwise_or_(self, other: Tensor | Number) -> Self:
        """The bits that at least one of two elements has: ``input | other``.

        See chainrule.bitwise_or_().
        """
    def bitwise_right_shift(self, other: Tensor | Number) -> Tensor:
        """``input >> other``: divided by 2 to the power of ``other``, rounded down.

        See chainrule.bitwise_right_shift().
        """
    def bitwise_right_shift_(self, other: Tensor | Number) -> Self:
        """``input >> other``: divided by 2 to the power of ``other``, rounded down.

        See chainrule.bitwise_right_shift_().
        """
    def bitwise_xor(self, other: Tensor | Number) -> Tensor:
        """The bits that exactly one of two elements has: ``input ^ other``.

        See chainrule.bitwise_xor().
        """
    def bitwise_xor_(self, other: Tensor | Number) -> Self:
        """The bits that exactly one of two elements has: ``input ^ other``.

        See chainrule.bitwise_xor_().
        """
    def bmm(self, mat2: Tensor) -> Tensor:
        """The products of two batches of matrices, ``(b, n, k)`` times ``(b, k, m)``.

        See chainrule.bmm().
        """
    @overload
    def broadcast_to(self, size: Sequence[_int]) -> Tensor:
        """Broadcasts ``input`` to a shape; the same as ``input.expand(size)``.

        See chainrule.broadcast_to().
        """
    @overload
    def broadcast_to(self, *size: _int) -> Tensor: ...
    def cauchy_(
        self, median: _float = 0, sigma: _float = 1, *, generator: Generator | None = None
    ) -> Self:
        r"""Fills the tensor with Cauchy numbers.

        .. math:: f(x) = \frac{1}{\pi} \frac{\sigma}{(x - median)^2 + \sigma^2}

        Args:
            median: the median.
            sigma: the half width at half maximum, positive.
            generator: where the numbers come from; the default generator if not given.

        Returns:
            The tensor itself. What it held has no part in the result: its gradient is zero.

        Raises:
            RuntimeError: ``sigma`` is not positive, or the dtype is an integer type.

        Example:
            >>> import chainrule as cr
            >>> cr.empty(2, 3).cauchy_().shape
            torch.Size([2, 3])
        """
    def ceil(self) -> Tensor:
        """The smallest integer not below every element.

        See chainrule.ceil().
        """
    def ceil_(self) -> Self:
        """The smallest integer not below every element.

        See chainrule.ceil_().
        """
    def cholesky(self, upper: _bool = False) -> Tensor:
        """The Cholesky factor: :func:`linalg.cholesky` is its successor.

        See chainrule.cholesky().
        """
    def cholesky_inverse(self, upper: _bool = False) -> Tensor:
        """The inverse of ``L L^H`` (or ``U^H U``), from the factor.

        See chainrule.cholesky_inverse().
        """
    def cholesky_solve(self, input2: Tensor, upper: _bool = False) -> Tensor:
        """X of ``L L^H X = input``, from the factor.

        See chainrule.cholesky_solve().
        """
    def chunk(self, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """Cuts ``input`` along ``dim`` into at most ``chunks`` parts of one size.

        See chainrule.chunk().
        """
    @overload
    def clamp(self, min: Tensor | None = None, max: Tensor | None = None) -> Tensor:
        """Every element, but at least ``min`` and at most ``max``.

        See chainrule.clamp().
        """
    @overload
    def clamp(self, min: Number | None = None, max: Number | None = None) -> Tensor: ...
    @overload
    def clamp_(self, min: Tensor | None = None, max: Tensor | None = None) -> Self:
        """Every element, but at least ``min`` and at most ``max``.

        See chainrule.clamp_().
        """
    @overload
    def clamp_(self, min: Number | None = None, max: Number | None = None) -> Self: ...
    @overload
    def clamp_max(self, max: Tensor) -> Tensor:
        """Every element, but at most ``max``.

        See chainrule.clamp_max().
        """
    @overload
    def clamp_max(self, max: Number) -> Tensor: ...
    @overload
    def clamp_max_(self, max: Tensor) -> Self:
        """Every element, but at most ``max``.

        See chainrule.clamp_max_().
        """
    @overload
    def clamp_max_(self, max: Number) -> Self: ...
    @overload
    def clamp_min(self, min: Tensor) -> Tensor:
        """Every element, but at least ``min``.

        See chainrule.clamp_min().
        """
    @overload
    def clamp_min(self, min: Number) -> Tensor: ...
    @overload
    def clamp_min_(self, min: Tensor) -> Self:
        """Every element, but at least ``min``.

        See chainrule.clamp_min_().
        """
    @overload
    def clamp_min_(self, min: Number) -> Self: ...
    @overload
    def clip(self, min: Tensor | None = None, max: Tensor | None = None) -> Tensor:
        """Every element, but at least ``min`` and at most ``max``.

        See chainrule.clip().
        """
    @overload
    def clip(self, min: Number | None = None, max: Number | None = None) -> Tensor: ...
    @overload
    def clip_(self, min: Tensor | None = None, max: Tensor | None = None) -> Self:
        """Every element, but at least ``min`` and at most ``max``.

        See chainrule.clip_().
        """
    @overload
    def clip_(self, min: Number | None = None, max: Number | None = None) -> Self: ...
    def clone(self, *, memory_format: _memory_format | None = None) -> Tensor:
        """A copy with memory of its own; gradients flow through it.

        See chainrule.clone().
        """
    def conj(self) -> Tensor:
        """The complex conjugate of every element; a real tensor itself.

        See chainrule.conj().
        """
    def conj_physical(self) -> Tensor:
        """The complex conjugate of every element, in memory of its own; a real tensor itself.

        See chainrule.conj_physical().
        """
    def conj_physical_(self) -> Self:
        """The complex conjugate of every element, in memory of its own; a real tensor itself.

        See chainrule.conj_physical_().
        """
    def contiguous(self, *, memory_format: _memory_format | None = None) -> Tensor:
        """The tensor itself if its elements lie in row-major order, else a copy in which they do.

        Example:
            >>> import chainrule as cr
            >>> x = cr.ones(2, 3).t()
            >>> x.is_contiguous(), x.contiguous().is_contiguous()
            (False, True)
        """
    def copysign(self, other: Tensor | Number) -> Tensor:
        """The magnitude of input with the sign of other, of -0.0 too.

        See chainrule.copysign().
        """
    def copysign_(self, other: Tensor | Number) -> Self:
        """The magnitude of input with the sign of other, of -0.0 too.

        See chainrule.copysign_().
        """
    def corrcoef(self) -> Tensor:
        """The matrix of Pearson's correlation coefficients of variables (rows) over observations (columns).

        See chainrule.corrcoef().
        """
    def cos(self) -> Tensor:
        """The cosine of every element, in radians.

        See chainrule.cos().
        """
    def cos_(self) -> Self:
        """The cosine of every element, in radians.

        See chainrule.cos_().
        """
    def cosh(self) -> Tensor:
        """The hyperbolic cosine, ``(exp(input) + exp(-input)) / 2``.

        See chainrule.cosh().
        """
    def cosh_(self) -> Self:
        """The hyperbolic cosine, ``(exp(input) + exp(-input)) / 2``.

        See chainrule.cosh_().
        """
    def count_nonzero(self, dim: _int | Sequence[_int] | None = None) -> Tensor:
        """How many elements are not zero, as int64.

        See chainrule.count_nonzero().
        """
    def cov(
        self,
        *,
        correction: _int = 1,
        fweights: Tensor | None = None,
        aweights: Tensor | None = None,
    ) -> Tensor:
        """The covariance matrix of variables (rows) over observations (columns).

        See chainrule.cov().
        """
    def cpu(self, memory_format: Any = None) -> Tensor:
        """The tensor itself: it is on the CPU already.

        >>> import chainrule as cr
        >>> x = cr.ones(2)
        >>> x.cpu() is x
        True
        """
    def cross(self, other: Tensor, dim: _int | None = None) -> Tensor:
        """The cross product of vectors of three elements.

        See chainrule.cross().
        """
    def cuda(self, *args: Any, **kwargs: Any) -> Tensor:
        """Raises AssertionError: there is only the CPU, as ``cuda.is_available()`` says.

        >>> import chainrule as cr
        >>> try:
        ...     cr.ones(2).cuda()
        ... except AssertionError:
        ...     print("there is only the CPU")
        there is only the CPU
        """
    def cummax(self, dim: _int) -> _results.cummax:
        """The running maximum along a dimension, and where it was met (the last of equal elements).

        See chainrule.cummax().
        """
    def cummin(self, dim: _int) -> _results.cummin:
        """The running minimum along a dimension, and where it was met (the last of equal elements).

        See chainrule.cummin().
        """
    def cumprod(self, dim: _int, *, dtype: _DType | None = None) -> Tensor:
        """The running product along a dimension: ``y[k] = x[0] * ... * x[k]``. Its gradient takes linear time and is right where
        there are zeros.

        See chainrule.cumprod().
        """
    def cumprod_(self, dim: _int, *, dtype: _DType | None = None) -> Self:
        """The running product along a dimension: ``y[k] = x[0] * ... * x[k]``. Its gradient takes linear time and is right where
        there are zeros.

        See chainrule.cumprod_().
        """
    def cumsum(self, dim: _int, *, dtype: _DType | None = None) -> Tensor:
        """The running sum along a dimension: ``y[k] = x[0] + ... + x[k]``.

        See chainrule.cumsum().
        """
    def cumsum_(self, dim: _int, *, dtype: _DType | None = None) -> Self:
        """The running sum along a dimension: ``y[k] = x[0] + ... + x[k]``.

        See chainrule.cumsum_().
        """
    def deg2rad(self) -> Tensor:
        """Degrees as radians, ``input * pi / 180``.

        See chainrule.deg2rad().
        """
    def deg2rad_(self) -> Self:
        """Degrees as radians, ``input * pi / 180``.

        See chainrule.deg2rad_().
        """
    def det(self) -> Tensor:
        """The determinant of square matrices. Its cotangent: ``conj(g det(A)) A^-H``, and the cofactors where A is singular.

        See chainrule.det().
        """
    def diag(self, diagonal: _int = 0) -> Tensor:
        """A matrix with the given diagonal, or the diagonal of a given matrix, as a copy.

        See chainrule.diag().
        """
    def diag_embed(self, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
        """Matrices whose diagonals are the vectors of the last dimension; zeros elsewhere.

        See chainrule.diag_embed().
        """
    def diagflat(self, offset: _int = 0) -> Tensor:
        """A matrix whose diagonal is the flattened input.

        See chainrule.diagflat().
        """
    def diagonal(self, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
        """The diagonal of the matrices in two dimensions, as a new last dimension.

        See chainrule.diagonal().
        """
    def diagonal_scatter(
        self, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1
    ) -> Tensor:
        """A copy of ``input`` with ``src`` on a diagonal.

        See chainrule.diagonal_scatter().
        """
    def diff(
        self,
        n: _int = 1,
        dim: _int = -1,
        prepend: Tensor | None = None,
        append: Tensor | None = None,
    ) -> Tensor:
        """The n-th difference of neighbours along a dimension: ``y[k] = x[k + 1] - x[k]``, n times over.

        See chainrule.diff().
        """
    def digamma(self) -> Tensor:
        """The derivative of lgamma; NaN at -1, -2 ..., minus infinity at 0 (plus at -0).

        See chainrule.digamma().
        """
    def digamma_(self) -> Self:
        """The derivative of lgamma; NaN at -1, -2 ..., minus infinity at 0 (plus at -0).

        See chainrule.digamma_().
        """
    def dim_order(self, ambiguity_check: Any = False) -> tuple[_int, ...]:
        """The dimensions from the slowest in memory to the fastest.

        Raises:
            RuntimeError: the order is not unique and ``ambiguity_check`` is set.

        >>> import chainrule as cr
        >>> cr.zeros(2, 3).t().dim_order()
        (1, 0)
        """
    def dist(self, other: Tensor, p: Number = 2) -> Tensor:
        """The p-norm of ``input - other``.

        See chainrule.dist().
        """
    def div(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """``input / other``, element by element.

        See chainrule.div().
        """
    def div_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Self:
        """``input / other``, element by element.

        See chainrule.div_().
        """
    def divide(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """``input / other``, element by element.

        See chainrule.divide().
        """
    def divide_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Self:
        """``input / other``, element by element.

        See chainrule.divide_().
        """
    def dot(self, tensor: Tensor) -> Tensor:
        """The dot product of two vectors, ``sum_i input[i] * tensor[i]``.

        See chainrule.dot().
        """
    @overload
    def dsplit(self, sections: _int) -> tuple[Tensor, ...]:
        """Cuts along depth: :func:`tensor_split` along dimension 2.

        See chainrule.dsplit().
        """
    @overload
    def dsplit(self, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
    def eig(self, *args: Any, **kwargs: Any) -> Any:
        """Removed: the error says what to write instead.

        Raises:
            RuntimeError: always.

        >>> import chainrule as cr
        >>> try:
        ...     cr.eig(cr.eye(2), cr.eye(2))
        ... except RuntimeError:
        ...     print("removed")
        removed
        """
    def eq(self, other: Tensor | Number) -> Tensor:
        """Where two elements are equal: ``input == other``, a bool tensor.

        See chainrule.eq().
        """
    def eq_(self, other: Tensor | Number) -> Self:
        """Where two elements are equal: ``input == other``, a bool tensor.

        See chainrule.eq_().
        """
    def equal(self, other: Tensor) -> _bool:
        """Whether both have the same shape and the same elements; NaN equals nothing.

        >>> import chainrule as cr
        >>> cr.equal(cr.tensor([1, 2]), cr.tensor([1, 2]))
        True
        """
    def erf(self) -> Tensor:
        """The error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to input``.

        See chainrule.erf().
        """
    def erf_(self) -> Self:
        """The error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to input``.

        See chainrule.erf_().
        """
    def erfc(self) -> Tensor:
        """``1 - erf(input)``, without cancellation for large elements.

        See chainrule.erfc().
        """
    def erfc_(self) -> Self:
        """``1 - erf(input)``, without cancellation for large elements.

        See chainrule.erfc_().
        """
    def erfinv(self) -> Tensor:
        """The inverse of the error function: infinite at -1 and 1, NaN beyond.

        See chainrule.erfinv().
        """
    def erfinv_(self) -> Self:
        """The inverse of the error function: infinite at -1 and 1, NaN beyond.

        See chainrule.erfinv_().
        """
    def exp(self) -> Tensor:
        """e to the power of every element.

        See chainrule.exp().
        """
    def exp2(self) -> Tensor:
        """2 to the power of every element.

        See chainrule.exp2().
        """
    def exp2_(self) -> Self:
        """2 to the power of every element.

        See chainrule.exp2_().
        """
    def exp_(self) -> Self:
        """e to the power of every element.

        See chainrule.exp_().
        """
    @overload
    def expand(self, size: Sequence[_int], *, implicit: _bool = False) -> Tensor:
        """Dimensions of size one repeated without copying: their stride becomes zero.

        Args:
            size: the new shape; -1 keeps a size, new dimensions come in front.
            implicit: accepted for compatibility.

        Returns:
            A view in which several elements may be one memory cell: copy it before writing to it.

        Raises:
            RuntimeError: a size differs from one that is not 1.

        Example:
            >>> import chainrule as cr
            >>> cr.tensor([[1], [2]]).expand(-1, 3)
            tensor([[1, 1, 1],
                    [2, 2, 2]])
        """
    @overload
    def expand(self, *size: _int, implicit: _bool = False) -> Tensor: ...
    def expand_as(self, other: Tensor) -> Tensor:
        """``expand`` to the shape of another tensor.

        Args:
            other: gives the shape.

        Returns:
            A view.

        Raises:
            RuntimeError: the shapes do not broadcast.

        Example:
            >>> import chainrule as cr
            >>> cr.tensor([1, 2]).expand_as(cr.zeros(2, 2))
            tensor([[1, 2],
                    [1, 2]])
        """
    def expm1(self) -> Tensor:
        """``exp(input) - 1``, exact for small elements too.

        See chainrule.expm1().
        """
    def expm1_(self) -> Self:
        """``exp(input) - 1``, exact for small elements too.

        See chainrule.expm1_().
        """
    def exponential_(self, lambd: _float = 1, *, generator: Generator | None = None) -> Self:
        r"""Fills the tensor with exponential numbers.

        .. math:: f(x) = \lambda e^{-\lambda x}

        Args:
            lambd: the rate, positive.
            generator: where the numbers come from; the default generator if not given.

        Returns:
            The tensor itself. What it held has no part in the result: its gradient is zero.

        Raises:
            RuntimeError: the rate is not positive, or the dtype is an integer type.

        Example:
            >>> import chainrule as cr
            >>> bool((cr.empty(100).exponential_() > 0).all())
            True
        """
    def fill_diagonal_(self, fill_value: Number, wrap: _bool = False) -> Self:
        """Sets the main diagonal to one value.

        Args:
            fill_value: the value.
            wrap: starts the diagonal anew below the square part of a tall matrix.

        Returns:
            The tensor itself.

        Raises:
            RuntimeError: fewer than two dimensions, or more than two of different sizes.

        Example:
            >>> import chainrule as cr
            >>> cr.zeros(2, 2).fill_diagonal_(1)
            tensor([[1., 0.],
                    [0., 1.]])
        """
    def fix(self) -> Tensor:
        """Every element without its fraction: rounded towards 0.

        See chainrule.fix().
        """
    def fix_(self) -> Self:
        """Every element without its fraction: rounded towards 0.

        See chainrule.fix_().
        """
    def flatten(self, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
        """Joins the dimensions from ``start_dim`` to ``end_dim`` into one.

        See chainrule.flatten().
        """
    @overload
    def flip(self, dims: Sequence[_int]) -> Tensor:
        """The elements of ``input`` in reverse order along the given dimensions, as a copy.

        See chainrule.flip().
        """
    @overload
    def flip(self, *dims: _int) -> Tensor: ...
    def fliplr(self) -> Tensor:
        """Columns in reverse order: :func:`flip` along dimension 1.

        See chainrule.fliplr().
        """
    def flipud(self) -> Tensor:
        """Rows in reverse order: :func:`flip` along dimension 0.

        See chainrule.flipud().
        """
    def float_power(self, exponent: Tensor | Number) -> Tensor:
        """input ** exponent, computed in float64 (complex128 for complex operands).

        See chainrule.float_power().
        """
    def float_power_(self, exponent: Tensor | Number) -> Self:
        """``float_power`` in place.

        In place: see chainrule.float_power().
        """
    def floor(self) -> Tensor:
        """The largest integer not above every element.

        See chainrule.floor().
        """
    def floor_(self) -> Self:
        """The largest integer not above every element.

        See chainrule.floor_().
        """
    def floor_divide(self, other: Tensor | Number) -> Tensor:
        """``floor(input / other)``; what ``//`` does. Integers stay integers.

        See chainrule.floor_divide().
        """
    def floor_divide_(self, other: Tensor | Number) -> Self:
        """``floor(input / other)``; what ``//`` does. Integers stay integers.

        See chainrule.floor_divide_().
        """
    def fmax(self, other: Tensor) -> Tensor:
        """The larger one of two elements; NaN only where both are. A tie's gradient goes to input.

        See chainrule.fmax().
        """
    def fmin(self, other: Tensor) -> Tensor:
        """The smaller one of two elements; NaN only where both are. A tie's gradient goes to input.

        See chainrule.fmin().
        """
    def fmod(self, other: Tensor | Number) -> Tensor:
        """C's ``fmod``: ``input - trunc(input / other) * other``, of the sign of ``input``.

        See chainrule.fmod().
        """
    def fmod_(self, other: Tensor | Number) -> Self:
        """C's ``fmod``: ``input - trunc(input / other) * other``, of the sign of ``input``.

        See chainrule.fmod_().
        """
    def frac(self) -> Tensor:
        """The fraction of every element, with its sign: ``input - trunc(input)``.

        See chainrule.frac().
        """
    def frac_(self) -> Self:
        """The fraction of every element, with its sign: ``input - trunc(input)``.

        See chainrule.frac_().
        """
    def frexp(self) -> _results.frexp:
        """The parts of ``input = mantissa * 2 ** exponent``, with the mantissa in [0.5, 1) but
        for its sign, and the exponent as int32. 0, infinities and NaN are their own mantissa.

        See chainrule.frexp().
        """
    def gather(self, dim: _int, index: Tensor, *, sparse_grad: _bool = False) -> Tensor:
        """Picks elements along ``dim``, one for each element of ``index``.

        See chainrule.gather().
        """
    def gcd(self, other: Tensor) -> Tensor:
        """The greatest common divisor of integers; gcd(0, 0) is 0.

        See chainrule.gcd().
        """
    def gcd_(self, other: Tensor) -> Self:
        """The greatest common divisor of integers; gcd(0, 0) is 0.

        See chainrule.gcd_().
        """
    def ge(self, other: Tensor | Number) -> Tensor:
        """Where elements of the first are larger or equal: ``input >= other``, a bool tensor.

        See chainrule.ge().
        """
    def ge_(self, other: Tensor | Number) -> Self:
        """Where elements of the first are larger or equal: ``input >= other``, a bool tensor.

        See chainrule.ge_().
        """
    def geometric_(self, p: _float, *, generator: Generator | None = None) -> Self:
        """Fills the tensor with numbers of trials up to the first success.

        .. math:: P(x = k) = (1 - p)^{k - 1} p

        Args:
            p: the probability of success, between 0 and 1.
            generator: where the numbers come from; the default generator if not given.

        Returns:
            The tensor itself. What it held has no part in the result: its gradient is zero.

        Raises:
            RuntimeError: ``p`` is not in (0, 1).

        Example:
            >>> import chainrule as cr
            >>> bool((cr.empty(100).geometric_(0.5) >= 1).all())
            True
        """
    def geqrf(self) -> _results.geqrf:
        """What LAPACK's geqrf leaves of ``A = Q R``: R on and above the diagonal of ``a``, below it the vectors of the
        reflectors ``I - tau v v^H`` whose product is Q. It has no derivative: :func:`linalg.qr` has.

        See chainrule.geqrf().
        """
    def ger(self, vec2: Tensor) -> Tensor:
        """All products of the elements of two vectors: ``out[i, j] = input[i] * vec2[j]``.

        See chainrule.ger().
        """
    def get_device(self) -> _int:
        """-1: the CPU has no number.

        >>> import chainrule as cr
        >>> cr.ones(2).get_device()
        -1
        """
    def greater(self, other: Tensor | Number) -> Tensor:
        """Where elements of the first are larger: ``input > other``, a bool tensor.

        See chainrule.greater().
        """
    def greater_(self, other: Tensor | Number) -> Self:
        """Where elements of the first are larger: ``input > other``, a bool tensor.

        See chainrule.greater_().
        """
    def greater_equal(self, other: Tensor | Number) -> Tensor:
        """Where elements of the first are larger or equal: ``input >= other``, a bool tensor.

        See chainrule.greater_equal().
        """
    def greater_equal_(self, other: Tensor | Number) -> Self:
        """Where elements of the first are larger or equal: ``input >= other``, a bool tensor.

        See chainrule.greater_equal_().
        """
    def gt(self, other: Tensor | Number) -> Tensor:
        """Where elements of the first are larger: ``input > other``, a bool tensor.

        See chainrule.gt().
        """
    def gt_(self, other: Tensor | Number) -> Self:
        """Where elements of the first are larger: ``input > other``, a bool tensor.

        See chainrule.gt_().
        """
    def hardshrink(self, lambd: _float = 0.5) -> Tensor:
        """Every element that is beyond ``lambd`` on either side, else 0.

        See chainrule.hardshrink().
        """
    def heaviside(self, values: Tensor) -> Tensor:
        """0 where input is negative, 1 where it is positive, values where it is 0. Has no
        derivative.

        See chainrule.heaviside().
        """
    def heaviside_(self, values: Tensor) -> Self:
        """0 where input is negative, 1 where it is positive, values where it is 0. Has no
        derivative.

        See chainrule.heaviside_().
        """
    def histc(self, bins: _int = 100, min: Number = 0, max: Number = 0) -> Tensor:
        """A histogram: how many elements lie in each of equally wide bins.

        See chainrule.histc().
        """
    @overload
    def histogram(
        self, bins: Tensor, *, weight: Tensor | None = None, density: _bool = False
    ) -> _results.histogram:
        """How many elements lie in each bin.

        See chainrule.histogram().
        """
    @overload
    def histogram(
        self,
        bins: _int = 100,
        *,
        range: Sequence[_float] | None = None,
        weight: Tensor | None = None,
        density: _bool = False,
    ) -> _results.histogram: ...
    @overload
    def hsplit(self, sections: _int) -> tuple[Tensor, ...]:
        """Cuts into columns: :func:`tensor_split` along dimension 1 (0 of a vector).

        See chainrule.hsplit().
        """
    @overload
    def hsplit(self, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
    def hypot(self, other: Tensor) -> Tensor:
        """sqrt(input**2 + other**2), without overflow on the way.

        See chainrule.hypot().
        """
    def hypot_(self, other: Tensor) -> Self:
        """sqrt(input**2 + other**2), without overflow on the way.

        See chainrule.hypot_().
        """
    def i0(self) -> Tensor:
        """The modified Bessel function of the first kind of order 0.

        See chainrule.i0().
        """
    def i0_(self) -> Self:
        """The modified Bessel function of the first kind of order 0.

        See chainrule.i0_().
        """
    def igamma(self, other: Tensor) -> Tensor:
        """The lower regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
        alone.

        See chainrule.igamma().
        """
    def igamma_(self, other: Tensor) -> Self:
        """The lower regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
        alone.

        See chainrule.igamma_().
        """
    def igammac(self, other: Tensor) -> Tensor:
        """The upper regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
        alone.

        See chainrule.igammac().
        """
    def igammac_(self, other: Tensor) -> Self:
        """The upper regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
        alone.

        See chainrule.igammac_().
        """
    def index_add(self, dim: _int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
        """A copy of ``input`` with ``alpha`` times slices of ``source`` added to those that ``index``
        names.

        See chainrule.index_add().
        """
    def index_add_(self, dim: _int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Self:
        """A copy of ``input`` with ``alpha`` times slices of ``source`` added to those that ``index``
        names.

        In place: see chainrule.index_add().
        """
    def index_copy(self, dim: _int, index: Tensor, source: Tensor) -> Tensor:
        """A copy of ``input`` whose slices that ``index`` names are those of ``source``.

        See chainrule.index_copy().
        """
    def index_copy_(self, dim: _int, index: Tensor, source: Tensor) -> Self:
        """A copy of ``input`` whose slices that ``index`` names are those of ``source``.

        In place: see chainrule.index_copy().
        """
    def index_fill(self, dim: _int, index: Tensor, value: Tensor | Number) -> Tensor:
        """A copy of ``input`` with one value in the slices that ``index`` names.

        See chainrule.index_fill().
        """
    def index_fill_(self, dim: _int, index: Tensor, value: Tensor | Number) -> Self:
        """A copy of ``input`` with one value in the slices that ``index`` names.

        In place: see chainrule.index_fill().
        """
    def index_put(
        self, indices: Sequence[Tensor], values: Tensor, accumulate: _bool = False
    ) -> Tensor:
        """Puts ``values`` where ``indices`` point: a copy of what ``x[indices] = values`` makes of x.

        See chainrule.index_put().
        """
    def index_put_(
        self, indices: Sequence[Tensor], values: Tensor, accumulate: _bool = False
    ) -> Self:
        """Puts ``values`` where ``indices`` point: a copy of what ``x[indices] = values`` makes of x.

        See chainrule.index_put_().
        """
    def index_reduce(
        self, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True
    ) -> Tensor:
        """A copy of ``input`` with slices of ``source`` combined into those that ``index`` names.

        See chainrule.index_reduce().
        """
    def index_reduce_(
        self, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True
    ) -> Self:
        """A copy of ``input`` with slices of ``source`` combined into those that ``index`` names.

        In place: see chainrule.index_reduce().
        """
    def index_select(self, dim: _int, index: Tensor) -> Tensor:
        """The slices of ``input`` along ``dim`` that ``index`` names, as a copy.

        See chainrule.index_select().
        """
    def inner(self, other: Tensor) -> Tensor:
        """Dot products along the last dimensions, ``sum_k input[..., k] * other[..., k]``.

        See chainrule.inner().
        """
    def inverse(self) -> Tensor:
        """The inverse of square matrices: :func:`linalg.inv`.

        See chainrule.inverse().
        """
    def is_conj(self) -> Any:
        """Does the tensor still have to be conjugated? False: :func:`conj` computes at once.

        See chainrule.is_conj().
        """
    def is_distributed(self) -> _bool:
        """False: a tensor lies in one process.

        >>> import chainrule as cr
        >>> cr.ones(2).is_distributed()
        False
        """
    def is_neg(self) -> Any:
        """Does the tensor still have to be negated? False: negatives are computed at once.

        See chainrule.is_neg().
        """
    def is_nonzero(self) -> _bool:
        """Whether the one element is not zero.

        Raises:
            RuntimeError: there is none, or more than one.

        >>> import chainrule as cr
        >>> cr.tensor([2.0]).is_nonzero()
        True
        """
    def is_pinned(self, device: Any = None) -> _bool:
        """False.

        >>> import chainrule as cr
        >>> cr.ones(2).is_pinned()
        False
        """
    def is_same_size(self, other: Tensor) -> _bool:
        """Whether both have one shape.

        >>> import chainrule as cr
        >>> cr.ones(2).is_same_size(cr.ones(1, 2))
        False
        """
    def is_set_to(self, tensor: Tensor) -> _bool:
        """Whether both are the same window on the same storage.

        >>> import chainrule as cr
        >>> x = cr.ones(2)
        >>> x.is_set_to(x.view(2)), x.is_set_to(x.clone())
        (True, False)
        """
    def is_shared(self) -> _bool:
        """False: the memory belongs to this process alone.

        >>> import chainrule as cr
        >>> cr.ones(2).is_shared()
        False
        """
    def isclose(
        self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False
    ) -> Tensor:
        """True where ``|input - other| <= atol + rtol * |other|``; infinities are close to themselves
        alone.

        Raises:
            RuntimeError: the dtypes differ, or a tolerance is negative.

        >>> import chainrule as cr
        >>> cr.isclose(cr.tensor([1.0, 2.0]), cr.tensor([1.0, 2.1]))
        tensor([ True, False])
        """
    def isfinite(self) -> Tensor:
        """True where an element is neither infinite nor NaN.

        See chainrule.isfinite().
        """
    def isinf(self) -> Tensor:
        """True where an element is plus or minus infinity.

        See chainrule.isinf().
        """
    def isnan(self) -> Tensor:
        """True where an element is NaN, or a part of a complex one.

        See chainrule.isnan().
        """
    def isneginf(self) -> Tensor:
        """True where an element is minus infinity.

        See chainrule.isneginf().
        """
    def isposinf(self) -> Tensor:
        """True where an element is plus infinity.

        See chainrule.isposinf().
        """
    def isreal(self) -> Tensor:
        """True where an element is real: its imaginary part is zero, or its dtype has none.

        See chainrule.isreal().
        """
    def istft(self, *args: Any, **kwargs: Any) -> Tensor:
        """The inverse of stft(); see :func:`chainrule.istft`.

        >>> import chainrule as cr
        >>> frames = cr.ones(8).stft(4, window=cr.ones(4), return_complex=True)
        >>> bool(cr.dist(frames.istft(4, window=cr.ones(4)), cr.ones(8)) < 1e-5)
        True
        """
    def kron(self, other: Tensor) -> Tensor:
        """The Kronecker product: every element of ``input`` times the whole of ``other``, as blocks.

        See chainrule.kron().
        """
    def kthvalue(self, k: _int, dim: _int = -1, keepdim: _bool = False) -> _results.kthvalue:
        """The k-th smallest element along a dimension (k counts from 1), and its index.

        See chainrule.kthvalue().
        """
    def lcm(self, other: Tensor) -> Tensor:
        """The least common multiple of integers, 0 where one of them is 0.

        See chainrule.lcm().
        """
    def lcm_(self, other: Tensor) -> Self:
        """The least common multiple of integers, 0 where one of them is 0.

        See chainrule.lcm_().
        """
    def ldexp(self, other: Tensor) -> Tensor:
        """input * 2**other.

        See chainrule.ldexp().
        """
    def ldexp_(self, other: Tensor) -> Self:
        """input * 2**other.

        See chainrule.ldexp_().
        """
    def le(self, other: Tensor | Number) -> Tensor:
        """Where elements of the first are smaller or equal: ``input <= other``, a bool tensor.

        See chainrule.le().
        """
    def le_(self, other: Tensor | Number) -> Self:
        """Where elements of the first are smaller or equal: ``input <= other``, a bool tensor.

        See chainrule.le_().
        """
    def lerp(self, end: Tensor, weight: Tensor | Number) -> Tensor:
        """A point between two: ``input + weight * (end - input)``.

        See chainrule.lerp().
        """
    def lerp_(self, end: Tensor, weight: Tensor | Number) -> Self:
        """A point between two: ``input + weight * (end - input)``.

        See chainrule.lerp_().
        """
    def less(self, other: Tensor | Number) -> Tensor:
        """Where elements of the first are smaller: ``input < other``, a bool tensor.

        See chainrule.less().
        """
    def less_(self, other: Tensor | Number) -> Self:
        """Where elements of the first are smaller: ``input < other``, a bool tensor.

        See chainrule.less_().
        """
    def less_equal(self, other: Tensor | Number) -> Tensor:
        """Where elements of the first are smaller or equal: ``input <= other``, a bool tensor.

        See chainrule.less_equal().
        """
    def less_equal_(self, other: Tensor | Number) -> Self:
        """Where elements of the first are smaller or equal: ``input <= other``, a bool tensor.

        See chainrule.less_equal_().
        """
    def lgamma(self) -> Tensor:
        """The logarithm of the absolute value of the gamma function; inf at 0, -1, -2 ...

        See chainrule.lgamma().
        """
    def lgamma_(self) -> Self:
        """The logarithm of the absolute value of the gamma function; inf at 0, -1, -2 ...

        See chainrule.lgamma_().
        """
    def log(self) -> Tensor:
        """The natural logarithm of every element; -inf at 0, NaN below.

        See chainrule.log().
        """
    def log10(self) -> Tensor:
        """The logarithm to base 10; -inf at 0, NaN below.

        See chainrule.log10().
        """
    def log10_(self) -> Self:
        """The logarithm to base 10; -inf at 0, NaN below.

        See chainrule.log10_().
        """
    def log1p(self) -> Tensor:
        """``log(1 + input)``, exact for small elements too; -inf at -1, NaN below.

        See chainrule.log1p().
        """
    def log1p_(self) -> Self:
        """``log(1 + input)``, exact for small elements too; -inf at -1, NaN below.

        See chainrule.log1p_().
        """
    def log2(self) -> Tensor:
        """The logarithm to base 2; -inf at 0, NaN below.

        See chainrule.log2().
        """
    def log2_(self) -> Self:
        """The logarithm to base 2; -inf at 0, NaN below.

        See chainrule.log2_().
        """
    def log_(self) -> Self:
        """The natural logarithm of every element; -inf at 0, NaN below.

        See chainrule.log_().
        """
    def log_normal_(
        self, mean: _float = 1, std: _float = 2, *, generator: Generator | None = None
    ) -> Self:
        """Fills the tensor with numbers whose logarithm is normal.

        Args:
            mean: the mean of the logarithm.
            std: the standard deviation of the logarithm, positive.
            generator: where the numbers come from; the default generator if not given.

        Returns:
            The tensor itself. What it held has no part in the result: its gradient is zero.

        Raises:
            RuntimeError: ``std`` is not positive, or the dtype is an integer type.

        Example:
            >>> import chainrule as cr
            >>> bool((cr.empty(100).log_normal_() > 0).all())
            True
        """
    def log_softmax(self, dim: _int, dtype: _DType | None = None) -> Tensor:
        """``x - log(sum(exp(x)))`` along a dimension: the logarithm of :func:`softmax`, but exact where that is tiny.

        See chainrule.log_softmax().
        """
    def logaddexp(self, other: Tensor) -> Tensor:
        """log(exp(input) + exp(other)), without overflow.

        See chainrule.logaddexp().
        """
    def logaddexp2(self, other: Tensor) -> Tensor:
        """log2(2**input + 2**other), without overflow.

        See chainrule.logaddexp2().
        """
    def logcumsumexp(self, dim: _int) -> Tensor:
        """The logarithm of the running sum of exponentials: ``y[k] = log(exp(x[0]) + ... + exp(x[k]))``, without overflow.

        See chainrule.logcumsumexp().
        """
    def logdet(self) -> Tensor:
        """The logarithm of the determinant: NaN where that is negative, -inf where it is 0.

        See chainrule.logdet().
        """
    def logical_and(self, other: Tensor) -> Tensor:
        """Where both elements differ from zero, a bool tensor.

        See chainrule.logical_and().
        """
    def logical_and_(self, other: Tensor) -> Self:
        """Where both elements differ from zero, a bool tensor.

        See chainrule.logical_and_().
        """
    def logical_not(self) -> Tensor:
        """True where an element is zero.

        See chainrule.logical_not().
        """
    def logical_not_(self) -> Self:
        """True where an element is zero.

        See chainrule.logical_not_().
        """
    def logical_or(self, other: Tensor) -> Tensor:
        """Where at least one of two elements differs from zero, a bool tensor.

        See chainrule.logical_or().
        """
    def logical_or_(self, other: Tensor) -> Self:
        """Where at least one of two elements differs from zero, a bool tensor.

        See chainrule.logical_or_().
        """
    def logical_xor(self, other: Tensor) -> Tensor:
        """Where exactly one of two elements differs from zero, a bool tensor.

        See chainrule.logical_xor().
        """
    def logical_xor_(self, other: Tensor) -> Self:
        """Where exactly one of two elements differs from zero, a bool tensor.

        See chainrule.logical_xor_().
        """
    def logit(self, eps: _float | None = None) -> Tensor:
        """log(input / (1 - input)), the inverse of sigmoid.

        See chainrule.logit().
        """
    def logit_(self, eps: _float | None = None) -> Self:
        """log(input / (1 - input)), the inverse of sigmoid.

        See chainrule.logit_().
        """
    def logsumexp(self, dim: _int | Sequence[_int], keepdim: _bool = False) -> Tensor:
        """The logarithm of the sum of exponentials along the dimensions ``dim``, without overflow.

        See chainrule.logsumexp().
        """
    def lstsq(self, *args: Any, **kwargs: Any) -> Any:
        """Removed: the error says what to write instead.

        Raises:
            RuntimeError: always.

        >>> import chainrule as cr
        >>> try:
        ...     cr.lstsq(cr.eye(2), cr.eye(2))
        ... except RuntimeError:
        ...     print("removed")
        removed
        """
    def lt(self, other: Tensor | Number) -> Tensor:
        """Where elements of the first are smaller: ``input < other``, a bool tensor.

        See chainrule.lt().
        """
    def lt_(self, other: Tensor | Number) -> Self:
        """Where elements of the first are smaller: ``input < other``, a bool tensor.

        See chainrule.lt_().
        """
    def lu(self, pivot: _bool = True, get_infos: _bool = False, out: Any = None) -> Any:
        """The packed factors of ``A = P L U`` and the row exchanges; ``linalg.lu_factor`` is its
        successor.

        Args:
            A: (*, m, n), floating point or complex.
            pivot: must stay True on the CPU.
            get_infos: also returns, for each matrix, the place of the first zero on U's diagonal (0 for
                none).

        Raises:
            RuntimeError: integers, or fewer than two dimensions.

        >>> import chainrule as cr
        >>> LU, pivots = cr.lu(cr.tensor([[1.0, 2.0], [2.0, 2.0]]))
        >>> LU
        tensor([[2.0000, 2.0000],
                [0.5000, 1.0000]])
        """
    def lu_solve(self, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
        """X of ``A X = input``, from the factors of A; :func:`linalg.lu_solve` with the arguments in another order.

        See chainrule.lu_solve().
        """
    def map_(self, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
        """Replaces every element by ``callable(element, that of tensor)``. Slow: one Python call an
        element.

        >>> import chainrule as cr
        >>> cr.tensor([1.0, 2.0]).map_(cr.tensor([3.0, 5.0]), lambda a, b: a * b)
        tensor([ 3., 10.])
        """
    def masked_fill(self, mask: Tensor, value: Tensor | Number) -> Tensor:
        """A copy of ``input`` with ``value`` wherever ``mask`` is true.

        See chainrule.masked_fill().
        """
    def masked_fill_(self, mask: Tensor, value: Tensor | Number) -> Self:
        """A copy of ``input`` with ``value`` wherever ``mask`` is true.

        In place: see chainrule.masked_fill().
        """
    def masked_scatter(self, mask: Tensor, source: Tensor) -> Tensor:
        """A copy of ``input`` whose elements where ``mask`` is true are those of ``source``, in order.

        See chainrule.masked_scatter().
        """
    def masked_scatter_(self, mask: Tensor, source: Tensor) -> Self:
        """A copy of ``input`` whose elements where ``mask`` is true are those of ``source``, in order.

        In place: see chainrule.masked_scatter().
        """
    def masked_select(self, mask: Tensor) -> Tensor:
        """The elements of ``input`` where ``mask`` is true, in one dimension.

        See chainrule.masked_select().
        """
    def matmul(self, other: Tensor) -> Tensor:
        """The matrix product of two tensors; what ``@`` does.

        See chainrule.matmul().
        """
    def matrix_exp(self) -> Tensor:
        """The exponential of square matrices, ``I + A + A^2 / 2 + ...``, by scaling and squaring.

        See chainrule.matrix_exp().
        """
    def matrix_power(self, n: _int) -> Tensor:
        """The n-th power of square matrices, by repeated squaring; negative powers are those of the inverse.

        See chainrule.matrix_power().
        """
    @overload
    def max(self) -> Tensor:
        """``max(input)`` is the largest element; ``max(input, dim)`` the largest along a dimension together with its index;
        ``max(input, other)`` the larger of two tensors, element by element.

        See chainrule.max().
        """
    @overload
    def max(self, other: Tensor) -> Tensor: ...
    @overload
    def max(self, dim: _int, keepdim: _bool = False) -> _results.max: ...
    def maximum(self, other: Tensor) -> Tensor:
        """The larger of two elements; NaN where either is NaN.

        See chainrule.maximum().
        """
    @overload
    def mean(self, *, dtype: _DType | None = None) -> Tensor:
        """The mean of all elements, or of those along the dimensions ``dim``.

        See chainrule.mean().
        """
    @overload
    def mean(
        self,
        dim: _int | Sequence[_int] | None,
        keepdim: _bool = False,
        *,
        dtype: _DType | None = None,
    ) -> Tensor: ...
    @overload
    def median(self) -> Tensor:
        """The median: of an even number of elements the lower of the two in the middle. ``median(input, dim)`` also gives its index.
        NaN if there is one.

        See chainrule.median().
        """
    @overload
    def median(self, dim: _int, keepdim: _bool = False) -> _results.median: ...
    @overload
    def min(self) -> Tensor:
        """``min(input)`` is the smallest element; ``min(input, dim)`` the smallest along a dimension together with its index;
        ``min(input, other)`` the smaller of two tensors, element by element.

        See chainrule.min().
        """
    @overload
    def min(self, other: Tensor) -> Tensor: ...
    @overload
    def min(self, dim: _int, keepdim: _bool = False) -> _results.min: ...
    def minimum(self, other: Tensor) -> Tensor:
        """The smaller of two elements; NaN where either is NaN.

        See chainrule.minimum().
        """
    def mm(self, mat2: Tensor) -> Tensor:
        """The product of two matrices, ``(n, k)`` times ``(k, m)``, without broadcasting.

        See chainrule.mm().
        """
    def mode(self, dim: _int = -1, keepdim: _bool = False) -> _results.mode:
        """The most frequent element along a dimension (the smallest of several), and an index of it.

        See chainrule.mode().
        """
    @overload
    def moveaxis(self, source: _int, destination: _int) -> Tensor:
        """Moves dimensions of ``input`` to new places; the others keep their order.

        See chainrule.moveaxis().
        """
    @overload
    def moveaxis(self, source: Sequence[_int], destination: Sequence[_int]) -> Tensor: ...
    @overload
    def movedim(self, source: _int, destination: _int) -> Tensor:
        """Moves dimensions of ``input`` to new places; the others keep their order.

        See chainrule.movedim().
        """
    @overload
    def movedim(self, source: Sequence[_int], destination: Sequence[_int]) -> Tensor: ...
    def msort(self) -> Tensor:
        """The elements in order along the first dimension.

        See chainrule.msort().
        """
    def mul(self, other: Tensor | Number) -> Tensor:
        """``input * other``, element by element.

        See chainrule.mul().
        """
    def multinomial(
        self, num_samples: _int, replacement: _bool = False, *, generator: Generator | None = None
    ) -> Tensor:
        """Indices drawn by weight from each row.

        See chainrule.multinomial().
        """
    def multiply(self, other: Tensor | Number) -> Tensor:
        """``input * other``, element by element.

        See chainrule.multiply().
        """
    def multiply_(self, other: Tensor | Number) -> Self:
        """``input * other``, element by element.

        See chainrule.multiply_().
        """
    def mv(self, vec: Tensor) -> Tensor:
        """The product of a matrix and a vector, ``(n, k)`` times ``(k,)``.

        See chainrule.mv().
        """
    def mvlgamma(self, p: _int) -> Tensor:
        """The logarithm of the p-variate gamma function,
        ``p (p - 1) / 4 log(pi) + sum of lgamma(input - j / 2) for j = 0 ... p - 1``.

        See chainrule.mvlgamma().
        """
    def mvlgamma_(self, p: _int) -> Self:
        """The logarithm of the p-variate gamma function,
        ``p (p - 1) / 4 log(pi) + sum of lgamma(input - j / 2) for j = 0 ... p - 1``.

        See chainrule.mvlgamma_().
        """
    def nan_to_num(
        self, nan: _float | None = 0.0, posinf: _float | None = None, neginf: _float | None = None
    ) -> Tensor:
        """NaN and infinities replaced by numbers.

        See chainrule.nan_to_num().
        """
    def nan_to_num_(
        self, nan: _float | None = 0.0, posinf: _float | None = None, neginf: _float | None = None
    ) -> Self:
        """NaN and infinities replaced by numbers.

        See chainrule.nan_to_num_().
        """
    def nanmean(
        self,
        dim: _int | Sequence[_int] | None = None,
        keepdim: _bool = False,
        *,
        dtype: _DType | None = None,
    ) -> Tensor:
        """The mean of the elements that are not NaN; NaN where there are none.

        See chainrule.nanmean().
        """
    @overload
    def nanmedian(self) -> Tensor:
        """The median of the elements that are not NaN; see :func:`median`.

        See chainrule.nanmedian().
        """
    @overload
    def nanmedian(self, dim: _int, keepdim: _bool = False) -> _results.nanmedian: ...
    @overload
    def nanquantile(
        self,
        q: Tensor,
        dim: _int | None = None,
        keepdim: _bool = False,
        *,
        interpolation: str = "linear",
    ) -> Tensor:
        """The q-th quantiles of the elements that are not NaN; see :func:`quantile`.

        See chainrule.nanquantile().
        """
    @overload
    def nanquantile(
        self,
        q: _float,
        dim: _int | None = None,
        keepdim: _bool = False,
        *,
        interpolation: str = "linear",
    ) -> Tensor: ...
    def nansum(
        self,
        dim: _int | Sequence[_int] | None = None,
        keepdim: _bool = False,
        *,
        dtype: _DType | None = None,
    ) -> Tensor:
        """The sum with NaN taken as zero.

        See chainrule.nansum().
        """
    @overload
    def narrow(self, dim: _int, start: _int, length: _int) -> Tensor:
        """The ``length`` elements of dimension ``dim`` that begin at ``start``.

        See chainrule.narrow().
        """
    @overload
    def narrow(self, dim: _int, start: Tensor, length: _int) -> Tensor: ...
    def narrow_copy(self, dim: _int, start: _int, length: _int) -> Tensor:
        """:func:`narrow`, as a copy.

        See chainrule.narrow_copy().
        """
    def ne(self, other: Tensor | Number) -> Tensor:
        """Where two elements differ: ``input != other``, a bool tensor.

        See chainrule.ne().
        """
    def ne_(self, other: Tensor | Number) -> Self:
        """Where two elements differ: ``input != other``, a bool tensor.

        See chainrule.ne_().
        """
    def neg(self) -> Tensor:
        """The negative of every element, ``-input``.

        See chainrule.neg().
        """
    def neg_(self) -> Self:
        """The negative of every element, ``-input``.

        See chainrule.neg_().
        """
    def negative(self) -> Tensor:
        """The negative of every element, ``-input``.

        See chainrule.negative().
        """
    def negative_(self) -> Self:
        """The negative of every element, ``-input``.

        See chainrule.negative_().
        """
    def new(self, *args: Any, device: Any = None) -> Tensor:
        """A tensor of the same type: ``x.new(2, 3)`` is uninitialised, ``x.new([1, 2])`` has values.
        ``new_empty``, ``new_zeros`` and ``new_tensor`` say which is meant.

        >>> import chainrule as cr
        >>> cr.ones(3, dtype=cr.float64).new([1, 2])
        tensor([1., 2.], dtype=torch.float64)
        """
    @overload
    def new_empty(
        self,
        size: Sequence[_int],
        *,
        dtype: _DType | None = None,
        layout: _layout | None = None,
        device: _Device | None = None,
        pin_memory: _bool | None = False,
        requires_grad: _bool = False,
    ) -> Tensor:
        """An uninitialised tensor of this tensor's dtype.

        Args:
            size: the shape.
            dtype: by default that of the tensor.
            layout, device, pin_memory: accepted for compatibility.
            requires_grad: whether gradients are recorded.

        Returns:
            A new tensor.

        Example:
            >>> import chainrule as cr
            >>> cr.tensor([1]).new_empty(2, 3).dtype
            torch.int64
        """
    @overload
    def new_empty(
        self,
        *size: _int,
        dtype: _DType | None = None,
        layout: _layout | None = None,
        device: _Device | None = None,
        pin_memory: _bool | None = False,
        requires_grad: _bool = False,
    ) -> Tensor: ...
    def new_empty_strided(
        self,
        size: Sequence[_int],
        stride: Sequence[_int],
        *,
        dtype: _DType | None = None,
        layout: _layout | None = None,
        device: _Device | None = None,
        pin_memory: _bool | None = False,
        requires_grad: _bool = False,
    ) -> Tensor:
        """An uninitialised tensor of this tensor's dtype with given strides.

        Args:
            size: the shape.
            stride: one stride for each size, in elements.
            dtype: by default that of the tensor.
            layout, device, pin_memory: accepted for compatibility.
            requires_grad: whether gradients are recorded.

        Returns:
            A new tensor.

        Raises:
            RuntimeError: the lists differ in length, or a size or a stride is negative.

        Example:
            >>> import chainrule as cr
            >>> cr.tensor([1]).new_empty_strided((2, 3), (1, 2)).stride()
            (1, 2)
        """
    def new_full(
        self,
        size: Sequence[_int],
        fill_value: Number,
        *,
        dtype: _DType | None = None,
        layout: _layout | None = None,
        device: _Device | None = None,
        pin_memory: _bool | None = False,
        requires_grad: _bool = False,
    ) -> Tensor:
        """One value, of this tensor's dtype.

        Args:
            size: the shape.
            fill_value: the value.
            dtype: by default that of the tensor.
            layout, device, pin_memory: accepted for compatibility.
            requires_grad: whether gradients are recorded.

        Returns:
            A new tensor.

        Raises:
            RuntimeError: the dtype has no room for the value.

        Example:
            >>> import chainrule as cr
            >>> cr.tensor([1.0]).new_full((2,), 3)
            tensor([3., 3.])
        """
    @overload
    def new_ones(
        self,
        size: Sequence[_int],
        *,
        dtype: _DType | None = None,
        layout: _layout | None = None,
        device: _Device | None = None,
        pin_memory: _bool | None = False,
        requires_grad: _bool = False,
    ) -> Tensor:
        """Ones of this tensor's dtype.

        Args:
            size: the shape.
            dtype: by default that of the tensor.
            layout, device, pin_memory: accepted for compatibility.
            requires_grad: whether gradients are recorded.

        Returns:
            A new tensor.

        Example:
            >>> import chainrule as cr
            >>> cr.tensor([2]).new_ones(2)
            tensor([1, 1])
        """
    @overload
    def new_ones(
        self,
        *size: _int,
        dtype: _DType | None = None,
        layout: _layout | None = None,
        device: _Device | None = None,
        pin_memory: _bool | None = False,
        requires_grad: _bool = False,
    ) -> Tensor: ...
    def new_tensor(
        self,
        data: Any,
        *,
        dtype: Any = None,
        device: Any = None,
        requires_grad: _bool = False,
        layout: Any = None,
        pin_memory: _bool = False,
    ) -> Tensor:
        """A new tensor that holds a copy of ``data``, in this tensor's dtype by default.

        >>> import chainrule as cr
        >>> cr.zeros(1).new_tensor([1, 2])
        tensor([1., 2.])
        """
    @overload
    def new_zeros(
        self,
        size: Sequence[_int],
        *,
        dtype: _DType | None = None,
        layout: _layout | None = None,
        device: _Device | None = None,
        pin_memory: _bool | None = False,
        requires_grad: _bool = False,
    ) -> Tensor:
        """Zeros of this tensor's dtype.

        Args:
            size: the shape.
            dtype: by default that of the tensor.
            layout, device, pin_memory: accepted for compatibility.
            requires_grad: whether gradients are recorded.

        Returns:
            A new tensor.

        Example:
            >>> import chainrule as cr
            >>> cr.tensor([1]).new_zeros(2)
            tensor([0, 0])
        """
    @overload
    def new_zeros(
        self,
        *size: _int,
        dtype: _DType | None = None,
        layout: _layout | None = None,
        device: _Device | None = None,
        pin_memory: _bool | None = False,
        requires_grad: _bool = False,
    ) -> Tensor: ...
    def nextafter(self, other: Tensor) -> Tensor:
        """The next number after input that its type has, on the way to other.

        See chainrule.nextafter().
        """
    def nextafter_(self, other: Tensor) -> Self:
        """The next number after input that its type has, on the way to other.

        See chainrule.nextafter_().
        """
    def nonzero(self, *, as_tuple: _bool = False) -> Any:
        """The indices of the elements that are not zero, in row-major order.

        See chainrule.nonzero().
        """
    @overload
    def norm(
        self,
        p: str = "fro",
        dim: _int | Sequence[_int] | None = None,
        keepdim: _bool = False,
        dtype: _DType | None = None,
    ) -> Tensor:
        """The norm of all elements or along the dimensions ``dim``: a number ``p`` as in :func:`linalg.vector_norm`, 'fro' the same
        as 2, 'nuc' the sum of singular values of matrices.

        See chainrule.norm().
        """
    @overload
    def norm(
        self,
        p: Number | None,
        dim: _int | Sequence[_int] | None = None,
        keepdim: _bool = False,
        dtype: _DType | None = None,
    ) -> Tensor: ...
    def normal_(
        self, mean: _float = 0, std: _float = 1, *, generator: Generator | None = None
    ) -> Self:
        """Fills the tensor with normal numbers.

        In place: see chainrule.normal().
        """
    def not_equal(self, other: Tensor | Number) -> Tensor:
        """Where two elements differ: ``input != other``, a bool tensor.

        See chainrule.not_equal().
        """
    def not_equal_(self, other: Tensor | Number) -> Self:
        """Where two elements differ: ``input != other``, a bool tensor.

        See chainrule.not_equal_().
        """
    def numpy(self, *, force: _bool = False) -> numpy.ndarray[Any, Any]:
        """A NumPy array on the tensor's memory.

        Args:
            force: detach (and copy where needed) instead of complaining.

        Raises:
            RuntimeError: the tensor requires grad.
            TypeError: bfloat16 or complex32, which NumPy does not have.

        >>> import chainrule as cr
        >>> cr.ones(2).numpy()
        array([1., 1.], dtype=float32)
        """
    def orgqr(self, input2: Tensor) -> Tensor:
        """The first n columns of a product of Householder reflectors ``I - tau[i] v v^H``, v with i zeros, a one, and what stands
        below the diagonal in column i: Q out of what :func:`geqrf` returns.

        See chainrule.orgqr().
        """
    def ormqr(
        self, input2: Tensor, input3: Tensor, left: _bool = True, transpose: _bool = False
    ) -> Tensor:
        """``op(Q) input3``, or ``input3 op(Q)``, with Q the product of the reflectors that :func:`geqrf` returned.

        See chainrule.ormqr().
        """
    def outer(self, vec2: Tensor) -> Tensor:
        """All products of the elements of two vectors: ``out[i, j] = input[i] * vec2[j]``.

        See chainrule.outer().
        """
    @overload
    def permute(self, dims: Sequence[_int]) -> Tensor:
        """A view of ``input`` with its dimensions in the order ``dims``.

        See chainrule.permute().
        """
    @overload
    def permute(self, *dims: _int) -> Tensor: ...
    def pin_memory(self, *args: Any, **kwargs: Any) -> Tensor:
        """The tensor itself: accepted for programs that move or share tensors.

        >>> import chainrule as cr
        >>> x = cr.ones(2)
        >>> x.resolve_conj() is x
        True
        """
    def pinverse(self, rcond: _float = 1e-15) -> Tensor:
        """The pseudoinverse of matrices: :func:`linalg.pinv` is its successor.

        See chainrule.pinverse().
        """
    def polygamma(self, n: _int) -> Tensor: ...
    def polygamma_(self, n: _int) -> Self: ...
    def positive(self) -> Tensor:
        """The tensor itself, as ``+input``.

        See chainrule.positive().
        """
    def pow(self, exponent: Tensor | Number) -> Tensor:
        """``input ** exponent``, element by element; either may be a number.

        See chainrule.pow().
        """
    def pow_(self, exponent: Tensor | Number) -> Self:
        """``input ** exponent``, element by element; either may be a number.

        See chainrule.pow_().
        """
    @overload
    def prod(self, *, dtype: _DType | None = None) -> Tensor:
        """The product of all elements, or of those along the dimension ``dim``. Its gradient takes linear time and is right where
        there are zeros.

        See chainrule.prod().
        """
    @overload
    def prod(self, dim: _int, keepdim: _bool = False, *, dtype: _DType | None = None) -> Tensor: ...
    def put(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
        """A copy of ``input`` with elements of ``source`` at the places of the flattened input that
        ``index`` names.

        See chainrule.put().
        """
    def put_(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Self:
        """A copy of ``input`` with elements of ``source`` at the places of the flattened input that
        ``index`` names.

        In place: see chainrule.put().
        """
    def qr(self, some: _bool = True) -> _results.qr:
        """``input = Q R``; :func:`linalg.qr` is its successor.

        See chainrule.qr().
        """
    @overload
    def quantile(
        self,
        q: Tensor,
        dim: _int | None = None,
        keepdim: _bool = False,
        *,
        interpolation: str = "linear",
    ) -> Tensor:
        """The q-th quantiles: where a share q of the sorted elements lies below. Between two elements ``interpolation`` decides.

        See chainrule.quantile().
        """
    @overload
    def quantile(
        self,
        q: _float,
        dim: _int | None = None,
        keepdim: _bool = False,
        *,
        interpolation: str = "linear",
    ) -> Tensor: ...
    def rad2deg(self) -> Tensor:
        """Radians as degrees, ``input * 180 / pi``.

        See chainrule.rad2deg().
        """
    def rad2deg_(self) -> Self:
        """Radians as degrees, ``input * 180 / pi``.

        See chainrule.rad2deg_().
        """
    @overload
    def random_(self, *, generator: Generator | None = None) -> Self:
        """Fills the tensor with integers uniform in [from, to).

        Args:
            from: the least; 0 if not given.
            to: one more than the largest; by default all that the dtype counts to without gaps.
            generator: where the numbers come from; the default generator if not given.

        Returns:
            The tensor itself. What it held has no part in the result: its gradient is zero.

        Raises:
            RuntimeError: ``from`` is not less than ``to``, or the dtype has no room for them.

        Example:
            >>> import chainrule as cr
            >>> cr.empty(3).random_(1)
            tensor([0., 0., 0.])
        """
    @overload
    def random_(self, to: _int, *, generator: Generator | None = None) -> Self: ...
    @overload
    def random_(
        self, from_: _int, /, to: _int | None, *, generator: Generator | None = None
    ) -> Self: ...
    def ravel(self) -> Tensor:
        """All elements in one dimension, copied only where the input is not contiguous.

        See chainrule.ravel().
        """
    def reciprocal(self) -> Tensor:
        """``1 / input``, element by element; an infinity at 0.

        See chainrule.reciprocal().
        """
    def reciprocal_(self) -> Self:
        """``1 / input``, element by element; an infinity at 0.

        See chainrule.reciprocal_().
        """
    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> Any:
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
    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> Any:
        """Calls ``hook(tensor)`` after a gradient has been added to ``tensor.grad``; leaves only.

        >>> import chainrule as cr
        >>> x = cr.tensor(2.0, requires_grad=True)
        >>> handle = x.register_post_accumulate_grad_hook(lambda t: print(t.grad))
        >>> (x * x).backward()
        tensor(4.)
        """
    def relu(self) -> Tensor:
        """``max(input, 0)``, element by element.

        See chainrule.relu().
        """
    def relu_(self) -> Self:
        """``max(input, 0)``, element by element.

        See chainrule.relu_().
        """
    def remainder(self, other: Tensor | Number) -> Tensor:
        """Python's ``%``: ``input - floor(input / other) * other``, of the sign of ``other``.

        See chainrule.remainder().
        """
    def remainder_(self, other: Tensor | Number) -> Self:
        """Python's ``%``: ``input - floor(input / other) * other``, of the sign of ``other``.

        See chainrule.remainder_().
        """
    def renorm(self, p: Number, dim: _int, maxnorm: Number) -> Tensor:
        """Scales down each slice along ``dim`` whose p-norm exceeds ``maxnorm``, so that it no longer does.

        See chainrule.renorm().
        """
    def renorm_(self, p: Number, dim: _int, maxnorm: Number) -> Self:
        """Scales down each slice along ``dim`` whose p-norm exceeds ``maxnorm``, so that it no longer does.

        See chainrule.renorm_().
        """
    @overload
    def repeat(self, repeats: Sequence[_int]) -> Tensor:
        """The tensor several times along each dimension, as a copy.

        Args:
            repeats: how often, for each dimension of the result; more than the tensor has add dimensions in
                front.

        Returns:
            A new tensor.

        Raises:
            RuntimeError: fewer numbers than dimensions, or a negative one.

        Example:
            >>> import chainrule as cr
            >>> cr.tensor([1, 2]).repeat(2, 2)
            tensor([[1, 2, 1, 2],
                    [1, 2, 1, 2]])
        """
    @overload
    def repeat(self, *repeats: _int) -> Tensor: ...
    @overload
    def repeat_interleave(
        self, repeats: Tensor, dim: _int | None = None, *, output_size: _int | None = None
    ) -> Tensor:
        """Each element several times in a row.

        See chainrule.repeat_interleave().
        """
    @overload
    def repeat_interleave(
        self, repeats: _int, dim: _int | None = None, *, output_size: _int | None = None
    ) -> Tensor: ...
    @overload
    def reshape(self, shape: Sequence[_int]) -> Tensor:
        """The same elements in another shape: a view where possible, else a copy.

        See chainrule.reshape().
        """
    @overload
    def reshape(self, *shape: _int) -> Tensor: ...
    def reshape_as(self, other: Tensor) -> Tensor:
        """``reshape`` to the shape of another tensor.

        Args:
            other: gives the shape.

        Returns:
            A view where possible, else a copy.

        Raises:
            RuntimeError: the shapes have different numbers of elements.

        Example:
            >>> import chainrule as cr
            >>> cr.arange(4).reshape_as(cr.zeros(2, 2))
            tensor([[0, 1],
                    [2, 3]])
        """
    @overload
    def resize_(
        self, sizes: Sequence[_int], *, memory_format: _memory_format | None = None
    ) -> Self:
        """Gives the tensor another shape, growing its memory where needed; new elements are
        uninitialised.

        Args:
            sizes: the new shape; the strides become contiguous.
            memory_format: accepted for compatibility.

        Returns:
            The tensor itself.

        Raises:
            RuntimeError: the tensor requires grad, or its memory is borrowed.

        Example:
            >>> import chainrule as cr
            >>> cr.tensor([[1, 2], [3, 4]]).resize_(3)
            tensor([1, 2, 3])
        """
    @overload
    def resize_(self, *sizes: _int, memory_format: _memory_format | None = None) -> Self: ...
    def resize_as_(
        self, the_template: Tensor, *, memory_format: _memory_format | None = None
    ) -> Self:
        """``resize_`` to the shape of another tensor.

        See chainrule.resize_as_().
        """
    def resolve_conj(self) -> Tensor:
        """The tensor itself: conjugates are computed at once (:func:`conj`).

        See chainrule.resolve_conj().
        """
    def resolve_neg(self) -> Tensor:
        """The tensor itself: negatives are computed at once.

        See chainrule.resolve_neg().
        """
    def retain_grad(self) -> None:
        """Keeps the gradient of an inner tensor in its ``grad``.

        >>> import chainrule as cr
        >>> x = cr.tensor(2.0, requires_grad=True)
        >>> y = x * x
        >>> y.retain_grad()
        >>> (3 * y).backward()
        >>> y.grad
        tensor(3.)
        """
    def roll(self, shifts: _int | Sequence[_int], dims: _int | Sequence[_int] = []) -> Tensor:
        """Shifts elements along dimensions; what leaves at one end comes back at the other.

        See chainrule.roll().
        """
    def rot90(self, k: _int = 1, dims: Sequence[_int] = [0, 1]) -> Tensor:
        """Rotates by 90 degrees in the plane of two dimensions.

        See chainrule.rot90().
        """
    @overload
    def round(self) -> Tensor:
        """The nearest integer, halves to the even one; its derivative is 0.

        See chainrule.round().
        """
    @overload
    def round(self, *, decimals: _int) -> Tensor: ...
    @overload
    def round_(self) -> Self:
        """The nearest integer, halves to the even one; its derivative is 0.

        See chainrule.round_().
        """
    @overload
    def round_(self, *, decimals: _int) -> Self: ...
    def rsqrt(self) -> Tensor:
        """``1 / sqrt(input)``, element by element; an infinity at 0, NaN below.

        See chainrule.rsqrt().
        """
    def rsqrt_(self) -> Self:
        """``1 / sqrt(input)``, element by element; an infinity at 0, NaN below.

        See chainrule.rsqrt_().
        """
    @overload
    def scatter(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """A copy of ``input`` with values put along ``dim`` where ``index`` points.

        See chainrule.scatter().
        """
    @overload
    def scatter(self, dim: _int, index: Tensor, value: Number) -> Tensor: ...
    @overload
    def scatter(self, dim: _int, index: Tensor, src: Tensor, *, reduce: str) -> Tensor: ...
    @overload
    def scatter(self, dim: _int, index: Tensor, value: Number, *, reduce: str) -> Tensor: ...
    @overload
    def scatter_(self, dim: _int, index: Tensor, src: Tensor) -> Self:
        """A copy of ``input`` with values put along ``dim`` where ``index`` points.

        In place: see chainrule.scatter().
        """
    @overload
    def scatter_(self, dim: _int, index: Tensor, value: Number) -> Self: ...
    @overload
    def scatter_(self, dim: _int, index: Tensor, src: Tensor, *, reduce: str) -> Self: ...
    @overload
    def scatter_(self, dim: _int, index: Tensor, value: Number, *, reduce: str) -> Self: ...
    def scatter_add(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """A copy of ``input`` with ``src`` added along ``dim`` where ``index`` points.

        See chainrule.scatter_add().
        """
    def scatter_add_(self, dim: _int, index: Tensor, src: Tensor) -> Self:
        """A copy of ``input`` with ``src`` added along ``dim`` where ``index`` points.

        In place: see chainrule.scatter_add().
        """
    def scatter_reduce(
        self, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True
    ) -> Tensor:
        """A copy of ``input`` with elements of ``src`` combined into it along ``dim`` where ``index``
        points.

        See chainrule.scatter_reduce().
        """
    def scatter_reduce_(
        self, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True
    ) -> Self:
        """A copy of ``input`` with elements of ``src`` combined into it along ``dim`` where ``index``
        points.

        In place: see chainrule.scatter_reduce().
        """
    def select(self, dim: _int, index: _int) -> Tensor:
        """The part of ``input`` at one index of a dimension, without that dimension.

        See chainrule.select().
        """
    def select_scatter(self, src: Tensor, dim: _int, index: _int) -> Tensor:
        """A copy of ``input`` with ``src`` at one index of a dimension.

        See chainrule.select_scatter().
        """
    def set_(
        self, source: Any = None, storage_offset: _int = 0, size: Any = None, stride: Any = None
    ) -> Tensor:
        """Looks at other memory: a tensor's, or a storage's with sizes and strides of its own.

        Raises:
            RuntimeError: the tensor's dtype differs, or the window reaches beyond the storage.

        >>> import chainrule as cr
        >>> x, y = cr.zeros(2), cr.ones(3)
        >>> x.set_(y)
        tensor([1., 1., 1.])
        """
    def sgn(self) -> Tensor:
        """The direction of every element: ``z / |z|``, 0 for 0; :func:`sign` of a real tensor.

        See chainrule.sgn().
        """
    def sgn_(self) -> Self:
        """The direction of every element: ``z / |z|``, 0 for 0; :func:`sign` of a real tensor.

        See chainrule.sgn_().
        """
    def share_memory_(self, *args: Any, **kwargs: Any) -> Tensor:
        """The tensor itself: accepted for programs that move or share tensors.

        >>> import chainrule as cr
        >>> x = cr.ones(2)
        >>> x.resolve_conj() is x
        True
        """
    def sigmoid(self) -> Tensor:
        """The logistic function, ``1 / (1 + exp(-input))``.

        See chainrule.sigmoid().
        """
    def sigmoid_(self) -> Self:
        """The logistic function, ``1 / (1 + exp(-input))``.

        See chainrule.sigmoid_().
        """
    def sign(self) -> Tensor:
        """-1, 0 or 1 by the sign of every element.

        See chainrule.sign().
        """
    def sign_(self) -> Self:
        """-1, 0 or 1 by the sign of every element.

        See chainrule.sign_().
        """
    def signbit(self) -> Tensor:
        """True where the sign bit is set, that of -0.0 too.

        See chainrule.signbit().
        """
    def sin(self) -> Tensor:
        """The sine of every element, in radians.

        See chainrule.sin().
        """
    def sin_(self) -> Self:
        """The sine of every element, in radians.

        See chainrule.sin_().
        """
    def sinc(self) -> Tensor:
        """sin(pi x) / (pi x), 1 at 0.

        See chainrule.sinc().
        """
    def sinc_(self) -> Self:
        """sin(pi x) / (pi x), 1 at 0.

        See chainrule.sinc_().
        """
    def sinh(self) -> Tensor:
        """The hyperbolic sine, ``(exp(input) - exp(-input)) / 2``.

        See chainrule.sinh().
        """
    def sinh_(self) -> Self:
        """The hyperbolic sine, ``(exp(input) - exp(-input)) / 2``.

        See chainrule.sinh_().
        """
    def slice_scatter(
        self,
        src: Tensor,
        dim: _int = 0,
        start: _int | None = None,
        end: _int | None = None,
        step: _int = 1,
    ) -> Tensor:
        """A copy of ``input`` with ``src`` in a slice of one dimension.

        See chainrule.slice_scatter().
        """
    def slogdet(self) -> _results.slogdet:
        """The determinant as a sign (a number of size 1 where complex) and the logarithm of its size: for determinants that
        overflow.

        See chainrule.slogdet().
        """
    def softmax(self, dim: _int, dtype: _DType | None = None) -> Tensor:
        """``exp(x) / sum(exp(x))`` along a dimension: positive numbers that add up to one. The largest element is subtracted first,
        so nothing overflows.

        See chainrule.softmax().
        """
    def solve(self, *args: Any, **kwargs: Any) -> Any:
        """Removed: the error says what to write instead.

        Raises:
            RuntimeError: always.

        >>> import chainrule as cr
        >>> try:
        ...     cr.solve(cr.eye(2), cr.eye(2))
        ... except RuntimeError:
        ...     print("removed")
        removed
        """
    def sort(
        self, dim: _int = -1, descending: _bool = False, *, stable: _bool | None = None
    ) -> _results.sort:
        """The elements in order along a dimension, and where they were. Equal elements keep their order; NaN is larger than every
        number.

        See chainrule.sort().
        """
    @overload
    def split(self, split_size: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """Cuts ``tensor`` along ``dim`` into parts of a given size, or of given sizes.

        See chainrule.split().
        """
    @overload
    def split(self, split_size: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]: ...
    def split_with_sizes(self, split_sizes: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
        """Cuts ``input`` along ``dim`` into parts of the given sizes.

        See chainrule.split_with_sizes().
        """
    def sqrt(self) -> Tensor:
        """The square root of every element; NaN for negative ones.

        See chainrule.sqrt().
        """
    def sqrt_(self) -> Self:
        """The square root of every element; NaN for negative ones.

        See chainrule.sqrt_().
        """
    def square(self) -> Tensor:
        """The square of every element.

        See chainrule.square().
        """
    def square_(self) -> Self:
        """The square of every element.

        See chainrule.square_().
        """
    @overload
    def squeeze(self) -> Tensor:
        """Drops dimensions of size one: all of them, or those that are named.

        See chainrule.squeeze().
        """
    @overload
    def squeeze(self, dim: _int) -> Tensor: ...
    @overload
    def squeeze(self, dim: Sequence[_int]) -> Tensor: ...
    @overload
    def squeeze_(self) -> Self:
        """In-place version of ``squeeze``.

        In place: see chainrule.squeeze().
        """
    @overload
    def squeeze_(self, dim: _int) -> Self: ...
    @overload
    def squeeze_(self, dim: Sequence[_int]) -> Self: ...
    @overload
    def std(self, unbiased: _bool = True) -> Tensor:
        """The standard deviation of all elements, or along the dimensions ``dim``: the square root of :func:`var`.

        See chainrule.std().
        """
    @overload
    def std(
        self, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False
    ) -> Tensor: ...
    @overload
    def std(
        self,
        dim: _int | Sequence[_int] | None = None,
        *,
        correction: Number | None = None,
        keepdim: _bool = False,
    ) -> Tensor: ...
    def stft(self, *args: Any, **kwargs: Any) -> Tensor:
        """The short-time Fourier transform; see :func:`chainrule.stft`.

        >>> import chainrule as cr
        >>> cr.ones(8).stft(4, window=cr.ones(4), return_complex=True).shape
        torch.Size([3, 9])
        """
    def storage(self) -> TypedStorage:
        """The storage under the tensor, as elements of its dtype; :meth:`untyped_storage` as bytes.

        >>> import chainrule as cr
        >>> cr.ones(2, 2).t().storage().tolist()
        [1.0, 1.0, 1.0, 1.0]
        """
    def sub(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """``input - alpha * other``, element by element.

        See chainrule.sub().
        """
    def subtract(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """``input - alpha * other``, element by element.

        See chainrule.subtract().
        """
    def subtract_(self, other: Tensor | Number, *, alpha: Number = 1) -> Self:
        """``input - alpha * other``, element by element.

        See chainrule.subtract_().
        """
    @overload
    def sum(self, *, dtype: _DType | None = None) -> Tensor:
        """The sum of all elements, or of those along the dimensions ``dim``.

        See chainrule.sum().
        """
    @overload
    def sum(
        self,
        dim: _int | Sequence[_int] | None,
        keepdim: _bool = False,
        *,
        dtype: _DType | None = None,
    ) -> Tensor: ...
    @overload
    def sum_to_size(self, size: Sequence[_int]) -> Tensor:
        """Sums over whatever broadcasting from ``size`` to the shape of the tensor has repeated: the inverse of
        :meth:`expand` for gradients.

        Args:
            size (ints): a shape that broadcasts to the tensor's.

        Raises:
            RuntimeError: it does not.

        Example:
            >>> import chainrule as cr
            >>> cr.ones(2, 3).sum_to_size(1, 3)
            tensor([[2., 2., 2.]])
        """
    @overload
    def sum_to_size(self, *size: _int) -> Tensor: ...
    def svd(self, some: _bool = True, compute_uv: _bool = True) -> _results.svd:
        """The singular value decomposition ``input = U diag(S) V^H``; :func:`linalg.svd` is its successor.

        See chainrule.svd().
        """
    def swapaxes(self, axis0: _int, axis1: _int) -> Tensor:
        """:func:`transpose` under NumPy's name.

        See chainrule.swapaxes().
        """
    def swapaxes_(self, axis0: _int, axis1: _int) -> Self:
        """In-place version of ``swapaxes``.

        In place: see chainrule.swapaxes().
        """
    def swapdims(self, dim0: _int, dim1: _int) -> Tensor:
        """:func:`transpose` under another name.

        See chainrule.swapdims().
        """
    def swapdims_(self, dim0: _int, dim1: _int) -> Self:
        """In-place version of ``swapdims``.

        In place: see chainrule.swapdims().
        """
    def symeig(self, *args: Any, **kwargs: Any) -> Any:
        """Removed: the error says what to write instead.

        Raises:
            RuntimeError: always.

        >>> import chainrule as cr
        >>> try:
        ...     cr.symeig(cr.eye(2), cr.eye(2))
        ... except RuntimeError:
        ...     print("removed")
        removed
        """
    def t(self) -> Tensor:
        """The transpose of a matrix; vectors and scalars come back as they are.

        See chainrule.t().
        """
    def t_(self) -> Self:
        """In-place version of ``t``.

        In place: see chainrule.t().
        """
    def take(self, index: Tensor) -> Tensor:
        """The elements of the flattened input that ``index`` names.

        See chainrule.take().
        """
    def take_along_dim(self, indices: Tensor, dim: _int | None = None) -> Tensor:
        """:func:`gather` with broadcasting in the other dimensions; fits the indices of argsort
        and argmax.

        See chainrule.take_along_dim().
        """
    def tan(self) -> Tensor:
        """The tangent of every element, in radians.

        See chainrule.tan().
        """
    def tan_(self) -> Self:
        """The tangent of every element, in radians.

        See chainrule.tan_().
        """
    def tanh(self) -> Tensor:
        """The hyperbolic tangent, ``sinh(input) / cosh(input)``; between -1 and 1.

        See chainrule.tanh().
        """
    def tanh_(self) -> Self:
        """The hyperbolic tangent, ``sinh(input) / cosh(input)``; between -1 and 1.

        See chainrule.tanh_().
        """
    @overload
    def tensor_split(self, sections: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """Cuts ``input`` into parts as even as possible, or at given indices.

        See chainrule.tensor_split().
        """
    @overload
    def tensor_split(self, indices: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]: ...
    @overload
    def tensor_split(
        self, tensor_indices_or_sections: Tensor, dim: _int = 0
    ) -> tuple[Tensor, ...]: ...
    @overload
    def tile(self, dims: Sequence[_int]) -> Tensor:
        """The tensor several times along each dimension, as a copy.

        See chainrule.tile().
        """
    @overload
    def tile(self, *dims: _int) -> Tensor: ...
    def to_dense(self, dtype: Any = None, *, masked_grad: _bool | None = None) -> Tensor:
        """The tensor itself (in another dtype, if given): it is dense already.

        >>> import chainrule as cr
        >>> x = cr.ones(2)
        >>> x.to_dense() is x
        True
        """
    def topk(
        self, k: _int, dim: _int = -1, largest: _bool = True, sorted: _bool = True
    ) -> _results.topk:
        """The k largest (or smallest) elements along a dimension, and where they are. NaN is larger than every number.

        See chainrule.topk().
        """
    def trace(self) -> Tensor:
        """The sum of a matrix's diagonal.

        See chainrule.trace().
        """
    def transpose(self, dim0: _int, dim1: _int) -> Tensor:
        """A view of ``input`` with dimensions ``dim0`` and ``dim1`` exchanged.

        See chainrule.transpose().
        """
    def transpose_(self, dim0: _int, dim1: _int) -> Self:
        """In-place version of ``transpose``.

        In place: see chainrule.transpose().
        """
    def triangular_solve(
        self, A: Tensor, upper: _bool = True, transpose: _bool = False, unitriangular: _bool = False
    ) -> _results.triangular_solve:
        """X of ``A X = input`` for triangular A, and a copy of A; :func:`linalg.solve_triangular` is its successor.

        See chainrule.triangular_solve().
        """
    def tril(self, diagonal: _int = 0) -> Tensor:
        """The lower triangle of matrices; the rest is zero.

        See chainrule.tril().
        """
    def tril_(self, diagonal: _int = 0) -> Self:
        """The lower triangle of matrices; the rest is zero.

        See chainrule.tril_().
        """
    def triu(self, diagonal: _int = 0) -> Tensor:
        """The upper triangle of matrices; the rest is zero.

        See chainrule.triu().
        """
    def triu_(self, diagonal: _int = 0) -> Self:
        """The upper triangle of matrices; the rest is zero.

        See chainrule.triu_().
        """
    def true_divide(self, other: Tensor | Number) -> Tensor:
        """``input / other``; integers are divided as floats. As div() without rounding.

        See chainrule.true_divide().
        """
    def true_divide_(self, other: Tensor | Number) -> Self:
        """``input / other``; integers are divided as floats. As div() without rounding.

        See chainrule.true_divide_().
        """
    def trunc(self) -> Tensor:
        """Every element without its fraction: rounded towards 0.

        See chainrule.trunc().
        """
    def trunc_(self) -> Self:
        """Every element without its fraction: rounded towards 0.

        See chainrule.trunc_().
        """
    def type_as(self, other: Tensor) -> Tensor:
        """The tensor in the type of ``other``.

        >>> import chainrule as cr
        >>> cr.tensor([1.7]).type_as(cr.tensor([1]))
        tensor([1])
        """
    def unbind(self, dim: _int = 0) -> tuple[Tensor, ...]:
        """The slices of ``input`` along ``dim``, without that dimension.

        See chainrule.unbind().
        """
    def unflatten(self, dim: _int, sizes: Sequence[_int]) -> Tensor:
        """Splits dimension ``dim`` into several.

        See chainrule.unflatten().
        """
    def unfold(self, dimension: _int, size: _int, step: _int) -> Tensor:
        """Sliding windows along a dimension, as a new last dimension.

        Args:
            dimension: the dimension along which the windows slide.
            size: elements of each window.
            step: from one window to the next.

        Returns:
            A view with ``(size_of_dimension - size) // step + 1`` windows; gradients of overlapping windows
                add up.

        Raises:
            RuntimeError: ``size`` is larger than the dimension, or ``step`` is not positive.
            IndexError: ``dimension`` is out of range.

        Example:
            >>> import chainrule as cr
            >>> cr.arange(5).unfold(0, 3, 1)
            tensor([[0, 1, 2],
                    [1, 2, 3],
                    [2, 3, 4]])
        """
    def uniform_(
        self, from_: _float = 0, /, to: _float = 1, *, generator: Generator | None = None
    ) -> Self:
        """Fills the tensor with numbers uniform in [from, to).

        Args:
            from: the lower bound, included.
            to: the upper bound, not included.
            generator: where the numbers come from; the default generator if not given.

        Returns:
            The tensor itself. What it held has no part in the result: its gradient is zero.

        Raises:
            RuntimeError: the bounds are out of order, or the dtype is an integer type.

        Example:
            >>> import chainrule as cr
            >>> x = cr.empty(100).uniform_(2, 3)
            >>> bool((x >= 2).all() and (x < 3).all())
            True
        """
    def unique(
        self,
        sorted: _bool = True,
        return_inverse: _bool = False,
        return_counts: _bool = False,
        dim: _int | None = None,
    ) -> Any:
        """The different elements, or slices, of a tensor in ascending order.

        See chainrule.unique().
        """
    def unique_consecutive(
        self, return_inverse: _bool = False, return_counts: _bool = False, dim: _int | None = None
    ) -> Any:
        """One element of each run of equal neighbours.

        See chainrule.unique_consecutive().
        """
    def unsqueeze(self, dim: _int) -> Tensor:
        """A new dimension of size one before dimension ``dim``.

        See chainrule.unsqueeze().
        """
    def unsqueeze_(self, dim: _int) -> Self:
        """In-place version of ``unsqueeze``.

        In place: see chainrule.unsqueeze().
        """
    def untyped_storage(self) -> UntypedStorage:
        """The storage under the tensor.

        >>> import chainrule as cr
        >>> cr.ones(4).untyped_storage().nbytes()
        16
        """
    @overload
    def var(self, unbiased: _bool = True) -> Tensor:
        """The variance of all elements, or along the dimensions ``dim``: ``sum((x - mean) ** 2) / max(0, N - correction)``.

        See chainrule.var().
        """
    @overload
    def var(
        self, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False
    ) -> Tensor: ...
    @overload
    def var(
        self,
        dim: _int | Sequence[_int] | None = None,
        *,
        correction: Number | None = None,
        keepdim: _bool = False,
    ) -> Tensor: ...
    def vdot(self, other: Tensor) -> Tensor:
        """The dot product of two vectors, the first conjugated.

        See chainrule.vdot().
        """
    @overload
    def view(self, size: Sequence[_int]) -> Tensor:
        """The same elements seen in another shape, without copying.

        Args:
            size: the new shape, as separate integers or one tuple. One size may be -1 and is then inferred.

        Returns:
            A view that shares memory with the tensor.

        Raises:
            RuntimeError: the sizes do not multiply up to the number of elements, or the strides of the
                tensor do not allow such a view (use ``reshape``, which copies when it must).

        Example:
            >>> import chainrule as cr
            >>> cr.arange(6).view(2, -1)
            tensor([[0, 1, 2],
                    [3, 4, 5]])
        """
    @overload
    def view(self, *size: _int) -> Tensor: ...
    @overload
    def view(self, dtype: _DType) -> Tensor: ...
    def view_as(self, other: Tensor) -> Tensor:
        """``view`` in the shape of another tensor.

        Args:
            other: gives the shape.

        Returns:
            A view.

        Raises:
            RuntimeError: the shapes have different numbers of elements, or no view exists.

        Example:
            >>> import chainrule as cr
            >>> cr.arange(4).view_as(cr.zeros(2, 2))
            tensor([[0, 1],
                    [2, 3]])
        """
    @overload
    def vsplit(self, sections: _int) -> tuple[Tensor, ...]:
        """Cuts into rows: :func:`tensor_split` along dimension 0.

        See chainrule.vsplit().
        """
    @overload
    def vsplit(self, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
    def where(self, condition: Tensor, other: Tensor | Number) -> Tensor: ...
    def xlogy(self, other: Tensor | Number) -> Tensor:
        """input * log(other), and 0 where input is 0 (unless other is NaN).

        See chainrule.xlogy().
        """
    def xlogy_(self, other: Tensor | Number) -> Self:
        """input * log(other), and 0 where input is 0 (unless other is NaN).

        See chainrule.xlogy_().
        """

@final
class OpFunction:
    """A registered operation: one callable for all overloads of a name."""

    __name__: str
    __doc__: str
    signatures: list[str]
    """The signatures, as registered."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

_ParamGroups: TypeAlias = list[dict[str, Any]]
_State: TypeAlias = Mapping[Tensor, dict[str, Any]]
_Init: TypeAlias = Callable[[Tensor, dict[str, Any]], Any]
_Step: TypeAlias = Callable[[_ParamGroups, _State, _Init], None]

class _OptimizerKernels:
    """Optimizer steps: one call updates everything."""

    sgd: _Step
    adam: _Step
    rmsprop: _Step
    adagrad: _Step
    adadelta: _Step
    adamax: _Step
    nadam: _Step
    radam: _Step
    rprop: _Step
    asgd: _Step

    def clear_gradients(self, param_groups: _ParamGroups, /) -> None:
        """grad = None for all parameters of the groups."""

optim: _OptimizerKernels
default_generator: Generator
__version__: str
_functions: dict[str, OpFunction]

bfloat16: dtype
bool: dtype
cdouble: dtype
cfloat: dtype
chalf: dtype
complex32: dtype
complex64: dtype
complex128: dtype
double: dtype
float: dtype
float16: dtype
float32: dtype
float64: dtype
half: dtype
int: dtype
int8: dtype
int16: dtype
int32: dtype
int64: dtype
long: dtype
short: dtype
uint8: dtype
uint16: dtype
uint32: dtype
uint64: dtype

# ---- for the package itself ----

def tensor_from(data: Any, dtype: _DType | None, /) -> Tensor: ...
def from_array(array: Any, /) -> Tensor: ...
def is_array(object: object, /) -> _bool: ...
def to_array(tensor: Tensor, /) -> Any: ...
def to_list(tensor: Tensor, /) -> Any: ...
def item(tensor: Tensor, /) -> Any: ...
def to_dlpack(tensor: Tensor, versioned: _bool, copied: _bool, /) -> CapsuleType: ...
def from_dlpack_capsule(capsule: CapsuleType, /) -> Tensor: ...
def make_subclass(cls: _class[Any], data: Tensor, requires_grad: _bool, /) -> Any: ...
def from_buffer(object: Any, offset: _int, count: _int, dtype: _DType, /) -> Tensor: ...
def to_bytes(tensor: Tensor, /) -> _bytes: ...
def bump_version(tensor: Tensor, /) -> None: ...
def set_version(tensor: Tensor, version: _int, /) -> None: ...
def depends_beyond(tensors: Sequence[Tensor], enclosing: Sequence[_int], /) -> _bool: ...
def reaches(tensors: Sequence[Tensor], sources: Sequence[Tensor], /) -> _bool: ...
def as_computed(tensor: Tensor, /) -> Tensor: ...
def ask_grad_mode(on: _bool, /) -> _bool: ...
def enter_level(forward: _bool, /) -> tuple[_bool, _bool, _bool]: ...
def leave_level(before: tuple[_bool, _bool, _bool], /) -> None: ...
def autocast_enabled() -> _bool: ...
def set_autocast_enabled(on: _bool, /) -> None: ...
def autocast_dtype() -> dtype: ...
def set_autocast_dtype(kind: dtype, /) -> None: ...
def autocast_cache_enabled() -> _bool: ...
def set_autocast_cache_enabled(on: _bool, /) -> None: ...
def clear_autocast_cache() -> None: ...
def autocast_nesting(step: _int, /) -> _int: ...
def autocast_lower(tensor: Tensor | None, /) -> Any: ...
def autocast_float32(tensor: Tensor, /) -> Tensor: ...
def set_batching(type: Any, call: Callable[..., Any], /) -> None: ...
def result_type(a: Tensor | Number, b: Tensor | Number, /) -> dtype: ...
def promote_types(a: dtype, b: dtype, /) -> dtype: ...
def default_dtype() -> dtype: ...
def set_default_dtype(d: dtype, /) -> None: ...
def data_ptr(tensor: Tensor, /) -> _int: ...
def storage_ptr(tensor: Tensor, /) -> _int: ...
def storage_bytes(tensor: Tensor, /) -> _int: ...
def detach(tensor: Tensor, /) -> Tensor: ...
def requires_grad_(tensor: Tensor, on: _bool, /) -> None: ...
def retain_grad(tensor: Tensor, /) -> None: ...
def add_tensor_hook(
    tensor: Tensor, hook: Callable[[Tensor], Tensor | None], /
) -> Callable[[], None]: ...
def add_post_accumulate_hook(
    tensor: Tensor, hook: Callable[[Tensor], None], /
) -> Callable[[], None]: ...
def add_node_hook(node: Node, hook: Callable[..., Any], before: _bool, /) -> Callable[[], None]: ...
def run_backward(
    roots: Sequence[Tensor | tuple[Node, _int]],
    cotangents: Sequence[Tensor | None],
    retain_graph: _bool,
    create_graph: _bool,
    inputs: Sequence[Tensor | tuple[Node, _int]],
    /,
) -> None: ...
def run_gradients(
    roots: Sequence[Tensor | tuple[Node, _int]],
    cotangents: Sequence[Tensor | None],
    inputs: Sequence[Tensor | tuple[Node, _int]],
    retain_graph: _bool,
    create_graph: _bool,
    /,
) -> list[Tensor | None]: ...
def queue_callback(callback: Callable[[], Any], /) -> None: ...
def sweep_reaches_every_leaf() -> _bool: ...
def current_node() -> Node | None: ...
def gradient_edge(tensor: Tensor, /) -> tuple[Node, _int]: ...
def push_saved_tensor_hooks(
    pack: Callable[[Tensor], Any], unpack: Callable[[Any], Tensor], /
) -> None: ...
def pop_saved_tensor_hooks() -> None: ...
def set_saved_tensor_hooks_disabled(why: str, /) -> str: ...
def attach_function(
    context: object,
    name: str,
    backward: Callable[..., Any],
    inputs: tuple[Any, ...],
    outputs: tuple[Any, ...],
    dirty: Sequence[Tensor],
    non_differentiable: Sequence[Tensor],
    to_save: Sequence[Tensor | None],
    materialize_grads: _bool,
    /,
) -> tuple[Any, ...]: ...
def unpack_function(node: CapsuleType, /) -> list[Tensor | None]: ...
def is_grad_enabled() -> _bool:
    """Whether operations are recorded here."""

def set_grad_mode(on: _bool, /) -> _bool:
    """Returns the mode before."""

def is_inference_mode_enabled() -> _bool:
    """Whether inference mode is on here."""

def set_inference_mode(on: _bool, /) -> _bool: ...
def is_inference(tensor: Tensor, /) -> _bool: ...
def is_anomaly_enabled() -> _bool: ...
def is_anomaly_check_nan_enabled() -> _bool: ...
def set_anomaly_mode(on: _bool, check_nan: _bool, /) -> None: ...
def num_threads() -> _int: ...
def set_num_threads(n: _int, /) -> None: ...
def show_config() -> str:
    """How the extension was built and what it runs on."""

def isa_name() -> str: ...
def blas_corename() -> str: ...
def memory_stats() -> dict[str, _int]: ...
def reset_peak_memory() -> None: ...
def empty_cache() -> None: ...
def cache_limit() -> _int: ...
def set_cache_limit(bytes: _int, /) -> None: ...
def describe_ops() -> list[dict[str, Any]]: ...
def as_subclass(arg0: Any, arg1: Any, /) -> Any: ...
def ask_overriding(arg0: Any, /) -> Any: ...
def asks_overriding() -> Any: ...
def count_modes() -> Any: ...
def disabled_torch_function() -> Any: ...
def overriding(arg0: Any, /) -> Any: ...
def pop_mode() -> None: ...
def push_mode(arg0: Any, /) -> None: ...
def set_storage(arg0: Any, arg1: Any, arg2: Any, arg3: Any, arg4: Any, /) -> None: ...
def storage_tensor(arg0: Any, /) -> Tensor: ...
def top_mode() -> Any: ...
