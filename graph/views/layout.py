"""Where the nodes of a picture stand: computed once, the same for the same picture; nothing moves later."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import igraph

SEED = 20161130
SMALL = 120
"""Up to so many nodes the spring layout (Kamada-Kawai) is affordable, and the better one."""

GAP = 16.0
"""Pixels between two boxes, at the least."""

ASPECT = 16 / 10
"""Width to height of the part of a screen that the picture has."""

FULLEST_SMALL = 0.5
FULLEST = 0.3
"""Share of an island's frame that boxes may take up before they are pushed apart."""

STUCK = 20
"""Rounds of pushing after which boxes that still overlap get more room."""


@dataclass(frozen=True, slots=True)
class Box:
    """What a node with its label takes up around its centre, in pixels at scale 1."""

    width: float
    height: float


Point = tuple[float, float]


def positions(boxes: Sequence[Box], edges: Sequence[tuple[int, int]]) -> list[Point]:
    """A centre for each box: linked ones near each other, none on another, islands packed on a wide page."""
    graph = igraph.Graph(n=len(boxes), edges=list(edges))
    islands = sorted(graph.connected_components(), key=lambda nodes: (-len(nodes), nodes[0]))
    placed: list[Point] = [(0.0, 0.0)] * len(boxes)
    drawn = []
    for nodes in islands:
        points = _island(graph.induced_subgraph(nodes), [boxes[node] for node in nodes])
        drawn.append((nodes, points, _frame([boxes[node] for node in nodes], points)))
    for (nodes, points, frame), (left, top) in zip(
        drawn, _packed([frame for *_, frame in drawn]), strict=True
    ):
        for node, (x, y) in zip(nodes, points, strict=True):
            placed[node] = (round(x - frame[0] + left, 1), round(y - frame[1] + top, 1))
    return placed


def _island(graph: igraph.Graph, boxes: Sequence[Box]) -> list[Point]:
    count = graph.vcount()
    if count == 1:
        return [(0.0, 0.0)]
    # igraph's random generator is one for the whole process: ours for this call, Python's own after it
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - a layout, no secret
    try:
        start = [[math.cos(2 * math.pi * i / count), math.sin(2 * math.pi * i / count)] for i in range(count)]
        if count <= SMALL:
            layout = graph.layout_kamada_kawai(seed=start)
        else:
            layout = graph.layout_fruchterman_reingold(niter=300, grid=count > 800, seed=None)
    finally:
        igraph.set_random_number_generator(random)
    points = [(float(x), float(y)) for x, y in layout.coords]
    return _spread(_scaled(points, graph.get_edgelist(), boxes), boxes)


def _scaled(points: list[Point], edges: list[tuple[int, int]], boxes: Sequence[Box]) -> list[Point]:
    """So large that a typical line is a little longer than the two boxes at its ends need."""
    lengths = sorted(math.dist(points[a], points[b]) for a, b in edges if a != b) or [1.0]
    wanted = sorted((boxes[a].height + boxes[b].height) / 2 + 60 for a, b in edges if a != b) or [100.0]
    scale = wanted[len(wanted) // 2] / max(lengths[len(lengths) // 2], 1e-9)
    # boxes are wider than high: so is the picture
    points = [(x * scale * 1.35, y * scale) for x, y in points]
    _, _, width, height = _frame(boxes, points)
    full = sum((box.width + GAP) * (box.height + GAP) for box in boxes) / (width * height)
    room = max(1.0, math.sqrt(full / (FULLEST if len(boxes) > SMALL else FULLEST_SMALL)))
    return [(x * room, y * room) for x, y in points]


def _spread(points: list[Point], boxes: Sequence[Box]) -> list[Point]:
    """Push overlapping boxes apart, along the axis that needs less, until none overlaps (or rounds end)."""
    rounds = max(60, min(400, 300_000 // len(boxes)))
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    wide = max(box.width for box in boxes) + GAP
    high = max(box.height for box in boxes) + GAP
    for number in range(1, rounds + 1):
        if number % STUCK == 0:
            xs, ys = [x * 1.1 for x in xs], [y * 1.1 for y in ys]
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for node in range(len(boxes)):
            cells[int(xs[node] // wide), int(ys[node] // high)].append(node)
        moved = False
        for (column, row), nodes in sorted(cells.items()):
            beside = [
                other
                for i, j in ((1, -1), (1, 0), (1, 1), (0, 1))
                for other in cells.get((column + i, row + j), ())
            ]
            for place, node in enumerate(nodes):
                for other in [*nodes[place + 1 :], *beside]:
                    moved |= _push(node, other, xs, ys, boxes)
        if not moved:
            break
    return list(zip(xs, ys, strict=True))


def _push(a: int, b: int, xs: list[float], ys: list[float], boxes: Sequence[Box]) -> bool:
    over_x = (boxes[a].width + boxes[b].width) / 2 + GAP - abs(xs[a] - xs[b])
    over_y = (boxes[a].height + boxes[b].height) / 2 + GAP - abs(ys[a] - ys[b])
    if over_x <= 0.01 or over_y <= 0.01:
        return False
    if over_x < over_y:
        step = over_x / 2 if xs[a] <= xs[b] else -over_x / 2
        xs[a] -= step
        xs[b] += step
    else:
        step = over_y / 2 if ys[a] <= ys[b] else -over_y / 2
        ys[a] -= step
        ys[b] += step
    return True


Frame = tuple[float, float, float, float]


def _frame(boxes: Sequence[Box], points: Sequence[Point]) -> Frame:
    """Left, top, width, height of all boxes together."""
    left = min(x - box.width / 2 for box, (x, _) in zip(boxes, points, strict=True))
    top = min(y - box.height / 2 for box, (_, y) in zip(boxes, points, strict=True))
    right = max(x + box.width / 2 for box, (x, _) in zip(boxes, points, strict=True))
    bottom = max(y + box.height / 2 for box, (_, y) in zip(boxes, points, strict=True))
    return left, top, right - left, bottom - top


def _packed(frames: Sequence[Frame], margin: float = 60.0) -> list[Point]:
    """Left top corner of each frame, on the page of those tried that a wide screen shows largest."""
    sizes = [(width + margin, height + margin) for _, _, width, height in frames]
    widest = max(width for width, _ in sizes)
    ideal = math.sqrt(sum(width * height for width, height in sizes) * ASPECT)
    tried = sorted({max(widest, ideal * factor) for factor in (0.9, 1.0, 1.1, 1.25, 1.5, 2.0)})
    pages = [_filled(sizes, width) for width in tried]
    best = min(range(len(pages)), key=lambda i: (max(pages[i][1] / ASPECT, pages[i][2]), i))
    return pages[best][0]


def _filled(sizes: Sequence[tuple[float, float]], page: float) -> tuple[list[Point], float, float]:
    """Each box as high up as the skyline of those before it lets it (highest first); width, height in all."""
    skyline: list[tuple[float, float, float]] = [(0.0, page, 0.0)]  # from x, to x, free below y
    corners: list[Point] = [(0.0, 0.0)] * len(sizes)
    for index in sorted(range(len(sizes)), key=lambda i: (-round(sizes[i][1]), -round(sizes[i][0]), i)):
        width, height = sizes[index]
        top, left = min(
            (max(y for a, b, y in skyline if a < x + width and b > x), x)
            for x, _, _ in skyline
            if x + width <= page + 0.01
        )
        corners[index] = (left, top)
        right = left + width
        kept = [(a, min(b, left), y) for a, b, y in skyline if a < left]
        after = [(max(a, right), b, y) for a, b, y in skyline if b > right]
        skyline = [*kept, (left, right, top + height), *after]
    across = max(corner[0] + size[0] for corner, size in zip(corners, sizes, strict=True))
    down = max(corner[1] + size[1] for corner, size in zip(corners, sizes, strict=True))
    return corners, across, down
