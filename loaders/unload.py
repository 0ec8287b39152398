"""Take a load back: what only it said goes, what another load also said stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import CoauthError
from graph.prepare import model_version, require_current
from graph.settings import Settings
from graph.store import Store, Transaction
from loaders.deciding import Decider
from loaders.persons.neighbourhood import READ_SECONDS
from loaders.pipeline import Progress, work_out
from loaders.recording import READ_RECORDS, WRITE_RECORDS, Saying, current

LOADS = """
MATCH (l:Load)
RETURN properties(l) AS load
ORDER BY l.started, l.key
"""


@dataclass(slots=True)
class Undone:
    """What was taken back: records that are gone, records that another load also said (and of these, how many say
    something else now), quarantined records that are gone. resumed: an earlier run was interrupted; what that took back
    is not counted."""

    key: str
    files: tuple[str, ...]
    records_gone: int = 0
    records_kept: int = 0
    records_restored: int = 0
    quarantined_gone: int = 0
    resumed: bool = False


def find_load(store: Store, begin: str) -> dict[str, Any]:
    """The properties of the one load whose key begins so. Raises CoauthError where there is none, or several."""
    rows = store.read(LOADS) if model_version(store) is not None else []
    found = [row["load"] for row in rows if begin and row["load"]["key"].startswith(begin)]
    if len(found) != 1:
        many = f"{len(found)} loads have" if found else "no load has"
        raise CoauthError(f"{many} a key that begins with {begin!r}", hint="coauth loads")
    return dict(found[0])


def unload(store: Store, settings: Settings, key: str, *, decider: Decider, progress: Progress) -> Undone:
    """Take back the load with this key. May be killed at any moment and repeated; a kill loses the counts so far.

    Raises CoauthError where there is no such load, or where the store fails.
    """
    require_current(store)
    found = find_load(store, key)
    undone = Undone(found["key"], tuple(found["files"]), resumed=found["state"] == "unloading")
    # from now on no process goes on with it
    store.execute("MATCH (l:Load {key: $key}) SET l.state = 'unloading'", {"key": undone.key})
    keys = _keys(store, "Record", undone.key)
    progress.stage("taking back", len(keys))
    for start in range(0, len(keys), settings.batch_size):
        _take_back(store, undone, keys[start : start + settings.batch_size])
        progress.reached(min(start + settings.batch_size, len(keys)))
    _release_quarantined(store, undone)
    work_out(store, settings, decider, progress)
    # a load of the same files that began after another unload was done with this one stays
    store.execute("MATCH (l:Load {key: $key, state: 'unloading'}) DELETE l", {"key": undone.key})
    return undone


def _keys(store: Store, label: str, load: str) -> list[str]:
    rows = store.read(
        f"MATCH (n:{label}) WHERE $load IN n.loads RETURN n.key AS key ORDER BY key",
        {"load": load},
        timeout=READ_SECONDS,
    )
    return [row["key"] for row in rows]


def _take_back(store: Store, undone: Undone, keys: Sequence[str]) -> None:
    counted: list[tuple[int, int, int]] = []

    def work(tx: Transaction) -> None:
        rows, gone, restored = [], 0, 0
        for row in tx.run(READ_RECORDS, {"keys": list(keys)}):
            if undone.key not in row["loads"]:
                continue
            fields = without(row, undone.key)
            gone += not fields["loads"]
            restored += "statement" in fields
            rows.append({"key": row["key"], "fields": fields})
        tx.run(WRITE_RECORDS, {"rows": rows})
        counted.append((gone, len(rows) - gone, restored))

    store.write(work)
    # a try whose answer was lost is repeated, and then finds nothing to do
    gone, kept, restored = max(counted)
    undone.records_gone += gone
    undone.records_kept += kept
    undone.records_restored += restored


def without(row: dict[str, Any], load: str) -> dict[str, Any]:
    """The properties of a Record that change when a load no longer says it. With no load left it is marked: deriving
    its work anew takes it away."""
    saying = Saying.of(row)
    saying.take_back(load)
    fields: dict[str, Any] = {"loads": saying.loads}
    record = saying.newest(row["statement"])
    if record is None:
        return fields | {"stale": True}
    if record.sha256 != row["sha256"]:
        fields |= current(record)
    saying.forget_unsaid(current_sha256=record.sha256)
    fields |= saying.changes(row)
    if row["first_load"] == load:
        fields |= {"first_load": saying.loads[0], "file": saying.files[0], "line": saying.lines[0]}
    return fields


def _release_quarantined(store: Store, undone: Undone) -> None:
    keys = _keys(store, "Quarantined", undone.key)

    def work(tx: Transaction) -> None:
        tx.run(
            "UNWIND $keys AS key MATCH (q:Quarantined {key: key}) SET q.loads = [l IN q.loads WHERE l <> $load]",
            {"keys": keys, "load": undone.key},
        )
        tx.run(
            "UNWIND $keys AS key MATCH (q:Quarantined {key: key}) WHERE size(q.loads) = 0 DELETE q",
            {"keys": keys},
        )

    store.write(work)
    left = store.read("MATCH (q:Quarantined) WHERE q.key IN $keys RETURN count(q) AS n", {"keys": keys})
    undone.quarantined_gone = len(keys) - left[0]["n"]
