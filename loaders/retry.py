"""Records that could not be read, read again from their own bytes: by a newer version of this program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.prepare import model_version, require_current
from graph.settings import Settings
from graph.store import Store, Transaction
from loaders.accounting import COUNTS
from loaders.pipeline import Progress, ended, work_out
from loaders.recording import as_bytes, record_batch
from loaders.records import MAX_REJECTED_BYTES, Located, Rejected
from loaders.sources import read_again
from loaders.sources.plain_table import Mapping, mapping

QUARANTINED = """
MATCH (q:Quarantined)
RETURN q.key AS key, q.file AS file, q.line AS line, q.reason AS reason, q.format AS format, q.raw AS raw,
       q.encoded AS encoded, q.above AS above, q.loads AS loads
ORDER BY file, line, key
"""

CUT = "only its first 64 KiB are kept: load the file again"
NOT_ALONE = "cannot be read without its file: load that again"


@dataclass(slots=True)
class Retried:
    """What came of reading them again. still: file, line and why not, of each that stays in quarantine."""

    read: int = 0
    still: list[tuple[str, int, str]] = field(default_factory=list)


def retry(store: Store, settings: Settings, *, progress: Progress) -> Retried:
    """Read every quarantined record again; what can be read now is loaded under the loads that met it.

    May be killed at any moment and repeated. Raises CoauthError where the store fails.
    """
    done = Retried()
    if model_version(store) is None:
        return done
    require_current(store)
    rows = store.read(QUARANTINED)
    mappings = {
        row["key"]: mapping(row["text"])
        for row in store.read(
            "MATCH (l:Load) WHERE l.mapping IS NOT NULL RETURN l.key AS key, l.mapping AS text"
        )
    }
    progress.stage("reading again", len(rows))
    for number, row in enumerate(rows, 1):
        by = next((mappings[load] for load in row["loads"] if load in mappings), None)
        items, why = again(row, by)
        if items:
            _load(store, row, items)
            done.read += 1
        else:
            done.still.append((row["file"], row["line"], why))
        progress.reached(number)
    if done.read:
        work_out(store, settings, progress)
        for load in sorted({load for row in rows for load in row["loads"]}):
            _count_again(store, load)
    return done


def again(row: dict[str, Any], by: Mapping | None) -> tuple[list[Located], str]:
    """The records in the bytes of a quarantined one; none, and why, where a part of them still cannot be read."""
    raw = as_bytes(row["raw"], row["encoded"])
    if not raw:
        return [], row["reason"]
    items = read_again(row["format"], (row["above"] or "").encode() + raw, by)
    if items is None:
        return [], NOT_ALONE
    why = next((item.reason for item in items if isinstance(item, Rejected)), None)
    if why is not None or not items:
        return [], CUT if len(raw) >= MAX_REJECTED_BYTES else why or "holds no record"
    return [Located(item.record, row["line"]) for item in items if isinstance(item, Located)], ""


def _load(store: Store, row: dict[str, Any], items: Sequence[Located]) -> None:
    def work(tx: Transaction) -> None:
        for load in row["loads"]:
            tx.run("MATCH (l:Load {key: $key}) SET l.state = l.state", {"key": load})
            found = tx.run("MATCH (l:Load {key: $key}) RETURN properties(l) AS load", {"key": load})
            stored = dict(found[0]["load"])
            index = list(stored["files"]).index(row["file"])
            counts = {name: list(stored[name]) for name in COUNTS}
            for name, number in record_batch(tx, load, row["file"], row["format"], items).items():
                counts[name][index] += number
            counts["quarantined"][index] -= 1
            counts["records"][index] += len(items) - 1
            tx.run(
                "MATCH (l:Load {key: $key}) SET " + ", ".join(f"l.{name} = ${name}" for name in COUNTS),
                {"key": load, **counts},
            )
        tx.run("MATCH (q:Quarantined {key: $key}) DELETE q", {"key": row["key"]})

    store.write(work)


def _count_again(store: Store, key: str) -> None:
    stored = dict(
        store.read("MATCH (l:Load {key: $key}) RETURN properties(l) AS load", {"key": key})[0]["load"]
    )
    loaded, merged = ended(store, key, stored["files"], {name: stored[name] for name in COUNTS})
    store.execute(
        "MATCH (l:Load {key: $key}) SET l.loaded = $loaded, l.merged = $merged",
        {"key": key, "loaded": loaded, "merged": merged},
    )
