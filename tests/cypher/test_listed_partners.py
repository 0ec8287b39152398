"""Partners on a watch-list as of the work's date: worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.errors import WrongUsage
from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Listed, Places, at, by, day, inst, work, write


def places() -> Places:
    made = Places(
        watchlists={
            "L": date(2022, 6, 30),
            "undated": None,
            "rough:1": date(2024, 1, 1),
            "rough:2": None,
            "ahead": date(2021, 1, 15),
        },
        latest={"L": date(2020, 6, 1), "rough:2": date(2021, 1, 1)},
    )
    made.add("ror:k", "KP")
    made.add("ror:c", "CN", "Harbour University")
    made.add("ror:part", "CN", "Harbour School", part_of="ror:c")
    made.add("ror:plain", "CN")
    made.add("ror:maybe", "US")
    made.listed = [
        Listed("ror:c", "L", since=date(2020, 6, 1)),
        Listed("ror:maybe", "L", date(2018, 1, 1), date(2019, 12, 31), "review", 0.6),
        Listed("ror:k", "L", since=date(2010, 1, 1)),
        Listed("ror:c", "undated"),
        Listed("ror:c", "rough:1", date(2020, 1, 1), date(2021, 1, 1), precision="year"),
        Listed("ror:c", "rough:2", date(2020, 6, 1), precision="month"),
        Listed("ror:c", "ahead", date(2020, 1, 1), date(2025, 1, 1)),
    ]
    return made


def joint(key: str, year: int | None, partner: str = "ror:c", **more: Any) -> Any:
    return work(
        key,
        year,
        by("k", at("Pyongyang", "KP", inst("ror:k"))),
        by("c", at(f"At {partner}", "CN", inst(partner))),
        **more,
    )


WORKS = [
    joint("before", 2020, **day("2020-05-31")),
    joint("on", 2020, **day("2020-06-01")),
    joint("month", 2020, **day("2020-06")),
    joint("year", 2020),
    joint("late", 2021, **day("2022-07-01", "published")),
    joint("part", 2021, "ror:part", **day("2021-02-03")),
    joint("plain", 2021, "ror:plain"),
    joint("gone", 2021, "ror:maybe"),
    joint("then", 2019, "ror:maybe"),
    joint("openalex:W1", None),
    work("abroad", 2021, by("c", at("Harbin", "CN", inst("ror:c")))),
    work(
        "both",
        2021,
        by("k", "KP"),
        by("c", at("School", "CN", inst("ror:part")), at("University", "CN", inst("ror:c"))),
        **day("2021-01-01"),
    ),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS, places())
    return store


def found(store: Store, *columns: str, **given: Any) -> list[tuple[Any, ...]]:
    rows = ask(store, "listed-partners", given).rows
    return [tuple(row[name] for name in ("work", *columns)) for row in rows]


def test_as_of_the_works_date(filled: Store) -> None:
    assert found(filled, "listed", "dated", "named", list="L") == [
        ("doi:10.1/before", "no", "submitted 2020-05-31", None),
        ("doi:10.1/month", "yes", "submitted 2020-06", None),
        ("doi:10.1/on", "yes", "submitted 2020-06-01", None),
        ("doi:10.1/year", "not known", "published 2020", None),
        ("doi:10.1/both", "yes", "submitted 2021-01-01", None),
        ("doi:10.1/late", "not known", "published 2022-07-01", None),
        ("openalex:W1", "not known", None, None),
    ]
    assert {row[1] for row in found(filled, "listed", list="undated")} == {"not known"}
    assert found(filled, "listed", "paragraph_11", "named", list="L", review="only") == [
        ("doi:10.1/part", "yes", "after", "Harbour School"),
        ("doi:10.1/then", "yes", "after", None),
        ("doi:10.1/gone", "no", "after", None),
    ]


def test_a_year_is_no_day(filled: Store) -> None:
    # a year: since which day of it is not known, nor until which
    assert found(filled, "listed", "since", "until", list="rough:1") == [
        ("doi:10.1/before", "not known", "2020", "2021"),
        ("doi:10.1/month", "not known", "2020", "2021"),
        ("doi:10.1/on", "not known", "2020", "2021"),
        ("doi:10.1/year", "not known", "2020", "2021"),
        ("doi:10.1/both", "yes", "2020", "2021"),
        ("doi:10.1/late", "no", "2020", "2021"),
        ("openalex:W1", "not known", "2020", "2021"),
    ]
    # a month; and a copy without a date, which is not older than what it prints
    rows = {row["work"]: row for row in ask(filled, "listed-partners", {"list": "rough:2"}).rows}
    assert {key: row["listed"] for key, row in rows.items()} == {
        "doi:10.1/before": "no",
        "doi:10.1/month": "not known",
        "doi:10.1/on": "not known",
        "doi:10.1/year": "not known",
        "doi:10.1/both": "yes",
        "doi:10.1/late": "not known",
        "openalex:W1": "not known",
    }
    row = rows["doi:10.1/both"]
    assert (row["since"], row["list_key"], row["list_dated"]) == ("2020-06", "rough:2", None)
    assert row["caveat"] == "the copy of the list has no date; it is not older than 2021-01-01"
    assert "since which day is not known" in rows["doi:10.1/on"]["caveat"]


def test_an_end_that_was_to_come_says_nothing_after_the_copy(filled: Store) -> None:
    rows = {row["work"]: row for row in ask(filled, "listed-partners", {"list": "ahead"}).rows}
    assert (rows["doi:10.1/both"]["listed"], rows["doi:10.1/late"]["listed"]) == ("yes", "not known")
    assert rows["doi:10.1/late"]["caveat"].startswith(
        "the copy of the list is of 2021-01-15, the work may be later"
    )
    assert "may be later" not in rows["doi:10.1/both"]["caveat"]


def test_a_list_that_the_store_does_not_have_is_said(filled: Store) -> None:
    with pytest.raises(
        WrongUsage,
        match="--list nope: the store has no watch-list of this name; it has L, ahead, rough, undated",
    ):
        ask(filled, "listed-partners", {"list": "nope"})
    # one that is there and names nobody abroad is answered with nothing
    assert ask(filled, "listed-partners", {"list": "rough", "country": "DE"}).rows == []


def test_doubts(filled: Store) -> None:
    assert found(filled, "listed", "state", "confidence", "institution_country", review="only", list="L")[
        1:
    ] == [
        ("doi:10.1/then", "yes", "review", 0.6, "US"),
        ("doi:10.1/gone", "no", "review", 0.6, "US"),
    ]
    answer = ask(filled, "listed-partners", {"from": 2021, "to": 2021})
    assert {row["work"] for row in answer.rows} == {"doi:10.1/late", "doi:10.1/both"}
    assert (answer.rows[0]["of_works"], answer.rows[0]["readable"], answer.rows[0]["all_works"]) == (5, 6, 6)
    # gone and part
    assert "2 more for review: --review include" in answer.notes
    assert "1 work left out without a year" in answer.notes


def test_evidence(filled: Store) -> None:
    asked = ask(filled, "listed-partners", {"list": "L", "review": "include"})
    rows = {row["work"]: row for row in asked.rows}
    row = rows["doi:10.1/part"]
    assert (row["institution"], row["institution_key"]) == ("Harbour University", "ror:c")
    assert (row["entry"], row["since"], row["until"]) == ("Entry 0", "2020-06-01", None)
    assert (row["matched"], row["list_source"]) == ("Alias", "annex 1")
    assert row["list_dated"] == date(2022, 6, 30)
    assert row["affiliations"] == ["At ror:part"]
    assert row["rules"] == ["entry-name, 0.9", "known-institution, 0.95"]
    assert (row["state"], row["caveat"]) == (
        "review",
        "a part of the listed institution is named: whether the entry means it is for review",
    )
    assert rows["doi:10.1/late"]["caveat"].startswith(
        "the copy of the list is of 2022-06-30, the work may be later"
    )


def test_own_institutions_are_no_partners(filled: Store) -> None:
    assert "ror:k" not in {
        row["institution_key"] for row in ask(filled, "listed-partners", {"review": "include"}).rows
    }
    assert {row[0] for row in found(filled, country="CN", list="L")} >= {"doi:10.1/before"}
