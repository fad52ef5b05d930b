"""Einstein summation: the equation is read here, the order comes from a planner, the products are
matrix products.

With three operands or more the order of contraction is opt_einsum's where it is installed, NumPy's
otherwise.
"""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

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
    diagonals, steps, order = _plan(equation, tuple([operand.shape for operand in operands]))
    terms = list(operands)
    for n, first, second in diagonals:
        terms[n] = terms[n].diagonal(0, first, second)
    for picked, factors, product, sizes in steps:
        values = [factor.of(terms[n]) for n, factor in zip(picked, factors, strict=True)]
        for n in reversed(picked):
            del terms[n]
        value = values[0] if product is None else _F[product](*values)
        terms.append(value if sizes is None else value.reshape(sizes))
    out: Tensor = terms[0] if order is None else terms[0].permute(order)
    return out


class _Factor(NamedTuple):
    """What is done to a term before it is multiplied; None is nothing."""

    sums: list[int] | None
    order: list[int] | None = None
    expanded: list[int] | None = None
    shape: list[int] | None = None

    def of(self, term: Tensor) -> Tensor:
        if self.sums is not None:
            term = term.sum(self.sums)
        if self.order is not None:
            term = term.permute(self.order)
        if self.expanded is not None:
            term = term.expand(self.expanded)
        return term if self.shape is None else term.reshape(self.shape)


class _Term(NamedTuple):
    """A tensor as the planner sees it."""

    sizes: list[int]
    labels: list[str]


# The terms that are taken, what is made of each, the operation, the sizes of its result.
_Step = tuple[list[int], list[_Factor], str | None, list[int] | None]


@functools.lru_cache(maxsize=512)
def _plan(
    equation: str, shapes: tuple[tuple[int, ...], ...]
) -> tuple[list[tuple[int, int, int]], list[_Step], list[int] | None]:
    """What is done to operands of these shapes: the diagonals taken of them, the contractions, and
    the order of the result's dimensions. The operations are the same at every call."""
    inputs, output = _read(equation, shapes)
    terms: list[_Term] = []
    diagonals: list[tuple[int, int, int]] = []
    for n, (shape, given) in enumerate(zip(shapes, inputs, strict=True)):
        term, taken = _own_diagonal(_Term(list(shape), list(given)))
        terms.append(term)
        diagonals += [(n, first, second) for first, second in taken]
    steps: list[_Step] = []
    for step in _order(terms, output):
        picked = [terms[i] for i in step]
        for i in sorted(step, reverse=True):
            del terms[i]
        kept = set(output).union(*(labels for _, labels in terms))
        if len(picked) == 2:
            term, factors, product, sizes = _pair(picked[0], picked[1], kept)
        else:
            term, factor = _reduce(picked[0], kept)
            factors, product, sizes = [factor], None, None
        terms.append(term)
        steps.append((list(step), factors, product, sizes))
    labels = terms[0].labels
    in_order = tuple(labels) == output and len(shapes) > 1
    return diagonals, steps, None if in_order else [labels.index(c) for c in output]


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
    equation: str, shapes: tuple[tuple[int, ...], ...]
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """The labels of every operand and of the result, which fit the operands' sizes."""
    inputs, output = _parse(equation, [len(shape) for shape in shapes])
    sizes: dict[str, int] = {}
    for n, (labels, shape) in enumerate(zip(inputs, shapes, strict=True)):
        for c, size in zip(labels, shape, strict=True):
            if sizes.setdefault(c, size) != size and 1 not in (size, sizes[c]):
                raise RuntimeError(
                    f"einsum(): subscript {c} has size {size} for operand {n} which does not "
                    f"broadcast with previously seen size {sizes[c]}"
                )
            sizes[c] = sizes[c] if size == 1 else size
    return inputs, output


def _parse(equation: str, dims: list[int]) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
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


def _own_diagonal(term: _Term) -> tuple[_Term, list[tuple[int, int]]]:
    """A label that an operand has twice runs along its diagonal: which ones are taken."""
    sizes, labels = list(term.sizes), list(term.labels)
    taken: list[tuple[int, int]] = []
    for c in dict.fromkeys(labels):
        while labels.count(c) > 1:
            first = labels.index(c)
            second = labels.index(c, first + 1)
            size = sizes[first]
            if size != sizes[second]:
                raise RuntimeError(
                    f"einsum(): subscript {c} is repeated for an operand but the sizes don't match"
                )
            taken.append((first, second))
            for i in (second, first):
                del labels[i], sizes[i]
            labels.append(c)
            sizes.append(size)
    return _Term(sizes, labels), taken


def _order(terms: list[_Term], output: tuple[str, ...]) -> list[tuple[int, ...]]:
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
    for shape, labels in terms:
        for c, size in zip(labels, shape, strict=True):
            sizes[c] = sizes.get(c, 1) if size == 1 else size
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


def _reduce(term: _Term, kept: set[str]) -> tuple[_Term, _Factor]:
    """Summed over the labels that nobody needs any more."""
    gone = [i for i, c in enumerate(term.labels) if c not in kept]
    rest = [i for i, c in enumerate(term.labels) if c in kept]
    reduced = _Term([term.sizes[i] for i in rest], [term.labels[i] for i in rest])
    return reduced, _Factor(gone or None)


def _pair(
    a: _Term, b: _Term, kept: set[str]
) -> tuple[_Term, list[_Factor], str | None, list[int] | None]:
    """One product: shared labels that stay are a batch, those that go are the inner dimension."""
    x, x_sums = _reduce(a, kept | set(b.labels))
    y, y_sums = _reduce(b, kept | set(a.labels))
    size = dict(zip(y.labels, y.sizes, strict=True))
    for c, n in zip(x.labels, x.sizes, strict=True):
        size[c] = size.get(c, 1) if n == 1 else n
    batch = [c for c in x.labels if c in y.labels and c in kept]
    inner = [c for c in x.labels if c in y.labels and c not in kept]
    left = [c for c in x.labels if c not in y.labels]
    right = [c for c in y.labels if c not in x.labels]

    def arranged(term: _Term, done: _Factor, *groups: list[str]) -> _Factor:
        order = [c for group in groups for c in group]
        in_order = [term.sizes[term.labels.index(c)] for c in order]
        sizes = [size[c] for c in order]
        shape = [math.prod([size[c] for c in group]) for group in groups]
        return _Factor(
            done.sums,
            None if term.labels == order else [term.labels.index(c) for c in order],
            None if in_order == sizes else sizes,
            None if sizes == shape else shape,
        )

    lead = [batch] if batch else []
    factors = [arranged(x, x_sums, *lead, left, inner), arranged(y, y_sums, *lead, inner, right)]
    labels = batch + left + right
    sizes = [size[c] for c in labels]
    made = [math.prod([size[c] for c in group]) for group in (*lead, left, right)]
    reshaped = None if sizes == made else sizes
    return _Term(sizes, labels), factors, "bmm" if batch else "mm", reshaped
