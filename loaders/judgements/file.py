"""The file of judgements: lines are added and never changed, each whole or not at all."""

from __future__ import annotations

import errno
import logging
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from graph.errors import CoauthError
from loaders.judgements.entry import Entry, decode, encode

log = logging.getLogger(__name__)

NAME, LOCK = "judgements.jsonl", "judgements.lock"
MAX_LINE = 2**18
MAX_FILE = 2**26
"""Bytes. A judgement has some hundreds; so many are years of work."""
LOCK_SECONDS = 30.0
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds. damaged: line and what is wrong, of each that says nothing. ends: False where its last line
    was not finished."""

    entries: tuple[Entry, ...] = ()
    damaged: tuple[tuple[int, str], ...] = ()
    ends: bool = True


def path_in(home: Path) -> Path:
    """Where the judgements of a data folder are."""
    return home / NAME


def read(path: Path) -> Content:
    """Every judgement of a file; nothing where there is no file. A line that cannot be read is told by a warning.

    Raises CoauthError where the file cannot be read, is no regular file, is too large, or holds nothing but damage.
    """
    content = _read(path)
    # a single line can be the first one ever, which was not finished
    if not content.entries and len(content.damaged) > 1:
        raise _without(path, content, "name another file")
    _tell(path, content)
    return content


def read_another(path: Path) -> Content:
    """As read, for a file that somebody gives: one without any judgement is refused, too."""
    content = _read(path)
    if not content.entries:
        raise _without(
            path, content, "coauth judge export -o FILE writes such a file, one JSON object a line"
        )
    _tell(path, content)
    return content


def _read(path: Path) -> Content:
    try:
        with _opened(path, os.O_RDONLY) as stream:
            return _content(path, stream)
    except FileNotFoundError:
        return Content()
    except OSError as error:
        raise _unusable(path, error) from None


def _without(path: Path, content: Content, hint: str) -> CoauthError:
    why = f" (line {content.damaged[0][0]}: {content.damaged[0][1]})" if content.damaged else ": it is empty"
    return CoauthError(f"{path}: it holds no judgement{why}", hint=hint)


def append(home: Path, make: Callable[[Content], Sequence[Entry]]) -> tuple[Entry, ...]:
    """Add what `make` gives for what the file holds, under a lock that other processes wait for; returns it.

    All of it is written, or nothing. The file is made readable to its owner alone. Raises CoauthError where that cannot
    be, and what `make` raises.
    """
    path = path_in(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / LOCK, timeout=LOCK_SECONDS):
            content = read(path)
            entries = tuple(make(content))
            text = b"".join(encode(entry) + b"\n" for entry in entries)
            if text:
                _add(path, text if content.ends else b"\n" + text)
            return entries
    except Timeout:
        raise CoauthError(
            f"{home / LOCK}: another command has been writing judgements for {LOCK_SECONDS:.0f} s",
            hint="the same command again",
        ) from None
    except OSError as error:
        raise CoauthError(
            f"{home}: {error.strerror or error}", hint="name a folder that can be written by COAUTH_HOME"
        ) from None


def _add(path: Path, text: bytes) -> None:
    try:
        with _opened(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size + len(text) > MAX_FILE:
                raise CoauthError(
                    f"{path}: it would be larger than {MAX_FILE // 2**20} MiB",
                    hint="coauth judge export -o FILE, and begin anew with what is in force",
                )
            try:
                left = memoryview(text)
                while left:
                    left = left[stream.write(left) :]
                os.fsync(stream.fileno())
            except OSError:
                os.ftruncate(stream.fileno(), size)
                raise
    except OSError as error:
        raise _unusable(path, error) from None


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[IO[bytes]]:
    """Unbuffered; no link is followed, and a pipe that nobody writes into is not waited for."""
    handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "rb" if flags == os.O_RDONLY else "ab", buffering=0) as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise CoauthError(f"{path}: it is no regular file", hint="move it away")
        yield stream


def _unusable(path: Path, error: OSError) -> CoauthError:
    if error.errno == errno.ELOOP:
        return CoauthError(
            f"{path}: it is a link, and is not followed",
            hint="put the file itself there; COAUTH_HOME names another folder",
        )
    return CoauthError(f"{path}: {error.strerror or error}", hint="make it readable and writable for you")


def _content(path: Path, stream: IO[bytes]) -> Content:
    whole = stream.read(MAX_FILE + 1)
    while chunk := stream.read(MAX_FILE + 1 - len(whole)) if len(whole) <= MAX_FILE else b"":
        whole += chunk
    if len(whole) > MAX_FILE:
        raise CoauthError(f"{path}: it is larger than {MAX_FILE // 2**20} MiB", hint="move it away")
    ends = not whole or whole.endswith(b"\n")
    entries: dict[str, Entry] = {}
    damaged: list[tuple[int, str]] = []
    lines = whole.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            if len(line) > MAX_LINE:
                raise ValueError(f"it is longer than {MAX_LINE // 2**10} KiB")
            entry = decode(line)
        except ValueError as error:
            unfinished = number == len(lines)
            damaged.append((number, "it was not finished" if unfinished else str(error)[:300]))
        else:
            entries.setdefault(entry.id, entry)
    return Content(tuple(entries.values()), tuple(damaged), ends)


def _tell(path: Path, content: Content) -> None:
    for number, why in content.damaged[:MOST_TOLD]:
        log.warning("%s, line %d is no judgement and does not count: %s", path, number, why)
    if len(content.damaged) > MOST_TOLD:
        log.warning("%s: %d lines in all do not count", path, len(content.damaged))
