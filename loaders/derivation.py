"""From stale records to works, persons and what is derived: one batch is one transaction.

A batch computes its works anew from all their records, and writes the difference; while the store writes it, the next is
worked out. Authorships of new works wait until those of so many batches are there, and are given to persons among them,
once for all; their records are stale until then. Once all is written, who is whom is settled among all that the store
holds, and what hangs on persons is derived. Run under the derive lock until no record is stale and no person unresolved,
it also heals whatever a killed load left behind.
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
from loaders.change import Change, Worked, changes
from loaders.deciding import Decider
from loaders.mentions.linking import relink
from loaders.merging.identity import group
from loaders.merging.joining import Mark
from loaders.persons.mentioned import persons_among
from loaders.persons.neighbourhood import READ_SECONDS, Authorships, Memory
from loaders.persons.settling import keeping, settle, taken
from loaders.resolve.running import Runner, pool, remembering
from loaders.same_records import marks_of, records_around
from loaders.ties import write_ties
from loaders.watchlists.recording import match_lists
from loaders.works import compute
from loaders.writing import Writer

log = logging.getLogger(__name__)


BATCHES = 4
"""So many batches of records are worked out in one transaction: persons whom several of them name, once for all."""

LETTERS = 2_000_000
"""But no more than what so many letters of statements say: a work of hundreds of authors weighs as much as hundreds."""

MOST_HELD = 40_000
"""Authorships of new works that wait for their persons together: about 100 MB."""

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
                match_lists(store, lock, run.decider)
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
        self.decider = decider
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
            writer = Writer(lock, self.decider)
            known: dict[bytes, Any] = {}
            while sizes := self._stale():
                total = self.done + len(sizes)
                thinker = _Thinker(store, self.decider, behind, memory, self._max_coauthors)
                held = _Held(thinker, writer, memory, lock, run, known, partial(self._reached, total=total))
                for some in self._chunks(sizes):
                    held.take(some, max(int(MOST_HELD * self.portion), 1))
                held.give()
                held.finish()
            settle(
                store, lock, memory, self.decider.standing, remembering(run, known), self._telling("telling persons apart"),
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

    def _reached(self, more: int, *, total: int) -> None:
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
    """Decides which works the next records report, while those before are being written.

    Made anew each time that the stale records have been read, when nothing is being written.
    """

    def __init__(
        self, store: Store, decider: Decider, behind: Behind, memory: Memory, max_coauthors: int
    ) -> None:
        self.behind = behind
        self._store = store
        self._decider = decider
        self._memory = memory
        self._max_coauthors = max_coauthors
        self._handled: set[str] = set()
        self._works: set[str] = set()
        self._closed: set[Mark] = set()
        self._open: set[Mark] = set()

    def work_out(self, keys: Sequence[str], give: Callable[[], None]) -> Worked | None:
        """The works of these records; None where they were handled with others. give: writes all that is worked out."""
        keys = [key for key in keys if key not in self._handled]
        closed = set(self._closed)
        around = records_around(self._read, keys, closed)
        if (
            # they share records or a work with a batch that may not be written yet: another process has joined them,
            # or a record has another identifier than before
            not self._handled.isdisjoint(around.records.keys() | around.gone)
            or not self._works.isdisjoint(around.works)
            # they close a title that was open to such a batch: its records must be found as worked out
            or not self._open.isdisjoint(closed - self._closed)
        ):
            give()
            self.behind.wait()
            closed = set(self._closed)
            around = records_around(self._read, keys, closed)
        if not around.records and not around.gone:
            return None
        self._closed = closed
        self._open |= marks_of(around.records.values()) - closed
        self._handled |= around.records.keys() | around.gone
        groups = group(around.records.values(), closed=frozenset(around.closed))
        states = [compute(one, self._decider, max_coauthors=self._max_coauthors) for one in groups]
        rewritten = around.works | {state.work.key for state in states}
        self._works |= rewritten
        store = Authorships(self._read_settled, self._memory, without_works=rewritten)
        if around.works:
            store.of_works(around.works)
        return Worked.of(around, groups, states, store)

    def taken(self, keys: set[str]) -> set[str]:
        """Those of these keys that a person has."""
        if self._memory.whole:
            return {key for key in keys if self._memory.of("author", [key])}
        return taken(self._read_settled, keys)

    def _read(self, cypher: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        return self._store.read(cypher, parameters, timeout=READ_SECONDS)

    def _read_settled(self, cypher: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Read what the batch before has written, too."""
        self.behind.wait()
        return self._read(cypher, parameters)


class _Held:
    """Batches whose authorships wait for their persons.

    known: what was last found of who is whom; where that were all authorships, it need not be found again. reached: called
    with how many further records are written.
    """

    def __init__(
        self,
        thinker: _Thinker,
        writer: Writer,
        memory: Memory,
        lock: DeriveLock,
        run: Runner,
        known: dict[bytes, Any],
        reached: Callable[[int], None],
    ) -> None:
        self._thinker = thinker
        self._writer = writer
        self._memory = memory
        self._lock = lock
        self._run = run
        self._known = known
        self._reached = reached
        self._held: list[Worked] = []
        self._authorships = 0
        self._writing = 0

    def take(self, keys: Sequence[str], most: int) -> None:
        """Work these records out, and hold their authorships, or write them where there are more than so many.

        What was there before is written whole, in one transaction: a person whose authorships are taken away and not
        given back yet would be nobody, were the run to end between the two.
        """
        worked = self._thinker.work_out(keys, self.give)
        if worked is None:
            return
        if worked.around.works or worked.around.gone:
            self.give()
            self._give([worked], self._writer.write, self._run, finishes=True)
            return
        self._start(partial(self._writer.write_works, worked), len(worked.around.stale))
        self._held.append(worked)
        self._authorships += len(worked.fresh)
        if self._authorships >= most:
            self.give()

    def give(self) -> None:
        """Give all authorships that are held to persons, and write them."""
        held, self._held, self._authorships = self._held, [], 0
        if held:
            # so many may take long, and the lock is kept meanwhile: not beside a transaction that renews it
            self._thinker.behind.wait()
            self._give(held, self._writer.write_authorships, keeping(self._lock, self._run), finishes=False)

    def finish(self) -> None:
        """Wait until all is written."""
        self._start(None, 0)

    def _give(
        self, batches: Sequence[Worked], write: Callable[[Change], None], run: Runner, *, finishes: bool
    ) -> None:
        """finishes: the records count as written with it, and did not with their works."""
        self._known.clear()
        # a mention that comes back may have founded a person that others hold by now: its key is not free
        persons, decided = persons_among(
            [item for one in batches for item in one.fresh.values()],
            {work: beside for one in batches for work, beside in one.beside.items()},
            without={mention for one in batches for mention in one.kept},
            run=remembering(run, self._known),
            taken=self._thinker.taken,
        )
        for change in changes(batches, persons, decided):
            # what comes next is worked out as if this one were written: it will be, or the run ends
            change.remember(self._memory)
            self._start(partial(write, change), len(change.worked.around.stale) if finishes else 0)
        self._memory.tidy()

    def _start(self, call: Callable[[], None] | None, records: int) -> None:
        behind = self._thinker.behind
        behind.wait()
        self._reached(self._writing)
        self._writing = records
        if call is not None:
            behind.start(call)
