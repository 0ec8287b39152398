"""The tables of cases: inputs and their right answers."""

from __future__ import annotations

from pathlib import Path

CASES = Path(__file__).resolve().parents[2] / "cases"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of tests/cases/NAME.tsv, as column -> text."""
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:] if line]
