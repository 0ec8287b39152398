"""How what is typed into the shell is cut, valued and completed; no store is needed."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory

from coauth.shell import kept_history
from coauth.shell_completion import ShellCompleter
from coauth.shell_input import LONGEST, entries, is_complete, is_statement
from coauth.shell_session import COMMANDS
from coauth.shell_values import value_of
from graph import model
from graph.errors import WrongUsage
from graph.queries import catalogue


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("", True),
        ("triads --from 2017", True),
        (":help", True),
        ("triad", True),
        ("MATCH (n)", False),
        ("MATCH (n)\nRETURN n", False),
        ("MATCH (n)\nRETURN n\n", True),
        ("MATCH (n) RETURN n;", True),
        ("match(n) return n ; ", True),
        ("RETURN ';", False),
        ("RETURN ';'", False),
        ("RETURN 1 // ;", False),
        ("RETURN 1; // done", True),
        ("// why\n", True),
        ("CREATE (n);", True),
        ("CREATE (n)", False),
    ],
)
def test_when_nothing_more_need_be_typed(text: str, complete: bool) -> None:
    assert is_complete(text) is complete


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("\n\n", []),
        ("triads\n:help\n", ["triads", ":help"]),
        ("  triads --from 2017  \r\n", ["triads --from 2017"]),
        ("MATCH (n)\nRETURN n", ["MATCH (n)\nRETURN n"]),
        ("MATCH (n)\nRETURN n\n\ntriads", ["MATCH (n)\nRETURN n", "triads"]),
        ("RETURN 1; RETURN 2;\ntriads", ["RETURN 1", "RETURN 2", "triads"]),
        ("RETURN ';'\n;", ["RETURN ';'"]),
        ("RETURN 1 AS `;`;;\n", ["RETURN 1 AS `;`"]),
        ("// only a comment\n\nRETURN 1 /* ; */;", ["RETURN 1 /* ; */"]),
        ("RETURN 'no end\n\ntriads", ["RETURN 'no end", "triads"]),
        ("RETURN 1;\n;\n ;; \ntriads;", ["RETURN 1", "triads;"]),
    ],
)
def test_entries(text: str, found: list[str]) -> None:
    assert list(entries(text.split("\n"))) == found
    assert list(entries(text.splitlines(keepends=True))) == found


def test_an_entry_without_an_end() -> None:
    line = "RETURN " + "1 + " * 5000
    first = next(iter(entries(line for _ in range(10**6))))
    assert LONGEST < len(first) < LONGEST + 2 * len(line)


def test_no_question_is_taken_for_a_statement() -> None:
    for query in catalogue():
        assert not is_statement(query.name)
        assert not is_statement(f"{query.name} --from 2017")
        assert is_statement(query.statement)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-1.5", -1.5),
        ("1e3", 1000.0),
        ("0x1F", 31),
        ("'KP'", "KP"),
        ('"it\'s \\"x\\" \\u00e9\\n"', 'it\'s "x" é\n'),
        ("'\\uD83D\\uDE00'", "\U0001f600"),
        ("TRUE", True),
        ("null", None),
        ("[1, 'a', [null], {}]", [1, "a", [None], {}]),
        ("{a: 1, `b c`: {d: false}, 'e': []}", {"a": 1, "b c": {"d": False}, "e": []}),
    ],
)
def test_values(text: str, value: Any) -> None:
    found = value_of(text)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    "text", ["", "KP", "1 2", "[1", "[1 2]", "{a}", "{1: 2}", "'open", "date('2017-01-01')", "1 + 1", "-", "--1", "'\\uD83D'", "'\\uDE00\\uD83D'", str(2**63), "[" * 99 + "]" * 99]
)  # fmt: skip
def test_values_that_are_none(text: str) -> None:
    with pytest.raises(WrongUsage):
        value_of(text)


def test_what_the_browser_line_of_a_question_says_can_be_pasted() -> None:
    from graph.queries import browser_parameters, checked

    for query in catalogue():
        if all(not parameter.required for parameter in query.parameters):
            line = browser_parameters(query)
            assert value_of(line.removeprefix(":params ")) == checked(query, {}) | {
                name: list(value) for name, value in checked(query, {}).items() if isinstance(value, tuple)
            }


def offered(text: str) -> list[str]:
    completer = ShellCompleter(lambda: ["year", "code"], COMMANDS)
    found = completer.get_completions(Document(text, len(text)), CompleteEvent())
    return [text[: len(text) + one.start_position] + one.text for one in found]


@pytest.mark.parametrize(
    ("text", "there", "not_there"),
    [
        ("tri", ["triads"], ["MATCH"]),
        ("ma", ["MATCH"], ["triads"]),
        ("", ["triads", "MATCH"], [":help"]),
        (":e", [":explain"], [":help"]),
        (":explain par", [":explain partners"], []),
        (":explain triads --f", [":explain triads --from"], []),
        (":help tri", [":help triads"], []),
        (":param y", [":param year"], []),
        ("triads ", ["triads --country", "triads --json", "triads --limit"], ["triads --after", "triads MATCH"]),
        ("triads --review ", ["triads --review leave-out", "triads --review only"], ["triads --review --from"]),
        ("triads --review on", ["triads --review only"], ["triads --review include"]),
        ("triads --country k", ["triads --country KP", "triads --country KR"], ["triads --country CN"]),
        ("triads --from 2017 --f", [], ["triads --from 2017 --from"]),
        ("possibly-unwitting --names ", ["possibly-unwitting --names --json"], ["possibly-unwitting --names yes"]),
        ("MATCH (w:", ["MATCH (w:Work", "MATCH (w:Author"], ["MATCH (w:AUTHORED", "MATCH (w:title"]),
        ("MATCH (w:Wo", ["MATCH (w:Work"], ["MATCH (w:Author"]),
        ("MATCH (a)-[r:", ["MATCH (a)-[r:AUTHORED", "MATCH (a)-[r:INVOLVES"], ["MATCH (a)-[r:Work"]),
        ("MATCH (a)-[:AUTHORED|IN", ["MATCH (a)-[:AUTHORED|INVOLVES"], []),
        ("MATCH (c:Country) RETURN c.", ["MATCH (c:Country) RETURN c.code"], ["MATCH (c:Country) RETURN c.title"]),
        ("MATCH (a)-[r:INVOLVES]->() RETURN r.c", ["MATCH (a)-[r:INVOLVES]->() RETURN r.confidence"], []),
        ("MATCH (x) RETURN x.subm", ["MATCH (x) RETURN x.submitted"], []),
        ("MATCH (c:Country {co", ["MATCH (c:Country {code"], ["MATCH (c:Country {confidence"]),
        ("MATCH (w:Work)\nWHERE w.year > $", ["MATCH (w:Work)\nWHERE w.year > $year"], ["MATCH (w:Work)\nWHERE w.year > $KP"]),
        ("MATCH (w:Work)\nret", ["MATCH (w:Work)\nRETURN"], []),
        ("MATCH (w:Work) RETURN toup", ["MATCH (w:Work) RETURN toupper("], []),
        ("CALL db.la", ["CALL db.labels("], []),
    ],
)  # fmt: skip
def test_completion(text: str, there: list[str], not_there: list[str]) -> None:
    found = offered(text)
    assert not set(there) - set(found), found
    assert not set(not_there) & set(found)


def test_completion_knows_the_whole_model() -> None:
    assert {text.removeprefix("MATCH (n:") for text in offered("MATCH (n:")} == {
        model.label(kind) for kind in model.NODES
    }
    assert {text.removeprefix("MATCH ()-[r:") for text in offered("MATCH ()-[r:")} == {
        model.label(kind) for kind in model.RELATIONSHIPS
    }
    for kind in model.NODES:
        before = f"MATCH (n:{model.label(kind)}) RETURN n."
        assert {text.removeprefix(before) for text in offered(before)} == {
            one.name for one in model.properties(kind)
        }


def test_what_was_typed_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "new"
    history = kept_history(home)
    history.append_string("triads --from 2017")
    file = home / "shell_history"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    assert list(kept_history(home).load_history_strings()) == ["triads --from 2017"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_where_nothing_can_be_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert isinstance(kept_history(tmp_path / "file"), InMemoryHistory)
    assert "what is typed is not kept" in capsys.readouterr().err
    full = kept_history(tmp_path)
    (tmp_path / "shell_history").unlink()
    (tmp_path / "shell_history").mkdir()  # what cannot be written down later stops nobody
    full.append_string("triads")
    assert full.get_strings() == ["triads"]
