"""What PyTorch warns of as deprecated, or has removed: said here too, in the same classes."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch

import chainrule as cr
from autograd.scenarios import every_warning

__all__ = ["every_warning"]


def matrix(t: Any) -> Any:
    return t.tensor([[2.0, 1.0], [1.0, 3.0]])


DEPRECATED: dict[str, Callable[[Any], Any]] = {
    "qr": lambda t: t.qr(matrix(t)),
    ".qr": lambda t: matrix(t).qr(),
    "cholesky": lambda t: t.cholesky(matrix(t)),
    "chain_matmul": lambda t: t.chain_matmul(matrix(t), matrix(t)),
    "lu": lambda t: t.lu(matrix(t)),
    ".lu": lambda t: matrix(t).lu(get_infos=True),
    "lu_solve": lambda t: t.lu_solve(matrix(t), *t.linalg.lu_factor(matrix(t))),
    "triangular_solve": lambda t: t.triangular_solve(matrix(t), matrix(t)),
    "T of a number": lambda t: t.tensor(1.0).T,
    "T of a vector": lambda t: t.ones(2).T,
    "T of a matrix": lambda t: matrix(t).T,
    "T of three dimensions": lambda t: t.ones(2, 3, 4).T,
    "mT": lambda t: t.ones(2, 3, 4).mT,
    "H": lambda t: matrix(t).H,
    "range": lambda t: t.range(0, 3),
    "meshgrid": lambda t: t.meshgrid(t.ones(2), t.ones(3)),
    "softmax": lambda t: t.nn.functional.softmax(matrix(t)),
    "size_average": lambda t: t.nn.functional.mse_loss(matrix(t), matrix(t), size_average=True),
    "clip_grad_norm": lambda t: t.nn.utils.clip_grad_norm([], 1.0),
}


@pytest.mark.parametrize("name", DEPRECATED)
def test_same_warnings(name: str, every_warning: None) -> None:
    def heard(t: Any) -> Any:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            DEPRECATED[name](t)
        # The first words; what follows names PyTorch's files.
        return [(w.category.__name__, str(w.message)[:60]) for w in caught]

    assert heard(cr) == heard(torch)


@pytest.mark.parametrize("name", ["symeig", "eig", "lstsq", "solve", "matrix_rank"])
def test_removed(name: str) -> None:
    def said(t: Any) -> list[str]:
        calls = [lambda: getattr(t, name)(matrix(t), matrix(t))]
        if name != "matrix_rank":
            calls.append(lambda: getattr(matrix(t), name)(matrix(t)))
        seen = []
        for call in calls:
            with pytest.raises(RuntimeError, match=r"removed[\s\S]*torch\.linalg\.") as error:
                call()
            seen.append(str(error.value)[:60])
        return seen

    assert said(cr) == said(torch)
