"""What was computed of the co-author network, written to its persons on request, and taken away again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from graph.lock import DeriveLock
from graph.network import Progress, parts
from graph.store import Store, Transaction

AT_ONCE = 2_000
"""Persons of one transaction."""

CENTRALITY = ("betweenness", "constraint", "centrality_computed", "centrality_network")
COMMUNITY = ("community", "community_computed", "community_network")
"""Properties of Author."""


def write_back(
    store: Store,
    names: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    *,
    computed: datetime,
    network: str,
    progress: Progress,
    lock: DeriveLock,
) -> None:
    """Put the properties `names` on persons, with the date and the network; those of an earlier run go first.

    names: CENTRALITY or COMMUNITY. rows: key and the values. A run that dies in between leaves a part of the persons with
    them; the same command again writes all. Raises LostLock, and what the store raises.
    """
    forget(store, names, progress=progress, lock=lock)
    *values, when, of = names
    progress.stage("writing", len(rows))
    statement = (
        "UNWIND $rows AS row MATCH (a:Author {key: row.key}) SET "
        + ", ".join(f"a.{name} = row.{name}" for name in values)
        + f", a.{when} = $computed, a.{of} = $network"
    )
    for start in range(0, len(rows), AT_ONCE):
        some = [dict(row) for row in rows[start : start + AT_ONCE]]
        _step(lock, statement, {"rows": some, "computed": computed, "network": network})
        progress.reached(start + len(some))


def forget(store: Store, names: Iterable[str], *, progress: Progress, lock: DeriveLock) -> int:
    """Take the properties `names` off all persons; returns of how many. Raises as write_back does."""
    names = tuple(names)
    there = " OR ".join(f"a.{name} IS NOT NULL" for name in names)
    inside = "a.key >= $low AND ($high IS NULL OR a.key < $high)"
    ranges = parts(store.read("MATCH (a:Author) RETURN count(a) AS n")[0]["n"] * 10)
    progress.stage("forgetting", len(ranges))
    forgotten = 0
    for number, (low, high) in enumerate(ranges):
        values = {"low": low, "high": high}
        found = store.read(f"MATCH (a:Author) WHERE {inside} AND ({there}) RETURN count(a) AS n", values)
        if found[0]["n"]:
            forgotten += found[0]["n"]
            gone = ", ".join(f"a.{name} = null" for name in names)
            _step(lock, f"MATCH (a:Author) WHERE {inside} AND ({there}) SET {gone}", values)
        progress.reached(number + 1)
    return forgotten


def _step(lock: DeriveLock, statement: str, values: Mapping[str, Any]) -> None:
    def write(tx: Transaction) -> None:
        tx.run(statement, values)

    lock.step(write)
