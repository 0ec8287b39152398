"""XLSX workbooks cut into rows, by openpyxl and within bounds."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, BinaryIO

from loaders.records import MAX_REJECTED_BYTES, Rejected
from loaders.sources.archive import TooManyEntriesError, listed
from loaders.sources.tables import (
    HEADINGS_WITHIN,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROW,
    Recognises,
    Row,
    named,
)

MAX_WORKBOOK = 2 * 2**30
MAX_SHARED = 512 * 2**20
MAX_PARTS = 10_000
MAX_RATIO = 200
RATIO_FROM = 64 * 2**20
"""A workbook may hold MAX_WORKBOOK, its shared texts (which stay in memory) MAX_SHARED when unpacked; and it may
grow MAX_RATIO-fold where it gives more than RATIO_FROM."""
MAX_SHEET_ROWS = 2**20


class WorkbookTable:
    """Rows of the sheets of an XLSX workbook whose headings `recognises` accepts, else of its first sheet that is not
    empty. Formulas are not computed: the value that was saved with one is its value."""

    def __init__(self, file: BinaryIO, recognises: Recognises | None = None) -> None:
        self._file = file
        self._recognises = recognises
        self._cells: list[str] = []
        self.above = b""

    def raw(self) -> bytes:
        return "\t".join(self._cells)[:MAX_REJECTED_BYTES].encode()[:MAX_REJECTED_BYTES]

    def headings(self) -> Iterator[frozenset[str]]:
        """What the first rows of every sheet would be as headings; for telling the format."""
        try:
            with _sheets(self._file) as book:
                for sheet in book.worksheets:
                    for _, cells in _first_rows(sheet):
                        yield frozenset(named(cells))
        except Exception:  # openpyxl tells of damage by whatever its parsers happen to raise
            return

    def __iter__(self) -> Iterator[Row | Rejected]:
        line = 0
        try:
            with _sheets(self._file) as book:
                for sheet in self._chosen(book):
                    for item in self._rows(*sheet):
                        line = item.line if isinstance(item, Rejected) else item[0]
                        yield item
        except Exception as error:
            reason = str(error) if isinstance(error, WorkbookError) else f"the workbook is damaged: {error!r}"
            yield Rejected(reason[:500], line + 1, b"")

    def _chosen(self, book: Any) -> list[tuple[Any, int, list[str]]]:
        """Sheets to be read, each with the row of its headings and these."""
        begins = [(sheet, list(_first_rows(sheet))) for sheet in book.worksheets]
        found = [
            next(((sheet, line, cells) for line, cells in rows if self._accepts(cells)), None)
            for sheet, rows in begins
        ]
        chosen = [sheet for sheet in found if sheet is not None]
        return chosen or [(sheet, *rows[0]) for sheet, rows in begins if rows][:1]

    def _accepts(self, cells: list[str]) -> bool:
        return self._recognises is not None and self._recognises(frozenset(named(cells)))

    def _rows(self, sheet: Any, heading: int, cells: list[str]) -> Iterator[Row | Rejected]:
        names = named(cells)
        count = len(names)
        if count > MAX_COLUMNS:
            yield Rejected(f"the sheet has more than {MAX_COLUMNS:,} columns", heading, b"")
            return
        rows = sheet.iter_rows(
            min_row=heading + 1, max_row=MAX_SHEET_ROWS, max_col=count + 1, values_only=True
        )
        for line, values in enumerate(rows, heading + 1):
            self._cells = cells = [_text(value) for value in values]
            if not any(map(str.strip, cells)):
                continue
            if max(map(len, cells)) > MAX_CELL or sum(map(len, cells)) > MAX_ROW:
                yield Rejected("the row or one of its cells is too long", line, self.raw())
            elif len(cells) > count and cells[count]:
                yield Rejected(
                    f"the row has more cells than the sheet has columns ({count:,})", line, self.raw()
                )
            else:
                yield line, dict(zip(names, cells, strict=False))


class WorkbookError(ValueError):
    """The file is no workbook that may be opened."""


@contextmanager
def _sheets(file: BinaryIO) -> Iterator[Any]:
    """The workbook, opened for reading row by row after its parts were looked at. Raises WorkbookError."""
    file.seek(0)
    try:
        with listed(file) as archive:
            _inspect(archive)
    except TooManyEntriesError:
        raise WorkbookError(f"the workbook has more than {MAX_PARTS:,} parts") from None
    except zipfile.BadZipFile:
        raise WorkbookError("no XLSX workbook (a workbook with a password is none either)") from None
    import openpyxl  # takes a quarter of a second, which a load without a workbook need not spend

    file.seek(0)
    warnings.filterwarnings("ignore", module="openpyxl")
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
        yield book
    finally:
        book.close()


def _inspect(archive: zipfile.ZipFile) -> None:
    """Raises WorkbookError where the parts would be too large when unpacked, or define entities."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MAX_PARTS or size > MAX_WORKBOOK:
        raise WorkbookError(f"the workbook has more than {MAX_WORKBOOK // 2**30} GiB when unpacked")
    if size > RATIO_FROM and size > MAX_RATIO * max(packed, 1):
        raise WorkbookError(f"the workbook grows more than {MAX_RATIO}-fold when unpacked")
    for part in parts:
        name = part.filename.lower()
        if name.endswith("sharedstrings.xml") and part.file_size > MAX_SHARED:
            raise WorkbookError(f"the shared texts have more than {MAX_SHARED // 2**20} MiB when unpacked")
        if name.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                begin = opened.read(65_536)
            if b"<!DOCTYPE" in begin or b"<!ENTITY" in begin or b"\0" in begin:
                raise WorkbookError(
                    f"{part.filename[:100]} has a document type or an encoding that is not read"
                )


def _first_rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows in which the headings may be, with their numbers; empty ones are left out."""
    rows = sheet.iter_rows(max_row=HEADINGS_WITHIN, max_col=MAX_COLUMNS + 1, values_only=True)
    for line, values in enumerate(rows, 1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield line, cells


def _text(value: object) -> str:
    """A cell as it would stand in delimited text: whole numbers without a point, dates in ISO form."""
    if isinstance(value, str):
        return value.replace("_x000D_", "\r") if "_x000D_" in value else value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
