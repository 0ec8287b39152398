"""How each label looks in Neo4j Browser and in the picture of the model: colour, size, caption; from the model alone."""

from __future__ import annotations

from dataclasses import dataclass

from graph import model

MAIN = {"Country": "#D55E00", "Institution": "#009E73", "Author": "#56B4E9", "Work": "#F0E442"}
"""What answers speak of: four of Okabe and Ito's colours, which are told apart with any colour vision."""

FURTHER = ("#CC79A7", "#E69F00", "#0072B2", "#88CCEE", "#DDCC77", "#AA4499", "#44AA99", "#882255")
"""Of the other labels, in the model's order: the rest of that set, then Paul Tol's "muted"."""

KEPT = "#C8C8C8"
"""Of what a load leaves behind and no answer speaks of."""

SIZES = {"Work": 66, "Country": 60, "Institution": 58, "Author": 50}
SIZE = 46
LARGE = 18
"""Points of a caption that is a code: two letters need not be small."""

CAPTIONS = ("code", "title", "name", "file", "kind", "state", "key")
"""The property that stands in a node: the first of these that it has."""

DARK, LIGHT = "#1A1A1A", "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Look:
    """How the nodes of a label look."""

    label: str
    colour: str
    border: str
    text: str
    size: int
    caption: str
    points: int


def looks() -> dict[str, Look]:
    """The look of every label of the model, in its order."""
    found: dict[str, Look] = {}
    further = 0
    for kind in model.NODES:
        name = model.label(kind)
        if name in MAIN:
            colour = MAIN[name]
        elif kind.__module__ == "graph.model_loads":
            colour = KEPT
        else:
            colour = FURTHER[further % len(FURTHER)]
            further += 1
        caption = _caption(kind)
        found[name] = Look(
            label=name,
            colour=colour,
            border=_darker(colour),
            text=_readable_on(colour),
            size=SIZES.get(name, SIZE),
            caption=caption,
            points=LARGE if caption == "code" else 10,
        )
    return found


def _caption(kind: type) -> str:
    names = [one.name for one in model.properties(kind)]
    return next((name for name in CAPTIONS if name in names), names[0])


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _darker(colour: str) -> str:
    return "#" + "".join(f"{one * 7 // 10:02X}" for one in _channels(colour))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, 0..1."""
    linear = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG defines it, 1..21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _readable_on(colour: str) -> str:
    return max((DARK, LIGHT), key=lambda text: contrast(text, colour))
