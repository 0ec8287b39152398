"""Share of works led by a country: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, at, by, review, said, work, write

RP = "Kim, YC (corresponding author), Kim Il Sung Univ, Pyongyang, North Korea."

WORKS = [
    # led by its first author; nobody says who corresponds
    work("a", 2019, by("k", "KP"), by("c", "CN")),
    # first elsewhere, and nobody says who corresponds: not led, but for a corresponding author unknown
    work("b", 2019, by("c", "CN"), by("k", "KP")),
    # first and corresponding elsewhere
    work("c", 2019, by("c", "CN", corresponding=True), by("k", "KP", corresponding=False)),
    # first elsewhere, the corresponding one there
    work("d", 2019, by("c", "CN"), by("k", "KP", corresponding=True)),
    # no partner
    work("e", 2019, by("k", "KP")),
    # the first author's second address was not read
    work("f", 2019, by("c", "CN", at("Institute of Things"), corresponding=True), by("k", "KP")),
    # a dual affiliation leads once
    work("g", 2020, by("k", "CN", "KP", corresponding=True), by("c", "CN")),
    # the address of who leads is for review
    work("h", 2020, by("k", at("Korea", review("KP", "bare-korea"))), by("l", "KP"), by("c", "CN")),
    # the partner is for review
    work("i", 2020, by("k", "KP"), by("c", at("X", review("CN")))),
    # no author has the address
    work("j", 2020, by("x"), by("c", "CN"), loose=[at("Pyongyang", "KP")]),
    # no authors at all
    work("n", 2020, loose=[at("Pyongyang", "KP"), at("Beijing", "CN")]),
    # only a statement gives the first author an address there
    work("s", 2021, by("k", said("corresponding", "RP", RP, "KP"), corresponding=True), by("l", "KP"), by("c", "CN")),
    work("low", 2021, by("k", at("P", Ev("KP", confidence=0.4))), by("l", "KP"), by("c", "CN")),
    work("openalex:W2", None, by("k", "KP"), by("c", "CN")),
    work("empty", 2022, by("k")),
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def counts(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("year", "works", "led", "not_led", "unknown", "for_review", "share")
    return [tuple(row[column] for column in columns) for row in ask(store, "led-share", **given).rows]


def test_counts(filled: Store) -> None:
    assert counts(filled, lead="first") == [
        (2019, 5, 1, 3, 1, 0, 0.25),
        (2020, 3, 1, 0, 2, 2, 1.0),
        (2021, 1, 0, 0, 1, 1, None),
        (None, 1, 1, 0, 0, 0, 1.0),
    ]
    # who corresponds is not said of a and b: unknown, not no
    assert counts(filled, lead="corresponding") == [
        (2019, 5, 1, 1, 3, 0, 0.5),
        (2020, 4, 1, 0, 3, 1, 1.0),
        (2021, 1, 0, 0, 1, 1, None),
        (None, 1, 0, 0, 1, 0, None),
    ]
    assert counts(filled) == [
        (2019, 5, 2, 1, 2, 0, 0.6667),
        (2020, 3, 1, 0, 2, 2, 1.0),
        (2021, 1, 0, 0, 1, 1, None),
        (None, 1, 1, 0, 0, 0, 1.0),
    ]
    assert counts(filled, min_confidence=0)[2] == (2021, 1, 1, 0, 0, 1, 1.0)


def test_intervals_and_bounds(filled: Store) -> None:
    row = ask(filled, "led-share").rows[0]
    # Wilson, 2 of 3
    assert (row["share_low"], row["share_high"]) == (0.2077, 0.9385)
    assert (row["share_least"], row["share_most"]) == (0.4, 0.8)
    assert (row["readable"], row["all_works"]) == (6, 6)
    one = ask(filled, "led-share").rows[1]
    assert (one["share_low"], one["share_high"]) == (0.2065, 1.0)


def test_review(filled: Store) -> None:
    (first, second) = ask(filled, "led-share", review="only").rows
    assert first["work_keys"] == ["doi:10.1/h", "doi:10.1/i"]
    assert first["leads"] == ["review", "review"]
    assert first["affiliations"] == ["first author, KP: Korea"]
    assert second["affiliations"] == [
        f'first and corresponding author, KP: (not an address line; corresponding, RP: "{RP}")'
    ]
    both = ask(filled, "led-share", review="include").rows[1]
    assert both["work_keys"] == [f"doi:10.1/{one}" for one in "gjnhi"]
    assert both["leads"] == ["yes", "unknown", "unknown", "review", "review"]
    # what counts is the same, whatever is listed
    assert (both["works"], both["led"], both["for_review"]) == (3, 1, 2)


def test_evidence(filled: Store) -> None:
    first, second, third, undated = ask(filled, "led-share").rows
    assert first["work_keys"] == [f"doi:10.1/{one}" for one in "adcbf"]
    assert first["dois"][0] == "10.1/a"
    assert first["leads"] == ["yes", "yes", "no", "unknown", "unknown"]
    assert first["affiliations"] == ["first author, KP: Institute, KP"]
    assert first["rules"] == ["first author, KP: country-name, 0.9"]
    assert first["caveat"] == "no corresponding author is named on 1 of the unknown"
    assert second["affiliations"] == [
        "first and corresponding author, CN: Institute, CN",
        "first and corresponding author, KP: Institute, KP",
    ]
    assert second["caveat"].startswith("2 more for review; ")
    assert "who leads is unknown for more than half" in third["caveat"]
    assert (undated["dois"], undated["work_keys"], undated["caveat"]) == (
        [],
        ["openalex:W2"],
        "no year known",
    )


def test_years_and_notes(filled: Store) -> None:
    answer = ask(filled, "led-share", {"from": 2019, "to": 2019})
    assert [row["year"] for row in answer.rows] == [2019]
    assert "1 work left out without a year" in answer.notes
    assert "of 15 works, 14 have a readable affiliation" in answer.notes


def test_two_who_stand_first(store: Store) -> None:
    """Two records that disagree on who stands first: only what holds for both is certain."""
    write(store, [work("t", 2019, by("k", "KP"), by("c", "CN"), by("d", "KP"))])

    def led() -> list[str]:
        return list(ask(store, "led-share", lead="first", review="include").rows[0]["leads"])

    store.execute("MATCH (:Author {key: 'c'})-[r:AUTHORED]->() SET r.position = 0")
    assert led() == ["review"]
    store.execute("MATCH (:Author {key: 'c'})-[r:AUTHORED]->() SET r.position = 1")
    store.execute("MATCH (:Author {key: 'd'})-[r:AUTHORED]->() SET r.position = 0")
    assert led() == ["yes"]


def test_another_country(filled: Store) -> None:
    assert counts(filled, country="cn", lead="first")[0][:5] == (2019, 5, 4, 1, 0)
