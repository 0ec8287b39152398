"""What a store holds of one work, read by any of its names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph import model
from loaders.merging.identity import normal_arxiv, normal_doi, normal_pmid
from loaders.persons.neighbourhood import Read

Row = dict[str, Any]

SHARED_IDS = ("doi", "pmid", "openalex", "arxiv")
_OPENALEX = re.compile(r"\A(?:openalex:|https?://(?:api\.)?openalex\.org/(?:works/)?)?(W\d{1,15})/?\Z", re.I)
_ARXIV = re.compile(
    r"\A(?:arxiv:|https?://(?:www\.)?arxiv\.org/|(?:doi:|https?://doi\.org/)?10\.48550/arxiv\.)(?:abs/|pdf/)?",
    re.I,
)
_PMID = re.compile(r"\A(?:pmid:\s*|https?://\S+/(?=\d+/?\Z))", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWork:
    """Rows of a store about one work.

    work: its properties. records: theirs with `joined`, the properties of REPORTS; authorships: theirs with `person`
    and `person_name`.
    countries: code, name, confidence, review, mentions. funders: key, name, country, and `fields` of FUNDED_BY.
    institutions: name by key. related: type, towards (is it
    the other work that the relationship leads to), work, doi, title, year, fields. sharing: other works that share
    an identifier: work, doi, title, year, by.
    """

    work: Row
    records: tuple[Row, ...]
    authorships: tuple[Row, ...] = ()
    countries: tuple[Row, ...] = ()
    institutions: dict[str, str]
    funders: tuple[Row, ...] = ()
    related: tuple[Row, ...] = ()
    sharing: tuple[Row, ...] = ()


def names_of(asked: str) -> dict[str, list[str]]:
    """What a person may have meant: a work's key, a record's key, or an identifier, by property of Record."""
    text = asked.strip()
    found: dict[str, list[str]] = {"key": [text]}
    openalex = _OPENALEX.match(text)
    said = {
        "doi": normal_doi(text),
        "pmid": normal_pmid(_PMID.sub("", text)),
        "openalex": openalex[1].upper() if openalex else None,
        "arxiv": normal_arxiv(_ARXIV.sub("", text).rstrip("/")),
    }
    return found | {name: [value] for name, value in said.items() if value}


def works_named(read: Read, asked: str) -> list[Row]:
    """The works that a name may mean, as key, doi, title, year, in order of their keys; none where it is unknown."""
    found: dict[str, Row] = {}
    for row in read(f"MATCH (w:Work) WHERE w.key IN $values {_HEAD}", {"values": [asked.strip()]}):
        return [row]
    for name, values in names_of(asked).items():
        if values:
            for row in read(
                f"MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE r.{name} IN $values WITH DISTINCT w {_HEAD}",
                {"values": values},
            ):
                found[row["work"]] = row
    return [found[key] for key in sorted(found)]


def read_work(read: Read, key: str) -> StoredWork:
    """Everything that a store holds of a work. Raises LookupError where there is none with this key, and
    msgspec.DecodeError where a statement is damaged."""
    names = {"key": key}
    works = read("MATCH (w:Work {key: $key}) RETURN properties(w) AS fields", names)
    if not works:
        raise LookupError(key)
    work = dict(works[0]["fields"])
    records = [
        {**row["fields"], "joined": row["joined"]}
        for row in read(
            "MATCH (r:Record)-[x:REPORTS]->(w:Work {key: $key}) RETURN properties(r) AS fields, properties(x) AS joined",
            names,
        )
    ]
    authorships = [
        {**row["fields"], "person": row["person"], "person_name": row["person_name"]}
        for row in read(
            "MATCH (a:Author)-[r:AUTHORED]->(w:Work {key: $key}) "
            "RETURN properties(r) AS fields, a.key AS person, a.name AS person_name",
            names,
        )
    ]
    countries = read(
        "MATCH (w:Work {key: $key})-[i:INVOLVES]->(c:Country) RETURN c.code AS code, c.name AS name, "
        "i.confidence AS confidence, i.review AS review, i.mentions AS mentions",
        names,
    )
    funders = read(
        "MATCH (w:Work {key: $key})-[r:FUNDED_BY]->(f:Funder) "
        "RETURN f.key AS key, f.name AS name, f.country AS country, properties(r) AS fields",
        names,
    )
    return StoredWork(
        work=work,
        records=tuple(sorted(records, key=lambda row: row["key"])),
        authorships=tuple(sorted(authorships, key=lambda row: (row["position"], row["key"]))),
        countries=tuple(sorted(countries, key=lambda row: (row["review"], row["code"]))),
        institutions=_institutions(read, [work, *authorships]),
        funders=tuple(sorted(funders, key=lambda row: (row["fields"]["review"], row["key"]))),
        related=tuple(_related(read, key)),
        sharing=tuple(_sharing(read, key, records)) if work.get("review_reasons") else (),
    )


_HEAD = "RETURN w.key AS work, w.doi AS doi, w.title AS title, w.year AS year"


def _institutions(read: Read, evidence: Iterable[Row]) -> dict[str, str]:
    keys = {
        value
        for row in evidence
        for kind, value in zip(row.get("ev_kind") or (), row.get("ev_value") or (), strict=True)
        if kind == "institution"
    }
    if not keys:
        return {}
    rows = read(
        "MATCH (i:Institution) WHERE i.key IN $keys RETURN i.key AS key, i.name AS name",
        {"keys": sorted(keys)},
    )
    return {row["key"]: row["name"] for row in rows}


def _related(read: Read, key: str) -> list[Row]:
    """Every relationship between this work and another that the model knows: each kind is asked for by its name."""
    found = []
    for kind in model.RELATIONSHIPS:
        if (kind.start, kind.end) != (model.Work, model.Work):  # type: ignore[attr-defined]
            continue
        name = model.label(kind)
        for towards, pattern in (
            (True, f"(a:Work {{key: $key}})-[r:{name}]->(w:Work)"),
            (False, f"(w:Work)-[r:{name}]->(a:Work {{key: $key}})"),
        ):
            rows = read(f"MATCH {pattern} {_HEAD}, properties(r) AS fields", {"key": key})
            found += [{"type": name, "towards": towards, **row} for row in rows]
    return sorted(found, key=lambda row: (row["type"], not row["towards"], row["work"]))


def _sharing(read: Read, key: str, records: Iterable[Row]) -> list[Row]:
    """Other works of which a record has an identifier that a record of this one has, too."""
    found: dict[tuple[str, str], Row] = {}
    for name in SHARED_IDS:
        values = sorted({value for row in records if (value := row.get(name))})
        if not values:
            continue
        rows = read(
            f"MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE r.{name} IN $values AND w.key <> $key "
            f"{_HEAD}, r.{name} AS shared",
            {"values": values, "key": key},
        )
        for row in rows:
            shared = f"{name}:{row.pop('shared')}"
            found[(row["work"], shared)] = {**row, "by": shared}
    return [found[pair] for pair in sorted(found)]
