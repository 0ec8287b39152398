"""Crossref: names, addresses and dates as deposited, without markup."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.records import Record, checked, from_statement
from loaders.sources import crossref, facts, openalex
from tests.printed import fact
from tests.printed import openalex as made

WORK: dict[str, Any] = {
    "DOI": "10.1000/ABC",
    "type": "journal-article",
    "title": ["A <i>title</i> with H<sub>2</sub>O &amp; more"],
    "container-title": ["Acta &amp; Co", "Acta"],
    "language": "en",
    "author": [
        {
            "given": "Yong Chol", "family": "Kim", "sequence": "first", "ORCID": "http://orcid.org/0000-0002-1825-0097",
            "affiliation": [{"name": "Kim Il Sung University,  Pyongyang"}, {"name": "Jilin University"}],
        },
        {"given": "C.", "family": "Ri", "suffix": "Jr.", "affiliation": [{"name": "Jilin University"}]},
        {"name": "The Control Group", "sequence": "additional", "affiliation": []},
    ],
    "issued": {"date-parts": [[2019, 5]]},
    "created": {"date-parts": [[2019, 4, 2]], "date-time": "2019-04-02T00:00:00Z"},
    "deposited": {"date-time": "2021-01-09T15:17:58Z"},
    "funder": [{"name": "NSFC", "DOI": "10.13039/1"}, {"name": "NSFC"}, {"name": "KISU"}],
    "subject": ["Control"],
    "is-referenced-by-count": 3,
    "reference": [{"DOI": "10.1000/other"}],
}  # fmt: skip


def read(**more: object) -> Record:
    fields = {name.replace("_", "-"): value for name, value in more.items()}
    return crossref.read(json.dumps(WORK | fields).encode())


def test_a_work() -> None:
    record = read()
    assert (record.source, record.source_id, record.doi) == ("crossref", "10.1000/abc", "10.1000/abc")
    assert record.title == "A title with H2O & more"
    assert (record.venue, record.type, record.language) == ("Acta & Co", "journal-article", "en")
    assert record.affiliations == ("Kim Il Sung University,  Pyongyang", "Jilin University")
    assert [(a.name, a.affiliations, a.orcid, a.collective) for a in record.authors] == [
        ("Yong Chol Kim", (0, 1), "0000-0002-1825-0097", False),
        ("C. Ri Jr.", (1,), None, False),
        ("The Control Group", (), None, True),
    ]
    assert record.unmapped == ()
    assert (record.funders, record.keywords) == (("NSFC", "KISU"), ("Control",))
    assert record.updated == "2021-01-09T15:17:58Z"


@pytest.mark.parametrize(
    ("fields", "year", "dates"),
    [
        ({}, 2019, {"published": "2019-05"}),
        ({"published-print": [2020, 1], "published-online": [2019, 5, 7]}, 2019,
         {"published": "2020-01", "online": "2019-05-07"}),
        ({"issued": [None]}, None, {}),
        ({"issued": [None], "published-online": [2018]}, 2018, {"online": "2018"}),
        ({"issued": ["2018", "3", "9"]}, 2018, {"published": "2018-03-09"}),
        ({"issued": [2018, 13]}, 2018, {"published": "2018"}),
        ({"issued": [2018, 2, 30]}, 2018, {"published": "2018-02"}),
        ({"posted": [2019, 5, 1], "accepted": [2019, 4]}, 2019,
         {"published": "2019-05", "accepted": "2019-04", "online": "2019-05-01"}),
    ],
)  # fmt: skip
def test_dates_keep_their_kind_and_precision(
    fields: dict[str, list[object]], year: int | None, dates: dict[str, str]
) -> None:
    record = read(**{name: {"date-parts": [parts]} for name, parts in fields.items()})
    assert ({date.kind: date.value for date in record.dates}, record.year) == (dates, year)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("received", "12 January 2020", ("submitted", "2020-01-12")),
        ("received", "Jan 12, 2020", ("submitted", "2020-01-12")),
        ("date_received", "2020-01-12", ("submitted", "2020-01-12")),
        ("accepted", "Accepted: May 2020", ("accepted", "2020-05")),
        ("first_online", "3 March 2020", ("online", "2020-03-03")),
        ("revised", "3 March 2020", None),
        ("received", "in spring", None),
        ("received", 5, None),
    ],
)
def test_dates_that_a_publisher_asserts(name: str, value: object, expected: tuple[str, str] | None) -> None:
    record = read(assertion=[{"name": name, "value": value, "label": "x", "group": {"name": "y"}}])
    found = [(date.kind, date.value) for date in record.dates if date.kind != "published"]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<jats:p>One.</jats:p><jats:p>Two <jats:italic>in vivo</jats:italic>.</jats:p>",
            "One. Two in vivo.",
        ),
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p>", "One."),
        ("<jats:sec><jats:title>Summary</jats:title><jats:p>One.</jats:p></jats:sec>", "One."),
        ("<jats:p>&lt;em&gt;Abstract&lt;/em&gt; .\u2014To</jats:p>", "Abstract .\u2014To"),
        ("<jats:p>p &lt; 0.05 and b &gt; c</jats:p>", "p < 0.05 and b > c"),
        ("<p>x<sub>2</sub><mml:math><mml:mi>y</mml:mi></mml:math></p>", "x2y"),
        ("<jats:tex-math>\\documentclass{minimal}</jats:tex-math><jats:p>x</jats:p>", "x"),
        ("a<b and c>d", "a<b and c>d"),
        ("  ", None),
    ],
)
def test_markup_goes(markup: str, expected: str | None) -> None:
    assert read(abstract=markup).abstract == expected


def test_an_address_is_all_that_was_printed_of_it() -> None:
    place = {"name": "Univ", "place": ["Pyongyang", "DPRK"], "department": ["Physics"], "id": [{"id": "x"}]}
    record = read(
        author=[{"family": "Kim", "affiliation": [place, {"name": "Univ, x.kim@u.edu.kp"}, {"id": []}]}]
    )
    assert record.affiliations == ("Physics, Univ, Pyongyang, DPRK", "Univ, @u.edu.kp")


def test_csl_json_prints_single_texts() -> None:
    record = read(title="T", container_title="J", author=[{"family": "Berg", "given": "J.", "non-dropping-particle": "van den"},
                                                          {"literal": "Kim"}])  # fmt: skip
    assert (record.title, record.venue, [a.name for a in record.authors]) == (
        "T",
        "J",
        ["J. van den Berg", "Kim"],
    )


def test_editors_sign_a_whole_book_only() -> None:
    editor = [{"family": "Kim"}]
    assert [a.name for a in read(author=[], editor=editor, type="book").authors] == ["Kim"]
    assert read(author=None, editor=editor, type="book-chapter").authors == ()


def test_a_work_needs_an_identity() -> None:
    with pytest.raises(ValueError, match="no identity"):
        crossref.read(b'{"author": [{"family": "Kim"}]}')
    with pytest.raises(msgspec.DecodeError):
        crossref.read(b"[]")


PAGE = {
    "status": "ok",
    "message-type": "work-list",
    "message": {"total-results": 2, "items": [WORK, {"DOI": "10.1/2"}]},
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("document", "count"),
    [
        ({"status": "ok", "message-type": "work", "message": WORK}, 1),
        (PAGE, 2),
        ({"items": [WORK, WORK, WORK]}, 3),
        ({"items": []}, 0),
        (WORK, None),
        ([WORK], None),
        ({"meta": {}, "results": [made("W1")]}, None),
        (made("W1"), None),
        ({"message": "Resource not found."}, None),
    ],
)
def test_a_document_is_cut_into_works(document: object, count: int | None, indent: int | None) -> None:
    works = crossref.works_of(json.dumps(document, indent=indent).encode())
    assert (None if works is None else len(works)) == count
    if works:
        assert crossref.read(bytes(works[0])).doi == "10.1000/abc"


def test_only_works_of_crossref_are_recognised() -> None:
    assert crossref.recognises(dict(WORK))
    assert not crossref.recognises(made("W1"))
    assert not crossref.recognises(fact("k1", doi="10.1000/a"))
    assert not facts.recognises(dict(WORK))
    assert not openalex.recognises(dict(WORK))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([*WORK, "assertion", "posted", "abstract", "editor", "URL"]), json_values)
@settings(max_examples=300)
def test_any_value_in_any_field_is_read_or_rejected(field: str, value: object) -> None:
    try:
        record = crossref.read(json.dumps(WORK | {field: value}).encode())
    except ValueError:  # msgspec's errors are ValueErrors
        return
    assert from_statement(record.statement) == record


@given(st.binary(max_size=200), st.integers(0, 200))
@settings(max_examples=300)
def test_no_document_crashes_the_cutter(junk: bytes, place: int) -> None:
    whole = json.dumps(PAGE).encode()
    for document in (junk, whole[:place] + junk + whole[place:]):
        works = crossref.works_of(document)
        assert works is None or isinstance(works, list)


@pytest.mark.shared
def test_the_real_works(shared_folder: Path) -> None:
    records = []
    for name, count in (("crossref_11", 11), ("crossref_3000", 3000)):
        works = crossref.works_of(gzip.decompress((shared_folder / f"data/bib/{name}.json.gz").read_bytes()))
        assert works is not None
        assert len(works) == count
        records += [checked(crossref.read(bytes(work))) for work in works]
    assert sum(len(record.authors) for record in records) == 4246
    assert sum(len(author.affiliations) for record in records for author in record.authors) == 69
    assert sum(bool(record.affiliations) for record in records) == 35
    assert sum(record.year is not None for record in records) == 3011
    assert sum(record.abstract is not None for record in records) == 390
