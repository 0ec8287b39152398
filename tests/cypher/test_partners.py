"""Partner countries by year: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, at, by, review, work, write

WORKS = [
    work("a", 2019, by("k", "KP"), by("c", "CN")),
    work("b", 2019, by("k", "KP"), by("c", "CN"), by("d", "DE")),
    work("c", 2019, by("k", "KP")),
    work("d", 2019, by("x", "FR"), by("c", "CN")),
    work("e", 2019, by("x")),
    work("f", 2019, by("k", "KP"), by("c", at("X", review("CN"), review("TW")))),
    work(
        "g", 2019, by("k", at("Korea", review("KP", "bare-korea"), review("KR", "bare-korea"))), by("c", "CN")
    ),
    work("h", 2020, by("k", "KP"), loose=[at("Beijing", "CN")]),
    work("openalex:W2", None, by("k", "KP"), by("c", "CN")),
    work("i", 2020, by("k", at("P", Ev("KP", confidence=0.4))), by("s", "SE")),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def counts(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("year", "partner", "works", "for_review", "of_country", "share", "readable", "all_works")
    return [tuple(row[column] for column in columns) for row in ask(store, "partners", **given).rows]


def test_counts(filled: Store) -> None:
    # 2019: a, b, c and f have a certain address in KP; e has no affiliation at all
    rows = counts(filled)
    assert rows == [
        (2019, "CN", 2, 2, 4, 0.5, 6, 7),
        (2019, "DE", 1, 0, 4, 0.25, 6, 7),
        (2020, "CN", 1, 0, 1, 1.0, 2, 2),
        (None, "CN", 1, 0, 1, 1.0, 1, 1),
    ]
    assert [row[1] for row in counts(filled, review="include")] == ["CN", "DE", "KR", "TW", "CN", "CN"]
    assert [row[:4] for row in counts(filled, review="only")] == [
        (2019, "CN", 2, 2), (2019, "KR", 0, 1), (2019, "TW", 0, 1),
    ]  # fmt: skip
    assert (2020, "SE", 1, 0, 2, 0.5, 2, 2) in counts(filled, min_confidence=0)


def test_whole_and_fractional_counts(filled: Store) -> None:
    # of a, b, c and f of 2019 two have another certain country; b has two partners, so each gets half of it
    columns = ("partner", "works", "fractional", "scp", "mcp")
    rows = ask(filled, "partners", {"from": 2019, "to": 2019}).rows
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("CN", 2, 1.5, 2, 2), ("DE", 1, 0.5, 2, 2),
    ]  # fmt: skip


def test_years_and_notes(filled: Store) -> None:
    answer = ask(filled, "partners", {"from": 2020, "to": 2020})
    assert [(row["year"], row["partner"]) for row in answer.rows] == [(2020, "CN")]
    assert answer.notes == (
        "1 work left out without a year",
        "1 work left out, less certain: --min-confidence 0",
        "of 10 works, 9 have a readable affiliation",
    )
    assert "2 more for review: --review include" in ask(filled, "partners").notes


def test_evidence(filled: Store) -> None:
    first, *_, undated = ask(filled, "partners").rows
    assert first["dois"] == ["10.1/a", "10.1/b"]
    assert first["work_keys"] == ["doi:10.1/a", "doi:10.1/b"]
    assert first["partner_name"] == "Country CN"
    assert first["confidence"] == 0.9
    assert first["affiliations"] == ["KP: Institute, KP", "CN: Institute, CN"]
    assert first["rules"] == ["KP: country-name, 0.9", "CN: country-name, 0.9"]
    assert first["caveat"] == "2 more for review"
    assert (undated["dois"], undated["work_keys"]) == ([], ["openalex:W2"])
    assert undated["caveat"] == "no year known"
    korea = next(row for row in ask(filled, "partners", review="only").rows if row["partner"] == "KR")
    assert korea["caveat"].startswith("all of them are for review; KP and KR are often mistaken")
    only = next(row for row in ask(filled, "partners", review="only").rows if row["partner"] == "CN")
    assert only["dois"] == ["10.1/f", "10.1/g"]


def test_another_country(filled: Store) -> None:
    assert [row[:3] for row in counts(filled, country="fr")] == [(2019, "CN", 1)]


def test_territories_fold_into_china(store: Store) -> None:
    write(store, [
        work("a", 2019, by("k", "KP"), by("c", "CN"), by("h", "HK")),
        work("b", 2019, by("k", "KP"), by("h", "HK"), by("t", at("X", review("TW")))),
        work("c", 2019, by("c", "CN"), by("h", "HK"), by("d", "DE")),
    ])  # fmt: skip

    def found(**given: Any) -> list[tuple[Any, ...]]:
        rows = ask(store, "partners", {"review": "include", **given}).rows
        return [tuple(row[name] for name in ("partner", "works", "for_review", "of_country")) for row in rows]

    assert found() == [("HK", 2, 0, 2), ("CN", 1, 0, 2), ("TW", 0, 1, 2)]
    assert found(territories="fold") == [("CN", 2, 0, 2)]
    assert found(territories="fold", country="CN") == [("KP", 2, 0, 3), ("DE", 1, 0, 3)]
    assert found(territories="fold", country="HK") == found(territories="fold", country="CN")
    (folded,) = ask(store, "partners", {"territories": "fold"}).rows
    assert folded["partner_name"] == "China"
    assert {line.partition(":")[0] for line in folded["affiliations"]} == {"KP", "CN", "HK"}
