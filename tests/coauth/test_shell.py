"""`coauth shell` at a prompt, on a terminal and from a pipe, on both stores."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from coauth.shell import converse
from coauth.shell_session import ShellSession
from graph.prepare import prepare
from graph.session import connect
from graph.store import Store
from tests.cypher.made import by, work, write
from tests.servers.targets import Cli
from tests.snapshots import snapshot

ENDLESS = """UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b UNWIND range(1, 100000) AS c
WITH a, b, c WHERE a + b + c = 7 RETURN count(*) AS n"""
ENTER = "\r"
CTRL_C, CTRL_D = "\x03", "\x04"
LEFT = "\x1b[D"

WORKS = [
    work("new", 2019, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US"), title="\x1b[31mred\u202e"),
    work("old", 2009, by("kp1", "KP"), by("cn1", "CN"), by("us1", "US")),
]


@pytest.fixture
def filled(store: Store) -> Store:
    prepare(store)
    write(store, WORKS)
    return store


def typed(*keys: str, limit: int | None = None) -> ShellSession:
    """What a person types at the prompt; it ends as by Ctrl-D."""
    with connect() as session, create_pipe_input() as source:
        here = ShellSession(session, limit=limit)
        source.send_text("".join(keys) + CTRL_D)
        converse(here, source, DummyOutput())
        return here


def shown(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """What came out, line ends of CSV as those of any text."""
    out, err = capsys.readouterr()
    return out.replace("\r\n", "\n"), err


def test_at_the_prompt(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    typed(
        "triads --from 2010 --json", ENTER,
        "MATCH (w:Work)", ENTER, "RETURN count(w) AS works;", ENTER,
        "MATCH (w:Work)", ENTER, "RETURN min(w.year) AS first", ENTER, ENTER,
        "nonsense that is forgotten", CTRL_C,
        "RETURN 2 AS two;", LEFT * 3, ENTER,
        ":json", ENTER,
        ":param year => 2009", ENTER,
        "MATCH (w:Work {year: $year}) RETURN w.key AS key;", ENTER,
    )  # fmt: skip
    out, err = shown(capsys)
    answers = re.split(r"(?<=\n)(?=\[|works|first|two)", out)
    assert json.loads(answers[0])[0]["work"] == "doi:10.1/new"
    assert answers[1:3] == ["works\n2\n", "first\n2009\n"]
    assert answers[3] == "two\n2\n"
    assert json.loads(answers[4]) == [{"key": "doi:10.1/old"}]
    assert "caution: A common paper shows" in err
    assert "nonsense" not in err


def test_errors_are_shown_and_the_prompt_goes_on(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(filled)
    typed(
        "triad --from 2010", ENTER,
        "triads --form 2010", ENTER,
        "triads --country KP", ENTER,
        "triads 'open", ENTER,
        "MATCH (n) DETACH DELETE n;", ENTER,
        "RETURN $x;", ENTER,
        ":parma x", ENTER,
        ":param x => date()", ENTER,
        ":limit many", ENTER,
        "RETURN 1 AS still;", ENTER,
    )  # fmt: skip
    out, err = shown(capsys)
    assert out == "still\n1\n"
    told = [line for line in err.splitlines() if line.startswith("coauth: ")]
    assert [line[8:40] for line in told] == [
        "triad: no question has this name",
        "No such option '--form'",
        "--country is needed 3 times, eac",
        "'open: no closing quotation"[:32],
        "refused: it would write (DETACH)",
        "$x has no value",
        "there is no command :parma",
        "date(): it is no value",
        ":limit many: it is no number of ",
    ] or told
    assert (
        "  try: triads\n" in err and "  try: triads --help\n" in err and "  try: :param x => VALUE\n" in err
    )
    assert snapshot(filled) == before


def test_its_own_commands(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    here = typed(
        ":help", ENTER, ":help partners", ENTER, ":questions", ENTER, ":explain triads --from 2011", ENTER,
        ":params {a: 'x', b: [1]}", ENTER, ":params", ENTER, ":param b", ENTER, ":params clear", ENTER,
        ":limit 2", ENTER, "UNWIND range(1, 9) AS n RETURN n;", ENTER, "triads --limit 1", ENTER,
        ":table", ENTER, "MATCH (w:Work {year: 2019}) RETURN w.title AS title;", ENTER,
        ":quit", ENTER, "RETURN 'too late' AS x;", ENTER,
    )  # fmt: skip
    out, err = shown(capsys)
    assert ":explain NAME" in out and "Usage: partners [OPTIONS]" in out and "triads,Works that join" in out
    assert "--from  (year; default none; here 2011)" in out and "\nCypher:\nUNWIND" in out
    assert 'name,value\na,"""x"""\nb,[1]\n' in out and "b: [1]\n" in out
    assert here.params == {}
    assert "\nn\n1\n2\n" in out and "the first 2 rows; there are more (:limit)" in err
    assert "the first 1 of 2 rows (--limit)" in err
    # a table, and nothing in it that a terminal would obey
    assert "\\x1b[31mred\\u202e" in out and "\x1b" not in out
    assert "too late" not in out


def test_several_at_once(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """As they are pasted; after the first that fails, nothing more of it is run."""
    paste = "\x1b[200~RETURN 1 AS a;\nRETURN 2 AS b;\nRETURN c;\nRETURN 3 AS d;\x1b[201~"
    typed(paste, ENTER, "RETURN 4 AS e;", ENTER)
    assert shown(capsys)[0] == "a\n1\nb\n2\ne\n4\n"


def test_from_a_pipe(filled: Store, coauth: Cli) -> None:
    history = Path(coauth.environment["COAUTH_HOME"]) / "shell_history"
    history.unlink(missing_ok=True)
    done = coauth(
        "shell",
        "--json",
        input="triads --from 2010\n\nMATCH (w:Work)\nRETURN count(w) AS works;\n:quit\nRETURN 9;",
    )
    assert done.returncode == 0, done.stderr
    assert (
        '{"works": 2}' in done.stdout
        and "doi:10.1/new" in done.stdout
        and "9" not in done.stdout.split("works")[1]
    )
    assert "coauth>" not in done.stdout + done.stderr and "\x1b" not in done.stdout + done.stderr
    done = coauth("shell", "--limit", "1", input="triad\nMATCH (w:Work) RETURN w.year AS year ORDER BY year")
    assert (done.returncode, done.stdout) == (1, "year\n2009\n")
    assert done.stderr.startswith("coauth: triad: no question has this name")
    assert not history.exists()


@pytest.mark.parametrize("target", ["local"], indirect=True)
def test_a_pipe_that_is_no_text(filled: Store, coauth: Cli) -> None:
    done = subprocess.run(
        coauth.command("shell"), input=b"RETURN 1 AS a;\nRETURN '\xff';\n", env=coauth.environment, cwd=coauth.folder,
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, b"a\r\n1\r\n")
    assert b"standard input, line 2: it is not UTF-8 text" in done.stderr
    assert coauth("shell", input="").returncode == 0
    assert coauth("shell", "--json", "--csv", input="").returncode == 2


class Terminal:
    """`coauth shell` on a terminal of its own."""

    def __init__(self, coauth: Cli, **environment: str) -> None:
        self.master, end = pty.openpty()
        # behind a shell, tests have the signal ignored, and what they start inherits that
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            coauth.command("shell"), stdin=end, stdout=end, stderr=end, cwd=coauth.folder, start_new_session=True,
            env=coauth.environment | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"} | environment,
        )  # fmt: skip
        signal.signal(signal.SIGINT, before)
        os.close(end)
        self.text = ""

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def until(self, said: str) -> str:
        """Read until this is shown; what was shown since the last time."""
        deadline = time.monotonic() + 30
        while said not in self.text:
            assert time.monotonic() < deadline, self.text
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.text += os.read(self.master, 65536).decode(errors="replace")
                except OSError:  # it has ended
                    assert said in self.text, self.text
        end = self.text.index(said) + len(said)
        found, self.text = self.text[:end], self.text[end:]
        return found

    def status(self) -> int:
        """Its exit status."""
        try:
            return self.process.wait(60)
        finally:
            os.close(self.master)


@pytest.fixture
def terminal(coauth: Cli) -> Iterator[Callable[..., Terminal]]:
    started: list[Terminal] = []

    def start(**environment: str) -> Terminal:
        started.append(Terminal(coauth, **environment))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        with contextlib.suppress(OSError):
            os.close(one.master)


def test_on_a_terminal(filled: Store, coauth: Cli, terminal: Callable[..., Terminal]) -> None:
    """The statement that runs is ended in the store by Ctrl-C, the prompt goes on, Ctrl-D leaves."""
    shell = terminal()
    assert filled.name in shell.until("coauth>")
    shell.type("triads --from 2010\r")
    said = shell.until("have a readable affiliation")
    assert "doi:10.1/new" in said and "\\x1b[31mred" in said and "\x1b[31mred" not in said
    shell.until("coauth>")
    shell.type(ENDLESS.replace("\n", " ") + ";\r")
    wait_for(lambda: running(filled))
    shell.process.send_signal(signal.SIGINT)
    shell.until("interrupted")
    wait_for(lambda: not running(filled))
    shell.until("coauth>")
    shell.type("RETURN 6 * 7 AS answer;\r")
    shell.until("42")
    shell.until("coauth>")
    shell.type(CTRL_D)
    assert shell.status() == 0
    history = Path(coauth.environment["COAUTH_HOME"]) / "shell_history"
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert "+triads --from 2010\n" in history.read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["local"], indirect=True)
def test_asked_to_end(filled: Store, terminal: Callable[..., Terminal]) -> None:
    """SIGTERM is no Ctrl-C: at the prompt and in a statement, the shell ends."""
    shell = terminal(NO_COLOR="1")
    shell.until("coauth>")
    shell.process.send_signal(signal.SIGTERM)
    assert shell.status() == 128 + signal.SIGTERM
    shell = terminal()
    shell.until("coauth>")
    shell.type(ENDLESS.replace("\n", " ") + ";\r")
    wait_for(lambda: running(filled))
    shell.process.send_signal(signal.SIGTERM)
    assert shell.status() == 128 + signal.SIGTERM
    wait_for(lambda: not running(filled))


def running(store: Store) -> list[str]:
    shown = store.execute("SHOW TRANSACTIONS") if store.kind == "local" else store.read("SHOW TRANSACTIONS")
    return [row["currentQuery"] for row in shown if "range(1, 100000)" in str(row["currentQuery"])]


def wait_for(condition: Callable[[], object]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")
