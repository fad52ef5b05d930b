"""Pictures of recorded graphs, with values, local derivatives and gradients; for notebooks, files
and terminals. Needs no other program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .._core import Tensor
from . import _svg, _text, _trace

__all__ = ["Graph", "graph"]


class Graph:
    """A recorded graph as it was when this was made; ``grad`` of leaves is read when it is drawn.

    In a notebook it shows itself. Made by ``graph()``.

    >>> import chainrule as cr
    >>> x = cr.tensor(2.0, requires_grad=True)
    >>> len(cr.viz.graph(x * x))
    2
    """

    def __init__(self, vertices: list[_trace.Vertex]) -> None:
        self._vertices = vertices

    def __len__(self) -> int:
        return len(self._vertices)

    def __repr__(self) -> str:
        return self.text()

    def text(self) -> str:
        """A tree for terminals, from the result down to the leaves.

        Every line has the local derivative of the line above by this one, ``(d ...)``, then the
        name, the shape, the value where it is known, constants and the gradient.

        >>> import chainrule as cr
        >>> w = cr.tensor(1.0, requires_grad=True)
        >>> print(cr.viz.graph((w * 3 - 2) ** 2, w=w).text())
        Pow, value 1, grad 1
        └─ (d 2) Sub, value 1, grad 2
           └─ (d 1) Mul, grad 2
              └─ (d 3) w: leaf, value 1, grad 6
        """
        return _text.tree(self._vertices)

    def dot(self) -> str:
        """The graph in Graphviz's language, for those who have it.

        >>> import chainrule as cr
        >>> cr.viz.graph(cr.tensor(2.0, requires_grad=True).exp()).dot().splitlines()[0]
        'digraph {'
        """
        return _text.dot(self._vertices)

    def svg(self) -> str:
        """The picture as SVG: leaves above, the result below, local derivatives on the arrows.

        >>> import chainrule as cr
        >>> cr.viz.graph(cr.tensor(2.0, requires_grad=True).exp()).svg()[:4]
        '<svg'
        """
        return _svg.svg(self._vertices)

    def save(self, path: str | Path) -> None:
        """Writes the picture: ``.svg``, ``.dot`` or ``.txt``, by the end of the name.

        Raises:
            ValueError: the name ends otherwise.
        """
        path = Path(path)
        made = {".svg": self.svg, ".dot": self.dot, ".txt": self.text}
        if path.suffix not in made:
            raise ValueError(f"cannot draw as '{path.suffix}': the name must end {', '.join(made)}")
        path.write_text(made[path.suffix]() + "\n", encoding="utf-8")

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_html_(self) -> str:
        return f'<div style="overflow:auto">{self.svg()}</div>'


def graph(
    root: Tensor, names: Mapping[str, Tensor] | None = None, *, limit: int = 500, **named: Tensor
) -> Graph:
    """The graph that ``root`` was computed by, to be shown or written.

    Each box has the operation, the shape of its result, and for tensors of up to eight elements
    the value (of leaves, of named tensors, and of what an operation keeps) and the gradient of
    ``root`` (of its sum, if it has several elements). Each arrow has the local derivative. Draw
    before ``backward()``, or after one with ``retain_graph=True``: a sweep frees what derivatives
    are computed from. ``grad`` of leaves is shown either way.

    Args:
        root: the result of recorded operations.
        names: names for tensors, such as ``dict(model.named_parameters())``.
        limit: the largest number of nodes to draw.
        named: further names: ``graph(loss, w=w)``.

    Raises:
        ValueError: ``root`` has no history, or the graph has more than ``limit`` nodes.

    >>> import chainrule as cr
    >>> x = cr.tensor([0.0, 1.0], requires_grad=True)
    >>> cr.viz.graph(x.exp().sum(), x=x)
    Sum, value 3.718, grad 1
    └─ (d [1, 1]) Exp (2,), value [1, 2.718], grad [1, 1]
       └─ (d [1, 2.718]) x: leaf (2,), value [0, 1], grad [1, 2.718]
    """
    return Graph(_trace.trace(root, {**(names or {}), **named}, limit))
