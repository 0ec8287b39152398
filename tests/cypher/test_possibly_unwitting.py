"""Co-authors who may not have known: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import at, by, review, work, write

MANY, SECOND, VERSION, THROUGH = (
    "one author among many",
    "second affiliation only",
    "not in an earlier version",
    "through one colleague",
)


def found(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    """Country, reasons, co-authors, for review, works."""
    return [
        (
            row["country"],
            tuple(row["reasons"]),
            row["co_authors"],
            row["for_review"],
            [key.removeprefix("doi:10.1/") for key in row["work_keys"]],
        )
        for row in ask(store, "possibly-unwitting", **given).rows
    ]


def five(key: str, year: int | None, *more: Any) -> Any:
    return work(key, year, by("k1", "KP"), by("j1", "JP"), by("j2", "JP"), by("d1", "DE"), by("x1"), *more)


def test_one_author_among_many(store: Store) -> None:
    write(store, [
        five("a", 2019),
        # two authors with the address
        five("b", 2019, by("k2", "KP")),
        # too few authors, and an address that no author was given
        work("c", 2019, by("k1", "KP"), by("j3", "JP")),
        work("d", 2019, by("k1", "KP"), *(by(f"f{n}", "FR") for n in range(4)), loose=[at("Pyongyang", "KP")]),
        # a group is nobody who knows or does not
        five("openalex:W1", None, by("g", "SE", collective=True)),
    ])  # fmt: skip
    assert found(store) == [
        ("DE", (MANY,), 1, 0, ["a", "openalex:W1"]),
        ("JP", (MANY,), 2, 0, ["a", "openalex:W1"]),
    ]
    assert found(store, many=3)[1][2:] == (2, 0, ["a", "openalex:W1"])
    assert found(store, many=7) == []
    row = ask(store, "possibly-unwitting").rows[1]
    assert (row["of_co_authors"], row["of_works"], row["readable"], row["all_works"]) == (3, 5, 5, 5)
    assert (row["state"], row["person"], row["country_name"]) == ("possible", None, "Country JP")
    assert row["affiliations"] == ["KP: Institute, KP", "JP: Institute, JP"]
    assert row["rules"] == ["KP: country-name, 0.9", "JP: country-name, 0.9"]
    assert row["caveat"] == "1 without a year"
    assert row["dois"] == ["10.1/a"]


def test_names_only_when_asked(store: Store) -> None:
    write(store, [five("a", 2019)])
    rows = ask(store, "possibly-unwitting").rows
    assert "Name" not in str(rows)
    rows = ask(store, "possibly-unwitting", names=True).rows
    assert [(row["country"], row["person"], row["co_authors"]) for row in rows] == [
        ("DE", "Name d1", 1), ("JP", "Name j1", 1), ("JP", "Name j2", 1),
    ]  # fmt: skip
    store.execute("MATCH (a:Author {key: 'j1'}), (b:Author {key: 'd1'}) CREATE (a)-[:MAY_BE]->(b)")
    first, second, third = ask(store, "possibly-unwitting", names=True).rows
    assert "may be one person with another author" in first["caveat"]
    assert "may be one person with another author" in second["caveat"]
    assert third["caveat"] == ""


def test_second_affiliation_only(store: Store) -> None:
    write(store, [
        work("a", 2019, by("k", "CN", "KP"), by("j", "JP")),
        # it stands first, or alone with another author
        work("b", 2019, by("k", "KP", "CN"), by("d", "DE")),
        work("c", 2019, by("k", "CN", "KP"), by("l", "KP"), by("f", "FR")),
        # both out of one address
        work("e", 2019, by("k", at("Pyongyang, China", "CN", "KP")), by("s", "SE")),
    ])  # fmt: skip
    assert found(store) == [("JP", (SECOND,), 1, 0, ["a"])]


def test_not_in_an_earlier_version(store: Store) -> None:
    write(store, [
        work("arxiv:1", 2018, by("j", "JP"), by("d", "DE"), by("c", "CN")),
        work("a", 2019, by("j", "JP"), by("k", "KP"), by("u", "US")),
        work("arxiv:2", 2018, by("f", "FR"), by("k", "KP")),
        work("b", 2019, by("f", "FR"), by("k", "KP")),
        work("arxiv:3", 2018, by("s")),
        work("c", 2019, by("s", "SE"), by("k", "KP")),
    ])  # fmt: skip
    for number, name in ((1, "a"), (2, "b"), (3, "c")):
        store.execute(
            "MATCH (a:Work {key: $start}), (b:Work {key: $end}) "
            "CREATE (a)-[:VERSION_OF {rule: 'title', confidence: 0.9, state: 'yes'}]->(b)",
            {"start": f"arxiv:{number}", "end": f"doi:10.1/{name}"},
        )
    # u came later; an earlier version without affiliations says nothing
    assert found(store) == [("JP", (VERSION,), 1, 0, ["a"])]
    store.execute("MATCH ()-[v:VERSION_OF]->() SET v.state = 'review'")
    assert found(store) == []
    assert found(store, review="include") == [("JP", (VERSION,), 0, 1, ["a"])]


THROUGH_ONE = [
    # j knows c; c has another work with k
    work("a", 2019, by("k", "KP"), by("c", "CN"), by("j", "JP")),
    work("b", 2012, by("k", "KP"), by("c", "CN")),
]


def test_through_one_colleague(store: Store) -> None:
    write(store, THROUGH_ONE)
    assert found(store) == [("JP", (THROUGH,), 1, 0, ["a"])]
    # the years say which works count, not which the colleague may stand on
    assert found(store, **{"from": 2019, "to": 2019}) == [("JP", (THROUGH,), 1, 0, ["a"])]
    assert found(store, **{"from": 2012, "to": 2012}) == []


@pytest.mark.parametrize(
    "more",
    [
        # j has a tie of its own, without c
        work("e", 2020, by("k", "KP"), by("j", "JP")),
        # j printed an address there
        work("e", 2020, by("j", "KP")),
    ],
)
def test_not_through_one_colleague_only(store: Store, more: Any) -> None:
    write(store, [*THROUGH_ONE, more])
    assert found(store) == []


def test_through_two_colleagues_or_one_of_the_same_country(store: Store) -> None:
    write(store, [
        work("a", 2019, by("k", "KP"), by("c", "CN"), by("d", "CN"), by("j", "JP")),
        work("b", 2012, by("k", "KP"), by("c", "CN")),
        work("e", 2012, by("k", "KP"), by("d", "CN")),
        work("f", 2012, by("k", "KP"), by("i", "JP")),
        work("g", 2019, by("k", "KP"), by("i", "JP"), by("h", "JP")),
    ])  # fmt: skip
    assert found(store) == []


def test_what_is_for_review(store: Store) -> None:
    write(store, [
        # the country is in doubt
        work("a", 2019, by("k", at("Korea", review("KP", "bare-korea"))), *(by(f"f{n}", "FR") for n in range(4))),
        # the co-author's country, and who the co-author is
        five("b", 2019, by("s", at("X", review("SE"))), by("t", "NO", state="review", rule="scored")),
        # once certain, once for review: not added
        work("c", 2020, by("k1", "KP"), by("j1", "JP"), by("j2"), by("x1"), by("d1", at("X", review("DE")))),
    ])  # fmt: skip
    assert found(store) == [("DE", (MANY,), 1, 0, ["b"]), ("JP", (MANY,), 2, 0, ["b", "c"])]
    assert found(store, review="only") == [
        ("DE", (MANY,), 1, 0, ["c"]), ("FR", (MANY,), 0, 4, ["a"]), ("NO", (MANY,), 0, 1, ["b"]), ("SE", (MANY,), 0, 1, ["b"]),
    ]  # fmt: skip
    assert ask(store, "possibly-unwitting", review="only").rows[1]["caveat"] == "all of them are for review"


def test_two_reasons_and_two_countries(store: Store) -> None:
    write(store, [work("a", 2019, by("k", "CN", "KP"), by("j", "JP", "DE"), by("l", "JP"))])
    assert found(store, many=3) == [
        ("DE", (MANY, SECOND), 1, 0, ["a"]),
        ("JP", (MANY, SECOND), 2, 0, ["a"]),
    ]
    # a person with addresses in both is one person
    assert [row["of_co_authors"] for row in ask(store, "possibly-unwitting", many=3).rows] == [1, 2]
