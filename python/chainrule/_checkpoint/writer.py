"""Writing a taken-apart object as a safetensors file."""

from __future__ import annotations

import io
import os
import secrets
import stat
from typing import Any

import safetensors

from .tree import Packed

# Under this key the metadata of a file hold the structure; "format" is what other readers ask for.
STRUCTURE_KEY = "chainrule"
_OPENING = b'{"__metadata__":{'
_FORMAT = b'"format":"pt"'


def _prepared(packed: Packed) -> tuple[dict[str, Any], dict[str, str], list[Any]]:
    """What safetensors takes: places in memory, metadata, and the tensors that must stay alive."""
    kept = {name: t.resolve_conj().resolve_neg().contiguous() for name, t in packed.tensors.items()}
    specs = {
        name: safetensors.TensorSpec(
            dtype=str(t.dtype).split(".")[-1],
            shape=list(t.shape),
            data_ptr=t.data_ptr(),
            data_len=t.numel() * t.element_size(),
        )
        for name, t in kept.items()
    }
    return specs, {"format": "pt", STRUCTURE_KEY: packed.structure}, list(kept.values())


def _settle(file: Any) -> None:
    """Puts "format" before the structure: the library's order of the two changes from call to call,
    and the same tensors are to make the same file."""
    header = file.read(int.from_bytes(file.read(8), "little"))
    start = len(_OPENING)
    if not header.startswith(_OPENING) or header.startswith(_FORMAT, start):
        return
    end = header.index(b"," + _FORMAT + b"}", start)
    file.seek(8 + start)
    file.write(_FORMAT + b"," + header[start:end])


def write_file(packed: Packed, file: Any) -> None:
    """Writes to a file that is open."""
    specs, metadata, alive = _prepared(packed)
    whole = io.BytesIO(safetensors.serialize(specs, metadata))
    _settle(whole)
    file.write(whole.getbuffer())
    del alive


def write_path(packed: Packed, path: str) -> None:
    """Writes beside ``path`` first, and puts the file in its place when it is whole."""
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    if not os.path.isdir(folder):
        raise RuntimeError(f"Parent directory {folder} does not exist.")
    if os.path.exists(target) and not os.path.isfile(target):
        # A folder is refused here; into a device or a pipe nothing can be put in place.
        with open(target, "wb") as file:
            write_file(packed, file)
        return
    specs, metadata, alive = _prepared(packed)
    unfinished = f"{target}.{secrets.token_hex(4)}.part"
    try:
        mode = _mode_of(target, unfinished)
        safetensors.serialize_file(specs, unfinished, metadata)
        with open(unfinished, "r+b") as file:
            _settle(file)
        os.chmod(unfinished, mode)
        os.replace(unfinished, target)
    except BaseException:
        if os.path.exists(unfinished):
            os.remove(unfinished)
        raise
    del alive


def _mode_of(target: str, beside: str) -> int:
    """The permissions of the file that is there, or those that a new one gets."""
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        fresh = os.fstat(descriptor).st_mode
    finally:
        os.close(descriptor)
    return stat.S_IMODE(os.stat(target).st_mode if os.path.exists(target) else fresh)
