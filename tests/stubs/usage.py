"""What a type checker must make of a program that uses chainrule. Checked by mypy, never run."""

from __future__ import annotations

from typing_extensions import assert_type

import chainrule as cr
from chainrule import Tensor, nn

x = cr.tensor([[1.0, 2.0]], requires_grad=True)
assert_type(x, Tensor)
assert_type(x.shape, cr.Size)
assert_type(x.dtype, cr.dtype)
assert_type(x.size(), cr.Size)
assert_type(x.size(0), int)
assert_type(x.grad, Tensor | None)
assert_type(2 * x + 1, Tensor)
assert_type(x == 1, Tensor)
assert_type(x.tanh().sum(dim=0, keepdim=True), Tensor)
assert_type(x.view(2, -1), Tensor)
assert_type(x.view((2, -1)), Tensor)
assert_type(cr.zeros(2, 3, dtype=cr.float64), Tensor)
assert_type(x.max(dim=1).values, Tensor)
assert_type(x[0, 1:, None], Tensor)
assert_type(x.to(cr.float64), Tensor)
assert_type(x.to("cpu", cr.int64), Tensor)
assert_type(x.add_(1), Tensor)
assert_type(cr.nn.functional.gelu(x, approximate="tanh"), Tensor)
assert_type(cr.linalg.vector_norm(x), Tensor)
assert_type(cr.autograd.grad(x.sum(), x), tuple[Tensor, ...])
assert_type(cr.autograd.grad(x.sum(), x, allow_unused=True), tuple[Tensor | None, ...])
assert_type(list(nn.Linear(2, 3).parameters()), list[nn.Parameter])
with cr.no_grad():
    x.sub_(0.1 * x)
cr.add(x, x, out=cr.empty(1, 2))
cr.this_does_not_exist()  # type: ignore[attr-defined]
x.neither_does_this()  # type: ignore[attr-defined]
