"""A load: read files, put their records into the store, derive what hangs on them.

Records go in batches; a batch and its checkpoint are one transaction, so a load that was killed goes on where it
stopped when the same command runs again. All state of a load is in the store that it loads.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from graph import model, schema
from graph.errors import CoauthError
from graph.prepare import prepare
from graph.settings import Settings
from graph.store import Store, Transaction
from loaders.behind import Behind
from loaders.derivation import derive_stale
from loaders.identity import title_key
from loaders.records import Located, Record, Rejected, from_statement
from loaders.sources import Opened, open_file

log = logging.getLogger(__name__)

COUNTS = ("records", "added", "changed", "unchanged", "quarantined")


class Progress(Protocol):
    """Who wants to see how far a load is."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins; total: bytes or records."""

    def reached(self, done: int) -> None:
        """So much of the stage is done."""

    def waiting(self, holder: str) -> None:
        """Another load holds the lock."""


class Quiet:
    """Progress that nobody watches: for loads that are run by a program."""

    def stage(self, name: str, total: int) -> None:
        """Not shown."""

    def reached(self, done: int) -> None:
        """Not shown."""

    def waiting(self, holder: str) -> None:
        """Not shown."""


@dataclass(slots=True)
class FileCount:
    """What became of one file's records. loaded + merged + unchanged + quarantined = records."""

    file: str
    format: str
    records: int = 0
    loaded: int = 0
    merged: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0


@dataclass(slots=True)
class Outcome:
    """What a load did: file by file, and in all what its records report."""

    files: list[FileCount] = field(default_factory=list)
    refused: list[CoauthError] = field(default_factory=list)
    works: int = 0
    authorships: int = 0
    affiliations: int = 0
    authors: int = 0
    institutions: int = 0
    countries: int = 0
    review: int = 0
    seconds: float = 0.0
    finished_before: str | None = None

    @property
    def quarantined(self) -> int:
        return sum(count.quarantined for count in self.files)

    @property
    def loaded(self) -> int:
        return sum(count.loaded + count.merged for count in self.files)


@dataclass(slots=True)
class Input:
    """A file that can be read: its name among the load's files, its format, the hash and number of its bytes."""

    path: Path
    name: str
    format: str
    sha256: str
    size: int


def inspect(paths: Sequence[Path]) -> tuple[list[Input], list[CoauthError]]:
    """Look at files before anything is written: which can be read, and what is wrong with the others."""
    inputs: list[Input] = []
    refused: list[CoauthError] = []
    names: dict[str, int] = {}
    for path in paths:
        try:
            opened = open_file(path)
            opened.close()
            digest = hashlib.sha256()
            with path.open("rb") as stream:
                while chunk := stream.read(2**20):
                    digest.update(chunk)
            size = path.stat().st_size
        except CoauthError as error:
            refused.append(error)
            continue
        except OSError as error:
            refused.append(
                CoauthError(f"{path}: {error.strerror or error}", hint="name a file that can be read")
            )
            continue
        names[path.name] = names.get(path.name, 0) + 1
        name = path.name if names[path.name] == 1 else f"{path.name} ({names[path.name]})"
        inputs.append(Input(path, _printable(name), opened.format, digest.hexdigest(), size))
    return inputs, refused


def _printable(name: str) -> str:
    """A file's name as text that every store takes: undecodable bytes are written out."""
    return name.encode("utf-8", "backslashreplace").decode()


def load_key(inputs: Sequence[Input]) -> str:
    """The same files are the same load: hash of their bytes and formats, in the order given."""
    text = "\n".join(f"{item.format} {item.sha256}" for item in inputs)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def load(
    store: Store, settings: Settings, paths: Sequence[Path], *, version: str, progress: Progress
) -> Outcome:
    """Load files into a store. May be killed at any moment and repeated.

    What cannot be read is quarantined (a record) or refused (a file; see Outcome.refused). Raises CoauthError where
    the store fails.
    """
    started = time.monotonic()
    inputs, refused = inspect(paths)
    outcome = Outcome(refused=refused)
    if inputs:
        prepare(store)
        run = _Run(store, settings, inputs, version)
        outcome.finished_before = run.begin()
        for index, item in enumerate(inputs):
            run.read_file(index, item, progress)
        progress.stage("working out", 0)
        derive_stale(
            store,
            batch_size=settings.batch_size,
            max_coauthors=settings.max_coauthors,
            progress=lambda name, done, total: _tell(progress, name, done, total),
            waiting=progress.waiting,
        )
        run.finish(outcome)
    outcome.seconds = time.monotonic() - started
    log.info(
        "loaded: %d works in %.1f s; %d quarantined", outcome.works, outcome.seconds, outcome.quarantined
    )
    return outcome


def _tell(progress: Progress, name: str, done: int, total: int) -> None:
    progress.stage(name, total)
    progress.reached(done)


class _Run:
    """One run of a load: its counts so far, and where it stands."""

    def __init__(self, store: Store, settings: Settings, inputs: Sequence[Input], version: str) -> None:
        self.store = store
        self.settings = settings
        self.inputs = inputs
        self.version = version
        self.key = load_key(inputs)
        self.counts: dict[str, list[int]] = {name: [0] * len(inputs) for name in COUNTS}
        self.at = (0, 0)
        self.again = False

    def begin(self) -> str | None:
        """Find or make the Load. Returns when it was finished before, if it was."""

        empty: dict[str, Any] = {name: tuple(counts) for name, counts in self.counts.items()}
        node = model.Load(
            key=self.key,
            state="running",
            version=self.version,
            started=datetime.now(UTC),
            files=tuple(item.name for item in self.inputs),
            formats=tuple(item.format for item in self.inputs),
            **empty,
        )
        # one statement: another process that begins the same load must not set back what this one has reached
        rows = self.store.execute(
            "MERGE (l:Load {key: $key}) ON CREATE SET l += $fields RETURN properties(l) AS load",
            {"key": self.key, "fields": schema.row_of(node)},
        )
        found = dict(rows[0]["load"])
        if found["state"] == "done":
            self.again = True
            finished = found.get("finished")
            return finished.iso_format()[:19].replace("T", " ") if finished else "before"
        self._resume(found)
        if self.at != (0, 0):
            log.info("going on with a load that stopped at file %d, record %d", self.at[0] + 1, self.at[1])
        return None

    def _resume(self, found: dict[str, Any]) -> None:
        self.at = (found["file_index"], found["position"])
        self.counts = {name: list(found[name]) for name in COUNTS}

    def read_file(self, index: int, item: Input, progress: Progress) -> None:
        """Put a file's records into the store, from the checkpoint on."""
        if index < self.at[0]:
            return
        place = [0]
        opened: Opened = open_file(item.path, progress=place)
        progress.stage(f"reading {item.name}", item.size)
        position = 0
        log.info("reading %s as %s, %d bytes", item.name, item.format, item.size)
        if index == self.at[0] and self.at[1]:
            position = sum(1 for _ in islice(opened.items, self.at[1]))
        with Behind() as behind:
            for batch in _batches(opened.items, self.settings.batch_size):
                behind.start(partial(self._put, index, position, batch))
                position += len(batch)
                progress.reached(place[0])
                log.info("%s: %d records read", item.name, position)
        if not self.again:
            self.at = max(self.at, (index + 1, 0))

    def _put(self, index: int, position: int, batch: Sequence[Located | Rejected]) -> None:
        def work(tx: Transaction) -> dict[str, list[int]]:
            if not self.again:
                # writing first makes a second process that runs the same load wait for this one, then skip the batch
                tx.run("MATCH (l:Load {key: $key}) SET l.state = l.state", {"key": self.key})
                found = tx.run("MATCH (l:Load {key: $key}) RETURN properties(l) AS load", {"key": self.key})
                stored = dict(found[0]["load"])
                if (stored["file_index"], stored["position"]) >= (index, position + len(batch)):
                    return {name: list(stored[name]) for name in COUNTS}
                counts = {name: list(stored[name]) for name in COUNTS}
                # another process of this load may have read a part of it
                reached = stored["position"] - position if stored["file_index"] == index else 0
                part = batch[max(reached, 0) :]
            else:
                counts = {name: list(values) for name, values in self.counts.items()}
                part = batch
            for name, number in self._write(tx, self.inputs[index].name, part).items():
                counts[name][index] += number
            counts["records"][index] += len(part)
            if not self.again:
                tx.run(
                    "MATCH (l:Load {key: $key}) SET l.file_index = $file_index, l.position = $position, "
                    + ", ".join(f"l.{name} = ${name}" for name in COUNTS),
                    {"key": self.key, "file_index": index, "position": position + len(batch), **counts},
                )
            return counts

        self.counts = self.store.write(work)

    def _write(self, tx: Transaction, file: str, batch: Sequence[Located | Rejected]) -> dict[str, int]:
        located: dict[str, tuple[Located, str]] = {}
        superseded: dict[str, list[tuple[Located, str]]] = {}
        unchanged = changed = 0
        rejected = [item for item in batch if isinstance(item, Rejected)]
        for item in batch:
            if isinstance(item, Located):
                before = located.get(item.record.key)
                sha256 = item.record.sha256
                if before is not None and (before[1] == sha256 or _is_older(item.record, before[0].record)):
                    unchanged += 1
                    continue
                if before is not None:
                    superseded.setdefault(item.record.key, []).append(before)
                located[item.record.key] = (item, sha256)
        known = {
            row["key"]: row
            for row in tx.run(
                # written first, so that no other load changes them between our reading and writing
                "MATCH (r:Record) WHERE r.key IN $keys SET r.sha256 = r.sha256 "
                "RETURN r.key AS key, r.sha256 AS sha256, r.statement AS statement, r.loads AS loads",
                {"keys": sorted(located)},
            )
        }
        new, newer, seen_again = [], [], []
        for key, (item, sha256) in sorted(located.items()):
            row = known.get(key)
            # versions of it that stood before in this batch count as they would in a batch of their own
            earlier = superseded.get(key, [])
            if row is None:
                changed += len(earlier)
                new.append(schema.row_of(self._node(file, item, sha256)))
                continue
            if self.key not in row["loads"]:
                seen_again.append({"key": key, "loads": [*row["loads"], self.key]})
            for version, its_sha256 in earlier:
                known_already = _is_known(version.record, its_sha256, row)
                unchanged += known_already
                changed += not known_already
            if _is_known(item.record, sha256, row):
                unchanged += 1
                continue
            changed += 1
            fields = schema.row_of(self._node(file, item, sha256))
            newer.append({"key": key, "fields": {name: fields[name] for name in _REPLACED}})
        tx.run(schema.create_nodes(model.Record), {"rows": new})
        tx.run("UNWIND $rows AS row MATCH (r:Record {key: row.key}) SET r += row.fields", {"rows": newer})
        tx.run(
            "UNWIND $rows AS row MATCH (r:Record {key: row.key}) SET r.loads = row.loads",
            {"rows": seen_again},
        )
        self._quarantine(tx, file, rejected)
        return {"added": len(new), "changed": changed, "unchanged": unchanged, "quarantined": len(rejected)}

    def _node(self, file: str, item: Located, sha256: str) -> model.Record:
        record = item.record
        return model.Record(
            key=record.key,
            source=record.source,
            file=file,
            line=item.line,
            sha256=sha256,
            statement=record.statement,
            doi=record.doi,
            pmid=record.pmid,
            openalex=record.openalex,
            arxiv=record.arxiv,
            title_key=title_key(record),
            loads=(self.key,),
            first_load=self.key,
            stale=True,
        )

    def _quarantine(self, tx: Transaction, file: str, rejected: Sequence[Rejected]) -> None:
        rows = []
        for item in rejected:
            digest = hashlib.sha256(f"{file}\n{item.line}\n".encode() + item.raw).hexdigest()[:32]
            raw = item.raw.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")
            rows.append(
                schema.row_of(
                    model.Quarantined(key=digest, file=file, line=item.line, reason=item.reason, raw=raw)
                )
            )
        tx.run(
            "UNWIND $rows AS row MERGE (q:Quarantined {key: row.key}) "
            "SET q.file = row.file, q.line = row.line, q.reason = row.reason, q.raw = row.raw, "
            "q.loads = CASE WHEN $load IN coalesce(q.loads, []) THEN q.loads ELSE coalesce(q.loads, []) + $load END",
            {"rows": rows, "load": self.key},
        )

    def finish(self, outcome: Outcome) -> None:
        """Mark the load as done and count what its records report."""
        if not self.again:
            self.store.execute(
                "MATCH (l:Load {key: $key}) SET l.state = 'done', l.finished = coalesce(l.finished, $now)",
                {"key": self.key, "now": datetime.now(UTC)},
            )
        merged = self._merged() if any(self.counts["added"]) else {}
        for index, item in enumerate(self.inputs):
            count = {name: self.counts[name][index] for name in COUNTS}
            joined = min(merged.get(item.name, 0), count["added"])
            outcome.files.append(
                FileCount(
                    file=item.name,
                    format=item.format,
                    records=count["records"],
                    loaded=count["added"] - joined + count["changed"],
                    merged=joined,
                    changed=count["changed"],
                    unchanged=count["unchanged"],
                    quarantined=count["quarantined"],
                )
            )
        totals = self.store.read(_TOTALS, {"load": self.key})
        for name, value in (totals[0] if totals else {}).items():
            setattr(outcome, name, value)

    def _merged(self) -> dict[str, int]:
        """How many of a file's new records joined a work that another record reports already."""
        order = {item.name: index for index, item in enumerate(self.inputs)}
        found: dict[str, list[tuple[int, int, str, int]]] = {}
        for row in self.store.read(
            "MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE r.first_load = $load AND w.records_count > 1 "
            "RETURN w.key AS work, r.file AS file, r.line AS line, w.records_count AS records",
            {"load": self.key},
        ):
            found.setdefault(row["work"], []).append(
                (order.get(row["file"], 0), row["line"], row["file"], row["records"])
            )
        merged: dict[str, int] = {}
        for records in found.values():
            records.sort()
            others = records[0][3] > len(records)
            for _, _, file, _ in records[0 if others else 1 :]:
                merged[file] = merged.get(file, 0) + 1
        return merged


_REPLACED = ("sha256", "statement", "doi", "pmid", "openalex", "arxiv", "title_key", "stale")
"""What a newer statement of a record replaces; where and when it was first read stays."""

_TOTALS = """
MATCH (r:Record)-[:REPORTS]->(w:Work) WHERE $load IN r.loads
WITH DISTINCT w
OPTIONAL MATCH (a:Author)-[x:AUTHORED]->(w)
WITH w, count(x) AS authorships, coalesce(sum(size(x.affiliations)), 0) AS affiliations,
     sum(CASE WHEN x.review THEN 1 ELSE 0 END) AS review
WITH count(w) AS works, sum(authorships) AS authorships, sum(affiliations + size(w.affiliations)) AS affiliations,
     sum(review) AS review
RETURN works, authorships, affiliations, review,
       COUNT { MATCH (:Author) } AS authors, COUNT { MATCH (:Institution) } AS institutions,
       COUNT { MATCH (:Country) } AS countries
"""


def _is_older(record: Record, other: Record) -> bool:
    """Does the source itself say that the record is an older version than the other?"""
    return record.updated is not None and other.updated is not None and record.updated < other.updated


def _is_known(record: Record, sha256: str, row: dict[str, Any]) -> bool:
    """Does the store hold this version of a record, or a newer one?"""
    return bool(row["sha256"] == sha256) or _is_older(record, from_statement(row["statement"]))


def _batches(items: Iterator[Located | Rejected], size: int) -> Iterator[list[Located | Rejected]]:
    while batch := list(islice(items, size)):
        yield batch
