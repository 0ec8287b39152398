"""The evidence lists of an authorship or a work, and the lines in which the picture shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.views.text import one_line, shorten

MAX_STATEMENT = 300
"""Characters of a statement that are shown: an acknowledgement can fill pages."""

_NAMES = {"label": "country, by the source", "mentioned": "country, mentioned"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry of the evidence lists: what a rule read out of a printed affiliation or a statement (-1: out of none)."""

    affiliation: int
    kind: str
    value: str
    state: str
    rule: str
    confidence: float
    statement: int

    @property
    def certain(self) -> bool:
        return self.state == "yes"


def findings(row: Row) -> list[Finding]:
    """The evidence lists of an authorship or a work, one Finding an entry."""
    lists = [
        row.get(f"ev_{name}") or []
        for name in ("affiliation", "kind", "value", "state", "rule", "confidence", "statement")
    ]
    return [Finding(*entry) for entry in zip(*lists, strict=True)]


def countries_of(found: Iterable[Finding]) -> tuple[tuple[str, ...], bool]:
    """The certain countries; where there are none those for review, and True."""
    certain: dict[str, float] = {}
    review: dict[str, float] = {}
    for one in found:
        if one.kind in ("country", "label"):
            best = certain if one.certain else review
            best[one.value] = max(one.confidence, best.get(one.value, 0.0))
    chosen = certain or review
    return tuple(sorted(chosen, key=lambda code: (-chosen[code], code))), bool(review) and not certain


def evidence_of(row: Row, names: Mapping[str, Row]) -> list[tuple[str, str]]:
    """Each affiliation as printed, then each statement, with what was read out of it; at last what rests on neither.

    names: institutions by key.
    """
    found = findings(row)
    lines: list[tuple[str, str]] = []

    def read(affiliation: int, statement: int) -> None:
        for one in found:
            if (one.affiliation, one.statement) == (affiliation, statement):
                name = _NAMES.get(one.kind, one.kind)
                value = names.get(one.value, {}).get("name") or one.value
                sure = one.certain or one.kind == "mentioned"
                lines.append((name if sure else f"{name}, for review", said(value, one)))

    for index, printed in enumerate(row.get("affiliations") or []):
        lines.append(("affiliation as printed", one_line(str(printed))))
        read(index, -1)
    places = zip(
        *(row.get(name) or [] for name in ("statements", "statement_kinds", "statement_places")), strict=True
    )
    for index, (text, kind, place) in enumerate(places):
        whole = one_line(f"{kind}, {place}: {text}")
        lines.append(("not an address line", shorten(whole, MAX_STATEMENT)))
        read(-1, index)
    read(-1, -1)
    return lines


def said(value: str, one: Finding) -> str:
    """A finding in one line."""
    return f"{one_line(value)} · rule {one.rule} · confidence {one.confidence:.2f}"
