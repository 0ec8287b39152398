"""The report on a store that grew beside one that was filled at once."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.author_stress import stress
from benchmarks.incremental import PREFIX, in_cut_blocks, lines, work
from loaders.resolve import nearness


def test_a_made_work_carries_all_its_authors() -> None:
    made, _ = stress(40)
    of_first = [one for one in made if one.work == made[0].work]
    found = work(of_first)
    assert found["doi"] == f"{PREFIX}{made[0].work}"
    assert found["authors"] == [
        {"name": one.name, "affiliations": list(one.affiliations)} for one in of_first
    ]


def test_the_report_tells_what_differs_and_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearness, "BOUND", 4)
    monkeypatch.setattr("benchmarks.incremental.BOUND", 4)
    made, true = stress(200)
    cut = in_cut_blocks(made)
    assert 0 < len(cut) < len(made)
    apart = {one.mention: one.mention for one in made}
    found = list(lines(made, true, {1: true, 5: apart}))
    assert found[0].startswith(f"200 mentions, {len(cut)} of them in blocks of more than 4; ")
    (same, differs) = (line for line in found if line.startswith("all, in"))
    assert "against those at once 1.0000 1.0000" in same
    recall = sum(1 for _ in Counter(true[one.mention] for one in made)) / len(made)
    assert f"against those at once 1.0000 {recall:.4f}" in differs
