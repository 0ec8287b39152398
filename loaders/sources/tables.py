"""Tables with one record a row: delimited text (RFC 4180) and JSON objects cut into rows, and rows made into records."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec

from loaders.records import MAX_REJECTED_BYTES, Located, Rejected, checked
from loaders.sources.format import Lines, TableFormat
from loaders.sources.json_stream import Piece

MAX_CELL = 2**20
MAX_COLUMNS = 2_000
MAX_ROW = 16 * 2**20
HEADINGS_WITHIN = 10
"""Some exports print the search above the headings; they are looked for in so many lines."""

DELIMITERS = ",;\t"
_READ_AGAIN = 64 * 2**20
"""Lines behind a quote that is never closed are read again, up to so many characters more than the table has."""

csv.field_size_limit(MAX_CELL)

_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')

Row = tuple[int, dict[str, str]]
"""Its line (from 1), and its cells by heading."""

Recognises = Callable[[frozenset[str]], bool]


class Table(Protocol):
    """Rows in order, and what could not be read. raw: the bytes of the row that was given last. above: those of the
    headings, where a row can be read again with them."""

    above: bytes

    def __iter__(self) -> Iterator[Row | Rejected]: ...

    def raw(self) -> bytes: ...


def read(form: TableFormat, table: Table) -> Iterator[Located | Rejected]:
    """Every row of a table as a record."""
    for item in table:
        if isinstance(item, Rejected):
            yield item
            continue
        line, row = item
        try:
            yield Located(checked(form.read(row)), line)
        except ValueError as error:
            yield Rejected(" ".join(str(error).split())[:500], line, table.raw(), table.above)


def headings(text: str) -> Iterator[frozenset[str]]:
    """What the first lines of a text would be as headings, line by line; for telling the format."""
    lines = text.removeprefix("\ufeff").split("\n")
    for start, line in enumerate(lines[:HEADINGS_WITHIN]):
        if line.strip():
            names = _headings(lines[start : start + HEADINGS_WITHIN], _delimiter(line))
            if names:
                yield frozenset(names)


def named(cells: Iterable[str]) -> list[str]:
    """Headings, stripped; one that comes again gets its number, so that no column hides another."""
    found: dict[str, None] = {}
    counts: dict[str, int] = {}
    for cell in cells:
        name = base = cell.strip()
        while name in found:
            # goes on where the last one of this name stopped: a line of thousands of commas is soon read
            counts[base] = counts.get(base, 1) + 1
            name = f"{base} ({counts[base]})"
        found[name] = None
    return list(found)


def _headings(lines: Iterable[str], delimiter: str) -> list[str]:
    try:
        return named(next(csv.reader((line + "\n" for line in lines), delimiter=delimiter), ()))
    except csv.Error:
        return []


def _delimiter(line: str) -> str:
    """That of DELIMITERS which cuts a line into most cells."""
    return max(DELIMITERS, key=lambda delimiter: len(_headings((line,), delimiter)))


class _TooLongError(Exception):
    pass


class _Feed:
    """Lines for the csv module, remembered while they belong to the row that is being read."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        self._lines = iter(lines)
        self._again: deque[tuple[int, str]] = deque()
        self._read_again = -_READ_AGAIN
        self.row: list[tuple[int, str]] = []
        self._size = 0
        self.ended = False
        self.skips_empty = False
        """Are empty lines left out where a row would begin?"""
        self.failure: Exception | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        item = self._next()
        while self.skips_empty and not (item[1] or self.row):
            item = self._next()
        self.row.append(item)
        line = item[1] + "\n"
        self._size += len(line)
        if self._size > MAX_ROW + 1:
            raise _TooLongError
        return line

    def _next(self) -> tuple[int, str]:
        if self._again:
            return self._again.popleft()
        try:
            item = next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        except Exception as error:  # the rows before it come first
            self.failure = error
            self.ended = True
            raise StopIteration from None
        self._read_again -= len(item[1]) + 1
        return item

    def start(self) -> None:
        """The next line begins a row."""
        self.row = []
        self._size = 0

    def give_again(self, lines: list[tuple[int, str]]) -> None:
        self.ended = False
        self._again.extendleft(reversed(lines))

    def affords(self, lines: list[tuple[int, str]]) -> bool:
        """May these lines be read again? Damage that repeats itself must not cost more than the table's size."""
        cost = sum(len(line) + 1 for _, line in lines)
        if self._read_again + cost > 0:
            return False
        self._read_again += cost
        return True


class DelimitedTable:
    """Rows of delimited text. Delimiter and headings are told from the first line that `recognises` accepts, else
    from the first that is not empty. Where the lines raise, the rows before that place come first."""

    def __init__(self, lines: Lines, recognises: Recognises | None = None) -> None:
        self._feed = _Feed(lines)
        self._recognises = recognises
        self._delimiter = ","
        self._headings: list[str] = []
        self.above = b""
        self._keeps_empty_ends = False
        self._after_short = False

    def raw(self) -> bytes:
        return _bytes(self._feed.row)

    def __iter__(self) -> Iterator[Row | Rejected]:
        yield from self._rows()
        if self._feed.failure is not None:
            raise self._feed.failure

    def _rows(self) -> Iterator[Row | Rejected]:
        feed = self._feed
        self._find_headings()
        reader = csv.reader(feed, delimiter=self._delimiter)
        try:
            feed.start()
            names = self._headings = named(next(reader))
            self.above = _bytes(feed.row) + b"\n"
        except StopIteration:
            return
        except (csv.Error, _TooLongError):
            names = []
        if not 0 < len(names) <= MAX_COLUMNS:
            what = f"{len(names):,} columns" if names else "no headings that can be read"
            line = feed.row[0][0] if feed.row else 1
            yield Rejected(f"the table has {what} (at most {MAX_COLUMNS:,} columns)", line, self.raw())
            return
        while True:
            feed.start()
            try:
                cells = (self._line_of_tabs() if self._delimiter == "\t" else None) or next(reader)
            except StopIteration:
                return
            except _TooLongError:
                yield self._damaged(f"the row is longer than {MAX_ROW // 2**20} MiB")
                continue
            except csv.Error as error:
                what = (
                    f"a cell is longer than {MAX_CELL // 2**20} MiB" if "limit" in str(error) else str(error)
                )
                yield self._damaged(what)
                continue
            if not cells or not any(map(str.strip, cells)):
                continue
            reason = self._fault(cells)
            if reason is None:
                yield feed.row[0][0], dict(zip(names, cells, strict=False))
            else:
                yield self._damaged(reason)

    def _line_of_tabs(self) -> list[str] | None:
        """The cells of the next line between its tabs, where a quote in it is a sign like any other.

        Web of Science quotes nothing: a title may begin with a quotation mark. Excel, which may have saved the table
        again, quotes as in other tables. None, and nothing read, where the line is to be read as those are.
        """
        feed = self._feed
        line = next(feed)[:-1]
        cells = line.split("\t")
        while len(cells) > len(self._headings) and not cells[-1]:
            cells.pop()
        open_cells = [cell[:1] == '"' and not _QUOTED.fullmatch(cell) for cell in cells]
        if len(cells) != len(self._headings) or not any(open_cells[:-1]):
            feed.give_again(feed.row)
            feed.start()
            return None
        return [cell[1:-1].replace('""', '"') if _QUOTED.fullmatch(cell) else cell for cell in cells]

    def _find_headings(self) -> None:
        """Cut off what is printed above the headings, and tell the delimiter."""
        feed = self._feed
        first: list[tuple[int, str]] = []
        while len(first) < HEADINGS_WITHIN:
            feed.start()
            try:
                next(feed)
            except StopIteration:
                break
            except _TooLongError:
                first += feed.row
                break
            first += feed.row
        if first:
            first[0] = (first[0][0], first[0][1].removeprefix("\ufeff"))
        while first and not first[0][1].strip():
            del first[0]
        start, delimiter = 0, None
        if first and len(first[0][1]) == 5 and first[0][1].lower().startswith("sep="):
            delimiter = first[0][1][-1]
            del first[0]
        texts = [line for _, line in first]
        if self._recognises is not None:
            for index, line in enumerate(texts):
                if line.strip() and self._recognises(
                    frozenset(_headings(texts[index:], delimiter or _delimiter(line)))
                ):
                    start = index
                    break
        feed.give_again(first[start:])
        feed.skips_empty = True
        if first:
            self._delimiter = delimiter or _delimiter(texts[start])

    def _fault(self, cells: list[str]) -> str | None:
        """Why a row is no record, None where it is one. Ends that were left out are filled in, empty ones cut."""
        row, count = self._feed.row, len(self._headings)
        after_short, self._after_short = self._after_short, False
        if self._feed.ended:
            return "a quoted cell is not closed"
        if not _is_text("".join([line for _, line in row])):
            return "the row has a NUL or another character that is no text"
        if len(row) > 1 and self._strict([line for _, line in row]) is None:
            return "the quotes do not match"
        if len(cells) > count:
            if any(cells[count:]):
                return f"the row has {len(cells):,} cells, the table {count:,} columns"
            del cells[count:]
        missing = count - len(cells)
        if not missing:
            self._keeps_empty_ends = self._keeps_empty_ends or not cells[-1]
            return None
        if self._keeps_empty_ends or after_short or missing * 2 >= count:
            self._after_short = True
            return f"the row has {len(cells):,} cells, the table {count:,} columns"
        cells += [""] * missing
        return None

    def _damaged(self, reason: str) -> Rejected:
        """The row as Rejected. Where a quote swallowed others, reading goes on with the first whole row in it."""
        row = self._feed.row
        whole = next((i for i in range(1, len(row)) if self._is_whole(row[i][1])), None)
        if whole is not None and self._feed.affords(row[whole:]):
            self._feed.give_again(row[whole:])
            row = row[:whole]
        else:
            self._feed.ended = False
        return Rejected(reason, row[0][0], _bytes(row), self.above)

    def _is_whole(self, line: str) -> bool:
        if line.count(self._delimiter) < len(self._headings) - 1:
            return False
        cells = self._strict([line])
        return cells is not None and len(cells) == len(self._headings) > 1

    def _strict(self, lines: list[str]) -> list[str] | None:
        """The only row of these lines, None where they are not just one with its quotes in order."""
        try:
            rows = list(csv.reader((line + "\n" for line in lines), delimiter=self._delimiter, strict=True))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None


class JsonTable:
    """Rows of JSON objects. `{"a": {"b": 1}}` has the heading `a.b`; so have objects in a list, one entry each."""

    def __init__(self, values: Iterable[Piece | Rejected]) -> None:
        self._values = values
        self._raw = b""
        self.above = b""

    def raw(self) -> bytes:
        return self._raw[:MAX_REJECTED_BYTES]

    def __iter__(self) -> Iterator[Row | Rejected]:
        for item in self._values:
            if isinstance(item, Rejected):
                yield item
                continue
            self._raw = item.raw
            try:
                if len(item.raw) > MAX_ROW:
                    raise ValueError(f"the record is longer than {MAX_ROW // 2**20} MiB")
                yield item.line, _flat(_OBJECT.decode(item.raw))
            except (msgspec.DecodeError, ValueError, RecursionError) as error:
                yield Rejected(" ".join(str(error).split())[:500], item.line, self.raw())


ENTRY, PART = "\x02", "\x03"
"""Stand before each entry of a JSON list, and before each of a list in a list: no text has them by chance."""

_OBJECT = msgspec.json.Decoder(dict[str, object])


def _flat(value: dict[str, object]) -> dict[str, str]:
    row: dict[str, str] = {}
    open_objects = [("", value)]
    while open_objects and len(row) <= MAX_COLUMNS:
        prefix, fields = open_objects.pop()
        for name, inner in fields.items():
            heading = prefix + name
            if isinstance(inner, dict):
                open_objects.append((f"{heading}.", inner))
            elif isinstance(inner, list) and any(isinstance(entry, dict) for entry in inner):
                objects = [entry if isinstance(entry, dict) else {} for entry in inner]
                names = list(dict.fromkeys(key for entry in objects for key in entry))
                if len(names) * len(objects) > MAX_CELL:
                    raise ValueError(f"the objects in {heading[:100]} have too many fields")
                for key in names:
                    row[f"{heading}.{key}"] = _json_text([entry.get(key) for entry in objects], ENTRY)
            else:
                row[heading] = _json_text(inner, ENTRY)
    if len(row) > MAX_COLUMNS:
        raise ValueError(f"the record has more than {MAX_COLUMNS:,} fields")
    return row


def _json_text(value: object, mark: str) -> str:
    if isinstance(value, str):
        return value.replace(ENTRY, " ").replace(PART, " ") if ENTRY in value or PART in value else value
    if isinstance(value, list):
        return "".join(mark + _json_text(entry, PART) for entry in value)
    return "" if value is None or isinstance(value, dict) else str(value)


def _is_text(text: str) -> bool:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return "\0" not in text


def _bytes(row: list[tuple[int, str]]) -> bytes:
    text = "\n".join(line for _, line in row[:MAX_REJECTED_BYTES])[:MAX_REJECTED_BYTES]
    return text.encode(errors="backslashreplace")[:MAX_REJECTED_BYTES]
