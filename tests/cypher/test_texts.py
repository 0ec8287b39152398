"""The files of the questions: well formed, portable, and what they promise on both stores."""

from __future__ import annotations

import re

import pytest

from graph.guard import one_statement
from graph.lexer import tokens
from graph.queries import ask, browser_parameters, catalogue, checked, question
from graph.store import Store
from tests.cypher.made import Places, at, by, inst, work, write

NAMES = [query.name for query in catalogue()]


def test_the_five_questions() -> None:
    assert NAMES == ["audit", "indirect-triads", "institution-pairs", "partners", "triads"]


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
    """Three works and two institutions: every question has an answer."""
    places = Places()
    places.add("ror:kp", "KP")
    places.add("ror:cn", "CN")
    here, there = at("Univ. in KP", "KP", inst("ror:kp")), at("Univ. in CN", "CN", inst("ror:cn"))
    write(
        store,
        [
            work("one", 2000, by("a", here), by("b", there), by("c", "US")),
            work("two", 2001, by("b", there), by("c", "US")),
            work("three", 2001, by("d")),
        ],
        places,
    )


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_those_of_the_front_matter(store: Store, name: str) -> None:
    something_for_each(store)
    query = question(name)
    for given in ({}, {"from": 2000, "to": 2001}):
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
