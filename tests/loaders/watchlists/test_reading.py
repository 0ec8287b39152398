"""Lists as their files print them: each shape, what a copy says of its day, and hostile files."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import CoauthError, WrongUsage
from loaders.watchlists import entity_list, entry, plain, rows, un_consolidated
from loaders.watchlists.entry import Copy, Day, Entry, day_of
from loaders.watchlists.kinds import READERS, kind_of, kinds, read_list
from tests.loaders.watchlists.lists import TEXTS, table, written


def copy_of(folder: Path, kind: str, **more: Any) -> Copy:
    return read_list(written(folder, kind, **more), kind_of(kind))[0]


def said(one: Entry) -> tuple[Any, ...]:
    return (
        one.name, one.aliases, one.countries, one.since and one.since.text, one.until and one.until.text, one.source,
    )  # fmt: skip


EXPECTED: dict[str, tuple[list[tuple[Any, ...]], Any, int, int]] = {
    "1286": (
        [
            # two reports name it: the later says how it stands; a report's year is no day of listing
            (
                "University of Karlstein", ("UK", "University of Karlstein (UK)", "Universität Karlstein"), (), None,
                "2025-07-01", "reports of 2022, 2024; https://example.org/24",
            ),
            ("Karlstein Academy, Institute of Nothing", (), ("DE",), None, None, "reports of 2024"),
        ],
        None, 0, 0,
    ),
    "1260h": (
        [
            (
                "Zoltek Industries Inc.", ("ZTK", "Zoltek Old Works", "Zoltek Mill"), (), "2021-06-03", "2024-12-31",
                "https://example.org/24",
            ),
            # it came back later: a period of its own
            ("Zoltek Industries Inc.", (), (), "2026-06-08", None, "https://example.org/26"),
        ],
        None, 0, 0,
    ),
    "eu-2017-1509": (
        [
            (
                "Second Academy of Natural Sciences", ("2nd Academy", "SANS"), ("KP",), "2009-04-24", None,
                "32017R1509, annex XIII.B, number 2",
            )
        ],
        None, 1, 1,
    ),
    "entity-list": (
        [
            ("University of Karlstein (UK)", ("Universität Karlstein", "Karlstein Works Co"), ("DE",), None, None, "US Entity List"),
            ("Altenau Works 8th Academy", ("Altenau Institute (AI)",), ("AT",), None, None, "US Entity List"),
            ("Plain Institute", (), ("CN",), None, None, "US Entity List"),
        ],
        date(2026, 3, 30), 0, 0,
    ),
    "un": (
        [
            (
                "SECOND ACADEMY OF NATURAL SCIENCES", ("SANS WORKS", "제2자연과학원", "SANSRI"), ("KP",), "2013-03-07", None,
                "UN consolidated list, KPe.018",
            )
        ],
        date(2026, 2, 27), 1, 0,
    ),
    "plain": (
        [("University of Karlstein", ("UK", "Universität Karlstein"), ("DE",), "2019-03", None, "a letter")],
        date(2026, 5, 1), 1, 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("kind", list(READERS))
def test_each_shape(tmp_path: Path, kind: str, zipped: bool) -> None:
    entries, dated, persons, others = EXPECTED[kind]
    copy = copy_of(tmp_path, kind, zipped=zipped)
    assert [said(one) for one in copy.entries] == entries
    assert (copy.dated, copy.persons, copy.others, copy.left_out) == (dated, persons, others, 0)


def test_what_a_plain_list_says_of_itself(tmp_path: Path) -> None:
    copy = copy_of(tmp_path, "plain")
    assert (copy.name, copy.publisher) == ("Partners we look at", "our desk")


def test_every_kind_has_a_reader_and_facts() -> None:
    assert [kind.key for kind in kinds()] == list(READERS)
    with pytest.raises(WrongUsage, match="--kind 1286x: it is one of 1286, 1260h"):
        kind_of("1286x")


@pytest.mark.parametrize("kind", list(READERS))
@pytest.mark.parametrize("other", list(READERS))
def test_the_file_of_another_kind_is_told(tmp_path: Path, kind: str, other: str) -> None:
    if kind == other:
        return
    with pytest.raises(CoauthError, match=f"is no list of the kind {other} ") as told:
        read_list(written(tmp_path, kind), kind_of(other))
    assert told.value.hint == f"its shape is that of --kind {kind}"


@pytest.mark.parametrize(
    ("text", "day_first", "expected"),
    [
        ("2016-11-30", False, Day(date(2016, 11, 30), "day")),
        ("2026-02-27T00:00:09.554Z", False, Day(date(2026, 2, 27), "day")),
        ("2016-11", False, Day(date(2016, 11, 1), "month")),
        ("2016", False, Day(date(2016, 1, 1), "year")),
        ("2.3.2016", True, Day(date(2016, 3, 2), "day")),
        ("", False, None),
    ],
)
def test_days(text: str, day_first: bool, expected: Day | None) -> None:
    assert day_of(text, day_first=day_first) == expected


def test_the_last_day_of_a_year_and_of_a_month() -> None:
    assert Day(date(2016, 1, 1), "year").last == date(2016, 12, 31)
    assert Day(date(2016, 2, 1), "month").last == date(2016, 2, 29)


@pytest.mark.parametrize(
    "text", ["31.2.2024", "2024-02-31", "soon", "0000", "99999", "2024-13", "２０２４", "-1", "1/2/2024"]
)
def test_no_days(text: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        day_of(text, day_first=True)


@given(st.text(max_size=30))
def test_a_day_is_read_or_refused(text: str) -> None:
    try:
        found = day_of(text, day_first=True)
    except ValueError:
        return
    assert found is None or entry.FIRST_YEAR <= found.day.year <= entry.LAST_YEAR


def test_entries_that_cannot_be_used_are_left_out_and_said(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        [
            "Good,,DE,,,",
            # an end that cannot be read must not become none: it would be listed for ever
            "Bad end,,DE,2020-01-01,31.2.2024,",
            "Backwards,,DE,2020-01-02,2020-01-01,",
            ",alias,DE,,,",
            f"{'x' * 600},,DE,,,",
            f"Many,{';'.join(map(str, range(300)))},DE,,,",
        ],
    )
    copy = read_list(path, kind_of("plain"))[0]
    assert [one.name for one in copy.entries] == ["Good"]
    assert copy.left_out == 5
    assert copy.faults == [
        "line 3: '31.2.2024' is no date",
        "line 4: it ends (2020-01-01) before it begins (2020-01-02)",
        "line 5: it has no name",
        "line 6: its name is longer than 500 characters",
        "line 7: it has more than 200 names",
    ]


def test_what_nobody_sees_is_taken_out_and_a_formula_stays_text(tmp_path: Path) -> None:
    path = table(tmp_path, ['"Karl\x00stein\u202e\n Univer\u200bsity",=HYPERLINK(1),DE,,,'])
    (one,) = read_list(path, kind_of("plain"))[0].entries
    assert (one.name, one.aliases) == ("Karl stein Univer sity", ("=HYPERLINK(1)",))


LAUGHS = """<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY e SYSTEM "file:///etc/passwd">]>"""


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    text = TEXTS["un"][1].replace('encoding="UTF-8"?>', f'encoding="UTF-8"?>{LAUGHS}')
    path = tmp_path / "un.xml"
    path.write_text(text.replace("SANS WORKS", "SANS WORKS &c; &e;"), encoding="utf-8")
    with pytest.raises(CoauthError, match="no organisation in it") as told:
        read_list(path, kind_of("un"))
    assert "declares itself" in told.value.message
    assert "root:" not in told.value.message


def test_a_damaged_entity_costs_only_itself(tmp_path: Path) -> None:
    text = TEXTS["un"][1].replace("</ENTITIES>", "<ENTITY><FIRST_NAME>A</FIRST></ENTITY></ENTITIES>")
    path = tmp_path / "un.xml"
    path.write_text(text, encoding="utf-8")
    copy = read_list(path, kind_of("un"))[0]
    assert (len(copy.entries), copy.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "kind", "said"),
    [
        ("gone.csv", None, "plain", "No such file"),
        ("empty.csv", b" \n", "plain", "is empty"),
        ("cut.csv.gz", gzip.compress(b"name\n" + b"abcdefgh\n" * 99, mtime=0)[:-9], "plain", "cut short"),
        ("bad.gz", b"\x1f\x8bxxxxxxxxxxxx", "plain", "damaged gzip"),
        ("deep.json", b'{"generatedAt": "2026", "raw": ' + b"[" * 100_000, "entity-list", "deep.json: "),
        ("other.json", b'{"generatedAt": 1, "raw": 2}', "entity-list", "generatedAt"),
        ("date.json", b'{"generatedAt": "soon", "entries": [], "raw": 2}', "entity-list", "'soon' is no date"),
        ("latin.csv", "name\nUniversität\n".encode("latin-1"), "plain", "it is not UTF-8 text"),
        ("huge.csv", b"name\n" + b"x" * 200_000 + b"\n", "plain", "a cell of more than 100,000 characters"),
        ("vast.csv", b"name\n" + b"x" * 2_000_000 + b"\n", "plain", "field larger than field limit"),
        ("wide.csv", b"name" + b",name" * 300 + b"\nA\n", "plain", "more than 200 columns"),
        ("dated.csv", b"# dated: 2026\nname\nA\n", "plain", "which is no day"),
        ("nobody.csv", b"name,type\nA,person\n", "plain", r"no organisation in it \(1 persons"),
        ("page.html", b"<html><body>name</body></html>", "plain", "is no list of the kind plain"),
        ("random", bytes(range(256)) * 20, "un", "is no list of the kind un"),
    ],
)  # fmt: skip
def test_files_that_are_no_list(
    tmp_path: Path, name: str, content: bytes | None, kind: str, said: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CoauthError, match=said) as told:
        read_list(path, kind_of(kind))
    assert "\n" not in told.value.message
    assert told.value.hint


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CoauthError, match="is a directory"):
        read_list(tmp_path, kind_of("plain"))
    monkeypatch.setattr(rows, "MAX_UNPACKED", 1000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"name\n" + b"A\n" * 100_000, mtime=0))
    with pytest.raises(CoauthError, match="longer than any list when unpacked"):
        read_list(path, kind_of("plain"))
    monkeypatch.setattr(entry, "MAX_ENTRIES", 10)
    with pytest.raises(CoauthError, match="more than 10 entries"):
        read_list(table(tmp_path, [f"A{n},,,,," for n in range(11)]), kind_of("plain"))
    monkeypatch.setattr(rows, "MAX_FILE", 10)
    with pytest.raises(CoauthError, match="longer than any list"):
        read_list(table(tmp_path, ["A,,,,,"]), kind_of("plain"))


def test_a_million_rows_are_refused_soon(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_bytes(b"name\n" + b"A\n" * 1_000_000)
    with pytest.raises(CoauthError, match="more than 100,000 entries"):
        read_list(path, kind_of("plain"))


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_a_reader_reads_or_refuses(data: bytes) -> None:
    for name, reader in READERS.items():
        head = {"un": b"<CONSOLIDATED_LIST>", "entity-list": b'{"generatedAt":"2026-01-01","raw":0,'}.get(
            name, b"name\n"
        )
        if name in ("1286", "1260h", "eu-2017-1509"):
            head = TEXTS[name][1].split("\n")[0].encode() + b"\n"
        reader.recognises(data)
        assert reader.recognises(head + data)
        try:
            reader.read(head + data)
        except ValueError:
            continue


def test_how_aliases_of_an_entity_list_are_cut() -> None:
    raw = {
        "name": "A, Institute",
        "raw": "A, Institute, also known as the following one alias: –B-C, D; No place",
    }
    found = {"generatedAt": "2026-01-02", "entries": [raw]}
    (one,) = entity_list.read(json.dumps(found).encode()).entries
    assert (one.name, one.aliases, one.countries) == ("A, Institute", ("B-C, D; No place",), ())


def test_a_date_that_is_no_day_dates_no_copy() -> None:
    assert (
        un_consolidated.read(TEXTS["un"][1].replace("2026-02-27T00:00:09.554Z", "2026").encode()).dated
        is None
    )
    assert plain.read(b"name\nA\n").dated is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('name,country\n"University of Karlstein,DE\nKarlstein Academy,DE\n', "line "),
        ("name,country\nUniversity of Karlstein, Metal Unit,DE\n", "line 2: 3 cells under 2 headings"),
        ("name,country,name\nA,DE,B\n", "two columns are called 'name'"),
        ("name,country\nA,DE\n".encode("utf-16"), "it is text in UTF-16"),
    ],
)
def test_no_entry_is_lost_or_cut_without_a_word(tmp_path: Path, content: str | bytes, why: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CoauthError, match=why):
        read_list(file, kind_of("plain"))


def test_every_member_of_a_gzip_is_read(tmp_path: Path) -> None:
    file = tmp_path / "list.csv.gz"
    members = gzip.compress(b"name\nUniversity of Karlstein\n") + gzip.compress(b"Karlstein Academy\n")
    file.write_bytes(members + b"\0" * 512)  # filled up, as of a tape
    copy, _ = read_list(file, kind_of("plain"))
    assert [one.name for one in copy.entries] == ["University of Karlstein", "Karlstein Academy"]
    file.write_bytes(members[:-4])
    with pytest.raises(CoauthError, match="cut short"):
        read_list(file, kind_of("plain"))
