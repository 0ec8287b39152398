"""One work that a person saw printed, as a line of a file: the shape of the shipped works, and where it was seen.

A record is named by the page and by what names the work (its DOI, else another id, else its title): said again in
other words it replaces what was said before, and both versions stay in the file.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec

from graph.errors import CoauthError
from loaders.records import Record, checked
from loaders.sources import facts

MAX_KEPT_FILE = 2**30
"""Bytes of a file whose hash is taken: a page or a paper is far below."""
MAX_LINE = 64 * 2**20
"""Bytes of one line of the file that is appended to; no record is near it."""

_WHEN = ("added_by", "added_on", "updated")
"""What differs when the same is said again."""


@dataclass(slots=True)
class SeenAuthor:
    """An author as a person copied it: the affiliations, the ORCID and the mark of the corresponding author."""

    name: str
    affiliations: list[str] = field(default_factory=list)
    corresponding: bool | None = None
    orcid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWork:
    """A work as a person copied it from a page. dates: by kind. affiliations_unmapped: of no author in particular.

    note: for people only; nothing reads it.
    """

    seen_at: str
    title: str | None = None
    year: int | None = None
    dates: Mapping[str, str] = field(default_factory=dict)
    venue: str | None = None
    type: str | None = None
    language: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    pmid: str | None = None
    authors: Sequence[SeenAuthor] = ()
    affiliations_unmapped: Sequence[str] = ()
    funders: Sequence[str] = ()
    note: str | None = None
    file_name: str | None = None
    file_sha256: str | None = None


State = Literal["added", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a file holds of a record. state: what appending it means there; line: the last line that speaks of the
    record, 0 where none does; updated: when that line was written, where it says so; lines: how many the file has."""

    state: State
    line: int = 0
    updated: str | None = None
    lines: int = 0


def entry(work: SeenWork, *, by: str, at: datetime) -> dict[str, Any]:
    """A work as one line of a file will have it: what was printed, then who said so, where and when.

    Raises ValueError for what no reader could take.
    """
    made: dict[str, Any] = {
        # the reader adds what names the work
        "id": f"added-{hashlib.sha256(work.seen_at.encode()).hexdigest()[:12]}",
        "title": work.title,
        "title_en": None,
        "year": work.year,
        "dates": {kind: work.dates.get(kind) for kind in ("submitted", "accepted", "online", "published")},
        "venue": work.venue,
        "type": work.type,
        "language": work.language,
        "doi": work.doi,
        "arxiv": work.arxiv,
        "pmid": work.pmid,
        "authors": [
            {
                "name": author.name,
                "name_native": None,
                "affiliations": list(author.affiliations),
                "corresponding": author.corresponding,
                "email_domain": None,
                "orcid": author.orcid,
            }
            for author in work.authors
        ],
        "affiliations_unmapped": list(work.affiliations_unmapped) or None,
        "funders": list(work.funders),
        "evidence": [work.seen_at],
        "note": work.note,
        "seen_at": work.seen_at,
        "added_by": by,
        **_time(at),
        "file_name": work.file_name,
        "file_sha256": work.file_sha256,
    }
    record_of(made)
    return made


def _time(at: datetime) -> dict[str, str]:
    text = at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
    return {"added_on": text[:10], "updated": text}


def record_of(made: Mapping[str, Any]) -> Record:
    """The record that a load reads from an entry. Raises msgspec.DecodeError or ValueError where it cannot."""
    return checked(facts.read(msgspec.json.encode(made)))


def standing(path: Path, made: Mapping[str, Any]) -> Standing:
    """What a file of such lines holds of an entry; one that is not there holds nothing.

    Raises CoauthError where it cannot be read or is not one JSON object a line.
    """
    try:
        _must_be_regular(path, "--dry-run prints the line")
        with path.open("rb") as stream:
            return _standing(path, stream, made)
    except FileNotFoundError:
        return Standing("added")
    except OSError as error:
        raise CoauthError(
            f"{path}: {error.strerror or error}", hint="name another file with -o FILE"
        ) from None


def _standing(path: Path, stream: BinaryIO, made: Mapping[str, Any]) -> Standing:
    key = record_of(made).key
    said = {name: value for name, value in made.items() if name not in _WHEN}
    found = Standing("added")
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if not line.strip():
            continue
        there = _object(path, number, line)
        try:
            same = facts.read(line.strip().removeprefix(b"\xef\xbb\xbf")).key == key
        except (msgspec.DecodeError, ValueError, RecursionError):
            continue  # a line that a load will put into quarantine speaks of no record
        if same:
            before = {name: value for name, value in there.items() if name not in _WHEN}
            when = there.get("updated")
            state: State = "unchanged" if before == said else "replaced"
            found = Standing(state, number, when if isinstance(when, str) else None)
    return replace(found, lines=number)


def _must_be_regular(path: Path, hint: str) -> None:
    """Opening a pipe would wait for whoever writes into it; a device may have no end."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise CoauthError(f"{path}: it is no regular file", hint=hint)


def _object(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        if len(line) > MAX_LINE:
            raise ValueError
        found: dict[str, Any] = msgspec.json.decode(
            line.strip().removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any]
        )
    except (ValueError, RecursionError):
        raise CoauthError(
            f"{path}, line {number}: it is no JSON object; only a file with one a line can be added to",
            hint="mend that line, or name another file with -o FILE",
        ) from None
    return found


def append(path: Path, made: dict[str, Any]) -> Standing:
    """Add an entry to a file as its last line, unless the file's last word on that record is the same.

    Call it under a lock: what the file holds is looked at first. All of the line is written, or nothing. Raises
    CoauthError where it cannot be.
    """
    before = standing(path, made)
    if before.state == "unchanged":
        return before
    if before.updated is not None and before.updated >= made["updated"]:
        made = made | _later_than(path, before)
    try:
        # unbuffered: what could not be written must not come after all when the file is closed
        with path.open("a+b", buffering=0) as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(size - 1, 0))
            text = (b"" if stream.read(1) in (b"", b"\n") else b"\n") + msgspec.json.encode(made) + b"\n"
            try:
                while text:
                    text = text[stream.write(text) :]
                os.fsync(stream.fileno())
            except OSError:
                stream.truncate(size)
                raise
    except OSError as error:
        raise CoauthError(
            f"cannot add to {path}: {error.strerror or error}", hint="make room, or name another file with -o"
        ) from None
    return Standing(before.state, before.lines + 1, made["updated"])


def _later_than(path: Path, before: Standing) -> dict[str, str]:
    """A clock that was set back must not make the newer version the older one."""
    try:
        last = datetime.fromisoformat(before.updated or "")
        return _time((last if last.tzinfo else last.replace(tzinfo=UTC)) + timedelta(microseconds=1))
    except (ValueError, OverflowError):
        raise CoauthError(
            f"{path}, line {before.line}: `updated` is no time, so no later one can be given",
            hint="mend that line",
        ) from None


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, read in pieces. Raises CoauthError where it cannot be read or is too large."""
    digest = hashlib.sha256()
    try:
        _must_be_regular(path, "save the page into a file and name that")
        with path.open("rb") as stream:
            read = 0
            while chunk := stream.read(2**20):
                read += len(chunk)
                if read > MAX_KEPT_FILE:
                    raise CoauthError(
                        f"--file {path}: it is larger than {MAX_KEPT_FILE:,} bytes",
                        hint="keep only the page that shows the record",
                    )
                digest.update(chunk)
    except OSError as error:
        raise CoauthError(
            f"--file {path}: {error.strerror or error}",
            hint="name a file that can be read, or leave out --file",
        ) from None
    return digest.hexdigest()
