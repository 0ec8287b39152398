"""A backup of the local store as one zip file: written from the engine's own, read with distrust."""

from __future__ import annotations

import contextlib
import json
import lzma
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from graph.errors import CoauthError

MANIFEST = "coauth-backup.json"
FORMAT = 1
NEEDED = frozenset({"configuration.json", "schema.json", MANIFEST})
# the engine's files lie flat in one folder; anything else in an archive was not put there by a backup
FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.,\[\]~$-]{0,200}")
MOST_FILES = 20_000
CHUNK = 1024 * 1024


def pack(engine_backup: Path, file: Path) -> None:
    """Make a new backup file of the zip that the engine wrote; it appears whole or not at all.

    Raises CoauthError where it cannot be written.
    """
    manifest = {
        "format": FORMAT,
        "engine": metadata.version("arcadedb-embedded"),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    part: Path | None = None
    try:
        with zipfile.ZipFile(engine_backup, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest))
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:100]}.")
        part = Path(name)
        with os.fdopen(handle, "wb") as target, engine_backup.open("rb") as source:
            shutil.copyfileobj(source, target, CHUNK)
            target.flush()
            os.fsync(target.fileno())
        os.link(part, file)  # unlike a rename it never replaces a file that came there meanwhile
    except (OSError, zipfile.BadZipFile) as error:
        raise CoauthError(
            f"the backup {file} cannot be written: {getattr(error, 'strerror', None) or error}",
            hint="see that its folder can be written and has room, or name another file",
        ) from None
    finally:
        if part is not None:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()


def unpack(file: Path, folder: Path, room: int) -> None:
    """Unpack a backup into an empty folder.

    room: the most bytes that it may take. Nothing outside the folder is written, whatever the archive says.
    Raises CoauthError where it is no backup of ours, is damaged or too large, OSError where it cannot be
    read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = _checked(archive, file, room)
            for member in members:
                with archive.open(member) as source, (folder / member.filename).open("xb") as target:
                    # never more than was announced and checked; a wrong checksum is an error at the end
                    shutil.copyfileobj(source, target, CHUNK)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise CoauthError(
            f"{file} is no backup, or is damaged: {error}", hint="name a file made by coauth store backup"
        ) from None


def _checked(archive: zipfile.ZipFile, file: Path, room: int) -> list[zipfile.ZipInfo]:
    """The members to unpack, after a look at every one of them."""
    members = archive.infolist()
    names = [member.filename for member in members]
    fault = None
    if not NEEDED.issubset(names):
        fault = "a part of it is missing"
    elif len(members) > MOST_FILES:
        fault = f"{len(members)} files in it"
    elif len({name.casefold() for name in names}) != len(names):
        fault = "a file is in it twice"
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16)
        if not FILE_NAME.fullmatch(member.filename) or ".." in member.filename:
            fault = f"an unexpected file name {member.filename[:80]!r}"
        elif kind not in (0, stat.S_IFREG):
            fault = f"{member.filename!r} is not a plain file"
        elif member.flag_bits & 0x1:
            fault = f"{member.filename!r} is encrypted"
    if fault:
        raise CoauthError(f"{file} is no backup: {fault}", hint="name a file made by coauth store backup")
    size = sum(member.file_size for member in members)
    if size > room:
        raise CoauthError(
            f"{file} needs {size // CHUNK} MiB, and {max(room, 0) // CHUNK} MiB are free for it",
            hint="make room, or name a folder on another disk with COAUTH_HOME",
        )
    with archive.open(MANIFEST) as source:
        manifest = json.loads(source.read(10_000))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise CoauthError(
            f"{file} was made by another version of coauth", hint="restore it with the version that made it"
        )
    return [member for member in members if member.filename != MANIFEST]
