"""Teams that stand together on several works: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph import model, schema
from graph.queries import ask
from graph.store import Store
from tests.cypher.made import By, Ev, at, by, review, work, write


def doubtful(person: str, *addresses: Any) -> By:
    return by(person, *addresses, state="review", rule="scored", confidence=0.4)


WORKS = [
    # a, b, c on three works, d on two of them; on the third a prints another country
    work("one", 2015, by("a", "KP"), by("b", "CN"), by("c", "CN"), by("d", "CN")),
    work("two", 2016, by("a", "KP"), by("b", "CN"), by("c", "CN"), by("d", "CN"), by("x", "US")),
    work("three", 2017, by("c", "CN"), by("b", "CN"), by("a", "CN")),
    # a team of two is none
    work("four", 2018, by("a", "KP"), by("b", "CN"), by("y", "SE")),
    # none of e, f, g printed the country: k is not on the second work
    work("five", 2018, by("k", "KP"), by("e", "CN"), by("f", "CN"), by("g", "CN")),
    work("six", 2018, by("e", "CN"), by("f", "CN"), by("g", "CN")),
    # the country is for review
    work("seven", 2019, by("h", at("Korea", review("KP", "bare-korea"))), by("i", "CN"), by("j", "CN")),
    work("eight", 2019, by("h", "CN"), by("i", "CN"), by("j", "CN")),
    # which person q is on the second, is for review; m, n, o are certain
    work("nine", 2020, by("m", "KP"), by("n"), by("o"), by("q")),
    work("ten", 2020, by("m"), by("n"), by("o"), doubtful("q")),
    # on one of two works r is for review
    work("eleven", 2021, by("r", "KP"), by("s"), by("t")),
    work("twelve", 2021, doubtful("r", "KP"), by("s"), by("t")),
    # a group is no person
    work("thirteen", 2021, by("u", "KP"), by("v"), by("group", collective=True)),
    work("fourteen", 2021, by("u", "KP"), by("v"), by("group", collective=True)),
    # the address is too unsure
    work("fifteen", 2022, by("l", at("P", Ev("KP", confidence=0.4))), by("z1"), by("z2")),
    work("sixteen", 2022, by("l"), by("z1"), by("z2")),
    # without a year
    work("openalex:W1", None, by("a1", "KP"), by("a2"), by("a3")),
    work("openalex:W2", None, by("a1", "KP"), by("a2"), by("a3")),
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def teams(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    rows = ask(store, "teams", {"names": True, **given}).rows
    return [
        ("".join(row["authors"]), row["works"], row["for_review"], [key.removeprefix("doi:10.1/") for key in row["work_keys"]])
        for row in rows
    ]  # fmt: skip


ABC = ("abc", 3, 0, ["one", "two", "three"])
ABCD = ("abcd", 2, 0, ["one", "two"])
MNO = ("mno", 2, 0, ["nine", "ten"])
UNDATED = ("a1a2a3", 2, 0, ["openalex:W1", "openalex:W2"])
HIJ = ("hij", 2, 0, ["eight", "seven"])
MNOQ = ("mnoq", 1, 1, ["nine", "ten"])
RST = ("rst", 1, 1, ["eleven", "twelve"])


def test_teams(filled: Store) -> None:
    assert teams(filled) == [ABC, ABCD, MNO, UNDATED]
    # a doubtful author more makes a team for review, and does not hide the certain one
    assert teams(filled, review="only") == [HIJ, MNOQ, RST]
    assert sorted(teams(filled, review="include")) == sorted([ABC, ABCD, MNO, UNDATED, HIJ, MNOQ, RST])


def test_what_a_team_is(filled: Store) -> None:
    assert teams(filled, size=4) == [ABCD]
    assert teams(filled, works=3) == [ABC]
    assert teams(filled, works=4) == []
    # the work of five is left out
    assert teams(filled, max_authors=4) == [("abc", 2, 0, ["one", "three"]), MNO, UNDATED]
    assert ("lz1z2", 2, 0, ["fifteen", "sixteen"]) in teams(filled, min_confidence=0.4)
    assert teams(filled, country="US") == []
    assert teams(filled, country="CN", works=3) == [ABC]
    assert teams(filled, **{"from": 2016, "to": 2017}) == [("abc", 2, 0, ["two", "three"])]


def test_three_works_that_meet_in_less_than_any_two(store: Store) -> None:
    write(store, [
        work(name, 2020, *(by(one, "KP") for one in team))
        for name, team in (("x", "abcde"), ("y", "abcdf"), ("z", "abcef"))
    ])  # fmt: skip
    assert [row[:3] for row in teams(store)] == [
        ("abc", 3, 0), ("abcd", 2, 0), ("abce", 2, 0), ("abcf", 2, 0),
    ]  # fmt: skip
    assert [row[0] for row in teams(store, works=3)] == ["abc"]


def test_names_and_evidence(filled: Store) -> None:
    first, *_ = ask(filled, "teams").rows
    assert (first["persons"], first["authors"]) == ([], [])
    assert (first["size"], first["linked"], first["first_year"], first["last_year"]) == (3, 1, 2015, 2017)
    assert first["dois"] == ["10.1/one", "10.1/two", "10.1/three"]
    assert first["affiliations"] == ["KP: Institute, KP"]
    assert first["rules"] == ["KP: country-name, 0.9"]
    assert (first["confidence"], first["state"], first["caveat"]) == (0.9, "yes", "")
    assert (first["readable"], first["all_works"]) == (16, 18)
    named, *_ = ask(filled, "teams", names=True).rows
    assert named["persons"] == ["Name a", "Name b", "Name c"]
    assert named["rules"] == ["KP: country-name, 0.9", "person: alone, 1.0"]
    hij, mnoq, _ = ask(filled, "teams", review="only").rows
    assert (hij["state"], hij["confidence"], hij["caveat"]) == ("review", 0.4, "KP is for review")
    assert mnoq["caveat"] == (
        "that the works are of the same persons is for review; "
        "namesakes are possible: the least certain person has 0.4"
    )


def test_persons_who_may_be_others(filled: Store) -> None:
    doubt = schema.edge_of(model.MayBe(probability=0.6, rule="scored"), "b", "x")
    filled.write(lambda tx: tx.run(schema.merge_relationships(model.MayBe), {"rows": [doubt]}))
    first, *_ = ask(filled, "teams").rows
    assert (
        first["caveat"] == "one of the team may be one with another person of the store, who was not joined"
    )


def test_notes(filled: Store) -> None:
    answer = ask(filled, "teams", {"from": 2014, "to": 2022})
    assert answer.notes == (
        "4 more for review: --review include",
        "2 works left out without a year",
        "2 works left out, less certain: --min-confidence 0",
        "of 18 works, 16 have a readable affiliation",
    )
