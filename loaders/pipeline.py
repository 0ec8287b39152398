"""A load: read files, put their records into the store, derive what hangs on them.

Records go in batches; a batch and its checkpoint are one transaction, so a load that was killed goes on where it
stopped when the same command runs again. All state of a load is in the store that it loads.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from graph import model, schema
from graph.errors import CoauthError, StoreOutOfMemory, StoreUnreachable
from graph.lock import DeriveLock
from graph.prepare import prepare
from graph.settings import Settings
from graph.store import Store, Transaction
from graph.views.text import one_line
from loaders.accounting import COUNTS, FileCount, Outcome
from loaders.behind import Behind
from loaders.deciding import Decider
from loaders.derivation import derive_stale
from loaders.fates import fates
from loaders.inputs import Input, inspect, load_key
from loaders.persons.events import changed_since
from loaders.recording import record_batch
from loaders.records import Located, Rejected
from loaders.sources import Opened
from loaders.sources.plain_table import Mapping as TableMapping
from loaders.timestamps import timestamp

log = logging.getLogger(__name__)


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


def load(
    store: Store,
    settings: Settings,
    paths: Sequence[Path],
    *,
    version: str,
    decider: Decider,
    progress: Progress,
    by: TableMapping | None = None,
) -> Outcome:
    """Load files into a store. May be killed at any moment and repeated.

    decider: by which printed affiliations are read. by: how tables of no known format are read. What cannot be read is quarantined (a record) or refused (a file; see
    Outcome.refused). Raises CoauthError where the store fails, or where the same load is being taken back.
    """
    started = time.monotonic()
    with ExitStack() as stack:
        inputs, refused = inspect(paths, stack, by)
        outcome = Outcome(refused=refused)
        if inputs:
            prepare(store)
            run = _Run(store, settings, inputs, version, decider)
            outcome.key = run.key
            outcome.finished_before = run.begin()
            try:
                for index, item in enumerate(inputs):
                    run.read_file(index, item, progress)
                began = timestamp()
                work_out(store, settings, decider, progress)
                outcome.persons = changed_since(store, began)
                run.finish(outcome)
            except BaseException as error:
                run.broke_off(error)
                raise
    outcome.seconds = time.monotonic() - started
    log.info(
        "loaded: %d works in %.1f s; %d quarantined", outcome.works, outcome.seconds, outcome.quarantined
    )
    for count in outcome.files:
        count.check()
    return outcome


def work_out(
    store: Store,
    settings: Settings,
    decider: Decider,
    progress: Progress,
    first: Callable[[DeriveLock], None] | None = None,
) -> int:
    """Compute what hangs on stale records; returns how many there were. first: see derive_stale."""
    if first is None:
        progress.stage("working out", 0)
    return derive_stale(
        store,
        decider,
        batch_size=settings.batch_size,
        max_coauthors=settings.max_coauthors,
        progress=lambda name, done, total: _tell(progress, name, done, total),
        waiting=progress.waiting,
        first=first,
    )


def _tell(progress: Progress, name: str, done: int, total: int) -> None:
    progress.stage(name, total)
    progress.reached(done)


class _Run:
    """One run of a load: its counts so far, and where it stands."""

    def __init__(
        self, store: Store, settings: Settings, inputs: Sequence[Input], version: str, decider: Decider
    ) -> None:
        self.store = store
        self.settings = settings
        self.inputs = inputs
        self.version = version
        self.decider = decider
        self.key = load_key(inputs)
        self.counts: dict[str, list[int]] = {name: [0] * len(inputs) for name in COUNTS}
        self.names = [item.name for item in inputs]
        self.encodings = [""] * len(inputs)
        self.at = (0, 0)
        self.again = False
        self.started: Any = None

    def begin(self) -> str | None:
        """Find or make the Load. Returns when it was finished before, if it was."""

        empty: dict[str, Any] = {name: tuple(counts) for name, counts in self.counts.items()}
        node = model.Load(
            key=self.key,
            state="running",
            version=self.version,
            decided_by=self.decider.identity,
            started=datetime.now(UTC),
            files=tuple(item.name for item in self.inputs),
            formats=tuple(item.format for item in self.inputs),
            encodings=tuple(self.encodings),
            mapping=next((item.by.text for item in self.inputs if item.by is not None), None),
            **empty,
        )
        # one statement: another process that begins the same load must not set back what this one has reached
        self.store.execute(
            "MERGE (l:Load {key: $key}) ON CREATE SET l += $fields",
            {"key": self.key, "fields": schema.row_of(node)},
        )
        # read as _put will read it: the local store gives back a time that it was just given in another form
        rows = self.store.read(_LOAD, {"key": self.key})
        if not rows:
            raise _being_taken_back(self.key)
        found = dict(rows[0]["load"])
        self.names, self.encodings = list(found["files"]), list(found["encodings"])
        self.started = found["started"]
        if found["state"] == "unloading":
            raise _being_taken_back(self.key)
        if found["state"] == "done":
            self.again = True
            finished = found.get("finished")
            return finished.iso_format()[:19].replace("T", " ") if finished else "before"
        if found["state"] != "running":
            self.store.execute(
                "MATCH (l:Load {key: $key}) WHERE l.state IN ['interrupted', 'failed'] "
                "SET l.state = 'running', l.reason = null",
                {"key": self.key},
            )
        self._resume(found)
        if self.at != (0, 0):
            log.info("going on with a load that stopped at file %d, record %d", self.at[0] + 1, self.at[1])
        return None

    def _resume(self, found: dict[str, Any]) -> None:
        self.at = (found["file_index"], found["position"])
        self.counts = {name: list(found[name]) for name in COUNTS}

    def broke_off(self, error: BaseException) -> None:
        """Note that the load ended before its end, and why; what was done stays done."""
        if self.again or isinstance(error, StoreUnreachable):
            return
        interrupted = isinstance(error, KeyboardInterrupt)
        message = error.message if isinstance(error, CoauthError) else f"{type(error).__name__}: {error}"
        ended = {
            "state": "interrupted" if interrupted else "failed",
            "reason": None if interrupted else one_line(message)[:500],
        }

        def work(tx: Transaction) -> None:
            # another process may have finished it, or be taking it back
            if self._held(tx)["state"] == "running":
                tx.run("MATCH (l:Load {key: $key}) SET l += $ended", {"key": self.key, "ended": ended})

        try:
            self.store.write(work)
        except CoauthError as second:
            log.info("that the load ended could not be noted: %s", second.message)

    def read_file(self, index: int, item: Input, progress: Progress) -> None:
        """Put a file's records into the store, from the checkpoint on."""
        if index < self.at[0]:
            return
        place = [0]
        opened = item.open(progress=place)
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
        self._note_encoding(index, item, opened)
        if not self.again:
            self.at = max(self.at, (index + 1, 0))

    def _note_encoding(self, index: int, item: Input, opened: Opened) -> None:
        encoded = opened.encoded
        before = list(self.encodings)
        self.encodings[index] = encoded.title
        if encoded.guessed:
            log.warning("%s: read as %s, which is likely but not certain", item.name, encoded.name)
        if encoded.undecodable:
            log.warning(
                "%s: %d places do not decode as %s and stand as U+FFFD",
                item.name,
                encoded.undecodable,
                encoded.name,
            )
        if not self.again and self.encodings != before:
            # a run that goes on after this file does not read it again
            self._set(encodings=self.encodings)

    def _put(self, index: int, position: int, batch: Sequence[Located | Rejected]) -> None:
        """A batch in one transaction, or in several where it is too large for the store."""
        try:
            self._put_whole(index, position, batch)
        except StoreOutOfMemory:
            if len(batch) == 1:
                raise
            half = len(batch) // 2
            self._put(index, position, batch[:half])
            self._put(index, position + half, batch[half:])

    def _put_whole(self, index: int, position: int, batch: Sequence[Located | Rejected]) -> None:
        def work(tx: Transaction) -> dict[str, list[int]]:
            # a second process that runs the same load waits for this one, then skips the batch
            stored = self._held(tx)
            if not self.again:
                counts = {name: list(stored[name]) for name in COUNTS}
                if (stored["file_index"], stored["position"]) >= (index, position + len(batch)):
                    return counts
                # another process of this load may have read a part of it
                reached = stored["position"] - position if stored["file_index"] == index else 0
                part = batch[max(reached, 0) :]
            else:
                counts = {name: list(values) for name, values in self.counts.items()}
                part = batch
            form = self.inputs[index].format
            # by the names that the files had when the load began
            for name, number in record_batch(tx, self.key, stored["files"], index, form, part).items():
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

    def _set(self, **values: Any) -> None:
        """Set properties of the load; with `finished` it is done (and stays finished when it was first)."""

        def work(tx: Transaction) -> None:
            stored = self._held(tx)
            kept = {"finished"} if stored.get("finished") else set()
            fields = {name: value for name, value in values.items() if name not in kept}
            if "finished" in values:
                fields |= {"state": "done", "reason": None}
            tx.run("MATCH (l:Load {key: $key}) SET l += $fields", {"key": self.key, "fields": fields})

        self.store.write(work)

    def _held(self, tx: Transaction) -> dict[str, Any]:
        """The properties of the load, written first so that no other process changes them before we do."""
        tx.run("MATCH (l:Load {key: $key}) SET l.state = l.state", {"key": self.key})
        found = tx.run(_LOAD, {"key": self.key})
        self._must_stand(found)
        return dict(found[0]["load"])

    def _must_stand(self, found: Sequence[Mapping[str, Any]]) -> None:
        """Raise CoauthError where the load that this run began is being taken back, or is gone: one that has begun
        anew since is not to be gone on with from where this one is."""
        if not found or found[0]["load"]["started"] != self.started:
            raise CoauthError("this load was taken back while it ran", hint="coauth loads; then load again")
        if found[0]["load"]["state"] == "unloading":
            raise _being_taken_back(self.key)

    def finish(self, outcome: Outcome) -> None:
        """Count what its records report, and mark the load as done."""
        loaded, merged = fates(self.store, self.key, self.names, self.counts)
        if not self.again:
            self._set(loaded=loaded, merged=merged, encodings=self.encodings, finished=datetime.now(UTC))
        else:
            self._must_stand(self.store.read(_LOAD, {"key": self.key}))
        for index, item in enumerate(self.inputs):
            figures = {name: values[index] for name, values in self.counts.items() if name != "added"}
            outcome.files.append(
                FileCount(
                    file=item.name,
                    format=item.format,
                    title=item.title,
                    carries=item.carries,
                    encoding=self.encodings[index],
                    loaded=loaded[index],
                    merged=merged[index],
                    **figures,
                )
            )
        totals = self.store.read(_TOTALS, {"load": self.key})
        for name, value in (totals[0] if totals else {}).items():
            setattr(outcome, name, value)


def _being_taken_back(key: str) -> CoauthError:
    return CoauthError(
        "this load is being taken back",
        hint=f"coauth unload {key} (it goes on where it stopped), then load again",
    )


_LOAD = "MATCH (l:Load {key: $key}) RETURN properties(l) AS load"

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


def _batches(items: Iterator[Located | Rejected], size: int) -> Iterator[list[Located | Rejected]]:
    while batch := list(islice(items, size)):
        yield batch
