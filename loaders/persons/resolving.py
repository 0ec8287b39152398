"""Persons of a store resolved anew, and what earlier resolutions changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.lock import DeriveLock
from graph.prepare import model_version, require_current
from graph.settings import Settings
from graph.store import Store
from loaders.deciding import Decider
from loaders.persons.events import changed_since, read_events
from loaders.persons.neighbourhood import READ_SECONDS
from loaders.pipeline import Progress, work_out
from loaders.ties import mark_persons
from loaders.timestamps import timestamp


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
    began = timestamp()

    def mark(lock: DeriveLock) -> None:
        if everything:
            _mark_all(store, lock, progress)

    work_out(store, settings, decider, progress, mark)
    (row,) = store.read("MATCH (a:Author) RETURN count(a) AS persons", timeout=READ_SECONDS)
    return Resolution(row["persons"], changed_since(store, began))


def _mark_all(store: Store, lock: DeriveLock, progress: Progress) -> None:
    keys = [
        row["key"]
        for row in store.read("MATCH (a:Author) RETURN a.key AS key ORDER BY key", timeout=READ_SECONDS)
    ]
    progress.stage("marking", len(keys))
    mark_persons(lock, keys, progress.reached)


def log_of(store: Store) -> list[dict[str, Any]]:
    """What resolutions changed of persons that were there before, the latest first."""
    return read_events(store) if model_version(store) is not None else []
