"""The lists that are in a store: which there are, what stands on one and whom it names, and one taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.errors import CoauthError
from graph.lock import DeriveLock
from graph.prepare import model_version, require_current
from graph.store import Store, Transaction
from loaders.watchlists.recording import NAMED_BY_ENTRIES, entry_of

DELETED_AT_ONCE = 2_000

LIST_COLUMNS = (
    "key", "kind", "name", "publisher", "dated", "not_older_than", "organisations", "entries_yes", "entries_review",
    "institutions", "persons", "others", "left_out", "file", "loaded", "state",
)  # fmt: skip
SHOW_COLUMNS = (
    "entry", "aliases", "countries", "since", "until", "source", "state", "rule", "matched", "institution",
    "institution_key", "confidence",
)  # fmt: skip

_LISTS = f"""
MATCH (k:Watchlist){NAMED_BY_ENTRIES}
RETURN properties(k) AS held, yes, review, keys ORDER BY k.kind, k.key
"""
_ENTRIES = """
MATCH (e:ListEntry)-[:ENTRY_OF]->(k:Watchlist {key: $key})
RETURN properties(e) AS entry ORDER BY e.name, e.key
"""
_NAMED = """
MATCH (i:Institution)-[r:LISTED_ON]->(k:Watchlist {key: $key})
RETURN r.list_entry AS entry, r.review AS review, r.rule AS rule, r.matched AS matched, r.confidence AS confidence,
       i.name AS name, i.key AS key
ORDER BY entry, review, key
"""


def lists(store: Store) -> list[dict[str, Any]]:
    """The lists of the store, one a row: see LIST_COLUMNS. state: done, or unfinished where a load was cut short."""
    if model_version(store) is None:
        return []
    require_current(store)
    rows = []
    for row in store.read(_LISTS):
        held = row["held"]
        rows.append(
            {
                "key": held["key"],
                "kind": held["kind"],
                "name": held["name"],
                "publisher": held.get("publisher"),
                "dated": held.get("dated"),
                "not_older_than": held.get("latest"),
                "organisations": held.get("organisations", 0),
                "entries_yes": row["yes"],
                "entries_review": row["review"],
                "institutions": len({key for keys in row["keys"] for key in keys}),
                "persons": held.get("persons", 0),
                "others": held.get("others", 0),
                "left_out": held.get("left_out", 0),
                "file": held.get("file"),
                "loaded": held.get("loaded"),
                "state": "done" if held.get("decided_by") else "unfinished",
            }
        )
    return rows


def named(store: Store, begin: str) -> dict[str, Any]:
    """The list whose key begins so, or that alone is of this kind: a row of `lists`.

    Raises CoauthError where there is none, or several.
    """
    rows = lists(store)
    found = [row for row in rows if row["key"] == begin] or [
        row for row in rows if begin and row["key"].startswith(begin)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        there = ", ".join(row["key"] for row in rows) or "none is loaded"
        raise CoauthError(
            f"no list has a key that begins with {begin!r}; there are: {there}", hint="coauth watchlist list"
        )
    raise CoauthError(
        f"several lists have a key that begins with {begin!r}: {', '.join(row['key'] for row in found)}",
        hint="coauth watchlist list",
    )


def shown(store: Store, key: str) -> list[dict[str, Any]]:
    """What stands on a list, an entry and an institution that it names a row: see SHOW_COLUMNS. state: yes, review, or
    none where it names no institution of the store. printed: the whole entry, beside these."""
    named_by: dict[str, list[dict[str, Any]]] = {}
    for row in store.read(_NAMED, {"key": key}):
        named_by.setdefault(row["entry"], []).append(row)
    rows: list[dict[str, Any]] = []
    for held in store.read(_ENTRIES, {"key": key}):
        entry = entry_of(held["entry"])
        said = {
            "entry": entry.name,
            "aliases": list(entry.aliases),
            "countries": list(entry.countries),
            "since": entry.since.text if entry.since else None,
            "until": entry.until.text if entry.until else None,
            "source": entry.source or None,
            "printed": entry.printed,
        }
        for one in named_by.get(held["entry"]["key"], [None]):
            if one is None:
                rows.append(dict.fromkeys(SHOW_COLUMNS) | said | {"state": "none"})
                continue
            rows.append(
                said
                | {
                    "state": "review" if one["review"] else "yes",
                    "rule": one["rule"],
                    "matched": one["matched"],
                    "institution": one["name"],
                    "institution_key": one["key"],
                    "confidence": one["confidence"],
                }
            )
    return rows


def forget(store: Store, key: str, *, waiting: Callable[[str], None] | None = None) -> None:
    """Take a list away, with its entries and what was listed by it. Killed, it goes on when it is run again."""
    require_current(store)

    def part(tx: Transaction) -> None:
        # what is left counts as unfinished until it is gone
        tx.run("MATCH (k:Watchlist {key: $key}) SET k.decided_by = null", {"key": key})
        rows = tx.run(
            "MATCH (e:ListEntry)-[:ENTRY_OF]->(k:Watchlist {key: $key}) RETURN e.key AS key LIMIT $most",
            {"key": key, "most": DELETED_AT_ONCE},
        )
        tx.run(
            "UNWIND $rows AS row MATCH (e:ListEntry {key: row}) DETACH DELETE e",
            {"rows": [row["key"] for row in rows]},
        )
        left.append(len(rows) == DELETED_AT_ONCE)
        if not left[-1]:
            tx.run("MATCH (k:Watchlist {key: $key}) DETACH DELETE k", {"key": key})

    left = [True]
    with DeriveLock(store, waiting=waiting) as lock:
        while left[-1]:
            lock.step(part)
