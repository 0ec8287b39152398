"""Reading every list of a plan to its end, a page at a time, into a file; what was got is kept whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec

from graph.errors import CoauthError
from graph.views.atomic import check_writable, write_file
from loaders.fetch.journal import Journal, Line, Plan, Reached
from loaders.fetch.query import FIRST, Found, Page, Query, Source
from loaders.fetch.transport import Refused

ENDINGS = (".jsonl", ".jsonl.gz")
MAX_BEGUN_ANEW = 3
"""So often in one run a list is begun anew because its cursor is no longer good."""
CURSOR_REFUSED = frozenset({400, 404, 410, 422})
"""What a service answers to a cursor that it no longer knows."""
MAX_PAGE_BYTES = 256 * 2**20
"""Of a page with all the authors of its works."""


class Progress(Protocol):
    """Who wants to see how far a fetch is."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins; total: works."""

    def reached(self, done: int) -> None:
        """So much of the stage is done."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a fetch got. queries: each with how far it was read. works: in the file; given: with those that several
    lists gave. resumed: an earlier run had begun it."""

    file: Path
    log: Path
    works: int
    resumed: bool
    queries: tuple[tuple[Query, Reached], ...]

    def ids(self, way: str) -> set[str]:
        """The works that one way found."""
        return set().union(*(reached.ids for query, reached in self.queries if query.way == way))

    @property
    def completed(self) -> int:
        """Works whose authors were cut in the list and all got by a call of their own."""
        return sum(reached.completed for _, reached in self.queries)

    @property
    def cut(self) -> int:
        """Works of which authors are missing all the same."""
        return len(set().union(*(reached.cut for _, reached in self.queries)))


def log_of(file: Path) -> Path:
    """Where the queries of a fetch are logged: beside its file."""
    name = file.name
    for ending in reversed(ENDINGS):
        name = name.removesuffix(ending)
    return file.with_name(f"{name}.queries.jsonl")


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def harvest(
    source: Source,
    queries: Sequence[Query],
    file: Path,
    *,
    progress: Progress,
    at_most: int,
    best: int | None = None,
    anew: bool = False,
    now: Callable[[], datetime] = _now,
) -> Iterator[tuple[Harvest, Iterator[bytes]]]:
    """Read all lists; then `file` and its log are there, and what they rest on is removed at the end of the block.

    Yields what was got, and the works once more, as JSON objects. at_most: a list of more works is refused. best: of
    each list only so many. anew: what an earlier run got is thrown away. Raises CoauthError; what was got until then
    stays in FILE.part, and the same call goes on with it.
    """
    check_writable(file)
    plan = Plan(source.name, [query.url + "".join(f" {term}" for term in query.terms) for query in queries])
    with Journal(file.with_name(file.name + ".part"), plan, anew=anew) as journal:
        reader = _Reader(source, journal, progress, at_most, best, now)
        for number, query in enumerate(queries):
            if not journal.queries[number].done:
                reader.read(number, query, f"{query.way} {number + 1}/{len(queries)}")
                _write_log(file, source, queries, journal)
        _write_log(file, source, queries, journal)
        journal.finish(file)
        yield (
            Harvest(
                file,
                log_of(file),
                len(journal.known),
                journal.resumed,
                tuple(zip(queries, journal.queries, strict=True)),
            ),
            journal.works(),
        )
        journal.remove()


class _Reader:
    def __init__(
        self,
        source: Source,
        journal: Journal,
        progress: Progress,
        at_most: int,
        best: int | None,
        now: Callable[[], datetime],
    ) -> None:
        self._source = source
        self._journal = journal
        self._progress = progress
        self._at_most = at_most
        self._best = best
        self._now = now

    def read(self, number: int, query: Query, title: str) -> None:
        """Read one list from where it was left."""
        reached = self._journal.queries[number]
        cursor, begun_anew = reached.cursor, 0
        while not reached.done:
            if self._too_old(query, reached):
                cursor = FIRST
            anew = cursor == FIRST and reached.pages > 0
            begun_anew += anew
            if begun_anew > MAX_BEGUN_ANEW:
                raise CoauthError(
                    f"{self._source.name}: the list for {_short(query)} breaks off again and again",
                    hint="narrow it with --from, --to or --filter",
                )
            try:
                page = self._source.page(query, cursor)
            except Refused as error:
                if cursor == FIRST or error.status not in CURSOR_REFUSED:
                    raise
                cursor = FIRST
                continue
            self._check_size(query, page)
            self._journal.add(self._line(number, page, reached, anew))
            cursor = reached.cursor
            wanted = min(page.hits, self._best or page.hits)
            self._progress.stage(title, max(wanted, 1))
            self._progress.reached(min(reached.given, wanted))

    def _too_old(self, query: Query, reached: Reached) -> bool:
        lives = self._source.cursor_lives(query)
        if lives is None or reached.cursor == FIRST or reached.last is None:
            return False
        return (self._now() - datetime.fromisoformat(reached.last)).total_seconds() > lives

    def _check_size(self, query: Query, page: Page) -> None:
        if self._best is None and page.hits > self._at_most:
            raise CoauthError(
                f"{self._source.name} has {page.hits:,} works for {_short(query)}, more than {self._at_most:,}",
                hint="narrow it with --from, --to or --filter, or allow more with --max-works",
            )

    def _line(self, number: int, page: Page, reached: Reached, anew: bool) -> Line:
        works = page.works
        before = 0 if anew else reached.given
        after = page.after if works or page.missing else None
        if self._best is not None and before + len(works) >= self._best:
            works, after = works[: self._best - before], None
        if before + len(works) > 2 * page.hits + 1000:
            raise CoauthError(f"{self._source.name} gives more works than it says that there are")
        fresh: dict[str, Found] = {}
        completed, size = 0, 0
        cut: list[str] = []
        for work in works:
            if work.id in self._journal.known or work.id in fresh:
                continue
            kept = self._source.whole(work) if work.cut else work
            completed += work.cut and not kept.cut
            if kept.cut:
                cut.append(kept.id)
            size += len(kept.raw)
            if size > MAX_PAGE_BYTES:
                raise CoauthError(
                    f"{self._source.name}: a page of more than {MAX_PAGE_BYTES // 2**20} MiB is not kept"
                )
            fresh[work.id] = kept
        return Line(
            query=number,
            date=self._now().isoformat(timespec="seconds"),
            hits=page.hits,
            ids=[work.id for work in works],
            works=[msgspec.Raw(work.raw) for work in fresh.values()],
            after=after,
            again=anew,
            completed=completed,
            cut=cut,
            missing=list(page.missing),
        )


def _short(query: Query) -> str:
    terms = ", ".join(query.terms[:3]) + (", …" if len(query.terms) > 3 else "")
    return terms or query.filter


def _write_log(file: Path, source: Source, queries: Sequence[Query], journal: Journal) -> None:
    """One line a query that was sent, so far."""
    lines = [
        msgspec.json.encode(logged(source.name, query, reached))
        for query, reached in zip(queries, journal.queries, strict=True)
        if reached.begun is not None
    ]
    write_file(log_of(file), b"".join(line + b"\n" for line in lines))


def logged(source: str, query: Query, reached: Reached) -> dict[str, Any]:
    """One query with its outcome. hits: what the service says it has; works: what it gave, each work once."""
    return {
        "date": reached.begun,
        "source": source,
        "way": query.way,
        "url": query.url,
        "filter": query.filter,
        "terms": list(query.terms),
        "hits": len(reached.ids) if query.way == "doi" else reached.hits,
        "works": len(reached.ids),
        "pages": reached.pages,
        "complete": reached.done,
        "missing": reached.missing,
    }
