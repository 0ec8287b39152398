"""Chapman's estimate."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.fetch.estimate import chapman


@pytest.mark.parametrize(
    ("first", "second", "both", "total", "error"),
    [
        (10, 15, 5, 28.333, 5.909),  # worked by hand: 11 * 16 / 6 - 1, and 11 * 16 * 5 * 10 / (36 * 7)
        (200, 150, 50, 594.118, 58.02),
        (0, 0, 0, 0, 0),
        (7, 7, 7, 7, 0),
        (20, 5, 5, 20, 0),  # the second way found nothing new
    ],
)
def test_worked_examples(first: int, second: int, both: int, total: float, error: float) -> None:
    estimate = chapman(first, second, both)
    assert estimate.total == pytest.approx(total, abs=0.01)
    assert estimate.error == pytest.approx(error, abs=0.01)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_interval_holds_the_estimate_and_never_less_than_was_found(
    one: int, other: int, both: int
) -> None:
    estimate = chapman(one + both, other + both, both)
    found = one + other + both
    assert found * (1 - 1e-9) <= estimate.low <= estimate.total * (1 + 1e-9) + 1e-9
    assert estimate.total <= estimate.high * (1 + 1e-9) + 1e-9
    assert 0 <= estimate.recall(found) <= 1


def test_where_the_ways_are_independent_it_is_right() -> None:
    chance = random.Random(1)
    inside, totals = 0, []
    for _ in range(300):
        first = {work for work in range(500) if chance.random() < 0.4}
        second = {work for work in range(500) if chance.random() < 0.5}
        estimate = chapman(len(first), len(second), len(first & second))
        totals.append(estimate.total)
        inside += estimate.low <= 500 <= estimate.high
    assert sum(totals) / 300 == pytest.approx(500, rel=0.01)
    assert 0.9 <= inside / 300 <= 1


@pytest.mark.parametrize("counts", [(1, 1, 2), (3, 1, 2), (1, 3, -1)])
def test_counts_that_cannot_be(counts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot"):
        chapman(*counts)
