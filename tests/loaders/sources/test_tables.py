"""Tables: every row comes out as it was printed or is refused with its reason, whatever the file looks like."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Located, Record, Rejected
from loaders.sources import tables, workbook
from loaders.sources.format import TableFormat
from loaders.sources.json_stream import Piece
from loaders.sources.tables import ENTRY, PART, DelimitedTable, JsonTable
from loaders.sources.workbook import WorkbookTable


def lines(text: str) -> list[tuple[int, str]]:
    return list(enumerate(text.split("\n"), 1))


def rows(text: str) -> tuple[list[tuple[int, dict[str, str]]], list[Rejected]]:
    items = list(DelimitedTable(lines(text)))
    return (
        [item for item in items if not isinstance(item, Rejected)],
        [item for item in items if isinstance(item, Rejected)],
    )


FORM = TableFormat(
    "t", "t", frozenset(), lambda headings: {"a", "b"} <= headings, lambda row: Record("t", title=row["a"])
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,b\n1,2\n3,4", [(2, {"a": "1", "b": "2"}), (3, {"a": "3", "b": "4"})]),
        ("a;b\n1,0;2", [(2, {"a": "1,0", "b": "2"})]),
        ("a\tb\n1\t2", [(2, {"a": "1", "b": "2"})]),
        ("\ufeffa,b\n1,2", [(2, {"a": "1", "b": "2"})]),
        ('\ufeff"a","b"\n1,2', [(2, {"a": "1", "b": "2"})]),
        ("sep=;\na;b\n1;2", [(3, {"a": "1", "b": "2"})]),
        ('"a, x","b"\n1,2', [(2, {"a, x": "1", "b": "2"})]),
        (
            'a,b\n"1\n\n2","say ""no"""\n3,4',
            [(2, {"a": "1\n\n2", "b": 'say "no"'}), (5, {"a": "3", "b": "4"})],
        ),
        ('"a\nx",b\n1,2', [(3, {"a\nx": "1", "b": "2"})]),
        ("a,b\n\n1,2\n,\n   \n", [(3, {"a": "1", "b": "2"})]),
        ("a,a,b,a\n1,2,3,4", [(2, {"a": "1", "a (2)": "2", "b": "3", "a (3)": "4"})]),
        (" a , b \n 1, 2", [(2, {"a": " 1", "b": " 2"})]),
        ("a,b,c\n1,2\n", [(2, {"a": "1", "b": "2", "c": ""})]),
        ("a,b\n1,2,,\n", [(2, {"a": "1", "b": "2"})]),
        ("only\none\ntwo", [(2, {"only": "one"}), (3, {"only": "two"})]),
        ('a,b\nx "y" z,2', [(2, {"a": 'x "y" z', "b": "2"})]),
        ("", []),
        ("\n\n", []),
        ("a,b", []),
    ],
)
def test_rows_of_every_shape(text: str, found: list[tuple[int, dict[str, str]]]) -> None:
    good, rejected = rows(text)
    assert [(line, row) for line, row in good if any(cell.strip() for cell in row.values())] == found
    assert rejected == []


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a,b\n1,2,3\n4,5", 2, "3 cells, the table 2 columns"),
        ("a,b,c,d\n1\n1,2,3,4", 2, "1 cells, the table 4 columns"),
        ("a,b\n1,\0\n4,5", 2, "NUL"),
        ("a,b\n1,\ud800\n4,5", 2, "no text"),
        ('a,b\n1,"2\n4,5', 2, "not closed"),
        ('a,b\n1,"2\n4,5\n6,"7"\n8,9', 2, "quotes do not match"),
    ],
)
def test_what_is_no_row_is_refused_and_the_next_are_read(text: str, line: int, reason: str) -> None:
    good, rejected = rows(text)
    assert [(item.line, reason in item.reason) for item in rejected] == [(line, True)]
    first, *_, last = text.split("\n")
    assert good[-1][1] == dict(zip(first.split(","), last.split(","), strict=True))
    assert rejected[0].raw == text.split("\n")[line - 1].encode(errors="backslashreplace")


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    body = [f'{n},"title {n}",x' for n in range(1000)]
    body[500] = '500,"title 500,x'
    good, rejected = rows("\n".join(["a,b,c", *body]))
    assert len(good) == 999
    assert [item.line for item in rejected] == [502]


def test_a_line_break_without_quotes_makes_no_record_of_its_second_half() -> None:
    whole = "1,2,3,4,5,6"
    for cut in range(1, 6):
        cells = whole.split(",")
        broken = ",".join(cells[:cut]) + "x\ny" + ",".join(cells[cut:])
        good, rejected = rows(f"a,b,c,d,e,f\n{whole}\n{broken}\n{whole}")
        assert sum(row["a"].startswith("y") for _, row in good) == 0
        assert len(good) + len(rejected) == 4


def test_ends_are_left_out_only_in_a_table_that_prints_none() -> None:
    assert [len(part) for part in rows("a,b,c\n1,2,\n1,2")] == [1, 1]
    assert [len(part) for part in rows("a,b,c\n1,2,3\n1,2")] == [2, 0]


def test_lines_above_the_headings() -> None:
    text = "http://search?q=a,b,c\n2020-01-01\n\na,b\n1,2"
    table = DelimitedTable(lines(text), FORM.recognises)
    assert list(table) == [(5, {"a": "1", "b": "2"})]
    assert any(FORM.recognises(found) for found in tables.headings(text))
    assert list(DelimitedTable(lines("x\ty\n1\t2"), FORM.recognises)) == [(2, {"x": "1", "y": "2"})]


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "x" * (tables.MAX_CELL + 1)
    good, rejected = rows(f"a,b\n1,{long}\n3,4")
    assert (good, ["cell is longer" in item.reason for item in rejected]) == (
        [(3, {"a": "3", "b": "4"})],
        [True],
    )
    good, rejected = rows(",".join(map(str, range(2001))) + "\n1,2")
    assert (good, "2,001 columns" in rejected[0].reason) == ([], True)
    monkeypatch.setattr(tables, "MAX_ROW", 1000)
    good, rejected = rows("a,b\n" + "1" * 2000 + ",2\n3,4")
    assert (good, ["row is longer" in item.reason for item in rejected]) == (
        [(3, {"a": "3", "b": "4"})],
        [True],
    )
    good, rejected = rows('a,b\n1,"' + "2\n" * 600 + "\n3,4")
    assert (good[-1][1], rejected[0].line) == ({"a": "3", "b": "4"}, 2)


def test_damage_that_repeats_itself_costs_no_more_than_the_table() -> None:
    """Every line ends in an open quote, whatever is before it."""
    text = "a,b\n" + 'x","y\n' * 200_000
    begin = time.perf_counter()
    good, rejected = rows(text)
    assert time.perf_counter() - begin < 20
    assert not good
    assert rejected


def test_lines_that_raise_give_what_came_before() -> None:
    def broken() -> Iterator[tuple[int, str]]:
        yield from lines("a,b\n1,2\n3,4")
        raise EOFError("cut short")

    table = DelimitedTable(broken())
    got = []
    with pytest.raises(EOFError, match="cut short"):
        for item in table:
            got.append(item)  # noqa: PERF402
    assert got == [(2, {"a": "1", "b": "2"}), (3, {"a": "3", "b": "4"})]


def test_a_line_of_nothing_but_commas_is_soon_read() -> None:
    began = time.process_time()
    (names,) = tables.headings("," * 60_000)
    assert len(names) == 60_001
    assert time.process_time() - began < 2


def test_every_heading_gets_a_name_of_its_own() -> None:
    assert tables.named(["a", "a", "a (2)", "a", "", ""]) == ["a", "a (2)", "a (2) (2)", "a (3)", "", " (2)"]


def test_a_row_that_is_no_record_is_refused_with_its_bytes() -> None:
    def refuse(row: dict[str, str]) -> Record:
        if row["a"] == "bad":
            raise ValueError("no  identity")
        return Record("t", title=row["a"], source_id="x" * 9999 if row["a"] == "long" else None)

    form = TableFormat("t", "t", frozenset(), lambda _: True, refuse)
    table = DelimitedTable(lines('a,b\ngood,1\nbad,"2\n3"\nlong,4'))
    items = list(tables.read(form, table))
    assert isinstance(items[0], Located)
    assert items[1] == Rejected("no identity", 3, b'bad,"2\n3"', b"a,b\n")
    assert isinstance(items[2], Rejected)
    assert items[2].reason == "id is longer than 4,000 bytes"


cells = st.text(alphabet=st.sampled_from('ab "\n,;\t\x00é\ud800 '), max_size=6)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=6), st.booleans())
@settings(max_examples=400)
def test_whatever_the_text_every_line_is_accounted_for(made: list[list[str]], quoted: bool) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator="\n").writerows(
        made
    )
    body = out.getvalue() if quoted else "\n".join(",".join(row) for row in made)
    text = "a,b,c\n" + body
    table = DelimitedTable(lines(text))
    pieces = []
    for item in table:
        if isinstance(item, Rejected):
            pieces.append(item.raw)
        else:
            assert set(item[1]) == {"a", "b", "c"}
            assert "\0" not in "".join(item[1].values())
            pieces.append(table.raw())

    def with_letters(printed: str) -> list[str]:
        return [line for line in printed.split("\n") if line.strip(' ,;\t"')]

    printed = b"\n".join(pieces).decode()
    assert with_letters(printed) == with_letters(body.encode(errors="backslashreplace").decode())


@given(st.lists(st.tuples(*[st.text(alphabet=st.sampled_from('ab "\n,;\té'), min_size=1)] * 3), max_size=6))
@settings(max_examples=200)
def test_what_the_csv_module_wrote_comes_back(made: list[tuple[str, str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("x", "y", "z"), *made])
    good, rejected = rows(out.getvalue().removesuffix("\n"))
    assert rejected == []
    assert [tuple(row.values()) for _, row in good] == [row for row in made if any(map(str.strip, row))]


# JSON objects


@pytest.mark.parametrize(
    ("raw", "row"),
    [
        (b'{"a": "x", "b": null, "c": 3, "d": true}', {"a": "x", "b": "", "c": "3", "d": "True"}),
        (b'{"a": {"b": {"c": 1}}}', {"a.b.c": "1"}),
        (b'{"a": ["x;y", "z"]}', {"a": f"{ENTRY}x;y{ENTRY}z"}),
        (b'{"a": [["x", "y"], []]}', {"a": f"{ENTRY}{PART}x{PART}y{ENTRY}"}),
        (
            b'{"a": [{"n": "x", "f": ["u", "v"]}, {"n": "y"}]}',
            {"a.n": f"{ENTRY}x{ENTRY}y", "a.f": f"{ENTRY}{PART}u{PART}v{ENTRY}"},
        ),
        (b'{"a": "x\\u0002y"}', {"a": "x y"}),
    ],
)
def test_objects_as_rows(raw: bytes, row: dict[str, str]) -> None:
    assert list(JsonTable([Piece(7, raw)])) == [(7, row)]


@pytest.mark.parametrize("raw", [b"[1]", b"{", b'"x"', b'{"a": ' + b'{"a": ' * 5000, b'{"a": "\\ud800"}'])
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    table = JsonTable([Piece(1, raw), Piece(2, b'{"a": "x"}')])
    first, second = table
    assert isinstance(first, Rejected)
    assert first.raw == raw
    assert second == (2, {"a": "x"})


def test_objects_with_endless_fields_are_refused() -> None:
    wide = b"{" + b",".join(b'"k%d":1' % n for n in range(3000)) + b"}"
    keys = b"[" + b",".join(b'{"k%d":1}' % n for n in range(3000)) + b"]"
    for raw in (wide, b'{"a":' + keys + b"}"):
        (item,) = JsonTable([Piece(1, raw)])
        assert isinstance(item, Rejected)
        assert "too many fields" in item.reason or "more than 2,000 fields" in item.reason


# workbooks


def made_workbook(*sheets: list[list[object]]) -> io.BytesIO:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(sheets):
        made = book.create_sheet(f"s{number}")
        for row in sheet:
            made.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


def test_a_workbook_gives_the_rows_that_its_text_would_give() -> None:
    file = made_workbook(
        [
            ["a", "b", "c"],
            ["x\ny", 2024, 1.5],
            [],
            [None, datetime(2024, 5, 1), True],
            [date(2024, 5, 1), "=1+1", 39608216.0],
        ]
    )
    assert list(WorkbookTable(file)) == [
        (2, {"a": "x\ny", "b": "2024", "c": "1.5"}),
        (4, {"a": "", "b": "2024-05-01", "c": "True"}),
        (5, {"a": "2024-05-01", "b": "", "c": "39608216"}),
    ]


def test_the_sheets_with_the_headings_are_read() -> None:
    file = made_workbook(
        [["note"]], [["from a search"], [], ["a", "b"], ["1", "2"]], [["a", "b"], ["3", "4"]], []
    )
    table = WorkbookTable(file, FORM.recognises)
    assert [row for row in table if not isinstance(row, Rejected)] == [
        (4, {"a": "1", "b": "2"}),
        (2, {"a": "3", "b": "4"}),
    ]
    assert frozenset({"a", "b"}) in list(WorkbookTable(file).headings())


def test_a_row_wider_than_the_headings_is_refused() -> None:
    items = list(WorkbookTable(made_workbook([["a", "b"], ["1", "2", "3"], ["4", "5"]])))
    assert isinstance(items[0], Rejected)
    assert items[1] == (3, {"a": "4", "b": "5"})


def zipped(**parts: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (io.BytesIO(b"no zip"), "no XLSX workbook"),
        (zipped(other=b"x"), "damaged"),
        (zipped(xl__workbook_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "document type"),
        (zipped(xl__workbook_xml="<!DOCTYPE a>".encode("utf-16")), "encoding"),
        (zipped(bomb=b"\0" * (workbook.RATIO_FROM + 1)), "200-fold"),
    ],
)
def test_what_is_no_workbook_is_refused(file: io.BytesIO, reason: str) -> None:
    (item,) = WorkbookTable(file)
    assert isinstance(item, Rejected)
    assert reason in item.reason
    assert list(WorkbookTable(file).headings()) == []


def test_a_workbook_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = zipped(xl__sharedStrings_xml=b"<a>text</a>")
    for bound in ("MAX_WORKBOOK", "MAX_SHARED"):
        with monkeypatch.context() as patch:
            patch.setattr(workbook, bound, 10)
            (item,) = WorkbookTable(file)
            assert isinstance(item, Rejected)
            assert "when unpacked" in item.reason


def test_row_numbers_without_end_end(tmp_path: Path) -> None:
    file = made_workbook([["a", "b"], ["1", "2"]])
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = content.replace(b'<row r="2"', b'<row r="99999999999"')
            new.writestr(part.filename, content)
    assert all(isinstance(item, Rejected) for item in WorkbookTable(out))


@cache
def small_workbook() -> bytes:
    """Made once: its bytes hold the time at which they were made."""
    return made_workbook([["a", "b"], ["1", "2"], ["3", 4]]).getvalue()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_to_a_workbook_raises(data: st.DataObject) -> None:
    raw = bytearray(small_workbook())
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    for item in WorkbookTable(io.BytesIO(bytes(raw))):
        assert isinstance(item, Rejected | tuple)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"Rockets" and\tKim', ['"Rockets" and', "Kim"]),
        ('"Rockets\tKim', ['"Rockets', "Kim"]),
        ('"Rockets\tKim\t', ['"Rockets', "Kim"]),
        ('"Rockets, big"\tKim', ["Rockets, big", "Kim"]),
        ('"The ""R"" word"\t"Kim', ['The "R" word', None]),
        ('a "b" c\t', ['a "b" c', ""]),
    ],
)
def test_quotes_in_a_table_of_tabs_that_quotes_nothing(line: str, cells: list[str | None]) -> None:
    """Web of Science writes its tables so; the next rows are read too."""
    text = f"TI\tAU\n{line}\nnext\tLi\n"
    rows = list(DelimitedTable(enumerate(text.split("\n"), 1)))
    if None in cells:
        assert isinstance(rows[0], Rejected)
    else:
        assert rows[0] == (2, dict(zip(("TI", "AU"), cells, strict=True)))
    assert rows[-1] == (3, {"TI": "next", "AU": "Li"})
