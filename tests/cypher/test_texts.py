"""The files of the questions: well formed, portable, and what they promise on both stores."""

from __future__ import annotations

import re
from datetime import date

import pytest

from graph.guard import one_statement
from graph.lexer import tokens
from graph.prepare import prepare
from graph.queries import ask, browser_parameters, catalogue, checked, question
from graph.store import Store
from tests.cypher.made import Listed, Paid, Places, at, by, inst, work, write
from tests.cypher.plans import SCANS, operators

NAMES = [query.name for query in catalogue()]


def test_the_questions() -> None:
    assert NAMES == [
        "address-differs", "audit", "brokers", "change", "city-search", "continued-ties", "country-matrix",
        "dual-affiliations", "first-contacts", "foreign-based", "funders", "indirect-triads", "institution-pairs",
        "led-share", "listed-partners", "outside-partners", "partners", "possibly-unwitting", "restricted-fields",
        "teams", "topic-change", "topic-rank", "triads",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_question_only_reads(name: str) -> None:
    assert one_statement(question(name).cypher)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_portable(name: str) -> None:
    query = question(name)
    words = {token.text for token in tokens(query.cypher) if token.kind == "word"}
    assert not words & {"APOC", "GDS", "CYPHER", "SHORTEST"}
    assert query.cypher.startswith("// title: ")
    assert re.search(r"\nORDER BY [^)]*\Z", query.cypher), "the answer has a fixed order"


@pytest.mark.parametrize("name", NAMES)
def test_what_every_question_takes_and_says(name: str) -> None:
    query = question(name)
    assert {"from", "to", "min_confidence", "review"} <= {one.name for one in query.parameters}
    assert query.examples
    columns = set(query.column_names)
    assert "confidence" in columns
    assert {"rule", "rules"} & columns
    assert {"affiliation", "affiliations"} & columns
    assert {"doi", "dois"} & columns
    if "work" in columns:
        assert {"work", "doi", "title", "year"} <= columns


def something_for_each(store: Store) -> None:
    """A few works, two institutions, a funder, a topic and a list: every question has an answer."""
    places = Places(
        topics={"unscr-2321-11a/nuclear": {"rule": "11(a)"}},
        watchlists={"list": date(2020, 1, 1)},
        listed=[Listed("ror:cn", "list")],
    )
    places.add("ror:kp", "KP")
    places.add("ror:cn", "CN")
    here, there = at("Univ. in KP", "KP", inst("ror:kp")), at("Univ. in CN", "CN", inst("ror:cn"))
    write(
        store,
        [
            work(
                "one", 2000, by("a", here), by("b", there), by("c", "US"), paid=[Paid("ror:fund", ("Fund",))]
            ),
            work("zero", 2000, by("e", "DE", "KP"), by("c", "US")),
            work("two", 2001, by("b", there), by("c", "US")),
            work("three", 2001, by("d")),
            work("four", 2001, by("a", here, there), by("b", there), by("c", "US")),
            work("five", 2001, by("a", there)),
            work("six", 2019, by("a", here), by("s", "SE")),
            work(
                "seven",
                2019,
                by("a", here, there),
                by("b", there),
                about=["ai-technical/vision", "unscr-2321-11a/nuclear"],
            ),
            work("eight", 2019, by("k", here), by("b", there)),
        ],
        places,
    )


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_those_of_the_front_matter(store: Store, name: str) -> None:
    something_for_each(store)
    query = question(name)
    for given in ({}, {"from": 2000, "to": 2019}):
        rows, columns, _ = store.read_result(query.cypher, checked(query, given))
        assert rows
        assert columns == query.column_names


@pytest.mark.parametrize("name", NAMES)
def test_values_are_never_a_part_of_the_text(store: Store, name: str) -> None:
    hostile = "x' OR 1=1 // ` $from {} <img src=x onerror=alert(1)>"
    write(store, [work("h", 2020, by("a", "KP"), by("b", "CN"), by("c", "US"), title=hostile)])
    for row in ask(store, name).rows:
        assert row.get("title") in (None, hostile)


@pytest.mark.parametrize("name", NAMES)
def test_the_line_for_neo4j_browser(store: Store, name: str) -> None:
    line = browser_parameters(question(name))
    assert re.fullmatch(r":params \{.*\}", line)
    # what the Browser evaluates is a map of Cypher
    assert store.read(f"RETURN {line.removeprefix(':params ')} AS values")[0]["values"] == checked(
        question(name), {}
    )


OF_ONE_ROW = ("continued-ties", "country-matrix", "first-contacts")
"""Their products are of one row: the count of all works beside the rest, and two institutions, each found by its key."""


@pytest.mark.parametrize("name", NAMES)
def test_a_question_starts_at_an_index(store: Store, name: str) -> None:
    """Where the store tells its plan: no scan of all nodes, no product of two sets."""
    if store.kind == "local":  # it names no operators
        return
    prepare(store)
    something_for_each(store)
    query = question(name)
    *_, summary = store.read_result(f"EXPLAIN {query.cypher}", checked(query, {}))
    assert summary.plan is not None
    found = operators(summary.plan)
    assert not [one for one in found if one in (SCANS[:1] if name in OF_ONE_ROW else SCANS)], found
    if (country := query.parameter("country")) and country.default:
        assert "NodeUniqueIndexSeek" in found, found
