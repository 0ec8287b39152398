"""The records of a store that may report the same works as some others: by identifiers, by titles, by what was joined."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from loaders.merging import joining
from loaders.merging.joining import Mark
from loaders.merging.same_work import same_work
from loaders.merging.titles import marks
from loaders.persons.neighbourhood import Read
from loaders.records import Record, from_statement

log = logging.getLogger(__name__)

ID_KINDS = ("doi", "pmid", "openalex", "arxiv")

# two statements: an OPTIONAL MATCH takes the local store longer than both
_RECORDS = (
    "MATCH (r:Record) WHERE r.key IN $keys "
    "RETURN r.key AS key, r.statement AS statement, r.stale AS stale, size(r.loads) = 0 AS gone"
)
# titles that nobody else has are left out in the store: they are nearly all; those that no load says any more count
# in `everything` only
_BLOCKS = {
    place: f"MATCH (r:Record) WHERE r.{name} IN $values WITH r.{name} AS mark, count(r) AS everything, "
    "sum(CASE WHEN size(r.loads) = 0 THEN 0 ELSE 1 END) AS records, "
    "sum(CASE WHEN r.stale THEN 0 ELSE 1 END) AS settled, "
    "collect(CASE WHEN size(r.loads) = 0 THEN null ELSE r.key END) AS keys WHERE everything > 1 "
    "RETURN mark, everything, records, settled, CASE WHEN records > $most THEN [] ELSE keys END AS keys"
    for place, name in ((0, "title_start"), (1, "title_end"))
}
_SETTLED = {
    place: f"MATCH (r:Record) WHERE r.{name} IN $values AND r.stale IS NULL RETURN r.key AS key"
    for place, name in ((0, "title_start"), (1, "title_end"))
}
_LINKED = (
    "MATCH (w:Work)-[:RESEMBLES|VERSION_OF]-(o:Work) WHERE w.key IN $works RETURN DISTINCT o.key AS work"
)
_REPORTED = "MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE r.key IN $keys RETURN w.key AS work"


@dataclass(slots=True)
class RecordsAround:
    """Records that may report the same works, and the works under which they stand now. gone: keys of those that no
    load says any more.

    closed: starts and ends of their titles that too many records of the store share.
    """

    records: dict[str, Record] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    works: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)
    closed: set[Mark] = field(default_factory=set)


def records_around(read: Read, keys: Sequence[str], closed: set[Mark] | None = None) -> RecordsAround:
    """The stale ones of the named records, and every record that shares an identifier or a work with them, or whose
    title says that it may report the same work, transitively; so for the works that theirs are linked to.

    closed: starts and ends of titles that this run knows to be shared by too many; what is found is added.
    """
    around = RecordsAround()
    found = [row for row in read(_RECORDS, {"keys": list(keys)}) if row["stale"]]
    around.stale = {row["key"] for row in found}
    titles = _Titles(read, closed if closed is not None else set())
    asked: dict[str, set[str]] = {kind: set() for kind in ID_KINDS}
    asked_works: set[str] = set()
    while found:
        fresh: list[Record] = []
        leaving: list[Record] = []
        rows = read(_REPORTED, {"keys": [row["key"] for row in found]})
        around.works.update(row["work"] for row in rows)
        for row in found:
            if row["gone"]:
                around.gone.add(row["key"])
                leaving.append(from_statement(row["statement"]))
            elif row["key"] not in around.records:
                record = titles.known.pop(row["key"], None) or from_statement(row["statement"])
                around.records[row["key"]] = record
                fresh.append(record)
        # keys first: mostly they are those of the batch itself, whose statements are here already
        near: set[str] = set()
        for kind in ID_KINDS:
            values = {value for record in fresh if (value := getattr(record, kind))} - asked[kind]
            if values:
                asked[kind] |= values
                rows = read(
                    f"MATCH (r:Record) WHERE r.{kind} IN $values RETURN r.key AS key",
                    {"values": sorted(values)},
                )
                near.update(row["key"] for row in rows)
        near |= titles.near(fresh, leaving, around.records.keys())
        works = around.works - asked_works
        if works:
            around.works.update(row["work"] for row in read(_LINKED, {"works": sorted(works)}))
            works = around.works - asked_works
            asked_works |= works
            rows = read(
                "MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE w.key IN $works RETURN r.key AS key",
                {"works": sorted(works)},
            )
            near.update(row["key"] for row in rows)
        missing = sorted(near - around.records.keys() - around.gone)
        found = read(_RECORDS, {"keys": missing}) if missing else []
    around.closed = titles.closed_of(around.records.values())
    return around


class _Titles:
    """Records of the store that may report the same work as others, by their titles.

    known: those that were read, and in whose case it was not so yet.
    """

    def __init__(self, read: Read, closed: set[Mark]) -> None:
        self._read = read
        self._closed = closed
        self._mates: dict[Mark, list[str]] = {}
        self.known: dict[str, Record] = {}

    def near(self, fresh: Sequence[Record], leaving: Iterable[Record], here: Set[str]) -> set[str]:
        """Keys of further records that a title links with the fresh ones. leaving: those that no load says any more.
        here: keys of those that are known."""
        sharing: dict[Mark, list[Record]] = defaultdict(list)
        for record in fresh:
            for mark in _marks(record):
                if mark not in self._closed:
                    sharing[mark].append(record)
        asked = sharing.keys() | {mark for record in leaving for mark in _marks(record)} - self._closed
        near: set[str] = set()
        for place, statement in _BLOCKS.items():
            values = sorted(mark for at, mark in asked - self._mates.keys() if at == place)
            if values:
                near |= self._read_blocks(place, statement, values)
        mates = {key for mark in sharing for key in self._mates.get(mark, ())} - here - self.known.keys()
        if mates:
            for row in self._read(_RECORDS, {"keys": sorted(mates)}):
                self.known[row["key"]] = from_statement(row["statement"])
        for shared, records in sharing.items():
            for key in self._mates.get(shared, ()):
                mate = self.known.get(key)
                if mate is not None and key not in near and any(_linked(record, mate) for record in records):
                    near.add(key)
        return near

    def _read_blocks(self, place: int, statement: str, values: Sequence[str]) -> set[str]:
        """Take who shares these marks. Returns records that must be worked out anew: those of a title that too many
        share now, or no longer do."""
        anew: set[str] = set()
        dissolved: list[str] = []
        for row in self._read(statement, {"values": values, "most": joining.BLOCK}):
            mark = (place, row["mark"])
            if row["records"] <= joining.BLOCK:
                self._mates[mark] = row["keys"]
                if row["everything"] > joining.BLOCK:
                    anew.update(row["keys"])
                continue
            self._closed.add(mark)
            log.info(
                "%d records share %r in their titles: they are not compared", row["records"], row["mark"]
            )
            if 0 < row["settled"] <= joining.BLOCK:
                dissolved.append(row["mark"])
        for value in values:
            self._mates.setdefault((place, value), [])
        if dissolved:
            anew |= {row["key"] for row in self._read(_SETTLED[place], {"values": dissolved})}
        return anew

    def closed_of(self, records: Iterable[Record]) -> set[Mark]:
        """Those starts and ends of these records' titles that too many share."""
        return marks_of(records) & self._closed


def marks_of(records: Iterable[Record]) -> set[Mark]:
    """Starts and ends of these records' titles."""
    return {mark for record in records for mark in _marks(record)}


def _marks(record: Record) -> list[Mark]:
    return [(place, mark) for place, mark in enumerate(marks(record.title)) if mark is not None]


def _linked(a: Record, b: Record) -> bool:
    return same_work(a, b).state != "no"
