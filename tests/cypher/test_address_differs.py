"""Persons whose printed address differs between works: worked out by hand."""

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
    # a moved: the country first, then only another, twice
    work("a1", 2012, by("a", "KP"), by("c", "CN")),
    work("a2", 2015, by("a", "CN")),
    work("a3", 2017, by("a", "CN", "DE"), by("c", "CN")),
    # b did so the other way round
    work("b1", 2015, by("b", "CN")),
    work("b2", 2018, by("b", "KP")),
    # d printed both on each work: its address does not differ
    work("d1", 2015, by("d", "KP", "CN")),
    work("d2", 2016, by("d", "KP", "CN")),
    # e: that both works are one person's is for review
    work("e1", 2014, by("e", "KP")),
    work("e2", 2015, doubtful("e", "CN")),
    # f: the country is for review
    work("f1", 2014, by("f", at("Korea", review("KP", "bare-korea")))),
    work("f2", 2015, by("f", "CN")),
    # g: an address in the country on the other work was given to no author
    work("g1", 2014, by("g", "KP")),
    work("g2", 2015, by("g", "CN"), by("h"), loose=[at("Pyongyang", "KP")]),
    # i: the second address is too unsure
    work("i1", 2014, by("i", "KP")),
    work("i2", 2015, by("i", at("S", Ev("SE", confidence=0.4)))),
    # j: no address on the other work; k: an address that may be in the country
    work("j1", 2014, by("j", "KP"), by("k", "KP")),
    work("j2", 2015, by("j"), by("k", at("Korea", "KR", review("KP", "bare-korea")))),
    # a group is no person
    work("l1", 2014, by("l", "KP", collective=True)),
    work("l2", 2015, by("l", "CN", collective=True)),
    # without a year
    work("openalex:W1", None, by("m", "KP")),
    work("openalex:W2", None, by("m", "FR")),
    work("nobody", 2015, loose=[at("Pyongyang", "KP")]),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def counted(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("year", "other_country", "persons", "for_review")
    return [tuple(row[column] for column in columns) for row in ask(store, "address-differs", given).rows]


def test_counts(filled: Store) -> None:
    # CN first in 2015 for a and b, and for review for e, f and g; DE for a
    assert counted(filled) == [(2015, "CN", 2, 3), (2017, "DE", 1, 0), (None, "FR", 1, 0)]
    assert counted(filled, review="only") == [(2015, "CN", 2, 3)]
    assert counted(filled, other="DE") == [(2017, "DE", 1, 0)]
    assert (2015, "SE", 1, 0) in counted(filled, min_confidence=0.4)
    # both works must lie in the years
    assert counted(filled, **{"from": 2015}) == [(2015, "CN", 1, 0)]
    assert counted(filled, **{"from": 2012, "to": 2014}) == []
    assert counted(filled, country="DE") == [(2012, "KP", 1, 0), (2015, "CN", 1, 0)]


def test_nobody_is_named_or_shown_by_a_pair_of_works(filled: Store) -> None:
    answer = ask(filled, "address-differs", review="include")
    assert all(row["person"] is None and row["author"] is None for row in answer.rows)
    assert all(row["other_dois"] == [] and row["other_work_keys"] == [] for row in answer.rows)
    assert "Name " not in repr(answer.rows)
    first = ask(filled, "address-differs").rows[0]
    assert sorted(first["dois"]) == ["10.1/a1", "10.1/b2"]
    assert first["affiliations"] == ["KP: Institute, KP"]
    assert first["rules"] == ["KP: country-name, 0.9"]
    assert (first["state"], first["confidence"]) == ("possible", 0.9)
    assert first["caveat"] == "possible only; 3 more for review"
    assert (first["readable"], first["all_works"]) == (22, 22)


def test_names_on_request(filled: Store) -> None:
    rows = ask(filled, "address-differs", names=True, review="include").rows
    assert [(row["author"], row["other_country"], row["state"]) for row in rows] == [
        ("a", "CN", "possible"), ("b", "CN", "possible"), ("e", "CN", "review"), ("f", "CN", "review"),
        ("g", "CN", "review"), ("a", "DE", "possible"), ("m", "FR", "possible"),
    ]  # fmt: skip
    first, _, joined, *_, undated = rows
    assert (first["person"], first["persons"]) == ("Name a", 1)
    assert (first["dois"], first["other_dois"]) == (["10.1/a1"], ["10.1/a2", "10.1/a3"])
    assert first["affiliations"] == ["KP: Institute, KP", "CN: Institute, CN"]
    assert first["rules"] == ["KP: country-name, 0.9", "CN: country-name, 0.9", "person: alone, 1.0"]
    assert first["caveat"] == "possible only"
    assert joined["confidence"] == 0.4
    assert joined["caveat"] == (
        "possible only; all of them are for review; namesakes are possible: the least certain join has 0.4"
    )
    assert undated["caveat"] == "possible only; no year known"
    assert [row["author"] for row in ask(filled, "address-differs", names=True).rows] == ["a", "b", "a", "m"]


def test_a_person_who_may_be_another(filled: Store) -> None:
    doubt = schema.edge_of(model.MayBe(probability=0.6, rule="scored"), "a", "b")
    filled.write(lambda tx: tx.run(schema.merge_relationships(model.MayBe), {"rows": [doubt]}))
    first = ask(filled, "address-differs").rows[0]
    assert "2 may be one with another person, who was not joined" in first["caveat"].split("; ")


def test_notes(filled: Store) -> None:
    answer = ask(filled, "address-differs", {"from": 2010, "to": 2020})
    assert answer.notes == (
        "3 more for review: --review include",
        "2 works left out without a year",
        "1 work left out, less certain: --min-confidence 0",
        "of 22 works, 22 have a readable affiliation",
    )
