"""The measure of keywords: rates, a threshold that is chosen on other papers, and the labelled file at hand."""

from __future__ import annotations

import pytest

from benchmarks.topics import Paper, across_folds, best_threshold, papers, rates

pytest.importorskip("spacy")


def _paper(number: int, ai: bool) -> Paper:
    return Paper(f"Title {number}", "", ai, number % 5, False)


def test_rates_and_thresholds() -> None:
    assert rates([True, True, False, False], [True, False, True, False]) == (0.5, 0.5, 0.5)
    assert rates([False], [True]) == (0.0, 0.0, 0.0)
    scores = [0.9, 0.8, 0.7, 0.4, 0.1]
    assert 0.7 < best_threshold(scores, [True, True, False, False, False]) <= 0.8
    # an answer for a paper rests on the others only: this one's own label would move the threshold
    some = [_paper(at, at % 2 == 0) for at in range(20)]
    found = across_folds([0.9 if paper.ai else 0.5 for paper in some], some)
    assert found == [paper.ai for paper in some]
    odd = [*some, _paper(20, True)]
    assert across_folds([*(0.9 if paper.ai else 0.5 for paper in some), 0.4], odd)[-1] is False


@pytest.mark.shared
def test_the_labelled_papers_are_read_and_a_third_is_held_back() -> None:
    found = papers()
    assert (len(found), sum(paper.ai for paper in found)) == (10_604, 1_075)
    assert 0.3 < sum(paper.held for paper in found) / len(found) < 0.37
