"""Pairs of institutions: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Address, Places, at, by, inst, work, write


def univ(key: str, code: str, **more: Any) -> Address:
    return at(f"Dept, {key}, {code}", code, inst(f"ror:{key}", **more))


KISU, KUT, YANBIAN, JENA = univ("kisu", "KP"), univ("kut", "KP"), univ("yanbian", "CN"), univ("jena", "DE")
PRINTED = at(
    "Unknown College, Dalian, China",
    "CN",
    inst("coauth:1", state="review", rule="printed-name", confidence=0.4),
)

WORKS = [
    work("a", 2012, by("k", KISU), by("c", YANBIAN)),
    work("b", 2015, by("k", KISU), by("c", YANBIAN), by("g", JENA)),
    work("openalex:W3", None, by("k", KISU), by("c", YANBIAN)),
    work("c", 2018, by("k", KISU), by("p", PRINTED)),
    work("d", 2019, by("k", KISU, YANBIAN)),
    work("e", 2020, by("k", KUT), loose=[univ("jena", "DE", confidence=0.45)]),
    work("f", 2021, by("c", YANBIAN), by("g", JENA)),
    work("g", 2021, by("k", KISU), by("h", KUT)),
]


@pytest.fixture
def filled(store: Store) -> Store:
    places = Places()
    for key, code in (("kisu", "KP"), ("kut", "KP"), ("yanbian", "CN"), ("jena", "DE")):
        places.add(f"ror:{key}", code, name=key.title(), controlled="KP" if key == "jena" else None)
    places.add("coauth:1", "CN", name="Unknown College", status="printed")
    write(store, WORKS, places)
    return store


def pairs(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = (
        "institution",
        "other_institution",
        "other_country",
        "works",
        "for_review",
        "first_year",
        "last_year",
    )
    return [tuple(row[column] for column in columns) for row in ask(store, "institution-pairs", **given).rows]


def test_pairs(filled: Store) -> None:
    certain = [("Kisu", "Yanbian", "CN", 4, 0, 2012, 2019), ("Kisu", "Jena", "DE", 1, 0, 2015, 2015)]
    assert pairs(filled) == certain
    assert pairs(filled, review="include") == [*certain, ("Kisu", "Unknown College", "CN", 0, 1, 2018, 2018)]
    assert pairs(filled, review="only") == [("Kisu", "Unknown College", "CN", 0, 1, 2018, 2018)]
    assert pairs(filled, other="DE") == certain[1:]
    assert ("Kut", "Jena", "DE", 1, 0, 2020, 2020) in pairs(filled, min_confidence=0.4)
    assert pairs(filled, country="DE", other="CN") == [("Jena", "Yanbian", "CN", 2, 0, 2015, 2021)]


def test_years_and_notes(filled: Store) -> None:
    answer = ask(filled, "institution-pairs", {"from": 2015, "to": 2019})
    assert [(row["other_key"], row["works"]) for row in answer.rows] == [("ror:yanbian", 2), ("ror:jena", 1)]
    assert answer.notes == (
        "1 more for review: --review include",
        "1 work left out without a year",
        "of 8 works, 8 have a readable affiliation",
    )


def test_evidence(filled: Store) -> None:
    first, jena, printed = ask(filled, "institution-pairs", review="include").rows
    assert first["dois"] == ["10.1/a", "10.1/b", "10.1/d"]
    assert first["work_keys"][-1] == "openalex:W3"
    assert first["affiliations"] == ["Kisu: Dept, kisu, KP", "Yanbian: Dept, yanbian, CN"]
    assert first["rules"] == ["Kisu: known-institution, 0.95", "Yanbian: known-institution, 0.95"]
    assert (first["state"], first["confidence"], first["caveat"]) == ("yes", 0.95, "1 without a year")
    assert jena["caveat"] == "Jena is controlled from KP"
    assert (printed["state"], printed["confidence"]) == ("review", 0.4)
    assert (
        printed["caveat"] == "all of them are for review; Unknown College is known by its printed name only"
    )


def test_one_author_with_both(filled: Store) -> None:
    row = ask(filled, "institution-pairs", {"from": 2019, "to": 2019}).rows[0]
    assert row["caveat"].startswith("1 author printed both on doi:10.1/d; ")


def test_new_and_ended(filled: Store) -> None:
    def changed(**years: int) -> list[tuple[Any, ...]]:
        rows = ask(filled, "institution-pairs", years).rows
        return [(row["other_key"], row["new"], row["ended"]) for row in rows]

    # Kisu and Yanbian: 2012, 2015, 2019 and a work without a year; Kisu and Jena: 2015
    assert changed() == [("ror:yanbian", None, None), ("ror:jena", None, None)]
    assert changed(**{"from": 2015, "to": 2016}) == [("ror:jena", "yes", "yes"), ("ror:yanbian", "no", "no")]
    assert changed(**{"from": 2012, "to": 2019}) == [
        ("ror:yanbian", "review", "review"), ("ror:jena", "yes", "yes"),
    ]  # fmt: skip
    row = ask(filled, "institution-pairs", {"from": 2012}).rows[0]
    assert row["caveat"] == "whether they had a common work before is for review"


def test_counts_for_the_size_of_both(filled: Store) -> None:
    columns = ("other_key", "works", "fractional", "of_institution", "of_other", "salton")
    rows = ask(filled, "institution-pairs").rows
    # b names Kisu, Yanbian and Jena: its two pairs share it; Kisu is on a, b, the undated one, c, d and g
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("ror:yanbian", 4, 3.5, 6, 5, round(4 / 30**0.5, 4)),
        ("ror:jena", 1, 0.5, 6, 2, round(1 / 12**0.5, 4)),
    ]
    (jena,) = ask(filled, "institution-pairs", {"other": "DE", "from": 2015, "to": 2015}).rows
    assert (jena["fractional"], jena["of_institution"], jena["of_other"], jena["salton"]) == (1.0, 1, 1, 1.0)
