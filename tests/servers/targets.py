"""The stores that a test body runs on, and the command line pointed at one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph import model
from graph.store import Store
from tests.servers.program import Program

ROOT = Path(__file__).resolve().parents[2]
# of the environment in which the tests run, a program that they start gets these only
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Target:
    """A store for tests: its kind (`local` or `neo4j`), and the environment that leads a program to it.

    http: where a Neo4j serves its Browser.
    """

    kind: str
    environment: Mapping[str, str]
    http: str | None = None

    @property
    def home(self) -> Path:
        """Its data folder."""
        return Path(self.environment["COAUTH_HOME"])


class Cli:
    """Runs `coauth` as a person would: a program of its own, with nothing of our environment."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.folder = folder
        self.environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.environment |= {"HOME": str(folder), "PYTHONPATH": str(ROOT), **environment}

    def __call__(
        self, *arguments: str | Path, input: str | None = None, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run it in the test's folder, whatever its exit status. environment: further variables."""
        if "PYTHONPATH" in (environment or {}):  # other modules than those that are loaded already
            return subprocess.run(
                self.command(*arguments),
                cwd=self.folder,
                env=self.environment | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=150,
                check=False,
            )
        return self.start(*arguments, input=input, environment=environment).wait()

    def start(
        self, *arguments: str | Path, input: str | None = None, environment: Mapping[str, str] | None = None
    ) -> Program:
        """Start it, to be waited for or killed."""
        return Program(
            [str(argument) for argument in arguments],
            self.environment | dict(environment or {}),
            self.folder,
            input or "",
        )

    def command(self, *arguments: str | Path) -> list[str]:
        """The command line, for a test that starts the program itself (with `environment`)."""
        return [sys.executable, "-m", "coauth", *map(str, arguments)]


AT_ONCE = 5000
EMPTY = (
    f"MATCH (n) WHERE {' OR '.join(f'n:{model.label(kind)}' for kind in model.NODES)} "
    f"WITH n LIMIT {AT_ONCE} DETACH DELETE n RETURN count(*) AS deleted"
)


def empty(store: Store) -> None:
    """Delete the nodes of our labels, in batches; whatever else is there stays."""
    while store.execute(EMPTY)[0]["deleted"] == AT_ONCE:
        pass
