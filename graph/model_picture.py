"""docs/model.svg: the labels and relationships of the model as a picture: `python -m graph.model_picture > docs/model.svg`.

The label with the most relationships stands in the middle, the others around it, those next to each other that belong
together; what has no relationship stands below. Sums are rounded, so that every machine writes the same file.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from graph import model
from graph.browser.looks import looks

WIDTH, HEIGHT = 960, 790
CENTRE = (480.0, 340.0)
REACH = (345.0, 255.0)
RADIUS = 44.0
BELOW = 735.0
LINE = 15

STYLE = """
  .page { fill: #ffffff } text { font: 12px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif }
  .name { font-size: 14px; font-weight: 600; text-anchor: middle } .key { font-size: 11px; text-anchor: middle }
  .said { text-anchor: middle; fill: #1a1a1a; stroke: #ffffff; stroke-width: 4px; paint-order: stroke }
  .told { fill: #1a1a1a } .tie { fill: none; stroke: #767676; stroke-width: 1.5px } .tip { fill: #767676 }
  .derived { stroke: #0072b2 } .derived-tip { fill: #0072b2 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } .said { fill: #e6edf3; stroke: #0d1117 } .told { fill: #e6edf3 }
    .tie { stroke: #9a9a9a } .tip { fill: #9a9a9a } .derived { stroke: #56b4e9 } .derived-tip { fill: #56b4e9 }
  }"""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tie:
    """All relationships from one label to another; derived: whether every one of them is."""

    start: str
    end: str
    names: tuple[str, ...]
    derived: bool


def ties() -> list[Tie]:
    """The relationships of the model, those between the same two labels together, derived ones apart."""
    derived = set(model.DERIVED)
    found: dict[tuple[str, str, bool], list[str]] = {}
    for kind in model.RELATIONSHIPS:
        ends = model.label(kind.start), model.label(kind.end)  # type: ignore[attr-defined]
        found.setdefault((*ends, kind in derived), []).append(model.label(kind))
    return [
        Tie(start, end, tuple(dict.fromkeys(names)), is_derived)
        for (start, end, is_derived), names in found.items()
    ]


def picture() -> str:
    """The SVG."""
    drawn = ties()
    places = _places(drawn)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(_spoken(drawn))}">',
        f"<style>{STYLE}\n</style>",
        "<defs>",
        *(
            f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
            f'orient="auto-start-reverse"><path class="{name}" d="M0 0L10 5L0 10z"/></marker>'
            for name in ("tip", "derived-tip")
        ),
        "</defs>",
        f'<rect class="page" width="{WIDTH}" height="{HEIGHT}" rx="8"/>',
    ]
    # two between the same labels run side by side
    seen: Counter[frozenset[str]] = Counter()
    said: list[str] = []
    for tie in drawn:
        ends = frozenset((tie.start, tie.end))
        several = sum(frozenset((one.start, one.end)) == ends for one in drawn) > 1
        line, names = _line(tie, places, seen[ends], several)
        seen[ends] += 1
        parts.append(line)
        said += names
    for label, place in places.items():
        parts += _node(label, place)
    parts += said
    parts += _legend()
    return "\n".join([*parts, "</svg>"]) + "\n"


def _spoken(drawn: list[Tie]) -> str:
    return "; ".join(f"{one.start} {' or '.join(one.names)} {one.end}" for one in drawn)


def _places(drawn: list[Tie]) -> dict[str, Point]:
    labels = [model.label(kind) for kind in model.NODES]
    others = {label: [one for one in drawn if label in (one.start, one.end)] for label in labels}
    centre = max(
        labels, key=lambda label: len({end for one in others[label] for end in (one.start, one.end)})
    )
    ring = _order([label for label in labels if others[label] and label != centre], drawn)
    places = {centre: CENTRE}
    for number, label in enumerate(ring):
        turn = 2 * math.pi * number / len(ring) - math.pi / 2
        places[label] = (
            round(CENTRE[0] + REACH[0] * math.cos(turn), 1),
            round(CENTRE[1] + REACH[1] * math.sin(turn), 1),
        )
    alone = [label for label in labels if not others[label]]
    for number, label in enumerate(alone):
        places[label] = (round(RADIUS + 20 + number * (2 * RADIUS + 26), 1), BELOW)
    return places


def _order(ring: list[str], drawn: list[Tie]) -> list[str]:
    """Around the centre those beside each other that are joined: two change places as long as that helps."""
    pairs = [(one.start, one.end) for one in drawn if one.start in ring and one.end in ring]

    def cost(order: list[str]) -> int:
        at = {label: number for number, label in enumerate(order)}
        apart = (abs(at[a] - at[b]) for a, b in pairs)
        return sum(min(one, len(order) - one) ** 2 for one in apart)

    best, better = list(ring), True
    while better:
        better = False
        for first in range(len(best)):
            for second in range(first + 1, len(best)):
                changed = list(best)
                changed[first], changed[second] = changed[second], changed[first]
                if cost(changed) < cost(best):
                    best, better = changed, True
    return best


def _line(tie: Tie, places: dict[str, Point], before: int, several: bool) -> tuple[str, list[str]]:
    kind, tip = ("tie derived", "derived-tip") if tie.derived else ("tie", "tip")
    if tie.start == tie.end:
        return _loop(tie, places, kind, tip, before)
    (x1, y1), (x2, y2) = places[tie.start], places[tie.end]
    length = math.hypot(x2 - x1, y2 - y1)
    across = ((y1 - y2) / length, (x2 - x1) / length)
    # by the names of the labels, so that both directions bend to their own side
    side = (1 if before % 2 else -1) * (1 if tie.start < tie.end else -1)
    bend = (26.0 if several else 0.0) * side + _around_centre((x1, y1), (x2, y2))
    mx, my = (x1 + x2) / 2 + across[0] * bend, (y1 + y2) / 2 + across[1] * bend
    cx, cy = (x1 + x2) / 2 + across[0] * bend * 2, (y1 + y2) / 2 + across[1] * bend * 2
    sx, sy = _towards((x1, y1), (cx, cy), RADIUS + 1)
    ex, ey = _towards((x2, y2), (cx, cy), RADIUS + 3)
    path = (
        f'<path class="{kind}" marker-end="url(#{tip})" '
        f'd="M{sx:.1f} {sy:.1f}Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}"/>'
    )
    return path, list(_said(tie.names, (mx, my)))


def _around_centre(start: Point, end: Point) -> float:
    """How far a line between two of the ring has to bend so that it does not run through the middle."""
    if CENTRE in (start, end):
        return 0.0
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    across = ((start[1] - end[1]) / length, (end[0] - start[0]) / length)
    off = (start[0] - CENTRE[0]) * across[0] + (start[1] - CENTRE[1]) * across[1]
    least = 2.6 * RADIUS
    if abs(off) >= least:
        return 0.0
    return (least - abs(off)) * (1 if off >= 0 else -1)


def _loop(tie: Tie, places: dict[str, Point], kind: str, tip: str, before: int) -> tuple[str, list[str]]:
    """A relationship to the same label: a loop on the side away from the middle; in the middle, in the widest gap."""
    x, y = places[tie.start]
    if (x, y) == CENTRE:
        joined = {end for one in ties() for end in (one.start, one.end) if tie.start in (one.start, one.end)}
        turn = _widest_gap([places[end] for end in sorted(joined - {tie.start})])
    else:
        turn = math.atan2(y - CENTRE[1], x - CENTRE[0])
    turn += before * 0.9
    sx, sy = x + RADIUS * math.cos(turn - 0.45), y + RADIUS * math.sin(turn - 0.45)
    ex, ey = x + (RADIUS + 2) * math.cos(turn + 0.45), y + (RADIUS + 2) * math.sin(turn + 0.45)
    far = RADIUS + 46
    ax, ay = x + far * math.cos(turn - 0.5), y + far * math.sin(turn - 0.5)
    bx, by = x + far * math.cos(turn + 0.5), y + far * math.sin(turn + 0.5)
    path = (
        f'<path class="{kind}" marker-end="url(#{tip})" '
        f'd="M{sx:.1f} {sy:.1f}C{ax:.1f} {ay:.1f} {bx:.1f} {by:.1f} {ex:.1f} {ey:.1f}"/>'
    )
    # a word beside a loop takes more room than one above it
    aside = RADIUS + 34 + 26 * abs(math.cos(turn))
    at = x + aside * math.cos(turn), y + aside * math.sin(turn)
    return path, list(_said(tie.names, at))


def _widest_gap(around: list[Point]) -> float:
    """The direction from the middle that is farthest from all of these."""
    turns = [math.atan2(y - CENTRE[1], x - CENTRE[0]) for x, y in around]

    def room(turn: float) -> float:
        return min((abs(math.remainder(turn - one, 2 * math.pi)) for one in turns), default=0.0)

    return max((math.tau * step / 72 for step in range(72)), key=lambda turn: round(room(turn), 6))


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    return (
        start[0] + (end[0] - start[0]) * distance / length,
        start[1] + (end[1] - start[1]) * distance / length,
    )


def _said(names: tuple[str, ...], at: Point) -> Iterator[str]:
    for number, name in enumerate(names):
        y = at[1] + 4 + (number - (len(names) - 1) / 2) * LINE
        yield f'<text class="said" x="{at[0]:.1f}" y="{y:.1f}">{escape(name)}</text>'


def _node(label: str, place: Point) -> Iterator[str]:
    look = looks()[label]
    kind = next(one for one in model.NODES if model.label(one) == label)
    x, y = place
    yield (
        f'<circle cx="{x}" cy="{y}" r="{RADIUS:.0f}" fill="{look.colour}" stroke="{look.border}" '
        'stroke-width="2"/>'
    )
    size = "" if len(label) < 11 else ' style="font-size:12px"'
    yield f'<text class="name" x="{x}" y="{y + 2}" fill="{look.text}"{size}>{escape(label)}</text>'
    yield f'<text class="key" x="{x}" y="{y + 17}" fill="{look.text}">{escape(model.key_of(kind) or "")}</text>'


def _legend() -> list[str]:
    x, y = WIDTH - 380, HEIGHT - 66
    return [
        f'<path class="tie" marker-end="url(#tip)" d="M{x} {y}h40"/>',
        f'<text class="told" x="{x + 50}" y="{y + 4}">printed, or decided from what is printed</text>',
        f'<path class="tie derived" marker-end="url(#derived-tip)" d="M{x} {y + 22}h40"/>',
        f'<text class="told" x="{x + 50}" y="{y + 26}">derived from the others, and made anew with them</text>',
    ]


if __name__ == "__main__":
    print(picture(), end="")
