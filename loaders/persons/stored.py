"""Mentions as a store holds them: who was printed where, beside whom, and which person holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from loaders.judgements.entry import hash_of_name
from loaders.persons.mentioned import Around, Mentioned
from loaders.persons.neighbourhood import Read, read_around
from loaders.records import Record
from loaders.resolve.mention import PersonMention

ASKED = 200
"""Mentions that one statement asks for."""

# the record by its key, which is indexed; of the many authors of its work only those that are asked for come back
_OF_RECORDS = """
MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE r.key IN $records WITH DISTINCT w
MATCH (a:Author)-[x:AUTHORED]->(w) WHERE any(m IN x.mentions WHERE $wanted[m] = true)
"""
_OF_PERSON = """
MATCH (a:Author)-[x:AUTHORED]->(w:Work) WHERE a.key = $person WITH a, x, w ORDER BY w.year, x.key LIMIT $most
"""
_COLUMNS = """
RETURN x.key AS key, x.mentions AS mentions, x.printed AS printed, x.position AS position, x.orcid AS orcid,
       x.source_id AS source_id, x.affiliations AS affiliations, x.person_state AS state, x.person_rule AS rule,
       x.person_confidence AS confidence, a.key AS person, a.name AS person_name, w.key AS work, w.doi AS doi,
       w.title AS title, w.year AS year, w.venue AS venue, w.affiliations AS unmapped,
       x.collective AS collective
"""
_AT_PLACES = """
MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE r.key IN $records WITH DISTINCT w
MATCH (:Author)-[x:AUTHORED]->(w) WHERE any(m IN x.mentions WHERE $wanted[substring(m, 0, size(m) - 9)] = true)
UNWIND x.mentions AS mention RETURN DISTINCT mention
"""


@dataclass(frozen=True, slots=True)
class StoredMention:
    """An authorship of the store. one: as resolution sees it; its id is the first of `mentions`, which stands for all
    that records of one work print of this author. person: the key of who holds it, by `rule`, `state` (yes or review) and
    `confidence`. affiliations: all, as printed; unmapped: those of the work that no author was given.
    collective: a group signs, and no person."""

    one: PersonMention
    mentions: tuple[str, ...]
    key: str
    person: str
    person_name: str
    state: str
    rule: str
    confidence: float
    doi: str | None
    affiliations: tuple[str, ...]
    unmapped: tuple[str, ...] = ()
    collective: bool = False


def record_of(mention: str) -> str:
    """The key of the record that a mention stands in."""
    return mention.rpartition("#")[0]


def place_of(mention: str) -> str:
    """Record and position of a mention, without what says the name."""
    return mention.rpartition("-")[0]


def read_person_mentions(read: Read, mentions: Iterable[str]) -> dict[str, PersonMention]:
    """Of each mention that is in the store its authorship as resolution sees it: two mentions that records of one work
    print of one author are one there, under the id of the first."""
    return {asked: found.one for asked, found in read_mentions(read, mentions).items()}


def read_mentions(read: Read, mentions: Iterable[str]) -> dict[str, StoredMention]:
    """Of each mention that is in the store its authorship. Those that are not there are left out."""
    wanted = sorted(set(mentions))
    found: dict[str, StoredMention] = {}
    for some in _parts(wanted):
        rows = read(
            _OF_RECORDS + _COLUMNS,
            {"records": sorted({record_of(one) for one in some}), "wanted": dict.fromkeys(some, True)},
        )
        held = {mention: one for one in _stored(read, rows) for mention in one.mentions}
        found |= {mention: held[mention] for mention in some if mention in held}
    return found


def read_holders(read: Read, mentions: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Of each mention that is in the store the mention that stands for its authorship, and the key of who holds it."""
    wanted = sorted(set(mentions))
    found: dict[str, tuple[str, str]] = {}
    for some in _parts(wanted):
        rows = read(
            _OF_RECORDS + "RETURN x.mentions AS mentions, a.key AS person",
            {"records": sorted({record_of(one) for one in some}), "wanted": dict.fromkeys(some, True)},
        )
        for row in rows:
            found |= dict.fromkeys(
                set(some).intersection(row["mentions"]), (row["mentions"][0], row["person"])
            )
    return found


def read_person(read: Read, person: str, *, most: int) -> list[StoredMention]:
    """The authorships that a person holds, by year, `most` of them at most."""
    rows = read(_OF_PERSON + _COLUMNS, {"person": person, "most": most})
    found = _stored(read, rows)
    return sorted(found, key=lambda one: (one.one.year is None, one.one.year or 0, one.one.mention))


def read_places(read: Read, mentions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The mentions that stand in the store where each of these stands: the same record, the same position, whatever name
    is printed there by now. Empty where there is none any more."""
    wanted = sorted(set(mentions))
    found: dict[str, tuple[str, ...]] = {}
    for some in _parts(wanted):
        places = {place_of(one) for one in some}
        rows = read(
            _AT_PLACES,
            {
                "records": sorted({record_of(one) for one in some}),
                "wanted": dict.fromkeys(sorted(places), True),
            },
        )
        there: dict[str, set[str]] = {}
        for row in rows:
            there.setdefault(place_of(row["mention"]), set()).add(row["mention"])
        found |= {one: tuple(sorted(there.get(place_of(one), ()))) for one in some}
    return found


def read_names(read: Read, found: Sequence[StoredMention], mentions: Iterable[str]) -> dict[str, str]:
    """The name as each mention itself prints it: of an authorship of several records the store keeps the fullest.

    found: the authorships of these mentions. Raises msgspec.DecodeError where a record's statement is damaged.
    """
    printed = {mention: one.one.name for one in found for mention in one.mentions}
    names: dict[str, str] = {}
    others: list[str] = []
    for mention in dict.fromkeys(mentions):
        if mention in printed and mention.endswith(f"-{hash_of_name(printed[mention])}"):
            names[mention] = printed[mention]
        else:
            others.append(mention)
    records = sorted({record_of(mention) for mention in others})
    statements: dict[str, Record] = {}
    for some in _parts(records):
        rows = read(
            "MATCH (r:Record) WHERE r.key IN $keys RETURN r.key AS key, r.statement AS statement",
            {"keys": some},
        )
        statements |= {row["key"]: msgspec.json.decode(row["statement"], type=Record) for row in rows}
    for mention in others:
        record = statements.get(record_of(mention))
        for author in record.authors if record is not None else ():
            if mention == f"{record_of(mention)}#{author.position}-{hash_of_name(author.name)}":
                names[mention] = author.name
    return names


def _stored(read: Read, rows: Sequence[dict[str, Any]]) -> list[StoredMention]:
    around = read_around(read, {row["work"] for row in rows})
    return [_one(row, around[row["work"]]) for row in {row["key"]: row for row in rows}.values()]


def _one(row: dict[str, Any], around: Around) -> StoredMention:
    affiliations = tuple(row["affiliations"] or ())
    item = Mentioned(
        key=row["key"],
        work=row["work"],
        mention=row["mentions"][0],
        printed=row["printed"],
        affiliations=affiliations,
        orcid=row["orcid"],
        source_id=row["source_id"],
        collective=bool(row["collective"]),
        author=row["person"],
    )
    one = item.beside(around)
    others = list(one.coauthors)
    if one.name in others:
        others.remove(one.name)
    one = msgspec.structs.replace(one, coauthors=tuple(others))
    return StoredMention(
        one=one,
        mentions=tuple(row["mentions"]),
        key=row["key"],
        person=row["person"],
        person_name=row["person_name"],
        state=row["state"],
        rule=row["rule"],
        confidence=row["confidence"],
        doi=row["doi"],
        affiliations=affiliations,
        unmapped=tuple(row["unmapped"] or ()),
        collective=bool(row["collective"]),
    )


def _parts(items: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), ASKED):
        yield list(items[start : start + ASKED])
