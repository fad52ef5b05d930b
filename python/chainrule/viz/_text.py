"""Numbers, labels, the tree for terminals and the text for Graphviz. Knows vertices, no layout."""

from __future__ import annotations

from typing import Any

from .._core import Tensor
from ._trace import Edge, Vertex, small


def number(value: Any) -> str:
    """Four significant digits."""
    if isinstance(value, complex):
        return f"{value.real:.4g}{value.imag:+.4g}j"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def numbers(t: Tensor) -> str:
    """The elements of a small tensor, in brackets by dimension."""

    def nested(values: Any) -> str:
        if isinstance(values, list):
            return f"[{', '.join(map(nested, values))}]"
        return number(values)

    return nested(t.detach().tolist())


def local_text(edge: Edge, source: Vertex, target: Vertex) -> str:
    """d output / d input: a number, one for each element where they do not mix, or the matrix."""
    matrix = edge.local
    if matrix is None:
        return ""
    rows = matrix.tolist()
    count, columns = len(rows), len(rows[0])
    if count == columns and source.shape == target.shape:
        apart = all(rows[i][j] == 0 for i in range(count) for j in range(columns) if i != j)
        if apart:
            return numbers(matrix.diagonal().reshape(target.shape))
    if count == 1:
        return numbers(matrix.reshape(source.shape))
    if columns == 1:
        return numbers(matrix.reshape(target.shape))
    return numbers(matrix) if count * columns <= 16 else f"{count}x{columns} matrix"


def lines(vertex: Vertex) -> list[str]:
    """What a box says: name, shape, value, constants, gradient."""
    shape = f" {tuple(vertex.shape)}" if vertex.shape else ""
    title = f"{vertex.label}: {vertex.name}" if vertex.label else vertex.name
    out = [title + shape]
    if vertex.value is not None and small(vertex.value):
        out.append(f"value {numbers(vertex.value)}")
    out += [f"{name} = {numbers(constant)}" for name, constant in vertex.constants]
    gradient = vertex.grad
    if gradient is not None and small(gradient):
        out.append(f"grad {numbers(gradient)}")
    return out


def tree(vertices: list[Vertex]) -> str:
    """From the result down to the leaves; what was shown already is only named again."""
    out: list[str] = []
    shown: set[int] = set()
    stack: list[tuple[int, Edge | None, Vertex | None, str, str]] = [
        (len(vertices) - 1, None, None, "", "")
    ]
    while stack:
        index, edge, target, lead, indent = stack.pop()
        vertex = vertices[index]
        local = local_text(edge, vertex, target) if edge and target else ""
        first = f"(d {local}) " if local else ""
        said = lines(vertex)
        again = index in shown and bool(vertex.inputs)
        text = f"{said[0]} (see above)" if again else ", ".join(said)
        out.append(f"{lead}{first}{text}")
        if index in shown:
            continue
        shown.add(index)
        for position in reversed(range(len(vertex.inputs))):
            last = position == len(vertex.inputs) - 1
            below = vertex.inputs[position]
            stack.append(
                (
                    below.source,
                    below,
                    vertex,
                    indent + ("└─ " if last else "├─ "),
                    indent + ("   " if last else "│  "),
                )
            )
    return "\n".join(out)


def dot(vertices: list[Vertex]) -> str:
    """The graph in Graphviz's language."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    out = ["digraph {", "  node [shape=box, fontname=monospace]"]
    for i, vertex in enumerate(vertices):
        style = ", style=rounded" if vertex.leaf is not None else ""
        out.append(f"  n{i} [label={quoted(chr(10).join(lines(vertex)))}{style}]")
    for i, vertex in enumerate(vertices):
        for edge in vertex.inputs:
            text = local_text(edge, vertices[edge.source], vertex)
            label = f" [label={quoted(text)}]" if text else ""
            out.append(f"  n{edge.source} -> n{i}{label}")
    return "\n".join([*out, "}"])
