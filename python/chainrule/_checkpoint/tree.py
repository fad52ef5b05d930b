"""Taking an object apart into named tensors and JSON, and putting it together again.

In the JSON, None, booleans, whole numbers, strings, finite floats and lists stand for themselves.
Everything else is an object with a key ``type``:

    {"type": "dict", "keys": [...], "values": [...]}    also OrderedDict, Counter, defaultdict
    {"type": "tuple", "items": [...]}                   also set, frozenset, Size, deque
    {"type": "tensor", "name": "a.b"}                   where the tensor is in the file
    {"type": "float", "value": "nan"}                   also complex, bytes, dtype, device
    {"type": "pickle", "class": "...", "value": "...", "tensors": [...]}

The last is for objects of any other class, a model for instance: Python's pickle of it, with its
tensors taken out. To read it is to run code, so that is done only where the caller trusts the file.
"""

from __future__ import annotations

import base64
import io
import json
import math
import pickle
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from . import _backend as cr

# Of a defaultdict the factory is kept if it is one of these.
_FACTORIES: dict[str, Any] = {
    kind.__name__: kind for kind in (dict, list, set, tuple, int, float, str, bool)
}
_SEQUENCES: dict[str, Any] = {
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "deque": deque,
    "Size": cr.Size,
}


@dataclass
class Packed:
    """Tensors by the name they get in the file, and the structure as JSON."""

    tensors: dict[str, Any] = field(default_factory=dict)
    structure: str = ""


def pack(obj: Any) -> Packed:
    """Takes ``obj`` apart. Raises TypeError for what cannot be saved."""
    packer = _Packer()
    tree = packer.pack(obj, ())
    packer.result.structure = json.dumps(tree, separators=(",", ":"), allow_nan=False)
    return packer.result


class _Packer:
    def __init__(self) -> None:
        self.result = Packed()
        self._open: set[int] = set()  # containers that are being packed
        self._done: dict[int, dict[str, Any]] = {}  # tensors packed already, by identity
        self._alive: list[Any] = []  # keeps those identities valid
        self._memory: dict[Any, list[dict[str, Any]]] = {}  # and by memory

    def pack(self, x: Any, path: tuple[Any, ...]) -> Any:
        kind = type(x)
        if x is None or kind in (bool, int, str):
            return x
        if kind is float:
            return x if math.isfinite(x) else {"type": "float", "value": repr(x)}
        if isinstance(x, cr.Tensor):
            return self._tensor(x, path)
        if kind is list:
            return self._within(x, path, lambda: self._items(x, path))
        if kind in (tuple, set, frozenset, deque, cr.Size):
            items = self._within(x, path, lambda: self._items(x, path))
            return {"type": kind.__name__, "items": items}
        if kind in (dict, OrderedDict, Counter, defaultdict):
            return self._within(x, path, lambda: self._dict(x, path))
        if kind is complex:
            return {"type": "complex", "value": [repr(x.real), repr(x.imag)]}
        if kind in (bytes, bytearray):
            text = base64.b64encode(x).decode("ascii")
            return {"type": kind.__name__, "value": text}
        if isinstance(x, cr.dtype):
            return {"type": "dtype", "value": str(x).split(".")[-1]}
        if isinstance(x, cr.device):
            return {"type": "device", "value": str(x)}
        if kind.__module__ == "numpy":
            return self._numpy(x, path)
        return self._within(x, path, lambda: self._pickled(x, path))

    def _pickled(self, x: Any, path: tuple[Any, ...]) -> dict[str, Any]:
        stream = io.BytesIO()
        pickler = _Pickler(stream, lambda t: self._tensor(t, (*path, "tensors")))
        pickler.dump(x)
        return {
            "type": "pickle",
            "class": f"{type(x).__module__}.{type(x).__qualname__}",
            "value": base64.b64encode(stream.getvalue()).decode("ascii"),
            "tensors": pickler.nodes,
        }

    def _within(self, x: Any, path: tuple[Any, ...], pack: Any) -> Any:
        if id(x) in self._open:
            raise ValueError(f"cannot save {_at(path)}: it contains itself")
        self._open.add(id(x))
        try:
            return pack()
        finally:
            self._open.discard(id(x))

    def _items(self, x: Any, path: tuple[Any, ...]) -> list[Any]:
        return [self.pack(item, (*path, i)) for i, item in enumerate(x)]

    def _dict(self, x: Any, path: tuple[Any, ...]) -> dict[str, Any]:
        node: dict[str, Any] = {"type": type(x).__name__}
        if isinstance(x, defaultdict) and x.default_factory is not None:
            factory = getattr(x.default_factory, "__name__", "")
            if _FACTORIES.get(factory) is not x.default_factory:
                return self._pickled(x, path)
            node["factory"] = factory
        for key in x:
            if isinstance(key, cr.Tensor):
                raise TypeError(f"cannot save {_at(path)}: a tensor is a key of this dict")
        node["keys"] = [self.pack(key, (*path, key)) for key in x]
        node["values"] = [self.pack(value, (*path, key)) for key, value in x.items()]
        # Modules note the versions of their layers here.
        versions = getattr(x, "_metadata", None)
        if versions is not None:
            node["metadata"] = self.pack(versions, (*path, "_metadata"))
        return node

    # ---- tensors ----

    def _tensor(self, t: Any, path: tuple[Any, ...]) -> dict[str, Any]:
        known = self._done.get(id(t))
        if known is not None:
            return known
        node: dict[str, Any] = {"type": "tensor"}
        memory = (t.data_ptr(), t.dtype, tuple(t.shape), tuple(t.stride()))
        sharers = self._memory.setdefault(memory, []) if t.numel() > 0 else []
        node["name"] = self._add(t.detach(), path, node)
        if isinstance(t, cr.Parameter):
            node["parameter"] = True
        if t.requires_grad:
            node["requires_grad"] = True
        if sharers:
            # Its own data is in the file too, for readers that do not know of this.
            node["shares"] = sharers[0]["name"]
        sharers.append(node)
        self._alive.append(t)
        self._done[id(t)] = node
        return node

    def _numpy(self, x: Any, path: tuple[Any, ...]) -> dict[str, Any]:
        import numpy

        array = numpy.asarray(x)
        if array.dtype.name not in cr.DTYPES:
            return self._pickled(x, path)
        node: dict[str, Any] = {"type": "ndarray", "scalar": isinstance(x, numpy.generic)}
        own = numpy.array(array, order="C", copy=True)
        node["name"] = self._add(cr.from_numpy(own), path, node)
        return node

    def _add(self, t: Any, path: tuple[Any, ...], node: dict[str, Any]) -> str:
        if t.dtype in (cr.complex32, cr.complex128):
            # The format has no such type: pairs of real numbers, as view_as_real gives them.
            node["dtype"] = str(t.dtype).removeprefix("torch.")
            t = cr.view_as_real(t.resolve_conj())
        name = base = ".".join(str(part) for part in path) or "tensor"
        number = 2
        while name in self.result.tensors:
            name, number = f"{base}~{number}", number + 1
        self.result.tensors[name] = t
        return name


class _Pickler(pickle.Pickler):
    """Python's, but for tensors: these go to the file like all others."""

    def __init__(self, stream: Any, take: Any) -> None:
        super().__init__(stream, protocol=4)
        self.nodes: list[Any] = []
        self._take = take

    def persistent_id(self, x: Any) -> int | None:
        if type(x) not in (cr.Tensor, cr.Parameter) or x.__dict__:
            return None
        self.nodes.append(self._take(x))
        return len(self.nodes) - 1


# Classes whose objects are made again for whoever asks: of a program's own choice, and these.
safe_globals: list[Any] = []
_SAFE = (OrderedDict, Counter, defaultdict, deque, set, frozenset, complex, bytearray)


class _Unpickler(pickle.Unpickler):
    """Python's, but for tensors; it finds safe classes only, if the file is not trusted."""

    def __init__(self, stream: Any, tensors: list[Any], trusted: bool, kind: str) -> None:
        super().__init__(stream)
        self._tensors = tensors
        self._trusted = trusted
        self._kind = kind

    def persistent_load(self, number: int) -> Any:
        return self._tensors[number]

    def find_class(self, module: str, name: str) -> Any:
        if self._trusted:
            return super().find_class(module, name)
        for safe in (*_SAFE, *safe_globals):
            given = safe if isinstance(safe, tuple) else (safe, "")
            known = given[1] or f"{given[0].__module__}.{given[0].__qualname__}"
            if known == f"{module}.{name}":
                return given[0]
        raise pickle.UnpicklingError(
            f"Weights only load failed: the file holds an object of type {self._kind}, and to make "
            f"it again would run code from the file ({module}.{name}). If you trust whoever wrote "
            "it, pass weights_only=False, or name the class with "
            "serialization.add_safe_globals([...]); better, save the state_dict() alone"
        )


def _at(path: tuple[Any, ...]) -> str:
    return "the object" + "".join(f"[{part!r}]" for part in path)


class Unpacker:
    """Puts an object together from the JSON and a function from names to tensors."""

    def __init__(self, tensors: Any, trusted: bool) -> None:
        self._tensor_named = tensors
        self._trusted = trusted  # code in the file may run
        self._made: dict[str, Any] = {}

    def unpack(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.unpack(item) for item in node]
        if not isinstance(node, dict):
            return node
        kind = node["type"]
        if kind in _SEQUENCES:
            return _SEQUENCES[kind](self.unpack(node["items"]))
        if kind in ("dict", "OrderedDict", "Counter", "defaultdict"):
            return self._dict(kind, node)
        if kind == "tensor":
            return self._tensor(node)
        if kind == "ndarray":
            array = self._stored(node).numpy()
            return array[()] if node["scalar"] else array
        if kind == "pickle":
            return self._pickled(node)
        value = node["value"]
        if kind == "float":
            return float(value)
        if kind == "complex":
            return complex(float(value[0]), float(value[1]))
        if kind in ("bytes", "bytearray"):
            raw = base64.b64decode(value)
            return raw if kind == "bytes" else bytearray(raw)
        if kind == "dtype":
            return cr.DTYPES[value]
        if kind == "device":
            return cr.device(value)
        raise RuntimeError(f"the file holds a {kind!r}, written by a later version of chainrule")

    def _dict(self, kind: str, node: dict[str, Any]) -> Any:
        made: Any
        if kind == "defaultdict":
            made = defaultdict(_FACTORIES.get(node.get("factory", "")))
        else:
            made = {"dict": dict, "OrderedDict": OrderedDict, "Counter": Counter}[kind]()
        keys, values = self.unpack(node["keys"]), self.unpack(node["values"])
        for key, value in zip(keys, values, strict=True):
            made[key] = value
        if "metadata" in node:
            made._metadata = self.unpack(node["metadata"])
        return made

    def _pickled(self, node: dict[str, Any]) -> Any:
        stream = io.BytesIO(base64.b64decode(node["value"]))
        tensors = self.unpack(node["tensors"])
        return _Unpickler(stream, tensors, self._trusted, node["class"]).load()

    def _stored(self, node: dict[str, Any]) -> Any:
        t = self._tensor_named(node["name"])
        return cr.view_as_complex(t) if "dtype" in node else t

    def _tensor(self, node: dict[str, Any]) -> Any:
        name = node["name"]
        if name in self._made:
            return self._made[name]
        first = self._made.get(node.get("shares", ""))
        t = self._stored(node) if first is None else first.detach()
        if node.get("parameter"):
            t = cr.Parameter(t, requires_grad=node.get("requires_grad", False))
        elif node.get("requires_grad"):
            t.requires_grad_()
        self._made[name] = t
        return t
