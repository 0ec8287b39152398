"""Pairs of countries for the size of both: worked out by hand."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, at, by, review, work, write

WORKS = [
    work("a", 2018, by("k", "KP"), by("c", "CN")),
    work("b", 2018, by("k", "KP"), by("c", "CN"), by("d", "DE")),
    work("c", 2018, by("c", "CN")),
    work("d", 2018, by("c", "CN"), by("d", "DE")),
    work("e", 2018, by("c", "CN", "DE")),
    work("f", 2018, by("k", "KP"), by("u", at("X", review("US")))),
    work("g", 2018, by("k", "KP"), by("s", at("Y", Ev("SE", confidence=0.4)))),
    work("h", 2018, by("n")),
    work("openalex:W1", None, by("k", "KP"), by("d", "DE")),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


COLUMNS = (
    "country",
    "other",
    "works",
    "fractional",
    "for_review",
    "of_country",
    "of_other",
    "salton",
    "adjusted_index",
)


def found(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in COLUMNS) for row in ask(store, "country-matrix", given).rows]


def test_every_pair(filled: Store) -> None:
    # with certainty: CN on a b c d e, KP on a b f g and the undated one, DE on b d e and that; abroad CN 4, KP 3, DE 4
    assert found(filled) == [
        ("CN", "DE", 3, 2.333, 0, 5, 4, round(3 / sqrt(20), 4), round(3 * 5 / 16, 3)),
        ("CN", "KP", 2, 1.333, 0, 5, 5, 0.4, round(2 * 5 / 12, 3)),
        ("DE", "KP", 2, 1.333, 0, 4, 5, round(2 / sqrt(20), 4), round(2 * 5 / 12, 3)),
    ]
    assert [row["international"] for row in ask(filled, "country-matrix").rows] == [5, 5, 5]


def test_of_one_country(filled: Store) -> None:
    assert [row[:3] for row in found(filled, country="KP")] == [("KP", "CN", 2), ("KP", "DE", 2)]
    assert found(filled, country="KP")[0][3:] == found(filled)[1][3:]
    assert found(filled, country="KP", review="include")[-1][:5] == ("KP", "US", 0, 0.0, 1)
    assert [row[:3] for row in found(filled, country="KP", min_confidence=0)] == [
        ("KP", "CN", 2), ("KP", "DE", 2), ("KP", "SE", 1),
    ]  # fmt: skip
    assert found(filled, **{"country": "KP", "from": 2018, "to": 2018})[1][:4] == ("KP", "DE", 1, 0.333)


def test_evidence_and_notes(filled: Store) -> None:
    answer = ask(filled, "country-matrix", {"from": 2018, "to": 2018})
    row = answer.rows[1]
    assert row["dois"] == ["10.1/a", "10.1/b"]
    assert row["affiliations"] == ["CN: Institute, CN", "KP: Institute, KP"]
    assert row["rules"] == ["CN: country-name, 0.9", "KP: country-name, 0.9"]
    assert row["confidence"] == 0.9
    assert row["caveat"] == "few works: the indices change much by one"
    assert (row["readable"], row["all_works"]) == (7, 8)
    assert answer.notes == (
        "1 more for review: --review include",
        "1 row left out, less certain: --min-confidence 0",
        "of 9 works, 8 have a readable affiliation",
    )
