"""Reading safetensors files, and telling them from others."""

from __future__ import annotations

import json
import mmap
import struct
from typing import Any

import safetensors

from . import _backend as cr
from .tree import Unpacker
from .writer import STRUCTURE_KEY

_LEGACY = bytes.fromhex("80028a0a6cfc9c46f9206aa85019")  # PyTorch before 1.6: a bare pickle


def read_path(path: str, map_file: bool, trusted: bool) -> Any:
    """Reads the file at ``path``; tensors look into it if ``map_file``, and pickled objects are
    made again if it is ``trusted``."""
    with open(path, "rb") as file:
        begin = file.read(16)
        if not _is_safetensors(begin):
            file.seek(0)
            return _read_other(begin, file, path, trusted)
        try:
            # Opening it so checks the whole header: that places are inside of the file, and so on.
            with safetensors.safe_open(path, framework="numpy"):
                pass
        except safetensors.SafetensorError as error:
            raise RuntimeError(f"{path} is not a whole safetensors file: {error}") from None
        file.seek(0)
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        metadata = header.pop("__metadata__", {})
        start = 8 + length
        if map_file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)

            def read(entry: dict[str, Any]) -> Any:
                return _from_map(mapped, entry, start, path)
        else:

            def read(entry: dict[str, Any]) -> Any:
                return _from_file(file, entry, start, path)

        return _assembled(header, metadata, read, trusted)


def read_file(file: Any, trusted: bool) -> Any:
    """Reads an open file, from where it stands."""
    here = file.tell()
    begin = file.read(16)
    file.seek(here)
    if not _is_safetensors(begin):
        return _read_other(begin, file, "the file", trusted)
    data = file.read()
    try:
        entries = dict(safetensors.deserialize(data))  # type: ignore[no-untyped-call]
    except safetensors.SafetensorError as error:
        raise RuntimeError(f"not a whole safetensors file: {error}") from None
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    for name, entry in header.items():
        entry["data"] = entries[name]["data"]
    return _assembled(header, metadata, lambda entry: _from_memory(entry, "the file"), trusted)


def _is_safetensors(begin: bytes) -> bool:
    return len(begin) > 8 and begin[8:9] == b"{"


def _read_other(begin: bytes, file: Any, where: str, trusted: bool) -> Any:
    if begin.startswith(b"PK\x03\x04"):
        from .torch_zip import read_zip

        return read_zip(file, where, trusted)
    if not begin:
        raise EOFError(f"{where} is empty")
    if begin.startswith(_LEGACY):
        raise RuntimeError(
            f"{where} is in the format of PyTorch before 1.6, which can hold code and is not read. "
            "Load it with PyTorch and save it again: torch.save(torch.load(...), ...)"
        )
    raise RuntimeError(f"{where} is neither a safetensors file nor a zip file of PyTorch")


def _assembled(header: dict[str, Any], metadata: dict[str, str], read: Any, trusted: bool) -> Any:
    """The saved object, or for files of others a dict of all tensors."""
    structure = metadata.get(STRUCTURE_KEY)
    if structure is None:
        return {name: read(entry) for name, entry in header.items()}
    return Unpacker(lambda name: read(header[name]), trusted).unpack(json.loads(structure))


def _dtype(entry: dict[str, Any], where: str) -> Any:
    code = entry["dtype"]
    if code not in cr.CODES:
        raise RuntimeError(f"{where} holds a tensor of type {code}, which chainrule does not have")
    return cr.CODES[code]


def _from_file(file: Any, entry: dict[str, Any], start: int, where: str) -> Any:
    made = cr.empty(entry["shape"], dtype=_dtype(entry, where))
    if made.numel() > 0:
        file.seek(start + entry["data_offsets"][0])
        memory = cr.memory_of(made)
        if file.readinto(memory) != memory.nbytes:
            raise RuntimeError(f"{where} ends too early")
    return made


def _from_map(mapped: Any, entry: dict[str, Any], start: int, where: str) -> Any:
    kind = _dtype(entry, where)
    begin, end = (start + at for at in entry["data_offsets"])
    size = kind.itemsize
    if begin % size == 0:
        return cr.from_bytes(mapped, kind, entry["shape"], begin)
    # Some writers do not align: such a tensor is copied.
    return cr.from_bytes(bytearray(mapped[begin:end]), kind, entry["shape"])


def _from_memory(entry: dict[str, Any], where: str) -> Any:
    return cr.from_bytes(entry["data"], _dtype(entry, where), entry["shape"])
