"""``save`` and ``load``: checkpoints as safetensors files, and the reading of PyTorch's own.

What a file holds and how is in the package ``_checkpoint``, which is imported on first use.
"""

from __future__ import annotations

import os
from typing import IO, Any, TypeAlias

__all__ = [
    "add_safe_globals",
    "clear_safe_globals",
    "get_safe_globals",
    "load",
    "safe_globals",
    "save",
]

FileLike: TypeAlias = str | os.PathLike[str] | IO[bytes]


def save(
    obj: Any,
    f: FileLike,
    pickle_module: Any = None,
    pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True,
    _disable_byteorder_record: bool = False,
) -> None:
    r"""Writes tensors, and what is made of them, to a file in the safetensors format.

    ``obj`` may be a tensor, a number, a string, or any nesting of dicts, lists, tuples and sets of
    these: the ``state_dict()`` of a model or an optimizer, or a dict that holds both. Then nothing
    in the file is code. An object of any other class, a model itself for instance, is pickled,
    without its tensors; ``load`` makes it again only with ``weights_only=False``.

    Any program that reads safetensors reads the tensors; in a flat dict under their own names,
    deeper ones with the path joined by dots. The structure around them is kept as JSON in the
    file's metadata.

    Tensors are written contiguous. Tensors that share all their memory share it again after
    ``load``; partly overlapping ones become separate. A file on disk appears whole or not at all.

    Args:
        obj: what to save.
        f: a path, or a binary file open for writing.
        pickle_module: accepted for compatibility; what must be pickled is by Python's own.
        pickle_protocol: accepted for compatibility.

    Raises:
        TypeError: a tensor is the key of a dict; the message says where.
        pickle.PicklingError: an object that Python cannot pickle, a lambda for instance (or
            AttributeError, where Python says so).
        ValueError: a container that contains itself.
        AttributeError: ``f`` is neither a path nor a file.
        RuntimeError: the folder does not exist.

    >>> import io
    >>> import chainrule as cr
    >>> file = io.BytesIO()
    >>> cr.save({"weight": cr.ones(2), "epoch": 3}, file)
    >>> _ = file.seek(0)
    >>> cr.load(file)
    {'weight': tensor([1., 1.]), 'epoch': 3}
    """
    from ._checkpoint import tree, writer

    path = _path_of(f)
    if path is None and not hasattr(f, "write"):
        raise AttributeError(
            "expected 'f' to be string, path, or a file-like object with a 'write' attribute"
        )
    packed = tree.pack(obj)
    if path is None:
        writer.write_file(packed, f)
    else:
        writer.write_path(packed, path)


def load(
    f: FileLike,
    map_location: Any = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    **pickle_load_args: Any,
) -> Any:
    r"""Reads what ``save`` wrote, any safetensors file, or a checkpoint of PyTorch.

    A safetensors file of another program gives a dict of tensors. Of PyTorch's files (the zip
    format, PyTorch 1.6 and later) those are read that hold tensors, numbers, strings and
    containers of them, as a ``state_dict`` does. No code in a file is run, but for objects that
    ``save`` had to pickle, where ``weights_only=False`` allows it.

    Args:
        f: a path, or a binary file open for reading.
        map_location: accepted for compatibility; everything is loaded to the CPU.
        pickle_module: accepted for compatibility; not used.
        weights_only: False lets the file run code to make pickled objects again. Pass it for files
            of people you trust alone. Else only objects of classes that ``add_safe_globals`` was
            told are made.
        mmap: let the tensors look into the file instead of reading it now. They can be written to;
            the file does not change. For safetensors files given by path.

    Raises:
        RuntimeError: a file that is damaged or of a format that is not read, or a
            ``map_location`` that is not the CPU.
        pickle.UnpicklingError: a file of PyTorch that holds other objects, or pickled objects and
            ``weights_only`` is not False.
        AttributeError: ``f`` is neither a path nor a file.
        ValueError: ``mmap`` with an open file.

    >>> import chainrule as cr
    >>> import io
    >>> file = io.BytesIO()
    >>> cr.save({"step": 3, "weight": cr.ones(2)}, file)
    >>> _ = file.seek(0)
    >>> cr.load(file)
    {'step': 3, 'weight': tensor([1., 1.])}
    """
    from ._checkpoint import reader

    _check_location(map_location)
    path = _path_of(f)
    if path is not None:
        return reader.read_path(path, bool(mmap), weights_only is False)
    if not hasattr(f, "read") or not hasattr(f, "seek"):
        raise AttributeError(
            f"'{type(f).__name__}' object has no attribute 'seek': expected a path, or a binary "
            "file that can be read and is seekable; load the data into io.BytesIO first"
        )
    if mmap:
        raise ValueError("f must be a file path in order to use the mmap argument")
    return reader.read_file(f, weights_only is False)


def add_safe_globals(safe_globals: list[Any]) -> None:
    """Lets ``load`` make objects of these classes, or call these functions, for every file.

    An entry may be a pair of a class and the name that files know it by.

    >>> import argparse, io
    >>> import chainrule as cr
    >>> cr.serialization.add_safe_globals([argparse.Namespace])
    >>> file = io.BytesIO()
    >>> cr.save({"args": argparse.Namespace(lr=0.1)}, file)
    >>> _ = file.seek(0)
    >>> cr.load(file)
    {'args': Namespace(lr=0.1)}
    >>> cr.serialization.clear_safe_globals()
    """
    from ._checkpoint import tree

    tree.safe_globals.extend(safe_globals)


def get_safe_globals() -> list[Any]:
    """What ``add_safe_globals`` was told.

    >>> import chainrule as cr
    >>> cr.serialization.get_safe_globals()
    []
    """
    from ._checkpoint import tree

    return list(tree.safe_globals)


def clear_safe_globals() -> None:
    """Forgets what ``add_safe_globals`` was told.

    >>> import chainrule as cr
    >>> cr.serialization.clear_safe_globals()
    """
    from ._checkpoint import tree

    tree.safe_globals.clear()


class safe_globals:
    """``add_safe_globals`` for the time of a ``with`` block.

    >>> import argparse
    >>> import chainrule as cr
    >>> with cr.serialization.safe_globals([argparse.Namespace]):
    ...     len(cr.serialization.get_safe_globals())
    1
    """

    def __init__(self, safe_globals: list[Any]) -> None:
        self._added = safe_globals
        self._before: list[Any] = []

    def __enter__(self) -> None:
        self._before = get_safe_globals()
        add_safe_globals(self._added)

    def __exit__(self, *exception: object) -> None:
        clear_safe_globals()
        add_safe_globals(self._before)


def _path_of(f: Any) -> str | None:
    return os.fspath(f) if isinstance(f, (str, os.PathLike)) else None


def _check_location(location: Any) -> None:
    if location is None or callable(location):
        return
    if isinstance(location, dict):
        for target in location.values():
            _check_location(target)
        return
    name = str(location)
    if name.split(":")[0] != "cpu":
        raise RuntimeError(
            f"cannot load to {name!r}: there is only the CPU; use map_location='cpu', or none"
        )
