"""The local store's process: started once, found again, killed, stopped; who may do what in it."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import neo4j
import psutil
import pytest
from neo4j.exceptions import AuthError, ClientError

from graph import embedded, embedded_process
from graph.embedded_files import Layout, find_lost_process, find_process, read_state, write_json
from graph.errors import CoauthError
from graph.settings import Settings, load_settings
from tests.servers.targets import ROOT, Cli


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings with a data folder of their own; its store is stopped at the end."""
    monkeypatch.setenv("COAUTH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COAUTH_STORE_HEAP", "512m")
    loaded = load_settings()
    yield loaded
    if (tmp_path / "home").exists():
        (tmp_path / "home").chmod(0o700)
    embedded.stop(loaded)


def _run(address: embedded.Address, statement: str, **parameters: object) -> list[dict[str, object]]:
    with neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        return [
            r.data() for r in driver.execute_query(statement, parameters, database_=address.database).records
        ]


def _start_elsewhere(settings: Settings, count: int) -> list[subprocess.Popen[str]]:
    program = (
        "from graph import embedded; from graph.settings import load_settings; "
        "print(embedded.ensure_running(load_settings()).uri)"
    )
    environment = Cli({"COAUTH_HOME": str(settings.home), "COAUTH_STORE_HEAP": "512m"}, ROOT).environment
    return [
        subprocess.Popen([sys.executable, "-c", program], env=environment, text=True, stdout=subprocess.PIPE)
        for _ in range(count)
    ]


def test_started_once_by_programs_that_end(settings: Settings) -> None:
    starters = _start_elsewhere(settings, 3)
    found = {starter.communicate(timeout=120)[0] for starter in starters}
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    assert len(found) == 1
    # they are gone, it is there, and this process finds it without starting another
    status = embedded.status(settings)
    assert status.state == "running"
    address = embedded.ensure_running(settings)
    assert address.uri == found.pop().strip() == status.uri
    assert _run(address, "RETURN 1 AS one") == [{"one": 1}]
    process = psutil.Process(status.pid)
    layout = Layout.of(settings.home)
    _check_loopback_only(process)
    _check_secrets(layout, address, process)
    assert process.cwd() == str(layout.folder)
    assert os.getsid(process.pid) == process.pid  # a closed terminal does not end it
    _check_reader(address)


def _check_loopback_only(process: psutil.Process) -> None:
    listening = [c.laddr for c in process.net_connections() if c.status == psutil.CONN_LISTEN]
    assert len(listening) == 2
    assert {place.ip.removeprefix("::ffff:") for place in listening} == {"127.0.0.1"}


def _check_secrets(layout: Layout, address: embedded.Address, process: psutil.Process) -> None:
    assert stat.S_IMODE(layout.folder.stat().st_mode) == 0o700
    for path in layout.folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    for user in ("root", "reader"):
        assert stat.S_IMODE(layout.password_file(user).stat().st_mode) == 0o600
    shown = [*process.cmdline(), *process.environ().values(), repr(address), str(embedded.status)]
    logs = [path.read_text(errors="replace") for path in layout.folder.rglob("*log*") if path.is_file()]
    assert logs
    for secret in (address.password, address.reader_password):
        assert len(secret) >= 32
        assert not any(secret in text for text in shown + logs)


WRITES = (
    "CREATE (n:Thing {key: 'new'})",
    "MATCH (n:Thing) SET n.value = 2",
    "MATCH (n:Thing) SET n:Other",
    "MATCH (n:Thing) REMOVE n.value",
    "MATCH (n:Thing) DETACH DELETE n",
    "MERGE (n:Thing {key: 'merged'})",
    "MATCH (n:Thing) MERGE (n)-[:KNOWS]->(n)",
    "UNWIND range(1, 3) AS i CREATE (:Thing {key: i})",
    "CREATE CONSTRAINT c FOR (n:Unheard) REQUIRE n.key IS UNIQUE",
    "CREATE INDEX i FOR (n:Thing) ON (n.value)",
)


def _check_reader(address: embedded.Address) -> None:
    """It reads and cannot write."""
    _run(address, "CREATE (n:Thing {key: 'x', value: 1})")
    reader = (address.reader_user, address.reader_password)
    with neo4j.GraphDatabase.driver(address.uri, auth=reader) as driver:
        for statement in WRITES:
            with pytest.raises(ClientError) as refused:
                driver.execute_query(statement, database_=address.database)
            assert refused.value.code == "Neo.ClientError.Security.Forbidden", statement
            # outside a managed transaction too
            with driver.session(database=address.database) as session, pytest.raises(ClientError):
                session.run(statement).consume()
        rows = driver.execute_query(
            "MATCH (n) RETURN n.key AS key, n.value AS value, labels(n) AS labels"
        ).records
        assert [row.data() for row in rows] == [{"key": "x", "value": 1, "labels": ["Thing"]}]
    for user, password in (
        (address.user, "wrong"),
        (address.reader_user, address.password),
        ("neo4j", "neo4j"),
    ):
        with (
            neo4j.GraphDatabase.driver(address.uri, auth=(user, password)) as driver,
            pytest.raises(AuthError),
        ):
            driver.verify_connectivity()


def test_killed_while_writing_and_started_anew(settings: Settings) -> None:
    address = embedded.ensure_running(settings)
    _run(address, "CREATE CONSTRAINT thing FOR (n:Thing) REQUIRE n.key IS UNIQUE")
    acknowledged = -1

    def write() -> None:
        nonlocal acknowledged
        rows = (
            "UNWIND range($batch * 100, $batch * 100 + 99) AS key "
            "MERGE (n:Thing {key: key}) SET n.batch = $batch"
        )
        auth = (address.user, address.password)
        with neo4j.GraphDatabase.driver(address.uri, auth=auth, max_transaction_retry_time=0) as driver:
            for batch in range(10_000):
                driver.execute_query(rows, batch=batch, database_=address.database)
                acknowledged = batch

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        deadline = time.monotonic() + 60
        while acknowledged < 20 and time.monotonic() < deadline:
            time.sleep(0.02)
        pid = embedded.status(settings).pid
        assert pid is not None
        process = psutil.Process(pid)
        process.kill()
        assert writing.exception(timeout=60) is not None
    assert acknowledged >= 20
    process.wait(30)
    assert Layout.of(settings.home).state.exists()
    assert embedded.status(settings).state == "stale"
    again = embedded.ensure_running(settings)
    assert embedded.status(settings).pid != pid
    assert again == address  # the same ports and passwords: an open driver finds the way back
    batches = _run(again, "MATCH (n:Thing) RETURN n.batch AS batch, count(*) AS rows ORDER BY batch")
    # one more may be there: written, and killed before it was acknowledged
    assert len(batches) in (acknowledged + 1, acknowledged + 2)
    assert [row["batch"] for row in batches] == list(range(len(batches)))
    assert {row["rows"] for row in batches} == {100}
    assert _run(again, "MERGE (n:Thing {key: 5}) RETURN n.batch AS batch") == [{"batch": 0}]
    _check_a_stale_state_is_noticed(settings, again)


def _check_a_stale_state_is_noticed(settings: Settings, address: embedded.Address) -> None:
    layout = Layout.of(settings.home)
    state = read_state(layout)
    assert state is not None
    assert find_process(layout, state) is not None
    assert embedded.stop(settings) is True
    assert embedded.stop(settings) is False
    assert embedded.status(settings).state == "stopped"
    # its number now belongs to another program: this one
    taken = {
        "pid": os.getpid(),
        "created": state.created,
        "bolt_port": state.bolt_port,
        "http_port": state.http_port,
        "started": state.started,
        "heap": state.heap,
        "idle_minutes": state.idle_minutes,
        "query_timeout": state.query_timeout,
        "ready": True,
    }
    write_json(layout.state, taken)
    assert embedded.status(settings).state == "stale"
    assert embedded.ensure_running(settings).password == address.password
    status = embedded.status(settings)
    assert status.state == "running"
    assert status.pid != os.getpid()
    # and one that was mangled while the store runs
    layout.state.write_text("{", encoding="utf-8")
    with pytest.raises(CoauthError, match="another process holds") as told:
        embedded.ensure_running(settings)
    assert "coauth store stop" in (told.value.hint or "")
    assert embedded.stop(settings) is True
    assert find_lost_process(layout) is None


def test_it_stops_by_itself_when_idle_and_a_lost_password_is_made_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COAUTH_STORE_IDLE_MINUTES", "0.05")
    settings = load_settings()
    before = embedded.ensure_running(settings)
    with neo4j.GraphDatabase.driver(before.uri, auth=(before.user, before.password)) as driver:
        driver.execute_query("CREATE (:Thing {key: 1})", database_=before.database)
        time.sleep(6)
        assert embedded.status(settings).state == "running"  # connected, if silent
    deadline = time.monotonic() + 30
    while embedded.status(settings).state == "running" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert embedded.status(settings).state == "stopped"
    monkeypatch.delenv("COAUTH_STORE_IDLE_MINUTES")

    layout = Layout.of(settings.home)
    layout.password_file("reader").unlink()
    layout.password_file("root").write_text("", encoding="ascii")
    after = embedded.ensure_running(load_settings())
    assert after.password != before.password
    assert _run(after, "MATCH (n:Thing) RETURN n.key AS key") == [{"key": 1}]
    with neo4j.GraphDatabase.driver(after.uri, auth=(after.reader_user, after.reader_password)) as driver:
        driver.verify_connectivity()


def test_what_stands_in_the_way_is_named(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("not a folder", encoding="utf-8")
    with pytest.raises(CoauthError, match="cannot be used") as told:
        embedded.ensure_running(settings)
    assert "COAUTH_HOME" in (told.value.hint or "")
    (tmp_path / "home").unlink()

    monkeypatch.setattr(embedded_process, "LEAST_DISK", 2**62)
    with pytest.raises(CoauthError, match="MiB are free"):
        embedded.ensure_running(settings)
    monkeypatch.undo()


def test_ports_taken_by_other_programs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port can be taken between the look at it and the engine's start: others are chosen, thrice."""
    free = embedded_process._free_ports
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken: int = other.getsockname()[1]
        turns = iter([(0, taken), (taken, 0)])

        def chosen(layout: Layout) -> tuple[int, int]:
            bolt, http = free(layout)
            first = next(turns, (0, 0))
            return first[0] or bolt, first[1] or http

        monkeypatch.setattr(embedded_process, "_free_ports", chosen)
        address = embedded.ensure_running(settings)
        assert _run(address, "RETURN 1 AS one") == [{"one": 1}]
        assert next(turns, None) is None  # both were tried
        embedded.stop(settings)

        monkeypatch.setattr(embedded_process, "_free_ports", lambda layout: (taken, taken))
        with pytest.raises(CoauthError, match="other programs took its ports") as told:
            embedded.ensure_running(settings)
        assert str(Layout.of(settings.home).log) in told.value.message


def test_too_little_memory_and_broken_data(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout.of(settings.home)
    monkeypatch.setenv("COAUTH_STORE_HEAP", "900000g")
    with pytest.raises(CoauthError, match="not enough memory") as told:
        embedded.ensure_running(load_settings())
    assert str(layout.log) in told.value.message
    assert embedded.status(settings).state == "stopped"
    monkeypatch.setenv("COAUTH_STORE_HEAP", "512m")

    _run(embedded.ensure_running(load_settings()), "CREATE (:Thing {key: 1})")
    embedded.stop(settings)
    (layout.database / "schema.json").write_text("[not json", encoding="utf-8")
    (layout.database / "schema.prev.json").unlink()
    with pytest.raises(CoauthError, match="cannot open its data") as told:
        embedded.ensure_running(load_settings())
    assert "schema.json" in told.value.message
    assert "coauth store reset" in (told.value.hint or "")
    embedded.reset(settings)
    assert _run(embedded.ensure_running(load_settings()), "MATCH (n:Thing) RETURN n") == []


@pytest.mark.parametrize(
    ("memory", "heap"), [(1, "512m"), (4, "1024m"), (8, "2048m"), (16, "4096m"), (512, "4096m")]
)
def test_the_heap_suits_the_machine(
    memory: int, heap: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_process, "memory_size", lambda: memory * 2**30)
    monkeypatch.delenv("COAUTH_STORE_HEAP")
    assert embedded_process.heap_size(load_settings()) == heap
    assert embedded_process.heap_size(settings) == "512m"  # as set
