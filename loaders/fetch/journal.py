"""What a fetch has got so far: FILE.part, to which a page is added as one line, and FILE when all is there.

A process that dies leaves at most half a line, which is cut off again. So what a page found, the works it brought and
the cursor of the next one are always of one mind.
"""

from __future__ import annotations

import fcntl
import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

import msgspec

from graph.errors import CoauthError
from loaders.fetch.query import FIRST

VERSION = 1
MAX_LINE = 2**30
"""Bytes: a page has no more than a quarter of it (harvest.MAX_PAGE_BYTES)."""


class Plan(msgspec.Struct, forbid_unknown_fields=True):
    """The first line: what is fetched. Only the same is gone on with."""

    source: str
    queries: list[str]
    version: int = VERSION


class Line(msgspec.Struct, omit_defaults=True):
    """One page. query: its number. date: when it came, in ISO 8601, UTC. ids: of all its works; works: those of them
    that no earlier page brought, as JSON objects. again: the list was begun anew before it. completed: so many got
    all their authors by a call of their own; cut: ids of those that did not. missing: ids asked for in vain."""

    query: int
    date: str
    hits: int
    ids: list[str]
    works: list[msgspec.Raw]
    after: str | None = None
    again: bool = False
    completed: int = 0
    cut: list[str] = []
    missing: list[str] = []


@dataclass(slots=True)
class Reached:
    """How far one list has been read. ids: of the works it gave; begun, last: dates of its first and latest page."""

    cursor: str = FIRST
    hits: int = 0
    pages: int = 0
    given: int = 0
    completed: int = 0
    done: bool = False
    begun: str | None = None
    last: str | None = None
    ids: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)

    def take(self, line: Line) -> None:
        """Count one more page."""
        if line.again:
            self.given = self.pages = 0
            self.missing = []
        self.cursor = line.after or FIRST
        self.done = line.after is None
        self.hits = line.hits
        self.pages += 1
        self.given += len(line.ids)
        self.completed += line.completed
        self.begun = self.begun or line.date
        self.last = line.date
        self.ids.update(line.ids)
        self.cut.update(line.cut)
        self.missing += line.missing


_LINE = msgspec.json.Decoder(Line)
_ENCODE = msgspec.json.Encoder()


class Journal:
    """The state of one fetch, held by one process at a time.

    part: FILE.part. anew: whatever is there is thrown away. Raises CoauthError where another process has it, where it is of another fetch, or where it
    cannot be written.
    """

    def __init__(self, part: Path, plan: Plan, *, anew: bool = False) -> None:
        self.part = part
        self.queries = [Reached() for _ in plan.queries]
        self.known: set[str] = set()
        self.resumed = False
        try:
            self._number = self._held()
            try:
                if anew:
                    os.ftruncate(self._number, 0)
                self._take_up(plan)
            except BaseException:
                os.close(self._number)
                raise
        except OSError as error:
            raise CoauthError(
                f"cannot write {part}: {error.strerror or error}",
                hint="name another place with -o, or make room",
            ) from None

    def add(self, line: Line) -> None:
        """Keep one page, so that it is there whatever happens next. Raises CoauthError (disk full)."""
        try:
            self._write(_ENCODE.encode(line))
        except OSError as error:
            raise CoauthError(
                f"cannot write {self.part}: {error.strerror or error}",
                hint="make room: the same command then goes on where this one stopped",
            ) from None
        self._count(line)

    def works(self) -> Iterator[bytes]:
        """Every work once, in the order in which they came."""
        for line, _ in self._lines():
            for work in line.works:
                yield bytes(work)

    def finish(self, file: Path) -> None:
        """Put the works into `file` in one step, gzipped if its name ends in .gz. Raises CoauthError."""
        new = file.with_name(file.name + ".new")
        try:
            with new.open("wb") as raw:
                packed = gzip.GzipFile("", "wb", 6, raw, mtime=0) if file.suffix.lower() == ".gz" else None
                stream = cast(IO[bytes], packed or raw)
                for work in self.works():
                    stream.write(work + b"\n")
                if packed is not None:
                    packed.close()
                raw.flush()
                os.fsync(raw.fileno())
            new.replace(file)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise CoauthError(
                f"cannot write {file}: {error.strerror or error}",
                hint="make room: the same command then goes on where this one stopped",
            ) from None

    def remove(self) -> None:
        """Nothing is left to go on with."""
        self.part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._number)

    def _held(self) -> int:
        """The open file, which no other process has."""
        while True:
            number = os.open(self.part, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if self.part.exists() and self.part.stat().st_ino == os.fstat(number).st_ino:
                    return number
            except BlockingIOError:
                os.close(number)
                raise CoauthError(
                    f"another process is fetching into {self.part.with_suffix('')}",
                    hint="name another file with -o",
                ) from None
            except BaseException:
                os.close(number)
                raise
            os.close(number)  # whoever had it has just finished and removed it

    def _take_up(self, plan: Plan) -> None:
        with self._opened() as file:
            file.seek(0)
            first = file.readline(MAX_LINE)
        if _ENCODE.encode(plan).startswith(first):  # a process died while it wrote this line
            os.ftruncate(self._number, 0)
            self._write(_ENCODE.encode(plan))
            return
        if not _same(first, plan):
            raise CoauthError(
                f"{self.part} is what another fetch has got so far",
                hint="go on with that one, name another file with -o, or add --restart to throw it away",
            )
        self.resumed = True
        end = len(first)
        for line, length in self._lines():
            self._count(line)
            end += length
        os.ftruncate(self._number, end)

    def _opened(self) -> IO[bytes]:
        return open(os.dup(self._number), "rb")  # noqa: PTH123 - a number, not a path; the caller closes it

    def _lines(self) -> Iterator[tuple[Line, int]]:
        """The whole lines with their lengths; what follows the first one that is not whole does not count."""
        with self._opened() as file:
            file.seek(0)
            file.readline()
            while (raw := file.readline(MAX_LINE)).endswith(b"\n"):
                try:
                    line = _LINE.decode(raw)
                    whole = datetime.fromisoformat(line.date).tzinfo is not None
                except ValueError:
                    return
                if not (whole and 0 <= line.query < len(self.queries) and line.hits >= 0):
                    return
                yield line, len(raw)

    def _count(self, line: Line) -> None:
        self.queries[line.query].take(line)
        self.known.update(line.ids)

    def _write(self, text: bytes) -> None:
        begun = os.fstat(self._number).st_size
        rest = memoryview(text + b"\n")
        try:
            while rest:
                rest = rest[os.write(self._number, rest) :]
            os.fsync(self._number)
        except OSError:
            os.ftruncate(self._number, begun)
            raise


def _same(first: bytes, plan: Plan) -> bool:
    try:
        return msgspec.json.decode(first, type=Plan) == plan
    except msgspec.DecodeError:
        return False
