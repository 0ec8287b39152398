"""The count of its own beside the store's ranks, and how a difference is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.ranks import differences, printed
from loaders.deciding import Decider

pytest.importorskip("polars")


def test_the_count_of_its_own(tmp_path: Path) -> None:
    from benchmarks.ranks import counted

    papers = tmp_path / "papers.jsonl"
    affiliations = [
        "Peking University, Beijing, China+MIT, USA;;MIT, USA",
        "Tsinghua University, Beijing, China",
        "",
    ]
    papers.write_text("".join(json.dumps({"aff": one}) + "\n" for one in affiliations), encoding="utf-8")
    records = list(printed(papers, "papers"))
    assert [one["printed"] for one in records] == [
        ["MIT, USA", "Peking University, Beijing, China"], ["Tsinghua University, Beijing, China"], [],
    ]  # fmt: skip
    works = [
        {"source": "papers", "line": n, "work": f"w{n}", "year": 2018 if n == 1 else 2019} for n in (1, 2, 3)
    ]
    found = counted(records, works, Decider())
    assert found == {
        (None, "CN"): (1, 2, 1.5), (None, "US"): (2, 1, 0.5), (2018, "CN"): (1, 1, 0.5), (2018, "US"): (1, 1, 0.5),
        (2019, "CN"): (1, 1, 1.0),
    }  # fmt: skip
    assert differences(found, found) == []
    other = {**found, (None, "CN"): (1, 3, 1.5)}
    assert differences(other, found) == ["all CN: the store says (1, 3, 1.5), the count (1, 2, 1.5)"]
    del other[2019, "CN"]
    assert "2019 CN: the store says None, the count (1, 1, 1.0)" in differences(other, found)
