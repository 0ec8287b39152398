"""`coauth registry`, and a registry that one command alone decides with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.registries import RECORDS, key, lines
from tests.servers.targets import Cli

PRINTED = "Dept. of Physics, University of Karlstein"


@pytest.fixture
def coauth(coauth_alone: Callable[..., Cli]) -> Cli:
    """A command line in a folder with a dump, two of whose records are none."""
    made = coauth_alone()
    (made.folder / "dump.jsonl").write_bytes(lines(RECORDS[:2]) + b'{"id": "nothing"}\n{"broken\n')
    return made


def institutions(coauth: Cli, *options: str) -> list[str]:
    found = json.loads(coauth("explain", "affiliation", "--json", *options, PRINTED).stdout)
    return [one["key"] for one in found["institutions"]]


def test_a_registry_is_loaded_shown_and_forgotten(coauth: Cli) -> None:
    assert coauth("registry", "status", "--json").stdout == "[]\n"
    done = coauth("registry", "load", "dump.jsonl")
    assert (done.returncode, done.stdout) == (0, "2 organisations of dump.jsonl are known from now on\n")
    left_out = [line for line in done.stderr.splitlines() if line.startswith("coauth: left out: ")]
    assert ["record 3" in left_out[0], "record 4" in left_out[1]] == [True, True]
    assert institutions(coauth) == [key(1)]
    again = coauth("registry", "load", "dump.jsonl")
    assert "its index was there already" in again.stdout
    assert [line for line in again.stderr.splitlines() if line.startswith("coauth: left out: ")] == left_out
    (status,) = json.loads(coauth("registry", "status", "--json").stdout)
    assert (status["organisations"], status["left_out"]) == (2, 2)
    forgotten = coauth("registry", "forget")
    assert forgotten.stdout == "only the built-in table is known from now on\n"
    assert "coauth renormalise --all" in forgotten.stderr
    assert institutions(coauth) != [key(1)]


def test_a_registry_for_one_command_says_what_it_left_out(coauth: Cli) -> None:
    for _ in ("its index is made", "its index is there"):
        done = coauth(
            "explain", "affiliation", "--registry", "dump.jsonl", "--json", "-", input=f"{PRINTED}\n\n"
        )
        assert len(done.stdout.splitlines()) == 2
        assert key(1) in done.stdout
        assert done.stderr.startswith("coauth: dump.jsonl: 2 records were left out; the first: record 3: ")
        assert done.stderr.count("\n") == 1
    assert institutions(coauth) != [key(1)]
    (coauth.folder / "dump.jsonl").write_bytes(lines(RECORDS[:2]))
    assert coauth("explain", "affiliation", "--registry", "dump.jsonl", "--json", PRINTED).stderr == ""


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("absent.zip", None, "No such file"),
        ("notes.txt", b"hello world\n", "holds no record of the Research Organization Registry"),
        ("cut.zip", b"PK\x03\x04 no archive", "damaged or cut short"),
    ],
)
@pytest.mark.parametrize("command", [("registry", "load"), ("explain", "affiliation", "x", "--registry")])
def test_what_is_no_registry_is_refused(
    coauth: Cli, command: tuple[str, ...], name: str, content: bytes | None, why: str
) -> None:
    if content is not None:
        (coauth.folder / name).write_bytes(content)
    done = coauth(*command, name)
    assert (done.returncode, done.stdout) == (1, "")
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert done.stderr.splitlines()[1].startswith("  try: ")
    assert not (Path(coauth.environment["COAUTH_HOME"]) / "registry" / "current.json").exists()
