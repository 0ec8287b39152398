"""The authorships that a store already knows around some names, and what a run remembers of them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from graph.derive import Claim, Fact, claims
from loaders.normalize.decision import Decision
from loaders.resolve.block import Mentioned
from loaders.works import full_name

Read = Callable[[str, dict[str, Any]], list[dict[str, Any]]]
"""Rows of a statement with its parameters, as Store.read gives them."""

READ_SECONDS = 600.0
"""How long one such statement may take: the time limit of an analyst's questions is not that of a load."""

_AUTHORSHIP = """
RETURN r.key AS key, a.key AS author, w.key AS work, w.year AS year, r.mentions[0] AS mention,
       r.printed AS printed, r.aligned AS aligned, r.name_key AS name_key, r.orcid AS orcid, r.source_id AS source_id,
       r.countries AS countries, r.institutions AS institutions, r.person_state AS person_state,
       r.person_rule AS person_rule, r.person_confidence AS person_confidence, r.ev_kind AS kinds,
       r.ev_value AS values, r.ev_state AS states, r.ev_confidence AS confidences, r.ev_statement AS statements,
       r.collective AS collective, w.pairs_left_out AS left_out
"""

# the relationship alone, its property tested in WHERE … IN: the form in which both stores use the index
_STATEMENTS = {
    **{
        name: f"MATCH ()-[r:AUTHORED]->() WHERE r.{name} IN $values WITH startNode(r) AS a, r, endNode(r) AS w {_AUTHORSHIP}"
        for name in ("name_key", "orcid", "source_id")
    },
    "author": f"MATCH (a:Author)-[r:AUTHORED]->(w:Work) WHERE a.key IN $values {_AUTHORSHIP}",
    "work": f"MATCH (a:Author)-[r:AUTHORED]->(w:Work) WHERE w.key IN $values {_AUTHORSHIP}",
}
_COAUTHORS = """
MATCH (w:Work)<-[o:AUTHORED]-(:Author) WHERE w.key IN $works AND w.pairs_left_out IS NULL AND o.name_key IS NOT NULL
RETURN w.key AS work, o.name_key AS name_key, o.printed AS printed
"""


@dataclass(slots=True)
class Known:
    """An authorship that the store holds: as resolution sees it, as derived relationships see it, as it is kept."""

    item: Mentioned
    fact: Fact
    printed: str
    aligned: str
    person_state: str
    person_rule: str
    person_confidence: float

    def given_to(self, decision: Decision) -> Known:
        """The same authorship under another decision."""
        return Known(
            replace(self.item, author=decision.value),
            replace(self.fact, confidence=decision.confidence, review=decision.state == "review"),
            self.printed,
            self.aligned,
            decision.state,
            decision.rule,
            decision.confidence,
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
        self.names: dict[str, frozenset[str]] = {}
        self._links: dict[str, array[int]] = {}
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
        self._links.pop(key, None)
        if known is not None:
            for by, value in _values(known.item):
                self._by[by][value].discard(key)

    def links_of(self, item: Mentioned) -> array[int]:
        """What the authorship can be linked by (see _links); worked out once for one that is here."""
        known = self.known.get(item.key)
        if known is None or known.item is not item:
            return _links(item)
        links = self._links.get(item.key)
        if links is None:
            links = self._links[item.key] = _links(item)
        return links

    def tidy(self) -> None:
        """Forget everything where it is too much."""
        if len(self.known) > MOST:
            self._forget()


def _values(item: Mentioned) -> Iterator[tuple[str, str]]:
    for by in _STATEMENTS:
        value = getattr(item, by)
        if value:
            yield by, value


class Authorships:
    """Authorships that the store holds, as one batch asks for them."""

    def __init__(self, read: Read, memory: Memory, *, without_works: Iterable[str]) -> None:
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

    def close_over(self, seeds: Iterable[Mentioned]) -> list[Mentioned]:
        """The authorships of the store that a link may join with the seeds, transitively, whole persons at a time.

        What shares a name only is read, and left out: no rule joins it.
        """
        reach: set[int] = set()
        persons: set[str | None] = set()
        joined: dict[str, Mentioned] = {}
        apart: dict[str, Mentioned] = {}
        fresh = list(seeds)
        while fresh:
            for item in fresh:
                reach.update(self._memory.links_of(item))
                if item.author:
                    persons.add(item.author)
            for by in ("name_key", "orcid", "source_id", "author"):
                found = self._fetch(by, {value for item in fresh if (value := getattr(item, by))})
                apart |= {known.item.key: known.item for known in found}
            fresh = [
                item
                for item in apart.values()
                if item.author in persons or not reach.isdisjoint(self._memory.links_of(item))
            ]
            for item in fresh:
                joined[item.key] = apart.pop(item.key)
        return [item for _, item in sorted(joined.items()) if item.key not in self.replaced]

    def _fetch(self, by: str, values: Iterable[str]) -> list[Known]:
        new = set(values) - self._asked[by]
        if not new:
            return []
        self._asked[by] |= new
        missing = self._memory.missing(by, new)
        if missing:
            rows = self._read(_STATEMENTS[by], {"values": missing})
            names = self._coauthors({row["work"] for row in rows})
            fresh = [row for row in rows if row["key"] not in self._memory.known]
            self._memory.read(by, missing, [_known(row, names[row["work"]]) for row in fresh])
        made = [
            known
            for known in self._memory.of(by, new)
            if known.item.key not in self.known and known.item.key not in self.replaced
        ]
        for known in made:
            (self.replaced if known.item.work in self._without else self.known)[known.item.key] = known
        return made

    def _coauthors(self, works: Iterable[str]) -> dict[str, frozenset[str]]:
        missing = sorted(set(works) - self._memory.names.keys())
        if missing:
            found: dict[str, set[str]] = {work: set() for work in missing}
            for row in self._read(_COAUTHORS, {"works": missing}):
                if full_name(row["printed"]):
                    found[row["work"]].add(row["name_key"])
            self._memory.names |= {work: frozenset(names) for work, names in found.items()}
        return self._memory.names


def _links(item: Mentioned) -> array[int]:
    """Hashes of what two authorships must share for loaders.resolve.block to look at them together.

    Two links with one hash only make a closure larger than it must be.
    """
    links = [hash((by, value)) for by in ("orcid", "source_id") if (value := getattr(item, by))]
    if item.name_key:
        links += [hash((item.name_key, "at", place)) for place in item.institutions]
        links += [hash((item.name_key, "beside", other)) for other in item.coauthors - {item.name_key}]
    return array("q", links)


def _known(row: dict[str, Any], coauthors: frozenset[str]) -> Known:
    evidence = (row["kinds"], row["values"], row["states"], row["confidences"])
    countries: tuple[Claim, ...] = claims(*evidence, "country")
    institutions: tuple[Claim, ...] = claims(*evidence, "institution")
    entries = zip(row["kinds"], row["values"], row["statements"], strict=True)
    # as in loaders.change.mentioned: a statement joins nobody
    by_address = frozenset(
        value for kind, value, statement in entries if kind == "institution" and statement < 0
    )
    item = Mentioned(
        key=row["key"],
        work=row["work"],
        mention=row["mention"],
        name_key=row["name_key"],
        full_name=full_name(row["printed"]),
        orcid=row["orcid"],
        source_id=row["source_id"],
        countries=frozenset(row["countries"]),
        institutions=by_address,
        certain_institutions=frozenset(row["institutions"]),
        coauthors=coauthors,
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
        row["printed"],
        row["aligned"],
        row["person_state"],
        row["person_rule"],
        row["person_confidence"],
    )
