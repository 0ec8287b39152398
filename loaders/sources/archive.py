"""Archives (.zip, .tar, .tar.gz, .tgz): their members as files in a temporary folder, within bounds.

No name that stands in an archive is ever used as a path; members whose names play tricks are refused with the archive.
"""

from __future__ import annotations

import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, cast

from graph.errors import CoauthError

MAX_MEMBERS = 10_000
MAX_UNPACKED = 256 * 2**30
MAX_RATIO = 200
RATIO_FROM = 2**30
"""An archive may grow MAX_RATIO-fold once it has given RATIO_FROM bytes: real records grow about tenfold."""

_PIECE = 2**20
_NOT_RECORDS = ("__macosx/", ".ds_store", "thumbs.db")
"""What file managers add on their own."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name there, and where it lies unpacked."""

    name: str
    path: Path


def is_archive(path: Path) -> bool:
    """Is the file a tar (packed or not), or a ZIP that is no workbook?"""
    try:
        with path.open("rb") as file:
            begin = file.read(512)
        if begin.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(path) as archive:
                return "[Content_Types].xml" not in archive.namelist()[:MAX_MEMBERS]
        if begin.startswith(b"PK\x05\x06"):
            return True
        packed = begin.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ"))
        if not packed and begin[257:262] != b"ustar":
            return False
        with tarfile.open(path) as tar:
            return tar.next() is not None
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, NotImplementedError):
        # whoever reads it as a file says what is wrong with it
        return False


@contextmanager
def unpacked(path: Path) -> Iterator[list[Member]]:
    """The members in the order of the archive; gone afterwards.

    Raises CoauthError where the archive is damaged, encrypted, too large, grows without measure, or has a member that
    is no plain file or whose name would lead out of a folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="coauth-unpacked-"))
    try:
        yield list(_members(path, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _members(path: Path, folder: Path) -> Iterator[Member]:
    bound = _Bound(path)
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for part in archive.infolist():
                    if part.is_dir() or _is_extra(part.filename):
                        continue
                    if (part.external_attr >> 16) & 0o170000 == 0o120000:
                        raise _refused(path, part.filename, "is a link")
                    target = bound.next(part.filename, folder)
                    with archive.open(part) as stream:
                        bound.copy(stream, target)
                    yield Member(part.filename, target)
            return
        with tarfile.open(path) as tar:
            for entry in tar:
                if entry.isdir() or _is_extra(entry.name):
                    continue
                if not entry.isreg():
                    raise _refused(path, entry.name, "is a link or a device")
                target = bound.next(entry.name, folder)
                bound.copy(cast(IO[bytes], tar.extractfile(entry)), target)
                yield Member(entry.name, target)
            # the rest is padding; a compressed file that is cut says so only at its end
            while piece := cast(IO[bytes], tar.fileobj).read(_PIECE):
                bound.count(len(piece))
    except RuntimeError as error:
        if "password" not in str(error):
            raise
        raise CoauthError(f"{path} is encrypted", hint="unpack it by hand") from None
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError) as error:
        raise CoauthError(
            f"{path}: the archive is damaged or cut short ({error})",
            hint="fetch it again, or unpack it by hand",
        ) from None
    except OSError as error:
        raise CoauthError(
            f"{path} cannot be unpacked in {folder.parent}: {error.strerror or error}",
            hint="name a folder with more room in TMPDIR",
        ) from None


def _is_extra(name: str) -> bool:
    return name.lower().startswith(_NOT_RECORDS) or name.lower().endswith(_NOT_RECORDS[1:])


def _refused(path: Path, name: str, why: str) -> CoauthError:
    shown = name[:200].encode("utf-8", "backslashreplace").decode()
    return CoauthError(f"{path}: its member {shown!r} {why}", hint="look at it, and unpack it by hand")


class _Bound:
    """How much an archive may give."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._given = 0
        self._count = 0

    def next(self, name: str, folder: Path) -> Path:
        """Where the next member goes: a name of our own."""
        self._count += 1
        if self._count > MAX_MEMBERS:
            raise CoauthError(f"{self._path} has more than {MAX_MEMBERS:,} members", hint="unpack it by hand")
        parts = PurePosixPath(name.replace("\\", "/"))
        windows = PureWindowsPath(name)
        if parts.is_absolute() or ".." in parts.parts or windows.drive or windows.root or "\0" in name:
            raise _refused(self._path, name, "would be unpacked outside of its folder")
        return folder / f"{self._count:05}"

    def copy(self, stream: IO[bytes], target: Path) -> None:
        with target.open("wb") as file:
            while piece := stream.read(_PIECE):
                self.count(len(piece))
                file.write(piece)

    def count(self, size: int) -> None:
        """So many more bytes. Raises CoauthError where they are too many."""
        self._given += size
        if self._given > MAX_UNPACKED:
            raise CoauthError(
                f"{self._path} has more than {MAX_UNPACKED // 2**30} GiB when unpacked",
                hint="unpack it by hand",
            )
        if self._given > RATIO_FROM and self._given > MAX_RATIO * max(self._size, 1):
            raise CoauthError(
                f"{self._path}: grows more than {MAX_RATIO}-fold when unpacked", hint="unpack it by hand"
            )
