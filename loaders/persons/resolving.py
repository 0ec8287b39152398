"""Persons of a store resolved anew, and what earlier resolutions changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graph.lock import DeriveLock
from graph.prepare import model_version, require_current
from graph.settings import Settings
from graph.store import Store
from loaders.deciding import Decider
from loaders.persons.neighbourhood import READ_SECONDS
from loaders.pipeline import Progress, work_out
from loaders.ties import mark_persons

KINDS = ("merged", "split", "moved", "grew")
"""What can be changed of a person (see model.PersonEvent)."""

_LOG = """
MATCH (e:PersonEvent)
RETURN e.at AS at, e.kind AS kind, e.person AS person, e.name AS name, e.others AS others, e.count AS count,
       e.mentions AS mentions, e.key AS key
ORDER BY at DESC, person, kind, key
"""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a resolution did: persons that there are, and how many were changed in which way."""

    persons: int
    changed: dict[str, int]


def resolve_store(
    store: Store, settings: Settings, *, decider: Decider, progress: Progress, everything: bool = False
) -> Resolution:
    """Resolve what a load that was interrupted left. everything: every person of the store. May be killed at any moment
    and repeated. Raises CoauthError where the store fails or holds another version of the model."""
    if model_version(store) is None:
        return Resolution(0, {})
    require_current(store)
    began = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"

    def mark(lock: DeriveLock) -> None:
        if everything:
            _mark_all(store, lock, progress)

    work_out(store, settings, decider, progress, mark)
    (row,) = store.read("MATCH (a:Author) RETURN count(a) AS persons", timeout=READ_SECONDS)
    kinds = store.read(
        "MATCH (e:PersonEvent) WHERE e.at >= $began RETURN e.kind AS kind",
        {"began": began},
        timeout=READ_SECONDS,
    )
    counted = Counter(found["kind"] for found in kinds)
    return Resolution(row["persons"], {kind: counted[kind] for kind in KINDS if counted[kind]})


def _mark_all(store: Store, lock: DeriveLock, progress: Progress) -> None:
    keys = [
        row["key"]
        for row in store.read("MATCH (a:Author) RETURN a.key AS key ORDER BY key", timeout=READ_SECONDS)
    ]
    progress.stage("marking", len(keys))
    mark_persons(lock, keys, progress.reached)


def log_of(store: Store) -> list[dict[str, Any]]:
    """What resolutions changed of persons that were there before, the latest first."""
    return store.read(_LOG, timeout=READ_SECONDS) if model_version(store) is not None else []
