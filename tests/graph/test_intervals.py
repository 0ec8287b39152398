"""Intervals of counts and shares, against their definition and against scipy's own."""

from __future__ import annotations

import pytest
from scipy import stats

from graph.intervals import RULES, poisson, wilson


def test_published_values() -> None:
    # Garwood's table; Wilson's interval as Newcombe (1998) prints it
    assert [round(end, 2) for end in poisson(0)] == [0, 3.69]
    assert [round(end, 2) for end in poisson(1)] == [0.03, 5.57]
    assert [round(end, 2) for end in poisson(10)] == [4.80, 18.39]
    assert [round(end, 4) for end in wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(end, 4) for end in wilson(0, 20)] == [0, 0.1611]
    assert [round(end, 4) for end in wilson(1, 29)] == [0.0061, 0.1718]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 40, 913, 100_000])
def test_the_tails_of_a_count(count: int) -> None:
    low, high = poisson(count)
    assert stats.poisson.cdf(count, high) == pytest.approx(0.025)
    assert low == 0 if count == 0 else stats.poisson.sf(count - 1, low) == pytest.approx(0.025)


@pytest.mark.parametrize(
    ("part", "whole"), [(0, 1), (1, 1), (1, 3), (5, 5), (67, 110), (913, 1304), (0, 100_000)]
)
def test_shares_as_scipy_has_them(part: int, whole: int) -> None:
    expected = stats.binomtest(part, whole).proportion_ci(method="wilson")
    assert wilson(part, whole) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0 <= wilson(part, whole)[0] <= part / whole <= wilson(part, whole)[1] <= 1


def test_what_is_no_share() -> None:
    for part, whole in ((1, 0), (0, 0), (2, 1), (-1, 1)):
        with pytest.raises(ValueError, match="is no share"):
            wilson(part, whole)
    assert RULES["wilson low"].value(0, 0) is None
    assert RULES["poisson low"].value(None) is None
    assert (RULES["wilson high"].value(1, 3), RULES["poisson high"].value(3)) == (0.7923, 8.77)
