"""The graph that a call of a module records, as TensorBoard's ``GraphDef``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tensorboard.compat.proto.attr_value_pb2 import AttrValue
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.compat.proto.versions_pb2 import VersionDef

from ... import Tensor, enable_grad
from ...nn import Module


def _tensors(value: Any) -> Iterable[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _tensors(each)


def _shapes(tensor: Tensor) -> dict[str, AttrValue]:
    dims = [TensorShapeProto.Dim(size=size) for size in tensor.shape]
    listed = AttrValue.ListValue(shape=[TensorShapeProto(dim=dims)])
    return {"_output_shapes": AttrValue(list=listed)}


class _Scopes:
    """Which nodes were recorded inside of which call of a module."""

    def __init__(self, model: Module) -> None:
        self.paths = {model: type(model).__name__}
        for name, module in model.named_modules():
            if name:
                parent, _, last = name.rpartition(".")
                above = self.paths[model.get_submodule(parent)]
                self.paths.setdefault(module, f"{above}/{type(module).__name__}[{last}]")
        self.known: dict[Any, str] = {}

    def note(self, module: Module, arguments: Any, result: Any) -> None:
        """Names what lies between the results and what has a name: inner calls end first."""
        ends = {t.grad_fn for t in _tensors(arguments)}
        waiting = [t.grad_fn for t in _tensors(result)]
        while waiting:
            node = waiting.pop()
            if node is None or node in ends or node in self.known:
                continue
            self.known[node] = self.paths[module]
            waiting.extend(each for each, _ in node.next_functions)


def graph_of(model: Module, inputs: Any) -> GraphDef:
    """What ``model(*inputs)`` records: inputs, parameters, operations and the output."""
    arguments = tuple(inputs) if isinstance(inputs, (list, tuple)) else (inputs,)
    sources = {}
    with enable_grad():
        called = []
        for argument in arguments:
            # A fresh leaf that asks for gradients, so that what depends on it alone is recorded.
            leaf = argument
            if isinstance(argument, Tensor) and argument.is_floating_point():
                leaf = argument.detach().requires_grad_()
            called.append(leaf)
        scopes = _Scopes(model)
        hooks = [module.register_forward_hook(scopes.note) for module in scopes.paths]
        try:
            result = model(*called)
        finally:
            for hook in hooks:
                hook.remove()

    made = GraphDef(versions=VersionDef(producer=22))
    for i, leaf in enumerate(_tensors(called)):
        name = f"input/input.{i + 1}"
        sources[id(leaf)] = name
        made.node.add(name=name, op="IO Node", attr=_shapes(leaf))
    for name, parameter in model.named_parameters():
        owner, _, last = name.rpartition(".")
        path = f"{scopes.paths[model.get_submodule(owner)]}/{last}"
        sources[id(parameter)] = path
        made.node.add(name=path, op="Parameter", attr=_shapes(parameter))

    names: dict[Any, str] = {}

    def inputs_of(node: Any) -> list[str]:
        found = []
        for each, _ in node.next_functions:
            variable = getattr(each, "variable", None)
            if variable is not None:
                found.append(sources.get(id(variable), "leaf"))
            elif each is not None:
                found.append(names[each])
        return found

    outputs = list(_tensors(result))
    order: list[Any] = []
    waiting = [(t.grad_fn, False) for t in outputs if t.grad_fn is not None]
    seen = set()
    while waiting:
        node, done = waiting.pop()
        if done:
            order.append(node)
        elif node not in seen and getattr(node, "variable", None) is None:
            seen.add(node)
            waiting.append((node, True))
            waiting.extend((each, False) for each, _ in node.next_functions if each is not None)
    for i, node in enumerate(order):
        kind = node.name().removesuffix("Backward0")
        scope = scopes.known.get(node, scopes.paths[model])
        names[node] = f"{scope}/{kind}_{i}"
        made.node.add(name=names[node], op=kind, input=inputs_of(node))
    for i, tensor in enumerate(outputs):
        source = names.get(tensor.grad_fn, sources.get(id(tensor), "leaf"))
        made.node.add(
            name=f"output/output.{i + 1}", op="IO Node", input=[source], attr=_shapes(tensor)
        )
    return made
