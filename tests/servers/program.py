"""`coauth` as a process of its own, forked from one that has its modules and tables loaded already, which takes longer than
most of what the tests ask for. tests/coauth/test_main.py starts the real program."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path

from tests.servers.short_lived import compile_less

LOADED = (
    "tests.servers.program", "coauth.main", "coauth.add", "coauth.check", "coauth.demo", "coauth.explain",
    "coauth.explain_work", "coauth.export", "coauth.fetch", "coauth.judge", "coauth.load", "coauth.loads",
    "coauth.mentions", "coauth.quarantine", "coauth.query", "coauth.registry", "coauth.renormalise",
    "coauth.resolve", "coauth.review", "coauth.shell", "coauth.store", "coauth.unload", "pyvis.network", "spacy",
    "tests.servers.read_in",
)  # fmt: skip

_context = get_context("forkserver")
_context.set_forkserver_preload(list(LOADED))

SECONDS = 150


class Program:
    """One command that was started in a folder, with nothing but this environment. given: its standard input."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, given: str = ""
    ) -> None:
        self.arguments = ["coauth", *arguments]
        self._streams = tempfile.TemporaryDirectory(prefix="coauth-run-")
        (Path(self._streams.name) / "in").write_text(given, encoding="utf-8")
        self._process = _context.Process(
            target=_run, args=(list(arguments), dict(environment), str(folder), self._streams.name)
        )
        self._process.start()

    def kill(self) -> None:
        """End it at once (SIGKILL), whatever it does."""
        self._process.kill()

    def wait(self) -> subprocess.CompletedProcess[str]:
        """Its exit status and what it printed. Raises subprocess.TimeoutExpired after SECONDS."""
        with self._streams as made:
            self._process.join(SECONDS)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
                raise subprocess.TimeoutExpired(self.arguments, SECONDS)
            status = self._process.exitcode
            self._process.close()
            out, err = (_printed(Path(made) / name) for name in ("out", "err"))
        assert status is not None
        return subprocess.CompletedProcess(self.arguments, status, out, err)


def _printed(stream: Path) -> str:
    # one that was killed at once has opened none
    return stream.read_text(encoding="utf-8") if stream.exists() else ""


def _run(arguments: list[str], environment: dict[str, str], folder: str, streams: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    compile_less()
    os.chdir(folder)
    for number, name, flags in (
        (0, "in", os.O_RDONLY),
        (1, "out", os.O_WRONLY | os.O_CREAT),
        (2, "err", os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(f"{streams}/{name}", flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
    sys.argv = ["coauth", *arguments]
    from coauth.main import run

    status = run(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(status)
