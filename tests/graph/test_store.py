"""The one door: reads cannot write, writes are whole, errors say what to do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from graph import prepare
from graph.errors import CoauthError, StoreRefused, StoreUnreachable
from graph.lock import DeriveLock, LostLock
from graph.settings import Settings, load_settings
from graph.store import Store, Transaction, open_store
from tests.servers.targets import Target


@pytest.mark.parametrize(
    "statement",
    ["CREATE (:Author {key: 'x'})", "MATCH (n) DETACH DELETE n", "MERGE (a:Author {key: 'x'}) RETURN a"],
)
def test_a_read_cannot_write(store: Store, statement: str) -> None:
    prepare.prepare(store)
    with pytest.raises(StoreRefused, match="cannot write"):
        store.read(statement)
    assert store.read("MATCH (n:Author) RETURN count(n) AS n") == [{"n": 0}]
    assert prepare.model_version(store) is not None


def test_a_write_that_fails_leaves_nothing(store: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.run("UNWIND range(1, 100) AS n CREATE (:Author {key: toString(n)})")
        tx.run("this is no Cypher")

    with pytest.raises(StoreRefused):
        store.write(work)
    assert store.read("MATCH (n:Author) RETURN count(n) AS n") == [{"n": 0}]


def test_a_wrong_statement_is_one_clear_error(store: Store) -> None:
    with pytest.raises(StoreRefused) as caught:
        store.read("MATCH (n RETURN n")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("target", ["neo4j"], indirect=True)
def test_a_wrong_password_is_said(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", target.environment["NEO4J_URI"])
    monkeypatch.setenv("NEO4J_PASSWORD", "certainly wrong")
    with pytest.raises(StoreRefused, match="password") as caught:
        open_store(Settings())
    assert "NEO4J_PASSWORD" in (caught.value.hint or "")
    assert "certainly wrong" not in str(caught.value)


def test_a_missing_password_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:7687")
    with pytest.raises(StoreRefused, match="no password"):
        open_store(Settings())


@pytest.fixture
def closed_port() -> Iterator[int]:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_server_that_is_down_is_said(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{closed_port}")
    monkeypatch.setenv("NEO4J_PASSWORD", "any password")
    with pytest.raises(StoreUnreachable, match="does not answer") as caught:
        open_store(Settings())
    assert "coauth check" in str(caught.value)


def test_an_address_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "ftp://somewhere")
    monkeypatch.setenv("NEO4J_PASSWORD", "any password")
    with pytest.raises(CoauthError, match="it is no address of a Neo4j"):
        load_settings()


def test_the_derive_lock_is_held_by_one_and_taken_over_from_the_dead(store: Store) -> None:
    prepare.prepare(store)
    with DeriveLock(store) as first:
        store.write(first.renew)
        other = DeriveLock(store)
        assert store.write(other._try) == first.owner
        # somebody of this machine who runs no more
        host = first.owner.split("/")[0]
        store.execute("MATCH (s:Store) SET s.lock_owner = $owner", {"owner": f"{host}/999999999/1/dead"})
        assert store.write(other._try) is None
        with pytest.raises(LostLock):
            store.write(first.renew)
        store.write(other.renew)
        # somebody elsewhere whose lease has ended
        store.execute("MATCH (s:Store) SET s.lock_owner = 'elsewhere/1/1/x', s.lock_until = 1")
        assert store.write(other._try) is None
    with other:
        assert store.read("MATCH (s:Store) RETURN s.lock_owner AS owner") == [{"owner": other.owner}]
    assert store.read("MATCH (s:Store) RETURN s.lock_owner AS owner") == [{"owner": None}]
