"""Pictures of graphs: right numbers, well-formed SVG, boxes that do not lie over one another."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
import torch

import chainrule as cr
from chainrule.viz import _layout

SVG = "{http://www.w3.org/2000/svg}"


def lesson(t):
    """The graph of micrograd's first page, in either library."""
    a, b, c = (t.tensor(v, requires_grad=True) for v in (2.0, -3.0, 1.0))
    product = a * b
    total = product + c
    return {"a": a, "b": b, "c": c, "product": product, "total": total, "out": total.tanh() * a}


def test_values_and_gradients_are_those_of_backward():
    mine, theirs = lesson(cr), lesson(torch)
    shown = cr.viz.graph(mine["out"], mine).text()
    for tensor in theirs.values():
        tensor.retain_grad()
    theirs["out"].backward()
    for name, tensor in theirs.items():
        expected = f"value {tensor.item():.4g}, grad {tensor.grad.item():.4g}"
        line = next(line for line in shown.splitlines() if f"{name}: " in line)
        assert expected in line
    assert all(mine[name].grad is None for name in "abc")


def test_local_derivatives():
    x = cr.tensor([0.5, 2.0], requires_grad=True)
    w = cr.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    shown = cr.viz.graph((w @ x.square()).sum(), w=w, x=x).text()
    assert "(d [1, 1]) Mv (2,)" in shown
    assert "(d [[1, 2], [3, 4]])" in shown  # of the product by its vector: the matrix itself
    assert "(d [1, 4]) x: leaf (2,)" in shown  # of the square, one for each element


def test_grad_of_leaves_is_read_when_drawn():
    x = cr.tensor(3.0, requires_grad=True)
    y = x * x
    picture = cr.viz.graph(y, x=x)
    (2 * y).backward()
    assert "x: leaf, value 3, grad 12" in picture.text()
    freed = cr.viz.graph(y, x=x).text()
    assert "x: leaf, value 3, grad 12" in freed
    assert "(d " not in freed


def test_broadcast_operands_have_gradients_of_their_shape():
    x = cr.ones(2, 3, requires_grad=True)
    b = cr.ones(3, requires_grad=True)
    shown = cr.viz.graph((x + b).sum(), x=x, b=b).text()
    assert "b: leaf (3,), value [1, 1, 1], grad [2, 2, 2]" in shown


def test_large_tensors_are_shown_by_shape():
    x = cr.ones(100, requires_grad=True)
    shown = cr.viz.graph(x.exp().sum(), x=x).text()
    assert "x: leaf (100,)" in shown
    assert "value [" not in shown


def test_operations_with_several_outputs():
    x = cr.tensor([1.0, 2.0], requires_grad=True)
    first, second = x.unbind()
    shown = cr.viz.graph(first * second, x=x).text()
    assert "Unbind" in shown
    assert "(see above)" in shown


@pytest.fixture(scope="module")
def picture():
    tensors = lesson(cr)
    model = cr.nn.Sequential(cr.nn.Linear(2, 3), cr.nn.Tanh(), cr.nn.Linear(3, 1))
    out = model(cr.ones(4, 2)).sum() * tensors["out"]
    return cr.viz.graph(out, {**dict(model.named_parameters()), "<&>": tensors["a"]})


def test_svg(picture):
    root = ET.fromstring(picture.svg())
    assert root.tag == f"{SVG}svg"
    boxes = root.findall(f".//{SVG}rect")
    assert len(boxes) == len(picture)
    width, height = float(root.get("width")), float(root.get("height"))
    corners = []
    for box in boxes:
        x, y, w, h = (float(box.get(key)) for key in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height
        for a, b, c, d in corners:
            assert x >= c or a >= x + w or y >= d or b >= y + h
        corners.append((x, y, x + w, y + h))
    texts = [t.text for t in root.iter(f"{SVG}text")]
    assert any(text.startswith("<&>: leaf") for text in texts)
    assert picture._repr_svg_() == picture.svg()
    ET.fromstring(picture._repr_html_())


def test_dot(picture):
    text = picture.dot()
    assert len(re.findall(r"^  n\d+ \[label=", text, re.M)) == len(picture)
    assert text.count("->") == picture.svg().count("marker-end")


def test_save(picture, tmp_path):
    for end, first in ((".svg", "<svg"), (".dot", "digraph"), (".txt", "Mul")):
        path = tmp_path / f"graph{end}"
        picture.save(path)
        assert path.read_text().startswith(first)
    with pytest.raises(ValueError, match=r"\.svg, \.dot, \.txt"):
        picture.save(tmp_path / "graph.png")


def test_refusals():
    with pytest.raises(ValueError, match="no history"):
        cr.viz.graph(cr.ones(2, requires_grad=True))
    x = cr.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(3000):
        y = y + 1
    with pytest.raises(ValueError, match="more than 500 nodes"):
        cr.viz.graph(y)
    assert len(cr.viz.graph(y, limit=5000)) == 3001


def test_layout_of_a_long_arrow_passes_beside_boxes():
    sizes = [(40.0, 20.0)] * 4
    layout = _layout.place(sizes, [(0, 1), (1, 2), (2, 3), (0, 3)])
    long = layout.paths[3]
    assert len(long) == 6
    for (x, _), centre in zip(long[1:-1:2], layout.centres[1:3], strict=True):
        assert abs(x - centre[0]) >= 20.0
