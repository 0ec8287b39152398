"""How Neo4j would answer the questions about a date and about change: by its indexes, and along the works."""

from __future__ import annotations

from typing import Any

import pytest

from graph.prepare import prepare
from graph.queries import checked, question
from graph.store import Store
from tests.cypher.made import Places, at, by, inst, work, write
from tests.cypher.plans import SCANS, operators

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("outside-partners", {}),
    ("change", {"from": 2010, "to": 2019}),
    ("change", {"partner": "CN", "territories": "fold"}),
]


@pytest.mark.parametrize(("name", "given"), ASKED)
def test_plan(store: Store, name: str, given: dict[str, Any]) -> None:
    prepare(store)
    places = Places()
    places.add("ror:kp", "KP")
    places.add("ror:cn", "CN")
    here, there = at("Univ. in KP", "KP", inst("ror:kp")), at("Univ. in CN", "CN", inst("ror:cn"))
    write(store, [work("a", 2015, by("a", here), by("b", there))], places)
    query = question(name)
    _, _, summary = store.read_result(f"EXPLAIN {query.cypher}", checked(query, given))
    found = operators(summary.plan or {})
    # the local store names no operators
    if store.kind == "neo4j":
        assert "NodeUniqueIndexSeek" in found
    assert not set(SCANS) & set(found)
