"""The statements of the kit answer as the questions do, with their values in the first lines."""

from __future__ import annotations

from typing import Any

import pytest

from graph.browser.statement import as_graph, as_table, literal
from graph.drawings import COLUMN, drawing
from graph.errors import CoauthError
from graph.front_matter import parse
from graph.queries import catalogue, checked, question
from graph.store import Store
from tests.cypher.test_drawings import joined  # noqa: F401 - a fixture


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (0.5, "0.5"),
        (25, "25"),
        (("KP", "CN"), "['KP', 'CN']"),
        ("it's \\ so", "'it\\'s \\\\ so'"),
    ],
)
def test_literals(value: Any, written: str) -> None:
    assert literal(value) == written


TEXT = """// title: T
// question: Q
// parameter: code | country | KP | --code | a code
// parameter: day | date | required | --day | a day
// parameter: names | flag | - | --names | names too
// column: work: W
// caveat: C
CALL () { MATCH (c:Country {code: $code}) RETURN c }
CALL (c) { WITH c RETURN '$code // $day' AS text, $day AS day }
RETURN c.code + text + day AS work // $names is not taken for one here
, $names AS named
"""


def test_values_stand_first_and_every_subquery_takes_them_in() -> None:
    made = as_table(parse("x", TEXT)).splitlines()
    assert made[:3] == ["// T", "// Q", "// Change the values in the next lines; the rest stays as it is."]
    assert [" ".join(line.split()) for line in made[3:6]] == [
        "WITH 'KP' AS asked_code, // a code",
        "null AS asked_day, // fill it in: a day",
        "false AS asked_names // names too (true or false)",
    ]
    taken = "asked_code, asked_day, asked_names"
    assert made[6:] == [
        f"CALL ({taken}) {{",
        f"CALL ({taken}) {{ MATCH (c:Country {{code: asked_code}}) RETURN c }}",
        f"CALL ({taken}, c) {{ WITH c RETURN '$code // $day' AS text, asked_day AS day }}",
        "RETURN c.code + text + day AS work // $names is not taken for one here",
        ", asked_names AS named",
        "}",
        "RETURN work",
    ]


def test_a_name_that_would_hide_a_value_is_refused() -> None:
    text = TEXT.replace("RETURN c }", "RETURN c, 1 AS asked_code }")
    with pytest.raises(CoauthError, match="no name in it may begin with asked_"):
        as_table(parse("x", text))


ON_NEO4J = pytest.mark.parametrize("target", ["neo4j"], indirect=True)


OF_EACH_KIND = {
    (frozenset(one.kind for one in query.parameters), bool(drawing(query))): query.name
    for query in catalogue()
}
"""A question for each set of kinds of values, drawn and not: a server takes seconds to plan one anew."""


@ON_NEO4J
@pytest.mark.parametrize("name", sorted(OF_EACH_KIND.values()))
def test_the_answer_is_the_questions(joined: Store, name: str) -> None:  # noqa: F811
    query = question(name)
    if any(one.required for one in query.parameters):
        pytest.skip("it has no default for a value")
    if drawing(query):
        shown = joined.read(as_graph(query))
        assert all(row.pop(COLUMN) for row in shown)
    else:
        shown = joined.read(as_table(query))
    assert shown == joined.read(query.cypher, checked(query, {}))


@ON_NEO4J
def test_changed_values_count(joined: Store) -> None:  # noqa: F811
    query = question("triads")
    text = as_table(query)
    assert [row["year"] for row in joined.read(text)] == [2018, 2019]
    assert [row["year"] for row in joined.read(text.replace("null AS asked_from", "2019 AS asked_from"))] == [
        2019
    ]
    assert joined.read(text.replace("['KP', 'CN', 'US']", "['KP', 'CN', 'DE']")) == []
