"""`coauth explain name`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from coauth import printed_lines
from coauth.explain import explain
from coauth.main import run
from loaders.normalize.personal import compare, parse
from tests.loaders.normalize.tables import rows


def bulk(data: bytes) -> list[dict[str, Any]]:
    result = CliRunner().invoke(explain, ["name", "--json", "-"], input=data)
    assert result.exit_code == 0, result.output
    lines = result.stdout_bytes.decode("utf-8").split("\n")
    assert lines.pop() == ""
    return [json.loads(line) for line in lines]


def test_the_shape_that_programs_rely_on() -> None:
    (answer,) = bulk(b"Ri Chol Su\tLee Cheol-su\n")
    assert list(answer) == ["a", "b", "state", "reason", "why", "score"]
    assert (answer["a"], answer["b"]) == ("Ri Chol Su", "Lee Cheol-su")
    assert (answer["state"], answer["reason"]) == ("review", "korean-spelling")


def test_the_table_of_cases_in_one_run() -> None:
    cases = rows("name_pairs")
    answers = bulk("\n".join(f"{row['a']}\t{row['b']}" for row in cases).encode())
    assert [(one["a"], one["b"]) for one in answers] == [(row["a"], row["b"]) for row in cases]
    assert [one["state"] for one in answers] == [row["state"] for row in cases]


def test_a_line_with_one_name_is_read() -> None:
    (answer,) = bulk(b"Wei Zhang\n")
    assert answer["name"] == "Wei Zhang"
    assert (answer["family"], answer["given"], answer["order"]) == (["zhang"], ["wei"], "given-first")
    assert answer["alternatives"] == [{"family": ["wei"], "given": ["zhang"], "order": "family-first"}]
    assert "zhang/w" in answer["blocking_keys"]


def test_bad_lines_stop_nothing() -> None:
    lines = [
        b"",
        b"\t",
        b"Kim\t",
        b"\xff\xfe\t\xc3",
        b"a\tb\tc",
        b"\x00\t\x1b[31m",
        b"Ri\rChol\tRi Chol",
        b"Kim\tPak",
    ]
    answers = bulk(b"\n".join(lines))
    assert len(answers) == len(lines)
    assert answers[0]["rule"] == "no-name"
    assert [one["reason"] for one in answers[1:4]] == ["no-name"] * 3
    assert (answers[4]["a"], answers[4]["b"]) == ("a", "b")
    assert answers[6]["a"] == "Ri\rChol"
    assert answers[-1]["state"] == "no"


def test_a_huge_line_is_cut_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed_lines, "MAX_LINE_BYTES", 64)
    first, second = bulk(b"x" * 1000 + b"\nKim\tKim\n")
    assert first["name"] == "x" * 64
    assert second["state"] == "yes"


def test_the_tables_for_people() -> None:
    result = CliRunner().invoke(explain, ["name", "Zhang Wei", "Wei Zhang"])
    assert result.exit_code == 0
    for said in ("family-first", "given-first", "review", "order", "never proves", "or"):
        assert said in result.stdout
    assert "no name is in" in CliRunner().invoke(explain, ["name", "123"]).stdout


def test_one_json_object() -> None:
    result = CliRunner().invoke(explain, ["name", "--json", "Lü Bu", "Lv Bu"])
    assert json.loads(result.stdout)["state"] == "yes"
    assert result.stdout.count("\n") == 1


def test_nothing_of_the_data_reaches_the_terminal_raw() -> None:
    shown = CliRunner().invoke(explain, ["name", "\x1b[31mKim\x07 [bold]Chol[/bold]", "\u202eKim"]).stdout
    for raw in ("\x1b", "\x07", "\u202e"):
        assert raw not in shown


def test_names_without_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "name", "Ri", "Chol", "Su"]) == 2
    assert 'coauth explain name "Ri Chol Su"' in capsys.readouterr().err


def test_nothing_but_the_names_is_looked_at() -> None:
    """The same names give the same verdict whatever stands beside them."""
    (alone,) = bulk(b"Kim\tJin\n")
    assert alone["state"] == compare(parse("Kim"), parse("Jin")).state == "review"
    assert bulk(b"Pak\tPark\nKim\tJin\n")[1] == alone


def test_help_has_examples() -> None:
    result = CliRunner().invoke(explain, ["name", "--help"])
    assert "Examples:" in result.stdout
    assert "coauth explain name" in result.stdout
