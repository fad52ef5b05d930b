"""Places boxes in layers: inputs above what is made of them. Knows sizes and arrows, no tensors.

The layered method of Sugiyama, Tagawa and Toda (1981): layers by longest path, points where long
arrows cross a layer, an order within layers by the mean place of neighbours, then coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

GAP_X, GAP_Y = 28.0, 56.0
_SWEEPS = 8


@dataclass
class Layout:
    """Centres of boxes, the points that every arrow passes, and the size of the whole."""

    centres: list[tuple[float, float]]
    paths: list[list[tuple[float, float]]]
    width: float
    height: float


def place(sizes: list[tuple[float, float]], arrows: list[tuple[int, int]]) -> Layout:
    """``arrows`` lead from an earlier box to a later one."""
    rank = _ranks(len(sizes), arrows)
    widths = [width for width, _ in sizes]
    chains: list[list[int]] = []
    links: list[tuple[int, int]] = []
    for source, target in arrows:
        chain = [source]
        for crossed in range(rank[source] + 1, rank[target]):
            chain.append(len(widths))
            widths.append(8.0)
            rank.append(crossed)
        chain.append(target)
        chains.append(chain)
        links += pairwise(chain)
    layers = _ordered(rank, links)
    x = _columns(layers, widths, links)
    y = [0.0] * len(widths)
    half = [height / 2 for _, height in sizes] + [0.0] * (len(widths) - len(sizes))
    top = GAP_X
    for layer in layers:
        height = max(2 * half[i] for i in layer)
        for i in layer:
            y[i] = top + height / 2
            if i >= len(sizes):  # a long arrow goes straight through the layer
                half[i] = height / 2
        top += height + GAP_Y
    left = min(x[i] - widths[i] / 2 for i in range(len(widths))) - GAP_X
    right = max(x[i] + widths[i] / 2 for i in range(len(widths))) + GAP_X
    centres = [(x[i] - left, y[i]) for i in range(len(widths))]
    paths = []
    for chain in chains:
        path = []
        for i in chain:
            (across, down), reach = centres[i], half[i]
            path += [(across, down - reach), (across, down + reach)]
        paths.append(path[1:-1])
    return Layout(centres[: len(sizes)], paths, right - left, top - GAP_Y + GAP_X)


def _ranks(count: int, arrows: list[tuple[int, int]]) -> list[int]:
    """The longest way from any box without inputs; these come as late as they may."""
    rank = [0] * count
    has_input = [False] * count
    for source, target in sorted(arrows, key=lambda arrow: arrow[1]):
        rank[target] = max(rank[target], rank[source] + 1)
        has_input[target] = True
    for i in range(count):
        below = [rank[target] for source, target in arrows if source == i]
        if not has_input[i] and below:
            rank[i] = min(below) - 1
    return rank


def _ordered(rank: list[int], links: list[tuple[int, int]]) -> list[list[int]]:
    layers: list[list[int]] = [[] for _ in range(max(rank) + 1)]
    for i, number in enumerate(rank):
        layers[number].append(i)
    above: list[list[int]] = [[] for _ in rank]
    below: list[list[int]] = [[] for _ in rank]
    for source, target in links:
        above[target].append(source)
        below[source].append(target)
    place_of = {i: float(p) for layer in layers for p, i in enumerate(layer)}
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        neighbours = above if downwards else below
        for layer in layers if downwards else reversed(layers):
            keys = {
                i: sum(place_of[j] for j in neighbours[i]) / len(neighbours[i])
                if neighbours[i]
                else place_of[i]
                for i in layer
            }
            layer.sort(key=lambda i: (keys[i], place_of[i]))
            place_of.update({i: float(p) for p, i in enumerate(layer)})
    return layers


def _columns(
    layers: list[list[int]], widths: list[float], links: list[tuple[int, int]]
) -> list[float]:
    """Every box near the mean of its neighbours, none over another."""
    x = [0.0] * len(widths)
    near: list[list[int]] = [[] for _ in widths]
    for source, target in links:
        near[target].append(source)
        near[source].append(target)
    for layer in layers:
        at = 0.0
        for i in layer:
            x[i] = at + widths[i] / 2
            at += widths[i] + GAP_X
        for i in layer:
            x[i] -= (at - GAP_X) / 2
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [sum(x[j] for j in near[i]) / len(near[i]) if near[i] else x[i] for i in layer]
            placed: list[float] = []
            for position, i in enumerate(layer):
                least = wanted[position]
                if position:
                    before = layer[position - 1]
                    free = placed[-1] + (widths[before] + widths[i]) / 2 + GAP_X
                    least = max(least, free)
                placed.append(least)
            # What was pushed to the right goes back by the mean of it.
            shift = sum(w - p for w, p in zip(wanted, placed, strict=True)) / len(layer)
            for i, p in zip(layer, placed, strict=True):
                x[i] = p + shift
    return x
