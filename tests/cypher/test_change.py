"""Change of partners from year to year: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, at, by, review, work, write

KP = by("k", "KP")
CN = by("c", "CN")
MAYBE = by("m", at("Dandong or Seoul", review("CN")))

WORKS = [
    work("before", 2009, by("x", "US")),
    work("alone", 2010, KP),
    work("cn-1", 2011, KP, CN),
    work("cn-2", 2011, KP, CN, by("d", "DE")),
    # one author of both countries; addresses of no author
    work("cn-3", 2011, by("k", "KP", "CN")),
    work("cn-4", 2011, loose=[at("Pyongyang", "KP"), at("Beijing", "CN")]),
    work("alone-2", 2011, KP),
    # nothing with China in 2012, and of 2013 only what is for review
    work("de", 2012, KP, by("d", "DE")),
    work("maybe", 2013, KP, MAYBE),
    work("openalex:W1", 2014, KP, CN, records_count=2),
    work("weak", 2014, KP, by("s", at("Lund", Ev("SE", confidence=0.4)))),
    work("undated", None, KP, CN),
    work("nobody", 2015, by("x")),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def found(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("partner", "year", "works", "before", "difference", "for_review", "of_country", "share")
    return [tuple(row[name] for name in columns) for row in ask(store, "change", **given).rows]


CHINA = [
    ("CN", 2011, 4, 0, 4, 0, 5, 0.8),
    ("CN", 2012, 0, 4, -4, 0, 1, 0.0),
    ("CN", 2013, 0, 0, 0, 1, 1, 0.0),
    ("CN", 2014, 1, 0, 1, 0, 2, 0.5),
    ("CN", 2015, 0, 1, -1, 0, 0, None),
]
GERMANY = [
    ("DE", 2011, 1, 0, 1, 0, 5, 0.2),
    ("DE", 2012, 1, 1, 0, 0, 1, 1.0),
    ("DE", 2013, 0, 1, -1, 0, 1, 0.0),
    ("DE", 2014, 0, 0, 0, 0, 2, 0.0),
    ("DE", 2015, 0, 0, 0, 0, 0, None),
]


def test_years_without_a_work_are_there_too(filled: Store) -> None:
    assert found(filled) == CHINA + GERMANY
    assert found(filled, partner="DE") == GERMANY
    assert found(filled, review="include") == CHINA + GERMANY
    assert found(filled, review="only") == CHINA
    assert [row[:2] for row in found(filled, min_confidence=0.4)][-2:] == [("SE", 2014), ("SE", 2015)]
    assert found(filled, country="DE", partner="CN")[0][:3] == ("CN", 2011, 1)


def test_years_and_notes(filled: Store) -> None:
    # the first year that counts has none before it
    assert found(filled, **{"from": 2011, "to": 2012}, partner="CN") == [
        ("CN", 2011, 4, None, None, 0, 5, 0.8),
        ("CN", 2012, 0, 4, -4, 0, 1, 0.0),
    ]
    assert ask(filled, "change").notes == (
        "1 more for review: --review include",
        "1 work left out without a year",
        "1 work left out, less certain: --min-confidence 0",
        "of 13 works, 12 have a readable affiliation",
    )


def test_intervals_and_evidence(filled: Store) -> None:
    rows = {row["year"]: row for row in ask(filled, "change", partner="CN", review="include").rows}
    first = rows[2011]
    # exact Poisson of 4; Wilson of 4 in 5
    assert (first["works_low"], first["works_high"]) == (1.09, 10.24)
    assert (first["share_low"], first["share_high"]) == (0.3755, 0.9638)
    assert (rows[2012]["works_low"], rows[2012]["works_high"], rows[2012]["share_difference"]) == (
        0,
        3.69,
        -0.8,
    )
    assert (rows[2015]["share_low"], rows[2015]["share_high"], rows[2015]["share"]) == (None, None, None)
    assert first["dois"] == ["10.1/cn-1", "10.1/cn-2", "10.1/cn-3", "10.1/cn-4"]
    assert first["affiliations"] == ["KP: Institute, KP", "CN: Institute, CN"]
    assert first["rules"] == ["KP: country-name, 0.9", "CN: country-name, 0.9"]
    assert (first["readable"], first["all_works"], first["confidence"], first["caveat"]) == (5, 5, 0.9, "")
    assert rows[2012]["dois"] == rows[2012]["affiliations"] == []
    assert (rows[2013]["caveat"], rows[2013]["work_keys"]) == (
        "all of them are for review",
        ["doi:10.1/maybe"],
    )
    assert (rows[2014]["dois"], rows[2014]["work_keys"]) == ([], ["openalex:W1"])
    assert rows[2015]["caveat"] == "no work of this year with a readable affiliation is loaded"


def test_territories_fold_into_china(store: Store) -> None:
    write(store, [work("a", 2019, KP, CN, by("h", "HK")), work("b", 2020, KP, by("h", "HK"))])
    assert [row[:3] for row in found(store, territories="fold")] == [("CN", 2019, 1), ("CN", 2020, 1)]
    assert found(store, territories="fold", partner="HK") == found(store, territories="fold")
    assert [row[:3] for row in found(store)] == [
        ("CN", 2019, 1),
        ("CN", 2020, 0),
        ("HK", 2019, 1),
        ("HK", 2020, 1),
    ]
