"""Persons named in documents and authors of the graph: joined where name and institution agree, else left for review.

What a document says stays on its node, so that the links are made anew whenever authors change: it does not matter
whether the document or the works came first. Needs no spaCy.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from graph import model, schema
from graph.lock import DeriveLock
from graph.store import Store, Transaction
from loaders.normalize.names import INITIALS_CONFIDENCE, name_key
from loaders.ties import COLLECTED, write_many

DOCUMENTS = 50
"""Documents in one transaction."""
CERTAIN, DOUBTFUL = 0.9, 0.5

_PERSONS = """
MATCH (d:Document) WHERE d.key IN $keys
RETURN d.key AS key, d.persons AS persons, d.person_institutions AS institutions, d.person_starts AS starts, d.person_ends AS ends,
       d.person_sentences AS sentences, d.person_joint AS joint
ORDER BY key
"""
_AUTHORS = """
UNWIND $rows AS row
MATCH (a:Author)-[r:AUTHORED]->(:Work) WHERE r.name_key = row.name
MATCH (a)-[w:AFFILIATED_WITH]->(i:Institution {key: row.institution})
RETURN DISTINCT row.name AS name, row.institution AS institution, a.key AS author, w.review AS review
ORDER BY name, institution, author
"""


def relink(store: Store, lock: DeriveLock) -> None:
    """Join the persons of all documents with the authors that there are now. Quick where there is no document."""
    rows = store.read("MATCH (d:Document) WHERE size(d.persons) > 0 RETURN d.key AS key ORDER BY key")
    keys = [row["key"] for row in rows]
    for start in range(0, len(keys), DOCUMENTS):
        some = keys[start : start + DOCUMENTS]
        lock.step(lambda tx, some=some: _relink(tx, some))  # type: ignore[misc]


def _relink(tx: Transaction, keys: Sequence[str]) -> None:
    tx.run(
        f"MATCH (d:Document)-[r:MENTIONS]->(:Author) WHERE d.key IN $keys {COLLECTED}", {"keys": list(keys)}
    )
    link(tx, keys)


def link(tx: Transaction, keys: Sequence[str]) -> dict[str, int]:
    """Write MENTIONS to authors for these documents, which have none yet. Returns document -> persons that are joined
    for certain: one author has the name and printed the institution."""
    wanted: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for row in tx.run(_PERSONS, {"keys": list(keys)}):
        for name, institution, start, end, sentence, joint in zip(
            row["persons"],
            row["institutions"],
            row["starts"],
            row["ends"],
            row["sentences"],
            row["joint"],
            strict=True,
        ):
            decision = name_key(name)
            if institution and decision.value is not None and decision.state == "yes":
                person = {
                    "name": name, "span": (start, end), "sentence": sentence, "joint": joint,
                    "whole": decision.confidence > INITIALS_CONFIDENCE,
                }  # fmt: skip
                wanted[decision.value, institution].append((row["key"], person))
    if not wanted:
        return {}
    found: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    asked = [{"name": name, "institution": institution} for name, institution in sorted(wanted)]
    for row in tx.run(_AUTHORS, {"rows": asked}):
        found[row["name"], row["institution"]].append((row["author"], bool(row["review"])))
    linked: dict[str, int] = defaultdict(int)
    rows: dict[str, dict[str, Any]] = {}
    for pair, authors in found.items():
        for document, person in wanted[pair]:
            certain = len(authors) == 1 and not authors[0][1] and person["whole"]
            linked[document] += certain
            for author, _ in authors:
                edge = _edge(document, person, author, certain=certain, several=len(authors) > 1)
                rows[edge["key"]] = edge
    write_many(tx, schema.create_relationships(model.MentionsAuthor), [rows[key] for key in sorted(rows)])
    return dict(linked)


def _edge(
    document: str, person: dict[str, Any], author: str, *, certain: bool, several: bool
) -> dict[str, Any]:
    span: tuple[int, int] = person["span"]
    key = hashlib.sha256(f"{document}|{span[0]}-{span[1]}|{author}".encode()).hexdigest()[:32]
    edge = model.MentionsAuthor(
        key=key,
        span=span,
        printed=person["name"],
        sentence=person["sentence"],
        joint_work=person["joint"],
        state="yes" if certain else "review",
        rule="name-and-institution-of-several" if several else "name-and-institution",
        confidence=CERTAIN if certain else DOUBTFUL,
    )
    return schema.edge_of(edge, document, author)
