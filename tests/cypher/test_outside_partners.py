"""Partners outside the main one after a date: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, at, by, day, review, said, work, write

KP = by("k", "KP")
CN = by("c", "CN")

WORKS = [
    work("cn", 2019, KP, CN),
    work("alone", 2019, KP),
    # DE: with China, with China for review, without it; and before the date
    work("de-cn", 2018, KP, CN, by("d", "DE")),
    work("de-maybe", 2019, KP, by("d", "DE"), by("e", at("Dalian or Busan", review("CN"), review("KR")))),
    work("de", 2020, KP, by("d", "DE"), **day("2019-07-01")),
    work("de-old", 2016, KP, by("d", "DE"), **day("2016-02", "online")),
    # SE: submitted before and published after; of the year of the date; of the day itself and of the next
    work("se-old", 2018, KP, by("s", "SE"), **day("2016-11-02")),
    work("se-2016", 2016, KP, by("s", "SE")),
    work("se-day", 2017, KP, by("s", "SE"), **day("2016-11-30")),
    work("se-next", 2017, KP, by("s", "SE"), **day("2016-12-01")),
    # no year, but submitted; printed by one author; one work of two sources
    work("openalex:W1", None, by("k", "KP", "CA"), records_count=2, **day("2017")),
    work("openalex:W2", None, KP, by("c", "CU")),
    # KP for review, and of no address line
    work("it", 2021, by("k", said("corresponding", "RP", "Pyongyang", "KP")), by("i", "IT")),
    work("gb", 2021, KP, by("g", at("London", Ev("GB", confidence=0.4)))),
    work("hk", 2022, KP, by("h", "HK")),
    work("be", 2022, loose=[at("Pyongyang", "KP"), at("Ghent", "BE")]),
    work("others", 2019, CN, by("d", "DE")),
    work("nobody", 2020),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def found(store: Store, **given: Any) -> dict[str, tuple[Any, ...]]:
    columns = ("works", "with_main", "without_main", "for_review", "state")
    return {
        row["partner"]: tuple(row[name] for name in columns)
        for row in ask(store, "outside-partners", **given).rows
    }


CERTAIN = {
    "DE": (3, 2, 1, 0, "yes"),
    "SE": (1, 0, 1, 1, "yes"),
    "BE": (1, 0, 1, 0, "yes"),
    "CA": (1, 0, 1, 0, "yes"),
    "HK": (1, 0, 1, 0, "yes"),
}


def test_partners(filled: Store) -> None:
    assert found(filled) == CERTAIN
    assert found(filled, review="include") == CERTAIN | {
        "CU": (0, 0, 0, 1, "review"), "IT": (0, 0, 0, 1, "review"), "KR": (0, 0, 0, 1, "review"),
    }  # fmt: skip
    assert set(found(filled, review="only")) == {"SE", "CU", "IT", "KR"}
    assert found(filled, min_confidence=0.4)["GB"] == (1, 0, 1, 0, "yes")
    assert found(filled, main="DE")["CN"] == (2, 1, 1, 1, "yes")
    assert found(filled, country="DE", main="KP") == {"CN": (2, 1, 1, 1, "yes")}


def test_the_date(filled: Store) -> None:
    assert found(filled, after="2016-11-29")["SE"][0] == 2
    assert found(filled, after="2016-10-31")["SE"][0] == 3
    # one of 2016 without more is after 2015, and not after 2016
    assert found(filled, after="2015")["SE"] == (4, 0, 4, 0, "yes")
    assert found(filled, after="2015-06", review="include")["SE"][3] == 0
    assert found(filled, after="2016")["CA"][0] == 1
    assert "SE" not in found(filled, after="2016", review="include")
    assert "CA" not in found(filled, after="2017")
    assert found(filled, after="2017-03-01", review="include")["CA"] == (0, 0, 0, 1, "review")


def test_years_and_notes(filled: Store) -> None:
    answer = ask(filled, "outside-partners", {"from": 2018, "to": 2019})
    (row,) = answer.rows
    assert (row["partner"], row["works"], row["of_country"], row["share"]) == ("DE", 2, 4, 0.5)
    assert (row["readable"], row["all_works"]) == (6, 6)
    # DE for certain and KR for review stand on one work
    assert answer.notes == (
        "1 more for review: --review include",
        "1 work left out without a year",
        "of 18 works, 17 have a readable affiliation",
    )
    everything = ask(filled, "outside-partners")
    assert everything.notes == (
        "4 more for review: --review include",
        "1 work left out, less certain: --min-confidence 0",
        "of 18 works, 17 have a readable affiliation",
    )
    # all but none are of 2016 or later, or without a year
    assert {(row["readable"], row["all_works"]) for row in everything.rows} == {(17, 18)}


def test_evidence(filled: Store) -> None:
    rows = {row["partner"]: row for row in ask(filled, "outside-partners", review="include").rows}
    germany = rows["DE"]
    assert germany["work_keys"] == ["doi:10.1/de-cn", "doi:10.1/de-maybe", "doi:10.1/de"]
    assert germany["dois"] == ["10.1/de-cn", "10.1/de-maybe", "10.1/de"]
    assert germany["affiliations"] == ["KP: Institute, KP", "DE: Institute, DE"]
    assert germany["rules"] == ["KP: country-name, 0.9", "DE: country-name, 0.9"]
    assert (germany["first_year"], germany["last_year"], germany["confidence"]) == (2018, 2020, 0.9)
    assert (germany["partner_name"], germany["caveat"]) == ("Country DE", "")
    assert "1 cannot be dated before or after 2016-11-30" in rows["SE"]["caveat"]
    assert rows["CA"]["caveat"] == "1 author printed both on openalex:W1"
    assert "KP rests on a statement alone" in rows["IT"]["caveat"]
    assert "KP and KR are often mistaken" in rows["KR"]["caveat"]
    assert rows["BE"]["affiliations"] == ["KP: Pyongyang", "BE: Ghent"]


def test_submission_not_known(store: Store) -> None:
    write(store, [work("a", 2017, KP, by("d", "DE")), work("b", 2018, KP, by("d", "DE"))])
    (row,) = ask(store, "outside-partners").rows
    assert row["caveat"] == "submission date of 1 not known: may be from before"


def test_territories_are_of_china_where_they_are_folded(filled: Store) -> None:
    assert found(filled, territories="fold") == {code: one for code, one in CERTAIN.items() if code != "HK"}
    assert found(filled, territories="fold", main="HK") == found(filled, territories="fold")
    assert found(filled, territories="fold", main="DE")["CN"] == (3, 1, 2, 1, "yes")
