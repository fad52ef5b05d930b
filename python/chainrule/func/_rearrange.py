"""``rearrange``: dimensions split, joined and reordered by a pattern of names."""

from __future__ import annotations

from collections.abc import Sequence

from .._core import Tensor

Group = list[str]  # names that make one dimension, the outermost first; a number stands for itself


def rearrange(tensor: Tensor | Sequence[Tensor], pattern: str, **axes_lengths: int) -> Tensor:
    """A tensor with its dimensions as the pattern says: ``"before -> after"``, names apart, ``(a
    b)`` for one dimension made of two.

    Args:
        tensor: the tensor, or a list of tensors of one shape, which are stacked first.
        pattern: both sides hold the same names; ``...`` stands for all others, 1 for a dimension of
            one element.
        axes_lengths: the sizes of names that the shape alone does not tell.

    Raises:
        ValueError: the pattern is not one, or does not fit the shape.

    >>> import chainrule as cr
    >>> cr.func.rearrange(cr.arange(6).view(1, 6), "b (h w) -> h b w", h=2)
    tensor([[[0, 1, 2]],
    <BLANKLINE>
            [[3, 4, 5]]])
    """
    if not isinstance(tensor, Tensor):
        from .. import stack

        tensor = stack(list(tensor))
    if pattern.count("->") != 1:
        raise ValueError(f"rearrange: the pattern must have one '->', got {pattern!r}")
    before, after = (_parse(side) for side in pattern.split("->"))
    extra = tensor.dim() - sum(group != ["..."] for group in before)
    if extra < 0 or (extra and ["..."] not in before):
        raise ValueError(
            f"rearrange: {pattern!r} names {len(before)} dimensions, but the tensor has "
            f"{tensor.dim()} (shape {list(tensor.shape)})"
        )
    rest = [[f"...{i}"] for i in range(extra)]
    before, after = (_filled(side, rest) for side in (before, after))
    names = [name for group in before for name in group if name != "1"]
    wanted = [name for group in after for name in group if name != "1"]
    if sorted(names) != sorted(wanted) or len(set(names)) != len(names):
        raise ValueError(
            f"rearrange: both sides of {pattern!r} must hold the same names, each once"
        )
    unknown = set(axes_lengths) - set(names)
    if unknown:
        raise ValueError(f"rearrange: {sorted(unknown)} are not in the pattern {pattern!r}")
    sizes = dict(axes_lengths)
    for group, size in zip(before, tensor.shape, strict=True):
        _solve(group, size, sizes, pattern)
    flat = tensor.reshape([sizes[name] for name in names])
    moved = flat.permute([names.index(name) for name in wanted])
    return moved.reshape([_product(group, sizes) for group in after])


def _parse(side: str) -> list[Group]:
    groups: list[Group] = []
    inside: Group | None = None
    for token in side.replace("(", " ( ").replace(")", " ) ").split():
        if token == "(" and inside is None:
            inside = []
        elif token == ")" and inside is not None:
            groups.append(inside)
            inside = None
        elif not (token.isidentifier() or token in ("1", "...")):
            raise ValueError(f"rearrange: {token!r} in {side!r} is no name")
        elif inside is None:
            groups.append([token])
        else:
            inside.append("(...)" if token == "..." else token)
    if inside is not None:
        raise ValueError(f"rearrange: a parenthesis is left open in {side!r}")
    return groups


def _filled(side: list[Group], rest: list[Group]) -> list[Group]:
    """``...`` replaced by the dimensions that it stands for."""
    out: list[Group] = []
    for group in side:
        if group == ["..."]:
            out += rest
        else:
            others = [name for (name,) in rest]
            out.append([n for name in group for n in (others if name == "(...)" else [name])])
    return out


def _solve(group: Group, size: int, sizes: dict[str, int], pattern: str) -> None:
    """The size of the one name in a group that is not known yet."""
    open_names = [name for name in group if name != "1" and name not in sizes]
    known = _product([name for name in group if name not in open_names], sizes)
    if len(open_names) > 1:
        raise ValueError(
            f"rearrange: the sizes of {open_names} in {pattern!r} cannot be told from a "
            f"dimension of {size}: give all but one"
        )
    if open_names and known and size % known == 0:
        sizes[open_names[0]] = size // known
    elif open_names or known != size:
        raise ValueError(
            f"rearrange: a dimension of {size} is not made of {group} in {pattern!r} (sizes "
            f"known: {sizes})"
        )


def _product(group: Group, sizes: dict[str, int]) -> int:
    total = 1
    for name in group:
        total *= 1 if name == "1" else sizes[name]
    return total
