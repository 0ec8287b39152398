"""The bytes of a list's file within bounds, and the rows of one that is a table."""

from __future__ import annotations

import csv
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path

from graph.errors import CoauthError
from loaders.watchlists.entry import tidy

MAX_FILE = 64 * 2**20
MAX_UNPACKED = 256 * 2**20
MAX_CELL = 100_000
MAX_COLUMNS = 200
HEAD = 4_096
"""Bytes that say which shape a file has."""

Row = tuple[int, dict[str, str]]
"""The line where it ends, and its cells by heading in small letters."""


def bytes_of(path: Path) -> tuple[bytes, str]:
    """The content of a file, unpacked where it is gzipped, and the hash of its bytes as they lie there.

    Raises CoauthError where it cannot be read, or is larger than any list.
    """
    if path.is_dir():
        raise CoauthError(f"{path} is a directory", hint="name the file of the list")
    if path.exists() and not path.is_file():
        raise CoauthError(f"{path} is no regular file", hint="save what it gives to a file first")
    try:
        with path.open("rb") as stream:
            packed = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise CoauthError(f"{path}: {error.strerror or error}", hint="name a file that can be read") from None
    if len(packed) > MAX_FILE:
        raise CoauthError(f"{path}: longer than any list ({MAX_FILE:,} bytes)", hint="coauth watchlist kinds")
    if not packed.strip():
        raise CoauthError(f"{path} is empty", hint="coauth watchlist kinds")
    return _unpacked(packed, path), hashlib.sha256(packed).hexdigest()


def _unpacked(packed: bytes, path: Path) -> bytes:
    if not packed.startswith(b"\x1f\x8b"):
        return packed
    # a gzip may have several members, one after the other: what stands in the second is of the list, too
    data, left = bytearray(), packed
    try:
        while left.strip(b"\0"):
            unpacking = zlib.decompressobj(wbits=31)
            data += unpacking.decompress(left, MAX_UNPACKED + 1 - len(data))
            if len(data) > MAX_UNPACKED:
                raise CoauthError(
                    f"{path}: longer than any list when unpacked ({MAX_UNPACKED:,} bytes)",
                    hint="coauth watchlist kinds",
                )
            if not unpacking.eof:
                raise CoauthError(f"{path}: its gzip is cut short", hint="get the file anew")
            left = unpacking.unused_data
    except zlib.error as error:
        raise CoauthError(f"{path}: damaged gzip ({error})", hint="get the file anew") from None
    return bytes(data)


def headings(data: bytes) -> frozenset[str]:
    """What the first line that is no comment would be as headings, in small letters."""
    for line in data[:HEAD].decode("utf-8-sig", "replace").splitlines():
        if line.strip() and not line.startswith("#"):
            return frozenset(_split(line))
    return frozenset()


def _split(line: str) -> list[str]:
    try:
        return [cell.strip().lower() for cell in next(csv.reader([line], delimiter=_delimiter(line)), [])]
    except csv.Error:
        return []


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def rows(data: bytes) -> Iterator[Row]:
    """The rows of a table in UTF-8 below its headings; lines that start with # before them are passed over.

    Cells are tidied (see entry.tidy). Raises ValueError where it is no such table, or where a cell cannot be told to stand
    under its heading: a quote that is not closed would swallow the rows after it, and a comma in a name without quotes
    would make another name of it.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 text (byte {error.start:,})") from None
    stream = io.StringIO(text, newline="")
    skipped = 0
    while (line := stream.readline()) and (not line.strip() or line.startswith("#")):
        skipped += 1
    names = [tidy(name) for name in _split(line.strip("\r\n"))]
    if len(names) > MAX_COLUMNS:
        raise ValueError(f"more than {MAX_COLUMNS} columns")
    if twice := sorted(name for name, count in Counter(filter(None, names)).items() if count > 1):
        raise ValueError(f"two columns are called {twice[0][:40]!r}")
    reader = csv.reader(stream, delimiter=_delimiter(line), strict=True)
    try:
        for cells in reader:
            if not any(cells):
                continue
            at = skipped + 1 + reader.line_num
            if any(len(cell) > MAX_CELL for cell in cells):
                raise ValueError(f"line {at:,}: a cell of more than {MAX_CELL:,} characters")
            if any(cell.strip() for cell in cells[len(names) :]):
                raise ValueError(
                    f"line {at:,}: {len(cells)} cells under {len(names)} headings: a name with a comma stands in quotes"
                )
            # some programs leave empty cells at the end of a row away
            filled = chain(cells, repeat("", len(names)))
            yield at, {name: tidy(cell) for name, cell in zip(names, filled, strict=False)}
    except csv.Error as error:
        raise ValueError(f"line {skipped + 1 + reader.line_num:,}: {error}") from None


def as_printed(row: Mapping[str, str], names: Sequence[str]) -> str:
    """What stands in these columns of a row, with their headings: not what is told there of persons."""
    return "; ".join(f"{name}: {cell}" for name in names if (cell := row.get(name)))
