"""One-line programs whose result, or refusal, is that of PyTorch: corners that random calls found.

Each line is run with ``t`` as either library. Statements are separated by ``"; "``; what the last
one says is compared: values, shapes, dtypes, requires_grad, names of graph nodes, classes of
exceptions. What belongs to one operation alone stands beside its samples, in op_table/.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr
from both import close, run

CONSTRUCTION = """
t.tensor([np.float64(1.5), 2])
t.tensor([np.int32(3)])
t.tensor([np.float32(3), 2.5])
t.tensor([np.array([1.5]), np.array([2.])])
t.tensor([np.array([1, 2]), [3, 4]])
t.tensor([np.zeros((2, 0)), np.zeros((2, 0))])
t.tensor([np.zeros(2), np.zeros(3)])
t.tensor([range(2), range(2)])
t.tensor([t.tensor([1, 2]), t.tensor([2, 3])])
t.tensor(b"abc")
t.tensor(-1, dtype=t.uint8)
t.tensor([-255, 255], dtype=t.uint8)
t.tensor([-256], dtype=t.uint8)
t.tensor([256], dtype=t.uint8)
t.tensor(float("nan"), dtype=t.int32)
t.tensor([2**63, 1.5])
t.tensor([2**64], dtype=t.float64)
t.tensor([2**63])
t.tensor(np.arange(6).reshape(2, 3).T).stride()
t.as_tensor([np.float64(1)])
t.asarray(t.ones(2, requires_grad=True))
t.asarray(t.ones(2, requires_grad=True), requires_grad=False)
t.asarray(t.ones(2, requires_grad=True) * 2, copy=True)
x = t.ones(2); (t.asarray(x, requires_grad=True) is x, x.requires_grad)
x = t.ones(2, requires_grad=True); (t.asarray(x, requires_grad=False) is x, x.requires_grad)
x = t.ones(2, requires_grad=True) * 2; (t.asarray(x, requires_grad=False) is x, x.requires_grad)
x = t.ones(2, requires_grad=True) * 2; t.asarray(x, requires_grad=True) is x
x = t.ones(2, requires_grad=True); t.asarray(x, requires_grad=True, dtype=t.float64).is_leaf
t.asarray(bytearray(b"abcd"))
t.asarray(bytearray(b"abcd"), dtype=t.int8)
t.from_numpy(np.float64(3.))
t.from_numpy([1, 2])
t.frombuffer([1], dtype=t.int64)
t.ones(True)
t.ones(2, 3).sum(dim=True)
t.Tensor(3.5)
t.Tensor(t.ones(2, dtype=t.int64))
t.FloatTensor(t.ones(2, dtype=t.int64))
t.FloatTensor(3.5)
t.LongTensor([1.5])
t.ones(2).new([1, 2])
t.ones(2).new(2, 3).shape
t.ones(2, dtype=t.int64).new(t.ones(2))
t.scalar_tensor(3)
t.scalar_tensor(3.5, dtype=t.int32)
"""

SUBSCRIPTS = """
x = t.arange(6.).view(2, 3); x[:, 0:0:0]
x = t.tensor(1.); x[::0]
x = t.tensor(1.); x[::-1]
x = t.zeros(3); x[0] = [1]
x = t.zeros(3); x[0] = np.float32(2)
x = t.zeros(3); x[:2] = np.ones(2)
x = t.zeros(3); x[0] = np.float64(2); x
x = t.zeros(3); x[True] = t.tensor(3); (x, x._version)
x = t.zeros(3); x[[True, False, True]] = 2; x
x = t.zeros(3); x[t.tensor([1, 0, 1], dtype=t.uint8)] = 2
x = t.zeros(4, requires_grad=True); x[None, -4:].grad_fn.name()
x = t.zeros(2, 3, requires_grad=True); x[:, -3:].grad_fn.name()
x = t.zeros(4, requires_grad=True); y = x * 1; y[...] = t.ones(4); type(y.grad_fn).__name__
x = t.zeros(4, requires_grad=True); y = x * 1; y[:] = t.ones(4); type(y.grad_fn).__name__
x = t.zeros(4, requires_grad=True); y = x * 1; y[1:] = t.ones(3); type(y.grad_fn).__name__
"""

NUMBERS = """
t.tensor([1, 2], dtype=t.uint8) // 256
t.tensor([1, 2], dtype=t.uint8) // t.tensor(256)
t.tensor([1, 2], dtype=t.uint8) % 256
t.fmod(t.tensor([1, 2], dtype=t.uint8), 512)
t.div(t.tensor([1, 2], dtype=t.int8), 256, rounding_mode="trunc")
t.zeros(0, dtype=t.int32) // t.tensor(False)
t.tensor([1]) // 0
t.where(t.tensor([True, False]), t.tensor([1, 2], dtype=t.int8), -200)
t.where(t.tensor([True, False]), t.tensor([1, 2], dtype=t.uint8), -2)
t.where(t.tensor([True, False]), 300, t.tensor(1, dtype=t.int8))
t.clamp(t.tensor([1, 2], dtype=t.uint8), max=300)
t.tensor([1, 2], dtype=t.int8).clamp_min(300)
t.tensor([1, 2], dtype=t.uint8).clamp(0, 255)
t.tensor([1, 2], dtype=t.uint8).clamp(-1, 255)
"""

GRADIENTS = """
x = t.ones(2, requires_grad=True); y = (x * x).sum(); x.requires_grad_(False); y.backward(); x.grad
x = t.ones(2, requires_grad=True); y = (x * x).sum(); x.detach_(); y.backward(); x.grad
x = t.ones(2, requires_grad=True); g, = t.autograd.grad(x.mean(), x); g.add_(1)
x = t.ones(2, requires_grad=True); y = x * 2; y.retain_grad(); y.sum().backward(); y.grad.add_(1)
x = t.ones(2, requires_grad=True); y = x * 2; y.sum().backward(inputs=[y]); y.grad.add_(1)
"""

NODES = """
w = t.ones(2, 2, 1, requires_grad=True); t.nn.functional.conv1d(t.ones(1, 2, 3), w, t.ones(2))
b = t.ones(2, requires_grad=True); t.nn.functional.conv1d(t.ones(1, 2, 3), t.ones(2, 2, 1), b)
x = t.ones(1, 2, 3); w = t.ones(2, 2, 1, requires_grad=True); t.conv_transpose1d(x, w, x[0, 0, :2])
x = t.ones(1, 1, 4, 4, requires_grad=True); t.nn.functional.avg_pool2d(x, 2)
x = t.ones(1, 1, 4, 4, 4, requires_grad=True); t.nn.functional.avg_pool3d(x, 2)
x = t.ones(1, 1, 4, 4, requires_grad=True); t.nn.functional.adaptive_avg_pool2d(x, 2)
x = t.ones(1, 1, 4, 4, requires_grad=True); t.nn.functional.adaptive_max_pool2d(x, 2)
x = t.ones(4, requires_grad=True); t.nn.functional.glu(x)
x = t.ones(4, requires_grad=True); t.nn.functional.prelu(x, t.ones(1))
x = t.ones(4, requires_grad=True); t.nn.functional.celu(x)
x = t.ones(4, requires_grad=True); t.nn.functional.logsigmoid(x)
x = t.ones(2, requires_grad=True); t.addmv(x, t.ones(2, 2), t.ones(2))
x = t.ones(2, requires_grad=True); t.addr(x, t.ones(2), t.ones(2))
x = t.ones(2, requires_grad=True); t.addbmm(x, t.ones(1, 2, 2), t.ones(1, 2, 2))
x = t.ones(2, requires_grad=True); x.square()
x = t.ones(2, requires_grad=True) * 1; x.zero_()
x = t.ones(2, requires_grad=True) * 1; x.fill_(2)
x = t.ones(2, requires_grad=True) * 1; x.fill_(t.tensor(2.0))
x = t.ones(2, requires_grad=True); x % t.ones(2)
x = t.ones(2, requires_grad=True); x % 2
x = t.ones(2, requires_grad=True); t.fmod(x, t.ones(2))
x = t.ones(2, requires_grad=True); t.sort(x, stable=True)[0]
"""

REDUCTIONS = """
t.tensor(1 + 1j).var(unbiased=False)
t.zeros(2, 0).var_mean(correction=0)
t.tensor([1, 2], dtype=t.int16).clamp_min(float("nan"))
x = t.ones(2, requires_grad=True); x.clamp(float("nan"), 3).sum().backward(); x.grad
t.ones(2, dtype=t.complex64).max(0)
t.block_diag(t.ones(2, 2), t.tensor(2., dtype=t.float64))
t.isclose(t.ones(2), 2)
t.randperm(3000, dtype=t.float16)
t.binomial(t.tensor([3]), t.tensor([0.5]))
t.einsum("i->i")
t.einsum("ij,jk->ik", t.ones(0, 3), t.ones(3, 4))
t.einsum("ij,jk->ik", t.ones(2, 1), t.ones(0, 4))
t.einsum("ij,ij->i", t.ones(2, 0), t.ones(2, 1))
t.einsum("iijj->ij", t.arange(16.0).view(2, 2, 2, 2))
t.einsum("ii->i", t.ones(2, 3))
x = t.ones(2); hash(x) == id(x)
x = t.arange(4.); s = x[1:].storage(); (s.size(), s.tolist(), s[1], repr(s))
"""

PLACES = """
t.ones(4).scatter_reduce(0, t.tensor([0, 1, 2]), t.tensor(2.), "amin")
t.ones(4).scatter(0, t.tensor([0, 1, 2]), t.tensor(2.))
t.ones(4).scatter_add(0, t.tensor([0]), t.tensor(2.))
t.ones(3, dtype=t.complex64).scatter_reduce(0, t.tensor([0, 0]), t.tensor([1j, 2.]), "mean")
"""


def lines(text: str) -> list[str]:
    return text.strip().split("\n")


def outcome(line: str, lib: Any) -> Any:
    def scenario(t: Any) -> Any:
        names = {"t": t, "np": np}
        *body, last = line.split("; ")
        exec("\n".join(body), names)
        return eval(last, names)

    return run(scenario, lib)


OUTCOMES = CONSTRUCTION + SUBSCRIPTS + NUMBERS + GRADIENTS + REDUCTIONS + PLACES


@pytest.mark.parametrize("line", lines(OUTCOMES.replace("\n\n", "\n")))
def test_same_outcome(line: str) -> None:
    theirs, ours = outcome(line, torch), outcome(line, cr)
    assert ours.kind == theirs.kind, (ours.value, theirs.value)
    if ours.kind == "value":
        close(ours.value, theirs.value)


@pytest.mark.parametrize("line", lines(NODES))
def test_name_of_node(line: str) -> None:
    line = line.replace("; t.", "; y = t.").replace("; x", "; y = x") + "; type(y.grad_fn).__name__"
    theirs = outcome(line, torch)
    assert theirs.kind == "value"
    assert outcome(line, cr) == theirs
