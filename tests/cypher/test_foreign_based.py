"""Authors with a printed address in the country and one abroad: worked out by hand."""

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
    # both on one work
    work("a1", 2012, by("a", "KP", "CN"), by("c", "CN")),
    # on two works, and one of them prints both
    work("b1", 2014, by("b", "KP")),
    work("b2", 2015, by("b", "KP", "CN"), by("c", "CN")),
    work("b3", 2018, by("b", "DE")),
    # on two works that may be two persons'
    work("d1", 2014, by("d", "KP")),
    work("d2", 2015, doubtful("d", "CN")),
    # on one work: who that is elsewhere does not matter
    work("e1", 2016, doubtful("e", "KP", "SE")),
    # the country is for review
    work("f1", 2014, by("f", at("Korea", review("KP", "bare-korea")))),
    work("f2", 2015, by("f", "CN")),
    # too unsure
    work("g1", 2014, by("g", "KP", at("F", Ev("FR", confidence=0.4)))),
    # given to no author; a group
    work("h1", 2014, by("h", "KP"), loose=[at("Beijing", "CN")]),
    work("i1", 2014, by("i", "KP", "CN", collective=True)),
    # without a year
    work("openalex:W1", None, by("j", "KP", "RU")),
    # one of the two works has none
    work("k1", 2014, by("k", "KP")),
    work("openalex:W2", None, by("k", "RU")),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def counted(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("other_country", "persons", "on_one_work", "for_review", "first_year", "last_year")
    return [tuple(row[column] for column in columns) for row in ask(store, "foreign-based", given).rows]


def test_counts(filled: Store) -> None:
    assert counted(filled) == [
        ("CN", 2, 2, 2, 2012, 2015), ("RU", 2, 1, 0, 2014, 2014), ("DE", 1, 0, 0, 2014, 2018), ("SE", 1, 1, 0, 2016, 2016),
    ]  # fmt: skip
    assert counted(filled, review="only") == [("CN", 2, 2, 2, 2014, 2015)]
    assert counted(filled, other="DE") == [("DE", 1, 0, 0, 2014, 2018)]
    assert ("FR", 1, 1, 0, 2014, 2014) in counted(filled, min_confidence=0.4)
    assert counted(filled, **{"from": 2015, "to": 2018}) == [
        ("CN", 1, 1, 0, 2015, 2015), ("DE", 1, 0, 0, 2015, 2018), ("SE", 1, 1, 0, 2016, 2016),
    ]  # fmt: skip
    assert counted(filled, country="CN", other="KP")[0][:4] == ("KP", 2, 2, 2)


def test_nobody_is_named_without_being_asked_for(filled: Store) -> None:
    rows = ask(filled, "foreign-based", review="include").rows
    assert all(row["person"] is None and row["author"] is None for row in rows)
    assert all(row["other_dois"] == [] and row["other_work_keys"] == [] for row in rows)
    assert "Name " not in repr(rows)
    first = ask(filled, "foreign-based").rows[0]
    assert first["dois"] == ["10.1/a1", "10.1/b1", "10.1/b2"]
    assert first["affiliations"] == ["KP: Institute, KP"]
    assert (first["state"], first["confidence"], first["caveat"]) == ("yes", 0.9, "2 more for review")
    assert (first["readable"], first["all_works"]) == (15, 15)


def test_names_on_request(filled: Store) -> None:
    rows = ask(filled, "foreign-based", names=True, review="include").rows
    # by country and name: nobody is ranked
    assert [(row["author"], row["other_country"], row["state"]) for row in rows] == [
        ("a", "CN", "yes"), ("b", "CN", "yes"), ("b", "DE", "yes"), ("j", "RU", "yes"), ("k", "RU", "yes"), ("e", "SE", "yes"),
        ("d", "CN", "review"), ("f", "CN", "review"),
    ]  # fmt: skip
    second = rows[1]
    assert (second["person"], second["on_one_work"]) == ("Name b", 1)
    assert (second["dois"], second["other_dois"]) == (["10.1/b1", "10.1/b2"], ["10.1/b2"])
    assert second["affiliations"] == ["KP: Institute, KP", "CN: Institute, CN"]
    alone, joined = rows[5], rows[6]
    assert (alone["confidence"], alone["caveat"]) == (0.9, "")
    assert joined["confidence"] == 0.4
    assert joined["caveat"] == (
        "all of them are for review; namesakes are possible: the least certain join has 0.4"
    )


def test_a_person_who_may_be_another(filled: Store) -> None:
    doubt = schema.edge_of(model.MayBe(probability=0.6, rule="scored"), "a", "x")
    filled.write(lambda tx: tx.run("MERGE (:Author {key: 'x'})"))
    filled.write(lambda tx: tx.run(schema.merge_relationships(model.MayBe), {"rows": [doubt]}))
    first = ask(filled, "foreign-based").rows[0]
    assert "1 may be one with another person, who was not joined" in first["caveat"].split("; ")


def test_notes(filled: Store) -> None:
    answer = ask(filled, "foreign-based", {"from": 2010, "to": 2020})
    assert answer.notes == (
        "2 more for review: --review include",
        "2 works left out without a year",
        "1 work left out, less certain: --min-confidence 0",
        "of 15 works, 15 have a readable affiliation",
    )
