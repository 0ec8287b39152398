"""`coauth resolve --mentions`."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from coauth.main import run
from coauth.resolve import resolve_command

LINES = [
    {
        "mention": "b",
        "work": "1",
        "name": "Kim Yong Chol",
        "coauthors": ["Ri Un Hyok"],
        "title": "Zinc oxide films",
    },
    {
        "mention": "a",
        "work": "2",
        "name": "Yong-Chol Kim",
        "coauthors": ["Ri Un Hyok"],
        "title": "Films of zinc oxide",
    },
    {"mention": "c", "work": "2", "name": "Ri Un Hyok"},
    {"mention": "b", "work": "1", "name": "Kim Yong Chol"},
]


def test_one_line_a_mention_in_the_order_of_the_file() -> None:
    text = "\n".join(["{bad", *map(json.dumps, LINES)])
    result = CliRunner().invoke(resolve_command, ["--mentions", "-", "--json"], input=text)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(row) for row in rows] == [["mention", "person", "confidence"]] * 3
    assert [row["mention"] for row in rows] == ["b", "a", "c"]
    assert rows[0]["person"] == rows[1]["person"] != rows[2]["person"]
    assert all(0 <= row["confidence"] <= 1 for row in rows)
    assert "line 1 is no mention" in result.stderr
    assert result.exit_code == 0


def test_status(tmp_path: Path) -> None:
    file = tmp_path / "mentions.jsonl"
    file.write_text("{bad\n" + json.dumps(LINES[0]) + "\n")
    assert run(["resolve", "--mentions", str(file)]) == 0
    assert run(["resolve", "--mentions", str(file), "--strict"]) == 1
    assert run(["resolve", "--mentions", str(tmp_path / "none.jsonl")]) == 1
    assert run(["resolve", "--mentions", str(file), "--json", "--table"]) == 2
    file.write_text("")
    assert run(["resolve", "--mentions", str(file), "--json"]) == 0
