"""An author of the middle country between both outer countries, on two works: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import at, by, review, work, write

WORKS = [
    # m1 prints CN on both, with KP in 2018 and with US in 2020
    work("m1-kp", 2018, by("kp1", "KP"), by("m1", "CN")),
    work("m1-us", 2020, by("us1", "US"), by("m1", "CN")),
    # m1 again with US, four years later: too late for KP in 2018
    work("m1-us-late", 2022, by("us1", "US"), by("m1", "CN")),
    # m2 prints CN on the work with KP only
    work("m2-kp", 2015, by("kp1", "KP"), by("m2", "CN")),
    work("m2-us", 2014, by("us1", "US"), by("m2")),
    # m3 never prints CN
    work("m3-kp", 2018, by("kp1", "KP"), by("m3", "DE")),
    work("m3-us", 2018, by("us1", "US"), by("m3", "DE")),
    # m4 alone with its own KP address: no co-author there
    work("m4-kp", 2018, by("m4", "KP", "CN")),
    work("m4-us", 2018, by("us1", "US"), by("m4", "CN")),
    # m5: one work that joins all three, and no other
    work("m5-all", 2019, by("kp1", "KP"), by("m5", "CN"), by("us1", "US")),
    # m6: the work with KP has no year
    work("m6-kp", None, by("kp1", "KP"), by("m6", "CN")),
    work("m6-us", 2018, by("us1", "US"), by("m6", "CN")),
    # m7: which person it is, is for review
    work("m7-kp", 2018, by("kp1", "KP"), by("m7", "CN")),
    work("m7-us", 2018, by("us1", "US"), by("m7", "CN", state="review", rule="namesakes", confidence=0.4)),
    # m8: the KP address was given to no author
    work("m8-kp", 2018, by("z"), by("m8", "CN"), loose=[at("Pyongyang, DPRK", "KP")]),
    work("m8-us", 2018, by("us1", "US"), by("m8", "CN")),
    # m9: KP is for review
    work("m9-kp", 2018, by("k9", at("Korea", review("KP", "bare-korea", 0.3))), by("m9", "CN")),
    work("m9-us", 2018, by("us1", "US"), by("m9", "CN")),
    # n1: the same person by a shared co-author, which is less than certain
    work("n1-kp", 2018, by("kp1", "KP"), by("n1", "CN", rule="name+coauthor", confidence=0.7)),
    work("n1-us", 2018, by("us1", "US"), by("n1", "CN")),
]

Pair = tuple[str, str, str]


def pairs(rows: list[dict[str, Any]]) -> list[Pair]:
    return [
        (row["author"], row["work"].removeprefix("doi:10.1/"), row["other_work"].removeprefix("doi:10.1/"))
        for row in rows
    ]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


CERTAIN = [("m1", "m1-kp", "m1-us"), ("m2", "m2-kp", "m2-us"), ("n1", "n1-kp", "n1-us")]
FOR_REVIEW = [("m7", "m7-kp", "m7-us"), ("m8", "m8-kp", "m8-us"), ("m9", "m9-kp", "m9-us")]


def test_which_pairs(filled: Store) -> None:
    answer = ask(filled, "indirect-triads")
    assert pairs(answer.rows) == CERTAIN
    assert "3 more for review: --review include" in answer.notes
    assert "1 row left out without a year" in answer.notes
    assert pairs(ask(filled, "indirect-triads", review="only").rows) == FOR_REVIEW
    assert pairs(ask(filled, "indirect-triads", review="include").rows) == sorted(CERTAIN + FOR_REVIEW)
    assert pairs(ask(filled, "indirect-triads", min_confidence=0.8).rows) == CERTAIN[:2]


def test_years(filled: Store) -> None:
    def years(**given: Any) -> list[Pair]:
        return pairs(ask(filled, "indirect-triads", **given).rows)

    assert years(within=0) == [("n1", "n1-kp", "n1-us")]
    assert years(within=1) == [("m2", "m2-kp", "m2-us"), ("n1", "n1-kp", "n1-us")]
    assert ("m1", "m1-kp", "m1-us-late") in years(within=4)
    # both works must lie in between
    assert years(**{"from": 2018, "to": 2020}) == [("m1", "m1-kp", "m1-us"), ("n1", "n1-kp", "n1-us")]
    assert years(**{"from": 2015}) == [("m1", "m1-kp", "m1-us"), ("n1", "n1-kp", "n1-us")]
    assert years(to=2015) == [("m2", "m2-kp", "m2-us")]


def test_the_order_of_the_outer_countries(filled: Store) -> None:
    rows = ask(filled, "indirect-triads", outer=["US", "KP"]).rows
    assert sorted(pairs(rows)) == sorted((author, other, one) for author, one, other in CERTAIN)
    assert pairs(ask(filled, "indirect-triads", middle="DE").rows) == [("m3", "m3-kp", "m3-us")]


def test_evidence(filled: Store) -> None:
    rows = {row["author"]: row for row in ask(filled, "indirect-triads", review="include").rows}
    assert rows["m1"] == {
        "person": "Name m1",
        "author": "m1",
        "work": "doi:10.1/m1-kp",
        "doi": "10.1/m1-kp",
        "title": "Title of doi:10.1/m1-kp",
        "year": 2018,
        "other_work": "doi:10.1/m1-us",
        "other_doi": "10.1/m1-us",
        "other_title": "Title of doi:10.1/m1-us",
        "other_year": 2020,
        "gap_years": 2,
        "persons": ["KP: Name kp1", "US: Name us1"],
        "affiliations": ["CN: Institute, CN", "KP: Institute, KP", "US: Institute, US"],
        "rules": [
            "CN: country-name, 0.9", "KP: country-name, 0.9", "US: country-name, 0.9", "person: alone, 1.0",
        ],
        "confidence": 0.9,
        "state": "yes",
        "caveat": "",
    }  # fmt: skip
    assert rows["m2"]["caveat"] == (
        "CN address printed on the first work only; dated before 30 November 2016: both works"
    )
    assert rows["n1"]["confidence"] == 0.7
    assert rows["n1"]["caveat"] == "a namesake is possible: one person by name+coauthor, 0.7"
    assert rows["m7"]["caveat"].startswith("that both works are by one person is for review")
    assert rows["m8"]["persons"] == ["KP: (address given to no author)", "US: Name us1"]
    assert rows["m8"]["caveat"] == "KP: address given to no author, it may be anyone's"
    assert rows["m9"]["caveat"] == "KP is for review"
    assert [rows[key]["state"] for key in ("m7", "m8", "m9")] == ["review"] * 3


def test_a_direct_triad_is_named_as_such(store: Store) -> None:
    write(
        store,
        [
            work("all", 2019, by("kp1", "KP"), by("m", "CN", "US"), by("us1", "US")),
            work("us", 2020, by("us1", "US"), by("m", "CN")),
        ],
    )
    rows = ask(store, "indirect-triads").rows
    assert pairs(rows) == [("m", "all", "us")]
    assert rows[0]["caveat"] == "Name m also printed US; the first work itself joins all three countries"
