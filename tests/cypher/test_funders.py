"""Funders of joint works: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Paid, at, by, review, work, write

NSFC = Paid("ror:nsfc", ("National Natural Science Foundation of China [1, 2]",), ("1", "2"))
AGAIN = Paid("ror:nsfc", ("NSFC grant 3", "国家自然科学基金(2)"), ("3", "2"))
MAYBE = Paid("ror:nsfc", ("NSFC",), state="review", confidence=0.4)
SMALL = Paid("coauth:small", ("Little Fund",), state="review", confidence=0.3)

WORKS = [
    work("a", 2019, by("k", "KP"), by("c", "CN"), paid=[NSFC]),
    work("b", 2019, by("k", "KP", "CN"), by("d", "DE"), paid=[AGAIN, SMALL]),
    work("c", 2019, by("k", "KP"), by("c", "CN")),
    work("d", 2019, by("k", "KP"), paid=[NSFC]),
    work("e", 2019, by("c", "CN"), by("d", "DE"), paid=[NSFC]),
    work("f", 2020, by("k", "KP"), by("c", "CN"), paid=[MAYBE]),
    work("g", 2020, by("k", at("Korea", review("KP", "bare-korea"))), by("c", "CN"), paid=[NSFC]),
    work("h", 2020, by("k", "KP"), by("j", "JP"), paid=[Paid("ror:jsps", ("JSPS",), confidence=0.4)]),
    work("openalex:W2", None, loose=[at("Pyongyang", "KP"), at("Beijing", "CN")], paid=[NSFC]),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def counts(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("year", "funder_key", "works", "for_review", "joint_works", "naming_any", "share")
    return [tuple(row[column] for column in columns) for row in ask(store, "funders", **given).rows]


def test_counts(filled: Store) -> None:
    # d has no partner, e no address in KP; what is named on g and f is for review
    assert counts(filled) == [
        (2019, "ror:nsfc", 2, 0, 3, 2, 1.0),
        (None, "ror:nsfc", 1, 0, 1, 1, 1.0),
    ]
    assert counts(filled, review="include") == [
        (2019, "ror:nsfc", 2, 0, 3, 2, 1.0),
        (2019, "coauth:small", 0, 1, 3, 2, 0.0),
        (2020, "ror:nsfc", 0, 2, 2, 2, 0.0),
        (None, "ror:nsfc", 1, 0, 1, 1, 1.0),
    ]
    assert (2020, "ror:jsps", 1, 0, 2, 2, 0.5) in counts(filled, min_confidence=0)


def test_two_countries(filled: Store) -> None:
    assert counts(filled, other="de") == [(2019, "ror:nsfc", 1, 0, 1, 1, 1.0)]
    assert counts(filled, other="FR") == []
    # a person with addresses in both is enough
    assert counts(filled, other="CN")[0] == (2019, "ror:nsfc", 2, 0, 3, 2, 1.0)
    assert counts(filled, country="CN", other="DE") == [(2019, "ror:nsfc", 2, 0, 2, 2, 1.0)]


def test_evidence(filled: Store) -> None:
    first, undated = ask(filled, "funders").rows
    assert (first["funder"], first["funder_country"]) == ("Fund ror:nsfc", "CN")
    assert first["printed"] == [*NSFC.printed, *AGAIN.printed]
    assert first["grants"] == ["1", "2", "3"]
    assert first["dois"] == ["10.1/a", "10.1/b"]
    assert first["work_keys"] == ["doi:10.1/a", "doi:10.1/b"]
    assert first["affiliations"] == ["KP: Institute, KP", "CN: Institute, CN"]
    assert first["rules"] == ["funder: funder-name, 0.9", "KP: country-name, 0.9", "CN: country-name, 0.9"]
    assert (first["readable"], first["all_works"], first["confidence"], first["caveat"]) == (5, 5, 0.9, "")
    assert undated["affiliations"] == ["KP: Pyongyang", "CN: Beijing"]
    assert undated["caveat"] == "no year known"
    small, doubtful = ask(filled, "funders", review="only").rows
    assert (
        small["caveat"] == "all of them are for review; Fund coauth:small is known by its printed name only"
    )
    assert doubtful["work_keys"] == ["doi:10.1/f", "doi:10.1/g"]
    assert doubtful["caveat"] == (
        "all of them are for review; on 1 of them it is for review which body the text names"
    )


def test_years_and_notes(filled: Store) -> None:
    answer = ask(filled, "funders", {"from": 2019, "to": 2020})
    assert [row["year"] for row in answer.rows] == [2019]
    assert "1 work left out without a year" in answer.notes
    assert "1 work left out, less certain: --min-confidence 0" in answer.notes
