"""How Neo4j would answer the questions that run through persons: by its indexes, and along the works."""

from __future__ import annotations

from typing import Any

import pytest

from graph.prepare import prepare
from graph.queries import checked, question
from graph.store import Store
from tests.cypher.made import by, work, write
from tests.cypher.plans import SCANS, operators

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("dual-affiliations", {}),
    ("dual-affiliations", {"other": "CN"}),
    ("dual-affiliations", {"between": "institutions"}),
    ("teams", {}),
    ("foreign-based", {"from": 2010, "to": 2019}),
    ("address-differs", {"names": True}),
]


@pytest.mark.parametrize(("name", "given"), ASKED)
def test_plan(store: Store, name: str, given: dict[str, Any]) -> None:
    prepare(store)
    write(store, [work("a", 2015, by("a", "KP", "CN"), by("b", "KP"), by("c", "CN"))])
    query = question(name)
    _, _, summary = store.read_result(f"EXPLAIN {query.cypher}", checked(query, given))
    plan: dict[str, Any] = summary.plan or {}
    found = operators(plan)
    # the local store names no operators
    if store.kind == "neo4j":
        assert "NodeUniqueIndexSeek" in found
    assert not set(SCANS) & set(found)
