"""Persons as rows of the store, and what goes with one that goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph import model
from graph.store import Transaction
from loaders.ties import NEW, WRITE_ROWS, write_many


def author(
    key: str,
    printed: Iterable[str],
    orcids: Iterable[str | None],
    former_keys: Iterable[str],
    *,
    unresolved: bool | None = None,
    stale: str | None = None,
) -> model.Author:
    """A person by what its authorships print."""
    names = set(printed)
    known = {orcid for orcid in orcids if orcid}
    return model.Author(
        key=key,
        name=min(names, key=lambda name: (-len(name), name)),
        names=tuple(sorted(names)),
        orcid=min(known) if known else None,
        former_keys=tuple(sorted(set(former_keys))),
        unresolved=unresolved,
        stale=stale,
    )


def leave(tx: Transaction, persons: Sequence[str]) -> dict[str, str]:
    """Delete those of these persons that have no authorship any more, and name keys that nobody is under any more.

    Returns the names, by key, of those who were somebody: not only persons for the time being of a load.
    """
    rows = [
        row
        for some in _parts(persons)
        for row in tx.run(
            "MATCH (a:Author) WHERE a.key IN $keys OPTIONAL MATCH (a)-[r:AUTHORED]->() "
            "WITH a, count(r) AS held WHERE held = 0 "
            "RETURN a.key AS key, a.name AS name, a.unresolved AS unresolved, a.stale AS stale",
            {"keys": some},
        )
    ]
    gone = [row["key"] for row in rows]
    under = keys_under(tx, gone)
    write_many(tx, "UNWIND $rows AS row MATCH (a:Author {key: row}) DETACH DELETE a", gone)
    sweep_keys(tx, under)
    return {row["key"]: row["name"] for row in rows if not (row["unresolved"] and row["stale"] == NEW)}


def keys_under(tx: Transaction, persons: Sequence[str]) -> set[str]:
    """The name keys that persons are under."""
    return {
        row["key"]
        for some in _parts(persons)
        for row in tx.run(
            "MATCH (a:Author) WHERE a.key IN $keys MATCH (a)-[:UNDER]->(k:NameKey) RETURN DISTINCT k.key AS key",
            {"keys": some},
        )
    }


def sweep_keys(tx: Transaction, keys: Iterable[str]) -> set[str]:
    """Delete those of these name keys that nobody is under; which they were."""
    empty = [
        row["key"]
        for some in _parts(sorted(keys))
        for row in tx.run(
            "MATCH (k:NameKey) WHERE k.key IN $keys OPTIONAL MATCH (k)<-[u:UNDER]-() "
            "WITH k, count(u) AS held WHERE held = 0 RETURN k.key AS key",
            {"keys": some},
        )
    ]
    write_many(tx, "UNWIND $rows AS row MATCH (k:NameKey {key: row}) DETACH DELETE k", empty)
    return set(empty)


def _parts(keys: Sequence[str]) -> Iterable[list[str]]:
    for start in range(0, len(keys), WRITE_ROWS):
        yield list(keys[start : start + WRITE_ROWS])
