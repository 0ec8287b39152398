"""The registries of a data folder: an index for each dump that was read, and which of them the commands use."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec
from filelock import FileLock

from graph.errors import CoauthError
from graph.views.atomic import write_file
from loaders.normalize.registered import Registered
from loaders.registry.build import build
from loaders.registry.index import folding, opened
from loaders.registry.ror import Dump, Organisation
from loaders.sources.json_stream import Bounded

FOLDER, CURRENT, LOCK = "registry", "current.json", "lock"
KEPT = 4
"""Indexes of other dumps that stay: the ones used last."""


class Progress(Protocol):
    """Hears how far a dump is read (see coauth.progress.Bar)."""

    def stage(self, name: str, total: int) -> None: ...

    def reached(self, done: int) -> None: ...


class _Current(msgspec.Struct):
    sha256: str
    source: str
    loaded: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A dump that was read. path: of its index. new: it was read now, not before. refused: why records were left out,
    of the first of them; count_refused: how many were."""

    path: Path
    sha256: str
    new: bool
    count: int
    refused: tuple[str, ...] = ()
    count_refused: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """The registry in use. size: of its index, in bytes; readable: False where another version made it."""

    source: str
    sha256: str
    loaded: str
    path: Path
    size: int
    readable: bool


def _digest(path: Path) -> str:
    if path.is_dir():
        raise CoauthError(f"{path} is a directory", hint="name the dump, a zip or JSON file")
    if path.exists() and not path.is_file():
        # it is read twice; a pipe would be waited for, a device may have no end
        raise CoauthError(f"{path} is no regular file", hint="save what it gives to a file first")
    digest = hashlib.sha256()
    with contextlib.closing(Bounded(path)) as file:
        buffer = bytearray(2**20)
        try:
            while count := file.readinto(buffer):
                digest.update(memoryview(buffer)[:count])
        except OSError as error:
            raise CoauthError(
                f"{path}: {error.strerror or error}", hint="name a file that can be read"
            ) from None
    return digest.hexdigest()


def _index_path(home: Path, sha256: str) -> Path:
    return home / FOLDER / f"{sha256[:16]}-{folding()}.index"


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[Path]:
    folder = home / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(folder / LOCK):
            yield folder
    except OSError as error:
        raise CoauthError(
            f"the registry's index cannot be kept in {folder}: {error.strerror or error}",
            hint="see that this folder can be written and has room, or name another with COAUTH_HOME",
        ) from None


def imported(dump: Path, home: Path, progress: Progress | None = None) -> Imported:
    """The index of a dump, made where this data folder has none of it yet.

    Raises CoauthError where the dump cannot be read, or its index not be written.
    """
    sha256 = _digest(dump)
    with _locked(home) as folder:
        path = _index_path(home, sha256)
        if path.exists():
            with contextlib.suppress(CoauthError):
                index = opened(path)
                if index.head.sha256 == sha256:
                    os.utime(path)
                    return Imported(path, sha256, False, len(index), (*index.head.why,), index.head.refused)
        reading = Dump(dump)
        organisations = list(_watched(reading, dump, progress))
        if progress is not None:
            progress.stage("indexing", 1)
        data = build(
            organisations,
            source=dump.name,
            sha256=sha256,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            refused=reading.count_refused,
            why=reading.refused,
        )
        write_file(path, data)
        _sweep(folder, path)
    return Imported(path, sha256, True, len(organisations), tuple(reading.refused), reading.count_refused)


def _watched(reading: Dump, dump: Path, progress: Progress | None) -> Iterator[Organisation]:
    if progress is not None:
        progress.stage("reading", dump.stat().st_size)
    for count, one in enumerate(reading):
        if progress is not None and count % 500 == 0:
            progress.reached(reading.read[0])
        yield one


def _sweep(folder: Path, kept: Path) -> None:
    """Delete the indexes that were used longest ago, but never the one in use."""
    try:
        now = _read_current(folder)
    except CoauthError:
        return  # which one is in use is not known; a load writes it anew
    using = now.sha256[:16] if now is not None else ""
    others = [one for one in folder.glob("*.index") if one != kept and not one.name.startswith(using or "-")]
    for one in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        one.unlink()


def use(home: Path, found: Imported, source: str) -> None:
    """Let the commands of this data folder decide with a registry from now on. Raises CoauthError."""
    with _locked(home) as folder:
        current = _Current(found.sha256, source, datetime.now(UTC).isoformat(timespec="seconds"))
        write_file(folder / CURRENT, msgspec.json.encode(current))


def forget(home: Path) -> bool:
    """Decide without a registry from now on. Returns whether there was one. Raises CoauthError."""
    if not (home / FOLDER / CURRENT).exists():
        return False
    with _locked(home) as folder:
        (folder / CURRENT).unlink(missing_ok=True)
        for one in folder.glob("*.index"):
            one.unlink()
    return True


def _read_current(folder: Path) -> _Current | None:
    try:
        return msgspec.json.decode((folder / CURRENT).read_bytes(), type=_Current)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise CoauthError(
            f"{folder / CURRENT} cannot be read ({error})", hint="coauth registry load FILE writes it anew"
        ) from None


def status(home: Path) -> Status | None:
    """The registry in use; None where there is none. Raises CoauthError."""
    now = _read_current(home / FOLDER)
    if now is None:
        return None
    path = _index_path(home, now.sha256)
    size = path.stat().st_size if path.exists() else 0
    return Status(now.source, now.sha256, now.loaded, path, size, size > 0)


def gone(now: Status) -> CoauthError:
    """The error for a registry in use without a readable index."""
    return CoauthError(
        f"the index of the registry {now.source} is gone, or was made by another version",
        hint=f"coauth registry load {now.source}, or coauth registry forget to go on without it",
    )


def _kept(path: Path) -> Registered:
    """The registry of an index, which lives as long as the process: the garbage collector passes over it."""
    registered = Registered(opened(path))
    gc.freeze()
    return registered


def current(home: Path) -> Registered | None:
    """The registry that this data folder's commands decide with; None where none was loaded. Raises CoauthError."""
    now = status(home)
    if now is None:
        return None
    if not now.readable:
        raise gone(now)
    return _kept(now.path)


def of_dump(dump: Path, home: Path, progress: Progress | None = None) -> Registered:
    """A registry for one command, without changing which one is in use. Raises CoauthError."""
    return _kept(imported(dump, home, progress).path)
