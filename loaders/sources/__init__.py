"""One reader a format: bytes to records. Here the reader is picked, by what a file holds and not by its name."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from graph.errors import CoauthError
from loaders.records import MAX_REJECTED_BYTES, Located, Rejected, checked
from loaders.sources import (
    bibtex,
    crossref,
    facts,
    ieee,
    jats,
    medline,
    openalex,
    openalex_csv,
    openalex_parquet,
    pubmed,
    ris,
    scopus,
    springer,
    tables,
    wos,
)
from loaders.sources.format import Carries, JsonFormat, TableFormat, TextFormat, XmlFormat
from loaders.sources.json_stream import Piece, Watched, opened, pieces
from loaders.sources.plain_table import Mapping, table_format
from loaders.sources.text import Encoded, Text
from loaders.sources.workbook import WorkbookTable

LOOK_AT = 200
"""So many values of a file are looked at for one whose shape is known."""
HEAD = 2**16
"""So many bytes of a file tell whether it is JSON, XML, text or a table."""

JSON_FORMATS = (openalex.FORMAT, crossref.FORMAT, facts.FORMAT)
XML_FORMATS = (pubmed.FORMAT, jats.FORMAT)
TEXT_FORMATS = (wos.FORMAT, medline.FORMAT, ris.FORMAT, bibtex.FORMAT)
TABLE_FORMATS = (scopus.FORMAT, openalex_csv.FORMAT, ieee.FORMAT, springer.FORMAT, wos.FORMAT_TAB)
TITLES = (
    *(form.title for form in (*JSON_FORMATS, *XML_FORMATS, *TEXT_FORMATS, *TABLE_FORMATS)),
    openalex_parquet.TITLE,
)

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose format is known, and its records in order. carries: what the format can say at all."""

    format: str
    title: str
    carries: Carries
    items: Generator[Located | Rejected]
    encoded: Encoded = field(default_factory=Encoded)

    def close(self) -> None:
        """Stop reading."""
        self.items.close()


def open_file(path: Path, *, by: Mapping | None = None, progress: list[int] | None = None) -> Opened:
    """Tell a file's format from its content and read it, one record at a time.

    by: how tables of no known format are read; it comes first where its columns are there. progress: a list of one
    number, set to the bytes of the file that have been read so far. Raises CoauthError where the file cannot be read,
    is empty, or holds nothing in a known format.
    """
    place = progress if progress is not None else [0]
    head = _head(path)
    if openalex_parquet.recognises(head):
        return Opened(
            openalex_parquet.NAME,
            openalex_parquet.TITLE,
            openalex_parquet.CARRIES,
            _of_file(path, openalex_parquet.read),
        )
    tables_known = (*((table_format(by),) if by is not None else ()), *TABLE_FORMATS)
    if head.startswith(b"PK\x03\x04"):
        return _workbook(path, tables_known, by)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise CoauthError(
            f"{path}: an old Excel workbook (.xls), or one with a password",
            hint="open it in a spreadsheet program and save it as .xlsx or CSV",
        )
    text = Text(cast(BinaryIO, io.BytesIO(head))).head.lstrip("\ufeff")
    first = text.lstrip()[:1]
    if first == "<":
        for markup in XML_FORMATS:
            if markup.recognises(text):
                return _opened(markup, path, place)
    elif first and first not in "{[":
        headings = list(tables.headings(text))
        if by is not None and any(tables_known[0].recognises(names) for names in headings):
            return _opened(tables_known[0], path, place)
        for plain in TEXT_FORMATS:
            if plain.recognises(text):
                return _opened(plain, path, place)
        for table in TABLE_FORMATS:
            if any(table.recognises(names) for names in headings):
                return _opened(table, path, place)
        if by is not None:
            raise _not_mapped(path, by, headings)
    elif by is not None:
        return _mapped_json(path, place, by)
    return _json(path, place)


def read_again(form: str, raw: bytes, by: Mapping | None = None) -> list[Located | Rejected] | None:
    """What a reader makes of the bytes of one record that were put aside; None where no reader has that name or none
    can read its records on their own."""
    stream = cast(BinaryIO, io.BytesIO(raw))
    for one in JSON_FORMATS:
        if one.name == form:
            return [_read(one, Piece(1, raw))]
    streams: tuple[XmlFormat | TextFormat | TableFormat, ...] = (*XML_FORMATS, *TEXT_FORMATS, *TABLE_FORMATS)
    if by is not None:
        streams += (table_format(by),)
    for other in streams:
        if other.name == form:
            return list(_read_stream(other, stream, Encoded()))
    return None


def _opened(form: XmlFormat | TextFormat | TableFormat, path: Path, place: list[int]) -> Opened:
    encoded = Encoded()
    return Opened(form.name, form.title, form.carries, _of_stream(path, place, form, encoded), encoded)


def _not_mapped(path: Path, by: Mapping, headings: Sequence[frozenset[str]]) -> CoauthError:
    # the line that has most of them is the one meant
    missing = min((by.missing(names) for names in headings), key=len, default=by.missing(frozenset()))
    return CoauthError(
        f"{path}: the mapping of {by.source} names columns that it does not have: {', '.join(missing)}",
        hint="correct the names in the mapping (letter by letter), or load the file without it",
    )


def _head(path: Path) -> bytes:
    """The first bytes, decompressed; as many as come before damage."""
    outer, stream = opened(path)
    head = b""
    with outer, stream:
        try:
            while len(head) < HEAD and (piece := stream.read1(HEAD - len(head))):  # type: ignore[attr-defined]
                head += piece
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            if not head:
                raise CoauthError(
                    f"{path}: the gzip data is damaged or cut short ({error})",
                    hint="fetch it again, or unpack it by hand",
                ) from None
            return head
        except OSError as error:
            raise CoauthError(
                f"{path}: {error.strerror or error}", hint="name a file that can be read"
            ) from None
    return head


def _of_stream(
    path: Path, place: list[int], form: XmlFormat | TextFormat | TableFormat, encoded: Encoded
) -> Generator[Located | Rejected]:
    outer, stream = opened(path)
    with outer, stream:
        watched = cast(BinaryIO, Watched(path, outer, stream, place))
        last = 0
        try:
            for item in _read_stream(form, watched, encoded):
                last = item.line
                yield item
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield Rejected(f"the gzip data is damaged or cut short ({error})", last + 1, b"")
        except OSError as error:
            raise CoauthError(
                f"{path}: {error.strerror or error}", hint="name a file that can be read"
            ) from None


def _read_stream(
    form: XmlFormat | TextFormat | TableFormat, stream: BinaryIO, encoded: Encoded
) -> Iterator[Located | Rejected]:
    if isinstance(form, XmlFormat):
        yield from form.read(stream)
        return
    text = Text(stream)
    try:
        if isinstance(form, TextFormat):
            yield from form.read(text)
        else:
            yield from tables.read(form, tables.DelimitedTable(text, form.recognises))
    finally:
        encoded.name, encoded.guessed = text.encoding.title, text.encoding.guessed
        encoded.undecodable = text.undecodable


def _of_file(
    path: Path, read: Callable[[BinaryIO], Iterator[Located | Rejected]]
) -> Generator[Located | Rejected]:
    with path.open("rb") as file:
        yield from read(file)


def _workbook(path: Path, known: Sequence[TableFormat], by: Mapping | None) -> Opened:
    with path.open("rb") as file:
        headings = list(WorkbookTable(file).headings())
    for form in known:
        if any(form.recognises(names) for names in headings):
            return Opened(
                form.name, form.title, form.carries, _of_file(path, partial(_rows_of_workbook, form))
            )
    if by is not None and headings:
        raise _not_mapped(path, by, headings)
    raise CoauthError(f"{path}: no workbook with a table whose headings are known", hint=_READS)


def _rows_of_workbook(form: TableFormat, file: BinaryIO) -> Iterator[Located | Rejected]:
    return tables.read(form, WorkbookTable(file, form.recognises))


def _mapped_json(path: Path, place: list[int], by: Mapping) -> Opened:
    """JSON objects as the rows of a table, where they have the columns of the mapping; else as what they are."""
    form = table_format(by)
    found: list[frozenset[str]] = []
    begin = pieces(path)
    for row in islice(tables.JsonTable(begin), LOOK_AT):
        if not isinstance(row, Rejected):
            found.append(frozenset(row[1]))
            if form.recognises(found[-1]):
                encoded = Encoded()
                items = tables.read(form, tables.JsonTable(pieces(path, progress=place, encoded=encoded)))
                return Opened(form.name, form.title, form.carries, (item for item in items), encoded)
    try:
        return _json(path, place)
    except CoauthError:
        if found:
            raise _not_mapped(path, by, found) from None
        raise


_READS = "coauth load --help (it lists the formats, and shows how any other table is read with --map)"


def _json(path: Path, place: list[int]) -> Opened:
    encoded = Encoded()
    stream = pieces(path, progress=place, encoded=encoded)
    seen: list[Piece | Rejected] = []
    for piece in stream:
        seen.append(piece)
        found = _format_of(piece) if isinstance(piece, Piece) else None
        if found is not None:
            return Opened(
                found.name, found.title, found.carries, _records(found, chain(seen, stream)), encoded
            )
        if len(seen) >= LOOK_AT:
            break
    if not seen:
        raise CoauthError(f"{path} is empty", hint=_READS)
    first = next((f"; {item.reason} (line {item.line})" for item in seen if isinstance(item, Rejected)), "")
    raise CoauthError(f"{path}: the format is not known{first}", hint=_READS)


def _format_of(piece: Piece) -> JsonFormat | None:
    try:
        fields = {
            name: bytes(raw)[:200].strip(b'"').decode(errors="replace")
            for name, raw in _OBJECT.decode(piece.raw).items()
        }
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return next((form for form in JSON_FORMATS if form.recognises(dict(fields))), None)


def _records(form: JsonFormat, items: Iterator[Piece | Rejected]) -> Generator[Located | Rejected]:
    for item in items:
        if isinstance(item, Rejected):
            yield item
            continue
        yield _read(form, item)


def _read(form: JsonFormat, item: Piece, *, mixed: bool = True) -> Located | Rejected:
    """One record; where the file's reader refuses it, the other shapes are tried (two files put together)."""
    try:
        return Located(checked(form.read(item.raw)), item.line)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        other = _format_of(item) if mixed else None
        if other is not None and other is not form:
            return _read(other, item, mixed=False)
        return _rejected(item, error)


def _rejected(item: Piece, error: Exception) -> Rejected:
    if isinstance(error, UnicodeDecodeError):
        error = ValueError(
            f"the record is not in UTF-8, as JSON is: {error.reason} (byte 0x{error.object[error.start]:02x})"
        )
    return Rejected(" ".join(str(error).split())[:500], item.line, item.raw[:MAX_REJECTED_BYTES])
