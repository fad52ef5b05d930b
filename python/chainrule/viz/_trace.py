"""Reads a recorded graph: nodes, edges, values, local derivatives, gradients. Draws nothing.

Values are what leaves hold and what operations keep for the sweep. Derivatives come from calling
the nodes themselves, with the unit vectors of their outputs for local ones, and with the gradient
that arrives for those of the root. No ``grad`` is touched and no hook is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .. import ones, zeros
from .._core import Node, Tensor

# Tensors of more elements are shown by their shape alone.
SMALL = 8


@dataclass
class Edge:
    """An input of a vertex: where it comes from, and d output / d input if that is small."""

    source: int
    local: Tensor | None = None


@dataclass
class Vertex:
    """An operation or a leaf."""

    name: str
    shape: tuple[int, ...]
    inputs: list[Edge] = field(default_factory=list)
    label: str = ""
    value: Tensor | None = None
    gradient: Tensor | None = None
    constants: list[tuple[str, Tensor]] = field(default_factory=list)
    leaf: Tensor | None = None

    @property
    def grad(self) -> Tensor | None:
        """What backward() has put into the leaf by now, else the gradient computed here."""
        if self.leaf is not None and self.leaf.grad is not None:
            return self.leaf.grad
        return self.gradient


def small(t: Tensor | None) -> bool:
    """Whether the elements are few enough to be shown."""
    return t is not None and t.numel() <= SMALL


def trace(root: Tensor, names: Mapping[str, Tensor], limit: int) -> list[Vertex]:
    """The vertices below ``root``, inputs before what is made of them; the root is last."""
    if root.grad_fn is None:
        raise ValueError(
            "the tensor has no history to draw: it is a leaf, was detached, or nothing that it "
            "was computed from asks for a gradient"
        )
    nodes = _order(root.grad_fn, limit)
    index = {node: i for i, node in enumerate(nodes)}
    vertices = [_vertex(node) for node in nodes]
    vertices[-1].value = root.detach()
    for node, vertex in zip(nodes, vertices, strict=True):
        for source, _ in node.next_functions:
            if source is not None:
                vertex.inputs.append(Edge(index[source]))
    for name, tensor in names.items():
        _give_name(name, tensor, nodes, vertices)
    for node, vertex in zip(nodes, vertices, strict=True):
        _read_saved(node, vertex, index, vertices)
    _differentiate(nodes, vertices, root)
    return vertices


def _order(start: Node, limit: int) -> list[Node]:
    """Depth first without recursion: graphs may be deep."""
    done: dict[Node, None] = {}
    stack: list[tuple[Node, bool]] = [(start, False)]
    seen: set[Node] = set()
    while stack:
        node, finished = stack.pop()
        if finished:
            done[node] = None
            continue
        if node in seen:
            continue
        seen.add(node)
        if len(seen) > limit:
            raise ValueError(
                f"the graph has more than {limit} nodes: draw a part of it, or pass a larger limit"
            )
        stack.append((node, True))
        stack += [(source, False) for source, _ in reversed(node.next_functions) if source]
    return list(done)


def _is_leaf(node: Node) -> bool:
    return node.name().endswith("AccumulateGrad")


def _vertex(node: Node) -> Vertex:
    if _is_leaf(node):
        leaf = node.variable
        return Vertex("leaf", tuple(leaf.shape), value=leaf.detach(), leaf=leaf)
    shapes = node._input_shapes
    name = node.name().rpartition("::")[2]
    operation = name.rstrip("0123456789").removesuffix("Backward")
    return Vertex(operation, tuple(shapes[0]) if shapes else ())


def _give_name(name: str, tensor: Tensor, nodes: list[Node], vertices: list[Vertex]) -> None:
    for node, vertex in zip(nodes, vertices, strict=True):
        mine = vertex.leaf is tensor if vertex.leaf is not None else tensor.grad_fn is node
        if mine:
            vertex.label = name
            vertex.value = tensor.detach()


def _read_saved(node: Node, vertex: Vertex, index: dict[Node, int], all_: list[Vertex]) -> None:
    """What a node keeps are values: of others in the graph, its own, or constants."""
    try:
        saved = node._saved
    except RuntimeError:  # freed by a sweep
        return
    for label, tensor in saved:
        if tensor is None:
            continue
        maker = tensor.grad_fn
        if maker is not None and maker in index:
            all_[index[maker]].value = tensor.detach()
        elif not tensor.requires_grad and small(tensor):
            vertex.constants.append((label.removeprefix("_saved_"), tensor.detach()))


def _differentiate(nodes: list[Node], vertices: list[Vertex], root: Tensor) -> None:
    """The sweep, one node after the other, and the local derivatives beside it."""
    vertices[-1].gradient = ones(root.shape, dtype=root.dtype)
    for node, vertex in zip(reversed(nodes), reversed(vertices), strict=True):
        if vertex.leaf is not None or vertex.gradient is None or len(node._input_shapes) != 1:
            continue
        try:
            arrived = _pull(node, vertex.gradient, vertices, vertex)
            local = _jacobians(node, vertices, vertex)
        except RuntimeError:  # what the node had kept was freed by a sweep
            continue
        for position, (edge, gradient) in enumerate(zip(vertex.inputs, arrived, strict=True)):
            source = vertices[edge.source]
            if gradient is not None:
                known = source.gradient
                source.gradient = gradient if known is None else known + gradient
            edge.local = local[position] if local else None


def _pull(
    node: Node, cotangent: Tensor, vertices: list[Vertex], vertex: Vertex
) -> list[Tensor | None]:
    """The gradients of a node's inputs that have a history, each of the shape of its input."""
    given = node(cotangent)
    gradients = given if isinstance(given, tuple) else (given,)
    wanted = [g for g, (source, _) in zip(gradients, node.next_functions, strict=True) if source]
    return [
        None if g is None else g.sum_to_size(vertices[edge.source].shape).detach()
        for g, edge in zip(wanted, vertex.inputs, strict=True)
    ]


def _jacobians(node: Node, vertices: list[Vertex], vertex: Vertex) -> list[Tensor | None]:
    """d output / d input, flat rows and columns, where both are small."""
    count = 1
    for size in vertex.shape:
        count *= size
    gradient = vertex.gradient
    if not 0 < count <= SMALL or gradient is None:
        return []
    rows = []
    for i in range(count):
        unit = zeros(count, dtype=gradient.dtype)
        unit[i] = 1
        rows.append(_pull(node, unit.view(vertex.shape), vertices, vertex))
    out: list[Tensor | None] = []
    for position, edge in enumerate(vertex.inputs):
        columns = 1
        for size in vertices[edge.source].shape:
            columns *= size
        if columns > SMALL or columns == 0:
            out.append(None)
            continue
        matrix = zeros(count, columns, dtype=gradient.dtype)
        for i, row in enumerate(rows):
            part = row[position]
            if part is not None:
                matrix[i] = part.reshape(columns)
        out.append(matrix)
    return out
