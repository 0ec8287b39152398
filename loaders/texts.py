"""Titles and abstracts to be matched with term lists: JSON Lines of them, or the records of any file that can be loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import msgspec

from graph.errors import CoauthError
from graph.views.text import one_line
from loaders.inputs import inspect
from loaders.records import Rejected

LONGEST_LINE = 4_000_000
"""Bytes of one line; no title and abstract are as long."""


class PrintedText(msgspec.Struct, frozen=True):
    """What is matched of one work. id: whatever names it."""

    id: str | int | None = None
    title: str | None = None
    abstract: str | None = None
    keywords: list[str] | None = None


class BadLine(msgspec.Struct, frozen=True):
    """A line that is no work: its number from 1, and why. id: where that could be read."""

    line: int
    why: str
    id: str | int | None = None


class _Named(msgspec.Struct):
    id: str | int | None = None


_DECODER = msgspec.json.Decoder(PrintedText)
_ID = msgspec.json.Decoder(_Named)


def texts_in(stream: BinaryIO) -> Iterator[PrintedText | BadLine]:
    """The works of JSON Lines, one a line, in bounded memory; empty lines are passed over."""
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            while not raw.endswith(b"\n") and (raw := stream.readline(LONGEST_LINE)):
                pass
            yield BadLine(number, f"it has more than {LONGEST_LINE:,} bytes")
        elif stripped := raw.removeprefix(b"\xef\xbb\xbf").strip():
            yield _text(stripped, number)


def _text(raw: bytes, number: int) -> PrintedText | BadLine:
    try:
        found = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        try:
            name = _ID.decode(raw).id
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            name = None
        return BadLine(number, one_line(str(error) or "it is nested too deeply")[:200], name)
    if found.title is None and found.abstract is None and not found.keywords:
        return BadLine(number, "it has no title, no abstract and no keywords", found.id)
    return found


def read_texts(path: Path) -> Iterator[PrintedText]:
    """The works of a file: JSON Lines with id, title, abstract and keywords, or records in any format that is loaded.

    Raises CoauthError where the file cannot be read or a line is no work.
    """
    if _is_lines(path):
        with path.open("rb") as stream:
            for one in texts_in(stream):
                if isinstance(one, BadLine):
                    raise CoauthError(
                        f"{path}: line {one.line} is no work: {one.why}", hint="coauth terms test --help"
                    )
                yield one
        return
    with ExitStack() as stack:
        inputs, refused = inspect([path], stack)
        if refused:
            raise refused[0]
        for item in inputs:
            for found in item.open().items:
                if not isinstance(found, Rejected):
                    record = found.record
                    yield PrintedText(record.key, record.title, record.abstract, list(record.keywords))


def _is_lines(path: Path) -> bool:
    """Whether the first line that is not empty is an object with nothing but what a text has."""
    try:
        with path.open("rb") as stream:
            for _ in range(100):
                raw = stream.readline(LONGEST_LINE)
                if raw.strip():
                    keys = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).keys()
                    return bool(keys) and keys <= {"id", "title", "abstract", "keywords"} and "id" in keys
    except OSError as error:
        raise CoauthError(f"{path}: {error.strerror}", hint="name a file that can be read") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return False
