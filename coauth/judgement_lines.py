"""Judgements and what they decide, in words."""

from __future__ import annotations

from typing import Any

from graph.views.text import one_line, shorten
from loaders.judgements.entry import (
    Entry,
    Judgement,
    Line,
    Mention,
    Named,
    OfAffiliation,
    OfInstitutions,
    OfMentions,
)
from loaders.normalize.affiliations import AffiliationFindings

LONGEST_WORK = 80
"""Columns of a title that stands beside a name."""


def line_of(entry: Entry) -> dict[str, str]:
    """What an entry is about, and what it says of it."""
    if isinstance(entry, OfAffiliation):
        named = [*entry.countries, *(f"{one.name} ({one.key})" for one in entry.institutions)]
        return {"about": entry.text, "says": "; ".join(named) or "nothing"}
    if isinstance(entry, OfInstitutions):
        joined = "is" if entry.judgement is Judgement.SAME else "is not"
        return {"about": _named(entry.a), "says": f"{joined} {_named(entry.b)}"}
    if isinstance(entry, OfMentions):
        joined = "is" if entry.judgement is Judgement.SAME else "is not"
        return {
            "about": mention_named(entry.a),
            "says": f"{joined} the same person as {mention_named(entry.b)}",
        }
    return {"about": f"judgement {entry.undoes}", "says": "undone"}


def _named(one: Named) -> str:
    return f"“{one.name}”, wherever it is printed" if one.anywhere else f"{one.name} ({one.key})"


def mention_named(one: Mention) -> str:
    """A mention as it was printed, with its id."""
    return f"“{one.name}” on “{shorten(one.work, LONGEST_WORK)}” ({one.mention})"


def says(findings: AffiliationFindings) -> str:
    """Countries and institutions of a string, in one line."""
    parts = [f"{one.value}: {one.state}, {one.rule}" for one in findings.countries]
    parts += [f"{one.name} ({one.key}): {one.state}, {one.rule}" for one in findings.institutions]
    return one_line("; ".join(parts)) or "no country and no institution"


def by_whom(line: Line) -> str:
    """Who judged, when, and why."""
    return one_line(f"judged by {line.by} on {line.at[:10]}: {line.why} (judgement {line.id})")


def as_judged(line: Line) -> dict[str, Any]:
    """The same for programs."""
    return {"id": line.id, "by": line.by, "at": line.at, "why": line.why, "judgement": str(line.judgement)}
