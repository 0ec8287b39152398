"""Paths as an answer: one row a path, with what each of its steps rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graph.paths import Asked, End, Found, Route
from graph.queries import Reader, coverage
from graph.views.answer import Answer
from graph.views.evidence import MAX_STATEMENT, Finding, findings
from graph.views.text import shorten

COLUMNS = {
    "hops": "works that the path runs over",
    "from_persons": "who stands at its beginning, as printed, the surest first (at most 10)",
    "persons": "who is in between, as printed, in order: each stands on a work and on the next",
    "to_persons": "who stands at its end (at most 10)",
    "authors": "keys of the persons: the surest at the beginning, those in between, the surest at the end",
    "dois": "DOIs of the works in order; empty where none is known",
    "work_keys": "keys of the works in order",
    "titles": "their titles as printed",
    "years": "their years of publication",
    "affiliations": "number of the work, name, country and affiliation as printed",
    "rules": "number of the work, country, rule that read it from print, and its confidence; of who is in between also the "
    "rule by which the work is theirs",
    "confidence": "the least of all that the path rests on",
    "state": "yes, or review where an address, or that a work is somebody's, must be looked at",
    "caveat": "what could mislead in this row",
}

CAVEATS = (
    "A path is a sequence of works of which each shares an author with the next. It does not show that the persons at its "
    "ends know of each other, or that anything went from one to the other.",
    "Persons at the ends printed the address asked for on that very work, and who is in between printed those of --via on one "
    "of the two works that they join. An address is a fact about a paper: it shows nothing about a person's nationality, "
    "who sponsored a work, or whether it was exempt or notified.",
    "A path holds only if both works of a person in between are that person's: see rules and confidence. Two that may be one "
    "and were not joined are two here, so a path may be missing; so are paths over works that are not loaded.",
    "Works with more authors than make co-author pairs (over 100), and groups that sign a work, join nobody here. An "
    "address that was given to no author of a work is nobody's.",
    "The shortest paths come first. One of which a part is a path by itself, or in which somebody stands on more than two "
    "neighbouring works, is left out.",
    "With --via a path runs over two works at least: the authors of one work have nobody in between. Works on which three "
    "countries stand together are found by `coauth query triads`.",
)

SHOWN = 10
_KOREA = {"KP", "KR"}
_DETAILS = """
MATCH (a:Author)-[r:AUTHORED]->(w:Work)
WHERE w.key IN $works AND a.key IN $persons AND r.collective IS NULL
RETURN w.key AS work, a.key AS person, properties(r) AS fields
ORDER BY work, r.position
"""
_WORKS = """
MATCH (w:Work) WHERE w.key IN $works
RETURN w.key AS key, w.doi AS doi, w.title AS title, w.year AS year, w.review_reasons AS reasons
"""
_INSTITUTIONS = "MATCH (i:Institution) WHERE i.key IN $keys RETURN i.key AS key, i.name AS name"

Row = dict[str, Any]


def answer_of(store: Reader, asked: Asked, found: Found) -> Answer:
    """The paths found, with their evidence. Raises what the store raises."""
    works, steps = _details(store, found.routes)
    keys = [key for end in (asked.start, asked.end) if end.kind == "institution" for key in end.keys]
    names = {row["key"]: row["name"] for row in store.read(_INSTITUTIONS, {"keys": keys})} if keys else {}
    return Answer(
        columns=tuple(COLUMNS),
        rows=[_Lines(asked, route, works, steps, names).row() for route in found.routes],
        title=f"Paths from {asked.start.name} to {asked.end.name}"
        + (f" via {', '.join(asked.via)}" if asked.via else ""),
        caveats=CAVEATS,
        notes=tuple(_notes(store, asked, found)),
    )


def _details(store: Reader, routes: Sequence[Route]) -> tuple[dict[str, Row], dict[tuple[str, str], Row]]:
    works = sorted({work for route in routes for work in route.works})
    if not works:
        return {}, {}
    persons = sorted(
        {p for route in routes for p in (*route.starts[:SHOWN], *route.persons, *route.ends[:SHOWN])}
    )
    of_works = {row["key"]: row for row in store.read(_WORKS, {"works": works})}
    steps: dict[tuple[str, str], Row] = {}
    for row in store.read(_DETAILS, {"works": works, "persons": persons}):
        steps.setdefault((row["work"], row["person"]), row["fields"])
    return of_works, steps


def _notes(store: Reader, asked: Asked, found: Found) -> Iterable[str]:
    if not found.routes:
        yield f"no path of up to {found.looked_at:,} works answers this"
    shown = len(found.routes)
    if (total := sum(found.counted.values())) > shown:
        yield f"{shown:,} of {total:,} paths are shown (--limit)"
    if found.stopped:
        yield f"stopped: {found.stopped}; longer paths than of {found.looked_at:,} works were not all looked at"
    elif 0 < found.looked_at < asked.max_hops:
        yield f"paths over more than {found.looked_at:,} works were not looked for: there are enough shorter ones (--limit)"
    if found.for_review:
        yield f"{found.for_review:,} more for review: --review include"
    if found.less_sure:
        yield f"{found.less_sure:,} left out, less certain: --min-confidence 0"
    if asked.first is not None or asked.last is not None:
        yield "works without a year are left out"
    yield coverage(store)


class _Lines:
    """What one row says."""

    def __init__(
        self,
        asked: Asked,
        route: Route,
        works: dict[str, Row],
        steps: dict[tuple[str, str], Row],
        institutions: dict[str, str],
    ) -> None:
        self.asked = asked
        self.route = route
        self.works = [works[key] for key in route.works]
        self.steps = steps
        self.institutions = institutions
        self.affiliations: list[str] = []
        self.rules: list[str] = []
        self.cautions: list[str] = []

    def row(self) -> Row:
        """The row; its lines are gathered along the path."""
        route = self.route
        starts, ends = route.starts[:SHOWN], route.ends[:SHOWN]
        for person in starts:
            self._place(0, person, self.asked.start)
        for number, person in enumerate(route.persons):
            for at in (number, number + 1):
                self._between(at, person)
        for person in ends:
            self._place(len(route.works) - 1, person, self.asked.end)
        self._warn(starts, ends)
        return {
            "hops": route.hops,
            "from_persons": [self._name(0, person) for person in starts],
            "persons": [self._name(number, person) for number, person in enumerate(route.persons)],
            "to_persons": [self._name(-1, person) for person in ends],
            "authors": [starts[0], *route.persons, ends[0]],
            "dois": [work["doi"] or "" for work in self.works],
            "work_keys": list(route.works),
            "titles": [work["title"] or "" for work in self.works],
            "years": [work["year"] for work in self.works],
            "affiliations": list(dict.fromkeys(self.affiliations)),
            "rules": list(dict.fromkeys(self.rules)),
            "confidence": route.confidence,
            "state": "review" if route.review else "yes",
            "caveat": "; ".join(dict.fromkeys(self.cautions)),
        }

    def _step(self, at: int, person: str) -> Row:
        return self.steps.get((self.route.works[at], person), {})

    def _name(self, at: int, person: str) -> str:
        return str(self._step(at, person).get("printed") or person)

    def _place(self, at: int, person: str, end: End) -> None:
        """An end of the path: what was printed of the place asked for; of a person all that was printed."""
        if end.kind == "author":
            self._between(at, person)
            return
        step = self._step(at, person)
        self._show(at, person, [one for one in _counted(step) if one.value in end.keys])

    def _between(self, at: int, person: str) -> None:
        step = self._step(at, person)
        read = [one for one in _counted(step) if one.kind == "country"]
        self._show(at, person, read)
        if not read:
            printed = step.get("affiliations") or ["(no affiliation printed)"]
            self.affiliations += [f"{at + 1}. {self._name(at, person)}: {one}" for one in printed]
        rule, confidence = step.get("person_rule"), step.get("person_confidence", 1.0)
        self.rules.append(f"{at + 1}. person: {rule}, {confidence}")
        if step.get("person_state") != "yes":
            self.cautions.append(f"that work {at + 1} is by {self._name(at, person)} is for review")
        elif confidence < 1:
            self.cautions.append(
                f"a namesake is possible: work {at + 1} is by {self._name(at, person)} by {rule}, {confidence}"
            )

    def _show(self, at: int, person: str, read: Iterable[Finding]) -> None:
        step = self._step(at, person)
        for one in read:
            place = one.value if one.kind == "country" else self.institutions.get(one.value, one.value)
            self.affiliations.append(f"{at + 1}. {self._name(at, person)}: {place}: {_printed(step, one)}")
            self.rules.append(f"{at + 1}. {place}: {one.rule}, {one.confidence}")

    def _warn(self, starts: Sequence[str], ends: Sequence[str]) -> None:
        last = len(self.route.works) - 1
        for end, at, persons in ((self.asked.start, 0, starts), (self.asked.end, last, ends)):
            if end.kind != "author":
                self._doubt(end.name, [(at, person) for person in persons], end.keys)
        between = [(n + more, person) for n, person in enumerate(self.route.persons) for more in (0, 1)]
        for code in self.asked.via:
            self._doubt(code, between, (code,))
        self.cautions += [
            f"work {n + 1} has no year" for n, work in enumerate(self.works) if work["year"] is None
        ]
        self.cautions += [
            f"work {n + 1} itself is for review: {', '.join(work['reasons'])}"
            for n, work in enumerate(self.works) if work["reasons"]
        ]  # fmt: skip
        if more := max(len(self.route.starts) - SHOWN, 0) + max(len(self.route.ends) - SHOWN, 0):
            self.cautions.append(f"{more:,} more at its ends are not shown")
        if {self.asked.start.name, self.asked.end.name, *self.asked.via} >= _KOREA:
            self.cautions.append(
                "KP and KR are often mistaken for each other by databases: look at the printed affiliations"
            )

    def _doubt(self, place: str, steps: Iterable[tuple[int, str]], keys: Sequence[str]) -> None:
        read = [one for at, person in steps for one in _counted(self._step(at, person)) if one.value in keys]
        if read and not any(one.certain for one in read):
            self.cautions.append(f"{place} is for review")
        if read and all(one.statement >= 0 for one in read):
            self.cautions.append(f"{place} rests on a statement alone, no address line says so")


def _counted(step: Row) -> list[Finding]:
    """What says where somebody stands: a statement that an address agrees with is no evidence of its own."""
    return [
        one for one in findings(step)
        if one.kind in ("country", "institution") and (one.statement < 0 or not one.certain)
    ]  # fmt: skip


def _printed(step: Row, one: Finding) -> str:
    if one.affiliation >= 0:
        return str(step["affiliations"][one.affiliation])
    if one.statement < 0:
        return "(label of the source, not printed)"
    kind, place = step["statement_kinds"][one.statement], step["statement_places"][one.statement]
    return f'(not an address line; {kind}, {place}: "{shorten(step["statements"][one.statement], MAX_STATEMENT)}")'
