"""`coauth` as a process of its own, forked from one that has its modules loaded already: loading them takes longer than
most of what the tests ask for. tests/coauth/test_main.py starts the real program."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path

LOADED = (
    "tests.servers.program", "coauth.main", "coauth.add", "coauth.explain", "coauth.explain_work", "coauth.export",
    "coauth.judge", "coauth.load", "coauth.loads", "coauth.quarantine", "coauth.query", "coauth.renormalise",
    "coauth.review", "coauth.store", "coauth.unload",
)  # fmt: skip

_context = get_context("forkserver")
_context.set_forkserver_preload(list(LOADED))

SECONDS = 150


def run_program(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, given: str
) -> subprocess.CompletedProcess[str]:
    """One command in a folder, with nothing but this environment. given: its standard input.

    Raises subprocess.TimeoutExpired after SECONDS.
    """
    with tempfile.TemporaryDirectory(prefix="coauth-run-") as made:
        streams = Path(made)
        (streams / "in").write_text(given, encoding="utf-8")
        process = _context.Process(
            target=_run, args=(list(arguments), dict(environment), str(folder), str(streams))
        )
        process.start()
        process.join(SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["coauth", *arguments], SECONDS)
        status = process.exitcode
        process.close()
        out, err = ((streams / name).read_text(encoding="utf-8") for name in ("out", "err"))
    assert status is not None
    return subprocess.CompletedProcess(["coauth", *arguments], status, out, err)


def _run(arguments: list[str], environment: dict[str, str], folder: str, streams: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
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
