"""The output options that answering commands share."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from coauth.output import Output, output_options, show
from graph.errors import CoauthError, WrongUsage
from graph.views.answer import Answer
from tests.servers.targets import ROOT

ANSWER = Answer(
    ("work", "title"),
    [{"work": "a", "title": "=김"}, {"work": "b", "title": None}],
    title="T",
    caveats=("with care",),
    notes=("and a note",),
)
CSV = "work,title\r\na,'=김\r\nb,\r\n"


@click.command()
@click.option("--country", default="KP")
@output_options
def ask(country: str, output: Output) -> None:
    """Ask."""
    show(ANSWER, output)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ask, arguments)


def test_csv_where_the_output_is_no_terminal() -> None:
    result = run()
    assert result.stdout_bytes.decode() == CSV
    assert result.stderr == "caution: with care\nnote: and a note\n"


def test_json_and_limit() -> None:
    result = run("--json", "--limit", "1")
    assert json.loads(result.stdout) == ANSWER.rows[:1]
    assert "the first 1 of 2 rows" in result.stderr


def test_table_holds_its_own_caveats() -> None:
    result = run("--table")
    assert "Caution: with care" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("name", "begins"),
    [("x.csv", b"work,title\r\n"), ("x.JSON", b"[\n{"), ("x.txt", b"T\n")],
)
def test_a_file_by_its_ending(tmp_path: Path, name: str, begins: bytes) -> None:
    result = run("-o", str(tmp_path / name))
    assert result.exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert result.stdout == ""
    assert f"2 rows written to {tmp_path / name}" in result.stderr


def test_a_form_named_goes_before_the_ending(tmp_path: Path) -> None:
    run("--json", "-o", str(tmp_path / "answer"))
    assert json.loads((tmp_path / "answer").read_text(encoding="utf-8")) == ANSWER.rows


@pytest.mark.parametrize(
    ("arguments", "kind", "reason"),
    [
        (("--csv", "--json"), WrongUsage, "only one of --csv, --json"),
        (("-o", "x.parquet"), WrongUsage, "its ending does not say how"),
        (("-o", "x.html"), WrongUsage, "another command"),
        (("-o", "no/such/folder/x.csv"), CoauthError, "there is no folder no/such/folder"),
        (("--csv", "-o", "."), WrongUsage, ". is a folder"),
        (("--csv", "-o", "x.json"), WrongUsage, "its ending says json, and --csv is asked for"),
    ],
)
def test_what_cannot_be_is_said_before_the_question_is_asked(
    arguments: tuple[str, ...], kind: type[CoauthError], reason: str
) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, kind)
    assert reason in result.exception.message
    assert result.stdout == ""


PROGRAM = """
from coauth.output import show
from tests.coauth.test_output import ANSWER
import coauth.main
from graph.errors import CoauthError
try:
    show(ANSWER)
except CoauthError as error:
    coauth.main.show_error(error)
    raise SystemExit(1)
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_clear_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "coauth: cannot write the answer: No space left on device"
    assert "Exception ignored" not in done.stderr


def on_terminal(**environment: str) -> str:
    """What a program on a terminal of 100 columns writes."""
    ours, theirs = pty.openpty()
    set_environment = os.environ | {"COLUMNS": "100", "TERM": "xterm-256color"} | environment
    done = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=theirs, cwd=ROOT, env=set_environment)
    os.close(theirs)
    text = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        text += piece
    os.close(ours)
    assert done.wait(60) == 0
    return text.decode("utf-8")


def test_a_table_with_colours_on_a_terminal_and_none_with_no_color() -> None:
    shown = on_terminal(NO_COLOR="")
    assert "Caution: " in shown
    assert "\x1b[" in shown
    plain = on_terminal(NO_COLOR="1")
    assert "=김" in plain
    assert "\x1b[" not in plain


def test_a_terminal_that_is_not_utf8_gets_escapes() -> None:
    shown = on_terminal(NO_COLOR="1", PYTHONIOENCODING="ascii")
    assert "=\\uae40" in shown
    assert "╭" not in shown
