"""OpenAlex's web export: affiliations are mapped only where the joined lists allow it."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.merging.identity import group
from loaders.records import Located, checked, from_statement
from loaders.sources import openalex, openalex_csv, tables
from loaders.sources.text import Text

ROW = {
    "id": "https://openalex.org/W123",
    "doi": "https://doi.org/10.1000/ABC",
    "title": "On things",
    "display_name": "On things",
    "publication_year": "2019",
    "publication_date": "2019-05-14",
    "language": "en",
    "type": "article",
    "updated_date": "2025-09-25T08:03:38.466546",
    "ids.pmid": "https://pubmed.ncbi.nlm.nih.gov/17884971",
    "primary_location.source.display_name": "Things",
    "abstract": "We do.",
    "authorships.countries": "KP|",
    "authorships.is_corresponding": "True|False",
    "authorships.raw_author_name": "Kim Y.|Lee S.",
    "authorships.raw_affiliation_strings": "KISU, Pyongyang|",
    "authorships.author.id": "https://openalex.org/A1|https://openalex.org/a2",
    "authorships.author.display_name": "Yong Kim|Sun Lee",
    "authorships.author.orcid": "None|https://orcid.org/0000-0002-1825-0097",
    "keywords.display_name": "Foundation (evidence)|Feature",
    "grants.funder_display_name": "NSFC|NSFC|ERC",
}


def test_what_a_row_says() -> None:
    record = openalex_csv.read(ROW)
    assert record.key == "openalex-csv:W123"
    assert record.ids == ("doi:10.1000/abc", "pmid:17884971", "openalex:W123")
    assert (record.title, record.year, record.venue, record.type) == ("On things", 2019, "Things", "article")
    assert [(date.kind, date.value) for date in record.dates] == [("published", "2019-05-14")]
    assert (record.abstract, record.language) == ("We do.", "en")
    assert record.keywords == ("Foundation (evidence)", "Feature")
    assert record.funders == ("NSFC", "ERC")
    assert record.updated == "2025-09-25T08:03:38.466546"
    first, second = record.authors
    assert (first.name, first.source_id, first.orcid) == ("Kim Y.", "openalex:A1", None)
    assert (first.affiliations, first.labels, first.corresponding) == ((0,), ("KP",), True)
    assert (second.name, second.source_id, second.orcid) == ("Lee S.", "openalex:A2", "0000-0002-1825-0097")
    assert (second.affiliations, second.labels, second.corresponding) == ((), (), False)


def test_it_joins_the_record_of_the_api_and_does_not_replace_it() -> None:
    api = openalex.read(b'{"id": "https://openalex.org/W123", "title": "On things", "authorships": []}')
    ours = openalex_csv.read(ROW | {"doi": "", "ids.pmid": ""})
    assert api.key != ours.key
    assert len(group([api, ours])) == 1


@pytest.mark.parametrize(
    ("authors", "printed", "found", "unmapped"),
    [
        ("A|B", "X|Y", [["X"], ["Y"]], []),
        ("A|B", "X|X", [["X"], ["X"]], []),
        ("A|B", "X|Y|Z", [[], []], ["X", "Y", "Z"]),
        ("A|B", "X||Y", [[], []], ["X", "Y"]),
        ("A|B|C", "X|Y", [[], [], []], ["X", "Y"]),
        ("A", "X|Y", [["X", "Y"]], []),
        ("A", "", [[]], []),
        ("A|B", "|", [[], []], []),
        ("", "X", [], ["X"]),
    ],
)
def test_lists_that_do_not_fit_are_not_mapped(
    authors: str, printed: str, found: list[list[str]], unmapped: list[str]
) -> None:
    change = {
        "authorships.raw_author_name": authors,
        "authorships.author.display_name": authors,
        "authorships.author.id": "|".join(f"A{n}" for n, _ in enumerate(authors.split("|")))
        if authors
        else "",
        "authorships.raw_affiliation_strings": printed,
    }
    record = openalex_csv.read(ROW | change)
    assert [
        [record.affiliations[index] for index in author.affiliations] for author in record.authors
    ] == found
    assert [record.affiliations[index] for index in record.unmapped] == unmapped


def test_names_that_hold_the_separator_give_way_to_those_that_do_not() -> None:
    record = openalex_csv.read(ROW | {"authorships.raw_author_name": "Kim|Y.|Lee S."})
    assert [(author.name, author.source_id) for author in record.authors] == [
        ("Yong Kim", "openalex:A1"),
        ("Sun Lee", "openalex:A2"),
    ]
    record = openalex_csv.read(ROW | {"authorships.raw_author_name": ""})
    assert [author.name for author in record.authors] == ["Yong Kim", "Sun Lee"]


def test_countries_of_one_author_are_all_his() -> None:
    one = {key: value.split("|")[0] for key, value in ROW.items() if key.startswith("authorships.")}
    record = openalex_csv.read(ROW | one | {"authorships.countries": "KP|CN|XX"})
    assert [author.labels for author in record.authors] == [("KP", "CN")]


def test_a_list_as_long_as_openalex_lets_them_be_may_be_cut() -> None:
    for count, complete in ((99, True), (100, False), (101, True)):
        names = "|".join(f"Name {n}" for n in range(count))
        assert openalex_csv.read(ROW | {"authorships.raw_author_name": names, "authorships.author.id": ""}).authors_complete == complete  # fmt: skip


def test_no_value_is_no_value() -> None:
    row = ROW | dict.fromkeys(("language", "type", "abstract", "ids.pmid", "doi"), "None")
    row |= {
        "primary_location.source.display_name": "nan",
        "publication_date": "",
        "publication_year": "2019.0",
    }
    record = openalex_csv.read(row)
    assert (record.language, record.type, record.abstract, record.pmid, record.doi, record.venue) == (
        None,
    ) * 6
    assert (record.year, [date.value for date in record.dates]) == (2019, ["2019"])


def test_it_is_told_by_its_headings() -> None:
    assert openalex_csv.recognises(frozenset(ROW))
    assert not openalex_csv.recognises(frozenset({"id", "title", "authors"}))


def test_a_row_without_identity_is_refused() -> None:
    with pytest.raises(ValueError, match="no identity: neither id nor DOI nor title"):
        openalex_csv.read({"id": "x", "title": "None"})


cells = st.lists(st.sampled_from(["A", "|", "None", "KP", "2019", "True", "W1", "X, Y", " "]), max_size=8)


@given(st.dictionaries(st.sampled_from(sorted(ROW)), cells.map("".join) | st.text(max_size=20)))
@settings(max_examples=300)
def test_whatever_the_cells_a_row_is_read_or_refused(change: dict[str, str]) -> None:
    try:
        record = checked(openalex_csv.read(ROW | change))
    except ValueError:
        return
    assert from_statement(record.statement) == record
    owned = {index for author in record.authors for index in author.affiliations}
    assert owned | set(record.unmapped) == set(range(len(record.affiliations)))
    assert not owned & set(record.unmapped)


@pytest.mark.shared
def test_the_real_export(shared_folder: Path) -> None:
    path = shared_folder / "data/openalex/works_web_export.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    with gzip.open(path) as file:
        table = tables.DelimitedTable(Text(file), openalex_csv.recognises)  # type: ignore[arg-type]
        records = [
            item.record for item in tables.read(openalex_csv.FORMAT, table) if isinstance(item, Located)
        ]
    assert len(records) == len(rows) == 613
    names = [row["authorships.raw_author_name"] for row in rows]
    assert sum(len(record.authors) for record in records) == sum(n.count("|") + 1 for n in names if n) == 1596
    assert sum(bool(author.affiliations) for record in records for author in record.authors) == 1114
    assert sum(bool(record.unmapped) for record in records) == 82


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("{'raw_affiliation_string': 'X, \"Y\"', 'institution_ids': []}|", [['X, "Y"'], []]),
        (
            "{'raw_affiliation_string': \"Q's | Univ\\xa0of\", 'institution_ids': ['I1', 'I2']}"
            "|{'raw_affiliation_string': 'Z', 'institution_ids': []}",
            [["Q's | Univ\xa0of"], ["Z"]],
        ),
        ("{'raw_affiliation_string': None, 'institution_ids': []}|", [[], []]),
        ("something else|{'raw_affiliation_string': 'Z', 'institution_ids': []}", [[], []]),
    ],
)
def test_affiliations_chosen_without_their_plain_column(printed: str, found: list[list[str]]) -> None:
    """Who exports only some columns has the printed strings within `authorships.affiliations` alone."""
    row = {key: value for key, value in ROW.items() if not key.endswith(("strings", "is_corresponding"))}
    record = openalex_csv.read(
        row | {"authorships.affiliations": printed, "corresponding_author_ids": "https://openalex.org/A2"}
    )
    assert [
        [record.affiliations[index] for index in author.affiliations] for author in record.authors
    ] == found
    assert [author.corresponding for author in record.authors] == [None, True]


def test_the_headings_of_2023() -> None:
    row = {
        "id": "https://openalex.org/W123",
        "display_name": "On things",
        "publication_date": "2019-05-14",
        "primary_location_display_name": "Things",
        "author_ids": "https://openalex.org/A1|https://openalex.org/A2",
        "author_names": "Yong Kim|Sun Lee",
        "author_orcids": "|https://orcid.org/0000-0002-1825-0097",
        "author_institution_names": "Kim Il-sung University|",
        "authorships_is_corresponding": "true|false",
        "authorships_raw_affiliation_string": "KISU, Pyongyang|",
        "doi": "https://doi.org/10.1000/ABC",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/17884971",
        "keywords_keyword": "rocket|fuel",
    }
    assert openalex_csv.recognises(frozenset(row))
    record = openalex_csv.read(row)
    assert (record.ids, record.venue, record.keywords) == (
        ("doi:10.1000/abc", "pmid:17884971", "openalex:W123"),
        "Things",
        ("rocket", "fuel"),
    )
    assert [(a.name, a.source_id, a.orcid, a.affiliations, a.corresponding) for a in record.authors] == [
        ("Yong Kim", "openalex:A1", None, (0,), True),
        ("Sun Lee", "openalex:A2", "0000-0002-1825-0097", (), False),
    ]
    assert record.affiliations == ("KISU, Pyongyang",)
