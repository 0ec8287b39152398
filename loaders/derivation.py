"""From stale records to works, persons and what is derived: one batch is one transaction.

A batch computes its works anew from all their records, gives their authorships to persons of the batch, and writes the
difference; while the store writes it, the next is worked out. Once all works are written, who is whom is settled among
all that the store holds, and what hangs on persons is derived. Run under the derive lock until no record is stale and no
person unresolved, it also heals whatever a killed load left behind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from graph.errors import StoreOutOfMemory
from graph.lock import DeriveLock
from graph.store import Store
from loaders.behind import Behind
from loaders.change import change, kept_by_mention
from loaders.deciding import Decider
from loaders.mentions.linking import relink
from loaders.merging.identity import group
from loaders.merging.joining import Mark
from loaders.persons.mentioned import persons_of
from loaders.persons.neighbourhood import READ_SECONDS, Authorships, Memory
from loaders.persons.settling import settle, taken
from loaders.resolve.running import Runner, pool, remembering
from loaders.same_records import records_around
from loaders.ties import write_ties
from loaders.works import compute
from loaders.writing import Batch, Writer

log = logging.getLogger(__name__)


BATCHES = 4
"""So many batches of records are worked out in one transaction: persons whom several of them name, once for all."""

LETTERS = 2_000_000
"""But no more than what so many letters of statements say: a work of hundreds of authors weighs as much as hundreds."""

SMALLEST = 1 / 256
"""A part of these that a store must have the memory for."""


def derive_stale(
    store: Store,
    decider: Decider,
    *,
    batch_size: int,
    max_coauthors: int,
    progress: Callable[[str, int, int], None] | None = None,
    waiting: Callable[[str], None] | None = None,
    first: Callable[[DeriveLock], None] | None = None,
) -> int:
    """Compute everything that hangs on stale records, until none is stale. Returns the number of records handled.

    decider: by which printed affiliations are read, with the judgements that are kept when it begins.

    Where a transaction is too large for the store, it goes on in smaller ones. progress: called with what is done, how
    many of them, and how many there are. first: called once the lock is held, to mark what is to be worked out anew:
    nobody who decides otherwise comes in between.
    """
    with DeriveLock(store, waiting=waiting) as lock:
        # somebody may have judged while this was read, or waited for: who judges from now on waits for this
        run = _Run(store, decider.refreshed(), batch_size, max_coauthors, progress)
        if first is not None:
            first(lock)
        while True:
            try:
                run.derive(lock)
                relink(store, lock)
                return run.done
            except StoreOutOfMemory as error:
                if run.portion / 4 < SMALLEST:
                    raise
                run.portion /= 4
                log.warning("%s; going on in smaller parts", error.message)


class _Run:
    """Until no record is stale, nor a person. portion: of the usual size of a transaction."""

    def __init__(
        self,
        store: Store,
        decider: Decider,
        batch_size: int,
        max_coauthors: int,
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        self._store = store
        self._decider = decider
        self._batch_size = batch_size
        self._max_coauthors = max_coauthors
        self._progress = progress
        self.portion = 1.0
        self.done = 0

    def derive(self, lock: DeriveLock) -> None:
        """All of it. Raises StoreOutOfMemory; what was written until then stays."""
        store = self._store
        with Behind() as behind, pool() as run:
            memory = Memory(whole=not store.execute("MATCH ()-[r:AUTHORED]->() RETURN 1 AS one LIMIT 1"))
            writer = Writer(lock, self._decider)
            known: dict[bytes, Any] = {}
            while sizes := self._stale():
                total = self.done + len(sizes)
                thinker = _Thinker(store, self._decider, behind, memory, self._max_coauthors, run, known)
                writing = 0
                for some in self._chunks(sizes):
                    batch = thinker.work_out(some)
                    behind.wait()
                    self._reached(writing, total)
                    writing = 0
                    if batch is not None:
                        behind.start(partial(writer.write, batch))
                        writing = len(batch.around.stale)
                behind.wait()
                self._reached(writing, total)
            settle(
                store, lock, memory, self._decider.standing, remembering(run, known), self._telling("telling persons apart"),
                portion=self.portion,
            )  # fmt: skip
            write_ties(store, lock, memory, behind, self._telling("joining co-authors"), portion=self.portion)

    def _telling(self, what: str) -> Callable[[int, int], None]:
        progress = self._progress
        return (lambda n, of: progress(what, n, of)) if progress is not None else (lambda n, of: None)

    def _stale(self) -> dict[str, int]:
        rows = self._store.read(
            "MATCH (r:Record) WHERE r.stale = true RETURN r.key AS key, size(r.statement) AS size ORDER BY key",
            timeout=READ_SECONDS,
        )
        return {row["key"]: row["size"] for row in rows}

    def _reached(self, more: int, total: int) -> None:
        self.done += more
        log.info("worked out %d of %d records", self.done, total)
        if self._progress is not None:
            self._progress("working out", min(self.done, total), total)

    def _chunks(self, sizes: dict[str, int]) -> Iterator[list[str]]:
        """Keys that are worked out together: the first of them fewer, so that the store has something to write soon."""
        some: list[str] = []
        letters, most = 0, max(int(self._batch_size * self.portion), 1)
        for key, size in sizes.items():
            if some and (len(some) >= most or letters + size > LETTERS * self.portion):
                yield some
                some, letters, most = [], 0, max(int(self._batch_size * BATCHES * self.portion), 1)
            some.append(key)
            letters += size
        if some:
            yield some


class _Thinker:
    """Decides what the next batch changes, while the one before it is being written.

    Made anew each time that the stale records have been read, when nothing is being written. known: what the last batch
    found of who is whom among its own authorships; where it was the only one, that need not be found again.
    """

    def __init__(
        self,
        store: Store,
        decider: Decider,
        behind: Behind,
        memory: Memory,
        max_coauthors: int,
        run: Runner,
        known: dict[bytes, Any],
    ) -> None:
        self._store = store
        self._decider = decider
        self._behind = behind
        self._memory = memory
        self._max_coauthors = max_coauthors
        self._run = run
        self._known = known
        self._handled: set[str] = set()
        self._works: set[str] = set()
        self._closed: set[Mark] = set()

    def work_out(self, keys: Sequence[str]) -> Batch | None:
        """What these records change; None where they were handled with others."""
        keys = [key for key in keys if key not in self._handled]
        closed = set(self._closed)
        around = records_around(self._read, keys, closed)
        if not (
            self._handled.isdisjoint(around.records.keys() | around.gone)
            and self._works.isdisjoint(around.works)
        ):
            # they share records or a work with a batch that may still be in writing: another process has joined them,
            # or a record has another identifier than before
            self._behind.wait()
            closed = set(self._closed)
            around = records_around(self._read, keys, closed)
        if not around.records and not around.gone:
            return None
        self._closed = closed
        self._handled |= around.records.keys() | around.gone
        groups = group(around.records.values(), closed=frozenset(around.closed))
        states = [compute(one, self._decider, max_coauthors=self._max_coauthors) for one in groups]
        rewritten = around.works | {state.work.key for state in states}
        self._works |= rewritten
        store = Authorships(self._read_settled, self._memory, without_works=rewritten)
        if around.works:
            store.of_works(around.works)
        self._known.clear()
        # a mention that comes back may have founded a person that others hold by now: its key is not free
        persons, decided = persons_of(
            states,
            without=kept_by_mention(store),
            run=remembering(self._run, self._known),
            taken=self._taken,
        )
        changed = change(states, store, persons, decided)
        # the next batch is worked out as if this one were written: it will be, or the run ends
        changed.remember(self._memory)
        self._memory.tidy()
        return Batch(around, groups, changed)

    def _read(self, cypher: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        return self._store.read(cypher, parameters, timeout=READ_SECONDS)

    def _read_settled(self, cypher: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Read what the batch before has written, too."""
        self._behind.wait()
        return self._read(cypher, parameters)

    def _taken(self, keys: set[str]) -> set[str]:
        if self._memory.whole:
            return {key for key in keys if self._memory.of("author", [key])}
        return taken(self._read_settled, keys)
