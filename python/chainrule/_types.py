"""The small value types beside tensors: ``Size``, ``device``, ``finfo`` and ``iinfo``.

They hold no tensor data and know nothing of the core; a dtype is known by its printed form.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn, SupportsIndex, final, overload

if TYPE_CHECKING:
    from typing_extensions import Self

DEVICE_TYPES = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, "
    "mps, meta, hpu, mtia, privateuseone"
)
_ONLY_CPU = "chainrule computes on the CPU only. Leave the device out, or use 'cpu'"


class Size(tuple[int, ...]):
    """The shape of a tensor: a tuple of ints that stays a Size when sliced or joined.

    Raises:
        TypeError: an item is not an integer.

    >>> import chainrule as cr
    >>> cr.Size([2, 3]) + (4,)
    torch.Size([2, 3, 4])
    >>> cr.Size([2, 3]).numel()
    6
    """

    __slots__ = ()

    def __new__(cls, iterable: Iterable[SupportsIndex] = (), /) -> Self:
        items = tuple(iterable)
        for position, item in enumerate(items):
            if type(item) is not int:
                try:
                    whole = item.__index__()
                except (AttributeError, TypeError, ValueError):
                    raise TypeError(
                        "torch.Size() takes an iterable of 'int' "
                        f"(item {position} is '{type(item).__name__}')"
                    ) from None
                items = (*items[:position], whole, *items[position + 1 :])
        return tuple.__new__(cls, items)

    def numel(self) -> int:
        """The number of elements a tensor of this shape has: the product of its entries.

        >>> import chainrule as cr
        >>> cr.Size([]).numel()
        1
        """
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> int: ...
    @overload
    def __getitem__(self, key: slice, /) -> Size: ...
    def __getitem__(self, key: SupportsIndex | slice, /) -> int | Size:
        if isinstance(key, slice):
            return Size(tuple.__getitem__(self, key))
        return tuple.__getitem__(self, key)

    def __add__(self, other: object, /) -> Size:
        if isinstance(other, tuple):
            return Size(tuple.__add__(self, other))
        if hasattr(other, "__radd__"):
            return NotImplemented
        raise TypeError(f"can only concatenate tuple (not {type(other).__name__}) to torch.Size")

    def __radd__(self, other: object, /) -> Size:
        if isinstance(other, tuple):
            return Size(tuple.__add__(other, self))
        return NotImplemented

    def __mul__(self, times: SupportsIndex, /) -> Size:
        if not hasattr(times, "__index__"):
            raise TypeError(f"can't multiply sequence by non-int of type '{type(times).__name__}'")
        return Size(tuple.__mul__(self, times))

    __rmul__ = __mul__

    def __reduce__(self) -> tuple[type[Size], tuple[tuple[int, ...]]]:
        return Size, (tuple(self),)


@final
class device:
    """Where a tensor lives: the CPU. Other devices can be named, and refuse tensors.

    Args:
        type: "cpu", "cpu:0", "cuda", ..., or a device.
        index: the number of the device, if the string does not say.

    Raises:
        RuntimeError: the string names no device, or the index is given twice or negative.
        TypeError: an argument of the wrong type.

    >>> import chainrule as cr
    >>> cr.device("cpu", 0)
    device(type='cpu', index=0)
    >>> cr.device("cpu") == cr.tensor(1.0).device
    True
    """

    __slots__ = ("_index", "_type")

    _type: str
    _index: int | None

    def __new__(cls, type: str | device | int, index: int | None = None) -> device:
        if isinstance(type, device):
            if index is not None:
                raise TypeError("device(): argument 'type' (position 1) must be str, not device")
            return type
        if isinstance(type, int) and not isinstance(type, bool):
            if type < 0:
                raise RuntimeError("Device index must not be negative")
            raise RuntimeError(
                f"Cannot access accelerator device {type} when none is available: {_ONLY_CPU}"
            )
        if not isinstance(type, str):
            raise TypeError(
                f"device(): argument 'type' must be a device string such as 'cpu', "
                f"not {type.__class__.__name__}"
            )
        name, found = _parse_device(type)
        if index is not None:
            if isinstance(index, bool) or not isinstance(index, int):
                raise TypeError(
                    "device(): argument 'index' (position 2) must be int, "
                    f"not {index.__class__.__name__}"
                )
            if found is not None:
                raise RuntimeError(
                    "type (string) must not include an index because index was passed "
                    f"explicitly: {type}"
                )
            if index < 0:
                raise RuntimeError("Device index must not be negative")
            found = index
        self = object.__new__(cls)
        object.__setattr__(self, "_type", name)
        object.__setattr__(self, "_index", found)
        return self

    @property
    def type(self) -> str:
        """The kind of device, "cpu" for every tensor."""
        return self._type

    @property
    def index(self) -> int | None:
        """The number of the device, None where none was given."""
        return self._index

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"attribute '{name}' of 'torch.device' objects is not writable")

    def __repr__(self) -> str:
        if self._index is None:
            return f"device(type='{self._type}')"
        return f"device(type='{self._type}', index={self._index})"

    def __str__(self) -> str:
        return self._type if self._index is None else f"{self._type}:{self._index}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, device):
            return NotImplemented
        return self._type == other._type and self._index == other._index

    def __hash__(self) -> int:
        return hash((self._type, self._index))

    def __reduce__(self) -> tuple[Any, ...]:
        if self._index is None:
            return device, (self._type,)
        return device, (self._type, self._index)

    def __enter__(self) -> device:
        return usable_device(self)

    def __exit__(self, *exc: object) -> None:
        return None


def usable_device(where: str | device | int) -> device:
    """The device, which has to be one that tensors can be on.

    Raises:
        AssertionError: a GPU, as in a PyTorch that was built without CUDA.
        RuntimeError: any other device that is not the CPU, or no device at all.

    >>> usable_device("cpu")
    device(type='cpu')
    """
    named = device(where)
    if named.type == "cuda":
        raise AssertionError(f"There is no device '{named}': {_ONLY_CPU}")
    if named.type != "cpu":
        raise RuntimeError(f"There is no device '{named}': {_ONLY_CPU}")
    return named


def _parse_device(text: str) -> tuple[str, int | None]:
    """Splits "cpu:1" into its kind and its number, with PyTorch's complaints."""
    if not text:
        raise RuntimeError("Device string must not be empty")
    name, colon, digits = text.partition(":")
    if not name.replace("_", "a").isidentifier():
        raise RuntimeError(f"Invalid device string: '{text}'")
    if name not in DEVICE_TYPES.split(", "):
        raise RuntimeError(
            f"Expected one of {DEVICE_TYPES} device type at start of device string: {name}"
        )
    if not colon:
        return name, None
    plain = digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0")
    if not plain:
        raise RuntimeError(f"Invalid device string: '{text}'")
    if len(digits) > 3 or int(digits) > 127:
        raise RuntimeError(f"Could not parse device index '{digits}' in device string '{text}'")
    return name, int(digits)


# Bits of the significand (with the hidden one) and the exponent range, IEEE 754 section 3.6;
# bfloat16 has the exponents of float32. The last column is the decimal digits a value keeps.
_FLOATS = {
    "float16": (16, 11, 15, 3),
    "bfloat16": (16, 8, 127, 2),
    "float32": (32, 24, 127, 6),
    "float64": (64, 53, 1023, 15),
}
_PARTS = {"complex32": "float16", "complex64": "float32", "complex128": "float64"}


def _dtype_name(asker: str, dtype: object) -> str:
    name = str(dtype)
    if type(dtype).__name__ != "dtype" or not name.startswith("torch."):
        raise TypeError(
            f"{asker}(): argument 'type' (position 1) must be torch.dtype, "
            f"not {type(dtype).__name__}"
        )
    return name.removeprefix("torch.")


class _Limits:
    """What finfo and iinfo share: read-only, equal by dtype, no hash."""

    __slots__ = ("bits", "dtype")

    bits: int
    dtype: str

    __hash__ = None  # type: ignore[assignment]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(
            f"attribute '{name}' of '{type(self).__name__}' objects is not writable"
        )

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.dtype == other.dtype

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)


class finfo(_Limits):
    """The limits of a floating point dtype; of a complex one, those of its parts.

    Args:
        type: the dtype, the default dtype if left out.

    Attributes: ``bits``, ``eps`` (1 to the next number), ``max``, ``min``, ``tiny`` and
    ``smallest_normal`` (the same number), ``resolution`` (10 to the minus digits kept), ``dtype``
    (its name).

    Raises:
        TypeError: not a floating point dtype.

    >>> import chainrule as cr
    >>> cr.finfo(cr.float32).eps
    1.1920928955078125e-07
    """

    __slots__ = ("eps", "max", "min", "resolution", "smallest_normal", "tiny")

    eps: float
    max: float
    min: float
    resolution: float
    smallest_normal: float
    tiny: float

    def __init__(self, type: object = None, /) -> None:
        if type is None:
            import chainrule

            type = chainrule.get_default_dtype()
        name = _dtype_name("finfo", type)
        name = _PARTS.get(name, name)
        if name not in _FLOATS:
            raise TypeError(
                "torch.finfo() requires a floating point input type. "
                f"Use torch.iinfo to handle 'torch.{name}'"
            )
        bits, digits, exponent, decimals = _FLOATS[name]
        largest = math.ldexp(2.0 - math.ldexp(1.0, 1 - digits), exponent)
        smallest = math.ldexp(1.0, 1 - exponent)
        self._set(
            bits=bits,
            dtype=name,
            eps=math.ldexp(1.0, 1 - digits),
            max=largest,
            min=-largest,
            resolution=float(f"1e-{decimals}"),
            smallest_normal=smallest,
            tiny=smallest,
        )

    def __repr__(self) -> str:
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, "
            f"eps={self.eps:g}, smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, "
            f"dtype={self.dtype})"
        )


class iinfo(_Limits):
    """The limits of an integer dtype.

    Args:
        type: the dtype.

    Attributes: ``bits``, ``max``, ``min``, ``dtype`` (its name).

    Raises:
        TypeError: not an integer dtype.

    >>> import chainrule as cr
    >>> cr.iinfo(cr.int8).max
    127
    """

    __slots__ = ("max", "min")

    max: int
    min: int

    def __init__(self, type: object, /) -> None:
        name = _dtype_name("iinfo", type)
        if name == "bool":
            raise TypeError("torch.bool is not supported by torch.iinfo")
        kind, digits = name.rstrip("0123456789"), name.lstrip("uint")
        if kind not in ("int", "uint"):
            raise TypeError(
                "torch.iinfo() requires an integer input type. "
                f"Use torch.finfo to handle 'torch.{name}'"
            )
        bits = int(digits)
        low = -(1 << (bits - 1)) if kind == "int" else 0
        self._set(bits=bits, dtype=name, min=low, max=low + (1 << bits) - 1)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


# Pickles, and the printed form of the classes, name where users find them.
for _each in (Size, device, finfo, iinfo):
    _each.__module__ = "chainrule"
