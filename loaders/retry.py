"""Records that could not be read, read again from their own bytes: by a newer version of this program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.prepare import model_version, require_current
from graph.settings import Settings
from graph.store import Store, Transaction
from loaders.accounting import COUNTS
from loaders.deciding import Decider
from loaders.fates import fates
from loaders.pipeline import Progress, work_out
from loaders.recording import as_bytes, record_batch
from loaders.records import FILE_ENDS, MAX_REJECTED_BYTES, Located, Rejected
from loaders.sources import read_again
from loaders.sources.plain_table import Mapping, mapping, table_format

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


def retry(store: Store, settings: Settings, *, decider: Decider, progress: Progress) -> Retried:
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
        given = (mappings[load] for load in row["loads"] if load in mappings)
        items, why = again(row, next((by for by in given if table_format(by).name == row["format"]), None))
        if items:
            done.read += _load(store, row, items)
        else:
            done.still.append((row["file"], row["line"], why))
        progress.reached(number)
    # a run that was killed may have left some that are not worked out
    if done.read or store.read("MATCH (r:Record) WHERE r.stale = true RETURN 1 AS one LIMIT 1"):
        work_out(store, settings, decider, progress)
        for load in sorted({load for row in rows for load in row["loads"]}):
            _count_again(store, load)
    return done


def again(row: dict[str, Any], by: Mapping | None) -> tuple[list[Located], str]:
    """The records in the bytes of a quarantined one; none, and why, where a part of them still cannot be read."""
    raw = as_bytes(row["raw"], row["encoded"])
    if not raw or row["reason"].startswith(FILE_ENDS):
        return [], row["reason"]
    items = read_again(row["format"], (row["above"] or "").encode() + raw, by)
    if items is None:
        return [], NOT_ALONE
    why = next((item.reason for item in items if isinstance(item, Rejected)), None)
    if why is not None or not items:
        return [], CUT if len(raw) >= MAX_REJECTED_BYTES else why or "holds no record"
    return [Located(item.record, row["line"]) for item in items if isinstance(item, Located)], ""


def _load(store: Store, row: dict[str, Any], items: Sequence[Located]) -> bool:
    """Under every load that met it. False where another process took it out of the quarantine before, or where each of
    its loads is being taken back."""

    tries: list[bool] = []

    def work(tx: Transaction) -> None:
        # writing first makes another process wait for this one
        held = tx.run(
            "MATCH (q:Quarantined {key: $key}) SET q.key = q.key RETURN q.loads AS loads", {"key": row["key"]}
        )
        read = False
        for load in held[0]["loads"] if held else ():
            tx.run("MATCH (l:Load {key: $key}) SET l.state = l.state", {"key": load})
            found = tx.run("MATCH (l:Load {key: $key}) RETURN properties(l) AS load", {"key": load})
            if not found or found[0]["load"]["state"] == "unloading":
                continue
            read = True
            stored = dict(found[0]["load"])
            index = list(stored["files"]).index(row["file"])
            made = record_batch(tx, load, stored["files"], index, row["format"], items)
            counts = {name: list(stored[name]) for name in COUNTS}
            for name, number in made.items():
                counts[name][index] += number
            counts["quarantined"][index] -= 1
            counts["records"][index] += len(items) - 1
            if stored["state"] == "done":
                # the sum holds at every moment; which of them are merged is counted at the end
                counts["loaded"] = list(stored["loaded"])
                counts["loaded"][index] += made["added"] + made["changed"]
            tx.run(
                "MATCH (l:Load {key: $key}) SET " + ", ".join(f"l.{name} = ${name}" for name in counts),
                {"key": load, **counts},
            )
        if read:
            tx.run("MATCH (q:Quarantined {key: $key}) DELETE q", {"key": row["key"]})
        tries.append(read)

    store.write(work)
    # one whose answer was lost is repeated, and then finds nothing to do
    return any(tries)


def _count_again(store: Store, key: str) -> None:
    rows = store.read("MATCH (l:Load {key: $key, state: 'done'}) RETURN properties(l) AS load", {"key": key})
    if not rows:
        return  # what is not finished is counted at its end
    stored = dict(rows[0]["load"])
    loaded, merged = fates(store, key, stored["files"], {name: stored[name] for name in COUNTS})
    store.execute(
        "MATCH (l:Load {key: $key, state: 'done'}) SET l.loaded = $loaded, l.merged = $merged",
        {"key": key, "loaded": loaded, "merged": merged},
    )
