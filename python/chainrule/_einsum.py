"""Einstein summation: the equation is read here, the order comes from a planner, the products are
matrix products.

With three operands or more the order of contraction is opt_einsum's where it is installed, NumPy's
otherwise.
"""

from __future__ import annotations

import functools
import math
from typing import Any

from . import _core
from ._core import Tensor

_F = _core._functions
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def einsum(equation: Any, *operands: Any) -> Tensor:
    """See ``chainrule.einsum``."""
    if not isinstance(equation, str):
        equation, operands = _from_sublists(equation, *operands)
    elif len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    if not operands:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one "
            "operand and its subscripts list"
        )
    inputs, output = _read(equation, operands)
    terms = [_own_diagonal(t, labels) for t, labels in zip(operands, inputs, strict=True)]
    for step in _order(terms, output):
        picked = [terms[i] for i in step]
        for i in sorted(step, reverse=True):
            del terms[i]
        kept = set(output).union(*(labels for _, labels in terms))
        if len(picked) == 2:
            terms.append(_pair(picked[0], picked[1], kept))
        else:
            terms.append(_reduce(*picked[0], kept))
    tensor, labels = _reduce(*terms[0], set(output))
    if tuple(labels) == output and len(operands) > 1:
        return tensor
    out: Tensor = tensor.permute([labels.index(c) for c in output])
    return out


def _from_sublists(*args: Any) -> tuple[str, tuple[Any, ...]]:
    """``einsum(x, [0, 1], y, [1, 2], [0, 2])`` as an equation."""

    def letters(sublist: Any) -> str:
        return "".join("..." if i is Ellipsis else _LETTERS[i] for i in sublist)

    pairs = len(args) // 2
    text = ",".join(letters(args[2 * i + 1]) for i in range(pairs))
    if len(args) % 2:
        text += "->" + letters(args[-1])
    return text, tuple(args[2 * i] for i in range(pairs))


def _read(
    equation: str, operands: tuple[Any, ...]
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """The labels of every operand and of the result, which fit the operands' sizes."""
    inputs, output = _parse(equation, tuple([operand.dim() for operand in operands]))
    sizes: dict[str, int] = {}
    for n, (labels, operand) in enumerate(zip(inputs, operands, strict=True)):
        for c, size in zip(labels, operand.shape, strict=True):
            if sizes.setdefault(c, size) != size and 1 not in (size, sizes[c]):
                raise RuntimeError(
                    f"einsum(): subscript {c} has size {size} for operand {n} which does not "
                    f"broadcast with previously seen size {sizes[c]}"
                )
            sizes[c] = max(sizes[c], size)
    return inputs, output


@functools.lru_cache(maxsize=256)
def _parse(
    equation: str, dims: tuple[int, ...]
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """The labels of operands of so many dimensions, and of the result; an ellipsis becomes numbered
    labels."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    parts = left.split(",")
    if len(parts) != len(dims):
        raise RuntimeError(
            f"einsum(): {'more' if len(dims) > len(parts) else 'fewer'} operands were "
            f"provided than specified in the equation"
        )
    inputs: list[tuple[str, ...]] = []
    widest = 0
    for n, (part, dim) in enumerate(zip(parts, dims, strict=True)):
        before, dots, after = part.partition("...")
        for c in before + after:
            if c not in _LETTERS:
                raise RuntimeError(
                    f"einsum(): invalid subscript given at index {n} in the equation string, "
                    f"subscripts must be in [a-zA-Z]"
                )
        named = len(before) + len(after)
        rest = dim - named
        if (rest != 0 and not dots) or rest < 0:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({named}) does not match the "
                f"number of dimensions "
                f"({dim}) for operand {n}" + ("" if dots else " and no ellipsis was given")
            )
        widest = max(widest, rest)
        inputs.append((*before, *(f"...{i}" for i in range(-rest, 0)), *after))
    ellipsis = [f"...{i}" for i in range(-widest, 0)]
    if arrow:
        before, dots, after = right.partition("...")
        output = [*before, *(ellipsis if dots else []), *after]
    else:
        counts: dict[str, int] = {}
        for labels in inputs:
            for c in labels:
                counts[c] = counts.get(c, 0) + 1
        once = sorted((c for c, k in counts.items() if k == 1 and not c.startswith("...")))
        output = [*ellipsis, *once]
    known = {c for labels in inputs for c in labels}
    for c in output:
        if c not in known:
            raise RuntimeError(
                f"einsum(): output subscript {c} does not appear in the equation for any input "
                f"operand"
            )
        if output.count(c) > 1:
            raise RuntimeError(
                f"einsum(): output subscript {c} appears more than once in the output"
            )
    return tuple(inputs), tuple(output)


def _own_diagonal(tensor: Tensor, given: tuple[str, ...]) -> tuple[Tensor, list[str]]:
    """A label that an operand has twice runs along its diagonal."""
    labels = list(given)
    if len(set(labels)) == len(labels):
        return tensor, labels
    for c in dict.fromkeys(labels):
        while labels.count(c) > 1:
            first = labels.index(c)
            second = labels.index(c, first + 1)
            if tensor.shape[first] != tensor.shape[second]:
                raise RuntimeError(
                    f"einsum(): subscript {c} is repeated for an operand but the sizes don't match"
                )
            tensor = tensor.diagonal(0, first, second)
            del labels[second], labels[first]
            labels.append(c)
    return tensor, labels


def _order(terms: list[tuple[Tensor, list[str]]], output: tuple[str, ...]) -> list[tuple[int, ...]]:
    """Which terms to contract, step by step; results are appended."""
    if len(terms) <= 2:
        return [tuple(range(len(terms)))]
    names: dict[str, str] = {}
    for _, labels in terms:
        for c in labels:
            names.setdefault(c, _LETTERS[len(names)])
    text = ",".join("".join(names[c] for c in labels) for _, labels in terms)
    text += "->" + "".join(names[c] for c in output)
    sizes: dict[str, int] = {}
    for t, labels in terms:
        for c, size in zip(labels, t.shape, strict=True):
            sizes[c] = max(size, sizes.get(c, 1))
    shapes = [tuple(sizes[c] for c in labels) for _, labels in terms]
    from .backends import opt_einsum as settings

    if not settings.enabled:  # from left to right; results are put last
        return [(0, 1), *((0, left - 1) for left in range(len(terms) - 1, 1, -1))]
    if settings.is_available():
        import opt_einsum

        path = opt_einsum.contract_path(
            text, *shapes, shapes=True, optimize=settings.strategy or "auto"
        )[0]
    else:
        import numpy

        empty = [numpy.broadcast_to(numpy.float32(0), shape) for shape in shapes]
        path = numpy.einsum_path(text, *empty, optimize="greedy")[0][1:]
    steps: list[tuple[int, ...]] = []
    for step in path:
        chosen = sorted(int(i) for i in step)
        # More than two at once: the first two, then the result with the next.
        while len(chosen) > 2:
            steps.append((chosen[0], chosen[1]))
            last = len(terms) - sum(len(s) - 1 for s in steps) - 1
            chosen = sorted([i - 2 for i in chosen[2:]] + [last])
        steps.append(tuple(chosen))
    return steps


def _reduce(tensor: Tensor, labels: list[str], kept: set[str]) -> tuple[Tensor, list[str]]:
    gone = [i for i, c in enumerate(labels) if c not in kept]
    if gone:
        tensor = tensor.sum(gone)
    return tensor, [c for c in labels if c in kept]


def _pair(
    a: tuple[Tensor, list[str]], b: tuple[Tensor, list[str]], kept: set[str]
) -> tuple[Tensor, list[str]]:
    """One product: shared labels that stay are a batch, those that go are the inner dimension."""
    x, xs = _reduce(a[0], a[1], kept | set(b[1]))
    y, ys = _reduce(b[0], b[1], kept | set(a[1]))
    size = dict(zip(ys, y.shape, strict=True))
    for c, n in zip(xs, x.shape, strict=True):
        size[c] = max(n, size.get(c, 1))
    batch = [c for c in xs if c in ys and c in kept]
    inner = [c for c in xs if c in ys and c not in kept]
    left = [c for c in xs if c not in ys]
    right = [c for c in ys if c not in xs]

    def arranged(
        t: Tensor, labels: list[str], order: list[str], groups: tuple[list[str], ...]
    ) -> Tensor:
        if labels != order:
            t = t.permute([labels.index(c) for c in order])
        sizes = [size[c] for c in order]
        if list(t.shape) != sizes:
            t = t.expand(sizes)
        out: Tensor = t.reshape([math.prod([size[c] for c in group]) for group in groups])
        return out

    matrix = arranged(x, xs, batch + left + inner, (batch, left, inner))
    other = arranged(y, ys, batch + inner + right, (batch, inner, right))
    product = _F["bmm"](matrix, other)
    labels = batch + left + right
    return product.reshape([size[c] for c in labels]), labels
