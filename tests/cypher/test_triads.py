"""Works that join three countries: the answer worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, at, by, day, review, work, write

MAY_BE_BEFORE = "submission date not known: may be from before 30 November 2016"
BEFORE = "dated before 30 November 2016"

WORKS = [
    work("plain", 2019, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US"), by("none")),
    work("dual", 2018, by("kp1", "KP", "CN"), by("us1", "US")),
    work(
        "bare", 2020, by("k", at("Inst., Korea", review("KP", "bare-korea", 0.3), review("KR", "bare-korea", 0.3))),
        by("cn1", "CN"), by("us1", "US"),
    ),
    work("loose", 2021, by("cn1", "CN"), by("us1", "US"), loose=[at("Pyongyang, DPR Korea", "KP")]),
    work("all-loose", 2022, by("x"), loose=[at("A", "KP"), at("B", "CN"), at("C", "US")]),
    work("openalex:W1", None, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US")),
    work("two-only", 2019, by("kp1", "KP"), by("cn1", "CN")),
    work("unsure", 2019, by("kp1", at("Py.", Ev("KP", confidence=0.45))), by("cn1", "CN"), by("us1", "US")),
    work("label", 2019, by("kp1", at(None, review("KP", "source-label", 0.5))), by("cn1", "CN"), by("us1", "US")),
    work("not-us", 2019, by("kp1", "KP"), by("cn1", "CN"), by("u", at("X", Ev("US", kind="label", state="review")))),
    work("old", 1999, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US")),
    work("sent-early", 2017, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US"), **day("2016-10-01")),
    work("sent-late", 2017, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US"), **day("2016-12")),
    work("sent-unknown", 2017, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US")),
    work(
        "doubtful", 2023, by("kp1", "KP", state="review", rule="namesakes", confidence=0.4), by("cn1", "CN"),
        by("us1", "US"), review=True, review_reasons=("two-dois",),
    ),
]  # fmt: skip

CERTAIN = [
    "old", "sent-early", "sent-late", "sent-unknown", "dual", "plain", "loose", "all-loose", "doubtful", "openalex:W1",
]  # fmt: skip


def found(store: Store, **given: Any) -> dict[str, dict[str, Any]]:
    rows = ask(store, "triads", **given).rows
    return {row["work"].removeprefix("doi:10.1/"): row for row in rows}


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def test_which_works_in_which_order(filled: Store) -> None:
    assert list(found(filled)) == CERTAIN
    assert list(found(filled, review="only")) == ["label", "bare"]
    with_review = list(found(filled, review="include"))
    assert set(with_review) == {*CERTAIN, "label", "bare"}
    assert set(found(filled, min_confidence=0.4)) == {*CERTAIN, "unsure"}
    assert set(found(filled, min_confidence=0.95)) == set()


def test_the_order_of_the_countries_changes_no_work(filled: Store) -> None:
    for countries in (["US", "CN", "KP"], ["cn", "kp", "us"]):
        assert list(found(filled, countries=countries)) == CERTAIN
    row = found(filled, countries=["US", "CN", "KP"])["plain"]
    assert row["persons"] == ["US: Name us1", "CN: Name cn1", "KP: Name kp1"]


def test_years_are_included_at_both_ends(filled: Store) -> None:
    answer = ask(filled, "triads", {"from": 2018, "to": 2021})
    assert [row["work"] for row in answer.rows] == ["doi:10.1/dual", "doi:10.1/plain", "doi:10.1/loose"]
    assert "1 work left out without a year" in answer.notes
    assert "2 more for review: --review include" in answer.notes
    assert "1 work left out, less certain: --min-confidence 0" in answer.notes
    assert "of 15 works, 15 have a readable affiliation" in answer.notes
    only_to = ask(filled, "triads", to=1999)
    assert [row["work"] for row in only_to.rows] == ["doi:10.1/old"]
    assert not any("no year" in note for note in ask(filled, "triads").notes)


def test_evidence_of_a_plain_work(filled: Store) -> None:
    assert found(filled)["plain"] == {
        "work": "doi:10.1/plain",
        "doi": "10.1/plain",
        "title": "Title of doi:10.1/plain",
        "year": 2019,
        "state": "yes",
        "confidence": 0.9,
        "persons": ["KP: Name kp1", "CN: Name cn1", "US: Name us1"],
        "affiliations": ["KP: Institute, KP", "CN: Institute, CN", "US: Institute, US"],
        "rules": ["KP: country-name, 0.9", "CN: country-name, 0.9", "US: country-name, 0.9"],
        "caveat": "",
    }


def test_evidence_without_an_author(filled: Store) -> None:
    row = found(filled)["loose"]
    assert row["persons"] == ["KP: (address given to no author)", "CN: Name cn1", "US: Name us1"]
    assert row["affiliations"][0] == "KP: Pyongyang, DPR Korea"
    assert row["caveat"] == "KP: address given to no author"
    nobody = found(filled)["all-loose"]
    assert nobody["caveat"] == "; ".join(f"{code}: address given to no author" for code in ("KP", "CN", "US"))


CAVEATS = {
    "dual": "Name kp1 printed more than one of the countries",
    "old": BEFORE,
    "sent-early": BEFORE,
    "sent-late": "",
    "sent-unknown": MAY_BE_BEFORE,
    "openalex:W1": "no year known",
    "doubtful": "which person Name kp1 is, is for review: namesakes; the work itself is for review: two-dois",
}


def test_caveats(filled: Store) -> None:
    rows = found(filled)
    assert {key: rows[key]["caveat"] for key in CAVEATS} == CAVEATS


def test_what_is_for_review(filled: Store) -> None:
    rows = found(filled, review="include")
    assert (rows["bare"]["state"], rows["bare"]["confidence"]) == ("review", 0.3)
    assert rows["bare"]["caveat"] == "KP is for review: bare-korea"
    assert rows["bare"]["rules"][0] == "KP: bare-korea, 0.3"
    assert rows["label"]["affiliations"][0] == "KP: (label of the source, not printed)"
    assert rows["label"]["caveat"] == "KP is for review: source-label"


def test_the_date_of_the_resolution_concerns_kp_only(store: Store) -> None:
    write(store, [work("old", 1999, by("a", "FR"), by("b", "CN"), by("c", "US"))])
    assert ask(store, "triads", countries=["FR", "CN", "US"]).rows[0]["caveat"] == ""


def test_no_answer(filled: Store) -> None:
    answer = ask(filled, "triads", countries=["KP", "CN", "FR"])
    assert answer.rows == []
    assert answer.notes == (
        "nothing answers this question",
        "of 15 works, 15 have a readable affiliation",
    )
