"""One reader a format: bytes to records. Here the reader is picked, by what a file holds and not by its name."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import msgspec

from graph.errors import CoauthError
from loaders.records import MAX_REJECTED_BYTES, Located, Record, Rejected, checked
from loaders.sources import facts, openalex
from loaders.sources.json_stream import Piece, pieces

LOOK_AT = 200
"""So many values of a file are looked at for one whose shape is known."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read: its name, what it is, what it can carry, how one is told and read."""

    name: str
    title: str
    carries: str
    recognises: Callable[[dict[str, object]], bool]
    read: Callable[[bytes], Record]


FORMATS = (
    Format(openalex.NAME, openalex.TITLE, openalex.CARRIES, openalex.recognises, openalex.read),
    Format(facts.NAME, facts.TITLE, facts.CARRIES, facts.recognises, facts.read),
)

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose format is known, and its records in order."""

    format: str
    items: Generator[Located | Rejected]

    def close(self) -> None:
        """Stop reading."""
        self.items.close()


def open_file(path: Path, *, progress: list[int] | None = None) -> Opened:
    """Tell a file's format from its content and read it, one record at a time.

    Raises CoauthError where the file cannot be read, is empty, or holds nothing in a known format.
    """
    stream = pieces(path, progress=progress)
    seen: list[Piece | Rejected] = []
    for piece in stream:
        seen.append(piece)
        found = _format_of(piece) if isinstance(piece, Piece) else None
        if found is not None:
            return Opened(found.name, _records(found, chain(seen, stream)))
        if len(seen) >= LOOK_AT:
            break
    known = "; ".join(f.title for f in FORMATS)
    if not seen:
        raise CoauthError(f"{path} is empty", hint=f"coauth load reads: {known}")
    first = next((f"; {item.reason} (line {item.line})" for item in seen if isinstance(item, Rejected)), "")
    raise CoauthError(f"{path}: the format is not known{first}", hint=f"coauth load reads: {known}")


def _format_of(piece: Piece) -> Format | None:
    try:
        fields = {
            name: bytes(raw)[:200].strip(b'"').decode(errors="replace")
            for name, raw in _OBJECT.decode(piece.raw).items()
        }
    except (msgspec.DecodeError, RecursionError):
        return None
    return next((form for form in FORMATS if form.recognises(dict(fields))), None)


def _records(form: Format, items: Iterator[Piece | Rejected]) -> Generator[Located | Rejected]:
    for item in items:
        if isinstance(item, Rejected):
            yield item
            continue
        yield _read(form, item)


def _read(form: Format, item: Piece, *, mixed: bool = True) -> Located | Rejected:
    """One record; where the file's reader refuses it, the other shapes are tried (two files put together)."""
    try:
        return Located(checked(form.read(item.raw)), item.line)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        other = _format_of(item) if mixed else None
        if other is not None and other is not form:
            return _read(other, item, mixed=False)
        return _rejected(item, error)


def _rejected(item: Piece, error: Exception) -> Rejected:
    return Rejected(" ".join(str(error).split())[:500], item.line, item.raw[:MAX_REJECTED_BYTES])
