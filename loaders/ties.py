"""AFFILIATED_WITH, BASED_IN and COAUTHORED of persons whose authorships changed: once a run, not once a batch.

A person is marked (`stale`) in the transaction that changes its authorships, and the mark goes in the one that writes
its relationships anew: a run that was killed goes on with the marks that it left.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from graph import derive, model, schema
from graph.derive import Fact
from graph.lock import DeriveLock
from graph.store import Store, Transaction
from loaders.behind import Behind
from loaders.persons.neighbourhood import READ_SECONDS, Authorships, Memory

log = logging.getLogger(__name__)

NEW, CHANGED = "new", "changed"
"""A stale person that has no such relationship yet, and one that may have some."""

PERSONS = 2_000
"""Persons in one transaction."""

WRITE_ROWS = 4000
"""Rows in one statement: the local store refuses a message over its limit, and hangs on one far over it."""

_STALE = "MATCH (a:Author) WHERE a.stale IN $states RETURN a.key AS key, a.stale AS state ORDER BY id(a)"
_OLD = "MATCH (a:Author {key: row})-[r:AFFILIATED_WITH|BASED_IN|COAUTHORED]-()"


def write_ties(
    store: Store,
    lock: DeriveLock,
    memory: Memory,
    behind: Behind,
    progress: Callable[[int, int], None] | None = None,
    *,
    portion: float = 1.0,
) -> None:
    """Write the relationships of every stale person; while some are written, the next are worked out.

    progress: called with persons done, and persons in all. portion: of the usual size of a transaction.
    """
    persons = max(int(PERSONS * portion), 1)
    states = {
        row["key"]: row["state"]
        for row in store.read(_STALE, {"states": [NEW, CHANGED]}, timeout=READ_SECONDS)
    }
    waiting = set(states)
    keys = list(states)

    def reached(done: int) -> None:
        log.info("relationships of %d of %d persons written", done, len(keys))
        if progress is not None:
            progress(done, len(keys))

    for start in range(0, len(keys), persons):
        here = keys[start : start + persons]
        waiting.difference_update(here)
        rows = _rows(store, memory, here, waiting)
        memory.tidy()
        behind.wait()
        reached(start)
        changed = [key for key in here if states[key] != NEW]
        behind.start(partial(_write, lock, here, changed, rows))
    behind.wait()
    reached(len(keys))


def _rows(
    store: Store, memory: Memory, here: Sequence[str], waiting: set[str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """What these persons get: statements with their rows. Reads authorships, which nobody changes meanwhile."""
    facts = _facts(store, memory, here)
    at: list[dict[str, Any]] = []
    based: list[dict[str, Any]] = []
    for key in here:
        at_rows, based_rows = derive.places(key, facts.get(key, {}).values())
        at += at_rows
        based += based_rows
    pairs = [derive.pair(a, b, facts) for a, b in _pairs(here, facts, waiting)]
    return [
        (schema.create_relationships(model.AffiliatedWith), at),
        (schema.create_relationships(model.BasedIn), based),
        (schema.create_relationships(model.Coauthored), [pair for pair in pairs if pair]),
    ]


def _write(
    lock: DeriveLock,
    here: Sequence[str],
    changed: Sequence[str],
    rows: Sequence[tuple[str, list[dict[str, Any]]]],
) -> None:
    def work(tx: Transaction) -> None:
        delete_many(tx, _OLD, changed)
        for statement, of_kind in rows:
            write_many(tx, statement, of_kind)
        write_many(tx, "UNWIND $rows AS row MATCH (a:Author {key: row}) SET a.stale = null", here)

    lock.step(work)


def _facts(store: Store, memory: Memory, persons: Sequence[str]) -> dict[str, dict[str, Fact]]:
    """By person and work: all authorships of these persons, and those of the others on the same works."""
    authorships = Authorships(partial(store.read, timeout=READ_SECONDS), memory, without_works=())
    works = {known.item.work for known in authorships.of_authors(persons) if known.fact.paired}
    authorships.of_works(works)
    found: dict[str, dict[str, Fact]] = defaultdict(dict)
    for known in authorships.known.values():
        found[known.item.author or ""][known.item.work] = known.fact
    return found


def _pairs(
    here: Sequence[str], facts: dict[str, dict[str, Fact]], waiting: set[str]
) -> list[tuple[str, str]]:
    """Persons of this batch with whom they share a work; a pair is left to the batch that comes to the second of two."""
    on: dict[str, list[str]] = defaultdict(list)
    for person, works in facts.items():
        for work, fact in works.items():
            if fact.paired:
                on[work].append(person)
    made: set[tuple[str, str]] = set()
    for person in here:
        for work in facts.get(person, {}):
            for other in on.get(work, ()):
                if other != person and other not in waiting:
                    made.add((person, other) if person < other else (other, person))
    return sorted(made)


def write_many(tx: Transaction, statement: str, rows: Sequence[Any]) -> None:
    """Run a statement with its $rows, in parts."""
    for start in range(0, len(rows), WRITE_ROWS):
        tx.run(statement, {"rows": list(rows[start : start + WRITE_ROWS])})


COLLECTED = "WITH collect(DISTINCT r) AS found UNWIND found AS r DELETE r"
"""Deletes relationships r that a statement finds once it has found them all: the local store finds a hundred at a time,
and passes over some of a node whose others it has deleted meanwhile."""


def delete_many(tx: Transaction, pattern: str, rows: Sequence[Any]) -> None:
    """Delete all relationships of some rows. pattern: a MATCH that finds them as r by `row`."""
    write_many(tx, f"UNWIND $rows AS row {pattern} {COLLECTED}", rows)


def mark_unresolved(tx: Transaction, persons: Sequence[str]) -> None:
    """Mark persons, so that it is decided anew whose their mentions are. One that is new, and is so for the first time,
    stays new; one that was settled before is nobody's new person any more, though its relationships may be missing yet."""
    write_many(
        tx,
        "UNWIND $rows AS row MATCH (a:Author {key: row}) "
        f"SET a.stale = CASE WHEN a.unresolved = true THEN a.stale ELSE '{CHANGED}' END, a.unresolved = true",
        persons,
    )


def mark_persons(
    lock: DeriveLock, persons: Sequence[str], reached: Callable[[int], None] = lambda done: None
) -> None:
    """The same for many persons, in several transactions. reached: called with how many are marked.

    Raises LostLock, and what the store raises.
    """
    for start in range(0, len(persons), WRITE_ROWS):
        some = persons[start : start + WRITE_ROWS]
        lock.step(partial(mark_unresolved, persons=some))
        reached(start + len(some))
