"""Documents in the graph: (:Document)-[:MENTIONS]->(:Institution|:Country|:Author). See linking.py for the persons.

A document is what its file's bytes say: written again it is the same, and it is taken back as a whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from graph import model, schema
from graph.errors import CoauthError
from graph.lock import DeriveLock
from graph.prepare import model_version, prepare, require_current
from graph.store import Store, Transaction
from loaders.deciding import Decider
from loaders.mentions.document import Document
from loaders.mentions.found import CountryMention, Findings, InstitutionMention, Span
from loaders.mentions.linking import link
from loaders.named_places import facts_with_parents, institution_rows, leave_wholes, sweep
from loaders.normalize.iso import country_name
from loaders.ties import COLLECTED, write_many
from loaders.watchlists.recording import match_lists

MAX_SENTENCE = 2_000

_OLD = "MATCH (d:Document {key: $key})-[r:MENTIONS]->(n) RETURN labels(n)[0] AS label, coalesce(n.key, n.code) AS name"
_CLEAR = f"MATCH (d:Document {{key: $key}})-[r:MENTIONS]->() {COLLECTED}"
_LIST = """
MATCH (d:Document)
OPTIONAL MATCH (d)-[r:MENTIONS]->()
RETURN d.key AS document, d.file AS file, d.title AS title, d.date AS date, d.url AS url, count(r) AS mentions
ORDER BY document
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a document has in the graph: mentions of institutions, of countries and of authors; persons for review."""

    key: str
    institutions: int
    countries: int
    authors: int
    review: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A document that was taken back, with so many mentions."""

    key: str
    file: str
    mentions: int


def record(
    store: Store,
    document: Document,
    findings: Findings,
    *,
    decider: Decider,
    url: str | None = None,
    date: str | None = None,
    waiting: Callable[[str], None] | None = None,
) -> Recorded:
    """Write a document with what it mentions, in one transaction; one that is there is written anew.

    Only institutions of the table or the registry become nodes, never one known by its printed name. url, date: what
    who loads it says, before what the page says. Raises what the store raises.
    """
    prepare(store)
    institutions = [m for m in findings.institutions if m.key is not None]
    joint = {said.sentence for said in findings.joint_work}
    done: list[Recorded] = []

    def work(tx: Transaction) -> None:
        old = tx.run(_OLD, {"key": document.key})
        tx.run(_CLEAR, {"key": document.key})
        node = _node(document, findings, url or document.url, date or document.date)
        write_many(tx, schema.merge_nodes(model.Document), [schema.row_of(node)])
        wholes = _write_places(tx, institutions, findings.countries, decider)
        for kind, rows in (
            (
                model.MentionsInstitution,
                [
                    _edge(model.MentionsInstitution, document, findings, joint, m, m.key or "")
                    for m in institutions
                ],
            ),
            (
                model.MentionsCountry,
                [
                    _edge(model.MentionsCountry, document, findings, joint, m, m.code)
                    for m in findings.countries
                ],
            ),
        ):
            write_many(tx, schema.create_relationships(kind), rows)
        linked = link(tx, [document.key])
        _sweep(tx, old, wholes)
        persons = len(findings.persons)
        certain = linked.get(document.key, 0)
        done.append(
            Recorded(document.key, len(institutions), len(findings.countries), certain, persons - certain)
        )

    with DeriveLock(store, waiting=waiting) as lock:
        lock.step(work)
        match_lists(store, lock, decider)
    return done[-1]


def forget(store: Store, begin: str, *, waiting: Callable[[str], None] | None = None) -> Forgotten:
    """Take back the document whose key begins so, and the institutions and countries that only it named.

    Raises CoauthError where there is none, or several.
    """
    require_current(store)
    begin = begin if begin.startswith("document:") else f"document:{begin}"
    rows = [] if begin == "document:" else listed(store)
    found = [row for row in rows if row["document"].startswith(begin)]
    if len(found) != 1:
        many = f"{len(found)} documents have" if found else "no document has"
        raise CoauthError(f"{many} a key that begins with {begin!r}", hint="coauth mentions --loaded")
    row = found[0]

    def work(tx: Transaction) -> None:
        old = tx.run(_OLD, {"key": row["document"]})
        tx.run("MATCH (d:Document {key: $key}) DETACH DELETE d", {"key": row["document"]})
        _sweep(tx, old)

    with DeriveLock(store, waiting=waiting) as lock:
        lock.step(work)
    return Forgotten(row["document"], row["file"], row["mentions"])


def listed(store: Store) -> list[dict[str, Any]]:
    """The documents of the graph: document (its key), file, title, date, url, mentions (how many)."""
    return store.read(_LIST) if model_version(store) is not None else []


def _node(document: Document, findings: Findings, url: str | None, date: str | None) -> model.Document:
    joint = {said.sentence for said in findings.joint_work}
    return model.Document(
        key=document.key,
        file=document.file,
        title=document.title,
        url=url,
        date=date,
        sha256=document.sha256,
        format=document.format,
        encoding=document.encoding,
        characters=len(document.text),
        joint_work=len(joint),
        persons=tuple(person.name for person in findings.persons),
        person_institutions=tuple(person.key or "" for person in findings.persons),
        person_starts=tuple(person.span[0] for person in findings.persons),
        person_ends=tuple(person.span[1] for person in findings.persons),
        person_rules=tuple(person.rule for person in findings.persons),
        person_sentences=tuple(_sentence(document, findings, person.sentence) for person in findings.persons),
        person_joint=tuple(person.sentence in joint for person in findings.persons),
    )


def _sentence(document: Document, findings: Findings, number: int) -> str:
    return " ".join(document.text[slice(*findings.sentences[number])].split())[:MAX_SENTENCE]


def mention_key(document: str, span: Span, target: str) -> str:
    """The key of a mention: hash of the document, the place and what is named."""
    return hashlib.sha256(f"{document}|{span[0]}-{span[1]}|{target}".encode()).hexdigest()[:32]


def _edge(
    kind: type[model.MentionsInstitution] | type[model.MentionsCountry],
    document: Document,
    findings: Findings,
    joint: set[int],
    mention: InstitutionMention | CountryMention,
    target: str,
) -> dict[str, Any]:
    edge = kind(
        key=mention_key(document.key, mention.span, target),
        span=mention.span,
        printed=" ".join(document.text[slice(*mention.span)].split()),
        sentence=_sentence(document, findings, mention.sentence),
        joint_work=mention.sentence in joint,
        state=mention.state,
        rule=mention.rule,
        confidence=mention.confidence,
    )
    return schema.edge_of(edge, document.key, target)


def _write_places(
    tx: Transaction,
    institutions: Iterable[InstitutionMention],
    countries: Iterable[CountryMention],
    decider: Decider,
) -> set[str]:
    """The nodes that are mentioned, where they are not there yet; one of the registry only with what it says. Returns
    keys of what they are parts of no more."""
    found = {mention.key: mention for mention in institutions if mention.key is not None}
    facts = facts_with_parents(found, decider)
    there = {
        row["key"]
        for row in tx.run(
            "MATCH (i:Institution) WHERE i.key IN $keys RETURN i.key AS key", {"keys": sorted(found)}
        )
    }
    others = {key: mention for key, mention in found.items() if key not in facts and key not in there}
    nodes, located, controlled, parts = institution_rows({}, facts, {}, decider)
    nodes += [
        schema.row_of(model.Institution(key=key, name=others[key].name, names=(others[key].name,)))
        for key in sorted(others)
    ]
    located += [
        schema.edge_of(model.LocatedIn(source="registry"), key, country)
        for key in sorted(others)
        if (country := others[key].country) is not None
    ]
    codes = {mention.code for mention in countries} | {row["end"] for row in (*located, *controlled)}
    write_many(
        tx,
        schema.merge_nodes(model.Country),
        [schema.row_of(model.Country(code=code, name=country_name(code))) for code in sorted(codes)],
    )
    write_many(tx, schema.merge_nodes(model.Institution), nodes)
    write_many(tx, schema.merge_relationships(model.LocatedIn), located)
    write_many(tx, schema.merge_relationships(model.ControlledFrom), controlled)
    left = leave_wholes(tx, facts, parts)
    write_many(tx, schema.merge_relationships(model.PartOf), parts)
    return left


def _sweep(tx: Transaction, old: list[dict[str, Any]], wholes: Iterable[str] = ()) -> None:
    institutions = set(wholes) | {row["name"] for row in old if row["label"] == "Institution"}
    countries = {row["name"] for row in old if row["label"] == "Country"}
    sweep(tx, institutions, countries)
