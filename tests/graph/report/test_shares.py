"""Shares, and percentages against their counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.report.published import published, speaking_of
from graph.report.shares import LEAST_WHOLE, Share, agrees


@pytest.mark.parametrize(
    ("part", "whole", "printed", "expected"),
    [
        (67, 110, "61 %", True),
        (75, 110, "61 %", False),  # as a mirror of the article has it
        (75, 110, "68%", True),
        (94, 110, "85 %", True),
        (46, 217, "21 %", True),
        (51, 56, "91 %", True),
        (1, 8, "12.5", True),
        (1, 8, "12", True),  # a half may be rounded either way
        (1, 8, "13 %", True),
        (1, 8, "14 %", False),
        (2, 3, "66.7 %", True),
        (2, 3, "66.6 %", False),
        (0, 5, "0 %", True),
    ],
)
def test_whether_a_percentage_agrees_with_the_count(
    part: int, whole: int, printed: str, expected: bool
) -> None:
    assert agrees(part, whole, printed) is expected


@pytest.mark.parametrize(("whole", "printed"), [(0, "1 %"), (5, "many"), (5, "-3 %"), (5, "")])
def test_what_is_no_percentage(whole: int, printed: str) -> None:
    with pytest.raises(ValueError, match="is no percentage"):
        agrees(0, whole, printed)


@given(st.integers(1, 100_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_what_is_printed_here_agrees(share: tuple[int, int]) -> None:
    made = Share(*share)
    if made.whole < LEAST_WHOLE:
        assert made.percent is None
        assert str(made) == f"{made.part} of {made.whole}"
        return
    assert agrees(made.part, made.whole, f"{made.percent} %")
    assert made.interval is not None
    assert made.percent is not None
    assert made.interval[0] - 0.05 <= made.percent <= made.interval[1] + 0.05


def test_few_works_have_no_percentage_and_what_is_no_sample_no_interval() -> None:
    assert str(Share(7, 19)) == "7 of 19"
    assert str(Share(10, 20)) == "10 of 20, 50.0 % (95 % interval 29.9 to 70.1 %)"
    assert str(Share(10, 20, sample=False)) == "10 of 20, 50.0 %"
    with pytest.raises(ValueError, match="is no share"):
        Share(3, 2)


def test_the_published_figures() -> None:
    assert [one.number for one in published()] == sorted(one.number for one in published())
    assert {one.number for one in published()} == set(range(1, 14))
    assert all(
        one.printed and one.database and one.window and one.differs and one.about for one in published()
    )
    disagreeing = [
        one.printed
        for one in published()
        if one.part is not None and one.whole and one.percent and not agrees(one.part, one.whole, one.percent)
    ]
    assert disagreeing == [
        "of the suspect papers 75 (61 %) funded by the government of China, in a mirror of the same article"
    ]
    assert all(sum(one.terms) == one.total for one in published() if one.total is not None)
    assert [one.printed for one in speaking_of(("rank",))] == [
        "rank 145 of 160 countries, among more than 2.5 million AI papers (China about 860,000)"
    ]
