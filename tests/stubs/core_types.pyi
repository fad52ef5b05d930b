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

from ._registry import results as _results  # noqa: F401
from ._storage import TypedStorage, UntypedStorage  # noqa: F401
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
