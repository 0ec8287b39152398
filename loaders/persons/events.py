"""The log of what changes of persons that were there before."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from graph import model, schema
from graph.store import Store, Transaction
from loaders.persons.neighbourhood import READ_SECONDS
from loaders.ties import write_many

KINDS = ("merged", "split", "moved", "grew", "gone")
"""What can be changed of a person (see model.PersonEvent)."""

LISTED = 50
"""Mentions that an event names."""

_LOG = """
MATCH (e:PersonEvent)
RETURN e.at AS at, e.kind AS kind, e.person AS person, e.name AS name, e.others AS others, e.count AS count,
       e.mentions AS mentions, e.key AS key
ORDER BY at DESC, person, kind, key
"""


def event(
    at: str, kind: str, person: str, name: str, others: Sequence[str], mentions: Sequence[str]
) -> model.PersonEvent:
    """What changed of a person."""
    told = "\n".join((at, kind, person, *others))
    return model.PersonEvent(
        key=hashlib.sha256(told.encode()).hexdigest()[:32],
        at=at,
        kind=kind,
        person=person,
        name=name,
        others=tuple(others),
        mentions=tuple(mentions[:LISTED]),
        count=len(mentions),
    )


def write_events(tx: Transaction, events: Iterable[model.PersonEvent]) -> None:
    """Add to the log."""
    write_many(tx, schema.create_nodes(model.PersonEvent), [schema.row_of(one) for one in events])


def read_events(store: Store) -> list[dict[str, Any]]:
    """The log, the latest first."""
    return store.read(_LOG, timeout=READ_SECONDS)


def changed_since(store: Store, began: str) -> dict[str, int]:
    """How many changes of each kind the log has of runs that began then or later; kinds without one are left out."""
    rows = store.read(
        "MATCH (e:PersonEvent) WHERE e.at >= $began RETURN e.kind AS kind, count(*) AS number",
        {"began": began},
        timeout=READ_SECONDS,
    )
    counted = Counter({row["kind"]: row["number"] for row in rows})
    return {kind: counted[kind] for kind in KINDS if counted[kind]}
