"""`coauth explain affiliation`."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from coauth import printed_lines
from coauth.explain import explain


def bulk(data: bytes) -> list[dict[str, Any]]:
    result = CliRunner().invoke(explain, ["affiliation", "--json", "-"], input=data)
    assert result.exit_code == 0, result.output
    lines = result.stdout_bytes.decode("utf-8").split("\n")
    assert lines.pop() == ""
    return [json.loads(line) for line in lines]


def test_the_shape_that_programs_rely_on() -> None:
    (answer,) = bulk(b"Kim II-sung Univ., Pyongyang, South Korea\n")
    assert list(answer) == ["input", "countries", "institutions"]
    assert [list(c) for c in answer["countries"]] == [["code", "state", "rule", "confidence", "span"]] * 2
    assert {(c["code"], c["state"]) for c in answer["countries"]} == {("KP", "review"), ("KR", "review")}
    (institution,) = answer["institutions"]
    assert list(institution) == ["key", "name", "country", "state", "rule", "confidence", "span"]
    start, end = institution["span"]
    assert answer["input"][start:end] == "Kim II-sung Univ"


def test_one_line_in_one_line_out_in_order() -> None:
    strings = ["a\rb", "\x0b", "x\u2028Pyongyang", "x\x85y", "", "KP", "조선", "\x1b[31m", '"quoted"\t']
    answers = bulk("\n".join(strings).encode())
    assert [answer["input"] for answer in answers] == strings


def test_output_lines_end_at_newline_only() -> None:
    result = CliRunner().invoke(explain, ["affiliation", "--json", "-"], input="x\u2028y\x85z\n".encode())
    assert len(result.stdout_bytes.decode().splitlines()) == 1


@pytest.mark.parametrize(("data", "count"), [(b"", 0), (b"\n", 1), (b"\n\n", 2), (b"a", 1), (b"a\n\nb", 3)])
def test_lines_counted(data: bytes, count: int) -> None:
    assert len(bulk(data)) == count


def test_bytes_that_are_no_utf8() -> None:
    answers = bulk(b"\xff\xfePyongyang, DPRK\xc3\n\xed\xa0\x80\nSeoul")
    assert len(answers) == 3
    assert [c["code"] for c in answers[0]["countries"]] == ["KP"]


def test_a_huge_line_is_cut_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed_lines, "MAX_LINE_BYTES", 64)
    result = CliRunner().invoke(explain, ["affiliation", "--json", "-"], input=b"x" * 1000 + b"\nPyongyang\n")
    first, second = (json.loads(line) for line in result.stdout.split("\n")[:2])
    assert first["input"] == "x" * 64
    assert second["countries"][0]["code"] == "KP"
    assert "line 1 is longer" in result.stderr


def test_a_line_of_the_greatest_length_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed_lines, "MAX_LINE_BYTES", 9)
    assert [answer["input"] for answer in bulk(b"Pyongyang\nPyongyang")] == ["Pyongyang", "Pyongyang"]


def test_single_json() -> None:
    result = CliRunner().invoke(explain, ["affiliation", "--json", "PUST, Pyongyang"])
    answer = json.loads(result.stdout)
    assert answer["institutions"][0]["name"] == "Pyongyang University of Science and Technology"
    assert result.stdout.count("\n") == 1


def test_the_table_for_people() -> None:
    result = CliRunner().invoke(explain, ["affiliation", "Kim II-sung Univ., Pyongyang, South Korea"])
    assert result.exit_code == 0
    for said in ("KP", "KR", "review", "country-conflict", "0.45", "South Korea", "known-institution"):
        assert said in result.stdout


def test_the_table_says_where_nothing_was_found() -> None:
    assert "no country and no institution" in CliRunner().invoke(explain, ["affiliation", "xyz"]).stdout


def test_nothing_of_the_data_reaches_the_terminal_raw() -> None:
    text = "\x1b[31mKim Il Sung University\x07 [bold]x[/bold], DPRK"
    shown = CliRunner().invoke(explain, ["affiliation", text]).stdout
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[bold]x[/bold]" in shown
    # some terminals obey the one-character form too
    answer = CliRunner().invoke(explain, ["affiliation", "--json", "Seoul\x9b31m"]).stdout
    assert "\x9b" not in answer
    assert json.loads(answer)["input"] == "Seoul\x9b31m"


def test_half_a_surrogate_pair() -> None:
    result = CliRunner().invoke(explain, ["affiliation", "--json", "\ud800Pyongyang"])
    assert json.loads(result.stdout)["input"] == "\ufffdPyongyang"


def test_answers_come_while_the_input_is_open() -> None:
    command = [sys.executable, "-m", "coauth", "explain", "affiliation", "--json", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert isinstance(process.stdin, io.IOBase)
        assert process.stdin is not None
        assert process.stdout is not None
        for text in (b"Pyongyang\n", b"Seoul\n"):
            process.stdin.write(text)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["input"] == text.decode().strip()
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_help_has_examples() -> None:
    for arguments in (["--help"], ["affiliation", "--help"]):
        result = CliRunner().invoke(explain, arguments)
        assert "Examples:" in result.stdout
        assert "coauth explain affiliation" in result.stdout
