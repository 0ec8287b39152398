"""What every command shares: errors in one line with the next command, exit statuses, the log."""

from __future__ import annotations

import json
import logging
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coauth.main import _log_to as log_to
from coauth.main import run
from tests.servers.targets import Cli


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["qurey"], "coauth: there is no command 'qurey'\n  try: coauth query\n"),
        (["xyzzy"], "coauth: there is no command 'xyzzy'\n  try: coauth --help\n"),
        (["query", "triads", "--xyz"], "coauth: No such option '--xyz'\n  try: coauth query triads --help\n"),
        (["query", "triad"], "try: coauth query triads\n"),
        (["load", "--map"], "coauth: Option '--map' requires an argument\n  try: coauth load --help\n"),
        (["load"], "coauth: Missing argument 'FILE...'\n  try: coauth load --help\n"),
        (
            ["explain", "affiliation", "Seoul", "National", "University"],
            '  try: coauth explain affiliation "Seoul National University"\n',
        ),
        (["query", "partners", "-o", "."], "coauth: . is a folder\n  try: name a file in it\n"),
    ],
)
def test_wrong_usage_is_one_line_and_what_to_try(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(said)
    assert err.count("\n") == 2


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"NEO4J_URI": "foo"}, "settings: neo4j_uri: it is no address of a Neo4j"),
        ({"NEO4J_URI": "http://localhost:7474"}, "settings: neo4j_uri: it is no address of a Neo4j"),
        ({"NEO4J_URI": "bolt://[::1"}, "settings: neo4j_uri: it is no address of a Neo4j"),
        ({"NEO4J_URI": "bolt://neo4j:secret4711@localhost"}, "are set by NEO4J_USER and NEO4J_PASSWORD"),
        (
            {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "secret4711"},
            "does not answer: Connection refused",
        ),
        ({"NEO4J_URI": "bolt://127.0.0.1:1"}, "no password is set"),
        ({"COAUTH_HOME": "~nobody-of-this-name"}, "COAUTH_HOME=~nobody-of-this-name"),
        ({"COAUTH_QUERY_TIMEOUT": "inf"}, "settings: query_timeout: "),
        ({"COAUTH_BATCH_SIZE": "many"}, "settings: batch_size: Input should be a valid integer"),
    ],
)
def test_a_store_that_cannot_be_had(
    environment: dict[str, str], said: str, coauth_alone: Callable[..., Cli]
) -> None:
    """One clear line, whatever the driver says; never the password."""
    got = coauth_alone(**environment)("query", "triads")
    assert (got.returncode, got.stdout) == (1, "")
    first, second = got.stderr.splitlines()
    assert said in first
    assert second.startswith("  try: ")
    assert "secret4711" not in got.stderr


def test_file_names_do_not_reach_the_terminal_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new\nline\x1b[31m.jsonl"
    file.write_text('{"id": "https://openalex.org/W1", "title": "T"}\n', encoding="utf-8")
    assert run(["load", "--dry-run", str(file), str(tmp_path / "no\x1b[31m.jsonl")]) == 1
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "new line\\x1b[31m.jsonl" in out
    assert "no\\x1b[31m.jsonl: No such file" in err


def test_a_misspelt_setting(coauth_alone: Callable[..., Cli]) -> None:
    cli = coauth_alone()
    home = Path(cli.environment["COAUTH_HOME"])
    home.mkdir()
    (home / "coauth.toml").write_text("stor_idle_minutes = 3\n", encoding="utf-8")
    got = cli("store", "status")
    assert got.returncode == 1
    assert "there is no setting stor_idle_minutes; was store_idle_minutes meant?" in got.stderr


def test_the_log_tells_what_was_done(coauth: Cli) -> None:
    """Command, store, files and questions; no password, and the log of a load that failed says why."""
    log = coauth.folder / "coauth.log"
    (coauth.folder / "works.json").write_text(
        '[{"id": "https://openalex.org/W1", "title": "T"}]', encoding="utf-8"
    )
    assert coauth("--log-file", "coauth.log", "load", "works.json").returncode == 0
    assert coauth("--log-file", "coauth.log", "query", "partners").returncode == 0
    assert coauth("--log-file", "coauth.log", "load", "none.json").returncode == 1
    text = log.read_text(encoding="utf-8")
    for said in (
        "coauth 0.",
        ": load",
        "opened ",
        "reading works.json",
        "loaded: 1 works",
        "asked partners with",
    ):
        assert said in text
    for name, value in coauth.environment.items():
        if "PASSWORD" in name:
            assert value not in text
    for secret in Path(coauth.environment["COAUTH_HOME"]).rglob("*password*"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert secret.read_text(encoding="utf-8").strip() not in text


def test_a_file_name_that_commands_the_terminal_is_shown_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a\x1b[31m\x9b31m\u202e.ris"
    path.write_text("TY  - JOUR\nTI  - A title\nAU  - Lee, Ann\nPY  - 2019\nER  - \n")
    assert run(["load", "--dry-run", str(path)]) == 0
    assert not {"\x1b", "\x9b", "\u202e"} & set("".join(capsys.readouterr()))
    assert run(["load", "--dry-run", "--json", str(path)]) == 0
    shown = capsys.readouterr()
    assert not {"\x1b", "\x9b"} & set("".join(shown))
    assert json.loads(shown.out)["files"][0]["file"] == path.name


def test_a_warning_is_said_as_a_person_reads_it(capfd: pytest.CaptureFixture[str]) -> None:
    log_to(0, False, None)
    logging.getLogger("loaders.pipeline").warning("%s: read as GB18030, which is likely", "a\x1b[2Jb.ris")
    assert capfd.readouterr().err == "coauth: a\\x1b[2Jb.ris: read as GB18030, which is likely\n"
    log_to(1, False, None)
    logging.getLogger("loaders.pipeline").warning("seen")
    assert capfd.readouterr().err.endswith(" WARNING loaders.pipeline: seen\n")


def test_what_an_interrupt_breaks_is_an_interrupt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A driver that is closed on the way out may stumble over what it had begun."""

    def work(**_: object) -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise AssertionError

    monkeypatch.setattr("coauth.main.cli.main", work)
    assert run(["loads"]) == 130
    assert capsys.readouterr().err.startswith("coauth: interrupted")


THROWN_AWAY = """
import sys, time
from coauth import main

class Session:
    def __del__(self):
        raise KeyboardInterrupt  # as a signal does that comes just here

def work(**_):
    Session()
    time.sleep(30)

main.cli.main = work
sys.argv = ["coauth", "loads"]
main.main()
"""


def test_ctrl_c_is_not_lost_where_an_object_is_thrown_away() -> None:
    done = subprocess.run(
        [sys.executable, "-c", THROWN_AWAY], capture_output=True, text=True, timeout=25, check=False
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.startswith("coauth: interrupted")
    assert done.stderr.count("\n") == 1
