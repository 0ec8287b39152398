"""A drawn answer shows the works that the table shows, along the indexes, and names nobody whom the table does not name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.drawings import COLUMN, drawing, drawings, drawn, parse
from graph.errors import CoauthError
from graph.front_matter import Query
from graph.prepare import prepare
from graph.queries import catalogue, checked, question
from graph.store import Store
from tests.cypher.made import Listed, Made, Paid, Places, at, by, inst, work, write
from tests.cypher.plans import SCANS, operators
from tests.cypher.test_reference import FEW, asked, fill, graphs

DRAWN = [query for query in catalogue() if drawing(query)]
MUST_BE_DRAWN = {
    "triads", "indirect-triads", "first-contacts", "dual-affiliations", "foreign-based", "teams", "institution-pairs",
    "partners",
}  # fmt: skip
LISTS = ("work_keys", "other_work_keys")
A_ROW = 10
"""Works of a list that are drawn."""


def rows_of(store: Store, query: Query, **values: Any) -> list[dict[str, Any]]:
    return store.read(drawn(query), checked(query, values))


def nodes(row: dict[str, Any], label: str, name: str = "key") -> set[str]:
    return {node[name] for path in row[COLUMN] for node in path.nodes if label in node.labels}


def ties(row: dict[str, Any]) -> set[str]:
    return {tie.type for path in row[COLUMN] for tie in path.relationships}


def works_of(row: dict[str, Any]) -> set[str]:
    """The works that a row of the table speaks of, and of which it is drawn."""
    listed = [key for name in LISTS for key in (row.get(name) or [])[:A_ROW]]
    return (
        set(listed) if "work_keys" in row else {row[name] for name in ("work", "other_work") if name in row}
    )


def fitting(query: Query, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if query.parameter(name)}


def test_what_must_be_drawn_is() -> None:
    assert set(drawings()) >= MUST_BE_DRAWN
    assert set(drawings()) <= {query.name for query in catalogue()}


@pytest.mark.parametrize("query", DRAWN, ids=lambda one: one.name)
@settings(FEW, max_examples=2)  # each fills the store anew, after which a server plans every statement anew
@given(
    works=graphs(),
    values=asked(),
    more=st.fixed_dictionaries(
        {"names": st.booleans(), "of": st.sampled_from(["countries", "institutions"]), "size": st.just(3)}
    ),
)
def test_the_drawing_shows_the_works_of_the_table(
    store: Store, query: Query, works: list[Made], values: dict[str, Any], more: dict[str, Any]
) -> None:
    fill(store, works)
    # and where null takes the place of a number
    values |= {"from": values["from"] or 1000, "to": values["to"] or 9998}
    for row in rows_of(store, query, **fitting(query, values | more)):
        assert nodes(row, "Work") == works_of(row)


BASED_IN = """
MATCH (a:Author)-[r:AUTHORED]->()
UNWIND r.ev_value AS code
MATCH (c:Country {code: code})
MERGE (a)-[:BASED_IN]->(c)
"""
"""What a load derives, as far as it is drawn."""

KISU, PKU, PART = "ror:kisu", "ror:pku", "ror:part"


@pytest.fixture
def joined(store: Store) -> Store:
    """Two works of KP, CN and US, one of KP and CN; the author from KP stands last on the first."""
    prepare(store)
    places = Places(
        topics={"fields/nuclear": {"rule": "11(a)"}},
        watchlists={"list": date(2021, 1, 1)},
        listed=[Listed(PKU, "list")],
    )
    places.add(KISU, "KP")
    places.add(PKU, "CN")
    places.add(PART, "CN", part_of=PKU)
    kisu, pku = at("Kisu, Pyongyang", "KP", inst(KISU)), at("Pku, Beijing", "CN", inst(PKU))
    part = at("Lab, Pku, Beijing", "CN", inst(PART))
    many = [by(f"c{number}", pku) for number in range(6)]
    write(
        store,
        [
            work("first", 2018, *many, by("u", "US"), by("k", kisu), paid=[Paid("ror:fund", ("Fund",))]),
            work(
                "second", 2019, by("k", kisu, pku), by("c0", part), by("c1", pku), by("u", "US"), by("none")
            ),
            work("pair", 2020, by("k", kisu), by("c0", part), by("c1", pku), about=["fields/nuclear"]),
        ],
        places,
    )
    store.execute(BASED_IN)
    return store


def test_a_triad_is_drawn_with_its_countries_institutions_and_some_authors(joined: Store) -> None:
    first, second = rows_of(joined, question("triads"))
    assert nodes(first, "Country", "code") == {"KP", "CN", "US"}
    assert nodes(first, "Institution") == {KISU, PKU}
    assert nodes(first, "Author") == {"c0", "c1", "c2", "c3", "u", "k"}, "four of a country, the last one too"
    assert ties(first) == {"INVOLVES", "NAMES", "LOCATED_IN", "AUTHORED", "BASED_IN"}
    assert "none" not in nodes(second, "Author")
    assert first["affiliations"], "the evidence stands in the table beside the graph"


def test_a_chain_over_an_author_is_drawn(joined: Store) -> None:
    empty_middle = [
        work("left", 2018, by("k", "KP"), by("m", "CN")),
        work("right", 2019, by("m", "CN"), by("u", "US")),
    ]
    fill(joined, empty_middle)
    joined.execute(BASED_IN)
    (row,) = rows_of(joined, question("indirect-triads"))
    assert nodes(row, "Country", "code") == {"KP", "CN", "US"}
    assert nodes(row, "Author") == {"k", "m", "u"}
    longest = max((path for path in row[COLUMN]), key=len)
    assert [next(iter(node.labels)) for node in longest.nodes] == [
        "Country",
        "Work",
        "Author",
        "Work",
        "Country",
    ]


def test_pairs_of_institutions_are_joined_by_their_works(joined: Store) -> None:
    rows = rows_of(joined, question("institution-pairs"))
    assert all(nodes(row, "Institution") == {row["institution_key"], row["other_key"]} for row in rows)
    assert all(nodes(row, "Country", "code") == {"KP", "CN"} for row in rows)


def test_a_part_is_drawn_with_its_whole(joined: Store) -> None:
    (row,) = rows_of(joined, question("first-contacts"), of="institutions", after="2016")
    assert (row["institution_key"], row["other_key"]) == (KISU, PKU)
    assert nodes(row, "Institution") == {KISU, PKU, PART}
    assert "PART_OF" in ties(row)


def test_who_funds_is_drawn(joined: Store) -> None:
    (row,) = rows_of(joined, question("funders"))
    assert nodes(row, "Funder") == {"ror:fund"}


def test_a_field_and_a_list_are_drawn(joined: Store) -> None:
    (row,) = rows_of(joined, question("restricted-fields"))
    assert nodes(row, "Topic") == {"fields/nuclear"}
    assert nodes(row, "Country", "code") == {"KP", "CN"}
    for row in rows_of(joined, question("listed-partners")):
        assert nodes(row, "Watchlist") == {"list"}
        assert nodes(row, "Institution") >= {PKU}


COUNTED = [query for query in DRAWN if query.parameter("names")]


@pytest.mark.parametrize("query", COUNTED, ids=lambda one: one.name)
def test_who_is_counted_is_not_drawn_without_names(joined: Store, query: Query) -> None:
    values: dict[str, Any] = {"of": "authors", "after": "2018"} if query.parameter("of") else {}
    if query.name == "brokers":
        chain = [by("k", "KP"), by("m", at("Pku", "CN", inst(PKU))), by("u", "US")]
        fill(joined, [work("a", 2018, *chain[:2]), work("b", 2019, *chain[1:])])
    if query.name == "address-differs":
        values["country"] = "CN"
        fill(joined, [work("a", 2018, by("p", "CN")), work("b", 2019, by("p", "KP"))])
    rows = rows_of(joined, query, **values)
    assert rows
    assert not any(nodes(row, "Author") for row in rows)
    named = rows_of(joined, query, **values, names=True)
    assert any(nodes(row, "Author") for row in named)


@pytest.mark.parametrize("query", DRAWN, ids=lambda one: one.name)
def test_a_drawn_answer_is_the_table_with_its_paths(joined: Store, query: Query) -> None:
    found = drawing(query)
    assert found is not None
    table = joined.read(query.cypher, checked(query, {}))
    shown = rows_of(joined, query)
    assert [{name: row[name] for name in query.column_names} for row in shown] == table[: found.rows]
    for row in shown:
        assert nodes(row, "Work") == works_of(row)


@pytest.mark.parametrize("query", DRAWN, ids=lambda one: one.name)
def test_plan(joined: Store, query: Query) -> None:
    """What is drawn adds no scan to what the question does, and finds its works by their key."""

    def found(statement: str) -> list[str]:
        values = checked(query, {})
        return operators(joined.read_result(f"EXPLAIN {statement}", values)[2].plan or {})

    alone, both = found(query.cypher), found(drawn(query))
    for one in (*SCANS, "NodeByLabelScan"):
        assert both.count(one) <= alone.count(one), one
    assert "AllNodesScan" not in both
    if joined.kind == "neo4j":
        assert both.count("NodeUniqueIndexSeek") > alone.count("NodeUniqueIndexSeek")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("// rows: 3\nRETURN path", "draws is missing"),
        ("// draws: it\n// rows: all\nRETURN path", "`all` is no number"),
        ("// draws: it\n// rows: 2\nRETURN way", "nothing returns path"),
        ("// drawn: it\n// rows: 2\nRETURN path", "neither draws nor rows"),
        ("// draws: it\n// draws: it\n// rows: 2\nRETURN path", "draws stands there twice"),
    ],
)
def test_faults_are_named(text: str, said: str) -> None:
    with pytest.raises(CoauthError, match=said):
        parse("x", text)


def test_a_table_is_not_drawn() -> None:
    with pytest.raises(CoauthError, match="audit is not drawn"):
        drawn(question("audit"))
