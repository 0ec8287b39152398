"""The authorships that a store already knows around some names, and what a run remembers of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from graph.derive import Claim, Fact, claims
from loaders.normalize.decision import Decision
from loaders.persons.mentioned import Around, Mentioned, keys_of

Read = Callable[[str, dict[str, Any]], list[dict[str, Any]]]
"""Rows of a statement with its parameters, as Store.read gives them."""

READ_SECONDS = 600.0
"""How long one such statement may take: the time limit of an analyst's questions is not that of a load."""

ASKED = 5_000
"""Values that one statement asks for."""

_AUTHORSHIP = """
RETURN r.key AS key, a.key AS author, w.key AS work, w.year AS year, r.mentions[0] AS mention,
       r.printed AS printed, r.affiliations AS affiliations, r.aligned AS aligned, r.orcid AS orcid,
       r.source_id AS source_id, r.person_state AS person_state, r.person_rule AS person_rule,
       r.person_confidence AS person_confidence, r.ev_kind AS kinds, r.ev_value AS values, r.ev_state AS states,
       r.ev_confidence AS confidences, r.collective AS collective, w.pairs_left_out AS left_out
"""

_STATEMENTS = {
    "under": "MATCH (k:NameKey)<-[:UNDER]-(a:Author) WHERE k.key IN $values WITH DISTINCT a "
    f"MATCH (a)-[r:AUTHORED]->(w:Work) {_AUTHORSHIP}",
    "author": f"MATCH (a:Author)-[r:AUTHORED]->(w:Work) WHERE a.key IN $values {_AUTHORSHIP}",
    "work": f"MATCH (a:Author)-[r:AUTHORED]->(w:Work) WHERE w.key IN $values {_AUTHORSHIP}",
}
_AROUND = """
MATCH (w:Work) WHERE w.key IN $works
OPTIONAL MATCH (w)<-[o:AUTHORED]-(:Author)
RETURN w.key AS work, w.title AS title, w.venue AS venue, w.year AS year, w.pairs_left_out AS left_out,
       w.affiliations AS loose, collect(CASE WHEN o.collective IS NULL THEN o.printed END) AS names,
       collect(o.affiliations) AS addresses
"""


@dataclass(slots=True)
class Known:
    """An authorship that the store holds: as resolution sees it, as derived relationships see it, by what it was given
    to its person."""

    item: Mentioned
    fact: Fact
    aligned: str
    given: Decision

    def given_to(self, decision: Decision) -> Known:
        """The same authorship under another decision."""
        return Known(
            replace(self.item, author=decision.value),
            replace(self.fact, confidence=decision.confidence, review=decision.state == "review"),
            self.aligned,
            decision,
        )


MOST = 200_000
"""Authorships that a run remembers: about 400 MB."""


class Memory:
    """Authorships that a run has read or written, as the store has them: while the derive lock is held nobody else
    changes them, so none has to be read twice. Forgotten, all at once, where they are more than MOST."""

    def __init__(self, *, whole: bool = False) -> None:
        """whole: the store holds no authorship that is not here."""
        self._forget()
        self.whole = whole

    def _forget(self) -> None:
        self.known: dict[str, Known] = {}
        self.around: dict[str, Around] = {}
        self.whole = False
        self._complete: dict[str, set[str]] = {by: set() for by in _STATEMENTS}
        self._by: dict[str, dict[str, set[str]]] = {by: defaultdict(set) for by in _STATEMENTS}

    def missing(self, by: str, values: Iterable[str]) -> list[str]:
        """Those of the values whose authorships are not all here."""
        return [] if self.whole else sorted(set(values) - self._complete[by])

    def read(self, by: str, values: Iterable[str], found: Iterable[Known]) -> None:
        """Take what the store holds for these values."""
        for known in found:
            self.put(known)
        self._complete[by].update(values)

    def of(self, by: str, values: Iterable[str]) -> list[Known]:
        """All authorships with one of these values, in the order of their keys."""
        index = self._by[by]
        keys = {key for value in values for key in index.get(value, ())}
        return [self.known[key] for key in sorted(keys)]

    def put(self, known: Known) -> None:
        """An authorship as it is now."""
        self.drop(known.item.key)
        self.known[known.item.key] = known
        for by, value in _values(known.item):
            self._by[by][value].add(known.item.key)

    def drop(self, key: str) -> None:
        """The authorship is gone."""
        known = self.known.pop(key, None)
        if known is not None:
            for by, value in _values(known.item):
                self._by[by][value].discard(key)

    def tidy(self) -> None:
        """Forget everything where it is too much."""
        if len(self.known) > MOST:
            self._forget()


def _values(item: Mentioned) -> Iterator[tuple[str, str]]:
    yield "work", item.work
    if item.author:
        yield "author", item.author
    for key in keys_of(item):
        yield "under", key


class Authorships:
    """Authorships that the store holds, as one batch asks for them."""

    def __init__(self, read: Read, memory: Memory, *, without_works: Iterable[str] = ()) -> None:
        self._read = read
        self._memory = memory
        self._without = set(without_works)
        self.known: dict[str, Known] = {}
        self.replaced: dict[str, Known] = {}
        self._asked: dict[str, set[str]] = {by: set() for by in _STATEMENTS}

    def of_works(self, works: Iterable[str]) -> list[Known]:
        """Authorships of works, those that are about to be written anew included."""
        return self._fetch("work", works)

    def of_authors(self, authors: Iterable[str]) -> list[Known]:
        """All authorships of persons."""
        return self._fetch("author", authors)

    def under(self, keys: Iterable[str]) -> list[Known]:
        """All authorships whose name has one of these blocking keys."""
        return self._fetch("under", keys)

    def around(self, works: Iterable[str]) -> dict[str, Around]:
        """What works print around their authors."""
        wanted = set(works)
        self._memory.around |= read_around(self._read, wanted - self._memory.around.keys())
        return {work: self._memory.around[work] for work in wanted}

    def _fetch(self, by: str, values: Iterable[str]) -> list[Known]:
        """Those that were not found before."""
        new = set(values) - self._asked[by]
        if not new:
            return []
        self._asked[by] |= new
        missing = self._memory.missing(by, new)
        for start in range(0, len(missing), ASKED):
            some = missing[start : start + ASKED]
            rows = self._read(_STATEMENTS[by], {"values": some})
            self._memory.read(by, some, [_known(row) for row in rows if row["key"] not in self._memory.known])
        made = [
            known
            for known in self._memory.of(by, new)
            if known.item.key not in self.known and known.item.key not in self.replaced
        ]
        for known in made:
            (self.replaced if known.item.work in self._without else self.known)[known.item.key] = known
        return made


def read_around(read: Read, works: Iterable[str]) -> dict[str, Around]:
    """What works of the store print around their authors."""
    ordered = sorted(set(works))
    found = {}
    for start in range(0, len(ordered), ASKED):
        for row in read(_AROUND, {"works": ordered[start : start + ASKED]}):
            names = () if row["left_out"] else row["names"]
            addresses = chain(row["loose"] or (), *(row["addresses"] or ()))
            found[row["work"]] = Around.of(row["title"], row["venue"], row["year"], names, addresses)
    return found


def _known(row: dict[str, Any]) -> Known:
    evidence = (row["kinds"], row["values"], row["states"], row["confidences"])
    countries: tuple[Claim, ...] = claims(*evidence, "country")
    institutions: tuple[Claim, ...] = claims(*evidence, "institution")
    item = Mentioned(
        key=row["key"],
        work=row["work"],
        mention=row["mention"],
        printed=row["printed"],
        affiliations=tuple(row["affiliations"] or ()),
        orcid=row["orcid"],
        source_id=row["source_id"],
        collective=bool(row["collective"]),
        author=row["author"],
    )
    fact = Fact(
        work=row["work"],
        year=row["year"],
        countries=countries,
        institutions=institutions,
        confidence=row["person_confidence"],
        review=row["person_state"] == "review",
        paired=not row["left_out"] and not row["collective"],
    )
    return Known(
        item,
        fact,
        row["aligned"],
        Decision(row["author"], row["person_state"], row["person_rule"], row["person_confidence"]),
    )
