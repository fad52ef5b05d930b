"""Nested containers of values: taking them apart into a list, and putting such a list together
again.

Containers are tuples, named tuples, lists, dictionaries (plain, ordered, default) and deques, and
what ``register_pytree_node`` adds. Everything else is a leaf, None as well. Nothing here knows
tensors.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Flatten = Callable[[Any], tuple[list[Any], Any]]
Unflatten = Callable[[Iterable[Any], Any], Any]


class _Kind(NamedTuple):
    flatten: Flatten
    unflatten: Unflatten


class TreeSpec:
    """The form of a tree: which containers, with what keys, around which leaves."""

    __slots__ = ("children", "context", "num_leaves", "type")

    def __init__(self, type: Any, context: Any, children: list[TreeSpec]) -> None:
        self.type = type
        self.context = context
        self.children = children
        self.num_leaves: int = sum(c.num_leaves for c in children) if type is not None else 1

    def is_leaf(self) -> bool:
        """Whether the tree is nothing but a leaf."""
        return self.type is None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TreeSpec) and (self.type, self.context, self.children) == (
            other.type,
            other.context,
            other.children,
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        if self.type is None:
            return "*"
        return f"TreeSpec({self.type.__name__}, {self.context}, {self.children})"


LeafSpec = TreeSpec(None, None, [])

_KINDS: dict[type, _Kind] = {}


def register_pytree_node(cls: type, flatten_fn: Flatten, unflatten_fn: Unflatten) -> None:
    """Makes a class a container: ``flatten_fn(value) -> (children, context)`` and its inverse."""
    if cls in _KINDS:
        raise ValueError(f"{cls} is already registered as pytree node.")
    _KINDS[cls] = _Kind(flatten_fn, unflatten_fn)


register_pytree_node(list, lambda v: (list(v), None), lambda c, _: list(c))
register_pytree_node(tuple, lambda v: (list(v), None), lambda c, _: tuple(c))
register_pytree_node(
    dict, lambda v: (list(v.values()), list(v)), lambda c, keys: dict(zip(keys, c, strict=True))
)
register_pytree_node(
    OrderedDict,
    lambda v: (list(v.values()), list(v)),
    lambda c, keys: OrderedDict(zip(keys, c, strict=True)),
)
register_pytree_node(
    defaultdict,
    lambda v: (list(v.values()), [v.default_factory, list(v)]),
    lambda c, context: defaultdict(context[0], zip(context[1], c, strict=True)),
)
register_pytree_node(
    deque, lambda v: (list(v), v.maxlen), lambda c, maxlen: deque(c, maxlen=maxlen)
)

# The context of a named tuple is its class, which the values alone do not tell. Those that
# operations return are made from one sequence (return_types.py).
_NAMED = _Kind(
    lambda v: (list(v), type(v)),
    lambda c, cls: cls(c) if hasattr(cls, "n_sequence_fields") else cls(*c),
)


def _kind_of(tree: Any) -> tuple[type, _Kind] | None:
    cls = type(tree)
    kind = _KINDS.get(cls)
    if kind is not None:
        return cls, kind
    if isinstance(tree, tuple) and hasattr(cls, "_fields"):
        return cls, _NAMED
    return None


def tree_flatten(
    tree: Any, is_leaf: Callable[[Any], bool] | None = None
) -> tuple[list[Any], TreeSpec]:
    """The leaves of a tree from left to right, and its form.

    >>> leaves, spec = tree_flatten({"a": 1, "b": [2, 3]})
    >>> leaves
    [1, 2, 3]
    >>> tree_unflatten([4, 5, 6], spec)
    {'a': 4, 'b': [5, 6]}
    """
    leaves: list[Any] = []
    return leaves, _flatten_into(tree, leaves, is_leaf)


def _flatten_into(tree: Any, leaves: list[Any], is_leaf: Callable[[Any], bool] | None) -> TreeSpec:
    found = None if is_leaf is not None and is_leaf(tree) else _kind_of(tree)
    if found is None:
        leaves.append(tree)
        return LeafSpec
    cls, kind = found
    children, context = kind.flatten(tree)
    return TreeSpec(cls, context, [_flatten_into(c, leaves, is_leaf) for c in children])


def tree_unflatten(leaves: Iterable[Any], treespec: TreeSpec) -> Any:
    """The tree of the given form with these leaves.

    Raises:
        ValueError: their number is not the form's.
    """
    values = list(leaves)
    if len(values) != treespec.num_leaves:
        raise ValueError(
            f"tree_unflatten(leaves, treespec): `leaves` has length {len(values)} but the spec "
            f"refers to a pytree that "
            f"holds {treespec.num_leaves} items ({treespec})."
        )
    return _build(iter(values), treespec)


def _build(leaves: Any, spec: TreeSpec) -> Any:
    if spec.type is None:
        return next(leaves)
    children = [_build(leaves, child) for child in spec.children]
    return _KINDS.get(spec.type, _NAMED).unflatten(children, spec.context)


def tree_leaves(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> list[Any]:
    """The leaves alone."""
    return tree_flatten(tree, is_leaf)[0]


def tree_structure(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> TreeSpec:
    """The form alone."""
    return tree_flatten(tree, is_leaf)[1]


def tree_map(
    func: Callable[..., Any],
    tree: Any,
    *rests: Any,
    is_leaf: Callable[[Any], bool] | None = None,
) -> Any:
    """A tree of the same form with ``func`` applied to every leaf (and those of ``rests`` beside
    it).

    >>> tree_map(lambda a, b: a + b, (1, [2]), (10, [20]))
    (11, [22])
    """
    leaves, spec = tree_flatten(tree, is_leaf)
    others = [_flatten_up_to(rest, spec) for rest in rests]
    return tree_unflatten([func(*row) for row in zip(leaves, *others, strict=True)], spec)


def tree_map_only(
    types: type | tuple[type, ...],
    func: Callable[[Any], Any],
    tree: Any,
    is_leaf: Callable[[Any], bool] | None = None,
) -> Any:
    """As ``tree_map``, for leaves of these types alone; the others stay."""
    return tree_map(lambda v: func(v) if isinstance(v, types) else v, tree, is_leaf=is_leaf)


def tree_all(pred: Callable[[Any], bool], tree: Any) -> bool:
    """Whether ``pred`` holds for every leaf."""
    return all(map(pred, tree_leaves(tree)))


def tree_any(pred: Callable[[Any], bool], tree: Any) -> bool:
    """Whether ``pred`` holds for some leaf."""
    return any(map(pred, tree_leaves(tree)))


def _flatten_up_to(tree: Any, spec: TreeSpec) -> list[Any]:
    if spec.type is None:
        return [tree]
    found = _kind_of(tree)
    children, _context = found[1].flatten(tree) if found else ([], None)
    if not found or found[0] is not spec.type or len(children) != len(spec.children):
        raise ValueError(f"the trees do not have one form: expected {spec}, got {type(tree)}")
    if spec.type in (dict, OrderedDict):
        children = [tree[key] for key in spec.context]
    return [
        leaf for c, s in zip(children, spec.children, strict=True) for leaf in _flatten_up_to(c, s)
    ]


def broadcast_to_and_flatten(tree: Any, spec: TreeSpec) -> list[Any] | None:
    """``tree`` as a prefix of the form: each of its leaves for all leaves below it. None where it
    is no prefix.

    >>> broadcast_to_and_flatten((0, None), tree_structure((1, [2, 3])))
    [0, None, None]
    """
    found = _kind_of(tree)
    if found is None:
        return [tree] * spec.num_leaves
    if spec.type is None or found[0] is not spec.type:
        return None
    children, context = found[1].flatten(tree)
    if len(children) != len(spec.children) or (context != spec.context):
        return None
    out: list[Any] = []
    for child, below in zip(children, spec.children, strict=True):
        part = broadcast_to_and_flatten(child, below)
        if part is None:
            return None
        out += part
    return out
