"""`coauth store`, typed by a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.targets import Cli


@pytest.fixture
def coauth(coauth_alone: Callable[..., Cli]) -> Iterator[Cli]:
    """The command with a data folder of its own; its store is stopped at the end."""
    command = coauth_alone(COAUTH_STORE_HEAP="512m")
    yield command
    command("store", "stop")


def _state(coauth: Cli) -> str:
    shown = coauth("store", "status", "--json")
    assert shown.returncode == 0, shown.stderr
    return str(json.loads(shown.stdout)["state"])


def test_start_status_stop(coauth: Cli) -> None:
    first = coauth("store", "status")
    assert first.returncode == 0
    assert "stopped" in first.stdout
    assert "none" in first.stdout
    assert not (coauth.folder / "home").exists()  # looking makes nothing

    assert coauth("store", "start").returncode == 0
    shown = json.loads(coauth("store", "status", "--json").stdout)
    assert shown["state"] == "running"
    assert shown["heap"] == "512m"
    assert shown["uri"].startswith("bolt://127.0.0.1:")
    again = coauth("store", "start")
    assert str(shown["pid"]) in again.stderr
    assert again.stdout == ""

    person = coauth("store", "status")
    assert "running" in person.stdout
    assert "15 idle minutes" in person.stdout
    assert "NEO4J_URI" in coauth("store", "status", environment={"NEO4J_URI": "bolt://127.0.0.1:1"}).stderr

    assert coauth("store", "stop").stderr == "the local store is stopped\n"
    assert coauth("store", "stop").stderr == "the local store was not running\n"
    assert _state(coauth) == "stopped"


def test_reset_asks(coauth: Cli) -> None:
    nothing = coauth("store", "reset")
    assert (nothing.returncode, nothing.stderr) == (0, "the local store is empty already\n")
    coauth("store", "start")
    nobody = coauth("store", "reset")
    assert nobody.returncode == 2
    assert "coauth store reset --yes" in nobody.stderr
    no = coauth("store", "reset", input="n\n")
    assert no.returncode == 1
    assert "left as it is" in no.stderr
    assert _state(coauth) == "running"
    assert coauth("store", "reset", input="y\n").returncode == 0
    assert json.loads(coauth("store", "status", "--json").stdout)["has_data"] is False


def test_backup_and_restore(coauth: Cli, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    made = coauth("store", "backup", file)
    assert made.returncode == 0, made.stderr
    assert file.exists()
    twice = coauth("store", "backup", file)
    assert twice.returncode == 1
    assert "exists already" in twice.stderr
    assert "Traceback" not in twice.stderr

    nobody = coauth("store", "restore", file)
    assert nobody.returncode == 2
    assert f"coauth store restore {file} --yes" in nobody.stderr
    assert coauth("store", "restore", file, "--yes").returncode == 0
    (tmp_path / "other.zip").write_text("hello", encoding="utf-8")
    refused = coauth("store", "restore", "other.zip", "--yes")
    assert refused.returncode == 1
    assert "is no backup" in refused.stderr
    missing = coauth("store", "restore", "missing.zip", "--yes")
    assert missing.returncode == 1
    assert "No such file" in missing.stderr
    assert coauth("store", "restore").returncode == 2


def test_what_it_prints_is_one_line_and_a_hint(coauth: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    failed = coauth("store", "start", environment={"COAUTH_HOME": str(tmp_path / "file" / "home")})
    assert failed.returncode == 1
    first, second = failed.stderr.splitlines()
    assert first.startswith("coauth: the local store's folder")
    assert second.startswith("  try: ")
