"""The works that were read for their fields, and what the lists say of those that the project itself holds."""

from __future__ import annotations

import pytest

from benchmarks.fields_texts import DPRK
from benchmarks.topics_fields import FIELDS, Judged, Read, figures, judge, texts_of, works_read

DUTIES = ("nuclear", "aerospace", "manufacturing")


def test_every_work_was_read_once_with_a_reason() -> None:
    works = works_read()
    assert len({work.key for work in works}) == len(works) > 200
    assert all(work.reason.strip() and work.title.strip() for work in works)
    assert sum(work.file == DPRK for work in works) >= 100
    assert {label for work in works for label in work.labels.values()} == {"yes", "review"}
    for column in dict.fromkeys(column for column, _, _ in FIELDS):
        assert sum(column in work.labels for work in works) >= 5, column


def test_counting() -> None:
    work = Read("k", "f", "dev", "t", {}, "why")
    rows = [
        Judged(work, "yes", "yes", ()),
        Judged(work, "yes", "review", ()),
        Judged(work, "yes", "no", ()),
        Judged(work, "review", "yes", ()),
        Judged(work, "no", "yes", ()),
        Judged(work, "no", "review", ()),
        Judged(work, "no", "no", ()),
    ]
    counted = figures(rows)
    assert counted == (7, 3, 1, 1, 1, 1, 1)
    assert counted.precision == counted.recall == pytest.approx(1 / 3)
    nothing = figures([])
    assert nothing.precision is None and nothing.recall is None and nothing.f1 is None


def test_the_works_of_the_dprk_set() -> None:
    pytest.importorskip("spacy")
    works = [work for work in works_read() if work.file == DPRK]
    judged = judge(works, texts_of(works))
    rows = [row for some in judged.values() for row in some]
    assert len(rows) == len(FIELDS) * len(works)
    counted = figures(rows)
    # titles alone: nothing that was read as no is called yes, and hardly anything that was read as yes goes unseen
    assert counted.wrong == 0
    assert counted.found + counted.held >= 0.95 * counted.yes
    assert counted.precision is not None and counted.precision >= 0.9
    # the fields where a committee decides: what the set holds of them is an aircraft's control, and tests seen from outside
    of_committee = [
        row for (column, name), some in judged.items() if name == "unscr-2321-11a" for row in some
    ]
    assert [row.work.key for row in of_committee if row.said == "yes"] == ["facts:w106"]
    assert {row.work.key for row in of_committee if row.said == "review" and row.read == "review"} == {
        "facts:w110", "facts:w111", "facts:w112",
    }  # fmt: skip
    assert all(column in DUTIES for (column, name) in judged if name == "unscr-2321-11a")
