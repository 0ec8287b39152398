"""Partners on a watch-list as of the work's date: worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Listed, Places, at, by, day, inst, work, write


def places() -> Places:
    made = Places(watchlists={"L": date(2022, 6, 30), "undated": None})
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
        ("doi:10.1/part", "yes", "submitted 2021-02-03", "Harbour School"),
        ("openalex:W1", "not known", None, None),
    ]
    assert {row[1] for row in found(filled, "listed", list="undated")} == {"not known"}


def test_doubts(filled: Store) -> None:
    assert found(filled, "listed", "state", "confidence", "institution_country", review="only") == [
        ("doi:10.1/then", "yes", "review", 0.6, "US"),
        ("doi:10.1/gone", "no", "review", 0.6, "US"),
    ]
    answer = ask(filled, "listed-partners", {"from": 2021, "to": 2021})
    assert {row["work"] for row in answer.rows} == {"doi:10.1/late", "doi:10.1/part", "doi:10.1/both"}
    assert (answer.rows[0]["of_works"], answer.rows[0]["readable"], answer.rows[0]["all_works"]) == (5, 6, 6)
    assert "1 more for review: --review include" in answer.notes
    assert "1 work left out without a year" in answer.notes


def test_evidence(filled: Store) -> None:
    rows = {row["work"]: row for row in ask(filled, "listed-partners", {"list": "L"}).rows}
    row = rows["doi:10.1/part"]
    assert (row["institution"], row["institution_key"]) == ("Harbour University", "ror:c")
    assert (row["entry"], row["since"], row["until"]) == ("Entry 0", date(2020, 6, 1), None)
    assert row["list_dated"] == date(2022, 6, 30)
    assert row["affiliations"] == ["At ror:part"]
    assert row["rules"] == ["entry-name, 0.9", "known-institution, 0.95"]
    assert row["caveat"] == "a part of the listed institution is named"
    assert rows["doi:10.1/late"]["caveat"].startswith(
        "the copy of the list is of 2022-06-30, the work may be later"
    )


def test_own_institutions_are_no_partners(filled: Store) -> None:
    assert "ror:k" not in {
        row["institution_key"] for row in ask(filled, "listed-partners", {"review": "include"}).rows
    }
    assert {row[0] for row in found(filled, country="CN", list="L")} >= {"doi:10.1/before"}
