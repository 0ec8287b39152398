"""The table of benchmarks.normalise: what it counts, and that its hand-read tables hold no text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import normalise, normalise_rows
from benchmarks.normalise_countries import SAMPLE, cases, make_ours, printed, sample_labels
from benchmarks.normalise_rows import Case, Row, Said

FOLDER = Path(normalise.__file__).resolve().parent


def counted(*cases: Case, **said: list[Said]) -> Row:
    row = Row("set", "who")
    normalise_rows.count(row, cases, said.__getitem__, None)
    return row


def test_certain_values_are_compared_and_a_review_is_a_miss() -> None:
    row = counted(
        Case(("a", "b"), frozenset({"KP", "CN"})),
        Case(("c",), frozenset({"KR"})),
        Case(("d",), frozenset(), open=True),
        Case(("e",), None),
        a=[Said("KP", "yes", "r")],
        b=[Said("US", "yes", "s")],
        c=[Said("KR", "review", "r"), Said("KP", "review", "r")],
        d=[Said("KR", "review", "r"), Said("KP", "review", "r")],
        e=[Said("FR", "yes", "s")],
    )
    assert (row.rows, row.judged, row.right, row.wrong, row.missed) == (4, 3, 1, 1, 2)
    assert (row.exact, row.review) == (1, 2)
    assert (row.precision, row.recall) == (0.5, 1 / 3)
    rule = row.rules["s"]
    assert (rule.strings, rule.judged, rule.right) == (2, 1, 0)
    assert "0.5000" in normalise.line_of(row)
    assert any(line.startswith("s ") and "0.0000" in line for line in normalise.rule_lines([row]))


def test_hand_read_tables_hold_hashes_only() -> None:
    for name in ("pubmed_sample", "paper_verdicts", "gold_wrong"):
        lines = (FOLDER / f"{name}.tsv").read_text(encoding="ascii").splitlines()
        rows = [line for line in lines if not line.startswith("#")]
        assert rows
        assert all(re.fullmatch(r"[0-9a-f]{16}(\t[A-Za-z0-9 -]+){1,2}", row) for row in rows), name
    assert len(sample_labels()) == SAMPLE


def test_no_such_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert normalise.main(["--set", "nothing of that name"]) == 1
    assert "no set has that name" in capsys.readouterr().err


@pytest.mark.shared
def test_goals_of_the_small_sets() -> None:
    read = make_ours()
    for found, recall in ((cases(), 1.0), (printed(), 0.996)):
        row = Row("set", "coauth")
        normalise_rows.count(row, found or (), read, None)
        assert row.precision == 1
        assert (row.recall or 0) >= recall
