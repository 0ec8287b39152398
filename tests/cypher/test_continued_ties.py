"""Ties that went on across a date: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Address, By, Ev, Made, Places, at, by, day, inst, review, work, write

KP = by("k", "KP")


def common(key: str, year: int | None, code: str, **more: Any) -> Made:
    return work(key, year, KP, by(f"of {code}", code), **more)


WORKS = [
    common("cn-1", 2012, "CN"),
    common("cn-2", 2015, "CN"),
    # two submitted on one day, after the date
    common("cn-3", 2018, "CN", **day("2017-02-03")),
    common("cn-4", 2018, "CN", **day("2017-02-03")),
    # DE: published on both sides, submitted on one
    common("de-1", 2016, "DE", **day("2016-03")),
    common("de-2", 2017, "DE", **day("2016-11-30")),
    # SE: the earlier work has only the year of the date
    common("se-1", 2016, "SE"),
    common("se-2", 2019, "SE"),
    # IT: one work alone that cannot be dated; FR: two of them
    common("it", 2016, "IT"),
    common("fr-1", 2016, "FR"),
    common("openalex:W1", None, "FR", records_count=2),
    # US: before for certain, after for review
    common("us-1", 2010, "US"),
    work("us-2", 2020, KP, by("u", at("Address", review("US")))),
    # GB: less certain than asked for
    common("gb-1", 2010, "GB"),
    work("gb-2", 2020, KP, by("g", at("London", Ev("GB", confidence=0.4)))),
    # ES: addresses of no author
    work("es-1", 2010, loose=[at("Pyongyang", "KP"), at("Madrid", "ES")]),
    common("es-2", 2017, "ES"),
    work("nobody", 2016),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


COLUMNS = ("other_country", "before", "after", "for_review", "last_before", "first_after", "state")


def found(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in COLUMNS) for row in ask(store, "continued-ties", **given).rows]


CHINA = ("CN", 2, 2, 0, "2015", "2017-02-03", "yes")
SPAIN = ("ES", 1, 1, 0, "2010", "2017", "yes")
FOR_REVIEW = [
    ("FR", 0, 0, 2, "2016", None, "review"),
    ("SE", 0, 1, 1, "2016", "2019", "review"),
    ("US", 1, 0, 1, "2010", "2020", "review"),
]


def test_countries(filled: Store) -> None:
    assert found(filled) == [CHINA, SPAIN]
    assert found(filled, review="only") == FOR_REVIEW
    assert found(filled, review="include") == sorted([CHINA, SPAIN, *FOR_REVIEW])
    assert [row[0] for row in found(filled, min_confidence=0.4)] == ["CN", "ES", "GB"]
    assert found(filled, other="CN") == [CHINA]
    assert [row[0] for row in found(filled, country="CN")] == ["KP"]


def test_the_date(filled: Store) -> None:
    assert [row[0] for row in found(filled, after="2016-11-29")] == ["CN", "DE", "ES"]
    # of 2016 without more: after 2015, and not after 2016
    assert [row[0] for row in found(filled, after="2016")] == ["CN", "ES", "SE"]
    assert found(filled, after="2015") == [CHINA, SPAIN]
    assert found(filled, after="2012") == [("CN", 1, 3, 0, "2012", "2015", "yes"), SPAIN]
    # only what has no date can be later
    assert [row[0] for row in found(filled, after="2020", review="include")] == ["FR"]


def test_years_and_notes(filled: Store) -> None:
    answer = ask(filled, "continued-ties", {"from": 2013, "to": 2018})
    (row,) = answer.rows
    assert (row["other_country"], row["before"], row["after"]) == ("CN", 1, 2)
    assert (row["readable"], row["all_works"]) == (9, 10)
    assert "of 18 works, 17 have a readable affiliation" in answer.notes


def test_evidence(filled: Store) -> None:
    rows = {row["other_country"]: row for row in ask(filled, "continued-ties", review="include").rows}
    china = rows["CN"]
    assert china["dois"] == ["10.1/cn-1", "10.1/cn-2", "10.1/cn-3", "10.1/cn-4"]
    assert (china["last_before_work"], china["last_before_by"]) == ("doi:10.1/cn-2", "year")
    assert (china["first_after_work"], china["first_after_by"]) == ("doi:10.1/cn-3", "submitted")
    assert china["affiliations"] == ["KP: Institute, KP", "CN: Institute, CN"]
    assert china["rules"] == ["KP: country-name, 0.9", "CN: country-name, 0.9"]
    assert (china["confidence"], china["caveat"], china["name"], china["key"]) == (0.9, "", None, None)
    assert rows["ES"]["affiliations"] == [
        "KP: Pyongyang",
        "ES: Madrid",
        "KP: Institute, KP",
        "ES: Institute, ES",
    ]
    assert rows["ES"]["caveat"] == ("submission date of the first after it not known: it may be from before")
    assert "1 of the common works cannot be dated before or after 2016-11-30" in rows["SE"]["caveat"]
    assert "no common work after 2016-11-30 is certain" in rows["US"]["caveat"]
    assert rows["US"]["confidence"] == 0.4
    assert rows["FR"]["work_keys"] == ["doi:10.1/fr-1", "openalex:W1"]
    assert "1 without a year" in rows["FR"]["caveat"]


def univ(key: str, code: str, **more: Any) -> Address:
    return at(f"Dept, {key}, {code}", code, inst(f"ror:{key}", **more))


def test_institutions_with_their_parts(store: Store) -> None:
    places = Places()
    for key, code in (("kisu", "KP"), ("faculty", "KP"), ("pku", "CN"), ("lab", "CN"), ("jena", "DE")):
        places.add(f"ror:{key}", code, name=key.title())
    places.parts |= {("ror:faculty", "ror:kisu"), ("ror:lab", "ror:pku")}
    write(
        store,
        [
            # a part before, the whole after; and both on one paper
            work("a", 2012, by("k", univ("faculty", "KP")), by("c", univ("pku", "CN"))),
            work("b", 2018, by("k", univ("kisu", "KP"), univ("faculty", "KP")), by("c", univ("lab", "CN"))),
            work("c", 2018, by("k", univ("kisu", "KP")), by("g", univ("jena", "DE"))),
        ],
        places,
    )
    (row,) = ask(store, "continued-ties", of="institutions", review="include").rows
    assert (row["name"], row["key"], row["other_name"], row["other_key"]) == (
        "Kisu", "ror:kisu", "Pku", "ror:pku",
    )  # fmt: skip
    assert (row["before"], row["after"]) == (1, 1)
    assert row["affiliations"] == [
        "Kisu: Dept, faculty, KP", "Pku: Dept, pku, CN", "Kisu: Dept, kisu, KP", "Pku: Dept, lab, CN",
    ]  # fmt: skip


def ties(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    rows = ask(store, "continued-ties", {"of": "authors", "names": True, **given}).rows
    return [
        tuple(row[name] for name in ("key", "other_key", "other_country", "before", "after", "state"))
        for row in rows
    ]


@pytest.fixture
def persons(store: Store) -> Store:
    c: By = by("c", "CN")
    write(
        store,
        [
            work("old", 2012, by("k", "KP"), c, by("d", "DE")),
            work("new", 2018, by("k", "KP"), c, by("g", "DE", collective=True)),
            # moved: the two wrote on, and KP is printed no more
            work("moved-1", 2014, by("m", "KP"), by("n", "CN")),
            work("moved-2", 2019, by("m", "CN"), by("n", "CN"), by("z", "KP")),
            # one author with both addresses is no tie of one with oneself
            work("dual-1", 2013, by("x", "KP", "CN")),
            work("dual-2", 2019, by("x", "KP", "CN")),
            # of a person joined in doubt
            work("doubt-1", 2013, by("p", "KP"), by("q", "SE")),
            work(
                "doubt-2", 2019, by("p", "KP", state="review", rule="scored", confidence=0.6), by("q", "SE")
            ),
            # too many for pairs
            work("many-1", 2013, by("k", "KP"), by("i", "IT"), pairs_left_out=True),
            work("many-2", 2019, by("k", "KP"), by("i", "IT")),
        ],
    )
    return store


def test_authors(persons: Store) -> None:
    assert ties(persons) == [("k", "c", "CN", 1, 1, "yes")]
    assert ties(persons, review="only") == [("p", "q", "SE", 1, 0, "review")]
    (row,) = ask(persons, "continued-ties", of="authors", names=True, review="only").rows
    assert row["name"] == "Name p"
    assert row["rules"][-2:] == ["person: alone, 1.0", "person: scored, 0.6"]
    assert (
        "that both works are by the same two persons is for review; a namesake is possible" in row["caveat"]
    )


def test_authors_are_named_on_request_only(persons: Store) -> None:
    (row,) = ask(persons, "continued-ties", of="authors").rows
    assert [row[name] for name in ("name", "key", "other_name", "other_key")] == [None] * 4
    assert row["affiliations"] == ["KP: Institute, KP", "CN: Institute, CN"]
    assert row["work_keys"] == ["doi:10.1/old", "doi:10.1/new"]
    assert "Name" not in str(row)
