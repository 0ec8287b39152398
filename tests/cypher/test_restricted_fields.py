"""Works that overlap a restricted field: worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.errors import WrongUsage
from graph.queries import ask
from graph.store import Store
from tests.cypher.made import On, Places, at, by, day, review, work, write

PLACES = Places(
    topics={
        "r/nuclear": {"rule": "11(a)", "since": date(2016, 11, 30)},
        "m/medical": {"rule": "11 medical", "since": date(2016, 11, 30)},
    }
)
JOINT = (by("k", "KP"), by("c", "CN"))

WORKS = [
    work("a", 2018, *JOINT, about=["r/nuclear"], **day("2017-05-02")),
    work("b", 2017, *JOINT, about=["r/nuclear", "m/medical"], **day("2016-11-30")),
    work("c", 2017, *JOINT, about=["r/nuclear"], **day("2016-11-29")),
    work("d", 2018, *JOINT, about=["r/nuclear"], **day("2016-11")),
    work("e", 2018, *JOINT, about=["r/nuclear"], abstract="An abstract."),
    work("f", 2016, *JOINT, about=["r/nuclear"]),
    work("g", 2016, *JOINT, about=["r/nuclear"], **day("2016-12-01", "published")),
    work("h", 2015, *JOINT, about=["r/nuclear"]),
    work("alone", 2018, by("k", "KP"), about=["r/nuclear"]),
    work("doubt", 2018, by("k", "KP"), by("c", at("X", review("CN"))), about=["r/nuclear"]),
    work("old", 2018, *JOINT, about=[On("r/nuclear", current=False)]),
    work("cure", 2018, *JOINT, about=["m/medical"]),
    work("perhaps", 2018, *JOINT, about=[On("r/nuclear", 0.6, "review")]),
    work("unsure", 2018, *JOINT, about=[On("ai/learning", 0.6, "review")]),
    work("weak", 2018, *JOINT, about=[On("ai/learning", 0.4)]),
    work("openalex:W9", None, *JOINT, about=["ai/learning"]),
    work("other", 2018, by("c", "CN"), by("d", "DE"), about=["r/nuclear"]),
    work("nobody", 2018, about=["r/nuclear"]),
    work("loose", 2018, by("k"), loose=[at("Y", "KP"), at("Z", "US")], about=["ai/learning"]),
]


@pytest.fixture
def filled(store: Store) -> Store:
    write(store, WORKS, PLACES)
    return store


def found(store: Store, *columns: str, **given: Any) -> list[tuple[Any, ...]]:
    rows = ask(store, "restricted-fields", given).rows
    return [tuple(row[name] for name in ("topic", "work", *columns)) for row in rows]


def test_works_and_the_day_of_the_rule(filled: Store) -> None:
    name = "Topic nuclear"
    assert found(filled, "dated", list="r") == [
        (name, "doi:10.1/h", "before"),
        (name, "doi:10.1/f", "not known"),
        (name, "doi:10.1/g", "published after"),
        (name, "doi:10.1/b", "submitted after"),
        (name, "doi:10.1/c", "before"),
        (name, "doi:10.1/a", "submitted after"),
        (name, "doi:10.1/d", "not known"),
        (name, "doi:10.1/e", "published after"),
    ]


def test_what_paragraph_11_would_ask(filled: Store) -> None:
    rows = ask(filled, "restricted-fields", {"review": "include", "other": True}).rows
    told = {(row["work"].removeprefix("doi:10.1/"), row["topic"]): row["paragraph_11"] for row in rows}
    nuclear, medical = "Topic nuclear", "Topic medical"
    assert told == {
        ("a", nuclear): "A",
        ("b", nuclear): "A or M",
        ("b", medical): "A or M",
        ("c", nuclear): "dated before",
        ("d", nuclear): "A, if dated after",
        ("e", nuclear): "A",
        ("f", nuclear): "A, if dated after",
        ("g", nuclear): "A",
        ("h", nuclear): "dated before",
        ("doubt", nuclear): "A",
        ("cure", medical): "M",
        ("perhaps", nuclear): "A (review) or B",
        # what only --other shows
        ("old", None): "B",
        ("unsure", None): "B",
        ("weak", None): "B",
        ("loose", None): "B",
        ("openalex:W9", None): "B, if dated after",
    }
    row = next(row for row in rows if row["work"] == "doi:10.1/old")
    assert (row["list"], row["rule"], row["dated"], row["terms"], row["rules"][0]) == (
        None, "11(b)", "published after", [], "KP: country-name, 0.9",
    )  # fmt: skip
    assert row["caveat"].startswith("no term of a field that a rule names is found in it, which says little")
    earlier = ask(filled, "restricted-fields", {"other": True, "rule_day": "2019"}).rows
    assert {row["paragraph_11"] for row in earlier if row["work"] == "doi:10.1/old"} == {"dated before"}
    assert [r["topic"] for r in ask(filled, "restricted-fields", {"other": True, "list": "m"}).rows] == [
        medical,
        medical,
    ]


@pytest.mark.parametrize("topic", ["r/nuclear", "m/medical"])
def test_nothing_is_left_over_where_only_a_part_of_the_lists_was_run(store: Store, topic: str) -> None:
    run: dict[str, Any] = {"classified": ("text 0", f"{topic.partition('/')[0]} 1 0")}
    made = [
        work("in", 2018, *JOINT, about=[topic, On("ai/learning")], **run),
        work("out", 2018, *JOINT, about=["ai/learning"], **run),
    ]
    write(store, made, Places(topics={topic: PLACES.topics[topic]}))
    rows = ask(store, "restricted-fields", {"other": True}).rows
    rows += ask(store, "restricted-fields", {"other": True, "list": "ai"}).rows
    assert "11(b)" not in {row["rule"] for row in rows}
    told = {(row["work"].removeprefix("doi:10.1/"), row["list"]): row["paragraph_11"] for row in rows}
    sure = {"r/nuclear": "A", "m/medical": "M"}[topic]
    assert told == {
        ("in", topic.partition("/")[0]): sure,
        ("in", "ai"): sure,
        ("out", "ai"): "not known",
    }


def test_a_term_list_that_the_store_does_not_have_is_said(filled: Store) -> None:
    for name in ("restricted-fields", "topic-rank", "topic-change"):
        with pytest.raises(WrongUsage, match="the store has no term list of this name; it has ai, m, r"):
            ask(filled, name, {"list": "nope"})


def test_lists_partners_and_doubts(filled: Store) -> None:
    assert [row[1] for row in found(filled, list="ai")] == ["doi:10.1/loose", "openalex:W9"]
    assert found(filled, list="ai", min_confidence=0)[1][1] == "doi:10.1/weak"
    assert found(filled, "state", list="ai", review="only") == [
        ("Topic learning", "doi:10.1/unsure", "review")
    ]
    # a list made after no rule names no restricted field
    assert found(filled, "state", "partners", review="only") == [
        ("Topic nuclear", "doi:10.1/doubt", "review", ["CN (review)"]),
        ("Topic nuclear", "doi:10.1/perhaps", "review", ["CN"]),
    ]
    assert [row[1] for row in found(filled, partner="US", list="ai")] == ["doi:10.1/loose"]
    assert found(filled, partner="US") == []
    assert ("Topic nuclear", "doi:10.1/alone") in found(filled, domestic=True)
    assert ("Topic nuclear", "doi:10.1/alone") not in found(filled, domestic=True, partner="CN")
    assert [row[:2] for row in found(filled, country="DE")] == [("Topic nuclear", "doi:10.1/other")]


def test_years_and_counts(filled: Store) -> None:
    answer = ask(filled, "restricted-fields", {"from": 2018, "to": 2018, "list": "ai"})
    (row,) = answer.rows
    # a, d, e, old, cure, perhaps, unsure, weak and loose; alone has no partner, doubt none that is certain
    assert (row["of_works"], row["classified"], row["readable"], row["all_works"]) == (9, 9, 12, 13)
    assert "1 work left out without a year" in answer.notes
    assert "1 more for review: --review include" in answer.notes


def test_evidence(filled: Store) -> None:
    rows = {(row["list"], row["work"]): row for row in ask(filled, "restricted-fields").rows}
    row = rows["r", "doi:10.1/b"]
    assert row["doi"] == "10.1/b"
    assert row["rule"] == "11(a)"
    assert row["terms"] == ["term"]
    assert row["printed"] == ["title: Terms"]
    assert row["affiliations"] == ["KP: Institute, KP", "CN: Institute, CN"]
    assert row["rules"] == ["terms, 0.9", "KP: country-name, 0.9", "CN: country-name, 0.9"]
    assert "it holds medical terms too: an exception may cover it" in row["caveat"]
    assert "dated before the rule (2016-11-30)" in rows["r", "doi:10.1/h"]["caveat"]
    assert "no abstract is known" not in rows["r", "doi:10.1/e"]["caveat"]
    assert rows["m", "doi:10.1/b"]["caveat"].startswith("medical: named as an exception")
