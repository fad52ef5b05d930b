"""How a batch travels from a worker to the main process.

Everything is pickled, but large blocks of memory (tensors, numpy arrays) stay out of the pickle:
where the system has anonymous memory files (Linux), they are written into one, whose descriptor
goes through the pipe, and the receiver maps it. Nothing is left behind whoever dies.
"""

from __future__ import annotations

import io
import mmap
import os
import pickle
import weakref
from typing import Any

from .. import _backend as cr
from .._backend import Tensor

# Less than this in total goes through the pipe itself: a mapping costs some system calls.
_SHARE_FROM = 64 * 1024
# Each mapping holds a descriptor; beyond this many, batches are copied instead.
_MOST_MAPPINGS = 200
_ALIGNMENT = 64
_CAN_SHARE = hasattr(os, "memfd_create")

_mappings = 0


def _rebuild_tensor(buffer: Any, dtype: Any, shape: tuple[int, ...], requires_grad: bool) -> Tensor:
    if 0 in shape:
        made = cr.empty(shape, dtype=dtype)
    else:
        made = cr.frombuffer(buffer, dtype=dtype).view(shape)
    return made.requires_grad_() if requires_grad else made


class _Pickler(pickle.Pickler):
    """Pickles tensors without their memory."""

    def reducer_override(self, obj: Any) -> Any:
        if type(obj) is not Tensor:
            return NotImplemented
        if obj.requires_grad and not obj.is_leaf:
            raise RuntimeError(
                "a tensor that requires grad and is not a leaf cannot leave its process, because "
                "its graph cannot; detach() it in the dataset or in collate_fn"
            )
        shape = tuple(obj.shape)
        flat = obj.detach().contiguous().reshape(-1).view(cr.uint8).numpy().data
        arguments = (pickle.PickleBuffer(flat), obj.dtype, shape, obj.requires_grad)
        return _rebuild_tensor, arguments


def send(pipe: Any, message: Any) -> None:
    """Sends any picklable object through a ``multiprocessing`` connection."""
    buffers: list[pickle.PickleBuffer] = []
    stream = io.BytesIO()
    _Pickler(stream, protocol=5, buffer_callback=buffers.append).dump(message)
    blocks = [buffer.raw() for buffer in buffers]
    sizes = [block.nbytes for block in blocks]
    shared = _CAN_SHARE and sum(sizes) >= _SHARE_FROM
    pipe.send_bytes(pickle.dumps((stream.getvalue(), sizes, shared)))
    if shared:
        memory = os.memfd_create("chainrule-batch", os.MFD_CLOEXEC)
        try:
            for block, start in zip(blocks, _starts(sizes)[0], strict=True):
                _write(memory, block, start)
            _send_descriptor(pipe, memory)
        finally:
            os.close(memory)
    else:
        for block in blocks:
            if block.nbytes:
                pipe.send_bytes(block)


def receive(pipe: Any) -> Any:
    """Receives what ``send`` sent."""
    data, sizes, shared = pickle.loads(pipe.recv_bytes())
    blocks: list[Any]
    if shared:
        memory = _receive_descriptor(pipe)
        try:
            starts, total = _starts(sizes)
            whole = memoryview(_mapped(memory, total))
            blocks = [
                whole[start : start + size] for start, size in zip(starts, sizes, strict=True)
            ]
        finally:
            os.close(memory)
    else:
        blocks = [bytearray(pipe.recv_bytes()) if size else bytearray() for size in sizes]
    return pickle.loads(data, buffers=blocks)


def _starts(sizes: list[int]) -> tuple[list[int], int]:
    """Where each block begins, and the length of all together."""
    starts, at = [], 0
    for size in sizes:
        starts.append(at)
        at += -(-size // _ALIGNMENT) * _ALIGNMENT
    return starts, at


def _write(descriptor: int, block: memoryview, start: int) -> None:
    while block.nbytes:
        written = os.pwrite(descriptor, block, start)
        block, start = block[written:], start + written


def _unmapped() -> None:
    global _mappings
    _mappings -= 1


def _mapped(descriptor: int, size: int) -> Any:
    global _mappings
    os.ftruncate(descriptor, size)
    if _mappings >= _MOST_MAPPINGS:
        copy = bytearray(size)
        view, at = memoryview(copy), 0
        while at < size:
            at += os.preadv(descriptor, [view[at:]], at)
        return copy
    flags = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
    mapping = mmap.mmap(descriptor, size, flags=flags)
    _mappings += 1
    weakref.finalize(mapping, _unmapped).atexit = False
    return mapping


def _send_descriptor(pipe: Any, descriptor: int) -> None:
    import socket

    with socket.socket(fileno=os.dup(pipe.fileno())) as channel:
        socket.send_fds(channel, [b"m"], [descriptor])


def _receive_descriptor(pipe: Any) -> int:
    import socket

    with socket.socket(fileno=os.dup(pipe.fileno())) as channel:
        _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
    if not descriptors:
        raise EOFError
    return descriptors[0]
