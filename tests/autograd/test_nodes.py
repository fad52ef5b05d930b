"""What nodes show of the graph: places of inputs, and what is kept, beside PyTorch."""

from __future__ import annotations

from typing import Any

from autograd.scenarios import Scenarios, every_warning, leaf

__all__ = ["every_warning"]

scenario = Scenarios()


@scenario
def numbers_have_a_place_in_the_graph(t: Any) -> Any:
    x = leaf(t)
    y = x.detach() + 1
    results = [x * 2, 2 * x, x + 2, x - 2, x / 2, 2 / x, 2 - x, x**2, x * y, y * x, x + y]
    return [
        [(node.name() if node else None, nr) for node, nr in r.grad_fn.next_functions]
        for r in results
    ]


@scenario
def factors_that_are_kept(t: Any) -> Any:
    x = leaf(t)
    y = x.detach() + 1
    product, square, quotient = (x * y).grad_fn, (x * x).grad_fn, (x / y).grad_fn
    loss = t.nn.functional.mse_loss(x, y).grad_fn
    return (
        product._saved_self,
        product._saved_other,
        square._saved_self.detach(),
        square._saved_other.detach(),
        quotient._saved_self,
        quotient._saved_other,
        (x.view(1, -1) @ y.view(-1, 1)).grad_fn._saved_self,
        loss._saved_self.detach(),
        loss._saved_target,
    )


test_as_pytorch = scenario.test()
