"""JSON and JSON Lines, plain or gzipped, cut into single values with their places, within bounds."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from graph.errors import CoauthError
from loaders.records import MAX_REJECTED_BYTES, Rejected
from loaders.sources.crossref import works_of
from loaders.sources.text import Encoded, Encoding, tell

MAX_LINE = 64 * 2**20
MAX_DOCUMENT = 512 * 2**20
MAX_RATIO = 200
RATIO_FROM = 2**30
"""A gzip file may grow MAX_RATIO-fold once it has given RATIO_FROM bytes: real records grow about tenfold."""

_ANY = msgspec.json.Decoder(msgspec.Raw)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])


class _Page(msgspec.Struct):
    results: list[msgspec.Raw]


_PAGE = msgspec.json.Decoder(_Page)


class Piece(msgspec.Struct, frozen=True, gc=False):
    """One JSON value, not decoded yet, with its line (or index, from 1)."""

    line: int
    raw: bytes


class Bounded(io.RawIOBase):
    """A file that counts the bytes read from it, for progress and for the bound on decompression."""

    def __init__(self, path: Path) -> None:
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise CoauthError(
                f"{path}: {error.strerror or error}", hint="name a file that can be read"
            ) from None
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        got = self._file.readinto(buffer)  # type: ignore[attr-defined]
        self.count += got or 0
        return cast(int, got)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _Unpacked(io.RawIOBase):
    """Decompressed bytes, piece by piece: what comes before damaged data is given before the error."""

    def __init__(self, packed: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=packed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        with memoryview(cast(bytearray, buffer)) as view:
            piece = self._file.read1(len(view))
            view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def opened(path: Path) -> tuple[Bounded, BinaryIO]:
    """The file, and a stream of its decompressed bytes. gzip is told by its first two bytes.

    Raises CoauthError where it is no regular readable file.
    """
    if path.is_dir():
        raise CoauthError(f"{path} is a directory", hint="name the files in it")
    if path.exists() and not path.is_file():
        # a load reads a file more than once, and goes on in it later
        raise CoauthError(f"{path} is no regular file", hint="save what it gives to a file first")
    outer = Bounded(path)
    buffered = io.BufferedReader(outer, 2**18)
    try:
        magic = buffered.peek(2)[:2]
    except OSError as error:
        outer.close()
        raise CoauthError(f"{path}: {error.strerror or error}", hint="name a file that can be read") from None
    if magic == b"\x1f\x8b":
        return outer, cast(BinaryIO, io.BufferedReader(_Unpacked(cast(BinaryIO, buffered)), 2**18))
    return outer, cast(BinaryIO, buffered)


class _Recoded(io.RawIOBase):
    """Another encoding in UTF-8. What does not decode becomes U+FFFD."""

    def __init__(self, stream: BinaryIO, codec: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(codec)("replace")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        with memoryview(cast(bytearray, buffer)) as view:
            while not self._left:
                raw = self._stream.read(len(view))
                self._left = self._decoder.decode(raw, not raw).encode()
                if not raw:
                    break
            piece, self._left = self._left[: len(view)], self._left[len(view) :]
            view[: len(piece)] = piece
        return len(piece)


_UTF16_BEGINS = {b"{\0": "utf-16-le", b"[\0": "utf-16-le", b"\0{": "utf-16-be", b"\0[": "utf-16-be"}
_ENOUGH = 40
"""Bytes beyond ASCII from which on as many chance characters of UTF-8 as damaged ones are no damage."""


def _encoding(begin: bytes) -> Encoding:
    """The encoding of JSON that begins so: UTF-16 with its mark or without, CP949, GB18030, Windows-1252, else UTF-8.

    It is another than UTF-8 where hardly a character beyond ASCII is one in UTF-8: none in Windows-1252; some letters of
    CP949 and GB18030 are, by chance.
    """
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return tell(begin)
    if (codec := _UTF16_BEGINS.get(begin[:2])) is not None:
        return Encoding(codec, guessed=True)
    if not begin.isascii():
        told = tell(begin)
        if told.codec == "utf-8":
            return Encoding("utf-8")
        plain = len(begin.decode("ascii", "ignore"))
        damaged = begin.decode("utf-8", "replace").count("\ufffd")
        whole = len(begin.decode("utf-8", "ignore")) - plain
        enough = len(begin) - plain >= _ENOUGH
        if not whole if told.codec == "cp1252" else whole * 3 < damaged or (enough and whole <= damaged):
            return told
    return Encoding("utf-8")


class Watched:
    """A stream that tells how far its file is read, and that refuses to grow without measure."""

    def __init__(self, path: Path, outer: Bounded, stream: BinaryIO, place: list[int]) -> None:
        self._path = path
        self._outer = outer
        self._stream = stream
        self._place = place
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        """As that of a file."""
        return self._seen(self._stream.read(size))

    def read1(self, size: int = -1) -> bytes:
        """As that of a buffered file."""
        return self._seen(cast(io.BufferedReader, self._stream).read1(size))

    def _seen(self, piece: bytes) -> bytes:
        self._place[0] = self._outer.count
        self._given += len(piece)
        if self._given > RATIO_FROM and self._given > MAX_RATIO * max(self._outer.count, 1):
            raise CoauthError(
                f"{self._path}: grows more than {MAX_RATIO}-fold when decompressed", hint="unpack it by hand"
            )
        return piece


def pieces(
    path: Path, *, progress: list[int] | None = None, encoded: Encoded | None = None
) -> Iterator[Piece | Rejected]:
    """Cut a file into JSON values. JSON Lines are streamed; an array, an API page or one object is read whole.

    progress: a list of one number, set to the bytes of the file that have been read so far.
    What is damaged is yielded as Rejected and the rest goes on; gzip that ends too early gives one Rejected. JSON is
    UTF-8; a file in UTF-16, CP949, GB18030 or Windows-1252, as some programs save it, is read too, and named in encoded.
    """
    outer, stream = opened(path)
    with outer, stream:
        line = 0
        given = 0
        told = Encoding("utf-8")
        with suppress(EOFError, zlib.error, OSError):  # the first line meets the same, and says it
            told = _encoding(cast(io.BufferedReader, stream).peek(2**18))
        if told.codec != "utf-8":
            if encoded is not None:
                encoded.name, encoded.guessed = told.title, told.guessed
            stream.read(told.bom)
            stream = cast(BinaryIO, io.BufferedReader(_Recoded(stream, told.codec), 2**18))
        first = True
        skipping = False
        while True:
            try:
                raw = stream.readline(MAX_LINE + 1)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                yield Rejected(f"the gzip data is damaged or cut short ({error})", line + 1, b"")
                return
            except OSError as error:
                raise CoauthError(
                    f"{path}: {error.strerror or error}", hint="name a file that can be read"
                ) from None
            if progress is not None:
                progress[0] = outer.count
            if not raw:
                return
            given += len(raw)
            if given > RATIO_FROM and given > MAX_RATIO * max(outer.count, 1):
                raise CoauthError(
                    f"{path}: grows more than {MAX_RATIO}-fold when decompressed", hint="unpack it by hand"
                )
            if skipping:
                skipping = not raw.endswith(b"\n")
                continue
            line += 1
            if first:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            text = raw.strip()
            if not text:
                continue
            if first and (len(raw) <= MAX_LINE or text[:1] == b"["):
                first = False
                whole = _whole_document(text, stream, path)
                if whole is not None:
                    yield from whole
                    return
            first = False
            if len(raw) > MAX_LINE:
                yield Rejected(
                    f"the line is longer than {MAX_LINE // 2**20} MiB", line, text[:MAX_REJECTED_BYTES]
                )
                skipping = not raw.endswith(b"\n")
                continue
            yield from _one_line(text, line)


_WORK_BEGINS = tuple(b'{"id":%s"https://openalex.org/W' % space for space in (b"", b" "))


def _one_line(text: bytes, line: int) -> Iterator[Piece | Rejected]:
    page = _page(text)
    if page is None:
        yield Piece(line, text)
        return
    for item in page:
        yield Piece(line, bytes(item))


def _page(text: bytes | bytearray) -> list[msgspec.Raw] | None:
    """The works of an answer of OpenAlex (`{"meta": …, "results": […]}`) or of Crossref; None for anything else."""
    if text.startswith(_WORK_BEGINS):  # nothing else begins so: the whole line need not be looked through
        return None
    if text.find(b'"results"', 0, 100_000) < 0:
        return works_of(text)
    try:
        return _PAGE.decode(text).results
    except (msgspec.DecodeError, RecursionError):
        return None


def _whole_document(first: bytes, stream: BinaryIO, path: Path) -> Iterator[Piece | Rejected] | None:
    """Pieces where the file is one JSON document over several lines or one array; None for JSON Lines."""
    if first[:1] not in (b"[", b"{"):
        return None
    if first[:1] == b"{" and (_decodes(first) or not first.endswith((b"{", b"[", b","))):
        return None
    # grows in place: a second copy would be as large again
    document = bytearray(first + b"\n")
    try:
        while len(document) <= MAX_DOCUMENT and (piece := stream.read(2**20)):
            document += piece
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return iter(
            [Rejected(f"the gzip data is damaged or cut short ({error})", 1, first[:MAX_REJECTED_BYTES])]
        )
    if len(document) > MAX_DOCUMENT:
        raise CoauthError(
            f"{path}: one JSON document of more than {MAX_DOCUMENT // 2**20} MiB",
            hint="give it as JSON Lines, one work a line",
        )
    try:
        if first[:1] == b"[":
            items = _LIST.decode(document)
        else:
            page = _page(document)
            items = page if page is not None else [_ANY.decode(document)]
    except (msgspec.DecodeError, RecursionError) as error:
        lines = [(number, bytes(text.strip())) for number, text in enumerate(document.split(b"\n"), 1)]
        if any(text[:1] == b"{" and _decodes(text) for _, text in lines[1:]):
            # JSON Lines after all, of which only the first line is damaged
            return (piece for number, text in lines if text for piece in _one_line(text, number))
        return iter([Rejected(f"not JSON: {error}", 1, bytes(document[:MAX_REJECTED_BYTES]))])
    return (Piece(index, bytes(item)) for index, item in enumerate(items, 1))


def _decodes(text: bytes) -> bool:
    try:
        _ANY.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
