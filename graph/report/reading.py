"""What a report needs to know of works, read from a store by the statements in cypher/reports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from graph.queries import Reader, Rows
from graph.report.facts import Hit, Printed, Reading, Tie, WorkFacts
from graph.views.behind import AUTHORS, INVOLVES
from graph.views.evidence import Finding, findings

READ_AT_ONCE = 500
"""Works in one read."""

DATES = ("submitted", "accepted", "online", "published")
_LENGTH = {"year": 4, "month": 7, "day": 10}
_LOCAL_PART = re.compile(r"[^\s@<>(),;:\[\]]+(?=@[A-Za-z0-9])")

Done = Callable[[int], None]


@cache
def statement(name: str) -> str:
    """The text of cypher/reports/NAME.cypher."""
    return (resources.files("cypher") / "reports" / f"{name}.cypher").read_text(encoding="utf-8")


def read(store: Reader, name: str, values: Mapping[str, Any] | None = None) -> Rows:
    """Rows of one of them. Raises what the store raises."""
    return store.read(statement(name), values or {})


def facts(
    store: Reader, keys: Sequence[str], *, names: bool = False, done: Done = lambda _: None
) -> dict[str, WorkFacts]:
    """What is known of these works, by key; one that is not there is left out.

    names: with the names of its authors as printed, and what stands elsewhere than in an address line in its own
    words, which may hold names too. done: told how many works have been read. Raises what the store raises.
    """
    found: dict[str, WorkFacts] = {}
    for some in _parts(list(dict.fromkeys(keys))):
        values = {"works": some}
        countries = _by_work(store.read(INVOLVES, values))
        institutions = _by_work(read(store, "institutions", values))
        topics = _by_work(read(store, "topics", values))
        authorships = _by_work(store.read(AUTHORS, values))
        for row in read(store, "works", values):
            key = row["work"]
            found[key] = _facts(row, countries[key], institutions[key], topics[key], authorships[key], names)
        done(len(found))
    return found


def _parts(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), READ_AT_ONCE):
        yield keys[start : start + READ_AT_ONCE]


def _by_work(rows: Rows) -> defaultdict[str, Rows]:
    found: defaultdict[str, Rows] = defaultdict(list)
    for row in rows:
        found[row["work"]].append(row)
    return found


def _facts(
    row: dict[str, Any],
    countries: Rows,
    institutions: Rows,
    topics: Rows,
    authorships: Rows,
    names: bool,
) -> WorkFacts:
    authorships = sorted(authorships, key=lambda one: (one["position"] or 0, str(one["authorship"])))
    called = {one["institution"]: one["name"] for one in institutions}
    return WorkFacts(
        key=row["work"],
        doi=row["doi"],
        title=row["title"],
        year=row["year"],
        dates=tuple(_dates(row)),
        readable=bool(row["readable"]),
        has_abstract=bool(row["has_abstract"]),
        countries=tuple(
            Tie(one["code"], one["name"] or one["code"], bool(one["review"]), float(one["confidence"]))
            for one in sorted(countries, key=lambda one: str(one["code"]))
        ),
        institutions=tuple(
            Tie(
                one["institution"],
                one["name"] or one["institution"],
                bool(one["review"]),
                float(one["confidence"]),
                tuple(one["codes"]),
            )
            for one in institutions
        ),
        topics=tuple(
            Hit(
                one["topic"],
                one["list"],
                one["name"],
                bool(one["review"]),
                float(one["score"]),
                one["rule"],
                one["version"],
                tuple(one["terms"] or ()),
                tuple(
                    f"{place}: {words}"
                    for place, words in zip(one["places"] or (), one["printed"] or (), strict=True)
                ),
            )
            for one in topics
        ),
        printed=tuple(_printed([*authorships, row], called, names)),
        review_reasons=tuple(row["review_reasons"] or ()),
        looked_for=tuple(
            sorted(mark.split(" ")[0] for mark in row["classified"] or () if not mark.startswith("text "))
        ),
        persons=tuple(str(one["printed"]) for one in authorships if one["printed"]) if names else (),
    )


def _dates(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in DATES:
        if (day := row[kind]) is not None:
            yield kind, str(day)[: _LENGTH.get(row[f"{kind}_precision"], 10)]


def _printed(rows: Iterable[dict[str, Any]], called: Mapping[str, str], names: bool) -> Iterator[Printed]:
    """Each text once, in the order of the authors, with all that was read out of it."""
    read_out: dict[tuple[str, str], dict[Reading, None]] = {}
    for row in rows:
        texts = list(row["affiliations"] or ())
        said = list(zip(*(row[name] or () for name in _SAID), strict=True))
        for text in texts:
            read_out.setdefault(("affiliation", text), {})
        for one in findings(row):
            place = _place(one, texts, said, names)
            read_out.setdefault(place, {})[_reading(one, called)] = None
    for (kind, text), readings in read_out.items():
        yield Printed(text if names else without_addresses(text), tuple(readings), kind)


_SAID = ("statements", "statement_kinds", "statement_places")


def _place(one: Finding, texts: list[str], said: list[tuple[str, str, str]], names: bool) -> tuple[str, str]:
    if one.affiliation >= 0:
        return "affiliation", texts[one.affiliation]
    if one.statement >= 0:
        text, kind, place = said[one.statement]
        return "not an address line", f"{kind}, {place}: {text}" if names else f"{kind}, {place}"
    return "label of the source", "not printed"


def _reading(one: Finding, called: Mapping[str, str]) -> Reading:
    return Reading(one.kind, called.get(one.value, one.value), one.state, one.rule, one.confidence)


def without_addresses(text: str) -> str:
    """A printed affiliation with the part of an e-mail address before the @ left out: it is mostly a name."""
    return _LOCAL_PART.sub("…", text)
