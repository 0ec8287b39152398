"""Topics: countries ranked, and institutions before and after a year; worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import On, Places, at, by, inst, review, work, write


def of(key: str, year: int | None, *topics: On | str, state: str = "yes") -> Any:
    return work(key, year, by("k", at("Kim Il Sung University", "KP", inst("ror:u", state))), about=topics)


WORKS = [
    of("a", 2015, "ai/vision"),
    of("b", 2016, "ai/vision", "ai/speech"),
    of("c", 2017, "ai/speech"),
    of("d", 2018),
    of("e", 2018, On("ai/speech", 0.9, "review")),
    of("f", 2019, "ai/vision", state="review"),
    of("openalex:W1", None, "ai/vision"),
    of("g", 2018, On("ai/vision", version="0", current=False)),
    work("h", 2018, by("c", "CN"), by("d", "DE"), about=["ai/vision"]),
    work("i", 2018, by("c", "CN"), about=["ai/vision"]),
    work("j", 2018, by("c", "CN"), about=["ai/vision", "ai/speech"]),
    work("k", 2018, by("c", "CN"), about=[On("ai/vision", 0.4)]),
    work("l", 2018, by("u", at("X", review("US"))), about=["ai/vision"]),
    work("m", 2018, by("n"), about=["ai/vision"]),
    work("n", 2018, by("c", "FR"), about=["other/x"], classified=("text of it", "other 1 0")),
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    places = Places()
    places.add("ror:u", "KP", "Kim Il Sung University")
    write(store, WORKS, places)
    return store


def rank(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("rank", "country", "works", "fractional", "for_review")
    return [tuple(row[name] for name in columns) for row in ask(store, "topic-rank", list="ai", **given).rows]


def test_rank(filled: Store) -> None:
    assert rank(filled) == [(1, "KP", 5, 5.0, 1), (2, "CN", 3, 2.5, 0), (3, "DE", 1, 0.5, 0)]
    assert rank(filled, country="DE") == [(3, "DE", 1, 0.5, 0)]
    assert rank(filled, review="include")[-1] == (None, "US", 0, 0.0, 1)
    years = {"from": 2018, "to": 2018}
    assert rank(filled, **years) == [(1, "CN", 3, 2.5, 0), (2, "DE", 1, 0.5, 0)]
    assert rank(filled, min_confidence=0, **years)[0] == (1, "CN", 4, 3.5, 0)


def test_rank_says_among_how_many_and_on_what(filled: Store) -> None:
    answer = ask(filled, "topic-rank", {"list": "ai"})
    kp, cn, _ = answer.rows
    assert (kp["countries"], kp["of_works"], kp["classified"], kp["readable"], kp["all_works"]) == (
        3,
        10,
        13,
        14,
        15,
    )
    assert cn["work_keys"] == ["doi:10.1/h", "doi:10.1/i", "doi:10.1/j"]
    assert cn["affiliations"] == ["Institute, CN"]
    assert cn["rules"] == ["terms, 0.9", "country-name, 0.9"]
    assert "no rank in the world" in cn["caveat"]
    assert "2 more for review: --review include" in answer.notes


def test_change(filled: Store) -> None:
    columns = (
        "topic",
        "before",
        "of_before",
        "share_before",
        "after",
        "of_after",
        "share_after",
        "for_review",
    )
    rows = ask(filled, "topic-change", since=2017, list="ai").rows
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("Topic speech", 1, 2, 0.5, 1, 4, 0.25, 1),
        ("Topic vision", 2, 2, 1.0, 0, 4, 0.0, 1),
    ]
    assert rows[0]["work_keys"] == ["doi:10.1/b", "doi:10.1/c"]
    assert (rows[1]["before_low"], rows[1]["before_high"]) == (0.3424, 1.0)
    assert rows[1]["affiliations"] == ["Kim Il Sung University"]
    assert rows[1]["caveat"] == "1 more for review"
    later = ask(filled, "topic-change", {"since": 2015, "list": "ai"}).rows
    assert [(row["topic"], row["share_before"], row["after"]) for row in later] == [
        ("Topic speech", None, 2), ("Topic vision", None, 2),
    ]  # fmt: skip
    assert "nothing of the institution is known from before" in later[0]["caveat"]


@pytest.mark.parametrize("name", ["topic-rank", "topic-change", "restricted-fields", "listed-partners"])
def test_that_nothing_was_matched_is_no_answer_of_none(store: Store, name: str) -> None:
    write(store, [work("plain", 2018, by("k", "KP"), by("c", "CN"))])
    said = ask(store, name).notes[0]
    assert ("no watch-list" if name == "listed-partners" else "no topics") in said


def test_where_works_were_matched_an_empty_answer_is_one(filled: Store) -> None:
    given = {"list": "ai", "from": 1900, "to": 1900}
    assert ask(filled, "topic-rank", given).notes[0] == "nothing answers this question"
