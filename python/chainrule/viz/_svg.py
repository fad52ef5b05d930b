"""A layout as SVG: boxes, arrows, labels. Every text is escaped."""

from __future__ import annotations

from html import escape

from ._layout import place
from ._text import lines, local_text
from ._trace import Vertex

_CHARACTER, _LINE, _PADDING = 7.3, 16.0, 10.0
_STYLE = (
    "text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#1f2328}"
    ".title{font-weight:bold}.grad{fill:#9a3412}.local{font-size:11px;fill:#1d4ed8;"
    "stroke:#fff;stroke-width:3px;paint-order:stroke}"
    "rect{fill:#f6f8fa;stroke:#57606a}.leaf rect{fill:#eaf5ea;stroke:#2f6f3e}"
    ".root rect{fill:#fff4e5;stroke:#9a3412}path{fill:none;stroke:#57606a}"
)


def svg(vertices: list[Vertex]) -> str:
    """The picture: leaves above, the result below; on the arrows the local derivatives."""
    said = [lines(vertex) for vertex in vertices]
    sizes = [
        (max(map(len, text)) * _CHARACTER + 2 * _PADDING, len(text) * _LINE + _PADDING)
        for text in said
    ]
    arrows = [(edge.source, i) for i, vertex in enumerate(vertices) for edge in vertex.inputs]
    layout = place(sizes, arrows)
    width = layout.width
    out = [
        f"<style>{_STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#57606a"/></marker>'
        "</defs>",
    ]
    labels = []
    edges = [(edge, vertex) for vertex in vertices for edge in vertex.inputs]
    for path, (edge, target) in zip(layout.paths, edges, strict=True):
        out.append(_arrow(path))
        text = local_text(edge, vertices[edge.source], target)
        if text:
            (x0, y0), (x1, y1) = path[-2], path[-1]
            left = (x0 + x1) / 2 + 6
            width = max(width, left + (len(text) + 1) * _CHARACTER)
            labels.append(_text(left, (y0 + y1) / 2 + 4, text, "local", "start"))
    for i, vertex in enumerate(vertices):
        out.append(_box(layout.centres[i], sizes[i], said[i], _kind(vertex, i, vertices)))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" '
        f'height="{layout.height:.0f}" viewBox="0 0 {width:.1f} {layout.height:.1f}">'
    )
    return "\n".join([head, *out, *labels, "</svg>"])


def _kind(vertex: Vertex, index: int, vertices: list[Vertex]) -> str:
    if vertex.leaf is not None:
        return "leaf"
    return "root" if index == len(vertices) - 1 else "operation"


def _text(x: float, y: float, text: str, kind: str, anchor: str = "middle") -> str:
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _box(centre: tuple[float, float], size: tuple[float, float], said: list[str], kind: str) -> str:
    (x, y), (width, height) = centre, size
    left, top = x - width / 2, y - height / 2
    out = [
        f'<g class="{kind}"><rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" rx="{6 if kind == "leaf" else 2}"/>'
    ]
    for number, text in enumerate(said):
        name = "title" if number == 0 else "grad" if text.startswith("grad ") else "value"
        out.append(_text(x, top + _PADDING / 2 + (number + 0.75) * _LINE, text, name))
    return "".join([*out, "</g>"])


def _arrow(path: list[tuple[float, float]]) -> str:
    """A curve through the points that leaves and arrives vertically."""
    (x, y), *rest = path
    d = f"M{x:.1f} {y:.1f}"
    for x1, y1 in rest:
        middle = (y + y1) / 2
        d += f"C{x:.1f} {middle:.1f} {x1:.1f} {middle:.1f} {x1:.1f} {y1:.1f}"
        x, y = x1, y1
    return f'<path d="{d}" marker-end="url(#tip)"/>'
