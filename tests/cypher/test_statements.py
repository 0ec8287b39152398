"""What a record says elsewhere than in an address line, as the questions show it: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, Places, at, by, inst, said, work, write

RP = "Kim, YC (corresponding author), Kim Il Sung Univ, Pyongyang, North Korea."
RP_SHOWN = f'(not an address line; corresponding, RP: "{RP}")'
LONG = "He was born in Seoul. " * 20
SUPPORT = Ev("CN", "yes", "statement-email-domain/email-domain", 0.3)
ALONE = "KP rests on a statement alone, no address line says so"

WORKS = [
    work("rp", 2018, by("k", said("corresponding", "RP", RP, "KP")), by("c", "CN"), by("u", "US")),
    # the statement supports what an address says: it is no evidence of its own
    work("support", 2019, by("k", "KP"), by("c", "CN", said("email-domain", "EM", "pku.edu.cn", SUPPORT)), by("u", "US")),
    work("email", 2020, by("c", "CN"), by("u", "US"), loose=[said("email-domain", "EM", "kut.ac.kp", "KP")]),
    # named in an acknowledgement: says nothing about where anybody stands
    work(
        "thanks", 2021, by("c", "CN"), by("u", "US"),
        loose=[said("acknowledgement", "FX", "We thank Pyongyang.", Ev("KP", "review", kind="mentioned"))],
    ),
    work("bio", 2022, by("x", said("biography", "bio", LONG, "KR")), by("u", "US")),
    work("between", 2019, by("c", "CN"), by("u", "US")),
    # a group is no person: it stands in between nowhere, and at no end
    work("group", 2018, by("g", "KP", collective=True), by("c", "CN")),
    work("group-between", 2019, by("g", "CN", collective=True), by("u", "US")),
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def row_of(rows: list[dict[str, Any]], work: str, **more: Any) -> dict[str, Any]:
    (found,) = [
        row for row in rows
        if row["work"] == f"doi:10.1/{work}" and all(row[name] == value for name, value in more.items())
    ]  # fmt: skip
    return found


def test_triads(filled: Store) -> None:
    (certain,) = ask(filled, "triads").rows
    assert certain["work"] == "doi:10.1/support"
    assert certain["affiliations"] == ["KP: Institute, KP", "CN: Institute, CN", "US: Institute, US"]
    rows = ask(filled, "triads", review="only").rows
    assert [row["work"] for row in rows] == ["doi:10.1/rp", "doi:10.1/email"]
    of_author, of_work = rows
    assert of_author["persons"][0] == "KP: Name k"
    assert of_author["affiliations"][0] == f"KP: {RP_SHOWN}"
    assert of_author["rules"][0] == "KP: statement-corresponding/country-name, 0.3"
    assert ALONE in of_author["caveat"].split("; ")
    assert of_work["persons"][0] == "KP: (a statement about no one author)"
    assert of_work["affiliations"][0] == 'KP: (not an address line; email-domain, EM: "kut.ac.kp")'
    assert ALONE in of_work["caveat"].split("; ")
    assert "address given to no author" not in of_work["caveat"]


def test_partners_and_what_must_be_looked_at(filled: Store) -> None:
    (row,) = [
        row for row in ask(filled, "partners", {"from": 2018, "to": 2018, "review": "only"}).rows
        if row["partner"] == "US"
    ]  # fmt: skip
    assert row["affiliations"] == [f"KP: {RP_SHOWN}", "US: Institute, US"]
    assert f"on the first of the works listed, {ALONE}" in row["caveat"].split("; ")
    rows = ask(filled, "audit", problem="country for review").rows
    assert [row["work"].removeprefix("doi:10.1/") for row in rows] == ["rp", "email", "bio"]
    one = row_of(rows, "rp")
    assert (one["person"], one["affiliation"]) == ("Name k", RP_SHOWN)
    assert one["detail"] == "KP is read from a statement, not from an address line"
    assert row_of(rows, "bio")["affiliation"] == f'(not an address line; biography, bio: "{LONG[:300]} …")'
    assert row_of(rows, "email")["person"] == "(a statement about no one author)"


def test_no_affiliation_but_a_statement(store: Store) -> None:
    label = at(None, Ev("KR", "review", "source-label", 0.5))
    write(store, [work("none", 2018, by("k", said("corresponding", "RP", RP, "KP")), by("l", label))])
    (row,) = ask(store, "audit", problem="no affiliation").rows
    assert row["detail"] == (
        "no affiliation is printed; a country only by the source's own label: KR; "
        "a country only by a statement that is no address line: KP"
    )


def test_indirect_triads(filled: Store) -> None:
    assert {(row["author"], row["work"]) for row in ask(filled, "indirect-triads").rows} == {
        ("c", "doi:10.1/support")
    }
    rows = ask(filled, "indirect-triads", review="only").rows
    assert {(row["author"], row["work"]) for row in rows} == {
        (person, f"doi:10.1/{work}") for person, work in (("c", "rp"), ("c", "email"))
    }
    one = row_of(rows, "rp", other_work="doi:10.1/between")
    assert f"KP: {RP_SHOWN}" in one["affiliations"]
    assert "KP rests on a statement alone" in one["caveat"].split("; ")
    other = row_of(rows, "email", other_work="doi:10.1/between")
    assert other["persons"][0] == "KP: (a statement about no one author)"


def test_institution_pairs(store: Store) -> None:
    places = Places()
    places.add("ror:kisu", "KP", name="Kisu")
    places.add("ror:pku", "CN", name="Pku")
    by_statement = inst("ror:kisu", "review", "statement-corresponding/known-institution", 0.5)
    write(
        store,
        [
            work(
                "a",
                2018,
                by("k", said("corresponding", "RP", RP, by_statement)),
                by("c", at("Pku", inst("ror:pku"))),
            )
        ],
        places,
    )
    assert ask(store, "institution-pairs").rows == []
    (row,) = ask(store, "institution-pairs", review="include").rows
    assert row["affiliations"] == [f"Kisu: {RP_SHOWN}", "Pku: Pku"]
    assert "Kisu rests on a statement alone, no address line says so" in row["caveat"]
