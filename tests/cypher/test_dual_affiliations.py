"""Two addresses of one author on one work: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Address, Ev, Places, at, by, inst, review, said, work, write


def univ(key: str, code: str, **more: Any) -> Address:
    return at(f"{key}, {code}", code, inst(f"ror:{key}", **more))


ACADEMY, ZOOLOGY, PHYSICS = univ("academy", "KP"), univ("zoology", "KP"), univ("physics", "KP")
KISU, CENTRE, YANBIAN = univ("kisu", "KP"), univ("centre", "CN"), univ("yanbian", "CN")
LABORATORY = univ("laboratory", "KP")
OTHER_RECORD = at("Jena, DE", "DE", inst("ror:jena"))
BOTH = at("Pyongyang, and Yanji, China", "KP", "CN")

WORKS = [
    work("two", 2018, by("a", KISU, YANBIAN), by("b", YANBIAN)),
    # both countries stand on the work, under two names
    work("apart", 2018, by("a", KISU), by("b", YANBIAN)),
    work("three", 2019, by("c", KISU, YANBIAN, OTHER_RECORD)),
    work("doubtful", 2019, by("d", "KP", at("Korea", review("KR", "bare-korea")))),
    work("unsure", 2019, by("e", "KP", at("F", Ev("FR", confidence=0.4)))),
    work("abroad", 2020, by("f", KISU, CENTRE)),
    work("parts", 2020, by("g", ACADEMY, ZOOLOGY, LABORATORY)),
    work("siblings", 2020, by("h", ZOOLOGY, PHYSICS)),
    work("part-and-other", 2021, by("i", ACADEMY, ZOOLOGY, YANBIAN)),
    work("group", 2021, by("j", "KP", "CN", collective=True)),
    work("loose", 2021, by("k", "KP"), loose=[at("Beijing", "CN")]),
    work("said", 2021, by("l", "KP", said("biography", "bio", "He works in Beijing.", "CN"))),
    work("line", 2021, by("m", BOTH)),
    work("namesake", 2022, by("n", "KP", "SE", state="review", rule="scored", confidence=0.4)),
    work("openalex:W1", None, by("o", "KP", "SE")),
    work("elsewhere", 2022, by("p", "DE", "CN")),
    work("nobody", 2022, loose=[at("Pyongyang", "KP"), at("Beijing", "CN")]),
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    places = Places()
    for key, code, whole in (
        ("academy", "KP", None), ("zoology", "KP", "academy"), ("laboratory", "KP", "zoology"),
        ("physics", "KP", "academy"), ("kisu", "KP", None), ("centre", "CN", "kisu"), ("yanbian", "CN", None),
        ("jena", "DE", None),
    ):  # fmt: skip
        places.add(f"ror:{key}", code, name=key.title(), part_of=f"ror:{whole}" if whole else None)
    write(store, WORKS, places)
    return store


def found(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    rows = ask(store, "dual-affiliations", given).rows
    return [(row["author"], row["work"].removeprefix("doi:10.1/"), row["other_country"]) for row in rows]


CERTAIN = [
    ("a", "two", "CN"), ("c", "three", "CN"), ("c", "three", "DE"), ("i", "part-and-other", "CN"), ("m", "line", "CN"),
    ("n", "namesake", "SE"), ("o", "openalex:W1", "SE"),
]  # fmt: skip
FOR_REVIEW = [("d", "doubtful", "KR"), ("f", "abroad", "CN"), ("l", "said", "CN")]


def test_countries(filled: Store) -> None:
    assert sorted(found(filled)) == sorted(CERTAIN)
    assert sorted(found(filled, review="only")) == FOR_REVIEW
    assert sorted(found(filled, review="include")) == sorted([*CERTAIN, *FOR_REVIEW])
    assert ("e", "unsure", "FR") in found(filled, min_confidence=0.4)
    assert found(filled, other="DE") == [("c", "three", "DE")]
    assert found(filled, country="DE", other="CN") == [("c", "three", "CN"), ("p", "elsewhere", "CN")]
    assert found(filled, **{"from": 2022, "to": 2022}) == [("n", "namesake", "SE")]
    assert found(filled, **{"from": 2018, "to": 2018}) == [("a", "two", "CN")]


def test_institutions(filled: Store) -> None:
    rows = ask(filled, "dual-affiliations", between="institutions").rows
    # the academy, its institute and the institute's laboratory are one; the university and its centre abroad too
    assert [(row["author"], row["institutions"]) for row in rows] == [
        ("a", ["KP: Kisu", "CN: Yanbian"]),
        ("c", ["KP: Kisu", "CN: Yanbian"]),
        ("c", ["KP: Kisu", "DE: Jena"]),
        ("h", ["KP: Physics", "KP: Zoology"]),
        ("i", ["KP: Zoology", "CN: Yanbian"]),
    ]
    siblings = rows[3]
    assert siblings["caveat"] == "both are parts of one institution"
    assert [row[0] for row in found(filled, between="institutions", other="DE")] == ["c"]


def test_evidence(filled: Store) -> None:
    rows = {row["work"]: row for row in ask(filled, "dual-affiliations", review="include").rows}
    two = rows["doi:10.1/two"]
    assert (two["person"], two["doi"], two["year"]) == ("Name a", "10.1/two", 2018)
    assert two["affiliations"] == ["KP: kisu, KP", "CN: yanbian, CN"]
    assert two["institutions"] == ["KP: Kisu", "CN: Yanbian"]
    assert two["rules"] == ["KP: country-name, 0.9", "CN: country-name, 0.9"]
    assert (two["confidence"], two["state"], two["caveat"]) == (0.9, "yes", "")
    abroad = rows["doi:10.1/abroad"]
    assert (abroad["state"], abroad["caveat"]) == (
        "review", "both addresses are of one institution, or of a part and its whole",
    )  # fmt: skip
    assert rows["doi:10.1/line"]["caveat"] == "both are read from one printed line"
    assert rows["doi:10.1/namesake"]["caveat"] == "which person this is, is for review: scored"
    assert rows["openalex:W1"]["caveat"] == "no year known"
    told = rows["doi:10.1/said"]
    assert told["affiliations"][1] == '(not an address line; biography, bio: "He works in Beijing.")'.join(
        ["CN: ", ""]
    )
    assert "CN rests on a statement alone, no address line says so" in told["caveat"].split("; ")
    assert rows["doi:10.1/doubtful"]["confidence"] == 0.4


def test_notes(filled: Store) -> None:
    answer = ask(filled, "dual-affiliations", {"from": 2018, "to": 2022})
    assert answer.notes == (
        "3 more for review: --review include",
        "1 row left out without a year",
        "1 row left out, less certain: --min-confidence 0",
        "of 17 works, 17 have a readable affiliation",
    )


def test_two_records_of_one_work(store: Store) -> None:
    write(store, [work("x", 2020, by("a", "KP", "CN"))])
    store.write(lambda tx: tx.run("MATCH ()-[r:AUTHORED]->() SET r.ev_record = ['one', 'other']"))
    (row,) = ask(store, "dual-affiliations").rows
    assert row["caveat"] == "no one record prints both: they are of different records of the work"


def test_parts_in_a_ring_are_one(store: Store) -> None:
    places = Places()
    places.add("ror:a", "KP", part_of="ror:b")
    places.add("ror:b", "KP", part_of="ror:a")
    write(store, [work("x", 2020, by("p", univ("a", "KP"), univ("b", "KP"), YANBIAN))], places)
    assert ask(store, "dual-affiliations", between="institutions").rows == []
    places.add("ror:yanbian", "CN")
    write(store, [work("x", 2020, by("p", univ("a", "KP"), univ("b", "KP"), YANBIAN))], places)
    (row,) = ask(store, "dual-affiliations", between="institutions").rows
    assert row["institutions"] == ["KP: Institute ror:a", "CN: Institute ror:yanbian"]
