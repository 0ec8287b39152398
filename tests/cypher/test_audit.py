"""What must be looked at: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, Places, at, by, inst, review, work, write

LABEL_KR = at(None, Ev("KR", "review", "source-label", 0.5, "label"))
LABEL_JP = at(None, Ev("JP", "review", "source-label", 0.5, "label"))

WORKS = [
    work("fine", 2020, by("a", "KP"), by("b", "CN", "US")),
    work("empty", 2020, by("a"), by("b")),
    work("empty-label", 2020, by("a", at(None, review("KP", "source-label", 0.5)))),
    work("unread", 2020, by("a", "KP"), by("b", at("Institute of Things"), at("Inst. in CN", "CN"))),
    work("unread-loose", 2020, by("a", "KP"), loose=[at("Somewhere")]),
    work("conflict", 2020, by("a", at("Paris, Germany", review("FR"), review("DE")))),
    work("pyongyang", 2020, by("a", at("Pyongyang, South Korea", review("KP"), review("KR")))),
    work(
        "bare",
        2020,
        by("a", at("Inst., Korea", review("KP", "bare-korea", 0.3), review("KR", "bare-korea", 0.3))),
    ),
    work(
        "bare-loose",
        2020,
        by("a"),
        loose=[at("Korea", review("KP", "bare-korea"), review("KR", "bare-korea"))],
    ),
    work("label-kr", 2020, by("a", "CN", "KP", LABEL_KR)),
    work("label-jp", 2020, by("a", "CN", LABEL_JP)),
    work("one-reading", 2020, by("a", at("Univ of X", review("KP", "printed-city", 0.4)))),
    work("openalex:W4", None, by("a")),
]

EXPECTED = [
    ("Pyongyang under KR", "label-kr", "Name a", "Institute, KP", "KP is read from print; the source says KR"),
    ("Pyongyang under KR", "pyongyang", "Name a", "Pyongyang, South Korea", "KP or KR"),
    ("bare Korea", "bare", "Name a", "Inst., Korea", "KP or KR"),
    ("bare Korea", "bare-loose", "(address given to no author)", "Korea", "KP or KR"),
    ("conflicting country", "conflict", "Name a", "Paris, Germany", "FR or DE"),
    ("conflicting country", "label-jp", "Name a", "Institute, CN", "CN is read from print; the source says JP"),
    ("conflicting country", "label-kr", "Name a", "Institute, KP", "KP is read from print; the source says KR"),
    ("conflicting country", "pyongyang", "Name a", "Pyongyang, South Korea", "KP or KR"),
    (
        "country for review", "one-reading", "Name a", "Univ of X", "KP is the only reading, and not certain",
    ),
    ("no affiliation", "empty", None, None, "no affiliation is printed"),
    (
        "no affiliation", "empty-label", None, None,
        "no affiliation is printed; a country only by the source's own label: KP",
    ),
    ("no affiliation", "openalex:W4", None, None, "no affiliation is printed"),
    ("no country found", "unread", "Name b", "Institute of Things", "no country was read from this affiliation"),
    (
        "no country found", "unread-loose", "(address given to no author)", "Somewhere",
        "no country was read from this affiliation",
    ),
]  # fmt: skip


def listed(store: Store, **given: Any) -> list[tuple[Any, ...]]:
    rows = ask(store, "audit", **given).rows
    return [
        (
            row["problem"],
            row["work"].removeprefix("doi:10.1/"),
            row["person"],
            row["affiliation"],
            row["detail"],
        )
        for row in rows
    ]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS)
    return store


def test_problems(filled: Store) -> None:
    assert listed(filled) == EXPECTED
    assert listed(filled, problem="bare Korea") == [row for row in EXPECTED if row[0] == "bare Korea"]
    plain = [row for row in EXPECTED if row[0].startswith("no ")]
    assert listed(filled, review="leave-out") == plain
    assert listed(filled, review="only") == [row for row in EXPECTED if row not in plain]


def test_years_and_confidence(filled: Store) -> None:
    answer = ask(filled, "audit", {"from": 2020, "to": 2020})
    assert len(answer.rows) == len(EXPECTED) - 1
    assert "1 work left out without a year" in answer.notes
    assert "of 13 works, 10 have a readable affiliation" in answer.notes
    assert ("bare Korea", "bare") not in [row[:2] for row in listed(filled, min_confidence=0.35)]


def test_rule_and_confidence(filled: Store) -> None:
    rows = {
        (row["problem"], row["doi"]): (row["rule"], row["confidence"]) for row in ask(filled, "audit").rows
    }
    assert rows["bare Korea", "10.1/bare"] == ("bare-korea", 0.3)
    assert rows["Pyongyang under KR", "10.1/label-kr"] == ("country-name, source-label", 0.9)
    assert rows["no country found", "10.1/unread"] == ("", None)


def test_names_that_many_institutions_have(store: Store) -> None:
    places = Places()
    for key, name, status in (
        ("coauth:1", "Academy of Sciences", "printed"),
        ("coauth:2", "National Academy of Medical Sciences", "printed"),
        ("coauth:3", "Academy of Sciences of Elbonia", "printed"),
        ("ror:4", "Academy of Sciences", "known"),
    ):
        places.add(key, "CN", name, status)

    def named(key: str) -> Any:
        return at(f"Address of {key}", "CN", inst(key, "review", "printed-name", 0.4))

    write(
        store,
        [
            work("a", 2018, by("p", named("coauth:1")), by("q", named("coauth:3"))),
            work("b", 2019, by("p"), loose=[named("coauth:2")]),
            work("c", 2019, by("p", named("ror:4"))),
        ],
        places,
    )
    rows = ask(store, "audit", problem="generic institution").rows
    assert [(row["work"], row["person"], row["affiliation"], row["detail"], row["rule"]) for row in rows] == [
        ("doi:10.1/a", "Name p", "Address of coauth:1", "Academy of Sciences is the name of many", "printed-name"),
        (
            "doi:10.1/b", "(address given to no author)", "Address of coauth:2",
            "National Academy of Medical Sciences is the name of many", "printed-name",
        ),
    ]  # fmt: skip
    assert ask(store, "audit", {"problem": "generic institution", "from": 2020}).rows == []
