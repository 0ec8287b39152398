"""What must be looked at: worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph.queries import ask
from graph.store import Store
from tests.cypher.made import Ev, at, by, review, work, write

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
