"""The figures of benchmarks.dprk on the hand-labelled works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import dprk

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "dprk" / "works.jsonl"


@pytest.mark.shared
def test_goals() -> None:
    works = [json.loads(line) for line in SHARED.read_text(encoding="utf-8").split("\n") if line.strip()]
    result = dprk.score(list(dprk.judge(works)))
    assert result.recall == 1
    assert result.precision == 1
    assert result.exact >= dprk.GOAL_SETS


def test_a_review_counts_as_a_miss(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    work = {
        "id": "x", "label": "positive", "scoring": "label+countries", "countries_by_hand": ["KP"],
        "authors": [{"affiliations": ["Pyongyang, South Korea"]}], "affiliations_unmapped": None,
    }  # fmt: skip
    file = tmp_path / "works.jsonl"
    file.write_text(json.dumps(work) + "\n", encoding="utf-8")
    assert dprk.main([str(file)]) == 0
    shown = capsys.readouterr().out
    assert "missed 1 (of them for review 1)" in shown
    assert "review KP KR" in shown


def test_no_such_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert dprk.main(["/nowhere/works.jsonl"]) == 1
    assert "no such file" in capsys.readouterr().err
