"""Tables of anybody's making: what a mapping says is read, and a wrong mapping names its key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import CoauthError
from loaders.records import Located, Record, Rejected, checked, from_statement
from loaders.sources import json_stream, tables
from loaders.sources.json_stream import Piece
from loaders.sources.plain_table import mapping, read_mapping, table_format
from loaders.sources.tables import DelimitedTable, JsonTable

PAPERS = """
source = "ai-conferences"
aligned = true

[fields]
id = "id"
title = "title"
year = "venue_year"
venue = "venue_year"
authors = "author"
affiliations = "aff"
keywords = "keywords"
abstract = "abstract"

[separators]
author_affiliations = "+"
"""
ALL = """
source = "ours"
[fields]
id = "No"
doi = "DOI"
pmid = "PMID"
arxiv = "arXiv"
title = "Title"
type = "Type"
venue = "Venue"
language = "Language"
abstract = "Abstract"
keywords = "Keywords"
funders = "Funders"
authors = "Authors"
affiliations = "Affiliations"
dates.submitted = "Received"
dates.published = "Published"

[separators]
authors = " and "
keywords = ","
funders = "|"
"""


def one(toml: str, row: dict[str, str]) -> Record:
    return table_format(mapping(toml)).read(row)


def test_every_field_of_a_mapping() -> None:
    row = {
        "No": "17", "DOI": "doi:10.1000/X", "PMID": "17", "arXiv": "2203.05726v2", "Title": " T ", "Type": "Article",
        "Venue": "J", "Language": "en", "Abstract": "A", "Keywords": "a, b,a", "Funders": "NSFC|", "Other": "x",
        "Authors": "Kim Y. and Lee S.", "Affiliations": "X; Y", "Received": "2016/11", "Published": "5 Jan 2017",
    }  # fmt: skip
    record = one(ALL, row)
    assert record.source == "table-ours"
    assert record.source_id is not None
    assert record.source_id.startswith("17-")
    assert record.ids == ("doi:10.1000/x", "pmid:17", "arxiv:2203.05726")
    assert (record.title, record.type, record.venue, record.language) == ("T", "Article", "J", "en")
    assert (record.abstract, record.keywords, record.funders) == ("A", ("a", "b"), ("NSFC",))
    assert [author.name for author in record.authors] == ["Kim Y.", "Lee S."]
    assert (record.affiliations, record.unmapped) == (("X", "Y"), (0, 1))
    assert [(d.kind, d.value) for d in record.dates] == [
        ("published", "2017-01-05"),
        ("submitted", "2016-11"),
    ]
    assert record.year == 2017
    assert one(ALL, row | {"Title": "Other", "DOI": "", "arXiv": "", "PMID": ""}).key != record.key


@pytest.mark.parametrize(
    ("authors", "printed", "found", "unmapped"),
    [
        ("A;B", "X+Y;Z", [["X", "Y"], ["Z"]], []),
        ("A;B", "X;", [["X"], []], []),
        ("A;B", ";X", [[], ["X"]], []),
        ("A;B;", "X;Y;", [["X"], ["Y"]], []),
        ("A;B", "X+X;X", [["X"], ["X"]], []),
        ("A;B", "X+Y", [[], []], ["X", "Y"]),
        ("A;B", "X;Y;Z+U", [[], []], ["X", "Y", "Z", "U"]),
        ("A;B", "", [[], []], []),
        ("", "X", [], ["X"]),
        ("A;;B", "X;Y;Z", [["X"], ["Z"]], ["Y"]),
        ("김영철；리철수", "X；Y", [["X"], ["Y"]], []),
    ],
)
def test_entries_are_the_authors_only_where_there_are_as_many(
    authors: str, printed: str, found: list[list[str]], unmapped: list[str]
) -> None:
    record = one(PAPERS, {"id": "1", "author": authors, "aff": printed, "venue_year": "3dv2025"})
    assert [[record.affiliations[i] for i in author.affiliations] for author in record.authors] == found
    assert [record.affiliations[i] for i in record.unmapped] == unmapped
    assert (record.year, record.venue) == (2025, "3dv2025")


def test_lists_and_objects_of_json_need_no_separators() -> None:
    work = {
        "id": 5,
        "title": "T",
        "people": [
            {"name": "Kim; Yong", "at": ["X; Y", "Z"]},
            {"name": "Lee", "at": "U"},
            {"name": "Ri"},
        ],
        "words": ["a;b"],
    }
    toml = """
source = "ours"
aligned = true
[fields]
id = "id"
title = "title"
authors = "people.name"
affiliations = "people.at"
keywords = "words"
"""
    form = table_format(mapping(toml))
    (item,) = tables.read(form, JsonTable([Piece(1, json.dumps(work).encode())]))
    assert isinstance(item, Located)
    record = item.record
    assert [(a.name, [record.affiliations[i] for i in a.affiliations]) for a in record.authors] == [
        ("Kim; Yong", ["X; Y", "Z"]),
        ("Lee", ["U"]),
        ("Ri", []),
    ]
    assert record.keywords == ("a;b",)
    assert one(toml.replace('title = "title"', 'title = "words"'), {"words": "\x02a\x02b"}).title == "a; b"


def test_a_table_is_told_by_the_columns_that_the_mapping_names() -> None:
    by = mapping(PAPERS)
    form = table_format(by)
    headings = frozenset({"id", "title", "venue_year", "author", "aff", "keywords", "abstract", "more"})
    assert form.recognises(headings)
    assert not form.recognises(headings - {"aff"})
    assert by.missing(headings - {"aff"}) == ["fields.affiliations = 'aff'"]
    assert form.carries == {"affiliations", "author mapping"}
    assert table_format(mapping(ALL)).carries == {"affiliations", "dates", "funders"}
    text = "from us\nid,title,venue_year,author,aff,keywords,abstract\n1,T,2020,A;B,X;Y+Z,,"
    (item,) = tables.read(form, DelimitedTable(enumerate(text.split("\n"), 1), form.recognises))
    assert isinstance(item, Located)
    assert item.record.affiliations == ("X", "Y", "Z")


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("source = ", "not TOML"),
        ("", "source must be"),
        ("source = 5", "source must be"),
        ('source = "../x"', "source must be"),
        ('source = "x"', r"fields must be a table: \[fields\]"),
        ('source = "x"\nfields = 3', "fields must be a table"),
        ('source = "x"\nmore = 3\n[fields]\ntitle = "T"', "more is no key of a mapping"),
        ('source = "x"\n[fields]\ntitel = "T"', "fields.titel is no key of a mapping; there are id, doi"),
        ('source = "x"\n[fields]\ntitle = 3', "fields.title must be the heading of a column"),
        ('source = "x"\n[fields]\ntitle = " "', "fields.title must be the heading of a column"),
        ('source = "x"\n[fields]\nauthors = "A"', "fields must have one of id, doi, title"),
        ('source = "x"\n[fields]\ntitle = "T"\ndates = "D"', "fields.dates must be a table"),
        ('source = "x"\n[fields]\ntitle = "T"\ndates.sent = "D"', "fields.dates.sent is no key"),
        ('source = "x"\naligned = 1\n[fields]\ntitle = "T"', "aligned must be true or false"),
        ('source = "x"\naligned = true\n[fields]\ntitle = "T"', "aligned = true needs fields.authors"),
        ('source = "x"\n[fields]\ntitle = "T"\n[separators]\nauthor = ";"', "separators.author is no key"),
        (
            'source = "x"\n[fields]\ntitle = "T"\n[separators]\nauthors = ";"',
            "separators.authors is given, but not fields.authors",
        ),
        (
            'source = "x"\n[fields]\ntitle = "T"\nauthors = "A"\n[separators]\nauthors = ""',
            "separators.authors must be a text",
        ),
        ("a = " + "[" * 5000, "map.toml"),
    ],
)
def test_a_wrong_mapping_names_its_key(tmp_path: Path, toml: str, message: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(toml)
    with pytest.raises(CoauthError, match=message) as raised:
        read_mapping(path)
    assert str(path) in raised.value.message


def test_a_mapping_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CoauthError, match="No such file"):
        read_mapping(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(CoauthError, match=r"bad\.toml: it is no text in UTF-8"):
        read_mapping(tmp_path / "bad.toml")
    (tmp_path / "good.toml").write_text("\ufeff" + PAPERS, encoding="utf-8")
    assert read_mapping(tmp_path / "good.toml") == mapping(PAPERS)


def test_a_row_without_identity_is_refused() -> None:
    with pytest.raises(ValueError, match="no identity: neither id nor DOI nor title"):
        one(PAPERS, {"author": "A", "title": " "})


cells = st.lists(st.sampled_from(["A", ";", "+", " ", "2019", "\x02", "\x03", "X, Y"]), max_size=8).map(
    "".join
)


@given(st.dictionaries(st.sampled_from(["id", "title", "author", "aff", "keywords", "venue_year"]), cells | st.text(max_size=20)))  # fmt: skip
@settings(max_examples=300)
def test_whatever_the_cells_a_row_is_read_or_refused(row: dict[str, str]) -> None:
    try:
        record = checked(one(PAPERS, row))
    except ValueError:
        return
    assert from_statement(record.statement) == record
    owned = {index for author in record.authors for index in author.affiliations}
    assert owned | set(record.unmapped) == set(range(len(record.affiliations)))
    assert not owned & set(record.unmapped)


@given(st.text(max_size=60) | st.sampled_from([PAPERS, ALL]).flatmap(lambda t: st.integers(0, len(t)).map(lambda n: t[:n])))  # fmt: skip
@settings(max_examples=200)
def test_no_mapping_raises_anything_else(toml: str) -> None:
    try:
        mapping(toml)
    except ValueError:
        return


@pytest.mark.shared
def test_the_real_papers(shared_folder: Path) -> None:
    form = table_format(mapping(PAPERS))
    path = shared_folder / "data/papers/ai_conference_papers.jsonl.gz"
    items = list(tables.read(form, JsonTable(json_stream.pieces(path))))
    records = [item.record for item in items if isinstance(item, Located)]
    assert (len(items), len(records)) == (95_484, 95_482)
    assert {item.reason for item in items if isinstance(item, Rejected)} == {
        "no identity: neither id nor DOI nor title"
    }
    assert sum(len(record.authors) for record in records) == 506_326
    assert sum(any(author.affiliations for author in record.authors) for record in records) == 41_616
