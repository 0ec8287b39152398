"""IEEE Xplore exports: authors and affiliations are aligned only where their lists are equally long."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Located, Statement, checked, from_statement
from loaders.sources import ieee, tables

ROW = {
    "Document Title": "On things",
    "Authors": "Y. Kim; B. Lee; C. Ri",
    "Author Affiliations": "Dept of Electr. &amp; Comput. Eng., HIT, Harbin, China; NA; KISU, Pyongyang, North Korea",
    "Publication Title": "IEEE Things",
    "Date Added To Xplore": "26 September 2019",
    "Publication Year": "2019",
    "Abstract": "We do.",
    "DOI": "10.1109/ABC.2019.1",
    "Funding Information": "NSFC(grant numbers:1,2); Foo Fund (Grant Number: 3); Foo Fund",
    "PDF Link": "https://ieeexplore.ieee.org/stamp/stamp.jsp?arnumber=8876906",
    "Author Keywords": "things;matters",
    "IEEE Terms": "Matters;things",
    "Online Date": "",
    "Issue Date": "Oct. 2019",
    "Document Identifier": "IEEE Journals",
}


def affiliations(row: dict[str, str]) -> tuple[list[list[str]], list[str]]:
    record = ieee.read(row)
    return (
        [[record.affiliations[index] for index in author.affiliations] for author in record.authors],
        [record.affiliations[index] for index in record.unmapped],
    )


def test_what_a_row_says() -> None:
    record = ieee.read(ROW)
    assert (record.key, record.doi, record.title) == ("ieee:8876906", "10.1109/abc.2019.1", "On things")
    assert (record.year, record.venue, record.type) == (2019, "IEEE Things", "IEEE Journals")
    assert [author.name for author in record.authors] == ["Y. Kim", "B. Lee", "C. Ri"]
    assert affiliations(ROW) == (
        [["Dept of Electr. &amp; Comput. Eng., HIT, Harbin, China"], [], ["KISU, Pyongyang, North Korea"]],
        [],
    )
    assert [(date.kind, date.value) for date in record.dates] == [
        ("published", "2019-10"),
        ("online", "2019-09-26"),
    ]
    assert record.keywords == ("things", "matters", "Matters")
    assert record.funders == ("NSFC", "Foo Fund")
    assert record.statements == (Statement("funding", ROW["Funding Information"], "Funding Information"),)


@pytest.mark.parametrize(
    ("authors", "printed", "found", "unmapped"),
    [
        ("A. Kim; B. Lee", "X; X", [["X"], ["X"]], []),
        ("A. Kim; B. Lee;", "X; Y;", [["X"], ["Y"]], []),
        ("A. Kim; B. Lee", "X; ", [["X"], []], []),
        ("A. Kim; B. Lee", "X", [[], []], ["X"]),
        ("A. Kim; B. Lee", "X; Y; Z", [[], []], ["X", "Y", "Z"]),
        ("A. Kim", "X; Y", [[]], ["X", "Y"]),
        ("A. Kim; B. Lee", "NA; NA", [[], []], []),
        ("A. Kim; B. Lee", "", [[], []], []),
        ("", "X", [], ["X"]),
        ("A. Kim", "AT&T, &#8217;s", [["AT&T, &#8217;s"]], []),
    ],
)
def test_lists_of_unequal_length_are_not_aligned(
    authors: str, printed: str, found: list[list[str]], unmapped: list[str]
) -> None:
    assert affiliations(ROW | {"Authors": authors, "Author Affiliations": printed}) == (found, unmapped)


@pytest.mark.parametrize(
    ("change", "dates"),
    [
        ({"Online Date": "1 Mar. 2018"}, ["published 2019-10", "online 2018-03-01"]),
        ({"Issue Date": "15 Oct.15, 2019"}, ["published 2019-10", "online 2019-09-26"]),
        ({"Issue Date": "1 Oct. 2019"}, ["published 2019-10-01", "online 2019-09-26"]),
        ({"Issue Date": "Oct.-Dec. 2019"}, ["published 2019", "online 2019-09-26"]),
        ({"Issue Date": "Oct. 2018"}, ["published 2019", "online 2019-09-26"]),
        ({"Issue Date": "", "Date Added To Xplore": ""}, ["published 2019"]),
        # old paper that was scanned
        ({"Issue Date": "", "Publication Year": "1972"}, ["published 1972"]),
        ({"Issue Date": "", "Publication Year": ""}, ["online 2019-09-26"]),
        ({"Issue Date": "x", "Publication Year": "", "Date Added To Xplore": "soon"}, []),
    ],
)
def test_dates(change: dict[str, str], dates: list[str]) -> None:
    record = ieee.read(ROW | change)
    assert [f"{date.kind} {date.value}" for date in record.dates] == dates
    assert record.year == (int(dates[0].split()[1][:4]) if dates else None)


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("http://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&arnumber=01274044", "1274044"),
        ("https://ieeexplore.ieee.org/document/6375888/", "6375888"),
        ("", None),
    ],
)
def test_the_number_in_the_link_is_the_id(link: str, number: str | None) -> None:
    assert ieee.read(ROW | {"PDF Link": link}).source_id == number


OLD = "Document Title,Authors,Author Affiliations,Publication Title,Date Added To Xplore,Year,Volume,Issue,Start Page,End Page,Abstract,ISSN,ISBN,EISBN,DOI,PDF Link,Author Keywords,IEEE Terms,INSPEC Controlled Terms,INSPEC Non-Controlled Terms,MeSH Terms,Article Citation Count,Patent Citation Count,Reference Count,Copyright Year,Online Date,Issue Date,Meeting Date,Publisher,Document Identifier"  # fmt: skip
UNDERSCORE = OLD.replace(",Year,", ",Publication_Year,")


@pytest.mark.parametrize("headings", [OLD, UNDERSCORE])
def test_older_exports_with_a_line_above_the_headings(headings: str) -> None:
    cells = ["" for _ in headings.split(",")]
    cells[0], cells[1], cells[2], cells[5] = "T", '"A; B"', '"X; Y"', "2015"
    text = f'"http://ieeexplore.ieee.org/search?q=a,b",2015\n{headings}\n{",".join(cells)}'
    table = tables.DelimitedTable(enumerate(text.split("\n"), 1), ieee.recognises)
    (item,) = tables.read(ieee.FORMAT, table)
    assert isinstance(item, Located)
    assert (item.record.title, item.record.year, item.record.affiliations) == ("T", 2015, ("X", "Y"))


def test_it_is_told_by_its_headings() -> None:
    assert ieee.recognises(frozenset(ROW))
    assert not ieee.recognises(frozenset({"Title", "Authors", "DOI", "Author Keywords"}))


def test_a_row_without_identity_is_refused() -> None:
    with pytest.raises(ValueError, match="no identity: neither id nor DOI nor title"):
        ieee.read({"Authors": "A. Kim", "PDF Link": "https://ieeexplore.ieee.org"})


cells = st.lists(st.sampled_from(["A. Kim", ";", "; ", "NA", "&", "&amp;", "2019", "Oct", " ", "\x1a", "X, Y"]), max_size=8)  # fmt: skip


@given(st.dictionaries(st.sampled_from(sorted(ROW)), cells.map("".join) | st.text(max_size=20)))
@settings(max_examples=300)
def test_whatever_the_cells_a_row_is_read_or_refused(change: dict[str, str]) -> None:
    try:
        record = checked(ieee.read(ROW | change))
    except ValueError:
        return
    assert from_statement(record.statement) == record
    owned = {index for author in record.authors for index in author.affiliations}
    assert owned | set(record.unmapped) == set(range(len(record.affiliations)))
    assert not owned & set(record.unmapped)
