"""Archives (.zip, .tar, .tar.gz, .tgz): their members as files in a temporary folder, within bounds.

No name that stands in an archive is ever used as a path; members whose names play tricks are refused with the archive.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, BinaryIO, cast

from graph.errors import CoauthError

MAX_MEMBERS = 10_000
MAX_ENTRIES = 100_000
"""Folders included."""
MAX_DIRECTORY = 8 * 2**20
"""Bytes of a ZIP's list of its entries."""
MAX_UNPACKED = 256 * 2**30
MAX_RATIO = 200
RATIO_FROM = 2**30
"""An archive may grow MAX_RATIO-fold once it has given RATIO_FROM bytes: real records grow about tenfold."""

_PIECE = 2**20
_MAX_AT_ONCE = 4 * _PIECE
"""Bytes of a tar that are read at once: the header of a member may claim any length, and is kept in memory."""
_MAX_NAME = 1000
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, OverflowError
)  # fmt: skip
"""By what the standard library tells of a damaged archive; OSError besides, without a number."""
_NOT_RECORDS = ("__macosx/", ".ds_store", "thumbs.db")
"""What file managers add on their own."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name there, and where it lies unpacked."""

    name: str
    path: Path


def is_archive(path: Path) -> bool:
    """Is the file a tar (packed or not), or a ZIP that is no workbook? A ZIP that is damaged is one: unpacking it says
    what is wrong."""
    try:
        if _is_zip(path):
            with path.open("rb") as zipped, listed(zipped) as archive:
                return "[Content_Types].xml" not in archive.namelist()[:MAX_MEMBERS]
    except (*_DAMAGED, NotImplementedError):
        return True
    except OSError:
        return False
    try:
        with _decompressed(path) as file:
            tarfile.TarInfo.frombuf(file.read(tarfile.BLOCKSIZE), "utf-8", "surrogateescape")
    except (*_DAMAGED, OSError):
        # whoever reads it as a file says what is wrong with it
        return False
    return True


class TooManyEntriesError(zipfile.BadZipFile):
    """A ZIP whose list of entries is not read: too long."""


class _Listing:
    """A ZIP, of which not too much is read at once: its list of entries is, before any of them can be counted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """As that of a file. Raises TooManyEntriesError."""
        if size > MAX_DIRECTORY:
            raise TooManyEntriesError(f"a list of entries of {size:,} bytes")
        return self._file.read(size)


def listed(file: BinaryIO) -> zipfile.ZipFile:
    """A ZIP, within bounds; the file stays open. Raises what zipfile does, and TooManyEntriesError."""
    return zipfile.ZipFile(cast(IO[bytes], _Listing(file)))


def _is_zip(path: Path) -> bool:
    """Told by its beginning: a tar whose last member is a ZIP ends as one."""
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


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
        if _is_zip(path):
            with path.open("rb") as file, listed(file) as archive:
                for part in archive.infolist():
                    bound.entry()
                    if part.is_dir() or _is_extra(part.filename):
                        continue
                    if (part.external_attr >> 16) & 0o170000 == 0o120000:
                        raise _refused(path, part.filename, "is a link")
                    target = bound.next(part.filename, folder)
                    with archive.open(part) as stream:
                        _copy(stream, target, bound)
                    yield Member(part.filename, target)
            return
        with _opened_tar(path, bound) as (tar, stream):
            for entry in tar:
                bound.entry()
                tar.members.clear()  # type: ignore[attr-defined]  # it would remember all of them
                if entry.isdir() or _is_extra(entry.name):
                    continue
                if not entry.isreg() or entry.issparse():
                    # what a sparse file leaves out would be written, whatever it claims its size to be
                    raise _refused(path, entry.name, "is a link, a device or a sparse file")
                target = bound.next(entry.name, folder)
                _copy(cast(IO[bytes], tar.extractfile(entry)), target)
                yield Member(entry.name, target)
            # the rest is padding; a compressed file that is cut says so only at its end
            while stream.read(_PIECE):
                pass
    except NotImplementedError as error:
        raise CoauthError(
            f"{path} is packed in a way that cannot be read here ({error})", hint="unpack it by hand"
        ) from None
    except RecursionError as error:
        raise _broken(path, error) from None
    except RuntimeError as error:
        if "password" not in str(error):
            raise
        raise CoauthError(f"{path} is encrypted", hint="unpack it by hand") from None
    except TooManyEntriesError:
        raise bound.too_many() from None
    except _DAMAGED as error:
        raise _broken(path, error) from None
    except OSError as error:
        if error.errno is None:
            raise _broken(path, error) from None
        raise CoauthError(
            f"{path} cannot be unpacked in {folder.parent}: {error.strerror or error}",
            hint="name a folder with more room in TMPDIR",
        ) from None


def _broken(path: Path, error: Exception) -> CoauthError:
    return CoauthError(
        f"{path}: the archive is damaged or cut short ({error})", hint="fetch it again, or unpack it by hand"
    )


def _decompressed(path: Path) -> IO[bytes]:
    """The bytes of a tar that may be packed, which is told by how it begins."""
    with path.open("rb") as file:
        begin = file.read(8)
    if begin.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.open(path))
    if begin.startswith(b"BZh"):
        return cast(IO[bytes], bz2.open(path))
    if begin.startswith(b"\xfd7zXZ"):
        return cast(IO[bytes], lzma.open(path))
    return path.open("rb")


@contextmanager
def _opened_tar(path: Path, bound: _Bound) -> Iterator[tuple[tarfile.TarFile, _Stream]]:
    """The tar, and its bytes as far as they are not read yet."""
    with _decompressed(path) as file:
        stream = _Stream(file, bound)
        with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r:") as tar:
            yield tar, stream


def _is_extra(name: str) -> bool:
    return name.lower().startswith(_NOT_RECORDS) or name.lower().endswith(_NOT_RECORDS[1:])


def _refused(path: Path, name: str, why: str) -> CoauthError:
    shown = name[:200].encode("utf-8", "backslashreplace").decode()
    return CoauthError(f"{path}: its member {shown!r} {why}", hint="look at it, and unpack it by hand")


def _copy(stream: IO[bytes], target: Path, bound: _Bound | None = None) -> None:
    """bound: where the stream does not count itself."""
    with target.open("wb") as file:
        while piece := stream.read(_PIECE):
            if bound is not None:
                bound.count(len(piece))
            file.write(piece)


class _Stream:
    """The bytes of a tar, decompressed: each one counts, also of members that are passed over."""

    def __init__(self, file: IO[bytes], bound: _Bound) -> None:
        self._file = file
        self._bound = bound

    def read(self, size: int) -> bytes:
        """As that of a file. Raises tarfile.ReadError where a header claims to be very long."""
        if not 0 <= size <= _MAX_AT_ONCE:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        piece = self._file.read(size)
        self._bound.count(len(piece))
        return piece

    def tell(self) -> int:
        """As that of a file."""
        return self._file.tell()

    def seek(self, place: int) -> None:
        """As that of a file; forward by reading."""
        if place < self._file.tell():
            self._file.seek(place)
        while (ahead := place - self._file.tell()) > 0 and self.read(min(ahead, _PIECE)):
            pass


class _Bound:
    """How much an archive may give."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._given = 0
        self._count = 0
        self._entries = 0

    def too_many(self) -> CoauthError:
        """What is said of an archive with too many members."""
        return CoauthError(f"{self._path} has more than {MAX_MEMBERS:,} members", hint="unpack it by hand")

    def entry(self) -> None:
        """One more entry, whatever it is. Raises CoauthError where they are too many."""
        self._entries += 1
        if self._entries > MAX_ENTRIES:
            raise self.too_many()

    def next(self, name: str, folder: Path) -> Path:
        """Where the next member goes: a name of our own."""
        self._count += 1
        if self._count > MAX_MEMBERS:
            raise self.too_many()
        parts = PurePosixPath(name.replace("\\", "/"))
        windows = PureWindowsPath(name)
        if parts.is_absolute() or ".." in parts.parts or windows.drive or windows.root or "\0" in name:
            raise _refused(self._path, name, "would be unpacked outside of its folder")
        if len(name) > _MAX_NAME:
            raise _refused(self._path, name, f"has a name of more than {_MAX_NAME:,} characters")
        return folder / f"{self._count:05}"

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
