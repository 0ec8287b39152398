"""The fixtures themselves: both stores are real, empty, and leave other data alone."""

from __future__ import annotations

from pathlib import Path

from graph.store import Store
from tests.servers.targets import Target, empty


def test_the_store_is_real_and_empty(store: Store, target: Target) -> None:
    assert store.kind == target.kind
    assert store.read("MATCH (n:Work) RETURN count(n) AS n") == [{"n": 0}]
    assert store.execute("CREATE (n:Work {key: 'x'}) RETURN n.key AS key") == [{"key": "x"}]
    assert store.read("MATCH (n:Work) RETURN count(n) AS n") == [{"n": 1}]


def test_emptying_leaves_what_is_not_ours(store: Store) -> None:
    store.execute("CREATE (:Work {key: 'x'})-[:SEEN_BY]->(:SomebodyElses {key: 'y'})")
    empty(store)
    try:
        assert store.read("MATCH (n:Work) RETURN count(n) AS n") == [{"n": 0}]
        assert store.read("MATCH (n:SomebodyElses) RETURN n.key AS key") == [{"key": "y"}]
    finally:
        store.execute("MATCH (n:SomebodyElses) DELETE n")


def test_nothing_of_the_users_environment_is_seen(stores_env: dict[str, str], target: Target) -> None:
    assert Path(stores_env["COAUTH_HOME"]) == target.home
    if target.kind == "neo4j":
        assert not (target.home / "store").exists()
