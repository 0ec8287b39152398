"""What a store already knows around some records and names: read inside the transaction that will change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.derive import Claim, Fact, claims
from graph.store import Transaction
from loaders.identity import title_key
from loaders.records import Record, from_statement
from loaders.resolve.block import Mentioned
from loaders.works import full_name

ID_KINDS = ("doi", "pmid", "openalex", "arxiv", "title_key")

_AUTHORSHIP = """
RETURN r.key AS key, a.key AS author, w.key AS work, w.year AS year, r.mentions[0] AS mention,
       r.printed AS printed, r.aligned AS aligned, r.name_key AS name_key, r.orcid AS orcid, r.source_id AS source_id,
       r.countries AS countries, r.institutions AS institutions, r.person_state AS person_state,
       r.person_rule AS person_rule, r.person_confidence AS person_confidence, r.ev_kind AS kinds,
       r.ev_value AS values, r.ev_state AS states, r.ev_confidence AS confidences, w.pairs_left_out AS left_out
"""

# the relationship alone, its property tested in WHERE … IN: the form in which both stores use the index
_BY_PROPERTY = {
    name: f"MATCH ()-[r:AUTHORED]->() WHERE r.{name} IN $values WITH startNode(r) AS a, r, endNode(r) AS w {_AUTHORSHIP}"
    for name in ("name_key", "orcid", "source_id")
}
_BY_AUTHOR = f"MATCH (a:Author)-[r:AUTHORED]->(w:Work) WHERE a.key IN $values {_AUTHORSHIP}"
_BY_WORK = f"MATCH (a:Author)-[r:AUTHORED]->(w:Work) WHERE w.key IN $values {_AUTHORSHIP}"
_COAUTHORS = """
MATCH (w:Work)<-[o:AUTHORED]-(:Author) WHERE w.key IN $works AND w.pairs_left_out IS NULL AND o.name_key IS NOT NULL
RETURN w.key AS work, o.name_key AS name_key, o.printed AS printed
"""
_RECORDS = """
MATCH (r:Record) WHERE r.key IN $keys
OPTIONAL MATCH (r)-[x:REPORTS]->(w:Work)
RETURN r.key AS key, r.statement AS statement, r.stale AS stale, w.key AS work
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


@dataclass(slots=True)
class RecordsAround:
    """Records that may report the same works, and the works under which they stand now."""

    records: dict[str, Record] = field(default_factory=dict)
    works: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)


def records_around(tx: Transaction, keys: Sequence[str]) -> RecordsAround:
    """The stale ones of the named records, and every record that shares an identifier or a work with them,
    transitively."""
    around = RecordsAround()
    found = [row for row in tx.run(_RECORDS, {"keys": list(keys)}) if row["stale"]]
    around.stale = {row["key"] for row in found}
    asked: dict[str, set[str]] = {kind: set() for kind in ID_KINDS}
    asked_works: set[str] = set()
    while found:
        fresh: list[Record] = []
        for row in found:
            if row["work"]:
                around.works.add(row["work"])
            if row["key"] not in around.records:
                record = from_statement(row["statement"])
                around.records[row["key"]] = record
                fresh.append(record)
        # keys first: mostly they are those of the batch itself, whose statements are here already
        near: set[str] = set()
        for kind in ID_KINDS:
            values = {value for record in fresh if (value := _id_of(record, kind))} - asked[kind]
            if values:
                asked[kind] |= values
                rows = tx.run(
                    f"MATCH (r:Record) WHERE r.{kind} IN $values RETURN r.key AS key",
                    {"values": sorted(values)},
                )
                near.update(row["key"] for row in rows)
        works = around.works - asked_works
        if works:
            asked_works |= works
            rows = tx.run(
                "MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE w.key IN $works RETURN r.key AS key",
                {"works": sorted(works)},
            )
            near.update(row["key"] for row in rows)
        missing = sorted(near - around.records.keys())
        found = tx.run(_RECORDS, {"keys": missing}) if missing else []
    return around


def _id_of(record: Record, kind: str) -> str | None:
    return title_key(record) if kind == "title_key" else getattr(record, kind)


class Authorships:
    """Authorships that the store holds, fetched as they are asked for; each is read once."""

    def __init__(self, tx: Transaction, *, without_works: Iterable[str]) -> None:
        self._tx = tx
        self._without = set(without_works)
        self.known: dict[str, Known] = {}
        self.replaced: dict[str, Known] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._asked: dict[str, set[str]] = {name: set() for name in (*_BY_PROPERTY, "author", "work")}

    def of_works(self, works: Iterable[str], *, resolving: bool = True) -> list[Known]:
        """Authorships of works, those that are about to be written anew included. resolving: see of_authors."""
        return self._fetch("work", works, _BY_WORK, resolving=resolving)

    def of_authors(self, authors: Iterable[str], *, resolving: bool = True) -> list[Known]:
        """All authorships of persons. resolving: with the names of the co-authors, which only resolution needs."""
        return self._fetch("author", authors, _BY_AUTHOR, resolving=resolving)

    def close_over(self, seeds: Iterable[Mentioned]) -> None:
        """Everything that shares a name, an ORCID, a source's id or a person with the seeds, transitively."""
        fresh = list(seeds)
        while fresh:
            found: list[Known] = []
            for name, statement in _BY_PROPERTY.items():
                values = {value for item in fresh if (value := getattr(item, name))}
                found += self._fetch(name, values, statement)
            authors = {k.item.author for k in found if k.item.author} | {i.author for i in fresh if i.author}
            found += self.of_authors(authors)
            fresh = [known.item for known in found]

    def _fetch(
        self, by: str, values: Iterable[str], statement: str, *, resolving: bool = True
    ) -> list[Known]:
        new = sorted(set(values) - self._asked[by])
        if not new:
            return []
        self._asked[by].update(new)
        rows = self._tx.run(statement, {"values": new})
        rows = [row for row in rows if row["key"] not in self.known and row["key"] not in self.replaced]
        if not rows:
            return []
        names = self._coauthors({row["work"] for row in rows}) if resolving else {}
        made = [_known(row, names.get(row["work"], frozenset())) for row in rows]
        for known in made:
            (self.replaced if known.item.work in self._without else self.known)[known.item.key] = known
        return made

    def _coauthors(self, works: Iterable[str]) -> dict[str, frozenset[str]]:
        missing = sorted(set(works) - self._names.keys())
        if missing:
            found: dict[str, set[str]] = {work: set() for work in missing}
            for row in self._tx.run(_COAUTHORS, {"works": missing}):
                if full_name(row["printed"]):
                    found[row["work"]].add(row["name_key"])
            self._names |= {work: frozenset(names) for work, names in found.items()}
        return self._names


def _known(row: dict[str, Any], coauthors: frozenset[str]) -> Known:
    evidence = (row["kinds"], row["values"], row["states"], row["confidences"])
    countries: tuple[Claim, ...] = claims(*evidence, "country")
    institutions: tuple[Claim, ...] = claims(*evidence, "institution")
    item = Mentioned(
        key=row["key"],
        work=row["work"],
        mention=row["mention"],
        name_key=row["name_key"],
        full_name=full_name(row["printed"]),
        orcid=row["orcid"],
        source_id=row["source_id"],
        countries=frozenset(row["countries"]),
        institutions=frozenset(value for value, _, _ in institutions),
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
        paired=not row["left_out"],
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
