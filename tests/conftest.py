"""One test body, both stores. Nothing of the user's own environment or data folder is touched.

Environment, read once: NEO4J_URI (and NEO4J_USER, NEO4J_PASSWORD, NEO4J_DATABASE; NEO4J_HTTP where its Browser is)
names a running Neo4j to use, else one is started from jars in the cache (tests/servers/neo4j.py). REQUIRE_NEO4J=1 makes
its absence a failure, REQUIRE_ALL=1 makes every skipped test one.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from graph import embedded
from graph.settings import load_settings
from graph.store import Store, open_store
from tests.servers import neo4j as neo4j_server
from tests.servers.short_lived import compile_less
from tests.servers.targets import ROOT, Cli, Target, empty

NEO4J_NAMES = ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE")
GIVEN_NEO4J = {name: os.environ[name] for name in NEO4J_NAMES if os.environ.get(name)}
GIVEN_HTTP = os.environ.get("NEO4J_HTTP")
REQUIRE_NEO4J = os.environ.get("REQUIRE_NEO4J") == "1"
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
MAY_EMPTY = os.environ.get("COAUTH_TEST_MAY_EMPTY") == "1"
KEPT = ("COAUTH_TEST_CACHE",)

# the same examples in every run, however slow the machine; `--hypothesis-profile=search` looks for new ones
hypothesis.settings.register_profile("fixed", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile("fixed")

_nowhere = Path(tempfile.mkdtemp(prefix="coauth-tests-"))
atexit.register(shutil.rmtree, _nowhere, ignore_errors=True)
_skipped: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Forget the user's settings, before anything reads them; the process that only shares tests out leaves them to
    those that run them."""
    if config.getoption("numprocesses", None):
        return
    for name in list(os.environ):
        if name.startswith(("NEO4J_", "COAUTH_")) and name not in KEPT:
            del os.environ[name]
    os.environ["COAUTH_HOME"] = str(_nowhere / "home")
    compile_less()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that read the development data are skipped where it is not beside the repository."""
    if (ROOT.parent / "shared").is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="no ../shared"))


FIRST = (
    "neo4j",
    "local",
    "tests/graph/test_embedded.py",
    "tests/graph/test_embedded_backup.py",
    "tests/coauth/test_store_command.py",
)
"""The longest parts, which start stores: begun last, they would run on alone at the end."""


class OneStoreOneProcess(LoadScopeScheduling):  # type: ignore[misc]  # the package has no types
    """Tests of one store run in one process, one after the other, so that each store is started once; of the others,
    those of a module.

    By the name of the test: pytest-xdist 3.8 writes its own groups into an attribute that pytest 9.2 no longer has.
    """

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        store = re.search(r"\[(local|neo4j)\b", test)
        return store.group(1) if store else module

    def _assign_work_unit(self, node: WorkerController) -> None:
        first = next((scope for scope in FIRST if scope in self.workqueue), None)
        if first:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneStoreOneProcess:
    """How the tests are shared out among processes."""
    return OneStoreOneProcess(config, log)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count what was skipped."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Count whole modules that were skipped."""
    if report.skipped:
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With REQUIRE_ALL=1 a skipped test is a failed run."""
    if REQUIRE_ALL and _skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so."""
    if REQUIRE_ALL and _skipped:
        terminalreporter.section("REQUIRE_ALL=1, and these were skipped", red=True)
        for name in _skipped:
            terminalreporter.line(name)


def _no_neo4j(reason: str) -> None:
    if REQUIRE_NEO4J or REQUIRE_ALL:
        pytest.fail(f"REQUIRE_NEO4J=1: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def local_target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The local store of this test session, in a folder of its own; stopped at the end, whatever happened."""
    environment = {
        "COAUTH_HOME": str(tmp_path_factory.mktemp("local-store")),
        "COAUTH_STORE_HEAP": "512m",
        "COAUTH_STORE_IDLE_MINUTES": "10",  # should this process be killed, the store still goes away
    }
    yield Target("local", environment)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        embedded.stop(load_settings())
    shutil.rmtree(environment["COAUTH_HOME"])


@pytest.fixture(scope="session")
def neo4j_target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The Neo4j of this test session: the one that was named, else one of our own."""
    home = {"COAUTH_HOME": str(tmp_path_factory.mktemp("with-neo4j"))}
    if GIVEN_NEO4J:
        target = Target("neo4j", home | GIVEN_NEO4J, GIVEN_HTTP)
        _claim(target)
        yield target
        _release(target)
        return
    reason = neo4j_server.missing()
    if reason:
        _no_neo4j(reason)
    server = neo4j_server.start(short_lived=True)
    try:
        named = {"NEO4J_URI": server.uri, "NEO4J_USER": server.user, "NEO4J_PASSWORD": server.password}
        yield Target("neo4j", home | named, server.http)
    finally:
        server.stop()


MARK = "CoauthTestsMayEmptyThis"


def _open(target: Target) -> Store:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in target.environment.items():
            patch.setenv(name, value)
        return open_store(load_settings())


def _claim(target: Target) -> None:
    """Never empty somebody's graph: what is in it must have been left by an earlier run of the tests."""
    with _open(target) as store:
        if (
            store.read("MATCH (n:Record) RETURN count(n) AS n")[0]["n"]
            and not store.read(f"MATCH (n:{MARK}) RETURN count(n) AS n")[0]["n"]
            and not MAY_EMPTY
        ):
            pytest.exit(
                f"{store.name} holds a graph of coauth, which the tests would delete: "
                "name another server, or set COAUTH_TEST_MAY_EMPTY=1",
                returncode=1,
            )
        store.execute(f"MERGE (:{MARK} {{key: 1}})")


def _release(target: Target) -> None:
    with _open(target) as store:
        empty(store)
        store.execute(f"MATCH (n:{MARK}) DELETE n")


@pytest.fixture(params=["local", "neo4j"])
def target(request: pytest.FixtureRequest) -> Target:
    """Each of the two stores in turn, as a place: see `store` for an open one, `coauth` for the command."""
    found: Target = request.getfixturevalue(f"{request.param}_target")
    return found


@pytest.fixture
def stores_env(target: Target, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment that leads to each of the two stores in turn; set in this process too. It is empty."""
    for name, value in target.environment.items():
        monkeypatch.setenv(name, value)
    with open_store(load_settings()) as opened:
        empty(opened)
    return dict(target.environment)


@pytest.fixture
def store(stores_env: dict[str, str]) -> Iterator[Store]:
    """Each of the two stores in turn: open, and empty."""
    with open_store(load_settings()) as opened:
        yield opened


@pytest.fixture
def coauth(stores_env: dict[str, str], tmp_path: Path) -> Cli:
    """The command line on each of the two stores in turn (empty), run in the test's temporary folder."""
    return Cli(stores_env, tmp_path)


@pytest.fixture
def coauth_alone(tmp_path: Path) -> Callable[..., Cli]:
    """Makes a command line with a new data folder and no store: `coauth_alone(NAME=value, ...)`."""

    def make(**environment: str) -> Cli:
        return Cli({"COAUTH_HOME": str(tmp_path / "home"), **environment}, tmp_path)

    return make


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The development data beside the repository; for tests marked `shared`."""
    return ROOT.parent / "shared"
