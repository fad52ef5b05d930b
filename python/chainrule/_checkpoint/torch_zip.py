"""Reading the zip files that PyTorch's ``save`` writes, without running what is in them.

Such a file holds a pickle (``data.pkl``) of the object and one entry with bytes for each storage
(``data/0`` ...); a tensor is pickled as a call of ``_rebuild_tensor_v2`` on a storage. Only the
calls that are named below are known; anything else is refused before it happens. Tensors of the
dtypes that have no storage class of their own (uint16 ...) are calls of ``_rebuild_tensor_v3`` on
bytes.
"""

from __future__ import annotations

import pickle
import zipfile
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

from . import _backend as cr

_STORAGES = {
    "DoubleStorage": "float64",
    "FloatStorage": "float32",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
    "UntypedStorage": "uint8",
    "ComplexHalfStorage": "complex32",
    "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128",
}


class _StorageType:
    """Stands for a storage class of PyTorch."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype


class _Storage:
    """A storage as a flat tensor."""

    def __init__(self, flat: Any) -> None:
        self.flat = flat


def _rebuild_tensor(
    storage: _Storage,
    offset: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    requires_grad: bool,
    backward_hooks: Any,
    metadata: Any = None,
) -> Any:
    if len(size) != len(stride) or offset < 0 or any(n < 0 for n in (*size, *stride)):
        raise pickle.UnpicklingError("the file holds a tensor of impossible shape")
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if 0 in size:
        made = cr.empty(size, dtype=storage.flat.dtype)
    elif last >= storage.flat.numel():
        raise pickle.UnpicklingError("the file holds a tensor that reaches beyond its storage")
    else:
        made = storage.flat.as_strided(size, stride, offset)
    return made.requires_grad_() if requires_grad else made


def _rebuild_from_bytes(
    storage: _Storage,
    offset: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    requires_grad: bool,
    backward_hooks: Any,
    dtype: Any,
    metadata: Any = None,
) -> Any:
    if storage.flat.numel() % dtype.itemsize != 0:
        raise pickle.UnpicklingError("the file holds a storage of impossible length")
    typed = _Storage(storage.flat.view(dtype))
    return _rebuild_tensor(typed, offset, size, stride, requires_grad, backward_hooks)


def _rebuild_parameter(data: Any, requires_grad: bool, backward_hooks: Any) -> Any:
    return cr.Parameter(data, requires_grad=requires_grad)


def _encode(text: str, encoding: str) -> bytes:
    """How protocol 2 writes bytes."""
    return text.encode(encoding)


_KNOWN: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("collections", "Counter"): Counter,
    ("collections", "defaultdict"): defaultdict,
    ("collections", "deque"): deque,
    ("builtins", "set"): set,
    ("builtins", "frozenset"): frozenset,
    ("builtins", "complex"): complex,
    ("builtins", "bytearray"): bytearray,
    ("builtins", "slice"): slice,
    ("builtins", "dict"): dict,
    ("builtins", "list"): list,
    ("builtins", "int"): int,
    ("builtins", "float"): float,
    ("_codecs", "encode"): _encode,
    ("torch", "Size"): cr.Size,
    ("torch", "device"): cr.device,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch._utils", "_rebuild_tensor_v3"): _rebuild_from_bytes,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
}


class _Unpickler(pickle.Unpickler):
    def __init__(
        self, file: Any, archive: zipfile.ZipFile, folder: str, where: str, trusted: bool
    ) -> None:
        super().__init__(file, encoding="utf-8")
        self._archive = archive
        self._folder = folder
        self._where = where
        self._trusted = trusted
        self._storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        if module == "__builtin__":
            module = "builtins"
        known = _KNOWN.get((module, name))
        if known is not None:
            return known
        if module in ("torch", "torch.storage") and name in _STORAGES:
            return _StorageType(cr.DTYPES[_STORAGES[name]])
        if module == "torch" and name in cr.DTYPES:
            return cr.DTYPES[name]
        if self._trusted and module.partition(".")[0] != "torch":
            return super().find_class(module, name)
        raise pickle.UnpicklingError(
            f"{self._where} holds an object that is not read, because reading it would run code: "
            f"{module}.{name}. In PyTorch save the state_dict() of a model or optimizer, not the "
            "object itself"
        )

    def persistent_load(self, pid: Any) -> Any:
        kind, storage_type, key, _, count = pid
        if kind != "storage" or not isinstance(storage_type, _StorageType):
            raise pickle.UnpicklingError(f"{self._where} holds an unknown kind of storage")
        if key not in self._storages:
            data = bytearray(self._archive.read(f"{self._folder}data/{key}"))
            dtype = storage_type.dtype
            if len(data) != count * dtype.itemsize:
                raise pickle.UnpicklingError(
                    f"{self._where} is damaged: storage {key} is too short"
                )
            self._storages[key] = _Storage(cr.from_bytes(data, dtype, (count,)))
        return self._storages[key]


def read_zip(file: Any, where: str, trusted: bool) -> Any:
    """Reads the object from a zip file of PyTorch; a trusted one may make objects that are neither
    tensors nor PyTorch's."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise RuntimeError(f"{where} is not a whole zip file: {error}") from None
    with archive:
        names = [name for name in archive.namelist() if name.endswith("data.pkl")]
        folder = names[0][: -len("data.pkl")] if names else ""
        if not names or f"{folder}constants.pkl" in archive.namelist():
            raise RuntimeError(f"{where} is a zip file, but none that torch.save writes")
        order = f"{folder}byteorder"
        if order in archive.namelist() and archive.read(order) != b"little":
            raise RuntimeError(f"{where} was written on a big-endian machine, which is not read")
        with archive.open(names[0]) as data:
            return _Unpickler(data, archive, folder, where, trusted).load()
