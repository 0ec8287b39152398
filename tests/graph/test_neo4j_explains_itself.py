"""What Neo4j says of a loaded graph is what the model says: labels, types, properties; dates are dates."""

from __future__ import annotations

import pytest

from graph import model
from graph.queries import ask
from graph.settings import load_settings
from graph.store import Store, open_store
from tests.servers.targets import ROOT, Cli

pytestmark = pytest.mark.parametrize("target", ["neo4j"], indirect=True)

TYPES = {
    "text": {"String"},
    "whole number": {"Long"},
    "number": {"Double"},
    "true or false": {"Boolean"},
    "date": {"Date"},
    "datetime": {"DateTime", "ZonedDateTime"},
    "list of text": {"StringArray"},
    "list of whole numbers": {"LongArray"},
    "list of numbers": {"DoubleArray"},
    "list of true or false": {"BooleanArray"},
}
"""What the model calls a type, and what Neo4j does."""


@pytest.fixture
def loaded(coauth: Cli) -> Store:
    """The shipped works, and questions asked of them."""
    assert coauth("load", ROOT / "loaders/demo/works.jsonl").returncode == 0
    with open_store(load_settings()) as store:
        for name in ("triads", "partners"):
            ask(store, name)
        return store


def kinds_of(name: str) -> list[type]:
    return [kind for kind in model.NODES + model.RELATIONSHIPS if model.label(kind) == name]


def test_the_graph_is_what_the_model_says(loaded: Store) -> None:
    with open_store(load_settings()) as store:
        _labels_and_types(store)
        _properties(store)


def _labels_and_types(store: Store) -> None:
    (row,) = store.read(
        "CALL db.schema.visualization() YIELD nodes, relationships RETURN nodes, relationships"
    )
    labels = {node["name"] for node in row["nodes"]}
    assert labels <= {model.label(kind) for kind in model.NODES}
    assert {"Work", "Author", "Institution", "Country", "Record"} <= labels
    assert all(set(node.labels) == {node["name"]} for node in row["nodes"]), "one label a node"
    ends = {(tie.start_node["name"], tie.type, tie.end_node["name"]) for tie in row["relationships"]}
    assert ends <= {
        (model.label(kind.start), model.label(kind), model.label(kind.end))  # type: ignore[attr-defined]
        for kind in model.RELATIONSHIPS
    }
    assert ("Work", "INVOLVES", "Country") in ends
    for call, name in (("db.labels()", "label"), ("db.relationshipTypes()", "relationshipType")):
        known = {model.label(kind) for kind in (*model.NODES, *model.RELATIONSHIPS)}
        assert {one[name] for one in store.read(f"CALL {call}")} <= known


def _properties(store: Store) -> None:
    nodes = store.read(
        "CALL db.schema.nodeTypeProperties() YIELD nodeLabels, propertyName, propertyTypes "
        "WHERE propertyName IS NOT NULL RETURN nodeLabels[0] AS owner, propertyName, propertyTypes"
    )
    ties = store.read(
        "CALL db.schema.relTypeProperties() YIELD relType, propertyName, propertyTypes "
        "WHERE propertyName IS NOT NULL "
        "RETURN replace(replace(relType, ':', ''), '`', '') AS owner, propertyName, propertyTypes"
    )
    dates = set()
    for row in nodes + ties:
        found = {
            one.type
            for kind in kinds_of(row["owner"])
            for one in model.properties(kind)
            if one.name == row["propertyName"]
        }
        assert found, f"{row['owner']}.{row['propertyName']} is not in the model"
        wanted = set().union(*(TYPES[one] for one in found))
        if any(one.startswith("list of") for one in found):
            wanted.add("StringArray")  # a list that is empty has no type of its own
        assert set(row["propertyTypes"]) <= wanted, (row, found)
        if "Date" in row["propertyTypes"]:
            dates.add((row["owner"], row["propertyName"]))
    assert ("Work", "published") in dates
